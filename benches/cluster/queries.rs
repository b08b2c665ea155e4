//! What our engine adds to the time in which a cluster answers, by class of queries.

use std::time::{Duration, Instant};

use onrecord::engine::Record;
use onrecord::engine::embedded::EmbeddedEngine;
use onrecord::engine::opensearch::{Access, ClusterEngine, open};
use onrecord::search::search;

use crate::asks::{Ask, Class, Sample, classes};
use crate::figures::{number, quantiles};
use crate::place::{Cluster, address};
use crate::raw::{Raw, Sent};
use crate::recorder::Recorder;

/// Passages that queries are made from.
const SAMPLES: usize = 1000;

/// Queries of a class, unless `QUERIES` says otherwise.
const QUERIES: usize = 50;

/// How often each query is asked, unless `TIMES` says otherwise.
const TIMES: usize = 5;

/// The best times of one query.
#[derive(Clone, Copy, Debug)]
struct Best {
    ours: Duration,
    /// The requests alone.
    bare: Duration,
    folder: Duration,
}

/// What is asked.
struct Engines<'e> {
    ours: ClusterEngine,
    /// The same through a server that takes down what is sent.
    watched: ClusterEngine,
    recorder: Recorder,
    raw: Raw,
    folder: &'e EmbeddedEngine,
}

/// Asks an index of the cluster, and the same in a folder.
pub(crate) fn compare(cluster: &Cluster, name: &str, folder: &EmbeddedEngine, records: &[Record]) {
    let access = Access::default();
    let recorder = Recorder::before(&cluster.hosts);
    let watched = open(&address(&recorder.host, name), &access).expect("the index opens");
    println!("requests to open an index: {}\n", recorder.take().len());
    let engines = Engines {
        ours: open(&cluster.address(name), &access).expect("the index opens"),
        watched,
        recorder,
        raw: Raw::new(&cluster.hosts),
        folder,
    };
    println!("p50 / p99 in ms of whole answers; requests: with words not asked before, and then");
    println!(
        "{:<20} {:>17} {:>17} {:>13} {:>11} {:>17}",
        "class", "ours", "requests alone", "ours ÷ it", "requests", "folder"
    );
    let only = std::env::var("CLASS").unwrap_or_default();
    let mut classes = classes(&samples(records));
    classes.retain(|class| class.name.contains(&only));
    for class in &mut classes {
        class.asks.truncate(number("QUERIES").unwrap_or(QUERIES));
        measure(&engines, class);
    }
    println!();
}

fn samples(records: &[Record]) -> Vec<Sample> {
    let passages: usize = records.iter().map(|record| record.entries.len()).sum();
    let all = records.iter().flat_map(|record| {
        record.entries.iter().map(|entry| Sample {
            text: entry.passage.span.of(&record.article.body).to_owned(),
            facets: entry.facets.clone(),
        })
    });
    all.step_by((passages / SAMPLES).max(1)).collect()
}

fn measure(engines: &Engines<'_>, class: &Class) {
    let longest = Duration::MAX;
    let mut best = vec![Best { ours: longest, bare: longest, folder: longest }; class.asks.len()];
    let sent: Vec<(usize, Vec<Sent>)> =
        class.asks.iter().map(|ask| taken_down(engines, ask)).collect();
    for ask in &class.asks {
        search(&engines.ours, &ask.request()).expect("an answer");
    }
    for time in 0..number("TIMES").unwrap_or(TIMES) {
        for ((ask, best), (_, sent)) in class.asks.iter().zip(&mut best).zip(&sent) {
            let request = ask.request();
            let ours = || timed(|| drop(search(&engines.ours, &request).expect("an answer")));
            let bare = || timed(|| sent.iter().for_each(|sent| engines.raw.sent(sent)));
            // By turns: the second is told what the first left in the memory of the cluster.
            let (took, alone) = if time % 2 == 0 {
                let took = ours();
                (took, bare())
            } else {
                let alone = bare();
                (ours(), alone)
            };
            let folder = timed(|| drop(search(engines.folder, &request).expect("an answer")));
            best.ours = best.ours.min(took);
            best.bare = best.bare.min(alone);
            best.folder = best.folder.min(folder);
        }
    }
    let ours = quantiles(best.iter().map(|best| best.ours));
    let bare = quantiles(best.iter().map(|best| best.bare));
    let folder = quantiles(best.iter().map(|best| best.folder));
    let first = sent.iter().map(|(first, _)| *first).max().unwrap_or(0);
    let then = sent.iter().map(|(_, sent)| sent.len()).max().unwrap_or(0);
    println!(
        "{:<20} {:>17} {:>17} {:>13} {:>11} {:>17}",
        class.name,
        format!("{:.2} / {:.2}", ours.0, ours.1),
        format!("{:.2} / {:.2}", bare.0, bare.1),
        format!("{:.2} / {:.2}", ours.0 / bare.0, ours.1 / bare.1),
        format!("{first} / {then}"),
        format!("{:.2} / {:.2}", folder.0, folder.1),
    );
}

/// The number of requests that a query takes at first, and those that it takes then.
fn taken_down(engines: &Engines<'_>, ask: &Ask) -> (usize, Vec<Sent>) {
    let asked = || {
        search(&engines.watched, &ask.request()).expect("an answer");
        engines.recorder.take()
    };
    let first = asked().len();
    (first, asked())
}

fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

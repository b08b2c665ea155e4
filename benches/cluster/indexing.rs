//! What our writer adds to the time in which a cluster takes bulks.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use onrecord::engine::opensearch::{Access, Address, Spread, write};
use onrecord::engine::{Record, State, Writer as _};

use crate::figures::{core_time, megabytes, number};
use crate::place::{Cluster, address};
use crate::raw::{Raw, Sent};
use crate::recorder::Recorder;

/// Threads that hand over records, and bulks under way at one time; as many as the program has.
const THREADS: usize = 2;

/// How often everything is indexed, unless `ROUNDS` says otherwise.
const ROUNDS: usize = 3;

/// Articles, unless `ARTICLES` says otherwise.
const ARTICLES: usize = 4000;

const SPREAD: Spread = Spread { shards: 3, replicas: 1 };

/// Wall time, and core time of this process.
#[derive(Clone, Copy, Debug)]
struct Cost {
    wall: Duration,
    cores: Duration,
}

/// Feeds records to our writer, and to the cluster the bulks that it makes of them.
pub(crate) fn compare(cluster: &Cluster, mut records: Vec<Record>) {
    records.truncate(number("ARTICLES").unwrap_or(ARTICLES));
    let passages: usize = records.iter().map(|record| record.entries.len()).sum();
    let raw = Raw::new(&cluster.hosts);
    let (ours, theirs) = ("bench-ours", "bench-bare");
    cluster.remove(ours);
    let recorder = Recorder::before(&cluster.hosts);
    feed(&address(&recorder.host, ours), &records);
    let (making, bulks) = split(recorder.take(), ours, theirs);
    let bytes: usize = bulks.iter().map(|bulk| bulk.body.len()).sum();
    let (mut our_best, mut bare_best) = (None, None);
    for _ in 0..number("ROUNDS").unwrap_or(ROUNDS) {
        cluster.remove(ours);
        keep(&mut our_best, timed(|| feed(&cluster.address(ours), &records)));
        cluster.remove(theirs);
        keep(&mut bare_best, timed(|| send(&raw, &making, &bulks, theirs)));
    }
    cluster.remove(ours);
    cluster.remove(theirs);
    let (ours, bare) = (our_best.expect("a round"), bare_best.expect("a round"));
    println!(
        "indexing {passages} passages of {} articles, {} bulks with {:.1} MB, {THREADS} under way",
        records.len(),
        bulks.len(),
        megabytes(bytes as u64)
    );
    println!("{:<24} {:>8} {:>16}", "", "wall s", "core s, client");
    for (name, cost) in [("our writer", ours), ("the same bulks alone", bare)] {
        let (wall, cores) = (cost.wall.as_secs_f64(), cost.cores.as_secs_f64());
        println!("{name:<24} {wall:>8.2} {cores:>16.2}");
    }
    let ratio = ours.wall.as_secs_f64() / bare.wall.as_secs_f64();
    println!("{:<24} {ratio:>8.2}\n", "ours ÷ alone");
}

fn keep(best: &mut Option<Cost>, cost: Cost) {
    if best.is_none_or(|best| cost.wall < best.wall) {
        *best = Some(cost);
    }
}

fn timed(work: impl FnOnce()) -> Cost {
    let (cores, started) = (core_time("self"), Instant::now());
    work();
    Cost { wall: started.elapsed(), cores: core_time("self").saturating_sub(cores) }
}

/// A run of our writer, to its end.
fn feed(address: &Address, records: &[Record]) {
    let writer = write(address, &Access::default(), Some(SPREAD)).expect("a writer");
    let queue = Mutex::new(records.iter());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("the queue").next();
                    let Some(record) = next else { break };
                    writer.insert(record.clone()).expect("a record");
                }
            });
        }
    });
    let refused = writer.finish(&State::default()).expect("a commit");
    assert!(refused.is_empty(), "{refused:?}");
}

/// What makes an index, and the bulks that fill it, for an index of another name.
fn split(sent: Vec<Sent>, name: &str, other: &str) -> (Sent, Vec<Sent>) {
    let renamed = |mut sent: Sent| {
        sent.path = sent.path.replace(name, other);
        sent
    };
    let making = sent.iter().find(|sent| sent.method == "PUT" && !sent.path.contains("/_doc/"));
    let mut making = renamed(making.expect("an index was made").clone());
    let body = String::from_utf8(making.body).expect("text");
    making.body = body.replace(name, other).into_bytes();
    let bulks = sent.into_iter().filter(|sent| sent.path.contains("/_bulk"));
    (making, bulks.map(renamed).collect())
}

/// Sends bulks, as many at one time as our writer does, and makes what they hold findable.
fn send(raw: &Raw, making: &Sent, bulks: &[Sent], name: &str) {
    raw.sent(making);
    let queue = Mutex::new(bulks.iter());
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                loop {
                    let next = queue.lock().expect("the queue").next();
                    let Some(bulk) = next else { break };
                    raw.sent(bulk);
                }
            });
        }
    });
    let path = format!("/{name}-000001/_refresh");
    let kind = "application/json".to_owned();
    raw.sent(&Sent { method: "POST".to_owned(), path, kind, body: Vec::new() });
}

//! The same queries by turns, ours and plain, and their times by class.

use std::path::Path;
use std::time::{Duration, Instant};

use onrecord::engine::Engine;
use onrecord::engine::embedded::EmbeddedEngine;
use onrecord::facet::{DayRange, entries, published};
use onrecord::search::search;
use onrecord::{Passage, Stages, StoredArticle};

use crate::asks::{Class, Sample, classes};
use crate::export::Export;
use crate::figures::{megabytes, number, quantiles};
use crate::plain::{Filling, Passes, Plain, Where};

/// Stages of our answers.
const STAGES: [&str; 7] = ["names", "find", "support", "fetch", HIGHLIGHT, "nothing", "coverage"];

const HIGHLIGHT: &str = "highlight";

/// Passages that queries are made from.
const SAMPLES: u64 = 1000;

/// How often each query is asked, unless `TIMES` says otherwise; the first time warms up.
const TIMES: usize = 5;

/// What plain tantivy is asked in.
const WAYS: [(Where, Passes); 4] = [
    (Where::TextAndHead, Passes::One),
    (Where::TextAndHead, Passes::Two),
    (Where::Text, Passes::One),
    (Where::Text, Passes::Two),
];

/// Fills a plain index with the passages of `engine` and compares the two.
pub(crate) fn compare(engine: &EmbeddedEngine, folder: &Path) {
    let stats = engine.stats().expect("counts");
    let mut samples = Vec::new();
    let filling = Filling::create(folder);
    let mut export = Export::wanted();
    let every = (stats.passages / SAMPLES).max(1);
    let mut seen = 0;
    engine
        .each_article(&mut |_, article| {
            let article = article.expect("an article");
            fill(&filling, &article, |sample| {
                if let Some(export) = &mut export {
                    export.passage(&sample);
                }
                if seen % every == 0 {
                    samples.push(sample);
                }
                seen += 1;
            });
        })
        .expect("all articles");
    let plain = filling.finish();
    println!(
        "{} passages, {:.1} MB of text; plain tantivy: en_stem, {} segments\n",
        stats.passages,
        megabytes(stats.text_bytes),
        plain.segments(),
    );
    println!("p50 / p99 in ms of the best ten, an exact count and ten texts; marks apart;");
    println!("plain in one pass (1) or as two searches, the best and the count (2), the quicker");
    println!(
        "{:<20} {:>17} {:>19} {:>13} {:>19} {:>13} {:>13} {:>15}",
        "class", "ours", "text + head", "ours ÷ it", "text alone", "ours ÷ it", "marks p50", "hits"
    );
    let times = number("TIMES").unwrap_or(TIMES);
    let only = std::env::var("CLASS").unwrap_or_default();
    let classes = classes(&samples);
    if let Some(export) = export {
        export.queries(&classes);
    }
    let mut measured = Vec::new();
    for class in classes.iter().filter(|class| class.name.contains(&only)) {
        let one = measure(engine, &plain, class, times);
        one.print();
        measured.push(one);
    }
    print!("\n{:<20}", "stages of ours, ms");
    for stage in STAGES {
        print!(" {stage:>17}");
    }
    println!();
    for one in &measured {
        one.print_stages();
    }
}

fn fill(filling: &Filling, stored: &StoredArticle, mut sampled: impl FnMut(Sample)) {
    let article = &stored.article;
    let day = published(article).map_or(0, DayRange::pack);
    for passage in &stored.passages {
        let cut = Passage { n: passage.n, span: passage.span, section: passage.section.clone() };
        let entry = entries(article, vec![cut], &passage.notes).remove(0);
        let head = [article.headline.as_deref(), passage.section.as_deref()];
        let head = head.into_iter().flatten().collect::<Vec<_>>().join("\n");
        filling.add(&article.id, &passage.text, &head, &entry.facets, day);
        sampled(Sample { text: passage.text.clone(), facets: entry.facets });
    }
}

/// The best times of one query.
#[derive(Clone, Debug)]
struct Best {
    ours: Duration,
    /// Where the time of that answer went.
    stages: Stages,
    plain: [Duration; WAYS.len()],
    snippets: Duration,
}

/// What was measured of one class.
struct Measured<'c> {
    class: &'c str,
    best: Vec<Best>,
    /// Mean hits of ours and plain.
    hits: [u64; 2],
}

fn measure<'c>(engine: &dyn Engine, plain: &Plain, class: &'c Class, times: usize) -> Measured<'c> {
    let longest = Duration::MAX;
    let none = Best {
        ours: longest,
        stages: Stages::default(),
        plain: [longest; WAYS.len()],
        snippets: longest,
    };
    let mut best = vec![none; class.asks.len()];
    let mut hits = [0; 2];
    for time in 0..=times {
        for (ask, best) in class.asks.iter().zip(&mut best) {
            let (took, response) = again(|| search(engine, &ask.request()).expect("an answer"));
            let took = took.saturating_sub(stage(&response.stages, HIGHLIGHT));
            let found = WAYS.map(|(place, passes)| again(|| plain.find(ask, place, passes)));
            let started = Instant::now();
            std::hint::black_box(plain.snippets(&found[0].1));
            let snippets = started.elapsed();
            if time == 0 {
                hits[0] += if ask.collapse { response.articles } else { response.passages };
                hits[1] += found[0].1.hits as u64;
                continue;
            }
            if took < best.ours {
                (best.ours, best.stages) = (took, response.stages);
            }
            best.snippets = best.snippets.min(snippets);
            for (best, (took, _)) in best.plain.iter_mut().zip(&found) {
                *best = (*best).min(*took);
            }
        }
    }
    let count = class.asks.len().max(1) as u64;
    Measured { class: class.name, best, hits: hits.map(|hits| hits / count) }
}

/// The time of the second of two same answers. The first leaves behind what both engines keep of
/// what they read; else the one asked first would read for all that are asked the same.
fn again<T>(answer: impl Fn() -> T) -> (Duration, T) {
    std::hint::black_box(answer());
    let started = Instant::now();
    let answer = answer();
    (started.elapsed(), answer)
}

impl Measured<'_> {
    fn print(&self) {
        let best = || self.best.iter();
        let ours = quantiles(best().map(|best| best.ours));
        // Whichever way is the quicker one for this class.
        let quicker = |place: Where| {
            let ways = (0..WAYS.len()).filter(|way| WAYS[*way].0 == place);
            let times =
                ways.map(|way| (quantiles(best().map(|best| best.plain[way])), WAYS[way].1));
            times.min_by(|a, b| a.0.0.total_cmp(&b.0.0)).expect("a way")
        };
        let pair = |(p50, p99): (f64, f64)| format!("{p50:.3} / {p99:.3}");
        let way = |(times, passes): ((f64, f64), Passes)| {
            format!("{} {}", pair(times), if passes == Passes::One { 1 } else { 2 })
        };
        let ratio = |(plain, _): ((f64, f64), _)| {
            format!("{:.2} / {:.2}", ours.0 / plain.0, ours.1 / plain.1)
        };
        let (both, text) = (quicker(Where::TextAndHead), quicker(Where::Text));
        let marks = [
            quantiles(best().map(|best| stage(&best.stages, HIGHLIGHT))).0,
            quantiles(best().map(|best| best.snippets)).0,
        ];
        println!(
            "{:<20} {:>17} {:>19} {:>13} {:>19} {:>13} {:>13} {:>15}",
            self.class,
            pair(ours),
            way(both),
            ratio(both),
            way(text),
            ratio(text),
            format!("{:.2} / {:.2}", marks[0], marks[1]),
            format!("{} / {}", self.hits[0], self.hits[1]),
        );
    }

    fn print_stages(&self) {
        print!("{:<20}", self.class);
        for name in STAGES {
            let (p50, p99) = quantiles(self.best.iter().map(|best| stage(&best.stages, name)));
            print!(" {:>17}", format!("{p50:.3} / {p99:.3}"));
        }
        println!();
    }
}

fn stage(stages: &Stages, wanted: &str) -> Duration {
    stages.iter().filter(|(name, _)| *name == wanted).map(|(_, time)| time).sum()
}

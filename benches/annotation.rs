//! Speed of annotation on one core, dates alone and all together.
//!
//! `cargo bench --bench annotation [-- FILE.jsonl]`: reads lines of `{"text", "published"}`, or the
//! sample articles without one.

#![expect(clippy::print_stdout, reason = "it prints its figures")]
#![expect(clippy::cast_precision_loss, reason = "sizes are far below 2^53")]

use std::path::Path;
use std::time::Instant;

use jiff::civil::Date;
use onrecord::timex::timexes;
use onrecord::{Article, Paragraphs, annotate, blocks, passages};

/// Bytes read in one run, at least.
const BYTES: usize = 8 << 20;

/// Runs of which the median counts.
const RUNS: usize = 5;

#[derive(serde::Deserialize)]
struct Line {
    text: String,
    published: Option<String>,
}

fn main() {
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let articles = match &file {
        Some(file) => from_lines(&std::fs::read_to_string(file).expect("a file of lines")),
        None => samples(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")),
    };
    let bytes: usize = articles.iter().map(|article| article.body.len()).sum();
    assert!(bytes > 0, "no text to read");
    let rounds = BYTES.div_ceil(bytes);
    println!("{} articles, {bytes} bytes, {rounds} times a run", articles.len());
    let mut found = 0;
    let dates = speed(bytes * rounds, || {
        for article in (0..rounds).flat_map(|_| &articles) {
            found += timexes(&article.body, article.published).len();
        }
    });
    println!("dates alone: {dates:.1} MB/s");
    let all = speed(bytes * rounds, || {
        for article in (0..rounds).flat_map(|_| &articles) {
            found += annotate(article, &passages(article)).attributions.len();
        }
    });
    println!("names, speakers and dates: {all:.1} MB/s");
    println!("{found} found");
}

/// Megabytes a second, median of some runs.
fn speed(bytes: usize, mut work: impl FnMut()) -> f64 {
    let mut seconds: Vec<f64> = (0..RUNS)
        .map(|_| {
            let started = Instant::now();
            work();
            started.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    bytes as f64 / 1e6 / seconds[RUNS / 2]
}

fn article(text: String, published: Option<Date>) -> Article {
    let blocks = blocks(&text, Paragraphs::Line);
    Article { blocks, published, body: text, ..Article::default() }
}

fn from_lines(lines: &str) -> Vec<Article> {
    let lines = lines.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let line: Line = serde_json::from_str(line).expect("a line of JSON");
            let day = line.published.and_then(|day| day.get(..10)?.parse().ok());
            article(line.text, day)
        })
        .collect()
}

fn samples(folder: &Path) -> Vec<Article> {
    let mut articles = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<_> = std::fs::read_dir(folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "txt") {
                let text = std::fs::read_to_string(&path).unwrap_or_default();
                articles.push(article(text, Some(Date::constant(2024, 4, 18))));
            }
        }
    }
    articles
}

//! How fast is a large archive indexed and searched?
//!
//! `cargo bench --bench archive` makes 20,000 articles with 200,000 passages (about 100 MB) from a
//! fixed seed: sentences of news prose with invented names, dates and quotations, and words drawn
//! from 40,000 by Zipf's law. `cargo bench --bench archive -- FOLDER` measures the articles of a
//! folder instead. Everything is printed as a table: time, memory and size of `index`, p50 and p99
//! of warm top-10 queries by class, and a cold `onrecord search` process.

#![expect(clippy::print_stdout, reason = "a benchmark prints its table")]

mod generated;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use onrecord::engine::{Engine, embedded};
use onrecord::query::{Facet, Field, Grain, ParseOptions, Request, parse};
use onrecord::search::search;

use generated::generate;

const ARTICLES: usize = 20_000;
const QUERIES: usize = 200;

fn main() {
    let folder: Option<PathBuf> =
        std::env::args().skip(1).find(|arg| !arg.starts_with("--")).map(PathBuf::from);
    let temp = tempfile::tempdir().expect("a temporary folder");
    let source = folder.unwrap_or_else(|| {
        let folder = temp.path().join("archive");
        generate(&folder, ARTICLES);
        folder
    });
    let index = temp.path().join("made.onrecord");
    let program = env!("CARGO_BIN_EXE_onrecord");
    let started = Instant::now();
    let mut run = Command::new(program)
        .args(["index", "--index"])
        .arg(&index)
        .arg(&source)
        .spawn()
        .expect("the program runs");
    let mut peak = 0;
    let ended = loop {
        peak = peak.max(memory(run.id()));
        match run.try_wait().expect("the program ends") {
            Some(ended) => break ended,
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    assert!(ended.success());
    let engine = embedded::open(&index).expect("the index opens");
    let stats = engine.stats().expect("the index has counts");
    #[expect(clippy::cast_precision_loss, reason = "printed with one digit")]
    let (text, size) = (stats.text_bytes as f64 / 1e6, stats.index_bytes as f64 / 1e6);
    println!("passages                 {:>10}", stats.passages);
    println!("text                     {text:>10.1} MB");
    println!("index: time              {seconds:>10.1} s ({:.1} MB/s)", text / seconds);
    println!("index: peak memory       {:>10} MB", peak / 1000);
    println!("index: size              {size:>10.1} MB ({:.2} of the text)", size / text);
    for (ending, bytes) in sizes(&index.join("engine")) {
        println!("    {ending:<20} {:>10.1} MB", bytes / 1e6);
    }
    println!("{:<24} {:>9} {:>9} {:>9}", "top-10, warm", "p50 ms", "p99 ms", "hits");
    for (class, requests) in classes(&engine) {
        measure(&engine, class, &requests);
    }
    cold(program, &index);
}

/// Peak memory of a running process in kB, where the system tells (Linux); else 0.
fn memory(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}

/// Bytes of the engine's files by their ending: postings, positions, terms, columns, store.
fn sizes(folder: &Path) -> Vec<(String, f64)> {
    let mut sizes = std::collections::BTreeMap::new();
    for file in fs::read_dir(folder).expect("the engine's folder").flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        let ending = name.rsplit('.').next().unwrap_or("").to_owned();
        #[expect(clippy::cast_precision_loss, reason = "printed with one digit")]
        let bytes = file.metadata().map_or(0.0, |meta| meta.len() as f64);
        *sizes.entry(ending).or_insert(0.0) += bytes;
    }
    sizes.into_iter().filter(|(_, bytes)| *bytes > 1e5).collect()
}

/// Requests of each class, from words and names of the archive itself.
fn classes(engine: &dyn Engine) -> Vec<(&'static str, Vec<Request>)> {
    let (words, pairs) = words(engine);
    let people = engine.people().expect("the list of names");
    let mut speakers: Vec<_> = people.iter().filter(|person| person.passages > 0).collect();
    speakers.sort_by(|a, b| b.passages.cmp(&a.passages).then_with(|| a.key.cmp(&b.key)));
    let read = |query: &str| {
        Request::new(parse(query, &ParseOptions::default()).expect("a readable query").ast)
    };
    let queries = |make: &dyn Fn(usize) -> String| -> Vec<Request> {
        (0..QUERIES).map(|i| read(&make(i))).collect()
    };
    let word = |i: usize| words[i * 7 % words.len()].clone();
    let pair = |i: usize| pairs[i * 3 % pairs.len()].clone();
    let speaker = |i: usize| speakers[i * i % speakers.len()].label.clone();
    let with_facets = |mut request: Request| {
        let facet = |field| Facet { fields: vec![(field, Grain::Year)], limit: 20 };
        request.facets = vec![facet(Field::Speaker), facet(Field::Date)];
        request
    };
    vec![
        ("term", queries(&word)),
        ("two terms", queries(&|i| format!("{} {}", word(i), word(i + 1)))),
        ("phrase", queries(&|i| format!("\"{}\"", pair(i)))),
        ("term + speaker", queries(&|i| format!("{} speaker:\"{}\"", word(i), speaker(i)))),
        (
            "speaker + month",
            queries(&|i| format!("speaker:\"{}\" date:2021-0{}", speaker(i), i % 9 + 1)),
        ),
        ("term + facets", queries(&word).into_iter().map(with_facets).collect()),
        ("all + facets", vec![with_facets(read("")); QUERIES / 4]),
        ("said by speaker", queries(&|i| format!("said:({}) speaker:\"{}\"", word(i), speaker(i)))),
    ]
}

/// Single words and pairs of neighbours, taken from passages spread over the archive.
fn words(engine: &dyn Engine) -> (Vec<String>, Vec<String>) {
    let mut request = Request::new(onrecord::query::Ast::All);
    request.page.limit = 400;
    let hits = search(engine, &request).expect("passages").hits;
    let mut words = Vec::new();
    let mut pairs = Vec::new();
    for hit in &hits {
        let own: Vec<&str> = hit
            .stored
            .text
            .split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .collect();
        for (i, pair) in own.windows(2).enumerate() {
            if i % 9 == 0 && pair[0].len() > 3 {
                words.push(pair[0].to_owned());
            }
            if i % 11 == 0 && hit.stored.text.contains(&pair.join(" ")) {
                pairs.push(pair.join(" "));
            }
        }
    }
    (words, pairs)
}

fn measure(engine: &dyn Engine, class: &str, requests: &[Request]) {
    let mut times: Vec<Duration> = Vec::new();
    let mut hits = 0;
    for round in 0..3 {
        for request in requests {
            let started = Instant::now();
            let response = search(engine, request).expect("an answer");
            if round > 0 {
                times.push(started.elapsed());
                hits += response.passages;
            }
        }
    }
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100].as_secs_f64() * 1e3;
    println!("{class:<24} {:>9.3} {:>9.3} {:>9}", at(50), at(99), hits / times.len() as u64);
}

fn cold(program: &str, index: &Path) {
    let mut times: Vec<f64> = (0..20)
        .map(|_| {
            let started = Instant::now();
            let output = Command::new(program)
                .args(["search", "minister said", "--index"])
                .arg(index)
                .output()
                .expect("the program runs");
            assert!(output.status.code().is_some_and(|code| code < 2));
            started.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!(
        "cold process             {:>9.1} ms (median of {})",
        times[times.len() / 2],
        times.len()
    );
}

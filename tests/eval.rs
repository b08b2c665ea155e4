//! The measures of accuracy, on a small example and on the program's own output.

use onrecord::eval::{DateScores, GoldDates, score_dates};
use onrecord::{Span, Timex, TimexKind};
use serde::Deserialize;

use crate::harness::Archive;

const GOLD: &str = include_str!("data/dates.gold.jsonl");
const FOUND: &str = include_str!("data/dates.found.jsonl");

/// Precision, recall and F1 as a scorer written apart from this one, in another language, prints
/// them for these two files.
const EXPECTED: [(&str, &str, [f64; 3]); 16] = [
    ("all", "strict", [0.8421, 0.8889, 0.8649]),
    ("all", "relaxed", [0.8947, 0.9444, 0.9189]),
    ("all", "type", [0.8421, 0.8889, 0.8649]),
    ("all", "value", [0.6316, 0.6667, 0.6486]),
    ("date", "strict", [0.7857, 0.8462, 0.8148]),
    ("date", "relaxed", [0.8571, 0.9231, 0.8889]),
    ("date", "type", [0.8571, 0.9231, 0.8889]),
    ("date", "value", [0.5714, 0.6154, 0.5926]),
    ("date+time", "strict", [0.8667, 0.8667, 0.8667]),
    ("date+time", "relaxed", [0.9333, 0.9333, 0.9333]),
    ("date+time", "type", [0.8667, 0.8667, 0.8667]),
    ("date+time", "value", [0.6000, 0.6000, 0.6000]),
    ("facet", "value", [0.7500, 0.6923, 0.7200]),
    ("facet-day", "value", [0.5000, 0.5000, 0.5000]),
    ("facet-month", "value", [1.0000, 0.8333, 0.9091]),
    ("facet-year", "value", [0.8889, 0.8000, 0.8421]),
];

#[derive(Deserialize)]
struct Found {
    timexes: Vec<FoundTimex>,
}

/// Offsets in code points.
#[derive(Deserialize)]
struct FoundTimex {
    start: usize,
    end: usize,
    r#type: TimexKind,
    value: String,
    rule: String,
}

fn timex(found: FoundTimex, text: &str) -> Timex {
    let byte = |point: usize| text.char_indices().nth(point).map_or(text.len(), |(at, _)| at);
    let span = Span::new(byte(found.start), byte(found.end));
    Timex { span, kind: found.r#type, value: found.value, rule: found.rule }
}

#[test]
fn dates_are_scored_as_by_an_independent_scorer() {
    let mut scores = DateScores::default();
    for (gold, found) in GOLD.lines().zip(FOUND.lines()) {
        let gold: GoldDates = serde_json::from_str(gold).expect("gold");
        let found: Found = serde_json::from_str(found).expect("a system's output");
        let found: Vec<Timex> =
            found.timexes.into_iter().map(|found| timex(found, &gold.text)).collect();
        score_dates(&gold, &found, &mut scores, &mut Vec::new());
    }
    let scores = serde_json::to_value(scores).expect("JSON");
    for (set, measure, rates) in EXPECTED {
        let found = if set.starts_with("facet") { &scores[set] } else { &scores[set][measure] };
        for (rate, expected) in ["precision", "recall", "f1"].into_iter().zip(rates) {
            assert_eq!(found[rate], expected, "{set} {measure} {rate}");
        }
    }
}

#[test]
fn eval_dates_prints_figures_and_misses() {
    let archive = Archive::new().file("gold.jsonl", GOLD);
    let _ = archive
        .run(&["eval", "dates", "gold.jsonl", "--errors"])
        .success()
        .prints("facet-month")
        .prints("4 articles\n")
        .prints("no rule: missed “It reopens” 1912  mill\n");
    let lines =
        archive.run(&["eval", "dates", "gold.jsonl", "--json", "--errors"]).success().json();
    assert_eq!(lines[0]["type"], "eval");
    assert_eq!(lines[0]["all"]["strict"]["gold"], 18);
    assert!(lines[1..].iter().all(|line| line["type"] == "miss"));
    assert!(lines.len() > 1);
}

#[test]
fn a_line_that_is_no_gold_is_named_and_the_others_count() {
    let first = GOLD.lines().next().expect("a line");
    let archive = Archive::new().file("gold.jsonl", format!("{first}\n{{\"id\": 3}}\n\n{first}\n"));
    let _ = archive
        .run(&["eval", "dates", "gold.jsonl"])
        .ends(2)
        .prints("2 articles\n")
        .notes("gold.jsonl: line 2: ");
    let _ = archive.run(&["eval", "dates", "none.jsonl"]).ends(2).notes("none.jsonl: ");
}

//! The measures of accuracy, on a small example and on the program's own output.

use onrecord::eval::{
    Counted, DateScores, GoldDates, GoldSpeakers, Rates, Share, SpeakerScores, score_dates,
    score_speakers,
};
use onrecord::{
    Act, Attribution, AttributionKind, CodePoints, Polarity, Span, SpeakerKind, Timex, TimexKind,
};
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

const GOLD_SPEAKERS: &str = include_str!("data/speakers.gold.jsonl");
const FOUND_SPEAKERS: &str = include_str!("data/speakers.found.jsonl");

/// What a scorer written apart from this one, in another language, prints for these two files.
const ALL: &str = "\
articles 5 words 174 gold 20 found 24 pairs 10
overlap 66.7 80.0 72.7
strict 45.8 55.0 50.0
ggt30 75.0 90.0 81.8
ggt80 62.5 75.0 68.2
char 86.2 97.2 91.4
joint 35.0 46.7 40.0
passage 40.0 60.0 48.0
recall direct 3/3=100.0, indirect 11/14=78.6, mixed 0/1=0.0, turn 1/1=100.0
name 58.3 lenient 66.7 of 12, span 80.0 of 15
kinds group 0/1 of 1, org 1/1 of 1, person 5/8 of 11, pronoun 1/2 of 2";
const QUOTED: &str = "\
articles 5 words 174 gold 4 found 9 pairs 4
overlap 33.3 75.0 46.2
strict 22.2 50.0 30.8
ggt30 44.4 100.0 61.5
ggt80 22.2 50.0 30.8
char 64.2 92.7 75.9
joint 0.0 0.0 0.0
passage 20.0 25.0 22.2
recall direct 3/3=100.0, mixed 0/1=0.0
name 0.0 lenient 50.0 of 2, span 66.7 of 3
kinds person 0/1 of 2, pronoun 0/1 of 1";
const INDIRECT: &str = "\
articles 5 words 174 gold 14 found 18 pairs 6
overlap 61.1 78.6 68.8
strict 44.4 57.1 50.0
ggt30 66.7 85.7 75.0
ggt80 61.1 78.6 68.8
char 65.3 100.0 79.0
joint 37.5 54.5 44.4
passage 36.4 66.7 47.1
recall indirect 11/14=78.6
name 66.7 lenient 66.7 of 9, span 80.0 of 10
kinds group 0/1 of 1, person 5/7 of 9, pronoun 1/1 of 1";
const SPEECH: &str = "\
articles 5 words 174 gold 16 found 19 pairs 9
overlap 63.2 75.0 68.6
strict 42.1 50.0 45.7
ggt30 73.7 87.5 80.0
ggt80 57.9 68.8 62.9
char 83.3 96.6 89.4
joint 35.3 46.2 40.0
passage 45.5 55.6 50.0
recall direct 3/3=100.0, indirect 8/11=72.7, mixed 0/1=0.0, turn 1/1=100.0
name 60.0 lenient 70.0 of 10, span 75.0 of 12
kinds group 0/1 of 1, org 1/1 of 1, person 5/7 of 10, pronoun 0/1 of 1";

#[derive(Deserialize)]
struct FoundSpeakers {
    attributions: Vec<FoundAttribution>,
}

/// Offsets in code points.
#[derive(Deserialize)]
struct FoundAttribution {
    r#type: AttributionKind,
    act: Act,
    polarity: Polarity,
    rule: String,
    confidence: f32,
    source: Option<Points>,
    content: Vec<Points>,
    speaker: Option<String>,
}

#[derive(Deserialize)]
struct Points {
    start: usize,
    end: usize,
}

fn attribution(found: FoundAttribution, text: &str) -> Attribution {
    let points = CodePoints::new(text);
    let span = |at: Points| Span::new(points.byte(at.start), points.byte(at.end));
    Attribution {
        kind: found.r#type,
        act: found.act,
        polarity: found.polarity,
        rule: found.rule,
        confidence: found.confidence,
        source: found.source.map(span),
        cue: None,
        content: found.content.into_iter().map(span).collect(),
        speaker: found.speaker,
        speaker_kind: SpeakerKind::Unknown,
        speakers: Vec::new(),
        reporter: None,
    }
}

fn speaker_scores(counted: &Counted) -> SpeakerScores {
    let mut scores = SpeakerScores::default();
    for (gold, found) in GOLD_SPEAKERS.lines().zip(FOUND_SPEAKERS.lines()) {
        let gold: GoldSpeakers = serde_json::from_str(gold).expect("gold");
        let found: FoundSpeakers = serde_json::from_str(found).expect("a system's output");
        let found: Vec<Attribution> =
            found.attributions.into_iter().map(|found| attribution(found, &gold.text)).collect();
        score_speakers(&gold, &found, counted, &mut scores, &mut Vec::new());
    }
    scores
}

/// All figures, those in per cent with one decimal.
fn figures(scores: &SpeakerScores) -> String {
    let SpeakerScores { articles, words, overlap: Rates { gold, found, .. }, .. } = scores;
    let pairs = scores.passage.gold;
    let mut lines =
        vec![format!("articles {articles} words {words} gold {gold} found {found} pairs {pairs}")];
    for (name, rates) in [
        ("overlap", scores.overlap),
        ("strict", scores.strict),
        ("ggt30", scores.ggt30),
        ("ggt80", scores.ggt80),
        ("char", scores.letters),
        ("joint", scores.joint),
        ("passage", scores.passage),
    ] {
        let [p, r, f] = [rates.precision(), rates.recall(), rates.f1()].map(|rate| rate * 100.0);
        lines.push(format!("{name} {p:.1} {r:.1} {f:.1}"));
    }
    let percent = |share: Share| share.share() * 100.0;
    let recall = scores.recall_by_type.iter().map(|(kind, share)| {
        format!("{} {}/{}={:.1}", kind.name(), share.right, share.of, percent(*share))
    });
    lines.push(format!("recall {}", recall.collect::<Vec<_>>().join(", ")));
    let SpeakerScores { name, lenient, span, .. } = *scores;
    lines.push(format!(
        "name {:.1} lenient {:.1} of {}, span {:.1} of {}",
        percent(name),
        percent(lenient),
        name.of,
        percent(span),
        span.of
    ));
    let kinds = scores.by_kind.iter();
    let kinds = kinds.map(|(kind, n)| format!("{kind} {}/{} of {}", n.right, n.found, n.gold));
    lines.push(format!("kinds {}", kinds.collect::<Vec<_>>().join(", ")));
    lines.join("\n")
}

#[test]
fn speakers_are_scored_as_by_an_independent_scorer() {
    let quoted = Counted::Kinds(vec![AttributionKind::Direct, AttributionKind::Mixed]);
    let indirect = Counted::Kinds(vec![AttributionKind::Indirect]);
    for (counted, expected) in
        [(Counted::All, ALL), (quoted, QUOTED), (indirect, INDIRECT), (Counted::Speech, SPEECH)]
    {
        assert_eq!(figures(&speaker_scores(&counted)), expected, "{counted:?}");
    }
}

#[test]
fn confidence_is_compared_with_what_is_right() {
    let scores = speaker_scores(&Counted::All);
    let bands: Vec<_> = scores
        .reliability
        .bands()
        .map(|(from, _, band)| {
            let (marked, speaker) = (band.marked, band.speaker);
            (from, marked.right, marked.of, speaker.right, speaker.of)
        })
        .collect();
    // Tenth, marked of all, right of those with a known name.
    assert_eq!(
        bands,
        [
            (0, 0, 1, 0, 0),
            (1, 0, 1, 0, 0),
            (2, 1, 1, 0, 0),
            (3, 2, 4, 1, 1),
            (4, 2, 2, 1, 2),
            (5, 3, 3, 2, 3),
            (6, 1, 3, 0, 1),
            (7, 1, 2, 0, 1),
            (8, 1, 2, 1, 1),
            (9, 3, 3, 2, 3),
        ]
    );
}

#[test]
fn eval_speakers_prints_figures_reliability_and_misses() {
    let archive = Archive::new().file("gold.jsonl", GOLD_SPEAKERS);
    let _ = archive
        .run(&["eval", "speakers", "gold.jsonl", "--errors"])
        .success()
        .prints("passage")
        .prints("reliability")
        .prints("5 articles, 174 words\n");
    let lines =
        archive.run(&["eval", "speakers", "gold.jsonl", "--json", "--errors"]).success().json();
    assert_eq!((&lines[0]["type"], &lines[0]["task"]), (&"eval".into(), &"speakers".into()));
    assert_eq!(lines[0]["overlap"]["gold"], 20);
    assert!(lines[1..].iter().all(|line| line["type"] == "miss"));
    assert!(lines.len() > 1);
    let gold = |flags: &[&str]| {
        let args = [&["eval", "speakers", "gold.jsonl", "--json"], flags].concat();
        archive.run(&args).success().json()[0]["overlap"]["gold"].clone()
    };
    assert_eq!(gold(&["--types", "direct,mixed"]), 4);
    assert_eq!(gold(&["--speech"]), 16);
    let _ = archive
        .run(&["eval", "speakers", "gold.jsonl", "--types", "loud"])
        .ends(2)
        .notes("expected direct, indirect, mixed or turn");
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
    for (task, gold) in [("dates", GOLD), ("speakers", GOLD_SPEAKERS)] {
        let first = gold.lines().next().expect("a line");
        // No gold, nothing, and a byte that is no UTF-8.
        let others = b"\n{\"id\": 3}\n\n\xff\n";
        let lines = [first.as_bytes(), others, first.as_bytes()].concat();
        let archive = Archive::new().file("gold.jsonl", lines);
        let _ = archive
            .run(&["eval", task, "gold.jsonl"])
            .ends(2)
            .prints("2 articles")
            .notes("gold.jsonl: line 2: ")
            .notes("gold.jsonl: line 4: ");
        let _ = archive.run(&["eval", task, "none.jsonl"]).ends(2).notes("none.jsonl: ");
    }
}

#[test]
fn weights_are_learned_from_marked_articles_and_measured() {
    let marked = include_str!("../corpus/attributions.jsonl");
    let archive = Archive::new().file("gold.jsonl", marked).file("a/x", "").file("b/x", "");
    for folder in ["a", "b"] {
        let _ = archive
            .run(&["train", "gold.jsonl", "--out", folder, "--test", "gold.jsonl"])
            .success()
            .prints("57 articles");
    }
    for file in ["ends.tsv", "statements.tsv"] {
        let read = |folder: &str| std::fs::read_to_string(archive.path().join(folder).join(file));
        let (first, second) = (read("a").expect("weights"), read("b").expect("weights"));
        assert_eq!(first, second, "{file}");
        assert!(first.lines().count() > 500, "{file}");
    }
    let _ = archive.run(&["train", "none.jsonl"]).ends(2).notes("none.jsonl");
    let archive = archive.file("odd.jsonl", format!("no gold\n{marked}"));
    let _ = archive.run(&["train", "odd.jsonl"]).ends(2).notes("odd.jsonl: line 1");
}

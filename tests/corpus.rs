//! The sample articles against the speakers and dates told by hand in `corpus/truth.jsonl`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::harness::Archive;

/// What is compared, in the order of the floors.
const COMPARED: [&str; 3] = ["speaker", "person", "date"];

/// Folders whose articles are measured together.
struct Group {
    name: &'static str,
    folders: &'static [&'static str],
    /// Least share in percent of what is found that must be right, and of what is there that must
    /// be found; what the program reached when the line was last changed. A lower floor needs a
    /// reason.
    floors: [(usize, usize); 3],
}

/// The articles that rules were made on, and those written to measure them.
const GROUPS: [Group; 3] = [
    Group {
        name: "one story",
        folders: &["wire", "courier", "observer", "press", "transcripts", "world", "mixed"],
        floors: [(99, 95), (99, 98), (96, 96)],
    },
    Group {
        name: "kinds of news",
        folders: &["courts", "sport", "science", "business", "culture", "merrow", "dunmara"],
        floors: [(94, 78), (94, 92), (88, 87)],
    },
    Group {
        name: "presses and records",
        folders: &[
            "vindhara",
            "okoria",
            "tavuni",
            "mokgala",
            "gulf",
            "broadcast",
            "debates",
            "interviews",
            "reports",
        ],
        floors: [(78, 68), (76, 81), (85, 93)],
    },
];

#[derive(Deserialize)]
struct Truth {
    path: String,
    record: Option<String>,
    published: Option<String>,
    passages: Vec<TruePassage>,
}

#[derive(Deserialize)]
struct TruePassage {
    n: u64,
    speakers: Vec<String>,
    people: Vec<String>,
    dates: Vec<String>,
}

/// Found, right and there, of one kind.
#[derive(Default)]
struct Tally {
    found: usize,
    right: usize,
    there: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn add(&mut self, place: &str, found: &BTreeSet<String>, there: &BTreeSet<String>) {
        self.found += found.len();
        self.there += there.len();
        self.right += found.intersection(there).count();
        for extra in found.difference(there) {
            self.wrong.push(format!("{place}: found {extra}, which is not there"));
        }
        for missing in there.difference(found) {
            self.wrong.push(format!("{place}: missed {missing}"));
        }
    }

    fn percent(part: usize, whole: usize) -> usize {
        (part * 100).checked_div(whole).unwrap_or(100)
    }
}

/// A name is the same with a curly and a straight apostrophe: which one it has is the article's.
fn names(list: &Value, pick: impl Fn(&Value) -> Vec<String>) -> BTreeSet<String> {
    let found = list.as_array().into_iter().flatten().flat_map(pick);
    found.map(|name| name.replace('’', "'")).collect()
}

/// Who speaks: act speech or finding, actually said.
fn speakers(passage: &Value) -> BTreeSet<String> {
    names(&passage["attributions"], |attribution| {
        let counts = matches!(attribution["act"].as_str(), Some("speech" | "finding"))
            && attribution["polarity"] == "said";
        let listed = attribution["speakers"].as_array().cloned().unwrap_or_default();
        let listed =
            listed.iter().filter_map(|speaker| speaker["name"].as_str().map(str::to_owned));
        let single = attribution["speaker"].as_str().map(str::to_owned);
        if counts { listed.chain(single).collect() } else { Vec::new() }
    })
}

fn people(passage: &Value) -> BTreeSet<String> {
    let mentioned = names(&passage["mentions"], |mention| {
        let name = mention["name"].as_str().filter(|_| mention["kind"] == "person");
        name.map(str::to_owned).into_iter().collect()
    });
    let speaking = names(&passage["attributions"], |attribution| {
        let listed = attribution["speakers"].as_array().cloned().unwrap_or_default();
        let people = listed.iter().filter(|speaker| speaker["kind"] == "person");
        people.filter_map(|speaker| speaker["name"].as_str().map(str::to_owned)).collect()
    });
    mentioned.union(&speaking).cloned().collect()
}

/// Calendar values: those that begin with a year, decade or century in figures.
fn dates(passage: &Value) -> BTreeSet<String> {
    names(&passage["timexes"], |timex| {
        let value = timex["value"].as_str().unwrap_or("");
        let calendar = matches!(timex["type"].as_str(), Some("DATE" | "TIME"))
            && value.starts_with(|c: char| c.is_ascii_digit())
            && !value.contains('X');
        let day = value.split('T').next().unwrap_or(value);
        // A stretch is known by its two ends.
        if calendar { day.split('/').map(str::to_owned).collect() } else { Vec::new() }
    })
}

#[test]
fn speakers_people_and_dates_are_those_told_by_hand() {
    let truth = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/truth.jsonl");
    let truth = std::fs::read_to_string(truth).expect("the truth file");
    let archive = Archive::corpus().indexed();
    let mut shown: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let mut ids = BTreeSet::new();
    for hit in archive.hits(&["--all"]) {
        let article = &hit["article"];
        let id = article["id"].as_str().expect("an id").to_owned();
        if ids.insert(id.clone()) {
            let ran = archive.run(&["show", &id, "--json"]).success();
            let path = article["path"].as_str().expect("a path").to_owned();
            shown.entry(path).or_default().extend(ran.json());
        }
    }
    let mut tallies: [[Tally; 3]; GROUPS.len()] = Default::default();
    for line in truth.lines() {
        let truth: Truth = serde_json::from_str(line).expect("a line of truth");
        let articles =
            shown.get(&truth.path).unwrap_or_else(|| panic!("{} is not indexed", truth.path));
        let told = truth.passages.len();
        let folder = truth.path.split('/').next().unwrap_or("");
        let group = GROUPS.iter().position(|group| group.folders.contains(&folder));
        let tallies = &mut tallies[group.unwrap_or_else(|| panic!("{folder} is in no group"))];
        let article = articles
            .iter()
            .find(|article| {
                let published = article["article"]["published"].as_str();
                articles.len() == 1 || published == truth.published.as_deref()
            })
            .unwrap_or_else(|| panic!("{} {:?} is not indexed", truth.path, truth.record));
        assert_eq!(
            article["article"]["published"].as_str(),
            truth.published.as_deref(),
            "{}",
            truth.path
        );
        assert_eq!(article["passage_count"], told, "{}", truth.path);
        for (passage, told) in
            article["passages"].as_array().into_iter().flatten().zip(&truth.passages)
        {
            let place = format!("{}#{}", truth.path, told.n);
            let set = |list: &[String]| {
                list.iter().map(|name| name.replace('’', "'")).collect::<BTreeSet<String>>()
            };
            tallies[0].add(&format!("{place} speaker"), &speakers(passage), &set(&told.speakers));
            tallies[1].add(&format!("{place} person"), &people(passage), &set(&told.people));
            tallies[2].add(&format!("{place} date"), &dates(passage), &set(&told.dates));
        }
    }
    let mut fallen = Vec::new();
    for (group, tallies) in GROUPS.iter().zip(&tallies) {
        for ((what, floor), tally) in COMPARED.iter().zip(group.floors).zip(tallies) {
            let reached = (
                Tally::percent(tally.right, tally.found),
                Tally::percent(tally.right, tally.there),
            );
            let name = group.name;
            println!(
                "{name}, {what}: precision {} %, recall {} % of {}",
                reached.0, reached.1, tally.there
            );
            if reached.0 < floor.0 || reached.1 < floor.1 {
                let wrong = tally.wrong.join("\n");
                fallen.push(format!("{name}, {what}: {reached:?} below {floor:?}\n{wrong}"));
            }
        }
    }
    assert!(fallen.is_empty(), "{}", fallen.join("\n\n"));
}

/// A line of `attributions.jsonl`; offsets count characters.
#[derive(Deserialize)]
struct Marked {
    id: String,
    published: Option<String>,
    text: String,
    quotes: Vec<MarkedQuote>,
}

#[derive(Deserialize)]
struct MarkedQuote {
    id: String,
    start: usize,
    end: usize,
    spans: Vec<(usize, usize)>,
    text: String,
    speaker: Option<String>,
    speaker_start: Option<usize>,
    speaker_end: Option<usize>,
    cue: Option<String>,
    cue_start: Option<usize>,
    cue_end: Option<usize>,
}

#[test]
fn marked_attributions_stand_in_their_articles() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/attributions.jsonl");
    let lines = std::fs::read_to_string(path).expect("the marked attributions");
    let archive = Archive::corpus();
    for line in lines.lines() {
        let marked: Marked = serde_json::from_str(line).expect("a line of attributions");
        let article = archive.run(&["annotate", &marked.id]).success().json().remove(0);
        assert_eq!(article["text"].as_str(), Some(&*marked.text), "{}", marked.id);
        assert_eq!(article["published"].as_str(), marked.published.as_deref(), "{}", marked.id);
        let chars: Vec<char> = marked.text.chars().collect();
        let cut = |start: usize, end: usize| chars[start..end].iter().collect::<String>();
        for quote in &marked.quotes {
            let place = format!("{} {}", marked.id, quote.id);
            let parts: Vec<String> =
                quote.spans.iter().map(|&(start, end)| cut(start, end)).collect();
            assert_eq!(parts.join(" … "), quote.text, "{place}");
            assert_eq!(quote.spans.first().map(|span| span.0), Some(quote.start), "{place}");
            assert_eq!(quote.spans.last().map(|span| span.1), Some(quote.end), "{place}");
            for (words, start, end) in [
                (&quote.speaker, quote.speaker_start, quote.speaker_end),
                (&quote.cue, quote.cue_start, quote.cue_end),
            ] {
                let at = start.zip(end).map(|(start, end)| cut(start, end)).unwrap_or_default();
                // Words with others between them: the first and the last are where it says.
                let mut parts = words.as_deref().unwrap_or_default().split(" … ");
                let first = parts.next().unwrap_or_default();
                assert!(at.starts_with(first), "{place}: {at}");
                assert!(at.ends_with(parts.last().unwrap_or(first)), "{place}: {at}");
            }
        }
    }
}

//! How well passages of the sample articles are ranked for the queries of `corpus/tasks.csv`, as
//! people judged them.

use std::collections::BTreeMap;
use std::path::Path;

use onrecord::eval::{Grades, Listed, RankingScores, score_ranking};
use serde_json::Value;

use crate::harness::Archive;

/// Least mean nDCG@10 and RR of the queries of a kind, and of all; behind each, what was measured
/// when the line was last changed. A better ranking raises its floors; a lower one needs a reason.
const FLOORS: [(&str, f64, f64); 10] = [
    ("all", 0.68, 0.81),      // 0.6880, 0.8132
    ("date", 0.73, 0.88),     // 0.7361, 0.8889
    ("headline", 0.53, 0.75), // 0.5354, 0.7500
    ("hyphen", 0.91, 0.92),   // 0.9124, 0.9286
    ("name", 0.88, 1.00),     // 0.8889, 1.0000
    ("phrase", 0.98, 1.00),   // 0.9860, 1.0000
    ("question", 0.40, 0.52), // 0.4018, 0.5296
    ("speaker", 0.86, 1.00),  // 0.8684, 1.0000
    ("typo", 0.75, 0.90),     // 0.7521, 0.9091
    ("words", 0.67, 0.87),    // 0.6726, 0.8750
];

/// Passages asked for: more than any query has judged ones.
const DEPTH: &str = "100";

/// A query with the passages that people judged.
struct Task {
    kind: String,
    query: String,
    arguments: Vec<String>,
    relevant: Grades,
}

impl Task {
    fn read(line: &str) -> Self {
        let [_, kind, query, arguments, relevant] =
            <[String; 5]>::try_from(fields(line)).expect("five fields");
        let judged = |passage: &str| {
            let (passage, grade) = passage.rsplit_once('=').expect("a grade");
            (passage.to_owned(), grade.parse().expect("a whole number"))
        };
        Self {
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
            relevant: relevant.split_whitespace().map(judged).collect(),
            kind,
            query,
        }
    }

    /// How well the program ranks what it finds, by the names that the judgments have for it.
    fn scored(&self, archive: &Archive, names: &Names, order: &str) -> RankingScores {
        let mut arguments = vec!["--limit", DEPTH, "--sort", order];
        arguments.extend(self.arguments.iter().map(String::as_str));
        arguments.extend(["--", &self.query]);
        // A place is a score that no two hits share.
        let places = std::iter::successors(Some(0.0_f32), |place| Some(place - 1.0));
        let hits = archive.hits(&arguments);
        let listed = hits.iter().zip(places).map(|(hit, score)| {
            let article = names.get(&key(&hit["article"])).expect("an article of the truth file");
            Listed { document: format!("{article}#{}", hit["passage"]["n"]), score }
        });
        score_ranking(&listed.collect::<Vec<_>>(), &self.relevant)
    }
}

/// The fields of a line of CSV; a quotation mark within quotation marks stands twice.
fn fields(line: &str) -> Vec<String> {
    let mut fields = Vec::new();
    let mut field = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.next_if_eq(&'"').is_some() => field.push('"'),
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            _ => field.push(c),
        }
    }
    fields.push(field);
    fields
}

/// What judgments call an article (`path`, or `path@record` in a file of many), by its file and its
/// day: no file has two articles of one day.
type Names = BTreeMap<(String, String), String>;

fn key(article: &Value) -> (String, String) {
    let field = |name: &str| article[name].as_str().unwrap_or_default().to_owned();
    (field("path"), field("published"))
}

fn corpus_file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    std::fs::read_to_string(path).expect("a file of the sample articles")
}

fn names() -> Names {
    let named = |line: &str| {
        let article: Value = serde_json::from_str(line).expect("a line of truth");
        let path = article["path"].as_str().expect("a path");
        let name = match article["record"].as_str() {
            Some(record) => format!("{path}@{record}"),
            None => path.to_owned(),
        };
        (key(&article), name)
    };
    corpus_file("truth.jsonl").lines().map(named).collect()
}

/// Mean scores of the queries of each kind, and of all.
fn by_kind<'t>(scored: &[(&'t Task, RankingScores)]) -> BTreeMap<&'t str, RankingScores> {
    let mut kinds: BTreeMap<&str, Vec<&RankingScores>> = BTreeMap::new();
    for (task, scores) in scored {
        kinds.entry("all").or_default().push(scores);
        kinds.entry(&task.kind).or_default().push(scores);
    }
    kinds.into_iter().map(|(kind, scores)| (kind, RankingScores::mean(scores))).collect()
}

/// The kinds that are below their floors.
fn fallen(reached: &BTreeMap<&str, RankingScores>) -> Vec<&'static str> {
    let holds = |kind: &str, ndcg_10: f64, rr: f64| {
        reached.get(kind).is_some_and(|scores| scores.ndcg_10 >= ndcg_10 && scores.rr >= rr)
    };
    FLOORS.iter().filter(|floor| !holds(floor.0, floor.1, floor.2)).map(|floor| floor.0).collect()
}

#[test]
fn judged_passages_are_ranked_as_well_as_before() {
    let table = corpus_file("tasks.csv");
    let tasks: Vec<Task> = table.lines().skip(1).map(Task::read).collect();
    assert!(tasks.len() >= 60, "only {} queries", tasks.len());
    let archive = Archive::corpus().indexed();
    let names = names();
    let scored = |order: &str| -> Vec<(&Task, RankingScores)> {
        tasks.iter().map(|task| (task, task.scored(&archive, &names, order))).collect()
    };
    let best_first = scored("relevance");
    for (task, scores) in &best_first {
        println!("{:.4} {:.4} {}", scores.ndcg_10, scores.rr, task.query);
    }
    let reached = by_kind(&best_first);
    for (kind, scores) in &reached {
        println!("{kind}: nDCG@10 {:.4}, RR {:.4}", scores.ndcg_10, scores.rr);
    }
    assert_eq!(reached.len(), FLOORS.len(), "each kind has a floor");
    assert_eq!(fallen(&reached), Vec::<&str>::new(), "{reached:#?}");
    // The floors tell when scores do not rank.
    let newest_first = fallen(&by_kind(&scored("newest")));
    assert!(newest_first.starts_with(&["all"]) && newest_first.contains(&"question"));
}

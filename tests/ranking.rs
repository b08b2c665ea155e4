//! Measures of ranking against `ir-measures`, a small collection, and files of queries.

use std::collections::BTreeSet;

use onrecord::eval::{Qrels, RankingScores, Run, score_run};

use crate::harness::Archive;

const QRELS: &str = include_str!("data/ranking.qrels");
const RUN: &str = include_str!("data/ranking.run");

/// What ir-measures 0.4.3 (over pytrec_eval-terrier 0.5.11) prints for these two files, in the
/// order nDCG@10, AP, R@100, P@5, RR.
const EXPECTED: [(&str, [f64; 5]); 8] = [
    ("all", [0.3906, 0.3387, 0.4643, 0.2286, 0.4286]),
    ("deep", [0.2016, 0.1873, 0.5000, 0.2000, 0.5000]),
    ("fine", [0.9502, 0.8333, 1.0000, 0.4000, 1.0000]),
    ("graded", [0.5821, 0.3500, 0.7500, 0.4000, 0.5000]),
    ("irrelevant", [0.0, 0.0, 0.0, 0.0, 0.0]),
    ("missed", [0.0, 0.0, 0.0, 0.0, 0.0]),
    ("shuffled", [1.0, 1.0, 1.0, 0.6, 1.0]),
    ("unanswered", [0.0, 0.0, 0.0, 0.0, 0.0]),
];

/// Scores of each query and of all, by name.
fn figures(run: &Run, qrels: &Qrels) -> Vec<(String, RankingScores)> {
    let each = score_run(run, qrels);
    let mean = RankingScores::mean(each.iter().map(|one| &one.scores));
    let each = each.into_iter().map(|one| (one.query, one.scores));
    std::iter::once(("all".to_owned(), mean)).chain(each).collect()
}

fn read() -> (Run, Qrels) {
    let mut run = Run::default();
    RUN.lines().try_for_each(|line| run.read_line(line)).expect("a run");
    let mut qrels = Qrels::default();
    QRELS.lines().try_for_each(|line| qrels.read_line(line)).expect("judgments");
    (run, qrels)
}

#[test]
fn rankings_are_scored_as_by_ir_measures() {
    let (run, qrels) = read();
    let found = figures(&run, &qrels);
    assert_eq!(found.len(), EXPECTED.len());
    for ((query, scores), (name, expected)) in found.iter().zip(EXPECTED) {
        assert_eq!(query, name);
        for ((measure, score), expected) in scores.named().into_iter().zip(expected) {
            assert_eq!(format!("{score:.4}"), format!("{expected:.4}"), "{query} {measure}");
        }
    }
}

/// Three articles about a harbour and one about a mill; two of them have several paragraphs.
fn collection() -> Archive {
    let article = |id: &str, title: &str, text: &str| {
        serde_json::json!({"id": id, "title": title, "text": text}).to_string() + "\n"
    };
    let corpus = [
        article("P-1", "Pier opens", "The northern pier opened.\n\nFerries moor at the pier."),
        article("P-2", "", "The council voted.\n\nA ferry left the harbour at dawn."),
        article("P-3", "", "A long report on the pier, the harbour, its cranes and its boats."),
        article("M-1", "", "The mill on the hill grinds barley; nobody lives in it."),
    ];
    Archive::new()
        .file("harbour/corpus.jsonl", corpus.concat())
        .file("harbour/queries.tsv", "1\tnorthern pier -\"ferry AND (\n2\tbarley mill\n3\t?!\n")
        .file("harbour/qrels.txt", "1 0 P-1 2\n1 0 P-3 1\n2 0 M-1 1\n3 0 P-2 1\n")
}

#[test]
fn eval_ranking_ranks_articles_by_their_best_passages() {
    let archive = collection();
    let _ = archive
        .run(&["eval", "ranking", "harbour", "--run", "found.run"])
        .success()
        .prints("nDCG@10       AP    R@100      P@5       RR\n")
        .prints("all            0.")
        .prints("queries: 3; 4 articles\n");
    let written = std::fs::read_to_string(archive.path().join("found.run")).expect("a run");
    let mut run = Run::default();
    written.lines().try_for_each(|line| run.read_line(line)).expect("a run");
    let documents = |query| -> Vec<&str> {
        run.of(query).iter().map(|listed| listed.document.as_str()).collect()
    };
    // Each once, whatever operators the words look like.
    assert_eq!(documents("1").into_iter().collect::<BTreeSet<_>>(), ["P-1", "P-2", "P-3"].into());
    assert_eq!((documents("1").len(), documents("1")[0]), (3, "P-1"));
    assert_eq!(documents("2"), ["M-1"]);
    assert!(documents("3").is_empty());
    assert!(written.starts_with("1 Q0 P-1 1 ") && written.ends_with(" onrecord\n"), "{written}");
    // What is printed is what the run comes to.
    let mut qrels = Qrels::default();
    let judged = std::fs::read_to_string(archive.path().join("harbour/qrels.txt")).expect("qrels");
    judged.lines().try_for_each(|line| qrels.read_line(line)).expect("judgments");
    let printed =
        archive.run(&["eval", "ranking", "harbour", "--json", "--queries"]).success().json();
    let scored = figures(&run, &qrels);
    assert_eq!(printed.len(), scored.len());
    for (line, (query, scores)) in printed.iter().zip(&scored) {
        assert_eq!(line["query"].as_str().unwrap_or("all"), query);
        for (measure, score) in scores.named() {
            let printed = line[measure].as_f64().expect(measure);
            assert!((printed - score).abs() < 1e-4, "{query} {measure}: {printed}, not {score}");
        }
    }
    assert_eq!((&printed[0]["queries"], &printed[0]["articles"]), (&3.into(), &4.into()));
    let each = archive.run(&["eval", "ranking", "harbour", "--queries"]).success();
    let _ = each.prints("\n2              1.0000   1.0000   1.0000   0.2000   1.0000\n");
    // Nothing is left in the collection.
    let left = std::fs::read_dir(archive.path().join("harbour")).expect("a folder").count();
    assert_eq!(left, 3);
}

#[test]
fn a_bad_line_of_a_collection_is_named_and_the_others_count() {
    let archive = collection();
    let more = |name: &str, line: &[u8]| {
        let path = format!("harbour/{name}");
        let mut bytes = std::fs::read(archive.path().join(&path)).expect("a file");
        bytes.extend(line);
        archive.write(&path, bytes);
    };
    more("corpus.jsonl", b"{]\n{\"id\": \"M 2\", \"text\": \"The mill stands.\"}\n");
    more("queries.tsv", b"no tab\n2\tmill again\n\xff\tmill\n");
    more("qrels.txt", b"2 0 M-1\n");
    let ran = archive.run(&["eval", "ranking", "harbour"]).ends(2);
    let _ = ran
        .prints("queries: 3; 5 articles\n")
        .notes("corpus.jsonl: record 5, line 5")
        .notes("corpus.jsonl: line 6: \"M 2\" is no id of a document")
        .notes("queries.tsv: line 4: no tab between the id and the query")
        .notes("queries.tsv: line 5: query 2 stands twice")
        .notes("queries.tsv: line 6: ")
        .notes("qrels.txt: line 5: expected 4 fields, found 3");
    let _ = archive.run(&["eval", "ranking", "nowhere"]).ends(2).notes("nowhere/qrels.txt: ");
}

/// An archive and a file of queries.
fn batch(queries: impl AsRef<[u8]>) -> Archive {
    Archive::talks().file("queries.tsv", queries)
}

#[test]
fn a_file_of_queries_is_answered_as_a_run() {
    let archive = batch("a\ttalks\nb\tcouncil\nc\tnothing of this\n");
    let ran = archive.run(&["search", "--batch", "queries.tsv"]).success();
    let mut run = Run::default();
    ran.stdout.lines().try_for_each(|line| run.read_line(line)).expect("a run");
    for (query, words) in [("a", "talks"), ("b", "council"), ("c", "nothing of this")] {
        let alone = archive.hits(&[words]);
        assert_eq!(run.of(query).len(), alone.len(), "{query}");
        for (listed, hit) in run.of(query).iter().zip(&alone) {
            assert_eq!(hit["id"], listed.document.as_str());
            let score = hit["score"].as_f64().expect("a score");
            assert!((score - f64::from(listed.score)).abs() < 1e-6);
        }
    }
    // Other flags count: articles in place of passages, filters, one hit a page.
    let flags = ["search", "--batch", "queries.tsv", "--any", "--collapse", "--speaker", "Kravets"];
    let ran = archive.run(&flags).success();
    assert!(ran.stdout.lines().all(|line| !line.contains('/')), "{ran}");
    let second = ["search", "--batch", "queries.tsv", "--limit", "1", "--page", "2"];
    let second = archive.run(&second).success();
    assert!(second.stdout.lines().all(|line| line.split(' ').nth(3) == Some("2")), "{second}");
    let _ = archive.run(&["search", "--batch", "queries.tsv", "--speaker", "Nobody"]).ends(1);
}

#[test]
fn a_run_keeps_the_order_of_hits_that_scores_would_not_tell() {
    let archive = Archive::new()
        .file("2020-01-05-a.txt", "The ferry left. The ferry came back.\n")
        .file("2024-01-05-b.txt", "On that long and windy morning of the year a ferry left.\n")
        .file("queries.tsv", "q\tferry\n")
        .indexed();
    for order in ["newest", "oldest"] {
        let alone = archive.hits(&["ferry", "--sort", order]);
        let ran = archive.run(&["search", "--batch", "queries.tsv", "--sort", order]).success();
        let mut run = Run::default();
        ran.stdout.lines().try_for_each(|line| run.read_line(line)).expect("a run");
        let listed = run.of("q");
        assert!(listed.is_sorted_by(|a, b| a.score > b.score), "{ran}");
        let ids: Vec<&str> = listed.iter().map(|listed| listed.document.as_str()).collect();
        assert_eq!(ids, alone.iter().filter_map(|hit| hit["id"].as_str()).collect::<Vec<_>>());
    }
}

#[test]
fn every_json_line_of_a_file_of_queries_names_its_query() {
    let archive = batch("a\ttalks\nb\tnothing of this\n");
    let flags = ["search", "--batch", "queries.tsv", "--format", "json", "--facets", "speaker"];
    let lines = archive.run(&flags).success().json();
    let kinds = |query: &str| -> Vec<&str> {
        let of = lines.iter().filter(|line| line["query_id"] == query);
        of.filter_map(|line| line["type"].as_str()).collect()
    };
    assert_eq!(kinds("a"), ["meta", "hit", "facet", "end"]);
    assert_eq!(kinds("b"), ["meta", "facet", "end"]);
    assert!(lines.iter().all(|line| line["query_id"].is_string()));
}

#[test]
fn a_bad_query_of_a_file_is_named_and_the_others_are_answered() {
    let archive =
        batch(b"a\ttalks\nno tab\na\tcouncil\nb c\ttalks\nd\tdate:20x3\n\xff\td\ne\tpier\n");
    let ran = archive.run(&["search", "--batch", "queries.tsv"]).ends(2);
    let answered: BTreeSet<&str> =
        ran.stdout.lines().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(answered, ["a", "e"].into());
    let _ = ran
        .notes("queries.tsv: line 2: no tab between the id and the query")
        .notes("queries.tsv: line 3: query a stands twice")
        .notes("queries.tsv: line 4: \"b c\" is no id of a query")
        .notes("queries.tsv: line 5: ")
        .notes("queries.tsv: line 6: ");
    // Words as they are need no care.
    let plain = archive.run(&["search", "--batch", "queries.tsv", "--plain"]).ends(2);
    assert!(!plain.stderr.contains("line 5: "), "{plain}");
}

#[test]
fn what_a_file_of_queries_does_not_go_with_is_refused() {
    let archive = batch("a\ttalks\n");
    let refused = |flags: &[&str], why: &str| {
        let args = [&["search", "--batch", "queries.tsv"], flags].concat();
        let _ = archive.run(&args).ends(2).notes(why);
    };
    refused(&["talks"], "cannot be used with");
    refused(&["--json"], "cannot be used with");
    refused(&["--explain"], "a run has no place for --explain and --facets");
    refused(&["--facets", "speaker"], "a run has no place for --explain and --facets");
    let _ = archive.run(&["search", "--batch", "none.tsv"]).ends(2).notes("none.tsv: ");
}

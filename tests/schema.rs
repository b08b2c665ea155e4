//! JSON output against its published schema.

use crate::harness::Archive;

const SCHEMA: &str = include_str!("../docs/output.schema.json");

#[test]
fn every_line_of_output_follows_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    let archive = Archive::corpus().indexed();
    archive.write("new.txt", "The pier is new.\n");
    archive.write("broken.json", "[{]");
    archive.write("gold", include_str!("data/dates.gold.jsonl"));
    archive.write("gold-speakers", include_str!("data/speakers.gold.jsonl"));
    let id =
        archive.hits(&["minister"])[0]["article"]["id"].as_str().map(str::to_owned).expect("an id");
    archive.write("queries.tsv", "1\tminister said\n2\tno such words here\n");
    archive.write("collection/queries.tsv", "1\tpier\n");
    archive.write("collection/qrels.txt", "1 0 a 1\n");
    archive.write("collection/corpus.jsonl", "{\"id\": \"a\", \"text\": \"The pier is new.\"}\n");
    let runs: [&[&str]; 17] = [
        &[
            "search",
            "--json",
            "minister said",
            "--facets",
            "speaker,date:month,speaker*date",
            "--explain",
        ],
        &["search", "--json", "--speaker", "Novak", "--page", "2", "nowhere:x budget"],
        &["search", "--json", "no such words here", "--speaker", "Nobody"],
        &["search", "--json", "--all", "--sort", "oldest", "--collapse"],
        &["search", "--json", "--date", "2019", "\"the ministry\""],
        &["search", "--json", "--recent=7", "--expand", "minister"],
        &["search", "--batch", "queries.tsv", "--format", "json", "--facets", "speaker"],
        &["facets", "--json", "--by", "person,org,section,lang,published:day,outlet*byline"],
        &["people", "--json", "--mentioned"],
        &["show", "--json", &id],
        &["complete", "--json", "no"],
        &["search", "--json", "minsiter"],
        &["check", "--json", "--failed", "--duplicates", "--dates"],
        &["index", "--json"],
        &["eval", "dates", "gold", "--json", "--errors"],
        &["eval", "speakers", "gold-speakers", "--json", "--errors"],
        &["eval", "ranking", "collection", "--json", "--queries"],
    ];
    let mut kinds = std::collections::BTreeSet::new();
    for args in runs {
        let ran = archive.run(args);
        assert!((0..2).contains(&ran.status), "{ran}");
        for line in ran.json() {
            kinds.insert(line["type"].as_str().unwrap_or("").to_owned());
            if let Err(error) = validator.validate(&line) {
                panic!("{error} at {}: {line}", error.instance_path());
            }
        }
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>(),
        [
            "article",
            "completion",
            "end",
            "eval",
            "facet",
            "hit",
            "index",
            "meta",
            "miss",
            "person",
            "problem",
            "query"
        ]
    );
}

#[test]
fn the_schema_refuses_what_is_wrong() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).expect("the schema is JSON");
    let validator = jsonschema::validator_for(&schema).expect("the schema is a schema");
    assert!(!validator.is_valid(&serde_json::json!({"type": "hit", "rank": 0})));
    assert!(!validator.is_valid(&serde_json::json!({"type": "end", "passages": -1})));
    assert!(!validator.is_valid(&serde_json::json!({"type": "end", "agrees": true})));
    assert!(!validator.is_valid(&serde_json::json!({"type": "problem", "kind": "stale"})));
    assert!(validator.is_valid(&serde_json::json!({"type": "something new"})));
}

//! Moments of a small server, in both dialects.

use super::*;
use crate::engine::opensearch::FORMAT;
use crate::engine::opensearch::client::server::{Server, Turn};
use crate::engine::opensearch::values::Counted;
use crate::text::ANALYZER;

/// How a server answers: with its name or without.
type Answers = fn(u16, &'static str) -> Turn;

fn opened(server: &Server) -> Result<View> {
    View::open(&Arc::new(server.client()))
}

/// Where an index stands, as a record of it.
fn standing() -> &'static str {
    let standing = Standing { format: FORMAT, analyzer: ANALYZER, ..Standing::default() };
    json!({ "_index": "news-000001", "found": true, "_source": { "control": standing } })
        .to_string()
        .leak()
}

/// What a server answers to who opens an index and begins a moment.
fn opening(answers: Answers, begun: &'static str) -> Vec<Turn> {
    let stands = || answers(200, standing());
    vec![stands(), stands(), answers(200, begun), stands()]
}

/// The first line of what was asked, and its body.
fn asked(server: &Server, from: usize) -> Vec<(String, Value)> {
    let asked = server.asked().split_off(from);
    let parts = |asked: String| {
        let (head, body) = asked.split_once("\n\n").expect("a head and a body");
        let line = head.lines().next().expect("a line").trim_end_matches(" HTTP/1.1").to_owned();
        (line, serde_json::from_str(body.trim()).unwrap_or_default())
    };
    asked.into_iter().map(parts).collect()
}

const FOUND: &str = r#"{"_shards":{"failed":0},"timed_out":false}"#;

#[test]
fn a_moment_is_begun_and_ended_in_the_words_of_who_answers() {
    for (answers, begun, path, whole, ended) in [
        (
            Turn::Answers as Answers,
            r#"{"pit_id":"m1"}"#,
            "/_search/point_in_time",
            "allow_partial_pit_creation=false&",
            json!({ "pit_id": ["m1"] }),
        ),
        (Turn::Signs, r#"{"id":"m1"}"#, "/_pit", "", json!({ "id": "m1" })),
    ] {
        let mut turns = opening(answers, begun);
        turns.extend([answers(200, FOUND), answers(200, "{}")]);
        let server = Server::new(&turns);
        let view = opened(&server).expect("an index");
        let found: Value = view.search(json!({ "size": 0 })).expect("an answer");
        assert_eq!(found["timed_out"], false);
        drop(view);
        let asked = asked(&server, 2);
        assert_eq!(asked[0].0, format!("POST /news-000001{path}?{whole}keep_alive=10m"));
        let search = json!({ "size": 0, "pit": { "id": "m1", "keep_alive": "10m" } });
        assert_eq!(asked[2], ("POST /_search".to_owned(), search));
        assert_eq!(asked[3], (format!("DELETE {path}"), ended));
    }
}

#[test]
fn a_moment_is_called_what_the_last_answer_calls_it() {
    let mut turns = opening(Turn::Signs, r#"{"id":"m1"}"#);
    let renamed = r#"{"_shards":{"failed":0},"timed_out":false,"pit_id":"m2"}"#;
    let both = r#"{"responses":[
        {"_shards":{"failed":0},"timed_out":false,"pit_id":"m3"},
        {"_shards":{"failed":0},"timed_out":false,"pit_id":"m2"}]}"#;
    turns.extend([renamed, both, FOUND, "{}"].map(|body| Turn::Signs(200, body)));
    let server = Server::new(&turns);
    let view = opened(&server).expect("an index");
    let question = || json!({ "size": 0 });
    let _: Value = view.search(question()).expect("an answer");
    let _ = view.together(vec![question(), question()]).expect("answers");
    let _: Value = view.search(question()).expect("an answer");
    drop(view);
    let server = server.asked().split_off(4);
    let names = server.iter().map(|asked| {
        let name = |name: &&str| asked.contains(&format!("\"{name}\""));
        ["m1", "m2", "m3"].into_iter().filter(name).collect::<String>()
    });
    assert_eq!(names.collect::<Vec<_>>(), ["m1", "m2", "m3", "m3"]);
}

#[test]
fn a_moment_that_lost_its_node_is_begun_anew_at_once() {
    let gone = r#"{"_shards":{"total":3,"failed":1,"failures":[{"node":null,"reason":
        {"type":"no_shard_available_action_exception","reason":null}}]},"timed_out":false}"#;
    let all_gone = r#"{"status":503,"error":{"type":"search_phase_execution_exception",
        "reason":"all shards failed","root_cause":
        [{"type":"no_shard_available_action_exception","reason":null}]}}"#;
    let forgotten = r#"{"status":404,"error":{"root_cause":
        [{"type":"search_context_missing_exception","reason":"No search context found for id [5]"}]}}"#;
    for (status, lost) in [(200, gone), (503, all_gone), (404, forgotten)] {
        let mut turns = opening(Turn::Signs, r#"{"id":"m1"}"#);
        turns.extend([
            Turn::Signs(status, lost),
            Turn::Signs(200, r#"{"id":"m2"}"#),
            Turn::Signs(200, standing()),
            Turn::Signs(200, FOUND),
            Turn::Signs(200, "{}"),
        ]);
        let server = Server::new(&turns);
        let view = opened(&server).expect("an index");
        let found: Value = view.search(json!({ "size": 0 })).expect("an answer");
        assert_eq!(found["_shards"]["failed"], 0, "{lost}");
        let asked = asked(&server, 4);
        assert_eq!(asked[1].0, "POST /news-000001/_pit?keep_alive=10m");
        assert_eq!(asked[3].1["pit"]["id"], "m2");
    }
}

#[test]
fn who_counts_before_the_commit_begins_a_lost_moment_anew() {
    let lost = r#"{"_shards":{"total":3,"failed":1,"failures":[{"node":null,"reason":
        {"type":"no_shard_available_action_exception","reason":null}}]},"timed_out":false}"#;
    let bodies = [r#"{"pit_id":"m1"}"#, lost, r#"{"pit_id":"m2"}"#, FOUND];
    let server = Server::new(&bodies.map(|body| Turn::Answers(200, body)));
    // The index does not stand so yet, and nobody else changes where it stands.
    let later = Standing { run: 7, ..Standing::default() };
    let view = View::ahead(&Arc::new(server.client()), "news-000001", later).expect("a moment");
    let found: Value = view.search(json!({ "size": 0 })).expect("an answer");
    assert_eq!(found["timed_out"], false);
    assert_eq!(asked(&server, 3)[0].1["pit"]["id"], "m2");
}

#[test]
fn a_cluster_is_given_time_to_learn_that_a_node_is_gone() {
    let lost = r#"{"_shards":{"total":3,"failed":1,"failures":[{"reason":
        {"reason":"no node found for id: JB3C"}}]},"timed_out":false}"#;
    let begun = || Turn::Answers(200, r#"{"pit_id":"m"}"#);
    let mut turns = opening(Turn::Answers, r#"{"pit_id":"m"}"#);
    for _ in 0..20 {
        turns.extend([Turn::Answers(200, lost), begun(), Turn::Answers(200, standing())]);
    }
    turns.push(Turn::Answers(200, FOUND));
    let server = Server::new(&turns);
    let client = Arc::new(server.patient(std::time::Duration::from_secs(30)));
    let view = View::open(&client).expect("an index");
    let found: Value = view.search(json!({ "size": 0 })).expect("an answer");
    assert_eq!(found["timed_out"], false);
}

#[test]
fn values_that_are_too_many_for_a_node_are_asked_for_in_parts() {
    const LARGE: &str = r#"{"_shards":{"total":3,"failed":1,"failures":[{"reason":
        {"reason":"[parent] Data too large, data for [query] would be [9]"}}]},"timed_out":false}"#;
    const BUSY: &str = r#"{"status":429,"error":{"root_cause":[{"type":"circuit_breaking_exception",
        "reason":"[parent] Data too large, data for [query] would be [9]"}]}}"#;
    const PAGE: &str = r#"{"_shards":{"failed":0},"timed_out":false,"aggregations":{"values":
        {"after_key":{"0":"a"},"buckets":[{"key":{"0":"a"},"doc_count":2}]}}}"#;
    let mut turns = opening(Turn::Answers, r#"{"pit_id":"m"}"#);
    turns.extend([(200, LARGE), (429, BUSY), (200, PAGE)].map(|(s, b)| Turn::Answers(s, b)));
    let server = Server::new(&turns);
    let view = opened(&server).expect("an index");
    let question = View::values_asked(&json!({ "match_all": {} }), &["said_by".to_owned()], None);
    let mut found = Vec::new();
    let each = &mut |values: Vec<String>, _: &Counted| {
        found.extend(values);
        Ok(())
    };
    view.values(question, 1, None, each).expect("values");
    assert_eq!(found, ["a"]);
    let sizes = asked(&server, 4).into_iter();
    let sizes = sizes.map(|(_, body)| body["aggs"]["values"]["composite"]["size"].clone());
    assert_eq!(sizes.collect::<Vec<_>>(), [10_000, 5000, 2500]);
}

#[test]
fn a_cluster_that_knows_no_moment_is_told_by_its_name_and_version() {
    let stands = || Turn::Answers(200, standing());
    let refuses = r#"{"error":"no handler found for uri [/news-000001/_search/point_in_time]"}"#;
    let root = r#"{"version":{"distribution":"opensearch","number":"1.3.2"}}"#;
    let turns = [stands(), stands(), Turn::Answers(400, refuses), Turn::Answers(200, root)];
    let server = Server::new(&turns);
    let told = opened(&server).expect_err("too old").to_string();
    assert!(
        told.contains("OpenSearch 1.3.2 is too old; an index needs OpenSearch from 2.4"),
        "{told}"
    );
    // Who may not ask what it is is told what was refused.
    let turns = [stands(), stands(), Turn::Answers(400, refuses), Turn::Answers(403, "{}")];
    let server = Server::new(&turns);
    let told = opened(&server).expect_err("refused").to_string();
    assert!(told.contains("the cluster refused (400): no handler found"), "{told}");
}

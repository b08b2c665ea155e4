//! Records that are removed, whatever finds them.
//!
//! A cluster removes what a query finds by itself (`_delete_by_query`), and where its queues are full
//! it waits longer before each try, up to minutes. So they are found here, and removed as others are
//! written: in bulks that become small and are sent again soon.

use std::fmt::Write as _;
use std::sync::Arc;

use serde_json::{Value, json};
use ureq::http::Method;

use super::bulk::Bulk;
use super::client::Client;
use super::lock::Lock;
use super::place;
use super::portion::Portion;
use super::view::{MOST_HITS, hits};
use crate::error::Result;

/// How often nothing may be removed in a row.
const IDLE: u32 = 20;

/// Removes all records that satisfy a filter, some thousands at a time, and waits until they are
/// gone.
pub(super) fn purge(
    client: &Arc<Client>,
    index: &str,
    lock: &Arc<Lock>,
    filter: &Value,
) -> Result<()> {
    let mut idle = 0;
    loop {
        // Of a copy that lags behind it would be found again, and of another one it would be gone.
        place::refresh(client, index)?;
        let found = find(client, index, filter)?;
        let left = found.len();
        if left == 0 {
            return Ok(());
        }
        let bulk = Bulk::new(client, index, lock);
        bulk.add(found)?;
        let sent = bulk.finish()?;
        // What was written meanwhile is passed over, and found again.
        idle = if sent.changed > 0 { 0 } else { idle + 1 };
        let refused = sent.refused.into_values().next();
        if refused.is_some() || idle > IDLE {
            let why = refused.map(|reason| format!(": {reason}")).unwrap_or_default();
            return Err(client.error(format!("{left} records cannot be removed{why}")));
        }
    }
}

/// What removes some of the records that satisfy a filter, each as it was found.
fn find(client: &Client, index: &str, filter: &Value) -> Result<Portion> {
    let body = json!({
        "size": MOST_HITS, "sort": ["_doc"], "track_total_hits": false, "_source": false,
        "seq_no_primary_term": true, "query": { "bool": { "filter": [filter] } },
    });
    let path = format!("/{index}/_search?allow_partial_search_results=false");
    let found = client.json(&Method::POST, &path, Some(&body))?;
    let group: Arc<str> = "".into();
    let mut records = Portion::default();
    for hit in hits(&found) {
        let head = json!({ "delete": {
            "_id": hit["_id"], "routing": hit["_routing"],
            "if_seq_no": hit["_seq_no"], "if_primary_term": hit["_primary_term"],
        } });
        records.push(&group, |lines| {
            // Writing to a string does not fail.
            let _ = writeln!(lines, "{head}");
        });
    }
    Ok(records)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::engine::opensearch::client::server::{Server, Turn};

    const TAKEN: Turn = Turn::Answers(201, r#"{"_seq_no":1,"_primary_term":1}"#);
    const REFRESHED: Turn = Turn::Answers(200, r#"{"_shards":{"total":2,"successful":2}}"#);
    const FOUND: Turn = Turn::Answers(
        200,
        r#"{"hits":{"hits":[
            {"_id":"a:1","_routing":"a","_seq_no":7,"_primary_term":2},
            {"_id":"b:1","_routing":"b","_seq_no":8,"_primary_term":2}]}}"#,
    );
    const NONE: Turn = Turn::Answers(200, r#"{"hits":{"hits":[]}}"#);
    const REMOVED: Turn =
        Turn::Answers(200, r#"{"items":[{"delete":{"status":200}},{"delete":{"status":409}}]}"#);
    const CHANGED: Turn =
        Turn::Answers(200, r#"{"items":[{"delete":{"status":409}},{"delete":{"status":409}}]}"#);

    /// Removes everything there is, where the cluster takes these turns; returns what it was asked.
    fn purged(turns: &[Turn]) -> (Result<()>, Vec<String>) {
        let server = Server::new(&[&[TAKEN], turns].concat());
        // It asks again where the server hangs up before it has read.
        let client = Arc::new(server.patient(Duration::from_secs(5)));
        let lock = Arc::new(Lock::of_run(&client, "news-000001", 1).expect("a record"));
        let done = purge(&client, "news-000001", &lock, &json!({ "match_all": {} }));
        (done, server.asked().split_off(1))
    }

    #[test]
    fn what_is_found_is_removed_as_it_was_found() {
        let (done, asked) = purged(&[REFRESHED, FOUND, REMOVED, REFRESHED, NONE]);
        done.expect("it is gone");
        let lines: Vec<&str> = asked[2].lines().filter(|line| line.starts_with('{')).collect();
        assert_eq!(lines.len(), 2, "{asked:?}");
        let sent: Value = serde_json::from_str(lines[0]).expect("a line");
        let wanted = json!({ "_id": "a:1", "routing": "a", "if_seq_no": 7, "if_primary_term": 2 });
        assert_eq!(sent["delete"], wanted);
        assert!(asked[3].contains("/_refresh "), "{asked:?}");
    }

    #[test]
    fn what_the_cluster_has_no_room_for_is_removed_a_little_later() {
        let full = Turn::Answers(429, r#"{"error":{"reason":"queue is full"}}"#);
        let part = Turn::Answers(
            200,
            r#"{"items":[{"delete":{"status":429}},{"delete":{"status":200}}]}"#,
        );
        let one = Turn::Answers(200, r#"{"items":[{"delete":{"status":200}}]}"#);
        let (done, asked) = purged(&[REFRESHED, FOUND, full, part, one, REFRESHED, NONE]);
        done.expect("it is gone");
        assert!(asked[4].contains("a:1") && !asked[4].contains("b:1"), "{asked:?}");
    }

    #[test]
    fn what_was_written_meanwhile_is_looked_for_again() {
        let (done, asked) = purged(&[REFRESHED, FOUND, CHANGED, REFRESHED, NONE]);
        done.expect("it is gone");
        assert_eq!(asked.len(), 5);
    }

    #[test]
    fn what_cannot_be_removed_ends_with_an_error() {
        let turns: Vec<Turn> = (0..=IDLE).flat_map(|_| [REFRESHED, FOUND, CHANGED]).collect();
        let told = purged(&turns).0.expect_err("it stays").to_string();
        assert!(told.contains("2 records cannot be removed"), "{told}");
        let never = Turn::Answers(
            200,
            r#"{"items":[{"delete":{"status":200}},
                {"delete":{"status":400,"error":{"reason":"read only"}}}]}"#,
        );
        let told = purged(&[REFRESHED, FOUND, never]).0.expect_err("it stays").to_string();
        assert!(told.contains("2 records cannot be removed: read only"), "{told}");
    }
}

//! Which index of the cluster is the one that a name means, and how another takes its place.
//!
//! A name is an alias for `NAME-000001` or a later number. Nobody uses an index by its number but a
//! run that makes it, so that one step of the cluster changes what all see.

use serde_json::{Value, json};
use ureq::http::Method;

use super::client::Client;
use super::dialect;
use super::mapping;
use super::standing::{CONTROL, STATE};
use crate::error::{ErrorKind, Result};
use crate::text::ANALYZER;

/// How an index is spread over the nodes of its cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    /// Parts, each of which one node searches.
    pub shards: u32,
    /// Copies of each part beside the first.
    pub replicas: u32,
}

/// The index that the name means; `None` where there is none.
///
/// Asked by reading a record, so that who may do nothing else can ask.
pub(super) fn behind(client: &Client) -> Result<Option<String>> {
    let name = client.address().name();
    let path = format!("/{name}/_doc/{STATE}?routing={CONTROL}&_source=false");
    let answer = client.ask(&Method::GET, &path, None)?;
    match answer.body["_index"].as_str() {
        Some(index) if index != name => Ok(Some(index.to_owned())),
        Some(_) => Err(client.error(
            "an index of this name is there that onrecord did not make; choose another name",
        )),
        None if answer.status == 404 => Ok(None),
        None => Err(client.refused(&answer)),
    }
}

/// Whether an index is one of ours, by its mapping; its state says of which version.
pub(super) fn check(client: &Client, index: &str) -> Result<()> {
    let found = client.json(&Method::GET, &format!("/{index}/_mapping"), None)?;
    let meta = &found[index]["mappings"]["_meta"]["onrecord"];
    let version = meta["format"].as_u64().zip(meta["analyzer"].as_u64());
    let (format, analyzer) = version
        .ok_or_else(|| client.error("onrecord did not make this index; choose another name"))?;
    check_version(client, format, analyzer)
}

/// Whether this program reads what a version of it made.
pub(super) fn check_version(client: &Client, format: u64, analyzer: u64) -> Result<()> {
    let (ours, terms) = (u64::from(mapping::FORMAT), u64::from(ANALYZER));
    if (format, analyzer) == (ours, terms) {
        return Ok(());
    }
    let made = format!("(format {format}, analyzer {analyzer})");
    let detail = if format < ours || analyzer < terms {
        format!("made by an older version {made}; run: onrecord index --rebuild")
    } else {
        format!(
            "made by a newer version {made}; this program reads format {ours}, analyzer {terms}"
        )
    };
    Err(ErrorKind::IndexVersion { path: client.address().path(), detail }.into())
}

/// Makes an index; the name means it at once when there was none.
pub(super) fn create(
    client: &Client,
    index: &str,
    named: bool,
    spread: Option<Spread>,
) -> Result<()> {
    let spread = match spread {
        Some(spread) => spread,
        None => usual(client)?,
    };
    dialect::check(client)?;
    let mut body = body(spread);
    if named {
        body["aliases"] = json!({ client.address().name(): {} });
    }
    let answer = client.ask(&Method::PUT, &format!("/{index}"), Some(&body))?;
    let exists = answer.body["error"]["type"] == "resource_already_exists_exception";
    if answer.is_success() || exists { Ok(()) } else { Err(client.refused(&answer)) }
}

/// What makes an index. It is refreshed when a run ends, and nothing of it is looked for before.
fn body(spread: Spread) -> Value {
    let mut settings = mapping::settings();
    settings["number_of_shards"] = spread.shards.into();
    settings["number_of_replicas"] = spread.replicas.into();
    settings["refresh_interval"] = "-1".into();
    let meta = json!({ "onrecord": { "format": mapping::FORMAT, "analyzer": ANALYZER } });
    json!({ "settings": { "index": settings }, "mappings": mapping::mappings(&meta) })
}

/// A part for each node that holds data, and one copy where there is more than one node.
fn usual(client: &Client) -> Result<Spread> {
    let health = client.json(&Method::GET, "/_cluster/health", None)?;
    let nodes = health["number_of_data_nodes"].as_u64().unwrap_or(1).clamp(1, 64);
    let shards = u32::try_from(nodes).unwrap_or(1);
    Ok(Spread { shards, replicas: u32::from(nodes > 1) })
}

/// All indexes that were made for the name, in order of their numbers, each with its aliases.
pub(super) fn all(client: &Client) -> Result<Vec<(u32, String, Vec<String>)>> {
    let name = client.address().name();
    let path = format!("/{name}-*/_alias?expand_wildcards=all");
    let answer = client.ask(&Method::GET, &path, None)?;
    if answer.status == 404 {
        return Ok(Vec::new());
    }
    if !answer.is_success() {
        return Err(client.refused(&answer));
    }
    let found = answer.body.as_object().into_iter().flatten();
    let mut all: Vec<(u32, String, Vec<String>)> = found
        .filter_map(|(index, told)| {
            let aliases = told["aliases"].as_object()?.keys().cloned().collect();
            Some((number(name, index)?, index.clone(), aliases))
        })
        .collect();
    all.sort_unstable();
    Ok(all)
}

/// The name of the index with this number.
pub(super) fn numbered(client: &Client, number: u32) -> String {
    format!("{}-{number:06}", client.address().name())
}

fn number(name: &str, index: &str) -> Option<u32> {
    let digits = index.strip_prefix(name)?.strip_prefix('-')?;
    let plain = digits.len() >= 6 && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| digits.parse().ok()).flatten()
}

/// What a kept index is also called.
fn kept(client: &Client) -> String {
    format!("{}-kept", client.address().name())
}

/// Lets the name mean another index, in one step; the old one is kept under another name or not.
pub(super) fn swap(client: &Client, old: &str, new: &str, keep: bool) -> Result<()> {
    let name = client.address().name();
    let mut actions = vec![
        json!({ "remove": { "index": old, "alias": name, "must_exist": true } }),
        json!({ "add": { "index": new, "alias": name } }),
    ];
    if keep {
        actions.push(json!({ "add": { "index": old, "alias": kept(client) } }));
    }
    let body = json!({ "actions": actions });
    let answer = client.ask(&Method::POST, "/_aliases", Some(&body))?;
    // An answer that got lost is asked for again, when the old one has the name no more.
    if answer.is_success() || behind(client)?.as_deref() == Some(new) {
        return Ok(());
    }
    Err(client.refused(&answer))
}

/// Removes an index, if it is there.
pub(super) fn remove(client: &Client, index: &str) -> Result<()> {
    let answer = client.ask(&Method::DELETE, &format!("/{index}"), None)?;
    let done = answer.is_success() || answer.status == 404;
    if done { Ok(()) } else { Err(client.refused(&answer)) }
}

/// Tries once to remove an index.
pub(super) fn remove_once(client: &Client, index: &str) -> Result<()> {
    client.ask_once(&Method::DELETE, &format!("/{index}"), None).map(|_| ())
}

/// Removes what rebuilds left that did not come to their end: indexes of ours that neither the name
/// means nor anybody wanted to keep. Only who holds the lock of the index `standing` may.
pub(super) fn clear(client: &Client, standing: &str) -> Result<()> {
    for (_, index, aliases) in all(client)? {
        if index == standing || !aliases.is_empty() {
            continue;
        }
        let found = client.json(&Method::GET, &format!("/{index}/_mapping"), None)?;
        if found[&index]["mappings"]["_meta"]["onrecord"].is_object() {
            remove(client, &index)?;
        }
    }
    Ok(())
}

/// Makes all that was written findable in every copy that is searched.
///
/// The cluster takes a part that it did not reach for done, so the copies that took part are counted.
pub(super) fn refresh(client: &Client, index: &str) -> Result<()> {
    let patience = client.patience();
    let mut tries = patience.tries(1);
    loop {
        let told = client.json(&Method::POST, &format!("/{index}/_refresh"), None)?;
        let number = |name: &str| told["_shards"][name].as_u64().unwrap_or(0);
        let (done, all) = (number("successful"), number("total"));
        if done >= all {
            return Ok(());
        }
        // One that is not there yet begins with all that was written. Who may not ask how many there
        // are has to believe it.
        let health = client.ask(&Method::GET, &format!("/_cluster/health/{index}"), None);
        let active = health.ok().and_then(|health| health.body["active_shards"].as_u64());
        let searched = active.unwrap_or(done);
        if done >= searched {
            return Ok(());
        }
        if !tries.again(patience.busy) {
            let lags = searched - done;
            return Err(client.error(format!("{lags} of {searched} copies lag behind")));
        }
    }
}

/// Number of records that satisfy a filter.
pub(super) fn count(client: &Client, index: &str, filter: &Value) -> Result<u64> {
    let body = json!({ "query": { "bool": { "filter": [filter] } } });
    let found = client.json(&Method::POST, &format!("/{index}/_count"), Some(&body))?;
    found["count"].as_u64().ok_or_else(|| client.error("a count without a number"))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::engine::opensearch::client::server::{Server, Turn};

    /// A client that asks again where the server hangs up before it has read.
    fn patient(server: &Server) -> Client {
        server.patient(Duration::from_secs(5))
    }

    #[test]
    fn no_index_is_made_where_none_can_be_read() {
        let old = r#"{"version":{"number":"7.17.9"},"tagline":"You Know, for Search"}"#;
        let spread = Some(Spread { shards: 1, replicas: 0 });
        let make = |server: &Server| create(&server.client(), "news-000001", true, spread);
        let server = Server::new(&[Turn::Signs(200, old)]);
        let told = make(&server).expect_err("too old").to_string();
        assert!(told.contains("Elasticsearch 7.17.9 is too old"), "{told}");
        // Who may not ask what is there may still make an index of it.
        let server = Server::new(&[Turn::Signs(403, "{}"), Turn::Signs(200, "{}")]);
        make(&server).expect("an index");
        assert!(server.asked()[1].starts_with("PUT /news-000001 "));
    }

    #[test]
    fn all_copies_that_are_searched_are_refreshed() {
        let told = |done, all| match (done, all) {
            (4, 6) => Turn::Answers(200, r#"{"_shards":{"total":6,"successful":4,"failed":0}}"#),
            _ => Turn::Answers(200, r#"{"_shards":{"total":6,"successful":6,"failed":0}}"#),
        };
        let active = |count| match count {
            4 => Turn::Answers(200, r#"{"active_shards":4}"#),
            _ => Turn::Answers(200, r#"{"active_shards":6}"#),
        };
        for (turns, asked) in [
            (vec![told(6, 6)], 1),
            (vec![told(4, 6), active(4)], 2),
            (vec![told(4, 6), Turn::Answers(403, "{}")], 2),
            (vec![told(4, 6), active(6), told(6, 6)], 3),
        ] {
            let server = Server::new(&turns);
            refresh(&patient(&server), "news-000001").expect("it is done");
            assert_eq!(server.asked().len(), asked);
        }
    }

    #[test]
    fn numbers_are_told_from_other_names() {
        assert_eq!(number("news", "news-000012"), Some(12));
        assert_eq!(number("news", "news-1000012"), Some(1_000_012));
        for other in ["news-12", "news-00001a", "news-old-000001", "new-000001", "news000001"] {
            assert_eq!(number("news", other), None, "{other}");
        }
    }
}

//! What runs left behind that is not to be seen, and how it is removed.

use std::sync::Arc;

use serde_json::{Value, json};

use super::client::Client;
use super::lock::Lock;
use super::mapping::kind;
use super::removal::purge;
use super::standing::{Read, Standing};
use crate::error::Result;

/// Value of the field `kind` of the lists of what a run ended.
pub(super) const ENDED: &str = "ended";

/// Removes what runs left that were not finished, and what finished ones left to be removed. Of runs
/// that are under way nothing is touched.
pub(super) fn clean(
    client: &Arc<Client>,
    index: &str,
    lock: &Arc<Lock>,
    read: Read,
) -> Result<Read> {
    let standing = &read.standing;
    let lists = json!({ "bool": {
        "filter": [{ "term": { "kind": ENDED } }],
        "must_not": [{ "term": { "from": standing.names } }],
    } });
    let left = json!({ "bool": { "should": [
        { "range": { "from": { "gt": standing.run } } },
        { "terms": { "from": standing.aborted } },
        old_names(standing),
        lists,
    ] } });
    purge(client, index, lock, &finished(standing, &left))?;
    remove_ended(client, index, lock, read)
}

/// Removes what the last run ended, and says that it is gone.
pub(super) fn remove_ended(
    client: &Arc<Client>,
    index: &str,
    lock: &Arc<Lock>,
    read: Read,
) -> Result<Read> {
    let standing = &read.standing;
    let mut gone = standing.ended(index);
    if gone.is_empty() {
        return Ok(read);
    }
    gone.push(old_names(standing));
    let gone = json!({ "bool": { "should": gone } });
    purge(client, index, lock, &finished(standing, &gone))?;
    // The lists stay until the next run, for readers that opened the index when it had them.
    let standing = Standing { ended: Vec::new(), ..standing.clone() };
    read.replace(client, index, standing)
}

/// Lists of names but for the one that can be seen.
fn old_names(standing: &Standing) -> Value {
    json!({ "bool": {
        "filter": [{ "term": { "kind": kind::NAME } }],
        "must_not": [{ "term": { "from": standing.names } }],
    } })
}

/// What a filter finds, but for what runs wrote that are under way.
fn finished(standing: &Standing, filter: &Value) -> Value {
    json!({ "bool": { "filter": [filter], "must_not": [{ "terms": { "from": standing.open } }] } })
}

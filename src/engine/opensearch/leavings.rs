//! What runs left behind that is not to be seen, and how it is removed.

use serde_json::json;

use super::client::Client;
use super::mapping::kind;
use super::place;
use super::standing::{Read, Standing};
use crate::error::Result;

/// Value of the field `kind` of the lists of what a run ended.
pub(super) const ENDED: &str = "ended";

/// Removes what runs left that were not finished, and what finished ones left to be removed.
pub(super) fn clean(client: &Client, index: &str, read: Read) -> Result<Read> {
    place::refresh(client, index)?;
    let standing = &read.standing;
    let left = json!({ "bool": { "should": [
        { "range": { "from": { "gt": standing.run } } },
        { "terms": { "from": standing.aborted } },
        { "bool": { "filter": [
            { "term": { "kind": kind::NAME } }, { "range": { "from": { "lt": standing.names } } },
        ] } },
        { "bool": { "filter": [
            { "term": { "kind": ENDED } }, { "range": { "from": { "lt": standing.run } } },
        ] } },
    ] } });
    place::purge(client, index, &left)?;
    remove_ended(client, index, read)
}

/// Removes what the last run ended, and says that it is gone.
pub(super) fn remove_ended(client: &Client, index: &str, read: Read) -> Result<Read> {
    let standing = &read.standing;
    let mut gone = standing.ended(index);
    if gone.is_empty() {
        return Ok(read);
    }
    gone.push(json!({ "bool": { "filter": [
        { "term": { "kind": kind::NAME } }, { "range": { "from": { "lt": standing.names } } },
    ] } }));
    place::purge(client, index, &json!({ "bool": { "should": gone } }))?;
    // The lists stay until the next run, for readers that opened the index when it had them.
    let standing = Standing { ended: Vec::new(), ..standing.clone() };
    read.replace(client, index, standing)
}

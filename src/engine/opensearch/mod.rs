//! The engine for archives that outgrow one machine: a cluster that stores and searches.
//!
//! Annotation, terms, highlights and the final order stay with us; the cluster shards, replicates
//! and gathers. All that an index holds lies in one index of the cluster, `NAME-000001` behind the
//! alias `NAME`, made by us with an explicit mapping whose `_meta` says format and analyzer, as
//! `onrecord.json` does for a folder.
//!
//! **What is visible.** Every record carries `group` (id of its article; key of its file) and
//! `from`, the number of the run that wrote it. The `state` record names the highest run that was
//! finished. A record is visible when its `from` is not above that run, when that is no run that
//! failed or is under way (`aborted`), and when no later run put something in the place of its group
//! (`ended`). So a run changes nothing that can be seen until one compare-and-set of the state
//! record, which is its commit: an article is never half there, and a killed run leaves nothing.
//! What was replaced is removed after the commit; until then the filter of
//! `Standing::visible` leaves it out.
//!
//! **Records** (`document`, which knows the fields of `mapping`): article records are routed by the
//! id of their article, all others by their own id. Ids are `GROUP:RUN:N` for an article (`N` 0) and
//! its passages, `n:RUN:KEYHASH` for names, `f:RUN:KEYHASH` for files; versions are external
//! (`external_gte`, the insertion's number), so that what is sent twice is there once. What only
//! this module reads (`state`, `lock`, lists of ended groups) lies in the field `control`, which is
//! not looked into. The article record holds `roles`, those of all its passages one after the
//! other, with doubles; what a run writes of names it counts from these. The names that are visible
//! are those whose `from` is `Standing::names`.
//!
//! **Readers** read the state record and open a point in time, and begin again when the state was
//! another one after that; so what they see stays one archive while runs come and go.
//!
//! **Who writes.** Any number of runs at one time, each with a number that no run before had and a
//! record with a heartbeat. One at a time holds the lock, another such record, while it begins or is
//! finished; who makes the index anew holds it all the time. Runs under way are hidden as failed ones
//! are until they are finished (`claim`), in whatever order; what two of them did to the same file is
//! settled by their numbers (`meeting`).

mod address;
mod articles;
mod best;
mod bulk;
mod changes;
mod claim;
mod client;
mod clock;
mod count;
mod dialect;
mod document;
mod explain;
mod facets;
mod holder;
mod hosts;
mod leavings;
mod lock;
mod mapping;
mod meeting;
mod passages;
mod patience;
mod place;
mod portion;
mod rebuild;
mod removal;
mod reply;
mod resolver;
mod sample;
mod searcher;
mod secrets;
mod sizes;
mod standing;
mod statistics;
mod stats;
mod support;
mod tree;
mod values;
mod view;
mod vocabulary;
mod wire;
mod writer;

pub use address::Address;
pub use mapping::FORMAT;
pub use place::Spread;
pub use rebuild::Replacement;
pub use searcher::ClusterEngine;
pub use secrets::{Access, Secrets};
pub use writer::ClusterWriter;

use crate::error::Result;

/// Opens the index that an address means for writing; makes it when there is none, spread over the
/// nodes as told.
///
/// # Errors
///
/// When another process is writing to it, when the cluster refuses or cannot be reached, and when the
/// index is not ours or of another version.
pub fn write(address: &Address, access: &Access, spread: Option<Spread>) -> Result<ClusterWriter> {
    ClusterWriter::open(address, access, spread)
}

/// Whether there is an index that an address means.
///
/// # Errors
///
/// When something else has its name, and when the cluster refuses or cannot be reached.
pub fn is_index(address: &Address, access: &Access) -> Result<bool> {
    let client = client::Client::new(address, access, patience::Patience::READER)?;
    Ok(place::behind(&client)?.is_some())
}

/// Begins to make the index that an address means anew, beside the old one.
///
/// # Errors
///
/// Those of [`write()`], and when there is no index.
pub fn replace(address: &Address, access: &Access) -> Result<Replacement> {
    Replacement::begin(address, access)
}

/// Opens the index that an address means for searching.
///
/// # Errors
///
/// When there is none, when it is not ours or of another version, and when the cluster refuses or
/// cannot be reached.
pub fn open(address: &Address, access: &Access) -> Result<ClusterEngine> {
    ClusterEngine::open(address, access)
}

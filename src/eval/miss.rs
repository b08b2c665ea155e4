//! What was not found as people marked it.

use serde::Serialize;

/// Something that was not found as people marked it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Miss {
    /// What is wrong.
    pub kind: MissKind,
    /// The article.
    pub id: String,
    /// The rule that found something else; empty where nothing was found.
    pub rule: String,
    /// The words marked.
    pub gold: String,
    /// Their value: of a date its own, of a statement its speaker, else the words for its source.
    pub gold_value: String,
    /// The words found.
    pub found: String,
    /// Their value: of a date its own, of a statement its speaker.
    pub found_value: String,
}

/// Kinds of misses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MissKind {
    /// Found with another value.
    Value,
    /// Found with another speaker, or with none.
    Speaker,
    /// Found with more or fewer words.
    Extent,
    /// Not found.
    Missed,
    /// Found where nothing is marked.
    Spurious,
}

//! What an index takes on disk, part by part.

use serde::Serialize;

/// What an index takes on disk, in bytes. The parts add up to the whole.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sizes {
    /// All of it.
    pub index: u64,
    /// The records, as they are stored.
    pub store: u64,
    /// What is stored there.
    pub stored: StoredSizes,
    /// What is searched, counted and sorted by, the largest field first.
    pub fields: Vec<FieldSize>,
    /// Marks of removed records.
    pub removed: u64,
    /// Checksums, lists of files, and what else belongs to no field.
    pub rest: u64,
    /// Each shard of an index of a cluster, with its copies; empty for one in a folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub shards: Vec<u64>,
    /// What the engine does not tell, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub untold: Option<String>,
}

/// What records hold, in bytes before they are compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct StoredSizes {
    /// The text of all passages.
    pub text: u64,
    /// What was found in them: statements, names, dates.
    pub annotations: u64,
    /// Where passages stand: numbers, sections, places in the body.
    pub passages: u64,
    /// Articles without their passages.
    pub articles: u64,
    /// The list of names.
    pub names: u64,
    /// The ledger of files.
    pub files: u64,
}

/// What one field of an index takes, in bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FieldSize {
    /// Its name inside the engine.
    pub field: String,
    /// The list of its terms.
    pub terms: u64,
    /// Where each term occurs, and how often.
    pub postings: u64,
    /// At which places of a text.
    pub positions: u64,
    /// Lengths of texts.
    pub norms: u64,
    /// Its values by record.
    pub column: u64,
}

impl FieldSize {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.terms + self.postings + self.positions + self.norms + self.column
    }
}

impl StoredSizes {
    /// All of it.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.text + self.annotations + self.passages + self.articles + self.names + self.files
    }
}

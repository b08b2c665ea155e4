//! What became of every file that was read, as an index remembers it.
//!
//! An index keeps one entry a file, in the same commit as the articles that came of it. With it a
//! run tells what changed without reading, and what is gone from what was never there.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::article::SkipReason;

/// Which file: its root and its path below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileKey {
    /// Name of the root.
    pub root: String,
    /// Path relative to the root, with `/` between the parts.
    pub path: String,
}

/// Size and time of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// Bytes.
    pub size: u64,
    /// When it was last modified, in nanoseconds since 1970; negative before.
    pub modified: i64,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileOutcome {
    /// It gave at least one article.
    Indexed,
    /// It holds no article.
    Skipped(SkipReason),
    /// It could not be read, for this reason. Articles of an earlier reading stay.
    Failed(String),
}

/// The file that describes another, as the index remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SidecarEntry {
    /// Path relative to the root.
    pub path: String,
    /// Its size and time when it was read.
    pub stamp: Stamp,
    /// BLAKE3 hash of its bytes; `None` when they could not be had.
    pub hash: Option<[u8; 32]>,
    /// Why it could not be read.
    pub failed: Option<String>,
}

/// A file as the index remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Which file.
    pub key: FileKey,
    /// Its size and time when it was read.
    pub stamp: Stamp,
    /// The file that describes it, when there is one.
    pub sidecar: Option<SidecarEntry>,
    /// BLAKE3 hash of its bytes; `None` when they could not be had.
    pub hash: Option<[u8; 32]>,
    /// Hash of the options and the version of the program that read it.
    pub recipe: u64,
    /// Whether its time lies far enough before the run that read it to tell a later change. A
    /// file that is not settled is compared by its content.
    pub settled: bool,
    /// The day on which a value in it was refused. A date that was in the future then may not be
    /// on another day.
    pub refused: Option<Date>,
    /// What became of it.
    pub outcome: FileOutcome,
    /// Ids of the articles it gave.
    pub articles: Vec<String>,
    /// Ids of the articles of an earlier reading that are kept because it fails now.
    pub stale: Vec<String>,
    /// Why records of it could not be read, with their places.
    pub failed_records: Vec<String>,
    /// Number of its records that hold no article.
    pub skipped_records: u64,
}

impl FileEntry {
    /// A file of which no reading is remembered, so that the next run reads it.
    #[must_use]
    pub fn unread(key: FileKey) -> Self {
        Self {
            key,
            stamp: Stamp::default(),
            sidecar: None,
            hash: None,
            recipe: 0,
            settled: false,
            refused: None,
            outcome: FileOutcome::Indexed,
            articles: Vec::new(),
            stale: Vec::new(),
            failed_records: Vec::new(),
            skipped_records: 0,
        }
    }

    /// Ids of all articles that the index holds of this file.
    pub fn ids(&self) -> impl Iterator<Item = &String> {
        self.articles.iter().chain(&self.stale)
    }

    /// Whether any of it could not be read.
    #[must_use]
    pub fn failed(&self) -> bool {
        matches!(self.outcome, FileOutcome::Failed(_)) || !self.failed_records.is_empty()
    }
}

//! What a run did, in numbers and names.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::article::SkipReason;
use crate::engine::{FileEntry, FileKey, Refused};

/// What became of the files and articles of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Files, whether they were read again or not.
    pub files: FileCounts,
    /// Articles.
    pub articles: ArticleCounts,
    /// Records of files of many.
    pub records: RecordCounts,
    /// Files and records that could not be read, now or, when unchanged, by an earlier run.
    pub failed: Vec<Failed>,
    /// Articles that the engine would not take. What it held of them before, it holds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused>,
    /// What was refused in articles that were read, one line each with the path, as they were read.
    pub warnings: Vec<String>,
    /// Passages of articles that were written.
    pub passages: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// Whether the run was ended before it had looked at all files. What it had done by then was
    /// committed, unless the index was to be made anew.
    pub interrupted: bool,
    /// Whether the index was changed. Without it, it was as the files are, or only a report was
    /// asked for.
    pub written: bool,
}

/// Files by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileCounts {
    /// Read in this run; the others were known or are skipped by their names.
    pub read: u64,
    /// With at least one article.
    pub indexed: u64,
    /// Left out, by reason.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Could not be read.
    pub failed: u64,
}

/// Articles by what became of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ArticleCounts {
    /// Not in the index before.
    pub added: u64,
    /// Replaced, since source or options differ.
    pub changed: u64,
    /// Annotated anew by other rules; the source is the same.
    #[serde(rename = "re-annotated")]
    pub reannotated: u64,
    /// As the index holds them.
    pub same: u64,
    /// In the index under the path of another file that is gone and had the same content.
    pub moved: u64,
    /// Kept, though their file is gone.
    pub missing: u64,
    /// Kept from an earlier reading of a file that now fails.
    pub stale: u64,
    /// No longer in a file that is there, or removed because their file is gone.
    pub removed: u64,
}

/// Records of files of many by what became of them; those with an article are not among them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RecordCounts {
    /// Neither headline nor text.
    pub skipped: u64,
    /// Could not be read.
    pub failed: u64,
}

/// A file, folder or record that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failed {
    /// Name of the root.
    pub root: String,
    /// Path below it; empty for the root itself.
    pub path: String,
    /// Why.
    pub reason: String,
}

impl Report {
    /// Takes articles out of the counts that the engine would not take; `files` are those that were
    /// read, and `held` tells which articles it had before.
    pub(super) fn refuse(
        &mut self,
        refused: Vec<Refused>,
        files: &[FileEntry],
        held: impl Fn(&str) -> bool,
    ) {
        let lost = |id: &String| refused.iter().any(|one| one.id == *id);
        let of_them = refused.iter().map(|one| &one.file).collect::<BTreeSet<&FileKey>>();
        let without = files.iter().filter(|entry| of_them.contains(&entry.key));
        let without = without.filter(|entry| entry.articles.iter().all(lost)).count() as u64;
        self.files.indexed = self.files.indexed.saturating_sub(without);
        self.files.failed += without;
        for one in &refused {
            let counts = &mut self.articles;
            let told = if held(&one.id) {
                [&mut counts.changed, &mut counts.reannotated]
            } else {
                [&mut counts.added, &mut counts.moved]
            };
            if let Some(count) = told.into_iter().find(|count| **count > 0) {
                *count -= 1;
            }
            self.passages = self.passages.saturating_sub(one.passages);
            self.failed.push(Failed::new(&one.file, format!("refused: {}", one.reason)));
        }
        self.refused = refused;
    }
}

impl Failed {
    pub(crate) fn new(key: &FileKey, reason: impl Into<String>) -> Self {
        Self { root: key.root.clone(), path: key.path.clone(), reason: reason.into() }
    }
}

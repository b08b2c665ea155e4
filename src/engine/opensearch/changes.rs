//! What a run has done so far.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::engine::names::Tally;
use crate::engine::{FileEntry, FileKey, FileOutcome, Refused};

/// What a run has done so far.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// Articles inserted, with the number of their passages, or removed.
    pub(super) articles: FxHashMap<Arc<str>, Option<u32>>,
    /// Files noted or forgotten.
    pub(super) files: BTreeMap<FileKey, Option<FileEntry>>,
    pub(super) tally: Tally,
    /// Whether the tally has names of articles that are not there as they were inserted.
    pub(super) recount: bool,
    pub(super) number: u64,
}

/// Articles that could be seen before a run.
#[derive(Debug, Default)]
pub(super) struct There {
    /// Of those that it changes.
    pub(super) changed: BTreeSet<Arc<str>>,
    /// Of those that the cluster refused.
    pub(super) refused: BTreeSet<String>,
}

impl Changes {
    /// Remembers that an article of a file was refused, so that the next run reads the file again.
    /// What was there of it stays, if there was anything.
    pub(super) fn note_refused(&mut self, refused: &Refused, stays: bool) {
        let Some(Some(entry)) = self.files.get_mut(&refused.file) else { return };
        entry.hash = None;
        entry.articles.retain(|id| *id != refused.id);
        if stays {
            entry.stale.push(refused.id.clone());
        }
        let told = format!("the cluster refused it: {}", refused.reason);
        if entry.articles.is_empty() {
            entry.outcome = FileOutcome::Failed(told);
        } else {
            entry.failed_records.push(format!("record {}: {told}", refused.id));
        }
    }
}

//! What becomes of the files that the ledger knows and a scan did not come upon.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::report::Failed;
use super::scan::{self, Scan, is_below};
use super::{Gone, Plan};
use crate::engine::{FileEntry, FileKey, FileOutcome};
use crate::error::{Error, ErrorKind, Result};

/// Percentage of the articles of an index above which pruning asks for a confirmation. A folder
/// that was not mounted or was renamed takes more, cleaning up takes less.
const MOST_PRUNED: u64 = 20;

/// The files of a ledger that a scan did not come upon, sorted by what becomes of them.
#[derive(Debug, Default)]
pub(super) struct Fate<'l> {
    /// Files that have the content of one that is gone, with that one.
    pub(super) moved: FxHashMap<FileKey, &'l FileEntry>,
    /// Gone, and kept.
    pub(super) kept: Vec<&'l FileEntry>,
    /// In a folder that cannot be read; kept.
    pub(super) hidden: Vec<&'l FileEntry>,
    /// To be removed: pruned, no file of articles any more, or never one.
    pub(super) withdrawn: Vec<&'l FileEntry>,
    /// In no part that was scanned.
    pub(super) outside: Vec<&'l FileEntry>,
    /// Parts that cannot be taken as what became of their files, with the reason.
    pub(super) troubles: Vec<Failed>,
}

impl<'l> Fate<'l> {
    /// Sorts `ledger`; `articles` is the number of articles of the index.
    ///
    /// # Errors
    ///
    /// When more would be pruned than seems meant.
    pub(super) fn of(
        scan: &Scan,
        ledger: &'l [FileEntry],
        plan: &Plan,
        articles: u64,
    ) -> Result<Self> {
        let mut fate = Self::default();
        let mut closed: Vec<usize> = Vec::new();
        for (i, part) in scan.parts.iter().enumerate() {
            if let Some(reason) = Scan::trouble(part, ledger.iter()) {
                let held = ledger.iter().filter(|entry| part.holds(&entry.key));
                let kept: usize = held.map(|entry| entry.ids().count()).sum();
                let reason = match kept {
                    _ if plan.gone == Gone::PruneAll => reason,
                    0 => reason,
                    kept => format!("{reason}; articles kept: {kept}"),
                };
                fate.troubles.push(Failed::new(&part.key, reason));
                closed.push(i);
            }
        }
        if plan.gone == Gone::Prune
            && let Some(trouble) = fate.troubles.first()
        {
            let place = if trouble.path.is_empty() { &trouble.root } else { &trouble.path };
            let place = if place.is_empty() { "the archive" } else { place };
            return Err(refused(&format!("{place}: {}", trouble.reason)));
        }
        let found: FxHashSet<&FileKey> = scan.files.iter().map(|seen| &seen.key).collect();
        let failed: FxHashSet<&FileKey> = scan.failed.iter().map(|(key, _)| key).collect();
        let mut gone: BTreeMap<&FileKey, &'l FileEntry> = BTreeMap::new();
        for entry in ledger {
            let key = &entry.key;
            if found.contains(key) || failed.contains(key) {
                continue;
            }
            let mut parts = scan.parts.iter().enumerate().filter(|(_, part)| part.holds(key));
            let Some((part, _)) = parts.next() else {
                fate.outside.push(entry);
                continue;
            };
            let in_closed = closed.contains(&part) && parts.all(|(part, _)| closed.contains(&part));
            let hidden = scan.failed.iter().any(|(folder, _)| {
                folder.root == key.root
                    && !folder.path.is_empty()
                    && is_below(&key.path, &folder.path)
            });
            if hidden {
                fate.hidden.push(entry);
            } else if in_closed && plan.gone != Gone::PruneAll {
                fate.kept.push(entry);
            } else if scan.skipped.contains_key(key) || entry.ids().next().is_none() {
                fate.withdrawn.push(entry);
            } else {
                gone.insert(key, entry);
            }
        }
        fate.find_moved(scan, ledger, &mut gone);
        let going: u64 = gone.values().map(|entry| entry.ids().count() as u64).sum();
        if plan.gone == Gone::Prune && going * 100 > articles * MOST_PRUNED {
            return Err(refused(&format!("{going} of {articles} articles would go")));
        }
        let rest = if plan.gone == Gone::Keep { &mut fate.kept } else { &mut fate.withdrawn };
        rest.extend(gone.into_values());
        Ok(fate)
    }

    /// Finds files that are new and have the content of one that is gone.
    fn find_moved(
        &mut self,
        scan: &Scan,
        ledger: &[FileEntry],
        gone: &mut BTreeMap<&'l FileKey, &'l FileEntry>,
    ) {
        // Taken from the end, so the first path goes to the first new file.
        let mut by_content: FxHashMap<[u8; 32], Vec<&FileKey>> = FxHashMap::default();
        for (key, entry) in gone.iter().rev() {
            if let (Some(hash), FileOutcome::Indexed) = (entry.hash, &entry.outcome) {
                by_content.entry(hash).or_default().push(key);
            }
        }
        let sizes: FxHashSet<u64> = gone.values().map(|entry| entry.stamp.size).collect();
        if by_content.is_empty() {
            return;
        }
        let known: FxHashSet<&FileKey> = ledger.iter().map(|entry| &entry.key).collect();
        for seen in &scan.files {
            if known.contains(&seen.key) || !sizes.contains(&seen.stamp.size) {
                continue;
            }
            // A file that cannot be read is reported when its turn comes.
            let Ok(hash) = scan::content(&seen.file.path) else { continue };
            if let Some(old) = by_content.get_mut(&hash).and_then(Vec::pop)
                && let Some(entry) = gone.remove(old)
            {
                self.moved.insert(seen.key.clone(), entry);
            }
        }
    }
}

fn refused(reason: &str) -> Error {
    ErrorKind::Refused(format!("{reason} (--force removes them)")).into()
}

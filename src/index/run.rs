//! The thread that reads: brings every file of a scan up to date, and keeps what is to be
//! remembered of them.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::mpsc::SyncSender;

use rustc_hash::{FxHashMap, FxHashSet};

use super::desk::{Desk, Job};
use super::fate::Fate;
use super::scan::{self, Scan, Seen};
use super::{Failed, Plan, Progress, lock};
use crate::article::{Format, Outcome, ReadArticle, ReadOptions, SkipReason, read_each, too_large};
use crate::engine::{FileEntry, FileKey, FileOutcome, SidecarEntry, Writer};
use crate::error::{Error, Result};

/// Nanoseconds between two changes of a file that its time may not tell apart: file systems keep
/// it in steps of up to two seconds.
const COARSEST_TIME: i64 = 2_000_000_000;

/// The thread that reads.
pub(super) struct Run<'r, W> {
    plan: &'r Plan,
    desk: &'r Desk<'r, W>,
    old: FxHashMap<&'r FileKey, &'r FileEntry>,
    queue: SyncSender<Job>,
    progress: &'r dyn Progress,
    /// Articles to be corrected otherwise that were not come upon yet.
    due: BTreeSet<&'r String>,
    pub(super) changes: Changes,
}

/// What is to be remembered of files.
#[derive(Default)]
pub(super) struct Changes {
    pub(super) notes: Vec<FileEntry>,
    pub(super) forgotten: Vec<FileKey>,
    /// Ids of the articles that were read, where beginnings of ids stand for articles.
    pub(super) fresh: Vec<String>,
    /// Whether there is anything to commit.
    pub(super) dirty: bool,
}

/// What a file was found to hold.
#[derive(Default)]
struct Reading {
    ids: Vec<String>,
    /// Why the file as a whole, or what follows some place in it, cannot be read.
    broken: Option<String>,
    failed_records: Vec<String>,
    skipped_records: u64,
    /// Why the file as a whole holds no article.
    skipped: Option<SkipReason>,
    /// Why its sidecar cannot be read.
    sidecar_failed: Option<String>,
    refused: bool,
    bytes: u64,
    /// Whether the run was to end before all of the file was read.
    cut: bool,
}

impl<'r, W: Writer> Run<'r, W> {
    pub(super) fn new(
        plan: &'r Plan,
        desk: &'r Desk<'r, W>,
        ledger: &'r [FileEntry],
        queue: SyncSender<Job>,
        changes: Changes,
        progress: &'r dyn Progress,
    ) -> Self {
        let old = ledger.iter().map(|entry| (&entry.key, entry)).collect();
        let due = desk.due.iter().collect();
        Self { plan, desk, old, queue, progress, due, changes }
    }

    /// Brings everything up to date; stops when a worker failed or the run is to end.
    pub(super) fn all(
        &mut self,
        scan: &Scan,
        fate: &Fate<'_>,
        failure: &Mutex<Option<Error>>,
    ) -> Result<()> {
        for reason in scan.skipped.values() {
            *lock(self.desk.report).files.skipped.entry(*reason).or_default() += 1;
        }
        lock(self.desk.report).failed.extend(fate.troubles.iter().cloned());
        for (key, reason) in &scan.failed {
            self.unreadable(key, None, reason);
        }
        for seen in &scan.files {
            if lock(failure).is_some() {
                return Ok(());
            }
            if self.progress.stop() {
                lock(self.desk.report).interrupted = true;
                return Ok(());
            }
            let moved = fate.moved.get(&seen.key).copied();
            let bytes = self.file(seen, moved)?;
            self.progress.read(bytes);
        }
        for entry in &fate.withdrawn {
            self.withdraw(entry)?;
        }
        self.remove(self.plan.surplus.iter())?;
        lock(self.desk.report).articles.removed += self.plan.surplus.len() as u64;
        for entry in &fate.kept {
            lock(self.desk.report).articles.missing += entry.ids().count() as u64;
        }
        for entry in &fate.hidden {
            lock(self.desk.report).articles.stale += entry.ids().count() as u64;
        }
        self.correct_rest();
        if self.plan.anew {
            let outside = fate.outside.iter();
            for entry in fate.kept.iter().chain(&fate.hidden).chain(outside) {
                self.copy(entry.ids());
                self.changes.notes.push((*entry).clone());
            }
        }
        Ok(())
    }

    /// Brings one file up to date; returns the bytes of its articles when it was read.
    fn file(&mut self, seen: &Seen, moved: Option<&FileEntry>) -> Result<u64> {
        let options = &self.plan.roots[seen.root].root.options;
        let recipe = recipe(options);
        let old = self.old.get(&seen.key).copied();
        let last_change = seen.sidecar.as_ref().map_or(i64::MIN, |(_, stamp)| stamp.modified);
        let last_change = seen.stamp.modified.max(last_change);
        let settled = last_change.saturating_add(COARSEST_TIME) < self.plan.started;
        let kept = old.filter(|old| self.stands(old, recipe, options));
        if let Some(old) = kept
            && !self.plan.hash
            && old.settled
            && old.stamp == seen.stamp
            && seen.sidecar.as_ref().map(|(_, stamp)| stamp)
                == old.sidecar.as_ref().map(|read| &read.stamp)
        {
            self.carry(old);
            return Ok(0);
        }
        let most = options.limits.file_size;
        // Of a file with a record a line, each line is bounded.
        let bounded = seen.file.format != Format::JsonLines;
        let hash = if bounded && seen.stamp.size > most {
            Err(too_large(most))
        } else {
            scan::content(&seen.file.path).map_err(|error| error.to_string())
        };
        let hash = match hash {
            Ok(hash) => hash,
            Err(reason) => {
                self.unreadable(&seen.key, Some(seen), &reason);
                return Ok(0);
            }
        };
        if let Some(old) = kept
            .filter(|old| old.hash == Some(hash) && seen.has_sidecar(old.sidecar.as_ref(), false))
        {
            self.carry(old);
            let failed = old.sidecar.as_ref().and_then(|read| read.failed.clone());
            let sidecar = sidecar(seen, failed);
            let entry = FileEntry { stamp: seen.stamp, sidecar, settled, ..old.clone() };
            self.note(entry);
            return Ok(0);
        }
        let reading = self.read(seen, moved.is_some());
        let bytes = reading.bytes;
        lock(self.desk.report).files.read += 1;
        if reading.cut {
            self.cut(seen, old, reading);
            return Ok(bytes);
        }
        let outcome = reading.outcome();
        let entry = FileEntry {
            key: seen.key.clone(),
            stamp: seen.stamp,
            sidecar: sidecar(seen, reading.sidecar_failed),
            hash: Some(hash),
            recipe,
            settled,
            refused: options.today.filter(|_| reading.refused),
            outcome,
            articles: reading.ids,
            stale: Vec::new(),
            failed_records: reading.failed_records,
            skipped_records: reading.skipped_records,
        };
        self.settle(entry, old, moved)?;
        Ok(bytes)
    }

    /// Whether what the index has of a file is all that reading the same bytes would give.
    fn stands(&self, old: &FileEntry, recipe: u64, options: &ReadOptions) -> bool {
        !self.plan.anew
            && old.hash.is_some()
            && old.recipe == recipe
            && (old.refused.is_none() || old.refused == options.today)
            && old.ids().all(|id| self.desk.prints.contains_key(id))
    }

    /// Corrects articles whose files were not come upon or gave nothing new: their text is stored.
    fn correct_rest(&mut self) {
        for id in std::mem::take(&mut self.due) {
            if self.progress.stop() {
                lock(self.desk.report).interrupted = true;
                return;
            }
            self.changes.dirty = true;
            self.send(Job::Stored { id: id.clone(), counted: true });
        }
    }

    /// Counts what an unchanged file gave, and annotates again what other rules annotated or what
    /// is to be corrected otherwise.
    fn carry(&mut self, entry: &FileEntry) {
        self.count(entry);
        let mut same = 0;
        for id in &entry.articles {
            let rules =
                self.desk.prints.get(id).is_some_and(|print| print.starts_with(&self.desk.current));
            if rules && !self.due.remove(id) {
                same += 1;
            } else {
                self.due.remove(id);
                self.changes.dirty = true;
                self.send(Job::Stored { id: id.clone(), counted: true });
            }
        }
        lock(self.desk.report).articles.same += same;
    }

    /// Counts a file, its failures and what is kept of it from an earlier reading.
    fn count(&self, entry: &FileEntry) {
        let mut report = lock(self.desk.report);
        match &entry.outcome {
            FileOutcome::Indexed => report.files.indexed += 1,
            FileOutcome::Skipped(reason) => {
                *report.files.skipped.entry(*reason).or_default() += 1;
            }
            FileOutcome::Failed(reason) => {
                report.files.failed += 1;
                report.failed.push(Failed::new(&entry.key, reason));
            }
        }
        if let Some(sidecar) = &entry.sidecar {
            match &sidecar.failed {
                None => *report.files.skipped.entry(SkipReason::Sidecar).or_default() += 1,
                Some(reason) => {
                    report.files.failed += 1;
                    let key = FileKey { path: sidecar.path.clone(), ..entry.key.clone() };
                    report.failed.push(Failed::new(&key, reason));
                }
            }
        }
        report.records.skipped += entry.skipped_records;
        report.records.failed += entry.failed_records.len() as u64;
        let records = entry.failed_records.iter();
        report.failed.extend(records.map(|reason| Failed::new(&entry.key, reason)));
        report.articles.stale += entry.stale.len() as u64;
    }

    /// Reads a file and queues its articles.
    fn read(&mut self, seen: &Seen, moved: bool) -> Reading {
        let mut reading = Reading::default();
        let root = &self.plan.roots[seen.root].root;
        read_each(&seen.file, root, &mut |outcome| match outcome {
            // What is left of a file of many may be long.
            _ if reading.cut => {}
            _ if !moved && !reading.ids.is_empty() && self.progress.stop() => reading.cut = true,
            Outcome::Article(read) => {
                reading.bytes += read.article.body.len() as u64;
                let ReadArticle { article, warnings } = *read;
                if !warnings.is_empty() {
                    reading.refused = true;
                    let path = article.path.as_deref().unwrap_or_default();
                    let lines = warnings.iter().map(|warning| format!("{path}: {warning}"));
                    lock(self.desk.report).warnings.extend(lines);
                }
                self.due.remove(&article.id);
                if self.desk.corrections.has_beginnings() {
                    self.changes.fresh.push(article.id.clone());
                }
                reading.ids.push(article.id.clone());
                self.send(Job::Read { article: Box::new(article), moved });
            }
            Outcome::Skipped(skipped) if skipped.record.is_some() => reading.skipped_records += 1,
            Outcome::Skipped(skipped) => reading.skipped = Some(skipped.reason),
            Outcome::Failed(error) => {
                let (path, reason) = scan::told(&error);
                if path.is_some() && path == seen.file.sidecar {
                    reading.sidecar_failed = Some(reason);
                } else if names_record(&reason) {
                    reading.failed_records.push(reason);
                } else {
                    reading.broken.get_or_insert(reason);
                }
            }
        });
        reading
    }

    /// Remembers what a file gave as far as it was read, and that it is to be read again.
    fn cut(&mut self, seen: &Seen, old: Option<&FileEntry>, reading: Reading) {
        lock(self.desk.report).interrupted = true;
        let mut entry = old.cloned().unwrap_or_else(|| FileEntry::unread(seen.key.clone()));
        let held: FxHashSet<String> = entry.ids().cloned().collect();
        entry.hash = None;
        entry.outcome = FileOutcome::Indexed;
        entry.articles.extend(reading.ids.into_iter().filter(|id| !held.contains(id)));
        self.note(entry);
    }

    /// Remembers what a file gave, and what of its earlier reading or of its old place goes.
    fn settle(
        &mut self,
        mut entry: FileEntry,
        old: Option<&FileEntry>,
        moved: Option<&FileEntry>,
    ) -> Result<()> {
        let held: FxHashSet<&String> = entry.articles.iter().collect();
        let gone: Vec<String> = old
            .into_iter()
            .flat_map(FileEntry::ids)
            .filter(|id| !held.contains(id))
            .cloned()
            .collect();
        if matches!(entry.outcome, FileOutcome::Failed(_)) {
            if self.plan.anew {
                self.copy(gone.iter());
            }
            entry.stale = gone;
            if let Some(moved) = moved {
                lock(self.desk.report).articles.missing += moved.ids().count() as u64;
            }
        } else {
            self.remove(gone.iter())?;
            lock(self.desk.report).articles.removed += gone.len() as u64;
            if let Some(moved) = moved {
                self.remove(moved.ids())?;
                self.forget(&moved.key);
            }
        }
        self.count(&entry);
        self.note(entry);
        Ok(())
    }

    /// A file or folder that cannot be read keeps its last good articles.
    fn unreadable(&mut self, key: &FileKey, seen: Option<&Seen>, reason: &str) {
        let mut entry =
            self.old.get(key).map_or_else(|| FileEntry::unread(key.clone()), |old| (*old).clone());
        entry.hash = None;
        entry.stamp = seen.map_or(entry.stamp, |seen| seen.stamp);
        entry.sidecar = seen.and_then(|seen| sidecar(seen, None));
        entry.stale.append(&mut entry.articles);
        entry.failed_records.clear();
        entry.skipped_records = 0;
        entry.outcome = FileOutcome::Failed(reason.to_owned());
        if self.plan.anew {
            self.copy(entry.ids());
        }
        self.count(&entry);
        self.note(entry);
    }

    /// Removes the articles of a file that is gone or holds none any more.
    fn withdraw(&mut self, entry: &FileEntry) -> Result<()> {
        self.remove(entry.ids())?;
        lock(self.desk.report).articles.removed += entry.ids().count() as u64;
        self.forget(&entry.key);
        Ok(())
    }

    fn remove<'i>(&mut self, ids: impl Iterator<Item = &'i String>) -> Result<()> {
        for id in ids {
            self.changes.dirty = true;
            self.due.remove(id);
            if let Some(writer) = self.desk.writer {
                writer.remove(id)?;
            }
        }
        Ok(())
    }

    fn forget(&mut self, key: &FileKey) {
        self.changes.dirty = true;
        self.changes.forgotten.push(key.clone());
    }

    /// Remembers a file; whether its time is settled is by itself no reason to commit.
    fn note(&mut self, entry: FileEntry) {
        let old = self.old.get(&entry.key).copied();
        if old == Some(&entry) && !self.plan.anew {
            return;
        }
        let differs =
            old.is_none_or(|old| FileEntry { settled: old.settled, ..entry.clone() } != *old);
        self.changes.dirty |= differs;
        self.changes.notes.push(entry);
    }

    /// Takes articles over from the index before.
    fn copy<'i>(&self, ids: impl Iterator<Item = &'i String>) {
        for id in ids {
            self.send(Job::Stored { id: id.clone(), counted: false });
        }
    }

    fn send(&self, job: Job) {
        // The queue closes only after the last file, or when a worker died with the run.
        let _ = self.queue.send(job);
    }
}

impl Reading {
    fn outcome(&self) -> FileOutcome {
        match &self.broken {
            Some(reason) => FileOutcome::Failed(reason.clone()),
            None if !self.ids.is_empty() => FileOutcome::Indexed,
            None if !self.failed_records.is_empty() => {
                FileOutcome::Failed("none of its records can be read".to_owned())
            }
            None => FileOutcome::Skipped(self.skipped.unwrap_or(SkipReason::Empty)),
        }
    }
}

/// What reading the same bytes depends on. Another version of the program may read more formats.
fn recipe(options: &ReadOptions) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(&postcard::to_stdvec(options).unwrap_or_default());
    let hash = hasher.finalize();
    hash.as_bytes().iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// What is to be remembered of the sidecar of a file, which failed for this reason.
fn sidecar(seen: &Seen, failed: Option<String>) -> Option<SidecarEntry> {
    let (path, stamp) = seen.sidecar.clone()?;
    Some(SidecarEntry { path, stamp, hash: seen.described(), failed })
}

/// Whether a reason concerns one record of a file of many; the others are about the file.
fn names_record(reason: &str) -> bool {
    reason.starts_with("record ")
}

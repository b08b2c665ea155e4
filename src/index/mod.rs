//! Roots → an index: files are found, those that changed are read, cut, annotated and handed to a
//! writer.
//!
//! One thread walks and reads, the others annotate. The ledger of the index tells what changed
//! since the last run; every file is accounted for: indexed, skipped with the reason, or failed
//! with path and reason. What is gone is kept and counted, unless the run is to prune.

mod fate;
mod report;
pub(crate) mod scan;

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rustc_hash::{FxHashMap, FxHashSet};

pub use report::{ArticleCounts, Failed, FileCounts, RecordCounts, Report};

use crate::annotate::{ANNOTATOR, annotate};
use crate::article::{Article, Outcome, ReadArticle, ReadOptions, SkipReason, read_each};
use crate::engine::{Engine, FileEntry, FileKey, FileOutcome, IndexedRoot, Record, State, Writer};
use crate::error::{ErrorKind, Result};
use crate::facet::entries;
use crate::passage::passages;
use crate::text::ANALYZER;
use fate::Fate;
use scan::{Scan, Seen};

/// Articles that wait between reading and annotation.
const QUEUE: usize = 64;

/// Nanoseconds between two changes of a file that its time may not tell apart: file systems keep
/// it in steps of up to two seconds.
const COARSEST_TIME: i64 = 2_000_000_000;

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The roots, with absolute paths, and the parts of each to read.
    pub roots: Vec<IndexedRoot>,
    /// Everything the index will remember; roots that this run does not read included.
    pub state: State,
    /// When the run began, in nanoseconds since 1970.
    pub started: i64,
    /// Whether files are compared by content even where size and time are the same.
    pub hash: bool,
    /// What becomes of articles whose file is gone.
    pub gone: Gone,
    /// Whether the index is made anew: all files are read, and what is known of files that are
    /// gone is copied from the index before.
    pub anew: bool,
}

/// What becomes of articles whose file is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gone {
    /// They stay.
    #[default]
    Keep,
    /// They are removed, unless it seems that the archive rather than the files is gone.
    Prune,
    /// They are removed.
    PruneAll,
}

/// Told how far a run has come.
pub trait Progress: Sync {
    /// The number of files is known.
    fn found(&self, files: u64);
    /// A file was read or found unchanged; `bytes` of article text came of it.
    fn read(&self, bytes: u64);
}

/// An index as it stood before a run.
pub type Before<'e> = Option<&'e (dyn Engine + Sync)>;

/// Reads what changed in the roots of `plan` into `writer` and commits, if anything did.
///
/// Without a writer the report says what would be done.
///
/// # Errors
///
/// When the index cannot be read or written, and when more would be pruned than seems meant.
/// Files that cannot be read are no errors; they are in the report.
pub fn index<W: Writer>(
    before: Before<'_>,
    writer: Option<W>,
    plan: &Plan,
    progress: &dyn Progress,
) -> Result<Report> {
    let (ledger, prints, state) = match before {
        None => (Vec::new(), FxHashMap::default(), None),
        Some(engine) => (engine.ledger()?, engine.fingerprints()?, Some(engine.state()?)),
    };
    let scan = Scan::of(&plan.roots);
    progress.found(scan.files.len() as u64);
    let fate = Fate::of(&scan, &ledger, plan, prints.len() as u64)?;
    let report = Mutex::new(Report::default());
    let failure = Mutex::new(None);
    let (sender, receiver) = sync_channel::<Job>(QUEUE);
    let receiver = Mutex::new(receiver);
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let nothing = FxHashMap::default();
    let desk = Desk {
        before,
        writer: writer.as_ref(),
        prints: if plan.anew { &nothing } else { &prints },
        current: current_rules(),
        report: &report,
    };
    let dirty = plan.anew || state.is_none_or(|state| state != plan.state);
    let changes = thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(job) = next(&receiver) {
                    if let Err(error) = desk.take(job) {
                        lock(&failure).get_or_insert(error);
                    }
                }
            });
        }
        let mut run = Run {
            plan,
            desk: &desk,
            old: ledger.iter().map(|entry| (&entry.key, entry)).collect(),
            queue: sender,
            changes: Changes { dirty, ..Changes::default() },
        };
        run.all(&scan, &fate, progress, &failure)?;
        // The workers end when the queue goes.
        Ok::<_, crate::Error>(run.changes)
    })?;
    if let Some(error) = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    let mut report = std::mem::take(&mut *lock(&report));
    report.failed.sort_unstable();
    report.warnings.sort_unstable();
    if changes.dirty
        && let Some(writer) = writer
    {
        for key in &changes.forgotten {
            writer.forget_file(key)?;
        }
        for entry in &changes.notes {
            writer.note_file(entry)?;
        }
        writer.finish(&plan.state)?;
        report.written = true;
    }
    Ok(report)
}

/// The thread that reads.
struct Run<'r, W> {
    plan: &'r Plan,
    desk: &'r Desk<'r, W>,
    old: FxHashMap<&'r FileKey, &'r FileEntry>,
    queue: SyncSender<Job>,
    changes: Changes,
}

/// What is to be remembered of files.
#[derive(Default)]
struct Changes {
    notes: Vec<FileEntry>,
    forgotten: Vec<FileKey>,
    /// Whether there is anything to commit.
    dirty: bool,
}

/// What a worker is to do.
enum Job {
    /// Annotate an article as read, which is known by another path when it was moved.
    Read { read: Box<ReadArticle>, moved: bool },
    /// Annotate an article as stored.
    Stored { id: String, counted: bool },
}

/// What a file was found to hold.
#[derive(Default)]
struct Reading {
    ids: Vec<String>,
    /// Why the file as a whole, or what follows some place in it, cannot be read.
    broken: Option<String>,
    failed_records: Vec<String>,
    skipped_records: u64,
    refused: bool,
    bytes: u64,
}

impl<W: Writer> Run<'_, W> {
    fn all(
        &mut self,
        scan: &Scan,
        fate: &Fate<'_>,
        progress: &dyn Progress,
        failure: &Mutex<Option<crate::Error>>,
    ) -> Result<()> {
        for reason in scan.skipped.values() {
            *lock(self.desk.report).files.skipped.entry(*reason).or_default() += 1;
        }
        lock(self.desk.report).failed.extend(fate.troubles.iter().cloned());
        for (key, reason) in &scan.failed {
            self.unreadable(key, reason);
        }
        for seen in &scan.files {
            if lock(failure).is_some() {
                return Ok(());
            }
            let moved = fate.moved.get(&seen.key).copied();
            let bytes = self.file(seen, moved)?;
            progress.read(bytes);
        }
        for entry in &fate.withdrawn {
            self.withdraw(entry)?;
        }
        for entry in &fate.kept {
            lock(self.desk.report).articles.missing += entry.ids().count() as u64;
        }
        for entry in &fate.hidden {
            lock(self.desk.report).articles.stale += entry.ids().count() as u64;
        }
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
        let settled = seen.stamp.modified.saturating_add(COARSEST_TIME) < self.plan.started;
        let kept = old.filter(|old| self.stands(old, seen, recipe, options));
        if let Some(old) = kept
            && !self.plan.hash
            && old.settled
            && old.stamp == seen.stamp
        {
            self.carry(old);
            return Ok(0);
        }
        let hash = match scan::content(&seen.file.path) {
            Ok(hash) => hash,
            Err(error) => {
                self.unreadable(&seen.key, &error.to_string());
                return Ok(0);
            }
        };
        if let Some(old) = kept.filter(|old| old.hash == Some(hash)) {
            self.carry(old);
            let entry = FileEntry { stamp: seen.stamp, settled, ..old.clone() };
            self.note(entry);
            return Ok(0);
        }
        let reading = self.read(seen, moved.is_some());
        let bytes = reading.bytes;
        let entry = FileEntry {
            key: seen.key.clone(),
            stamp: seen.stamp,
            sidecar: seen.sidecar,
            hash: Some(hash),
            recipe,
            settled,
            refused: options.today.filter(|_| reading.refused),
            outcome: reading.outcome(),
            articles: reading.ids,
            stale: Vec::new(),
            failed_records: reading.failed_records,
            skipped_records: reading.skipped_records,
        };
        self.settle(entry, old, moved)?;
        Ok(bytes)
    }

    /// Whether what the index has of a file is all that reading the same bytes would give.
    fn stands(&self, old: &FileEntry, seen: &Seen, recipe: u64, options: &ReadOptions) -> bool {
        !self.plan.anew
            && old.hash.is_some()
            && old.recipe == recipe
            && old.sidecar == seen.sidecar
            && (old.refused.is_none() || old.refused == options.today)
            && old.ids().all(|id| self.desk.prints.contains_key(id))
    }

    /// Counts what an unchanged file gave, and annotates again what other rules annotated.
    fn carry(&self, entry: &FileEntry) {
        self.count(entry);
        let mut same = 0;
        for id in &entry.articles {
            if self.desk.prints.get(id).is_some_and(|print| print.starts_with(&self.desk.current)) {
                same += 1;
            } else {
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
        report.records.skipped += entry.skipped_records;
        report.records.failed += entry.failed_records.len() as u64;
        let records = entry.failed_records.iter();
        report.failed.extend(records.map(|reason| Failed::new(&entry.key, reason)));
        report.articles.stale += entry.stale.len() as u64;
    }

    /// Reads a file and queues its articles.
    fn read(&self, seen: &Seen, moved: bool) -> Reading {
        let mut reading = Reading::default();
        let root = &self.plan.roots[seen.root].root;
        read_each(&seen.file, root, &mut |outcome| match outcome {
            Outcome::Article(read) => {
                reading.bytes += read.article.body.len() as u64;
                reading.refused |= !read.warnings.is_empty();
                reading.ids.push(read.article.id.clone());
                self.send(Job::Read { read, moved });
            }
            Outcome::Skipped(skipped) => {
                reading.skipped_records += u64::from(skipped.record.is_some());
            }
            Outcome::Failed(error) => {
                let (_, reason) = scan::told(&error);
                if names_record(&reason) {
                    reading.failed_records.push(reason);
                } else {
                    reading.broken.get_or_insert(reason);
                }
            }
        });
        reading
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
    fn unreadable(&mut self, key: &FileKey, reason: &str) {
        let mut entry = match self.old.get(key) {
            Some(old) => (*old).clone(),
            None => FileEntry {
                key: key.clone(),
                stamp: crate::engine::Stamp::default(),
                sidecar: None,
                hash: None,
                recipe: 0,
                settled: false,
                refused: None,
                outcome: FileOutcome::Failed(String::new()),
                articles: Vec::new(),
                stale: Vec::new(),
                failed_records: Vec::new(),
                skipped_records: 0,
            },
        };
        entry.hash = None;
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
        match (&self.broken, self.failed_records.first()) {
            (Some(reason), _) => FileOutcome::Failed(reason.clone()),
            _ if !self.ids.is_empty() => FileOutcome::Indexed,
            (None, Some(reason)) => FileOutcome::Failed(format!("no record is readable: {reason}")),
            (None, None) => FileOutcome::Skipped(SkipReason::Empty),
        }
    }
}

/// What the workers share.
struct Desk<'d, W> {
    before: Before<'d>,
    writer: Option<&'d W>,
    prints: &'d FxHashMap<String, String>,
    /// What the fingerprint of an article begins with that today's rules annotated.
    current: String,
    report: &'d Mutex<Report>,
}

impl<W: Writer> Desk<'_, W> {
    fn take(&self, job: Job) -> Result<()> {
        match job {
            Job::Read { read, moved } => self.read(*read, moved),
            Job::Stored { id, counted } => {
                let stored = match self.before {
                    Some(engine) => engine.article(&id)?,
                    None => None,
                };
                let stored = stored.ok_or_else(|| ErrorKind::IndexCorrupt {
                    path: "index".into(),
                    detail: format!("article {id} is not there"),
                })?;
                lock(self.report).articles.reannotated += u64::from(counted);
                self.write(stored.article)
            }
        }
    }

    fn read(&self, read: ReadArticle, moved: bool) -> Result<()> {
        let ReadArticle { article, warnings } = read;
        let print = fingerprint(&article);
        let before = self.prints.get(&article.id);
        {
            let mut report = lock(self.report);
            let place = article.path.as_deref().unwrap_or_default();
            report.warnings.extend(warnings.iter().map(|warning| format!("{place}: {warning}")));
            let counts = &mut report.articles;
            match before {
                None if moved => counts.moved += 1,
                None => counts.added += 1,
                Some(before) if *before == print => {
                    counts.same += 1;
                    return Ok(());
                }
                Some(before) if source_of(before) == source_of(&print) => counts.reannotated += 1,
                Some(_) => counts.changed += 1,
            }
        }
        self.write(article)
    }

    fn write(&self, article: Article) -> Result<()> {
        let Some(writer) = self.writer else { return Ok(()) };
        let bytes = article.body.len() as u64;
        let print = fingerprint(&article);
        let record = annotated(article, print);
        let passages = record.entries.len() as u64;
        writer.insert(record)?;
        let mut report = lock(self.report);
        report.passages += passages;
        report.bytes += bytes;
        Ok(())
    }
}

/// An article with all that an engine stores of it.
#[must_use]
pub fn annotated(article: Article, fingerprint: String) -> Record {
    let passages = passages(&article);
    let notes = match article.language.as_deref() {
        None | Some("en") => annotate(&article, &passages),
        Some(_) => crate::annotate::Annotations::default(),
    };
    let entries = entries(&article, passages, &notes);
    Record { article, entries, notes, fingerprint }
}

/// What an article and all that is derived from it depend on: the rules, then the source.
pub(crate) fn fingerprint(article: &Article) -> String {
    // An article is plain data, which always encodes.
    let source = blake3::hash(&postcard::to_stdvec(article).unwrap_or_default());
    format!("{}{}", current_rules(), &source.to_hex()[..32])
}

/// The part of a fingerprint that names the rules.
pub(crate) fn current_rules() -> String {
    format!("{ANNOTATOR}.{ANALYZER}.")
}

/// The part of a fingerprint that names the source.
fn source_of(fingerprint: &str) -> &str {
    fingerprint.rsplit('.').next().unwrap_or(fingerprint)
}

/// What reading the same bytes depends on. Another version of the program may read more formats.
pub(crate) fn recipe(options: &ReadOptions) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(env!("CARGO_PKG_VERSION").as_bytes());
    hasher.update(&postcard::to_stdvec(options).unwrap_or_default());
    let hash = hasher.finalize();
    hash.as_bytes().iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// Whether a reason concerns one record of a file of many; the others are about the file.
fn names_record(reason: &str) -> bool {
    reason.starts_with("record ")
}

fn next(receiver: &Mutex<Receiver<Job>>) -> Option<Job> {
    lock(receiver).recv().ok()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

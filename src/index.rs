//! Roots → an index: files are read, cut, annotated and handed to a writer.
//!
//! One thread walks and reads, the others annotate. Everything that is not indexed is accounted
//! for: skipped with the reason, or failed with path and reason.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::path::Path;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::annotate::{ANNOTATOR, annotate};
use crate::article::{
    Article, Entry, Outcome, ReadArticle, Root, SkipReason, SourceFile, read_each, walk_part,
};
use crate::engine::{Failed, IndexedRoot, Record, State, Writer};
use crate::error::{Error, Result};
use crate::facet::entries;
use crate::passage::passages;
use crate::text::ANALYZER;

/// Articles that wait between reading and annotation.
const QUEUE: usize = 64;

/// What a run is to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The roots, with absolute paths, and the parts of each to read.
    pub roots: Vec<IndexedRoot>,
    /// Everything the index will remember; roots that this run does not read included.
    pub state: State,
    /// Whether the index already remembers this state, failures of this run apart.
    pub recorded: bool,
    /// Fingerprints of the articles that the index holds.
    pub fingerprints: FxHashMap<String, String>,
}

/// What became of the files and articles of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Files with at least one article.
    pub indexed: u64,
    /// Files and records left out, by reason.
    pub skipped: BTreeMap<SkipReason, u64>,
    /// Files and records that could not be read.
    pub failed: Vec<Failed>,
    /// Articles that were not in the index before.
    pub added: u64,
    /// Articles that replace an older form.
    pub changed: u64,
    /// Articles that were as the index holds them.
    pub same: u64,
    /// Articles of the index that this run did not come upon; they stay.
    pub missing: u64,
    /// Passages of added and changed articles.
    pub passages: u64,
    /// Bytes of their bodies.
    pub bytes: u64,
    /// What was refused in articles that were read, one line each with the path.
    pub warnings: Vec<String>,
}

/// Told how far a run has come.
pub trait Progress: Sync {
    /// The number of files is known.
    fn found(&self, files: u64);
    /// A file was read; `bytes` of article text came of it.
    fn read(&self, bytes: u64);
}

/// Reads the roots of `plan` into `writer` and commits.
///
/// # Errors
///
/// When the index cannot be written. Files that cannot be read are no errors; they are in the
/// report.
pub fn index<W: Writer>(writer: W, mut plan: Plan, progress: &dyn Progress) -> Result<Report> {
    let files = find_files(&plan.roots);
    progress.found(files.found.len() as u64);
    let report = Mutex::new(files.report);
    let seen = Mutex::new(FxHashSet::default());
    let failure = Mutex::new(None);
    let (sender, receiver) = sync_channel::<ReadArticle>(QUEUE);
    let receiver = Mutex::new(receiver);
    let workers = thread::available_parallelism().map_or(1, NonZero::get);
    let run = Run { writer: &writer, prints: &plan.fingerprints, report: &report, seen: &seen };
    thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(article) = next(&receiver) {
                    if let Err(error) = run.take(article) {
                        lock(&failure).get_or_insert(error);
                    }
                }
            });
        }
        for (root, file) in &files.found {
            if lock(&failure).is_some() {
                break;
            }
            progress.read(run.read(file, root, &sender));
        }
        drop(sender);
    });
    if let Some(error) = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    let mut report = report.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    report.missing =
        plan.fingerprints.keys().filter(|id| !lock(&seen).contains(*id)).count() as u64;
    report.failed.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.reason.cmp(&b.reason)));
    report.warnings.sort_unstable();
    let before = plan.state.clone();
    plan.state.failed.clone_from(&report.failed);
    let unchanged = report.added + report.changed == 0 && plan.state == before && plan.recorded;
    if !unchanged {
        writer.finish(&plan.state)?;
    }
    Ok(report)
}

/// The files of all roots, each once.
struct Files {
    found: Vec<(Root, SourceFile)>,
    /// What was skipped or failed on the way.
    report: Report,
}

fn find_files(roots: &[IndexedRoot]) -> Files {
    let mut out = Files { found: Vec::new(), report: Report::default() };
    let mut seen: FxHashSet<(String, String)> = FxHashSet::default();
    for IndexedRoot { root, only } in roots {
        let whole = [String::new()];
        let parts = if only.is_empty() { &whole[..] } else { only };
        for entry in parts.iter().flat_map(|part| walk_part(root, Path::new(part))) {
            match entry {
                Entry::File(file) => {
                    if seen.insert((root.name.clone(), file.relative.clone())) {
                        out.found.push((root.clone(), file));
                    }
                }
                Entry::Skipped(skipped) => {
                    *out.report.skipped.entry(skipped.reason).or_default() += 1;
                }
                Entry::Failed(error) => out.report.failed.push(failed(&error)),
            }
        }
    }
    out
}

struct Run<'r, W> {
    writer: &'r W,
    prints: &'r FxHashMap<String, String>,
    report: &'r Mutex<Report>,
    seen: &'r Mutex<FxHashSet<String>>,
}

impl<W: Writer> Run<'_, W> {
    /// Reads a file and queues its articles; returns the bytes of their bodies.
    fn read(&self, file: &SourceFile, root: &Root, queue: &SyncSender<ReadArticle>) -> u64 {
        let mut bytes = 0;
        let mut any = false;
        read_each(file, root, &mut |outcome| match outcome {
            Outcome::Article(read) => {
                any = true;
                bytes += read.article.body.len() as u64;
                // The queue closes only after the last file, or when a worker died with the run.
                let _ = queue.send(*read);
            }
            Outcome::Skipped(skipped) => {
                *lock(self.report).skipped.entry(skipped.reason).or_default() += 1;
            }
            Outcome::Failed(error) => lock(self.report).failed.push(failed(&error)),
        });
        lock(self.report).indexed += u64::from(any);
        bytes
    }

    fn take(&self, read: ReadArticle) -> Result<()> {
        let ReadArticle { article, warnings } = read;
        let place = article.path.clone().unwrap_or_default();
        let id = article.id.clone();
        let before = self.prints.get(&id);
        let fingerprint = fingerprint(&article);
        if before == Some(&fingerprint) {
            lock(self.seen).insert(id);
            lock(self.report).same += 1;
            return Ok(());
        }
        let bytes = article.body.len() as u64;
        let record = annotated(article, fingerprint);
        let passages = record.entries.len() as u64;
        self.writer.insert(record)?;
        let mut report = lock(self.report);
        if before.is_some() {
            report.changed += 1;
        } else {
            report.added += 1;
        }
        report.passages += passages;
        report.bytes += bytes;
        report.warnings.extend(warnings.into_iter().map(|warning| format!("{place}: {warning}")));
        drop(report);
        lock(self.seen).insert(id);
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

/// What an article and all that is derived from it depend on.
fn fingerprint(article: &Article) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&ANNOTATOR.to_le_bytes());
    hasher.update(&ANALYZER.to_le_bytes());
    // An article is plain data, which always encodes.
    hasher.update(&postcard::to_stdvec(article).unwrap_or_default());
    hasher.finalize().to_hex()[..32].to_owned()
}

fn failed(error: &Error) -> Failed {
    use crate::error::ErrorKind;
    match error.kind() {
        ErrorKind::Io { path, source } => Failed { path: shown(path), reason: source.to_string() },
        ErrorKind::Article { path, detail } => Failed { path: shown(path), reason: detail.clone() },
        other => Failed { path: String::new(), reason: other.to_string() },
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

fn next(receiver: &Mutex<Receiver<ReadArticle>>) -> Option<ReadArticle> {
    lock(receiver).recv().ok()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

//! Roots → an index: files are found, those that changed are read, cut, annotated and handed to a
//! writer.
//!
//! One thread walks and reads, the others annotate. The ledger of the index tells what changed
//! since the last run; every file is accounted for: indexed, skipped with the reason, or failed
//! with path and reason. What is gone is kept and counted, unless the run is to prune.

mod desk;
mod fate;
mod report;
mod run;
pub(crate) mod scan;

use std::collections::BTreeSet;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::thread;

use rustc_hash::{FxHashMap, FxHashSet};

pub use report::{ArticleCounts, Failed, FileCounts, RecordCounts, Report};

use crate::annotate::{ANNOTATOR, annotate};
use crate::article::{Article, DateStyle};
use crate::correction::{Corrections, due};
use crate::engine::{Corrected, IndexedRoot, Memory, Record, State, Writer};
use crate::error::Result;
use crate::facet::entries;
use crate::passage::passages;
use crate::text::ANALYZER;
use desk::{Desk, Job, next};
use fate::Fate;
use run::{Changes, Run};
use scan::Scan;

/// Articles that wait between reading and annotation.
const QUEUE: usize = 64;

/// What a run is to do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The roots, with absolute paths, and the parts of each to read.
    pub roots: Vec<IndexedRoot>,
    /// Everything the index will remember; roots that this run does not read included. What it
    /// remembers of corrections is added, but for their folder.
    pub state: State,
    /// When the run began, in nanoseconds since 1970.
    pub started: i64,
    /// Whether files are compared by content even where size and time are the same.
    pub hash: bool,
    /// What becomes of articles whose file is gone.
    pub gone: Gone,
    /// What people say of speakers and names.
    pub corrections: Corrections,
    /// Whether the index is made anew: all files are read, and what is known of files that are
    /// gone is copied from the index before.
    pub anew: bool,
    /// Articles to be removed, since no file accounts for them.
    pub surplus: BTreeSet<String>,
    /// Articles to be read again whatever the index remembers of them, since it does not hold what
    /// was written.
    pub damaged: BTreeSet<String>,
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
    /// Whether the run is to end before it has looked at all files.
    fn stop(&self) -> bool {
        false
    }
}

/// An index as it stood before a run.
pub type Before<'e> = Option<&'e (dyn Memory + Sync)>;

/// Reads what changed in the roots of `plan` into `writer` and commits, if anything did.
///
/// Without a writer the report says what would be done. A run that is ended early commits what it
/// has done, and the next one goes on from there; an index made anew is committed whole or not at
/// all.
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
    let (ledger, mut prints, state) = match before {
        None => (Vec::new(), FxHashMap::default(), None),
        Some(engine) => (engine.ledger()?, engine.fingerprints()?, Some(engine.state()?)),
    };
    prints.retain(|id, _| !plan.damaged.contains(id));
    let scan = Scan::of(&plan.roots);
    progress.found(scan.files.len() as u64);
    let fate = Fate::of(&scan, &ledger, plan, prints.len() as u64)?;
    let corrections = plan.corrections.clone().among(prints.keys());
    let mut wanted = plan.state.clone();
    wanted.corrected.digest = corrections.digest();
    wanted.corrected.aliases = corrections.aliases();
    let held = state.as_ref().map_or("", |state| &state.corrected.digest);
    let due = match before {
        Some(engine) if !plan.anew && held != wanted.corrected.digest => {
            let stored = prints.iter().map(|(id, print)| (id, correction_of(print)));
            due(engine, &corrections, stored)?
        }
        _ => FxHashSet::default(),
    };
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
        styles: styles(&plan.state),
        current: current_rules(),
        corrections: &corrections,
        due: &due,
        report: &report,
    };
    let dirty = plan.anew || state.as_ref().is_none_or(|state| *state != wanted);
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
        let changes = Changes { dirty, ..Changes::default() };
        let mut run = Run::new(plan, &desk, &ledger, sender, changes, progress);
        run.all(&scan, &fate, &failure)?;
        // The workers end when the queue goes.
        Ok::<_, crate::Error>(run.changes)
    })?;
    if let Some(error) = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    let mut report = std::mem::take(&mut *lock(&report));
    // Those of one file stay in the order of its records.
    report.failed.sort_by(|a, b| (&a.root, &a.path).cmp(&(&b.root, &b.path)));
    let half = plan.anew && report.interrupted;
    if changes.dirty
        && !half
        && let Some(writer) = writer
    {
        for key in &changes.forgotten {
            writer.forget_file(key)?;
        }
        for entry in &changes.notes {
            writer.note_file(entry)?;
        }
        // What was not looked at, or not known, the next run looks at.
        let partly = report.interrupted && held != wanted.corrected.digest;
        let fresh = changes.fresh.iter().filter(|id| !prints.contains_key(*id));
        let all = prints.keys().chain(fresh);
        if partly || corrections.is_doubtful(all) {
            Corrected::PARTLY.clone_into(&mut wanted.corrected.digest);
        }
        let refused = writer.finish(&wanted)?;
        report.refuse(refused, &changes.notes, |id| prints.contains_key(id));
        report.written = true;
    }
    Ok(report)
}

/// An article with all that an engine stores of it.
#[must_use]
pub fn annotated(article: Article, fingerprint: String) -> Record {
    corrected(article, fingerprint, &Corrections::default())
}

/// An article with all that an engine stores of it, corrected; how is part of its fingerprint,
/// behind what is given.
#[must_use]
pub fn corrected(article: Article, mut fingerprint: String, corrections: &Corrections) -> Record {
    let passages = passages(&article);
    let mut notes = match article.language.as_deref() {
        None | Some("en") => annotate(&article, &passages),
        Some(_) => crate::annotate::Annotations::default(),
    };
    let mut changed = corrections.fix(&article, &mut notes);
    let mut entries = entries(&article, passages, &notes);
    corrections.rename(&article, &mut entries, &mut notes, &mut changed);
    let how = changed.print();
    if !how.is_empty() {
        fingerprint.push(CORRECTION);
        fingerprint.push_str(&how);
    }
    Record { article, entries, notes, fingerprint }
}

/// What in a fingerprint stands before how the article was corrected, if it was.
const CORRECTION: char = '+';

/// The part of a fingerprint that tells how the article was corrected; empty where it was not.
pub(crate) fn correction_of(fingerprint: &str) -> &str {
    fingerprint.split_once(CORRECTION).map_or("", |(_, how)| how)
}

/// What an article and all that is derived from it depend on, but for corrections: the rules, then
/// the source.
pub(crate) fn fingerprint(article: &Article) -> String {
    // An article is plain data, which always encodes.
    let source = blake3::hash(&postcard::to_stdvec(article).unwrap_or_default());
    format!("{}{}", current_rules(), &source.to_hex()[..32])
}

/// How the articles of each root tell their dates.
fn styles(state: &State) -> FxHashMap<String, DateStyle> {
    let roots = state.roots.iter().map(|indexed| &indexed.root);
    roots.map(|root| (root.name.clone(), root.options.date_style)).collect()
}

/// The part of a fingerprint that names the rules.
pub(crate) fn current_rules() -> String {
    format!("{ANNOTATOR}.{ANALYZER}.")
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

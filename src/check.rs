//! Index and files → where they disagree.
//!
//! Nothing is changed. Files are compared as [`index`](crate::index::index) does: by size and
//! time, and by content where these may mislead. All that the index stores of its articles is
//! read.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use crate::correction::{Corrections, PEOPLE, Unfit, due, unfit};
use crate::engine::{Engine, FileEntry, FileKey, FileOutcome, IndexedRoot};
use crate::error::Result;
use crate::hit::StoredArticle;
use crate::index::scan::{self, Scan, Seen, is_below};
use crate::index::{correction_of, current_rules};
use crate::resolve::like;

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Files compared.
    pub files: u64,
    /// Articles of the index that were read.
    pub articles: u64,
    /// All problems, by kind, then root, path and id.
    pub problems: Vec<Problem>,
    /// Articles by where their publication date comes from; `none` for those without.
    pub dates: BTreeMap<String, u64>,
}

/// Something that is not as it should be, or that a reader may want to look at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// What it is.
    pub kind: ProblemKind,
    /// Name of the root.
    pub root: String,
    /// Path of the file or folder below the root, or of a file of the index below the folder that
    /// holds it; `None` when the index does not tell.
    pub path: Option<String>,
    /// The article.
    pub id: Option<String>,
    /// What was found.
    pub detail: String,
}

/// Kinds of [`Problem`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProblemKind {
    /// A root or a part asked for is not there, cannot be read or holds nothing, so that it cannot
    /// be compared.
    Closed,
    /// A file of the index is not what was written, or what it stores of an article cannot be read
    /// or is not there.
    Damaged,
    /// An article that was damaged and could not be made anew.
    Lost,
    /// The file of an article is gone.
    Missing,
    /// The file of an article changed or fails, the article was annotated by other rules, or it
    /// was corrected otherwise than it is to be.
    Stale,
    /// An article that no file accounts for.
    Surplus,
    /// A file that is not in the index yet.
    New,
    /// A correction that fits nothing in the archive.
    Unfit,
    /// A file or record that could not be read.
    Failed,
    /// An article with the url or the text of another.
    Duplicate,
    /// An article without a publication date.
    Undated,
}

impl ProblemKind {
    /// All kinds, in the order in which problems are told.
    pub const ALL: [Self; 11] = [
        Self::Closed,
        Self::Damaged,
        Self::Lost,
        Self::Missing,
        Self::Stale,
        Self::Surplus,
        Self::New,
        Self::Unfit,
        Self::Failed,
        Self::Duplicate,
        Self::Undated,
    ];

    /// Whether it makes index and files disagree.
    #[must_use]
    pub fn differs(self) -> bool {
        !matches!(self, Self::Failed | Self::Duplicate | Self::Undated)
    }

    /// Its name in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Closed => "closed",
            Self::Damaged => "damaged",
            Self::Lost => "lost",
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Surplus => "surplus",
            Self::New => "new",
            Self::Unfit => "unfit",
            Self::Failed => "failed",
            Self::Duplicate => "duplicate",
            Self::Undated => "undated",
        }
    }
}

impl Checked {
    /// Number of problems of a kind.
    #[must_use]
    pub fn count(&self, kind: ProblemKind) -> u64 {
        self.problems.iter().filter(|problem| problem.kind == kind).count() as u64
    }

    /// Whether index and files agree as far as they could be compared.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.problems.iter().all(|problem| !problem.kind.differs())
    }
}

/// Compares an index with its corrections, and with its files below the parts of `roots`, which
/// have absolute paths.
///
/// # Errors
///
/// When the index cannot be read at all.
pub fn check(
    engine: &dyn Engine,
    roots: &[IndexedRoot],
    corrections: Corrections,
) -> Result<Checked> {
    let ledger = engine.ledger()?;
    let prints = engine.fingerprints()?;
    let scan = Scan::of(roots);
    let mut check = Check { scan: &scan, out: Checked::default() };
    check.closed(&ledger);
    check.files(&ledger, &prints);
    check.stored(engine, &ledger)?;
    check.corrections(engine, corrections, &ledger, &prints)?;
    check.out.problems.sort_unstable();
    Ok(check.out)
}

struct Check<'c> {
    scan: &'c Scan,
    out: Checked,
}

impl Check<'_> {
    fn say(&mut self, kind: ProblemKind, key: &FileKey, id: Option<&str>, detail: &str) {
        self.out.problems.push(Problem {
            kind,
            root: key.root.clone(),
            path: Some(key.path.clone()),
            id: id.map(str::to_owned),
            detail: detail.to_owned(),
        });
    }

    /// Says something of each article of a file, or of the file when it has none.
    fn say_all(&mut self, kind: ProblemKind, entry: &FileEntry, detail: &str) {
        if entry.ids().next().is_none() {
            self.say(kind, &entry.key, None, detail);
        }
        for id in entry.ids() {
            self.say(kind, &entry.key, Some(id), detail);
        }
    }

    fn closed(&mut self, ledger: &[FileEntry]) {
        let scan = self.scan;
        for part in &scan.parts {
            if let Some(reason) = Scan::trouble(part, ledger.iter()) {
                self.say(ProblemKind::Closed, &part.key, None, &reason);
            }
        }
    }

    fn files(&mut self, ledger: &[FileEntry], prints: &FxHashMap<String, String>) {
        let scan = self.scan;
        let seen: FxHashMap<&FileKey, &Seen> =
            scan.files.iter().map(|seen| (&seen.key, seen)).collect();
        let closed: FxHashSet<FileKey> = self
            .out
            .problems
            .iter()
            .map(|problem| FileKey {
                root: problem.root.clone(),
                path: problem.path.clone().unwrap_or_default(),
            })
            .collect();
        let mut known: FxHashSet<&FileKey> = FxHashSet::default();
        for entry in ledger {
            let key = &entry.key;
            known.insert(key);
            let mut parts = scan.parts.iter().filter(|part| part.holds(key));
            if !parts.any(|part| !closed.contains(&part.key)) {
                continue;
            }
            self.out.files += 1;
            let hidden = || {
                scan.failed.iter().find(|(folder, _)| {
                    folder.root == key.root && is_below(&key.path, &folder.path)
                })
            };
            if let Some(seen) = seen.get(key) {
                self.file(entry, seen, prints);
            } else if let Some((_, reason)) = hidden() {
                let detail = format!("its file cannot be read: {reason}");
                if entry.ids().next().is_some() {
                    self.say_all(ProblemKind::Stale, entry, &detail);
                }
            } else if let Some(reason) = scan.skipped.get(key) {
                self.say_all(ProblemKind::Stale, entry, &format!("its file is left out: {reason}"));
            } else if entry.ids().next().is_some() {
                self.say_all(ProblemKind::Missing, entry, "its file is gone");
            }
            self.failures(entry);
        }
        for (key, reason) in scan.failed.iter().filter(|(key, _)| !known.contains(key)) {
            self.say(ProblemKind::Failed, key, None, reason);
        }
        for key in scan.files.iter().map(|seen| &seen.key).filter(|key| !known.contains(key)) {
            self.out.files += 1;
            self.say(ProblemKind::New, key, None, "not in the index yet");
        }
    }

    /// Compares a file that is there with what the index remembers of it.
    fn file(&mut self, entry: &FileEntry, seen: &Seen, prints: &FxHashMap<String, String>) {
        // A file that could not be read has no hash; it fails as it did.
        let surely_same = entry.stamp == seen.stamp && (entry.settled || entry.hash.is_none());
        if !seen.has_sidecar(entry.sidecar.as_ref(), entry.settled) {
            self.say_all(ProblemKind::Stale, entry, "the file that describes it changed");
        } else if !surely_same && entry.hash != scan::content(&seen.file.path).ok() {
            self.say_all(ProblemKind::Stale, entry, "its file changed since it was read");
        } else {
            let rules = current_rules();
            for id in &entry.articles {
                if prints.get(id).is_some_and(|print| !print.starts_with(&rules)) {
                    self.say(ProblemKind::Stale, &entry.key, Some(id), "annotated by other rules");
                }
            }
            for id in &entry.stale {
                self.say(ProblemKind::Stale, &entry.key, Some(id), "its file fails now");
            }
        }
    }

    fn failures(&mut self, entry: &FileEntry) {
        if let FileOutcome::Failed(reason) = &entry.outcome {
            self.say(ProblemKind::Failed, &entry.key, None, reason);
        }
        if let Some((path, reason)) =
            entry.sidecar.as_ref().and_then(|read| Some((&read.path, read.failed.as_ref()?)))
        {
            let key = FileKey { path: path.clone(), ..entry.key.clone() };
            self.say(ProblemKind::Failed, &key, None, reason);
        }
        for reason in &entry.failed_records {
            self.say(ProblemKind::Failed, &entry.key, None, reason);
        }
    }

    /// Compares the corrections with what the index holds of them, and with the archive.
    fn corrections(
        &mut self,
        engine: &dyn Engine,
        corrections: Corrections,
        ledger: &[FileEntry],
        prints: &FxHashMap<String, String>,
    ) -> Result<()> {
        let ids: BTreeSet<&String> = prints.keys().collect();
        let corrections = corrections.among(ids.iter().copied());
        if engine.state()?.corrected.digest != corrections.digest() {
            let stored = ids.iter().filter_map(|id| {
                let print = prints.get(*id)?;
                Some((*id, correction_of(print)))
            });
            let due = due(engine, &corrections, stored)?;
            let entries = ledger.iter().flat_map(|entry| {
                let of_it = entry.ids().filter(|id| due.contains(*id));
                of_it.map(|id| (entry.key.clone(), id.clone()))
            });
            for (key, id) in entries.collect::<Vec<_>>() {
                let detail = "there are corrections that are not applied yet";
                self.say(ProblemKind::Stale, &key, Some(&id), detail);
            }
            if due.is_empty() {
                let key = FileKey { root: String::new(), path: PEOPLE.to_owned() };
                self.say(ProblemKind::Stale, &key, None, "not applied yet");
            }
        }
        for Unfit { file, place, article, nobody, mut detail } in
            unfit(engine, &corrections, ids.iter().copied())?
        {
            let like = nobody.map_or_else(|| Ok(Vec::new()), |name| like(engine, &name))?;
            if !like.is_empty() {
                detail = format!("{detail}; did you mean {}?", like.join(" or "));
            }
            let key = FileKey { root: String::new(), path: file.to_owned() };
            let detail = format!("line {}: {detail}", place.line);
            self.say(ProblemKind::Unfit, &key, article.as_deref(), &detail);
        }
        Ok(())
    }

    /// Reads all that the index stores of the articles in question.
    fn stored(&mut self, engine: &dyn Engine, ledger: &[FileEntry]) -> Result<()> {
        let scan = self.scan;
        let owners: FxHashMap<&str, &FileKey> = ledger
            .iter()
            .flat_map(|entry| entry.ids().map(|id| (id.as_str(), &entry.key)))
            .collect();
        let mut present: FxHashSet<String> = FxHashSet::default();
        let mut twins = Twins::default();
        engine.each_article(&mut |id, stored| {
            present.insert(id.to_owned());
            let owner = owners.get(id).copied();
            let key = match (&stored, owner) {
                (_, Some(key)) => key.clone(),
                (Ok(stored), None) => key_of(stored),
                (Err(_), None) => FileKey::default(),
            };
            if !scan.parts.iter().any(|part| part.holds(&key)) {
                return;
            }
            self.out.articles += 1;
            if owner.is_none() {
                self.say(ProblemKind::Surplus, &key, Some(id), "no file accounts for it");
            }
            match stored {
                Err(error) => self.say(ProblemKind::Damaged, &key, Some(id), &error.to_string()),
                Ok(stored) => {
                    let from = stored.article.published_from.map(|from| from.to_string());
                    let from = from.unwrap_or_else(|| "none".to_owned());
                    *self.out.dates.entry(from).or_default() += 1;
                    if stored.article.published.is_none() {
                        self.say(ProblemKind::Undated, &key, Some(id), "no publication date");
                    }
                    twins.add(key, &stored);
                }
            }
        })?;
        for (key, id, detail) in twins.told() {
            self.say(ProblemKind::Duplicate, &key, Some(&id), &detail);
        }
        for entry in ledger {
            if !scan.parts.iter().any(|part| part.holds(&entry.key)) {
                continue;
            }
            for id in entry.ids().filter(|id| !present.contains(*id)) {
                self.say(ProblemKind::Damaged, &entry.key, Some(id), "the index does not hold it");
            }
        }
        Ok(())
    }
}

/// The file an article says it is from.
fn key_of(stored: &StoredArticle) -> FileKey {
    FileKey {
        root: stored.article.root.clone(),
        path: stored.article.path.clone().unwrap_or_default(),
    }
}

/// Articles with one url or one text.
#[derive(Default)]
struct Twins {
    /// Where each is from, and its id, url and hash of the text.
    articles: Vec<(FileKey, String, Option<String>, [u8; 32])>,
}

impl Twins {
    fn add(&mut self, key: FileKey, stored: &StoredArticle) {
        let article = &stored.article;
        let text = *blake3::hash(article.body.as_bytes()).as_bytes();
        self.articles.push((key, article.id.clone(), article.url.clone(), text));
    }

    /// Each article that has the url or the text of one before it in the order of paths.
    fn told(mut self) -> Vec<(FileKey, String, String)> {
        self.articles.sort_unstable();
        let mut urls: FxHashMap<&str, usize> = FxHashMap::default();
        let mut texts: FxHashMap<&[u8; 32], usize> = FxHashMap::default();
        let mut out = Vec::new();
        for (i, (key, id, url, text)) in self.articles.iter().enumerate() {
            let url = url.as_deref().map(|url| *urls.entry(url).or_insert(i));
            let url = url.filter(|first| *first < i);
            let text = Some(*texts.entry(text).or_insert(i)).filter(|first| *first < i);
            let like = |first: usize| {
                let (key, id, ..) = &self.articles[first];
                format!("{id} ({})", key.path)
            };
            let detail = match (url, text) {
                (None, None) => continue,
                (Some(url), None) => format!("same url as {}", like(url)),
                (None, Some(text)) => format!("same text as {}", like(text)),
                (Some(url), Some(text)) if url == text => {
                    format!("same url and text as {}", like(url))
                }
                (Some(url), Some(text)) => {
                    format!("same url as {}, same text as {}", like(url), like(text))
                }
            };
            out.push((key.clone(), id.clone(), detail));
        }
        out
    }
}

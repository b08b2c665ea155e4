//! Roots → their files with size and time, before any is read.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use rustc_hash::FxHashSet;

use crate::article::{self, Entry, Root, SkipReason, SourceFile, relative, walk_part};
use crate::engine::{FileEntry, FileKey, IndexedRoot, SidecarEntry, Stamp};
use crate::error::{Error, ErrorKind};

/// Everything below some parts of some roots, each file once, in the order of roots and paths.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub(crate) files: Vec<Seen>,
    /// Files that hold no article, as far as their names tell; those that describe one of `files`
    /// are accounted for with it.
    pub(crate) skipped: BTreeMap<FileKey, SkipReason>,
    /// Files and folders that cannot be read, with the reason.
    pub(crate) failed: Vec<(FileKey, String)>,
    pub(crate) parts: Vec<Part>,
}

/// A file as a walk came upon it.
#[derive(Debug)]
pub(crate) struct Seen {
    pub(crate) key: FileKey,
    pub(crate) file: SourceFile,
    /// Place of its root among those scanned.
    pub(crate) root: usize,
    pub(crate) stamp: Stamp,
    /// The path below the root of its sidecar, and size and time of that.
    pub(crate) sidecar: Option<(String, Stamp)>,
}

impl Seen {
    /// Whether its sidecar is the one that was read, or there is none as there was none. Size and
    /// time tell it when they are `settled`, else the content.
    pub(crate) fn has_sidecar(&self, read: Option<&SidecarEntry>, settled: bool) -> bool {
        match (&self.sidecar, read) {
            (None, None) => true,
            (Some((_, stamp)), Some(read)) => {
                settled && *stamp == read.stamp
                    || read.hash.is_some() && self.described() == read.hash
            }
            _ => false,
        }
    }

    /// Hash of the bytes of its sidecar.
    pub(crate) fn described(&self) -> Option<[u8; 32]> {
        content(self.file.sidecar.as_deref()?).ok()
    }
}

/// A part of a root that was asked for.
#[derive(Debug)]
pub(crate) struct Part {
    /// The root, and the part below it; an empty path for the whole root.
    pub(crate) key: FileKey,
    pub(crate) state: PartState,
}

/// What there was of a part.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum PartState {
    /// At least one file.
    Filled,
    /// It is there, but holds no file.
    Empty,
    /// It is not there or cannot be read, for this reason.
    Closed(String),
}

impl Part {
    /// Whether a file lies in this part.
    pub(crate) fn holds(&self, key: &FileKey) -> bool {
        self.key.root == key.root && is_below(&key.path, &self.key.path)
    }
}

/// Whether `path` is `folder` or lies below it.
pub(crate) fn is_below(path: &str, folder: &str) -> bool {
    folder.is_empty()
        || path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

impl Scan {
    /// Walks the parts of the roots; stats every file, reads none.
    pub(crate) fn of(roots: &[IndexedRoot]) -> Self {
        let mut scan = Self::default();
        let mut known = FxHashSet::default();
        for (number, IndexedRoot { root, only }) in roots.iter().enumerate() {
            let whole = [String::new()];
            for part in if only.is_empty() { &whole[..] } else { only } {
                scan.part(number, root, part, &mut known);
            }
        }
        scan
    }

    fn part(&mut self, number: usize, root: &Root, part: &str, known: &mut FxHashSet<FileKey>) {
        let key = |path: &Path| FileKey {
            root: root.name.clone(),
            path: if path == root.path { String::new() } else { relative(path, &root.path) },
        };
        let part_key = FileKey { root: root.name.clone(), path: part.to_owned() };
        let place = article::located(&root.path, part);
        if let Err(reason) = open(&place) {
            let state = PartState::Closed(reason);
            self.parts.push(Part { key: part_key, state });
            return;
        }
        let first = self.files.len();
        // Sidecars by the files that they describe.
        let mut sidecars: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
        let mut filled = false;
        for entry in walk_part(root, &place) {
            match entry {
                Entry::File(file) => {
                    filled = true;
                    let key = FileKey { root: root.name.clone(), path: file.relative.clone() };
                    if !known.insert(key.clone()) {
                        continue;
                    }
                    match stamp(&file.path) {
                        Ok(stamp) => {
                            self.files.push(Seen { key, file, root: number, stamp, sidecar: None });
                        }
                        Err(error) => self.failed.push((key, error.to_string())),
                    }
                }
                Entry::Skipped(skipped) => {
                    filled = true;
                    match article::described(&skipped.path) {
                        Some(file) if skipped.reason == SkipReason::Sidecar => {
                            sidecars.insert(file, skipped.path);
                        }
                        _ => {
                            self.skipped.insert(key(&skipped.path), skipped.reason);
                        }
                    }
                }
                Entry::Failed(error) => {
                    let (path, reason) = told(&error);
                    let key = key(path.as_deref().unwrap_or(&root.path));
                    if known.insert(key.clone()) {
                        self.failed.push((key, reason));
                    }
                }
            }
        }
        if let [seen] = &self.files[first..]
            && seen.key.path == part
            && let Some(sidecar) = article::beside(&seen.file.path)
        {
            // A walk to one file does not come upon what stands beside it.
            sidecars.insert(seen.file.path.clone(), sidecar);
        }
        for seen in &mut self.files[first..] {
            let Some(path) = sidecars.remove(&seen.file.path) else { continue };
            let key = key(&path);
            match stamp(&path) {
                Ok(stamp) => {
                    seen.sidecar = Some((key.path.clone(), stamp));
                    seen.file.sidecar = Some(path);
                }
                Err(error) => self.failed.push((key.clone(), error.to_string())),
            }
            self.skipped.remove(&key);
            known.insert(key);
        }
        for (file, sidecar) in sidecars {
            let key = key(&sidecar);
            if !known.contains(&key) {
                let orphan = file.symlink_metadata().is_err();
                let reason = if orphan { SkipReason::OrphanSidecar } else { SkipReason::Sidecar };
                self.skipped.insert(key, reason);
            }
        }
        let state = if filled { PartState::Filled } else { PartState::Empty };
        self.parts.push(Part { key: part_key, state });
    }

    /// Why a part cannot be taken as what became of its files: it is not there, cannot be read,
    /// or holds nothing while the ledger knows of articles in it.
    pub(crate) fn trouble<'l>(
        part: &Part,
        mut ledger: impl Iterator<Item = &'l FileEntry>,
    ) -> Option<String> {
        match &part.state {
            PartState::Filled => None,
            PartState::Closed(reason) => Some(reason.clone()),
            PartState::Empty => ledger
                .any(|entry| part.holds(&entry.key) && entry.ids().next().is_some())
                .then(|| "holds no files".to_owned()),
        }
    }
}

/// Path and reason of an error that stands for a file.
pub(crate) fn told(error: &Error) -> (Option<PathBuf>, String) {
    match error.kind() {
        ErrorKind::Io { path, error } => (Some(path.clone()), error.to_string()),
        ErrorKind::Article { path, detail } => (Some(path.clone()), detail.clone()),
        other => (None, other.to_string()),
    }
}

/// Whether there is a file or a folder that can be listed, else why not.
fn open(path: &Path) -> Result<(), String> {
    let told = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => "is not there".to_owned(),
        _ => error.to_string(),
    };
    if fs::metadata(path).map_err(told)?.is_dir() {
        fs::read_dir(path).map_err(told)?;
    }
    Ok(())
}

pub(crate) fn stamp(path: &Path) -> io::Result<Stamp> {
    let meta = fs::metadata(path)?;
    let modified = meta.modified()?;
    let nanoseconds = match modified.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => {
            i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, i64::wrapping_neg)
        }
    };
    Ok(Stamp { size: meta.len(), modified: nanoseconds })
}

/// Hash of the bytes of a file.
pub(crate) fn content(path: &Path) -> io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(article::open(path)?)?;
    Ok(*hasher.finalize().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_holds_itself_and_what_lies_below() {
        assert!(is_below("a/b.txt", ""));
        assert!(is_below("a/b.txt", "a"));
        assert!(is_below("a/b.txt", "a/b.txt"));
        assert!(!is_below("ab/c.txt", "a"));
        assert!(!is_below("a", "a/b.txt"));
    }

    #[test]
    fn a_file_has_the_same_sidecar_alone_and_in_its_folder() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["a.txt", "a.txt.meta.json", "b.png", "b.png.meta.json", "c.txt.meta.json"] {
            fs::write(folder.path().join(name), name).expect("a file");
        }
        let root = Root { path: folder.path().to_owned(), ..Root::default() };
        let scan = |only: &[&str]| {
            let only = only.iter().map(|&part| part.to_owned()).collect();
            Scan::of(&[IndexedRoot { root: root.clone(), only }])
        };
        for only in [&[][..], &["a.txt"], &["a.txt", ""], &["a.txt.meta.json", "", "a.txt"]] {
            let scan = scan(only);
            let [seen] = &scan.files[..] else { panic!("{only:?}: {scan:?}") };
            assert_eq!(
                seen.sidecar.as_ref().map(|(path, stamp)| (&**path, stamp.size)),
                Some(("a.txt.meta.json", 15))
            );
            assert!(seen.file.sidecar.is_some());
            assert!(!scan.skipped.keys().any(|key| key.path == "a.txt.meta.json"), "{scan:?}");
        }
        let reasons: Vec<SkipReason> = scan(&[]).skipped.into_values().collect();
        assert_eq!(
            reasons,
            [SkipReason::UnsupportedKind, SkipReason::Sidecar, SkipReason::OrphanSidecar]
        );
    }

    #[test]
    fn a_scan_tells_filled_empty_and_absent_parts_apart() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        fs::create_dir(folder.path().join("empty")).expect("a folder");
        fs::write(folder.path().join("a.txt"), "The dam held.").expect("a file");
        fs::write(folder.path().join("a.txt.meta.json"), "{}").expect("a file");
        let root = Root { path: folder.path().to_owned(), ..Root::default() };
        let parts = ["a.txt", "empty", "gone", ""].map(str::to_owned).to_vec();
        let scan = Scan::of(&[IndexedRoot { root, only: parts }]);
        let states: Vec<&PartState> = scan.parts.iter().map(|part| &part.state).collect();
        assert_eq!(
            states,
            [
                &PartState::Filled,
                &PartState::Empty,
                &PartState::Closed("is not there".to_owned()),
                &PartState::Filled
            ]
        );
        assert_eq!(scan.files.len(), 1, "each file once: {:?}", scan.files);
        assert_eq!(scan.files[0].stamp.size, 13);
        assert!(scan.skipped.is_empty(), "{:?}", scan.skipped);
    }
}

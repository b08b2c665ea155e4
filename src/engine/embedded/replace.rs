//! A new index in the place of an old one, so that at every moment there is a whole one.
//!
//! The new index grows beside the old one under a name that says so. Where the system can exchange
//! two names, they are exchanged. Elsewhere the finished index gets a name that says so before the
//! old one moves aside and it takes its place: whoever finds no index between these steps opens the
//! finished one, and the next writer completes them. What an ended process left beside an index is
//! removed by the next writer.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tantivy::Directory as _;
use tantivy::directory::{DirectoryLock, INDEX_WRITER_LOCK, META_LOCK};

use super::damage::lock_error;
use super::directory::{Access, EngineDirectory};
use super::{ENGINE, MARK, directory, has_commit};
use crate::error::{Error, ErrorKind, Result};

/// What follows the name of an index in that of the one that is to replace it and is not finished,
/// and in that of the one it replaced. Like all names of indexes these are never walked.
const GROWING: &str = ".growing.onrecord";

/// What follows the name of an index in that of the finished one that is to replace it.
const FINISHED: &str = ".finished.onrecord";

/// What follows the name of an index in that of the one that was replaced.
const REPLACED: &str = ".replaced.onrecord";

/// What follows the name of an index in that of one that was replaced and is kept; a number comes
/// before the ending when there is one already.
const KEPT: &str = ".damaged";

/// A folder beside an index.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(ending);
    path.with_file_name(name)
}

/// Whether a folder says that it is an index.
fn is_marked(path: &Path) -> bool {
    path.join(MARK).is_file()
}

/// The folder in which the index called `path` is: that one, or the one that was on its way there
/// when a process ended.
pub(super) fn standing(path: &Path) -> Option<PathBuf> {
    let others = [FINISHED, REPLACED].map(|ending| beside(path, ending));
    let mut all = std::iter::once(path.to_owned()).chain(others);
    // One that lost its mark is damaged, which is not the same as not being there.
    all.find(|path| is_marked(path)).or_else(|| has_commit(path).then(|| path.to_owned()))
}

/// Gives the index called `path` its name, when a process ended before it did.
pub(super) fn complete(path: &Path) -> Result<()> {
    let Some(standing) = standing(path).filter(|standing| standing != path) else { return Ok(()) };
    match fs::rename(&standing, path) {
        Ok(()) => sync(above(path)),
        // Another process was faster.
        Err(_) if is_marked(path) => Ok(()),
        Err(error) => Err(Error::io(path, error)),
    }
}

/// Removes what an ended process left beside the index; only the holder of its lock may.
pub(super) fn clear(path: &Path) {
    if standing(path).as_deref() == Some(path) {
        for ending in [GROWING, FINISHED, REPLACED] {
            // What cannot be removed is named when it is in the way.
            let _ = fs::remove_dir_all(beside(path, ending));
        }
    }
}

/// A new index that grows beside the one it is to replace. Nobody else writes to that meanwhile.
///
/// Without [`put`](Self::put) the old index stays and the new one is removed.
pub struct Replacement {
    path: PathBuf,
    growing: PathBuf,
    replaced: PathBuf,
    old: EngineDirectory,
    done: bool,
    _lock: DirectoryLock,
}

/// Begins to replace the index called `path`.
///
/// # Errors
///
/// When another process is writing to it, or nothing can be written there.
pub fn replace(path: &Path) -> Result<Replacement> {
    complete(path)?;
    let folder = path.join(ENGINE);
    // A damaged index may have lost it, and it holds the lock.
    fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    let (old, lock) = lock(path)?;
    clear(path);
    let growing = beside(path, GROWING);
    fs::create_dir(&growing).map_err(|error| Error::io(&growing, error))?;
    let (replaced, path) = (beside(path, REPLACED), path.to_owned());
    Ok(Replacement { path, growing, replaced, old, done: false, _lock: lock })
}

fn lock(path: &Path) -> Result<(EngineDirectory, DirectoryLock)> {
    let directory = directory(path, Access::Write)?;
    let lock = directory
        .acquire_lock(&INDEX_WRITER_LOCK)
        .map_err(|error| lock_error(path, &directory, &error))?;
    Ok((directory, lock))
}

impl Replacement {
    /// The folder in which the new index is to be made.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.growing
    }

    /// Puts the new index in the place of the old one, and removes that, unless it is to be kept;
    /// then it tells where.
    ///
    /// # Errors
    ///
    /// When it is no index, or names cannot be changed there. The old index stays.
    pub fn put(mut self, keep: bool) -> Result<Option<PathBuf>> {
        if !is_marked(&self.growing) {
            let detail = format!("{}: no index was made", self.growing.display());
            return Err(ErrorKind::Engine(detail).into());
        }
        // Until what was replaced is removed, nobody writes under the name.
        let (_, _lock) = lock(&self.growing)?;
        // Nobody is between reading the list of files and opening them.
        let meta = self.old.acquire_lock(&META_LOCK);
        let meta = meta.map_err(|error| lock_error(&self.path, &self.old, &error))?;
        let put = match exchange(&self.growing, &self.path) {
            Ok(true) => Ok(self.growing.clone()),
            Ok(false) => self.rename().map(|()| self.replaced.clone()),
            Err(error) => Err(error),
        };
        drop(meta);
        let old = put.map_err(|error| Error::io(&self.path, error))?;
        self.done = true;
        let kept = keep.then(|| unused(&self.path));
        if let Some(kept) = &kept {
            fs::rename(old, kept).map_err(|error| Error::io(kept, error))?;
        }
        let synced = sync(above(&self.path));
        clear(&self.path);
        synced.map(|()| kept)
    }

    /// Puts the new index in its place where names cannot be exchanged.
    fn rename(&self) -> io::Result<()> {
        let finished = beside(&self.path, FINISHED);
        fs::rename(&self.growing, &finished)?;
        fs::rename(&self.path, &self.replaced)?;
        fs::rename(&finished, &self.path)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // Afterwards the lock is no longer that of the index that has the name.
        if !self.done {
            clear(&self.path);
        }
    }
}

/// Exchanges the names of two folders; false where that cannot be done in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;

    match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(true),
        Err(Errno::NOSYS | Errno::INVAL | Errno::NOTSUP) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Exchanges the names of two folders; false where that cannot be done in one step.
#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
#[expect(clippy::unnecessary_wraps, reason = "as on the systems that can")]
fn exchange(_one: &Path, _other: &Path) -> io::Result<bool> {
    Ok(false)
}

/// A name for an index that is kept beside this one.
fn unused(path: &Path) -> PathBuf {
    let number = |n: u32| if n == 1 { String::new() } else { format!("-{n}") };
    let names = (1..).map(|n| beside(path, &format!("{KEPT}{}.onrecord", number(n))));
    let mut free = names.filter(|name| name.symlink_metadata().is_err());
    // There are more numbers than folders.
    free.next().unwrap_or_else(|| beside(path, KEPT))
}

/// The folder that holds a path.
pub(super) fn above(path: &Path) -> &Path {
    path.parent().filter(|above| *above != Path::new("")).unwrap_or(Path::new("."))
}

/// Makes the names in a folder durable.
pub(super) fn sync(folder: &Path) -> Result<()> {
    let opened = File::open(folder).map_err(|error| Error::io(folder, error))?;
    opened.sync_all().map_err(|error| Error::io(folder, error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{State, Writer as _, embedded};

    fn make(path: &Path) {
        let writer = embedded::write(path, 1).expect("a writer");
        writer.finish(&State::default()).expect("a commit");
    }

    fn note(path: &Path, text: &str) {
        fs::write(path.join("which"), text).expect("a file");
    }

    fn which(path: &Path) -> String {
        fs::read_to_string(standing(path).expect("an index").join("which")).expect("a file")
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        entries.map(|entry| entry.expect("an entry").file_name().display().to_string()).collect()
    }

    #[test]
    fn the_new_index_takes_the_name_and_the_old_one_goes() {
        for by_renames in [false, true] {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join(".onrecord");
            make(&path);
            note(&path, "old");
            let new = replace(&path).expect("a replacement");
            make(new.folder());
            note(new.folder(), "new");
            assert_eq!(which(&path), "old");
            if by_renames {
                new.rename().expect("renames");
                clear(&path);
            } else {
                assert_eq!(new.put(false).expect("a new index"), None);
            }
            assert_eq!(which(&path), "new");
            assert_eq!(names(folder.path()), [".onrecord"]);
            assert!(embedded::open(&path).is_ok());
        }
    }

    #[test]
    fn the_old_index_is_kept_on_request_under_a_name_of_its_own() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".onrecord");
        make(&path);
        note(&path, "0");
        for n in 1..4 {
            let new = replace(&path).expect("a replacement");
            make(new.folder());
            note(new.folder(), &n.to_string());
            let kept = new.put(true).expect("a new index").expect("the old one");
            assert_eq!((which(&path), which(&kept)), (n.to_string(), (n - 1).to_string()));
        }
        let mut names = names(folder.path());
        names.sort();
        let kept = [".damaged-2", ".damaged-3", ".damaged"].map(|kept| format!("{kept}.onrecord"));
        assert_eq!(names[0], ".onrecord");
        assert_eq!(names[1..], kept.map(|kept| format!(".onrecord{kept}")));
    }

    #[test]
    fn nothing_changes_when_the_new_index_is_not_put_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".onrecord");
        make(&path);
        note(&path, "old");
        let new = replace(&path).expect("a replacement");
        make(new.folder());
        drop(new);
        assert!(replace(&path).expect("a replacement").put(false).is_err(), "no index was made");
        assert_eq!(which(&path), "old");
        assert_eq!(names(folder.path()), [".onrecord"]);
    }

    #[test]
    fn nobody_writes_to_an_index_that_is_being_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(".onrecord");
        make(&path);
        let new = replace(&path).expect("a replacement");
        let refused = [embedded::write(&path, 1).err(), replace(&path).err()];
        for error in refused {
            let error = error.expect("the lock is held");
            assert!(matches!(error.kind(), ErrorKind::Locked { .. }), "{error}");
        }
        drop(new);
        assert!(embedded::write(&path, 1).is_ok());
    }

    #[test]
    fn whatever_step_was_the_last_there_is_an_index_and_a_writer_completes_the_steps() {
        let states: [(&str, &[&str]); 6] = [
            ("old", &["", GROWING]),
            ("old", &["", FINISHED]),
            ("new", &[FINISHED, REPLACED]),
            ("new", &["", REPLACED]),
            ("new", &["", GROWING, REPLACED]),
            ("old", &[REPLACED]),
        ];
        for (right, folders) in states {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("news.onrecord");
            for ending in folders {
                let index = if ending.is_empty() { path.clone() } else { beside(&path, ending) };
                make(&index);
                let is_new = match *ending {
                    FINISHED | GROWING => true,
                    REPLACED => false,
                    _ => right == "new",
                };
                note(&index, if is_new { "new" } else { "old" });
            }
            assert_eq!(which(&path), right, "{folders:?}");
            assert!(embedded::is_index(&path) && embedded::open(&path).is_ok(), "{folders:?}");
            make(&path);
            assert_eq!(which(&path), right, "{folders:?}");
            assert_eq!(names(folder.path()), ["news.onrecord"], "{folders:?}");
        }
    }
}

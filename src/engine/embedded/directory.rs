//! The folder of the engine's files: every byte that is read from it is what was written.
//!
//! Files get a trailer of checksums (see `checksum`), hidden from the engine. A block is tested
//! when a range that touches it is first asked for, once per opened file; bytes are handed out as
//! they lie in memory, without a copy. Small texts (`meta.json`, `.managed.json`) are sealed as a
//! whole. A reader needs no permission to write. A commit is durable when it is told: the folder is
//! synced after `meta.json` has its name.

use std::collections::HashMap;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::thread;
use std::time::Duration;

use tantivy::Index;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, INDEX_WRITER_LOCK, Lock, META_LOCK, MmapDirectory,
    WatchCallback, WatchHandle, WritePtr,
};

use super::checksum::{Unsealed, seal, unseal};
use super::damage::{self, Damage};
use super::file::EngineFile;
use super::holder;
use super::writes::{SummingWriter, Writes};

/// The engine's list of segments, whose renaming is the commit.
pub(super) const META: &str = "meta.json";

/// The engine's list of all its files, which only a writer needs.
pub(super) const MANAGED: &str = ".managed.json";

/// Ending of the names of files that hold the records.
const STORE: &str = "store";

/// Ending of the names of files that are opened, and not read, in the place of a lost store.
const STAND_IN: &str = "fast";

/// A second copy of the list of segments, read only where the first is damaged.
const META_COPY: &str = ".meta.json";

/// How the names of texts begin that are being written and do not have their name yet.
pub(super) const UNFINISHED: &str = ".tmp";

/// How often and at what distance a lock is asked for that is soon free: for a fifth of a second.
/// Readers hold it for some milliseconds, and a run takes it several times.
const ATTEMPTS: usize = 100;
const PAUSE: Duration = Duration::from_millis(2);

/// What a folder is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Searching; nothing is written, not even a lock.
    Read,
    /// Searching and writing.
    Write,
    /// Reading what is left of a damaged index; nothing is written.
    Salvage,
}

/// A folder of files with checksums.
#[derive(Clone)]
pub(super) struct EngineDirectory {
    folder: PathBuf,
    access: Access,
    inner: MmapDirectory,
    /// Files that are open, so that none is tested twice.
    files: Arc<Mutex<HashMap<PathBuf, Weak<EngineFile>>>>,
    writes: Arc<Writes>,
    /// Who held the lock of the one writer.
    holder: Arc<Mutex<Option<String>>>,
}

impl fmt::Debug for EngineDirectory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineDirectory")
            .field("folder", &self.folder)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

impl EngineDirectory {
    pub(super) fn open(folder: &Path, access: Access) -> tantivy::Result<Self> {
        let inner = MmapDirectory::open(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            access,
            inner,
            files: Arc::default(),
            writes: Arc::default(),
            holder: Arc::default(),
        })
    }

    /// How files are written here.
    pub(super) fn writes(&self) -> &Writes {
        &self.writes
    }

    /// Opens a file and looks at its end.
    pub(super) fn file(&self, path: &Path) -> Result<Arc<EngineFile>, OpenReadError> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = files.get(path).and_then(Weak::upgrade) {
            return Ok(file);
        }
        let whole = self.folder.join(path);
        let wrap = |error| OpenReadError::wrap_io_error(error, whole.clone());
        let file = match self.inner.get_file_handle(path) {
            Ok(file) => file,
            Err(OpenReadError::FileDoesNotExist(_)) => {
                return Err(OpenReadError::FileDoesNotExist(whole));
            }
            Err(error) => return Err(error),
        };
        let bytes = file.read_bytes(0..file.len()).map_err(wrap)?;
        let file = EngineFile::new(whole.clone(), bytes, self.access == Access::Salvage);
        let file = file.map_err(|damage| wrap(damage.into()))?;
        // A merge reads each store as a whole, which is most of an index.
        let copied = self.access == Access::Write && path.extension() == Some(STORE.as_ref());
        let file = Arc::new(if copied { file.copied() } else { file });
        files.retain(|_, file| file.strong_count() > 0);
        files.insert(path.to_owned(), Arc::downgrade(&file));
        Ok(file)
    }

    /// A text, when it is what was written.
    fn text(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let whole = self.folder.join(path);
        let sealed = self.inner.atomic_read(path).map_err(|error| match error {
            OpenReadError::FileDoesNotExist(_) => OpenReadError::FileDoesNotExist(whole.clone()),
            error => error,
        })?;
        let detail = match unseal(&sealed) {
            Unsealed::Whole(text) => return Ok(text.to_vec()),
            Unsealed::Without => "its end, which holds its checksum, is missing or damaged",
            Unsealed::Damaged => "it is not what was written",
        };
        let damage = Damage::new(whole.clone(), detail);
        Err(OpenReadError::wrap_io_error(damage.into(), whole))
    }

    /// What is damaged in the copy of the list of segments; older indexes have none.
    pub(super) fn damaged_copy(&self) -> Result<(), OpenReadError> {
        match self.text(Path::new(META_COPY)) {
            Ok(_) | Err(OpenReadError::FileDoesNotExist(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Whether a file is there whose end, which tells how to read it, is what was written.
    pub(super) fn ends_whole(&self, path: &Path) -> bool {
        self.file(path).is_ok_and(|file| file.ends_whole())
    }

    /// The names of all files with checksums in the folder, in order.
    pub(super) fn names(&self) -> io::Result<Vec<PathBuf>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            if name != META && !name.to_string_lossy().starts_with('.') {
                names.push(name.into());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Removes what a writer that was killed left behind: files of no commit, and texts without
    /// their name. Only the holder of the lock may.
    ///
    /// The engine names a file of removed records after the number of operations so far, which
    /// counts on from the last commit: the next run would come upon the file of the killed one,
    /// and refuse to write.
    fn sweep(&self) -> tantivy::Result<()> {
        let _lock = self.inner.acquire_lock(&META_LOCK)?;
        let commit = damage::files(&Index::open(self.clone())?.load_metas()?);
        for entry in fs::read_dir(&self.folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let text = name.to_string_lossy();
            let stray = is_of_segment(&text) && !commit.iter().any(|file| *file == name);
            if stray || text.starts_with(UNFINISHED) {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    }

    /// Takes the lock of the one writer, or learns who holds it. Who holds it without having said
    /// so is just beginning or ending.
    fn keep_out_writers(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let mut tries = 0;
        loop {
            match self.inner.acquire_lock(lock) {
                Err(LockError::LockBusy) if tries < ATTEMPTS => {
                    let holder = holder::read(&self.folder);
                    if holder.is_some() {
                        *self.holder.lock().unwrap_or_else(PoisonError::into_inner) = holder;
                        return Err(LockError::LockBusy);
                    }
                    tries += 1;
                    thread::sleep(PAUSE);
                }
                held => return held,
            }
        }
    }

    /// Who held the lock when it could not be had.
    pub(super) fn holder(&self) -> Option<String> {
        self.holder.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the lock that keeps readers from opening files.
    ///
    /// Many readers can follow each other so closely that it is never free. Then it is shared with
    /// them: one that misses a file opens the index anew.
    fn hold_off_readers(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        let now = Lock { filepath: lock.filepath.clone(), is_blocking: false };
        for _ in 0..ATTEMPTS {
            match self.inner.acquire_lock(&now) {
                Err(LockError::LockBusy) => thread::sleep(PAUSE),
                held => return held,
            }
        }
        self.share(lock)
    }

    /// Takes the lock of readers, who keep writers from removing files while they open them.
    fn share(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match File::open(self.folder.join(&lock.filepath)) {
            Ok(file) => match file.lock_shared() {
                Ok(()) => Ok(DirectoryLock::from(Box::new(file))),
                // Where there are no locks there is nothing to wait for.
                Err(error) if error.kind() == io::ErrorKind::Unsupported => {
                    Ok(DirectoryLock::from(Box::new(())))
                }
                Err(error) => Err(LockError::wrap_io_error(error)),
            },
            // No writer has been here since the folder was copied.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                Ok(DirectoryLock::from(Box::new(())))
            }
            Err(error) => Err(LockError::wrap_io_error(error)),
        }
    }
}

impl Directory for EngineDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        if self.access == Access::Salvage && path.extension() == Some(STORE.as_ref()) {
            // The engine opens a segment with all its files or not at all. Where the store is lost,
            // the others still tell what was in it, and one of them stands in for it.
            return match self.file(path) {
                Ok(file) if file.ends_whole() => Ok(file),
                _ => Ok(self.file(&path.with_extension(STAND_IN))?),
            };
        }
        Ok(self.file(path)?)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.inner.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let whole = self.folder.join(path);
        let file = self.inner.open_write(path).inspect_err(|error| {
            if let OpenWriteError::IoError { io_error, .. } = error {
                self.writes.note(&whole, io_error);
            }
        })?;
        let file = SummingWriter::new(whole, file, Arc::clone(&self.writes));
        Ok(BufWriter::new(Box::new(file)))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        if self.access != Access::Write && path == Path::new(MANAGED) {
            return Err(OpenReadError::FileDoesNotExist(path.to_owned()));
        }
        let text = self.text(path);
        if text.is_err() && self.access == Access::Salvage && path == Path::new(META) {
            return self.text(Path::new(META_COPY)).or(text);
        }
        text
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let sealed = seal(data);
        self.writes.text(&self.folder.join(path), &sealed)?;
        if path == Path::new(META) {
            self.inner.sync_directory()?;
            // The commit is made; nothing but a repair ever misses the copy.
            let _ = self.writes.text(&self.folder.join(META_COPY), &sealed);
        }
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.inner.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        if self.access != Access::Write {
            return self.share(lock);
        }
        if lock.filepath == META_LOCK.filepath {
            return self.hold_off_readers(lock);
        }
        if lock.filepath != INDEX_WRITER_LOCK.filepath {
            return self.inner.acquire_lock(lock);
        }
        let held = self.keep_out_writers(lock)?;
        let note = holder::write(&self.folder).map_err(LockError::wrap_io_error)?;
        // What cannot be removed is named when it is in the way.
        let _ = self.sweep();
        Ok(DirectoryLock::from(Box::new(WriterLock { _note: note, _held: held })))
    }

    fn watch(&self, watch_callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(watch_callback)
    }
}

/// Whether a file has the name of one of a segment: 32 hexadecimal digits, then an ending.
fn is_of_segment(name: &str) -> bool {
    let digits = name.split('.').next().unwrap_or(name);
    digits.len() == 32 && digits.len() < name.len() && digits.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The lock of the one writer. The note goes first: after the lock another writer may leave its own.
struct WriterLock {
    _note: holder::Note,
    _held: DirectoryLock,
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use tantivy::directory::TerminatingWrite as _;

    use super::super::checksum::BLOCK;
    use super::*;

    fn directory(folder: &Path, access: Access) -> EngineDirectory {
        EngineDirectory::open(folder, access).expect("a folder")
    }

    fn write(folder: &Path, name: &str, bytes: &[u8]) {
        let mut file =
            directory(folder, Access::Write).open_write(Path::new(name)).expect("a new file");
        file.write_all(bytes).expect("a file");
        file.terminate().expect("a file");
    }

    fn flip(path: &Path, at: usize) {
        let mut bytes = fs::read(path).expect("a file");
        bytes[at] ^= 0x10;
        fs::write(path, bytes).expect("a file");
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let bytes: Vec<u8> = (0..3 * BLOCK + 5).map(|i| i.to_le_bytes()[0]).collect();
        write(folder.path(), "a.idx", &bytes);
        write(folder.path(), "b.idx", b"");
        let directory = directory(folder.path(), Access::Read);
        let file = directory.open_read(Path::new("a.idx")).expect("a file");
        assert_eq!(file.read_bytes().expect("bytes").as_slice(), bytes);
        let part = file.read_bytes_slice(BLOCK - 1..BLOCK + 1).expect("bytes");
        assert_eq!(part.as_slice(), &bytes[BLOCK - 1..=BLOCK]);
        let empty = directory.open_read(Path::new("b.idx")).expect("a file");
        assert_eq!(empty.read_bytes().expect("no bytes").len(), 0);
    }

    #[test]
    fn only_a_damaged_block_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.store");
        write(folder.path(), "a.store", &vec![7; 3 * BLOCK]);
        flip(&path, BLOCK + 9);
        let directory = directory(folder.path(), Access::Read);
        let file = directory.file(Path::new("a.store")).expect("a file");
        assert!(file.read_bytes(0..BLOCK).is_ok());
        assert!(file.read_bytes(2 * BLOCK..3 * BLOCK).is_ok());
        for range in [BLOCK..BLOCK + 1, 0..3 * BLOCK, BLOCK - 1..BLOCK + 1] {
            let error = file.read_bytes(range).expect_err("damage").to_string();
            assert!(error.contains("a.store: bytes 16384 to 32768 of 49152"), "{error}");
        }
        assert!(file.damage().is_some());
        assert!(file.read_bytes(0..4 * BLOCK).is_err());
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.term");
        write(folder.path(), "a.term", &[7; 100]);
        let whole = fs::read(&path).expect("a file");
        for length in [0, 1, 50, 100, whole.len() - 1] {
            fs::write(&path, &whole[..length]).expect("a file");
            let directory = directory(folder.path(), Access::Read);
            let error = directory.file(Path::new("a.term")).expect_err("damage").to_string();
            assert!(error.contains("a.term") && error.contains("its end"), "{error}");
        }
    }

    #[test]
    fn a_text_that_is_not_whole_is_refused_by_name() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(META);
        let directory = directory(folder.path(), Access::Write);
        directory.atomic_write(Path::new(META), b"{}").expect("a text");
        assert_eq!(directory.atomic_read(Path::new(META)).expect("a text"), b"{}");
        flip(&path, 0);
        let error = directory.atomic_read(Path::new(META)).expect_err("damage").to_string();
        assert!(error.contains("meta.json") && error.contains("not what was written"), "{error}");
        fs::write(&path, "{}").expect("a file");
        assert!(directory.atomic_read(Path::new(META)).is_err());
    }

    #[test]
    fn a_reader_writes_nothing_and_needs_no_list_of_managed_files() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(MANAGED), "damaged").expect("a file");
        let directory = directory(folder.path(), Access::Read);
        drop(directory.acquire_lock(&tantivy::directory::META_LOCK).expect("no lock is needed"));
        let list = directory.atomic_read(Path::new(MANAGED));
        assert!(matches!(list, Err(OpenReadError::FileDoesNotExist(_))));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_writer_waits_for_readers_but_not_for_ever() {
        let folder = tempfile::tempdir().expect("a folder");
        let writer = directory(folder.path(), Access::Write);
        drop(writer.acquire_lock(&META_LOCK).expect("the lock"));
        let reader = directory(folder.path(), Access::Read);
        let shared = reader.acquire_lock(&META_LOCK).expect("the lock");
        let waiting = thread::spawn(move || writer.acquire_lock(&META_LOCK).is_ok());
        thread::sleep(PAUSE * 20);
        assert!(!waiting.is_finished());
        assert!(waiting.join().expect("no panic"), "it shares the lock in the end");
        drop(shared);
    }

    #[test]
    fn the_lock_of_writers_is_held_once_and_sweeps() {
        let folder = tempfile::tempdir().expect("a folder");
        let directory = directory(folder.path(), Access::Write);
        let schema = tantivy::schema::Schema::builder().build();
        Index::open_or_create(directory.clone(), schema).expect("an index");
        let stray = [".tmpAbCdEf", "0123456789abcdef0123456789abcdef.12.del"];
        let others = ["notes.txt", "0123456789abcdef0123456789abcdef"];
        for name in stray.iter().chain(&others) {
            fs::write(folder.path().join(name), "{").expect("a file");
        }
        let held = directory.acquire_lock(&INDEX_WRITER_LOCK).expect("the lock");
        assert!(stray.iter().all(|name| !folder.path().join(name).exists()));
        assert!(others.iter().all(|name| folder.path().join(name).exists()));
        assert!(matches!(directory.acquire_lock(&INDEX_WRITER_LOCK), Err(LockError::LockBusy)));
        assert!(holder::read(folder.path()).is_some());
        drop(held);
        assert_eq!(holder::read(folder.path()), None);
        assert!(directory.acquire_lock(&INDEX_WRITER_LOCK).is_ok());
    }
}

//! How files are written: with their checksums, texts in one step, and so that the first failure
//! is known by the name of its file.
//!
//! The engine writes on threads of its own. What goes wrong there reaches its caller late, without
//! a name, or only as a thread that is gone.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::TantivyError;
use tantivy::directory::{AntiCallToken, TerminatingWrite, WritePtr};

use super::checksum::Sums;
use super::damage::error_of;
use super::directory::UNFINISHED;
use crate::error::Error;

/// The files written to one folder.
#[derive(Debug, Default)]
pub(super) struct Writes {
    /// The file that could not be written first, and why.
    failed: OnceLock<(PathBuf, io::Error)>,
    /// Bytes that may still be written, less one; none set means any number.
    #[cfg(test)]
    left: std::sync::atomic::AtomicU64,
}

impl Writes {
    /// Keeps why a file could not be written.
    pub(super) fn keep<T>(&self, file: &Path, outcome: io::Result<T>) -> io::Result<T> {
        outcome.inspect_err(|error| self.note(file, error))
    }

    /// Keeps an error of a file; the first one counts.
    pub(super) fn note(&self, file: &Path, error: &io::Error) {
        let _ = self.failed.set((file.to_owned(), again(error)));
    }

    /// The library's error for one that the engine met while it wrote.
    pub(super) fn error(&self, error: &TantivyError) -> Error {
        match self.failed.get() {
            Some((file, error)) => Error::io(file, again(error)),
            None => error_of(error),
        }
    }

    /// Writes a text under its name in one step.
    pub(super) fn text(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        self.keep(file, self.text_in_steps(file, bytes))
    }

    fn text_in_steps(&self, file: &Path, bytes: &[u8]) -> io::Result<()> {
        self.spend(bytes.len())?;
        let folder = file.parent().unwrap_or(Path::new("."));
        let mut text = unfinished(folder)?;
        text.write_all(bytes)?;
        text.as_file().sync_all()?;
        text.persist(file).map_err(|error| error.error)?;
        Ok(())
    }

    /// Fails as a full disk does, in tests.
    #[cfg(test)]
    fn spend(&self, bytes: usize) -> io::Result<()> {
        use std::sync::atomic::Ordering::Relaxed;
        let take = |left: u64| match left {
            0 => Some(0),
            left => Some((left - 1).checked_sub(bytes as u64)? + 1),
        };
        let full = self.left.fetch_update(Relaxed, Relaxed, take).is_err();
        if full { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    #[cfg(not(test))]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "as in tests")]
    fn spend(&self, _bytes: usize) -> io::Result<()> {
        Ok(())
    }

    /// Lets so many more bytes be written.
    #[cfg(test)]
    pub(super) fn limit(&self, bytes: u64) {
        self.left.store(bytes + 1, std::sync::atomic::Ordering::Relaxed);
    }
}

/// A file without a name of its own yet, which others may read as they may read any new file.
pub(super) fn unfinished(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(UNFINISHED);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Less what the user takes from all new files.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// The same error once more.
fn again(error: &io::Error) -> io::Error {
    match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    }
}

/// Writes a file and its trailer.
pub(super) struct SummingWriter {
    path: PathBuf,
    file: WritePtr,
    sums: Sums,
    writes: Arc<Writes>,
}

impl SummingWriter {
    pub(super) fn new(path: PathBuf, file: WritePtr, writes: Arc<Writes>) -> Self {
        Self { path, file, sums: Sums::default(), writes }
    }
}

impl Write for SummingWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.writes.spend(bytes.len()).and_then(|()| self.file.write(bytes));
        let written = self.writes.keep(&self.path, written)?;
        self.sums.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.writes.keep(&self.path, flushed)
    }
}

impl TerminatingWrite for SummingWriter {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        let trailer = self.sums.finish();
        let ended = self.writes.spend(trailer.len());
        let ended = ended.and_then(|()| self.file.write_all(&trailer));
        let ended = ended.and_then(|()| self.file.terminate_ref(token));
        self.writes.keep(&self.path, ended)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Paragraphs, blocks};
    use crate::engine::embedded::directory::Access;
    use crate::engine::embedded::{EmbeddedWriter, directory, open, verify, write};
    use crate::engine::{Engine as _, State, Writer};
    use crate::error::{ErrorKind, Result};
    use crate::index::annotated;

    /// Writes articles with these ids.
    fn fill(writer: EmbeddedWriter, ids: impl Iterator<Item = usize>) -> Result<()> {
        for id in ids {
            let body = format!("Mayor Olena Kravets said pier {id} would open in May.");
            let article = Article {
                id: format!("{id:a>16}"),
                blocks: blocks(&body, Paragraphs::Line),
                body,
                ..Article::default()
            };
            writer.insert(annotated(article, String::new()))?;
        }
        writer.finish(&State::default()).map(|_| ())
    }

    fn copy(from: &Path, to: &Path) {
        std::fs::create_dir_all(to).expect("a folder");
        for entry in std::fs::read_dir(from).expect("a folder") {
            let (from, to) = entry.map(|e| (e.path(), to.join(e.file_name()))).expect("an entry");
            if from.is_dir() {
                copy(&from, &to);
            } else {
                std::fs::copy(from, to).expect("a file");
            }
        }
    }

    #[test]
    fn a_disk_that_is_full_at_any_byte_leaves_the_last_commit() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = folder.path().join("first.onrecord");
        fill(write(&first, 1).expect("a writer"), 0..1).expect("a commit");
        let mut refused = 0;
        for bytes in (0..).step_by(431) {
            let path = folder.path().join(format!("{bytes}.onrecord"));
            copy(&first, &path);
            let directory = directory(&path, Access::Write).expect("a folder");
            directory.writes().limit(bytes);
            let outcome =
                EmbeddedWriter::new(&path, directory, 1).and_then(|writer| fill(writer, 0..30));
            let held = open(&path).expect("an index").ids("", 100).expect("ids").len();
            assert_eq!(verify(&path).expect("an index"), [], "{bytes}");
            let Err(error) = outcome else {
                assert_eq!(held, 30, "{bytes}");
                break;
            };
            assert_eq!(held, 1, "{bytes}: {error}");
            let ErrorKind::Io { path: file, error: refusal } = error.kind() else {
                panic!("{bytes}: {error}")
            };
            assert!(file.starts_with(&path) && *file != path, "{bytes}: {error}");
            assert_eq!(refusal.kind(), io::ErrorKind::StorageFull, "{bytes}: {error}");
            refused += 1;
            // What is left behind is in nobody's way.
            if refused % 10 == 0 {
                fill(write(&path, 1).expect("a writer"), 0..30).expect("a commit");
                assert_eq!(verify(&path).expect("an index"), [], "{bytes}");
            }
        }
        assert!(refused > 30, "{refused}");
    }

    #[test]
    fn the_first_failure_is_the_one_that_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let writes = Writes::default();
        writes.text(&folder.path().join("a"), b"1234").expect("a text");
        writes.limit(3);
        let told = |error: &Error| error.to_string();
        for name in ["b", "c"] {
            assert!(writes.text(&folder.path().join(name), b"1234").is_err());
            assert!(!folder.path().join(name).exists());
        }
        let error = writes.error(&TantivyError::SystemError("a thread is gone".to_owned()));
        assert!(told(&error).starts_with(&folder.path().join("b").display().to_string()));
        let none = Writes::default().error(&TantivyError::SystemError("a cause".to_owned()));
        assert!(told(&none).contains("a cause"));
    }
}

//! The note that a writer leaves beside its lock, so that a second writer can be told who holds it.
//!
//! The lock itself is the operating system's, and ends with the process. A note that a killed
//! process left behind means nothing: it is read only when the lock is held, and the next writer
//! replaces it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Name of the note, which the engine leaves alone.
const NOTE: &str = ".holder";

/// Longest note that is read, in bytes; ours are shorter.
const LONGEST: usize = 200;

/// The note, removed when the writer ends.
#[derive(Debug)]
pub(super) struct Note {
    path: PathBuf,
    text: String,
}

/// Writes who holds the lock of the engine's folder; only the holder may.
pub(super) fn write(folder: &Path) -> io::Result<Note> {
    let path = folder.join(NOTE);
    let process = std::process::id();
    let text = match host() {
        Some(host) => format!("process {process} on {host}"),
        None => format!("process {process}"),
    };
    fs::write(&path, &text)?;
    Ok(Note { path, text })
}

/// Who holds the lock of the engine's folder, when that can be told.
pub(super) fn read(folder: &Path) -> Option<String> {
    let text = fs::read(folder.join(NOTE)).ok()?;
    let text = String::from_utf8_lossy(&text[..text.len().min(LONGEST)]);
    let line = text.lines().next()?.trim();
    let clean: String = line.chars().filter(|c| !c.is_control()).collect();
    (!clean.is_empty()).then_some(clean)
}

/// The name of this machine, where the operating system tells it by a file.
fn host() -> Option<String> {
    ["/proc/sys/kernel/hostname", "/etc/hostname"]
        .iter()
        .filter_map(|path| fs::read_to_string(path).ok())
        .map(|name| name.trim().to_owned())
        .find(|name| !name.is_empty())
}

impl Drop for Note {
    fn drop(&mut self) {
        // Where an index was replaced, another writer may have its own note here.
        if fs::read(&self.path).is_ok_and(|text| text == self.text.as_bytes()) {
            // A note that stays is harmless.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_names_the_process_and_goes_with_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let note = write(folder.path()).expect("a note");
        let read_back = read(folder.path()).expect("a holder");
        assert!(read_back.starts_with(&format!("process {}", std::process::id())), "{read_back}");
        drop(note);
        assert_eq!(read(folder.path()), None);
    }

    #[test]
    fn a_broken_note_tells_nothing_harmful() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join(NOTE), b"\x1b[31mprocess\xff\nmore").expect("a file");
        assert_eq!(read(folder.path()).as_deref(), Some("[31mprocess\u{fffd}"));
        fs::write(folder.path().join(NOTE), b"").expect("a file");
        assert_eq!(read(folder.path()), None);
    }
}

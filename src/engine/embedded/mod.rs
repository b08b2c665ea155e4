//! The default engine: an index in a folder, kept by tantivy.

mod collect;
mod compile;
mod excluded;
mod facets;
mod ledger;
mod names;
mod record;
mod said;
mod schema;
mod searcher;
mod statistics;
mod stats;
mod terms;
mod writer;

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::Index;
use tantivy::directory::MmapDirectory;

pub use searcher::EmbeddedEngine;
pub use writer::EmbeddedWriter;

use crate::error::{Error, ErrorKind, Result};
use crate::text::ANALYZER;
use schema::Fields;

/// Version of the layout of the index.
pub const FORMAT: u32 = 2;

/// The file that says what an index is, written once when it is made.
const MARK: &str = "onrecord.json";

/// The folder of the engine's own files.
const ENGINE: &str = "engine";

#[derive(Serialize, Deserialize)]
struct Mark {
    format: u32,
    analyzer: u32,
}

/// Whether `path` is an index folder.
#[must_use]
pub fn is_index(path: &Path) -> bool {
    path.join(MARK).is_file()
}

/// Opens the index in `path` for searching.
///
/// # Errors
///
/// When it is no index, was made by another version, or cannot be read.
pub fn open(path: &Path) -> Result<EmbeddedEngine> {
    check_mark(path)?;
    let folder = path.join(ENGINE);
    let directory = MmapDirectory::open(&folder).map_err(|error| engine_error(error.into()))?;
    let index = Index::open(directory).map_err(engine_error)?;
    EmbeddedEngine::new(path, index)
}

/// Opens the index in `path` for writing with `threads` threads; makes it when there is none.
///
/// # Errors
///
/// When another process is writing to it, and those of [`open`].
pub fn write(path: &Path, threads: usize) -> Result<EmbeddedWriter> {
    if !is_index(path) {
        create(path)?;
    }
    EmbeddedWriter::new(path, open(path)?, threads)
}

fn create(path: &Path) -> Result<()> {
    let folder = path.join(ENGINE);
    fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    let (schema, _) = Fields::build();
    let directory = MmapDirectory::open(&folder).map_err(|error| engine_error(error.into()))?;
    Index::open_or_create(directory, schema).map_err(engine_error)?;
    let mark = Mark { format: FORMAT, analyzer: ANALYZER };
    let text =
        serde_json::to_string(&mark).map_err(|error| ErrorKind::Engine(error.to_string()))?;
    let file = tempfile::NamedTempFile::new_in(path).map_err(|error| Error::io(path, error))?;
    fs::write(file.path(), text).map_err(|error| Error::io(file.path(), error))?;
    file.as_file().sync_all().map_err(|error| Error::io(path, error))?;
    file.persist(path.join(MARK)).map_err(|error| Error::io(path, error.error))?;
    sync_folder(path)
}

fn check_mark(path: &Path) -> Result<()> {
    let file = path.join(MARK);
    let text = fs::read_to_string(&file).map_err(|error| Error::io(&file, error))?;
    let mark: Mark = serde_json::from_str(&text).map_err(|error| {
        Error::from(ErrorKind::IndexCorrupt { path: file.clone(), detail: error.to_string() })
    })?;
    let older = mark.format < FORMAT || mark.analyzer < ANALYZER;
    if mark.format == FORMAT && mark.analyzer == ANALYZER {
        return Ok(());
    }
    let detail = if older {
        format!(
            "made by an older version (format {}, analyzer {}); run: onrecord index --rebuild",
            mark.format, mark.analyzer
        )
    } else {
        format!(
            "made by a newer version (format {}, analyzer {}); this program reads format {FORMAT}, analyzer {ANALYZER}",
            mark.format, mark.analyzer
        )
    };
    Err(ErrorKind::IndexVersion { path: path.to_owned(), detail }.into())
}

/// Makes the names of new and renamed files in a folder durable.
fn sync_folder(path: &Path) -> Result<()> {
    for folder in [path.join(ENGINE), path.to_owned()] {
        let opened = fs::File::open(&folder).map_err(|error| Error::io(&folder, error))?;
        opened.sync_all().map_err(|error| Error::io(&folder, error))?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn engine_error(error: tantivy::TantivyError) -> Error {
    ErrorKind::Engine(error.to_string()).into()
}

/// The first 12 characters of an article id (60 bits) as a number in the order of the ids.
fn article_key(id: &str) -> u64 {
    // RFC 4648 writes base32 with a-z and 2-7; in order of bytes the digits come first.
    let rank = |byte: u8| match byte {
        b'2'..=b'7' => u64::from(byte - b'2'),
        b'a'..=b'z' => u64::from(byte - b'a') + 6,
        _ => 0,
    };
    id.bytes().take(12).fold(0, |key, byte| (key << 5) | rank(byte))
}

fn size_of(folder: &Path) -> u64 {
    let mut folders: Vec<PathBuf> = vec![folder.to_owned()];
    let mut sum = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            match entry.metadata() {
                Ok(meta) if meta.is_dir() => folders.push(entry.path()),
                Ok(meta) => sum += meta.len(),
                Err(_) => {}
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn article_keys_keep_the_order_of_ids() {
        let ids = [
            "2aaaaaaaaaaaaaaa",
            "3aaaaaaaaaaaaaaa",
            "7zzzzzzzzzzzzzzz",
            "aaaaaaaaaaaaaaaa",
            "ab2aaaaaaaaaaaaa",
            "aba2aaaaaaaaaaaa",
            "zzzzzzzzzzzzaaaa",
        ];
        let keys: Vec<u64> = ids.iter().map(|id| article_key(id)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    }
}

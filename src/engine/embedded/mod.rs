//! The default engine: an index in a folder, kept by tantivy.

mod alike;
mod bits;
mod bm25f;
mod checksum;
mod collect;
mod columns;
mod compile;
mod counter;
mod damage;
mod dates;
mod decay;
mod directory;
mod document;
mod excluded;
mod explain;
mod facets;
mod file;
mod holder;
mod ledger;
mod merging;
mod names;
mod numbers;
mod occurrences;
mod queue;
mod replace;
mod said;
mod salvage;
mod scan;
mod schema;
mod searcher;
mod segments;
mod sizes;
mod starts;
mod statistics;
mod stats;
mod stored;
mod support;
mod tally;
mod terms;
mod top;
mod vocabulary;
mod whole;
mod words;
mod writer;
mod writes;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::store::{Compressor, ZstdCompressor};
use tantivy::{Index, IndexSettings};

pub use damage::{Damage, verify};
pub use replace::{Replacement, replace};
pub use salvage::{Lost, Salvage, salvage};
pub use searcher::EmbeddedEngine;
pub use writer::EmbeddedWriter;

use crate::engine::State;
use crate::engine::record::corrupt;
use crate::error::{Error, ErrorKind, Result};
use crate::text::ANALYZER;
use checksum::{Unsealed, seal, unseal};
use directory::{Access, EngineDirectory};
use schema::Fields;

/// Version of the layout of the index.
pub const FORMAT: u32 = 6;

/// The file that says what an index is, written once when it is made.
const MARK: &str = "onrecord.json";

/// The folder of the engine's own files.
const ENGINE: &str = "engine";

/// Level of compression of records. Zstandard's own choice; higher ones cost several times as much.
const STORE_LEVEL: i32 = 3;

/// Bytes of records that are compressed together.
const STORE_BLOCK: usize = 32 << 10;

#[derive(Serialize, Deserialize)]
struct Mark {
    format: u32,
    analyzer: u32,
}

/// Whether there is an index called `path`, also when a process ended while it replaced it.
#[must_use]
pub fn is_index(path: &Path) -> bool {
    replace::standing(path).is_some()
}

/// Opens the index in `path` for searching.
///
/// # Errors
///
/// When it is no index, was made by another version, or cannot be read.
pub fn open(path: &Path) -> Result<EmbeddedEngine> {
    steady(path, Result::is_ok, || open_once(path))
}

/// Whether something was committed in a folder, whatever says what the folder is. One that a process
/// was making when it ended holds no commit.
fn has_commit(path: &Path) -> bool {
    path.join(ENGINE).join(directory::META).is_file()
        && directory(path, Access::Read)
            .and_then(|directory| Index::open(directory).map_err(engine_error))
            .and_then(|index| index.load_metas().map_err(engine_error))
            .is_ok_and(|meta| meta.payload.is_some())
}

/// Does something again when it failed and the index called `path` was changed meanwhile. Locks
/// keep writers from removing files that a reader is about to open, but not where many readers
/// follow each other closely, nor on every file system.
fn steady<T>(path: &Path, went_well: impl Fn(&T) -> bool, work: impl Fn() -> T) -> T {
    let mut tries = 0;
    loop {
        let before = stamp(path);
        let outcome = work();
        if went_well(&outcome) || tries == TRIES || stamp(path) == before {
            return outcome;
        }
        tries += 1;
    }
}

/// How often an index is opened anew that was changed while it was opened.
const TRIES: usize = 5;

/// What differs between two commits.
fn stamp(path: &Path) -> Option<Vec<u8>> {
    fs::read(standing(path).join(ENGINE).join(directory::META)).ok()
}

/// The folder of the index called `path`; where there is none, that one.
fn standing(path: &Path) -> PathBuf {
    replace::standing(path).unwrap_or_else(|| path.to_owned())
}

fn open_once(path: &Path) -> Result<EmbeddedEngine> {
    let path = &standing(path);
    check_mark(path)?;
    open_in(path, &directory(path, Access::Read)?)
}

fn directory(path: &Path, access: Access) -> Result<EngineDirectory> {
    EngineDirectory::open(&path.join(ENGINE), access).map_err(engine_error)
}

fn open_in(path: &Path, directory: &EngineDirectory) -> Result<EmbeddedEngine> {
    let index = Index::open(directory.clone()).map_err(engine_error)?;
    damage::check_files(path, directory, &index)?;
    EmbeddedEngine::new(path, index)
}

/// What the index in `path` remembers of its archive; the files of its segments are not looked at.
///
/// # Errors
///
/// When it is no index, was made by another version, or what it remembers is damaged.
pub fn state(path: &Path) -> Result<State> {
    let path = &standing(path);
    check_mark(path)?;
    state_of(&Index::open(directory(path, Access::Read)?).map_err(engine_error)?)
}

fn state_of(index: &Index) -> Result<State> {
    match index.load_metas().map_err(engine_error)?.payload {
        None => Ok(State::default()),
        Some(payload) => {
            serde_json::from_str(&payload).map_err(|error| corrupt(format!("its state: {error}")))
        }
    }
}

/// Opens the index in `path` for writing with `threads` threads; makes it when there is none.
///
/// # Errors
///
/// When another process is writing to it, and those of [`open`].
pub fn write(path: &Path, threads: usize) -> Result<EmbeddedWriter> {
    replace::complete(path)?;
    if !is_index(path) {
        create(path)?;
    }
    check_mark(path)?;
    let writer = EmbeddedWriter::new(path, directory(path, Access::Write)?, threads)?;
    replace::clear(path);
    Ok(writer)
}

fn create(path: &Path) -> Result<()> {
    let folder = path.join(ENGINE);
    fs::create_dir_all(&folder).map_err(|error| Error::io(&folder, error))?;
    let (schema, _) = Fields::build();
    let directory = directory(path, Access::Write)?;
    let builder = Index::builder().schema(schema).settings(settings());
    let created = builder.open_or_create(directory.clone());
    created.map_err(|error| directory.writes().error(&error))?;
    let mark = Mark { format: FORMAT, analyzer: ANALYZER };
    let text =
        serde_json::to_string(&mark).map_err(|error| ErrorKind::Engine(error.to_string()))?;
    let file = path.join(MARK);
    let written = directory.writes().text(&file, &seal(text.as_bytes()));
    written.map_err(|error| Error::io(&file, error))?;
    sync_folder(path)
}

/// How records are stored. Those of 209 MB of text take 117 MB by Zstandard in blocks of 32 KiB, and
/// took 178 by LZ4 in blocks of 16 KiB; to read ten hits takes 0.5 ms, and took 0.15.
fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::Zstd(ZstdCompressor {
            compression_level: Some(STORE_LEVEL),
        }),
        docstore_blocksize: STORE_BLOCK,
        ..IndexSettings::default()
    }
}

fn check_mark(path: &Path) -> Result<()> {
    damaged_mark(path)?.map_or(Ok(()), |damage| Err(damage.into()))
}

/// What is damaged in the file that says what the index is.
///
/// # Errors
///
/// When it tells of another version or cannot be read.
fn damaged_mark(path: &Path) -> Result<Option<Damage>> {
    let file = path.join(MARK);
    let sealed = match fs::read(&file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound && has_commit(path) => {
            return Ok(Some(Damage::missing(file)));
        }
        sealed => sealed.map_err(|error| Error::io(&file, error))?,
    };
    let damaged = |detail: &str| Ok(Some(Damage::new(&file, detail)));
    // The first formats had no seal; they are told by what they say.
    let text = match unseal(&sealed) {
        Unsealed::Whole(text) => text,
        Unsealed::Without => &sealed,
        Unsealed::Damaged => return damaged("it is not what was written"),
    };
    let mark: Mark = match serde_json::from_slice(text) {
        Ok(mark) => mark,
        Err(error) => return damaged(&format!("it cannot be read: {error}")),
    };
    if mark.format == FORMAT && text.len() == sealed.len() {
        return damaged("its end, which holds its checksum, is missing or damaged");
    }
    let older = mark.format < FORMAT || mark.analyzer < ANALYZER;
    if mark.format == FORMAT && mark.analyzer == ANALYZER {
        return Ok(None);
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

/// Makes a new index durable: the names of its files, of its folders, and its own.
fn sync_folder(path: &Path) -> Result<()> {
    for folder in [&path.join(ENGINE), path, replace::above(path)] {
        replace::sync(folder)?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "what map_err hands over")]
fn engine_error(error: tantivy::TantivyError) -> Error {
    damage::error_of(&error)
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

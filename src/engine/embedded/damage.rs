//! What is damaged in an index.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::Serialize;
use tantivy::TantivyError;
use tantivy::directory::META_LOCK;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::index::IndexMeta;
use tantivy::{Directory as _, Index};

use super::directory::{Access, EngineDirectory, MANAGED};
use super::file::EngineFile;
use super::{ENGINE, damaged_mark, engine_error, standing, steady};
use crate::error::{Error, ErrorKind, Result};

/// What to do about a damaged index.
const ADVICE: &str = "make it anew with: onrecord index --rebuild";

/// A file of an index that is missing or not as it was written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize)]
#[error("{}: {detail}", file.display())]
pub struct Damage {
    /// The file.
    pub file: PathBuf,
    /// What was found.
    pub detail: String,
}

impl Damage {
    pub(super) fn new(file: impl Into<PathBuf>, detail: impl Into<String>) -> Self {
        Self { file: file.into(), detail: detail.into() }
    }

    pub(super) fn missing(file: impl Into<PathBuf>) -> Self {
        Self::new(file, "is missing")
    }

    /// The damage behind what the engine reports.
    fn behind(error: &TantivyError) -> Option<Self> {
        match error {
            TantivyError::IoError(error)
            | TantivyError::OpenReadError(OpenReadError::IoError { io_error: error, .. }) => {
                error.get_ref()?.downcast_ref::<Self>().cloned()
            }
            TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
                Some(Self::missing(file))
            }
            TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(folder)) => {
                Some(Self::missing(folder))
            }
            _ => None,
        }
    }
}

impl From<Damage> for io::Error {
    fn from(damage: Damage) -> Self {
        Self::new(io::ErrorKind::InvalidData, damage)
    }
}

impl From<Damage> for Error {
    fn from(Damage { file, detail }: Damage) -> Self {
        ErrorKind::IndexCorrupt { path: file, detail: format!("{detail}; {ADVICE}") }.into()
    }
}

/// The library's error for one of the engine.
pub(super) fn error_of(error: &TantivyError) -> Error {
    if let Some(damage) = Damage::behind(error) {
        return damage.into();
    }
    let io = |path: &Path, error: &Arc<io::Error>| {
        // The engine keeps its own handle of the error, so its words are passed on.
        Error::io(path, io::Error::new(error.kind(), error.to_string()))
    };
    match error {
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath })
        | TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, filepath }) => {
            io(filepath, io_error)
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError {
            io_error,
            directory_path,
        }) => io(directory_path, io_error),
        error => ErrorKind::Engine(error.to_string()).into(),
    }
}

/// The library's error for a lock of the index in `path` that could not be had.
pub(super) fn lock_error(path: &Path, directory: &EngineDirectory, error: &LockError) -> Error {
    match error {
        LockError::LockBusy => {
            let holder = directory.holder();
            ErrorKind::Locked { path: path.to_owned(), holder }.into()
        }
        LockError::IoError(error) => {
            Error::io(path, io::Error::new(error.kind(), error.to_string()))
        }
    }
}

/// The files of a commit, in order of their names.
pub(super) fn files(meta: &IndexMeta) -> Vec<PathBuf> {
    use tantivy::index::SegmentComponent::Delete;
    let mut files = meta.list_segment_files();
    for segment in meta.segments.iter().filter(|segment| !segment.has_deletes()) {
        files.remove(&segment.relative_path(Delete));
    }
    let mut files: Vec<PathBuf> = files.into_iter().collect();
    files.sort_unstable();
    files
}

/// Looks at the end of every file of the last commit, so that none is taken for empty because it
/// is missing or cut off.
pub(super) fn check_files(path: &Path, directory: &EngineDirectory, index: &Index) -> Result<()> {
    // A writer may not remove files between the two steps.
    let _lock =
        directory.acquire_lock(&META_LOCK).map_err(|error| lock_error(path, directory, &error))?;
    let meta = index.load_metas().map_err(engine_error)?;
    for file in files(&meta) {
        directory.file(&file).map_err(|error| engine_error(error.into()))?;
    }
    Ok(())
}

/// Reads all of the index in `path` and tells what is damaged; nothing when it is whole.
///
/// Files that do not belong to the last commit are read only when its list of files is damaged.
/// Writing and searching may go on meanwhile.
///
/// # Errors
///
/// When it is no index, was made by another version, or cannot be read for reasons other than
/// damage.
pub fn verify(path: &Path) -> Result<Vec<Damage>> {
    steady(
        path,
        |found: &Result<Vec<Damage>>| found.as_ref().is_ok_and(Vec::is_empty),
        || verify_once(&standing(path)),
    )
}

fn verify_once(path: &Path) -> Result<Vec<Damage>> {
    let mut found = Vec::new();
    found.extend(damaged_mark(path)?);
    let folder = path.join(ENGINE);
    let open = |access| EngineDirectory::open(&folder, access);
    let (directory, writing) = match (open(Access::Read), open(Access::Write)) {
        (Ok(directory), Ok(writing)) => (directory, writing),
        (Err(error), _) | (_, Err(error)) => {
            found.push(damage_or(error)?);
            return Ok(found);
        }
    };
    // Only writers read the list of managed files.
    if let Err(error) = writing.atomic_read(Path::new(MANAGED)) {
        found.push(damage_or(error.into())?);
    }
    if let Err(error) = directory.damaged_copy() {
        found.push(damage_or(error.into())?);
    }
    let opened = match open_all(&directory) {
        Ok(opened) => opened,
        Err(error) => {
            found.push(damage_or(error)?);
            let names = directory.names().map_err(|error| Error::io(&folder, error))?;
            names.iter().map(|name| directory.file(name)).collect()
        }
    };
    for file in opened {
        match file {
            Ok(file) => found.extend(file.damage()),
            Err(error) => found.push(damage_or(error.into())?),
        }
    }
    Ok(found)
}

/// The damage behind an error of the engine; an error when it is none.
fn damage_or(error: TantivyError) -> Result<Damage> {
    Damage::behind(&error).ok_or_else(|| engine_error(error))
}

type Opened = std::result::Result<Arc<EngineFile>, OpenReadError>;

/// The files of the last commit, opened so that they stay readable when a writer removes them.
fn open_all(directory: &EngineDirectory) -> tantivy::Result<Vec<Opened>> {
    let _lock = directory.acquire_lock(&META_LOCK)?;
    let meta = Index::open(directory.clone())?.load_metas()?;
    Ok(files(&meta).iter().map(|name| directory.file(name)).collect())
}

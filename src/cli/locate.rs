//! Which index a command means.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::args::Cli;
use crate::engine::Engine;
use crate::engine::embedded;

/// Name of the index folder.
pub(super) const FOLDER: &str = ".onrecord";

/// The index that a command reads.
pub(super) fn path(cli: &Cli) -> anyhow::Result<PathBuf> {
    let path = if let Some(path) = &cli.index {
        named(path)
    } else {
        let here = std::env::current_dir().context("this folder cannot be read")?;
        nearest(&here)
            .context("no index here or in a folder above; make one with: onrecord index FOLDER")?
    };
    if !embedded::is_index(&path) {
        bail!("{}: no index; make one with: onrecord index FOLDER", path.display());
    }
    Ok(path)
}

/// The index that `--index` names: a `.onrecord`, or a folder that holds one.
pub(super) fn named(path: &Path) -> PathBuf {
    let inside = path.join(FOLDER);
    if !embedded::is_index(path) && (embedded::is_index(&inside) || !is_index_name(path)) {
        inside
    } else {
        path.to_owned()
    }
}

fn is_index_name(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(FOLDER))
}

/// The nearest index in `folder` or above.
pub(super) fn nearest(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().map(|folder| folder.join(FOLDER)).find(|path| embedded::is_index(path))
}

/// The one article whose id is or begins with `asked`.
pub(super) fn article_id(engine: &dyn Engine, asked: &str) -> anyhow::Result<String> {
    let ids = engine.ids(asked, 6)?;
    if ids.iter().any(|id| id == asked) {
        return Ok(asked.to_owned());
    }
    match ids.as_slice() {
        [] => bail!("{asked}: no such article in the index"),
        _ if asked.len() < 4 => bail!("{asked}: give at least 4 characters of an id"),
        [id] => Ok(id.clone()),
        ids => bail!("{asked}: begins several ids: {}", ids.join(", ")),
    }
}

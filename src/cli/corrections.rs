//! Where the corrections of an archive are, and whether its index holds what they say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf, absolute};

use anyhow::{Context as _, bail};

use super::output::Output;
use crate::correction::{Corrections, unfit};
use crate::engine::embedded::EmbeddedEngine;
use crate::engine::{Corrected, Engine as _, State};

/// The folder of the corrections that an index remembers; by default the one that holds it.
pub(super) fn folder(corrected: &Corrected, base: &Path) -> PathBuf {
    corrected.folder.as_ref().map_or_else(|| base.to_owned(), |folder| base.join(folder))
}

/// Reads the corrections that an index has: those in the folder asked for, which its state is to
/// remember, else in the one that it remembers.
pub(super) fn read(
    asked: Option<&Path>,
    state: &mut State,
    base: &Path,
) -> anyhow::Result<Corrections> {
    if let Some(asked) = asked {
        let folder = named(asked)?;
        let below = folder.strip_prefix(base).unwrap_or(&folder);
        if below.to_str().is_none() {
            bail!("{}: its path is not Unicode; rename it", asked.display());
        }
        let is_base = below == Path::new("");
        state.corrected.folder = (!is_base).then(|| below.to_owned());
    }
    remembered(&state.corrected, base)
}

/// Reads the corrections in the folder that an index remembers.
pub(super) fn remembered(corrected: &Corrected, base: &Path) -> anyhow::Result<Corrections> {
    let folder = folder(corrected, base);
    if corrected.folder.is_some() && !folder.is_dir() {
        bail!(
            "{}: the corrections are not there; say where with: onrecord index --corrections DIR",
            folder.display()
        );
    }
    Ok(Corrections::read(&folder)?)
}

/// A folder of corrections that was asked for, as an absolute path.
pub(super) fn named(asked: &Path) -> anyhow::Result<PathBuf> {
    let folder = absolute(asked).with_context(|| format!("{}", asked.display()))?;
    if !folder.is_dir() {
        bail!("{}: no such folder", asked.display());
    }
    // Without "." at its end, which would tell it from the folder of the index.
    Ok(folder.components().collect())
}

/// What is to be said when an index does not hold what its corrections say.
pub(super) fn warning(engine: &EmbeddedEngine) -> anyhow::Result<Option<String>> {
    let corrected = engine.state()?.corrected;
    let path = absolute(engine.path())?;
    let base = path.parent().unwrap_or(Path::new("/"));
    let corrections = remembered(&corrected, base)?;
    let applied = corrections.digest() == corrected.digest;
    Ok((!applied).then(|| "corrections are not applied yet; run: onrecord index".to_owned()))
}

/// Says how many corrections fit nothing in an index that they were just applied to.
pub(super) fn say_unfit(
    engine: &EmbeddedEngine,
    corrections: &Corrections,
    output: &Output,
) -> anyhow::Result<()> {
    let ids: BTreeSet<String> = engine.fingerprints()?.into_keys().collect();
    let count = unfit(engine, corrections, ids.iter())?.len();
    if count > 0 {
        output.note(&format!("corrections that fit nothing: {count}; list them: onrecord check"));
    }
    Ok(())
}

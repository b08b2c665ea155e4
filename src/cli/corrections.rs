//! Where the corrections of an archive are, and whether its index holds what they say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf, absolute};

use anyhow::{Context as _, bail};

use super::home::Home;
use super::opened::Opened;
use super::output::Output;
use crate::correction::{Corrections, unfit};
use crate::engine::{Corrected, Engine, State};

/// The folder of the corrections that an index remembers; by default the one that holds it. An
/// index of a cluster has only one that was named.
pub(super) fn folder(corrected: &Corrected, home: &Home) -> Option<PathBuf> {
    match &corrected.folder {
        Some(folder) => Some(home.base().join(folder)),
        None => home.beside().map(Path::to_owned),
    }
}

/// Reads the corrections that an index has: those in the folder asked for, which its state is to
/// remember, else in the one that it remembers.
pub(super) fn read(
    asked: Option<&Path>,
    state: &mut State,
    home: &Home,
) -> anyhow::Result<Corrections> {
    if let Some(asked) = asked {
        let folder = named(asked)?;
        let below = folder.strip_prefix(home.base()).unwrap_or(&folder);
        if below.to_str().is_none() {
            bail!("{}: its path is not Unicode; rename it", asked.display());
        }
        let is_base = below == Path::new("");
        state.corrected.folder = (!is_base).then(|| below.to_owned());
    }
    remembered(&state.corrected, home)
}

/// Reads the corrections in the folder that an index remembers.
pub(super) fn remembered(corrected: &Corrected, home: &Home) -> anyhow::Result<Corrections> {
    let Some(folder) = folder(corrected, home) else { return Ok(Corrections::default()) };
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
pub(super) fn warning(engine: &Opened) -> anyhow::Result<Option<String>> {
    let corrected = engine.state()?.corrected;
    let corrections = remembered(&corrected, engine.home())?;
    let applied = corrections.digest() == corrected.digest;
    Ok((!applied).then(|| "corrections are not applied yet; run: onrecord index".to_owned()))
}

/// Says how many corrections fit nothing in an index that they were just applied to.
pub(super) fn say_unfit(
    engine: &dyn Engine,
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

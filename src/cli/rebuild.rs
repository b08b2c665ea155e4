//! An index made anew in the place of an old one: from its files and, for articles whose file is
//! gone, from what the old one holds. Damage costs only what neither has.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::home::{Cluster, Home};
use super::index::{Done, THREADS, watched};
use crate::check::{Problem, ProblemKind};
use crate::engine::embedded::{self, Lost, Salvage};
use crate::engine::opensearch::{self, Spread};
use crate::engine::{self, Engine as _, FileKey, FileOutcome, State};
use crate::error::{ErrorKind, Result};
use crate::index::{Plan, index};

/// What became of an index that was made anew.
pub(super) struct Rebuilt {
    /// What was read, and whether to the end; if not, the old index stands.
    pub(super) done: Done,
    /// Articles that the old index had and the new one has not.
    pub(super) lost: Vec<Problem>,
    /// Where the old index is kept, since something of it is lost or it was asked for.
    pub(super) kept: Option<PathBuf>,
}

/// How an index is made anew.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rebuild {
    /// Whether the index alone tells what is to be read.
    pub(super) alone: bool,
    /// Whether the old index of a cluster is kept.
    pub(super) keep: bool,
    /// How the new one of a cluster is spread.
    pub(super) spread: Option<Spread>,
}

/// Makes an index anew by a plan that is made from what it remembers; nothing when that is damaged
/// and `plan` may do without.
pub(super) fn rebuild(
    home: &Home,
    how: &Rebuild,
    plan: impl FnOnce(State) -> anyhow::Result<Plan>,
) -> anyhow::Result<Rebuilt> {
    match home {
        Home::Folder(path) => rebuild_folder(path, how.alone, plan),
        Home::Cluster(cluster) => rebuild_cluster(cluster, how, plan),
    }
}

/// Makes an index of a cluster anew. A cluster keeps copies and mends them by itself, so nothing is
/// lost that it can read.
fn rebuild_cluster(
    Cluster { address, access }: &Cluster,
    how: &Rebuild,
    plan: impl FnOnce(State) -> anyhow::Result<Plan>,
) -> anyhow::Result<Rebuilt> {
    let mut replacement = opensearch::replace(address, access)?;
    let before = match opensearch::open(address, access) {
        Ok(before) => Some(before),
        Err(error) if how.alone || !tells_nothing(&error) => {
            return Err(error).context("name the folders to read; the index does not tell them");
        }
        Err(_) => None,
    };
    let state = before.as_ref().map_or_else(|| Ok(State::default()), engine::Memory::state)?;
    let plan = Plan { anew: true, ..plan(state)? };
    let writer = replacement.writer(how.spread)?;
    let memory = before.as_ref().map(|before| before as &(dyn engine::Memory + Sync));
    let done = watched(|progress| index(memory, Some(writer), &plan, progress))?;
    let kept = if done.report.interrupted { None } else { replacement.put(how.keep)? };
    Ok(Rebuilt { done, lost: Vec::new(), kept: kept.map(PathBuf::from) })
}

fn rebuild_folder(
    path: &Path,
    alone: bool,
    plan: impl FnOnce(State) -> anyhow::Result<Plan>,
) -> anyhow::Result<Rebuilt> {
    let replacement = embedded::replace(path)?;
    let before = match embedded::salvage(path) {
        Ok(before) => Some(before),
        Err(error) if alone || !tells_nothing(&error) => {
            return Err(error).context("name the folders to read; the index does not tell them");
        }
        Err(_) => None,
    };
    let state = before.as_ref().map_or_else(|| Ok(State::default()), engine::Memory::state)?;
    let plan = Plan { anew: true, ..plan(state)? };
    let writer = embedded::write(replacement.folder(), THREADS)?;
    let memory = before.as_ref().map(|before| before as &(dyn engine::Memory + Sync));
    let done = watched(|progress| index(memory, Some(writer), &plan, progress))?;
    if done.report.interrupted {
        return Ok(Rebuilt { done, lost: Vec::new(), kept: None });
    }
    let new = replacement.folder();
    let lost = before.map_or_else(|| Ok(Vec::new()), |before| lost(new, &before, &plan))?;
    let kept = replacement.put(!lost.is_empty())?;
    Ok(Rebuilt { done, lost, kept })
}

/// What is said of an index that is kept.
pub(super) fn keeps(home: &Home, kept: &Path) -> String {
    match home {
        Home::Folder(_) => {
            format!("something is lost; the damaged index is kept: {}", kept.display())
        }
        Home::Cluster(_) => format!("the old index is kept: {}", kept.display()),
    }
}

/// Whether an index with this error tells nothing of where it was made from.
fn tells_nothing(error: &crate::Error) -> bool {
    matches!(error.kind(), ErrorKind::IndexCorrupt { .. } | ErrorKind::IndexVersion { .. })
}

/// The articles that could not be read and that no file gave anew.
fn lost(path: &Path, before: &Salvage, plan: &Plan) -> Result<Vec<Problem>> {
    if before.lost().is_empty() {
        return Ok(Vec::new());
    }
    let engine = embedded::open(path)?;
    let (prints, ledger) = (engine.fingerprints()?, engine.ledger()?);
    let is_read = |key: &FileKey| {
        let root = plan.roots.iter().find(|known| known.root.name == key.root);
        root.is_some_and(|known| known.root.path.join(&key.path).exists())
            && ledger
                .iter()
                .any(|entry| entry.key == *key && !matches!(entry.outcome, FileOutcome::Failed(_)))
    };
    let is_there = |lost: &Lost| {
        lost.id.as_ref().is_some_and(|id| prints.contains_key(id))
            // What a file that was read does not give is no longer in it.
            || lost.file.as_ref().is_some_and(is_read)
    };
    let lost = before.lost().iter().filter(|lost| !is_there(lost));
    Ok(lost.map(problem).collect())
}

fn problem(Lost { file, id }: &Lost) -> Problem {
    let detail = match (file, id) {
        (_, Some(_)) => "no file gives it, and what was stored of it is damaged",
        (Some(_), None) => "its articles were damaged, and it is gone",
        (None, None) => {
            "what is damaged does not tell which articles it held; those whose file \
            is gone may be missing"
        }
    };
    Problem {
        kind: ProblemKind::Lost,
        root: file.as_ref().map_or_else(String::new, |key| key.root.clone()),
        path: file.as_ref().map(|key| key.path.clone()),
        id: id.clone(),
        detail: detail.to_owned(),
    }
}

//! Paths on the command line → the roots of an index, and the parts of them that are meant.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};

use super::args::{IndexArgs, ParagraphsArg, ReadingArgs};
use super::corrections;
use super::home::Home;
use crate::article::{DateStyle, Limits, Paragraphs, ReadOptions, Root, relative};
use crate::engine::{IndexedRoot, State};
use crate::index::{Gone, Plan};

/// What to read: the paths given, else all roots of the index.
pub(super) fn plan(
    mut state: State,
    home: &Home,
    paths: &[PathBuf],
    args: &IndexArgs,
) -> anyhow::Result<Plan> {
    let base = home.base();
    let mut roots: Vec<IndexedRoot> = Vec::new();
    if paths.is_empty() {
        roots = all(&state, base);
    }
    for path in paths {
        roots.push(wanted(&mut state, base, path, args)?);
    }
    let corrections = corrections::read(args.corrections.as_deref(), &mut state, home)?;
    let today = Some(jiff::ZonedDateTime::now().date());
    for root in &mut roots {
        root.root.options.today = today;
    }
    // The day of a run is no part of what is remembered.
    for root in &mut state.roots {
        root.root.options.today = None;
    }
    let gone = match (args.prune, args.force) {
        (false, _) => Gone::Keep,
        (true, false) => Gone::Prune,
        (true, true) => Gone::PruneAll,
    };
    Ok(Plan { roots, state, started: now(), hash: args.hash, gone, corrections, ..Plan::default() })
}

/// Nanoseconds since 1970.
pub(super) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

/// All roots of an index, with absolute paths.
pub(super) fn all(state: &State, base: &Path) -> Vec<IndexedRoot> {
    let mut roots = state.roots.clone();
    for root in &mut roots {
        root.root.path = base.join(&root.root.path);
    }
    roots
}

/// The root of the index that a path lies in, and its place below it, empty for the root itself.
fn part<'s>(
    state: &'s mut State,
    base: &Path,
    path: &Path,
) -> Option<(&'s mut IndexedRoot, String)> {
    state.roots.iter_mut().find_map(|known| {
        let root = base.join(&known.root.path);
        let is_root = path.strip_prefix(&root).ok()? == Path::new("");
        let below = if is_root { String::new() } else { relative(path, &root) };
        Some((known, below))
    })
}

/// A root of the index limited to a path in it, with its absolute path.
pub(super) fn known(state: &State, base: &Path, path: &Path) -> anyhow::Result<IndexedRoot> {
    let mut state = state.clone();
    let (known, below) = part(&mut state, base, path)
        .with_context(|| format!("{}: not in this index", path.display()))?;
    let root = Root { path: base.join(&known.root.path), ..known.root.clone() };
    let only = if below.is_empty() { known.only.clone() } else { vec![below] };
    Ok(IndexedRoot { root, only })
}

/// The root that a path belongs to, limited to the part asked for; recorded when it is new.
fn wanted(
    state: &mut State,
    base: &Path,
    path: &Path,
    args: &IndexArgs,
) -> anyhow::Result<IndexedRoot> {
    let there = path.symlink_metadata();
    let is_folder = path.is_dir();
    if let Some((known, below)) = part(state, base, path) {
        let root = base.join(&known.root.path);
        if below.is_empty() && is_folder {
            // The whole folder was asked for.
            known.root.options = options(&args.reading, &known.root.options);
            known.only.clear();
        } else if !known.only.is_empty() && !known.only.contains(&below) && there.is_ok() {
            known.only.push(below.clone());
        }
        let only = if below.is_empty() { known.only.clone() } else { vec![below] };
        return Ok(IndexedRoot { root: Root { path: root, ..known.root.clone() }, only });
    }
    there.with_context(|| format!("{}", path.display()))?;
    // A file is its folder's root limited to that file.
    let (folder, file) = if is_folder {
        (path, None)
    } else {
        let folder = path.parent().unwrap_or(Path::new("/"));
        (folder, Some(relative(path, folder)))
    };
    let name = match (&args.name, state.roots.is_empty()) {
        (Some(name), _) => name.clone(),
        (None, true) => String::new(),
        (None, false) => {
            let last = folder
                .file_name()
                .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
            unused_name(state, &last)
        }
    };
    if state.roots.iter().any(|known| known.root.name == name) {
        bail!("--name {name}: another root has this name");
    }
    let stored = folder.strip_prefix(base).unwrap_or(folder).to_owned();
    if stored.to_str().is_none() {
        bail!("{}: its path is not Unicode; rename it, or make the index in it", path.display());
    }
    let only: Vec<String> = file.into_iter().collect();
    let root =
        Root { name, path: stored, options: options(&args.reading, &ReadOptions::default()) };
    state.roots.push(IndexedRoot { root: root.clone(), only: only.clone() });
    Ok(IndexedRoot { root: Root { path: folder.to_owned(), ..root }, only })
}

fn unused_name(state: &State, wanted: &str) -> String {
    let taken = |name: &str| state.roots.iter().any(|known| known.root.name == name);
    let mut name = wanted.to_owned();
    let mut n = 2;
    while taken(&name) {
        name = format!("{wanted}-{n}");
        n += 1;
    }
    name
}

/// How files are read: what this run says, else what a run before said of the same root.
pub(super) fn options(args: &ReadingArgs, before: &ReadOptions) -> ReadOptions {
    ReadOptions {
        paragraphs: match args.paragraphs {
            Some(ParagraphsArg::Auto) => Paragraphs::Auto,
            Some(ParagraphsArg::Line) => Paragraphs::Line,
            Some(ParagraphsArg::Blank) => Paragraphs::Blank,
            None => before.paragraphs,
        },
        date_style: args.date_style.map_or(before.date_style, DateStyle::from),
        published: args.published.or(before.published),
        published_override: args.published_override.or(before.published_override),
        today: Some(jiff::ZonedDateTime::now().date()),
        outlet: args.outlet.clone().or_else(|| before.outlet.clone()),
        follow_links: args.follow || before.follow_links,
        map: args.map.clone().unwrap_or_else(|| before.map.clone()),
        limits: Limits {
            file_size: args.max_file_size.unwrap_or(before.limits.file_size),
            unpacked: args.max_unpacked.or(before.limits.unpacked),
            nesting: args.max_nesting.unwrap_or(before.limits.nesting),
        },
    }
}

/// How a file is named to people: its path, below the name of its root if that has one.
pub(super) fn place(root: &str, path: &str) -> String {
    match (root, path) {
        ("", "") => "the archive".to_owned(),
        ("", path) => path.to_owned(),
        (root, "") => root.to_owned(),
        (root, path) => format!("{root}/{path}"),
    }
}

//! `index`: read articles and index them.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf, absolute};
use std::time::Instant;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::args::{Cli, IndexArgs, ParagraphsArg, ReadingArgs};
use super::output::Output;
use super::search::print_line;
use super::{Outcome, locate};
use crate::article::{Paragraphs, ReadOptions, Root};
use crate::engine::embedded;
use crate::engine::{Engine as _, IndexedRoot, State};
use crate::index::{Plan, Progress, Report, index};

/// Failures listed on stderr; the others are counted.
const LISTED: usize = 20;

/// Threads of the engine that write segments.
const THREADS: usize = 2;

pub(super) fn run(cli: &Cli, args: &IndexArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let paths = args
        .paths
        .iter()
        .map(|path| {
            let whole = absolute(path).with_context(|| format!("{}", path.display()))?;
            let there = whole.symlink_metadata().with_context(|| format!("{}", path.display()));
            there.map(|_| whole)
        })
        .collect::<anyhow::Result<Vec<PathBuf>>>()?;
    let path = index_path(cli, &paths)?;
    let base = path.parent().unwrap_or(Path::new("/")).to_owned();
    if args.rebuild && embedded::is_index(&path) {
        return rebuild(cli, args, &path, &base, &paths, started, output);
    }
    if !embedded::is_index(&path) {
        if paths.is_empty() {
            bail!("no index here or in a folder above; make one with: onrecord index FOLDER");
        }
        output.note(&format!("new index: {}", path.display()));
    } else if cli.verbose {
        output.note(&format!("index: {}", path.display()));
    }
    let writer = embedded::write(&path, THREADS)?;
    let before = writer.before();
    let state = before.state()?;
    let fingerprints = before.fingerprints()?;
    let plan = plan(state, fingerprints, &base, &paths, args)?;
    let report = with_progress(|progress| index(writer, plan, progress))?;
    finish(&report, args, started, output)
}

/// Builds a new index beside the old one and puts it in its place.
fn rebuild(
    cli: &Cli,
    args: &IndexArgs,
    path: &Path,
    base: &Path,
    paths: &[PathBuf],
    started: Instant,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    if cli.verbose {
        output.note(&format!("rebuilding: {}", path.display()));
    }
    let state = match embedded::open(path) {
        Ok(engine) => engine.state()?,
        Err(_) if !paths.is_empty() => State::default(),
        Err(error) => {
            return Err(error).context("name the folders to read; the index does not tell them");
        }
    };
    let beside = tempfile::Builder::new()
        .prefix("rebuild.")
        .suffix(locate::FOLDER)
        .tempdir_in(base)
        .with_context(|| format!("{}", base.display()))?;
    let writer = embedded::write(beside.path(), THREADS)?;
    let plan = plan(state, rustc_hash::FxHashMap::default(), base, paths, args)?;
    let report = with_progress(|progress| index(writer, plan, progress))?;
    let old = tempfile::Builder::new()
        .prefix("old.")
        .suffix(locate::FOLDER)
        .tempdir_in(base)
        .with_context(|| format!("{}", base.display()))?;
    let aside = old.path().join("index");
    std::fs::rename(path, &aside).with_context(|| format!("{}", path.display()))?;
    std::fs::rename(beside.path(), path).with_context(|| format!("{}", path.display()))?;
    // The folder has another name now; there is nothing left to remove under the old one.
    let _ = beside.keep();
    finish(&report, args, started, output)
}

/// The index that paths are read into.
fn index_path(cli: &Cli, paths: &[PathBuf]) -> anyhow::Result<PathBuf> {
    if let Some(path) = &cli.index {
        return Ok(absolute(locate::named(path))?);
    }
    match paths {
        [] => {
            let here = std::env::current_dir().context("this folder cannot be read")?;
            Ok(locate::nearest(&here).unwrap_or_else(|| here.join(locate::FOLDER)))
        }
        [path] => match locate::nearest(path) {
            Some(found) => Ok(found),
            None if path.is_dir() => Ok(path.join(locate::FOLDER)),
            None => {
                bail!("{}: is a file; say with --index where the index is to be", path.display())
            }
        },
        _ => bail!("several paths; say with --index where the index is to be"),
    }
}

/// What to read: the paths given, else all roots of the index.
fn plan(
    mut state: State,
    fingerprints: rustc_hash::FxHashMap<String, String>,
    base: &Path,
    paths: &[PathBuf],
    args: &IndexArgs,
) -> anyhow::Result<Plan> {
    let before = state.clone();
    let today = Some(jiff::ZonedDateTime::now().date());
    let mut roots: Vec<IndexedRoot> = Vec::new();
    if paths.is_empty() {
        roots.clone_from(&state.roots);
        for root in &mut roots {
            root.root.path = base.join(&root.root.path);
        }
    }
    for path in paths {
        let (folder, part) = if path.is_dir() {
            (path.clone(), None)
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (path.parent().unwrap_or(Path::new("/")).to_owned(), Some(name))
        };
        roots.push(known_root(&mut state, base, &folder, part, args)?);
    }
    for root in &mut roots {
        root.root.options.today = today;
    }
    // The day of a run is no part of what is remembered.
    for root in &mut state.roots {
        root.root.options.today = None;
    }
    let recorded = state == before;
    Ok(Plan { roots, state, recorded, fingerprints })
}

/// The root that a folder belongs to, limited to the part asked for; recorded when it is new.
fn known_root(
    state: &mut State,
    base: &Path,
    folder: &Path,
    part: Option<String>,
    args: &IndexArgs,
) -> anyhow::Result<IndexedRoot> {
    for known in &mut state.roots {
        let path = base.join(&known.root.path);
        let Ok(below) = folder.strip_prefix(&path) else { continue };
        let below = below.to_string_lossy().replace('\\', "/");
        let wanted = match (&part, below.is_empty()) {
            (None, true) => String::new(),
            (None, false) => below,
            (Some(part), true) => part.clone(),
            (Some(part), false) => format!("{below}/{part}"),
        };
        if wanted.is_empty() {
            // The whole folder was asked for, with the options of this run.
            known.root.options = options(&args.reading);
            known.only.clear();
        } else if !known.only.is_empty() && !known.only.contains(&wanted) {
            known.only.push(wanted.clone());
        }
        let mut root = known.root.clone();
        root.path = path;
        let only = if wanted.is_empty() { Vec::new() } else { vec![wanted] };
        return Ok(IndexedRoot { root, only });
    }
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
    let only: Vec<String> = part.into_iter().collect();
    let root = Root { name, path: stored, options: options(&args.reading) };
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

/// How files are read.
pub(super) fn options(args: &ReadingArgs) -> ReadOptions {
    ReadOptions {
        paragraphs: match args.paragraphs {
            ParagraphsArg::Auto => Paragraphs::Auto,
            ParagraphsArg::Line => Paragraphs::Line,
            ParagraphsArg::Blank => Paragraphs::Blank,
        },
        published: args.published,
        published_override: args.published_override,
        today: Some(jiff::ZonedDateTime::now().date()),
        outlet: args.outlet.clone(),
        follow_links: args.follow,
        map: args.map.clone().unwrap_or_default(),
    }
}

/// A bar on stderr when that is a terminal.
struct Bar(Option<ProgressBar>, std::sync::atomic::AtomicU64, Instant);

impl Progress for Bar {
    fn found(&self, files: u64) {
        if let Some(bar) = &self.0 {
            bar.set_length(files);
        }
    }

    fn read(&self, bytes: u64) {
        let Some(bar) = &self.0 else { return };
        let sum = self.1.fetch_add(bytes, std::sync::atomic::Ordering::Relaxed) + bytes;
        let seconds = self.2.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a speed shown with one digit")]
        let speed = sum as f64 / 1e6 / seconds;
        bar.set_message(format!("{speed:.1} MB/s"));
        bar.inc(1);
    }
}

fn with_progress<T>(work: impl FnOnce(&dyn Progress) -> T) -> T {
    let bar = std::io::stderr().is_terminal().then(|| {
        let template = "{bar:30} {pos}/{len} files  {msg}  {eta} left";
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::new(0).with_style(style)
    });
    let bar = Bar(bar, std::sync::atomic::AtomicU64::new(0), Instant::now());
    let out = work(&bar);
    if let Some(bar) = &bar.0 {
        bar.finish_and_clear();
    }
    out
}

fn finish(
    report: &Report,
    args: &IndexArgs,
    started: Instant,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    for warning in report.warnings.iter().take(LISTED) {
        output.note(&format!("warning: {warning}"));
    }
    if report.warnings.len() > LISTED {
        output.note(&format!("{} more warnings", report.warnings.len() - LISTED));
    }
    for failed in report.failed.iter().take(LISTED) {
        output.note(&format!("failed: {}: {}", failed.path, failed.reason));
    }
    if report.failed.len() > LISTED {
        output.note(&format!("{} more failures", report.failed.len() - LISTED));
    }
    if args.json {
        let mut value = serde_json::to_value(report)?;
        value["type"] = "index".into();
        value["elapsed_ms"] = (started.elapsed().as_secs_f64() * 1e3).into();
        print_line(output, &value)?;
    } else {
        write!(output.writer(), "{}", text(report, started))?;
    }
    let unread = report.indexed == 0 && !report.failed.is_empty();
    let strict = args.strict && !report.failed.is_empty();
    Ok(if unread || strict { Outcome::Failed } else { Outcome::Found })
}

fn text(report: &Report, started: Instant) -> String {
    let skipped: u64 = report.skipped.values().sum();
    let reasons: Vec<String> =
        report.skipped.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    let reasons =
        if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) };
    let missing = match report.missing {
        0 => String::new(),
        count => format!(", {count} not seen (kept)"),
    };
    format!(
        "files: {} indexed, {skipped} skipped{reasons}, {} failed\n\
         articles: {} added, {} changed, {} same{missing}; {} passages in {:.1} s\n",
        report.indexed,
        report.failed.len(),
        report.added,
        report.changed,
        report.same,
        report.passages,
        started.elapsed().as_secs_f64()
    )
}

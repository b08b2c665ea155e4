//! `index`: read articles and index them.

use std::io::IsTerminal as _;
use std::path::{PathBuf, absolute};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use anyhow::{Context as _, bail};
use indicatif::{ProgressBar, ProgressStyle};

use super::args::{Cli, IndexArgs};
use super::check::line as problem_line;
use super::home::Home;
use super::interrupt::Interrupt;
use super::opened::{Opened, OpenedWriter};
use super::output::Output;
use super::rebuild::{Rebuild, Rebuilt, keeps, rebuild};
use super::roots::{place, plan};
use super::search::print_line;
use super::{Outcome, corrections, locate, refused};
use crate::engine::State;
use crate::engine::opensearch::Spread;
use crate::index::{Progress, Report, index};

/// Failures listed on stderr; the others are counted.
const LISTED: usize = 20;

/// Threads of the engine that write segments.
pub(super) const THREADS: usize = 2;

pub(super) fn run(cli: &Cli, args: &IndexArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let paths = args
        .paths
        .iter()
        .map(|path| absolute(path).with_context(|| format!("{}", path.display())))
        .collect::<anyhow::Result<Vec<PathBuf>>>()?;
    let home = home(cli, &paths)?;
    let exists = home.holds_index()?;
    let spread = spread(args);
    if args.rebuild && exists {
        if cli.verbose {
            output.note(&format!("rebuilding: {home}"));
        }
        let how = Rebuild { alone: paths.is_empty(), keep: args.keep_old, spread };
        let Rebuilt { done, lost, kept } =
            rebuild(&home, &how, |state| plan(state, &home, &paths, args))?;
        for problem in &lost {
            output.note(&problem_line(problem));
        }
        if let Some(kept) = &kept {
            output.note(&keeps(&home, kept));
        }
        return finish(&done, args, started, output);
    }
    if !exists {
        if paths.is_empty() {
            bail!("no index {}; make one with: onrecord index FOLDER", home.place());
        }
        for path in &paths {
            path.symlink_metadata().with_context(|| format!("{}", path.display()))?;
        }
        // What is wrong with them is told before there is an index.
        corrections::read(args.corrections.as_deref(), &mut State::default(), &home)?;
    }
    let writer = if args.dry_run { None } else { Some(OpenedWriter::at(&home, spread)?) };
    if !exists {
        output.note(&format!("new index: {home}"));
    } else if cli.verbose {
        output.note(&format!("index: {home}"));
    }
    let before = if home.holds_index()? { Some(Opened::at(&home)?) } else { None };
    let state = before.as_ref().map_or_else(|| Ok(State::default()), |engine| engine.state())?;
    if paths.is_empty() && state.roots.is_empty() {
        bail!("{home}: holds nothing yet; fill it with: onrecord index FOLDER");
    }
    let held = state.corrected.digest.clone();
    let retried = args.retry.as_ref();
    let retried = retried.map(|file| refused::parts(file, &state, home.base())).transpose()?;
    let mut plan = plan(state, &home, &paths, args)?;
    plan.roots = retried.unwrap_or(plan.roots);
    let memory = before.as_ref().map(Opened::memory);
    let done = watched(|progress| index(memory, writer, &plan, progress))?;
    if done.report.written && plan.corrections.digest() != held {
        corrections::say_unfit(&*Opened::at(&home)?, &plan.corrections, output)?;
    }
    finish(&done, args, started, output)
}

/// How a new index of a cluster is spread; both numbers or none.
fn spread(args: &IndexArgs) -> Option<Spread> {
    Some(Spread { shards: args.shards?, replicas: args.replicas.unwrap_or(1) })
}

/// Where the index is that paths are read into.
fn home(cli: &Cli, paths: &[PathBuf]) -> anyhow::Result<Home> {
    match Home::cluster(cli)? {
        Some(cluster) => Ok(cluster),
        None => Home::folder(&index_path(cli, paths)?),
    }
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
                path.symlink_metadata().with_context(|| format!("{}", path.display()))?;
                bail!("{}: is a file; say with --index where the index is to be", path.display())
            }
        },
        _ => bail!("several paths; say with --index where the index is to be"),
    }
}

/// What a run did, and the exit code when it was asked to end early.
pub(super) struct Done {
    pub(super) report: Report,
    pub(super) ended: Option<u8>,
}

/// A bar on stderr when that is a terminal, and what Ctrl-C does.
struct Watch {
    bar: Option<ProgressBar>,
    bytes: AtomicU64,
    started: Instant,
    interrupt: Interrupt,
}

impl Progress for Watch {
    fn found(&self, files: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(files);
        }
    }

    fn read(&self, bytes: u64) {
        let Some(bar) = &self.bar else { return };
        let sum = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        #[expect(clippy::cast_precision_loss, reason = "a speed shown with one digit")]
        let speed = sum as f64 / 1e6 / seconds;
        bar.set_message(format!("{speed:.1} MB/s"));
        bar.inc(1);
    }

    fn stop(&self) -> bool {
        self.interrupt.asked()
    }
}

/// Runs with a bar on stderr when that is a terminal, until Ctrl-C.
pub(super) fn watched(
    work: impl FnOnce(&dyn Progress) -> crate::error::Result<Report>,
) -> anyhow::Result<Done> {
    let interrupt = Interrupt::listen().context("Ctrl-C cannot be listened for")?;
    let bar = std::io::stderr().is_terminal().then(|| {
        let template = "{bar:30} {pos}/{len} files  {msg}  {eta} left";
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        ProgressBar::new(0).with_style(style)
    });
    let watch = Watch { bar, bytes: AtomicU64::new(0), started: Instant::now(), interrupt };
    let report = work(&watch);
    if let Some(bar) = &watch.bar {
        bar.finish_and_clear();
    }
    let report = report?;
    let ended = watch.interrupt.code().filter(|_| report.interrupted);
    Ok(Done { report, ended })
}

/// What is said of a run that was ended early.
pub(super) fn interrupted(report: &Report) -> String {
    let counts = &report.articles;
    let articles = counts.added + counts.changed + counts.reannotated + counts.moved;
    if report.written {
        let files = report.files.read;
        format!("interrupted: {articles} articles of {files} files committed; run again to go on")
    } else {
        "interrupted: nothing was changed".to_owned()
    }
}

fn finish(
    Done { report, ended }: &Done,
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
    list_failed(report, output);
    if !report.refused.is_empty() {
        refused::write(&args.refused, &report.refused, output)?;
    }
    if args.json {
        let mut value = serde_json::to_value(report)?;
        value["type"] = "index".into();
        value["dry_run"] = args.dry_run.into();
        value["elapsed_ms"] = (started.elapsed().as_secs_f64() * 1e3).into();
        print_line(output, &value)?;
    } else {
        write!(output.writer(), "{}", text(report, args, started))?;
    }
    if let Some(code) = ended {
        output.note(&interrupted(report));
        return Ok(Outcome::Interrupted(*code));
    }
    let unread = report.files.indexed == 0 && !report.failed.is_empty();
    let strict = args.strict && !report.failed.is_empty();
    let refused = !report.refused.is_empty();
    Ok(if unread || strict || refused { Outcome::Failed } else { Outcome::Found })
}

/// Names what could not be read.
pub(super) fn list_failed(report: &Report, output: &Output) {
    for failed in report.failed.iter().take(LISTED) {
        output.note(&format!("failed: {}: {}", place(&failed.root, &failed.path), failed.reason));
    }
    if report.failed.len() > LISTED {
        output.note(&format!("{} more failures", report.failed.len() - LISTED));
    }
}

fn text(report: &Report, args: &IndexArgs, started: Instant) -> String {
    let files = &report.files;
    let skipped: u64 = files.skipped.values().sum();
    let reasons: Vec<String> =
        files.skipped.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
    let reasons =
        if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join(", ")) };
    let counts = &report.articles;
    let always = [(counts.added, "added"), (counts.changed, "changed"), (counts.same, "same")];
    let rarely = [
        (counts.reannotated, "re-annotated"),
        (counts.moved, "moved"),
        (counts.removed, "removed"),
        (counts.missing, "missing (kept)"),
        (counts.stale, "stale (kept)"),
    ];
    let articles: Vec<String> = always
        .iter()
        .chain(rarely.iter().filter(|(count, _)| *count > 0))
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let records = match (report.records.failed, report.records.skipped) {
        (0, 0) => String::new(),
        (failed, skipped) => format!("records: {failed} failed, {skipped} without text\n"),
    };
    let seconds = started.elapsed().as_secs_f64();
    let done = if args.dry_run {
        format!("nothing was written; looked for {seconds:.1} s")
    } else {
        format!("{} passages in {seconds:.1} s", report.passages)
    };
    format!(
        "files: {} indexed, {skipped} skipped{reasons}, {} failed\n{records}articles: {}; {done}\n",
        files.indexed,
        files.failed,
        articles.join(", "),
    )
}

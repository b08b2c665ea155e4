//! `check`: where the index and its files disagree, and what of it is damaged.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf, absolute};
use std::time::Instant;

use anyhow::Context as _;

use super::args::{CheckArgs, Cli, IndexArgs};
use super::home::Home;
use super::index::{interrupted, watched};
use super::opened::{Opened, OpenedWriter};
use super::output::Output;
use super::rebuild::{Rebuild, Rebuilt, keeps, rebuild};
use super::roots::{all, known, place, plan};
use super::search::print_line;
use super::{Outcome, corrections};
use crate::check::{Checked, Problem, ProblemKind, check};
use crate::engine::embedded::{self, Damage};
use crate::error::ErrorKind;
use crate::index::{Plan, index};

/// Differences of one kind listed for people when no list was asked for.
const LISTED: usize = 20;

/// What to do about problems.
const ADVICE: [(&[ProblemKind], &str); 3] = [
    (
        &[ProblemKind::Damaged, ProblemKind::Stale, ProblemKind::Surplus, ProblemKind::New],
        "repair with: onrecord check --repair",
    ),
    (
        &[ProblemKind::Missing],
        "articles whose file is gone stay; remove them with: onrecord index --prune",
    ),
    (&[ProblemKind::Unfit], "corrections that fit nothing change nothing; mend or remove them"),
];

/// What was found, and what was done about it.
struct Findings {
    checked: Checked,
    /// Whether the index was read; else only the damage of its files was found.
    compared: bool,
    repaired: Option<Repair>,
}

/// How an index is repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Repair {
    /// Brought up to date with its files.
    Refreshed,
    /// Made anew, since it is damaged or does not agree with itself.
    Rebuilt,
}

impl Repair {
    fn name(self) -> &'static str {
        match self {
            Self::Refreshed => "refreshed",
            Self::Rebuilt => "rebuilt",
        }
    }
}

pub(super) fn run(cli: &Cli, args: &CheckArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let home = Home::of(cli)?;
    let mut found = find(&home, &args.paths)?;
    if args.repair && !found.checked.agrees() {
        output.note(&format!("repairing: {}", counts(&found.checked)));
        let (how, Rebuilt { done, lost, kept }) = repair(&home, &found.checked)?;
        if let Some(code) = done.ended {
            output.note(&interrupted(&done.report));
            return Ok(Outcome::Interrupted(code));
        }
        if let Some(kept) = &kept {
            output.note(&keeps(&home, kept));
        }
        found = find(&home, &args.paths)?;
        found.repaired = Some(how);
        found.checked.problems.extend(lost);
        found.checked.problems.sort_unstable();
    }
    let checked = &found.checked;
    if args.json {
        for problem in checked.problems.iter().filter(|problem| wanted(args, problem.kind)) {
            let mut line = serde_json::to_value(problem)?;
            line["type"] = "problem".into();
            print_line(output, &line)?;
        }
        print_line(output, &end(&found, args, started))?;
    } else {
        output.page();
        write!(output.writer(), "{}", text(&found, args))?;
    }
    Ok(if checked.count(ProblemKind::Closed) > 0 {
        Outcome::Failed
    } else if checked.agrees() {
        Outcome::Found
    } else {
        Outcome::Nothing
    })
}

/// Reads all of the index, and compares it with its files as far as it can be read.
///
/// A cluster looks after its files itself.
fn find(home: &Home, paths: &[PathBuf]) -> anyhow::Result<Findings> {
    let damage = match home {
        Home::Folder(path) => embedded::verify(path)?,
        Home::Cluster(_) => Vec::new(),
    };
    let mut problems: Vec<Problem> =
        damage.into_iter().map(|damage| damaged(damage, home.base())).collect();
    let compared = match compare(home, paths) {
        Ok(checked) => Some(checked),
        Err(error) if !is_corrupt(&error) => return Err(error),
        Err(error) => {
            if problems.is_empty() {
                let detail = format!("{error:#}");
                let (kind, root) = (ProblemKind::Damaged, String::new());
                problems.push(Problem { kind, root, path: None, id: None, detail });
            }
            None
        }
    };
    let mut found = Findings {
        compared: compared.is_some(),
        checked: compared.unwrap_or_default(),
        repaired: None,
    };
    found.checked.problems.append(&mut problems);
    found.checked.problems.sort_unstable();
    Ok(found)
}

fn compare(home: &Home, paths: &[PathBuf]) -> anyhow::Result<Checked> {
    let (engine, base) = (Opened::at(home)?, home.base());
    let state = engine.state()?;
    let mut roots = Vec::new();
    if paths.is_empty() {
        roots = all(&state, base);
    }
    for path in paths {
        let path = absolute(path).with_context(|| format!("{}", path.display()))?;
        roots.push(known(&state, base, &path)?);
    }
    let corrections = corrections::remembered(&state.corrected, home)?;
    Ok(check(&*engine, &roots, corrections)?)
}

fn is_corrupt(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref::<crate::Error>();
    error.is_some_and(|error| matches!(error.kind(), ErrorKind::IndexCorrupt { .. }))
}

fn damaged(Damage { file, detail }: Damage, base: &Path) -> Problem {
    let path = file.strip_prefix(base).unwrap_or(&file).to_string_lossy().replace('\\', "/");
    let (kind, root) = (ProblemKind::Damaged, String::new());
    Problem { kind, root, path: Some(path), id: None, detail }
}

/// Repairs an index; tells how. One in a folder that is damaged or does not agree with itself is made
/// anew; of one in a cluster, only what is not as it should be is written again.
fn repair(home: &Home, found: &Checked) -> anyhow::Result<(Repair, Rebuilt)> {
    let args = IndexArgs::default();
    let plan = |state| plan(state, home, &[], &args);
    let ids = |kind: ProblemKind| {
        let of_kind = found.problems.iter().filter(move |problem| problem.kind == kind);
        of_kind.filter_map(|problem| problem.id.clone()).collect::<BTreeSet<String>>()
    };
    let broken = found.count(ProblemKind::Damaged) + found.count(ProblemKind::Surplus) > 0;
    if broken && matches!(home, Home::Folder(_)) {
        let how = Rebuild { alone: true, ..Rebuild::default() };
        return Ok((Repair::Rebuilt, rebuild(home, &how, plan)?));
    }
    let writer = OpenedWriter::at(home, None)?;
    let before = Opened::at(home)?;
    let plan = Plan {
        surplus: ids(ProblemKind::Surplus),
        damaged: ids(ProblemKind::Damaged),
        ..plan(before.state()?)?
    };
    let memory = Some(before.memory());
    let done = watched(|progress| index(memory, Some(writer), &plan, progress))?;
    Ok((Repair::Refreshed, Rebuilt { done, lost: Vec::new(), kept: None }))
}

/// Whether problems of a kind are listed; the others are counted.
fn wanted(args: &CheckArgs, kind: ProblemKind) -> bool {
    match kind {
        ProblemKind::Failed => args.failed,
        ProblemKind::Duplicate => args.duplicates,
        ProblemKind::Undated => args.dates,
        kind => kind.differs(),
    }
}

fn end(found: &Findings, args: &CheckArgs, started: Instant) -> serde_json::Value {
    let checked = &found.checked;
    let mut line = serde_json::json!({
        "type": "end",
        "agrees": checked.agrees(),
        "compared": found.compared,
        "repaired": found.repaired.map(Repair::name),
        "files": checked.files,
        "articles": checked.articles,
        "elapsed_ms": started.elapsed().as_secs_f64() * 1e3,
    });
    for kind in ProblemKind::ALL {
        line[kind.name()] = checked.count(kind).into();
    }
    if args.dates {
        line["dates"] = serde_json::json!(checked.dates);
    }
    line
}

fn text(found: &Findings, args: &CheckArgs) -> String {
    let checked = &found.checked;
    let mut out = String::new();
    for kind in ProblemKind::ALL.into_iter().filter(|kind| wanted(args, *kind)) {
        let of_kind = checked.problems.iter().filter(|problem| problem.kind == kind);
        // What is lost is told nowhere else.
        let listed = if kind.differs() && kind != ProblemKind::Lost { LISTED } else { usize::MAX };
        for problem in of_kind.take(listed) {
            // Writing to a string does not fail.
            let _ = writeln!(out, "{}", line(problem));
        }
        let more = checked.count(kind).saturating_sub(listed as u64);
        if more > 0 {
            let _ = writeln!(out, "{}: {more} more (--json lists all)", kind.name());
        }
    }
    if args.dates {
        let from: Vec<String> =
            checked.dates.iter().map(|(from, count)| format!("{count} {from}")).collect();
        let _ = writeln!(out, "publication dates: {}", from.join(", "));
    }
    let counts = counts(checked);
    let counts = if counts.is_empty() { counts } else { format!(": {counts}") };
    let repaired = found.repaired.map_or_else(String::new, |how| format!("{}; ", how.name()));
    if found.compared {
        let verdict = if checked.count(ProblemKind::Closed) > 0 {
            "could not be compared"
        } else if checked.agrees() {
            "agree"
        } else {
            "differ"
        };
        let (articles, files) = (checked.articles, checked.files);
        let _ = writeln!(
            out,
            "{repaired}{articles} articles of the index and {files} files {verdict}{counts}"
        );
    } else {
        let _ = writeln!(out, "{repaired}the index cannot be compared with its files{counts}");
    }
    for (kinds, advice) in ADVICE {
        if kinds.iter().any(|kind| checked.count(*kind) > 0)
            && (found.repaired.is_none() || !kinds.contains(&ProblemKind::Stale))
        {
            let _ = writeln!(out, "{advice}");
        }
    }
    out
}

/// How many problems there are of each kind.
fn counts(checked: &Checked) -> String {
    let counts = ProblemKind::ALL.into_iter().map(|kind| (checked.count(kind), kind.name()));
    let counts: Vec<String> = counts
        .filter(|(count, _)| *count > 0)
        .map(|(count, kind)| format!("{count} {kind}"))
        .collect();
    counts.join(", ")
}

pub(super) fn line(problem: &Problem) -> String {
    let path = problem.path.as_deref().unwrap_or_default();
    let id = problem.id.as_deref().map_or_else(String::new, |id| format!(" ({id})"));
    format!("{}: {}{id}: {}", problem.kind.name(), place(&problem.root, path), problem.detail)
}

//! `check`: where the index and its files disagree.

use std::fmt::Write as _;
use std::path::{Path, absolute};
use std::time::Instant;

use anyhow::Context as _;

use super::args::{CheckArgs, Cli};
use super::output::Output;
use super::roots::{all, known, place};
use super::search::print_line;
use super::{Outcome, locate};
use crate::check::{Checked, Problem, ProblemKind, check};
use crate::engine::Engine as _;

/// Differences of one kind listed for people when no list was asked for.
const LISTED: usize = 20;

pub(super) fn run(cli: &Cli, args: &CheckArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let engine = locate::open(cli)?;
    let base = absolute(engine.path())?.parent().unwrap_or(Path::new("/")).to_owned();
    let state = engine.state()?;
    let mut roots = Vec::new();
    if args.paths.is_empty() {
        roots = all(&state, &base);
    }
    for path in &args.paths {
        let path = absolute(path).with_context(|| format!("{}", path.display()))?;
        roots.push(known(&state, &base, &path)?);
    }
    let checked = check(&engine, &roots)?;
    if args.json {
        for problem in checked.problems.iter().filter(|problem| wanted(args, problem.kind)) {
            let mut line = serde_json::to_value(problem)?;
            line["type"] = "problem".into();
            print_line(output, &line)?;
        }
        print_line(output, &end(&checked, args, started))?;
    } else {
        output.page();
        write!(output.writer(), "{}", text(&checked, args))?;
    }
    Ok(if checked.count(ProblemKind::Closed) > 0 {
        Outcome::Failed
    } else if checked.agrees() {
        Outcome::Found
    } else {
        Outcome::Nothing
    })
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

fn end(checked: &Checked, args: &CheckArgs, started: Instant) -> serde_json::Value {
    let mut line = serde_json::json!({
        "type": "end",
        "agrees": checked.agrees(),
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

fn text(checked: &Checked, args: &CheckArgs) -> String {
    let mut out = String::new();
    for kind in ProblemKind::ALL.into_iter().filter(|kind| wanted(args, *kind)) {
        let of_kind = checked.problems.iter().filter(|problem| problem.kind == kind);
        let listed = if kind.differs() { LISTED } else { usize::MAX };
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
    let counts: Vec<String> = ProblemKind::ALL
        .into_iter()
        .filter(|kind| checked.count(*kind) > 0)
        .map(|kind| format!("{} {}", checked.count(kind), kind.name()))
        .collect();
    let verdict = if checked.count(ProblemKind::Closed) > 0 {
        "could not be compared"
    } else if checked.agrees() {
        "agree"
    } else {
        "differ"
    };
    let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
    let _ = writeln!(
        out,
        "{} articles of the index and {} files {verdict}{counts}",
        checked.articles, checked.files
    );
    out
}

fn line(problem: &Problem) -> String {
    let path = problem.path.as_deref().unwrap_or_default();
    let id = problem.id.as_deref().map_or_else(String::new, |id| format!(" ({id})"));
    format!("{}: {}{id}: {}", problem.kind.name(), place(&problem.root, path), problem.detail)
}

//! `show`: a passage in its article, with the evidence for its speakers and dates.

use std::io;

use anyhow::{Context as _, bail};

use super::args::{Cli, ShowArgs};
use super::opened::Opened;
use super::output::Output;
use super::search::print_line;
use super::{Outcome, locate};
use crate::annotate::{Attribution, is_told_by_form};
use crate::article::located;
use crate::correction::{block, is_marked};
use crate::hit::{Head, Stored};
use crate::index::scan::stamp;
use crate::render::{self, Text};

pub(super) fn run(cli: &Cli, args: &ShowArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let engine = Opened::of(cli)?;
    let (article, n) = match args.id.split_once('/') {
        None => (args.id.as_str(), None),
        Some((article, n)) => {
            let n: u32 =
                n.parse().with_context(|| format!("{}: {n} is no passage number", args.id))?;
            (article, Some(n))
        }
    };
    let id = locate::article_id(&*engine, &article.to_lowercase())?;
    let stored =
        engine.article(&id)?.with_context(|| format!("{id}: no such article in the index"))?;
    let context = match (args.context.as_str(), n) {
        ("all", _) | (_, None) => u32::MAX,
        (number, _) => number
            .parse()
            .with_context(|| format!("--context {number}: expected a number or all"))?,
    };
    if let Some(n) = n
        && !stored.passages.iter().any(|passage| passage.n == n)
    {
        bail!("{id}/{n}: the article has {} passages", stored.passages.len());
    }
    if let Some(note) = source(&engine, &Head::from(&stored.article))? {
        output.note(note);
    }
    let near = |passage: &&Stored| n.is_none_or(|n| passage.n.abs_diff(n) <= context);
    let shown: Vec<&Stored> = stored.passages.iter().filter(near).collect();
    if args.json {
        print_line(output, &render::article(&stored, &shown))?;
        return Ok(Outcome::Found);
    }
    output.page();
    let text = Text::new(output.style);
    write!(output.writer(), "{}", text.head(&Head::from(&stored.article)))?;
    let all: Vec<Attribution> = statements(&stored.passages);
    let mut section = None;
    for passage in shown {
        let heading = passage.section.as_deref().filter(|heading| section != Some(*heading));
        let evidence = n.is_none_or(|n| n == passage.n);
        write!(output.writer(), "{}", text.shown(passage, heading, evidence))?;
        if args.explain && evidence {
            for attribution in &passage.notes.attributions {
                writeln!(output.writer(), "\n{}", decision(attribution))?;
                write!(output.writer(), "{}", block(&stored.article, &all, attribution))?;
            }
        }
        section = passage.section.as_deref();
    }
    Ok(Outcome::Found)
}

/// What decided about a statement, as a comment in the file of fixes.
fn decision(attribution: &Attribution) -> String {
    let Attribution { rule, confidence, .. } = attribution;
    if is_marked(rule) {
        format!("# rule {rule}: you said so")
    } else if is_told_by_form(rule) {
        format!("# rule {rule}: told by its form, confidence {confidence:.2}")
    } else {
        format!("# rule {rule}: weighed by what was learned, confidence {confidence:.2}")
    }
}

/// All statements of an article, each once.
fn statements(passages: &[Stored]) -> Vec<Attribution> {
    let mut out: Vec<Attribution> = Vec::new();
    for attribution in passages.iter().flat_map(|passage| &passage.notes.attributions) {
        // One that goes on over passages belongs to each.
        if !out.iter().rev().take(64).any(|other| other == attribution) {
            out.push(attribution.clone());
        }
    }
    out
}

/// What is to be said of the file that an article came from: the text shown is the index's own.
fn source(engine: &Opened, head: &Head) -> anyhow::Result<Option<&'static str>> {
    let base = engine.home().base();
    let roots = engine.state()?.roots;
    let root = roots.iter().find(|known| known.root.name == head.root);
    let (Some(known), Some(path)) = (root, &head.path) else { return Ok(None) };
    let now = match stamp(&located(&base.join(&known.root.path), path)) {
        Ok(now) => now,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Some("its file is gone; this is the text as it was indexed"));
        }
        Err(_) => return Ok(Some("its file cannot be read; this is the text as it was indexed")),
    };
    let ledger = engine.ledger()?;
    let entry = ledger.iter().find(|entry| entry.key.root == head.root && entry.key.path == *path);
    let changed = entry.is_some_and(|entry| entry.stamp != now);
    Ok(changed.then_some("its file has changed since; this is the text as it was indexed"))
}

//! `eval`: what is found, compared with what people marked.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use anyhow::Context as _;
use serde::Serialize;
use serde_json::json;

use super::annotate::{bare, day};
use super::args::{EvalArgs, EvalTask, GoldDatesArgs, GoldSpeakersArgs, MissesArgs};
use super::output::Output;
use super::search::print_line;
use super::{Outcome, ranking};
use crate::annotate::annotate;
use crate::annotate::timex::timexes_told;
use crate::eval::{
    Counted, DateScores, GoldDates, GoldSpeakers, Miss, SpeakerScores, score_dates, score_speakers,
};
use crate::passage::passages;
use crate::render::Text;

pub(super) fn run(args: &EvalArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let failed = match &args.task {
        EvalTask::Dates(gold) => dates(gold, output),
        EvalTask::Speakers(gold) => speakers(gold, output),
        EvalTask::Ranking(collection) => return ranking::run(collection, output),
    }?;
    Ok(if failed == 0 { Outcome::Found } else { Outcome::Failed })
}

/// Prints how good the dates are; returns how many lines could not be read.
fn dates(args: &GoldDatesArgs, output: &mut Output) -> anyhow::Result<u64> {
    let mut scores = DateScores::default();
    let mut misses = Vec::new();
    let failed = each_line(&args.gold, output, |line| {
        let gold: GoldDates = serde_json::from_str(line)?;
        let published = day(gold.published.as_deref())?;
        let found = timexes_told(&gold.text, published, args.date_style.into());
        score_dates(&gold, &found, &mut scores, &mut misses);
        Ok(())
    })?;
    let shown = Text::new(output.style).date_scores(&scores);
    print("dates", &scores, &shown, misses, &args.show, output)?;
    Ok(failed)
}

/// Prints how good the attributions are; returns how many lines could not be read.
fn speakers(args: &GoldSpeakersArgs, output: &mut Output) -> anyhow::Result<u64> {
    let counted = match (&args.types[..], args.speech) {
        ([], false) => Counted::All,
        ([], true) => Counted::Speech,
        (kinds, _) => Counted::Kinds(kinds.to_vec()),
    };
    let mut scores = SpeakerScores::default();
    let mut misses = Vec::new();
    let failed = each_line(&args.gold, output, |line| {
        let gold: GoldSpeakers = serde_json::from_str(line)?;
        let article = bare(gold.text.clone());
        let found = annotate(&article, &passages(&article)).attributions;
        score_speakers(&gold, &found, &counted, &mut scores, &mut misses);
        Ok(())
    })?;
    let shown = Text::new(output.style).speaker_scores(&scores);
    print("speakers", &scores, &shown, misses, &args.show, output)?;
    Ok(failed)
}

/// Prints figures, and misses where they are asked for.
fn print(
    task: &str,
    scores: &impl Serialize,
    shown: &str,
    mut misses: Vec<Miss>,
    args: &MissesArgs,
    output: &mut Output,
) -> anyhow::Result<()> {
    if !args.errors {
        misses.clear();
    }
    by_rule(&mut misses);
    if args.json {
        let mut value = serde_json::to_value(scores)?;
        value["type"] = "eval".into();
        value["task"] = task.into();
        print_line(output, &value)?;
        for miss in &misses {
            let mut value = json!(miss);
            value["type"] = "miss".into();
            print_line(output, &value)?;
        }
    } else {
        let text = Text::new(output.style);
        write!(output.writer(), "{shown}")?;
        for miss in &misses {
            writeln!(output.writer(), "{}", text.miss(miss))?;
        }
    }
    Ok(())
}

/// Puts the rules with the most misses first, and like misses of a rule side by side.
fn by_rule(misses: &mut [Miss]) {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for miss in misses.iter() {
        *counts.entry(miss.rule.clone()).or_default() += 1;
    }
    let order = |miss: &Miss| {
        let count = counts.get(&miss.rule).copied().unwrap_or(0);
        (usize::MAX - count, miss.rule.clone(), miss.kind, miss.found.to_lowercase())
    };
    misses.sort_by_cached_key(order);
}

/// Calls `each` with every line that holds something; a line that it cannot read is named and
/// counted.
pub(super) fn each_line(
    path: &Path,
    output: &Output,
    mut each: impl FnMut(&str) -> anyhow::Result<()>,
) -> anyhow::Result<u64> {
    let shown = path.display();
    let file = std::fs::File::open(path).with_context(|| format!("{shown}"))?;
    let mut failed = 0;
    for (number, line) in (1..).zip(BufReader::new(file).split(b'\n')) {
        let line = line.with_context(|| format!("{shown}: line {number}"))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let read = str::from_utf8(&line).map_err(anyhow::Error::from).and_then(&mut each);
        if let Err(error) = read {
            output.note(&format!("{shown}: line {number}: {error:#}"));
            failed += 1;
        }
    }
    Ok(failed)
}

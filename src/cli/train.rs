//! `train`: the weights of attribution, learned from articles that people annotated.

use std::path::Path;

use anyhow::Context as _;

use super::Outcome;
use super::args::TrainArgs;
use super::eval::each_line;
use super::output::Output;
use crate::annotate::lesson::{Lesson, Marked, Settings, learn};
use crate::eval::{Counted, GoldAttribution, GoldSpeakers, SpeakerScores, score_speakers};
use crate::render::Text;
use crate::span::CodePoints;

pub(super) fn run(args: &TrainArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let mut lessons = Vec::new();
    let mut failed = 0;
    for gold in &args.gold {
        failed += each_line(gold, output, |line| {
            lessons.push(lesson(serde_json::from_str(line)?));
            Ok(())
        })?;
    }
    let settings = Settings { rounds: args.rounds, decay: args.decay, seen: args.seen };
    let learned = learn(&lessons, settings);
    if let Some(folder) = &args.out {
        write(folder, "ends.tsv", &learned.ends)?;
        write(folder, "statements.tsv", &learned.statements)?;
    }
    let read = learned.reader();
    for gold in &args.test {
        let mut scores = SpeakerScores::default();
        failed += each_line(gold, output, |line| {
            let gold: GoldSpeakers = serde_json::from_str(line)?;
            let found = read(&gold.text);
            score_speakers(&gold, &found, &Counted::All, &mut scores, &mut Vec::new());
            Ok(())
        })?;
        writeln!(output.writer(), "{}", gold.display())?;
        let shown = Text::new(output.style).speaker_scores(&scores);
        write!(output.writer(), "{shown}")?;
    }
    Ok(if failed == 0 { Outcome::Found } else { Outcome::Failed })
}

fn lesson(gold: GoldSpeakers) -> Lesson {
    let points = CodePoints::new(&gold.text);
    let marked =
        |one: &GoldAttribution| Marked { cue: one.cue(&points), content: one.content(&points) };
    let marked = gold.attributions.iter().map(marked).collect();
    Lesson { text: gold.text, marked }
}

fn write(folder: &Path, name: &str, weights: &str) -> anyhow::Result<()> {
    let path = folder.join(name);
    std::fs::write(&path, weights).with_context(|| format!("{}", path.display()))
}

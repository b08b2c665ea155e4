//! What an annotated article teaches: where content ends, and which statements are right.

use std::ops::Range;

use super::ends;
use super::extent::Shape;
use super::scene::Scene;
use super::verb::{Mood, group_at};
use super::weights::Weights;
use super::{complement, judge, propose};
use crate::annotate::Attribution;
pub(crate) use crate::annotate::learned::trainer::Settings;
use crate::annotate::learned::trainer::{Example, train};
use crate::annotate::names::Cast;
use crate::annotate::story::Story;
use crate::span::Span;

/// Share of the longer of two contents that both must hold to be one (as in the evaluation of
/// attributions).
const SAME: f64 = 0.5;

/// An attribution that people marked.
#[derive(Clone, Debug)]
pub(crate) struct Marked {
    /// The words that show it.
    pub(crate) cue: Option<Span>,
    /// What was said.
    pub(crate) content: Vec<Span>,
}

/// An article whose lines are paragraphs, with what people marked in it.
#[derive(Clone, Debug)]
pub(crate) struct Lesson {
    /// Its text.
    pub(crate) text: String,
    /// Its attributions.
    pub(crate) marked: Vec<Marked>,
}

/// The files of weights.
#[derive(Debug)]
pub(crate) struct Learned {
    /// Where content ends.
    pub(crate) ends: String,
    /// Which statements are right.
    pub(crate) statements: String,
}

/// Learns where content ends, then, with content cut so, which statements are right.
pub(crate) fn learn(lessons: &[Lesson], settings: Settings) -> Learned {
    let none = Weights::default();
    let mut examples = Vec::new();
    for lesson in lessons {
        show(&lesson.text, &none, |scene| read_ends(scene, &lesson.marked, &mut examples));
    }
    let ends = train(&examples, settings);
    let weights = Weights::read(&ends, "");
    examples.clear();
    for lesson in lessons {
        show(&lesson.text, &weights, |scene| {
            read_statements(scene, &lesson.marked, &mut examples);
        });
    }
    Learned { ends, statements: train(&examples, settings) }
}

impl Learned {
    /// What the program finds with these weights, in texts whose lines are paragraphs.
    pub(crate) fn reader(&self) -> impl Fn(&str) -> Vec<Attribution> {
        let weights = Weights::read(&self.ends, &self.statements);
        move |text| show(text, &weights, super::read)
    }
}

/// Calls `read` with the scene of a text.
fn show<T>(text: &str, weights: &Weights, read: impl FnOnce(&Scene<'_>) -> T) -> T {
    let story = Story::plain(text, None);
    let cast = Cast::read(&story);
    read(&Scene::weighed(&story, &cast, weights))
}

/// Of content that begins where the rules say, the places passed and the one where it ends.
fn read_ends(scene: &Scene<'_>, marked: &[Marked], out: &mut Vec<Example>) {
    for unit in &scene.units {
        let Range { start, end } = unit.tokens;
        for i in unit.tokens.clone() {
            if scene.quotations.covers(i) || scene.named_at(i).is_some() {
                continue;
            }
            let Some(group) = group_at(scene, i, start, end) else { continue };
            let Some((first, clause)) = complement::begin(scene, group.cue.frames, &group, end)
            else {
                continue;
            };
            let shape =
                Shape { clause, participle: group.mood == Mood::Participle, cue: group.cue.lemma };
            let cue = scene.tokens().cover(group.tokens.start, group.tokens.end - 1);
            let Some(last) = marked_end(scene, marked, cue, first) else { continue };
            for place in ends::places(scene, first, end, shape) {
                let between = place.at.min(last)..place.at.max(last);
                let right = scene.weight(between) == 0;
                if place.at > last && !right {
                    break;
                }
                out.push(Example::of(right, |sink| place.describe(scene, sink)));
                if right {
                    break;
                }
            }
        }
    }
}

/// Statements that rules find, with whether people marked them too: one for each at most.
fn read_statements(scene: &Scene<'_>, marked: &[Marked], out: &mut Vec<Example>) {
    let found = propose(scene);
    let tokens = |span: &Span| scene.tokens().within(*span);
    let gold: Vec<Vec<Range<usize>>> =
        marked.iter().map(|one| one.content.iter().map(tokens).collect()).collect();
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for (i, proposal) in found.iter().enumerate() {
        for (k, gold) in gold.iter().enumerate() {
            let shared = likeness(scene, &proposal.statement.content, gold);
            if shared >= SAME {
                pairs.push((shared, i, k));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut right = vec![false; found.len()];
    let mut taken = vec![false; gold.len()];
    for (_, i, k) in pairs {
        if !right[i] && !taken[k] {
            right[i] = true;
            taken[k] = true;
        }
    }
    for (proposal, right) in found.iter().zip(right) {
        if proposal.statement.likely.is_none() {
            out.push(Example::of(right, |sink| {
                judge::describe(scene, &proposal.statement, proposal.nested, sink);
            }));
        }
    }
}

/// Where the marked content ends that has this cue and begins at token `first`.
fn marked_end(scene: &Scene<'_>, marked: &[Marked], cue: Span, first: usize) -> Option<usize> {
    let same_cue = marked.iter().filter(|one| one.cue.is_some_and(|own| own.overlaps(cue)));
    same_cue.flat_map(|one| &one.content).find_map(|span| {
        let tokens = scene.tokens().within(*span);
        let that = usize::from(scene.lower(tokens.start) == "that");
        let begins = tokens.start + that;
        let same = scene.weight(begins.min(first)..begins.max(first)) == 0;
        (same && tokens.end > first).then_some(tokens.end)
    })
}

/// Share of the longer of two contents that both hold, by letters and digits.
#[expect(clippy::cast_precision_loss, reason = "letters of a sentence are far below 2^53")]
fn likeness(scene: &Scene<'_>, a: &[Range<usize>], b: &[Range<usize>]) -> f64 {
    let weight = |ranges: &[Range<usize>]| -> usize {
        ranges.iter().map(|range| scene.weight(range.clone())).sum()
    };
    let shared: usize = a
        .iter()
        .flat_map(|a| b.iter().map(move |b| a.start.max(b.start)..a.end.min(b.end)))
        .filter(|range| range.start < range.end)
        .map(|range| scene.weight(range))
        .sum();
    let longer = weight(a).max(weight(b));
    if longer == 0 { 0.0 } else { shared as f64 / longer as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str, words: &str) -> Vec<Span> {
        let start = text.find(words).expect("the words");
        vec![Span::new(start, start + words.len())]
    }

    /// Articles in which "said" takes all that follows, and "added" ends before "as".
    fn lessons() -> Vec<Lesson> {
        let mut out = Vec::new();
        for weather in
            ["it rained", "it snowed", "the sun shone", "the wind rose", "the port froze"]
        {
            for (cue, content) in [
                ("said", format!("{weather} as the ships came in")),
                ("added", format!("{weather} at noon")),
            ] {
                let text = format!("Karen Holm {cue} {content} while she left.");
                let marked =
                    Marked { cue: spans(&text, cue).pop(), content: spans(&text, &content) };
                out.push(Lesson { text, marked: vec![marked] });
            }
        }
        out
    }

    #[test]
    fn what_is_learned_is_found_again() {
        let learned = learn(&lessons(), Settings::default());
        let read = learned.reader();
        let text = "Nils Berg said it rained as the ships came in while she left.";
        let found = read(text);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].content[0].of(text), "it rained as the ships came in");
    }

    #[test]
    fn learning_twice_gives_the_same_files() {
        let (first, second) =
            (learn(&lessons(), Settings::default()), learn(&lessons(), Settings::default()));
        assert_eq!(first.ends, second.ends);
        assert_eq!(first.statements, second.statements);
    }
}

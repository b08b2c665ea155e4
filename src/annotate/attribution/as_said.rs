//! "As X said, …" and "…, as X put it".

use super::extent::Shape;
use super::preceding::adjunct_end;
use super::scene::{Scene, Unit};
use super::statement::{Source, Statement};
use super::verb::{Mood, group_at};
use super::{extent, subject};

/// The statements of one unit that a clause with "as" marks.
pub(super) fn find(scene: &Scene<'_>, unit: &Unit, out: &mut Vec<Statement>) {
    let (start, end) = (unit.tokens.start, unit.tokens.end);
    for i in unit.tokens.clone() {
        if scene.lower(i) != "as" || scene.quotations.covers(i) {
            continue;
        }
        let Some(source) = subject::after(scene, i + 1, end.min(i + 14)) else { continue };
        let Some(cue) = saying_end(scene, source.end, end) else { continue };
        let said = cue;
        let cue = adjunct_end(scene, said, end);
        let closed = cue >= end || scene.is_mark(cue);
        if !closed {
            continue;
        }
        let content = if i == start {
            let at = (cue + usize::from(cue < end)).min(end);
            at..extent::end_of(scene, at, end, Shape::CLAUSE)
        } else if scene.is_comma(i - 1) || scene.quotations.covers(i - 1) {
            let stop = if scene.is_comma(i - 1) { i - 1 } else { i };
            start..stop
        } else {
            continue;
        };
        if !content.is_empty() && scene.weight(content.clone()) > 1 {
            out.push(
                Statement::said("as-said", Source::Words(source.clone()))
                    .with_cue(source.end..said)
                    .with_content(content),
            );
        }
    }
}

/// The end of a cue at `i`: a verb that takes speech, or "put it".
fn saying_end(scene: &Scene<'_>, i: usize, end: usize) -> Option<usize> {
    if matches!(scene.lower(i), "put" | "puts") && scene.lower(i + 1) == "it" {
        return Some(i + 2);
    }
    (i..end.min(i + 4))
        .find_map(|k| group_at(scene, k, i, end))
        .filter(|group| {
            group.tokens.start == i && group.mood == Mood::Finite && group.cue.frames.quote()
        })
        .map(|group| {
            let cue = group.tokens.end;
            // "as X told reporters, …"
            let addressee =
                subject::after(scene, cue, end).filter(|_| group.cue.frames.addressee());
            addressee.map_or(cue, |phrase| phrase.end)
        })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    #[test]
    fn a_clause_with_as_marks_the_sentence() {
        finds(
            "as-said",
            "As Karen Holm put it, the harbour is asleep.",
            "Karen Holm",
            "the harbour is asleep",
        );
        finds(
            "as-said",
            "The harbour was asleep, as Karen Holm said.",
            "Karen Holm",
            "The harbour was asleep",
        );
        finds(
            "as-said",
            "As Karen Holm told reporters, the harbour is asleep.",
            "Karen Holm",
            "the harbour is asleep",
        );
    }

    #[test]
    fn the_occasion_may_have_an_owner() {
        finds(
            "as-said",
            "The harbour “was asleep,” as Karen Holm said on Nils Berg’s show on Monday.",
            "Karen Holm",
            "The harbour … was asleep",
        );
    }

    #[test]
    fn as_of_time_or_manner_is_none() {
        lacks("as-said", "As Karen Holm arrived, the harbour woke.");
        lacks("as-said", "Karen Holm worked as a pilot before she said yes.");
    }
}

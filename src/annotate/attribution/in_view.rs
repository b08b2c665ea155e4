//! "In X's view, …" and "…, in X's words, …".

use super::extent::Shape;
use super::scene::{Scene, Unit};
use super::statement::{Source, Statement};
use super::word::Class;
use super::{extent, subject};
use crate::annotate::Act;

/// What a person may have of a statement.
const NOUNS: &[(&str, Act)] = &[
    ("view", Act::Belief),
    ("opinion", Act::Belief),
    ("mind", Act::Belief),
    ("eyes", Act::Belief),
    ("words", Act::Speech),
    ("account", Act::Speech),
    ("telling", Act::Speech),
];

/// Longest source between "in" and the noun, in tokens.
const LONGEST: usize = 6;

/// The statements of one unit that "in X's view" marks.
pub(super) fn find(scene: &Scene<'_>, unit: &Unit, out: &mut Vec<Statement>) {
    let (start, end) = (unit.tokens.start, unit.tokens.end);
    for i in unit.tokens.clone() {
        if scene.lower(i) != "in" || scene.quotations.covers(i) {
            continue;
        }
        let noun = (i + 2..end.min(i + 2 + LONGEST)).find_map(|k| {
            NOUNS.iter().find(|(noun, _)| scene.lower(k) == *noun).map(|(_, act)| (k, *act))
        });
        let Some((noun, act)) = noun else { continue };
        let owner = noun - 1;
        let source = if scene.is(owner, Class::POSSESSIVE) && owner == i + 1 {
            owner..noun
        } else if scene.is_genitive(owner) {
            match subject::after(scene, i + 1, owner) {
                Some(phrase) if phrase.end == owner => phrase,
                _ => continue,
            }
        } else {
            continue;
        };
        // Only set off by commas it is about the sentence.
        let behind = noun + 1;
        let first = i == start;
        if !(scene.is_comma(behind) && (first || scene.is_comma(i - 1))) {
            continue;
        }
        let stop = extent::end_of(scene, behind + 1, end, Shape::CLAUSE);
        let mut statement =
            Statement::said("in-view", Source::Words(source)).by_form(0.75).with_cue(i..behind);
        statement.act = act;
        if !first {
            statement.content.push(start..i - 1);
        }
        if behind + 1 < stop {
            statement.content.push(behind + 1..stop);
        }
        if !statement.content.is_empty() {
            out.push(statement);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    #[test]
    fn a_view_set_off_by_commas_owns_the_sentence() {
        finds(
            "in-view",
            "In Karen Holm’s view, the port is lost.",
            "Karen Holm",
            "the port is lost",
        );
        finds("in-view", "The port was, in her words, a ruin.", "her", "The port was … a ruin");
    }

    #[test]
    fn a_view_of_the_sea_is_none() {
        lacks("in-view", "The ship came in view of the port, and it stayed.");
        lacks("in-view", "In view of the storm, the port closed.");
    }
}

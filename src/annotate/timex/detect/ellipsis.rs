//! Times named by the pointer alone: "fewer came this year than last".

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Value, Which};
use super::super::words::Word;
use super::Reading;

/// Reads "last", "next" or "this" where the unit stands right before: "this week or next".
pub(super) fn ellipsis(atoms: &Atoms, i: usize) -> Option<Reading> {
    let Word::Which(which @ (Which::Last | Which::Next | Which::This)) = atoms.word(i) else {
        return None;
    };
    let joined = matches!(atoms.before(i), Word::As | Word::Than | Word::Or | Word::And | Word::To);
    let at = i.checked_sub(3).filter(|_| joined)?;
    let (Word::Which(Which::Last | Which::Next | Which::This), Word::Unit(unit, false)) =
        (atoms.word(at), atoms.word(at + 1))
    else {
        return None;
    };
    let ends = atoms.clause_ends(i + 1) || atoms.behind_mark(i + 2);
    let value = Value::Turn { unit, which };
    (ends && unit > Unit::Day).then(|| Reading::new(i + 1, value, "ellipsis"))
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};

    #[test]
    fn the_unit_may_stand_before() {
        for (before, behind, text) in [
            (("this year", "2025"), ("last", "2024"), "Fewer came this year than last."),
            (
                ("this week", "2025-W42"),
                ("next", "2025-W43"),
                "It opens this week or next, he said.",
            ),
            (("last month", "2025-09"), ("this", "2025-10"), "It rained last month and this."),
            (
                ("this quarter", "2025-Q4"),
                ("last", "2025-Q3"),
                "It paid as much this quarter as last",
            ),
        ] {
            finds(text, &[(before.0, before.1, "relative-unit"), (behind.0, behind.1, "ellipsis")]);
        }
    }

    #[test]
    fn other_pointers_point_at_a_noun() {
        finds(
            "It was played this year and last weekend in the park.",
            &[
                ("this year", "2025", "relative-unit"),
                ("last weekend", "2025-W41-WE", "relative-unit"),
            ],
        );
        finds("He came this week and last of all.", &[("this week", "2025-W42", "relative-unit")]);
        finds_nothing("The first was better than last. They came one by one or next.");
    }
}

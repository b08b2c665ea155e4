//! Lengths that lead to a time to come: "the bridge will open in two weeks".
//!
//! The same words are a length beside what is counted or compared ("the first strike in two years")
//! and in what is past ("it was built in two years").

use std::ops::Range;

use super::atoms::Atoms;
use super::calendar::Unit;
use super::detect::Found;
use super::tense::{self, Sense};
use super::value::{Anchor, Count, Value};
use super::words::{self, Word};
use crate::text::{TokenKind, Tokens};

/// Rule of a length that leads to a time to come.
pub(super) const RULE: &str = "ahead";

/// Tokens read before "in": a verb with its object.
const BEFORE: usize = 8;

/// Words that compare, beside those in -est.
const COMPARING: &[&str] = &["most", "least", "best", "worst", "only", "record", "more", "less"];

/// The time that a length leads to, if it leads to one; `sentence` holds its tokens.
pub(super) fn ahead(
    tokens: &Tokens<'_>,
    sentence: &Range<usize>,
    atoms: &Atoms,
    found: &Found,
) -> Option<Value> {
    let Value::Duration(count @ Count::Exactly(units), unit) = found.reading.value else {
        return None;
    };
    let whole = match unit {
        Unit::Day => units > 1,
        Unit::Week | Unit::Month | Unit::Year => true,
        _ => false,
    };
    let plain = atoms.before(found.first) == Word::In
        && !matches!(atoms.word(found.first), Word::The | Word::Which(_) | Word::Past)
        && atoms.word(found.reading.end) != Word::Of
        && !atoms.glued(found.reading.end);
    let first = atoms.get(found.first)?.token;
    (whole && plain && is_to_come(tokens, sentence.start..first.checked_sub(1)?))
        .then_some(Value::Shift { count, unit, back: false, from: Anchor::Publication })
}

/// Whether the verb right before looks ahead, and nothing is counted or compared.
fn is_to_come(tokens: &Tokens<'_>, before: Range<usize>) -> bool {
    let near = before.start.max(before.end.saturating_sub(BEFORE))..before.end;
    for i in near.rev() {
        let word = tokens.lower(i);
        let counts = COMPARING.contains(&word)
            || (word.len() > 4 && word.ends_with("est"))
            || matches!(
                words::word(word),
                Word::Ordinal(_)
                    | Word::Digits(..)
                    | Word::Amount(_)
                    | Word::Number(_)
                    | Word::Measure
                    | Word::Few
            );
        if counts || tokens.kind(i) == Some(TokenKind::Mark) {
            return false;
        }
        match tense::sense(word) {
            Some(Sense::Ahead | Sense::Planned) => return true,
            Some(Sense::Past) if !matches!(tokens.lower(i.wrapping_sub(1)), "be" | "been") => {
                return false;
            }
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::super::testing::{finds, finds_on};

    #[test]
    fn what_will_be_in_some_time_lies_so_far_ahead() {
        for (text, words, value) in [
            ("The bridge will open in two weeks.", "two weeks", "2025-W44"),
            ("The loan must be repaid in five years.", "five years", "2030"),
            ("A ruling is expected in three months, said Lind.", "three months", "2026-01"),
            ("The vote is due in ten days.", "ten days", "2025-10-23"),
            ("She may be back in a week's time.", "a week", "2025-W43"),
        ] {
            finds(text, &[(words, value, "ahead")]);
        }
        finds_on("", "The bridge will open in two weeks.", &[("two weeks", "XXXX-WXX", "ahead")]);
    }

    #[test]
    fn a_length_beside_what_is_counted_or_past_stays_one() {
        for (text, words, value) in [
            ("The bridge was built in two years.", "two years", "P2Y"),
            ("It will be the first strike in two years.", "two years", "P2Y"),
            ("They will play three matches in two weeks.", "two weeks", "P2W"),
            ("It will cut 500 jobs in two years.", "two years", "P2Y"),
            ("It will post its steepest loss in ten years.", "ten years", "P10Y"),
            ("It will rise, for it was mended in two weeks.", "two weeks", "P2W"),
            ("It will open in the next two weeks.", "the next two weeks", "P2W"),
            ("It will end in two weeks of talks.", "two weeks", "P2W"),
            ("It will be done in one day.", "one day", "P1D"),
        ] {
            finds(text, &[(words, value, "duration")]);
        }
    }
}

//! Weekdays counted within a month: "the first Monday in May", "the last Sunday of October 2019".

use super::super::atoms::Atoms;
use super::super::value::{Part, Which};
use super::super::words::Word;
use super::Reading;
use super::day::{dated, month_name};

/// Reads a weekday of a month from its count on.
pub(super) fn nth(atoms: &Atoms, i: usize) -> Option<Reading> {
    let nth = match atoms.word(i) {
        Word::Ordinal(nth @ 1..=5) => i8::try_from(nth).ok()?,
        Word::Which(Which::Last) => -1,
        _ => return None,
    };
    let Word::Weekday(weekday, false) = atoms.word(i + 1) else { return None };
    if !atoms.capital(i + 1) || !matches!(atoms.word(i + 2), Word::In | Word::Of) {
        return None;
    }
    let (end, month) = month_name(atoms, i + 3)?;
    Some(dated(atoms, end, Part::Nth { month, nth, weekday }, Which::Open, "nth-weekday"))
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing, finds_on};

    #[test]
    fn weekdays_are_counted_within_their_month() {
        for (words, value) in [
            ("the first Monday in May", "2025-05-05"),
            ("the last Sunday of October", "2025-10-26"),
            ("the third Thursday of November 2019", "2019-11-21"),
            ("the second Tuesday in June last year", "2024-06-11"),
        ] {
            finds(&format!("The fair was held on {words}."), &[(words, value, "nth-weekday")]);
        }
        finds(
            "Voters will decide on the first Sunday in March.",
            &[("the first Sunday in March", "2026-03-01", "nth-weekday")],
        );
        finds_on(
            "",
            "It falls on the last Monday of May.",
            &[("the last Monday of May", "XXXX-05-XX", "nth-weekday")],
        );
    }

    #[test]
    fn other_weekdays_are_not_counted() {
        finds(
            "It fell on the last Sunday in Rome.",
            &[("the last Sunday", "2025-10-12", "weekday")],
        );
        finds(
            "It was the first Tuesday after the vote in May.",
            &[("Tuesday", "2025-10-07", "weekday"), ("May", "2025-05", "month")],
        );
        finds_nothing("The third monday of May Lind.");
    }
}

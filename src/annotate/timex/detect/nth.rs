//! Days counted within a month: "the first Monday in May", "the last day of October 2019".

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Part, Which};
use super::super::words::Word;
use super::Reading;
use super::day::{dated, month_day, month_name};

/// Reads a day or weekday of a month from its count on.
pub(super) fn nth(atoms: &Atoms, i: usize) -> Option<Reading> {
    let nth = match atoms.word(i) {
        Word::Ordinal(nth @ 1..=31) => i8::try_from(nth).ok()?,
        Word::Which(Which::Last) => -1,
        _ => return None,
    };
    if !matches!(atoms.word(i + 2), Word::In | Word::Of) {
        return None;
    }
    let (end, month) = month_name(atoms, i + 3)?;
    let (part, rule) = match atoms.word(i + 1) {
        Word::Weekday(weekday, false) if atoms.capital(i + 1) && nth <= 5 => {
            (Part::Nth { month, nth, weekday }, "nth-weekday")
        }
        Word::Unit(Unit::Day, false) if !atoms.glued(i + 1) => {
            (month_day(month, if nth > 0 { nth } else { last_day(month)? })?, "nth-day")
        }
        _ => return None,
    };
    Some(dated(atoms, end, part, Which::Open, rule))
}

/// The last day of a month; that of February differs from year to year.
fn last_day(month: i8) -> Option<i8> {
    let is_day = |day: &i8| month_day(month, *day).is_some();
    (month != 2).then(|| (1..=31).rev().find(is_day)).flatten()
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
    fn days_are_counted_within_their_month() {
        for (words, value, rule) in [
            ("the first day of May", "2025-05-01", "nth-day"),
            ("the last day of April", "2025-04-30", "nth-day"),
            ("the 15th day of June 2019", "2019-06-15", "full-date"),
        ] {
            finds(&format!("The fair was held on {words}."), &[(words, value, rule)]);
        }
        finds("It was shut on the last day of February.", &[("February", "2025-02", "month")]);
        finds("It was shut on the 31st day of April.", &[("April", "2025-04", "month")]);
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

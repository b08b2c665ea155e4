//! Holidays with a day of their own: "Christmas Eve", "Thanksgiving", "Good Friday".

use jiff::civil::Weekday;

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Feast, Part, Value, Which, Year};
use super::super::words::Word;
use super::day::{dated, year_behind};
use super::{Reading, which};

/// Reads a holiday, with "last", "this" or "next" before it.
pub(super) fn holiday(atoms: &Atoms, i: usize) -> Option<Reading> {
    let (i, which) = match which(atoms.word(i)) {
        Some(which) => (i + 1, which),
        None => (i, Which::Open),
    };
    if !atoms.capital(i) {
        return None;
    }
    let is_day = |at| atoms.word(at) == Word::Unit(Unit::Day, false) && atoms.capital(at);
    let weekday = |at| match atoms.word(at) {
        Word::Weekday(weekday, false) if atoms.capital(at) => Some(weekday),
        _ => None,
    };
    let (end, part) = match atoms.word(i) {
        Word::Thanksgiving => {
            (i + 1 + usize::from(is_day(i + 1)), Part::Feast(Feast::Thanksgiving, 0))
        }
        Word::DayOf(part) => {
            let at = atoms.skip(i + 1, Word::Possessive);
            is_day(at).then_some((at + 1, part))?
        }
        Word::Halloween => (i + 1, Part::MonthDay(10, 31)),
        Word::Month(5, _) if is_day(i + 1) => (i + 2, Part::MonthDay(5, 1)),
        Word::Christmas if atoms.word(i + 1) == Word::Eve => (i + 2, Part::MonthDay(12, 24)),
        Word::Christmas if is_day(i + 1) => (i + 2, Part::MonthDay(12, 25)),
        Word::Christmas if week_behind(atoms, i) => (i + 1, Part::MonthDay(12, 25)),
        Word::Christmas if stands_alone(atoms, i, which) => (i + 1, Part::MonthDay(12, 25)),
        Word::New
            if atoms.word(i + 1) == Word::Unit(Unit::Year, false)
                && atoms.word(i + 2) == Word::Possessive =>
        {
            match atoms.word(i + 3) {
                Word::Eve => (i + 4, Part::MonthDay(12, 31)),
                _ if is_day(i + 3) => (i + 4, Part::MonthDay(1, 1)),
                _ => return None,
            }
        }
        Word::Good if weekday(i + 1) == Some(Weekday::Friday) => {
            (i + 2, Part::Feast(Feast::Easter, -2))
        }
        Word::Black if weekday(i + 1) == Some(Weekday::Friday) => {
            (i + 2, Part::Feast(Feast::Thanksgiving, 1))
        }
        Word::Easter if weekday(i + 1) == Some(Weekday::Sunday) => {
            (i + 2, Part::Feast(Feast::Easter, 0))
        }
        Word::Easter if weekday(i + 1) == Some(Weekday::Monday) => {
            (i + 2, Part::Feast(Feast::Easter, 1))
        }
        Word::Easter if stands_alone(atoms, i, which) => (i + 1, Part::Feast(Feast::Easter, 0)),
        Word::Easter if week_behind(atoms, i) => (i + 1, Part::Feast(Feast::Easter, 0)),
        _ => return None,
    };
    if which == Which::Open && week_behind(atoms, end - 1) {
        let value = Value::WeekOf(part, Year::Unknown);
        return Some(Reading::new(end + 1, value, "week-of"));
    }
    Some(dated(atoms, end, part, which, "holiday"))
}

/// Whether the week of a holiday is meant: "Easter week".
fn week_behind(atoms: &Atoms, i: usize) -> bool {
    let week = atoms.word(i + 1) == Word::Unit(Unit::Week, false);
    week && !atoms.glued(i + 1) && !atoms.glued(i + 2)
}

/// "before Christmas" and "last Easter" are days; "a Christmas tree" and "Easter eggs" are not.
fn stands_alone(atoms: &Atoms, i: usize, which: Which) -> bool {
    let introduced = which != Which::Open
        || matches!(
            atoms.before(i),
            Word::Before
                | Word::After
                | Word::Until
                | Word::Since
                | Word::At
                | Word::On
                | Word::Preposition
        );
    let dated = year_behind(atoms, atoms.skip(i + 1, Word::Of)).is_some();
    let noun =
        atoms.get(i + 1).is_some_and(|behind| behind.word.may_be_noun()) && !atoms.touches(i + 1);
    (introduced || dated) && !noun && !atoms.glued(i + 1)
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};

    #[test]
    fn holidays_have_their_day() {
        for (words, value, rule) in [
            ("Christmas Eve", "2025-12-24", "holiday"),
            ("New Year's Day 2020", "2020-01-01", "full-date"),
            ("Thanksgiving", "2025-11-27", "holiday"),
            ("Black Friday", "2025-11-28", "holiday"),
            ("next Christmas", "2025-12-25", "holiday"),
            ("Good Friday 2024", "2024-03-29", "holiday"),
            ("Easter Monday 2023", "2023-04-10", "holiday"),
            ("last Easter", "2025-04-20", "holiday"),
            ("Halloween", "2025-10-31", "holiday"),
            ("next Memorial Day", "2026-05-25", "holiday"),
            ("last Labor Day", "2025-09-01", "holiday"),
            ("Valentine's Day", "2026-02-14", "holiday"),
            ("next May Day", "2026-05-01", "holiday"),
        ] {
            finds(&format!("It will close on {words}."), &[(words, value, rule)]);
        }
    }

    #[test]
    fn the_week_of_a_holiday_holds_its_day() {
        for (words, value) in [
            ("Easter week", "2026-W14"),
            ("Christmas week", "2025-W52"),
            ("Thanksgiving week", "2025-W48"),
        ] {
            finds(&format!("Prices will rise in {words}."), &[(words, value, "week-of")]);
        }
        finds_nothing("Easter week-long tours, an easter week.");
    }

    #[test]
    fn a_holiday_with_its_year_needs_no_more() {
        finds("It was a wet Christmas 2020.", &[("Christmas 2020", "2020-12-25", "full-date")]);
        finds("He recalls Easter of 2016.", &[("Easter of 2016", "2016-03-27", "holiday")]);
        finds(
            "They sold Easter 2,000 eggs, and Christmas 1999 trees.",
            &[("Christmas 1999", "1999-12-25", "full-date")],
        );
    }

    #[test]
    fn what_a_holiday_qualifies_is_no_day() {
        finds_nothing("The Labor leader boxed on a memorial day in Boxing Hall.");
        finds_nothing("A Christmas tree, Easter eggs and new year plans.");
        finds_nothing("After Christmas shopping he saw a good black cat.");
    }
}

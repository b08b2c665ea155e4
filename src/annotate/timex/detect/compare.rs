//! Comparisons with the year before: "the year-earlier quarter", "the same period last year".

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Anchor, Count, Value, Which};
use super::super::words::Word;
use super::Reading;
use super::number::year_number;

/// Reads what a report compares with.
pub(super) fn compare(atoms: &Atoms, i: usize) -> Option<Reading> {
    let at = atoms.skip(i, Word::The);
    if !matches!(
        atoms.word(at),
        Word::Unit(_, false) | Word::Which(_) | Word::Corresponding | Word::Period
    ) {
        return None;
    }
    year_ago(atoms, at)
        .or_else(|| of_last_year(atoms, at))
        .or_else(|| same_of_year_before(atoms, i, at))
}

/// "year-ago", "the year-earlier quarter", "the prior-year period", "month-ago"
fn year_ago(atoms: &Atoms, i: usize) -> Option<Reading> {
    let unit = match atoms.word(i) {
        Word::Unit(unit, false) if matches!(atoms.word(i + 1), Word::Ago | Word::Earlier) => unit,
        Word::Which(Which::Previous) if atoms.word(i + 1) == Word::Unit(Unit::Year, false) => {
            Unit::Year
        }
        _ => return None,
    };
    if !atoms.glued(i + 1) {
        return None;
    }
    let end = match (atoms.word(i + 2), atoms.word(i + 3)) {
        (Word::Unit(_, false) | Word::Period, _) => i + 3,
        (Word::Ordinal(_), Word::Unit(Unit::Quarter, false)) => i + 4,
        _ => i + 2,
    };
    let value = match (unit, atoms.word(end - 1)) {
        (Unit::Year, Word::Unit(unit @ (Unit::Quarter | Unit::Month), _)) => {
            Value::YearBefore(unit)
        }
        (Unit::Year, _) => Value::YearBefore(Unit::Year),
        // A comparison is made with the date told before, not with today.
        _ => Value::Shift { count: Count::Exactly(1), unit, back: true, from: Anchor::Mentioned },
    };
    Some(Reading::new(end, value, "distance"))
}

/// "last year's quarter", "last year's corresponding period"
fn of_last_year(atoms: &Atoms, i: usize) -> Option<Reading> {
    let at = last_year(atoms, i).filter(|at| atoms.word(*at) == Word::Possessive)?;
    let (end, unit) = compared(atoms, is_same(atoms, at + 1).map_or(at + 1, |at| at))?;
    Some(Reading::new(end, Value::YearBefore(unit), "year-before"))
}

/// "the same period last year", "the corresponding quarter of 2019", "the quarter a year ago"
fn same_of_year_before(atoms: &Atoms, i: usize, at: usize) -> Option<Reading> {
    let same = is_same(atoms, at);
    // "a quarter last year" is any of four.
    if same.is_none() && at == i {
        return None;
    }
    let (end, unit) = compared(atoms, same.unwrap_or(at))?;
    let of = end + usize::from(matches!(atoms.word(end), Word::Of | Word::In | Word::From));
    if let (Some(_), Unit::Quarter | Unit::Year, Some((end, year))) =
        (same, unit, year_number(atoms, of).filter(|_| of > end))
    {
        return Some(Reading::new(end, Value::QuarterOf(year), "year-before"));
    }
    let end = last_year(atoms, of).or_else(|| a_year_ago(atoms, of))?;
    Some(Reading::new(end, Value::YearBefore(unit), "year-before"))
}

/// Skips "same" or "corresponding".
fn is_same(atoms: &Atoms, i: usize) -> Option<usize> {
    matches!(atoms.word(i), Word::Which(Which::Same) | Word::Corresponding).then_some(i + 1)
}

/// Reads the stretch that is compared: a quarter, a month, or a period of no said length.
fn compared(atoms: &Atoms, i: usize) -> Option<(usize, Unit)> {
    let unit = match atoms.word(i) {
        Word::Unit(unit @ (Unit::Quarter | Unit::Month), false) => unit,
        Word::Period => Unit::Year,
        _ => return None,
    };
    (!atoms.glued(i + 1)).then_some((i + 1, unit))
}

/// Skips "last year", "the previous year".
fn last_year(atoms: &Atoms, i: usize) -> Option<usize> {
    let at = atoms.skip(i, Word::The);
    let last = matches!(atoms.word(at), Word::Which(Which::Last | Which::Previous));
    (last && atoms.word(at + 1) == Word::Unit(Unit::Year, false)).then_some(at + 2)
}

/// Skips "a year ago", "a year earlier", "the year before".
fn a_year_ago(atoms: &Atoms, i: usize) -> Option<usize> {
    let year = atoms.word(i + 1) == Word::Unit(Unit::Year, false);
    let ago = match (atoms.word(i), atoms.word(i + 2)) {
        (Word::A, Word::Ago) => true,
        (Word::A, Word::Earlier) => atoms.word(i + 3) != Word::Than,
        (Word::A | Word::The, Word::Before) => atoms.clause_ends(i + 3),
        _ => false,
    };
    (year && ago && !atoms.glued(i + 2)).then_some(i + 3)
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};

    #[test]
    fn a_report_compares_with_the_same_quarter_of_the_year_before() {
        for (words, rule) in [
            ("a year earlier", "distance"),
            ("the year-ago quarter", "distance"),
            ("the year-earlier period", "distance"),
            ("the prior-year quarter", "distance"),
            ("the same period last year", "year-before"),
            ("the corresponding quarter a year ago", "year-before"),
            ("the quarter a year earlier", "year-before"),
            ("last year's quarter", "year-before"),
            ("last year's comparable period", "year-before"),
            ("the same quarter of 2024", "year-before"),
        ] {
            finds(
                &format!("Profit rose in the third quarter from {words}."),
                &[("the third quarter", "2025-Q3", "quarter"), (words, "2024-Q3", rule)],
            );
        }
    }

    #[test]
    fn without_a_quarter_it_is_the_year_before() {
        finds(
            "Exports rose from the same period last year.",
            &[("the same period last year", "2024", "year-before")],
        );
        finds(
            "Sales rose in August, as in the same month last year.",
            &[
                ("August", "2025-08", "month"),
                ("the same month last year", "2024-08", "year-before"),
            ],
        );
        finds("The year-earlier loss grew.", &[("The year-earlier", "2024", "distance")]);
    }

    #[test]
    fn what_is_alike_is_no_comparison_with_a_year() {
        finds_nothing(
            "The same period furniture and comparable quarters; part of the quarter-final.",
        );
        finds("A quarter last year would do.", &[("last year", "2024", "relative-unit")]);
    }
}

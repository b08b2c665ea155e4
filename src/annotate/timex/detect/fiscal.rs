//! Quarters and years of a company's own: "the quarter ended July 31", "the fiscal year".

use super::super::atoms::Atoms;
use super::super::calendar::{Calendar, Unit};
use super::super::report;
use super::super::value::{Count, Part, Value, Which};
use super::super::words::Word;
use super::Reading;
use super::turn::is_within;

/// "the quarter ended July 31" is told by its last day, "the year ended March 31" and "the year to
/// March" are lengths.
pub(super) fn fiscal(atoms: &Atoms, i: usize, unit: Unit) -> Option<Reading> {
    match atoms.word(i + 1) {
        Word::Ended | Word::Ending => {}
        Word::To | Word::Through if matches!(atoms.word(i + 2), Word::Month(..)) => {}
        _ => return None,
    }
    if unit == Unit::Year {
        let year = Value::Duration(Count::Exactly(1), Unit::Year);
        return Some(Reading::new(i + 1, year, "duration"));
    }
    let at = i + 2 + usize::from(atoms.word(i + 2) == Word::On);
    let value = match super::day::day(atoms, at)?.value {
        Value::Fixed(Calendar::Day(last)) => Value::Fixed(report::quarter_to(last)?),
        Value::Part { part: last @ Part::MonthDay(..), which, year } => {
            Value::QuarterTo { last, which, year }
        }
        _ => return None,
    };
    (unit == Unit::Quarter).then(|| Reading::new(i + 1, value, "fiscal-quarter"))
}

/// "the fiscal year ended March 31" is a length, "for the fiscal year" the present one.
pub(super) fn fiscal_year(atoms: &Atoms, i: usize) -> Option<Reading> {
    let the = i.checked_sub(1).filter(|the| atoms.word(*the) == Word::The)?;
    fiscal(atoms, i + 1, Unit::Year).or_else(|| {
        let value = Value::Turn { unit: Unit::Year, which: Which::Open };
        is_within(atoms, the, Unit::Year).then(|| Reading::new(i + 2, value, "relative-unit"))
    })
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};

    #[test]
    fn fiscal_quarters_are_told_by_their_last_day() {
        for (last, day, value) in [
            ("July 31", "2025-07-31", "2025-Q2"),
            ("Aug. 26", "2025-08-26", "2025-Q3"),
            ("Jan. 31", "2025-01-31", "2024-Q4"),
        ] {
            finds(
                &format!("Profit fell in the quarter ended {last}."),
                &[("the quarter", value, "fiscal-quarter"), (last, day, "month-day")],
            );
        }
        finds(
            "Profit fell in the year ended March 31.",
            &[("the year", "P1Y", "duration"), ("March 31", "2025-03-31", "month-day")],
        );
        finds(
            "Profit fell in the fiscal year ended in March and for the fiscal year.",
            &[
                ("the fiscal year", "P1Y", "duration"),
                ("March", "2025-03", "month"),
                ("the fiscal year", "2025", "relative-unit"),
            ],
        );
        finds_nothing("He changed the fiscal year.");
        finds(
            "Profit fell in the year to March 2025.",
            &[("the year", "P1Y", "duration"), ("March 2025", "2025-03", "month-year")],
        );
        finds(
            "Profit fell in the quarter ended Nov. 2.",
            &[("the quarter", "2024-Q3", "fiscal-quarter"), ("Nov. 2", "2024-11-02", "month-day")],
        );
        finds("The quarter ended badly.", &[("The quarter", "2025-Q3", "relative-unit")]);
    }
}

//! Days told by their number, of a month that is not named: "on the 20th", "the 28th of that month".

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Value, Which};
use super::super::words::Word;
use super::{Reading, which};

/// Reads a day from its number on.
pub(super) fn numbered(atoms: &Atoms, i: usize) -> Option<Reading> {
    let Word::Ordinal(day @ 1..=31) = atoms.word(i) else { return None };
    let the = i.checked_sub(1).filter(|at| atoms.word(*at) == Word::The)?;
    let day = i8::try_from(day).ok()?;
    let (end, month) = pointed_month(atoms, i + 1)
        .or_else(|| alone(atoms, the, i).then_some((i + 1, Which::Open)))?;
    Some(Reading::new(end, Value::DayOfMonth(day, month), "day-of-month"))
}

/// "of that month"
fn pointed_month(atoms: &Atoms, i: usize) -> Option<(usize, Which)> {
    if atoms.word(i) != Word::Of {
        return None;
    }
    let month = match atoms.word(i + 1) {
        Word::The => Which::Same,
        word => which(word)?,
    };
    let end = i + 3;
    let is_month = atoms.word(i + 2) == Word::Unit(Unit::Month, false)
        && atoms.word(end) != Word::Possessive
        && !atoms.glued(end);
    is_month.then_some((end, month))
}

/// "on the 20th,": a noun behind would be what is counted.
fn alone(atoms: &Atoms, the: usize, i: usize) -> bool {
    let in_digits = atoms.get(i).is_some_and(|atom| atom.span.len() <= 4);
    let introduced = matches!(atoms.before(the), Word::On | Word::Until | Word::Since | Word::To);
    in_digits && introduced && atoms.clause_ends(i + 1) && !atoms.glued(i + 1)
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};

    #[test]
    fn a_day_alone_is_of_the_month_told_before_or_the_nearest() {
        finds(
            "Talks began on May 3, 2024. They failed on the 20th.",
            &[
                ("May 3, 2024", "2024-05-03", "full-date"),
                ("the 20th", "2024-05-20", "day-of-month"),
            ],
        );
        finds(
            "It began in May 2024. On the 28th of that month it rained.",
            &[
                ("May 2024", "2024-05", "month-year"),
                ("the 28th of that month", "2024-05-28", "day-of-month"),
            ],
        );
        finds(
            "He left on the 5th of last month.",
            &[("the 5th of last month", "2025-09-05", "day-of-month")],
        );
        finds("He left on the 5th.", &[("the 5th", "2025-10-05", "day-of-month")]);
        finds("He left on the 30th.", &[("the 30th", "2025-09-30", "day-of-month")]);
        finds("He will leave on the 5th.", &[("the 5th", "2025-11-05", "day-of-month")]);
        finds_nothing(
            "He lives on the 5th floor, and ran on the second. She came in on the 31st try.",
        );
        finds_nothing("It was the first of the month's three races and the 5th of the season.");
    }
}

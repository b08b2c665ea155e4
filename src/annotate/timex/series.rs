//! Dates told in one breath, of which the last names the year: "in March and April 2012".

use super::atoms::Atoms;
use super::calendar::{Calendar, Season};
use super::detect::Found;
use super::value::{Part, Value, Which, Year};
use super::words::Word;

/// Gives the dates of each series the year that its last one names.
///
/// A comma joins only what goes on to "and" or "or": "in March, April and May 2012".
pub(super) fn share_years(atoms: &Atoms, found: &mut [Found]) {
    let mut shared = false;
    for i in (1..found.len()).rev() {
        let (before, behind) = found.split_at_mut(i);
        let (Some(this), Some(next)) = (before.last_mut(), behind.first()) else { return };
        shared = is_series(atoms, this, next, shared)
            && share_year(&mut this.reading.value, next.reading.value);
    }
}

/// Whether two expressions, found one after the other, stand in one series; `shared` tells whether
/// the second does so with the one behind it.
fn is_series(atoms: &Atoms, this: &Found, next: &Found, shared: bool) -> bool {
    let end = this.reading.end;
    let at = atoms.skip(end, Word::Comma);
    let and = matches!(atoms.word(at), Word::And | Word::Or);
    let stretch = matches!(atoms.before(this.first), Word::Between | Word::From);
    next.first == at + usize::from(and) && (and || (at > end && shared)) && !stretch
}

/// Gives the first date the year of the next; whether it did.
fn share_year(first: &mut Value, next: Value) -> bool {
    let year = match next {
        Value::Fixed(calendar) => calendar.year().map_or(Year::Unknown, Year::Is),
        Value::Part { year, .. } => year,
        _ => Year::Unknown,
    };
    let in_order = place(*first)
        .zip(place(next))
        .is_some_and(|((grain, first), (other, next))| grain == other && first < next);
    match first {
        Value::Part { year: shared @ Year::Unknown, which: Which::Open, .. }
            if in_order && year != Year::Unknown =>
        {
            *shared = year;
            true
        }
        _ => false,
    }
}

/// What of a year is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grain {
    Day,
    Month,
    Quarter,
    Season,
}

/// The place of a day, month, quarter or season within its year.
fn place(value: Value) -> Option<(Grain, (i8, i8))> {
    let season = |season| match season {
        Season::Spring => 1,
        Season::Summer => 2,
        Season::Autumn => 3,
        Season::Winter => 4,
    };
    Some(match value {
        Value::Fixed(Calendar::Day(date)) => (Grain::Day, (date.month(), date.day())),
        Value::Part { part: Part::MonthDay(month, day), .. } => (Grain::Day, (month, day)),
        Value::Fixed(Calendar::Month { month, .. })
        | Value::Part { part: Part::Month(month), .. } => (Grain::Month, (month, 0)),
        Value::Fixed(Calendar::Quarter { quarter, .. })
        | Value::Part { part: Part::Quarter(quarter), .. } => (Grain::Quarter, (quarter, 0)),
        Value::Fixed(Calendar::Season { season: name, .. })
        | Value::Part { part: Part::Season(name), .. } => (Grain::Season, (season(name), 0)),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::finds;

    #[test]
    fn the_last_of_a_series_names_the_year() {
        finds(
            "It rained in March and April 2012.",
            &[("March", "2012-03", "month"), ("April 2012", "2012-04", "month-year")],
        );
        finds(
            "It rained in late March or early April of last year.",
            &[
                ("late March", "2024-03", "month"),
                ("early April of last year", "2024-04", "month-year"),
            ],
        );
        finds(
            "They met in May, June, and October 2012.",
            &[
                ("May", "2012-05", "month"),
                ("June", "2012-06", "month"),
                ("October 2012", "2012-10", "month-year"),
            ],
        );
        finds(
            "They met on May 3 and June 5, 2012.",
            &[("May 3", "2012-05-03", "month-day"), ("June 5, 2012", "2012-06-05", "full-date")],
        );
        finds(
            "It was painted in the spring and summer of 1912.",
            &[("the spring", "1912-SP", "season"), ("summer of 1912", "1912-SU", "season-year")],
        );
        finds(
            "Sales fell in Q1 and Q2 2024.",
            &[("Q1", "2024-Q1", "quarter"), ("Q2 2024", "2024-Q2", "quarter")],
        );
    }

    #[test]
    fn others_keep_their_own_year() {
        finds(
            "It opened in March, and in April 2012 it had burnt.",
            &[("March", "2025-03", "month"), ("April 2012", "2012-04", "month-year")],
        );
        finds(
            "It opened in March, April 2012 being too dry.",
            &[("March", "2025-03", "month"), ("April 2012", "2012-04", "month-year")],
        );
        finds(
            "It shut in June and April 2012 was dry.",
            &[("June", "2025-06", "month"), ("April 2012", "2012-04", "month-year")],
        );
        finds(
            "He came in March 2011 and April 2012.",
            &[("March 2011", "2011-03", "month-year"), ("April 2012", "2012-04", "month-year")],
        );
        finds(
            "It was shut between November and February 2012.",
            &[("November", "2011-11", "range-start"), ("February 2012", "2012-02", "range-end")],
        );
    }
}

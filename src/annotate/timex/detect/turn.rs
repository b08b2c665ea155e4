//! Days, weeks, months and years told by their place from a known one: "yesterday", "last week".

use super::super::atoms::Atoms;
use super::super::calendar::{Calendar, Unit};
use super::super::value::{Anchor, Clock, Count, Part, Value, Which};
use super::super::words::Word;
use super::{Reading, which};

/// Reads "today", "last week", "the previous day", "the quarter", "year-end".
pub(super) fn turn(atoms: &Atoms, i: usize) -> Option<Reading> {
    let day = |back, count| Value::Shift {
        count: Count::Exactly(count),
        unit: Unit::Day,
        back,
        from: Anchor::Publication,
    };
    let read = |value, rule| Some(Reading::new(i + 1, value, rule));
    let clock =
        |value, clock| Some(Reading { clock: Some(clock), ..Reading::new(i + 1, value, "today") });
    match atoms.word(i) {
        Word::Today => read(day(false, 0), "today"),
        Word::Yesterday => read(day(true, 1), "today"),
        Word::Tomorrow => read(day(false, 1), "today"),
        Word::Tonight => clock(day(false, 0), Clock::Night),
        Word::Overnight => clock(Value::OpenDay, Clock::Night),
        Word::Unit(Unit::Week, false) => week_of(atoms, i),
        Word::Unit(unit, false) => bare_unit(atoms, i, unit),
        Word::Full if atoms.word(i + 1) == Word::Unit(Unit::Year, false) => {
            let article = atoms.before(i) == Word::The;
            let value = Value::Turn { unit: Unit::Year, which: Which::This };
            article.then(|| Reading::new(i + 2, value, "relative-unit"))
        }
        word => pointed(atoms, i, which(word)?),
    }
}

/// "the weekend", "the quarter": units that are meant as dates without more.
fn bare_unit(atoms: &Atoms, i: usize, unit: Unit) -> Option<Reading> {
    let article = atoms.before(i) == Word::The;
    let turn = |end, which| Some(Reading::new(end, Value::Turn { unit, which }, "relative-unit"));
    // "year-end", "by year's end", "the end of the year"
    if unit == Unit::Year && !article {
        let at = atoms.skip(i + 1, Word::Possessive);
        let end = atoms.word(at) == Word::Edge && atoms.word(at + 1) != Word::Of;
        return if end { turn(at + 1, Which::This) } else { None };
    }
    let edge = i >= 3 && atoms.word(i - 2) == Word::Of && atoms.word(i - 3) == Word::Edge;
    if article && edge && matches!(unit, Unit::Year | Unit::Month | Unit::Week) {
        return turn(i + 1, Which::This);
    }
    let of = atoms.word(i + 1) == Word::Of || atoms.glued(i + 1);
    match unit {
        Unit::Weekend if article && !of => turn(i + 1, Which::Open),
        Unit::Quarter if article && !of => turn(i + 1, Which::Same),
        _ => None,
    }
}

/// "the week of March 6", "the week of the 11th" has no month and is left alone.
fn week_of(atoms: &Atoms, i: usize) -> Option<Reading> {
    if atoms.word(i + 1) != Word::Of {
        return bare_unit(atoms, i, Unit::Week);
    }
    let day = super::day::day(atoms, i + 2)?;
    let value = match day.value {
        Value::Fixed(Calendar::Day(date)) => Value::Fixed(Calendar::containing(Unit::Week, date)),
        Value::Part { part: part @ Part::MonthDay(..), year, .. } => Value::WeekOf(part, year),
        _ => return None,
    };
    Some(Reading::new(day.end, value, "week-of"))
}

fn pointed(atoms: &Atoms, i: usize, which: Which) -> Option<Reading> {
    // "this past week", "this coming weekend"
    let (at, which) = match (which, atoms.word(i + 1)) {
        (Which::This, Word::Past) => (i + 2, Which::Last),
        (Which::This, Word::Which(next @ (Which::Next | Which::Last))) => (i + 2, next),
        // "that same day"
        (Which::Same, Word::Which(Which::Same)) => (i + 2, Which::Same),
        _ => (atoms.skip(i + 1, Word::Fiscal), which),
    };
    // "the past" of "the past year" needs no more; "half past" never gets here.
    let (unit, clock) = match atoms.word(at) {
        Word::Unit(unit, false) if !atoms.glued(at) => (unit, None),
        Word::DayPart(clock) => (Unit::Day, Some(clock)),
        Word::Night => (Unit::Day, Some(Clock::Night)),
        _ => return None,
    };
    // "the last week of October" is a week of October.
    if atoms.word(at + 1) == Word::Of && clock.is_none() && !matches!(which, Which::Same) {
        return None;
    }
    // "next-day delivery", "that day-long meeting"
    if atoms.glued(at) || (atoms.glued(at + 1) && atoms.word(at + 1) != Word::Other) {
        return None;
    }
    let value = match (unit, which) {
        (Unit::Second | Unit::Minute | Unit::Hour, _) => return None,
        // "last day", "past day" and "current day" are no dates.
        (Unit::Day, Which::Last) if clock.is_none() => return None,
        (Unit::Day, Which::Last) => {
            Value::Shift { count: Count::Exactly(1), unit, back: true, from: Anchor::Publication }
        }
        // "the next day" counts from the day told before, as "the following day" does.
        (Unit::Day, Which::Next) => Value::Turn { unit, which: Which::Following },
        _ => Value::Turn { unit, which },
    };
    Some(Reading { clock, ..Reading::new(at + 1, value, "relative-unit") })
}

//! Times of day, alone and beside a day.

use super::super::atoms::Atoms;
use super::super::value::{Clock, Value};
use super::super::words::{self, Word};
use super::{CALENDAR, Reading, lead, longest};

/// Reads "10:30 a.m.", "noon Thursday", "5 p.m. EST Nov. 6".
pub(super) fn clock(atoms: &Atoms, i: usize) -> Option<Reading> {
    if let Some(reading) = part_of_day(atoms, i) {
        return Some(reading);
    }
    let (end, clock) = time_of_day(atoms, i)?;
    let read =
        |end, value| Some(Reading { clock: Some(clock), ..Reading::new(end, value, "time") });
    let behind = elsewhere(atoms, end);
    let at = atoms.skip(atoms.skip(behind, Word::Comma), Word::On);
    if let Some(day) = longest(CALENDAR, atoms, lead(atoms, at)).filter(is_day) {
        return read(if behind == end { day.end } else { end }, day.value);
    }
    read(end, Value::OpenDay)
}

/// "the morning of October 7", "the night of May 1, 1945", "late afternoon Friday"
fn part_of_day(atoms: &Atoms, i: usize) -> Option<Reading> {
    let at = match atoms.word(i) {
        Word::The | Word::Early | Word::Late | Word::Mid => i + 1,
        _ => i,
    };
    let clock = match atoms.word(at) {
        Word::DayPart(clock) => clock,
        Word::Night => Clock::Night,
        _ => return None,
    };
    let near = matches!(atoms.word(at + 1), Word::Today | Word::Yesterday | Word::Weekday(..));
    if atoms.word(at + 1) != Word::Of && !near {
        // "by mid-afternoon"
        let alone = Reading { clock: Some(clock), ..Reading::new(at + 1, Value::OpenDay, "time") };
        return (atoms.word(i) == Word::Mid).then_some(alone);
    }
    let first = if near { at + 1 } else { lead(atoms, at + 2) };
    let day = longest(CALENDAR, atoms, first).filter(is_day)?;
    (day.clock.is_none() && day.second.is_none()).then_some(Reading {
        clock: Some(clock),
        rule: "part-of-day",
        ..day
    })
}

/// Adds the time of day that stands behind a day: "Monday morning", "Tuesday at 10 a.m.".
pub(super) fn behind(atoms: &Atoms, day: Reading) -> Reading {
    if !is_day(&day) || day.clock.is_some() || day.second.is_some() {
        return day;
    }
    let (end, clock) = match atoms.word(day.end) {
        Word::DayPart(clock) => (day.end + 1, clock),
        Word::Night => (day.end + 1, Clock::Night),
        Word::Meridiem(_) => return day,
        _ => {
            let at = atoms.skip(atoms.skip(day.end, Word::Comma), Word::At);
            match time_of_day(atoms, at) {
                Some((end, clock)) if at > day.end => (end, clock),
                _ => return day,
            }
        }
    };
    Reading { end, clock: Some(clock), ..day }
}

fn is_day(reading: &Reading) -> bool {
    use super::super::calendar::{Calendar, Unit};
    use super::super::value::Part;
    match reading.value {
        Value::Fixed(Calendar::Day(_)) | Value::DayOf(..) => true,
        Value::Part { part, .. } => {
            matches!(
                part,
                Part::MonthDay(..) | Part::Weekday(_) | Part::Nth { .. } | Part::Feast(..)
            )
        }
        Value::Turn { unit, .. } | Value::Shift { unit, .. } => unit == Unit::Day,
        _ => false,
    }
}

fn time_of_day(atoms: &Atoms, i: usize) -> Option<(usize, Clock)> {
    let (end, clock) = match atoms.word(i) {
        Word::Noon => (i + 1, Clock::At { hour: 12, minute: 0 }),
        Word::Midnight => (i + 1, Clock::At { hour: 0, minute: 0 }),
        Word::Hour(clock) => (i + 1, clock),
        Word::Point(hour, minute) => match atoms.word(i + 1) {
            Word::Meridiem(afternoon) => (i + 2, words::clock(hour, minute, Some(afternoon))?),
            _ => return None,
        },
        Word::Digits(hour, 1..=2) => hours(atoms, i, hour)?,
        // "0900 GMT"
        Word::Digits(time, 4) if atoms.word(i + 1) == Word::Zone => {
            (i + 1, words::clock(time / 100, time % 100, None)?)
        }
        Word::Number(hour) if atoms.word(i + 1) == Word::OClock => {
            (i + 2, words::clock(hour, 0, None)?)
        }
        _ => return None,
    };
    Some((place(atoms, end), clock))
}

/// Skips where a clock stands: "GMT", "local time", "Eastern time".
fn place(atoms: &Atoms, i: usize) -> usize {
    match (atoms.word(i), atoms.word(i + 1)) {
        (Word::Zone, _) if atoms.capital(i) => i + 1,
        (Word::Local, Word::Clock) => i + 2,
        (Word::Other, Word::Clock) if atoms.capital(i) => i + 2,
        _ => i,
    }
}

/// Skips the same time told for elsewhere: "10:30 a.m. (0830 GMT)".
fn elsewhere(atoms: &Atoms, i: usize) -> usize {
    if atoms.word(i) != Word::Open {
        return i;
    }
    match time_of_day(atoms, i + 1) {
        Some((end, _)) if atoms.word(end) == Word::Close => end + 1,
        _ => i,
    }
}

fn hours(atoms: &Atoms, i: usize, hour: u32) -> Option<(usize, Clock)> {
    if matches!(atoms.before(i), Word::Sign | Word::Colon) {
        return None;
    }
    let (end, minute) = match (atoms.word(i + 1), atoms.word(i + 2)) {
        (Word::Colon, Word::Digits(minute, 2)) if atoms.touches(i + 1) && atoms.touches(i + 2) => {
            (i + 3, Some(minute))
        }
        (Word::OClock, _) => return Some((i + 2, words::clock(hour, 0, None)?)),
        // "at 4 in the morning"
        (Word::In, Word::The) if matches!(atoms.before(i), Word::At | Word::About) => {
            let Word::DayPart(part) = atoms.word(i + 3) else { return None };
            let afternoon = part != Clock::Morning;
            return Some((i + 4, words::clock(hour, 0, Some(afternoon))?));
        }
        _ => (i + 1, None),
    };
    match (atoms.word(end), minute) {
        (Word::Meridiem(afternoon), _) => {
            Some((end + 1, words::clock(hour, minute.unwrap_or(0), Some(afternoon))?))
        }
        // "18:30" is a time behind "at" and before a time zone; else it may be a score or a verse.
        (word, Some(minute))
            if word == Word::Zone
                || word == Word::Local
                || matches!(atoms.before(i), Word::At | Word::Until | Word::About) =>
        {
            Some((end, words::clock(hour, minute, None)?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};

    #[test]
    fn times_of_an_unnamed_day() {
        finds("It began at 10:30 a.m. in Rome.", &[("10:30 a.m.", "2025-10-13T10:30", "time")]);
        finds("It began at noon.", &[("noon", "2025-10-13T12:00", "time")]);
        finds("It began at 18:45.", &[("18:45", "2025-10-13T18:45", "time")]);
        finds("It began at 3.30 pm.", &[("3.30 pm", "2025-10-13T15:30", "time")]);
        finds("It began at 0930 GMT.", &[("0930 GMT", "2025-10-13T09:30", "time")]);
        finds("It began at 4 in the morning.", &[("4 in the morning", "2025-10-13T04:00", "time")]);
        finds_nothing("He met 4 in the morning and looked at 40 in the evening.");
        finds("It began at 9pm.", &[("9pm", "2025-10-13T21:00", "time")]);
        finds_nothing("Psalm 10:30 and a 3:15 pace; they won 21:18.");
    }

    #[test]
    fn a_clock_elsewhere_tells_no_other_time() {
        finds(
            "It fell at 10:30 a.m. local time Friday.",
            &[("10:30 a.m. local time Friday", "2025-10-10T10:30", "time")],
        );
        finds(
            "It fell at 10:30 a.m. (0830 GMT) on Friday.",
            &[
                ("10:30 a.m.", "2025-10-10T10:30", "time"),
                ("0830 GMT", "2025-10-10T08:30", "time"),
                ("Friday", "2025-10-10", "weekday"),
            ],
        );
        finds(
            "It fell around 10:30 local time.",
            &[("10:30 local time", "2025-10-13T10:30", "time")],
        );
        finds("It began at 9 a.m. (9 men).", &[("9 a.m.", "2025-10-13T09:00", "time")]);
    }

    #[test]
    fn parts_of_a_day() {
        finds(
            "It fell on the night of 1 May 1945.",
            &[("the night of 1 May 1945", "1945-05-01TNI", "part-of-day")],
        );
        finds(
            "He left on the morning of Oct. 7.",
            &[("the morning of Oct. 7", "2025-10-07TMO", "part-of-day")],
        );
        finds(
            "It fell late afternoon Friday.",
            &[("late afternoon Friday", "2025-10-10TAF", "part-of-day")],
        );
        finds("It fell by mid-afternoon.", &[("mid-afternoon", "2025-10-13TAF", "time")]);
        finds_nothing("It was a night of terror in the evening of his life.");
    }

    #[test]
    fn times_beside_a_day() {
        finds(
            "It struck at 5 p.m. GMT on Oct. 11.",
            &[("5 p.m. GMT on Oct. 11", "2025-10-11T17:00", "time")],
        );
        finds(
            "He spoke on Tuesday at 10 a.m.",
            &[("Tuesday at 10 a.m.", "2025-10-07T10:00", "weekday")],
        );
        finds("He left Monday morning.", &[("Monday morning", "2025-10-13TMO", "weekday")]);
        finds("He left Monday at 10 stations.", &[("Monday", "2025-10-13", "weekday")]);
    }
}

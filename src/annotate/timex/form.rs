//! TIMEX3 forms of what has no place in the calendar, or none that is known.

use std::fmt::Write as _;

use super::calendar::{Calendar, Unit};
use super::value::{Clock, Count, Feast, Part, Repeat, Vague, Value};

/// The value of an expression without a place in the calendar, or without an anchor for it.
pub(super) fn unanchored(value: Value) -> String {
    match value {
        Value::Duration(count, unit) => duration(count, unit),
        Value::Repeat(Repeat::Every(count, unit)) => duration(Count::Exactly(count), unit),
        Value::Repeat(Repeat::Part(part)) | Value::Part { part, .. } => yearless(part),
        Value::Vague(Vague::Past) => "PAST_REF".to_owned(),
        Value::Vague(Vague::Present) => "PRESENT_REF".to_owned(),
        Value::Vague(Vague::Future) => "FUTURE_REF".to_owned(),
        Value::Turn { unit, .. }
        | Value::TurnAgo { unit, .. }
        | Value::Shift { unit, .. }
        | Value::Apart { unit, .. }
        | Value::YearBefore(unit) => unknown(unit).to_owned(),
        Value::DayOf(weekday, _) => yearless(Part::Weekday(weekday)),
        Value::QuarterOf(year) => Calendar::Year(year).to_string(),
        Value::QuarterTo { .. } => unknown(Unit::Quarter).to_owned(),
        Value::WeekOf(..) => unknown(Unit::Week).to_owned(),
        Value::Decade(digit) => format!("XX{digit}"),
        Value::ShortYear(short) => format!("XX{short:02}"),
        Value::DayOfMonth(day, _) => format!("XXXX-XX-{day:02}"),
        Value::OpenDay => unknown(Unit::Day).to_owned(),
        Value::Fixed(calendar) => calendar.to_string(),
    }
}

/// A part of a year or week whose year is not known.
fn yearless(part: Part) -> String {
    match part {
        Part::Month(month) => format!("XXXX-{month:02}"),
        Part::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
        Part::Quarter(quarter) => format!("XXXX-Q{quarter}"),
        Part::Half(half) => format!("XXXX-H{half}"),
        Part::Season(season) => format!("XXXX-{}", season.code()),
        Part::Nth { month, .. } => format!("XXXX-{month:02}-XX"),
        Part::Feast(Feast::Easter, _) => unknown(Unit::Day).to_owned(),
        Part::Feast(Feast::Thanksgiving, _) => "XXXX-11-XX".to_owned(),
        Part::Feast(Feast::Labor, _) => "XXXX-09-XX".to_owned(),
        Part::Feast(Feast::Memorial, _) => "XXXX-05-XX".to_owned(),
        Part::Weekday(weekday) => format!("XXXX-WXX-{}", weekday.to_monday_one_offset()),
    }
}

/// One unit whose place in the calendar is not known.
fn unknown(unit: Unit) -> &'static str {
    match unit {
        Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => "XXXX-XX-XX",
        Unit::Weekend => "XXXX-WXX-WE",
        Unit::Week | Unit::Fortnight => "XXXX-WXX",
        Unit::Month => "XXXX-XX",
        Unit::Quarter => "XXXX-QX",
        Unit::Year => "XXXX",
        Unit::Decade => "XXX",
        Unit::Century => "XX",
    }
}

/// The ISO 8601 form of a length, with TIMEX3's Q for quarters and WE for weekends.
fn duration(count: Count, unit: Unit) -> String {
    let (sign, factor, suffix, half) = match unit {
        Unit::Second => ("PT", 1, "S", ".5S"),
        Unit::Minute => ("PT", 1, "M", "M30S"),
        Unit::Hour => ("PT", 1, "H", "H30M"),
        Unit::Day => ("P", 1, "D", "DT12H"),
        Unit::Weekend => ("P", 1, "WE", "WE"),
        Unit::Week => ("P", 1, "W", ".5W"),
        Unit::Fortnight => ("P", 2, "W", "W"),
        Unit::Month => ("P", 1, "M", ".5M"),
        Unit::Quarter => ("P", 1, "Q", ".5Q"),
        Unit::Year => ("P", 1, "Y", "Y6M"),
        Unit::Decade => ("P", 10, "Y", "Y"),
        Unit::Century => ("P", 100, "Y", "Y"),
    };
    match count {
        Count::AndHalf(0) if factor == 1 => {
            format!("{sign}{}", half.trim_start_matches(|c: char| !c.is_ascii_digit()))
        }
        Count::Exactly(count) => format!("{sign}{}{suffix}", u64::from(count) * factor),
        Count::AndHalf(count) => {
            let halves = if factor > 1 { factor / 2 } else { 0 };
            format!("{sign}{}{half}", u64::from(count) * factor + halves)
        }
        Count::Some => format!("{sign}X{suffix}"),
    }
}

pub(super) fn push_clock(text: &mut String, clock: Clock) {
    match clock {
        // Writing to a string cannot fail.
        Clock::At { hour, minute } => drop(write!(text, "T{hour:02}:{minute:02}")),
        Clock::Morning => text.push_str("TMO"),
        Clock::Afternoon => text.push_str("TAF"),
        Clock::Evening => text.push_str("TEV"),
        Clock::Night => text.push_str("TNI"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_iso_8601() {
        assert_eq!(duration(Count::Exactly(3), Unit::Day), "P3D");
        assert_eq!(duration(Count::Exactly(2), Unit::Quarter), "P2Q");
        assert_eq!(duration(Count::AndHalf(1), Unit::Decade), "P15Y");
        assert_eq!(duration(Count::AndHalf(0), Unit::Hour), "PT30M");
        assert_eq!(duration(Count::Some, Unit::Year), "PXY");
    }

    #[test]
    fn times_of_day_follow_the_day() {
        let mut text = "2025-10-13".to_owned();
        push_clock(&mut text, Clock::At { hour: 9, minute: 5 });
        assert_eq!(text, "2025-10-13T09:05");
    }
}

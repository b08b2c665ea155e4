//! What an expression says by itself + the publication date + the dates before it → a value.

use std::fmt::Write as _;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::TimexKind;
use super::calendar::{Calendar, Season, Unit};
use super::direction::Direction;
use super::value::{Anchor, Clock, Count, Feast, Part, Repeat, Vague, Value, Which, Year};

/// A value in its TIMEX3 form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) kind: TimexKind,
    pub(super) value: String,
}

/// How an article tells its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// From the day of publication: "on Tuesday", "in May".
    News,
    /// One after the other, years ago: "in 1943 … in May".
    Narrative,
}

/// Anchors the expressions of one article, in text order.
#[derive(Debug)]
pub(super) struct Resolver {
    published: Option<Date>,
    style: Style,
    /// The stretch of the calendar mentioned last.
    mentioned: Option<Calendar>,
    /// The day mentioned last.
    day: Option<Date>,
    /// The reported quarter mentioned last, but for those that it is compared with.
    quarter: Option<Calendar>,
    /// A day or month of its own year, while nothing else has been mentioned behind it.
    dated: Option<Date>,
}

impl Resolver {
    pub(super) fn new(published: Option<Date>, style: Style) -> Self {
        Self { published, style, mentioned: None, day: None, quarter: None, dated: None }
    }

    /// The value of one expression; remembers it for those behind it.
    pub(super) fn resolve(
        &mut self,
        value: Value,
        clock: Option<Clock>,
        direction: Direction,
    ) -> Resolved {
        let calendar = self.calendar(value, direction);
        if let Some(calendar) = calendar {
            self.remember(value, calendar);
        }
        let hours =
            matches!(value, Value::Shift { unit: Unit::Second | Unit::Minute | Unit::Hour, .. });
        let kind = match value {
            Value::Duration(..) => TimexKind::Duration,
            Value::Repeat(_) => TimexKind::Set,
            _ if clock.is_some() || hours => TimexKind::Time,
            _ => TimexKind::Date,
        };
        let mut text = match calendar {
            Some(calendar) => calendar.to_string(),
            None => unanchored(value),
        };
        if let Some(clock) = clock {
            push_clock(&mut text, clock);
        }
        Resolved { kind, value: text }
    }

    fn remember(&mut self, value: Value, calendar: Calendar) {
        // "a year earlier" is told for comparison; what follows goes on where it stood before.
        if matches!(value, Value::Shift { unit: Unit::Year | Unit::Quarter, back: true, .. }) {
            return;
        }
        // A narrative goes on where it was, whatever it says of the day it is written on.
        let of_today = matches!(
            value,
            Value::Turn { which: Which::This, .. } | Value::Shift { from: Anchor::Publication, .. }
        );
        if of_today && self.style == Style::Narrative {
            return;
        }
        self.mentioned = Some(calendar);
        self.dated = match (value, calendar) {
            (Value::Fixed(_), Calendar::Day(_) | Calendar::Month { .. }) => {
                calendar.days().map(|(first, _)| first)
            }
            (Value::Part { .. }, Calendar::Day(day)) if self.dated.is_some() => Some(day),
            _ => None,
        };
        match calendar {
            Calendar::Day(day) => self.day = Some(day),
            Calendar::Quarter { year, .. } if self.is_reported(year, calendar) => {
                self.quarter = Some(calendar);
            }
            _ => {}
        }
    }

    /// Whether a report on that quarter would be news: it is over, but not for long.
    fn is_reported(&self, year: i16, quarter: Calendar) -> bool {
        self.published.is_none_or(|today| {
            year >= today.year() - 1 && quarter.days().is_some_and(|(_, last)| last < today)
        })
    }

    /// The stretch of the calendar that `value` stands for, as far as it has one.
    pub(super) fn calendar(&self, value: Value, direction: Direction) -> Option<Calendar> {
        // Decades and centuries before our era are counted backwards and have no value here.
        self.place(value, direction).filter(|calendar| {
            !matches!(calendar, Calendar::Decade(..=-1) | Calendar::Century(..=-1))
        })
    }

    fn place(&self, value: Value, direction: Direction) -> Option<Calendar> {
        match value {
            Value::Fixed(calendar) => Some(calendar),
            Value::Part { part, which, year } => self.part(part, which, year, direction),
            Value::Turn { unit, which } => self.turn(unit, which, direction),
            Value::Shift { count, unit, back, from } => self.shift(count, unit, back, from),
            Value::DayOf(weekday, which) => {
                let (monday, _) = self.turn(Unit::Week, which, direction)?.days()?;
                let days = i64::from(weekday.to_monday_zero_offset());
                Some(Calendar::Day(monday.checked_add(days.days()).ok()?))
            }
            Value::QuarterOf(year) => match self.quarter {
                Some(Calendar::Quarter { quarter, .. }) => {
                    Some(Calendar::Quarter { year, quarter })
                }
                _ => Some(Calendar::Year(year)),
            },
            Value::WeekOf(part, year) => {
                let (first, _) = self.part(part, Which::Open, year, direction)?.days()?;
                Some(Calendar::containing(Unit::Week, first))
            }
            Value::Decade(digit) => {
                let now = self.published?.year().div_euclid(10);
                let decade = now - now.rem_euclid(10) + digit;
                Some(Calendar::Decade(if decade > now { decade - 10 } else { decade }))
            }
            Value::ShortYear(short) => {
                let now = self.published?.year();
                let year = now - now.rem_euclid(100) + short;
                Some(Calendar::Year(if year > now { year - 100 } else { year }))
            }
            Value::OpenDay => self.day.or(self.published).map(Calendar::Day),
            Value::Duration(..) | Value::Repeat(_) | Value::Vague(_) => None,
        }
    }

    fn part(&self, part: Part, which: Which, year: Year, direction: Direction) -> Option<Calendar> {
        let year = match year {
            Year::Unknown => None,
            Year::Is(year) => Some(year),
            Year::Turn(by) => Some(self.published?.year().checked_add(by)?),
            Year::Mentioned => Some(self.mentioned.and_then(Calendar::year)?),
        };
        match (part, year) {
            (Part::Weekday(weekday), _) => self.weekday(weekday, which, direction),
            (part, Some(year)) => in_year(part, year),
            (part, None) if which == Which::Same => {
                in_year(part, self.mentioned.and_then(Calendar::year)?)
            }
            (part, None) => match which {
                Which::Previous | Which::Following => {
                    nearest(part, which, direction, self.reference(Unit::Day)?)
                }
                Which::Open => self.open(part, direction),
                _ => nearest(part, which, direction, self.published?),
            },
        }
    }

    /// A part of an unnamed year.
    fn open(&self, part: Part, direction: Direction) -> Option<Calendar> {
        // "on Dec. 7, 1941, and again on December 8"
        if let (Some(dated), Part::MonthDay(..) | Part::Month(_)) = (self.dated, part)
            && let Some(calendar) = nearest(part, Which::Open, Direction::Unknown, dated)
            && calendar
                .days()
                .is_some_and(|(first, _)| (0..=NEAR_DATED).contains(&days(dated, first)))
        {
            return Some(calendar);
        }
        match (self.style, self.mentioned) {
            (Style::Narrative, Some(mentioned)) => match mentioned {
                Calendar::Day(_) | Calendar::Month { .. } => {
                    nearest(part, Which::Open, Direction::Unknown, mentioned.days()?.0)
                }
                _ => in_year(part, mentioned.year()?),
            },
            _ => nearest(part, Which::Open, direction, self.published?),
        }
    }

    fn weekday(&self, weekday: Weekday, which: Which, direction: Direction) -> Option<Calendar> {
        let from = match which {
            Which::Previous | Which::Following | Which::Same => self.reference(Unit::Day)?,
            _ => self.published?,
        };
        // Days from the anchor to that weekday of the same ISO week: -6 to 6.
        let here =
            i64::from(weekday.to_monday_zero_offset() - from.weekday().to_monday_zero_offset());
        let back = if here > 0 { here - 7 } else { here };
        let ahead = if here < 0 { here + 7 } else { here };
        let days = match which {
            Which::Last | Which::Previous if back == 0 => -7,
            Which::Next | Which::Following if ahead == 0 => 7,
            Which::Next | Which::Following => ahead,
            Which::This | Which::Same => here,
            Which::Open if direction == Direction::Future => ahead,
            Which::Last | Which::Previous | Which::Open => back,
        };
        Some(Calendar::Day(from.checked_add(days.days()).ok()?))
    }

    fn turn(&self, unit: Unit, which: Which, direction: Direction) -> Option<Calendar> {
        let now = || match self.style {
            Style::News => Some(Calendar::containing(unit, self.published?)),
            Style::Narrative => Some(Calendar::containing(unit, self.reference(unit)?)),
        };
        let told = || Some(Calendar::containing(unit, self.reference(unit)?));
        match which {
            Which::This => Some(Calendar::containing(unit, self.published?)),
            Which::Last => now()?.step(-1),
            Which::Next => now()?.step(1),
            Which::Previous => told()?.step(-1),
            Which::Following => told()?.step(1),
            // "the quarter" of a report is the one that has ended.
            Which::Same if unit == Unit::Quarter => {
                self.quarter.or_else(|| now().and_then(|now| now.step(-1)))
            }
            Which::Same => told(),
            Which::Open => {
                let now = now()?;
                let (first, _) = now.days()?;
                let begun = first <= self.published?;
                if begun || direction == Direction::Future { Some(now) } else { now.step(-1) }
            }
        }
    }

    fn shift(&self, count: Count, unit: Unit, back: bool, from: Anchor) -> Option<Calendar> {
        let (Count::Exactly(count) | Count::AndHalf(count)) = count else { return None };
        let steps = i32::try_from(count).ok()?;
        let steps = if unit == Unit::Fortnight { steps.checked_mul(2)? } else { steps };
        let steps = if back { -steps } else { steps };
        // A report compares with the same quarter of the year before.
        if unit == Unit::Quarter && from == Anchor::Mentioned {
            let ended = || Calendar::containing(unit, self.published?).step(-1);
            return self.quarter.or_else(ended)?.step(steps);
        }
        if unit == Unit::Year
            && back
            && count == 1
            && self.mentioned.is_some_and(|mentioned| mentioned.unit() == Unit::Quarter)
        {
            return self.quarter?.step(-4);
        }
        let anchor = match from {
            Anchor::Publication => self.published?,
            Anchor::Mentioned => self.reference(unit)?,
        };
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour => Some(Calendar::Day(anchor)),
            _ => Calendar::containing(unit, anchor).step(steps),
        }
    }

    /// A day of the date that a distance or turn of `unit`s is counted from.
    fn reference(&self, unit: Unit) -> Option<Date> {
        match self.mentioned {
            Some(mentioned) if mentioned.unit() <= unit.max(Unit::Day) => Some(mentioned.days()?.0),
            _ if unit <= Unit::Week => self.day.or(self.published),
            _ => self.published,
        }
    }
}

/// The value of an expression without a place in the calendar, or without an anchor for it.
fn unanchored(value: Value) -> String {
    match value {
        Value::Duration(count, unit) => duration(count, unit),
        Value::Repeat(Repeat::Every(count, unit)) => duration(Count::Exactly(count), unit),
        Value::Repeat(Repeat::Part(part)) | Value::Part { part, .. } => yearless(part),
        Value::Vague(Vague::Past) => "PAST_REF".to_owned(),
        Value::Vague(Vague::Present) => "PRESENT_REF".to_owned(),
        Value::Vague(Vague::Future) => "FUTURE_REF".to_owned(),
        Value::Turn { unit, .. } | Value::Shift { unit, .. } => unknown(unit).to_owned(),
        Value::DayOf(weekday, _) => yearless(Part::Weekday(weekday)),
        Value::QuarterOf(year) => Calendar::Year(year).to_string(),
        Value::WeekOf(..) => unknown(Unit::Week).to_owned(),
        Value::Decade(digit) => format!("XX{digit}"),
        Value::ShortYear(short) => format!("XX{short:02}"),
        Value::OpenDay => unknown(Unit::Day).to_owned(),
        Value::Fixed(calendar) => calendar.to_string(),
    }
}

/// The part of one year.
fn in_year(part: Part, year: i16) -> Option<Calendar> {
    Some(match part {
        Part::Month(month) => Calendar::Month { year, month },
        Part::MonthDay(month, day) => Calendar::Day(Date::new(year, month, day).ok()?),
        Part::Quarter(quarter) => Calendar::Quarter { year, quarter },
        Part::Half(half) => Calendar::Half { year, half },
        Part::Season(season) => Calendar::Season { year, season },
        Part::Feast(feast, days) => {
            let day = match feast {
                Feast::Easter => easter(year)?,
                Feast::Thanksgiving => Date::new(year, 11, 1)
                    .and_then(|november| november.nth_weekday_of_month(4, Weekday::Thursday))
                    .ok()?,
            };
            Calendar::Day(day.checked_add(i64::from(days).days()).ok()?)
        }
        Part::Weekday(_) => return None,
    })
}

/// Easter Sunday of the Gregorian calendar, after the anonymous method in Meeus, "Astronomical
/// Algorithms", chapter 8.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (golden, century, rest) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (leaps, skipped) = (century.div_euclid(4), century.rem_euclid(4));
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let moon = (19 * golden + century - leaps - correction + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * skipped + 2 * rest.div_euclid(4) - moon - rest.rem_euclid(4)).rem_euclid(7);
    let late = (golden + 11 * moon + 22 * weekday).div_euclid(451);
    let days = moon + weekday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}

/// Days behind a full date within which a day without a year belongs to it.
const NEAR_DATED: i64 = 31;

/// Days from one date to another.
fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// Days from today within which a day is the nearest one even where the tense points the other
/// way; 60 and 90 gave the most right values on `TimeBank` and AQUAINT, 120 and 150 fewer.
const AGAINST_TENSE: i64 = 60;

/// The part of the year that is meant on the day `today`, among those of five years.
fn nearest(part: Part, which: Which, direction: Direction, today: Date) -> Option<Calendar> {
    let year = today.year();
    let candidates = || {
        (-2..=2).filter_map(move |by: i16| {
            let calendar = in_year(part, year.checked_add(by)?)?;
            let (first, last) = calendar.days()?;
            Some((calendar, first, last))
        })
    };
    let begun = || candidates().rfind(|(_, first, _)| *first <= today);
    let not_over = || candidates().find(|(.., last)| *last >= today);
    // Days between today and the stretch; 0 within it.
    let gap = |first: Date, last: Date| {
        if first > today { days(today, first) } else { days(last, today).max(0) }
    };
    let closest = || candidates().min_by_key(|(_, first, last)| gap(*first, *last));
    let found = match which {
        Which::Last | Which::Previous => candidates().rfind(|(.., last)| *last < today),
        Which::Next | Which::Following => candidates().find(|(_, first, _)| *first > today),
        Which::This | Which::Same => {
            let winter = part == Part::Season(Season::Winter) && today.month() <= 2;
            return in_year(part, year - i16::from(winter));
        }
        Which::Open => match (part, direction) {
            (Part::MonthDay(..) | Part::Feast(..), Direction::Past) => closest()
                .filter(|(_, first, last)| *first <= today || gap(*first, *last) <= AGAINST_TENSE)
                .or_else(begun),
            (Part::MonthDay(..) | Part::Feast(..), Direction::Future) => closest()
                .filter(|(_, first, last)| *last >= today || gap(*first, *last) <= AGAINST_TENSE)
                .or_else(not_over),
            (Part::MonthDay(..) | Part::Feast(..) | Part::Quarter(_) | Part::Half(_), _)
            | (_, Direction::Unknown) => closest(),
            (_, Direction::Past) => begun(),
            (_, Direction::Future) => not_over(),
        },
    };
    found.map(|(calendar, ..)| calendar)
}

/// A part of a year or week whose year is not known.
fn yearless(part: Part) -> String {
    match part {
        Part::Month(month) => format!("XXXX-{month:02}"),
        Part::MonthDay(month, day) => format!("XXXX-{month:02}-{day:02}"),
        Part::Quarter(quarter) => format!("XXXX-Q{quarter}"),
        Part::Half(half) => format!("XXXX-H{half}"),
        Part::Season(season) => format!("XXXX-{}", season.code()),
        Part::Feast(Feast::Easter, _) => unknown(Unit::Day).to_owned(),
        Part::Feast(Feast::Thanksgiving, _) => "XXXX-11-XX".to_owned(),
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

fn push_clock(text: &mut String, clock: Clock) {
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
    use super::super::testing::{finds, finds_on};

    #[test]
    fn last_and_next_leave_the_present_one_out() {
        finds("It fell last October.", &[("last October", "2024-10", "month")]);
        finds("It opens next October.", &[("next October", "2026-10", "month")]);
        finds("It opens this October.", &[("this October", "2025-10", "month")]);
        finds_on("2025-01-20", "It snowed this winter.", &[("this winter", "2024-WI", "season")]);
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        finds_on("2025-01-02", "He left last week.", &[("last week", "2024-W52", "relative-unit")]);
        finds_on("2025-01-02", "He left this week.", &[("this week", "2025-W01", "relative-unit")]);
    }

    #[test]
    fn a_narrative_goes_on_from_the_date_before() {
        finds(
            "War came in 1939, after that of 1914. France fell in June 1940. The pact of 1941 broke; in December 1941 \
             he flew out. In May 1942 they met. He returned on July 3.",
            &[
                ("1939", "1939", "year"),
                ("1914", "1914", "year"),
                ("June 1940", "1940-06", "month-year"),
                ("1941", "1941", "year"),
                ("December 1941", "1941-12", "month-year"),
                ("May 1942", "1942-05", "month-year"),
                ("July 3", "1942-07-03", "month-day"),
            ],
        );
    }

    #[test]
    fn a_day_right_behind_a_full_date_shares_its_year() {
        finds(
            "He fled on Dec. 30, 1941, and on January 8 he sailed.",
            &[
                ("Dec. 30, 1941", "1941-12-30", "full-date"),
                ("January 8", "1942-01-08", "month-day"),
            ],
        );
        finds(
            "He was born on May 3, 1950. He resigned on October 8.",
            &[("May 3, 1950", "1950-05-03", "full-date"), ("October 8", "2025-10-08", "month-day")],
        );
    }

    #[test]
    fn an_unknown_publication_date_leaves_what_is_open_open() {
        for (text, words, value) in [
            ("He left last week.", "last week", "XXXX-WXX"),
            ("He left this year.", "this year", "XXXX"),
            ("Third-quarter profit fell.", "Third-quarter", "XXXX-Q3"),
            ("He left three days ago.", "three days ago", "XXXX-XX-XX"),
            ("It opened last summer.", "last summer", "XXXX-SU"),
        ] {
            let found = super::super::timexes(text, None);
            assert_eq!(found[0].span.of(text), words);
            assert_eq!(found[0].value, value);
            assert_eq!(found[0].days(), None, "{text}");
        }
    }
}

//! A stretch of the calendar: from a day to a century, and its ISO 8601 / TIMEX3 form.
//!
//! Every stretch knows its first and last day, the stretches of its own length before and after
//! it, and prints to the value it can be read from again.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// How long a stretch of the calendar is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Fortnight,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

/// A season of the northern half of the globe, in whole months as meteorologists count them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February; it belongs to the year it begins in.
    Winter,
}

impl Season {
    /// The TIMEX3 code.
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Spring => "SP",
            Self::Summer => "SU",
            Self::Autumn => "FA",
            Self::Winter => "WI",
        }
    }

    fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "SP" => Self::Spring,
            "SU" => Self::Summer,
            "FA" => Self::Autumn,
            "WI" => Self::Winter,
            _ => return None,
        })
    }

    fn first_month(self) -> i8 {
        match self {
            Self::Spring => 3,
            Self::Summer => 6,
            Self::Autumn => 9,
            Self::Winter => 12,
        }
    }
}

/// A stretch of the calendar. Years are astronomical: 0 is 1 BC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Calendar {
    Day(Date),
    /// An ISO 8601 week, Monday to Sunday.
    Week {
        year: i16,
        week: i8,
    },
    /// Saturday and Sunday of an ISO 8601 week.
    Weekend {
        year: i16,
        week: i8,
    },
    Month {
        year: i16,
        month: i8,
    },
    Quarter {
        year: i16,
        quarter: i8,
    },
    Half {
        year: i16,
        half: i8,
    },
    Season {
        year: i16,
        season: Season,
    },
    Year(i16),
    /// The first three digits of its years: 199 is 1990 to 1999; -1 is 9 to 1 BC, -2 is 19 to 10 BC.
    Decade(i16),
    /// The first two digits of its years: 19 is 1900 to 1999; -1 is 99 to 1 BC.
    Century(i16),
}

impl Calendar {
    /// The stretch of one `unit` that holds `date`; a day for units shorter than that.
    pub(super) fn containing(unit: Unit, date: Date) -> Self {
        let year = date.year();
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour | Unit::Day => Self::Day(date),
            Unit::Week | Unit::Fortnight | Unit::Weekend => {
                let iso = date.iso_week_date();
                let (year, week) = (iso.year(), iso.week());
                if unit == Unit::Weekend {
                    Self::Weekend { year, week }
                } else {
                    Self::Week { year, week }
                }
            }
            Unit::Month => Self::Month { year, month: date.month() },
            Unit::Quarter => Self::Quarter { year, quarter: (date.month() + 2) / 3 },
            Unit::Year => Self::Year(year),
            Unit::Decade => Self::Decade(block(year, 10)),
            Unit::Century => Self::Century(block(year, 100)),
        }
    }

    /// The unit it is one of; half years and seasons count as quarters.
    pub(super) fn unit(self) -> Unit {
        match self {
            Self::Day(_) => Unit::Day,
            Self::Week { .. } => Unit::Week,
            Self::Weekend { .. } => Unit::Weekend,
            Self::Month { .. } => Unit::Month,
            Self::Quarter { .. } | Self::Half { .. } | Self::Season { .. } => Unit::Quarter,
            Self::Year(_) => Unit::Year,
            Self::Decade(_) => Unit::Decade,
            Self::Century(_) => Unit::Century,
        }
    }

    /// The stretch `steps` of its own length later; half years and seasons move by years.
    ///
    /// `None` when it would lie beyond the calendar.
    pub(super) fn step(self, steps: i32) -> Option<Self> {
        let moved = |year: i16| {
            let year = i32::from(year).checked_add(steps)?;
            i16::try_from(year).ok().filter(|year| (-9999..=9999).contains(year))
        };
        Some(match self {
            Self::Day(date) => Self::Day(date.checked_add(i64::from(steps).days()).ok()?),
            Self::Week { .. } | Self::Weekend { .. } => {
                let (first, _) = self.days()?;
                let days = i64::from(steps).checked_mul(7)?;
                let unit = self.unit();
                Self::containing(unit, first.checked_add(days.days()).ok()?)
            }
            Self::Month { year, month } => {
                let months = i32::from(year) * 12 + i32::from(month) - 1;
                let months = months.checked_add(steps)?;
                Self::Month {
                    year: i16::try_from(months.div_euclid(12)).ok()?,
                    month: i8::try_from(months.rem_euclid(12) + 1).ok()?,
                }
            }
            Self::Quarter { year, quarter } => {
                let quarters = i32::from(year) * 4 + i32::from(quarter) - 1;
                let quarters = quarters.checked_add(steps)?;
                Self::Quarter {
                    year: i16::try_from(quarters.div_euclid(4)).ok()?,
                    quarter: i8::try_from(quarters.rem_euclid(4) + 1).ok()?,
                }
            }
            Self::Half { year, half } => Self::Half { year: moved(year)?, half },
            Self::Season { year, season } => Self::Season { year: moved(year)?, season },
            Self::Year(year) => Self::Year(moved(year)?),
            Self::Decade(decade) => Self::Decade(moved(decade)?),
            Self::Century(century) => Self::Century(moved(century)?),
        })
    }

    /// Its first and last day, both included; `None` beyond the years -9999 to 9999.
    pub(super) fn days(self) -> Option<(Date, Date)> {
        let months = |year: i16, first: i8, count: i8| {
            let start = Date::new(year, first, 1).ok()?;
            let last = first + count - 1;
            let end = if last > 12 {
                Date::new(year.checked_add(1)?, last - 12, 1)
            } else {
                Date::new(year, last, 1)
            };
            Some((start, end.ok()?.last_of_month()))
        };
        let years = |(first, last): (i16, i16)| {
            Some((Date::new(first, 1, 1).ok()?, Date::new(last, 12, 31).ok()?))
        };
        let week = |year, week, weekday| Some(ISOWeekDate::new(year, week, weekday).ok()?.date());
        match self {
            Self::Day(date) => Some((date, date)),
            Self::Week { year, week: n } => {
                Some((week(year, n, Weekday::Monday)?, week(year, n, Weekday::Sunday)?))
            }
            Self::Weekend { year, week: n } => {
                Some((week(year, n, Weekday::Saturday)?, week(year, n, Weekday::Sunday)?))
            }
            Self::Month { year, month } => months(year, month, 1),
            Self::Quarter { year, quarter } => months(year, quarter * 3 - 2, 3),
            Self::Half { year, half } => months(year, half * 6 - 5, 6),
            Self::Season { year, season } => months(year, season.first_month(), 3),
            Self::Year(year) => years((year, year)),
            Self::Decade(decade) => years(years_of(decade, 10)?),
            Self::Century(century) => years(years_of(century, 100)?),
        }
    }

    /// The year it lies in, when it is a year or shorter.
    pub(super) fn year(self) -> Option<i16> {
        match self {
            Self::Day(date) => Some(date.year()),
            Self::Week { year, .. }
            | Self::Weekend { year, .. }
            | Self::Month { year, .. }
            | Self::Quarter { year, .. }
            | Self::Half { year, .. }
            | Self::Season { year, .. }
            | Self::Year(year) => Some(year),
            Self::Decade(_) | Self::Century(_) => None,
        }
    }

    /// Reads a value as [`Display`](fmt::Display) prints it, with or without a time of day.
    pub(super) fn parse(value: &str) -> Option<Self> {
        let value = value.split_once('T').map_or(value, |(day, _)| day);
        let (before_christ, value) =
            value.strip_prefix("BC").map_or((false, value), |value| (true, value));
        let year = |head: &str| {
            let year = digits::<i16>(head, 4)?;
            Some(if before_christ { 1 - year } else { year })
        };
        let block = |head: &str| {
            let block = digits::<i16>(head, head.len())?;
            Some(if before_christ { -1 - block } else { block })
        };
        let mut parts = value.split('-');
        let head = parts.next()?;
        let rest = (parts.next(), parts.next(), parts.next());
        let calendar = match (head.len(), rest) {
            (2, (None, ..)) => Self::Century(block(head)?),
            (3, (None, ..)) => Self::Decade(block(head)?),
            (4, (None, ..)) => Self::Year(year(head)?),
            (4, (Some(part), None, _)) => Self::part_of_year(year(head)?, part)?,
            (4, (Some(part), Some(rest), None)) => {
                let year = year(head)?;
                if let Some(week) = part.strip_prefix('W') {
                    let week = digits(week, 2)?;
                    if rest == "WE" {
                        Self::Weekend { year, week }
                    } else {
                        let day = Weekday::from_monday_one_offset(digits(rest, 1)?).ok()?;
                        Self::Day(ISOWeekDate::new(year, week, day).ok()?.date())
                    }
                } else {
                    Self::Day(Date::new(year, digits(part, 2)?, digits(rest, 2)?).ok()?)
                }
            }
            _ => return None,
        };
        calendar.days().map(|_| calendar)
    }

    fn part_of_year(year: i16, part: &str) -> Option<Self> {
        if let Some(season) = Season::from_code(part) {
            return Some(Self::Season { year, season });
        }
        if let Some(week) = part.strip_prefix('W') {
            return Some(Self::Week { year, week: digits(week, 2)? });
        }
        if let Some(quarter) = part.strip_prefix('Q') {
            let quarter = digits(quarter, 1).filter(|quarter| (1..=4).contains(quarter))?;
            return Some(Self::Quarter { year, quarter });
        }
        if let Some(half) = part.strip_prefix('H') {
            let half = digits(half, 1).filter(|half| (1..=2).contains(half))?;
            return Some(Self::Half { year, half });
        }
        Some(Self::Month { year, month: digits(part, 2)? })
    }
}

/// The block of `length` years that holds `year`. Blocks before our era are counted from -1 down,
/// by the digits that their years begin with: 469 to 460 BC is a decade.
fn block(year: i16, length: i16) -> i16 {
    if year > 0 { year / length } else { -1 - (1 - year) / length }
}

/// First and last year of a block of `length` years; there is no year 0 beside 1 BC.
fn years_of(block: i16, length: i16) -> Option<(i16, i16)> {
    if block >= 0 {
        let first = block.checked_mul(length)?;
        return Some((first.max(1), first.checked_add(length - 1)?));
    }
    let latest = (-1 - block).checked_mul(length)?;
    Some((1 - latest.checked_add(length - 1)?, 1 - latest.max(1)))
}

/// Reads exactly `width` digits.
fn digits<N: std::str::FromStr>(text: &str, width: usize) -> Option<N> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(year) = self.year() {
            if year > 0 {
                write!(f, "{year:04}")?;
            } else {
                write!(f, "BC{:04}", 1 - i32::from(year))?;
            }
        }
        match *self {
            Self::Day(date) => write!(f, "-{:02}-{:02}", date.month(), date.day()),
            Self::Week { week, .. } => write!(f, "-W{week:02}"),
            Self::Weekend { week, .. } => write!(f, "-W{week:02}-WE"),
            Self::Month { month, .. } => write!(f, "-{month:02}"),
            Self::Quarter { quarter, .. } => write!(f, "-Q{quarter}"),
            Self::Half { half, .. } => write!(f, "-H{half}"),
            Self::Season { season, .. } => write!(f, "-{}", season.code()),
            Self::Year(_) => Ok(()),
            Self::Decade(decade @ 0..) => write!(f, "{decade:03}"),
            Self::Decade(decade) => write!(f, "BC{:03}", -1 - i32::from(decade)),
            Self::Century(century @ 0..) => write!(f, "{century:02}"),
            Self::Century(century) => write!(f, "BC{:02}", -1 - i32::from(century)),
        }
    }
}

/// First and last day of a value: a stretch, or an interval of two (`2019-03/2019-06`).
pub(super) fn days_of(value: &str) -> Option<(Date, Date)> {
    match value.split_once('/') {
        None => Calendar::parse(value)?.days(),
        Some((from, to)) => {
            let (first, _) = Calendar::parse(from)?.days()?;
            let (_, last) = Calendar::parse(to)?.days()?;
            (first <= last).then_some((first, last))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn spans(value: &str, first: &str, last: &str) {
        let days = (first.parse().unwrap(), last.parse().unwrap());
        assert_eq!(days_of(value), Some(days), "{value}");
    }

    #[test]
    fn a_value_spans_its_days() {
        spans("2025-10-11", "2025-10-11", "2025-10-11");
        spans("2025-10-11T10:30", "2025-10-11", "2025-10-11");
        spans("2025-W41-2", "2025-10-07", "2025-10-07");
        spans("2025-W41", "2025-10-06", "2025-10-12");
        spans("2025-W41-WE", "2025-10-11", "2025-10-12");
        spans("2024-02", "2024-02-01", "2024-02-29");
        spans("2025-Q3", "2025-07-01", "2025-09-30");
        spans("2025-H2", "2025-07-01", "2025-12-31");
        spans("2025-SU", "2025-06-01", "2025-08-31");
        spans("2023-WI", "2023-12-01", "2024-02-29");
        spans("2025", "2025-01-01", "2025-12-31");
        spans("202", "2020-01-01", "2029-12-31");
        spans("20", "2000-01-01", "2099-12-31");
        spans("2019-03/2019-06", "2019-03-01", "2019-06-30");
        spans("BC0044", "-000043-01-01", "-000043-12-31");
        spans("BC0044-03-15", "-000043-03-15", "-000043-03-15");
        spans("BC046", "-000468-01-01", "-000459-12-31");
        spans("BC03", "-000398-01-01", "-000299-12-31");
        spans("BC00", "-000098-01-01", "0000-12-31");
        spans("00", "0001-01-01", "0099-12-31");
    }

    #[test]
    fn what_is_no_calendar_value_has_no_days() {
        for value in [
            "P3D",
            "PT5H",
            "PRESENT_REF",
            "XXXX-10-11",
            "XXXX-WXX-2",
            "2025-XX",
            "2025-13",
            "2025-02-30",
            "2025-W60",
            "2025-Q5",
            "2025-H3",
            "",
            "20251",
            "2025-10-11-12",
            "2019-06/2019-03",
            "BC9999999",
        ] {
            assert_eq!(days_of(value), None, "{value}");
        }
    }

    #[test]
    fn steps_keep_the_grain() {
        let step = |value: &str, by| Calendar::parse(value).unwrap().step(by).unwrap().to_string();
        assert_eq!(step("2025-01-01", -1), "2024-12-31");
        assert_eq!(step("2025-W01", -1), "2024-W52");
        assert_eq!(step("2025-W01-WE", -1), "2024-W52-WE");
        assert_eq!(step("2025-11", 3), "2026-02");
        assert_eq!(step("2025-Q1", -1), "2024-Q4");
        assert_eq!(step("2025-SU", -1), "2024-SU");
        assert_eq!(step("199", 1), "200");
        assert_eq!(step("BC046", 1), "BC045");
        assert_eq!(step("BC00", 1), "00");
        assert_eq!(step("00", -1), "BC00");
        assert_eq!(Calendar::Year(9999).step(1), None);
        assert_eq!(Calendar::Year(0).step(i32::MAX), None);
    }

    proptest! {
        #[test]
        fn values_read_back_as_they_were(year in -9998i16..9999, day in 1i16..366) {
            let date = Date::new(year, 1, 1).unwrap().with().day_of_year(day.min(365)).build().unwrap();
            for unit in [Unit::Day, Unit::Week, Unit::Weekend, Unit::Month, Unit::Quarter, Unit::Year,
                Unit::Decade, Unit::Century] {
                let calendar = Calendar::containing(unit, date);
                if calendar.days().is_some() {
                    prop_assert_eq!(Calendar::parse(&calendar.to_string()), Some(calendar));
                }
            }
        }

        #[test]
        fn no_value_panics(value in "\\PC{0,12}|[0-9WQHX-]{0,12}") {
            let _ = days_of(&value);
        }
    }
}

//! Calendar values as ranges of days, and their places in the year ▸ month ▸ day tree.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::query::{DateValue, Grain};

/// First and last day of a calendar value, both included; proleptic Gregorian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DayRange {
    /// First day.
    pub first: Date,
    /// Last day, not before the first.
    pub last: Date,
}

/// A node of the tree of dates that holds a value, as a facet shows it.
pub type Node = String;

impl DayRange {
    /// The days from `a` to `b`, whichever comes first.
    #[must_use]
    pub fn new(a: Date, b: Date) -> Self {
        Self { first: a.min(b), last: a.max(b) }
    }

    /// One day.
    #[must_use]
    pub fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    /// The node of grain `grain` that holds the value: `2025`, `2025-10`, `2025-10-11`; a value
    /// in no one day, month or year stands at `2025-10-XX`, `2025-XX` or `XXXX`.
    #[must_use]
    pub fn node(self, grain: Grain) -> Node {
        let mut node = String::with_capacity(10);
        if self.first.year() != self.last.year() {
            node.push_str("XXXX");
            return node;
        }
        write_year(&mut node, self.first.year());
        if grain == Grain::Year {
            return node;
        }
        if self.first.month() != self.last.month() {
            node.push_str("-XX");
            return node;
        }
        // Writing to a string does not fail.
        let _ = write!(node, "-{:02}", self.first.month());
        if grain == Grain::Month {
            return node;
        }
        if self.first == self.last {
            let _ = write!(node, "-{:02}", self.first.day());
        } else {
            node.push_str("-XX");
        }
        node
    }

    /// Whether the value is what `asked` means: it lies within the days asked for.
    #[must_use]
    pub fn lies_in(self, asked: DateValue) -> bool {
        match asked {
            DateValue::Range { from, to } => {
                from.is_none_or(|from| from <= self.first) && to.is_none_or(|to| self.last <= to)
            }
            DateValue::NoYear => self.first.year() != self.last.year(),
            DateValue::NoMonth { year } => {
                self.first.year() == year
                    && self.last.year() == year
                    && self.first.month() != self.last.month()
            }
            DateValue::NoDay { year, month } => {
                let within = |day: Date| day.year() == year && day.month() == month;
                within(self.first) && within(self.last) && self.first != self.last
            }
        }
    }

    /// Whether the value shares a day with the days asked for.
    #[must_use]
    pub fn overlaps(self, asked: DateValue) -> bool {
        match asked {
            DateValue::Range { from, to } => {
                from.is_none_or(|from| from <= self.last) && to.is_none_or(|to| self.first <= to)
            }
            _ => self.lies_in(asked),
        }
    }

    /// The value in 64 bits: first day in the upper half, last day in the lower; each half keeps
    /// the order of days.
    #[must_use]
    pub fn pack(self) -> u64 {
        (u64::from(ordinal(self.first)) << 32) | u64::from(ordinal(self.last))
    }

    /// What [`pack`](Self::pack) made; `None` for bits it never makes.
    #[must_use]
    pub fn unpack(bits: u64) -> Option<Self> {
        let first = day_of(u32::try_from(bits >> 32).ok()?)?;
        let last = day_of(u32::try_from(bits & 0xffff_ffff).ok()?)?;
        Some(Self { first, last })
    }
}

/// Years before 0 are written with a sign, as ISO 8601 has them.
fn write_year(out: &mut String, year: i16) {
    let _ = if year < 0 { write!(out, "-{:04}", -year) } else { write!(out, "{year:04}") };
}

/// Year, month and day in one number that keeps their order.
pub(crate) fn ordinal(day: Date) -> u32 {
    // jiff's years run from -9999 to 9999, months and days are positive.
    let year = (i32::from(day.year()) + 10_000).unsigned_abs();
    (year << 9) | (u32::from(day.month().unsigned_abs()) << 5) | u32::from(day.day().unsigned_abs())
}

/// What [`ordinal`] made.
pub(crate) fn day_of(ordinal: u32) -> Option<Date> {
    let year = i16::try_from(i32::try_from(ordinal >> 9).ok()? - 10_000).ok()?;
    let month = i8::try_from((ordinal >> 5) & 0b1111).ok()?;
    let day = i8::try_from(ordinal & 0b1_1111).ok()?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_value_stands_at_one_node_of_each_grain() {
        let week = DayRange::new(date(2025, 10, 6), date(2025, 10, 12));
        let nodes = |range: DayRange| {
            [Grain::Year, Grain::Month, Grain::Day].map(|grain| range.node(grain))
        };
        assert_eq!(nodes(week), ["2025", "2025-10", "2025-10-XX"]);
        assert_eq!(nodes(DayRange::day(date(2025, 10, 11))), ["2025", "2025-10", "2025-10-11"]);
        let quarter = DayRange::new(date(2025, 7, 1), date(2025, 9, 30));
        assert_eq!(nodes(quarter), ["2025", "2025-XX", "2025-XX"]);
        let decade = DayRange::new(date(2020, 1, 1), date(2029, 12, 31));
        assert_eq!(nodes(decade), ["XXXX", "XXXX", "XXXX"]);
        assert_eq!(DayRange::day(date(-43, 3, 15)).node(Grain::Month), "-0043-03");
    }

    #[test]
    fn wider_values_overlap_but_do_not_lie_in_a_range() {
        let year = DayRange::new(date(2011, 1, 1), date(2011, 12, 31));
        let month = DateValue::Range { from: Some(date(2011, 3, 1)), to: Some(date(2011, 3, 31)) };
        assert!(!year.lies_in(month));
        assert!(year.overlaps(month));
        assert!(year.lies_in(DateValue::Range { from: Some(date(2011, 1, 1)), to: None }));
        assert!(year.lies_in(DateValue::NoMonth { year: 2011 }));
    }

    proptest! {
        #[test]
        fn packing_keeps_value_and_order(a in -9999i16..=9999, m in 1i8..=12, d in 1i8..=28, b in -9999i16..=9999) {
            let range = DayRange::new(date(a, m, d), date(b, m, d));
            prop_assert_eq!(DayRange::unpack(range.pack()), Some(range));
            prop_assert_eq!(date(a, m, d) < date(b, m, d), ordinal(date(a, m, d)) < ordinal(date(b, m, d)));
        }
    }
}

//! What a date expression says by itself, before it is anchored.

use jiff::civil::Weekday;

use super::calendar::{Calendar, Season, Unit};

/// Which one of its kind is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Not said: the tense of the sentence decides.
    Open,
    /// Not said, but over already: "ended July 31".
    Over,
    /// "this", "current".
    This,
    /// "last", "past".
    Last,
    /// "next", "coming".
    Next,
    /// "the previous": before the date mentioned last.
    Previous,
    /// "the following": after the date mentioned last.
    Following,
    /// "that", "the same": the one mentioned last.
    Same,
}

/// A part of a year that comes back every year, or a part of a week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Month(i8),
    MonthDay(i8, i8),
    Quarter(i8),
    Half(i8),
    Season(Season),
    /// A weekday of a month; counted from its end when below 0.
    Nth {
        month: i8,
        nth: i8,
        weekday: Weekday,
    },
    /// A holiday, and how many days from it are meant.
    Feast(Feast, i8),
    Weekday(Weekday),
}

/// A holiday whose day moves from year to year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feast {
    /// Of the western churches.
    Easter,
    /// Of the United States: the fourth Thursday of November.
    Thanksgiving,
    /// Of the United States: the first Monday of September.
    Labor,
    /// Of the United States: the last Monday of May.
    Memorial,
}

/// The year a [`Part`] belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Year {
    Unknown,
    Is(i16),
    /// "last year's": the publication year and this many.
    Turn(i16),
    /// "of that year".
    Mentioned,
}

/// How many units a duration or a distance holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Count {
    Exactly(u32),
    /// "two and a half".
    AndHalf(u32),
    /// "a few", or none given.
    Some,
}

/// A time that comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeat {
    /// Every so many units.
    Every(u32, Unit),
    /// "every Monday", "each July".
    Part(Part),
}

/// A vague reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vague {
    Past,
    Present,
    Future,
}

/// Where a distance is counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Anchor {
    Publication,
    /// The date mentioned last.
    Mentioned,
}

/// A time of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Clock {
    At { hour: u8, minute: u8 },
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// What an expression says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// It names its place in the calendar.
    Fixed(Calendar),
    /// "October 11", "last summer", "Tuesday", "the third quarter".
    Part {
        part: Part,
        which: Which,
        year: Year,
    },
    /// "last week", "this year".
    Turn {
        unit: Unit,
        which: Which,
    },
    /// "three days ago", "two years later", "yesterday".
    Shift {
        count: Count,
        unit: Unit,
        back: bool,
        from: Anchor,
    },
    /// "two days before Christmas": so many units from a day, back when below 0.
    Apart {
        steps: i32,
        unit: Unit,
        part: Part,
        which: Which,
        year: Year,
    },
    /// "ten years ago today", "a year ago this week".
    TurnAgo {
        years: u32,
        unit: Unit,
        which: Which,
    },
    /// A decade without a century: 8 for "the '80s".
    Decade(i16),
    /// A year without a century: 68 for "the class of '68".
    ShortYear(i16),
    /// "at noon": a time of a day that is not named.
    OpenDay,
    /// "the 20th" of a month that is not named, or of "last month".
    DayOfMonth(i8, Which),
    /// "Tuesday of last week".
    DayOf(Weekday, Which),
    /// The quarter reported, in another year.
    QuarterOf(i16),
    /// A quarter told by its last day: "the quarter ended July 31".
    QuarterTo {
        last: Part,
        which: Which,
        year: Year,
    },
    /// What a report compares with: the same quarter or month of the year before, or with a year
    /// whatever the report is about.
    YearBefore(Unit),
    /// The week that holds a date: "the week of March 6".
    WeekOf(Part, Year),
    Duration(Count, Unit),
    Repeat(Repeat),
    Vague(Vague),
}

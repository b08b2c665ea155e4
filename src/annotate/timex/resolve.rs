//! What an expression says by itself + the publication date + the dates before it → a value.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::TimexKind;
use super::calendar::{Calendar, Unit};
use super::direction::Direction;
use super::form::{push_clock, unanchored};
use super::part::{days, going_on, in_year, nearest};
use super::report::{self, Report};
use super::value::{Anchor, Clock, Count, Part, Value, Which, Year};

/// Days behind a full date within which a day without a year belongs to it.
const NEAR_DATED: i64 = 31;

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
    /// The year named last, also in passing: the one that "that year" means.
    named: Option<i16>,
    /// The day mentioned last.
    day: Option<Date>,
    /// What it reports on, if it reports earnings.
    report: Report,
    /// A day or month of its own year, while nothing else has been mentioned behind it.
    dated: Option<Date>,
}

impl Resolver {
    pub(super) fn new(published: Option<Date>, style: Style) -> Self {
        let report = Report::default();
        Self { published, style, mentioned: None, named: None, day: None, report, dated: None }
    }

    /// The value of one expression; remembers it for those behind it, unless a narrative names it
    /// in passing.
    pub(super) fn resolve(
        &mut self,
        value: Value,
        clock: Option<Clock>,
        direction: Direction,
        aside: bool,
    ) -> Resolved {
        let calendar = self.calendar(value, direction);
        if let Some(calendar) = calendar.filter(|_| !(aside && self.style == Style::Narrative)) {
            self.remember(value, calendar, direction);
        }
        if let Value::Fixed(calendar) = value {
            self.named = calendar.year();
        }
        if let Value::Duration(_, Unit::Month) = value {
            self.report.counts_months();
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
            None => self.within(value).unwrap_or_else(|| unanchored(value)),
        };
        if let Some(clock) = clock {
            push_clock(&mut text, clock);
        }
        Resolved { kind, value: text }
    }

    fn remember(&mut self, value: Value, calendar: Calendar, direction: Direction) {
        // "a year earlier" and "the previous year" are told for comparison; what follows goes on where
        // it stood before.
        if matches!(
            value,
            Value::Shift { unit: Unit::Year, back: true, .. }
                | Value::Turn { which: Which::Previous, .. }
                | Value::YearBefore(_)
        ) {
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
        // "the politics of the 1960s" is no step of a story.
        let is_step = calendar.year().is_some() || self.style == Style::News;
        if is_step || self.mentioned.is_none() {
            self.mentioned = Some(calendar);
        }
        self.dated = match (value, calendar) {
            (Value::Fixed(_), Calendar::Day(_) | Calendar::Month { .. }) => {
                calendar.days().map(|(first, _)| first)
            }
            (Value::Part { .. }, Calendar::Day(day)) if self.dated.is_some() => Some(day),
            _ => None,
        };
        if let Calendar::Day(day) = calendar {
            self.day = Some(day);
        }
        if !matches!(value, Value::Turn { which: Which::This | Which::Next, .. }) {
            self.report.names(calendar, direction, self.published);
        }
    }

    /// The stretch of the calendar that `value` stands for, as far as it has one.
    pub(super) fn calendar(&self, value: Value, direction: Direction) -> Option<Calendar> {
        match value {
            Value::Fixed(calendar) => Some(calendar),
            Value::Part { part, which, year } => self.part(part, which, year, direction),
            Value::Turn { unit, which } => self.turn(unit, which, direction),
            Value::TurnAgo { years, unit, which } => self.years_before(years, unit, which),
            Value::Shift { count, unit, back, from } => {
                let shifted = self.shift(count, unit, back, from)?;
                let later = !back && from == Anchor::Mentioned && direction != Direction::Future;
                // "Today, 40 years later, they meet again": it was not counted from today.
                (!later || !self.is_to_come(shifted)).then_some(shifted)
            }
            Value::Apart { steps, unit, part, which, year } => {
                let (day, _) = self.part(part, which, year, direction)?.days()?;
                Calendar::containing(unit, day).step(steps)
            }
            Value::DayOf(weekday, which) => {
                let (monday, _) = self.turn(Unit::Week, which, direction)?.days()?;
                let days = i64::from(weekday.to_monday_zero_offset());
                Some(Calendar::Day(monday.checked_add(days.days()).ok()?))
            }
            Value::QuarterOf(year) => Some(self.report.of_year(year)),
            Value::QuarterTo { last, which, year } => {
                let (last, _) = self.part(last, which, year, direction)?.days()?;
                report::quarter_to(last)
            }
            Value::YearBefore(unit) => self.year_before(unit),
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
            Value::DayOfMonth(day, Which::Open) => self.day_of_month(day, direction),
            Value::DayOfMonth(day, which) => {
                let (first, _) = self.turn(Unit::Month, which, direction)?.days()?;
                Some(Calendar::Day(Date::new(first.year(), first.month(), day).ok()?))
            }
            Value::OpenDay => self.day.or(self.published).map(Calendar::Day),
            Value::Duration(..) | Value::Repeat(_) | Value::Vague(_) => None,
        }
    }

    /// The stretch pointed at from today, so many years before.
    fn years_before(&self, years: u32, unit: Unit, which: Which) -> Option<Calendar> {
        let years = jiff::Span::new().try_years(years).ok()?;
        let now = self.turn(unit, which, Direction::Unknown)?;
        let (first, _) = now.days()?;
        // A week belongs to the year of its Thursday.
        let day = match now {
            Calendar::Week { .. } => first.checked_add(3.days()).ok()?,
            _ => first,
        };
        Some(Calendar::containing(unit, day.checked_sub(years).ok()?))
    }

    /// Whether all of it lies after the day of publication.
    fn is_to_come(&self, calendar: Calendar) -> bool {
        let first = calendar.days().map(|(first, _)| first);
        first.zip(self.published).is_some_and(|(first, published)| first > published)
    }

    /// A day of the month told last, else of the month that the tense and today leave.
    fn day_of_month(&self, day: i8, direction: Direction) -> Option<Calendar> {
        let of = |month: Date| Date::new(month.year(), month.month(), day).ok().map(Calendar::Day);
        if let Some(told @ (Calendar::Day(_) | Calendar::Month { .. })) = self.mentioned {
            return of(told.days()?.0);
        }
        let today = self.published?;
        let first = today.first_of_month();
        let steps = match direction {
            Direction::Future if day < today.day() => 1,
            Direction::Past | Direction::Unknown if day > today.day() => -1,
            _ => 0,
        };
        of(first.checked_add(jiff::Span::new().months(steps)).ok()?)
    }

    fn part(&self, part: Part, which: Which, year: Year, direction: Direction) -> Option<Calendar> {
        let year = match year {
            Year::Unknown => None,
            Year::Is(year) => Some(year),
            Year::Turn(by) => Some(self.published?.year().checked_add(by)?),
            Year::Mentioned => Some(self.named.or(self.mentioned.and_then(Calendar::year))?),
        };
        match (part, year) {
            (Part::Weekday(weekday), _) => self.weekday(weekday, which, direction),
            (part, Some(year)) => in_year(part, year),
            (part, None) if which == Which::Same => {
                in_year(part, self.mentioned.and_then(Calendar::year)?)
            }
            (part, None) => match which {
                Which::Previous | Which::Following => {
                    nearest(part, which, direction, self.reference(Unit::Year)?)
                }
                Which::Open | Which::Over => self.open(part, which, direction),
                Which::Last | Which::Next if self.style == Style::Narrative => {
                    nearest(part, which, direction, self.reference(Unit::Year)?)
                }
                _ => nearest(part, which, direction, self.published?),
            },
        }
    }

    /// A part of an unnamed year.
    fn open(&self, part: Part, which: Which, direction: Direction) -> Option<Calendar> {
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
                Calendar::Day(_) | Calendar::Month { .. } => going_on(part, mentioned.days()?.0),
                _ => in_year(part, mentioned.year()?),
            },
            _ => nearest(part, which, direction, self.published?),
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
            Which::Last | Which::Previous | Which::Open | Which::Over => back,
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
            Which::Same if unit == Unit::Quarter => self.report.latest(self.published),
            Which::Same if self.month_of_day(unit).is_some() => None,
            Which::Same => Some(Calendar::containing(unit, self.told(unit)?)),
            Which::Open | Which::Over => {
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
        // "a year earlier" behind a quarter compares with the same one.
        if unit == Unit::Year
            && back
            && count == 1
            && self.mentioned.is_some_and(|mentioned| mentioned.unit() == Unit::Quarter)
            && let Some(compared) = self.report.year_before()
        {
            return Some(compared);
        }
        let anchor = match from {
            Anchor::Mentioned if self.mentioned.is_some() => self.told(unit)?,
            Anchor::Publication | Anchor::Mentioned => self.published?,
        };
        match unit {
            Unit::Second | Unit::Minute | Unit::Hour => Some(Calendar::Day(anchor)),
            _ => Calendar::containing(unit, anchor).step(steps),
        }
    }

    /// What the report compares with, a year before.
    fn year_before(&self, unit: Unit) -> Option<Calendar> {
        match unit {
            Unit::Quarter => self.report.latest(self.published)?.step(-4),
            Unit::Month => Calendar::containing(unit, self.reference(unit)?).step(-12),
            _ => self
                .report
                .year_before()
                .or_else(|| self.shift(Count::Exactly(1), Unit::Year, true, Anchor::Mentioned)),
        }
    }

    /// "In May 2020 it burnt. That day …": the day is not known, but its month is.
    fn within(&self, value: Value) -> Option<String> {
        let Value::Turn { unit, which: Which::Same } = value else { return None };
        Some(format!("{}-XX", self.month_of_day(unit)?))
    }

    /// The month told last, when a day of it is asked for.
    fn month_of_day(&self, unit: Unit) -> Option<Calendar> {
        let is_month = |told: &Calendar| matches!(told, Calendar::Month { .. });
        self.mentioned.filter(|told| unit == Unit::Day && is_month(told))
    }

    /// A day of the date told last that is no longer than `unit`.
    fn told(&self, unit: Unit) -> Option<Date> {
        match self.mentioned {
            Some(mentioned) if mentioned.unit() <= unit.max(Unit::Day) => Some(mentioned.days()?.0),
            _ => self.day.filter(|_| unit <= Unit::Week),
        }
    }

    /// A day of the date that a distance or turn of `unit`s is counted from.
    fn reference(&self, unit: Unit) -> Option<Date> {
        self.told(unit).or(self.published)
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
    fn that_time_is_none_while_nothing_was_told() {
        for (text, words, value) in [
            ("The mill burnt. That day he fled.", "That day", "XXXX-XX-XX"),
            ("The mill burnt. Later that month he fled.", "Later that month", "XXXX-XX"),
            ("The war ended. That same year he fled.", "That same year", "XXXX"),
        ] {
            finds(text, &[(words, value, "relative-unit")]);
        }
        finds(
            "The mill burnt in 2020. That month he fled.",
            &[("2020", "2020", "year"), ("That month", "XXXX-XX", "relative-unit")],
        );
        finds(
            "The mill burnt in 2020. Three days earlier he had fled.",
            &[("2020", "2020", "year"), ("Three days earlier", "XXXX-XX-XX", "distance")],
        );
        finds(
            "The mill burnt on Friday. That month he fled.",
            &[("Friday", "2025-10-10", "weekday"), ("That month", "2025-10", "relative-unit")],
        );
    }

    #[test]
    fn that_day_of_a_month_is_not_known() {
        for (month, value, rule) in [
            ("last May", "2025-05", "month"),
            ("May 2020", "2020-05", "month-year"),
            ("last month", "2025-09", "relative-unit"),
        ] {
            finds(
                &format!(
                    "The talks of Friday came after the mill burnt {month}. That same day he fled."
                ),
                &[
                    ("Friday", "2025-10-10", "weekday"),
                    (month, value, rule),
                    ("That same day", &format!("{value}-XX"), "relative-unit"),
                ],
            );
        }
        finds(
            "The mill burnt on May 3, 2020. That day he fled; later that month he was caught.",
            &[
                ("May 3, 2020", "2020-05-03", "full-date"),
                ("That day", "2020-05-03", "relative-unit"),
                ("later that month", "2020-05", "relative-unit"),
            ],
        );
        finds(
            "The mill burnt on Friday, as in 2019. That day he fled.",
            &[
                ("Friday", "2025-10-10", "weekday"),
                ("2019", "2019", "year"),
                ("That day", "2025-10-10", "relative-unit"),
            ],
        );
    }

    #[test]
    fn what_happened_later_is_not_to_come() {
        finds(
            "He fell out of favour. Today, forty years later, he was forgiven.",
            &[("Today", "2025-10-13", "today"), ("forty years later", "XXXX", "distance")],
        );
        finds(
            "It closes on Friday and will reopen three days later.",
            &[("Friday", "2025-10-17", "weekday"), ("three days later", "2025-10-20", "distance")],
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

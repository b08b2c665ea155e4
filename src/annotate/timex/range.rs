//! Two dates that are the ends of one stretch: "from March to June 2019".
//!
//! Each end stays an expression of its own, as TIMEX3 has it; the ends are named so that
//! [`calendar_spans`] can join them.

use jiff::civil::Date;

use super::Timex;
use super::atoms::Atoms;
use super::calendar::Calendar;
use super::detect::Found;
use super::direction::Direction;
use super::value::{Part, Value, Which, Year};
use super::words::Word;

/// Days from a weekday to the next of its name.
const DAYS_OF_WEEK: i32 = 7;

/// Rule of the first end of a stretch.
pub(super) const START: &str = "range-start";

/// Rule of the last end of a stretch.
pub(super) const END: &str = "range-end";

/// Whether `from` and `to`, found one after the other, are the ends of one stretch.
pub(super) fn is_range(atoms: &Atoms, from: &Found, to: &Found) -> bool {
    let (end, next) = (from.reading.end, to.first);
    if from.joined || (next == end && atoms.glued(next)) {
        return true;
    }
    if next != end + 1 || !is_calendar(from.reading.value) || !is_calendar(to.reading.value) {
        return false;
    }
    let before = atoms.before(from.first);
    match atoms.word(end) {
        Word::To | Word::Until => before == Word::From || is_year_end(from, to),
        Word::Through | Word::Dash => true,
        Word::And => before == Word::Between,
        _ => false,
    }
}

/// "1939 to 1945", "June to August": ends of one kind need no "from".
fn is_year_end(from: &Found, to: &Found) -> bool {
    from.reading.rule == to.reading.rule
        && matches!(
            from.reading.rule,
            "year" | "month" | "month-year" | "month-day" | "day-month" | "full-date"
        )
}

fn is_calendar(value: Value) -> bool {
    matches!(value, Value::Fixed(_) | Value::Part { .. } | Value::Turn { .. } | Value::Shift { .. })
}

/// Gives the end without a year the year of the other: the stretch runs forwards.
pub(super) fn share_year(from: &mut Value, to: &mut Value) {
    // "between May and July this year"
    if let (
        Value::Part { year: year @ Year::Unknown, which: Which::Open, .. },
        Value::Part { year: turned @ Year::Turn(_), .. },
    ) = (&mut *from, &mut *to)
    {
        *year = *turned;
        return;
    }
    let (first, last) = (place(*from), place(*to));
    if let (Some(first), Some(last)) = (first, last) {
        let later = i16::from(first > last);
        match (year(*from), year(*to)) {
            (None, Some(year)) => set_year(from, year - later),
            (Some(year), None) => set_year(to, year + later),
            _ => {}
        }
    }
}

/// Gives the first end the year in which it comes before the last end, resolved as `to`.
pub(super) fn run_up_to(from: &mut Value, to: Calendar) {
    let last = match to {
        Calendar::Month { month, .. } => (month, 0),
        Calendar::Day(date) => (date.month(), date.day()),
        _ => return,
    };
    if let (Some(first), None, Some(year)) = (place(*from), year(*from), to.year()) {
        set_year(from, year - i16::from(first > last));
    }
}

/// "from Friday to Monday": the weekdays of one stretch are not days before its first.
pub(super) fn run_through_weekend(
    [from, to]: [&mut Value; 2],
    [first, last]: [Calendar; 2],
    direction: Direction,
) {
    let (Calendar::Day(from_day), Calendar::Day(to_day)) = (first, last) else { return };
    if !is_open_weekday(*from) || !is_open_weekday(*to) || from_day <= to_day {
        return;
    }
    let (end, moved) = match direction {
        Direction::Future => (to, last.step(DAYS_OF_WEEK)),
        Direction::Past | Direction::Unknown => (from, first.step(-DAYS_OF_WEEK)),
    };
    if let Some(moved) = moved {
        *end = Value::Fixed(moved);
    }
}

fn is_open_weekday(value: Value) -> bool {
    matches!(value, Value::Part { part: Part::Weekday(_), which: Which::Open, .. })
}

/// Month and day within a year, when the value has a month.
fn place(value: Value) -> Option<(i8, i8)> {
    match value {
        Value::Fixed(Calendar::Month { month, .. })
        | Value::Part { part: Part::Month(month), .. } => Some((month, 0)),
        Value::Fixed(Calendar::Day(date)) => Some((date.month(), date.day())),
        Value::Part { part: Part::MonthDay(month, day), .. } => Some((month, day)),
        _ => None,
    }
}

fn year(value: Value) -> Option<i16> {
    match value {
        Value::Fixed(calendar) => calendar.year(),
        Value::Part { year: Year::Is(year), .. } => Some(year),
        _ => None,
    }
}

fn set_year(value: &mut Value, is: i16) {
    if let Value::Part { which: Which::Open, year: year @ Year::Unknown, .. } = value {
        *year = Year::Is(is);
    }
}

/// The stretches of the calendar that expressions stand for: first and last day, both included.
///
/// The two ends of "from March to June 2019" give one stretch, as every other calendar value does;
/// durations, sets, vague references and values without a year give none.
///
/// # Examples
///
/// ```
/// use onrecord::timex::{calendar_spans, timexes};
///
/// let found = timexes("It ran from March to June 2019.", None);
/// let spans = calendar_spans(&found);
/// assert_eq!(spans.len(), 1);
/// assert_eq!(spans[0].0.to_string(), "2019-03-01");
/// assert_eq!(spans[0].1.to_string(), "2019-06-30");
/// ```
#[must_use]
pub fn calendar_spans(timexes: &[Timex]) -> Vec<(Date, Date)> {
    let mut out = Vec::new();
    let mut rest = timexes.iter();
    while let Some(timex) = rest.next() {
        let end = rest.as_slice().first().filter(|end| timex.rule == START && end.rule == END);
        match (timex.days(), end.and_then(Timex::days)) {
            (Some((first, _)), Some((_, last))) if first <= last => {
                out.push((first, last));
                rest.next();
            }
            (days, _) => out.extend(days),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::super::testing::finds;
    use super::super::timexes;
    use super::*;

    #[test]
    fn two_dates_joined_by_words_are_the_ends_of_a_stretch() {
        finds(
            "It ran from March to June 2019.",
            &[("March", "2019-03", "range-start"), ("June 2019", "2019-06", "range-end")],
        );
        finds(
            "He served between 2011 and 2014.",
            &[("2011", "2011", "range-start"), ("2014", "2014", "range-end")],
        );
        finds(
            "It lasted from November 2019 to February.",
            &[("November 2019", "2019-11", "range-start"), ("February", "2020-02", "range-end")],
        );
        finds(
            "The fair runs July 5 to July 12.",
            &[("July 5", "2025-07-05", "range-start"), ("July 12", "2025-07-12", "range-end")],
        );
        finds(
            "It was closed from 30 December through 2 January.",
            &[
                ("30 December", "2024-12-30", "range-start"),
                ("2 January", "2025-01-02", "range-end"),
            ],
        );
        finds(
            "It was fought 31 May-1 June 1916.",
            &[("31 May", "1916-05-31", "range-start"), ("1 June 1916", "1916-06-01", "range-end")],
        );
    }

    #[test]
    fn the_ends_share_a_year_told_by_its_place() {
        finds(
            "It rained between May and July last year.",
            &[("May", "2024-05", "range-start"), ("July last year", "2024-07", "range-end")],
        );
    }

    #[test]
    fn weekdays_of_a_stretch_run_forwards() {
        for (text, first, last) in [
            ("It rained from Monday to Wednesday.", "2025-10-06", "2025-10-08"),
            ("It rained from Tuesday through Thursday.", "2025-10-07", "2025-10-09"),
            ("It will rain from Friday until Monday.", "2025-10-17", "2025-10-20"),
            ("It will rain between Monday and Friday.", "2025-10-13", "2025-10-17"),
        ] {
            let found = timexes(text, "2025-10-13".parse().ok());
            let values: Vec<&str> = found.iter().map(|timex| timex.value.as_str()).collect();
            assert_eq!(values, [first, last], "{text}");
        }
    }

    #[test]
    fn other_neighbours_stay_apart() {
        finds("It opened in 2011 and 2014.", &[("2011", "2011", "year"), ("2014", "2014", "year")]);
    }

    #[test]
    fn a_stretch_is_one_span_of_the_calendar() {
        let spans = |text: &str| -> Vec<String> {
            let found = timexes(text, "2025-10-13".parse().ok());
            calendar_spans(&found).iter().map(|(a, b)| format!("{a}..{b}")).collect()
        };
        assert_eq!(
            spans("It ran from March to June 2019, and in 2021 for three days."),
            ["2019-03-01..2019-06-30", "2021-01-01..2021-12-31"]
        );
        assert_eq!(spans("The war of 2011-14."), ["2011-01-01..2014-12-31"]);
        assert_eq!(spans("It was closed now and then for two weeks."), [""; 0]);
    }
}

//! Text ↔ the dates a query or flag asks for.

use std::fmt;

use jiff::ToSpan;
use jiff::civil::{Date, ISOWeekDate, Weekday};

use super::DateValue;

/// What a date may look like; the end of every message about one that does not.
const FORMS: &str = "expected 2025-10-11, 2025-10, 2025, 2025-Q3, 2025-W41, 2020s, 2025-XX, \
                     2025-10-XX, XXXX or a range such as 2024..2025-03";

/// Reads a day, month, quarter, year, decade, ISO week, a range of them with both ends included
/// (an end may be left out), or the X forms of values that are known less precisely.
///
/// Years run from 0001 to 9999 and have four digits. Letters in either case, any dash.
///
/// # Errors
///
/// A line that says what is wrong and what was expected.
pub fn parse_date_value(text: &str) -> Result<DateValue, String> {
    let plain = plain(text);
    if let Some((from, to)) = plain.split_once("..") {
        return range(text, from.trim(), to.trim());
    }
    if let Some(value) = unprecise(&plain) {
        return Ok(value);
    }
    let (first, last) = stretch(&plain)?;
    Ok(DateValue::Range { from: Some(first), to: Some(last) })
}

/// Straight dashes, an ellipsis as the two points of a range.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        match c {
            '‐' | '‑' | '–' | '—' | '−' => out.push('-'),
            '…' => out.push_str(".."),
            c => out.push(c),
        }
    }
    out
}

fn range(text: &str, from: &str, to: &str) -> Result<DateValue, String> {
    let first = if from.is_empty() { None } else { Some(stretch(from)?.0) };
    let last = if to.is_empty() { None } else { Some(stretch(to)?.1) };
    match (first, last) {
        (None, None) => Err(format!("a range needs one end at least; {FORMS}")),
        (Some(first), Some(last)) if first > last => {
            Err(format!("the range {} ends before it begins", text.trim()))
        }
        _ => Ok(DateValue::Range { from: first, to: last }),
    }
}

/// `XXXX`, `2025-XX`, `2025-10-XX`.
fn unprecise(text: &str) -> Option<DateValue> {
    if text.eq_ignore_ascii_case("XXXX") {
        return Some(DateValue::NoYear);
    }
    let known = text.strip_suffix("-XX").or_else(|| text.strip_suffix("-xx"))?;
    if let Some(year) = year(known) {
        return Some(DateValue::NoMonth { year });
    }
    let (year_text, month) = known.split_once('-')?;
    let (year, month) = (year(year_text)?, number(month)?);
    (1..=12).contains(&month).then_some(DateValue::NoDay { year, month })
}

/// First and last day of what one date without `..` names.
fn stretch(text: &str) -> Result<(Date, Date), String> {
    if let Some(decade) = decade(text) {
        return decade;
    }
    if let Some(hint) = slashed(text) {
        return Err(hint);
    }
    let malformed = || format!("not a date: {text}; {FORMS}");
    let mut parts = text.split('-');
    let head = parts.next().unwrap_or_default();
    let year = year(head).ok_or_else(|| {
        let digits = !head.is_empty() && head.bytes().all(|byte| byte.is_ascii_digit());
        if digits {
            format!("not a year: {head}; years have four digits, 0001 to 9999")
        } else {
            malformed()
        }
    })?;
    let (first, last) = match (parts.next(), parts.next(), parts.next()) {
        (None, ..) => (Date::new(year, 1, 1), Date::new(year, 12, 31)),
        (Some(part), None, _) => {
            if let Some(quarter) = part.strip_prefix(['Q', 'q']) {
                let quarter = number(quarter).filter(|n| (1..=4).contains(n));
                let quarter = quarter.ok_or_else(|| format!("no such quarter: {text}"))?;
                let last_month = Date::new(year, quarter * 3, 1);
                (Date::new(year, quarter * 3 - 2, 1), last_month.map(Date::last_of_month))
            } else if let Some(week) = part.strip_prefix(['W', 'w']) {
                let week = number(week).ok_or_else(malformed)?;
                let monday = ISOWeekDate::new(year, week, Weekday::Monday);
                let monday = monday.map_err(|_| format!("no such week: {text}"))?.date();
                // The last week of 9999 runs out of the calendar and is cut there.
                (Ok(monday), Ok(monday.saturating_add(6.days())))
            } else {
                let month = number(part).ok_or_else(malformed)?;
                let first = Date::new(year, month, 1);
                let first = first.map_err(|_| format!("no such month: {text}"))?;
                (Ok(first), Ok(first.last_of_month()))
            }
        }
        (Some(month), Some(day), None) => {
            let month = number(month).ok_or_else(malformed)?;
            let day = number(day).ok_or_else(malformed)?;
            let date = Date::new(year, month, day).map_err(|_| format!("no such day: {text}"))?;
            (Ok(date), Ok(date))
        }
        _ => return Err(malformed()),
    };
    first.ok().zip(last.ok()).ok_or_else(malformed)
}

/// `2020s` and `202X`; `None` when the text is no decade at all.
fn decade(text: &str) -> Option<Result<(Date, Date), String>> {
    let digits = match text.strip_suffix(['X', 'x']) {
        Some(three) => format!("{three}0"),
        None => text.strip_suffix(['s', 'S'])?.to_owned(),
    };
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let Some(start) = year(&digits).filter(|year| year % 10 == 0) else {
        return Some(Err(format!("no such decade: {text}")));
    };
    Date::new(start, 1, 1).ok().zip(Date::new(start + 9, 12, 31).ok()).map(Ok)
}

/// What to write instead of `03/04/2020`, `3.4.2020` or `2020/04/03`.
fn slashed(text: &str) -> Option<String> {
    let parts: Vec<&str> = text.split(['/', '.']).collect();
    let [a, b, c] = parts[..] else { return None };
    let date = |year: &str, month: &str, day: &str| -> Option<Date> {
        Date::new(self::year(year)?, number(month)?, number(day)?).ok()
    };
    if let Some(date) = date(a, b, c) {
        return Some(format!("not a date: {text}; write {date}"));
    }
    match (date(c, a, b), date(c, b, a)) {
        (Some(month_first), Some(day_first)) if month_first != day_first => {
            Some(format!("ambiguous date: {text}; write {month_first} or {day_first}"))
        }
        (Some(date), _) | (_, Some(date)) => Some(format!("not a date: {text}; write {date}")),
        (None, None) => None,
    }
}

fn year(text: &str) -> Option<i16> {
    if text.len() != 4 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|year| *year >= 1)
}

/// A number of one or two digits.
fn number(text: &str) -> Option<i8> {
    let digits = matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// Prints the shortest form that reads back as the same value.
impl fmt::Display for DateValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::NoYear => f.write_str("XXXX"),
            Self::NoMonth { year } => write!(f, "{year:04}-XX"),
            Self::NoDay { year, month } => write!(f, "{year:04}-{month:02}-XX"),
            Self::Range { from, to } => {
                if let (Some(first), Some(last)) = (from, to)
                    && let Some(name) = name(first, last)
                {
                    return f.write_str(&name);
                }
                if let Some(first) = from {
                    f.write_str(&first_day(first))?;
                }
                f.write_str("..")?;
                to.map_or(Ok(()), |last| f.write_str(&last_day(last)))
            }
        }
    }
}

/// The name of the day, month, quarter, year, decade or week that is exactly `first..=last`.
fn name(first: Date, last: Date) -> Option<String> {
    let year = first.year();
    if first == last {
        return Some(first.to_string());
    }
    if first == first.first_of_year() {
        if last == first.last_of_year() {
            return Some(format!("{year:04}"));
        }
        if year % 10 == 0 && last.year() == year + 9 && last == last.last_of_year() {
            return Some(format!("{year:04}s"));
        }
    }
    if first.day() == 1 && last == last.last_of_month() && last.year() == year {
        if first.month() == last.month() {
            return Some(month(first));
        }
        if first.month() % 3 == 1 && last.month() == first.month() + 2 {
            return Some(format!("{year:04}-Q{}", last.month() / 3));
        }
    }
    let week = first.iso_week_date();
    // An ISO week may begin in the year before; its own year is what names it.
    (week.weekday() == Weekday::Monday
        && last == first.saturating_add(6.days())
        && (1..=9999).contains(&week.year()))
    .then(|| format!("{:04}-W{:02}", week.year(), week.week()))
}

/// The first day of a range, as the year or month it begins.
fn first_day(first: Date) -> String {
    if first == first.first_of_year() {
        format!("{:04}", first.year())
    } else if first.day() == 1 {
        month(first)
    } else {
        first.to_string()
    }
}

/// The last day of a range, as the year or month it ends.
fn last_day(last: Date) -> String {
    if last == last.last_of_year() {
        format!("{:04}", last.year())
    } else if last == last.last_of_month() {
        month(last)
    } else {
        last.to_string()
    }
}

fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn days(text: &str, first: Date, last: Date) {
        let expected = DateValue::Range { from: Some(first), to: Some(last) };
        assert_eq!(parse_date_value(text), Ok(expected), "{text}");
    }

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        let error = parse_date_value(text).expect_err(text);
        assert!(error.contains(expected), "{text}: {error}");
    }

    #[test]
    fn days_months_quarters_years_decades_and_weeks_are_stretches_of_days() {
        days("2025-10-11", date(2025, 10, 11), date(2025, 10, 11));
        days("2024-02", date(2024, 2, 1), date(2024, 2, 29));
        days("2025-Q3", date(2025, 7, 1), date(2025, 9, 30));
        days("2025-q4", date(2025, 10, 1), date(2025, 12, 31));
        days("0001", date(1, 1, 1), date(1, 12, 31));
        days("2020s", date(2020, 1, 1), date(2029, 12, 31));
        days("202X", date(2020, 1, 1), date(2029, 12, 31));
        days("2025-W41", date(2025, 10, 6), date(2025, 10, 12));
        days("2025-W01", date(2024, 12, 30), date(2025, 1, 5));
        days("2025–10–11", date(2025, 10, 11), date(2025, 10, 11));
    }

    #[test]
    fn ranges_take_any_two_stretches_and_may_be_open() {
        days("2024..2025-03", date(2024, 1, 1), date(2025, 3, 31));
        days("2024-Q2 .. 2024-06-02", date(2024, 4, 1), date(2024, 6, 2));
        let open = DateValue::Range { from: Some(date(2024, 5, 1)), to: None };
        assert_eq!(parse_date_value("2024-05.."), Ok(open));
        let open = DateValue::Range { from: None, to: Some(date(1999, 12, 31)) };
        assert_eq!(parse_date_value("..1990s"), Ok(open));
        refused("2025..2024", "ends before it begins");
        refused("..", "one end at least");
        refused("2024..2025..2026", "not a date");
        refused("2024..2025-XX", "not a date");
    }

    #[test]
    fn x_stands_for_what_is_not_known() {
        assert_eq!(parse_date_value("XXXX"), Ok(DateValue::NoYear));
        assert_eq!(parse_date_value("2025-XX"), Ok(DateValue::NoMonth { year: 2025 }));
        assert_eq!(parse_date_value("2025-10-xx"), Ok(DateValue::NoDay { year: 2025, month: 10 }));
        refused("2025-13-XX", "not a date");
        refused("20XX", "not a date");
        refused("XXXX-10-11", "not a date");
    }

    #[test]
    fn what_is_no_date_is_refused_with_a_reason() {
        refused("20x3", "not a date");
        refused("03/04/2020", "ambiguous date: 03/04/2020; write 2020-03-04 or 2020-04-03");
        refused("25.12.2020", "write 2020-12-25");
        refused("2020/12/25", "write 2020-12-25");
        refused("2025-02-29", "no such day");
        refused("2025-13", "no such month");
        refused("2025-Q5", "no such quarter");
        refused("2025-W53", "no such week");
        refused("2025s", "no such decade");
        refused("0000", "four digits");
        refused("25", "four digits");
        refused("12025", "four digits");
        refused("", "not a date");
        refused("October", "not a date");
        refused("2025-10-11-12", "not a date");
    }

    #[test]
    fn a_value_prints_in_its_shortest_form() {
        for text in [
            "2025-10-11",
            "2025-10",
            "2025",
            "2025-Q3",
            "2020s",
            "2025-W41",
            "2025-W01",
            "2025-XX",
            "2025-10-XX",
            "XXXX",
            "2024..2025-03",
            "2024-05..",
            "..1999",
            "2024-03-02..2024-05",
            "0001-W01",
            "9999-12-31",
            "..0001-01-01",
        ] {
            let value = parse_date_value(text).expect(text);
            assert_eq!(value.to_string(), text);
        }
    }

    proptest! {
        #[test]
        fn any_range_reads_back(
            from in proptest::option::of((1..=9999i16, 1..=12i8, 1..=28i8)),
            length in proptest::option::of(0..5000i32),
        ) {
            let from = from.and_then(|(year, month, day)| Date::new(year, month, day).ok());
            let to = length.map(|days| from.unwrap_or(date(1, 1, 1)).saturating_add(days.days()));
            let value = DateValue::Range { from, to };
            let read = parse_date_value(&value.to_string()).ok();
            prop_assert_eq!(read, Some(value).filter(|_| from.is_some() || to.is_some()));
        }

        #[test]
        fn no_text_panics(text in "([0-9QWXqs./…–-]|\\PC){0,16}") {
            if let Ok(value) = parse_date_value(&text) {
                prop_assert_eq!(parse_date_value(&value.to_string()), Ok(value));
            }
        }
    }
}

//! Dates as publishers write them → days.
//!
//! ISO 8601 and RFC 2822, dates in words, and numbers. Only whole days count: a month
//! or a year alone is no publication date. An offset keeps its local day, so times are passed
//! over.

use std::fmt;
use std::ops::{Range, RangeInclusive};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::months;

/// What a text that should be a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// One day.
    Day(Date),
    /// One of two days: the first when the day stands before the month, else the second.
    Ambiguous(Date, Date),
    /// No day.
    Nothing,
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Ambiguous(one, other) => write!(f, "{one} or {other}"),
            Self::Nothing => f.write_str("nothing"),
        }
    }
}

/// Which of day and month is written first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// `13/10/2025`, as nearly everywhere.
    DayFirst,
    /// `10/13/2025`, as in the United States.
    MonthFirst,
}

/// How the dates of a text are written, as far as that is known.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Style {
    /// The order of numbers that could be either.
    pub(super) order: Option<Order>,
    /// Whether a year may have two digits, behind a day and a month in numbers.
    pub(super) short_years: bool,
}

/// Years of printed news; a number outside is no year.
const YEARS: RangeInclusive<i16> = 1600..=2199;

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Whether a word is an English month, in full or abbreviated.
pub(super) fn is_month(word: &str) -> bool {
    months::english(word).is_some()
}

/// Whether a word is an English day of the week, in full or abbreviated.
pub(super) fn is_weekday(word: &str) -> bool {
    abbreviated(word, &WEEKDAYS).is_some()
}

/// The index of the name that `word` is: in full, or its first three letters or more and a stop.
pub(super) fn abbreviated(word: &str, names: &[&str]) -> Option<usize> {
    let word = word.trim_end_matches(['.', ',']);
    if word.len() < 3 || !word.is_ascii() {
        return None;
    }
    let starts = |name: &str| name.get(..word.len()).is_some_and(|n| n.eq_ignore_ascii_case(word));
    names.iter().position(|name| starts(name) && (word.len() <= 5 || word.len() == name.len()))
}

/// Reads a text that is nothing but a date, with a time or without.
pub(super) fn read_day(text: &str) -> Written {
    let text = text.trim();
    if let Some((day, _)) = iso_prefix(text) {
        return Written::Day(day);
    }
    if let Ok(number) = text.parse::<i64>() {
        return from_number(number);
    }
    match find_day(text) {
        Some((written, _)) => written,
        None => Written::Nothing,
    }
}

/// Reads a number: `20251013`, or seconds or milliseconds since 1970 in UTC.
pub(super) fn from_number(number: i64) -> Written {
    let parts = (number / 10_000, number / 100 % 100, number % 100);
    if let (Ok(year), Ok(month), Ok(day)) =
        (i16::try_from(parts.0), i8::try_from(parts.1), i8::try_from(parts.2))
        && let Some(day) = date(year, month, day)
    {
        return Written::Day(day);
    }
    // Until the year 5138 seconds stay below 10¹¹; milliseconds have done so since March 1973.
    let timestamp = match number {
        100_000_000..100_000_000_000 => Timestamp::from_second(number),
        100_000_000_000..100_000_000_000_000 => Timestamp::from_millisecond(number),
        _ => return Written::Nothing,
    };
    timestamp.map_or(Written::Nothing, |at| Written::Day(TimeZone::UTC.to_datetime(at).date()))
}

fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(year, month, day).ok()
}

/// The day that `text` begins with in the order year, month, day, and the bytes it takes:
/// `2025-10-13`, `2025/10/13`, `2025. 10. 13`, `2025/oct/13`, `2025-10/13`, `20251013`,
/// `2025年10月13日`.
fn iso_prefix(text: &str) -> Option<(Date, usize)> {
    let (year, rest) = digits(text, 4..=4)?;
    let after = rest.chars().next()?;
    if after.is_ascii_digit() {
        let (month, rest) = digits(rest, 2..=2)?;
        let (day, rest) = digits(rest, 2..=2)?;
        return ends_number(rest).then_some((date(year, small(month)?, small(day)?)?, 8));
    }
    if let Some((_, of_month, of_day)) = EAST_ASIAN.iter().find(|(of_year, ..)| *of_year == after) {
        let (month, rest) = digits(rest[after.len_utf8()..].trim_start(), 1..=2)?;
        let (day, rest) = digits(rest.strip_prefix(*of_month)?.trim_start(), 1..=2)?;
        let rest = rest.strip_prefix(*of_day)?;
        return Some((date(year, small(month)?, small(day)?)?, text.len() - rest.len()));
    }
    if !matches!(after, '-' | '/' | '.' | '_') {
        return None;
    }
    let rest = after_separator(rest, after)?;
    let (month, rest) = if let Some((month, rest)) = digits(rest, 1..=2) {
        (small(month)?, rest)
    } else {
        let end = rest.find(|c: char| !c.is_alphabetic())?;
        (months::month(&rest[..end])?, &rest[end..])
    };
    // Some addresses have a folder for the month alone.
    let rest = after_separator(rest, after).or_else(|| rest.strip_prefix('/'))?;
    let (day, rest) = digits(rest, 1..=2)?;
    ends_number(rest).then_some((date(year, month, small(day)?)?, text.len() - rest.len()))
}

/// The signs behind year, month and day in Chinese, Japanese and Korean.
const EAST_ASIAN: &[(char, char, char)] = &[('年', '月', '日'), ('년', '월', '일')];

/// What follows a separator between numbers; a space may stand behind a stop.
fn after_separator(text: &str, separator: char) -> Option<&str> {
    let rest = text.strip_prefix(separator)?;
    Some(if separator == '.' { rest.strip_prefix(' ').unwrap_or(rest) } else { rest })
}

fn small(number: i16) -> Option<i8> {
    i8::try_from(number).ok()
}

/// Whether a number ends before `rest`: no digit follows, `T` and a time may.
fn ends_number(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_ascii_digit())
}

/// Reads a run of ASCII digits whose length is within `len`, at the start of `text`.
fn digits(text: &str, len: RangeInclusive<usize>) -> Option<(i16, &str)> {
    let run = text.bytes().take_while(u8::is_ascii_digit).count();
    // A longer run is cut for compact dates: eight digits are four, two and two.
    let take = if len.start() == len.end() { *len.end() } else { run };
    if run < take || !len.contains(&take) {
        return None;
    }
    Some((text[..take].parse().ok()?, &text[take..]))
}

/// The first day written in `text`, and the bytes of `text` it takes.
///
/// Besides what [`read_day`] reads in the order year, month, day: `13 October 2025`, `13th of
/// Oct. 2025`, `October 13, 2025`, `13-Oct-2025` and `10/13/2025`.
pub(super) fn find_day(text: &str) -> Option<(Written, Range<usize>)> {
    find_day_in(text, Style::default())
}

/// [`find_day`] in a text whose style is known.
pub(super) fn find_day_in(text: &str, style: Style) -> Option<(Written, Range<usize>)> {
    let mut previous_ends_word = true;
    for (at, c) in text.char_indices() {
        let begins = previous_ends_word && c.is_alphanumeric();
        previous_ends_word = !c.is_alphanumeric();
        if !begins {
            continue;
        }
        let rest = &text[at..];
        let found = if c.is_ascii_digit() {
            iso_prefix(rest)
                .map(|(day, len)| (Written::Day(day), len))
                .or_else(|| day_first(rest))
                .or_else(|| numeric(rest, style))
        } else {
            month_first(rest)
        };
        if let Some((written, len)) = found {
            return Some((written, at..at + len));
        }
    }
    None
}

/// `13 October 2025`.
fn day_first(text: &str) -> Option<(Written, usize)> {
    let (day, rest) = ordinal(text)?;
    let rest = rest.trim_start_matches([' ', '-', '/', '.', '\u{a0}']);
    let rest = ["of ", "de "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let (month, rest) = month_word(rest)?;
    let (year, rest) = year(rest)?;
    Some((Written::Day(date(year, month, day)?), text.len() - rest.len()))
}

/// `October 13, 2025`.
fn month_first(text: &str) -> Option<(Written, usize)> {
    // A month is told from other words by the number behind it, which is cheaper to look for.
    let end = text.find(|c: char| !c.is_alphabetic())?;
    let after = text[end..].trim_start_matches([' ', '-', '/', '.', '\u{a0}']);
    let (day, rest) = ordinal(after)?;
    let month = months::month(&text[..end])?;
    let (year, rest) = year(rest)?;
    Some((Written::Day(date(year, month, day)?), text.len() - rest.len()))
}

/// `10/13/2025`, `13.10.2025`, `13. 10. 2025`: ambiguous when both orders give a day, and not the
/// same.
fn numeric(text: &str, style: Style) -> Option<(Written, usize)> {
    let (first, rest) = digits(text, 1..=2)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
    let (second, rest) = digits(after_separator(rest, separator)?, 1..=2)?;
    let rest = after_separator(rest, separator)?;
    let short = || {
        let (year, rest) = digits(rest, 2..=2).filter(|_| style.short_years)?;
        let century = if year >= EARLIEST_PAGES { 1900 } else { 2000 };
        ends_number(rest).then_some((century + year, rest))
    };
    let (year, rest) = digits(rest, 4..=4).filter(|(_, rest)| ends_number(rest)).or_else(short)?;
    let (first, second) = (small(first)?, small(second)?);
    let written = match (date(year, second, first), date(year, first, second)) {
        // Where dates have stops between their numbers, the day comes first.
        (Some(day), _) if separator == '.' => Written::Day(day),
        (Some(a), Some(b)) if a != b => match style.order {
            Some(Order::DayFirst) => Written::Day(a),
            Some(Order::MonthFirst) => Written::Day(b),
            None => Written::Ambiguous(a, b),
        },
        (Some(day), _) | (None, Some(day)) => Written::Day(day),
        (None, None) => return None,
    };
    Some((written, text.len() - rest.len()))
}

/// The least year of two digits that is one of the last century: there were no pages before it.
const EARLIEST_PAGES: i16 = 90;

/// A day of the month with its ordinal ending, if any.
fn ordinal(text: &str) -> Option<(i8, &str)> {
    let (day, rest) = digits(text, 1..=2)?;
    let ending = rest.get(..2).filter(|ending| {
        ["st", "nd", "rd", "th", "er"].iter().any(|known| known.eq_ignore_ascii_case(ending))
    });
    Some((small(day)?, ending.map_or(rest, |ending| &rest[ending.len()..])))
}

fn month_word(text: &str) -> Option<(i8, &str)> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    Some((months::month(word)?, rest.strip_prefix('.').unwrap_or(rest)))
}

fn year(text: &str) -> Option<(i16, &str)> {
    let text = text.trim_start_matches([' ', ',', '-', '/', '\u{a0}']);
    let text = ["de ", "del "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let (year, rest) = digits(text, 4..=4)?;
    ends_number(rest).then_some((year, rest))
}

/// The day in a web address or a path: year, month and day in that order.
///
/// Eight digits in a row count in paths only; in addresses they are as often the number of a
/// page.
pub(super) fn day_in_path(text: &str, compact: bool) -> Option<Date> {
    let mut after_digit = false;
    for (at, c) in text.char_indices() {
        let begins = c.is_ascii_digit() && !after_digit;
        after_digit = c.is_ascii_digit();
        if begins
            && let Some((day, len)) = iso_prefix(&text[at..])
            && (compact || !text[at..at + len].bytes().all(|b| b.is_ascii_digit()))
        {
            return Some(day);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_day_is_read_in_all_its_spellings() {
        let expected = Written::Day(date(2025, 10, 13));
        for text in [
            "2025-10-13",
            "2025-10-13T23:30:00-05:00",
            "2025-10-13T00:30:00+03:00",
            "2025-10-13 08:00",
            "2025/10/13",
            "20251013",
            "20251013T080000Z",
            "13 October 2025",
            "13 Oct 2025",
            "13th of October, 2025",
            "October 13, 2025",
            "Oct. 13, 2025",
            "Oct 13 2025 8:30 a.m. ET",
            "Monday, October 13th, 2025",
            "Mon, 13 Oct 2025 23:30:00 -0500",
            "Mon Oct 13, 2025",
            "13-Oct-2025",
            "10/13/2025",
            "13.10.2025",
            "13. 10. 2025",
            "2025. 10. 13.",
            "2025-10/13",
            "2025年10月13日",
            "2025년 10월 13일",
            "le 13 octobre 2025",
            "1760313600",
            "1760313600000",
        ] {
            assert_eq!(read_day(text), expected, "{text}");
        }
        assert_eq!(read_day("Sept. 5, 1931"), Written::Day(date(1931, 9, 5)));
    }

    #[test]
    fn what_names_no_one_day_is_no_date() {
        for text in [
            "",
            "2025",
            "2025-10",
            "October 2025",
            "yesterday",
            "2025-02-30",
            "31 June 2025",
            "13 Oct 25",
            "Octopus 13, 2025",
            "12345",
            "99999999",
            "-5",
            "2025-13-40",
            "0000-00-00",
        ] {
            assert_eq!(read_day(text), Written::Nothing, "{text}");
        }
    }

    #[test]
    fn an_order_that_could_be_either_is_ambiguous() {
        let both = Written::Ambiguous(date(2020, 4, 3), date(2020, 3, 4));
        assert_eq!(read_day("03/04/2020"), both);
        assert_eq!(read_day("3-4-2020"), both);
        assert_eq!(read_day("3.4.2020"), Written::Day(date(2020, 4, 3)));
        assert_eq!(read_day("04/04/2020"), Written::Day(date(2020, 4, 4)));
        assert_eq!(read_day("25/04/2020"), Written::Day(date(2020, 4, 25)));
    }

    #[test]
    fn the_style_of_a_text_tells_what_numbers_alone_do_not() {
        let found = |text: &str, order: Option<Order>, short_years: bool| {
            find_day_in(text, Style { order, short_years }).map(|(written, _)| written)
        };
        let day = |year, month, day| Some(Written::Day(date(year, month, day)));
        assert_eq!(found("3/4/2020", Some(Order::DayFirst), false), day(2020, 4, 3));
        assert_eq!(found("3/4/2020", Some(Order::MonthFirst), false), day(2020, 3, 4));
        assert_eq!(found("25/4/2020", Some(Order::MonthFirst), false), day(2020, 4, 25));
        assert_eq!(found("31.10.23", None, true), day(2023, 10, 31));
        assert_eq!(found("31.10.98", None, true), day(1998, 10, 31));
        assert_eq!(found("31.10.23", None, false), None);
        assert_eq!(found("31.10.231", None, true), None);
    }

    #[test]
    fn months_of_other_languages_are_read() {
        for text in [
            "13. Oktober 2025",
            "13 de octubre de 2025",
            "13 ottobre 2025",
            "13 Ekim 2025",
            "13 октября 2025 г.",
            "13 أكتوبر 2025",
        ] {
            assert_eq!(read_day(text), Written::Day(date(2025, 10, 13)), "{text}");
        }
        assert_eq!(read_day("13. Oktoberfest 2025"), Written::Nothing);
    }

    #[test]
    fn a_day_is_found_in_addresses_and_paths() {
        let day = Some(date(2025, 10, 13));
        assert_eq!(day_in_path("https://example.org/2025/10/13/dam-holds", false), day);
        assert_eq!(day_in_path("https://example.org/world/2025/oct/13/dam", false), day);
        assert_eq!(day_in_path("https://example.org/dam-holds-2025-10-13.html", false), day);
        assert_eq!(day_in_path("archive/2025-10-13/dam.txt", true), day);
        assert_eq!(day_in_path("archive/20251013_dam.txt", true), day);
        assert_eq!(day_in_path("https://example.org/news-20251013", false), None);
        assert_eq!(day_in_path("archive/120251013.txt", true), None);
        assert_eq!(day_in_path("archive/2025/dam.txt", true), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}|[0-9]{0,20}|[0-9 /.,-]{0,20}|(Oct|may|13|2025|th|[ ,.-])*") {
            let _ = read_day(&text);
            let _ = day_in_path(&text, true);
            if let Some((_, range)) = find_day(&text) {
                prop_assert!(text.get(range).is_some());
            }
        }
    }
}

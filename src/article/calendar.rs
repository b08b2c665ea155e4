//! Dates as publishers write them → days.
//!
//! ISO 8601 and RFC 2822, dates in words, and numbers. Only whole days count: a month
//! or a year alone is no publication date. An offset keeps its local day, so times are passed
//! over.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// What a text that should be a date says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    /// One day.
    Day(Date),
    /// One of two days, by the order in which day and month are read.
    Ambiguous,
    /// No day.
    Nothing,
}

/// Years of printed news; a number outside is no year.
const YEARS: RangeInclusive<i16> = 1600..=2199;

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Months of other languages of Europe that are no beginnings of English ones, with their numbers.
const OTHER_MONTHS: &[(&str, i8)] = &[
    ("januar", 1),
    ("januari", 1),
    ("jänner", 1),
    ("janvier", 1),
    ("enero", 1),
    ("gennaio", 1),
    ("janeiro", 1),
    ("februar", 2),
    ("februari", 2),
    ("février", 2),
    ("febrero", 2),
    ("febbraio", 2),
    ("fevereiro", 2),
    ("märz", 3),
    ("mars", 3),
    ("marzo", 3),
    ("março", 3),
    ("maart", 3),
    ("avril", 4),
    ("abril", 4),
    ("aprile", 4),
    ("mai", 5),
    ("mayo", 5),
    ("maggio", 5),
    ("maio", 5),
    ("mei", 5),
    ("juni", 6),
    ("juin", 6),
    ("junio", 6),
    ("giugno", 6),
    ("junho", 6),
    ("juli", 7),
    ("juillet", 7),
    ("julio", 7),
    ("luglio", 7),
    ("julho", 7),
    ("août", 8),
    ("agosto", 8),
    ("augustus", 8),
    ("septembre", 9),
    ("septiembre", 9),
    ("settembre", 9),
    ("setembro", 9),
    ("oktober", 10),
    ("octobre", 10),
    ("octubre", 10),
    ("ottobre", 10),
    ("outubro", 10),
    ("novembre", 11),
    ("noviembre", 11),
    ("novembro", 11),
    ("dezember", 12),
    ("décembre", 12),
    ("diciembre", 12),
    ("dicembre", 12),
    ("dezembro", 12),
];

/// Whether a word is an English month, in full or abbreviated.
pub(super) fn is_month(word: &str) -> bool {
    month(word).is_some()
}

/// Whether a word is an English day of the week, in full or abbreviated.
pub(super) fn is_weekday(word: &str) -> bool {
    abbreviated(word, &WEEKDAYS).is_some()
}

fn month(word: &str) -> Option<i8> {
    abbreviated(word, &MONTHS).and_then(|i| i8::try_from(i + 1).ok())
}

/// The index of the name that `word` is: in full, or its first three letters or more and a stop.
fn abbreviated(word: &str, names: &[&str]) -> Option<usize> {
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
/// `2025-10-13`, `2025/10/13`, `2025.10.13`, `2025/oct/13`, `20251013`.
fn iso_prefix(text: &str) -> Option<(Date, usize)> {
    let (year, rest) = digits(text, 4..=4)?;
    let after = text[4..].chars().next()?;
    let separator = matches!(after, '-' | '/' | '.' | '_').then_some(after);
    let compact = || -> Option<(Date, usize)> {
        let (month, rest) = digits(rest, 2..=2)?;
        let (day, rest) = digits(rest, 2..=2)?;
        ends_number(rest).then_some((date(year, small(month)?, small(day)?)?, 8))
    };
    let Some(separator) = separator else { return compact() };
    let rest = &rest[1..];
    let (month, rest) = if let Some((month, rest)) = digits(rest, 1..=2) {
        (small(month)?, rest)
    } else {
        let end = rest.find(|c: char| !c.is_ascii_alphabetic())?;
        (month(&rest[..end])?, &rest[end..])
    };
    let (day, rest) = digits(rest.strip_prefix(separator)?, 1..=2)?;
    ends_number(rest).then_some((date(year, month, small(day)?)?, text.len() - rest.len()))
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
pub(super) fn find_day(text: &str) -> Option<(Written, std::ops::Range<usize>)> {
    let mut previous_ends_word = true;
    for (at, c) in text.char_indices() {
        let begins = previous_ends_word && c.is_ascii_alphanumeric();
        previous_ends_word = !c.is_alphanumeric();
        if !begins {
            continue;
        }
        let rest = &text[at..];
        let found = if c.is_ascii_digit() {
            iso_prefix(rest)
                .map(|(day, len)| (Written::Day(day), len))
                .or_else(|| day_first(rest))
                .or_else(|| numeric(rest))
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
    let rest = rest.trim_start_matches([' ', '-', '/', '.']);
    let rest = ["of ", "de "].iter().find_map(|word| rest.strip_prefix(word)).unwrap_or(rest);
    let (month, rest) = month_word(rest)?;
    let (year, rest) = year(rest)?;
    Some((Written::Day(date(year, month, day)?), text.len() - rest.len()))
}

/// `October 13, 2025`.
fn month_first(text: &str) -> Option<(Written, usize)> {
    let (month, rest) = month_word(text)?;
    let (day, rest) = ordinal(rest.trim_start_matches([' ', '-', '/']))?;
    let (year, rest) = year(rest)?;
    Some((Written::Day(date(year, month, day)?), text.len() - rest.len()))
}

/// `10/13/2025`, `13.10.2025`: ambiguous when both orders give a day, and not the same.
fn numeric(text: &str) -> Option<(Written, usize)> {
    let (first, rest) = digits(text, 1..=2)?;
    let separator = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
    let (second, rest) = digits(&rest[1..], 1..=2)?;
    let (year, rest) = digits(rest.strip_prefix(separator)?, 4..=4)?;
    if !ends_number(rest) {
        return None;
    }
    let (first, second) = (small(first)?, small(second)?);
    let written = match (date(year, second, first), date(year, first, second)) {
        // Where dates have stops between their numbers, the day comes first.
        (Some(day), _) if separator == '.' => Written::Day(day),
        (Some(a), Some(b)) if a != b => Written::Ambiguous,
        (Some(day), _) | (None, Some(day)) => Written::Day(day),
        (None, None) => return None,
    };
    Some((written, text.len() - rest.len()))
}

/// A day of the month with its ordinal ending, if any.
fn ordinal(text: &str) -> Option<(i8, &str)> {
    let (day, rest) = digits(text, 1..=2)?;
    let ending = rest.get(..2).filter(|ending| {
        ["st", "nd", "rd", "th"].iter().any(|known| known.eq_ignore_ascii_case(ending))
    });
    Some((small(day)?, ending.map_or(rest, |ending| &rest[ending.len()..])))
}

fn month_word(text: &str) -> Option<(i8, &str)> {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at(end);
    let other = || {
        let word = word.to_lowercase();
        OTHER_MONTHS.iter().find(|(name, _)| *name == word).map(|(_, month)| *month)
    };
    Some((month(word).or_else(other)?, rest.strip_prefix('.').unwrap_or(rest)))
}

fn year(text: &str) -> Option<(i16, &str)> {
    let text = text.trim_start_matches([' ', ',', '-', '/']);
    let (year, rest) = digits(text.strip_prefix("de ").unwrap_or(text), 4..=4)?;
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
        assert_eq!(read_day("03/04/2020"), Written::Ambiguous);
        assert_eq!(read_day("3-4-2020"), Written::Ambiguous);
        assert_eq!(read_day("3.4.2020"), Written::Day(date(2020, 4, 3)));
        assert_eq!(read_day("04/04/2020"), Written::Day(date(2020, 4, 4)));
        assert_eq!(read_day("25/04/2020"), Written::Day(date(2020, 4, 25)));
    }

    #[test]
    fn months_of_other_languages_are_read() {
        for text in
            ["13. Oktober 2025", "le 13 octobre 2025", "13 de octubre de 2025", "13 ottobre 2025"]
        {
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

//! What a lower-cased word, numeral or mark stands for in a date expression.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;

use super::calendar::{Season, Unit};
use super::value::{Clock, Part, Vague, Which};
use super::vocabulary::TABLES;

/// What a word stands for in a date expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Nothing.
    Other,
    /// Digits alone, with how many there are.
    Digits(u32, u8),
    /// Digits with commas between thousands.
    Amount(u32),
    /// A spelt number up to 99.
    Number(u32),
    Hundred,
    Thousand,
    /// "third", "11th".
    Ordinal(u32),
    /// "1990s".
    YearsOf(i16),
    /// "FY2024", "FY24".
    FiscalYear(i16),
    /// "80s", "nineties".
    Tens(i16),
    /// "10.30" before "a.m.".
    Point(u32, u32),
    /// "10am", "10.30pm".
    Hour(Clock),
    Meridiem(bool),
    OClock,
    /// "local", before "time".
    Local,
    /// "time".
    Clock,
    /// "date", "stage": behind "a later".
    Moment,
    /// "will", "could": before "one day".
    Modal,
    /// "world", "youth": what "today's" makes no day of.
    Lasting,
    Noon,
    Midnight,
    DayPart(Clock),
    Night,
    Tonight,
    Overnight,
    /// A month's name and whether it is an abbreviation.
    Month(i8, bool),
    Weekday(Weekday, bool),
    /// "Mondays".
    Weekdays(Weekday),
    Season(Season),
    /// A unit and whether it is in the plural.
    Unit(Unit, bool),
    /// "Q3".
    Quarter(i8),
    /// "ended", before the last day of a fiscal period.
    Ended,
    /// "ending", before the last day of a fiscal period.
    Ending,
    /// "corresponding", "comparable": of the year before.
    Corresponding,
    /// "H1".
    HalfYear(i8),
    Half,
    /// "latter", before "half".
    Latter,
    Period,
    Today,
    Yesterday,
    Tomorrow,
    Thanksgiving,
    Easter,
    Good,
    Black,
    /// First word of a weekday with a name: "Bloody Sunday", "Super Tuesday".
    Named,
    Christmas,
    /// A name that is a holiday with "Day" behind it, or with "'s Day".
    DayOf(Part),
    Halloween,
    New,
    Eve,
    Which(Which),
    Past,
    Latest,
    Each,
    Per,
    /// "daily": every one of a unit.
    Adverb(u32, Unit),
    Once,
    Vague(Vague),
    Recent,
    Future,
    /// "near", "short": before "future" and "term".
    Near,
    Term,
    /// "these", before "days".
    These,
    Ago,
    Earlier,
    /// "previously", behind a length.
    Previously,
    Later,
    Before,
    After,
    From,
    To,
    Through,
    Until,
    Since,
    Between,
    And,
    Or,
    Of,
    In,
    On,
    At,
    For,
    During,
    Into,
    As,
    /// Prepositions that a month, season or year follows.
    Preposition,
    Now,
    Right,
    The,
    A,
    More,
    Than,
    Least,
    Most,
    Less,
    /// "about", "nearly".
    About,
    Another,
    /// "few", "several", "many".
    Few,
    Couple,
    Early,
    Late,
    Mid,
    /// "pre-1945", "post-1945".
    Era,
    /// "beginning", "end", "middle".
    Edge,
    /// "part", "much".
    Portion,
    Fiscal,
    Calendar,
    Full,
    BeforeChrist,
    Anno,
    Zone,
    Old,
    Possessive,
    Dot,
    Comma,
    Slash,
    Colon,
    Dash,
    /// "(".
    Open,
    /// ")".
    Close,
    Apostrophe,
    /// A sign that makes the number behind it something else: "$", "#", "No.".
    Sign,
    /// A word that makes the number before it an amount: "percent", "people".
    Measure,
}

impl Word {
    /// Whether it may be a noun that dates know nothing of.
    pub(super) fn may_be_noun(self) -> bool {
        matches!(self, Self::Other | Self::Moment | Self::Lasting)
    }
}

/// Reads a word or numeral in lower case.
pub(super) fn word(lower: &str) -> Word {
    match lower.as_bytes().first() {
        Some(byte) if byte.is_ascii_digit() => numeral(lower),
        Some(b'f') if lower.starts_with("fy") => fiscal_year(&lower[2..]),
        Some(_) if lower.len() <= LONGEST => WORDS.get(lower).copied().unwrap_or(Word::Other),
        _ => Word::Other,
    }
}

/// Reads a punctuation mark.
pub(super) fn mark(mark: &str) -> Word {
    match mark {
        "." => Word::Dot,
        "," => Word::Comma,
        "/" => Word::Slash,
        "(" => Word::Open,
        ")" => Word::Close,
        ":" => Word::Colon,
        "-" | "–" => Word::Dash,
        "'" | "’" | "‘" => Word::Apostrophe,
        "$" | "£" | "€" | "¥" | "#" | "№" => Word::Sign,
        "%" => Word::Measure,
        _ => Word::Other,
    }
}

fn numeral(lower: &str) -> Word {
    let end = lower.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(lower.len());
    let (head, tail) = lower.split_at(end);
    let (Ok(value), Ok(len)) = (head.parse::<u32>(), u8::try_from(end)) else {
        return Word::Other;
    };
    match tail {
        "" => Word::Digits(value, len),
        "st" | "nd" | "rd" | "th" => Word::Ordinal(value),
        "s" | "'s" if matches!(len, 3 | 4) && value % 10 == 0 => {
            i16::try_from(value).map_or(Word::Other, Word::YearsOf)
        }
        "s" if len == 2 && value % 10 == 0 => Word::Tens(small(value)),
        "am" | "pm" | "a.m" | "p.m" | "a.m." | "p.m." => hour(value, 0, tail.starts_with('p')),
        _ => {
            if let Some(minutes) = tail.strip_prefix('.') {
                let Some((digits, half)) = minutes.split_at_checked(2) else { return Word::Other };
                return match (digits.parse(), half) {
                    (Ok(minute), "") => Word::Point(value, minute),
                    (Ok(minute), "am" | "pm") => hour(value, minute, half == "pm"),
                    _ => Word::Other,
                };
            }
            let plain = tail.bytes().all(|byte| byte == b',' || byte.is_ascii_digit());
            if plain && tail.split(',').skip(1).all(|group| group.len() == 3) {
                return tail
                    .split(',')
                    .skip(1)
                    .try_fold(value, |sum, group| {
                        sum.checked_mul(1000)?.checked_add(group.parse().ok()?)
                    })
                    .map_or(Word::Other, Word::Amount);
            }
            Word::Other
        }
    }
}

/// "2024" or "24" behind "FY".
fn fiscal_year(digits: &str) -> Word {
    match (digits.len(), digits.parse::<i16>()) {
        (4, Ok(year @ 1900..=2100)) => Word::FiscalYear(year),
        (2, Ok(year @ 0..)) => Word::FiscalYear(2000 + year),
        _ => Word::Other,
    }
}

fn small(value: u32) -> i16 {
    i16::try_from(value).unwrap_or(i16::MAX)
}

fn hour(hour: u32, minute: u32, afternoon: bool) -> Word {
    clock(hour, minute, Some(afternoon)).map_or(Word::Other, Word::Hour)
}

/// A time of day from its numbers; `afternoon` tells the half of a 12-hour clock.
pub(super) fn clock(hour: u32, minute: u32, afternoon: Option<bool>) -> Option<Clock> {
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    let hour = u8::try_from(hour).ok().filter(|hour| *hour < 24)?;
    let minute = u8::try_from(minute).ok().filter(|minute| *minute < 60)?;
    Some(Clock::At { hour, minute })
}

/// Bytes of the longest word of the table.
const LONGEST: usize = 13;

static WORDS: LazyLock<FxHashMap<&'static str, Word>> =
    LazyLock::new(|| TABLES.iter().copied().flatten().copied().collect());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_stands_for_one_thing() {
        assert_eq!(WORDS.len(), TABLES.iter().map(|table| table.len()).sum::<usize>());
    }

    #[test]
    fn the_longest_word_is_known() {
        assert_eq!(WORDS.keys().map(|word| word.len()).max(), Some(LONGEST));
    }

    #[test]
    fn numerals_tell_what_they_count() {
        assert_eq!(word("2025"), Word::Digits(2025, 4));
        assert_eq!(word("1,250,000"), Word::Amount(1_250_000));
        assert_eq!(word("21st"), Word::Ordinal(21));
        assert_eq!(word("1990s"), Word::YearsOf(1990));
        assert_eq!(word("fy2024"), Word::FiscalYear(2024));
        assert_eq!(word("fy24"), Word::FiscalYear(2024));
        assert_eq!(word("80s"), Word::Tens(80));
        assert_eq!(word("10am"), Word::Hour(Clock::At { hour: 10, minute: 0 }));
        assert_eq!(word("12.30am"), Word::Hour(Clock::At { hour: 0, minute: 30 }));
        assert_eq!(word("10.30"), Word::Point(10, 30));
        for other in ["3.5", "1,00", "99999999999", "1991s", "13pm", "4x4", "2é"] {
            assert_eq!(word(other), Word::Other, "{other}");
        }
    }

    #[test]
    fn clocks_hold_only_times_that_exist() {
        assert_eq!(clock(12, 0, Some(true)), Some(Clock::At { hour: 12, minute: 0 }));
        assert_eq!(clock(25, 0, None), None);
        assert_eq!(clock(10, 75, Some(false)), None);
    }
}

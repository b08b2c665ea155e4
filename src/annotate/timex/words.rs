//! The vocabulary of dates: what a lower-cased word or numeral can stand for.

use std::sync::LazyLock;

use jiff::civil::Weekday;
use rustc_hash::FxHashMap;

use super::calendar::{Season, Unit};
use super::value::{Clock, Vague, Which};

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
    /// "80s", "nineties".
    Tens(i16),
    /// "10.30" before "a.m.".
    Point(u32, u32),
    /// "10am", "10.30pm".
    Hour(Clock),
    Meridiem(bool),
    OClock,
    Noon,
    Midnight,
    DayPart(Clock),
    Night,
    Tonight,
    Overnight,
    /// A month's name and whether it is an abbreviation.
    Month(i8, bool),
    Weekday(Weekday, bool),
    Season(Season),
    /// A unit and whether it is in the plural.
    Unit(Unit, bool),
    /// "Q3".
    Quarter(i8),
    /// "H1".
    HalfYear(i8),
    Half,
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
    Ago,
    Earlier,
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
    Apostrophe,
    /// A sign that makes the number behind it something else: "$", "#", "No.".
    Sign,
    /// A word that makes the number before it an amount: "percent", "people".
    Measure,
}

/// Reads a word or numeral in lower case.
pub(super) fn word(lower: &str) -> Word {
    match lower.as_bytes().first() {
        Some(byte) if byte.is_ascii_digit() => numeral(lower),
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
        "s" | "'s" if len == 4 && value % 10 == 0 => {
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

static WORDS: LazyLock<FxHashMap<&'static str, Word>> = LazyLock::new(|| {
    let tables = [MONTHS, DAYS, TIMES, NUMBERS, ORDINALS, UNITS, POINTERS, SMALL, MEASURES];
    tables.into_iter().flatten().copied().collect()
});

const MONTHS: &[(&str, Word)] = &[
    ("january", Word::Month(1, false)),
    ("february", Word::Month(2, false)),
    ("march", Word::Month(3, false)),
    ("april", Word::Month(4, false)),
    ("may", Word::Month(5, false)),
    ("june", Word::Month(6, false)),
    ("july", Word::Month(7, false)),
    ("august", Word::Month(8, false)),
    ("september", Word::Month(9, false)),
    ("october", Word::Month(10, false)),
    ("november", Word::Month(11, false)),
    ("december", Word::Month(12, false)),
    ("jan", Word::Month(1, true)),
    ("feb", Word::Month(2, true)),
    ("mar", Word::Month(3, true)),
    ("apr", Word::Month(4, true)),
    ("jun", Word::Month(6, true)),
    ("jul", Word::Month(7, true)),
    ("aug", Word::Month(8, true)),
    ("sep", Word::Month(9, true)),
    ("sept", Word::Month(9, true)),
    ("oct", Word::Month(10, true)),
    ("nov", Word::Month(11, true)),
    ("dec", Word::Month(12, true)),
];

const DAYS: &[(&str, Word)] = &[
    ("monday", Word::Weekday(Weekday::Monday, false)),
    ("tuesday", Word::Weekday(Weekday::Tuesday, false)),
    ("wednesday", Word::Weekday(Weekday::Wednesday, false)),
    ("thursday", Word::Weekday(Weekday::Thursday, false)),
    ("friday", Word::Weekday(Weekday::Friday, false)),
    ("saturday", Word::Weekday(Weekday::Saturday, false)),
    ("sunday", Word::Weekday(Weekday::Sunday, false)),
    ("mon", Word::Weekday(Weekday::Monday, true)),
    ("tue", Word::Weekday(Weekday::Tuesday, true)),
    ("tues", Word::Weekday(Weekday::Tuesday, true)),
    ("wed", Word::Weekday(Weekday::Wednesday, true)),
    ("thu", Word::Weekday(Weekday::Thursday, true)),
    ("thur", Word::Weekday(Weekday::Thursday, true)),
    ("thurs", Word::Weekday(Weekday::Thursday, true)),
    ("fri", Word::Weekday(Weekday::Friday, true)),
    ("sat", Word::Weekday(Weekday::Saturday, true)),
    ("sun", Word::Weekday(Weekday::Sunday, true)),
    ("today", Word::Today),
    ("yesterday", Word::Yesterday),
    ("tomorrow", Word::Tomorrow),
    ("thanksgiving", Word::Thanksgiving),
    ("christmas", Word::Christmas),
    ("easter", Word::Easter),
    ("good", Word::Good),
    ("black", Word::Black),
    ("super", Word::Named),
    ("bloody", Word::Named),
    ("ash", Word::Named),
    ("palm", Word::Named),
    ("cyber", Word::Named),
    ("new", Word::New),
    ("eve", Word::Eve),
    ("spring", Word::Season(Season::Spring)),
    ("springtime", Word::Season(Season::Spring)),
    ("summer", Word::Season(Season::Summer)),
    ("summertime", Word::Season(Season::Summer)),
    ("fall", Word::Season(Season::Autumn)),
    ("autumn", Word::Season(Season::Autumn)),
    ("winter", Word::Season(Season::Winter)),
    ("wintertime", Word::Season(Season::Winter)),
];

const TIMES: &[(&str, Word)] = &[
    ("a.m", Word::Meridiem(false)),
    ("a.m.", Word::Meridiem(false)),
    ("am", Word::Meridiem(false)),
    ("p.m", Word::Meridiem(true)),
    ("p.m.", Word::Meridiem(true)),
    ("pm", Word::Meridiem(true)),
    ("o'clock", Word::OClock),
    ("noon", Word::Noon),
    ("midday", Word::Noon),
    ("midnight", Word::Midnight),
    ("morning", Word::DayPart(Clock::Morning)),
    ("afternoon", Word::DayPart(Clock::Afternoon)),
    ("evening", Word::DayPart(Clock::Evening)),
    ("night", Word::Night),
    ("tonight", Word::Tonight),
    ("overnight", Word::Overnight),
    ("gmt", Word::Zone),
    ("utc", Word::Zone),
    ("bst", Word::Zone),
    ("cet", Word::Zone),
    ("cest", Word::Zone),
    ("est", Word::Zone),
    ("edt", Word::Zone),
    ("cst", Word::Zone),
    ("cdt", Word::Zone),
    ("mst", Word::Zone),
    ("mdt", Word::Zone),
    ("pst", Word::Zone),
    ("pdt", Word::Zone),
];

const NUMBERS: &[(&str, Word)] = &[
    ("one", Word::Number(1)),
    ("two", Word::Number(2)),
    ("three", Word::Number(3)),
    ("four", Word::Number(4)),
    ("five", Word::Number(5)),
    ("six", Word::Number(6)),
    ("seven", Word::Number(7)),
    ("eight", Word::Number(8)),
    ("nine", Word::Number(9)),
    ("ten", Word::Number(10)),
    ("eleven", Word::Number(11)),
    ("twelve", Word::Number(12)),
    ("dozen", Word::Number(12)),
    ("thirteen", Word::Number(13)),
    ("fourteen", Word::Number(14)),
    ("fifteen", Word::Number(15)),
    ("sixteen", Word::Number(16)),
    ("seventeen", Word::Number(17)),
    ("eighteen", Word::Number(18)),
    ("nineteen", Word::Number(19)),
    ("twenty", Word::Number(20)),
    ("thirty", Word::Number(30)),
    ("forty", Word::Number(40)),
    ("fifty", Word::Number(50)),
    ("sixty", Word::Number(60)),
    ("seventy", Word::Number(70)),
    ("eighty", Word::Number(80)),
    ("ninety", Word::Number(90)),
    ("hundred", Word::Hundred),
    ("thousand", Word::Thousand),
    ("twenties", Word::Tens(20)),
    ("thirties", Word::Tens(30)),
    ("forties", Word::Tens(40)),
    ("fifties", Word::Tens(50)),
    ("sixties", Word::Tens(60)),
    ("seventies", Word::Tens(70)),
    ("eighties", Word::Tens(80)),
    ("nineties", Word::Tens(90)),
];

const ORDINALS: &[(&str, Word)] = &[
    ("first", Word::Ordinal(1)),
    ("second", Word::Ordinal(2)),
    ("third", Word::Ordinal(3)),
    ("fourth", Word::Ordinal(4)),
    ("fifth", Word::Ordinal(5)),
    ("sixth", Word::Ordinal(6)),
    ("seventh", Word::Ordinal(7)),
    ("eighth", Word::Ordinal(8)),
    ("ninth", Word::Ordinal(9)),
    ("tenth", Word::Ordinal(10)),
    ("eleventh", Word::Ordinal(11)),
    ("twelfth", Word::Ordinal(12)),
    ("thirteenth", Word::Ordinal(13)),
    ("fourteenth", Word::Ordinal(14)),
    ("fifteenth", Word::Ordinal(15)),
    ("sixteenth", Word::Ordinal(16)),
    ("seventeenth", Word::Ordinal(17)),
    ("eighteenth", Word::Ordinal(18)),
    ("nineteenth", Word::Ordinal(19)),
    ("twentieth", Word::Ordinal(20)),
];

const UNITS: &[(&str, Word)] = &[
    ("seconds", Word::Unit(Unit::Second, true)),
    ("minute", Word::Unit(Unit::Minute, false)),
    ("minutes", Word::Unit(Unit::Minute, true)),
    ("hour", Word::Unit(Unit::Hour, false)),
    ("hours", Word::Unit(Unit::Hour, true)),
    ("day", Word::Unit(Unit::Day, false)),
    ("days", Word::Unit(Unit::Day, true)),
    ("weekend", Word::Unit(Unit::Weekend, false)),
    ("weekends", Word::Unit(Unit::Weekend, true)),
    ("week", Word::Unit(Unit::Week, false)),
    ("weeks", Word::Unit(Unit::Week, true)),
    ("fortnight", Word::Unit(Unit::Fortnight, false)),
    ("fortnights", Word::Unit(Unit::Fortnight, true)),
    ("month", Word::Unit(Unit::Month, false)),
    ("months", Word::Unit(Unit::Month, true)),
    ("quarter", Word::Unit(Unit::Quarter, false)),
    ("quarters", Word::Unit(Unit::Quarter, true)),
    ("year", Word::Unit(Unit::Year, false)),
    ("years", Word::Unit(Unit::Year, true)),
    ("decade", Word::Unit(Unit::Decade, false)),
    ("decades", Word::Unit(Unit::Decade, true)),
    ("century", Word::Unit(Unit::Century, false)),
    ("centuries", Word::Unit(Unit::Century, true)),
    ("q1", Word::Quarter(1)),
    ("q2", Word::Quarter(2)),
    ("q3", Word::Quarter(3)),
    ("q4", Word::Quarter(4)),
    ("h1", Word::HalfYear(1)),
    ("h2", Word::HalfYear(2)),
    ("half", Word::Half),
    ("period", Word::Period),
    ("daily", Word::Adverb(1, Unit::Day)),
    ("nightly", Word::Adverb(1, Unit::Day)),
    ("hourly", Word::Adverb(1, Unit::Hour)),
    ("weekly", Word::Adverb(1, Unit::Week)),
    ("fortnightly", Word::Adverb(2, Unit::Week)),
    ("monthly", Word::Adverb(1, Unit::Month)),
    ("quarterly", Word::Adverb(1, Unit::Quarter)),
    ("annually", Word::Adverb(1, Unit::Year)),
    ("yearly", Word::Adverb(1, Unit::Year)),
];

const POINTERS: &[(&str, Word)] = &[
    ("this", Word::Which(Which::This)),
    ("current", Word::Which(Which::This)),
    ("last", Word::Which(Which::Last)),
    ("next", Word::Which(Which::Next)),
    ("coming", Word::Which(Which::Next)),
    ("upcoming", Word::Which(Which::Next)),
    ("previous", Word::Which(Which::Previous)),
    ("preceding", Word::Which(Which::Previous)),
    ("prior", Word::Which(Which::Previous)),
    ("following", Word::Which(Which::Following)),
    ("same", Word::Which(Which::Same)),
    ("that", Word::Which(Which::Same)),
    ("past", Word::Past),
    ("latest", Word::Latest),
    ("every", Word::Each),
    ("each", Word::Each),
    ("per", Word::Per),
    ("once", Word::Once),
    ("twice", Word::Once),
    ("now", Word::Now),
    ("right", Word::Right),
    ("currently", Word::Vague(Vague::Present)),
    ("nowadays", Word::Vague(Vague::Present)),
    ("presently", Word::Vague(Vague::Present)),
    ("recently", Word::Vague(Vague::Past)),
    ("formerly", Word::Vague(Vague::Past)),
    ("lately", Word::Vague(Vague::Past)),
    ("soon", Word::Vague(Vague::Future)),
    ("recent", Word::Recent),
    ("future", Word::Future),
    ("ago", Word::Ago),
    ("earlier", Word::Earlier),
    ("later", Word::Later),
    ("before", Word::Before),
    ("after", Word::After),
    ("early", Word::Early),
    ("late", Word::Late),
    ("mid", Word::Mid),
    ("pre", Word::Era),
    ("post", Word::Era),
    ("beginning", Word::Edge),
    ("start", Word::Edge),
    ("middle", Word::Edge),
    ("end", Word::Edge),
    ("rest", Word::Edge),
    ("fiscal", Word::Fiscal),
    ("calendar", Word::Calendar),
    ("full", Word::Full),
    ("bc", Word::BeforeChrist),
    ("b.c", Word::BeforeChrist),
    ("b.c.", Word::BeforeChrist),
    ("bce", Word::BeforeChrist),
    ("ad", Word::Anno),
    ("a.d.", Word::Anno),
    ("ce", Word::Anno),
];

const SMALL: &[(&str, Word)] = &[
    ("the", Word::The),
    ("a", Word::A),
    ("an", Word::A),
    ("of", Word::Of),
    ("in", Word::In),
    ("on", Word::On),
    ("at", Word::At),
    ("from", Word::From),
    ("to", Word::To),
    ("through", Word::Through),
    ("until", Word::Until),
    ("till", Word::Until),
    ("between", Word::Between),
    ("and", Word::And),
    ("or", Word::Or),
    ("since", Word::Since),
    ("by", Word::Preposition),
    ("for", Word::For),
    ("during", Word::During),
    ("throughout", Word::During),
    ("into", Word::Into),
    ("as", Word::As),
    ("within", Word::Preposition),
    ("circa", Word::Preposition),
    ("around", Word::About),
    ("nearly", Word::About),
    ("almost", Word::About),
    ("roughly", Word::About),
    ("approximately", Word::About),
    ("over", Word::About),
    ("more", Word::More),
    ("than", Word::Than),
    ("less", Word::Less),
    ("fewer", Word::Less),
    ("least", Word::Least),
    ("most", Word::Most),
    ("another", Word::Another),
    ("few", Word::Few),
    ("several", Word::Few),
    ("many", Word::Few),
    ("couple", Word::Couple),
    ("old", Word::Old),
];

const MEASURES: &[(&str, Word)] = &[
    ("no", Word::Sign),
    ("nos", Word::Sign),
    ("number", Word::Sign),
    ("room", Word::Sign),
    ("flight", Word::Sign),
    ("route", Word::Sign),
    ("highway", Word::Sign),
    ("section", Word::Sign),
    ("article", Word::Sign),
    ("page", Word::Sign),
    ("chapter", Word::Sign),
    ("apartment", Word::Sign),
    ("suite", Word::Sign),
    ("percent", Word::Measure),
    ("people", Word::Measure),
    ("men", Word::Measure),
    ("women", Word::Measure),
    ("children", Word::Measure),
    ("troops", Word::Measure),
    ("soldiers", Word::Measure),
    ("fighters", Word::Measure),
    ("workers", Word::Measure),
    ("employees", Word::Measure),
    ("members", Word::Measure),
    ("jobs", Word::Measure),
    ("votes", Word::Measure),
    ("shares", Word::Measure),
    ("dollars", Word::Measure),
    ("pounds", Word::Measure),
    ("euros", Word::Measure),
    ("tons", Word::Measure),
    ("tonnes", Word::Measure),
    ("feet", Word::Measure),
    ("metres", Word::Measure),
    ("meters", Word::Measure),
    ("miles", Word::Measure),
    ("kilometres", Word::Measure),
    ("kilometers", Word::Measure),
    ("km", Word::Measure),
    ("acres", Word::Measure),
    ("hectares", Word::Measure),
    ("points", Word::Measure),
    ("degrees", Word::Measure),
    ("homes", Word::Measure),
    ("houses", Word::Measure),
    ("cases", Word::Measure),
    ("deaths", Word::Measure),
    ("refugees", Word::Measure),
    ("prisoners", Word::Measure),
    ("students", Word::Measure),
    ("cars", Word::Measure),
    ("copies", Word::Measure),
    ("times", Word::Measure),
    ("hp", Word::Measure),
    ("mg", Word::Measure),
    ("kg", Word::Measure),
];

#[cfg(test)]
mod tests {
    use super::*;

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

//! Years, decades and centuries.

use super::super::atoms::Atoms;
use super::super::calendar::{Calendar, Unit};
use super::super::value::Value;
use super::super::words::Word;
use super::number::year_number;
use super::{Reading, Second};

/// Reads a year, a span of years, a decade or a century.
pub(super) fn year(atoms: &Atoms, i: usize) -> Option<Reading> {
    match atoms.word(i) {
        // "the 460s BC"
        Word::YearsOf(year) if atoms.word(i + 1) == Word::BeforeChrist => {
            let decade = Value::Fixed(Calendar::Decade(-1 - year / 10));
            Some(Reading::new(i + 2, decade, "decade"))
        }
        // "the 1800s" are a century; from 1900 on they may be a decade.
        Word::YearsOf(year @ 1000..1900) if year % 100 == 0 => {
            let century = Value::Fixed(Calendar::Century(year / 100));
            Some(Reading::new(i + 1, century, "century"))
        }
        Word::YearsOf(year @ 1000..) => {
            let decade = Value::Fixed(Calendar::Decade(year / 10));
            Some(Reading::new(i + 1, decade, "decade"))
        }
        Word::Apostrophe if atoms.touches(i + 1) => match atoms.word(i + 1) {
            Word::Tens(tens) => Some(Reading::new(i + 2, Value::Decade(tens / 10), "decade")),
            // "the summer of '68", but not '12 in quotation marks'
            Word::Digits(year @ 0..=99, 2)
                if matches!(atoms.before(i), Word::Of | Word::Since | Word::Until)
                    && !atoms.touches(i) =>
            {
                let year = Value::ShortYear(i16::try_from(year).ok()?);
                Some(Reading::new(i + 2, year, "short-year"))
            }
            _ => None,
        },
        // "the 1920s and 30s", "the sixties and seventies"
        Word::Tens(tens) => {
            let decade = decade_of_series(atoms, i, tens / 10)
                .or_else(|| is_told(atoms, i).then_some(Value::Decade(tens / 10)))?;
            Some(Reading::new(i + 1, decade, "decade"))
        }
        Word::Ordinal(_) => centuries(atoms, i).or_else(|| century(atoms, i)),
        Word::FiscalYear(year) => {
            Some(Reading::new(i + 1, Value::Fixed(Calendar::Year(year)), "fiscal-year"))
        }
        Word::Fiscal | Word::Calendar => {
            let at = atoms.skip(i + 1, Word::Unit(Unit::Year, false));
            let (end, year) = year_number(atoms, at)?;
            Some(Reading::new(end, Value::Fixed(Calendar::Year(year)), "fiscal-year"))
        }
        Word::Unit(Unit::Year, false) => {
            let (end, year) = year_number(atoms, i + 1)?;
            Some(Reading::new(end, Value::Fixed(Calendar::Year(year)), "year"))
        }
        Word::Anno => {
            let Word::Digits(year @ 1..=2100, _) = atoms.word(i + 1) else { return None };
            let year = Value::Fixed(Calendar::Year(i16::try_from(year).ok()?));
            atoms.capital(i).then(|| Reading::new(i + 2, year, "year"))
        }
        Word::Digits(..) | Word::Number(_) => {
            before_christ(atoms, i).or_else(|| bare_year(atoms, i))
        }
        _ => None,
    }
}

/// Whether "80s" is a decade and no age.
fn is_told(atoms: &Atoms, i: usize) -> bool {
    matches!(atoms.before(i), Word::The | Word::Early | Word::Late | Word::Mid)
}

/// The second decade of two: it shares the century of the one before, as far as that tells one.
fn decade_of_series(atoms: &Atoms, i: usize, decade: i16) -> Option<Value> {
    let joined = matches!(atoms.before(i), Word::And | Word::Or | Word::To | Word::Dash);
    match atoms.word(i.checked_sub(2).filter(|_| joined)?) {
        Word::YearsOf(year) if (year / 10) % 10 < decade => {
            Some(Value::Fixed(Calendar::Decade(year / 100 * 10 + decade)))
        }
        // Not "men in their 20s and 30s".
        Word::Tens(before) if before / 10 < decade && is_told(atoms, i - 2) => {
            Some(Value::Decade(decade))
        }
        _ => None,
    }
}

/// "the 19th century", "the 4th century BC"
fn century(atoms: &Atoms, i: usize) -> Option<Reading> {
    let Word::Ordinal(nth @ 1..=99) = atoms.word(i) else { return None };
    let before_christ = atoms.word(i + 2) == Word::BeforeChrist;
    let is_century = atoms.word(i + 1) == Word::Unit(Unit::Century, false)
        && (before_christ || (2..22).contains(&nth));
    let value = century_value(nth, before_christ)?;
    is_century.then(|| Reading::new(i + 2 + usize::from(before_christ), value, "century"))
}

fn century_value(nth: u32, before_christ: bool) -> Option<Value> {
    let nth = i16::try_from(nth).ok()?;
    Some(Value::Fixed(Calendar::Century(if before_christ { -nth } else { nth - 1 })))
}

/// "the 18th and 19th centuries", "the late eighteenth and early nineteenth centuries"
fn centuries(atoms: &Atoms, i: usize) -> Option<Reading> {
    let Word::Ordinal(first @ 1..=99) = atoms.word(i) else { return None };
    if !matches!(atoms.word(i + 1), Word::And | Word::Or | Word::To) {
        return None;
    }
    let early = matches!(atoms.word(i + 2), Word::Early | Word::Late | Word::Mid);
    let at = i + 2 + usize::from(early);
    let Word::Ordinal(last @ 1..=99) = atoms.word(at) else { return None };
    let Word::Unit(Unit::Century, _) = atoms.word(at + 1) else { return None };
    let before_christ = atoms.word(at + 2) == Word::BeforeChrist;
    if (first < last) == before_christ || atoms.glued(at + 2) {
        return None;
    }
    let century = |nth| century_value(nth, before_christ);
    let rule = if atoms.word(i + 1) == Word::To { "century-range" } else { "century-pair" };
    let second = Some(Second { cut: i + 1, first: i + 2, value: century(last)? });
    let end = at + 2 + usize::from(before_christ);
    Some(Reading { second, ..Reading::new(end, century(first)?, rule) })
}

/// "44 BC", "499-493 BC", "300 AD"
fn before_christ(atoms: &Atoms, i: usize) -> Option<Reading> {
    if let Some((end, year)) = era_year(atoms, i) {
        return Some(Reading::new(end, Value::Fixed(Calendar::Year(year)), "year"));
    }
    // The first end of a stretch shares the era of the last.
    let Word::Digits(first @ 1..=9999, _) = atoms.word(i) else { return None };
    let at = if atoms.glued(i + 1) {
        i + 1
    } else if matches!(atoms.word(i + 1), Word::Dash | Word::To) {
        i + 2
    } else {
        return None;
    };
    let (end, last) = era_year(atoms, at).filter(|(_, last)| *last <= 0)?;
    let first = 1 - i16::try_from(first).ok()?;
    let year = |year| Value::Fixed(Calendar::Year(year));
    let second = Some(Second { cut: i + 1, first: at, value: year(last) });
    let reading = Reading { second, ..Reading::new(end, year(first), "year-range") };
    (first < last).then_some(reading)
}

/// Reads a year with its era, in astronomical count: 1 BC is 0.
pub(super) fn era_year(atoms: &Atoms, i: usize) -> Option<(usize, i16)> {
    let Word::Digits(year @ 1..=9999, _) = atoms.word(i) else { return None };
    let year = match atoms.word(i + 1) {
        Word::BeforeChrist => 1 - i16::try_from(year).ok()?,
        Word::Anno if (10..=2100).contains(&year) => i16::try_from(year).ok()?,
        _ => return None,
    };
    atoms.capital(i + 1).then_some((i + 2, year))
}

/// A year without more, where the words around it do not make it an amount or a label.
fn bare_year(atoms: &Atoms, i: usize) -> Option<Reading> {
    let (end, first) = year_number(atoms, i)?;
    let before = atoms.before(i);
    let introduced = matches!(
        before,
        Word::In
            | Word::Since
            | Word::From
            | Word::Until
            | Word::Through
            | Word::Between
            | Word::Early
            | Word::Late
            | Word::Mid
            | Word::Era
            | Word::Before
            | Word::After
    );
    let amount = matches!(before, Word::Sign | Word::Than | Word::Least | Word::Most | Word::Slash)
        || (before == Word::Dash && atoms.touches(i) && !is_year(atoms, i.wrapping_sub(2)));
    let counted = matches!(
        atoms.word(end),
        Word::Measure | Word::Unit(..) | Word::Hundred | Word::Thousand | Word::Half
    ) && !matches!(atoms.word(end), Word::Unit(Unit::Quarter | Unit::Year, false));
    let clock = atoms.word(end) == Word::Colon && atoms.touches(end) && atoms.touches(end + 1);
    let clock = clock || matches!(atoms.word(end), Word::Zone | Word::Meridiem(_));
    // The band "The 1975" keeps its capital within a sentence.
    let name = before == Word::The && atoms.capital(i - 1) && atoms.behind_word(i - 1);
    let oldest = if before == Word::The { 1500 } else { 1700 };
    let modern = (oldest..=2099).contains(&first) || introduced;
    if amount || counted || clock || name || !modern {
        return None;
    }
    // "The reform: 1962-75", but "Sura 2:1962"
    let listed = before == Word::Colon;
    if let Some(range) = year_range(atoms, end, first).filter(|_| !listed || !atoms.touches(i)) {
        return Some(range);
    }
    if listed {
        return None;
    }
    if atoms.word(end) == Word::Slash && atoms.touches(end + 1) {
        return None;
    }
    (!atoms.glued(end)
        || atoms.word(end).may_be_noun()
        || matches!(atoms.word(end), Word::Month(..)))
    .then(|| Reading::new(end, Value::Fixed(Calendar::Year(first)), "year"))
}

fn is_year(atoms: &Atoms, i: usize) -> bool {
    matches!(atoms.word(i), Word::Digits(1000..=2100, 4))
}

/// "2011-14", "2011–2014", "2024/25"
fn year_range(atoms: &Atoms, i: usize, first: i16) -> Option<Reading> {
    let at = if atoms.glued(i) {
        i
    } else if matches!(atoms.word(i), Word::Dash | Word::Slash)
        && atoms.touches(i)
        && atoms.touches(i + 1)
    {
        i + 1
    } else {
        return None;
    };
    if let Some(month) = month_of(atoms, at, first) {
        return Some(month);
    }
    let last = match atoms.word(at) {
        Word::Digits(year, 2) => first - first % 100 + i16::try_from(year).ok()?,
        Word::Digits(year @ 1000..=2100, 4) => i16::try_from(year).ok()?,
        _ => return None,
    };
    if atoms.word(i) == Word::Slash && last != first + 1 {
        return None;
    }
    let year = |year| Value::Fixed(Calendar::Year(year));
    let second = Some(Second { cut: i, first: at, value: year(last) });
    let reading = Reading { second, ..Reading::new(at + 1, year(first), "year-range") };
    (last > first && !atoms.glued(at + 1)).then_some(reading)
}

/// "2025-03", "2025-Q1": a month or quarter of a year, where it cannot be a last year.
fn month_of(atoms: &Atoms, i: usize, year: i16) -> Option<Reading> {
    let calendar = match atoms.word(i) {
        Word::Quarter(quarter) => Calendar::Quarter { year, quarter },
        Word::HalfYear(half) => Calendar::Half { year, half },
        Word::Digits(month @ 1..=12, 2) if i64::from(month) <= i64::from(year % 100) => {
            Calendar::Month { year, month: i8::try_from(month).ok()? }
        }
        _ => return None,
    };
    (atoms.glued(i) && !atoms.glued(i + 1))
        .then(|| Reading::new(i + 1, Value::Fixed(calendar), "iso-month"))
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};

    #[test]
    fn years_alone() {
        finds("The war began in 2011.", &[("2011", "2011", "year")]);
        finds("The 1995 accord held.", &[("1995", "1995", "year")]);
        finds("The class of '68 met.", &[("'68", "1968", "short-year")]);
        finds("Fiscal 2024 was poor.", &[("Fiscal 2024", "2024", "fiscal-year")]);
        finds("FY2024 was poor.", &[("FY2024", "2024", "fiscal-year")]);
        finds("Since mid-1996 it grew.", &[("mid-1996", "1996", "year")]);
    }

    #[test]
    fn amounts_and_labels_are_no_years() {
        finds_nothing("Some 2011 people fled and 1999 homes burned.");
        finds_nothing("It cost $2011, or more than 1990 in room 1984.");
        finds_nothing("He sang with the Boeing 747 at 1066 feet.");
        finds_nothing("Flight 1969 landed; the vote was 1,995 to 2,001.");
    }

    #[test]
    fn years_before_christ() {
        finds("Caesar died in 44 BC.", &[("44 BC", "BC0044", "year")]);
        finds("Built in 300 B.C., it stands.", &[("300 B.C.", "BC0300", "year")]);
        finds("It fell in April 480 BC.", &[("April 480 BC", "BC0480-04", "month-year")]);
        finds(
            "The revolt (499-493 BC) failed.",
            &[("499", "BC0499", "range-start"), ("493 BC", "BC0493", "range-end")],
        );
        finds_nothing("He moved from BC to the UK with 44 bc units.");
        finds("It fell in the 460s BC.", &[("the 460s BC", "BC046", "decade")]);
        finds("It fell in the 4th century B.C.", &[("the 4th century B.C.", "BC03", "century")]);
        finds("The 1st century BC was one of war.", &[("The 1st century BC", "BC00", "century")]);
        finds_nothing("He drove one of the 460s.");
    }

    #[test]
    fn decades_and_centuries() {
        finds("It was built in the 1990s.", &[("the 1990s", "199", "decade")]);
        finds("It was built in the 1800s.", &[("the 1800s", "18", "century")]);
        finds("In the late 1970s it closed.", &[("the late 1970s", "197", "decade")]);
        finds("He grew up in the '80s.", &[("the '80s", "198", "decade")]);
        finds("He grew up in the sixties.", &[("the sixties", "196", "decade")]);
        finds("A 19th century church.", &[("19th century", "18", "century")]);
        finds(
            "It fell into ruin in the 18th and early 19th centuries.",
            &[("the 18th", "17", "century-pair"), ("early 19th centuries", "18", "century-pair")],
        );
        finds(
            "It was held from the sixteenth to the eighteenth century.",
            &[("the eighteenth century", "17", "century")],
        );
        finds(
            "It was built in the 2nd to 4th centuries.",
            &[("the 2nd", "01", "range-start"), ("4th centuries", "03", "range-end")],
        );
        finds(
            "It was built in the 4th or 3rd century BC.",
            &[("the 4th", "BC03", "century-pair"), ("3rd century BC", "BC02", "century-pair")],
        );
        finds(
            "He sang in the 1920s and 30s.",
            &[("the 1920s", "192", "decade"), ("30s", "193", "decade")],
        );
        finds(
            "He sang in the sixties and seventies.",
            &[("the sixties", "196", "decade"), ("seventies", "197", "decade")],
        );
        finds_nothing("They came in 18th and 19th, men in their 20s and 30s.");
        finds_nothing("They won in '12 rounds' flat, '68 in all.");
        finds_nothing("He is in his 80s and saw the 21st minute.");
    }

    #[test]
    fn spans_of_years() {
        finds(
            "The war of 2011-14 ended.",
            &[("2011", "2011", "range-start"), ("14", "2014", "range-end")],
        );
        finds(
            "He ruled 1939–1945.",
            &[("1939", "1939", "range-start"), ("1945", "1945", "range-end")],
        );
        finds(
            "The 2024/25 season ended.",
            &[("2024", "2024", "range-start"), ("25", "2025", "range-end")],
        );
        finds("The war: 1939-45.", &[("1939", "1939", "range-start"), ("45", "1945", "range-end")]);
        finds_nothing("Call 2011-555 about 2011/37, verse 2:1939-45 and total: 1995.");
        finds_nothing("He saw The 1975 live.");
        finds("It was sold in 2015-03.", &[("2015-03", "2015-03", "iso-month")]);
        finds("It was sold in 2015-Q3.", &[("2015-Q3", "2015-Q3", "iso-month")]);
        finds(
            "The 2011-12 season was dry.",
            &[("2011", "2011", "range-start"), ("12", "2012", "range-end")],
        );
    }
}

//! Days: "October 11, 2025", "the 11th of October", "2025-10-11", "Tuesday".

use jiff::civil::Date;

use super::super::atoms::Atoms;
use super::super::calendar::{Calendar, Unit};
use super::super::value::{Part, Value, Which, Year};
use super::super::words::Word;
use super::number::{day_number, year_number};
use super::numbered::numbered;
use super::year::era_year;
use super::{Reading, Second, which};

/// Two-digit years of a wire's head below it are of this century.
const NEXT_CENTURY: u32 = 70;

/// Reads a day.
pub(super) fn day(atoms: &Atoms, i: usize) -> Option<Reading> {
    match atoms.word(i) {
        Word::Digits(..) => {
            iso(atoms, i).or_else(|| slashed(atoms, i)).or_else(|| day_first(atoms, i))
        }
        Word::Ordinal(_) => day_first(atoms, i).or_else(|| numbered(atoms, i)),
        Word::Month(..) => month_first(atoms, i),
        Word::Weekday(..) => weekday(atoms, i, Which::Open),
        word => {
            let which = which(word)?;
            weekday(atoms, i + 1, which).or_else(|| pointed_day(atoms, i + 1, which))
        }
    }
}

fn full_day(year: i16, month: i8, day: i8) -> Option<Value> {
    Some(Value::Fixed(Calendar::Day(Date::new(year, month, day).ok()?)))
}

/// A day of a month, in a leap year if need be.
pub(super) fn month_day(month: i8, day: i8) -> Option<Part> {
    Date::new(2000, month, day).ok().map(|_| Part::MonthDay(month, day))
}

/// "2025-10-11", "20251011"
fn iso(atoms: &Atoms, i: usize) -> Option<Reading> {
    if let Word::Digits(number @ 19_000_000..21_010_000, 8) = atoms.word(i)
        && !matches!(atoms.before(i), Word::Sign)
        && !atoms.glued(i + 1)
    {
        let part = |divisor: u32, modulus: u32| number / divisor % modulus;
        let [year, month, day] = [part(10_000, 10_000), part(100, 100), part(1, 100)];
        let value = full_day(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
        return Some(Reading::new(i + 1, value, "iso-date"));
    }
    let Word::Digits(year, 4) = atoms.word(i) else { return None };
    let (Word::Digits(month, 2), Word::Digits(day, 2)) = (atoms.word(i + 1), atoms.word(i + 2))
    else {
        return None;
    };
    let glued = atoms.glued(i + 1) && atoms.glued(i + 2) && !atoms.glued(i + 3);
    let value = full_day(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
    glued.then(|| Reading::new(i + 3, value, "iso-date"))
}

/// "25/10/2025", "10/25/2025", "10-25-2025"; "11/10/2025" could be two days and is left alone.
///
/// Wire services head their articles with "10-25-98", which elsewhere may be a record of games.
fn slashed(atoms: &Atoms, i: usize) -> Option<Reading> {
    let hyphens = atoms.glued(i + 1) && atoms.glued(i + 2) && !atoms.glued(i + 3);
    let slashes = (atoms.word(i + 1), atoms.word(i + 3)) == (Word::Slash, Word::Slash);
    let [at_second, at_year] = if hyphens { [i + 1, i + 2] } else { [i + 2, i + 4] };
    let Word::Digits(first @ 1..=31, 1..=2) = atoms.word(i) else { return None };
    let Word::Digits(second @ 1..=31, 1..=2) = atoms.word(at_second) else { return None };
    let year = match atoms.word(at_year) {
        Word::Digits(year, 4) => year,
        Word::Digits(year, 2) if hyphens && i == 0 => {
            year + if year < NEXT_CENTURY { 2000 } else { 1900 }
        }
        _ => return None,
    };
    let (month, day) = match (first, second) {
        (13.., ..=12) => (second, first),
        (..=12, 13..) => (first, second),
        _ if first == second => (first, second),
        _ => return None,
    };
    let value = full_day(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?)?;
    (hyphens || slashes).then(|| Reading::new(at_year + 1, value, "slashed-date"))
}

/// Reads the name of a month written as one, with the stop of an abbreviation.
pub(super) fn month_name(atoms: &Atoms, i: usize) -> Option<(usize, i8)> {
    let Word::Month(month, short) = atoms.word(i) else { return None };
    if !atoms.capital(i) {
        return None;
    }
    let stop = short && atoms.word(i + 1) == Word::Dot && atoms.touches(i + 1);
    Some((i + 1 + usize::from(stop), month))
}

/// Reads ", 2025" or "2025" behind a day or month.
pub(super) fn year_behind(atoms: &Atoms, i: usize) -> Option<(usize, i16)> {
    let at = if atoms.word(i) == Word::Comma { i + 1 } else { i };
    if let Some(year) = era_year(atoms, at) {
        return Some(year);
    }
    year_number(atoms, at)
        .filter(|(end, _)| !matches!(atoms.word(*end), Word::Measure | Word::Unit(_, true)))
}

/// "October 11", "Oct. 11, 2025", "August 3-5, 2019"
fn month_first(atoms: &Atoms, i: usize) -> Option<Reading> {
    let (at, month) = month_name(atoms, i)?;
    // "May the 4th", but "by the end of May the Second Fleet"
    let at = match atoms.word(at) {
        Word::The if atoms.capital(at + 1) => return None,
        _ => atoms.skip(at, Word::The),
    };
    let first = day_number(atoms, at)?;
    let part = month_day(month, first)?;
    let clock = atoms.word(at + 1) == Word::Colon && atoms.touches(at + 2);
    if clock || (atoms.word(at + 1) == Word::Measure && atoms.touches(at + 1)) {
        return None;
    }
    if let Some((second, last)) = last_day(atoms, at + 1, first) {
        let cut = at + 1;
        return days(atoms, second + 1, month, [first, last], [cut, second]);
    }
    if let Some((second, last)) = spelt_last_day(atoms, at + 1, first) {
        let reading = days(atoms, second + 1, month, [first, last], [at + 1, second])?;
        let rule = if atoms.word(at + 1) == Word::And { "day-pair" } else { reading.rule };
        return Some(Reading { rule, ..reading });
    }
    if atoms.glued(at + 1) && !matches!(atoms.word(at + 1), Word::Month(..)) {
        return None;
    }
    Some(dated(atoms, at + 1, part, open(atoms, i), "month-day"))
}

/// Whether the words before a day tell that it is over: "the quarter ended July 31".
fn open(atoms: &Atoms, i: usize) -> Which {
    let at = if atoms.before(i) == Word::On { i.saturating_sub(1) } else { i };
    if atoms.before(at) == Word::Ended { Which::Over } else { Which::Open }
}

/// "last Oct. 11", "this May 5"
fn pointed_day(atoms: &Atoms, i: usize, which: Which) -> Option<Reading> {
    let reading = month_first(atoms, i).filter(|reading| reading.second.is_none())?;
    let Value::Part { part, year: Year::Unknown, .. } = reading.value else { return None };
    Some(Reading { value: Value::Part { part, which, year: Year::Unknown }, ..reading })
}

/// The last day of "3-5" and "3–5".
fn last_day(atoms: &Atoms, i: usize, first: i8) -> Option<(usize, i8)> {
    let at = if atoms.glued(i) {
        i
    } else if atoms.word(i) == Word::Dash && atoms.touches(i) && atoms.touches(i + 1) {
        i + 1
    } else {
        return None;
    };
    let last = day_number(atoms, at).filter(|last| *last > first)?;
    Some((at, last))
}

/// The last day of "May 3 to 5" and "May 3 and 4", when no noun behind makes it an amount.
fn spelt_last_day(atoms: &Atoms, i: usize, first: i8) -> Option<(usize, i8)> {
    if !matches!(atoms.word(i), Word::To | Word::Through | Word::Until | Word::And) {
        return None;
    }
    let last = day_number(atoms, i + 1).filter(|last| *last > first)?;
    let alone = match atoms.word(i + 2) {
        Word::In
        | Word::At
        | Word::On
        | Word::And
        | Word::For
        | Word::Close
        | Word::Digits(1000..=2100, 4) => true,
        _ => atoms.clause_ends(i + 2),
    };
    (alone && !atoms.glued(i + 2)).then_some((i + 1, last))
}

/// The two ends of days of one month; `cut` is where the first ends and the last begins.
fn days(
    atoms: &Atoms,
    end: usize,
    month: i8,
    [first, last]: [i8; 2],
    [cut, second]: [usize; 2],
) -> Option<Reading> {
    let (from, to) = (month_day(month, first)?, month_day(month, last)?);
    let (end, year) =
        year_behind(atoms, end).map_or((end, Year::Unknown), |(end, year)| (end, Year::Is(year)));
    let value = |part| Value::Part { part, which: Which::Open, year };
    let second = Second { cut, first: second, value: value(to) };
    Some(Reading { second: Some(second), ..Reading::new(end, value(from), "day-range") })
}

/// "11 October", "11th of October, 2025", "3-5 August"
fn day_first(atoms: &Atoms, i: usize) -> Option<Reading> {
    let first = day_number(atoms, i)?;
    let spelt = day_number(atoms, i + 2).filter(|last| *last > first).map(|last| (i + 2, last));
    let range = last_day(atoms, i + 1, first).or(match (atoms.word(i + 1), atoms.before(i)) {
        (Word::To, Word::From) | (Word::And, _) => spelt,
        _ => None,
    });
    if let Some((at, last)) = range
        && let Some((end, month)) = month_name(atoms, at + 1)
    {
        let two = atoms.word(i + 1) == Word::And && atoms.before(i) != Word::Between;
        let reading = days(atoms, end, month, [first, last], [i + 1, at])?;
        // "28 and 29 August" are two days, "between 3 and 5 August" are the ends of a stretch.
        let rule = if two { "day-pair" } else { reading.rule };
        return Some(Reading { rule, ..reading });
    }
    let at = atoms.skip(i + 1, Word::Of);
    let (end, month) = month_name(atoms, at)?;
    Some(dated(atoms, end, month_day(month, first)?, open(atoms, i), "day-month"))
}

/// Adds the year behind a day, when there is one.
pub(super) fn dated(
    atoms: &Atoms,
    end: usize,
    part: Part,
    which: Which,
    rule: &'static str,
) -> Reading {
    // "the Fourth of July, 1995", "July 4 of 1995"
    let year = year_behind(atoms, atoms.skip(end, Word::Of));
    if let (Some((end, year)), Part::MonthDay(month, day)) = (year, part)
        && let Some(value) = full_day(year, month, day)
    {
        return Reading::new(end, value, "full-date");
    }
    let (end, year) = match (year, relative_year(atoms, end)) {
        (Some((end, year)), _) => (end, Year::Is(year)),
        (None, Some((end, year))) => (end, year),
        (None, None) => (end, Year::Unknown),
    };
    Reading::new(end, Value::Part { part, which, year }, rule)
}

/// "last year", "of this year", "of that year" behind a day, month or season.
pub(super) fn relative_year(atoms: &Atoms, i: usize) -> Option<(usize, Year)> {
    let at = atoms.skip(i, Word::Of);
    let at = if at > i { atoms.skip(at, Word::The) } else { at };
    // "of the year"
    if atoms.word(at) == Word::Unit(Unit::Year, false) && atoms.before(at) == Word::The && at > i {
        return Some((at + 1, Year::Turn(0)));
    }
    let Word::Unit(Unit::Year, false) = atoms.word(at + 1) else {
        return None;
    };
    if atoms.glued(at + 1) {
        return None;
    }
    let year = match which(atoms.word(at))? {
        Which::Last => Year::Turn(-1),
        Which::This => Year::Turn(0),
        Which::Next => Year::Turn(1),
        Which::Same if at > i => Year::Mentioned,
        _ => return None,
    };
    Some((at + 2, year))
}

/// "Tuesday", "last Friday", "Monday, Oct. 26", "Friday 13 March 2020"
fn weekday(atoms: &Atoms, i: usize, which: Which) -> Option<Reading> {
    let Word::Weekday(weekday, short) = atoms.word(i) else { return None };
    if !atoms.capital(i) {
        return None;
    }
    // "Bloody Sunday", "The Sunday Times"
    let named =
        matches!(atoms.before(i), Word::Named | Word::Good | Word::Black) && atoms.capital(i - 1);
    let title = atoms.before(i) == Word::The
        && atoms.capital(i + 1)
        && (atoms.word(i + 1).may_be_noun() || atoms.word(i + 1) == Word::Measure);
    if named || title {
        return None;
    }
    let stop = short && atoms.word(i + 1) == Word::Dot && atoms.touches(i + 1);
    let end = i + 1 + usize::from(stop);
    let date = [end, atoms.skip(end, Word::Comma)]
        .into_iter()
        .map(|at| (at, atoms.skip(at, Word::The)))
        .find_map(|(at, bare)| {
            month_first(atoms, at)
                .or_else(|| day_first(atoms, at))
                .or_else(|| day_first(atoms, bare))
        });
    if let Some(date) = date {
        return Some(Reading { rule: "weekday-date", ..date });
    }
    // "Tuesday of last week", "Friday next week"
    let at = atoms.skip(end, Word::Of);
    if let (Some(of), Word::Unit(Unit::Week, false)) = (which_week(atoms, at), atoms.word(at + 1))
        && which == Which::Open
    {
        return Some(Reading::new(at + 2, Value::DayOf(weekday, of), "weekday-of-week"));
    }
    // "Sun" and "Sat" are words and names; alone they count only with their stop.
    if short && !stop {
        return None;
    }
    let value = Value::Part { part: Part::Weekday(weekday), which, year: Year::Unknown };
    Some(Reading::new(end, value, "weekday"))
}

fn which_week(atoms: &Atoms, i: usize) -> Option<Which> {
    match atoms.word(i) {
        Word::Which(which @ (Which::This | Which::Last | Which::Next)) => Some(which),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing, finds_on};

    #[test]
    fn full_dates_in_all_usual_forms() {
        for words in [
            "11 October 2025",
            "October 11, 2025",
            "Oct. 11, 2025",
            "Oct 11 2025",
            "11th of October, 2025",
            "11th October 2025",
        ] {
            let text = format!("The envoys met on {words} in Ankara.");
            finds(&text, &[(words, "2025-10-11", "full-date")]);
        }
        finds("Signed 20251011 in Rome.", &[("20251011", "2025-10-11", "iso-date")]);
        finds_nothing("Case 20251341 and no 20251011.");
        finds("Signed 2025-10-11 in Rome.", &[("2025-10-11", "2025-10-11", "iso-date")]);
    }

    #[test]
    fn slashed_dates_only_where_day_and_month_are_told_apart() {
        finds("It closed on 25/10/2024.", &[("25/10/2024", "2024-10-25", "slashed-date")]);
        finds("It closed on 10/25/2024.", &[("10/25/2024", "2024-10-25", "slashed-date")]);
        finds("It closed on 10-25-2024.", &[("10-25-2024", "2024-10-25", "slashed-date")]);
        finds("02-27-98 2118GMT", &[("02-27-98", "1998-02-27", "slashed-date")]);
        finds_nothing("They are 10-22-10 so far, call 10-25-2024-11.");
        finds_nothing("It closed on 11/10 after a 10/11 vote.");
        finds("It closed on 11/10/2025.", &[]);
    }

    #[test]
    fn a_day_without_a_year_lies_in_the_nearest_one() {
        finds("The pact was signed on October 11.", &[("October 11", "2025-10-11", "month-day")]);
        finds("The court ruled on Dec. 30.", &[("Dec. 30", "2024-12-30", "month-day")]);
        finds("Voters will decide on 3 January.", &[("3 January", "2026-01-03", "day-month")]);
        finds_on("", "It was signed on October 11.", &[("October 11", "XXXX-10-11", "month-day")]);
    }

    #[test]
    fn what_has_ended_lies_behind() {
        for (words, value, rule) in [
            ("Nov. 2", "2024-11-02", "month-day"),
            ("20 November", "2024-11-20", "day-month"),
            ("Oct. 13", "2025-10-13", "month-day"),
            ("Oct. 14", "2025-10-14", "month-day"),
        ] {
            finds(&format!("The strike ended on {words}."), &[(words, value, rule)]);
        }
        finds(
            "Sales rose in the three months ended Nov. 30.",
            &[("the three months", "P3M", "duration"), ("Nov. 30", "2024-11-30", "month-day")],
        );
        finds(
            "Sales rose in the three months ending Nov. 30.",
            &[("the three months", "P3M", "duration"), ("Nov. 30", "2025-11-30", "month-day")],
        );
        finds("The strike was held on Nov. 2.", &[("Nov. 2", "2025-11-02", "month-day")]);
    }

    #[test]
    fn a_day_behind_the_article_is_no_name() {
        finds("He left May the 4th.", &[("May the 4th", "2025-05-04", "month-day")]);
        finds(
            "At the end of May the Second Fleet sailed.",
            &[("the end of May", "2025-05", "month")],
        );
    }

    #[test]
    fn what_only_looks_like_a_day_is_left_alone() {
        finds_nothing("They march 20 miles and may 3 times rest.");
        finds_nothing("The B-52 flew past 11 towers at Mach 2.");
        finds_nothing("Galatasaray won 3-2 and lost 0-11.");
    }

    #[test]
    fn a_weekday_of_somebody_is_known_already() {
        finds(
            "They will look for ways around Wednesday's ruling.",
            &[("Wednesday", "2025-10-08", "weekday")],
        );
    }

    #[test]
    fn weekdays_follow_the_tense() {
        finds("The council met on Tuesday.", &[("Tuesday", "2025-10-07", "weekday")]);
        finds("The council will meet on Tuesday.", &[("Tuesday", "2025-10-14", "weekday")]);
        finds("He spoke Monday.", &[("Monday", "2025-10-13", "weekday")]);
        finds("He left last Monday.", &[("last Monday", "2025-10-06", "weekday")]);
        finds("Talks resume next Friday.", &[("next Friday", "2025-10-17", "weekday")]);
        finds_on("", "He spoke on Tuesday.", &[("Tuesday", "XXXX-WXX-2", "weekday")]);
    }

    #[test]
    fn short_weekdays_need_a_stop_or_a_date() {
        finds("He spoke on Tues. in Rome.", &[("Tues.", "2025-10-07", "weekday")]);
        finds("Sat 11 Oct 2025 was dry.", &[("Sat 11 Oct 2025", "2025-10-11", "weekday-date")]);
        finds_nothing("The Sun said he sat and the sun set; Mon ami, Wed in haste.");
    }

    #[test]
    fn names_with_a_weekday_are_no_dates() {
        finds_nothing("He recalled Bloody Sunday and Super Tuesday to The Sunday Times.");
        finds_nothing("She wrote for The Sunday World.");
        finds("The Sunday talks failed.", &[("Sunday", "2025-10-12", "weekday")]);
    }

    #[test]
    fn a_weekday_and_its_date_are_one() {
        finds(
            "They meet on Friday, October 17, in Cairo.",
            &[("Friday, October 17", "2025-10-17", "weekday-date")],
        );
        finds(
            "It began on Thursday 5 June 2025.",
            &[("Thursday 5 June 2025", "2025-06-05", "weekday-date")],
        );
    }

    #[test]
    fn days_joined_by_a_dash_are_the_ends_of_a_stretch() {
        finds(
            "The fair ran from August 3-5, 2019.",
            &[("August 3", "2019-08-03", "range-start"), ("5, 2019", "2019-08-05", "range-end")],
        );
        finds(
            "The fair ran 3–5 August 2019.",
            &[("3", "2019-08-03", "range-start"), ("5 August 2019", "2019-08-05", "range-end")],
        );
        finds(
            "On May 9 – 20 soldiers left, on May 11 2000 troops.",
            &[("May 9", "2025-05-09", "month-day"), ("May 11", "2025-05-11", "month-day")],
        );
        finds("The summit was held on May 9.", &[("May 9", "2025-05-09", "month-day")]);
    }

    #[test]
    fn two_days_of_one_month_stay_two() {
        finds(
            "They met on 28 and 29 August.",
            &[("28", "2025-08-28", "day-pair"), ("29 August", "2025-08-29", "day-pair")],
        );
        finds(
            "It was shut between 3 and 5 May 2020.",
            &[("3", "2020-05-03", "range-start"), ("5 May 2020", "2020-05-05", "range-end")],
        );
        finds(
            "They met on August 28 and 29 in Rome.",
            &[("August 28", "2025-08-28", "day-pair"), ("29", "2025-08-29", "day-pair")],
        );
        finds(
            "It was shut from May 3 to 5, 2020.",
            &[("May 3", "2020-05-03", "range-start"), ("5, 2020", "2020-05-05", "range-end")],
        );
        finds("On August 3 to 5 men spoke.", &[("August 3", "2025-08-03", "month-day")]);
        finds("Between 28 and 20 August moons.", &[("20 August", "2025-08-20", "day-month")]);
    }

    #[test]
    fn a_weekday_of_a_week() {
        finds(
            "He left on Tuesday of last week.",
            &[("Tuesday of last week", "2025-10-07", "weekday-of-week")],
        );
        finds(
            "He leaves Friday next week.",
            &[("Friday next week", "2025-10-24", "weekday-of-week")],
        );
        finds("He left on Friday of his own accord.", &[("Friday", "2025-10-10", "weekday")]);
    }
}

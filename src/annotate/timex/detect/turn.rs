//! Days, weeks, months and years told by their place from a known one: "yesterday", "last week".

use super::super::atoms::Atoms;
use super::super::calendar::{Calendar, Unit};
use super::super::value::{Anchor, Clock, Count, Part, Vague, Value, Which};
use super::super::words::Word;
use super::apart::apart;
use super::fiscal::{fiscal, fiscal_year};
use super::number::year_number;
use super::{Reading, which};

/// Reads "today", "last week", "the previous day", "the quarter", "year-end".
pub(super) fn turn(atoms: &Atoms, i: usize) -> Option<Reading> {
    let day = |back, count| Value::Shift {
        count: Count::Exactly(count),
        unit: Unit::Day,
        back,
        from: Anchor::Publication,
    };
    let read = |value, rule| Some(Reading::new(i + 1, value, rule));
    let clock =
        |value, clock| Some(Reading { clock: Some(clock), ..Reading::new(i + 1, value, "today") });
    match atoms.word(i) {
        // "USA Today"
        Word::Today
            if atoms.capital(i) && atoms.before(i).may_be_noun() && atoms.behind_word(i) =>
        {
            None
        }
        // "in today's world"
        Word::Today
            if atoms.word(i + 1) == Word::Possessive && atoms.word(i + 2) == Word::Lasting =>
        {
            None
        }
        Word::Today => read(day(false, 0), "today"),
        // "the people of tomorrow", but "of tomorrow's vote"
        Word::Tomorrow if atoms.before(i) == Word::Of && atoms.word(i + 1) != Word::Possessive => {
            read(Value::Vague(Vague::Future), "today")
        }
        Word::Yesterday => read(day(true, 1), "today"),
        Word::Tomorrow => read(day(false, 1), "today"),
        Word::Tonight => clock(day(false, 0), Clock::Night),
        Word::Overnight => clock(Value::OpenDay, Clock::Night),
        Word::Unit(Unit::Week, false) => week_of(atoms, i),
        Word::Unit(unit, false) => bare_unit(atoms, i, unit),
        Word::Fiscal if atoms.word(i + 1) == Word::Unit(Unit::Year, false) => fiscal_year(atoms, i),
        Word::Full if atoms.word(i + 1) == Word::Unit(Unit::Year, false) && !atoms.glued(i + 1) => {
            let article = atoms.before(i) == Word::The;
            let value = Value::Turn { unit: Unit::Year, which: Which::This };
            article.then(|| Reading::new(i + 2, value, "relative-unit"))
        }
        word => pointed(atoms, i, which(word)?),
    }
}

/// "the weekend", "the quarter": units that are meant as dates without more.
fn bare_unit(atoms: &Atoms, i: usize, unit: Unit) -> Option<Reading> {
    let article = atoms.before(i) == Word::The;
    let turn = |end, which| Some(Reading::new(end, Value::Turn { unit, which }, "relative-unit"));
    if article && let Some(reading) = neighbour(atoms, i, unit) {
        return Some(reading);
    }
    // "year-end", "by month's end"
    if matches!(unit, Unit::Year | Unit::Month) && !article {
        let at = atoms.skip(i + 1, Word::Possessive);
        let end = atoms.word(at) == Word::Edge && atoms.word(at + 1) != Word::Of;
        // "year-end 2026"
        if let Some((end, year)) = year_number(atoms, at + 1).filter(|_| end && unit == Unit::Year)
        {
            let year = Value::Fixed(Calendar::Year(year));
            return Some(Reading::new(end, year, "year"));
        }
        // What has changed since a year's end changed since the last one.
        let which = if atoms.before(i) == Word::Since { Which::Last } else { Which::Open };
        return if end { turn(at + 1, which) } else { None };
    }
    if article && let Some(reading) = fiscal(atoms, i, unit) {
        return Some(reading);
    }
    let is_told = matches!(unit, Unit::Week | Unit::Month | Unit::Year)
        || (unit > Unit::Year && i >= 3 && atoms.word(i - 3) == Word::Edge);
    if article && is_told && is_within(atoms, i - 1, unit) {
        return turn(i + 1, Which::Open);
    }
    let of = atoms.word(i + 1) == Word::Of || atoms.glued(i + 1);
    match unit {
        Unit::Weekend if article && !of => turn(i + 1, Which::Open),
        Unit::Quarter if article && !of => turn(i + 1, Which::Same),
        _ => None,
    }
}

/// Whether the words before "the year" make it the present one: "late in the year", "the end of the
/// year", "the nine months of the year", "for the year".
pub(super) fn is_within(atoms: &Atoms, the: usize, unit: Unit) -> bool {
    let before = |back: usize| the.checked_sub(back).map_or(Word::Other, |at| atoms.word(at));
    match before(1) {
        Word::Of => matches!(
            before(2),
            Word::Edge | Word::Portion | Word::Most | Word::Unit(Unit::Month | Unit::Quarter, true)
        ),
        Word::In => matches!(before(2), Word::Early | Word::Late | Word::Earlier | Word::Later),
        Word::For => {
            unit == Unit::Year
                && !matches!(
                    atoms.word(the + 2),
                    Word::Ended | Word::Ending | Word::To | Word::Which(_)
                )
                && !atoms.glued(the + 2)
        }
        _ => false,
    }
}

/// "the day before yesterday", "the day after tomorrow", "the year before"
fn neighbour(atoms: &Atoms, i: usize, unit: Unit) -> Option<Reading> {
    let two =
        |back| Value::Shift { count: Count::Exactly(2), unit, back, from: Anchor::Publication };
    let turn = |which| Value::Turn { unit, which };
    if matches!(unit, Unit::Day | Unit::Week)
        && let Some(reading) = apart(atoms, i + 1, 1, unit)
    {
        return Some(reading);
    }
    let (end, value) = match (atoms.word(i + 1), atoms.word(i + 2)) {
        (Word::Before, Word::Yesterday) if unit == Unit::Day => (i + 3, two(true)),
        (Word::After, Word::Tomorrow) if unit == Unit::Day => (i + 3, two(false)),
        // "the week before last", "the year after next"; not "the week before last Monday"
        (Word::Before, Word::Which(Which::Last)) if before_last(atoms, i + 3, unit) => {
            (i + 3, two(true))
        }
        (Word::After, Word::Which(Which::Next)) if before_last(atoms, i + 3, unit) => {
            (i + 3, two(false))
        }
        (Word::Before, _) if atoms.clause_ends(i + 2) => (i + 2, turn(Which::Previous)),
        (Word::After, _) if atoms.clause_ends(i + 2) => (i + 2, turn(Which::Following)),
        _ => return None,
    };
    (unit >= Unit::Day).then(|| Reading::new(end, value, "neighbour"))
}

/// Whether "last" and "next" before atom `i` stand alone.
fn before_last(atoms: &Atoms, i: usize, unit: Unit) -> bool {
    let noun = matches!(
        atoms.word(i),
        Word::Unit(..) | Word::Weekday(..) | Word::Month(..) | Word::Season(_) | Word::Christmas
    );
    unit > Unit::Day && !noun && !atoms.glued(i)
}

/// "the week of March 6", "the week of the 11th" has no month and is left alone.
fn week_of(atoms: &Atoms, i: usize) -> Option<Reading> {
    if atoms.word(i + 1) != Word::Of {
        return bare_unit(atoms, i, Unit::Week);
    }
    let day = super::day::day(atoms, i + 2)?;
    let value = match day.value {
        Value::Fixed(Calendar::Day(date)) => Value::Fixed(Calendar::containing(Unit::Week, date)),
        Value::Part { part: part @ Part::MonthDay(..), year, .. } => Value::WeekOf(part, year),
        _ => return None,
    };
    Some(Reading::new(day.end, value, "week-of"))
}

fn pointed(atoms: &Atoms, i: usize, which: Which) -> Option<Reading> {
    // "this past week", "this coming weekend"
    let (at, which) = match (which, atoms.word(i + 1)) {
        (Which::This, Word::Past) => (i + 2, Which::Last),
        (Which::This, Word::Which(next @ (Which::Next | Which::Last))) => (i + 2, next),
        // "that same day"
        (Which::Same, Word::Which(Which::Same)) => (i + 2, Which::Same),
        _ => (atoms.skip(atoms.skip(i + 1, Word::Fiscal), Word::Calendar), which),
    };
    // "the past" of "the past year" needs no more; "half past" never gets here.
    let (unit, clock) = match atoms.word(at) {
        Word::Unit(unit, false) if !atoms.glued(at) => (unit, None),
        Word::DayPart(clock) => (Unit::Day, Some(clock)),
        Word::Night => (Unit::Day, Some(Clock::Night)),
        _ => return None,
    };
    // "This Week" in quotation marks is a title.
    if atoms.capital(at) && atoms.behind_mark(i) {
        return None;
    }
    // "the last week of October" is a week of October.
    if atoms.word(at + 1) == Word::Of && clock.is_none() && !matches!(which, Which::Same) {
        return None;
    }
    // "next-day delivery", "that day-long meeting"
    if atoms.glued(at) || atoms.glued(at + 1) {
        return None;
    }
    let value = match (unit, which) {
        (Unit::Second | Unit::Minute | Unit::Hour, _) => return None,
        // "over the past decade" is no decade of the calendar.
        (Unit::Decade | Unit::Century, Which::Last | Which::Next)
            if is_length(atoms, i, at, unit) =>
        {
            return Some(Reading::new(
                at + 1,
                Value::Duration(Count::Exactly(1), unit),
                "duration",
            ));
        }
        // "last day", "past day" and "current day" are no dates.
        (Unit::Day, Which::Last) if clock.is_none() => return None,
        (Unit::Day, Which::Last) => {
            Value::Shift { count: Count::Exactly(1), unit, back: true, from: Anchor::Publication }
        }
        // "to this day" goes on; "this day" of a narrative is the one told before.
        (Unit::Day, Which::This) if clock.is_none() && atoms.before(i) == Word::To => {
            Value::Vague(Vague::Present)
        }
        (Unit::Day, Which::This) if clock.is_none() => Value::Turn { unit, which: Which::Open },
        // "the next day" counts from the day told before, as "the following day" does.
        (Unit::Day, Which::Next) => Value::Turn { unit, which: Which::Following },
        _ => Value::Turn { unit, which },
    };
    Some(Reading { clock, ..Reading::new(at + 1, value, "relative-unit") })
}

/// Whether "past", "last", "next" at atom `i` make the decade or century at `at` a length up to now:
/// "the last decade", but "last century" is the one before this one.
fn is_length(atoms: &Atoms, i: usize, at: usize, unit: Unit) -> bool {
    atoms.word(at - 1) == Word::Past || (unit == Unit::Decade && atoms.before(i) == Word::The)
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing, finds_on};

    #[test]
    fn days_near_the_publication() {
        finds("He resigned today.", &[("today", "2025-10-13", "today")]);
        finds("He resigned yesterday.", &[("yesterday", "2025-10-12", "today")]);
        finds("He resigns tomorrow.", &[("tomorrow", "2025-10-14", "today")]);
        finds("He resigns tonight.", &[("tonight", "2025-10-13TNI", "today")]);
        finds("It burned last night.", &[("last night", "2025-10-12TNI", "relative-unit")]);
        finds_on("", "He resigned yesterday.", &[("yesterday", "XXXX-XX-XX", "today")]);
        finds("She reads USA Today.", &[]);
        finds_nothing("In today's world, by today's standards, today's youth is poor.");
        finds("The world heard today's news.", &[("today", "2025-10-13", "today")]);
        finds("Today the USA won.", &[("Today", "2025-10-13", "today")]);
        finds("They are the voters of tomorrow.", &[("tomorrow", "FUTURE_REF", "today")]);
        finds("The end of tomorrow's talks.", &[("The end of tomorrow", "2025-10-14", "today")]);
    }

    #[test]
    fn units_before_this_and_after() {
        for (words, value) in [
            ("last week", "2025-W41"),
            ("next month", "2025-11"),
            ("this year", "2025"),
            ("the coming year", "2026"),
            ("last century", "19"),
            ("this decade", "202"),
            ("last calendar year", "2024"),
            ("last quarter", "2025-Q3"),
            ("last weekend", "2025-W41-WE"),
            ("the current quarter", "2025-Q4"),
            ("earlier this month", "2025-10"),
            ("the end of the year", "2025"),
        ] {
            let text = format!("Sales changed {words}.");
            finds(&text, &[(words, value, "relative-unit")]);
        }
        finds_nothing(
            "The full-year outlook and the last of his week-old calls and next-day delivery; that month-long trip.",
        );
    }

    #[test]
    fn decades_up_to_now_are_lengths() {
        for words in ["the past decade", "the last decade", "the next decade"] {
            finds(&format!("It may have grown over {words}."), &[(words, "P10Y", "duration")]);
        }
        finds("It grew in the past century.", &[("the past century", "P100Y", "duration")]);
        finds("It grew in the last century.", &[("the last century", "19", "relative-unit")]);
        finds(
            "War came in 1942. It had grown in the previous decade.",
            &[("1942", "1942", "year"), ("the previous decade", "193", "relative-unit")],
        );
    }

    #[test]
    fn what_grew_since_the_end_of_a_year_counts_from_the_last_one() {
        finds("Shares are up 3% since year-end.", &[("year-end", "2024", "relative-unit")]);
        finds("Shares will be up at year-end.", &[("year-end", "2025", "relative-unit")]);
    }

    #[test]
    fn neighbours_of_a_date() {
        finds(
            "He left the day before yesterday.",
            &[("the day before yesterday", "2025-10-11", "neighbour")],
        );
        finds(
            "He leaves the day after tomorrow.",
            &[("the day after tomorrow", "2025-10-15", "neighbour")],
        );
        finds(
            "It fell in 2012, and the year before.",
            &[("2012", "2012", "year"), ("the year before", "2011", "neighbour")],
        );
        for (words, value) in [
            ("the week before last", "2025-W40"),
            ("the weekend before last", "2025-W40-WE"),
            ("the year after next", "2027"),
        ] {
            finds(&format!("It may fall {words}."), &[(words, value, "neighbour")]);
        }
        finds(
            "It was the week before last Friday.",
            &[("the week before last Friday", "2025-W40", "apart")],
        );
        finds_nothing("It was the day before the vote and the minute before.");
    }

    #[test]
    fn the_full_year_is_the_present_one() {
        finds("Sales for the full year rose.", &[("the full year", "2025", "relative-unit")]);
    }

    #[test]
    fn the_year_within_which_something_falls_is_the_present_one() {
        for words in ["the nine months of the year", "for the year"] {
            let text = format!("Sales fell {words}, it said.");
            let found = crate::annotate::timex::timexes(&text, "2025-10-13".parse().ok());
            assert_eq!(found.last().map(|timex| timex.value.as_str()), Some("2025"), "{text}");
        }
        finds("It closed late in the year.", &[("late in the year", "2025", "relative-unit")]);
        finds("It rained part of the year.", &[("the year", "2025", "relative-unit")]);
        finds("It opens at year-end 2026.", &[("year-end 2026", "2026", "year")]);
        finds(
            "It opens by the end of the decade.",
            &[("the end of the decade", "202", "relative-unit")],
        );
        finds("It opens at month's end.", &[("month's end", "2025-10", "relative-unit")]);
        finds_nothing(
            "The match of the decade, the man of the year ate in the month for the year that he was away.",
        );
    }

    #[test]
    fn this_day_is_today_or_goes_on() {
        finds("Peace begins on this day.", &[("this day", "2025-10-13", "relative-unit")]);
        finds("It lasts to this day.", &[("this day", "PRESENT_REF", "relative-unit")]);
    }

    #[test]
    fn days_told_from_the_one_before() {
        finds(
            "Talks began on March 3, 2020. The next day they failed. Later that year he fled.",
            &[
                ("March 3, 2020", "2020-03-03", "full-date"),
                ("The next day", "2020-03-04", "relative-unit"),
                ("Later that year", "2020", "relative-unit"),
            ],
        );
    }

    #[test]
    fn weeks_of_a_day() {
        finds(
            "Talks resume the week of March 6, 2023.",
            &[("the week of March 6, 2023", "2023-W10", "week-of")],
        );
        finds("It was the week of June 2.", &[("the week of June 2", "2025-W23", "week-of")]);
        finds("It was a week of mourning.", &[("a week", "P1W", "duration")]);
    }
}

//! Months, quarters, halves and seasons.

use super::super::atoms::Atoms;
use super::super::calendar::{Calendar, Season, Unit};
use super::super::value::{Part, Value, Which, Year};
use super::super::words::Word;
use super::day::{month_name, relative_year, year_behind};
use super::number::year_number;
use super::{Reading, Second, which};

/// Reads a month, quarter, half year or season.
pub(super) fn period(atoms: &Atoms, i: usize) -> Option<Reading> {
    match atoms.word(i) {
        Word::Month(..) => month(atoms, i, Which::Open),
        Word::Season(season) => named_season(atoms, i, season),
        Word::Ordinal(_) => ordinal(atoms, i, Year::Unknown).or_else(|| two_quarters(atoms, i)),
        Word::Quarter(quarter) => Some(with_year(atoms, i + 1, Part::Quarter(quarter), "quarter")),
        Word::HalfYear(half) => {
            let reading = with_year(atoms, i + 1, Part::Half(half), "half");
            is_dated(reading).then_some(reading)
        }
        Word::Digits(..) => {
            let (at, year) = year_number(atoms, i)?;
            quarter_of(atoms, at, year).or_else(|| ordinal(atoms, at, Year::Is(year)))
        }
        Word::Fiscal => ordinal(atoms, i + 1, Year::Unknown),
        Word::Latest
            if matches!(atoms.word(i + 1), Word::Unit(Unit::Quarter, false) | Word::Period) =>
        {
            let value = Value::Turn { unit: Unit::Quarter, which: Which::Same };
            Some(Reading::new(i + 2, value, "relative-unit"))
        }
        Word::Latter if atoms.word(i + 1) == Word::Half => last_half(atoms, i + 2),
        word => pointed(atoms, i, which(word)?).or_else(|| two_quarters(atoms, i)),
    }
}

/// "the last half of 1989", "the latter half of 1989"; without its year it may be that of a match.
fn last_half(atoms: &Atoms, end: usize) -> Option<Reading> {
    let reading = with_year(atoms, end, Part::Half(2), "half");
    is_dated(reading).then_some(reading)
}

/// "the first two quarters of 2024": a half of it.
fn two_quarters(atoms: &Atoms, i: usize) -> Option<Reading> {
    let half = match atoms.word(i) {
        Word::Ordinal(1) => 1,
        Word::Which(Which::Last) => 2,
        _ => return None,
    };
    let two = matches!(atoms.word(i + 1), Word::Number(2) | Word::Digits(2, 1));
    if !two || atoms.word(i + 2) != Word::Unit(Unit::Quarter, true) {
        return None;
    }
    let reading = with_year(atoms, i + 3, Part::Half(half), "half");
    is_dated(reading).then_some(reading)
}

/// "last October", "this summer", "last year's third quarter"
fn pointed(atoms: &Atoms, i: usize, which: Which) -> Option<Reading> {
    let at = match (which, atoms.word(i + 1)) {
        // "this past spring"
        (Which::This, Word::Past) => i + 2,
        _ => i + 1,
    };
    let which = if at == i + 2 { Which::Last } else { which };
    match atoms.word(at) {
        Word::Half if which == Which::Last => last_half(atoms, at + 1),
        Word::Month(..) => month(atoms, at, which),
        Word::Season(season) => {
            let value = Value::Part { part: Part::Season(season), which, year: Year::Unknown };
            Some(Reading::new(at + 1, value, "season"))
        }
        Word::Unit(Unit::Year, false) if atoms.word(at + 1) == Word::Possessive => {
            let year = match which {
                Which::Last => Year::Turn(-1),
                Which::This => Year::Turn(0),
                Which::Next => Year::Turn(1),
                _ => return None,
            };
            ordinal(atoms, atoms.skip(at + 2, Word::Fiscal), year)
        }
        _ => None,
    }
}

/// "the 1988 quarter", "the 2019 period": the quarter a report is about, in another year.
fn quarter_of(atoms: &Atoms, i: usize, year: i16) -> Option<Reading> {
    // "2017 Q1"
    let part = match atoms.word(i) {
        Word::Quarter(quarter) => Some(Calendar::Quarter { year, quarter }),
        Word::HalfYear(half) => Some(Calendar::Half { year, half }),
        _ => None,
    };
    if let Some(part) = part.filter(|_| !atoms.glued(i)) {
        return Some(Reading::new(i + 1, Value::Fixed(part), "quarter"));
    }
    let quarter = matches!(atoms.word(i), Word::Unit(Unit::Quarter, false) | Word::Period);
    let value = Value::QuarterOf(year);
    (quarter && !atoms.glued(i)).then(|| Reading::new(i + 1, value, "quarter"))
}

/// A month with its year, or alone where it can be nothing else.
fn month(atoms: &Atoms, i: usize, which: Which) -> Option<Reading> {
    let (end, month) = month_name(atoms, i)?;
    let reading = with_year(atoms, end, Part::Month(month), "month");
    if is_dated(reading) {
        return Some(Reading { rule: "month-year", ..reading });
    }
    if which == Which::Open && !is_month(atoms, i, end, month) {
        return None;
    }
    let value = Value::Part { part: Part::Month(month), which, year: Year::Unknown };
    Some(Reading::new(end, value, "month"))
}

/// Whether a month's name without day and year means the month: "in May", not "Theresa May".
fn is_month(atoms: &Atoms, i: usize, end: usize, month: i8) -> bool {
    let Word::Month(_, short) = atoms.word(i) else { return false };
    let before = atoms.before(i);
    let introduced = matches!(
        before,
        Word::In
            | Word::Of
            | Word::During
            | Word::Until
            | Word::Through
            | Word::Between
            | Word::Early
            | Word::Late
            | Word::Mid
            | Word::Each
            | Word::Since
    );
    let ambiguous = matches!(month, 3 | 5) || short;
    let capital_behind = atoms.capital(end) && atoms.word(end).may_be_noun();
    let name_before = i > 0 && atoms.capital(i - 1) && before.may_be_noun();
    // "By March, they had won"; within a sentence it may be Mr May.
    let opens = before == Word::Preposition && atoms.capital(i - 1) && !capital_behind;
    // "by November Lind had left", but not "by August Wilson"
    let bounds = before == Word::Preposition && !ambiguous && !is_given_name(month);
    // "due before May", "as early as May", where nobody in the article is called so; not "before March
    // for Life"
    let event = matches!(atoms.word(end), Word::On | Word::For) && atoms.capital(end + 1);
    let doubtful = event || capital_behind || short || atoms.is_called(month);
    let placed =
        matches!(before, Word::Preposition | Word::Before | Word::After | Word::From | Word::For)
            || is_limit(atoms, i);
    let placed = placed && !doubtful;
    if introduced || opens || bounds || placed {
        return !(ambiguous && capital_behind && before == Word::Of);
    }
    // "the July-September period"
    if is_month_at(atoms, end) && atoms.glued(end)
        || atoms.glued(i) && is_month_at(atoms, i.wrapping_sub(1))
    {
        return true;
    }
    let range = matches!(before, Word::To | Word::Dash | Word::And | Word::From)
        && (is_month_at(atoms, i.wrapping_sub(2)) || is_month_at(atoms, end + 1));
    if range {
        return true;
    }
    !ambiguous && !capital_behind && !name_before && !atoms.glued(i)
}

/// "as early as", "as recently as", "the 12 months to" before atom `i`
fn is_limit(atoms: &Atoms, i: usize) -> bool {
    let before = |back: usize| i.checked_sub(back).map_or(Word::Other, |at| atoms.word(at));
    match before(1) {
        Word::As => {
            matches!(before(2), Word::Early | Word::Late | Word::Vague(_)) && before(3) == Word::As
        }
        Word::To => matches!(before(2), Word::Unit(Unit::Month | Unit::Year, _)),
        _ => false,
    }
}

/// Whether people are called by the name of a month: January, April, May, June, August.
fn is_given_name(month: i8) -> bool {
    matches!(month, 1 | 4 | 5 | 6 | 8)
}

fn is_month_at(atoms: &Atoms, i: usize) -> bool {
    matches!(atoms.word(i), Word::Month(..)) && atoms.capital(i)
}

/// "third quarter", "the first half of 2019", "the 20th century" has a rule of its own.
fn ordinal(atoms: &Atoms, i: usize, year: Year) -> Option<Reading> {
    if let Some(pair) = quarter_pair(atoms, i, year) {
        return Some(pair);
    }
    // "the second quarter-final"
    if atoms.glued(i + 2) || is_of_century(atoms, i + 2) {
        return None;
    }
    let (end, part, rule) = match (atoms.word(i), atoms.word(i + 1)) {
        (Word::Ordinal(quarter @ 1..=4), Word::Unit(Unit::Quarter, false)) => {
            (i + 2, Part::Quarter(i8::try_from(quarter).ok()?), "quarter")
        }
        (Word::Ordinal(half @ 1..=2), Word::Half) => {
            (i + 2, Part::Half(i8::try_from(half).ok()?), "half")
        }
        _ => return None,
    };
    let reading = match year {
        Year::Unknown => with_year(atoms, end, part, rule),
        year => Reading::new(end, Value::Part { part, which: Which::Open, year }, rule),
    };
    // Matches and novels have halves too, so a half needs its year.
    (matches!(part, Part::Quarter(_)) || is_dated(reading)).then_some(reading)
}

/// "of the 19th century": its quarters are no quarters of a year.
fn is_of_century(atoms: &Atoms, i: usize) -> bool {
    let at = atoms.skip(i, Word::Of);
    let at = if at > i { atoms.skip(at, Word::The) } else { return false };
    let at = at + usize::from(matches!(atoms.word(at), Word::Ordinal(_)));
    matches!(atoms.word(at), Word::Unit(Unit::Century, _))
}

/// "the third and fourth quarters", "the first and second quarters of 2024"
fn quarter_pair(atoms: &Atoms, i: usize, year: Year) -> Option<Reading> {
    let (Word::Ordinal(first @ 1..=4), Word::And | Word::Or, Word::Ordinal(last @ 1..=4)) =
        (atoms.word(i), atoms.word(i + 1), atoms.word(i + 2))
    else {
        return None;
    };
    if atoms.word(i + 3) != Word::Unit(Unit::Quarter, true) || first >= last {
        return None;
    }
    let part = |quarter: u32| i8::try_from(quarter).ok().map(Part::Quarter);
    let reading = match year {
        Year::Unknown => with_year(atoms, i + 4, part(last)?, "quarter-pair"),
        year => {
            let value = Value::Part { part: part(last)?, which: Which::Open, year };
            Reading::new(i + 4, value, "quarter-pair")
        }
    };
    let year = match reading.value {
        Value::Fixed(calendar) => Year::Is(calendar.year()?),
        Value::Part { year, .. } => year,
        _ => return None,
    };
    let value = Value::Part { part: part(first)?, which: Which::Open, year };
    let second = Some(Second { cut: i + 1, first: i + 2, value: reading.value });
    // Sales may be made "in the second and fourth quarters" of every year.
    is_dated(reading).then_some(Reading { value, second, ..reading })
}

fn is_dated(reading: Reading) -> bool {
    !matches!(reading.value, Value::Part { year: Year::Unknown, .. })
}

/// A season with its year, or alone behind words that make it one.
fn named_season(atoms: &Atoms, i: usize, season: Season) -> Option<Reading> {
    // "the Prague Spring of 1968"
    if i > 0 && atoms.capital(i) && atoms.capital(i - 1) && atoms.before(i).may_be_noun() {
        return None;
    }
    let reading = with_year(atoms, i + 1, Part::Season(season), "season");
    if is_dated(reading) {
        return Some(Reading { rule: "season-year", ..reading });
    }
    let mut at = i;
    // "In late summer she left"; a season alone may belong to a noun.
    let modified = matches!(atoms.before(at), Word::Early | Word::Late | Word::Mid);
    at -= usize::from(modified);
    let article = atoms.before(at) == Word::The;
    at -= usize::from(article);
    let introduced = matches!(
        atoms.before(at),
        Word::In
            | Word::Until
            | Word::Through
            | Word::Preposition
            | Word::For
            | Word::During
            | Word::Into
            | Word::About
            | Word::Since
            | Word::From
            | Word::To
            | Word::Between
    ) || (article && atoms.before(at) == Word::Edge)
        || at + usize::from(article) < i;
    // "in the spring and summer"
    let joined = matches!(atoms.before(i), Word::And | Word::Or | Word::To)
        && i >= 3
        && atoms.word(i - 3) == Word::The
        && matches!(atoms.word(i - 2), Word::Season(_));
    // "the fall of Saigon", "in the fall in prices", "by winter sports"
    let falls = matches!(season, Season::Spring | Season::Autumn);
    let noun = atoms.word(i + 1) == Word::Of
        || (falls && atoms.word(i + 1) == Word::In)
        || (!article
            && !modified
            && atoms.get(i + 1).is_some_and(|behind| behind.word.may_be_noun()));
    ((introduced || joined) && !noun && (article || joined || modified || !falls))
        .then_some(reading)
}

/// Adds "of 2019", "2019", ", 2019", "last year", "of that year" behind a part of a year.
fn with_year(atoms: &Atoms, end: usize, part: Part, rule: &'static str) -> Reading {
    let which = Which::Open;
    let of = atoms.skip(end, Word::Of);
    let at = if of > end { atoms.skip(atoms.skip(of, Word::The), Word::Fiscal) } else { end };
    if let Some((end, year)) = year_behind(atoms, at).filter(|(end, _)| {
        let goes_on = matches!(atoms.word(*end), Word::Month(..) | Word::Digits(..));
        !is_counted(atoms, *end) && (!atoms.glued(*end) || goes_on)
    }) {
        let value = fixed(part, year)
            .map_or(Value::Part { part, which, year: Year::Is(year) }, Value::Fixed);
        return Reading::new(end, value, rule);
    }
    let (end, year) = relative_year(atoms, end).unwrap_or((end, Year::Unknown));
    Reading::new(end, Value::Part { part, which, year }, rule)
}

fn is_counted(atoms: &Atoms, end: usize) -> bool {
    matches!(atoms.word(end), Word::Measure | Word::Unit(_, true))
}

fn fixed(part: Part, year: i16) -> Option<Calendar> {
    Some(match part {
        Part::Month(month) => Calendar::Month { year, month },
        Part::Quarter(quarter) => Calendar::Quarter { year, quarter },
        Part::Half(half) => Calendar::Half { year, half },
        Part::Season(season) => Calendar::Season { year, season },
        Part::MonthDay(..) | Part::Nth { .. } | Part::Feast(..) | Part::Weekday(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing, finds_on};
    use crate::annotate::timex::timexes;

    #[test]
    fn months_with_their_year() {
        finds("It fell in October 2008.", &[("October 2008", "2008-10", "month-year")]);
        finds("It fell in Oct. 2008.", &[("Oct. 2008", "2008-10", "month-year")]);
        finds("It fell in March of 2008.", &[("March of 2008", "2008-03", "month-year")]);
        finds("It fell in June last year.", &[("June last year", "2024-06", "month-year")]);
        finds_nothing("The March 2,000 strong and May 1,500 more.");
    }

    #[test]
    fn months_joined_by_a_hyphen_are_a_stretch() {
        finds(
            "Exports fell in the July-September period.",
            &[("July", "2025-07", "range-start"), ("September", "2025-09", "range-end")],
        );
        finds_nothing("Mrs Carter-May met Theresa May-Smith.");
    }

    #[test]
    fn months_alone_follow_the_tense() {
        finds("Prices rose in August.", &[("August", "2025-08", "month")]);
        finds("Prices rose in December.", &[("December", "2024-12", "month")]);
        finds("It will open in March.", &[("March", "2026-03", "month")]);
        finds("It was sold last May.", &[("last May", "2025-05", "month")]);
        finds(
            "By June they had won, and by November Lind had left.",
            &[("June", "2025-06", "month"), ("November", "2024-11", "month")],
        );
        finds("They will leave by August.", &[("August", "2026-08", "month")]);
        finds_nothing("It was praised by May Lind, and by May herself.");
        finds_nothing("It was sung by June Lind, staged by August Holm and sold by April Roth.");
        finds("It opens by the end of November.", &[("the end of November", "2025-11", "month")]);
        finds_on("", "Prices rose in August.", &[("August", "XXXX-08", "month")]);
    }

    #[test]
    fn verbs_and_names_are_no_months() {
        finds_nothing("Protesters march and may stay.");
        finds_nothing("Theresa May said she would go, and August Wilson wrote.");
        finds_nothing("Mrs May met April Jones; June Carter sang with Frances March.");
        finds_nothing(
            "The March on Washington was led by May. May Lind had spoken before March for Life.",
        );
        finds("By March, they had won.", &[("March", "2025-03", "month")]);
    }

    #[test]
    fn a_month_that_is_a_verb_too_is_told_by_its_place() {
        let day = "2025-10-13".parse().ok();
        for (words, text) in [
            ("March", "The bridge will be finished by March, it said."),
            ("March", "The tax takes effect after March."),
            ("May", "Talks are to end by May, officials said."),
            ("May", "They want to agree before May."),
            ("May", "A vote is planned for May."),
            ("March", "It will be shut from March."),
            ("May", "It may be sold as early as May."),
        ] {
            let value = if words == "May" { "2026-05" } else { "2026-03" };
            finds(text, &[(words, value, "month")]);
        }
        for (length, words, value) in [
            ("the 12 months", "March", "2025-03"),
            ("the six months", "May", "2025-05"),
            ("the year", "March", "2025-03"),
        ] {
            let found = timexes(&format!("Prices rose in {length} to {words}."), day);
            let found: Vec<&str> = found.iter().map(|timex| timex.value.as_str()).collect();
            assert_eq!(found.last(), Some(&value), "{length} to {words}");
        }
        finds_nothing("It is late, as March put it. They went to March.");
        finds_nothing("Mrs May won. It was hard for May, and after May left it was no better.");
        finds_nothing(
            "They went to March Madness and waited for March Madness. It is run by March Ltd.",
        );
        finds_nothing("Fans to March for peace as Rome Braces for March for Life.");
    }

    #[test]
    fn two_quarters_in_one_phrase() {
        finds(
            "Profit fell in the first and second quarters of 2024.",
            &[
                ("the first", "2024-Q1", "quarter-pair"),
                ("second quarters of 2024", "2024-Q2", "quarter-pair"),
            ],
        );
        finds(
            "Profit fell in last year's third and fourth quarters.",
            &[
                ("last year's third", "2024-Q3", "quarter-pair"),
                ("fourth quarters", "2024-Q4", "quarter-pair"),
            ],
        );
        finds_nothing("Most is sold in the second and fourth quarters.");
        finds_nothing("He won the first and second quarter-finals, the third and fourth heats.");
    }

    #[test]
    fn quarters_and_halves() {
        finds("Profit fell in 2024 Q3.", &[("2024 Q3", "2024-Q3", "quarter")]);
        finds("Profit fell in 2024 H1.", &[("2024 H1", "2024-H1", "quarter")]);
        finds("Profit fell in Q3 2024.", &[("Q3 2024", "2024-Q3", "quarter")]);
        finds("Third-quarter profit fell.", &[("Third-quarter", "2025-Q3", "quarter")]);
        finds(
            "Sales rose in the first half of 2019.",
            &[("the first half of 2019", "2019-H1", "half")],
        );
        finds(
            "Sales rose in last year's fourth quarter.",
            &[("last year's fourth quarter", "2024-Q4", "quarter")],
        );
        finds(
            "It grew in the first half of the year.",
            &[("the first half of the year", "2025-H1", "half")],
        );
        finds(
            "It grew in the latter half of 2008.",
            &[("the latter half of 2008", "2008-H2", "half")],
        );
        finds(
            "It grew in the first quarter of the 19th century.",
            &[("the 19th century", "18", "century")],
        );
        for (words, value) in [
            ("the first two quarters of 2019", "2019-H1"),
            ("the last two quarters of 2018", "2018-H2"),
            ("the first two quarters of this year", "2025-H1"),
        ] {
            finds(&format!("Sales rose in {words}."), &[(words, value, "half")]);
        }
        finds(
            "They led in the first two quarters.",
            &[("the first two quarters", "P2Q", "duration")],
        );
        finds_nothing("They scored twice in the second half, and a quarter left.");
        finds_nothing("They scored in the latter half; the latter won.");
    }

    #[test]
    fn seasons_are_told_from_verbs_and_falls() {
        finds("It opened last summer.", &[("last summer", "2025-SU", "season")]);
        finds(
            "It opened in the winter of 2010.",
            &[("the winter of 2010", "2010-WI", "season-year")],
        );
        finds("They will return in the spring.", &[("the spring", "2026-SP", "season")]);
        finds_nothing("Prices fall, hopes spring up, and the fall of Saigon was near.");
        finds("The Prague Spring of 1968 failed.", &[("1968", "1968", "year")]);
        finds_nothing("The fall in prices was led by winter sports.");
        finds(
            "It rained in the spring and summer.",
            &[("the spring", "2025-SP", "season"), ("summer", "2025-SU", "season")],
        );
        finds("In late summer she left.", &[("late summer", "2025-SU", "season")]);
        finds("It ended by early fall.", &[("early fall", "2025-FA", "season")]);
        finds("It burned in mid-winter.", &[("mid-winter", "2024-WI", "season")]);
        finds_nothing("A late fall in prices and an early spring in her step.");
        finds("It rained through the summer in Selm.", &[("the summer", "2025-SU", "season")]);
    }
}

//! Lengths and distances: "three days", "two weeks ago".

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Anchor, Count, Vague, Value, Which};
use super::super::words::Word;
use super::apart::{apart, is_stretch};
use super::number::quantity;
use super::{Reading, which};

/// Reads "two weeks ago", "a year earlier", "three days later".
pub(super) fn distance(atoms: &Atoms, i: usize) -> Option<Reading> {
    let at = qualified(atoms, i);
    // "years ago", "months later"
    if let Word::Unit(unit, true) = atoms.word(at) {
        let (end, back, from) = direction(atoms, at + 1).filter(|_| !atoms.glued(at + 1))?;
        return Some(shifted(end, Count::Some, unit, back, from));
    }
    let (at, count) = quantity(atoms, at)?;
    let at = at + usize::from(atoms.word(at) == Word::More);
    let unit = unit_at(atoms, at)?;
    if let Count::Exactly(count) = count
        && !is_stretch(atoms, i)
        && let Some(reading) = apart(atoms, at + 1, count, unit)
    {
        return Some(reading);
    }
    // "a week or so ago"
    let end = at + 1 + 2 * usize::from(atoms.word(at + 1) == Word::Or && so(atoms, at + 2));
    let (end, back, from) = direction(atoms, end)?;
    if let (Count::Exactly(years), Unit::Year, Word::Ago) = (count, unit, atoms.word(end - 1))
        && let Some(reading) = years_before(atoms, end, years)
    {
        return Some(reading);
    }
    Some(shifted(end, count, unit, back, from))
}

/// "ten years ago today", "a year ago this week": what is pointed at, so many years before.
fn years_before(atoms: &Atoms, i: usize, years: u32) -> Option<Reading> {
    let (end, unit, which) = match (atoms.word(i), atoms.word(i + 1)) {
        (Word::Today, _) => (i + 1, Unit::Day, Which::This),
        (
            Word::Which(which @ (Which::This | Which::Last | Which::Next)),
            Word::Unit(unit, false),
        ) if matches!(unit, Unit::Weekend | Unit::Week | Unit::Month) => (i + 2, unit, which),
        _ => return None,
    };
    let possessive = atoms.word(end) == Word::Possessive || atoms.glued(end);
    (!possessive).then(|| Reading::new(end, Value::TurnAgo { years, unit, which }, "distance"))
}

fn so(atoms: &Atoms, i: usize) -> bool {
    matches!(atoms.word(i + 1), Word::Ago | Word::Earlier | Word::Later)
}

fn unit_at(atoms: &Atoms, i: usize) -> Option<Unit> {
    match atoms.word(i) {
        Word::Unit(unit, _) => Some(unit),
        _ => None,
    }
}

fn shifted(end: usize, count: Count, unit: Unit, back: bool, from: Anchor) -> Reading {
    let value = match count {
        Count::Some => Value::Vague(if back { Vague::Past } else { Vague::Future }),
        _ => Value::Shift { count, unit, back, from },
    };
    Reading::new(end, value, "distance")
}

/// "ago", "earlier", "later", "from now": where a distance leads, and from where.
fn direction(atoms: &Atoms, i: usize) -> Option<(usize, bool, Anchor)> {
    match atoms.word(i) {
        Word::Ago => Some((i + 1, true, Anchor::Publication)),
        // "a year earlier than planned" compares plans.
        Word::Earlier | Word::Later if atoms.word(i + 1) == Word::Than => None,
        Word::Earlier | Word::Previously => Some((i + 1, true, Anchor::Mentioned)),
        Word::Later => Some((i + 1, false, Anchor::Mentioned)),
        // "two years before", but not "two years before the war"
        Word::Before if atoms.clause_ends(i + 1) => Some((i + 1, true, Anchor::Mentioned)),
        Word::After if atoms.clause_ends(i + 1) => Some((i + 1, false, Anchor::Mentioned)),
        Word::From if matches!(atoms.word(i + 1), Word::Now | Word::Today) => {
            Some((i + 2, false, Anchor::Publication))
        }
        _ => None,
    }
}

/// Skips "about", "nearly", "more than", "at least" before a length.
fn qualified(atoms: &Atoms, i: usize) -> usize {
    let mut at = i;
    // "at least more than about" is the most that anybody writes.
    for _ in 0..3 {
        at = match (atoms.word(at), atoms.word(at + 1)) {
            (Word::More | Word::Less, Word::Than) | (Word::At, Word::Least | Word::Most) => at + 2,
            (Word::About, _) => at + 1,
            _ => return at,
        };
    }
    at
}

/// Reads "three days", "a six-month", "the past two weeks", "the first nine months".
pub(super) fn length(atoms: &Atoms, i: usize) -> Option<Reading> {
    if let Word::Unit(unit, true) = atoms.word(i) {
        return uncounted(atoms, i, unit);
    }
    let mut at = qualified(atoms, i);
    if at == i {
        at = atoms.skip(at, Word::The);
    }
    let pointed = which(atoms.word(at)).is_some_and(|which| which != Which::Same)
        || matches!(atoms.word(at), Word::Ordinal(_) | Word::Recent | Word::Future | Word::Full);
    let ordinal = matches!(atoms.word(at), Word::Ordinal(_));
    at += usize::from(pointed);
    // "the year-earlier nine months"
    at = year_before(atoms, at).unwrap_or(at);
    at = if pointed { qualified(atoms, at) } else { at };
    if pointed && let Word::Unit(unit, true) = atoms.word(at) {
        return recent_units(atoms, at, unit);
    }
    let article = matches!(atoms.word(at), Word::A);
    let (end, count) = quantity(atoms, at)?;
    let end = match atoms.word(end) {
        Word::More => end + 1,
        _ => end,
    };
    let end = match (atoms.word(end), atoms.word(end + 1)) {
        // "eight trading days", "three consecutive years"
        (word, Word::Unit(_, true))
            if word.may_be_noun() && !atoms.glued(end) && !atoms.capital(end) =>
        {
            end + 1
        }
        _ => end,
    };
    let Word::Unit(unit, plural) = atoms.word(end) else { return None };
    // "60 Minutes" in quotation marks is a title.
    if atoms.capital(end) && atoms.behind_mark(i) {
        return None;
    }
    if !is_length(atoms, end, count) || (ordinal && !plural) {
        return None;
    }
    let bare_article = article && at == i && end == at + 1;
    let end = end + 1;
    // "a year and a half"
    if count == Count::Exactly(1)
        && (atoms.word(end), atoms.word(end + 1), atoms.word(end + 2))
            == (Word::And, Word::A, Word::Half)
    {
        return Some(Reading::new(end + 3, Value::Duration(Count::AndHalf(1), unit), "duration"));
    }
    if bare_article && is_rate(atoms, i, unit) {
        return None;
    }
    // An age is no stretch the article tells of: "45 years old", "a six-year-old".
    if atoms.word(end) == Word::Old {
        return None;
    }
    Some(Reading::new(end, Value::Duration(count, unit), "duration"))
}

/// Skips "year-earlier" and "year-ago".
fn year_before(atoms: &Atoms, i: usize) -> Option<usize> {
    let earlier = matches!(atoms.word(i + 1), Word::Ago | Word::Earlier) && atoms.glued(i + 1);
    (earlier && atoms.word(i) == Word::Unit(Unit::Year, false)).then_some(i + 2)
}

/// Whether `count` of the unit at atom `i` make a length.
fn is_length(atoms: &Atoms, i: usize, count: Count) -> bool {
    let Word::Unit(unit, plural) = atoms.word(i) else { return false };
    let of = atoms.word(i + 1) == Word::Of;
    match (unit, count) {
        (_, Count::AndHalf(0)) => matches!(unit, Unit::Hour | Unit::Year | Unit::Decade),
        // "a quarter of them", "three quarters of them"
        (Unit::Quarter, _) => plural && !of,
        (Unit::Weekend, _) => plural,
        (_, Count::Exactly(1) | Count::AndHalf(_)) => true,
        // "a two year term", but not "two minute steps"
        _ => {
            let spoken =
                matches!(unit, Unit::Year | Unit::Month | Unit::Week | Unit::Day | Unit::Hour);
            plural || atoms.glued(i) || (spoken && !of)
        }
    }
}

/// "$50 a day", "90 percent a year", "one day": amounts per unit are no lengths.
fn is_rate(atoms: &Atoms, i: usize, unit: Unit) -> bool {
    let before = atoms.before(i);
    let amount = matches!(
        before,
        Word::Measure | Word::Digits(..) | Word::Amount(_) | Word::Thousand | Word::Hundred
    );
    let spoken = matches!(
        before,
        Word::In
            | Word::Preposition
            | Word::Through
            | Word::Until
            | Word::Of
            | Word::To
            | Word::From
    );
    amount || matches!(unit, Unit::Day | Unit::Year) && !spoken
}

/// "recent years", "the past decades", "the last days of": lengths without a number.
fn recent_units(atoms: &Atoms, at: usize, unit: Unit) -> Option<Reading> {
    let bare = atoms.before(at - 1) != Word::The;
    let value = match atoms.word(at - 1) {
        Word::Recent => Value::Vague(Vague::Past),
        Word::Past if bare => Value::Vague(Vague::Past),
        Word::Future => Value::Vague(Vague::Future),
        Word::Which(Which::Next) if bare => Value::Vague(Vague::Future),
        Word::Which(Which::Next) | Word::Past => Value::Duration(Count::Some, unit),
        _ => return None,
    };
    Some(Reading::new(at + 1, value, "recent-units"))
}

/// "for weeks", "in years", "over the years"
fn uncounted(atoms: &Atoms, i: usize, unit: Unit) -> Option<Reading> {
    let long = unit >= Unit::Week;
    let open = match atoms.before(i) {
        Word::For => true,
        Word::In => long && !atoms.word(i + 1).may_be_noun(),
        _ => false,
    };
    let value = Value::Duration(Count::Some, unit);
    (open && !atoms.capital(i)).then(|| Reading::new(i + 1, value, "duration"))
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing, finds_on};

    #[test]
    fn distances_keep_the_grain_of_their_unit() {
        for (words, value) in [
            ("three days ago", "2025-10-10"),
            ("a week ago", "2025-W41"),
            ("two months ago", "2025-08"),
            ("nearly ten years ago", "2015"),
            ("two decades ago", "200"),
            ("a fortnight ago", "2025-W40"),
            ("several years ago", "PAST_REF"),
            ("months ago", "PAST_REF"),
        ] {
            finds(&format!("It closed {words}."), &[(words, value, "distance")]);
        }
        for (words, value) in [
            ("ten years ago today", "2015-10-13"),
            ("a year ago this week", "2024-W42"),
            ("Forty years ago this month", "1985-10"),
            ("a year ago last month", "2024-09"),
        ] {
            finds(&format!("{words} it closed."), &[(words, value, "distance")]);
        }
        finds_on(
            "2024-02-29",
            "It shut a year ago today.",
            &[("a year ago today", "2023-02-28", "distance")],
        );
        finds(
            "They fell out years ago this spring over a law of two years ago today's council keeps.",
            &[
                ("years ago", "PAST_REF", "distance"),
                ("this spring", "2025-SP", "season"),
                ("two years ago", "2023", "distance"),
                ("today", "2025-10-13", "today"),
            ],
        );
        finds_nothing("He came earlier than planned, not long ago.");
    }

    #[test]
    fn later_and_earlier_count_from_the_date_before() {
        finds(
            "He was elected in 1990. Two years later he fell.",
            &[("1990", "1990", "year"), ("Two years later", "1992", "distance")],
        );
        finds(
            "He fell in 1992, elected two years before, three days before the war.",
            &[
                ("1992", "1992", "year"),
                ("two years before", "1990", "distance"),
                ("three days", "P3D", "duration"),
            ],
        );
        finds(
            "He fell in 1992 where two years previously he had won. Previously he sang.",
            &[("1992", "1992", "year"), ("two years previously", "1990", "distance")],
        );
        finds(
            "Profit rose in the third quarter from a year earlier.",
            &[
                ("the third quarter", "2025-Q3", "quarter"),
                ("a year earlier", "2024-Q3", "distance"),
            ],
        );
    }

    #[test]
    fn durations() {
        for (words, value) in [
            ("three days", "P3D"),
            ("two weeks", "P2W"),
            ("six-month", "P6M"),
            ("twenty-four hours", "PT24H"),
            ("the past two months", "P2M"),
            ("the year-earlier nine months", "P9M"),
            ("the year-ago six months", "P6M"),
            ("a few weeks", "PXW"),
            ("more than 40 years", "P40Y"),
            ("two and a half hours", "PT2H30M"),
            ("a year and a half", "P1Y6M"),
            ("two decades", "P20Y"),
            ("a fortnight", "P2W"),
            ("half an hour", "PT30M"),
        ] {
            finds(&format!("It lasted {words}."), &[(words, value, "duration")]);
        }
    }

    #[test]
    fn ages_fractions_and_rates_are_no_durations() {
        finds_nothing("The six-year-old boy and a man 45 years old, 45 years old too.");
        finds_nothing("Three quarters of them pay $50 a day.");
        finds_nothing("A second man was hurt.");
        finds_nothing("She spoke on \"60 Minutes\" and \"This Week\".");
    }

    #[test]
    fn recent_units_are_vague() {
        finds("It grew in recent years.", &[("recent years", "PAST_REF", "recent-units")]);
        finds("It grew in past years.", &[("past years", "PAST_REF", "recent-units")]);
        finds("It will grow in coming years.", &[("coming years", "FUTURE_REF", "recent-units")]);
        finds("It will grow in future years.", &[("future years", "FUTURE_REF", "recent-units")]);
        finds("It will grow in the coming years.", &[("the coming years", "PXY", "recent-units")]);
        finds_nothing("A recent study and its recent, closely watched talks.");
    }
}

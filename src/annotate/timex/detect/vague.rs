//! References without a place in the calendar: "now", "recently", "the future".

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Vague, Value};
use super::super::words::Word;
use super::{CALENDAR, Reading, lead, longest};

/// Rule of "soon": beside a past verb it means quickly and is dropped.
pub(in super::super) const SOON: &str = "soon";

/// Reads a vague reference.
pub(super) fn vague(atoms: &Atoms, i: usize) -> Option<Reading> {
    let read = |end, vague| Some(Reading::new(end, Value::Vague(vague), "vague"));
    match atoms.word(i) {
        Word::Now if !atoms.glued(i) => read(i + 1, Vague::Present),
        Word::Right if atoms.word(i + 1) == Word::Now => read(i + 2, Vague::Present),
        Word::Vague(Vague::Future)
            if atoms.before(i) == Word::As || atoms.word(i + 1) == Word::After =>
        {
            None
        }
        Word::Vague(Vague::Future) => Some(Reading::new(i + 1, Value::Vague(Vague::Future), SOON)),
        Word::Vague(Vague::Past) if modifies_date(atoms, i) => None,
        Word::Vague(vague) if !atoms.glued(i) => read(i + 1, vague),
        Word::These if atoms.word(i + 1) == Word::Unit(Unit::Day, true) => {
            read(i + 2, Vague::Present)
        }
        // "postponed to a later date"
        Word::A
            if matches!(atoms.word(i + 1), Word::Later | Word::Future)
                && matches!(atoms.word(i + 2), Word::Moment | Word::Clock) =>
        {
            read(i + 3, Vague::Future)
        }
        Word::Number(1) if is_some_day(atoms, i) => read(i + 2, Vague::Future),
        Word::More
            if atoms.word(i + 1) == Word::Vague(Vague::Past) && !modifies_date(atoms, i + 1) =>
        {
            read(i + 2, Vague::Past)
        }
        Word::The => match atoms.word(i + 1) {
            Word::Future if atoms.word(i + 2) != Word::Of => read(i + 2, Vague::Future),
            Word::Near if matches!(atoms.word(i + 2), Word::Future | Word::Term) => (!atoms
                .glued(i + 2))
            .then(|| Reading::new(i + 3, Value::Vague(Vague::Future), "vague")),
            Word::Past if ends(atoms, i + 2) => read(i + 2, Vague::Past),
            _ => None,
        },
        _ => None,
    }
}

/// "as recently as May", "most recently last week": the date behind it is the one that is told.
fn modifies_date(atoms: &Atoms, i: usize) -> bool {
    let at = match (atoms.before(i), atoms.word(i + 1)) {
        (Word::As, Word::As) => return true,
        (_, Word::In | Word::On) => i + 2,
        _ => i + 1,
    };
    longest(CALENDAR, atoms, lead(atoms, at)).is_some()
}

/// "She will one day lead the party", but "it will one day a week be shut".
fn is_some_day(atoms: &Atoms, i: usize) -> bool {
    let modal = match atoms.before(i) {
        Word::Modal => true,
        Word::Month(5, _) => !atoms.capital(i - 1),
        _ => false,
    };
    let goes_on = matches!(
        atoms.word(i + 2),
        Word::A | Word::Per | Word::Of | Word::Before | Word::After | Word::Later | Word::Which(_)
    );
    let day = atoms.word(i + 1) == Word::Unit(Unit::Day, false);
    modal && day && !goes_on && !atoms.glued(i + 1) && !atoms.glued(i + 2)
}

/// "the past" is a noun at the end of a phrase only, not in "the past chairman" and "the past three".
fn ends(atoms: &Atoms, i: usize) -> bool {
    let goes_on = atoms.word(i).may_be_noun()
        || matches!(atoms.word(i), Word::Number(_) | Word::Digits(..) | Word::Few | Word::Couple);
    !goes_on || atoms.get(i).is_none()
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};
    use crate::annotate::timex::timexes;

    #[test]
    fn vague_references() {
        finds("It is now closed.", &[("now", "PRESENT_REF", "vague")]);
        finds("It recently closed.", &[("recently", "PAST_REF", "vague")]);
        finds("It will close soon.", &[("soon", "FUTURE_REF", "soon")]);
        finds("We must look to the future.", &[("the future", "FUTURE_REF", "vague")]);
        finds("That lies in the past.", &[("the past", "PAST_REF", "vague")]);
        finds("It opens in the near future.", &[("the near future", "FUTURE_REF", "vague")]);
        finds("It pays in the short term.", &[("the short term", "FUTURE_REF", "vague")]);
        finds("A vote was put off to a later date.", &[("a later date", "FUTURE_REF", "vague")]);
        finds("He hopes to rule at a later stage.", &[("a later stage", "FUTURE_REF", "vague")]);
        finds("They may meet at a future date.", &[("a future date", "FUTURE_REF", "vague")]);
        for modal in ["will", "could", "may", "might"] {
            let text = format!("She {modal} one day lead them.");
            finds(&text, &[("one day", "FUTURE_REF", "vague")]);
        }
        finds("They rest these days.", &[("these days", "PRESENT_REF", "vague")]);
    }

    #[test]
    fn comparisons_and_adjectives_are_none() {
        finds("He said she would one day lead them.", &[("one day", "P1D", "duration")]);
        for (words, value, rule) in [
            ("as recently as May", "2025-05", "month"),
            ("most recently last week", "2025-W41", "relative-unit"),
            ("more recently in 2019", "2019", "year"),
        ] {
            let found = timexes(&format!("It was shut {words}."), "2025-10-13".parse().ok());
            let found: Vec<_> = found.iter().map(|t| (t.value.as_str(), t.rule.as_str())).collect();
            assert_eq!(found, [(value, rule)], "{words}");
        }
        finds("It will take one day.", &[("one day", "P1D", "duration")]);
        finds(
            "It will one day a week be shut.",
            &[("one day", "P1D", "duration"), ("a week", "P1W", "duration")],
        );
        finds("It fell on May one day.", &[("one day", "P1D", "duration")]);
        finds_nothing("He met a later prime minister, a future king and the date of a later talk.");
        finds_nothing("As soon as he left, soon after dawn, the future of the party was open.");
        finds_nothing("He was soon released.");
        finds_nothing("The short-term rate fell near the term of these men.");
        finds_nothing("The past chairman walked past.");
        finds_nothing("It burned in the past three summers and the past several harvests.");
    }
}

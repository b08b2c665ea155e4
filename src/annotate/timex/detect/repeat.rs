//! Times that come back: "every Monday", "twice a year", "daily".

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Count, Part, Repeat, Value};
use super::super::words::Word;
use super::Reading;
use super::number::quantity;

/// Reads "every Monday", "each July", "twice a year", "daily".
pub(super) fn repeat(atoms: &Atoms, i: usize) -> Option<Reading> {
    let read = |end, repeat| Some(Reading::new(end, Value::Repeat(repeat), "repeat"));
    match atoms.word(i) {
        // "its quarterly dividend" names a kind of dividend.
        Word::Adverb(_, Unit::Quarter) if atoms.word(i + 1).may_be_noun() => None,
        Word::Adverb(count, unit) if !capitalised_name(atoms, i) => {
            read(i + 1, Repeat::Every(count, unit))
        }
        Word::Weekdays(day) if atoms.capital(i) && !atoms.capital(i + 1) => {
            let on = matches!(atoms.before(i), Word::On | Word::And | Word::Or | Word::Comma);
            if on { read(i + 1, Repeat::Part(Part::Weekday(day))) } else { None }
        }
        Word::Each => match atoms.word(i + 1) {
            Word::Unit(unit, false) => read(i + 2, Repeat::Every(1, unit)),
            Word::Weekday(day, false) => read(i + 2, Repeat::Part(Part::Weekday(day))),
            Word::Month(month, false) if atoms.capital(i + 1) => {
                read(i + 2, Repeat::Part(Part::Month(month)))
            }
            Word::Season(season) => read(i + 2, Repeat::Part(Part::Season(season))),
            Word::DayPart(_) | Word::Night => read(i + 2, Repeat::Every(1, Unit::Day)),
            _ => {
                let (end, count) = quantity(atoms, i + 1)?;
                match (count, atoms.word(end)) {
                    (Count::Exactly(count), Word::Unit(unit, true)) => {
                        read(end + 1, Repeat::Every(count, unit))
                    }
                    _ => None,
                }
            }
        },
        Word::Per => match atoms.word(i + 1) {
            Word::Unit(unit, false) => read(i + 2, Repeat::Every(1, unit)),
            _ => None,
        },
        Word::Once => match (atoms.word(i + 1), atoms.word(i + 2)) {
            (Word::A | Word::Each, Word::Unit(unit, false)) => read(i + 3, Repeat::Every(1, unit)),
            _ => None,
        },
        _ => None,
    }
}

/// "Daily Mail", "the Weekly Standard"
fn capitalised_name(atoms: &Atoms, i: usize) -> bool {
    atoms.capital(i) && (atoms.capital(i + 1) || (i > 0 && atoms.capital(i - 1)))
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_nothing};

    #[test]
    fn repeated_times() {
        finds("They meet every Monday.", &[("every Monday", "XXXX-WXX-1", "repeat")]);
        finds("They meet each July.", &[("each July", "XXXX-07", "repeat")]);
        finds("They meet on Mondays.", &[("Mondays", "XXXX-WXX-1", "repeat")]);
        finds("It is paid twice a year.", &[("twice a year", "P1Y", "repeat")]);
        finds("It is checked annually.", &[("annually", "P1Y", "repeat")]);
        finds("It runs every two weeks.", &[("every two weeks", "P2W", "repeat")]);
        finds_nothing(
            "Fridays for Future rallied; the Daily Mail and each man, every one of them.",
        );
    }
}

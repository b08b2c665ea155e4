//! Days and weeks told by their distance from a day that is named: "the day after Christmas", "two
//! weeks before May 3".

use super::super::atoms::Atoms;
use super::super::calendar::{Calendar, Unit};
use super::super::value::{Part, Value};
use super::super::words::Word;
use super::Reading;
use super::day::day;
use super::holiday::holiday;
use super::nth::nth;

/// Reads what stands behind `count` of a unit, from "before" or "after" on.
pub(super) fn apart(atoms: &Atoms, i: usize, count: u32, unit: Unit) -> Option<Reading> {
    let count = i32::try_from(count).ok()?;
    let steps = match atoms.word(i) {
        Word::Before => -count,
        Word::After => count,
        _ => return None,
    };
    if !matches!(unit, Unit::Day | Unit::Week | Unit::Month | Unit::Year) {
        return None;
    }
    let named = [i + 1, atoms.skip(i + 1, Word::The)]
        .into_iter()
        .find_map(|at| nth(atoms, at).or_else(|| day(atoms, at)).or_else(|| holiday(atoms, at)))?;
    let value = match named.value {
        Value::Fixed(Calendar::Day(date)) => {
            Value::Fixed(Calendar::containing(unit, date).step(steps)?)
        }
        Value::Part { part, which, year } if is_day(part) => {
            Value::Apart { steps, unit, part, which, year }
        }
        _ => return None,
    };
    (named.second.is_none()).then(|| Reading::new(named.end, value, "apart"))
}

fn is_day(part: Part) -> bool {
    matches!(part, Part::MonthDay(..) | Part::Nth { .. } | Part::Feast(..) | Part::Weekday(_))
}

/// Whether a length before atom `i` only says how long: "for two weeks before Christmas".
pub(super) fn is_stretch(atoms: &Atoms, i: usize) -> bool {
    matches!(
        atoms.before(i),
        Word::For | Word::In | Word::During | Word::Preposition | Word::About | Word::Each
    )
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::{finds, finds_on};

    #[test]
    fn a_day_is_told_by_its_distance_from_another() {
        for (words, value) in [
            ("the day after Christmas", "2024-12-26"),
            ("the day before May 3", "2025-05-02"),
            ("The day before last Tuesday", "2025-10-06"),
            ("the week before Easter", "2025-W15"),
            ("two days before Christmas 2020", "2020-12-23"),
            ("three weeks after 3 May 2019", "2019-W21"),
            ("Ten years after Sept. 11, 2001", "2011"),
            ("the day after the Fourth of July", "2025-07-05"),
            ("a day after the first Monday in May", "2025-05-06"),
        ] {
            finds(&format!("They met {words}."), &[(words, value, "apart")]);
        }
        finds_on(
            "",
            "They met the day after Christmas.",
            &[("the day after Christmas", "XXXX-XX-XX", "apart")],
        );
    }

    #[test]
    fn a_length_before_a_day_is_none() {
        finds(
            "It was shut for two weeks before Christmas.",
            &[("two weeks", "P2W", "duration"), ("Christmas", "2024-12-25", "holiday")],
        );
        finds(
            "It was shut in the two weeks before Christmas.",
            &[("the two weeks", "P2W", "duration"), ("Christmas", "2024-12-25", "holiday")],
        );
        finds("It fell two days before the war.", &[("two days", "P2D", "duration")]);
        finds(
            "It fell two years after 1990.",
            &[("two years", "P2Y", "duration"), ("1990", "1990", "year")],
        );
    }
}

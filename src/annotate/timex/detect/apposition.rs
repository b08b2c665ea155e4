//! The day that was named just before, told in other words: "on May 3, the first day of the fair".

use super::super::atoms::Atoms;
use super::super::calendar::Unit;
use super::super::value::{Value, Which};
use super::super::words::Word;
use super::Reading;
use super::number::day_number;

/// Reads "the fifth day" right behind a day and a comma.
pub(super) fn apposition(atoms: &Atoms, i: usize) -> Option<Reading> {
    let the = i.checked_sub(1).filter(|at| atoms.word(*at) == Word::The)?;
    let comma = the.checked_sub(1).filter(|at| atoms.word(*at) == Word::Comma)?;
    let counted = matches!(atoms.word(i), Word::Ordinal(_))
        && atoms.word(i + 1) == Word::Unit(Unit::Day, false);
    let value = Value::Turn { unit: Unit::Day, which: Which::Same };
    (counted && !atoms.glued(i + 1) && !atoms.glued(i + 2) && ends_day(atoms, comma))
        .then(|| Reading::new(i + 2, value, "apposition"))
}

/// Whether a weekday or a day of a month ends before atom `end`.
fn ends_day(atoms: &Atoms, end: usize) -> bool {
    let before = |back: usize| end.checked_sub(back);
    let word = |back: usize| before(back).map_or(Word::Other, |at| atoms.word(at));
    let is_number = |back: usize| before(back).is_some_and(|at| day_number(atoms, at).is_some());
    let is_month = |back: usize| match word(back) {
        Word::Month(..) => true,
        Word::Dot => matches!(word(back + 1), Word::Month(..)),
        _ => false,
    };
    match word(1) {
        Word::Weekday(..) => true,
        // "3 May"
        Word::Month(..) => is_number(2),
        // "May 3, 2012", "3 May 2012"
        Word::Digits(1000..=2100, 4) if word(2) == Word::Comma => is_number(3) && is_month(4),
        Word::Digits(1000..=2100, 4) => is_month(2) && is_number(3),
        _ => is_number(1) && is_month(2),
    }
}

#[cfg(test)]
mod tests {
    use crate::annotate::timex::testing::finds;
    use crate::annotate::timex::timexes;

    #[test]
    fn a_day_in_other_words_is_the_one_before() {
        for (day, value, rule) in [
            ("May 3", "2025-05-03", "month-day"),
            ("Oct. 3", "2025-10-03", "month-day"),
            ("3 May", "2025-05-03", "day-month"),
            ("May 3, 2012", "2012-05-03", "full-date"),
            ("3 May 2012", "2012-05-03", "full-date"),
            ("Friday", "2025-10-10", "weekday"),
        ] {
            finds(
                &format!("The strike ended on {day}, the fifth day of the fair."),
                &[(day, value, rule), ("the fifth day", value, "apposition")],
            );
        }
    }

    #[test]
    fn other_days_are_not_told_twice() {
        for (text, words, value, rule) in [
            ("It fell in May 2012, the first day of it.", "May 2012", "2012-05", "month-year"),
            ("It fell on Friday in Rome, the first day.", "Friday", "2025-10-10", "weekday"),
            ("It fell on May 3, the two-day fair too.", "May 3", "2025-05-03", "month-day"),
            ("It fell on May 3. The first day was dry.", "May 3", "2025-05-03", "month-day"),
        ] {
            let found = timexes(text, "2025-10-13".parse().ok());
            assert_eq!(found[0].span.of(text), words);
            assert_eq!((found[0].value.as_str(), found[0].rule.as_str()), (value, rule));
            assert!(found.iter().all(|timex| timex.rule != "apposition"), "{text}");
        }
    }
}

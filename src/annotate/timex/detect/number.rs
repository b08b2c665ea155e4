//! Numbers in digits and words.

use super::super::atoms::Atoms;
use super::super::value::Count;
use super::super::words::Word;

/// Largest number read: longer stretches than this many units are no dates.
const LARGEST: u32 = 100_000;

/// Reads "12", "twelve", "twenty-four", "a hundred", "two thousand".
pub(super) fn number(atoms: &Atoms, i: usize) -> Option<(usize, u32)> {
    let (mut at, mut value) = match atoms.word(i) {
        Word::Digits(value, _) | Word::Amount(value) => (i + 1, value),
        Word::Number(_) => two_digits(atoms, i)?,
        Word::A if matches!(atoms.word(i + 1), Word::Hundred | Word::Thousand) => (i + 1, 1),
        _ => return None,
    };
    for (word, factor) in [(Word::Hundred, 100), (Word::Thousand, 1000)] {
        if atoms.word(at) == word {
            value = value.checked_mul(factor)?;
            at += 1;
            if let Some((end, rest)) = two_digits(atoms, at) {
                value = value.checked_add(rest)?;
                at = end;
            }
        }
    }
    (value <= LARGEST).then_some((at, value))
}

/// Reads a spelt number from 1 to 99.
fn two_digits(atoms: &Atoms, i: usize) -> Option<(usize, u32)> {
    let Word::Number(tens) = atoms.word(i) else { return None };
    match atoms.word(i + 1) {
        Word::Number(ones) if tens >= 20 && tens % 10 == 0 && ones < 10 => {
            Some((i + 2, tens + ones))
        }
        _ => Some((i + 1, tens)),
    }
}

/// Reads how many units: a number, "a", "a few", "several", "two and a half", "two to three".
pub(super) fn quantity(atoms: &Atoms, i: usize) -> Option<(usize, Count)> {
    let (end, count) = match atoms.word(i) {
        Word::Few => (i + 1, Count::Some),
        // "half an hour", "half-hour"
        Word::Half if atoms.word(i + 1) == Word::A => return Some((i + 2, Count::AndHalf(0))),
        Word::Half if atoms.glued(i + 1) => return Some((i + 1, Count::AndHalf(0))),
        Word::Couple => (atoms.skip(i + 1, Word::Of), Count::Exactly(2)),
        Word::Another if atoms.word(i + 1) == Word::Few => (i + 2, Count::Some),
        Word::A | Word::Another if number(atoms, i).is_none() => match atoms.word(i + 1) {
            Word::Few => (i + 2, Count::Some),
            Word::Couple => (atoms.skip(i + 2, Word::Of), Count::Exactly(2)),
            Word::Number(_) | Word::Digits(..) => {
                let (end, value) = number(atoms, i + 1)?;
                (end, Count::Exactly(value))
            }
            _ => (i + 1, Count::Exactly(1)),
        },
        _ => {
            let (end, value) = number(atoms, i)?;
            (end, Count::Exactly(value))
        }
    };
    let Count::Exactly(value) = count else { return Some((end, count)) };
    // "5 1/2"
    if matches!(
        (atoms.word(end), atoms.word(end + 1), atoms.word(end + 2)),
        (Word::Digits(1, 1), Word::Slash, Word::Digits(2, 1))
    ) {
        return Some((end + 3, Count::AndHalf(value)));
    }
    // "two and a half"
    if matches!(
        (atoms.word(end), atoms.word(end + 1), atoms.word(end + 2)),
        (Word::And, Word::A, Word::Half)
    ) {
        return Some((end + 3, Count::AndHalf(value)));
    }
    // "two to three", "12-18"
    let joined = matches!(atoms.word(end), Word::To | Word::Or | Word::Dash) || atoms.glued(end);
    if joined {
        let next =
            end + usize::from(!matches!(atoms.word(end), Word::Digits(..) | Word::Number(_)));
        if let Some((end, upper)) = number(atoms, next)
            && upper > value
            && matches!(atoms.word(end), Word::Unit(_, true))
        {
            return Some((end, count));
        }
    }
    Some((end, count))
}

/// Reads the number of a day in a month.
pub(super) fn day_number(atoms: &Atoms, i: usize) -> Option<i8> {
    match atoms.word(i) {
        Word::Digits(day @ 1..=31, 1..=2) | Word::Ordinal(day @ 1..=31) => i8::try_from(day).ok(),
        _ => None,
    }
}

/// Reads a year in four digits or in words ("nineteen ninety-six"); the caller looks at what
/// stands around it.
pub(super) fn year_number(atoms: &Atoms, i: usize) -> Option<(usize, i16)> {
    let (end, year) = match atoms.word(i) {
        Word::Digits(year, 4) => (i + 1, year),
        Word::Number(century @ (18..=20)) => match two_digits(atoms, i + 1) {
            Some((end, rest @ 10..)) => (end, century * 100 + rest),
            _ => return None,
        },
        Word::Number(2) if atoms.word(i + 1) == Word::Thousand => {
            let at = atoms.skip(i + 2, Word::And);
            match two_digits(atoms, at) {
                Some((end, rest)) => (end, 2000 + rest),
                None => (i + 2, 2000),
            }
        }
        _ => return None,
    };
    (1000..=2100).contains(&year).then_some((end, i16::try_from(year).ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::super::atoms::Atoms;
    use super::*;
    use crate::text::Tokens;

    fn atoms(text: &str) -> Atoms {
        let tokens = Tokens::new(text);
        let mut atoms = Atoms::default();
        atoms.read(&tokens, 0..tokens.len());
        atoms
    }

    #[test]
    fn numbers_in_digits_and_words() {
        for (text, value) in [
            ("12 days", 12),
            ("1,500 days", 1500),
            ("twenty-four hours", 24),
            ("a hundred years", 100),
            ("two thousand years", 2000),
            ("three hundred fifty days", 350),
        ] {
            assert_eq!(number(&atoms(text), 0).map(|(_, value)| value), Some(value), "{text}");
        }
        assert_eq!(number(&atoms("4000000000 days"), 0), None);
        assert_eq!(number(&atoms("many days"), 0), None);
    }

    #[test]
    fn years_in_words() {
        let year = |text| year_number(&atoms(text), 0).map(|(_, year)| year);
        assert_eq!(year("nineteen ninety-six"), Some(1996));
        assert_eq!(year("two thousand and eight"), Some(2008));
        assert_eq!(year("nineteen men"), None);
        assert_eq!(year("9999"), None);
    }
}

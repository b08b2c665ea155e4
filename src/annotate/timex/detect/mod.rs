//! Atoms → what their date expressions say by themselves.
//!
//! A rule reads from one atom on and returns where it stopped and what it read. At each place the
//! longest reading wins, and the next begins behind it.

mod apart;
mod apposition;
mod clock;
mod compare;
mod day;
mod ellipsis;
mod fiscal;
mod holiday;
mod length;
mod nth;
mod number;
mod numbered;
mod period;
mod repeat;
mod turn;
mod vague;
mod year;

pub(super) use self::vague::SOON;
use super::atoms::Atoms;
use super::value::{Clock, Value, Which};
use super::words::Word;

/// What a rule read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// One past the last atom.
    pub(super) end: usize,
    pub(super) value: Value,
    pub(super) clock: Option<Clock>,
    pub(super) rule: &'static str,
    /// The last end of a stretch written as one: "August 3-5", "2011-14".
    second: Option<Second>,
}

/// The last end of a stretch written as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Second {
    /// One past the last atom of the first end.
    cut: usize,
    /// The first atom of the last end.
    first: usize,
    value: Value,
}

impl Reading {
    fn new(end: usize, value: Value, rule: &'static str) -> Self {
        Self { end, value, clock: None, rule, second: None }
    }
}

/// A date expression with its first atom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) first: usize,
    pub(super) reading: Reading,
    /// Whether it and the one behind it were written as one stretch.
    pub(super) joined: bool,
}

type Rule = fn(&Atoms, usize) -> Option<Reading>;

/// Rules for points and stretches of the calendar; words such as "early" may stand before them.
const CALENDAR: &[Rule] = &[
    day::day,
    nth::nth,
    holiday::holiday,
    period::period,
    year::year,
    turn::turn,
    ellipsis::ellipsis,
    apposition::apposition,
];

/// All other rules.
const OTHER: &[Rule] =
    &[compare::compare, vague::vague, length::distance, length::length, repeat::repeat];

/// Adds the date expressions of one paragraph to `out`, in order and without overlaps.
pub(super) fn detect(atoms: &Atoms, out: &mut Vec<Found>) {
    let mut i = 0;
    debug_assert!(out.is_empty(), "expressions are found one paragraph at a time");
    while i < atoms.len() {
        match read(atoms, i, goes_on(atoms, i, out)) {
            Some(found) => {
                i = found.reading.end;
                push(out, found);
            }
            None => i += 1,
        }
    }
}

/// Whether the atom goes on a stretch whose first end was just read: "31 May-1 June".
fn goes_on(atoms: &Atoms, i: usize, before: &[Found]) -> bool {
    atoms.glued(i) && i > 0 && before.last().is_some_and(|found| found.reading.end == i)
}

/// Adds an expression, or the two ends of one stretch.
fn push(out: &mut Vec<Found>, found: Found) {
    let Some(second) = found.reading.second else {
        out.push(found);
        return;
    };
    let Found { first, reading, .. } = found;
    let (start, end) = (Reading { end: second.cut, ..reading }, reading.end);
    let joined = !matches!(reading.rule, "day-pair" | "quarter-pair" | "century-pair");
    out.push(Found { first, reading: start, joined });
    let last = Reading { end, value: second.value, ..reading };
    out.push(Found { first: second.first, reading: last, joined: false });
}

fn read(atoms: &Atoms, i: usize, goes_on: bool) -> Option<Found> {
    if !begins(atoms.word(i)) || !(goes_on || may_begin(atoms, i)) {
        return None;
    }
    let core = lead(atoms, i);
    let mut best = longest(CALENDAR, atoms, core).map(|reading| {
        let reading = clock::behind(atoms, reading);
        Found { first: first(atoms, i, core), reading, joined: false }
    });
    let others = [longest(OTHER, atoms, i), clock::clock(atoms, i)];
    for reading in others.into_iter().flatten() {
        if best.is_none_or(|best| reading.end > best.reading.end) {
            let compound = matches!(atoms.word(i), Word::The | Word::A)
                && atoms.glued(i + 2)
                && matches!(atoms.word(i + 2), Word::Unit(..))
                && !matches!(atoms.word(i + 1), Word::Which(_))
                && i + 2 < reading.end;
            best = Some(Found { first: i + usize::from(compound), reading, joined: false });
        }
    }
    best
}

fn longest(rules: &[Rule], atoms: &Atoms, i: usize) -> Option<Reading> {
    let mut best: Option<Reading> = None;
    for reading in rules.iter().filter_map(|rule| rule(atoms, i)) {
        if best.is_none_or(|best| reading.end > best.end) {
            best = Some(reading);
        }
    }
    best
}

/// Whether an expression can begin with `word`; the cheap test that most atoms fail.
fn begins(word: Word) -> bool {
    !matches!(
        word,
        Word::Other
            | Word::Dot
            | Word::Comma
            | Word::Of
            | Word::And
            | Word::To
            | Word::From
            | Word::On
            | Word::Preposition
            | Word::During
            | Word::Into
            | Word::As
            | Word::Measure
            | Word::Sign
            | Word::Ended
            | Word::Ending
            | Word::Portion
            | Word::Local
            | Word::Clock
            | Word::Moment
            | Word::Modal
            | Word::Lasting
            | Word::Near
            | Word::Term
            | Word::Dash
            | Word::Open
            | Word::Close
            | Word::Possessive
    )
}

/// An expression begins within a compound only behind words such as "mid-" and "post-".
fn may_begin(atoms: &Atoms, i: usize) -> bool {
    !atoms.glued(i) || matches!(atoms.before(i), Word::Mid | Word::Early | Word::Late | Word::Era)
}

/// Skips "the", "early", "the end of the" before a calendar expression.
fn lead(atoms: &Atoms, i: usize) -> usize {
    let mut at = atoms.skip(i, Word::The);
    if atoms.word(at) == Word::Edge && atoms.word(at + 1) == Word::Of {
        at = atoms.skip(at + 2, Word::The);
    }
    if matches!(
        atoms.word(at),
        Word::Early | Word::Late | Word::Mid | Word::Earlier | Word::Later | Word::Era
    ) {
        at += 1;
        if at == i + 1 && atoms.word(at) == Word::In && atoms.word(i) != Word::Era {
            at = atoms.skip(at + 1, Word::The);
        }
    }
    at
}

/// Drops a leading "the" that belongs to what follows the date ("the 2016 election").
fn first(atoms: &Atoms, i: usize, core: usize) -> usize {
    let articled = matches!(
        atoms.word(core),
        Word::Which(_)
            | Word::Past
            | Word::Latest
            | Word::Latter
            | Word::Ordinal(_)
            | Word::Unit(..)
            | Word::Season(_)
            | Word::Tens(_)
            | Word::Apostrophe
            | Word::YearsOf(_)
            | Word::Fiscal
            | Word::Full
            | Word::Number(_)
    );
    let quarter = atoms.word(core + 1) == Word::Period
        || matches!(atoms.word(core + 1), Word::Ordinal(_) | Word::Unit(..));
    // "the third-quarter results"
    let compound = atoms.glued(core + 1) && matches!(atoms.word(core + 1), Word::Unit(..));
    let belongs = (articled || quarter) && !compound;
    if core == i + 1 && atoms.word(i) == Word::The && !belongs { core } else { i }
}

/// "this", "last", "the past" and their like.
fn which(word: Word) -> Option<Which> {
    match word {
        Word::Which(which) => Some(which),
        Word::Past | Word::Latest => Some(Which::Last),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::Tokens;

    /// Most looks at atoms for each atom of a text. The most that was seen is 64, on "10:30" again
    /// and again.
    const MOST_LOOKS: usize = 100;

    #[track_caller]
    fn looks(text: &str) -> usize {
        let tokens = Tokens::new(text);
        let mut atoms = Atoms::default();
        atoms.read(&tokens, 0..tokens.len());
        atoms.looks.set(0);
        detect(&atoms, &mut Vec::new());
        atoms.looks.get() / atoms.len().max(1)
    }

    #[test]
    fn long_runs_of_one_word_are_read_in_linear_time() {
        for piece in [
            "the ",
            "early ",
            "end of ",
            "second ",
            "twenty-",
            "one hundred ",
            "1990-",
            "11/",
            "10:30 ",
            "May ",
            "Monday, ",
            "last ",
            "between ",
            "every ",
            "three years ",
            "half of the ",
            "'80s ",
            "and a half ",
            "to ",
            "from ",
            "a few ",
            "the third quarter of ",
            "44 BC ",
            "8 a.m. on ",
        ] {
            let (short, long) = (looks(&piece.repeat(500)), looks(&piece.repeat(5000)));
            assert!(long <= MOST_LOOKS, "{piece}: {long} looks at each atom");
            assert!(
                long <= short + 1,
                "{piece}: {short} looks at each atom of a text, {long} of a longer"
            );
        }
    }

    proptest! {
        #[test]
        fn no_text_costs_more_than_its_length(
            text in super::super::tests::dated_text(),
            times in 1usize..20,
        ) {
            let looks = looks(&text.repeat(times));
            prop_assert!(looks <= MOST_LOOKS, "{looks} looks at each atom");
        }
    }
}

//! Tokens → atoms: the words of one paragraph as the rules read them.
//!
//! A compound such as "six-month" or "2025-10-11" falls into its parts, so that rules know one
//! spelling only. An atom is glued when a hyphen joins it to the one before.

use std::ops::Range;

use super::called::Called;
use super::words::{self, Word};
use crate::span::Span;
use crate::text::{TokenKind, Tokens};

/// A word or part of a compound.
#[derive(Clone, Copy, Debug)]
pub(super) struct Atom {
    pub(super) word: Word,
    /// Bytes of the text.
    pub(super) span: Span,
    /// Index of its token.
    pub(super) token: usize,
    /// Whether a hyphen joins it to the atom before.
    pub(super) glued: bool,
    /// Whether it begins with an upper-case letter.
    pub(super) capital: bool,
    /// Whether it is a punctuation mark.
    mark: bool,
}

/// The atoms of one paragraph.
#[derive(Debug, Default)]
pub(super) struct Atoms {
    all: Vec<Atom>,
    /// The months that people of the article are called by.
    called: Called,
    /// How often an atom was looked at: the work of the rules, which a test bounds.
    #[cfg(test)]
    pub(super) looks: std::cell::Cell<usize>,
}

const HYPHENS: [char; 3] = ['-', '‐', '‑'];

impl Atoms {
    /// No atoms yet, of an article in which people are called by the names of these months.
    pub(super) fn of_people(called: Called) -> Self {
        Self { called, ..Self::default() }
    }

    /// Whether somebody in the article is called by the name of this month.
    pub(super) fn is_called(&self, month: i8) -> bool {
        self.called.is_called(month)
    }

    /// Reads the tokens `range`; what was read before is forgotten, its memory reused.
    pub(super) fn read(&mut self, tokens: &Tokens<'_>, range: Range<usize>) {
        self.all.clear();
        for i in range {
            let token = tokens.all()[i];
            let written = tokens.word_at(i);
            let lower = tokens.lower(i);
            match token.kind {
                TokenKind::Mark => {
                    self.push(words::mark(written), token.span, i, false, false);
                    if let Some(atom) = self.all.last_mut() {
                        atom.mark = true;
                    }
                }
                TokenKind::Clitic => {
                    let word =
                        if matches!(lower, "'s" | "'") { Word::Possessive } else { Word::Other };
                    self.push(word, token.span, i, false, false);
                }
                TokenKind::Word | TokenKind::Number => {
                    let compound = lower.len() > 2
                        && (lower.as_bytes().contains(&b'-') || lower.contains(HYPHENS));
                    if !compound || !self.compound(written, lower, token.span, i) {
                        let word = words::word(lower);
                        let capital = written.chars().next().is_some_and(char::is_uppercase);
                        self.push(word, token.span, i, false, capital);
                    }
                }
            }
        }
    }

    /// Cuts a compound into its parts when at least one of them means something.
    fn compound(&mut self, written: &str, lower: &str, span: Span, token: usize) -> bool {
        if lower.split(HYPHENS).all(|part| words::word(part).may_be_noun()) {
            return false;
        }
        let mut at = span.start;
        for (i, (part, lower)) in written.split(HYPHENS).zip(lower.split(HYPHENS)).enumerate() {
            let capital = part.chars().next().is_some_and(char::is_uppercase);
            let end = at + part.len();
            self.push(words::word(lower), Span::new(at, end), token, i > 0, capital);
            let hyphen = written[end - span.start..].chars().next();
            at = end + hyphen.map_or(0, char::len_utf8);
        }
        true
    }

    fn push(&mut self, word: Word, span: Span, token: usize, glued: bool, capital: bool) {
        self.all.push(Atom { word, span, token, glued, capital, mark: false });
    }

    /// Number of atoms.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Atom `i`, if there is one.
    pub(super) fn get(&self, i: usize) -> Option<&Atom> {
        #[cfg(test)]
        self.looks.set(self.looks.get() + 1);
        self.all.get(i)
    }

    /// What atom `i` stands for; [`Word::Other`] beyond the last.
    pub(super) fn word(&self, i: usize) -> Word {
        self.get(i).map_or(Word::Other, |atom| atom.word)
    }

    /// What the atom before `i` stands for; [`Word::Other`] before the first.
    pub(super) fn before(&self, i: usize) -> Word {
        i.checked_sub(1).map_or(Word::Other, |i| self.word(i))
    }

    /// Whether a hyphen joins atom `i` to the one before.
    pub(super) fn glued(&self, i: usize) -> bool {
        self.get(i).is_some_and(|atom| atom.glued)
    }

    /// Whether atom `i` begins with an upper-case letter.
    pub(super) fn capital(&self, i: usize) -> bool {
        self.get(i).is_some_and(|atom| atom.capital)
    }

    /// Whether a word stands right before atom `i`, and not a mark or nothing.
    pub(super) fn behind_word(&self, i: usize) -> bool {
        i > 0 && self.get(i - 1).is_some_and(|atom| !atom.mark)
    }

    /// Whether a mark such as a quotation mark stands right before atom `i`.
    pub(super) fn behind_mark(&self, i: usize) -> bool {
        i > 0 && self.get(i - 1).is_some_and(|atom| atom.mark)
    }

    /// Whether no white space lies between atom `i` and the one before.
    pub(super) fn touches(&self, i: usize) -> bool {
        i > 0
            && self
                .all
                .get(i)
                .is_some_and(|atom| self.all[i - 1].span.end == atom.span.start || atom.glued)
    }

    /// Whether a clause ends before atom `i`: at a comma, a stop or the end of the paragraph.
    pub(super) fn clause_ends(&self, i: usize) -> bool {
        matches!(self.word(i), Word::Comma | Word::Dot) || i >= self.len()
    }

    /// `i + 1` when atom `i` stands for `word`, else `i`.
    pub(super) fn skip(&self, i: usize, word: Word) -> usize {
        i + usize::from(self.word(i) == word)
    }

    /// The span from atom `first` to the one before `end`.
    pub(super) fn cover(&self, first: usize, end: usize) -> Span {
        debug_assert!(first < end && end <= self.all.len());
        self.all[first].span.cover(self.all[end - 1].span)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> Vec<(String, bool)> {
        let tokens = Tokens::new(text);
        let mut atoms = Atoms::default();
        atoms.read(&tokens, 0..tokens.len());
        (0..atoms.len())
            .map(|i| (atoms.cover(i, i + 1).of(text).to_owned(), atoms.glued(i)))
            .collect()
    }

    #[test]
    fn compounds_of_dates_fall_into_parts_and_others_stay() {
        let words: Vec<String> =
            read("a six-month mine-clearance on 2025-10-11").into_iter().map(|(w, _)| w).collect();
        assert_eq!(words, ["a", "six", "month", "mine-clearance", "on", "2025", "10", "11"]);
    }

    proptest! {
        #[test]
        fn atoms_lie_on_character_boundaries(text in "(\\PC|six-|‑month|-é|ẞ-day|1-2){0,40}") {
            for (word, _) in read(&text) {
                prop_assert!(text.contains(&word));
            }
        }
    }
}

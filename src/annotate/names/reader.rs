//! What the steps of finding names ask about single tokens.

use rustc_hash::FxHashSet;

use super::lexicon::{Senses, senses};
use crate::text::{TokenKind, Tokens};

/// The words that a text writes in lower case.
pub(super) fn common_words<'s>(tokens: &'s Tokens<'_>) -> FxHashSet<&'s str> {
    (0..tokens.len())
        .filter(|&i| {
            tokens.kind(i) == Some(TokenKind::Word)
                && tokens.word_at(i).starts_with(char::is_lowercase)
        })
        .map(|i| tokens.lower(i))
        .collect()
}

/// What all steps of finding look at.
pub(super) struct Reader<'s, 't> {
    pub(super) tokens: &'s Tokens<'t>,
    /// Words that the article also writes in lower case.
    common: &'s FxHashSet<&'s str>,
    /// Whether somebody is called May by surname.
    may: bool,
}

impl<'s, 't> Reader<'s, 't> {
    /// A reader of `tokens` in an article that writes the words of `common` in lower case.
    pub(super) fn new(tokens: &'s Tokens<'t>, common: &'s FxHashSet<&'s str>) -> Self {
        let may = (1..tokens.len()).any(|i| {
            tokens.lower(i) == "may"
                && tokens.is_capitalised(i)
                && tokens.is_capitalised(i - 1)
                && senses(tokens.lower(i - 1)).has(Senses::FORENAME)
        });
        Self { tokens, common, may }
    }

    /// Whether token `i` is "May" as somebody's surname rather than a month or verb.
    pub(super) fn is_surname_may(&self, i: usize) -> bool {
        self.may
            && self.tokens.lower(i) == "may"
            && self.tokens.is_capitalised(i)
            && self.tokens.kind(i + 1) != Some(TokenKind::Number)
            && !(i > 0
                && matches!(
                    self.tokens.lower(i - 1),
                    "in" | "of" | "on" | "last" | "since" | "until" | "late" | "early" | "next"
                ))
    }

    /// Senses of token `i`; none when it is no word.
    pub(super) fn senses(&self, i: usize) -> Senses {
        match self.tokens.kind(i) {
            Some(TokenKind::Word) => senses(self.tokens.lower(i)),
            _ => Senses::default(),
        }
    }

    /// Whether the article writes a word in lower case somewhere.
    pub(super) fn has_common(&self, lower: &str) -> bool {
        self.common.contains(lower)
    }

    /// Whether the article also writes token `i` in lower case.
    pub(super) fn is_common(&self, i: usize) -> bool {
        self.common.contains(self.tokens.lower(i))
    }

    /// Whether token `i` can be a word of a name by its letters alone.
    pub(super) fn is_name_word(&self, i: usize) -> bool {
        if self.tokens.is_capitalised(i) {
            return true;
        }
        // "al-Assad", "d'Estaing"
        self.tokens.kind(i) == Some(TokenKind::Word)
            && self.tokens.word_at(i).split_once(['-', '\'', '’']).is_some_and(|(front, rest)| {
                front.len() <= 3
                    && rest.starts_with(char::is_uppercase)
                    && (senses(front).has(Senses::PARTICLE) || matches!(front, "d" | "l"))
            })
    }

    /// Whether token `i` is two letters or more, all in upper case.
    pub(super) fn is_upper(&self, i: usize) -> bool {
        let word = self.tokens.word_at(i);
        word.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !word.chars().any(char::is_lowercase)
    }

    /// Whether token `i` looks like an acronym.
    pub(super) fn is_acronym(&self, i: usize) -> bool {
        let word = self.tokens.word_at(i);
        (2..=6).contains(&word.len())
            && self.tokens.is_capitalised(i)
            && self.is_upper(i)
            && !self.senses(i).has(Senses::SUFFIX.with(Senses::ADDRESS))
    }

    /// Whether token `i` is the mark `mark`.
    pub(super) fn is_mark(&self, i: usize, mark: &str) -> bool {
        self.tokens.kind(i) == Some(TokenKind::Mark) && self.tokens.word_at(i) == mark
    }

    /// Whether nothing lies between token `i` and the one in front of it.
    pub(super) fn is_glued(&self, i: usize) -> bool {
        let all = self.tokens.all();
        i > 0 && i < all.len() && all[i - 1].span.end == all[i].span.start
    }
}

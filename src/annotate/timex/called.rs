//! People who are called May or March, and so make a month's name doubtful all through an article.
//!
//! "Elections are due by May" is told by a month, "it was sung by May" is not; the words around them
//! are the same. But an article tells at least once who May is: "Theresa May", "Mrs. May", "May Lind".

use super::words::{self, Word};
use crate::text::Tokens;

/// Letters of the longest title that a stop ends: "Prof.".
const LONGEST_TITLE: usize = 4;

/// The months whose names are verbs too and that somebody in an article is called by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Called {
    march: bool,
    may: bool,
}

impl Called {
    /// Looks through all words of an article.
    pub(super) fn of(tokens: &Tokens<'_>) -> Self {
        let mut called = Self::default();
        for i in 0..tokens.len() {
            let known = match tokens.word_at(i) {
                "March" => &mut called.march,
                "May" => &mut called.may,
                _ => continue,
            };
            *known = *known || is_name(tokens, i);
        }
        called
    }

    /// Whether somebody is called by the name of this month.
    pub(super) fn is_called(self, month: i8) -> bool {
        match month {
            3 => self.march,
            5 => self.may,
            _ => false,
        }
    }
}

/// Whether a name stands right before or behind a month's name.
fn is_name(tokens: &Tokens<'_>, i: usize) -> bool {
    let is_name = |i: usize| {
        tokens.is_capitalised(i)
            && matches!(words::word(tokens.lower(i)), Word::Other | Word::Modal)
    };
    let before = |back: usize| i.checked_sub(back);
    let titled = before(1).is_some_and(|stop| tokens.word_at(stop) == ".")
        && before(2)
            .is_some_and(|title| is_name(title) && tokens.word_at(title).len() <= LONGEST_TITLE);
    let dated = matches!(words::word(tokens.lower(i + 1)), Word::Digits(..) | Word::Ordinal(_));
    let behind_name = (before(1).is_some_and(is_name) || titled) && !dated;
    let introduced = before(1).is_some_and(|i| {
        !matches!(words::word(tokens.lower(i)), Word::Other | Word::Preposition | Word::And)
    });
    behind_name || (is_name(i + 1) && !introduced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn may_is_called(text: &str) -> bool {
        Called::of(&Tokens::new(text)).is_called(5)
    }

    #[test]
    fn a_name_beside_it_makes_a_month_a_name() {
        for text in [
            "Theresa May resigned.",
            "It was said that Mrs. May resigned.",
            "It was sung by May Lind.",
            "Later Mr May and his wife left.",
        ] {
            assert!(may_is_called(text), "{text}");
        }
    }

    #[test]
    fn a_month_is_called_nobody() {
        for text in [
            "In May Lind resigned.",
            "It closed in early May.",
            "ROME May 3 (AP)",
            "It rained last May. May was wet.",
            "They may stay until May.",
            "On May Day all shops were shut.",
        ] {
            assert!(!may_is_called(text), "{text}");
        }
        assert!(!Called::of(&Tokens::new("Theresa May left.")).is_called(3));
        assert!(Called::of(&Tokens::new("Frances March left.")).is_called(3));
    }
}

//! The words of a text, for finding some of them again: by what they say, not by where they stand.

use crate::span::Span;
use crate::text::{TokenKind, Tokens, fold};

/// The words and numbers of a text, folded, with their places.
#[derive(Debug)]
pub(super) struct Words {
    words: Vec<String>,
    spans: Vec<Span>,
}

/// The folded words of some text, marks left out.
pub(super) fn folded(text: &str) -> Vec<String> {
    Words::new(text).words
}

impl Words {
    pub(super) fn new(text: &str) -> Self {
        let tokens = Tokens::new(text);
        let mut out = Self { words: Vec::new(), spans: Vec::new() };
        for token in tokens.all().iter().filter(|token| token.kind != TokenKind::Mark) {
            // A point belongs to the sentence or to the word, as what follows tells.
            let word = fold(token.span.of(text)).trim_end_matches('.').to_owned();
            out.words.push(word);
            out.spans.push(token.span);
        }
        out
    }

    /// How often some words stand in the text.
    pub(super) fn count(&self, words: &[String]) -> usize {
        self.places(words).count()
    }

    /// Where some words stand in the text, if they do so once.
    pub(super) fn only(&self, words: &[String]) -> Option<Span> {
        let mut places = self.places(words);
        let place = places.next()?;
        places.next().is_none().then_some(place)
    }

    fn places<'w>(&'w self, words: &'w [String]) -> impl Iterator<Item = Span> + 'w {
        let last = words.len().wrapping_sub(1);
        let windows = self.words.windows(words.len().max(1)).enumerate();
        windows
            .filter(move |(_, window)| !words.is_empty() && *window == words)
            .map(move |(i, _)| self.spans[i].cover(self.spans[i + last]))
    }

    /// Places of the words that lie within a span.
    pub(super) fn within(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.spans.partition_point(|word| word.start < span.start);
        let end = self.spans.partition_point(|word| word.end <= span.end);
        first..end.max(first)
    }

    /// The place of the words of a range, as far as there are so many, if they stand in the text
    /// once.
    pub(super) fn once(&self, range: std::ops::Range<usize>) -> Option<Span> {
        self.only(self.words.get(range.start..range.end.min(self.words.len()))?)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_are_found_whatever_marks_and_breaks_lie_between() {
        let body = "“We will open\nthe pier in May,” she said. The pier, in May?";
        let words = Words::new(body);
        let only = |exact: &str| words.only(&folded(exact)).map(|span| span.of(body));
        assert_eq!(only("We will open the pier"), Some("We will open\nthe pier"));
        assert_eq!(only("\"OPEN the pier in May,\""), Some("open\nthe pier in May"));
        assert_eq!(only("the pier in May"), None, "it stands there twice");
        assert_eq!(only("open the piers"), None);
        assert_eq!(only("—"), None);
        assert_eq!(words.count(&folded("pier in may")), 2);
    }

    proptest! {
        #[test]
        fn a_part_of_a_text_is_found_in_it(text in "[a-c .,’\n-]{1,40}", from in 0usize..8, len in 1usize..8) {
            let words = Words::new(&text);
            if let Some(span) = words.once(from..from + len) {
                prop_assert_eq!(words.only(&folded(span.of(&text))), Some(span));
            }
        }
    }
}

//! Terms made by `text/` on their way into the index.
//!
//! A run of terms is handed over as one string that a tokenizer of our own only splits, so the
//! engine sees exactly the terms and positions that the analyzer made.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::engine::terms::{APART, NEXT, SAME};

/// Name of the tokenizer in the schema.
pub(super) const TERMS: &str = "terms";

/// Positions between runs of words; more than any phrase may be moved.
const GAP: usize = 1000;

/// Splits what [`TermText`](crate::engine::terms::TermText) wrote.
#[derive(Clone, Debug, Default)]
pub(super) struct TermTokenizer {
    token: Token,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.token.reset();
        self.token.position = 0;
        TermStream { rest: text, step: 0, token: &mut self.token }
    }
}

/// The terms of one string.
pub(super) struct TermStream<'a> {
    rest: &'a str,
    /// Positions from the term before to the next one.
    step: usize,
    token: &'a mut Token,
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        if self.rest.is_empty() {
            return false;
        }
        self.token.position += self.step;
        let separator = self.rest.bytes().position(is_separator);
        let end = separator.unwrap_or(self.rest.len());
        self.token.text.clear();
        self.token.text.push_str(&self.rest[..end]);
        self.step = match self.rest[end..].chars().next() {
            Some(SAME) => 0,
            Some(APART) => GAP,
            _ => 1,
        };
        // A separator is a byte of its own.
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Whether a byte is one of those that stand between terms; no part of another sign is.
fn is_separator(byte: u8) -> bool {
    [NEXT, SAME, APART].into_iter().any(|separator| char::from(byte) == separator)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::terms::TermText;

    #[test]
    fn terms_come_back_with_their_positions() {
        let mut text = TermText::default();
        for (term, position) in [("mine", 3), ("mineclear", 3), ("clear", 4)] {
            text.push(term, position);
        }
        text.end_run();
        text.push("team", 0);
        let text = text.finish().unwrap_or_default();
        let mut tokenizer = TermTokenizer::default();
        let mut stream = tokenizer.token_stream(&text);
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().text.clone(), stream.token().position));
        }
        let expected = [("mine", 0), ("mineclear", 0), ("clear", 1), ("team", 1001)];
        assert_eq!(seen, expected.map(|(term, position)| (term.to_owned(), position)));
        assert!(TermText::default().finish().is_none());
    }
}

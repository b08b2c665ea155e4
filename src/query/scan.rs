//! The tokens of a query with the questions that the lexer asks of them.

use super::value::is_quote;
use super::warning::Warning;
use crate::span::Span;
use crate::text::{TokenKind, Tokens, word_form};

/// Largest boost.
const MOST_BOOST: f32 = 1000.0;

/// The tokens of a query and which quotation marks and parentheses belong together.
pub(super) struct Scan<'q> {
    query: &'q str,
    tokens: Tokens<'q>,
    partners: Vec<Option<usize>>,
}

/// The words of a query without operators.
pub(super) fn words(query: &str) -> Vec<String> {
    let scan = Scan::new(query);
    (0..scan.len())
        .filter(|i| scan.is_word(*i))
        .map(|i| scan.tidy(i, scan.last_of_word(i) + 1))
        .filter(|word| !word_form(word).is_empty())
        .map(|word| if is_operator(&word) { word.to_lowercase() } else { word })
        .collect()
}

/// Whether the word would be an operator, or be taken for one.
pub(super) fn is_operator(word: &str) -> bool {
    matches!(word, "OR" | "AND" | "NOT")
}

impl<'q> Scan<'q> {
    /// Cuts a query into tokens; no token has a partner yet.
    pub(super) fn new(query: &'q str) -> Self {
        let tokens = Tokens::new(query);
        Self { query, partners: vec![None; tokens.len()], tokens }
    }

    /// Number of tokens.
    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// For an opening quotation mark or parenthesis, the token that closes it, and for a closing
    /// parenthesis the one that opens it.
    pub(super) fn partner(&self, i: usize) -> Option<usize> {
        self.partners.get(i).copied().flatten()
    }

    /// What token `i` is made of.
    pub(super) fn kind(&self, i: usize) -> Option<TokenKind> {
        self.tokens.kind(i)
    }

    /// Token `i` as typed.
    pub(super) fn text(&self, i: usize) -> &'q str {
        self.tokens.word_at(i)
    }

    /// The span from token `first` to token `last`.
    pub(super) fn cover(&self, first: usize, last: usize) -> Span {
        self.tokens.cover(first, last)
    }

    /// Finds the partners of quotation marks and parentheses; parentheses inside quotation marks
    /// are text.
    pub(super) fn pair(&mut self) -> Vec<Warning> {
        let mut warnings = Vec::new();
        let mut open = Vec::new();
        let mut i = 0;
        while i < self.tokens.len() {
            let next = i + 1;
            match self.mark(i) {
                Some(mark) if is_quote(mark) => {
                    let close = (next..self.tokens.len())
                        .find(|j| self.mark(*j).is_some_and(is_quote))
                        .filter(|_| self.opens_quotation(i, mark));
                    if let Some(close) = close {
                        self.partners[i] = Some(close);
                        i = close + 1;
                        continue;
                    }
                    warnings.push(self.stray(i, "quotation mark"));
                }
                Some('(') => open.push(i),
                Some(')') => match open.pop() {
                    Some(start) => {
                        self.partners[start] = Some(i);
                        self.partners[i] = Some(start);
                    }
                    None => warnings.push(self.stray(i, "parenthesis")),
                },
                _ => {}
            }
            i = next;
        }
        warnings.extend(open.into_iter().map(|i| self.stray(i, "parenthesis")));
        warnings
    }

    fn stray(&self, i: usize, mark: &str) -> Warning {
        let message = format!("a {mark} without its partner is read as text");
        Warning { span: self.span(i), message }
    }

    /// Whether a quotation can begin at token `i`: not right behind a letter or digit (`5" guns`),
    /// nor behind other text and before a space (`we go," he said`).
    fn opens_quotation(&self, i: usize, mark: char) -> bool {
        if matches!(mark, '“' | '„' | '«') {
            return true;
        }
        let Some(before) = i.checked_sub(1).filter(|before| self.is_adjacent(*before)) else {
            return true;
        };
        match self.mark(before) {
            None => false,
            Some('(' | '=' | ':' | '-' | '‐' | '‑' | '–' | '−') => true,
            Some(_) => self.is_adjacent(i),
        }
    }

    /// Whether token `i` stands at the start, after a space, or after a parenthesis.
    pub(super) fn begins_operand(&self, i: usize) -> bool {
        let before = self.query[..self.span(i).start].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || c == '(')
    }

    /// Whether token `i` opens a quotation or group that is closed.
    pub(super) fn partners_open(&self, i: usize) -> bool {
        self.partner(i).is_some_and(|partner| partner > i)
    }

    /// The last token of the word at token `i`: its clitic, if it has one. The bare apostrophe of
    /// a plural says nothing and depends on what follows.
    pub(super) fn last_of_word(&self, i: usize) -> usize {
        let has_clitic = self.tokens.kind(i + 1) == Some(TokenKind::Clitic)
            && self.is_adjacent(i)
            && self.tokens.lower(i + 1) != "'";
        i + usize::from(has_clitic)
    }

    /// The token of the digits when `mark` and digits stand right behind token `i`.
    pub(super) fn suffix_number(&self, i: usize, mark: char) -> Option<usize> {
        let number = i + 2;
        let is_suffix = self.is_adjacent(i)
            && self.is_single(i + 1, mark)
            && self.is_adjacent(i + 1)
            && self.tokens.kind(number) == Some(TokenKind::Number)
            && self.tokens.word_at(number).bytes().all(|byte| byte.is_ascii_digit());
        is_suffix.then_some(number)
    }

    /// The boost when `^` and a number stand at token `i`.
    pub(super) fn boost_at(&self, i: usize) -> Option<f32> {
        if !self.is_single(i, '^') || !self.is_adjacent(i) {
            return None;
        }
        let number = self.tokens.word_at(i + 1);
        if !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return None;
        }
        number.parse().ok().filter(|times| *times > 0.0 && *times <= MOST_BOOST)
    }

    /// The bytes of token `i`; the end of the query beyond the last token.
    pub(super) fn span(&self, i: usize) -> Span {
        let end = Span::new(self.query.len(), self.query.len());
        self.tokens.all().get(i).map_or(end, |token| token.span)
    }

    /// Whether token `i` is a word or a number.
    pub(super) fn is_word(&self, i: usize) -> bool {
        matches!(self.tokens.kind(i), Some(TokenKind::Word | TokenKind::Number))
    }

    /// The sign that token `i` is made of, when it is a mark.
    pub(super) fn mark(&self, i: usize) -> Option<char> {
        let is_mark = self.tokens.kind(i) == Some(TokenKind::Mark);
        is_mark.then(|| self.tokens.word_at(i).chars().next()).flatten()
    }

    /// Whether token `i` is `mark`, once.
    pub(super) fn is_single(&self, i: usize, mark: char) -> bool {
        self.mark(i) == Some(mark) && self.span(i).len() == mark.len_utf8()
    }

    /// Whether nothing lies between tokens `i` and `i + 1`.
    pub(super) fn is_adjacent(&self, i: usize) -> bool {
        i + 1 < self.tokens.len() && self.span(i).end == self.span(i + 1).start
    }

    /// The text of the tokens `from..to` with single spaces, and none inside divided words.
    pub(super) fn tidy(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        let mut at = self.span(from).start;
        for i in from..to {
            let span = self.span(i);
            // What is no white space between tokens is invisible.
            if self.query[at..span.start].contains(char::is_whitespace) {
                out.push(' ');
            }
            out.extend(span.of(self.query).chars().filter(|c| !c.is_whitespace()));
            at = span.end;
        }
        out
    }
}

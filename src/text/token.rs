//! Text → tokens: words, numbers and punctuation marks with their spans.

use crate::span::Span;

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with inner hyphens, apostrophes and the points of initials ("U.S.").
    Word,
    /// The possessive or contracted ending of the word before it ("'s", "’s", "'").
    Clitic,
    /// Digits, with inner points, commas and the letters that follow ("1,000", "3.5", "21st").
    Number,
    /// One punctuation mark or symbol; a run of equal ones ("...", "--") is one token.
    Mark,
}

/// A word, a number or a mark, with its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Bytes of the text.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Bytes of the lower-cased form in [`Tokens`]' own buffer.
    lower: (u32, u32),
}

/// The tokens of one text, in order, without overlaps; only white space lies between them.
#[derive(Debug)]
pub struct Tokens<'t> {
    text: &'t str,
    all: Vec<Token>,
    lower: String,
}

impl<'t> Tokens<'t> {
    /// Cuts `text` into tokens.
    ///
    /// Linear in the length of the text; never panics.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut out = Self {
            text,
            all: Vec::with_capacity(text.len() / 5),
            lower: String::with_capacity(text.len()),
        };
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            let end = if first.is_whitespace() || is_ignorable(first) {
                at + first.len_utf8()
            } else if first.is_alphanumeric() {
                out.word(at)
            } else {
                out.mark(at, first)
            };
            at = end;
        }
        out
    }

    /// The text the tokens were cut from.
    #[must_use]
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// All tokens.
    #[must_use]
    pub fn all(&self) -> &[Token] {
        &self.all
    }

    /// Number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The words of token `i` as written; empty beyond the last token.
    #[must_use]
    pub fn word_at(&self, i: usize) -> &'t str {
        self.all.get(i).map_or("", |token| token.span.of(self.text))
    }

    /// Token `i` in lower case, curly apostrophes straightened; empty beyond the last token.
    #[must_use]
    pub fn lower(&self, i: usize) -> &str {
        self.all
            .get(i)
            .map_or("", |token| &self.lower[token.lower.0 as usize..token.lower.1 as usize])
    }

    /// What token `i` is made of, if there is one.
    #[must_use]
    pub fn kind(&self, i: usize) -> Option<TokenKind> {
        self.all.get(i).map(|token| token.kind)
    }

    /// Whether token `i` is a word whose first letter is upper case.
    #[must_use]
    pub fn is_capitalised(&self, i: usize) -> bool {
        self.kind(i) == Some(TokenKind::Word)
            && self.word_at(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// The span from token `first` to token `last`, both included.
    ///
    /// # Panics
    ///
    /// When `last` is no token.
    #[must_use]
    pub fn cover(&self, first: usize, last: usize) -> Span {
        Span::new(self.all[first].span.start, self.all[last].span.end)
    }

    /// Index of the first token that starts at or after byte `offset`.
    #[must_use]
    pub fn at_or_after(&self, offset: usize) -> usize {
        self.all.partition_point(|token| token.span.start < offset)
    }

    /// Indices of the tokens that lie within `span`.
    #[must_use]
    pub fn within(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.at_or_after(span.start);
        let last = self.all.partition_point(|token| token.span.end <= span.end);
        first..last.max(first)
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) {
        let from = self.lower.len();
        let word = &self.text[start..end];
        if word.is_ascii() {
            self.lower.push_str(word);
            self.lower[from..].make_ascii_lowercase();
        } else {
            for c in word.chars() {
                match c {
                    '’' | 'ʼ' | '‘' => self.lower.push('\''),
                    c => self.lower.extend(c.to_lowercase()),
                }
            }
        }
        // Lower-casing at most triples a text; bodies beyond 1 GiB are refused by the readers.
        let lower = (narrow(from), narrow(self.lower.len()));
        self.all.push(Token { span: Span::new(start, end), kind, lower });
    }

    /// Reads a word or number that starts at `start`, with its clitic; returns its end.
    fn word(&mut self, start: usize) -> usize {
        let text = self.text;
        if let Some(end) = self.plain_word(start) {
            return end;
        }
        let mut end = start;
        let mut has_letter = false;
        let mut starts_with_digit = None;
        let mut chars = text[start..].char_indices().peekable();
        while let Some((i, c)) = chars.next() {
            if c.is_alphanumeric() || is_ignorable(c) {
                starts_with_digit.get_or_insert(c.is_numeric());
                has_letter |= c.is_alphabetic();
                end = start + i + c.len_utf8();
                continue;
            }
            let before = text[start..start + i].chars().next_back();
            if let Some(skipped) = hyphenation(before, &text[start + i..]) {
                while chars.next_if(|(next, _)| *next < i + skipped).is_some() {}
                continue;
            }
            let after = chars.peek().map(|(_, next)| *next);
            if !joins(before, c, after) {
                break;
            }
        }
        let end = self.initials(start, end);
        let kind = if has_letter && starts_with_digit != Some(true) {
            TokenKind::Word
        } else {
            TokenKind::Number
        };
        let stem_end = clitic_start(&text[start..end]).map_or(end, |i| start + i);
        // The possessive ending of initials ("the U.N.'s") stands behind their last point.
        let end = if text[..end].ends_with('.') { end + possessive(&text[end..]) } else { end };
        self.push(start, stem_end, kind);
        if stem_end < end {
            self.push(stem_end, end, TokenKind::Clitic);
        }
        self.trailing_apostrophe(stem_end, end)
    }

    /// Reads a word or number that is what most are, ASCII letters and digits before a space: such
    /// a one has no marks to be weighed.
    fn plain_word(&mut self, start: usize) -> Option<usize> {
        let rest = &self.text.as_bytes()[start..];
        let length = rest.iter().position(|byte| !byte.is_ascii_alphanumeric());
        let length = length.unwrap_or(rest.len());
        let ends = matches!(rest.get(length), None | Some(b' ' | b'\n'));
        let first = rest[..length].first().filter(|_| ends)?;
        let kind = if first.is_ascii_digit() { TokenKind::Number } else { TokenKind::Word };
        self.push(start, start + length, kind);
        Some(start + length)
    }

    /// Takes in the last point of initials ("U.S.", "a.m.", "J.").
    fn initials(&self, start: usize, end: usize) -> usize {
        let word = &self.text[start..end];
        let dotted = word.contains('.') && !word.starts_with(|c: char| c.is_numeric());
        let single =
            word.chars().count() == 1 && word.chars().all(char::is_uppercase) && word != "I";
        if (dotted || single)
            && self.text[end..].starts_with('.')
            && !self.text[end..].starts_with("..")
        {
            end + 1
        } else {
            end
        }
    }

    /// The apostrophe of a plural possessive ("ministers' talks") is a clitic of its own.
    fn trailing_apostrophe(&mut self, stem_end: usize, end: usize) -> usize {
        let rest = &self.text[end..];
        let plural = stem_end == end && self.text[..end].ends_with(['s', 'S']);
        if let Some(mark) = rest.chars().next().filter(|c| plural && matches!(c, '\'' | '’')) {
            let after = rest[mark.len_utf8()..].chars().next();
            // Within single quotation marks the same sign may close the quotation; a word after
            // a space speaks for the possessive.
            let mut following = rest[mark.len_utf8()..].chars();
            let possessive =
                following.next() == Some(' ') && following.next().is_some_and(char::is_lowercase);
            if after.is_some() && possessive {
                self.push(end, end + mark.len_utf8(), TokenKind::Clitic);
                return end + mark.len_utf8();
            }
        }
        end
    }

    fn mark(&mut self, start: usize, mark: char) -> usize {
        let mut end = start;
        if matches!(mark, '.' | '-' | '*' | '_' | '=' | '~' | '#') {
            for c in self.text[start..].chars().take_while(|c| *c == mark) {
                end += c.len_utf8();
            }
        } else {
            end += mark.len_utf8();
        }
        self.push(start, end, TokenKind::Mark);
        end
    }
}

fn narrow(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}

/// Soft hyphens and combining marks belong to the word around them.
fn is_ignorable(c: char) -> bool {
    !c.is_ascii() && is_invisible(c)
}

fn is_invisible(c: char) -> bool {
    c == '\u{ad}'
        || c == '\u{200b}'
        || c == '\u{feff}'
        || unicode_normalization::char::is_combining_mark(c)
}

/// Whether `mark` between `before` and `after` stays inside one word.
fn joins(before: Option<char>, mark: char, after: Option<char>) -> bool {
    let (Some(before), Some(after)) = (before, after) else { return false };
    match mark {
        '\'' | '’' | 'ʼ' => before.is_alphanumeric() && after.is_alphabetic(),
        '-' | '‐' | '‑' | '&' | '_' => before.is_alphanumeric() && after.is_alphanumeric(),
        ',' => before.is_numeric() && after.is_numeric(),
        '.' => {
            (before.is_numeric() && after.is_numeric())
                || (before.is_alphabetic() && after.is_alphabetic())
        }
        _ => false,
    }
}

/// Bytes of a hyphen, line break and indent when `rest` begins with a word division.
fn hyphenation(before: Option<char>, rest: &str) -> Option<usize> {
    let behind = rest.strip_prefix(['-', '‐'])?;
    let line = behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix('\n'))?;
    let word = line.trim_start_matches([' ', '\t']);
    let divides = before.is_some_and(char::is_alphabetic) && word.starts_with(char::is_lowercase);
    divides.then(|| rest.len() - word.len())
}

/// Bytes of a possessive ending that `rest` begins with; 0 when there is none.
fn possessive(rest: &str) -> usize {
    let mut chars = rest.chars();
    let mark = chars.next().filter(|c| matches!(c, '\'' | '’' | 'ʼ'));
    let ends = chars.next() == Some('s') && !chars.next().is_some_and(char::is_alphanumeric);
    mark.filter(|_| ends).map_or(0, |mark| mark.len_utf8() + 1)
}

/// Where the clitic of a word begins: "'s", "'re", "'ve", "'ll", "'d", "'m", "n't".
fn clitic_start(word: &str) -> Option<usize> {
    let (at, mark) = word.char_indices().rev().find(|(_, c)| matches!(c, '\'' | '’' | 'ʼ'))?;
    let ending = &word[at + mark.len_utf8()..];
    let is = |wanted: &str| ending.eq_ignore_ascii_case(wanted);
    if at == 0 {
        return None;
    }
    if is("s") || is("re") || is("ve") || is("ll") || is("d") || is("m") {
        Some(at)
    } else if is("t") && at > 1 && word[..at].ends_with(['n', 'N']) {
        Some(at - 1)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn cut(text: &str, expected: &[&str]) {
        let tokens = Tokens::new(text);
        let words: Vec<&str> = (0..tokens.len()).map(|i| tokens.word_at(i)).collect();
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn words_keep_inner_marks_and_give_up_clitics() {
        cut(
            "Turkey’s patience, he didn't say.",
            &["Turkey", "’s", "patience", ",", "he", "did", "n't", "say", "."],
        );
        cut(
            "O'Neil of the U.S. Army (SDF)",
            &["O'Neil", "of", "the", "U.S.", "Army", "(", "SDF", ")"],
        );
        cut("the U.N.'s view", &["the", "U.N.", "'s", "view"]);
        cut(
            "mine-clearance cost 1,000.50 in the 1990s.",
            &["mine-clearance", "cost", "1,000.50", "in", "the", "1990s", "."],
        );
        cut(
            "the ministers' talks -- over...",
            &["the", "ministers", "'", "talks", "--", "over", "..."],
        );
        cut(
            "“Yes,” J. K. said at 10:30",
            &["“", "Yes", ",", "”", "J.", "K.", "said", "at", "10", ":", "30"],
        );
    }

    #[test]
    fn a_word_divided_at_a_line_end_is_one_token() {
        cut("joint manu-\n  facture began", &["joint", "manu-\n  facture", "began"]);
        cut("talks -\nnext", &["talks", "-", "next"]);
    }

    #[test]
    fn a_closing_quotation_mark_is_no_possessive() {
        cut("'the ministers' he said", &["'", "the", "ministers", "'", "he", "said"]);
        cut("‘peacekeepers’ Smith said", &["‘", "peacekeepers", "’", "Smith", "said"]);
    }

    proptest! {
        #[test]
        fn plain_words_are_cut_as_all_words_are(text in "[a-zA-Z0-9.,&é\u{ad} \n]{0,40}") {
            // What stands before a tab is not looked at as a plain word.
            let tabbed = text.replace([' ', '\n'], "\t") + "\t";
            let (plain, other) = (Tokens::new(&text), Tokens::new(&tabbed));
            prop_assert_eq!(plain.all(), other.all());
        }
    }

    proptest! {
        #[test]
        fn tokens_hold_every_visible_character_once(text in "(\\PC|[a-zA-Z'’.,\\-0-9 ]|\\n){0,200}") {
            let tokens = Tokens::new(&text);
            let mut at = 0;
            for token in tokens.all() {
                prop_assert!(token.span.start >= at);
                let gap = &text[at..token.span.start];
                prop_assert!(gap.chars().all(|c| c.is_whitespace() || is_ignorable(c)), "{:?}", gap);
                prop_assert!(!token.span.is_empty());
                at = token.span.end;
            }
            prop_assert!(text[at..].chars().all(|c| c.is_whitespace() || is_ignorable(c)));
        }
    }
}

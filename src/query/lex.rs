//! Query text → lexemes, each operator in operator position; everything else is words.
//!
//! The result is well formed whatever was typed: every `Open` has its `Close`, a `Minus` or a
//! `Field` stands right before what it applies to, an `Or` between two operands. That leaves the
//! parser nothing to refuse.

use super::Field;
use super::value::is_quote;
use super::warning::Warning;
use crate::span::Span;
use crate::text::{Token, TokenKind, Tokens, word_form};

/// Deepest nesting of parentheses.
pub(super) const DEEPEST: usize = 32;

/// Largest number of positions the words of a phrase may be moved by.
const MOST_SLOP: u32 = 1000;

/// Largest boost.
const MOST_BOOST: f32 = 1000.0;

/// Letters from which on a fuzzy word may be two edits away instead of one.
const LONG_WORD: usize = 6;

/// A part of a query, with its place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lexeme {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// What a [`Lexeme`] is.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Open,
    Close,
    Or,
    Minus,
    /// The name of a field and its colon.
    Field(Field),
    /// `said:`.
    Said,
    Word(String),
    Prefix(String),
    Fuzzy(String, u8),
    Phrase(String, u32),
    /// The value of a field; whether it stood in quotation marks.
    Value(String, bool),
    Boost(f32),
}

impl Kind {
    fn starts_operand(&self) -> bool {
        !matches!(self, Self::Close | Self::Or | Self::Boost(_))
    }

    fn ends_operand(&self) -> bool {
        !matches!(self, Self::Open | Self::Or | Self::Minus | Self::Field(_) | Self::Said)
    }
}

/// What a query was cut into.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) lexemes: Vec<Lexeme>,
    pub(super) warnings: Vec<Warning>,
    /// The first parenthesis that is nested too deeply.
    pub(super) too_deep: Option<Span>,
}

/// Cuts a query into lexemes.
pub(super) fn lex(query: &str) -> Lexed {
    let tokens = Tokens::new(query);
    let mut lexer = Lexer::new(query, &tokens);
    lexer.pair();
    let mut i = 0;
    while i < tokens.len() {
        i = lexer.next(i);
    }
    settle_or(&mut lexer.out);
    lexer.out.warnings.sort_by_key(|warning| warning.span);
    lexer.out
}

/// The words of a query without operators.
pub(super) fn words(query: &str) -> Vec<String> {
    let tokens = Tokens::new(query);
    let lexer = Lexer::new(query, &tokens);
    (0..tokens.len())
        .filter(|i| lexer.is_word(*i))
        .map(|i| lexer.tidy(i, lexer.last_of_word(i) + 1))
        .filter(|word| !word_form(word).is_empty())
        .map(|word| if is_operator(&word) { word.to_lowercase() } else { word })
        .collect()
}

fn is_operator(word: &str) -> bool {
    matches!(word, "OR" | "AND" | "NOT")
}

struct Lexer<'q> {
    query: &'q str,
    tokens: &'q Tokens<'q>,
    /// For an opening quotation mark or parenthesis that has one, the token that closes it; and
    /// for a closing parenthesis the one that opens it.
    partners: Vec<Option<usize>>,
    /// The open parentheses, with the field whose values stand inside.
    groups: Vec<Option<Field>>,
    /// Where the last operand ended, as typed.
    end_of_operand: Option<usize>,
    out: Lexed,
}

impl<'q> Lexer<'q> {
    fn new(query: &'q str, tokens: &'q Tokens<'q>) -> Self {
        let partners = vec![None; tokens.len()];
        let groups = Vec::new();
        Self { query, tokens, partners, groups, end_of_operand: None, out: Lexed::default() }
    }

    /// Finds the partners of quotation marks and parentheses; parentheses inside quotation marks
    /// are text.
    fn pair(&mut self) {
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
                    let message = "a quotation mark without its partner is read as text";
                    self.warn(self.span(i), message.to_owned());
                }
                Some('(') => open.push(i),
                Some(')') => match open.pop() {
                    Some(start) => {
                        self.partners[start] = Some(i);
                        self.partners[i] = Some(start);
                    }
                    None => self.warn_parenthesis(i),
                },
                _ => {}
            }
            i = next;
        }
        for i in open {
            self.warn_parenthesis(i);
        }
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

    fn warn_parenthesis(&mut self, i: usize) {
        self.warn(self.span(i), "a parenthesis without its partner is read as text".to_owned());
    }

    fn warn(&mut self, span: Span, message: String) {
        self.out.warnings.push(Warning { span, message });
    }

    /// Reads what begins at token `i`; returns the token after it.
    fn next(&mut self, i: usize) -> usize {
        if self.is_word(i) {
            if let Some(next) = self.field(i) {
                return next;
            }
            return match self.group() {
                Some(field) => self.bare_value(i, field),
                None => self.word(i),
            };
        }
        let group = self.group();
        match self.mark(i) {
            Some(mark) if is_quote(mark) => match self.partners[i] {
                Some(close) if group.is_some() => self.quoted_value(i, i, close),
                Some(close) => self.phrase(i, close),
                None => i + 1,
            },
            Some('(') if self.partners[i].is_some() => self.open(i, group),
            Some(')') if self.partners[i].is_some() => {
                self.groups.pop();
                self.push(Kind::Close, self.span(i));
                i + 1
            }
            Some('-' | '‐' | '‑' | '–' | '−') if self.negates(i) => {
                self.push(Kind::Minus, self.span(i));
                i + 1
            }
            Some('^') => self.boost(i).unwrap_or(i + 1),
            Some('=' | '.' | '…') => match group {
                Some(field) if self.begins_value(i, field) => self.value(i, field),
                _ => i + 1,
            },
            _ => i + 1,
        }
    }

    /// The field whose values the innermost parentheses hold.
    fn group(&self) -> Option<Field> {
        self.groups.last().copied().flatten()
    }

    fn push(&mut self, kind: Kind, span: Span) {
        self.end_of_operand = kind.ends_operand().then_some(span.end);
        self.out.lexemes.push(Lexeme { kind, span });
    }

    fn open(&mut self, i: usize, field: Option<Field>) -> usize {
        self.groups.push(field);
        if self.groups.len() > DEEPEST && self.out.too_deep.is_none() {
            self.out.too_deep = Some(self.span(i));
        }
        self.push(Kind::Open, self.span(i));
        i + 1
    }

    /// Whether the dash at token `i` negates: after a space, a parenthesis or at the start, and
    /// right before a letter, quotation mark or parenthesis.
    fn negates(&self, i: usize) -> bool {
        // A run of hyphens is one token, and a dash.
        self.begins_operand(i)
            && self.is_adjacent(i)
            && !self.tokens.word_at(i).starts_with("--")
            && (self.tokens.kind(i + 1) == Some(TokenKind::Word) || self.partners_open(i + 1))
    }

    /// Whether token `i` stands at the start, after a space, or after a parenthesis.
    fn begins_operand(&self, i: usize) -> bool {
        let before = self.query[..self.span(i).start].chars().next_back();
        before.is_none_or(|c| c.is_whitespace() || c == '(')
    }

    /// Whether token `i` opens a quotation or group that is closed.
    fn partners_open(&self, i: usize) -> bool {
        self.partners.get(i).copied().flatten().is_some_and(|partner| partner > i)
    }

    /// Reads `name:` right before a value, and that value; or warns of an unknown name.
    fn field(&mut self, i: usize) -> Option<usize> {
        let colon = i + 1;
        let after_minus =
            self.out.lexemes.last().is_some_and(|last| {
                last.kind == Kind::Minus && last.span.end == self.span(i).start
            });
        let in_place = self.group().is_none()
            && self.is_adjacent(i)
            && self.mark(colon) == Some(':')
            && self.is_adjacent(colon)
            && (after_minus || self.begins_operand(i));
        if !in_place {
            return None;
        }
        let name = self.tokens.word_at(i);
        let value = colon + 1;
        let span = Span::new(self.span(i).start, self.span(colon).end);
        if name == "said" {
            if !self.is_word(value) && !self.partners_open(value) {
                return None;
            }
            self.push(Kind::Said, span);
            return Some(match (self.is_word(value), self.partners[value]) {
                (true, _) => self.word(value),
                (false, Some(close)) if self.mark(value).is_some_and(is_quote) => {
                    self.phrase(value, close)
                }
                _ => self.open(value, None),
            });
        }
        let Some(field) = Field::named(name) else {
            self.warn_unknown(i, value);
            return None;
        };
        if !self.begins_value(value, field) {
            return None;
        }
        self.push(Kind::Field(field), span);
        Some(self.value(value, field))
    }

    /// Whether a value begins at token `i`.
    fn begins_value(&self, i: usize, field: Field) -> bool {
        match self.mark(i) {
            None => self.is_word(i),
            Some('=') => {
                self.is_adjacent(i)
                    && (self.is_word(i + 1)
                        || (self.mark(i + 1) != Some('(') && self.partners_open(i + 1)))
            }
            Some('.' | '…') => {
                let range = matches!(self.tokens.word_at(i), ".." | "…");
                field.is_date() && range && self.is_adjacent(i) && self.is_word(i + 1)
            }
            Some(_) => self.partners_open(i),
        }
    }

    fn value(&mut self, i: usize, field: Field) -> usize {
        match (self.mark(i), self.partners[i]) {
            (Some('('), Some(_)) => self.open(i, Some(field)),
            (Some('='), _) if self.partners_open(i + 1) => {
                let close = self.partners[i + 1].unwrap_or(i + 1);
                self.quoted_value(i, i + 1, close)
            }
            (Some(_), Some(close)) => self.quoted_value(i, i, close),
            _ => self.bare_value(i, field),
        }
    }

    /// A value in quotation marks; `from` is the first token, which may be a `=` before them.
    fn quoted_value(&mut self, from: usize, open: usize, close: usize) -> usize {
        let mut text = self.tidy(open + 1, close);
        if from < open {
            text.insert(0, '=');
        }
        self.push(Kind::Value(text, true), self.tokens.cover(from, close));
        close + 1
    }

    /// A value up to a space, parenthesis or quotation mark, without the punctuation behind it.
    fn bare_value(&mut self, i: usize, field: Field) -> usize {
        let mut end = i + 1;
        while end < self.tokens.len()
            && self.is_adjacent(end - 1)
            && !self.mark(end).is_some_and(|c| is_quote(c) || matches!(c, '(' | ')'))
            && self.boost_at(end).is_none()
        {
            end += 1;
        }
        let text = self.tidy(i, end);
        if self.group().is_some() && text == "OR" {
            self.push(Kind::Or, self.span(i));
            return end;
        }
        let start = self.span(i).start;
        let trimmed = trim_value(&text, field.is_date());
        let cut = text.len() - trimmed.len();
        let typed_end = self.span(end - 1).end;
        let span_end = typed_end.saturating_sub(cut).max(start);
        let kind = Kind::Value(trimmed.to_owned(), false);
        self.push(kind, Span::new(start, span_end));
        self.end_of_operand = Some(typed_end);
        end
    }

    /// Words between quotation marks, with the slop behind them.
    fn phrase(&mut self, open: usize, close: usize) -> usize {
        let words = self.tidy(open + 1, close);
        let mut last = close;
        let mut slop = 0;
        if let Some(number) = self.suffix_number(close, '~') {
            last = close + 2;
            slop = self.tokens.word_at(last).parse().unwrap_or(u32::MAX);
            if slop > MOST_SLOP {
                self.warn(self.span(number), format!("words move by at most {MOST_SLOP} places"));
                slop = MOST_SLOP;
            }
        }
        self.operand(Kind::Phrase(words.clone(), slop), &words, self.tokens.cover(open, last));
        last + 1
    }

    /// The token of the digits when `mark` and digits stand right behind token `i`.
    fn suffix_number(&self, i: usize, mark: char) -> Option<usize> {
        let number = i + 2;
        let is_suffix = self.is_adjacent(i)
            && self.is_single(i + 1, mark)
            && self.is_adjacent(i + 1)
            && self.tokens.kind(number) == Some(TokenKind::Number)
            && self.tokens.word_at(number).bytes().all(|byte| byte.is_ascii_digit());
        is_suffix.then_some(number)
    }

    /// A word with its clitic and what `*` or `~` behind it makes of it.
    fn word(&mut self, i: usize) -> usize {
        let last = self.last_of_word(i);
        let next = last + 1;
        let word = self.tidy(i, last + 1);
        let span = self.tokens.cover(i, last);
        if let Some(next) = self.suffixed(i, last, &word) {
            return next;
        }
        match word.as_str() {
            "OR" => self.push(Kind::Or, span),
            "AND" | "NOT" => {
                let message = if word == "AND" {
                    "AND is read as a word: all words must match anyway"
                } else {
                    "NOT is read as a word: write -word to leave a word out"
                };
                self.warn(span, message.to_owned());
                self.push(Kind::Word(word.to_lowercase()), span);
            }
            _ => self.operand(Kind::Word(word.clone()), &word, span),
        }
        next
    }

    /// The last token of the word at token `i`: its clitic, if it has one. The bare apostrophe of
    /// a plural says nothing and depends on what follows.
    fn last_of_word(&self, i: usize) -> usize {
        let has_clitic = self.tokens.kind(i + 1) == Some(TokenKind::Clitic)
            && self.is_adjacent(i)
            && self.tokens.lower(i + 1) != "'";
        i + usize::from(has_clitic)
    }

    /// Reads `word*`, `word~` or `word~1`, the word being the tokens `first..=last`.
    fn suffixed(&mut self, first: usize, last: usize, word: &str) -> Option<usize> {
        let mark = last + 1;
        if !self.is_adjacent(last) {
            return None;
        }
        let ends = !self.is_adjacent(mark) || !self.is_word(mark + 1);
        if self.is_single(mark, '*') {
            // "*very*" is emphasis.
            let emphasis =
                first > 0 && self.is_adjacent(first - 1) && self.mark(first - 1) == Some('*');
            if !ends || emphasis {
                return None;
            }
            self.operand(Kind::Prefix(word.to_owned()), word, self.tokens.cover(first, mark));
            return Some(mark + 1);
        }
        let number = self.suffix_number(last, '~');
        if !self.is_single(mark, '~') || !(ends || number.is_some()) {
            return None;
        }
        let end = number.unwrap_or(mark);
        let distance = match number {
            None if word_form(word).chars().count() < LONG_WORD => 1,
            None => 2,
            Some(number) => {
                let asked = self.tokens.word_at(number).parse().unwrap_or(u8::MAX);
                if !(1..=2).contains(&asked) {
                    self.warn(self.span(number), "a fuzzy word is 1 or 2 edits away".to_owned());
                }
                asked.clamp(1, 2)
            }
        };
        self.operand(Kind::Fuzzy(word.to_owned(), distance), word, self.tokens.cover(first, end));
        Some(end + 1)
    }

    /// Adds an operand; one without a letter or digit is left out, with its sign or field.
    fn operand(&mut self, kind: Kind, text: &str, span: Span) {
        if word_form(text).is_empty() {
            while matches!(
                self.out.lexemes.last(),
                Some(Lexeme { kind: Kind::Minus | Kind::Said, .. })
            ) {
                self.out.lexemes.pop();
            }
            self.end_of_operand = None;
        } else {
            self.push(kind, span);
        }
    }

    fn boost(&mut self, i: usize) -> Option<usize> {
        if self.end_of_operand != Some(self.span(i).start) {
            return None;
        }
        let times = self.boost_at(i)?;
        self.push(Kind::Boost(times), self.tokens.cover(i, i + 1));
        Some(i + 2)
    }

    /// The boost when `^` and a number stand at token `i`.
    fn boost_at(&self, i: usize) -> Option<f32> {
        if !self.is_single(i, '^') || !self.is_adjacent(i) {
            return None;
        }
        let number = self.tokens.word_at(i + 1);
        if !number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            return None;
        }
        number.parse().ok().filter(|times| *times > 0.0 && *times <= MOST_BOOST)
    }

    /// Warns of `word:value` when `word` looks like the name of a field.
    fn warn_unknown(&mut self, i: usize, value: usize) {
        let name = self.tokens.word_at(i);
        let like_a_name = name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        if !like_a_name || !(self.is_word(value) || self.partners_open(value)) {
            return;
        }
        let mut end = value;
        if self.is_word(value) {
            while self.is_adjacent(end) && self.is_word(end + 1) {
                end += 1;
            }
        } else if let Some(close) = self.partners[value] {
            end = close;
        }
        let message = format!(
            "no field is called {name}, so this is read as words; did you mean {}:?",
            nearest_field(name)
        );
        self.warn(self.tokens.cover(i, end), message);
    }

    fn token(&self, i: usize) -> Option<&Token> {
        self.tokens.all().get(i)
    }

    fn span(&self, i: usize) -> Span {
        self.token(i).map_or(Span::new(self.query.len(), self.query.len()), |token| token.span)
    }

    fn is_word(&self, i: usize) -> bool {
        matches!(self.tokens.kind(i), Some(TokenKind::Word | TokenKind::Number))
    }

    /// The sign that token `i` is made of, when it is a mark.
    fn mark(&self, i: usize) -> Option<char> {
        let is_mark = self.tokens.kind(i) == Some(TokenKind::Mark);
        is_mark.then(|| self.tokens.word_at(i).chars().next()).flatten()
    }

    /// Whether token `i` is `mark`, once.
    fn is_single(&self, i: usize, mark: char) -> bool {
        self.mark(i) == Some(mark) && self.span(i).len() == mark.len_utf8()
    }

    /// Whether nothing lies between tokens `i` and `i + 1`.
    fn is_adjacent(&self, i: usize) -> bool {
        i + 1 < self.tokens.len() && self.span(i).end == self.span(i + 1).start
    }

    /// The text of the tokens `from..to` with single spaces, and none inside divided words.
    fn tidy(&self, from: usize, to: usize) -> String {
        let mut out = String::new();
        let mut at = self.span(from).start;
        for i in from..to {
            let span = self.span(i);
            let gap = &self.query[at..span.start];
            if gap.contains(char::is_whitespace) {
                out.push(' ');
            } else {
                out.push_str(gap);
            }
            out.extend(span.of(self.query).chars().filter(|c| !c.is_whitespace()));
            at = span.end;
        }
        out
    }
}

/// Makes words of each `OR` that does not stand between two operands.
fn settle_or(out: &mut Lexed) {
    for i in 0..out.lexemes.len() {
        if out.lexemes[i].kind != Kind::Or {
            continue;
        }
        let before = i.checked_sub(1).is_some_and(|before| out.lexemes[before].kind.ends_operand());
        let after = out.lexemes.get(i + 1).is_some_and(|next| next.kind.starts_operand());
        if !(before && after) {
            let span = out.lexemes[i].span;
            let message = "OR is read as a word: it does not stand between two words".to_owned();
            out.warnings.push(Warning { span, message });
            out.lexemes[i].kind = Kind::Word("or".to_owned());
        }
    }
}

/// A bare value without the marks that end a clause or sentence; a date keeps the two points of
/// an open range.
fn trim_value(text: &str, date: bool) -> &str {
    let is_end = |c: char| matches!(c, ',' | ';' | ':' | '!' | '?' | '*' | '~' | '\'' | '’');
    let text = text.trim_end_matches(is_end);
    if !date {
        return text.trim_end_matches('.');
    }
    match text.strip_suffix('.') {
        Some(shorter) if !text.ends_with("..") || shorter.ends_with("..") => shorter,
        _ => text,
    }
}

/// The name of a field, or `said`, that is the fewest edits away from `name`.
fn nearest_field(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let names = Field::ALL.map(Field::name).into_iter().chain(["said"]);
    names.min_by_key(|known| edits(&name, known)).unwrap_or_default()
}

/// Edits (insert, delete, change) between two ASCII words.
fn edits(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.bytes().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.bytes().enumerate() {
            let change = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

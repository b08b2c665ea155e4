//! Query text → lexemes, each operator in operator position; everything else is words.
//!
//! The result is well formed whatever was typed: every `Open` has its `Close`, a `Minus` or a
//! `Field` stands right before what it applies to, an `Or` between two operands. That leaves the
//! parser nothing to refuse.

use super::Field;
use super::scan::Scan;
use super::value::is_quote;
use super::warning::Warning;
use crate::span::Span;
use crate::text::{TokenKind, word_form};

/// Deepest nesting of parentheses.
pub(super) const DEEPEST: usize = 32;

/// Largest number of positions the words of a phrase may be moved by: some ten sentences.
const MOST_SLOP: u32 = 200;

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
    let mut scan = Scan::new(query);
    let out = Lexed { warnings: scan.pair(), ..Lexed::default() };
    let mut lexer = Lexer { scan, groups: Vec::new(), end_of_operand: None, out };
    let mut i = 0;
    while i < lexer.scan.len() {
        i = lexer.next(i);
    }
    settle_or(&mut lexer.out);
    lexer.out.warnings.sort_by_key(|warning| warning.span);
    lexer.out
}

struct Lexer<'q> {
    scan: Scan<'q>,
    /// The open parentheses, with the field whose values stand inside.
    groups: Vec<Option<Field>>,
    /// Where the last operand ended, as typed.
    end_of_operand: Option<usize>,
    out: Lexed,
}

impl Lexer<'_> {
    fn warn(&mut self, span: Span, message: String) {
        self.out.warnings.push(Warning { span, message });
    }

    /// Reads what begins at token `i`; returns the token after it.
    fn next(&mut self, i: usize) -> usize {
        if self.scan.is_word(i) {
            if let Some(next) = self.field(i) {
                return next;
            }
            return match self.group() {
                Some(field) => self.bare_value(i, field),
                None => self.word(i),
            };
        }
        let group = self.group();
        match self.scan.mark(i) {
            Some(mark) if is_quote(mark) => match self.scan.partner(i) {
                Some(close) if group.is_some() => self.quoted_value(i, i, close),
                Some(close) => self.phrase(i, close),
                None => i + 1,
            },
            Some('(') if self.scan.partner(i).is_some() => self.open(i, group),
            Some(')') if self.scan.partner(i).is_some() => {
                self.groups.pop();
                self.push(Kind::Close, self.scan.span(i));
                i + 1
            }
            Some('-' | '‐' | '‑' | '–' | '−') if self.negates(i) => {
                self.push(Kind::Minus, self.scan.span(i));
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
            self.out.too_deep = Some(self.scan.span(i));
        }
        self.push(Kind::Open, self.scan.span(i));
        i + 1
    }

    /// Whether the dash at token `i` negates: after a space, a parenthesis or at the start, and
    /// right before a letter, quotation mark or parenthesis.
    fn negates(&self, i: usize) -> bool {
        // A run of hyphens is one token, and a dash.
        self.scan.begins_operand(i)
            && self.scan.is_adjacent(i)
            && !self.scan.text(i).starts_with("--")
            && (self.scan.kind(i + 1) == Some(TokenKind::Word) || self.scan.partners_open(i + 1))
    }

    /// Reads `name:` right before a value, and that value; or warns of an unknown name.
    fn field(&mut self, i: usize) -> Option<usize> {
        let colon = i + 1;
        let after_minus = self.out.lexemes.last().is_some_and(|last| {
            last.kind == Kind::Minus && last.span.end == self.scan.span(i).start
        });
        let in_place = self.group().is_none()
            && self.scan.is_adjacent(i)
            && self.scan.mark(colon) == Some(':')
            && self.scan.is_adjacent(colon)
            && (after_minus || self.scan.begins_operand(i));
        if !in_place {
            return None;
        }
        let name = self.scan.text(i);
        let value = colon + 1;
        let span = Span::new(self.scan.span(i).start, self.scan.span(colon).end);
        if name == "said" {
            if !self.scan.is_word(value) && !self.scan.partners_open(value) {
                return None;
            }
            self.push(Kind::Said, span);
            return Some(match (self.scan.is_word(value), self.scan.partner(value)) {
                (true, _) => self.word(value),
                (false, Some(close)) if self.scan.mark(value).is_some_and(is_quote) => {
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
        match self.scan.mark(i) {
            None => self.scan.is_word(i),
            Some('=') => {
                self.scan.is_adjacent(i)
                    && (self.scan.is_word(i + 1)
                        || (self.scan.mark(i + 1) != Some('(') && self.scan.partners_open(i + 1)))
            }
            Some('.' | '…') => {
                let range = matches!(self.scan.text(i), ".." | "…");
                field.is_date() && range && self.scan.is_adjacent(i) && self.scan.is_word(i + 1)
            }
            Some(_) => self.scan.partners_open(i),
        }
    }

    fn value(&mut self, i: usize, field: Field) -> usize {
        match (self.scan.mark(i), self.scan.partner(i)) {
            (Some('('), Some(_)) => self.open(i, Some(field)),
            (Some('='), _) if self.scan.partners_open(i + 1) => {
                let close = self.scan.partner(i + 1).unwrap_or(i + 1);
                self.quoted_value(i, i + 1, close)
            }
            (Some(_), Some(close)) => self.quoted_value(i, i, close),
            _ => self.bare_value(i, field),
        }
    }

    /// A value in quotation marks; `from` is the first token, which may be a `=` before them.
    fn quoted_value(&mut self, from: usize, open: usize, close: usize) -> usize {
        let mut text = self.scan.tidy(open + 1, close);
        if from < open {
            text.insert(0, '=');
        }
        self.push(Kind::Value(text, true), self.scan.cover(from, close));
        close + 1
    }

    /// A value up to a space, parenthesis or quotation mark, without the punctuation behind it.
    fn bare_value(&mut self, i: usize, field: Field) -> usize {
        let mut end = i + 1;
        while end < self.scan.len()
            && self.scan.is_adjacent(end - 1)
            && !self.scan.mark(end).is_some_and(|c| is_quote(c) || matches!(c, '(' | ')'))
            && self.scan.boost_at(end).is_none()
        {
            end += 1;
        }
        let text = self.scan.tidy(i, end);
        if self.group().is_some() && text == "OR" {
            self.push(Kind::Or, self.scan.span(i));
            return end;
        }
        let start = self.scan.span(i).start;
        let trimmed = trim_value(&text, field);
        let cut = text.len() - trimmed.len();
        let typed_end = self.scan.span(end - 1).end;
        let span_end = typed_end.saturating_sub(cut).max(start);
        let kind = Kind::Value(trimmed.to_owned(), false);
        self.push(kind, Span::new(start, span_end));
        self.end_of_operand = Some(typed_end);
        end
    }

    /// Words between quotation marks, with the slop behind them.
    fn phrase(&mut self, open: usize, close: usize) -> usize {
        let words = self.scan.tidy(open + 1, close);
        let mut last = close;
        let mut slop = 0;
        if let Some(number) = self.scan.suffix_number(close, '~') {
            last = close + 2;
            slop = self.scan.text(last).parse().unwrap_or(u32::MAX);
            if slop > MOST_SLOP {
                self.warn(
                    self.scan.span(number),
                    format!("words move by at most {MOST_SLOP} places"),
                );
                slop = MOST_SLOP;
            }
        }
        self.operand(Kind::Phrase(words.clone(), slop), &words, self.scan.cover(open, last));
        last + 1
    }

    /// A word with its clitic and what `*` or `~` behind it makes of it.
    fn word(&mut self, i: usize) -> usize {
        let last = self.scan.last_of_word(i);
        let next = last + 1;
        let word = self.scan.tidy(i, last + 1);
        let span = self.scan.cover(i, last);
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

    /// Reads `word*`, `word~` or `word~1`, the word being the tokens `first..=last`.
    fn suffixed(&mut self, first: usize, last: usize, word: &str) -> Option<usize> {
        let mark = last + 1;
        if !self.scan.is_adjacent(last) {
            return None;
        }
        let ends = !self.scan.is_adjacent(mark) || !self.scan.is_word(mark + 1);
        if self.scan.is_single(mark, '*') {
            // "*very*" is emphasis.
            let emphasis = first > 0
                && self.scan.is_adjacent(first - 1)
                && self.scan.mark(first - 1) == Some('*');
            if !ends || emphasis {
                return None;
            }
            self.operand(Kind::Prefix(word.to_owned()), word, self.scan.cover(first, mark));
            return Some(mark + 1);
        }
        let number = self.scan.suffix_number(last, '~');
        if !self.scan.is_single(mark, '~') || !(ends || number.is_some()) {
            return None;
        }
        let end = number.unwrap_or(mark);
        let distance = match number {
            None if word_form(word).chars().count() < LONG_WORD => 1,
            None => 2,
            Some(number) => {
                let asked = self.scan.text(number).parse().unwrap_or(u8::MAX);
                if !(1..=2).contains(&asked) {
                    self.warn(
                        self.scan.span(number),
                        "a fuzzy word is 1 or 2 edits away".to_owned(),
                    );
                }
                asked.clamp(1, 2)
            }
        };
        self.operand(Kind::Fuzzy(word.to_owned(), distance), word, self.scan.cover(first, end));
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
        if self.end_of_operand != Some(self.scan.span(i).start) {
            return None;
        }
        let times = self.scan.boost_at(i)?;
        self.push(Kind::Boost(times), self.scan.cover(i, i + 1));
        Some(i + 2)
    }

    /// Warns of `word:value` when `word` looks like the name of a field.
    fn warn_unknown(&mut self, i: usize, value: usize) {
        let name = self.scan.text(i);
        let like_a_name = name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        if !like_a_name || !(self.scan.is_word(value) || self.scan.partners_open(value)) {
            return;
        }
        let mut end = value;
        if self.scan.is_word(value) {
            while self.scan.is_adjacent(end) && self.scan.is_word(end + 1) {
                end += 1;
            }
        } else if let Some(close) = self.scan.partner(value) {
            end = close;
        }
        let message = format!(
            "no field is called {name}, so this is read as words; did you mean {}:?",
            nearest_field(name)
        );
        self.warn(self.scan.cover(i, end), message);
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
/// an open range, a name the sign that means near ones, too.
fn trim_value(text: &str, field: Field) -> &str {
    let is_end = |c: char| matches!(c, ',' | ';' | ':' | '!' | '?' | '*' | '~' | '\'' | '’');
    let trimmed = text.trim_end_matches(is_end);
    if !field.is_date() {
        let is_near = text[trimmed.len()..].starts_with('~') && !text.starts_with('=');
        let keeps = is_near && field != Field::Id;
        return if keeps { &text[..=trimmed.len()] } else { trimmed.trim_end_matches('.') };
    }
    let text = trimmed;
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

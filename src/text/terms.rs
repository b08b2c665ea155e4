//! Tokens → terms: folded and stemmed forms with positions, as every index holds them.

use std::ops::Range;
use std::sync::Arc;

use frostem::{Algorithm, Stemmer};
use rustc_hash::FxHashMap;

use super::fold::fold_into;
use super::seen::Seen;
use super::{TokenKind, Tokens};
use crate::span::Span;

/// How words of a text are reduced to terms.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    /// Folded and stemmed by the Snowball English stemmer.
    #[default]
    English,
    /// Folded only.
    Other,
}

impl Language {
    /// The rules for an article in a language by its code; without one, English ones.
    #[must_use]
    pub fn of(code: Option<&str>) -> Self {
        match code {
            None | Some("en") => Self::English,
            Some(_) => Self::Other,
        }
    }
}

/// The two forms of one word.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Form {
    /// Folded and stemmed; what a plain query word is compared with.
    pub stem: Arc<str>,
    /// Folded only; what prefixes, fuzzy words and exact spellings are compared with.
    pub exact: Arc<str>,
}

/// A form at a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// What is compared.
    pub form: Form,
    /// Bytes of the text the form was made from.
    pub span: Span,
    /// Place in the sequence of words, counted from 0.
    pub position: u32,
    /// Whether the form stands for several words written as one ("minefield" for "mine-field"),
    /// beside its parts.
    pub joined: bool,
}

/// A term of a text with its forms by number, which [`Analyzer::form_of`] tells.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    piece: u32,
    /// Bytes of the text the forms were made from.
    pub(crate) span: Span,
    /// Place in the sequence of words, counted from 0.
    pub(crate) position: u32,
}

/// Most spellings a phrase of compound words is tried in.
const MOST_VARIANTS: usize = 8;

/// Longest form in bytes; a longer word is cut into several terms, so nothing is lost.
const LONGEST_FORM: usize = 240;

/// Words remembered with their forms, some 8 MB; beyond it the memory starts anew.
const REMEMBERED: usize = 1 << 15;

/// Turns text into terms; keeps the forms of the words it has seen.
pub struct Analyzer {
    language: Language,
    stemmer: Stemmer,
    /// Which pieces a word has.
    seen: Seen,
    /// The piece of a verb with its contracted ending ("did" and "n't", without the mark).
    contracted: FxHashMap<Box<str>, u32>,
    pieces: Vec<Piece>,
    /// What the pieces are marked with that were met last.
    mark: u64,
}

impl std::fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyzer").field("language", &self.language).finish_non_exhaustive()
    }
}

/// A form of one token, relative to the token.
#[derive(Clone, Debug)]
struct Piece {
    form: Form,
    start: usize,
    end: usize,
    /// Positions after the token's first.
    step: u32,
    joined: bool,
    /// When it was met last.
    mark: u64,
}

impl Piece {
    fn new(form: Form, span: Span, step: u32, joined: bool) -> Self {
        Self { form, start: span.start, end: span.end, step, joined, mark: 0 }
    }
}

impl Analyzer {
    /// An analyzer for texts of `language`.
    #[must_use]
    pub fn new(language: Language) -> Self {
        Self {
            language,
            stemmer: Stemmer::new(Algorithm::English),
            seen: Seen::default(),
            contracted: FxHashMap::default(),
            pieces: Vec::new(),
            mark: 0,
        }
    }

    /// The terms of `text`, by position.
    pub fn terms(&mut self, text: &str) -> Vec<Term> {
        let tokens = Tokens::new(text);
        self.terms_of(&tokens, 0..tokens.len())
    }

    /// The terms of some tokens; positions count from 0 at the first.
    ///
    /// A compound gives its parts at successive positions and the word written as one at the
    /// first: "mine-clearance" is found by "mine", "clearance", "mine clearance" and
    /// "mineclearance". A contraction gives itself and its verb ("didnt", "did"); a possessive
    /// ending gives nothing.
    pub fn terms_of(&mut self, tokens: &Tokens<'_>, range: Range<usize>) -> Vec<Term> {
        self.make_room();
        let places = self.places_of(tokens, range).into_iter();
        places
            .map(|place| {
                let piece = &self.pieces[place.piece as usize];
                Term {
                    form: piece.form.clone(),
                    span: place.span,
                    position: place.position,
                    joined: piece.joined,
                }
            })
            .collect()
    }

    /// Forgets the words seen so far when they are many. Places made before have no forms any more.
    pub(crate) fn make_room(&mut self) {
        if self.seen.len() + self.contracted.len() >= REMEMBERED {
            self.seen.clear();
            self.contracted.clear();
            self.pieces.clear();
        }
    }

    /// The terms of `text` as [`terms`](Self::terms) gives them, for who writes many: forms are
    /// neither copied nor counted.
    pub(crate) fn places(&mut self, text: &str) -> Vec<Place> {
        let tokens = Tokens::new(text);
        self.places_of(&tokens, 0..tokens.len())
    }

    /// The forms at a place made since the last [`make_room`](Self::make_room).
    pub(crate) fn form_of(&self, place: &Place) -> &Form {
        &self.pieces[place.piece as usize].form
    }

    /// Hands over the exact forms at some places, hardly one of them twice.
    pub(crate) fn each_exact<'p>(
        &mut self,
        places: impl Iterator<Item = &'p Place>,
        mut each: impl FnMut(&str),
    ) {
        self.mark += 1;
        for place in places {
            let piece = &mut self.pieces[place.piece as usize];
            if piece.mark != self.mark {
                piece.mark = self.mark;
                each(&piece.form.exact);
            }
        }
    }

    fn places_of(&mut self, tokens: &Tokens<'_>, range: Range<usize>) -> Vec<Place> {
        let mut out = Vec::with_capacity(range.len());
        let mut position = 0;
        for i in range {
            let token = tokens.all()[i];
            match token.kind {
                TokenKind::Mark => {}
                TokenKind::Clitic => out.extend(self.contraction(tokens, i, position)),
                TokenKind::Word | TokenKind::Number => {
                    let mut width = 0;
                    for number in self.pieces(tokens.word_at(i)) {
                        let piece = &self.pieces[number as usize];
                        out.push(Place {
                            piece: number,
                            span: Span::new(
                                token.span.start + piece.start,
                                token.span.start + piece.end,
                            ),
                            position: position + piece.step,
                        });
                        width = width.max(piece.step + 1);
                    }
                    position += width;
                }
            }
        }
        out
    }

    /// The sequences of forms that count as `words`: as parts and as written in one.
    ///
    /// Empty when `words` holds no letter or digit. At most eight sequences; each is a run of
    /// successive positions.
    pub fn variants(&mut self, words: &str) -> Vec<Vec<Form>> {
        let terms = self.terms(words);
        let mut variants: Vec<Vec<Form>> = vec![Vec::new()];
        let mut at = 0;
        while at < terms.len() {
            let parts_end = compound_end(&terms, at);
            let group = &terms[at..parts_end];
            let joined = group.iter().find(|term| term.joined).map(|term| term.form.clone());
            let parts: Vec<Form> =
                group.iter().filter(|term| !term.joined).map(|term| term.form.clone()).collect();
            let contracted = parts.len() == 1 && joined.is_some();
            let mut grown = Vec::new();
            for variant in &variants {
                if !contracted {
                    grown.push([variant.as_slice(), &parts].concat());
                }
                if let Some(joined) = &joined {
                    grown.push([variant.as_slice(), std::slice::from_ref(joined)].concat());
                }
            }
            if grown.len() > MOST_VARIANTS {
                grown =
                    variants.iter().map(|variant| [variant.as_slice(), &parts].concat()).collect();
            }
            variants = grown;
            at = parts_end;
        }
        variants.retain(|variant| !variant.is_empty());
        variants.dedup();
        variants
    }

    /// "did" + "n't" → "didnt" at the verb's position.
    fn contraction(&mut self, tokens: &Tokens<'_>, clitic: usize, position: u32) -> Option<Place> {
        let ending = tokens.lower(clitic);
        if matches!(ending, "'s" | "'") || clitic == 0 || position == 0 {
            return None;
        }
        let span = tokens.cover(clitic - 1, clitic);
        let letters: String =
            span.of(tokens.text()).chars().filter(|c| c.is_alphanumeric()).collect();
        let piece = if let Some(piece) = self.contracted.get(letters.as_str()) {
            *piece
        } else {
            let piece = Piece::new(self.form(&letters), Span::new(0, letters.len()), 0, true);
            let piece = self.remember([piece]).start;
            self.contracted.insert(letters.into(), piece);
            piece
        };
        Some(Place { piece, span, position: position - 1 })
    }

    /// The numbers of the pieces of a word.
    fn pieces(&mut self, word: &str) -> Range<u32> {
        if let Some(pieces) = self.seen.get(word) {
            return pieces;
        }
        let pieces = self.cut(word);
        let pieces = self.remember(pieces);
        self.seen.insert(word, pieces.clone());
        pieces
    }

    fn remember(&mut self, pieces: impl IntoIterator<Item = Piece>) -> Range<u32> {
        let first = self.pieces.len();
        self.pieces.extend(pieces);
        // A text, and the few seen since room was made, have fewer words than that.
        let number = |len| u32::try_from(len).unwrap_or(u32::MAX);
        number(first)..number(self.pieces.len())
    }

    fn cut(&self, word: &str) -> Vec<Piece> {
        let parts = parts(word);
        let mut pieces = Vec::with_capacity(parts.len() + 1);
        for (step, part) in (0u32..).zip(&parts) {
            let form = self.form(part.of(word));
            pieces.push(Piece::new(form, *part, step, false));
        }
        let script_runs = parts.windows(2).any(|pair| pair[0].end == pair[1].start);
        if parts.len() > 1 && !script_runs && word.len() <= LONGEST_FORM {
            let letters: String = parts.iter().map(|part| part.of(word)).collect();
            let form = self.form(&letters);
            let end = parts[parts.len() - 1].end;
            pieces.insert(1, Piece::new(form, Span::new(parts[0].start, end), 0, true));
        }
        pieces
    }

    fn form(&self, word: &str) -> Form {
        let exact = exact_form(word);
        let exact: Arc<str> = exact.into();
        let stem = match self.language {
            Language::English if exact.bytes().any(|byte| byte.is_ascii_alphabetic()) => {
                let stem = self.stemmer.stem(&exact);
                if *stem == *exact { Arc::clone(&exact) } else { Arc::from(&*stem) }
            }
            _ => Arc::clone(&exact),
        };
        Form { stem, exact }
    }
}

/// Folded form of one word typed by a user, its parts written in one; the exact form of [`Form`].
#[must_use]
pub fn word_form(word: &str) -> String {
    let mut out = exact_form(word);
    out.retain(|c| c.is_alphanumeric() || c == '.');
    out.truncate(out.trim_end_matches('.').len());
    out
}

/// Folded, without inner marks: the points of initials and the commas of large numbers are dropped
/// ("US", "1000"), the points of decimal numbers stay.
fn exact_form(word: &str) -> String {
    let mut exact = String::with_capacity(word.len());
    fold_into(word, &mut exact);
    let numeric = word.starts_with(char::is_numeric);
    exact.retain(|c| {
        c.is_alphanumeric() || (!c.is_ascii() && !c.is_whitespace()) || (c == '.' && numeric)
    });
    exact
}

/// End of the group of terms that one token with its clitic made.
fn compound_end(terms: &[Term], at: usize) -> usize {
    let mut end = at + 1;
    let mut reach = terms[at].span.end;
    while end < terms.len() && (terms[end].joined || terms[end].span.start < reach) {
        reach = reach.max(terms[end].span.end);
        end += 1;
    }
    end
}

/// Cuts a token at its inner marks; initials ("U.S.") and numbers ("1,000") stay whole, signs of
/// scripts without spaces stand alone.
fn parts(word: &str) -> Vec<Span> {
    if word.len() <= LONGEST_FORM && word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return vec![Span::new(0, word.len())];
    }
    let whole = word.contains('.') && word.split('.').all(|part| part.chars().count() <= 1);
    let numeric = word.starts_with(|c: char| c.is_numeric());
    let mut parts: Vec<Span> = Vec::new();
    let mut open: Option<Span> = None;
    for (i, c) in word.char_indices() {
        let end = i + c.len_utf8();
        let inner = c.is_alphanumeric()
            || (!c.is_ascii() && !matches!(c, '’' | 'ʼ' | '‐' | '‑') && !c.is_whitespace())
            || (whole && c == '.')
            || (numeric && matches!(c, '.' | ','));
        if !inner {
            parts.extend(open.take());
        } else if stands_alone(c) {
            parts.extend(open.take());
            parts.push(Span::new(i, end));
        } else {
            let start = open.map_or(i, |span| span.start);
            open = Some(Span::new(start, end));
            if end - start >= LONGEST_FORM {
                parts.extend(open.take());
            }
        }
    }
    parts.extend(open);
    parts
}

/// Han, Kana: written without spaces, so each sign is a word of its own.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn analyse(text: &str, expected: &str) {
        let terms = Analyzer::new(Language::English).terms(text);
        let shown: Vec<String> =
            terms.iter().map(|term| format!("{}@{}", term.form.stem, term.position)).collect();
        assert_eq!(shown.join(" "), expected, "{text}");
    }

    #[test]
    fn compounds_give_their_parts_and_the_whole() {
        analyse("mine-clearance teams", "mine@0 mineclear@0 clearanc@1 team@2");
        analyse("O’Neil's talks", "o@0 oneil@0 neil@1 talk@2");
        analyse("he didn't go", "he@0 did@1 didnt@1 go@2");
        analyse("U.S. officials, 1,000 of them", "us@0 offici@1 1000@2 of@3 them@4");
    }

    #[test]
    fn places_have_the_forms_of_terms_and_each_exact_form_comes_once() {
        let text = "They didn't talk; mine-clearance talks, they said, didn't 東京 they.";
        let mut analyzer = Analyzer::new(Language::English);
        let terms = analyzer.terms(text);
        let places = analyzer.places(text);
        assert_eq!(places.len(), terms.len());
        for (place, term) in places.iter().zip(&terms) {
            assert_eq!(analyzer.form_of(place), &term.form);
            assert_eq!((place.span, place.position), (term.span, term.position));
        }
        let mut forms = Vec::new();
        analyzer.each_exact(places.iter(), |form| forms.push(form.to_owned()));
        // "They" and "they" are two words with one form.
        let seen = "they did didnt talk mine mineclearance clearance talks they said 東 京";
        assert_eq!(forms.join(" "), seen);
        let mut again = 0;
        analyzer.each_exact(places[..3].iter(), |_| again += 1);
        assert_eq!(again, 3);
    }

    #[test]
    fn more_words_than_are_remembered_are_analysed_alike() {
        let mut analyzer = Analyzer::new(Language::English);
        for number in 0..REMEMBERED + 10 {
            let terms = analyzer.terms(&format!("n{number}"));
            assert_eq!(terms.len(), 1);
            assert_eq!(*terms[0].form.exact, format!("n{number}"));
        }
        assert!(analyzer.pieces.len() <= REMEMBERED);
        assert_eq!(&*analyzer.terms("talks")[0].form.stem, "talk");
    }

    #[test]
    fn scripts_without_spaces_give_single_signs() {
        analyse("東京", "東@0 京@1");
    }

    #[test]
    fn variants_join_and_part() {
        let mut analyzer = Analyzer::new(Language::English);
        let shown = |variants: Vec<Vec<Form>>| -> Vec<String> {
            variants
                .iter()
                .map(|v| v.iter().map(|form| &*form.exact).collect::<Vec<_>>().join(" "))
                .collect()
        };
        assert_eq!(
            shown(analyzer.variants("co-operation deal")),
            ["co operation deal", "cooperation deal"]
        );
        assert_eq!(shown(analyzer.variants("don't")), ["dont"]);
        assert_eq!(shown(analyzer.variants("Güler")), ["guler"]);
        assert!(analyzer.variants("?!").is_empty());
    }

    #[test]
    fn a_typed_word_has_the_form_of_the_word_in_a_text() {
        for word in ["3.5", "1,000", "U.S.", "O’Neil", "Güler", "2024", "C++"] {
            let terms = Analyzer::new(Language::English).terms(word);
            let whole = terms.iter().find(|term| term.joined).or(terms.first());
            assert_eq!(whole.map(|term| &*term.form.exact), Some(&*word_form(word)), "{word}");
        }
    }

    #[test]
    fn a_long_word_is_cut_not_lost() {
        let word = "x".repeat(1000);
        let terms = Analyzer::new(Language::English).terms(&word);
        assert_eq!(terms.iter().map(|term| term.span.len()).sum::<usize>(), 1000);
    }
}

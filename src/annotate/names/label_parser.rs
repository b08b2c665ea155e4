//! Reads what may be the label of a turn.
//!
//! Whether the words are a name or a role is told by themselves and by what the article calls so
//! elsewhere; whether a label is one at all, by all of them together ([`super::labels`]).

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::label::{Found, Label, Speech, Stop, Who};
use super::lexicon::Senses;
use super::reader::Reader;
use super::script;
use super::split;
use crate::text::TokenKind;

/// Longest name or role in a label, in tokens.
const LONGEST: usize = 10;

/// Longest bracket in a label, and longest affiliation behind a comma, in tokens.
const LONGEST_ASIDE: usize = 14;

/// Reads single labels.
pub(super) struct Parser<'r, 's, 't> {
    /// What tells about single words.
    pub(super) reader: &'r Reader<'s, 't>,
    /// Initials of those whom the article names in full, in lower case.
    pub(super) initials: FxHashSet<String>,
    /// Words that are somebody's surname.
    pub(super) surnames: FxHashSet<&'r str>,
}

impl Parser<'_, '_, '_> {
    /// Whether token `i` is the first of a line.
    pub(super) fn opens_line(&self, i: usize) -> bool {
        let all = self.reader.tokens.all();
        i > 0 && self.reader.tokens.text()[all[i - 1].span.end..all[i].span.start].contains('\n')
    }

    /// Whether token `i` ends a sentence, or breaks one off.
    pub(super) fn is_closed(&self, i: usize) -> bool {
        const MARKS: [char; 15] =
            ['.', '!', '?', '…', ':', '”', '"', '’', '\'', ')', ']', '—', '–', '-', '*'];
        self.reader.tokens.word_at(i).ends_with(MARKS)
    }

    /// The possible label that begins at token `first` of a paragraph that ends at `end`.
    pub(super) fn label(&self, first: usize, end: usize) -> Option<Found> {
        let tokens = self.reader.tokens;
        let mut start = self.clock_end(first, end);
        // A transcript quoted as a whole has a mark before every label.
        while start < end
            && matches!(tokens.word_at(start), "“" | "\"" | "‘" | "'" | "*" | "**" | "_")
        {
            start += 1;
        }
        if let Some(letter) = self.letter(first, start, end) {
            return Some(letter);
        }
        if is_numbered(tokens.word_at(start)) {
            start += 1 + usize::from(self.reader.is_mark(start + 1, "."));
        }
        let mut base = start..self.base_end(start, end);
        if base.is_empty() {
            return None;
        }
        let upper = base.clone().all(|i| !is_small(tokens.word_at(i)))
            && base.clone().any(|i| self.reader.is_upper(i));
        let mut at = base.end;
        if self.reader.is_mark(at, ",") && upper {
            at = self.affiliation_end(at, end)?;
        }
        let mut brackets = Vec::new();
        while matches!(tokens.word_at(at), "(" | "[") {
            let close = (at + 1..end.min(at + LONGEST_ASIDE))
                .find(|&i| matches!(tokens.word_at(i), ")" | "]"))?;
            brackets.push(at + 1..close);
            at = close + 1;
        }
        let (speech, stop) = self.stop(at, end, &base, brackets.is_empty())?;
        if stop == Stop::Other {
            while self.reader.is_mark(base.end - 1, ".") {
                base.end -= 1;
            }
        }
        let label = self.called(first..speech, &base, &brackets)?;
        let key = match &label.who {
            Who::Name(name) => tokens.lower(name.end - 1),
            _ => tokens.lower(base.end - 1),
        };
        let found = Found {
            key: key.to_owned(),
            stop,
            sure: self.is_sure(&base, &label.who, upper),
            upper,
            // "The Grand: You will like it" shows no speaker; "The Herald: Why?" has others around.
            speech: match label.who {
                Who::Name(_) if tokens.lower(base.start) == "the" => Speech::Plain,
                _ => self.speech(speech, end),
            },
            label,
        };
        // A label alone on its line has its speech below.
        (speech < end || found.sure || found.label.who == Who::Note).then_some(found)
    }

    /// One past the time in front of a label, "[00:12:30]" or "00:12", if there is one.
    fn clock_end(&self, first: usize, end: usize) -> usize {
        const LONGEST: usize = 8;
        let tokens = self.reader.tokens;
        let open = usize::from(matches!(tokens.word_at(first), "[" | "("));
        let digits = |i: &usize| {
            tokens.kind(*i) == Some(TokenKind::Number)
                || self.reader.is_mark(*i, ":") && self.reader.is_glued(*i)
        };
        let last = (first + open..end.min(first + LONGEST)).take_while(digits).last();
        let close = last.map_or(first, |last| last + 1);
        let closed = open == 0 || matches!(tokens.word_at(close), "]" | ")");
        if last.is_some_and(|last| last > first + open) && closed { close + open } else { first }
    }

    /// "Q." or "A."; some write "Q: …", some "Q Will you resign?".
    fn letter(&self, first: usize, at: usize, end: usize) -> Option<Found> {
        let tokens = self.reader.tokens;
        let word = tokens.word_at(at);
        let colon = self.reader.is_mark(at + 1, ":");
        let bare = word == "Q" && tokens.is_capitalised(at + 1);
        let letter = matches!(word, "Q." | "A." | "Q" | "A");
        let speech = at + 1 + usize::from(colon);
        if !letter || !(word.ends_with('.') || colon || bare) || speech >= end {
            return None;
        }
        let who = if word.starts_with('Q') { Who::Question } else { Who::Answer };
        Some(Found {
            key: word[..1].to_lowercase(),
            stop: Stop::Colon,
            sure: true,
            upper: true,
            speech: Speech::Talk,
            label: Label { tokens: first..speech, words: at..at + 1, from: at, who, office: None },
        })
    }

    /// One past the name or role that begins at `start`.
    fn base_end(&self, start: usize, end: usize) -> usize {
        let tokens = self.reader.tokens;
        let mut at = start;
        while at < end.min(start + LONGEST) {
            let word = tokens.lower(at);
            let joint = at > start
                && (matches!(word, "of" | "for" | "the" | "and" | "&")
                    || tokens.kind(at) == Some(TokenKind::Number));
            let point = at > start && word == "." && self.is_abbreviated(at - 1);
            let particle = self.reader.senses(at).has(Senses::PARTICLE);
            if !(tokens.is_capitalised(at) || joint || point || particle) {
                break;
            }
            at += 1;
        }
        at
    }

    /// Whether the full stop behind token `i` stands within a label: "MR. ROE", "J. ROE".
    fn is_abbreviated(&self, i: usize) -> bool {
        let word = self.reader.tokens.lower(i);
        self.reader.senses(i).has(Senses::ABBREVIATED.with(Senses::SUFFIX))
            || script::is_honorific(word)
            || word.chars().count() == 1
    }

    /// One past the affiliation whose comma is token `comma`: "JANE ROE, RADIO SELM: …".
    fn affiliation_end(&self, comma: usize, end: usize) -> Option<usize> {
        let tokens = self.reader.tokens;
        let reach = end.min(comma + LONGEST_ASIDE);
        let close = (comma + 1..reach)
            .find(|&i| matches!(tokens.word_at(i), ":" | "(" | "[") && i > comma + 1)?;
        let plain = (comma + 1..close).all(|i| {
            tokens.kind(i) != Some(TokenKind::Mark) && !is_small(tokens.word_at(i))
                || matches!(tokens.lower(i), "of" | "for" | "the" | "and" | "&" | "," | "-" | ".")
        });
        plain.then_some(close)
    }

    /// One past the end of a label whose words end at `at`, and what ends it.
    fn stop(
        &self,
        at: usize,
        end: usize,
        base: &Range<usize>,
        plain: bool,
    ) -> Option<(usize, Stop)> {
        let tokens = self.reader.tokens;
        let emphasis = |i: usize| usize::from(matches!(tokens.word_at(i), "*" | "**" | "_"));
        let colon = at + emphasis(at);
        if self.reader.is_mark(colon, ":") {
            let speech = colon + 1 + emphasis(colon + 1);
            // "Luke 3:16", "Malmo: 12"
            let counted = tokens.kind(speech) == Some(TokenKind::Number)
                && (self.reader.is_glued(speech) || speech + 2 >= end);
            return (!counted).then_some((speech, Stop::Colon));
        }
        let is_dash = |i: usize| matches!(tokens.word_at(i), "—" | "–" | "--" | "―");
        // "Eva Lind (Ind.). – Madam President, …"
        if self.reader.is_mark(at, ".") && is_dash(at + 1) && at + 2 < end {
            return tokens.is_capitalised(at + 2).then_some((at + 2, Stop::Other));
        }
        let titled = base.len() > 1
            && (self.reader.senses(base.start).has(Senses::ADDRESS)
                || tokens.lower(base.start) == "the");
        let capitals = (base.start + 1..base.end).all(|i| {
            self.reader.is_upper(i) || self.reader.is_mark(i, ".") || tokens.lower(i) == "of"
        });
        let dash = is_dash(at) && titled;
        let point = self.reader.is_mark(at, ".") && titled && capitals;
        (plain && (dash || point) && tokens.is_capitalised(at + 1) && at + 1 < end)
            .then_some((at + 1, Stop::Other))
    }

    /// The label of these tokens, whose words are `base`.
    fn called(
        &self,
        all: Range<usize>,
        base: &Range<usize>,
        brackets: &[Range<usize>],
    ) -> Option<Label> {
        let plain = |who: Who| {
            Some(Label {
                tokens: all.clone(),
                words: base.clone(),
                from: base.start,
                who,
                office: None,
            })
        };
        let tokens = self.reader.tokens;
        let senses = self.reader.senses(base.start);
        let dated = senses.has(Senses::CALENDAR) && !senses.has(Senses::FORENAME);
        let word = base.len() == 1 && senses.has(Senses::ORDINARY) && !senses.has(Senses::FORENAME);
        let (first, last) = (tokens.lower(base.start), tokens.lower(base.end - 1));
        let capitals = self.reader.is_upper(base.start);
        // "BY MS. ROE:" tells who asks from here on.
        if script::is_note(first) || first == "by" && capitals {
            return plain(Who::Note);
        }
        if script::is_group(last) || matches!(first, "all" | "several") {
            return plain(Who::Group);
        }
        if dated || word || script::is_item(first) {
            return None;
        }
        if base.len() == 1 && capitals && self.initials.contains(first) {
            return plain(Who::Initials);
        }
        if self.is_role(base) {
            let named = brackets.iter().find_map(|bracket| {
                let (from, name) = self.bracketed_name(bracket)?;
                let words = base.start..bracket.end + 1;
                let (who, office) = (Who::Name(name), Some(base.clone()));
                Some(Label { tokens: all.clone(), words, from, who, office })
            });
            return named.or_else(|| plain(Who::Role));
        }
        let (from, name) = self.name(base)?;
        let office = brackets
            .iter()
            .find(|bracket| self.reader.senses(bracket.start).has(Senses::OFFICE))
            .cloned();
        let who = Who::Name(name);
        Some(Label { tokens: all, words: base.clone(), from, who, office })
    }

    /// The name that a bracket behind a role holds: "CLIP (Roe)", "The Speaker (Sir JOHN ROE)".
    fn bracketed_name(&self, bracket: &Range<usize>) -> Option<(usize, Range<usize>)> {
        let tokens = self.reader.tokens;
        let all = bracket.clone().all(|i| {
            tokens.is_capitalised(i)
                || self.reader.is_mark(i, ".")
                || self.reader.senses(i).has(Senses::PARTICLE)
        });
        if bracket.is_empty() || !all || script::is_manner(tokens.lower(bracket.start)) {
            return None;
        }
        self.name(bracket)
    }

    /// Where the title begins and the name in some words, which honorifics may precede.
    fn name(&self, words: &Range<usize>) -> Option<(usize, Range<usize>)> {
        let mut from = words.start;
        from += usize::from(script::is_honorific(self.reader.tokens.lower(from)));
        from += usize::from(self.reader.is_mark(from, "."));
        let name = split::split(self.reader, from..words.end).pop()?.name;
        Some((from, name))
    }

    /// Whether a label's words are a role: all go with offices, or an office is over something.
    fn is_role(&self, base: &Range<usize>) -> bool {
        let tokens = self.reader.tokens;
        if base.len() == 1 {
            return self.is_single_role(base.start);
        }
        let part = Senses::OFFICE
            .with(Senses::ADDRESS)
            .with(Senses::OF_OFFICE)
            .with(Senses::RELATION)
            .with(Senses::PORTFOLIO)
            .with(Senses::ORDINARY)
            .with(Senses::PEOPLE);
        let words = base.clone().filter(|&i| tokens.kind(i) != Some(TokenKind::Mark));
        let office = |i: usize| {
            self.reader.senses(i).has(Senses::OFFICE.with(Senses::RELATION))
                || script::is_role(tokens.lower(i))
        };
        let over = base
            .clone()
            .find(|&i| matches!(tokens.lower(i), "of" | "for"))
            .is_some_and(|of| of > base.start && office(of - 1));
        let all = words.clone().all(|i| {
            let forename = self.reader.senses(i).has(Senses::FORENAME) && !office(i);
            tokens.kind(i) == Some(TokenKind::Number)
                || script::is_role(tokens.lower(i))
                || self.reader.senses(i).has(part) && !forename
        });
        over || all && words.clone().any(office) && !self.is_surname(base.end - 1)
    }

    /// Whether a word alone is a role: "CHAIR", "PLUMBER" where the article tells of plumbers.
    fn is_single_role(&self, i: usize) -> bool {
        let lower = self.reader.tokens.lower(i);
        if self.is_surname(i) {
            return false;
        }
        let senses = self.reader.senses(i);
        if senses.has(Senses::FORENAME) {
            return script::is_role(lower)
                || senses.has(Senses::OFFICE) && self.reader.is_common(i);
        }
        script::is_role(lower)
            || senses.has(Senses::OFFICE.with(Senses::RELATION))
            || self.reader.is_common(i)
            || self.reader.has_common(&format!("{lower}s"))
    }

    fn is_surname(&self, i: usize) -> bool {
        self.surnames.contains(self.reader.tokens.lower(i))
    }

    /// Whether the words of a label alone show that somebody is meant.
    fn is_sure(&self, base: &Range<usize>, who: &Who, upper: bool) -> bool {
        let tokens = self.reader.tokens;
        match who {
            Who::Name(name) => {
                let senses = self.reader.senses(name.start);
                let place = senses.has(Senses::PLACE.with(Senses::KNOWN_BODY));
                let title = name.start > base.start || !base.contains(&name.start);
                title
                    || senses.has(Senses::FORENAME) && !self.reader.is_common(name.start)
                    || self.is_surname(name.end - 1)
                    || upper && !place && !self.reader.is_common(name.end - 1)
            }
            Who::Role => {
                upper
                    || tokens.lower(base.start) == "the"
                    || base.clone().any(|i| {
                        script::is_role(tokens.lower(i))
                            || self.reader.senses(i).has(Senses::OFFICE)
                    })
            }
            Who::Group => upper,
            Who::Question | Who::Answer | Who::Initials => true,
            Who::Note => false,
        }
    }

    /// What the tokens of a speech are.
    fn speech(&self, speech: usize, end: usize) -> Speech {
        const REACH: usize = 80;
        let tokens = self.reader.tokens;
        let talk = |i: usize| {
            matches!(
                tokens.lower(i),
                "?" | "i" | "we" | "you" | "my" | "our" | "your" | "me" | "us"
            )
        };
        if matches!(tokens.word_at(speech), "“" | "\"" | "‘" | "«") {
            Speech::Quoted
        } else if (speech..end.min(speech + REACH)).any(talk) {
            Speech::Talk
        } else {
            Speech::Plain
        }
    }
}

/// Whether a word numbers a question of oral evidence: "Q17".
fn is_numbered(word: &str) -> bool {
    word.strip_prefix('Q').is_some_and(|number| {
        !number.is_empty() && number.len() < 5 && number.bytes().all(|b| b.is_ascii_digit())
    })
}

/// Whether a word has a small letter, but for the "c" of `McDONALD`.
fn is_small(word: &str) -> bool {
    let small = word.chars().filter(|c| c.is_lowercase()).count();
    small > 0 && word.chars().filter(|c| c.is_uppercase()).count() <= small
}

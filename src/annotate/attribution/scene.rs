//! What all rules read: the story with its quotations, word classes and units.

use std::ops::Range;

use super::weights::Weights;
use super::word::Class;
use crate::annotate::NameKind;
use crate::annotate::cue::{self, Form};
use crate::annotate::names::{Cast, Named};
use crate::annotate::quotation::Quotations;
use crate::annotate::story::Story;
use crate::text::{TokenKind, Tokens};

/// A sentence, or several that one quotation joins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// Index of its paragraph.
    pub(super) paragraph: usize,
}

/// A story made ready for the rules.
#[derive(Debug)]
pub(super) struct Scene<'a> {
    pub(super) story: &'a Story<'a>,
    pub(super) cast: &'a Cast,
    pub(super) quotations: Quotations,
    /// In text order, without overlaps.
    pub(super) units: Vec<Unit>,
    pub(super) weights: &'a Weights,
    classes: Vec<Class>,
}

impl<'a> Scene<'a> {
    /// Reads quotations, classes and units.
    pub(super) fn new(story: &'a Story<'a>, cast: &'a Cast) -> Self {
        Self::weighed(story, cast, Weights::shipped())
    }

    /// The same with other weights than those shipped.
    pub(super) fn weighed(story: &'a Story<'a>, cast: &'a Cast, weights: &'a Weights) -> Self {
        let quotations = Quotations::read(story);
        let classes = (0..story.tokens.len()).map(|i| class_of(story, cast, i)).collect();
        let units = units(story, cast, &quotations);
        Self { story, cast, quotations, units, weights, classes }
    }

    /// The tokens of the body.
    pub(super) fn tokens(&self) -> &'a Tokens<'a> {
        &self.story.tokens
    }

    /// Token `i` in lower case; empty beyond the last.
    pub(super) fn lower(&self, i: usize) -> &'a str {
        self.story.tokens.lower(i)
    }

    /// Whether token `i` has one of these classes.
    pub(super) fn is(&self, i: usize, class: Class) -> bool {
        self.classes.get(i).is_some_and(|found| found.is(class))
    }

    /// Whether token `i` is a word or number, or stands for one as "%" does.
    pub(super) fn is_word(&self, i: usize) -> bool {
        match self.tokens().kind(i) {
            Some(TokenKind::Word | TokenKind::Number) => true,
            Some(TokenKind::Mark) => self.lower(i) == "%",
            _ => false,
        }
    }

    /// Whether token `i` is punctuation.
    pub(super) fn is_mark(&self, i: usize) -> bool {
        self.tokens().kind(i) == Some(TokenKind::Mark) && self.lower(i) != "%"
    }

    /// Whether token `i` is a comma.
    pub(super) fn is_comma(&self, i: usize) -> bool {
        self.lower(i) == ","
    }

    /// Whether token `i` is a dash between phrases.
    pub(super) fn is_dash(&self, i: usize) -> bool {
        matches!(self.lower(i), "—" | "–" | "--" | "---" | "-" | "―")
    }

    /// Whether token `i` ends a sentence.
    pub(super) fn is_stop(&self, i: usize) -> bool {
        matches!(self.lower(i), "." | "!" | "?" | "…" | "..." | "....")
    }

    /// Whether token `i` is "'s" or "'" of a possessive.
    pub(super) fn is_genitive(&self, i: usize) -> bool {
        self.tokens().kind(i) == Some(TokenKind::Clitic) && matches!(self.lower(i), "'s" | "'")
    }

    /// Whether the tokens from `i` on are `words`, in lower case.
    pub(super) fn reads(&self, i: usize, words: &[&str]) -> bool {
        words.iter().enumerate().all(|(k, word)| self.lower(i + k) == *word)
    }

    /// The name that holds token `i`, without its title.
    pub(super) fn named_at(&self, i: usize) -> Option<&'a Named> {
        self.cast.named_at(i)
    }

    /// The end of the name that begins at token `i`, its title included, if one does.
    pub(super) fn name_end(&self, i: usize) -> Option<usize> {
        let mentions = self.cast.mentions();
        let at = mentions.partition_point(|named| named.tokens.end <= i);
        mentions.get(at).filter(|named| named.from <= i).map(|named| named.tokens.end)
    }

    /// Letters and digits of some tokens.
    pub(super) fn weight(&self, range: Range<usize>) -> usize {
        range
            .filter(|i| !self.is_mark(*i))
            .map(|i| self.tokens().word_at(i).chars().filter(|c| c.is_alphanumeric()).count())
            .sum()
    }
}

/// The classes of token `i`; a word of a person's name has none ("Karen Jolly", "Will Holm"), and
/// "May" within a sentence is the month.
fn class_of(story: &Story<'_>, cast: &Cast, i: usize) -> Class {
    let named = cast.named_at(i).and_then(|named| cast.entities().get(named.entity));
    if named.is_some_and(|entity| entity.kind == NameKind::Person) {
        return Class::default();
    }
    let word = story.tokens.lower(i);
    let inside = i > 0 && story.tokens.kind(i - 1) == Some(TokenKind::Word);
    if word == "may" && inside && story.tokens.is_capitalised(i) {
        return Class::TIME;
    }
    Class::of(word)
}

/// Sentences, joined where a quotation runs over their end, without the labels of turns.
fn units(story: &Story<'_>, cast: &Cast, quotations: &Quotations) -> Vec<Unit> {
    let mut out: Vec<Unit> = Vec::new();
    for (paragraph, cut) in story.paragraphs.iter().enumerate() {
        let mut open: Option<Range<usize>> = None;
        for (number, sentence) in cut.sentences.iter().enumerate() {
            let joined = open.take().map_or(sentence.start, |before| before.start);
            let runs_on = quotations.at(sentence.end).is_some_and(|quotation| {
                quotation.outer.start < sentence.end && quotation.outer.end > sentence.end
            });
            let spoken = cut
                .sentences
                .get(number + 1)
                .is_some_and(|next| is_said(story, quotations, sentence, next));
            if (runs_on || spoken) && sentence.end < cut.tokens.end {
                open = Some(joined..sentence.end);
            } else {
                out.push(Unit { tokens: joined..sentence.end, paragraph });
            }
        }
        if let Some(rest) = open {
            out.push(Unit { tokens: rest, paragraph });
        }
    }
    for unit in &mut out {
        while let Some(label) = cast.label_at(unit.tokens.start).filter(|_| !unit.tokens.is_empty())
        {
            unit.tokens.start = label.tokens.end.min(unit.tokens.end);
        }
    }
    out.retain(|unit| !unit.tokens.is_empty());
    out
}

/// Whether a sentence is the source and cue of the quoted question or exclamation that ends the
/// sentence before it: "“Who?” Smith asked."
fn is_said(
    story: &Story<'_>,
    quotations: &Quotations,
    before: &Range<usize>,
    sentence: &Range<usize>,
) -> bool {
    const REACH: usize = 9;
    let Some(mark) = before.end.checked_sub(2).filter(|mark| *mark > before.start) else {
        return false;
    };
    // "“He asked, ‘Who?’” Smith said."
    let mark = (before.start..=mark)
        .rev()
        .find(|i| !matches!(story.tokens.lower(*i), "’" | "'" | "”" | "\""))
        .unwrap_or(mark);
    let closed = quotations.closing_at(before.end - 1).is_some();
    let question = matches!(story.tokens.lower(mark), "?" | "!" | "…" | "...");
    if !closed || !(question || story.tokens.lower(mark) == ".") {
        return false;
    }
    let reach = sentence.start..sentence.end.min(sentence.start + REACH);
    let cue = reach.clone().find(|i| {
        cue::verb_senses(story.tokens.lower(*i))
            .iter()
            .any(|(cue, form)| cue.frames.quote() && matches!(form, Form::Past | Form::Third))
    });
    let Some(cue) = cue else { return false };
    let plain = (sentence.start..cue)
        .all(|i| !quotations.covers(i) && !matches!(story.tokens.lower(i), "," | ":" | "that"));
    let behind = story.tokens.lower(cue + 1);
    // Behind a full stop only a bare "Smith said." is no sentence of its own.
    let opens = if question {
        matches!(behind, "that" | "the" | "he" | "she" | "it" | "they" | ":")
    } else {
        behind != "."
    };
    plain && !opens && !quotations.covers(cue + 1)
}

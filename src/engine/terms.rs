//! Terms made by `text/` on their way into an index.
//!
//! A run of terms is handed over as one string that an engine only splits, so every engine sees
//! exactly the terms and positions that the analyzer made.

use std::collections::BTreeSet;

use crate::hit::Person;
use crate::span::Span;
use crate::text::{Analyzer, Term};

/// The term behind it stands at the next position.
pub(super) const NEXT: char = ' ';

/// The term behind it stands at the position of the term before.
pub(super) const SAME: char = '\u{1}';

/// The term behind it begins a run that no phrase reaches from the run before.
pub(super) const APART: char = '\u{2}';

/// Writes terms for the tokenizer. Terms hold no white space and no control characters.
#[derive(Debug, Default)]
pub(super) struct TermText {
    text: String,
    last: Option<u32>,
    terms: u32,
}

impl TermText {
    /// An empty one with room for so many bytes.
    pub(super) fn with_room(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ..Self::default() }
    }

    /// Adds a term at `position` of the current run; positions do not fall within a run.
    pub(super) fn push(&mut self, term: &str, position: u32) {
        if term.is_empty() {
            return;
        }
        match self.last {
            None if self.text.is_empty() => {}
            None => self.text.push(APART),
            Some(last) if last == position => self.text.push(SAME),
            Some(_) => self.text.push(NEXT),
        }
        self.last = Some(position);
        self.terms = self.terms.saturating_add(1);
        self.text.push_str(term);
    }

    /// Ends the current run.
    pub(super) fn end_run(&mut self) {
        self.last = None;
    }

    /// Number of terms.
    pub(super) fn terms(&self) -> u32 {
        self.terms
    }

    /// The runs, each a string of its own.
    pub(super) fn runs(&self) -> Vec<&str> {
        self.text.split(APART).filter(|run| !run.is_empty()).collect()
    }

    /// The string; `None` when there is no term.
    pub(super) fn finish(self) -> Option<String> {
        (!self.text.is_empty()).then_some(self.text)
    }
}

/// The words whose bytes lie within the spans; `start` is the passage's place in the body.
pub(super) fn words_of(spans: &[Span], words: &[Term], start: usize) -> Vec<Term> {
    words
        .iter()
        .filter(|word| spans.iter().any(|span| span.contains(word.span.shifted(start))))
        .cloned()
        .collect()
}

/// The stems of some runs of words.
pub(super) fn stems(runs: &[&[Term]]) -> TermText {
    let mut text = TermText::default();
    for run in runs {
        for word in *run {
            text.push(&word.form.stem, word.position);
        }
        text.end_run();
    }
    text
}

/// The words under which somebody in the list of names is found: those of the name and its aliases.
pub(super) fn name_words(person: &Person, analyzer: &mut Analyzer) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = BTreeSet::new();
    for name in std::iter::once(&person.label).chain(&person.aliases) {
        words.extend(crate::facet::words(name));
        words.extend(analyzer.terms(name).into_iter().map(|word| word.form.exact.to_string()));
    }
    words
}

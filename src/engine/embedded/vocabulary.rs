//! The words and values that passages hold, from the dictionaries of terms.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{SegmentReader, Term};

use super::engine_error;
use super::searcher::EmbeddedEngine;
use super::statistics::documents;
use crate::engine::WordCount;
use crate::engine::facets::RESERVED;
use crate::error::Result;
use crate::text::{Form, within_edits};

impl EmbeddedEngine {
    /// Whether the form stands in the text, headline or section of a passage, stemmed or, in
    /// languages that are not, as it is.
    pub(super) fn knows(&self, form: &Form) -> Result<bool> {
        let fields = self.fields();
        for reader in self.searcher().segment_readers() {
            for field in [fields.text, fields.head] {
                let index = reader.inverted_index(field).map_err(engine_error)?;
                for word in [&form.stem, &form.exact] {
                    let term = Term::from_field_text(field, word);
                    let info = index.get_term_info(&term).map_err(|e| engine_error(e.into()))?;
                    if let Some(info) = info
                        && left(reader, field, &info)? > 0
                    {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// The words of passages at most `edits` edits from this one.
    pub(super) fn read_words_near(&self, word: &str, edits: u8) -> Result<Vec<WordCount>> {
        let field = self.fields().text_exact;
        let near = FuzzyTermQuery::new(Term::from_field_text(field, word), edits, true);
        let automaton = near.automaton().map_err(engine_error)?;
        let mut counts = BTreeMap::new();
        for reader in self.searcher().segment_readers() {
            let index = reader.inverted_index(field).map_err(engine_error)?;
            let stream = index.terms().search(&automaton).into_stream();
            let mut terms = stream.map_err(|error| engine_error(error.into()))?;
            while let Some((term, info)) = terms.next() {
                add(&mut counts, term, left(reader, field, info)?);
            }
        }
        Ok(word_counts(counts))
    }

    /// The most frequent words of passages that begin with this one.
    pub(super) fn read_words_beginning(&self, word: &str, limit: usize) -> Result<Vec<WordCount>> {
        let mut counts = BTreeMap::new();
        let field = self.fields().text_exact;
        self.each_beginning(field, word, |term, reader, info| {
            add(&mut counts, term, left(reader, field, info)?);
            Ok(())
        })?;
        let mut words = word_counts(counts);
        words.sort_by(|a, b| (b.passages, &a.word).cmp(&(a.passages, &b.word)));
        words.truncate(limit);
        Ok(words)
    }

    /// The words in the list of names that begin with this one, or of which a part does.
    pub(super) fn name_words_beginning(&self, word: &str) -> Result<BTreeSet<String>> {
        self.name_words(|other| {
            other.starts_with(word) || other.split('-').any(|part| part.starts_with(word))
        })
    }

    /// The values of a facet with the passages that have them.
    pub(super) fn read_value_counts(&self, field: Field) -> Result<Vec<(String, u64)>> {
        let mut counts = BTreeMap::new();
        self.each_beginning(field, "", |term, reader, info| {
            if !term.starts_with(RESERVED.to_string().as_bytes()) {
                add(&mut counts, term, left(reader, field, info)?);
            }
            Ok(())
        })?;
        Ok(counts.into_iter().collect())
    }

    /// Calls `each` with every term of a field that begins so, segment by segment.
    fn each_beginning(
        &self,
        field: Field,
        beginning: &str,
        mut each: impl FnMut(&[u8], &SegmentReader, &TermInfo) -> Result<()>,
    ) -> Result<()> {
        for reader in self.searcher().segment_readers() {
            let index = reader.inverted_index(field).map_err(engine_error)?;
            let stream = index.terms().range().ge(beginning).into_stream();
            let mut terms = stream.map_err(|error| engine_error(error.into()))?;
            while let Some((term, info)) = terms.next() {
                if !term.starts_with(beginning.as_bytes()) {
                    break;
                }
                each(term, reader, info)?;
            }
        }
        Ok(())
    }

    /// The words in the list of names that are, or of which a part is, at most `edits` edits from
    /// this one.
    pub(super) fn name_words_near(&self, word: &str, edits: u8) -> Result<BTreeSet<String>> {
        let near = |other: &str| within_edits(word, other, edits.into());
        self.name_words(|other| {
            near(other)
                || (other.contains('-')
                    && (other.split('-').any(near) || near(&other.replace('-', ""))))
        })
    }

    /// The words in the list of names that `wanted` wants. It is asked of all: some thousands.
    fn name_words(&self, wanted: impl Fn(&str) -> bool) -> Result<BTreeSet<String>> {
        let mut out = BTreeSet::new();
        self.each_beginning(self.fields().name_words, "", |term, _, _| {
            let term = String::from_utf8_lossy(term);
            if wanted(&term) {
                out.insert(term.into_owned());
            }
            Ok(())
        })?;
        Ok(out)
    }
}

/// The records with a term that were not replaced or removed.
fn left(reader: &SegmentReader, field: Field, info: &TermInfo) -> Result<u64> {
    documents(reader, field, info).map_err(engine_error)
}

/// Adds to the count of a term.
fn add(counts: &mut BTreeMap<String, u64>, term: &[u8], count: u64) {
    if count > 0 {
        *counts.entry(String::from_utf8_lossy(term).into_owned()).or_default() += count;
    }
}

fn word_counts(counts: BTreeMap<String, u64>) -> Vec<WordCount> {
    counts.into_iter().map(|(word, passages)| WordCount { word, passages }).collect()
}

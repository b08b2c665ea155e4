//! The words that passages hold, from the dictionaries of terms.

use std::collections::{BTreeMap, BTreeSet};

use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet as _, InvertedIndexReader, SegmentReader, TERMINATED, Term};

use super::engine_error;
use super::searcher::EmbeddedEngine;
use crate::engine::WordCount;
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
                        && standing(reader, &index, &info)? > 0
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
                add(&mut counts, term, standing(reader, &index, info)?);
            }
        }
        Ok(word_counts(counts))
    }

    /// The words in the list of names that are, or of which a part is, at most `edits` edits from
    /// this one. Reads all of them: some thousands.
    pub(super) fn name_words_near(&self, word: &str, edits: u8) -> Result<BTreeSet<String>> {
        let near = |other: &str| within_edits(word, other, edits.into());
        let mut out = BTreeSet::new();
        for reader in self.searcher().segment_readers() {
            let index = reader.inverted_index(self.fields().name_words).map_err(engine_error)?;
            let stream = index.terms().stream();
            let mut terms = stream.map_err(|error| engine_error(error.into()))?;
            while terms.advance() {
                let term = String::from_utf8_lossy(terms.key());
                let compound = term.contains('-');
                if near(&term)
                    || (compound && (term.split('-').any(near) || near(&term.replace('-', ""))))
                {
                    out.insert(term.into_owned());
                }
            }
        }
        Ok(out)
    }
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

/// Records with a term that were not replaced or removed. Constant where nothing was; else in
/// the length of the term's list of records.
fn standing(reader: &SegmentReader, index: &InvertedIndexReader, info: &TermInfo) -> Result<u64> {
    let Some(alive) = reader.alive_bitset() else { return Ok(info.doc_freq.into()) };
    let mut postings = index
        .read_postings_from_terminfo(info, IndexRecordOption::Basic)
        .map_err(|error| engine_error(error.into()))?;
    let mut count = 0;
    while postings.doc() != TERMINATED {
        count += u64::from(alive.is_alive(postings.doc()));
        postings.advance();
    }
    Ok(count)
}

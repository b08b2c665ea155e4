//! BM25 statistics over passages alone; the other kinds of records do not count.

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

/// Collection statistics as Lucene takes them: documents that have the field.
pub(super) struct PassageStatistics<'s> {
    pub(super) searcher: &'s Searcher,
    /// Passages of the index, deleted ones that still stand in a segment included, as in the
    /// engine's own document frequencies.
    pub(super) passages: u64,
}

impl Bm25StatisticsProvider for PassageStatistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.searcher.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.passages.max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        // A passage may hold several said-records; no frequency may exceed the total.
        Ok(self.searcher.doc_freq(term)?.min(self.passages.max(1)))
    }
}

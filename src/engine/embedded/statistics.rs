//! BM25 statistics over records of one kind; the other kinds do not count.

use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader, Term};

use super::schema::kind;

/// Collection statistics as Lucene takes them: documents that have the field.
///
/// What was deleted stands in its segment until that is merged. Each segment counts by the share
/// of its records that are left, so that scores do not drift when articles are replaced.
pub(super) struct Statistics<'s> {
    searcher: &'s Searcher,
    /// Records of the kind.
    total: u64,
}

impl<'s> Statistics<'s> {
    /// Of passages.
    pub(super) fn of_passages(searcher: &'s Searcher, kind: Field) -> tantivy::Result<Self> {
        Self::of(searcher, kind, kind::PASSAGE)
    }

    /// Of whole articles.
    pub(super) fn of_articles(searcher: &'s Searcher, kind: Field) -> tantivy::Result<Self> {
        Self::of(searcher, kind, kind::ARTICLE)
    }

    fn of(searcher: &'s Searcher, field: Field, kind: &str) -> tantivy::Result<Self> {
        let mut statistics = Self { searcher, total: u64::MAX };
        statistics.total = statistics.doc_freq(&Term::from_field_text(field, kind))?.max(1);
        Ok(statistics)
    }

    fn sum(&self, of: impl Fn(&SegmentReader) -> tantivy::Result<u64>) -> tantivy::Result<u64> {
        let mut sum = Left::default();
        for reader in self.searcher.segment_readers() {
            sum.add(reader, of(reader)?);
        }
        Ok(sum.total())
    }
}

/// A count over segments from which deleted records are taken off evenly.
#[derive(Debug, Default)]
pub(super) struct Left(f64);

impl Left {
    /// Adds what a segment counts, deleted records included.
    #[expect(clippy::cast_precision_loss, reason = "counts of records are far below 2^52")]
    pub(super) fn add(&mut self, reader: &SegmentReader, count: u64) {
        let share = f64::from(reader.num_docs()) / f64::from(reader.max_doc().max(1));
        self.0 += count as f64 * share;
    }

    /// The count, rounded.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a sum of counts, each at least 0"
    )]
    pub(super) fn total(&self) -> u64 {
        self.0.round() as u64
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.sum(|reader| Ok(reader.inverted_index(field)?.total_num_tokens()))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.total)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let found =
            self.sum(|reader| Ok(u64::from(reader.inverted_index(term.field())?.doc_freq(term)?)))?;
        // A passage may hold several said-records; no frequency may exceed the total.
        Ok(found.min(self.total))
    }
}

//! BM25 statistics over records of one kind; the other kinds do not count.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::index::SegmentId;
use tantivy::postings::TermInfo;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, SegmentReader, Term};

use super::schema::kind;

/// Collection statistics as Lucene takes them, but for records that were deleted: they stand in
/// their segment until that is merged, and would count on. So documents are counted one by one in
/// segments with deleted ones, and lengths by the share of records that is left; scores
/// hardly drift when articles are replaced.
pub(super) struct Statistics<'s> {
    searcher: &'s Searcher,
    /// Of each segment, the share of records of the kind that are left.
    shares: Vec<f64>,
    /// Records of the kind.
    total: u64,
}

impl<'s> Statistics<'s> {
    /// Of passages.
    pub(super) fn of_passages(
        searcher: &'s Searcher,
        shares: &Shares,
        kind: Field,
    ) -> tantivy::Result<Self> {
        Self::of(searcher, shares, &Term::from_field_text(kind, kind::PASSAGE))
    }

    /// Of whole articles.
    pub(super) fn of_articles(
        searcher: &'s Searcher,
        shares: &Shares,
        kind: Field,
    ) -> tantivy::Result<Self> {
        Self::of(searcher, shares, &Term::from_field_text(kind, kind::ARTICLE))
    }

    fn of(searcher: &'s Searcher, shares: &Shares, kind: &Term) -> tantivy::Result<Self> {
        let readers = searcher.segment_readers().iter();
        let shares =
            readers.map(|reader| shares.of(reader, kind)).collect::<tantivy::Result<_>>()?;
        let mut statistics = Self { searcher, shares, total: u64::MAX };
        statistics.total = statistics.doc_freq(kind)?.max(1);
        Ok(statistics)
    }

    /// Records of the kind.
    pub(super) fn total(&self) -> u64 {
        self.total
    }
}

/// The documents with a term that are left.
pub(super) fn documents(
    reader: &SegmentReader,
    field: Field,
    info: &TermInfo,
) -> tantivy::Result<u64> {
    let Some(alive) = reader.alive_bitset() else { return Ok(u64::from(info.doc_freq)) };
    let index = reader.inverted_index(field)?;
    let postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    Ok(u64::from(postings.doc_freq_given_deletes(alive)))
}

/// How many records of a kind are left in segments with deleted ones, once it was counted.
#[derive(Debug, Default)]
pub(super) struct Shares(Mutex<FxHashMap<(SegmentId, u32, Term), f64>>);

impl Shares {
    fn of(&self, reader: &SegmentReader, kind: &Term) -> tantivy::Result<f64> {
        let Some(alive) = reader.alive_bitset() else { return Ok(1.0) };
        let key = (reader.segment_id(), reader.num_docs(), kind.clone());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(share) = known.get(&key) {
            return Ok(*share);
        }
        let index = reader.inverted_index(kind.field())?;
        let records = index.read_postings(kind, IndexRecordOption::Basic)?;
        let share = records.map_or(0.0, |records| {
            f64::from(records.doc_freq_given_deletes(alive)) / f64::from(records.doc_freq().max(1))
        });
        known.insert(key, share);
        Ok(share)
    }
}

impl Bm25StatisticsProvider for Statistics<'_> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "numbers of words are far below 2^52, and none is below 0"
    )]
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        let mut left = 0.0;
        for (reader, share) in self.searcher.segment_readers().iter().zip(&self.shares) {
            left += share * reader.inverted_index(field)?.total_num_tokens() as f64;
        }
        Ok(left.round() as u64)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.total)
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut found = 0;
        for reader in self.searcher.segment_readers() {
            let info = reader.inverted_index(term.field())?.get_term_info(term)?;
            found += info.map_or(Ok(0), |info| documents(reader, term.field(), &info))?;
        }
        // A passage may hold several said-records; no frequency may exceed the total.
        Ok(found.min(self.total))
    }
}

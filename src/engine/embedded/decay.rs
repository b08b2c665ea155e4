//! What the date of a hit does to its score, where newer articles are to count more.

use jiff::civil::Date;
use tantivy::{Score, Searcher};

use super::columns::OpenColumns;
use crate::facet::DayRange;
use crate::query::Recency;

/// A factor for each publication date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Decay {
    recency: Recency,
    /// The newest publication date of the index.
    newest: Option<Date>,
}

impl Decay {
    pub(super) fn new(
        recency: Recency,
        searcher: &Searcher,
        columns: &OpenColumns,
    ) -> tantivy::Result<Self> {
        let mut newest = 0;
        for reader in searcher.segment_readers() {
            let published = columns.of(reader)?.published;
            let last = if reader.has_deletes() {
                // The column still knows the dates of articles that are gone.
                reader.doc_ids_alive().filter_map(|doc| published.first(doc)).max()
            } else {
                Some(published.max_value())
            };
            newest = newest.max(last.unwrap_or(0));
        }
        Ok(Self { recency, newest: day(newest) })
    }

    /// The factor for a packed publication date; 0 when unknown.
    pub(super) fn factor(&self, published: u64) -> Score {
        const DAY: f64 = 86_400.0;
        let age = self.newest.zip(day(published)).map(|(newest, day)| newest.duration_since(day));
        self.recency.factor(age.map(|age| age.as_secs_f64() / DAY))
    }
}

fn day(published: u64) -> Option<Date> {
    DayRange::unpack(published).map(|range| range.first)
}

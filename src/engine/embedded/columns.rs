//! The columns that every search reads, opened once for each segment.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::columnar::Column;
use tantivy::index::SegmentId;

/// Columns of the records of one segment.
#[derive(Clone)]
pub(super) struct Columns {
    /// Leading characters of the article id, in their order.
    pub(super) article_key: Column<u64>,
    /// Number of the passage.
    pub(super) n: Column<u64>,
    /// Packed publication date; absent when unknown.
    pub(super) published: Column<u64>,
    /// Distance back to the article.
    pub(super) back: Column<u64>,
}

impl Columns {
    fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        Ok(Self {
            article_key: fast.u64("article_key")?,
            n: fast.u64("n")?,
            published: fast.u64("day")?,
            back: fast.u64("back")?,
        })
    }
}

/// The columns of the segments seen so far. What a segment holds never changes.
#[derive(Default)]
pub(super) struct OpenColumns(Mutex<FxHashMap<SegmentId, Columns>>);

impl fmt::Debug for OpenColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenColumns").finish_non_exhaustive()
    }
}

impl OpenColumns {
    pub(super) fn of(&self, reader: &SegmentReader) -> tantivy::Result<Columns> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(columns) = open.get(&reader.segment_id()) {
            return Ok(columns.clone());
        }
        let columns = Columns::open(reader)?;
        open.insert(reader.segment_id(), columns.clone());
        Ok(columns)
    }
}

//! What searches read of a segment, opened once.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::columnar::Column;
use tantivy::directory::CompositeFile;
use tantivy::index::{SegmentComponent, SegmentId};
use tantivy::store::StoreReader;
use tantivy::{DocId, SegmentReader, Term};

use super::bits::Bits;
use super::numbers::Numbers;
use super::starts::Starts;

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
    /// Words of an article, its headline weighed.
    pub(super) words: Column<u64>,
}

/// What decides between hits that are equal: the newest, the article, the passage.
pub(super) type Tie = (u64, u64, u64);

impl Columns {
    /// What decides between a hit and its equals; smaller is better.
    pub(super) fn tie(&self, doc: DocId) -> Tie {
        let read = |column: &Column<u64>| column.first(doc).unwrap_or(0);
        (!read(&self.published), read(&self.article_key), read(&self.n))
    }

    fn open(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        Ok(Self {
            article_key: fast.u64("article_key")?,
            n: fast.u64("n")?,
            published: fast.u64("day")?,
            back: fast.u64("back")?,
            words: fast.u64("words")?,
        })
    }
}

/// What was opened of each segment so far. What a segment holds never changes.
#[derive(Default)]
pub(super) struct OpenColumns {
    columns: Opened<Columns>,
    starts: Opened<Arc<Starts>>,
    passages: Opened<Arc<Bits>>,
    positions: Opened<Arc<CompositeFile>>,
    stores: Opened<Arc<StoreReader>>,
    /// Of each facet that much was asked of.
    numbers: Mutex<FxHashMap<String, Arc<Numbers>>>,
}

impl fmt::Debug for OpenColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenColumns").finish_non_exhaustive()
    }
}

impl OpenColumns {
    pub(super) fn of(&self, reader: &SegmentReader) -> tantivy::Result<Columns> {
        self.columns.of(reader, || Columns::open(reader))
    }

    /// Where articles begin; `article` is what their own records hold.
    pub(super) fn starts(
        &self,
        reader: &SegmentReader,
        article: &Term,
    ) -> tantivy::Result<Arc<Starts>> {
        self.starts.of(reader, || Ok(Arc::new(Starts::open(reader, article)?)))
    }

    /// Which records are passages, deleted ones among them; `passage` is what these hold.
    pub(super) fn passages(
        &self,
        reader: &SegmentReader,
        passage: &Term,
    ) -> tantivy::Result<Arc<Bits>> {
        self.passages.of(reader, || Ok(Arc::new(Bits::of_term(reader, passage)?)))
    }

    /// Where the words of each field stand.
    pub(super) fn positions(&self, reader: &SegmentReader) -> tantivy::Result<Arc<CompositeFile>> {
        self.positions.of(reader, || {
            let file = reader.open_read(SegmentComponent::Positions)?;
            Ok(Arc::new(CompositeFile::open(&file)?))
        })
    }

    /// What is stored of the records.
    pub(super) fn store(&self, reader: &SegmentReader) -> tantivy::Result<Arc<StoreReader>> {
        self.stores.of(reader, || Ok(Arc::new(reader.get_store_reader(BLOCKS)?)))
    }

    /// The numbers of all values of a facet in these segments, if they are known.
    pub(super) fn numbers(&self, facet: &str, segments: &[SegmentId]) -> Option<Arc<Numbers>> {
        let known = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(facet).filter(|numbers| numbers.segments == segments).map(Arc::clone)
    }

    /// Keeps the numbers of all values of a facet.
    pub(super) fn keep_numbers(&self, facet: &str, numbers: Arc<Numbers>) {
        let mut known = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(facet.to_owned(), numbers);
    }
}

/// Blocks of each store that are kept unpacked.
const BLOCKS: usize = 100;

/// One thing of each segment.
struct Opened<T>(Mutex<FxHashMap<SegmentId, T>>);

impl<T> Default for Opened<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Opened<T> {
    fn of(
        &self,
        reader: &SegmentReader,
        open: impl FnOnce() -> tantivy::Result<T>,
    ) -> tantivy::Result<T> {
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = opened.get(&reader.segment_id()) {
            return Ok(known.clone());
        }
        let new = open()?;
        opened.insert(reader.segment_id(), new.clone());
        Ok(new)
    }
}

//! Counts of the values of facets.
//!
//! Values are counted by their place in the sorted dictionary of a segment, so that only those that
//! are shown become strings.

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

use super::starts::Starts;

/// A facet to be counted.
#[derive(Clone, Debug)]
pub(super) struct Counting {
    /// One column, or several to be crossed.
    pub(super) columns: Vec<String>,
    /// Most values wanted.
    pub(super) limit: usize,
}

/// How often a value was met.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    pub(super) passages: u32,
    pub(super) articles: u32,
    /// The last article that was counted, from 1 on.
    last: u32,
}

impl Count {
    #[inline]
    fn add(&mut self, article: u32) {
        self.passages += 1;
        if self.last != article {
            self.last = article;
            self.articles += 1;
        }
    }
}

/// Counts the values of one facet within one segment, by their ordinals.
pub(super) enum Counter {
    /// No document of the segment has a value.
    Empty,
    One(Values),
    Crossed {
        columns: Vec<StrColumn>,
        counts: FxHashMap<Vec<u64>, Count>,
    },
}

/// The values of one column.
pub(super) struct Values {
    pub(super) segment: SegmentId,
    pub(super) column: StrColumn,
    /// Of each ordinal.
    pub(super) counts: Vec<Count>,
    /// Documents and places of the values that are looked at.
    docs: Vec<DocId>,
    places: Vec<u32>,
    ordinals: Vec<u64>,
}

impl Values {
    /// The ordinals that were met, in order.
    pub(super) fn used(&self) -> Vec<u64> {
        let used = (0..).zip(&self.counts).filter(|(_, count)| count.passages > 0);
        used.map(|(ordinal, _)| ordinal).collect()
    }

    fn add(&mut self, run: &[DocId], starts: &Starts) {
        let column: &Column<u64> = self.column.ords();
        self.docs.clear();
        self.places.clear();
        column.row_ids_for_docs(run, &mut self.docs, &mut self.places);
        self.ordinals.resize(self.places.len(), 0);
        column.values.get_vals(&self.places, &mut self.ordinals);
        for (doc, ordinal) in self.docs.iter().zip(&self.ordinals) {
            let ordinal = usize::try_from(*ordinal).unwrap_or(usize::MAX);
            if let Some(count) = self.counts.get_mut(ordinal) {
                count.add(starts.article(*doc) + 1);
            }
        }
    }
}

impl Counter {
    pub(super) fn open(reader: &SegmentReader, counting: &Counting) -> tantivy::Result<Self> {
        let columns = counting
            .columns
            .iter()
            .map(|name| reader.fast_fields().str(name))
            .collect::<tantivy::Result<Option<Vec<StrColumn>>>>()?;
        Ok(match columns {
            None => Self::Empty,
            Some(mut columns) if columns.len() == 1 => {
                let column = columns.remove(0);
                let counts = vec![Count::default(); column.num_terms()];
                let (docs, places, ordinals) = (Vec::new(), Vec::new(), Vec::new());
                let segment = reader.segment_id();
                Self::One(Values { segment, column, counts, docs, places, ordinals })
            }
            Some(columns) => Self::Crossed { columns, counts: FxHashMap::default() },
        })
    }

    /// Counts the values of some documents in order.
    pub(super) fn add(&mut self, run: &[DocId], starts: &Starts) {
        match self {
            Self::Empty => {}
            Self::One(values) => values.add(run, starts),
            Self::Crossed { columns, counts } => {
                for doc in run {
                    let article = starts.article(*doc) + 1;
                    let mut keys: Vec<Vec<u64>> = vec![Vec::new()];
                    for column in &*columns {
                        let crossed = |key: &Vec<u64>| {
                            let ordinals = column.term_ords(*doc);
                            let keys =
                                ordinals.map(|ordinal| [key.as_slice(), &[ordinal]].concat());
                            keys.collect::<Vec<_>>()
                        };
                        keys = keys.iter().flat_map(crossed).collect();
                    }
                    for key in keys {
                        counts.entry(key).or_default().add(article);
                    }
                }
            }
        }
    }
}

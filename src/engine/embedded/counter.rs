//! Counts of the values of facets.
//!
//! Values are counted by their place in the sorted dictionary of a segment, and the dictionaries
//! are merged in order, so only the values that are shown become strings.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use super::starts::Starts;
use crate::engine::facets::{Counts, RESERVED, Row, Rows};

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
    passages: u32,
    articles: u32,
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
    column: StrColumn,
    /// Of each ordinal.
    counts: Vec<Count>,
    /// Documents and places of the values that are looked at.
    docs: Vec<DocId>,
    places: Vec<u32>,
    ordinals: Vec<u64>,
}

impl Values {
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
                Self::One(Values { column, counts, docs, places, ordinals })
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

/// The values that all segments counted, the `limit` most frequent ones.
pub(super) fn merge(counters: Vec<Counter>, limit: usize) -> tantivy::Result<Rows> {
    let mut lists = Vec::new();
    let mut counts = Counts::default();
    let mut crossed = false;
    for counter in counters {
        match counter {
            Counter::Empty => {}
            Counter::One(values) => lists.push(Sorted::of(&values)?),
            Counter::Crossed { columns, counts: of } => {
                crossed = true;
                add_crossed(&columns, of, &mut counts)?;
            }
        }
    }
    Ok(if crossed { Rows::of(counts, limit) } else { most(lists, limit) })
}

/// The values that were met in one segment, in their order, side by side in one string of bytes.
#[derive(Default)]
struct Sorted {
    bytes: Vec<u8>,
    /// Where each value ends, and its passages and articles.
    values: Vec<(usize, u32, u32)>,
    /// The next value, and where it begins.
    at: usize,
    start: usize,
}

impl Sorted {
    fn of(values: &Values) -> tantivy::Result<Self> {
        let used = (0..).zip(&values.counts).filter(|(_, count)| count.passages > 0);
        let (ordinals, counts): (Vec<u64>, Vec<&Count>) = used.unzip();
        let mut counts = counts.into_iter();
        let mut sorted = Self::default();
        values.column.dictionary().sorted_ords_to_term_cb(&ordinals, |term| {
            if let Some(count) = counts.next() {
                sorted.bytes.extend_from_slice(term);
                sorted.values.push((sorted.bytes.len(), count.passages, count.articles));
            }
        })?;
        Ok(sorted)
    }

    fn next(&self) -> Option<&[u8]> {
        let (end, ..) = self.values.get(self.at)?;
        self.bytes.get(self.start..*end)
    }

    /// Passages and articles of the next value, which is passed over.
    fn take(&mut self) -> (u64, u64) {
        let Some((end, passages, articles)) = self.values.get(self.at) else { return (0, 0) };
        self.start = *end;
        self.at += 1;
        (u64::from(*passages), u64::from(*articles))
    }
}

/// A value that was counted: passages and articles, and where in which list it stands.
type Found = ((u64, u64), usize, std::ops::Range<usize>);

/// Merges lists of values.
fn most(mut lists: Vec<Sorted>, limit: usize) -> Rows {
    let (mut missing, mut found): (Vec<Row>, Vec<Found>) = (Vec::new(), Vec::new());
    loop {
        let next = (0..).zip(&lists).filter_map(|(i, list)| Some((list.next()?, i)));
        let Some((value, first)) = next.min() else { break };
        let place = lists[first].start..lists[first].start + value.len();
        let is_missing = value.starts_with(RESERVED.encode_utf8(&mut [0; 4]).as_bytes());
        let same = |list: &Sorted| list.next() == Some(value);
        // The other lists that have the value are behind the first that has.
        let holding: Vec<usize> = (first..lists.len()).filter(|i| same(&lists[*i])).collect();
        let mut sum = (0, 0);
        for i in holding {
            let (passages, articles) = lists[i].take();
            sum = (sum.0 + passages, sum.1 + articles);
        }
        if is_missing {
            missing.push((vec![text(&lists[first].bytes[place])], sum));
        } else {
            found.push((sum, first, place));
        }
    }
    // Values came in their order, which decides between equals.
    missing.sort_by_key(|(_, sum)| Reverse(*sum));
    let truncated = found.len() > limit;
    let mut order: Vec<(Reverse<(u64, u64)>, usize)> =
        (0..).zip(&found).map(|(i, (sum, ..))| (Reverse(*sum), i)).collect();
    if truncated && limit > 0 {
        order.select_nth_unstable(limit - 1);
    }
    order.truncate(limit);
    order.sort_unstable();
    let rows = order.into_iter().map(|(Reverse(sum), i)| {
        let (_, list, place) = &found[i];
        (vec![text(&lists[*list].bytes[place.clone()])], sum)
    });
    Rows { most: rows.collect(), missing, truncated }
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// Adds combinations of values.
fn add_crossed(
    columns: &[StrColumn],
    counted: FxHashMap<Vec<u64>, Count>,
    all: &mut Counts,
) -> tantivy::Result<()> {
    let counted: Vec<_> = counted.into_iter().collect();
    let mut keys: Vec<Vec<String>> = vec![Vec::new(); counted.len()];
    for (i, column) in columns.iter().enumerate() {
        let mut used: Vec<u64> = counted.iter().map(|(key, _)| key[i]).collect();
        used.sort_unstable();
        used.dedup();
        let mut names = Vec::with_capacity(used.len());
        column.dictionary().sorted_ords_to_term_cb(&used, |term| names.push(text(term)))?;
        for (key, (ordinals, _)) in keys.iter_mut().zip(&counted) {
            // Every ordinal of a key is among those looked up.
            if let Ok(at) = used.binary_search(&ordinals[i]) {
                key.push(names[at].clone());
            }
        }
    }
    for (key, (_, count)) in keys.into_iter().zip(counted) {
        let entry = all.entry(key).or_default();
        entry.0 += u64::from(count.passages);
        entry.1 += u64::from(count.articles);
    }
    Ok(())
}

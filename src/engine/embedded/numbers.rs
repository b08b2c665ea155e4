//! One number for each value of a column, whatever segments hold it.
//!
//! Each segment has a dictionary of its own, in which a value has a place of its own. To add up what
//! segments counted, their dictionaries are merged once, in order, and not for each query ("global
//! ordinals" in Lucene).

use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;

use crate::engine::facets::RESERVED;

/// The numbers of values, which are in the order of the values.
#[derive(Debug)]
pub(super) struct Numbers {
    /// Whose values they are.
    pub(super) segments: Vec<SegmentId>,
    /// Of each segment, the numbers of the ordinals that were given, in their order.
    pub(super) of: Vec<Vec<u32>>,
    /// Of each number, a segment by its place, and the ordinal there.
    pub(super) from: Vec<(usize, u64)>,
    /// The numbers of reserved values.
    pub(super) reserved: Vec<u32>,
}

impl Numbers {
    /// The numbers of some values of each segment, given by their ordinals in order.
    pub(super) fn of(
        columns: &[(SegmentId, &StrColumn)],
        ordinals: &[Vec<u64>],
    ) -> tantivy::Result<Self> {
        let mut lists = Vec::with_capacity(columns.len());
        for ((_, column), ordinals) in columns.iter().zip(ordinals) {
            lists.push(Sorted::of(column, ordinals)?);
        }
        let mut numbers = Self {
            segments: columns.iter().map(|(segment, _)| *segment).collect(),
            of: ordinals.iter().map(|ordinals| Vec::with_capacity(ordinals.len())).collect(),
            from: Vec::new(),
            reserved: Vec::new(),
        };
        let mut sign = [0; 4];
        let sign = RESERVED.encode_utf8(&mut sign).as_bytes();
        loop {
            let next = lists.iter().zip(0..).filter_map(|(list, i)| Some((list.next()?, i)));
            let Some((value, first)) = next.min() else { return Ok(numbers) };
            let number = u32::try_from(numbers.from.len()).unwrap_or(u32::MAX);
            if value.starts_with(sign) {
                numbers.reserved.push(number);
            }
            numbers.from.push((first, ordinals[first][lists[first].at]));
            // The other lists that have the value are behind the first that has.
            let same = |list: &Sorted| list.next() == Some(value);
            let holding: Vec<usize> = (first..lists.len()).filter(|i| same(&lists[*i])).collect();
            for list in holding {
                numbers.of[list].push(number);
                lists[list].pass();
            }
        }
    }
}

/// Some values of one segment, in their order, side by side in one string of bytes.
#[derive(Default)]
struct Sorted {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    /// The next value, and where it begins.
    at: usize,
    start: usize,
}

impl Sorted {
    fn of(column: &StrColumn, ordinals: &[u64]) -> tantivy::Result<Self> {
        let mut sorted = Self::default();
        column.dictionary().sorted_ords_to_term_cb(ordinals, |term| {
            sorted.bytes.extend_from_slice(term);
            sorted.ends.push(sorted.bytes.len());
        })?;
        Ok(sorted)
    }

    fn next(&self) -> Option<&[u8]> {
        self.bytes.get(self.start..*self.ends.get(self.at)?)
    }

    fn pass(&mut self) {
        self.start = self.ends.get(self.at).copied().unwrap_or(self.start);
        self.at += 1;
    }
}

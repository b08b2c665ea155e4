//! A set of documents of one segment, a bit for each document.

use std::ops::Range;

use tantivy::postings::BlockSegmentPostings;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

/// Documents of one segment.
#[derive(Clone, Debug, Default)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// None of `documents` documents.
    pub(super) fn new(documents: u32) -> Self {
        Self { words: vec![0; documents.div_ceil(64) as usize] }
    }

    /// These documents.
    pub(super) fn of(docs: &[DocId], documents: u32) -> Self {
        let mut bits = Self::new(documents);
        for doc in docs {
            bits.insert(*doc);
        }
        bits
    }

    /// The documents with a term, deleted ones among them.
    pub(super) fn of_term(reader: &SegmentReader, term: &Term) -> tantivy::Result<Self> {
        let mut bits = Self::new(reader.max_doc());
        let index = reader.inverted_index(term.field())?;
        if let Some(mut list) = index.read_block_postings(term, IndexRecordOption::Basic)? {
            bits.insert_all(&mut list);
        }
        Ok(bits)
    }

    #[inline]
    pub(super) fn insert(&mut self, doc: DocId) {
        if let Some(word) = self.words.get_mut((doc / 64) as usize) {
            *word |= 1 << (doc % 64);
        }
    }

    /// Adds all documents of a list that nobody has gone through yet.
    pub(super) fn insert_all(&mut self, list: &mut BlockSegmentPostings) {
        while !list.docs().is_empty() {
            for doc in list.docs() {
                self.insert(*doc);
            }
            list.advance();
        }
    }

    #[inline]
    pub(super) fn contains(&self, doc: DocId) -> bool {
        self.words.get((doc / 64) as usize).is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }

    pub(super) fn intersect(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Keeps the documents for which `kept` says so, which is asked in their order.
    pub(super) fn retain(&mut self, mut kept: impl FnMut(DocId) -> bool) {
        for (base, word) in (0..).step_by(64).zip(&mut self.words) {
            let mut left = *word;
            while left != 0 {
                let at = left.trailing_zeros();
                left &= left - 1;
                if !kept(base + at) {
                    *word &= !(1 << at);
                }
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Counts them, each time it is asked.
    pub(super) fn len(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// The set as numbers of 64 documents each, the first document the lowest bit.
    pub(super) fn words(&self) -> &[u64] {
        &self.words
    }

    /// The documents of a range, in order.
    pub(super) fn docs(&self, range: Range<DocId>) -> impl Iterator<Item = DocId> + '_ {
        let first = range.start / 64;
        let words = self.words.get(first as usize..).unwrap_or_default();
        let words = (first..range.end.div_ceil(64)).zip(words);
        words.flat_map(move |(number, word)| {
            let base = number * 64;
            let mut left = *word;
            if base < range.start {
                left &= u64::MAX << (range.start - base);
            }
            if range.end - base < 64 {
                left &= (1 << (range.end - base)) - 1;
            }
            std::iter::from_fn(move || {
                let at = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(base + at)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_in_is_there(
            docs in prop::collection::btree_set(0_u32..300, 0..40),
            others in prop::collection::btree_set(0_u32..300, 0..40),
            from in 0_u32..300,
            length in 0_u32..300,
        ) {
            let of = |docs: &BTreeSet<DocId>| {
                let mut bits = Bits::new(300);
                for doc in docs {
                    bits.insert(*doc);
                }
                bits
            };
            let mut bits = of(&docs);
            prop_assert_eq!(bits.len() as usize, docs.len());
            prop_assert_eq!(bits.is_empty(), docs.is_empty());
            prop_assert!((0..320).all(|doc| bits.contains(doc) == docs.contains(&doc)));
            let range = from..(from + length).min(300);
            if range.start < range.end {
                let found: Vec<DocId> = bits.docs(range.clone()).collect();
                prop_assert_eq!(found, docs.range(range).copied().collect::<Vec<_>>());
            }
            bits.intersect(&of(&others));
            let both: Vec<DocId> = docs.intersection(&others).copied().collect();
            prop_assert_eq!(bits.docs(0..300).collect::<Vec<_>>(), both.clone());
            bits.retain(|doc| doc % 3 == 0);
            let third = both.into_iter().filter(|doc| doc % 3 == 0);
            prop_assert_eq!(bits.docs(0..300).collect::<Vec<_>>(), third.collect::<Vec<_>>());
        }
    }
}

//! Where the articles of a segment begin.
//!
//! The records of an article stand side by side and the article itself comes first, so two
//! passages are of one article when none begins between them.

use std::ops::Range;

use tantivy::{DocId, SegmentReader, Term};

use super::bits::Bits;

/// The first records of the articles of one segment.
#[derive(Debug, Default)]
pub(super) struct Starts {
    bits: Bits,
    /// Articles that begin before each 64 documents.
    before: Vec<u32>,
    documents: u32,
}

impl Starts {
    /// Reads where articles begin; `article` is what their own records hold.
    pub(super) fn open(reader: &SegmentReader, article: &Term) -> tantivy::Result<Self> {
        Ok(Self::new(Bits::of_term(reader, article)?, reader.max_doc()))
    }

    fn new(bits: Bits, documents: u32) -> Self {
        let mut sum = 0;
        let before = bits.words().iter().map(|word| {
            let before = sum;
            sum += word.count_ones();
            before
        });
        Self { before: before.collect(), bits, documents }
    }

    /// The number of the article that a document belongs to, from 1 on; 0 before the first.
    #[inline]
    pub(super) fn article(&self, doc: DocId) -> u32 {
        let at = (doc / 64) as usize;
        match (self.before.get(at), self.bits.words().get(at)) {
            (Some(before), Some(word)) => {
                before + (word & (u64::MAX >> (63 - doc % 64))).count_ones()
            }
            _ => 0,
        }
    }

    /// The documents of the article that `doc` belongs to.
    pub(super) fn around(&self, doc: DocId) -> Range<DocId> {
        let words = self.bits.words();
        let (number, bit) = ((doc / 64) as usize, doc % 64);
        let start = |number: usize, word: u64| at(number, word.ilog2());
        let end = |number: usize, word: u64| at(number, word.trailing_zeros());
        let Some(word) = words.get(number) else { return doc..doc };
        let here = word & (u64::MAX >> (63 - bit));
        let before = || (0..number).rev().zip(words[..number].iter().rev());
        let before = || before().find(|(_, word)| **word != 0).map(|(n, word)| start(n, *word));
        let first = if here == 0 { before().unwrap_or(0) } else { start(number, here) };
        let later = if bit == 63 { 0 } else { word & (u64::MAX << (bit + 1)) };
        let after = || (number + 1..).zip(&words[number + 1..]).find(|(_, word)| **word != 0);
        let after = || after().map(|(n, word)| end(n, *word));
        let last = if later == 0 { after() } else { Some(end(number, later)) };
        first..last.unwrap_or(self.documents)
    }

    /// How many articles have a document among `hits`, none of which is an article itself.
    ///
    /// Takes one from the number that the bits of each article's hits make, with a bit at the next
    /// article as the highest: where there is a hit, that bit stays. So all articles are counted by
    /// one long subtraction.
    pub(super) fn articles(&self, hits: &Bits) -> u32 {
        const LAST: u64 = 1 << 63;
        let (mut count, mut borrowed, mut lowest) = (0, false, 1);
        let words = self.bits.words().iter().zip(hits.words());
        // The last article ends behind the last document.
        for (start, hits) in words.map(|(start, hits)| (*start, *hits)).chain([(LAST, 0)]) {
            let (left, first) = ((hits & !start) | start).overflowing_sub((start << 1) | lowest);
            let (left, second) = left.overflowing_sub(u64::from(borrowed));
            borrowed = first || second;
            lowest = start >> 63;
            count += (left & start).count_ones();
        }
        count
    }
}

fn at(number: usize, bit: u32) -> DocId {
    u32::try_from(number).unwrap_or(u32::MAX).saturating_mul(64).saturating_add(bit)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn bits(docs: &BTreeSet<DocId>, documents: u32) -> Bits {
        let mut bits = Bits::new(documents);
        for doc in docs {
            bits.insert(*doc);
        }
        bits
    }

    proptest! {
        #[test]
        fn articles_are_those_of_the_definition(
            documents in 1_u32..400,
            starts in prop::collection::btree_set(0_u32..400, 0..80),
            hits in prop::collection::btree_set(0_u32..400, 0..80),
        ) {
            let starts: BTreeSet<DocId> =
                starts.into_iter().filter(|doc| *doc < documents).collect();
            let hits: BTreeSet<DocId> = hits
                .into_iter()
                .filter(|doc| *doc < documents && !starts.contains(doc))
                .collect();
            let known = Starts::new(bits(&starts, documents), documents);
            let article = |doc: DocId| starts.range(..=doc).count();
            let articles: BTreeSet<usize> = hits.iter().map(|doc| article(*doc)).collect();
            prop_assert_eq!(known.articles(&bits(&hits, documents)) as usize, articles.len());
            for doc in 0..documents {
                prop_assert_eq!(known.article(doc) as usize, article(doc));
                let first = starts.range(..=doc).next_back().copied().unwrap_or(0);
                let last = starts.range(doc + 1..).next().copied().unwrap_or(documents);
                prop_assert_eq!(known.around(doc), first..last);
            }
        }
    }
}

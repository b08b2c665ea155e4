//! One posting list, gone through forward.

use tantivy::DocId;
use tantivy::postings::BlockSegmentPostings;

/// Documents of a block, but for the last.
const BLOCK: usize = 128;

/// A place in a posting list.
pub(super) struct Walk {
    block: BlockSegmentPostings,
    /// Within the block; behind its last document only where it is the last block.
    at: usize,
}

impl Walk {
    /// At the first document of a list that nobody has gone through yet.
    pub(super) fn new(block: BlockSegmentPostings) -> Self {
        Self { block, at: 0 }
    }

    /// The current document; `TERMINATED` at the end.
    #[inline]
    pub(super) fn doc(&self) -> DocId {
        self.block.doc(self.at)
    }

    /// How often the current document holds the term; 1 where that was not asked for.
    #[inline]
    pub(super) fn times(&self) -> u32 {
        self.block.freq(self.at)
    }

    /// Goes to `target`, or to the first document behind it.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        let doc = self.doc();
        if doc >= target {
            return doc;
        }
        // Most often it is the next one.
        if self.at + 1 < BLOCK {
            self.at += 1;
            let doc = self.doc();
            if doc >= target {
                return doc;
            }
        }
        self.at = self.block.seek(target);
        self.doc()
    }

    /// Calls `each` with the documents before `end` and how often each holds the term, which must
    /// have been asked for.
    #[inline]
    pub(super) fn until(&mut self, end: DocId, mut each: impl FnMut(DocId, u32)) {
        loop {
            let docs = self.block.docs().get(self.at..).unwrap_or_default();
            let times = self.block.freqs().get(self.at..).unwrap_or_default();
            let whole = docs.last().is_some_and(|last| *last < end);
            let count = if whole { docs.len() } else { docs.partition_point(|doc| *doc < end) };
            for (doc, times) in docs.iter().zip(times).take(count) {
                each(*doc, *times);
            }
            self.at += count;
            if self.at < BLOCK {
                return;
            }
            self.block.advance();
            self.at = 0;
        }
    }
}

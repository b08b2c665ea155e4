//! A posting list with the places of its word, gone through from its first document to its last.
//!
//! Places lie in one row for the whole list, and where those of a document begin is told by how
//! many stand before. Whoever leaves nothing out needs to add up alone, and reads them a block of
//! documents at a time.

use std::io;

use tantivy::directory::FileSlice;
use tantivy::index::InvertedIndexReader;
use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, TERMINATED};

/// Most places that are read at once. The engine adds up the sizes of all blocks before the one it
/// reads, from the first that is asked for.
const READ: usize = 4096;

/// A word in the documents of a segment.
pub(super) struct Placed {
    list: BlockSegmentPostings,
    /// Of the current document within its block.
    at: usize,
    /// Places before those of the block.
    before: u64,
    /// Documents of the block whose places were added up, and how many places these are.
    added: usize,
    within: usize,
    positions: PositionReader,
    /// The steps from place to place of all documents of the block, where these were read.
    steps: Vec<u32>,
    is_read: bool,
}

impl Placed {
    /// At the first document of the list; `positions` are those of the field.
    pub(super) fn open(
        index: &InvertedIndexReader,
        info: &TermInfo,
        positions: &FileSlice,
    ) -> io::Result<Self> {
        let option = IndexRecordOption::WithFreqs;
        let places = positions.read_bytes_slice(info.positions_range.clone())?;
        Ok(Self {
            list: index.read_block_postings_from_terminfo(info, option)?,
            at: 0,
            before: 0,
            added: 0,
            within: 0,
            positions: PositionReader::open(places)?,
            steps: Vec::new(),
            is_read: false,
        })
    }

    /// How many documents there are.
    pub(super) fn documents(&self) -> u32 {
        self.list.doc_freq()
    }

    /// Goes to `target`, or to the first document behind it; `TERMINATED` where there is none.
    #[inline]
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        loop {
            let docs = self.list.docs();
            match docs.last() {
                None => return TERMINATED,
                Some(last) if *last >= target => {
                    let rest = docs.get(self.at..).unwrap_or_default();
                    // Most often it is this one or the next one.
                    self.at += match rest {
                        [here, ..] if *here >= target => 0,
                        [_, next, ..] if *next >= target => 1,
                        rest => rest.partition_point(|doc| *doc < target),
                    };
                    return docs.get(self.at).copied().unwrap_or(TERMINATED);
                }
                Some(_) => {
                    self.before += places(self.list.freqs()) as u64;
                    (self.at, self.added, self.within, self.is_read) = (0, 0, 0, false);
                    self.list.advance();
                }
            }
        }
    }

    /// The places of the current document, each as a step from the one before.
    #[inline]
    pub(super) fn steps(&mut self) -> &[u32] {
        let times = self.list.freqs();
        if !self.is_read {
            self.steps.resize(places(times), 0);
            let mut from = self.before;
            for steps in self.steps.chunks_mut(READ) {
                self.positions.read(from, steps);
                from += steps.len() as u64;
            }
            self.is_read = true;
        }
        self.within += places(times.get(self.added..self.at).unwrap_or_default());
        self.added = self.at;
        let end = self.within + times.get(self.at).map_or(0, |times| *times as usize);
        self.steps.get(self.within..end).unwrap_or_default()
    }
}

/// How many places documents have together that hold a word so many times each.
fn places(times: &[u32]) -> usize {
    times.iter().map(|times| *times as usize).sum()
}

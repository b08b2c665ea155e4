//! Words that begin or are spelt like another one.
//!
//! There may be thousands of them, and none says more than another: a passage scores one for having
//! any in its text, and what headline and section weigh for having any there.

use tantivy::query::{EnableScoring, Query, Weight};
use tantivy::{Score, Searcher, SegmentReader};

use super::hits::{Hits, Part};
use crate::engine::scoring::HEAD_WEIGHT;

/// What a passage scores that has one in its text, and one above it as well.
pub(super) const SCORES: [Score; 2] = [1.0, 1.0 + HEAD_WEIGHT];

/// Words of which passages hold one in the text; one in headline or section adds to the score.
#[derive(Debug)]
pub(in super::super) struct LikeQuery {
    text: Box<dyn Query>,
    head: Box<dyn Query>,
}

impl LikeQuery {
    pub(in super::super) fn new(text: Box<dyn Query>, head: Box<dyn Query>) -> Self {
        Self { text, head }
    }
}

impl Clone for LikeQuery {
    fn clone(&self) -> Self {
        Self { text: self.text.box_clone(), head: self.head.box_clone() }
    }
}

/// The same, ready for each segment.
pub(super) struct Like {
    text: Box<dyn Weight>,
    head: Box<dyn Weight>,
}

impl Like {
    pub(super) fn new(query: &LikeQuery, searcher: &Searcher) -> tantivy::Result<Self> {
        let scoring = EnableScoring::disabled_from_searcher(searcher);
        Ok(Self { text: query.text.weight(scoring)?, head: query.head.weight(scoring)? })
    }

    /// The documents with one of the words in their text.
    pub(super) fn in_text(&self, reader: &SegmentReader) -> tantivy::Result<Part> {
        Ok(Part::Others(self.text.scorer(reader, 1.0)?))
    }

    /// The documents with one of the words above them.
    pub(super) fn in_head(&self, reader: &SegmentReader) -> tantivy::Result<Hits> {
        let part = Part::Others(self.head.scorer(reader, 1.0)?);
        Ok(Hits::of(vec![part], reader.max_doc()))
    }
}

//! A query whose matches are left out.
//!
//! The engine asks an excluded query about documents that lie before its first match as well,
//! which its phrase scorer does not expect (it asserts the contrary in debug builds). The wrapping
//! answers such questions by comparing document numbers and never asks the scorer inside.

use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

/// Wraps a query that is excluded.
#[derive(Debug)]
pub(super) struct ExcludedQuery {
    inner: Box<dyn Query>,
}

impl ExcludedQuery {
    pub(super) fn new(inner: Box<dyn Query>) -> Self {
        Self { inner }
    }
}

impl Clone for ExcludedQuery {
    fn clone(&self) -> Self {
        Self { inner: self.inner.box_clone() }
    }
}

impl Query for ExcludedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(ExcludedWeight { inner: self.inner.weight(scoring)? }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.inner.query_terms(visitor);
    }
}

struct ExcludedWeight {
    inner: Box<dyn Weight>,
}

impl Weight for ExcludedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(ExcludedScorer { inner: self.inner.scorer(reader, boost)? }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.inner.explain(reader, doc)
    }
}

/// Leaves `seek_danger` to the trait, which seeks only forward and only by `seek`.
struct ExcludedScorer {
    inner: Box<dyn Scorer>,
}

impl DocSet for ExcludedScorer {
    fn advance(&mut self) -> DocId {
        self.inner.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.inner.seek(target)
    }

    fn doc(&self) -> DocId {
        self.inner.doc()
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }
}

impl Scorer for ExcludedScorer {
    fn score(&mut self) -> Score {
        self.inner.score()
    }
}

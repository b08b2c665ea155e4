//! A query over what is said, as a query over the passages it is said in.

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::explain::no_match;

/// Finds the passages of the said-records that `inner` finds; the best record gives the score.
#[derive(Debug)]
pub(super) struct SaidQuery {
    inner: Box<dyn Query>,
}

impl SaidQuery {
    /// `inner` must find said-records only.
    pub(super) fn new(inner: Box<dyn Query>) -> Self {
        Self { inner }
    }
}

impl Clone for SaidQuery {
    fn clone(&self) -> Self {
        Self { inner: self.inner.box_clone() }
    }
}

impl Query for SaidQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(SaidWeight { inner: self.inner.weight(scoring)? }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.inner.query_terms(visitor);
    }
}

struct SaidWeight {
    inner: Box<dyn Weight>,
}

impl Weight for SaidWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let back: Column<u64> = reader.fast_fields().u64("back")?;
        let mut inner = self.inner.scorer(reader, boost)?;
        let mut passages: Vec<(DocId, Score)> = Vec::new();
        let mut record = inner.doc();
        while record != TERMINATED {
            let distance = back.first(record).and_then(|distance| DocId::try_from(distance).ok());
            if let Some(passage) = distance.and_then(|distance| record.checked_sub(distance)) {
                let score = inner.score();
                // Records stand behind their passage, so passages come in order.
                match passages.last_mut() {
                    Some((last, best)) if *last == passage => *best = best.max(score),
                    _ => passages.push((passage, score)),
                }
            }
            record = inner.advance();
        }
        Ok(Box::new(PassageScorer { passages, at: 0 }))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let back: Column<u64> = reader.fast_fields().u64("back")?;
        let mut inner = self.inner.scorer(reader, 1.0)?;
        let mut best: Option<(DocId, Score)> = None;
        let mut record = inner.doc();
        while record != TERMINATED {
            let of_doc =
                back.first(record).is_some_and(|back| u64::from(doc) + back == u64::from(record));
            let score = inner.score();
            if of_doc && best.is_none_or(|(_, best)| score > best) {
                best = Some((record, score));
            }
            record = inner.advance();
        }
        let (record, score) = best.ok_or_else(|| no_match(doc))?;
        let mut explained = Explanation::new("said, by the speaker who fits best", score);
        explained.add_detail(self.inner.explain(reader, record)?);
        Ok(explained)
    }
}

struct PassageScorer {
    passages: Vec<(DocId, Score)>,
    at: usize,
}

impl DocSet for PassageScorer {
    fn advance(&mut self) -> DocId {
        self.at = (self.at + 1).min(self.passages.len());
        self.doc()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.at += self.passages[self.at..].partition_point(|(doc, _)| *doc < target);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.passages.get(self.at).map_or(TERMINATED, |(doc, _)| *doc)
    }

    fn size_hint(&self) -> u32 {
        u32::try_from(self.passages.len()).unwrap_or(u32::MAX)
    }
}

impl Scorer for PassageScorer {
    fn score(&mut self) -> Score {
        self.passages.get(self.at).map_or(0.0, |(_, score)| *score)
    }
}

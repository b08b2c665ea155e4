//! The best hits of one segment.

use std::cmp::Ordering;

use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use super::columns::Columns;
use super::decay::Decay;
use crate::query::Sort;

/// A hit on its way to the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contender {
    /// Where it stands by what is sorted by; smaller is better.
    key: u64,
    score: Score,
    doc: DocId,
    /// Other passages of the article that matched.
    pub(super) more: u64,
}

impl Contender {
    pub(super) fn with_more(self, more: u64) -> Self {
        Self { more, ..self }
    }
}

/// A candidate with all that its place depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    key: u64,
    pub(super) score: Score,
    /// Packed publication date; 0 when unknown.
    pub(super) published: u64,
    article: u64,
    n: u64,
    /// Other passages of the article that matched.
    pub(super) more: u64,
    pub(super) address: DocAddress,
}

impl Ranked {
    /// `Less` comes first in the list of hits: by the key, the newest, the article, the passage.
    pub(super) fn place(&self, other: &Self) -> Ordering {
        let by = |hit: &Self| (hit.key, !hit.published, hit.article, hit.n);
        by(self).cmp(&by(other))
    }
}

/// Keeps the best hits of a segment.
///
/// Hits are gathered until there are twice as many as are wanted, then the worse half is dropped;
/// the columns that decide between equals are read for equals alone.
pub(super) struct Top {
    depth: usize,
    sort: Sort,
    scored: bool,
    decay: Option<Decay>,
    columns: Columns,
    kept: Vec<Contender>,
    /// The worst of the best so far, once there are as many as are wanted.
    bar: Option<Contender>,
}

/// Fewest hits that are gathered before some are dropped.
const GATHERED: usize = 256;

impl Top {
    pub(super) fn new(
        depth: usize,
        sort: Sort,
        scored: bool,
        decay: Option<Decay>,
        columns: Columns,
    ) -> Self {
        Self { depth, sort, scored, decay, columns, kept: Vec::new(), bar: None }
    }

    /// A hit as it is compared with others.
    #[inline]
    pub(super) fn contender(&self, doc: DocId, score: Score) -> Contender {
        let published = || self.columns.published.first(doc).unwrap_or(0);
        let score = self.decay.map_or(score, |decay| score * decay.factor(published()));
        let key = match self.sort {
            // Scores are not negative, so their bits are in their order.
            Sort::Relevance if self.scored => u64::from(!score.to_bits()),
            // Undated articles (0) come last both ways.
            Sort::Oldest => published().wrapping_sub(1),
            Sort::Relevance | Sort::Newest => !published(),
        };
        Contender { key, score, doc, more: 0 }
    }

    /// Takes a hit, where it may be among the best.
    #[inline]
    pub(super) fn offer(&mut self, hit: Contender) {
        let beaten = |bar: &Contender| {
            hit.key > bar.key || (hit.key == bar.key && self.place(&hit, bar).is_gt())
        };
        if self.depth == 0 || self.bar.as_ref().is_some_and(beaten) {
            return;
        }
        self.kept.push(hit);
        if self.kept.len() >= (2 * self.depth).max(GATHERED) {
            self.drop_worse();
        }
    }

    /// `Less` comes first, as for [`Ranked::place`].
    pub(super) fn place(&self, a: &Contender, b: &Contender) -> Ordering {
        let read = |column: &tantivy::columnar::Column<u64>, hit: &Contender| {
            column.first(hit.doc).unwrap_or(0)
        };
        let published = |hit| !read(&self.columns.published, hit);
        let article = |hit| read(&self.columns.article_key, hit);
        let n = |hit| read(&self.columns.n, hit);
        a.key
            .cmp(&b.key)
            .then_with(|| published(a).cmp(&published(b)))
            .then_with(|| article(a).cmp(&article(b)))
            .then_with(|| n(a).cmp(&n(b)))
    }

    fn drop_worse(&mut self) {
        if self.kept.len() <= self.depth || self.depth == 0 {
            return;
        }
        let mut kept = std::mem::take(&mut self.kept);
        kept.select_nth_unstable_by(self.depth - 1, |a, b| self.place(a, b));
        kept.truncate(self.depth);
        self.bar = kept.last().copied();
        self.kept = kept;
    }

    /// The best hits, in no order.
    pub(super) fn finish(mut self, segment: SegmentOrdinal) -> Vec<Ranked> {
        self.drop_worse();
        let Columns { published, article_key, n, .. } = &self.columns;
        self.kept
            .iter()
            .map(|hit| Ranked {
                key: hit.key,
                score: hit.score,
                published: published.first(hit.doc).unwrap_or(0),
                article: article_key.first(hit.doc).unwrap_or(0),
                n: n.first(hit.doc).unwrap_or(0),
                more: hit.more,
                address: DocAddress::new(segment, hit.doc),
            })
            .collect()
    }
}

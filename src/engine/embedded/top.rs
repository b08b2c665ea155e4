//! The best hits of one segment.

use std::cmp::Ordering;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering as AtomicOrdering};

use tantivy::{DocAddress, DocId, Score, SegmentOrdinal};

use super::columns::{Columns, Tie};
use super::decay::Decay;
use crate::query::Sort;

/// A hit on its way to the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Contender {
    /// Where it stands by what is sorted by; smaller is better.
    key: u64,
    score: Score,
    pub(super) doc: DocId,
    /// Other passages of the article that matched.
    pub(super) more: u64,
    /// What decides between it and its equals, once that was read.
    tie: Option<Tie>,
}

impl Contender {
    fn tie(&mut self, columns: &Columns) -> Tie {
        *self.tie.get_or_insert_with(|| columns.tie(self.doc))
    }

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
    fn place(&self, other: &Self) -> Ordering {
        let by = |hit: &Self| (hit.key, !hit.published, hit.article, hit.n);
        by(self).cmp(&by(other))
    }
}

/// A score that as many hits reach as are wanted, whatever their segments: those with a lower one
/// are not among the best. Segments that are gone through side by side share it.
#[derive(Debug, Default)]
pub(super) struct Floor(AtomicU32);

impl Floor {
    #[inline]
    fn get(&self) -> Score {
        Score::from_bits(self.0.load(AtomicOrdering::Relaxed))
    }

    fn raise(&self, score: Score) {
        // Scores are not negative, so their bits are in their order.
        self.0.fetch_max(score.to_bits(), AtomicOrdering::Relaxed);
    }
}

/// Keeps the best hits of a segment.
///
/// Hits are gathered until there are half as many again as are wanted, then the worst are dropped;
/// the columns that decide between equals are read for equals alone.
pub(super) struct Top {
    depth: usize,
    sort: Sort,
    scored: bool,
    decay: Option<Decay>,
    columns: Columns,
    kept: Vec<Contender>,
    /// The worst of the best so far, once there are as many as are wanted.
    bar: Option<(Contender, Tie)>,
    floor: Arc<Floor>,
    /// The last article that was asked for its date, and the date.
    dated: Option<(u32, u64)>,
}

/// Fewest hits that are gathered before some are dropped.
const GATHERED: usize = 64;

impl Top {
    /// The best `depth` hits, of which none may have a score below `floor`, which they raise.
    pub(super) fn new(
        depth: usize,
        sort: Sort,
        scored: bool,
        decay: Option<Decay>,
        columns: Columns,
        floor: Arc<Floor>,
    ) -> Self {
        let (kept, bar, dated) = (Vec::new(), None, None);
        Self { depth, sort, scored, decay, columns, kept, bar, floor, dated }
    }

    /// Below this no score, before the date changed it, leads among the best.
    #[inline]
    pub(super) fn floor(&self) -> Score {
        self.floor.get()
    }

    /// A hit as it is compared with others; `article` is the number of its article.
    #[inline]
    pub(super) fn contender(&mut self, doc: DocId, score: Score, article: u32) -> Contender {
        let by_score = self.scored && self.sort == Sort::Relevance;
        if by_score && self.decay.is_none() {
            return Contender { key: key(score), score, doc, more: 0, tie: None };
        }
        let published = self.published(doc, article);
        let score = self.decay.map_or(score, |decay| score * decay.factor(published));
        let key = match self.sort {
            Sort::Relevance if by_score => key(score),
            // Undated articles (0) come last both ways.
            Sort::Oldest => published.wrapping_sub(1),
            Sort::Relevance | Sort::Newest => !published,
        };
        Contender { key, score, doc, more: 0, tie: None }
    }

    /// The publication date of an article, which is read once where its hits follow each other.
    fn published(&mut self, doc: DocId, article: u32) -> u64 {
        match self.dated {
            Some((known, published)) if known == article => published,
            _ => {
                let published = self.columns.published.first(doc).unwrap_or(0);
                self.dated = Some((article, published));
                published
            }
        }
    }

    /// Whether no passage of an article can be among the best, where its date alone decides.
    pub(super) fn is_too_old(&mut self, doc: DocId, article: u32) -> bool {
        let key = self.contender(doc, 0.0, article).key;
        self.bar.is_some_and(|(bar, _)| key > bar.key)
    }

    /// Takes a hit of an article, where it may be among the best.
    #[inline]
    pub(super) fn offer(&mut self, mut hit: Contender, article: u32) {
        if self.depth == 0 || hit.score < self.floor.get() {
            return;
        }
        if let Some((bar, tie)) = self.bar
            && (hit.key > bar.key || (hit.key == bar.key && self.is_behind(&mut hit, article, tie)))
        {
            return;
        }
        self.kept.push(hit);
        if self.kept.len() >= self.depth.saturating_add((self.depth / 2).max(GATHERED)) {
            self.drop_worse();
        }
    }

    /// Whether a hit stands behind one that is equal but for `tie`.
    fn is_behind(&mut self, hit: &mut Contender, article: u32, tie: Tie) -> bool {
        match (!self.published(hit.doc, article)).cmp(&tie.0) {
            Ordering::Equal => hit.tie(&self.columns) > tie,
            order => order.is_gt(),
        }
    }

    /// `Less` comes first, as for [`Ranked::place`].
    pub(super) fn place(&self, a: &Contender, b: &Contender) -> Ordering {
        a.key.cmp(&b.key).then_with(|| self.columns.tie(a.doc).cmp(&self.columns.tie(b.doc)))
    }

    fn drop_worse(&mut self) {
        let Some(last) = self.depth.checked_sub(1).filter(|last| *last < self.kept.len()) else {
            return;
        };
        let mut kept = std::mem::take(&mut self.kept);
        kept.select_nth_unstable_by_key(last, |hit| hit.key);
        let bar = kept[last].key;
        // Those that are equal to the worst stand on both sides of it.
        let (mut best, equals): (Vec<_>, Vec<_>) =
            kept.into_iter().filter(|hit| hit.key <= bar).partition(|hit| hit.key < bar);
        let tied = |mut hit: Contender| (hit.tie(&self.columns), hit);
        let mut equals: Vec<_> = equals.into_iter().map(tied).collect();
        let place = last - best.len();
        let (_, (tie, worst), _) = equals.select_nth_unstable_by_key(place, |(tie, _)| *tie);
        self.bar = Some((*worst, *tie));
        if self.scored && self.sort == Sort::Relevance {
            self.floor.raise(worst.score);
        }
        best.extend(equals.into_iter().take(place + 1).map(|(_, hit)| hit));
        self.kept = best;
    }

    /// Drops all but the best and says of each how many other passages of its article matched.
    pub(super) fn tell_more(&mut self, more: impl Fn(DocId) -> u64) {
        self.drop_worse();
        for hit in &mut self.kept {
            hit.more = more(hit.doc);
        }
    }

    /// The best hits, in no order.
    pub(super) fn finish(mut self, segment: SegmentOrdinal) -> Gathered {
        self.drop_worse();
        Gathered { segment, kept: self.kept, columns: self.columns }
    }
}

/// The best hits of one segment.
pub(super) struct Gathered {
    segment: SegmentOrdinal,
    kept: Vec<Contender>,
    columns: Columns,
}

/// The best of all segments, in their order.
pub(super) fn ranked(segments: &[Gathered], depth: usize) -> Vec<Ranked> {
    let all = segments.iter().flat_map(|one| one.kept.iter().map(move |hit| (one, hit)));
    let mut all: Vec<(&Gathered, &Contender)> = all.collect();
    if let Some(last) = depth.checked_sub(1).filter(|last| *last < all.len()) {
        let (_, (_, worst), _) = all.select_nth_unstable_by_key(last, |(_, hit)| hit.key);
        let bar = worst.key;
        all.retain(|(_, hit)| hit.key <= bar);
    }
    let ranked = all.into_iter().map(|(of, hit)| {
        let (published, article, n) = hit.tie.unwrap_or_else(|| of.columns.tie(hit.doc));
        Ranked {
            key: hit.key,
            score: hit.score,
            published: !published,
            article,
            n,
            more: hit.more,
            address: DocAddress::new(of.segment, hit.doc),
        }
    });
    let mut ranked: Vec<Ranked> = ranked.collect();
    ranked.sort_unstable_by(Ranked::place);
    ranked.truncate(depth);
    ranked
}

/// Scores are not negative, so their bits are in their order.
fn key(score: Score) -> u64 {
    u64::from(!score.to_bits())
}

//! One pass over all hits: the best candidates, exact totals and facet counts.
//!
//! The passages of an article stand side by side, so articles are counted and collapsed by
//! looking whether another article begins between a hit and the one before it.

use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::query::Query;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use super::bm25f::Lengths;
use super::columns::OpenColumns;
use super::counter::{Counter, Counting};
use super::decay::Decay;
use super::engine_error;
use super::scan::{Best, Hits, PassagesQuery, ScoredWord};
use super::searcher::EmbeddedEngine;
use super::starts::Starts;
use super::tally::tally;
use super::top::{Contender, Floor, Gathered, Ranked, Top, ranked};
use crate::engine::facets::Rows;
use crate::error::Result;
use crate::query::Sort;

/// Hits that are counted together.
const RUN: usize = 1024;

/// What to collect.
#[derive(Debug)]
pub(super) struct Collect {
    /// Most candidates kept.
    pub(super) depth: usize,
    /// Their order.
    pub(super) sort: Sort,
    /// Whether scores are wanted.
    pub(super) scored: bool,
    /// What dates do to scores.
    pub(super) decay: Option<Decay>,
    /// Whether only the best passage of an article is a candidate.
    pub(super) collapse: bool,
    pub(super) facets: Vec<Counting>,
    /// What tells the records of articles from others.
    pub(super) article: Term,
    /// Whether passages with dates wider than asked for are counted, where a scan can do so.
    pub(super) wider: bool,
    /// What tells passages from others.
    pub(super) passage: Term,
    /// Columns that are open already.
    pub(super) columns: Arc<OpenColumns>,
}

/// What was collected.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// Best first.
    pub(super) best: Vec<Ranked>,
    pub(super) passages: u64,
    pub(super) articles: u64,
    /// The values of each facet.
    pub(super) facets: Vec<Rows>,
    /// Passages that match but for a date wider than asked for, where those were counted.
    pub(super) wider: u64,
}

/// What was collected in one segment.
pub(super) struct Part {
    pub(super) best: Gathered,
    passages: u64,
    articles: u64,
    facets: Vec<Counter>,
    wider: u64,
}

impl Collect {
    /// Whether hits are ranked by their scores.
    pub(super) fn ranks(&self) -> bool {
        self.depth > 0 && self.scored && self.sort == Sort::Relevance
    }

    /// Collects what a query finds.
    pub(super) fn search(
        &self,
        engine: &EmbeddedEngine,
        searcher: &Searcher,
        query: &dyn Query,
    ) -> Result<Collected> {
        let Some(passages) = query.downcast_ref::<PassagesQuery>() else {
            return engine.run(searcher, query, self);
        };
        passages.collect(searcher, &engine.statistics(searcher)?, self).map_err(engine_error)
    }

    /// Begins with a segment; `floor` is that of the segments before and beside it.
    pub(super) fn within(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        floor: Arc<Floor>,
    ) -> tantivy::Result<SegmentCollect> {
        let columns = self.columns.of(reader)?;
        let facets = self
            .facets
            .iter()
            .map(|counting| Counter::open(reader, counting))
            .collect::<tantivy::Result<_>>()?;
        Ok(SegmentCollect {
            segment,
            listed: self.depth > 0,
            collapse: self.collapse,
            starts: self.columns.starts(reader, &self.article)?,
            last: None,
            top: Top::new(self.depth, self.sort, self.scored, self.decay, columns, floor),
            pending: None,
            passages: 0,
            articles: 0,
            wider: 0,
            facets,
        })
    }
}

impl Collector for Collect {
    type Fruit = Collected;
    type Child = SegmentCollect;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentCollect> {
        self.within(segment, reader, Arc::default())
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, parts: Vec<tantivy::Result<Part>>) -> tantivy::Result<Collected> {
        let (mut all, mut best) = (Collected::default(), Vec::new());
        let mut counters: Vec<Vec<Counter>> = self.facets.iter().map(|_| Vec::new()).collect();
        for part in parts {
            let part = part?;
            best.push(part.best);
            all.passages += part.passages;
            all.wider += part.wider;
            all.articles += part.articles;
            for (counters, counter) in counters.iter_mut().zip(part.facets) {
                counters.push(counter);
            }
        }
        let rows = self.facets.iter().zip(counters);
        let rows = rows.map(|(counting, counters)| tally(counting, counters, &self.columns));
        all.facets = rows.collect::<tantivy::Result<_>>()?;
        all.best = ranked(&best, self.depth);
        Ok(all)
    }
}

/// Collects within one segment.
pub(super) struct SegmentCollect {
    segment: SegmentOrdinal,
    /// Whether any candidates are wanted.
    listed: bool,
    collapse: bool,
    starts: Arc<Starts>,
    /// Number of the article of the hit before.
    last: Option<u32>,
    top: Top,
    /// Best passage of the current article, where hits are collapsed.
    pending: Option<Contender>,
    passages: u32,
    articles: u32,
    pub(super) wider: u64,
    facets: Vec<Counter>,
}

impl SegmentCollect {
    /// Counts hits, their articles and the values of facets.
    pub(super) fn count(&mut self, hits: &Hits, documents: u32) {
        self.passages = hits.len();
        self.articles = hits.articles(&self.starts);
        if self.facets.is_empty() {
            return;
        }
        hits.runs(documents, RUN, |run| {
            for counter in &mut self.facets {
                counter.add(run, &self.starts);
            }
        });
    }

    /// Keeps the best of `hits`, which were counted, by their words.
    pub(super) fn best(
        &mut self,
        words: Vec<ScoredWord>,
        lengths: &Lengths,
        hits: &Hits,
        postings: u32,
        documents: u32,
    ) {
        let count = self.passages;
        self.contest().find(words, lengths, hits, count, postings, documents);
        self.tell_more(hits);
    }

    /// Keeps the best of `hits` by scores that are known.
    pub(super) fn scored(&mut self, scored: &[(DocId, Score)], hits: &Hits) {
        self.contest().take(scored);
        self.tell_more(hits);
    }

    /// Keeps the best of `hits` by what `score` says of them, which is asked in their order.
    pub(super) fn by(&mut self, score: impl FnMut(DocId) -> Score, hits: &Hits, documents: u32) {
        self.contest().take_by(score, hits, documents);
        self.tell_more(hits);
    }

    fn contest(&mut self) -> Best<'_> {
        let Self { starts, top, collapse, .. } = self;
        Best { starts, top, collapse: *collapse, pending: None }
    }

    /// Keeps the best of `hits`, which have no scores.
    pub(super) fn all(&mut self, hits: &Hits, documents: u32) {
        if !self.listed {
            return;
        }
        let mut last: Option<(Contender, u32)> = None;
        let (mut article, mut end, mut too_old) = (0, 0, false);
        hits.each(documents, |doc| {
            if doc >= end {
                (article, end) = (self.starts.article(doc), self.starts.around(doc).end);
                too_old = self.top.is_too_old(doc, article);
                if let Some((best, of)) = last.take() {
                    self.top.offer(best, of);
                }
            }
            if too_old {
                return;
            }
            let hit = self.top.contender(doc, 0.0, article);
            if self.collapse {
                last = match last {
                    Some((best, _)) if self.top.place(&best, &hit).is_le() => Some((best, article)),
                    _ => Some((hit, article)),
                };
            } else {
                self.top.offer(hit, article);
            }
        });
        if let Some((best, of)) = last {
            self.top.offer(best, of);
        }
        self.tell_more(hits);
    }

    fn tell_more(&mut self, hits: &Hits) {
        if self.collapse {
            let starts = &self.starts;
            self.top.tell_more(|doc| hits.within(starts.around(doc)) as u64 - 1);
        }
    }

    fn close_article(&mut self) {
        if let (Some(best), Some(article)) = (self.pending.take(), self.last) {
            self.top.offer(best, article);
        }
    }
}

impl SegmentCollector for SegmentCollect {
    type Fruit = tantivy::Result<Part>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let article = self.starts.article(doc);
        if self.last != Some(article) {
            self.close_article();
            self.last = Some(article);
            self.articles += 1;
        }
        self.passages += 1;
        for counter in &mut self.facets {
            counter.add(&[doc], &self.starts);
        }
        if !self.listed {
            return;
        }
        let hit = self.top.contender(doc, score, article);
        if self.collapse {
            self.pending = Some(match self.pending {
                None => hit,
                Some(best) => {
                    let more = best.more + 1;
                    let better = if self.top.place(&hit, &best).is_lt() { hit } else { best };
                    better.with_more(more)
                }
            });
        } else {
            self.top.offer(hit, article);
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.close_article();
        Ok(Part {
            best: self.top.finish(self.segment),
            wider: self.wider,
            passages: u64::from(self.passages),
            articles: u64::from(self.articles),
            facets: self.facets,
        })
    }
}

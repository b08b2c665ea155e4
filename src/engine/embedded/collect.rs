//! One pass over all hits: the best candidates, exact totals and facet counts.
//!
//! The passages of an article stand side by side, so articles are counted and collapsed by
//! looking whether another article begins between a hit and the one before it.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::StrColumn;
use tantivy::query::Query;
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use super::bm25f::Lengths;
use super::columns::OpenColumns;
use super::decay::Decay;
use super::engine_error;
use super::scan::{Best, Hits, PassagesQuery, ScoredWord};
use super::searcher::EmbeddedEngine;
use super::starts::Starts;
use super::top::{Contender, Gathered, Ranked, Top, ranked};
use crate::engine::facets::Counts;
use crate::error::Result;
use crate::query::Sort;

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
    /// Columns of each facet: one, or several to be crossed.
    pub(super) facets: Vec<Vec<String>>,
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
    /// Passages and articles of each value of each facet.
    pub(super) facets: Vec<Counts>,
    /// Passages that match but for a date wider than asked for, where those were counted.
    pub(super) wider: u64,
}

/// What was collected in one segment.
pub(super) struct Part {
    pub(super) best: Gathered,
    passages: u64,
    articles: u64,
    facets: Vec<Counts>,
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

    /// Begins with a segment; no hit below `floor` is among the best.
    pub(super) fn within(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        floor: Score,
    ) -> tantivy::Result<SegmentCollect> {
        let columns = self.columns.of(reader)?;
        let facets = self
            .facets
            .iter()
            .map(|columns| Counter::open(reader, columns))
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
        self.within(segment, reader, 0.0)
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Part>>) -> tantivy::Result<Collected> {
        let mut best = Vec::new();
        let mut all = Collected {
            facets: self.facets.iter().map(|_| FxHashMap::default()).collect(),
            ..Collected::default()
        };
        for fruit in fruits {
            let fruit = fruit?;
            best.push(fruit.best);
            all.passages += fruit.passages;
            all.wider += fruit.wider;
            all.articles += fruit.articles;
            for (sum, counts) in all.facets.iter_mut().zip(fruit.facets) {
                #[expect(clippy::iter_over_hash_type, reason = "sums do not depend on order")]
                for (value, (passages, articles)) in counts {
                    let entry = sum.entry(value).or_default();
                    entry.0 += passages;
                    entry.1 += articles;
                }
            }
        }
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
    passages: u64,
    articles: u32,
    pub(super) wider: u64,
    facets: Vec<Counter>,
}

impl SegmentCollect {
    /// Counts hits, their articles and the values of facets.
    pub(super) fn count(&mut self, hits: &Hits, documents: u32) {
        self.passages = u64::from(hits.len());
        self.articles = hits.articles(&self.starts);
        if self.facets.is_empty() {
            return;
        }
        hits.each(documents, |doc| {
            let article = self.starts.article(doc) + 1;
            for counter in &mut self.facets {
                counter.add(doc, article);
            }
        });
    }

    /// Keeps the best of `hits` by their words.
    pub(super) fn best(
        &mut self,
        words: Vec<ScoredWord>,
        lengths: &Lengths,
        hits: &Hits,
        postings: u32,
        documents: u32,
    ) {
        let best = Best {
            lengths,
            starts: &self.starts,
            top: &mut self.top,
            collapse: self.collapse,
            pending: None,
        };
        best.find(words, hits, postings, documents);
        self.tell_more(hits);
    }

    /// Keeps the best of `hits`, which have no scores.
    pub(super) fn all(&mut self, hits: &Hits, documents: u32) {
        if !self.listed {
            return;
        }
        let mut last = None;
        hits.each(documents, |doc| {
            let article = self.starts.article(doc);
            let hit = self.top.contender(doc, 0.0, article);
            if !self.collapse {
                self.top.offer(hit);
                return;
            }
            last = Some(match last {
                Some((best, of)) if of == article => {
                    (if self.top.place(&hit, &best).is_lt() { hit } else { best }, article)
                }
                before => {
                    if let Some((best, _)) = before {
                        self.top.offer(best);
                    }
                    (hit, article)
                }
            });
        });
        if let Some((best, _)) = last {
            self.top.offer(best);
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
        if let Some(best) = self.pending.take() {
            self.top.offer(best);
        }
    }
}

impl SegmentCollector for SegmentCollect {
    type Fruit = tantivy::Result<Part>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let article = self.starts.article(doc);
        if self.last != Some(article) {
            self.last = Some(article);
            self.close_article();
            self.articles += 1;
        }
        self.passages += 1;
        for counter in &mut self.facets {
            counter.add(doc, self.articles);
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
            self.top.offer(hit);
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.close_article();
        let facets =
            self.facets.into_iter().map(Counter::harvest).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Part {
            best: self.top.finish(self.segment),
            wider: self.wider,
            passages: self.passages,
            articles: u64::from(self.articles),
            facets,
        })
    }
}

/// Counts the values of one facet within one segment, by their ordinals.
enum Counter {
    /// No document of the segment has a value.
    Empty,
    One {
        column: StrColumn,
        /// Passages, articles and the last article counted, of each ordinal.
        counts: Vec<(u32, u32, u32)>,
    },
    Crossed {
        columns: Vec<StrColumn>,
        counts: FxHashMap<Vec<u64>, (u32, u32, u32)>,
    },
}

/// Stands for "no article counted yet"; articles are numbered from 1.
const NO_ARTICLE: u32 = 0;

impl Counter {
    fn open(reader: &SegmentReader, names: &[String]) -> tantivy::Result<Self> {
        let columns = names
            .iter()
            .map(|name| reader.fast_fields().str(name))
            .collect::<tantivy::Result<Option<Vec<StrColumn>>>>()?;
        Ok(match columns {
            None => Self::Empty,
            Some(mut columns) if columns.len() == 1 => {
                let column = columns.remove(0);
                let counts = vec![(0, 0, NO_ARTICLE); column.num_terms()];
                Self::One { column, counts }
            }
            Some(columns) => Self::Crossed { columns, counts: FxHashMap::default() },
        })
    }

    fn add(&mut self, doc: DocId, article: u32) {
        match self {
            Self::Empty => {}
            Self::One { column, counts } => {
                for ordinal in column.term_ords(doc) {
                    if let Some(count) =
                        usize::try_from(ordinal).ok().and_then(|i| counts.get_mut(i))
                    {
                        bump(count, article);
                    }
                }
            }
            Self::Crossed { columns, counts } => {
                let mut keys: Vec<Vec<u64>> = vec![Vec::new()];
                for column in columns {
                    keys = keys
                        .iter()
                        .flat_map(|key| {
                            column
                                .term_ords(doc)
                                .map(|ordinal| [key.as_slice(), &[ordinal]].concat())
                        })
                        .collect();
                }
                for key in keys {
                    bump(counts.entry(key).or_insert((0, 0, NO_ARTICLE)), article);
                }
            }
        }
    }

    fn harvest(self) -> tantivy::Result<Counts> {
        let mut out = FxHashMap::default();
        match self {
            Self::Empty => {}
            Self::One { column, counts } => {
                let used: Vec<u64> =
                    (0..).zip(&counts).filter(|(_, count)| count.0 > 0).map(|(i, _)| i).collect();
                let values = values(&column, &used)?;
                let counts = counts.into_iter().filter(|count| count.0 > 0);
                for (value, (passages, articles, _)) in values.into_iter().zip(counts) {
                    out.insert(vec![value], (u64::from(passages), u64::from(articles)));
                }
            }
            Self::Crossed { columns, counts } => {
                let mut keys: Vec<Vec<String>> = vec![Vec::new(); counts.len()];
                let counts: Vec<_> = counts.into_iter().collect();
                for (i, column) in columns.iter().enumerate() {
                    let mut used: Vec<u64> = counts.iter().map(|(key, _)| key[i]).collect();
                    used.sort_unstable();
                    used.dedup();
                    let names = values(column, &used)?;
                    for (key, (ordinals, _)) in keys.iter_mut().zip(&counts) {
                        // Every ordinal of a key is among those looked up.
                        if let Ok(at) = used.binary_search(&ordinals[i]) {
                            key.push(names[at].clone());
                        }
                    }
                }
                for (key, (_, (passages, articles, _))) in keys.into_iter().zip(counts) {
                    out.insert(key, (u64::from(passages), u64::from(articles)));
                }
            }
        }
        Ok(out)
    }
}

fn bump(count: &mut (u32, u32, u32), article: u32) {
    count.0 += 1;
    if count.2 != article {
        count.2 = article;
        count.1 += 1;
    }
}

/// The strings of sorted ordinals.
fn values(column: &StrColumn, ordinals: &[u64]) -> tantivy::Result<Vec<String>> {
    let mut out = Vec::with_capacity(ordinals.len());
    column.dictionary().sorted_ords_to_term_cb(ordinals, |term| {
        out.push(String::from_utf8_lossy(term).into_owned());
    })?;
    Ok(out)
}

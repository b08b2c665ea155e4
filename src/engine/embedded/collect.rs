//! One pass over all hits: the best candidates, exact totals and facet counts.
//!
//! The passages of an article stand side by side, so articles are counted and collapsed by
//! comparing each hit with the one before it.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::facets::Counts;
use crate::query::Sort;

/// What to collect.
#[derive(Clone, Debug)]
pub(super) struct Collect {
    /// Most candidates kept.
    pub(super) depth: usize,
    /// Their order.
    pub(super) sort: Sort,
    /// Whether scores are wanted.
    pub(super) scored: bool,
    /// Whether only the best passage of an article is a candidate.
    pub(super) collapse: bool,
    /// Columns of each facet: one, or several to be crossed.
    pub(super) facets: Vec<Vec<String>>,
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
}

/// A candidate with all that its place depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ranked {
    pub(super) score: Score,
    /// Packed publication date; 0 when unknown.
    pub(super) published: u64,
    article: u64,
    n: u64,
    sort: Sort,
    /// Other passages of the article that matched.
    pub(super) more: u64,
    pub(super) address: DocAddress,
}

impl Ranked {
    /// `Less` comes first in the list of hits.
    fn place(&self, other: &Self) -> Ordering {
        let newest = other.published.cmp(&self.published);
        let order = match self.sort {
            Sort::Relevance => other.score.total_cmp(&self.score).then(newest),
            Sort::Newest => newest,
            // Undated articles (0) come last here too.
            Sort::Oldest => (self.published == 0)
                .cmp(&(other.published == 0))
                .then(self.published.cmp(&other.published)),
        };
        order.then(self.article.cmp(&other.article)).then(self.n.cmp(&other.n))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.place(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place(other)
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
        let fast = reader.fast_fields();
        let facets = self
            .facets
            .iter()
            .map(|columns| Counter::open(reader, columns))
            .collect::<tantivy::Result<_>>()?;
        Ok(SegmentCollect {
            segment,
            depth: self.depth,
            sort: self.sort,
            collapse: self.collapse,
            article_key: fast.u64("article_key")?,
            n: fast.u64("n")?,
            published: fast.u64("day")?,
            back: fast.u64("back")?,
            best: BinaryHeap::new(),
            pending: None,
            passages: 0,
            articles: 0,
            article: None,
            facets,
        })
    }

    fn requires_scoring(&self) -> bool {
        self.scored
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Collected>>) -> tantivy::Result<Collected> {
        let mut all = Collected {
            facets: self.facets.iter().map(|_| FxHashMap::default()).collect(),
            ..Collected::default()
        };
        for fruit in fruits {
            let fruit = fruit?;
            all.best.extend(fruit.best);
            all.passages += fruit.passages;
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
        all.best.sort_unstable();
        all.best.truncate(self.depth);
        Ok(all)
    }
}

/// Collects within one segment.
pub(super) struct SegmentCollect {
    segment: SegmentOrdinal,
    depth: usize,
    sort: Sort,
    collapse: bool,
    article_key: Column<u64>,
    n: Column<u64>,
    published: Column<u64>,
    back: Column<u64>,
    /// The worst of the best is on top.
    best: BinaryHeap<Ranked>,
    /// Best passage of the current article, where hits are collapsed.
    pending: Option<Ranked>,
    passages: u64,
    articles: u64,
    /// Document of the current article.
    article: Option<DocId>,
    facets: Vec<Counter>,
}

impl SegmentCollect {
    fn offer(&mut self, ranked: Ranked) {
        if self.best.len() < self.depth {
            self.best.push(ranked);
        } else if let Some(mut worst) = self.best.peek_mut()
            && ranked < *worst
        {
            *worst = ranked;
        }
    }

    /// Whether a hit of this score can still be among the best.
    fn hopeless(&self, score: Score) -> bool {
        self.sort == Sort::Relevance
            && self.best.len() >= self.depth
            && self.best.peek().is_none_or(|worst| score < worst.score)
    }

    fn ranked(&self, doc: DocId, score: Score) -> Ranked {
        Ranked {
            score,
            published: self.published.first(doc).unwrap_or(0),
            article: self.article_key.first(doc).unwrap_or(0),
            n: self.n.first(doc).unwrap_or(0),
            sort: self.sort,
            more: 0,
            address: DocAddress::new(self.segment, doc),
        }
    }

    fn close_article(&mut self) {
        if let Some(ranked) = self.pending.take() {
            self.offer(ranked);
        }
    }
}

impl SegmentCollector for SegmentCollect {
    type Fruit = tantivy::Result<Collected>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let distance = self.back.first(doc).and_then(|back| DocId::try_from(back).ok());
        let article = doc - distance.unwrap_or(0).min(doc);
        if self.article != Some(article) {
            self.close_article();
            self.article = Some(article);
            self.articles += 1;
        }
        self.passages += 1;
        for counter in &mut self.facets {
            counter.add(doc, article);
        }
        if self.depth == 0 {
            return;
        }
        if self.collapse {
            let ranked = self.ranked(doc, score);
            self.pending = Some(match self.pending {
                None => ranked,
                Some(best) => {
                    let more = best.more + 1;
                    Ranked { more, ..best.min(ranked) }
                }
            });
        } else if !self.hopeless(score) {
            let ranked = self.ranked(doc, score);
            self.offer(ranked);
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.close_article();
        let facets =
            self.facets.into_iter().map(Counter::harvest).collect::<tantivy::Result<Vec<_>>>()?;
        Ok(Collected {
            best: self.best.into_vec(),
            passages: self.passages,
            articles: self.articles,
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
        counts: Vec<(u32, u32, DocId)>,
    },
    Crossed {
        columns: Vec<StrColumn>,
        counts: FxHashMap<Vec<u64>, (u32, u32, DocId)>,
    },
}

/// Stands for "no article counted yet"; no document has this number.
const NO_ARTICLE: DocId = DocId::MAX;

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

    fn add(&mut self, doc: DocId, article: DocId) {
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

fn bump(count: &mut (u32, u32, DocId), article: DocId) {
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

//! Articles as a whole: how often words stand in all of an article, summed up from its passages.
//!
//! The records of an article stand side by side, so its postings do, too. Those of a stem are gone
//! through once for all that is asked of it.

use std::ops::Range;

use tantivy::postings::{BlockSegmentPostings, Postings as _, SegmentPostings};
use tantivy::{DocId, DocSet as _, Score, SegmentReader};

use super::columns::Columns;
use super::occurrences::Counts;
use super::scan::Hits;
use super::starts::Starts;
use crate::engine::scoring::{B, HEADLINE_TIMES, K1};

/// How many articles have a passage of this segment that is on a list.
pub(super) fn count(list: BlockSegmentPostings, reader: &SegmentReader, starts: &Starts) -> u64 {
    let mut passages = Hits::listed(list, reader.max_doc());
    if let Some(alive) = reader.alive_bitset() {
        passages.retain(|doc| alive.is_alive(doc));
    }
    u64::from(passages.articles(starts))
}

/// The articles of some passages of one segment, each once, in their order.
pub(super) struct Articles<'d> {
    articles: Vec<Article<'d>>,
    passages: usize,
}

/// An article.
struct Article<'d> {
    /// Its records: its own, then the first passage.
    records: Range<DocId>,
    /// Those of the passages that are its own.
    passages: &'d [DocId],
    /// What its length does to scores.
    damping: Score,
}

/// How often a stem stands in some passages and in their articles.
pub(super) struct Standing {
    /// In the text of each passage.
    pub(super) texts: Vec<u32>,
    /// In what stands above it.
    pub(super) heads: Vec<u32>,
    /// In each article.
    articles: Vec<Score>,
}

impl Standing {
    /// In a passage.
    pub(super) fn counts(&self, passage: usize) -> Counts {
        Counts { text: self.texts[passage], head: self.heads[passage] }
    }
}

impl<'d> Articles<'d> {
    /// Looks for the articles of passages, which are given in their order.
    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    pub(super) fn of(
        docs: &'d [DocId],
        columns: &Columns,
        starts: &Starts,
        average: Score,
    ) -> Self {
        let (mut articles, mut left) = (Vec::new(), docs);
        while let Some(doc) = left.first() {
            let records = starts.around(*doc);
            let (passages, others) = left.split_at(left.partition_point(|doc| *doc < records.end));
            let length = columns.words.first(records.start).unwrap_or(0) as Score;
            let damping = K1 * (1.0 - B + B * length / average);
            articles.push(Article { records, passages, damping });
            left = others;
        }
        Self { articles, passages: docs.len() }
    }

    /// Where a stem stands that has these postings in texts and in heads.
    pub(super) fn standing(
        &self,
        mut texts: Option<SegmentPostings>,
        mut heads: Option<SegmentPostings>,
    ) -> Standing {
        let mut standing = Standing {
            texts: Vec::with_capacity(self.passages),
            heads: Vec::with_capacity(self.passages),
            articles: Vec::with_capacity(self.articles.len()),
        };
        for article in &self.articles {
            let mut times = 0.0;
            times += article.texts(texts.as_mut(), &mut standing.texts);
            times += article.heads(heads.as_mut(), &mut standing.heads);
            standing.articles.push(times);
        }
        standing
    }

    /// Adds to `values`, one for each passage, what a word adds by its times in the articles: at most
    /// `most`. It stands where its stems do.
    pub(super) fn add(&self, stems: &[&Standing], most: Score, values: &mut [Score]) {
        let mut values = values.iter_mut();
        for (i, article) in self.articles.iter().enumerate() {
            let times: Score = stems.iter().filter_map(|stem| stem.articles.get(i)).sum();
            for value in values.by_ref().take(article.passages.len()) {
                *value += most * times / (times + article.damping);
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
impl Article<'_> {
    /// How often a stem stands in the texts; tells of each passage by itself, too.
    fn texts(&self, texts: Option<&mut SegmentPostings>, of_each: &mut Vec<u32>) -> Score {
        let (mut times, mut passages) = (0.0, self.passages.iter().peekable());
        if let Some(texts) = texts {
            if texts.doc() < self.records.start {
                texts.seek(self.records.start);
            }
            while texts.doc() < self.records.end {
                while passages.next_if(|passage| **passage < texts.doc()).is_some() {
                    of_each.push(0);
                }
                if passages.next_if_eq(&&texts.doc()).is_some() {
                    of_each.push(texts.term_freq());
                }
                times += texts.term_freq() as Score;
                texts.advance();
            }
        }
        of_each.extend(passages.map(|_| 0));
        times
    }

    /// How often it stands in the headline, which is what stands above the first passage, hardly
    /// ever a heading with it.
    fn heads(&self, heads: Option<&mut SegmentPostings>, of_each: &mut Vec<u32>) -> Score {
        let Some(heads) = heads else {
            of_each.extend(self.passages.iter().map(|_| 0));
            return 0.0;
        };
        let mut times_at = |doc| {
            if heads.doc() < doc {
                heads.seek(doc);
            }
            if heads.doc() == doc { heads.term_freq() } else { 0 }
        };
        let headline = times_at(self.records.start + 1);
        of_each.extend(self.passages.iter().map(|passage| times_at(*passage)));
        f32::from(HEADLINE_TIMES) * headline as Score
    }
}

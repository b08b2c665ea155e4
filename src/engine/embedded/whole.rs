//! Articles as a whole: how often words stand in all of an article, summed up from its passages.
//!
//! The records of an article stand side by side, so its postings do, too.

use std::ops::Range;

use tantivy::postings::{Postings as _, SegmentPostings};
use tantivy::{DocId, DocSet as _, Score, SegmentReader, Term};

use super::bits::Bits;
use super::columns::Columns;
use super::starts::Starts;
use crate::engine::scoring::{B, HEADLINE_TIMES, K1};

/// How many articles have a term in a passage of this segment.
pub(super) fn count(term: &Term, reader: &SegmentReader, starts: &Starts) -> tantivy::Result<u64> {
    let mut passages = Bits::of_term(reader, term)?;
    if let Some(alive) = reader.alive_bitset() {
        passages.retain(|doc| alive.is_alive(doc));
    }
    Ok(u64::from(starts.articles(&passages)))
}

/// The articles of some passages of one segment.
pub(super) struct Articles {
    /// Each once, in their order.
    articles: Vec<Article>,
    /// Of each passage, the place of its article.
    of: Vec<usize>,
}

/// An article.
struct Article {
    /// Its records: its own, then the first passage.
    records: Range<DocId>,
    /// What its length does to scores.
    damping: Score,
}

impl Articles {
    /// Looks for the articles of passages, which are given in their order.
    ///
    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    pub(super) fn of(docs: &[DocId], columns: &Columns, starts: &Starts, average: Score) -> Self {
        let mut out = Self { articles: Vec::new(), of: Vec::with_capacity(docs.len()) };
        for doc in docs {
            if out.articles.last().is_none_or(|last| !last.records.contains(doc)) {
                let records = starts.around(*doc);
                let length = columns.words.first(records.start).unwrap_or(0) as Score;
                let damping = K1 * (1.0 - B + B * length / average);
                out.articles.push(Article { records, damping });
            }
            out.of.push(out.articles.len() - 1);
        }
        out
    }

    /// Adds to `values`, one for each passage, what a word adds by its times in the articles: at most
    /// `most`. Each stem of the word has its postings in texts and in heads.
    pub(super) fn add(
        &self,
        stems: &mut [[Option<SegmentPostings>; 2]],
        most: Score,
        values: &mut [Score],
    ) {
        let mut added = Vec::with_capacity(self.articles.len());
        for article in &self.articles {
            let times: Score = stems.iter_mut().map(|stem| times_in(stem, article)).sum();
            added.push(most * times / (times + article.damping));
        }
        for (value, article) in values.iter_mut().zip(&self.of) {
            *value += added.get(*article).copied().unwrap_or(0.0);
        }
    }
}

/// How often a stem stands in an article; asked for rising articles. What stands above the first
/// passage is the headline, hardly ever a heading with it.
#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
fn times_in([texts, heads]: &mut [Option<SegmentPostings>; 2], article: &Article) -> Score {
    let mut times = 0.0;
    if let Some(texts) = texts {
        if texts.doc() < article.records.start {
            texts.seek(article.records.start);
        }
        while texts.doc() < article.records.end {
            times += texts.term_freq() as Score;
            texts.advance();
        }
    }
    if let Some(heads) = heads {
        let first = article.records.start + 1;
        if heads.doc() < first {
            heads.seek(first);
        }
        if heads.doc() == first {
            times += f32::from(HEADLINE_TIMES) * heads.term_freq() as Score;
        }
    }
    times
}

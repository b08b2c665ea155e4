//! Alternatives that count as one word.
//!
//! A spelling that is rare in the archive would score more than the one that everybody uses, and
//! a passage that has two of them more than one that has either. So single words among them are
//! as frequent as the most frequent one, and the best alternative of a passage counts alone
//! (dis-max; Lucene's `SynonymQuery` blends the frequencies in the same way). Where single words are
//! all there is, `words` does the same with one scorer.

use rustc_hash::FxHashMap;
use tantivy::query::{
    Bm25StatisticsProvider, DisjunctionMaxQuery, EnableScoring, Explanation, Query, Scorer, Weight,
};
use tantivy::schema::Field;
use tantivy::{DocId, Score, SegmentReader, Term};

use super::explain::no_match;

/// Words, spellings and phrases of which one must match.
#[derive(Debug)]
pub(super) struct AlikeQuery {
    /// Each with whether it is a single word.
    alternatives: Vec<(Box<dyn Query>, bool)>,
}

impl AlikeQuery {
    pub(super) fn new(alternatives: Vec<(Box<dyn Query>, bool)>) -> Self {
        Self { alternatives }
    }

    fn queries(&self) -> Vec<Box<dyn Query>> {
        self.alternatives.iter().map(|(query, _)| query.box_clone()).collect()
    }
}

impl Clone for AlikeQuery {
    fn clone(&self) -> Self {
        let words = self.alternatives.iter().map(|(_, word)| *word);
        Self { alternatives: self.queries().into_iter().zip(words).collect() }
    }
}

impl Query for AlikeQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let queries = self.queries();
        let EnableScoring::Enabled { searcher, statistics_provider: inner } = scoring else {
            return DisjunctionMaxQuery::new(queries).weight(scoring);
        };
        let mut blended = Blended { inner, words: Vec::new(), most: FxHashMap::default() };
        for (query, _) in self.alternatives.iter().filter(|(_, word)| *word) {
            query.query_terms(&mut |term, in_phrase| {
                if !in_phrase {
                    blended.words.push(term);
                }
            });
        }
        for term in &blended.words {
            let frequency = inner.doc_freq(term)?;
            let most = blended.most.entry(term.field()).or_default();
            *most = frequency.max(*most);
        }
        let scoring = EnableScoring::enabled_from_statistics_provider(&blended, searcher);
        let alternatives = queries.iter().map(|query| query.weight(scoring));
        Ok(Box::new(AlikeWeight {
            alternatives: alternatives.collect::<tantivy::Result<_>>()?,
            best: DisjunctionMaxQuery::new(queries).weight(scoring)?,
        }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for (query, _) in &self.alternatives {
            query.query_terms(visitor);
        }
    }
}

/// Statistics in which some words are all as frequent as the most frequent of them.
struct Blended<'q> {
    inner: &'q dyn Bm25StatisticsProvider,
    words: Vec<&'q Term>,
    /// Passages with the most frequent one, by field.
    most: FxHashMap<Field, u64>,
}

impl Bm25StatisticsProvider for Blended<'_> {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        self.inner.total_num_tokens(field)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        self.inner.total_num_docs()
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        match self.most.get(&term.field()) {
            Some(most) if self.words.contains(&term) => Ok(*most),
            _ => self.inner.doc_freq(term),
        }
    }
}

struct AlikeWeight {
    alternatives: Vec<Box<dyn Weight>>,
    best: Box<dyn Weight>,
}

impl Weight for AlikeWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.best.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.best.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(no_match(doc));
        }
        let mut explained = Explanation::new(BEST, scorer.score());
        // Those that do not match refuse to explain themselves.
        for alternative in self.alternatives.iter().filter_map(|one| one.explain(reader, doc).ok())
        {
            explained.add_detail(alternative);
        }
        Ok(explained)
    }
}

/// What the score of alternatives is called.
const BEST: &str = "best of these, which count as one word";

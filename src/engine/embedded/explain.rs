//! Scores as trees, from the queries that gave them.

use serde::Deserialize;
use tantivy::query::{EnableScoring, Explanation as Explained, Query, Scorer, Weight};
use tantivy::{DocId, Score, SegmentReader, TantivyError, Term};

use crate::engine::record::corrupt;
use crate::error::Result;
use crate::hit::Explanation;

/// A query that can explain its score, by a name of ours where it has one.
///
/// The engine's own explanations seek backwards when they are asked about a document that does not
/// match, which its scorers do not expect (they assert the contrary in debug builds); this one
/// compares document numbers first.
#[derive(Debug)]
pub(super) struct ExplainedQuery {
    name: Option<String>,
    inner: Box<dyn Query>,
}

impl ExplainedQuery {
    pub(super) fn new(name: Option<String>, inner: Box<dyn Query>) -> Self {
        Self { name, inner }
    }
}

impl Clone for ExplainedQuery {
    fn clone(&self) -> Self {
        Self { name: self.name.clone(), inner: self.inner.box_clone() }
    }
}

impl Query for ExplainedQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let inner = self.inner.weight(scoring)?;
        Ok(Box::new(ExplainedWeight { name: self.name.clone(), inner }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.inner.query_terms(visitor);
    }
}

struct ExplainedWeight {
    name: Option<String>,
    inner: Box<dyn Weight>,
}

impl Weight for ExplainedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.inner.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explained> {
        let mut scorer = self.inner.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(no_match(doc));
        }
        let inner = self.inner.explain(reader, doc)?;
        let Some(name) = &self.name else { return Ok(inner) };
        let mut explained = Explained::new_with_string(name.clone(), scorer.score());
        explained.add_detail(inner);
        Ok(explained)
    }
}

/// What an explanation of a document that does not match is refused with.
pub(super) fn no_match(doc: DocId) -> TantivyError {
    TantivyError::InvalidArgument(format!("document {doc} does not match"))
}

/// What the engine serializes of an explanation; its fields are its own.
#[derive(Deserialize)]
struct Node {
    value: f32,
    description: String,
    #[serde(default)]
    details: Vec<Node>,
}

/// The engine's explanation as ours: parts that add nothing are left out, and so is a sum of one.
pub(super) fn explanation(explained: &Explained) -> Result<Explanation> {
    let node = serde_json::to_value(explained).and_then(Node::deserialize);
    node.map(tidy).map_err(|_| corrupt("a score that explains itself in another way"))
}

/// A node without the parts that add nothing, in our words.
fn tidy(node: Node) -> Explanation {
    let Node { value, description, details } = node;
    if description == "BooleanClause. sum of ..." {
        let mut details: Vec<Explanation> =
            details.into_iter().filter(|part| part.value != 0.0).map(tidy).collect();
        if details.len() == 1 {
            return details.remove(0);
        }
        return Explanation { value, description: "sum".to_owned(), details };
    }
    let mut details: Vec<Explanation> = details.into_iter().map(tidy).collect();
    if description == "Phrase Scorer" && details.len() == 1 {
        return details.remove(0);
    }
    let boost = description.strip_prefix("Boost x").and_then(|rest| rest.split(' ').next());
    if let Some(by) = boost.and_then(|by| by.parse().ok()) {
        details.insert(0, Explanation::leaf(by, "weight"));
        return Explanation { value, description: "product".to_owned(), details };
    }
    let known = OWN_WORDS.iter().find(|(theirs, _)| *theirs == description);
    let description = known.map_or(description, |(_, ours)| (*ours).to_owned());
    Explanation { value, description, details }
}

/// The engine's words and ours.
const OWN_WORDS: [(&str, &str); 15] = [
    ("TermQuery, product of...", "BM25, product"),
    ("(K1+1)", "k1 + 1"),
    (
        "idf, computed as log(1 + (N - n + 0.5) / (n + 0.5))",
        "idf, log(1 + (N - n + 0.5) / (n + 0.5))",
    ),
    ("idf", "idf, summed over the words of the phrase"),
    ("n, number of docs containing this term", "n, passages with the word"),
    ("N, total number of docs", "N, all passages"),
    (
        "freq / (freq + k1 * (1 - b + b * dl / avgdl))",
        "tf, freq / (freq + k1 * (1 - b + b * dl / avgdl))",
    ),
    ("freq, occurrences of term within document", "freq, times it occurs"),
    ("k1, term saturation parameter", "k1"),
    ("b, length normalization parameter", "b"),
    ("dl, length of field", "dl, words in the field, rounded"),
    ("avgdl, average length of field", "avgdl, average of dl"),
    ("AutomatonScorer", "a word that fits counts 1, however rare"),
    ("BooleanQuery with no scoring", "matches"),
    ("Const", "matches"),
];

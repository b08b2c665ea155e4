//! The final order of the engine's best candidates.
//!
//! The first [`RERANKED`] candidates by the engine's score may change places; none of them falls
//! behind one that the engine ranks lower, so pages do not overlap. What speaks for a candidate
//! ([`Evidence`](crate::query::Evidence)) is looked up by the engine, which has the positions of
//! all words at hand; what needs the text of a candidate is looked at here.

use crate::hit::{Candidate, Hit, Support};
use crate::query::{Field, Request, Sort};

/// Candidates that are looked at again.
pub const RERANKED: usize = 100;

/// Whether candidates are to be raised by what speaks for them.
#[must_use]
pub fn raises(request: &Request) -> bool {
    request.sort == Sort::Relevance && request.page.limit > 0 && request.ast.has_words()
}

/// Adds what speaks for the first candidates to their scores and puts them in order.
pub fn raise(candidates: &mut [Candidate], supports: Vec<Vec<Support>>) {
    for (candidate, supports) in candidates.iter_mut().zip(supports) {
        let added: f32 = supports.iter().map(|support| support.value).sum();
        candidate.score += candidate.recency * added;
        candidate.supports = supports;
    }
    let raised = candidates.len().min(RERANKED);
    candidates[..raised].sort_by(|a, b| b.score.total_cmp(&a.score));
}

/// Whether the order depends on the text of candidates, too.
#[must_use]
pub fn reorders(request: &Request) -> bool {
    request.sort == Sort::Relevance
        && request.ast.has_words()
        && request.filters.iter().any(|filter| filter.field == Field::Speaker)
}

/// Hits whose words stand in what the speaker asked for says come first.
pub fn said_first(hits: &mut [Hit]) {
    hits.sort_by_key(|hit| hit.said != Some(true));
}

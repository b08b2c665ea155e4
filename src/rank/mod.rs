//! The final order of the engine's best candidates.
//!
//! The first [`RERANKED`] candidates by the engine's score may change places; none of them falls
//! behind one that the engine ranks lower, so pages do not overlap. A cluster does the same: the
//! engine, there or here, hands over its best candidates, and this code orders them.

use crate::hit::Hit;
use crate::query::{Field, Request, Sort};

/// Candidates that are looked at again.
pub const RERANKED: usize = 100;

/// Whether any feature changes the order for this request.
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

//! A query and the terms of a text → the places that match.
//!
//! Engines say which passages match and how well; where in a passage they match is found here, by
//! the same terms, so highlights are the same on every engine. What stands under a `-` is never
//! highlighted, and nothing is that a word or phrase of the query did not match by itself.

mod holds;
mod matcher;

pub use holds::{PassageTerms, holds};
pub use matcher::{Found, Matcher, Occurrence};

//! Text → tokens → terms: the only analyzer there is, free of any engine's types.
//!
//! [`Tokens`] are words, numbers and punctuation with their spans; annotation reads them.
//! An [`Analyzer`] turns the same tokens into what an index holds: folded and stemmed forms with
//! positions. Every engine is fed from here, so a query finds the same passages everywhere.

mod analyzers;
mod edits;
mod fold;
mod seen;
mod sentence;
mod terms;
mod token;

pub(crate) use analyzers::{Analyzers, Lent};
pub use edits::within_edits;
pub use fold::fold;
pub use sentence::sentences;
pub(crate) use terms::Place;
pub use terms::{Analyzer, Form, Language, Term, word_form};
pub use token::{Token, TokenKind, Tokens};

/// Version of the analyzer; terms of different versions do not meet.
pub const ANALYZER: u32 = 1;

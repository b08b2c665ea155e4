//! onrecord: the search engine for the public record.

mod annotate;
mod article;
pub mod engine;
mod error;
pub mod facet;
mod hit;
mod passage;
pub mod query;
mod span;
pub mod text;

pub use annotate::*;
pub use article::*;
pub use error::{Error, ErrorKind, Result};
pub use hit::*;
pub use passage::*;
pub use span::{CodePoints, Span};

//! onrecord: the search engine for the public record.

mod annotate;
mod article;
mod error;
pub mod highlight;
mod passage;
pub mod query;
mod span;
pub mod text;

pub use annotate::*;
pub use article::*;
pub use error::{Error, ErrorKind, Result};
pub use passage::*;
pub use span::{CodePoints, Span};

//! onrecord: the search engine for the public record.

mod annotate;
mod article;
pub mod cli;
pub mod engine;
mod error;
pub mod facet;
pub mod highlight;
mod hit;
pub mod index;
mod passage;
pub mod query;
pub mod rank;
pub mod render;
pub mod resolve;
pub mod search;
mod span;
pub mod text;

pub use annotate::*;
pub use article::*;
pub use error::{Error, ErrorKind, Result};
pub use hit::*;
pub use passage::*;
pub use span::{CodePoints, Span};

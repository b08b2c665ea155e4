//! The search engine for the public record: who said what, when.
//!
//! Files become [`Article`]s (a fixed body, cut into blocks), articles become [`Passage`]s
//! (paragraphs), and [`annotate`] finds in them who is named, who says what, and which dates are
//! meant; [`correction`] is what people say of that. [`facet`] derives from this what filters and counts see of each passage, and an
//! [`engine`] stores and searches it. What a user types becomes a [`query::Request`];
//! [`search::search`] answers it with ranked [`Hit`]s, each with the spans that matched and the
//! statements that cover them. [`eval`] compares what was found with gold data. [`render`] turns answers into text, JSON and CSV; [`cli`] is the
//! program.
//!
//! Every offset is a byte of the article's body; [`CodePoints`] converts them for output.
//!
//! # Examples
//!
//! ```
//! use onrecord::{Article, Paragraphs, annotate, blocks, passages};
//!
//! let body = "Mayor Olena Kravets said on Tuesday that the pier would open in May.";
//! let article = Article {
//!     body: body.to_owned(),
//!     blocks: blocks(body, Paragraphs::Line),
//!     published: Some(jiff::civil::date(2024, 4, 18)),
//!     ..Article::default()
//! };
//! let notes = annotate(&article, &passages(&article));
//! assert_eq!(notes.attributions[0].speaker.as_deref(), Some("Olena Kravets"));
//! let dates: Vec<&str> = notes.timexes.iter().map(|timex| &*timex.value).collect();
//! assert_eq!(dates, ["2024-04-16", "2024-05"]);
//! ```

#![deny(missing_docs)]

mod annotate;
mod article;
pub mod check;
pub mod cli;
pub mod complete;
pub mod correction;
pub mod engine;
mod error;
pub mod eval;
mod expand;
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
mod stages;
pub mod suggest;
pub mod text;

pub use annotate::*;
pub use article::*;
pub use error::{Error, ErrorKind, Result};
pub use hit::*;
pub use passage::*;
pub use span::{CodePoints, Span};
pub use stages::Stages;

//! What a user typed → [`Ast`] → [`Request`].
//!
//! [`parse`] reads any text: what is no operator is a word, and only a query beyond the caps or a
//! value that its field cannot have is an error. An [`Ast`] prints back to a query that reads the
//! same.

mod ast;
mod build;
mod date;
mod evidence;
mod lex;
mod parse;
mod print;
mod question;
mod recency;
mod request;
mod scan;
mod synonyms;
mod value;
mod warning;
mod word;

pub use ast::{Ast, Clause, DateValue, Field, NameValue, Value};
pub use build::Placed;
pub use date::parse_date_value;
pub use evidence::{Evidence, evidence};
pub use parse::{LONGEST_QUERY, ParseOptions, Parsed, parse};
pub use question::is_function_word;
pub use recency::Recency;
pub use request::{Facet, Filter, Grain, Match, Page, Request, Sort};
pub use synonyms::Synonyms;
pub use value::parse_value;
pub use warning::Warning;
pub use word::Word;

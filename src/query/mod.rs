//! What a user typed → [`Ast`] → [`Request`].

mod ast;
mod request;

pub use ast::{Ast, Clause, DateValue, Field, NameValue, Value};
pub use request::{Facet, Filter, Grain, Match, Page, Request, Sort};

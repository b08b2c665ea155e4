//! Answers → text, JSON and CSV. Nothing is matched again here.

mod completion;
mod csv;
mod json;
mod layout;
mod safe;
mod scores;
mod snippet;
mod suggestion;
mod table;
mod text;

pub use completion::{completion, completion_line};
pub use csv::{facets as csv_facets, people as csv_people};
pub use json::{
    AnnotatedLine, Meta, QueryRead, SCHEMA_VERSION, annotated_line, article, end, facet, hit,
    person, stages,
};
pub use suggestion::did_you_mean;
pub use text::{Style, Text};

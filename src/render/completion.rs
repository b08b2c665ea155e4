//! What a beginning may become, as lines.

use serde_json::{Value, json};

use super::safe::safe;
use crate::complete::Completion;

/// The value, a tab, and the passages with it.
#[must_use]
pub fn completion_line(completion: &Completion) -> String {
    format!("{}\t{}", safe(&completion.value), completion.passages)
}

/// A completion as JSON.
#[must_use]
pub fn completion(completion: &Completion) -> Value {
    json!({
        "type": "completion",
        "field": completion.of.name(),
        "value": completion.value,
        "passages": completion.passages,
    })
}

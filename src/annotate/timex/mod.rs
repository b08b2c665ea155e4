//! Date expressions → TIMEX3 values, anchored at the publication date.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::story::Story;
use crate::span::Span;

/// A date expression with its TIMEX3 type and value (TimeML 1.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timex {
    /// The words.
    pub span: Span,
    /// TIMEX3 `type`.
    #[serde(rename = "type")]
    pub kind: TimexKind,
    /// TIMEX3 `value`: `2025-10-11`, `2025-W41`, `2025-Q3`, `P3D`, `PRESENT_REF`, …
    pub value: String,
    /// The rule that found it.
    pub rule: String,
}

/// TIMEX3 types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexKind {
    /// A calendar date of any grain.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A repeated time.
    Set,
}

/// The date expressions of `text`, in text order, anchored at `published`.
#[must_use]
pub fn timexes(text: &str, published: Option<Date>) -> Vec<Timex> {
    timexes_in(&Story::plain(text, published))
}

pub(super) fn timexes_in(_story: &Story<'_>) -> Vec<Timex> {
    Vec::new()
}

impl Timex {
    /// The first and the last day of a calendar value, both included; `None` for durations, sets,
    /// vague references and values without a year.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        None
    }
}

//! The dates of a page → those that can be its day of publication, the likeliest first.
//!
//! A page says its date in several ways, and not all are right: what it declares can be the time
//! in Greenwich or of a copy, and what it prints can be a date of anything. So all that can be a
//! date of publication is gathered as candidates, each with a weight, and the days they name are
//! weighed against each other: witnesses that know nothing of each other add up. Below a
//! threshold no day is named.

mod declared;
mod printed;
mod script;
mod weigh;

use jiff::civil::Date;
use serde_json::{Map, Value};
use trafilatura::dom::Document;

use super::lines::Lines;
use crate::article::PublishedFrom;
use crate::article::calendar::{Order, Written};
use crate::article::published::Stamp;

/// What the head of a page says that bears on its date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'a> {
    /// Names and values of its `<meta>` elements, names in lower case.
    pub(super) metas: &'a [(String, String)],
    /// Its schema.org objects, the most telling first.
    pub(super) objects: &'a [Map<String, Value>],
    pub(super) url: Option<&'a str>,
    pub(super) headline: Option<&'a str>,
    /// Its language as it names it: "de", "en-GB".
    pub(super) language: Option<&'a str>,
}

/// Who says a date: what one of them says twice counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Witness {
    JsonLd,
    Meta,
    Script,
    Printed,
    Address,
    Picture,
}

/// Where the hour of a date was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Clock {
    /// At the place of the article, as far as known.
    Local,
    /// In Greenwich, at this hour: the day may be another one at the place of the article.
    Utc(i8),
}

/// What can be the date of publication.
#[derive(Clone, Debug)]
struct Candidate {
    written: Written,
    from: PublishedFrom,
    witness: Witness,
    weight: i32,
    clock: Clock,
    /// Whether it is the day of a change.
    modified: bool,
}

/// The dates of a page that can be its day of publication, the likeliest first.
pub(super) fn find(doc: &Document, lines: &Lines, page: Page<'_>) -> Vec<(PublishedFrom, Stamp)> {
    let order = page.language.and_then(order_of);
    let mut candidates = declared::candidates(page);
    let told = candidates.iter().any(|candidate| candidate.witness == Witness::JsonLd);
    candidates.extend(script::candidate(doc, told));
    candidates.extend(printed::candidates(lines, page.headline, order));
    weigh::ranked(candidates, order)
}

/// The order in which day and month stand in a language; `None` for English of an unknown place.
fn order_of(language: &str) -> Option<Order> {
    let language = language.to_lowercase();
    let mut parts = language.split(['-', '_']);
    match (parts.next()?, parts.next_back()) {
        ("en", Some("us")) => Some(Order::MonthFirst),
        ("en" | "", None) => None,
        _ => Some(Order::DayFirst),
    }
}

/// The day that was written, when there is but one.
fn one_day(written: Written) -> Option<Date> {
    match written {
        Written::Day(day) => Some(day),
        Written::Ambiguous(..) | Written::Nothing => None,
    }
}

#[cfg(test)]
mod tests;

//! Dates in the data that scripts of a page hold, under names that say what they are.

use jiff::civil::Date;
use trafilatura::dom::Document;

use super::declared::read;
use super::{Candidate, Witness, one_day};
use crate::article::PublishedFrom;
use crate::article::line::{head, tail};

/// Weight of a day that is the only one under such names, and of the first of several: they are
/// those of other articles too.
const ALONE: i32 = 6;
const FIRST: i32 = 2;

/// Longest name or value, in bytes.
const LONGEST: usize = 40;

/// Most values that are read: a page of more is a list of articles.
const MOST: usize = 200;

/// What the names of dates of publication have in common, in lower case without marks.
const NAMES: &[&str] = &["publish", "publica", "pubdate", "datepub"];

/// What names have that are of other things.
const OTHERS: &[&str] = &["updat", "modif", "expire", "embargo", "publisher", "unpublish", "last"];

/// The day that the scripts name; `told` when the schema.org data say one.
pub(super) fn candidate(doc: &Document, told: bool) -> Option<Candidate> {
    let mut first: Option<Candidate> = None;
    let mut days: Vec<Date> = Vec::new();
    for id in doc.get_elements_by_tag_name(doc.root(), "script") {
        let kind = doc.get_attribute(id, "type").unwrap_or_default();
        if told && kind.to_ascii_lowercase().starts_with("application/ld+json") {
            continue;
        }
        for (written, clock) in values(&doc.text_content(id)).take(MOST).map(read) {
            let Some(day) = one_day(written) else { continue };
            if !days.contains(&day) && days.len() < MOST {
                days.push(day);
            }
            first.get_or_insert(Candidate {
                written,
                from: PublishedFrom::Meta,
                witness: Witness::Script,
                weight: ALONE,
                clock,
                modified: false,
            });
        }
    }
    let weight = if days.len() > 1 { FIRST } else { ALONE };
    first.map(|first| Candidate { weight, ..first })
}

/// The values of a script under names of dates of publication.
fn values(script: &str) -> impl Iterator<Item = &str> {
    // All these names have these letters.
    script.match_indices("ub").filter_map(|(at, _)| value(script, at))
}

/// The value of the name around the byte `at`.
fn value(script: &str, at: usize) -> Option<&str> {
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    let before = tail(&script[..at], LONGEST);
    let start = at - before.len() + before.trim_end_matches(named).len();
    let text = head(&script[start..], 3 * LONGEST);
    let (name, rest) = text.split_at(text.find(|c| !named(c))?);
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let has = |words: &[&str]| words.iter().any(|word| plain.contains(word));
    if name.len() > LONGEST || !has(NAMES) || has(OTHERS) {
        return None;
    }
    let around = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '\\');
    let rest = rest.trim_start_matches("&quot;").trim_start_matches(around);
    let rest = rest.strip_prefix([':', '=', ','])?.trim_start_matches(around);
    let value = &rest[..rest.find(['"', '\'', '\\', ',', '}', '<', '\n', '&', ';'])?];
    (8..=LONGEST).contains(&value.len()).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(script: &str) -> Vec<&str> {
        values(script).collect()
    }

    #[test]
    fn values_stand_under_names_of_dates_of_publication() {
        assert_eq!(all(r#"{"publishDate":"2025-10-13","x":1}"#), ["2025-10-13"]);
        assert_eq!(all(r"'first_published_at' : '2025-10-13 08:00',"), ["2025-10-13 08:00"]);
        assert_eq!(all("var pubDate = '20251013';"), ["20251013"]);
        assert_eq!(all(r#"{\"datePublished\":\"2025-10-13\"}"#), ["2025-10-13"]);
        for script in [
            r#"{"lastPublished":"2025-10-13"}"#,
            r#"{"publisher":"2025-10-13"}"#,
            r#"{"updated":"2025-10-13"}"#,
            r#"{"published":true}"#,
            "public static",
            "ü\"pub",
        ] {
            assert!(all(script).is_empty(), "{script}");
        }
    }
}

//! The line that names who wrote an article: "By Mary Cole and John Hill".

use super::Block;
use super::calendar::{is_month, is_weekday};

/// Longest byline, in bytes.
const LONGEST_BYLINE: usize = 150;

/// Words in lower case within names.
pub(super) const PARTICLES: &[&str] =
    &["al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "van", "von"];

/// Words that show that a part of a byline is an office or a publisher, no name.
const OFFICES: &[&str] = &[
    "agency",
    "ap",
    "afp",
    "associate",
    "associated",
    "bureau",
    "chief",
    "correspondent",
    "daily",
    "desk",
    "editor",
    "journal",
    "magazine",
    "media",
    "news",
    "post",
    "press",
    "reporter",
    "reuters",
    "senior",
    "service",
    "staff",
    "times",
    "tribune",
    "writer",
];

/// Blocks at the top of a body among which its byline stands.
const FIRST_BLOCKS: usize = 6;

/// The names in the byline at the top of a body.
pub(super) fn at_top(body: &str, blocks: &[Block]) -> Vec<String> {
    let first = blocks.iter().take(FIRST_BLOCKS);
    first
        .map(|block| names(block.span.of(body)))
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

/// Whether a line is a byline.
pub(super) fn is_byline(line: &str) -> bool {
    !names(line).is_empty()
}

/// The names in a byline; empty when the line is none.
///
/// What follows the names (an office, a place, a publisher, a date) is no part of them, unless it
/// is all there is: "By Staff Reporter".
pub(super) fn names(line: &str) -> Vec<String> {
    let line = line.trim();
    if line.len() > LONGEST_BYLINE || line.ends_with(['.', '!', '?']) || line.contains('\n') {
        return Vec::new();
    }
    let Some(list) = line.strip_prefix("By").or_else(|| line.strip_prefix("BY")) else {
        return Vec::new();
    };
    if !list.starts_with([' ', ':', '\t']) {
        return Vec::new();
    }
    let names = split(list.trim_start_matches([':', ' ', '\t']));
    // One word alone is a publisher's name, or no name at all: "By Land and Sea".
    let first = names.first().is_some_and(|name| name.contains(' ') || is_office(name));
    if first { names } else { Vec::new() }
}

/// Splits "Mary Cole, John Hill and Ann Lee, Daily Post" into its names.
pub(super) fn split(list: &str) -> Vec<String> {
    let list = list.split(['|', '(', '•', '—', '–', '\n', '\t', '/', ';']).next().unwrap_or("");
    let list = list.replace(" and ", ",").replace(" AND ", ",").replace(" & ", ",");
    let mut names: Vec<String> = Vec::new();
    for part in list.split(',') {
        let part = ["in", "at", "for", "with"]
            .iter()
            .filter_map(|word| part.find(&format!(" {word} ")))
            .min()
            .map_or(part, |end| &part[..end])
            .trim();
        if part.is_empty() {
            continue;
        }
        if !is_name(part) || (is_office(part) && !names.is_empty()) {
            break;
        }
        names.push(part.to_owned());
    }
    names
}

fn is_name(text: &str) -> bool {
    let mut words = text.split_whitespace().peekable();
    let Some(first) = words.peek() else { return false };
    let first_is_date = is_month(first) || is_weekday(first);
    let mut count = 0;
    let all_fit = words.all(|word| {
        count += 1;
        let capital = word.starts_with(|c: char| c.is_uppercase());
        let letters =
            word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’'));
        letters && (capital || PARTICLES.contains(&word) || word.starts_with("al-"))
    });
    all_fit && !first_is_date && count <= 6
}

fn is_office(text: &str) -> bool {
    text.split_whitespace().any(|word| OFFICES.contains(&word.to_lowercase().as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Paragraphs, blocks};

    #[test]
    fn names_are_told_from_offices_places_and_dates() {
        for (line, expected) in [
            ("By Mary Cole", &["Mary Cole"][..]),
            ("BY MARY COLE AND JOHN HILL", &["MARY COLE", "JOHN HILL"]),
            (
                "By Mary Cole, John Hill and Ann van der Lee",
                &["Mary Cole", "John Hill", "Ann van der Lee"],
            ),
            ("By Mary Cole, Senior Correspondent", &["Mary Cole"]),
            ("By: Mary Cole | 13 October 2025", &["Mary Cole"]),
            ("By Mary Cole in Lisbon", &["Mary Cole"]),
            ("By Staff Reporter", &["Staff Reporter"]),
            ("By Reuters", &["Reuters"]),
            ("By J. P. O’Neil (Daily Post)", &["J. P. O’Neil"]),
        ] {
            assert_eq!(names(line), expected, "{line}");
        }
    }

    #[test]
    fn the_byline_is_read_from_the_top() {
        let top = |text: &str| at_top(text, &blocks(text, Paragraphs::Auto));
        let text = "Dam holds\nBy Mary Cole and John Hill\nThe dam held through the night.";
        assert_eq!(top(text), ["Mary Cole", "John Hill"]);
        assert!(top(&("The dam held.\n".repeat(9) + "By Mary Cole")).is_empty());
    }

    #[test]
    fn sentences_are_no_bylines() {
        for line in [
            "By Monday the talks had ended.",
            "By Monday",
            "By the river",
            "by Mary Cole",
            "Byron Cole",
            "By",
            "By 2030",
            "By Land and Sea",
        ] {
            assert!(!is_byline(line), "{line}");
        }
    }
}

//! What the tests of the rules share: sentences, read on Monday, 13 October 2025.

use super::timexes;

/// Asserts the words, values and rules found in `text` when it was published on 2025-10-13.
#[track_caller]
pub(super) fn finds(text: &str, expected: &[(&str, &str, &str)]) {
    finds_on("2025-10-13", text, expected);
}

/// The same for another day; an empty `published` is an unknown one.
#[track_caller]
pub(super) fn finds_on(published: &str, text: &str, expected: &[(&str, &str, &str)]) {
    let found = timexes(text, published.parse().ok());
    let found: Vec<(&str, &str, &str)> = found
        .iter()
        .map(|timex| (timex.span.of(text), timex.value.as_str(), timex.rule.as_str()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

/// Asserts that `text` holds no date expression.
#[track_caller]
pub(super) fn finds_nothing(text: &str) {
    finds(text, &[]);
}

//! What the parser read otherwise than it may have been meant.

use crate::error::caret;
use crate::span::Span;

/// Part of a query that was read as text, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The part, in bytes of the query.
    pub span: Span,
    /// One line, lower case, without a final stop.
    pub message: String,
}

impl Warning {
    /// The message, the part of the query it concerns, and carets below that part.
    #[must_use]
    pub fn render(&self, query: &str) -> String {
        let (line, span) = excerpt(query, self.span);
        format!("{}\n  {line}\n  {}", self.message, caret(&line, span))
    }
}

/// Code points shown on either side of the part that a long query is cut down to.
const CONTEXT: usize = 40;

/// Longest query in code points that is shown whole.
const WHOLE: usize = 100;

/// `query` as one short line, and where `span` lies in it.
///
/// White space becomes single spaces one for one, so that a caret below the line stands right.
pub(super) fn excerpt(query: &str, span: Span) -> (String, Span) {
    let start = floor(query, span.start);
    let end = floor(query, span.end).max(start);
    let whole = query.chars().nth(WHOLE).is_none();
    let from = if whole { 0 } else { chars_before(query, start, CONTEXT) };
    let shown = if whole { end } else { chars_after(query, start, WHOLE).min(end) };
    let to = if whole { query.len() } else { chars_after(query, shown, CONTEXT) };
    let mut line = String::from(if from > 0 { "…" } else { "" });
    let mut place = Span::new(0, 0);
    for (i, c) in query[from..to].char_indices() {
        if from + i == start {
            place.start = line.len();
        }
        line.push(if c.is_whitespace() || c.is_control() { ' ' } else { c });
        if from + i < shown {
            place.end = line.len();
        }
    }
    if start >= to {
        place.start = line.len();
    }
    place.end = place.end.max(place.start);
    if to < query.len() {
        line.push('…');
    }
    (line, place)
}

fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0)
}

fn chars_before(text: &str, offset: usize, count: usize) -> usize {
    text[..offset].char_indices().rev().take(count).last().map_or(offset, |(i, _)| i)
}

fn chars_after(text: &str, offset: usize, count: usize) -> usize {
    text[offset..].char_indices().nth(count).map_or(text.len(), |(i, _)| offset + i)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_warning_shows_its_part() {
        let warning = Warning { span: Span::new(3, 8), message: "no such field".to_owned() };
        assert_eq!(warning.render("é a:b\nc d"), "no such field\n  é a:b c d\n    ^^^^^");
    }

    #[test]
    fn a_long_query_is_cut_around_the_part() {
        let query = format!("{} speeker:x {}", "a ".repeat(200), "b ".repeat(200));
        let at = query.find("speeker").unwrap_or_default();
        let (line, span) = excerpt(&query, Span::new(at, at + 9));
        assert_eq!(span.of(&line), "speeker:x");
        assert!(line.starts_with('…') && line.ends_with('…') && line.chars().count() < 100);
    }

    proptest! {
        #[test]
        fn any_part_of_any_query_is_shown(query in "(\\PC|\\n|é| ){0,300}", a in 0..400usize, b in 0..400usize) {
            let (line, span) = excerpt(&query, Span::new(a.min(b), a.max(b)));
            prop_assert!(line.get(span.start..span.end).is_some());
        }
    }
}

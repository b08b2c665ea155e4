//! HTML → the same HTML, with the spaces beside inline elements held fast.
//!
//! The crate `trafilatura` trims the texts on both sides of an element that it takes apart, and
//! words run into each other: "said <a>Mary Cole</a>" becomes "saidMary Cole". So such a space is
//! written as a character that nobody trims, and read as a space again.

use super::content::INLINE;
use super::nesting::{RAW, after_other, raw_end, tag_at};

/// Stands for a space: a character for private use, which no text of a page has.
pub(super) const HELD: char = '\u{e0f5}';

/// How pages write a space at which no line breaks.
const NO_BREAK: &str = "&nbsp;";

/// Whether a character parts words in a page.
pub(super) fn parts_words(c: char) -> bool {
    c.is_whitespace() || c == HELD
}

/// The page with the spaces beside its inline elements held.
pub(super) fn held(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let mut kept = 0;
    let mut at = 0;
    // Whether an inline element ended at `at`, and whether it is in preformatted text.
    let (mut inline_ended, mut verbatim) = (false, false);
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let Some(tag) = tag_at(html, start) else {
            at = after_other(html, start);
            inline_ended = false;
            continue;
        };
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(tag.name));
        if is(&["pre"]) {
            verbatim = !tag.end;
        }
        let inline = is(INLINE) && !verbatim;
        // It is held when there is text before it, or another inline element.
        let before = &html[at.max(kept)..start];
        let text = trimmed_end(before);
        let spaces = before.len() - text.len();
        if inline && spaces > 0 && (!text.is_empty() || inline_ended) {
            out.push_str(&html[kept..start - spaces]);
            out.push(HELD);
            kept = start;
        }
        at = tag.after;
        if !tag.end && is(RAW) {
            at = raw_end(html, at, tag.name);
            inline_ended = false;
            continue;
        }
        inline_ended = inline && tag.end;
        let text = trimmed_start(&html[at..]);
        let spaces = html.len() - at - text.len();
        if inline && spaces > 0 && !text.starts_with('<') {
            out.push_str(&html[kept..at]);
            out.push(HELD);
            at += spaces;
            kept = at;
        }
    }
    out.push_str(&html[kept..]);
    out
}

/// A text without the spaces at its end, those that are written as a reference too.
fn trimmed_end(text: &str) -> &str {
    let mut text = text.trim_end();
    while let Some(rest) = text.strip_suffix(NO_BREAK) {
        text = rest.trim_end();
    }
    text
}

/// A text without the spaces at its start.
fn trimmed_start(text: &str) -> &str {
    let mut text = text.trim_start();
    while let Some(rest) = text.strip_prefix(NO_BREAK) {
        text = rest.trim_start();
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(held(html).replace(HELD, "_"), expected);
    }

    #[test]
    fn spaces_beside_inline_elements_are_held() {
        check("<p>said <a href=x>Mary Cole</a> on", "<p>said_<a href=x>Mary Cole</a>_on");
        check("<b>Mary</b> <i>Cole</i>", "<b>Mary</b>_<i>Cole</i>");
        check("a\n <b> b </b>c", "a_<b>_b_</b>c");
        check("very&nbsp;<b>big\u{a0}</b>&nbsp; dam", "very_<b>big_</b>_dam");
    }

    #[test]
    fn other_spaces_are_left() {
        for html in [
            "<p> a </p> <p> b</p>",
            "<ul> <li> <a>x</a> </li> </ul>",
            "<script>a <b> c</script>",
            "<!-- a <b> c -->",
            "<pre>a <b> c</b> d</pre>",
            "a < b",
        ] {
            check(html, html);
        }
    }

    proptest! {
        #[test]
        fn only_spaces_change(html in "(<|>|</|<!--|-->|<b|<p|<script|/>|=|\"| |\n|é|😀|x){0,60}") {
            let plain = |text: &str| text.replace(parts_words, "");
            prop_assert_eq!(plain(&held(&html)), plain(&html));
        }
    }
}

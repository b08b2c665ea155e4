//! HTML → the same HTML, bounded in depth and in elements.
//!
//! Parsers follow any nesting: a hundred thousand unclosed tags take them minutes, and what walks
//! the tree afterwards overflows its stack. Here tags are only counted, in one pass.

use std::borrow::Cow;

/// Deepest nesting that is kept of a piece of HTML; tags below it are dropped, their text stays. Pages of news nest
/// some 30 deep. Walks of the crate `trafilatura` end at 500.
pub(super) const DEEPEST: usize = 200;

/// Most formatting elements open at once. A parser opens them anew in every paragraph.
const MOST_FORMATS: usize = 16;

/// Most start tags of a page. The longest documents that are published as one page have some
/// hundred thousand.
const MOST_ELEMENTS: usize = 500_000;

/// Most start tags of a page, and heaviest page, in elements times their depth, of which the main
/// text is looked for. The largest of 784 pages of news and blogs has 9,753 elements, most have
/// some 700; 100,000 took up to 20 seconds.
const MOST_SEARCHED: usize = 20_000;
const HEAVIEST: usize = 1_000_000;

/// Most attributes of a tag, and most `<html>` and `<body>` tags of a page, whose attributes are
/// put together. Parsers compare each attribute with all others; pages have at most some dozens.
const MOST_ATTRIBUTES: usize = 500;
const MOST_ROOTS: usize = 20;

/// Elements that have no content, or end where the next of them begins: they nest nothing.
const FLAT: &[&str] = &[
    "area", "base", "br", "col", "dd", "dt", "embed", "hr", "img", "input", "li", "link", "meta",
    "option", "p", "param", "path", "source", "td", "th", "tr", "track", "wbr",
];

/// Elements whose content holds no tags.
pub(super) const RAW: &[&str] =
    &["iframe", "noembed", "noframes", "script", "style", "textarea", "title", "xmp"];

/// Formatting elements, which survive the end of their paragraph.
const FORMATS: &[&str] = &[
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// A page that can be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bounded<'h> {
    pub(super) html: Cow<'h, str>,
    elements: usize,
    /// The depths of all its elements, added up.
    weight: usize,
}

impl Bounded<'_> {
    /// Whether its main text can be looked for: the time that takes grows with its elements and
    /// with their depth.
    pub(super) fn is_light(&self) -> bool {
        self.elements <= MOST_SEARCHED && self.weight <= HEAVIEST
    }
}

/// A tag of a page.
pub(super) struct Tag<'h> {
    pub(super) name: &'h str,
    /// Whether it ends an element.
    pub(super) end: bool,
    attributes: usize,
    /// The byte behind it.
    pub(super) after: usize,
}

/// The page with the tags dropped that nest deeper than `deepest`.
///
/// # Errors
///
/// Says that a page has too many elements.
pub(super) fn bounded(html: &str, deepest: usize) -> Result<Bounded<'_>, String> {
    let mut out: Option<String> = None;
    let mut kept = 0;
    let (mut depth, mut dropped, mut formats, mut elements) = (0_usize, 0_usize, 0_usize, 0_usize);
    let (mut weight, mut roots) = (0, 0);
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let Some(tag) = tag_at(html, start) else {
            at = after_other(html, start);
            continue;
        };
        at = tag.after;
        let is = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(tag.name));
        elements += usize::from(!tag.end);
        weight += if tag.end { 0 } else { depth + 1 };
        if elements > MOST_ELEMENTS {
            return Err(format!("more than {MOST_ELEMENTS} elements"));
        }
        roots += usize::from(!tag.end && is(&["html", "body"]));
        if tag.attributes > MOST_ATTRIBUTES || roots > MOST_ROOTS && is(&["html", "body"]) {
            out.get_or_insert_default().push_str(&html[kept..start]);
            kept = at;
            continue;
        }
        if !tag.end && is(RAW) {
            at = raw_end(html, at, tag.name);
            continue;
        }
        if is(FLAT) || html[start..at].ends_with("/>") && !is(FORMATS) {
            continue;
        }
        let format = is(FORMATS);
        let drop = if tag.end {
            let drop = dropped > 0;
            if drop {
                dropped -= 1;
            } else {
                depth = depth.saturating_sub(1);
                formats = formats.saturating_sub(usize::from(format));
            }
            drop
        } else {
            let drop = depth >= deepest || format && formats >= MOST_FORMATS;
            if drop {
                dropped += 1;
            } else {
                depth += 1;
                formats += usize::from(format);
            }
            drop
        };
        if drop {
            out.get_or_insert_default().push_str(&html[kept..start]);
            kept = at;
        }
    }
    let html = match out {
        None => Cow::Borrowed(html),
        Some(mut out) => {
            out.push_str(&html[kept..]);
            Cow::Owned(out)
        }
    };
    Ok(Bounded { html, elements, weight })
}

/// The tag that opens at the `<` at `start`, if one does.
pub(super) fn tag_at(html: &str, start: usize) -> Option<Tag<'_>> {
    let bytes = html.as_bytes();
    let end = bytes.get(start + 1) == Some(&b'/');
    let from = start + 1 + usize::from(end);
    if !bytes.get(from)?.is_ascii_alphabetic() {
        return None;
    }
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>');
    let len = bytes[from..].iter().position(ends).unwrap_or(bytes.len() - from);
    let mut quote = None;
    let (mut after_equals, mut between, mut attributes) = (false, false, 0);
    let mut at = from + len;
    while let Some(&byte) = bytes.get(at) {
        match quote {
            Some(open) if byte == open => quote = None,
            None if byte == b'>' => break,
            // Elsewhere a quotation mark is part of a name.
            None if after_equals && matches!(byte, b'"' | b'\'') => quote = Some(byte),
            _ => {}
        }
        let space = quote.is_none() && (byte.is_ascii_whitespace() || byte == b'/');
        attributes += usize::from(between && !space);
        between = space;
        if !byte.is_ascii_whitespace() {
            after_equals = byte == b'=' && quote.is_none();
        }
        at += 1;
    }
    Some(Tag { name: &html[from..from + len], end, attributes, after: (at + 1).min(bytes.len()) })
}

/// The byte behind a `<` that opens no tag: behind a comment, else the sign alone.
pub(super) fn after_other(html: &str, start: usize) -> usize {
    if html[start..].starts_with("<!--") {
        html[start + 4..].find("-->").map_or(html.len(), |end| start + 4 + end + 3)
    } else {
        start + 1
    }
}

/// Where the end tag of the raw element `name` begins whose content begins at `from`.
pub(super) fn raw_end(html: &str, from: usize, name: &str) -> usize {
    let mut at = from;
    while let Some(found) = html[at..].find("</") {
        at += found;
        if html[at + 2..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name)) {
            return at;
        }
        at += 2;
    }
    html.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pages_as_they_are_published_stay_as_they_are() {
        let page = "<!-- <div> --><ul><li>a<li>b</ul><p>one<p title='>'>two<br/>".repeat(300)
            + "<script>'<div>'.repeat(500)</script><title><div></title>"
            + &"<div>".repeat(50)
            + &"</div>".repeat(50);
        assert_eq!(bounded(&page, DEEPEST).unwrap().html, page);
    }

    #[test]
    fn tags_below_the_deepest_are_dropped_with_their_ends() {
        let page = format!("{}deep{}<p>end", "<div>".repeat(1000), "</div>".repeat(1000));
        let expected = format!("{}deep{}<p>end", "<div>".repeat(DEEPEST), "</div>".repeat(DEEPEST));
        assert_eq!(bounded(&page, DEEPEST).unwrap().html, expected);
        let fonts = "<font size=1>".repeat(100);
        assert_eq!(bounded(&fonts, DEEPEST).unwrap().html.matches('<').count(), MOST_FORMATS);
    }

    #[test]
    fn tags_with_too_many_attributes_are_dropped() {
        let page = format!("<div {}>dam<p class='a b c d'>", "a ".repeat(MOST_ATTRIBUTES + 1));
        assert_eq!(bounded(&page, DEEPEST).unwrap().html, "dam<p class='a b c d'>");
        assert_eq!(
            bounded(&"<body a>".repeat(99), DEEPEST).unwrap().html.matches('<').count(),
            MOST_ROOTS
        );
    }

    #[test]
    fn pages_of_many_elements_are_heavy() {
        let page = |n: usize| bounded(&"<p>dam".repeat(n), DEEPEST).unwrap().is_light();
        assert!(page(MOST_SEARCHED) && !page(MOST_SEARCHED + 1));
        assert!(
            !bounded(&"<div>".repeat(HEAVIEST / DEEPEST + DEEPEST), DEEPEST).unwrap().is_light()
        );
    }

    #[test]
    fn too_many_elements_are_refused() {
        assert!(bounded(&"<p>".repeat(MOST_ELEMENTS + 1), DEEPEST).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(html in "(<|>|</|<!--|-->|<div|<script|/>|=|\"|'| |é|😀|\\PC){0,80}") {
            let _ = bounded(&html, DEEPEST);
        }
    }
}

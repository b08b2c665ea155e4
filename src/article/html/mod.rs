//! HTML: a saved page → its one article; a piece of HTML → plain text and its blocks.
//!
//! The main text is found by the crate `trafilatura`; what the page says of it (schema.org data,
//! `<meta>`, `<time>`) is read here. Input is bounded before it is parsed, see [`nesting`].

mod content;
mod dates;
mod head;
mod json_ld;
mod lines;
mod nesting;
mod spacing;
mod trim;
mod words;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Map, Value};
use trafilatura::dom::Document;
use trafilatura::{ExtractionFocus, HtmlDateMode, Options};

use super::draft::Draft;
use super::{Block, PublishedFrom, fields};

/// Elements of text that show that a text is HTML.
const TEXT_ELEMENTS: &[&str] = &[
    "p",
    "br",
    "div",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "figure",
    "section",
    "article",
    "html",
    "body",
    "table",
];

/// The part of a page's prose that its main text is at least, one in so many: one that is less is
/// looked for again.
const LEAST_OF_PROSE: usize = 3;

/// Elements that are dropped before the main text is looked for, in copies of the page.
const UNREAD: &[&str] = &["link", "script", "style", "svg"];

/// A text and its blocks.
type Text = (String, Vec<Block>);

/// Reads a page; tags nested deeper than `nesting` are dropped.
///
/// # Errors
///
/// Says why the page cannot be read.
pub(super) fn read(html: &str, nesting: usize) -> Result<Draft, String> {
    let page = nesting::bounded(html, nesting)?;
    let html = spacing::held(&page.html);
    let doc = Document::parse(&html);
    let lines = lines::lines(&doc);
    let head = head::read(&doc);
    let objects = json_ld::articles(&head.scripts);
    let facts = dates::Page {
        metas: &head.metas,
        objects: &objects,
        url: head.url.as_deref(),
        headline: head.headline.as_deref(),
        language: head.language.as_deref(),
    };
    let stamps = dates::find(&doc, &lines, facts);
    let told = told(objects);
    let byline = match head.author {
        Some(author) if told.byline.is_empty() => fields::authors(&author),
        _ => told.byline,
    };
    let text = if page.is_light() {
        main_text(doc, &html, lines.prose())?
            .map(|(body, blocks)| trim::trimmed(&body, &blocks, &lines, &head.titles))
    } else {
        Some(whole_text(&doc))
    };
    let (body, blocks) = match text {
        // Some pages show their text by a script, and little of it without.
        Some((body, blocks)) if body.len() * LEAST_OF_PROSE >= told.body.len() => {
            (body, Some(blocks))
        }
        _ => (told.body, told.blocks),
    };
    Ok(Draft {
        headline: told.headline.map(|text| line(&text)).or(head.headline),
        byline: byline.iter().map(|name| line(name)).collect(),
        outlet: told.outlet.map(|name| line(&name)).or(head.outlet),
        url: head.url.or(told.url.filter(|url| url.contains("://"))),
        language: head.language.or(told.language),
        key: None,
        stamps,
        body,
        blocks,
        unknown: Vec::new(),
        title: None,
    })
}

/// What the schema.org data of a page says: the first article in full, the others where it is
/// silent.
fn told(articles: Vec<Map<String, Value>>) -> Draft {
    let mut told = Draft::default();
    for mut object in articles {
        // The day of a change is no day of publication.
        object.remove("dateModified");
        let next = fields::draft(object, PublishedFrom::JsonLd, &super::FieldMap::default());
        told.headline = told.headline.or(next.headline);
        told.outlet = told.outlet.or(next.outlet);
        told.url = told.url.or(next.url);
        told.language = told.language.or(next.language);
        if told.byline.is_empty() {
            told.byline = next.byline;
        }
        if told.stamps.is_empty() {
            told.stamps = next.stamps;
        }
        if told.body.is_empty() {
            (told.body, told.blocks) = (next.body, next.blocks);
        }
    }
    told
}

/// The main text of a page; `None` when it has none.
///
/// What is certain is taken, unless it is little of the `prose` that the page has, in bytes.
///
/// # Errors
///
/// Says that the page cannot be read: the crate meets a case that it does not expect.
fn main_text(doc: Document, html: &str, prose: usize) -> Result<Option<Text>, String> {
    let certain = extract(doc, ExtractionFocus::FavorPrecision).unwrap_or_default();
    let bytes = certain.as_ref().map_or(0, |(body, _)| body.len());
    if certain.is_some() && bytes * LEAST_OF_PROSE >= prose {
        return Ok(certain);
    }
    match (certain, extract(Document::parse(html), ExtractionFocus::Balanced)) {
        (None, likely) => likely,
        (_, Ok(Some(likely))) if likely.0.len() > bytes => Ok(Some(likely)),
        (certain, _) => Ok(certain),
    }
}

/// What the crate finds when it looks for the main text in one of its ways.
fn extract(mut doc: Document, focus: ExtractionFocus) -> Result<Option<Text>, String> {
    let mut options =
        Options::default().with_fallback(true).with_exclude_comments(true).with_focus(focus);
    options.html_date_mode = HtmlDateMode::Disabled;
    for id in doc.iter(doc.root(), UNREAD) {
        // Its data can hold the text.
        let data = doc.get_attribute(id, "type").is_some_and(|kind| kind.contains("ld+json"));
        if !data {
            doc.remove(id, true);
        }
    }
    let extracted = catch_unwind(AssertUnwindSafe(|| trafilatura::extract_document(doc, &options)));
    match extracted {
        Err(_) => Err("its main text cannot be found".to_owned()),
        Ok(Err(_)) => Ok(None),
        Ok(Ok(extracted)) => {
            let (body, blocks) = fragment(&extracted.content_html)?;
            Ok((!blocks.is_empty()).then_some((body, blocks)))
        }
    }
}

/// Renders a piece of HTML whole.
///
/// # Errors
///
/// Says that it has too many elements.
pub(super) fn fragment(html: &str) -> Result<(String, Vec<Block>), String> {
    Ok(whole_text(&Document::parse(&nesting::bounded(html, nesting::DEEPEST)?.html)))
}

fn whole_text(doc: &Document) -> (String, Vec<Block>) {
    content::render(doc, doc.body().unwrap_or_else(|| doc.root()))
}

/// Whether a text is HTML rather than plain text: it has tags of elements that hold text.
pub(super) fn is_html(text: &str) -> bool {
    let last_end = text.rfind('>');
    text.match_indices('<').any(|(at, _)| {
        let tag = text[at + 1..].trim_start_matches('/');
        let len = tag.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let closed = tag[len..].starts_with(['>', ' ', '/', '\n', '\t']) && last_end > Some(at);
        closed && TEXT_ELEMENTS.iter().any(|name| name.eq_ignore_ascii_case(&tag[..len]))
    })
}

/// A value of a page as one line of plain text: publishers escape what needs no escape.
pub(super) fn line(value: &str) -> String {
    if !value.contains(['&', '<']) {
        return value.to_owned();
    }
    match fragment(value) {
        Ok((text, _)) if !text.is_empty() => super::draft::one_line(&text),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests;

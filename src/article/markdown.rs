//! Markdown: one article, rendered to plain text, with YAML front matter or without.
//!
//! Markup is removed, links keep their words. Offsets refer to the rendered text, in which a
//! blank line stands between blocks.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::{Map, Value};

use super::draft::Draft;
use super::rendered::Rendered;
use super::{Block, BlockKind, FieldMap, PublishedFrom, fields};

/// The line that opens front matter, and closes it.
const FENCE: &str = "---";

/// Reads a file of Markdown, with line ends as a body has them.
///
/// # Errors
///
/// Says where the front matter is no YAML mapping.
pub(super) fn read(source: &str) -> Result<Draft, String> {
    let (front, markdown) = split_front_matter(source);
    let object = front.map_or(Ok(Map::new()), parse_front_matter)?;
    let (body, blocks) = render(markdown);
    // The text of the file is the article; a field of that name describes it.
    let front = fields::draft(object, PublishedFrom::FrontMatter, &FieldMap::default());
    Ok(Draft { body, blocks: Some(blocks), unknown: Vec::new(), ..front })
}

/// The front matter of a file, if it has any, and what stands below it.
fn split_front_matter(source: &str) -> (Option<&str>, &str) {
    let Some(rest) = source.strip_prefix(FENCE) else { return (None, source) };
    let Some((first, rest)) = rest.split_once('\n') else { return (None, source) };
    if !first.trim_end().is_empty() {
        return (None, source);
    }
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        if matches!(line.trim_end(), FENCE | "...") {
            return (Some(&rest[..at]), &rest[at + line.len()..]);
        }
        at += line.len();
    }
    (None, source)
}

fn parse_front_matter(yaml: &str) -> Result<Map<String, Value>, String> {
    let options = serde_saphyr::options! { with_snippet: false };
    match serde_saphyr::from_str_with_options(yaml, options) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(Value::Null) => Ok(Map::new()),
        Ok(_) => Err("line 2: front matter is no list of names and values".to_owned()),
        Err(error) => {
            // Line 1 is the fence.
            let place = error.location().map_or_else(String::new, |place| {
                format!("line {}, column {}: ", place.line() + 1, place.column())
            });
            let detail = error.without_snippet().to_string();
            let detail = detail.lines().next().unwrap_or_default();
            Err(format!("{place}front matter: {detail}"))
        }
    }
}

/// Renders Markdown to plain text and its blocks.
fn render(markdown: &str) -> (String, Vec<Block>) {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES;
    let mut page = Rendered::default();
    let mut html: Option<String> = None;
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                page.close();
                html = Some(String::new());
            }
            Event::End(TagEnd::HtmlBlock) => {
                page.push(&without_tags(&html.take().unwrap_or_default()));
                page.close();
            }
            Event::Html(part) => html.get_or_insert_default().push_str(&part),
            Event::Start(Tag::Heading { .. }) => {
                page.heading();
            }
            Event::Start(tag) if !is_inline(tag.to_end()) => page.close(),
            Event::End(TagEnd::TableCell) => page.push("\t"),
            Event::End(tag) if !is_inline(tag) => page.close(),
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => page.push(&text),
            Event::SoftBreak | Event::HardBreak => page.push("\n"),
            Event::InlineHtml(tag) if is_line_break(&tag) => page.push("\n"),
            Event::Rule => page.close(),
            Event::Start(_)
            | Event::End(_)
            | Event::InlineHtml(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }
    let (body, mut blocks) = page.finish();
    if let Some(first) = blocks.first_mut().filter(|block| block.kind == BlockKind::Heading) {
        first.kind = BlockKind::Headline;
    }
    (body, blocks)
}

/// Whether an element stands within the text of a block.
fn is_inline(tag: TagEnd) -> bool {
    matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
            | TagEnd::TableCell
    )
}

fn is_line_break(tag: &str) -> bool {
    tag.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("<br"))
}

/// The text of a block of HTML: without tags, comments, scripts and styles.
fn without_tags(html: &str) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let closing = if rest.starts_with("<!--") {
            "-->"
        } else if starts_with_tag(rest, "script") {
            "</script>"
        } else if starts_with_tag(rest, "style") {
            "</style>"
        } else if rest[1..]
            .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
        {
            ">"
        } else {
            // A sign of comparison.
            out.push('<');
            rest = &rest[1..];
            continue;
        };
        let end = rest.find(closing).map_or(rest.len(), |at| at + closing.len());
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

fn starts_with_tag(html: &str, name: &str) -> bool {
    html.get(1..=name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use BlockKind::{Heading, Headline, Paragraph};

    #[track_caller]
    fn rendered(markdown: &str, expected: &[(BlockKind, &str)]) {
        let (body, blocks) = render(markdown);
        let found: Vec<_> = blocks.iter().map(|block| (block.kind, block.span.of(&body))).collect();
        assert_eq!(found, expected, "{markdown}");
    }

    #[test]
    fn headings_paragraphs_items_and_quotations_are_blocks() {
        rendered(
            "# Dam *holds*\n\nThe [dam](https://example.org) held,\nengineers `said`.\n\n## Roads\n\n- one\n- two\n\n  more of two\n    1. within\n\n> It was loud.\n>\n> Very.\n",
            &[
                (Headline, "Dam holds"),
                (Paragraph, "The dam held,\nengineers said."),
                (Heading, "Roads"),
                (Paragraph, "one"),
                (Paragraph, "two"),
                (Paragraph, "more of two"),
                (Paragraph, "within"),
                (Paragraph, "It was loud."),
                (Paragraph, "Very."),
            ],
        );
    }

    #[test]
    fn tables_code_and_html_keep_their_text() {
        rendered(
            "| town | rain |\n|---|---|\n| Porto | 12 |\n\n```\nlet x;\n\ny\n```\n\n<div class=\"a\">\nIt <b>rained</b> & 3 < 4.\n<!-- no\n-->\n<script>x</script>\n</div>\n\nEnd<br>line<sup>1</sup>.[^1]\n\n---\n\n[^1]: A note.\n",
            &[
                (Paragraph, "town\train"),
                (Paragraph, "Porto\t12"),
                (Paragraph, "let x;\n\ny"),
                (Paragraph, "It rained & 3 < 4."),
                (Paragraph, "End\nline1."),
                (Paragraph, "A note."),
            ],
        );
    }

    #[test]
    fn front_matter_gives_fields() {
        let draft = read(
            "---\ntitle: Dam holds\ndate: 2025-10-13\nauthor: [Mary Cole, John Hill]\nlang: en\n---\n\nThe dam held.\n",
        )
        .unwrap();
        assert_eq!(draft.headline.as_deref(), Some("Dam holds"));
        assert_eq!(draft.byline, ["Mary Cole", "John Hill"]);
        assert_eq!(draft.stamps.len(), 1);
        assert_eq!(draft.stamps[0].0, PublishedFrom::FrontMatter);
        assert_eq!(draft.body, "The dam held.");
    }

    #[test]
    fn a_rule_at_the_top_is_no_front_matter() {
        let draft = read("---\nThe dam held: yes.\n").unwrap();
        assert_eq!(draft.body, "The dam held: yes.");
        assert!(read("---\n---\nThe dam held.").unwrap().headline.is_none());
    }

    #[test]
    fn broken_front_matter_is_told_by_its_place() {
        let error = read("---\ntitle: Dam\nauthor: [Mary\n---\ntext\n").unwrap_err();
        assert!(error.starts_with("line "), "{error}");
        assert!(!error.contains('\n'), "{error}");
        let error = read("---\njust words\n---\ntext\n").unwrap_err();
        assert_eq!(error, "line 2: front matter is no list of names and values");
    }

    proptest! {
        #[test]
        fn blocks_hold_every_visible_character_of_the_rendering(
            source in "(\\PC|[#*_`>|\\-\\[\\]()<! ]|---|\n|    |Жы|😀|<b>|a|1\\. ){0,200}",
        ) {
            let (body, blocks) = render(&source);
            let mut at = 0;
            for block in blocks {
                prop_assert!(block.span.start >= at && !block.span.is_empty());
                prop_assert!(body[at..block.span.start].trim().is_empty());
                prop_assert_eq!(block.span.of(&body).trim(), block.span.of(&body));
                at = block.span.end;
            }
            prop_assert!(body[at..].trim().is_empty());
        }
    }
}

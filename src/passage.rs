//! Article → passages: paragraphs with their number, section and place.

use serde::{Deserialize, Serialize};

use crate::article::{Article, BlockKind};
use crate::span::Span;
use crate::text::{Tokens, sentences};

/// Longest passage in bytes. A longer paragraph is cut at a sentence end, else a space, else a
/// character.
pub const LONGEST_PASSAGE: usize = 4000;

/// A paragraph of one article: the unit that is indexed, scored and returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Its number within the article, from 1.
    pub n: u32,
    /// Bytes of the body.
    pub span: Span,
    /// The heading above it.
    pub section: Option<String>,
}

/// Cuts an article into passages.
///
/// Together with the headings they hold every non-space character of the body once, in order,
/// without overlaps. Linear in the length of the body.
#[must_use]
pub fn passages(article: &Article) -> Vec<Passage> {
    let mut section = None;
    let mut out = Vec::new();
    for block in &article.blocks {
        match block.kind {
            BlockKind::Headline => {}
            BlockKind::Heading => section = Some(block.span.of(&article.body).to_owned()),
            BlockKind::Paragraph => cut(&article.body, block.span, &mut |span| {
                out.push(Passage {
                    n: u32::try_from(out.len() + 1).unwrap_or(u32::MAX),
                    span,
                    section: section.clone(),
                });
            }),
        }
    }
    out
}

/// Cuts a paragraph into parts of at most [`LONGEST_PASSAGE`] bytes, without the white space
/// between them.
fn cut(body: &str, paragraph: Span, each: &mut dyn FnMut(Span)) {
    if paragraph.len() <= LONGEST_PASSAGE {
        return each(paragraph);
    }
    let text = paragraph.of(body);
    let tokens = Tokens::new(text);
    let ends: Vec<usize> = sentences(&tokens, Span::new(0, text.len()))
        .into_iter()
        .filter(|sentence| !sentence.is_empty())
        .map(|sentence| tokens.cover(sentence.start, sentence.end - 1).end)
        .collect();
    let mut at = 0;
    while text.len() - at > LONGEST_PASSAGE {
        let mut limit = at + LONGEST_PASSAGE;
        while !text.is_char_boundary(limit) {
            limit -= 1;
        }
        let after = ends.partition_point(|end| *end <= limit);
        let sentence = ends[..after].last().copied().filter(|end| *end > at);
        let end = sentence
            .or_else(|| {
                // A space that ends exactly at the limit counts: the word before it is whole.
                let next = text[limit..].chars().next().filter(|c| c.is_whitespace());
                next.map(|_| limit)
                    .or_else(|| text[at..limit].rfind(char::is_whitespace).map(|i| at + i))
            })
            .filter(|end| *end > at)
            .unwrap_or(limit);
        each(trimmed(text, at, end).shifted(paragraph.start));
        at = end + text[end..].len() - text[end..].trim_start().len();
    }
    if at < text.len() {
        each(trimmed(text, at, text.len()).shifted(paragraph.start));
    }
}

fn trimmed(text: &str, start: usize, end: usize) -> Span {
    Span::new(start, start + text[start..end].trim_end().len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::article::{Paragraphs, blocks};

    fn article(body: &str) -> Article {
        let blocks = blocks(body, Paragraphs::Auto);
        Article { body: body.to_owned(), blocks, ..Article::default() }
    }

    #[test]
    fn passages_are_numbered_and_know_their_section() {
        let article = article(
            "The council met on Tuesday.\nRoads\nTwo bridges will be closed.\nOne is the oldest in town.",
        );
        let found: Vec<_> = passages(&article)
            .into_iter()
            .map(|passage| (passage.n, passage.section, passage.span.of(&article.body).to_owned()))
            .collect();
        let roads = || Some("Roads".to_owned());
        assert_eq!(
            found,
            [
                (1, None, "The council met on Tuesday.".to_owned()),
                (2, roads(), "Two bridges will be closed.".to_owned()),
                (3, roads(), "One is the oldest in town.".to_owned()),
            ]
        );
    }

    fn lengths(body: &str) -> Vec<usize> {
        passages(&article(body)).iter().map(|passage| passage.span.len()).collect()
    }

    #[test]
    fn a_long_paragraph_is_cut_at_a_sentence_end() {
        let sentence = "The council met on Tuesday and voted. ";
        let body = sentence.repeat(250);
        for passage in passages(&article(&body)) {
            let text = passage.span.of(&body);
            assert!(text.starts_with("The") && text.ends_with("voted."), "{text}");
            assert!(text.len() <= LONGEST_PASSAGE);
        }
    }

    #[test]
    fn a_long_sentence_is_cut_at_a_space_and_a_long_word_at_a_character() {
        assert_eq!(lengths(&"word ".repeat(1000)), [3999, 999]);
        assert_eq!(lengths(&"x".repeat(9000)), [4000, 4000, 1000]);
        assert_eq!(lengths(&"ж😀".repeat(1000)), [3998, 2002]);
    }

    fn check(body: &str) {
        let article = article(body);
        let passages = passages(&article);
        let headings = article
            .blocks
            .iter()
            .filter(|block| block.kind != BlockKind::Paragraph)
            .map(|block| block.span);
        let mut spans: Vec<Span> =
            headings.chain(passages.iter().map(|passage| passage.span)).collect();
        spans.sort_unstable();
        let mut at = 0;
        for span in spans {
            assert!(span.start >= at && !span.is_empty());
            assert!(body[at..span.start].trim().is_empty());
            assert!(body.is_char_boundary(span.end));
            at = span.end;
        }
        assert!(body[at..].trim().is_empty());
        for (i, passage) in passages.iter().enumerate() {
            assert_eq!(passage.n as usize, i + 1);
            assert!(passage.span.len() <= LONGEST_PASSAGE);
        }
    }

    proptest! {
        #[test]
        fn passages_and_headings_hold_every_visible_character_once(
            part in "(\\PC|[a-zA-Z]{1,9}[.,:!?]? |Жы|😀|\r\n|\n|\u{200b}|\u{301}){0,60}",
            times in 1_usize..300,
        ) {
            check(&part.repeat(times));
        }
    }

    #[test]
    fn a_line_of_a_megabyte_is_covered() {
        check(&"Слово 😀 и дело. ".repeat(40_000));
        check(&"é".repeat(500_000));
    }
}

//! Plain text → its paragraphs and headings.
//!
//! The blocks hold every non-space character once, in order, on character boundaries.

use super::byline::is_byline;
use super::line::{ends_in_punctuation, ends_sentence, is_item, is_turn, turn_name};
use super::published::is_date_line;
use super::{Block, BlockKind, Paragraphs};
use crate::span::Span;

/// Longest heading, in characters.
const LONGEST_HEADING: usize = 100;

/// Most headings that stand one above another: title, chapter, section.
const MOST_HEADINGS: usize = 3;

/// Widths, in characters, at which text is hard-wrapped: from narrow columns to wide terminals.
const WRAP_WIDTHS: std::ops::RangeInclusive<usize> = 30..=160;

/// Cuts plain text into paragraphs and headings. The first paragraph, when it is a heading, is
/// the headline.
///
/// # Examples
///
/// ```
/// use onrecord::{BlockKind, Paragraphs, blocks};
///
/// let body = "The council met on Tuesday.\nRoads\nTwo bridges will be closed, the mayor said.";
/// let blocks = blocks(body, Paragraphs::Auto);
/// assert_eq!(blocks[1].kind, BlockKind::Heading);
/// assert_eq!(blocks[1].span.of(body), "Roads");
/// ```
#[must_use]
pub fn blocks(body: &str, paragraphs: Paragraphs) -> Vec<Block> {
    let lines = lines(body);
    let spans = match paragraphs {
        Paragraphs::Line => lines.into_iter().filter(|line| !line.is_empty()).collect(),
        Paragraphs::Blank => join(body, &lines, None),
        Paragraphs::Auto => match wrap_width(body, &lines) {
            Some(width) => join(body, &lines, Some(width)),
            None => lines.into_iter().filter(|line| !line.is_empty()).collect(),
        },
    };
    classify(body, &spans)
}

/// The lines of a body without the white space around them; blank ones are empty.
fn lines(body: &str) -> Vec<Span> {
    let mut at = 0;
    body.split('\n')
        .map(|line| {
            let text = line.trim_start();
            let start = at + line.len() - text.len();
            at += line.len() + 1;
            Span::new(start, start + text.trim_end().len())
        })
        .collect()
}

/// The width at which a text is hard-wrapped, in characters; `None` when it is not.
///
/// It is when blank lines stand between its lines and two in three line ends within a paragraph
/// come where the next word no longer fitted, most of them within a sentence: short wire copy has
/// a first line cut by its dateline and a signature behind its last. The width is that of nine in
/// ten lines, so that one long line decides nothing.
fn wrap_width(body: &str, lines: &[Span]) -> Option<usize> {
    let first = lines.iter().position(|line| !line.is_empty())?;
    let last = lines.iter().rposition(|line| !line.is_empty())?;
    let lines = &lines[first..=last];
    if !lines.iter().any(|line| line.is_empty()) {
        return None;
    }
    let mut widths: Vec<usize> = lines
        .iter()
        .filter(|line| !line.is_empty())
        .map(|line| line.of(body).chars().count())
        .collect();
    let tenth = (widths.len() * 9).div_ceil(10) - 1;
    let width = *widths.select_nth_unstable(tenth).1;
    if !WRAP_WIDTHS.contains(&width) {
        return None;
    }
    let (mut inner, mut full, mut ended) = (0, 0, 0);
    for pair in lines.windows(2) {
        let (line, next) = (pair[0].of(body), pair[1].of(body));
        if line.is_empty() || next.is_empty() || stands_alone(line, next, width) {
            continue;
        }
        inner += 1;
        full += usize::from(fills(line, next, width));
        ended += usize::from(ends_sentence(line));
    }
    (full * 3 >= inner * 2 && ended * 2 < inner).then_some(width)
}

/// Whether the line end between two lines of a paragraph says nothing of its width: items and
/// turns begin on a line of their own at any width, and so does the text below a heading.
fn stands_alone(line: &str, next: &str, width: usize) -> bool {
    is_item(next)
        || turn_name(next).is_some()
        || (line.chars().count() < width / 2 && !next.starts_with(char::is_lowercase))
}

/// Whether a line is as long as the wrapping at `width` lets it be, with `next` as the line below.
/// An eighth of the width is left either way for ragged and hyphenated copy.
fn fills(line: &str, next: &str, width: usize) -> bool {
    let len = line.chars().count();
    let word = next.split_whitespace().next().unwrap_or("");
    let slack = width / 8;
    len <= width + slack && len + 1 + word.chars().count() + slack > width
}

/// Joins lines to paragraphs that blank lines separate.
///
/// Within text wrapped at `width`, a short line also ends its paragraph when the next begins
/// anew: a heading above its text, an item of a list, a turn.
fn join(body: &str, lines: &[Span], width: Option<usize>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    let mut last: Option<Span> = None;
    for &line in lines {
        if line.is_empty() {
            last = None;
            continue;
        }
        let parts = match (last, width) {
            (None, _) => true,
            (Some(last), Some(width)) => begins_anew(last.of(body), line.of(body), width),
            (Some(_), None) => false,
        };
        match out.last_mut() {
            Some(open) if !parts => open.end = line.end,
            _ => out.push(line),
        }
        last = Some(line);
    }
    out
}

fn begins_anew(last: &str, line: &str, width: usize) -> bool {
    stands_alone(last, line, width) && (!fills(last, line, width) || ends_in_punctuation(last))
}

/// Tells headings from paragraphs.
///
/// From the end, since a paragraph becomes a heading by what follows it. Between a heading and
/// its text may stand bylines, date lines and two more headings: a longer column of short lines is
/// a table or a list.
fn classify(body: &str, spans: &[Span]) -> Vec<Block> {
    let mut out: Vec<Block> =
        spans.iter().map(|&span| Block { kind: BlockKind::Paragraph, span }).collect();
    let mut below: Option<&str> = None;
    let mut headings_above_it = 0;
    for block in out.iter_mut().rev() {
        let text = block.span.of(body);
        if text.len() <= 4 * LONGEST_HEADING && (is_byline(text) || is_date_line(text)) {
            continue;
        }
        if headings_above_it < MOST_HEADINGS && below.is_some_and(|below| heads(text, below)) {
            block.kind = BlockKind::Heading;
            headings_above_it += 1;
        } else {
            below = Some(text);
            headings_above_it = 0;
        }
    }
    let first = out.iter_mut().find(|block| {
        let text = block.span.of(body);
        !(is_byline(text) || is_date_line(text))
    });
    if let Some(first) = first.filter(|block| block.kind == BlockKind::Heading) {
        first.kind = BlockKind::Headline;
    }
    out
}

/// Whether `text` can be the heading of `below`.
fn heads(text: &str, below: &str) -> bool {
    let short = text.len() <= 4 * LONGEST_HEADING
        && !text.contains('\n')
        && text.chars().count() <= LONGEST_HEADING;
    short
        && text.chars().any(char::is_alphanumeric)
        && below.len() > text.len()
        && ends_in_punctuation(below)
        && !ends_in_punctuation(text)
        && !is_item(text)
        && !is_turn(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cut(body: &str, paragraphs: Paragraphs) -> Vec<(BlockKind, &str)> {
        blocks(body, paragraphs).iter().map(|block| (block.kind, block.span.of(body))).collect()
    }

    #[track_caller]
    fn auto(body: &str, expected: &[(BlockKind, &str)]) {
        assert_eq!(cut(body, Paragraphs::Auto), expected, "{body}");
    }

    use BlockKind::{Heading, Headline, Paragraph};

    #[test]
    fn every_line_is_a_paragraph_when_lines_have_no_common_width() {
        auto(
            "\nThe dam held through the night, engineers said, and water levels fell by noon.\n\
             Schools reopen Monday.\n\nThe river had risen four metres in two days, the most since records of \
             its height have been kept in the town hall.\nNobody was hurt.\n",
            &[
                (
                    Paragraph,
                    "The dam held through the night, engineers said, and water levels fell by noon.",
                ),
                (Paragraph, "Schools reopen Monday."),
                (
                    Paragraph,
                    "The river had risen four metres in two days, the most since records of its height have been kept in the town hall.",
                ),
                (Paragraph, "Nobody was hurt."),
            ],
        );
    }

    const REPORT: &str = "\
        Summary of findings\n\
        \n\
        The panel heard forty witnesses over nine days and\n\
        read some six thousand pages of minutes, among them\n\
        those of the board.\n\
        \n\
        It found three faults:\n\
        - the valves had not been tested since the spring of\n\
        that year;\n\
        - nobody was in charge at night;\n\
        - reports went unread.\n\
        \n\
        Next steps\n\
        The ministry will answer within sixty days, a spokes-\n\
        woman said, and publish what it intends to change in\n\
        the law.\n";

    #[test]
    fn hard_wrapped_lines_join_and_their_items_and_headings_stay_apart() {
        auto(
            REPORT,
            &[
                (Headline, "Summary of findings"),
                (
                    Paragraph,
                    "The panel heard forty witnesses over nine days and\nread some six thousand pages of minutes, among them\nthose of the board.",
                ),
                (Paragraph, "It found three faults:"),
                (Paragraph, "- the valves had not been tested since the spring of\nthat year;"),
                (Paragraph, "- nobody was in charge at night;"),
                (Paragraph, "- reports went unread."),
                (Heading, "Next steps"),
                (
                    Paragraph,
                    "The ministry will answer within sixty days, a spokes-\nwoman said, and publish what it intends to change in\nthe law.",
                ),
            ],
        );
    }

    #[test]
    fn a_narrow_column_with_divided_words_is_hard_wrapped() {
        auto(
            "The ministry of works said on Mon-\nday that two bridges would be closed\nuntil the autumn.\n\n\
             “It was a hard choice,” the minis-\nter told members of the council,\nadding: “We had no other.”",
            &[
                (
                    Paragraph,
                    "The ministry of works said on Mon-\nday that two bridges would be closed\nuntil the autumn.",
                ),
                (
                    Paragraph,
                    "“It was a hard choice,” the minis-\nter told members of the council,\nadding: “We had no other.”",
                ),
            ],
        );
    }

    #[test]
    fn lines_that_happen_to_be_equally_long_stay_paragraphs_when_each_is_a_sentence() {
        let line = "The council met on Tuesday and voted on the budget.";
        let body = format!("{line}\n{line}\n\n{line}\n{line}\n{line}");
        assert_eq!(cut(&body, Paragraphs::Auto).len(), 5);
    }

    #[test]
    fn the_separator_can_be_given() {
        let body = "One line.\nTwo lines.\n\nThree.";
        let texts = |paragraphs| -> Vec<&str> {
            cut(body, paragraphs).into_iter().map(|(_, text)| text).collect()
        };
        assert_eq!(texts(Paragraphs::Line), ["One line.", "Two lines.", "Three."]);
        assert_eq!(texts(Paragraphs::Blank), ["One line.\nTwo lines.", "Three."]);
    }

    #[test]
    fn a_short_line_above_its_text_is_a_heading() {
        auto(
            "The council met on Tuesday and voted on the budget.\nRoads and bridges\nTwo bridges will be closed for repair until the autumn.",
            &[
                (Paragraph, "The council met on Tuesday and voted on the budget."),
                (Heading, "Roads and bridges"),
                (Paragraph, "Two bridges will be closed for repair until the autumn."),
            ],
        );
    }

    #[test]
    fn the_first_heading_is_the_headline_below_date_and_above_byline() {
        auto(
            "13 October 2025\nCouncil closes two bridges\nBy Mary Cole\nTwo bridges will be closed for repair until the autumn.",
            &[
                (Paragraph, "13 October 2025"),
                (Headline, "Council closes two bridges"),
                (Paragraph, "By Mary Cole"),
                (Paragraph, "Two bridges will be closed for repair until the autumn."),
            ],
        );
    }

    #[test]
    fn what_only_looks_like_a_heading_is_a_paragraph() {
        for line in [
            "Will it rain again?",
            "- a list item",
            "MR. PRICE: thank you",
            "By Mary Cole",
            "October 13, 2025",
            "2:15 P.M. EDT",
            "“It was loud”",
            "***",
        ] {
            let body = format!("It rained.\n{line}\nTwo bridges will be closed for repair in May.");
            let kinds: Vec<_> =
                cut(&body, Paragraphs::Auto).iter().map(|(kind, _)| *kind).collect();
            assert_eq!(kinds, [Paragraph; 3], "{line}");
        }
        for line in ["Flood relief: what is known", "13 October", "Chapter 2"] {
            let body = format!("It rained.\n{line}\nTwo bridges will be closed for repair in May.");
            let kinds: Vec<_> =
                cut(&body, Paragraphs::Auto).iter().map(|(kind, _)| *kind).collect();
            assert_eq!(kinds, [Paragraph, Heading, Paragraph], "{line}");
        }
        // Nothing follows, or nothing longer that ends as a sentence does.
        auto("It rained.\nRoads", &[(Paragraph, "It rained."), (Paragraph, "Roads")]);
        auto("Roads\nNorth 12", &[(Paragraph, "Roads"), (Paragraph, "North 12")]);
    }

    #[test]
    fn a_column_of_short_lines_is_no_stack_of_headings() {
        let kinds: Vec<_> = cut(
            "North 12\nSouth 14\nEast 3\nAll told\nIt was the coldest night of the year.",
            Paragraphs::Auto,
        )
        .iter()
        .map(|(kind, _)| *kind)
        .collect();
        assert_eq!(kinds, [Paragraph, Heading, Heading, Heading, Paragraph]);
    }

    fn check(body: &str, paragraphs: Paragraphs) {
        let mut at = 0;
        for block in blocks(body, paragraphs) {
            assert!(block.span.start >= at);
            assert!(body[at..block.span.start].trim().is_empty());
            let text = block.span.of(body);
            assert!(!text.is_empty());
            assert_eq!(text, text.trim());
            at = block.span.end;
        }
        assert!(body[at..].trim().is_empty());
    }

    proptest! {
        #[test]
        fn blocks_hold_every_visible_character_once(
            body in "(\\PC|[a-zA-Z:.,\\- ]|Ж|ы|😀|\r\n|\n|\n\n){0,300}",
        ) {
            for paragraphs in [Paragraphs::Auto, Paragraphs::Line, Paragraphs::Blank] {
                check(&body, paragraphs);
            }
        }
    }

    #[test]
    fn a_line_of_a_megabyte_is_one_block() {
        let body = "слово 😀 ".repeat(60_000);
        check(&body, Paragraphs::Auto);
        assert_eq!(blocks(&body, Paragraphs::Auto).len(), 1);
    }
}

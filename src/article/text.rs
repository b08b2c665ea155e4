//! Plain text: one article, with a headline, byline and date line at its top or without.

use super::Paragraphs;
use super::blocks::blocks;
use super::byline;
use super::draft::Draft;

/// Lines at the top of a text among which its byline stands.
const FIRST_BLOCKS: usize = 6;

/// Reads a file of plain text.
pub(super) fn read(text: String, paragraphs: Paragraphs) -> Draft {
    let blocks = blocks(&text, paragraphs);
    let byline = blocks
        .iter()
        .take(FIRST_BLOCKS)
        .map(|block| byline::names(block.span.of(&text)))
        .find(|names| !names.is_empty())
        .unwrap_or_default();
    Draft { byline, body: text, blocks: Some(blocks), ..Draft::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_byline_is_read_from_the_top() {
        let text = "Dam holds\nBy Mary Cole and John Hill\nThe dam held through the night.";
        let draft = read(text.to_owned(), Paragraphs::Auto);
        assert_eq!(draft.byline, ["Mary Cole", "John Hill"]);
        let text = "The dam held.\n".repeat(9) + "By Mary Cole";
        assert!(read(text, Paragraphs::Auto).byline.is_empty());
    }
}

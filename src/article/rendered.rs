//! A text in the making: blocks of plain text from marked-up ones.

use super::{Block, BlockKind};
use crate::span::Span;

/// A rendered text, with a blank line between its blocks.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    body: String,
    blocks: Vec<Block>,
    /// Length of the body before the open block and the gap above it.
    open: Option<usize>,
    in_heading: bool,
}

impl Rendered {
    /// Adds text to the open block, or begins one with it.
    pub(super) fn push(&mut self, text: &str) {
        if self.open.is_none() {
            // Control characters become spaces.
            if text.chars().all(|c| c.is_whitespace() || c.is_control()) {
                return;
            }
            self.open = Some(self.body.len());
            if !self.body.is_empty() {
                self.body.push_str("\n\n");
            }
        }
        // A character reference can stand for a control character, which no body holds.
        let plain = |c: char| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c };
        self.body.extend(text.chars().map(plain));
    }

    /// [`Rendered::push`] for text in which any white space is one space.
    pub(super) fn push_folded(&mut self, text: &str) {
        let space = |c: char| c.is_whitespace() && c != '\u{a0}';
        if text.starts_with(space) && self.open.is_some() && !self.body.ends_with(space) {
            self.body.push(' ');
        }
        let mut words = text.split(space).filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            self.push(word);
            if words.peek().is_some() || text.ends_with(space) {
                self.push(" ");
            }
        }
    }

    /// Makes the block that opens next a heading.
    pub(super) fn heading(&mut self) {
        self.close();
        self.in_heading = true;
    }

    /// Ends the open block.
    pub(super) fn close(&mut self) {
        let in_heading = std::mem::take(&mut self.in_heading);
        let Some(open) = self.open.take() else { return };
        self.body.truncate(self.body.trim_end().len().max(open));
        let text = &self.body[open..];
        let start = open + text.len() - text.trim_start().len();
        let kind = if in_heading { BlockKind::Heading } else { BlockKind::Paragraph };
        self.blocks.push(Block { kind, span: Span::new(start, self.body.len()) });
    }

    /// Bytes of the open block.
    pub(super) fn open_len(&self) -> usize {
        self.open.map_or(0, |open| self.body.len() - open)
    }

    /// The text as far as it is made.
    pub(super) fn text(&self) -> &str {
        &self.body
    }

    /// The body and its blocks.
    pub(super) fn finish(mut self) -> (String, Vec<Block>) {
        self.close();
        (self.body, self.blocks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_of_control_characters_is_none() {
        let mut text = Rendered::default();
        text.push("\u{7f}");
        text.push_folded(" \u{1}\u{2} ");
        assert_eq!(text.finish(), (String::new(), Vec::new()));
    }

    #[test]
    fn white_space_of_markup_is_one_space() {
        let mut text = Rendered::default();
        text.push_folded("  The\n  dam ");
        text.push_folded("held");
        text.push_folded(" \n");
        text.push_folded(".");
        text.heading();
        text.push_folded("Roads");
        let (body, blocks) = text.finish();
        assert_eq!(body, "The dam held .\n\nRoads");
        let kinds: Vec<_> = blocks.iter().map(|block| block.kind).collect();
        assert_eq!(kinds, [BlockKind::Paragraph, BlockKind::Heading]);
    }
}

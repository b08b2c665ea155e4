//! Article → passages: paragraphs with their number, section and place.

use serde::{Deserialize, Serialize};

use crate::article::{Article, BlockKind};
use crate::span::Span;

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
/// without overlaps.
#[must_use]
pub fn passages(article: &Article) -> Vec<Passage> {
    let mut section = None;
    let mut out = Vec::new();
    for block in &article.blocks {
        match block.kind {
            BlockKind::Headline => {}
            BlockKind::Heading => section = Some(block.span.of(&article.body).to_owned()),
            BlockKind::Paragraph => out.push(Passage {
                n: u32::try_from(out.len() + 1).unwrap_or(u32::MAX),
                span: block.span,
                section: section.clone(),
            }),
        }
    }
    out
}

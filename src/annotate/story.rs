//! The tokens, paragraphs and sentences of one article, shared by all rules.

use std::ops::Range;

use jiff::civil::Date;

use crate::article::{Article, BlockKind, DateStyle};
use crate::passage::Passage;
use crate::span::Span;
use crate::text::{Tokens, sentences};

/// One article cut up for the rules.
#[derive(Debug)]
pub(crate) struct Story<'a> {
    /// The body.
    pub(crate) text: &'a str,
    /// The tokens of the body.
    pub(crate) tokens: Tokens<'a>,
    /// Headings and passages, in text order.
    pub(crate) paragraphs: Vec<Paragraph>,
    /// The anchor of relative dates.
    pub(crate) published: Option<Date>,
    /// How it tells its dates.
    pub(crate) date_style: DateStyle,
    /// The headline, when the body does not repeat it; names in it stand before all others.
    pub(crate) headline: Option<&'a str>,
}

/// A heading or a passage.
#[derive(Clone, Debug)]
pub(crate) struct Paragraph {
    /// Indices of its tokens.
    pub(crate) tokens: Range<usize>,
    /// Its sentences: ranges of token indices that cover it without gaps.
    pub(crate) sentences: Vec<Range<usize>>,
    /// Whether it is a heading or the headline.
    pub(crate) heading: bool,
}

impl<'a> Story<'a> {
    /// Cuts up an article. Passages of one paragraph (a paragraph cut for its length) stay apart.
    pub(crate) fn new(article: &'a Article, passages: &[Passage]) -> Self {
        let headings = article
            .blocks
            .iter()
            .filter(|block| block.kind != BlockKind::Paragraph)
            .map(|block| (block.span, true));
        let mut spans: Vec<(Span, bool)> =
            headings.chain(passages.iter().map(|passage| (passage.span, false))).collect();
        spans.sort_unstable();
        let repeated = article.blocks.iter().any(|block| block.kind == BlockKind::Headline);
        let headline = article.headline.as_deref().filter(|_| !repeated);
        let story = Self::of(&article.body, &spans, article.published, headline);
        Self { date_style: article.date_style, ..story }
    }

    /// A story of one passage; what rule tests and the library's date function read.
    pub(crate) fn plain(text: &'a str, published: Option<Date>) -> Self {
        let mut spans = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let trimmed = line.trim();
            if !trimmed.is_empty() {
                let start = at + (line.len() - line.trim_start().len());
                spans.push((Span::new(start, start + trimmed.len()), false));
            }
            at += line.len();
        }
        Self::of(text, &spans, published, None)
    }

    fn of(
        text: &'a str,
        spans: &[(Span, bool)],
        published: Option<Date>,
        headline: Option<&'a str>,
    ) -> Self {
        let tokens = Tokens::new(text);
        let paragraphs = spans
            .iter()
            .map(|&(span, heading)| Paragraph {
                tokens: tokens.within(span),
                sentences: sentences(&tokens, span),
                heading,
            })
            .collect();
        let date_style = DateStyle::default();
        Self { text, tokens, paragraphs, published, date_style, headline }
    }
}

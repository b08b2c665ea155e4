//! What a reader found in a file → an [`Article`], by rules that hold for every format.

use super::blocks::blocks;
use super::published::{Sources, Stamp, choose};
use super::read::ReadArticle;
use super::walk::SourceFile;
use super::{Article, Block, BlockKind, PublishedFrom, Root, byline, id, language};
use crate::span::Span;
use crate::text::fold;

/// What the file says of one article.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
    /// The record's own key.
    pub(super) key: Option<String>,
    /// Its headline.
    pub(super) headline: Option<String>,
    /// What is its headline when nothing else is: the running title of its pages.
    pub(super) title: Option<String>,
    /// Who wrote it.
    pub(super) byline: Vec<String>,
    /// Who published it.
    pub(super) outlet: Option<String>,
    /// Where it was published.
    pub(super) url: Option<String>,
    /// Its language, as the file names it.
    pub(super) language: Option<String>,
    /// What may be its publication date, in the order of [`PublishedFrom`].
    pub(super) stamps: Vec<(PublishedFrom, Stamp)>,
    /// Its text, with line ends and control characters as a body has them.
    pub(super) body: String,
    /// The blocks of the text, when the format marks them; else it is cut as plain text.
    pub(super) blocks: Option<Vec<Block>>,
    /// Names of members that may hold the text that is missing.
    pub(super) unknown: Vec<String>,
}

impl Draft {
    /// Makes the article; `None` when there is neither headline nor text.
    ///
    /// `record` tells a record of a file of many, which its key names, from a file that is one
    /// article.
    pub(super) fn finish(
        self,
        file: &SourceFile,
        root: &Root,
        record: bool,
    ) -> Option<ReadArticle> {
        let options = &root.options;
        let mut headline =
            self.headline.map(|text| one_line(&text)).filter(|text| !text.is_empty());
        let mut body = self.body;
        let mut cut = self.blocks.unwrap_or_else(|| blocks(&body, options.paragraphs));
        if cut.is_empty() {
            // An article that has only a headline has it as its body.
            body = headline.clone()?;
            cut = vec![Block { kind: BlockKind::Paragraph, span: Span::new(0, body.len()) }];
        }
        settle_headline(&mut headline, &body, &mut cut);
        let headline = headline.or(self.title);
        let mut warnings = Vec::new();
        let sources = Sources {
            stamps: &self.stamps,
            body: &body,
            blocks: &cut,
            url: self.url.as_deref(),
            path: &file.relative,
        };
        let published = choose(&sources, options, &mut warnings);
        let key = match (record, self.key) {
            (false, _) => String::new(),
            (true, Some(key)) => key,
            (true, None) => id::text_key(&body),
        };
        let byline = if self.byline.is_empty() { byline::at_top(&body, &cut) } else { self.byline };
        let article = Article {
            id: id::article_id(&root.name, &file.relative, &key),
            root: root.name.clone(),
            path: Some(file.relative.clone()),
            url: self.url,
            headline,
            byline,
            outlet: self.outlet.or_else(|| options.outlet.clone()),
            published: published.map(|(day, _)| day),
            published_from: published.map(|(_, from)| from),
            date_style: options.date_style,
            language: self
                .language
                .and_then(|field| language::code(&field))
                .or_else(|| language::detect(&body)),
            body,
            blocks: cut,
        };
        Some(ReadArticle { article, warnings })
    }
}

/// Blocks at the top of a body among which its headline stands: below a date line and a byline.
const FIRST_BLOCKS: usize = 3;

/// Makes headline and blocks agree.
///
/// A headline of its own is repeated by a block at the top when both are the same words; any
/// other heading there is a heading like those below. Without one, the headline block gives it.
/// Headings that head no paragraph are paragraphs, since there is nothing else to find.
fn settle_headline(headline: &mut Option<String>, body: &str, blocks: &mut [Block]) {
    if let Some(headline) = headline {
        for block in blocks.iter_mut().filter(|block| block.kind == BlockKind::Headline) {
            block.kind = BlockKind::Heading;
        }
        let words = fold(headline);
        let repeats = |block: &Block| {
            block.span.len() <= 2 * headline.len() && fold(&one_line(block.span.of(body))) == words
        };
        if let Some(block) = blocks.iter_mut().take(FIRST_BLOCKS).find(|block| repeats(block)) {
            block.kind = BlockKind::Headline;
        }
    } else {
        let block = blocks.iter().find(|block| block.kind == BlockKind::Headline);
        *headline = block.map(|block| one_line(block.span.of(body)));
    }
    if blocks.iter().all(|block| block.kind != BlockKind::Paragraph) {
        for block in blocks {
            block.kind = BlockKind::Paragraph;
        }
    }
}

/// A text on one line, with single spaces.
pub(super) fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

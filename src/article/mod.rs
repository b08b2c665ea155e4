//! A file of any supported format → [`Article`]s.
//!
//! [`walk()`] finds the files of a [`Root`] and [`read_each`] hands each to the reader of its
//! [`Format`]. A reader says what the file says: a draft of text and fields. What holds for
//! every format is decided once, when the draft is finished: the body is fixed and cut into
//! blocks, the sources of the publication date are asked in turn, and the article is named.

mod blocks;
mod byline;
mod calendar;
mod charset;
mod decode;
mod draft;
mod elements;
mod epub;
mod feed;
mod fields;
mod format;
mod html;
mod id;
mod json;
mod json_lines;
mod language;
mod line;
mod load;
mod markdown;
mod months;
mod packing;
mod pages;
mod place;
mod published;
mod read;
mod rendered;
mod root;
mod sidecar;
mod transcript;
mod walk;
mod xml;

use std::fmt;

pub use blocks::blocks;
pub use format::Format;
pub(crate) use id::{article_id, is_id};
pub(crate) use load::{open, too_large};
pub(crate) use place::{located, relative};
pub use read::{Outcome, ReadArticle, read, read_bytes, read_each};
pub use root::{DateStyle, FieldMap, Limits, Paragraphs, ReadOptions, Root};
pub(crate) use sidecar::{beside, described};
pub use walk::{
    Entry, REFUSED_HEAD, REFUSED_SUFFIX, SYNONYMS, SkipReason, Skipped, SourceFile, walk, walk_part,
};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::span::Span;

/// One news item: what its file says of it, and its body, fixed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// 16 characters that name the article within its archive.
    pub id: String,
    /// Name of the root it was read from; empty for the first root.
    pub root: String,
    /// Path of its file relative to the root, with `/` between the parts.
    pub path: Option<String>,
    /// Where it was published on the web.
    pub url: Option<String>,
    /// Its headline.
    pub headline: Option<String>,
    /// Who wrote it, one name each.
    pub byline: Vec<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The day it was published, where it was published.
    pub published: Option<Date>,
    /// Where the publication date comes from.
    pub published_from: Option<PublishedFrom>,
    /// How it tells its dates; what its root says, no index keeps it.
    pub date_style: DateStyle,
    /// Language of the body, ISO 639-1; `None` when it could not be told.
    pub language: Option<String>,
    /// The text all offsets refer to: UTF-8, line ends as `\n`.
    pub body: String,
    /// The paragraphs and headings of the body, in order, without overlaps; together they hold
    /// every non-space character.
    pub blocks: Vec<Block>,
}

/// A paragraph or heading of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Bytes of the body, without the white space around it.
    pub span: Span,
}

/// What a [`Block`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// The headline, repeated in the body.
    Headline,
    /// The heading of the paragraphs below it.
    Heading,
    /// A paragraph, list item or turn.
    Paragraph,
}

/// Where a publication date comes from, in the order in which sources are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PublishedFrom {
    /// A file beside the article.
    Sidecar,
    /// The record's own field.
    Record,
    /// schema.org data in a page.
    JsonLd,
    /// A `<meta>` element.
    Meta,
    /// Front matter.
    FrontMatter,
    /// A `<time>` element.
    Time,
    /// A date line in the first lines of the text.
    Text,
    /// The web address.
    Url,
    /// The path below the root.
    Path,
    /// An option of the run.
    Given,
}

impl fmt::Display for PublishedFrom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sidecar => "sidecar",
            Self::Record => "record",
            Self::JsonLd => "json-ld",
            Self::Meta => "meta",
            Self::FrontMatter => "front-matter",
            Self::Time => "time",
            Self::Text => "text",
            Self::Url => "url",
            Self::Path => "path",
            Self::Given => "given",
        })
    }
}

//! What the index stores of articles and passages, and how a body is put together again.

use serde::{Deserialize, Serialize};

use super::Record;
use crate::annotate::Annotations;
use crate::article::{Article, Block, DateStyle};
use crate::error::{Error, ErrorKind, Result};
use crate::hit::{Head, Stored, StoredArticle};
use crate::span::{CodePoints, Span};

/// An article without the text of its passages.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ArticleData {
    pub(super) head: Head,
    /// The text before, between and after the passages: one more than there are passages.
    gaps: Vec<String>,
    blocks: Vec<Block>,
}

/// A passage with its text.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct PassageData {
    n: u32,
    start: usize,
    start_point: usize,
    section: Option<String>,
    text: String,
    notes: Annotations,
}

/// Splits a record into what is stored of the article and of each passage; the text is stored once.
pub(super) fn split(record: &Record) -> (ArticleData, Vec<PassageData>) {
    let article = &record.article;
    let points = CodePoints::new(&article.body);
    let mut gaps = Vec::with_capacity(record.entries.len() + 1);
    let mut passages = Vec::with_capacity(record.entries.len());
    let mut at = 0;
    for entry in &record.entries {
        let span = entry.passage.span;
        gaps.push(article.body[at..span.start].to_owned());
        passages.push(PassageData {
            n: entry.passage.n,
            start: span.start,
            start_point: points.at(span.start),
            section: entry.passage.section.clone(),
            text: span.of(&article.body).to_owned(),
            notes: entry.notes.clone(),
        });
        at = span.end;
    }
    gaps.push(article.body[at..].to_owned());
    (ArticleData { head: Head::from(article), gaps, blocks: article.blocks.clone() }, passages)
}

impl ArticleData {
    /// Number of its passages.
    pub(super) fn passages(&self) -> usize {
        self.gaps.len().saturating_sub(1)
    }
}

impl PassageData {
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn notes(&self) -> &Annotations {
        &self.notes
    }

    /// The passage as the search sees it.
    pub(super) fn stored(self, head: Head) -> Stored {
        Stored {
            head,
            n: self.n,
            span: Span::new(self.start, self.start + self.text.len()),
            start_point: self.start_point,
            section: self.section,
            text: self.text,
            notes: self.notes,
        }
    }
}

/// The article with its body and passages.
///
/// # Errors
///
/// When these are not the passages that were written with it.
pub(super) fn join(data: ArticleData, passages: Vec<PassageData>) -> Result<StoredArticle> {
    let id = &data.head.id;
    if passages.len() != data.passages() {
        let (there, written) = (passages.len(), data.passages());
        return Err(corrupt(format!("article {id}: {there} of {written} passages are there")));
    }
    let mut body = String::new();
    let mut gaps = data.gaps.iter();
    for passage in &passages {
        body.extend(gaps.next().map(String::as_str));
        if passage.start != body.len() {
            let n = passage.n;
            return Err(corrupt(format!("article {id}: passage {n} is not where it was written")));
        }
        body.push_str(&passage.text);
    }
    body.extend(gaps.map(String::as_str));
    let head = data.head;
    let article = Article {
        id: head.id.clone(),
        root: head.root.clone(),
        path: head.path.clone(),
        url: head.url.clone(),
        headline: head.headline.clone(),
        byline: head.byline.clone(),
        outlet: head.outlet.clone(),
        published: head.published,
        published_from: head.published_from,
        date_style: DateStyle::default(),
        language: head.language.clone(),
        body,
        blocks: data.blocks,
    };
    let passages = passages.into_iter().map(|passage| passage.stored(head.clone())).collect();
    Ok(StoredArticle { article, passages })
}

/// The bytes of a record.
pub(super) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    postcard::to_stdvec(value)
        .map_err(|error| ErrorKind::Engine(format!("a record cannot be encoded: {error}")).into())
}

/// The record that `bytes` are.
pub(super) fn decode<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Result<T> {
    postcard::from_bytes(bytes).map_err(|error| corrupt(format!("a stored record: {error}")))
}

/// What is told of an article, from the bytes of its record; the rest of them is left alone.
pub(super) fn head(article: &[u8]) -> Result<Head> {
    // The head is the first part of `ArticleData`.
    postcard::take_from_bytes(article)
        .map(|(head, _)| head)
        .map_err(|error| corrupt(format!("a stored record: {error}")))
}

/// The record that all of `bytes` is, when it can be one. Records do not tell their kind, but
/// hardly ever is one of another kind without a byte too many.
pub(super) fn decode_whole<'b, T: Deserialize<'b>>(bytes: &'b [u8]) -> Option<T> {
    postcard::take_from_bytes(bytes)
        .ok()
        .filter(|(_, rest)| rest.is_empty())
        .map(|(value, _)| value)
}

/// An error for bytes that are not what was written.
pub(super) fn corrupt(detail: impl Into<String>) -> Error {
    ErrorKind::IndexCorrupt { path: "index".into(), detail: detail.into() }.into()
}

/// The first 12 characters of an article id (60 bits) as a number in the order of the ids.
pub(super) fn article_key(id: &str) -> u64 {
    // RFC 4648 writes base32 with a-z and 2-7; in order of bytes the digits come first.
    let rank = |byte: u8| match byte {
        b'2'..=b'7' => u64::from(byte - b'2'),
        b'a'..=b'z' => u64::from(byte - b'a') + 6,
        _ => 0,
    };
    id.bytes().take(12).fold(0, |key, byte| (key << 5) | rank(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn article_keys_keep_the_order_of_ids() {
        let ids = [
            "2aaaaaaaaaaaaaaa",
            "3aaaaaaaaaaaaaaa",
            "7zzzzzzzzzzzzzzz",
            "aaaaaaaaaaaaaaaa",
            "ab2aaaaaaaaaaaaa",
            "aba2aaaaaaaaaaaa",
            "zzzzzzzzzzzzaaaa",
        ];
        let keys: Vec<u64> = ids.iter().map(|id| article_key(id)).collect();
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    }
}

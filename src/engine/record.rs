//! What the index stores of articles and passages, and how a body is put together again.

use std::borrow::Cow;

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
    /// Bytes before it that begin no code point.
    further_bytes: usize,
    section: Option<String>,
    text: String,
    /// With spans as [`pack`] makes them.
    notes: Annotations,
}

/// A passage of which only the words are read.
#[derive(Debug, Deserialize)]
pub(super) struct PassageText<'d> {
    #[serde(borrow)]
    pub(super) section: Option<Cow<'d, str>>,
    #[serde(borrow)]
    pub(super) text: Cow<'d, str>,
}

/// Splits a record into what is stored of the article and of each passage; the text is stored once.
pub(super) fn split(record: &Record) -> (ArticleData, Vec<PassageData>) {
    let notes = record.entries.iter().map(|entry| entry.notes.clone()).collect();
    split_with(record, notes)
}

/// [`split`] for a record whose annotations nobody needs afterwards: they are taken out of it.
pub(super) fn take(record: &mut Record) -> (ArticleData, Vec<PassageData>) {
    let entries = record.entries.iter_mut();
    let notes = entries.map(|entry| std::mem::take(&mut entry.notes)).collect();
    split_with(record, notes)
}

fn split_with(record: &Record, notes: Vec<Annotations>) -> (ArticleData, Vec<PassageData>) {
    let article = &record.article;
    let points = CodePoints::new(&article.body);
    let mut gaps = Vec::with_capacity(record.entries.len() + 1);
    let mut passages = Vec::with_capacity(record.entries.len());
    let mut at = 0;
    for (entry, notes) in record.entries.iter().zip(notes) {
        let span = entry.passage.span;
        gaps.push(article.body[at..span.start].to_owned());
        passages.push(PassageData {
            n: entry.passage.n,
            start: span.start,
            further_bytes: span.start - points.at(span.start),
            section: entry.passage.section.clone(),
            text: span.of(&article.body).to_owned(),
            notes: with_spans(notes, |note| pack(note, span.start)),
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
    ///
    /// # Errors
    ///
    /// When it is not what was written.
    pub(super) fn stored(self, head: Head) -> Result<Stored> {
        let mut whole = true;
        let notes = with_spans(self.notes, |packed| {
            unpack(packed, self.start).unwrap_or_else(|| {
                whole = false;
                Span::default()
            })
        });
        let end = self.start.checked_add(self.text.len());
        let start_point = self.start.checked_sub(self.further_bytes);
        let (Some(end), Some(start_point), true) = (end, start_point, whole) else {
            return Err(corrupt(format!("article {}: passage {} has no place", head.id, self.n)));
        };
        Ok(Stored {
            head,
            n: self.n,
            span: Span::new(self.start, end),
            start_point,
            section: self.section,
            text: self.text,
            notes,
        })
    }
}

/// Annotations with other spans.
fn with_spans(mut notes: Annotations, mut change: impl FnMut(Span) -> Span) -> Annotations {
    let Annotations { mentions, attributions, timexes } = &mut notes;
    let mentions = mentions.iter_mut().map(|mention| &mut mention.span);
    let attributions = attributions.iter_mut().flat_map(|attribution| {
        let named = attribution.source.iter_mut().chain(&mut attribution.cue);
        named.chain(&mut attribution.content)
    });
    let timexes = timexes.iter_mut().map(|timex| &mut timex.span);
    for span in mentions.chain(attributions).chain(timexes) {
        *span = change(*span);
    }
    notes
}

/// A span of a body as it is stored with the passage that begins at `start`: how far behind that it
/// begins, and its length. Small numbers take few bytes; for a span that begins before the passage,
/// as those of statements over several paragraphs do, the distances are folded into odd ones.
fn pack(span: Span, start: usize) -> Span {
    let place = match span.start.checked_sub(start) {
        Some(behind) => behind * 2,
        None => (start - span.start) * 2 - 1,
    };
    Span { start: place, end: span.len() }
}

/// The span that [`pack`] made `packed` of; `None` when there is none.
fn unpack(packed: Span, start: usize) -> Option<Span> {
    let distance = packed.start.div_ceil(2);
    let begin = if packed.start.is_multiple_of(2) {
        start.checked_add(distance)
    } else {
        start.checked_sub(distance)
    }?;
    Some(Span { start: begin, end: begin.checked_add(packed.end)? })
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
    let passages = passages.into_iter().map(|passage| passage.stored(head.clone()));
    Ok(StoredArticle { article, passages: passages.collect::<Result<_>>()? })
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
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn spans_come_back_wherever_the_passage_begins(
            begin in 0..1_usize << 30,
            len in 0..1_usize << 30,
            start in 0..1_usize << 30,
        ) {
            let span = Span::new(begin, begin + len);
            prop_assert_eq!(unpack(pack(span, start), start), Some(span));
        }

        #[test]
        fn any_numbers_are_a_span_or_none(begin in any::<usize>(), len in any::<usize>()) {
            let unpacked = unpack(Span { start: begin, end: len }, 100);
            prop_assert!(unpacked.is_none_or(|span| span.start <= span.end));
        }
    }

    #[test]
    fn spans_of_a_passage_take_a_byte_or_two_for_each_number() {
        let bytes = |span| postcard::to_stdvec(&span).expect("plain data").len();
        let span = Span::new(1_000_050, 1_000_060);
        assert_eq!((bytes(span), bytes(pack(span, 1_000_000))), (6, 2));
        assert_eq!(bytes(pack(span, 1_000_900)), 3);
    }

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

//! Answers as JSON lines: `meta`, `hit`, `facet`, `end`, `person`, `article`.
//!
//! The shapes are those of `docs/output.schema.json`. More fields may come; readers ignore what
//! they do not know. Offsets are Unicode code points.

use std::num::NonZeroU32;

use serde::Serialize;
use serde_json::{Value, json};

use crate::annotate::{Annotations, Attribution, NameKind, SpeakerKind, Timex};
use crate::article::{Article, PublishedFrom};
use crate::correction::is_corrected;
use crate::engine::Coverage;
use crate::hit::{FacetCounts, Head, Hit, NameReading, Person, Place, Stored, StoredArticle};
use crate::passage::Passage;
use crate::search::{Nothing, Response};
use crate::span::{CodePoints, Span};
use crate::stages::Stages;
use crate::suggest::Suggestion;

/// Version of the shapes.
pub const SCHEMA_VERSION: u32 = 1;

/// The first line of an answer.
#[derive(Debug, Serialize)]
pub struct Meta<'a> {
    /// `meta`.
    pub r#type: &'static str,
    /// [`SCHEMA_VERSION`].
    pub schema: u32,
    /// Version of the program.
    pub program: &'static str,
    /// Version of the index's layout.
    pub index_format: u32,
    /// Version of the analyzer.
    pub analyzer: u32,
    /// Version of the annotation rules.
    pub annotator: u32,
    /// Candidates that may change places after the engine ranked them.
    pub reranked: usize,
    /// The query.
    pub query: QueryRead<'a>,
    /// Days in which what newer articles gain halves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recent: Option<NonZeroU32>,
    /// The filters, as flags.
    pub filters: Vec<String>,
    /// How names were understood.
    pub names: &'a [NameReading],
    /// What was searched.
    pub coverage: &'a Coverage,
    /// What was read otherwise than it may have been meant.
    pub warnings: Vec<String>,
}

/// A query as typed and as read.
#[derive(Debug, Serialize)]
pub struct QueryRead<'a> {
    /// As typed.
    pub input: &'a str,
    /// As read; reads the same again.
    pub read: String,
    /// The words that its best passages added, each with its weight.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub expansion: Vec<String>,
}

/// A hit.
#[must_use]
pub fn hit(hit: &Hit) -> Value {
    let points = Points::of(&hit.stored);
    let head = &hit.stored.head;
    let highlights: Vec<Value> = hit
        .highlights
        .iter()
        .map(|highlight| {
            let span = match highlight.place {
                Place::Text => points.span(highlight.span),
                Place::Section => relative(hit.stored.section.as_deref(), highlight.span),
                Place::Headline => relative(head.headline.as_deref(), highlight.span),
            };
            json!({"field": highlight.place, "start": span.start, "end": span.end, "in": highlight.within})
        })
        .collect();
    let mut value = json!({
        "type": "hit",
        "rank": hit.rank,
        "score": hit.score,
        "id": hit.id(),
        "article": head_value(head),
        "passage": points.passage(&hit.stored),
        "highlights": highlights,
        "attributions": points.attributions(&hit.stored.notes.attributions),
        "timexes": points.timexes(&hit.stored.notes.timexes),
        "said": hit.said,
        "corrected": is_corrected(&hit.stored.notes),
        "more": hit.more,
    });
    if let Some(explanation) = &hit.explanation {
        value["explanation"] = json!(explanation);
    }
    value
}

fn relative(text: Option<&str>, span: Span) -> Span {
    CodePoints::new(text.unwrap_or("")).span(span)
}

fn head_value(head: &Head) -> Value {
    json!({
        "id": head.id,
        "headline": head.headline,
        "url": head.url,
        "outlet": head.outlet,
        "byline": head.byline,
        "published": head.published,
        "published_from": head.published_from,
        "path": head.path,
    })
}

/// Counts of a facet. Crossed facets have lists where others have one string.
#[must_use]
pub fn facet(facet: &FacetCounts) -> Value {
    let one = |list: &[String]| -> Value {
        match list {
            [single] => json!(single),
            several => json!(several),
        }
    };
    let values: Vec<Value> = facet
        .values
        .iter()
        .map(|value| {
            json!({
                "value": one(&value.value),
                "label": one(&value.label),
                "passages": value.passages,
                "articles": value.articles,
                "selected": value.selected,
            })
        })
        .collect();
    let mut line = json!({
        "type": "facet",
        "field": one(&facet.fields),
        "values": values,
        "truncated": facet.truncated,
    });
    if facet.estimated {
        line["articles_estimated"] = true.into();
    }
    line
}

/// Milliseconds per stage.
#[must_use]
pub fn stages(stages: &Stages) -> Value {
    stages.iter().map(|(stage, time)| (stage.to_owned(), json!(time.as_secs_f64() * 1e3))).collect()
}

/// The last line of an answer. `next_page` is null on the last page.
#[must_use]
pub fn end(response: &Response, shown: u64, next_page: Option<u32>, elapsed_ms: f64) -> Value {
    let mut line = json!({
        "type": "end",
        "passages": response.passages,
        "articles": response.articles,
        "shown": shown,
        "next_page": next_page,
        "wider_dates": response.wider_dates,
        "nothing": response.nothing.as_ref().map(|nothing| nothing_value(nothing, response)),
        "suggestions": response.suggestions.iter().map(suggestion).collect::<Vec<_>>(),
        "elapsed_ms": elapsed_ms,
    });
    if response.estimated {
        line["articles_estimated"] = true.into();
    }
    line
}

fn suggestion(suggestion: &Suggestion) -> Value {
    let words = suggestion.words.iter();
    let words = words.map(|(word, instead)| json!({"word": word, "instead": instead}));
    json!({
        "query": suggestion.query.as_ref().map(ToString::to_string),
        "words": words.collect::<Vec<_>>(),
        "passages": suggestion.passages,
    })
}

fn nothing_value(nothing: &Nothing, response: &Response) -> Value {
    let counts = |list: &[(String, u64)], name: &str| -> Vec<Value> {
        list.iter().map(|(what, count)| json!({name: what, "passages": count})).collect()
    };
    let misses: Vec<Value> = response
        .misses
        .iter()
        .map(|miss| {
            json!({
                "field": miss.field.name(),
                "asked": miss.asked,
                "suggestions": counts(&miss.suggestions, "name"),
            })
        })
        .collect();
    json!({
        "without": counts(&nothing.without, "filter"),
        "words": counts(&nothing.words, "word"),
        "any": nothing.any,
        "no_speaker": nothing.no_speaker,
        "no_date": nothing.no_date,
        "unknown_names": misses,
    })
}

/// An entry of the list of names.
#[must_use]
pub fn person(person: &Person) -> Value {
    json!({
        "type": "person",
        "value": person.key,
        "label": person.label,
        "kind": person.kind,
        "aliases": person.aliases,
        "passages": person.passages,
        "articles": person.articles,
        "mentioned": person.mentioned,
        "first": person.first,
        "last": person.last,
    })
}

/// An article with the passages shown.
#[must_use]
pub fn article(stored: &StoredArticle, shown: &[&Stored]) -> Value {
    let passages: Vec<Value> = shown
        .iter()
        .map(|stored| {
            let points = Points::of(stored);
            json!({
                "id": format!("{}/{}", stored.head.id, stored.n),
                "passage": points.passage(stored),
                "mentions": points.mentions(&stored.notes),
                "attributions": points.attributions(&stored.notes.attributions),
                "timexes": points.timexes(&stored.notes.timexes),
                "corrected": is_corrected(&stored.notes),
            })
        })
        .collect();
    json!({
        "type": "article",
        "article": head_value(&Head::from(&stored.article)),
        "passage_count": stored.passages.len(),
        "passages": passages,
    })
}

/// Converts spans that are absolute in a body to code points, from one passage of it.
///
/// Statements may begin before the passage and end behind it; their spans are cut to what the
/// passage holds.
struct Points<'t> {
    within: CodePoints<'t>,
    span: Span,
    start_point: usize,
    text: &'t str,
}

impl<'t> Points<'t> {
    fn of(stored: &'t Stored) -> Self {
        Self {
            within: CodePoints::new(&stored.text),
            span: stored.span,
            start_point: stored.start_point,
            text: &stored.text,
        }
    }

    fn at(&self, offset: usize) -> usize {
        let offset = offset.clamp(self.span.start, self.span.end) - self.span.start;
        self.start_point + self.within.at(offset)
    }

    fn span(&self, span: Span) -> Span {
        Span::new(self.at(span.start), self.at(span.end))
    }

    fn part(&self, span: Option<Span>) -> Value {
        let Some(within) = span.and_then(|span| self.span.intersect(span)) else {
            return Value::Null;
        };
        let points = self.span(within);
        let start = within.start - self.span.start;
        let text = self.text.get(start..start + within.len());
        json!({"start": points.start, "end": points.end, "text": text})
    }

    fn passage(&self, stored: &Stored) -> Value {
        let span = self.span(stored.span);
        json!({
            "n": stored.n,
            "start": span.start,
            "end": span.end,
            "section": stored.section,
            "text": stored.text,
        })
    }

    fn mentions(&self, notes: &Annotations) -> Vec<Value> {
        let mentions = notes.mentions.iter();
        mentions
            .map(|mention| {
                let mut value = self.part(Some(mention.span));
                value["name"] = json!(mention.name);
                value["kind"] = json!(mention.kind);
                value["rule"] = json!(mention.rule);
                value
            })
            .collect()
    }

    fn attributions(&self, attributions: &[Attribution]) -> Vec<Value> {
        attributions
            .iter()
            .map(|attribution| {
                let content: Vec<Value> = attribution
                    .content
                    .iter()
                    .filter_map(|span| self.span.intersect(*span))
                    .map(|span| self.span(span))
                    .map(|span| json!({"start": span.start, "end": span.end}))
                    .collect();
                json!({
                    "type": attribution.kind,
                    "act": attribution.act,
                    "polarity": attribution.polarity,
                    "rule": attribution.rule,
                    "confidence": (f64::from(attribution.confidence) * 1000.0).round() / 1000.0,
                    "source": self.part(attribution.source),
                    "cue": self.part(attribution.cue),
                    "content": content,
                    "speaker": attribution.speaker,
                    "speaker_kind": attribution.speaker_kind,
                    "speakers": attribution.speakers,
                    "reporter": attribution.reporter,
                })
            })
            .collect()
    }

    fn timexes(&self, timexes: &[Timex]) -> Vec<Value> {
        timexes.iter().map(|timex| timex_value(timex, self.part(Some(timex.span)))).collect()
    }
}

fn timex_value(timex: &Timex, mut words: Value) -> Value {
    words["type"] = json!(timex.kind);
    words["value"] = json!(timex.value);
    words["rule"] = json!(timex.rule);
    words
}

/// One line of `annotate`.
#[derive(Debug, Serialize)]
pub struct AnnotatedLine<'a> {
    id: &'a str,
    path: Option<&'a str>,
    published: Option<jiff::civil::Date>,
    published_from: Option<PublishedFrom>,
    headline: Option<&'a str>,
    language: Option<&'a str>,
    text: &'a str,
    passages: Vec<PassageLine<'a>>,
    mentions: Vec<MentionLine<'a>>,
    attributions: Vec<AttributionLine<'a>>,
    timexes: Vec<TimexLine<'a>>,
}

#[derive(Debug, Serialize)]
struct PassageLine<'a> {
    n: u32,
    start: usize,
    end: usize,
    section: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct Words<'a> {
    start: usize,
    end: usize,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct MentionLine<'a> {
    #[serde(flatten)]
    words: Words<'a>,
    name: &'a str,
    kind: NameKind,
    rule: &'a str,
}

#[derive(Debug, Serialize)]
struct TimexLine<'a> {
    #[serde(flatten)]
    words: Words<'a>,
    r#type: crate::annotate::TimexKind,
    value: &'a str,
    rule: &'a str,
}

#[derive(Debug, Serialize)]
struct AttributionLine<'a> {
    r#type: crate::annotate::AttributionKind,
    act: crate::annotate::Act,
    polarity: crate::annotate::Polarity,
    rule: &'a str,
    confidence: f32,
    source: Option<Words<'a>>,
    cue: Option<Words<'a>>,
    content: Vec<Span>,
    speaker: Option<&'a str>,
    speaker_kind: SpeakerKind,
    speakers: &'a [crate::annotate::Speaker],
    reporter: Option<&'a str>,
}

/// What `annotate` prints of one article.
#[must_use]
pub fn annotated_line<'a>(
    article: &'a Article,
    passages: &'a [Passage],
    notes: &'a Annotations,
) -> AnnotatedLine<'a> {
    let points = CodePoints::new(&article.body);
    let words = |span: Span| {
        let at = points.span(span);
        Words { start: at.start, end: at.end, text: span.of(&article.body) }
    };
    AnnotatedLine {
        id: &article.id,
        path: article.path.as_deref(),
        published: article.published,
        published_from: article.published_from,
        headline: article.headline.as_deref(),
        language: article.language.as_deref(),
        text: &article.body,
        passages: passages
            .iter()
            .map(|passage| {
                let at = points.span(passage.span);
                let section = passage.section.as_deref();
                PassageLine { n: passage.n, start: at.start, end: at.end, section }
            })
            .collect(),
        mentions: notes
            .mentions
            .iter()
            .map(|mention| MentionLine {
                words: words(mention.span),
                name: &mention.name,
                kind: mention.kind,
                rule: &mention.rule,
            })
            .collect(),
        attributions: notes
            .attributions
            .iter()
            .map(|attribution| AttributionLine {
                r#type: attribution.kind,
                act: attribution.act,
                polarity: attribution.polarity,
                rule: &attribution.rule,
                confidence: attribution.confidence,
                source: attribution.source.map(words),
                cue: attribution.cue.map(words),
                content: attribution.content.iter().map(|span| points.span(*span)).collect(),
                speaker: attribution.speaker.as_deref(),
                speaker_kind: attribution.speaker_kind,
                speakers: &attribution.speakers,
                reporter: attribution.reporter.as_deref(),
            })
            .collect(),
        timexes: notes
            .timexes
            .iter()
            .map(|timex| TimexLine {
                words: words(timex.span),
                r#type: timex.kind,
                value: &timex.value,
                rule: &timex.rule,
            })
            .collect(),
    }
}

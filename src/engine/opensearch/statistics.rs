//! What scores are computed from: counts of the records that can be seen, and lengths.
//!
//! The cluster's own statistics count what was replaced and not yet removed, records of all kinds,
//! and each part of the index by itself. So what a score needs is counted, once for each term.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::mapping::kind;
use super::tree::Query;
use super::view::View;
use crate::engine::compile::Target;
use crate::engine::scoring::{self, HEAD};
use crate::error::Result;

/// A term in a field.
pub(super) type Key = (&'static str, String);

/// Terms whose counts are remembered; beyond it the memory starts anew.
const REMEMBERED: usize = 1 << 16;

/// What is told of all passages and articles. It is counted at the end of each run and kept with
/// where the index stands, so that nobody who opens it has to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Totals {
    pub(super) passages: u64,
    pub(super) articles: u64,
    /// Words of all passages.
    pub(super) text: u64,
    /// Words of the headlines and sections above them.
    pub(super) head: u64,
    /// Words of all statements.
    pub(super) said: u64,
    /// Days from 1970 on of the newest publication date.
    pub(super) newest: Option<i64>,
}

/// The fields of stems in one place: of its terms, and of its length.
pub(super) fn stems(target: Target) -> (&'static str, &'static str) {
    match target {
        Target::Text => ("text", "text_length"),
        Target::Head => ("head", "head_length"),
        Target::Said => ("said.text", "said.length"),
    }
}

impl Totals {
    pub(super) fn read(view: &View) -> Result<Self> {
        let sum = |field: &str| json!({ "sum": { "field": field } });
        let of_passages = json!({
            "text": sum("text_words"), "head": sum("head_words"),
            "newest": { "max": { "field": "day" } },
            "said": { "nested": { "path": "said" }, "aggs": { "words": sum("said.words") } },
        });
        let passages = view.total(&view.passages(), Some(&of_passages))?;
        let articles = view.total(&view.of_kind(kind::ARTICLE), None)?;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "numbers of words are whole, and none is below 0"
        )]
        let number = |value: &Value| value.as_f64().unwrap_or(0.0) as u64;
        let found = &passages.1;
        #[expect(clippy::cast_possible_truncation, reason = "days since 1970")]
        let newest = found["newest"]["value"].as_f64().map(|day| day as i64);
        Ok(Self {
            passages: passages.0.max(1),
            articles: articles.0.max(1),
            text: number(&found["text"]["value"]),
            head: number(&found["head"]["value"]),
            said: number(&found["said"]["words"]["value"]),
            newest,
        })
    }

    /// Average length of passages, headline and section weighed.
    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    pub(super) fn average(&self) -> f32 {
        ((self.text as f32 + HEAD * self.head as f32) / self.passages as f32).max(1.0)
    }

    /// Average length of one place.
    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    pub(super) fn average_in(&self, target: Target) -> f32 {
        let words = match target {
            Target::Text => self.text,
            Target::Head => self.head,
            Target::Said => self.said,
        };
        words as f32 / self.passages as f32
    }

    /// Average length of whole articles.
    pub(super) fn average_article(&self) -> f32 {
        scoring::average_article(self.text, self.head, self.passages, self.articles)
    }
}

/// How many records hold each term, as far as that was asked.
#[derive(Debug, Default)]
pub(super) struct Counts(Mutex<FxHashMap<Key, u64>>);

impl Counts {
    /// Whether records are known to hold a term.
    pub(super) fn is_held(&self, key: &Key) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(key).is_some_and(|count| *count > 0)
    }

    /// Counts what is not known yet, and returns all.
    pub(super) fn of(&self, view: &View, keys: &[Key]) -> Result<FxHashMap<Key, u64>> {
        let mut out = FxHashMap::default();
        let mut missing: Vec<&Key> = Vec::new();
        {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for key in keys {
                match known.get(key) {
                    Some(count) => {
                        out.insert(key.clone(), *count);
                    }
                    None if !missing.contains(&key) => missing.push(key),
                    None => {}
                }
            }
        }
        if missing.is_empty() {
            return Ok(out);
        }
        let found = view.counts(&missing.iter().map(|key| asked(view, key)).collect::<Vec<_>>())?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + missing.len() > REMEMBERED {
            known.clear();
        }
        for (key, count) in missing.into_iter().zip(found) {
            known.insert(key.clone(), count);
            out.insert(key.clone(), count);
        }
        Ok(out)
    }
}

/// The question for the records with a term: a filter, or for statements what counts them.
fn asked(view: &View, (field, term): &Key) -> Asked {
    let has = json!({ "term": { *field: term } });
    if field.starts_with("said.") {
        let query = json!({ "nested": { "path": "said", "query": has, "score_mode": "none" } });
        return Asked { query: view.passages_that(&query), statements: Some(has) };
    }
    let kind = if *field == "whole" { kind::ARTICLE } else { kind::PASSAGE };
    let query = view.that(kind, &has);
    Asked { query, statements: None }
}

/// What is to be counted.
pub(super) struct Asked {
    pub(super) query: Value,
    /// Which statements of the records found, instead of the records.
    pub(super) statements: Option<Value>,
}

/// The terms whose counts the scores of a query need.
pub(super) fn keys(query: &Query) -> Vec<Key> {
    let mut out = Vec::new();
    query.each_scored(&mut |query| match query {
        Query::Words { words, .. } => {
            let stems = words.iter().flat_map(|word| &word.stems);
            out.extend(stems.flat_map(|stem| [("text", stem.clone()), ("head", stem.clone())]));
        }
        Query::Run { target, terms, .. } => {
            out.extend(terms.iter().map(|term| (stems(*target).0, term.clone())));
        }
        _ => {}
    });
    out
}

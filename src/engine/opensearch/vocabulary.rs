//! The words of passages and of the list of names.

use serde_json::{Value, json};

use super::mapping::kind;
use super::reply::Found;
use super::searcher::ClusterEngine;
use super::wire::{any, fuzzy, values_in};
use crate::engine::WordCount;
use crate::error::Result;
use crate::hit::Person;
use crate::text::{Form, within_edits};

/// Different words that one question is answered with, at most; the cluster allows 65,535.
const MOST_WORDS: usize = 60_000;

/// Signs that mean something in the cluster's patterns.
const SIGNS: &str = ".?+*|{}[]()\"\\#@&<>~^$-";

impl ClusterEngine {
    pub(super) fn knows(&self, form: &Form) -> Result<bool> {
        let stem = |field| (field, form.stem.to_string());
        if ["text", "head"].map(stem).iter().any(|key| self.counts.is_held(key)) {
            return Ok(true);
        }
        let forms = [form.stem.to_string(), form.exact.to_string()];
        let held = any(["text", "head"].map(|field| values_in(field, &forms)).to_vec());
        let body = json!({
            "size": 0, "terminate_after": 1, "track_total_hits": 1,
            "query": self.view.passages_that(&held),
        });
        let found: Found = self.view.search(body)?;
        Ok(found.total().is_some_and(|(total, _)| total > 0))
    }

    /// The passages that hold such a word are asked for, and their words of about its length; which
    /// of these are near enough is for us to say.
    pub(super) fn read_words_near(&self, word: &str, edits: u8) -> Result<Vec<WordCount>> {
        let length = word.chars().count();
        let (shortest, longest) =
            (length.saturating_sub(edits.into()).max(1), length + usize::from(edits));
        let passages = fuzzy("text_exact", word, edits);
        let pattern = format!(".{{{shortest},{longest}}}");
        let mut words = self.words_like(&passages, &pattern, MOST_WORDS)?;
        words.retain(|found| within_edits(word, &found.word, edits.into()));
        words.sort_unstable_by(|a, b| a.word.cmp(&b.word));
        Ok(words)
    }

    pub(super) fn read_words_beginning(&self, word: &str, limit: usize) -> Result<Vec<WordCount>> {
        let passages = json!({ "prefix": { "text_exact": { "value": word } } });
        let mut pattern = String::new();
        for letter in word.chars() {
            if SIGNS.contains(letter) {
                pattern.push('\\');
            }
            pattern.push(letter);
        }
        pattern.push_str(".*");
        self.words_like(&passages, &pattern, limit)
    }

    /// The most frequent words of some passages that fit a pattern, and how many passages hold them.
    fn words_like(&self, passages: &Value, pattern: &str, limit: usize) -> Result<Vec<WordCount>> {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let limit = limit.min(MOST_WORDS);
        let words = json!({ "terms": {
            "field": "text_exact", "include": pattern, "size": limit, "shard_size": MOST_WORDS,
            "order": [{ "_count": "desc" }, { "_key": "asc" }],
        } });
        let query = self.view.passages_that(passages);
        let found = self.view.total(&query, Some(&json!({ "words": words })))?.1;
        let buckets = found["words"]["buckets"].as_array().map_or(&[][..], Vec::as_slice);
        let count = |bucket: &Value| {
            let word = bucket["key"].as_str()?.to_owned();
            Some(WordCount { word, passages: bucket["doc_count"].as_u64()? })
        };
        buckets
            .iter()
            .map(|bucket| count(bucket).ok_or_else(|| self.view.broken("a word")))
            .collect()
    }

    /// Of a compound, the word written as one or one of its parts may be near.
    pub(super) fn read_names_near(&self, word: &str, edits: u8) -> Result<Vec<Person>> {
        let near = |field: &str| match edits {
            0 => json!({ "term": { field: word } }),
            edits => fuzzy(field, word, edits),
        };
        self.people_that(&any(vec![near("name_parts"), near("name_joined")]))
    }

    /// Number of entries of the list of names.
    pub(super) fn names(&self) -> Result<u64> {
        Ok(self.view.total(&self.view.of_kind(kind::NAME), None)?.0)
    }
}

//! Scores as trees.
//!
//! Each script tells, where that is asked for, from what it computed its score. With that the score
//! is computed once more here, along the tree of the query, in the words of the embedded engine.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::searcher::ClusterEngine;
use super::statistics::{Totals, keys};
use super::tree::Query;
use super::view::hits;
use super::wire::{Scored, Wire};
use crate::engine::NameKeys;
use crate::engine::asked::{is_scored, unranked};
use crate::engine::compile::Part;
use crate::engine::scoring::{B, HEAD, K1, PHRASE_B, idf};
use crate::error::Result;
use crate::hit::{Candidate, Explanation};
use crate::query::{Filter, Request, Word};

impl ClusterEngine {
    pub(super) fn read_explanations(
        &self,
        request: &Request,
        names: &NameKeys,
        candidates: &[Candidate],
    ) -> Result<Vec<Explanation>> {
        if !is_scored(request) {
            return Ok(vec![unranked(); candidates.len()]);
        }
        let filters: Vec<&Filter> = request.filters.iter().collect();
        let query = Self::compiler(request, names, true, true).compile(&request.ast, &filters);
        let counts = self.counts.of(&self.view, &keys(&query))?;
        let mut wire = Wire::scored(self.totals()?, &counts);
        wire.explained = true;
        let written = self.ranked_passages(&wire.write(&query));
        let places = self.places_of(candidates)?;
        let mut told: FxHashMap<String, FxHashMap<usize, Told>> = FxHashMap::default();
        for some in places.chunks(EXPLAINED) {
            let ids: Vec<&str> = some.iter().map(|place| &*place.id).collect();
            let body = json!({
                "size": ids.len(), "explain": true, "_source": false, "track_total_hits": false,
                "query": { "bool": { "must": [written], "filter": [{ "ids": { "values": ids } }] } },
            });
            for hit in hits(&self.view.search::<Value>(body)?) {
                let mut parts = FxHashMap::default();
                collect(&hit["_explanation"], &mut parts);
                told.insert(hit["_id"].as_str().unwrap_or_default().to_owned(), parts);
            }
        }
        let nothing = FxHashMap::default();
        let explain = |id: &str| {
            let told = told.get(id).unwrap_or(&nothing);
            let mut explainer =
                Explainer { totals: wire.totals(), parts: &wire.parts, told, next: 0 };
            explainer.query(&query).unwrap_or_else(|| Explanation::leaf(0.0, "matches"))
        };
        Ok(places.iter().map(|place| explain(&place.id)).collect())
    }
}

/// Passages explained at a time.
const EXPLAINED: usize = 100;

/// What a script told of a passage.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Told {
    times: f32,
    length: f32,
}

/// Reads off what scripts told, by their number.
fn collect(explanation: &Value, out: &mut FxHashMap<usize, Told>) {
    if let Some((part, told)) = explanation["description"].as_str().and_then(told) {
        out.insert(part, told);
        return;
    }
    for detail in explanation["details"].as_array().into_iter().flatten() {
        collect(detail, out);
    }
}

/// The number of a part, how often it occurs, and the length of where it does.
fn told(description: &str) -> Option<(usize, Told)> {
    let mut numbers = description.split(' ');
    let part = numbers.next()?.parse().ok()?;
    let mut number = || numbers.next()?.parse().ok();
    let told = Told { times: number()?, length: number()? };
    numbers.next().is_none().then_some((part, told))
}

/// Computes the score of one passage.
struct Explainer<'w> {
    totals: Totals,
    parts: &'w [Scored],
    told: &'w FxHashMap<usize, Told>,
    /// The next part; they have their numbers in the order in which the tree was written.
    next: usize,
}

impl Explainer<'_> {
    /// `None` for what does not match, or counts nothing.
    fn query(&mut self, query: &Query) -> Option<Explanation> {
        match query {
            Query::Words { words, .. } => {
                let words: Vec<_> = words.iter().map(|_| self.part()).collect();
                sum(words)
            }
            Query::Run { .. } | Query::Prefix(..) | Query::Fuzzy(..) => self.part(),
            Query::PassagesOf(said) => {
                let said = self.query(said)?;
                let value = said.value;
                let description = "said, by the speaker who fits best".to_owned();
                Some(Explanation { value, description, details: vec![said] })
            }
            Query::Best(alternatives) => {
                let all = alternatives.iter().map(|(query, _)| self.query(query));
                let details: Vec<Explanation> =
                    all.collect::<Vec<_>>().into_iter().flatten().collect();
                let best = details.iter().map(|part| part.value).fold(0.0, f32::max);
                let description = "best of these, which count as one word".to_owned();
                (!details.is_empty()).then_some(Explanation { value: best, description, details })
            }
            Query::Any(queries) => {
                let all: Vec<_> = queries.iter().map(|query| self.query(query)).collect();
                sum(all)
            }
            Query::All(parts) => {
                let all = parts.iter().map(|part| match part {
                    Part::Must(query) | Part::Should(query) => self.query(query),
                    Part::Not(_) => None,
                });
                let all: Vec<_> = all.collect();
                sum(all)
            }
            Query::Boosted(inner, by) => {
                let inner = self.query(inner)?;
                let value = inner.value * by;
                let details = vec![Explanation::leaf(*by, "weight"), inner];
                Some(Explanation { value, description: "product".to_owned(), details })
            }
            Query::Named(inner, name) => {
                let inner = self.query(inner)?;
                let value = inner.value;
                Some(Explanation { value, description: name.clone(), details: vec![inner] })
            }
            Query::Every(_)
            | Query::Values(..)
            | Query::Days { .. }
            | Query::Number(_)
            | Query::Unscored(_) => None,
        }
    }

    fn part(&mut self) -> Option<Explanation> {
        let part = self.parts.get(self.next)?;
        let told = self.told.get(&self.next).copied();
        self.next += 1;
        let told = told?;
        Some(match part {
            Scored::Word(word, passages) => self.word(word, *passages, told),
            Scored::Run { rarity, average } => run(*rarity, *average, told),
            Scored::Fitting => Explanation::leaf(1.0, "a word that fits counts 1, however rare"),
            Scored::Passed => return None,
        })
    }

    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    fn word(&self, word: &Word, passages: u64, told: Told) -> Explanation {
        let average = self.totals.average();
        let rarity = idf(passages, self.totals.passages);
        let tf = saturated(told, B, average);
        let mut details = Vec::new();
        if word.weight.to_bits() != 1.0_f32.to_bits() {
            details.push(Explanation::leaf(word.weight, "weight"));
        }
        details.push(Explanation::leaf(K1 + 1.0, "k1 + 1"));
        details.push(Explanation {
            value: rarity,
            description: "idf, log(1 + (N - n + 0.5) / (n + 0.5)) ^ 1.15".to_owned(),
            details: vec![
                Explanation::leaf(passages as f32, "n, passages with the word"),
                Explanation::leaf(self.totals.passages as f32, "N, all passages"),
            ],
        });
        let times = "freq, in the text and, weighed, in headline or section";
        let times = Explanation {
            details: vec![Explanation::leaf(HEAD, "weight of headline and section")],
            ..Explanation::leaf(told.times, times)
        };
        let length = "dl, words of text, headline and section, weighed and rounded";
        details.push(saturation(tf, times, B, Explanation::leaf(told.length, length), average));
        Explanation {
            value: word.weight * (K1 + 1.0) * rarity * tf,
            description: format!(
                "{} (indexed as {}): BM25F, product",
                word.typed,
                word.stems.join(" or ")
            ),
            details,
        }
    }
}

fn run(rarity: f32, average: f32, told: Told) -> Explanation {
    let tf = saturated(told, PHRASE_B, average);
    let times = Explanation::leaf(told.times, "freq, times it occurs");
    let length = Explanation::leaf(told.length, "dl, words in the field, rounded");
    Explanation {
        value: (K1 + 1.0) * rarity * tf,
        description: "BM25, product".to_owned(),
        details: vec![
            Explanation::leaf(K1 + 1.0, "k1 + 1"),
            Explanation::leaf(rarity, "idf, summed over the words of the phrase"),
            saturation(tf, times, PHRASE_B, length, average),
        ],
    }
}

fn saturated(told: Told, b: f32, average: f32) -> f32 {
    told.times / (told.times + K1 * (1.0 - b + b * told.length / average))
}

fn saturation(
    tf: f32,
    times: Explanation,
    b: f32,
    length: Explanation,
    average: f32,
) -> Explanation {
    Explanation {
        value: tf,
        description: "tf, freq / (freq + k1 * (1 - b + b * dl / avgdl))".to_owned(),
        details: vec![
            times,
            Explanation::leaf(K1, "k1"),
            Explanation::leaf(b, "b"),
            length,
            Explanation::leaf(average, "avgdl, average of dl"),
        ],
    }
}

/// What parts add up to; a sum of one is that one.
fn sum(parts: Vec<Option<Explanation>>) -> Option<Explanation> {
    let parts = parts.into_iter().flatten();
    let mut details: Vec<Explanation> = parts.filter(|part| part.value != 0.0).collect();
    match details.len() {
        0 => None,
        1 => Some(details.remove(0)),
        _ => {
            let value = details.iter().map(|part| part.value).sum();
            Some(Explanation { value, description: "sum".to_owned(), details })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_tells_is_told_from_other_words() {
        let read = told("3 2.5 41.0");
        assert_eq!(read, Some((3, Told { times: 2.5, length: 41.0 })));
        for other in ["sum of:", "3 2.5", "3 2.5 41.0 1", "weight(text:a in 3)"] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}

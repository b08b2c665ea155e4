//! What speaks for a few candidates beyond the words that found them.
//!
//! The passages of the best candidates are read anyway, to be shown or to be looked at; what their
//! own text tells is read off it, by the terms and positions that the index has. Of the article as a
//! whole the cluster knows more, and is asked once; the text is read while it answers.

use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread::{self, ScopedJoinHandle};

use rustc_hash::FxHashMap;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::mapping::kind;
use super::passages::Place;
use super::reply::Found;
use super::searcher::{ClusterEngine, decode_text};
use super::statistics::{Key, Totals};
use super::wire::{any, scripted};
use crate::engine::record::PassageText;
use crate::engine::scoring::{B, HEAD, HEADLINE_TIMES, K1, idf, meetings, stored_length};
use crate::error::Result;
use crate::hit::{Candidate, Head, Support};
use crate::query::{Ast, Evidence, Word, evidence};
use crate::text::{Analyzer, Analyzers, Language, Term};

/// The score of a word in a whole article.
const WHOLE: &str = "return params.most * _score / \
    (_score + params.base + params.slope * doc['whole_length'].value);";

/// A candidate's passage as terms.
struct Looked {
    text: Vec<Term>,
    /// Of each term of the text: its place as the index counts places.
    places: Vec<u32>,
    /// Of section and, once it is known, headline.
    head: Vec<Term>,
}

/// A candidate's passage, and what damps how much a word counts there.
struct Weighed {
    passage: Looked,
    damping: f32,
}

impl ClusterEngine {
    pub(super) fn read_support(
        &self,
        evidence: &[Evidence],
        candidates: &[Candidate],
    ) -> Result<Vec<Vec<Support>>> {
        let counts = self.counts.of(&self.view, &keys(evidence))?;
        let (totals, places) = (self.totals()?, self.places_of(candidates)?);
        let count = |field: &'static str, term: &str, most: u64| {
            counts.get(&(field, term.to_owned())).copied().unwrap_or(0).min(most)
        };
        let wholes = || -> Result<_> {
            let mut wholes: FxHashMap<usize, Vec<f32>> = FxHashMap::default();
            for (number, evidence) in evidence.iter().enumerate() {
                let Evidence::Article { words } = evidence else { continue };
                let rarity = |word: &Word| {
                    let stems = word.stems.iter();
                    let counts = stems.map(|stem| count("whole", stem, totals.articles));
                    idf(counts.max().unwrap_or(0), totals.articles) * (K1 + 1.0)
                };
                let most: Vec<f32> = words.iter().map(|word| word.weight * rarity(word)).collect();
                wholes.insert(number, self.wholes(words, &most, totals, &places)?);
            }
            Ok(wholes)
        };
        let read = || self.looked(candidates, &places);
        let (wholes, looked) = both(wholes, read);
        let (mut wholes, looked) = (wholes?, looked?);
        // After that the heads of the articles are known.
        let heads = self.read_heads(&places)?;
        let average = totals.average();
        let mut analyzers = Analyzers::lent();
        let weigh = |((looked, place), head): ((Looked, &Place), &Arc<Head>)| {
            Weighed::of(looked, head, analyzers.of(place.language), average)
        };
        let looked: Vec<Weighed> = looked.into_iter().zip(&places).zip(&heads).map(weigh).collect();
        let mut out = vec![Vec::new(); candidates.len()];
        for (number, evidence) in evidence.iter().enumerate() {
            let values: Vec<f32> = match evidence {
                Evidence::Article { .. } => wholes.remove(&number).unwrap_or_default(),
                Evidence::Spelling { form, weight } => {
                    let passages = totals.passages;
                    let fields = ["text_exact", "head_exact"];
                    let counts = fields.map(|field| count(field, &form.exact, passages));
                    let most = weight * idf(counts[0].max(counts[1]), passages) * (K1 + 1.0);
                    looked
                        .iter()
                        .map(|looked| looked.spelled(&form.exact, &form.stem, most))
                        .collect()
                }
                Evidence::Neighbours { first, second, weight } => {
                    let passages = totals.passages;
                    let counts = [first, second].map(|stem| count("text", stem, passages));
                    let most = weight * (idf(counts[0].min(counts[1]), passages) * (K1 + 1.0));
                    looked.iter().map(|looked| looked.meet(first, second, most)).collect()
                }
            };
            for (supports, value) in out.iter_mut().zip(values) {
                if value > 0.0 {
                    supports.push(Support { evidence: number, value });
                }
            }
        }
        Ok(out)
    }

    /// The passages of candidates, without what their articles tell.
    fn looked(&self, candidates: &[Candidate], places: &[Place]) -> Result<Vec<Looked>> {
        let data = self.read_data(candidates)?;
        let mut analyzers = Analyzers::lent();
        let look = |(data, place): (&Arc<RawValue>, &Place)| {
            Ok(Looked::of(&decode_text(data)?, analyzers.of(place.language)))
        };
        data.iter().zip(places).map(look).collect()
    }

    /// The terms that are to be counted to tell what would speak for hits of a query.
    pub(super) fn evidence_keys(ast: &Ast) -> Vec<Key> {
        keys(&evidence(ast, Analyzers::lent().of(Language::English)))
    }

    /// What the whole article of each candidate adds. Its head comes with that.
    fn wholes(
        &self,
        words: &[Word],
        most: &[f32],
        totals: Totals,
        places: &[Place],
    ) -> Result<Vec<f32>> {
        let words = words.iter().zip(most).map(|(word, most)| {
            let stems = word.stems.iter().flat_map(|stem| {
                let times = json!({ "value": stem, "boost": HEADLINE_TIMES });
                [
                    json!({ "term": { "whole": { "value": stem } } }),
                    json!({ "term": { "whole_head": times } }),
                ]
            });
            let params = json!({
                "most": most, "base": K1 * (1.0 - B), "slope": K1 * B / totals.average_article(),
            });
            scripted(&any(stems.collect()), WHOLE, &params)
        });
        let mut ids: Vec<&String> = places.iter().map(|place| &place.article).collect();
        ids.sort_unstable();
        ids.dedup();
        let body = json!({
            "size": ids.len(), "_source": ["data.head"], "track_total_hits": false,
            "query": { "bool": {
                "should": words.collect::<Vec<Value>>(), "minimum_should_match": 0,
                "filter": [{ "ids": { "values": ids } }, { "term": { "kind": kind::ARTICLE } }],
            } },
        });
        let mut scores: FxHashMap<String, f32> = FxHashMap::default();
        for mut hit in self.view.search::<Found>(body)?.take_hits().unwrap_or_default() {
            if let Some(data) = hit.data() {
                self.remember_head(&hit.id, &data)?;
            }
            #[expect(clippy::cast_possible_truncation, reason = "scores are 32 bits wide")]
            scores.insert(hit.id, hit.score.unwrap_or(0.0) as f32);
        }
        let score = |article: &String| scores.get(article).copied().unwrap_or(0.0);
        Ok(places.iter().map(|place| score(&place.article)).collect())
    }
}

/// The terms whose counts are needed to tell how much evidence tells.
fn keys(evidence: &[Evidence]) -> Vec<Key> {
    let mut keys: Vec<Key> = Vec::new();
    for evidence in evidence {
        match evidence {
            Evidence::Article { words } => {
                let stems = words.iter().flat_map(|word| &word.stems);
                keys.extend(stems.map(|stem| ("whole", stem.clone())));
            }
            Evidence::Spelling { form, .. } => {
                let exact = form.exact.to_string();
                keys.extend([("text_exact", exact.clone()), ("head_exact", exact)]);
            }
            Evidence::Neighbours { first, second, .. } => {
                keys.extend([("text", first.clone()), ("text", second.clone())]);
            }
        }
    }
    keys
}

impl Looked {
    /// Reads a passage as the index has it.
    fn of(passage: &PassageText<'_>, analyzer: &mut Analyzer) -> Self {
        let text = analyzer.terms(&passage.text);
        let head = analyzer.terms(passage.section.as_deref().unwrap_or(""));
        let (mut at, mut last) = (0, None);
        let places = text.iter().map(|term| {
            if last.is_some_and(|last| last != term.position) {
                at += 1;
            }
            last = Some(term.position);
            at
        });
        let places = places.collect();
        Self { text, places, head }
    }
}

impl Weighed {
    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    fn of(mut passage: Looked, head: &Head, analyzer: &mut Analyzer, average: f32) -> Self {
        passage.head.extend(analyzer.terms(head.headline.as_deref().unwrap_or("")));
        let length = |terms: &[Term]| {
            let words = terms.iter().filter(|term| !term.form.stem.is_empty()).count();
            stored_length(u32::try_from(words).unwrap_or(u32::MAX)) as f32
        };
        let length = length(&passage.text) + HEAD * length(&passage.head);
        let damping = K1 * (1.0 - B) + K1 * B * length / average;
        Self { passage, damping }
    }

    fn spelled(&self, exact: &str, stem: &str, most: f32) -> f32 {
        let Looked { text, head, .. } = &self.passage;
        if !text.iter().chain(head).any(|term| &*term.form.exact == exact) {
            return 0.0;
        }
        let times = times(text, stem) + HEAD * times(head, stem);
        most * times / (times + self.damping)
    }

    fn meet(&self, first: &str, second: &str, most: f32) -> f32 {
        let Looked { text, places, .. } = &self.passage;
        let places = |stem: &str| -> Vec<u32> {
            let both = text.iter().zip(places);
            both.filter(|(term, _)| &*term.form.stem == stem).map(|(_, place)| *place).collect()
        };
        let times = meetings(&places(first), &places(second));
        most * times / (times + self.damping)
    }
}

/// What two closures make, the second while the first one waits for a cluster.
fn both<A, B: Send>(waiting: impl FnOnce() -> A, meanwhile: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let started = thread::Builder::new().spawn_scoped(scope, &meanwhile);
        let waited = waiting();
        let made = match started.map(ScopedJoinHandle::join) {
            Ok(Ok(made)) => made,
            Ok(Err(panic)) => resume_unwind(panic),
            // Where the system has no thread left, one after the other.
            Err(_) => meanwhile(),
        };
        (waited, made)
    })
}

#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
fn times(terms: &[Term], stem: &str) -> f32 {
    terms.iter().filter(|term| &*term.form.stem == stem).count() as f32
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn one_waits_while_the_other_works() {
        // Neither goes on before the other has begun.
        let met = Barrier::new(2);
        let here = thread::current().id();
        let (waited, made) = both(
            || {
                met.wait();
                thread::current().id()
            },
            || {
                met.wait();
                thread::current().id()
            },
        );
        assert!(waited == here && made != here);
    }
}

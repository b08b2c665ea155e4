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
use crate::text::{Analyzer, Analyzers, Form, Language};

/// The score of a word in a whole article.
const WHOLE: &str = "return params.most * _score / \
    (_score + params.base + params.slope * doc['whole_length'].value);";

/// What evidence looks for in passages.
#[derive(Default)]
struct Sought<'e> {
    stems: Vec<&'e str>,
    spellings: Vec<&'e str>,
}

/// A word that is looked for, where it stands.
struct Met<'e> {
    stem: Option<&'e str>,
    spelling: Option<&'e str>,
    /// As the index counts places.
    place: u32,
}

/// What is looked for in a text.
#[derive(Default)]
struct Words<'e> {
    /// How many words there are, others among them.
    count: u32,
    met: Vec<Met<'e>>,
}

/// A candidate's passage.
struct Looked<'e> {
    text: Words<'e>,
    /// Of section and, once it is known, headline.
    head: Words<'e>,
}

/// A candidate's passage, and what damps how much a word counts there.
struct Weighed<'e> {
    passage: Looked<'e>,
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
        let sought = Sought::by(evidence);
        let read = || self.looked(&sought, candidates, &places);
        let (wholes, looked) = both(wholes, read);
        let (mut wholes, looked) = (wholes?, looked?);
        // After that the heads of the articles are known.
        let heads = self.read_heads(&places)?;
        let average = totals.average();
        let mut analyzers = Analyzers::lent();
        let looked = looked.into_iter().zip(&places).zip(&heads).map(|((looked, place), head)| {
            Weighed::of(looked, head, &sought, analyzers.of(place.language), average)
        });
        let looked: Vec<Weighed<'_>> = looked.collect();
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
    fn looked<'e>(
        &self,
        sought: &Sought<'e>,
        candidates: &[Candidate],
        places: &[Place],
    ) -> Result<Vec<Looked<'e>>> {
        let data = self.read_data(candidates)?;
        let mut analyzers = Analyzers::lent();
        let look = |(data, place): (&Arc<RawValue>, &Place)| {
            Ok(Looked::of(&decode_text(data)?, sought, analyzers.of(place.language)))
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

impl<'e> Sought<'e> {
    fn by(evidence: &'e [Evidence]) -> Self {
        let mut sought = Self::default();
        for evidence in evidence {
            match evidence {
                Evidence::Article { .. } => {}
                Evidence::Spelling { form, .. } => {
                    sought.stems.push(&form.stem);
                    sought.spellings.push(&form.exact);
                }
                Evidence::Neighbours { first, second, .. } => {
                    sought.stems.extend([first.as_str(), second]);
                }
            }
        }
        for words in [&mut sought.stems, &mut sought.spellings] {
            words.sort_unstable();
            words.dedup();
        }
        sought
    }

    fn met(&self, form: &Form, place: u32) -> Option<Met<'e>> {
        let of = |words: &[&'e str], word: &str| words.iter().copied().find(|one| *one == word);
        let (stem, spelling) = (of(&self.stems, &form.stem), of(&self.spellings, &form.exact));
        (stem.is_some() || spelling.is_some()).then_some(Met { stem, spelling, place })
    }
}

impl<'e> Words<'e> {
    /// Reads one more text as the index has it.
    fn read(&mut self, text: &str, sought: &Sought<'e>, analyzer: &mut Analyzer) {
        analyzer.make_room();
        let (mut at, mut last) = (0, None);
        for place in analyzer.places(text) {
            if last.is_some_and(|last| last != place.position) {
                at += 1;
            }
            last = Some(place.position);
            let form = analyzer.form_of(&place);
            self.count += u32::from(!form.stem.is_empty());
            self.met.extend(sought.met(form, at));
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    fn length(&self) -> f32 {
        stored_length(self.count) as f32
    }

    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    fn times(&self, stem: &str) -> f32 {
        self.met.iter().filter(|met| met.stem == Some(stem)).count() as f32
    }

    fn spells(&self, spelling: &str) -> bool {
        self.met.iter().any(|met| met.spelling == Some(spelling))
    }

    fn places(&self, stem: &str) -> Vec<u32> {
        self.met.iter().filter(|met| met.stem == Some(stem)).map(|met| met.place).collect()
    }
}

impl<'e> Looked<'e> {
    fn of(passage: &PassageText<'_>, sought: &Sought<'e>, analyzer: &mut Analyzer) -> Self {
        let (mut text, mut head) = (Words::default(), Words::default());
        text.read(&passage.text, sought, analyzer);
        head.read(passage.section.as_deref().unwrap_or(""), sought, analyzer);
        Self { text, head }
    }
}

impl<'e> Weighed<'e> {
    fn of(
        mut passage: Looked<'e>,
        head: &Head,
        sought: &Sought<'e>,
        analyzer: &mut Analyzer,
        average: f32,
    ) -> Self {
        passage.head.read(head.headline.as_deref().unwrap_or(""), sought, analyzer);
        let length = passage.text.length() + HEAD * passage.head.length();
        let damping = K1 * (1.0 - B) + K1 * B * length / average;
        Self { passage, damping }
    }

    fn spelled(&self, exact: &str, stem: &str, most: f32) -> f32 {
        let Looked { text, head } = &self.passage;
        if !text.spells(exact) && !head.spells(exact) {
            return 0.0;
        }
        let times = text.times(stem) + HEAD * head.times(stem);
        most * times / (times + self.damping)
    }

    fn meet(&self, first: &str, second: &str, most: f32) -> f32 {
        let text = &self.passage.text;
        let times = meetings(&text.places(first), &text.places(second));
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

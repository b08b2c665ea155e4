//! What speaks for a few candidates beyond the words that found them.
//!
//! The passages of the best candidates are read anyway, to be shown or to be looked at; what their
//! own text tells is read off it, by the terms and positions that the index has. Of the article as a
//! whole the cluster knows more, and is asked once.

use std::sync::PoisonError;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::mapping::kind;
use super::passages::Came;
use super::reply::Found;
use super::searcher::{ClusterEngine, decode_text};
use super::statistics::{Key, Totals};
use super::wire::{any, scripted};
use crate::engine::record::PassageText;
use crate::engine::scoring::{B, HEAD, HEADLINE_TIMES, K1, idf, meetings, stored_length};
use crate::error::Result;
use crate::hit::{Candidate, Head, Support};
use crate::query::{Ast, Evidence, Word, evidence};
use crate::text::{Analyzer, Language, Term};

/// The score of a word in a whole article.
const WHOLE: &str = "return params.most * _score / \
    (_score + params.base + params.slope * doc['whole_length'].value);";

/// A candidate's passage as terms.
struct Looked {
    text: Vec<Term>,
    /// Of each term of the text: its place as the index counts places.
    places: Vec<u32>,
    head: Vec<Term>,
    damping: f32,
}

impl ClusterEngine {
    pub(super) fn read_support(
        &self,
        evidence: &[Evidence],
        candidates: &[Candidate],
    ) -> Result<Vec<Vec<Support>>> {
        let counts = self.counts.of(&self.view, &keys(evidence))?;
        let totals = self.totals()?;
        let count = |field: &'static str, term: &str, most: u64| {
            counts.get(&(field, term.to_owned())).copied().unwrap_or(0).min(most)
        };
        let mut wholes: FxHashMap<usize, Vec<f32>> = FxHashMap::default();
        for (number, evidence) in evidence.iter().enumerate() {
            let Evidence::Article { words } = evidence else { continue };
            let rarity = |word: &Word| {
                let stems = word.stems.iter();
                let counts = stems.map(|stem| count("whole", stem, totals.articles));
                idf(counts.max().unwrap_or(0), totals.articles) * (K1 + 1.0)
            };
            let most: Vec<f32> = words.iter().map(|word| word.weight * rarity(word)).collect();
            wholes.insert(number, self.wholes(words, &most, totals, candidates)?);
        }
        // After that the heads of the articles are known.
        let came = self.came(candidates)?;
        let average = totals.average();
        let looked: Vec<Looked> = self.with_readers(|readers| {
            let read = |Came { data, head }: &Came| {
                Ok(readers.read(&decode_text::<PassageText<'_>>(data)?, head, average))
            };
            came.iter().map(read).collect::<Result<_>>()
        })?;
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

    /// The terms that are to be counted to tell what would speak for hits of a query.
    pub(super) fn evidence_keys(&self, ast: &Ast) -> Vec<Key> {
        self.with_readers(|readers| keys(&evidence(ast, &mut readers.english)))
    }

    /// Readers remember the words they have seen, so each is used again.
    fn with_readers<T>(&self, work: impl FnOnce(&mut Readers) -> T) -> T {
        let all = || self.readers.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all().pop();
        let mut readers = taken.unwrap_or_default();
        let out = work(&mut readers);
        all().push(readers);
        out
    }

    /// What the whole article of each candidate adds. Its head comes with that.
    fn wholes(
        &self,
        words: &[Word],
        most: &[f32],
        totals: Totals,
        candidates: &[Candidate],
    ) -> Result<Vec<f32>> {
        let places = self.places_of(candidates)?;
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

/// Reads passages as the index has them.
pub(super) struct Readers {
    english: Analyzer,
    other: Analyzer,
}

impl Default for Readers {
    fn default() -> Self {
        Self { english: Analyzer::new(Language::English), other: Analyzer::new(Language::Other) }
    }
}

impl Readers {
    #[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
    fn read(&mut self, passage: &PassageText<'_>, head: &Head, average: f32) -> Looked {
        let analyzer = match head.language.as_deref() {
            None | Some("en") => &mut self.english,
            Some(_) => &mut self.other,
        };
        let text = analyzer.terms(&passage.text);
        let mut head = analyzer.terms(head.headline.as_deref().unwrap_or(""));
        head.extend(analyzer.terms(passage.section.as_deref().unwrap_or("")));
        let length = |terms: &[Term]| {
            let words = terms.iter().filter(|term| !term.form.stem.is_empty()).count();
            stored_length(u32::try_from(words).unwrap_or(u32::MAX)) as f32
        };
        let length = length(&text) + HEAD * length(&head);
        let damping = K1 * (1.0 - B) + K1 * B * length / average;
        let (mut at, mut last) = (0, None);
        let places = text.iter().map(|term| {
            if last.is_some_and(|last| last != term.position) {
                at += 1;
            }
            last = Some(term.position);
            at
        });
        let places = places.collect();
        Looked { text, places, head, damping }
    }
}

impl Looked {
    fn spelled(&self, exact: &str, stem: &str, most: f32) -> f32 {
        let mut all = self.text.iter().chain(&self.head);
        if !all.any(|term| &*term.form.exact == exact) {
            return 0.0;
        }
        let times = times(&self.text, stem) + HEAD * times(&self.head, stem);
        most * times / (times + self.damping)
    }

    fn meet(&self, first: &str, second: &str, most: f32) -> f32 {
        let places = |stem: &str| -> Vec<u32> {
            let both = self.text.iter().zip(&self.places);
            both.filter(|(term, _)| &*term.form.stem == stem).map(|(_, place)| *place).collect()
        };
        let times = meetings(&places(first), &places(second));
        most * times / (times + self.damping)
    }
}

#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
fn times(terms: &[Term], stem: &str) -> f32 {
    terms.iter().filter(|term| &*term.form.stem == stem).count() as f32
}

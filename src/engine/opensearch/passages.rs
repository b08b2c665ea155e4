//! The passages of candidates: where they stand, and what is stored of them.

use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::{Value, json};

use super::document::document_id;
use super::searcher::{ClusterEngine, date_of, decode};
use crate::engine::record::{PassageData, corrupt};
use crate::error::Result;
use crate::hit::{Candidate, Head, Stored};
use crate::query::Request;

/// Where the passages stand that candidates were made of.
#[derive(Default)]
pub(super) struct Places {
    /// Ids of their records, by handle.
    all: Vec<Arc<str>>,
    /// What came with the hits of the last search, of those that were not read yet, by handle.
    came: FxHashMap<u64, Value>,
    /// Passages of that search that were read already.
    read: FxHashMap<u64, Stored>,
    /// Heads of its articles, by the ids of their records.
    heads: FxHashMap<String, Head>,
}

/// A passage of a candidate.
pub(super) struct Place {
    /// Id of its record.
    pub(super) id: Arc<str>,
    /// Id of its article.
    pub(super) group: String,
    /// Its number in the article.
    n: u32,
    /// Id of the record of its article.
    pub(super) article: String,
}

/// Passages of one search that are kept once they were read.
const KEPT: usize = 1000;

/// Passages read at a time.
pub(super) const READ: usize = 500;

/// An article of which only that is read.
#[derive(Deserialize)]
struct HeadAlone {
    head: Head,
}

impl Place {
    /// What the id of a record tells; `None` for ids that are not those of passages.
    fn of(id: &Arc<str>) -> Option<Self> {
        let mut parts = id.split(':');
        let (group, run) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
        let n = parts.next()?.parse().ok()?;
        let article = document_id(&group, run, 0);
        Some(Self { id: Arc::clone(id), group, n, article })
    }
}

impl ClusterEngine {
    pub(super) fn candidates(
        &self,
        found: Vec<Value>,
        request: &Request,
        scored: bool,
    ) -> Result<Vec<Candidate>> {
        let recency = request.recent.filter(|_| scored);
        let newest = if recency.is_some() { self.totals()?.newest } else { None };
        let mut places = self.places();
        places.came.clear();
        places.read.clear();
        places.heads.clear();
        found
            .into_iter()
            .map(|mut hit| {
                let broken = || self.view.broken("a passage");
                let id = hit["_id"].as_str().ok_or_else(broken)?;
                let handle = places.all.len() as u64;
                places.all.push(id.into());
                let data = hit["_source"]["data"].take();
                if !data.is_null() {
                    places.came.insert(handle, data);
                }
                let day = hit["fields"]["day"][0].as_i64();
                #[expect(clippy::cast_possible_truncation, reason = "scores are 32 bits wide")]
                let score = if scored { hit["_score"].as_f64().unwrap_or(0.0) as f32 } else { 0.0 };
                #[expect(clippy::cast_precision_loss, reason = "days of a calendar")]
                let age = newest.zip(day).map(|(newest, day)| (newest - day) as f64);
                Ok(Candidate {
                    score,
                    recency: recency.map_or(1.0, |recency| recency.factor(age)),
                    published: day.and_then(date_of),
                    handle,
                    more: 0,
                    supports: Vec::new(),
                })
            })
            .collect()
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        // Nothing panics while it is held.
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the passages of candidates stand, in their order.
    pub(super) fn places_of(&self, candidates: &[Candidate]) -> Result<Vec<Place>> {
        let places = self.places();
        let place = |candidate: &Candidate| {
            let handle = usize::try_from(candidate.handle).ok()?;
            Place::of(places.all.get(handle)?)
        };
        let other = || corrupt("a candidate of another index");
        candidates.iter().map(|candidate| place(candidate).ok_or_else(other)).collect()
    }

    /// The article and the number of each passage, which its id tells.
    pub(super) fn read_addresses(&self, candidates: &[Candidate]) -> Result<Vec<(String, u32)>> {
        let places = self.places_of(candidates)?;
        Ok(places.into_iter().map(|place| (place.group, place.n)).collect())
    }

    /// Remembers the head of an article by what its record holds.
    pub(super) fn remember_head(&self, record: &str, data: &Value) -> Result<()> {
        let HeadAlone { head } = decode(data)?;
        self.places().heads.insert(record.to_owned(), head);
        Ok(())
    }

    pub(super) fn read_passages(&self, candidates: &[Candidate]) -> Result<Vec<Stored>> {
        let known = |candidate: &Candidate| self.places().read.get(&candidate.handle).cloned();
        let mut out: Vec<Option<Stored>> = candidates.iter().map(known).collect();
        let missing: Vec<usize> = (0..out.len()).filter(|i| out[*i].is_none()).collect();
        for some in missing.chunks(READ) {
            let wanted: Vec<Candidate> = some.iter().map(|i| candidates[*i].clone()).collect();
            for ((i, candidate), stored) in some.iter().zip(&wanted).zip(self.read(&wanted)?) {
                let mut places = self.places();
                if places.read.len() < KEPT {
                    places.read.insert(candidate.handle, stored.clone());
                }
                out[*i] = Some(stored);
            }
        }
        Ok(out.into_iter().flatten().collect())
    }

    /// Reads what did not come with the hits.
    fn read(&self, candidates: &[Candidate]) -> Result<Vec<Stored>> {
        let places = self.places_of(candidates)?;
        let (mut found, mut heads): (FxHashMap<String, Value>, FxHashMap<String, Head>) =
            Default::default();
        {
            let mut known = self.places();
            for (candidate, place) in candidates.iter().zip(&places) {
                let came = known.came.remove(&candidate.handle);
                found.extend(came.map(|data| (place.id.to_string(), data)));
                let head = known.heads.get(&place.article);
                heads.extend(head.map(|head| (place.article.clone(), head.clone())));
            }
        }
        let passages = places.iter().map(|place| &*place.id).filter(|id| !found.contains_key(*id));
        let articles = places.iter().map(|place| place.article.as_str());
        let articles = articles.filter(|id| !heads.contains_key(*id));
        let ids: BTreeSet<&str> = passages.chain(articles).collect();
        if !ids.is_empty() {
            let body = json!({
                "size": ids.len(), "query": { "ids": { "values": ids } }, "sort": ["_doc"],
                "track_total_hits": false,
                "_source": { "includes": ["data"], "excludes": ["data.gaps", "data.blocks"] },
            });
            let mut answer = self.view.search(body)?;
            if let Value::Array(hits) = answer["hits"]["hits"].take() {
                for mut hit in hits {
                    let id = hit["_id"].as_str().unwrap_or_default().to_owned();
                    found.insert(id, hit["_source"]["data"].take());
                }
            }
        }
        let missing = || corrupt("a passage without its record");
        let mut out = Vec::with_capacity(places.len());
        for place in &places {
            let head = if let Some(head) = heads.get(&place.article) {
                head.clone()
            } else {
                let HeadAlone { head } = decode(found.get(&place.article).ok_or_else(missing)?)?;
                heads.insert(place.article.clone(), head.clone());
                head
            };
            let data = found.get(&*place.id).ok_or_else(missing)?;
            out.push(decode::<PassageData>(data)?.stored(head)?);
        }
        Ok(out)
    }
}

//! The passages of candidates: where they stand, and what is stored of them.

use std::collections::BTreeSet;
use std::sync::{Arc, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::document::document_id;
use super::reply::{Found, Hit};
use super::searcher::{ClusterEngine, date_of, decode_text};
use crate::engine::record::{PassageData, corrupt};
use crate::error::{Error, Result};
use crate::hit::{Candidate, Head, Stored};
use crate::query::Request;
use crate::text::Language;

/// Where the passages stand that candidates were made of.
#[derive(Default)]
pub(super) struct Places {
    /// Ids of their records and the rules for their words, by handle.
    all: Vec<(Arc<str>, Language)>,
    /// What is stored of passages of the last search, as it came, by handle.
    came: FxHashMap<u64, Arc<RawValue>>,
    /// Heads of its articles, by the ids of their records.
    heads: FxHashMap<String, Arc<Head>>,
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
    /// How its words are read.
    pub(super) language: Language,
}

/// Passages of one search that are kept as they came.
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
    fn of((id, language): &(Arc<str>, Language)) -> Option<Self> {
        let mut parts = id.split(':');
        let (group, run) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
        let n = parts.next()?.parse().ok()?;
        let article = document_id(&group, run, 0);
        Some(Self { id: Arc::clone(id), group, n, article, language: *language })
    }
}

impl ClusterEngine {
    pub(super) fn candidates(
        &self,
        found: Vec<Hit>,
        request: &Request,
        scored: bool,
    ) -> Result<Vec<Candidate>> {
        let recency = request.recent.filter(|_| scored);
        let newest = if recency.is_some() { self.totals()?.newest } else { None };
        let mut places = self.places();
        places.came.clear();
        places.heads.clear();
        let candidates = found
            .into_iter()
            .map(|mut hit| {
                let handle = places.all.len() as u64;
                let came = hit.data().map(|data| (handle, data));
                places.came.extend(came);
                let (day, language) = (hit.day(), hit.language());
                places.all.push((hit.id.into(), language));
                #[expect(clippy::cast_possible_truncation, reason = "scores are 32 bits wide")]
                let score = if scored { hit.score.unwrap_or(0.0) as f32 } else { 0.0 };
                #[expect(clippy::cast_precision_loss, reason = "days of a calendar")]
                let age = newest.zip(day).map(|(newest, day)| (newest - day) as f64);
                Candidate {
                    score,
                    recency: recency.map_or(1.0, |recency| recency.factor(age)),
                    published: day.and_then(date_of),
                    handle,
                    more: 0,
                    supports: Vec::new(),
                }
            })
            .collect();
        drop(places);
        Ok(candidates)
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
    pub(super) fn remember_head(&self, record: &str, data: &RawValue) -> Result<()> {
        let HeadAlone { head } = decode_text(data)?;
        self.places().heads.insert(record.to_owned(), Arc::new(head));
        Ok(())
    }

    pub(super) fn read_passages(&self, candidates: &[Candidate]) -> Result<Vec<Stored>> {
        let mut out = Vec::with_capacity(candidates.len());
        for some in candidates.chunks(READ) {
            let places = self.places_of(some)?;
            let missing = [self.without_data(some, &places), self.without_head(&places)].concat();
            let found = self.records(&missing)?;
            let data = self.data_among(some, &places, &found)?;
            for (data, head) in data.iter().zip(self.heads_among(&places, &found)?) {
                out.push(decode_text::<PassageData>(data)?.stored(Head::clone(&head))?);
            }
        }
        Ok(out)
    }

    /// What is stored of candidates; what did not come with the hits is read.
    pub(super) fn read_data(&self, candidates: &[Candidate]) -> Result<Vec<Arc<RawValue>>> {
        let mut out = Vec::with_capacity(candidates.len());
        for some in candidates.chunks(READ) {
            let places = self.places_of(some)?;
            let found = self.records(&self.without_data(some, &places))?;
            out.extend(self.data_among(some, &places, &found)?);
        }
        Ok(out)
    }

    /// The head of the article of each passage; those that are not known are read.
    pub(super) fn read_heads(&self, places: &[Place]) -> Result<Vec<Arc<Head>>> {
        let mut out = Vec::with_capacity(places.len());
        for some in places.chunks(READ) {
            let found = self.records(&self.without_head(some))?;
            out.extend(self.heads_among(some, &found)?);
        }
        Ok(out)
    }

    /// Ids of the passages that did not come with the hits.
    fn without_data<'p>(&self, candidates: &[Candidate], places: &'p [Place]) -> Vec<&'p str> {
        let known = self.places();
        let both = candidates.iter().zip(places);
        both.filter(|(candidate, _)| !known.came.contains_key(&candidate.handle))
            .map(|(_, place)| &*place.id)
            .collect()
    }

    /// Ids of the articles whose heads are not known.
    fn without_head<'p>(&self, places: &'p [Place]) -> Vec<&'p str> {
        let known = self.places();
        let articles = places.iter().map(|place| place.article.as_str());
        articles.filter(|id| !known.heads.contains_key(*id)).collect()
    }

    /// What is stored of some records, by their ids.
    fn records(&self, ids: &[&str]) -> Result<FxHashMap<String, Arc<RawValue>>> {
        let ids: BTreeSet<&str> = ids.iter().copied().collect();
        if ids.is_empty() {
            return Ok(FxHashMap::default());
        }
        let body = json!({
            "size": ids.len(), "query": { "ids": { "values": ids } },
            "sort": ["_doc"], "track_total_hits": false,
            "_source": { "includes": ["data"], "excludes": ["data.gaps", "data.blocks"] },
        });
        let hits = self.view.search::<Found>(body)?.take_hits().unwrap_or_default();
        let data = hits.into_iter().filter_map(|mut hit| {
            let data = hit.data()?;
            Some((hit.id, data))
        });
        Ok(data.collect())
    }

    /// What is stored of candidates, by what came with the hits and what was read.
    fn data_among(
        &self,
        candidates: &[Candidate],
        places: &[Place],
        found: &FxHashMap<String, Arc<RawValue>>,
    ) -> Result<Vec<Arc<RawValue>>> {
        let mut known = self.places();
        let data = |(candidate, place): (&Candidate, &Place)| {
            if let Some(data) = known.came.get(&candidate.handle) {
                return Ok(Arc::clone(data));
            }
            let data = found.get(&*place.id).ok_or_else(lost)?;
            if known.came.len() < KEPT {
                known.came.insert(candidate.handle, Arc::clone(data));
            }
            Ok(Arc::clone(data))
        };
        candidates.iter().zip(places).map(data).collect()
    }

    /// The head of the article of each passage, by what is known and what was read.
    fn heads_among(
        &self,
        places: &[Place],
        found: &FxHashMap<String, Arc<RawValue>>,
    ) -> Result<Vec<Arc<Head>>> {
        for id in self.without_head(places).into_iter().collect::<BTreeSet<_>>() {
            self.remember_head(id, found.get(id).ok_or_else(lost)?)?;
        }
        let known = self.places();
        let head = |place: &Place| known.heads.get(&place.article).cloned().ok_or_else(lost);
        places.iter().map(head).collect()
    }
}

fn lost() -> Error {
    corrupt("a passage without its record")
}

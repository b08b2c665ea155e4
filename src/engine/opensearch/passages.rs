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
use crate::error::Result;
use crate::hit::{Candidate, Head, Stored};
use crate::query::Request;

/// Where the passages stand that candidates were made of.
#[derive(Default)]
pub(super) struct Places {
    /// Ids of their records, by handle.
    all: Vec<Arc<str>>,
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

/// What is stored of a passage, as it came, with the head of its article.
pub(super) struct Came {
    pub(super) data: Arc<RawValue>,
    pub(super) head: Arc<Head>,
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
                let day = hit.day();
                places.all.push(hit.id.into());
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
        let came = self.came(candidates)?;
        let stored = came
            .iter()
            .map(|Came { data, head }| decode_text::<PassageData>(data)?.stored(Head::clone(head)));
        stored.collect()
    }

    /// What is stored of candidates; what did not come with the hits is read.
    pub(super) fn came(&self, candidates: &[Candidate]) -> Result<Vec<Came>> {
        let mut out = Vec::with_capacity(candidates.len());
        for some in candidates.chunks(READ) {
            out.extend(self.came_at_once(some)?);
        }
        Ok(out)
    }

    fn came_at_once(&self, candidates: &[Candidate]) -> Result<Vec<Came>> {
        let places = self.places_of(candidates)?;
        let with_places = || candidates.iter().zip(&places);
        let missing: BTreeSet<&str> = {
            let known = self.places();
            let passages = with_places()
                .filter(|(candidate, _)| !known.came.contains_key(&candidate.handle))
                .map(|(_, place)| &*place.id);
            let articles = places.iter().map(|place| place.article.as_str());
            passages.chain(articles.filter(|id| !known.heads.contains_key(*id))).collect()
        };
        let mut found: FxHashMap<String, Arc<RawValue>> = FxHashMap::default();
        if !missing.is_empty() {
            let body = json!({
                "size": missing.len(), "query": { "ids": { "values": missing } },
                "sort": ["_doc"], "track_total_hits": false,
                "_source": { "includes": ["data"], "excludes": ["data.gaps", "data.blocks"] },
            });
            let hits = self.view.search::<Found>(body)?.take_hits().unwrap_or_default();
            found.extend(hits.into_iter().filter_map(|mut hit| {
                let data = hit.data()?;
                Some((hit.id, data))
            }));
        }
        let lost = || corrupt("a passage without its record");
        let mut out = Vec::with_capacity(places.len());
        for (candidate, place) in with_places() {
            let known = self.places().heads.get(&place.article).cloned();
            let head = if let Some(head) = known {
                head
            } else {
                self.remember_head(&place.article, found.get(&place.article).ok_or_else(lost)?)?;
                self.places().heads.get(&place.article).cloned().ok_or_else(lost)?
            };
            let known = self.places().came.get(&candidate.handle).cloned();
            let data = if let Some(data) = known {
                data
            } else {
                let data = found.get(&*place.id).cloned().ok_or_else(lost)?;
                let mut places = self.places();
                if places.came.len() < KEPT {
                    places.came.insert(candidate.handle, Arc::clone(&data));
                }
                data
            };
            out.push(Came { data, head });
        }
        Ok(out)
    }
}

//! The best hits of a query, and what is counted of all of them.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::passages::READ;
use super::reply::{Found, Hit};
use super::searcher::ClusterEngine;
use super::view::MOST_HITS;
use super::wire::values_in;
use crate::error::Result;
use crate::hit::Candidate;
use crate::query::{Request, Sort};

/// Candidates that are looked at again whatever page is asked for, at least.
const LOOKED: usize = 100;

/// Hits with what is counted of all.
pub(super) struct Best {
    pub(super) hits: Vec<Hit>,
    pub(super) passages: u64,
    pub(super) articles: u64,
    pub(super) estimated: bool,
}

impl ClusterEngine {
    /// What asks for the best hits of a query, and counts all of them.
    pub(super) fn best_asked(
        &self,
        request: &Request,
        query: &Value,
        scored: bool,
        depth: usize,
    ) -> Value {
        // As many as are looked at anyway come with what is stored of them.
        let parts = if depth <= LOOKED { json!(["data"]) } else { json!(false) };
        let mut body = json!({
            "size": depth.min(MOST_HITS), "query": query, "sort": order(request, scored),
            "track_total_hits": true, "_source": parts, "docvalue_fields": ["day", "lang"],
            "track_scores": scored, "aggs": { "articles": articles(self.counted) },
        });
        if request.collapse {
            body["collapse"] = json!({ "field": "group" });
        }
        body
    }

    /// The best hits by the first answer to what was asked for them, and by more where these are not
    /// all.
    pub(super) fn best(
        &self,
        request: &Request,
        query: &Value,
        mut asked: Value,
        mut answer: Found,
        depth: usize,
    ) -> Result<Best> {
        let passages = self.view.total_of(&answer)?;
        let (articles, estimated) = self.articles(&answer.counted(), query)?;
        if request.collapse && depth > MOST_HITS && articles > MOST_HITS as u64 {
            return Err(self.view.client().error(format!(
                "{articles} articles match, and one hit for each ends at {MOST_HITS}; narrow the \
                 query, or ask for passages"
            )));
        }
        asked["track_total_hits"] = false.into();
        if let Some(asked) = asked.as_object_mut() {
            asked.remove("aggs");
        }
        let mut hits: Vec<Hit> = Vec::new();
        loop {
            let found = answer.take_hits().ok_or_else(|| self.view.broken("hits"))?;
            let last = found.last().and_then(Hit::place);
            let enough = found.len() < (depth - hits.len()).min(MOST_HITS);
            hits.extend(found);
            match last {
                Some(last) if !enough && hits.len() < depth && !request.collapse => {
                    asked["search_after"] = last;
                    asked["size"] = (depth - hits.len()).min(MOST_HITS).into();
                    answer = self.view.search(asked.clone())?;
                }
                _ => break,
            }
        }
        Ok(Best { hits, passages, articles, estimated })
    }

    /// The number of articles among hits, and whether it is an estimate.
    pub(super) fn articles(&self, counted: &Value, query: &Value) -> Result<(u64, bool)> {
        let seen = counted["articles"]["value"].as_u64();
        let seen = seen.ok_or_else(|| self.view.broken("a number of articles"))?;
        if seen <= self.counted {
            return Ok((seen, false));
        }
        let estimate = json!({ "articles": estimated_articles() });
        let found = self.view.total(query, Some(&estimate))?.1;
        Ok((found["articles"]["value"].as_u64().unwrap_or(seen), true))
    }

    /// How many other passages of each hit's article match.
    pub(super) fn count_more(&self, candidates: &mut [Candidate], query: &Value) -> Result<()> {
        let places = self.places_of(candidates)?;
        let groups: Vec<String> = places.into_iter().map(|place| place.group).collect();
        for (some, groups) in candidates.chunks_mut(READ).zip(groups.chunks(READ)) {
            let counts = json!({ "groups": { "terms": {
                "field": "group", "include": groups, "size": READ,
            } } });
            let within = json!({ "bool": { "filter": [query, values_in("group", groups)] } });
            let found = self.view.total(&within, Some(&counts))?.1;
            let buckets = found["groups"]["buckets"].as_array().map_or(&[][..], Vec::as_slice);
            let counts: FxHashMap<&str, u64> = buckets
                .iter()
                .filter_map(|bucket| Some((bucket["key"].as_str()?, bucket["doc_count"].as_u64()?)))
                .collect();
            for (candidate, group) in some.iter_mut().zip(groups) {
                let passages = counts.get(group.as_str()).copied().unwrap_or(1);
                candidate.more = passages.saturating_sub(1);
            }
        }
        Ok(())
    }
}

/// Articles up to which they are counted one by one.
pub(super) const COUNTED: u64 = 1_000_000;

/// Counts articles one by one. Each stands in one shard, so the counts of shards add up.
pub(super) fn articles(most: u64) -> Value {
    json!({ "scripted_metric": {
        "init_script": "state.seen = new HashSet();",
        "map_script": "if (state.seen.size() <= params.most) { state.seen.add(doc['article'].value); }",
        "combine_script": "return state.seen.size();",
        "reduce_script": "long all = 0; for (seen in states) { all += seen; } return all;",
        "params": { "most": most },
    } })
}

/// Estimates the number of articles.
pub(super) fn estimated_articles() -> Value {
    json!({ "cardinality": { "field": "group", "precision_threshold": 40_000 } })
}

/// What hits are sorted by; no two of them are equal.
fn order(request: &Request, scored: bool) -> Value {
    let newest = json!({ "day": { "order": "desc", "missing": "_last" } });
    let (group, n) = (json!({ "group": "asc" }), json!({ "n": "asc" }));
    match request.sort {
        Sort::Relevance if scored => json!([{ "_score": "desc" }, newest, group, n]),
        Sort::Oldest => json!([{ "day": { "order": "asc", "missing": "_last" } }, group, n]),
        Sort::Relevance | Sort::Newest => json!([newest, group, n]),
    }
}

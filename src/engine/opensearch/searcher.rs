//! Searching an index of the cluster.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::address::Address;
use super::client::{Client, Patience};
use super::document::document_id;
use super::mapping::{facet, kind};
use super::secrets::Access;
use super::standing::{Counted, Standing};
use super::statistics::{Asked, Counts, Totals, keys};
use super::tree::{Queries, Query};
use super::view::{MOST_HITS, View, hits};
use super::wire::{Wire, values_in};
use crate::engine::asked::{edges, is_scored, speakers};
use crate::engine::compile::Compiler;
use crate::engine::facets::RESERVED;
use crate::engine::record::{ArticleData, PassageData, corrupt, join};
use crate::engine::{Coverage, Engine, FileEntry, NameKeys, Sizes, State, Stats, WordCount};
use crate::error::{Error, Result};
use crate::hit::{Candidate, Explanation, Found, Head, Person, Stored, StoredArticle, Support};
use crate::query::{Evidence, Field, Filter, Grain, Request, Sort};
use crate::text::Form;

/// An index of a cluster, opened for searching; sees what was there when it was opened.
pub struct ClusterEngine {
    pub(super) view: View,
    pub(super) counts: Counts,
    totals: OnceLock<Totals>,
    coverage: OnceLock<Coverage>,
    places: Mutex<Places>,
    /// Articles up to which they are counted one by one.
    pub(super) counted: u64,
}

/// Where the passages stand that candidates were made of.
#[derive(Default)]
struct Places {
    /// Ids of their records, by handle.
    all: Vec<Arc<str>>,
    /// Passages that were read already.
    read: FxHashMap<u64, Stored>,
}

/// A passage of a candidate.
pub(super) struct Place {
    /// Id of its record.
    pub(super) id: Arc<str>,
    /// Id of its article.
    pub(super) group: String,
    /// Id of the record of its article.
    pub(super) article: String,
}

/// Passages that are kept once they were read.
const KEPT: usize = 1000;

/// Passages read at a time.
const READ: usize = 500;

/// An article of which only that is read.
#[derive(Deserialize)]
struct HeadAlone {
    head: Head,
}

impl fmt::Debug for ClusterEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClusterEngine").field("index", &self.view.index()).finish_non_exhaustive()
    }
}

impl ClusterEngine {
    pub(super) fn open(address: &Address, access: &Access) -> Result<Self> {
        let client = Arc::new(Client::new(address, access, Patience::READER)?);
        Ok(Self::of(View::open(&client)?))
    }

    /// Opens an index that the name does not mean, or not yet.
    pub(super) fn open_named(address: &Address, access: &Access, index: &str) -> Result<Self> {
        let client = Arc::new(Client::new(address, access, Patience::READER)?);
        Ok(Self::of(View::of(&client, index)?))
    }

    pub(super) fn of(view: View) -> Self {
        Self {
            view,
            counts: Counts::default(),
            totals: OnceLock::new(),
            coverage: OnceLock::new(),
            places: Mutex::default(),
            counted: COUNTED,
        }
    }

    /// Counts articles one by one only up to `most`, and estimates more. One million without this:
    /// counting takes memory of the cluster.
    #[must_use]
    pub fn with_counted(self, most: u64) -> Self {
        Self { counted: most, ..self }
    }

    pub(super) fn totals(&self) -> Result<Totals> {
        if let Some(totals) = self.totals.get() {
            return Ok(*totals);
        }
        let totals = match &self.view.standing().counted {
            Some(counted) => counted.totals,
            None => Totals::read(&self.view)?,
        };
        Ok(*self.totals.get_or_init(|| totals))
    }

    pub(super) fn compiler<'r>(
        request: &'r Request,
        names: &'r NameKeys,
        scored: bool,
        explained: bool,
    ) -> Compiler<'r, Queries<'r>> {
        let queries = Queries { names, date_overlap: request.date_overlap, explained };
        Compiler::new(queries, request, speakers(request, names), scored)
    }

    /// The passages that a request asks for, without scores and some of its filters.
    pub(super) fn filter(&self, request: &Request, names: &NameKeys, filters: &[&Filter]) -> Value {
        let query = Self::compiler(request, names, false, false).compile(&request.ast, filters);
        self.view.passages_that(&Wire::filter(&query))
    }

    /// The query for a request that is ranked by its words.
    fn ranked(&self, query: &Query) -> Result<Value> {
        let counts = self.counts.of(&self.view, &keys(query))?;
        let written = Wire::scored(self.totals()?, &counts).write(query);
        Ok(self.ranked_passages(&written))
    }

    /// The passages of a written query, with its scores.
    pub(super) fn ranked_passages(&self, written: &Value) -> Value {
        json!({ "bool": { "must": [written], "filter": [self.view.passages()] } })
    }

    fn candidates(
        &self,
        found: &[Value],
        request: &Request,
        scored: bool,
    ) -> Result<Vec<Candidate>> {
        let recency = request.recent.filter(|_| scored);
        let newest = if recency.is_some() { self.totals()?.newest } else { None };
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        found
            .iter()
            .map(|hit| {
                let broken = || self.view.broken("a passage");
                let id = hit["_id"].as_str().ok_or_else(broken)?;
                let handle = places.all.len() as u64;
                places.all.push(id.into());
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

    /// The best hits of a query, with what is counted of all of them.
    fn best(&self, request: &Request, query: &Value, scored: bool, depth: usize) -> Result<Best> {
        let mut body = json!({
            "query": query, "sort": order(request, scored), "track_total_hits": true,
            "_source": false, "docvalue_fields": ["day"], "track_scores": scored,
            "aggs": { "articles": articles(self.counted) },
        });
        if request.collapse {
            body["collapse"] = json!({ "field": "group" });
        }
        let mut all: Vec<Value> = Vec::new();
        let mut counted: Option<(u64, u64, bool)> = None;
        loop {
            let size = (depth - all.len()).min(MOST_HITS);
            body["size"] = size.into();
            let mut answer = self.view.search(body.clone())?;
            if counted.is_none() {
                let passages = self.view.total_of(&answer)?;
                let (articles, estimated) = self.articles(&answer["aggregations"], query)?;
                counted = Some((passages, articles, estimated));
                if request.collapse && depth > MOST_HITS && articles > MOST_HITS as u64 {
                    return Err(self.view.client().error(format!(
                        "{articles} articles match, and one hit for each ends at {MOST_HITS}; \
                         narrow the query, or ask for passages"
                    )));
                }
                body["track_total_hits"] = false.into();
                if let Some(body) = body.as_object_mut() {
                    body.remove("aggs");
                }
            }
            let Value::Array(found) = answer["hits"]["hits"].take() else {
                return Err(self.view.broken("hits"));
            };
            let last = found.last().map(|last| last["sort"].clone());
            let enough = found.len() < size;
            all.extend(found);
            match last {
                Some(last) if !enough && all.len() < depth && !request.collapse => {
                    body["search_after"] = last;
                }
                _ => break,
            }
        }
        let (passages, articles, estimated) = counted.unwrap_or_default();
        Ok(Best { hits: all, passages, articles, estimated })
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
    fn count_more(&self, candidates: &mut [Candidate], query: &Value) -> Result<()> {
        let places = self.places(candidates)?;
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

    /// Where the passages of candidates stand, in their order.
    pub(super) fn places(&self, candidates: &[Candidate]) -> Result<Vec<Place>> {
        let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let place = |candidate: &Candidate| {
            let handle = usize::try_from(candidate.handle).ok()?;
            Place::of(places.all.get(handle)?)
        };
        let other = || corrupt("a candidate of another index");
        candidates.iter().map(|candidate| place(candidate).ok_or_else(other)).collect()
    }

    /// Passages that match but for a date wider than the range asked for.
    fn wider_dates(&self, request: &Request, names: &NameKeys, hits: u64) -> Result<u64> {
        let dates = request.filters.iter().filter(|filter| filter.field.is_date());
        let has_range =
            dates.flat_map(|filter| &filter.values).any(|value| !edges(value).is_empty());
        if request.date_overlap || !has_range {
            return Ok(0);
        }
        let wide = Request { date_overlap: true, ..request.clone() };
        Ok(self.count(&wide, names)?.saturating_sub(hits))
    }

    fn read(&self, candidates: &[Candidate]) -> Result<Vec<Stored>> {
        let places = self.places(candidates)?;
        let ids: BTreeSet<&str> =
            places.iter().flat_map(|place| [&*place.id, place.article.as_str()]).collect();
        let body = json!({
            "size": ids.len(), "query": { "ids": { "values": ids } }, "sort": ["_doc"],
            "track_total_hits": false,
            "_source": { "includes": ["data"], "excludes": ["data.gaps", "data.blocks"] },
        });
        let mut answer = self.view.search(body)?;
        let mut found: FxHashMap<String, Value> = FxHashMap::default();
        if let Value::Array(hits) = answer["hits"]["hits"].take() {
            for mut hit in hits {
                let id = hit["_id"].as_str().unwrap_or_default().to_owned();
                found.insert(id, hit["_source"]["data"].take());
            }
        }
        let missing = || corrupt("a passage without its record");
        let mut heads: FxHashMap<&str, Head> = FxHashMap::default();
        let mut out = Vec::with_capacity(places.len());
        for place in &places {
            let head = if let Some(head) = heads.get(place.article.as_str()) {
                head.clone()
            } else {
                let data = found.get(&place.article).ok_or_else(missing)?;
                let HeadAlone { head } = decode(data.clone())?;
                heads.insert(&place.article, head.clone());
                head
            };
            let data = found.get(&*place.id).ok_or_else(missing)?;
            out.push(decode::<PassageData>(data.clone())?.stored(head)?);
        }
        Ok(out)
    }

    pub(super) fn people_that(&self, query: &Value) -> Result<Vec<Person>> {
        let mut people: Vec<Person> = Vec::new();
        let query = self.view.that(kind::NAME, query);
        let keys = json!([{ "group": "asc" }]);
        self.view.each(&query, &keys, &json!(["data"]), &mut |source| {
            people.push(decode(source["data"].clone())?);
            Ok(())
        })?;
        people.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(people)
    }
}

impl Place {
    /// What the id of a record tells; `None` for ids that are not those of passages.
    fn of(id: &Arc<str>) -> Option<Self> {
        let mut parts = id.split(':');
        let (group, run) = (parts.next()?.to_owned(), parts.next()?.parse().ok()?);
        let article = document_id(&group, run, 0);
        Some(Self { id: Arc::clone(id), group, article })
    }
}

/// Hits with what is counted of all.
struct Best {
    hits: Vec<Value>,
    passages: u64,
    articles: u64,
    estimated: bool,
}

/// What everybody asks of an index, as it will stand.
pub(super) fn count(client: &Arc<Client>, index: &str, standing: &Standing) -> Result<Counted> {
    let engine = ClusterEngine::of(View::at(client, index, standing.clone())?);
    Ok(Counted { totals: Totals::read(&engine.view)?, coverage: engine.read_coverage()? })
}

/// Articles up to which they are counted one by one.
const COUNTED: u64 = 1_000_000;

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

/// Multiplies scores by what ages do to them.
const DECAY: &str = "double gain = 0; \
    if (doc['day'].size() > 0) { \
        gain = Math.pow(2, -Math.max(0, params.newest - doc['day'].value) / params.half_life); \
    } \
    return _score * (0.5 + 0.5 * gain);";

/// The day so many days after 1970-01-01.
pub(super) fn date_of(days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}

/// The record that `data` holds.
pub(super) fn decode<T: DeserializeOwned>(data: Value) -> Result<T> {
    serde_json::from_value(data).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Error {
    corrupt(format!("a stored record: {error}"))
}

impl Engine for ClusterEngine {
    fn find(&self, request: &Request, names: &NameKeys, depth: usize) -> Result<Found> {
        let filters: Vec<&Filter> = request.filters.iter().collect();
        let scored = depth > 0 && is_scored(request);
        let mut query = if scored {
            let mut compiler = Self::compiler(request, names, true, false);
            self.ranked(&compiler.compile(&request.ast, &filters))?
        } else {
            self.filter(request, names, &filters)
        };
        if let Some(recency) = request.recent.filter(|_| scored) {
            let newest = self.totals()?.newest.unwrap_or(0);
            let params =
                json!({ "newest": newest, "half_life": f64::from(recency.half_life.get()) });
            query = super::wire::scripted(&query, DECAY, &params);
        }
        let best = self.best(request, &query, scored, depth)?;
        let mut candidates = self.candidates(&best.hits, request, scored)?;
        if request.collapse {
            self.count_more(&mut candidates, &self.filter(request, names, &filters))?;
        }
        Ok(Found {
            candidates,
            passages: best.passages,
            articles: best.articles,
            estimated: best.estimated,
            wider_dates: self.wider_dates(request, names, best.passages)?,
            facets: self.facets(request, names, best.passages)?,
        })
    }

    fn support(
        &self,
        evidence: &[Evidence],
        candidates: &[Candidate],
    ) -> Result<Vec<Vec<Support>>> {
        self.read_support(evidence, candidates)
    }

    fn count(&self, request: &Request, names: &NameKeys) -> Result<u64> {
        let filters: Vec<&Filter> = request.filters.iter().collect();
        Ok(self.view.total(&self.filter(request, names, &filters), None)?.0)
    }

    fn explain(
        &self,
        request: &Request,
        names: &NameKeys,
        candidates: &[Candidate],
    ) -> Result<Vec<Explanation>> {
        self.read_explanations(request, names, candidates)
    }

    fn fetch(&self, candidates: &[Candidate]) -> Result<Vec<Stored>> {
        let known = |candidate: &Candidate| {
            let places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            places.read.get(&candidate.handle).cloned()
        };
        let mut out: Vec<Option<Stored>> = candidates.iter().map(known).collect();
        let missing: Vec<usize> = (0..out.len()).filter(|i| out[*i].is_none()).collect();
        for some in missing.chunks(READ) {
            let wanted: Vec<Candidate> = some.iter().map(|i| candidates[*i].clone()).collect();
            for ((i, candidate), stored) in some.iter().zip(&wanted).zip(self.read(&wanted)?) {
                let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
                if places.read.len() < KEPT {
                    places.read.insert(candidate.handle, stored.clone());
                }
                out[*i] = Some(stored);
            }
        }
        Ok(out.into_iter().flatten().collect())
    }

    fn article(&self, id: &str) -> Result<Option<StoredArticle>> {
        let mut found = None;
        let own = json!({ "term": { "group": id } });
        self.articles_that(&own, &mut |_, article| {
            found = Some(article);
            Ok(())
        })?;
        found.transpose()
    }

    fn ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let begins = json!({ "prefix": { "group": { "value": prefix } } });
        let body = json!({
            "size": limit.min(MOST_HITS), "query": self.view.that(kind::ARTICLE, &begins),
            "sort": [{ "group": "asc" }], "_source": ["group"],
        });
        let found = self.view.search(body)?;
        let ids = hits(&found).iter().filter_map(|hit| hit["_source"]["group"].as_str());
        Ok(ids.map(str::to_owned).collect())
    }

    fn values(&self, field: Field) -> Result<Vec<String>> {
        Ok(self.value_counts(field)?.into_iter().map(|(value, _)| value).collect())
    }

    fn names_with(&self, words: &[String]) -> Result<Vec<Person>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let words = words.iter().map(|word| json!({ "term": { "name_words": word } }));
        self.people_that(&json!({ "bool": { "filter": words.collect::<Vec<_>>() } }))
    }

    fn names_near(&self, word: &str, edits: u8) -> Result<Vec<Person>> {
        self.read_names_near(word, edits)
    }

    fn has_word(&self, form: &Form) -> Result<bool> {
        self.knows(form)
    }

    fn words_near(&self, word: &str, edits: u8) -> Result<Vec<WordCount>> {
        self.read_words_near(word, edits)
    }

    fn words_beginning(&self, word: &str, limit: usize) -> Result<Vec<WordCount>> {
        self.read_words_beginning(word, limit)
    }

    fn names_beginning(&self, words: &[String]) -> Result<Vec<Person>> {
        let Some((last, before)) = words.split_last() else { return self.people() };
        let begun = json!({ "prefix": { "name_parts": { "value": last } } });
        let whole = before.iter().map(|word| json!({ "term": { "name_words": word } }));
        let all: Vec<Value> = whole.chain([begun]).collect();
        self.people_that(&json!({ "bool": { "filter": all } }))
    }

    fn value_counts(&self, field: Field) -> Result<Vec<(String, u64)>> {
        let fields = [facet(field, Grain::Year)];
        let mut out = Vec::new();
        self.view.values(&self.view.passages(), &fields, None, &mut |mut values, bucket| {
            let passages = bucket["doc_count"].as_u64().unwrap_or(0);
            out.extend(values.pop().map(|value| (value, passages)));
            Ok(())
        })?;
        out.retain(|(value, _)| !value.starts_with(RESERVED));
        out.sort_unstable();
        Ok(out)
    }

    fn person(&self, key: &str) -> Result<Option<Person>> {
        let own = json!({ "term": { "name_key": key } });
        Ok(self.people_that(&own)?.into_iter().next())
    }

    fn people(&self) -> Result<Vec<Person>> {
        self.people_that(&json!({ "match_all": {} }))
    }

    fn coverage(&self) -> Result<Coverage> {
        if let Some(coverage) = self.coverage.get() {
            return Ok(coverage.clone());
        }
        let coverage = match &self.view.standing().counted {
            Some(counted) => counted.coverage.clone(),
            None => self.read_coverage()?,
        };
        Ok(self.coverage.get_or_init(|| coverage).clone())
    }

    fn stats(&self) -> Result<Stats> {
        self.read_stats()
    }

    fn sizes(&self) -> Result<Sizes> {
        self.read_sizes()
    }

    fn state(&self) -> Result<State> {
        Ok(self.view.standing().archive.clone())
    }

    fn fingerprints(&self) -> Result<FxHashMap<String, String>> {
        let mut out = FxHashMap::default();
        let keys = json!([{ "group": "asc" }]);
        let parts = json!(["group", "fingerprint"]);
        let articles = self.view.of_kind(kind::ARTICLE);
        self.view.each(&articles, &keys, &parts, &mut |source| {
            let text = |name: &str| source[name].as_str().map(str::to_owned);
            out.extend(text("group").zip(text("fingerprint")));
            Ok(())
        })?;
        Ok(out)
    }

    fn names_in_articles(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<FxHashMap<String, BTreeSet<String>>> {
        self.read_names_in_articles(keys)
    }

    fn ledger(&self) -> Result<Vec<FileEntry>> {
        let mut entries: Vec<FileEntry> = Vec::new();
        let keys = json!([{ "group": "asc" }]);
        let files = self.view.of_kind(kind::FILE);
        self.view.each(&files, &keys, &json!(["data"]), &mut |source| {
            entries.push(decode(source["data"].clone())?);
            Ok(())
        })?;
        entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(entries)
    }

    fn each_article(&self, each: &mut dyn FnMut(&str, Result<StoredArticle>)) -> Result<()> {
        self.articles_that(&json!({ "match_all": {} }), &mut |id, article| {
            each(id, article);
            Ok(())
        })
    }
}

/// Who takes articles, each with its id.
type EachArticle<'e> = dyn FnMut(&str, Result<StoredArticle>) -> Result<()> + 'e;

impl ClusterEngine {
    /// Calls `each` with the articles that a filter finds, in the order of their ids.
    fn articles_that(&self, query: &Value, each: &mut EachArticle<'_>) -> Result<()> {
        let kinds = values_in("kind", &[kind::ARTICLE.to_owned(), kind::PASSAGE.to_owned()]);
        let visible = self.view.standing().visible(self.view.index());
        let query = json!({ "bool": { "filter": [query, kinds, visible] } });
        // The record of an article has the number 0.
        let keys = json!([{ "group": "asc" }, { "n": "asc" }]);
        let mut open: Option<(String, Result<ArticleData>, Vec<Result<PassageData>>)> = None;
        let close = |open: Option<(String, Result<ArticleData>, Vec<_>)>,
                     each: &mut EachArticle<'_>| {
            let Some((id, article, passages)) = open else { return Ok(()) };
            let passages: Result<Vec<PassageData>> = passages.into_iter().collect();
            each(&id, article.and_then(|article| join(article, passages?)))
        };
        self.view.each(&query, &keys, &json!(["kind", "group", "data"]), &mut |source| {
            let group = source["group"].as_str().unwrap_or_default();
            let data = source["data"].clone();
            if source["kind"] == kind::ARTICLE {
                close(open.take(), each)?;
                open = Some((group.to_owned(), decode(data), Vec::new()));
                return Ok(());
            }
            match &mut open {
                Some((id, _, passages)) if id == group => passages.push(decode(data)),
                _ => {
                    close(open.take(), each)?;
                    let without = Err(corrupt("a passage without its article"));
                    open = Some((group.to_owned(), without, Vec::new()));
                }
            }
            Ok(())
        })?;
        close(open, each)
    }

    pub(super) fn count_each(&self, filters: Vec<Value>) -> Result<Vec<u64>> {
        let asked = filters.into_iter().map(|query| Asked { query, statements: None });
        self.view.counts(&asked.collect::<Vec<_>>())
    }
}

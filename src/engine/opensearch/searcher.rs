//! Searching an index of the cluster.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock};

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::address::Address;
use super::best::COUNTED;
use super::client::Client;
use super::dialect::is_too_large;
use super::mapping::{facet, kind};
use super::passages::Places;
use super::patience::Patience;
use super::secrets::Access;
use super::standing::{Counted, Standing};
use super::statistics::{Asked, Counts, Totals, keys};
use super::tree::Queries;
use super::view::View;
use super::wire::{Wire, values_in};
use crate::engine::asked::{edges, is_scored, speakers};
use crate::engine::compile::Compiler;
use crate::engine::facets::RESERVED;
use crate::engine::record::corrupt;
use crate::engine::{Coverage, Engine, FileEntry, NameKeys, Sizes, State, Stats, WordCount};
use crate::error::{Error, Result};
use crate::hit::{Candidate, Explanation, Found, Person, Stored, StoredArticle, Support};
use crate::query::{Evidence, Field, Filter, Grain, Request};
use crate::text::Form;

/// An index of a cluster, opened for searching; sees what was there when it was opened.
pub struct ClusterEngine {
    pub(super) view: View,
    pub(super) counts: Counts,
    totals: OnceLock<Totals>,
    coverage: OnceLock<Coverage>,
    pub(super) places: Mutex<Places>,
    /// Articles up to which they are counted one by one.
    pub(super) counted: u64,
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
    fn scored(&self, request: &Request, names: &NameKeys, filters: &[&Filter]) -> Result<Value> {
        let query = Self::compiler(request, names, true, false).compile(&request.ast, filters);
        let mut counted = keys(&query);
        if request.page.limit > 0 {
            // Counted by the way, since what speaks for the best is asked next.
            counted.extend(Self::evidence_keys(&request.ast));
        }
        let counts = self.counts.of(&self.view, &counted)?;
        let written = Wire::scored(self.totals()?, &counts).write(&query);
        let query = self.ranked_passages(&written);
        let Some(recency) = request.recent else { return Ok(query) };
        let newest = self.totals()?.newest.unwrap_or(0);
        let params = json!({ "newest": newest, "half_life": f64::from(recency.half_life.get()) });
        Ok(super::wire::scripted(&query, DECAY, &params))
    }

    /// The passages of a written query, with its scores.
    pub(super) fn ranked_passages(&self, written: &Value) -> Value {
        json!({ "bool": { "must": [written], "filter": [self.view.passages()] } })
    }

    /// What counts the passages that match or do so but for a date wider than the range asked for;
    /// none where no range is asked for.
    fn wider_asked(&self, request: &Request, names: &NameKeys) -> Option<Value> {
        let dates = request.filters.iter().filter(|filter| filter.field.is_date());
        let has_range =
            dates.flat_map(|filter| &filter.values).any(|value| !edges(value).is_empty());
        if request.date_overlap || !has_range {
            return None;
        }
        let wide = Request { date_overlap: true, ..request.clone() };
        let filters: Vec<&Filter> = wide.filters.iter().collect();
        let query = self.filter(&wide, names, &filters);
        Some(json!({ "size": 0, "track_total_hits": true, "query": query }))
    }

    pub(super) fn count_each(&self, filters: Vec<Value>) -> Result<Vec<u64>> {
        let asked = filters.into_iter().map(|query| Asked { query, statements: None });
        self.view.counts(&asked.collect::<Vec<_>>())
    }

    pub(super) fn people_that(&self, query: &Value) -> Result<Vec<Person>> {
        let mut people: Vec<Person> = Vec::new();
        let query = self.view.that(kind::NAME, query);
        let keys = json!([{ "group": "asc" }]);
        self.view.each(&query, &keys, &json!(["data"]), &mut |source| {
            people.push(decode(&source["data"])?);
            Ok(())
        })?;
        people.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(people)
    }
}

/// What everybody asks of an index, as it will stand.
pub(super) fn count(client: &Arc<Client>, index: &str, standing: &Standing) -> Result<Counted> {
    let engine = ClusterEngine::of(View::ahead(client, index, standing.clone())?);
    Ok(Counted { totals: Totals::read(&engine.view)?, coverage: engine.read_coverage()? })
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
pub(super) fn decode<'d, T: Deserialize<'d>>(data: &'d Value) -> Result<T> {
    T::deserialize(data).map_err(|error| unreadable(&error))
}

/// The record that `data`, as it came, holds.
pub(super) fn decode_text<'d, T: Deserialize<'d>>(data: &'d RawValue) -> Result<T> {
    serde_json::from_str(data.get()).map_err(|error| unreadable(&error))
}

fn unreadable(error: &serde_json::Error) -> Error {
    corrupt(format!("a stored record: {error}"))
}

impl Engine for ClusterEngine {
    fn find(&self, request: &Request, names: &NameKeys, depth: usize) -> Result<Found> {
        let filters: Vec<&Filter> = request.filters.iter().collect();
        let scored = depth > 0 && is_scored(request);
        let hits = self.filter(request, names, &filters);
        let query = if scored { self.scored(request, names, &filters)? } else { hits.clone() };
        let best = self.best_asked(request, &query, scored, depth);
        // All that does not depend on the number of hits is asked at once.
        let wider = self.wider_asked(request, names);
        let mut facets = self.facets_asked(request, names)?;
        let first = std::iter::once(best.clone()).chain(wider.clone());
        let mut answers = self.view.together(first.clone().chain(facets.clone()).collect());
        if answers.as_ref().is_err_and(|error| is_too_large(&error.to_string())) {
            // Facets are then asked for one by one, and in parts.
            facets.clear();
            answers = self.view.patiently(|| self.view.together(first.clone().collect()));
        }
        let mut answers = answers?.into_iter();
        let mut next = || answers.next().unwrap_or_default();
        let best = self.best(request, &query, best, next(), depth)?;
        let wider = wider.map(|_| self.view.total_of(&next())).transpose()?;
        let first = facets.iter().map(|_| next()).collect();
        let mut candidates = self.candidates(best.hits, request, scored)?;
        if request.collapse {
            self.count_more(&mut candidates, &hits)?;
        }
        Ok(Found {
            candidates,
            passages: best.passages,
            articles: best.articles,
            estimated: best.estimated,
            wider_dates: wider.map_or(0, |wider| wider.saturating_sub(best.passages)),
            facets: self.facets(request, names, best.passages, first)?,
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
        self.read_passages(candidates)
    }

    fn addresses(&self, candidates: &[Candidate]) -> Result<Vec<(String, u32)>> {
        self.read_addresses(candidates)
    }

    fn article(&self, id: &str) -> Result<Option<StoredArticle>> {
        self.read_article(id)
    }

    fn ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.read_ids(prefix, limit)
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
        let asked = View::values_asked(&self.view.passages(), &fields, None);
        self.view.values(asked, fields.len(), None, &mut |mut values, counted| {
            out.extend(values.pop().map(|value| (value, counted.passages)));
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

    fn people_of(&self, keys: &BTreeSet<&str>) -> Result<Vec<Person>> {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        self.people_that(&values_in("name_key", &keys))
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
        self.read_fingerprints()
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
            entries.push(decode(&source["data"])?);
            Ok(())
        })?;
        entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(entries)
    }

    fn each_article(&self, each: &mut dyn FnMut(&str, Result<StoredArticle>)) -> Result<()> {
        self.read_articles(each)
    }
}

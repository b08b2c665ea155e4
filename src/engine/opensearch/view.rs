//! What a reader sees of an index: the records of one moment, however long it reads.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};
use ureq::http::Method;

use super::client::Client;
use super::dialect::{self, SEARCH, SEARCHES};
use super::mapping::kind;
use super::place;
use super::reply::{Found, Reply, Several};
use super::standing::{self, Standing};
use super::statistics::Asked;
use super::wire::clauses;
use crate::error::{Error, Result};

/// How long the cluster keeps a moment that nobody asks about.
const KEPT: &str = "10m";

/// How often a moment is looked for at which no run ends.
const TRIES: usize = 10;

/// Searches that are sent together.
const TOGETHER: usize = 64;

/// Most hits of one answer; the cluster's own bound.
pub(super) const MOST_HITS: usize = 10_000;

/// Clauses that a query may have; the cluster's own bound, unless it was set up for more.
const MOST_CLAUSES: usize = 1024;

/// The records of one moment.
#[derive(Debug)]
pub(super) struct View {
    client: Arc<Client>,
    /// The index, not its alias.
    index: String,
    standing: Standing,
    /// Whether nobody else can change where the index stands.
    alone: bool,
    /// The cluster's name for the moment.
    moment: Mutex<String>,
}

impl View {
    pub(super) fn open(client: &Arc<Client>) -> Result<Self> {
        let missing = || client.error("no such index; make one with: onrecord index FOLDER");
        let index = place::behind(client)?.ok_or_else(missing)?;
        Self::of(client, &index)
    }

    /// What there is to see of one index.
    pub(super) fn of(client: &Arc<Client>, index: &str) -> Result<Self> {
        let mut last = standing::read(client, index)?;
        for _ in 0..TRIES {
            let view = Self::begun(client, index, last.standing, false)?;
            last = standing::read(client, index)?;
            if last.standing.shows(&view.standing) {
                return Ok(view);
            }
        }
        Err(client.error("it changes faster than it can be read"))
    }

    /// What there will be to see of one index that is to stand so, for who holds its lock.
    pub(super) fn ahead(client: &Arc<Client>, index: &str, standing: Standing) -> Result<Self> {
        Self::begun(client, index, standing, true)
    }

    fn begun(client: &Arc<Client>, index: &str, standing: Standing, alone: bool) -> Result<Self> {
        let moment = Mutex::new(begin(client, index)?);
        Ok(Self { client: Arc::clone(client), index: index.to_owned(), standing, alone, moment })
    }

    pub(super) fn standing(&self) -> &Standing {
        &self.standing
    }

    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    pub(super) fn index(&self) -> &str {
        &self.index
    }

    /// The filter for all records of a kind that can be seen.
    pub(super) fn of_kind(&self, kind: &str) -> Value {
        let visible = if kind == kind::NAME {
            self.standing.visible_names()
        } else {
            self.standing.visible(&self.index)
        };
        json!({ "bool": { "filter": [{ "term": { "kind": kind } }, visible] } })
    }

    /// The filter for all passages.
    pub(super) fn passages(&self) -> Value {
        self.of_kind(kind::PASSAGE)
    }

    /// A filter within the records of a kind.
    pub(super) fn that(&self, kind: &str, query: &Value) -> Value {
        json!({ "bool": { "filter": [query, self.of_kind(kind)] } })
    }

    /// A filter within passages.
    pub(super) fn passages_that(&self, query: &Value) -> Value {
        self.that(kind::PASSAGE, query)
    }

    /// The answer to a search of this moment.
    pub(super) fn search<T: Reply>(&self, mut body: Value) -> Result<T> {
        self.check_clauses(&body)?;
        self.patiently(|| self.searched(&mut body))
    }

    /// The same, not asked again when it is too much for a node.
    pub(super) fn searched<T: Reply>(&self, body: &mut Value) -> Result<T> {
        self.steady(|| {
            let moment = self.moment();
            body["pit"] = pit(&moment);
            let answer: T = self.client.search(SEARCH, body)?;
            self.follow(&moment, &answer);
            Ok(answer)
        })
    }

    /// Asks, and asks again while a node has no memory left for it.
    pub(super) fn patiently<T>(&self, mut ask: impl FnMut() -> Result<T>) -> Result<T> {
        let patience = self.client.patience();
        let mut tries = patience.tries(1);
        loop {
            let answered = ask();
            let too_large = |error: &Error| dialect::is_too_large(&error.to_string());
            if !answered.as_ref().is_err_and(too_large) || !tries.again(patience.busy) {
                return answered;
            }
        }
    }

    /// The answers to some searches of this moment, in their order, which are asked in one request;
    /// not asked again when they are too much at one time.
    pub(super) fn together(&self, mut bodies: Vec<Value>) -> Result<Vec<Found>> {
        for body in &bodies {
            self.check_clauses(body)?;
        }
        if let [body] = bodies.as_mut_slice() {
            return Ok(vec![self.searched(body)?]);
        }
        let mut out = Vec::with_capacity(bodies.len());
        for some in bodies.chunks(TOGETHER) {
            out.extend(self.steady(|| self.answers(some))?);
        }
        Ok(out)
    }

    fn answers(&self, bodies: &[Value]) -> Result<Vec<Found>> {
        let moment = self.moment();
        let mut lines = String::new();
        for body in bodies {
            let mut body = body.clone();
            body["pit"] = pit(&moment);
            lines.push_str("{}\n");
            lines.push_str(&body.to_string());
            lines.push('\n');
        }
        let Several { responses: answers, .. } =
            self.client.searches(SEARCHES, lines.as_bytes())?;
        if answers.len() != bodies.len() {
            return Err(self.broken("as many answers as questions"));
        }
        for found in &answers {
            if !found.is_whole() {
                let why = found.reason().or_else(|| found.partial());
                let why = why.unwrap_or_else(|| "shards failed".to_owned());
                return Err(self.client.error(format!("a search failed: {why}")));
            }
            self.follow(&moment, found);
        }
        Ok(answers)
    }

    fn check_clauses(&self, body: &Value) -> Result<()> {
        let clauses = clauses(&body["query"]);
        if clauses > MOST_CLAUSES {
            return Err(self.client.error(format!(
                "the query asks for {clauses} words and spellings; a cluster takes {MOST_CLAUSES} \
                 (words any of which may match can be more: --any)"
            )));
        }
        Ok(())
    }

    /// Asks, and asks again when the cluster has lost the moment: with a node that died, or since
    /// nobody asked about it for long. While the index stands as it stood, another moment shows the
    /// same. Until the cluster has learnt that a node is gone, the next one is lost as well.
    fn steady<T>(&self, mut ask: impl FnMut() -> Result<T>) -> Result<T> {
        let patience = self.client.patience();
        let (mut tries, mut first) = (patience.tries(1), true);
        loop {
            let error = match ask() {
                Err(error) if dialect::is_lost(&error.to_string()) => error,
                answered => return answered,
            };
            if !std::mem::take(&mut first) && !tries.again(patience.busy) {
                return Err(error);
            }
            let moment = begin(&self.client, &self.index)?;
            let same = self.alone
                || standing::read(&self.client, &self.index)?.standing.shows(&self.standing);
            if !same {
                return Err(error);
            }
            *self.held() = moment;
        }
    }

    fn held(&self) -> MutexGuard<'_, String> {
        // Nothing panics while it is held.
        self.moment.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the cluster calls the moment now.
    fn moment(&self) -> String {
        self.held().clone()
    }

    /// Calls the moment what an answer calls it: it may get another name with each one, unless another
    /// moment was begun meanwhile.
    fn follow(&self, asked: &str, answer: &impl Reply) {
        if let Some(name) = answer.moment().filter(|name| *name != asked) {
            let mut held = self.held();
            if *held == asked {
                name.clone_into(&mut held);
            }
        }
    }

    /// How many records a filter finds, and what some aggregations say of them.
    pub(super) fn total(
        &self,
        query: &Value,
        aggregations: Option<&Value>,
    ) -> Result<(u64, Value)> {
        let mut body = json!({ "size": 0, "track_total_hits": true, "query": query });
        if let Some(aggregations) = aggregations {
            body["aggs"] = aggregations.clone();
        }
        let found: Found = self.search(body)?;
        Ok((self.total_of(&found)?, found.counted()))
    }

    pub(super) fn total_of(&self, answer: &Found) -> Result<u64> {
        let exact = answer.total().filter(|(_, exact)| *exact);
        Ok(exact.ok_or_else(|| self.broken("a total"))?.0)
    }

    /// How many records, or statements of them, each question finds.
    pub(super) fn counts(&self, asked: &[Asked]) -> Result<Vec<u64>> {
        let bodies = asked.iter().map(|asked| {
            let mut body = json!({ "size": 0, "track_total_hits": true, "query": asked.query });
            if let Some(statements) = &asked.statements {
                body["aggs"] = json!({ "said": {
                    "nested": { "path": "said" }, "aggs": { "those": { "filter": statements } },
                } });
            }
            body
        });
        let bodies: Vec<Value> = bodies.collect();
        let answers = self.patiently(|| self.together(bodies.clone()))?;
        let count = |(asked, found): (&Asked, &Found)| {
            if asked.statements.is_none() {
                return self.total_of(found);
            }
            let count = found.counted()["said"]["those"]["doc_count"].as_u64();
            count.ok_or_else(|| self.broken("a count"))
        };
        asked.iter().zip(&answers).map(count).collect()
    }

    /// Calls `each` with every record that a filter finds, in the order of some keys, which must be
    /// enough to tell one from any other; `parts` says what of a record is read.
    pub(super) fn each(
        &self,
        query: &Value,
        keys: &Value,
        parts: &Value,
        each: &mut dyn FnMut(&Value) -> Result<()>,
    ) -> Result<()> {
        let mut after: Option<Value> = None;
        loop {
            let mut body = json!({
                "size": PAGE, "query": query, "sort": keys, "_source": parts,
                "track_total_hits": false,
            });
            if let Some(after) = after.take() {
                body["search_after"] = after;
            }
            let found: Value = self.search(body)?;
            let hits = hits(&found);
            for hit in hits {
                each(&hit["_source"])?;
            }
            match hits.last() {
                Some(last) if hits.len() == PAGE => after = Some(last["sort"].clone()),
                _ => return Ok(()),
            }
        }
    }

    /// An error for an answer that is not what was asked for.
    pub(super) fn broken(&self, what: &str) -> crate::error::Error {
        self.client.error(format!("the answer does not hold {what}"))
    }
}

impl Drop for View {
    fn drop(&mut self) {
        // The cluster forgets it by itself, a little later.
        let (path, body) = self.client.dialect().ending(&self.held());
        let _ = self.client.ask_once(&Method::DELETE, path, Some(&body));
    }
}

/// Begins a moment.
fn begin(client: &Client, index: &str) -> Result<String> {
    // Who it is has been told: where the index stands was read before.
    let dialect = client.dialect();
    let answer = client.ask(&Method::POST, &dialect.beginning(index, KEPT), None)?;
    match dialect.begun(&answer.body) {
        Some(moment) if answer.is_success() => Ok(moment.to_owned()),
        _ => {
            dialect::check(client)?;
            Err(client.refused(&answer))
        }
    }
}

/// What a search says of its moment.
fn pit(moment: &str) -> Value {
    json!({ "id": moment, "keep_alive": KEPT })
}

/// Records read at a time.
const PAGE: usize = 1000;

/// The hits of an answer.
pub(super) fn hits(answer: &Value) -> &[Value] {
    answer["hits"]["hits"].as_array().map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests;

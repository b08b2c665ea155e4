//! What a cluster answers, as it is read.
//!
//! Most answers are small and read as they come. Those with many passages are not: what is stored of
//! each stays the text that it was sent as until somebody wants to know it, and then only the parts
//! that are wanted are read.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::engine::facets::RESERVED;
use crate::text::Language;

/// Longest part of what a cluster gives as a reason that is told, in characters.
const LONGEST_REASON: usize = 300;

/// An answer that can be judged.
pub(super) trait Reply: DeserializeOwned + Default {
    /// What the cluster says went wrong; null if nothing.
    fn error(&self) -> &Value;

    /// Why it is not that of all shards. One record that was written may be on its way to a copy.
    fn partial(&self) -> Option<String>;

    /// What the cluster calls the moment from now on that was asked about.
    fn moment(&self) -> Option<&str>;

    /// What the cluster gives as its reason.
    fn reason(&self) -> Option<String> {
        let error = self.error();
        let cause = &error["root_cause"][0];
        let words = [
            &cause["reason"],
            &error["caused_by"]["reason"],
            &cause["type"],
            &error["reason"],
            error,
            &error["type"],
        ];
        let deepest = &error["caused_by"]["caused_by"]["reason"];
        let reason = words.iter().find_map(|value| value.as_str())?;
        match deepest.as_str().filter(|deepest| *deepest != reason) {
            Some(deepest) => Some(clean(&format!("{reason}: {deepest}"))),
            None => Some(clean(reason)),
        }
    }
}

impl Reply for Value {
    fn error(&self) -> &Value {
        &self["error"]
    }

    fn partial(&self) -> Option<String> {
        if self.get("result").is_some() {
            return None;
        }
        shards_missing(self["timed_out"] == true, &self["_shards"])
    }

    fn moment(&self) -> Option<&str> {
        self["pit_id"].as_str()
    }
}

/// The answer to a search.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Found {
    hits: Option<Hits>,
    aggregations: Option<Box<RawValue>>,
    timed_out: bool,
    pit_id: Option<String>,
    #[serde(rename = "_shards")]
    shards: Value,
    error: Value,
    /// Told of each of several.
    status: u16,
}

impl Reply for Found {
    fn error(&self) -> &Value {
        &self.error
    }

    fn partial(&self) -> Option<String> {
        shards_missing(self.timed_out, &self.shards)
    }

    fn moment(&self) -> Option<&str> {
        self.pit_id.as_deref()
    }
}

impl Found {
    /// Its hits; `None` when it tells of none, which is not the same as that there are none.
    pub(super) fn take_hits(&mut self) -> Option<Vec<Hit>> {
        self.hits.as_mut()?.hits.take()
    }

    /// How many hits there are, and whether exactly so many.
    pub(super) fn total(&self) -> Option<(u64, bool)> {
        let total = &self.hits.as_ref()?.total;
        Some((total["value"].as_u64()?, total["relation"] == "eq"))
    }

    /// What was counted; null where nothing was.
    pub(super) fn counted(&self) -> Value {
        self.counted_as().unwrap_or_default()
    }

    /// The same in a shape of its own, which is read in a fraction of the time; `None` where it
    /// has another.
    pub(super) fn counted_as<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(self.aggregations.as_ref()?.get()).ok()
    }

    /// Why it may go better another time, as far as it says so.
    fn passing(&self) -> Option<String> {
        match self.status {
            429 | 502..=504 => Some(self.reason().unwrap_or_else(|| "busy".to_owned())),
            _ => self.partial(),
        }
    }

    /// Whether it is the answer of all shards.
    pub(super) fn is_whole(&self) -> bool {
        !self.timed_out && self.shards["failed"] == 0
    }
}

/// The answers to some searches that were sent as one request.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Several {
    pub(super) responses: Vec<Found>,
    error: Value,
}

impl Reply for Several {
    fn error(&self) -> &Value {
        &self.error
    }

    fn partial(&self) -> Option<String> {
        self.responses.iter().find_map(Found::passing)
    }

    fn moment(&self) -> Option<&str> {
        None
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Hits {
    total: Value,
    hits: Option<Vec<Hit>>,
}

/// One hit.
#[derive(Debug, Deserialize)]
pub(super) struct Hit {
    #[serde(rename = "_id")]
    pub(super) id: String,
    #[serde(rename = "_score")]
    pub(super) score: Option<f64>,
    #[serde(rename = "_source", default)]
    source: Source,
    #[serde(default)]
    fields: Fields,
    sort: Option<Box<RawValue>>,
}

#[derive(Debug, Default, Deserialize)]
struct Source {
    data: Option<Box<RawValue>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    day: Vec<i64>,
    lang: Vec<String>,
}

impl Hit {
    /// What is stored of it, where that was asked for.
    pub(super) fn data(&mut self) -> Option<Arc<RawValue>> {
        self.source.data.take().map(Arc::from)
    }

    /// When it was published, in days from 1970-01-01 on, where that was asked for.
    pub(super) fn day(&self) -> Option<i64> {
        self.fields.day.first().copied()
    }

    /// How its words are read, where that was asked for.
    pub(super) fn language(&self) -> Language {
        let told = self.fields.lang.first().map(String::as_str);
        Language::of(told.filter(|code| !code.starts_with(RESERVED)))
    }

    /// Where it stands among all hits.
    pub(super) fn place(&self) -> Option<Value> {
        serde_json::from_str(self.sort.as_ref()?.get()).ok()
    }
}

fn shards_missing(timed_out: bool, shards: &Value) -> Option<String> {
    if timed_out {
        return Some("the search was cut short: not all shards answered in time".to_owned());
    }
    let failed = shards["failed"].as_u64().filter(|failed| *failed > 0)?;
    let total = &shards["total"];
    let first = &shards["failures"][0]["reason"];
    let why = first["reason"].as_str().or_else(|| first["type"].as_str()).unwrap_or("no reason");
    Some(format!("{failed} of {total} shards did not answer: {}", clean(why)))
}

/// One line that a terminal can show.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LONGEST_REASON)
        .collect::<String>()
        .trim()
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_of_a_hit_stays_the_text_that_came() {
        let told = r#"{"took":1,"timed_out":false,"_shards":{"total":3,"failed":0},"hits":{
            "total":{"value":1,"relation":"eq"},"hits":[{"_index":"i","_id":"a:1:2","_score":2.5,
            "_source":{"data":{"text": "caf\u00e9"}},"fields":{"day":[-3]},"sort":[2.5,-3,"a",2]}]},
            "aggregations":{"articles":{"value":1}}}"#;
        let mut found: Found = serde_json::from_str(told).expect("an answer");
        assert!(found.is_whole() && found.partial().is_none() && found.error().is_null());
        assert_eq!(found.counted()["articles"]["value"], 1);
        assert!(Found::default().counted().is_null());
        assert_eq!(found.total(), Some((1, true)));
        let hit = &mut found.take_hits().expect("hits")[0];
        assert_eq!((&*hit.id, hit.score, hit.day()), ("a:1:2", Some(2.5), Some(-3)));
        assert_eq!(hit.place().expect("a place")[2], "a");
        let data = hit.data().expect("data");
        assert_eq!(data.get(), r#"{"text": "caf\u00e9"}"#);
    }

    #[test]
    fn a_hit_may_come_without_score_source_and_order() {
        let told = r#"{"hits":{"hits":[{"_id":"a:1:2","_score":null,"sort":null}]}}"#;
        let mut found: Found = serde_json::from_str(told).expect("an answer");
        assert!(!found.is_whole() && found.total().is_none());
        let hit = &mut found.take_hits().expect("hits")[0];
        assert!(hit.score.is_none() && hit.data().is_none() && hit.day().is_none());
    }

    #[test]
    fn words_are_read_by_the_language_that_is_told() {
        let language = |told: &str| {
            let told = format!("{{\"_id\":\"a:1:2\",\"fields\":{told}}}");
            serde_json::from_str::<Hit>(&told).expect("a hit").language()
        };
        assert_eq!(language(r#"{"lang":["de"]}"#), Language::Other);
        for english in [r#"{"lang":["en"]}"#, r#"{"lang":["\u0001none"]}"#, "{}"] {
            assert_eq!(language(english), Language::English, "{english}");
        }
    }

    #[test]
    fn of_several_answers_none_may_be_missing_for_now() {
        let partial = |last: &str| {
            let fine = r#"{"_shards":{"total":3,"failed":0},"timed_out":false,"status":200}"#;
            let told = format!("{{\"responses\":[{fine},{last}]}}");
            serde_json::from_str::<Several>(&told).expect("JSON").partial()
        };
        let error = |status| format!("{{\"error\":{{\"reason\":\"queue\"}},\"status\":{status}}}");
        assert_eq!(partial(&error(429)).as_deref(), Some("queue"));
        assert_eq!(partial(&error(503)).as_deref(), Some("queue"));
        assert_eq!(partial(&error(400)), None);
        let cut = r#"{"_shards":{"total":3,"failed":1},"timed_out":false,"status":200}"#;
        assert!(partial(cut).is_some_and(|why| why.starts_with("1 of 3 shards")));
    }

    #[test]
    fn a_refusal_is_read_as_such_by_every_kind_of_answer() {
        let told = r#"{"error":{"root_cause":[{"reason":"unknown\nquery"}]},"status":400}"#;
        let reasons = [
            serde_json::from_str::<Value>(told).expect("JSON").reason(),
            serde_json::from_str::<Found>(told).expect("JSON").reason(),
            serde_json::from_str::<Several>(told).expect("JSON").reason(),
        ];
        assert!(Found::default().take_hits().is_none());
        assert!(reasons.iter().all(|reason| reason.as_deref() == Some("unknown query")));
    }
}

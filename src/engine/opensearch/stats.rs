//! What an index of the cluster holds.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use ureq::http::Method;

use super::mapping::{facet, kind};
use super::searcher::{ClusterEngine, date_of};
use super::wire::values_in;
use crate::engine::facets::reserved;
use crate::engine::names::found_name;
use crate::engine::{Coverage, Stats};
use crate::error::Result;
use crate::facet::{Reserved, key};
use crate::query::{Field, Grain};

impl ClusterEngine {
    fn without(&self, field: Field, missing: Reserved) -> Value {
        let value = json!({ "term": { facet(field, Grain::Year): reserved(missing) } });
        self.view.passages_that(&value)
    }

    pub(super) fn read_coverage(&self) -> Result<Coverage> {
        let counts = self.count_each(vec![
            self.view.of_kind(kind::ARTICLE),
            self.view.passages(),
            self.without(Field::Speaker, Reserved::None),
            self.without(Field::Speaker, Reserved::Unknown),
            self.without(Field::Speaker, Reserved::Group),
            self.without(Field::Mentioned, Reserved::None),
            self.without(Field::Published, Reserved::None),
        ])?;
        let mut counts = counts.into_iter();
        let mut next = || counts.next().unwrap_or(0);
        Ok(Coverage {
            articles: next(),
            passages: next(),
            speaker_none: next(),
            speaker_unknown: next(),
            speaker_group: next(),
            mentioned_none: next(),
            published_none: next(),
        })
    }

    pub(super) fn read_stats(&self) -> Result<Stats> {
        use crate::engine::Engine as _;
        let coverage = self.coverage()?;
        let annotated = ["en".to_owned(), reserved(Reserved::None)];
        let other = json!({ "bool": { "must_not": [values_in("lang", &annotated)] } });
        let undated = json!({ "bool": { "must_not": [{ "exists": { "field": "day" } }] } });
        // The first passage of each article.
        let first = |query: &Value| {
            let first = json!({ "term": { "n": 1 } });
            self.view.passages_that(&json!({ "bool": { "filter": [query, first] } }))
        };
        let counts = self.count_each(vec![first(&other), first(&undated)])?;
        let sums = json!({
            "first": { "min": { "field": "day" } },
            "last": { "max": { "field": "day" } },
        });
        let mut sums = self.view.total(&self.view.passages(), Some(&sums))?.1;
        let bytes = json!({ "bytes": { "sum": { "field": "bytes" } } });
        let mut bytes = self.view.total(&self.view.of_kind(kind::ARTICLE), Some(&bytes))?.1;
        sums["bytes"] = bytes["bytes"].take();
        #[expect(clippy::cast_possible_truncation, reason = "bytes and days are whole numbers")]
        let number = |name: &str| sums[name]["value"].as_f64().map(|number| number as i64);
        let day = |name: &str| number(name).and_then(date_of);
        let missing = [
            (Reserved::None, coverage.speaker_none),
            (Reserved::Group, coverage.speaker_group),
            (Reserved::Unknown, coverage.speaker_unknown),
        ];
        Ok(Stats {
            articles: coverage.articles,
            passages: coverage.passages,
            text_bytes: number("bytes").map_or(0, i64::unsigned_abs),
            index_bytes: self.bytes()?,
            names: self.names()?,
            published: day("first").zip(day("last")),
            without_speaker: missing
                .into_iter()
                .map(|(missing, count)| (missing.name().to_owned(), count))
                .collect(),
            without_date: coverage.mentioned_none,
            undated: counts.get(1).copied().unwrap_or(0),
            not_annotated: counts.first().copied().unwrap_or(0),
        })
    }

    /// Bytes of the index on all nodes, copies included.
    fn bytes(&self) -> Result<u64> {
        let path = format!("/{}/_stats/store", self.view.index());
        let found = self.view.client().json(&Method::GET, &path, None)?;
        let bytes = &found["_all"]["total"]["store"]["size_in_bytes"];
        bytes.as_u64().ok_or_else(|| self.view.broken("a size"))
    }

    pub(super) fn read_names_in_articles(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<FxHashMap<String, BTreeSet<String>>> {
        let mut out: FxHashMap<String, BTreeSet<String>> = FxHashMap::default();
        let wanted: Vec<String> = keys.iter().cloned().collect();
        let query = self.view.that(kind::ARTICLE, &values_in("found", &wanted));
        let (order, parts) = (json!([{ "group": "asc" }]), json!(["group", "roles"]));
        self.view.each(&query, &order, &parts, &mut |source| {
            let Some(id) = source["group"].as_str() else { return Ok(()) };
            let roles = source["roles"].as_array().map_or(&[][..], Vec::as_slice);
            let names = roles.iter().filter_map(|role| found_name(role.as_str()?));
            let names: BTreeSet<String> =
                names.filter(|name| keys.contains(&key(name))).map(str::to_owned).collect();
            if !names.is_empty() {
                out.insert(id.to_owned(), names);
            }
            Ok(())
        })?;
        Ok(out)
    }
}

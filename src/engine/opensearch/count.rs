//! What is counted before a run is finished: whether all of it arrived, and who is named where.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::{Span as Days, ToSpan as _};
use serde_json::{Value, json};
use ureq::http::Method;

use super::changes::{Changes, There};
use super::mapping::kind;
use super::place;
use super::standing::Standing;
use super::writer::ClusterWriter;
use crate::engine::Refused;
use crate::engine::names::Tally;
use crate::error::Result;

/// Articles whose names are read at a time.
const PAGE: usize = 1000;

impl ClusterWriter {
    /// Looks whether the cluster holds what it said it took.
    pub(super) fn verify(&self, changes: &Changes) -> Result<()> {
        place::refresh(&self.client, &self.index)?;
        let written = changes.articles.values().flatten();
        let (articles, passages) = written
            .fold((0, 0), |(articles, passages), own| (articles + 1, passages + u64::from(*own)));
        for (what, kind, wanted) in
            [("articles", kind::ARTICLE, articles), ("passages", kind::PASSAGE, passages)]
        {
            let filter = json!({ "bool": { "filter": [
                { "term": { "kind": kind } }, { "term": { "from": self.run } },
            ] } });
            let there = place::count(&self.client, &self.index, &filter)?;
            if there != wanted {
                return Err(self.client.error(format!(
                    "{there} of {wanted} {what} that were taken are there; nothing of this run can \
                     be seen"
                )));
            }
        }
        Ok(())
    }

    /// Calls `each` with some parts of all records that satisfy a filter.
    pub(super) fn each(
        &self,
        filter: &Value,
        parts: &[&str],
        mut each: impl FnMut(&Value),
    ) -> Result<()> {
        let mut after = Value::Null;
        loop {
            let mut body = json!({
                "size": PAGE,
                "query": { "bool": { "filter": [filter] } },
                "sort": [{ "group": "asc" }],
                "_source": parts,
                "track_total_hits": false,
            });
            if !after.is_null() {
                body["search_after"] = after;
            }
            let path = format!("/{}/_search", self.index);
            let found = self.client.json(&Method::POST, &path, Some(&body))?;
            let hits = found["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
            for hit in hits {
                each(&hit["_source"]);
            }
            match hits.last() {
                Some(last) if hits.len() == PAGE => after = last["sort"].clone(),
                _ => return Ok(()),
            }
        }
    }

    /// Calls `each` with the id, the roles and the publication date of all articles that satisfy a
    /// filter.
    fn each_article(
        &self,
        filter: &Value,
        mut each: impl FnMut(&str, &[Value], Option<Date>),
    ) -> Result<()> {
        let articles =
            json!({ "bool": { "filter": [{ "term": { "kind": kind::ARTICLE } }, filter] } });
        self.each(&articles, &["group", "roles", "day"], |source| {
            let roles = source["roles"].as_array().map_or(&[][..], Vec::as_slice);
            each(source["group"].as_str().unwrap_or_default(), roles, day(&source["day"]));
        })
    }

    /// Counts the names of the articles that stay as they were, and tells which of those that were
    /// changed or refused had been there.
    pub(super) fn tally(
        &self,
        changes: &mut Changes,
        refused: &[Refused],
        now: &Standing,
    ) -> Result<There> {
        let mut there = There::default();
        let mut number = changes.number;
        let mut tally = std::mem::take(&mut changes.tally);
        if changes.recount {
            tally = Tally::default();
            let new = json!({ "term": { "from": self.run } });
            self.each_article(&new, |_, roles, published| {
                number += 1;
                add_roles(&mut tally, roles, number, published);
            })?;
        }
        if now.run > 0 {
            let visible = now.visible(&self.index);
            self.each_article(&visible, |id, roles, published| {
                if let Some((id, _)) = changes.articles.get_key_value(id) {
                    there.changed.insert(Arc::clone(id));
                } else {
                    if refused.iter().any(|one| one.id == id) {
                        there.refused.insert(id.to_owned());
                    }
                    number += 1;
                    add_roles(&mut tally, roles, number, published);
                }
            })?;
        }
        changes.tally = tally;
        Ok(there)
    }
}

fn add_roles(tally: &mut Tally, roles: &[Value], article: u64, published: Option<Date>) {
    for role in roles.iter().filter_map(Value::as_str) {
        tally.add(role, article, published);
    }
}

/// The day that a number of days from 1970 on is.
fn day(days: &Value) -> Option<Date> {
    let days: Days = i32::try_from(days.as_i64()?).ok()?.days();
    Date::constant(1970, 1, 1).checked_add(days).ok()
}

//! Facet counts: which passes they need, how their values are ordered and named.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::Searcher;

use super::collect::{Collect, Collected};
use super::compile::reserved;
use super::schema::RESERVED;
use super::searcher::EmbeddedEngine;
use crate::engine::{Engine as _, NameKeys};
use crate::error::Result;
use crate::facet::Reserved;
use crate::hit::{FacetCounts, FacetValue};
use crate::query::{self, Facet, Filter, Grain, Request, Sort, Value};

/// Names from which on the whole list is read at once instead of each by itself.
const MANY_NAMES: usize = 200;

/// A value, or combination of values, with its passages and articles.
type Row = (Vec<String>, (u64, u64));

/// Passages and articles of each value, or combination of values, of a facet.
pub(super) type Counts = FxHashMap<Vec<String>, (u64, u64)>;

impl EmbeddedEngine {
    /// Counts the facets that no filter narrows with the hits, the others in passes of their own.
    pub(super) fn facets(
        &self,
        searcher: &Searcher,
        request: &Request,
        names: &NameKeys,
        shared: &[usize],
        mut counted: Vec<Counts>,
    ) -> Result<Vec<FacetCounts>> {
        let mut out = Vec::with_capacity(request.facets.len());
        for (i, facet) in request.facets.iter().enumerate() {
            let counts = if let Some(at) = shared.iter().position(|shared| *shared == i) {
                std::mem::take(&mut counted[at])
            } else {
                let filters: Vec<&Filter> =
                    request.filters.iter().filter(|filter| !narrows(filter, facet)).collect();
                let query = self.compiler(request, names, false).compile(&request.ast, &filters);
                let collect = Collect {
                    depth: 0,
                    sort: Sort::Newest,
                    scored: false,
                    decay: None,
                    collapse: false,
                    facets: vec![self.columns(searcher, facet)],
                    article: self.article_term(),
                    columns: Arc::clone(&self.columns),
                };
                let mut collected: Collected = self.run(searcher, &*query, &collect)?;
                collected.facets.pop().unwrap_or_default()
            };
            out.push(self.facet_counts(request, names, facet, counts)?);
        }
        Ok(out)
    }

    pub(super) fn columns(&self, searcher: &Searcher, facet: &Facet) -> Vec<String> {
        facet
            .fields
            .iter()
            .map(|(field, grain)| {
                searcher.schema().get_field_name(self.fields.facet(*field, *grain)).to_owned()
            })
            .collect()
    }

    /// Orders and labels the values of a facet.
    fn facet_counts(
        &self,
        request: &Request,
        names: &NameKeys,
        facet: &Facet,
        counts: Counts,
    ) -> Result<FacetCounts> {
        let mut rows: Vec<Row> = counts.into_iter().collect();
        rows.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let is_missing = |row: &Row| row.0.iter().all(|value| value.starts_with(RESERVED));
        let (missing, mut rows): (Vec<_>, Vec<_>) = rows.into_iter().partition(is_missing);
        let truncated = rows.len() > facet.limit;
        rows.truncate(facet.limit);
        if facet.fields.len() == 1 && facet.fields[0].0.is_date() {
            rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        }
        rows.extend(missing);
        let labels = self.labels(facet, &rows)?;
        let values = rows
            .into_iter()
            .map(|(keys, (passages, articles))| {
                let selected = facet
                    .fields
                    .iter()
                    .zip(&keys)
                    .all(|((field, _), key)| is_selected(request, names, *field, key));
                let label = facet
                    .fields
                    .iter()
                    .zip(&keys)
                    .map(|((field, _), key)| match labels.get(key) {
                        Some(label) if field.is_name() => label.clone(),
                        _ => key.trim_start_matches(RESERVED).to_owned(),
                    })
                    .collect();
                let value = keys.iter().map(|key| key.trim_start_matches(RESERVED).to_owned());
                FacetValue { value: value.collect(), label, passages, articles, selected }
            })
            .collect();
        let fields = facet.fields.iter().map(|(field, grain)| facet_name(*field, *grain)).collect();
        Ok(FacetCounts { fields, values, truncated })
    }

    /// The labels of the names among some rows, by key.
    fn labels(&self, facet: &Facet, rows: &[Row]) -> Result<FxHashMap<String, String>> {
        let named = (0..facet.fields.len()).filter(|i| facet.fields[*i].0.is_name());
        let keys: BTreeSet<&str> = named
            .flat_map(|i| rows.iter().map(move |row| row.0[i].as_str()))
            .filter(|key| !key.starts_with(RESERVED))
            .collect();
        if keys.len() > MANY_NAMES {
            let people = self.people()?;
            return Ok(people.into_iter().map(|person| (person.key, person.label)).collect());
        }
        let mut labels = FxHashMap::default();
        for key in keys {
            if let Some(person) = self.person(key)? {
                labels.insert(person.key, person.label);
            }
        }
        Ok(labels)
    }
}

/// How users name a facet: `speaker`, `date:month`.
fn facet_name(field: query::Field, grain: Grain) -> String {
    if !field.is_date() {
        return field.name().to_owned();
    }
    let grain = match grain {
        Grain::Year => "year",
        Grain::Month => "month",
        Grain::Day => "day",
    };
    format!("{}:{grain}", field.name())
}

/// Whether a filter is the facet's own.
pub(super) fn narrows(filter: &Filter, facet: &Facet) -> bool {
    facet.fields.iter().any(|(field, _)| *field == filter.field)
}

fn is_selected(request: &Request, names: &NameKeys, field: query::Field, key: &str) -> bool {
    let filters = request.filters.iter().filter(|filter| filter.field == field);
    let bare = key.trim_start_matches(RESERVED);
    filters.flat_map(|filter| &filter.values).any(|value| match value {
        Value::Name(name) => {
            !key.starts_with(RESERVED) && names.of(field, name).iter().any(|own| own == key)
        }
        Value::None => key == reserved(Reserved::None),
        Value::Group => key == reserved(Reserved::Group),
        Value::Unknown => key == reserved(Reserved::Unknown),
        Value::Date(asked) => asked.to_string() == bare,
    })
}

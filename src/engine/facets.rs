//! Facets as every engine stores and shows them: the values of a passage, and the order, labels and
//! names of counted ones.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::{Engine, NameKeys};
use crate::article::Article;
use crate::error::Result;
use crate::facet::{DayRange, Entry, NameRef, Reserved, Speaking, published};
use crate::hit::{FacetCounts, FacetValue};
use crate::query::{Facet, Field, Filter, Grain, Request, Value};

/// Stands before facet values that are no names ("\u{1}none"), so none can be mistaken for one.
pub(super) const RESERVED: char = '\u{1}';

/// Names from which on the whole list is read at once instead of each by itself.
const MANY_NAMES: usize = 200;

/// A value, or combination of values, with its passages and articles.
pub(super) type Row = (Vec<String>, (u64, u64));

/// Passages and articles of each value, or combination of values, of a facet.
pub(super) type Counts = FxHashMap<Vec<String>, (u64, u64)>;

/// The stored form of a reserved facet value.
pub(super) fn reserved(reserved: Reserved) -> String {
    format!("{RESERVED}{}", reserved.name())
}

/// Who says something, as it is stored.
pub(super) fn speaking(speaker: &Speaking) -> String {
    match speaker {
        Speaking::Named(key) => key.clone(),
        Speaking::Unnamed(missing) => reserved(*missing),
    }
}

/// The values of a passage in a facet as they are stored: the reserved `none` where there are none.
pub(super) fn values(article: &Article, entry: &Entry, field: Field, grain: Grain) -> Vec<String> {
    let facets = &entry.facets;
    let keys = |names: &[NameRef]| names.iter().map(|name| name.key.clone()).collect();
    let mut values: Vec<String> = match field {
        Field::Speaker => {
            let missing = facets.missing.iter().map(|missing| reserved(*missing));
            let named = facets.speakers.iter().map(|name| name.key.clone());
            return named.chain(missing).collect();
        }
        Field::Person => keys(&facets.people),
        Field::Org => keys(&facets.bodies),
        Field::Outlet => article.outlet.iter().cloned().collect(),
        Field::Byline => article.byline.clone(),
        Field::Section => entry.passage.section.iter().cloned().collect(),
        Field::Lang => article.language.iter().cloned().collect(),
        Field::Id => vec![article.id.clone()],
        Field::Date | Field::Mentioned | Field::Published => {
            // A passage counts once per node.
            let nodes: BTreeSet<String> =
                days(article, entry, field).iter().map(|days| days.node(grain)).collect();
            nodes.into_iter().collect()
        }
    };
    if values.is_empty() {
        values.push(reserved(Reserved::None));
    }
    values
}

/// The calendar values of a passage in a field of dates.
pub(super) fn days(article: &Article, entry: &Entry, field: Field) -> Vec<DayRange> {
    match field {
        Field::Date => entry.facets.about.clone(),
        Field::Mentioned => entry.facets.mentioned.clone(),
        _ => published(article).into_iter().collect(),
    }
}

/// The values of a facet that are shown, those with most passages first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// At most as many as are wanted.
    pub(super) most: Vec<Row>,
    /// What passages without a value count as.
    pub(super) missing: Vec<Row>,
    /// Whether there are more.
    pub(super) truncated: bool,
}

impl Rows {
    /// The `limit` values with most passages.
    pub(super) fn of(counts: impl IntoIterator<Item = Row>, limit: usize) -> Self {
        let order = |a: &Row, b: &Row| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
        let is_missing = |row: &Row| row.0.iter().all(|value| value.starts_with(RESERVED));
        let (mut missing, mut most): (Vec<_>, Vec<_>) = counts.into_iter().partition(is_missing);
        let truncated = most.len() > limit;
        if truncated {
            // There may be as many values as passages, of which a few are shown.
            most.select_nth_unstable_by(limit, order);
            most.truncate(limit);
        }
        most.sort_unstable_by(order);
        missing.sort_unstable_by(order);
        Self { most, missing, truncated }
    }
}

/// Orders and labels the values of a facet.
pub(super) fn facet_rows(
    engine: &dyn Engine,
    request: &Request,
    names: &NameKeys,
    facet: &Facet,
    rows: Rows,
) -> Result<FacetCounts> {
    let Rows { most: mut rows, missing, truncated } = rows;
    if facet.fields.len() == 1 && facet.fields[0].0.is_date() {
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    }
    rows.extend(missing);
    let labels = labels(engine, facet, &rows)?;
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
    Ok(FacetCounts { fields, values, truncated, estimated: false })
}

/// The labels of the names among some rows, by key.
fn labels(engine: &dyn Engine, facet: &Facet, rows: &[Row]) -> Result<FxHashMap<String, String>> {
    let named = (0..facet.fields.len()).filter(|i| facet.fields[*i].0.is_name());
    let keys: BTreeSet<&str> = named
        .flat_map(|i| rows.iter().map(move |row| row.0[i].as_str()))
        .filter(|key| !key.starts_with(RESERVED))
        .collect();
    if keys.is_empty() {
        return Ok(FxHashMap::default());
    }
    let people =
        if keys.len() > MANY_NAMES { engine.people()? } else { engine.people_of(&keys)? };
    Ok(people.into_iter().map(|person| (person.key, person.label)).collect())
}

/// How users name a facet: `speaker`, `date:month`.
fn facet_name(field: Field, grain: Grain) -> String {
    if !field.is_date() {
        return field.name().to_owned();
    }
    format!("{}:{}", field.name(), grain.name())
}

/// Whether a filter is the facet's own.
pub(super) fn narrows(filter: &Filter, facet: &Facet) -> bool {
    facet.fields.iter().any(|(field, _)| *field == filter.field)
}

fn is_selected(request: &Request, names: &NameKeys, field: Field, key: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn rows_are_the_first_of_all_in_their_order(
            counts in prop::collection::hash_map("[ab\u{1}][a-d]{0,2}", (1_u64..4, 1_u64..3), 0..40),
            limit in 0_usize..45,
        ) {
            let counts = counts.into_iter().map(|(value, count)| (vec![value], count));
            let mut all: Vec<Row> = counts.collect();
            let Rows { most, missing, truncated } = Rows::of(all.clone(), limit);
            all.sort_by_key(|(values, (passages, articles))| {
                (u64::MAX - passages, u64::MAX - articles, values.clone())
            });
            let (without, with): (Vec<Row>, Vec<Row>) =
                all.into_iter().partition(|(values, _)| values[0].starts_with(RESERVED));
            prop_assert_eq!(truncated, with.len() > limit);
            prop_assert_eq!(most, with.into_iter().take(limit).collect::<Vec<_>>());
            prop_assert_eq!(missing, without);
        }
    }
}

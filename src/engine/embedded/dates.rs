//! Dates asked for → engine queries.

use tantivy::collector::Count;
use tantivy::columnar::Column;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{BooleanQuery, Query, TermSetQuery};
use tantivy::{Searcher, SegmentReader, Term};

use super::compile::{Compiler, term};
use super::engine_error;
use super::searcher::EmbeddedEngine;
use crate::engine::NameKeys;
use crate::error::Result;
use crate::facet::{DayRange, ordinal};
use crate::query::{self, DateValue, Filter, Grain, Request, Value};

impl Compiler<'_> {
    /// Values that lie within the days asked for. What is one node of the tree is one term.
    pub(super) fn dates(&self, field: query::Field, asked: DateValue) -> Box<dyn Query> {
        let dates = *self.fields.dates(field);
        if !self.date_overlap {
            match asked {
                DateValue::NoYear => return term(dates.year, "XXXX"),
                DateValue::NoMonth { year } => return term(dates.month, &format!("{year:04}-XX")),
                DateValue::NoDay { year, month } => {
                    return term(dates.day, &format!("{year:04}-{month:02}-XX"));
                }
                DateValue::Range { from: Some(from), to: Some(to) } => {
                    let range = DayRange { first: from, last: to };
                    if from == to {
                        return term(dates.day, &range.node(Grain::Day));
                    }
                    if from == from.first_of_month() && to == from.last_of_month() {
                        return term(dates.month, &range.node(Grain::Month));
                    }
                    if from == from.first_of_year() && to == from.last_of_year() {
                        return term(dates.year, &range.node(Grain::Year));
                    }
                }
                DateValue::Range { .. } => {}
            }
        }
        self.scan(field, move |range: Packed, overlap| range.matches(asked, overlap))
    }

    fn scan(
        &self,
        field: query::Field,
        holds: impl Fn(Packed, bool) -> bool + Clone + Send + Sync + 'static,
    ) -> Box<dyn Query> {
        let name = format!("{}_days", field.name());
        let overlap = self.date_overlap;
        let predicate = FunctionPredicate::from(move |reader: &SegmentReader| {
            let column: Column<u64> = reader.fast_fields().u64(&name)?;
            let holds = holds.clone();
            Ok(move |doc| column.values_for_doc(doc).any(|bits| holds(Packed(bits), overlap)))
        });
        Box::new(DocPredicateQuery::from(predicate))
    }
}

impl EmbeddedEngine {
    /// Passages that match but for a date wider than the range asked for.
    pub(super) fn wider_dates(
        &self,
        searcher: &Searcher,
        request: &Request,
        names: &NameKeys,
        hits: u64,
    ) -> Result<u64> {
        let (dates, others): (Vec<&Filter>, Vec<&Filter>) =
            request.filters.iter().partition(|filter| filter.field.is_date());
        let edges = dates.iter().flat_map(|filter| {
            let day = self.fields.dates(filter.field).day;
            let nodes = filter.values.iter().flat_map(edges);
            nodes.map(move |node| Term::from_field_text(day, &node))
        });
        let edges: Vec<Term> = edges.collect();
        if request.date_overlap || edges.is_empty() {
            return Ok(0);
        }
        let filters: Vec<&Filter> = others.into_iter().chain(dates.iter().copied()).collect();
        let query = |date_overlap| {
            let request = Request { date_overlap, ..request.clone() };
            self.compiler(&request, names, false).compile(&request.ast, &filters)
        };
        let count = |query: &dyn Query| searcher.search(query, &Count).map_err(engine_error);
        let wide = query(true);
        if has_dates(&request.ast) {
            return Ok((count(&*wide)? as u64).saturating_sub(hits));
        }
        // What overlaps a range and does not lie within it stands at one of few nodes: looking at
        // these alone spares a look at every passage.
        let edges: Box<dyn Query> = Box::new(TermSetQuery::new(edges));
        let at_edges = |query| BooleanQuery::intersection(vec![query, edges.box_clone()]);
        let (wide, narrow) = (count(&at_edges(wide))?, count(&at_edges(query(false)))?);
        Ok(wide.saturating_sub(narrow) as u64)
    }
}

/// The nodes, by day, of values that hold a day at an end of the range asked for, and the day
/// beyond it.
fn edges(value: &Value) -> Vec<String> {
    let Value::Date(query::DateValue::Range { from, to }) = value else { return Vec::new() };
    let nodes = from.iter().chain(to).flat_map(|day| {
        let month = DayRange { first: day.first_of_month(), last: day.last_of_month() };
        let year = DayRange { first: day.first_of_year(), last: day.last_of_year() };
        [month.node(Grain::Day), year.node(Grain::Day)]
    });
    nodes.chain(std::iter::once("XXXX".to_owned())).collect()
}

/// Whether dates are asked for within the query.
fn has_dates(ast: &query::Ast) -> bool {
    ast.clauses().iter().any(
        |placed| matches!(placed.clause, query::Clause::Field { field, .. } if field.is_date()),
    )
}

/// A packed range of days.
#[derive(Clone, Copy)]
struct Packed(u64);

impl Packed {
    fn matches(self, asked: DateValue, overlap: bool) -> bool {
        match asked {
            DateValue::Range { from, to } => {
                let (first, last) = (self.0 >> 32, self.0 & 0xffff_ffff);
                let from = from.map_or(0, |day| u64::from(ordinal(day)));
                let to = to.map_or(u64::MAX, |day| u64::from(ordinal(day)));
                if overlap { from <= last && first <= to } else { from <= first && last <= to }
            }
            asked => DayRange::unpack(self.0).is_some_and(|range| range.lies_in(asked)),
        }
    }
}

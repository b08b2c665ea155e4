//! Dates asked for → engine queries.

use tantivy::collector::Count;
use tantivy::columnar::Column;
use tantivy::query::doc_predicate_query::{DocPredicateQuery, FunctionPredicate};
use tantivy::query::{BooleanQuery, EnableScoring, Query, TermSetQuery, Weight};
use tantivy::{DocId, Searcher, SegmentReader, Term};

use super::compile::{Queries, term};
use super::engine_error;
use super::searcher::EmbeddedEngine;
use crate::engine::NameKeys;
use crate::engine::asked::{edges, has_dates, node};
use crate::engine::compile::Dialect as _;
use crate::error::Result;
use crate::facet::{DayRange, ordinal};
use crate::query::{self, DateValue, Filter, Request, Value};

impl Queries<'_> {
    /// Values that lie within the days asked for, or overlap them where that is asked for. What is
    /// one node of the tree is one term.
    pub(super) fn dates(&self, field: query::Field, asked: DateValue) -> Box<dyn Query> {
        if !self.date_overlap
            && let Some((grain, node)) = node(asked)
        {
            return term(self.fields.dates(field).node(grain), &node);
        }
        Box::new(DaysQuery { field, asked, overlap: self.date_overlap })
    }

    /// What finds passages that some filters miss for a date wider than the range asked for;
    /// `None` where there cannot be any.
    pub(super) fn wider(&self, dates: &[&Filter]) -> Option<Wider> {
        let edges = self.edges(dates);
        let overlapping = dates.iter().map(|filter| {
            let values = filter.values.iter();
            self.any(values.map(|value| self.overlapping_value(filter.field, value)).collect())
        });
        (!self.date_overlap && !edges.is_empty())
            .then(|| Wider { edges, overlapping: overlapping.collect() })
    }

    fn overlapping_value(&self, field: query::Field, value: &Value) -> Box<dyn Query> {
        match value {
            Value::Date(asked) => Box::new(DaysQuery { field, asked: *asked, overlap: true }),
            value => self.value(field, value),
        }
    }

    /// What overlaps a range and does not lie within it stands at one of few nodes: looking at
    /// these alone spares a look at every passage.
    fn edges(&self, dates: &[&Filter]) -> Vec<Term> {
        let edges = dates.iter().flat_map(|filter| {
            let day = self.fields.dates(filter.field).day;
            let nodes = filter.values.iter().flat_map(edges);
            nodes.map(move |node| Term::from_field_text(day, &node))
        });
        let mut edges: Vec<Term> = edges.collect();
        edges.sort_unstable();
        edges.dedup();
        edges
    }
}

/// Where to look for passages with a date wider than asked for.
#[derive(Debug)]
pub(super) struct Wider {
    /// All of them hold one of these.
    pub(super) edges: Vec<Term>,
    /// What the filters find when dates may overlap.
    pub(super) overlapping: Vec<Box<dyn Query>>,
}

/// Passages with a value that lies within the days asked for, or overlaps them.
#[derive(Clone, Debug)]
pub(super) struct DaysQuery {
    field: query::Field,
    asked: DateValue,
    overlap: bool,
}

impl DaysQuery {
    /// Tells of the passages of a segment whether they are found.
    pub(super) fn of(
        &self,
        reader: &SegmentReader,
    ) -> tantivy::Result<impl Fn(DocId) -> bool + Send + use<>> {
        let column: Column<u64> =
            reader.fast_fields().u64(&format!("{}_days", self.field.name()))?;
        let (asked, overlap) = (self.asked, self.overlap);
        let matches = move |bits| Packed(bits).matches(asked, overlap);
        Ok(move |doc| column.values_for_doc(doc).any(matches))
    }
}

impl Query for DaysQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let days = self.clone();
        let predicate = FunctionPredicate::from(move |reader: &SegmentReader| days.of(reader));
        DocPredicateQuery::from(predicate).weight(scoring)
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
        let edges = self.compiler(request, names, false).dialect.edges(&dates);
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
        let edges: Box<dyn Query> = Box::new(TermSetQuery::new(edges));
        let at_edges = |query| BooleanQuery::intersection(vec![query, edges.box_clone()]);
        let (wide, narrow) = (count(&at_edges(wide))?, count(&at_edges(query(false)))?);
        Ok(wide.saturating_sub(narrow) as u64)
    }
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

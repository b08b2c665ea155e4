//! Facet counts of the cluster: every value is counted, however many there are.

use serde_json::{Value, json};

use super::best::{articles, estimated_articles};
use super::mapping::facet as field_of;
use super::reply::Found;
use super::searcher::ClusterEngine;
use super::view::View;
use crate::engine::NameKeys;
use crate::engine::facets::{Rows, facet_rows, narrows};
use crate::error::Result;
use crate::hit::FacetCounts;
use crate::query::{Facet, Filter, Request};

impl ClusterEngine {
    /// What asks for each facet, where that does not depend on the number of hits; else nothing.
    pub(super) fn facets_asked(&self, request: &Request, names: &NameKeys) -> Result<Vec<Value>> {
        if request.facets.is_empty() || self.totals()?.passages > self.counted {
            return Ok(Vec::new());
        }
        let asked = |facet| self.facet_asked(request, names, facet, false).1;
        Ok(request.facets.iter().map(asked).collect())
    }

    /// The hits that the filter of a facet is not asked of, and what asks for its values there.
    fn facet_asked(
        &self,
        request: &Request,
        names: &NameKeys,
        facet: &Facet,
        estimated: bool,
    ) -> (Value, Value) {
        let filters: Vec<&Filter> =
            request.filters.iter().filter(|filter| !narrows(filter, facet)).collect();
        let query = self.filter(request, names, &filters);
        let counted = if estimated { estimated_articles() } else { articles(self.counted) };
        let counted = json!({ "articles": counted });
        let asked = View::values_asked(&query, &fields(facet), Some(&counted));
        (query, asked)
    }

    /// Counts each facet over the hits that its own filter is not asked of; `first` holds what
    /// was counted for each where that is known.
    pub(super) fn facets(
        &self,
        request: &Request,
        names: &NameKeys,
        hits: u64,
        first: Vec<Found>,
    ) -> Result<Vec<FacetCounts>> {
        let mut first = first.into_iter();
        let mut out = Vec::with_capacity(request.facets.len());
        for facet in &request.facets {
            let first = first.next();
            let (query, mut asked) = self.facet_asked(request, names, facet, false);
            // So many numbers of articles are kept in the memory of the cluster, or fewer.
            let mut estimated = false;
            if first.is_none() {
                let own = request.filters.iter().any(|filter| narrows(filter, facet));
                let hits = if own { self.view.total(&query, None)?.0 } else { hits };
                estimated = hits > self.counted;
                asked = self.facet_asked(request, names, facet, estimated).1;
            }
            let mut counts = Vec::new();
            self.view.values(asked, facet.fields.len(), first, &mut |values, counted| {
                let articles = counted.articles().ok_or_else(|| self.view.broken("a count"))?;
                counts.push((values, (counted.passages, articles)));
                Ok(())
            })?;
            let rows = Rows::of(counts, facet.limit);
            let counts = facet_rows(self, request, names, facet, rows)?;
            out.push(FacetCounts { estimated, ..counts });
        }
        Ok(out)
    }
}

fn fields(facet: &Facet) -> Vec<String> {
    facet.fields.iter().map(|(field, grain)| field_of(*field, *grain)).collect()
}

//! Facet counts of the cluster: every value is counted, however many there are.

use rustc_hash::FxHashMap;
use serde_json::json;

use super::best::{articles, estimated_articles};
use super::mapping::facet as field_of;
use super::searcher::ClusterEngine;
use crate::engine::NameKeys;
use crate::engine::facets::{Counts, Rows, facet_rows, narrows};
use crate::error::Result;
use crate::hit::FacetCounts;
use crate::query::{Filter, Request};

impl ClusterEngine {
    /// Counts each facet over the hits that its own filter is not asked of.
    pub(super) fn facets(
        &self,
        request: &Request,
        names: &NameKeys,
        hits: u64,
    ) -> Result<Vec<FacetCounts>> {
        let mut out = Vec::with_capacity(request.facets.len());
        for facet in &request.facets {
            let own = request.filters.iter().any(|filter| narrows(filter, facet));
            let filters: Vec<&Filter> =
                request.filters.iter().filter(|filter| !narrows(filter, facet)).collect();
            let query = self.filter(request, names, &filters);
            let hits = if own { self.view.total(&query, None)?.0 } else { hits };
            // So many numbers of articles are kept in the memory of the cluster, or fewer.
            let estimated = hits > self.counted;
            let counted = if estimated { estimated_articles() } else { articles(self.counted) };
            let counted = json!({ "articles": counted });
            let fields: Vec<String> =
                facet.fields.iter().map(|(field, grain)| field_of(*field, *grain)).collect();
            let mut counts: Counts = FxHashMap::default();
            self.view.values(&query, &fields, Some(&counted), &mut |values, bucket| {
                let number = |count: &serde_json::Value| {
                    count.as_u64().ok_or_else(|| self.view.broken("a count"))
                };
                let passages = number(&bucket["doc_count"])?;
                let articles = number(&bucket["articles"]["value"])?;
                counts.insert(values, (passages, articles));
                Ok(())
            })?;
            let rows = Rows::of(counts, facet.limit);
            let counts = facet_rows(self, request, names, facet, rows)?;
            out.push(FacetCounts { estimated, ..counts });
        }
        Ok(out)
    }
}

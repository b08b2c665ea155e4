//! Facet counts: which passes they need.

use std::sync::Arc;

use tantivy::Searcher;

use super::collect::{Collect, Collected};
use super::counter::Counting;
use super::searcher::EmbeddedEngine;
use crate::engine::NameKeys;
use crate::engine::facets::{Rows, facet_rows, narrows};
use crate::error::Result;
use crate::hit::FacetCounts;
use crate::query::{Facet, Filter, Request, Sort};

impl EmbeddedEngine {
    /// Counts the facets that no filter narrows with the hits, the others in passes of their own.
    pub(super) fn facets(
        &self,
        searcher: &Searcher,
        request: &Request,
        names: &NameKeys,
        shared: &[usize],
        mut counted: Vec<Rows>,
    ) -> Result<Vec<FacetCounts>> {
        let mut out = Vec::with_capacity(request.facets.len());
        for (i, facet) in request.facets.iter().enumerate() {
            let rows = if let Some(at) = shared.iter().position(|shared| *shared == i) {
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
                    facets: vec![self.counting(searcher, facet)],
                    article: self.article_term(),
                    wider: false,
                    passage: self.passage_term(),
                    columns: Arc::clone(&self.columns),
                };
                let mut collected: Collected = collect.search(self, searcher, &*query)?;
                collected.facets.pop().unwrap_or_default()
            };
            out.push(facet_rows(self, request, names, facet, rows)?);
        }
        Ok(out)
    }

    pub(super) fn counting(&self, searcher: &Searcher, facet: &Facet) -> Counting {
        let schema = searcher.schema();
        let columns = facet.fields.iter().map(|(field, grain)| {
            schema.get_field_name(self.fields.facet(*field, *grain)).to_owned()
        });
        Counting { columns: columns.collect(), limit: facet.limit }
    }
}

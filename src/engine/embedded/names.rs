//! Which names stand in which articles.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;

use super::engine_error;
use super::searcher::{EmbeddedEngine, all_values};
use crate::engine::names::found_name;
use crate::error::Result;
use crate::facet::key;

impl EmbeddedEngine {
    /// The names of some keys by article, as they were found.
    pub(super) fn read_names_in_articles(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<FxHashMap<String, BTreeSet<String>>> {
        let mut out: FxHashMap<String, BTreeSet<String>> = FxHashMap::default();
        if keys.is_empty() {
            return Ok(out);
        }
        for reader in self.searcher().segment_readers() {
            let fast = reader.fast_fields();
            let Some(groups) = fast.str("group").map_err(engine_error)? else { continue };
            let Some(roles) = fast.str("roles").map_err(engine_error)? else { continue };
            let wanted = |role: &String| {
                found_name(role).filter(|name| keys.contains(&key(name))).map(str::to_owned)
            };
            let names: Vec<Option<String>> = all_values(&roles)?.iter().map(wanted).collect();
            for doc in reader.doc_ids_alive() {
                let mut found = roles.term_ords(doc).filter_map(|role| {
                    usize::try_from(role).ok().and_then(|i| names.get(i)?.as_ref())
                });
                let Some(first) = found.next() else { continue };
                let Some(group) = groups.term_ords(doc).next() else { continue };
                let mut id = String::new();
                groups.ord_to_str(group, &mut id).map_err(|error| engine_error(error.into()))?;
                let own = out.entry(id).or_default();
                own.insert(first.clone());
                own.extend(found.cloned());
            }
        }
        Ok(out)
    }
}

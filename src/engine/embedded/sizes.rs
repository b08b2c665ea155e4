//! What the files of the index hold, by field and part.

use std::collections::BTreeMap;

use tantivy::space_usage::PerFieldSpaceUsage;

use super::schema::kind;
use super::searcher::{EmbeddedEngine, docs, term};
use super::{engine_error, size_of};
use crate::engine::record::{ArticleData, PassageData, decode, encode};
use crate::engine::{FieldSize, Sizes, StoredSizes};
use crate::error::Result;

impl EmbeddedEngine {
    pub(super) fn read_sizes(&self) -> Result<Sizes> {
        let usage = self.searcher().space_usage().map_err(|error| engine_error(error.into()))?;
        let mut fields: BTreeMap<String, FieldSize> = BTreeMap::new();
        let mut add = |usage: &PerFieldSpaceUsage, part: fn(&mut FieldSize) -> &mut u64| {
            for field in usage.fields() {
                let name = field.field_name();
                *part(fields.entry(name.to_owned()).or_default()) += field.total().get_bytes();
            }
        };
        let mut sizes = Sizes { index: size_of(&self.path), ..Sizes::default() };
        for segment in usage.segments() {
            sizes.store += segment.store().total().get_bytes();
            sizes.removed += segment.deletes().get_bytes();
            add(segment.termdict(), |field| &mut field.terms);
            add(segment.postings(), |field| &mut field.postings);
            add(segment.positions(), |field| &mut field.positions);
            add(segment.fieldnorms(), |field| &mut field.norms);
            add(segment.fast_fields(), |field| &mut field.column);
        }
        sizes.fields =
            fields.into_iter().map(|(field, size)| FieldSize { field, ..size }).collect();
        sizes.fields.sort_by_key(|field| std::cmp::Reverse(field.total()));
        let known = sizes.store + sizes.removed;
        let known = known + sizes.fields.iter().map(FieldSize::total).sum::<u64>();
        sizes.rest = sizes.index.saturating_sub(known);
        sizes.stored = self.read_stored_sizes()?;
        Ok(sizes)
    }

    /// Reads every record.
    fn read_stored_sizes(&self) -> Result<StoredSizes> {
        let mut sizes = StoredSizes::default();
        self.each_record(kind::ARTICLE, |bytes| {
            decode::<ArticleData>(bytes)?;
            sizes.articles += bytes.len() as u64;
            Ok(())
        })?;
        self.each_record(kind::PASSAGE, |bytes| {
            let passage: PassageData = decode(bytes)?;
            let text = passage.text().len() as u64;
            let annotations = encode(passage.notes())?.len() as u64;
            sizes.text += text;
            sizes.annotations += annotations;
            sizes.passages += (bytes.len() as u64).saturating_sub(text + annotations);
            Ok(())
        })?;
        self.each_record(kind::NAME, |bytes| {
            sizes.names += bytes.len() as u64;
            Ok(())
        })?;
        self.each_record(kind::FILE, |bytes| {
            sizes.files += bytes.len() as u64;
            Ok(())
        })?;
        Ok(sizes)
    }

    /// Calls `each` with the stored bytes of every record of a kind.
    fn each_record(&self, kind: &str, mut each: impl FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let mut store = None;
        for address in docs(&self.searcher(), &term(self.fields.kind, kind))? {
            each(&self.bytes_in_order(&mut store, address)?)?;
        }
        Ok(())
    }
}

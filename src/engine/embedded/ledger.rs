//! The ledger of files and the whole of the store, read in the order in which they lie.

use tantivy::directory::OwnedBytes;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::store::StoreReader;
use tantivy::{DocAddress, DocSet as _, SegmentReader, TERMINATED};

use super::schema::kind;
use super::searcher::{EmbeddedEngine, docs, term};
use super::{engine_error, stored};
use crate::engine::record::{ArticleData, PassageData, corrupt, decode, join};
use crate::engine::{FileEntry, FileKey};
use crate::error::Result;
use crate::hit::StoredArticle;

/// Blocks of the store that are kept unpacked while it is read from front to back.
const BLOCKS: usize = 4;

/// Root and path of a file as one term.
pub(super) fn file_term(key: &FileKey) -> String {
    format!("{}\0{}", key.root, key.path)
}

/// The files that a segment has entries of.
pub(super) fn files_of(reader: &SegmentReader, file: Field) -> Result<Vec<FileKey>> {
    let inverted = reader.inverted_index(file).map_err(engine_error)?;
    let mut terms = inverted.terms().stream().map_err(|error| engine_error(error.into()))?;
    let mut files = Vec::new();
    while terms.advance() {
        let mut docs = inverted
            .read_postings_from_terminfo(terms.value(), IndexRecordOption::Basic)
            .map_err(|error| engine_error(error.into()))?;
        while docs.doc() != TERMINATED && reader.is_deleted(docs.doc()) {
            docs.advance();
        }
        if docs.doc() == TERMINATED {
            continue;
        }
        let term = String::from_utf8_lossy(terms.key());
        if let Some((root, path)) = term.split_once('\0') {
            files.push(FileKey { root: root.to_owned(), path: path.to_owned() });
        }
    }
    Ok(files)
}

impl EmbeddedEngine {
    pub(super) fn read_ledger(&self) -> Result<Vec<FileEntry>> {
        let searcher = self.searcher();
        let mut entries = Vec::new();
        let mut store: Option<(u32, StoreReader)> = None;
        for address in docs(&searcher, &term(self.fields.kind, kind::FILE))? {
            let bytes = self.bytes_in_order(&mut store, address)?;
            entries.push(decode::<FileEntry>(&bytes)?);
        }
        entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(entries)
    }

    pub(super) fn read_articles(
        &self,
        each: &mut dyn FnMut(&str, Result<StoredArticle>),
    ) -> Result<()> {
        let searcher = self.searcher();
        let articles = docs(&searcher, &term(self.fields.kind, kind::ARTICLE))?;
        let passages = docs(&searcher, &term(self.fields.kind, kind::PASSAGE))?;
        let mut passages = passages.into_iter().peekable();
        let mut store = None;
        for (i, address) in articles.iter().enumerate() {
            // The passages of an article lie between it and the next one of its segment.
            let next = articles.get(i + 1).filter(|next| next.segment_ord == address.segment_ord);
            let end = next.map_or(u32::MAX, |next| next.doc_id);
            let mut own = Vec::new();
            while let Some(passage) = passages.next_if(|passage| {
                passage.segment_ord < address.segment_ord
                    || (passage.segment_ord == address.segment_ord && passage.doc_id < end)
            }) {
                own.push(passage);
            }
            match self.article_at(&mut store, *address, &own) {
                Ok(stored) => each(&stored.article.id.clone(), Ok(stored)),
                Err(error) => each(&self.id_at(*address)?, Err(error)),
            }
        }
        Ok(())
    }

    fn article_at(
        &self,
        store: &mut Option<(u32, StoreReader)>,
        article: DocAddress,
        passages: &[DocAddress],
    ) -> Result<StoredArticle> {
        let data: ArticleData = decode(&self.bytes_in_order(store, article)?)?;
        let passages = passages
            .iter()
            .map(|address| decode::<PassageData>(&self.bytes_in_order(store, *address)?))
            .collect::<Result<Vec<_>>>()?;
        join(data, passages)
    }

    /// The id of the article a record belongs to.
    fn id_at(&self, address: DocAddress) -> Result<String> {
        let searcher = self.searcher();
        let reader = searcher.segment_reader(address.segment_ord);
        let groups = reader.fast_fields().str("group").map_err(engine_error)?;
        let groups = groups.ok_or_else(|| corrupt("an article without an id"))?;
        let mut id = String::new();
        let ordinal = groups.term_ords(address.doc_id).next();
        let ordinal = ordinal.ok_or_else(|| corrupt("an article without an id"))?;
        groups.ord_to_str(ordinal, &mut id).map_err(|error| engine_error(error.into()))?;
        Ok(id)
    }

    /// The data of a record; `store` is the reader of the segment read last.
    pub(super) fn bytes_in_order(
        &self,
        store: &mut Option<(u32, StoreReader)>,
        address: DocAddress,
    ) -> Result<OwnedBytes> {
        if store.as_ref().is_none_or(|(segment, _)| *segment != address.segment_ord) {
            let searcher = self.searcher();
            let reader = searcher.segment_reader(address.segment_ord);
            let opened =
                reader.get_store_reader(BLOCKS).map_err(|error| engine_error(error.into()))?;
            *store = Some((address.segment_ord, opened));
        }
        let (_, reader) = store.as_ref().ok_or_else(|| corrupt("a segment without a store"))?;
        stored::data(reader, self.fields.data, address.doc_id)
            .map_err(engine_error)?
            .ok_or_else(|| corrupt("a record without data"))
    }
}

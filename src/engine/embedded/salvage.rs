//! What can be read of a damaged index.
//!
//! Only the store of each segment is needed: records lie there in the order in which they were
//! written, an article before its passages, so that what follows from a lost one is told from what
//! stands by itself. A record is taken when its blocks are what their checksums say, an article
//! when all its passages are there and in their places. So what is read is what was written, or it
//! is not read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::fastfield::AliveBitSet;
use tantivy::index::{Segment, SegmentComponent};
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocId, Index, SegmentReader};

use super::directory::Access;
use super::ledger::files_of;
use super::schema::Fields;
use super::searcher::fingerprints_of;
use super::{damaged_mark, directory, engine_error, standing, state_of, stored};
use crate::article::{article_id, is_id};
use crate::engine::record::{ArticleData, PassageData, corrupt, decode_whole, join};
use crate::engine::{FileEntry, FileKey, Memory, State};
use crate::error::Result;
use crate::hit::StoredArticle;

/// Blocks of a store that are kept unpacked.
const BLOCKS: usize = 8;

/// The articles and files of an index that can be read, whatever else is damaged.
pub struct Salvage {
    state: State,
    stores: Vec<StoreReader>,
    data: Field,
    articles: FxHashMap<String, Place>,
    ledger: Vec<FileEntry>,
    lost: Vec<Lost>,
}

/// Something that was in an index and cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lost {
    /// The file of the article, or the one that nothing more is known of; `None` when that is not
    /// told any more.
    pub file: Option<FileKey>,
    /// The article; without one and without a file nothing tells what was lost.
    pub id: Option<String>,
}

/// Where an article lies.
#[derive(Clone)]
struct Place {
    store: usize,
    article: DocId,
    passages: Vec<DocId>,
}

/// Reads what can be read of the index called `path`.
///
/// # Errors
///
/// When it was made by another version, or when not even its list of segments can be read.
pub fn salvage(path: &Path) -> Result<Salvage> {
    let path = &standing(path);
    damaged_mark(path)?;
    let directory = directory(path, Access::Salvage)?;
    let index = Index::open(directory.clone()).map_err(engine_error)?;
    let (schema, fields) = Fields::build();
    if index.schema() != schema {
        return Err(corrupt("its fields are not those of this format"));
    }
    let state = state_of(&index)?;
    let mut found = Findings::default();
    let mut stores = Vec::new();
    for segment in index.searchable_segments().map_err(engine_error)? {
        let name = segment.relative_path(SegmentComponent::Store);
        let file = segment.open_read(SegmentComponent::Store).ok();
        let file = file.filter(|_| directory.ends_whole(&name));
        if let Some(store) = file.and_then(|file| StoreReader::open(file, BLOCKS).ok()) {
            let unreadable = found.read(&segment, &store, fields.data, stores.len());
            stores.push(store);
            if !unreadable {
                continue;
            }
        }
        found.unreadable = true;
        found.list(&segment, &fields);
    }
    let Findings { certain, doubtful, unreadable, names } = found;
    let mut articles = certain.articles;
    if !unreadable {
        // Of an article in doubt there can be no later version, and it was not removed.
        let named: FxHashSet<&String> = certain.ledger.values().flat_map(FileEntry::ids).collect();
        let kept = doubtful.articles.into_iter();
        let kept = kept.filter(|(id, _)| {
            named.contains(id) && !doubtful.twice.contains(id) && !articles.contains_key(id)
        });
        let kept: Vec<(String, Place)> = kept.collect();
        articles.extend(kept);
    }
    let mut ledger = doubtful.ledger;
    ledger.extend(certain.ledger);
    let mut out = Salvage {
        state,
        stores,
        data: fields.data,
        articles,
        ledger: ledger.into_values().collect(),
        lost: Vec::new(),
    };
    out.settle_ledger();
    out.name_lost(names);
    Ok(out)
}

/// Records of all segments.
#[derive(Default)]
struct Findings {
    certain: Records,
    /// Records that may have been replaced or removed: what tells is damaged.
    doubtful: Records,
    /// Whether there is a record that cannot be read.
    unreadable: bool,
    /// What is in the segments of such records.
    names: Names,
}

/// What lies beside the store of some segments.
#[derive(Default)]
struct Names {
    articles: BTreeSet<String>,
    files: BTreeSet<FileKey>,
    /// Whether this could not be told of one of them.
    incomplete: bool,
}

#[derive(Default)]
struct Records {
    articles: FxHashMap<String, Place>,
    /// Ids of articles that were found more than once.
    twice: FxHashSet<String>,
    ledger: BTreeMap<FileKey, FileEntry>,
}

impl Records {
    fn insert(&mut self, id: String, place: Place) {
        if self.articles.insert(id.clone(), place).is_some() {
            self.twice.insert(id);
        }
    }
}

/// An article some of whose passages were not come upon yet.
struct Begun {
    place: Place,
    article: ArticleData,
    passages: Vec<PassageData>,
}

impl Findings {
    /// Lists what is in a segment, whether its store can be read or not.
    fn list(&mut self, segment: &Segment, fields: &Fields) {
        let listed = SegmentReader::open(segment)
            .map_err(engine_error)
            .and_then(|reader| Ok((fingerprints_of(&reader)?, files_of(&reader, fields.file)?)));
        match listed {
            Ok((prints, files)) => {
                self.names.articles.extend(prints.into_iter().map(|(id, _)| id));
                self.names.files.extend(files);
            }
            Err(_) => self.names.incomplete = true,
        }
    }

    /// Reads the store of a segment; tells whether a record cannot be read.
    fn read(&mut self, segment: &Segment, store: &StoreReader, data: Field, number: usize) -> bool {
        let alive = if segment.meta().has_deletes() {
            let file = segment.open_read(SegmentComponent::Delete);
            let bytes = file.ok().and_then(|file| file.read_bytes().ok());
            bytes.map(|bytes| Some(AliveBitSet::open(bytes)))
        } else {
            Some(None)
        };
        let (records, alive) = match alive {
            Some(alive) => (&mut self.certain, alive),
            None => (&mut self.doubtful, None),
        };
        let mut unreadable = false;
        let mut begun: Option<Begun> = None;
        for doc in 0..segment.meta().max_doc() {
            if alive.as_ref().is_some_and(|alive| !alive.is_alive(doc)) {
                continue;
            }
            let bytes = match stored::data(store, data, doc) {
                Ok(Some(bytes)) => bytes,
                // What somebody says is no record of the store.
                Ok(None) => continue,
                Err(_) => {
                    // What follows may belong to an article that was lost with this record.
                    begun = None;
                    unreadable = true;
                    continue;
                }
            };
            if let Some(open) = &mut begun
                && let Some(passage) = decode_whole::<PassageData>(&bytes)
            {
                open.passages.push(passage);
                open.place.passages.push(doc);
            } else if let Some(article) =
                decode_whole::<ArticleData>(&bytes).filter(|article| is_id(&article.head.id))
            {
                let place = Place { store: number, article: doc, passages: Vec::new() };
                begun = Some(Begun { place, article, passages: Vec::new() });
            } else if let Some(entry) =
                decode_whole::<FileEntry>(&bytes).filter(|entry| entry.ids().all(|id| is_id(id)))
            {
                records.ledger.insert(entry.key.clone(), entry);
            }
            if let Some(whole) =
                begun.take_if(|begun| begun.passages.len() == begun.article.passages())
            {
                let Begun { place, article, passages } = whole;
                let id = article.head.id.clone();
                if join(article, passages).is_ok() {
                    records.insert(id, place);
                }
            }
        }
        unreadable
    }
}

impl Salvage {
    /// What was in the index and cannot be read, in order.
    #[must_use]
    pub fn lost(&self) -> &[Lost] {
        &self.lost
    }

    /// Takes what cannot be read out of the ledger, and adds what it does not hold.
    fn settle_ledger(&mut self) {
        let mut named: FxHashSet<String> = FxHashSet::default();
        for entry in &mut self.ledger {
            let key = entry.key.clone();
            let (articles, lost) = (&self.articles, &mut self.lost);
            let mut keep = |id: &String| {
                named.insert(id.clone());
                let readable = articles.contains_key(id);
                if !readable {
                    lost.push(Lost { file: Some(key.clone()), id: Some(id.clone()) });
                }
                readable
            };
            entry.articles.retain(&mut keep);
            entry.stale.retain(&mut keep);
        }
        let mut ids: Vec<String> =
            self.articles.keys().filter(|id| !named.contains(*id)).cloned().collect();
        ids.sort_unstable();
        let mut found: BTreeMap<FileKey, Vec<String>> = BTreeMap::new();
        for id in ids {
            // It was read before.
            let Ok(Some(stored)) = self.article(&id) else { continue };
            let path = stored.article.path.unwrap_or_default();
            found.entry(FileKey { root: stored.article.root, path }).or_default().push(id);
        }
        for (key, ids) in found {
            match self.ledger.binary_search_by(|entry| entry.key.cmp(&key)) {
                Ok(place) => self.ledger[place].stale.extend(ids),
                Err(place) => {
                    // Only its articles tell of it.
                    let unread = FileEntry::unread(key);
                    self.ledger.insert(place, FileEntry { articles: ids, ..unread });
                }
            }
        }
    }

    /// Adds to what is lost the articles and files that the ledger does not tell of any more.
    fn name_lost(&mut self, names: Names) {
        let Names { mut articles, mut files, incomplete } = names;
        articles.retain(|id| !self.articles.contains_key(id));
        for lost in &self.lost {
            lost.id.as_ref().map(|id| articles.remove(id));
        }
        for entry in &self.ledger {
            files.remove(&entry.key);
        }
        for key in files {
            // A file that is one article gives it its id.
            let id = Some(article_id(&key.root, &key.path, "")).filter(|id| articles.remove(id));
            self.lost.push(Lost { file: Some(key), id });
        }
        self.lost.extend(articles.into_iter().map(|id| Lost { file: None, id: Some(id) }));
        self.lost.sort_unstable();
        if incomplete {
            self.lost.push(Lost { file: None, id: None });
        }
    }
}

impl Memory for Salvage {
    fn state(&self) -> Result<State> {
        Ok(self.state.clone())
    }

    /// Empty ones: what was found must be annotated anew.
    fn fingerprints(&self) -> Result<FxHashMap<String, String>> {
        Ok(self.articles.keys().map(|id| (id.clone(), String::new())).collect())
    }

    /// None: what was found is annotated anew.
    fn names_in_articles(
        &self,
        _keys: &BTreeSet<String>,
    ) -> Result<FxHashMap<String, BTreeSet<String>>> {
        Ok(FxHashMap::default())
    }

    fn ledger(&self) -> Result<Vec<FileEntry>> {
        Ok(self.ledger.clone())
    }

    fn article(&self, id: &str) -> Result<Option<StoredArticle>> {
        let Some(Place { store, article, passages }) = self.articles.get(id) else {
            return Ok(None);
        };
        let store = self.stores.get(*store).ok_or_else(|| corrupt("an article without a store"))?;
        let bytes = |doc: DocId| {
            stored::data(store, self.data, doc)
                .map_err(engine_error)?
                .ok_or_else(|| corrupt("a record without data"))
        };
        let broken = || corrupt(format!("article {id} cannot be read"));
        let article: ArticleData = decode_whole(&bytes(*article)?).ok_or_else(broken)?;
        let passages = passages
            .iter()
            .map(|doc| decode_whole::<PassageData>(&bytes(*doc)?).ok_or_else(broken))
            .collect::<Result<Vec<_>>>()?;
        join(article, passages).map(Some)
    }
}

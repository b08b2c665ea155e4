//! Records → the index of a cluster.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::civil::Date;
use jiff::{Span as Days, ToSpan as _};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};
use ureq::http::Method;

use super::bulk::{Bulk, Item};
use super::client::{Client, Patience};
use super::document::{self, Document, document_id, file_group};
use super::lock::Lock;
use super::mapping::{self, kind};
use super::place::{self, Spread};
use super::searcher;
use super::standing::{self, CONTROL, Read, Standing};
use super::{Access, Address};
use crate::engine::names::{self, Tally};
use crate::engine::{FileEntry, FileKey, FileOutcome, Record, Refused, State, Writer};
use crate::error::Result;
use crate::text::{ANALYZER, Analyzer, Language};

/// Value of the field `kind` of the lists of what a run ended.
const ENDED: &str = "ended";

/// Groups of one list: the cluster looks for at most 65,536 terms.
const LISTED: usize = 50_000;

/// Articles whose names are read at a time.
const PAGE: usize = 1000;

/// How many articles of a run are remembered, to be compared with what the cluster gives back.
const SAMPLED: usize = 32;

/// Writes articles to an index of a cluster.
#[derive(Debug)]
pub struct ClusterWriter {
    client: Arc<Client>,
    index: String,
    lock: Arc<Lock>,
    bulk: Bulk,
    run: u64,
    /// The index as it stood when writing began.
    before: Read,
    version: AtomicU64,
    changes: Mutex<Changes>,
    sample: Arc<Mutex<Vec<Sampled>>>,
    analyzers: [Mutex<Vec<Analyzer>>; 2],
}

/// What a run has done so far.
#[derive(Debug, Default)]
struct Changes {
    /// Articles inserted, with the number of their passages, or removed.
    articles: FxHashMap<Arc<str>, Option<u32>>,
    /// Files noted or forgotten.
    files: BTreeMap<FileKey, Option<FileEntry>>,
    tally: Tally,
    /// Whether the tally has names of articles that are not there as they were inserted.
    recount: bool,
    number: u64,
}

/// Articles that could be seen before a run.
#[derive(Debug, Default)]
struct There {
    /// Of those that it changes.
    changed: BTreeSet<Arc<str>>,
    /// Of those that the cluster refused.
    refused: BTreeSet<String>,
}

/// An article as it was written.
#[derive(Clone, Debug)]
pub(super) struct Sampled {
    pub(super) id: String,
    /// BLAKE3 hash of its body.
    pub(super) body: [u8; 32],
    pub(super) passages: usize,
}

impl ClusterWriter {
    /// Opens the index that an address means for writing; makes it when there is none.
    pub(super) fn open(address: &Address, access: &Access, spread: Option<Spread>) -> Result<Self> {
        let client = Arc::new(Client::new(address, access, Patience::WRITER)?);
        loop {
            let index = match place::behind(&client)? {
                Some(index) => index,
                None => make(&client, spread)?,
            };
            place::check(&client, &index)?;
            let lock = Lock::take(&client, &index)?;
            // Another writer may have put another index in its place before the lock was ours.
            if place::behind(&client)?.as_deref() == Some(index.as_str()) {
                place::clear(&client, &index)?;
                return Self::new(client, index, lock);
            }
        }
    }

    /// Writes to an index whose lock is held.
    pub(super) fn new(client: Arc<Client>, index: String, lock: Lock) -> Result<Self> {
        let lock = Arc::new(lock);
        let run = lock.run();
        let before = claim(&client, &index, &lock)?;
        let before = clean(&client, &index, before)?;
        let bulk = Bulk::new(&client, &index, &lock);
        Ok(Self {
            client,
            index,
            lock,
            bulk,
            run,
            before,
            version: AtomicU64::new(1),
            changes: Mutex::default(),
            sample: Arc::default(),
            analyzers: [Mutex::default(), Mutex::default()],
        })
    }

    /// Some of the articles that were inserted.
    pub(super) fn sample(&self) -> Arc<Mutex<Vec<Sampled>>> {
        Arc::clone(&self.sample)
    }

    /// Analyzers remember the words they have seen, so each is used again.
    fn with_analyzer<T>(&self, language: Language, work: impl FnOnce(&mut Analyzer) -> T) -> T {
        let pool = &self.analyzers[usize::from(language == Language::Other)];
        let taken = lock(pool).pop();
        let mut analyzer = taken.unwrap_or_else(|| Analyzer::new(language));
        let out = work(&mut analyzer);
        lock(pool).push(analyzer);
        out
    }

    /// What writes a document. Later versions win, in whatever order they arrive.
    fn put(&self, group: &Arc<str>, document: &Document) -> Item {
        let version = self.version.fetch_add(1, Ordering::Relaxed);
        let head = json!({ "index": {
            "_id": document.id, "routing": document.routing,
            "version": version, "version_type": "external_gte",
        } });
        Item { group: Arc::clone(group), lines: format!("{head}\n{}\n", document.fields) }
    }

    /// What removes documents of an article that this run wrote.
    fn unwrite(&self, group: &Arc<str>, numbers: std::ops::RangeInclusive<u32>) -> Vec<Item> {
        let item = |n: u32| {
            let version = self.version.fetch_add(1, Ordering::Relaxed);
            let head = json!({ "delete": {
                "_id": document_id(group, self.run, n), "routing": &**group,
                "version": version, "version_type": "external_gte",
            } });
            Item { group: Arc::clone(group), lines: format!("{head}\n") }
        };
        numbers.map(item).collect()
    }

    /// Samples articles by their ids, which are hashes; those of the smallest ones are kept.
    fn remember(&self, record: &Record) {
        let id = &record.article.id;
        let mut sample = lock(&self.sample);
        if sample.len() >= SAMPLED && sample.last().is_some_and(|last| last.id <= *id) {
            return;
        }
        let at = sample.partition_point(|other| other.id < *id);
        let sampled = Sampled {
            id: id.clone(),
            body: *blake3::hash(record.article.body.as_bytes()).as_bytes(),
            passages: record.entries.len(),
        };
        match sample.get_mut(at).filter(|there| there.id == *id) {
            Some(there) => *there = sampled,
            None => sample.insert(at, sampled),
        }
        sample.truncate(SAMPLED);
    }

    /// Takes back what was written of articles that the cluster refused in part, so that what was
    /// there of them stays.
    fn take_back(
        &self,
        refused: &BTreeMap<Arc<str>, String>,
        changes: &mut Changes,
    ) -> Result<Vec<Refused>> {
        let bulk = Bulk::new(&self.client, &self.index, &self.lock);
        let mut out = Vec::new();
        for (group, reason) in refused {
            let Some(Some(passages)) = changes.articles.remove(group) else { continue };
            bulk.add(self.unwrite(group, 0..=passages))?;
            changes.recount = true;
            let id = group.to_string();
            let mut files = changes.files.values().flatten();
            let file = files.find(|entry| entry.articles.contains(&id));
            let file = file.map(|entry| entry.key.clone()).unwrap_or_default();
            let passages = u64::from(passages);
            out.push(Refused { id, file, passages, reason: reason.clone() });
        }
        bulk.finish()?;
        Ok(out)
    }

    /// Looks whether the cluster holds what it said it took.
    fn verify(&self, changes: &Changes) -> Result<()> {
        place::refresh(&self.client, &self.index)?;
        let written = changes.articles.values().flatten();
        let (articles, passages) = written
            .fold((0, 0), |(articles, passages), own| (articles + 1, passages + u64::from(*own)));
        for (what, kind, wanted) in
            [("articles", kind::ARTICLE, articles), ("passages", kind::PASSAGE, passages)]
        {
            let filter = json!({ "bool": { "filter": [
                { "term": { "kind": kind } }, { "term": { "from": self.run } },
            ] } });
            let there = place::count(&self.client, &self.index, &filter)?;
            if there != wanted {
                return Err(self.client.error(format!(
                    "{there} of {wanted} {what} that were taken are there; nothing of this run can \
                     be seen"
                )));
            }
        }
        Ok(())
    }

    /// Calls `each` with the id, the roles and the publication date of all articles that satisfy a
    /// filter.
    fn each_article(
        &self,
        filter: &Value,
        mut each: impl FnMut(&str, &[Value], Option<Date>),
    ) -> Result<()> {
        let mut after = Value::Null;
        loop {
            let mut body = json!({
                "size": PAGE,
                "query": { "bool": { "filter": [{ "term": { "kind": kind::ARTICLE } }, filter] } },
                "sort": [{ "group": "asc" }],
                "_source": ["group", "roles", "day"],
                "track_total_hits": false,
            });
            if !after.is_null() {
                body["search_after"] = after;
            }
            let path = format!("/{}/_search", self.index);
            let found = self.client.json(&Method::POST, &path, Some(&body))?;
            let hits = found["hits"]["hits"].as_array().map_or(&[][..], Vec::as_slice);
            for hit in hits {
                let source = &hit["_source"];
                let roles = source["roles"].as_array().map_or(&[][..], Vec::as_slice);
                each(source["group"].as_str().unwrap_or_default(), roles, day(&source["day"]));
            }
            match hits.last() {
                Some(last) if hits.len() == PAGE => after = last["sort"].clone(),
                _ => return Ok(()),
            }
        }
    }

    /// Counts the names of the articles that stay as they were, and tells which of those that were
    /// changed or refused had been there.
    fn tally(&self, changes: &mut Changes, refused: &[Refused]) -> Result<There> {
        let mut there = There::default();
        let mut number = changes.number;
        let mut tally = std::mem::take(&mut changes.tally);
        if changes.recount {
            tally = Tally::default();
            let new = json!({ "term": { "from": self.run } });
            self.each_article(&new, |_, roles, published| {
                number += 1;
                add_roles(&mut tally, roles, number, published);
            })?;
        }
        if self.before.standing.run > 0 {
            let visible = self.before.standing.visible(&self.index);
            self.each_article(&visible, |id, roles, published| {
                if let Some((id, _)) = changes.articles.get_key_value(id) {
                    there.changed.insert(Arc::clone(id));
                } else {
                    if refused.iter().any(|one| one.id == id) {
                        there.refused.insert(id.to_owned());
                    }
                    number += 1;
                    add_roles(&mut tally, roles, number, published);
                }
            })?;
        }
        changes.tally = tally;
        Ok(there)
    }

    /// Writes the list of names, the ledger, and what is ended; returns the ids of the lists.
    fn write_rest(
        &self,
        changes: Changes,
        there: &BTreeSet<Arc<str>>,
        state: &State,
    ) -> Result<Vec<String>> {
        let bulk = Bulk::new(&self.client, &self.index, &self.lock);
        let mut tally = changes.tally;
        for (key, alias) in &state.corrected.aliases {
            tally.alias(key, alias);
        }
        let mut analyzer = Analyzer::new(Language::Other);
        let group: Arc<str> = "".into();
        for person in tally.people() {
            let document = document::name(&person, self.run, &mut analyzer)?;
            bulk.add(vec![self.put(&group, &document)])?;
        }
        let mut ended: Vec<String> = Vec::new();
        if self.before.standing.run > 0 {
            ended.extend(there.iter().map(ToString::to_string));
            ended.extend(changes.files.keys().map(file_group));
        }
        for entry in changes.files.into_values().flatten() {
            bulk.add(vec![self.put(&group, &document::file(&entry, self.run)?)])?;
        }
        let mut lists = Vec::new();
        for (n, groups) in ended.chunks(LISTED).enumerate() {
            let id = format!("{ENDED}:{}:{n}", self.run);
            let fields =
                json!({ "kind": ENDED, "from": self.run, "control": { "groups": groups } });
            let document = Document { id: id.clone(), routing: CONTROL.to_owned(), fields };
            bulk.add(vec![self.put(&group, &document)])?;
            lists.push(id);
        }
        match bulk.finish()?.into_values().next() {
            None => Ok(lists),
            Some(reason) => Err(self.client.error(format!(
                "a name or a file was refused: {reason}; nothing of this run can be seen"
            ))),
        }
    }
}

impl Writer for ClusterWriter {
    fn insert(&self, record: Record) -> Result<()> {
        let language = Language::of(record.article.language.as_deref());
        let roles: Vec<Vec<String>> =
            record.entries.iter().map(|entry| names::roles(&entry.facets)).collect();
        let documents = self.with_analyzer(language, |analyzer| {
            document::article(&record, &roles, self.run, analyzer)
        })?;
        let group: Arc<str> = record.article.id.as_str().into();
        let passages = u32::try_from(record.entries.len()).unwrap_or(u32::MAX);
        let mut items: Vec<Item> =
            documents.iter().map(|document| self.put(&group, document)).collect();
        let before = {
            let mut changes = lock(&self.changes);
            changes.number += 1;
            let number = changes.number;
            for role in roles.iter().flatten() {
                changes.tally.add(role, number, record.article.published);
            }
            let before = changes.articles.insert(Arc::clone(&group), Some(passages));
            changes.recount |= before.is_some();
            before.flatten().unwrap_or(0)
        };
        if before > passages {
            items.extend(self.unwrite(&group, passages + 1..=before));
        }
        self.remember(&record);
        self.bulk.add(items)
    }

    fn remove(&self, id: &str) -> Result<()> {
        let group: Arc<str> = id.into();
        let before = {
            let mut changes = lock(&self.changes);
            let before = changes.articles.insert(Arc::clone(&group), None).flatten();
            changes.recount |= before.is_some();
            before
        };
        lock(&self.sample).retain(|sampled| sampled.id != id);
        match before {
            Some(passages) => self.bulk.add(self.unwrite(&group, 0..=passages)),
            None => Ok(()),
        }
    }

    fn note_file(&self, entry: &FileEntry) -> Result<()> {
        lock(&self.changes).files.insert(entry.key.clone(), Some(entry.clone()));
        Ok(())
    }

    fn forget_file(&self, key: &FileKey) -> Result<()> {
        lock(&self.changes).files.insert(key.clone(), None);
        Ok(())
    }

    fn finish(mut self, state: &State) -> Result<Vec<Refused>> {
        let mut changes = std::mem::take(&mut *lock(&self.changes));
        let bulk = Bulk::new(&self.client, &self.index, &self.lock);
        let refused = std::mem::replace(&mut self.bulk, bulk).finish()?;
        let refused = self.take_back(&refused, &mut changes)?;
        lock(&self.sample).retain(|sampled| refused.iter().all(|one| one.id != sampled.id));
        self.verify(&changes)?;
        let there = self.tally(&mut changes, &refused)?;
        for one in &refused {
            note_refused(&mut changes, one, there.refused.contains(&one.id));
        }
        let ended = self.write_rest(changes, &there.changed, state)?;
        place::refresh(&self.client, &self.index)?;
        self.lock.check()?;
        let mut standing = Standing {
            run: self.run,
            token: self.lock.token(),
            names: self.run,
            ended,
            archive: state.clone(),
            counted: None,
            ..self.before.standing.clone()
        };
        standing.counted = Some(searcher::count(&self.client, &self.index, &standing)?);
        let committed = self.before.replace(&self.client, &self.index, standing)?;
        // It is done. What is left over now is hidden, and removed by the next run if not by us.
        let _ = remove_ended(&self.client, &self.index, committed);
        Ok(refused)
    }
}

/// Makes the index that an address means.
fn make(client: &Client, spread: Option<Spread>) -> Result<String> {
    let last = place::all(client)?.last().map_or(0, |(number, _, _)| *number);
    let index = place::numbered(client, last + 1);
    place::create(client, &index, true, spread)?;
    // Two that make it at once make one.
    place::behind(client)?.ok_or_else(|| {
        client.error(format!("{index} is there, but its name is not; remove it, or name it"))
    })
}

/// Says that this run writes, after which no run before it can be finished.
fn claim(client: &Client, index: &str, lock: &Lock) -> Result<Read> {
    let mut tries = 0;
    loop {
        let read = standing::read(client, index)?;
        let mut wanted = Standing {
            format: mapping::FORMAT,
            analyzer: ANALYZER,
            claim: lock.run(),
            ..read.standing.clone()
        };
        let late = lock.abandoned().into_iter().filter(|run| *run > wanted.run);
        let late: Vec<u64> = late.filter(|run| !wanted.aborted.contains(run)).collect();
        wanted.aborted.extend(late);
        match read.replace(client, index, wanted) {
            Ok(read) => return Ok(read),
            // One that was given up may have been faster, once.
            Err(error) if tries == 3 => return Err(error),
            Err(_) => tries += 1,
        }
        lock.check()?;
    }
}

/// Removes what runs left that were not finished, and what finished ones left to be removed.
fn clean(client: &Client, index: &str, read: Read) -> Result<Read> {
    place::refresh(client, index)?;
    let standing = &read.standing;
    let left = json!({ "bool": { "should": [
        { "range": { "from": { "gt": standing.run } } },
        { "terms": { "from": standing.aborted } },
        { "bool": { "filter": [
            { "term": { "kind": kind::NAME } }, { "range": { "from": { "lt": standing.names } } },
        ] } },
        { "bool": { "filter": [
            { "term": { "kind": ENDED } }, { "range": { "from": { "lt": standing.run } } },
        ] } },
    ] } });
    place::purge(client, index, &left)?;
    remove_ended(client, index, read)
}

/// Removes what the last run ended, and says that it is gone.
fn remove_ended(client: &Client, index: &str, read: Read) -> Result<Read> {
    let standing = &read.standing;
    let mut gone = standing.ended(index);
    if gone.is_empty() {
        return Ok(read);
    }
    gone.push(json!({ "bool": { "filter": [
        { "term": { "kind": kind::NAME } }, { "range": { "from": { "lt": standing.names } } },
    ] } }));
    place::purge(client, index, &json!({ "bool": { "should": gone } }))?;
    // The lists stay until the next run, for readers that opened the index when it had them.
    let standing = Standing { ended: Vec::new(), ..standing.clone() };
    read.replace(client, index, standing)
}

fn add_roles(tally: &mut Tally, roles: &[Value], article: u64, published: Option<Date>) {
    for role in roles.iter().filter_map(Value::as_str) {
        tally.add(role, article, published);
    }
}

/// The day that a number of days from 1970 on is.
fn day(days: &Value) -> Option<Date> {
    let days: Days = i32::try_from(days.as_i64()?).ok()?.days();
    Date::constant(1970, 1, 1).checked_add(days).ok()
}

/// Remembers that an article of a file was refused, so that the next run reads the file again.
/// What was there of it stays, if there was anything.
fn note_refused(changes: &mut Changes, refused: &Refused, stays: bool) {
    let Some(Some(entry)) = changes.files.get_mut(&refused.file) else { return };
    entry.hash = None;
    entry.articles.retain(|id| *id != refused.id);
    if stays {
        entry.stale.push(refused.id.clone());
    }
    let told = format!("the cluster refused it: {}", refused.reason);
    if entry.articles.is_empty() {
        entry.outcome = FileOutcome::Failed(told);
    } else {
        entry.failed_records.push(format!("record {}: {told}", refused.id));
    }
}

/// A lock is poisoned only when a thread panicked while it held it; nothing below panics.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

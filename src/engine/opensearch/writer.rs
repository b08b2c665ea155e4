//! Records → the index of a cluster.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::json;

use super::bulk::Bulk;
use super::changes::Changes;
use super::claim;
use super::client::Client;
use super::document::{self, Document, document_id, file_group};
use super::leavings::{ENDED, clean, remove_ended};
use super::lock::{Lock, Purpose};
use super::patience::Patience;
use super::place::{self, Spread};
use super::portion::Portion;
use super::sample::Sample;
use super::searcher;
use super::standing::{CONTROL, Read, Standing};
use super::{Access, Address};
use crate::engine::names;
use crate::engine::{FileEntry, FileKey, Record, Refused, State, Writer};
use crate::error::Result;
use crate::text::{Analyzer, Analyzers, Language};

/// Groups of one list: the cluster looks for at most 65,536 terms.
const LISTED: usize = 50_000;

/// Writes articles to an index of a cluster.
#[derive(Debug)]
pub struct ClusterWriter {
    pub(super) client: Arc<Client>,
    pub(super) index: String,
    /// The record of this run.
    lock: Arc<Lock>,
    bulk: Bulk,
    pub(super) run: u64,
    /// The index as it stood when writing began.
    pub(super) before: Read,
    version: AtomicU64,
    changes: Mutex<Changes>,
    sample: Arc<Sample>,
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
            let lock = Lock::take(&client, &index, Purpose::Begin)?;
            // Another writer may have put another index in its place before the lock was ours.
            if place::behind(&client)?.as_deref() == Some(index.as_str()) {
                place::clear(&client, &index)?;
                return Self::new(client, index, lock);
            }
        }
    }

    /// Begins to write to an index whose lock is held, which is given back.
    pub(super) fn new(client: Arc<Client>, index: String, turn: Lock) -> Result<Self> {
        let run = turn.run();
        let (before, lock) = claim::begin(&client, &index, &turn)?;
        let lock = Arc::new(lock);
        let before = clean(&client, &index, &lock, before)?;
        drop(turn);
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
        })
    }

    /// What sends records in this run.
    pub(super) fn bulk(&self) -> Bulk {
        Bulk::new(&self.client, &self.index, &self.lock)
    }

    /// Some of the articles that were inserted.
    pub(super) fn sample(&self) -> Arc<Sample> {
        Arc::clone(&self.sample)
    }

    /// Adds what writes a document. Later versions win, in whatever order they arrive.
    fn put(&self, group: &Arc<str>, document: &Document, records: &mut Portion) {
        let version = self.version.fetch_add(1, Ordering::Relaxed);
        let head = json!({ "index": {
            "_id": document.id, "routing": document.routing,
            "version": version, "version_type": "external_gte",
        } });
        records.push(group, |lines| {
            // Writing to a string does not fail.
            let _ = writeln!(lines, "{head}\n{}", document.fields);
        });
    }

    /// Adds what removes documents of an article that this run wrote.
    pub(super) fn unwrite(
        &self,
        group: &Arc<str>,
        numbers: std::ops::RangeInclusive<u32>,
        records: &mut Portion,
    ) {
        for n in numbers {
            let version = self.version.fetch_add(1, Ordering::Relaxed);
            let head = json!({ "delete": {
                "_id": document_id(group, self.run, n), "routing": &**group,
                "version": version, "version_type": "external_gte",
            } });
            records.push(group, |lines| {
                let _ = writeln!(lines, "{head}");
            });
        }
    }

    /// Takes back what was written of articles that the cluster refused in part, so that what was
    /// there of them stays.
    fn take_back(
        &self,
        refused: &BTreeMap<Arc<str>, String>,
        changes: &mut Changes,
    ) -> Result<Vec<Refused>> {
        let bulk = self.bulk();
        let mut out = Vec::new();
        for (group, reason) in refused {
            let Some(Some(passages)) = changes.articles.remove(group) else { continue };
            let mut records = Portion::default();
            self.unwrite(group, 0..=passages, &mut records);
            bulk.add(records)?;
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

    /// Writes the list of names, the ledger, and what is ended; returns the ids of the lists.
    fn write_rest(
        &self,
        changes: Changes,
        there: &BTreeSet<Arc<str>>,
        now: &Standing,
        state: &State,
    ) -> Result<Vec<String>> {
        let bulk = self.bulk();
        let mut tally = changes.tally;
        for (key, alias) in &state.corrected.aliases {
            tally.alias(key, alias);
        }
        let mut analyzer = Analyzer::new(Language::Other);
        let group: Arc<str> = "".into();
        let put = |document: &Document| {
            let mut records = Portion::default();
            self.put(&group, document, &mut records);
            bulk.add(records)
        };
        for person in tally.people() {
            let document = document::name(&person, self.run, &mut analyzer)?;
            put(&document)?;
        }
        let mut ended: Vec<String> = Vec::new();
        if now.run > 0 {
            ended.extend(there.iter().map(ToString::to_string));
            ended.extend(changes.files.keys().map(file_group));
        }
        for entry in changes.files.into_values().flatten() {
            put(&document::file(&entry, self.run)?)?;
        }
        let mut lists = Vec::new();
        for (n, groups) in ended.chunks(LISTED).enumerate() {
            let id = format!("{ENDED}:{}:{n}", self.run);
            let fields =
                json!({ "kind": ENDED, "from": self.run, "control": { "groups": groups } });
            let document = Document { id: id.clone(), routing: CONTROL.to_owned(), fields };
            put(&document)?;
            lists.push(id);
        }
        match bulk.finish()?.refused.into_values().next() {
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
        let mut analyzers = Analyzers::lent();
        let documents = document::article(&record, &roles, self.run, analyzers.of(language))?;
        drop(analyzers);
        let group: Arc<str> = record.article.id.as_str().into();
        let passages = u32::try_from(record.entries.len()).unwrap_or(u32::MAX);
        let mut records = Portion::default();
        for document in &documents {
            self.put(&group, document, &mut records);
        }
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
            self.unwrite(&group, passages + 1..=before, &mut records);
        }
        self.sample.add(&record);
        self.bulk.add(records)
    }

    fn remove(&self, id: &str) -> Result<()> {
        let group: Arc<str> = id.into();
        let before = {
            let mut changes = lock(&self.changes);
            let before = changes.articles.insert(Arc::clone(&group), None).flatten();
            changes.recount |= before.is_some();
            before
        };
        self.sample.retain(|own| own != id);
        match before {
            Some(passages) => {
                let mut records = Portion::default();
                self.unwrite(&group, 0..=passages, &mut records);
                self.bulk.add(records)
            }
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
        let bulk = self.bulk();
        let refused = std::mem::replace(&mut self.bulk, bulk).finish()?.refused;
        // No more text comes.
        Analyzers::forget();
        let refused = self.take_back(&refused, &mut changes)?;
        self.sample.retain(|own| refused.iter().all(|one| one.id != own));
        self.verify(&changes)?;
        // From here on others wait.
        let turn = Lock::take(&self.client, &self.index, Purpose::Finish)?;
        self.lock.check()?;
        let now = claim::finish(&self.client, &self.index, &turn, self.run)?;
        let now = remove_ended(&self.client, &self.index, &self.lock, now)?;
        let state = self.meet(&mut changes, &now.standing, state)?;
        let there = self.tally(&mut changes, &refused, &now.standing)?;
        for one in &refused {
            changes.note_refused(one, there.refused.contains(&one.id));
        }
        let ended = self.write_rest(changes, &there.changed, &now.standing, &state)?;
        place::refresh(&self.client, &self.index)?;
        self.lock.check()?;
        turn.check()?;
        let mut standing = Standing {
            run: self.run.max(now.standing.run),
            token: self.lock.token(),
            names: self.run,
            ended,
            archive: state,
            counted: None,
            ..now.standing.clone()
        };
        standing.open.retain(|run| *run != self.run);
        standing.aborted.retain(|run| *run != self.run);
        standing.counted = Some(searcher::count(&self.client, &self.index, &standing)?);
        let committed = now.replace(&self.client, &self.index, standing)?;
        // It is done. What is left over now is hidden, and removed by the next run if not by us.
        let _ = remove_ended(&self.client, &self.index, &self.lock, committed);
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

/// A lock is poisoned only when a thread panicked while it held it; nothing below panics.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

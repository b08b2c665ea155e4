//! Records → the index.

use std::path::Path;
use std::sync::Mutex;

use jiff::civil::Date;
use rustc_hash::FxHashSet;
use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy, UserOperation};
use tantivy::schema::Field;
use tantivy::{IndexWriter, SegmentMeta, TantivyError, Term};

use super::damage::lock_error;
use super::directory::EngineDirectory;
use super::document::Doc;
use super::ledger::file_term;
use super::merging::{self, LastMerges};
use super::queue::Queue;
use super::schema::{Fields, kind};
use super::searcher::EmbeddedEngine;
use super::{engine_error, open_in};
use crate::engine::facets::{days, speaking, values};
use crate::engine::names::{self, Tally};
use crate::engine::record::{article_key, encode, split};
use crate::engine::scoring::HEADLINE_TIMES;
use crate::engine::terms::{TermText, name_words, stems, words_of};
use crate::engine::{FileEntry, FileKey, Record, Refused, State, Writer};
use crate::error::{Error, ErrorKind, Result};
use crate::facet::{Entry, Said, published};
use crate::hit::Person;
use crate::query::{self, Grain};
use crate::text::{Analyzer, Language, Term as Word};

/// Memory of the indexing threads together, in bytes, before a segment is written.
const MEMORY: usize = 128 << 20;

/// Writes articles to an embedded index.
pub struct EmbeddedWriter {
    fields: Fields,
    writer: IndexWriter<Doc>,
    queue: Queue,
    directory: EngineDirectory,
    /// The index as it stood when writing began.
    before: EmbeddedEngine,
    changes: Mutex<Changes>,
    /// The segments that the index had when writing began.
    found: Vec<SegmentId>,
    /// The terms replaced so far. Held while the engine takes operations: it numbers them and
    /// queues deletions in two steps, and a deletion that overtakes another can remove what was
    /// added after it.
    seen: Mutex<FxHashSet<Term>>,
    analyzers: [Mutex<Vec<Analyzer>>; 2],
}

/// What a run has done so far.
#[derive(Default)]
struct Changes {
    /// Articles inserted or removed.
    touched: FxHashSet<String>,
    tally: Tally,
    articles: u64,
}

impl EmbeddedWriter {
    /// Takes the lock of the index and writes with `threads` threads.
    pub(super) fn new(path: &Path, directory: EngineDirectory, threads: usize) -> Result<Self> {
        let before = open_in(path, &directory)?;
        let options = IndexWriterOptions::builder()
            .num_worker_threads(threads)
            .memory_budget_per_thread(MEMORY / threads.max(1))
            .num_merge_threads(merging::AT_A_TIME)
            .build();
        let writer = before
            .index()
            .writer_with_options(options)
            .map_err(|error| locked_or(path, &error, &directory))?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        // Another writer may have committed after `before` was opened and ended before the lock.
        before.reload()?;
        let metas = before.index().load_metas().map_err(engine_error)?;
        Ok(Self {
            found: metas.segments.iter().map(SegmentMeta::id).collect(),
            fields: *before.fields(),
            writer,
            queue: Queue::default(),
            directory,
            before,
            changes: Mutex::default(),
            seen: Mutex::default(),
            analyzers: [Mutex::default(), Mutex::default()],
        })
    }

    /// The index as it stood when writing began.
    #[must_use]
    pub fn before(&self) -> &EmbeddedEngine {
        &self.before
    }

    /// Removes what holds a term and adds records, in one step. In a fresh index there is nothing to
    /// remove but what the same run added, and each removal would be looked up in every segment.
    fn replace(&self, old: Term, mut docs: Vec<Doc>) -> Result<()> {
        let bytes = docs.iter().map(Doc::size).sum();
        let share = self.queue.enter(bytes);
        if let Some(last) = docs.last_mut() {
            last.keep(share);
        }
        let mut seen = lock(&self.seen);
        let stands = !seen.insert(old.clone()) || !self.found.is_empty();
        let removal = stands.then_some(UserOperation::Delete(old));
        let additions = docs.into_iter().map(UserOperation::Add);
        let operations: Vec<UserOperation<Doc>> = removal.into_iter().chain(additions).collect();
        let taken = self.writer.run(operations).map_err(|error| self.failed(&error));
        drop(seen);
        taken.map(|_| ())
    }

    /// What went wrong while the engine wrote.
    fn failed(&self, error: &TantivyError) -> Error {
        self.directory.writes().error(error)
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

    fn documents(
        &self,
        record: &Record,
        roles: &[Vec<String>],
        analyzer: &mut Analyzer,
    ) -> Result<Vec<Doc>> {
        let f = &self.fields;
        let article = &record.article;
        let (data, passages) = split(record);
        let mut article_doc = Doc::default();
        article_doc.add_text(f.kind, kind::ARTICLE);
        article_doc.add_text(f.group, article.id.as_str());
        article_doc.add_text(f.fingerprint, record.fingerprint.as_str());
        article_doc.add_u64(f.bytes, article.body.len() as u64);
        article_doc.add_bytes(f.data, encode(&data)?);
        let mut docs = vec![article_doc];
        let mut length = 0;
        let headline = analyzer.terms(article.headline.as_deref().unwrap_or(""));
        for ((entry, data), roles) in record.entries.iter().zip(&passages).zip(roles) {
            let text = entry.passage.span.of(&article.body);
            let words = analyzer.terms(text);
            let mut passage = self.passage(record, entry, docs.len() as u64);
            for role in roles {
                passage.add_text(f.roles, role.as_str());
            }
            passage.add_bytes(f.data, encode(data)?);
            let section = analyzer.terms(entry.passage.section.as_deref().unwrap_or(""));
            let head = [headline.as_slice(), &section];
            length += add_words(&mut passage, f.text, f.text_exact, &[&words]);
            let above = add_words(&mut passage, f.head, f.head_exact, &head);
            let place = docs.len() as u64;
            if place == 1 {
                length += u64::from(HEADLINE_TIMES) * above;
            }
            docs.push(passage);
            for said in &entry.facets.said {
                let distance = docs.len() as u64 - place;
                docs.push(self.said(said, &words, entry.passage.span.start, &article.id, distance));
            }
        }
        docs[0].add_u64(f.words, length);
        Ok(docs)
    }

    fn passage(&self, record: &Record, entry: &Entry, back: u64) -> Doc {
        let f = &self.fields;
        let article = &record.article;
        let mut doc = Doc::default();
        doc.add_text(f.kind, kind::PASSAGE);
        doc.add_text(f.group, article.id.as_str());
        doc.add_text(f.article, article.id.as_str());
        doc.add_u64(f.n, u64::from(entry.passage.n));
        doc.add_u64(f.article_key, article_key(&article.id));
        doc.add_u64(f.back, back);
        if let Some(day) = published(article) {
            doc.add_u64(f.published_day, day.pack());
        }
        // The id of the article is a value, too, and stands in a field of its own.
        for field in query::Field::ALL.into_iter().filter(|field| *field != query::Field::Id) {
            let grains = if field.is_date() { Grain::ALL.as_slice() } else { &[Grain::Year] };
            for grain in grains {
                for value in values(article, entry, field, *grain) {
                    doc.add_text(f.facet(field, *grain), value);
                }
            }
            if field.is_date() {
                for days in days(article, entry, field) {
                    doc.add_u64(f.dates(field).days, days.pack());
                }
            }
        }
        doc
    }

    /// The terms of the passage that stand in what one speaker says.
    fn said(&self, said: &Said, words: &[Word], start: usize, article: &str, back: u64) -> Doc {
        let f = &self.fields;
        let mut doc = Doc::default();
        doc.add_text(f.kind, kind::SAID);
        doc.add_text(f.group, article);
        doc.add_u64(f.back, back);
        doc.add_text(f.said_by, speaking(&said.speaker));
        let runs: Vec<Vec<Word>> =
            said.runs.iter().map(|run| words_of(run, words, start)).collect();
        let runs: Vec<&[Word]> = runs.iter().map(Vec::as_slice).collect();
        add_words(&mut doc, f.said, f.said_exact, &runs);
        doc
    }

    fn name(&self, person: &Person, analyzer: &mut Analyzer) -> Result<Doc> {
        let f = &self.fields;
        let mut doc = Doc::default();
        doc.add_text(f.kind, kind::NAME);
        doc.add_text(f.name_key, person.key.as_str());
        let words = name_words(person, analyzer);
        add_forms(&mut doc, f.name_words, words.iter().map(String::as_str));
        doc.add_bytes(f.data, encode(person)?);
        Ok(doc)
    }

    /// The names of the articles that stay as they were.
    fn tally_rest(&self, changes: &mut Changes) -> Result<()> {
        let mut next = changes.articles;
        let (touched, tally) = (&changes.touched, &mut changes.tally);
        self.before.each_role(touched, |new_article, role, published: Option<Date>| {
            next += u64::from(new_article);
            tally.add(role, next, published);
        })
    }
}

impl Writer for EmbeddedWriter {
    fn insert(&self, record: Record) -> Result<()> {
        let language = Language::of(record.article.language.as_deref());
        let roles: Vec<Vec<String>> =
            record.entries.iter().map(|entry| names::roles(&entry.facets)).collect();
        let docs =
            self.with_analyzer(language, |analyzer| self.documents(&record, &roles, analyzer))?;
        {
            let mut changes = lock(&self.changes);
            changes.articles += 1;
            let article = changes.articles;
            for role in roles.iter().flatten() {
                changes.tally.add(role, article, record.article.published);
            }
            changes.touched.insert(record.article.id.clone());
        }
        self.replace(Term::from_field_text(self.fields.group, &record.article.id), docs)
    }

    fn remove(&self, id: &str) -> Result<()> {
        lock(&self.changes).touched.insert(id.to_owned());
        self.replace(Term::from_field_text(self.fields.group, id), Vec::new())
    }

    fn note_file(&self, entry: &FileEntry) -> Result<()> {
        let mut doc = Doc::default();
        doc.add_text(self.fields.kind, kind::FILE);
        doc.add_text(self.fields.file, file_term(&entry.key));
        doc.add_bytes(self.fields.data, encode(entry)?);
        self.replace(Term::from_field_text(self.fields.file, &file_term(&entry.key)), vec![doc])
    }

    fn forget_file(&self, key: &FileKey) -> Result<()> {
        self.replace(Term::from_field_text(self.fields.file, &file_term(key)), Vec::new())
    }

    fn finish(self, state: &State) -> Result<Vec<Refused>> {
        let mut changes = std::mem::take(&mut *lock(&self.changes));
        self.tally_rest(&mut changes)?;
        changes.touched = FxHashSet::default();
        for (key, alias) in &state.corrected.aliases {
            changes.tally.alias(key, alias);
        }
        self.writer.delete_term(Term::from_field_text(self.fields.kind, kind::NAME));
        let mut analyzer = Analyzer::new(Language::Other);
        for person in changes.tally.people() {
            let doc = self.name(&person, &mut analyzer)?;
            self.writer.add_document(doc).map_err(|error| self.failed(&error))?;
        }
        let payload = serde_json::to_string(state)
            .map_err(|error| ErrorKind::Engine(format!("the state cannot be encoded: {error}")))?;
        // What is not needed any further leaves its memory to the merges.
        let Self { mut writer, directory, found, before, changes, seen, analyzers, .. } = self;
        drop((before, changes, seen, analyzers));
        let failed = |error: TantivyError| directory.writes().error(&error);
        // This ends the threads that write, and frees their memory.
        drop(writer.prepare_commit().map_err(failed)?);
        writer.set_merge_policy(Box::new(LastMerges::new(found.into_iter())));
        let mut commit = writer.prepare_commit().map_err(failed)?;
        commit.set_payload(&payload);
        commit.commit().map_err(failed)?;
        writer.wait_merging_threads().map_err(engine_error)?;
        Ok(Vec::new())
    }
}

/// A lock is poisoned only when a thread panicked while it held it; nothing below panics.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn locked_or(path: &Path, error: &TantivyError, directory: &EngineDirectory) -> Error {
    match error {
        TantivyError::LockFailure(error, _) => lock_error(path, directory, error),
        error => directory.writes().error(error),
    }
}

/// Adds runs of words to a field of stems and a field of exact forms; tells how many stems.
fn add_words(doc: &mut Doc, stems_field: Field, exact: Field, runs: &[&[Word]]) -> u64 {
    let stems = stems(runs);
    let added = stems.terms();
    if let Some(text) = stems.finish() {
        doc.add_text(stems_field, text);
    }
    add_forms(doc, exact, runs.iter().copied().flatten().map(|word| &*word.form.exact));
    u64::from(added)
}

/// Adds words without an order.
fn add_forms<'f>(doc: &mut Doc, field: Field, forms: impl Iterator<Item = &'f str>) {
    let mut text = TermText::default();
    for (position, form) in (0..).zip(forms) {
        text.push(form, position);
    }
    if let Some(text) = text.finish() {
        doc.add_text(field, text);
    }
}

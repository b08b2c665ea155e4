//! Records → the index.

use std::hash::BuildHasher as _;
use std::path::Path;
use std::sync::Mutex;

use jiff::civil::Date;
use rustc_hash::{FxBuildHasher, FxHashSet};
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
use crate::article::Article;
use crate::engine::facets::{days, speaking, values};
use crate::engine::names::{self, Tally};
use crate::engine::record::{article_key, encode, take};
use crate::engine::scoring::HEADLINE_TIMES;
use crate::engine::terms::{TermText, name_words};
use crate::engine::{FileEntry, FileKey, Record, Refused, State, Writer};
use crate::error::{Error, ErrorKind, Result};
use crate::facet::{Entry, Said, published};
use crate::hit::Person;
use crate::query::{self, Grain};
use crate::span::Span;
use crate::text::{Analyzer, Analyzers, Language, Place};

/// Memory of the indexing threads together, in bytes, before a segment is written.
const MEMORY: usize = 128 << 20;

/// The facets whose values are the same for all passages of an article.
const OF_ARTICLE: [query::Field; 4] =
    [query::Field::Outlet, query::Field::Byline, query::Field::Lang, query::Field::Published];

/// The facets whose values each passage has of its own. The id of the article is a value, too, and
/// stands in a field of its own.
const OF_PASSAGE: [query::Field; 6] = [
    query::Field::Speaker,
    query::Field::Person,
    query::Field::Org,
    query::Field::Section,
    query::Field::Date,
    query::Field::Mentioned,
];

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
    /// Of a fresh index, the hashes of the terms that were added. Held while the engine takes
    /// operations: it numbers them and queues deletions in two steps, and a deletion that overtakes
    /// another can remove what was added after it.
    seen: Mutex<FxHashSet<u64>>,
}

/// What a run has done so far.
#[derive(Default)]
struct Changes {
    /// Articles inserted or removed where others were there before.
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
        })
    }

    /// The index as it stood when writing began.
    #[must_use]
    pub fn before(&self) -> &EmbeddedEngine {
        &self.before
    }

    /// Removes what holds a term and adds records, in one step. In a fresh index there is nothing to
    /// remove but what the same run added, and each removal would be looked up in every segment; one
    /// for another term of the same hash finds nothing.
    fn replace(&self, old: Term, mut docs: Vec<Doc>) -> Result<()> {
        let bytes = docs.iter().map(Doc::size).sum();
        let share = self.queue.enter(bytes);
        if let Some(last) = docs.last_mut() {
            last.keep(share);
        }
        let mut seen = lock(&self.seen);
        let stands = !self.is_fresh() || !seen.insert(FxBuildHasher.hash_one(&old));
        let removal = stands.then_some(UserOperation::Delete(old));
        let additions = docs.into_iter().map(UserOperation::Add);
        let operations: Vec<UserOperation<Doc>> = removal.into_iter().chain(additions).collect();
        let taken = self.writer.run(operations).map_err(|error| self.failed(&error));
        drop(seen);
        taken.map(|_| ())
    }

    /// Whether the index held nothing when writing began.
    fn is_fresh(&self) -> bool {
        self.found.is_empty()
    }

    /// Notes that what was there of an article does not stay.
    fn touch(&self, changes: &mut Changes, id: &str) {
        if !self.is_fresh() {
            changes.touched.insert(id.to_owned());
        }
    }

    /// What went wrong while the engine wrote.
    fn failed(&self, error: &TantivyError) -> Error {
        self.directory.writes().error(error)
    }

    fn documents(
        &self,
        mut record: Record,
        roles: &[Vec<String>],
        analyzer: &mut Analyzer,
    ) -> Result<Vec<Doc>> {
        let f = &self.fields;
        let (data, passages) = take(&mut record);
        let article = &record.article;
        let mut article_doc = Doc::default();
        article_doc.add_text(f.kind, kind::ARTICLE);
        article_doc.add_text(f.group, &article.id);
        article_doc.add_text(f.fingerprint, &record.fingerprint);
        article_doc.add_u64(f.bytes, article.body.len() as u64);
        article_doc.add_data(f.data, encode(&data)?);
        let mut docs = vec![article_doc];
        let mut length = 0;
        analyzer.make_room();
        let headline = analyzer.places(article.headline.as_deref().unwrap_or(""));
        let first = record.entries.first();
        let shared = first.map(|entry| self.values(article, entry, &OF_ARTICLE));
        let shared = shared.unwrap_or_default();
        for ((entry, data), roles) in record.entries.iter().zip(&passages).zip(roles) {
            let text = entry.passage.span.of(&article.body);
            let words = analyzer.places(text);
            let mut passage = self.passage(article, entry, docs.len() as u64, &shared);
            for role in roles {
                passage.add_text(f.roles, role);
            }
            passage.add_data(f.data, encode(data)?);
            let section = analyzer.places(entry.passage.section.as_deref().unwrap_or(""));
            let head = [headline.as_slice(), &section];
            length += add_words(&mut passage, f.text, f.text_exact, &[&words], analyzer);
            let above = add_words(&mut passage, f.head, f.head_exact, &head, analyzer);
            let place = docs.len() as u64;
            if place == 1 {
                length += u64::from(HEADLINE_TIMES) * above;
            }
            docs.push(passage);
            for said in &entry.facets.said {
                let distance = docs.len() as u64 - place;
                let mut doc = self.said(said, &article.id, distance);
                let start = entry.passage.span.start;
                let runs: Vec<Vec<Place>> =
                    said.runs.iter().map(|run| words_in(run, &words, start)).collect();
                let runs: Vec<&[Place]> = runs.iter().map(Vec::as_slice).collect();
                add_words(&mut doc, f.said, f.said_exact, &runs, analyzer);
                docs.push(doc);
            }
        }
        docs[0].add_u64(f.words, length);
        Ok(docs)
    }

    fn passage(
        &self,
        article: &Article,
        entry: &Entry,
        back: u64,
        shared: &[(Field, String)],
    ) -> Doc {
        let f = &self.fields;
        // Stems and forms are about as long as the text, and other fields add some words.
        let mut doc = Doc::with_room(2 * entry.passage.span.len() + 512);
        doc.add_text(f.kind, kind::PASSAGE);
        doc.add_text(f.group, &article.id);
        doc.add_text(f.article, &article.id);
        doc.add_u64(f.n, u64::from(entry.passage.n));
        doc.add_u64(f.article_key, article_key(&article.id));
        doc.add_u64(f.back, back);
        if let Some(day) = published(article) {
            doc.add_u64(f.published_day, day.pack());
        }
        for (field, value) in shared.iter().chain(&self.values(article, entry, &OF_PASSAGE)) {
            doc.add_text(*field, value);
        }
        for field in query::Field::ALL.into_iter().filter(|field| field.is_date()) {
            for days in days(article, entry, field) {
                doc.add_u64(f.dates(field).days, days.pack());
            }
        }
        doc
    }

    /// The values of a passage in some facets.
    fn values(
        &self,
        article: &Article,
        entry: &Entry,
        facets: &[query::Field],
    ) -> Vec<(Field, String)> {
        let mut out = Vec::new();
        for facet in facets {
            let grains = if facet.is_date() { Grain::ALL.as_slice() } else { &[Grain::Year] };
            for grain in grains {
                let field = self.fields.facet(*facet, *grain);
                let values = values(article, entry, *facet, *grain).into_iter();
                out.extend(values.map(|value| (field, value)));
            }
        }
        out
    }

    /// What one speaker says in a passage, without its words.
    fn said(&self, said: &Said, article: &str, back: u64) -> Doc {
        let f = &self.fields;
        let mut doc = Doc::default();
        doc.add_text(f.kind, kind::SAID);
        doc.add_text(f.group, article);
        doc.add_u64(f.back, back);
        doc.add_text(f.said_by, &speaking(&said.speaker));
        doc
    }

    fn name(&self, person: &Person, analyzer: &mut Analyzer) -> Result<Doc> {
        let f = &self.fields;
        let mut doc = Doc::default();
        doc.add_text(f.kind, kind::NAME);
        doc.add_text(f.name_key, &person.key);
        let mut words = TermText::default();
        for (position, word) in (0..).zip(&name_words(person, analyzer)) {
            words.push(word, position);
        }
        add_terms(&mut doc, f.name_words, words);
        doc.add_data(f.data, encode(person)?);
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
        let group = Term::from_field_text(self.fields.group, &record.article.id);
        {
            let mut changes = lock(&self.changes);
            changes.articles += 1;
            let article = changes.articles;
            for role in roles.iter().flatten() {
                changes.tally.add(role, article, record.article.published);
            }
            self.touch(&mut changes, &record.article.id);
        }
        let docs = self.documents(record, &roles, Analyzers::lent().of(language))?;
        self.replace(group, docs)
    }

    fn remove(&self, id: &str) -> Result<()> {
        self.touch(&mut lock(&self.changes), id);
        self.replace(Term::from_field_text(self.fields.group, id), Vec::new())
    }

    fn note_file(&self, entry: &FileEntry) -> Result<()> {
        let mut doc = Doc::default();
        doc.add_text(self.fields.kind, kind::FILE);
        doc.add_text(self.fields.file, &file_term(&entry.key));
        doc.add_data(self.fields.data, encode(entry)?);
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
        let Self { mut writer, directory, found, before, changes, seen, .. } = self;
        drop((before, changes, seen));
        Analyzers::forget();
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

/// The words whose bytes lie within the spans; `start` is the passage's place in the body.
fn words_in(spans: &[Span], words: &[Place], start: usize) -> Vec<Place> {
    let within = |word: &&Place| {
        let span = word.span.shifted(start);
        spans.iter().any(|said| said.contains(span))
    };
    words.iter().filter(within).copied().collect()
}

/// Adds runs of words to a field of stems and a field of exact forms; tells how many stems.
fn add_words(
    doc: &mut Doc,
    stems: Field,
    exact: Field,
    runs: &[&[Place]],
    analyzer: &mut Analyzer,
) -> u64 {
    // Forms are hardly longer than the words they are made from.
    let room = runs.iter().filter_map(|run| run.last()).map(|word| word.span.end + 1).sum();
    let mut text = TermText::with_room(room);
    for run in runs {
        for word in *run {
            text.push(&analyzer.form_of(word).stem, word.position);
        }
        text.end_run();
    }
    let added = text.terms();
    add_terms(doc, stems, text);
    let (mut text, mut position) = (TermText::with_room(room), 0);
    // Where and how often a form stands is told by its stem.
    analyzer.each_exact(runs.iter().copied().flatten(), |form| {
        text.push(form, position);
        position += 1;
    });
    add_terms(doc, exact, text);
    u64::from(added)
}

/// Adds terms, if there are any.
fn add_terms(doc: &mut Doc, field: Field, terms: TermText) {
    if let Some(terms) = terms.finish() {
        doc.add_text(field, &terms);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_facet_is_of_the_article_or_of_the_passage() {
        for field in query::Field::ALL {
            let of = OF_ARTICLE.into_iter().chain(OF_PASSAGE).filter(|of| *of == field);
            assert_eq!(of.count(), usize::from(field != query::Field::Id), "{field:?}");
        }
    }
}

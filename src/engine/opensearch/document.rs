//! Records as documents of the cluster.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::mapping::{days as days_field, facet, kind};
use crate::engine::facets::{days, speaking, values};
use crate::engine::names::found_name;
use crate::engine::record::split;
use crate::engine::scoring::{HEADLINE_TIMES, stored_length};
use crate::engine::terms::{TermText, name_words, stems, words_of};
use crate::engine::{FileEntry, FileKey, Record};
use crate::error::{ErrorKind, Result};
use crate::facet::{DayRange, Entry, Said, key, ordinal};
use crate::hit::Person;
use crate::query::{Field, Grain};
use crate::text::{Analyzer, Term};

/// A document with where it goes.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Document {
    /// Its id; the same for the same record of the same run.
    pub(super) id: String,
    /// What decides which shard it goes to.
    pub(super) routing: String,
    /// Its fields.
    pub(super) fields: Value,
}

/// The documents of an article, first its own, then that of each passage, as the run `run` writes
/// them; `roles` are those of each passage.
pub(super) fn article(
    record: &Record,
    roles: &[Vec<String>],
    run: u64,
    analyzer: &mut Analyzer,
) -> Result<Vec<Document>> {
    let article = &record.article;
    let (data, passages) = split(record);
    let headline = analyzer.terms(article.headline.as_deref().unwrap_or(""));
    let texts = record.entries.iter().map(|entry| entry.passage.span.of(&article.body));
    let texts: Vec<Vec<Term>> = texts.map(|text| analyzer.terms(text)).collect();
    let roles: Vec<&String> = roles.iter().flatten().collect();
    let found: BTreeSet<String> =
        roles.iter().filter_map(|role| found_name(role)).map(key).collect();
    let mut fields = json!({
        "kind": kind::ARTICLE,
        "group": article.id,
        "from": run,
        "n": 0,
        "roles": roles,
        "found": found,
        "fingerprint": record.fingerprint,
        "bytes": article.body.len(),
        "day": article.published.map(days_since_1970),
        "data": value(&data)?,
    });
    let mut documents = Vec::with_capacity(texts.len() + 1);
    let (mut length, mut first_head) = (0, None);
    for ((entry, data), words) in record.entries.iter().zip(&passages).zip(&texts) {
        let section = analyzer.terms(entry.passage.section.as_deref().unwrap_or(""));
        let mut fields = passage(record, entry, run);
        let (text, head) = (stems(&[words]), stems(&[&headline, &section]));
        add_terms(&mut fields, "text", &text);
        add_terms(&mut fields, "head", &head);
        length += text.terms();
        first_head.get_or_insert(head);
        fields.insert("text_exact".to_owned(), forms(&[words]));
        fields.insert("head_exact".to_owned(), forms(&[&headline, &section]));
        let said = entry.facets.said.iter();
        let said = said.map(|said| statement(said, words, entry.passage.span.start));
        fields.insert("said".to_owned(), said.collect());
        fields.insert("data".to_owned(), value(data)?);
        documents.push(document(&article.id, run, entry.passage.n, fields.into()));
    }
    let texts: Vec<&[Term]> = texts.iter().map(Vec::as_slice).collect();
    let head = first_head.unwrap_or_default();
    fields["whole"] = stems(&texts).runs().into();
    fields["whole_head"] = head.runs().into();
    length += u32::from(HEADLINE_TIMES) * head.terms();
    fields["whole_length"] = length.into();
    documents.insert(0, document(&article.id, run, 0, fields));
    Ok(documents)
}

/// An entry of the list of names.
pub(super) fn name(person: &Person, run: u64, analyzer: &mut Analyzer) -> Result<Document> {
    let words = name_words(person, analyzer);
    let compounds = || words.iter().filter(|word| word.contains('-'));
    let parts = compounds().flat_map(|word| word.split('-')).filter(|part| !part.is_empty());
    let parts: BTreeSet<&str> = words.iter().map(String::as_str).chain(parts).collect();
    let joined: BTreeSet<String> = compounds().map(|word| word.replace('-', "")).collect();
    let id = format!("n:{run}:{}", hash(&person.key));
    let fields = json!({
        "kind": kind::NAME,
        "group": person.key,
        "from": run,
        "name_key": person.key,
        "name_words": words,
        "name_parts": parts,
        "name_joined": joined,
        "data": value(person)?,
    });
    Ok(Document { routing: id.clone(), id, fields })
}

/// An entry of the ledger of files.
pub(super) fn file(entry: &FileEntry, run: u64) -> Result<Document> {
    let group = file_group(&entry.key);
    let id = format!("f:{run}:{group}");
    let fields = json!({
        "kind": kind::FILE,
        "group": group,
        "from": run,
        "data": value(entry)?,
    });
    Ok(Document { routing: id.clone(), id, fields })
}

/// The group of a file; paths may be longer than an id can be.
pub(super) fn file_group(file: &FileKey) -> String {
    format!("f:{}", hash(&format!("{}\0{}", file.root, file.path)))
}

/// The id of the document of an article (`n` 0) or of one of its passages.
pub(super) fn document_id(article: &str, run: u64, n: u32) -> String {
    format!("{article}:{run}:{n}")
}

/// Days from 1970-01-01 on; negative before.
pub(super) fn days_since_1970(day: Date) -> i64 {
    day.duration_since(Date::constant(1970, 1, 1)).as_hours() / 24
}

fn document(article: &str, run: u64, n: u32, fields: Value) -> Document {
    Document { id: document_id(article, run, n), routing: article.to_owned(), fields }
}

fn passage(record: &Record, entry: &Entry, run: u64) -> Map<String, Value> {
    let article = &record.article;
    let mut fields = Map::new();
    let mut add = |name: &str, value: Value| fields.insert(name.to_owned(), value);
    add("kind", kind::PASSAGE.into());
    add("group", article.id.clone().into());
    add("from", run.into());
    add("n", entry.passage.n.into());
    add("article", article_number(&article.id).into());
    if let Some(day) = article.published {
        add("day", days_since_1970(day).into());
    }
    for field in Field::ALL.into_iter().filter(|field| *field != Field::Id) {
        let grains = if field.is_date() { Grain::ALL.as_slice() } else { &[Grain::Year] };
        for grain in grains {
            add(&facet(field, *grain), values(article, entry, field, *grain).into());
        }
        if field.is_date() {
            let ranges = days(article, entry, field).into_iter().map(range);
            add(&days_field(field), ranges.collect());
        }
    }
    fields
}

fn range(days: DayRange) -> Value {
    json!({ "gte": ordinal(days.first), "lte": ordinal(days.last) })
}

/// What one speaker says: the terms of the passage that stand in it.
fn statement(said: &Said, words: &[Term], start: usize) -> Value {
    let runs: Vec<Vec<Term>> = said.runs.iter().map(|run| words_of(run, words, start)).collect();
    let runs: Vec<&[Term]> = runs.iter().map(Vec::as_slice).collect();
    let text = stems(&runs);
    json!({
        "by": speaking(&said.speaker),
        "text": text.runs(),
        "exact": forms(&runs),
        "words": text.terms(),
        "length": stored_length(text.terms()),
    })
}

/// Adds terms with their number and the length that counts.
fn add_terms(fields: &mut Map<String, Value>, name: &str, text: &TermText) {
    fields.insert(name.to_owned(), text.runs().into());
    fields.insert(format!("{name}_words"), text.terms().into());
    fields.insert(format!("{name}_length"), stored_length(text.terms()).into());
}

/// The forms of some words, each once, without an order.
fn forms(runs: &[&[Term]]) -> Value {
    let words = runs.iter().copied().flatten();
    let forms = words.map(|word| &*word.form.exact).filter(|form| !form.is_empty());
    let forms: BTreeSet<&str> = forms.collect();
    forms.into_iter().collect()
}

fn value<T: Serialize>(record: &T) -> Result<Value> {
    serde_json::to_value(record)
        .map_err(|error| ErrorKind::Engine(format!("a record cannot be encoded: {error}")).into())
}

/// A number that is an article's own: of a million articles two have the same one in one of
/// some ten million archives.
fn article_number(id: &str) -> i64 {
    let hash = blake3::hash(id.as_bytes());
    hash.as_bytes().first_chunk().map_or(0, |bytes| i64::from_le_bytes(*bytes))
}

/// What stands for a key in an id.
fn hash(key: &str) -> String {
    blake3::hash(key.as_bytes()).to_hex().as_str()[..32].to_owned()
}

//! tantivy fed with the same records: with every field of ours, and with the text alone. Words are
//! cut by its own tokenizers.

use std::collections::BTreeSet;
use std::path::Path;

use onrecord::engine::Record;
use onrecord::facet::{DayRange, Entry, Facets, published};
use onrecord::query::Grain;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};
use tantivy::{Index, IndexWriter, TantivyDocument};

use crate::indexing::Sink;

/// Memory of the writing threads together, as ours.
const MEMORY: usize = 128 << 20;

/// tantivy with the passages' text and nothing else.
pub(crate) struct Bare {
    writer: IndexWriter,
    text: Field,
}

impl Bare {
    /// With one of tantivy's own tokenizers: `default` cuts and lowers, `en_stem` also stems.
    pub(crate) fn create(folder: &Path, threads: usize, tokenizer: &str) -> Self {
        let mut schema = Schema::builder();
        let words = words(tokenizer, IndexRecordOption::WithFreqsAndPositions);
        let text = schema.add_text_field("text", words | STORED);
        Self { writer: writer(folder, schema, threads), text }
    }
}

impl Sink for Bare {
    fn take(&self, record: Record) {
        for entry in &record.entries {
            let mut doc = TantivyDocument::new();
            doc.add_text(self.text, entry.passage.span.of(&record.article.body));
            self.writer.add_document(doc).expect("a document");
        }
    }

    fn finish(self) {
        commit(self.writer);
    }
}

/// tantivy with the records and fields that ours has.
pub(crate) struct Same {
    writer: IndexWriter,
    f: Fields,
}

struct Dates {
    nodes: [(Grain, Field); 3],
    days: Field,
}

struct Fields {
    kind: Field,
    group: Field,
    article: Field,
    n: Field,
    article_key: Field,
    day: Field,
    back: Field,
    text: Field,
    head: Field,
    text_exact: Field,
    head_exact: Field,
    said: Field,
    said_exact: Field,
    said_by: Field,
    speaker: Field,
    person: Field,
    org: Field,
    outlet: Field,
    byline: Field,
    section: Field,
    lang: Field,
    date: Dates,
    mentioned: Dates,
    published: Dates,
    roles: Field,
    fingerprint: Field,
    bytes: Field,
    data: Field,
}

impl Same {
    pub(crate) fn create(folder: &Path, threads: usize) -> Self {
        let mut schema = Schema::builder();
        let stems = words("en_stem", IndexRecordOption::WithFreqsAndPositions);
        let exact = words("default", IndexRecordOption::Basic);
        let raw = TextOptions::default().set_fast("raw");
        let s = &mut schema;
        let f = Fields {
            kind: s.add_text_field("kind", STRING),
            group: s.add_text_field("group", STRING | FAST),
            article: s.add_text_field("article", STRING),
            n: s.add_u64_field("n", INDEXED | FAST),
            article_key: s.add_u64_field("article_key", FAST),
            day: s.add_u64_field("day", FAST),
            back: s.add_u64_field("back", FAST),
            text: s.add_text_field("text", stems.clone()),
            head: s.add_text_field("head", stems.clone()),
            text_exact: s.add_text_field("text_exact", exact.clone()),
            head_exact: s.add_text_field("head_exact", exact.clone()),
            said: s.add_text_field("said", stems),
            said_exact: s.add_text_field("said_exact", exact),
            said_by: s.add_text_field("said_by", STRING),
            speaker: s.add_text_field("speaker", STRING | FAST),
            person: s.add_text_field("person", STRING | FAST),
            org: s.add_text_field("org", STRING | FAST),
            outlet: s.add_text_field("outlet", STRING | FAST),
            byline: s.add_text_field("byline", STRING | FAST),
            section: s.add_text_field("section", STRING | FAST),
            lang: s.add_text_field("lang", STRING | FAST),
            date: dates(s, "date"),
            mentioned: dates(s, "mentioned"),
            published: dates(s, "published"),
            roles: s.add_text_field("roles", raw.clone()),
            fingerprint: s.add_text_field("fingerprint", raw),
            bytes: s.add_u64_field("bytes", FAST),
            data: s.add_bytes_field("data", STORED),
        };
        Self { writer: writer(folder, schema, threads), f }
    }

    fn passage(&self, record: &Record, entry: &Entry, back: u64) -> TantivyDocument {
        let (f, article, facets) = (&self.f, &record.article, &entry.facets);
        let text = entry.passage.span.of(&article.body);
        let section = entry.passage.section.as_deref();
        let head = [article.headline.as_deref(), section];
        let head = head.into_iter().flatten().collect::<Vec<_>>().join("\n");
        let mut doc = TantivyDocument::new();
        doc.add_text(f.kind, "p");
        doc.add_text(f.group, &article.id);
        doc.add_text(f.article, &article.id);
        doc.add_u64(f.n, u64::from(entry.passage.n));
        doc.add_u64(f.article_key, back);
        doc.add_u64(f.back, back);
        for (stems, exact, text) in [(f.text, f.text_exact, text), (f.head, f.head_exact, &head)] {
            doc.add_text(stems, text);
            doc.add_text(exact, text);
        }
        for missing in &facets.missing {
            doc.add_text(f.speaker, missing.name());
        }
        for (field, names) in
            [(f.speaker, &facets.speakers), (f.person, &facets.people), (f.org, &facets.bodies)]
        {
            for name in names {
                doc.add_text(field, &name.key);
            }
        }
        for role in roles(facets) {
            doc.add_text(f.roles, role);
        }
        let values = [(f.outlet, article.outlet.as_deref()), (f.section, section)];
        let values = values.into_iter().chain([(f.lang, article.language.as_deref())]);
        for (field, value) in values {
            doc.add_text(field, value.unwrap_or("none"));
        }
        for author in &article.byline {
            doc.add_text(f.byline, author);
        }
        let day = published(article);
        if let Some(day) = day {
            doc.add_u64(f.day, day.pack());
        }
        add_dates(&mut doc, &f.date, &facets.about);
        add_dates(&mut doc, &f.mentioned, &facets.mentioned);
        add_dates(&mut doc, &f.published, day.as_slice());
        doc.add_bytes(
            f.data,
            &stored(&(back, entry.passage.span.start, section, text, &entry.notes)),
        );
        doc
    }
}

impl Sink for Same {
    fn take(&self, record: Record) {
        let (f, article) = (&self.f, &record.article);
        let mut doc = TantivyDocument::new();
        doc.add_text(f.kind, "a");
        doc.add_text(f.group, &article.id);
        doc.add_text(f.fingerprint, &record.fingerprint);
        doc.add_u64(f.bytes, article.body.len() as u64);
        doc.add_bytes(
            f.data,
            &stored(&(&article.id, &article.headline, &article.url, &article.blocks)),
        );
        let mut docs = vec![doc];
        for entry in &record.entries {
            let place = docs.len();
            docs.push(self.passage(&record, entry, place as u64));
            for said in &entry.facets.said {
                let runs = said.runs.iter().flatten().map(|span| span.of(&article.body));
                let text = runs.collect::<Vec<_>>().join(" ");
                let mut doc = TantivyDocument::new();
                doc.add_text(f.kind, "s");
                doc.add_text(f.group, &article.id);
                doc.add_u64(f.back, (docs.len() - place) as u64);
                doc.add_text(f.said_by, format!("{:?}", said.speaker));
                doc.add_text(f.said, &text);
                doc.add_text(f.said_exact, &text);
                docs.push(doc);
            }
        }
        for doc in docs {
            self.writer.add_document(doc).expect("a document");
        }
    }

    fn finish(self) {
        commit(self.writer);
    }
}

fn writer(folder: &Path, schema: SchemaBuilder, threads: usize) -> IndexWriter {
    let index = Index::create_in_dir(folder, schema.build()).expect("an index");
    index.writer_with_num_threads(threads, MEMORY).expect("a writer")
}

fn commit(mut writer: IndexWriter) {
    writer.commit().expect("a commit");
    writer.wait_merging_threads().expect("merges");
}

fn words(tokenizer: &str, record: IndexRecordOption) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(tokenizer)
        .set_index_option(record)
        .set_fieldnorms(record != IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing)
}

fn dates(schema: &mut SchemaBuilder, name: &str) -> Dates {
    let mut node =
        |grain: Grain| (grain, schema.add_text_field(&format!("{name}_{grain:?}"), STRING | FAST));
    let nodes = [node(Grain::Year), node(Grain::Month), node(Grain::Day)];
    Dates { nodes, days: schema.add_u64_field(&format!("{name}_days"), FAST) }
}

fn add_dates(doc: &mut TantivyDocument, fields: &Dates, values: &[DayRange]) {
    for (grain, field) in &fields.nodes {
        let nodes: BTreeSet<_> = values.iter().map(|value| value.node(*grain)).collect();
        for node in &nodes {
            doc.add_text(*field, &**node);
        }
        if nodes.is_empty() {
            doc.add_text(*field, "none");
        }
    }
    for value in values {
        doc.add_u64(fields.days, value.pack());
    }
}

/// Who speaks and is named under which spelling.
fn roles(facets: &Facets) -> impl Iterator<Item = String> {
    let names = facets.speakers.iter().chain(&facets.people).chain(&facets.bodies);
    names.map(|name| format!("{:?} {} {}", name.kind, name.key, name.label))
}

fn stored<T: serde::Serialize>(value: &T) -> Vec<u8> {
    postcard::to_stdvec(value).expect("a record")
}

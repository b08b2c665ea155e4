//! The fields of the index and the kinds of records in it.
//!
//! One index holds five kinds of records: an article, after it each of its passages, after each
//! passage one record per speaker with what is said there, and, apart from these, the list of
//! names and the ledger of files. The records of one article are written as one group, so they
//! stand side by side in one segment, before and after merges; a distance leads from a passage to
//! its article and from what is said to its passage.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, STORED, Schema, SchemaBuilder,
    TextFieldIndexing, TextOptions,
};

use super::terms::TERMS;
use crate::query::{self, Grain};

/// Values of the field `kind`.
pub(super) mod kind {
    /// An article.
    pub(in super::super) const ARTICLE: &str = "a";
    /// A passage.
    pub(in super::super) const PASSAGE: &str = "p";
    /// What one speaker says in a passage.
    pub(in super::super) const SAID: &str = "s";
    /// An entry of the list of names.
    pub(in super::super) const NAME: &str = "n";
    /// An entry of the ledger of files.
    pub(in super::super) const FILE: &str = "f";
}

/// The three nodes of one date facet, and the exact values.
#[derive(Clone, Copy, Debug)]
pub(super) struct DateFields {
    pub(super) year: Field,
    pub(super) month: Field,
    pub(super) day: Field,
    /// Each value packed in 64 bits.
    pub(super) days: Field,
}

impl DateFields {
    pub(super) fn node(&self, grain: Grain) -> Field {
        match grain {
            Grain::Year => self.year,
            Grain::Month => self.month,
            Grain::Day => self.day,
        }
    }
}

/// Every field of the index.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields {
    /// Which kind of record.
    pub(super) kind: Field,
    /// Id of the article, on each of its records; what replacing deletes by.
    pub(super) group: Field,
    /// Id of the article, on passages only; what queries ask for.
    pub(super) article: Field,
    /// Number of the passage.
    pub(super) n: Field,
    /// Leading characters of the article id as a number that keeps their order.
    pub(super) article_key: Field,
    /// Publication date, packed; absent when unknown.
    pub(super) published_day: Field,
    /// Distance back to the article (passage) or to the passage (said).
    pub(super) back: Field,
    /// Stemmed terms of the passage.
    pub(super) text: Field,
    /// Stemmed terms of headline and section.
    pub(super) head: Field,
    /// Unstemmed terms of the passage.
    pub(super) text_exact: Field,
    /// Unstemmed terms of headline and section.
    pub(super) head_exact: Field,
    /// Stemmed terms of what is said.
    pub(super) said: Field,
    /// Unstemmed terms of what is said.
    pub(super) said_exact: Field,
    /// Who says it.
    pub(super) said_by: Field,
    pub(super) speaker: Field,
    pub(super) person: Field,
    pub(super) org: Field,
    pub(super) outlet: Field,
    pub(super) byline: Field,
    pub(super) section: Field,
    pub(super) lang: Field,
    pub(super) date: DateFields,
    pub(super) mentioned: DateFields,
    pub(super) published: DateFields,
    /// Who speaks and is mentioned under which spelling; what the list of names is made from.
    pub(super) roles: Field,
    /// Fingerprint of an article.
    pub(super) fingerprint: Field,
    /// Bytes of an article's body.
    pub(super) bytes: Field,
    /// Words of an article, its headline weighed.
    pub(super) words: Field,
    /// Folded words of a name and its aliases.
    pub(super) name_words: Field,
    /// Key of a name.
    pub(super) name_key: Field,
    /// Root and path of a file.
    pub(super) file: Field,
    /// The record itself.
    pub(super) data: Field,
}

impl Fields {
    /// The schema and its fields.
    pub(super) fn build() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let fields = Self {
            kind: schema.add_text_field("kind", plain()),
            group: schema.add_text_field("group", plain().set_fast("raw")),
            article: schema.add_text_field("article", plain()),
            n: schema.add_u64_field("n", plain_number()),
            article_key: schema.add_u64_field("article_key", FAST),
            published_day: schema.add_u64_field("day", FAST),
            back: schema.add_u64_field("back", FAST),
            text: schema.add_text_field("text", terms(IndexRecordOption::WithFreqsAndPositions)),
            head: schema.add_text_field("head", terms(IndexRecordOption::WithFreqsAndPositions)),
            text_exact: schema.add_text_field("text_exact", terms(IndexRecordOption::Basic)),
            head_exact: schema.add_text_field("head_exact", terms(IndexRecordOption::Basic)),
            said: schema.add_text_field("said", terms(IndexRecordOption::WithFreqsAndPositions)),
            said_exact: schema.add_text_field("said_exact", terms(IndexRecordOption::Basic)),
            said_by: schema.add_text_field("said_by", plain()),
            speaker: facet(&mut schema, "speaker"),
            person: facet(&mut schema, "person"),
            org: facet(&mut schema, "org"),
            outlet: facet(&mut schema, "outlet"),
            byline: facet(&mut schema, "byline"),
            section: facet(&mut schema, "section"),
            lang: facet(&mut schema, "lang"),
            date: dates(&mut schema, "date"),
            mentioned: dates(&mut schema, "mentioned"),
            published: dates(&mut schema, "published"),
            roles: schema.add_text_field("roles", TextOptions::default().set_fast("raw")),
            fingerprint: schema
                .add_text_field("fingerprint", TextOptions::default().set_fast("raw")),
            bytes: schema.add_u64_field("bytes", FAST),
            words: schema.add_u64_field("words", FAST),
            name_words: schema.add_text_field("name_words", terms(IndexRecordOption::Basic)),
            name_key: schema.add_text_field("name_key", plain()),
            file: schema.add_text_field("file", plain()),
            data: schema.add_bytes_field("data", STORED),
        };
        (schema.build(), fields)
    }

    /// The field that holds the values of a facet.
    pub(super) fn facet(&self, field: query::Field, grain: Grain) -> Field {
        match field {
            query::Field::Speaker => self.speaker,
            query::Field::Person => self.person,
            query::Field::Org => self.org,
            query::Field::Outlet => self.outlet,
            query::Field::Byline => self.byline,
            query::Field::Section => self.section,
            query::Field::Lang => self.lang,
            query::Field::Id => self.group,
            query::Field::Date => self.date.node(grain),
            query::Field::Mentioned => self.mentioned.node(grain),
            query::Field::Published => self.published.node(grain),
        }
    }

    /// The fields of a date facet; publication dates for whatever is no date.
    pub(super) fn dates(&self, field: query::Field) -> &DateFields {
        match field {
            query::Field::Date => &self.date,
            query::Field::Mentioned => &self.mentioned,
            _ => &self.published,
        }
    }
}

/// Terms are made by the project's own analyzer and handed over as they are.
fn terms(record: IndexRecordOption) -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer(TERMS)
        .set_index_option(record)
        .set_fieldnorms(record != IndexRecordOption::Basic);
    TextOptions::default().set_indexing_options(indexing)
}

/// One term, as it is; nothing is scored by it, so no lengths are kept.
fn plain() -> TextOptions {
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("raw")
        .set_index_option(IndexRecordOption::Basic)
        .set_fieldnorms(false);
    TextOptions::default().set_indexing_options(indexing)
}

/// A number that is asked for and read; nothing is scored by it either.
fn plain_number() -> NumericOptions {
    NumericOptions::default().set_indexed().set_fast()
}

fn facet(schema: &mut SchemaBuilder, name: &str) -> Field {
    schema.add_text_field(name, plain().set_fast("raw"))
}

fn dates(schema: &mut SchemaBuilder, name: &str) -> DateFields {
    DateFields {
        year: facet(schema, &format!("{name}_year")),
        month: facet(schema, &format!("{name}_month")),
        day: facet(schema, &format!("{name}_day")),
        days: schema.add_u64_field(&format!("{name}_days"), NumericOptions::default().set_fast()),
    }
}

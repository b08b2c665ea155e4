//! A record on its way into the index.

use std::iter;

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use super::queue::Share;

/// Bytes that a value takes beside its text, about.
const AROUND: usize = 32;

/// Fields of a passage, about.
const FIELDS: usize = 40;

/// The fields of a record, whose texts stand in one string: records are made by one thread and
/// dropped by another, which costs more the more pieces of memory they hold.
#[derive(Debug, Default)]
pub(super) struct Doc {
    texts: String,
    fields: Vec<(Field, FieldValue)>,
    data: Vec<u8>,
    /// What it takes of the queue, if it is the one that tells of its article.
    share: Option<Share>,
}

/// Where the value of a field is.
#[derive(Clone, Copy, Debug)]
enum FieldValue {
    /// Between two places of the texts.
    Text(usize, usize),
    Data,
    Number(u64),
}

/// A value of a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Part<'a> {
    Text(&'a str),
    Data(&'a [u8]),
    Number(u64),
}

impl Doc {
    /// A record with room for texts of so many bytes and the fields of a passage.
    pub(super) fn with_room(bytes: usize) -> Self {
        let (texts, fields) = (String::with_capacity(bytes), Vec::with_capacity(FIELDS));
        Self { texts, fields, ..Self::default() }
    }

    pub(super) fn add_text(&mut self, field: Field, text: &str) {
        let start = self.texts.len();
        self.texts.push_str(text);
        self.fields.push((field, FieldValue::Text(start, self.texts.len())));
    }

    /// Keeps what is stored of the record.
    pub(super) fn add_data(&mut self, field: Field, data: Vec<u8>) {
        self.data = data;
        self.fields.push((field, FieldValue::Data));
    }

    pub(super) fn add_u64(&mut self, field: Field, number: u64) {
        self.fields.push((field, FieldValue::Number(number)));
    }

    /// Bytes that it takes in memory, about.
    pub(super) fn size(&self) -> usize {
        self.texts.len() + self.data.len() + self.fields.len() * AROUND
    }

    /// Gives back this part of the queue when the record was indexed.
    pub(super) fn keep(&mut self, share: Share) {
        self.share = Some(share);
    }
}

impl Document for Doc {
    type Value<'a> = Part<'a>;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values { doc: self, fields: self.fields.iter() }
    }
}

/// The values of a record in the order in which they were added.
pub(super) struct Values<'a> {
    doc: &'a Doc,
    fields: std::slice::Iter<'a, (Field, FieldValue)>,
}

impl<'a> Iterator for Values<'a> {
    type Item = (Field, Part<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let (field, value) = *self.fields.next()?;
        let part = match value {
            FieldValue::Text(start, end) => Part::Text(&self.doc.texts[start..end]),
            FieldValue::Data => Part::Data(&self.doc.data),
            FieldValue::Number(number) => Part::Number(number),
        };
        Some((field, part))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.fields.size_hint()
    }
}

impl<'a> Value<'a> for Part<'a> {
    type ArrayIter = iter::Empty<Self>;
    type ObjectIter = iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match *self {
            Part::Text(text) => ReferenceValueLeaf::Str(text),
            Part::Data(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Part::Number(number) => ReferenceValueLeaf::U64(number),
        })
    }
}

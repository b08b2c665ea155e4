//! A record on its way into the index.

use std::iter;

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};

use super::queue::Share;

/// Bytes that a value takes beside its text, about.
const AROUND: usize = 64;

/// The fields of a record, whose values are moved into it rather than copied.
#[derive(Debug, Default)]
pub(super) struct Doc {
    fields: Vec<(Field, FieldValue)>,
    /// What it takes of the queue, if it is the one that tells of its article.
    share: Option<Share>,
}

/// A value of a field.
#[derive(Debug)]
pub(super) enum FieldValue {
    Text(String),
    Bytes(Vec<u8>),
    Number(u64),
}

impl Doc {
    pub(super) fn add_text(&mut self, field: Field, text: impl Into<String>) {
        self.fields.push((field, FieldValue::Text(text.into())));
    }

    pub(super) fn add_bytes(&mut self, field: Field, bytes: Vec<u8>) {
        self.fields.push((field, FieldValue::Bytes(bytes)));
    }

    pub(super) fn add_u64(&mut self, field: Field, number: u64) {
        self.fields.push((field, FieldValue::Number(number)));
    }

    /// Bytes that it takes in memory, about.
    pub(super) fn size(&self) -> usize {
        let of = |value: &FieldValue| match value {
            FieldValue::Text(text) => text.len(),
            FieldValue::Bytes(bytes) => bytes.len(),
            FieldValue::Number(_) => 0,
        };
        self.fields.iter().map(|(_, value)| AROUND + of(value)).sum()
    }

    /// Gives back this part of the queue when the record was indexed.
    pub(super) fn keep(&mut self, share: Share) {
        self.share = Some(share);
    }
}

impl Document for Doc {
    type Value<'a> = &'a FieldValue;
    type FieldsValuesIter<'a> = Values<'a>;

    fn iter_fields_and_values(&self) -> Values<'_> {
        Values(self.fields.iter())
    }
}

/// The values of a record in the order in which they were added.
pub(super) struct Values<'a>(std::slice::Iter<'a, (Field, FieldValue)>);

impl<'a> Iterator for Values<'a> {
    type Item = (Field, &'a FieldValue);

    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(field, value)| (*field, value))
    }
}

impl<'a> Value<'a> for &'a FieldValue {
    type ArrayIter = iter::Empty<Self>;
    type ObjectIter = iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            FieldValue::Text(text) => ReferenceValueLeaf::Str(text),
            FieldValue::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            FieldValue::Number(number) => ReferenceValueLeaf::U64(*number),
        })
    }
}

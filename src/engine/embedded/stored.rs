//! The data of a record, as the store of its segment holds them.
//!
//! The store's own reader copies bytes one by one into a document of all fields. Nearly all records
//! have one stored field with bytes, and those can be used where they lie.

use tantivy::directory::OwnedBytes;
use tantivy::schema::{Field, Value as _};
use tantivy::store::StoreReader;
use tantivy::{DocId, TantivyDocument};

/// The data of a record; `None` for one without.
pub(super) fn data(
    store: &StoreReader,
    field: Field,
    doc: DocId,
) -> tantivy::Result<Option<OwnedBytes>> {
    let record = store.get_document_bytes(doc)?;
    if let Some(start) = start_of_only(&record, field) {
        return Ok(Some(record.slice(start..record.len())));
    }
    let doc: TantivyDocument = store.get(doc)?;
    let bytes = doc.get_first(field).and_then(|value| value.as_bytes().map(<[u8]>::to_vec));
    Ok(bytes.map(OwnedBytes::new))
}

/// Where the value of a field begins in a record that holds nothing else but these bytes.
///
/// A record is the number of its fields, and for each its number, the kind of its value, and of
/// bytes their number, which must be all that follow (tantivy, `schema/document/se.rs`).
fn start_of_only(record: &[u8], field: Field) -> Option<usize> {
    let rest = record.strip_prefix(&[1 | LAST])?;
    let rest = rest.strip_prefix(&field.field_id().to_le_bytes())?;
    let rest = rest.strip_prefix(&[BYTES])?;
    // Seven bits at a time, the lowest first; five of them are more than a block may hold.
    let digits = rest.iter().take(5).position(|byte| byte & LAST != 0)? + 1;
    let low_first = rest.get(..digits)?.iter().rev();
    let length = low_first.fold(0_u64, |sum, byte| sum << 7 | u64::from(byte & !LAST));
    let value = rest.get(digits..)?;
    (value.len() as u64 == length).then(|| record.len() - value.len())
}

/// What marks the last part of a number.
const LAST: u8 = 0x80;

/// The kind of value that is bytes.
const BYTES: u8 = 4;

#[cfg(test)]
mod tests {
    use tantivy::Index;
    use tantivy::schema::{STORED, STRING, Schema};

    use super::*;

    #[test]
    fn data_are_read_as_they_were_written() {
        let mut schema = Schema::builder();
        let other = schema.add_bytes_field("other", STORED);
        let name = schema.add_text_field("name", STRING | STORED);
        let field = schema.add_bytes_field("data", STORED);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 20_000_000).expect("a writer");
        let lengths = [0, 1, 127, 128, 129, 16_383, 16_384, 70_000];
        // What one field says may look like the beginning of another record.
        let bytes = |length: usize| -> Vec<u8> {
            [0x81, 2, 0, 0, 0, 4, 0x80].into_iter().cycle().take(length).collect()
        };
        let kinds: [(&[Field], bool); 5] = [
            (&[field], true),
            (&[field, other], true),
            (&[other, field], true),
            (&[other], false),
            (&[name], false),
        ];
        for length in lengths {
            for (fields, _) in kinds {
                let mut doc = TantivyDocument::new();
                for own in fields {
                    match *own {
                        own if own == field => doc.add_bytes(own, &bytes(length)),
                        own if own == other => doc.add_bytes(own, &bytes(300)),
                        own => doc.add_text(own, "name"),
                    }
                }
                writer.add_document(doc).expect("a record");
            }
        }
        writer.commit().expect("records");
        let searcher = index.reader().expect("a reader").searcher();
        let store = searcher.segment_reader(0).get_store_reader(1).expect("a store");
        let mut doc = 0;
        for length in lengths {
            for (fields, has) in kinds {
                let found = data(&store, field, doc).expect("a record");
                let found = found.map(|found| found.to_vec());
                assert_eq!(found, has.then(|| bytes(length)), "{length} {fields:?}");
                let plain = store.get_document_bytes(doc).expect("a record");
                assert_eq!(start_of_only(&plain, field).is_some(), *fields == [field]);
                doc += 1;
            }
        }
    }

    #[test]
    fn what_is_cut_short_has_no_value() {
        let field = Field::from_field_id(2);
        let whole = [0x81, 2, 0, 0, 0, 4, 0x83, 7, 8, 9];
        assert_eq!(start_of_only(&whole, field), Some(7));
        for end in 0..whole.len() {
            assert_eq!(start_of_only(&whole[..end], field), None, "{end}");
        }
        assert_eq!(start_of_only(&[&whole[..], &[1]].concat(), field), None);
        let endless = [&whole[..6], &[0; 40], &[0x80]].concat();
        assert_eq!(start_of_only(&endless, field), None);
    }
}

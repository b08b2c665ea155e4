//! What the files of an index of the cluster hold, as far as it tells.

use serde_json::{Value, json};
use ureq::http::Method;

use super::mapping::kind;
use super::searcher::ClusterEngine;
use crate::engine::{FieldSize, Sizes, StoredSizes};
use crate::error::Result;

/// Endings of the files of a segment by what they hold (Lucene, "File Naming" in the package
/// `org.apache.lucene.codecs`).
const STORE: [&str; 3] = ["fdt", "fdx", "fdm"];
const TERMS: [&str; 3] = ["tim", "tip", "tmd"];
const POSTINGS: [&str; 3] = ["doc", "pay", "psm"];
const POSITIONS: [&str; 1] = ["pos"];
const NORMS: [&str; 2] = ["nvd", "nvm"];
const COLUMNS: [&str; 6] = ["dvd", "dvm", "dvs", "kdd", "kdi", "kdm"];
const REMOVED: [&str; 1] = ["liv"];

/// What stands for the fields, of which it is told what all take together.
const ALL: &str = "(all fields)";

const UNTOLD: &str = "a cluster does not tell what each field takes";

impl ClusterEngine {
    pub(super) fn read_sizes(&self) -> Result<Sizes> {
        let asked = "level=shards&include_segment_file_sizes=true";
        let path = format!("/{}/_stats/store,segments?{asked}", self.view.index());
        let found = self.view.client().json(&Method::GET, &path, None)?;
        let total = &found["_all"]["total"];
        let index = total["store"]["size_in_bytes"].as_u64();
        let index = index.ok_or_else(|| self.view.broken("a size"))?;
        let files = &total["segments"]["file_sizes"];
        let of = |endings: &[&str]| {
            let sizes = endings.iter().map(|ending| files[*ending]["size_in_bytes"].as_u64());
            sizes.flatten().sum::<u64>()
        };
        let fields = FieldSize {
            field: ALL.to_owned(),
            terms: of(&TERMS),
            postings: of(&POSTINGS),
            positions: of(&POSITIONS),
            norms: of(&NORMS),
            column: of(&COLUMNS),
        };
        let (store, removed) = (of(&STORE), of(&REMOVED));
        let rest = index.saturating_sub(store + removed + fields.total());
        Ok(Sizes {
            index,
            store,
            stored: self.read_stored_sizes()?,
            fields: vec![fields],
            removed,
            rest,
            shards: shards(&found["indices"][self.view.index()]["shards"]),
            untold: Some(UNTOLD.to_owned()),
        })
    }

    /// What records hold.
    fn read_stored_sizes(&self) -> Result<StoredSizes> {
        let mut stored = StoredSizes::default();
        let size = |value: &Value| value.to_string().len() as u64;
        let (parts, keys) = (json!(["data"]), json!([{ "group": "asc" }, { "n": "asc" }]));
        self.view.each(&self.view.passages(), &keys, &parts, &mut |source| {
            let data = &source["data"];
            let text = data["text"].as_str().map_or(0, |text| text.len() as u64);
            let annotations = size(&data["notes"]);
            stored.text += text;
            stored.annotations += annotations;
            stored.passages += size(data).saturating_sub(text + annotations);
            Ok(())
        })?;
        for (kind, sum) in [
            (kind::ARTICLE, &mut stored.articles),
            (kind::NAME, &mut stored.names),
            (kind::FILE, &mut stored.files),
        ] {
            let keys = json!([{ "group": "asc" }]);
            self.view.each(&self.view.of_kind(kind), &keys, &parts, &mut |source| {
                *sum += size(&source["data"]);
                Ok(())
            })?;
        }
        Ok(stored)
    }
}

/// Bytes of each shard with its copies, in the order of their numbers.
fn shards(told: &Value) -> Vec<u64> {
    let copies = |shard: &Value| -> u64 {
        let copies = shard.as_array().into_iter().flatten();
        copies.filter_map(|copy| copy["store"]["size_in_bytes"].as_u64()).sum()
    };
    let mut shards: Vec<(u32, u64)> = told
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(number, shard)| Some((number.parse().ok()?, copies(shard))))
        .collect();
    shards.sort_unstable();
    shards.into_iter().map(|(_, bytes)| bytes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_come_in_the_order_of_their_numbers_with_their_copies() {
        let copy = |bytes: u64| json!({ "store": { "size_in_bytes": bytes } });
        let told = json!({ "10": [copy(5)], "2": [copy(3), copy(4)], "0": [copy(1)] });
        assert_eq!(shards(&told), [1, 7, 5]);
        assert!(shards(&Value::Null).is_empty());
    }
}

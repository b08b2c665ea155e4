//! The fields of an index of the cluster.
//!
//! Terms come as strings that an analyzer only splits: a space parts words, the sign of
//! [`SAME`] parts terms at one place, and values of a list stand [`GAP`] positions apart. What the
//! cluster gives for a term or phrase is how often it stands there and nothing else (the similarity
//! `times`): scores are computed from that, from lengths kept beside the terms, and from counts of
//! the passages that can be seen, so they are those of the embedded engine.

use serde_json::{Map, Value, json};

use crate::engine::terms::SAME;
use crate::query::{Field, Grain};

/// Version of the layout of the index.
pub const FORMAT: u32 = 2;

/// Positions between runs of words; more than any phrase may be moved.
const GAP: u32 = 1000;

/// Longest facet value that is kept, in characters; Lucene takes terms of at most 32,766 bytes.
const LONGEST_VALUE: u32 = 8191;

/// Values of the field `kind`.
pub(super) mod kind {
    /// An article.
    pub(in super::super) const ARTICLE: &str = "a";
    /// A passage.
    pub(in super::super) const PASSAGE: &str = "p";
    /// An entry of the list of names.
    pub(in super::super) const NAME: &str = "n";
    /// An entry of the ledger of files.
    pub(in super::super) const FILE: &str = "f";
}

/// Fields that are searched and not kept: what they were made from is in `data`.
const NOT_KEPT: [&str; 11] = [
    "text",
    "head",
    "text_exact",
    "head_exact",
    "whole",
    "whole_head",
    "said",
    "*_days",
    "name_words",
    "name_parts",
    "name_joined",
];

/// The field that holds the values of a facet.
pub(super) fn facet(field: Field, grain: Grain) -> String {
    if field == Field::Id {
        return "group".to_owned();
    }
    if !field.is_date() {
        return field.name().to_owned();
    }
    format!("{}_{}", field.name(), grain.name())
}

/// The field that holds the ranges of days of a facet.
pub(super) fn days(field: Field) -> String {
    format!("{}_days", field.name())
}

/// What stands in `mappings` of an index; `meta` says what made it.
pub(super) fn mappings(meta: &Value) -> Value {
    let terms = || {
        json!({
            "type": "text", "analyzer": "terms", "similarity": "times", "norms": false,
            "index_options": "positions", "position_increment_gap": GAP,
        })
    };
    let keyword = || json!({ "type": "keyword", "ignore_above": LONGEST_VALUE });
    let looked_up =
        || json!({ "type": "keyword", "ignore_above": LONGEST_VALUE, "doc_values": false });
    let number = |kind: &str| json!({ "type": kind, "index": false });
    let unread = || json!({ "type": "object", "enabled": false });
    let mut fields = Map::new();
    let mut add = |name: &str, field: Value| fields.insert(name.to_owned(), field);
    add("kind", keyword());
    add("group", keyword());
    add("from", json!({ "type": "long" }));
    add("control", unread());
    add("data", unread());
    add("n", json!({ "type": "integer" }));
    // A number for its article, to count articles by.
    add("article", number("long"));
    // Days since 1970.
    add("day", json!({ "type": "integer" }));
    for name in ["text", "head"] {
        add(name, terms());
        add(&format!("{name}_words"), number("integer"));
        add(&format!("{name}_length"), number("integer"));
    }
    for name in ["whole", "whole_head"] {
        add(name, terms());
    }
    add("whole_length", number("integer"));
    add("text_exact", keyword());
    add("head_exact", looked_up());
    let said = json!({
        "by": looked_up(), "text": terms(), "exact": looked_up(),
        "words": number("integer"), "length": number("integer"),
    });
    add("said", json!({ "type": "nested", "dynamic": "strict", "properties": said }));
    for field in Field::ALL.into_iter().filter(|field| *field != Field::Id) {
        let grains = if field.is_date() { Grain::ALL.as_slice() } else { &[Grain::Year] };
        for grain in grains {
            add(&facet(field, *grain), keyword());
        }
        if field.is_date() {
            add(&days(field), json!({ "type": "integer_range", "doc_values": false }));
        }
    }
    add("roles", json!({ "type": "keyword", "index": false, "doc_values": false }));
    add("found", looked_up());
    add("fingerprint", json!({ "type": "keyword", "index": false, "doc_values": false }));
    add("bytes", number("long"));
    for name in ["name_key", "name_words", "name_parts", "name_joined"] {
        add(name, looked_up());
    }
    json!({
        "dynamic": "strict",
        "date_detection": false,
        "_meta": meta,
        "_routing": { "required": true },
        "_source": { "excludes": NOT_KEPT },
        "properties": fields,
    })
}

/// What stands in `settings` of an index, shards and copies apart.
pub(super) fn settings() -> Value {
    let together = json!({
        "type": "pattern_capture", "preserve_original": false, "patterns": [format!("([^{SAME}]+)")],
    });
    let spaces =
        json!({ "type": "char_group", "tokenize_on_chars": [" "], "max_token_length": 1_048_576 });
    let terms = json!({ "type": "custom", "tokenizer": "spaces", "filter": ["together"] });
    let times =
        json!({ "type": "scripted", "script": { "source": "return query.boost * doc.freq;" } });
    json!({
        "codec": "best_compression",
        "similarity": { "times": times },
        "analysis": {
            "tokenizer": { "spaces": spaces },
            "filter": { "together": together },
            "analyzer": { "terms": terms },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_facet_has_its_field() {
        let mappings = mappings(&Value::Null);
        for field in Field::ALL {
            for grain in Grain::ALL {
                let name = facet(field, grain);
                assert_eq!(mappings["properties"][&name]["type"], "keyword", "{name}");
            }
        }
        assert_eq!(facet(Field::Date, Grain::Month), "date_month");
        assert_eq!(mappings["properties"]["mentioned_days"]["type"], "integer_range");
    }

    #[test]
    fn what_is_not_kept_is_a_field() {
        let mappings = mappings(&Value::Null);
        let fields = mappings["properties"].as_object().expect("fields");
        for name in NOT_KEPT {
            let ending = name.trim_start_matches('*');
            assert!(fields.keys().any(|field| field.ends_with(ending)), "{name}");
        }
    }
}

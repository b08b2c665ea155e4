//! The values of some fields, with how many passages have each: all of them, however many there are.

use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::{Value, json};

use super::dialect;
use super::reply::Found;
use super::view::View;
use crate::error::Result;

/// Values counted at a time; the cluster allows 65,535 together.
const BUCKETS: usize = 10_000;

/// Values counted at a time at least, however little memory a node has.
const FEWEST: u64 = 300;

/// What is told of one value.
#[derive(Debug, Deserialize)]
pub(super) struct Counted {
    /// The value of each field.
    key: Keys,
    #[serde(rename = "doc_count")]
    pub(super) passages: u64,
    /// Where that was asked for.
    articles: Option<Number>,
}

impl Counted {
    /// How many articles have the value, where that was asked for.
    pub(super) fn articles(&self) -> Option<u64> {
        self.articles.as_ref().map(|number| number.value)
    }
}

#[derive(Debug, Deserialize)]
struct Number {
    value: u64,
}

/// Values of some fields, each under the number of its field.
#[derive(Debug)]
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(
        deserializer: D,
    ) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values by the numbers of their fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Keys, A::Error> {
        let mut keys: Vec<(usize, String)> = Vec::with_capacity(1);
        while let Some(key) = map.next_entry()? {
            keys.push(key);
        }
        keys.sort_unstable();
        Ok(Keys(keys.into_iter().map(|(_, value)| value).collect()))
    }
}

/// Some of the values.
#[derive(Debug, Default, Deserialize)]
struct Page {
    /// Where the next ones begin.
    after_key: Option<Value>,
    buckets: Vec<Counted>,
}

#[derive(Debug, Default, Deserialize)]
struct Pages {
    values: Page,
}

impl View {
    /// What asks for values of some fields together, with the passages that have them and what is
    /// counted of these.
    pub(super) fn values_asked(query: &Value, fields: &[String], counted: Option<&Value>) -> Value {
        let sources: Vec<Value> = fields
            .iter()
            .enumerate()
            .map(|(i, field)| json!({ i.to_string(): { "terms": { "field": field } } }))
            .collect();
        let mut values = json!({ "composite": { "size": BUCKETS, "sources": sources } });
        if let Some(counted) = counted {
            values["aggs"] = counted.clone();
        }
        json!({ "size": 0, "query": query, "aggs": { "values": values } })
    }

    /// Calls `each` with every value that is asked for, and what is counted of it; `first` is the
    /// first answer where it is there already.
    pub(super) fn values(
        &self,
        mut asked: Value,
        fields: usize,
        mut first: Option<Found>,
        each: &mut dyn FnMut(Vec<String>, &Counted) -> Result<()>,
    ) -> Result<()> {
        loop {
            let found = match first.take() {
                Some(found) => found,
                None => self.page_of_values(&mut asked)?,
            };
            let page: Option<Pages> = found.counted_as();
            let Page { after_key, buckets } = page.ok_or_else(|| self.broken("values"))?.values;
            let count = buckets.len() as u64;
            for mut bucket in buckets {
                let Keys(keys) = std::mem::replace(&mut bucket.key, Keys(Vec::new()));
                if keys.len() != fields {
                    return Err(self.broken("a value"));
                }
                each(keys, &bucket)?;
            }
            let most = asked["aggs"]["values"]["composite"]["size"].as_u64();
            match after_key {
                Some(next) if most.is_some_and(|most| count >= most) => {
                    asked["aggs"]["values"]["composite"]["after"] = next;
                }
                _ => return Ok(()),
            }
        }
    }

    /// The next values that are asked for: fewer, from now on, where so many are too much for the memory
    /// of a node.
    fn page_of_values(&self, asked: &mut Value) -> Result<Found> {
        loop {
            let size = asked["aggs"]["values"]["composite"]["size"].as_u64().unwrap_or(0);
            let answer = if size / 2 < FEWEST {
                self.search::<Found>(asked.clone())
            } else {
                self.searched(asked)
            };
            match answer {
                Err(error) if size / 2 >= FEWEST && dialect::is_too_large(&error.to_string()) => {
                    asked["aggs"]["values"]["composite"]["size"] = (size / 2).into();
                }
                answer => return answer,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_told_in_the_order_of_their_fields() {
        let told = r#"{"values":{"after_key":{"0":"b"},"buckets":[
            {"key":{"1":"y","0":"b"},"doc_count":3,"articles":{"value":2}},
            {"key":{"0":"a\u0301"},"doc_count":1}]}}"#;
        let Pages { values: Page { after_key, buckets } } =
            serde_json::from_str(told).expect("values");
        assert_eq!(after_key.expect("a key")["0"], "b");
        let told = |bucket: &Counted| (bucket.key.0.clone(), bucket.passages, bucket.articles());
        let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        assert_eq!(told(&buckets[0]), (owned(&["b", "y"]), 3, Some(2)));
        assert_eq!(told(&buckets[1]), (owned(&["a\u{301}"]), 1, None));
        // No value is read as another's.
        for broken in [r#"{"values":{"buckets":[{"key":{"0":7},"doc_count":1}]}}"#, "{}", "null"] {
            assert!(serde_json::from_str::<Pages>(broken).is_err(), "{broken}");
        }
    }
}

//! Where an index stands: the last run that was finished, and what it left to be hidden.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::http::Method;

use super::client::Client;
use super::place;
use super::statistics::Totals;
use crate::engine::{Coverage, State};
use crate::error::Result;

/// Id of the record that holds it.
pub(super) const STATE: &str = "state";

/// Where records that only this module reads go, so that one shard decides who is first.
pub(super) const CONTROL: &str = "control";

/// What the state record of an index says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Standing {
    /// Version of the layout of the index.
    pub(super) format: u32,
    /// Version of its terms.
    pub(super) analyzer: u32,
    /// The highest number of a run that was finished; 0 before the first.
    pub(super) run: u64,
    /// What tells the writer of the last run that was finished from any other.
    pub(super) token: String,
    /// The last run that was finished, which wrote the list of names.
    pub(super) names: u64,
    /// The number of whoever last took the lock, so that who had it before can change nothing.
    #[serde(default)]
    pub(super) claim: u64,
    /// Runs that were given up and of which something may still arrive, and those under way: what they
    /// write is hidden.
    #[serde(default)]
    pub(super) aborted: Vec<u64>,
    /// Runs under way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) open: Vec<u64>,
    /// Ids of the records that list the groups which the last run ended: what runs of lower numbers
    /// wrote of them is to be removed.
    #[serde(default)]
    pub(super) ended: Vec<String>,
    /// What the index remembers of its archive.
    pub(super) archive: State,
    /// What was counted at the end of the run.
    #[serde(default)]
    pub(super) counted: Option<Counted>,
}

/// What everybody asks of an index, counted once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counted {
    /// What scores are computed from.
    pub(super) totals: Totals,
    /// What there is to search.
    pub(super) coverage: Coverage,
}

/// A standing, with what a compare-and-set is told.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Read {
    pub(super) standing: Standing,
    /// Sequence number and primary term; `None` when there is no record yet.
    version: Option<(u64, u64)>,
}

impl Standing {
    /// The filter that visible articles, passages and files satisfy.
    pub(super) fn visible(&self, index: &str) -> Value {
        let mut hidden = self.ended(index);
        if !self.aborted.is_empty() {
            hidden.push(json!({ "terms": { "from": self.aborted } }));
        }
        json!({ "bool": {
            "filter": [{ "range": { "from": { "lte": self.run } } }],
            "must_not": hidden,
        } })
    }

    /// Whether it shows what another one shows.
    pub(super) fn shows(&self, other: &Self) -> bool {
        (self.run, self.names, &self.token) == (other.run, other.names, &other.token)
    }

    /// The filter that what runs wrote satisfies which were finished after this standing.
    pub(super) fn since(&self) -> Value {
        json!({ "bool": {
            "should": [
                { "range": { "from": { "gt": self.run } } },
                { "terms": { "from": self.open } },
            ],
            "minimum_should_match": 1,
        } })
    }

    /// Filters that what the last run ended satisfies.
    pub(super) fn ended(&self, index: &str) -> Vec<Value> {
        let lists = self.ended.iter().map(|list| {
            let groups = json!({
                "index": index, "id": list, "path": "control.groups", "routing": CONTROL,
            });
            json!({ "bool": { "filter": [
                { "range": { "from": { "lt": self.names } } },
                { "terms": { "group": groups } },
            ] } })
        });
        lists.collect()
    }

    /// The filter that the visible list of names satisfies.
    pub(super) fn visible_names(&self) -> Value {
        json!({ "term": { "from": self.names } })
    }
}

/// Where an index stands now.
pub(super) fn read(client: &Client, index: &str) -> Result<Read> {
    let answer =
        client.ask(&Method::GET, &format!("/{index}/_doc/{STATE}?routing={CONTROL}"), None)?;
    if answer.status == 404 && answer.body["found"] == false {
        return Ok(Read { standing: Standing::default(), version: None });
    }
    if !answer.is_success() {
        return Err(client.refused(&answer));
    }
    let standing = serde_json::from_value(answer.body["_source"]["control"].clone())
        .map_err(|error| client.error(format!("its state cannot be read: {error}")));
    let standing: Standing = standing?;
    place::check_version(client, standing.format.into(), standing.analyzer.into())?;
    let number = |name: &str| answer.body[name].as_u64();
    let version = number("_seq_no").zip(number("_primary_term"));
    Ok(Read { standing, version })
}

impl Read {
    /// Puts another standing in the place of this one, unless somebody else did so first.
    ///
    /// An answer that got lost is asked for again, so a standing that is there already, by its token
    /// and run, was put by us.
    pub(super) fn replace(self, client: &Client, index: &str, standing: Standing) -> Result<Self> {
        let condition = match self.version {
            Some((number, term)) => format!("if_seq_no={number}&if_primary_term={term}"),
            None => "op_type=create".to_owned(),
        };
        let path = format!("/{index}/_doc/{STATE}?routing={CONTROL}&{condition}");
        let body = json!({ "kind": CONTROL, "control": standing });
        let answer = client.ask(&Method::PUT, &path, Some(&body))?;
        if answer.is_success() {
            let number = |name: &str| answer.body[name].as_u64();
            let version = number("_seq_no").zip(number("_primary_term"));
            return Ok(Self { standing, version });
        }
        if answer.status != 409 {
            return Err(client.refused(&answer));
        }
        let there = read(client, index)?;
        if there.standing == standing {
            return Ok(there);
        }
        Err(client.error("another writer was faster; nothing of this run can be seen"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_ended_or_given_up_is_hidden() {
        let fresh = Standing { run: 4, names: 3, ..Standing::default() };
        let range = json!([{ "range": { "from": { "lte": 4 } } }]);
        assert_eq!(fresh.visible("i")["bool"], json!({ "filter": range, "must_not": [] }));
        let busy = Standing { aborted: vec![2], ended: vec!["ended:3:0".to_owned()], ..fresh };
        let hidden = &busy.visible("i")["bool"]["must_not"];
        let groups = &hidden[0]["bool"]["filter"][1]["terms"]["group"];
        assert_eq!(groups["id"], "ended:3:0");
        assert_eq!(hidden[0]["bool"]["filter"][0], json!({ "range": { "from": { "lt": 3 } } }));
        assert_eq!(hidden[1], json!({ "terms": { "from": [2] } }));
    }
}

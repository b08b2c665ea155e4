//! A compiled query, as a tree that is written out for the cluster once the counts are known that
//! its scores need.

use super::mapping::{days, facet};
use crate::engine::NameKeys;
use crate::engine::asked::{node, speaker_keys};
use crate::engine::compile::{Dialect, Part, Scope, Target};
use crate::engine::facets::reserved;
use crate::facet::{Reserved, ordinal};
use crate::query::{DateValue, Field, Grain, Match, NameValue, Value, Word};
use crate::text::fold;

/// A query for the cluster.
#[derive(Debug)]
pub(super) enum Query {
    /// All records of a kind.
    Every(Scope),
    /// Passages with all or any of some words; where grounded, one of them in the text.
    Words { words: Vec<Word>, mode: Match, grounded: bool },
    /// Terms in order.
    Run { target: Target, terms: Vec<String>, slop: u32 },
    /// A word that begins so.
    Prefix(Target, String),
    /// A word at most so many edits from this one.
    Fuzzy(Target, String, u8),
    /// One of some values in a field.
    Values(String, Vec<String>),
    /// Calendar values in a field of ranges, by the numbers of their days.
    Days { field: String, from: Option<u32>, to: Option<u32>, overlap: bool },
    /// The passage of this number.
    Number(u64),
    /// The passages of what is said.
    PassagesOf(Box<Query>),
    /// The best of some alternatives; those marked are as frequent as the most frequent of them.
    Best(Vec<(Query, bool)>),
    /// One of some; nothing where there are none.
    Any(Vec<Query>),
    /// Parts together.
    All(Vec<Part<Query>>),
    /// With its score multiplied.
    Boosted(Box<Query>, f32),
    /// Without a score.
    Unscored(Box<Query>),
    /// With a name for readers.
    Named(Box<Query>, String),
}

impl Query {
    /// Calls `each` with every query of the tree that counts in a score.
    pub(super) fn each_scored<'q>(&'q self, each: &mut impl FnMut(&'q Query)) {
        each(self);
        match self {
            Self::PassagesOf(inner) | Self::Boosted(inner, _) | Self::Named(inner, _) => {
                inner.each_scored(each);
            }
            Self::Best(alternatives) => {
                for (query, _) in alternatives {
                    query.each_scored(each);
                }
            }
            Self::Any(queries) => {
                for query in queries {
                    query.each_scored(each);
                }
            }
            Self::All(parts) => {
                for part in parts {
                    if let Part::Must(query) | Part::Should(query) = part {
                        query.each_scored(each);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Builds trees.
pub(super) struct Queries<'r> {
    pub(super) names: &'r NameKeys,
    pub(super) date_overlap: bool,
    /// Whether scores are to be explained.
    pub(super) explained: bool,
}

impl Queries<'_> {
    fn dates(&self, field: Field, asked: DateValue) -> Query {
        let range = match asked {
            DateValue::Range { from, to } => Some((from, to)),
            _ => None,
        };
        if (range.is_none() || !self.date_overlap)
            && let Some((grain, node)) = node(asked)
        {
            return Query::Values(facet(field, grain), vec![node]);
        }
        let (from, to) = range.unwrap_or_default();
        let overlap = self.date_overlap;
        Query::Days { field: days(field), from: from.map(ordinal), to: to.map(ordinal), overlap }
    }
}

/// An article, or one of its passages (`ID/N`).
fn id(asked: &NameValue) -> Query {
    let (article, n) = match asked.text.split_once('/') {
        Some((article, n)) => (article, Some(n)),
        None => (asked.text.as_str(), None),
    };
    let article = Query::Values(facet(Field::Id, Grain::Year), vec![fold(article)]);
    match n.map(str::parse::<u64>) {
        None => article,
        Some(Ok(n)) => Query::All(vec![Part::Must(article), Part::Must(Query::Number(n))]),
        Some(Err(_)) => Query::Any(Vec::new()),
    }
}

impl Dialect for Queries<'_> {
    type Query = Query;

    fn every(&self, scope: Scope) -> Query {
        Query::Every(scope)
    }

    fn words(&self, words: Vec<Word>, mode: Match, grounded: bool) -> Query {
        Query::Words { words, mode, grounded }
    }

    fn run(&self, terms: &[&str], slop: u32, target: Target) -> Query {
        let terms = terms.iter().map(|term| (*term).to_owned()).collect();
        Query::Run { target, terms, slop }
    }

    fn prefix(&self, beginning: &str, target: Target) -> Query {
        Query::Prefix(target, beginning.to_owned())
    }

    fn fuzzy(&self, word: &str, distance: u8, target: Target) -> Query {
        Query::Fuzzy(target, word.to_owned(), distance)
    }

    fn value(&self, field: Field, value: &Value) -> Query {
        let values = match value {
            Value::Date(asked) => return self.dates(field, *asked),
            Value::Name(name) if field == Field::Id => return id(name),
            value if field == Field::Speaker => speaker_keys(self.names, value),
            Value::Name(name) => self.names.of(field, name).to_vec(),
            Value::None | Value::Unknown | Value::Group => vec![reserved(Reserved::None)],
        };
        Query::Values(facet(field, Grain::Year), values)
    }

    fn said_by(&self, value: &Value) -> Query {
        self.said_by_keys(&speaker_keys(self.names, value))
    }

    fn said_by_keys(&self, keys: &[String]) -> Query {
        Query::Values("said.by".to_owned(), keys.to_vec())
    }

    fn passages_of(&self, said: Query) -> Query {
        Query::PassagesOf(Box::new(said))
    }

    fn alike(&self, alternatives: Vec<(Query, bool)>) -> Query {
        Query::Best(alternatives)
    }

    fn any(&self, mut queries: Vec<Query>) -> Query {
        if queries.len() == 1 { queries.remove(0) } else { Query::Any(queries) }
    }

    fn all(&self, mut parts: Vec<Part<Query>>) -> Query {
        match parts.pop() {
            Some(Part::Must(only)) if parts.is_empty() => only,
            last => {
                parts.extend(last);
                Query::All(parts)
            }
        }
    }

    fn boosted(&self, query: Query, by: f32) -> Query {
        Query::Boosted(Box::new(query), by)
    }

    fn unscored(&self, query: Query) -> Query {
        Query::Unscored(Box::new(query))
    }

    fn named(&self, query: Query, name: impl FnOnce() -> Option<String>) -> Query {
        match self.explained.then(name).flatten() {
            Some(name) => Query::Named(Box::new(query), name),
            None => query,
        }
    }
}

//! Which articles corrections name: by their ids, or by beginnings that only one id has.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::article::is_id;

/// Fewest characters of a beginning that is taken for an article.
const LEAST: usize = 4;

/// Articles by what corrections call them; the numbers are places in the list of corrections.
#[derive(Clone, Debug, Default)]
pub(super) struct Articles {
    by_name: BTreeMap<String, Vec<usize>>,
    /// Lengths of the names in bytes.
    lengths: BTreeSet<usize>,
    /// Names that begin the ids of several articles.
    ambiguous: FxHashSet<String>,
    whole_only: bool,
}

impl Articles {
    /// Articles called by these names, in the order of the corrections.
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        let mut out = Self::default();
        for (i, name) in names.enumerate() {
            out.add(i, name);
        }
        out
    }

    /// Says that the correction at place `i` names an article.
    pub(super) fn add(&mut self, i: usize, name: &str) {
        self.lengths.insert(name.len());
        self.by_name.entry(name.to_owned()).or_default().push(i);
    }

    /// The corrections that name an article, in order.
    pub(super) fn of(&self, id: &str) -> impl Iterator<Item = usize> + use<> {
        let mut found: Vec<usize> = Vec::new();
        for length in &self.lengths {
            let Some(name) = id.get(..*length) else { break };
            let is_meant = *length == id.len()
                || *length >= LEAST && !self.whole_only && !self.ambiguous.contains(name);
            if is_meant && let Some(places) = self.by_name.get(name) {
                found.extend(places);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter()
    }

    /// The ids, among these in order, that a name can mean: one, none, or too many.
    pub(super) fn meant<'i>(name: &str, ids: &[&'i str]) -> Vec<&'i str> {
        let first = ids.partition_point(|id| *id < name);
        if let Some(id) = ids.get(first).filter(|id| **id == name) {
            return vec![id];
        }
        if name.len() < LEAST {
            return Vec::new();
        }
        ids[first..].iter().take_while(|id| id.starts_with(name)).copied().collect()
    }

    /// Looks which names begin several of these ids, which are in order.
    pub(super) fn settle(&mut self, ids: &[&str]) {
        let names = self.by_name.keys();
        self.ambiguous = names.filter(|name| Self::meant(name, ids).len() > 1).cloned().collect();
    }

    /// Takes only whole ids.
    pub(super) fn whole_only(&mut self) {
        self.whole_only = true;
    }

    /// Whether any name is not a whole id.
    pub(super) fn has_beginnings(&self) -> bool {
        self.by_name.keys().any(|name| !is_id(name))
    }

    /// Whether a name that was taken for one article begins several of these ids.
    pub(super) fn is_doubtful<'i>(&self, ids: impl Iterator<Item = &'i String>) -> bool {
        if !self.has_beginnings() {
            return false;
        }
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut ids = ids;
        ids.any(|id| {
            self.lengths.iter().any(|length| {
                id.get(..*length).is_some_and(|name| {
                    *length < id.len()
                        && self.by_name.contains_key(name)
                        && !self.ambiguous.contains(name)
                        && !seen.insert(name)
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_means_the_one_id_that_has_it() {
        let ids = ["abcdefgh", "abcdxxxx", "abzzzzzz"];
        let mut articles = Articles::new(["abcde", "abcd", "abzzzzzz", "ab"].into_iter());
        articles.settle(&ids);
        let of = |id: &str| articles.of(id).collect::<Vec<_>>();
        assert_eq!(of("abcdefgh"), [0]);
        assert_eq!(of("abcdxxxx"), [] as [usize; 0]);
        assert_eq!(of("abzzzzzz"), [2]);
        assert_eq!(Articles::meant("abcd", &ids).len(), 2);
        assert_eq!(Articles::meant("abcde", &ids), ["abcdefgh"]);
        assert_eq!(Articles::meant("ab", &ids).len(), 0, "too short");
    }

    #[test]
    fn a_name_is_in_doubt_when_a_second_id_begins_with_it() {
        let articles = Articles::new(std::iter::once("abcd"));
        let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
        assert!(!articles.is_doubtful(ids(&["abcdefgh", "bbbbbbbb"]).iter()));
        assert!(articles.is_doubtful(ids(&["abcdefgh", "abcdxxxx"]).iter()));
        let mut whole = articles.clone();
        whole.whole_only();
        assert_eq!(whole.of("abcdefgh").count(), 0);
        assert_eq!(whole.of("abcd").count(), 1);
    }
}

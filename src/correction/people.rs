//! Who is who: names that are one person, a name that is two, other labels, extra names.
//!
//! A name goes step by step to the one under which somebody is listed: in an article that a split
//! names by that first, else by the merge or the rename of its key. So corrections may build on
//! each other, in any order of the file.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;

use super::articles::Articles;
use super::file::Place;
use crate::facet::key;

/// Several names that are one person or body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merge {
    /// The name that stays.
    pub into: String,
    /// Its other names.
    pub names: Vec<String>,
    /// Where it stands in its file.
    pub place: Place,
}

/// A name that is somebody else in some articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// The name.
    pub name: String,
    /// Ids of these articles, or beginnings of ids.
    pub articles: Vec<String>,
    /// Who it is there.
    pub into: String,
    /// Where it stands in its file.
    pub place: Place,
}

/// Another name for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rename {
    /// The name.
    pub name: String,
    /// The one to be shown.
    pub to: String,
    /// Where it stands in its file.
    pub place: Place,
}

/// A name under which somebody is found as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub name: String,
    /// The extra one.
    pub alias: String,
    /// Where it stands in its file.
    pub place: Place,
}

/// All that is said of names.
#[derive(Clone, Debug, Default)]
pub struct People {
    merges: Vec<Merge>,
    splits: Vec<Split>,
    renames: Vec<Rename>,
    aliases: Vec<Alias>,
    /// The name that each key becomes; under the same key where only the spelling is another.
    steps: FxHashMap<String, String>,
    /// How the names that others become are spelled, by key.
    spellings: BTreeMap<String, String>,
    /// The articles that splits name.
    split: Articles,
}

impl People {
    pub(super) fn is_empty(&self) -> bool {
        self.merges.is_empty()
            && self.splits.is_empty()
            && self.renames.is_empty()
            && self.aliases.is_empty()
    }

    /// Says that a name becomes another one.
    ///
    /// # Errors
    ///
    /// When it becomes a third one already.
    pub(super) fn step(&mut self, name: &str, to: &str) -> Result<(), String> {
        match self.steps.get(&key(name)) {
            Some(other) if key(other) != key(to) => {
                return Err(format!("{name} becomes {other} already"));
            }
            Some(_) => {}
            None if key(name) == key(to) => {}
            None => {
                self.steps.insert(key(name), to.to_owned());
            }
        }
        Ok(())
    }

    pub(super) fn add_merge(&mut self, merge: Merge) {
        self.spell(&merge.into);
        self.merges.push(merge);
    }

    pub(super) fn add_rename(&mut self, rename: Rename) {
        // Of what is to be shown a rename says most.
        self.spellings.insert(key(&rename.to), rename.to.clone());
        self.renames.push(rename);
    }

    pub(super) fn add_split(&mut self, split: Split) {
        self.spell(&split.into);
        for article in &split.articles {
            self.split.add(self.splits.len(), article);
        }
        self.splits.push(split);
    }

    pub(super) fn add_alias(&mut self, alias: Alias) {
        self.aliases.push(alias);
    }

    fn spell(&mut self, name: &str) {
        self.spellings.entry(key(name)).or_insert_with(|| name.to_owned());
    }

    pub(super) fn settle(&mut self, ids: &[&str]) {
        self.split.settle(ids);
    }

    pub(super) fn whole_only(&mut self) {
        self.split.whole_only();
    }

    pub(super) fn has_beginnings(&self) -> bool {
        self.split.has_beginnings()
    }

    pub(super) fn is_doubtful<'i>(&self, ids: impl Iterator<Item = &'i String>) -> bool {
        self.split.is_doubtful(ids)
    }

    /// Merges, in the order of the file.
    #[must_use]
    pub fn merges(&self) -> &[Merge] {
        &self.merges
    }

    /// Splits, in the order of the file.
    #[must_use]
    pub fn splits(&self) -> &[Split] {
        &self.splits
    }

    /// Renames, in the order of the file.
    #[must_use]
    pub fn renames(&self) -> &[Rename] {
        &self.renames
    }

    /// Extra names, in the order of the file.
    #[must_use]
    pub fn aliases(&self) -> &[Alias] {
        &self.aliases
    }

    /// All that is said, without places.
    pub(super) fn said(&self) -> impl serde::Serialize + use<'_> {
        let steps: BTreeMap<&String, &String> = self.steps.iter().collect();
        let splits: Vec<_> =
            self.splits.iter().map(|split| (&split.name, &split.articles, &split.into)).collect();
        let aliases: Vec<_> =
            self.aliases.iter().map(|alias| (&alias.name, &alias.alias)).collect();
        (steps, &self.spellings, splits, aliases)
    }

    /// The keys of all names that something is said of, those that others become included.
    pub(super) fn keys(&self) -> BTreeSet<String> {
        let names = self.splits.iter().map(|split| &split.name);
        let names = names.chain(self.aliases.iter().map(|alias| &alias.name));
        let keys: BTreeSet<String> = names.map(|name| key(name)).collect();
        let steps: BTreeSet<&String> = self.steps.keys().collect();
        keys.into_iter()
            .chain(steps.into_iter().cloned())
            .chain(self.spellings.keys().cloned())
            .collect()
    }

    /// The next name on the way from one in an article, given the splits of that article.
    fn next<'s>(&'s self, name: &str, splits: &[&'s Split]) -> Option<&'s str> {
        let key = key(name);
        let split = splits.iter().find(|split| crate::facet::key(&split.name) == key);
        let step = || self.steps.get(&key).map(String::as_str);
        split.map(|split| split.into.as_str()).or_else(step)
    }

    /// The keys on the way from a name to the one under which it is listed, both included; `None`
    /// when it goes round in a circle.
    pub(super) fn way<'s>(&'s self, name: &'s str, splits: &[&'s Split]) -> Option<Vec<String>> {
        let mut way = vec![key(name)];
        let mut at = name;
        while let Some(next) = self.next(at, splits) {
            let next_key = key(next);
            if way.contains(&next_key) {
                return None;
            }
            way.push(next_key);
            at = next;
        }
        Some(way)
    }

    /// The name under which a name of an article with these splits is listed.
    fn listed<'s>(&'s self, name: &'s str, splits: &[&'s Split]) -> String {
        let mut at = name;
        // No way is longer: none goes round in a circle.
        for _ in 0..=self.steps.len() + self.splits.len() {
            match self.next(at, splits) {
                Some(next) => at = next,
                None => break,
            }
        }
        self.spellings.get(&key(at)).map_or(at, String::as_str).to_owned()
    }

    /// The splits of an article, in the order of the file.
    pub(super) fn splits_of(&self, article: &str) -> Vec<&Split> {
        self.split.of(article).map(|i| &self.splits[i]).collect()
    }

    /// The names, of some in an article, that are listed under another one, with that.
    pub(super) fn names_in<'n>(
        &self,
        article: &str,
        names: impl Iterator<Item = &'n str>,
    ) -> Vec<(String, String)> {
        let splits = self.splits_of(article);
        let listed = names.map(|name| (name.to_owned(), self.listed(name, &splits)));
        let mut changed: Vec<(String, String)> = listed.filter(|(was, now)| was != now).collect();
        changed.sort_unstable();
        changed.dedup();
        changed
    }

    /// Extra names of people, each behind the key that the person has in the end.
    pub(super) fn extra_names(&self) -> Vec<(String, String)> {
        let names = self.aliases.iter();
        let mut extra: Vec<(String, String)> =
            names.map(|alias| (key(&self.listed(&alias.name, &[])), alias.alias.clone())).collect();
        extra.sort_unstable();
        extra.dedup();
        extra
    }

    /// The first correction that leads a name back to itself, and what is wrong with it.
    pub(super) fn circle(&self) -> Option<(Place, String)> {
        let round = |name: &str, splits: &[&Split]| {
            self.way(name, splits).is_none().then(|| format!("{name} goes round in a circle"))
        };
        let merges = self.merges.iter().flat_map(|merge| {
            let names = merge.names.iter();
            names.filter_map(|name| Some((merge.place, round(name, &[])?)))
        });
        let renames = self.renames.iter();
        let renames = renames.filter_map(|rename| Some((rename.place, round(&rename.name, &[])?)));
        let splits = self.splits.iter().flat_map(|split| {
            let articles = split.articles.iter();
            articles.filter_map(|article| {
                Some((split.place, round(&split.name, &self.splits_of(article))?))
            })
        });
        merges.chain(renames).chain(splits).next()
    }
}

//! The list of names: who occurs in the archive, under which spellings, how often and when.
//!
//! Each passage carries its names as short strings. The list is counted from those of
//! the articles that stay and of the articles that are added, and is written with the same commit,
//! so it always agrees with what can be searched.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rustc_hash::FxHashMap;

use crate::annotate::NameKind;
use crate::facet::{Facets, NameRef};

use crate::hit::Person;

/// Parts of a role string.
const SEPARATOR: char = '\u{1f}';

/// How the role string of an alias begins.
const ALIAS: &str = "A-";

/// How the role string of a name that a correction replaced begins; it is an alias from then on.
const CORRECTED: &str = "AC";

/// The role strings of one passage.
pub(super) fn roles(facets: &Facets) -> Vec<String> {
    let role = |role: char, name: &NameRef| {
        let kind = if name.kind == NameKind::Organisation { 'O' } else { 'P' };
        format!("{role}{kind}{SEPARATOR}{}{SEPARATOR}{}", name.key, name.label)
    };
    let speaking = facets.speakers.iter().map(|name| role('S', name));
    let mentioned = facets.people.iter().chain(&facets.bodies).map(|name| role('M', name));
    let other = |head: &str, (key, name): &(String, String)| {
        format!("{head}{SEPARATOR}{key}{SEPARATOR}{name}")
    };
    let aliases = facets.aliases.iter().map(|alias| other(ALIAS, alias));
    let corrected = facets.corrected.iter().map(|name| other(CORRECTED, name));
    speaking.chain(mentioned).chain(aliases).chain(corrected).collect()
}

/// The name in a role string as it was found in the article, if it tells that.
pub(super) fn found_name(role: &str) -> Option<&str> {
    let mut parts = role.split(SEPARATOR);
    let head = parts.next().filter(|head| *head != ALIAS);
    head.and(parts.nth(1))
}

/// Counts names, passage by passage, the passages of an article one after the other.
///
/// All names of an archive are in memory while it is indexed, and most have one spelling and no
/// alias.
#[derive(Debug, Default)]
pub(super) struct Tally {
    names: FxHashMap<Box<str>, Count>,
}

#[derive(Debug, Default)]
struct Count {
    /// By spelling, in order.
    spellings: Vec<(Box<str>, u64)>,
    /// In order.
    aliases: Vec<Box<str>>,
    organisation: u64,
    person: u64,
    passages: u64,
    articles: u64,
    mentioned: u64,
    last_article: Option<u64>,
    first: Option<Date>,
    last: Option<Date>,
}

impl Tally {
    /// Adds one role of a passage of the article `article`, a number that differs between
    /// articles.
    pub(super) fn add(&mut self, role: &str, article: u64, published: Option<Date>) {
        let mut parts = role.split(SEPARATOR);
        let (Some(head), Some(key), Some(name)) = (parts.next(), parts.next(), parts.next()) else {
            return;
        };
        let count = self.count(key);
        if head.starts_with('A') {
            count.add_alias(name);
            return;
        }
        if head.ends_with('O') {
            count.organisation += 1;
        } else {
            count.person += 1;
        }
        match count.spellings.binary_search_by(|(spelling, _)| (**spelling).cmp(name)) {
            Ok(i) => count.spellings[i].1 += 1,
            Err(i) => insert(&mut count.spellings, i, (name.into(), 1)),
        }
        if head.starts_with('M') {
            count.mentioned += 1;
            return;
        }
        count.passages += 1;
        if count.last_article != Some(article) {
            count.last_article = Some(article);
            count.articles += 1;
        }
        if let Some(day) = published {
            count.first = Some(count.first.map_or(day, |first| first.min(day)));
            count.last = Some(count.last.map_or(day, |last| last.max(day)));
        }
    }

    /// Adds an extra name of somebody.
    pub(super) fn alias(&mut self, key: &str, alias: &str) {
        self.count(key).add_alias(alias);
    }

    fn count(&mut self, key: &str) -> &mut Count {
        // Looked up twice rather than copied each time.
        if !self.names.contains_key(key) {
            self.names.insert(key.into(), Count::default());
        }
        self.names.get_mut(key).unwrap_or_else(|| unreachable!("it was just put there"))
    }

    /// The list, by key.
    pub(super) fn people(self) -> impl Iterator<Item = Person> {
        let mut names: Vec<(Box<str>, Count)> = self.names.into_iter().collect();
        names.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        names.into_iter().filter_map(|(key, count)| count.person(key))
    }
}

impl Count {
    fn add_alias(&mut self, name: &str) {
        if let Err(i) = self.aliases.binary_search_by(|alias| (**alias).cmp(name)) {
            insert(&mut self.aliases, i, name.into());
        }
    }

    /// The entry of the list, if somebody is called by the name.
    fn person(self, key: Box<str>) -> Option<Person> {
        // The first of the most frequent in order of the alphabet, so two runs agree.
        let most = self.spellings.iter().map(|(_, times)| *times).max()?;
        let label = self.spellings.iter().find(|(_, times)| *times == most);
        let label = label.map_or_else(|| key.clone(), |(spelling, _)| spelling.clone());
        let spellings = self.spellings.into_iter().map(|(spelling, _)| spelling);
        let others = spellings.chain(self.aliases).filter(|name| *name != label);
        let aliases: BTreeSet<String> = others.map(String::from).collect();
        Some(Person {
            key: key.into(),
            label: label.into(),
            kind: if self.organisation > self.person {
                NameKind::Organisation
            } else {
                NameKind::Person
            },
            aliases: aliases.into_iter().collect(),
            passages: self.passages,
            articles: self.articles,
            mentioned: self.mentioned,
            first: self.first,
            last: self.last,
        })
    }
}

/// Puts an item at its place in a list that is mostly short: it grows as slowly.
fn insert<T>(list: &mut Vec<T>, place: usize, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 2 + 1);
    }
    list.insert(place, item);
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_most_frequent_spelling_is_the_label() {
        let name = |label: &str| NameRef::new(label, NameKind::Person);
        let passage = |label: &str| Facets {
            speakers: vec![name(label)],
            people: vec![name(label)],
            ..Facets::default()
        };
        let mut tally = Tally::default();
        let spelled = [(1, "Erdogan", 3), (1, "Erdoğan", 4), (2, "Erdoğan", 5)];
        for (article, spelling, day) in spelled {
            for role in roles(&passage(spelling)) {
                tally.add(&role, article, Some(date(2025, 10, day)));
            }
        }
        let people: Vec<Person> = tally.people().collect();
        assert_eq!(people.len(), 1);
        assert_eq!(people[0].label, "Erdoğan");
        assert_eq!(people[0].aliases, ["Erdogan"]);
        assert_eq!((people[0].passages, people[0].articles, people[0].mentioned), (3, 2, 3));
        assert_eq!(people[0].last, Some(date(2025, 10, 5)));
    }
}

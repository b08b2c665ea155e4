//! Word → what it can be in a name: one look-up for all tables.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{Gender, bodies, forenames, ordinary, places, titles};

/// What a word can be; a set of senses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Senses(u32);

impl Senses {
    /// A function word or an adverb that opens sentences; never part of a name of its own.
    pub(super) const ORDINARY: Self = Self(1);
    /// A form of address: "Mr", "Sir".
    pub(super) const ADDRESS: Self = Self(1 << 1);
    /// An office or rank: "president", "minister", "colonel".
    pub(super) const OFFICE: Self = Self(1 << 2);
    /// Goes with an office: "prime", "deputy", "defense".
    pub(super) const OF_OFFICE: Self = Self(1 << 3);
    /// A relation to another person: "wife", "son".
    pub(super) const RELATION: Self = Self(1 << 4);
    /// The head of a body's name: "ministry", "party".
    pub(super) const BODY: Self = Self(1 << 5);
    /// The whole name of a well-known body: "pentagon", "nato".
    pub(super) const KNOWN_BODY: Self = Self(1 << 6);
    /// A country, state, town.
    pub(super) const PLACE: Self = Self(1 << 7);
    /// The head of a place's name: "river", "street".
    pub(super) const PLACE_HEAD: Self = Self(1 << 8);
    /// The head of an event's, law's or work's name: "summit", "act".
    pub(super) const THING: Self = Self(1 << 9);
    /// A people, language, faith or party adjective: "Turkish", "Democrat".
    pub(super) const PEOPLE: Self = Self(1 << 10);
    /// A month, weekday or holiday.
    pub(super) const CALENDAR: Self = Self(1 << 11);
    /// A forename of men.
    pub(super) const MALE: Self = Self(1 << 12);
    /// A forename of women.
    pub(super) const FEMALE: Self = Self(1 << 13);
    /// A forename of either.
    pub(super) const FORENAME: Self = Self(1 << 14);
    /// A lower-case part of personal names: "van", "bin".
    pub(super) const PARTICLE: Self = Self(1 << 15);
    /// An abbreviation whose full stop stays within a name: "Mr.", "Inc.".
    pub(super) const ABBREVIATED: Self = Self(1 << 16);
    /// Behind a personal name: "Jr", "III".
    pub(super) const SUFFIX: Self = Self(1 << 17);
    /// The legal form of a company: "Inc", "Ltd".
    pub(super) const LEGAL_FORM: Self = Self(1 << 18);
    /// A verb of saying in a finite form.
    pub(super) const SAYS: Self = Self(1 << 19);
    /// In front of place names: "north", "san", "mount".
    pub(super) const PLACE_FRONT: Self = Self(1 << 20);
    /// An office that only men hold, or a form of address of men.
    pub(super) const OF_MEN: Self = Self(1 << 21);
    /// An office that only women hold, or a form of address of women.
    pub(super) const OF_WOMEN: Self = Self(1 << 22);
    /// What an office is over, behind "of": "state", "defense".
    pub(super) const PORTFOLIO: Self = Self(1 << 23);

    /// Whether any sense of `other` is among these.
    pub(super) const fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The senses of both.
    pub(super) const fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The sex that a form of address, office or forename tells.
    pub(super) const fn gender(self) -> Option<Gender> {
        let male = self.has(Self::OF_MEN) || self.has(Self::MALE);
        let female = self.has(Self::OF_WOMEN) || self.has(Self::FEMALE);
        match (male, female) {
            (true, false) => Some(Gender::Male),
            (false, true) => Some(Gender::Female),
            _ => None,
        }
    }
}

static LEXICON: LazyLock<FxHashMap<&'static str, Senses>> = LazyLock::new(|| {
    let mut lexicon: FxHashMap<&'static str, Senses> = FxHashMap::default();
    for (words, senses) in
        ordinary::TABLES.iter().chain(titles::TABLES).chain(bodies::TABLES).chain(places::TABLES)
    {
        for word in words.split_whitespace() {
            let entry = lexicon.entry(word).or_default();
            *entry = entry.with(*senses);
        }
    }
    for (name, senses) in forenames::all() {
        let entry = lexicon.entry(name).or_default();
        *entry = entry.with(senses);
    }
    lexicon
});

/// The senses of a word in lower case, points at its end left out.
pub(super) fn senses(lower: &str) -> Senses {
    LEXICON.get(lower.trim_end_matches('.')).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_the_senses_of_all_its_tables() {
        assert!(senses("minister").has(Senses::OFFICE));
        assert!(senses("jordan").has(Senses::PLACE));
        assert!(senses("jordan").has(Senses::FORENAME));
        assert_eq!(senses("anna").gender(), Some(Gender::Female));
        assert_eq!(senses("spokeswoman").gender(), Some(Gender::Female));
        assert_eq!(senses("mr.").gender(), Some(Gender::Male));
        assert_eq!(senses("xyzzy"), Senses::default());
    }
}

//! Who and what an article names, and who is who.
//!
//! [`find`] takes runs of capitalised words out of the sentences and [`split`] cuts them into
//! titles and names; [`evidence`] weighs what each may name, the words around it ([`context`])
//! included; [`forms`] gathers the places of one
//! spelling; [`resolve`] joins the forms that mean the same, with [`people`] and [`groups`] as
//! judges. [`roles`] reads what people are, [`sexes`] what pronouns tell of them. [`headings`]
//! reads headlines, where capitals tell nothing, against the names of the running text. [`labels`]
//! are what stands in front of the turns of a transcript, [`script`] the words they are made of,
//! and [`capitals`] brings names in capitals into ordinary letters. [`joints`] are the words on
//! which names of bodies go on.
//! [`lexicon`] joins the tables of words, [`reader`] what all steps ask about one token, and
//! [`cast`] the steps.

mod bodies;
mod capitals;
mod cast;
mod context;
mod evidence;
mod find;
mod forenames;
mod forms;
mod groups;
mod headings;
mod joints;
mod label;
mod label_parser;
mod labels;
mod lexicon;
mod namesakes;
mod ordinary;
mod people;
mod places;
mod reader;
mod resolve;
mod roles;
mod script;
mod sexes;
mod split;
mod titles;

use std::ops::Range;

use rustc_hash::FxHashMap;

pub(super) use self::label::{Label, Who};
use super::story::Story;
use super::{Mention, NameKind};
use crate::span::Span;
use crate::text::fold;

/// Everybody and everything an article names.
#[derive(Debug, Default)]
pub(super) struct Cast {
    entities: Vec<Entity>,
    /// In text order, without overlaps.
    mentions: Vec<Named>,
    /// The labels of a transcript, in text order.
    labels: Vec<Label>,
    /// Entities by folded name and alias; `None` when several share it.
    by_alias: FxHashMap<String, Option<usize>>,
    /// Numbers of the mentions whose entity bears a role with these last words, in text order.
    by_role: FxHashMap<String, Vec<usize>>,
    /// Numbers of the mentions whose entity is a body with this head word, in text order.
    by_head: FxHashMap<String, Vec<usize>>,
    /// The person with a role that holds this word; `None` when several have one.
    by_word_of_role: FxHashMap<String, Option<usize>>,
    /// Bodies by the last word of their names, in lower case.
    by_ending: FxHashMap<String, Vec<usize>>,
    /// First token of the first mention of each entity.
    first_named: Vec<usize>,
}

/// One person, body or place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entity {
    /// The fullest form the article gives, without title.
    pub(super) name: String,
    /// What it is.
    pub(super) kind: NameKind,
    /// Grammatical gender of a person, when title, forename or pronoun tells.
    pub(super) gender: Option<Gender>,
    /// Titles and roles the article gives with the name, in lower case ("defense minister",
    /// "spokesman", "president").
    pub(super) roles: Vec<String>,
    /// Acronyms and shorter names it is called by.
    pub(super) aliases: Vec<String>,
}

/// Grammatical gender.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Gender {
    /// he
    Male,
    /// she
    Female,
}

/// A place where an entity is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    /// The words, without title.
    pub(super) span: Span,
    /// Token indices of the words, without title.
    pub(super) tokens: Range<usize>,
    /// First token of the title in front ("Defense Minister"), else of the name.
    pub(super) from: usize,
    /// Index of the entity.
    pub(super) entity: usize,
    /// The rule that found the name.
    pub(super) rule: &'static str,
}

impl Cast {
    /// Reads all names of a story.
    ///
    /// Linear in its length; never panics.
    pub(super) fn read(story: &Story<'_>) -> Self {
        cast::read(story)
    }

    /// All entities; a [`Named::entity`] is an index of this list.
    pub(super) fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// All places where entities are named, in text order, without overlaps.
    pub(super) fn mentions(&self) -> &[Named] {
        &self.mentions
    }

    /// What stands in front of each turn, in text order; empty when the story is no transcript.
    pub(super) fn labels(&self) -> &[Label] {
        &self.labels
    }

    /// The label that covers token `i`.
    pub(super) fn label_at(&self, i: usize) -> Option<&Label> {
        let at = self.labels.partition_point(|label| label.tokens.end <= i);
        self.labels.get(at).filter(|label| label.tokens.contains(&i))
    }

    /// The name that covers token `i`, without its title.
    pub(super) fn named_at(&self, i: usize) -> Option<&Named> {
        let at = self.mentions.partition_point(|named| named.tokens.end <= i);
        self.mentions.get(at).filter(|named| named.tokens.contains(&i))
    }

    /// The entity called by these words: its name or an alias, accents and case aside.
    ///
    /// `None` when nobody or more than one is called so.
    pub(super) fn by_alias(&self, words: &str) -> Option<usize> {
        self.by_alias.get(&fold(words)).copied().flatten()
    }

    /// The person who bears the role `role` and was last named before token `before`.
    ///
    /// `role` is a lower-case role or its last words: "minister" and "defense minister" find a
    /// "defense minister", wherever in the article the role is given. A deputy or former bearer
    /// is found by the whole role only ("vice president"). For "the president said".
    pub(super) fn with_role(&self, role: &str, before: usize) -> Option<usize> {
        self.last_of(self.by_role.get(role)?, before)
    }

    /// The only person of the article who bears a role or style with the word `role`.
    ///
    /// `None` when nobody or more than one does. For "her brother said", "His Excellency said".
    pub(super) fn only_with_role(&self, role: &str) -> Option<usize> {
        self.by_word_of_role.get(role).copied().flatten()
    }

    /// The bodies whose names end in this word, in lower case; in "works" those in "bridgeworks"
    /// as well.
    pub(super) fn ending_in(&self, word: &str) -> &[usize] {
        self.by_ending.get(word).map_or(&[], Vec::as_slice)
    }

    /// Whether an entity is named before token `at`.
    pub(super) fn is_named_before(&self, entity: usize, at: usize) -> bool {
        self.first_named.get(entity).is_some_and(|first| *first < at)
    }

    /// The body with head word `head` that was last named before token `before`.
    ///
    /// `head` is one lower-case word: "ministry" finds "Ministry of Health" and "Defense
    /// Ministry". For "the ministry said".
    pub(super) fn find_organisation(&self, head: &str, before: usize) -> Option<usize> {
        self.last_of(self.by_head.get(head)?, before)
    }

    /// The entity of the last of some mentions that begins before a token.
    fn last_of(&self, mentions: &[usize], before: usize) -> Option<usize> {
        let behind = mentions.partition_point(|&at| self.mentions[at].tokens.start < before);
        behind.checked_sub(1).map(|last| self.mentions[mentions[last]].entity)
    }

    /// The mentions as the annotation contract has them.
    pub(super) fn into_mentions(self) -> Vec<Mention> {
        let entities = self.entities;
        self.mentions
            .into_iter()
            .map(|named| Mention {
                span: named.span,
                name: entities[named.entity].name.clone(),
                kind: entities[named.entity].kind,
                rule: named.rule.to_owned(),
            })
            .collect()
    }
}

/// The sex that a noun for a person tells: "spokeswoman", "brother", "man".
pub(super) fn sex_of(noun: &str) -> Option<Gender> {
    match noun {
        "he" | "man" | "boy" | "gentleman" => Some(Gender::Male),
        "she" | "woman" | "girl" => Some(Gender::Female),
        noun => roles::gender_of(noun),
    }
}

#[cfg(test)]
mod tests;

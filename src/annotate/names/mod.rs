//! Who and what is named, and who is who.

use std::ops::Range;

use super::story::Story;
use super::{Mention, NameKind};
use crate::span::Span;

/// Everybody and everything an article names.
#[derive(Debug, Default)]
pub(super) struct Cast {
    entities: Vec<Entity>,
    /// In text order, without overlaps.
    mentions: Vec<Named>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    pub(super) fn read(_story: &Story<'_>) -> Self {
        Self::default()
    }

    /// All entities; a [`Named::entity`] is an index of this list.
    pub(super) fn entities(&self) -> &[Entity] {
        &self.entities
    }

    /// All places where entities are named, in text order, without overlaps.
    pub(super) fn mentions(&self) -> &[Named] {
        &self.mentions
    }

    /// The name that covers token `i`, without its title.
    pub(super) fn named_at(&self, i: usize) -> Option<&Named> {
        let at = self.mentions.partition_point(|named| named.tokens.end <= i);
        self.mentions.get(at).filter(|named| named.tokens.contains(&i))
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

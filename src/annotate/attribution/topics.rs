//! Whom an article is about, for pronouns far from any name.

use super::scene::Scene;
use crate::annotate::NameKind;
use crate::annotate::names::Gender;

/// The man and the woman that were named most often so far.
#[derive(Debug)]
pub(super) struct Topics {
    /// Mentions counted.
    counted: usize,
    /// How often each entity was named.
    times: Vec<u32>,
    man: Option<usize>,
    woman: Option<usize>,
}

impl Topics {
    /// Nobody yet.
    pub(super) fn new(scene: &Scene<'_>) -> Self {
        Self { counted: 0, times: vec![0; scene.cast.entities().len()], man: None, woman: None }
    }

    /// Counts the mentions in front of token `at`.
    pub(super) fn count(&mut self, scene: &Scene<'_>, at: usize) {
        let mentions = &scene.cast.mentions()[self.counted..];
        for named in mentions.iter().take_while(|named| named.tokens.end <= at) {
            self.counted += 1;
            let entity = &scene.cast.entities()[named.entity];
            let (NameKind::Person, Some(gender)) = (entity.kind, entity.gender) else { continue };
            self.times[named.entity] += 1;
            let most = match gender {
                Gender::Male => &mut self.man,
                Gender::Female => &mut self.woman,
            };
            if most.is_none_or(|most| self.times[named.entity] > self.times[most]) {
                *most = Some(named.entity);
            }
        }
    }

    /// Whether one person was named at least three times, and twice as often as another.
    pub(super) fn outweighs(&self, one: usize, other: usize) -> bool {
        self.times[one] > 2 && self.times[one] >= 2 * self.times[other]
    }

    /// The person of this sex that was named most often.
    pub(super) fn most(&self, gender: Gender) -> Option<usize> {
        match gender {
            Gender::Male => self.man,
            Gender::Female => self.woman,
        }
    }
}

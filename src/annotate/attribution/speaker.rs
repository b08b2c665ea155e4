//! Source words → speakers: names, titles, roles, bodies and groups.

use std::ops::Range;

use super::noun;
use super::pronoun;
use super::scene::Scene;
use super::statement::{Source, Statement};
use super::topics::Topics;
use super::word::{Class, OPENS_PHRASE};
use super::{subject, verb};
use crate::annotate::names::{self, Gender, Who};
use crate::annotate::{NameKind, Polarity, Speaker, SpeakerKind};

/// Confidence of statement and resolution together, 0 to 1, below which no speaker is named.
///
/// Chosen on `PolNeAR`'s development articles: pairs of passage and speaker have F1 76.3 (precision
/// 82.1) at 0.2, 76.2 (82.5) at 0.3, and 74.5 (83.1) at 0.4.
pub(super) const LEAST_CONFIDENCE: f32 = 0.2;

/// Paragraphs that a definite description ("the ministry") may reach back.
const REACH: usize = 6;

/// Who a source is.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Resolved {
    /// Entities and names of those that speak, in text order.
    pub(super) named: Vec<Person>,
    /// What the source is.
    pub(super) kind: SpeakerKind,
    /// How often such words are resolved rightly, 0 to 1.
    pub(super) confidence: f32,
}

/// A named speaker, a person or body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// Its entity, unless the name is made of a name and a noun ("the Smith campaign").
    pub(super) entity: Option<usize>,
    /// Its canonical name.
    pub(super) speaker: Speaker,
}

impl Resolved {
    /// Nobody by name.
    pub(super) fn nobody(kind: SpeakerKind) -> Self {
        Self { named: Vec::new(), kind, confidence: 1.0 }
    }

    /// One speaker by name.
    pub(super) fn one(person: Person, confidence: f32) -> Self {
        Self { kind: person.speaker.kind, named: vec![person], confidence }
    }
}

/// A speaker who spoke, for what comes after.
#[derive(Clone, Debug)]
pub(super) struct Spoken {
    /// Whom the words were resolved to.
    pub(super) resolved: Resolved,
    /// First token of the statement.
    pub(super) at: usize,
    /// The sex that the words of the source tell by themselves: "she", "a spokesman".
    pub(super) sex: Option<Gender>,
    /// Whether it is somebody the article does not name: "a teacher", or "she" after that.
    pub(super) stranger: bool,
    /// Whether the source only asked, in a passive: "asked by Smith".
    pub(super) agent: bool,
}

/// Resolves the sources of one story, in text order.
#[derive(Debug)]
pub(super) struct Resolver<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    pub(super) spoken: Vec<Spoken>,
    /// Content of the last turn, and who has it.
    turn: Option<(Range<usize>, Resolved)>,
    /// For each token whether it is content of a statement resolved before.
    reported: Vec<bool>,
    /// Whom the article was about so far.
    pub(super) topics: Topics,
}

impl<'s, 'a> Resolver<'s, 'a> {
    /// A resolver that has heard nobody yet.
    pub(super) fn new(scene: &'s Scene<'a>) -> Self {
        Self {
            scene,
            spoken: Vec::new(),
            turn: None,
            reported: vec![false; scene.tokens().len()],
            topics: Topics::new(scene),
        }
    }

    /// Who makes the statement; statements must be asked for in text order.
    pub(super) fn resolve(&mut self, statement: &Statement) -> Resolved {
        self.topics.count(self.scene, statement.start());
        let resolved = match &statement.source {
            Source::Nobody => Resolved::nobody(SpeakerKind::Unknown),
            Source::Previous => self.spoken.last().map_or_else(
                || Resolved::nobody(SpeakerKind::Unknown),
                |spoken| spoken.resolved.clone(),
            ),
            Source::Entity(_, entity) => Resolved::one(self.person(*entity), 0.9),
            Source::Words(words) if statement.turn => self.label(words),
            Source::Words(words) => self.words(words, 0),
        };
        let heard = self.heard(statement, &resolved);
        if let (true, Some(first), Some(last)) =
            (statement.turn, statement.content.first(), statement.content.last())
        {
            self.turn = Some((first.start..last.end, resolved.clone()));
        } else if !heard.agent {
            // The subject of a passive ("Roe was asked by Moss") is no part of what is said.
            for range in &statement.content {
                self.reported[range.clone()].fill(true);
            }
        }
        self.spoken.push(heard);
        resolved
    }

    /// What those who come after remember of a statement.
    fn heard(&self, statement: &Statement, resolved: &Resolved) -> Spoken {
        let scene = self.scene;
        let mut heard = Spoken {
            resolved: resolved.clone(),
            at: statement.start(),
            sex: None,
            stranger: false,
            agent: false,
        };
        let Source::Words(words) = &statement.source else { return heard };
        let first = scene.lower(words.start);
        let pronoun = words.len() == 1 && matches!(first, "he" | "she");
        let indefinite = matches!(first, "a" | "an" | "another" | "one")
            || (words.len() > 1 && scene.is(words.start, Class::POSSESSIVE))
            // "Smith's spokeswoman"
            || words.clone().any(|i| scene.is_genitive(i));
        let before = self.spoken.last().is_some_and(|spoken| spoken.stranger);
        heard.sex = words.clone().find_map(|i| names::sex_of(scene.lower(i)));
        heard.stranger = resolved.named.is_empty() && (indefinite || (pronoun && before));
        heard.agent = statement.polarity == Polarity::Asked
            && words.start > 0
            && scene.lower(words.start - 1) == "by";
        heard
    }

    /// Who the words name.
    pub(super) fn words(&self, words: &Range<usize>, depth: usize) -> Resolved {
        let scene = self.scene;
        let start = (words.start..words.end)
            .find(|i| !scene.is(*i, Class::ADVERB) || scene.is(*i, Class::DETERMINER))
            .unwrap_or(words.start);
        if depth > 3 || start >= words.end {
            return Resolved::nobody(SpeakerKind::Unknown);
        }
        if let Some(several) = self.several(&(start..words.end), depth) {
            return several;
        }
        if scene.name_end(start).is_none() {
            let pronoun = scene.lower(start);
            let possessive = scene.is(start, Class::POSSESSIVE) && words.len() > 1;
            let object = pronoun == "him" && words.len() == 1;
            if object || (scene.is(start, Class::SUBJECT.or(Class::POSSESSIVE)) && !possessive) {
                return pronoun::resolve(self, start, pronoun, None, depth);
            }
        }
        let head = start..self.head_end(start, words.end);
        if let Some(named) = self.named_head(&head) {
            // "the Dracon, Jane Roe,": an office nobody knows.
            let office = named.kind != SpeakerKind::Person
                && scene.lower(start) == "the"
                && scene.is_comma(head.end);
            let bearer = office.then(|| self.apposition(&head, head.end + 1, words.end)).flatten();
            return bearer.filter(|bearer| bearer.kind == SpeakerKind::Person).unwrap_or(named);
        }
        self.described(&head, words.end, depth)
    }

    /// "X and Y", "he and Y": each one's name.
    fn several(&self, words: &Range<usize>, depth: usize) -> Option<Resolved> {
        let scene = self.scene;
        let and = words.clone().find(|i| {
            scene.lower(*i) == "and" && scene.named_at(*i).is_none() && *i > words.start
        })?;
        // "the head of A and B": one source.
        let before_and = words.start..and;
        if before_and
            .clone()
            .any(|i| scene.is(i, Class::PREPOSITION) && scene.named_at(i).is_none())
        {
            return None;
        }
        let right = self.words(&(and + 1..words.end), depth + 1);
        let left = if and == words.start + 1 && scene.is(words.start, Class::SUBJECT) {
            // "he and Smith": he is not Smith.
            let other = right.named.first().and_then(|person| person.entity);
            pronoun::resolve(self, words.start, scene.lower(words.start), other, depth)
        } else {
            self.words(&(words.start..and), depth + 1)
        };
        if left.named.is_empty() && right.named.is_empty() {
            return Some(Resolved::nobody(SpeakerKind::Group));
        }
        let confidence = left.confidence.min(right.confidence);
        let kind = if left.named.is_empty() { right.kind } else { left.kind };
        let mut named = left.named;
        for person in right.named {
            if !named.contains(&person) {
                named.push(person);
            }
        }
        Some(Resolved { named, kind, confidence })
    }

    /// The end of the head of a phrase: before its first preposition, comma or relative clause.
    fn head_end(&self, start: usize, end: usize) -> usize {
        let scene = self.scene;
        let mut i = start;
        while i < end {
            if let Some(name_end) = scene.name_end(i) {
                i = name_end.max(i + 1);
                continue;
            }
            let stops = scene.is_mark(i)
                || (i > start && scene.is(i, Class::PREPOSITION))
                // "a study published last year by …"
                || (i > start
                    && noun::kind(scene.lower(i - 1)).is_some()
                    && subject::is_past(scene, i))
                || matches!(scene.lower(i), "who" | "which" | "that" if i > start)
                || (i > start && scene.is(i, Class::ADVERB) && !scene.is(i, Class::DETERMINER))
                || (i > start && scene.is(i, Class::TIME) && !scene.is_genitive(i + 1));
            if stops {
                break;
            }
            i += 1;
        }
        i.min(end).max(start)
    }

    /// The name that ends the head of a phrase: "Turkish intelligence chief Kalin".
    fn named_head(&self, head: &Range<usize>) -> Option<Resolved> {
        let last = head.end.checked_sub(1).filter(|last| *last >= head.start)?;
        let named = self.scene.named_at(last).filter(|named| named.tokens.end >= head.end)?;
        let entity = &self.scene.cast.entities()[named.entity];
        match entity.kind {
            // What speaks under a name is somebody, even if it is not known what.
            NameKind::Other => Some(Resolved::one(self.person(named.entity), 0.5)),
            NameKind::Place => Some(Resolved::one(self.person(named.entity), 0.6)),
            NameKind::Person | NameKind::Organisation => {
                Some(Resolved::one(self.person(named.entity), 0.95))
            }
        }
    }

    /// An entity as a speaker.
    pub(super) fn person(&self, entity: usize) -> Person {
        let found = &self.scene.cast.entities()[entity];
        let kind = match found.kind {
            NameKind::Person => SpeakerKind::Person,
            NameKind::Organisation | NameKind::Place => SpeakerKind::Organisation,
            NameKind::Other => SpeakerKind::Unknown,
        };
        Person { entity: Some(entity), speaker: Speaker { name: found.name.clone(), kind } }
    }

    /// The last entity that fits among those mentioned before token `at`, outside quotations.
    pub(super) fn mentioned_before(
        &self,
        at: usize,
        fits: impl Fn(usize) -> bool,
    ) -> Option<usize> {
        let scene = self.scene;
        let mentions = scene.cast.mentions();
        let last = mentions.partition_point(|named| named.tokens.end <= at);
        let from = self.window(at, REACH);
        mentions[..last]
            .iter()
            .rev()
            .take_while(|named| named.tokens.start >= from)
            .find(|named| fits(named.entity) && !scene.quotations.covers(named.tokens.start))
            .map(|named| named.entity)
    }

    /// First token of the paragraph `back` paragraphs above that of token `at`.
    pub(super) fn window(&self, at: usize, back: usize) -> usize {
        let paragraphs = &self.scene.story.paragraphs;
        let own = paragraphs.partition_point(|paragraph| paragraph.tokens.end <= at);
        paragraphs.get(own.saturating_sub(back)).map_or(0, |paragraph| paragraph.tokens.start)
    }

    /// The speaker a transcript's label names: a known name, else the label itself.
    fn label(&self, words: &Range<usize>) -> Resolved {
        let scene = self.scene;
        let name = match scene.cast.label_at(words.start).map(|label| &label.who) {
            Some(Who::Name(name)) => name.clone(),
            Some(Who::Role) if scene.lower(words.start) == "the" => {
                return self.role(words, words.end - 1);
            }
            Some(Who::Role | Who::Initials) => return Resolved::nobody(SpeakerKind::Person),
            Some(Who::Group) => return Resolved::nobody(SpeakerKind::Group),
            _ => return Resolved::nobody(SpeakerKind::Unknown),
        };
        let last = name.end - 1;
        if let Some(named) = scene.named_at(last) {
            return Resolved::one(self.person(named.entity), 0.95);
        }
        if let Some(entity) = scene.cast.by_alias(scene.tokens().word_at(last)) {
            return Resolved::one(self.person(entity), 0.9);
        }
        let name = scene.tokens().cover(name.start, last).of(scene.story.text).to_owned();
        let speaker = Speaker { name, kind: SpeakerKind::Person };
        Resolved::one(Person { entity: None, speaker }, 0.8)
    }

    /// The phrase that ends at token `end`, resolved; for relative pronouns.
    pub(super) fn antecedent(&self, end: usize, depth: usize) -> Resolved {
        let scene = self.scene;
        let mut stop = end;
        if stop > 0 && (scene.is_comma(stop - 1) || scene.is_dash(stop - 1)) {
            stop -= 1;
        }
        // "a clerk at the State Department who …": only a person's name is surely meant itself.
        let named = stop
            .checked_sub(1)
            .and_then(|last| scene.named_at(last))
            .filter(|named| named.tokens.end == stop)
            .filter(|named| scene.cast.entities()[named.entity].kind == NameKind::Person);
        if let Some(named) = named {
            return Resolved::one(self.person(named.entity), 0.85);
        }
        let from = stop.saturating_sub(14);
        subject::before(scene, stop, from).filter(|phrase| phrase.end == stop).map_or_else(
            || Resolved::nobody(SpeakerKind::Unknown),
            |phrase| self.words(&phrase, depth + 1),
        )
    }

    /// Who has the turn that token `i` is part of.
    pub(super) fn has_turn(&self, i: usize) -> Option<&Resolved> {
        self.turn.as_ref().filter(|(content, _)| content.contains(&i)).map(|(_, who)| who)
    }

    /// Whether token `i` is part of what somebody said before.
    pub(super) fn is_reported(&self, i: usize) -> bool {
        self.reported.get(i).is_some_and(|reported| *reported)
    }

    /// Whether a person may be meant by a pronoun of this gender.
    pub(super) fn fits(&self, entity: usize, gender: Gender) -> bool {
        let found = &self.scene.cast.entities()[entity];
        found.kind == NameKind::Person && found.gender.is_none_or(|own| own == gender)
    }

    /// Whether a name at these tokens is the subject of a clause.
    pub(super) fn is_subject(&self, from: usize, end: usize) -> bool {
        let scene = self.scene;
        // "asked by Smith if he …"
        let governed = from > 0
            && matches!(scene.lower(from - 1), "by" | "of" | "with" | "from" | "about" | "against");
        if scene.is_genitive(end) || governed {
            return false;
        }
        let paragraphs = &scene.story.paragraphs;
        let own = paragraphs.partition_point(|paragraph| paragraph.tokens.end <= from);
        // "Her colleague Smith"
        let owned = from > 0 && scene.is(from - 1, Class::POSSESSIVE);
        let first = from - usize::from(owned);
        let opens = paragraphs.get(own).is_some_and(|paragraph| paragraph.tokens.start == first)
            || first == 0
            || scene.is_mark(first - 1)
            || scene.is(first - 1, Class::CONJUNCTION.or(Class::SUBORDINATOR));
        let verb = scene.is(end, super::word::AUXILIARY.or(Class::PAST))
            || verb::group_at(scene, end, from, end + 6).is_some()
            || scene.lower(end).ends_with("ed");
        verb || (opens && !scene.is(end, OPENS_PHRASE) && !scene.is(from, Class::PREPOSITION))
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{read, speaks};
    use crate::annotate::SpeakerKind::{Group, Person};

    #[test]
    fn names_stand_for_themselves() {
        speaks("Karen Holm said it rained.", "it", Some("Karen Holm"), Person);
        speaks(
            "Transport Minister Karen Holm arrived. Holm said it rained.",
            "it",
            Some("Karen Holm"),
            Person,
        );
        speaks("Her lawyer, Nils Berg, said it rained.", "it", Some("Nils Berg"), Person);
    }

    #[test]
    fn groups_have_no_name() {
        speaks("Local fishermen say it rained.", "it", None, Group);
        speaks("Regional observers say it rained.", "it", None, Group);
        speaks("Officials said it rained.", "it", None, Group);
    }

    #[test]
    fn a_doubtful_name_is_not_given() {
        for found in read("Malmo was quiet. Oslo was loud. She said it rained.") {
            assert_eq!(found.speaker, None);
        }
    }
}

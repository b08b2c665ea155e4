//! Pronouns as sources: he, she, it, they, who.

use super::speaker::{Resolved, Resolver, Spoken};
use crate::annotate::names::Gender;
use crate::annotate::{NameKind, SpeakerKind};

/// Paragraphs that a pronoun may reach back, its own included.
const REACH: usize = 3;

/// Paragraphs that separate a pronoun from the last speaker at most.
const SPOKEN_REACH: usize = 6;

/// Whom the pronoun at token `at` stands for.
///
/// He and she: the nearest fitting subject outside quotations within three paragraphs, else the
/// last speaker who fits, else the nearest fitting person. What others said before is passed over:
/// "Smith said Jones had left. She added …" goes on with Smith. Within the sentence, the owner of
/// something ("Smith's visit, where he …") counts as a subject. `other` is an entity that is not
/// meant.
pub(super) fn resolve(
    resolver: &Resolver<'_, '_>,
    at: usize,
    pronoun: &str,
    other: Option<usize>,
    depth: usize,
) -> Resolved {
    match pronoun {
        "he" | "his" => person(resolver, at, Gender::Male, other),
        "she" | "her" => person(resolver, at, Gender::Female, other),
        "it" | "its" => body(resolver, at),
        "they" | "their" => several(resolver),
        "who" | "which" | "whose" => resolver.antecedent(at, depth),
        "everyone" | "everybody" | "we" | "our" => Resolved::nobody(SpeakerKind::Group),
        "i" | "my" => {
            resolver.has_turn(at).cloned().unwrap_or_else(|| Resolved::nobody(SpeakerKind::Person))
        }
        "someone" | "somebody" | "anyone" | "nobody" => Resolved::nobody(SpeakerKind::Person),
        _ => Resolved::nobody(SpeakerKind::Unknown),
    }
}

fn person(
    resolver: &Resolver<'_, '_>,
    at: usize,
    gender: Gender,
    other: Option<usize>,
) -> Resolved {
    let scene = resolver.scene;
    let mentions = scene.cast.mentions();
    let last = mentions.partition_point(|named| named.tokens.end <= at);
    let from = resolver.window(at, REACH - 1);
    let near = mentions[..last].iter().rev().take_while(|named| named.tokens.start >= from).filter(
        |named| {
            resolver.fits(named.entity, gender)
                && other != Some(named.entity)
                && !scene.quotations.covers(named.tokens.start)
        },
    );
    let one = |entity: usize, confidence: f32| Resolved {
        named: vec![resolver.person(entity)],
        kind: SpeakerKind::Person,
        confidence,
    };
    let sure = |entity: usize| {
        if scene.cast.entities()[entity].gender == Some(gender) { 1.0 } else { 0.85 }
    };
    let sentence = scene.units.partition_point(|unit| unit.tokens.end <= at);
    let sentence = scene.units.get(sentence).map_or(at, |unit| unit.tokens.start);
    let subject = near.clone().find(|named| {
        let own = named.tokens.start >= sentence && scene.is_genitive(named.tokens.end);
        !resolver.is_reported(named.tokens.start)
            && (own || resolver.is_subject(named.from, named.tokens.end))
    });
    if let Some(named) = subject {
        return one(named.entity, 0.8 * sure(named.entity));
    }
    let spoken = spoken_since(resolver, at).find_map(|spoken| {
        let [person] = spoken.resolved.named.as_slice() else { return None };
        person.entity.filter(|entity| resolver.fits(*entity, gender) && other != Some(*entity))
    });
    if let Some(entity) = spoken {
        return one(entity, 0.7 * sure(entity));
    }
    let mut near = near;
    near.next().map_or_else(
        || Resolved::nobody(SpeakerKind::Person),
        |named| one(named.entity, 0.6 * sure(named.entity)),
    )
}

/// Those who spoke in the last paragraphs before token `at`, the last first.
fn spoken_since<'r>(
    resolver: &'r Resolver<'_, '_>,
    at: usize,
) -> impl Iterator<Item = &'r Spoken> + use<'r> {
    let from = resolver.window(at, SPOKEN_REACH);
    resolver.spoken.iter().rev().take(6).take_while(move |spoken| spoken.at >= from)
}

/// "it": the last body that spoke or was a subject.
fn body(resolver: &Resolver<'_, '_>, at: usize) -> Resolved {
    let scene = resolver.scene;
    let spoken = resolver.spoken.iter().rev().take(2).find_map(|spoken| {
        let [body] = spoken.resolved.named.as_slice() else { return None };
        (body.speaker.kind == SpeakerKind::Organisation).then(|| spoken.resolved.clone())
    });
    if let Some(spoken) = spoken {
        return Resolved { confidence: 0.7, ..spoken };
    }
    // Else a body that is the subject of this sentence or the one before.
    let unit = scene.units.partition_point(|unit| unit.tokens.end <= at);
    let from = scene.units.get(unit.saturating_sub(1)).map_or(at, |unit| unit.tokens.start);
    let mentions = scene.cast.mentions();
    let last = mentions.partition_point(|named| named.tokens.end <= at);
    mentions[..last]
        .iter()
        .rev()
        .take_while(|named| named.tokens.start >= from)
        .find(|named| {
            scene.cast.entities()[named.entity].kind == NameKind::Organisation
                && !scene.quotations.covers(named.tokens.start)
                && !resolver.is_reported(named.tokens.start)
                && resolver.is_subject(named.from, named.tokens.end)
        })
        .map_or_else(
            || Resolved::nobody(SpeakerKind::Unknown),
            |named| Resolved {
                named: vec![resolver.person(named.entity)],
                kind: SpeakerKind::Organisation,
                confidence: 0.6,
            },
        )
}

/// "they": several that spoke together just before, else a group.
fn several(resolver: &Resolver<'_, '_>) -> Resolved {
    resolver.spoken.last().filter(|spoken| spoken.resolved.named.len() > 1).map_or_else(
        || Resolved::nobody(SpeakerKind::Group),
        |spoken| Resolved { confidence: 0.7, ..spoken.resolved.clone() },
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::speaks;
    use crate::annotate::SpeakerKind::{Group, Organisation, Person};

    #[test]
    fn the_nearest_fitting_subject_is_meant() {
        let text = "Mr. Nils Berg met Mrs. Karen Holm in Malmo. She said it rained.";
        speaks(text, "it", Some("Karen Holm"), Person);
        let text = "Mr. Nils Berg left for Malmo. He said it rained.";
        speaks(text, "it", Some("Nils Berg"), Person);
    }

    #[test]
    fn what_others_said_is_passed_over() {
        let text = "Mr. Nils Berg said Mr. Olaf Hansen had left. He added that it rained.";
        speaks(text, "it rained", Some("Nils Berg"), Person);
    }

    #[test]
    fn relative_pronouns_have_antecedents() {
        let text = "The port belongs to Karen Holm, who said it rained.";
        speaks(text, "it rained", Some("Karen Holm"), Person);
    }

    #[test]
    fn bodies_and_groups_have_pronouns_too() {
        let text = "The Danish Ministry of Transport closed the port. It said it rained.";
        speaks(text, "it rained", Some("Danish Ministry of Transport"), Organisation);
        speaks("The fishermen left. They said it rained.", "it rained", None, Group);
    }

    #[test]
    fn a_pronoun_without_a_person_names_nobody() {
        speaks("The port closed. He said it rained.", "it rained", None, Person);
    }
}

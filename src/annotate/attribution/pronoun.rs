//! Pronouns as sources: he, she, it, they, who.

use super::speaker::{Resolved, Resolver, Spoken};
use crate::annotate::names::{Gender, Named};
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
    // Who has a turn says "I", and whoever it is an answer to is "you".
    let turn = resolver.has_turn(at);
    let own = turn.and_then(|who| who.named.first()).and_then(|person| person.entity);
    let barred = |named: &Named| {
        own == Some(named.entity) || scene.cast.label_at(named.tokens.start).is_some()
    };
    let near = mentions[..last].iter().rev().take_while(|named| named.tokens.start >= from).filter(
        |named| {
            resolver.fits(named.entity, gender)
                && other != Some(named.entity)
                && !barred(named)
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
    let paragraph = resolver.window(at, 0);
    let described = resolver.spoken.last().filter(|spoken| {
        spoken.at >= paragraph && subject.is_none_or(|named| named.tokens.end <= spoken.at)
    });
    // "Roe left. The minister said no. She …": who spoke last, if later than any subject.
    if let Some(spoken) = described.filter(|_| turn.is_none())
        && let [person] = spoken.resolved.named.as_slice()
        && let Some(entity) = person.entity.filter(|entity| resolver.fits(*entity, gender))
        && other != Some(entity)
    {
        return one(entity, 0.8 * sure(entity));
    }
    // "Her heir is Ana Roe. … she": whoever of that sex its paragraph names goes before the
    // subjects of others.
    let known = |named: &&Named| scene.cast.entities()[named.entity].gender == Some(gender);
    if subject.is_none_or(|named| named.tokens.start < paragraph)
        && let Some(named) = near
            .clone()
            .take_while(|named| named.tokens.start >= paragraph)
            .find(|named| known(named) && !resolver.is_reported(named.tokens.start))
    {
        return one(named.entity, 0.7);
    }
    if let Some(named) = subject {
        return one(named.entity, 0.8 * sure(named.entity));
    }
    let spoken = spoken_since(resolver, at).filter(|_| turn.is_none()).find_map(|spoken| {
        let [person] = spoken.resolved.named.as_slice() else { return None };
        person.entity.filter(|entity| resolver.fits(*entity, gender) && other != Some(*entity))
    });
    if let Some(entity) = spoken {
        return one(entity, 0.7 * sure(entity));
    }
    let mut near = near;
    if let Some(named) = near.next() {
        return one(named.entity, 0.6 * sure(named.entity));
    }
    resolver
        .topics
        .most(gender)
        .filter(|entity| other != Some(*entity) && own != Some(*entity))
        .map_or_else(|| Resolved::nobody(SpeakerKind::Person), |entity| one(entity, 0.6))
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
    fn a_description_that_spoke_later_goes_before_a_subject() {
        let text = "Transport Minister Karen Holm left. Mrs. Ana Lund, a pilot, stayed. The \
                    minister said it snowed. She added that it rained.";
        speaks(text, "it rained", Some("Karen Holm"), Person);
        let text = "Transport Minister Karen Holm left. The minister said it snowed. Mrs. Ana \
                    Lund stayed. She added that it rained.";
        speaks(text, "it rained", Some("Ana Lund"), Person);
    }

    #[test]
    fn whoever_the_paragraph_names_goes_before_the_subjects_of_others() {
        let text = "Mrs. Karen Holm left.\nHer heir is Mrs. Ana Lund. Then she said it rained.";
        speaks(text, "it rained", Some("Ana Lund"), Person);
        let text = "Mrs. Karen Holm left.\nHer heir is Mr. Nils Berg. Then she said it rained.";
        speaks(text, "it rained", Some("Karen Holm"), Person);
    }

    #[test]
    fn far_from_any_name_whom_the_article_names_most_is_meant() {
        let quiet = "The port was quiet.\n".repeat(8);
        let text = format!("Mrs. Karen Holm met Mr. Nils Berg.\n{quiet}Then she said it rained.");
        speaks(&text, "it rained", Some("Karen Holm"), Person);
        let text = format!(
            "Mr. Olaf Hansen met Mr. Nils Berg. Then Berg left.\n{quiet}Then he said it rained."
        );
        speaks(&text, "it rained", Some("Nils Berg"), Person);
        let text = format!("Mr. Nils Berg left.\n{quiet}Then she said it rained.");
        speaks(&text, "it rained", None, Person);
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

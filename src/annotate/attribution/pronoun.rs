//! Pronouns as sources: he, she, it, they, who.

use super::noun::{self, Noun};
use super::speaker::{Resolved, Resolver, Spoken};
use crate::annotate::names::{self, Gender, Named};
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
        "he" | "his" | "him" => person(resolver, at, Gender::Male, other),
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
        !spoken.agent
            && spoken.at >= paragraph
            && subject.is_none_or(|named| named.tokens.end <= spoken.at)
    });
    // "Roe left. The minister said no. She …": who spoke last, if later than any subject.
    if let Some(spoken) = described.filter(|_| turn.is_none())
        && let [person] = spoken.resolved.named.as_slice()
        && let Some(entity) = person.entity.filter(|entity| resolver.fits(*entity, gender))
        && other != Some(entity)
    {
        return one(entity, 0.8 * sure(entity));
    }
    // "A teacher said it rained. She …": somebody without a name who spoke last.
    if let Some(spoken) = described.filter(|_| turn.is_none())
        && spoken.stranger
        && spoken.resolved.kind == SpeakerKind::Person
        && spoken.sex.is_none_or(|sex| sex == gender)
    {
        return Resolved::nobody(SpeakerKind::Person);
    }
    // "A neighbour was less lucky. … she": whom the paragraph opens with, and nobody names.
    let opened = subject.is_none_or(|named| named.tokens.start < paragraph)
        && opens_with_stranger(resolver, paragraph, at, gender);
    if opened && turn.is_none() {
        return Resolved::nobody(SpeakerKind::Person);
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
    // "She disliked the word." far from her name: whom the article is about goes before a subject
    // of the paragraph before last.
    let about = resolver.topics.most(gender).filter(|entity| other != Some(*entity));
    if let Some(named) = subject.filter(|named| named.tokens.start < resolver.window(at, 1))
        && let Some(about) = about.filter(|_| turn.is_none())
        && pronoun(scene.lower(paragraph)) == Some(gender)
        && resolver.topics.outweighs(about, named.entity)
    {
        return one(about, 0.7);
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

/// Whether a paragraph opens with somebody described, not named: "A neighbour", "Her husband".
fn opens_with_stranger(
    resolver: &Resolver<'_, '_>,
    paragraph: usize,
    at: usize,
    gender: Gender,
) -> bool {
    const LONGEST: usize = 4;
    let scene = resolver.scene;
    let article = matches!(scene.lower(paragraph), "a" | "an" | "another");
    let owned = matches!(scene.lower(paragraph), "her" | "his" | "their");
    let reach = paragraph + 1..at.min(paragraph + 1 + LONGEST);
    let head = reach
        .take_while(|i| scene.named_at(*i).is_none() && scene.is_word(*i))
        .find(|i| noun::kind(scene.lower(*i)) == Some(Noun::Role));
    (article || owned)
        && head.is_some_and(|head| {
            let next = scene.name_end(head + 1).is_some()
                || (scene.is_comma(head + 1) && scene.name_end(head + 2).is_some());
            let sex = names::sex_of(scene.lower(head));
            !next && !scene.is_genitive(head + 1) && sex.is_none_or(|sex| sex == gender)
        })
}

/// The sex of the pronoun that a word is.
fn pronoun(word: &str) -> Option<Gender> {
    match word {
        "he" | "his" => Some(Gender::Male),
        "she" | "her" => Some(Gender::Female),
        _ => None,
    }
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
    fn somebody_without_a_name_who_spoke_last_is_meant() {
        let text = "Mrs. Karen Holm left. A teacher said it snowed. She added that it rained.";
        speaks(text, "it rained", None, Person);
        let text = "Mrs. Karen Holm left. A spokesman said it snowed. She added that it rained.";
        speaks(text, "it rained", Some("Karen Holm"), Person);
        let text = "Mrs. Karen Holm left. Holm's lawyer said it snowed. She added that it rained.";
        speaks(text, "it rained", None, Person);
        let text = "A teacher said it snowed. Mrs. Karen Holm left. She added that it rained.";
        speaks(text, "it rained", Some("Karen Holm"), Person);
    }

    #[test]
    fn whom_a_paragraph_opens_with_may_have_no_name() {
        let text = "Mrs. Karen Holm left.\nHer neighbour was glad. It rained, she said.";
        speaks(text, "It rained", None, Person);
        let text = "Mrs. Karen Holm left.\nHer husband was glad. It rained, she said.";
        speaks(text, "It rained", Some("Karen Holm"), Person);
        let text = "Mrs. Karen Holm left.\nHer lawyer, Ana Lund, was glad. It rained, she said.";
        speaks(text, "It rained", Some("Ana Lund"), Person);
    }

    #[test]
    fn a_paragraph_that_opens_with_a_pronoun_goes_on_with_whom_the_article_is_about() {
        let about = "Mrs. Karen Holm left. Holm slept. Holm ate.\nMrs. Ana Lund came.";
        let text = format!("{about}\nThe port was quiet.\nShe said it rained.");
        speaks(&text, "it rained", Some("Karen Holm"), Person);
        speaks(&format!("{about}\nShe said it rained."), "it rained", Some("Ana Lund"), Person);
        let text = format!("{about}\nThe port was quiet.\nThen she said it rained.");
        speaks(&text, "it rained", Some("Ana Lund"), Person);
    }

    #[test]
    fn a_subject_may_be_described_in_front() {
        let text = "Mrs. Karen Holm left. Her colleague Ana Lund, asked about it, paused. “It \
                    rained,” she said.";
        speaks(text, "It rained", Some("Ana Lund"), Person);
    }

    #[test]
    fn who_only_asked_is_no_subject() {
        let text = "Nils Berg was asked by Holm if he was fit. He said it rained.";
        speaks(text, "it rained", Some("Nils Berg"), Person);
        let text = "Nils Berg left. Mr. Holm was asked if he was fit. He said it rained.";
        speaks(text, "it rained", Some("Holm"), Person);
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

//! The sex of people that only a pronoun tells.

use super::super::NameKind;
use super::super::story::Story;
use super::Gender;
use super::resolve::{Draft, Place};

/// Tokens at the beginning of a sentence within which a pronoun is its subject: "Later, she".
const LEAD: usize = 4;

/// Fills in the sex of people from pronouns that can mean nobody else.
///
/// A pronoun counts behind the only person named in its sentence, or among the first words of
/// the sentence after one that names a single person; three in four of those that count must
/// agree. A possessive in the clause of the name ("Doe complained in his memoirs that she …")
/// counts three times.
pub(super) fn from_pronouns(story: &Story<'_>, places: &[Place], drafts: &mut [Draft]) {
    let mut votes = vec![(0_u32, 0_u32); drafts.len()];
    let mut at = 0;
    for paragraph in &story.paragraphs {
        let mut before = None;
        for sentence in &paragraph.sentences {
            while at < places.len() && places[at].candidate.tokens.start < sentence.start {
                at += 1;
            }
            let first = at;
            while at < places.len() && places[at].candidate.tokens.start < sentence.end {
                at += 1;
            }
            let mut people = places[first..at]
                .iter()
                .filter(|place| drafts[place.entity].kind == NameKind::Person);
            let named = people.next();
            let single = named.filter(|named| people.all(|other| other.entity == named.entity));
            let lead = sentence.start..sentence.end.min(sentence.start + LEAD);
            if let Some(entity) = before
                && let Some((at, gender)) =
                    lead.clone().find_map(|i| pronoun(story, i).map(|gender| (i, gender)))
                && named.is_none_or(|named| named.candidate.from > at)
            {
                vote(&mut votes[entity], gender);
            }
            before = single.map(|named| named.entity);
            if let Some(named) = single {
                let behind = named.candidate.tokens.end..sentence.end;
                let clause = behind.clone().take_while(|&i| !opens_another(story, i));
                for gender in clause.filter_map(|i| possessive(story, i)) {
                    vote(&mut votes[named.entity], gender);
                    vote(&mut votes[named.entity], gender);
                }
                for gender in behind.filter_map(|i| pronoun(story, i)) {
                    vote(&mut votes[named.entity], gender);
                }
            }
        }
    }
    for (draft, votes) in drafts.iter_mut().zip(votes) {
        if draft.kind == NameKind::Person && draft.gender.is_none() {
            let (male, female) = votes;
            draft.gender = if male >= 3 * female && male > 0 {
                Some(Gender::Male)
            } else if female >= 3 * male && female > 0 {
                Some(Gender::Female)
            } else {
                None
            };
        }
    }
}

fn vote(votes: &mut (u32, u32), gender: Gender) {
    match gender {
        Gender::Male => votes.0 += 1,
        Gender::Female => votes.1 += 1,
    }
}

/// Whether what others do or say may begin at token `i`.
fn opens_another(story: &Story<'_>, i: usize) -> bool {
    matches!(story.tokens.lower(i), "that" | "who" | "whose" | "and" | "but" | "“" | "\"" | "‘")
}

fn possessive(story: &Story<'_>, i: usize) -> Option<Gender> {
    let owns = matches!(story.tokens.lower(i), "his" | "her" | "himself" | "herself");
    owns.then(|| pronoun(story, i)).flatten()
}

fn pronoun(story: &Story<'_>, i: usize) -> Option<Gender> {
    match story.tokens.lower(i) {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Cast;
    use super::*;

    #[track_caller]
    fn sex(text: &str, expected: Option<Gender>) {
        let cast = Cast::read(&Story::plain(text, None));
        let at = cast.by_alias("Xolani Mbeki").expect("the name is in the text");
        assert_eq!(cast.entities()[at].gender, expected, "{text}");
    }

    #[test]
    fn a_pronoun_behind_the_only_person_counts() {
        sex("On Monday Xolani Mbeki sold her house.", Some(Gender::Female));
        sex("On Monday Xolani Mbeki resigned. He gave no reason.", Some(Gender::Male));
    }

    #[test]
    fn a_possessive_in_the_clause_of_the_name_counts_most() {
        sex("On Monday Xolani Mbeki wrote in his book that she was late.", Some(Gender::Male));
        sex("On Monday Xolani Mbeki wrote that she sold his house.", None);
    }

    #[test]
    fn a_pronoun_that_can_mean_another_does_not_count() {
        sex("On Monday Xolani Mbeki met Qiu Wenlan. She gave no reason.", None);
        sex("On Monday Xolani Mbeki, whose wife lost her job, resigned. He left.", None);
        sex("On Monday Xolani Mbeki resigned. The town was glad. She was not.", None);
    }
}

//! A cue verb at a place of the text: its auxiliaries, polarity and inflection.

use std::ops::Range;

use super::scene::Scene;
use super::word::{AUXILIARY, Class};
use crate::annotate::Polarity;
use crate::annotate::cue::{self, Cue, Form};

/// A cue verb with its auxiliaries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Group {
    /// The sense.
    pub(super) cue: &'static Cue,
    /// From the first auxiliary to the end of the tail.
    pub(super) tokens: Range<usize>,
    /// The verb itself.
    pub(super) verb: usize,
    /// How it stands in its clause.
    pub(super) mood: Mood,
    /// Whether it was said.
    pub(super) polarity: Polarity,
}

/// Longest subject of an inserted "…, X reports, …", in tokens.
const REACH: usize = 8;

/// How a verb stands in its clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// It has a subject, written or shared.
    Finite,
    /// "…, saying": its subject is that of the main clause.
    Participle,
    /// "was told": its source is not its subject.
    Passive,
    /// "to say", "by saying".
    Infinitive,
}

/// The cue verb whose main word is token `i`, all senses considered, the best first.
pub(super) fn group_at(scene: &Scene<'_>, i: usize, start: usize, end: usize) -> Option<Group> {
    let senses = cue::verb_senses(scene.lower(i));
    let &(cue, _) = senses.iter().find(|(cue, _)| tail_end(scene, i, cue, end).is_some())?;
    let tail_end = tail_end(scene, i, cue, end)?;
    // A form may be base and past at once ("put"): the past is tried first.
    let form = senses.iter().filter(|(other, _)| *other == cue).map(|(_, form)| *form).max()?;
    let mut first = i;
    let mut seen = Class::default();
    let mut negated = false;
    while first > start {
        let before = first - 1;
        if scene.quotations.covers(before) {
            break;
        }
        let adverb = is_adverb(scene, before, start);
        let helper = scene.is(before, AUXILIARY) || scene.is(before, Class::TO);
        // "his will", "the might" are nouns; "Trump's" before a participle may be "is" or "has".
        if !adverb && !helper {
            break;
        }
        if scene.lower(before) == "'s" && form != Form::Ing && !scene.is(first, Class::NEGATION) {
            break;
        }
        // "not only said" was said.
        negated |= scene.is(before, Class::NEGATION)
            && !matches!(scene.lower(first), "only" | "just" | "merely");
        for class in [Class::BE, Class::HAVE, Class::MODAL, Class::TO] {
            if helper && scene.is(before, class) {
                seen = seen.or(class);
            }
        }
        first = before;
    }
    while first < i && is_adverb(scene, first, start) && !scene.is(first, AUXILIARY) {
        first += 1;
    }
    let mood = mood(scene, i, form, seen, cue, start)?;
    let polarity =
        if negated && cue.polarity == Polarity::Said { Polarity::NotSaid } else { cue.polarity };
    Some(Group { cue, tokens: first..tail_end, verb: i, mood, polarity })
}

/// Whether token `i` is an adverb that may stand between a subject and its verb. One of time does
/// so behind a pronoun or name: "he later said".
pub(super) fn is_adverb(scene: &Scene<'_>, i: usize, start: usize) -> bool {
    if !scene.is(i, Class::ADVERB) {
        return false;
    }
    let subject = |before: usize| {
        scene.named_at(before).is_some()
            || matches!(scene.lower(before), "he" | "she" | "they" | "who")
    };
    !scene.is(i, Class::TIME)
        || i.checked_sub(1).is_some_and(|before| before >= start && subject(before))
}

/// The end of the cue's words when its tail follows.
fn tail_end(scene: &Scene<'_>, i: usize, cue: &Cue, end: usize) -> Option<usize> {
    let last = i + 1 + cue.tail.len();
    (last <= end && scene.reads(i + 1, cue.tail)).then_some(last)
}

fn mood(
    scene: &Scene<'_>,
    i: usize,
    form: Form,
    seen: Class,
    cue: &Cue,
    start: usize,
) -> Option<Mood> {
    let before = i.checked_sub(1).filter(|before| *before >= start);
    match form {
        Form::Past => {
            if seen.is(Class::TO) && !seen.is(Class::HAVE) {
                return seen.is(Class::BE).then_some(Mood::Passive);
            }
            // "as reported by X", "the plan criticised by X"
            let by = scene.lower(i + 1 + cue.tail.len()) == "by" && !seen.is(Class::HAVE);
            if seen.is(Class::BE) || by {
                return Some(Mood::Passive);
            }
            // "the endorsed candidate", "an accused thief"
            if before.is_some_and(|before| opens_noun(scene, before)) {
                return None;
            }
            Some(Mood::Finite)
        }
        Form::Ing => {
            if seen.is(Class::BE) {
                return Some(Mood::Finite);
            }
            // "memorandum of understanding", "the warning"
            if before.is_some_and(|before| opens_noun(scene, before) || scene.lower(before) == "of")
            {
                return None;
            }
            Some(Mood::Participle)
        }
        Form::Base => {
            if seen.is(Class::TO) {
                return Some(Mood::Infinitive);
            }
            if seen.is(Class::MODAL) {
                return Some(Mood::Finite);
            }
            base_is_verb(scene, i, cue, before).then_some(Mood::Finite)
        }
        Form::Third => third_is_verb(scene, i, cue, before).then_some(Mood::Finite),
    }
}

/// Whether the word at `i` is an article or possessive, behind which no verb stands.
fn opens_noun(scene: &Scene<'_>, i: usize) -> bool {
    scene.is(i, Class::POSSESSIVE)
        || matches!(scene.lower(i), "the" | "a" | "an" | "this" | "these" | "those" | "any" | "no")
        || scene.is_genitive(i)
}

/// Whether a base form without auxiliary is a verb: its subject is a plural right before it.
fn base_is_verb(scene: &Scene<'_>, i: usize, cue: &Cue, before: Option<usize>) -> bool {
    let Some(mut before) = before else { return false };
    while before > 0 && scene.is(before, Class::ADVERB) {
        before -= 1;
    }
    let word = scene.lower(before);
    if matches!(word, "they" | "we" | "i" | "you" | "who" | "people") {
        return true;
    }
    let plural = word.len() > 3 && word.ends_with('s') && !word.ends_with("ss");
    let plain = scene.is_word(before)
        && !scene.is(before, super::word::OPENS_PHRASE.or(Class::PREPOSITION).or(AUXILIARY));
    if plain && matches!(cue.lemma, "say" | "argue" | "insist" | "contend") {
        return true;
    }
    plain && plural && (!cue.frames.noun_too() || opens_complement(scene, i + 1))
}

/// Whether a form in -s is a verb and not a plural noun.
fn third_is_verb(scene: &Scene<'_>, i: usize, cue: &Cue, before: Option<usize>) -> bool {
    let Some(before) = before else { return false };
    // "“Never,” answers Smith": right behind speech stands a verb.
    let spoken = cue.frames.quote()
        && scene.quotations.closing_at(before).is_some_and(|quotation| {
            let last = quotation.inner.end.saturating_sub(1);
            scene.is_comma(last) || matches!(scene.lower(last), "?" | "!")
        });
    // "Smith, who lives there, calls it “a shame”"
    let enclosed = scene.is_comma(before)
        && (scene.is(i + 1, Class::OBJECT) && !scene.is(i + 1, Class::PREPOSITION));
    if spoken || enclosed {
        return true;
    }
    if !cue.frames.noun_too() {
        return !scene.is(before, super::word::OPENS_PHRASE) || scene.is(before, Class::SUBJECT);
    }
    let subject = scene.is(before, Class::SUBJECT)
        || scene.named_at(before).is_some()
        || (scene.is_word(before)
            && !scene.is(
                before,
                super::word::OPENS_PHRASE
                    .or(Class::PREPOSITION)
                    .or(Class::CONJUNCTION)
                    .or(AUXILIARY),
            ));
    // "Cost estimates, he added, were low", but "…, the paper reports, …"
    let parted = scene.is_comma(i + 1)
        && scene.quotations.opening_at(i + 2).is_none()
        && !(before.saturating_sub(REACH)..before).any(|i| scene.is_comma(i));
    subject && !parted && opens_complement(scene, i + 1)
}

/// Whether the words from `i` on can be the object or complement of a verb.
fn opens_complement(scene: &Scene<'_>, i: usize) -> bool {
    scene.is(i, super::word::OPENS_PHRASE.or(Class::SUBJECT).or(Class::QUESTION).or(Class::OBJECT))
        || scene.quotations.opening_at(i).is_some()
        || matches!(scene.lower(i), "," | ":" | "to")
        || scene.named_at(i).is_some()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, read};
    use crate::annotate::Polarity;

    #[track_caller]
    fn polarity(text: &str, expected: Polarity) {
        assert_eq!(read(text).first().map(|found| found.polarity), Some(expected), "{text}");
    }

    #[test]
    fn a_form_that_is_a_noun_too_is_a_verb_behind_a_clause_in_commas() {
        polarity("Karen Holm, who lives there, calls it “a shame”.", Polarity::Said);
        polarity("Karen Holm, who lives there, calls him “a fool”.", Polarity::Said);
        assert!(read("There were letters, claims, calls to the port.").is_empty());
    }

    #[test]
    fn an_adverb_of_time_stands_between_subject_and_verb() {
        finds("content-cue-source", "“It rained,” he later said.", "he", "It rained");
        finds("source-cue-content", "Karen Holm later said it rained.", "Karen Holm", "it rained");
        finds(
            "source-cue-content",
            "Last year Karen Holm said it rained.",
            "Karen Holm",
            "it rained",
        );
    }

    #[test]
    fn a_noun_before_a_comma_is_no_verb() {
        let text = "Cost estimates, Karen Holm added, were “based on a draft”.";
        finds("content-cue-source", text, "Karen Holm", "Cost estimates … were … based on a draft");
    }

    #[test]
    fn a_negated_cue_is_not_said() {
        polarity("Karen Holm did not say that it rained.", Polarity::NotSaid);
        polarity("Karen Holm has never said that it rained.", Polarity::NotSaid);
        polarity("Karen Holm declined to say whether it rained.", Polarity::NotSaid);
        polarity("Karen Holm not only said that it rained.", Polarity::Said);
        polarity("Karen Holm also said that it had not rained.", Polarity::Said);
    }

    #[test]
    fn nouns_that_look_like_cues_are_none() {
        assert!(read("The claims of the ports were heard.").is_empty());
        assert!(read("The reports lay on the table.").is_empty());
        assert!(read("The states met in May.").is_empty());
    }

    #[test]
    fn present_forms_are_verbs_behind_their_subject() {
        assert_eq!(read("Karen Holm claims that it rained.").len(), 1);
        assert_eq!(read("Karen Holm says it rained.").len(), 1);
        assert_eq!(read("Officials say it rained.").len(), 1);
    }
}

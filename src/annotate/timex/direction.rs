//! The tense around a date: whether what it dates has happened or is to come.

use std::ops::Range;

use super::tense::{self, Sense};
use crate::text::{TokenKind, Tokens};

/// Which way from the publication date an open date lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Past,
    Future,
    Unknown,
}

/// Tokens read before a date. Eight to ten words hold the verb of its clause; farther verbs
/// belong to other clauses.
const BEFORE: usize = 10;

/// Tokens read behind a date when none before it tells: the subject and its verb.
const BEHIND: usize = 4;

/// Tokens before a date that opens its sentence: "Late on Friday, …".
const LEAD: usize = 2;

/// Tokens read farther off when none nearer tells: a long object between "will be named" and "in
/// December", an aside between "In January," and its verb.
const FAR: usize = 40;

/// Words between "had" and the participle: "had previously been scheduled".
const BACK: usize = 3;

/// Words before a participle among which "will have" stands: "will not yet all have been built".
const PERFECT: usize = 6;

/// Words that stand between "will", "have" and a participle.
const BETWEEN_PERFECT: &[&str] = &["been", "not", "n't", "all", "both", "already", "long", "yet"];

/// Words before "meet" and "resume" that make them infinitives of another tense.
const NO_PRESENT: &[&str] = &["to", "did", "not", "n't", "let", "could"];

/// Words behind "to" that begin no infinitive: "agreed to the plan Friday".
const NO_VERB: &[&str] =
    &["a", "an", "the", "his", "her", "their", "its", "this", "that", "these", "those", "all"];

/// What "takes" something by a timetable: "the tax takes effect in May".
const TAKEN: &[&str] = &["effect", "office", "place"];

/// Forms of "be" between which and "to" a participle tells a duty: "is supposed to end".
const PRESENT: &[&str] = &["is", "are", "'s", "'re"];

/// Forms of "be" before a participle that tell no past: "will be named", "is heard".
const PASSIVE: &[&str] = &["be", "is", "are", "being"];

/// What stands between "plans" and what is planned: "plans a march for Saturday".
const ARTICLES: &[&str] = &["a", "an", "another", "the"];

/// Reads the direction of a date from the words of its sentence.
///
/// The nearest telling word before the date decides, else the nearest behind it. Farther off only
/// plain forms tell: behind a date that opens its sentence both tenses, since its verb must follow;
/// before a date what looks ahead, since a past form there belongs to another clause.
pub(super) fn direction(
    tokens: &Tokens<'_>,
    sentence: &Range<usize>,
    date: &Range<usize>,
) -> Direction {
    if as_soon_as(tokens, date.start) {
        return Direction::Future;
    }
    let before = sentence.start.max(date.start.saturating_sub(BEFORE))..date.start;
    let behind = date.end..sentence.end.min(date.end + BEHIND);
    let far_before = sentence.start.max(before.start.saturating_sub(FAR))..before.start;
    let far_behind = if date.start <= sentence.start + LEAD {
        behind.end..sentence.end.min(behind.end + FAR)
    } else {
        0..0
    };
    let plainly = |i: usize| tells(tokens, i).filter(|_| is_plain(tokens.lower(i)));
    before
        .rev()
        .chain(behind)
        .filter(|i| !opens_with_until(tokens, sentence, *i))
        .find_map(|i| tells(tokens, i))
        .or_else(|| far_behind.into_iter().find_map(plainly))
        .or_else(|| {
            let told = far_before.rev().find_map(plainly);
            told.filter(|direction| *direction == Direction::Future)
        })
        .unwrap_or(Direction::Unknown)
}

/// Whether a word tells a tense by itself; "plans" and "agreed" may be nouns and asides.
fn is_plain(word: &str) -> bool {
    matches!(
        tense::sense(word),
        Some(Sense::Ahead | Sense::Planned | Sense::Supposed | Sense::Past)
    )
}

/// "They can leave as soon as Tuesday": what is not done yet.
fn as_soon_as(tokens: &Tokens<'_>, date: usize) -> bool {
    date >= 3
        && ["as", "soon", "as"].iter().zip(date - 3..).all(|(word, i)| tokens.lower(i) == *word)
}

/// "Until Friday, they had waited": at the head of a sentence the verb behind tells.
fn opens_with_until(tokens: &Tokens<'_>, sentence: &Range<usize>, i: usize) -> bool {
    i == sentence.start && tokens.lower(i) == "until"
}

fn tells(tokens: &Tokens<'_>, i: usize) -> Option<Direction> {
    if !matches!(tokens.kind(i)?, TokenKind::Word | TokenKind::Clitic) {
        return None;
    }
    let word = tokens.lower(i);
    let before = |back: usize| i.checked_sub(back).map_or("", |i| tokens.lower(i));
    let next = tokens.lower(i + 1);
    match tense::sense(word)? {
        Sense::Plans | Sense::Agreed | Sense::Supposed | Sense::Past if will_have(tokens, i) => {
            Some(Direction::Future)
        }
        // "May" is a month or a name; "Will" is a name but at the head of a question.
        Sense::Ahead if tokens.is_capitalised(i) && matches!(word, "may" | "will") => None,
        // "is to resume", "are to meet"
        Sense::To => matches!(before(1), "is" | "are").then_some(Direction::Future),
        Sense::Supposed if next == "to" && PRESENT.contains(&before(1)) => Some(Direction::Future),
        Sense::Timetable if word.starts_with("take") && !TAKEN.contains(&next) => None,
        Sense::Timetable => (!NO_PRESENT.contains(&before(1))).then_some(Direction::Future),
        // "had been due to expire on Friday"
        Sense::Planned | Sense::Plans if (1..=BACK).any(|back| before(back) == "had") => {
            Some(Direction::Past)
        }
        Sense::Ahead | Sense::Planned => Some(Direction::Future),
        Sense::Plans if matches!(next, "to" | "for") => Some(Direction::Future),
        Sense::Plans if !matches!(word, "plans" | "planned") => None,
        Sense::Plans if ARTICLES.contains(&next) => Some(Direction::Future),
        Sense::Plans if word == "plans" => None,
        Sense::Agreed if next == "to" && i + 2 < tokens.len() => {
            let ahead = !NO_VERB.contains(&tokens.lower(i + 2));
            Some(if ahead { Direction::Future } else { Direction::Past })
        }
        // "rules to be published in May"
        _ if (before(2), before(1)) == ("to", "be") => {
            (!is_past(before(3))).then_some(Direction::Future)
        }
        _ if PASSIVE.contains(&before(1)) => None,
        Sense::Plans | Sense::Agreed | Sense::Supposed | Sense::Past => Some(Direction::Past),
    }
}

/// "They will have left by August", "it is expected to have closed": what is to be over by then.
fn will_have(tokens: &Tokens<'_>, participle: usize) -> bool {
    let mut before = (1..=PERFECT)
        .map_while(|back| participle.checked_sub(back).map(|i| tokens.lower(i)))
        .filter(|word| !BETWEEN_PERFECT.contains(word) && !word.ends_with("ly"));
    before.next() == Some("have")
        && match before.next() {
            Some("will" | "'ll" | "wo" | "shall") => true,
            Some("to") => before.next().and_then(tense::sense) == Some(Sense::Planned),
            _ => false,
        }
}

fn is_past(word: &str) -> bool {
    matches!(tense::sense(word), Some(Sense::Past | Sense::Agreed | Sense::Supposed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn points(text: &str, date: &str, expected: Direction) {
        let tokens = Tokens::new(text);
        let at = tokens.at_or_after(text.find(date).expect("the sentence holds the date"));
        assert_eq!(direction(&tokens, &(0..tokens.len()), &(at..at + 1)), expected, "{text}");
    }

    #[test]
    fn the_nearest_verb_before_the_date_decides() {
        points("The council said it will meet Tuesday.", "Tuesday", Direction::Future);
        points("The council met Tuesday.", "Tuesday", Direction::Past);
        points("A vote is expected on Friday.", "Friday", Direction::Future);
        points("Talks are set to resume on Friday.", "Friday", Direction::Future);
        points("Talks set the agenda on Friday.", "Friday", Direction::Unknown);
        points("It pleases them on Friday.", "Friday", Direction::Unknown);
    }

    #[test]
    fn what_had_been_planned_lies_behind() {
        points("The offer had been due to expire Friday.", "Friday", Direction::Past);
        points("The vote had previously been set for Friday.", "Friday", Direction::Past);
        points("The vote is due on Friday.", "Friday", Direction::Future);
    }

    #[test]
    fn a_participle_behind_to_be_tells_no_past() {
        points("She will be named head of the bank on Friday.", "Friday", Direction::Future);
        points("The rules to be printed on Friday are strict.", "Friday", Direction::Future);
        points("The case is heard on Friday.", "Friday", Direction::Unknown);
        points("She was named head of the bank on Friday.", "Friday", Direction::Past);
        points("He was believed to be hidden until Friday.", "hidden", Direction::Past);
    }

    #[test]
    fn what_will_have_happened_lies_ahead() {
        points("They will have left by August.", "August", Direction::Future);
        points("The mill will already have been sold by August.", "August", Direction::Future);
        points("The council won't have sold it by August.", "August", Direction::Future);
        points("She'll have met them all by August.", "August", Direction::Future);
        points("The mill is expected to have closed by August.", "August", Direction::Future);
        points("They may have left in August.", "August", Direction::Past);
        points("They would have left by August.", "August", Direction::Past);
        points("He is said to have left in August.", "August", Direction::Past);
        points("They have left by August as a rule.", "August", Direction::Past);
    }

    #[test]
    fn a_timetable_is_told_in_the_present() {
        points("The trial opens on Friday.", "Friday", Direction::Future);
        points(
            "The tax takes effect Friday, and votes take place later.",
            "Friday",
            Direction::Future,
        );
        points("He takes the early train on Friday.", "Friday", Direction::Unknown);
        points("The two ministers meet Friday.", "Friday", Direction::Future);
        points("The two ministers did meet Friday.", "Friday", Direction::Past);
    }

    #[test]
    fn what_is_planned_lies_ahead() {
        points("Students planned a march for Saturday.", "Saturday", Direction::Future);
        points("They want to agree before Saturday.", "Saturday", Direction::Future);
        points("He must leave by Saturday.", "Saturday", Direction::Future);
        points("They need to be told before Saturday.", "Saturday", Direction::Future);
        points("He said they did not want to leave on Saturday.", "Saturday", Direction::Future);
        points("There is need of help on Saturday.", "Saturday", Direction::Unknown);
        points("It could begin as soon as Saturday.", "Saturday", Direction::Future);
        points("He left as soon as the rain ended Saturday.", "Saturday", Direction::Past);
        points("Students marched as planned on Saturday.", "Saturday", Direction::Past);
        points("The envoys agreed to meet again on Saturday.", "Saturday", Direction::Future);
        points("The board voted to close its clinic from June.", "June", Direction::Future);
        points("The board voted on its clinic in June.", "June", Direction::Past);
        points("The envoys agreed to the plan on Saturday.", "Saturday", Direction::Past);
        points("The envoys agreed Saturday to meet.", "Saturday", Direction::Past);
    }

    #[test]
    fn a_duty_lies_ahead_while_it_lasts() {
        points("Talks that are supposed to end by Friday failed.", "Friday", Direction::Future);
        points("The firm is required to answer by Friday, said Lind.", "Friday", Direction::Future);
        points("It's meant to open Friday, she said.", "Friday", Direction::Future);
        points("Talks that were supposed to end by Friday failed.", "Friday", Direction::Past);
        points("The firm was required to answer by Friday.", "Friday", Direction::Past);
        points("He intended to leave on Friday.", "Friday", Direction::Past);
    }

    #[test]
    fn until_at_the_head_of_a_sentence_leaves_it_to_the_verb() {
        points("Until Friday, they had kept it secret.", "Friday", Direction::Past);
        points("They keep it secret until Friday.", "Friday", Direction::Future);
    }

    #[test]
    fn a_verb_behind_tells_when_none_stands_before() {
        points("On Tuesday the envoy will arrive.", "Tuesday", Direction::Future);
        points("On Tuesday the envoy arrived.", "Tuesday", Direction::Past);
        points("Theresa May sings in October.", "October", Direction::Unknown);
    }

    #[test]
    fn the_verb_of_a_date_that_opens_its_sentence_may_stand_far_behind() {
        points(
            "In October, a week before the feast of the patron of the town, the dam broke.",
            "October",
            Direction::Past,
        );
        points(
            "In October, a week before the feast of the patron of the town, it will reopen.",
            "October",
            Direction::Future,
        );
        points(
            "It pleases them in October, a week before the feast of the town, which broke away.",
            "October",
            Direction::Unknown,
        );
    }

    #[test]
    fn what_looks_ahead_tells_over_a_long_object() {
        points(
            "She will be head of the new school of music in the old town hall from October.",
            "October",
            Direction::Future,
        );
        points(
            "He left the new school of music in the old town hall, which closes for October.",
            "October",
            Direction::Unknown,
        );
        points(
            "The plans of the new school of music in the old town hall, ready for October.",
            "October",
            Direction::Unknown,
        );
    }
}

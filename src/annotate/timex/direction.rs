//! The tense around a date: whether what it dates has happened or is to come.

use std::ops::Range;

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

/// Words that point ahead.
const FUTURE: &[&str] = &[
    "will",
    "'ll",
    "wo",
    "shall",
    "would",
    "should",
    "may",
    "might",
    "scheduled",
    "expected",
    "due",
    "planning",
    "hoping",
    "intends",
    "expects",
    "expect",
    "forecasts",
    "predicts",
    "until",
    "upcoming",
    "slated",
    "tomorrow",
    "deadline",
    "going",
    "projected",
    "anticipated",
    "payable",
    "effective",
];

/// Participles among them, which point back behind "had".
const PLANNED: &[&str] = &["scheduled", "expected", "due", "slated", "planned", "set"];

/// Words between "had" and the participle: "had previously been scheduled".
const BACK: usize = 3;

/// Words that point ahead before "to" and "for": "set to resume", "planned for".
const FUTURE_BEFORE_TO: &[&str] = &["plans", "plan", "planned", "hopes", "hope", "set", "aims"];

/// Past forms that do not end in -ed.
const PAST: &[&str] = &[
    "was",
    "were",
    "had",
    "did",
    "been",
    "said",
    "told",
    "began",
    "came",
    "went",
    "took",
    "made",
    "met",
    "held",
    "won",
    "lost",
    "fell",
    "rose",
    "sold",
    "bought",
    "gave",
    "got",
    "saw",
    "left",
    "led",
    "spoke",
    "wrote",
    "became",
    "brought",
    "found",
    "grew",
    "kept",
    "knew",
    "paid",
    "ran",
    "sent",
    "shot",
    "stood",
    "struck",
    "thought",
    "threw",
    "drew",
    "flew",
    "hit",
    "cut",
    "broke",
    "built",
    "caught",
    "chose",
    "drove",
    "fought",
    "heard",
    "hurt",
    "laid",
    "lay",
    "rang",
    "sank",
    "sat",
    "sought",
    "spent",
    "swore",
    "taught",
    "wore",
    "died",
    "since",
    "yesterday",
    "sued",
];

/// Verbs of a timetable: in the present they tell what is to come, "the trial begins Monday".
const TIMETABLE: &[&str] = &[
    "begins", "starts", "opens", "resumes", "arrives", "expires", "ends", "meets", "convenes",
    "meet", "resume",
];

/// Words before "meet" and "resume" that make them infinitives of another tense.
const NO_PRESENT: &[&str] = &["to", "did", "not", "n't", "let", "could"];

/// Past forms that look ahead before an infinitive: "agreed to meet Friday".
const AGREED: &[&str] = &["agreed", "promised", "vowed", "pledged", "threatened"];

/// Words behind "to" that begin no infinitive: "agreed to the plan Friday".
const NO_VERB: &[&str] =
    &["a", "an", "the", "his", "her", "their", "its", "this", "that", "these", "those", "all"];

/// Forms of "be" before a participle that tell no past: "will be named", "is heard".
const PASSIVE: &[&str] = &["be", "is", "are", "being"];

/// What may stand between "plans" and what is planned: "plans a march for Saturday".
const PLANNED_THINGS: &[&str] = &["to", "for", "a", "an", "another", "the"];

/// Words in -ed that are no past forms.
const NOT_PAST: &[&str] = &[
    "need", "indeed", "hundred", "speed", "red", "bed", "feed", "united", "proceed", "succeed",
    "bleed", "exceed",
];

/// Reads the direction of a date from the words of its sentence.
///
/// The nearest telling word before the date decides, else the nearest behind it.
pub(super) fn direction(
    tokens: &Tokens<'_>,
    sentence: &Range<usize>,
    date: &Range<usize>,
) -> Direction {
    let before = sentence.start.max(date.start.saturating_sub(BEFORE))..date.start;
    let behind = date.end..sentence.end.min(date.end + BEHIND);
    if as_soon_as(tokens, date.start) {
        return Direction::Future;
    }
    before
        .rev()
        .chain(behind)
        .filter(|i| !opens_with_until(tokens, sentence, *i))
        .find_map(|i| tells(tokens, i))
        .unwrap_or(Direction::Unknown)
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
    // "May" is a month or a name; "Will" is a name but at the head of a question.
    // "is to resume", "are to meet"
    if word == "to" && i > 0 && matches!(tokens.lower(i - 1), "is" | "are") {
        return Some(Direction::Future);
    }
    // "had been due to expire on Friday"
    if PLANNED.contains(&word)
        && (1..=BACK).any(|back| i >= back && tokens.lower(i - back) == "had")
    {
        return Some(Direction::Past);
    }
    if FUTURE.contains(&word) && !(tokens.is_capitalised(i) && matches!(word, "may" | "will")) {
        return Some(Direction::Future);
    }
    if TIMETABLE.contains(&word) && !(i > 0 && NO_PRESENT.contains(&tokens.lower(i - 1))) {
        return Some(Direction::Future);
    }
    if FUTURE_BEFORE_TO.contains(&word) && matches!(tokens.lower(i + 1), "to" | "for") {
        return Some(Direction::Future);
    }
    if AGREED.contains(&word) && tokens.lower(i + 1) == "to" && i + 2 < tokens.len() {
        let ahead = !NO_VERB.contains(&tokens.lower(i + 2));
        return Some(if ahead { Direction::Future } else { Direction::Past });
    }
    if matches!(word, "plans" | "planned") && PLANNED_THINGS.contains(&tokens.lower(i + 1)) {
        return Some(Direction::Future);
    }
    if !is_past(word) {
        return None;
    }
    match i.checked_sub(1).map(|i| tokens.lower(i)) {
        // "rules to be published in May"
        Some("be") if i >= 2 && tokens.lower(i - 2) == "to" => {
            let told = i >= 3 && is_past(tokens.lower(i - 3));
            (!told).then_some(Direction::Future)
        }
        Some(before) if PASSIVE.contains(&before) => None,
        _ => Some(Direction::Past),
    }
}

fn is_past(word: &str) -> bool {
    let regular = word.len() > 3 && word.ends_with("ed") && !NOT_PAST.contains(&word);
    regular || PAST.contains(&word)
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
    fn a_timetable_is_told_in_the_present() {
        points("The trial opens on Friday.", "Friday", Direction::Future);
        points("The two ministers meet Friday.", "Friday", Direction::Future);
        points("The two ministers did meet Friday.", "Friday", Direction::Past);
    }

    #[test]
    fn what_is_planned_lies_ahead() {
        points("Students planned a march for Saturday.", "Saturday", Direction::Future);
        points("It could begin as soon as Saturday.", "Saturday", Direction::Future);
        points("He left as soon as the rain ended Saturday.", "Saturday", Direction::Past);
        points("Students marched as planned on Saturday.", "Saturday", Direction::Past);
        points("The envoys agreed to meet again on Saturday.", "Saturday", Direction::Future);
        points("The envoys agreed to the plan on Saturday.", "Saturday", Direction::Past);
        points("The envoys agreed Saturday to meet.", "Saturday", Direction::Past);
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
}

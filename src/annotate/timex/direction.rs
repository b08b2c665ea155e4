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
    before.rev().chain(behind).find_map(|i| tells(tokens, i)).unwrap_or(Direction::Unknown)
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
    if FUTURE_BEFORE_TO.contains(&word) && matches!(tokens.lower(i + 1), "to" | "for") {
        return Some(Direction::Future);
    }
    let regular = word.len() > 3 && word.ends_with("ed") && !NOT_PAST.contains(&word);
    (regular || PAST.contains(&word)).then_some(Direction::Past)
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
        points("It opens on Friday.", "Friday", Direction::Unknown);
    }

    #[test]
    fn what_had_been_planned_lies_behind() {
        points("The offer had been due to expire Friday.", "Friday", Direction::Past);
        points("The vote had previously been set for Friday.", "Friday", Direction::Past);
        points("The vote is due on Friday.", "Friday", Direction::Future);
    }

    #[test]
    fn a_verb_behind_tells_when_none_stands_before() {
        points("On Tuesday the envoy will arrive.", "Tuesday", Direction::Future);
        points("On Tuesday the envoy arrived.", "Tuesday", Direction::Past);
        points("Theresa May arrives in October.", "October", Direction::Unknown);
    }
}

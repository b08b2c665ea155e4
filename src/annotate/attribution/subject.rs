//! The subject of a verb: the noun phrase before it, or behind it when they are inverted.

use std::ops::Range;

use super::scene::Scene;
use super::verb;
use super::word::{AUXILIARY, Class, OPENS_PHRASE};
use crate::text::TokenKind;

/// Longest subject in tokens, apposition included.
const LONGEST: usize = 45;

/// The noun phrase that ends right before token `verb`, looking back to `start` at most.
pub(super) fn before(scene: &Scene<'_>, verb: usize, start: usize) -> Option<Range<usize>> {
    let start = start.max(verb.saturating_sub(LONGEST));
    let mut end = verb;
    while end > start && verb::is_adverb(scene, end - 1, start) {
        end -= 1;
    }
    if end <= start {
        return None;
    }
    let last = end - 1;
    if scene.quotations.covers(last) {
        return None;
    }
    if let Some(described) = with_relative_clause(scene, end, start) {
        return Some(described);
    }
    if scene.is_comma(last) || scene.is_dash(last) {
        // "Gov. Jane Roe (D), said"
        if last > start && scene.lower(last - 1) == ")" {
            let open = (start..last).rev().find(|i| scene.lower(*i) == "(")?;
            let head = phrase(scene, open, start)?;
            // "Jane Roe, who heads the Party of Work (PW), said"
            let relative = head.start > start
                && matches!(scene.lower(head.start - 1), "who" | "which" | "whose");
            return if relative { enclosed(scene, last, start) } else { Some(head) };
        }
        return enclosed(scene, last, start);
    }
    if scene.lower(last) == ")" {
        let open = (start..last).rev().find(|i| scene.lower(*i) == "(")?;
        let head = phrase(scene, open, start)?;
        return Some(head.start..end);
    }
    phrase(scene, end, start)
}

/// A phrase with a relative clause that ends at token `end`: "a nurse who asked not to be named".
fn with_relative_clause(scene: &Scene<'_>, end: usize, start: usize) -> Option<Range<usize>> {
    // "who" alone, and "who later", are subjects themselves.
    const SHORTEST: usize = 3;
    const LONGEST: usize = 14;
    let who = (start.max(end.saturating_sub(LONGEST))..end)
        .rev()
        .take_while(|i| !scene.is_mark(*i) && !scene.quotations.covers(*i))
        .find(|i| scene.lower(*i) == "who")?;
    if end - who < SHORTEST {
        return None;
    }
    phrase(scene, who, start).map(|head| head.start..end)
}

/// A phrase followed by an apposition or relative clause between commas or dashes, the second of
/// which is token `mark`.
fn enclosed(scene: &Scene<'_>, mark: usize, start: usize) -> Option<Range<usize>> {
    let same = |i: usize| {
        if scene.is_comma(mark) { scene.is_comma(i) } else { scene.is_dash(i) }
    };
    let opening = (start..mark)
        .rev()
        .find(|i| same(*i) && !scene.quotations.covers(*i) && !is_inner_comma(scene, *i))?;
    if opening + 1 >= mark || scene.is(opening + 1, Class::CONJUNCTION) {
        return None;
    }
    // "…, a spokesman, said": the phrase in front; "On Monday, aides, said": nothing in front.
    let head = if scene.lower(opening.checked_sub(1)?) == ")" {
        let open = (start..opening).rev().find(|i| scene.lower(*i) == "(")?;
        phrase(scene, open, start)
    } else {
        phrase(scene, opening, start)
    };
    // "In May the mayor at the time, Jane Roe, said": whatever stands in front, the name speaks.
    let name = opening + 1..mark;
    let Some(mut head) = head else {
        return (scene.name_end(name.start) == Some(mark)).then_some(name);
    };
    // "Jane Roe, 56, spokeswoman for X, which …, said": back to the name.
    let mut from = head.start;
    for _ in 0..3 {
        let comma = from.checked_sub(1).filter(|comma| {
            *comma > start && scene.is_comma(*comma) && scene.name_end(from).is_none()
        });
        let Some(before) = comma.and_then(|comma| phrase(scene, comma, start)) else { break };
        if scene.named_at(before.end - 1).is_some() {
            head = before;
            break;
        }
        from = before.start;
    }
    let only_adverbs = (opening + 1..mark).all(|i| scene.is(i, Class::ADVERB));
    Some(head.start..if only_adverbs { head.end } else { mark })
}

/// A comma between a town and its state, a name and its "Jr.", a person and an age.
fn is_inner_comma(scene: &Scene<'_>, i: usize) -> bool {
    matches!(scene.lower(i + 1), "jr" | "jr." | "sr" | "iii")
}

/// Whether token `i` is surely a finite verb or auxiliary, which a subject does not hold.
pub(super) fn is_finite(scene: &Scene<'_>, i: usize) -> bool {
    if scene.named_at(i).is_some() {
        return false;
    }
    (scene.is(i, AUXILIARY) && scene.lower(i) != "'s")
        || scene.is(i, Class::PAST)
        || matches!(scene.lower(i), "says" | "argues" | "insists" | "believes" | "wrote")
}

/// The noun phrase that ends at token `end`.
fn phrase(scene: &Scene<'_>, end: usize, start: usize) -> Option<Range<usize>> {
    if end <= start {
        return None;
    }
    let last = end - 1;
    if scene.is(last, Class::SUBJECT) && scene.is_word(last) {
        return Some(pronoun_phrase(scene, last, start)..end);
    }
    // The full stop of "Jane Roe Jr." belongs to the name.
    if scene.lower(last) == "."
        && scene.named_at(last.checked_sub(1)?).is_some()
        && matches!(scene.lower(last - 1), "jr" | "sr")
    {
        return phrase(scene, last, start).map(|name| name.start..end);
    }
    if !scene.is_word(last)
        || scene.is(last, Class::PREPOSITION.or(Class::CONJUNCTION).or(Class::SUBORDINATOR))
        || is_finite(scene, last)
    {
        return None;
    }
    let mut first = end;
    while first > start {
        let i = first - 1;
        if let Some(named) = scene.named_at(i) {
            first = named.from.max(start).min(i);
            continue;
        }
        let clitic = scene.is_genitive(i);
        let joins = scene.lower(i) == "and" && joins_phrases(scene, i, start);
        let in_parentheses = scene.lower(i) == ")" && first < end;
        if in_parentheses {
            let Some(open) = (start..i).rev().find(|k| scene.lower(*k) == "(") else { break };
            first = open;
            continue;
        }
        if clitic {
            first = i;
            continue;
        }
        if joins {
            // "he and Smith"
            let pronoun = i > start && matches!(scene.lower(i - 1), "he" | "she" | "they");
            first = if pronoun { i - 1 } else { i };
            if pronoun {
                break;
            }
            continue;
        }
        let relative = matches!(scene.lower(i), "that" | "who" | "which" | "there" | "it");
        let ends = !scene.is_word(i)
            || scene.quotations.covers(i)
            || scene.is(i, Class::CONJUNCTION)
            || relative
            || scene.is(i, Class::SUBORDINATOR)
            || matches!(scene.lower(i), "he" | "she" | "they" | "we" | "i" | "you" | "than")
            || is_finite(scene, i);
        if ends {
            break;
        }
        first = i;
    }
    // "Mr. King" of which only a noun was known.
    let titled = first >= start + 2
        && scene.lower(first - 1) == "."
        && TITLES.contains(&scene.lower(first - 2))
        && scene.tokens().is_capitalised(first);
    if titled {
        first -= 2;
    }
    trim(scene, first..end)
}

/// Titles written with a full stop.
const TITLES: &[&str] =
    &["mr", "mrs", "ms", "dr", "sen", "rep", "gov", "gen", "del", "lt", "col", "prof", "rev"];

/// Where the phrase of a pronoun subject begins: "he" alone, or "X and he".
fn pronoun_phrase(scene: &Scene<'_>, pronoun: usize, start: usize) -> usize {
    if pronoun > start + 1
        && scene.lower(pronoun - 1) == "and"
        && let Some(named) = scene.named_at(pronoun - 2)
        && named.tokens.end == pronoun - 1
        && named.from >= start
    {
        return named.from;
    }
    pronoun
}

/// Whether "and" at `i` joins noun phrases: names or phrases on both sides and no verb before it.
fn joins_phrases(scene: &Scene<'_>, i: usize, start: usize) -> bool {
    if i <= start {
        return false;
    }
    let pronoun = scene.is(i - 1, Class::SUBJECT);
    if !scene.is_word(i - 1) || (scene.quotations.covers(i - 1)) {
        return false;
    }
    if pronoun {
        return matches!(scene.lower(i - 1), "he" | "she" | "they" | "i" | "we");
    }
    let mut k = i;
    while k > start {
        k -= 1;
        if scene.is_mark(k) || (scene.is(k, Class::SUBORDINATOR) && scene.lower(k) != "after") {
            break;
        }
        if is_finite(scene, k) || (ends_like_past(scene, k) && scene.named_at(k).is_none()) {
            return false;
        }
    }
    true
}

/// Whether a word looks like a past in -ed and is no name.
pub(super) fn is_past(scene: &Scene<'_>, i: usize) -> bool {
    ends_like_past(scene, i) && scene.named_at(i).is_none()
}

fn ends_like_past(scene: &Scene<'_>, i: usize) -> bool {
    scene.lower(i).ends_with("ed") && scene.is_word(i) && scene.lower(i).len() > 4
}

/// Drops what stands before the phrase proper: adverbs, times, a leading prepositional phrase.
fn trim(scene: &Scene<'_>, phrase: Range<usize>) -> Option<Range<usize>> {
    let mut first = phrase.start;
    let end = phrase.end;
    while first < end
        && (scene.is(first, Class::ADVERB.or(Class::CONJUNCTION))
            || (scene.is(first, Class::TIME)
                && !scene.is(first, Class::DETERMINER)
                && scene.named_at(first).is_none()))
    {
        first += 1;
    }
    // "About four in ten voters say"
    let counted = matches!(scene.lower(first), "about" | "around" | "over" | "under")
        && (scene.tokens().kind(first + 1) == Some(TokenKind::Number)
            || scene.is(first + 1, Class::DETERMINER));
    if first < end && scene.is(first, Class::PREPOSITION) && !counted {
        // "In Iowa Trump said": the last name, pronoun or phrase that ends at the verb.
        let last = scene.named_at(end - 1).filter(|named| named.from > first);
        first = if let Some(named) = last {
            let after = scene.lower(named.from - 1);
            if scene.is(named.from - 1, Class::PREPOSITION)
                && !scene.is(named.from - 1, Class::TIME)
            {
                return None;
            }
            if OPENS_PHRASE_WORDS.contains(&after) { named.from - 1 } else { named.from }
        } else {
            (first + 2..end).rev().find(|i| scene.is(*i, OPENS_PHRASE))?
        };
        if first > phrase.start && scene.is(first - 1, Class::PREPOSITION) {
            return None;
        }
    }
    (first < end).then_some(first..end)
}

const OPENS_PHRASE_WORDS: &[&str] = &["the", "a", "an", "his", "her", "their"];

/// The noun phrase that begins at token `start`: "said X", "said a spokesman for X, who …".
///
/// It ends before punctuation, a time, or a preposition other than "of", "for", "from", "at",
/// "with" and "in" that may belong to it.
pub(super) fn after(scene: &Scene<'_>, start: usize, end: usize) -> Option<Range<usize>> {
    let mut i = start;
    if i >= end || scene.is_mark(i) || scene.quotations.covers(i) {
        return None;
    }
    if scene.is(i, Class::SUBJECT) && !scene.is(i, Class::DETERMINER) {
        return Some(i..i + 1);
    }
    if scene.name_end(i).is_none()
        && scene
            .is(i, Class::PREPOSITION.or(Class::CONJUNCTION).or(Class::SUBORDINATOR).or(AUXILIARY))
        && !scene.is(i, Class::DETERMINER)
    {
        return None;
    }
    if scene.is(i, Class::TIME) && scene.name_end(i).is_none() {
        return None;
    }
    while i < end {
        if let Some(name_end) = scene.name_end(i) {
            i = name_end.max(i + 1);
            continue;
        }
        let time = scene.is(i, Class::TIME) && i > start;
        let stops = scene.is_mark(i)
            || scene.quotations.covers(i)
            || time
            || is_finite(scene, i)
            || (i > start && scene.named_at(i - 1).is_some() && is_past(scene, i))
            || (scene.is(i, Class::SUBORDINATOR) && scene.lower(i) != "of")
            || matches!(scene.lower(i), "who" | "which" | "to" | "about" | "during" | "on" | "in")
            || (scene.lower(i) == "and" && i + 1 < end && verb_follows(scene, i + 1));
        if stops {
            break;
        }
        i += 1;
    }
    // "said one of them, Jane Roe, 40", "said her lawyer, Bo Moss.": only the name tells who.
    let unnamed = scene.is_comma(i)
        && (start..i).all(|k| scene.named_at(k).is_none())
        && (scene.is(start, Class::POSSESSIVE) || scene.reads(start, &["one", "of"]));
    if let Some(name_end) = scene.name_end(i + 1).filter(|last| unnamed && *last <= end)
        && (name_end >= end || scene.is_mark(name_end))
    {
        i = name_end;
    }
    (i > start && i - start <= LONGEST).then_some(start..i)
}

fn verb_follows(scene: &Scene<'_>, i: usize) -> bool {
    !crate::annotate::cue::verb_senses(scene.lower(i)).is_empty() || is_finite(scene, i)
}

/// The subject of the main clause of the unit that begins at `start`, looked for before `limit`.
pub(super) fn main_clause(scene: &Scene<'_>, start: usize, limit: usize) -> Option<Range<usize>> {
    (start + 1..limit).find_map(|i| {
        if scene.quotations.covers(i) {
            return None;
        }
        let verbal = is_finite(scene, i)
            || (ends_like_past(scene, i) && scene.named_at(i).is_none())
            || verb::group_at(scene, i, start, limit)
                .is_some_and(|group| group.mood == verb::Mood::Finite);
        if !verbal {
            return None;
        }
        let mut first = i;
        while first > start && scene.is(first - 1, AUXILIARY.or(Class::ADVERB)) {
            first -= 1;
        }
        before(scene, first, start)
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    const RULE: &str = "source-cue-content";

    #[test]
    fn a_subject_keeps_its_apposition_and_brackets() {
        finds(
            RULE,
            "Karen Holm, 56, head of the port, which is old, said it rained.",
            "Karen Holm, 56, head of the port, which is old",
            "it rained",
        );
        finds(RULE, "Gov. Karen Holm (D) said it rained.", "Gov. Karen Holm (D)", "it rained");
        finds(RULE, "A pilot for the port said it rained.", "A pilot for the port", "it rained");
    }

    #[test]
    fn a_relative_clause_in_brackets_keeps_its_antecedent() {
        finds(
            RULE,
            "Karen Holm, who heads the Party of Work (PW), told us that it rained.",
            "Karen Holm, who heads the Party of Work (PW)",
            "it rained",
        );
        finds(
            RULE,
            "In June 2019 the mayor at the time, Karen Holm, said that it rained.",
            "Karen Holm",
            "it rained",
        );
        finds(RULE, "In May a friend (PW), said that it rained.", "a friend", "it rained");
    }

    #[test]
    fn a_subject_keeps_a_relative_clause_without_commas() {
        let nurse = "A nurse who did not want to be named";
        finds(RULE, &format!("{nurse} said it rained."), nurse, "it rained");
        finds(
            RULE,
            "A man who lives nearby said it rained.",
            "A man who lives nearby",
            "it rained",
        );
        finds(RULE, "Karen Holm, who said it rained, left early.", "who", "it rained");
    }

    #[test]
    fn a_name_keeps_its_suffix() {
        finds(RULE, "Karen B. Holm Jr. said it rained.", "Karen B. Holm Jr.", "it rained");
        lacks(RULE, "Karen B. Holm Jr. left.");
    }

    #[test]
    fn a_count_begins_with_its_preposition() {
        finds(
            RULE,
            "About four in 10 voters say that it rained.",
            "About four in 10 voters",
            "it rained",
        );
        finds(RULE, "About noon Karen Holm said that it rained.", "Karen Holm", "it rained");
    }

    #[test]
    fn what_stands_before_the_subject_is_no_part_of_it() {
        finds(RULE, "In Malmo, Karen Holm said it rained.", "Karen Holm", "it rained");
        finds(RULE, "They left after Karen Holm said it rained.", "Karen Holm", "it rained");
        finds(RULE, "Ships waited and Karen Holm said it rained.", "Karen Holm", "it rained");
    }
}

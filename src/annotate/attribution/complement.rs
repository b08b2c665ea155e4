//! The content that follows a cue, and where it ends.

use std::ops::Range;

use super::extent;
use super::extent::Shape;
use super::preceding::is_title;
use super::scene::Scene;
use super::verb::{Group, Mood};
use super::word::{AUXILIARY, Class, OPENS_PHRASE};
use crate::annotate::cue::{self, Frames};

/// How far behind a cue its content may begin, in tokens.
const REACH: usize = 40;

/// The content of the cue `group`, which ends the unit at `end` at the latest.
pub(super) fn after(scene: &Scene<'_>, group: &Group, end: usize) -> Option<Range<usize>> {
    let frames = group.cue.frames;
    let (start, clause) = begin(scene, frames, group, end)?;
    let stop = extent::end_of(
        scene,
        start,
        end,
        Shape { clause, participle: group.mood == Mood::Participle, cue: group.cue.lemma },
    );
    let stop = if clause { stop } else { without_adjunct(scene, start, stop) };
    let empty = stop == start + 1
        && matches!(scene.lower(start), "nothing" | "so" | "little" | "much" | "it" | "that");
    (stop > start && !empty && scene.weight(start..stop) > 1).then_some(start..stop)
}

/// Where the content begins, and whether it is a clause (else a noun phrase).
pub(super) fn begin(
    scene: &Scene<'_>,
    frames: Frames,
    group: &Group,
    end: usize,
) -> Option<(usize, bool)> {
    let mut at = group.tokens.end;
    while at < end && scene.is(at, Class::ADVERB) && !scene.is(at, Class::SUBORDINATOR) {
        if scene.is(at, Class::DETERMINER.or(Class::NEGATION)) {
            break;
        }
        at += 1;
    }
    if at >= end {
        return None;
    }
    if let Some(found) = plain(scene, frames, at, end) {
        return Some(found);
    }
    if frames.addressee()
        && let Some(found) = behind_addressee(scene, frames, at, end)
    {
        return Some(found);
    }
    if frames.noun() && opens_noun_phrase(scene, at) {
        return Some((at, false));
    }
    if that_clause(frames) || frames.quote() {
        return behind_adjunct(scene, frames, at, end);
    }
    None
}

fn that_clause(frames: Frames) -> bool {
    frames.clause() || frames.that()
}

/// Content that begins right at `at`.
fn plain(scene: &Scene<'_>, frames: Frames, at: usize, end: usize) -> Option<(usize, bool)> {
    let word = scene.lower(at);
    if scene.quotations.opening_at(at).is_some() {
        return Some((at, true));
    }
    let that_clause = that_clause(frames);
    let quoted_next = scene.quotations.opening_at(at + 1).is_some();
    if word == ":" && at + 1 < end {
        return (!has_own_cue(scene, at + 1, end)).then_some((at + 1, true));
    }
    if word == "," && quoted_next {
        return (frames.quote() || that_clause).then_some((at + 1, true));
    }
    if that_clause && word == "that" && opens_that_clause(scene, at, end) {
        return Some((at + 1, true));
    }
    if (that_clause || frames.noun()) && scene.is(at, Class::QUESTION) {
        return Some((at, true));
    }
    if word == "to" && frames.infinitive() && !scene.is(at + 1, OPENS_PHRASE) {
        return Some((at, true));
    }
    if frames.clause() && !frames.addressee() && opens_clause(scene, at) {
        return Some((at, !frames.noun() || has_verb(scene, at, end)));
    }
    None
}

/// Whether the quotation that opens at `at` has source and cue behind it: "Not all agree: “…,”
/// said Smith."
fn has_own_cue(scene: &Scene<'_>, at: usize, end: usize) -> bool {
    let Some(quotation) = scene.quotations.opening_at(at) else { return false };
    let behind = quotation.outer.end;
    let said = |i: usize| {
        i < end
            && cue::verb_senses(scene.lower(i)).iter().any(|(cue, form)| {
                cue.frames.quote() && matches!(form, cue::Form::Past | cue::Form::Third)
            })
    };
    let comma = quotation
        .inner
        .end
        .checked_sub(1)
        .is_some_and(|last| scene.is_comma(last) || matches!(scene.lower(last), "?" | "!"));
    comma && (said(behind) || said(scene.name_end(behind).unwrap_or(behind + 1)))
}

/// Whether "that" at `at` is the conjunction: a clause follows, or ", " and one.
fn opens_that_clause(scene: &Scene<'_>, at: usize, end: usize) -> bool {
    at + 2 < end
        && (!scene.is_mark(at + 1) || scene.is_comma(at + 1) || scene.quotations.covers(at + 1))
}

/// Whether a bare clause may begin at `at`.
fn opens_clause(scene: &Scene<'_>, at: usize) -> bool {
    if scene.name_end(at).is_some() {
        return true;
    }
    let never = Class::PREPOSITION.or(Class::CONJUNCTION).or(AUXILIARY).or(Class::NEGATION);
    if scene.is(at, OPENS_PHRASE.or(Class::SUBJECT)) {
        return !is_time_phrase(scene, at);
    }
    scene.is_word(at)
        && !scene.is(at, never.or(Class::TIME).or(Class::SUBORDINATOR))
        && !matches!(scene.lower(at), "so" | "himself" | "herself" | "them" | "him")
}

/// "this week", "last night": a determiner before a time.
fn is_time_phrase(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at, Class::DETERMINER) && scene.is(at + 1, Class::TIME)
}

/// Whether token `i` is a word of no class of grammar and no name.
fn is_plain_word(scene: &Scene<'_>, i: usize) -> bool {
    let closed = OPENS_PHRASE
        .or(AUXILIARY)
        .or(Class::PREPOSITION)
        .or(Class::CONJUNCTION)
        .or(Class::SUBORDINATOR)
        .or(Class::SUBJECT)
        .or(Class::TIME);
    scene.is_word(i) && !scene.is(i, closed) && scene.name_end(i).is_none()
}

fn opens_noun_phrase(scene: &Scene<'_>, at: usize) -> bool {
    let never = Class::PREPOSITION
        .or(Class::CONJUNCTION)
        .or(AUXILIARY)
        .or(Class::SUBORDINATOR)
        .or(Class::NEGATION);
    scene.is(at, OPENS_PHRASE.or(Class::OBJECT))
        || scene.name_end(at).is_some()
        || (scene.is_word(at) && !scene.is(at, never) && !scene.is(at, Class::TIME))
}

/// Whether a finite verb stands in the next words, so that they are a clause.
fn has_verb(scene: &Scene<'_>, at: usize, end: usize) -> bool {
    (at + 1..end.min(at + REACH))
        .take_while(|i| !scene.is_comma(*i))
        .any(|i| !scene.quotations.covers(i) && scene.is(i, AUXILIARY.or(Class::PAST)))
}

/// Content behind the person spoken to: "told reporters in Ankara that …".
fn behind_addressee(
    scene: &Scene<'_>,
    frames: Frames,
    at: usize,
    end: usize,
) -> Option<(usize, bool)> {
    let reach = end.min(at + REACH);
    let mut i = at;
    let mut phrase_end = None;
    let mut commas = 0;
    while i < reach {
        if i > at {
            let clause = scene.lower(i) == "that" && !scene.is_mark(i + 1);
            let question = matches!(scene.lower(i), "what" | "how" | "whether" | "why" | "if");
            if clause || question || scene.quotations.opening_at(i).is_some() {
                return Some((if clause { i + 1 } else { i }, true));
            }
            if scene.lower(i) == ":" {
                return (i + 1 < end).then_some((i + 1, true));
            }
            if scene.lower(i) == "to" && phrase_end.is_none_or(|last| last == i) {
                let verb = !scene.is(i + 1, OPENS_PHRASE) && scene.name_end(i + 1).is_none();
                if verb {
                    return Some((at, false));
                }
            }
            let pronoun = commas == 0
                && matches!(scene.lower(i), "he" | "she" | "they" | "it" | "we" | "i" | "there");
            if pronoun {
                return Some((i, true));
            }
        }
        // "told the meeting the port was closed": a second noun phrase opens the clause.
        let second = i > at + 1
            && commas == 0
            && scene.is(at, OPENS_PHRASE)
            && (at + 1..i).all(|k| is_plain_word(scene, k))
            && (scene.is(i, OPENS_PHRASE) || scene.name_end(i).is_some())
            && !is_time_phrase(scene, i);
        if second && has_verb(scene, i, end) {
            return Some((i, true));
        }
        if commas == 0
            && phrase_end == Some(i)
            && !scene.is(i, Class::TIME)
            && opens_clause(scene, i)
        {
            return Some((i, true));
        }
        if scene.is_comma(i) && scene.quotations.opening_at(i + 1).is_none() {
            commas += 1;
            // "told a crowd in Salem, Ohio, that …"
            let that = (i + 1..reach).find(|k| scene.lower(*k) == "that");
            if commas > 2 || that.is_none() {
                return None;
            }
        }
        if i == at {
            let article = scene.is(i, Class::DETERMINER).then(|| scene.name_end(i + 1)).flatten();
            phrase_end = scene.name_end(i).or(article).or_else(|| {
                (scene.is(i, Class::OBJECT) && !scene.is(i + 1, Class::PREPOSITION))
                    .then_some(i + 1)
            });
            i = phrase_end.unwrap_or(i + 1);
            continue;
        }
        i += 1;
    }
    (frames.noun() && opens_noun_phrase(scene, at)).then_some((at, false))
}

/// Content behind "on Tuesday", "in an interview with X", "of the plan".
fn behind_adjunct(
    scene: &Scene<'_>,
    frames: Frames,
    at: usize,
    end: usize,
) -> Option<(usize, bool)> {
    let prepositional = scene.is(at, Class::PREPOSITION.or(Class::TO));
    let timed = scene.is(at, Class::TIME) || is_time_phrase(scene, at);
    let enclosed = scene.is_comma(at) || scene.is_dash(at);
    // "agreed, warning that …": the clause belongs to the second cue.
    let other = enclosed && !cue::verb_senses(scene.lower(at + 1)).is_empty();
    if !(prepositional || timed || enclosed) || other {
        return None;
    }
    let reach = end.min(at + REACH);
    let mut commas = 0;
    let mut pronoun = None;
    for i in at + 1..reach {
        if scene.lower(i) == "that" && that_clause(frames) && !scene.is_mark(i + 1) {
            let relative = scene.is(i + 1, AUXILIARY.or(Class::PAST));
            if !relative {
                return Some((i + 1, true));
            }
        }
        if scene.quotations.at(i).is_some_and(|quotation| is_title(scene, quotation)) {
            // "said on “The Morning Show” that …"
            continue;
        }
        if scene.quotations.opening_at(i).is_some() {
            if commas > usize::from(enclosed) && !scene.is_comma(i - 1) {
                break;
            }
            let called = matches!(scene.lower(i - 1), "the" | "a" | "s" | "of" | "called");
            if !called && (scene.is_mark(i - 1) || i - at > 1) {
                return Some((i, true));
            }
            return None;
        }
        if scene.lower(i) == ":" {
            return (i + 1 < end).then_some((i + 1, true));
        }
        let closing_dash = enclosed && scene.is_dash(at) && scene.is_dash(i);
        if scene.is_mark(i)
            && !scene.is_comma(i)
            && !closing_dash
            && !matches!(scene.lower(i), "(" | ")" | "$")
        {
            break;
        }
        commas += usize::from(scene.is_comma(i));
        if commas > 1 + usize::from(enclosed) {
            break;
        }
        let subject = matches!(scene.lower(i), "he" | "she" | "they" | "it" | "we" | "i" | "there");
        if pronoun.is_none() && subject && commas == 0 && !enclosed {
            pronoun = Some(i);
        }
        if !frames.clause() {
            continue;
        }
        if timed
            && !enclosed
            && commas == 0
            && !scene.is(i, Class::TIME)
            && i == times_end(scene, at)
            && opens_clause(scene, i)
        {
            return Some((i, true));
        }
    }
    pronoun.filter(|_| frames.clause() && !enclosed).map(|i| (i, true))
}

/// The end of a run of time words.
fn times_end(scene: &Scene<'_>, at: usize) -> usize {
    let mut i = at;
    while scene.is(i, Class::TIME) || is_time_phrase(scene, i) {
        i += 1;
    }
    i
}

/// A noun phrase without the circumstances of the utterance: "in an interview", "on Tuesday".
fn without_adjunct(scene: &Scene<'_>, start: usize, end: usize) -> usize {
    const OCCASIONS: &[&str] = &[
        "interview",
        "interviews",
        "speech",
        "speeches",
        "statement",
        "statements",
        "tweet",
        "tweets",
        "letter",
        "debate",
        "conference",
        "rally",
        "briefing",
        "email",
        "ad",
        "op-ed",
        "twitter",
        "facebook",
        "television",
        "post",
        "appearance",
        "hearing",
        "meeting",
        "call",
        "event",
        "remarks",
        "video",
        "memo",
        "report",
        "article",
        "column",
        "radio",
    ];
    for i in start + 1..end {
        if scene.quotations.covers(i) {
            continue;
        }
        let occasion = matches!(scene.lower(i), "in" | "at" | "on" | "during" | "via")
            && (i + 1..end.min(i + 6))
                .any(|k| OCCASIONS.contains(&scene.lower(k)) || is_day(scene, k));
        if occasion || is_day(scene, i) {
            return i;
        }
    }
    end
}

fn is_day(scene: &Scene<'_>, i: usize) -> bool {
    scene.lower(i).ends_with("day") && scene.is(i, Class::TIME)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    #[test]
    fn who_is_told_may_stand_right_before_the_clause() {
        let rule = "source-cue-content";
        finds(
            rule,
            "Karen Holm told the meeting the port had lost money, and hinted that it would close.",
            "Karen Holm",
            "the port had lost money",
        );
        finds(
            rule,
            "Karen Holm told the meeting on Monday that the port had closed.",
            "Karen Holm",
            "the port had closed",
        );
    }

    #[test]
    fn a_quotation_with_its_own_cue_is_no_complement() {
        let text = "Not everyone agrees: “It rained,” said Karen Holm.";
        finds("inverted", text, "Karen Holm", "It rained");
        let text = "Nobody agrees: “It rained,” Karen Holm said.";
        finds("content-cue-source", text, "Karen Holm", "It rained");
        lacks("inverted", "Karen Holm said: “It rained.”");
    }
}

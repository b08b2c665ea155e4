//! Where turns end: stage directions, the record of a meeting, and what a reporter tells.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::noun;
use super::scene::Scene;
use super::word::Class;
use crate::annotate::names::Who;
use crate::annotate::story::Paragraph;

/// Turns from which on their length shows whether an unlabelled paragraph goes on with one.
const ENOUGH: usize = 4;

/// Verbs that tell in a record how a meeting went.
const PROCEEDS: &[&str] = &[
    "adjourned",
    "resumed",
    "rose",
    "ended",
    "concluded",
    "reconvened",
    "closed",
    "opened",
    "divided",
    "suspended",
    "agreed",
    "withdrawn",
    "negatived",
    "put",
    "read",
];

/// Verbs of those who interrupt.
const INTERRUPTS: &[&str] = &["interjecting", "interrupting", "interjected", "rising", "rose"];

/// First words of a bracket that says what was heard or seen.
const DIRECTIONS: &[&str] = &[
    "applause",
    "beat",
    "begin",
    "break",
    "bell",
    "cheering",
    "cheers",
    "coughs",
    "cries",
    "crosstalk",
    "cross-talk",
    "end",
    "he",
    "inaudible",
    "indistinct",
    "interjections",
    "interruption",
    "interruptions",
    "laughs",
    "laughing",
    "laughter",
    "long",
    "music",
    "nods",
    "pause",
    "pauses",
    "she",
    "shouting",
    "sighs",
    "silence",
    "singing",
    "smiles",
    "sound",
    "they",
    "unintelligible",
];

/// How long the turns of a transcript are, and whose they are.
pub(super) struct Pace {
    /// Whether there are enough turns, and nearly all are one paragraph.
    single: bool,
    /// The entities that have turns.
    heard: FxHashSet<usize>,
    /// Whether the labels are in capitals.
    upper: bool,
}

impl Pace {
    /// Measures the turns of a transcript.
    pub(super) fn of(scene: &Scene<'_>) -> Self {
        let labels = scene.cast.labels();
        let paragraphs = &scene.story.paragraphs;
        let mut long = 0;
        for pair in labels.windows(2) {
            let from = paragraphs.partition_point(|cut| cut.tokens.start < pair[0].tokens.end);
            let until = paragraphs.partition_point(|cut| cut.tokens.start < pair[1].tokens.start);
            // A label alone on its line has its speech below.
            let alone =
                paragraphs[..from].last().is_some_and(|cut| cut.tokens.end == pair[0].tokens.end);
            let spoken = |cut: &&Paragraph| !cut.heading && !is_aside(scene, &cut.tokens);
            let below = paragraphs[from..until.max(from)].iter().filter(spoken).count();
            long += usize::from(below > usize::from(alone));
        }
        let names = labels.iter().filter_map(|label| match &label.who {
            Who::Name(name) => Some(name.clone()),
            _ => None,
        });
        let upper = |i: usize| !scene.tokens().word_at(i).contains(char::is_lowercase);
        Self {
            single: labels.len() >= ENOUGH && long * 8 <= labels.len(),
            heard: names
                .clone()
                .filter_map(|name| scene.named_at(name.end - 1))
                .map(|named| named.entity)
                .collect(),
            upper: names.clone().filter(|name| upper(name.end - 1)).count() * 2 > labels.len(),
        }
    }
}

/// Whether an unlabelled paragraph behind a turn is no part of it: the record of the meeting, or
/// somebody's account of what went on. `last` tells that no label follows.
///
/// An account has nobody say "I" or "you" outside quotation marks. Where turns are one paragraph
/// each, what stands behind the last one is such an account if it tells what was; elsewhere it
/// must tell what somebody did who has turns himself.
pub(super) fn tells(scene: &Scene<'_>, cut: &Paragraph, pace: &Pace, last: bool) -> bool {
    let start = cut.tokens.start;
    if is_record(scene, cut) || pace.upper && rises(scene, start) {
        return true;
    }
    let heard =
        |i: usize| scene.named_at(i).is_some_and(|named| pace.heard.contains(&named.entity));
    let talks = |words: &[&str]| {
        cut.tokens.clone().any(|i| words.contains(&scene.lower(i)) && !scene.quotations.covers(i))
    };
    if !pace.single || talks(&["i", "you", "my", "your", "me"]) {
        return false;
    }
    // "As she showed us to the gate, …" is the reporter's "us".
    heard(start) && last
        || !talks(&["we", "us", "our"])
            && (last && is_account(scene, cut)
                || cut.tokens.clone().any(|i| heard(i) && acts(scene, i)))
}

/// Whether a paragraph tells what was, and nothing that is, outside quotation marks.
pub(super) fn is_account(scene: &Scene<'_>, cut: &Paragraph) -> bool {
    let mut past = false;
    for i in cut.tokens.clone().filter(|i| !scene.quotations.covers(*i)) {
        match scene.lower(i) {
            "is" | "are" | "do" | "does" | "has" | "isn't" | "aren't" | "don't" | "doesn't" => {
                return false;
            }
            "was" | "were" | "had" | "did" => past = true,
            word => past |= scene.is(i, Class::PAST) || word.ends_with("ed"),
        }
    }
    past
}

/// Whether the name at token `i` is followed by what its bearer did.
fn acts(scene: &Scene<'_>, i: usize) -> bool {
    let end = scene.name_end(i).unwrap_or(i + 1);
    scene.is(end, Class::PAST) || scene.lower(end).ends_with("ed")
}

/// "JANE ROE rose—": a name in capitals that no colon ends.
fn rises(scene: &Scene<'_>, start: usize) -> bool {
    let upper = |i: usize| {
        let word = scene.tokens().word_at(i);
        word.chars().count() > 1 && !word.contains(char::is_lowercase)
    };
    let Some(mut end) = scene.name_end(start).filter(|end| (start..*end).all(upper)) else {
        return false;
    };
    while scene.lower(end) == "(" {
        end = (end..end + 14).find(|i| scene.lower(*i) == ")").map_or(usize::MAX - 1, |i| i + 1);
    }
    scene.is_word(end) && scene.tokens().word_at(end).starts_with(char::is_lowercase)
}

/// Whether a paragraph records how the meeting went: "The session ended at noon.", "Question put
/// and agreed to."
fn is_record(scene: &Scene<'_>, cut: &Paragraph) -> bool {
    const REACH: usize = 6;
    let start = cut.tokens.start;
    let proceeds = |from: usize| {
        (from..cut.tokens.end.min(start + REACH)).any(|i| PROCEEDS.contains(&scene.lower(i)))
    };
    match scene.lower(start) {
        "the" => noun::is_meeting(scene.lower(start + 1)) && proceeds(start + 2),
        "question" | "motion" | "amendment" | "bill" | "sitting" | "debate" | "clause" => {
            proceeds(start + 1)
        }
        "end" | "ends" => {
            cut.tokens.len() < 4 || cut.tokens.len() < 9 && scene.tokens().word_at(start) == "END"
        }
        // "Honourable members interjecting—"
        _ => {
            cut.tokens.len() < 9
                && scene.is_dash(cut.tokens.end.saturating_sub(1))
                && cut.tokens.clone().any(|i| INTERRUPTS.contains(&scene.lower(i)))
        }
    }
}

/// Whether some tokens are a caption: "The old pier. Photo: Eva Lind."
fn is_caption(scene: &Scene<'_>, tokens: &Range<usize>) -> bool {
    const LONGEST: usize = 40;
    tokens.len() < LONGEST
        && tokens.clone().any(|i| {
            matches!(scene.lower(i), "image" | "photo" | "photograph" | "picture" | "credit")
                && scene.lower(i + 1) == ":"
                && (i == tokens.start || scene.is_stop(i - 1) || scene.lower(i - 1) == "(")
        })
}

/// Whether all of some tokens stand in brackets or between asterisks, "(Laughter.)", or are a
/// caption.
pub(super) fn is_aside(scene: &Scene<'_>, tokens: &Range<usize>) -> bool {
    let last = tokens.end.saturating_sub(1);
    let marks = (scene.lower(tokens.start), scene.lower(last));
    last > tokens.start
        && matches!(marks, ("(", ")") | ("[", "]") | ("*", "*") | ("_", "_"))
        && !(tokens.start + 1..last).any(|i| scene.lower(i) == marks.1)
        || is_caption(scene, tokens)
}

/// Adds some tokens of a speech without the directions in brackets between its sentences.
pub(super) fn without_directions(
    scene: &Scene<'_>,
    part: Range<usize>,
    out: &mut Vec<Range<usize>>,
) {
    const LONGEST: usize = 14;
    let mut from = part.start;
    let mut at = part.start;
    while at < part.end {
        let close = match scene.lower(at) {
            "(" => ")",
            "[" => "]",
            _ => {
                at += 1;
                continue;
            }
        };
        let end = (at + 1..part.end.min(at + LONGEST)).find(|i| scene.lower(*i) == close);
        let direction = DIRECTIONS.contains(&scene.lower(at + 1));
        let apart = at == part.start || scene.is_stop(at - 1) || !scene.is_word(at - 1);
        match end.filter(|end| direction && (apart || end - at < 4)) {
            Some(end) => {
                if from < at {
                    out.push(from..at);
                }
                from = end + 1;
                at = from;
            }
            None => at += 1,
        }
    }
    if from < part.end {
        out.push(from..part.end);
    }
}

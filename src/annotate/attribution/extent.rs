//! Where content ends: with its unit, or before another source or cue.

use super::scene::Scene;
use super::verb::{self, Mood, group_at};
use super::word::{AUXILIARY, Class, OPENS_PHRASE};
use super::{ends, subject};
use crate::annotate::cue::{self, Form};

/// What content is like, as far as its end depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// A clause or quotation, not a noun phrase.
    pub(super) clause: bool,
    /// The content of a participle ("…, warning that"): another participle may follow.
    pub(super) participle: bool,
    /// Dictionary form of the cue; empty where there is none before the content.
    pub(super) cue: &'static str,
}

impl Shape {
    /// A clause behind a finite cue.
    pub(super) const CLAUSE: Self = Self { clause: true, participle: false, cue: "" };
    /// A noun phrase behind a finite cue.
    pub(super) const PHRASE: Self = Self { clause: false, participle: false, cue: "" };
}

/// The end of content that begins at `start`.
///
/// Of all places where it may end, and the end of the unit, the likeliest one (see [`ends`]).
pub(super) fn end_of(scene: &Scene<'_>, start: usize, end: usize, shape: Shape) -> usize {
    strip(scene, start, ends::likeliest(scene, start, end, shape))
}

/// Whether content stops before token `i`, by what can be told from the words around it.
pub(super) fn stops(scene: &Scene<'_>, i: usize, end: usize, shape: Shape) -> bool {
    let next = i + 1;
    if scene.lower(i) == ";" {
        return true;
    }
    if scene.is_comma(i) {
        return comma_stops(scene, next, end, shape);
    }
    if matches!(scene.lower(i), "and" | "but") {
        return shares_subject(scene, next, end, shape);
    }
    if !shape.clause {
        return matches!(
            scene.lower(i),
            "during" | "after" | "before" | "when" | "while" | "because" | "since" | "until"
        );
    }
    false
}

/// Whether content stops at a comma, or at a quotation that ends in one, before token `next`.
pub(super) fn comma_stops(scene: &Scene<'_>, next: usize, end: usize, shape: Shape) -> bool {
    if !shape.clause {
        return !is_list_comma(scene, next - 1, end);
    }
    if scene.reads(next, &["according", "to"])
        || scene.lower(next) == "while"
        || scene.reads(next, &["compared", "with"])
        || scene.reads(next, &["compared", "to"])
    {
        return true;
    }
    if scene.lower(next) == "but" {
        return scene.lower(next + 1) != "that";
    }
    let cue_form = cue::verb_senses(scene.lower(next)).first().map(|(_, form)| *form);
    if cue_form == Some(Form::Ing) {
        return true;
    }
    if scene.lower(next) == "and" && shares_subject(scene, next + 1, end, shape) {
        return true;
    }
    parenthetical(scene, next, end)
}

/// Whether a comma within a noun phrase separates its members: "A, B and C".
fn is_list_comma(scene: &Scene<'_>, i: usize, end: usize) -> bool {
    let rest = i + 1..end.min(i + 12);
    scene.is_word(i + 1)
        && !scene.is(i + 1, Class::SUBORDINATOR.or(Class::SUBJECT).or(Class::CONJUNCTION))
        && cue::verb_senses(scene.lower(i + 1)).is_empty()
        && rest.clone().any(|k| scene.lower(k) == "and" && scene.is_comma(k - 1))
}

/// Whether a cue follows at `i` whose subject is that of the cue before: "and called for …".
fn shares_subject(scene: &Scene<'_>, i: usize, end: usize, shape: Shape) -> bool {
    let mut at = i;
    while at < end && (scene.is(at, Class::ADVERB) || scene.is(at, AUXILIARY)) {
        at += 1;
    }
    let senses = cue::verb_senses(scene.lower(at));
    let Some(form) = senses.iter().map(|(_, form)| *form).max() else {
        // "and X said …" begins a statement of its own.
        return subject_and_cue(scene, i, end);
    };
    match form {
        Form::Past => !shape.participle || scene.named_at(at).is_none(),
        Form::Third => verb_like(scene, at),
        Form::Ing => shape.participle,
        Form::Base => false,
    }
}

fn verb_like(scene: &Scene<'_>, at: usize) -> bool {
    scene.is(at + 1, OPENS_PHRASE.or(Class::SUBJECT)) || scene.lower(at) == "says"
}

/// Whether a noun phrase and a verb of saying begin at `i`.
fn subject_and_cue(scene: &Scene<'_>, i: usize, end: usize) -> bool {
    subject::after(scene, i, end).is_some_and(|phrase| is_saying(scene, phrase.end, end))
}

fn is_saying(scene: &Scene<'_>, i: usize, end: usize) -> bool {
    let mut at = i;
    while at < end && scene.is(at, Class::ADVERB.or(Class::HAVE)) {
        at += 1;
    }
    cue::verb_senses(scene.lower(at))
        .iter()
        .any(|(cue, form)| cue.frames.quote() && matches!(form, Form::Past | Form::Third))
}

/// Whether ", X said," or ", said X" stands at `i`, behind a comma.
pub(super) fn parenthetical(scene: &Scene<'_>, i: usize, end: usize) -> bool {
    let behind = |at: usize| at >= end || scene.is_mark(at);
    if let Some(phrase) = subject::after(scene, i, end.min(i + 12))
        && let Some(group) = group_at(scene, phrase.end, i, end)
    {
        return group.cue.frames.quote()
            && matches!(group.mood, Mood::Finite)
            && behind(group.tokens.end);
    }
    verb::group_at(scene, i, i, end)
        .is_some_and(|group| group.cue.frames.quote() && group.mood == Mood::Finite)
}

/// Ends content before trailing marks that are no part of it.
fn strip(scene: &Scene<'_>, start: usize, end: usize) -> usize {
    let mut stop = end;
    while stop > start + 1 && !scene.quotations.covers(stop - 1) && scene.is_mark(stop - 1) {
        if matches!(scene.lower(stop - 1), ")" | "%" | "]" | "$") {
            break;
        }
        stop -= 1;
    }
    stop
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    #[test]
    fn content_runs_to_the_end_of_the_sentence() {
        finds(
            "source-cue-content",
            "Karen Holm said the port, which is old, would close in May.",
            "Karen Holm",
            "the port, which is old, would close in May",
        );
        finds(
            "source-cue-content",
            "Karen Holm said the port “is old,” and that it would close.",
            "Karen Holm",
            "the port … is old … and that it would close",
        );
    }

    #[test]
    fn content_ends_before_another_source_or_cue() {
        finds(
            "source-cue-content",
            "Karen Holm said the port was old, adding that it would close.",
            "Karen Holm",
            "the port was old",
        );
    }

    #[test]
    fn a_relative_clause_ends_with_its_comma() {
        finds(
            "source-cue-content",
            "Karen Holm, who said it rained, left early.",
            "who",
            "it rained",
        );
        lacks("source-cue-content", "Karen Holm, who sang, left early.");
    }
}

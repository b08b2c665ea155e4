//! Where content may end, and which of these places is the likeliest: what the words around a
//! place tell, weighed as annotated articles teach.

use super::extent::{self, Shape};
use super::scene::Scene;
use super::subject;
use super::word::{AUXILIARY, Class};
use crate::annotate::cue::{self, Form};
use crate::annotate::learned::Sink;

/// Longest run of words looked through for a verb.
const REACH: usize = 12;

/// A place where content may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// First token that is no longer content.
    pub(super) at: usize,
    /// First token of the content.
    start: usize,
    /// Where its unit ends.
    end: usize,
    shape: Shape,
    /// Whether a finite verb stands between start and place.
    verb: bool,
    /// Commas passed.
    commas: usize,
    /// Whether the last token before the place closes a quotation, and the token in it.
    closed: Option<usize>,
    /// Whether a bracket is open.
    bracketed: bool,
}

/// The likeliest end of content that begins at `start`, the end of the unit included.
pub(super) fn likeliest(scene: &Scene<'_>, start: usize, end: usize, shape: Shape) -> usize {
    let mut best = (0.0, end);
    let mut going = 1.0;
    for place in places(scene, start, end, shape) {
        let likely = if place.is_certain(scene) {
            1.0
        } else {
            scene.weights.ends.probability(|sink| place.describe(scene, sink))
        };
        if going * likely > best.0 {
            best = (going * likely, place.at);
        }
        going *= 1.0 - likely;
    }
    if going > best.0 { end } else { best.1 }
}

/// The places where content that begins at `start` may end before its unit does.
pub(super) fn places(
    scene: &Scene<'_>,
    start: usize,
    end: usize,
    shape: Shape,
) -> impl Iterator<Item = Place> {
    let opens = Class::PREPOSITION
        .or(Class::CONJUNCTION)
        .or(Class::SUBORDINATOR)
        .or(Class::QUESTION)
        .or(Class::TIME);
    let mut place = Place {
        at: start,
        start,
        end,
        shape,
        verb: false,
        commas: 0,
        closed: None,
        bracketed: false,
    };
    let mut i = start;
    std::iter::from_fn(move || {
        while i < end {
            let at = i;
            let found = if let Some(quotation) = scene.quotations.opening_at(i) {
                i = quotation.outer.end.min(end).max(i + 1);
                let last = quotation.inner.end.checked_sub(1).filter(|last| *last > at);
                (i < end).then_some(Place { at: i, closed: last, ..place })
            } else {
                i += 1;
                let opening = scene.is_mark(at)
                    || scene.is(at, opens)
                        && (scene.named_at(at).is_none() || scene.is(at, Class::TIME));
                place.bracketed = match scene.lower(at) {
                    "(" => true,
                    ")" => false,
                    _ => place.bracketed,
                };
                // What stands right behind a quotation was a place before.
                let fresh = at > start && scene.quotations.closing_at(at - 1).is_none();
                (opening && fresh).then_some(Place { at, ..place })
            };
            place.verb |= subject::is_finite(scene, at) || subject::is_past(scene, at);
            place.commas += usize::from(scene.is_comma(at));
            if found.is_some() {
                return found;
            }
        }
        None
    })
}

impl Place {
    /// Whether content ends here by what can be told from the words around it.
    fn stops(&self, scene: &Scene<'_>) -> bool {
        match self.closed {
            Some(last) => {
                scene.is_comma(last) && extent::comma_stops(scene, self.at, self.end, self.shape)
            }
            None => extent::stops(scene, self.at, self.end, self.shape),
        }
    }

    /// Whether another source and cue, or one more participle, begin here: ", Smith said",
    /// "warning that …, and calling for …".
    fn is_certain(&self, scene: &Scene<'_>) -> bool {
        let comma = self.closed.is_none() && scene.is_comma(self.at);
        if comma {
            return extent::parenthetical(scene, self.at + 1, self.end);
        }
        let behind = self.at + 1;
        self.shape.participle && scene.lower(self.at) == "and" && sign(scene, behind) == "saying"
    }

    /// Tells what a decision about this place may depend on.
    pub(super) fn describe(&self, scene: &Scene<'_>, sink: &mut impl Sink) {
        let at = self.at;
        let mark = match self.closed {
            Some(last) if scene.is_mark(last) => ["”,", "”.", "”?"]
                [usize::from(scene.is_stop(last)) + usize::from(scene.lower(last) == "?")],
            Some(_) => "”",
            None if scene.is_dash(at) => "–",
            None if scene.is_mark(at) => scene.lower(at),
            None => "",
        };
        let behind = at + usize::from(self.closed.is_none() && scene.is_mark(at));
        let behind = if self.closed.is_some() && scene.is_comma(at) { at + 1 } else { behind };
        let next = sign(scene, behind);
        let after = sign(scene, behind + 1);
        let before = sign(scene, at - 1);
        let shape = match (self.shape.clause, self.shape.participle) {
            (true, false) => "clause",
            (true, true) => "participle",
            (false, _) => "phrase",
        };
        let verb = if self.verb { "verb" } else { "none" };
        let rest = (behind + 1..self.end.min(behind + REACH)).take_while(|i| !scene.is_mark(*i));
        let verb_behind = rest
            .clone()
            .find(|i| subject::is_finite(scene, *i) || subject::is_past(scene, *i))
            .map_or("none", |i| size(i - behind));
        let that = if scene.lower(self.start.wrapping_sub(1)) == "that" { "that" } else { "bare" };
        let opens = sign(scene, self.start);
        let quoted = scene.quotations.opening_at(self.start).is_some();
        let quoted = if quoted { "quote" } else { that };
        let commas = size(self.commas);
        let rule = if self.stops(scene) { "stop" } else { "go" };

        sink.add("mark", &[mark]);
        sink.add("rule", &[rule, mark, shape]);
        sink.add("next", &[mark, next, shape]);
        sink.add("next two", &[mark, next, after]);
        sink.add("before", &[mark, before]);
        sink.add("before and next", &[before, next]);
        sink.add("cue", &[self.shape.cue, mark]);
        sink.add("cue and next", &[self.shape.cue, next]);
        sink.add("opens", &[opens, mark, next]);
        sink.add("quoted", &[quoted, mark, next]);
        sink.add("closes", &[quoted, mark, if self.is_whole(scene) { "whole" } else { "part" }]);
        sink.add("verb", &[verb, mark, next]);
        sink.add("verb behind", &[verb_behind, mark, next]);
        sink.add("verbs", &[verb, verb_behind, mark]);
        sink.add("length", &[size(at - self.start), mark, shape]);
        sink.add("left", &[size(self.end - at), mark, shape]);
        sink.add("commas", &[commas, mark, next]);
        if self.shape.clause && scene.is_comma(at) {
            sink.add("subordinate", &[commas, self.opens_subordinate(scene), shape]);
        }
        if self.bracketed {
            sink.add("bracketed", &[mark]);
        }
    }

    /// The word of a subordinate clause that begins the content: "that, even if it rains, …".
    fn opens_subordinate<'a>(&self, scene: &Scene<'a>) -> &'a str {
        let opener = (self.start..self.start + 3)
            .take_while(|i| {
                scene.is_comma(*i) || scene.is(*i, Class::ADVERB.or(Class::SUBORDINATOR))
            })
            .find(|i| scene.is(*i, Class::SUBORDINATOR));
        opener.map_or("none", |i| scene.lower(i))
    }

    /// Whether the place is behind a quotation that is all the content so far.
    fn is_whole(&self, scene: &Scene<'_>) -> bool {
        scene.quotations.opening_at(self.start).is_some_and(|first| first.outer.end == self.at)
    }
}

/// What kind of word a token is: itself where it is a word of grammar, else what its form shows.
pub(super) fn sign<'a>(scene: &Scene<'a>, i: usize) -> &'a str {
    if scene.quotations.opening_at(i).is_some() {
        return "“";
    }
    if scene.named_at(i).is_some() {
        return "Name";
    }
    let word = scene.lower(i);
    let closed = Class::DETERMINER
        .or(Class::SUBJECT)
        .or(Class::OBJECT)
        .or(Class::POSSESSIVE)
        .or(AUXILIARY)
        .or(Class::NEGATION)
        .or(Class::PREPOSITION)
        .or(Class::CONJUNCTION)
        .or(Class::SUBORDINATOR)
        .or(Class::QUESTION);
    if scene.is(i, closed) || !scene.is_word(i) {
        return word;
    }
    if scene.is(i, Class::TIME) {
        return "time";
    }
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return "0";
    }
    if let Some((_, form)) = cue::verb_senses(word).iter().max_by_key(|(_, form)| *form) {
        return match form {
            Form::Base => "say",
            Form::Third => "says",
            Form::Past => "said",
            Form::Ing => "saying",
        };
    }
    if scene.is(i, Class::PAST) {
        return "met";
    }
    if scene.is(i, Class::ADVERB) {
        return "-ly";
    }
    for ending in ["ed", "ing", "s"] {
        if word.len() > 4 && word.ends_with(ending) {
            return ending;
        }
    }
    if scene.tokens().is_capitalised(i) { "Word" } else { "word" }
}

/// A number of tokens, coarsely.
pub(super) fn size(tokens: usize) -> &'static str {
    match tokens {
        0 => "0",
        1 => "1",
        2 => "2",
        3..=4 => "4",
        5..=8 => "8",
        9..=16 => "16",
        17..=32 => "32",
        _ => "more",
    }
}

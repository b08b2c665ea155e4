//! How likely a statement that a rule found is one: what its words and its place tell, weighed as
//! annotated articles teach.

use std::ops::Range;

use super::ends::{sign, size};
use super::scene::Scene;
use super::statement::{Source, Statement};
use super::subject;
use super::word::AUXILIARY;
use crate::annotate::learned::Sink;
use crate::annotate::{Act, NameKind, Polarity};

/// Rules that go by the form of the text alone: a label, a colon, a quotation that was not closed.
/// They hold wherever the form is used, which the articles learned from seldom do.
const BY_FORM: &[&str] = &["turn", "source-colon", "signed", "quote-continues", "in-view"];

/// How likely it is that the statement is one and that its content is about right, 0 to 1.
pub(super) fn likely(scene: &Scene<'_>, statement: &Statement, nested: bool) -> f32 {
    debug_assert_eq!(statement.likely.is_some(), is_told_by_form(statement.rule));
    statement.likely.unwrap_or_else(|| {
        scene.weights.statements.probability(|sink| describe(scene, statement, nested, sink))
    })
}

/// Whether a rule goes by the form of the text alone, so that what was learned of attributions has
/// no say in the confidence of what it finds.
#[must_use]
pub fn is_told_by_form(rule: &str) -> bool {
    BY_FORM.contains(&rule)
}

/// Tells what the decision about a statement may depend on.
pub(super) fn describe(
    scene: &Scene<'_>,
    statement: &Statement,
    nested: bool,
    sink: &mut impl Sink,
) {
    let rule = statement.rule;
    sink.add("rule", &[rule]);
    sink.add("nested", &[if nested { "nested" } else { "own" }, rule]);
    let act = match statement.act {
        Act::Speech => "speech",
        Act::Finding => "finding",
        Act::Belief => "belief",
        Act::Wish => "wish",
    };
    let polarity = match statement.polarity {
        Polarity::Said => "said",
        Polarity::NotSaid => "not said",
        Polarity::Asked => "asked",
    };
    sink.add("act", &[act, polarity, rule]);

    let who = source_kind(scene, &statement.source);
    sink.add("source", &[who, rule]);
    if let Source::Words(words) | Source::Entity(words, _) = &statement.source
        && !words.is_empty()
    {
        sink.add("source length", &[size(words.len()), rule]);
        sink.add("source head", &[scene.lower(words.end - 1)]);
        sink.add("before source", &[before(scene, words.start), rule]);
        if words.clone().any(|i| subject::is_finite(scene, i) || subject::is_past(scene, i)) {
            sink.add("verb in source", &[rule]);
        }
    }

    let Some((first, last)) = ends(&statement.content) else { return };
    let opens = sign(scene, first);
    let behind = sign(scene, last);
    let weight: usize = statement.content.iter().map(Range::len).sum();
    let quoted = quoted(scene, &statement.content);
    let verb = statement
        .content
        .iter()
        .flat_map(Clone::clone)
        .any(|i| subject::is_finite(scene, i) || subject::is_past(scene, i));
    let verb = if verb { "verb" } else { "no verb" };
    sink.add("opens", &[opens, rule]);
    sink.add("behind", &[behind, rule]);
    sink.add("ends", &[sign(scene, last - 1), rule]);
    sink.add("length", &[size(weight), rule, quoted]);
    sink.add("quoted", &[quoted, rule]);
    sink.add("pieces", &[size(statement.content.len()), rule]);
    sink.add("verb", &[verb, rule, quoted]);

    let Some(cue) = statement.cue.as_ref().filter(|cue| !cue.is_empty()) else { return };
    let word = scene.lower(cue.end - 1);
    let lead = scene.lower(cue.start);
    let join = sign(scene, cue.end);
    sink.add("cue", &[word]);
    sink.add("cue and rule", &[word, rule]);
    sink.add("cue words", &[lead, word]);
    sink.add("cue and source", &[word, who]);
    sink.add("cue and opens", &[word, opens]);
    sink.add("cue and join", &[word, join]);
    sink.add("cue and quoted", &[word, quoted]);
    sink.add("cue and verb", &[word, verb]);
    sink.add("join", &[join, sign(scene, cue.end + 1), rule]);
    sink.add("before cue", &[before(scene, cue.start), rule]);
    if cue.len() > 1 && scene.is(cue.start, AUXILIARY) {
        sink.add("auxiliary", &[lead, act]);
    }
    let gap = first.saturating_sub(cue.end);
    sink.add("gap", &[size(gap), rule]);
}

fn before<'a>(scene: &Scene<'a>, i: usize) -> &'a str {
    i.checked_sub(1).map_or("", |before| sign(scene, before))
}

/// First and last token of the content, the last excluded.
fn ends(content: &[Range<usize>]) -> Option<(usize, usize)> {
    let first = content.iter().map(|range| range.start).min()?;
    let last = content.iter().map(|range| range.end).max()?;
    (last > first).then_some((first, last))
}

/// How much of the content stands in quotation marks.
fn quoted(scene: &Scene<'_>, content: &[Range<usize>]) -> &'static str {
    let words = || content.iter().flat_map(Clone::clone).filter(|i| scene.is_word(*i));
    let inside = words().filter(|i| scene.quotations.covers(*i)).count();
    match (inside, words().count()) {
        (0, _) => "plain",
        (inside, all) if inside == all => "quote",
        (inside, all) if 2 * inside > all => "mostly quote",
        _ => "partly quote",
    }
}

/// What the words of a source are.
fn source_kind<'a>(scene: &Scene<'a>, source: &Source) -> &'a str {
    let words = match source {
        Source::Nobody => return "nobody",
        Source::Previous => return "previous",
        Source::Words(words) | Source::Entity(words, _) => words,
    };
    let Some(last) = words.end.checked_sub(1).filter(|last| *last >= words.start) else {
        return "nobody";
    };
    if words.len() == 1 {
        return match scene.named_at(last) {
            Some(_) => named(scene, last),
            None => scene.lower(last),
        };
    }
    words
        .clone()
        .find(|i| scene.named_at(*i).is_some())
        .map_or_else(|| sign(scene, last), |i| named(scene, i))
}

fn named(scene: &Scene<'_>, i: usize) -> &'static str {
    let kind = scene.named_at(i).and_then(|named| scene.cast.entities().get(named.entity));
    match kind.map(|entity| entity.kind) {
        Some(NameKind::Person) => "Person",
        Some(NameKind::Organisation) => "Organisation",
        Some(NameKind::Place) => "Place",
        _ => "Other",
    }
}

//! Quotations, cues and names → who says what.
//!
//! Each rule reads a [`Scene`](scene::Scene) and yields [`Statement`](statement::Statement)s in
//! tokens; what follows is the same for all: one statement per cue is kept, its source is
//! resolved, and its content becomes spans without quotation marks.

mod according;
mod as_said;
mod colon;
mod complement;
mod described;
mod ends;
mod extent;
mod in_view;
mod interview;
mod judge;
pub(crate) mod lesson;
mod narration;
mod nominal;
mod noun;
mod office;
mod passive;
mod preceding;
mod pronoun;
mod quoted;
mod reported;
mod scene;
mod speaker;
mod statement;
mod subject;
#[cfg(test)]
mod tests;
mod topics;
mod turn;
mod verb;
mod weights;
mod word;

use std::ops::Range;

pub use self::judge::is_told_by_form;
use self::scene::Scene;
use self::speaker::{LEAST_CONFIDENCE, Resolver};
use self::statement::{Source, Statement};
use super::names::Cast;
use super::story::Story;
use super::{Attribution, AttributionKind, SpeakerKind};
use crate::span::Span;

/// Least probability of a statement that is kept.
///
/// Chosen on `PolNeAR`'s development articles: between 0.15 and 0.35 F1 is the same, and
/// precision rises with it; on interviews and courts F1 rises as well.
const LEAST_LIKELY: f32 = 0.25;

/// The statements of a story, in text order.
///
/// Linear in the length of the story; never panics.
pub(super) fn attributions(story: &Story<'_>, cast: &Cast) -> Vec<Attribution> {
    read(&Scene::new(story, cast))
}

/// The statements of a scene that are likely enough, in text order.
fn read(scene: &Scene<'_>) -> Vec<Attribution> {
    let mut resolver = Resolver::new(scene);
    let mut out: Vec<Attribution> = propose(scene)
        .iter()
        .map(|Proposal { statement, nested }| (statement, judge::likely(scene, statement, *nested)))
        .filter(|(_, likely)| *likely >= LEAST_LIKELY)
        .filter_map(|(statement, likely)| attribution(&mut resolver, statement, likely))
        .collect();
    out.sort_by_key(|attribution| attribution.content.first().map_or(0, |span| span.start));
    out
}

/// A statement that a rule found.
#[derive(Debug)]
struct Proposal {
    statement: Statement,
    /// Whether it is part of what another one says. In a turn of a transcript only its speaker's
    /// own words are ("I think …"); what others said stands there as in a report.
    nested: bool,
}

/// What the rules find, before it is weighed.
fn propose(scene: &Scene<'_>) -> Vec<Proposal> {
    let mut turns = Vec::new();
    turn::find(scene, &mut turns);
    let mut found = Vec::new();
    for unit in &scene.units {
        let headline = unit.paragraph == 0 || scene.story.paragraphs[unit.paragraph].heading;
        let from = found.len();
        if turns.is_empty() {
            colon::find(scene, unit, headline, &mut found);
            colon::signed(scene, unit, &mut found);
        }
        as_said::find(scene, unit, &mut found);
        reported::find(scene, unit, &mut found);
        according::find(scene, unit, from, &mut found);
        in_view::find(scene, unit, &mut found);
        nominal::find(scene, unit, &mut found);
        settle(&mut found, from);
    }
    // Quoted words within a turn are its speaker's, whoever said them first.
    let is_spoken = |i: usize| {
        let at = turns.partition_point(|turn: &Statement| turn.start() <= i);
        at > 0 && turns[at - 1].content.iter().any(|part| part.contains(&i))
    };
    let known = found.len();
    quoted::find(scene, &mut found);
    let quoted = found.split_off(known);
    found.extend(quoted.into_iter().filter(|statement| !is_spoken(statement.start())));
    found.append(&mut turns);
    found.sort_by_key(|statement| (statement.start(), !statement.turn));
    let nested: Vec<bool> = (0..found.len())
        .map(|i| {
            let around = i.saturating_sub(NEAR)..(i + NEAR).min(found.len());
            around
                .filter(|k| *k != i && (!found[*k].turn || is_own(scene, &found[i])))
                .any(|k| is_within(&found[i], &found[k]))
        })
        .collect();
    found
        .into_iter()
        .zip(nested)
        .map(|(statement, nested)| Proposal { statement, nested })
        .collect()
}

/// Whether the source of a statement is who tells it: "I", "we".
fn is_own(scene: &Scene<'_>, statement: &Statement) -> bool {
    matches!(&statement.source, Source::Words(words) if matches!(scene.lower(words.start), "i" | "we"))
}

/// Statements before and behind one that may hold it.
const NEAR: usize = 12;

/// Keeps one statement per cue and one per source and content, of those from `from` on.
fn settle(found: &mut Vec<Statement>, from: usize) {
    let size = |statement: &Statement| -> usize { statement.content.iter().map(Range::len).sum() };
    let mut unit = found.split_off(from);
    unit.sort_by_key(|statement| (statement.start(), std::cmp::Reverse(size(statement))));
    for statement in unit {
        let repeated = found[from..].iter().rev().take(NEAR).any(|kept| {
            let same_cue = match (&kept.cue, &statement.cue) {
                (Some(a), Some(b)) => a.start < b.end && b.start < a.end,
                _ => false,
            };
            let same_source = matches!(
                (&kept.source, &statement.source),
                (Source::Words(a), Source::Words(b)) if a == b
            );
            let within = statement.content.iter().all(|inner| {
                kept.content
                    .iter()
                    .any(|outer| outer.start <= inner.start && inner.end <= outer.end)
            });
            same_cue || (same_source && within)
        });
        if !repeated {
            found.push(statement);
        }
    }
}

/// Whether a statement, cue and all, is part of what another one says.
fn is_within(inner: &Statement, outer: &Statement) -> bool {
    let Some(cue) = &inner.cue else { return false };
    outer.content.iter().any(|range| {
        range.start <= cue.start
            && cue.end <= range.end
            && inner.content.iter().all(|part| range.start <= part.start && part.end <= range.end)
    })
}

/// A statement that is right with probability `likely`, with its speaker and spans; `None` when its content holds no letter or digit.
fn attribution(
    resolver: &mut Resolver<'_, '_>,
    statement: &Statement,
    likely: f32,
) -> Option<Attribution> {
    let scene = resolver.scene;
    let (content, kind) = spans(scene, statement)?;
    let who = resolver.resolve(statement);
    let confidence = likely * who.confidence;
    let named = confidence >= LEAST_CONFIDENCE;
    let speakers: Vec<_> = if named {
        who.named.into_iter().map(|person| person.speaker).collect()
    } else {
        Vec::new()
    };
    let reporter = statement.reporter.as_ref().and_then(|words| {
        resolver.words(words, 0).named.into_iter().next().map(|person| person.speaker.name)
    });
    let cover = |range: &Range<usize>| scene.tokens().cover(range.start, range.end - 1);
    let source = match &statement.source {
        Source::Words(words) | Source::Entity(words, _) if !words.is_empty() => Some(cover(words)),
        _ => None,
    };
    Some(Attribution {
        kind,
        act: statement.act,
        polarity: statement.polarity,
        rule: statement.rule.to_owned(),
        confidence,
        source,
        cue: statement.cue.as_ref().filter(|cue| !cue.is_empty()).map(cover),
        content,
        speaker: speakers.first().map(|speaker| speaker.name.clone()),
        speaker_kind: if named || who.kind == SpeakerKind::Group {
            who.kind
        } else {
            SpeakerKind::Unknown
        },
        speakers,
        reporter,
    })
}

/// The spans of a statement's content without quotation marks, and how they are given.
fn spans(scene: &Scene<'_>, statement: &Statement) -> Option<(Vec<Span>, AttributionKind)> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let (mut quoted, mut plain) = (0, 0);
    let mut ranges = statement.content.clone();
    ranges.sort_by_key(|range| range.start);
    for range in ranges {
        let mut piece = range.start;
        for i in range.clone() {
            let Some(quotation) = scene.quotations.at(i) else {
                plain += usize::from(scene.is_word(i));
                continue;
            };
            if quotation.inner.contains(&i) {
                quoted += usize::from(scene.is_word(i));
            } else {
                pieces.push(piece..i);
                piece = i + 1;
            }
        }
        pieces.push(piece..range.end);
    }
    let mut content: Vec<Span> = Vec::new();
    for mut piece in pieces {
        while piece.start < piece.end && is_edge(scene, piece.start, true) {
            piece.start += 1;
        }
        while piece.start < piece.end && is_edge(scene, piece.end - 1, false) {
            piece.end -= 1;
        }
        if piece.is_empty() || scene.weight(piece.clone()) == 0 {
            continue;
        }
        let span = scene.tokens().cover(piece.start, piece.end - 1);
        match content.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.cover(span),
            _ => content.push(span),
        }
    }
    if content.is_empty() {
        return None;
    }
    let kind = match (statement.turn, quoted, plain) {
        (true, _, _) => AttributionKind::Turn,
        (_, 0, _) => AttributionKind::Indirect,
        (_, _, 0) => AttributionKind::Direct,
        _ => AttributionKind::Mixed,
    };
    Some((content, kind))
}

/// Whether a token at the edge of content is punctuation between it and the rest.
fn is_edge(scene: &Scene<'_>, i: usize, leading: bool) -> bool {
    let separator = matches!(scene.lower(i), "," | ";" | ":") || scene.is_dash(i);
    separator || (leading && scene.is_stop(i))
}

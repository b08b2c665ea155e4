//! Nouns and adjectives as cues: "X's claim that …", "the belief that …", "X is confident that …".

use super::extent::Shape;
use super::scene::{Scene, Unit};
use super::statement::{Source, Statement};
use super::word::{AUXILIARY, Class};
use super::{extent, subject};
use crate::annotate::cue;
use crate::annotate::{Act, Polarity};

/// The statements of one unit that a noun or adjective shows.
pub(super) fn find(scene: &Scene<'_>, unit: &Unit, out: &mut Vec<Statement>) {
    for i in unit.tokens.clone() {
        if scene.quotations.covers(i) || scene.named_at(i).is_some() {
            continue;
        }
        if let Some(statement) = noun(scene, unit, i).or_else(|| adjective(scene, unit, i)) {
            out.push(statement);
        }
    }
}

/// "X's claim that …", "a claim by X that …".
fn noun(scene: &Scene<'_>, unit: &Unit, i: usize) -> Option<Statement> {
    let end = unit.tokens.end;
    let act = cue::noun_act(scene.lower(i))?;
    // "…, warning that …" is a verb.
    if scene.lower(i).ends_with("ing") && (i == unit.tokens.start || scene.is_mark(i - 1)) {
        return None;
    }
    let that = (i + 1..end.min(i + 9))
        .take_while(|k| !scene.is_mark(*k) && !scene.quotations.covers(*k))
        .find(|k| scene.lower(*k) == "that")?;
    let maker = (that > i + 1).then(|| maker(scene, i + 1, that)).flatten();
    if that > i + 1 && maker.is_none() {
        return None;
    }
    // "the report that was published": a relative clause is no content.
    if scene.is(that + 1, AUXILIARY.or(Class::PAST)) || scene.is_mark(that + 1) {
        return None;
    }
    let source = maker.or_else(|| possessor(scene, i, unit.tokens.start));
    let stop = extent::end_of(scene, that + 1, end, Shape::CLAUSE);
    let mut statement = Statement::said("noun-that", source.map_or(Source::Nobody, Source::Words))
        .with_cue(i..i + 1)
        .with_content(that + 1..stop);
    statement.act = act;
    (stop > that + 1).then_some(statement)
}

/// "by X", "from X" between noun and clause.
fn maker(scene: &Scene<'_>, at: usize, end: usize) -> Option<std::ops::Range<usize>> {
    matches!(scene.lower(at), "by" | "from" | "among" | "of")
        .then(|| subject::after(scene, at + 1, end))
        .flatten()
        .filter(|phrase| phrase.end == end)
}

/// "X's" or "his" before a noun, adjectives in between.
fn possessor(scene: &Scene<'_>, noun: usize, start: usize) -> Option<std::ops::Range<usize>> {
    let from = start.max(noun.saturating_sub(4));
    let at = (from..noun)
        .rev()
        .find(|k| scene.is_genitive(*k) || scene.is(*k, Class::POSSESSIVE) || scene.is_mark(*k))?;
    if scene.is(at, Class::POSSESSIVE) {
        return Some(at..at + 1);
    }
    if !scene.is_genitive(at) {
        return None;
    }
    if let Some(named) = scene.named_at(at - 1).filter(|named| named.tokens.end == at) {
        return Some(named.from.max(start).min(at - 1)..at);
    }
    subject::before(scene, at, start)
}

/// "X is confident that …", "X was eager to …".
fn adjective(scene: &Scene<'_>, unit: &Unit, i: usize) -> Option<Statement> {
    let (start, end) = (unit.tokens.start, unit.tokens.end);
    let sense = cue::adjective_senses(scene.lower(i))
        .iter()
        .find(|sense| scene.reads(i + 1, sense.tail))?;
    let mut first = i;
    let mut linked = false;
    let mut negated = false;
    while first > start {
        let before = first - 1;
        let copula = scene.is(before, Class::BE)
            || matches!(scene.lower(before), "remains" | "remained" | "feel" | "feels" | "felt");
        if !copula && !scene.is(before, Class::ADVERB.or(AUXILIARY)) {
            break;
        }
        linked |= copula;
        negated |= scene.is(before, Class::NEGATION);
        first = before;
    }
    if !linked {
        return None;
    }
    let source = subject::before(scene, first, start)?;
    let at = i + 1 + sense.tail.len();
    let content = match (scene.lower(at), sense.act) {
        ("that", Act::Belief) => at + 1..extent::end_of(scene, at + 1, end, Shape::CLAUSE),
        ("to", Act::Wish) => at..extent::end_of(scene, at, end, Shape::CLAUSE),
        _ if sense.frames.noun() => at..extent::end_of(scene, at, end, Shape::PHRASE),
        (_, Act::Belief) if scene.is(at, Class::SUBJECT.or(Class::QUESTION)) => {
            at..extent::end_of(scene, at, end, Shape::CLAUSE)
        }
        _ => return None,
    };
    if content.is_empty() {
        return None;
    }
    let mut statement = Statement::said("adjective", Source::Words(source))
        .with_cue(first..at)
        .with_content(content);
    statement.act = sense.act;
    statement.polarity = if negated { Polarity::NotSaid } else { Polarity::Said };
    Some(statement)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    #[test]
    fn nouns_take_a_clause() {
        finds(
            "noun-that",
            "The board shared Karen Holm’s belief that the port was full.",
            "Karen Holm",
            "the port was full",
        );
        finds(
            "noun-that",
            "It came with a warning from Karen Holm that the port was full.",
            "Karen Holm",
            "the port was full",
        );
    }

    #[test]
    fn a_relative_clause_is_no_content() {
        lacks("noun-that", "The report that was published on Monday is long.");
        lacks("noun-that", "The table that she bought is long.");
    }

    #[test]
    fn adjectives_take_a_clause_or_an_infinitive() {
        finds(
            "adjective",
            "Karen Holm is confident that the port will open.",
            "Karen Holm",
            "the port will open",
        );
        finds("adjective", "Nils Berg was eager to leave.", "Nils Berg", "to leave");
        lacks("adjective", "The confident captain left the port.");
    }
}

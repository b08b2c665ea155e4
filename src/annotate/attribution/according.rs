//! "According to Y, …" and "…, according to Y".

use std::ops::Range;

use super::extent::Shape;
use super::scene::{Scene, Unit};
use super::statement::{Source, Statement};
use super::word::{AUXILIARY, Class};
use super::{extent, subject};

/// Longest description of a source in front, in tokens.
const APPOSITION: usize = 20;

/// Finds the statements of one unit that "according to" or "per" marks.
///
/// `found` holds the statements of the unit from `from` on: one that ends right before the phrase
/// keeps its source, and Y becomes its reporter.
pub(super) fn find(scene: &Scene<'_>, unit: &Unit, from: usize, found: &mut Vec<Statement>) {
    let (start, end) = (unit.tokens.start, unit.tokens.end);
    let mut i = start;
    while i + 2 < end {
        let cue = scene.reads(i, &["according", "to"]) && !scene.quotations.covers(i);
        if !cue {
            i += 1;
            continue;
        }
        let Some(source) = source_after(scene, i + 2, end) else {
            i += 2;
            continue;
        };
        if let Some(other) = found[from..].iter_mut().rev().find(|other| reported(scene, other, i))
        {
            other.reporter = Some(source.clone());
            i = source.end;
            continue;
        }
        let content = if i == start || scene.is(i - 1, Class::CONJUNCTION) {
            // "According to an official who asked not to be named, …": behind the comma.
            let comma = (source.end..end.min(source.end + APPOSITION))
                .find(|k| scene.is_comma(*k) && !scene.quotations.covers(*k));
            let at = comma.map_or(source.end, |comma| comma + 1);
            at..extent::end_of(scene, at.min(end), end, Shape::CLAUSE)
        } else {
            before(scene, unit, i, found, from)
        };
        if !content.is_empty() && scene.weight(content.clone()) > 1 {
            let mut statement = Statement::said("according-to", Source::Words(source.clone()))
                .with_cue(i..i + 2)
                .with_content(content.clone());
            // "Prices, according to X, rose."
            let verb = content.clone().any(|k| scene.is(k, AUXILIARY.or(Class::PAST)))
                || content.clone().any(|k| subject::is_past(scene, k));
            let rest = source.end + 1;
            if content.end < i && !verb && scene.is_comma(source.end) && rest < end {
                let stop = extent::end_of(scene, rest, end, Shape::CLAUSE);
                statement.content.push(rest..stop);
            }
            found.push(statement);
        }
        i = source.end;
    }
}

/// The phrase behind "according to", up to a comma that does not open an apposition.
fn source_after(scene: &Scene<'_>, at: usize, end: usize) -> Option<Range<usize>> {
    let mut i = at;
    while i < end {
        if let Some(name_end) = scene.name_end(i) {
            i = name_end.max(i + 1);
            continue;
        }
        let mark = scene.is_mark(i) && !matches!(scene.lower(i), "(" | ")" | "&");
        let clause = matches!(scene.lower(i), "that" | "who" | "which" | "released" | "published");
        if mark || clause || scene.quotations.covers(i) {
            break;
        }
        i += 1;
    }
    let stop = i.min(end);
    let trimmed = subject::after(scene, at, stop).map_or(stop, |phrase| {
        // "a statement from the ministry on Monday"
        if scene.is(phrase.end, Class::PREPOSITION) { stop } else { phrase.end }
    });
    (trimmed > at).then_some(at..trimmed.max(at + 1))
}

/// Whether `other` ends right before "according to" at `i` and says who spoke.
fn reported(scene: &Scene<'_>, other: &Statement, i: usize) -> bool {
    let Some(cue) = &other.cue else { return false };
    let Source::Words(source) = &other.source else { return false };
    let last = cue.end.max(source.end);
    let first_content = other.content.iter().map(|range| range.start).min().unwrap_or(usize::MAX);
    let trailing = first_content < cue.start;
    // "Smith said, according to X, that …"
    let inserted = last + 1 == i && scene.is_comma(last) && first_content > i;
    (trailing || inserted) && last < i && i - last < 12 && (last..i).all(|k| !scene.is_stop(k))
}

/// The words before a comma and "according to" at `i`.
fn before(
    scene: &Scene<'_>,
    unit: &Unit,
    i: usize,
    found: &[Statement],
    from: usize,
) -> Range<usize> {
    let mut end = i;
    if scene.is_comma(end - 1) || scene.is_dash(end - 1) {
        end -= 1;
    }
    let mut start = unit.tokens.start;
    // "(the number is 15, according to X)", "…, which stood at 15, according to X"
    for k in unit.tokens.start + 1..end {
        if scene.lower(k) == ")" {
            start = unit.tokens.start;
        } else if scene.lower(k) == "(" {
            start = k + 1;
        } else if scene.is_comma(k - 1) && scene.lower(k) == "which" {
            start = k;
        }
    }
    // Another statement's trailing source is no part of it.
    for other in &found[from..] {
        if let Some(cue) = &other.cue {
            let trailing = other.content.iter().all(|range| range.end <= cue.start);
            if trailing && cue.end < end {
                start = start.max(cue.end + 1);
            }
        }
    }
    start.min(end)..end
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks, read};

    #[test]
    fn the_phrase_in_front_or_behind_names_the_source() {
        finds(
            "according-to",
            "According to Karen Holm, the port is closed.",
            "Karen Holm",
            "the port is closed",
        );
        finds(
            "according-to",
            "The port is closed, according to a harbour pilot.",
            "a harbour pilot",
            "The port is closed",
        );
        finds(
            "according-to",
            "Traffic, according to the union, fell last year.",
            "the union",
            "Traffic … fell last year",
        );
    }

    #[test]
    fn another_source_makes_it_the_reporter() {
        let all = read("“We close at noon,” Karen Holm said, according to Ritzau News Agency.");
        assert_eq!(all.len(), 1, "{all:#?}");
        assert_eq!(all[0].speaker.as_deref(), Some("Karen Holm"));
        assert_eq!(all[0].reporter.as_deref(), Some("Ritzau News Agency"));
    }

    #[test]
    fn another_source_in_front_makes_it_the_reporter() {
        let all = read("Karen Holm said, according to Ritzau News Agency, that it rained.");
        assert_eq!(all.len(), 1, "{all:#?}");
        assert_eq!(all[0].speaker.as_deref(), Some("Karen Holm"));
        assert_eq!(all[0].reporter.as_deref(), Some("Ritzau News Agency"));
    }

    #[test]
    fn accordance_is_no_source() {
        lacks("according-to", "The ships left in accordance with the plan.");
        lacks("according-to", "“It went according to plan,” Karen Holm said.");
    }
}

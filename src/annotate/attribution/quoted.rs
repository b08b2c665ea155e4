//! Quotations without a cue of their own: speech that goes on, and quoted words inside a clause.

use super::preceding::is_title;
use super::scene::Scene;
use super::statement::{Source, Statement};
use super::subject;
use super::word::{AUXILIARY, Class};
use crate::annotate::Act;
use crate::annotate::quotation::Quotation;

/// Fewest words of a quotation inside a clause that count as what its subject said; fewer are a
/// scare quote or a title more often.
const FEWEST_WORDS: usize = 4;

/// Adds quotations that no statement holds.
///
/// `found` is in text order. A sentence of quotation behind an attributed one in its paragraph
/// belongs to that statement; one that opens a paragraph behind attributed speech is a statement
/// of the same speaker.
pub(super) fn find(scene: &Scene<'_>, found: &mut Vec<Statement>) {
    let mut added = Vec::new();
    let mut at = 0;
    // Statement that a quotation may carry on, with the quotation that ended it.
    let mut running: Option<(Running, usize)> = None;
    for (number, quotation) in scene.quotations.all().iter().enumerate() {
        while at < found.len() && ends_before(&found[at], quotation) {
            at += 1;
        }
        let holder = holder(found, at, quotation);
        if let Some(holder) = holder {
            running = Some((Running::Found(holder), number));
            continue;
        }
        let Some((unit, alone)) = standing(scene, quotation) else { continue };
        if alone && is_title(scene, quotation) {
            continue;
        }
        if alone {
            let Some((before, last)) = running else {
                if let Some(statement) = said_before(scene, found, quotation) {
                    added.push(statement);
                    running = Some((Running::Added(added.len() - 1), number));
                }
                continue;
            };
            let previous = &scene.quotations.all()[last];
            let same = previous.paragraph == quotation.paragraph;
            let next = previous.paragraph + 1 == quotation.paragraph;
            if same && unit_index(scene, previous) + 1 >= unit_index(scene, quotation) {
                match before {
                    Running::Found(index) => found[index].content.push(quotation.outer.clone()),
                    Running::Added(index) => {
                        let statement: &mut Statement = &mut added[index];
                        statement.content.push(quotation.outer.clone());
                    }
                }
                running = Some((before, number));
            } else if same || next {
                added.push(
                    Statement::said("quote-continues", Source::Previous)
                        .by_form(0.7)
                        .with_content(quotation.outer.clone()),
                );
                running = Some((Running::Added(added.len() - 1), number));
            }
            continue;
        }
        if let Some(statement) = followed(scene, quotation, unit) {
            added.push(statement);
            running = Some((Running::Added(added.len() - 1), number));
            continue;
        }
        if let Some(statement) = inside_clause(scene, quotation, unit) {
            added.push(statement);
        }
    }
    found.append(&mut added);
}

#[derive(Clone, Copy)]
enum Running {
    Found(usize),
    Added(usize),
}

fn ends_before(statement: &Statement, quotation: &Quotation) -> bool {
    statement.content.iter().all(|range| range.end <= quotation.outer.start)
        && statement.start() < quotation.outer.start
}

/// The statement whose content holds the quotation.
fn holder(found: &[Statement], at: usize, quotation: &Quotation) -> Option<usize> {
    let holds = |statement: &Statement| {
        statement
            .content
            .iter()
            .any(|range| range.start <= quotation.inner.start && quotation.inner.start < range.end)
    };
    (at.saturating_sub(3)..found.len().min(at + 6)).find(|index| holds(&found[*index]))
}

/// A quotation that is a sentence of its own behind one that says what its speaker said in other
/// words: "Smith said it was late. “We must go.”"
fn said_before(scene: &Scene<'_>, found: &[Statement], quotation: &Quotation) -> Option<Statement> {
    let unit = scene.units.get(unit_index(scene, quotation).checked_sub(1)?)?;
    if unit.paragraph != quotation.paragraph {
        return None;
    }
    let before = found.partition_point(|statement| statement.start() < unit.tokens.end);
    let said = found[..before]
        .iter()
        .rev()
        .take_while(|statement| statement.start() >= unit.tokens.start)
        .filter(|statement| statement.act == Act::Speech && statement.cue.is_some())
        .last()?;
    let Source::Words(source) = &said.source else { return None };
    Some(
        Statement::said("quote-follows", Source::Words(source.clone()))
            .with_content(quotation.outer.clone()),
    )
}

/// The unit of a quotation, and whether the unit holds nothing else.
fn standing<'s>(
    scene: &'s Scene<'_>,
    quotation: &Quotation,
) -> Option<(&'s super::scene::Unit, bool)> {
    let unit = scene.units.get(unit_index(scene, quotation))?;
    let alone = unit.tokens.clone().all(|i| quotation.outer.contains(&i) || scene.is_mark(i));
    Some((unit, alone))
}

/// Index of the unit a quotation begins in.
fn unit_index(scene: &Scene<'_>, quotation: &Quotation) -> usize {
    scene.units.partition_point(|unit| unit.tokens.end <= quotation.outer.start)
}

/// Speech that ends in a comma or a mark, with a name or pronoun and an unlisted verb behind it:
/// "“…,” he growled."
fn followed(
    scene: &Scene<'_>,
    quotation: &Quotation,
    unit: &super::scene::Unit,
) -> Option<Statement> {
    let end = unit.tokens.end;
    let before_mark = quotation.inner.end.checked_sub(1)?;
    if !(scene.is_comma(before_mark) || scene.is_stop(before_mark)) {
        return None;
    }
    let at = quotation.outer.end;
    if let Some(statement) = followed_inverted(scene, quotation, end) {
        return Some(statement);
    }
    let source = subject::after(scene, at, end)?;
    let named = scene.name_end(at) == Some(source.end)
        || matches!(scene.lower(at), "he" | "she" | "they" | "it" | "i" | "we");
    let verb = source.end;
    let inflected = scene.lower(verb).ends_with("ed")
        || scene.lower(verb).ends_with('s')
        || scene.is(verb, Class::PAST);
    (named && verb < end && inflected && !scene.is(verb, AUXILIARY)).then(|| {
        Statement::said("content-source-verb", Source::Words(source))
            .with_cue(verb..verb + 1)
            .with_content(quotation.outer.clone())
    })
}

/// The same with the verb in front: "“…,” growled Smith."
fn followed_inverted(scene: &Scene<'_>, quotation: &Quotation, end: usize) -> Option<Statement> {
    let verb = quotation.outer.end;
    if verb >= end || !subject::is_past(scene, verb) {
        return None;
    }
    let name_end = scene.name_end(verb + 1).filter(|name_end| *name_end <= end)?;
    (name_end >= end || scene.is_mark(name_end)).then(|| {
        Statement::said("content-source-verb", Source::Words(verb + 1..name_end))
            .with_cue(verb..verb + 1)
            .with_content(quotation.outer.clone())
    })
}

/// Quoted words of some length inside a clause: its subject said them.
fn inside_clause(
    scene: &Scene<'_>,
    quotation: &Quotation,
    unit: &super::scene::Unit,
) -> Option<Statement> {
    let words = quotation.inner.clone().filter(|i| scene.is_word(*i)).count();
    if words < FEWEST_WORDS || is_title(scene, quotation) {
        return None;
    }
    let source = subject::main_clause(scene, unit.tokens.start, quotation.outer.start)?;
    Some(
        Statement::said("quote-in-clause", Source::Words(source))
            .with_content(quotation.outer.clone()),
    )
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks, read};

    #[test]
    fn a_quotation_behind_an_attributed_one_joins_it() {
        finds(
            "content-cue-source",
            "“We close at noon,” Karen Holm said. “Nobody will stay behind.”",
            "Karen Holm",
            "We close at noon … Nobody will stay behind.",
        );
        let next = read("“We close at noon,” Karen Holm said.\n“Nobody will stay behind.”");
        assert_eq!(next[1].rule, "quote-continues");
        assert_eq!(next[1].speaker.as_deref(), Some("Karen Holm"));
        assert!(next[1].cue.is_none() && next[1].source.is_none());
    }

    #[test]
    fn speech_over_paragraphs_keeps_its_speaker() {
        let all = read("“We close at noon,” Karen Holm said. “We are tired.\n“So are the crews.”");
        assert!(all.iter().all(|found| found.speaker.as_deref() == Some("Karen Holm")), "{all:#?}");
    }

    #[test]
    fn an_unlisted_verb_behind_speech_counts() {
        finds("content-source-verb", "“We close at noon,” he growled.", "he", "We close at noon");
        finds(
            "content-source-verb",
            "“We close at noon,” Karen Holm sighed.",
            "Karen Holm",
            "We close at noon",
        );
    }

    #[test]
    fn an_unlisted_verb_may_stand_before_its_subject() {
        let rule = "content-source-verb";
        finds(rule, "“We close at noon,” fumed Karen Holm.", "Karen Holm", "We close at noon");
        lacks(rule, "The “old port” fumed. Karen Holm left.");
    }

    #[test]
    fn a_quotation_follows_what_its_speaker_said() {
        finds(
            "quote-follows",
            "Karen Holm said the port was closed. “We had no choice.”",
            "Karen Holm",
            "We had no choice.",
        );
        lacks("quote-follows", "The port was closed. “We had no choice.”");
    }

    #[test]
    fn quoted_words_in_a_clause_are_their_subjects() {
        finds(
            "quote-in-clause",
            "Karen Holm called in sick with “a cold of the worst kind”.",
            "Karen Holm",
            "a cold of the worst kind",
        );
    }

    #[test]
    fn titles_and_scare_quotes_are_no_speech() {
        lacks("quote-in-clause", "Karen Holm read “The Old Man and the Sea” on the pier.");
        lacks("quote-in-clause", "Karen Holm led the “free pilots” to sea.");
    }
}

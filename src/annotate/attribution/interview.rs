//! Who is interviewed, and interviews whose questions have no labels.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::narration;
use super::scene::Scene;
use super::statement::{Source, Statement};
use super::turn::turn;
use crate::annotate::NameKind;
use crate::annotate::story::Paragraph;

/// Questions that must be found before an article counts as an interview.
const ENOUGH: usize = 3;

/// Longest question, in tokens.
const LONGEST: usize = 60;

/// What being called the one who answers adds to the times somebody is named.
const ANSWERS: usize = 8;

/// What a paragraph of an interview is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Question,
    Answer,
    /// A stage direction, or what the reporter tells.
    Aside,
}

/// The turns of an interview that prints its questions as paragraphs without labels.
///
/// It is one when three paragraphs ask something and are answered, one of them asks about "you",
/// half of the answers are about "I", and the words in front of the first tell whose they are.
pub(super) fn find(scene: &Scene<'_>, out: &mut Vec<Statement>) {
    let paragraphs = &scene.story.paragraphs;
    let Some(first) = (1..paragraphs.len()).find(|at| asks(scene, &paragraphs[*at])) else {
        return;
    };
    let parts = parts(scene, &paragraphs[first..]);
    let answered = |(at, part): &(usize, &Part)| {
        **part == Part::Question
            && parts[at + 1..].first().is_some_and(|next| *next != Part::Question)
    };
    let questions: Vec<usize> =
        parts.iter().enumerate().filter(answered).map(|(at, _)| first + at).collect();
    let all = || parts.iter().zip(&paragraphs[first..]);
    let answers = all().filter(|(part, _)| **part == Part::Answer);
    let (mut told, mut own) = (0, 0);
    for (_, cut) in answers {
        told += 1;
        own += usize::from(mentions(scene, cut, &["i", "my", "me", "we", "our"]));
    }
    let asked = questions.iter().filter(|at| asks(scene, &paragraphs[**at])).count() >= ENOUGH;
    let you = questions.iter().any(|at| mentions(scene, &paragraphs[*at], &["you", "your"]));
    if !asked || !you || own * 2 < told {
        return;
    }
    let Some(entity) = interviewed(scene, paragraphs[first].tokens.start) else { return };
    let mut running: Option<(Part, Vec<Range<usize>>)> = None;
    for (part, cut) in all() {
        match &mut running {
            _ if *part == Part::Aside => {}
            Some((last, content)) if last == part => content.push(cut.tokens.clone()),
            _ => {
                out.extend(
                    running.take().map(|(part, content)| said(scene, part, content, entity)),
                );
                running = Some((*part, vec![cut.tokens.clone()]));
            }
        }
    }
    out.extend(running.map(|(part, content)| said(scene, part, content, entity)));
}

fn said(scene: &Scene<'_>, part: Part, content: Vec<Range<usize>>, entity: usize) -> Statement {
    let source = match part {
        Part::Answer => Source::Entity(0..0, entity),
        Part::Question | Part::Aside => Source::Nobody,
    };
    turn(scene, 0.7, source, content)
}

/// What each paragraph from the first question on is.
///
/// A short sentence without "I" in front of an answer that has one is a prompt: "You left early."
/// Where answers are one paragraph each, what stands behind the last is the reporter's, unless
/// somebody says "I" or "you" there.
fn parts(scene: &Scene<'_>, paragraphs: &[Paragraph]) -> Vec<Part> {
    const OWN: &[&str] = &["i", "my", "me", "we", "our", "us"];
    let mut out: Vec<Part> = Vec::with_capacity(paragraphs.len());
    for (at, cut) in paragraphs.iter().enumerate() {
        let next = paragraphs[at + 1..].iter().find(|cut| !narration::is_aside(scene, &cut.tokens));
        let prompt = || {
            cut.sentences.len() == 1
                && cut.tokens.len() < LONGEST / 2
                && !mentions(scene, cut, OWN)
                && out.last() == Some(&Part::Answer)
                && next.is_some_and(|next| !asks(scene, next) && mentions(scene, next, OWN))
        };
        out.push(if cut.tokens.is_empty() || narration::is_aside(scene, &cut.tokens) {
            Part::Aside
        } else if cut.heading || asks(scene, cut) || prompt() {
            Part::Question
        } else {
            Part::Answer
        });
    }
    let spoken: Vec<Part> = out.iter().copied().filter(|part| *part != Part::Aside).collect();
    let long = spoken.windows(2).filter(|pair| *pair == [Part::Answer; 2]).count();
    if let [.., Part::Answer, Part::Answer] = spoken[..]
        && long == 1
        && let (Some(last), Some(cut)) = (out.last_mut(), paragraphs.last())
        && !mentions(scene, cut, OWN)
        && !mentions(scene, cut, &["you", "your"])
        && narration::is_account(scene, cut)
    {
        *last = Part::Aside;
    }
    out
}

/// Whether a paragraph is a question, or a few sentences that end in one.
fn asks(scene: &Scene<'_>, cut: &Paragraph) -> bool {
    let mut last = cut.tokens.end;
    while last > cut.tokens.start && matches!(scene.lower(last - 1), "*" | "**" | "_") {
        last -= 1;
    }
    cut.tokens.len() <= LONGEST
        && last > cut.tokens.start
        && scene.lower(last - 1) == "?"
        && !scene.quotations.covers(last - 1)
}

/// Whether a paragraph has one of some words outside quotation marks.
fn mentions(scene: &Scene<'_>, cut: &Paragraph, words: &[&str]) -> bool {
    cut.tokens.clone().any(|i| words.contains(&scene.lower(i)) && !scene.quotations.covers(i))
}

/// The person whom the words before the first question, at token `first`, call the one who
/// answers, else name most often, a full name once more; nobody when two are named as often.
pub(super) fn interviewed(scene: &Scene<'_>, first: usize) -> Option<usize> {
    let mut times: FxHashMap<usize, usize> = FxHashMap::default();
    let people = scene
        .cast
        .mentions()
        .iter()
        .take_while(|named| named.tokens.end <= first)
        .filter(|named| scene.cast.entities()[named.entity].kind == NameKind::Person);
    for named in people {
        let answers = answers(scene, &(named.from..named.tokens.end));
        let times = times.entry(named.entity).or_insert_with(|| full(scene, named.entity));
        *times += 1 + if answers { ANSWERS } else { 0 };
    }
    let most = times.values().max()?;
    let mut called = times.iter().filter(|(_, times)| *times == most);
    called.next().filter(|_| called.next().is_none()).map(|(entity, _)| *entity)
}

/// One for a full name, none for a single word, which may be no person at all.
fn full(scene: &Scene<'_>, entity: usize) -> usize {
    usize::from(scene.cast.entities()[entity].name.contains(' '))
}

/// Whether the words around a name say that its bearer is interviewed: "an interview with Roe",
/// "Roe spoke to the Herald", "Roe tells us".
fn answers(scene: &Scene<'_>, name: &Range<usize>) -> bool {
    let before =
        |words: &[&str]| name.start.checked_sub(words.len()).is_some_and(|i| scene.reads(i, words));
    let talks = match scene.lower(name.end) {
        "spoke" | "talked" | "talks" | "speaks" => {
            matches!(scene.lower(name.end + 1), "to" | "with" | "about")
        }
        "tells" | "answered" | "answers" | "told" => true,
        _ => false,
    };
    talks
        || before(&["interview", "with"])
        || before(&["conversation", "with"])
        || before(&["interviewed"])
        || before(&["interviews"])
}

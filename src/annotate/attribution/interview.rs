//! Who is interviewed.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::scene::Scene;
use crate::annotate::NameKind;

/// What being called the one who answers adds to the times somebody is named.
const ANSWERS: usize = 8;

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

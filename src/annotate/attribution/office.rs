//! Roles in labels → the people who hold them: "MR SPEAKER", "NEWSREADER", "Chair".

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::scene::Scene;
use crate::annotate::NameKind;
use crate::annotate::names::Who;

/// Words of those who lead a meeting, one of them the same as another.
const CHAIRS: &[&str] = &[
    "chair",
    "chairman",
    "chairwoman",
    "chairperson",
    "chairlady",
    "speaker",
    "president",
    "officer",
    "moderator",
    "judge",
    "court",
    "mayor",
];

/// Who holds the roles that the labels of a transcript name.
pub(super) struct Offices {
    /// Entities by the words of a role in lower case, forms of address and "the" left out.
    holders: FxHashMap<String, usize>,
    /// Who is said to be in the chair.
    chair: Option<usize>,
}

impl Offices {
    /// Reads who holds which office.
    ///
    /// Told by a bracket behind the role ("The Speaker (Sir John Roe)") or the name ("Jane Roe
    /// (Chair)"), by "in the chair" and "presided", and by whoever says in such a turn "I'm Jane
    /// Roe". The first of them holds.
    pub(super) fn of(scene: &Scene<'_>) -> Self {
        let mut offices = Self { holders: FxHashMap::default(), chair: None };
        for named in scene.cast.mentions() {
            let (from, end) = (named.from, named.tokens.end);
            if scene.cast.entities()[named.entity].kind != NameKind::Person {
                continue;
            }
            if let Some(role) = in_front(scene, from).or_else(|| behind(scene, end)) {
                offices.holders.entry(role).or_insert(named.entity);
            }
            if chairs(scene, from, end) {
                offices.chair.get_or_insert(named.entity);
            }
        }
        offices.introduced(scene);
        offices
    }

    /// "I'm Jane Roe with the news", said in the turn of a role.
    fn introduced(&mut self, scene: &Scene<'_>) {
        let labels = scene.cast.labels();
        for (at, label) in labels.iter().enumerate().filter(|(_, label)| label.who == Who::Role) {
            let until = labels.get(at + 1).map_or(scene.tokens().len(), |next| next.tokens.start);
            let said = (label.tokens.end..until).find_map(|i| {
                let name = match scene.lower(i) {
                    "i'm" => i + 1,
                    "i" if matches!(scene.lower(i + 1), "am" | "'m") => i + 2,
                    "my" if scene.reads(i + 1, &["name", "is"]) => i + 3,
                    _ => return None,
                };
                let named = scene.named_at(name).filter(|_| !scene.quotations.covers(i))?;
                let person = scene.cast.entities()[named.entity].kind == NameKind::Person;
                person.then_some(named.entity)
            });
            if let Some(entity) = said {
                self.holders.entry(key(scene, &label.words)).or_insert(entity);
            }
        }
    }

    /// Who holds the role that the words of a label name.
    pub(super) fn holder(&self, scene: &Scene<'_>, words: &Range<usize>) -> Option<usize> {
        let role = key(scene, words);
        let leads = CHAIRS.contains(&role.rsplit(' ').next().unwrap_or(&role));
        self.holders
            .get(&role)
            .copied()
            .or_else(|| scene.cast.only_with_role(&role))
            .or(self.chair.filter(|_| leads))
    }
}

/// The words of a role as they are compared.
fn key(scene: &Scene<'_>, words: &Range<usize>) -> String {
    let mut out = String::new();
    for word in words.clone().map(|i| scene.lower(i)) {
        if matches!(word, "the" | "mr" | "mrs" | "ms" | "madam" | "hon" | "." | "mister") {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// The role in front of a name in brackets: "The Speaker (".
fn in_front(scene: &Scene<'_>, from: usize) -> Option<String> {
    const LONGEST: usize = 7;
    let open = from.checked_sub(1).filter(|open| scene.lower(*open) == "(")?;
    let paragraphs = &scene.story.paragraphs;
    let own = paragraphs.get(paragraphs.partition_point(|cut| cut.tokens.end <= from))?;
    let first = (own.tokens.start.max(open.saturating_sub(LONGEST))..open)
        .rev()
        .take_while(|i| {
            scene.tokens().is_capitalised(*i)
                || matches!(scene.lower(*i), "of" | "for" | "the" | ".")
        })
        .last()?;
    let role = key(scene, &(first..open));
    (!role.is_empty()).then_some(role)
}

/// The role in brackets behind a name: "(Chair)".
fn behind(scene: &Scene<'_>, end: usize) -> Option<String> {
    const LONGEST: usize = 5;
    if scene.lower(end) != "(" {
        return None;
    }
    let close = (end + 2..end + 2 + LONGEST).find(|i| scene.lower(*i) == ")")?;
    Some(key(scene, &(end + 1..close)))
}

/// Whether the words around a name say that its bearer leads the meeting.
fn chairs(scene: &Scene<'_>, from: usize, end: usize) -> bool {
    const SEAT: [&str; 3] = ["in", "the", "chair"];
    let comma = usize::from(scene.is_comma(end));
    let before =
        |words: &[&str]| from.checked_sub(words.len()).is_some_and(|i| scene.reads(i, words));
    scene.reads(end + comma, &SEAT)
        || matches!(scene.lower(end), "presided" | "presiding")
        || scene.reads(end, &["took", "the", "chair"])
        || before(&["in", "the", "chair", ":"])
        || before(&["in", "the", "chair", ","])
        || before(&["chaired", "by"])
        || before(&["presided", "over", "by"])
}

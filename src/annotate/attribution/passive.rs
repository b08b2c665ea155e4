//! Passive cues: "was told by X that …", "is expected to …".

use super::extent::Shape;
use super::scene::{Scene, Unit};
use super::statement::{Source, Statement};
use super::verb::Group;
use super::word::{AUXILIARY, Class, OPENS_PHRASE};
use super::{extent, subject};
use crate::annotate::Act;

/// The statement of a passive cue.
///
/// With "by", the phrase behind it is the source. Without, only what everybody expects or says is
/// taken, with no source: "is expected to resign".
pub(super) fn read(scene: &Scene<'_>, unit: &Unit, group: &Group) -> Option<Statement> {
    let end = unit.tokens.end;
    let at = group.tokens.end;
    let by = (at..end.min(at + 12))
        .take_while(|i| !scene.is_mark(*i) && scene.lower(*i) != "that")
        .find(|i| scene.lower(*i) == "by");
    let statement = |source: Source| {
        let mut statement = Statement::said("passive", source).with_cue(group.tokens.clone());
        statement.act = group.cue.act;
        statement.polarity = group.polarity;
        statement
    };
    if let Some(by) = by {
        let source = subject::after(scene, by + 1, end)?;
        let behind = source.end;
        let as_reported = group
            .tokens
            .start
            .checked_sub(1)
            .is_some_and(|before| before >= unit.tokens.start && scene.lower(before) == "as");
        let content = if as_reported && scene.is_comma(behind) && behind + 1 < end {
            // "As reported by X, …"
            behind + 1..extent::end_of(scene, behind + 1, end, Shape::CLAUSE)
        } else if scene.lower(behind) == "that" || scene.lower(behind) == "to" {
            let start = behind + usize::from(scene.lower(behind) == "that");
            start..extent::end_of(scene, start, end, Shape::CLAUSE)
        } else if group.cue.frames.noun() {
            subject::before(scene, group.tokens.start, unit.tokens.start)?
        } else {
            return None;
        };
        return (!content.is_empty())
            .then(|| statement(Source::Words(source)).with_content(content));
    }
    // "It is understood that …", "He had been told it was safe."
    let told = matches!(group.cue.lemma, "tell" | "inform" | "warn" | "advise" | "assure");
    let clause = match scene.lower(at) {
        "that" => Some(at + 1),
        _ if told && scene.is(at, Class::SUBJECT.or(Class::QUESTION).or(OPENS_PHRASE)) => Some(at),
        _ => None,
    };
    if let Some(first) = clause.filter(|first| *first < end) {
        let stop = extent::end_of(scene, first, end, Shape::CLAUSE);
        return (stop > first).then(|| statement(Source::Nobody).with_content(first..stop));
    }
    let presumed = group.cue.act == Act::Belief || group.cue.lemma == "say";
    if presumed && scene.lower(at) == "to" && scene.is(group.tokens.start, AUXILIARY) {
        let first = subject::before(scene, group.tokens.start, unit.tokens.start)?;
        let stop = extent::end_of(scene, at, end, Shape::CLAUSE);
        let mut found = statement(Source::Nobody).with_content(first);
        found.content.push(at..stop);
        return Some(found);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    #[test]
    fn by_names_the_source() {
        finds(
            "passive",
            "The crews were told by Karen Holm that the port would close.",
            "Karen Holm",
            "the port would close",
        );
        finds("passive", "The plan was criticized by Nils Berg.", "Nils Berg", "The plan");
    }

    #[test]
    fn as_reported_by_is_a_source() {
        finds(
            "passive",
            "As reported by Ritzau News Agency, the port is closed.",
            "Ritzau News Agency",
            "the port is closed",
        );
    }

    #[test]
    fn what_is_expected_has_no_source() {
        finds("passive", "The port is expected to open in May.", "", "The port … to open in May");
    }

    #[test]
    fn what_somebody_was_told_has_no_source() {
        finds(
            "passive",
            "The crews had been told that the old pier was safe.",
            "",
            "the old pier was safe",
        );
        finds("passive", "It is understood that the port is closed.", "", "the port is closed");
    }

    #[test]
    fn other_passives_are_no_statements() {
        lacks("passive", "The port was built by Karen Holm.");
        lacks("passive", "Nils Berg was found in the harbour.");
    }
}

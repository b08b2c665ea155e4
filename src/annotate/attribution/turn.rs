//! Turns of transcripts and interviews: "SMITH: …", "Q. …", "A. …".

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::noun;
use super::scene::Scene;
use super::statement::{Source, Statement};
use crate::annotate::story::Paragraph;
use crate::annotate::{NameKind, Polarity};
use crate::text::{TokenKind, sentences};

/// Labels that must be found before an article counts as a transcript.
const ENOUGH: usize = 3;

/// Longest label in tokens, with what stands in brackets.
const LONGEST: usize = 10;

/// Words before a colon that begin what nobody says.
const NOTES: &[&str] = &[
    "note",
    "notes",
    "correction",
    "update",
    "source",
    "sources",
    "photo",
    "related",
    "contact",
    "background",
    "summary",
    "time",
    "date",
    "place",
    "present",
    "location",
];

/// Verbs that tell in a record how a meeting went.
const PROCEEDS: &[&str] =
    &["adjourned", "resumed", "rose", "ended", "concluded", "reconvened", "closed", "opened"];

/// A paragraph that begins with a label.
struct Label {
    paragraph: usize,
    /// The words of the label.
    name: Range<usize>,
    /// First token behind it.
    speech: usize,
    kind: Kind,
}

/// What a label stands for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A name or role.
    Name,
    /// "Q."
    Question,
    /// "A."
    Answer,
    /// "Note": nobody.
    Note,
}

/// The turns of the story: what follows each label, unlabelled paragraphs behind it included.
///
/// One label is a colon like any other; an article is a transcript from three labels on, two of
/// them by the same speaker.
pub(super) fn find(scene: &Scene<'_>, out: &mut Vec<Statement>) {
    let labels: Vec<Label> =
        (0..scene.story.paragraphs.len()).filter_map(|paragraph| label(scene, paragraph)).collect();
    let mut names: Vec<&str> = labels.iter().map(|label| scene.lower(label.name.end - 1)).collect();
    names.sort_unstable();
    let repeated = names.windows(2).any(|pair| pair[0] == pair[1]);
    if labels.len() < ENOUGH || !repeated {
        return;
    }
    let interviewed = interviewed(scene, labels[0].name.start);
    for (at, label) in labels.iter().enumerate() {
        let until = labels.get(at + 1).map_or(scene.story.paragraphs.len(), |next| next.paragraph);
        let mut content = Vec::new();
        for paragraph in label.paragraph..until {
            let cut = &scene.story.paragraphs[paragraph];
            if cut.heading || (paragraph > label.paragraph && is_record(scene, cut)) {
                break;
            }
            if is_bracketed(scene, &cut.tokens) {
                continue;
            }
            let from = if paragraph == label.paragraph { label.speech } else { cut.tokens.start };
            if from < cut.tokens.end {
                content.push(from..cut.tokens.end);
            }
        }
        if content.is_empty() || label.kind == Kind::Note {
            continue;
        }
        let words = label.name.clone();
        let (source, confidence) = match (label.kind, interviewed) {
            (Kind::Answer, Some(entity)) => (Source::Entity(words, entity), 0.8),
            (Kind::Answer | Kind::Question, _) => (Source::Words(words), 0.8),
            (Kind::Name | Kind::Note, _) => (Source::Words(words), 0.95),
        };
        let mut turn = Statement::said("turn", confidence, source);
        if content.iter().all(|part| only_asks(scene, part)) {
            turn.polarity = Polarity::Asked;
        }
        turn.content = content;
        turn.turn = true;
        out.push(turn);
    }
}

/// The person whom the words before the first label, at token `first`, name most often; nobody
/// when two are named as often.
fn interviewed(scene: &Scene<'_>, first: usize) -> Option<usize> {
    let mut times: FxHashMap<usize, usize> = FxHashMap::default();
    let people = scene
        .cast
        .mentions()
        .iter()
        .take_while(|named| named.tokens.end <= first)
        .filter(|named| scene.cast.entities()[named.entity].kind == NameKind::Person);
    for named in people {
        *times.entry(named.entity).or_default() += 1;
    }
    let most = times.values().max()?;
    let mut called = times.iter().filter(|(_, times)| *times == most);
    called.next().filter(|_| called.next().is_none()).map(|(entity, _)| *entity)
}

/// Whether all sentences of some tokens are questions.
fn only_asks(scene: &Scene<'_>, part: &Range<usize>) -> bool {
    let span = scene.tokens().cover(part.start, part.end - 1);
    sentences(scene.tokens(), span).iter().all(|sentence| {
        let last = sentence.clone().rev().find(|i| !scene.is_mark(*i) || scene.is_stop(*i));
        last.is_some_and(|last| scene.lower(last) == "?")
    })
}

/// Whether all of some tokens stand in brackets: "(Laughter.)"
fn is_bracketed(scene: &Scene<'_>, tokens: &Range<usize>) -> bool {
    let last = tokens.end.saturating_sub(1);
    matches!((scene.lower(tokens.start), scene.lower(last)), ("(", ")") | ("[", "]"))
}

/// Whether a paragraph tells how the meeting went: "The session ended at noon."
fn is_record(scene: &Scene<'_>, cut: &Paragraph) -> bool {
    const REACH: usize = 6;
    let start = cut.tokens.start;
    scene.lower(start) == "the"
        && noun::is_meeting(scene.lower(start + 1))
        && (start + 2..cut.tokens.end.min(start + REACH))
            .any(|i| PROCEEDS.contains(&scene.lower(i)))
}

fn label(scene: &Scene<'_>, paragraph: usize) -> Option<Label> {
    let cut = &scene.story.paragraphs[paragraph];
    let tokens = cut.tokens.clone();
    // A transcript quoted as a whole has a mark before every label.
    let quoted = scene.quotations.opening_at(tokens.start).is_some();
    let start = tokens.start + usize::from(quoted);
    let word = scene.tokens().word_at(start);
    let letter = matches!(word, "Q." | "A." | "Q" | "A");
    let colon = scene.lower(start + 1) == ":";
    // Some write "Q Will you resign?".
    let bare = word == "Q" && scene.tokens().is_capitalised(start + 1);
    if letter && (word.ends_with('.') || colon || bare) {
        let speech = start + 1 + usize::from(colon);
        return (speech < tokens.end).then_some(Label {
            paragraph,
            name: start..start + 1,
            speech,
            kind: if word.starts_with('Q') { Kind::Question } else { Kind::Answer },
        });
    }
    let colon =
        (start + 1..tokens.end.min(start + LONGEST + 1)).find(|i| scene.lower(*i) == ":")?;
    let named = (start..colon).all(|i| {
        scene.tokens().is_capitalised(i)
            || matches!(
                scene.lower(i),
                "." | "(" | ")" | "of" | "the" | "van" | "de" | "al" | "bin"
            )
    });
    // "JANE ROE (D): …"
    let bracket = (start + 1..colon).find(|i| scene.lower(*i) == "(").unwrap_or(colon);
    let kind = if NOTES.contains(&scene.lower(start)) { Kind::Note } else { Kind::Name };
    let counted = scene.tokens().kind(colon + 1) == Some(TokenKind::Number);
    (named
        && !counted
        && colon + 1 < tokens.end
        && scene.quotations.opening_at(colon + 1).is_none())
    .then_some(Label { paragraph, name: start..bracket, speech: colon + 1, kind })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks, read};
    use crate::annotate::Polarity;

    const HEARING: &str = "\
JANE ROE (HOST): Welcome.
SEN. JOHN DOE (R-TX): Thank you.
ROE: What now?
DOE: I said no.";

    const TALK: &str = "\
HOLM: Is the port closed?
BERG: It is. We had no crews.
There was fog as well.
HOLM: And tomorrow?";

    #[test]
    fn labels_begin_turns() {
        finds("turn", TALK, "HOLM", "Is the port closed?");
        finds("turn", TALK, "BERG", "It is. We had no crews. … There was fog as well.");
        finds("turn", "Q. Is it closed?\nA. It is.\nQ. Why?\nA. Fog.", "Q.", "Is it closed?");
    }

    #[test]
    fn brackets_are_no_part_of_a_name() {
        finds("turn", HEARING, "JANE ROE", "Welcome.");
        finds("turn", HEARING, "SEN. JOHN DOE", "Thank you.");
    }

    #[test]
    fn i_is_who_has_the_turn() {
        let all = read(HEARING);
        let told = all.iter().find(|found| found.rule == "source-cue-content");
        let turn = all.iter().rfind(|found| found.rule == "turn");
        assert_eq!(told.map(|found| &found.speaker), turn.map(|found| &found.speaker));
        assert!(told.is_some_and(|found| found.speaker.is_some()), "{all:#?}");
    }

    #[track_caller]
    fn turns(text: &str, expected: &[(Option<&str>, Polarity)]) {
        let all = read(text);
        let found: Vec<_> = all
            .iter()
            .filter(|found| found.rule == "turn")
            .map(|found| (found.speaker.as_deref(), found.polarity))
            .collect();
        assert_eq!(found, expected, "{all:#?}");
    }

    #[test]
    fn a_turn_that_only_asks_is_asked() {
        let who = Some("HOLM");
        turns(
            "HOLM: Is it closed? Why?\nHOLM: Who said “yes?”\nHOLM: It is. Why?",
            &[(who, Polarity::Asked), (who, Polarity::Asked), (who, Polarity::Said)],
        );
    }

    #[test]
    fn answers_belong_to_the_person_interviewed() {
        let talk = "Q. Is it closed?\nA. It is.\nQ. Why?\nA. Fog.";
        let asked = (None, Polarity::Asked);
        let said = (Some("Karen Holm"), Polarity::Said);
        turns(&format!("We met Karen Holm in Malmo.\n{talk}"), &[asked, said, asked, said]);
        turns(
            &format!("Karen Holm runs the port. Holm spoke to Nils Berg.\n{talk}"),
            &[asked, said, asked, said],
        );
        let nobody = (None, Polarity::Said);
        turns(&format!("Karen Holm met Nils Berg.\n{talk}"), &[asked, nobody, asked, nobody]);
    }

    #[test]
    fn notes_and_stage_directions_are_nobodys() {
        let text = format!("{TALK}\n(Laughter.)\nNote: The port is old.");
        assert!(read(&text).iter().all(|found| found.speaker.as_deref() != Some("Note")));
        let last = read(&text).into_iter().rfind(|found| found.rule == "turn");
        let last = last.map(|found| found.content.iter().map(|span| span.of(&text)).collect());
        assert_eq!(last, Some(vec!["And tomorrow?"]));
        finds("turn", "NOTARO: A.\nBERG: B now.\nNOTARO: C now.", "NOTARO", "C now.");
    }

    #[test]
    fn the_record_of_a_meeting_is_nobodys() {
        let ends = |line: &str| {
            let text = format!("{TALK}\n{line}");
            let found = read(&text).into_iter().rfind(|found| found.rule == "turn");
            found.and_then(|found| found.content.last().map(|span| span.of(&text).to_owned()))
        };
        assert_eq!(ends("The hearing was adjourned at noon.").as_deref(), Some("And tomorrow?"));
        assert_eq!(ends("The council rose at six.").as_deref(), Some("And tomorrow?"));
        let speech = "The council was right to wait.";
        assert_eq!(ends(speech).as_deref(), Some(speech));
    }

    #[test]
    fn in_a_turn_he_and_she_are_others_than_its_speaker() {
        let text = "\
We met Mrs. Karen Holm and Mrs. Ana Lund.
Q. Did you see Mrs. Mette Friis?
A. She told me that it rained.
HOLM: Mrs. Friis came. She told me that it snowed.
HOLM: She told me that it thundered.";
        let said = |words: &str| {
            let all = read(text);
            let found = all
                .into_iter()
                .find(|found| found.rule != "turn" && found.content[0].of(text).starts_with(words));
            found.and_then(|found| found.speaker)
        };
        assert_eq!(said("it snowed").as_deref(), Some("Mette Friis"));
        assert_eq!(said("it thundered").as_deref(), Some("Mette Friis"));
        assert_ne!(said("it rained").as_deref(), Some("Karen Holm"));
    }

    #[test]
    fn lists_and_single_labels_are_no_transcript() {
        lacks("turn", "Holm: Open at noon.\nThe port opens at noon.");
        lacks("turn", "Malmo: 12\nOslo: 14\nBergen: 3\nMalmo: 5");
    }
}

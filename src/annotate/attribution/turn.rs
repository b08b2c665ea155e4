//! Turns of transcripts and interviews: "SMITH: …", "Q. …", "A. …".

use std::ops::Range;

use super::scene::Scene;
use super::statement::{Source, Statement};
use crate::text::TokenKind;

/// Labels that must be found before an article counts as a transcript.
const ENOUGH: usize = 3;

/// Longest label in tokens, with what stands in brackets.
const LONGEST: usize = 10;

/// A paragraph that begins with a label.
struct Label {
    paragraph: usize,
    /// The words of the label.
    name: Range<usize>,
    /// First token behind it.
    speech: usize,
    letter: bool,
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
    for (at, label) in labels.iter().enumerate() {
        let until = labels.get(at + 1).map_or(scene.story.paragraphs.len(), |next| next.paragraph);
        let mut content = Vec::new();
        for paragraph in label.paragraph..until {
            let cut = &scene.story.paragraphs[paragraph];
            if cut.heading {
                break;
            }
            let from = if paragraph == label.paragraph { label.speech } else { cut.tokens.start };
            if from < cut.tokens.end {
                content.push(from..cut.tokens.end);
            }
        }
        if content.is_empty() {
            continue;
        }
        let source = Source::Words(label.name.clone());
        let mut turn = Statement::said("turn", if label.letter { 0.8 } else { 0.95 }, source);
        turn.content = content;
        turn.turn = true;
        out.push(turn);
    }
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
            letter: true,
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
    let counted = scene.tokens().kind(colon + 1) == Some(TokenKind::Number);
    (named
        && !counted
        && colon + 1 < tokens.end
        && scene.quotations.opening_at(colon + 1).is_none())
    .then_some(Label { paragraph, name: start..bracket, speech: colon + 1, letter: false })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks, read};

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

    #[test]
    fn lists_and_single_labels_are_no_transcript() {
        lacks("turn", "Holm: Open at noon.\nThe port opens at noon.");
        lacks("turn", "Malmo: 12\nOslo: 14\nBergen: 3\nMalmo: 5");
    }
}

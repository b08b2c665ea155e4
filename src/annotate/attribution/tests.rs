//! What the tests of all rules share, and whole stories.

use proptest::prelude::*;

use super::attributions;
use crate::annotate::names::Cast;
use crate::annotate::story::Story;
use crate::annotate::{Act, Attribution, AttributionKind, Polarity, SpeakerKind};
use crate::span::Span;

/// The statements of a text whose lines are paragraphs.
pub(super) fn read(text: &str) -> Vec<Attribution> {
    let story = Story::plain(text, None);
    let cast = Cast::read(&story);
    attributions(&story, &cast)
}

fn words(text: &str, spans: &[Span]) -> String {
    spans.iter().map(|span| span.of(text)).collect::<Vec<_>>().join(" … ")
}

/// Holds when a rule finds this content with these source words ("" for none).
#[track_caller]
pub(super) fn finds(rule: &str, text: &str, source: &str, content: &str) -> Attribution {
    let all = read(text);
    let found = all.iter().find(|found| {
        found.rule == rule
            && found.source.map_or("", |span| span.of(text)) == source
            && words(text, &found.content) == content
    });
    let list: Vec<String> = all
        .iter()
        .map(|found| {
            let source = found.source.map_or("", |span| span.of(text));
            format!("{}: {source}: {}", found.rule, words(text, &found.content))
        })
        .collect();
    found.cloned().unwrap_or_else(|| panic!("{text}\n{list:#?}"))
}

/// Holds when a rule finds nothing in the text.
#[track_caller]
pub(super) fn lacks(rule: &str, text: &str) {
    let all = read(text);
    let found = all.iter().find(|found| found.rule == rule);
    assert!(found.is_none(), "{text}\n{found:#?}");
}

/// Holds when the statement whose content begins with these words has this speaker.
#[track_caller]
pub(super) fn speaks(text: &str, content: &str, speaker: Option<&str>, kind: SpeakerKind) {
    let all = read(text);
    let found = all
        .iter()
        .find(|found| words(text, &found.content).starts_with(content))
        .unwrap_or_else(|| panic!("nothing begins with {content:?}: {all:#?}"));
    assert_eq!((found.speaker.as_deref(), found.speaker_kind), (speaker, kind), "{found:#?}");
}

/// A made-up report of the kind the program is for.
const REPORT: &str = "\
The two ports agreed on Monday to share their cranes, according to a statement from the Danish Ministry of Transport.
The ministry said the deal, signed by Transport Minister Karen Holm, covered “all large vessels until the spring.”
Harbour director Peter Lund and his Swedish counterpart Nils Berg signed the agreement, aiming to “shorten the queue at sea.”
The deal follows Holm’s visit to Malmo, where she and Berg underscored concerns over the tides. At a briefing, Berg said the pilots “want more rest,” urging respect for the old rules.
Union leader Mette Friis described the plan as a step towards “safe work for all.” Speaking in Copenhagen, she said new cranes needed new crews.
Captain Olaf Hansen agreed, warning that the harbour “will be full by noon” and calling for a second pier. “Whoever comes late will wait,” Hansen said, according to Ritzau News Agency.
As autumn nears, local fishermen say it could be a quiet year.";

#[test]
fn a_report_is_read_as_a_reader_would() {
    let all = read(REPORT);
    let line = |found: &Attribution| {
        let names: Vec<&str> = found.speakers.iter().map(|one| one.name.as_str()).collect();
        format!(
            "{} | {} | {}",
            if names.is_empty() { "nobody".to_owned() } else { names.join(" + ") },
            found.cue.map_or("", |span| span.of(REPORT)),
            words(REPORT, &found.content).chars().take(40).collect::<String>(),
        )
    };
    let lines: Vec<String> = all.iter().map(line).collect();
    let expected = [
        "Danish Ministry of Transport | according to | The two ports agreed on Monday to share ",
        "Danish Ministry of Transport | said | the deal, signed by Transport Minister K",
        "Peter Lund + Nils Berg | aiming | to … shorten the queue at sea.",
        "Karen Holm + Nils Berg | underscored | concerns over the tides",
        "Nils Berg | said | the pilots … want more rest",
        "Nils Berg | urging | respect for the old rules",
        "Mette Friis | described | the plan as a step towards … safe work f",
        "Mette Friis | said | new cranes needed new crews",
        "Olaf Hansen | warning | the harbour … will be full by noon",
        "Olaf Hansen | calling for | a second pier",
        "Olaf Hansen | said | Whoever comes late will wait",
        "nobody | say | it could be a quiet year",
    ];
    assert_eq!(lines, expected);
    let hansen = all.iter().find(|found| found.kind == AttributionKind::Direct);
    assert_eq!(hansen.and_then(|found| found.reporter.as_deref()), Some("Ritzau News Agency"));
    let fishermen = all.last().map(|found| found.speaker_kind);
    assert_eq!(fishermen, Some(SpeakerKind::Group));
}

#[test]
fn acts_and_polarities_are_told_apart() {
    let text = "Karen Holm declined to say whether the port would close.";
    assert_eq!(read(text)[0].polarity, Polarity::NotSaid);
    let text = "Karen Holm asked whether the port would close.";
    assert_eq!(read(text)[0].polarity, Polarity::Asked);
    let text = "Karen Holm believes that the port will close.";
    assert_eq!(read(text)[0].act, Act::Belief);
    let text = "A study found that the port was empty.";
    assert_eq!(read(text)[0].act, Act::Finding);
}

#[test]
fn what_is_ascribed_inside_a_statement_is_no_statement() {
    let text = "Karen Holm said the union wanted a longer break.";
    assert_eq!(read(text).len(), 1);
}

#[test]
fn a_text_without_speech_has_no_statement() {
    assert!(read("The port closed on Monday. Two ships waited outside until noon.").is_empty());
}

proptest! {
    #[test]
    fn no_text_breaks_the_rules(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("said"), Just("according to"), Just("that"), Just("“"), Just("”"), Just(","),
                Just("."), Just("he"), Just("Karen Holm"), Just("the ministry"), Just("—"),
                Just("asked"), Just("as"), Just("put it"), Just("by"), Just("'s"), Just("\n"),
                Just(":"), Just("and"), Just("was told"), Just("warning"), Just("("), Just(")"),
                Just("\nHOLM:"), Just("\nCLIP (Berg):"), Just("\nQ1 Chair:"), Just("\nMr. ROE."),
                Just("\nA."), Just("(Laughter.)"), Just("[Pause]"), Just("**"), Just("I"),
                Just("Q."), Just("claim"), Just("to"), Just("\""), Just("?"), Just("Éva"), Just("who"),
            ],
            0..60,
        )
    ) {
        let text = parts.join(" ");
        for found in read(&text) {
            prop_assert!(!found.content.is_empty());
            for span in found.content.iter().chain(&found.source).chain(&found.cue) {
                prop_assert!(span.end <= text.len() && !span.is_empty());
                prop_assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end));
            }
            prop_assert!(found.content.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!((0.0..=1.0).contains(&found.confidence));
        }
    }

    #[test]
    fn any_text_can_be_read(text in "(\\PC|[a-z“”\"'’,.: \\n]){0,160}") {
        read(&text);
    }
}

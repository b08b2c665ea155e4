//! Turns of transcripts and interviews: "SMITH: …", "Q. …", "A. …".

use std::ops::Range;

use super::interview;
use super::narration::{self, Pace};
use super::office::Offices;
use super::scene::Scene;
use super::statement::{Source, Statement};
use crate::annotate::names::{Label, Who};
use crate::annotate::{NameKind, Polarity};
use crate::text::sentences;

/// The turns of the story: what follows each label, unlabelled paragraphs behind it included, up
/// to the next label or to where somebody tells what went on.
pub(super) fn find(scene: &Scene<'_>, out: &mut Vec<Statement>) {
    let labels = scene.cast.labels();
    let Some(first) = labels.first() else {
        interview::find(scene, out);
        return;
    };
    let interviewed = interview::interviewed(scene, first.tokens.start);
    let offices = Offices::of(scene);
    let pace = Pace::of(scene);
    for (at, label) in labels.iter().enumerate() {
        let until = labels.get(at + 1).map_or(scene.tokens().len(), |next| next.tokens.start);
        let content = speech(scene, label, until, &pace);
        if content.is_empty() || label.who == Who::Note {
            continue;
        }
        let words = label.words.clone();
        let (source, confidence) = match label.who {
            Who::Answer => match interviewed {
                Some(entity) => (Source::Entity(words, entity), 0.8),
                None => (Source::Words(words), 0.8),
            },
            Who::Question => (Source::Words(words), 0.8),
            Who::Role | Who::Initials => {
                let known = if label.who == Who::Role {
                    // In a deposition only who answers is "the witness".
                    let witness = || interviewed.filter(|_| is_asked(scene, &words));
                    offices.holder(scene, &words).or_else(witness)
                } else {
                    of_initials(scene, scene.lower(words.start))
                };
                match known {
                    Some(entity) => (Source::Entity(words, entity), 0.9),
                    None => (Source::Words(words), 0.95),
                }
            }
            Who::Name(_) | Who::Group | Who::Note => (Source::Words(words), 0.95),
        };
        out.push(turn(scene, confidence, source, content));
    }
}

/// A turn; one that only asks is asked, and so is "To ask the Minister when …".
pub(super) fn turn(
    scene: &Scene<'_>,
    confidence: f32,
    source: Source,
    content: Vec<Range<usize>>,
) -> Statement {
    let mut turn = Statement::said("turn", source).by_form(confidence);
    let tabled = content.first().is_some_and(|part| scene.reads(part.start, &["to", "ask"]));
    if tabled || content.iter().all(|part| only_asks(scene, part)) {
        turn.polarity = Polarity::Asked;
    }
    turn.content = content;
    turn.turn = true;
    turn
}

/// Whether a role is that of the person whom "Q." asks, in a record that has "Q." and "A."
fn is_asked(scene: &Scene<'_>, words: &Range<usize>) -> bool {
    matches!(scene.lower(words.end - 1), "witness" | "deponent" | "interviewee")
        && scene.cast.labels().iter().any(|label| label.who == Who::Answer)
}

/// The only person with these initials of forename and surname.
fn of_initials(scene: &Scene<'_>, initials: &str) -> Option<usize> {
    let fits = |name: &str| {
        let mut words = name.split(' ').filter_map(|word| word.chars().next());
        let (first, last) = (words.next(), words.next_back());
        let own = first.into_iter().chain(last).flat_map(char::to_lowercase);
        last.is_some() && own.eq(initials.chars())
    };
    let mut fitting = scene
        .cast
        .entities()
        .iter()
        .enumerate()
        .filter(|(_, one)| one.kind == NameKind::Person && fits(&one.name));
    let (found, _) = fitting.next()?;
    fitting.next().is_none().then_some(found)
}

/// What is said behind a label, before token `until`.
fn speech(scene: &Scene<'_>, label: &Label, until: usize, pace: &Pace) -> Vec<Range<usize>> {
    let mut content = Vec::new();
    let paragraphs = &scene.story.paragraphs;
    let own = paragraphs.partition_point(|cut| cut.tokens.end <= label.tokens.start);
    for cut in paragraphs[own..].iter().take_while(|cut| cut.tokens.start < until) {
        let follows = cut.tokens.start >= label.tokens.end;
        let told = follows
            && !content.is_empty()
            && narration::tells(scene, cut, pace, until == scene.tokens().len());
        if follows && cut.heading || told {
            break;
        }
        let part = cut.tokens.start.max(label.tokens.end)..cut.tokens.end.min(until);
        if part.start < part.end && !narration::is_aside(scene, &part) {
            narration::without_directions(scene, part, &mut content);
        }
    }
    content
}

/// Whether all sentences of some tokens are questions.
fn only_asks(scene: &Scene<'_>, part: &Range<usize>) -> bool {
    let span = scene.tokens().cover(part.start, part.end - 1);
    sentences(scene.tokens(), span).iter().all(|sentence| {
        let last = sentence.clone().rev().find(|i| !scene.is_mark(*i) || scene.is_stop(*i));
        last.is_some_and(|last| scene.lower(last) == "?")
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks, read};
    use crate::annotate::{Polarity, SpeakerKind};

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
        let who = Some("Holm");
        turns(
            "HOLM: Is it closed? Why?\nHOLM: Who said “yes?”\nHOLM: It is. Why?",
            &[(who, Polarity::Asked), (who, Polarity::Asked), (who, Polarity::Said)],
        );
        turns(
            "HOLM: To ask the harbour when it will open.\nHOLM: Will the hon. Lady wait?\nHOLM: No.",
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
    fn a_name_in_capitals_is_given_in_ordinary_letters() {
        let said = Polarity::Said;
        turns(
            "EVA McLIND (Rome): I left.\nBERG: I stayed.\nEVA McLIND: It rained.\nMCLIND: Yes.",
            &[
                (Some("Eva McLind"), said),
                (Some("Berg"), said),
                (Some("Eva McLind"), said),
                (Some("Eva McLind"), said),
            ],
        );
    }

    #[test]
    fn a_role_is_whoever_holds_it() {
        let said = Polarity::Said;
        let talk = "MR SPEAKER: Order.\nBERG: I rise.\nMR SPEAKER: Order.";
        let by = |head: &str, speaker| {
            let berg = (Some("Berg"), said);
            turns(&format!("{head}\n{talk}"), &[(speaker, said), berg, (speaker, said)]);
        };
        by("A bill in Rome\nThe Speaker (Sir Bo Lind) took the Chair.", Some("Bo Lind"));
        by("Bo Lind (Speaker) came.", Some("Bo Lind"));
        by("The house met with Bo Lind in the chair.", Some("Bo Lind"));
        by("The house met. In the chair: Bo Lind.", Some("Bo Lind"));
        by("The house met. Bo Lind presided.", Some("Bo Lind"));
        by("The house met. Bo Lind came.", None);
        let reader = Some("Eva Lind");
        turns(
            "NEWSREADER: Good evening, I’m Eva Lind.\nCLIP (Berg): I left.\nNEWSREADER: So it is.",
            &[(reader, said), (Some("Berg"), said), (reader, said)],
        );
        turns(
            "NEWSREADER: Good evening.\nBERG: I’m Eva Lind.\nNEWSREADER: So it is.",
            &[(None, said), (Some("Berg"), said), (None, said)],
        );
    }

    #[test]
    fn initials_are_whose_they_are() {
        let (said, asked) = (Polarity::Said, Polarity::Asked);
        let talk = "AL: Is it shut?\nKH: It is.\nAL: Why?";
        let with = |head: &str, ana: Option<&str>| {
            let turn = (ana, asked);
            turns(&format!("{head}\n{talk}"), &[turn, (Some("Karen Holm"), said), turn]);
        };
        with("Karen Holm talks to Ana Lund.", Some("Ana Lund"));
        with("Karen Holm talks to Ana Lund and Anna Lind.", None);
    }

    #[test]
    fn the_witness_of_a_deposition_answers() {
        let (asked, said) = ((None, Polarity::Asked), (Some("Karen Holm"), Polarity::Said));
        turns(
            "Deposition of Karen Holm.\nBY MR. BERG:\nQ. Did you write?\nMR. LUND: Wait.\n\
             THE WITNESS: I did.\nBY MR. LUND:\nQ. Why?\nA. I was told to.",
            &[asked, (Some("Lund"), Polarity::Said), said, asked, said],
        );
    }

    #[test]
    fn several_are_a_group() {
        let all = read("BERG: I rise.\nHON. MEMBERS: Hear, hear.\nBERG: I thank you.");
        let group = &all[1];
        assert_eq!((group.speaker.as_deref(), group.speaker_kind), (None, SpeakerKind::Group));
    }

    /// The last words of the turn before `line`, which is the last of a transcript.
    #[track_caller]
    fn last_words(line: &str) -> String {
        let text = format!(
            "HOLM: Is it open?\nBERG: It is.\nHOLM: Since when?\nBERG: Since noon.\n{line}"
        );
        let found = read(&text).into_iter().rfind(|found| found.rule == "turn");
        let last = found.and_then(|found| found.content.last().copied());
        last.map(|span| span.of(&text).to_owned()).unwrap_or_default()
    }

    #[test]
    fn what_a_reporter_tells_at_the_end_is_no_turn() {
        for line in [
            "The port closed again in the night.",
            "Berg, as she showed us to the gate, whistled.",
            "Question put and agreed to.",
            "The committee adjourned.",
            "(Laughter.)",
            "[Applause]",
            "The old pier. Photo: Eva Lind.",
            "Ends",
            "END  11:20 A.M.",
            "Honourable members interjecting—",
        ] {
            assert_eq!(last_words(line), "Since noon.", "{line}");
        }
        for line in
            ["I opened it.", "You know that.", "We opened it.", "The ice is thin, they said."]
        {
            assert_eq!(last_words(line), line);
        }
    }

    #[test]
    fn long_turns_go_on_to_the_end() {
        let text = "HOLM: Is it open?\nBERG: It is.\nThe ice is gone.\nHOLM: Since when?\n\
                    BERG: Since noon.\nThe ships came at one.";
        finds("turn", text, "BERG", "Since noon. … The ships came at one.");
    }

    #[test]
    fn somebody_who_rises_ends_a_turn() {
        let text = "EVA BERG: It is open.\nBO HOLM (Rome) rose—\nEVA BERG: I give way.\n\
                    BO HOLM: I thank her.";
        finds("turn", text, "EVA BERG", "It is open.");
    }

    #[test]
    fn directions_are_cut_out_of_a_turn() {
        let text = "HOLM: Is it open?\nBERG: It is. (Laughter.) I saw it (the port) [Pause].\n\
                    HOLM: Since when?";
        finds("turn", text, "BERG", "It is. … I saw it (the port)");
    }

    #[test]
    fn who_is_called_the_one_who_answers_is_interviewed() {
        let talk = "Q. Is it closed?\nA. It is.\nQ. Why?";
        let answers = |head: &str, who: Option<&str>| {
            let asked = (None, Polarity::Asked);
            turns(&format!("{head}\n{talk}"), &[asked, (who, Polarity::Said), asked]);
        };
        answers("Nils Berg left. Karen Holm spoke to the Herald.", Some("Karen Holm"));
        answers("An interview with Karen Holm, heir of Nils Berg.", Some("Karen Holm"));
        answers("Karen Holm tells Nils Berg why.", Some("Karen Holm"));
        answers("Mr. Berg left. Karen Holm came.", Some("Karen Holm"));
    }

    const STEPS: &str = "\
Karen Holm, 70, leaves the port. We talked on its steps.
What does a pilot do?
I wait. My boat waits too.
You began in winter.
I did. It was cold.
Were you afraid?
Nobody asks me that.
Will you miss it?
(She laughs.)
I will not.
The port gave no reason for the sale.";

    #[test]
    fn questions_without_labels_have_answers() {
        let (asked, said) = ((None, Polarity::Asked), (Some("Karen Holm"), Polarity::Said));
        let prompt = (None, Polarity::Said);
        turns(STEPS, &[asked, said, prompt, said, asked, said, asked, said]);
        finds("turn", STEPS, "", "I will not.");
    }

    #[test]
    fn an_article_that_asks_is_no_interview() {
        lacks("turn", &STEPS.replace("Karen Holm, 70,", "Karen Holm and Nils Berg"));
        lacks("turn", &STEPS.replace("you", "they").replace("You", "They"));
        lacks("turn", &STEPS.replace("I ", "They ").replace("My", "Their"));
        lacks("turn", &STEPS.replace("Were you afraid?", "You were afraid."));
    }

    #[test]
    fn lists_and_single_labels_are_no_transcript() {
        lacks("turn", "Holm: Open at noon.\nThe port opens at noon.");
        lacks("turn", "Malmo: 12\nOslo: 14\nBergen: 3\nMalmo: 5");
    }
}

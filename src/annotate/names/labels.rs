//! The labels in front of the turns of a transcript, if the article is one.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::story::Story;
use super::label::{Found, Label, Speech, Stop, Who};
use super::label_parser::Parser;
use super::lexicon::Senses;
use super::reader::Reader;

/// Labels that must be found before an article counts as a transcript.
const ENOUGH: usize = 3;

/// The labels of a story, in text order; none when it is no transcript.
///
/// It is one from three labels on, two of them the same. These must show that a speaker is meant,
/// by title, forename, role or capitals, or else there must be talk behind a third of all labels.
/// "Q." and "A." count when there are both, or "Q." between names. Labels that end in a dash or full stop count when
/// there are enough of them without the others.
pub(super) fn read(story: &Story<'_>, reader: &Reader<'_, '_>) -> Vec<Label> {
    let parser = Parser { reader, initials: initials(reader), surnames: surnames(reader) };
    let mut found: Vec<Found> = Vec::new();
    let mut short: Vec<Found> = Vec::new();
    for (number, cut) in story.paragraphs.iter().enumerate() {
        let Range { start, end } = cut.tokens;
        // "Eva Lind: the last pilot" is a headline, not a turn.
        if start == end || number == 0 && !parser.is_closed(end - 1) {
            continue;
        }
        // A turn of few words looks like a heading.
        if cut.heading {
            short.extend(parser.label(start, end));
            continue;
        }
        for i in (start..end).filter(|&i| i == start || parser.opens_line(i)) {
            // In the midst of a paragraph a line may begin anywhere in a sentence.
            let label = parser.label(i, end);
            found.extend(label.filter(|label| i == start || label.sure && label.upper));
        }
    }
    let called: FxHashSet<&str> = found.iter().map(|label| &*label.key).collect();
    short.retain(|label| called.contains(&*label.key));
    found.append(&mut short);
    found.sort_by_key(|label| label.label.tokens.start);
    let count = |fits: &dyn Fn(&Found) -> bool| found.iter().filter(|one| fits(one)).count();
    let asked = count(&|one| one.label.who == Who::Question);
    let answered = count(&|one| one.label.who == Who::Answer);
    // At a briefing "Q" is whoever asks, and who answers has a label of his own.
    let briefing = answered == 0 && asked > 1 && count(&|one| one.sure) > asked + 1;
    if (asked == 0 || answered == 0) && !briefing {
        found.retain(|label| !matches!(label.label.who, Who::Question | Who::Answer));
    }
    let (marked, other): (Vec<Found>, Vec<Found>) =
        found.into_iter().partition(|label| label.stop == Stop::Colon);
    let mut labels = of_transcript(marked);
    if labels.is_empty() {
        labels = of_transcript(other);
    }
    labels
}

/// The labels among possible ones, if they make a transcript.
fn of_transcript(found: Vec<Found>) -> Vec<Label> {
    let called: Vec<&Found> = found.iter().filter(|one| one.label.who != Who::Note).collect();
    let mut times: FxHashMap<&str, usize> = FxHashMap::default();
    for one in &called {
        *times.entry(&one.key).or_default() += 1;
    }
    let repeated = |one: &Found| times.get(&*one.key).is_some_and(|times| *times > 1);
    let count = |fits: &dyn Fn(&Found) -> bool| called.iter().filter(|one| fits(one)).count();
    let talks = count(&|one| one.speech == Speech::Talk) * 3 >= called.len();
    let shown = count(&|one| repeated(one) && (one.sure || talks)) > 0;
    let quoted = count(&|one| one.speech == Speech::Quoted) * 2 > called.len();
    if called.len() < ENOUGH || !shown || quoted {
        return Vec::new();
    }
    // Where labels are in capitals, "Listen: …" begins a sentence.
    let capitals = count(&|one| one.upper) * 2 > called.len();
    let kept: Vec<bool> = found
        .iter()
        .map(|one| one.label.who == Who::Note || one.sure || repeated(one) || !capitals)
        .collect();
    found.into_iter().zip(kept).filter(|(_, kept)| *kept).map(|(one, _)| one.label).collect()
}

/// The initials of those who are named by forename and surname, in lower case.
fn initials(reader: &Reader<'_, '_>) -> FxHashSet<String> {
    let tokens = reader.tokens;
    let named = |i: &usize| {
        reader.senses(i - 1).has(Senses::FORENAME)
            && [i - 1, *i].iter().all(|&i| tokens.is_capitalised(i) && !reader.is_upper(i))
    };
    let first = |i: usize| tokens.lower(i).chars().next();
    (1..tokens.len())
        .filter(named)
        .map(|i| first(i - 1).into_iter().chain(first(i)).collect())
        .collect()
}

/// Words that stand behind a forename, an initial or a form of address somewhere.
fn surnames<'r>(reader: &'r Reader<'_, '_>) -> FxHashSet<&'r str> {
    let tokens = reader.tokens;
    (1..tokens.len())
        .filter(|&i| tokens.is_capitalised(i) && !reader.senses(i).has(Senses::OFFICE))
        .filter(|&i| {
            let before = i - 1 - usize::from(reader.is_mark(i - 1, ".") && i > 1);
            let initial = tokens.is_capitalised(before) && tokens.word_at(before).len() == 2;
            tokens.is_capitalised(before)
                && reader.senses(before).has(Senses::FORENAME.with(Senses::ADDRESS))
                || initial && tokens.word_at(before).ends_with('.')
        })
        .map(|i| tokens.lower(i))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::Cast;
    use super::*;

    /// The labels of a text whose lines are paragraphs: their words and whom they call.
    fn labels(text: &str) -> Vec<(String, String)> {
        let story = Story::plain(text, None);
        let cast = Cast::read(&story);
        let words = |range: &Range<usize>| {
            story.tokens.cover(range.start, range.end - 1).of(text).to_owned()
        };
        let who = |label: &Label| match &label.who {
            Who::Name(name) => words(name),
            Who::Role => "a role".to_owned(),
            Who::Initials => "initials".to_owned(),
            Who::Group => "several".to_owned(),
            Who::Question => "asks".to_owned(),
            Who::Answer => "answers".to_owned(),
            Who::Note => "nobody".to_owned(),
        };
        cast.labels().iter().map(|label| (words(&label.words), who(label))).collect()
    }

    /// Holds when a line of a transcript has a label with these words that calls this one.
    #[track_caller]
    fn calls(line: &str, words: &str, who: &str) {
        let text = format!("HOLM: Is it open?\nEVA BERG: It is.\n{line}\nHOLM: I see.");
        let found = labels(&text);
        assert!(found.contains(&(words.to_owned(), who.to_owned())), "{line}: {found:?}");
        assert_eq!(found.len(), 4, "{line}: {found:?}");
    }

    /// Holds when no paragraph of a text has a label.
    #[track_caller]
    fn none(text: &str) {
        let found = labels(text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }

    #[test]
    fn names_call_somebody() {
        calls("LIND: I left.", "LIND", "LIND");
        calls("Eva Lind: I left.", "Eva Lind", "Eva Lind");
        calls("Mr. LIND: I left.", "Mr. LIND", "LIND");
        calls("Dr Lind: I left.", "Dr Lind", "Lind");
        calls("SHRI K. LIND (Rome): I left.", "SHRI K. LIND", "K. LIND");
        calls("VAN DER MOSS: I left.", "VAN DER MOSS", "VAN DER MOSS");
        calls("EVA McLIND: I left.", "EVA McLIND", "EVA McLIND");
        calls("**EVA LIND**: I left.", "EVA LIND", "EVA LIND");
        calls("**EVA LIND:** I left.", "EVA LIND", "EVA LIND");
        calls("LIND: 60,000 crowns were left.", "LIND", "LIND");
        calls("LIND: “Closed,” she told me. I left.", "LIND", "LIND");
    }

    #[test]
    fn brackets_and_affiliations_are_no_part_of_a_name() {
        calls("EVA LIND (Long Quay) (Lab. & Port): I left.", "EVA LIND", "EVA LIND");
        calls("EVA LIND (Minister for the Coast): I left.", "EVA LIND", "EVA LIND");
        calls("LIND (voice-over): I left.", "LIND", "LIND");
        calls("LIND (to camera): I left.", "LIND", "LIND");
        calls("EVA LIND, RADIO ROME: I left.", "EVA LIND", "EVA LIND");
        calls("EVA LIND, PORT CORRESPONDENT (on camera): I left.", "EVA LIND", "EVA LIND");
    }

    #[test]
    fn a_role_may_have_a_name_in_brackets() {
        calls(
            "The Presiding Officer (EVA LIND): I left.",
            "The Presiding Officer (EVA LIND)",
            "EVA LIND",
        );
        calls(
            "THE MINISTER OF PORTS (SHRI K. LIND): I left.",
            "THE MINISTER OF PORTS (SHRI K. LIND)",
            "K. LIND",
        );
        calls("CLIP (Lind): I left.", "CLIP (Lind)", "Lind");
        calls("MR SPEAKER (Sir Bo Lind): Order.", "MR SPEAKER (Sir Bo Lind)", "Bo Lind");
        calls("PILOT (voice altered): I left.", "PILOT", "a role");
    }

    #[test]
    fn roles_are_no_names() {
        for role in ["NEWSREADER", "MR SPEAKER", "MR. CHAIRMAN", "CHAIR", "The Minister for Ports"]
        {
            calls(&format!("{role}: I left."), role, "a role");
        }
        calls("UNIDENTIFIED MALE: I left.", "UNIDENTIFIED MALE", "a role");
        calls("Q17 Chair: I left.", "Chair", "a role");
        calls("DOCKER: I told the dockers.", "DOCKER", "a role");
        calls("HON. MEMBERS: Hear, hear.", "HON. MEMBERS", "several");
        calls("SEVERAL VOICES: Shame!", "SEVERAL VOICES", "several");
        calls("Note: It was late.", "Note", "nobody");
    }

    #[test]
    fn a_paper_may_ask() {
        let text = "The Herald: Why?\nEva Lind: I left.\nThe Herald: When?\nLind: At noon.";
        assert!(labels(text).contains(&("The Herald".into(), "The Herald".into())));
        assert_eq!(labels(text).len(), 4);
    }

    #[test]
    fn times_and_lines_of_examination_call_nobody() {
        calls("[00:12:30] LIND: I left.", "LIND", "LIND");
        calls("00:12 EVA LIND: I left.", "EVA LIND", "EVA LIND");
        calls("BY MS. LIND:", "BY MS. LIND", "nobody");
    }

    #[test]
    fn initials_are_of_those_named_in_full() {
        let text = "Eva Lind met Bo Roe.\nEL: Is it open?\nBR: It is.\nEL: Why?";
        let who: Vec<String> = labels(text).into_iter().map(|(_, who)| who).collect();
        assert_eq!(who, ["initials", "initials", "initials"]);
        let text = "It rained.\nEL: Is it open?\nBR: It is.\nEL: Why?";
        assert!(labels(text).iter().all(|(words, who)| words == who));
    }

    #[test]
    fn a_surname_that_is_also_a_word_stays_a_name() {
        calls("BO BAKER: I left the bakers.", "BO BAKER", "BO BAKER");
        let text = "BO BAKER: Is it open?\nBAKER: The baker left.\nHOLM: Why?";
        assert!(labels(text).contains(&("BAKER".into(), "BAKER".into())));
    }

    #[test]
    fn records_may_end_labels_in_dashes_and_stops() {
        let names = ["Dr Roe", "Ms Lind", "Dr Roe"];
        let words =
            |text: &str| labels(text).into_iter().map(|(words, _)| words).collect::<Vec<_>>();
        assert_eq!(words("Dr Roe — I left.\nMs Lind — Why?\nDr Roe — It rained."), names);
        let text = "Mr. ROE. I left.\nMs. LIND. Why?\nMr. ROE. It rained.";
        assert_eq!(words(text), ["Mr. ROE", "Ms. LIND", "Mr. ROE"]);
        let text = "Eva Lind (Ind.). – I left.\nPresident. – Order.\nEva Lind (Ind.). – I return.";
        assert_eq!(words(text), ["Eva Lind", "President", "Eva Lind"]);
        none("ROME — Rain fell.\nPARIS — Sun shone.\nROME — Snow fell.");
        none("Mr. Roe. I thank him.\nMs. Lind. She left.\nMr. Roe. He stayed.");
    }

    #[test]
    fn a_label_may_stand_alone_on_its_line() {
        let text = "HOLM:\nIs it open?\nBERG:\nIt is.\nHOLM:\nI see.";
        assert_eq!(labels(text).len(), 3);
        let story = Story::plain("x", None);
        assert!(Cast::read(&story).labels().is_empty());
    }

    #[test]
    fn letters_are_labels_in_pairs() {
        assert_eq!(labels("Q. Do you sing?\nA. I do.\nQ. Why?").len(), 3);
        assert_eq!(labels("Q Do you sing?\nA: I do.\nQ Why?").len(), 3);
        let text = "THE MAYOR: Good morning.\nQ  Mayor, why?\nQ  Are you sure?\nTHE MAYOR: I am.";
        assert_eq!(labels(text).len(), 4);
        none("Q. Lind sings.\nQ. Lind left.\nQ. Lind met Bo Roe.");
    }

    #[test]
    fn lists_programmes_and_forms_have_no_labels() {
        none("Ingredients: Two eggs.\nMethod: Beat them.\nIngredients: Milk.\nMethod: Boil it.");
        none("INGREDIENTS: Two eggs.\nMETHOD: Beat them.\nINGREDIENTS: Milk.\nMETHOD: Boil it.");
        none("Noon: Doors open.\nMidnight: Doors close.\nNoon: Doors open again.");
        none("Monday: Rain.\nTuesday: Sun.\nMonday: Rain again.");
        none("10:30: Doors open.\n11:30: Doors close.\n10:30: Doors open.");
        none("Venue: Old Quay.\nTickets: Ten crowns.\nVenue: Town Hall.");
        none("Director: Eva Lind.\nCast: Bo Roe.\nDirector: Al Moss.\nCast: Ida Holm.");
        none("Address: 5 Quay Street.\nPhone: 555 1234.\nAddress: 6 Quay Street.");
        none("Note: It was late.\nNote: It was dark.\nNote: It rained.");
        none("Luke 3:16 tells of water.\nLuke 4:1 tells of bread.\nLuke 5:2 tells of boats.");
        none("Rome: 12\nParis: 14\nOslo: 3\nRome: 5");
        none("Rome: Rain.\nParis: Sun.\nOslo: Snow.\nRome: Fog.");
        none("Eva Lind: “I left.”\nBo Roe: “I stayed.”\nEva Lind: “It rained.”");
        none("Eva Lind: the last pilot\nEva Lind left in May.\nPilots: A list.\nPilots: Another.");
        none("The Grand: Plays.\nThe Quay: You will like it.\nThe Grand: Why not?");
        none("What next: The port opens.\nWhy now: The ice is gone.\nWhat next: Ships come.");
    }
}

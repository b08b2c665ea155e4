//! Pasted sentences, operators and errors.

use std::path::Path;

use crate::harness::Archive;

/// Sentences of the sample articles as a reader pastes them, each with the passage it is from.
#[test]
fn a_pasted_sentence_finds_its_passage() {
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/queries.tsv");
    let table = std::fs::read_to_string(table).expect("the table of queries");
    let archive = Archive::corpus().indexed();
    let mut asked = 0;
    let mut wrong = Vec::new();
    for line in table.lines().filter(|line| !line.is_empty()) {
        let (query, expected) = line.split_once('\t').expect("two columns");
        let path_and_n = match expected.split_once('@') {
            Some((path, rest)) => format!("{path}#{}", rest.rsplit('#').next().unwrap_or("")),
            None => expected.to_owned(),
        };
        let ran = archive.run(&["search", "--json", "--", query]);
        assert!((0..2).contains(&ran.status), "{ran}");
        let found = archive.found(&["--", query]);
        asked += 1;
        if !found.contains(&path_and_n) {
            wrong.push(format!("{query}\n  expected {path_and_n}, found {found:?}"));
        }
    }
    assert!(asked >= 40, "only {asked} sentences");
    assert!(wrong.is_empty(), "{} of {asked}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn operators_combine() {
    let archive = Archive::talks();
    let found = |query: &str| archive.found(&[query]).len();
    assert_eq!(found("(pier OR wages) -union"), 1);
    assert_eq!(found("pier OR wages"), 2);
    assert_eq!(found("\"northern pier\""), 1);
    assert_eq!(found("\"pier northern\""), 0);
    assert_eq!(found("\"open pier\"~3"), 1);
    assert_eq!(found("speaker:(Kravets OR HWU)"), 3);
    assert_eq!(found("date:2024-04..2024-05"), 4);
    assert_eq!(found("speaker:none"), 0);
}

#[test]
fn a_negated_word_among_the_arguments_is_no_flag() {
    let archive = Archive::talks();
    assert_eq!(archive.found(&["the", "-pier", "--limit", "10"]).len(), 3);
    assert_eq!(archive.found(&["--", "-pier"]).len(), 3);
}

#[test]
fn unknown_fields_are_words_with_a_warning() {
    let archive = Archive::talks();
    let ran = archive.run(&["search", "speeker:Kravets"]).ends(1);
    let _ = ran.notes("speaker").notes("^^^^");
}

#[test]
fn a_malformed_value_of_a_known_field_is_an_error_with_a_caret() {
    let archive = Archive::talks();
    let _ = archive.run(&["search", "pier date:20x3"]).ends(2).notes("^").notes("20x3");
    let _ = archive.run(&["search", "pier", "--date", "20x3"]).ends(2).notes("--date");
    let nested = "(".repeat(10_000);
    let _ = archive.run(&["search", &format!("{nested}pier")]).ends(2);
    let _ = archive.run(&["search", &"[".repeat(10_000)]).ends(2);
}

#[test]
fn plain_reads_everything_as_words() {
    let archive = Archive::talks();
    assert_eq!(archive.found(&["--plain", "speaker: the OR pier"]).len(), 0);
    assert_eq!(archive.found(&["--plain", "(northern) -pier"]).len(), 1);
}

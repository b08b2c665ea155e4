//! In which order hits come.

use crate::harness::Archive;

/// `path#n` of the first hit.
#[track_caller]
fn first(archive: &Archive, args: &[&str]) -> String {
    archive.found(args).into_iter().next().unwrap_or_default()
}

#[test]
fn an_article_about_the_words_lifts_its_passages() {
    let archive = Archive::new()
        .file("a.txt", "Notes\n\nThe ferry was late on Monday.\n\nRain fell.\n\nBread was dear.\n")
        .file(
            "b.txt",
            "Notes\n\nThe ferry was late on Monday.\n\nA new ferry was bought.\n\nEvery ferry has a crew.\n",
        )
        .indexed();
    assert_eq!(first(&archive, &["ferry", "Monday"]), "b.txt#1");
}

#[test]
fn words_of_the_headline_count() {
    let archive = Archive::new()
        .file("a.txt", "Bread prices\n\nThe council met about the tram and the mill yesterday.\n")
        .file("b.txt", "Tram plans\n\nThe council met about the tram and the mill yesterday.\n")
        .indexed();
    assert_eq!(first(&archive, &["tram"]), "b.txt#1");
}

#[test]
fn neighbours_come_before_words_apart() {
    let archive = Archive::new()
        .file("a.txt", "Notes\n\nThe prime ground lies by the river, where the minister walks.\n")
        .file(
            "b.txt",
            "Notes\n\nThe ground by the river, where the prime minister walks, lies low.\n",
        )
        .indexed();
    assert_eq!(first(&archive, &["prime", "minister"]), "b.txt#1");
    assert_eq!(archive.found(&["prime", "minister"]).len(), 2);
}

#[test]
fn the_spelling_typed_comes_first() {
    let archive = Archive::new()
        .file("a.txt", "Notes\n\nThe generals met in the old town hall today.\n")
        .file("b.txt", "Notes\n\nThe general met in the old town hall today.\n")
        .indexed();
    assert_eq!(first(&archive, &["general"]), "b.txt#1");
    assert_eq!(first(&archive, &["generals"]), "a.txt#1");
}

#[test]
fn function_words_of_a_question_find_nothing_by_themselves() {
    let archive = Archive::new()
        .file("a.txt", "Notes\n\nWho was it that closed the old weir?\n")
        .file("b.txt", "Notes\n\nWhat was it to us that they were there?\n")
        .indexed();
    assert_eq!(archive.found(&["--any", "who was it that closed the weir"]), ["a.txt#1"]);
    assert_eq!(archive.found(&["--any", "what was it"]).len(), 2);
    assert_eq!(archive.found(&["was it to us"]), ["b.txt#1"]);
}

#[test]
fn what_any_word_would_find_is_what_it_finds() {
    let archive = Archive::new().file("a.txt", "Notes\n\nThe weir was closed.\n").indexed();
    for (query, expected) in [("the zebra", 0), ("the zebra weir", 1)] {
        let ran = archive.run(&["search", "--json", query]).ends(1);
        let told = ran.json().pop().expect("an end")["nothing"]["any"].clone();
        assert_eq!(told, expected, "{query}");
        assert_eq!(archive.found(&["--any", query]).len(), expected, "{query}");
    }
}

#[test]
fn scores_do_not_drift_when_articles_are_replaced() {
    let text = |i: usize, end: &str| {
        let side = ["north", "south", "east", "west"][i % 4];
        format!("Report {i}\n\nThe {side} gate of town {i} was opened.{end}\n")
    };
    let mut archive = Archive::new();
    for i in 0..40 {
        archive = archive.file(&format!("{i:02}.txt"), text(i, ""));
    }
    let archive = archive.indexed();
    let scores = |archive: &Archive| -> Vec<f64> {
        let hits = archive.hits(&["north", "--limit", "40"]);
        hits.iter().filter_map(|hit| hit["score"].as_f64()).collect()
    };
    let before = scores(&archive);
    for round in 1..6 {
        for i in (0..30).filter(|i| i % 4 != 0) {
            archive.write(&format!("{i:02}.txt"), text(i, &" ".repeat(round)));
        }
        let _ = archive.run(&["index"]).success();
    }
    let after = scores(&archive);
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert!((before - after).abs() <= 0.02 * before, "{before} {after}");
    }
}

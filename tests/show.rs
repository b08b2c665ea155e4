//! A passage in its article, with the evidence.

use crate::harness::Archive;

fn id(archive: &Archive) -> String {
    let hits = archive.hits(&["northern pier"]);
    hits[0]["id"].as_str().map(str::to_owned).expect("an id")
}

#[test]
fn a_passage_is_shown_with_its_neighbours_and_evidence() {
    let archive = Archive::talks();
    let id = id(&archive);
    let _ = archive
        .run(&["show", &id])
        .success()
        .prints("Harbour talks reopen")
        .prints("published 2024-04-18")
        .prints("date from: path")
        .prints("  1 The port council met")
        .prints("  3 The Harbour Workers Union")
        .prints("Olena Kravets")
        .prints("confidence")
        .prints("“May” = 2024-05");
    let alone = archive.run(&["show", &id, "--context", "0"]).success();
    assert!(!alone.stdout.contains("The port council met"), "{alone}");
}

#[test]
fn a_unique_beginning_of_an_id_is_enough() {
    let archive = Archive::talks();
    let id = id(&archive);
    let whole = archive.run(&["show", &id[..6]]).success();
    let _ = whole.prints("  4 Residents fear the noise");
    let _ = archive.run(&["show", "zzzzzz"]).ends(2).notes("no such article");
    let _ = archive.run(&["show", &id[..2]]).ends(2).notes("at least 4 characters");
    let _ = archive.run(&["show", &format!("{}/99", &id[..16])]).ends(2).notes("4 passages");
}

#[test]
fn show_needs_no_source_file() {
    let archive = Archive::talks();
    let id = id(&archive);
    let before = archive.run(&["show", &id, "--context", "all", "--json"]).success();
    std::fs::remove_file(archive.path().join("2024-04-18-talks.txt")).expect("a file");
    let after = archive.run(&["show", &id, "--context", "all", "--json"]).success();
    assert_eq!(before.stdout, after.stdout);
    let _ = after.notes("its file is gone");
}

#[test]
fn a_source_that_changed_is_said() {
    let archive = Archive::talks();
    let id = id(&archive);
    assert_eq!(archive.run(&["show", &id]).success().stderr, "");
    archive.write("2024-04-18-talks.txt", "Something else stands here now.\n");
    let _ = archive.run(&["show", &id]).success().notes("its file has changed since");
}

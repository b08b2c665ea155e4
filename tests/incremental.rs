//! What runs after the first one change: edits, moves, what is gone, pruning.

use std::fs;
use std::time::{Duration, SystemTime};

use onrecord::engine::{Engine as _, Writer as _, embedded};
use onrecord::index::annotated;
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::harness::{Archive, Ran, TALKS, counts};

const RECORDS: &str = "{\"id\": 1, \"text\": \"The first dam held.\"}\n\
    {\"id\": 2, \"text\": \"The second dam held.\"}\n\
    {\"id\": 3, \"text\": \"The third dam held.\"}\n";

/// Six articles in four files.
fn archive() -> Archive {
    Archive::new()
        .file("a.txt", TALKS)
        .file("b.json", "{\"text\": \"The bridge is closed.\"}")
        .file("c.jsonl", RECORDS)
        .file("sub/d.txt", "Residents fear the noise of the new bridge.\n")
        .indexed()
}

/// The commit of the index: it differs after every run that writes.
fn commit(archive: &Archive) -> Vec<u8> {
    fs::read(archive.path().join(".onrecord/engine/meta.json")).expect("the meta file")
}

fn index(archive: &Archive, args: &[&str]) -> Ran {
    archive.run(&[&["index", "--json"], args].concat())
}

fn age(archive: &Archive, name: &str, seconds: u64) {
    let file = fs::File::options().write(true).open(archive.path().join(name)).expect("a file");
    let time = SystemTime::now() - Duration::from_secs(seconds);
    file.set_modified(time).expect("a time");
}

fn remove(archive: &Archive, name: &str) {
    fs::remove_file(archive.path().join(name)).expect("a file");
}

fn rename(archive: &Archive, from: &str, to: &str) {
    fs::rename(archive.path().join(from), archive.path().join(to)).expect("a file");
}

#[test]
fn a_second_run_says_same_for_all_and_writes_nothing() {
    let archive = archive();
    let before = commit(&archive);
    let ran = index(&archive, &[]).success();
    assert_eq!(counts(&ran), "6 same");
    assert_eq!(ran.json()[0]["written"], false, "{ran}");
    assert_eq!(commit(&archive), before);
    let ran = index(&archive, &["--hash"]).success();
    assert_eq!(counts(&ran), "6 same");
    assert_eq!(commit(&archive), before);
}

#[test]
fn every_change_is_told() {
    type Change = fn(&Archive);
    let changes: [(&str, Change, &str, &str); 12] = [
        ("nothing", |_| {}, "6 same", "6 same"),
        (
            "edit",
            |archive| archive.write("a.txt", TALKS.replace("northern", "southern")),
            "1 changed, 5 same",
            "6 same",
        ),
        ("touch", |archive| age(archive, "a.txt", 60), "6 same", "6 same"),
        ("rename", |archive| rename(archive, "a.txt", "e.txt"), "1 moved, 5 same", "6 same"),
        (
            "rename a file of many",
            |archive| rename(archive, "c.jsonl", "sub/c.jsonl"),
            "3 moved, 3 same",
            "6 same",
        ),
        ("delete", |archive| remove(archive, "b.json"), "1 missing, 5 same", "1 missing, 5 same"),
        ("truncate", |archive| archive.write("a.txt", ""), "1 removed, 5 same", "5 same"),
        (
            "break",
            |archive| archive.write("b.json", "{\"text\": "),
            "5 same, 1 stale",
            "5 same, 1 stale",
        ),
        (
            "change a record",
            |archive| archive.write("c.jsonl", RECORDS.replace("second dam held", "weir broke")),
            "1 changed, 5 same",
            "6 same",
        ),
        (
            "remove a record",
            |archive| {
                let rest: Vec<&str> = RECORDS.lines().filter(|l| !l.contains("second")).collect();
                archive.write("c.jsonl", rest.join("\n"));
            },
            "1 removed, 5 same",
            "5 same",
        ),
        (
            "break a record",
            |archive| archive.write("c.jsonl", RECORDS.replace("{\"id\": 2", "{\"id\" 2")),
            "1 removed, 5 same",
            "5 same",
        ),
        ("copy", |archive| archive.write("e.txt", TALKS), "1 added, 6 same", "7 same"),
    ];
    for (name, change, first, second) in changes {
        let archive = archive();
        change(&archive);
        let dry = index(&archive, &["--dry-run"]).success();
        assert_eq!(sorted(&counts(&dry)), sorted(first), "{name}: {dry}");
        let ran = index(&archive, &[]).success();
        assert_eq!(sorted(&counts(&ran)), sorted(first), "{name}: {ran}");
        let again = index(&archive, &[]).success();
        assert_eq!(sorted(&counts(&again)), sorted(second), "{name}: {again}");
        assert_eq!(again.json()[0]["written"], false, "{name}: {again}");
    }
}

fn sorted(counts: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = counts.split(", ").collect();
    parts.sort_unstable();
    parts
}

#[test]
fn an_edit_that_keeps_size_and_time_is_found_by_hash_or_when_it_is_fresh() {
    let archive = Archive::new().file("a.txt", TALKS).file("b.txt", "Another text stands here.\n");
    age(&archive, "a.txt", 60);
    let archive = archive.indexed();
    let path = archive.path().join("a.txt");
    let time = fs::metadata(&path).and_then(|meta| meta.modified()).expect("a time");
    archive.write("a.txt", TALKS.replace("northern", "southern"));
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).expect("");
    assert_eq!(counts(&index(&archive, &[])), "2 same");
    assert_eq!(sorted(&counts(&index(&archive, &["--hash"]))), ["1 changed", "1 same"]);
    // The time of this one is that of the run before, which tells nothing.
    let path = archive.path().join("b.txt");
    let time = fs::metadata(&path).and_then(|meta| meta.modified()).expect("a time");
    archive.write("b.txt", "Another word stands here.\n");
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(time)).expect("");
    assert_eq!(sorted(&counts(&index(&archive, &[]))), ["1 changed", "1 same"]);
}

#[test]
fn other_options_of_a_root_are_read_into_unchanged_files() {
    let archive = archive();
    let ran = index(&archive, &[".", "--outlet", "Harbour Post"]).success();
    assert_eq!(counts(&ran), "6 changed");
    assert_eq!(counts(&index(&archive, &[])), "6 same");
    assert_eq!(archive.found(&["outlet:Harbour", "northern"]).len(), 1);
}

#[test]
fn articles_of_other_rules_are_annotated_again_from_the_store() {
    let archive = Archive::talks();
    let path = archive.path().join(".onrecord");
    let engine = embedded::open(&path).expect("an index");
    let id = engine.ids("", 1).expect("ids").remove(0);
    let stored = engine.article(&id).expect("readable").expect("an article");
    let writer = embedded::write(&path, 1).expect("a writer");
    writer.insert(annotated(stored.article, "0.0.old".to_owned())).expect("an insert");
    writer.finish(&engine.state().expect("a state")).expect("a commit");
    let _ = archive.run(&["check"]).ends(1).prints("annotated by other rules");
    assert_eq!(counts(&index(&archive, &[])), "1 re-annotated");
    assert_eq!(counts(&index(&archive, &[])), "1 same");
    let _ = archive.run(&["check"]).success();
}

#[test]
fn three_changed_records_of_ten_thousand_are_done_again() {
    let records = |changed: &[usize]| -> String {
        let record = |n: usize| {
            let text = if changed.contains(&n) { "fell" } else { "held" };
            format!("{{\"id\": \"r{n}\", \"text\": \"Dam {n} {text}.\"}}")
        };
        (0..10_000).map(record).collect::<Vec<_>>().join("\n")
    };
    let archive = Archive::new().file("export.jsonl", records(&[])).indexed();
    archive.write("export.jsonl", records(&[7, 5_000, 9_999]));
    let ran = index(&archive, &[]);
    assert_eq!(counts(&ran), "3 changed, 9997 same");
    assert_eq!(archive.hits(&["fell"]).len(), 3);
}

#[test]
fn an_archive_that_is_moved_with_its_index_answers_the_same() {
    let archive = Archive::new().file("old/a.txt", TALKS).file("old/2024/b.txt", TALKS);
    let _ = archive.run(&["index", "old", "--index", "old/.onrecord"]).success();
    let answers = |folder: &str| -> Vec<serde_json::Value> {
        let place = format!("{folder}/.onrecord");
        let run =
            |args: &[&str]| archive.run(&[args, &["--json", "--index", &place]].concat()).json();
        let hits = run(&["search", "wages"]);
        let id = hits[1]["id"].as_str().expect("a hit").to_owned();
        let mut lines = [hits, run(&["show", &id]), run(&["check"])].concat();
        for line in &mut lines {
            line.as_object_mut().expect("an object").remove("elapsed_ms");
        }
        lines
    };
    let before = answers("old");
    rename(&archive, "old", "new");
    assert_eq!(answers("new"), before);
    let ran = archive.run(&["index", "--json", "--index", "new/.onrecord"]).success();
    assert_eq!(counts(&ran), "2 same");
}

#[test]
fn a_moved_article_is_found_under_its_new_path_alone() {
    let archive = archive();
    rename(&archive, "a.txt", "sub/new.txt");
    let _ = index(&archive, &[]).success();
    assert_eq!(archive.found(&["northern pier"]), ["sub/new.txt#2"]);
    assert_eq!(archive.run(&["people", "Kravets", "--json"]).json()[0]["articles"], 1);
}

#[test]
fn a_file_that_fails_keeps_its_last_good_article_until_it_is_gone() {
    let archive = archive();
    archive.write("b.json", "{\"text\": ");
    let ran = index(&archive, &[]).success();
    assert_eq!(ran.json()[0]["files"]["failed"], 1, "{ran}");
    assert_eq!(archive.found(&["bridge closed"]), ["b.json#1"]);
    archive.write("b.json", "{\"text\": \"The bridge is open.\"}");
    assert_eq!(sorted(&counts(&index(&archive, &[]))), ["1 changed", "5 same"]);
    assert!(archive.found(&["bridge closed"]).is_empty());
    archive.write("b.json", "[");
    let _ = index(&archive, &[]).success();
    remove(&archive, "b.json");
    assert_eq!(sorted(&counts(&index(&archive, &["--prune"]))), ["1 removed", "5 same"]);
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_opened_keeps_its_articles_and_is_not_pruned() {
    let archive = archive();
    rename(&archive, "b.json", "b.old");
    std::os::unix::fs::symlink("nowhere", archive.path().join("b.json")).expect("a link");
    let ran = index(&archive, &["--prune"]).success().notes("failed: b.json: ");
    assert_eq!(sorted(&counts(&ran)), ["1 stale", "5 same"]);
    assert_eq!(archive.found(&["bridge closed"]), ["b.json#1"]);
    remove(&archive, "b.json");
    rename(&archive, "b.old", "b.json");
    assert_eq!(counts(&index(&archive, &[])), "6 same");
}

#[test]
fn prune_removes_what_is_gone_below_its_paths() {
    let archive = archive();
    remove(&archive, "sub/d.txt");
    archive.write("sub/e.txt", "A pier was built.\n");
    remove(&archive, "b.json");
    assert_eq!(sorted(&counts(&index(&archive, &["sub", "--prune"]))), ["1 added", "1 removed"]);
    assert_eq!(sorted(&counts(&index(&archive, &[]))), ["1 missing", "5 same"]);
    let dry = index(&archive, &["--prune", "--dry-run"]);
    assert_eq!(sorted(&counts(&dry)), ["1 removed", "5 same"]);
    assert_eq!(sorted(&counts(&index(&archive, &["--prune"]))), ["1 removed", "5 same"]);
    assert!(archive.found(&["bridge closed"]).is_empty());
    assert_eq!(counts(&index(&archive, &[])), "5 same");
}

#[test]
fn prune_refuses_what_looks_like_a_lost_archive() {
    let archive = archive();
    remove(&archive, "c.jsonl");
    let before = commit(&archive);
    let _ = archive.run(&["index", "--prune"]).ends(2).notes("3 of 6 articles").notes("--force");
    let _ = archive.run(&["index", "--prune", "--dry-run"]).ends(2).notes("3 of 6 articles");
    assert_eq!(commit(&archive), before);
    remove(&archive, "sub/d.txt");
    let _ = archive.run(&["index", "sub", "--prune"]).ends(2).notes("sub: holds no files");
    fs::remove_dir(archive.path().join("sub")).expect("a folder");
    let _ = archive.run(&["index", "sub", "--prune"]).ends(2).notes("sub: is not there");
    let _ = archive.run(&["index", "--force"]).ends(2).notes("--prune");
    assert_eq!(commit(&archive), before);
    assert_eq!(counts(&index(&archive, &["sub", "--prune", "--force"])), "1 removed");
    let ran = index(&archive, &["--prune", "--force"]).success();
    assert_eq!(sorted(&counts(&ran)), ["2 same", "3 removed"]);
}

#[test]
fn a_dry_run_writes_nothing_and_takes_no_lock() {
    let archive = Archive::new().file("a.txt", TALKS);
    let ran = index(&archive, &[".", "--dry-run"]).success();
    assert_eq!(counts(&ran), "1 added");
    assert!(!archive.path().join(".onrecord").exists());
    let archive = archive.indexed();
    archive.write("b.txt", "Another text stands here.\n");
    let before = commit(&archive);
    let writer = embedded::write(&archive.path().join(".onrecord"), 1).expect("a writer");
    let ran = index(&archive, &["--dry-run"]).success();
    drop(writer);
    assert_eq!(sorted(&counts(&ran)), ["1 added", "1 same"]);
    assert_eq!(commit(&archive), before);
}

#[test]
fn a_root_that_is_gone_or_empty_is_no_emptied_archive() {
    let archive = Archive::new().file("news/a.txt", TALKS).file("notes/b.txt", "A pier opened.\n");
    let _ = archive.run(&["index", "news", "--index", "."]).success();
    rename(&archive, "news", "old");
    let ran = index(&archive, &[]).ends(2).notes("is not there; articles kept: 1");
    assert_eq!(counts(&ran), "1 missing");
    let _ = archive.run(&["index", "--prune"]).ends(2).notes("is not there");
    fs::create_dir(archive.path().join("news")).expect("a folder");
    let ran = index(&archive, &[]).ends(2).notes("holds no files");
    assert_eq!(counts(&ran), "1 missing");
    let _ = archive.run(&["index", "--prune"]).ends(2).notes("holds no files");
    assert_eq!(archive.found(&["northern pier"]).len(), 1);
    // Another root that can be read makes it a run that did something.
    let _ = archive.run(&["index", "notes", "--index", "."]).success();
    let ran = index(&archive, &[]).success();
    assert_eq!(sorted(&counts(&ran)), ["1 missing", "1 same"]);
    fs::remove_dir(archive.path().join("news")).expect("a folder");
    rename(&archive, "old", "news");
    assert_eq!(counts(&index(&archive, &[])), "2 same");
}

#[test]
fn rebuild_takes_over_what_has_no_file_any_more() {
    let archive = archive();
    remove(&archive, "a.txt");
    archive.write("b.json", "{");
    let ran = index(&archive, &["--rebuild"]).success();
    assert_eq!(sorted(&counts(&ran)), ["1 missing", "1 stale", "4 added"]);
    assert_eq!(archive.found(&["northern pier"]).len(), 1);
    assert_eq!(archive.found(&["bridge closed"]).len(), 1);
    let ran = index(&archive, &[]).success();
    assert_eq!(sorted(&counts(&ran)), ["1 missing", "1 stale", "4 same"]);
}

#[test]
fn a_file_whose_date_was_in_the_future_is_read_again_another_day() {
    let archive =
        Archive::new().file("a.json", "{\"text\": \"It rained.\", \"date\": \"2999-01-01\"}");
    age(&archive, "a.json", 60);
    let archive = archive.indexed();
    let engine = embedded::open(&archive.path().join(".onrecord")).expect("an index");
    let ledger = engine.ledger().expect("a ledger");
    assert!(ledger[0].refused.is_some(), "{ledger:?}");
    assert_eq!(counts(&index(&archive, &[])), "1 same");
}

/// A change of a small archive.
#[derive(Clone, Debug)]
enum Edit {
    Write { file: usize, text: usize },
    Records { file: usize, texts: Vec<usize> },
    Rename { from: usize, to: usize },
    Remove(usize),
    Index,
}

const FILES: [&str; 5] = ["a.txt", "b.md", "sub/c.txt", "sub/d.jsonl", "e.jsonl"];
const TEXTS: [&str; 5] = [
    "",
    "Mayor Olena Kravets said the pier was open.",
    "The union met on 3 March 2011.",
    "“We will strike,” said Omar Haddad.",
    "The dam held through the night.",
];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let file = 0..FILES.len();
    let text = 0..TEXTS.len();
    let edit = prop_oneof![
        3 => (file.clone(), text.clone()).prop_map(|(file, text)| Edit::Write { file, text }),
        2 => (3..FILES.len(), prop::collection::vec(text, 0..4))
            .prop_map(|(file, texts)| Edit::Records { file, texts }),
        2 => (file.clone(), file.clone()).prop_map(|(from, to)| Edit::Rename { from, to }),
        1 => file.prop_map(Edit::Remove),
        2 => Just(Edit::Index),
    ];
    prop::collection::vec(edit, 1..12)
}

fn apply(archive: &Archive, edit: &Edit) {
    let at = |file: &usize| archive.path().join(FILES[*file]);
    match edit {
        Edit::Write { file, text } if *file < 3 => archive.write(FILES[*file], TEXTS[*text]),
        Edit::Write { file, text } => {
            apply(archive, &Edit::Records { file: *file, texts: vec![*text] });
        }
        Edit::Records { file, texts } => {
            let line = |(n, text): (usize, &usize)| {
                format!("{{\"id\": {n}, \"text\": \"{}\"}}\n", TEXTS[*text])
            };
            let lines: String = texts.iter().enumerate().map(line).collect();
            archive.write(FILES[*file], lines);
        }
        Edit::Rename { from, to } if (*from < 3) == (*to < 3) => {
            // What is not there cannot be moved.
            let _ = fs::rename(at(from), at(to));
        }
        Edit::Rename { .. } => {}
        Edit::Remove(file) => {
            let _ = fs::remove_file(at(file));
        }
        Edit::Index => {
            let ran = archive.run(&["index"]);
            assert!(ran.status == 0 || ran.stderr.contains("holds no files"), "{ran}");
        }
    }
}

proptest! {
    #![proptest_config(Config { cases: 12, max_shrink_iters: 40, ..Config::default() })]

    #[test]
    fn pruning_after_any_edits_gives_what_a_fresh_index_gives(edits in edits()) {
        let archive = Archive::new().file("sub/stays.txt", "The pier stays.\n").indexed();
        for edit in &edits {
            apply(&archive, edit);
        }
        let ran = index(&archive, &["--prune", "--force"]).success();
        let fresh = archive.path().join("fresh.onrecord");
        let fresh = fresh.to_str().expect("a path");
        let _ = archive.run(&["index", ".", "--index", fresh]).success();
        let all = |index: &str| {
            let ran = archive.run(&["search", "--all", "--json", "--index", index]);
            let mut lines = ran.json();
            for line in &mut lines {
                if let Some(line) = line.as_object_mut() {
                    line.remove("elapsed_ms");
                    line.remove("commit");
                }
            }
            lines
        };
        prop_assert_eq!(all("."), all(fresh), "{}", ran);
        let people = |index: &str| archive.run(&["people", "--all", "--json", "--index", index]).stdout;
        prop_assert_eq!(people("."), people(fresh));
        let _ = archive.run(&["check"]).success();
    }
}

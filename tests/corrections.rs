//! What people say of speakers and names: applied, warned of, checked, undone.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use onrecord::correction::Corrections;
use onrecord::engine::{Engine, Memory, embedded};
use onrecord::index::{Gone, Plan, Progress, index as run};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::harness::{Archive, counts};

/// Four articles: two spellings of one woman, a namesake, a union.
fn archive() -> Archive {
    Archive::new()
        .file(
            "2024-03-01-pier.txt",
            "Mayor Olena Kravets said the northern pier would open in May.\n\
             The gates were shut at noon.\n",
        )
        .file(
            "2024-03-02-fees.txt",
            "Helen Kravetz told reporters that the fees were fair.\n\
             “Nobody will pay more,” Kravetz said.\n",
        )
        .file("2024-03-03-song.txt", "Olena Kravets said her new song was about the pier.\n")
        .file(
            "2024-03-04-union.txt",
            "The Harbour Workers Union rejected the plan. The union said wages were too low.\n",
        )
        .indexed()
}

fn id(archive: &Archive, words: &str) -> String {
    let hits = archive.hits(&[words]);
    hits[0]["article"]["id"].as_str().expect("an id").to_owned()
}

#[track_caller]
fn index(archive: &Archive) -> String {
    counts(&archive.run(&["index", "--json"]).success())
}

/// All that can be asked of an archive: hits, facets, people; but for times, and for scores, which
/// depend on what was removed from an index until its segments are merged.
fn answers(archive: &Archive) -> Vec<String> {
    let mut out = Vec::new();
    for args in [
        &["search", "--json", "--all"][..],
        &["search", "--json", "pier"],
        &["search", "--json", "said:(pier)"],
        &["facets", "--json", "--by", "speaker,person,org"],
        &["people", "--json", "--mentioned"],
    ] {
        for mut line in archive.run(args).json() {
            for name in ["elapsed_ms", "score", "rank"] {
                line.as_object_mut().expect("an object").remove(name);
            }
            out.push(line.to_string());
        }
    }
    out.sort_unstable();
    out
}

#[track_caller]
fn same(one: &[String], other: &[String]) {
    for (one, other) in one.iter().zip(other) {
        assert_eq!(one, other);
    }
    assert_eq!(one.len(), other.len());
}

fn speakers(archive: &Archive) -> Vec<(String, u64)> {
    let ran = archive.run(&["facets", "--by", "speaker", "--json"]).success();
    let facet = ran.json().into_iter().find(|line| line["type"] == "facet").expect("a facet");
    let values = facet["values"].as_array().expect("values");
    values
        .iter()
        .map(|value| {
            let label = value["label"].as_str().expect("a label").to_owned();
            (label, value["passages"].as_u64().expect("a count"))
        })
        .collect()
}

fn of(speakers: &[(String, u64)], name: &str) -> u64 {
    speakers.iter().find(|(label, _)| label == name).map_or(0, |(_, count)| *count)
}

const MERGE: &str = "[[merge]]\ninto = \"Olena Kravets\"\nnames = [\"Helen Kravetz\"]\n";

#[test]
fn merged_names_are_one_entry_and_taking_it_out_undoes_it() {
    let archive = archive();
    let before = answers(&archive);
    archive.write("people.toml", MERGE);
    let ran = archive.run(&["search", "fees"]).success();
    let _ = ran.notes("warning: corrections are not applied yet; run: onrecord index");
    assert_eq!(index(&archive), "1 re-annotated, 3 same");
    assert_eq!(index(&archive), "4 same");
    let found = speakers(&archive);
    assert_eq!((of(&found, "Olena Kravets"), of(&found, "Helen Kravetz")), (4, 0));
    for name in ["Kravets", "Helen Kravetz", "=Helen Kravetz", "=Olena Kravets", "kravetz"] {
        assert_eq!(archive.hits(&["--speaker", name]).len(), 4, "{name}");
    }
    let hits = archive.hits(&["fees", "--speaker", "Kravets"]);
    assert_eq!(hits[0]["corrected"], true);
    assert_eq!(hits[0]["said"], true);
    assert_eq!(hits[0]["attributions"][0]["speaker"], "Olena Kravets");
    assert_eq!(archive.hits(&["northern pier"])[0]["corrected"], false);
    assert_eq!(archive.found(&["said:(fees fair)", "--speaker", "Olena"]).len(), 1);
    let people = archive.run(&["people", "Kravetz", "--json"]).success().json();
    assert_eq!(people.len(), 1);
    assert_eq!(people[0]["aliases"], serde_json::json!(["Helen Kravetz", "Kravetz"]));
    assert_eq!((&people[0]["articles"], &people[0]["passages"]), (&3.into(), &4.into()));
    std::fs::remove_file(archive.path().join("people.toml")).expect("a file");
    let _ = archive.run(&["people"]).success().notes("corrections are not applied yet");
    assert_eq!(index(&archive), "1 re-annotated, 3 same");
    same(&answers(&archive), &before);
}

#[test]
fn a_new_index_holds_what_one_that_was_corrected_later_holds() {
    let later = archive();
    let song = id(&later, "song");
    let files = [
        (
            "people.toml",
            format!(
                "{MERGE}[[split]]\nname = \"Olena Kravets\"\narticles = [\"{}\"]\n\
                 as = \"Olena Kravets (singer)\"\n\
                 [[rename]]\nname = \"Harbour Workers Union\"\nto = \"Dockers’ Union\"\n\
                 [[alias]]\nname = \"Helen Kravetz\"\nalias = \"The Anchor\"\n",
                &song[..6]
            ),
        ),
        (
            "corrections.toml",
            format!(
                "[[fix]]\narticle = \"{}\"\nexact = \"the gates were shut\"\nspeaker = \"Ann Lee\"\n",
                id(&later, "gates")
            ),
        ),
    ];
    for (name, text) in &files {
        later.write(name, text);
    }
    assert_eq!(index(&later), "4 re-annotated");
    let folder = |archive: &Archive| {
        for entry in std::fs::read_dir(later.path()).expect("a folder") {
            let entry = entry.expect("an entry");
            if entry.path().is_file() {
                archive.write(
                    &entry.file_name().to_string_lossy(),
                    std::fs::read(entry.path()).expect("a file"),
                );
            }
        }
    };
    let fresh = Archive::new();
    folder(&fresh);
    let fresh = fresh.indexed();
    same(&answers(&fresh), &answers(&later));
    assert_eq!(index(&fresh), "4 same");
    let _ = later.run(&["index", "--rebuild"]).success();
    same(&answers(&fresh), &answers(&later));
    let _ = later.run(&["check"]).success();
    assert_eq!(later.hits(&["--speaker", "the anchor"]).len(), 3);
    assert_eq!(later.hits(&["--speaker", "=Olena Kravets (singer)"]).len(), 1);
    assert_eq!(later.hits(&["--speaker", "singer"]).len(), 1);
}

#[test]
fn a_split_makes_somebody_else_of_a_name_in_its_articles_alone() {
    let archive = archive();
    let before = answers(&archive);
    let song = id(&archive, "song");
    archive.write(
        "people.toml",
        format!(
            "[[split]]\nname = \"olena kravets\"\narticles = [\"{song}\"]\nas = \"Olena Kravets (singer)\"\n"
        ),
    );
    assert_eq!(index(&archive), "1 re-annotated, 3 same");
    let found = speakers(&archive);
    assert_eq!((of(&found, "Olena Kravets"), of(&found, "Olena Kravets (singer)")), (1, 1));
    let ran = archive.run(&["search", "--speaker", "Olena Kravets"]).success();
    let _ = ran.notes("matches several").notes("'=Olena Kravets (singer)'");
    assert_eq!(archive.hits(&["--speaker", "=Olena Kravets"]).len(), 1);
    archive.write("people.toml", "");
    assert_eq!(index(&archive), "1 re-annotated, 3 same");
    same(&answers(&archive), &before);
}

#[test]
fn a_rename_gives_a_label_and_keeps_the_old_name_as_an_alias() {
    let archive = archive();
    archive.write(
        "people.toml",
        "[[rename]]\nname = \"Olena Kravets\"\nto = \"Oléna Krávets\"\n\
         [[rename]]\nname = \"Harbour Workers Union\"\nto = \"Dockers\"\n",
    );
    assert_eq!(index(&archive), "3 re-annotated, 1 same");
    let found = speakers(&archive);
    assert_eq!((of(&found, "Oléna Krávets"), of(&found, "Dockers")), (2, 1));
    for name in ["Olena Kravets", "=Olena Kravets", "Oléna"] {
        assert_eq!(archive.hits(&["--speaker", name]).len(), 2, "{name}");
    }
    for name in ["Harbour Workers", "=Harbour Workers Union", "=Dockers"] {
        assert_eq!(archive.hits(&["--org", name]).len(), 1, "{name}");
    }
}

#[test]
fn an_alias_finds_somebody_and_touches_no_article() {
    let archive = archive();
    archive.write("people.toml", "[[alias]]\nname = \"Helen Kravetz\"\nalias = \"Lady Fee\"\n");
    let _ = archive.run(&["facets"]).success().notes("corrections are not applied yet");
    assert_eq!(index(&archive), "4 same");
    let ran = archive.run(&["facets"]).success();
    assert!(!ran.stderr.contains("not applied"), "{ran}");
    assert_eq!(archive.hits(&["--speaker", "lady fee"]).len(), 2);
    assert_eq!(archive.hits(&["speaker:\"Lady Fee\" fees"]).len(), 1);
    // A run that has other things to do keeps it.
    archive.write("new.txt", "Residents fear the noise.\n");
    assert_eq!(index(&archive), "1 added, 4 same");
    assert_eq!(archive.hits(&["--speaker", "lady fee"]).len(), 2);
    archive.write("people.toml", "# nothing\n");
    assert_eq!(index(&archive), "5 same");
    assert_eq!(archive.hits(&["--speaker", "lady fee"]).len(), 0);
}

#[test]
fn a_fix_says_who_speaks() {
    let archive = archive();
    let before = answers(&archive);
    let (pier, fees) = (id(&archive, "northern pier"), id(&archive, "fees"));
    archive.write(
        "corrections.toml",
        format!(
            "[[fix]]\narticle = \"{pier}\"\nexact = \"pier would open\"\nspeaker = \"Bo Ek\"\n\
             [[fix]]\narticle = \"{pier}\"\nexact = \"\"\"The gates\n were shut\"\"\"\nspeaker = \"Port Authority\"\n\
             [[fix]]\narticle = \"{}\"\nexact = \"nobody will pay more\"\nspeaker = \"none\"\nnote = \"a title\"\n",
            &fees[..8]
        ),
    );
    assert_eq!(index(&archive), "2 re-annotated, 2 same");
    assert_eq!(archive.hits(&["pier", "--speaker", "Bo Ek"]).len(), 1);
    assert_eq!(archive.hits(&["northern", "--speaker", "Kravets"]).len(), 0);
    assert_eq!(archive.found(&["said:(northern pier)"]).len(), 1);
    let made = archive.hits(&["gates", "--speaker", "port authority"]);
    assert_eq!((&made[0]["corrected"], &made[0]["said"]), (&true.into(), &true.into()));
    assert_eq!(made[0]["attributions"][0]["rule"], "correction");
    assert_eq!(made[0]["attributions"][0]["speaker_kind"], "organisation");
    assert_eq!(archive.hits(&["--org", "port authority"]).len(), 1);
    assert_eq!(archive.hits(&["--speaker", "Kravetz"]).len(), 1);
    let nobody = archive.hits(&["nobody will pay", "--speaker", "none"]);
    assert_eq!(nobody[0]["corrected"], true);
    assert!(archive.hits(&["said:(pay more)"]).is_empty());
    let _ = archive.run(&["search", "gates"]).success().prints(" · corrected");
    std::fs::remove_file(archive.path().join("corrections.toml")).expect("a file");
    assert_eq!(index(&archive), "2 re-annotated, 2 same");
    same(&answers(&archive), &before);
}

#[test]
fn what_fits_nothing_is_listed_and_changes_nothing() {
    let archive = archive();
    let before = answers(&archive);
    let pier = id(&archive, "northern pier");
    archive.write(
        "people.toml",
        format!(
            "[[merge]]\ninto = \"Olena Kravets\"\nnames = [\"Helen Kravec\"]\n\
             [[split]]\nname = \"Helen Kravetz\"\narticles = [\"{pier}\", \"zzzzzzzz\"]\nas = \"X Y\"\n\
             [[rename]]\nname = \"Jan Ek\"\nto = \"Jon Ek\"\n\
             [[alias]]\nname = \"Per Ek\"\nalias = \"Pelle\"\n"
        ),
    );
    archive.write(
        "corrections.toml",
        format!(
            "[[fix]]\narticle = \"{pier}\"\nexact = \"the\"\nspeaker = \"A B\"\n\
             [[fix]]\narticle = \"{pier}\"\nexact = \"a boat\"\nspeaker = \"A B\"\n"
        ),
    );
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&ran), "4 same");
    let _ = ran.notes("corrections that fit nothing: 7; list them: onrecord check");
    same(&answers(&archive), &before);
    let ran = archive.run(&["check"]).ends(1);
    for line in [
        "unfit: people.toml: line 1: nobody in the archive is called Helen Kravec; did you mean Helen Kravetz",
        &format!(
            "unfit: people.toml ({pier}): line 4: nobody in this article is called Helen Kravetz"
        ),
        "unfit: people.toml: line 4: zzzzzzzz: no such article in the index",
        "unfit: people.toml: line 8: nobody in the archive is called Jan Ek",
        "unfit: people.toml: line 11: nobody in the archive is called Per Ek",
        &format!("unfit: corrections.toml ({pier}): line 1: “the” stands in the article 2 times"),
        &format!(
            "unfit: corrections.toml ({pier}): line 5: “a boat” does not stand in the article"
        ),
        "7 unfit",
    ] {
        assert!(ran.stdout.contains(line), "not printed: {line}\n{ran}");
    }
}

#[test]
fn nobody_says_a_heading() {
    let archive = Archive::new()
        .file(
            "a.md",
            "# The pier\n\n## Old gates\n\nOlena Kravets said that it had rained all day.\n",
        )
        .indexed();
    let id = id(&archive, "rained");
    let fix = format!("[[fix]]\narticle = \"{id}\"\nexact = \"Old gates\"\nspeaker = \"Jo Ek\"\n");
    archive.write("corrections.toml", fix);
    let _ = archive.run(&["index"]).success().notes("corrections that fit nothing: 1");
    let _ = archive.run(&["check"]).ends(1).prints("“Old gates” is a heading, which nobody says");
    assert!(archive.hits(&["--speaker", "Jo Ek"]).is_empty());
}

#[test]
fn check_names_the_articles_that_are_to_be_corrected_and_repairs_them() {
    let archive = archive();
    let _ = archive.run(&["check"]).success();
    archive.write("people.toml", MERGE);
    let ran = archive.run(&["check"]).ends(1).prints("1 stale");
    let _ = ran.prints("2024-03-02-fees.txt").prints("corrections that are not applied yet");
    let _ = archive.run(&["check", "--repair"]).success();
    assert_eq!(archive.hits(&["--speaker", "Kravets"]).len(), 4);
    archive.write(
        "people.toml",
        format!("{MERGE}[[alias]]\nname = \"Olena Kravets\"\nalias = \"O\"\n"),
    );
    let _ = archive.run(&["check"]).ends(1).prints("stale: people.toml");
    assert_eq!(index(&archive), "4 same");
    let _ = archive.run(&["check"]).success();
}

#[test]
fn an_invalid_file_stops_with_its_place() {
    let archive = archive();
    archive.write("people.toml", "[[merge]]\ninto = \"A\"\nname = [\"B\"]\n");
    for args in [
        &["index"][..],
        &["search", "pier"],
        &["facets"],
        &["people"],
        &["check"],
        &["people", "alias", "Helen Kravetz", "H"],
        &["index", "--rebuild"],
    ] {
        let ran = archive.run(args).ends(2).notes("people.toml: line 3, column 1: unknown field");
        assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
    }
    let new = Archive::new().file("a.txt", "The dam held.");
    new.write("corrections.toml", b"[[fix]]\n# \xff\n");
    let ran = new.run(&["index", "."]).ends(2).notes("corrections.toml: line 2, column 3");
    assert!(!new.path().join(".onrecord").exists(), "{ran}");
}

#[test]
fn corrections_in_another_folder_are_remembered() {
    let archive = archive();
    archive.write("ours/people.toml", MERGE);
    let ran = archive.run(&["index", "--json", "--corrections", "ours"]).success();
    assert_eq!(counts(&ran), "1 re-annotated, 3 same");
    assert_eq!(index(&archive), "4 same");
    let _ = archive.run(&["people", "rename", "Olena Kravets", "Olena K"]).success();
    let text = std::fs::read_to_string(archive.path().join("ours/people.toml")).expect("a file");
    assert!(text.starts_with(MERGE) && text.contains("[[rename]]"), "{text}");
    let _ = archive.run(&["index", "--corrections", "."]).success();
    assert_eq!(archive.hits(&["--speaker", "=Helen Kravetz"]).len(), 2);
    let _ = archive.run(&["index", "--corrections", "nowhere"]).ends(2).notes("no such folder");
}

#[test]
fn articles_whose_files_are_gone_or_not_asked_for_are_corrected_too() {
    let archive = archive();
    std::fs::remove_file(archive.path().join("2024-03-02-fees.txt")).expect("a file");
    archive.write("people.toml", MERGE);
    let ran = archive.run(&["index", "--json", "2024-03-01-pier.txt"]).success();
    assert_eq!(counts(&ran), "1 re-annotated, 1 same");
    assert_eq!(archive.hits(&["--speaker", "Olena"]).len(), 4);
    let ran = archive.run(&["search", "pier"]).success();
    assert!(!ran.stderr.contains("not applied"), "{ran}");
}

#[test]
fn a_beginning_of_an_id_means_one_article_or_none() {
    let record = |n: u32| format!("{{\"id\": {n}, \"text\": \"Olena Kravets said it rained.\"}}\n");
    // The ids of these two records begin with the same four characters.
    let (one, other) = (record(601), record(1669));
    let archive = Archive::new().file("lines.jsonl", &one);
    archive.write(
        "people.toml",
        "[[split]]\nname = \"Olena Kravets\"\narticles = [\"bjn4\"]\nas = \"Olena Two\"\n",
    );
    let archive = archive.indexed();
    assert_eq!(archive.hits(&["--speaker", "=Olena Two"]).len(), 1);
    let _ = archive.run(&["check"]).success();
    archive.write("lines.jsonl", format!("{one}{other}"));
    assert_eq!(index(&archive), "1 added, 1 same");
    let _ = archive.run(&["search"]).success().notes("corrections are not applied yet");
    assert_eq!(index(&archive), "2 re-annotated");
    assert_eq!(index(&archive), "2 same");
    assert!(archive.hits(&["--speaker", "=Olena Two"]).is_empty());
    let _ = archive.run(&["check"]).ends(1).prints("bjn4: begins the ids of 2 articles");
    let ran = archive.run(&["search"]).success();
    assert!(!ran.stderr.contains("not applied"), "{ran}");
}

/// Ends a run after some files.
struct Ending(AtomicU64);

impl Progress for Ending {
    fn found(&self, _files: u64) {}

    fn read(&self, _bytes: u64) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }

    fn stop(&self) -> bool {
        self.0.load(Ordering::Relaxed) == 0
    }
}

#[test]
fn what_an_ended_run_left_is_corrected_by_the_next() {
    for undo in [false, true] {
        let archive = archive();
        let before = answers(&archive);
        let rename = "[[rename]]\nname = \"Olena Kravets\"\nto = \"O. Kravets\"\n";
        archive.write("people.toml", rename);
        let path = archive.path().join(".onrecord");
        let writer = embedded::write(&path, 1).expect("a writer");
        let engine = embedded::open(&path).expect("an index");
        let state = Engine::state(&engine).expect("a state");
        let mut roots = state.roots.clone();
        roots[0].root.path = archive.path().to_owned();
        let corrections = Corrections::read(archive.path()).expect("corrections");
        let plan = Plan {
            roots,
            state,
            started: i64::MAX,
            hash: false,
            gone: Gone::Keep,
            corrections,
            ..Plan::default()
        };
        let memory: &(dyn Memory + Sync) = &engine;
        let report = run(Some(memory), Some(writer), &plan, &Ending(AtomicU64::new(2)));
        let report = report.expect("a report");
        assert!(report.interrupted && report.written, "{report:?}");
        assert_eq!(report.articles.reannotated, 1);
        let _ = archive.run(&["search"]).success().notes("corrections are not applied yet");
        if undo {
            archive.write("people.toml", "");
            assert_eq!(index(&archive), "1 re-annotated, 3 same");
            same(&answers(&archive), &before);
        } else {
            assert_eq!(index(&archive), "1 re-annotated, 3 same");
            assert_eq!(archive.hits(&["--speaker", "=O. Kravets"]).len(), 2);
        }
        let ran = archive.run(&["search"]).success();
        assert!(!ran.stderr.contains("not applied"), "{ran}");
    }
}

#[test]
fn commands_write_what_they_are_told_and_keep_the_rest_of_the_file() {
    let archive = archive();
    let song = id(&archive, "song");
    archive.write("people.toml", "# what we know\n\n");
    let ran = archive.run(&["people", "merge", "Olena Kravets", "kravetz"]).success();
    let _ = ran.prints("[[merge]]").notes("apply with: onrecord index");
    let ran = archive.run(&[
        "people",
        "split",
        "olena kravets",
        "--as",
        "Olena Kravets (singer)",
        &song[..5],
    ]);
    let _ = ran.success().prints(&song);
    let _ = archive.run(&["people", "alias", "Harbour Workers Union", "Dockers"]).success();
    let text = std::fs::read_to_string(archive.path().join("people.toml")).expect("a file");
    assert_eq!(
        text,
        format!(
            "# what we know\n\n\n[[merge]]\ninto = \"Olena Kravets\"\nnames = [\"Helen Kravetz\"]\n\n\
             [[split]]\nname = \"Olena Kravets\"\narticles = [\"{song}\"]\nas = \"Olena Kravets (singer)\"\n\n\
             [[alias]]\nname = \"Harbour Workers Union\"\nalias = \"Dockers\"\n"
        )
    );
    assert_eq!(index(&archive), "2 re-annotated, 2 same");
    // Names are now those that the archive shows.
    let _ = archive.run(&["people", "rename", "Olena Kravets", "O. Kravets"]).success();
    assert_eq!(index(&archive), "2 re-annotated, 2 same");
    assert_eq!(archive.hits(&["--speaker", "=O. Kravets"]).len(), 3);
    assert_eq!(archive.hits(&["--speaker", "=Helen Kravetz"]).len(), 3);
    assert_eq!(archive.hits(&["--speaker", "=Olena Kravets (singer)"]).len(), 1);
    assert_eq!(archive.hits(&["--org", "dockers"]).len(), 1);
}

#[test]
fn commands_refuse_what_names_nobody_or_several() {
    let archive = archive();
    let song = id(&archive, "song");
    for (args, told) in [
        (
            &["merge", "Olena Kravets", "Helen Kravez"][..],
            "nobody called Helen Kravez; did you mean Helen Kravetz",
        ),
        (&["alias", "Jan Ek", "J"], "nobody called Jan Ek"),
        (&["rename", "Olena Kravets", "none"], "none stands for what is missing"),
        (&["rename", "Olena Kravets", "Helen Kravetz"], "is somebody already"),
        (&["merge", "Olena Kravets", "olena"], "is one entry already"),
        (&["split", "Olena Kravets", "--as", "olena kravets", "zzzz"], "zzzz: no such article"),
        (
            &["split", "Helen Kravetz", "--as", "H K", &song],
            "nobody in this article is called Helen",
        ),
    ] {
        let ran = archive.run(&[&["people"], args].concat()).ends(2).notes(told);
        assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
    }
    assert!(!archive.path().join("people.toml").exists());
    archive.write("more.txt", "Olena Haddad said it rained.\n");
    let _ = archive.run(&["index"]).success();
    let ran = archive.run(&["people", "alias", "Olena", "O"]).ends(2);
    let _ = ran.notes("Olena: matches several: Olena ");
}

#[test]
fn somebody_called_like_a_command_can_be_listed() {
    let archive = Archive::new()
        .file("a.txt", "Anna Merge said the pier was safe. Omar Haddad said it was not.\n")
        .indexed();
    let ran = archive.run(&["people", "--", "merge"]).success().prints("Anna Merge");
    assert!(!ran.stdout.contains("Haddad"), "{ran}");
    let _ = archive.run(&["people", "Merge"]).success().prints("Anna Merge");
    let _ = archive.run(&["people", "Anna", "Merge", "--json"]).success().prints("Anna Merge");
    let _ = archive.run(&["people", "--all", "Haddad"]).success().prints("Haddad");
    let _ = archive.run(&["people", "merge"]).ends(2).notes("Usage");
    let ran = archive.run(&["people", "--all", "merge"]).success().prints("Anna Merge");
    assert!(!ran.stdout.contains("Haddad"), "{ran}");
}

#[test]
fn show_prints_the_blocks_to_paste() {
    let archive = archive();
    for words in ["northern pier", "union rejected", "nobody will pay"] {
        let id = id(&archive, words);
        let ran = archive.run(&["show", &id, "--explain"]).success();
        assert!(ran.stdout.contains("# rule "), "{ran}");
        let blocks: Vec<&str> = ran
            .stdout
            .lines()
            .filter(|line| {
                ["[[fix]]", "article = ", "exact = ", "speaker = "]
                    .iter()
                    .any(|start| line.starts_with(start))
            })
            .collect();
        assert!(blocks.len() >= 4 && blocks.len().is_multiple_of(4), "{ran}");
        let text: Vec<&str> = blocks
            .iter()
            .map(|line| if line.starts_with("speaker") { "speaker = \"Ann Lee\"" } else { line })
            .collect();
        archive.write("corrections.toml", text.join("\n"));
        let _ = archive.run(&["index"]).success();
        let _ = archive.run(&["check"]).success();
        let found = archive.hits(&[&format!("id:{id}")]);
        let speakers = found.iter().flat_map(|hit| hit["attributions"].as_array().expect("a list"));
        for attribution in speakers {
            assert_eq!(attribution["speaker"], "Ann Lee", "{text:?}");
        }
    }
}

#[test]
fn annotate_corrects_only_on_request_and_by_whole_ids() {
    let archive = Archive::new().file(
        "lines.jsonl",
        "{\"id\": \"a-1\", \"text\": \"Mayor Olena Kravets said the pier was safe.\"}\n\
         {\"id\": \"a-10\", \"text\": \"Mayor Olena Kravets said the pier was safe.\"}\n",
    );
    archive.write(
        "corrections.toml",
        "[[fix]]\narticle = \"a-1\"\nexact = \"pier was safe\"\nspeaker = \"Bo Ek\"\n",
    );
    archive.write("people.toml", "[[merge]]\ninto = \"Bo Ekman\"\nnames = [\"Bo Ek\"]\n");
    let speakers = |args: &[&str]| -> Vec<String> {
        let ran = archive.run(&[&["annotate", "--jsonl", "lines.jsonl"], args].concat()).success();
        let lines = ran.json();
        lines.iter().map(|line| line["attributions"][0]["speaker"].to_string()).collect()
    };
    assert_eq!(speakers(&[]), ["\"Olena Kravets\"", "\"Olena Kravets\""]);
    assert_eq!(speakers(&["--corrections", "."]), ["\"Bo Ekman\"", "\"Olena Kravets\""]);
    let _ = archive.run(&["annotate", "--jsonl", "lines.jsonl", "--corrections", "no"]).ends(2);
}

const NAMES: [&str; 6] =
    ["Olena Kravets", "Oléna Kravets", "Omar Haddad", "Harbour Council", "Anna Berg", "Jo Ek"];

const WORDS: [&str; 4] = ["the pier was safe", "the dam was old", "was", "the fees were fair"];

/// One to three articles; in each some of the names say some of the words.
fn articles() -> impl Strategy<Value = Vec<Vec<(usize, usize)>>> {
    let statement = (0..NAMES.len() - 1, 0..WORDS.len());
    prop::collection::vec(prop::collection::vec(statement, 1..4), 1..4)
}

/// Files of corrections that may contradict themselves, for articles `a.txt`, `b.txt`, `c.txt`.
fn files() -> impl Strategy<Value = (String, String)> {
    let block = (0..5usize, 0..NAMES.len(), 0..NAMES.len(), 0..3usize, 0..WORDS.len());
    prop::collection::vec(block, 0..5).prop_map(|blocks| {
        let (mut people, mut fixes) = (String::new(), String::new());
        for (kind, one, other, article, words) in blocks {
            let (one, other) = (NAMES[one], NAMES[other]);
            // The id that the article is to have is put in its place later.
            let article = ["A", "B", "C"][article];
            let block = match kind {
                0 => format!("[[merge]]\ninto = \"{one}\"\nnames = [\"{other}\"]\n"),
                1 => format!(
                    "[[split]]\nname = \"{one}\"\narticles = [\"ID-{article}\"]\nas = \"{other} Two\"\n"
                ),
                2 => format!("[[rename]]\nname = \"{one}\"\nto = \"{other}\"\n"),
                3 => format!("[[alias]]\nname = \"{one}\"\nalias = \"The {other}\"\n"),
                _ => {
                    let (words, speaker) = (WORDS[words], if words == 3 { "none" } else { one });
                    let _ = write!(
                        fixes,
                        "[[fix]]\narticle = \"ID-{article}\"\nexact = \"{words}\"\nspeaker = \"{speaker}\"\n"
                    );
                    continue;
                }
            };
            people.push_str(&block);
        }
        (people, fixes)
    })
}

fn filled(articles: &[Vec<(usize, usize)>]) -> Archive {
    let archive = Archive::new();
    for (name, statements) in ["a.txt", "b.txt", "c.txt"].iter().zip(articles) {
        let mut text = String::new();
        for (who, what) in statements {
            let _ = writeln!(text, "{} said {}.", NAMES[*who], WORDS[*what]);
        }
        archive.write(name, text);
    }
    archive
}

proptest! {
    #![proptest_config(Config { cases: 12, ..Config::default() })]

    #[test]
    fn corrections_one_after_the_other_end_as_the_last_ones_alone(
        articles in articles(),
        steps in prop::collection::vec(files(), 1..4),
    ) {
        let archive = filled(&articles).indexed();
        let before = answers(&archive);
        let mut ids = [("ID-A", String::new()), ("ID-B", String::new()), ("ID-C", String::new())];
        for hit in archive.hits(&["--all"]) {
            let path = hit["article"]["path"].as_str().expect("a path");
            let at = ["a.txt", "b.txt", "c.txt"].iter().position(|name| *name == path);
            hit["article"]["id"].as_str().expect("an id").clone_into(&mut ids[at.expect("one")].1);
        }
        for (people, fixes) in &steps {
            let with_ids = |text: &str| ids.iter().filter(|(_, id)| !id.is_empty()).fold(
                text.to_owned(), |text, (name, id)| text.replace(name, id)
            );
            let fresh = filled(&articles);
            for to in [&archive, &fresh] {
                to.write("people.toml", with_ids(people));
                to.write("corrections.toml", with_ids(fixes));
            }
            let ran = fresh.run(&["index", "."]);
            let applied = archive.run(&["index"]);
            prop_assert_eq!(ran.status, applied.status, "{}", ran);
            if ran.status == 2 {
                // They contradict themselves.
                prop_assert!(ran.stderr.contains("people.toml: line "), "{}", ran);
                continue;
            }
            same(&answers(&archive), &answers(&fresh));
            let all = format!("{} same", articles.len());
            prop_assert_eq!(index(&archive), &*all);
            prop_assert_eq!(index(&fresh), &*all);
        }
        for name in ["people.toml", "corrections.toml"] {
            std::fs::remove_file(archive.path().join(name)).expect("a file");
        }
        let _ = archive.run(&["index"]).success();
        same(&answers(&archive), &before);
    }
}

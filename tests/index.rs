//! Reading files into an index.

use crate::harness::{Archive, TALKS, counts};

#[test]
fn every_file_is_accounted_for() {
    let archive = Archive::new()
        .file("a.txt", TALKS)
        .file("b.md", "---\ntitle: Notes\ndate: 2024-05-01\n---\n\nThe pier opened today.\n")
        .file("c.json", "{\"headline\": \"Pier\", \"datePublished\": \"2024-05-02\", \"articleBody\": \"It is open.\"}")
        .file("d.jsonl", "{\"id\": 1, \"text\": \"First.\"}\nnot json\n{\"id\": 3, \"text\": \"Third.\"}\n")
        .file("e.json", "{\"headline\": ")
        .file("f.jpg", [0xff, 0xd8, 0xff])
        .file("g.txt", "");
    let ran = archive.run(&["index", ".", "--json"]).success();
    let report = &ran.json()[0];
    assert_eq!(report["files"]["indexed"], 4, "{ran}");
    assert_eq!(report["articles"]["added"], 5, "{ran}");
    assert_eq!(report["failed"].as_array().map(Vec::len), Some(2), "{ran}");
    assert_eq!(report["files"]["skipped"]["unsupported-kind"], 1, "{ran}");
    assert_eq!(report["files"]["skipped"]["empty"], 1, "{ran}");
    let _ = ran.notes("d.jsonl").notes("e.json");
}

#[test]
fn a_second_run_says_same_and_a_changed_article_keeps_its_id() {
    let archive = Archive::talks();
    let before = archive.hits(&["northern pier"]);
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&ran), "1 same");
    archive.write("2024-04-18-talks.txt", TALKS.replace("northern", "southern"));
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&ran), "1 changed");
    assert!(archive.found(&["northern"]).is_empty());
    let after = archive.hits(&["southern pier"]);
    assert_eq!(before[0]["id"], after[0]["id"]);
    let people = archive.run(&["people"]).success();
    assert_eq!(people.stdout.matches("Olena Kravets").count(), 1, "{people}");
}

#[test]
fn a_second_root_has_ids_of_its_own() {
    let archive = Archive::new().file("one/a.txt", TALKS).file("two/a.txt", TALKS);
    let _ = archive.run(&["index", "one", "--index", "."]).success();
    let _ = archive.run(&["index", "two", "--index", "."]).success();
    let ids: Vec<_> =
        archive.hits(&["northern pier"]).iter().map(|hit| hit["id"].clone()).collect();
    assert_eq!(ids.len(), 2);
    assert_ne!(ids[0], ids[1]);
    let again = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&again), "2 same");
}

#[test]
fn rebuild_makes_the_index_anew() {
    let archive = Archive::talks();
    let ran = archive.run(&["index", "--rebuild", "--json"]).success();
    assert_eq!(counts(&ran), "1 added");
    assert_eq!(archive.found(&["northern pier"]).len(), 1);
    let left: Vec<_> = std::fs::read_dir(archive.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn an_index_of_another_version_is_named_and_not_read() {
    let archive = Archive::talks();
    archive.write(".onrecord/onrecord.json", "{\"format\":0,\"analyzer\":1}");
    let _ = archive.run(&["search", "pier"]).ends(2).notes("older version").notes("--rebuild");
    let _ = archive.run(&["index", ".", "--rebuild"]).success();
    assert_eq!(archive.found(&["northern pier"]).len(), 1);
    archive.write(".onrecord/onrecord.json", "{\"format\":99,\"analyzer\":1}");
    let _ = archive.run(&["search", "pier"]).ends(2).notes("newer version");
}

#[test]
fn a_second_writer_is_turned_away() {
    let archive = Archive::talks();
    let writer = onrecord::engine::embedded::write(&archive.path().join(".onrecord"), 1);
    let writer = writer.expect("a writer");
    let _ = archive.run(&["index"]).ends(75).notes("locked");
    assert_eq!(archive.found(&["northern pier"]).len(), 1);
    drop(writer);
    let _ = archive.run(&["index"]).success();
}

#[test]
fn without_an_index_the_way_to_make_one_is_told() {
    let archive = Archive::new();
    let _ = archive.run(&["search", "pier"]).ends(2).notes("onrecord index FOLDER");
    let _ = archive.run(&["index"]).ends(2).notes("onrecord index FOLDER");
    let _ = archive.run(&["index", "nowhere"]).ends(2).notes("nowhere");
}

#[test]
fn a_file_alone_can_be_indexed() {
    let archive = Archive::new().file("a.txt", TALKS).file("b.txt", "Another text stands here.\n");
    let _ = archive.run(&["index", "a.txt"]).ends(2).notes("--index");
    let ran =
        archive.run(&["index", "a.txt", "--index", ".", "--published", "2024-04-18", "--json"]);
    assert_eq!(counts(&ran.success()), "1 added");
    let again = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&again), "1 same");
    assert_eq!(archive.hits(&["pier"])[0]["article"]["published_from"], "given");
}

#[test]
fn options_of_a_root_hold_until_another_run_changes_them() {
    let archive = Archive::new().file("a.txt", TALKS);
    let _ =
        archive.run(&["index", ".", "--published", "2024-04-18", "--outlet", "Gazette"]).success();
    let _ = archive.run(&["index", ".", "--hash"]).success();
    let article = archive.hits(&["pier"])[0]["article"].clone();
    assert_eq!(
        (&article["published"], &article["outlet"]),
        (&"2024-04-18".into(), &"Gazette".into())
    );
    let _ = archive.run(&["index", ".", "--outlet", "Herald"]).success();
    let article = archive.hits(&["pier"])[0]["article"].clone();
    assert_eq!(
        (&article["published"], &article["outlet"]),
        (&"2024-04-18".into(), &"Herald".into())
    );
}

#[test]
fn strict_runs_fail_with_a_failed_file() {
    let archive = Archive::new().file("a.txt", TALKS).file("b.json", "{");
    let _ = archive.run(&["index", ".", "--strict"]).ends(2);
    let _ = archive.run(&["index", "."]).success();
}

#[test]
fn how_dates_are_told_is_an_option_that_a_root_remembers() {
    let archive = Archive::new().file(
        "2009-12-19-life.txt",
        "The war began in 1941.\nThey met in May 1942 near the old mill. He returned on July 3.\n",
    );
    let about = |date: &str| archive.found(&["--mentioned", date]).len();
    let _ = archive.run(&["index", "."]).success();
    assert_eq!((about("1942-07-03"), about("2009-07-03")), (0, 1));
    let ran = archive.run(&["index", ".", "--json", "--date-style", "narrative"]).success();
    assert_eq!(counts(&ran), "1 changed");
    assert_eq!((about("1942-07-03"), about("2009-07-03")), (1, 0));
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&ran), "1 same");
    let _ = archive.run(&["index", "--rebuild"]).success();
    assert_eq!(about("1942-07-03"), 1);
}

//! `NAME.meta.json` beside `NAME`: what it gives an article, and what becomes of it.

use crate::harness::{Archive, TALKS, counts};

const SIDECAR: &str = r#"{"headline": "Pier to open in May", "author": ["Mary Cole", "John Hill"],
    "publisher": {"name": "Harbour Post"}, "url": "https://example.org/2020/01/02/pier",
    "datePublished": "2024-04-18T23:00:00-05:00", "inLanguage": "en"}"#;

/// What an `index --json` said of files: indexed, failed, then each reason of a skip.
fn files(ran: &crate::harness::Ran) -> String {
    let files = &ran.json()[0]["files"];
    format!("{} indexed, {} failed, {}", files["indexed"], files["failed"], files["skipped"])
}

#[test]
fn a_sidecar_says_what_the_file_does_not() {
    let archive = Archive::new()
        .file("2019-05-01-talks.txt", TALKS)
        .file("2019-05-01-talks.txt.meta.json", SIDECAR);
    let ran = archive.run(&["index", ".", "--json"]).success();
    assert_eq!(files(&ran), r#"1 indexed, 0 failed, {"sidecar":1}"#);
    let hits = archive.hits(&["northern pier", "--outlet", "Harbour Post", "--byline", "Hill"]);
    let article = &hits[0]["article"];
    assert_eq!(article["headline"], "Pier to open in May");
    assert_eq!(article["published"], "2024-04-18");
    assert_eq!(article["published_from"], "sidecar");
    assert_eq!(article["url"], "https://example.org/2020/01/02/pier");
    let _ = archive
        .run(&["show", article["id"].as_str().expect("an id")])
        .success()
        .prints("2024-04-18");
    let annotated = archive.run(&["annotate", "2019-05-01-talks.txt"]).success();
    assert_eq!(annotated.json()[0]["published_from"], "sidecar");
}

#[test]
fn a_changed_sidecar_reads_its_article_again() {
    let archive = Archive::new()
        .file("a.txt", TALKS)
        .file("b.txt", "The dam held.\n")
        .file("a.txt.meta.json", r#"{"published": "2024-04-18"}"#)
        .indexed();
    let index = |archive: &Archive| {
        let ran = archive.run(&["index", "--json"]).success();
        counts(&ran)
    };
    let day = |archive: &Archive| archive.hits(&["northern"])[0]["article"]["published"].clone();
    assert_eq!(index(&archive), "2 same");
    assert_eq!(day(&archive), "2024-04-18");
    // Of the same size, and perhaps within the same tick of the file system's clock.
    archive.write("a.txt.meta.json", r#"{"published": "2024-04-19"}"#);
    let _ = archive.run(&["check"]).ends(1).prints("the file that describes it changed");
    assert_eq!(index(&archive), "1 changed, 1 same");
    assert_eq!(day(&archive), "2024-04-19");
    assert_eq!(index(&archive), "2 same");
    let _ = archive.run(&["check"]).success();
    std::fs::remove_file(archive.path().join("a.txt.meta.json")).expect("a file");
    assert_eq!(index(&archive), "1 changed, 1 same");
    assert_eq!(day(&archive), serde_json::Value::Null);
    archive.write("b.txt.meta.json", r#"{"published": "2024-04-20"}"#);
    assert_eq!(index(&archive), "1 changed, 1 same");
    archive.write("b.txt.meta.json", r#"{"published" : "2024-04-20"}"#);
    assert_eq!(index(&archive), "2 same");
}

#[test]
fn a_malformed_sidecar_fails_by_itself_until_it_is_repaired() {
    let archive = Archive::new()
        .file("2024-04-18.txt", TALKS)
        .file("2024-04-18.txt.meta.json", "{\"published\": \"2024-04-19\",\n \"headline\" }");
    for run in ["1 added", "1 same"] {
        let ran = archive.run(&["index", ".", "--json"]).success();
        assert_eq!(counts(&ran), run);
        assert_eq!(files(&ran), "1 indexed, 1 failed, {}");
        let failed = &ran.json()[0]["failed"];
        assert_eq!(failed[0]["path"], "2024-04-18.txt.meta.json");
        assert_eq!(failed[0]["reason"], "line 2, column 13: expected `:`");
    }
    let _ =
        archive.run(&["check", "--failed"]).prints("2024-04-18.txt.meta.json: line 2, column 13");
    assert_eq!(archive.hits(&["northern"])[0]["article"]["published_from"], "path");
    archive.write("2024-04-18.txt.meta.json", "{\"published\": \"2024-04-19\"}");
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&ran), "1 changed");
    assert_eq!(files(&ran), r#"1 indexed, 0 failed, {"sidecar":1}"#);
    assert_eq!(archive.hits(&["northern"])[0]["article"]["published"], "2024-04-19");
}

#[test]
fn a_sidecar_without_its_file_is_skipped_with_the_reason() {
    let archive = Archive::new()
        .file("a.txt", TALKS)
        .file("gone.txt.meta.json", SIDECAR)
        .file("b.png", "picture")
        .file("b.png.meta.json", SIDECAR);
    for _ in 0..2 {
        let ran = archive.run(&["index", ".", "--json"]).success();
        let skipped = r#"{"orphan-sidecar":1,"sidecar":1,"unsupported-kind":1}"#;
        assert_eq!(files(&ran), format!("1 indexed, 0 failed, {skipped}"));
    }
    let _ = archive.run(&["index", "."]).prints("1 sidecar without its file");
    // The file comes back.
    archive.write("gone.txt", "The dam held through the night.\n");
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&ran), "1 added, 1 same");
    assert_eq!(archive.hits(&["dam"])[0]["article"]["published_from"], "sidecar");
}

#[test]
fn a_moved_file_takes_its_sidecar_along() {
    let archive = Archive::new().file("a.txt", TALKS).file("a.txt.meta.json", SIDECAR).indexed();
    for name in ["a.txt", "a.txt.meta.json"] {
        let new = archive.path().join(format!("new-{name}"));
        std::fs::rename(archive.path().join(name), new).expect("a file");
    }
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&ran), "1 moved");
    assert_eq!(archive.hits(&["northern"])[0]["article"]["headline"], "Pier to open in May");
    assert_eq!(counts(&archive.run(&["index", "--json"]).success()), "1 same");
}

#[test]
fn the_sidecar_of_a_file_of_many_dates_its_records() {
    let archive = Archive::new()
        .file(
            "export.jsonl",
            "{\"id\": 1, \"title\": \"Dam\", \"text\": \"The dam held.\"}\n\
             {\"id\": 2, \"text\": \"The pier opens.\", \"outlet\": \"Wire\"}\n",
        )
        .file("export.jsonl.meta.json", SIDECAR)
        .indexed();
    let hits = archive.hits(&["--sort", "oldest"]);
    assert_eq!(hits.len(), 2);
    for hit in hits {
        let article = &hit["article"];
        assert_eq!(article["published_from"], "sidecar");
        assert_eq!(article["url"], serde_json::Value::Null);
        let is_dam = article["headline"] == "Dam";
        assert_eq!(article["outlet"], if is_dam { "Harbour Post" } else { "Wire" });
    }
}

//! An index of every version of the format, made by the program of its time: today's program reads
//! its own, and says of any other that it is to be rebuilt.
//!
//! A change of what is stored, or how, makes the first test fail until `FORMAT` or `ANALYZER` is
//! raised; then `cargo test -- --ignored makes_the_index` makes the index of the new version.

use std::fs;
use std::path::{Path, PathBuf};

use onrecord::engine::{Engine as _, FileOutcome, embedded};
use onrecord::text::ANALYZER;

use crate::harness::{Archive, copy};

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures")
}

/// The folder of the index of today's version.
fn current() -> PathBuf {
    fixtures().join(format!("index-{}-{ANALYZER}", embedded::FORMAT))
}

/// The archive with an index that was made of it.
fn with_index(index: &Path) -> Archive {
    let archive = Archive::new();
    copy(&fixtures().join("archive"), archive.path());
    let folder = archive.path().join(".onrecord");
    for part in ["", "engine"] {
        fs::create_dir_all(folder.join(part)).expect("a folder");
    }
    copy(index, &folder);
    archive
}

#[test]
fn the_index_of_this_version_is_read_whole() {
    let index = current();
    assert!(
        index.is_dir(),
        "{} is not there; make it with: cargo test -- --ignored makes_the_index",
        index.display()
    );
    let archive = with_index(&index);
    let engine = embedded::open(&archive.path().join(".onrecord")).expect("an index");
    let state = engine.state().expect("a state");
    assert_eq!(state.roots.len(), 1);
    let mut articles = Vec::new();
    engine
        .each_article(&mut |_, stored| {
            let article = stored.expect("readable").article;
            let day = article.published.map(|day| day.to_string());
            articles.push((article.path, day, article.body.len()));
        })
        .expect("articles");
    articles.sort();
    let day = |day: &str| Some(day.to_owned());
    let path = |path: &str| Some(path.to_owned());
    assert_eq!(
        articles,
        [
            (path("2024-04-18-talks.txt"), day("2024-04-18"), 262),
            (path("letters.jsonl"), day("2024-05-02"), 41),
            (path("letters.jsonl"), day("2024-05-02"), 65),
        ]
    );
    assert_eq!(engine.fingerprints().expect("fingerprints").len(), 3);
    let mut ledger = engine.ledger().expect("a ledger");
    ledger.sort_by(|a, b| a.key.cmp(&b.key));
    let [talks, broken, letters] = &ledger[..] else { panic!("{ledger:?}") };
    assert_eq!(talks.outcome, FileOutcome::Indexed);
    assert!(matches!(&broken.outcome, FileOutcome::Failed(_)), "{broken:?}");
    assert_eq!((letters.articles.len(), letters.failed_records.len()), (2, 1));
    let sidecar = letters.sidecar.as_ref().expect("a sidecar");
    assert_eq!((&*sidecar.path, sidecar.stamp.size), ("letters.jsonl.meta.json", 54));
}

#[test]
fn the_index_of_this_version_answers() {
    let archive = with_index(&current());
    let talks = "2024-04-18-talks.txt";
    assert_eq!(archive.found(&["northern pier", "--speaker", "Kravets"]), [format!("{talks}#2")]);
    assert_eq!(archive.found(&["said:(low wages)"]), [format!("{talks}#3")]);
    assert_eq!(archive.found(&["dam", "--mentioned", "2022..2024"]), ["letters.jsonl#1"]);
    assert_eq!(archive.found(&["outlet:Harbour"]), ["letters.jsonl#1"]);
    assert_eq!(archive.found(&["\"boatmen of the old quay\""]).len(), 1);
    let people = archive.run(&["people", "Kravets", "--json"]).success();
    assert_eq!(people.json()[0]["label"], "Olena Kravets", "{people}");
    let hits = archive.hits(&["northern pier"]);
    let id = hits[0]["id"].as_str().expect("an id");
    let _ = archive.run(&["show", id]).success().prints("northern pier").prints("Kravets");
    let _ = archive.run(&["facets", "--by", "speaker,date:month"]).success().prints("Kravets");
    let _ = archive.run(&["stats"]).success();
}

#[test]
fn an_index_of_any_other_version_is_named_and_rebuilt() {
    let mut others = 0;
    for entry in fs::read_dir(fixtures()).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        if !name.starts_with("index-") || path == current() {
            continue;
        }
        others += 1;
        let archive = with_index(&path);
        let _ = archive.run(&["search", "dam"]).ends(2).notes("index --rebuild");
        let _ = archive.run(&["index", ".", "--rebuild"]).success();
        assert_eq!(archive.found(&["dam"]).len(), 1);
    }
    assert!(others > 0);
}

#[test]
#[ignore = "writes the index of this version into the sources"]
fn makes_the_index_of_this_version() {
    let archive = Archive::new();
    copy(&fixtures().join("archive"), archive.path());
    let archive = archive.indexed();
    let index = current();
    let _ = fs::remove_dir_all(&index);
    fs::create_dir_all(index.join("engine")).expect("a folder");
    copy(&archive.path().join(".onrecord"), &index);
    // What keeps writers apart is no part of an index.
    for lock in ["engine/.tantivy-writer.lock", "engine/.tantivy-meta.lock"] {
        let _ = fs::remove_file(index.join(lock));
    }
}

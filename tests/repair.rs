//! What `check` finds in a damaged index, and what `check --repair` makes of it.

use std::fs;
use std::path::{Path, PathBuf};

use onrecord::engine::embedded::verify;
use onrecord::engine::{Engine as _, FileKey, Writer as _, embedded};
use onrecord::index::annotated;

use crate::harness::{Archive, Ran, TALKS, counts};

/// Articles of two runs, some replaced, each with a word of its own.
fn archive() -> Archive {
    let mut archive = Archive::new();
    for n in 0..24 {
        archive = archive.file(&format!("2024-05-{:02}-pier.txt", n + 1), article(n, "northern"));
    }
    let archive = archive.indexed();
    for n in [2, 3, 7] {
        archive.write(&format!("2024-05-{:02}-pier.txt", n + 1), article(n, "eastern"));
    }
    let _ = archive.run(&["index"]).success();
    archive
}

/// Every article is long enough that not all lie in one block.
fn article(n: usize, word: &str) -> String {
    let talks = TALKS.replace("northern", word);
    let more = (0..40).map(|i| format!("Ship {n} of the line {} was number {i}.\n", i * 7919 + n));
    format!("{talks}{}", more.collect::<String>())
}

fn files(archive: &Archive, ending: &str) -> Vec<PathBuf> {
    let folder = fs::read_dir(archive.path().join(".onrecord/engine")).expect("a folder");
    let mut files: Vec<PathBuf> = folder
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.to_string_lossy().ends_with(ending))
        .collect();
    files.sort();
    files
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).expect("a file");
    bytes[at] ^= 0x20;
    fs::write(path, bytes).expect("a file");
}

/// All that can be asked of an index, without times.
fn answers(archive: &Archive) -> Vec<String> {
    let questions: [&[&str]; 3] = [
        &["search", "--all", "--json"],
        &["facets", "--by", "speaker,date:month,org", "--all", "--json"],
        &["people", "--all", "--json"],
    ];
    let mut lines = Vec::new();
    for question in questions {
        for mut line in archive.run(question).success().json() {
            if let Some(line) = line.as_object_mut() {
                line.remove("elapsed_ms");
                line.remove("commit");
            }
            lines.push(line.to_string());
        }
    }
    lines
}

/// Whether there is an index beside the one of the archive.
fn has_another(archive: &Archive) -> bool {
    let names = fs::read_dir(archive.path()).expect("a folder");
    let names = names.map(|entry| entry.expect("an entry").file_name());
    names.filter(|name| name.to_string_lossy().ends_with(".onrecord")).count() > 1
}

fn problems(ran: &Ran) -> Vec<String> {
    let lines = ran.json();
    let problems = lines.iter().filter(|line| line["type"] == "problem");
    problems
        .map(|line| format!("{} {}", line["kind"].as_str().unwrap_or("?"), line["path"]))
        .collect()
}

#[test]
fn a_damaged_file_is_named_and_made_anew_from_its_sources() {
    let archive = archive();
    let right = answers(&archive);
    let _ = archive.run(&["check"]).success();
    for ending in [".store", ".term", ".idx", ".pos", ".fast", ".fieldnorm", ".del"] {
        let path = files(&archive, ending).pop().expect("a file");
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let middle = fs::metadata(&path).expect("a file").len() / 2;
        flip(&path, usize::try_from(middle).expect("a place"));
        let named = format!("damaged \".onrecord/engine/{name}\"");
        let ran = archive.run(&["check", "--json"]).ends(1);
        assert!(problems(&ran).contains(&named), "{ran}");
        let ran = archive.run(&["check"]).ends(1);
        let _ = ran.prints(&name).prints("onrecord check --repair");
        let ran = archive.run(&["check", "--repair", "--json"]).success();
        assert_eq!(ran.json()[0]["repaired"], "rebuilt", "{ran}");
        assert_eq!(answers(&archive), right, "{ending}");
        assert!(!has_another(&archive));
        let _ = archive.run(&["check"]).success();
        // The rebuilt index has no removed records; the next round begins with some again.
        archive.write("2024-05-09-pier.txt", article(8, ending));
        let _ = archive.run(&["index"]).success();
        archive.write("2024-05-09-pier.txt", article(8, "northern"));
        let _ = archive.run(&["index"]).success();
        assert_eq!(answers(&archive), right, "{ending}");
    }
}

#[test]
fn a_file_that_tells_what_the_index_is_can_be_damaged() {
    let archive = archive();
    let right = answers(&archive);
    for name in ["onrecord.json", "engine/meta.json", "engine/.meta.json", "engine/.managed.json"] {
        let path = archive.path().join(".onrecord").join(name);
        flip(&path, 5);
        let ran = archive.run(&["check", "--json"]).ends(1);
        assert!(problems(&ran).contains(&format!("damaged \".onrecord/{name}\"")), "{ran}");
        let _ = archive.run(&["check", "--repair"]).success();
        assert_eq!(answers(&archive), right, "{name}");
    }
    let mark = archive.path().join(".onrecord/onrecord.json");
    fs::remove_file(&mark).expect("a file");
    for args in [&["search", "pier"][..], &["index"]] {
        let _ = archive.run(args).ends(2).notes("onrecord.json: damaged: is missing");
    }
    let ran = archive.run(&["check", "--json"]).ends(1);
    assert_eq!(problems(&ran), ["damaged \".onrecord/onrecord.json\""], "{ran}");
    let _ = archive.run(&["check", "--repair"]).success();
    assert_eq!(answers(&archive), right);
    assert!(!has_another(&archive));
}

#[test]
fn articles_whose_file_is_gone_are_kept_where_they_are_whole_and_named_where_not() {
    let archive = archive();
    let kept = archive.hits(&["pier", "--all"]).len();
    let gone: Vec<String> = (1..=24).map(|n| format!("2024-05-{n:02}-pier.txt")).collect();
    for name in &gone {
        fs::remove_file(archive.path().join(name)).expect("a file");
    }
    archive.write("2024-06-01-new.txt", article(24, "southern"));
    let stores = files(&archive, ".store");
    let largest = stores.iter().max_by_key(|path| fs::metadata(path).expect("a file").len());
    let largest = largest.expect("a store");
    flip(largest, 3);
    let ran = archive.run(&["check", "--repair", "--json"]).ends(1);
    let lines = ran.json();
    let of = |kind: &str| -> Vec<String> {
        let lines = lines.iter().filter(|line| line["kind"] == kind);
        lines.map(|line| line["path"].as_str().expect("a path").to_owned()).collect()
    };
    let (lost, missing) = (of("lost"), of("missing"));
    assert!(!lost.is_empty() && !missing.is_empty(), "{ran}");
    let mut all = [lost.clone(), missing.clone()].concat();
    all.sort();
    assert_eq!(all, gone, "{ran}");
    // What a better tool may still read is not thrown away.
    let damaged = archive.path().join(".onrecord.damaged.onrecord");
    let ran = ran.notes(&format!("kept: {}", damaged.display()));
    assert!(!verify(&damaged).expect("an index").is_empty(), "{ran}");
    let found = archive.hits(&["pier", "--all"]);
    assert!(found.len() < kept);
    for name in missing {
        assert!(found.iter().any(|hit| hit["article"]["path"] == name.as_str()), "{name}");
    }
    assert_eq!(archive.found(&["southern pier"]).len(), 1);
    // It is whole now, and lacks what is lost without a trace.
    assert_eq!(verify(&archive.path().join(".onrecord")).expect("an index"), []);
    let ran = archive.run(&["check", "--json"]).ends(1);
    assert!(problems(&ran).iter().all(|problem| problem.starts_with("missing")), "{ran}");
    let _ = archive.run(&["check"]).ends(1).prints("onrecord index --prune");
    let _ = archive.run(&["index", "--prune", "--force"]).success();
    let _ = archive.run(&["check"]).success();
}

#[test]
fn what_is_lost_is_named_though_nothing_of_the_store_is_left() {
    let archive = archive();
    for n in 1..=24 {
        let name = format!("2024-05-{n:02}-pier.txt");
        fs::remove_file(archive.path().join(name)).expect("a file");
    }
    archive.write("2024-06-01-new.txt", article(24, "southern"));
    for path in files(&archive, ".store") {
        fs::remove_file(path).expect("a file");
    }
    let ran = archive.run(&["check", "--repair", "--json"]).ends(1);
    let named: Vec<String> =
        (1..=24).map(|n| format!("lost \"2024-05-{n:02}-pier.txt\"")).collect();
    assert_eq!(problems(&ran), named, "{ran}");
    let _ = archive.run(&["check"]).success();
}

#[test]
fn damage_beside_the_store_costs_no_article_whose_file_is_gone() {
    let archive = archive();
    for path in fs::read_dir(archive.path()).expect("a folder") {
        let path = path.expect("an entry").path();
        if path.is_file() {
            fs::remove_file(path).expect("a file");
        }
    }
    let right = answers(&archive);
    for ending in [".term", ".idx", ".fast", ".pos", ".fieldnorm"] {
        for path in files(&archive, ending) {
            flip(&path, 0);
        }
    }
    // The last bytes of a store are checksums, which are not needed where the blocks are whole.
    for path in files(&archive, ".store") {
        let last = fs::metadata(&path).expect("a file").len() - 1;
        flip(&path, usize::try_from(last).expect("a place"));
    }
    // The folder holds nothing now, which is no reason to give up what the index has of it.
    let ran = archive.run(&["check", "--repair", "--json"]).ends(2);
    assert_eq!(ran.json().last().expect("an end")["lost"], 0, "{ran}");
    assert_eq!(answers(&archive), right);
}

#[test]
fn stale_new_and_missing_articles_are_reconciled_without_a_rebuild() {
    let archive = archive();
    archive.write("2024-05-01-pier.txt", article(0, "western"));
    archive.write("2024-06-01-new.txt", article(24, "southern"));
    let ran = archive.run(&["check", "--repair", "--json"]).success();
    assert_eq!(ran.json()[0]["repaired"], "refreshed", "{ran}");
    assert_eq!(archive.found(&["western pier"]).len(), 1);
    assert_eq!(archive.found(&["southern pier"]).len(), 1);
    fs::remove_file(archive.path().join("2024-05-02-pier.txt")).expect("a file");
    let ran = archive.run(&["check", "--repair", "--json"]).ends(1);
    assert_eq!(problems(&ran), ["missing \"2024-05-02-pier.txt\""], "{ran}");
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&ran), "1 missing, 24 same", "{ran}");
}

#[test]
fn nothing_is_repaired_where_nothing_is_wrong() {
    let archive = archive();
    let before = files(&archive, ".store");
    let ran = archive.run(&["check", "--repair", "--json"]).success();
    assert!(ran.json()[0]["repaired"].is_null(), "{ran}");
    assert_eq!(files(&archive, ".store"), before);
    let _ = archive.run(&["check", "--repair", "2024-05-02-pier.txt"]).ends(2);
}

#[test]
fn an_index_that_does_not_agree_with_itself_is_made_anew() {
    let archive = archive();
    let right = answers(&archive);
    let path = archive.path().join(".onrecord");
    let engine = embedded::open(&path).expect("an index");
    let ids = engine.ids("", 100).expect("ids");
    let mut article = engine.article(&ids[0]).expect("readable").expect("an article").article;
    article.id = "aaaaaaaaaaaaaaaa".to_owned();
    let writer = embedded::write(&path, 1).expect("a writer");
    writer.insert(annotated(article, "1.1.x".to_owned())).expect("an insert");
    writer.remove(&ids[1]).expect("a removal");
    let key = FileKey { root: String::new(), path: "2024-05-20-pier.txt".to_owned() };
    writer.forget_file(&key).expect("a removal");
    writer.finish(&engine.state().expect("a state")).expect("a commit");
    let ran = archive.run(&["check", "--json"]).ends(1);
    let end = ran.json().pop().expect("an end");
    assert_eq!((&end["damaged"], &end["surplus"]), (&1.into(), &2.into()), "{ran}");
    let ran = archive.run(&["check", "--repair", "--json"]).success();
    assert_eq!(ran.json()[0]["repaired"], "rebuilt", "{ran}");
    assert_eq!(answers(&archive), right);
}

#[test]
fn an_article_that_no_file_gives_any_more_stays_when_the_ledger_is_lost() {
    let archive = archive();
    let path = archive.path().join(".onrecord");
    let name = "2024-05-20-pier.txt";
    let key = FileKey { root: String::new(), path: name.to_owned() };
    let engine = embedded::open(&path).expect("an index");
    let writer = embedded::write(&path, 1).expect("a writer");
    writer.forget_file(&key).expect("a removal");
    writer.finish(&engine.state().expect("a state")).expect("a commit");
    fs::remove_file(archive.path().join(name)).expect("a file");
    let ran = archive.run(&["check", "--repair", "--json"]).ends(1);
    assert_eq!(problems(&ran), [format!("missing {name:?}")], "{ran}");
    let shown = archive.hits(&["pier", "--all"]);
    assert!(shown.iter().any(|hit| hit["article"]["path"] == name), "{ran}");
}

#[test]
fn what_cannot_be_checked_is_an_error() {
    let archive = archive();
    let mark = archive.path().join(".onrecord/onrecord.json");
    fs::write(&mark, "{\"format\": 1, \"analyzer\": 1}").expect("a file");
    let _ = archive.run(&["check"]).ends(2).notes("older version");
    let _ = archive.run(&["check", "--index", "elsewhere"]).ends(2).notes("no index");
    // Both copies of the list of segments are damaged, so nothing tells where the articles are.
    let archive = self::archive();
    for name in ["meta.json", ".meta.json"] {
        flip(&archive.path().join(".onrecord/engine").join(name), 5);
    }
    let _ = archive.run(&["check"]).ends(1).prints("meta.json");
    let _ = archive.run(&["check", "--repair"]).ends(2).notes("name the folders to read");
    let _ = archive.run(&["index", ".", "--rebuild"]).success();
    let _ = archive.run(&["check"]).success();
}

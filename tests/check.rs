//! Index against files, and against itself.

use onrecord::engine::{Engine as _, Writer as _, embedded};
use onrecord::index::annotated;

use crate::harness::{Archive, Ran, TALKS};

fn archive() -> Archive {
    Archive::new()
        .file("a.txt", TALKS)
        .file("b.json", "{\"text\": \"The bridge is closed.\", \"url\": \"https://x.test/1\", \"date\": \"2024-05-01\"}")
        .file("c.jsonl", "{\"id\": 1, \"text\": \"The dam held.\"}\nnot json\n")
        .indexed()
}

/// `kind path: detail` of each problem, and the end line.
#[track_caller]
fn problems(ran: &Ran) -> (Vec<String>, serde_json::Value) {
    let mut lines = ran.json();
    let end = lines.pop().expect("an end line");
    assert_eq!(end["type"], "end", "{ran}");
    let told = lines.iter().map(|line| {
        assert_eq!(line["type"], "problem", "{ran}");
        let text = |field: &str| line[field].as_str().unwrap_or("-").to_owned();
        format!("{} {}: {}", text("kind"), text("path"), text("detail"))
    });
    (told.collect(), end)
}

#[test]
fn a_fresh_index_agrees() {
    let archive = archive();
    let ran = archive.run(&["check", "--json"]).success();
    let (told, end) = problems(&ran);
    assert!(told.is_empty(), "{ran}");
    assert_eq!(
        (&end["agrees"], &end["files"], &end["articles"]),
        (&true.into(), &3.into(), &3.into())
    );
    assert_eq!((&end["failed"], &end["undated"]), (&1.into(), &2.into()));
    let _ = archive.run(&["check"]).success().prints("3 articles of the index and 3 files agree");
}

#[test]
fn what_changed_since_is_told() {
    let archive = archive();
    archive.write("a.txt", "Something else.\n");
    archive.write("d.txt", "Something new.\n");
    std::fs::remove_file(archive.path().join("b.json")).expect("a file");
    let ran = archive.run(&["check", "--json"]).ends(1);
    let (told, end) = problems(&ran);
    assert_eq!(
        told,
        [
            "missing b.json: its file is gone",
            "stale a.txt: its file changed since it was read",
            "new d.txt: not in the index yet",
        ]
    );
    assert_eq!(end["agrees"], false);
    let _ = archive.run(&["check"]).ends(1).prints("differ: 1 missing, 1 stale, 1 new");
    let ran = archive.run(&["check", "c.jsonl", "--json"]).success();
    assert_eq!(problems(&ran).1["articles"], 1, "{ran}");
}

#[test]
fn a_file_that_fails_leaves_its_articles_stale() {
    let archive = archive();
    archive.write("b.json", "{");
    let _ = archive.run(&["index"]).success();
    let ran = archive.run(&["check", "--failed", "--json"]).ends(1);
    let (told, _) = problems(&ran);
    assert_eq!(told[0], "stale b.json: its file fails now");
    assert!(told[1].starts_with("failed b.json: "), "{ran}");
    assert!(told[2].starts_with("failed c.jsonl: record 2, line 2"), "{ran}");
    assert_eq!(told.len(), 3, "{ran}");
}

#[test]
fn failed_files_are_listed_on_request() {
    let archive = archive();
    let _ = archive.run(&["check", "--failed"]).success().prints("failed: c.jsonl: record 2");
}

#[test]
fn duplicates_have_one_url_or_one_text() {
    let archive = archive();
    archive.write("e.txt", TALKS);
    archive.write("f.json", "{\"text\": \"The bridge is shut.\", \"url\": \"https://x.test/1\"}");
    let _ = archive.run(&["index"]).success();
    let ran = archive.run(&["check", "--duplicates", "--json"]).success();
    let (told, end) = problems(&ran);
    assert_eq!(end["duplicate"], 2, "{ran}");
    assert!(told[0].starts_with("duplicate e.txt: same text as "), "{ran}");
    assert!(told[0].ends_with("(a.txt)"), "{ran}");
    assert!(told[1].starts_with("duplicate f.json: same url as "), "{ran}");
}

#[test]
fn sources_of_dates_are_counted_and_undated_articles_listed() {
    let archive = archive();
    let ran = archive.run(&["check", "--dates", "--json"]).success();
    let (told, end) = problems(&ran);
    assert_eq!(end["dates"], serde_json::json!({"record": 1, "none": 2}), "{ran}");
    assert_eq!(
        told,
        ["undated a.txt: no publication date", "undated c.jsonl: no publication date"]
    );
    let _ = archive.run(&["check", "--dates"]).prints("publication dates: 2 none, 1 record");
}

#[test]
fn an_article_without_a_file_is_surplus_and_one_that_is_lost_is_damage() {
    let archive = Archive::talks();
    let path = archive.path().join(".onrecord");
    let engine = embedded::open(&path).expect("an index");
    let id = engine.ids("", 1).expect("ids").remove(0);
    let mut article = engine.article(&id).expect("readable").expect("an article").article;
    article.id = "aaaaaaaaaaaaaaaa".to_owned();
    let writer = embedded::write(&path, 1).expect("a writer");
    writer.insert(annotated(article, "1.1.x".to_owned())).expect("an insert");
    writer.remove(&id).expect("a removal");
    writer.finish(&engine.state().expect("a state")).expect("a commit");
    let ran = archive.run(&["check", "--json"]).ends(1);
    let (told, _) = problems(&ran);
    assert_eq!(
        told,
        [
            "damaged 2024-04-18-talks.txt: the index does not hold it",
            "surplus 2024-04-18-talks.txt: no file accounts for it",
        ]
    );
    // The next run reads the file again.
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(ran.json()[0]["articles"]["added"], 1, "{ran}");
}

#[test]
fn what_cannot_be_compared_is_an_error() {
    let archive = Archive::new().file("news/a.txt", TALKS);
    let _ = archive.run(&["index", "news", "--index", "."]).success();
    std::fs::rename(archive.path().join("news"), archive.path().join("old")).expect("a rename");
    let ran = archive.run(&["check", "--json"]).ends(2);
    assert_eq!(problems(&ran).0, ["closed : is not there"], "{ran}");
    let _ = archive.run(&["check", "/elsewhere"]).ends(2).notes("not in this index");
}

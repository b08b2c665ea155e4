use std::fs;
use std::path::Path;

use jiff::civil::date;
use proptest::prelude::*;

use BlockKind::{Heading, Headline, Paragraph};

use super::*;
use crate::article::{BlockKind, PublishedFrom, ReadOptions};

fn file(name: &str) -> SourceFile {
    let format = Format::of(Path::new(name)).unwrap();
    SourceFile { path: name.into(), relative: name.into(), format, sidecar: None }
}

fn outcomes(name: &str, bytes: &[u8], options: ReadOptions) -> Vec<Outcome> {
    let root = Root { options, ..Root::default() };
    let mut out = Vec::new();
    read_bytes(bytes.to_vec(), None, &file(name), &root, &mut |outcome| out.push(outcome));
    out
}

#[track_caller]
fn article(name: &str, text: &str) -> Article {
    match &outcomes(name, text.as_bytes(), ReadOptions::default())[..] {
        [Outcome::Article(read)] => read.article.clone(),
        other => panic!("not one article: {other:?}"),
    }
}

#[test]
fn plain_text_gives_headline_byline_and_date() {
    let article = article(
        "news/dam.txt",
        "Dam holds through the night\r\nBy Mary Cole\r\nOctober 13, 2025\r\n\r\nThe dam held, engineers said.\r\n",
    );
    assert_eq!(article.headline.as_deref(), Some("Dam holds through the night"));
    assert_eq!(article.byline, ["Mary Cole"]);
    assert_eq!(article.published, Some(date(2025, 10, 13)));
    assert_eq!(article.published_from, Some(PublishedFrom::Text));
    assert_eq!(article.path.as_deref(), Some("news/dam.txt"));
    assert_eq!(article.language, None);
    assert!(!article.body.contains('\r'));
    assert_eq!(article.blocks[0].kind, Headline);
}

#[test]
fn options_fill_what_a_file_does_not_say() {
    let options = ReadOptions {
        published: Some(date(2025, 1, 2)),
        outlet: Some("Daily Post".to_owned()),
        ..ReadOptions::default()
    };
    let outcomes = outcomes("a.txt", b"The dam held.", options);
    let [Outcome::Article(read)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(read.article.outlet.as_deref(), Some("Daily Post"));
    assert_eq!(read.article.published_from, Some(PublishedFrom::Given));
}

#[test]
fn a_file_without_text_is_skipped_and_a_broken_one_fails() {
    let shown = |bytes: &[u8]| -> String {
        match &outcomes("a.txt", bytes, ReadOptions::default())[..] {
            [Outcome::Skipped(skipped)] => skipped.reason.to_string(),
            [Outcome::Failed(error)] => error.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(shown(b" \n\t\r\n"), "neither headline nor text");
    assert_eq!(shown(b"%PDF-1.4 text"), "PDF, to be converted to text first");
    assert_eq!(shown(b"\xff\xfea\0\0\xdc"), "a.txt: invalid UTF-16 at byte 4");
    assert_eq!(shown(b"PK\x03\x04\0\xff"), "a.txt: not a text: byte 4 is 0");
}

#[test]
fn a_file_is_read_from_the_disk_or_fails_with_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "The dam held.").unwrap();
    let mut source = SourceFile { path, ..file("a.txt") };
    assert!(matches!(&read(&source, &Root::default())[..], [Outcome::Article(_)]));
    source.path = folder.path().join("gone.txt");
    let outcomes = read(&source, &Root::default());
    let [Outcome::Failed(error)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert!(error.to_string().contains("gone.txt"), "{error}");
}

#[test]
fn a_sidecar_dates_an_article_and_fails_by_itself() {
    let options = ReadOptions::default();
    let root = Root { options, ..Root::default() };
    let file = SourceFile { sidecar: Some("a.txt.meta.json".into()), ..file("a.txt") };
    let read = |sidecar: &str| {
        let mut out = Vec::new();
        let body = b"Dam holds\n\nOctober 13, 2025\n\nThe dam held, engineers said.".to_vec();
        let sidecar = Some(sidecar.as_bytes().to_vec());
        read_bytes(body, sidecar, &file, &root, &mut |outcome| out.push(outcome));
        out
    };
    let outcomes = read(r#"{"published": "2025-10-12", "headline": "The dam"}"#);
    let [Outcome::Article(read_whole)] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(read_whole.article.published, Some(date(2025, 10, 12)));
    assert_eq!(read_whole.article.published_from, Some(PublishedFrom::Sidecar));
    assert_eq!(read_whole.article.headline.as_deref(), Some("The dam"));
    let outcomes = read(r#"{"published": }"#);
    let [Outcome::Failed(error), Outcome::Article(read)] = &outcomes[..] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(error.to_string(), "a.txt.meta.json: line 1, column 15: expected value");
    assert_eq!(read.article.published, Some(date(2025, 10, 13)));
}

#[test]
fn limits_make_a_file_fail_and_say_which_option_lets_it_pass() {
    let limits = Limits { file_size: 40, nesting: 2, ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let failed = |name: &str, text: &str| match &outcomes(name, text.as_bytes(), options.clone())[..]
    {
        [Outcome::Failed(error)] => error.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(failed("a.txt", &"x ".repeat(21)), "a.txt: larger than 40 bytes (--max-file-size)");
    assert_eq!(
        failed("a.json", r#"{"text": "x", "a": [[1]]}"#),
        "a.json: line 1, column 21: nested deeper than 2 (--max-nesting)"
    );
}

#[test]
fn editing_a_file_keeps_its_id() {
    assert_eq!(article("a.txt", "The dam held.").id, article("a.txt", "The dam broke.").id);
    assert_ne!(article("a.txt", "The dam held.").id, article("b.txt", "The dam held.").id);
}

/// One line for each outcome: what a reader of a report sees.
fn shown(name: &str, text: &str) -> Vec<String> {
    outcomes(name, text.as_bytes(), ReadOptions::default())
        .into_iter()
        .map(|outcome| match outcome {
            Outcome::Article(read) => read.article.body,
            Outcome::Skipped(skipped) => format!("skipped {:?}", skipped.record),
            Outcome::Failed(error) => error.to_string(),
        })
        .collect()
}

#[test]
fn json_holds_an_article_or_a_list_of_them() {
    assert_eq!(shown("a.json", r#"{"text": "One."}"#), ["One."]);
    assert_eq!(shown("a.json", r#"[{"text": "One."}, {"text": "Two."}]"#), ["One.", "Two."]);
    assert_eq!(
        shown("a.json", r#"{"status": "ok", "articles": [{"text": "One."}, {"text": "Two."}]}"#),
        ["One.", "Two."]
    );
    assert_eq!(shown("a.json", r#"{"title": "Feed", "items": [{"text": "One."}]}"#), ["One."]);
    assert_eq!(
        shown(
            "a.json",
            r#"{"title": "Dam", "authors": [{"name": "A"}], "images": [{"name": "x"}]}"#
        ),
        ["Dam"]
    );
    assert_eq!(shown("a.json", "{\"text\": \"One.\"}\n{\"text\": \"Two.\"}"), ["One.", "Two."]);
    assert_eq!(shown("a.json", r#"{"version": 2}"#), ["skipped None"]);
    assert_eq!(
        shown("a.json", r#"{"a": [{"text": "One."}], "b": [{"text": "Two."}]}"#),
        ["a.json: line 1, column 1: several lists that could be the articles: a, b"]
    );
}

#[test]
fn a_malformed_record_costs_no_other() {
    assert_eq!(
        shown(
            "a.json",
            "[{\"text\": \"One.\"},\n {\"text\": nope},\n 5,\n {\"text\": \"Two.\"}, {}]"
        ),
        [
            "One.",
            "a.json: record 2, line 2, column 12: expected ident",
            "a.json: record 3, line 3, column 2: not an object",
            "Two.",
            "skipped Some(5)",
        ]
    );
    assert_eq!(
        shown(
            "a.jsonl",
            "{\"text\": \"One.\"}\n\n{\"text\": \"Tw\n[1]\r\n{\"text\": \"Two.\"}\r\n"
        ),
        [
            "One.",
            "a.jsonl: record 2, line 3, column 12: EOF while parsing a string",
            "a.jsonl: record 3, line 4: not an object",
            "Two.",
        ]
    );
}

#[test]
fn a_list_that_breaks_off_gives_its_records_and_a_failure() {
    assert_eq!(
        shown("a.json", "[{\"text\": \"One.\"},\n"),
        ["One.", "a.json: line 2, column 1: the list does not end"]
    );
    assert_eq!(
        shown("a.json", "[{\"text\": \"One.\"}] x"),
        ["One.", "a.json: line 1, column 20: neither a list nor an object begins here"]
    );
}

#[test]
fn wrong_bytes_cost_one_line_of_many() {
    let bytes = b"\xef\xbb\xbf{\"text\": \"One.\"}\n{\"text\": \"\xe9\"}\n{\"text\": \"Two.\"}";
    let outcomes = outcomes("a.jsonl", bytes, ReadOptions::default());
    let [Outcome::Article(_), Outcome::Failed(error), Outcome::Article(_)] = &outcomes[..] else {
        panic!("{outcomes:?}")
    };
    assert_eq!(error.to_string(), "a.jsonl: record 2, line 2: invalid UTF-8 at byte 30");
}

#[test]
fn a_key_used_twice_counts_once() {
    assert_eq!(
        shown(
            "a.jsonl",
            "{\"id\": 1, \"text\": \"One.\"}\n{\"id\": \"1\", \"text\": \"Two.\"}\n{\"text\": \"One.\"}\n{\"text\": \"One.\"}",
        ),
        [
            "One.",
            "a.jsonl: record 2, line 2: its id or text is that of an earlier record",
            "One.",
            "a.jsonl: record 4, line 4: its id or text is that of an earlier record",
        ]
    );
}

#[test]
fn a_record_keeps_its_id_and_a_whole_file_needs_none() {
    let ids = |name: &str, text: &str| -> Vec<String> {
        outcomes(name, text.as_bytes(), ReadOptions::default())
            .into_iter()
            .filter_map(|outcome| match outcome {
                Outcome::Article(read) => Some(read.article.id),
                _ => None,
            })
            .collect()
    };
    assert_eq!(
        ids("a.json", r#"[{"id": 1, "text": "One."}, {"id": 2, "text": "Two."}]"#),
        ids("a.json", r#"[{"id": 1, "text": "One!"}, {"id": 2, "text": "Two!"}]"#)
    );
    assert_eq!(ids("a.json", r#"{"text": "One."}"#), ids("a.json", r#"{"text": "Two."}"#));
}

#[test]
fn a_headline_is_repeated_in_the_body_when_the_words_are_the_same() {
    let text = |body: &str| format!(r#"{{"headline": "Dam holds", "text": "{body}"}}"#);
    let kinds = |body: &str| -> Vec<BlockKind> {
        article("a.json", &text(body)).blocks.iter().map(|block| block.kind).collect()
    };
    let rest = "\\nThe dam held through the night.";
    assert_eq!(kinds(&format!("DAM  HOLDS{rest}")), [Headline, Paragraph]);
    assert_eq!(kinds(&format!("Roads{rest}")), [Heading, Paragraph]);
    assert_eq!(
        kinds(&format!("October 13, 2025\\nDam holds{rest}")),
        [Paragraph, Headline, Paragraph]
    );
    assert_eq!(kinds("Dam holds"), [Paragraph]);
    assert_eq!(kinds(""), [Paragraph]);
}

#[test]
fn a_record_brings_its_date_language_and_warnings() {
    let options = ReadOptions { today: Some(date(2025, 11, 1)), ..ReadOptions::default() };
    let text = r#"{"text": "Es regnete.", "date": "2026-01-01", "pubDate": "13 Oct 2025", "lang": "de-AT"}"#;
    let outcomes = |json: &str| outcomes("a.json", json.as_bytes(), options.clone());
    let single = outcomes(text);
    let [Outcome::Article(read)] = &single[..] else { panic!("{single:?}") };
    assert_eq!(read.article.published, Some(date(2025, 10, 13)));
    assert_eq!(read.article.language.as_deref(), Some("de"));
    let [warning] = read.warnings.as_slice() else { panic!("{:?}", read.warnings) };
    assert!(warning.starts_with("publication date"), "{warning}");
    // Of many, it is told which one.
    let many = outcomes(&format!("[{text}]"));
    let [Outcome::Article(read)] = &many[..] else { panic!("{many:?}") };
    let [warning] = read.warnings.as_slice() else { panic!("{:?}", read.warnings) };
    assert!(warning.starts_with("record 1, line 1, column 2: publication date"), "{warning}");
}

#[test]
fn markdown_gives_an_article_or_the_place_of_its_error() {
    let markdown = article(
        "a.md",
        "---\ndate: 13 October 2025\n---\n# Dam holds\n\nBy Mary Cole\n\nIt held.\n",
    );
    assert_eq!(markdown.headline.as_deref(), Some("Dam holds"));
    assert_eq!(markdown.published_from, Some(PublishedFrom::FrontMatter));
    assert_eq!(markdown.byline, ["Mary Cole"]);
    let failed = shown("a.md", "---\ntitle: a: b\n---\ntext");
    assert!(failed[0].starts_with("a.md: line 2, column "), "{failed:?}");
}

fn check(bytes: &[u8]) {
    for name in [
        "2025-10-13.txt",
        "a.md",
        "a.json",
        "a.jsonl",
        "a.html",
        "a.rss",
        "a.vtt",
        "a.epub",
        "a.txt.gz",
        "a.txt.zst",
    ] {
        for outcome in outcomes(name, bytes, ReadOptions::default()) {
            let Outcome::Article(read) = outcome else { continue };
            let Article { body, blocks, .. } = read.article;
            let mut at = 0;
            for block in blocks {
                assert!(block.span.start >= at && !block.span.is_empty());
                assert!(body[at..block.span.start].trim().is_empty());
                at = block.span.end;
            }
            assert!(body[at..].trim().is_empty());
            assert!(!body.contains(|c: char| c.is_control() && !matches!(c, '\n' | '\t')));
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    #[test]
    fn no_text_panics(
        text in "(---\n|\"text\":|\"title\":|[\\[\\]{}\":,#*\\- ]|\\PC|\r\n|\n|\t|\0|Жы|😀|&#13;|2025-10-13|By Ann Lee){0,120}",
    ) {
        check(text.as_bytes());
        let record = serde_json::json!([{"text": text, "title": "Ж"}, {"headline": text}]);
        check(record.to_string().as_bytes());
    }
}

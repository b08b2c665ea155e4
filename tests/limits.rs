//! Files made to exhaust their reader end quickly, with a reason; limits are options of a root.

use std::io::Write as _;
use std::time::{Duration, Instant};

use crate::harness::{Archive, TALKS, counts};

/// Far longer than any of these files takes, far shorter than what hangs.
const PATIENCE: Duration = Duration::from_secs(60);

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("bytes are written to memory");
    encoder.finish().expect("bytes are written to memory")
}

/// The reasons of the failures of a run that ends quickly, by path.
#[track_caller]
fn failures(archive: &Archive, args: &[&str]) -> Vec<String> {
    let started = Instant::now();
    let ran = archive.run(&[&["index", ".", "--json"], args].concat());
    assert!(started.elapsed() < PATIENCE, "{:?}", started.elapsed());
    assert!(!ran.stderr.contains("panicked"), "{ran}");
    let failed = ran.json()[0]["failed"].clone();
    failed
        .as_array()
        .expect("a list")
        .iter()
        .map(|failed| {
            format!(
                "{}: {}",
                failed["path"].as_str().unwrap_or("?"),
                failed["reason"].as_str().unwrap_or("?")
            )
        })
        .collect()
}

#[test]
fn a_gzip_bomb_fails_before_it_is_unpacked() {
    let zeros = vec![b' '; 100 << 20];
    let archive = Archive::new()
        .file("a.txt", TALKS)
        .file("bomb.json.gz", gzip(&zeros))
        .file("bomb.jsonl.zst", zstd::stream::encode_all(&zeros[..], 3).expect("in memory"));
    let failures = failures(&archive, &[]);
    assert_eq!(failures.len(), 2, "{failures:?}");
    for (failure, name) in failures.iter().zip(["bomb.json.gz", "bomb.jsonl.zst"]) {
        assert!(failure.starts_with(&format!("{name}: expands to more than ")), "{failure}");
        assert!(failure.ends_with(" (--max-unpacked)"), "{failure}");
    }
}

#[test]
fn lines_of_json_make_a_file_of_any_size() {
    let long = format!("{{\"text\": \"{}\"}}\n", "The dam held. ".repeat(100));
    let lines =
        (0..200).map(|n| format!("{{\"id\": \"{n}\", \"text\": \"It rained on day {n}.\"}}\n"));
    let archive = Archive::new().file("all.jsonl", lines.collect::<String>() + &long);
    let options = &["--max-file-size", "1K"];
    let failures = failures(&archive, options);
    assert_eq!(failures, ["all.jsonl: record 201, line 201: larger than 1 KiB (--max-file-size)"]);
    assert_eq!(archive.found(&["\"day 199\""]), ["all.jsonl#1"]);
}

#[test]
fn json_nested_a_million_deep_fails_with_its_place() {
    let deep = 1_000_000;
    let archive = Archive::new()
        .file("a.txt", TALKS)
        .file("lists.json", "[".repeat(deep))
        .file("objects.json", "{\"a\":".repeat(deep))
        .file("closed.json", format!("{{\"text\": {}1{}}}", "[".repeat(deep), "]".repeat(deep)))
        .file(
            "lines.jsonl",
            format!("{{\"text\": \"The dam held.\"}}\n{}\n", "{\"a\":[".repeat(deep)),
        );
    let failures = failures(&archive, &[]);
    let place = |name: &str| failures.iter().find(|line| line.starts_with(name)).cloned();
    let told = [
        ("closed.json", "line 1, column 136: nested deeper than 127 (--max-nesting)"),
        ("lines.jsonl", "record 2, line 2, column 384: nested deeper than 127 (--max-nesting)"),
        ("lists.json", "line 1, column 1000001: the list does not end"),
        ("objects.json", "line 1, column 636: nested deeper than 127 (--max-nesting)"),
    ];
    for (name, reason) in told {
        assert_eq!(place(name), Some(format!("{name}: {reason}")), "{failures:?}");
    }
    assert_eq!(archive.found(&["dam"]), ["lines.jsonl#1"]);
}

#[test]
fn a_page_of_unclosed_tags_is_read() {
    let mut archive = Archive::new();
    for tag in ["div", "b", "ul><li", "table><tr><td", "font size=1", "article><p"] {
        let name: String = tag.chars().filter(char::is_ascii_alphabetic).collect();
        let opened = format!("<{tag}>").repeat(100_000);
        archive = archive.file(&format!("{name}.html"), format!("{opened}The dam held all night."));
    }
    assert_eq!(failures(&archive, &[]), Vec::<String>::new());
    assert_eq!(archive.found(&["dam"]).len(), 6);
}

#[test]
fn limits_are_options_and_hold_for_later_runs() {
    let archive = Archive::new()
        .file("a.txt", TALKS)
        .file("b.txt", "The dam held.\n")
        .file("c.json", "{\"text\": \"The pier opens.\", \"a\": [[[1]]]}")
        .file("d.txt.gz", gzip(&vec![b'x'; 3000]));
    let args = ["--max-file-size", "300", "--max-unpacked", "2K", "--max-nesting", "3"];
    let told = [
        "a.txt: larger than 300 bytes (--max-file-size)",
        "c.json: line 1, column 36: nested deeper than 3 (--max-nesting)",
        "d.txt.gz: expands to more than 2 KiB (--max-unpacked)",
    ];
    assert_eq!(failures(&archive, &args), told);
    assert_eq!(archive.found(&[]), ["b.txt#1"]);
    assert_eq!(failures(&archive, &[]), told);
    let wide = ["--max-file-size", "1M", "--max-unpacked", "1M", "--max-nesting", "4"];
    assert_eq!(failures(&archive, &wide), Vec::<String>::new());
    assert_eq!(counts(&archive.run(&["index", "--json"])), "4 same");
    let _ = archive
        .run(&["annotate", "a.txt", "--max-file-size", "300"])
        .ends(2)
        .notes("a.txt: larger than 300 bytes (--max-file-size)");
    for (flag, value) in
        [("--max-file-size", "2G"), ("--max-unpacked", "lots"), ("--max-nesting", "128")]
    {
        let _ = archive.run(&["index", ".", flag, value]).ends(2).notes(flag);
    }
}

//! Any bytes are read, skipped or refused, by every reader.
//!
//! The first byte chooses the reader and how its bytes come; so each input costs one reading, and
//! the fuzzer finds out by itself which byte leads where.
#![no_main]

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use libfuzzer_sys::fuzz_target;
use onrecord::{Format, Limits, Outcome, ReadOptions, Root, SourceFile, passages, read_bytes};

/// A file of each format. Charsets are those of plain text, pages and feeds.
const NAMES: [&str; 10] = [
    "a.txt",
    "a.md",
    "a.json",
    "a.jsonl",
    "a.html",
    "a.rss",
    "a.vtt",
    "a.epub",
    "a.txt.gz",
    "a.txt.zst",
];

/// What the file is when the fuzzed bytes are its sidecar.
const DESCRIBED: &[u8] = b"The dam held.";

fuzz_target!(|input: &[u8]| {
    let Some((choice, bytes)) = input.split_first() else { return };
    let way = usize::from(*choice) / NAMES.len();
    let mut name = NAMES[usize::from(*choice) % NAMES.len()];
    let (mut file, mut sidecar) = (bytes.to_vec(), None);
    match way {
        0 => {}
        // Damage stops most packed bytes at their checksum: these are packed right.
        1 => {
            file = packed(bytes);
            name = "a.html.gz";
        }
        // A file and its sidecar.
        2 => (file, sidecar) = (DESCRIBED.to_vec(), Some(file)),
        // UTF-16, as it is most often found.
        3 => {
            file =
                String::from_utf8_lossy(bytes).encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        4 => file = [b"\xff\xfe", bytes].concat(),
        _ => return,
    }
    let Some(format) = Format::of(name.as_ref()) else { return };
    let source = SourceFile { path: name.into(), relative: name.to_owned(), format, sidecar: None };
    let limits = Limits { unpacked: Some(1 << 20), ..Limits::default() };
    let options = ReadOptions { limits, ..ReadOptions::default() };
    let root = Root { options, ..Root::default() };
    read_bytes(file, sidecar, &source, &root, &mut |outcome| {
        if let Outcome::Article(read) = outcome {
            for passage in passages(&read.article) {
                assert!(!passage.span.of(&read.article.body).trim().is_empty());
            }
        }
    });
});

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

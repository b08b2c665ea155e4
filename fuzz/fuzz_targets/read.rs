//! Any bytes are read, skipped or refused, in every format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::{Format, Outcome, Root, SourceFile, passages, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    for name in ["a.txt", "a.md", "a.json", "a.jsonl", "a.html", "a.rss", "a.vtt", "a.txt.gz", "a.txt.zst"] {
        let Some(format) = Format::of(name.as_ref()) else { continue };
        let file = SourceFile { path: name.into(), relative: name.to_owned(), format };
        read_bytes(bytes.to_vec(), &file, &Root::default(), &mut |outcome| {
            if let Outcome::Article(read) = outcome {
                for passage in passages(&read.article) {
                    assert!(!passage.span.of(&read.article.body).trim().is_empty());
                }
            }
        });
    }
});

//! Articles of a folder, annotated once and handed out as a writer takes them.

use std::path::Path;
use std::process::Command;

use onrecord::engine::embedded::EmbeddedEngine;
use onrecord::engine::{Engine as _, Record};
use onrecord::facet::entries;
use onrecord::{Annotations, Passage};

/// Makes an index in a folder with the program.
pub(crate) fn make(source: &Path, index: &Path) {
    let made = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(["index", "--index"])
        .arg(index)
        .arg(source)
        .status()
        .expect("the program runs");
    assert!(made.success());
}

/// What the index holds, as it was handed over.
pub(crate) fn records(engine: &EmbeddedEngine) -> Vec<Record> {
    let mut records = Vec::new();
    engine
        .each_article(&mut |_, stored| {
            let stored = stored.expect("an article");
            let article = stored.article;
            let entries = stored
                .passages
                .into_iter()
                .map(|passage| {
                    let cut =
                        Passage { n: passage.n, span: passage.span, section: passage.section };
                    entries(&article, vec![cut], &passage.notes).remove(0)
                })
                .collect();
            let fingerprint = "measured".to_owned();
            records.push(Record { article, entries, notes: Annotations::default(), fingerprint });
        })
        .expect("all articles");
    records
}

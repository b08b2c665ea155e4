//! How much slower or faster are our answers than those of plain tantivy on the same passages?
//!
//! `cargo bench --bench tantivy -- FOLDER` indexes the articles of a folder with `onrecord`, feeds
//! the same passages to an index with tantivy's own tokenizer, and asks both the same, in one
//! process and by turns; without a folder the generated archive is the data, and a folder that
//! is an index already is taken as it is. Work is the same for both: the best ten, an exact count
//! of all hits, the ten texts. Highlights and snippets are timed apart.
//!
//! `queries` or `indexing` behind it measures one of the two alone. Each query is asked several
//! times (`TIMES`) and everything is indexed several times (`ROUNDS`), and the best time of each
//! counts, as other programs on the machine only make times longer; `CLASS` picks classes by a part
//! of their name, `EXPORT=FOLDER` writes passages and queries for `benches/others`.

#![expect(clippy::print_stdout, reason = "a benchmark prints its tables")]

#[path = "../annotated.rs"]
mod annotated;
#[path = "../asks.rs"]
mod asks;
mod export;
#[path = "../figures.rs"]
mod figures;
#[path = "../generated.rs"]
mod generated;
mod indexing;
mod plain;
mod queries;
mod same;

use std::path::PathBuf;

use onrecord::engine::embedded;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ARTICLES: usize = 20_000;

fn main() {
    let given: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let wanted = |part: &str| {
        let parts = given.iter().filter(|argument| PARTS.contains(&argument.as_str()));
        parts.clone().count() == 0 || parts.clone().any(|argument| argument == part)
    };
    let temp = tempfile::tempdir().expect("a temporary folder");
    let folder = given.iter().find(|argument| !PARTS.contains(&argument.as_str()));
    let source = folder.map_or_else(
        || {
            let folder = temp.path().join("archive");
            generated::generate(&folder, ARTICLES);
            folder
        },
        PathBuf::from,
    );
    let made = embedded::is_index(&source);
    let index = if made { source.clone() } else { temp.path().join("made.onrecord") };
    if !made {
        annotated::make(&source, &index);
    }
    let engine = embedded::open(&index).expect("the index opens");
    if wanted("queries") {
        queries::compare(&engine, &temp.path().join("plain"));
    }
    if wanted("indexing") {
        indexing::compare(&engine, temp.path(), (!made).then_some(&source));
    }
}

/// What can be measured alone.
const PARTS: [&str; 2] = ["queries", "indexing"];

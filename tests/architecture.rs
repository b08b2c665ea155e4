//! Which module may name which: read off the `use` lines and paths of the sources.

use std::path::{Path, PathBuf};

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            out.push(path);
        }
    }
}

/// Every source file with its path below `src` and its text without comments.
fn code() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a source file");
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            let below = path.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
            (below, code.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}

#[track_caller]
fn only_in(word: &str, folders: &[&str]) {
    for (path, code) in code() {
        let allowed = folders.iter().any(|folder| path.starts_with(folder));
        assert!(allowed || !code.contains(word), "{path} names {word}");
    }
}

#[track_caller]
fn never(folder: &str, modules: &[&str]) {
    for (path, code) in code().into_iter().filter(|(path, _)| path.starts_with(folder)) {
        for module in modules {
            let named = code.contains(&format!("crate::{module}::"))
                || code.contains(&format!("use crate::{module};"));
            assert!(!named, "{path} names {module}");
        }
    }
}

#[test]
fn the_engine_is_named_in_its_folder_alone() {
    only_in("tantivy", &["engine/embedded"]);
    only_in("engine::embedded", &["cli", "engine/embedded"]);
    only_in("ureq", &["engine/opensearch"]);
    only_in("engine::opensearch", &["cli", "engine/opensearch"]);
}

#[test]
fn arguments_printing_environment_and_clock_belong_to_the_command_line() {
    only_in("clap", &["cli"]);
    only_in("println!", &["cli"]);
    only_in("std::env::", &["cli", "main.rs"]);
    // Stages measure how long something took, and a cluster is waited for with a bound; no answer
    // depends on either.
    only_in("::now()", &["cli", "stages.rs", "engine/opensearch/clock.rs"]);
    only_in("process::exit", &[]);
}

#[test]
fn arrows_point_one_way() {
    never("span.rs", &["text", "article", "passage", "annotate", "query", "engine", "search"]);
    never("text", &["article", "passage", "annotate", "query", "engine", "search", "render"]);
    never("article", &["passage", "annotate", "query", "engine", "search", "render", "cli"]);
    never("passage.rs", &["annotate", "query", "engine", "search", "render", "cli"]);
    never(
        "annotate",
        &["query", "engine", "correction", "highlight", "search", "render", "cli", "facet"],
    );
    never("facet", &["correction", "engine", "index", "query::parse", "search", "render", "cli"]);
    never("correction", &["index", "check", "query", "search", "resolve", "render", "cli"]);
    never("query", &["annotate", "engine", "highlight", "search", "render", "cli", "facet"]);
    never("highlight", &["engine", "search", "rank", "render", "cli"]);
    never("engine", &["correction", "expand", "highlight", "rank", "search", "render", "cli"]);
    never("rank", &["engine", "render", "cli", "search"]);
    never("complete.rs", &["search", "render", "cli"]);
    never("suggest.rs", &["search", "render", "cli"]);
    never("expand.rs", &["engine", "highlight", "rank", "search", "render", "cli"]);
    never("search.rs", &["render", "cli"]);
    never("render", &["cli", "highlight", "rank", "article::read"]);
}

#[test]
fn files_hold_one_noun_each() {
    for (path, code) in code() {
        let lines = code.lines().count();
        assert!(lines <= 700, "{path} has {lines} lines of code: split it by concern");
    }
}

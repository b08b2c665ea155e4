//! `search --expand`: the best passages add words to the query.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::harness::Archive;

/// Articles about a strike, one of which does not name it, and one about something else.
fn strikes() -> Archive {
    Archive::new()
        .file("a.txt", "The strike at the port went on; dockers want higher wages.\n")
        .file("b.txt", "A strike of dockers stopped the port for 24 hours.\n")
        .file("c.txt", "Wages of dockers rose after the strike of the spring.\n")
        .file("d.txt", "Dockers met the owners, and wages were on the table.\n")
        .file("e.txt", "The lightning strike burned a barn in the hills.\n")
        .file("f.txt", "A museum of clocks opened its doors.\n")
        .indexed()
}

fn found(archive: &Archive, args: &[&str]) -> BTreeSet<String> {
    archive.found(args).into_iter().collect()
}

fn expansion(archive: &Archive, args: &[&str]) -> Vec<String> {
    let meta = archive.run(&[&["search", "--json"], args].concat()).json().remove(0);
    let words = meta["query"]["expansion"].as_array().cloned().unwrap_or_default();
    words.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn words_of_several_passages_are_added_and_told() {
    let archive = strikes();
    let added = expansion(&archive, &["strike", "--expand"]);
    let words: BTreeSet<&str> = added.iter().filter_map(|word| word.split('^').next()).collect();
    for word in ["dockers", "port", "wages"] {
        assert!(words.contains(word), "{added:?}");
    }
    // In one passage alone, function words, numbers.
    for word in ["barn", "the", "24", "museum"] {
        assert!(!words.contains(word), "{added:?}");
    }
    assert!(added.iter().all(|word| word.contains('^')), "{added:?}");
    let _ = archive
        .run(&["search", "strike", "--expand", "--explain"])
        .success()
        .prints(&format!("read as: strike\nexpanded by: {}\n", added.join(" ")))
        .prints("dockers (indexed as docker");
}

#[test]
fn the_hits_stay_and_their_order_changes() {
    let archive = strikes();
    for args in [&["strike"][..], &["strike", "--any"], &["strike museum", "--any"]] {
        let expanded = [args, &["--expand"]].concat();
        assert_eq!(found(&archive, &expanded), found(&archive, args));
        let ends = |args: &[&str]| archive.run(&[&["search", "--json"], args].concat()).json();
        let (plain, expanded) = (ends(args), ends(&expanded));
        let end = |lines: &[Value]| lines.last().map(|end| end["passages"].clone());
        assert_eq!(end(&plain), end(&expanded));
    }
    assert_eq!(archive.found(&["strike"])[0], "e.txt#1");
    assert_eq!(archive.found(&["strike", "--expand"]).last().map(String::as_str), Some("e.txt#1"));
}

#[test]
fn only_what_was_asked_for_is_highlighted() {
    let archive = strikes();
    for hit in archive.hits(&["strike", "--expand"]) {
        assert_eq!(hit["highlights"].as_array().map(Vec::len), Some(1), "{hit}");
    }
}

#[test]
fn pages_and_files_of_queries_have_the_same_order() {
    let archive = strikes();
    let all = archive.found(&["dockers wages", "--any", "--expand"]);
    let second =
        archive.found(&["dockers wages", "--any", "--expand", "--limit", "2", "--page", "2"]);
    assert_eq!(second, all[2..4]);
    archive.write("queries.tsv", "q\tdockers wages\n");
    let ran = archive.run(&["search", "--batch", "queries.tsv", "--any", "--expand"]).success();
    assert_eq!(ran.stdout.lines().count(), all.len(), "{ran}");
}

#[test]
fn without_words_or_hits_nothing_is_added_and_another_order_refuses_it() {
    let archive = strikes();
    assert_eq!(archive.found(&["--expand"]), archive.found(&[]));
    assert!(expansion(&archive, &["--expand"]).is_empty());
    assert!(expansion(&archive, &["zeppelin", "--expand"]).is_empty());
    assert!(expansion(&archive, &["strike"]).is_empty());
    let ran = archive.run(&["search", "strike", "--expand", "--sort", "newest"]).ends(2);
    let _ = ran.notes("--expand changes scores, and --sort orders by dates alone");
}

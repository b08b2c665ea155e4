//! The same commands on both engines print the same, also after files changed and went.

use std::fs;

use super::TestIndex;
use crate::harness::{Archive, Ran};

/// What is asked of both.
const ASKED: [&[&str]; 22] = [
    &["people", "--all"],
    &["people", "novak"],
    &["people", "--json"],
    &["search", "tax", "--limit", "100"],
    &["search", "\"central bank\""],
    &["search", "bank", "--said"],
    &["search", "fidn"],
    &["search", "zzzz"],
    &["search", "--sort", "newest", "--limit", "50", "--collapse"],
    &["search", "bank tax budget", "--any", "--limit", "100"],
    &["search", "budget minister", "--expand"],
    &["search", "parliament", "--speaker", "none", "--date", "2019"],
    &["search", "port* -harbour"],
    &["search", "minister", "--speaker", "Novak", "--facets", "speaker,date:month"],
    &["search", "bank", "--all", "--collapse", "--recent=30"],
    &["facets", "--by", "speaker,date:month", "--all"],
    &["facets", "tax", "--by", "outlet,person,org"],
    &["facets", "--by", "speaker*date", "--csv"],
    &["complete", "nov"],
    &["check"],
    &["check", "--duplicates", "--dates"],
    &["index", "--dry-run"],
];

/// What a run printed, without what tells how long it took.
fn printed(ran: &Ran) -> String {
    let both = format!("{}\n{}\n{}", ran.status, ran.stdout, ran.stderr);
    let timeless = |line: &str| match line.find("looked for ") {
        Some(at) => line[..at].to_owned(),
        None => line.to_owned(),
    };
    both.lines().map(timeless).collect::<Vec<_>>().join("\n")
}

#[test]
#[ignore = "needs a cluster, which ONRECORD_TEST_OPENSEARCH names"]
fn commands_print_on_a_cluster_what_they_print_of_a_folder() {
    let archive = Archive::corpus();
    let index = TestIndex::new();
    let address = index.address.to_string();
    let both = |args: &[&str]| {
        let one = archive.run(args);
        let other = archive.run(&[args, &["--index", &address]].concat());
        (one, other)
    };
    let (one, other) = both(&["index", "."]);
    let (_, _) = (one.success(), other.success());
    let same = |when: &str| {
        for asked in ASKED {
            let (one, other) = both(asked);
            assert_eq!(printed(&one), printed(&other), "{when}: {asked:?}");
        }
    };
    same("at first");
    let mut files: Vec<_> = fs::read_dir(archive.path().join("courier"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let text = fs::read_to_string(&files[0]).expect("a file");
    fs::write(&files[0], text.replace("said", "declared")).expect("a file");
    fs::remove_file(&files[1]).expect("a file");
    for args in [&["index"][..], &["index", "--prune"]] {
        let (one, other) = both(args);
        let (_, _) = (one.success(), other.success());
        same("after a change");
    }
    let (one, other) = both(&["index", "--rebuild"]);
    let (_, _) = (one.success(), other.success());
    same("made anew");
    let sizes = archive.run(&["stats", "--sizes", "--index", &address]).success();
    let _ = sizes.prints("shard 0").prints("a cluster does not tell");
    let told = archive.run(&["stats", "--sizes", "--json", "--index", &address]).success().json();
    let sizes = &told[0]["sizes"];
    let sum = |shards: &serde_json::Value| -> u64 {
        let shards = shards.as_array().expect("shards");
        shards.iter().map(|size| size.as_u64().expect("bytes")).sum()
    };
    assert_eq!(sum(&sizes["shards"]), sizes["index"].as_u64().expect("bytes"), "{sizes}");
    assert!(sizes["store"].as_u64() > Some(0) || sizes["rest"].as_u64() > Some(0), "{sizes}");
}

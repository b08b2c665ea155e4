//! `search --recent`: newer articles count more.

use serde_json::Value;

use crate::harness::Archive;

/// The same words on several days, the fitting ones the oldest.
fn ferries() -> Archive {
    Archive::new()
        .file("1996-03-01-a.txt", "The ferry to the island sank. Another ferry came.\n")
        .file("1999-06-30-b.txt", "A ferry to the island ran aground in fog.\n")
        .file("1999-07-30-c.txt", "A ferry to the island was late on Friday.\n")
        .file("d.txt", "A ferry to the island is to be built soon.\n")
        .indexed()
}

fn scores(archive: &Archive, flags: &[&str]) -> Vec<(String, f64)> {
    let hits = archive.hits(&[&["ferry"], flags].concat());
    let of = |hit: &Value| {
        let path = hit["article"]["path"].as_str().expect("a path").to_owned();
        (path, hit["score"].as_f64().expect("a score"))
    };
    hits.iter().map(of).collect()
}

fn of<'s>(scores: &'s [(String, f64)], letter: &str) -> &'s f64 {
    let ending = format!("{letter}.txt");
    &scores.iter().find(|(path, _)| path.ends_with(&ending)).expect("a hit").1
}

#[test]
fn scores_fall_with_the_days_before_the_newest_article() {
    let archive = ferries();
    let plain = scores(&archive, &[]);
    for (flags, factors) in [
        (["--recent"], [("a", 0.5), ("b", 0.75), ("c", 1.0), ("d", 0.5)]),
        (["--recent=15"], [("a", 0.5), ("b", 0.625), ("c", 1.0), ("d", 0.5)]),
    ] {
        let recent = scores(&archive, &flags);
        assert_eq!(recent.len(), plain.len());
        assert!(recent.is_sorted_by(|(_, a), (_, b)| a >= b), "{recent:?}");
        for (letter, factor) in factors {
            let (before, after) = (of(&plain, letter), of(&recent, letter));
            assert!((after / before - factor).abs() < 1e-4, "{letter}: {before} {after}");
        }
    }
    assert!(plain[0].0.ends_with("a.txt"), "{plain:?}");
    assert!(scores(&archive, &["--recent"])[0].0.ends_with("c.txt"));
}

#[test]
fn an_article_that_is_gone_makes_no_other_old() {
    let archive = ferries();
    std::fs::remove_file(archive.path().join("1999-07-30-c.txt")).expect("removed");
    let plain = scores(&archive, &[]);
    assert_eq!(plain.len(), 4);
    let _ = archive.run(&["index", "--prune", "--force"]).success();
    let (plain, recent) = (scores(&archive, &[]), scores(&archive, &["--recent"]));
    assert!((of(&recent, "b") / of(&plain, "b") - 1.0).abs() < 1e-4, "{recent:?}");
}

#[test]
fn all_hits_are_ordered_by_it_and_not_only_the_first() {
    let archive = Archive::new();
    let day = |n: u32| format!("2001-{:02}-{:02}", 1 + n / 28, 1 + n % 28);
    for n in 0..160 {
        archive.write(&format!("{}-n{n}.txt", day(n)), "The mill is closed.\n");
    }
    let archive = archive.indexed();
    let all = archive.hits(&["mill", "--recent", "--all"]);
    let days: Vec<&str> =
        all.iter().filter_map(|hit| hit["article"]["published"].as_str()).collect();
    assert_eq!(days.len(), 160);
    assert!(days.is_sorted_by(|a, b| a > b), "{days:?}");
    let score = |hit: &Value| hit["score"].as_f64().expect("a score");
    assert!(all.is_sorted_by(|a, b| score(a) > score(b)));
    let second = archive.hits(&["mill", "--recent", "--limit", "80", "--page", "2"]);
    assert_eq!(
        second.iter().map(score).collect::<Vec<_>>(),
        all[80..].iter().map(score).collect::<Vec<_>>()
    );
}

#[test]
fn the_factor_is_explained_and_told() {
    let archive = ferries();
    let flags = ["search", "ferry", "island", "--recent=60"];
    let _ = archive
        .run(&[&flags[..], &["--explain"]].concat())
        .success()
        .prints("product\n")
        .prints("recency, 0.5 + 0.5 * 2 ^ (-age / 60 days)\n");
    let meta = archive.run(&[&flags[..], &["--json"]].concat()).success().json().remove(0);
    assert_eq!(meta["recent"], 60);
    let meta = archive.run(&["search", "ferry", "--json"]).success().json().remove(0);
    assert!(meta.get("recent").is_none(), "{meta}");
}

#[test]
fn files_of_queries_know_it() {
    let archive = ferries();
    archive.write("queries.tsv", "q\tferry\n");
    let run = archive.run(&["search", "--batch", "queries.tsv", "--recent"]).success();
    let first = archive.hits(&["ferry", "--recent"]).remove(0);
    let _ = run.prints(&format!("q Q0 {} 1 ", first["id"].as_str().expect("an id")));
}

#[test]
fn without_words_it_changes_nothing_and_another_order_refuses_it() {
    let archive = ferries();
    assert_eq!(archive.found(&["--recent"]), archive.found(&[]));
    for order in ["newest", "oldest"] {
        let ran = archive.run(&["search", "ferry", "--recent", "--sort", order]).ends(2);
        let _ = ran.notes("--recent changes scores, and --sort orders by dates alone");
    }
    let _ = archive.run(&["search", "ferry", "--recent", "--sort", "relevance"]).success();
    for days in ["--recent=0", "--recent=-3", "--recent=soon"] {
        let _ = archive.run(&["search", "ferry", days]).ends(2).notes("--recent");
    }
}

//! Scores that explain themselves.

use onrecord::Explanation;
use serde::Deserialize as _;
use serde_json::Value;

use crate::harness::Archive;

/// Whether sums are sums, products are products and the best is the best, all the way down.
pub(crate) fn adds_up(explanation: &Explanation) -> bool {
    let values = explanation.details.iter().map(|part| part.value);
    let expected = if explanation.description == "sum" {
        Some(values.sum::<f32>())
    } else if explanation.description.ends_with("product") {
        Some(values.product::<f32>())
    } else if explanation.description.starts_with("best of") {
        Some(values.fold(0.0, f32::max))
    } else {
        None
    };
    expected.is_none_or(|expected| near(explanation.value, expected))
        && explanation.details.iter().all(adds_up)
}

/// Equal but for the rounding of 32-bit numbers.
pub(crate) fn near(a: f32, b: f32) -> bool {
    (a - b).abs() <= 1e-5 * a.abs().max(b.abs())
}

#[test]
fn a_score_is_shown_as_a_tree() {
    let archive = Archive::talks();
    let ran = archive.run(&["search", "--explain", "harbour talks OR wages"]).success();
    let _ = ran
        .prints("sum\n")
        .prints("harbour (indexed as harbour): BM25F, product\n")
        .prints("n, passages with the word\n")
        .prints("2.5000  weight of headline and section\n")
        .prints("the article as a whole\n")
        .prints("spelled as typed: harbour\n")
        .prints("read as: ")
        .prints("time: parse ");
}

#[test]
fn the_tree_begins_with_the_score_of_the_hit() {
    let archive = Archive::corpus().indexed();
    for query in
        ["minister budget", "\"the ministry\"", "said:minister", "minist* OR budgett~", "port^3"]
    {
        let hits = archive.hits(&["--explain", "--any", query]);
        assert!(!hits.is_empty(), "{query}");
        for hit in hits {
            let value = |of: &Value| f32::deserialize(of).unwrap_or(-1.0);
            assert!(near(value(&hit["explanation"]["value"]), value(&hit["score"])), "{hit}");
            assert!(hit["explanation"]["details"].is_array(), "{query}: {hit}");
        }
    }
}

#[test]
fn a_changed_order_is_told() {
    let archive = Archive::talks();
    let order = "order: of the best 100, those whose words the speaker says come first\n";
    let _ = archive
        .run(&["search", "--explain", "pier", "--speaker", "Kravets"])
        .success()
        .prints(order);
    let plain = archive.run(&["search", "--explain", "pier"]).success();
    assert!(!plain.stdout.contains("order: "), "{plain}");
}

#[test]
fn nothing_is_explained_unasked() {
    let archive = Archive::talks();
    let of = |args: &[&str]| -> Vec<Value> { archive.run(args).success().json() };
    for line in of(&["search", "--json", "talks"]) {
        assert!(line.get("explanation").is_none() && line.get("stages").is_none(), "{line}");
    }
    let by_date = of(&["search", "--json", "--explain", "--sort", "newest", "talks"]);
    assert!(by_date.iter().all(|line| line.get("explanation").is_none()));
    let end = by_date.last().expect("an end");
    assert!(end["stages"]["find"].as_f64().is_some_and(|time| time > 0.0), "{end}");
}

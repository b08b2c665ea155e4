//! Hits, highlights, names and what is said when nothing is found.

use serde_json::Value;

use crate::harness::{Archive, TALKS};

/// The highlighted words of a hit's text.
fn highlighted(hit: &Value) -> Vec<String> {
    let text: Vec<char> = hit["passage"]["text"].as_str().unwrap_or("").chars().collect();
    let start = hit["passage"]["start"].as_u64().unwrap_or(0);
    let spans = hit["highlights"].as_array().cloned().unwrap_or_default();
    let at = |value: &Value| usize::try_from(value.as_u64().unwrap_or(0) - start).unwrap_or(0);
    spans
        .iter()
        .filter(|span| span["field"] == "text")
        .map(|span| text[at(&span["start"])..at(&span["end"])].iter().collect())
        .collect()
}

#[test]
fn accents_and_inflections_are_highlighted() {
    let archive = Archive::new()
        .file(
            "a.txt",
            "Defence chief Yaşar Güler negotiated for hours. He negotiates again today.\n",
        )
        .indexed();
    let hits = archive.hits(&["guler negotiating"]);
    assert_eq!(highlighted(&hits[0]), ["Güler", "negotiated", "negotiates"]);
}

#[test]
fn a_phrase_is_highlighted_only_where_the_whole_phrase_stands() {
    let archive = Archive::new()
        .file("a.txt", "A joint statement followed the joint press conference of the press club.\n")
        .indexed();
    let hits = archive.hits(&["\"joint press conference\""]);
    assert_eq!(highlighted(&hits[0]), ["joint press conference"]);
}

#[test]
fn prefixes_and_near_spellings_are_highlighted() {
    let archive = Archive::talks();
    assert_eq!(highlighted(&archive.hits(&["north*"])[0]), ["northern"]);
    assert_eq!(highlighted(&archive.hits(&["nothern~"])[0]), ["northern"]);
}

#[test]
fn a_hit_tells_headline_dates_speaker_and_id() {
    let archive = Archive::talks();
    let ran = archive.run(&["search", "northern pier"]).success();
    let id =
        archive.hits(&["northern pier"])[0]["id"].as_str().map(str::to_owned).unwrap_or_default();
    let _ = ran
        .prints("Harbour talks reopen")
        .prints("published 2024-04-18")
        .prints("about 2024-05")
        .prints("says: Olena Kravets")
        .prints("[[northern]] [[pier]]")
        .prints(&id)
        .prints("1 passage in 1 article");
}

#[test]
fn filters_narrow_by_speaker_and_by_date() {
    let archive = Archive::talks();
    let all = "2024-04-18-talks.txt#";
    assert_eq!(archive.found(&["--speaker", "kravets"]), [format!("{all}1"), format!("{all}2")]);
    assert_eq!(archive.found(&["--date", "2024-05"]), [format!("{all}2")]);
    assert_eq!(archive.found(&["--date", "2024-04-16"]), [format!("{all}1")]);
    assert_eq!(archive.found(&["--speaker", "HWU"]), [format!("{all}3")]);
    assert_eq!(
        archive.found(&["wages", "--speaker", "Harbour Workers Union", "--said"]),
        [format!("{all}3")]
    );
}

#[test]
fn what_is_said_is_told_from_what_stands_beside_it() {
    let archive = Archive::talks();
    let said = archive.hits(&["talks", "--speaker", "kravets"]);
    assert_eq!(said[0]["said"], true);
    let beside = archive.hits(&["council", "--speaker", "kravets"]);
    assert_eq!(beside[0]["said"], false);
    assert!(archive.found(&["said:(council)", "--speaker", "kravets"]).is_empty());
    assert_eq!(archive.found(&["said:(talks)", "--speaker", "kravets"]).len(), 1);
}

#[test]
fn a_name_that_fits_nobody_is_told_from_one_without_hits() {
    let archive = Archive::talks();
    let _ = archive
        .run(&["search", "pier", "--speaker", "Kravetz"])
        .ends(1)
        .notes("nobody called Kravetz; did you mean Olena Kravets (2)?");
    let ran = archive.run(&["search", "wages", "--speaker", "Kravets"]).ends(1);
    assert!(!ran.stderr.contains("nobody called"), "{ran}");
}

#[test]
fn nothing_found_says_what_would_be() {
    let archive = Archive::talks();
    let _ = archive
        .run(&["search", "pier wages", "--speaker", "Kravets"])
        .ends(1)
        .prints("read as: pier wages")
        .prints("without --speaker Kravets: 0 passages")
        .prints("pier alone: 1 passage")
        .prints("wages alone: 1 passage")
        .prints("--any")
        .prints("searched: 4 passages in 1 article");
}

#[test]
fn wider_dates_are_counted_but_are_no_hits() {
    let archive = Archive::new()
        .file("a.txt", "The bridge was finished in 2011.\nIt was painted on 3 March 2011.\n")
        .indexed();
    let ran = archive.run(&["search", "--date", "2011-03"]).success();
    let _ = ran.prints("1 passage in 1 article").prints("1 more dated only more widely");
    assert_eq!(archive.found(&["--date", "2011-03", "--date-overlap"]).len(), 2);
}

#[test]
fn pages_do_not_overlap_and_all_prints_every_hit() {
    let archive = Archive::new();
    for i in 0..23 {
        archive
            .write(&format!("{i:02}.txt"), format!("Report number {i} about the harbour wall.\n"));
    }
    let archive = archive.indexed();
    let pages: Vec<String> = (1..=3)
        .flat_map(|page| archive.found(&["harbour wall", "--page", &page.to_string()]))
        .collect();
    let mut unique = pages.clone();
    unique.sort();
    unique.dedup();
    assert_eq!((pages.len(), unique.len()), (23, 23));
    assert_eq!(archive.found(&["harbour wall", "--all"]), pages);
    let _ = archive.run(&["search", "harbour wall"]).success().prints("10 of 23 passages");
}

#[test]
fn collapse_keeps_the_best_passage_of_each_article() {
    let archive = Archive::talks();
    let hits = archive.hits(&["--collapse", "--any", "talks union council"]);
    assert_eq!(hits.len(), 1);
    assert!(hits[0]["more"].as_u64().is_some_and(|more| more >= 2), "{}", hits[0]);
}

#[test]
fn sorting_by_date_puts_undated_articles_last() {
    let archive = Archive::new()
        .file("2020-01-05-a.txt", "The wall stands here.\n")
        .file("2022-01-05-b.txt", "The wall stands here.\n")
        .file("undated.txt", "The wall stands here.\n")
        .indexed();
    let newest = archive.found(&["wall", "--sort", "newest"]);
    assert_eq!(newest, ["2022-01-05-b.txt#1", "2020-01-05-a.txt#1", "undated.txt#1"]);
    let oldest = archive.found(&["wall", "--sort", "oldest"]);
    assert_eq!(oldest, ["2020-01-05-a.txt#1", "2022-01-05-b.txt#1", "undated.txt#1"]);
}

#[test]
fn control_characters_never_reach_the_terminal() {
    let archive = Archive::new()
        .file("a.json", "{\"headline\": \"Red \\u001b[31malert\", \"text\": \"The wall\\u0007 \\u001b]0;x\\u0007 fell.\"}")
        .indexed();
    let ran = archive.run(&["search", "wall"]).success();
    assert!(!ran.stdout.contains(['\u{1b}', '\u{7}']), "{ran}");
}

#[test]
fn two_fresh_indexes_answer_the_same() {
    let answers = |_: usize| -> Vec<String> {
        let archive = Archive::corpus().indexed();
        let queries: [&[&str]; 5] = [
            &["minister said"],
            &["--any", "council budget strike"],
            &["--speaker", "Novak", "--all"],
            &["--facets", "speaker,person,date:month,outlet", "ministry"],
            &["--collapse", "--sort", "oldest"],
        ];
        let mut out = Vec::new();
        for query in queries {
            let ran = archive.run(&[&["search", "--json"], query].concat());
            let lines: Vec<String> = ran
                .json()
                .into_iter()
                .map(|mut value| {
                    value["elapsed_ms"] = Value::Null;
                    value.to_string()
                })
                .collect();
            out.push(lines.join("\n"));
        }
        out
    };
    assert_eq!(answers(1), answers(2));
}

#[test]
fn a_closed_pipe_is_success() {
    use std::io::Read as _;
    let archive = Archive::new();
    for i in 0..300 {
        archive.write(&format!("{i}.txt"), TALKS);
    }
    let archive = archive.indexed();
    let mut child = archive.spawn(&["search", "--all", "talks"]);
    let mut first = [0; 64];
    child.stdout.take().expect("a pipe").read_exact(&mut first).expect("some output");
    let output = child.wait_with_output().expect("an end");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

//! Texts of pages, made as converters make them.

use proptest::prelude::*;

use super::*;

/// Words that differ from page to page.
fn words(n: usize) -> [&'static str; 4] {
    let all = [
        "harbour", "bridge", "storm", "boats", "market", "school", "rain", "cranes", "tunnel",
        "museum", "snow", "wagons", "station",
    ];
    [0, 1, 2, 3].map(|k| all[(n * (k + 1) + k) % all.len()])
}

/// Pages of text; `top` and `bottom` make the lines around it of the number of a page.
fn pages(
    number: usize,
    top: impl Fn(usize) -> String,
    bottom: impl Fn(usize) -> String,
) -> Vec<String> {
    let text = |n: usize| {
        let [a, b, c, d] = words(n);
        format!(
            "opening of {a} was put off until the spring by the council.\n\n\
             The {b} master said on day {n} that the pier was safe, and that it\n\
             would be closed only if the {c} came, which nobody had seen for a\n\
             decade. He had asked for {n} more {d}, he told the council, but the"
        )
    };
    (1..=number).map(|n| format!("{}{}\n{}", top(n), text(n), bottom(n))).collect()
}

fn none(_: usize) -> String {
    String::new()
}

#[track_caller]
fn check(text: String, gone: &[&str]) -> Joined {
    let found = joined(text);
    for words in gone {
        assert!(!found.text.contains(words), "{words}:\n{}", found.text);
    }
    assert!(
        found.text.contains(&format!("council, but the\nopening of {}", words(2)[0])),
        "{}",
        found.text
    );
    assert!(found.text.contains("by the council.\n\nThe "), "{}", found.text);
    assert!(!found.text.contains('\u{c}'));
    found
}

#[test]
fn headers_and_footers_of_pages_between_form_feeds_are_left_out() {
    let text = pages(
        5,
        |_| "Harbour Report\n\n".into(),
        |n| format!("\n  Council of the Port      Page {n} of 5\n"),
    );
    let found = check(text.join("\u{c}"), &["Harbour Report", "Council of the Port", "Page"]);
    assert_eq!(found.header.last().map(String::as_str), Some("Harbour Report"));
    let text = pages(3, |n| format!("{n}\r\n\r\n"), |_| "\r\nPrinted in Porto\r\n".into());
    let found = check(text.join("\u{c}") + "\u{c}", &["Printed in Porto"]);
    assert_eq!(found.header, ["1"]);
    assert!(!found.text.lines().any(|line| line.trim().parse::<u32>().is_ok()));
}

#[test]
fn the_header_tells_headline_and_date() {
    let top = |n| format!("Harbour Report\n18 April 2024\n{n}\n\n");
    let draft = read(pages(3, top, none).join("\u{c}"));
    assert_eq!(draft.title.as_deref(), Some("Harbour Report"));
    assert_eq!(draft.stamps, [(PublishedFrom::Text, Stamp::Text("18 April 2024".into()))]);
    let draft = read(pages(3, |n| format!("Day {n} of 2024\n"), none).join("\u{c}"));
    assert_eq!((draft.title, draft.stamps), (None, Vec::new()));
}

#[test]
fn left_and_right_pages_and_chapters_have_headers_of_their_own() {
    let title = |n: usize| match n {
        n if n.is_multiple_of(2) => format!("{} Harbour Report\n", n + 10),
        1..=5 => format!("The pier {}\n", n + 10),
        _ => format!("On sailing {}\n", n + 10),
    };
    check(pages(11, title, none).join("\n\u{c}"), &["Harbour Report", "The pier", "On sailing"]);
}

#[test]
fn lines_that_count_pages_end_them() {
    for line in ["Page 7", "- Page 7 of 30 -", "Harbour Report | p. 7", "7 of 30", "7/30"] {
        let footer = |n: usize| format!("\n{}\n", line.replace('7', &(n + 6).to_string()));
        check(pages(4, none, footer).join("\n"), &[&line[..4].replace('7', "8")]);
    }
    let header = |n: usize| format!("Page {n}\nHarbour Report\n\n");
    let found = check(pages(4, header, none).join("\n"), &["Page", "Harbour Report"]);
    assert_eq!(found.header.last().map(String::as_str), Some("Harbour Report"));
    // Text runs on behind a bare number.
    let found = check(pages(4, none, |n| format!("\n{}\n", n + 6)).join("\n"), &[]);
    assert!(!found.text.lines().any(|line| line.trim().parse::<u32>().is_ok()));
}

#[test]
fn what_only_looks_like_a_header_stays() {
    let chapter = |n: usize| {
        let [a, b, c, d] = words(n);
        format!("{n}\n\nIt was the {a}.\nThen came {b}.\nSo did {c}.\nThe {d} held.\n\n")
    };
    let chapters = (1..6).map(chapter).collect::<Vec<_>>().concat();
    let contents = (1..6).map(|n| format!("Page {n}\n")).collect::<Vec<_>>().concat();
    let answers = (1..6)
        .map(|n| format!("Question {n}\nIt rained.\nAnd then?\nIt held.\n"))
        .collect::<Vec<_>>()
        .concat();
    let sentence = |n: usize| {
        let [a, b, c, d] = words(n);
        format!("Page {n} is lost.\nIt had the {a}.\nIt had the {b}.\nThe {c}.\nThe {d}.\n")
    };
    let sentences = (1..6).map(sentence).collect::<Vec<_>>().concat();
    for text in [chapters, contents, answers, sentences, "7\n".to_owned(), String::new()] {
        assert_eq!(joined(text.clone()), Joined { text, header: Vec::new() });
    }
    let found = joined("Roads\nIt rained.\u{c}Dams\nIt held.\u{c}Piers\nIt blew.".into());
    assert_eq!(found.text, "Roads\nIt rained.\nDams\nIt held.\nPiers\nIt blew.");
    let form = "Name:\nAge:\nTown:\n(to be signed)\nSigned:".to_owned();
    let found = joined([form.clone(), form.clone()].join("\u{c}"));
    assert_eq!(found.text, [form.clone(), form].join("\n"));
    // A word that is divided between pages stays one.
    let text = "Harbour\nHe told the coun-\u{c}Harbour\ncil that it held.";
    assert_eq!(joined(text.into()).text, "He told the coun-\ncil that it held.");
    // Text inside a page repeats as it likes.
    let text = pages(3, none, |_| "MR. PRICE: No.\nHe did not say why it had to be so.\n".into());
    assert_eq!(joined(text.join("\n")).text.matches("MR. PRICE").count(), 3);
}

#[test]
fn many_numbers_take_no_time() {
    let text = (0..300_000_u32).map(|n| format!("{}\nx\n", n % 7)).collect::<Vec<_>>().concat();
    assert!(joined(text).text.len() > 1_000_000);
}

proptest! {
    #[test]
    fn no_text_panics_and_none_gains_characters(
        text in "(\\PC|\u{c}|\n|\r\n|Page [0-9]|[0-9]{1,25}|iv|Harbour\n|Жы|😀){0,80}",
    ) {
        let found = joined(text.clone());
        let visible = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
        prop_assert!(visible(&found.text) <= visible(&text));
        let kept = found.text.contains(['\u{c}', '\r']);
        prop_assert!(!kept);
    }
}

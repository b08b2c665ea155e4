use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::article::published::{Sources, choose};
use crate::article::{BlockKind, ReadOptions};

fn read(html: &str) -> Result<Draft, String> {
    super::read(html, nesting::DEEPEST)
}

/// A page with this head, and an article among what surrounds one.
fn page(head: &str, top: &str) -> String {
    let paragraph = |n: usize| {
        format!(
            "<p>Paragraph {n}: the dam above the town held through the night, engineers said, and \
             the river fell by more than a metre before noon, as they had hoped it would.</p>"
        )
    };
    let text: String = (1..6).map(paragraph).collect();
    let more: String = (6..11).map(paragraph).collect();
    format!(
        "<!DOCTYPE html><html lang=en><head><title>Dam holds - Daily Post</title>{head}</head><body>\
         <nav><ul><li><a href=/>Home</a><li><a href=/sport>Sport</a></ul></nav>\
         <article><h1>Dam holds</h1>{top}{text}<h2>What comes next</h2>{more}</article>\
         <aside class=related><h3>More</h3><a href=/x>Ten tips</a> <time datetime=2020-01-01>1 January 2020</time></aside>\
         <footer>Copyright Daily Post. All rights reserved.</footer></body></html>"
    )
}

fn dated(head: &str, top: &str) -> Option<(jiff::civil::Date, PublishedFrom)> {
    let draft = read(&page(head, top)).unwrap();
    let sources = Sources {
        stamps: &draft.stamps,
        body: &draft.body,
        blocks: draft.blocks.as_deref().unwrap_or_default(),
        url: draft.url.as_deref(),
        path: "a.html",
    };
    choose(&sources, &ReadOptions::default(), &mut Vec::new())
}

#[test]
fn the_article_is_told_from_what_surrounds_it() {
    let draft = read(&page("", "")).unwrap();
    assert!(!draft.body.contains("Sport") && !draft.body.contains("Ten tips"), "{}", draft.body);
    assert!(!draft.body.contains("rights reserved"), "{}", draft.body);
    let blocks = draft.blocks.unwrap();
    let headings: Vec<&str> = blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Heading)
        .map(|block| block.span.of(&draft.body))
        .collect();
    assert!(headings.contains(&"What comes next"), "{headings:?}");
    assert!(blocks.len() >= 11, "{}", draft.body);
    assert_eq!(draft.headline.as_deref(), Some("Dam holds"));
    assert_eq!(draft.language.as_deref(), Some("en"));
}

#[test]
fn schema_org_data_and_meta_elements_describe_the_article() {
    let head = r#"<meta property="og:site_name" content="Daily Post"><meta property=og:title content="Dam holds | Daily Post">
        <link rel=canonical href="https://example.org/dam"><meta name=author content="By Ann Lee">
        <script type="application/ld+json">{"@graph": [{"@type": "WebSite", "name": "x"},
        {"@type": "NewsArticle", "headline": "Dam &amp; bridge hold", "dateModified": "2025-10-15", "datePublished": "2025-10-13T23:30:00-04:00",
        "author": [{"@type": "Person", "name": "Mary Cole"}]}]}</script>"#;
    let draft = read(&page(head, "")).unwrap();
    assert_eq!(draft.headline.as_deref(), Some("Dam & bridge hold"));
    assert_eq!(draft.byline, ["Mary Cole"]);
    assert_eq!(draft.outlet.as_deref(), Some("Daily Post"));
    assert_eq!(draft.url.as_deref(), Some("https://example.org/dam"));
    assert_eq!(dated(head, ""), Some((date(2025, 10, 13), PublishedFrom::JsonLd)));
    let draft = read(&page(head.split("<script").next().unwrap(), "")).unwrap();
    assert_eq!(draft.headline.as_deref(), Some("Dam holds"));
    assert_eq!(draft.byline, ["Ann Lee"]);
}

#[test]
fn sources_of_the_date_are_asked_in_order() {
    let day = |day, from| Some((date(2025, 10, day), from));
    let meta = "<meta property='article:published_time' content='2025-10-12T08:00:00Z'>";
    let time = "<time datetime='2025-10-11'>two days ago</time>";
    let url = "<link rel=canonical href='https://example.org/2025/10/10/dam'>";
    assert_eq!(dated(&format!("{meta}{url}"), time), day(12, PublishedFrom::Meta));
    assert_eq!(dated(url, time), day(11, PublishedFrom::Time));
    assert_eq!(dated(url, ""), day(10, PublishedFrom::Url));
    let printed = "<div class='byline-date'>Published: 9 October 2025</div>";
    assert_eq!(dated("", printed), day(9, PublishedFrom::Text));
    assert_eq!(dated("", "<p>Monday, 8. Oktober 2025</p>"), day(8, PublishedFrom::Text));
    assert_eq!(dated("", "<p>The dam was closed on 8 October 2025 for repair work.</p>"), None);
}

#[test]
fn the_day_of_a_change_counts_only_when_no_other_is_known() {
    let modified = r#"<meta property="article:modified_time" content="2025-10-15">
        <script type="application/ld+json">{"@type": "Article", "dateModified": "2025-10-15"}</script>"#;
    let updated = "<time class=updated datetime=2025-10-15>15 October 2025</time>";
    let day = |day, from| Some((date(2025, 10, day), from));
    assert_eq!(dated(modified, updated), day(15, PublishedFrom::JsonLd));
    let both = format!("{updated}<p>Posted on 13 October 2025</p>");
    assert_eq!(dated(modified, &both), day(13, PublishedFrom::Text));
}

#[test]
fn a_page_without_main_text_has_that_of_its_data() {
    let page = r#"<html><script type="application/ld+json">{"@type": "Article", "headline": "Dam", "articleBody": "The dam held."}</script></html>"#;
    assert_eq!(read(page).unwrap().body, "The dam held.");
}

#[test]
fn a_page_that_shows_little_of_its_text_has_that_of_its_data() {
    let long = "The dam above the town held through the night, engineers said. ".repeat(20);
    let data = format!(
        r#"<script type="application/ld+json">{{"@type": "Article", "articleBody": "{long}"}}</script>"#
    );
    let little = "<article><h1>Dam holds</h1><p>The dam above the town held through the night, \
                  engineers said on Monday. To read on, become a member of the Daily Post.</p></article>";
    let body = read(&format!("{data}{little}")).unwrap().body;
    assert_eq!(body.trim(), long.trim());
    assert!(read(little).unwrap().body.contains("on Monday"));
    let body = read(&page(&data, "")).unwrap().body;
    assert!(
        body.contains("Paragraph 5")
            && !body.contains("held through the night, engineers said. The")
    );
}

#[test]
fn words_beside_links_stay_apart() {
    let top = "<p>The dam held, said <a href=/c>Mary Cole</a> of the <b>water board</b>, which \
               looks after it and after two others in the hills above the town.</p>";
    let body = read(&page("", top)).unwrap().body;
    assert!(body.contains("said Mary Cole of the water board, which"), "{body}");
}

#[test]
fn deep_and_unclosed_nesting_is_read() {
    for tag in [
        "div",
        "span",
        "b",
        "font color=1",
        "table><tr><td",
        "ul><li",
        "blockquote",
        "p",
        "svg",
        "select",
        "option",
        "dl><dt",
        "li",
        "a",
    ] {
        let html = format!("<p>The dam held.</p>{}", format!("<{tag}>").repeat(100_000));
        let draft = read(&html).unwrap();
        assert!(draft.body.contains("The dam held."), "{tag}: {}", draft.body);
    }
}

#[test]
fn html_is_told_from_plain_text() {
    for text in ["<p>It rained.</p>", "One.<br/>Two.", "a <DIV class=x>b"] {
        assert!(is_html(text), "{text}");
    }
    for text in ["x < y", "a <b>bold</b> word", "mail <p@example.org", "1 <p", "<q>"] {
        assert!(!is_html(text), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_page_panics(html in "(<p>|<div>|</div>|<h1>|<table>|<td>|<script type=\"application/ld\\+json\">|</script>|<meta name=date content=\"|\">|<time datetime=|&amp;|&#0;|\\{\"@type\":\"Article\"|\\PC|Жы 😀|\n){0,60}") {
        if let Ok(draft) = read(&html) {
            for block in draft.blocks.into_iter().flatten() {
                prop_assert!(!block.span.of(&draft.body).trim().is_empty());
            }
        }
    }
}

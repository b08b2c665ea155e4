use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// What is found in a page with this head and this body, in the language.
fn found_in(language: &str, head: &str, body: &str) -> Option<(String, PublishedFrom)> {
    let html = format!("<html lang='{language}'><head>{head}</head><body>{body}</body></html>");
    let doc = Document::parse(&html);
    let read = crate::article::html::head::read(&doc);
    let objects = crate::article::html::json_ld::articles(&read.scripts);
    let page = Page {
        metas: &read.metas,
        objects: &objects,
        url: read.url.as_deref(),
        headline: read.headline.as_deref(),
        language: read.language.as_deref(),
    };
    let (from, stamp) =
        find(&doc, &crate::article::html::lines::lines(&doc), page).into_iter().next()?;
    let Stamp::Weighed(written) = stamp else { panic!("{stamp:?}") };
    Some((written.to_string(), from))
}

#[track_caller]
fn day(body: &str, expected: Option<&str>) {
    let found = found_in("en", "", body).map(|(day, _)| day);
    assert_eq!(found.as_deref(), expected, "{body}");
}

const PROSE: &str = "<p>The dam above the town held through the night, and the river fell by more \
                     than a metre before noon, as the engineers had hoped it would.</p>";

#[test]
fn a_date_beside_the_headline_is_that_of_the_article() {
    for line in [
        "<p>13 October 2025</p>",
        "<div>By Mary Cole | Oct. 13, 2025</div>",
        "<span class=date>13.10.2025</span>",
        "<time datetime=2025-10-13T08:00>this morning</time>",
        "<dl><dt>Date</dt><dd>2025-10-13</dd></dl>",
        "<table><tr><td>Posted</td><td>13/10/2025</td></tr></table>",
        "<p>发布时间：2025年10月13日</p>",
        "<div>13.10.25, 08:00</div>",
        "<meta itemprop=datePublished content=2025-10-13>",
    ] {
        day(&format!("<h1>Dam holds</h1>{line}{PROSE}"), Some("2025-10-13"));
        day(&format!("{line}<h1>Dam holds</h1>{PROSE}"), Some("2025-10-13"));
    }
}

#[test]
fn dates_in_sentences_are_none_of_publication() {
    day(
        "<h1>Dam holds</h1><p>The dam was closed on 13 October 2025 for repair, the ministry of \
         water said, and the work took longer than anybody in the town had expected.</p>",
        None,
    );
    day(&format!("<h1>Dam holds</h1>{PROSE}<footer>© 13 October 2025 Daily Post</footer>"), None);
}

#[test]
fn a_dateline_begins_its_paragraph() {
    let dateline = "<p>Lisbon, 13.10.2025 - The dam above the town held through the night, and the \
                    river fell by more than a metre before noon, as the engineers had hoped.</p>";
    day(&format!("<h1>Dam holds</h1>{dateline}"), Some("2025-10-13"));
}

#[test]
fn dates_of_others_give_way() {
    let own = "<p class=meta>13 October 2025</p>";
    let related = "<ul class=related-news><li>Roads close <time>1 November 2025</time></ul>";
    let comments = "<div id=comments><p>Ann, <time>14 October 2025</time>: Good.</p></div>";
    let page = format!("{related}<h1>Dam holds</h1>{own}{PROSE}{comments}{related}");
    day(&page, Some("2025-10-13"));
    day(&format!("<h1>Dam holds</h1>{PROSE}{comments}"), None);
    // The name of an element that holds the whole article tells nothing of it.
    day(&format!("<div class=sidebar-left>{page}</div>"), Some("2025-10-13"));
}

#[test]
fn the_day_of_a_change_counts_only_alone() {
    let changed = "<p>Last updated: 15 October 2025</p>";
    day(&format!("<h1>Dam holds</h1>{changed}{PROSE}"), Some("2025-10-15"));
    let both = "<p>Updated on 15 October 2025. Published on 13 October 2025</p>";
    day(&format!("<h1>Dam holds</h1>{both}{PROSE}"), Some("2025-10-13"));
    let far = format!("{}<p>Published: 13 October 2025</p>", PROSE.repeat(20));
    day(&format!("<h1>Dam holds</h1>{changed}{far}"), Some("2025-10-13"));
}

#[test]
fn witnesses_that_agree_outweigh_one() {
    let told = r#"<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2025-10-11"}</script>"#;
    let meta = "<meta property=article:published_time content=2025-10-13>";
    let printed = "<h1>Dam holds</h1><p>13 October 2025</p>";
    let from = |head: &str, body: &str| found_in("en", head, body).unwrap();
    assert_eq!(from(told, PROSE), ("2025-10-11".to_owned(), PublishedFrom::JsonLd));
    assert_eq!(from(told, printed), ("2025-10-11".to_owned(), PublishedFrom::JsonLd));
    let both = format!("{told}{meta}");
    assert_eq!(from(&both, printed), ("2025-10-13".to_owned(), PublishedFrom::Meta));
}

#[test]
fn a_day_told_in_greenwich_is_that_of_the_place() {
    let utc = |time: &str| format!("<meta property=article:published_time content={time}>");
    let printed = "<h1>Dam holds</h1><p>13 October 2025</p>";
    for time in ["2025-10-14T03:30:00Z", "2025-10-14T03:30:00+00:00", "1760412600"] {
        let (day, from) = found_in("en", &utc(time), printed).unwrap();
        assert_eq!((&*day, from), ("2025-10-13", PublishedFrom::Meta), "{time}");
    }
    // No place is a day behind at this hour, and an offset is that of the place.
    for time in ["2025-10-14T16:30:00Z", "2025-10-14T03:30:00-04:00"] {
        assert_eq!(found_in("en", &utc(time), printed).unwrap().0, "2025-10-14", "{time}");
    }
    let address = format!(
        "{}<link rel=canonical href=https://a.example/2025/10/14/dam>",
        utc("2025-10-13T22:30Z")
    );
    assert_eq!(found_in("de", &address, "").unwrap().0, "2025-10-14");
}

#[test]
fn the_language_tells_the_day_from_the_month() {
    let page = "<h1>Dam holds</h1><p>03/04/2020</p>";
    let found = |language: &str, page: &str| found_in(language, "", page).unwrap().0;
    assert_eq!(found("de", page), "2020-04-03");
    assert_eq!(found("en-GB", page), "2020-04-03");
    assert_eq!(found("en-US", page), "2020-03-04");
    assert_eq!(found("en", page), "2020-04-03 or 2020-03-04");
    // So does a date of the same page that is plain.
    assert_eq!(found("en", &format!("{page}<footer>4 March 2020</footer>")), "2020-03-04");
}

#[test]
fn data_of_scripts_and_addresses_are_weak_witnesses() {
    let script = "<script>var layer = {\"publishDate\":\"2025-10-13\"};</script>";
    assert_eq!(found_in("en", script, PROSE).unwrap().0, "2025-10-13");
    let two = format!("{script}{}", script.replace("10-13", "10-14"));
    assert_eq!(found_in("en", &two, PROSE), None);
    let address = |path: &str| format!("<link rel=canonical href=https://a.example/{path}>");
    for path in ["2025/10/13/dam", "news/dam-2025-10-13.html", "texts/20251013-dam.html"] {
        let (day, from) = found_in("en", &address(path), PROSE).unwrap();
        assert_eq!((&*day, from), ("2025-10-13", PublishedFrom::Url), "{path}");
    }
    assert_eq!(found_in("en", &address("dam-19450508.html"), PROSE), None);
}

#[test]
fn orders_are_those_of_languages() {
    assert_eq!(order_of("en-US"), Some(Order::MonthFirst));
    assert_eq!(order_of("en_gb"), Some(Order::DayFirst));
    assert_eq!(order_of("de"), Some(Order::DayFirst));
    assert_eq!(order_of("en"), None);
    assert_eq!(order_of(""), None);
    assert_eq!(one_day(Written::Day(date(2025, 10, 13))), Some(date(2025, 10, 13)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_page_panics(body in "(<p>|<div class=date>|</div>|<h1>|<td>|<br>|<time datetime=|<span title='2025-10-13'>|</span>|\"publishDate\":\"|13 October 2025|10/13/25|2025年1月2日|>|\\PC|Жы 😀|\n){0,60}") {
        let _ = found_in("en", "", &body);
    }
}

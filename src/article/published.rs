//! The publication date of an article: its possible sources, asked in order.

use jiff::civil::Date;

use super::byline::is_byline;
use super::calendar::{
    Written, day_in_path, find_day, from_number, is_month, is_weekday, read_day,
};
use super::line::head;
use super::{Block, PublishedFrom, ReadOptions};

/// Longest date line, in bytes.
const LONGEST_DATE_LINE: usize = 150;

/// Blocks of a body in which a date line can stand.
const FIRST_BLOCKS: usize = 8;

/// Bytes at the start of a paragraph in which its dateline ("LONDON, Oct 13, 2025 –") ends.
const LONGEST_DATELINE: usize = 120;

/// Bytes of a refused date that a warning shows.
const LONGEST_SHOWN: usize = 80;

/// Words that stand beside the date in a date line.
const DATE_LINE_WORDS: &[&str] = &[
    "a",
    "am",
    "and",
    "at",
    "by",
    "bst",
    "cest",
    "cet",
    "date",
    "dateline",
    "edt",
    "est",
    "et",
    "first",
    "gmt",
    "issued",
    "last",
    "m",
    "min",
    "minute",
    "minutes",
    "modified",
    "of",
    "on",
    "p",
    "pdt",
    "pm",
    "posted",
    "pst",
    "pt",
    "publication",
    "published",
    "read",
    "release",
    "released",
    "the",
    "updated",
    "utc",
];

/// A value that a file gives as its publication date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stamp {
    /// As text.
    Text(String),
    /// As what the several ways in which the file says it come to.
    Weighed(Written),
    /// As a number: a day in eight digits, or seconds or milliseconds since 1970.
    Number(i64),
}

/// What the choice is made from.
#[derive(Debug)]
pub(super) struct Sources<'a> {
    /// What the file's own fields say, in the order of [`PublishedFrom`].
    pub(super) stamps: &'a [(PublishedFrom, Stamp)],
    /// The body and its blocks.
    pub(super) body: &'a str,
    /// The blocks of the body.
    pub(super) blocks: &'a [Block],
    /// Where the article was published.
    pub(super) url: Option<&'a str>,
    /// The path below the root.
    pub(super) path: &'a str,
}

/// Chooses the publication date. What is refused on the way is added to `warnings`.
pub(super) fn choose(
    sources: &Sources<'_>,
    options: &ReadOptions,
    warnings: &mut Vec<String>,
) -> Option<(Date, PublishedFrom)> {
    if let Some(day) = options.published_override {
        return Some((day, PublishedFrom::Given));
    }
    let mut accept = |written: Written, from: PublishedFrom, shown: &str| {
        let wrong = match written {
            Written::Day(day) if options.today.is_some_and(|today| day > today) => {
                "publication date refused, it is in the future"
            }
            Written::Day(day) => return Some((day, from)),
            Written::Ambiguous(..) => {
                "publication date refused, day and month cannot be told apart"
            }
            Written::Nothing => "not a publication date",
        };
        warnings.push(format!("{wrong}: {} ({from})", head(shown, LONGEST_SHOWN)));
        None
    };
    for (from, stamp) in sources.stamps {
        let (written, shown) = match stamp {
            Stamp::Text(text) => (read_day(text), text.clone()),
            Stamp::Weighed(written) => (*written, written.to_string()),
            Stamp::Number(number) => (from_number(*number), number.to_string()),
        };
        if let Some(chosen) = accept(written, *from, &shown) {
            return Some(chosen);
        }
    }
    if let Some((written, shown)) = in_text(sources.body, sources.blocks)
        && let Some(chosen) = accept(written, PublishedFrom::Text, shown)
    {
        return Some(chosen);
    }
    let url = sources.url.and_then(|url| Some((day_in_path(url, false)?, PublishedFrom::Url, url)));
    let path = day_in_path(sources.path, true);
    let path = path.map(|day| (day, PublishedFrom::Path, sources.path));
    for (day, from, shown) in [url, path].into_iter().flatten() {
        if let Some(chosen) = accept(Written::Day(day), from, shown) {
            return Some(chosen);
        }
    }
    options.published.map(|day| (day, PublishedFrom::Given))
}

/// The date line or dateline among the first blocks, down to the first full paragraph.
///
/// A line that says when the article was updated, or whose date is ambiguous, gives way to one of
/// which neither is true.
fn in_text<'a>(body: &'a str, blocks: &[Block]) -> Option<(Written, &'a str)> {
    let mut second = None;
    for block in blocks.iter().take(FIRST_BLOCKS) {
        let text = block.span.of(body);
        if let Some(found) = date_line(text) {
            if !is_update(text) && !matches!(found, Written::Ambiguous(..)) {
                return Some((found, text));
            }
            second.get_or_insert((found, text));
        } else if let Some((found, shown)) = dateline(text) {
            return Some((found, shown));
        } else if text.len() > LONGEST_DATE_LINE {
            break;
        }
    }
    second
}

fn is_update(line: &str) -> bool {
    let line = line.to_lowercase();
    ["updated", "modified"].iter().any(|word| line.contains(word)) && !line.contains("published")
}

/// Whether a line says when the article was published, how long it takes to read, and the like,
/// and nothing else.
pub(super) fn is_date_line(line: &str) -> bool {
    date_line(line).is_some() || is_time_line(line)
}

/// Whether a line holds a time but no date: "2:15 P.M. EDT", "5 min read".
fn is_time_line(line: &str) -> bool {
    line.len() <= LONGEST_DATE_LINE
        && line.bytes().any(|byte| byte.is_ascii_digit())
        && words(line).any(is_label)
        && words(line).all(is_date_word)
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// Whether a word can stand beside the date in a date line.
fn is_date_word(word: &str) -> bool {
    is_time(word) || is_weekday(word) || is_month(word) || is_label(word)
}

fn is_label(word: &str) -> bool {
    DATE_LINE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// The date of a line that holds nothing but a date, a label, a time, and a place or byline
/// before it.
fn date_line(line: &str) -> Option<Written> {
    if line.len() > LONGEST_DATE_LINE || line.contains('\n') {
        return None;
    }
    let (written, range) = find_day(line)?;
    let before = &line[..range.start];
    let plain = |part: &str| words(part).all(is_date_word);
    // "Brussels, 13 October 2025"
    let after_place = before.trim_end().strip_suffix(',').is_some_and(|place| {
        place.starts_with(char::is_uppercase) && place.chars().all(char::is_alphabetic)
    });
    let after_byline = is_byline(before.trim_end_matches([' ', '|', '-', '–', '—', '•', ',']));
    (plain(&line[range.end..]) && (plain(before) || after_place || after_byline)).then_some(written)
}

/// A number, alone or as part of a time: "30", "8am", "20h", "T08", "00Z".
fn is_time(word: &str) -> bool {
    let number = word.strip_prefix(['T', 't']).unwrap_or(word);
    let unit = number.trim_start_matches(|c: char| c.is_ascii_digit());
    unit.len() < number.len()
        && ["", "am", "pm", "h", "z"].iter().any(|known| known.eq_ignore_ascii_case(unit))
}

/// The date in the dateline of a paragraph: a place in capitals, a date with its year, a dash.
fn dateline(paragraph: &str) -> Option<(Written, &str)> {
    let head = head(paragraph, LONGEST_DATELINE);
    let (written, range) = find_day(head)?;
    let dash = head[range.end..].find(['—', '–']).or_else(|| head[range.end..].find("- "))?;
    let place = head.split([',', ' ', '/']).next().unwrap_or("");
    let capitals = place.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !place.chars().any(char::is_lowercase);
    // Between date and dash stands an agency in brackets at most, never a sentence.
    let between = head[range.end..range.end + dash].trim();
    let agency = between.is_empty()
        || matches!(between, "." | ",")
        || between.starts_with(['(', ',', '/', '[']) && !between.contains(". ");
    (capitals && agency).then(|| (written, &head[..range.end]))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::article::{Paragraphs, blocks};

    fn chosen(
        stamps: &[(PublishedFrom, Stamp)],
        body: &str,
        url: Option<&str>,
        path: &str,
        options: &ReadOptions,
    ) -> (Option<(Date, PublishedFrom)>, Vec<String>) {
        let mut warnings = Vec::new();
        let blocks = blocks(body, Paragraphs::Auto);
        let sources = Sources { stamps, body, blocks: &blocks, url, path };
        (choose(&sources, options, &mut warnings), warnings)
    }

    fn from_text(body: &str) -> Option<Date> {
        chosen(&[], body, None, "a.txt", &ReadOptions::default()).0.map(|(day, _)| day)
    }

    #[test]
    fn a_date_line_at_the_top_gives_the_date() {
        for line in [
            "Published: 13 October 2025",
            "October 13, 2025",
            "Monday, October 13, 2025 at 8:30 a.m. ET",
            "Posted on 2025-10-13 08:30",
            "2025-10-13T08:30:00Z",
            "By Mary Cole | Oct. 13, 2025",
            "By Mary Cole, October 13, 2025",
            "Brussels, 13 October 2025",
            "October 13, 2025 · 5 min read",
            "Updated: 14 October 2025\nPublished: 13 October 2025",
            "10/11/2025\nPublished: 13 October 2025",
        ] {
            let body =
                format!("Dam holds through the night\n{line}\nThe dam held, engineers said.");
            assert_eq!(from_text(&body), Some(date(2025, 10, 13)), "{line}");
        }
    }

    #[test]
    fn a_dateline_with_a_year_gives_the_date() {
        for line in [
            "LONDON, Oct 13, 2025 (Agency) - The dam held, engineers said.",
            "PORTO, Portugal, October 13, 2025 — The dam held.",
            "SÃO PAULO, 13 October 2025 – The dam held.",
        ] {
            assert_eq!(from_text(line), Some(date(2025, 10, 13)), "{line}");
        }
    }

    #[test]
    fn a_date_in_a_sentence_is_not_the_publication_date() {
        for line in [
            "LONDON, Oct 13 (Agency) - The dam held, engineers said.",
            "On October 13, 2025 the dam held - just.",
            "The dam was built on 13 October 1925",
            "Town Elections, May 14, 2023",
            "NATO met on October 13, 2025 in Oslo - its first meeting there.",
        ] {
            assert_eq!(from_text(line), None, "{line}");
        }
        let long = "It rained and rained. ".repeat(20);
        assert_eq!(from_text(&format!("{long}\nOctober 13, 2025")), None);
    }

    #[test]
    fn sources_are_asked_in_order() {
        let stamps = [
            (PublishedFrom::Record, Stamp::Text("2025-10-01".into())),
            (PublishedFrom::FrontMatter, Stamp::Text("2025-10-02".into())),
        ];
        let body = "October 3, 2025\nThe dam held.";
        let url = Some("https://example.org/2025/10/04/dam");
        let path = "2025/10/05/dam.txt";
        let given = ReadOptions { published: Some(date(2025, 10, 6)), ..ReadOptions::default() };
        let pick = |stamps, body, url, path| chosen(stamps, body, url, path, &given).0;
        let day = |day, from| Some((date(2025, 10, day), from));
        assert_eq!(pick(&stamps[..], body, url, path), day(1, PublishedFrom::Record));
        assert_eq!(pick(&stamps[1..], body, url, path), day(2, PublishedFrom::FrontMatter));
        assert_eq!(pick(&[], body, url, path), day(3, PublishedFrom::Text));
        assert_eq!(pick(&[], "The dam held.", url, path), day(4, PublishedFrom::Url));
        assert_eq!(pick(&[], "The dam held.", None, path), day(5, PublishedFrom::Path));
        assert_eq!(pick(&[], "The dam held.", None, "dam.txt"), day(6, PublishedFrom::Given));
        let replaced = ReadOptions { published_override: Some(date(2025, 10, 7)), ..given.clone() };
        assert_eq!(chosen(&stamps, body, url, path, &replaced).0, day(7, PublishedFrom::Given));
    }

    #[test]
    fn a_refused_date_is_warned_of_and_the_next_source_asked() {
        let options = ReadOptions { today: Some(date(2025, 11, 1)), ..ReadOptions::default() };
        for (stamp, why) in
            [("2025-11-02", "in the future"), ("03/04/2020", "told apart"), ("soon", "not a")]
        {
            let stamps = [(PublishedFrom::Record, Stamp::Text(stamp.into()))];
            let url = Some("https://example.org/2025/10/04/dam");
            let (day, warnings) = chosen(&stamps, "The dam held.", url, "a", &options);
            assert_eq!(day, Some((date(2025, 10, 4), PublishedFrom::Url)));
            assert_eq!(warnings.len(), 1, "{stamp}");
            assert!(warnings[0].contains(why) && warnings[0].contains(stamp), "{warnings:?}");
        }
        let stamps = [(PublishedFrom::Record, Stamp::Number(20_251_013))];
        let (day, _) = chosen(&stamps, "The dam held.", None, "a", &options);
        assert_eq!(day, Some((date(2025, 10, 13), PublishedFrom::Record)));
    }
}

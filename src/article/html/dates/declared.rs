//! What a page declares of its date: schema.org data, `<meta>`, its address.

use serde_json::{Map, Value};

use super::{Candidate, Clock, Page, Witness};
use crate::article::PublishedFrom;
use crate::article::calendar::{Written, day_in_path, from_number, read_day};
use crate::article::draft::one_line;

/// Members of schema.org objects, with their weights.
const MEMBERS: &[(&str, i32)] = &[("datePublished", 10), ("dateCreated", 7), ("uploadDate", 5)];

/// What an object loses that is not the most telling of its page.
const LESSER_OBJECT: i32 = 4;

/// Names of `<meta>` elements, lower case, with their weights.
const METAS: &[(&str, i32)] = &[
    ("article:published_time", 10),
    ("og:article:published_time", 10),
    ("article:published", 10),
    ("og:published_time", 10),
    ("datepublished", 10),
    ("rnews:datepublished", 10),
    ("parsely-pub-date", 9),
    ("sailthru.date", 9),
    ("cxenseparse:recs:publishtime", 9),
    ("cxenseparse:publishtime", 9),
    ("article_date_original", 9),
    ("originalpublicationdate", 9),
    ("publish-date", 9),
    ("publish_date", 9),
    ("publishdate", 9),
    ("publication_date", 9),
    ("publication-date", 9),
    ("publicationdate", 9),
    ("published-date", 9),
    ("published_date", 9),
    ("publisheddate", 9),
    ("published", 9),
    ("pubdate", 9),
    ("pub_date", 9),
    ("og:pubdate", 9),
    ("og:publish_date", 9),
    ("og:release_date", 8),
    ("bt:pubdate", 9),
    ("bt:publishdate", 9),
    ("displaydate", 8),
    ("dateposted", 8),
    ("ptime", 8),
    ("article:create_time", 7),
    ("dc.date.issued", 8),
    ("dcterms.issued", 8),
    ("dcterms.created", 8),
    ("dc.date.created", 8),
    ("dc.created", 8),
    ("dcterms.date", 7),
    ("dc.date", 7),
    ("dc:date", 7),
    ("citation_publication_date", 8),
    ("citation_online_date", 7),
    ("citation_date", 7),
    ("prism.publicationdate", 8),
    ("eprints.date", 7),
    ("article.published", 8),
    ("article.created", 8),
    ("content_create_date", 7),
    ("date", 7),
    ("datecreated", 7),
    ("timestamp", 6),
    ("time", 5),
];

/// Names of `<meta>` elements that say when the page was changed.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "article:modified",
    "og:updated_time",
    "og:modified_time",
    "dc.date.modified",
    "dcterms.modified",
    "datemodified",
    "last-modified",
    "lastmod",
    "last_modified",
    "moddate",
    "modified",
    "revised",
    "updated",
];

/// Weight of the day of a change, which counts only when there is no other.
const OF_CHANGE: i32 = 5;

/// Weight of a day in the address, with signs between year, month and day or without.
const IN_ADDRESS: i32 = 7;
const IN_ADDRESS_COMPACT: i32 = 4;

/// The first year of which eight digits in an address are a day: they can be any number.
const EARLIEST_PAGES: i16 = 1995;

/// Weight of a day in the address of the page's picture.
const IN_PICTURE: i32 = 2;

/// What a page declares.
pub(super) fn candidates(page: Page<'_>) -> Vec<Candidate> {
    let mut found = Vec::new();
    for (n, object) in page.objects.iter().enumerate() {
        in_object(object, if n == 0 { 0 } else { LESSER_OBJECT }, &mut found);
    }
    for (name, value) in page.metas {
        let weight = METAS.iter().find(|(known, _)| known == name).map(|(_, weight)| *weight);
        let modified = MODIFIED.contains(&&**name);
        if let Some(weight) = weight.or(modified.then_some(OF_CHANGE)) {
            let (written, clock) = read(value);
            let (from, witness) = (PublishedFrom::Meta, Witness::Meta);
            found.push(Candidate { written, from, witness, weight, clock, modified });
        }
        if matches!(&**name, "og:image" | "twitter:image")
            && let Some(day) = day_in_path(value, false)
        {
            found.push(address(Written::Day(day), Witness::Picture, IN_PICTURE));
        }
    }
    if let Some(url) = page.url {
        let day = day_in_path(url, false).map(|day| (day, IN_ADDRESS));
        let compact = || {
            let day = day_in_path(url, true).filter(|day| day.year() >= EARLIEST_PAGES)?;
            Some((day, IN_ADDRESS_COMPACT))
        };
        let day = day.or_else(compact);
        found.extend(day.map(|(day, weight)| address(Written::Day(day), Witness::Address, weight)));
    }
    found
}

fn address(written: Written, witness: Witness, weight: i32) -> Candidate {
    let (from, clock) = (PublishedFrom::Url, Clock::Local);
    Candidate { written, from, witness, weight, clock, modified: false }
}

fn in_object(object: &Map<String, Value>, less: i32, found: &mut Vec<Candidate>) {
    let member = |name: &str| object.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
    let mut push = |name: &str, weight: i32, modified: bool| {
        let Some((_, value)) = member(name) else { return };
        let (written, clock) = match value {
            Value::String(text) => read(&one_line(text)),
            Value::Number(number) => match number.as_i64() {
                Some(number) => read(&number.to_string()),
                None => return,
            },
            _ => return,
        };
        let (from, witness) = (PublishedFrom::JsonLd, Witness::JsonLd);
        found.push(Candidate { written, from, witness, weight, clock, modified });
    };
    for (name, weight) in MEMBERS {
        push(name, weight - less, false);
    }
    push("dateModified", OF_CHANGE - less / 2, true);
}

/// The day that a value means, and where its hour was.
pub(super) fn read(value: &str) -> (Written, Clock) {
    if let Ok(number) = value.trim().parse::<i64>() {
        // Eight digits are a day, more are seconds or milliseconds; see `from_number`.
        let hour = match number {
            100_000_000..100_000_000_000 => i8::try_from(number / 3600 % 24).ok(),
            100_000_000_000.. => i8::try_from(number / 3_600_000 % 24).ok(),
            _ => None,
        };
        return (from_number(number), hour.map_or(Clock::Local, Clock::Utc));
    }
    (read_day(value), clock(value))
}

/// Where the hour of a date and time is.
fn clock(value: &str) -> Clock {
    let value = value.trim_end();
    let utc = ["Z", "z", "+00:00", "+0000", "GMT", "UTC", "-00:00"];
    if !utc.iter().any(|end| value.trim_end_matches(')').ends_with(end)) {
        return Clock::Local;
    }
    let hour = value.find(':').and_then(|colon| value.get(colon.checked_sub(2)?..colon));
    hour.and_then(|hour| hour.trim().parse().ok()).map_or(Clock::Local, Clock::Utc)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_hour_in_greenwich_is_known_when_the_value_says_so() {
        let day = Written::Day(date(2025, 10, 14));
        for (value, clock) in [
            ("2025-10-14T03:30:00Z", Clock::Utc(3)),
            ("2025-10-14T03:30:00+00:00", Clock::Utc(3)),
            ("Tue, 14 Oct 2025 22:30:00 GMT", Clock::Utc(22)),
            ("1760412600", Clock::Utc(3)),
            ("1760412600000", Clock::Utc(3)),
            ("2025-10-14T03:30:00+02:00", Clock::Local),
            ("2025-10-14 03:30", Clock::Local),
            ("2025-10-14Z", Clock::Local),
            ("20251014", Clock::Local),
        ] {
            assert_eq!(read(value), (day, clock), "{value}");
        }
    }
}

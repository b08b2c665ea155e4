//! What a page says of its article outside the text: `<meta>`, `<link>`, `<time>`, `<html lang>`.

use ego_tree::NodeId;
use jiff::civil::Date;
use trafilatura::dom::Document;

use crate::article::PublishedFrom;
use crate::article::calendar::{Written, find_day, read_day};
use crate::article::draft::one_line;
use crate::article::published::Stamp;

/// Names of `<meta>` elements, lower case, the most telling first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "datepublished",
    "rnews:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "article_date_original",
    "originalpublicationdate",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "published-date",
    "published_date",
    "pubdate",
    "pub_date",
    "og:pubdate",
    "bt:pubdate",
    "displaydate",
    "dateposted",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "citation_date",
    "prism.publicationdate",
    "article.published",
    "article.created",
    "date",
    "datecreated",
    "timestamp",
];
const HEADLINE: &[&str] = &["og:title", "twitter:title", "dc.title", "parsely-title", "title"];
const AUTHOR: &[&str] =
    &["author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl"];
const OUTLET: &[&str] = &["og:site_name", "application-name", "dc.publisher", "publisher"];
const URL: &[&str] = &["og:url", "twitter:url"];
const LANGUAGE: &[&str] = &["og:locale", "content-language", "language", "dc.language"];

/// Elements around the article, whose dates are those of others.
const AROUND: &[&str] = &["aside", "footer", "nav"];

/// Words in a class that tell the same.
const AROUND_CLASSES: &[&str] = &[
    "comment",
    "footer",
    "popular",
    "promo",
    "recommend",
    "related",
    "sidebar",
    "teaser",
    "widget",
];

/// Words in a class or id that mark the date of publication.
const DATE_CLASSES: &[&str] =
    &["created", "date", "datum", "fecha", "posted", "publica", "publish", "timestamp"];

/// Words that mark another date.
const OTHER_DATES: &[&str] = &["modif", "update", "event", "expire"];

/// Elements besides `<time>` in which dates are printed.
const PRINTED_IN: &[&str] = &[
    "a", "abbr", "b", "dd", "div", "em", "font", "h3", "h4", "h5", "h6", "i", "li", "nobr", "p",
    "small", "span", "strong", "td",
];

/// Elements behind the headline among which the date stands, and before it.
const BEHIND_HEADLINE: usize = 60;
const BEFORE_HEADLINE: usize = 25;

/// Most elements within one that is a bare date, and most letters beside the date.
const FEW_CHILDREN: usize = 3;
const MOST_OTHER_LETTERS: usize = 16;

/// Longest text of an element that is a date, in bytes.
const LONGEST_DATE: usize = 80;

/// What was found outside the text of a page.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) headline: Option<String>,
    pub(super) author: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) stamps: Vec<(PublishedFrom, Stamp)>,
    /// The texts of the scripts that hold schema.org data.
    pub(super) scripts: Vec<String>,
}

/// Reads a page in one pass over its elements.
pub(super) fn read(doc: &Document) -> Head {
    let elements = doc.iter(doc.root(), &[]);
    let mut metas: Vec<(String, String)> = Vec::new();
    let mut head = Head::default();
    let (mut title, mut h1s, mut h2) = (None, Vec::new(), None);
    let attribute = |id, name| doc.get_attribute(id, name).map(|value| one_line(&value));
    for (at, &id) in elements.iter().enumerate() {
        match doc.tag_name(id) {
            "html" => head.language = attribute(id, "lang").or_else(|| attribute(id, "xml:lang")),
            "meta" => {
                let name = ["property", "name", "itemprop", "http-equiv"]
                    .iter()
                    .find_map(|key| attribute(id, key));
                if let (Some(name), Some(value)) = (name, attribute(id, "content"))
                    && !value.is_empty()
                {
                    metas.push((name.to_lowercase(), value));
                }
            }
            "link"
                if attribute(id, "rel")
                    .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                head.url = head.url.or_else(|| attribute(id, "href").filter(|url| is_address(url)));
            }
            "script" => {
                let kind = attribute(id, "type").unwrap_or_default();
                if kind.to_ascii_lowercase().starts_with("application/ld+json") {
                    head.scripts.push(doc.text_content(id));
                }
            }
            // Pictures have titles too, in the page's body.
            "title" if title.is_none() => title = Some(one_line(&doc.text_content(id))),
            "h1" => h1s.push(at),
            "h2" if h2.is_none() => h2 = Some(at),
            _ => {}
        }
    }
    let meta = |names: &[&str]| -> Vec<String> {
        let mut values = Vec::new();
        for name in names {
            let found = metas.iter().filter(|(known, _)| known == name);
            values.extend(found.map(|(_, value)| value.clone()));
        }
        values
    };
    let first = |names: &[&str]| meta(names).into_iter().next();
    let h1 = match h1s[..] {
        [at] => Some(one_line(&doc.text_content(elements[at]))).filter(|text| !text.is_empty()),
        _ => None,
    };
    head.outlet = first(OUTLET).filter(|name| !is_address(name));
    let headline = first(HEADLINE).or(h1).or(title).filter(|text| !text.is_empty());
    head.headline = headline.map(|text| without_outlet(&text, head.outlet.as_deref()));
    head.author = meta(AUTHOR).into_iter().find(|name| !is_address(name));
    head.url = head.url.or_else(|| meta(URL).into_iter().find(|url| is_address(url)));
    head.language = head.language.filter(|code| !code.is_empty()).or_else(|| first(LANGUAGE));
    let declared = meta(PUBLISHED).into_iter();
    head.stamps.extend(declared.map(|value| (PublishedFrom::Meta, Stamp::Text(value))));
    head.stamps.extend(printed(doc, &elements, h1s.first().copied().or(h2)));
    head
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// A headline without the name of its outlet at the end: "Dam holds | Daily Post".
fn without_outlet(headline: &str, outlet: Option<&str>) -> String {
    let cut = outlet.and_then(|outlet| {
        let rest = headline.strip_suffix(outlet)?.trim_end();
        Some(rest.strip_suffix(['|', '-', '–', '—', '•', '·', ':'])?.trim_end())
    });
    cut.filter(|rest| !rest.is_empty()).unwrap_or(headline).to_owned()
}

/// What tells that an element is a date, the most telling first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Mark {
    PublishedTime,
    Published,
    Time,
    Class,
    /// That its text is nothing else.
    Text,
}

/// A date that is printed on the page.
struct Printed {
    /// What it is by its marks, and how far it is from the headline: the least is the best.
    order: (Mark, usize),
    /// Whether it stands in the article, near its headline or marked as its date.
    near: bool,
    stamp: (PublishedFrom, Stamp),
}

/// The date that is printed beside the headline: the nearest that is marked as one of
/// publication, else the nearest `<time>`. When none is there, the one day that all dates of the
/// page agree upon.
fn printed(
    doc: &Document,
    elements: &[NodeId],
    h1: Option<usize>,
) -> Option<(PublishedFrom, Stamp)> {
    let found: Vec<Printed> =
        elements.iter().enumerate().filter_map(|(at, id)| printed_at(doc, *id, at, h1)).collect();
    let best = found.iter().filter(|printed| printed.near).min_by_key(|printed| printed.order);
    let agreed = || {
        let times = |printed: &&Printed| printed.order.0 <= Mark::Time;
        let first = found.iter().find(times)?;
        let day = day_of(&first.stamp.1)?;
        let same = |printed: &Printed| day_of(&printed.stamp.1) == Some(day);
        found.iter().filter(times).all(same).then_some(first)
    };
    best.or_else(agreed).map(|printed| printed.stamp.clone())
}

/// The date of the element `at` of a page, if it is one.
fn printed_at(doc: &Document, id: NodeId, at: usize, h1: Option<usize>) -> Option<Printed> {
    let tag = doc.tag_name(id);
    let is_time = tag == "time";
    if !is_time && !PRINTED_IN.contains(&tag) {
        return None;
    }
    let marks = marks(doc, id);
    let has = |words: &[&str]| words.iter().any(|word| marks.contains(word));
    let published = has(&["publish", "pubdate", "posted", "entry-date"]);
    if has(OTHER_DATES) && !published && !has(&["post-date", "meta-date"]) {
        return None;
    }
    let mark = match (is_time, published) {
        (true, true) => Mark::PublishedTime,
        (false, true) => Mark::Published,
        (true, false) => Mark::Time,
        (false, false) if has(DATE_CLASSES) => Mark::Class,
        (false, false) => Mark::Text,
    };
    let distance = match h1 {
        Some(h1) if at > h1 && at - h1 <= BEHIND_HEADLINE => Some(at - h1),
        Some(h1) if at < h1 && h1 - at <= BEFORE_HEADLINE => Some(BEHIND_HEADLINE + h1 - at),
        _ if mark == Mark::Text => return None,
        Some(_) => published.then_some(at + BEHIND_HEADLINE + BEFORE_HEADLINE),
        None => Some(at),
    };
    if is_around(doc, id, false) {
        return None;
    }
    let stamp = if mark == Mark::Text { bare(doc, id)? } else { stamp(doc, id, is_time)? };
    let from = if is_time { PublishedFrom::Time } else { PublishedFrom::Text };
    Some(Printed {
        order: (mark, distance.unwrap_or(usize::MAX)),
        near: distance.is_some() && !is_around(doc, id, true),
        stamp: (from, stamp),
    })
}

/// The date of an element whose text is little else: a day of the week and a time at most.
fn bare(doc: &Document, id: NodeId) -> Option<Stamp> {
    if doc.children(id).len() > FEW_CHILDREN {
        return None;
    }
    let line = one_line(&doc.text_content(id));
    if line.len() > LONGEST_DATE {
        return None;
    }
    let (_, range) = find_day(&line)?;
    let (before, after) = (&line[..range.start], &line[range.end..]);
    let letters = before.chars().chain(after.chars()).filter(|c| c.is_alphabetic()).count();
    (letters <= MOST_OTHER_LETTERS).then_some(Stamp::Text(line))
}

fn day_of(stamp: &Stamp) -> Option<Date> {
    match stamp {
        Stamp::Text(text) => match read_day(text) {
            Written::Day(day) => Some(day),
            Written::Ambiguous | Written::Nothing => None,
        },
        Stamp::Number(_) => None,
    }
}

/// What an element's attributes say that it is, in lower case.
fn marks(doc: &Document, id: NodeId) -> String {
    let attributes = ["class", "id", "itemprop", "property", "pubdate"];
    let values = attributes.iter().filter_map(|name| {
        let value = doc.get_attribute(id, name)?;
        Some(if *name == "pubdate" { "pubdate".to_owned() } else { value.to_lowercase() })
    });
    values.collect::<Vec<_>>().join(" ")
}

/// The date of an element: what it declares, else its text when that is nothing but a date.
fn stamp(doc: &Document, id: NodeId, is_time: bool) -> Option<Stamp> {
    let declared = ["datetime", "content", "title"]
        .iter()
        .filter(|name| is_time || **name != "datetime")
        .filter_map(|name| doc.get_attribute(id, name))
        .map(|value| one_line(&value))
        .find(|value| value.bytes().filter(u8::is_ascii_digit).count() >= 5);
    let text = || {
        let text = doc.text_content(id);
        let short = text.trim().len() <= LONGEST_DATE;
        Some(one_line(&text)).filter(|line| short && find_day(line).is_some())
    };
    let value = declared.or_else(text)?;
    value.bytes().any(|byte| byte.is_ascii_digit()).then_some(Stamp::Text(value))
}

/// Whether an element stands in a part of the page that is about other articles, by its elements
/// and, with `by_class`, their classes.
fn is_around(doc: &Document, id: NodeId, by_class: bool) -> bool {
    let mut at = doc.parent(id);
    while let Some(id) = at {
        let class = if by_class { doc.class_name(id).to_lowercase() } else { String::new() };
        let is_body = matches!(doc.tag_name(id), "html" | "body" | "article" | "main");
        if AROUND.contains(&doc.tag_name(id))
            || !is_body && AROUND_CLASSES.iter().any(|word| class.contains(word))
        {
            return true;
        }
        at = doc.parent(id);
    }
    false
}

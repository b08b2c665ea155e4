//! RSS 0.9 to 2.0, RSS 1.0 and Atom → an article for each entry.
//!
//! Dates are taken as they are written, since an offset keeps its local day.

use quick_xml::events::{BytesStart, Event};

use super::draft::{Draft, one_line};
use super::published::Stamp;
use super::read::Desk;
use super::xml::{self, inner, name, reader};
use super::{PublishedFrom, fields, html};

/// Root elements of feeds.
const FEEDS: &[&str] = &["rss", "feed", "rdf"];

/// Elements that hold the text of an entry, the fullest first.
const TEXTS: &[&str] = &["encoded", "content", "description", "summary"];

/// Elements that hold the day of an entry's publication, the most telling first. None is that of
/// a change.
const DATES: &[&str] = &["pubdate", "published", "issued", "date", "created"];

/// Whether a file of XML is a feed, by its root element.
pub(super) fn is_feed(xml: &str) -> bool {
    let mut reader = reader(xml);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element)) => return FEEDS.contains(&&*name(&element)),
            Ok(Event::Eof | Event::Empty(_)) | Err(_) => return false,
            Ok(_) => {}
        }
    }
}

fn is(name: &str, tag: &str) -> bool {
    name.eq_ignore_ascii_case(tag)
}

/// Reads the entries of a feed.
pub(super) fn read(xml: &str, desk: &mut Desk<'_>) {
    let mut reader = reader(xml);
    let mut feed = Entry::default();
    let mut entry: Option<Entry> = None;
    let mut entries = 0;
    loop {
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => {
                desk.fail(&format!("byte {}: {error}", reader.error_position()));
                return;
            }
        };
        match event {
            Event::Start(element) => {
                let tag = name(&element);
                match &*tag {
                    "item" | "entry" => entry = Some(Entry::default()),
                    "rss" | "feed" | "rdf" | "channel" | "items" => {}
                    _ => match inner(&mut reader, &element) {
                        Ok(text) => entry.as_mut().unwrap_or(&mut feed).take(&tag, &element, text),
                        Err(error) => {
                            desk.fail(&format!("byte {}: {error}", reader.error_position()));
                            return;
                        }
                    },
                }
            }
            Event::Empty(element) => {
                let tag = name(&element);
                entry.as_mut().unwrap_or(&mut feed).take(&tag, &element, String::new());
            }
            Event::End(element)
                if ["item", "entry"].iter().any(|tag| is(element.local_name().as_ref(), tag)) =>
            {
                if let Some(entry) = entry.take() {
                    entries += 1;
                    desk.record(entry.draft(&feed), entries, &format!("entry {entries}"));
                }
            }
            Event::Eof => return,
            _ => {}
        }
    }
}

/// An entry of a feed, or what the feed says of itself.
#[derive(Debug, Default)]
struct Entry {
    title: Option<String>,
    link: Option<String>,
    id: Option<String>,
    authors: Vec<String>,
    language: Option<String>,
    /// Texts and dates with their places in the lists of names.
    texts: Vec<(usize, String)>,
    dates: Vec<(usize, String)>,
}

impl Entry {
    /// Takes what an element says. The first of a kind counts.
    fn take(&mut self, tag: &str, element: &BytesStart<'_>, text: String) {
        let line = one_line(&text);
        let attribute = |name: &str| xml::attribute(element, name);
        let given = |line: String| Some(line).filter(|line| !line.is_empty());
        if let Some(rank) = TEXTS.iter().position(|name| *name == tag) {
            if !line.is_empty() {
                self.texts.push((rank, text));
            }
        } else if let Some(rank) = DATES.iter().position(|name| *name == tag) {
            self.dates.push((rank, line));
        } else {
            match tag {
                "title" => self.title = self.title.take().or_else(|| given(html::line(&line))),
                "link" => {
                    let is_page = attribute("rel").is_none_or(|rel| rel == "alternate");
                    if is_page {
                        self.link =
                            self.link.take().or_else(|| attribute("href")).or_else(|| given(line));
                    }
                }
                "guid" | "id" => self.id = self.id.take().or_else(|| given(line)),
                "creator" | "author" => {
                    let name = line.split_once("<name>").and_then(|(_, rest)| rest.split_once('<'));
                    let name = name.map_or(&*line, |(name, _)| name);
                    // RSS 2.0 has "mary@example.org (Mary Cole)".
                    let bracketed = name.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
                    let name = bracketed.map_or(name, |(name, _)| name).trim();
                    if !name.is_empty() && !name.contains('@') {
                        self.authors.extend(fields::authors(&html::line(name)));
                    }
                }
                "language" => self.language = given(line),
                _ => {}
            }
        }
    }

    fn draft(mut self, feed: &Self) -> Draft {
        self.dates.sort_by_key(|(rank, _)| *rank);
        let text = self.texts.into_iter().min_by_key(|(rank, _)| *rank);
        let (body, blocks) = fields::rendered(text.map(|(_, text)| text).unwrap_or_default());
        let stamps = self.dates.into_iter();
        Draft {
            key: self.id.or_else(|| self.link.clone()),
            headline: self.title,
            byline: self.authors,
            outlet: feed.title.clone(),
            url: self.link,
            language: self.language.or_else(|| feed.language.clone()),
            stamps: stamps.map(|(_, day)| (PublishedFrom::Record, Stamp::Text(day))).collect(),
            body,
            blocks,
            ..Draft::default()
        }
    }
}

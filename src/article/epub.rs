//! EPUB: the chapters of a book or report in reading order → one article.
//!
//! A book is a zip archive of XHTML; its package says what it is called, who made it, when, and
//! which chapters follow one another.

use std::borrow::Cow;
use std::io::{Cursor, Read as _};

use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashMap;
use zip::ZipArchive;

use super::draft::{Draft, one_line};
use super::published::Stamp;
use super::xml::{attribute, inner, name, reader};
use super::{Block, Limits, PublishedFrom, charset, fields, html, packing};
use crate::span::Span;

/// The file that names the package.
const CONTAINER: &str = "META-INF/container.xml";

/// Elements of HTML that have no end tag; any other that is closed within its tag gets one.
const VOID: &[&str] = &[
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
];

/// Parts of a book that are no text of it, by their types in the guide.
const NO_TEXT: &[&str] = &["cover", "toc"];

/// Reads a book. Also returns why chapters of it could not be read, each with its number as the
/// record that it is.
///
/// # Errors
///
/// Says why nothing of it can be read.
pub(super) fn read(bytes: &[u8], limits: Limits) -> Result<(Draft, Vec<String>), String> {
    let zip = ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("no EPUB: {error}"))?;
    let left = limits.unpacked.unwrap_or_else(|| packing::most_of(bytes.len() as u64));
    let mut book = Book { zip, left, most: left };
    let container = book.text(CONTAINER)?;
    let path = package_path(&container).ok_or("no EPUB: its container names no package")?;
    let package = Package::read(&book.text(&path)?);
    let mut text = Chapters::default();
    let mut failed = Vec::new();
    let mut chapters = 0;
    for href in package.chapters() {
        chapters += 1;
        let source = book.text(&resolve(&path, href));
        match source.and_then(|source| html::fragment(&with_end_tags(&source))) {
            Ok((body, blocks)) => text.add(&body, blocks),
            Err(detail) => failed.push(format!("record {chapters}, {detail}")),
        }
    }
    if failed.len() == chapters && !failed.is_empty() {
        return Err(failed.swap_remove(0));
    }
    Ok((package.draft(text), failed))
}

/// The files of a book.
struct Book<'b> {
    zip: ZipArchive<Cursor<&'b [u8]>>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// Bytes that may be unpacked in all.
    most: u64,
}

impl Book<'_> {
    fn text(&mut self, path: &str) -> Result<String, String> {
        let file = self.zip.by_name(path).map_err(|error| format!("{path}: {error}"))?;
        let mut bytes = Vec::new();
        // One byte more than may be, so that too many show.
        let read = file.take(self.left + 1).read_to_end(&mut bytes);
        let read = read.map_err(|error| format!("{path}: {error}"))? as u64;
        let left = self.left.checked_sub(read);
        self.left = left.ok_or_else(|| format!("{path}: {}", packing::too_many(self.most)))?;
        let decoded = charset::text(bytes, true).map_err(|detail| format!("{path}: {detail}"))?;
        Ok(decoded.text)
    }
}

/// The path of the package.
fn package_path(container: &str) -> Option<String> {
    let mut reader = reader(container);
    loop {
        match reader.read_event() {
            Ok(Event::Start(element) | Event::Empty(element)) if name(&element) == "rootfile" => {
                return attribute(&element, "full-path");
            }
            Ok(Event::Eof) | Err(_) => return None,
            Ok(_) => {}
        }
    }
}

/// What the package of a book says.
#[derive(Debug, Default)]
struct Package {
    /// Elements of Dublin Core with their texts, in order.
    said: Vec<(String, String)>,
    /// Chapters and other files by their ids.
    files: FxHashMap<String, String>,
    /// Ids of the chapters, in reading order.
    spine: Vec<String>,
    /// Files that are no text.
    no_text: Vec<String>,
}

impl Package {
    /// Reads a package as far as it can be read.
    fn read(xml: &str) -> Self {
        let mut package = Self::default();
        let mut reader = reader(xml);
        while let Ok(event) = reader.read_event() {
            match event {
                Event::Start(element) => {
                    let tag = name(&element);
                    if is_dublin_core(&element) {
                        let Ok(text) = inner(&mut reader, &element) else { break };
                        // A date of a change is none of publication.
                        let changed = attribute(&element, "opf:event")
                            .is_some_and(|event| event.eq_ignore_ascii_case("modification"));
                        let text = one_line(&text);
                        if !text.is_empty() && !changed {
                            package.said.push((tag, text));
                        }
                    } else {
                        package.take(&tag, &element);
                    }
                }
                Event::Empty(element) => package.take(&name(&element), &element),
                Event::Eof => break,
                _ => {}
            }
        }
        package
    }

    fn take(&mut self, tag: &str, element: &BytesStart<'_>) {
        let value = |name: &str| attribute(element, name);
        match tag {
            "item" => {
                let (Some(id), Some(href)) = (value("id"), value("href")) else { return };
                let is_contents = value("properties")
                    .is_some_and(|all| all.split(' ').any(|property| property == "nav"));
                if is_contents {
                    self.no_text.push(href.clone());
                }
                self.files.insert(id, href);
            }
            "itemref" if value("linear").is_none_or(|linear| linear != "no") => {
                self.spine.extend(value("idref"));
            }
            "reference" if value("type").is_some_and(|kind| NO_TEXT.contains(&&*kind)) => {
                self.no_text.extend(value("href"));
            }
            _ => {}
        }
    }

    /// The files of the chapters, in reading order.
    fn chapters(&self) -> impl Iterator<Item = &str> {
        let files = self.spine.iter().filter_map(|id| self.files.get(id));
        files.filter(|href| !self.no_text.contains(href)).map(String::as_str)
    }

    /// The first text of an element.
    fn first(&self, tag: &str) -> Option<String> {
        self.all(tag).next().map(str::to_owned)
    }

    fn all(&self, tag: &str) -> impl Iterator<Item = &str> {
        self.said.iter().filter(move |(name, _)| name == tag).map(|(_, text)| &**text)
    }

    fn draft(self, text: Chapters) -> Draft {
        let mut addresses = self.all("source").chain(self.all("identifier"));
        Draft {
            headline: self.first("title"),
            byline: self.all("creator").flat_map(fields::authors).collect(),
            outlet: self.first("publisher"),
            url: addresses.find(|text| text.contains("://")).map(str::to_owned),
            language: self.first("language"),
            stamps: self
                .all("date")
                .map(|day| (PublishedFrom::Record, Stamp::Text(day.to_owned())))
                .collect(),
            body: text.body,
            blocks: Some(text.blocks),
            ..Draft::default()
        }
    }
}

fn is_dublin_core(element: &BytesStart<'_>) -> bool {
    element.name().prefix().is_some_and(|prefix| prefix.as_ref().eq_ignore_ascii_case("dc"))
}

/// Chapters put one below another.
#[derive(Debug, Default)]
struct Chapters {
    body: String,
    blocks: Vec<Block>,
}

impl Chapters {
    fn add(&mut self, body: &str, blocks: Vec<Block>) {
        if blocks.is_empty() {
            return;
        }
        if !self.body.is_empty() {
            self.body.push_str("\n\n");
        }
        let start = self.body.len();
        self.body.push_str(body);
        self.blocks.extend(blocks.into_iter().map(|block| {
            let Span { start: from, end: to } = block.span;
            Block { span: Span::new(start + from, start + to), ..block }
        }));
    }
}

/// The path of a file that the package at `package` names by `href`.
fn resolve(package: &str, href: &str) -> String {
    let href = href.split('#').next().unwrap_or(href);
    let href = unescaped(href);
    let folder = package.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(href.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A web address with `%20` and the like replaced; what makes no text stays as it is.
fn unescaped(href: &str) -> Cow<'_, str> {
    if !href.contains('%') {
        return href.into();
    }
    let mut out = Vec::with_capacity(href.len());
    let mut rest = href.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|digits| str::from_utf8(digits).ok());
        let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte.filter(|_| *first == b'%') {
            out.push(byte);
            rest = &tail[2..];
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(out).map_or(href.into(), Cow::Owned)
}

/// XHTML as HTML: `<title/>` would be open to the end of a page.
fn with_end_tags(xhtml: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let (mut kept, mut from) = (0, 0);
    for (end, _) in xhtml.match_indices("/>") {
        let tag = xhtml[from..end].rfind('<').map(|at| &xhtml[from + at + 1..end]);
        from = end + 2;
        let Some(tag) = tag else { continue };
        let ends = |c: char| c.is_whitespace() || c == '/';
        let name = tag.split(ends).next().unwrap_or_default();
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if is_name && !VOID.iter().any(|void| void.eq_ignore_ascii_case(name)) {
            let out = out.get_or_insert_default();
            out.push_str(&xhtml[kept..end]);
            for part in ["></", name, ">"] {
                out.push_str(part);
            }
            kept = from;
        }
    }
    match out {
        None => xhtml.into(),
        Some(mut out) => {
            out.push_str(&xhtml[kept..]);
            out.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;
    use crate::article::BlockKind;

    /// A zip archive of files.
    fn zipped(files: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, text) in files {
            zip.start_file(*path, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    const CONTAINER_XML: &str =
        "<container><rootfiles><rootfile full-path=\"OPS/book.opf\"/></rootfiles></container>";

    const PACKAGE: &str = "<package xmlns:opf='o'><metadata xmlns:dc='d'>\
        <dc:title>The dam &amp; the river</dc:title><dc:creator opf:role='aut'>Mary Cole</dc:creator>\
        <dc:creator>John Hill</dc:creator><dc:publisher>River Press</dc:publisher>\
        <dc:date opf:event='modification'>2025-01-02</dc:date><dc:date>2024-04-18</dc:date>\
        <dc:language>en-GB</dc:language><dc:identifier>urn:isbn:1</dc:identifier>\
        <dc:source>https://example.org/dam</dc:source></metadata>\
        <manifest><item id='b' href='two%20b.xhtml'/><item id='a' href='../text/one.xhtml#top'/>\
        <item id='n' href='nav.xhtml' properties='nav'/><item id='c' href='cover.xhtml'/>\
        <item id='x' href='extra.xhtml'/><item id='g' href='gone.xhtml'/></manifest>\
        <spine><itemref idref='c'/><itemref idref='n'/><itemref idref='a'/><itemref idref='b'/>\
        <itemref idref='g'/><itemref idref='x' linear='no'/></spine>\
        <guide><reference type='cover' href='cover.xhtml'/></guide></package>";

    fn chapter(text: &str) -> String {
        format!("<?xml version='1.0'?><html><head><title/></head><body>{text}</body></html>")
    }

    fn book() -> Vec<u8> {
        let [one, two, other] = [
            "<h1><a id='p1'/>One</h1><p>The dam held.</p>",
            "<h2>Two</h2><p>It <i>rained</i>,<br/>and the <span/>river rose.</p>",
            "<p>Not a word of this.</p>",
        ]
        .map(chapter);
        zipped(&[
            ("mimetype", "application/epub+zip"),
            (CONTAINER, CONTAINER_XML),
            ("OPS/book.opf", PACKAGE),
            ("text/one.xhtml", &one),
            ("OPS/two b.xhtml", &two),
            ("OPS/nav.xhtml", &other),
            ("OPS/cover.xhtml", &other),
            ("OPS/extra.xhtml", &other),
        ])
    }

    #[test]
    fn chapters_come_in_reading_order_with_what_the_package_says() {
        let (draft, failed) = read(&book(), Limits::default()).unwrap();
        assert_eq!(draft.body, "One\n\nThe dam held.\n\nTwo\n\nIt rained,\nand the river rose.");
        let blocks = draft.blocks.unwrap();
        let kinds: Vec<_> = blocks.iter().map(|b| (b.kind, b.span.of(&draft.body))).collect();
        assert_eq!(kinds[2], (BlockKind::Heading, "Two"));
        assert_eq!(kinds.len(), 4);
        assert_eq!(draft.headline.as_deref(), Some("The dam & the river"));
        assert_eq!(draft.byline, ["Mary Cole", "John Hill"]);
        assert_eq!(draft.outlet.as_deref(), Some("River Press"));
        assert_eq!(draft.url.as_deref(), Some("https://example.org/dam"));
        assert_eq!(draft.stamps, [(PublishedFrom::Record, Stamp::Text("2024-04-18".into()))]);
        assert_eq!(failed.len(), 1, "{failed:?}");
        assert!(failed[0].starts_with("record 3, OPS/gone.xhtml: "), "{failed:?}");
    }

    #[test]
    fn what_is_no_book_is_refused_with_the_reason() {
        let wrong = |bytes: &[u8]| read(bytes, Limits::default()).unwrap_err();
        assert!(wrong(b"PK").starts_with("no EPUB: "));
        assert!(wrong(&zipped(&[("a.txt", "x")])).starts_with("META-INF/container.xml: "));
        let without = zipped(&[(CONTAINER, "<container/>")]);
        assert_eq!(wrong(&without), "no EPUB: its container names no package");
        let empty =
            zipped(&[(CONTAINER, CONTAINER_XML), ("OPS/book.opf", "<package><spine><itemref")]);
        assert_eq!(read(&empty, Limits::default()).unwrap().0.body, "");
        let limits = Limits { unpacked: Some(200), ..Limits::default() };
        assert_eq!(
            read(&book(), limits).unwrap_err(),
            "OPS/book.opf: expands to more than 200 bytes (--max-unpacked)"
        );
    }

    #[test]
    fn a_tag_that_is_closed_in_itself_gets_an_end() {
        assert_eq!(with_end_tags("<a id='1'/>x<br/>y<p />"), "<a id='1'></a>x<br/>y<p ></p>");
        for same in ["/>", "a <b>c</b>", "</a/>", "<br/>"] {
            assert_eq!(with_end_tags(same), same);
        }
        assert_eq!(with_end_tags(&"/>".repeat(100_000)).len(), 200_000);
    }

    proptest! {
        #[test]
        fn no_damage_panics(at in 0_usize..3000, byte: u8, xhtml in "(<|/>|a|\"| |é|\\PC){0,60}") {
            let mut bytes = book();
            let at = at % bytes.len();
            bytes[at] = byte;
            let _ = read(&bytes, Limits::default());
            let _ = with_end_tags(&xhtml);
            let _ = Package::read(&xhtml);
            let _ = resolve(&xhtml, &xhtml);
        }
    }
}

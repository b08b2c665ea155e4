//! The formats that can be read, told by the ending of a file's name.

use std::ffi::OsStr;
use std::path::Path;

use super::packing::Packing;

/// A format with a reader of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, one article.
    Text,
    /// Markdown, one article, with YAML front matter or without.
    Markdown,
    /// JSON: an article, a list of articles, or an object that holds one such list.
    Json,
    /// JSON, one article a line.
    JsonLines,
    /// A saved web page, one article.
    Html,
    /// RSS or Atom, an article for each entry.
    Feed,
    /// Subtitles of a recording, one article.
    Transcript,
    /// An electronic book or report, one article.
    Epub,
}

/// Endings of file names, lower case.
const EXTENSIONS: &[(&str, Format)] = &[
    ("txt", Format::Text),
    ("text", Format::Text),
    ("md", Format::Markdown),
    ("markdown", Format::Markdown),
    ("json", Format::Json),
    ("jsonl", Format::JsonLines),
    ("ndjson", Format::JsonLines),
    ("html", Format::Html),
    ("htm", Format::Html),
    ("xhtml", Format::Html),
    ("rss", Format::Feed),
    ("atom", Format::Feed),
    ("xml", Format::Feed),
    ("vtt", Format::Transcript),
    ("srt", Format::Transcript),
    ("epub", Format::Epub),
];

impl Format {
    /// The format of the file at `path`, compressed or not, if there is a reader for it.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
        let unpacked = path.with_extension("");
        let path = if Packing::of(path).is_some() { &*unpacked } else { path };
        let extension = path.extension().and_then(OsStr::to_str)?;
        EXTENSIONS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(extension))
            .map(|(_, format)| *format)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_tells_the_format() {
        assert_eq!(Format::of(Path::new("a/b.TXT")), Some(Format::Text));
        assert_eq!(Format::of(Path::new("b.ndjson")), Some(Format::JsonLines));
        assert_eq!(Format::of(Path::new("a.jsonl.zst")), Some(Format::JsonLines));
        assert_eq!(Format::of(Path::new("a.TXT.GZ")), Some(Format::Text));
        assert_eq!(Format::of(Path::new("a.tar.gz")), None);
        assert_eq!(Format::of(Path::new("txt")), None);
        assert_eq!(Format::of(Path::new("b.txt.bak")), None);
    }
}

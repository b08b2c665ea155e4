//! The formats that can be read, told by the ending of a file's name.

use std::ffi::OsStr;
use std::path::Path;

/// A format with a reader of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text, one article.
    Text,
}

/// Endings of file names, lower case.
const EXTENSIONS: &[(&str, Format)] = &[("txt", Format::Text), ("text", Format::Text)];

impl Format {
    /// The format of the file at `path`, if there is a reader for it.
    #[must_use]
    pub fn of(path: &Path) -> Option<Self> {
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
        assert_eq!(Format::of(Path::new("txt")), None);
        assert_eq!(Format::of(Path::new("b.txt.bak")), None);
    }
}

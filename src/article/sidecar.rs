//! `NAME.meta.json` beside `NAME` → what it says of the article in `NAME`.
//!
//! A sidecar is written by hand or by what collected the archive, so it goes before what a file
//! says of itself. In a file of many records it says what holds for all of them.

use std::path::{Path, PathBuf};

use super::decode::decode;
use super::draft::Draft;
use super::json::{self, Wrong};
use super::{FieldMap, PublishedFrom, fields};

/// Endings of the names of sidecars, as they are looked for beside a file.
const ENDINGS: &[&str] = &[".meta.json", ".META.JSON"];

/// The path of the file that a sidecar describes; `None` when its name is not that of a sidecar.
pub(crate) fn described(sidecar: &Path) -> Option<PathBuf> {
    let inner = Path::new(sidecar.file_stem()?);
    let ends = |path: &Path, ending: &str| {
        path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending))
    };
    let name = inner.file_stem().filter(|_| ends(sidecar, "json") && ends(inner, "meta"))?;
    Some(sidecar.with_file_name(name))
}

/// The sidecar that stands beside a file, if there is one.
pub(crate) fn beside(file: &Path) -> Option<PathBuf> {
    let name = file.file_name()?;
    ENDINGS.iter().find_map(|ending| {
        let mut name = name.to_owned();
        name.push(ending);
        let path = file.with_file_name(name);
        path.is_file().then_some(path)
    })
}

/// Reads a sidecar: one JSON object with the fields that a record has. A text in it is not read.
///
/// # Errors
///
/// Says what is wrong and where.
pub(super) fn read(bytes: Vec<u8>, nesting: usize) -> Result<Draft, String> {
    let text = decode(bytes)?;
    match json::parse(&text, nesting) {
        Ok(object) => {
            let draft = fields::draft(object, PublishedFrom::Sidecar, &FieldMap::default());
            Ok(Draft { body: String::new(), blocks: None, unknown: Vec::new(), ..draft })
        }
        Err(Wrong::Syntax { line, column, detail }) => {
            Err(format!("line {line}, column {column}: {detail}"))
        }
        Err(Wrong::Kind) => Err("line 1, column 1: not an object".to_owned()),
    }
}

impl Draft {
    /// Puts what a sidecar says before what the file says.
    ///
    /// The sidecar of a file of many records names none of them: it dates each `record`, and
    /// gives outlet, byline and language to those that have none.
    pub(super) fn described_by(self, sidecar: &Self, record: bool) -> Self {
        let first = |own: Option<String>, said: &Option<String>| {
            if record { own.or_else(|| said.clone()) } else { said.clone().or(own) }
        };
        let own_byline = sidecar.byline.is_empty() || record && !self.byline.is_empty();
        Self {
            headline: if record { self.headline } else { first(self.headline, &sidecar.headline) },
            url: if record { self.url } else { first(self.url, &sidecar.url) },
            byline: if own_byline { self.byline } else { sidecar.byline.clone() },
            outlet: first(self.outlet, &sidecar.outlet),
            language: first(self.language, &sidecar.language),
            stamps: sidecar.stamps.iter().cloned().chain(self.stamps).collect(),
            ..self
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::published::Stamp;

    #[test]
    fn the_name_tells_what_a_sidecar_describes() {
        assert_eq!(described(Path::new("x/a.txt.meta.json")), Some("x/a.txt".into()));
        assert_eq!(described(Path::new("x/a.txt.gz.META.JSON")), Some("x/a.txt.gz".into()));
        for other in ["a.json", "meta.json", ".meta.json", "a.meta", "a.meta.json.txt"] {
            assert_eq!(described(Path::new(other)), None, "{other}");
        }
    }

    #[test]
    fn it_goes_before_a_whole_file_and_fills_the_records_of_a_file_of_many() {
        let said = br#"{"title": "Dam holds", "author": "Mary Cole", "outlet": "Daily Post",
            "published": "2024-04-18", "url": "https://example.org/a", "text": "no"}"#;
        let sidecar = read(said.to_vec(), 100).unwrap();
        let own = || Draft {
            headline: Some("dam.txt".to_owned()),
            outlet: Some("Wire".to_owned()),
            body: "The dam held.".to_owned(),
            stamps: vec![(PublishedFrom::Record, Stamp::Number(20_240_101))],
            ..Draft::default()
        };
        let file = own().described_by(&sidecar, false);
        assert_eq!(file.headline.as_deref(), Some("Dam holds"));
        assert_eq!(file.outlet.as_deref(), Some("Daily Post"));
        assert_eq!(file.url.as_deref(), Some("https://example.org/a"));
        assert_eq!(file.body, "The dam held.");
        let record = own().described_by(&sidecar, true);
        assert_eq!(record.headline.as_deref(), Some("dam.txt"));
        assert_eq!(record.outlet.as_deref(), Some("Wire"));
        assert_eq!(record.url, None);
        for draft in [file, record] {
            assert_eq!(draft.byline, ["Mary Cole"]);
            assert_eq!(
                draft.stamps[0],
                (PublishedFrom::Sidecar, Stamp::Text("2024-04-18".to_owned()))
            );
        }
    }

    #[test]
    fn what_is_wrong_with_it_is_told_with_its_place() {
        let wrong = |bytes: &[u8]| read(bytes.to_vec(), 3).unwrap_err();
        assert_eq!(wrong(b"{\"title\":\n nope}"), "line 2, column 3: expected ident");
        assert_eq!(wrong(b"[]"), "line 1, column 1: not an object");
        assert_eq!(wrong(b"\xe9"), "invalid UTF-8 at byte 0");
        assert!(wrong(b"{\"a\": [[[1]]]}").contains("nested deeper than 3"));
    }
}

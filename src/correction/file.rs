//! The files that hold corrections: TOML → what it says, with the place of every part.

use std::ops::Range;
use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::fix::Fix;
use super::people::{Alias, Merge, People, Rename, Split};
use super::words::folded;
use crate::error::{Error, ErrorKind, Result};
use crate::facet::{Reserved, key};

/// The file that says who is who.
pub const PEOPLE: &str = "people.toml";

/// The file that says who says some words of an article.
pub const FIXES: &str = "corrections.toml";

/// Where in its file a correction begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line, from 1.
    pub line: usize,
    /// Column in code points, from 1.
    pub column: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PeopleFile {
    #[serde(default)]
    merge: Vec<Spanned<MergeTable>>,
    #[serde(default)]
    split: Vec<Spanned<SplitTable>>,
    #[serde(default)]
    rename: Vec<Spanned<RenameTable>>,
    #[serde(default)]
    alias: Vec<Spanned<AliasTable>>,
}

type Text = Spanned<String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MergeTable {
    into: Text,
    names: Vec<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SplitTable {
    name: Text,
    articles: Vec<Text>,
    r#as: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RenameTable {
    name: Text,
    to: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AliasTable {
    name: Text,
    alias: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixFile {
    #[serde(default)]
    fix: Vec<Spanned<FixTable>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FixTable {
    article: Text,
    exact: Text,
    speaker: Text,
    #[serde(default)]
    note: Option<String>,
}

/// A file with its text, for errors that tell where.
struct Source<'s> {
    path: &'s Path,
    text: &'s str,
}

impl Source<'_> {
    fn place(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Place {
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }

    fn error(&self, offset: usize, detail: impl Into<String>) -> Error {
        let Place { line, column } = self.place(offset);
        let (path, detail) = (self.path.to_owned(), detail.into());
        ErrorKind::Correction { path, line, column, detail }.into()
    }

    /// A name of somebody, without white space around it.
    fn name(&self, text: &Text) -> Result<String> {
        let name = text.get_ref().trim();
        let at = text.span().start;
        if key(name).is_empty() {
            return Err(self.error(at, "expected a name"));
        }
        if reserved(name) {
            let detail = format!("{name} stands for what is missing and is no name");
            return Err(self.error(at, detail));
        }
        if name.contains(char::is_control) {
            return Err(self.error(at, "expected a name on one line"));
        }
        Ok(name.to_owned())
    }

    /// The id of an article, or the beginning of one.
    fn article(&self, text: &Text) -> Result<String> {
        let id = text.get_ref().trim();
        if id.is_empty() {
            return Err(self.error(text.span().start, "expected the id of an article"));
        }
        Ok(id.to_owned())
    }

    fn parse<T: DeserializeOwned>(&self) -> Result<T> {
        toml::from_str(self.text).map_err(|error| {
            let at = error.span().map_or(0, |Range { start, .. }| start);
            self.error(at, one_line(error.message()))
        })
    }
}

/// Whether a name stands for what is missing.
fn reserved(name: &str) -> bool {
    [Reserved::None, Reserved::Group, Reserved::Unknown].iter().any(|word| word.name() == key(name))
}

fn one_line(message: &str) -> String {
    message.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a file in a folder says; what an empty one says when it is not there.
fn read<T>(folder: &Path, name: &str, tell: impl FnOnce(&Source<'_>) -> Result<T>) -> Result<T> {
    let path = folder.join(name);
    let bytes = match std::fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Error::io(&path, error)),
    };
    match std::str::from_utf8(&bytes) {
        Ok(text) => {
            // What some editors put before a text says nothing.
            let text = text.strip_prefix('\u{feff}').unwrap_or(text);
            tell(&Source { path: &path, text })
        }
        Err(error) => {
            let text = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            let source = Source { path: &path, text: &text };
            Err(source.error(text.len(), "expected UTF-8"))
        }
    }
}

/// What a folder says of people.
pub(super) fn people(folder: &Path) -> Result<People> {
    read(folder, PEOPLE, people_in)
}

/// Whether a text says something of people that can be meant.
pub(super) fn check_people(path: &Path, text: &str) -> Result<()> {
    people_in(&Source { path, text }).map(|_| ())
}

fn people_in(source: &Source<'_>) -> Result<People> {
    let file: PeopleFile = source.parse()?;
    let mut people = People::default();
    let name = |text| source.name(text);
    for table in &file.merge {
        let (place, table) = (source.place(table.span().start), table.get_ref());
        let into = name(&table.into)?;
        let mut names = Vec::new();
        for text in &table.names {
            names.push(name(text)?);
            let last = names.last().map_or("", String::as_str);
            people.step(last, &into).map_err(|detail| source.error(text.span().start, detail))?;
        }
        people.add_merge(Merge { into, names, place });
    }
    for table in &file.rename {
        let (place, table) = (source.place(table.span().start), table.get_ref());
        let rename = Rename { name: name(&table.name)?, to: name(&table.to)?, place };
        people
            .step(&rename.name, &rename.to)
            .map_err(|detail| source.error(table.name.span().start, detail))?;
        people.add_rename(rename);
    }
    for table in &file.split {
        let (place, table) = (source.place(table.span().start), table.get_ref());
        let (from, into) = (name(&table.name)?, name(&table.r#as)?);
        if key(&from) == key(&into) {
            let detail = format!("expected another name than {from}, such as \"{from} (2)\"");
            return Err(source.error(table.r#as.span().start, detail));
        }
        let mut articles = Vec::new();
        for text in &table.articles {
            let article = source.article(text)?;
            let before = people.splits().iter().find(|split| {
                key(&split.name) == key(&from)
                    && key(&split.into) != key(&into)
                    && split.articles.contains(&article)
            });
            if let Some(before) = before {
                let detail = format!("{from} is {} there already", before.into);
                return Err(source.error(text.span().start, detail));
            }
            articles.push(article);
        }
        people.add_split(Split { name: from, articles, into, place });
    }
    for table in &file.alias {
        let (place, table) = (source.place(table.span().start), table.get_ref());
        people.add_alias(Alias { name: name(&table.name)?, alias: name(&table.alias)?, place });
    }
    if let Some((place, detail)) = people.circle() {
        let Place { line, column } = place;
        return Err(
            ErrorKind::Correction { path: source.path.to_owned(), line, column, detail }.into()
        );
    }
    Ok(people)
}

/// The fixes that a folder has.
pub(super) fn fixes(folder: &Path) -> Result<Vec<Fix>> {
    read(folder, FIXES, fixes_in)
}

fn fixes_in(source: &Source<'_>) -> Result<Vec<Fix>> {
    let file: FixFile = source.parse()?;
    let fix = |table: &Spanned<FixTable>| {
        let (place, table) = (source.place(table.span().start), table.get_ref());
        let words = folded(table.exact.get_ref());
        if words.is_empty() {
            return Err(source.error(table.exact.span().start, "expected words of the article"));
        }
        let nobody = key(table.speaker.get_ref()) == Reserved::None.name();
        Ok(Fix {
            article: source.article(&table.article)?,
            exact: table.exact.get_ref().clone(),
            words,
            speaker: if nobody { None } else { Some(source.name(&table.speaker)?) },
            note: table.note.clone(),
            place,
        })
    };
    file.fix.iter().map(fix).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn error(text: &str) -> String {
        let path = Path::new(PEOPLE);
        let source = Source { path, text };
        people_in(&source).err().map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn what_cannot_be_meant_is_told_with_its_place() {
        for (text, told) in [
            ("[[merge]]\ninto = \"A B\"\nnames = [\"A\"", "people.toml: line 3, column "),
            ("[[merge]]\ninto = 3\nnames = []", "people.toml: line 2, column 8: "),
            ("[[merge]]\nnames = []", "people.toml: line 1, column 1: missing field `into`"),
            ("[[marge]]\n", "people.toml: line 1, column 3: unknown field `marge`"),
            (
                "[[rename]]\nname = \"é\"\nto = \"  \"",
                "people.toml: line 3, column 6: expected a name",
            ),
            (
                "[[alias]]\nname = \"None\"\nalias = \"x\"",
                "people.toml: line 2, column 8: None stands for what is missing",
            ),
            (
                "[[split]]\nname = \"A B\"\narticles = []\nas = \"a, b\"",
                "people.toml: line 4, column 6: expected another name than A B",
            ),
            (
                "[[merge]]\ninto = \"A\"\nnames = [\"B\"]\n[[rename]]\nname = \"b\"\nto = \"C\"",
                "people.toml: line 5, column 8: b becomes A already",
            ),
            (
                "[[merge]]\ninto = \"A\"\nnames = [\"B\"]\n[[rename]]\nname = \"A\"\nto = \"B\"",
                "goes round in a circle",
            ),
        ] {
            let found = error(text);
            assert!(found.contains(told), "{text}: {found}");
            assert!(!found.contains('\n'), "{found}");
        }
    }

    #[test]
    fn what_can_be_meant_is_read() {
        assert_eq!(error(""), "");
        assert_eq!(error("# nothing\n"), "");
        let all = "[[merge]]\ninto = \"Ann Lee\"\nnames = [\"A. Lee\", \"Ann  lee\"]\n\
            [[split]]\nname = \"Ann Lee\"\narticles = [\"abcd\"]\nas = \"Ann Lee (poet)\"\n\
            [[rename]]\nname = \"Ann Lee\"\nto = \"Ànn Lee\"\n\
            [[alias]]\nname = \"Ann Lee\"\nalias = \"the admiral\"\n";
        assert_eq!(error(all), "");
        assert_eq!(error(&all.replace('\n', "\r\n")), "");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_told_with_a_place_in_it(
            text in "(\\PC|\\[\\[(merge|split|fix)\\]\\]\n|(into|name|as|exact|article|speaker) = |names = |\"a b\"|\\[|\\]|\r?\n|#|'){0,40}"
        ) {
            let source = Source { path: Path::new(PEOPLE), text: &text };
            for error in [people_in(&source).err(), fixes_in(&source).err()].into_iter().flatten() {
                prop_assert!(!error.to_string().contains('\n'), "{}", error);
                let ErrorKind::Correction { line, column, .. } = error.kind() else {
                    return Err(TestCaseError::fail(error.to_string()));
                };
                let at = text.split('\n').nth(line - 1);
                prop_assert!(at.is_some_and(|at| *column <= at.chars().count() + 1), "{}", error);
            }
        }
    }

    #[test]
    fn a_fix_has_words_and_somebody_or_nobody() {
        let fixes = |text: &str| fixes_in(&Source { path: Path::new(FIXES), text });
        let read = fixes(
            "[[fix]]\narticle = \"abcd\"\nexact = '''“It will\nopen”'''\nspeaker = \"none\"\nnote = \"n\"",
        );
        let read = read.expect("a fix");
        assert_eq!(read[0].words, ["it", "will", "open"]);
        assert_eq!(read[0].speaker, None);
        for (text, told) in [
            (
                "article = \"abcd\"\nexact = \"—\"\nspeaker = \"A\"",
                "line 3, column 9: expected words",
            ),
            ("article = \"abcd\"\nexact = \"x\"\nspeaker = \"group\"", "line 4, column 11: group"),
            (
                "article = \"\"\nexact = \"x\"\nspeaker = \"A\"",
                "line 2, column 11: expected the id",
            ),
        ] {
            let told_now = fixes(&format!("[[fix]]\n{text}")).unwrap_err().to_string();
            assert!(told_now.contains(told), "{text}: {told_now}");
        }
    }
}

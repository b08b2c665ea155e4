//! Corrections of names → blocks at the end of their file. What stands there is not touched.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::file::{PEOPLE, check_people};
use crate::error::{Error, Result};

/// Something to be said of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Several names are one person or body.
    Merge {
        /// The name that stays.
        into: String,
        /// Its other names.
        names: Vec<String>,
    },
    /// A name is somebody else in some articles.
    Split {
        /// The name.
        name: String,
        /// The ids of the articles.
        articles: Vec<String>,
        /// Who it is there.
        into: String,
    },
    /// Somebody is to be shown under another name.
    Rename {
        /// The name.
        name: String,
        /// The one to be shown.
        to: String,
    },
    /// Somebody is found under an extra name.
    Alias {
        /// The name.
        name: String,
        /// The extra one.
        alias: String,
    },
}

impl Change {
    /// The block that says it.
    #[must_use]
    pub fn block(&self) -> String {
        match self {
            Self::Merge { into, names } => {
                format!("[[merge]]\ninto = {}\nnames = {}\n", quoted(into), list(names))
            }
            Self::Split { name, articles, into } => format!(
                "[[split]]\nname = {}\narticles = {}\nas = {}\n",
                quoted(name),
                list(articles),
                quoted(into)
            ),
            Self::Rename { name, to } => {
                format!("[[rename]]\nname = {}\nto = {}\n", quoted(name), quoted(to))
            }
            Self::Alias { name, alias } => {
                format!("[[alias]]\nname = {}\nalias = {}\n", quoted(name), quoted(alias))
            }
        }
    }
}

fn list(texts: &[String]) -> String {
    let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
    format!("[{}]", texts.join(", "))
}

/// A text as TOML has it, on one line.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                // Writing to a string does not fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Writes a change to the end of the file of names in a folder; tells which file that is.
///
/// The file is replaced in one step, so that it is there whole whenever it is read.
///
/// # Errors
///
/// When the file cannot be read or written, or would say something that cannot be meant.
pub fn append(folder: &Path, change: &Change) -> Result<PathBuf> {
    let named = folder.join(PEOPLE);
    // A link stays one.
    let path = fs::canonicalize(&named).unwrap_or(named);
    let failed = |error: io::Error| Error::io(&path, error);
    let before = match fs::read_to_string(&path) {
        Ok(before) => before,
        Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    let text = appended(&before, &change.block());
    // What was wrong before is told as such.
    check_people(&path, before.trim_start_matches('\u{feff}'))?;
    check_people(&path, text.trim_start_matches('\u{feff}'))?;
    replace(&path, &text).map_err(failed)?;
    Ok(path)
}

/// A text with a block at its end, one empty line between.
fn appended(before: &str, block: &str) -> String {
    let end = if before.contains("\r\n") { "\r\n" } else { "\n" };
    let mut text = before.to_owned();
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(end);
    }
    if !text.trim().is_empty() {
        text.push_str(end);
    }
    text.push_str(&block.replace('\n', end));
    text
}

/// Puts a text in the place of a file in one step.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".people");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // Less what the user takes from all new files.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    if let Ok(before) = fs::metadata(path) {
        file.as_file().set_permissions(before.permissions())?;
    }
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn merge(into: &str, name: &str) -> Change {
        Change::Merge { into: into.to_owned(), names: vec![name.to_owned()] }
    }

    #[test]
    fn a_block_is_added_and_the_rest_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(PEOPLE);
        let before = "# ours\n[[alias]] # a title\nname = 'Ann Lee'\nalias = \"the poet\"  # so";
        fs::write(&path, before).expect("a file");
        append(folder.path(), &merge("Ann Lee", "A. Lee")).expect("a block");
        let text = fs::read_to_string(&path).expect("a file");
        let block = "\n\n[[merge]]\ninto = \"Ann Lee\"\nnames = [\"A. Lee\"]\n";
        assert_eq!(text, format!("{before}{block}"));
        let names: Vec<_> = fs::read_dir(folder.path()).expect("a folder").collect();
        assert_eq!(names.len(), 1, "{names:?}");
    }

    #[test]
    fn what_would_contradict_the_file_is_refused_and_it_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        append(folder.path(), &merge("Ann Lee", "A. Lee")).expect("a block");
        let path = folder.path().join(PEOPLE);
        let before = fs::read(&path).expect("a file");
        for change in [merge("Bo Ek", "A. Lee"), merge("A. Lee", "Ann Lee")] {
            let error = append(folder.path(), &change).expect_err("a contradiction").to_string();
            assert!(error.contains("people.toml: line "), "{error}");
        }
        assert_eq!(fs::read(&path).expect("a file"), before);
        fs::write(&path, "merge = []\n").expect("a file");
        assert!(append(folder.path(), &merge("Bo Ek", "A. Lee")).is_err(), "no place for a block");
    }

    #[test]
    fn line_ends_stay_what_they_are() {
        assert_eq!(appended("# a\r\n", "[[x]]\n"), "# a\r\n\r\n[[x]]\r\n");
        assert_eq!(appended("", "[[x]]\n"), "[[x]]\n");
    }

    proptest! {
        #[test]
        fn a_quoted_text_is_read_back(text in any::<String>()) {
            let table: toml::Table = format!("x = {}", quoted(&text)).parse().expect("TOML");
            prop_assert_eq!(table["x"].as_str(), Some(text.as_str()));
        }
    }
}

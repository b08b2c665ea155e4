//! A folder or file that articles are read from, and how they are to be read.

use std::path::PathBuf;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A folder or file that articles are read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Root {
    /// Its name within an index; empty for the first root.
    pub name: String,
    /// Where it is. A file stands for its folder, limited to that file.
    pub path: PathBuf,
    /// How its files are read.
    pub options: ReadOptions,
}

/// How the files of a [`Root`] are read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadOptions {
    /// What separates the paragraphs of plain text.
    pub paragraphs: Paragraphs,
    /// Publication date of the articles that give none.
    pub published: Option<Date>,
    /// Publication date of all articles, whatever they give.
    pub published_override: Option<Date>,
    /// The day of the run: a publication date after it is refused. Without it none is; it is no
    /// part of what an index records of a root.
    #[serde(skip)]
    pub today: Option<Date>,
    /// Outlet of the articles that give none.
    pub outlet: Option<String>,
    /// Whether links to folders are followed. Links to files always are.
    pub follow_links: bool,
}

/// What separates the paragraphs of plain text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paragraphs {
    /// Blank lines in hard-wrapped text, else every line end.
    #[default]
    Auto,
    /// Every line end.
    Line,
    /// Blank lines.
    Blank,
}

//! A folder or file that articles are read from, and how they are to be read.

use std::path::PathBuf;
use std::str::FromStr;

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
    /// How its articles tell their dates.
    #[serde(default)]
    pub date_style: DateStyle,
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
    /// Names of fields in JSON that are not known ones.
    #[serde(default)]
    pub map: FieldMap,
    /// What a file may cost to read; one beyond it fails.
    #[serde(default)]
    pub limits: Limits,
}

/// What a file may cost to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Size of a file, in bytes; of one with a record a line, that of a line.
    pub file_size: u64,
    /// Size of what a compressed file holds, in bytes; `None` for 200 times the file, or 1 MiB, and at
    /// most 1 GiB unless it has a record a line.
    pub unpacked: Option<u64>,
    /// Depth of nesting of JSON, and of pages: elements below it lose their tags.
    pub nesting: usize,
}

impl Limits {
    /// The most that any limit of size can be, in bytes: offsets into a body fit 32 bits.
    pub const LARGEST_SIZE: u64 = 1 << 30;

    /// The most that the limit of nesting can be: what the parser of JSON follows.
    pub const LARGEST_NESTING: usize = 127;
}

impl Default for Limits {
    /// 256 MiB: an export of a hundred thousand articles. Unless it has a record a line, it is held in
    /// memory while it is read.
    fn default() -> Self {
        Self { file_size: 256 << 20, unpacked: None, nesting: Self::LARGEST_NESTING }
    }
}

/// The names under which JSON keeps the fields of its articles, with a stop between the names of
/// an object and of its member.
///
/// # Examples
///
/// ```
/// use onrecord::FieldMap;
///
/// let map: FieldMap = "body=story.text,published=day".parse()?;
/// assert_eq!(map.body.as_deref(), Some("story.text"));
/// assert!("text=story".parse::<FieldMap>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldMap {
    /// The text.
    pub body: Option<String>,
    /// The headline.
    pub headline: Option<String>,
    /// The publication date.
    pub published: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// The key of the record.
    pub id: Option<String>,
}

impl FromStr for FieldMap {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut map = Self::default();
        for pair in text.split(',').map(str::trim) {
            let (field, key) = pair
                .split_once('=')
                .filter(|(_, key)| !key.trim().is_empty())
                .ok_or_else(|| format!("{pair:?} is no FIELD=KEY"))?;
            let place = match field.trim() {
                "body" => &mut map.body,
                "headline" => &mut map.headline,
                "published" => &mut map.published,
                "byline" => &mut map.byline,
                "outlet" => &mut map.outlet,
                "url" => &mut map.url,
                "language" => &mut map.language,
                "id" => &mut map.id,
                field => {
                    return Err(format!(
                        "no field {field:?}; there are body, headline, published, byline, outlet, url, language, id"
                    ));
                }
            };
            *place = Some(key.trim().to_owned());
        }
        Ok(map)
    }
}

/// How an article tells its dates: what one without a year is counted from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateStyle {
    /// Whichever the article itself suggests.
    #[default]
    Auto,
    /// From the day of publication: "on Tuesday", "in May".
    News,
    /// One after the other, years ago: "in 1943 … in May".
    Narrative,
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

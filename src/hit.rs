//! What an engine finds, and what a search returns.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::annotate::{Annotations, Attribution, NameKind, Timex};
use crate::article::{Article, PublishedFrom};
use crate::query::Field;
use crate::span::Span;

/// A passage that matched, as the engine ranks it.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Relevance, larger is better; finite.
    pub score: f32,
    /// What its age multiplied the score by; 1 where newer articles are not to count more.
    pub recency: f32,
    /// Publication date of its article.
    pub published: Option<Date>,
    /// The engine's own handle of the passage.
    pub handle: u64,
    /// Other passages of the article that matched, where hits are collapsed.
    pub more: u64,
    /// What raised its score since the engine found it.
    pub supports: Vec<Support>,
}

/// What a piece of evidence adds to the score of a candidate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Support {
    /// Which of the evidence looked for.
    pub evidence: usize,
    /// What it adds, before its age counts; above 0.
    pub value: f32,
}

/// What an engine finds for a request.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Found {
    /// The best candidates, best first.
    pub candidates: Vec<Candidate>,
    /// All passages that match.
    pub passages: u64,
    /// All articles with a passage that matches.
    pub articles: u64,
    /// Whether the number of articles is an estimate.
    pub estimated: bool,
    /// Passages that match but for a date wider than the range asked for.
    pub wider_dates: u64,
    /// Counts, in the order asked for.
    pub facets: Vec<FacetCounts>,
}

/// Counts of one facet over all hits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetCounts {
    /// The field, or several crossed; as users name them (`date:month`).
    pub fields: Vec<String>,
    /// Its values, most passages first; dates in calendar order. Missing buckets come last.
    pub values: Vec<FacetValue>,
    /// Whether there are more values.
    pub truncated: bool,
    /// Whether numbers of articles are estimates.
    pub estimated: bool,
}

/// How often one value of a facet occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetValue {
    /// What a filter takes; one for each field.
    pub value: Vec<String>,
    /// What a reader reads; one for each field.
    pub label: Vec<String>,
    /// Passages with the value.
    pub passages: u64,
    /// Articles with such a passage.
    pub articles: u64,
    /// Whether a filter asks for it.
    pub selected: bool,
}

/// An article without its body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Its id.
    pub id: String,
    /// Its headline.
    pub headline: Option<String>,
    /// Its web address.
    pub url: Option<String>,
    /// Its publisher.
    pub outlet: Option<String>,
    /// Its authors.
    pub byline: Vec<String>,
    /// Its publication date.
    pub published: Option<Date>,
    /// Where that comes from.
    pub published_from: Option<PublishedFrom>,
    /// Its language.
    pub language: Option<String>,
    /// Name of its root.
    pub root: String,
    /// Its file, relative to the root.
    pub path: Option<String>,
}

impl From<&Article> for Head {
    fn from(article: &Article) -> Self {
        Self {
            id: article.id.clone(),
            headline: article.headline.clone(),
            url: article.url.clone(),
            outlet: article.outlet.clone(),
            byline: article.byline.clone(),
            published: article.published,
            published_from: article.published_from,
            language: article.language.clone(),
            root: article.root.clone(),
            path: article.path.clone(),
        }
    }
}

/// A passage as an index keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its article.
    pub head: Head,
    /// Its number in the article, from 1.
    pub n: u32,
    /// Bytes of the body.
    pub span: Span,
    /// Code points of the body before it.
    pub start_point: usize,
    /// The heading above it.
    pub section: Option<String>,
    /// Its text.
    pub text: String,
    /// What was found in it; spans absolute in the body.
    pub notes: Annotations,
}

/// An article as an index keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredArticle {
    /// The article, body and blocks included.
    pub article: Article,
    /// Its passages in order.
    pub passages: Vec<Stored>,
}

/// Where a highlight stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// In the passage; spans are absolute in the body.
    Text,
    /// In the heading above it; spans are relative to it.
    Section,
    /// In the headline; spans are relative to it.
    Headline,
}

/// Words that matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlight {
    /// Where.
    pub place: Place,
    /// Which bytes.
    pub span: Span,
    /// Indices of the hit's attributions whose content covers them.
    pub within: Vec<usize>,
}

/// A passage that matched, ready to print.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// Its place in the whole list, from 1.
    pub rank: u64,
    /// Relevance; 0 where nothing was ranked by words.
    pub score: f32,
    /// The passage.
    pub stored: Stored,
    /// What matched in it.
    pub highlights: Vec<Highlight>,
    /// Whether the words stand in what the speakers asked for say; `None` without such a filter or
    /// without words.
    pub said: Option<bool>,
    /// Other passages of the article that matched, where hits are collapsed.
    pub more: u64,
    /// How the score came about, when asked for and ranked by words.
    pub explanation: Option<Explanation>,
}

/// How a score came about, as a tree in Lucene's shape.
///
/// Where `description` is `sum`, the values of `details` add up to `value`; where it is or ends in
/// `product`, they multiply to it; else they say what it was computed from. Both within the
/// rounding of 32-bit numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The score of this part.
    pub value: f32,
    /// What gave it.
    pub description: String,
    /// What it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Explanation>,
}

impl Explanation {
    /// A number that is made of nothing else.
    #[must_use]
    pub fn leaf(value: f32, description: &str) -> Self {
        Self { value, description: description.to_owned(), details: Vec::new() }
    }
}

impl Hit {
    /// The id that `show` takes: article, slash, passage number.
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.stored.head.id, self.stored.n)
    }

    /// Its statements.
    #[must_use]
    pub fn attributions(&self) -> &[Attribution] {
        &self.stored.notes.attributions
    }

    /// Its dates.
    #[must_use]
    pub fn timexes(&self) -> &[Timex] {
        &self.stored.notes.timexes
    }
}

/// Somebody or something in the archive's list of names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The facet value.
    pub key: String,
    /// The most frequent spelling.
    pub label: String,
    /// Person or organisation.
    pub kind: NameKind,
    /// Other names and spellings, in order of the alphabet.
    pub aliases: Vec<String>,
    /// Passages they speak in.
    pub passages: u64,
    /// Articles they speak in.
    pub articles: u64,
    /// Passages they are mentioned or speak in.
    pub mentioned: u64,
    /// Earliest publication date of an article they speak in.
    pub first: Option<Date>,
    /// Latest.
    pub last: Option<Date>,
}

/// How a name in a filter was understood.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameReading {
    /// The field.
    #[serde(serialize_with = "field_name")]
    pub field: Field,
    /// What was asked.
    pub asked: String,
    /// The facet value it matched.
    pub value: String,
    /// Its label.
    pub label: String,
    /// Passages with it in this field.
    pub count: u64,
    /// The filter that means only it.
    pub filter: String,
    /// Why it was taken.
    pub how: ReadAs,
}

/// Why an entry was taken for a name asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReadAs {
    /// It goes by that name.
    Name,
    /// It goes by a name that stands for that one.
    Synonym,
    /// Nobody does, and its name is nearest.
    Near,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn field_name<S: serde::Serializer>(field: &Field, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(field.name())
}

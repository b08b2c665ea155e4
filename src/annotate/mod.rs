//! An article with its passages → who is named, who says what, and which dates are meant.
//!
//! A [`Story`](story::Story) holds the tokens, paragraphs and sentences that all rules share.
//! Rules are small, one noun a file, each with its own sentences as tests; everything they make
//! keeps the name of the rule that made it.

mod attribution;
mod cue;
mod learned;
mod names;
mod quotation;
mod story;
pub mod timex;

use serde::{Deserialize, Serialize};

pub use attribution::is_told_by_form;
pub(crate) use attribution::lesson;
pub use timex::{Timex, TimexKind};

use crate::article::Article;
use crate::passage::Passage;
use crate::span::Span;

/// Version of the rules; a change re-annotates what an index holds.
pub const ANNOTATOR: u32 = 3;

/// All that was found in one article, each list in text order.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Annotations {
    /// People, bodies and places named.
    pub mentions: Vec<Mention>,
    /// Statements with their sources.
    pub attributions: Vec<Attribution>,
    /// Date expressions with their values.
    pub timexes: Vec<Timex>,
}

/// Words that name somebody or something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// The words, without title.
    pub span: Span,
    /// The fullest form the article gives, without title, accents kept.
    pub name: String,
    /// What is named.
    pub kind: NameKind,
    /// The rule that decided it.
    pub rule: String,
}

/// What a name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameKind {
    /// One person.
    Person,
    /// A body: ministry, company, party, newspaper, armed group.
    Organisation,
    /// A country, town, river, building.
    Place,
    /// Anything else with a name.
    Other,
}

/// A statement: who (source) said (cue) what (content), after PARC 3.0 and `PolNeAR`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Attribution {
    /// How the content is given.
    #[serde(rename = "type")]
    pub kind: AttributionKind,
    /// What kind of act the cue reports.
    pub act: Act,
    /// Whether it was said at all.
    pub polarity: Polarity,
    /// The rule that found it.
    pub rule: String,
    /// How sure the rules are, 0 to 1.
    pub confidence: f32,
    /// The words that name the source, as they stand ("she", "the ministry").
    pub source: Option<Span>,
    /// The words that show that something was said.
    pub cue: Option<Span>,
    /// What was said, without quotation marks; one or more spans in text order.
    pub content: Vec<Span>,
    /// The canonical name of the (first) speaker; `None` for groups, unknown sources, and below
    /// the confidence at which a name is given.
    pub speaker: Option<String>,
    /// What the source is.
    pub speaker_kind: SpeakerKind,
    /// All named speakers, when several say it together.
    pub speakers: Vec<Speaker>,
    /// Who reports that somebody else said it.
    pub reporter: Option<String>,
}

/// A named speaker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Speaker {
    /// Canonical name.
    pub name: String,
    /// What it is: person or organisation.
    pub kind: SpeakerKind,
}

/// How the content of an [`Attribution`] is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum AttributionKind {
    /// All of the content stands inside quotation marks.
    Direct,
    /// None of it does.
    Indirect,
    /// Part of it does.
    Mixed,
    /// What follows `NAME:` in a transcript or interview.
    Turn,
}

impl AttributionKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::Direct, Self::Indirect, Self::Mixed, Self::Turn];

    /// Its name in output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
            Self::Turn => "turn",
        }
    }
}

/// What kind of act a cue reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Something said or written.
    Speech,
    /// What a report, poll or study found.
    Finding,
    /// Something believed or thought.
    Belief,
    /// Something wished or aimed at.
    Wish,
}

/// Whether something was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Polarity {
    /// It was said.
    Said,
    /// It was expressly not said ("declined to say").
    NotSaid,
    /// It was asked.
    Asked,
}

/// What the source of a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpeakerKind {
    /// One person, named or not.
    Person,
    /// A body.
    Organisation,
    /// Several unnamed people ("officials", "regional observers").
    Group,
    /// It could not be told.
    Unknown,
}

/// Finds names, statements and dates in an article.
///
/// Linear in the length of the body but for names, which are compared with the names before them;
/// never panics.
#[must_use]
pub fn annotate(article: &Article, passages: &[Passage]) -> Annotations {
    let story = story::Story::new(article, passages);
    let cast = names::Cast::read(&story);
    let attributions = attribution::attributions(&story, &cast);
    let timexes = timex::timexes_in(&story);
    Annotations { mentions: cast.into_mentions(), attributions, timexes }
}

//! What a query says, free of how it was typed.

use jiff::civil::Date;

/// A query as read. It prints back to a query that reads the same.
#[derive(Clone, Debug, PartialEq)]
pub enum Ast {
    /// Every passage.
    All,
    /// Words, phrases and field values.
    Clause(Clause),
    /// All must hold.
    And(Vec<Ast>),
    /// One must hold.
    Or(Vec<Ast>),
    /// Words, spellings and phrases that stand for each other, first as typed: one must hold, and
    /// they count as one word in the score.
    Alike(Vec<Ast>),
    /// Must not hold.
    Not(Box<Ast>),
    /// One speaker says in the passage what satisfies the query inside.
    Said(Box<Ast>),
    /// Counts so many times in the score.
    Boost(Box<Ast>, f32),
}

/// One thing asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// A word in any inflection; as typed, so it may hold inner apostrophes and hyphens.
    Word(String),
    /// Words that begin so.
    Prefix(String),
    /// Words at most `distance` edits (insert, delete, change, swap) away.
    Fuzzy {
        /// The word as typed.
        word: String,
        /// 1 or 2.
        distance: u8,
    },
    /// Words in this order, at most `slop` positions moved.
    Phrase {
        /// The words as typed, without the marks.
        words: String,
        /// 0 for the phrase itself.
        slop: u32,
    },
    /// A facet of the passage has this value.
    Field {
        /// Which facet.
        field: Field,
        /// Which value.
        value: Value,
    },
}

/// Facets, and what else a passage can be asked for by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Who speaks.
    Speaker,
    /// People mentioned or speaking.
    Person,
    /// Bodies mentioned or speaking.
    Org,
    /// What the passage is about: calendar values mentioned or, when none, the publication date.
    Date,
    /// Calendar values mentioned.
    Mentioned,
    /// Publication date of the article.
    Published,
    /// Publisher of the article.
    Outlet,
    /// Author of the article.
    Byline,
    /// Heading above the passage.
    Section,
    /// Language of the article.
    Lang,
    /// Id of an article or passage.
    Id,
}

impl Field {
    /// All fields, in the order in which help and facets list them.
    pub const ALL: [Self; 11] = [
        Self::Speaker,
        Self::Person,
        Self::Org,
        Self::Date,
        Self::Mentioned,
        Self::Published,
        Self::Outlet,
        Self::Byline,
        Self::Section,
        Self::Lang,
        Self::Id,
    ];

    /// Its name in queries, flags and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Person => "person",
            Self::Org => "org",
            Self::Date => "date",
            Self::Mentioned => "mentioned",
            Self::Published => "published",
            Self::Outlet => "outlet",
            Self::Byline => "byline",
            Self::Section => "section",
            Self::Lang => "lang",
            Self::Id => "id",
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// Whether its values are dates.
    #[must_use]
    pub fn is_date(self) -> bool {
        matches!(self, Self::Date | Self::Mentioned | Self::Published)
    }

    /// Whether its values are names that are looked up in the archive's list of people and bodies.
    #[must_use]
    pub fn is_name(self) -> bool {
        matches!(self, Self::Speaker | Self::Person | Self::Org)
    }
}

/// A value asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A name, outlet, section, language or id.
    Name(NameValue),
    /// A day, month, year or range.
    Date(DateValue),
    /// There is none (`none`).
    None,
    /// A speaker that could not be told (`unknown`).
    Unknown,
    /// Several unnamed speakers (`group`).
    Group,
}

/// A name asked for, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NameValue {
    /// The name, without the `=` or `~`.
    pub text: String,
    /// Whether only the entry of exactly this name is meant (`=John Smith`).
    pub exact: bool,
    /// Whether the nearest names are meant where there is none like it (`Jon Smyth~`).
    pub near: bool,
    /// How else it is written; who is called so is meant, too.
    pub variants: Vec<String>,
}

/// Dates asked for. Both ends are included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateValue {
    /// Values that lie within these days; an open end is `None`.
    Range {
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    },
    /// Values inside this year but inside no one month (`2025-XX`).
    NoMonth {
        /// The year.
        year: i16,
    },
    /// Values inside this month but on no one day (`2025-10-XX`).
    NoDay {
        /// The year.
        year: i16,
        /// The month, 1 to 12.
        month: i8,
    },
    /// Values inside no one year (`XXXX`).
    NoYear,
}

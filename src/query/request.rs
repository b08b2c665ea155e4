//! Everything asked of an engine at once.

use super::{Ast, Field, Recency, Value};

/// A query with its filters, and what is wanted of the answer.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct Request {
    /// The query as read.
    pub ast: Ast,
    /// Whether all words must match.
    pub mode: Match,
    /// Filters; fields combine by AND.
    pub filters: Vec<Filter>,
    /// Whether dates wider than the range asked for count as hits when they overlap it.
    pub date_overlap: bool,
    /// What to count.
    pub facets: Vec<Facet>,
    /// Order of the hits.
    pub sort: Sort,
    /// Which hits.
    pub page: Page,
    /// Whether only the best passage of an article is a hit.
    pub collapse: bool,
    /// Whether each hit says how it came to its score.
    pub explain: bool,
    /// Whether newer articles count more; for hits in order of relevance.
    pub recent: Option<Recency>,
    /// Whether the best passages add optional words; for hits in order of relevance.
    pub expand: bool,
    /// Weighted words that add to the score of a hit, and never make or unmake one.
    pub optional: Vec<Ast>,
}

/// Which passages a query's words find.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Match {
    /// Those with all words.
    #[default]
    All,
    /// Those with any word.
    Any,
}

/// One facet's values asked for; they are alternatives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The facet.
    pub field: Field,
    /// Alternatives; never empty.
    pub values: Vec<Value>,
}

/// A facet to count over all hits, or several crossed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// One field, or several whose values are counted in combination. The grain of a field that
    /// is no date means nothing.
    pub fields: Vec<(Field, Grain)>,
    /// Most values returned.
    pub limit: usize,
}

/// How finely dates are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grain {
    /// By year.
    #[default]
    Year,
    /// By month.
    Month,
    /// By day.
    Day,
}

impl Grain {
    /// All of them, the coarsest first.
    pub const ALL: [Self; 3] = [Self::Year, Self::Month, Self::Day];

    /// How users call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
        }
    }
}

/// Order of the hits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best first; then newest, article id, passage number.
    #[default]
    Relevance,
    /// Latest publication first, undated last.
    Newest,
    /// Earliest publication first, undated last.
    Oldest,
}

/// A slice of the list of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Hits passed over.
    pub offset: usize,
    /// Most hits returned.
    pub limit: usize,
}

impl Request {
    /// The first ten passages for `ast`, best first.
    #[must_use]
    pub fn new(ast: Ast) -> Self {
        Self {
            ast,
            mode: Match::All,
            filters: Vec::new(),
            date_overlap: false,
            facets: Vec::new(),
            sort: Sort::Relevance,
            page: Page { offset: 0, limit: 10 },
            collapse: false,
            explain: false,
            recent: None,
            expand: false,
            optional: Vec::new(),
        }
    }

    /// The same request read as a question, any of whose words may match
    /// ([`Ast::question`]).
    #[must_use]
    pub fn any(self) -> Self {
        Self { ast: self.ast.question(), mode: Match::Any, ..self }
    }
}

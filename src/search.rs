//! Request → response: joins engine, highlights and final order.

use std::borrow::Cow;

use crate::annotate::Attribution;
use crate::engine::{Coverage, Engine};
use crate::error::Result;
use crate::expand::{FEEDBACK, Feedback, expansion};
use crate::facet::{is_said, named_speakers};
use crate::highlight::{Matcher, PassageTerms, holds};
use crate::hit::{
    Candidate, Explanation, FacetCounts, Found, Highlight, Hit, NameReading, Place, Stored,
};
use crate::query::{
    Ast, Clause, Evidence, Field, Filter, Match, Page, Recency, Request, Sort, Value, evidence,
};
use crate::rank;
use crate::resolve::{Miss, Resolved, resolve};
use crate::span::Span;
use crate::stages::Stages;
use crate::suggest::{Suggestion, suggest};
use crate::text::{Analyzers, Language, Lent, Term};

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Response {
    /// One page of hits.
    pub hits: Vec<Hit>,
    /// Counts over all hits.
    pub facets: Vec<FacetCounts>,
    /// All passages that match.
    pub passages: u64,
    /// All articles with such a passage.
    pub articles: u64,
    /// Whether the number of articles is an estimate.
    pub estimated: bool,
    /// Passages that match but for a date wider than the range asked for.
    pub wider_dates: u64,
    /// Whether there is a page after this one.
    pub more: bool,
    /// How the names asked for were understood.
    pub names: Vec<NameReading>,
    /// Names that fit nobody.
    pub misses: Vec<Miss>,
    /// What may be meant by words that no passage holds.
    pub suggestions: Vec<Suggestion>,
    /// Weighted words that the best passages added to the query.
    pub expansion: Vec<Ast>,
    /// What was searched.
    pub coverage: Coverage,
    /// Why nothing was found, when nothing was.
    pub nothing: Option<Nothing>,
    /// Where the time went.
    pub stages: Stages,
}

/// What would be found otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Nothing {
    /// Passages without each filter in turn; the filter as a flag.
    pub without: Vec<(String, u64)>,
    /// Passages for each word or phrase alone, without filters.
    pub words: Vec<(String, u64)>,
    /// Passages with any of the words, filters kept; `None` for a single word.
    pub any: Option<u64>,
    /// Passages with the words in which nobody could be named as speaker.
    pub no_speaker: u64,
    /// Passages with the words that mention no calendar date.
    pub no_date: u64,
    /// Hits of the same words in what anybody says, when only one speaker's words were asked for.
    pub not_said: Option<u64>,
}

/// Answers a request.
pub fn search(engine: &dyn Engine, request: &Request) -> Result<Response> {
    let mut stages = Stages::default();
    let typed = request;
    let request = &with_own_filters(request.clone());
    let resolved = stages.time("names", || resolve(engine, request))?;
    let request = &expanded(engine, request, &resolved, &mut stages)?;
    let mut reader = Reader::new(engine, request, &resolved);
    let found = find(&mut reader, &mut stages)?;
    let hits = page(&mut reader, &found, &mut stages)?;
    let end = request.page.offset as u64 + hits.len() as u64;
    let listed = if request.collapse { found.articles } else { found.passages };
    let nothing = match found.passages {
        0 => Some(stages.time("nothing", || nothing(engine, request, &resolved))?),
        _ => None,
    };
    let suggestions =
        stages.time("suggest", || suggest(engine, typed, &resolved.keys, found.passages > 0))?;
    let coverage = stages.time("coverage", || engine.coverage())?;
    Ok(Response {
        hits,
        more: end < listed && request.page.limit > 0,
        facets: found.facets,
        passages: found.passages,
        articles: found.articles,
        estimated: found.estimated,
        wider_dates: found.wider_dates,
        names: resolved.readings,
        misses: resolved.misses,
        suggestions,
        expansion: request.optional.clone(),
        coverage,
        nothing,
        stages,
    })
}

/// A hit as lists of many queries have it: where it stands and its score.
#[derive(Clone, Debug, PartialEq)]
pub struct ListedHit {
    /// Id of its article.
    pub article: String,
    /// Number of its passage in the article.
    pub n: u32,
    /// As [`Hit::score`].
    pub score: f32,
}

/// The hits of a request's page as a bare list.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The hits, in their order.
    pub hits: Vec<ListedHit>,
    /// How the names asked for were understood.
    pub names: Vec<NameReading>,
    /// Names that fit nobody.
    pub misses: Vec<Miss>,
}

/// Passages read at a time for a list.
const LISTED_AT_ONCE: usize = 1000;

/// Lists the hits that [`search`] would answer with, in the same order, and nothing else: long
/// lists need no highlights.
pub fn list(engine: &dyn Engine, request: &Request) -> Result<List> {
    let request = &with_own_filters(request.clone());
    let resolved = resolve(engine, request)?;
    let request = &expanded(engine, request, &resolved, &mut Stages::default())?;
    let mut reader = Reader::new(engine, request, &resolved);
    let found = find(&mut reader, &mut Stages::default())?;
    let Page { offset, limit } = request.page;
    let mut hits = Vec::new();
    if rank::reorders(request) {
        let page = page(&mut reader, &found, &mut Stages::default())?;
        hits.extend(page.into_iter().map(|hit| {
            let score = hit.score;
            ListedHit { article: hit.stored.head.id, n: hit.stored.n, score }
        }));
    } else {
        let shown = found.candidates.get(offset..).unwrap_or_default();
        for some in shown[..shown.len().min(limit)].chunks(LISTED_AT_ONCE) {
            let both = engine.addresses(some)?.into_iter().zip(some);
            hits.extend(both.map(|((article, n), candidate)| {
                let score = candidate.score;
                ListedHit { article, n, score }
            }));
        }
    }
    Ok(List { hits, names: resolved.readings, misses: resolved.misses })
}

impl ListedHit {
    /// As [`Hit::id`].
    #[must_use]
    pub fn id(&self) -> String {
        format!("{}/{}", self.article, self.n)
    }
}

/// Field clauses at the top of a query narrow like flags; only then can a facet leave out its own.
fn with_own_filters(mut request: Request) -> Request {
    let parts = match request.ast {
        Ast::And(parts) => parts,
        single => vec![single],
    };
    let mut rest = Vec::new();
    for part in parts {
        match as_filter(&part) {
            Some(filter) => request.filters.push(filter),
            None => rest.push(part),
        }
    }
    request.ast = match rest.len() {
        0 => Ast::All,
        1 => rest.remove(0),
        _ => Ast::And(rest),
    };
    request
}

/// `field:value` and `field:(a OR b)`.
fn as_filter(ast: &Ast) -> Option<Filter> {
    match ast {
        Ast::Clause(Clause::Field { field, value }) => {
            Some(Filter { field: *field, values: vec![value.clone()] })
        }
        Ast::Or(children) => {
            let mut parts = children.iter().map(as_filter);
            let mut filter = parts.next()??;
            for part in parts {
                let part = part.filter(|part| part.field == filter.field)?;
                filter.values.extend(part.values);
            }
            Some(filter)
        }
        _ => None,
    }
}

/// A request with the words that its own best passages add, where that is asked for.
///
/// They only add to scores: all that is found holds the words that were asked for.
fn expanded<'r>(
    engine: &dyn Engine,
    request: &'r Request,
    resolved: &Resolved,
    stages: &mut Stages,
) -> Result<Cow<'r, Request>> {
    if !request.expand || !is_ranked(request) {
        return Ok(Cow::Borrowed(request));
    }
    let page = Page { offset: 0, limit: FEEDBACK };
    let first = Request { page, facets: Vec::new(), ..request.clone() };
    let mut found = find(&mut Reader::new(engine, &first, resolved), stages)?;
    found.candidates.truncate(FEEDBACK);
    let stored = stages.time("fetch", || engine.fetch(&found.candidates))?;
    let both = stored.iter().zip(&found.candidates);
    let feedback: Vec<Feedback<'_>> = both
        .map(|(stored, candidate)| Feedback {
            text: &stored.text,
            language: Language::of(stored.head.language.as_deref()),
            score: candidate.score,
        })
        .collect();
    let optional = stages.time("expand", || expansion(&request.ast, &feedback));
    Ok(Cow::Owned(Request { optional, ..request.clone() }))
}

/// The best candidates, those at the top raised by what speaks for them.
fn find(reader: &mut Reader<'_>, stages: &mut Stages) -> Result<Found> {
    let Reader { engine, request, resolved, evidence, .. } = reader;
    let depth = depth(request, evidence);
    let mut found = stages.time("find", || engine.find(request, &resolved.keys, depth))?;
    let top = found.candidates.len().min(rank::RERANKED);
    if top > 0 && !evidence.is_empty() {
        let supports =
            stages.time("support", || engine.support(evidence, &found.candidates[..top]))?;
        rank::raise(&mut found.candidates, supports);
    }
    Ok(found)
}

/// How many candidates are asked for: no more than are shown where nothing moves them.
fn depth(request: &Request, evidence: &[Evidence]) -> usize {
    let wanted = request.page.offset.saturating_add(request.page.limit);
    let looks = rank::reorders(request) || !evidence.is_empty();
    if wanted > 0 && looks { wanted.max(rank::RERANKED) } else { wanted }
}

/// The hits of the page, after the final order.
fn page(reader: &mut Reader<'_>, found: &Found, stages: &mut Stages) -> Result<Vec<Hit>> {
    let Page { offset, limit } = reader.request.page;
    if !rank::reorders(reader.request) {
        let shown: Vec<Candidate> =
            found.candidates.iter().skip(offset).take(limit).cloned().collect();
        return reader.hits(&shown, offset, stages);
    }
    let top = found.candidates.len().min(rank::RERANKED);
    let mut hits = reader.hits(&found.candidates[..top], 0, stages)?;
    rank::said_first(&mut hits);
    if offset + limit > top {
        hits.extend(reader.hits(&found.candidates[top..], top, stages)?);
    }
    for (rank, hit) in (1..).zip(&mut hits) {
        hit.rank = rank;
    }
    Ok(hits.into_iter().skip(offset).take(limit).collect())
}

/// Reads passages and finds what matched in them, for one request.
struct Reader<'r> {
    engine: &'r dyn Engine,
    request: &'r Request,
    resolved: &'r Resolved,
    matcher: Matcher,
    /// What is looked for at the best candidates.
    evidence: Vec<Evidence>,
    analyzers: Lent,
    /// Keys of the speakers asked for; `None` without such a filter.
    speakers: Option<Vec<String>>,
}

impl<'r> Reader<'r> {
    fn new(engine: &'r dyn Engine, request: &'r Request, resolved: &'r Resolved) -> Self {
        let mut analyzers = Analyzers::lent();
        let english = analyzers.of(Language::English);
        let matcher = Matcher::new(&request.ast, english);
        let raises = rank::raises(request);
        let evidence = if raises { evidence(&request.ast, english) } else { Vec::new() };
        let filters = request.filters.iter().filter(|filter| filter.field == Field::Speaker);
        let values: Vec<&Value> = filters.flat_map(|filter| &filter.values).collect();
        let keys = values.iter().flat_map(|value| match value {
            Value::Name(name) => resolved.keys.of(Field::Speaker, name),
            _ => &[],
        });
        let speakers = (!values.is_empty()).then(|| keys.cloned().collect());
        Self { engine, request, resolved, matcher, evidence, analyzers, speakers }
    }

    /// The hits for some candidates; `before` come before them.
    fn hits(
        &mut self,
        candidates: &[Candidate],
        before: usize,
        stages: &mut Stages,
    ) -> Result<Vec<Hit>> {
        let engine = self.engine;
        let stored = stages.time("fetch", || engine.fetch(candidates))?;
        let mut hits: Vec<Hit> = stages.time("highlight", || {
            let ranks = before as u64 + 1..;
            let stored = stored.into_iter().zip(candidates).zip(ranks);
            stored.map(|((stored, candidate), rank)| self.hit(stored, candidate, rank)).collect()
        });
        if self.request.explain && is_ranked(self.request) {
            let keys = &self.resolved.keys;
            let explain = || engine.explain(self.request, keys, candidates);
            let explanations = stages.time("explain", explain)?;
            for ((hit, candidate), explanation) in hits.iter_mut().zip(candidates).zip(explanations)
            {
                hit.explanation = Some(self.explained(candidate, explanation));
            }
        }
        Ok(hits)
    }

    /// The explanation of a score with what raised it and what its age did to it.
    fn explained(&self, candidate: &Candidate, words: Explanation) -> Explanation {
        let raised = self.raised(candidate, words);
        let Some(Recency { half_life }) = self.request.recent else { return raised };
        let recency = format!("recency, 0.5 + 0.5 * 2 ^ (-age / {half_life} days)");
        let mut product = Explanation::leaf(candidate.score, "product");
        product.details = vec![raised, Explanation::leaf(candidate.recency, &recency)];
        product
    }

    fn raised(&self, candidate: &Candidate, words: Explanation) -> Explanation {
        if candidate.supports.is_empty() {
            return words;
        }
        let mut sum = Explanation::leaf(candidate.score / candidate.recency, "sum");
        sum.details.push(words);
        sum.details.extend(candidate.supports.iter().filter_map(|support| {
            let evidence = self.evidence.get(support.evidence)?;
            Some(Explanation::leaf(support.value, &evidence.to_string()))
        }));
        sum
    }

    fn hit(&mut self, stored: Stored, candidate: &Candidate, rank: u64) -> Hit {
        let analyzer = self.analyzers.of(Language::of(stored.head.language.as_deref()));
        let text = analyzer.terms(&stored.text);
        let section = analyzer.terms(stored.section.as_deref().unwrap_or(""));
        let headline = analyzer.terms(stored.head.headline.as_deref().unwrap_or(""));
        let mut highlights = Vec::new();
        for (place, terms, start) in [
            (Place::Text, &text, stored.span.start),
            (Place::Section, &section, 0),
            (Place::Headline, &headline, 0),
        ] {
            for found in self.matcher.find(terms) {
                let span = found.span.shifted(start);
                let within =
                    if place == Place::Text { covering(&stored, span) } else { Vec::new() };
                highlights.push(Highlight { place, span, within });
            }
        }
        let said = self.said(&stored, &text);
        let Candidate { score, more, .. } = *candidate;
        Hit { rank, score, stored, highlights, said, more, explanation: None }
    }

    /// Whether the words stand in what one of the speakers asked for says.
    fn said(&mut self, stored: &Stored, text: &[Term]) -> Option<bool> {
        let speakers = self.speakers.as_ref().filter(|_| self.request.ast.has_words())?;
        let statements: Vec<Vec<Vec<Term>>> =
            speakers.iter().map(|key| statements(stored, text, key)).collect();
        Some(match self.request.mode {
            Match::Any => {
                statements.iter().flatten().any(|terms| !self.matcher.find(terms).is_empty())
            }
            Match::All => {
                let said = PassageTerms { speakers: &statements, ..PassageTerms::default() };
                let ast = Ast::Said(Box::new(self.request.ast.clone()));
                let english = self.analyzers.of(Language::English);
                // Fields outside the query's top level are the engine's to decide; it did.
                holds(&ast, &said, english, &mut |_, _, _| true)
            }
        })
    }
}

/// The terms of each statement of one speaker in a passage.
fn statements(stored: &Stored, text: &[Term], key: &str) -> Vec<Vec<Term>> {
    let start = stored.span.start;
    let by = |attribution: &&Attribution| {
        is_said(attribution) && named_speakers(attribution).iter().any(|name| name.key == key)
    };
    stored
        .notes
        .attributions
        .iter()
        .filter(by)
        .map(|attribution| {
            let within = |term: &&Term| {
                let span = term.span.shifted(start);
                attribution.content.iter().any(|content| content.contains(span))
            };
            text.iter().filter(within).cloned().collect()
        })
        .collect()
}

/// Indices of the attributions whose content covers `span`.
fn covering(stored: &Stored, span: Span) -> Vec<usize> {
    let attributions = stored.notes.attributions.iter().enumerate();
    attributions
        .filter(|(_, attribution)| attribution.content.iter().any(|content| content.contains(span)))
        .map(|(i, _)| i)
        .collect()
}

/// Looks for what would have been found otherwise.
fn nothing(engine: &dyn Engine, request: &Request, resolved: &Resolved) -> Result<Nothing> {
    let count = |request: &Request| engine.count(request, &resolved.keys);
    let mut out = Nothing::default();
    for (i, filter) in request.filters.iter().enumerate() {
        let mut wider = request.clone();
        wider.filters.remove(i);
        out.without.push((flag(filter), count(&wider)?));
    }
    let bare = Request { filters: Vec::new(), ..request.clone() };
    let words: Vec<&Clause> = request
        .ast
        .clauses()
        .into_iter()
        .filter(|placed| placed.clause.is_words() && !placed.negated)
        .map(|placed| placed.clause)
        .collect();
    if words.len() > 1 {
        for word in words {
            let alone = Request { ast: Ast::Clause(word.clone()), ..bare.clone() };
            out.words.push((word.to_string(), count(&alone)?));
        }
        if request.mode == Match::All {
            out.any = Some(count(&request.clone().any())?);
        }
    }
    if request.ast.has_words() {
        let missing = |field, value| -> Result<u64> {
            let filters = vec![Filter { field, values: vec![value] }];
            count(&Request { filters, ..bare.clone() })
        };
        out.no_speaker =
            missing(Field::Speaker, Value::None)? + missing(Field::Speaker, Value::Unknown)?;
        out.no_date = missing(Field::Mentioned, Value::None)?;
    }
    Ok(out)
}

/// A filter as the flag that a user types.
#[must_use]
pub fn flag(filter: &Filter) -> String {
    let values: Vec<String> = filter.values.iter().map(ToString::to_string).collect();
    format!("--{} {}", filter.field.name(), values.join(" or "))
}

/// Whether hits are ordered by anything but their dates.
#[must_use]
pub fn is_ranked(request: &Request) -> bool {
    request.sort == Sort::Relevance && request.ast.has_words()
}

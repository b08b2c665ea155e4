//! An AST and filters → engine queries. Nothing is parsed here: every query is built by hand from
//! terms that `text/` made.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, FuzzyTermQuery, Occur, PhraseQuery,
    Query, RangeQuery, TermQuery, TermSetQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::alike::AlikeQuery;
use super::excluded::ExcludedQuery;
use super::explain::ExplainedQuery;
use super::occurrences::Places;
use super::said::SaidQuery;
use super::schema::{Fields, RESERVED, kind};
use super::words::WordsQuery;
use crate::engine::NameKeys;
use crate::facet::Reserved;
use crate::query::{self, Ast, Clause, Filter, Grain, Match, NameValue, Value, Word};
use crate::text::{Analyzer, fold, word_form};

/// Weight of a word in headline or section beside the same word in the passage. Chosen to order
/// passages of one article by their own words first; not tuned.
const HEAD_WEIGHT: f32 = 0.5;

type Part = (Occur, Box<dyn Query>);

/// What a query speaks of.
#[derive(Clone, Copy)]
enum Scope {
    /// Passages with their section and headline.
    Passage,
    /// What one speaker says in a passage.
    Said,
}

impl Scope {
    fn kind(self) -> &'static str {
        match self {
            Self::Passage => kind::PASSAGE,
            Self::Said => kind::SAID,
        }
    }
}

/// Where words are looked for.
#[derive(Clone, Copy)]
struct Target {
    /// For readers.
    place: &'static str,
    stems: Field,
    exact: Field,
}

/// Compiles requests for one index.
pub(super) struct Compiler<'i> {
    pub(super) fields: &'i Fields,
    pub(super) names: &'i NameKeys,
    pub(super) analyzer: Analyzer,
    pub(super) mode: Match,
    pub(super) date_overlap: bool,
    /// Whether scores are wanted.
    pub(super) scored: bool,
    /// Whether scores are to be explained.
    pub(super) explained: bool,
    /// Words that only add to scores.
    pub(super) optional: &'i [Ast],
    /// Keys of the speakers that filters ask for; `said:` looks at these alone.
    pub(super) speakers: Option<Vec<String>>,
}

impl Compiler<'_> {
    /// The passages an AST and filters ask for; words score, filters do not.
    pub(super) fn compile(&mut self, ast: &Ast, filters: &[&Filter]) -> Box<dyn Query> {
        let mut parts: Vec<Part> = Vec::new();
        match ast {
            Ast::All => {}
            ast if let Some((words, mode)) = self.bag(ast) => {
                parts.push((Occur::Must, self.words(words, mode, true)));
            }
            // A single clause must stand in the passage; headline and section only add to the score.
            Ast::Clause(clause) if needs_word(ast) => {
                parts.push((Occur::Must, self.clause(clause, self.text())));
                if self.scored {
                    let head = self.clause(clause, self.head());
                    parts.push((Occur::Should, Box::new(BoostQuery::new(head, HEAD_WEIGHT))));
                }
            }
            ast => {
                parts.push((Occur::Must, self.node(ast, Scope::Passage)));
                if let Some(grounded) = self.grounded(ast) {
                    parts.push((Occur::Must, self.unscored(grounded)));
                }
            }
        }
        if self.scored
            && let Some((words, _)) = self.words_of(self.optional, Match::Any)
        {
            parts.push((Occur::Should, self.words(words, Match::Any, false)));
        }
        for filter in filters {
            let values = filter.values.iter();
            let alternatives = values.map(|value| self.value(filter.field, value)).collect();
            parts.push((Occur::Must, self.unscored(any(alternatives))));
        }
        if parts.is_empty() || !needs_word(ast) {
            parts.push((Occur::Must, self.unscored(self.of_kind(kind::PASSAGE))));
        }
        all(parts)
    }

    /// Adds nothing to the score. Without scores the wrapping would only cost.
    fn unscored(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        if self.scored { Box::new(ConstScoreQuery::new(query, 0.0)) } else { query }
    }

    fn of_kind(&self, kind: &str) -> Box<dyn Query> {
        term(self.fields.kind, kind)
    }

    fn node(&mut self, ast: &Ast, scope: Scope) -> Box<dyn Query> {
        if let (Scope::Passage, Some((words, mode))) = (scope, self.bag(ast)) {
            return self.words(words, mode, false);
        }
        let query: Box<dyn Query> = match ast {
            Ast::All => self.of_kind(scope.kind()),
            Ast::Clause(Clause::Field { field, value }) => self.unscored(match scope {
                Scope::Passage => self.value(*field, value),
                Scope::Said => self.said_by(*field, value),
            }),
            Ast::Clause(clause) => match scope {
                Scope::Passage => {
                    let text = self.clause(clause, self.text());
                    let head = self.clause(clause, self.head());
                    any(vec![text, Box::new(BoostQuery::new(head, HEAD_WEIGHT))])
                }
                Scope::Said => self.clause(clause, self.in_said()),
            },
            Ast::And(children) => self.conjunction(children, scope),
            Ast::Or(children) => any(self.nodes(children.iter(), scope)),
            Ast::Alike(parts) => self.alike(parts, scope),
            Ast::Not(inner) => {
                let inner = self.node(inner, scope);
                let base = self.unscored(self.of_kind(scope.kind()));
                Box::new(BooleanQuery::new(vec![(Occur::Must, base), excluded(inner)]))
            }
            Ast::Said(inner) => match scope {
                Scope::Passage => Box::new(SaidQuery::new(self.said(inner))),
                Scope::Said => self.node(inner, scope),
            },
            Ast::Boost(inner, by) => Box::new(BoostQuery::new(self.node(inner, scope), *by)),
        };
        self.explainable(query, || None)
    }

    /// Alternatives that count as one word. In passages the words among them are one.
    fn alike(&mut self, parts: &[Ast], scope: Scope) -> Box<dyn Query> {
        let is_word = |part: &&Ast| matches!(part, Ast::Clause(Clause::Word(_)));
        let (words, others): (Vec<&Ast>, Vec<&Ast>) = parts.iter().partition(is_word);
        let together = Ast::Alike(words.iter().map(|word| (*word).clone()).collect());
        let mut queries = match Word::of(&together, &mut self.analyzer) {
            Some(word) if matches!(scope, Scope::Passage) => {
                vec![(self.words(vec![word], Match::All, false), false)]
            }
            _ => {
                let words = self.nodes(words.into_iter(), scope);
                words.into_iter().map(|word| (word, true)).collect()
            }
        };
        let others = self.nodes(others.into_iter(), scope);
        queries.extend(others.into_iter().map(|other| (other, false)));
        if self.scored {
            Box::new(AlikeQuery::new(queries))
        } else {
            any(queries.into_iter().map(|(query, _)| query).collect())
        }
    }

    fn nodes<'a>(
        &mut self,
        children: impl Iterator<Item = &'a Ast>,
        scope: Scope,
    ) -> Vec<Box<dyn Query>> {
        children.map(|child| self.node(child, scope)).collect()
    }

    /// All children must match, or any of those that are words; negations and field values hold
    /// for all in both.
    fn conjunction(&mut self, children: &[Ast], scope: Scope) -> Box<dyn Query> {
        let mut parts: Vec<Part> = Vec::new();
        let mut words = Vec::new();
        let mut others = Vec::new();
        for child in children {
            match Word::of(child, &mut self.analyzer).filter(|_| matches!(scope, Scope::Passage)) {
                Some(word) => words.push(word),
                None => others.push(child),
            }
        }
        let words = (!words.is_empty()).then(|| self.words(words, self.mode, false));
        let loose = |child: &Ast| self.mode == Match::Any && needs_word(child);
        let (ways, others): (Vec<&Ast>, Vec<&Ast>) =
            others.into_iter().partition(|child| loose(child));
        if self.mode == Match::Any {
            let mut ways = self.nodes(ways.into_iter(), scope);
            ways.extend(words);
            if !ways.is_empty() {
                parts.push((Occur::Must, any(ways)));
            }
        } else {
            parts.extend(words.map(|words| (Occur::Must, words)));
        }
        for other in others {
            parts.push(match other {
                Ast::Not(inner) => excluded(self.node(inner, scope)),
                other => (Occur::Must, self.node(other, scope)),
            });
        }
        if parts.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            parts.push((Occur::Must, self.unscored(self.of_kind(scope.kind()))));
        }
        all(parts)
    }

    /// Given that `ast` matches: that it does so without words, or with one in the passage itself.
    /// `None` where that cannot fail.
    fn grounded(&mut self, ast: &Ast) -> Option<Box<dyn Query>> {
        let inside = self.inside(ast, true)?;
        let ways = [Some(inside), self.wordless(ast)];
        Some(any(ways.into_iter().flatten().collect()))
    }

    /// Matches of `ast` for which no word was asked; `None` when there cannot be any.
    fn wordless(&mut self, ast: &Ast) -> Option<Box<dyn Query>> {
        match ast {
            Ast::All | Ast::Not(_) | Ast::Clause(Clause::Field { .. }) => {
                Some(self.node(ast, Scope::Passage))
            }
            Ast::Clause(_) | Ast::Said(_) => None,
            Ast::And(parts) => {
                let parts: Option<Vec<_>> = parts.iter().map(|part| self.wordless(part)).collect();
                parts.map(|parts| all(parts.into_iter().map(|part| (Occur::Must, part)).collect()))
            }
            Ast::Or(parts) | Ast::Alike(parts) => {
                let parts = parts.iter().map(|part| self.wordless(part)).collect::<Vec<_>>();
                some(parts.into_iter().flatten().collect())
            }
            Ast::Boost(inner, _) => self.wordless(inner),
        }
    }

    /// Matches of `ast` with a word in the passage itself; `None` when it asks for no word.
    /// `given` says that `ast` is known to match.
    fn inside(&mut self, ast: &Ast, given: bool) -> Option<Box<dyn Query>> {
        match ast {
            Ast::All | Ast::Not(_) | Ast::Clause(Clause::Field { .. }) => None,
            Ast::Clause(clause) => Some(self.clause(clause, self.text())),
            Ast::Said(_) => Some(self.node(ast, Scope::Passage)),
            Ast::And(parts) => {
                let mut ways = Vec::new();
                for part in parts {
                    let Some(inside) = self.inside(part, false) else { continue };
                    ways.push(if given {
                        inside
                    } else {
                        let whole = self.conjunction(parts, Scope::Passage);
                        all(vec![(Occur::Must, inside), (Occur::Must, whole)])
                    });
                }
                some(ways)
            }
            Ast::Or(parts) | Ast::Alike(parts) => {
                let parts = parts.iter().map(|part| self.inside(part, false)).collect::<Vec<_>>();
                some(parts.into_iter().flatten().collect())
            }
            Ast::Boost(inner, _) => self.inside(inner, given),
        }
    }

    /// What one speaker must say, over said-records.
    fn said(&mut self, inner: &Ast) -> Box<dyn Query> {
        let words = self.node(inner, Scope::Said);
        let records: Box<dyn Query> = match &self.speakers {
            None => self.of_kind(kind::SAID),
            Some(keys) => terms(self.fields.said_by, keys),
        };
        all(vec![(Occur::Must, words), (Occur::Must, self.unscored(records))])
    }

    /// Within `said:`, a speaker is who says it; nothing else is known of a said-record.
    fn said_by(&self, field: query::Field, value: &Value) -> Box<dyn Query> {
        if field == query::Field::Speaker {
            terms(self.fields.said_by, &self.speaker_keys(value))
        } else {
            Box::new(EmptyQuery)
        }
    }

    /// The words of a query that is nothing but words, and how many of them must match.
    fn bag(&mut self, ast: &Ast) -> Option<(Vec<Word>, Match)> {
        let (parts, mode) = match ast {
            Ast::And(parts) => (parts.as_slice(), self.mode),
            Ast::Or(parts) => (parts.as_slice(), Match::Any),
            single => (std::slice::from_ref(single), Match::All),
        };
        self.words_of(parts, mode)
    }

    fn words_of(&mut self, parts: &[Ast], mode: Match) -> Option<(Vec<Word>, Match)> {
        let words: Option<Vec<Word>> =
            parts.iter().map(|part| Word::of(part, &mut self.analyzer)).collect();
        Some((words.filter(|words| !words.is_empty())?, mode))
    }

    fn words(&self, words: Vec<Word>, mode: Match, grounded: bool) -> Box<dyn Query> {
        let places = Places { text: self.fields.text, head: self.fields.head };
        self.explainable(Box::new(WordsQuery::new(places, words, mode, grounded)), || None)
    }

    fn text(&self) -> Target {
        Target { place: "the text", stems: self.fields.text, exact: self.fields.text_exact }
    }

    fn head(&self) -> Target {
        let place = "headline or section";
        Target { place, stems: self.fields.head, exact: self.fields.head_exact }
    }

    fn in_said(&self) -> Target {
        Target { place: "what is said", stems: self.fields.said, exact: self.fields.said_exact }
    }

    /// A word, prefix, fuzzy word or phrase in one field.
    fn clause(&mut self, clause: &Clause, target: Target) -> Box<dyn Query> {
        let query: Box<dyn Query> = match clause {
            Clause::Word(word) => self.sequence(word, 0, target),
            Clause::Phrase { words, slop } => self.sequence(words, *slop, target),
            Clause::Prefix(word) => {
                let first = word_form(word);
                let from = Term::from_field_text(target.exact, &first);
                // No term holds this character, and it is behind all that do begin so.
                let to = Term::from_field_text(target.exact, &format!("{first}{}", char::MAX));
                Box::new(RangeQuery::new(Bound::Included(from), Bound::Excluded(to)))
            }
            Clause::Fuzzy { word, distance } => {
                let term = Term::from_field_text(target.exact, &word_form(word));
                Box::new(FuzzyTermQuery::new(term, *distance, true))
            }
            Clause::Field { .. } => Box::new(EmptyQuery),
        };
        self.explainable(query, || Some(format!("{clause} in {}", target.place)))
    }

    /// Words in order, in each of their spellings.
    fn sequence(&mut self, words: &str, slop: u32, target: Target) -> Box<dyn Query> {
        let mut alternatives: Vec<Box<dyn Query>> = Vec::new();
        for variant in self.analyzer.variants(words) {
            let stems: Vec<&str> = variant.iter().map(|form| &*form.stem).collect();
            alternatives.push(self.run(&stems, slop, target.stems));
            // Articles in other languages are indexed unstemmed.
            let exact: Vec<&str> = variant.iter().map(|form| &*form.exact).collect();
            if exact != stems {
                alternatives.push(self.run(&exact, slop, target.stems));
            }
        }
        any(alternatives)
    }

    /// Terms in order.
    fn run(&self, words: &[&str], slop: u32, field: Field) -> Box<dyn Query> {
        let mut terms: Vec<Term> =
            words.iter().map(|word| Term::from_field_text(field, word)).collect();
        let query: Box<dyn Query> = if terms.len() == 1
            && let Some(term) = terms.pop()
        {
            Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
        } else {
            let mut phrase = PhraseQuery::new(terms);
            phrase.set_slop(slop);
            Box::new(phrase)
        };
        self.explainable(query, || Some(format!("indexed as {}", words.join(" "))))
    }

    /// Makes a query explain itself, where that is asked for.
    fn explainable(
        &self,
        query: Box<dyn Query>,
        name: impl FnOnce() -> Option<String>,
    ) -> Box<dyn Query> {
        if self.explained { Box::new(ExplainedQuery::new(name(), query)) } else { query }
    }

    /// A value of a facet.
    fn value(&self, field: query::Field, value: &Value) -> Box<dyn Query> {
        match value {
            Value::Date(asked) => self.dates(field, *asked),
            Value::Name(name) if field == query::Field::Id => self.id(name),
            value if field == query::Field::Speaker => {
                terms(self.fields.speaker, &self.speaker_keys(value))
            }
            Value::Name(name) => {
                terms(self.fields.facet(field, Grain::Year), self.names.of(field, name))
            }
            Value::None | Value::Unknown | Value::Group => {
                term(self.fields.facet(field, Grain::Year), &reserved(Reserved::None))
            }
        }
    }

    fn speaker_keys(&self, value: &Value) -> Vec<String> {
        match value {
            Value::Name(name) => self.names.of(query::Field::Speaker, name).to_vec(),
            Value::None => vec![reserved(Reserved::None)],
            Value::Group => vec![reserved(Reserved::Group)],
            Value::Unknown => vec![reserved(Reserved::Unknown)],
            Value::Date(_) => Vec::new(),
        }
    }

    /// An article, or one of its passages (`ID/N`).
    fn id(&self, asked: &NameValue) -> Box<dyn Query> {
        let (article, n) = match asked.text.split_once('/') {
            Some((article, n)) => (article, Some(n)),
            None => (asked.text.as_str(), None),
        };
        let article = term(self.fields.article, &fold(article));
        match n.map(str::parse::<u64>) {
            None => article,
            Some(Ok(n)) => {
                let n = Term::from_field_u64(self.fields.n, n);
                let n = TermQuery::new(n, IndexRecordOption::Basic);
                all(vec![(Occur::Must, article), (Occur::Must, Box::new(n))])
            }
            Some(Err(_)) => Box::new(EmptyQuery),
        }
    }
}

/// Whether a match of `ast` needs a word in it, so that only passages can match.
pub(super) fn needs_word(ast: &Ast) -> bool {
    match ast {
        Ast::All | Ast::Not(_) | Ast::Clause(Clause::Field { .. }) => false,
        Ast::Clause(_) | Ast::Said(_) => true,
        Ast::And(children) => children.iter().any(needs_word),
        Ast::Or(children) | Ast::Alike(children) => children.iter().all(needs_word),
        Ast::Boost(inner, _) => needs_word(inner),
    }
}

/// The stored form of a reserved facet value.
pub(super) fn reserved(reserved: Reserved) -> String {
    format!("{RESERVED}{}", reserved.name())
}

pub(super) fn term(field: Field, text: &str) -> Box<dyn Query> {
    Box::new(TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic))
}

fn terms(field: Field, values: &[String]) -> Box<dyn Query> {
    match values {
        [value] => term(field, value),
        values => {
            let terms = values.iter().map(|value| Term::from_field_text(field, value));
            Box::new(TermSetQuery::new(terms))
        }
    }
}

fn any(mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}

fn excluded(query: Box<dyn Query>) -> Part {
    (Occur::MustNot, Box::new(ExcludedQuery::new(query)))
}

fn some(queries: Vec<Box<dyn Query>>) -> Option<Box<dyn Query>> {
    (!queries.is_empty()).then(|| any(queries))
}

fn all(mut parts: Vec<Part>) -> Box<dyn Query> {
    if parts.len() == 1 && parts[0].0 == Occur::Must {
        return parts.remove(0).1;
    }
    Box::new(BooleanQuery::new(parts))
}

//! How the embedded engine asks for the parts of a query.

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
use super::scan::{Asked, LikeQuery, PassagesQuery, RunsQuery};
use super::schema::{Fields, kind};
use super::words::WordsQuery;
use crate::engine::NameKeys;
use crate::engine::asked::speaker_keys;
use crate::engine::compile::{Alone, Dialect, Part, Scope, Target};
use crate::engine::facets::reserved;
use crate::facet::Reserved;
use crate::query::{self, Filter, Grain, Match, NameValue, Value, Word};
use crate::text::fold;

/// Builds queries for one index.
pub(super) struct Queries<'i> {
    pub(super) fields: &'i Fields,
    pub(super) names: &'i NameKeys,
    pub(super) date_overlap: bool,
    /// Whether scores are to be explained.
    pub(super) explained: bool,
}

impl Queries<'_> {
    fn stems(&self, target: Target) -> Field {
        match target {
            Target::Text => self.fields.text,
            Target::Head => self.fields.head,
            Target::Said => self.fields.said,
        }
    }

    fn exact(&self, target: Target) -> Field {
        match target {
            Target::Text => self.fields.text_exact,
            Target::Head => self.fields.head_exact,
            Target::Said => self.fields.said_exact,
        }
    }

    fn places(&self) -> Places {
        Places { text: self.fields.text, head: self.fields.head }
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
                self.all(vec![Part::Must(article), Part::Must(Box::new(n))])
            }
            Some(Err(_)) => Box::new(EmptyQuery),
        }
    }
}

impl Dialect for Queries<'_> {
    type Query = Box<dyn Query>;

    fn every(&self, scope: Scope) -> Box<dyn Query> {
        let kind = match scope {
            Scope::Passage => kind::PASSAGE,
            Scope::Said => kind::SAID,
        };
        term(self.fields.kind, kind)
    }

    fn words(&self, words: Vec<Word>, mode: Match, grounded: bool) -> Box<dyn Query> {
        Box::new(WordsQuery::new(self.places(), words, mode, grounded))
    }

    fn run(&self, terms: &[&str], slop: u32, target: Target) -> Box<dyn Query> {
        let field = self.stems(target);
        let mut terms: Vec<Term> =
            terms.iter().map(|word| Term::from_field_text(field, word)).collect();
        if terms.len() == 1
            && let Some(term) = terms.pop()
        {
            return Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
        }
        let mut phrase = PhraseQuery::new(terms);
        phrase.set_slop(slop);
        Box::new(phrase)
    }

    fn prefix(&self, beginning: &str, target: Target) -> Box<dyn Query> {
        let field = self.exact(target);
        let from = Term::from_field_text(field, beginning);
        // No term holds this character, and it is behind all that do begin so.
        let to = Term::from_field_text(field, &format!("{beginning}{}", char::MAX));
        Box::new(RangeQuery::new(Bound::Included(from), Bound::Excluded(to)))
    }

    fn fuzzy(&self, word: &str, distance: u8, target: Target) -> Box<dyn Query> {
        let term = Term::from_field_text(self.exact(target), word);
        Box::new(FuzzyTermQuery::new(term, distance, true))
    }

    fn value(&self, field: query::Field, value: &Value) -> Box<dyn Query> {
        match value {
            Value::Date(asked) => self.dates(field, *asked),
            Value::Name(name) if field == query::Field::Id => self.id(name),
            value if field == query::Field::Speaker => {
                terms(self.fields.speaker, &speaker_keys(self.names, value))
            }
            Value::Name(name) => {
                terms(self.fields.facet(field, Grain::Year), self.names.of(field, name))
            }
            Value::None | Value::Unknown | Value::Group => {
                term(self.fields.facet(field, Grain::Year), &reserved(Reserved::None))
            }
        }
    }

    fn said_by(&self, value: &Value) -> Box<dyn Query> {
        self.said_by_keys(&speaker_keys(self.names, value))
    }

    fn said_by_keys(&self, keys: &[String]) -> Box<dyn Query> {
        terms(self.fields.said_by, keys)
    }

    fn passages_of(&self, said: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(SaidQuery::new(said))
    }

    fn alike(&self, alternatives: Vec<(Box<dyn Query>, bool)>) -> Box<dyn Query> {
        Box::new(AlikeQuery::new(alternatives))
    }

    fn any(&self, mut queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
        match queries.len() {
            0 => Box::new(EmptyQuery),
            1 => queries.remove(0),
            _ => Box::new(BooleanQuery::union(queries)),
        }
    }

    fn all(&self, parts: Vec<Part<Box<dyn Query>>>) -> Box<dyn Query> {
        let parts = parts.into_iter().map(|part| -> (Occur, Box<dyn Query>) {
            match part {
                Part::Must(query) => (Occur::Must, query),
                Part::Should(query) => (Occur::Should, query),
                Part::Not(query) => (Occur::MustNot, Box::new(ExcludedQuery::new(query))),
            }
        });
        let mut parts: Vec<_> = parts.collect();
        if parts.len() == 1 && parts[0].0 == Occur::Must {
            return parts.remove(0).1;
        }
        Box::new(BooleanQuery::new(parts))
    }

    fn with_values(
        &self,
        whole: Box<dyn Query>,
        alone: Alone<Box<dyn Query>>,
        filters: &[&Filter],
    ) -> Box<dyn Query> {
        if self.explained {
            return whole;
        }
        let narrowing = |filters: &[&Filter]| {
            filters
                .iter()
                .map(|filter| {
                    let values = filter.values.iter();
                    self.any(values.map(|value| self.value(filter.field, value)).collect())
                })
                .collect()
        };
        let (dates, others): (Vec<&Filter>, Vec<&Filter>) =
            filters.iter().partition(|filter| filter.field.is_date());
        let asked = match alone {
            Alone::All => Asked::All,
            Alone::Words(words, mode) => {
                Asked::Words(WordsQuery::new(self.places(), words, mode, true))
            }
            Alone::Runs(runs) => Asked::Runs(RunsQuery::new(self.places(), runs)),
            Alone::Like { text, head } => Asked::Like(LikeQuery::new(text, head)),
        };
        Box::new(PassagesQuery {
            whole,
            asked,
            values: narrowing(&others),
            dates: narrowing(&dates),
            wider: self.wider(&dates),
        })
    }

    fn boosted(&self, query: Box<dyn Query>, by: f32) -> Box<dyn Query> {
        Box::new(BoostQuery::new(query, by))
    }

    fn unscored(&self, query: Box<dyn Query>) -> Box<dyn Query> {
        Box::new(ConstScoreQuery::new(query, 0.0))
    }

    fn named(
        &self,
        query: Box<dyn Query>,
        name: impl FnOnce() -> Option<String>,
    ) -> Box<dyn Query> {
        if self.explained { Box::new(ExplainedQuery::new(name(), query)) } else { query }
    }
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

//! An AST and filters → the queries of an engine. What matches, and what counts in a score, is
//! decided here for all engines; each only says how it asks for the parts ([`Dialect`]). Nothing
//! is parsed: every query is built from terms that `text/` made.

use super::scoring::HEAD_WEIGHT;
use crate::query::{Ast, Clause, Field, Filter, Match, Request, Value, Word};
use crate::text::{Analyzer, Language, word_form};

/// What a query speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// Passages with their section and headline.
    Passage,
    /// What one speaker says in a passage.
    Said,
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// In the passage itself.
    Text,
    /// In its section and the headline.
    Head,
    /// In what one speaker says.
    Said,
}

impl Target {
    /// For readers.
    fn name(self) -> &'static str {
        match self {
            Self::Text => "the text",
            Self::Head => "headline or section",
            Self::Said => "what is said",
        }
    }
}

/// What a query asks for, where only values stand beside it.
#[derive(Debug)]
pub(super) enum Alone<Q> {
    /// All passages.
    All,
    /// All or any of some words, one of them in the text.
    Words(Vec<Word>, Match),
    /// Terms in order in the text, in any of these spellings; the same in headline or section only
    /// adds to the score.
    Runs(Vec<Vec<String>>),
    /// Words in the text that begin or are spelt so; `head`, which only adds to the score, finds the
    /// same in headline or section.
    Like { text: Q, head: Q },
}

/// What a part of a query does to the whole.
#[derive(Debug)]
pub(super) enum Part<Q> {
    /// Must match.
    Must(Q),
    /// Adds to the score where it matches.
    Should(Q),
    /// Must not match.
    Not(Q),
}

/// How an engine asks for the parts of a query.
pub(super) trait Dialect {
    /// A query of the engine.
    type Query;

    /// All records of a kind.
    fn every(&self, scope: Scope) -> Self::Query;

    /// Passages with all or any of some words in text or head; with `grounded`, one in the text.
    fn words(&self, words: Vec<Word>, mode: Match, grounded: bool) -> Self::Query;

    /// Terms in order, at most `slop` positions moved.
    fn run(&self, terms: &[&str], slop: u32, target: Target) -> Self::Query;

    /// A word that begins so.
    fn prefix(&self, beginning: &str, target: Target) -> Self::Query;

    /// A word at most `distance` edits from this one; a swap of neighbours is one.
    fn fuzzy(&self, word: &str, distance: u8, target: Target) -> Self::Query;

    /// Passages with a value of a facet.
    fn value(&self, field: Field, value: &Value) -> Self::Query;

    /// What a speaker asked for says.
    fn said_by(&self, value: &Value) -> Self::Query;

    /// What speakers of these keys say.
    fn said_by_keys(&self, keys: &[String]) -> Self::Query;

    /// The passages of what is said; the best statement gives the score.
    fn passages_of(&self, said: Self::Query) -> Self::Query;

    /// Alternatives of which the best counts. Those marked are single words, which are all as
    /// frequent as the most frequent of them: a spelling that is rare in the archive would score
    /// more than the one that everybody uses.
    fn alike(&self, alternatives: Vec<(Self::Query, bool)>) -> Self::Query;

    /// One of some queries; nothing where there are none.
    fn any(&self, queries: Vec<Self::Query>) -> Self::Query;

    /// Parts together; one of them must match.
    fn all(&self, parts: Vec<Part<Self::Query>>) -> Self::Query;

    /// The same as `whole`, which asks for this and for these filters; for engines that know a
    /// quicker way.
    fn with_values(
        &self,
        whole: Self::Query,
        alone: Alone<Self::Query>,
        filters: &[&Filter],
    ) -> Self::Query {
        let _ = (alone, filters);
        whole
    }

    /// The same with its score multiplied.
    fn boosted(&self, query: Self::Query, by: f32) -> Self::Query;

    /// The same without a score.
    fn unscored(&self, query: Self::Query) -> Self::Query;

    /// The same with a name for readers, where scores are to be explained.
    fn named(&self, query: Self::Query, name: impl FnOnce() -> Option<String>) -> Self::Query;
}

/// Compiles a request.
pub(super) struct Compiler<'r, D> {
    /// How the engine asks.
    pub(super) dialect: D,
    analyzer: Analyzer,
    mode: Match,
    /// Whether scores are wanted.
    scored: bool,
    /// Words that only add to scores.
    optional: &'r [Ast],
    /// Keys of the speakers that filters ask for; `said:` looks at these alone.
    speakers: Option<Vec<String>>,
}

impl<'r, D: Dialect> Compiler<'r, D> {
    pub(super) fn new(
        dialect: D,
        request: &'r Request,
        speakers: Option<Vec<String>>,
        scored: bool,
    ) -> Self {
        let analyzer = Analyzer::new(Language::English);
        Self {
            dialect,
            analyzer,
            mode: request.mode,
            scored,
            optional: &request.optional,
            speakers,
        }
    }

    /// The passages an AST and filters ask for; words score, filters do not.
    pub(super) fn compile(&mut self, ast: &Ast, filters: &[&Filter]) -> D::Query {
        let mut parts: Vec<Part<D::Query>> = Vec::new();
        let mut alone = None;
        match (ast, self.bag(ast)) {
            (Ast::All, _) => alone = Some(Alone::All),
            (_, Some((words, mode))) => {
                alone = Some(Alone::Words(words.clone(), mode));
                parts.push(Part::Must(self.words(words, mode, true)));
            }
            // A single clause must stand in the passage; headline and section only add to the score.
            (Ast::Clause(clause), None) if needs_word(ast) => {
                alone = self.alone(clause);
                parts.push(Part::Must(self.clause(clause, Target::Text)));
                if self.scored {
                    let head = self.clause(clause, Target::Head);
                    parts.push(Part::Should(self.dialect.boosted(head, HEAD_WEIGHT)));
                }
            }
            (ast, None) => {
                parts.push(Part::Must(self.node(ast, Scope::Passage)));
                if let Some(grounded) = self.grounded(ast) {
                    parts.push(Part::Must(self.unscored(grounded)));
                }
            }
        }
        if self.scored
            && let Some((words, _)) = self.words_of(self.optional, Match::Any)
        {
            parts.push(Part::Should(self.words(words, Match::Any, false)));
        }
        for filter in filters {
            let values = filter.values.iter();
            let alternatives = values.map(|value| self.dialect.value(filter.field, value));
            let alternatives = self.dialect.any(alternatives.collect());
            parts.push(Part::Must(self.unscored(alternatives)));
        }
        if parts.is_empty() || !needs_word(ast) {
            parts.push(Part::Must(self.every(Scope::Passage)));
        }
        let whole = self.dialect.all(parts);
        match alone {
            Some(alone) if !self.scored || self.optional.is_empty() => {
                self.dialect.with_values(whole, alone, filters)
            }
            _ => whole,
        }
    }

    /// Adds nothing to the score. Without scores the wrapping would only cost.
    fn unscored(&self, query: D::Query) -> D::Query {
        if self.scored { self.dialect.unscored(query) } else { query }
    }

    fn every(&self, scope: Scope) -> D::Query {
        self.unscored(self.dialect.every(scope))
    }

    fn node(&mut self, ast: &Ast, scope: Scope) -> D::Query {
        if let (Scope::Passage, Some((words, mode))) = (scope, self.bag(ast)) {
            return self.words(words, mode, false);
        }
        let query = match ast {
            Ast::All => self.dialect.every(scope),
            Ast::Clause(Clause::Field { field, value }) => self.unscored(match scope {
                Scope::Passage => self.dialect.value(*field, value),
                // Within `said:`, a speaker is who says it; nothing else is known of a statement.
                Scope::Said if *field == Field::Speaker => self.dialect.said_by(value),
                Scope::Said => self.dialect.any(Vec::new()),
            }),
            Ast::Clause(clause) => match scope {
                Scope::Passage => {
                    let text = self.clause(clause, Target::Text);
                    let head = self.clause(clause, Target::Head);
                    let head = self.dialect.boosted(head, HEAD_WEIGHT);
                    self.dialect.any(vec![text, head])
                }
                Scope::Said => self.clause(clause, Target::Said),
            },
            Ast::And(children) => self.conjunction(children, scope),
            Ast::Or(children) => {
                let children = self.nodes(children.iter(), scope);
                self.dialect.any(children)
            }
            Ast::Alike(parts) => self.alike(parts, scope),
            Ast::Not(inner) => {
                let inner = self.node(inner, scope);
                self.dialect.all(vec![Part::Must(self.every(scope)), Part::Not(inner)])
            }
            Ast::Said(inner) => match scope {
                Scope::Passage => {
                    let said = self.said(inner);
                    self.dialect.passages_of(said)
                }
                Scope::Said => self.node(inner, scope),
            },
            Ast::Boost(inner, by) => {
                let inner = self.node(inner, scope);
                self.dialect.boosted(inner, *by)
            }
        };
        self.dialect.named(query, || None)
    }

    /// Alternatives that count as one word. In passages the words among them are one.
    fn alike(&mut self, parts: &[Ast], scope: Scope) -> D::Query {
        let is_word = |part: &&Ast| matches!(part, Ast::Clause(Clause::Word(_)));
        let (words, others): (Vec<&Ast>, Vec<&Ast>) = parts.iter().partition(is_word);
        let together = Ast::Alike(words.iter().map(|word| (*word).clone()).collect());
        let mut queries = match Word::of(&together, &mut self.analyzer) {
            Some(word) if scope == Scope::Passage => {
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
            self.dialect.alike(queries)
        } else {
            self.dialect.any(queries.into_iter().map(|(query, _)| query).collect())
        }
    }

    fn nodes<'a>(
        &mut self,
        children: impl Iterator<Item = &'a Ast>,
        scope: Scope,
    ) -> Vec<D::Query> {
        children.map(|child| self.node(child, scope)).collect()
    }

    /// All children must match, or any of those that are words; negations and field values hold
    /// for all in both.
    fn conjunction(&mut self, children: &[Ast], scope: Scope) -> D::Query {
        let mut parts: Vec<Part<D::Query>> = Vec::new();
        let mut words = Vec::new();
        let mut others = Vec::new();
        for child in children {
            match Word::of(child, &mut self.analyzer).filter(|_| scope == Scope::Passage) {
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
                parts.push(Part::Must(self.dialect.any(ways)));
            }
        } else {
            parts.extend(words.map(Part::Must));
        }
        for other in others {
            parts.push(match other {
                Ast::Not(inner) => Part::Not(self.node(inner, scope)),
                other => Part::Must(self.node(other, scope)),
            });
        }
        if parts.iter().all(|part| matches!(part, Part::Not(_))) {
            parts.push(Part::Must(self.every(scope)));
        }
        self.dialect.all(parts)
    }

    /// Given that `ast` matches: that it does so without words, or with one in the passage itself.
    /// `None` where that cannot fail.
    fn grounded(&mut self, ast: &Ast) -> Option<D::Query> {
        let inside = self.inside(ast, true)?;
        let ways = [Some(inside), self.wordless(ast)];
        Some(self.dialect.any(ways.into_iter().flatten().collect()))
    }

    /// Matches of `ast` for which no word was asked; `None` when there cannot be any.
    fn wordless(&mut self, ast: &Ast) -> Option<D::Query> {
        match ast {
            Ast::All | Ast::Not(_) | Ast::Clause(Clause::Field { .. }) => {
                Some(self.node(ast, Scope::Passage))
            }
            Ast::Clause(_) | Ast::Said(_) => None,
            Ast::And(parts) => {
                let parts: Option<Vec<_>> = parts.iter().map(|part| self.wordless(part)).collect();
                let parts = parts?.into_iter().map(Part::Must).collect();
                Some(self.dialect.all(parts))
            }
            Ast::Or(parts) | Ast::Alike(parts) => {
                let parts = parts.iter().map(|part| self.wordless(part)).collect::<Vec<_>>();
                self.some(parts.into_iter().flatten().collect())
            }
            Ast::Boost(inner, _) => self.wordless(inner),
        }
    }

    /// Matches of `ast` with a word in the passage itself; `None` when it asks for no word.
    /// `given` says that `ast` is known to match.
    fn inside(&mut self, ast: &Ast, given: bool) -> Option<D::Query> {
        match ast {
            Ast::All | Ast::Not(_) | Ast::Clause(Clause::Field { .. }) => None,
            Ast::Clause(clause) => Some(self.clause(clause, Target::Text)),
            Ast::Said(_) => Some(self.node(ast, Scope::Passage)),
            Ast::And(parts) => {
                let mut ways = Vec::new();
                for part in parts {
                    let Some(inside) = self.inside(part, false) else { continue };
                    ways.push(if given {
                        inside
                    } else {
                        let whole = self.conjunction(parts, Scope::Passage);
                        self.dialect.all(vec![Part::Must(inside), Part::Must(whole)])
                    });
                }
                self.some(ways)
            }
            Ast::Or(parts) | Ast::Alike(parts) => {
                let parts = parts.iter().map(|part| self.inside(part, false)).collect::<Vec<_>>();
                self.some(parts.into_iter().flatten().collect())
            }
            Ast::Boost(inner, _) => self.inside(inner, given),
        }
    }

    fn some(&self, queries: Vec<D::Query>) -> Option<D::Query> {
        (!queries.is_empty()).then(|| self.dialect.any(queries))
    }

    /// What one speaker must say.
    fn said(&mut self, inner: &Ast) -> D::Query {
        let words = self.node(inner, Scope::Said);
        let statements = match &self.speakers {
            None => self.dialect.every(Scope::Said),
            Some(keys) => self.dialect.said_by_keys(keys),
        };
        self.dialect.all(vec![Part::Must(words), Part::Must(self.unscored(statements))])
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

    /// What is asked for twice counts twice.
    fn words(&self, words: Vec<Word>, mode: Match, grounded: bool) -> D::Query {
        let mut distinct: Vec<Word> = Vec::with_capacity(words.len());
        for word in words {
            match distinct.iter_mut().find(|known| known.stems == word.stems) {
                Some(known) => known.weight += word.weight,
                None => distinct.push(word),
            }
        }
        self.dialect.named(self.dialect.words(distinct, mode, grounded), || None)
    }

    /// A word, prefix, fuzzy word or phrase in one place.
    fn clause(&mut self, clause: &Clause, target: Target) -> D::Query {
        let query = match clause {
            Clause::Word(word) => self.sequence(word, 0, target),
            Clause::Phrase { words, slop } => self.sequence(words, *slop, target),
            Clause::Prefix(word) => self.dialect.prefix(&word_form(word), target),
            Clause::Fuzzy { word, distance } => {
                self.dialect.fuzzy(&word_form(word), *distance, target)
            }
            Clause::Field { .. } => self.dialect.any(Vec::new()),
        };
        self.dialect.named(query, || Some(format!("{clause} in {}", target.name())))
    }

    /// Words in order, in each of their spellings.
    fn sequence(&mut self, words: &str, slop: u32, target: Target) -> D::Query {
        let runs = self.spellings(words);
        self.dialect.any(runs.iter().map(|terms| self.run(terms, slop, target)).collect())
    }

    /// The terms of words in order, in each of their spellings.
    fn spellings(&mut self, words: &str) -> Vec<Vec<String>> {
        let mut spellings = Vec::new();
        for variant in self.analyzer.variants(words) {
            let stems: Vec<String> = variant.iter().map(|form| form.stem.to_string()).collect();
            // Articles in other languages are indexed unstemmed.
            let exact: Vec<String> = variant.iter().map(|form| form.exact.to_string()).collect();
            let unlike = exact != stems;
            spellings.push(stems);
            if unlike {
                spellings.push(exact);
            }
        }
        spellings
    }

    /// What a clause asks for; `None` where that is more than engines are told.
    fn alone(&mut self, clause: &Clause) -> Option<Alone<D::Query>> {
        match clause {
            Clause::Word(words) | Clause::Phrase { words, slop: 0 } => {
                Some(Alone::Runs(self.spellings(words)))
            }
            Clause::Prefix(_) | Clause::Fuzzy { .. } => {
                let mut find = |target| self.clause(clause, target);
                Some(Alone::Like { text: find(Target::Text), head: find(Target::Head) })
            }
            Clause::Phrase { .. } | Clause::Field { .. } => None,
        }
    }

    fn run(&self, terms: &[String], slop: u32, target: Target) -> D::Query {
        let words: Vec<&str> = terms.iter().map(String::as_str).collect();
        let query = self.dialect.run(&words, slop, target);
        self.dialect.named(query, || Some(format!("indexed as {}", terms.join(" "))))
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

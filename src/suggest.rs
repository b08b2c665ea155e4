//! Words of a query that no passage holds → the nearest words of the index.
//!
//! Nothing is applied: what may be meant is said beside the answer, with what it would find.

use crate::engine::{Engine, NameKeys};
use crate::error::Result;
use crate::query::{Ast, Clause, Request};
use crate::span::Span;
use crate::text::{Analyzer, Language, Term, within_edits};

/// What may be meant by words that no passage holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// Each such word, and the one that may be meant. Empty where words stand apart that are
    /// written as one.
    pub words: Vec<(String, String)>,
    /// The whole query with these words; `None` where that would find nothing either.
    pub query: Option<Ast>,
    /// Passages that it finds; without it, those with the word, whatever the filters.
    pub passages: u64,
}

/// Most suggestions for a query.
const MOST: usize = 3;

/// Words tried for one that no passage holds.
const TRIED: usize = 3;

/// More words that no passage holds are another language, not slips.
const MOST_STRAYS: usize = 5;

/// Letters of the shortest word that is looked into; of shorter ones too many others are near.
const SHORTEST: usize = 4;

/// Letters of the longest one; words of news are shorter.
const LONGEST: usize = 40;

/// Letters from which on two edits are slips; as for fuzzy words.
const LONG: usize = 6;

/// What one edit weighs beside another first letter, which slips rarely touch (Pollock and Zamora,
/// "Collection and characterization of spelling errors in scientific and scholarly text", JASIS
/// 1983).
const EDIT: usize = 2;

/// What may be meant by the words of a request that no passage holds; the likeliest first.
///
/// Words of three letters and less, numbers, prefixes and fuzzy words are left alone. Where
/// nothing was `found`, words written apart are tried as one, too. `names` are those of the
/// request. Without such words it costs some lookups in dictionaries, a count for each attempt
/// else.
pub fn suggest(
    engine: &dyn Engine,
    request: &Request,
    names: &NameKeys,
    found: bool,
) -> Result<Vec<Suggestion>> {
    let strays = strays(engine, &request.ast)?;
    let count = |ast: Ast| engine.count(&Request { ast, ..request.clone() }, names);
    let mut weighed: Vec<(usize, Suggestion)> = Vec::new();
    for choice in choices(&strays) {
        let ast = chosen(&request.ast, &choice);
        let passages = count(ast.clone())?;
        let weight = choice.iter().map(|(_, near)| near.weight).sum();
        let words = choice
            .iter()
            .map(|(stray, near)| (stray.word.clone(), near.in_place_of(&stray.word)))
            .collect();
        weighed.push((weight, Suggestion { words, query: Some(ast), passages }));
    }
    if !found {
        for ast in joined(&request.ast) {
            let passages = count(ast.clone())?;
            weighed.push((EDIT, Suggestion { words: Vec::new(), query: Some(ast), passages }));
        }
    }
    weighed.retain(|(_, suggestion)| suggestion.passages > 0);
    weighed.sort_by_key(|(weight, suggestion)| (*weight, u64::MAX - suggestion.passages));
    weighed.truncate(MOST);
    for (_, suggestion) in &mut weighed {
        suggestion.query = suggestion.query.as_ref().map(Ast::as_typed);
    }
    if weighed.is_empty() {
        return Ok(alone(&strays));
    }
    Ok(weighed.into_iter().map(|(_, suggestion)| suggestion).collect())
}

/// A word that no passage holds.
struct Stray {
    /// Index of its clause among all clauses of the query.
    clause: usize,
    /// Its place in the words of the clause.
    span: Span,
    /// As typed.
    word: String,
    /// What may be meant, the likeliest first.
    near: Vec<Near>,
}

/// What may be meant by a word.
struct Near {
    /// One word; two where a space is missing.
    words: Vec<String>,
    weight: usize,
    /// Passages that hold it.
    passages: u64,
}

impl Near {
    fn shown(&self) -> String {
        self.words.join(" ")
    }

    /// With a capital where the word as typed has one.
    fn in_place_of(&self, word: &str) -> String {
        let shown = self.shown();
        let mut rest = shown.chars();
        match rest.next() {
            Some(first) if word.starts_with(char::is_uppercase) => {
                first.to_uppercase().chain(rest).collect()
            }
            _ => shown,
        }
    }
}

/// The words of a query that no passage holds, with what may be meant.
fn strays(engine: &dyn Engine, ast: &Ast) -> Result<Vec<Stray>> {
    let mut analyzer = Analyzer::new(Language::English);
    let mut out = Vec::new();
    for (clause, placed) in ast.clauses().into_iter().enumerate() {
        let (Clause::Word(words) | Clause::Phrase { words, .. }) = placed.clause else { continue };
        // What others stand for was written down and is no slip.
        if placed.negated || placed.alike {
            continue;
        }
        let terms = analyzer.terms(words);
        for term in terms.iter().filter(|term| !term.joined) {
            if is_looked_into(term) && !is_known(engine, term, &terms)? {
                let word = term.span.of(words).to_owned();
                out.push(Stray { clause, span: term.span, word, near: Vec::new() });
            }
        }
    }
    if out.len() > MOST_STRAYS {
        return Ok(Vec::new());
    }
    for stray in &mut out {
        stray.near = near(engine, &stray.word, &mut analyzer)?;
    }
    Ok(out)
}

fn is_looked_into(term: &Term) -> bool {
    let letters = term.form.exact.chars().count();
    (SHORTEST..=LONGEST).contains(&letters) && !term.form.exact.contains(char::is_numeric)
}

/// Whether a passage holds the word, or the compound that it is part of.
fn is_known(engine: &dyn Engine, term: &Term, all: &[Term]) -> Result<bool> {
    if engine.has_word(&term.form)? {
        return Ok(true);
    }
    let whole = all.iter().find(|other| other.joined && other.span.contains(term.span));
    whole.map_or(Ok(false), |whole| engine.has_word(&whole.form))
}

/// What may be meant by a word: one near it, or two that it holds without their space. Of several
/// inflections of a word the nearest stands for all.
fn near(engine: &dyn Engine, word: &str, analyzer: &mut Analyzer) -> Result<Vec<Near>> {
    let forms = analyzer.terms(word);
    let Some(exact) = forms.first().map(|term| &term.form.exact) else { return Ok(Vec::new()) };
    let edits = if exact.chars().count() < LONG { 1 } else { 2 };
    let mut out: Vec<Near> = engine
        .words_near(exact, edits)?
        .into_iter()
        .map(|found| Near {
            weight: weight(exact, &found.word),
            words: vec![found.word],
            passages: found.passages,
        })
        .collect();
    for (at, _) in exact.char_indices().skip(2) {
        let (first, second) = exact.split_at(at);
        if second.chars().count() < 2 {
            break;
        }
        let words = format!("{first} {second}");
        let phrase = Clause::Phrase { words, slop: 0 };
        let passages = engine.count(&Request::new(Ast::Clause(phrase)), &NameKeys::default())?;
        if passages > 0 {
            let words = vec![first.to_owned(), second.to_owned()];
            out.push(Near { words, weight: EDIT, passages });
        }
    }
    out.sort_by(|a, b| (a.weight, b.passages, &a.words).cmp(&(b.weight, a.passages, &b.words)));
    let mut stems = Vec::new();
    out.retain(|near| {
        let stem: Vec<_> =
            analyzer.terms(&near.shown()).into_iter().map(|term| term.form.stem).collect();
        let new = !stems.contains(&stem);
        stems.push(stem);
        new
    });
    out.truncate(TRIED);
    Ok(out)
}

fn weight(word: &str, other: &str) -> usize {
    let edits = if within_edits(word, other, 1) { 1 } else { 2 };
    edits * EDIT + usize::from(word.chars().next() != other.chars().next())
}

/// One word for each stray that any is near to.
type Choice<'s> = Vec<(&'s Stray, &'s Near)>;

/// The likeliest of all, and what differs from it in one word.
fn choices(strays: &[Stray]) -> Vec<Choice<'_>> {
    let best: Choice<'_> =
        strays.iter().filter_map(|stray| Some((stray, stray.near.first()?))).collect();
    let mut out = Vec::new();
    for (i, (stray, _)) in best.iter().enumerate() {
        for near in &stray.near[1..] {
            let mut other = best.clone();
            other[i].1 = near;
            out.push(other);
        }
    }
    if !best.is_empty() {
        out.insert(0, best);
    }
    out
}

/// The query with the words chosen.
fn chosen(ast: &Ast, choice: &Choice<'_>) -> Ast {
    let mut clause = 0;
    ast.changed(&mut |placed| {
        let here: Choice<'_> =
            choice.iter().filter(|(stray, _)| stray.clause == clause).copied().collect();
        clause += 1;
        let replaced = |words: &str| {
            let mut words = words.to_owned();
            for (stray, near) in here.iter().rev() {
                let meant = near.in_place_of(&stray.word);
                words.replace_range(stray.span.start..stray.span.end, &meant);
            }
            words
        };
        match placed.clause {
            Clause::Word(words) => {
                let words = replaced(words);
                let words = words.split(' ').map(|word| Ast::Clause(Clause::Word(word.to_owned())));
                Ast::and(words.collect())
            }
            Clause::Phrase { words, slop } => {
                Ast::Clause(Clause::Phrase { words: replaced(words), slop: *slop })
            }
            other => Ast::Clause(other.clone()),
        }
    })
}

/// The query with two neighbouring words written as one, in each way.
fn joined(ast: &Ast) -> Vec<Ast> {
    match ast {
        Ast::And(parts) => {
            let pairs = parts.windows(2).enumerate();
            pairs
                .filter_map(|(i, pair)| match pair {
                    [Ast::Clause(Clause::Word(a)), Ast::Clause(Clause::Word(b))] => {
                        let mut parts = parts.clone();
                        parts[i] = Ast::Clause(Clause::Word(format!("{a}{b}")));
                        parts.remove(i + 1);
                        Some(Ast::and(parts))
                    }
                    _ => None,
                })
                .collect()
        }
        Ast::Said(inner) => {
            joined(inner).into_iter().map(|inner| Ast::Said(Box::new(inner))).collect()
        }
        _ => Vec::new(),
    }
}

/// What may be meant by each word alone, where the whole query would find nothing.
fn alone(strays: &[Stray]) -> Vec<Suggestion> {
    let best = strays.iter().filter_map(|stray| Some((stray, stray.near.first()?)));
    best.take(MOST)
        .map(|(stray, near)| Suggestion {
            words: vec![(stray.word.clone(), near.in_place_of(&stray.word))],
            query: None,
            passages: near.passages,
        })
        .collect()
}

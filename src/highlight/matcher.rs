//! The words and phrases of a query, ready to be looked for in many texts.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::query::{Ast, Clause};
use crate::span::Span;
use crate::text::{Analyzer, Form, Term, within_edits, word_form};

/// A place to highlight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Bytes of the text the terms came from.
    pub span: Span,
    /// Whether only clauses inside `said:(…)` match here; such a place counts only within what
    /// somebody says.
    pub said: bool,
}

/// A place that one clause of the query matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Occurrence {
    /// Bytes of the text the terms came from.
    pub span: Span,
    /// Which clause: its index among the words and phrases that are not negated, from the left.
    pub clause: usize,
    /// Position of its first word.
    pub position: u32,
    /// Whether the words stand as typed, and not in another inflection; false for prefixes and
    /// fuzzy words unless the very word stands there.
    pub exact: bool,
    /// Whether the clause is inside `said:(…)`.
    pub said: bool,
}

/// What a query's words and phrases match; made once a query, used for any number of texts.
#[derive(Clone, Debug, Default)]
pub struct Matcher {
    /// Stems looked for, numbered.
    stems: FxHashMap<Arc<str>, usize>,
    sequences: Vec<Sequence>,
    patterns: Vec<Pattern>,
    clauses: usize,
}

/// Words at successive positions, or near them.
#[derive(Clone, Debug)]
struct Sequence {
    /// Number of the stem and the word as typed; never empty.
    words: Vec<(usize, Arc<str>)>,
    slop: u32,
    clause: usize,
    said: bool,
}

/// A test of single words in their exact folded form.
#[derive(Clone, Debug)]
struct Pattern {
    word: String,
    kind: PatternKind,
    clause: usize,
    said: bool,
}

#[derive(Clone, Copy, Debug)]
enum PatternKind {
    Prefix,
    Fuzzy(u8),
}

impl Pattern {
    fn matches(&self, exact: &str) -> bool {
        match self.kind {
            PatternKind::Prefix => exact.starts_with(&self.word),
            PatternKind::Fuzzy(distance) => within_edits(&self.word, exact, distance.into()),
        }
    }
}

impl Matcher {
    /// Compiles the words, prefixes, fuzzy words and phrases of `ast` that are not negated.
    ///
    /// `analyzer` is to be of the language that the texts' terms were made in.
    #[must_use]
    pub fn new(ast: &Ast, analyzer: &mut Analyzer) -> Self {
        let mut matcher = Self::default();
        for placed in ast.clauses() {
            if placed.negated || !placed.clause.is_words() {
                continue;
            }
            matcher.add(placed.clause, placed.said, analyzer);
            matcher.clauses += 1;
        }
        matcher
    }

    fn add(&mut self, clause: &Clause, said: bool, analyzer: &mut Analyzer) {
        let number = self.clauses;
        let mut pattern = |word: &str, kind| {
            let word = word_form(word);
            if !word.is_empty() {
                self.patterns.push(Pattern { word, kind, clause: number, said });
            }
        };
        match clause {
            Clause::Prefix(word) => pattern(word, PatternKind::Prefix),
            Clause::Fuzzy { word, distance } => pattern(word, PatternKind::Fuzzy(*distance)),
            Clause::Word(words) => self.sequences(words, 0, said, analyzer),
            Clause::Phrase { words, slop } => self.sequences(words, *slop, said, analyzer),
            Clause::Field { .. } => {}
        }
    }

    fn sequences(&mut self, words: &str, slop: u32, said: bool, analyzer: &mut Analyzer) {
        for variant in analyzer.variants(words) {
            let words = variant.into_iter().map(|Form { stem, exact }| {
                let next = self.stems.len();
                (*self.stems.entry(stem).or_insert(next), exact)
            });
            let words = words.collect();
            self.sequences.push(Sequence { words, slop, clause: self.clauses, said });
        }
    }

    /// Number of clauses that [`Occurrence::clause`] counts.
    #[must_use]
    pub fn clauses(&self) -> usize {
        self.clauses
    }

    /// The places that match, in order of their starts.
    ///
    /// A phrase matches only where all of it stands: in order at successive positions, one place
    /// from its first to its last word; or with a slop of n, see [`occurrences`](Self::occurrences),
    /// one place a word. Overlapping places become one, adjacent ones stay two. A place that only
    /// `said:(…)` asks for is left out where another clause's place holds it; where the two merely
    /// overlap, both are given.
    #[must_use]
    pub fn find(&self, terms: &[Term]) -> Vec<Found> {
        let occurrences = self.occurrences(terms);
        let spans = |said: bool| {
            united(occurrences.iter().filter(|found| found.said == said).map(|found| found.span))
        };
        let open = spans(false);
        let mut found: Vec<Found> = spans(true)
            .into_iter()
            .filter(|span| !open.iter().any(|other| other.contains(*span)))
            .map(|span| Found { span, said: true })
            .collect();
        found.extend(open.iter().map(|span| Found { span: *span, said: false }));
        found.sort_unstable();
        found
    }

    /// The places that each clause matches, sorted by span, then clause.
    ///
    /// `terms` are those of one field as [`Analyzer::terms`] gives them. A word matches a term of
    /// the same stem; a compound matches as its parts and as written in one. With a slop of n the
    /// words of a phrase match where each can be given a place of its own such that their moves,
    /// each counted from the place the phrase would give it, differ by at most n: "a b" with one
    /// word between needs 1, "b a" needs 2 (Lucene's sloppy phrase); every word that takes part
    /// in such a match is an occurrence.
    ///
    /// Linear in the number of terms; prefixes and fuzzy words are compared once a distinct term.
    #[must_use]
    pub fn occurrences(&self, terms: &[Term]) -> Vec<Occurrence> {
        let mut out = Vec::new();
        let mut places: Vec<Vec<&Term>> = vec![Vec::new(); self.stems.len()];
        let mut seen: FxHashMap<&str, Vec<&Pattern>> = FxHashMap::default();
        for term in terms {
            if let Some(&stem) = self.stems.get(&term.form.stem) {
                places[stem].push(term);
            }
            let exact = &*term.form.exact;
            // A lone combining mark has an empty form, one edit away from any letter.
            if self.patterns.is_empty() || exact.is_empty() {
                continue;
            }
            let matching = seen
                .entry(exact)
                .or_insert_with(|| self.patterns.iter().filter(|p| p.matches(exact)).collect());
            out.extend(matching.iter().map(|pattern| Occurrence {
                span: term.span,
                clause: pattern.clause,
                position: term.position,
                exact: pattern.word == exact,
                said: pattern.said,
            }));
        }
        for sequence in &self.sequences {
            if sequence.slop == 0 || sequence.words.len() == 1 {
                sequence.runs(&places, &mut out);
            } else {
                sequence.near(&places, &mut out);
            }
        }
        out.sort_unstable_by_key(|found| (found.span, found.clause, !found.exact));
        out.dedup_by_key(|found| (found.span, found.clause));
        out
    }
}

impl Sequence {
    /// Where the words stand at successive positions.
    fn runs(&self, places: &[Vec<&Term>], out: &mut Vec<Occurrence>) {
        let Some(((first, first_word), rest)) = self.words.split_first() else { return };
        'starts: for start in &places[*first] {
            let mut span = start.span;
            let mut exact = start.form.exact == *first_word;
            for (position, (stem, word)) in (start.position + 1..).zip(rest) {
                let terms = &places[*stem];
                let at = terms.partition_point(|term| term.position < position);
                match terms.get(at) {
                    Some(term) if term.position == position => {
                        span = span.cover(term.span);
                        exact &= term.form.exact == *word;
                    }
                    _ => continue 'starts,
                }
            }
            out.push(self.occurrence(span, start.position, exact));
        }
    }

    /// Where the words stand near each other; see [`Matcher::occurrences`].
    fn near(&self, places: &[Vec<&Term>], out: &mut Vec<Occurrence>) {
        let mut order: Vec<usize> = (0..self.words.len()).collect();
        order.sort_by_key(|word| self.words[*word].0);
        let groups: Vec<Group<'_>> = order
            .chunk_by(|a, b| self.words[*a].0 == self.words[*b].0)
            .map(|words| Group { words, places: &places[self.words[words[0]].0] })
            .collect();
        if groups.iter().any(|group| group.places.len() < group.words.len()) {
            return;
        }
        let slop = i64::from(self.slop);
        let starts = starts(&groups, slop);
        for group in &groups {
            for term in group.places {
                let takes_part = group.words.iter().any(|word| {
                    let start = start_of(term, *word);
                    let next = starts.partition_point(|other| *other < start - slop);
                    starts.get(next).is_some_and(|other| *other <= start)
                });
                if takes_part {
                    let exact =
                        group.words.iter().any(|word| self.words[*word].1 == term.form.exact);
                    out.push(self.occurrence(term.span, term.position, exact));
                }
            }
        }
    }

    fn occurrence(&self, span: Span, position: u32, exact: bool) -> Occurrence {
        Occurrence { span, clause: self.clause, position, exact, said: self.said }
    }
}

/// Words of one stem in a phrase, and where that stem stands in the text.
struct Group<'a> {
    /// Their indices in the phrase, in order.
    words: &'a [usize],
    places: &'a [&'a Term],
}

impl Group<'_> {
    /// Whether the words can be given different positions.
    ///
    /// Their reaches are equally long and begin in the order of the words, so giving each the
    /// first free position finds such positions whenever there are any.
    fn fits(&self, start: i64, slop: i64) -> bool {
        let mut free = i64::MIN;
        self.words.iter().all(|word| {
            let place = start + to_i64(*word);
            let least = place.max(free);
            let at = self.places.partition_point(|term| i64::from(term.position) < least);
            let position = self.places.get(at).map(|term| i64::from(term.position));
            free = position.map_or(free, |position| position + 1);
            position.is_some_and(|position| position <= place + slop)
        })
    }
}

/// The positions, sorted, at which a phrase can begin so that each of its words has a position of
/// its own at most `slop` behind the place the phrase gives it.
fn starts(groups: &[Group<'_>], slop: i64) -> Vec<i64> {
    let mut starts = Vec::new();
    for group in groups {
        for term in group.places {
            starts.extend(group.words.iter().map(|word| start_of(term, *word)));
        }
    }
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|start| groups.iter().all(|group| group.fits(*start, slop)));
    starts
}

/// Where the phrase would begin if its word number `word` stood in its place at `term`.
fn start_of(term: &Term, word: usize) -> i64 {
    i64::from(term.position) - to_i64(word)
}

fn to_i64(index: usize) -> i64 {
    i64::try_from(index).unwrap_or(i64::MAX)
}

/// Unites sorted spans that overlap.
fn united(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.cover(span),
            _ => out.push(span),
        }
    }
    out
}

#[cfg(test)]
mod tests;

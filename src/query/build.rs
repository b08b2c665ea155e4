//! Building and walking queries in normal form.
//!
//! Normal form: an `And` or `Or` has two or more parts, none of them of its own kind; no `Not` of
//! a `Not`, no `Said` inside a `Said`, no boost of 1, and `All` only as the whole query.

use super::{Ast, Clause};

/// A clause with its place in the query.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed<'a> {
    /// The clause.
    pub clause: &'a Clause,
    /// Whether it must not hold.
    pub negated: bool,
    /// Whether it must hold in what one speaker says.
    pub said: bool,
    /// Whether others stand for it, too.
    pub alike: bool,
}

/// What a part of a query stands inside of.
#[derive(Clone, Copy, Default)]
struct Inside {
    negated: bool,
    said: bool,
    alike: bool,
}

impl Inside {
    fn placed(self, clause: &Clause) -> Placed<'_> {
        let Self { negated, said, alike } = self;
        Placed { clause, negated, said, alike }
    }

    fn negated(self) -> Self {
        Self { negated: !self.negated, ..self }
    }

    fn said(self) -> Self {
        Self { said: true, ..self }
    }

    fn alike(self) -> Self {
        Self { alike: true, ..self }
    }
}

impl Clause {
    /// Whether words are asked for, and not the value of a field.
    #[must_use]
    pub fn is_words(&self) -> bool {
        !matches!(self, Self::Field { .. })
    }
}

impl Ast {
    /// All parts must hold; without parts, every passage.
    #[must_use]
    pub fn and(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::And(inner) => flat.extend(inner),
                Self::All => {}
                part => flat.push(part),
            }
        }
        match flat.len() {
            0 => Self::All,
            1 => flat.remove(0),
            _ => Self::And(flat),
        }
    }

    /// One part must hold; every passage when there are no parts or one of them is every passage.
    #[must_use]
    pub fn or(parts: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(parts.len());
        for part in parts {
            match part {
                Self::Or(inner) => flat.extend(inner),
                Self::All => return Self::All,
                part => flat.push(part),
            }
        }
        match flat.len() {
            0 => Self::All,
            1 => flat.remove(0),
            _ => Self::Or(flat),
        }
    }

    /// The query must not hold.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// One speaker says what satisfies the query; what was asked to be said already is part of
    /// the same statement.
    #[must_use]
    pub fn said(self) -> Self {
        match self.without_said() {
            Self::All => Self::All,
            inner => Self::Said(Box::new(inner)),
        }
    }

    /// The query counts `times` in the score.
    #[must_use]
    pub fn boosted(self, times: f32) -> Self {
        if (times - 1.0).abs() < f32::EPSILON || self == Self::All {
            self
        } else {
            Self::Boost(Box::new(self), times)
        }
    }

    fn without_said(self) -> Self {
        match self {
            Self::All | Self::Clause(_) => self,
            Self::And(parts) => Self::and(parts.into_iter().map(Self::without_said).collect()),
            Self::Or(parts) => Self::or(parts.into_iter().map(Self::without_said).collect()),
            Self::Alike(parts) => Self::Alike(parts.into_iter().map(Self::without_said).collect()),
            Self::Not(inner) => inner.without_said().negated(),
            Self::Said(inner) => inner.without_said(),
            Self::Boost(inner, times) => inner.without_said().boosted(times),
        }
    }

    /// Wraps all words and phrases, negated ones included, in one `said:(…)`; clauses on fields
    /// stay outside. This is what the flag `--said` means.
    ///
    /// Parts joined by AND are said by the same speaker. Where words and fields are alternatives
    /// (`gas OR speaker:Fidan`), each side of the OR is wrapped by itself.
    #[must_use]
    pub fn wrap_said(self) -> Self {
        let placed = self.clauses();
        if placed.iter().all(|placed| placed.clause.is_words()) {
            return self.said();
        }
        if placed.iter().all(|placed| !placed.clause.is_words()) {
            return self;
        }
        match self {
            Self::And(parts) => {
                let (words, mut rest): (Vec<_>, Vec<_>) = parts
                    .into_iter()
                    .partition(|part| part.clauses().iter().all(|p| p.clause.is_words()));
                if !words.is_empty() {
                    rest.insert(0, Self::and(words).said());
                }
                Self::and(rest.into_iter().map(Self::wrap_said).collect())
            }
            Self::Or(parts) => Self::or(parts.into_iter().map(Self::wrap_said).collect()),
            Self::Not(inner) => inner.wrap_said().negated(),
            Self::Boost(inner, times) => inner.wrap_said().boosted(times),
            // A statement and the speaker asked for within it.
            other => other,
        }
    }

    /// All clauses, from left to right, each with its place.
    #[must_use]
    pub fn clauses(&self) -> Vec<Placed<'_>> {
        let mut out = Vec::new();
        self.walk(Inside::default(), &mut out);
        out
    }

    /// The query with other clauses: `change` is given each one with its place, from left to right,
    /// and returns what is to stand there.
    #[must_use]
    pub fn changed(&self, change: &mut dyn FnMut(Placed<'_>) -> Self) -> Self {
        self.change(Inside::default(), change)
    }

    fn change(&self, inside: Inside, change: &mut dyn FnMut(Placed<'_>) -> Self) -> Self {
        let each = |parts: &[Self], inside, change: &mut dyn FnMut(Placed<'_>) -> Self| {
            parts.iter().map(|part| part.change(inside, change)).collect()
        };
        match self {
            Self::All => Self::All,
            Self::Clause(clause) => change(inside.placed(clause)),
            Self::And(parts) => Self::and(each(parts, inside, change)),
            Self::Or(parts) => Self::or(each(parts, inside, change)),
            Self::Alike(parts) => Self::Alike(each(parts, inside.alike(), change)),
            Self::Not(inner) => inner.change(inside.negated(), change).negated(),
            Self::Said(inner) => Self::Said(Box::new(inner.change(inside.said(), change))),
            Self::Boost(inner, times) => inner.change(inside, change).boosted(*times),
        }
    }

    fn walk<'a>(&'a self, inside: Inside, out: &mut Vec<Placed<'a>>) {
        match self {
            Self::All => {}
            Self::Clause(clause) => out.push(inside.placed(clause)),
            Self::And(parts) | Self::Or(parts) => {
                for part in parts {
                    part.walk(inside, out);
                }
            }
            Self::Alike(parts) => {
                for part in parts {
                    part.walk(inside.alike(), out);
                }
            }
            Self::Not(inner) => inner.walk(inside.negated(), out),
            Self::Said(inner) => inner.walk(inside.said(), out),
            Self::Boost(inner, _) => inner.walk(inside, out),
        }
    }

    /// The query as it was before synonyms were added to its words.
    #[must_use]
    pub fn as_typed(&self) -> Self {
        match self {
            Self::All | Self::Clause(_) => self.clone(),
            Self::And(parts) => Self::and(parts.iter().map(Self::as_typed).collect()),
            Self::Or(parts) => Self::or(parts.iter().map(Self::as_typed).collect()),
            Self::Alike(parts) => parts.first().map_or(Self::All, Self::as_typed),
            Self::Not(inner) => inner.as_typed().negated(),
            Self::Said(inner) => Self::Said(Box::new(inner.as_typed())),
            Self::Boost(inner, times) => inner.as_typed().boosted(*times),
        }
    }

    /// Whether a word or phrase must be found.
    #[must_use]
    pub fn has_words(&self) -> bool {
        self.clauses().iter().any(|placed| placed.clause.is_words() && !placed.negated)
    }
}

#[cfg(test)]
mod tests {
    use crate::query::{Ast, Clause, ParseOptions, parse};

    #[track_caller]
    fn said(query: &str, expected: &str) {
        let ast = parse(query, &ParseOptions::default()).expect(query).ast;
        let wrapped = ast.wrap_said();
        assert_eq!(wrapped.to_string(), expected, "{query}");
        assert_eq!(wrapped.clone().wrap_said(), wrapped, "{query}");
    }

    #[test]
    fn words_are_wrapped_and_fields_stay_outside() {
        said("gas pipeline", "said:(gas pipeline)");
        said("gas speaker:Fidan -oil date:2025", "said:(gas -oil) speaker:Fidan date:2025");
        said("-oil speaker:Fidan", "said:(-oil) speaker:Fidan");
        said("speaker:Fidan", "speaker:Fidan");
        said("said:(gas) oil", "said:(gas oil)");
        said("(gas OR oil)^2", "said:((gas OR oil)^2)");
        said("", "");
    }

    #[test]
    fn alternatives_of_words_and_fields_are_wrapped_one_by_one() {
        said("gas OR speaker:Fidan", "said:(gas) OR speaker:Fidan");
        said("talks (gas OR date:2025)", "said:(talks) (said:(gas) OR date:2025)");
        said("-(gas speaker:Fidan)", "-(said:(gas) speaker:Fidan)");
    }

    #[test]
    fn other_clauses_take_the_places_of_those_there() {
        let ast =
            parse("gas (oil OR -coal) said:(wind)", &ParseOptions::default()).expect("a query");
        let changed = ast.ast.changed(&mut |placed| {
            let word = Ast::Clause(placed.clause.clone());
            match (placed.negated, placed.said) {
                (true, _) => Ast::Clause(Clause::Word("peat".to_owned())),
                (_, true) => Ast::and(vec![word, Ast::Clause(Clause::Word("sun".to_owned()))]),
                _ => word,
            }
        });
        assert_eq!(changed.to_string(), "gas (oil OR -peat) said:(wind sun)");
    }

    #[test]
    fn only_what_must_be_found_counts_as_words() {
        let has = |query| parse(query, &ParseOptions::default()).expect(query).ast.has_words();
        assert!(has("gas -oil"));
        assert!(has("speaker:x said:(\"a b\")"));
        assert!(!has("-oil speaker:x"));
        assert!(!has(""));
    }
}

//! The beginning of a word or name → what it may become.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use crate::engine::Engine;
use crate::error::Result;
use crate::facet::{key, words};
use crate::hit::Person;
use crate::query::{Ast, Clause, Field, NameValue, Value};
use crate::resolve::{count, fits};
use crate::text::word_form;

/// What is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Completed {
    /// Values of a facet.
    Values(Field),
    /// Words of passages.
    Words,
}

impl Completed {
    /// What is completed where nothing else is asked for.
    const ALL: [Self; 5] = [
        Self::Values(Field::Speaker),
        Self::Values(Field::Person),
        Self::Values(Field::Org),
        Self::Values(Field::Outlet),
        Self::Words,
    ];

    /// Its name in flags and output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Values(field) => field.name(),
            Self::Words => "words",
        }
    }
}

/// What a beginning may become.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// What it is a value of.
    pub of: Completed,
    /// The whole value: a name as it is listed, a word as the index has it.
    pub value: String,
    /// Passages with it.
    pub passages: u64,
}

/// What the beginning of a word, name or value may become, the most frequent first.
///
/// Names are completed by any of their words in order, the last one begun ("erd", "recep erd"),
/// without accents and case, under their aliases, too. Where nothing is asked for, speakers,
/// people, bodies, outlets and words are completed, each value once; `speaker:fi` completes the
/// values of that field as a query writes them.
pub fn complete(
    engine: &dyn Engine,
    begun: &str,
    asked: Option<Completed>,
    limit: usize,
) -> Result<Vec<Completion>> {
    let begun = begun.trim_start();
    let mut out = match (asked, clause(begun)) {
        (Some(of), _) => values(engine, of, begun, limit)?,
        (None, Some((before, field, value))) => {
            let mut values = values(engine, Completed::Values(field), value, limit)?;
            for completion in &mut values {
                completion.value = format!("{before}{}", written(field, &completion.value));
            }
            values
        }
        (None, None) => {
            let mut all: Vec<Completion> = Vec::new();
            let mut places: FxHashMap<String, usize> = FxHashMap::default();
            let names = engine.names_beginning(&words(begun))?;
            for of in Completed::ALL {
                let found = match of {
                    Completed::Values(field) if field.is_name() => {
                        best(of, "", named(&names, field, begun), limit)
                    }
                    of => values(engine, of, begun, limit)?,
                };
                for completion in found {
                    let place = *places.entry(key(&completion.value)).or_insert(all.len());
                    match all.get_mut(place) {
                        Some(other) => other.passages = other.passages.max(completion.passages),
                        None => all.push(completion),
                    }
                }
            }
            all
        }
    };
    out.sort_by(|a, b| (Reverse(a.passages), &a.value).cmp(&(Reverse(b.passages), &b.value)));
    out.truncate(limit);
    Ok(out)
}

/// A clause on a field that was begun: what stands before it, its field and the beginning of its
/// value.
fn clause(begun: &str) -> Option<(&str, Field, &str)> {
    let (head, value) = begun.split_once(':')?;
    let name = head.trim_start_matches(['-', '(']);
    let field = Field::named(name).filter(|field| !field.is_date() && *field != Field::Id)?;
    Some((&head[..head.len() - name.len()], field, value.trim_start_matches(['"', '“'])))
}

/// A value as a query writes it.
fn written(field: Field, value: &str) -> String {
    let (text, exact) = value.strip_prefix('=').map_or((value, false), |text| (text, true));
    let value = Value::Name(NameValue { text: text.to_owned(), exact, ..NameValue::default() });
    Ast::Clause(Clause::Field { field, value }).to_string()
}

fn values(
    engine: &dyn Engine,
    of: Completed,
    begun: &str,
    limit: usize,
) -> Result<Vec<Completion>> {
    // `=` means exactly the name that follows.
    let (sign, begun) = begun.strip_prefix('=').map_or(("", begun), |begun| ("=", begun));
    let found: Vec<(String, u64)> = match of {
        Completed::Values(field) if field.is_name() => {
            named(&engine.names_beginning(&words(begun))?, field, begun)
        }
        Completed::Values(field) => {
            let asked = words(begun);
            let values = engine.value_counts(field)?.into_iter();
            values.filter(|(value, _)| begins(&asked, &words(value))).collect()
        }
        Completed::Words => {
            let word = word_form(begun);
            // Numbers complete numbers alone.
            let numeric = word.contains(char::is_numeric);
            if word.is_empty() || begun.trim_end().contains(char::is_whitespace) {
                return Ok(Vec::new());
            }
            let words = engine.words_beginning(&word, 2 * limit)?.into_iter();
            words
                .filter(|found| numeric || !found.word.contains(char::is_numeric))
                .map(|found| (found.word, found.passages))
                .collect()
        }
    };
    Ok(best(of, sign, found, limit))
}

/// The people or bodies of a field whose name or alias begins so, each with its passages.
fn named(people: &[Person], field: Field, begun: &str) -> Vec<(String, u64)> {
    let asked = words(begun);
    people
        .iter()
        .filter(|person| fits(field, person) && count(field, person) > 0)
        .filter(|person| {
            let mut names = std::iter::once(&person.label).chain(&person.aliases);
            names.any(|name| begins(&asked, &words(name)))
        })
        .map(|person| (person.label.clone(), count(field, person)))
        .collect()
}

/// The most frequent of some values, with the sign that was typed before them.
fn best(of: Completed, sign: &str, mut found: Vec<(String, u64)>, limit: usize) -> Vec<Completion> {
    found.sort_by(|(a, more), (b, fewer)| (fewer, a).cmp(&(more, b)));
    found.truncate(limit);
    let completion =
        |(value, passages)| Completion { of, value: format!("{sign}{value}"), passages };
    found.into_iter().map(completion).collect()
}

/// Whether the words stand in order among those of a name, the last one as a beginning.
fn begins(asked: &[String], own: &[String]) -> bool {
    let Some((last, before)) = asked.split_last() else { return true };
    let last = last.as_str();
    let mut rest = own.iter();
    before.iter().all(|word| rest.any(|other| other == word))
        && rest.any(|other| {
            other.starts_with(last) || other.split('-').any(|part| part.starts_with(last))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_by_any_of_their_words_in_order() {
        let own = words("Recep Tayyip Erdoğan");
        for begun in ["", "rec", "erd", "recep erd", "Tayyip E", "recep tayyip erdogan"] {
            assert!(begins(&words(begun), &own), "{begun}");
        }
        assert!(begins(&words("shar"), &words("Ahmed al-Sharaa")));
        for begun in ["ecep", "erdogan rec", "rec erd", "recep recep"] {
            assert!(!begins(&words(begun), &own), "{begun}");
        }
    }

    #[test]
    fn clauses_on_fields_are_known_by_their_name() {
        assert_eq!(clause("speaker:fi"), Some(("", Field::Speaker, "fi")));
        assert_eq!(clause("-(outlet:\"the ga"), Some(("-(", Field::Outlet, "the ga")));
        for other in ["speaker", "date:20", "id:ab", "speeker:fi", "10:30"] {
            assert_eq!(clause(other), None, "{other}");
        }
        assert_eq!(written(Field::Speaker, "=Hakan Fidan"), "speaker:=\"Hakan Fidan\"");
        assert_eq!(written(Field::Outlet, "Wire"), "outlet:Wire");
    }
}

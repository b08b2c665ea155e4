//! Names and other values in a request → the facet values they stand for.

mod near;

use std::cmp::Reverse;

use rustc_hash::FxHashSet;

use crate::annotate::NameKind;
use crate::engine::{Engine, NameKeys};
use crate::error::Result;
use crate::facet::{in_order, key, words};
use crate::hit::{NameReading, Person, ReadAs};
use crate::query::{Ast, Clause, Field, Filter, NameValue, Request, Value};
use near::{Distance, distance_to, near};

/// Most names suggested for one that fits nobody.
const SUGGESTIONS: usize = 3;

/// How the names in a request were understood.
#[derive(Clone, Debug, Default)]
pub struct Resolved {
    /// The facet keys of each name.
    pub keys: NameKeys,
    /// Every name with every value it matched.
    pub readings: Vec<NameReading>,
    /// Names that fit nobody in the archive.
    pub misses: Vec<Miss>,
}

/// A name that fits nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The field it was asked for in.
    pub field: Field,
    /// What was asked.
    pub asked: String,
    /// Names like it, the nearest and most frequent first, with the passages they have in this field.
    pub suggestions: Vec<(String, u64)>,
}

/// Looks up every name that the filters and the query of a request ask for.
pub fn resolve(engine: &dyn Engine, request: &Request) -> Result<Resolved> {
    let mut out = Resolved::default();
    let mut seen = FxHashSet::default();
    let mut asked: Vec<(Field, &NameValue)> = Vec::new();
    for filter in &request.filters {
        asked.extend(filter.values.iter().filter_map(|value| name_in(filter.field, value)));
    }
    names_in(&request.ast, &mut asked);
    for (field, name) in asked {
        if field == Field::Id || !seen.insert((field, name.clone())) {
            continue;
        }
        if field.is_name() {
            resolve_name(engine, field, name, &mut out)?;
        } else {
            resolve_value(engine, field, name, &mut out)?;
        }
    }
    Ok(out)
}

fn name_in(field: Field, value: &Value) -> Option<(Field, &NameValue)> {
    match value {
        Value::Name(name) => Some((field, name)),
        _ => None,
    }
}

fn names_in<'a>(ast: &'a Ast, out: &mut Vec<(Field, &'a NameValue)>) {
    match ast {
        Ast::Clause(Clause::Field { field, value }) => out.extend(name_in(*field, value)),
        Ast::All | Ast::Clause(_) => {}
        Ast::And(children) | Ast::Or(children) | Ast::Alike(children) => {
            for child in children {
                names_in(child, out);
            }
        }
        Ast::Not(inner) | Ast::Said(inner) | Ast::Boost(inner, _) => names_in(inner, out),
    }
}

/// Everybody who goes by a name: by words of it in order or, where it is `exact`, by the whole of
/// it, which is an alias only where it is nobody's own name.
pub fn called(engine: &dyn Engine, name: &str, exact: bool) -> Result<Vec<Person>> {
    let (wanted, words) = (key(name), words(name));
    if exact && let Some(person) = engine.person(&wanted)? {
        return Ok(vec![person]);
    }
    let mut people = engine.names_with(&words)?;
    people.retain(|person| {
        if exact {
            person.aliases.iter().any(|alias| key(alias) == wanted)
        } else {
            is_called(person, &words)
        }
    });
    Ok(people)
}

/// Names like one that fits nobody, the nearest first.
pub fn like(engine: &dyn Engine, name: &str) -> Result<Vec<String>> {
    for field in [Field::Speaker, Field::Person, Field::Org] {
        let people = near_in(engine, field, name)?;
        if !people.is_empty() {
            let people = people.into_iter().take(SUGGESTIONS);
            return Ok(people.map(|(_, person)| person.label).collect());
        }
    }
    Ok(Vec::new())
}

fn resolve_name(
    engine: &dyn Engine,
    field: Field,
    asked: &NameValue,
    out: &mut Resolved,
) -> Result<()> {
    let mut found: Vec<(ReadAs, Person)> = Vec::new();
    let names = std::iter::once((ReadAs::Name, &asked.text));
    let variants = asked.variants.iter().map(|name| (ReadAs::Synonym, name));
    for (how, name) in names.chain(variants) {
        for person in called(engine, name, asked.exact)? {
            if fits(field, &person) && !found.iter().any(|(_, known)| known.key == person.key) {
                found.push((how, person));
            }
        }
    }
    found.sort_by(|(a_how, a), (b_how, b)| {
        let by_synonym = |how: &ReadAs| *how == ReadAs::Synonym;
        let rank = |how, person| (by_synonym(how), Reverse(count(field, person)));
        (rank(a_how, a), &a.key).cmp(&(rank(b_how, b), &b.key))
    });
    if found.is_empty() {
        let like = near_in(engine, field, &asked.text)?;
        if asked.near {
            found.extend(nearest(&like).into_iter().map(|person| (ReadAs::Near, person)));
        }
        if found.is_empty() {
            let suggestions = like.into_iter().take(SUGGESTIONS);
            let suggestions = suggestions
                .map(|(_, person)| (person.label.clone(), count(field, &person)))
                .collect();
            out.misses.push(Miss { field, asked: asked.text.clone(), suggestions });
        }
    }
    for (how, person) in &found {
        out.readings.push(NameReading {
            field,
            asked: asked.text.clone(),
            value: person.key.clone(),
            label: person.label.clone(),
            count: count(field, person),
            filter: format!("={}", person.label),
            how: *how,
        });
    }
    let keys = found.into_iter().map(|(_, person)| person.key).collect();
    out.keys.insert(field, asked, keys);
    Ok(())
}

/// Whether somebody goes by these words: they stand in order in the name or in one alias.
fn is_called(person: &Person, asked: &[String]) -> bool {
    std::iter::once(&person.label).chain(&person.aliases).any(|name| in_order(asked, &words(name)))
}

/// Whether somebody can be a value of a field.
pub(crate) fn fits(field: Field, person: &Person) -> bool {
    match field {
        Field::Person => person.kind != NameKind::Organisation,
        Field::Org => person.kind == NameKind::Organisation,
        _ => true,
    }
}

/// Passages somebody has in a field.
pub(crate) fn count(field: Field, person: &Person) -> u64 {
    if field == Field::Speaker { person.passages } else { person.mentioned }
}

/// The people or bodies whose name is near to one, who occur in a field; the nearest first.
fn near_in(engine: &dyn Engine, field: Field, asked: &str) -> Result<Vec<(Distance, Person)>> {
    let occurs = |person: &Person| if fits(field, person) { count(field, person) } else { 0 };
    near(engine, asked, occurs)
}

/// Those at the least distance, of some in the order of their distances; none where words of what
/// was asked fit nothing.
fn nearest<T: Clone>(some: &[(Distance, T)]) -> Vec<T> {
    let Some((least, _)) = some.first().filter(|(least, _)| least.is_whole()) else {
        return Vec::new();
    };
    let first = some.iter().take_while(|(distance, _)| distance == least);
    first.map(|(_, one)| one.clone()).collect()
}

/// Outlets, authors, sections and languages: the whole value, or whole words of it in order.
fn resolve_value(
    engine: &dyn Engine,
    field: Field,
    asked: &NameValue,
    out: &mut Resolved,
) -> Result<()> {
    let all = engine.values(field)?;
    let mut values = if asked.exact {
        all.iter().filter(|value| **value == asked.text).cloned().collect()
    } else {
        of_words(&all, &asked.text)
    };
    let mut told: Vec<(ReadAs, String)> = Vec::new();
    for name in &asked.variants {
        for value in of_words(&all, name) {
            if !values.contains(&value) {
                told.push((ReadAs::Synonym, value.clone()));
                values.push(value);
            }
        }
    }
    if values.is_empty() {
        let like = all.iter();
        let like = like.filter_map(|value| Some((distance_to(&asked.text, value)?, value.clone())));
        let mut like: Vec<(Distance, String)> = like.collect();
        like.sort();
        if asked.near {
            values = nearest(&like);
            told.extend(values.iter().map(|value| (ReadAs::Near, value.clone())));
        }
        if values.is_empty() {
            let suggestions = like.into_iter().take(SUGGESTIONS).map(|(_, value)| {
                let passages = passages_with(engine, field, &value)?;
                Ok((value, passages))
            });
            let suggestions = suggestions.collect::<Result<_>>()?;
            out.misses.push(Miss { field, asked: asked.text.clone(), suggestions });
        }
    }
    for (how, value) in told {
        out.readings.push(NameReading {
            field,
            asked: asked.text.clone(),
            count: passages_with(engine, field, &value)?,
            filter: format!("={value}"),
            label: value.clone(),
            value,
            how,
        });
    }
    out.keys.insert(field, asked, values);
    Ok(())
}

/// The values that hold these words in order; where one is nothing else, longer ones are not meant.
fn of_words(all: &[String], text: &str) -> Vec<String> {
    let wanted = words(text);
    let mut values: Vec<String> =
        all.iter().filter(|value| in_order(&wanted, &words(value))).cloned().collect();
    if values.iter().any(|value| words(value) == wanted) {
        values.retain(|value| words(value) == wanted);
    }
    values
}

/// Passages with exactly this value.
fn passages_with(engine: &dyn Engine, field: Field, value: &str) -> Result<u64> {
    let name = NameValue { text: value.to_owned(), exact: true, ..NameValue::default() };
    let mut keys = NameKeys::default();
    keys.insert(field, &name, vec![value.to_owned()]);
    let mut request = Request::new(Ast::All);
    request.filters.push(Filter { field, values: vec![Value::Name(name)] });
    engine.count(&request, &keys)
}

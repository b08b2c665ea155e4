//! Engines against the plain definition: a scan of all passages, on random archives and queries.

mod cluster;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::num::NonZeroU32;

use onrecord::engine::{Engine, State, WordCount, Writer, embedded};
use onrecord::facet::{DayRange, Entry, NameRef, Reserved, Speaking};
use onrecord::highlight::{PassageTerms, holds};
use onrecord::index::annotated;
use onrecord::query::{
    Ast, Clause, DateValue, Facet, Field, Filter, Grain, NameValue, Recency, Request, Sort, Value,
};
use onrecord::search::search;
use onrecord::text::{Analyzer, Language, Term, within_edits};
use onrecord::{Article, Block, BlockKind, Span};
use proptest::prelude::*;
use proptest::test_runner::Config;

use crate::explain::{adds_up, near};

const WORDS: [&str; 12] = [
    "port",
    "ports",
    "wall",
    "walls",
    "talk",
    "talks",
    "mine-field",
    "minefield",
    "café",
    "cafe",
    "the",
    "union",
];
const PEOPLE: [&str; 4] = ["Anna Berg", "Omar Haddad", "Berg", "Lena Haddad"];
const DATES: [&str; 6] =
    ["on 3 March 2011", "in March 2011", "in 2011", "in the 2010s", "in 2012", "on 4 April 2012"];

#[derive(Clone, Debug)]
struct Made {
    headline: Vec<usize>,
    published: Option<i8>,
    paragraphs: Vec<Paragraph>,
}

#[derive(Clone, Debug)]
struct Paragraph {
    heading: bool,
    words: Vec<usize>,
    said: Option<(usize, Vec<usize>)>,
    date: Option<usize>,
}

fn words(of: &[usize]) -> String {
    of.iter().map(|i| WORDS[i % WORDS.len()]).collect::<Vec<_>>().join(" ")
}

fn article(i: usize, made: &Made) -> Article {
    let mut body = String::new();
    let mut blocks = Vec::new();
    for paragraph in &made.paragraphs {
        let start = body.len();
        if paragraph.heading {
            body.push_str("About ");
            body.push_str(&words(&paragraph.words));
        } else {
            body.push_str("They saw ");
            body.push_str(&words(&paragraph.words));
            if let Some(date) = paragraph.date {
                body.push(' ');
                body.push_str(DATES[date % DATES.len()]);
            }
            body.push_str(". ");
            if let Some((who, said)) = &paragraph.said {
                let who = PEOPLE[who % PEOPLE.len()];
                let _ = write!(body, "“We want {},” said {who}.", words(said));
            }
        }
        let end = body.trim_end().len();
        let kind = if paragraph.heading { BlockKind::Heading } else { BlockKind::Paragraph };
        blocks.push(Block { kind, span: Span::new(start, end) });
        body.push_str("\n\n");
    }
    Article {
        // 16 characters of base32; an archive has fewer than 26 articles.
        id: format!("{}aaaaaaaaaaaaaaa", ('a'..='z').nth(i).unwrap_or('2')),
        headline: (!made.headline.is_empty()).then(|| words(&made.headline)),
        outlet: (!i.is_multiple_of(3)).then(|| format!("Outlet {}", i % 3)),
        published: made.published.map(|day| jiff::civil::date(2013, 1, day)),
        language: Some("en".to_owned()),
        body,
        blocks,
        ..Article::default()
    }
}

fn archives() -> impl Strategy<Value = Vec<Made>> {
    let some_words = |n| prop::collection::vec(0..WORDS.len(), 0..n);
    let paragraph = (
        prop::bool::weighted(0.15),
        some_words(8),
        prop::option::of((0..PEOPLE.len(), some_words(5))),
        prop::option::of(0..DATES.len()),
    )
        .prop_map(|(heading, words, said, date)| Paragraph { heading, words, said, date });
    let made = (some_words(3), prop::option::of(1i8..28), prop::collection::vec(paragraph, 1..5))
        .prop_map(|(headline, published, paragraphs)| Made { headline, published, paragraphs });
    prop::collection::vec(made, 1..9)
}

fn values() -> impl Strategy<Value = (Field, Value)> {
    let name = |field: Field, of: &'static [&'static str]| {
        (prop::sample::select(of), any::<bool>()).prop_map(move |(name, exact)| {
            (field, Value::Name(NameValue { text: name.to_owned(), exact, ..NameValue::default() }))
        })
    };
    let day = |year, month, day| jiff::civil::date(year, month, day);
    let range = |from, to| Value::Date(DateValue::Range { from, to });
    let dates = vec![
        range(Some(day(2011, 3, 3)), Some(day(2011, 3, 3))),
        range(Some(day(2011, 3, 1)), Some(day(2011, 3, 31))),
        range(Some(day(2011, 1, 1)), Some(day(2011, 12, 31))),
        range(Some(day(2011, 2, 1)), Some(day(2012, 4, 4))),
        range(None, Some(day(2011, 12, 31))),
        range(Some(day(2012, 1, 1)), None),
        Value::Date(DateValue::NoYear),
        Value::Date(DateValue::NoMonth { year: 2011 }),
        Value::Date(DateValue::NoDay { year: 2011, month: 3 }),
        Value::None,
    ];
    let date_fields = prop::sample::select(vec![Field::Date, Field::Mentioned, Field::Published]);
    prop_oneof![
        name(Field::Speaker, &["Berg", "Anna Berg", "Haddad", "Nobody"]),
        name(Field::Person, &["Berg", "Omar Haddad", "Haddad"]),
        name(Field::Outlet, &["Outlet 1", "outlet", "none such"]),
        (date_fields, prop::sample::select(dates)),
        prop::sample::select(vec![Value::None, Value::Unknown, Value::Group])
            .prop_map(|value| (Field::Speaker, value)),
    ]
}

fn queries() -> impl Strategy<Value = Ast> {
    let word = prop::sample::select(&WORDS[..]);
    let leaf = prop_oneof![
        4 => word.clone().prop_map(|word| Ast::Clause(Clause::Word(word.to_owned()))),
        1 => prop::sample::select(vec!["por", "mine", "ca", "x"])
            .prop_map(|prefix| Ast::Clause(Clause::Prefix(prefix.to_owned()))),
        1 => prop::sample::select(vec![("prot", 1), ("wals", 1), ("cafes", 2)])
            .prop_map(|(word, distance)| Ast::Clause(Clause::Fuzzy { word: word.to_owned(), distance })),
        2 => (word.clone(), word.clone(), 0u32..3).prop_map(|(a, b, slop)| {
            // Engines differ over one word twice within a distance.
            let slop = if a[..2] == b[..2] { 0 } else { slop };
            Ast::Clause(Clause::Phrase { words: format!("{a} {b}"), slop })
        }),
        1 => values().prop_map(|(field, value)| Ast::Clause(Clause::Field { field, value })),
    ];
    let said = prop_oneof![
        word.clone().prop_map(|word| Ast::Clause(Clause::Word(word.to_owned()))),
        (word.clone(), word.clone()).prop_map(|(a, b)| Ast::and(vec![
            Ast::Clause(Clause::Word(a.to_owned())),
            Ast::Clause(Clause::Word(b.to_owned())).negated(),
        ])),
        (word.clone(), word)
            .prop_map(|(a, b)| Ast::Clause(Clause::Phrase { words: format!("{a} {b}"), slop: 0 })),
    ]
    .prop_map(Ast::said);
    prop_oneof![4 => leaf, 1 => said].prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Ast::and),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Ast::or),
            alike(),
            inner.prop_map(Ast::negated),
        ]
    })
}

/// Words and phrases that stand for each other.
fn alike() -> impl Strategy<Value = Ast> {
    let word = || prop::sample::select(&WORDS[..]);
    let one = prop_oneof![
        word().prop_map(|word| Ast::Clause(Clause::Word(word.to_owned()))),
        (word(), word())
            .prop_map(|(a, b)| Ast::Clause(Clause::Phrase { words: format!("{a} {b}"), slop: 0 })),
        (word(), word()).prop_map(|(a, b)| {
            let word = |word: &str| Ast::Clause(Clause::Word(word.to_owned()));
            Ast::And(vec![word(a), word(b)])
        }),
    ];
    prop::collection::vec(one, 2..4).prop_map(Ast::Alike)
}

fn requests() -> impl Strategy<Value = Request> {
    let query = prop_oneof![1 => Just(Ast::All), 6 => queries()];
    let days = prop::option::weighted(0.3, 1u32..40);
    (query, prop::collection::vec(values(), 0..3), any::<bool>(), days, any::<bool>()).prop_map(
        |(ast, filters, collapse, days, expand)| {
            let mut request = Request::new(ast);
            for (field, value) in filters {
                match request.filters.iter_mut().find(|filter| filter.field == field) {
                    Some(filter) => filter.values.push(value),
                    None => request.filters.push(Filter { field, values: vec![value] }),
                }
            }
            request.collapse = collapse;
            request.explain = true;
            let half_life = days.and_then(NonZeroU32::new);
            request.recent = half_life.map(|half_life| Recency { half_life });
            request.expand = expand;
            request.page.limit = 1000;
            let facet = |field, grain| Facet { fields: vec![(field, grain)], limit: 1000 };
            request.facets = vec![
                facet(Field::Speaker, Grain::Year),
                facet(Field::Person, Grain::Year),
                facet(Field::Outlet, Grain::Year),
                facet(Field::Date, Grain::Month),
                facet(Field::Mentioned, Grain::Day),
                facet(Field::Published, Grain::Year),
                Facet {
                    fields: vec![(Field::Speaker, Grain::Year), (Field::Date, Grain::Year)],
                    limit: 1000,
                },
            ];
            request
        },
    )
}

/// One passage as the scan sees it.
struct Row {
    article: Article,
    entry: Entry,
    text: Vec<Term>,
    section: Vec<Term>,
    headline: Vec<Term>,
    said: Vec<Statements>,
}

/// Who says something: a key, or what is missing; and each statement's terms.
type Statements = (Option<String>, Option<Reserved>, Vec<Vec<Term>>);

fn rows(articles: &[Article]) -> Vec<Row> {
    let mut analyzer = Analyzer::new(Language::English);
    let mut rows = Vec::new();
    for article in articles {
        let record = annotated(article.clone(), String::new());
        for entry in record.entries {
            let text = analyzer.terms(entry.passage.span.of(&article.body));
            let start = entry.passage.span.start;
            let said = entry
                .facets
                .said
                .iter()
                .map(|said| {
                    let statements = said
                        .runs
                        .iter()
                        .map(|run| {
                            let within = |term: &&Term| {
                                run.iter().any(|span| span.contains(term.span.shifted(start)))
                            };
                            text.iter().filter(within).cloned().collect()
                        })
                        .collect();
                    match &said.speaker {
                        Speaking::Named(key) => (Some(key.clone()), None, statements),
                        Speaking::Unnamed(reserved) => (None, Some(*reserved), statements),
                    }
                })
                .collect();
            rows.push(Row {
                section: analyzer.terms(entry.passage.section.as_deref().unwrap_or("")),
                headline: analyzer.terms(article.headline.as_deref().unwrap_or("")),
                article: article.clone(),
                entry,
                text,
                said,
            });
        }
    }
    rows
}

/// Whether a name is what was asked for: all of its words, in order.
fn called(asked: &NameValue, label: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        onrecord::text::fold(text).split_whitespace().map(str::to_owned).collect()
    };
    let (wanted, own) = (words(&asked.text), words(label));
    if asked.exact {
        return wanted == own;
    }
    let mut rest = own.iter();
    wanted.iter().all(|word| rest.any(|other| other == word))
}

fn has(row: &Row, field: Field, value: &Value, outlets: &BTreeSet<String>) -> bool {
    let facets = &row.entry.facets;
    let any =
        |names: &[NameRef], asked: &NameValue| names.iter().any(|name| called(asked, &name.label));
    match (field, value) {
        (Field::Speaker, Value::Name(asked)) => any(&facets.speakers, asked),
        (Field::Speaker, Value::None) => facets.missing.contains(&Reserved::None),
        (Field::Speaker, Value::Unknown) => facets.missing.contains(&Reserved::Unknown),
        (Field::Speaker, Value::Group) => facets.missing.contains(&Reserved::Group),
        (Field::Person, Value::Name(asked)) => any(&facets.people, asked),
        (Field::Outlet, Value::Name(asked)) => row.article.outlet.as_ref().is_some_and(|outlet| {
            // The whole name excludes longer names that hold it; only the exact spelling for `=`.
            let whole = NameValue { exact: true, ..asked.clone() };
            if asked.exact {
                asked.text == *outlet
            } else if outlets.iter().any(|outlet| called(&whole, outlet)) {
                called(&whole, outlet)
            } else {
                called(asked, outlet)
            }
        }),
        (Field::Date, Value::None) => facets.about.is_empty(),
        (Field::Mentioned, Value::None) => facets.mentioned.is_empty(),
        (Field::Published, Value::None) => row.article.published.is_none(),
        (Field::Date, Value::Date(asked)) => facets.about.iter().any(|days| days.lies_in(*asked)),
        (Field::Mentioned, Value::Date(asked)) => {
            facets.mentioned.iter().any(|days| days.lies_in(*asked))
        }
        (Field::Published, Value::Date(asked)) => {
            onrecord::facet::published(&row.article).is_some_and(|days| days.lies_in(*asked))
        }
        _ => false,
    }
}

/// Whether a date of a passage shares a day with those asked for.
fn overlaps(row: &Row, field: Field, value: &Value) -> bool {
    let Value::Date(DateValue::Range { from, to }) = value else { return false };
    let facets = &row.entry.facets;
    let shared = |days: &DayRange| {
        from.is_none_or(|from| from <= days.last) && to.is_none_or(|to| days.first <= to)
    };
    match field {
        Field::Date => facets.about.iter().any(shared),
        Field::Mentioned => facets.mentioned.iter().any(shared),
        Field::Published => onrecord::facet::published(&row.article).iter().any(shared),
        _ => false,
    }
}

/// The passages that satisfy a request, filters of `skipped` left out.
fn scan<'r>(rows: &'r [Row], request: &Request, skipped: &[Field]) -> Vec<&'r Row> {
    let mut analyzer = Analyzer::new(Language::English);
    let outlets: BTreeSet<String> =
        rows.iter().filter_map(|row| row.article.outlet.clone()).collect();
    // Only the speakers asked for count within `said:`.
    let asked: Vec<&Value> = request
        .filters
        .iter()
        .filter(|filter| filter.field == Field::Speaker)
        .flat_map(|filter| &filter.values)
        .collect();
    rows.iter()
        .filter(|row| {
            let wanted = |said: &&Statements| {
                asked.is_empty() || asked.iter().any(|value| speaks(row, said, value))
            };
            let said: Vec<_> = row.said.iter().filter(wanted).collect();
            let speakers: Vec<Vec<Vec<Term>>> = said.iter().map(|said| said.2.clone()).collect();
            let terms = PassageTerms {
                text: &row.text,
                section: &row.section,
                headline: &row.headline,
                speakers: &speakers,
            };
            let mut field = |field: Field, value: &Value, speaker: Option<usize>| match speaker {
                None => has(row, field, value, &outlets),
                Some(i) => field == Field::Speaker && speaks(row, said[i], value),
            };
            holds(&request.ast, &terms, &mut analyzer, &mut field)
                && request.filters.iter().filter(|filter| !skipped.contains(&filter.field)).all(
                    |filter| {
                        filter.values.iter().any(|value| {
                            has(row, filter.field, value, &outlets)
                                || request.date_overlap && overlaps(row, filter.field, value)
                        })
                    },
                )
        })
        .collect()
}

fn speaks(row: &Row, said: &Statements, value: &Value) -> bool {
    match value {
        Value::Name(asked) => said.0.as_ref().is_some_and(|key| {
            row.entry
                .facets
                .speakers
                .iter()
                .any(|name| name.key == *key && called(asked, &name.label))
        }),
        Value::Unknown => said.1 == Some(Reserved::Unknown),
        Value::Group => said.1 == Some(Reserved::Group),
        Value::None | Value::Date(_) => false,
    }
}

/// The values of a facet in one passage.
fn values_of(row: &Row, field: Field, grain: Grain) -> BTreeSet<String> {
    let facets = &row.entry.facets;
    let or_none = |values: BTreeSet<String>| -> BTreeSet<String> {
        if values.is_empty() { BTreeSet::from(["none".to_owned()]) } else { values }
    };
    let keys = |names: &[NameRef]| names.iter().map(|name| name.key.clone()).collect();
    match field {
        Field::Speaker => {
            let missing = facets.missing.iter().map(|missing| missing.name().to_owned());
            let named: BTreeSet<String> = keys(&facets.speakers);
            named.into_iter().chain(missing).collect()
        }
        Field::Person => or_none(keys(&facets.people)),
        Field::Outlet => or_none(row.article.outlet.iter().cloned().collect()),
        Field::Date => or_none(facets.about.iter().map(|days| days.node(grain)).collect()),
        Field::Mentioned => or_none(facets.mentioned.iter().map(|days| days.node(grain)).collect()),
        Field::Published => or_none(
            onrecord::facet::published(&row.article).iter().map(|days| days.node(grain)).collect(),
        ),
        _ => BTreeSet::new(),
    }
}

fn counts(rows: &[&Row], facet: &Facet) -> BTreeMap<Vec<String>, (u64, u64)> {
    let mut passages: BTreeMap<Vec<String>, u64> = BTreeMap::new();
    let mut articles: BTreeMap<Vec<String>, BTreeSet<&str>> = BTreeMap::new();
    for row in rows {
        let mut keys: Vec<Vec<String>> = vec![Vec::new()];
        for (field, grain) in &facet.fields {
            let values = values_of(row, *field, *grain);
            keys = keys
                .iter()
                .flat_map(|key| {
                    values
                        .iter()
                        .map(|value| [key.as_slice(), std::slice::from_ref(value)].concat())
                })
                .collect();
        }
        for key in keys {
            *passages.entry(key.clone()).or_default() += 1;
            articles.entry(key).or_default().insert(&row.article.id);
        }
    }
    passages
        .into_iter()
        .map(|(key, passages)| {
            let articles = articles[&key].len() as u64;
            (key, (passages, articles))
        })
        .collect()
}

/// Top-level field clauses count as filters of their own, as for a user's flags.
fn own_filters(request: &Request) -> Vec<(Field, Vec<Value>)> {
    let parts: Vec<&Ast> = match &request.ast {
        Ast::And(parts) => parts.iter().collect(),
        single => vec![single],
    };
    parts
        .into_iter()
        .filter_map(|part| match part {
            Ast::Clause(Clause::Field { field, value }) => Some((*field, vec![value.clone()])),
            Ast::Or(parts) => {
                let mut out: Option<(Field, Vec<Value>)> = None;
                for part in parts {
                    let Ast::Clause(Clause::Field { field, value }) = part else { return None };
                    match &mut out {
                        None => out = Some((*field, vec![value.clone()])),
                        Some((own, values)) if own == field => values.push(value.clone()),
                        Some(_) => return None,
                    }
                }
                out
            }
            _ => None,
        })
        .collect()
}

fn without_own_filters(request: &Request) -> Request {
    let mut out = request.clone();
    let is_filter = |part: &Ast| {
        let single = Request::new(part.clone());
        !own_filters(&single).is_empty()
    };
    let parts: Vec<Ast> = match &request.ast {
        Ast::And(parts) => parts.iter().filter(|part| !is_filter(part)).cloned().collect(),
        single if is_filter(single) => Vec::new(),
        single => vec![single.clone()],
    };
    out.ast = Ast::and(parts);
    for (field, values) in own_filters(request) {
        out.filters.push(Filter { field, values });
    }
    out
}

proptest! {
    #![proptest_config(Config { cases: 40, ..Config::default() })]

    #[test]
    fn the_embedded_engine_answers_as_a_scan_does(
        made in archives(),
        requests in prop::collection::vec(requests(), 25),
    ) {
        let articles: Vec<Article> = made.iter().enumerate().map(|(i, made)| article(i, made)).collect();
        let folder = tempfile::tempdir().expect("a folder");
        fill(embedded::write(folder.path(), 1).expect("a writer"), &articles);
        let engine = embedded::open(folder.path()).expect("the index opens");
        let rows = rows(&articles);
        for request in &requests {
            check(&engine, &rows, request)?;
        }
        check_words(&engine, &rows)?;
    }
}

fn fill(writer: impl Writer, articles: &[Article]) {
    for article in articles {
        writer.insert(annotated(article.clone(), String::new())).expect("an insert");
    }
    let refused = writer.finish(&State::default()).expect("a commit");
    assert!(refused.is_empty(), "{refused:?}");
}

/// The engine knows the words of all passages, by their letters and by how many hold them.
fn check_words(engine: &dyn Engine, rows: &[Row]) -> Result<(), TestCaseError> {
    let mut held: BTreeMap<&str, u64> = BTreeMap::new();
    for row in rows {
        let words: BTreeSet<&str> = row.text.iter().map(|term| &*term.form.exact).collect();
        for word in words {
            *held.entry(word).or_default() += 1;
        }
    }
    let of = |found: Vec<WordCount>| -> Vec<(String, u64)> {
        found.into_iter().map(|found| (found.word, found.passages)).collect()
    };
    let those = |wanted: &dyn Fn(&str) -> bool| -> Vec<(String, u64)> {
        let words = held.iter().filter(|(word, _)| wanted(word));
        words.map(|(word, count)| ((*word).to_owned(), *count)).collect()
    };
    for (word, edits) in [("prot", 1), ("wals", 2), ("mniefild", 2), ("unoin", 1), ("the", 1)] {
        let near = of(engine.words_near(word, edits).expect("words"));
        prop_assert_eq!(near, those(&|other| within_edits(word, other, edits.into())), "{}", word);
    }
    for beginning in ["", "p", "mine", "walls", "x"] {
        let mut expected = those(&|word| word.starts_with(beginning));
        expected.sort_by_key(|(_, count)| u64::MAX - count);
        let begun = engine.words_beginning(beginning, 5).expect("words");
        expected.truncate(5);
        prop_assert_eq!(of(begun), expected, "{}*", beginning);
    }
    let mut analyzer = Analyzer::new(Language::English);
    for word in ["port", "walls", "unions", "fleet"] {
        let form = &analyzer.terms(word)[0].form;
        let fields = rows.iter().flat_map(|row| [&row.text, &row.section, &row.headline]);
        let is_held = fields.flatten().any(|term| term.form.stem == form.stem);
        prop_assert_eq!(engine.has_word(form).expect("an answer"), is_held, "{}", word);
    }
    Ok(())
}

fn check(engine: &dyn Engine, rows: &[Row], request: &Request) -> Result<(), TestCaseError> {
    let response = search(engine, request).expect("an answer");
    let request = &without_own_filters(request);
    let expected = scan(rows, request, &[]);
    let ids = |row: &&Row| format!("{}/{}", row.article.id, row.entry.passage.n);
    let expected_ids: BTreeSet<String> = expected.iter().map(ids).collect();
    let found: BTreeSet<String> = response.hits.iter().map(onrecord::Hit::id).collect();
    if request.collapse {
        prop_assert!(found.is_subset(&expected_ids), "{}", request.ast);
        let articles: BTreeSet<&str> = expected.iter().map(|row| row.article.id.as_str()).collect();
        prop_assert_eq!(found.len(), articles.len(), "{}", &request.ast);
        let more: u64 = response.hits.iter().map(|hit| hit.more + 1).sum();
        prop_assert_eq!(more, expected.len() as u64, "{}", &request.ast);
    } else {
        prop_assert_eq!(&found, &expected_ids, "{} {:?}", &request.ast, &request.filters);
    }
    prop_assert_eq!(response.passages, expected.len() as u64, "{}", &request.ast);
    let mut clauses = request.ast.clauses().into_iter().map(|placed| placed.clause);
    if !clauses.any(|clause| matches!(clause, Clause::Field { field, .. } if field.is_date())) {
        let wide = scan(rows, &Request { date_overlap: true, ..request.clone() }, &[]);
        let wider = (wide.len() - expected.len()) as u64;
        prop_assert_eq!(response.wider_dates, wider, "{} {:?}", &request.ast, &request.filters);
    }
    if request.sort == Sort::Relevance {
        for hit in &response.hits {
            prop_assert!(hit.score.is_finite());
            let explained = hit.explanation.as_ref();
            prop_assert!(
                explained.is_none_or(|why| near(why.value, hit.score) && adds_up(why)),
                "{} scores {}: {:#?}",
                &request.ast,
                hit.score,
                explained
            );
        }
    }
    for (facet, counted) in request.facets.iter().zip(&response.facets) {
        let own: Vec<Field> = facet.fields.iter().map(|(field, _)| *field).collect();
        let expected = counts(&scan(rows, request, &own), facet);
        let counted: BTreeMap<Vec<String>, (u64, u64)> = counted
            .values
            .iter()
            .map(|value| (value.value.clone(), (value.passages, value.articles)))
            .collect();
        prop_assert_eq!(counted, expected, "{:?} of {} {:?}", own, &request.ast, &request.filters);
    }
    Ok(())
}

#[test]
fn articles_from_several_threads_are_all_there() {
    let paragraph = Paragraph { heading: false, words: vec![1, 2], said: None, date: None };
    let made = Made { headline: Vec::new(), published: None, paragraphs: vec![paragraph] };
    for _ in 0..80 {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let writer = embedded::write(folder.path(), 2).expect("a writer");
        let together = std::sync::Barrier::new(3);
        std::thread::scope(|scope| {
            for i in 0..3 {
                let record = annotated(article(i, &made), String::new());
                let (writer, together) = (&writer, &together);
                scope.spawn(move || {
                    together.wait();
                    writer.insert(record).expect("an insert");
                });
            }
        });
        writer.finish(&onrecord::engine::State::default()).expect("a commit");
        let engine = embedded::open(folder.path()).expect("an index");
        assert_eq!(engine.stats().expect("counts").articles, 3);
    }
}

//! A cluster against the scan and the embedded engine, on the same archives.

use std::collections::{BTreeMap, BTreeSet};

use onrecord::engine::{Engine, State, Writer, embedded};
use onrecord::index::annotated;
use onrecord::query::{Ast, Clause, Facet, Field, Grain, Page, Request, Sort};
use onrecord::search::{list, search};
use onrecord::{Article, Hit};
use proptest::prelude::*;
use proptest::test_runner::Config;

use super::{Made, Paragraph, archives, article, check, check_words, fill, requests, rows};
use crate::cluster::TestIndex;

proptest! {
    #![proptest_config(Config { cases: 12, max_shrink_iters: 0, ..Config::default() })]

    #[test]
    #[ignore = "needs a cluster, which ONRECORD_TEST_OPENSEARCH names"]
    fn a_cluster_answers_as_a_scan_and_the_embedded_engine_do(
        made in archives(),
        requests in prop::collection::vec(requests(), 25),
    ) {
        let articles: Vec<Article> = made.iter().enumerate().map(|(i, made)| article(i, made)).collect();
        let index = TestIndex::new();
        fill(index.writer(), &articles);
        let cluster = index.open();
        let folder = tempfile::tempdir().expect("a folder");
        fill(embedded::write(folder.path(), 1).expect("a writer"), &articles);
        let embedded = embedded::open(folder.path()).expect("the index opens");
        let rows = rows(&articles);
        for request in &requests {
            check(&cluster, &rows, request)?;
            for request in variants(request) {
                same(&cluster, &embedded, &request, true)?;
            }
        }
        check_words(&cluster, &rows)?;
    }

    #[test]
    #[ignore = "needs a cluster, which ONRECORD_TEST_OPENSEARCH names"]
    fn a_changed_cluster_answers_as_a_fresh_one_would(
        made in archives(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(archives())), 1..6),
        requests in prop::collection::vec(requests(), 8),
    ) {
        let (before, after) = changed(&made, &changes);
        let index = TestIndex::new();
        fill(index.writer(), &before);
        change(index.writer(), &before, &after);
        let folder = tempfile::tempdir().expect("a folder");
        fill(embedded::write(folder.path(), 1).expect("a writer"), &after);
        let fresh = embedded::open(folder.path()).expect("the index opens");
        let cluster = index.open();
        let rows = rows(&after);
        for request in &requests {
            check(&cluster, &rows, request)?;
            same(&cluster, &fresh, request, true)?;
        }
        check_words(&cluster, &rows)?;
        same_lists(&cluster, &fresh)?;
    }

    #[test]
    fn a_changed_index_answers_as_a_fresh_one_would(
        made in archives(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::option::of(archives())), 1..6),
        requests in prop::collection::vec(requests(), 8),
    ) {
        let (before, after) = changed(&made, &changes);
        let [folder, other] = [(); 2].map(|()| tempfile::tempdir().expect("a folder"));
        fill(embedded::write(folder.path(), 1).expect("a writer"), &before);
        change(embedded::write(folder.path(), 1).expect("a writer"), &before, &after);
        fill(embedded::write(other.path(), 1).expect("a writer"), &after);
        let changed = embedded::open(folder.path()).expect("the index opens");
        let fresh = embedded::open(other.path()).expect("the index opens");
        // How long passages are on average is estimated where some were removed.
        for request in &requests {
            same(&changed, &fresh, request, false)?;
        }
        same_lists(&changed, &fresh)?;
    }
}

#[test]
#[ignore = "needs a cluster, which ONRECORD_TEST_OPENSEARCH names"]
fn numbers_of_articles_that_are_not_counted_are_told_from_those_that_are() {
    let index = TestIndex::new();
    let paragraph = Paragraph { heading: false, words: vec![1], said: None, date: None };
    let made = Made { headline: Vec::new(), published: None, paragraphs: vec![paragraph] };
    let articles: Vec<Article> = (0..9).map(|i| article(i, &made)).collect();
    fill(index.writer(), &articles);
    let facet = Facet { fields: vec![(Field::Lang, Grain::Year)], limit: 10 };
    let request = Request { facets: vec![facet], ..Request::new(Ast::All) };
    for (most, estimated) in [(9, false), (8, true)] {
        let engine = index.open().with_counted(most);
        let found = search(&engine, &request).expect("an answer");
        assert_eq!((found.articles, found.estimated), (9, estimated));
        let facet = &found.facets[0];
        assert_eq!((facet.values[0].articles, facet.estimated), (9, estimated));
        let line = onrecord::render::end(&found, 0, None, 0.0);
        assert_eq!(line.get("articles_estimated").is_some(), estimated);
        let line = onrecord::render::facet(facet);
        assert_eq!(line.get("articles_estimated").is_some(), estimated);
    }
}

/// An archive before and after articles were replaced, added and removed.
fn changed(
    made: &[Made],
    changes: &[(prop::sample::Index, Option<Vec<Made>>)],
) -> (Vec<Article>, Vec<Article>) {
    let before: Vec<Article> = made.iter().enumerate().map(|(i, made)| article(i, made)).collect();
    let mut after: BTreeMap<usize, Article> = before.iter().cloned().enumerate().collect();
    for (place, other) in changes {
        // One place behind the last: an article that was not there.
        let place = place.index(made.len() + 1);
        match other.as_ref().and_then(|other| other.first()) {
            Some(other) => after.insert(place, article(place, other)),
            None => after.remove(&place),
        };
    }
    (before, after.into_values().collect())
}

fn change(writer: impl Writer, before: &[Article], after: &[Article]) {
    for article in after.iter().filter(|article| !before.contains(article)) {
        writer.insert(annotated(article.clone(), String::new())).expect("an insert");
    }
    let stays: BTreeSet<&str> = after.iter().map(|article| article.id.as_str()).collect();
    for article in before.iter().filter(|article| !stays.contains(article.id.as_str())) {
        writer.remove(&article.id).expect("a removal");
    }
    let refused = writer.finish(&State::default()).expect("a commit");
    assert!(refused.is_empty(), "{refused:?}");
}

/// A request as it is, as a question any of whose words may match, in other orders, in pages, with
/// dates that overlap, and with or without one hit for each article.
fn variants(request: &Request) -> Vec<Request> {
    let plain = Request { facets: Vec::new(), expand: false, ..request.clone() };
    let page = Page { offset: 2, limit: 3 };
    let all = Page { offset: 0, limit: usize::MAX };
    vec![
        request.clone(),
        request.clone().any(),
        Request { sort: Sort::Newest, page, ..plain.clone() },
        Request { sort: Sort::Oldest, collapse: !request.collapse, page: all, ..plain.clone() },
        Request { date_overlap: true, ..plain.clone() },
        Request { collapse: !request.collapse, page, ..plain },
    ]
}

/// How far scores may be apart that are computed in another order.
const CLOSE: f32 = 0.01;

/// Both engines give the same hits, with the same highlights, and the same counts; in the same order,
/// but for hits whose scores are about the same. Without `scores`, these may differ.
fn same(
    one: &dyn Engine,
    other: &dyn Engine,
    request: &Request,
    scores: bool,
) -> Result<(), TestCaseError> {
    let told = format!("{} {:?}", request.ast, request.filters);
    let (a, b) = (search(one, request).expect("an answer"), search(other, request).expect("one"));
    prop_assert_eq!((a.passages, a.articles), (b.passages, b.articles), "{}", told);
    prop_assert_eq!((a.wider_dates, a.more), (b.wider_dates, b.more), "{}", told);
    prop_assert_eq!(&a.facets, &b.facets, "{}", told);
    prop_assert_eq!(&a.coverage, &b.coverage, "{}", told);
    prop_assert_eq!(&a.nothing, &b.nothing, "{}", told);
    prop_assert_eq!(&a.suggestions, &b.suggestions, "{}", told);
    prop_assert_eq!(&a.names, &b.names, "{}", told);
    prop_assert_eq!(&a.misses, &b.misses, "{}", told);
    prop_assert_eq!(a.hits.len(), b.hits.len(), "{}", told);
    // Of a phrase with moved words, the cluster does not tell how often it stands in a passage.
    let moved = |clause: &Clause| matches!(clause, Clause::Phrase { slop: 1.., .. });
    if request.sort != Sort::Relevance {
        let lists = [one, other].map(|engine| list(engine, request).expect("a list").hits);
        prop_assert_eq!(&lists[0], &lists[1], "{}", told);
    }
    let scores = scores && !request.ast.clauses().iter().any(|placed| moved(placed.clause));
    let is_close = |a: f32, b: f32| !scores || close(a, b);
    let by_id: BTreeMap<String, &Hit> = b.hits.iter().map(|hit| (hit.id(), hit)).collect();
    for (hit, there) in a.hits.iter().zip(&b.hits) {
        prop_assert!(
            is_close(hit.score, there.score),
            "{}: {} {}, {} {}",
            told,
            hit.id(),
            hit.score,
            there.id(),
            there.score
        );
        // Where scores are the same, another passage may stand for its article.
        let Some(same) = by_id.get(&hit.id()) else {
            prop_assert!(request.collapse, "{}: {}", told, hit.id());
            continue;
        };
        prop_assert!(
            is_close(hit.score, same.score),
            "{}: {} {} {}",
            told,
            hit.id(),
            hit.score,
            same.score
        );
        prop_assert_eq!((hit.more, hit.said), (same.more, same.said), "{}", told);
        prop_assert_eq!(&hit.highlights, &same.highlights, "{}", told);
        prop_assert_eq!(&hit.stored, &same.stored, "{}", told);
        if request.sort != Sort::Relevance {
            prop_assert_eq!(hit.id(), there.id(), "{}", told);
        }
    }
    Ok(())
}

fn close(a: f32, b: f32) -> bool {
    (a - b).abs() <= CLOSE * a.abs().max(b.abs())
}

/// Both engines hold the same articles, names and values.
fn same_lists(one: &dyn Engine, other: &dyn Engine) -> Result<(), TestCaseError> {
    let all = |engine: &dyn Engine| {
        let mut all = BTreeMap::new();
        let mut each = |id: &str, article: onrecord::Result<onrecord::StoredArticle>| {
            all.insert(id.to_owned(), article.expect("an article"));
        };
        engine.each_article(&mut each).expect("articles");
        all
    };
    let articles = all(one);
    prop_assert_eq!(&articles, &all(other));
    for (id, article) in &articles {
        let own = one.article(id).expect("an answer");
        prop_assert_eq!(own.as_ref(), Some(article));
    }
    prop_assert!(one.article("zzzzzzzzzzzzzzzz").expect("an answer").is_none());
    let people = one.people().expect("people");
    prop_assert_eq!(&people, &other.people().expect("people"));
    for person in &people {
        let own = one.person(&person.key).expect("one");
        prop_assert_eq!(own.as_ref(), Some(person));
    }
    for engine in [one, other] {
        prop_assert!(engine.person("nobody").expect("an answer").is_none());
    }
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    for asked in [words(&["haddad"]), words(&["anna", "ber"]), words(&["l"]), Vec::new()] {
        let begun = one.names_beginning(&asked).expect("names");
        prop_assert_eq!(begun, other.names_beginning(&asked).expect("names"), "{:?}", asked);
        let with = one.names_with(&asked).expect("names");
        prop_assert_eq!(with, other.names_with(&asked).expect("names"), "{:?}", asked);
    }
    for (word, edits) in [("berg", 0), ("burg", 1), ("hadad", 1), ("omra", 1), ("lna", 2)] {
        let near = one.names_near(word, edits).expect("names");
        prop_assert_eq!(near, other.names_near(word, edits).expect("names"), "{}", word);
    }
    for field in [Field::Outlet, Field::Byline, Field::Section, Field::Lang] {
        let counts = one.value_counts(field).expect("counts");
        prop_assert_eq!(counts, other.value_counts(field).expect("counts"), "{:?}", field);
        let values = one.values(field).expect("values");
        prop_assert_eq!(values, other.values(field).expect("values"), "{:?}", field);
    }
    for prefix in ["", "a", "zz"] {
        let ids = one.ids(prefix, 3).expect("ids");
        prop_assert_eq!(ids, other.ids(prefix, 3).expect("ids"), "{}", prefix);
    }
    let prints = one.fingerprints().expect("fingerprints");
    prop_assert_eq!(prints, other.fingerprints().expect("fingerprints"));
    let keys: BTreeSet<String> = people.iter().map(|person| person.key.clone()).collect();
    let named = one.names_in_articles(&keys).expect("names");
    prop_assert_eq!(named, other.names_in_articles(&keys).expect("names"));
    let stats = |engine: &dyn Engine| {
        let mut stats = engine.stats().expect("stats");
        stats.index_bytes = 0;
        stats
    };
    prop_assert_eq!(stats(one), stats(other));
    Ok(())
}

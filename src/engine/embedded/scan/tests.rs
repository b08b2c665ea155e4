use std::ops::Bound;
use std::sync::Arc;

use proptest::prelude::*;
use tantivy::indexer::NoMergePolicy;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, RangeQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, Executor, Index, TantivyDocument};

use super::super::columns::OpenColumns;
use super::super::compile::term;
use super::super::counter::Counting;
use super::super::schema::{Fields, kind};
use super::super::statistics::Shares;
use super::super::terms::{TERMS, TermTokenizer};
use super::*;
use crate::engine::facets::Rows;
use crate::engine::scoring::HEAD_WEIGHT;
use crate::engine::terms::TermText;
use crate::query::Sort;
use crate::text::Form;

/// Words of text and head, and who speaks.
type Passage = (Vec<String>, Vec<String>, String);

/// A publication date and the passages.
type Article = (u64, Vec<Passage>);

/// Articles of each segment, and the number of those that are deleted again.
type Archive = (Vec<Vec<Article>>, Vec<u64>);

fn indexed((segments, deleted): &Archive) -> (Searcher, Fields) {
    let (schema, fields) = Fields::build();
    let index = Index::create_in_ram(schema);
    index.tokenizers().register(TERMS, TermTokenizer::default());
    let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
    writer.set_merge_policy(Box::new(NoMergePolicy));
    let mut number = 0;
    for articles in segments {
        for (day, passages) in articles {
            let mut doc = TantivyDocument::new();
            doc.add_text(fields.kind, kind::ARTICLE);
            doc.add_text(fields.group, number.to_string());
            writer.add_document(doc).expect("a document");
            for (n, (text, head, speaker)) in (1..).zip(passages) {
                let mut doc = TantivyDocument::new();
                doc.add_text(fields.kind, kind::PASSAGE);
                doc.add_text(fields.group, number.to_string());
                doc.add_u64(fields.article_key, number);
                doc.add_u64(fields.n, n);
                if *day > 0 {
                    doc.add_u64(fields.published_day, *day);
                }
                doc.add_text(fields.speaker, speaker);
                for (field, words) in [(fields.text, text), (fields.head, head)] {
                    let mut run = TermText::default();
                    for (position, word) in (0..).zip(words) {
                        run.push(word, position);
                    }
                    if let Some(run) = run.finish() {
                        doc.add_text(field, run);
                    }
                }
                writer.add_document(doc).expect("a document");
            }
            number += 1;
        }
        writer.commit().expect("a commit");
    }
    for number in deleted {
        writer.delete_term(Term::from_field_text(fields.group, &number.to_string()));
    }
    writer.commit().expect("a commit");
    (index.reader().expect("a reader").searcher(), fields)
}

/// What is asked for.
#[derive(Clone, Debug)]
struct Asked {
    /// Each word in its spellings; none for all passages.
    words: Vec<Vec<String>>,
    /// Instead of words, words in order in their spellings.
    runs: Vec<Vec<String>>,
    /// Instead of either, words between these two.
    like: Option<[String; 2]>,
    any: bool,
    speakers: Vec<String>,
    sort: Sort,
    depth: usize,
    collapse: bool,
}

/// Words in order in one field, as the engine looks for them.
fn side_by_side(field: Field, runs: &[Vec<String>]) -> Box<dyn Query> {
    let run = |words: &Vec<String>| -> Box<dyn Query> {
        let terms: Vec<Term> =
            words.iter().map(|word| Term::from_field_text(field, word)).collect();
        match terms.as_slice() {
            [term] => Box::new(TermQuery::new(term.clone(), IndexRecordOption::WithFreqs)),
            _ => Box::new(PhraseQuery::new(terms)),
        }
    };
    Box::new(BooleanQuery::union(runs.iter().map(run).collect()))
}

/// Words between two in one field, as the engine looks for them.
fn between(field: Field, [from, to]: &[String; 2]) -> Box<dyn Query> {
    let term = |word| Bound::Included(Term::from_field_text(field, word));
    Box::new(RangeQuery::new(term(from), term(to)))
}

/// The same collected by the scan and by the engine's own way of going through a query.
fn both(searcher: &Searcher, fields: &Fields, asked: &Asked) -> [Collected; 2] {
    let places = Places { text: fields.text, head: fields.head };
    let word = |stems: &Vec<String>| Word {
        typed: stems.join(" or "),
        form: Form { stem: stems[0].as_str().into(), exact: stems[0].as_str().into() },
        stems: stems.clone(),
        weight: 1.0,
    };
    let mode = if asked.any { Match::Any } else { Match::All };
    let words = (!asked.words.is_empty())
        .then(|| WordsQuery::new(places, asked.words.iter().map(word).collect(), mode, true));
    let values: Vec<Box<dyn Query>> =
        asked.speakers.iter().map(|speaker| term(fields.speaker, speaker)).collect();
    let mut parts: Vec<(Occur, Box<dyn Query>)> = values
        .iter()
        .map(|value| -> (Occur, Box<dyn Query>) {
            (Occur::Must, Box::new(ConstScoreQuery::new(value.box_clone(), 0.0)))
        })
        .collect();
    let wanted = match &asked.like {
        Some(like) => {
            let [text, head] = [fields.text, fields.head].map(|field| between(field, like));
            super::Asked::Like(LikeQuery::new(text, head))
        }
        None if asked.runs.is_empty() => words.map_or(super::Asked::All, super::Asked::Words),
        None => super::Asked::Runs(RunsQuery::new(places, asked.runs.clone())),
    };
    let mut add = |text, head| {
        parts.push((Occur::Must, text));
        parts.push((Occur::Should, Box::new(BoostQuery::new(head, HEAD_WEIGHT))));
    };
    match &wanted {
        super::Asked::All => parts.push((
            Occur::Must,
            Box::new(ConstScoreQuery::new(term(fields.kind, kind::PASSAGE), 0.0)),
        )),
        super::Asked::Words(words) => parts.push((Occur::Must, Box::new(words.clone()))),
        super::Asked::Runs(_) => {
            let [text, head] = [fields.text, fields.head].map(|of| side_by_side(of, &asked.runs));
            add(text, head);
        }
        super::Asked::Like(_) => {
            let like = asked.like.as_ref().expect("words");
            add(between(fields.text, like), between(fields.head, like));
        }
    }
    let scored = asked.sort == Sort::Relevance && !matches!(wanted, super::Asked::All);
    let whole = Box::new(BooleanQuery::new(parts));
    let query = PassagesQuery { whole, asked: wanted, values, dates: Vec::new(), wider: None };
    let collect = Collect {
        depth: asked.depth,
        sort: asked.sort,
        scored,
        decay: None,
        collapse: asked.collapse,
        facets: vec![Counting { columns: vec!["speaker".to_owned()], limit: 2 }],
        article: Term::from_field_text(fields.kind, kind::ARTICLE),
        wider: false,
        passage: Term::from_field_text(fields.kind, kind::PASSAGE),
        columns: Arc::new(OpenColumns::default()),
    };
    let statistics =
        Statistics::of_passages(searcher, &Shares::default(), fields.kind).expect("statistics");
    let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, searcher);
    let executor = Executor::single_thread();
    let plain = searcher.search_with_executor(&query, &collect, &executor, scoring);
    let scanned = query.collect(searcher, &statistics, &collect);
    [scanned.expect("an answer"), plain.expect("an answer")]
}

/// Where the best hits stand with the other passages of their articles, and what was counted.
type Told = (Vec<(DocAddress, u64)>, [u64; 2], Vec<Rows>);

/// What must be the same.
fn told(collected: &Collected) -> Told {
    let best = collected.best.iter().map(|hit| (hit.address, hit.more));
    let counted = [collected.passages, collected.articles];
    (best.collect(), counted, collected.facets.clone())
}

fn archive() -> impl Strategy<Value = Archive> {
    let words = |most| prop::collection::vec("[a-e]", 0..most);
    let passage = (words(20), words(3), "[xyz]");
    let article = (0_u64..4, prop::collection::vec(passage, 0..6));
    let segments = prop::collection::vec(prop::collection::vec(article, 0..30), 1..4);
    (segments, prop::collection::vec(0_u64..60, 0..4))
}

fn asked() -> impl Strategy<Value = Asked> {
    let spellings = prop::collection::vec("[a-f]", 1..3);
    let words = prop::collection::vec(spellings, 0..5);
    let run = prop::collection::vec("[a-c]", 1..4);
    let runs = prop::collection::vec(run, 0..3);
    let speakers = prop::collection::vec("[xyz]", 0..2);
    let sort =
        prop::sample::select(vec![Sort::Relevance, Sort::Relevance, Sort::Newest, Sort::Oldest]);
    let like = prop::option::weighted(0.3, ["[a-c]", "[b-e]"]);
    let rest = (any::<bool>(), speakers, sort, 0_usize..30, any::<bool>());
    let all = (words, runs, like, rest);
    all.prop_map(|(words, runs, like, (any, speakers, sort, depth, collapse))| Asked {
        words,
        runs,
        like,
        any,
        speakers,
        sort,
        depth,
        collapse,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_scan_finds_what_going_through_all_hits_finds(
        archive in archive(),
        asked in prop::collection::vec(asked(), 8),
    ) {
        let (searcher, fields) = indexed(&archive);
        for asked in asked {
            let [scanned, plain] = both(&searcher, &fields, &asked);
            prop_assert_eq!(told(&scanned), told(&plain), "{:?}", asked);
            for (one, other) in scanned.best.iter().zip(&plain.best) {
                prop_assert!((one.score - other.score).abs() <= 1e-6 * other.score, "{:?}", asked);
            }
        }
    }
}

#[test]
fn long_lists_are_scanned_to_the_end() {
    let words = |words: &str| words.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let article = |i: u64| {
        let text = match i {
            i if i.is_multiple_of(997) => "rare common common",
            i if i.is_multiple_of(31) => "some common",
            i if i.is_multiple_of(7) => "common other other other other",
            _ => "other words that stand here",
        };
        let head = if i.is_multiple_of(50) { "common head" } else { "head" };
        let passage = |text: &str| (words(text), words(head), "x".to_owned());
        (i % 5, vec![passage(text), passage("a passage of other words")])
    };
    let archive = (
        vec![(0..3000).map(article).collect(), (3000..5000).map(article).collect()],
        vec![7, 4000],
    );
    let (searcher, fields) = indexed(&archive);
    for (asked, any) in [
        ("common", false),
        ("rare", false),
        ("rare common", false),
        ("some common", true),
        ("rare some common other", true),
        ("common other", false),
        ("head other", false),
        ("head", true),
    ] {
        let runs = [Vec::new(), vec![words(asked)]];
        for (depth, runs) in
            [1, 10, 100, 3000].into_iter().flat_map(|n| runs.clone().map(|runs| (n, runs)))
        {
            let asked = Asked {
                words: words(asked).into_iter().map(|word| vec![word]).collect(),
                runs,
                like: None,
                any,
                speakers: Vec::new(),
                sort: Sort::Relevance,
                depth,
                collapse: depth == 10,
            };
            let [scanned, plain] = both(&searcher, &fields, &asked);
            assert_eq!(told(&scanned), told(&plain), "{asked:?}");
        }
    }
}

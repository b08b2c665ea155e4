use std::collections::BTreeMap;

use proptest::prelude::*;
use tantivy::collector::DocSetCollector;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EnableScoring, Query};
use tantivy::{DocSet as _, Index, Searcher, TERMINATED, TantivyDocument};

use super::super::schema::{Fields, kind};
use super::super::statistics::{Shares, Statistics};
use super::super::terms::{TERMS, TermTokenizer};
use super::*;
use crate::engine::terms::TermText;
use crate::text::Form;

/// Words of the text and of headline and section.
type Passage = (Vec<String>, Vec<String>);

fn indexed(passages: &[Passage]) -> (Searcher, Fields) {
    let (schema, fields) = Fields::build();
    let index = Index::create_in_ram(schema);
    index.tokenizers().register(TERMS, TermTokenizer::default());
    let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
    for (text, head) in passages {
        let mut doc = TantivyDocument::new();
        doc.add_text(fields.kind, kind::PASSAGE);
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
    writer.commit().expect("a commit");
    (index.reader().expect("a reader").searcher(), fields)
}

fn query(fields: &Fields, words: &[&str], mode: Match, grounded: bool) -> WordsQuery {
    let places = Places { text: fields.text, head: fields.head };
    let word = |word: &&str| Word {
        typed: (*word).to_owned(),
        form: Form { stem: (*word).into(), exact: (*word).into() },
        stems: vec![(*word).to_owned()],
        weight: 1.0,
    };
    WordsQuery::new(places, words.iter().map(word).collect(), mode, grounded)
}

/// Each document that is found, with its score.
fn found(searcher: &Searcher, fields: &Fields, query: &WordsQuery) -> BTreeMap<DocId, Score> {
    let statistics =
        Statistics::of_passages(searcher, &Shares::default(), fields.kind).expect("statistics");
    let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, searcher);
    let weight = query.weight(scoring).expect("a weight");
    let mut out = BTreeMap::new();
    for reader in searcher.segment_readers() {
        let each = weight.for_each(reader, &mut |doc, score| {
            out.insert(doc, score);
        });
        each.expect("an answer");
        let mut scorer = weight.scorer(reader, 1.0).expect("a scorer");
        let mut again = BTreeMap::new();
        while scorer.doc() != TERMINATED {
            again.insert(scorer.doc(), scorer.score());
            scorer.advance();
        }
        assert_eq!(out, again, "gone through one by one");
        for (doc, score) in &out {
            let explained = weight.explain(reader, *doc).expect("an explanation").value();
            assert!((explained - score).abs() <= 1e-4 * score.abs(), "{explained} {score}");
        }
    }
    out
}

/// What is found by the definition.
fn naive(
    passages: &[Passage],
    words: &[&str],
    mode: Match,
    grounded: bool,
) -> BTreeMap<DocId, Score> {
    let count = |words: &[String], word: &str| {
        words.iter().filter(|other| *other == word).fold(0.0, |sum: Score, _| sum + 1.0)
    };
    let rounded = |words: &[String]| {
        let length = u32::try_from(words.len()).expect("a short text");
        let id = FieldNormReader::fieldnorm_to_id(length);
        f32::from(u16::try_from(FieldNormReader::id_to_fieldnorm(id)).expect("a short text"))
    };
    let total: Score = passages
        .iter()
        .flat_map(|(text, head)| text.iter().map(|_| 1.0).chain(head.iter().map(|_| HEAD)))
        .sum();
    let all = passages.len() as u64;
    let average = (total / f32::from(u16::try_from(all).expect("few passages"))).max(1.0);
    let mut out = BTreeMap::new();
    for (doc, (text, head)) in (0..).zip(passages) {
        let is_in = |word: &&&str| text.iter().chain(head).any(|other| other == **word);
        let matched = words.iter().filter(is_in).count();
        let enough = if mode == Match::All { matched == words.len() } else { matched > 0 };
        let in_text = words.iter().any(|word| text.iter().any(|other| other == word));
        if !enough || (grounded && !in_text) {
            continue;
        }
        let length = rounded(text) + HEAD * rounded(head);
        let score = words.iter().map(|word| {
            let holding = |of: fn(&Passage) -> &Vec<String>| {
                passages.iter().filter(|passage| of(passage).iter().any(|w| w == word)).count()
            };
            let frequency = holding(|passage| &passage.0).max(holding(|passage| &passage.1));
            let times = count(text, word) + HEAD * count(head, word);
            let damping = K1 * (1.0 - B + B * length / average);
            idf(frequency as u64, all) * (K1 + 1.0) * times / (times + damping)
        });
        out.insert(doc, score.sum());
    }
    out
}

#[track_caller]
fn equal(found: &BTreeMap<DocId, Score>, expected: &BTreeMap<DocId, Score>) {
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (doc, score) in found {
        let expected = expected[doc];
        assert!((score - expected).abs() <= 1e-4 * expected.abs(), "{doc}: {score}, {expected}");
    }
}

fn passages() -> impl Strategy<Value = Vec<Passage>> {
    let words = |most| prop::collection::vec("[a-e]", 0..most);
    prop::collection::vec((words(60), words(6)), 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn scores_are_those_of_the_definition(
        passages in passages(),
        words in prop::collection::vec("[a-f]", 1..5),
        any in any::<bool>(),
        grounded in any::<bool>(),
    ) {
        let mode = if any { Match::Any } else { Match::All };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (searcher, fields) = indexed(&passages);
        let query = query(&fields, &words, mode, grounded);
        let expected = naive(&passages, &words, mode, grounded);
        equal(&found(&searcher, &fields, &query), &expected);
        let unscored = searcher.search(&query, &DocSetCollector).expect("an answer");
        prop_assert_eq!(unscored.len(), expected.len());
    }

    #[test]
    fn seeking_finds_what_going_through_finds(
        passages in passages(),
        words in prop::collection::vec("[a-e]", 1..4),
        any in any::<bool>(),
        steps in prop::collection::vec(1_u32..20, 1..20),
    ) {
        let mode = if any { Match::Any } else { Match::All };
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (searcher, fields) = indexed(&passages);
        let query = query(&fields, &words, mode, true);
        let expected = found(&searcher, &fields, &query);
        let statistics = Statistics::of_passages(&searcher, &Shares::default(), fields.kind).expect("statistics");
        let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, &searcher);
        let weight = query.weight(scoring).expect("a weight");
        for reader in searcher.segment_readers() {
            let mut scorer = weight.scorer(reader, 1.0).expect("a scorer");
            for step in &steps {
                let target = scorer.doc().saturating_add(*step).min(TERMINATED);
                let doc = scorer.seek(target);
                let next = expected.range(target..).next().map_or(TERMINATED, |(doc, _)| *doc);
                prop_assert_eq!(doc, next);
                if doc == TERMINATED {
                    break;
                }
                prop_assert_eq!(scorer.score().to_bits(), expected[&doc].to_bits());
            }
        }
    }
}

#[test]
fn windows_are_gone_through_to_the_end() {
    let passages: Vec<Passage> = (0..10_000)
        .map(|i| {
            let word = if i % 4_099 == 0 { "rare" } else { "other" };
            (vec![word.to_owned()], vec!["headline".to_owned()])
        })
        .collect();
    let (searcher, fields) = indexed(&passages);
    let hits =
        |words: &[&str]| found(&searcher, &fields, &query(&fields, words, Match::Any, true)).len();
    assert_eq!(hits(&["rare", "missing"]), 3);
    assert_eq!(hits(&["rare", "headline"]), 3);
    assert_eq!(hits(&["headline", "missing"]), 0);
    assert_eq!(hits(&["rare", "other"]), 10_000);
}

#[test]
fn what_is_asked_for_twice_counts_twice() {
    let passages = [(vec!["port".to_owned()], Vec::new()), (vec!["quay".to_owned()], Vec::new())];
    let (searcher, fields) = indexed(&passages);
    let score =
        |words: &[&str]| found(&searcher, &fields, &query(&fields, words, Match::Any, true))[&0];
    let (once, twice) = (score(&["port", "quay"]), score(&["port", "quay", "port"]));
    assert!((twice - 2.0 * once).abs() < 1e-5, "{once} {twice}");
}

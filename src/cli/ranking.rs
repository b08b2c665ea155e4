//! `eval ranking`: how well articles are ranked for queries with documents that people judged.

use std::collections::BTreeMap;
use std::path::{Path, absolute};

use anyhow::{Context as _, bail};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde_json::json;

use super::Outcome;
use super::args::CollectionArgs;
use super::eval::each_line;
use super::index::{Done, THREADS, list_failed, watched};
use super::locate::FOLDER;
use super::output::Output;
use super::roots::now;
use super::search::print_line;
use crate::article::{Root, article_id};
use crate::correction::Corrections;
use crate::engine::embedded::{self, EmbeddedEngine};
use crate::engine::{IndexedRoot, State};
use crate::eval::{Listed, Qrels, QueryScores, RankingScores, Run, is_trec_id, score_run, topic};
use crate::index::{Gone, Plan, index};
use crate::query::{Page, ParseOptions, Request, parse};
use crate::render::Text;
use crate::search::{ListedHit, list};

const CORPUS: &str = "corpus.jsonl";
const QUERIES: &str = "queries.tsv";
const QRELS: &str = "qrels.txt";

/// Articles listed for each query: what most figures in print are measured on.
const DEPTH: usize = 1000;

pub(super) fn run(args: &CollectionArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let folder = &args.collection;
    let mut qrels = Qrels::default();
    let mut failed = each_line(&folder.join(QRELS), output, |line| {
        qrels.read_line(line).map_err(anyhow::Error::msg)
    })?;
    let mut requests: BTreeMap<String, Request> = BTreeMap::new();
    failed += each_line(&folder.join(QUERIES), output, |line| {
        let (query, words) = topic(line).map_err(anyhow::Error::msg)?;
        if requests.contains_key(query) {
            bail!("query {query} stands twice");
        }
        requests.insert(query.to_owned(), Request { expand: args.expand, ..request(words)? });
        Ok(())
    })?;
    let (ids, nameless) = ids(folder, output)?;
    let place = tempfile::tempdir().context("a temporary index cannot be made")?;
    let Done { report, ended } = fill(folder, &place.path().join(FOLDER))?;
    if let Some(code) = ended {
        output.note("interrupted: a part of the articles is no collection");
        return Ok(Outcome::Interrupted(code));
    }
    list_failed(&report, output);
    failed += nameless + report.failed.len() as u64;
    let engine = embedded::open(&place.path().join(FOLDER))?;
    let mut run = Run::default();
    for (query, request) in &requests {
        run.insert(query, ranked(&engine, request, &ids)?);
    }
    if let Some(path) = &args.run {
        std::fs::write(path, run.to_string()).with_context(|| format!("{}", path.display()))?;
    }
    print(&score_run(&run, &qrels), report.articles.added, args, output)?;
    Ok(if failed == 0 { Outcome::Found } else { Outcome::Failed })
}

/// The collection's own id of each article, and how many articles have one that no run can name.
/// Lines that are no articles are told when they are indexed.
fn ids(folder: &Path, output: &Output) -> anyhow::Result<(FxHashMap<String, String>, u64)> {
    #[derive(Deserialize)]
    struct Document {
        id: String,
    }
    let mut ids = FxHashMap::default();
    let failed = each_line(&folder.join(CORPUS), output, |line| {
        let Ok(Document { id }) = serde_json::from_str(line) else { return Ok(()) };
        if !is_trec_id(&id) {
            bail!("{id:?} is no id of a document");
        }
        ids.insert(article_id("", CORPUS, &id), id);
        Ok(())
    })?;
    Ok((ids, failed))
}

/// Indexes the articles of a collection, as `index` would.
fn fill(folder: &Path, place: &Path) -> anyhow::Result<Done> {
    let folder = absolute(folder).with_context(|| format!("{}", folder.display()))?;
    let root = Root { path: folder, ..Root::default() };
    let roots = vec![IndexedRoot { root, only: vec![CORPUS.to_owned()] }];
    let plan = Plan {
        state: State { roots: roots.clone(), ..State::default() },
        roots,
        started: now(),
        hash: false,
        gone: Gone::Keep,
        corrections: Corrections::default(),
        ..Plan::default()
    };
    let writer = embedded::write(place, THREADS)?;
    watched(|progress| index(None, Some(writer), &plan, progress))
}

/// Asks for the best articles for some words, each by its best passage.
fn request(words: &str) -> anyhow::Result<Request> {
    let mut request = Request::new(parse(words, &ParseOptions { plain: true })?.ast).any();
    request.collapse = true;
    // Without words all articles would be found, in no order that could be right.
    let limit = if request.ast.has_words() { DEPTH } else { 0 };
    request.page = Page { offset: 0, limit };
    Ok(request)
}

/// What is found, by the collection's own ids.
fn ranked(
    engine: &EmbeddedEngine,
    request: &Request,
    ids: &FxHashMap<String, String>,
) -> anyhow::Result<Vec<Listed>> {
    // Articles with an id that no run can name were told before.
    let named = |hit: ListedHit| {
        let document = ids.get(&hit.article)?.clone();
        Some(Listed { document, score: hit.score })
    };
    Ok(list(engine, request)?.hits.into_iter().filter_map(named).collect())
}

fn print(
    queries: &[QueryScores],
    articles: u64,
    args: &CollectionArgs,
    output: &mut Output,
) -> anyhow::Result<()> {
    if args.json {
        let mean = RankingScores::mean(queries.iter().map(|one| &one.scores));
        let mut value = json!(mean);
        value["type"] = "eval".into();
        value["task"] = "ranking".into();
        value["articles"] = articles.into();
        value["queries"] = queries.len().into();
        print_line(output, &value)?;
        for one in queries.iter().filter(|_| args.queries) {
            let mut value = json!(one);
            value["type"] = "query".into();
            print_line(output, &value)?;
        }
    } else {
        let shown = Text::new(output.style).ranking_scores(queries, articles, args.queries);
        write!(output.writer(), "{shown}")?;
    }
    Ok(())
}

//! `search`: passages, best first.

use std::time::Instant;

use anyhow::bail;
use serde_json::{Value, json};

use super::Outcome;
use super::args::{Cli, SearchArgs, SortArg};
use super::batch;
use super::opened::Opened;
use super::output::Output;
use super::request::{Asked, facets};
use crate::engine::Engine;
use crate::hit::{Hit, NameReading, ReadAs};
use crate::query::{Field, Page, Recency, Request, Sort};
use crate::rank::RERANKED;
use crate::render::{self, Meta, SCHEMA_VERSION, Text};
use crate::resolve::Miss;
use crate::search::{Response, search};
use crate::text::ANALYZER;
use crate::{ANNOTATOR, Stages, render::QueryRead};

/// Hits fetched at a time with `--all`.
const BATCH: usize = 1000;

/// Values of a facet beside a list of hits.
const FACET_VALUES: usize = 20;

pub(super) fn run(cli: &Cli, args: &SearchArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    if let Some(queries) = &args.batch {
        return batch::run(cli, args, queries, output);
    }
    let started = Instant::now();
    let mut asked = Asked::read(&args.query)?;
    shape(&mut asked.request, args)?;
    let mut stages = Stages::default();
    stages.add("parse", started.elapsed());
    let engine = stages.time("open", || asked.open(cli, &args.query))?;
    asked.warn(output);
    if cli.verbose {
        output.note(&format!("read as: {}", asked.request.ast));
    }
    let mut response = search(&*engine, &asked.request)?;
    response.stages.iter().for_each(|(stage, time)| stages.add(stage, time));
    response.stages = stages;
    say_names(&response, output);
    if args.json || response.nothing.is_none() {
        say_suggestions(&response, output);
    }
    if args.json {
        print_json(&engine, &asked, args, &response, started, None, output)
    } else {
        print_text(&engine, &asked, args, &response, output)
    }
}

/// Asks for the hits that the flags are about.
pub(super) fn shape(request: &mut Request, args: &SearchArgs) -> anyhow::Result<()> {
    request.sort = match args.sort {
        SortArg::Relevance => Sort::Relevance,
        SortArg::Newest => Sort::Newest,
        SortArg::Oldest => Sort::Oldest,
    };
    for (flag, given) in [("--recent", args.recent.is_some()), ("--expand", args.expand)] {
        if given && request.sort != Sort::Relevance {
            bail!("{flag} changes scores, and --sort orders by dates alone; leave out one of them");
        }
    }
    request.expand = args.expand;
    request.recent = args.recent.map(|half_life| Recency { half_life });
    request.collapse = args.collapse;
    request.explain = args.explain;
    let whole = args.json || args.batch.is_some();
    request.facets = facets(&args.facets, if whole { usize::MAX } else { FACET_VALUES })?;
    let limit = if args.all { BATCH } else { args.limit };
    let offset = (args.page as usize - 1).saturating_mul(limit);
    request.page = Page { offset, limit };
    Ok(())
}

/// Says on stderr how names were understood where that is not plain.
pub(super) fn say_names(response: &Response, output: &Output) {
    for line in names_told(&response.names, &response.misses) {
        output.note(&line);
    }
}

/// Says on stderr what may be meant by words that no passage holds.
pub(super) fn say_suggestions(response: &Response, output: &Output) {
    for line in render::did_you_mean(&response.suggestions) {
        output.note(&line);
    }
}

/// How names were understood where that is not plain.
pub(super) fn names_told(names: &[NameReading], misses: &[Miss]) -> Vec<String> {
    let mut told: Vec<String> = misses.iter().map(miss_line).collect();
    for same in names.chunk_by(|a, b| (a.field, &a.asked, a.how) == (b.field, &b.asked, b.how)) {
        let asked = &same[0].asked;
        told.push(match (same[0].how, same.len()) {
            (ReadAs::Name, 1) => continue,
            (ReadAs::Name, _) => format!("“{asked}” matches several:"),
            (ReadAs::Synonym, _) => format!("“{asked}” is read, by synonyms, as:"),
            (ReadAs::Near, _) => {
                format!("{} {asked}; “{asked}~” is read as:", none_called(same[0].field))
            }
        });
        for NameReading { field, label, count, filter, .. } in same {
            told.push(format!("  {label} ({count})  --{} '{filter}'", field.name()));
        }
    }
    told
}

fn miss_line(miss: &Miss) -> String {
    let suggestions: Vec<String> =
        miss.suggestions.iter().map(|(name, count)| format!("{name} ({count})")).collect();
    let question = if suggestions.is_empty() {
        String::new()
    } else {
        format!("; did you mean {}?", suggestions.join(" or "))
    };
    format!("{} {}{question}", none_called(miss.field), miss.asked)
}

fn none_called(field: Field) -> String {
    match field {
        Field::Speaker | Field::Person => "nobody called".to_owned(),
        Field::Org => "no body called".to_owned(),
        field => format!("no {} called", field.name()),
    }
}

fn print_text(
    engine: &Opened,
    asked: &Asked,
    args: &SearchArgs,
    response: &Response,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    output.page();
    let text = Text::new(output.style);
    if let Some(nothing) = &response.nothing {
        let failed = engine.ledger()?.iter().filter(|file| file.failed()).count();
        let state = if failed == 0 { String::new() } else { format!(", {failed} failed files") };
        let read = asked.request.ast.to_string();
        write!(output.writer(), "{}", text.nothing(response, &read, nothing, &state))?;
        return Ok(Outcome::Nothing);
    }
    if args.all {
        each_batch(&**engine, &asked.request, response, |hit| {
            writeln!(output.writer(), "{}", text.hit(hit, &response.names))
        })?;
        let rest = Response { hits: Vec::new(), more: false, ..response.clone() };
        write!(output.writer(), "{}", text.response(&rest, 0, true))?;
    } else {
        let first = asked.request.page.offset as u64;
        write!(output.writer(), "{}", text.response(response, first, true))?;
    }
    if args.explain {
        let read = asked.request.ast.to_string();
        write!(output.writer(), "{}", text.explained(response, &read, RERANKED))?;
    }
    Ok(Outcome::Found)
}

/// Calls `each` with every hit, those of `first` included.
fn each_batch(
    engine: &dyn Engine,
    request: &Request,
    first: &Response,
    mut each: impl FnMut(&Hit) -> std::io::Result<()>,
) -> anyhow::Result<u64> {
    let mut shown = 0;
    for hit in &first.hits {
        each(hit)?;
        shown += 1;
    }
    let mut more = first.more;
    let mut request = Request { facets: Vec::new(), ..request.clone() };
    while more {
        request.page.offset += request.page.limit;
        // Deep pages cost more; larger batches keep the number of passes small.
        request.page.limit = request.page.offset;
        let response = search(engine, &request)?;
        for hit in &response.hits {
            each(hit)?;
            shown += 1;
        }
        more = response.more;
    }
    Ok(shown)
}

/// Prints an answer as JSON lines; `query` is the id of the query where there are several.
pub(super) fn print_json(
    engine: &Opened,
    asked: &Asked,
    args: &SearchArgs,
    response: &Response,
    started: Instant,
    query: Option<&str>,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    match query {
        None => print_line(output, &meta(engine.format(), asked, response))?,
        query => {
            let meta = json!(meta(engine.format(), asked, response));
            print_line(output, &of_query(query, meta))?;
        }
    }
    let shown = if args.all {
        each_batch(&**engine, &asked.request, response, |hit| {
            serde_json::to_writer(output.writer(), &of_query(query, render::hit(hit)))?;
            writeln!(output.writer())
        })?
    } else {
        for hit in &response.hits {
            print_line(output, &of_query(query, render::hit(hit)))?;
        }
        response.hits.len() as u64
    };
    for facet in &response.facets {
        print_line(output, &of_query(query, render::facet(facet)))?;
    }
    let next_page = (response.more && !args.all).then(|| args.page + 1);
    let elapsed_ms = started.elapsed().as_secs_f64() * 1e3;
    let mut end = render::end(response, shown, next_page, elapsed_ms);
    if args.explain {
        end["stages"] = render::stages(&response.stages);
    }
    print_line(output, &of_query(query, end))?;
    Ok(if response.passages > 0 { Outcome::Found } else { Outcome::Nothing })
}

/// A line that says which query it answers.
fn of_query(query: Option<&str>, mut line: Value) -> Value {
    if let Some(query) = query {
        line["query_id"] = query.into();
    }
    line
}

/// The first line of a JSON answer.
pub(super) fn meta<'a>(format: u32, asked: &'a Asked, response: &'a Response) -> Meta<'a> {
    Meta {
        r#type: "meta",
        schema: SCHEMA_VERSION,
        program: env!("CARGO_PKG_VERSION"),
        index_format: format,
        analyzer: ANALYZER,
        annotator: ANNOTATOR,
        reranked: RERANKED,
        query: QueryRead {
            input: &asked.input,
            read: asked.request.ast.to_string(),
            expansion: response.expansion.iter().map(ToString::to_string).collect(),
        },
        recent: asked.request.recent.map(|recency| recency.half_life),
        filters: asked.request.filters.iter().map(crate::search::flag).collect(),
        names: &response.names,
        coverage: &response.coverage,
        warnings: asked
            .warnings
            .iter()
            .map(|warning| &warning.message)
            .chain(&asked.notes)
            .cloned()
            .collect(),
    }
}

/// Prints one JSON line.
pub(super) fn print_line(output: &mut Output, value: &impl serde::Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(output.writer(), value)?;
    writeln!(output.writer())?;
    Ok(())
}

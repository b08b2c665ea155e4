//! `search --batch`: the queries of a file, answered one after the other.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::bail;

use super::Outcome;
use super::args::{BatchFormat, Cli, SearchArgs};
use super::corrections;
use super::eval::each_line;
use super::opened::Opened;
use super::output::Output;
use super::request::{Asked, synonyms};
use super::search::{names_told, print_json, shape};
use crate::eval::{RunLine, topic};
use crate::query::Page;
use crate::rank;
use crate::render::did_you_mean;
use crate::search::{is_ranked, list, search};

/// Answers every query; a line that cannot be read is named and counted.
pub(super) fn run(
    cli: &Cli,
    args: &SearchArgs,
    queries: &Path,
    output: &mut Output,
) -> anyhow::Result<Outcome> {
    if args.format == BatchFormat::Trec && (args.explain || !args.facets.is_empty()) {
        bail!("a run has no place for --explain and --facets; add: --format json");
    }
    let mut lines = Vec::new();
    let mut ids = BTreeSet::new();
    let failed = each_line(queries, output, |line| {
        let (id, query) = topic(line).map_err(anyhow::Error::msg)?;
        if !ids.insert(id.to_owned()) {
            bail!("query {id} stands twice");
        }
        let mut asked = Asked::read_query(query, &args.query)?;
        shape(&mut asked.request, args)?;
        lines.push((id.to_owned(), asked));
        Ok(())
    })?;
    let engine = Opened::of(cli)?;
    let notes: Vec<String> = corrections::warning(&engine)?.into_iter().collect();
    let synonyms = synonyms(&engine, &args.query)?;
    let mut batch = Batch { engine, args, told: BTreeSet::new() };
    let mut found = false;
    for (id, mut asked) in lines {
        asked.notes.clone_from(&notes);
        synonyms.apply(&mut asked.request);
        found |= match args.format {
            BatchFormat::Trec => batch.list(&id, &asked, output),
            BatchFormat::Json => batch.answer(&id, &asked, output),
        }?;
    }
    Ok(match (failed, found) {
        (0, true) => Outcome::Found,
        (0, false) => Outcome::Nothing,
        _ => Outcome::Failed,
    })
}

struct Batch<'a> {
    engine: Opened,
    args: &'a SearchArgs,
    /// What was said on stderr; queries with the same filters have the same to say.
    told: BTreeSet<String>,
}

impl Batch<'_> {
    /// Prints the hits of a query as lines of a run; returns whether there are any.
    fn list(&mut self, id: &str, asked: &Asked, output: &mut Output) -> anyhow::Result<bool> {
        let mut request = asked.request.clone();
        if self.args.all {
            request.page = Page { offset: 0, limit: usize::MAX };
        }
        let found = list(&*self.engine, &request)?;
        self.tell(id, asked, names_told(&found.names, &found.misses), output);
        let in_order_of_scores = is_ranked(&request) && !rank::reorders(&request);
        for (rank, hit) in (request.page.offset + 1..).zip(&found.hits) {
            let document = if request.collapse { hit.article.clone() } else { hit.id() };
            let score = if in_order_of_scores { hit.score } else { falling(rank) };
            let line = RunLine { query: id, document: &document, rank, score };
            writeln!(output.writer(), "{line}")?;
        }
        Ok(!found.hits.is_empty())
    }

    /// Prints the answer to a query as JSON lines; returns whether anything was found.
    fn answer(&mut self, id: &str, asked: &Asked, output: &mut Output) -> anyhow::Result<bool> {
        let started = Instant::now();
        let response = search(&*self.engine, &asked.request)?;
        let mut told = names_told(&response.names, &response.misses);
        told.extend(did_you_mean(&response.suggestions));
        self.tell(id, asked, told, output);
        let outcome =
            print_json(&self.engine, asked, self.args, &response, started, Some(id), output)?;
        Ok(outcome == Outcome::Found)
    }

    /// Says on stderr what was not said before.
    fn tell(&mut self, id: &str, asked: &Asked, more: Vec<String>, output: &Output) {
        for line in asked.told().chain(more) {
            if self.told.insert(line.clone()) {
                output.note(&format!("query {id}: {line}"));
            }
        }
    }
}

/// Stands for a score where hits have another order than that of scores, by which a run is read.
#[expect(clippy::cast_precision_loss, reason = "ranks that are told apart up to some millions")]
fn falling(rank: usize) -> f32 {
    1.0 / rank as f32
}

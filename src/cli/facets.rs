//! `facets`: counts over all hits.

use std::time::Instant;

use super::Outcome;
use super::args::{Cli, FacetsArgs};
use super::output::Output;
use super::request::{Asked, facets};
use super::search::{meta, print_line, say_names, say_suggestions};
use crate::query::Page;
use crate::render::{self, Text};
use crate::search::search;

/// Values of a facet shown to people.
const SHOWN: usize = 20;

pub(super) fn run(cli: &Cli, args: &FacetsArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let started = Instant::now();
    let mut asked = Asked::read(&args.query)?;
    let whole = args.all || args.json || args.csv;
    asked.request.facets = facets(&args.by, if whole { usize::MAX } else { SHOWN })?;
    asked.request.page = Page { offset: 0, limit: 0 };
    let engine = asked.open(cli, &args.query)?;
    asked.warn(output);
    let response = search(&*engine, &asked.request)?;
    say_names(&response, output);
    say_suggestions(&response, output);
    if args.json {
        print_line(output, &meta(engine.format(), &asked, &response))?;
        for facet in &response.facets {
            print_line(output, &render::facet(facet))?;
        }
        let elapsed_ms = started.elapsed().as_secs_f64() * 1e3;
        print_line(output, &render::end(&response, 0, None, elapsed_ms))?;
    } else if args.csv {
        write!(output.writer(), "{}", render::csv_facets(&response.facets))?;
        if response.facets.iter().any(|facet| facet.estimated) {
            output.note("numbers of articles are estimates");
        }
    } else {
        output.page();
        let text = Text::new(output.style);
        for facet in &response.facets {
            writeln!(output.writer(), "{}", text.facet(facet))?;
        }
        let total = text.totals(&response);
        writeln!(output.writer(), "{total}; a passage may have several values or none")?;
    }
    Ok(if response.passages > 0 { Outcome::Found } else { Outcome::Nothing })
}

//! `stats`: sizes, counts and coverage.

use super::args::{Cli, StatsArgs};
use super::output::Output;
use super::{Outcome, locate};
use crate::engine::Engine as _;
use crate::render::Text;

pub(super) fn run(cli: &Cli, args: &StatsArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let engine = locate::open(cli)?;
    let stats = engine.stats()?;
    if args.json {
        let mut value = serde_json::to_value(&stats)?;
        value["type"] = "stats".into();
        super::search::print_line(output, &value)?;
    } else {
        let text = Text::new(output.style).stats(&stats);
        write!(output.writer(), "{text}")?;
    }
    Ok(Outcome::Found)
}

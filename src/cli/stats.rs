//! `stats`: sizes, counts and coverage.

use super::Outcome;
use super::args::{Cli, StatsArgs};
use super::opened::Opened;
use super::output::Output;
use crate::render::Text;

pub(super) fn run(cli: &Cli, args: &StatsArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let engine = Opened::of(cli)?;
    let stats = engine.stats()?;
    let sizes = args.sizes.then(|| engine.sizes()).transpose()?;
    if args.json {
        let mut value = serde_json::to_value(&stats)?;
        value["type"] = "stats".into();
        if let Some(sizes) = sizes {
            value["sizes"] = serde_json::to_value(&sizes)?;
        }
        super::search::print_line(output, &value)?;
    } else {
        let text = Text::new(output.style);
        write!(output.writer(), "{}", text.stats(&stats))?;
        if let Some(sizes) = sizes {
            write!(output.writer(), "\n{}", text.sizes(&sizes))?;
        }
    }
    Ok(Outcome::Found)
}

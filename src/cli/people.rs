//! `people`: who speaks in the archive.

use super::args::{Cli, PeopleArgs};
use super::output::Output;
use super::search::print_line;
use super::{Outcome, corrections, locate};
use crate::engine::Engine;
use crate::facet::{in_order, words};
use crate::hit::Person;
use crate::render::{self, Text};

/// People shown on a page of text.
const SHOWN: usize = 20;

pub(super) fn run(cli: &Cli, args: &PeopleArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let engine = locate::open(cli)?;
    if let Some(warning) = corrections::warning(&engine)? {
        output.note(&format!("warning: {warning}"));
    }
    let mut people = engine.people()?;
    let asked = words(&args.name.join(" "));
    if !asked.is_empty() {
        people.retain(|person| {
            let mut names = std::iter::once(&person.label).chain(&person.aliases);
            names.any(|name| in_order(&asked, &words(name)))
        });
    }
    if !args.mentioned && asked.is_empty() {
        people.retain(|person| person.passages > 0);
    }
    people.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| a.key.cmp(&b.key)));
    if args.json {
        for person in &people {
            print_line(output, &render::person(person))?;
        }
    } else if args.csv {
        write!(output.writer(), "{}", render::csv_people(&people))?;
    } else if people.is_empty() {
        writeln!(output.writer(), "nobody found")?;
    } else {
        let shown = if args.all { people.len() } else { people.len().min(SHOWN) };
        output.page();
        let text = Text::new(output.style);
        write!(output.writer(), "{}", text.people(&people[..shown], people.len() - shown))?;
    }
    Ok(if people.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

fn rank(person: &Person) -> (u64, u64, u64) {
    (person.passages, person.articles, person.mentioned)
}

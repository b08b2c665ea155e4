//! `people`: who speaks in the archive, and what is to be said of their names.

use anyhow::{Context as _, bail};

use super::args::{Cli, PeopleArgs, PeopleChange};
use super::opened::Opened;
use super::output::Output;
use super::search::print_line;
use super::{Outcome, corrections, locate};
use crate::correction::{Change, append};
use crate::engine::Engine;
use crate::facet::{in_order, key, named_speakers, words};
use crate::hit::Person;
use crate::render::{self, Text};
use crate::resolve::{called, like};

/// People shown on a page of text.
const SHOWN: usize = 20;

pub(super) fn run(cli: &Cli, args: &PeopleArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let engine = Opened::of(cli)?;
    if let Some(change) = &args.change {
        return correct(&engine, change, output);
    }
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
        writeln!(output.writer(), "nobody found{}", question(&*engine, &args.name.join(" "))?)?;
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

/// Writes what is said of names to the file of corrections.
fn correct(opened: &Opened, change: &PeopleChange, output: &mut Output) -> anyhow::Result<Outcome> {
    let engine: &dyn Engine = &**opened;
    let corrected = engine.state()?.corrected;
    // What is wrong with the files, or where they are not, is told before anything else.
    corrections::remembered(&corrected, opened.home())?;
    let change = match change {
        PeopleChange::Merge { into, names } => {
            let into = somebody(engine, into)?;
            let names = names.iter().map(|name| somebody(engine, name));
            let mut names = names.collect::<anyhow::Result<Vec<_>>>()?;
            names.dedup();
            if names.contains(&into) {
                bail!("{into}: is one entry already");
            }
            Change::Merge { into, names }
        }
        PeopleChange::Split { name, into, articles } => {
            let ids = articles.iter().map(|id| locate::article_id(engine, &id.to_lowercase()));
            let articles = ids.collect::<anyhow::Result<Vec<_>>>()?;
            let name = somebody(engine, name)?;
            for id in &articles {
                if !names(engine, id, &name)? {
                    bail!("{id}: nobody in this article is called {name}");
                }
            }
            Change::Split { name, articles, into: into.trim().to_owned() }
        }
        PeopleChange::Alias { name, alias } => {
            Change::Alias { name: somebody(engine, name)?, alias: alias.trim().to_owned() }
        }
        PeopleChange::Rename { name, new } => {
            let (name, to) = (somebody(engine, name)?, new.trim().to_owned());
            if key(&name) != key(&to)
                && let Some(other) = engine.person(&key(&to))?
            {
                let label = &other.label;
                bail!("{label}: is somebody already; if it is the same person: people merge");
            }
            Change::Rename { name, to }
        }
    };
    let folder = corrections::folder(&corrected, opened.home()).with_context(|| {
        format!(
            "say where its corrections are: onrecord index --corrections DIR --index {}",
            opened.home()
        )
    })?;
    let file = append(&folder, &change)?;
    write!(output.writer(), "{}", change.block())?;
    output.note(&format!("written to {}; apply with: onrecord index", file.display()));
    Ok(Outcome::Found)
}

/// The one entry that a name means, as it is listed.
fn somebody(engine: &dyn Engine, name: &str) -> anyhow::Result<String> {
    let bare = name.strip_prefix('=').unwrap_or(name);
    let mut people = called(engine, bare, true)?;
    if people.is_empty() && bare == name {
        people = called(engine, name, false)?;
    }
    match people.as_slice() {
        [one] => Ok(one.label.clone()),
        [] => {
            bail!("nobody called {name}{}", question(engine, name)?)
        }
        several => {
            let labels: Vec<&str> = several.iter().map(|person| person.label.as_str()).collect();
            bail!("{name}: matches several: {}", labels.join(", "))
        }
    }
}

/// Asks whether somebody of a name near to one is meant.
fn question(engine: &dyn Engine, name: &str) -> anyhow::Result<String> {
    Ok(match like(engine, name)?.as_slice() {
        [] => String::new(),
        names => format!("; did you mean {}?", names.join(" or ")),
    })
}

/// Whether an article mentions somebody of this name, or has them speak.
fn names(engine: &dyn Engine, id: &str, name: &str) -> anyhow::Result<bool> {
    let wanted = key(name);
    let Some(stored) = engine.article(id)? else { return Ok(false) };
    Ok(stored.passages.iter().any(|passage| {
        let mentioned = passage.notes.mentions.iter().map(|mention| key(&mention.name));
        let speakers = passage.notes.attributions.iter().flat_map(named_speakers);
        mentioned.chain(speakers.map(|speaker| speaker.key)).any(|key| key == wanted)
    }))
}

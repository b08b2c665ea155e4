//! `complete`: what the beginning of a word, name or value may become; and `completions`: scripts
//! that ask it for shells.

use std::io::Write;

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::Outcome;
use super::args::{Cli, CompleteArgs};
use super::opened::Opened;
use super::output::Output;
use super::search::print_line;
use crate::complete::complete;
use crate::render;

pub(super) fn run(cli: &Cli, args: &CompleteArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let engine = Opened::of(cli)?;
    let asked = args.field.map(Into::into);
    let found = complete(&*engine, &args.prefix, asked, args.limit)?;
    for completion in &found {
        if args.json {
            print_line(output, &render::completion(completion))?;
        } else {
            writeln!(output.writer(), "{}", render::completion_line(completion))?;
        }
    }
    Ok(if found.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// What shells run to complete the values of flags from the index.
const BASH: &str = include_str!("complete/onrecord.bash");
const ZSH: &str = include_str!("complete/onrecord.zsh");
const FISH: &str = include_str!("complete/onrecord.fish");

/// The flags whose values stand in the index.
const FLAGS: [&str; 6] = ["speaker", "person", "org", "outlet", "byline", "section"];

/// Prints the completion script of a shell. Flags and commands are those of `clap_complete`; in
/// bash, zsh and fish, names and outlets come from the index.
pub(super) fn script(shell: Shell, out: &mut dyn Write) -> std::io::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "onrecord", &mut script);
    let script = String::from_utf8_lossy(&script);
    match shell {
        Shell::Bash => write!(out, "{script}\n{BASH}"),
        Shell::Zsh => out.write_all(zsh(&script).as_bytes()),
        Shell::Fish => write!(out, "{script}\n{FISH}"),
        _ => out.write_all(script.as_bytes()),
    }
}

/// The script for zsh, in which the values of our flags have an action of their own. Functions
/// must stand before the end, which calls the first one.
fn zsh(script: &str) -> String {
    let mut out = String::with_capacity(script.len() + ZSH.len());
    for line in script.lines() {
        let flag = FLAGS.into_iter().find(|flag| {
            let option = format!("--{flag}=");
            line.trim_start_matches([' ', '\'', '*']).starts_with(&option)
        });
        match flag.and_then(|flag| Some((flag, line.strip_suffix(":_default' \\")?))) {
            Some((flag, before)) => {
                out.extend([before, ":{_onrecord_values ", flag, "}' \\\n"]);
            }
            None => out.extend([line, "\n"]),
        }
        if line.starts_with("#compdef") {
            out.push('\n');
            out.push_str(ZSH);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shells_ask_for_the_values_of_all_our_flags() {
        let script_of = |shell| {
            let mut out = Vec::new();
            script(shell, &mut out).expect("a script");
            String::from_utf8(out).expect("text")
        };
        let (bash, zsh, fish) =
            (script_of(Shell::Bash), script_of(Shell::Zsh), script_of(Shell::Fish));
        for flag in FLAGS {
            assert!(bash.contains(&format!("--{flag}")), "{flag}");
            let asked = zsh.matches(&format!(":{{_onrecord_values {flag}}}'")).count();
            assert!(asked >= 2, "{flag}: {asked}");
            assert!(fish.contains(flag), "{flag}");
        }
    }
}

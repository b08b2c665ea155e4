//! The command line: arguments → calls of the library → text, JSON or CSV.
//!
//! The only place that prints, reads the environment and knows what day it is.

mod access;
mod annotate;
mod args;
mod batch;
mod check;
mod complete;
mod corrections;
mod eval;
mod facets;
mod home;
mod index;
mod interrupt;
mod locate;
mod opened;
mod output;
mod people;
mod ranking;
mod rebuild;
mod refused;
mod request;
mod roots;
mod search;
mod show;
mod stats;
mod train;

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser as _};

use crate::error::{Error, ErrorKind};
use args::{Cli, Command};
use output::Output;

/// How a command that did not fail ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Done, or something was found.
    Found,
    /// Nothing was found.
    Nothing,
    /// Done, but not as asked for.
    Failed,
    /// Ended early on request, with this exit code.
    Interrupted(u8),
}

/// Exit code when another process holds the lock of the index (`EX_TEMPFAIL`).
const LOCKED: u8 = 75;

/// Runs the program with these arguments, its own name included.
///
/// Exit code 0: found or done; 1: nothing found; 2: error; 75: the index is locked by another
/// writer; 130 and 143: ended early by Ctrl-C or on request. A closed pipe is success.
#[must_use]
pub fn run(args: Vec<OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(protect_negations(args)) {
        Ok(cli) => cli,
        Err(error) => {
            // Nothing can be said where standard output and standard error are closed.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let mut output = Output::new(cli.color);
    let outcome = dispatch(&cli, &mut output).and_then(|outcome| {
        output.finish()?;
        Ok(outcome)
    });
    match outcome {
        Ok(Outcome::Found) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Ok(Outcome::Failed) => ExitCode::from(2),
        Ok(Outcome::Interrupted(code)) => ExitCode::from(code),
        Err(error) if is_broken_pipe(&error) => {
            // The reader has seen enough, and the pager may still be open.
            let _ = output.finish();
            ExitCode::SUCCESS
        }
        Err(error) => {
            output.error(&format!("{error:#}"));
            ExitCode::from(if is_locked(&error) { LOCKED } else { 2 })
        }
    }
}

fn dispatch(cli: &Cli, output: &mut Output) -> anyhow::Result<Outcome> {
    match &cli.command {
        Command::Index(args) => index::run(cli, args, output),
        Command::Search(args) => search::run(cli, args, output),
        Command::Facets(args) => facets::run(cli, args, output),
        Command::People(args) => people::run(cli, args, output),
        Command::Show(args) => show::run(cli, args, output),
        Command::Annotate(args) => annotate::run(args, output),
        Command::Stats(args) => stats::run(cli, args, output),
        Command::Check(args) => check::run(cli, args, output),
        Command::Eval(args) => eval::run(args, output),
        Command::Train(args) => train::run(args, output),
        Command::Complete(args) => complete::run(cli, args, output),
        Command::Completions { shell } => {
            complete::script(*shell, output.writer())?;
            Ok(Outcome::Found)
        }
        Command::Man { command } => {
            manual(command.as_deref(), output)?;
            Ok(Outcome::Found)
        }
    }
}

fn manual(command: Option<&str>, output: &mut Output) -> anyhow::Result<()> {
    let mut program = Cli::command();
    program.build();
    let page = match command {
        None => clap_mangen::Man::new(program),
        Some(name) => {
            let command = program
                .find_subcommand(name)
                .with_context(|| format!("{name}: no such command"))?;
            clap_mangen::Man::new(command.clone())
        }
    };
    page.render(output.writer())?;
    Ok(())
}

/// `-word` among the words of a query negates; clap would read it as a cluster of short flags.
/// A space in front keeps the meaning and hides the hyphen.
fn protect_negations(args: Vec<OsString>) -> Vec<OsString> {
    let takes_query =
        args.iter().skip(1).any(|arg| arg == "search" || arg == "facets" || arg == "complete");
    if !takes_query {
        return args;
    }
    let mut verbatim = false;
    args.into_iter()
        .map(|arg| {
            verbatim |= arg == "--";
            match arg.to_str() {
                Some(text) if !verbatim && negates(text) => OsString::from(format!(" {text}")),
                _ => arg,
            }
        })
        .collect()
}

/// One hyphen before a letter, quotation mark or parenthesis, and more than a short flag.
fn negates(arg: &str) -> bool {
    let mut chars = arg.chars();
    chars.next() == Some('-')
        && chars.next().is_some_and(|c| c.is_alphanumeric() || matches!(c, '"' | '“' | '('))
        && chars.next().is_some()
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|error| error.kind() == io::ErrorKind::BrokenPipe)
}

fn is_locked(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<Error>())
        .any(|error| matches!(error.kind(), ErrorKind::Locked { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_hyphen_before_a_word_negates() {
        assert!(negates("-hospital"));
        assert!(negates("-\"safe zone\""));
        assert!(!negates("-h"));
        assert!(!negates("--help"));
        assert!(!negates("-"));
    }
}

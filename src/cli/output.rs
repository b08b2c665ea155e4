//! Standard output and standard error, with or without colours.

use std::io::{self, BufWriter, IsTerminal as _, Write};

use super::args::Colour;
use crate::render::Style;

/// Where a command prints.
pub(super) struct Output {
    out: BufWriter<io::Stdout>,
    /// How to print for people.
    pub(super) style: Style,
}

/// Widest text that reads well, in columns.
const WIDEST: usize = 100;

impl Output {
    pub(super) fn new(colour: Colour) -> Self {
        let terminal = io::stdout().is_terminal();
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => terminal && !plain,
        };
        let columns = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let width = columns.filter(|_| terminal).unwrap_or(WIDEST).clamp(40, WIDEST);
        Self { out: BufWriter::new(io::stdout()), style: Style { colour, width } }
    }

    /// Standard output.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// Says something beside the answer.
    #[expect(clippy::unused_self, reason = "all printing goes through the output")]
    #[expect(clippy::print_stderr, reason = "the one place that writes to standard error")]
    pub(super) fn note(&self, line: &str) {
        eprintln!("{line}");
    }

    /// Says why a command failed.
    pub(super) fn error(&mut self, line: &str) {
        // What was printed before must come before.
        let _ = self.out.flush();
        self.note(&format!("onrecord: {line}"));
    }
}

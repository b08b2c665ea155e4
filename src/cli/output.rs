//! Standard output and standard error, with or without colours and a pager.

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::process::{Child, Command, Stdio};

use super::args::Colour;
use crate::render::Style;

/// Where a command prints.
pub(super) struct Output {
    out: BufWriter<Box<dyn Write>>,
    /// How to print for people.
    pub(super) style: Style,
    terminal: bool,
    pager: Option<Child>,
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
        let out: Box<dyn Write> = Box::new(io::stdout());
        Self { out: BufWriter::new(out), style: Style { colour, width }, terminal, pager: None }
    }

    /// Prints the rest through `$ONRECORD_PAGER` or `$PAGER` (`less` when neither is set) on a
    /// terminal; an empty value or `cat` turns this off. A pager that cannot be started is none.
    pub(super) fn page(&mut self) {
        let named = std::env::var("ONRECORD_PAGER").or_else(|_| std::env::var("PAGER"));
        let command = named.unwrap_or_else(|_| "less".to_owned());
        if !self.terminal || self.pager.is_some() || matches!(command.trim(), "" | "cat") {
            return;
        }
        let mut pager = Command::new("sh");
        pager.args(["-c", &command]).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            // Ends at once when all fits on the screen, keeps colours, leaves the text there.
            pager.env("LESS", "FRX");
        }
        if let Ok(mut child) = pager.spawn()
            && let Some(stdin) = child.stdin.take()
        {
            self.out = BufWriter::new(Box::new(stdin));
            self.pager = Some(child);
        }
    }

    /// Standard output, or the pager.
    pub(super) fn writer(&mut self) -> &mut dyn Write {
        &mut self.out
    }

    /// Prints what is left and waits until the reader has closed the pager.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let flushed = self.out.flush();
        if let Some(mut pager) = self.pager.take() {
            self.out = BufWriter::new(Box::new(io::sink()));
            pager.wait()?;
        }
        flushed
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
        let _ = self.finish();
        self.note(&format!("onrecord: {line}"));
    }
}

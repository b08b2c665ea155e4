//! The program: reads arguments, calls [`onrecord::cli::run`], turns the outcome into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    onrecord::cli::run(std::env::args_os().collect())
}

//! The program: hands the arguments to [`onrecord::cli::run`] and ends with its exit code.

use std::process::ExitCode;

/// Indexing allocates many small strings on several threads.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    onrecord::cli::run(std::env::args_os().collect())
}

//! Ctrl-C and requests to end while an index is written.
//!
//! The first lets the run commit what it has done, the second ends the process at once, which
//! costs what was not committed and nothing else. Everywhere else either just ends the process.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;

/// Exit code of a process that was ended by signal 0; that of others is as much higher.
const ENDED: i32 = 128;

/// Tells whether the process was asked to end since it began to listen.
#[derive(Debug)]
pub(super) struct Interrupt {
    asked: Arc<AtomicBool>,
    code: Arc<AtomicUsize>,
}

impl Interrupt {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        let (asked, code) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        for signal in [SIGINT, SIGTERM] {
            let ended = ENDED + signal;
            // In this order: a process is ended by a signal that comes after the flag was set.
            flag::register_conditional_shutdown(signal, ended, Arc::clone(&asked))?;
            flag::register(signal, Arc::clone(&asked))?;
            let value = usize::try_from(ended).unwrap_or_default();
            flag::register_usize(signal, Arc::clone(&code), value)?;
        }
        Ok(Self { asked, code })
    }

    /// Whether the process is to end.
    pub(super) fn asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// The exit code of a process that was asked to end.
    pub(super) fn code(&self) -> Option<u8> {
        u8::try_from(self.code.load(Ordering::Relaxed)).ok().filter(|code| *code > 0)
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        // From here on there is nothing to commit, so the next one ends the process.
        self.asked.store(true, Ordering::Relaxed);
    }
}

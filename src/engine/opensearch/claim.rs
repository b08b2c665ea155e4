//! What is said of an index before it is changed: by whom, and which runs are under way.

use std::sync::Arc;

use super::client::Client;
use super::lock::Lock;
use super::mapping;
use super::standing::{self, Read, Standing};
use crate::error::Result;
use crate::text::ANALYZER;

/// Says that the run writes whose turn it is, and that others do not which are dead; returns the record
/// by which it lives.
pub(super) fn begin(client: &Arc<Client>, index: &str, turn: &Lock) -> Result<(Read, Lock)> {
    let run = turn.run();
    // Who finds it among those under way finds it alive.
    let lock = Lock::of_run(client, index, run)?;
    let dead = dead(client, index)?;
    let read = claim(client, index, turn, |standing| {
        standing.open.retain(|other| !dead.contains(other));
        // What was finished is not above the highest number; what was begun is among the hidden ones.
        let finished = standing.run;
        let late = turn.abandoned().into_iter().filter(|run| *run > finished);
        for hidden in late.chain([run]) {
            if !standing.aborted.contains(&hidden) {
                standing.aborted.push(hidden);
            }
        }
        if !standing.open.contains(&run) {
            standing.open.push(run);
        }
    })?;
    Ok((read, lock))
}

/// Says whose turn it is to finish a run.
pub(super) fn finish(client: &Client, index: &str, turn: &Lock, run: u64) -> Result<Read> {
    let read = claim(client, index, turn, |_| {})?;
    if read.standing.open.contains(&run) {
        return Ok(read);
    }
    Err(client.error("another run took this one for dead; nothing of it can be seen"))
}

/// Who writes in a run that is under way, for people.
pub(super) fn writing(client: &Client, index: &str) -> Result<Option<String>> {
    for run in standing::read(client, index)?.standing.open {
        if let Some(holder) = Lock::alive(client, index, run)? {
            return Ok(Some(holder));
        }
    }
    Ok(None)
}

/// The runs that are said to be under way and are not.
fn dead(client: &Client, index: &str) -> Result<Vec<u64>> {
    let mut dead = Vec::new();
    for run in standing::read(client, index)?.standing.open {
        if Lock::alive(client, index, run)?.is_none() {
            dead.push(run);
        }
    }
    Ok(dead)
}

/// Changes where an index stands, after which nobody can who had the lock before.
fn claim(
    client: &Client,
    index: &str,
    turn: &Lock,
    change: impl Fn(&mut Standing),
) -> Result<Read> {
    let mut tries = 0;
    loop {
        let read = standing::read(client, index)?;
        let mut wanted = Standing {
            format: mapping::FORMAT,
            analyzer: ANALYZER,
            claim: turn.run(),
            ..read.standing.clone()
        };
        change(&mut wanted);
        match read.replace(client, index, wanted) {
            Ok(read) => return Ok(read),
            // One that was given up may have been faster, once.
            Err(error) if tries == 3 => return Err(error),
            Err(_) => tries += 1,
        }
        turn.check()?;
    }
}

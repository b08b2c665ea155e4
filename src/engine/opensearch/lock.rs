//! Who writes: a record that one writer at a time holds, with a heartbeat.
//!
//! The operating system ends the lock of a folder with its process; here a writer that was killed
//! leaves its lock held. It is taken over when the process is known to be gone, or when no heartbeat
//! was seen for [`STALE`]. A writer that was only paused learns at its next step that the lock is no
//! longer its own; what it had sent by then carries the number of its run, which is hidden.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use ureq::http::Method;

use super::client::{Answer, Client, since};
use super::clock::{now, random, wall};
use super::standing::CONTROL;
use crate::error::{Error, ErrorKind, Result};

/// Id of the record.
const LOCK: &str = "lock";

/// Between two heartbeats.
const BEAT: Duration = Duration::from_secs(5);

/// After this long without a heartbeat a lock may be taken over.
const STALE: Duration = Duration::from_secs(60);

/// How many runs that were given up are remembered; what is older than these has long arrived.
const REMEMBERED: usize = 32;

/// What the lock record says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    /// Who holds it, for people; empty when nobody does.
    holder: String,
    /// What tells one taking of the lock from any other.
    token: String,
    /// Which process of which machine, to tell whether it is still there.
    process: Option<Process>,
    /// The number of the run, which only grows.
    run: u64,
    /// Counts heartbeats.
    beat: u64,
    /// When the last one was, in milliseconds since 1970 by the clock of the holder.
    at: u64,
    /// Runs whose lock was taken over.
    #[serde(default)]
    abandoned: Vec<u64>,
}

/// A process as the others on its machine see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Process {
    id: u32,
    /// Which start of which machine, and which name space of processes.
    place: String,
}

impl Process {
    fn here() -> Option<Self> {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let space = std::fs::read_link("/proc/self/ns/pid").ok()?;
        let place = format!("{} {}", boot.trim(), space.display());
        Some(Self { id: std::process::id(), place })
    }

    /// Whether it is known to be gone.
    fn is_gone(&self) -> bool {
        Self::here().is_some_and(|here| here.place == self.place)
            && !std::path::Path::new(&format!("/proc/{}", self.id)).exists()
    }
}

/// The lock of an index, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    inner: Arc<Inner>,
    heart: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Inner {
    client: Arc<Client>,
    index: String,
    beat: Mutex<Beat>,
    stop: Condvar,
}

#[derive(Debug)]
struct Beat {
    held: Held,
    version: (u64, u64),
    last: Instant,
    ended: bool,
    /// Who holds it now, when that is no longer us.
    lost: Option<String>,
}

impl Lock {
    /// Takes the lock of an index.
    ///
    /// # Errors
    ///
    /// When another writer holds it, or the cluster does not answer.
    pub(super) fn take(client: &Arc<Client>, index: &str) -> Result<Self> {
        let mut watched: Option<Held> = None;
        loop {
            let (before, version) = read(client, index)?;
            let free = before.token.is_empty();
            let gone = before.process.as_ref().is_some_and(Process::is_gone);
            if !free && !gone {
                match &watched {
                    Some(seen) if *seen == before => {}
                    Some(_) => return Err(locked(client, &before)),
                    None => {
                        let age = wall().saturating_sub(before.at);
                        if Duration::from_millis(age) < STALE {
                            return Err(locked(client, &before));
                        }
                        // The clocks of two machines may differ; a heart that beats is seen.
                        watched = Some(before);
                        std::thread::sleep(BEAT * 2);
                        continue;
                    }
                }
            }
            let mut abandoned = before.abandoned;
            if !free {
                abandoned.push(before.run);
            }
            let old = abandoned.len().saturating_sub(REMEMBERED);
            let held = Held {
                holder: holder(),
                token: format!("{:016x}", random()),
                process: Process::here(),
                run: before.run + 1,
                beat: 0,
                at: wall(),
                abandoned: abandoned.split_off(old),
            };
            if let Some(version) = put(client, index, &held, version)? {
                return Ok(Self::beating(Arc::clone(client), index, held, version));
            }
            // Somebody was faster: who?
            watched = None;
        }
    }

    fn beating(client: Arc<Client>, index: &str, held: Held, version: (u64, u64)) -> Self {
        let beat = Beat { held, version, last: now(), ended: false, lost: None };
        let inner = Arc::new(Inner {
            client,
            index: index.to_owned(),
            beat: Mutex::new(beat),
            stop: Condvar::new(),
        });
        let heart = Arc::clone(&inner);
        let heart = std::thread::Builder::new()
            .name("heartbeat".to_owned())
            .spawn(move || heart.run())
            // Without a thread, the lock is renewed where it is looked at.
            .ok();
        Self { inner, heart }
    }

    /// The number of this run.
    pub(super) fn run(&self) -> u64 {
        self.inner.lock().held.run
    }

    /// What tells this run from any other.
    pub(super) fn token(&self) -> String {
        self.inner.lock().held.token.clone()
    }

    /// Runs before this one of which something may still arrive.
    pub(super) fn abandoned(&self) -> Vec<u64> {
        self.inner.lock().held.abandoned.clone()
    }

    /// Whether the lock is still ours.
    ///
    /// # Errors
    ///
    /// When it is not.
    pub(super) fn check(&self) -> Result<()> {
        let mut beat = self.inner.lock();
        if beat.lost.is_none() && since(beat.last) > STALE / 2 {
            self.inner.renew(&mut beat)?;
        }
        match &beat.lost {
            None => Ok(()),
            Some(holder) => Err(ErrorKind::Locked {
                path: self.inner.client.address().path(),
                holder: Some(format!("taken over by {holder}")),
            }
            .into()),
        }
    }
}

impl Inner {
    fn lock(&self) -> std::sync::MutexGuard<'_, Beat> {
        self.beat.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Beats until the lock is given back.
    fn run(&self) {
        let mut beat = self.lock();
        while !beat.ended && beat.lost.is_none() {
            let waited = self.stop.wait_timeout(beat, BEAT);
            beat = waited.unwrap_or_else(PoisonError::into_inner).0;
            if !beat.ended && since(beat.last) >= BEAT {
                // A cluster that does not answer now may do so at the next beat.
                let _ = self.renew(&mut beat);
            }
        }
    }

    /// One heartbeat.
    fn renew(&self, beat: &mut Beat) -> Result<()> {
        let held = Held { beat: beat.held.beat + 1, at: wall(), ..beat.held.clone() };
        if let Some(version) = put(&self.client, &self.index, &held, Some(beat.version))? {
            (beat.held, beat.version, beat.last) = (held, version, now());
        } else {
            let (there, _) = read(&self.client, &self.index)?;
            beat.lost = Some(there.holder);
        }
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        {
            let mut beat = self.inner.lock();
            beat.ended = true;
            if beat.lost.is_none() {
                let free = Held {
                    holder: String::new(),
                    token: String::new(),
                    process: None,
                    ..beat.held.clone()
                };
                // One try: a cluster that is gone is not waited for, and the lock goes stale.
                let path = path(&self.inner.index, Some(beat.version));
                let _ = self.inner.client.ask_once(&Method::PUT, &path, &body(&free));
            }
        }
        self.inner.stop.notify_all();
        if let Some(heart) = self.heart.take() {
            // It does not panic.
            let _ = heart.join();
        }
    }
}

fn path(index: &str, version: Option<(u64, u64)>) -> String {
    let path = format!("/{index}/_doc/{LOCK}?routing={CONTROL}");
    match version {
        Some((number, term)) => {
            format!("{path}&if_seq_no={number}&if_primary_term={term}")
        }
        None => format!("{path}&op_type=create"),
    }
}

fn body(held: &Held) -> Value {
    json!({ "kind": CONTROL, "control": held })
}

fn version(answer: &Answer) -> Option<(u64, u64)> {
    answer.body["_seq_no"].as_u64().zip(answer.body["_primary_term"].as_u64())
}

fn read(client: &Client, index: &str) -> Result<(Held, Option<(u64, u64)>)> {
    let answer =
        client.ask(&Method::GET, &format!("/{index}/_doc/{LOCK}?routing={CONTROL}"), None)?;
    if answer.status == 404 && answer.body["found"] == false {
        return Ok((Held::default(), None));
    }
    if !answer.is_success() {
        return Err(client.refused(&answer));
    }
    let held = serde_json::from_value(answer.body["_source"]["control"].clone())
        .map_err(|error| client.error(format!("its lock cannot be read: {error}")))?;
    Ok((held, version(&answer)))
}

/// Writes the record in the place of a version of it; nothing when it is another by now.
fn put(
    client: &Client,
    index: &str,
    held: &Held,
    before: Option<(u64, u64)>,
) -> Result<Option<(u64, u64)>> {
    let answer = client.ask(&Method::PUT, &path(index, before), Some(&body(held)))?;
    if answer.is_success() {
        return Ok(version(&answer));
    }
    if answer.status != 409 {
        return Err(client.refused(&answer));
    }
    // An answer that got lost was asked for again: what is there may be ours.
    let (there, version) = read(client, index)?;
    Ok(version.filter(|_| there == *held))
}

fn locked(client: &Client, held: &Held) -> Error {
    let holder = Some(held.holder.clone()).filter(|holder| !holder.is_empty());
    ErrorKind::Locked { path: client.address().path(), holder }.into()
}

/// Who holds the lock, for people.
fn holder() -> String {
    let process = std::process::id();
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"));
    match host {
        Ok(host) => format!("process {process} on {}", host.trim()),
        Err(_) => format!("process {process}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_is_gone_is_known_on_its_own_machine_alone() {
        let here = Process::here().expect("Linux tells");
        assert!(!here.is_gone());
        // Numbers of processes end below this.
        let gone = Process { id: u32::MAX, ..here };
        assert!(gone.is_gone());
        assert!(!Process { place: "elsewhere".to_owned(), ..gone }.is_gone());
    }
}

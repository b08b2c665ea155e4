//! Who writes: records that one holds at a time, with a heartbeat.
//!
//! The `lock` of an index is held by who changes where it stands: for a moment by a run that begins or
//! is finished, and all the time by one that makes the index anew. Each run that is under way has a
//! record of its own, by which others know that it lives.
//!
//! The operating system ends the lock of a folder with its process; here a writer that was killed
//! leaves its records held. They are taken over when the process is known to be gone, or when no
//! heartbeat was seen for [`STALE`]. A writer that was only paused learns at its next step that they
//! are no longer its own; what it had sent by then carries the number of its run, which is hidden.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use ureq::http::Method;

use super::client::{Answer, Client};
use super::clock::{now, since, wall};
use super::holder::{BEAT, Held, STALE, Watch};
use super::standing::CONTROL;
use crate::error::{Error, ErrorKind, Result};

/// Id of the record.
const LOCK: &str = "lock";

/// What the id of the record of a run begins with.
const RUN: &str = "run:";

/// How long is waited before a lock is looked at again that will soon be free.
const TURN: Duration = Duration::from_millis(200);

/// After a heartbeat that the cluster did not take.
const AGAIN: Duration = Duration::from_secs(1);

/// How long a busy cluster is asked to take a record back; after that it goes stale.
const FAREWELL: Duration = Duration::from_secs(10);

/// How many runs that were given up are remembered; what is older than these has long arrived.
const REMEMBERED: usize = 32;

/// What a lock is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To begin a run; one that writes alone is not waited for.
    Begin,
    /// To finish a run, whomever that waits for.
    Finish,
    /// To write alone, for as long as that takes.
    Alone,
}

/// The lock of an index, or the record of a run, given back when it is dropped.
#[derive(Debug)]
pub(super) struct Lock {
    inner: Arc<Inner>,
    heart: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Inner {
    client: Arc<Client>,
    index: String,
    /// Id of the record.
    record: String,
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
    /// Takes the lock of an index; waits for who holds it for a moment.
    ///
    /// # Errors
    ///
    /// When another one writes alone, and when the cluster does not answer.
    pub(super) fn take(client: &Arc<Client>, index: &str, purpose: Purpose) -> Result<Self> {
        let mut watch = Watch::default();
        loop {
            let (before, version) = read(client, index, LOCK)?;
            let free = before.token.is_empty();
            if !free && !watch.is_dead(&before) {
                let waits = before.brief || purpose == Purpose::Finish;
                if !waits && !Watch::is_doubtful(&before) {
                    return Err(locked(client, &before));
                }
                std::thread::sleep(TURN);
                continue;
            }
            let mut abandoned = before.abandoned;
            if !free {
                abandoned.push(before.run);
            }
            let old = abandoned.len().saturating_sub(REMEMBERED);
            let abandoned = abandoned.split_off(old);
            let brief = purpose != Purpose::Alone;
            let held = Held { abandoned, brief, ..Held::ours(before.run + 1) };
            if let Some(version) = put(client, Client::ask, index, LOCK, &held, version)? {
                return Ok(Self::beating(Arc::clone(client), index, LOCK, held, version));
            }
            // Somebody was faster: who?
        }
    }

    /// Begins the record of a run.
    pub(super) fn of_run(client: &Arc<Client>, index: &str, run: u64) -> Result<Self> {
        let held = Held::ours(run);
        let record = format!("{RUN}{run}");
        let version = put(client, Client::ask, index, &record, &held, None)?
            .ok_or_else(|| client.error(format!("another run has the number {run}")))?;
        Ok(Self::beating(Arc::clone(client), index, &record, held, version))
    }

    /// Who writes in a run that lives, for people. The record of one that does not is removed, so
    /// that it learns so should it wake.
    pub(super) fn alive(client: &Client, index: &str, run: u64) -> Result<Option<String>> {
        let record = format!("{RUN}{run}");
        let mut watch = Watch::default();
        loop {
            let (held, version) = read(client, index, &record)?;
            let Some(version) = version else { return Ok(None) };
            if watch.is_dead(&held) {
                let path = path(index, &record, Some(version));
                let answer = client.ask(&Method::DELETE, &path, None)?;
                if answer.is_success() || answer.status == 404 {
                    return Ok(None);
                }
                if answer.status != 409 {
                    return Err(client.refused(&answer));
                }
            } else if !Watch::is_doubtful(&held) {
                return Ok(Some(held.holder));
            }
            std::thread::sleep(TURN);
        }
    }

    fn beating(
        client: Arc<Client>,
        index: &str,
        record: &str,
        held: Held,
        version: (u64, u64),
    ) -> Self {
        let beat = Beat { held, version, last: now(), ended: false, lost: None };
        let inner = Arc::new(Inner {
            client,
            index: index.to_owned(),
            record: record.to_owned(),
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

    /// The error for a run that cannot write beside the one of this holder.
    pub(super) fn held_by(client: &Client, holder: String) -> Error {
        locked(client, &Held { holder, ..Held::default() })
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
        let silent = {
            let beat = self.inner.lock();
            beat.lost.is_none() && since(beat.last) > STALE / 2
        };
        if silent {
            self.inner.renew(Client::ask)?;
        }
        match &self.inner.lock().lost {
            None => Ok(()),
            Some(holder) => Err(ErrorKind::Locked {
                path: self.inner.client.address().path(),
                holder: Some(holder.clone()),
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
        let mut pause = BEAT;
        loop {
            let last = {
                // It may have ended before this waits, and nobody tells it twice.
                let lives = |beat: &mut Beat| !beat.ended && beat.lost.is_none();
                let waited = self.stop.wait_timeout_while(self.lock(), pause, lives);
                let beat = waited.unwrap_or_else(PoisonError::into_inner).0;
                if beat.ended || beat.lost.is_some() {
                    return;
                }
                beat.last
            };
            pause = BEAT.saturating_sub(since(last));
            // One try: who sends records meanwhile must not wait for a heart that does not get
            // through.
            if pause.is_zero() {
                pause = if self.renew(Client::ask_once).is_ok() { BEAT } else { AGAIN };
            }
        }
    }

    /// One heartbeat. Nobody waits for it who looks at the lock.
    fn renew(&self, ask: Ask) -> Result<()> {
        let (held, before) = {
            let beat = self.lock();
            let held = Held { beat: beat.held.beat + 1, at: wall(), ..beat.held.clone() };
            (held, beat.version)
        };
        if let Some(version) =
            put(&self.client, ask, &self.index, &self.record, &held, Some(before))?
        {
            let mut beat = self.lock();
            (beat.held, beat.version, beat.last) = (held, version, now());
        } else {
            let (there, _) = read(&self.client, &self.index, &self.record)?;
            self.lock().lost = Some(match there.holder.as_str() {
                "" => "another run, which took this one for dead".to_owned(),
                holder => format!("taken over by {holder}"),
            });
        }
        Ok(())
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        self.inner.lock().ended = true;
        self.inner.stop.notify_all();
        // It must not change the version that is given back. It does not panic.
        let _ = self.heart.take().map(JoinHandle::join);
        let beat = self.inner.lock();
        if beat.lost.is_some() {
            return;
        }
        // The answer to the last beat may have got lost: what is there then is another version of ours.
        let Inner { client, index, record, .. } = &*self.inner;
        let answer = give_back(client, index, record, &beat.held, beat.version);
        if answer.is_ok_and(|answer| answer.status == 409)
            && let Ok((there, Some(version))) = read(client, index, record)
            && there.token == beat.held.token
        {
            let _ = give_back(client, index, record, &there, version);
        }
    }
}

/// Ends a version of a record, if the cluster takes that soon. What is not given back goes stale.
fn give_back(
    client: &Client,
    index: &str,
    record: &str,
    held: &Held,
    version: (u64, u64),
) -> Result<Answer> {
    let path = path(index, record, Some(version));
    if record == LOCK {
        let free =
            Held { holder: String::new(), token: String::new(), process: None, ..held.clone() };
        client.ask_while_busy(&Method::PUT, &path, Some(&body(&free)), FAREWELL)
    } else {
        client.ask_while_busy(&Method::DELETE, &path, None, FAREWELL)
    }
}

fn path(index: &str, record: &str, version: Option<(u64, u64)>) -> String {
    let path = path_of(index, record);
    match version {
        Some((number, term)) => {
            format!("{path}&if_seq_no={number}&if_primary_term={term}")
        }
        None => format!("{path}&op_type=create"),
    }
}

fn path_of(index: &str, record: &str) -> String {
    format!("/{index}/_doc/{record}?routing={CONTROL}")
}

fn body(held: &Held) -> Value {
    json!({ "kind": CONTROL, "control": held })
}

fn version(answer: &Answer) -> Option<(u64, u64)> {
    answer.body["_seq_no"].as_u64().zip(answer.body["_primary_term"].as_u64())
}

fn read(client: &Client, index: &str, record: &str) -> Result<(Held, Option<(u64, u64)>)> {
    let answer = client.ask(&Method::GET, &path_of(index, record), None)?;
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

/// How often the cluster is asked.
type Ask = fn(&Client, &Method, &str, Option<&Value>) -> Result<Answer>;

/// Writes the record in the place of a version of it; nothing when it is another's by now.
fn put(
    client: &Client,
    ask: Ask,
    index: &str,
    record: &str,
    held: &Held,
    before: Option<(u64, u64)>,
) -> Result<Option<(u64, u64)>> {
    let answer = ask(client, &Method::PUT, &path(index, record, before), Some(&body(held)))?;
    if answer.is_success() {
        return Ok(version(&answer));
    }
    if answer.status != 409 {
        return Err(client.refused(&answer));
    }
    // What is there may be ours all the same: its answer got lost, or it was the beat before.
    let (there, version) = read(client, index, record)?;
    Ok(version.filter(|_| there.token == held.token))
}

fn locked(client: &Client, held: &Held) -> Error {
    let holder = Some(held.holder.clone()).filter(|holder| !holder.is_empty());
    ErrorKind::Locked { path: client.address().path(), holder }.into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::opensearch::client::server::{Server, Turn};

    #[test]
    fn a_record_that_is_given_back_at_once_is_not_waited_for() {
        const TAKEN: Turn =
            Turn::Answers(201, r#"{"result":"created","_seq_no":1,"_primary_term":1}"#);
        const GONE: Turn = Turn::Answers(200, r#"{"result":"deleted"}"#);
        let server = Server::new(&[TAKEN, GONE, TAKEN, GONE, TAKEN, GONE, TAKEN, GONE]);
        let client = Arc::new(server.client());
        let begun = now();
        for run in 1..=4 {
            drop(Lock::of_run(&client, "news-000001", run).expect("a record"));
        }
        assert!(since(begun) < BEAT, "{:?}", since(begun));
        assert_eq!(server.asked().len(), 8);
    }

    #[test]
    fn a_record_whose_last_beat_was_not_answered_is_given_back_all_the_same() {
        const LATER: Turn = Turn::Answers(409, r#"{"error":{"type":"conflict"}}"#);
        const OURS: Turn = Turn::Answers(
            200,
            r#"{"found":true,"_seq_no":5,"_primary_term":1,"_source":{"control":
                {"holder":"h","token":"t","process":null,"run":1,"beat":3,"at":0}}}"#,
        );
        const GONE: Turn = Turn::Answers(200, r#"{"result":"updated"}"#);
        for (token, asked) in [("t", 3), ("another", 2)] {
            let server = Server::new(&[LATER, OURS, GONE]);
            let client = Arc::new(server.patient(Duration::from_secs(5)));
            let held = Held { token: token.to_owned(), ..Held::ours(1) };
            drop(Lock::beating(client, "news-000001", LOCK, held, (2, 1)));
            let told = server.asked();
            assert_eq!(told.len(), asked, "{told:?}");
            assert!(told.last().is_some_and(|last| (asked == 3) == last.contains("if_seq_no=5")));
        }
    }
}

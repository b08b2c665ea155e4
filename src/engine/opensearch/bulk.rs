//! Records on their way to the cluster, many at a time.
//!
//! A bulk is bounded in bytes and in items. Its size follows what the cluster says: each one that is
//! taken makes the next a little larger, each that is not, or not in time, halves it (additive
//! increase, multiplicative decrease). A bulk that was answered may still have been refused in part:
//! each item is judged. What the cluster has no room for is sent again, what it refuses for good is
//! kept with its reason, and nothing counts as written before the cluster said so. What is sent
//! twice is there once, since every record has an id and a version of its own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use serde_json::Value;

use super::client::{Answer, Client};
use super::lock::Lock;
use super::patience::Setback;
use super::portion::{Portion, Portions};
use crate::error::{Error, ErrorKind, Result};

/// Bytes of the first bulk, of the smallest one and of the largest one.
const FIRST: usize = 2 << 20;
const SMALLEST: usize = 16 << 10;
const LARGEST: usize = 4 << 20;

/// Bytes by which a bulk may be larger than the last one that was taken.
const STEP: usize = 256 << 10;

/// Items of a bulk, at most.
const ITEMS: usize = 4000;

/// Bulks that are sent at one time.
const SENDERS: usize = 2;

/// What of an answer is read.
const PARTS: &str = "errors,error,status,items.*.status,items.*.error.type,items.*.error.reason,\
                     items.*.error.caused_by.reason";

/// Sends records to one index.
#[derive(Debug)]
pub(super) struct Bulk {
    filling: Mutex<Portion>,
    senders: Vec<JoinHandle<()>>,
    shared: Arc<Shared>,
}

/// What the cluster made of records that were sent.
#[derive(Debug)]
pub(super) struct Sent {
    /// What it refused for good, by group.
    pub(super) refused: BTreeMap<Arc<str>, String>,
    /// Number of records that it wrote or removed: not those of which the same or a later one was
    /// there.
    pub(super) changed: u64,
}

#[derive(Debug)]
struct Shared {
    client: Arc<Client>,
    path: String,
    lock: Arc<Lock>,
    portions: Portions,
    /// Bytes of the next bulk.
    size: AtomicUsize,
    refused: Mutex<BTreeMap<Arc<str>, String>>,
    changed: AtomicU64,
    failure: Mutex<Option<Error>>,
    /// Whether nothing more is to be sent.
    over: AtomicBool,
}

impl Bulk {
    pub(super) fn new(client: &Arc<Client>, index: &str, lock: &Arc<Lock>) -> Self {
        let shared = Arc::new(Shared {
            client: Arc::clone(client),
            path: format!("/{index}/_bulk?filter_path={PARTS}"),
            lock: Arc::clone(lock),
            portions: Portions::default(),
            size: AtomicUsize::new(FIRST),
            refused: Mutex::default(),
            changed: AtomicU64::new(0),
            failure: Mutex::default(),
            over: AtomicBool::new(false),
        });
        let senders = (0..SENDERS).map(|_| {
            let shared = Arc::clone(&shared);
            std::thread::spawn(move || shared.run())
        });
        Self { filling: Mutex::default(), senders: senders.collect(), shared }
    }

    /// Takes records of one group; waits while as much as may be is under way.
    ///
    /// # Errors
    ///
    /// When the cluster did not take earlier ones.
    pub(super) fn add(&self, records: Portion) -> Result<()> {
        self.shared.trouble()?;
        let full = {
            let mut filling = lock(&self.filling);
            filling.append(records);
            let most = self.shared.size.load(Ordering::Relaxed);
            let full = filling.bytes() >= most || filling.len() >= ITEMS;
            full.then(|| std::mem::take(&mut *filling))
        };
        if let Some(full) = full {
            self.shared.portions.put(full);
        }
        Ok(())
    }

    /// Waits until the cluster has taken or refused everything.
    pub(super) fn finish(mut self) -> Result<Sent> {
        let rest = std::mem::take(&mut *lock(&self.filling));
        if rest.len() > 0 {
            self.shared.portions.put(rest);
        }
        self.join();
        self.shared.trouble()?;
        let refused = std::mem::take(&mut *lock(&self.shared.refused));
        Ok(Sent { refused, changed: self.shared.changed.load(Ordering::Relaxed) })
    }

    fn join(&mut self) {
        self.shared.portions.close();
        for sender in self.senders.drain(..) {
            // They do not panic.
            let _ = sender.join();
        }
    }
}

impl Drop for Bulk {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        self.join();
    }
}

impl Shared {
    fn run(&self) {
        while let Some(portion) = self.portions.take() {
            // Once it is over, what waits is only taken away, so that nobody waits for room.
            if !self.over.load(Ordering::Relaxed)
                && let Err(error) = self.send(&portion)
            {
                lock(&self.failure).get_or_insert(error);
                self.over.store(true, Ordering::Relaxed);
            }
            self.portions.done(portion);
        }
    }

    /// The failure of a sender, once; after that only that there was one.
    fn trouble(&self) -> Result<()> {
        if let Some(error) = lock(&self.failure).take() {
            return Err(error);
        }
        if self.over.load(Ordering::Relaxed) { Err(stopped(&self.client)) } else { Ok(()) }
    }

    /// Sends records until each was taken or refused.
    fn send(&self, portion: &Portion) -> Result<()> {
        // Numbers of the records that are still to be sent, in their order.
        let mut left: Vec<usize> = (0..portion.len()).collect();
        let patience = self.client.patience();
        let mut tries = patience.tries(1);
        while !left.is_empty() {
            if self.over.load(Ordering::Relaxed) {
                return Ok(());
            }
            self.lock.check()?;
            let rest =
                left.split_off(portion.front(&left, self.size.load(Ordering::Relaxed), ITEMS));
            let mut bulk = std::mem::replace(&mut left, rest);
            let body = portion.lines(&bulk);
            let outcome = match self.client.lines_once(&self.path, body.as_bytes())? {
                Err(setback) => Err(setback),
                Ok(answer) => self.judge(&answer, portion, &mut bulk)?,
            };
            match outcome {
                Ok(taken) if bulk.is_empty() => {
                    tries.progress();
                    // A bulk smaller than it might be proves nothing.
                    if taken >= self.size.load(Ordering::Relaxed) / 2 {
                        self.larger();
                    }
                }
                outcome => {
                    self.smaller();
                    let setback = match outcome {
                        Ok(taken) => {
                            if taken > 0 {
                                tries.progress();
                            }
                            Setback::Busy("busy".to_owned())
                        }
                        Err(setback) => setback,
                    };
                    bulk.append(&mut left);
                    left = bulk;
                    if !tries.again(patience.after(&setback)) {
                        let detail = format!(
                            "{} records were not taken within {} s: {}; nothing of this run can be \
                             seen",
                            left.len(),
                            patience.total.as_secs(),
                            setback.why()
                        );
                        return Err(self.client.error(detail));
                    }
                }
            }
        }
        Ok(())
    }

    /// Leaves in `bulk` what is to be sent again; returns the bytes that were taken.
    fn judge(
        &self,
        answer: &Answer,
        portion: &Portion,
        bulk: &mut Vec<usize>,
    ) -> Result<std::result::Result<usize, Setback>> {
        if answer.status == 413 {
            if let [only] = bulk.as_slice() {
                self.refuse(portion.group(*only), "larger than the cluster takes".to_owned());
                bulk.clear();
                return Ok(Ok(0));
            }
            return Ok(Err(Setback::Busy("too large".to_owned())));
        }
        if !answer.is_success() {
            return Err(self.client.refused(answer));
        }
        let judged = answer.body["items"].as_array().map_or(&[][..], Vec::as_slice);
        if judged.len() != bulk.len() {
            let (told, sent) = (judged.len(), bulk.len());
            let why = format!("the answer tells of {told} of {sent} records");
            return Ok(Err(Setback::Unable(why)));
        }
        let (mut taken, mut again) = (0, Vec::new());
        for (item, judged) in bulk.drain(..).zip(judged) {
            let judged = judged.as_object().and_then(|ways| ways.values().next());
            let judged = judged.unwrap_or(&Value::Null);
            match judged["status"].as_u64().unwrap_or(0) {
                200..=299 => {
                    taken += portion.size(item);
                    self.changed.fetch_add(1, Ordering::Relaxed);
                }
                // A conflict: the same record or a later one is there. Nothing was to be removed.
                409 => taken += portion.size(item),
                404 if judged["error"].is_null() => taken += portion.size(item),
                0 | 429 | 500.. => again.push(item),
                401 | 403 | 404 => {
                    let detail = format!("a record was refused: {}", reason(judged));
                    return Err(self.client.error(detail));
                }
                _ => self.refuse(portion.group(item), reason(judged)),
            }
        }
        *bulk = again;
        Ok(Ok(taken))
    }

    fn refuse(&self, group: &Arc<str>, reason: String) {
        lock(&self.refused).entry(Arc::clone(group)).or_insert(reason);
    }

    fn larger(&self) {
        let size = self.size.load(Ordering::Relaxed);
        self.size.store((size + STEP).min(LARGEST), Ordering::Relaxed);
    }

    fn smaller(&self) {
        let size = self.size.load(Ordering::Relaxed);
        self.size.store((size / 2).max(SMALLEST), Ordering::Relaxed);
    }
}

/// Why an item was refused, in one line.
fn reason(judged: &Value) -> String {
    let error = &judged["error"];
    let words = [&error["reason"], &error["caused_by"]["reason"]];
    let words: Vec<&str> = words.iter().filter_map(|value| value.as_str()).collect();
    let told = if words.is_empty() { "no reason was given".to_owned() } else { words.join(": ") };
    told.chars().map(|c| if c.is_control() { ' ' } else { c }).take(300).collect()
}

fn stopped(client: &Client) -> Error {
    let address = client.address().to_string();
    ErrorKind::Cluster { address, detail: "records are no longer taken".to_owned() }.into()
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

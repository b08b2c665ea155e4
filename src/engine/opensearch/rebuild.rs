//! An index that is made anew beside the old one and takes its place in one step.

use std::sync::Arc;

use super::claim;
use super::client::Client;
use super::lock::{Lock, Purpose};
use super::patience::Patience;
use super::place::{self, Spread};
use super::sample::{Sample, Sampled};
use super::writer::ClusterWriter;
use super::{Access, Address, ClusterEngine};
use crate::engine::Engine as _;
use crate::error::Result;

/// A new index beside the one that a name means, whose lock is held meanwhile. It is removed when it
/// is dropped before it was put in the place of the old one.
#[derive(Debug)]
pub struct Replacement {
    client: Arc<Client>,
    access: Access,
    old: String,
    new: String,
    /// The lock of the old index, until it is put.
    lock: Option<Lock>,
    sample: Arc<Sample>,
}

impl Replacement {
    /// Begins to make the index that an address means anew.
    pub(super) fn begin(address: &Address, access: &Access) -> Result<Self> {
        let client = Arc::new(Client::new(address, access, Patience::WRITER)?);
        let old = place::behind(&client)?
            .ok_or_else(|| client.error("there is no index to make anew"))?;
        let lock = Lock::take(&client, &old, Purpose::Alone)?;
        if place::behind(&client)?.as_deref() != Some(old.as_str()) {
            return Err(client.error("another run has just made it anew"));
        }
        // What a run under way writes would be lost with the old index.
        if let Some(holder) = claim::writing(&client, &old)? {
            return Err(Lock::held_by(&client, holder));
        }
        place::clear(&client, &old)?;
        let last = place::all(&client)?.last().map_or(0, |(number, _, _)| *number);
        let new = place::numbered(&client, last + 1);
        let access = access.clone();
        Ok(Self { client, access, old, new, lock: Some(lock), sample: Arc::default() })
    }

    /// What fills the new index.
    pub fn writer(&mut self, spread: Option<Spread>) -> Result<ClusterWriter> {
        place::create(&self.client, &self.new, false, spread)?;
        let lock = Lock::take(&self.client, &self.new, Purpose::Begin)?;
        let writer = ClusterWriter::new(Arc::clone(&self.client), self.new.clone(), lock)?;
        self.sample = writer.sample();
        Ok(writer)
    }

    /// The new index as it stands.
    pub fn engine(&self) -> Result<ClusterEngine> {
        ClusterEngine::open_named(self.client.address(), &self.access, &self.new)
    }

    /// Compares some of what was written with what the new index gives back.
    fn check(&self) -> Result<()> {
        let engine = self.engine()?;
        for Sampled { id, body, passages } in self.sample.all().iter() {
            let there = engine.article(id)?.is_some_and(|stored| {
                *body == *blake3::hash(stored.article.body.as_bytes()).as_bytes()
                    && stored.passages.len() == *passages
            });
            if !there {
                return Err(self.client.error(format!(
                    "article {id} is not in the new index as it was written; the old one stands"
                )));
            }
        }
        Ok(())
    }

    /// Puts the new index in the place of the old one, which is kept under another name or removed.
    ///
    /// Returns the name of the old one where it is kept.
    pub fn put(mut self, keep: bool) -> Result<Option<String>> {
        self.check()?;
        if let Some(lock) = &self.lock {
            lock.check()?;
        }
        place::swap(&self.client, &self.old, &self.new, keep)?;
        // Its heart must not beat in an index that is gone.
        self.lock = None;
        if keep {
            return Ok(Some(self.old.clone()));
        }
        // The next run removes it if we cannot.
        let _ = place::remove(&self.client, &self.old);
        Ok(None)
    }
}

impl Drop for Replacement {
    fn drop(&mut self) {
        // While the lock is held, the old index stands, and nobody sees the new one.
        if self.lock.is_some() {
            let _ = place::remove_once(&self.client, &self.new);
        }
    }
}

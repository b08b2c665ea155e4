//! A few of the articles of a run, to be compared with what the cluster gives back.

use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::engine::Record;

/// How many articles of a run are remembered.
const SAMPLED: usize = 32;

/// Articles as they were written: those of the smallest ids, which are hashes.
#[derive(Debug, Default)]
pub(super) struct Sample(Mutex<Vec<Sampled>>);

/// An article as it was written.
#[derive(Clone, Debug)]
pub(super) struct Sampled {
    pub(super) id: String,
    /// BLAKE3 hash of its body.
    pub(super) body: [u8; 32],
    pub(super) passages: usize,
}

impl Sample {
    /// Remembers an article, where its id is one of the smallest.
    pub(super) fn add(&self, record: &Record) {
        let id = &record.article.id;
        let mut sample = self.all();
        if sample.len() >= SAMPLED && sample.last().is_some_and(|last| last.id <= *id) {
            return;
        }
        let at = sample.partition_point(|other| other.id < *id);
        let sampled = Sampled {
            id: id.clone(),
            body: *blake3::hash(record.article.body.as_bytes()).as_bytes(),
            passages: record.entries.len(),
        };
        match sample.get_mut(at).filter(|there| there.id == *id) {
            Some(there) => *there = sampled,
            None => sample.insert(at, sampled),
        }
        sample.truncate(SAMPLED);
    }

    /// Forgets the articles whose ids are not to be kept.
    pub(super) fn retain(&self, keep: impl Fn(&str) -> bool) {
        self.all().retain(|sampled| keep(&sampled.id));
    }

    /// Those that are remembered.
    pub(super) fn all(&self) -> MutexGuard<'_, Vec<Sampled>> {
        // Nothing panics while it is held.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

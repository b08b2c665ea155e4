//! Records on their way, one after the other in one text, and the ones that wait to be sent.
//!
//! A text for each record would be as many pieces of memory, and one more for the bulk that they
//! make; here a bulk is a part of the text.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// Bytes that wait or are being sent, at most, but for a single portion that is larger.
const MOST: usize = 12 << 20;

/// Records to write or to remove.
#[derive(Debug, Default)]
pub(super) struct Portion {
    /// The lines of a bulk that say what is to be done, each with its line end.
    lines: String,
    /// Of each record, what it belongs to (an article or a file) and where its lines end.
    records: Vec<(Arc<str>, usize)>,
}

impl Portion {
    /// Adds a record whose lines `write` writes, each with its line end.
    pub(super) fn push(&mut self, group: &Arc<str>, write: impl FnOnce(&mut String)) {
        write(&mut self.lines);
        self.records.push((Arc::clone(group), self.lines.len()));
    }

    /// Adds all records of another one.
    pub(super) fn append(&mut self, other: Self) {
        let before = self.lines.len();
        self.lines.push_str(&other.lines);
        self.records.extend(other.records.into_iter().map(|(group, end)| (group, before + end)));
    }

    /// Number of records.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Bytes of all lines.
    pub(super) fn bytes(&self) -> usize {
        self.lines.len()
    }

    /// What a record belongs to.
    pub(super) fn group(&self, record: usize) -> &Arc<str> {
        &self.records[record].0
    }

    /// Bytes of the lines of a record.
    pub(super) fn size(&self, record: usize) -> usize {
        self.place(record).len()
    }

    /// How many of some records a bulk of so many bytes and records holds, at least one.
    pub(super) fn front(&self, records: &[usize], bytes: usize, most: usize) -> usize {
        let mut sum = 0;
        let fits = records.iter().take(most).take_while(|record| {
            sum += self.size(**record);
            sum <= bytes
        });
        fits.count().max(1).min(records.len())
    }

    /// The lines of some records, which are in order.
    pub(super) fn lines(&self, records: &[usize]) -> Cow<'_, str> {
        let (Some(first), Some(last)) = (records.first(), records.last()) else {
            return Cow::Borrowed("");
        };
        if last - first + 1 == records.len() {
            return Cow::Borrowed(&self.lines[self.place(*first).start..self.place(*last).end]);
        }
        records.iter().map(|record| &self.lines[self.place(*record)]).collect()
    }

    fn place(&self, record: usize) -> Range<usize> {
        let start = record.checked_sub(1).map_or(0, |before| self.records[before].1);
        start..self.records[record].1
    }
}

/// Portions that wait, bounded in bytes.
#[derive(Debug, Default)]
pub(super) struct Portions {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: VecDeque<Portion>,
    /// Bytes of those that wait and of those that were taken and not done with.
    bytes: usize,
    closed: bool,
}

impl Portions {
    /// Adds one to those that wait; waits while there is no room.
    pub(super) fn put(&self, portion: Portion) {
        let bytes = portion.bytes();
        let mut state = self.state();
        while state.bytes > 0 && state.bytes + bytes > MOST {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.bytes += bytes;
        state.waiting.push_back(portion);
        drop(state);
        self.changed.notify_all();
    }

    /// Takes the next one; waits for it, and gives none when none will come any more.
    pub(super) fn take(&self) -> Option<Portion> {
        let mut state = self.state();
        loop {
            match state.waiting.pop_front() {
                None if !state.closed => {
                    state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                }
                next => return next,
            }
        }
    }

    /// Makes room after one that was taken is done with.
    pub(super) fn done(&self, portion: Portion) {
        let bytes = portion.bytes();
        // Its memory is given back before others may take as much.
        drop(portion);
        self.state().bytes -= bytes;
        self.changed.notify_all();
    }

    /// Says that no more will come.
    pub(super) fn close(&self) {
        self.state().closed = true;
        self.changed.notify_all();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn portion(texts: &[&str]) -> Portion {
        let group: Arc<str> = "g".into();
        let mut portion = Portion::default();
        for text in texts {
            portion.push(&group, |lines| lines.push_str(text));
        }
        portion
    }

    #[test]
    fn a_bulk_is_a_part_of_the_text_unless_records_are_left_out() {
        let mut all = portion(&["a\n", "bb\n"]);
        all.append(portion(&["ccc\n"]));
        assert_eq!((all.len(), all.bytes(), all.size(1), all.size(2)), (3, 9, 3, 4));
        assert!(matches!(all.lines(&[1, 2]), Cow::Borrowed("bb\nccc\n")));
        assert_eq!(all.lines(&[0, 2]), "a\nccc\n");
        assert_eq!(all.lines(&[]), "");
        let some = [0, 1, 2];
        assert_eq!([1, 4, 5, 9].map(|bytes| all.front(&some, bytes, 9)), [1, 1, 2, 3]);
        assert_eq!(all.front(&some, 9, 2), 2);
    }

    #[test]
    fn what_waits_or_is_sent_never_exceeds_the_bound() {
        let portions = Portions::default();
        let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let text = "x".repeat(MOST / 3);
        std::thread::scope(|scope| {
            let sender = scope.spawn(|| {
                let mut count = 0;
                while let Some(portion) = portions.take() {
                    held.fetch_sub(portion.bytes(), Ordering::SeqCst);
                    portions.done(portion);
                    count += 1;
                }
                count
            });
            for _ in 0..20 {
                portions.put(portion(&[&text]));
                let now = held.fetch_add(text.len(), Ordering::SeqCst).wrapping_add(text.len());
                most.fetch_max(if now > usize::MAX / 2 { 0 } else { now }, Ordering::SeqCst);
            }
            portions.close();
            assert_eq!(sender.join().expect("a sender"), 20);
        });
        assert!(most.into_inner() <= MOST);
        // One that is larger is let in alone.
        portions.put(portion(&[&"x".repeat(2 * MOST)]));
        assert_eq!(portions.state().bytes, 2 * MOST);
    }
}

//! Records that wait to be indexed, bounded in bytes.
//!
//! The engine bounds what waits for its threads by number, and ten thousand articles are most of an
//! archive: they would fill the memory, and each would be read from there again long after it left
//! the caches.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Bytes of records that wait. 8 MiB are some hundred articles, enough to keep the threads busy.
const MOST: usize = 8 << 20;

/// Bytes left when those who wait for room are woken: who is woken for each article that leaves,
/// makes one, and waits again.
const FEW: usize = MOST / 2;

/// How long nothing is taken before more may wait: threads that ended take nothing any more, and
/// the engine tells that only when it is given something.
const PATIENCE: Duration = Duration::from_secs(1);

/// How much waits.
#[derive(Debug, Default)]
pub(super) struct Queue {
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    waiting: Mutex<usize>,
    taken: Condvar,
}

/// The part of a [`Queue`] that some records take while this lives.
#[derive(Debug)]
pub(super) struct Share {
    state: Arc<State>,
    bytes: usize,
}

impl Queue {
    /// Waits until there is room; something larger than the queue is let in when it is empty.
    pub(super) fn enter(&self, bytes: usize) -> Share {
        let state = Arc::clone(&self.state);
        let mut waiting = state.waiting();
        while *waiting > 0 && waiting.saturating_add(bytes) > MOST {
            let before = *waiting;
            let woken = state.taken.wait_timeout(waiting, PATIENCE);
            let (now, timeout) = woken.unwrap_or_else(PoisonError::into_inner);
            waiting = now;
            if timeout.timed_out() && *waiting >= before {
                break;
            }
        }
        *waiting = waiting.saturating_add(bytes);
        drop(waiting);
        Share { state, bytes }
    }
}

impl State {
    fn waiting(&self) -> MutexGuard<'_, usize> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut waiting = self.state.waiting();
        *waiting = waiting.saturating_sub(self.bytes);
        let few = *waiting <= FEW;
        drop(waiting);
        if few {
            self.state.taken.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::channel;
    use std::thread;

    use super::*;

    #[test]
    fn what_waits_never_exceeds_the_bound() {
        let queue = Queue::default();
        let (sender, receiver) = channel::<(usize, Share)>();
        let (held, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..2 {
                let sender = sender.clone();
                let (queue, held, most) = (&queue, &held, &most);
                scope.spawn(move || {
                    for number in 0..50 {
                        let bytes = number % 4 * (MOST / 3);
                        let share = queue.enter(bytes);
                        let now = held.fetch_add(bytes, Ordering::SeqCst) + bytes;
                        most.fetch_max(now, Ordering::SeqCst);
                        sender.send((bytes, share)).expect("a receiver");
                    }
                });
            }
            drop(sender);
            for (bytes, share) in receiver {
                held.fetch_sub(bytes, Ordering::SeqCst);
                drop(share);
            }
        });
        assert!(most.into_inner() <= MOST);
        assert_eq!(*queue.state.waiting(), 0);
    }

    #[test]
    fn more_than_fits_is_let_in_alone_and_when_nothing_is_taken_any_more() {
        let queue = Queue::default();
        let first = queue.enter(2 * MOST);
        // Nobody takes the first one.
        let second = queue.enter(1);
        assert_eq!(*queue.state.waiting(), 2 * MOST + 1);
        drop((first, second));
        assert_eq!(*queue.state.waiting(), 0);
    }
}

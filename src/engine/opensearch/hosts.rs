//! The hosts of a cluster: which one is asked next, and which are left alone for a while.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a host is left alone after its first failure in a row; doubled with each further one.
const REST: Duration = Duration::from_secs(1);

/// Longest time a host is left alone.
const LONGEST_REST: Duration = Duration::from_secs(60);

/// The hosts of one cluster.
#[derive(Debug)]
pub(super) struct Hosts {
    names: Vec<String>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    next: usize,
    /// Failures in a row, and until when the host rests.
    rests: Vec<(u32, Option<Instant>)>,
}

impl Hosts {
    pub(super) fn new(names: &[String]) -> Self {
        let rests = vec![(0, None); names.len()];
        Self { names: names.to_vec(), state: Mutex::new(State { next: 0, rests }) }
    }

    /// The host to ask: they take turns, but for those that rest; when all do, the one that is
    /// ready first.
    pub(super) fn pick(&self, now: Instant) -> (usize, &str) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let count = self.names.len().max(1);
        let order = (0..count).map(|i| (state.next + i) % count);
        let ready = |i: &usize| {
            let rest = state.rests.get(*i).and_then(|(_, until)| *until);
            rest.filter(|until| *until > now)
        };
        let picked = order.min_by_key(|i| ready(i)).unwrap_or(0);
        state.next = (picked + 1) % count;
        (picked, self.names.get(picked).map_or("", String::as_str))
    }

    /// A host answered.
    pub(super) fn answered(&self, host: usize) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(rest) = state.rests.get_mut(host) {
            *rest = (0, None);
        }
    }

    /// A host did not answer, or not what it should.
    pub(super) fn failed(&self, host: usize, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((failures, until)) = state.rests.get_mut(host) {
            let rest = REST.saturating_mul(1 << (*failures).min(10)).min(LONGEST_REST);
            *failures = failures.saturating_add(1);
            *until = Some(now + rest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::clock::now;
    use super::*;

    #[test]
    fn hosts_take_turns_and_rest_when_they_fail() {
        let hosts = Hosts::new(&["a".to_owned(), "b".to_owned(), "c".to_owned()]);
        let now = now();
        let pick = |now| hosts.pick(now).1.to_owned();
        assert_eq!([pick(now), pick(now), pick(now), pick(now)], ["a", "b", "c", "a"]);
        hosts.failed(1, now);
        assert_eq!([pick(now), pick(now), pick(now)], ["c", "a", "c"]);
        let later = now + Duration::from_millis(1100);
        assert_eq!(pick(later), "a");
        assert_eq!(pick(later), "b");
        // It fails again and rests longer; when all rest, the first that will be ready is asked.
        hosts.failed(1, now);
        assert_ne!(pick(later), "b");
        hosts.failed(2, now);
        hosts.failed(0, later);
        assert_eq!(pick(now), "c");
        hosts.answered(1);
        assert_eq!(pick(now), "b");
    }
}

//! Time for back-off, time-outs and heartbeats. No answer depends on it.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Now, by a clock that only goes forward.
pub(super) fn now() -> Instant {
    Instant::now()
}

/// Time since a moment, for what waits with a bound.
pub(super) fn since(moment: Instant) -> Duration {
    now().saturating_duration_since(moment)
}

/// Milliseconds since 1970, to be compared with what another process wrote.
pub(super) fn wall() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// A number that differs from call to call and from process to process.
pub(super) fn random() -> u64 {
    // The keys of a hasher come from the operating system and differ each time.
    RandomState::new().hash_one(0u8)
}

/// How long to wait before the try after `failed` failures: anything up to a bound that doubles
/// with each of them up to `longest`, so that many clients do not come back at one moment ("full jitter", Marc
/// Brooker, "Exponential backoff and jitter", AWS Architecture Blog, 2015).
pub(super) fn backoff(failed: u32, longest: Duration) -> Duration {
    let bound = FIRST.saturating_mul(1 << failed.min(16)).min(longest);
    let bound = u64::try_from(bound.as_millis()).unwrap_or(u64::MAX).max(1);
    Duration::from_millis(random() % bound + 1)
}

/// Bound of the first wait.
const FIRST: Duration = Duration::from_millis(100);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_have_a_bound_and_differ() {
        let longest = Duration::from_secs(10);
        for failed in [0, 1, 5, 40, u32::MAX] {
            assert!(backoff(failed, longest) <= longest + Duration::from_millis(1));
        }
        assert!(backoff(0, longest) <= FIRST + Duration::from_millis(1));
        let waits: std::collections::BTreeSet<Duration> =
            (0..50).map(|_| backoff(20, longest)).collect();
        assert!(waits.len() > 10, "{waits:?}");
    }
}

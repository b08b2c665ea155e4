//! How long is waited for a cluster, and for what.

use std::time::{Duration, Instant};

use super::clock::{backoff, now, since};

/// How long we wait for a cluster.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// For a connection.
    pub(super) connect: Duration,
    /// For the whole of one answer.
    pub(super) answer: Duration,
    /// From the first try to the beginning of the last one.
    pub(super) total: Duration,
    /// Between two tries, at most.
    pub(super) wait: Duration,
    /// The same when the cluster only had no room: its queues are empty again in a moment, and who
    /// waits longer than others finds them full again. What is sent again is small by then: a
    /// single record, or records that were halved with each refusal.
    pub(super) busy: Duration,
}

impl Patience {
    /// Of somebody who waits for an answer.
    pub(super) const READER: Self = Self {
        connect: Duration::from_secs(3),
        answer: Duration::from_secs(60),
        total: Duration::from_secs(10),
        wait: Duration::from_secs(2),
        busy: Duration::from_secs(1),
    };
    /// Of a run that would have to begin again: longer than a cluster takes to get over the loss of
    /// a node.
    pub(super) const WRITER: Self = Self {
        connect: Duration::from_secs(3),
        answer: Duration::from_secs(60),
        total: Duration::from_secs(300),
        wait: Duration::from_secs(10),
        busy: Duration::from_millis(250),
    };

    /// The longest wait after such a setback.
    pub(super) fn after(&self, setback: &Setback) -> Duration {
        match setback {
            Setback::Silent(_) | Setback::Unable(_) => self.wait,
            Setback::Busy(_) => self.busy,
        }
    }

    /// Tries that begin now, of which there are `least` however long they take.
    pub(super) fn tries(&self, least: u32) -> Tries {
        Tries::within(self.total, least)
    }
}

/// Tries of one thing.
#[derive(Debug)]
pub(super) struct Tries {
    total: Duration,
    least: u32,
    begun: Instant,
    pub(super) failed: u32,
}

impl Tries {
    /// Tries that begin within `total` from now, but at least so many.
    pub(super) fn within(total: Duration, least: u32) -> Self {
        Self { total, least, begun: now(), failed: 0 }
    }

    /// Waits for the next try, at most `longest`; false, and at once, when it would begin too late.
    pub(super) fn again(&mut self, longest: Duration) -> bool {
        let pause = backoff(self.failed, longest);
        self.failed = self.failed.saturating_add(1);
        if since(self.begun) + pause > self.total && self.failed >= self.least {
            return false;
        }
        std::thread::sleep(pause);
        true
    }

    /// Something was reached: patience begins anew.
    pub(super) fn progress(&mut self) {
        (self.begun, self.failed) = (now(), 0);
    }
}

/// Why a try failed that may go better another time, or elsewhere.
#[derive(Clone, Debug)]
pub(super) enum Setback {
    /// No answer.
    Silent(String),
    /// One that is none, or says that the host or the cluster cannot.
    Unable(String),
    /// The cluster is busy; the host is alive.
    Busy(String),
}

impl Setback {
    /// The one of two that tells more, the later one if both do: one host may be gone, and another say
    /// why nothing is answered.
    pub(super) fn or_earlier(self, earlier: Option<Self>) -> Self {
        match (self, earlier) {
            (Self::Silent(_), Some(earlier)) => earlier,
            (later, _) => later,
        }
    }

    pub(super) fn why(&self) -> &str {
        match self {
            Self::Silent(why) | Self::Unable(why) | Self::Busy(why) => why,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_cluster_is_asked_again_sooner_than_one_that_is_silent() {
        let patience = Patience::WRITER;
        let longest = |setback: &Setback| {
            (0..200).map(|_| backoff(20, patience.after(setback))).max().unwrap_or_default()
        };
        let busy = longest(&Setback::Busy(String::new()));
        assert!(busy <= patience.busy + Duration::from_millis(1), "{busy:?}");
        assert!(longest(&Setback::Silent(String::new())) > patience.busy);
    }

    #[test]
    fn tries_end_in_time_but_not_before_there_were_enough() {
        let mut tries = Tries::within(Duration::ZERO, 3);
        let wait = Duration::from_millis(1);
        let more = (0..10).take_while(|_| tries.again(wait)).count();
        assert_eq!((more, tries.failed), (2, 3));
        let mut tries = Tries::within(Duration::from_secs(60), 1);
        assert!(tries.again(wait) && tries.again(wait));
        tries.progress();
        assert_eq!(tries.failed, 0);
    }
}

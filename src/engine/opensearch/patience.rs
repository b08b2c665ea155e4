//! How long is waited for a cluster, and for what.

use std::time::Duration;

use super::clock::backoff;

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
    /// waits longer than others finds them full again.
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
        busy: Duration::from_secs(1),
    };

    /// How long to wait before the next try, when this is what came of the last of `failed` + 1.
    pub(super) fn pause(&self, failed: u32, setback: &Setback) -> Duration {
        let longest = match setback {
            Setback::Silent(_) => self.wait,
            Setback::Busy(_) => self.busy,
        };
        backoff(failed, longest)
    }
}

/// Why a try failed that may go better another time, or elsewhere.
#[derive(Clone, Debug)]
pub(super) enum Setback {
    /// No answer, or one that is none.
    Silent(String),
    /// The cluster is busy; the host is alive.
    Busy(String),
}

impl Setback {
    pub(super) fn why(&self) -> &str {
        match self {
            Self::Silent(why) | Self::Busy(why) => why,
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
            (0..200).map(|_| patience.pause(20, setback)).max().unwrap_or_default()
        };
        let busy = longest(&Setback::Busy(String::new()));
        assert!(busy <= patience.busy + Duration::from_millis(1), "{busy:?}");
        assert!(longest(&Setback::Silent(String::new())) > patience.busy);
    }
}

//! Who holds a lock or writes in a run, and whether that one lives.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::clock::{now, random, since, wall};

/// Between two heartbeats.
pub(super) const BEAT: Duration = Duration::from_secs(5);

/// After this long without a heartbeat a lock may be taken over.
pub(super) const STALE: Duration = Duration::from_secs(60);

/// What the record of a lock or of a run says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Held {
    /// Who holds it, for people; empty when nobody does.
    pub(super) holder: String,
    /// What tells one taking of the lock from any other.
    pub(super) token: String,
    /// Which process of which machine, to tell whether it is still there.
    pub(super) process: Option<Process>,
    /// The number of the run, which only grows.
    pub(super) run: u64,
    /// Counts heartbeats.
    pub(super) beat: u64,
    /// When the last one was, in milliseconds since 1970 by the clock of the holder.
    pub(super) at: u64,
    /// Runs whose lock was taken over.
    #[serde(default)]
    pub(super) abandoned: Vec<u64>,
    /// Whether it is held for a moment only.
    #[serde(default)]
    pub(super) brief: bool,
}

/// A process as the others on its machine see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Process {
    id: u32,
    /// Which start of which machine, and which name space of processes.
    place: String,
}

impl Process {
    fn here() -> Option<Self> {
        let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        let space = std::fs::read_link("/proc/self/ns/pid").ok()?;
        let place = format!("{} {}", boot.trim(), space.display());
        Some(Self { id: std::process::id(), place })
    }

    /// Whether it is known to be gone.
    fn is_gone(&self) -> bool {
        Self::here().is_some_and(|here| here.place == self.place)
            && !std::path::Path::new(&format!("/proc/{}", self.id)).exists()
    }
}

impl Held {
    /// A record that this process holds.
    pub(super) fn ours(run: u64) -> Self {
        Self {
            holder: holder(),
            token: format!("{:016x}", random()),
            process: Process::here(),
            run,
            at: wall(),
            ..Self::default()
        }
    }
}

/// Watches a record until it is known whether its holder lives.
#[derive(Default)]
pub(super) struct Watch {
    /// What it said, and since when it says so by our clock.
    seen: Option<(Held, Instant)>,
}

impl Watch {
    /// Whether the holder is gone, or its heart has not beaten for long enough: by its clock, and for
    /// two beats by ours, since the clocks of two machines may differ; or by ours alone.
    pub(super) fn is_dead(&mut self, held: &Held) -> bool {
        if held.process.as_ref().is_some_and(Process::is_gone) {
            return true;
        }
        let watched = match &self.seen {
            Some((seen, moment)) if seen == held => since(*moment),
            _ => {
                self.seen = Some((held.clone(), now()));
                Duration::ZERO
            }
        };
        watched >= STALE || watched >= BEAT * 2 && Self::is_doubtful(held)
    }

    /// Whether the last beat was so long ago, by the clock of the holder, that another one is to be
    /// seen before it counts as living.
    pub(super) fn is_doubtful(held: &Held) -> bool {
        Duration::from_millis(wall().saturating_sub(held.at)) >= STALE
    }
}

/// Who holds the lock, for people.
fn holder() -> String {
    let process = std::process::id();
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::fs::read_to_string("/etc/hostname"));
    match host {
        Ok(host) => format!("process {process} on {}", host.trim()),
        Err(_) => format!("process {process}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_is_gone_is_known_on_its_own_machine_alone() {
        let here = Process::here().expect("Linux tells");
        assert!(!here.is_gone());
        // Numbers of processes end below this.
        let gone = Process { id: u32::MAX, ..here };
        assert!(gone.is_gone());
        assert!(!Process { place: "elsewhere".to_owned(), ..gone }.is_gone());
    }
}

//! Nodes of a cluster of one's own, which a test may kill.
//!
//! `cluster.sh` keeps them, or a script with the same commands that `ONRECORD_TEST_NODES` names, for
//! nodes of another kind.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One such cluster at a time: each takes 2 GB.
static TURN: Mutex<()> = Mutex::new(());

/// A cluster that was started for one test and ends with it.
pub(super) struct Nodes {
    pub(super) home: PathBuf,
    /// `host:port` of each node.
    pub(super) hosts: Vec<String>,
    safe: bool,
    more: String,
    _turn: MutexGuard<'static, ()>,
}

impl Nodes {
    /// Starts nodes with more settings than usual.
    pub(super) fn start(count: usize, more: &str) -> Self {
        Self::started(count, more, false)
    }

    /// Starts nodes that want to know who asks.
    pub(super) fn safe(count: usize) -> Self {
        Self::started(count, "", true)
    }

    fn started(count: usize, more: &str, safe: bool) -> Self {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/cluster-faults");
        let mut nodes = Self { home, hosts: Vec::new(), safe, more: more.to_owned(), _turn: turn };
        nodes.run(&["clear"]);
        let printed = nodes.run(&["start", &count.to_string()]);
        nodes.hosts = printed.trim().split(',').map(str::to_owned).collect();
        assert_eq!(nodes.hosts.len(), count, "{printed}");
        nodes
    }

    /// Runs the script that keeps the nodes.
    #[track_caller]
    pub(super) fn run(&self, args: &[&str]) -> String {
        let own = || Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/cluster.sh");
        let script = std::env::var_os("ONRECORD_TEST_NODES").map_or_else(own, PathBuf::from);
        let mut command = Command::new(script);
        command.args(args).env("ONRECORD_CLUSTER_HOME", &self.home);
        command.env("ONRECORD_CLUSTER_PORT", "9300").env("ONRECORD_CLUSTER_MORE", &self.more);
        if self.safe {
            command.env("ONRECORD_CLUSTER_SAFE", "1");
        }
        // Nodes outlive the script and would hold a pipe of its errors open.
        let output = command.stderr(std::process::Stdio::inherit()).output();
        let output = output.expect("the script runs");
        assert!(output.status.success(), "{args:?}: {}", output.status);
        String::from_utf8(output.stdout).expect("text")
    }

    /// The address of an index, by all nodes.
    pub(super) fn address(&self, name: &str) -> String {
        let scheme = if self.safe { "https" } else { "http" };
        format!("opensearch+{scheme}://{}/{name}", self.hosts.join(","))
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        self.run(&["stop"]);
    }
}

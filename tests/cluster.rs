//! A cluster for tests, where `ONRECORD_TEST_OPENSEARCH` names one by its hosts
//! (`127.0.0.1:9201,127.0.0.1:9202`). `tests/cluster/cluster.sh` starts one.

mod access; // a cluster that wants to know who asks
mod commands; // the same commands on both engines
mod faults; // nodes and clients that die, pause and drown
mod feeding; // several processes that feed one index
mod nodes;

use std::sync::atomic::{AtomicU32, Ordering};

use onrecord::engine::opensearch::{
    Access, Address, ClusterEngine, ClusterWriter, Spread, open, write,
};

/// An index of its own for one test; it is removed with it.
pub(crate) struct TestIndex {
    address: Address,
}

static MADE: AtomicU32 = AtomicU32::new(0);

impl TestIndex {
    #[must_use]
    pub(crate) fn new() -> Self {
        let hosts = std::env::var("ONRECORD_TEST_OPENSEARCH")
            .expect("ONRECORD_TEST_OPENSEARCH names no cluster");
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = format!("test-{}-{number}", std::process::id());
        let address = Address::parse(&format!("opensearch+http://{hosts}/{name}"));
        Self { address: address.expect("an address") }
    }

    #[track_caller]
    pub(crate) fn writer(&self) -> ClusterWriter {
        let spread = Spread { shards: 3, replicas: 0 };
        write(&self.address, &Access::default(), Some(spread)).expect("a writer")
    }

    #[track_caller]
    pub(crate) fn open(&self) -> ClusterEngine {
        open(&self.address, &Access::default()).expect("an index")
    }
}

impl Drop for TestIndex {
    fn drop(&mut self) {
        let hosts = std::env::var("ONRECORD_TEST_OPENSEARCH").unwrap_or_default();
        let host = hosts.split(',').next().unwrap_or_default();
        let name = self.address.name();
        for number in 1..4 {
            // What stays is in nobody's way.
            let _ = ureq::delete(format!("http://{host}/{name}-{number:06}")).call();
        }
    }
}

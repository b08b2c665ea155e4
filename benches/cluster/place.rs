//! The cluster that is measured.

use onrecord::engine::opensearch::{self, Access, Address};

/// A cluster by its hosts.
pub(crate) struct Cluster {
    pub(crate) hosts: Vec<String>,
}

impl Cluster {
    /// The one that the environment names.
    pub(crate) fn given() -> Self {
        let hosts = std::env::var("ONRECORD_TEST_OPENSEARCH")
            .expect("ONRECORD_TEST_OPENSEARCH names no cluster");
        Self { hosts: hosts.split(',').map(str::to_owned).collect() }
    }

    /// The address of an index, as the program takes it.
    pub(crate) fn address(&self, name: &str) -> Address {
        address(&self.hosts.join(","), name)
    }

    /// Whether there is such an index.
    pub(crate) fn holds(&self, name: &str) -> bool {
        opensearch::is_index(&self.address(name), &Access::default()).expect("a cluster")
    }

    /// Removes what was made under a name.
    pub(crate) fn remove(&self, name: &str) {
        for number in 1..4 {
            // What is not there is in nobody's way.
            let _ = ureq::delete(format!("http://{}/{name}-{number:06}", self.hosts[0])).call();
        }
    }
}

/// The address of an index on some hosts.
pub(crate) fn address(hosts: &str, name: &str) -> Address {
    Address::parse(&format!("opensearch+http://{hosts}/{name}")).expect("an address")
}

//! Requests as they are, sent with the HTTP crate of the engine; answers are only read to the end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ureq::Agent;
use ureq::http::Request;

/// Longest answer that is read, in bytes.
const LONGEST: u64 = 512 << 20;

/// Status of an answer of a cluster that is busy.
const BUSY: u16 = 429;

/// How long it is given then.
const PAUSE: Duration = Duration::from_millis(50);

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) path: String,
    /// Its content type.
    pub(crate) kind: String,
    pub(crate) body: Vec<u8>,
}

/// Sends requests to the hosts of a cluster in turn.
pub(crate) struct Raw {
    agent: Agent,
    hosts: Vec<String>,
    next: AtomicUsize,
}

impl Raw {
    pub(crate) fn new(hosts: &[String]) -> Self {
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .max_idle_connections_per_host(8)
            .build()
            .new_agent();
        Self { agent, hosts: hosts.to_vec(), next: AtomicUsize::new(0) }
    }

    /// The status and the bytes of an answer.
    pub(crate) fn send(&self, sent: &Sent) -> (u16, Vec<u8>) {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.hosts.len();
        let uri = format!("http://{}{}", self.hosts[turn], sent.path);
        let mut request = Request::builder().method(sent.method.as_str()).uri(uri);
        if self.hosts[turn].starts_with("127.") {
            // As the engine asks of this machine.
            request = request.header("accept-encoding", "identity");
        }
        let answer = if sent.body.is_empty() {
            self.agent.run(request.body(()).expect("a request"))
        } else {
            let request = request.header("content-type", &sent.kind);
            self.agent.run(request.body(sent.body.as_slice()).expect("a request"))
        };
        let mut answer = answer.expect("an answer");
        let bytes = answer.body_mut().with_config().limit(LONGEST).read_to_vec();
        (answer.status().as_u16(), bytes.expect("all of the answer"))
    }

    /// Sends what must be taken; again after a moment where the cluster is busy, as the engine does.
    pub(crate) fn sent(&self, sent: &Sent) {
        let (mut status, mut answer) = self.send(sent);
        while status == BUSY {
            std::thread::sleep(PAUSE);
            (status, answer) = self.send(sent);
        }
        assert!(status < 300, "{}: {status}: {}", sent.path, String::from_utf8_lossy(&answer));
    }
}

//! Requests to the cluster and its answers.
//!
//! Every request can be sent twice without harm, and is: to the next host when one does not answer,
//! answers what is no answer (not HTTP, not JSON, cut short) or says that it is busy, until the
//! patience ends. What a cluster refuses is an error at once. Secrets travel in a header and stand
//! in no error.

use std::io::{self, Read as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;
use ureq::http::{Method, Request, StatusCode};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Body};

use super::address::Address;
use super::clock::now;
use super::dialect::{Dialect, SEARCH, SEARCHES, is_lost, is_too_large};
use super::hosts::Hosts;
use super::patience::{Patience, Setback, Tries};
use super::reply::{Reply, clean};
use super::resolver::Known;
use super::secrets::Access;
use crate::error::{Error, ErrorKind, Result};

/// Requests that are under way at one time; more wait.
const IN_FLIGHT: usize = 8;

/// Longest answer that is read, in bytes.
const LONGEST_ANSWER: u64 = 512 << 20;

/// Most room that is made for an answer before any of it came, in bytes.
const ROOM: u64 = 64 << 20;

/// Bodies from this many bytes on are compressed on their way to another machine.
const COMPRESSED: usize = 8 << 10;

/// What a cluster answered.
#[derive(Clone, Debug)]
pub(super) struct Answer<T = Value> {
    pub(super) status: u16,
    pub(super) body: T,
}

impl<T: Reply> Answer<T> {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Why the cluster refused, in its own words.
    pub(super) fn reason(&self) -> String {
        self.body.reason().unwrap_or_else(|| format!("status {}", self.status))
    }
}

/// Talks to one cluster.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    address: Address,
    hosts: Hosts,
    authorization: Option<String>,
    patience: Patience,
    gate: Gate,
    /// Whether Elasticsearch has answered.
    elastic: AtomicBool,
}

/// What is said when one try failed.
enum Failure {
    Passing(Setback),
    /// It will not go better.
    Lasting(String),
}

impl Client {
    pub(super) fn new(address: &Address, access: &Access, patience: Patience) -> Result<Self> {
        let roots = match &access.authorities {
            None => RootCerts::PlatformVerifier,
            Some(pem) => RootCerts::from(authorities(pem)?),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // What the environment says of proxies is meant for the web.
            .proxy(None)
            .user_agent(concat!("onrecord/", env!("CARGO_PKG_VERSION")))
            .timeout_connect(Some(patience.connect))
            .timeout_global(Some(patience.answer))
            .max_idle_connections_per_host(IN_FLIGHT)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let agent = Agent::with_parts(
            config,
            DefaultConnector::default(),
            Known::<DefaultResolver>::default(),
        );
        Ok(Self {
            agent,
            address: address.clone(),
            hosts: Hosts::new(address.hosts()),
            authorization: access.secrets.as_ref().map(super::Secrets::header),
            patience,
            gate: Gate::default(),
            elastic: AtomicBool::default(),
        })
    }

    /// In whose words to ask, as answers so far have told.
    pub(super) fn dialect(&self) -> Dialect {
        if self.elastic.load(Ordering::Relaxed) {
            Dialect::Elasticsearch
        } else {
            Dialect::OpenSearch
        }
    }

    pub(super) fn address(&self) -> &Address {
        &self.address
    }

    /// What the cluster answered, when that is all that was asked for: an error status is an error,
    /// and so is an answer that not all shards took part in.
    pub(super) fn json(&self, method: &Method, path: &str, body: Option<&Value>) -> Result<Value> {
        self.taken(self.ask(method, path, body)?)
    }

    /// The same for a search, in the shape in which it is read.
    pub(super) fn search<T: Reply>(&self, path: &str, body: &Value) -> Result<T> {
        let bytes = body.to_string();
        self.taken(self.send(&Method::POST, path, "application/json", bytes.as_bytes())?)
    }

    /// The same for searches that are lines of JSON.
    pub(super) fn searches<T: Reply>(&self, path: &str, body: &[u8]) -> Result<T> {
        self.taken(self.send(&Method::POST, path, "application/x-ndjson", body)?)
    }

    fn taken<T: Reply>(&self, answer: Answer<T>) -> Result<T> {
        if answer.is_success() { Ok(answer.body) } else { Err(self.refused(&answer)) }
    }

    /// What the cluster answered, with a status that may say no.
    pub(super) fn ask(&self, method: &Method, path: &str, body: Option<&Value>) -> Result<Answer> {
        let bytes = body.map(Value::to_string).map(String::into_bytes);
        self.send(method, path, "application/json", bytes.as_deref().unwrap_or_default())
    }

    /// One try, whatever comes of it.
    pub(super) fn ask_once(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
    ) -> Result<Answer> {
        self.ask_while_busy(method, path, body, Duration::ZERO)
    }

    /// One try, and others for `most` while the cluster says that it is busy: one that is gone is not
    /// waited for.
    pub(super) fn ask_while_busy(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Value>,
        most: Duration,
    ) -> Result<Answer> {
        let bytes = body.map(Value::to_string).map(String::into_bytes).unwrap_or_default();
        let mut tries = Tries::within(most, 1);
        loop {
            let setback = match self.attempt(method, path, "application/json", &bytes) {
                Ok(answer) => return Ok(answer),
                Err(Failure::Lasting(why)) => return Err(self.error(why)),
                Err(Failure::Passing(setback)) => setback,
            };
            let busy = matches!(setback, Setback::Busy(_));
            if !busy || !tries.again(self.patience.busy) {
                return Err(self.error(setback.why()));
            }
        }
    }

    /// One try, on one host, to hand over lines of JSON: for who changes what is sent when it fails.
    /// `Err` holds why it may go better another time.
    pub(super) fn lines_once(
        &self,
        path: &str,
        body: &[u8],
    ) -> Result<std::result::Result<Answer, Setback>> {
        match self.attempt(&Method::POST, path, "application/x-ndjson", body) {
            Ok(answer) => Ok(Ok(answer)),
            Err(Failure::Passing(setback)) => Ok(Err(setback)),
            Err(Failure::Lasting(why)) => Err(self.error(why)),
        }
    }

    /// How long it goes on trying.
    pub(super) fn patience(&self) -> Patience {
        self.patience
    }

    /// An error that names the cluster.
    pub(super) fn error(&self, detail: impl Into<String>) -> Error {
        let address = self.address.to_string();
        ErrorKind::Cluster { address, detail: detail.into() }.into()
    }

    /// An error for an answer that says no.
    pub(super) fn refused<T: Reply>(&self, answer: &Answer<T>) -> Error {
        self.error(format!("the cluster refused ({}): {}", answer.status, answer.reason()))
    }

    fn send<T: Reply>(
        &self,
        method: &Method,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<Answer<T>> {
        let hosts = u32::try_from(self.address.hosts().len()).unwrap_or(u32::MAX);
        let mut tries = self.patience.tries(hosts);
        let mut earlier = None;
        loop {
            let setback = match self.attempt(method, path, kind, body) {
                Ok(answer) => return Ok(answer),
                Err(Failure::Lasting(why)) => return Err(self.error(why)),
                Err(Failure::Passing(setback)) => setback,
            };
            let longest = self.patience.after(&setback);
            let setback = setback.or_earlier(earlier.take());
            if !tries.again(longest) {
                let times = match tries.failed {
                    1 => "once".to_owned(),
                    failed => format!("{failed} times"),
                };
                return Err(self.error(format!("tried {times}: {}", setback.why())));
            }
            earlier = Some(setback);
        }
    }

    /// Asks one host.
    fn attempt<T: Reply>(
        &self,
        method: &Method,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> std::result::Result<Answer<T>, Failure> {
        let pass = self.gate.enter();
        let (index, host) = self.hosts.pick(now());
        let outcome = self.exchange(host, method, path, kind, body);
        drop(pass);
        match &outcome {
            Err(Failure::Passing(Setback::Silent(_) | Setback::Unable(_))) => {
                self.hosts.failed(index, now());
            }
            _ => self.hosts.answered(index),
        }
        outcome
    }

    fn exchange<T: Reply>(
        &self,
        host: &str,
        method: &Method,
        path: &str,
        kind: &str,
        body: &[u8],
    ) -> std::result::Result<Answer<T>, Failure> {
        let mut request =
            Request::builder().method(method).uri(format!("{}{path}", self.address.base(host)));
        if let Some(authorization) = &self.authorization {
            request = request.header("authorization", authorization);
        }
        if is_here(host) {
            request = request.header("accept-encoding", "identity");
        }
        let packed = (body.len() >= COMPRESSED && !is_here(host)).then(|| pack(body)).flatten();
        if packed.is_some() {
            request = request.header("content-encoding", "gzip");
        }
        let sent = packed.as_deref().unwrap_or(body);
        // Else a body of no bytes would be sent as one of unknown length, in two parts.
        let bare = body.is_empty() && !matches!(*method, Method::POST | Method::PUT);
        let outcome = if bare {
            let request = request.body(()).map_err(|error| unsendable(host, &error))?;
            self.agent.run(request)
        } else {
            let request = request.header("content-type", kind).body(sent);
            self.agent.run(request.map_err(|error| unsendable(host, &error))?)
        };
        let mut response = outcome.map_err(|error| failure(host, &error))?;
        let status = response.status();
        if Dialect::of(response.headers()) == Dialect::Elasticsearch {
            self.elastic.store(true, Ordering::Relaxed);
        }
        let bytes = read(response.body_mut()).map_err(|error| failure(host, &error.into()))?;
        judge(host, method, path, status, &bytes)
    }
}

/// All of an answer. Room for it is made at once, as far as the answer says how long it is.
fn read(body: &mut Body) -> io::Result<Vec<u8>> {
    let told = body.content_length().unwrap_or(0).min(ROOM);
    let mut bytes = Vec::with_capacity(usize::try_from(told).unwrap_or(0));
    body.with_config().limit(LONGEST_ANSWER).reader().read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// What an answer of this status and these bytes is.
fn judge<T: Reply>(
    host: &str,
    method: &Method,
    path: &str,
    status: StatusCode,
    bytes: &[u8],
) -> std::result::Result<Answer<T>, Failure> {
    let body = if *method == Method::HEAD || bytes.is_empty() {
        Ok(T::default())
    } else {
        serde_json::from_slice::<T>(bytes)
    };
    let told = body.as_ref().ok().and_then(T::reason);
    let told = |otherwise: &str| told.clone().unwrap_or_else(|| otherwise.to_owned());
    // A lost moment does not come back: another one has to be asked about. What is too large may be
    // asked for in parts.
    let passing = |why: String| match path {
        SEARCH | SEARCHES if is_lost(&why) || is_too_large(&why) => {
            Failure::Lasting(format!("{host}: {why}"))
        }
        _ => Failure::Passing(Setback::Unable(format!("{host}: {why}"))),
    };
    match status.as_u16() {
        401 => Err(Failure::Lasting(format!(
            "{host}: who we are was refused (401); set ONRECORD_CLUSTER_USER and \
             ONRECORD_CLUSTER_PASSWORD, or ONRECORD_CLUSTER_API_KEY"
        ))),
        403 => Err(Failure::Lasting(format!("{host}: not allowed (403): {}", told("no reason")))),
        429 if is_too_large(&told("")) => Err(passing(format!("busy (429): {}", told("")))),
        429 => Err(busy(format!("{host}: busy (429): {}", told("no reason")))),
        code @ 502..=504 => Err(passing(format!("status {code}: {}", told("no reason")))),
        // Only a cluster's own answers are JSON; others come from something in between.
        code => match body {
            Err(error) => Err(passing(format!("the answer is no JSON: {error}"))),
            Ok(body) => match body.partial() {
                Some(why) => Err(passing(why)),
                None => Ok(Answer { status: code, body }),
            },
        },
    }
}

fn silent(why: String) -> Failure {
    Failure::Passing(Setback::Silent(why))
}

fn busy(why: String) -> Failure {
    Failure::Passing(Setback::Busy(why))
}

/// What a failed exchange means.
fn failure(host: &str, error: &ureq::Error) -> Failure {
    let told = match error {
        ureq::Error::Io(error) => error.to_string(),
        ureq::Error::Timeout(_) => "no answer in time".to_owned(),
        ureq::Error::HostNotFound => "no such host".to_owned(),
        ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => {
            format!("the answer is no HTTP: {error}")
        }
        error => error.to_string(),
    };
    // The name of the reason stands in what rustls says of a certificate, whatever wraps it.
    let because = format!("{told} {error:?}");
    let certificate = [
        (
            "UnknownIssuer",
            "its certificate is not signed by an authority that is trusted here; name it with \
             --ca FILE",
        ),
        ("NotValidForName", "its certificate is made out for another name"),
        ("Expired", "its certificate has expired"),
        ("CaUsedAsEndEntity", "its certificate is that of an authority"),
        ("InvalidCertificate", "its certificate is not valid"),
    ];
    if let Some((_, what)) = certificate.iter().find(|(name, _)| because.contains(name)) {
        return Failure::Lasting(format!("{host}: {what}"));
    }
    let told = clean(&told);
    match error {
        ureq::Error::BodyExceedsLimit(_) => Failure::Lasting(format!("{host}: {told}")),
        _ => silent(format!("{host}: {told}")),
    }
}

fn unsendable(host: &str, error: &ureq::http::Error) -> Failure {
    // A header that cannot be sent may hold a secret; its text is not told.
    Failure::Lasting(format!("{host}: the request cannot be sent: {error}"))
}

/// Whether a host is this machine, where compressing costs more than it saves.
fn is_here(host: &str) -> bool {
    host.starts_with("127.") || host.starts_with("localhost:") || host.starts_with("[::1]")
}

fn pack(body: &[u8]) -> Option<Vec<u8>> {
    let mut packer = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    packer.write_all(body).ok()?;
    packer.finish().ok()
}

/// The certificates in a file of them.
fn authorities(pem: &[u8]) -> Result<Vec<Certificate<'static>>> {
    let mut found = Vec::new();
    for item in parse_pem(pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => {
                return Err(ErrorKind::Engine(format!("--ca: no certificates: {error}")).into());
            }
        }
    }
    if found.is_empty() {
        return Err(ErrorKind::Engine("--ca: the file holds no certificate".to_owned()).into());
    }
    Ok(found)
}

/// Lets a bounded number through at a time.
#[derive(Debug, Default)]
struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
}

struct Pass<'g>(&'g Gate);

impl Gate {
    fn enter(&self) -> Pass<'_> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        while *inside >= IN_FLIGHT {
            inside = self.left.wait(inside).unwrap_or_else(PoisonError::into_inner);
        }
        *inside += 1;
        Pass(self)
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        *self.0.inside.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        self.0.left.notify_one();
    }
}

#[cfg(test)]
pub(super) mod server;
#[cfg(test)]
mod tests;

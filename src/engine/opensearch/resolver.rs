//! The network addresses of hosts.
//!
//! The HTTP crate asks for them before each request, also when it has a connection to the host, and
//! looks each up in a thread of its own, so that the time it may take has a bound. Who asks for
//! milliseconds notices: an address that stands there as a number is not looked up, and a name only
//! once in a while.

use std::net::SocketAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::clock::{now, since};

/// How long what a name meant is taken for what it means.
const KNOWN: Duration = Duration::from_secs(10);

/// Looks up hosts, and knows for a while what it found.
#[derive(Debug, Default)]
pub(super) struct Known<R = DefaultResolver> {
    resolver: R,
    /// By host and port: when it was looked up, and what was found.
    found: Mutex<FxHashMap<String, (Instant, Vec<SocketAddr>)>>,
}

impl<R: Resolver> Resolver for Known<R> {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let named = uri.scheme().zip(uri.authority());
        let named = named.and_then(|(scheme, host)| DefaultResolver::host_and_port(scheme, host));
        let Some(host) = named else { return self.resolver.resolve(uri, config, timeout) };
        if let Ok(address) = host.parse() {
            return Ok(self.all(&[address]));
        }
        let known = || self.found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, addresses)) = known().get(&host)
            && since(*at) < KNOWN
        {
            return Ok(self.all(addresses));
        }
        let found = self.resolver.resolve(uri, config, timeout)?;
        known().insert(host, (now(), found.to_vec()));
        Ok(found)
    }
}

impl<R: Resolver> Known<R> {
    fn all(&self, addresses: &[SocketAddr]) -> ResolvedSocketAddrs {
        let mut all = self.empty();
        for address in addresses {
            all.push(*address);
        }
        all
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Finds the same for every name, and counts how often it is asked.
    #[derive(Debug, Default)]
    struct Counting(AtomicUsize);

    impl Resolver for Counting {
        fn resolve(
            &self,
            _: &Uri,
            _: &Config,
            _: NextTimeout,
        ) -> Result<ResolvedSocketAddrs, ureq::Error> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let mut all = self.empty();
            all.push(([10, 0, 0, 1], 9200).into());
            all.push(([10, 0, 0, 2], 9200).into());
            Ok(all)
        }
    }

    fn resolve(known: &Known<Counting>, uri: &'static str) -> Vec<String> {
        let uri = Uri::from_static(uri);
        let found = known.resolve(&uri, &Config::default(), NextTimeout::default());
        let found = found.expect("addresses");
        found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn numbers_are_not_looked_up_and_names_once_in_a_while() {
        let mut known = Known::<Counting>::default();
        assert_eq!(resolve(&known, "http://127.0.0.1:9201/a"), ["127.0.0.1:9201"]);
        assert_eq!(resolve(&known, "https://[::1]/a"), ["[::1]:443"]);
        assert_eq!(known.resolver.0.load(Ordering::Relaxed), 0);
        for (times, uri) in [(1, "http://es:9200/a"), (1, "http://es:9200/b"), (2, "http://es/a")] {
            assert_eq!(resolve(&known, uri), ["10.0.0.1:9200", "10.0.0.2:9200"]);
            assert_eq!(known.resolver.0.load(Ordering::Relaxed), times, "{uri}");
        }
        let found = known.found.get_mut().expect("what is known");
        let (at, _) = found.get_mut("es:9200").expect("a name that is known");
        *at = at.checked_sub(KNOWN).expect("a moment before");
        resolve(&known, "http://es:9200/c");
        assert_eq!(known.resolver.0.load(Ordering::Relaxed), 3);
    }
}

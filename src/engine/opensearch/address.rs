//! `opensearch+http://host:9200,other:9200/name`: which cluster, and which index in it. It may begin with
//! `elasticsearch` as well; what is there is told by who answers.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::{ErrorKind, Result};

/// What an address begins with.
const HEADS: [&str; 4] = [
    "opensearch+http://",
    "opensearch+https://",
    "elasticsearch+http://",
    "elasticsearch+https://",
];

/// The port of a host that names none.
const PORT: u16 = 9200;

/// Longest name of an index, in bytes: the cluster allows 255, and a number is put behind it.
const LONGEST: usize = 240;

/// Where an index of a cluster is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// One of [`HEADS`].
    head: &'static str,
    hosts: Vec<String>,
    name: String,
}

impl Address {
    /// Whether something was meant as the address of a cluster.
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        text.split_once("://").is_some_and(|(scheme, _)| {
            let product = scheme.split('+').next().unwrap_or_default();
            ["opensearch", "elasticsearch"].iter().any(|own| product.eq_ignore_ascii_case(own))
        })
    }

    /// Reads an address.
    ///
    /// # Errors
    ///
    /// When it is none, and when it holds a secret; the error shows neither.
    pub fn parse(text: &str) -> Result<Self> {
        let found = HEADS.into_iter().find_map(|head| {
            let (start, rest) = text.split_at_checked(head.len())?;
            start.eq_ignore_ascii_case(head).then_some((head, rest))
        });
        let Some((head, rest)) = found else {
            return Err(refused(
                "an address begins with opensearch or elasticsearch and +http:// or +https://",
            ));
        };
        if rest.contains('@') {
            return Err(refused(
                "names and passwords do not belong in an address; set ONRECORD_CLUSTER_USER and \
                 ONRECORD_CLUSTER_PASSWORD",
            ));
        }
        let Some((hosts, name)) = rest.split_once('/') else {
            return Err(refused("the name of an index is missing behind the host: …:9200/NAME"));
        };
        let hosts = hosts.split(',').map(host).collect::<Result<Vec<_>>>()?;
        let name = name.strip_suffix('/').unwrap_or(name);
        check_name(name)?;
        Ok(Self { head, hosts, name: name.to_owned() })
    }

    /// The name that readers and writers know: an alias.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `host:port` of each host, in the order given.
    pub(super) fn hosts(&self) -> &[String] {
        &self.hosts
    }

    /// What a path of the cluster's interface follows, on one of the hosts.
    pub(super) fn base(&self, host: &str) -> String {
        let (_, scheme) = self.head.split_once('+').unwrap_or_default();
        format!("{scheme}{host}")
    }

    /// The address in the place of a path, for errors that name one.
    pub(super) fn path(&self) -> PathBuf {
        Path::new(&self.to_string()).to_owned()
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}/{}", self.head, self.hosts.join(","), self.name)
    }
}

/// `host:port` of what names a host.
fn host(text: &str) -> Result<String> {
    // An address of version 6 stands in brackets, so that its colons are none before a port.
    let (name, port) = match text.rfind(']') {
        Some(end) => (text.get(..=end), text.get(end + 1..)),
        None => match text.find(':') {
            Some(colon) => (text.get(..colon), text.get(colon..)),
            None => (Some(text), Some("")),
        },
    };
    let (name, port) = (name.unwrap_or_default(), port.unwrap_or_default());
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']'));
    let is_name = match bare {
        Some(bare) => bare.parse::<std::net::Ipv6Addr>().is_ok(),
        None => !name.is_empty() && name.chars().all(plain),
    };
    if !is_name {
        return Err(refused("a host is a name or an address, with a port behind a colon"));
    }
    let port = match port.strip_prefix(':') {
        None if port.is_empty() => PORT,
        None => return Err(refused("a port stands behind a colon")),
        Some(digits) => {
            digits.parse().map_err(|_| refused("a port is a number from 1 to 65535"))?
        }
    };
    Ok(format!("{name}:{port}"))
}

/// Names as clusters allow them, and none that a path could be read out of.
fn check_name(name: &str) -> Result<()> {
    let plain =
        |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit());
    if begins && name.chars().all(plain) && name.len() <= LONGEST {
        return Ok(());
    }
    Err(refused(
        "the name of an index has small letters, digits, - _ and . and begins with a letter or \
         digit",
    ))
}

fn refused(detail: &str) -> crate::Error {
    ErrorKind::Address(detail.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_name_hosts_and_an_index() {
        let read = |text: &str| {
            Address::parse(text).map(|address| (address.hosts.join(" "), address.name.clone())).ok()
        };
        let found = |hosts: &str, name: &str| Some((hosts.to_owned(), name.to_owned()));
        let one = "opensearch+http://localhost/archive";
        assert_eq!(read(one), found("localhost:9200", "archive"));
        assert_eq!(
            read("opensearch+https://a.example:443,b_2,[::1]:9201/news-2024/"),
            found("a.example:443 b_2:9200 [::1]:9201", "news-2024")
        );
        for wrong in [
            "opensearch://host/name",
            "Elasticsearch://host/name",
            "opensearch+http://host",
            "opensearch+http:///name",
            "opensearch+http://host/",
            "opensearch+http://host/Name",
            "opensearch+http://host/_all",
            "opensearch+http://host/a/b",
            "opensearch+http://host/a*",
            "opensearch+http://host/a?b",
            "opensearch+http://host:99999/a",
            "opensearch+http://host:/a",
            "opensearch+http://ho st/a",
            "opensearch+http://a,,b/a",
            "opensearch+http://[zz]/a",
            "opensearch+http://[::1]9200/a",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
            assert!(Address::is_one(wrong), "{wrong}");
        }
        assert!(!Address::is_one("/folder/.onrecord"));
        assert!(!Address::is_one("opensearch/archive"));
        assert!(!Address::is_one("elastic+http://host/name"));
        let shown = |text| Address::parse(text).map(|address| address.to_string()).ok();
        assert_eq!(shown(one).as_deref(), Some("opensearch+http://localhost:9200/archive"));
        let other = "elasticsearch+https://localhost:9200/archive";
        assert_eq!(shown(other).as_deref(), Some(other));
        let base = Address::parse(other).map(|address| address.base("localhost:9200")).ok();
        assert_eq!(base.as_deref(), Some("https://localhost:9200"));
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_shown() {
        let error = Address::parse("opensearch+https://me:s3cret@host/name").expect_err("refused");
        let told = error.to_string();
        assert!(told.contains("ONRECORD_CLUSTER_PASSWORD") && !told.contains("s3cret"), "{told}");
    }
}

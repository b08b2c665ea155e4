//! The two dialects that clusters speak, and where they part: how a moment is begun and ended, and
//! from which version on there is one.

use serde_json::{Value, json};
use ureq::http::{HeaderMap, Method};

use super::client::Client;
use crate::error::Result;

/// In whose words a cluster is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    OpenSearch,
    Elasticsearch,
}

/// The first versions, by major and minor number, that know a moment and tell who they are.
const SINCE: [(Dialect, (u64, u64)); 2] =
    [(Dialect::OpenSearch, (2, 4)), (Dialect::Elasticsearch, (8, 0))];

/// Where a moment is searched, once and several times. It knows its index, which stands in the paths of
/// all other searches.
pub(super) const SEARCH: &str = "/_search";
pub(super) const SEARCHES: &str = "/_msearch";

/// What a cluster says of a moment that it has lost: with a node that died, or since nobody asked about
/// it for long. Elasticsearch gives no reason for what a dead node held, only its kind.
const LOST: [&str; 4] = [
    "No search context found",
    "no node found for id",
    "no_shard_available_action_exception",
    "shards failed",
];

/// Whether what was said of a search of a moment says that the moment is lost.
pub(super) fn is_lost(told: &str) -> bool {
    LOST.iter().any(|words| told.contains(words))
}

/// Whether what was said of a search says that it takes more memory than a node has left ("circuit
/// breaker"), some of which may be free again a little later.
pub(super) fn is_too_large(told: &str) -> bool {
    told.contains("Data too large")
}

impl Dialect {
    /// Who gave an answer: Elasticsearch puts its name on each one, so nobody has to ask.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        match headers.get("x-elastic-product") {
            Some(_) => Self::Elasticsearch,
            None => Self::OpenSearch,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::OpenSearch => "OpenSearch",
            Self::Elasticsearch => "Elasticsearch",
        }
    }

    /// Where a moment of an index is asked for, which is kept for a time when nobody asks about it.
    pub(super) fn beginning(self, index: &str, kept: &str) -> String {
        let asked = match self {
            // A part that cannot be read would be left out of all that follows, without a word.
            Self::OpenSearch => "_search/point_in_time?allow_partial_pit_creation=false&",
            Self::Elasticsearch => "_pit?",
        };
        format!("/{index}/{asked}keep_alive={kept}")
    }

    /// What the cluster calls the moment that was begun.
    pub(super) fn begun(self, answer: &Value) -> Option<&str> {
        let name = match self {
            Self::OpenSearch => "pit_id",
            Self::Elasticsearch => "id",
        };
        answer[name].as_str()
    }

    /// Where the end of a moment is told, and in which words.
    pub(super) fn ending(self, moment: &str) -> (&'static str, Value) {
        match self {
            Self::OpenSearch => ("/_search/point_in_time", json!({ "pit_id": [moment] })),
            Self::Elasticsearch => ("/_pit", json!({ "id": moment })),
        }
    }
}

/// Whether what answers may hold an index, as far as it tells: who may do no more than read an index
/// is often not told.
///
/// # Errors
///
/// When it says that it is something else, or too old.
pub(super) fn check(client: &Client) -> Result<()> {
    match client.ask_once(&Method::GET, "/", None) {
        Ok(answer) if answer.is_success() => match unfit(&answer.body) {
            Some(why) => Err(client.error(why)),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

/// Why what says this of itself cannot hold an index.
fn unfit(told: &Value) -> Option<String> {
    let version = &told["version"];
    let number = version["number"].as_str().unwrap_or_default();
    let dialect = match version["distribution"].as_str() {
        Some("opensearch") => Some(Dialect::OpenSearch),
        None if told["tagline"] == "You Know, for Search" => Some(Dialect::Elasticsearch),
        _ => None,
    };
    let needed = SINCE
        .map(|(dialect, (major, minor))| format!("{} from {major}.{minor} on", dialect.name()));
    let needed = needed.join(" or ");
    let Some(dialect) = dialect else {
        return Some(format!("what answers there is another program; an index needs {needed}"));
    };
    let mut parts = number.split('.').map(|part| part.parse().ok());
    let found: Option<(u64, u64)> = parts.next().flatten().zip(parts.next().flatten());
    let too_old = |(own, since): (Dialect, (u64, u64))| {
        own == dialect && found.is_some_and(|found| found < since)
    };
    let told = format!("{} {number} is too old; an index needs {needed}", dialect.name());
    SINCE.into_iter().any(too_old).then_some(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elasticsearch_is_known_by_its_name_on_an_answer() {
        let mut headers = HeaderMap::new();
        assert_eq!(Dialect::of(&headers), Dialect::OpenSearch);
        headers.insert("X-elastic-product", "Elasticsearch".parse().expect("a value"));
        assert_eq!(Dialect::of(&headers), Dialect::Elasticsearch);
    }

    #[test]
    fn versions_that_know_no_moment_are_told() {
        let opensearch = |number: &str| {
            unfit(&json!({ "version": { "distribution": "opensearch", "number": number } }))
        };
        let elasticsearch = |number: &str| {
            let version = json!({ "number": number, "build_flavor": "default" });
            unfit(&json!({ "version": version, "tagline": "You Know, for Search" }))
        };
        for fit in ["2.4.0", "2.19.1", "3.8.0", "7.10.2"] {
            assert_eq!(opensearch(fit), None, "{fit}");
        }
        for fit in ["8.0.0", "8.16.3", "9.4.3-SNAPSHOT", "10.0.0"] {
            assert_eq!(elasticsearch(fit), None, "{fit}");
        }
        let needs = "an index needs OpenSearch from 2.4 on or Elasticsearch from 8.0 on";
        let old = |name: &str| Some(format!("{name} is too old; {needs}"));
        assert_eq!(opensearch("2.3.0"), old("OpenSearch 2.3.0"));
        assert_eq!(elasticsearch("7.17.29"), old("Elasticsearch 7.17.29"));
        let other = Some(format!("what answers there is another program; {needs}"));
        assert_eq!(unfit(&json!({ "version": { "number": "5.2" }, "tagline": "hello" })), other);
        assert_eq!(unfit(&Value::Null), other);
    }
}

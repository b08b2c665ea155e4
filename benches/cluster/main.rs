//! What does our client add to the time that a cluster takes?
//!
//! `ONRECORD_TEST_OPENSEARCH=HOST:PORT,… cargo bench --bench cluster -- FOLDER` indexes the articles
//! of a folder, or the generated archive, in an index of that cluster and compares, in one run:
//!
//! - `indexing`: records handed to our writer, and the very bodies that it sends, ready-made and sent
//!   by as many threads with the same HTTP crate;
//! - `queries`: answers of our engine, and the very requests that it sends for each, sent and only
//!   read to the end. The engine in a folder answers the same beside them;
//! - `whole`: time and memory of the program that indexes the folder.
//!
//! Each of these words behind it measures that alone. The requests are taken down by a server of
//! our own between engine and cluster; what is timed goes to the cluster directly. `QUERIES` is the
//! number of queries of a class, `TIMES` how often each is asked and `ROUNDS` how often everything
//! is indexed, of which the best time counts, as other programs on the machine only make times
//! longer; `CLASS` picks classes by a part of their name, `ARTICLES` bounds what is indexed for the
//! comparison, `KEPT=NAME` takes an index of the cluster as it is and leaves it there.

#![expect(clippy::print_stdout, reason = "a benchmark prints its tables")]

#[path = "../annotated.rs"]
mod annotated;
#[path = "../asks.rs"]
mod asks;
#[path = "../figures.rs"]
mod figures;
#[path = "../generated.rs"]
mod generated;
mod indexing;
mod place;
mod queries;
mod raw;
mod recorder;
mod whole;

use std::path::PathBuf;

use onrecord::engine::embedded;

use place::Cluster;

/// The allocator of the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const ARTICLES: usize = 20_000;

/// What can be measured alone.
const PARTS: [&str; 3] = ["indexing", "queries", "whole"];

fn main() {
    let given: Vec<String> =
        std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let is_part = |argument: &&String| PARTS.contains(&argument.as_str());
    let wanted = |part: &str| {
        !given.iter().any(|argument| is_part(&argument)) || given.iter().any(|own| own == part)
    };
    let cluster = Cluster::given();
    let temp = tempfile::tempdir().expect("a temporary folder");
    let folder = given.iter().find(|argument| !is_part(argument));
    let source = folder.map_or_else(
        || {
            let folder = temp.path().join("archive");
            generated::generate(&folder, ARTICLES);
            folder
        },
        PathBuf::from,
    );
    let kept = std::env::var("KEPT").ok();
    let name = kept.clone().unwrap_or_else(|| format!("bench-{}", std::process::id()));
    if wanted("whole") || (wanted("queries") && !cluster.holds(&name)) {
        whole::run(&cluster, &name, &source);
    }
    if wanted("queries") || wanted("indexing") {
        let made = embedded::is_index(&source);
        let index = if made { source.clone() } else { temp.path().join("made.onrecord") };
        if !made {
            annotated::make(&source, &index);
        }
        let engine = embedded::open(&index).expect("the index opens");
        let records = annotated::records(&engine);
        if wanted("queries") {
            queries::compare(&cluster, &name, &engine, &records);
        }
        if wanted("indexing") {
            drop(engine);
            indexing::compare(&cluster, records);
        }
    }
    if kept.is_none() {
        cluster.remove(&name);
    }
}

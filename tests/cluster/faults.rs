//! Nodes and clients that die, pause and drown, and what is there afterwards.
//!
//! Each test starts a cluster of its own (`cluster.sh`, about half a minute and 2 GB) and compares
//! all that it holds after each run with the files. `ONRECORD_KILLS` is the number of runs that are
//! killed. Run them with `cargo test -- --ignored cluster::faults`.

use std::fmt::Write as _;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use onrecord::engine::Engine;
use onrecord::engine::opensearch::{Access, Address, open};

use super::nodes::Nodes;
use crate::harness::{Archive, Ran, TALKS};
use crate::kill::Random;
use crate::versions::{Versions, versions};

const KILLS: usize = 20;
const FILES: u64 = 60;

fn kills() -> usize {
    let kills = std::env::var("ONRECORD_KILLS").ok().and_then(|kills| kills.parse().ok());
    kills.unwrap_or(KILLS)
}

/// Ends a storm when it is dropped.
struct Calm<'s>(&'s std::sync::atomic::AtomicBool);

impl Drop for Calm<'_> {
    fn drop(&mut self) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

/// The version of each file that an index of the cluster holds.
fn held(address: &str) -> Versions {
    let address = Address::parse(address).expect("an address");
    versions(&open(&address, &Access::default()).expect("an index"))
}

/// An archive whose files change, and an index of it in a cluster.
struct Trial<'n> {
    nodes: &'n Nodes,
    archive: Archive,
    wanted: Versions,
    address: String,
    random: Random,
}

impl<'n> Trial<'n> {
    fn new(nodes: &'n Nodes) -> Self {
        let random = Random::new();
        println!("seed {}", random.seed());
        let (archive, wanted) = (Archive::new(), Versions::new());
        Self { nodes, archive, wanted, address: nodes.address("trial"), random }
    }

    /// Writes about a third of the files anew.
    fn change(&mut self) {
        for n in 0..FILES {
            let name = format!("{n:02}.txt");
            if !self.wanted.contains_key(&name) || self.random.below(3) == 0 {
                let version = self.wanted.get(&name).map_or(0, |version| version + 1);
                let text = TALKS.replace("northern", &format!("version{version}"));
                // Enough of them that a run takes a while.
                let more = "The council met again in May and spoke of the port.\n".repeat(40);
                self.archive.write(&name, text + &more);
                self.wanted.insert(name, version);
            }
        }
    }

    fn spawn(&self, args: &[&str]) -> Child {
        self.archive.spawn(&[args, &["--index", &self.address]].concat())
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.archive.run(&[args, &["--index", &self.address]].concat())
    }

    /// How long it takes to read all files, in milliseconds.
    fn first(&mut self) -> u64 {
        self.change();
        let started = Instant::now();
        let _ = self.run(&["index", "."]).success();
        assert_eq!(held(&self.address), self.wanted);
        u64::try_from(started.elapsed().as_millis()).expect("a time")
    }

    /// A run while something is done to the cluster ends by itself, and with success.
    #[track_caller]
    fn survives(&mut self, harm: impl FnOnce(&mut Self)) {
        self.change();
        let mut run = self.spawn(&["index"]);
        harm(self);
        let ended = run.wait().expect("a process");
        let output = run.wait_with_output().expect("output");
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(ended.success(), "{told}");
        assert_eq!(held(&self.address), self.wanted, "{told}");
        let _ = self.run(&["check"]).success();
    }
}

#[test]
#[ignore = "starts a cluster of its own"]
fn a_node_that_is_killed_costs_nothing() {
    let nodes = Nodes::start(3, "");
    let mut trial = Trial::new(&nodes);
    let whole = trial.first();
    for round in 0..kills() {
        let (node, wait) = (1 + trial.random.below(3), trial.random.below(whole));
        println!("round {round}: node {node} is killed after {wait} ms");
        trial.survives(|trial| {
            sleep(Duration::from_millis(wait));
            trial.nodes.run(&["kill", &node.to_string()]);
        });
        nodes.run(&["up", &node.to_string()]);
        nodes.run(&["wait"]);
        assert_eq!(held(&trial.address), trial.wanted);
    }
}

#[test]
#[ignore = "starts a cluster of its own"]
fn a_node_that_is_killed_keeps_no_reader_waiting() {
    let nodes = Nodes::start(3, "");
    let mut trial = Trial::new(&nodes);
    let _ = trial.first();
    let address = Address::parse(&trial.address).expect("an address");
    let engine = open(&address, &Access::default()).expect("an index");
    for node in ["1", "2", "3"] {
        nodes.run(&["kill", node]);
        let started = Instant::now();
        assert_eq!(versions(&engine), trial.wanted);
        let took = started.elapsed();
        println!("node {node} is killed: {took:?}");
        assert!(took < Duration::from_secs(8), "{took:?}");
        nodes.run(&["up", node]);
        nodes.run(&["wait"]);
        assert_eq!(versions(&engine), trial.wanted);
    }
}

#[test]
#[ignore = "starts a cluster of its own"]
fn an_index_that_lost_a_part_is_not_read_as_if_it_were_whole() {
    let nodes = Nodes::start(3, "");
    let mut trial = Trial::new(&nodes);
    trial.change();
    let _ = trial.run(&["index", ".", "--shards", "3", "--replicas", "0"]).success();
    let whole = trial.run(&["search", "council"]).success().stdout;
    nodes.run(&["kill", "2"]);
    for args in [&["search", "council"][..], &["stats"], &["check"]] {
        let ran = trial.run(args).ends(2);
        println!("{ran}");
        assert_eq!((ran.stdout.as_str(), ran.stderr.lines().count()), ("", 1), "{ran}");
    }
    nodes.run(&["up", "2"]);
    nodes.run(&["wait"]);
    assert_eq!(trial.run(&["search", "council"]).success().stdout, whole);
    assert_eq!(held(&trial.address), trial.wanted);
}

#[test]
#[ignore = "starts a cluster of its own"]
fn the_only_node_that_is_talked_to_may_die_and_come_back() {
    let nodes = Nodes::start(3, "");
    let mut trial = Trial::new(&nodes);
    let whole = trial.first();
    trial.address = format!("opensearch+http://{}/trial", nodes.hosts[0]);
    for round in 0..kills().div_ceil(4) {
        let wait = trial.random.below(whole);
        println!("round {round}: it is killed after {wait} ms");
        trial.survives(|trial| {
            sleep(Duration::from_millis(wait));
            trial.nodes.run(&["kill", "1"]);
            sleep(Duration::from_secs(3));
            trial.nodes.run(&["up", "1"]);
        });
        nodes.run(&["wait"]);
        assert_eq!(held(&trial.address), trial.wanted);
    }
}

#[test]
#[ignore = "starts a cluster of its own"]
fn two_nodes_killed_in_turn_cost_nothing() {
    let nodes = Nodes::start(3, "");
    let mut trial = Trial::new(&nodes);
    let whole = trial.first();
    trial.survives(|trial| {
        sleep(Duration::from_millis(whole / 4));
        trial.nodes.run(&["kill", "1"]);
        trial.nodes.run(&["up", "1"]);
        trial.nodes.run(&["wait"]);
        trial.nodes.run(&["kill", "2"]);
        trial.nodes.run(&["up", "2"]);
    });
}

#[test]
#[ignore = "starts a cluster of its own"]
fn a_node_that_pauses_for_a_minute_costs_nothing() {
    let nodes = Nodes::start(3, "");
    let mut trial = Trial::new(&nodes);
    let whole = trial.first();
    for node in ["1", "3"] {
        trial.survives(|trial| {
            sleep(Duration::from_millis(whole / 4));
            trial.nodes.run(&["pause", node]);
            sleep(Duration::from_secs(60));
            trial.nodes.run(&["resume", node]);
        });
    }
}

#[test]
#[ignore = "starts a cluster of its own"]
fn a_client_that_is_killed_leaves_what_was_there_and_the_next_one_goes_on() {
    let nodes = Nodes::start(3, "");
    let mut trial = Trial::new(&nodes);
    let mut longest = trial.first();
    let mut committed = trial.wanted.clone();
    let (mut acknowledged, mut changed) = (0, 0);
    for round in 0..kills() {
        trial.change();
        let args: &[&str] = match trial.random.below(4) {
            0 => &["index", "--rebuild"],
            1 => &["check", "--repair"],
            _ => &["index"],
        };
        let mut run = trial.spawn(args);
        sleep(Duration::from_millis(trial.random.below(2 * longest)));
        run.kill().expect("a process");
        let output = run.wait_with_output().expect("output");
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let there = held(&trial.address);
        let about = format!("round {round}, {args:?}: {told}");
        if output.status.success() || told.contains("files") {
            acknowledged += 1;
            longest -= longest / 8;
            assert_eq!(there, trial.wanted, "{about}");
        } else {
            longest += longest / 8;
        }
        assert!(there == committed || there == trial.wanted, "{about}");
        changed += u64::from(there != committed);
        committed = there;
    }
    println!("{acknowledged} of {} were told to be done, {changed} had committed", kills());
    let _ = trial.run(&["index"]).success();
    assert_eq!(held(&trial.address), trial.wanted);
    let _ = trial.run(&["check"]).success();
    // What the killed ones left beside it is gone.
    let names: String = ureq::get(format!("http://{}/_cat/indices/trial*?h=index", nodes.hosts[0]))
        .call()
        .expect("an answer")
        .body_mut()
        .read_to_string()
        .expect("text");
    assert_eq!(names.lines().count(), 1, "{names}");
}

#[test]
#[ignore = "starts a cluster of its own"]
fn a_rebuild_that_is_ended_leaves_the_index_as_it_was() {
    let nodes = Nodes::start(3, "");
    let mut trial = Trial::new(&nodes);
    let mut longest = trial.first();
    let mut committed = trial.wanted.clone();
    for round in 0..kills() {
        trial.change();
        let mut run = trial.spawn(&["index", "--rebuild"]);
        sleep(Duration::from_millis(trial.random.below(longest + longest / 4)));
        let politely = trial.random.below(2) == 0;
        if politely {
            let id = run.id().to_string();
            let _ = Command::new("kill").args(["-INT", &id]).status().expect("kill runs");
        } else {
            run.kill().expect("a process");
        }
        let output = run.wait_with_output().expect("output");
        let there = held(&trial.address);
        let ended = output.status.success();
        println!("round {round}: politely {politely}, ended {ended}");
        longest = if ended { longest - longest / 8 } else { longest + longest / 8 };
        assert!(there == committed || there == trial.wanted, "round {round}");
        assert!(!ended || there == trial.wanted, "round {round}");
        committed = there;
    }
    let _ = trial.run(&["index", "--rebuild"]).success();
    assert_eq!(held(&trial.address), trial.wanted);
}

#[test]
#[ignore = "starts a cluster of its own"]
fn a_cluster_that_drowns_takes_everything_in_the_end() {
    let nodes = Nodes::start(3, "thread_pool.write.size=1 thread_pool.write.queue_size=1");
    let mut trial = Trial::new(&nodes);
    let _ = trial.first();
    // Others fill the queues while it writes.
    let made = ureq::put(format!("http://{}/storm", nodes.hosts[0]))
        .header("content-type", "application/json")
        .send(r#"{"settings":{"number_of_shards":3,"number_of_replicas":1}}"#);
    assert_eq!(made.expect("an answer").status(), 200);
    let stop = std::sync::atomic::AtomicBool::new(false);
    let refused = std::sync::atomic::AtomicU64::new(0);
    let mut body = String::new();
    for n in 0..400 {
        let words = "word ".repeat(50);
        let _ = writeln!(body, "{{\"index\":{{}}}}\n{{\"n\":{n},\"t\":\"{words}\"}}");
    }
    std::thread::scope(|scope| {
        for i in 0..12 {
            let (stop, refused, body) = (&stop, &refused, &body);
            let host = &nodes.hosts[i % 3];
            scope.spawn(move || {
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let sent = ureq::post(format!("http://{host}/storm/_bulk"))
                        .header("content-type", "application/x-ndjson")
                        .send(body.as_bytes());
                    let count = match sent {
                        Ok(mut sent) => {
                            let told = sent.body_mut().read_to_string().unwrap_or_default();
                            told.matches("\"status\":429").count()
                        }
                        Err(ureq::Error::StatusCode(429)) => 400,
                        Err(_) => 0,
                    };
                    refused.fetch_add(count as u64, std::sync::atomic::Ordering::Relaxed);
                }
            });
        }
        // Also when a run fails: else the others would go on for ever, and the test with them.
        let _calm = Calm(&stop);
        for _ in 0..3 {
            trial.survives(|_| {});
        }
    });
    let refused = refused.into_inner();
    println!("{refused} records of others were refused meanwhile");
    assert!(refused > 0, "there was no storm");
}

#[test]
#[ignore = "starts a cluster of its own"]
fn an_article_that_the_cluster_refuses_is_told_and_costs_nothing_else() {
    let nodes = Nodes::start(1, "");
    let mut trial = Trial::new(&nodes);
    let text = TALKS.replace("northern", "version0");
    trial.archive.write("70.txt", &text);
    trial.wanted.insert("70.txt".to_owned(), 0);
    let _ = trial.first();
    // From now on the cluster takes no passage in which so many people speak.
    let limit = r#"{"index.mapping.nested_objects.limit":3}"#;
    let told = ureq::put(format!("http://{}/trial/_settings", nodes.hosts[0]))
        .header("content-type", "application/json")
        .send(limit);
    assert_eq!(told.expect("an answer").status(), 200);
    let many = "Anna Berg said it was late. Omar Haddad said it was early. Lena Marsh said it was \
                cold. Ivan Petrov said it was warm. Olena Kravets said it was enough.\n";
    trial.archive.write("70.txt", format!("{text}{many}"));
    trial.archive.write("poison.txt", format!("{text}{many}"));
    // In the archive, of which it is no file.
    let list_name = "refused.ndjson";
    let list = trial.archive.path().join(list_name);
    let index = &["index", "--refused", list_name];
    let ran = trial.run(index).ends(2).notes("2 articles were refused; retry with");
    assert!(ran.stdout.contains("0 added, 0 changed"), "{ran}");
    // What was there of them is there.
    let engine = open(&Address::parse(&trial.address).expect("an address"), &Access::default());
    let prints = engine.expect("an index").fingerprints().expect("articles");
    assert_eq!(prints.len() as u64, FILES + 1);
    let told = std::fs::read_to_string(&list).expect("a list");
    assert_eq!(told.lines().count(), 1 + 2);
    // It is tried again, in vain until it is mended.
    let retry = &["index", "--retry", list_name, "--refused", list_name];
    let _ = trial.run(retry).ends(2);
    let _ = trial.run(index).ends(2);
    trial.archive.write("70.txt", text);
    std::fs::remove_file(trial.archive.path().join("poison.txt")).expect("a file");
    let _ = trial.run(retry).success();
    let _ = trial.run(&["index", "--prune", "--force"]).success();
    assert_eq!(held(&trial.address), trial.wanted);
    let _ = trial.run(&["check"]).success();
}

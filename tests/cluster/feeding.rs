//! Several processes that feed one index at one time.

use std::process::Child;

use onrecord::engine::Engine as _;

use super::TestIndex;
use crate::harness::{Archive, Ran, TALKS};
use crate::versions::{Versions, versions};

/// Folders of the archive, and files of each.
const FOLDERS: usize = 3;
const FILES: usize = 12;

/// An archive in folders, one for each who feeds.
struct Feed {
    archive: Archive,
    address: String,
    wanted: Versions,
}

impl Feed {
    fn new(index: &TestIndex) -> Self {
        let (archive, wanted) = (Archive::new(), Versions::new());
        let mut feed = Self { archive, address: index.address.to_string(), wanted };
        feed.write(0, |_| true);
        feed
    }

    /// Writes a version of some files.
    fn write(&mut self, version: u64, which: impl Fn(usize) -> bool) {
        for n in (0..FOLDERS * FILES).filter(|n| which(*n)) {
            let name = format!("part{}/{n:02}.txt", n % FOLDERS);
            self.archive.write(&name, TALKS.replace("northern", &format!("version{version}")));
            self.wanted.insert(name, version);
        }
    }

    fn spawn(&self, args: &[&str]) -> Child {
        self.archive.spawn(&[args, &["--index", &self.address]].concat())
    }

    /// Runs at one time, which all end well.
    #[track_caller]
    fn together(&self, runs: &[&[&str]]) {
        let running: Vec<Child> = runs.iter().map(|args| self.spawn(args)).collect();
        for (run, args) in running.into_iter().zip(runs) {
            let output = run.wait_with_output().expect("output");
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{args:?}: {told}");
        }
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.archive.run(&[args, &["--index", &self.address]].concat())
    }

    /// Nothing is missing, stale, surplus or there twice.
    #[track_caller]
    fn agrees(&self, index: &TestIndex) {
        let _ = self.run(&["check"]).success();
        assert_eq!(versions(&index.open()), self.wanted);
    }
}

#[test]
#[ignore = "needs a cluster, which ONRECORD_TEST_OPENSEARCH names"]
fn several_processes_feed_parts_of_an_archive_at_one_time() {
    let index = TestIndex::new();
    let mut feed = Feed::new(&index);
    let _ = feed.run(&["index", "."]).success();
    feed.agrees(&index);
    let parts: [&[&str]; FOLDERS] = [&["index", "part0"], &["index", "part1"], &["index", "part2"]];
    feed.write(1, |n| n % 2 == 0);
    feed.together(&parts);
    feed.agrees(&index);
    // Each reads what the others read, too.
    feed.write(2, |n| n % 3 > 0);
    let overlapping: [&[&str]; 4] =
        [&["index"], &["index", "part1"], &["index"], &["index", "part1", "part2"]];
    feed.together(&overlapping);
    feed.agrees(&index);
    std::fs::remove_file(feed.archive.path().join("part0/00.txt")).expect("a file");
    feed.wanted.remove("part0/00.txt");
    feed.together(&[&["index", "--prune"], &["index", "part0", "--prune"], &["index", "part1"]]);
    feed.agrees(&index);
}

#[test]
#[ignore = "needs a cluster, which ONRECORD_TEST_OPENSEARCH names"]
fn several_processes_make_one_index_of_folders_of_different_names() {
    let index = TestIndex::new();
    let feed = Feed::new(&index);
    feed.together(&[
        &["index", "part0", "--name", "part0"],
        &["index", "part1", "--name", "part1"],
        &["index", "part2", "--name", "part2"],
    ]);
    let _ = feed.run(&["check"]).success();
    let engine = index.open();
    let coverage = engine.coverage().expect("counts");
    assert_eq!(coverage.articles, (FOLDERS * FILES) as u64);
    let roots = engine.state().expect("a state").roots;
    let mut names: Vec<&str> = roots.iter().map(|root| root.root.name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["part0", "part1", "part2"]);
}

#[test]
#[ignore = "needs a cluster, which ONRECORD_TEST_OPENSEARCH names"]
fn one_of_several_that_is_killed_costs_the_others_nothing() {
    let index = TestIndex::new();
    let mut feed = Feed::new(&index);
    let _ = feed.run(&["index", "."]).success();
    for version in 1..4 {
        feed.write(version, |_| true);
        let mut killed = feed.spawn(&["index"]);
        let mut other = feed.spawn(&["index", "part1"]);
        std::thread::sleep(std::time::Duration::from_millis(150 * version));
        killed.kill().expect("a process");
        let _ = killed.wait().expect("a process");
        assert!(other.wait().expect("a process").success());
        let _ = feed.run(&["index"]).success();
        feed.agrees(&index);
    }
    // While one writes, nobody makes the index anew.
    feed.write(4, |_| true);
    let mut writing = feed.spawn(&["index"]);
    let rebuilt = feed.run(&["index", "--rebuild"]);
    assert!(matches!(rebuilt.status, 0 | 75), "{rebuilt}");
    let ended = writing.wait().expect("a process");
    assert!(ended.success() || ended.code() == Some(75), "{ended}");
    let _ = feed.run(&["index"]).success();
    feed.agrees(&index);
}

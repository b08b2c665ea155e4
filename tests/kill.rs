//! Runs that are killed at any moment, against a naive model of what they acknowledged.
//!
//! `ONRECORD_KILLS=100 cargo test killed` kills a hundred runs instead of two dozen.

use std::io::Read as _;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use onrecord::engine::embedded::{is_index, open, verify};

use crate::harness::{Archive, TALKS};
use crate::versions::{Versions, versions};

const KILLS: usize = 24;
const FILES: u64 = 40;

/// Numbers that differ from run to run, by xorshift; the seed is told when a test fails.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time");
        Self(u64::from(now.subsec_nanos()) | 1)
    }

    /// What begins the numbers of a test that failed.
    pub(crate) fn seed(&self) -> u64 {
        self.0
    }

    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// The version of each file that the index in a folder holds; nothing where there is none.
fn held(path: &Path) -> Versions {
    if !is_index(path) {
        return Versions::new();
    }
    versions(&open(path).expect("an index"))
}

/// How long it takes to read all files, in microseconds.
fn time_of_a_whole_run() -> u64 {
    let archive = Archive::new();
    for n in 0..FILES {
        archive.write(&format!("{n:02}.txt"), TALKS);
    }
    let started = Instant::now();
    let _ = archive.run(&["index", "."]).success();
    u64::try_from(started.elapsed().as_micros()).expect("a time")
}

#[test]
fn a_killed_run_leaves_a_commit_and_the_next_one_completes_it() {
    let kills = std::env::var("ONRECORD_KILLS").ok().and_then(|kills| kills.parse().ok());
    let kills = kills.unwrap_or(KILLS);
    let mut random = Random::new();
    let seed = random.0;
    let archive = Archive::new();
    let path = archive.path().join(".onrecord");
    let _ = archive.run(&["index"]).ends(2).notes("onrecord index FOLDER");
    let (mut wanted, mut committed) = (Versions::new(), Versions::new());
    let (mut acknowledged, mut changed) = (0, 0);
    // Follows how fast runs are, so that about half of them end before they are killed.
    let mut longest = time_of_a_whole_run();
    for round in 0..kills {
        for n in 0..FILES {
            let name = format!("{n:02}.txt");
            if !wanted.contains_key(&name) || random.below(3) == 0 {
                let version = wanted.get(&name).map_or(0, |version| version + 1);
                archive.write(&name, TALKS.replace("northern", &format!("version{version}")));
                wanted.insert(name, version);
            }
        }
        let args: &[&str] = match random.below(6) {
            // It remembers its folder with the first commit.
            _ if committed.is_empty() => &["index", "."],
            0 | 1 => &["index", ".", "--rebuild"],
            2 => &["check", "--repair"],
            _ => &["index"],
        };
        let mut run = archive.spawn(args);
        sleep(Duration::from_micros(random.below(2 * longest)));
        run.kill().expect("a process");
        let mut told = String::new();
        run.stdout.take().expect("output").read_to_string(&mut told).expect("text");
        let ended = run.wait().expect("a process").success();
        let about = format!("seed {seed}, round {round}, {args:?}: {told}");
        assert_eq!(if is_index(&path) { verify(&path).expect("an index") } else { vec![] }, []);
        let held = held(&path);
        // Either all of the run happened, or nothing of it; what was told has happened.
        if ended || told.contains("files") {
            acknowledged += 1;
            longest -= longest / 8;
            assert_eq!(held, wanted, "{about}");
        } else {
            longest += longest / 8;
        }
        assert!(held == committed || held == wanted, "{about}");
        changed += u64::from(held != committed);
        committed = held;
    }
    println!("{kills} runs killed: {acknowledged} were told to be done, {changed} had committed");
    let _ = archive.run(&["index", "."]).success();
    assert_eq!(held(&path), wanted);
    let _ = archive.run(&["check"]).success();
    let mut names: Vec<String> = std::fs::read_dir(archive.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains("onrecord"))
        .collect();
    names.extend(
        std::fs::read_dir(path.join("engine"))
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with(".tmp")),
    );
    assert_eq!(names, [".onrecord"], "nothing is left over");
}

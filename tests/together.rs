//! Two writers, a process that makes the index anew, and twenty readers at once.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::RwLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use onrecord::engine::embedded::{open, verify};
use onrecord::query::{Facet, Field, Grain, ParseOptions, Request, parse};
use onrecord::search::search;

use crate::harness::{Archive, Ran, TALKS};

/// Files, all of the same version whenever a run may read them.
const FILES: u64 = 12;

/// Versions that are committed one after the other.
const VERSIONS: usize = 3;

/// Readers within this process, and those that start a process for each question.
const READERS: (usize, usize) = (16, 4);

/// Answers that are read at least.
const ANSWERS: usize = 100;

/// How long everybody waits between two questions or runs, so that all have their turn.
const PAUSE: Duration = Duration::from_millis(50);

fn write(archive: &Archive, version: usize) {
    for n in 0..FILES {
        archive.write(&format!("{n:02}.txt"), TALKS.replace("northern", &version_word(version)));
    }
}

fn version_word(version: usize) -> String {
    format!("version{version}")
}

/// The version that a passage tells.
fn version_of(text: &str) -> usize {
    let (_, after) = text.split_once("version").expect("a version");
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().expect("a number")
}

/// The one version that a new reader finds, in every hit, count and stored article.
fn read(index: &Path) -> usize {
    let engine = open(index).expect("an index");
    let mut request = Request::new(parse("version*", &ParseOptions::default()).expect("words").ast);
    request.facets = vec![Facet { fields: vec![(Field::Speaker, Grain::Year)], limit: 20 }];
    request.page.limit = 100;
    let response = search(&engine, &request).expect("an answer");
    assert_eq!((response.passages, response.articles), (FILES, FILES));
    assert_eq!(response.facets[0].values[0].articles, FILES);
    let versions: BTreeSet<usize> =
        response.hits.iter().map(|hit| version_of(&hit.stored.text)).collect();
    assert_eq!(versions.len(), 1, "an answer of several commits: {versions:?}");
    versions.into_iter().next().expect("a version")
}

/// The same, asked of a process.
fn ask(archive: &Archive) -> usize {
    let hits = archive.hits(&["version*", "--all"]);
    assert_eq!(hits.len() as u64, FILES);
    let texts = hits.iter().map(|hit| hit["passage"]["text"].as_str().expect("a text"));
    let versions: BTreeSet<usize> = texts.map(version_of).collect();
    assert_eq!(versions.len(), 1, "an answer of several commits: {versions:?}");
    versions.into_iter().next().expect("a version")
}

/// Whether a writer was let in; if not, it was told who is in its way.
fn was_let_in(ran: Ran) -> bool {
    if ran.status == 75 {
        let _ = ran.notes("locked by another writer (process ");
        return false;
    }
    let _ = ran.success();
    true
}

/// Ends the others also when a thread panics.
struct End<'e>(&'e AtomicBool);
impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn nobody_sees_a_torn_answer_or_an_older_one_than_before() {
    let archive = Archive::new();
    write(&archive, 0);
    let _ = archive.run(&["index", "."]).success();
    let index = archive.path().join(".onrecord");
    let (files, over) = (RwLock::new(()), AtomicBool::new(false));
    let (written, rebuilt, refused, answered) =
        (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
    let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    let go_on = || !over.load(Ordering::Relaxed);
    let run = |args: &[&str], count: &AtomicUsize| {
        // Nobody changes files while they are read.
        let _files = files.read().expect("a lock");
        let let_in = was_let_in(archive.run(args));
        let count = if let_in { count } else { &refused };
        count.fetch_add(1, Ordering::Relaxed);
        let_in
    };
    let reader = |ask: &dyn Fn() -> usize| {
        let mut last = 0;
        while go_on() {
            let version = ask();
            assert!(version >= last, "{version} after {last}");
            last = version;
            answered.fetch_add(1, Ordering::Relaxed);
            thread::sleep(PAUSE);
        }
    };
    thread::scope(|scope| {
        for _ in 0..READERS.0 {
            scope.spawn(|| (End(&over), reader(&|| read(&index))));
        }
        for _ in 0..READERS.1 {
            scope.spawn(|| (End(&over), reader(&|| ask(&archive))));
        }
        scope.spawn(|| {
            let _end = End(&over);
            while go_on() {
                run(&["index"], &written);
                thread::sleep(PAUSE);
            }
        });
        scope.spawn(|| {
            let _end = End(&over);
            while go_on() {
                run(&["index", "--rebuild"], &rebuilt);
                thread::sleep(PAUSE);
            }
        });
        let _end = End(&over);
        for version in 1..=VERSIONS {
            {
                let _files = files.write().expect("a lock");
                write(&archive, version);
            }
            while go_on() && !run(&["index"], &written) {
                thread::sleep(PAUSE);
            }
            assert_eq!(read(&index), version, "what was acknowledged is seen");
        }
        // On a busy machine all versions may be written before a rebuild is let in.
        while go_on() && !(of(&rebuilt) > 0 && of(&answered) > ANSWERS) {
            thread::sleep(PAUSE);
        }
    });
    println!(
        "{} runs, {} of them made the index anew; {} were refused; {} answers",
        of(&written) + of(&rebuilt),
        of(&rebuilt),
        of(&refused),
        of(&answered)
    );
    assert_eq!(verify(&index).expect("an index"), []);
    let _ = archive.run(&["index"]).success();
    let _ = archive.run(&["check"]).success();
    let indexes = std::fs::read_dir(archive.path()).expect("a folder");
    let names = indexes.map(|entry| entry.expect("an entry").file_name());
    assert_eq!(names.filter(|name| name.to_string_lossy().contains(".onrecord")).count(), 1);
}

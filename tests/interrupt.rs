//! Ctrl-C and requests to end while an index is written.
#![cfg(unix)]

use std::process::{Child, Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use onrecord::engine::embedded::verify;

use crate::harness::{Archive, TALKS};

/// Files that take seconds to read.
const FILES: usize = 300;

fn text(n: usize) -> String {
    let talks = TALKS.replace("northern", &format!("pier{n} northern"));
    format!("{talks}{}", TALKS.repeat(8))
}

fn large() -> Archive {
    let archive = Archive::new();
    for n in 0..FILES {
        archive.write(&format!("{n:03}.txt"), text(n));
    }
    archive
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", name, &id]).stderr(Stdio::null()).status();
    sent.expect("kill runs");
}

/// The output of a run that got a signal while it read files. How fast it is differs, so it is
/// tried at several moments; `before` makes the archive as it was.
fn interrupted(name: &str, args: &[&str], before: impl Fn() -> Archive) -> (Archive, Output) {
    for delay in [400, 800, 200, 1600, 100, 3200] {
        let archive = before();
        let run = archive.spawn(args);
        sleep(Duration::from_millis(delay));
        signal(&run, name);
        let output = run.wait_with_output().expect("the program ends");
        let text = String::from_utf8_lossy(&output.stderr);
        // Too late there was nothing to interrupt, too early nobody listened.
        let in_time = output.status.code().is_some_and(|code| code != 0);
        if in_time && !text.contains("interrupted: 0 articles") {
            return (archive, output);
        }
    }
    panic!("no signal arrived while files were read");
}

/// How many articles and files a run says it committed.
fn committed(output: &Output) -> (usize, usize) {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|line| line.starts_with("interrupted: "));
    let line = line.unwrap_or_else(|| panic!("not said: {text}"));
    assert!(line.ends_with(" files committed; run again to go on"), "{line}");
    let numbers: Vec<usize> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert_eq!(numbers.len(), 2, "{line}");
    (numbers[0], numbers[1])
}

fn articles(archive: &Archive) -> usize {
    let stats = archive.run(&["stats", "--json"]).success().json();
    let count = stats[0]["articles"].as_u64().expect("a count");
    usize::try_from(count).expect("a count")
}

#[test]
fn what_was_done_by_then_is_committed_and_the_next_run_goes_on() {
    for (name, code) in [("INT", 130), ("TERM", 143)] {
        let (archive, output) = interrupted(name, &["index", ".", "--json"], large);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        let (done, files) = committed(&output);
        assert_eq!(done, files, "every file is one article");
        assert!((1..FILES).contains(&done), "{done}");
        let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!((&report["interrupted"], &report["written"]), (&true.into(), &true.into()));
        assert_eq!(verify(&archive.path().join(".onrecord")).expect("an index"), []);
        assert_eq!(articles(&archive), done);
        let ran = archive.run(&["index", "--json"]).success();
        assert_eq!(ran.json()[0]["articles"]["added"], FILES - done, "{ran}");
        assert_eq!(ran.json()[0]["articles"]["same"], done, "{ran}");
        assert_eq!(articles(&archive), FILES);
        let _ = archive.run(&["check"]).success();
    }
}

#[test]
fn a_file_of_many_articles_is_taken_up_again() {
    let before = || {
        let lines = (0..FILES).map(|n| {
            let line = serde_json::json!({"id": n, "text": text(n), "date": "2024-04-18"});
            format!("{line}\n")
        });
        Archive::new().file("all.jsonl", lines.collect::<String>())
    };
    let (archive, output) = interrupted("INT", &["index", "."], before);
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let (done, files) = committed(&output);
    assert_eq!(files, 1);
    assert!((1..FILES).contains(&done), "{done}");
    assert_eq!(articles(&archive), done);
    let ran = archive.run(&["index", "--json"]).success();
    assert_eq!(ran.json()[0]["articles"]["added"], FILES - done, "{ran}");
    assert_eq!(articles(&archive), FILES);
    let _ = archive.run(&["check"]).success();
}

#[test]
fn an_index_that_was_to_be_made_anew_stands_as_it_was() {
    let before = || {
        let archive = Archive::new().file("old.txt", TALKS).indexed();
        for n in 0..FILES {
            archive.write(&format!("{n:03}.txt"), text(n));
        }
        archive
    };
    let (archive, output) = interrupted("INT", &["index", "--rebuild"], before);
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.contains("interrupted: nothing was changed"), "{text}");
    assert_eq!(articles(&archive), 1);
    assert_eq!(verify(&archive.path().join(".onrecord")).expect("an index"), []);
    let names = std::fs::read_dir(archive.path()).expect("a folder");
    let names = names.map(|entry| entry.expect("an entry").file_name());
    let indexes = names.filter(|name| name.to_string_lossy().ends_with(".onrecord")).count();
    assert_eq!(indexes, 1);
}

#[test]
fn a_second_signal_ends_the_run_at_once_and_costs_no_commit() {
    let archive = Archive::new().file("old.txt", TALKS).indexed();
    for n in 0..FILES {
        archive.write(&format!("{n:03}.txt"), text(n));
    }
    let run = archive.spawn(&["index"]);
    sleep(Duration::from_millis(400));
    signal(&run, "INT");
    signal(&run, "INT");
    let output = run.wait_with_output().expect("the program ends");
    let ended = output.status.code();
    assert!(ended == Some(130) || ended == Some(0), "{output:?}");
    assert_eq!(verify(&archive.path().join(".onrecord")).expect("an index"), []);
    assert!(articles(&archive) >= 1);
    let _ = archive.run(&["index"]).success();
    assert_eq!(articles(&archive), FILES + 1);
    let _ = archive.run(&["check"]).success();
}

#[test]
fn a_command_that_only_reads_just_ends() {
    use std::os::unix::process::ExitStatusExt as _;

    let archive = Archive::new();
    let mut run = archive
        .command(&["annotate", "--jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .expect("the program runs");
    sleep(Duration::from_millis(100));
    signal(&run, "INT");
    assert_eq!(run.wait().expect("the program ends").signal(), Some(2));
}

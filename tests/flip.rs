//! Every byte of an index flipped in turn, and every file cut off at many places: a clear error or
//! the right answer, and `check` names the file.
//!
//! A sample runs with the other tests; all of it with
//! `cargo test --release every_byte -- --ignored --nocapture`, which prints a table.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use onrecord::engine::Engine as _;
use onrecord::engine::embedded::{open, verify};
use onrecord::query::{Facet, Field, Grain, ParseOptions, Request, parse};
use onrecord::search::{Response, search};
use onrecord::{ErrorKind, Result, Stages};
use tempfile::TempDir;

use crate::harness::{Archive, TALKS, copy};

/// Longest time that one change may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Places at which every file is cut off.
const CUTS: usize = 50;

/// An index of two runs, in memory where there is such a folder.
fn index(articles: usize) -> TempDir {
    let mut archive = Archive::new();
    for n in 1..articles {
        let other = TALKS.replace("northern", &format!("pier{n} western"));
        archive = archive.file(&format!("2024-05-{:02}-{n:02}.txt", n % 31 + 1), other);
    }
    let archive = archive.file("2024-04-18-talks.txt", TALKS).indexed();
    for n in [1, 5, 9] {
        let changed = TALKS.replace("northern", "eastern");
        archive.write(&format!("2024-05-{:02}-{n:02}.txt", n + 1), changed);
    }
    let _ = archive.run(&["index"]).success();
    let memory = Path::new("/dev/shm");
    let folder = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    let folder = folder.expect("a folder");
    copy(&archive.path().join(".onrecord"), folder.path());
    folder
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// Files with data by kind: the ending of the name, or the name of a single text.
fn files(index: &Path) -> Vec<(String, PathBuf)> {
    let folder = fs::read_dir(index.join("engine")).expect("a folder");
    let mut files: Vec<PathBuf> = folder
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.to_string_lossy().ends_with(".lock"))
        .collect();
    files.push(index.join("onrecord.json"));
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = name(&path);
            let kind = match name.rsplit_once('.') {
                Some((_, ending)) if ending != "json" => format!(".{ending}"),
                _ => name,
            };
            (kind, path)
        })
        .collect()
}

/// What people ask of an index: hits with facets, an article, the list of names.
fn answers(index: &Path) -> Result<Vec<String>> {
    let engine = open(index)?;
    let request = |query: &str| {
        let mut request = Request::new(parse(query, &ParseOptions::default()).expect("words").ast);
        let facet = |field| Facet { fields: vec![(field, Grain::Month)], limit: 20 };
        request.facets = vec![facet(Field::Speaker), facet(Field::Date)];
        request
    };
    let mut answers = Vec::new();
    for query in ["\"northern pier\"", "speaker:Kravets said:(talks) date:2024-05"] {
        let answer = Response { stages: Stages::default(), ..search(&engine, &request(query))? };
        answers.push(format!("{answer:?}"));
    }
    let id = engine.ids("", 1)?;
    answers.push(format!("{:?}", engine.article(&id[0])?));
    answers.push(format!("{:?}", engine.people()?));
    Ok(answers)
}

/// What became of the questions asked of a changed index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    /// The checksum of a block told.
    Block,
    /// The trailer of the file, which holds the checksums, was not whole.
    Trailer,
    /// The checksum of a text told.
    Seal,
    /// The file was missing, or could not be read at all.
    Unread,
    /// What was changed was not needed.
    Right,
    /// A wrong answer, an error that does not name the file, or a panic.
    Wrong,
}

const OUTCOMES: [(Outcome, &str); 6] = [
    (Outcome::Block, "block"),
    (Outcome::Trailer, "trailer"),
    (Outcome::Seal, "seal"),
    (Outcome::Unread, "unread"),
    (Outcome::Right, "right"),
    (Outcome::Wrong, "wrong"),
];

fn outcome(index: &Path, path: &Path, right: &[String]) -> Outcome {
    let Ok(asked) = catch_unwind(AssertUnwindSafe(|| answers(index))) else {
        return Outcome::Wrong;
    };
    let error = match asked {
        Ok(answers) if answers == right => return Outcome::Right,
        Ok(_) => return Outcome::Wrong,
        Err(error) => error,
    };
    let told = error.to_string();
    if !matches!(error.kind(), ErrorKind::IndexCorrupt { .. }) || !told.contains(&name(path)) {
        return Outcome::Wrong;
    }
    let says = |words: &str| told.contains(words);
    if says("are not what was written") {
        Outcome::Block
    } else if says("its end is missing") || says("its checksums are") || says("bytes are there") {
        Outcome::Trailer
    } else if says("it is not what was written") || says("its end, which holds its checksum") {
        Outcome::Seal
    } else {
        Outcome::Unread
    }
}

/// Whether `verify` finds this file damaged, and no other.
fn is_found(index: &Path, path: &Path) -> bool {
    match catch_unwind(AssertUnwindSafe(|| verify(index))) {
        Ok(Ok(found)) => found.len() == 1 && found[0].file == path,
        Ok(Err(error)) => error.to_string().contains(&name(path)),
        Err(_) => false,
    }
}

/// A change of a file.
#[derive(Clone, Copy, Debug)]
enum Change {
    Flip(usize),
    Cut(usize),
}

type Told = (&'static str, String, PathBuf, Change, Outcome, bool);

/// Makes every change in turn, asks, and takes it back.
fn make_all(index: &Path, step: usize, cuts: usize, tell: &Sender<Told>) {
    let right = answers(index).expect("answers");
    for (kind, path) in files(index) {
        let bytes = fs::read(&path).expect("a file");
        let flips = (0..bytes.len()).step_by(step).map(Change::Flip);
        let cuts = (0..cuts).map(|n| Change::Cut(bytes.len() * n / cuts));
        for change in flips.chain(cuts) {
            let what = match change {
                Change::Flip(at) => {
                    write_at(&path, at, bytes[at] ^ (1 << (at % 8)));
                    "flipped"
                }
                Change::Cut(length) => {
                    fs::write(&path, &bytes[..length]).expect("a file");
                    "cut off"
                }
            };
            let outcome = outcome(index, &path, &right);
            let found = is_found(index, &path);
            match change {
                Change::Flip(at) => write_at(&path, at, bytes[at]),
                Change::Cut(_) => fs::write(&path, &bytes).expect("a file"),
            }
            if tell.send((what, kind.clone(), path.clone(), change, outcome, found)).is_err() {
                return;
            }
        }
    }
    assert_eq!(answers(index).expect("answers"), right);
}

fn write_at(path: &Path, at: usize, byte: u8) {
    use std::io::{Seek as _, SeekFrom, Write as _};
    let mut file = File::options().write(true).open(path).expect("a file");
    file.seek(SeekFrom::Start(at as u64)).expect("a place");
    file.write_all(&[byte]).expect("a byte");
}

/// Prints a table of what was made of every change, and fails when one was not met well.
fn change_all(articles: usize, step: usize, cuts: usize) {
    let folder = index(articles);
    let path = folder.path().to_owned();
    let (sender, receiver) = channel();
    let worker = thread::spawn(move || make_all(&path, step, cuts, &sender));
    let mut table: BTreeMap<(&str, String), BTreeMap<Outcome, usize>> = BTreeMap::new();
    let mut found: BTreeMap<(&str, String), usize> = BTreeMap::new();
    let mut bad = Vec::new();
    let started = Instant::now();
    loop {
        let (what, kind, path, change, outcome, is_found) = match receiver.recv_timeout(PATIENCE) {
            Ok(told) => told,
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) => panic!("a change takes longer than {PATIENCE:?}"),
        };
        *table.entry((what, kind.clone())).or_default().entry(outcome).or_default() += 1;
        *found.entry((what, kind)).or_default() += usize::from(is_found);
        if outcome == Outcome::Wrong || !is_found {
            bad.push(format!("{change:?} of {}: {outcome:?}, found: {is_found}", path.display()));
        }
    }
    println!("{:<22} {:>7}", "", "changes");
    for ((what, kind), outcomes) in &table {
        let changes: usize = outcomes.values().sum();
        let told: Vec<String> = OUTCOMES
            .iter()
            .filter_map(|(outcome, name)| Some(format!("{name} {}", outcomes.get(outcome)?)))
            .collect();
        let found = found[&(*what, kind.clone())];
        println!("{what} {kind:<14} {changes:>7}  check {found:>6}  {}", told.join(", "));
    }
    println!("in {:.0} s", started.elapsed().as_secs_f64());
    assert!(bad.is_empty(), "{} changes: {:#?}", bad.len(), &bad[..bad.len().min(20)]);
    worker.join().expect("all changes were made");
}

#[test]
fn a_sample_of_all_bytes_and_cuts_is_told_or_makes_no_difference() {
    change_all(10, 101, 10);
}

#[test]
#[ignore = "takes minutes; prints a table"]
fn every_byte_and_fifty_cuts_of_each_file_are_told_or_make_no_difference() {
    change_all(80, 1, CUTS);
}

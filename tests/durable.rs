//! What decay and a second process do to an index.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use onrecord::engine::embedded::verify;

use crate::harness::{Archive, Ran, TALKS, copy};

/// An index of two runs, so that the engine also has a file of removed records: of several articles
/// in a segment one is replaced, whichever thread wrote it.
fn grown() -> Archive {
    let mut archive = Archive::new().file("2024-04-18-talks.txt", TALKS);
    for day in 1..10 {
        let other = TALKS.replace("northern", "western");
        archive = archive.file(&format!("2024-05-0{day}-pier.txt"), other);
    }
    let archive = archive.indexed();
    for day in [1, 5, 9] {
        let changed = TALKS.replace("northern", "eastern");
        archive.write(&format!("2024-05-0{day}-pier.txt"), changed);
    }
    let _ = archive.run(&["index"]).success();
    archive
}

fn engine(archive: &Archive) -> PathBuf {
    archive.path().join(".onrecord/engine")
}

/// Every file of the index that holds data.
fn files(archive: &Archive) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(engine(archive))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.to_string_lossy().ends_with(".lock"))
        .collect();
    files.push(archive.path().join(".onrecord/onrecord.json"));
    files.sort();
    files
}

fn is_of(path: &Path, kind: &str) -> bool {
    path.extension().is_some_and(|ending| ending == kind)
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// What is done to a file.
#[derive(Clone, Copy, Debug)]
enum Harm {
    /// A bit of the byte this many thousandths into the file is flipped.
    Flip(usize),
    /// So many thousandths of the file are kept.
    Cut(usize),
    Delete,
}

const HARMS: [Harm; 6] = [
    Harm::Flip(0),
    Harm::Flip(500),
    Harm::Flip(1000),
    Harm::Cut(500),
    Harm::Cut(999),
    Harm::Delete,
];

fn harm(path: &Path, harm: Harm) {
    let mut bytes = fs::read(path).expect("a file");
    let last = bytes.len() - 1;
    match harm {
        Harm::Flip(thousandths) => bytes[last * thousandths / 1000] ^= 0x04,
        Harm::Cut(thousandths) => bytes.truncate(last * thousandths / 1000),
        Harm::Delete => return fs::remove_file(path).expect("a file"),
    }
    fs::write(path, bytes).expect("a file");
}

/// The lines of JSON without those that tell the time taken.
fn answer(ran: &Ran) -> Vec<&str> {
    ran.stdout.lines().filter(|line| !line.contains("elapsed_ms")).collect()
}

#[test]
fn a_damaged_file_is_named_and_never_served() {
    let archive = grown();
    let id = archive.hits(&["northern pier"])[0]["article"]["id"].clone();
    let id = id.as_str().expect("an id").to_owned();
    let commands: [&[&str]; 3] = [
        &["search", "\"northern pier\"", "--json"],
        &["show", &id, "--json"],
        &["facets", "--by", "speaker,date", "--json"],
    ];
    let right: Vec<Ran> = commands.iter().map(|args| archive.run(args).success()).collect();
    assert_eq!(verify(&archive.path().join(".onrecord")).expect("an index"), []);
    let files = files(&archive);
    let endings: BTreeSet<String> =
        files.iter().filter_map(|path| Some(name(path).rsplit_once('.')?.1.to_owned())).collect();
    let expected = ["del", "fast", "fieldnorm", "idx", "json", "pos", "store", "term"];
    assert!(expected.iter().all(|ending| endings.contains(*ending)), "{endings:?}");
    let mut refused = 0;
    for path in files {
        for change in HARMS {
            let other = Archive::new();
            copy(archive.path(), other.path());
            harm(&other.path().join(path.strip_prefix(archive.path()).expect("below")), change);
            let about = format!("{change:?} {}", name(&path));
            for (args, right) in commands.iter().zip(&right) {
                let ran = other.run(args);
                assert!(!ran.stderr.contains("panicked"), "{about}\n{ran}");
                if ran.status == 0 {
                    assert_eq!(answer(&ran), answer(right), "{about}\n{ran}");
                } else {
                    assert_eq!(ran.status, 2, "{about}\n{ran}");
                    assert_eq!(ran.stderr.lines().count(), 1, "{about}\n{ran}");
                    assert!(ran.stderr.contains(&name(&path)), "{about}\n{ran}");
                    refused += 1;
                }
            }
            match verify(&other.path().join(".onrecord")) {
                Ok(found) => {
                    let names: Vec<String> =
                        found.iter().map(|damage| name(&damage.file)).collect();
                    // Nothing is wrong without the second copy of the list of segments.
                    let copy = name(&path) == ".meta.json" && matches!(change, Harm::Delete);
                    let expected = if copy { vec![] } else { vec![name(&path)] };
                    assert_eq!(names, expected, "{about}: {found:?}");
                }
                Err(error) => assert!(error.to_string().contains(&name(&path)), "{about}: {error}"),
            }
        }
    }
    assert!(refused > 50, "{refused}");
}

#[test]
fn a_damaged_index_can_be_made_anew() {
    let archive = grown();
    let meta = engine(&archive).join("meta.json");
    harm(&meta, Harm::Flip(500));
    let ran = archive.run(&["search", "pier"]).ends(2);
    let _ = ran.notes("meta.json: damaged").notes("onrecord index --rebuild");
    let _ = archive.run(&["index", ".", "--rebuild"]).success();
    assert_eq!(archive.found(&["northern pier"]).len(), 1);
    assert_eq!(verify(&archive.path().join(".onrecord")).expect("an index"), []);
}

#[test]
fn an_index_that_remembers_its_folders_is_made_anew_from_them() {
    let archive = grown();
    for path in files(&archive).into_iter().filter(|path| is_of(path, "store")) {
        harm(&path, Harm::Cut(500));
    }
    let _ = archive.run(&["search", "pier"]).ends(2).notes(".store: damaged");
    let _ = archive.run(&["index", "--rebuild"]).success();
    assert_eq!(archive.found(&["northern pier"]).len(), 1);
}

#[test]
fn all_that_is_damaged_is_found_in_one_pass() {
    let archive = grown();
    let damaged: Vec<PathBuf> = files(&archive)
        .into_iter()
        .filter(|path| {
            [".managed.json", "meta.json"].contains(&&*name(path)) || is_of(path, "store")
        })
        .collect();
    assert!(damaged.len() > 2);
    for path in &damaged {
        harm(path, Harm::Flip(100));
    }
    let found = verify(&archive.path().join(".onrecord")).expect("an index");
    let found: BTreeSet<String> = found.iter().map(|damage| name(&damage.file)).collect();
    assert_eq!(found, damaged.iter().map(|path| name(path)).collect());
}

#[test]
fn files_of_a_killed_run_are_not_in_the_way() {
    let change = |archive: &Archive| {
        archive.write("2024-04-18-50.txt", TALKS.replace("northern", "western"));
    };
    let (archive, whole) = (Archive::new(), Archive::new());
    // So many that none stands alone in a segment, which would go without a list of what is gone.
    for n in 0..100 {
        archive.write(&format!("2024-04-18-{n}.txt"), TALKS);
    }
    let _ = archive.run(&["index", "."]).success();
    copy(archive.path(), whole.path());
    change(&whole);
    let _ = whole.run(&["index"]).success();
    let before: BTreeSet<String> = files(&archive).iter().map(|path| name(path)).collect();
    let made: Vec<String> = files(&whole)
        .iter()
        .filter(|path| is_of(path, "del"))
        .map(|path| name(path))
        .filter(|name| !before.contains(name))
        .collect();
    assert!(!made.is_empty());
    // As if a run with the same changes had been killed right before its commit.
    for name in &made {
        fs::write(engine(&archive).join(name), "unfinished").expect("a file");
    }
    change(&archive);
    let _ = archive.run(&["index"]).success();
    assert_eq!(archive.found(&["western pier"]).len(), 1);
    assert_eq!(verify(&archive.path().join(".onrecord")).expect("an index"), []);
}

#[test]
fn a_second_writer_is_told_who_holds_the_lock() {
    let archive = Archive::talks();
    let path = archive.path().join(".onrecord");
    fs::write(path.join("engine/.holder"), "process 1 of long ago").expect("a file");
    let writer = onrecord::engine::embedded::write(&path, 1).expect("a writer");
    let host = fs::read_to_string("/proc/sys/kernel/hostname");
    let host = host.map_or_else(|_| String::new(), |host| format!(" on {}", host.trim()));
    let holder = format!("locked by another writer (process {}{host}", std::process::id());
    archive.write("new.txt", TALKS);
    for args in [&["index"][..], &["index", "--rebuild"], &["check", "--repair"]] {
        let _ = archive.run(args).ends(75).notes(&holder);
    }
    drop(writer);
    let _ = archive.run(&["index"]).success();
}

#[cfg(unix)]
#[test]
fn an_index_nobody_may_write_to_is_searched() {
    use std::os::unix::fs::PermissionsExt as _;

    fn permit(path: &Path, mode: u32) {
        let permissions =
            fs::Permissions::from_mode(if path.is_dir() { mode | 0o111 } else { mode });
        fs::set_permissions(path, permissions).expect("permissions");
        for entry in fs::read_dir(path).into_iter().flatten() {
            permit(&entry.expect("an entry").path(), mode);
        }
    }

    let archive = Archive::talks();
    let program = archive.path().join("onrecord");
    fs::copy(env!("CARGO_BIN_EXE_onrecord"), &program).expect("the program");
    permit(archive.path(), 0o444);
    permit(&program, 0o555);
    let probe = archive.path().join("probe");
    let mut line = vec![program.to_string_lossy().into_owned()];
    if fs::write(&probe, "").is_ok() {
        // Permissions do not bind this user, so another one asks.
        fs::remove_file(&probe).expect("a file");
        let other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
        line.splice(0..0, other.map(str::to_owned));
    }
    let run = |args: &[&str]| {
        let words: Vec<&str> =
            line.iter().map(String::as_str).chain(args.iter().copied()).collect();
        Command::new(words[0]).args(&words[1..]).current_dir(archive.path()).output()
    };
    if let Ok(output) = run(&["search", "northern pier", "--json"]) {
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{output:?}");
        assert!(text.contains("northern pier"), "{output:?}");
        let output = run(&["index"]).expect("the program runs");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(text.contains(".onrecord") && text.contains("denied"), "{output:?}");
    }
    permit(archive.path(), 0o755);
}

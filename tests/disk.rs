//! Disks that are full, files that may not grow, and folders that nobody may write to any more.
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread::sleep;
use std::time::Duration;

use onrecord::engine::Engine as _;
use onrecord::engine::embedded::{open, verify};
use tempfile::TempDir;

use crate::harness::{Archive, TALKS, copy};

/// Articles of the first commit, and of the run that meets an obstacle.
const BEFORE: usize = 10;
const AFTER: usize = 60;

/// An archive whose index, called `index`, holds some of its articles.
fn half(index: &Path) -> Archive {
    let archive = Archive::new();
    let write = |range: std::ops::Range<usize>| {
        for n in range {
            archive.write(&format!("{n:03}.txt"), TALKS.replace("northern", &format!("pier{n}")));
        }
    };
    write(0..BEFORE);
    let _ = archive.run(&["index", ".", "--index", name(index)]).success();
    write(BEFORE - 5..AFTER);
    archive
}

fn name(path: &Path) -> &str {
    path.to_str().expect("a name")
}

fn articles(index: &Path) -> usize {
    assert_eq!(verify(index).expect("an index"), []);
    open(index).expect("an index").fingerprints().expect("articles").len()
}

/// Exit code and standard error of a run that failed in one clear line about a file of `index`.
#[track_caller]
fn refused(output: &Output, index: &Path, reason: &str) {
    let text = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert_eq!(text.lines().count(), 1, "{text}");
    assert!(text.contains(name(index)) && text.contains(reason), "{text}");
}

/// A small file system in memory.
struct Memory(TempDir);

impl Memory {
    /// `None`, and said, where this process may not mount one.
    fn new() -> Option<Self> {
        let folder = TempDir::new().expect("a folder");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=2m", "tmpfs", name(folder.path())])
            .stderr(Stdio::null())
            .status();
        if mount.is_ok_and(|ended| ended.success()) {
            return Some(Self(folder));
        }
        println!("SKIPPED: 1 test needs to mount a file system, which this process may not");
        None
    }

    /// Lets so many bytes be written.
    fn leave(&self, free: usize) {
        let filler = self.0.path().join("filler");
        let _ = fs::remove_file(&filler);
        let mut bytes = vec![7; 4 << 20];
        // As much as there is room for, less what is to be left.
        let _ = fs::write(&filler, &bytes);
        let held = usize::try_from(fs::metadata(&filler).expect("a file").len()).expect("a size");
        bytes.truncate(held.saturating_sub(free));
        fs::write(&filler, bytes).expect("a file");
    }

    fn free(&self) {
        fs::remove_file(self.0.path().join("filler")).expect("a file");
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_leaves_the_last_commit_and_a_later_run_completes_it() {
    let Some(disk) = Memory::new() else { return };
    let index = disk.0.path().join(".onrecord");
    let archive = half(&index);
    let whole = TempDir::new().expect("a folder");
    copy(&index, whole.path());
    let mut met = 0;
    for free in (0..400).step_by(20) {
        fs::remove_dir_all(&index).expect("a folder");
        fs::create_dir_all(index.join("engine")).expect("a folder");
        copy(whole.path(), &index);
        disk.leave(free << 10);
        for args in [&["index"][..], &["index", "--rebuild"]] {
            let output = Command::new(env!("CARGO_BIN_EXE_onrecord"))
                .args(args)
                .args(["--index", name(&index)])
                .current_dir(archive.path())
                .output()
                .expect("the program runs");
            if output.status.success() {
                assert_eq!(articles(&index), AFTER);
                break;
            }
            met += 1;
            refused(&output, &index, "No space left");
            assert_eq!(articles(&index), BEFORE, "{free} KiB");
        }
        disk.free();
        let _ = archive.run(&["index", "--index", name(&index)]).success();
        assert_eq!(articles(&index), AFTER, "{free} KiB");
        let left = fs::read_dir(disk.0.path()).expect("a folder").count();
        assert_eq!(left, 1, "nothing is left beside the index");
    }
    assert!(met > 10, "{met}");
}

#[test]
fn a_file_that_may_not_grow_leaves_the_last_commit() {
    let folder = TempDir::new().expect("a folder");
    let index = folder.path().join(".onrecord");
    let archive = half(&index);
    let mut met = 0;
    // In blocks of 512 or 1024 bytes, as the shell counts them.
    for blocks in [0, 1, 2, 3, 5, 8, 12, 16, 20, 24, 1000] {
        let program = env!("CARGO_BIN_EXE_onrecord");
        let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec {program} \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &line, "sh", "index", "--index", name(&index)])
            .current_dir(archive.path())
            .stdout(Stdio::piped())
            .output()
            .expect("a shell");
        if output.status.success() {
            assert_eq!(articles(&index), AFTER);
            break;
        }
        met += 1;
        refused(&output, &index, "File too large");
        assert_eq!(articles(&index), BEFORE, "{blocks} blocks");
    }
    assert!(met > 3, "{met}");
    let _ = archive.run(&["index", "--index", name(&index)]).success();
    assert_eq!(articles(&index), AFTER);
}

/// Runs the program as somebody whom permissions bind.
fn bound(program: &Path, archive: &Path) -> Option<Command> {
    let probe = TempDir::new().expect("a folder");
    fs::set_permissions(probe.path(), fs::Permissions::from_mode(0o555)).expect("permissions");
    if fs::write(probe.path().join("probe"), "").is_err() {
        return Some(Command::new(program));
    }
    let given = Command::new("chown").args(["-R", "65534:65534", name(archive)]).status();
    let mut other = Command::new("setpriv");
    other.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--", name(program)]);
    let may = Command::new("setpriv").arg("--version").stdout(Stdio::null()).status().is_ok();
    if may && given.is_ok_and(|ended| ended.success()) {
        return Some(other);
    }
    println!("SKIPPED: 1 test needs a user whom permissions bind");
    None
}

fn permit(folder: &Path, mode: u32) {
    fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("permissions");
}

#[test]
fn a_folder_that_turns_read_only_half_way_leaves_the_last_commit() {
    let folder = TempDir::new().expect("a folder");
    let index: PathBuf = folder.path().join(".onrecord");
    let archive = half(&index);
    for n in AFTER..300 {
        archive.write(&format!("{n:03}.txt"), TALKS.repeat(8));
    }
    let program = archive.path().join("program");
    fs::copy(env!("CARGO_BIN_EXE_onrecord"), &program).expect("the program");
    if bound(&program, archive.path()).is_none() || bound(&program, folder.path()).is_none() {
        return;
    }
    let mut met = 0;
    for delay in [60, 120, 240, 480, 960] {
        let mut run = bound(&program, archive.path()).expect("a user");
        let run = run
            .args(["index", "--index", name(&index)])
            .current_dir(archive.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        sleep(Duration::from_millis(delay));
        permit(&index.join("engine"), 0o555);
        let output = run.wait_with_output().expect("the program ends");
        if output.status.success() {
            break;
        }
        met += 1;
        refused(&output, &index, "denied");
        assert_eq!(articles(&index), BEFORE, "{delay} ms");
        permit(&index.join("engine"), 0o755);
    }
    assert!(met > 0);
    permit(&index.join("engine"), 0o755);
    let _ = archive.run(&["index", "--index", name(&index)]).success();
    assert_eq!(articles(&index), 300);
}

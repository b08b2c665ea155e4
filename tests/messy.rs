//! Archives as they are found: every file is accounted for once, and nothing hangs.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use onrecord::correction::Corrections;
use onrecord::engine::{IndexedRoot, Memory, State, embedded};
use onrecord::index::{Gone, Plan, Progress, index};
use onrecord::{Limits, Root};

use crate::harness::{Archive, Ran, TALKS, counts};

const STORY: &str = "Mayor Olena Kravets said the northern pier would open in May.";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("bytes are written to memory");
    encoder.finish().expect("bytes are written to memory")
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

/// A file of bytes that look like noise.
fn noise(len: usize) -> Vec<u8> {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[0]
    };
    std::iter::repeat_with(next).take(len).collect()
}

/// An archive of every kind of file that needs no special system, with what becomes of each.
fn archive() -> (Archive, Vec<(&'static str, &'static str)>) {
    let page = format!("<html><body><article><h1>Pier</h1><p>{STORY}</p></article></body></html>");
    let (text, skip, fail) = ("indexed", "skipped", "failed");
    let files: Vec<(&str, Vec<u8>, &str)> = vec![
        ("2024/talks.txt", TALKS.into(), text),
        ("2024/talks.txt.meta.json", "{\"published\": \"2024-04-18\"}".into(), skip),
        ("2024/pier.html", page.clone().into(), text),
        ("2024/pier_files/ad.html", page.clone().into(), skip),
        ("2024/pier_files/deep/data.json", "{\"text\": \"An advertisement.\"}".into(), skip),
        ("2024/pier_files/logo.png", noise(99), skip),
        ("2024/other_files/notes.txt", "The notes of the council.".into(), text),
        (
            "export/all.jsonl",
            b"{\"text\": \"One pier.\"}\n{}\n{\"text\": \xff}\n{\"text\": \"Two piers.\"}\n".into(),
            text,
        ),
        ("export/all.jsonl.meta.json", "{\"outlet\": ".into(), fail),
        (
            "export/list.json",
            "[{\"text\": \"Three piers.\"}, {\"text\": \"Four piers.\"}]".into(),
            text,
        ),
        ("export/settings.json", "{\"version\": 2}".into(), skip),
        ("export/cut.json", "{\"text\": \"Five".into(), fail),
        ("export/config.xml", "<config/>".into(), skip),
        ("export/gone.txt.meta.json", "{}".into(), skip),
        ("export/packed.txt.gz", gzip(TALKS.as_bytes()), text),
        ("export/bomb.txt.gz", gzip(&vec![b'x'; 30 << 20]), fail),
        ("export/cut.txt.gz", gzip(TALKS.as_bytes())[..40].into(), fail),
        ("export/news.tar.gz", gzip(b"tar"), skip),
        ("media/pier.png", noise(999), skip),
        ("media/pier.png.meta.json", "{\"headline\": \"Pier\"}".into(), skip),
        ("media/report.pdf", [b"%PDF-1.7\n".to_vec(), noise(999)].concat(), skip),
        ("media/report.txt", b"%PDF-1.7\n(The dam held.) Tj".into(), skip),
        ("media/README", STORY.into(), skip),
        ("media/empty.txt", Vec::new(), skip),
        ("media/blank.html", "<html><body> </body></html>".into(), skip),
        ("media/noise.txt", noise(4000), fail),
        ("media/zeros.txt", vec![0; 4000], skip),
        ("charsets/latin.txt", b"Le maire a d\xe9clar\xe9 que la jet\xe9e ouvrira.".into(), text),
        ("charsets/mark.txt", [b"\xef\xbb\xbf", STORY.as_bytes()].concat(), text),
        ("charsets/little.txt", utf16("Мэр сообщил, что причал откроют.", u16::to_le_bytes), text),
        ("charsets/big.txt", utf16("The quay is ready, he said.\r\n", u16::to_be_bytes), text),
        ("charsets/big.json", utf16("{\"text\": \"The wharf is ready.\"}", u16::to_be_bytes), text),
        ("charsets/broken.txt", b"\xff\xfea\0\0\xdc".into(), fail),
    ];
    let mut archive = Archive::new();
    let mut fates = Vec::new();
    for (name, bytes, fate) in files {
        archive = archive.file(name, bytes);
        fates.push((name, fate));
    }
    // Neither hidden files nor what ignore files name are files of the archive.
    let archive = archive
        .file(".hidden.txt", STORY)
        .file(".onrecordignore", "*.draft.txt\n")
        .file("2024/a.draft.txt", STORY);
    let huge = fs::File::create(archive.path().join("media/huge.txt")).expect("a file");
    huge.set_len(Limits::default().file_size + 1).expect("a sparse file");
    fates.push(("media/huge.txt", fail));
    (archive, fates)
}

/// Number of files by what became of them, and the paths that failed.
#[track_caller]
fn files(ran: &Ran) -> (u64, u64, u64, BTreeSet<String>) {
    let report = &ran.json()[0];
    let files = &report["files"];
    let count = |value: &serde_json::Value| value.as_u64().expect("a number");
    let skipped = files["skipped"].as_object().expect("reasons").values().map(count).sum();
    let failed = report["failed"].as_array().expect("a list").iter();
    let failed = failed
        .filter(|failed| !failed["reason"].as_str().is_some_and(|r| r.starts_with("record ")))
        .map(|failed| failed["path"].as_str().expect("a path").to_owned());
    (count(&files["indexed"]), skipped, count(&files["failed"]), failed.collect())
}

/// Indexes an archive twice; every file is accounted for once, and nothing changes.
#[track_caller]
fn accounted(archive: &Archive, fates: &[(&str, &str)], articles: usize) {
    let number = |fate: &str| fates.iter().filter(|(_, known)| *known == fate).count() as u64;
    let expected: BTreeSet<String> = fates
        .iter()
        .filter(|(_, fate)| *fate == "failed")
        .map(|(name, _)| (*name).to_owned())
        .collect();
    let first = archive.run(&["index", ".", "--json"]).success();
    let (indexed, skipped, failed, paths) = files(&first);
    assert_eq!(paths, expected, "{first}");
    assert_eq!(
        (indexed, skipped, failed),
        (number("indexed"), number("skipped"), number("failed")),
        "{first}"
    );
    assert_eq!(counts(&first), format!("{articles} added"));
    let second = archive.run(&["index", "--json"]).success();
    assert_eq!(counts(&second), format!("{articles} same"), "{second}");
    for part in [
        &["files", "indexed"][..],
        &["files", "skipped"],
        &["files", "failed"],
        &["failed"],
        &["records"],
    ] {
        let of =
            |ran: &Ran| part.iter().fold(ran.json()[0].clone(), |value, key| value[key].clone());
        assert_eq!(of(&first), of(&second), "{part:?}");
    }
    assert_eq!(second.json()[0]["written"], false, "{second}");
    let _ = archive.run(&["check"]).success();
}

#[test]
fn every_file_of_a_messy_folder_is_accounted_for_once() {
    let (archive, fates) = archive();
    accounted(&archive, &fates, 13);
    for (words, path) in [
        ("причал", "charsets/little.txt#1"),
        ("quay", "charsets/big.txt#1"),
        ("wharf", "charsets/big.json#1"),
        ("jetée", "charsets/latin.txt#1"),
    ] {
        assert_eq!(archive.found(&[words]), [path], "{words}");
    }
    assert!(archive.found(&["advertisement"]).is_empty());
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    fn pipe(path: &Path) {
        let made = std::process::Command::new("mkfifo").arg(path).status();
        assert!(made.expect("mkfifo runs").success(), "{}", path.display());
    }

    #[test]
    fn links_pipes_sockets_and_devices_are_accounted_for_and_nothing_hangs() {
        let (archive, mut fates) = archive();
        let at = |name: &str| archive.path().join(name);
        for (target, name, fate) in [
            ("2024/talks.txt", "link.txt", "indexed"),
            ("nowhere", "broken.txt", "failed"),
            ("self.txt", "self.txt", "failed"),
            ("there.txt", "back.txt", "failed"),
            ("back.txt", "there.txt", "failed"),
            (".", "folder", "skipped"),
            ("/dev/null", "null.txt", "skipped"),
            ("/dev/zero", "zero.json", "skipped"),
            ("/dev/zero", "2024/pier.html.meta.json", "skipped"),
            ("pipe.txt", "linked-pipe.txt", "skipped"),
        ] {
            symlink(target, at(name)).expect("a link");
            fates.push((name, fate));
        }
        for name in ["pipe.txt", "export/list.json.meta.json"] {
            pipe(&at(name));
            fates.push((name, "skipped"));
        }
        let _socket = UnixListener::bind(at("socket.txt")).expect("a socket");
        fates.push(("socket.txt", "skipped"));
        archive.write("guarded/a.txt", STORY);
        pipe(&at("guarded/.gitignore"));
        fates.push(("guarded", "failed"));
        accounted(&archive, &fates, 14);
        // Followed, a link to a folder above is a loop, and told as one.
        let ran = archive.run(&["index", ".", "--follow", "--json"]).success();
        assert!(files(&ran).3.contains("folder"), "{ran}");
    }

    #[test]
    fn names_that_are_no_text_are_shown_spelled_out() {
        let archive = Archive::new().file("caf\u{e9}.txt", "The café is closed.");
        let name = |bytes: &[u8]| archive.path().join(OsStr::from_bytes(bytes));
        if fs::write(name(b"caf\xe9.txt"), "The bakery is closed.").is_err() {
            println!("skipped: this file system knows no such names");
            return;
        }
        fs::write(name(b"caf\xe9.txt.meta.json"), "{\"published\": \"2024-04-18\"}")
            .expect("a file");
        fs::write(name(b"\xff\xfe.png"), "picture").expect("a file");
        fs::write(name(b"\xff.txt"), b"\xff\xfea").expect("a file");
        fs::create_dir(name(b"d\xe9p\xf4t")).expect("a folder");
        fs::write(name(b"d\xe9p\xf4t/a.txt"), "The depot is closed.").expect("a file");
        let fates = [
            ("café.txt", "indexed"),
            ("caf\\xe9.txt", "indexed"),
            ("caf\\xe9.txt.meta.json", "skipped"),
            ("\\xff\\xfe.png", "skipped"),
            ("\\xff.txt", "failed"),
            ("d\\xe9p\\xf4t/a.txt", "indexed"),
        ];
        accounted(&archive, &fates, 3);
        assert_eq!(archive.found(&["depot"]), ["d\\xe9p\\xf4t/a.txt#1"]);
        let hit = &archive.hits(&["bakery"])[0];
        assert_eq!(hit["article"]["published_from"], "sidecar");
        let shown = archive.run(&["show", hit["article"]["id"].as_str().expect("an id")]).success();
        assert!(!shown.stdout.contains("gone"), "{shown}");
        // The file and its folder alone.
        for part in [&b"caf\xe9.txt"[..], b"d\xe9p\xf4t"] {
            let output = archive
                .command(&["index", "--json"])
                .arg(name(part))
                .output()
                .expect("the program runs");
            let printed = String::from_utf8_lossy(&output.stdout);
            assert!(
                printed.contains("\"same\":1") && printed.contains("\"indexed\":1"),
                "{printed}"
            );
        }
    }

    /// Makes `folder` one that cannot be listed, and returns a guard that lets it be removed.
    ///
    /// Permissions do not bar root, but the longest path that the system takes does.
    fn bar(folder: &Path) -> Unbar {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o000)).expect("permissions");
        let unbar = Unbar(folder.to_owned());
        if fs::read_dir(folder).is_err() {
            return unbar;
        }
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("permissions");
        let name = "a-folder-deep-below".repeat(10);
        let chain = |base: &Path| {
            let mut path = base.to_owned();
            while path.as_os_str().len() + name.len() < 3900 {
                path.push(&name);
            }
            fs::create_dir_all(&path).expect("folders");
            path
        };
        let other = tempfile::tempdir().expect("a folder");
        fs::write(chain(other.path()).join("b.txt"), STORY).expect("a file");
        // Either half can be named; together they cannot.
        fs::rename(other.path().join(&name), chain(folder).join("below")).expect("a folder");
        unbar
    }

    struct Unbar(std::path::PathBuf);

    impl Drop for Unbar {
        fn drop(&mut self) {
            // A temporary folder is removed on a best-effort basis as well.
            let _ = fs::set_permissions(&self.0, fs::Permissions::from_mode(0o755));
        }
    }

    #[test]
    fn a_folder_that_cannot_be_listed_fails_and_costs_nothing_else() {
        let archive = Archive::new().file("a.txt", STORY).file("locked/b.txt", STORY);
        let _bar = bar(&archive.path().join("locked"));
        let ran = archive.run(&["index", ".", "--json"]).success();
        let (indexed, skipped, failed, paths) = files(&ran);
        let is_root = paths.iter().any(|path| path.contains("a-folder-deep-below"));
        assert_eq!((indexed, skipped, failed), (1 + u64::from(is_root), 0, 1), "{ran}");
        assert!(paths.iter().all(|path| path.starts_with("locked")), "{ran}");
        let again = archive.run(&["index", "--json"]).success();
        assert_eq!(counts(&again), format!("{indexed} same"));
        assert_eq!(files(&again), files(&ran));
    }

    /// Changes the archive between the walk, which has seen all files, and the first reading.
    struct Meddle<F>(F);

    impl<F: Fn() + Sync> Progress for Meddle<F> {
        fn found(&self, _: u64) {
            self.0();
        }

        fn read(&self, _: u64) {}
    }

    #[test]
    fn files_that_vanish_or_change_once_they_are_found_are_accounted_for() {
        let archive = Archive::new();
        let names = ["dir.txt", "gone.txt", "grown.txt", "pipe.txt", "same.txt", "swapped.txt"];
        for name in names {
            archive.write(name, format!("{STORY} This is {name}."));
        }
        archive.write("same.txt.meta.json", "{\"published\": \"2024-04-18\"}");
        let at = |name: &str| archive.path().join(name);
        let meddle = Meddle(|| {
            for name in ["dir.txt", "gone.txt", "pipe.txt", "same.txt.meta.json"] {
                fs::remove_file(at(name)).expect("a file");
            }
            fs::create_dir(at("dir.txt")).expect("a folder");
            pipe(&at("pipe.txt"));
            archive.write("grown.txt", format!("{STORY} It has grown into a quay."));
            archive.write("new.txt", "The wharf is ready.");
            fs::rename(at("new.txt"), at("swapped.txt")).expect("a file");
        });
        let path = archive.path().join(".onrecord");
        let root = Root { path: archive.path().to_owned(), ..Root::default() };
        let stored = Root { path: "".into(), ..Root::default() };
        let plan = Plan {
            roots: vec![IndexedRoot { root, only: Vec::new() }],
            state: State {
                roots: vec![IndexedRoot { root: stored, only: Vec::new() }],
                ..State::default()
            },
            corrections: Corrections::default(),
            started: i64::MAX,
            hash: false,
            gone: Gone::Keep,
            ..Plan::default()
        };
        let writer = embedded::write(&path, 1).expect("a writer");
        let before = embedded::open(&path).expect("an index");
        let engine: &(dyn Memory + Sync) = &before;
        let report = index(Some(engine), Some(writer), &plan, &meddle).expect("a report");
        let failed: Vec<&str> = report.failed.iter().map(|failed| &*failed.path).collect();
        assert_eq!(failed, ["dir.txt", "gone.txt", "pipe.txt", "same.txt.meta.json"]);
        assert_eq!((report.files.indexed, report.files.failed), (3, 4));
        // The next run finds what has become of them.
        let ran = archive.run(&["index", "--json"]).success();
        assert_eq!(counts(&ran), "3 same", "{ran}");
        assert_eq!(files(&ran).3, BTreeSet::new(), "{ran}");
        assert_eq!(archive.found(&["quay"]), ["grown.txt#1"]);
        assert_eq!(archive.found(&["wharf"]), ["swapped.txt#1"]);
    }
}

#[test]
fn warnings_come_in_the_order_of_the_records() {
    let line =
        |n: usize| format!("{{\"id\": \"{n}\", \"text\": \"{STORY}\", \"date\": \"soon {n}\"}}\n");
    let archive = Archive::new()
        .file("b.jsonl", (1..=12).map(line).collect::<String>())
        .file("a.jsonl", line(1));
    let ran = archive.run(&["index", "."]).success();
    let told: Vec<&str> = ran.stderr.lines().filter(|line| line.contains("soon")).collect();
    let records = (1..=12).map(|n| ("b", n));
    let wanted = std::iter::once(("a", 1)).chain(records).map(|(name, n)| {
        let place = format!("{name}.jsonl: record {n}, line {n}");
        format!("warning: {place}: not a publication date: soon {n} (record)")
    });
    assert_eq!(told, wanted.collect::<Vec<_>>());
}

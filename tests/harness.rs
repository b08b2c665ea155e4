//! Runs the program on a small archive in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// Articles in a temporary folder.
pub(crate) struct Archive {
    folder: TempDir,
}

/// What a run of the program printed, and how it ended.
#[must_use]
pub(crate) struct Ran {
    line: String,
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Three articles in which people speak, on known dates.
pub(crate) const TALKS: &str = "Harbour talks reopen\n\
    The port council met on Tuesday. Mayor Olena Kravets said the talks had gone well.\n\
    “We will open the northern pier in May,” Kravets told reporters.\n\
    The Harbour Workers Union (HWU) rejected the plan. The union said wages were too low.\n\
    Residents fear the noise, according to a report of the council.\n";

impl Archive {
    /// An empty archive.
    pub(crate) fn new() -> Self {
        Self { folder: TempDir::new().expect("a temporary folder") }
    }

    /// An archive of one article, published on a Thursday.
    pub(crate) fn talks() -> Self {
        Self::new().file("2024-04-18-talks.txt", TALKS).indexed()
    }

    /// The sample articles of this repository.
    pub(crate) fn corpus() -> Self {
        let archive = Self::new();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"), archive.path());
        archive
    }

    pub(crate) fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(name, content);
        self
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    #[track_caller]
    pub(crate) fn indexed(self) -> Self {
        let _ = self.run(&["index", "."]).success();
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().expect("the program runs");
        Ran {
            line: format!("onrecord {}", args.join(" ")),
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The program on this archive, which is still to be started.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_onrecord"));
        command.args(args).current_dir(self.path());
        command.env_remove("ONRECORD_INDEX").env_remove("NO_COLOR");
        command
    }

    /// Starts the program on this archive.
    pub(crate) fn spawn(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs")
    }

    /// The hits of a search as JSON.
    #[track_caller]
    pub(crate) fn hits(&self, args: &[&str]) -> Vec<serde_json::Value> {
        let ran = self.run(&[&["search", "--json"], args].concat());
        assert!((0..2).contains(&ran.status), "{ran}");
        ran.json().into_iter().filter(|value| value["type"] == "hit").collect()
    }

    /// `path#n` of each hit, in order.
    #[track_caller]
    pub(crate) fn found(&self, args: &[&str]) -> Vec<String> {
        self.hits(args)
            .iter()
            .map(|hit| {
                format!(
                    "{}#{}",
                    hit["article"]["path"].as_str().unwrap_or("?"),
                    hit["passage"]["n"]
                )
            })
            .collect()
    }
}

impl Ran {
    #[track_caller]
    pub(crate) fn success(self) -> Self {
        self.ends(0)
    }

    #[track_caller]
    pub(crate) fn ends(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self}");
        assert!(!self.stderr.contains("panicked"), "{self}");
        self
    }

    #[track_caller]
    pub(crate) fn prints(self, words: &str) -> Self {
        assert!(self.stdout.contains(words), "not printed: {words}\n{self}");
        self
    }

    #[track_caller]
    pub(crate) fn notes(self, words: &str) -> Self {
        assert!(self.stderr.contains(words), "not on stderr: {words}\n{self}");
        self
    }

    /// The lines printed, as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<serde_json::Value> {
        self.stdout
            .lines()
            .map(|line| {
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}\n{self}"))
            })
            .collect()
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "$ {}\nstatus {}", self.line, self.status)?;
        writeln!(f, "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr)
    }
}

/// What an `index --json` said of articles, without the zeros: `2 added, 1 same`.
#[track_caller]
pub(crate) fn counts(ran: &Ran) -> String {
    let report = ran.json();
    let articles = report[0]["articles"].as_object().unwrap_or_else(|| panic!("no counts: {ran}"));
    let told = articles.iter().filter(|(_, count)| **count != 0);
    told.map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

pub(crate) fn copy(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target: PathBuf = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file");
        }
    }
}

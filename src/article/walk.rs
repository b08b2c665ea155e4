//! Root → its files, in order, each accounted for: to be read, skipped or failed.

use std::cmp::Ordering;
use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder};
use serde::{Deserialize, Serialize};

use super::format::Format;
use super::place::relative;
use super::root::Root;
use super::sidecar::described;
use crate::error::Error;

/// Name of the files that list what is not to be read, in the syntax of `.gitignore`.
const IGNORE_FILE: &str = ".onrecordignore";

/// All files that do so.
const IGNORE_FILES: &[&str] = &[".gitignore", ".ignore", IGNORE_FILE];

/// Ending of the name of an index, which is never walked.
const INDEX_SUFFIX: &str = ".onrecord";

/// The file beside an index that tells which words of a query stand for each other.
pub const SYNONYMS: &str = "synonyms.txt";

/// The line that begins a list of articles that a cluster refused. Nothing else begins so.
pub const REFUSED_HEAD: &str =
    r#"{"onrecord":"articles that a cluster refused; try again: onrecord index --retry FILE"}"#;

/// Ending of the names of such lists.
pub const REFUSED_SUFFIX: &str = ".ndjson";

/// Ending of the name of the folder that a browser saves beside a page.
const COMPANION_SUFFIX: &str = "_files";

/// Endings of the names of such pages.
const PAGES: &[&str] = &["html", "htm", "xhtml", "HTML", "HTM"];

/// What a walk comes upon.
#[derive(Debug)]
pub enum Entry {
    /// A file to read.
    File(SourceFile),
    /// A file that holds no article, as far as its name and kind tell.
    Skipped(Skipped),
    /// A file or folder that cannot be read.
    Failed(Error),
}

/// A file that may hold articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below the root, with `/` between the parts.
    pub relative: String,
    /// How it is read.
    pub format: Format,
    /// The file that says more of it, `NAME.meta.json`, if there is one. A walk does not look for
    /// it: it comes upon it as a file of its own.
    pub sidecar: Option<PathBuf>,
}

/// A file, or a record of one, that is left out without being wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub path: PathBuf,
    /// Number of the record within the file, from 1; `None` for a whole file.
    pub record: Option<usize>,
    /// Why it is left out.
    pub reason: SkipReason,
}

/// Why a file or record is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SkipReason {
    /// No reader for its kind.
    UnsupportedKind,
    /// It describes the file beside it.
    Sidecar,
    /// It belongs to a saved page.
    Companion,
    /// A link to a folder, not followed.
    LinkedFolder,
    /// It has neither headline nor text.
    Empty,
    /// It describes a file that is not beside it.
    OrphanSidecar,
    /// It is a PDF: the parsers there are neither bound what a file expands to nor survive any.
    Pdf,
    /// It tells which words of a query stand for each other. Told by a walk alone and in no ledger.
    Synonyms,
    /// It lists the articles that a cluster refused. Told by a walk alone and in no ledger.
    Refused,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnsupportedKind => "unsupported kind of file",
            Self::Sidecar => "sidecar of another file",
            Self::Companion => "part of a saved page",
            Self::LinkedFolder => "link to a folder",
            Self::Empty => "neither headline nor text",
            Self::OrphanSidecar => "sidecar without its file",
            Self::Pdf => "PDF, to be converted to text first",
            Self::Synonyms => "synonyms for queries",
            Self::Refused => "list of refused articles",
        })
    }
}

/// Finds the files of a root, in the order of their paths.
///
/// Files that `.gitignore`, `.ignore` or `.onrecordignore` files below the root name, hidden
/// files and indexes are passed over. What lies above the root has no say, so an archive gives
/// the same files wherever it is moved.
pub fn walk(root: &Root) -> impl Iterator<Item = Entry> {
    walk_part(root, Path::new(""))
}

/// [`walk`], limited to the file or folder at `part` below the root.
///
/// The ignore files between the root and `part` hold as they do for the whole root.
pub fn walk_part(root: &Root, part: &Path) -> impl Iterator<Item = Entry> {
    let base = root.path.clone();
    let wanted = base.join(part);
    let follow = root.options.follow_links;
    let mut companion: Option<PathBuf> = None;
    // Folders that are not entered, as the filter comes upon them.
    let barred: Arc<Mutex<Vec<Error>>> = Arc::default();
    let found = Arc::clone(&barred);
    let root_barred = bar(&root.path).map(Entry::Failed);
    let steps = root_barred.is_none().then(|| builder(root, wanted, found, follow).build());
    let steps = steps.into_iter().flatten().flat_map(move |step| match step {
        Ok(entry) => {
            let trouble = entry.error().map(|error| failed(entry.path(), error));
            let found = sort_out(&entry, &base, &mut companion);
            [trouble, found].into_iter().flatten()
        }
        Err(error) => [Some(failed(&base, &error)), None].into_iter().flatten(),
    });
    let rest = std::iter::once_with(move || {
        let barred = &mut *barred.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(barred).into_iter().map(Entry::Failed)
    });
    root_barred.into_iter().chain(steps).chain(rest.flatten())
}

fn builder(
    root: &Root,
    wanted: PathBuf,
    barred: Arc<Mutex<Vec<Error>>>,
    follow: bool,
) -> WalkBuilder {
    let mut builder = WalkBuilder::new(&root.path);
    builder
        .parents(false)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .follow_links(follow)
        .add_custom_ignore_filename(IGNORE_FILE)
        .sort_by_file_name(OsStr::cmp as fn(&OsStr, &OsStr) -> Ordering)
        .filter_entry(move |entry| {
            let path = entry.path();
            let on_the_way = path.starts_with(&wanted) || wanted.starts_with(path);
            if !on_the_way || entry.depth() > 0 && is_index(entry) {
                return false;
            }
            let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
            let reason = if is_folder { bar(path) } else { None };
            let is_open = reason.is_none();
            barred.lock().unwrap_or_else(PoisonError::into_inner).extend(reason);
            is_open
        });
    builder
}

/// Why a folder cannot be entered: what it leaves out would have to be read from a pipe or a
/// device, which may never end.
fn bar(folder: &Path) -> Option<Error> {
    IGNORE_FILES.iter().find_map(|name| {
        let kind = folder.join(name).metadata().ok()?.file_type();
        let readable = kind.is_file() || kind.is_dir();
        (!readable).then(|| Error::article(folder, format!("{name} is not a regular file")))
    })
}

/// Tells what an entry is; `None` for a folder, which is no file of its own.
fn sort_out(entry: &DirEntry, base: &Path, companion: &mut Option<PathBuf>) -> Option<Entry> {
    let path = entry.path();
    let skipped =
        |reason| Some(Entry::Skipped(Skipped { path: path.to_owned(), record: None, reason }));
    let mut kind = entry.file_type()?;
    if kind.is_symlink() {
        match path.metadata() {
            Ok(target) if target.is_dir() => return skipped(SkipReason::LinkedFolder),
            Ok(target) => kind = target.file_type(),
            Err(error) => return Some(Entry::Failed(Error::io(path, error))),
        }
    }
    let in_companion = companion.as_deref().is_some_and(|folder| path.starts_with(folder));
    if kind.is_dir() {
        if !in_companion {
            *companion = is_companion(path).then(|| path.to_owned());
        }
        return None;
    }
    if in_companion {
        return skipped(SkipReason::Companion);
    }
    if !kind.is_file() {
        return skipped(SkipReason::UnsupportedKind);
    }
    if described(path).is_some() {
        return skipped(SkipReason::Sidecar);
    }
    if is_synonyms(path, base) {
        return skipped(SkipReason::Synonyms);
    }
    if is_refused(path) {
        return skipped(SkipReason::Refused);
    }
    match Format::of(path) {
        None if is_pdf(path) => skipped(SkipReason::Pdf),
        None => skipped(SkipReason::UnsupportedKind),
        Some(format) => Some(Entry::File(SourceFile {
            path: path.to_owned(),
            relative: relative(path, base),
            format,
            sidecar: None,
        })),
    }
}

fn is_index(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
        && entry.file_name().to_string_lossy().ends_with(INDEX_SUFFIX)
}

/// Whether a file is the synonyms of an index: right in the root, or beside the index.
fn is_synonyms(path: &Path, base: &Path) -> bool {
    path.file_name().is_some_and(|name| name == SYNONYMS)
        && path.parent().is_some_and(|folder| folder == base || folder.join(INDEX_SUFFIX).is_dir())
}

/// Whether a file is a list of refused articles, by the line that begins it. Only files with the
/// ending of such a list are looked into; one that cannot be read is none, and told as a file.
fn is_refused(path: &Path) -> bool {
    let mut head = [0; REFUSED_HEAD.len()];
    path.to_str().is_some_and(|path| path.ends_with(REFUSED_SUFFIX))
        && File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && head == *REFUSED_HEAD.as_bytes()
}

fn is_pdf(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"))
}

/// Whether a folder holds the pictures and scripts of a page saved beside it.
fn is_companion(folder: &Path) -> bool {
    let name = folder.file_name().and_then(OsStr::to_str);
    name.and_then(|name| name.strip_suffix(COMPANION_SUFFIX)).is_some_and(|page| {
        PAGES.iter().any(|kind| folder.with_file_name(format!("{page}.{kind}")).is_file())
    })
}

/// The error of a walk with the innermost path it names.
fn failed(path: &Path, error: &ignore::Error) -> Entry {
    match error {
        ignore::Error::WithPath { path, err } => failed(path, err),
        ignore::Error::WithDepth { err, .. } => failed(path, err),
        ignore::Error::Loop { child, .. } => {
            Entry::Failed(Error::article(child, error.to_string()))
        }
        ignore::Error::Io(source) => {
            let source = io::Error::new(source.kind(), source.to_string());
            Entry::Failed(Error::io(path, source))
        }
        ignore::Error::Partial(errors) if errors.len() == 1 => failed(path, &errors[0]),
        error => Entry::Failed(Error::article(path, error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::article::ReadOptions;

    struct Archive(tempfile::TempDir);

    impl Archive {
        fn with(files: &[&str]) -> Self {
            let folder = tempfile::tempdir().unwrap();
            for file in files {
                let (name, text) = file.split_once('=').unwrap_or((file, "text"));
                let path = folder.path().join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, text).unwrap();
            }
            Self(folder)
        }

        fn root(&self) -> Root {
            Root { path: self.0.path().to_owned(), ..Root::default() }
        }

        fn found(&self) -> Vec<String> {
            shown(walk(&self.root()), self.0.path())
        }
    }

    fn shown(entries: impl Iterator<Item = Entry>, base: &Path) -> Vec<String> {
        entries
            .map(|entry| match entry {
                Entry::File(file) => file.relative,
                Entry::Skipped(skipped) => {
                    format!("{}: {}", relative(&skipped.path, base), skipped.reason)
                }
                Entry::Failed(error) => {
                    format!("failed {}", error.to_string().rsplit('/').next().unwrap())
                }
            })
            .collect()
    }

    #[test]
    fn files_come_in_the_order_of_their_paths() {
        let archive =
            Archive::with(&["b/2.txt", "a.txt", "b.md", "b/1.json", "a/z.jsonl", "ä.txt"]);
        assert_eq!(archive.found(), ["a/z.jsonl", "a.txt", "b/1.json", "b/2.txt", "b.md", "ä.txt"]);
    }

    #[test]
    fn what_holds_no_article_is_skipped_with_a_reason() {
        let archive = Archive::with(&["a.txt", "a.txt.meta.json", "b.png", "c.PDF", "noend"]);
        assert_eq!(
            archive.found(),
            [
                "a.txt",
                "a.txt.meta.json: sidecar of another file",
                "b.png: unsupported kind of file",
                "c.PDF: PDF, to be converted to text first",
                "noend: unsupported kind of file",
            ]
        );
    }

    #[test]
    fn synonyms_are_no_article_but_their_name_is_no_ban() {
        let archive = Archive::with(&[
            "synonyms.txt",
            "words/synonyms.txt",
            "sub/.onrecord/x",
            "sub/synonyms.txt",
        ]);
        let expected = [
            "sub/synonyms.txt: synonyms for queries",
            "synonyms.txt: synonyms for queries",
            "words/synonyms.txt",
        ];
        assert_eq!(archive.found(), expected);
    }

    #[test]
    fn a_list_of_refused_articles_is_known_by_its_first_line_alone() {
        let list = format!("{REFUSED_HEAD}\n{{\"id\":\"x\"}}\n");
        let archive = Archive::with(&[
            &format!("a.ndjson={list}"),
            &format!("onrecord-refused.ndjson={{}}\n{list}"),
            &format!("z.jsonl={list}"),
        ]);
        let expected = ["a.ndjson: list of refused articles", "onrecord-refused.ndjson", "z.jsonl"];
        assert_eq!(archive.found(), expected);
    }

    #[test]
    fn the_folder_of_a_saved_page_is_skipped() {
        let archive =
            Archive::with(&["p.html", "p_files/x.txt", "p_files/deep/y.json", "q_files/x.txt"]);
        assert_eq!(
            archive.found().iter().filter(|line| !line.starts_with("p.html")).collect::<Vec<_>>(),
            [
                "p_files/deep/y.json: part of a saved page",
                "p_files/x.txt: part of a saved page",
                "q_files/x.txt",
            ]
        );
    }

    #[test]
    fn a_page_with_an_ending_in_capitals_has_its_folder_too() {
        let archive = Archive::with(&["P.HTM", "P_files/x.txt"]);
        assert_eq!(archive.found(), ["P.HTM", "P_files/x.txt: part of a saved page"]);
    }

    #[test]
    fn indexes_hidden_and_ignored_files_are_passed_over() {
        let archive = Archive::with(&[
            ".gitignore=drafts/",
            ".hidden.txt",
            ".onrecord/x.txt",
            ".onrecordignore=*.old.txt",
            "a.txt",
            "drafts/b.txt",
            "news.onrecord/y.txt",
            "sub/.ignore=c.txt",
            "sub/c.txt",
            "sub/d.old.txt",
            "sub/e.txt",
        ]);
        assert_eq!(archive.found(), ["a.txt", "sub/e.txt"]);
    }

    #[test]
    fn ignore_files_above_the_root_have_no_say() {
        let archive = Archive::with(&[".gitignore=*", "news/a.txt"]);
        let root = Root { path: archive.0.path().join("news"), ..Root::default() };
        assert_eq!(shown(walk(&root), &root.path), ["a.txt"]);
    }

    #[test]
    fn a_file_can_be_the_root() {
        let archive = Archive::with(&["a.txt", "b.txt"]);
        let root = Root { path: archive.0.path().join("b.txt"), ..Root::default() };
        assert_eq!(shown(walk(&root), &root.path), ["b.txt"]);
    }

    #[test]
    fn a_part_of_a_root_keeps_the_paths_and_rules_of_the_root() {
        let archive =
            Archive::with(&[".gitignore=*.old.txt", "a/b/c.txt", "a/b/d.old.txt", "a/e.txt"]);
        let found = shown(walk_part(&archive.root(), Path::new("a/b")), archive.0.path());
        assert_eq!(found, ["a/b/c.txt"]);
        let found = shown(walk_part(&archive.root(), Path::new("a/e.txt")), archive.0.path());
        assert_eq!(found, ["a/e.txt"]);
    }

    #[test]
    fn a_root_that_is_not_there_is_a_failure() {
        let root = Root { path: PathBuf::from("/nonexistent/news"), ..Root::default() };
        let entries: Vec<Entry> = walk(&root).collect();
        assert!(matches!(&entries[..], [Entry::Failed(_)]), "{entries:?}");
    }

    #[test]
    fn a_pattern_that_cannot_be_read_is_a_failure_of_its_own() {
        let archive = Archive::with(&[".onrecordignore=[z-a].txt\nb.txt", "a.txt", "b.txt"]);
        let found = archive.found();
        assert!(found[0].starts_with("failed .onrecordignore: "), "{found:?}");
        assert_eq!(found[1..], ["a.txt"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_to_files_are_read_and_links_to_folders_on_request() {
        use std::os::unix::fs::symlink;

        let archive = Archive::with(&["a.txt", "sub/b.txt"]);
        let at = |name: &str| archive.0.path().join(name);
        symlink(at("a.txt"), at("link.txt")).unwrap();
        symlink(at("sub"), at("linked")).unwrap();
        symlink(at("gone"), at("broken.txt")).unwrap();
        let found = archive.found();
        assert_eq!(found[0], "a.txt");
        assert!(found[1].starts_with("failed broken.txt"), "{found:?}");
        assert_eq!(found[2..], ["link.txt", "linked: link to a folder", "sub/b.txt"]);
        let options = ReadOptions { follow_links: true, ..ReadOptions::default() };
        let found = shown(walk(&Root { options, ..archive.root() }), archive.0.path());
        assert!(found.contains(&"linked/b.txt".to_owned()), "{found:?}");
        symlink(archive.0.path(), at("sub/loop")).unwrap();
        let options = ReadOptions { follow_links: true, ..ReadOptions::default() };
        let loops = walk(&Root { options, ..archive.root() })
            .filter(
                |entry| matches!(entry, Entry::Failed(error) if error.to_string().contains("loop")),
            )
            .count();
        assert!(loops > 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_whose_ignore_file_is_a_pipe_is_not_entered() {
        let archive = Archive::with(&["a.txt", "sub/b.txt"]);
        let pipe = archive.0.path().join("sub/.ignore");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(archive.found(), ["a.txt", "failed sub: .ignore is not a regular file"]);
        let root = Root { path: archive.0.path().join("sub"), ..Root::default() };
        let found = shown(walk(&root), &root.path);
        assert_eq!(found, ["failed sub: .ignore is not a regular file"]);
    }
}

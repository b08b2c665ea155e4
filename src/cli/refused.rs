//! The list of articles that a cluster refused, a line of JSON each behind one that says what it is,
//! and what is read of it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use super::output::Output;
use crate::article::{REFUSED_HEAD, REFUSED_SUFFIX};
use crate::engine::{FileKey, IndexedRoot, Refused, State};

/// Writes what was refused, in the place of an earlier list; says where.
pub(super) fn write(file: &Path, refused: &[Refused], output: &Output) -> anyhow::Result<()> {
    // A walk knows the list by it.
    let mut text = format!("{REFUSED_HEAD}\n");
    for one in refused {
        // Writing to a string does not fail.
        let _ = writeln!(text, "{}", serde_json::to_string(one)?);
    }
    let name = file.display();
    std::fs::write(file, text).with_context(|| format!("{name}"))?;
    output.note(&format!(
        "{} articles were refused; retry with: onrecord index --retry {name}",
        refused.len()
    ));
    Ok(())
}

/// Reads the name of a list, which must be one that a walk looks into.
pub(super) fn named(name: &str) -> Result<PathBuf, String> {
    if name.ends_with(REFUSED_SUFFIX) {
        return Ok(name.into());
    }
    Err(format!("the name of a list of refused articles ends in {REFUSED_SUFFIX}"))
}

/// The parts of an index that the articles of a list are from, with absolute paths.
pub(super) fn parts(file: &Path, state: &State, base: &Path) -> anyhow::Result<Vec<IndexedRoot>> {
    let told = || format!("--retry {}", file.display());
    let text = std::fs::read_to_string(file).with_context(told)?;
    let mut parts: Vec<IndexedRoot> = Vec::new();
    let listed = |line: &str| !line.trim().is_empty() && line != REFUSED_HEAD;
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| listed(line)) {
        let told = || format!("{}: line {number}", told());
        let Refused { file: FileKey { root, path }, .. } =
            serde_json::from_str(line).with_context(told)?;
        let known = state.roots.iter().find(|known| known.root.name == root);
        let known = known.with_context(|| format!("{}: the index has no root {root:?}", told()))?;
        let at = parts.iter().position(|part| part.root.name == root).unwrap_or(parts.len());
        if at == parts.len() {
            let mut root = known.root.clone();
            root.path = base.join(&root.path);
            parts.push(IndexedRoot { root, only: Vec::new() });
        }
        if let Some(part) = parts.get_mut(at).filter(|part| !part.only.contains(&path)) {
            part.only.push(path);
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Root;

    #[test]
    fn what_was_refused_is_read_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("refused.ndjson");
        let one = |path: &str| {
            let file = FileKey { root: "b".to_owned(), path: path.to_owned() };
            let line = Refused { id: "x".to_owned(), file, passages: 2, reason: "no".to_owned() };
            serde_json::to_string(&line).expect("a line")
        };
        let root = |name: &str| IndexedRoot {
            root: Root { name: name.to_owned(), path: name.into(), ..Root::default() },
            only: Vec::new(),
        };
        let state = State { roots: vec![root(""), root("b")], ..State::default() };
        let read = |text: &str| {
            std::fs::write(&file, text).expect("a file");
            parts(&file, &state, Path::new("/base"))
        };
        let lines =
            format!("{REFUSED_HEAD}\n{}\n{}\n\n{}\n", one("1.txt"), one("c/2.txt"), one("1.txt"));
        let found = read(&lines).expect("parts");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].root.path, Path::new("/base/b"));
        assert_eq!(found[0].only, ["1.txt", "c/2.txt"]);
        assert!(read("{}\n").expect_err("no list").to_string().contains("line 1"));
        assert!(named("refused.ndjson").is_ok() && named("refused.txt").is_err());
        let elsewhere = one("1.txt").replace("\"b\"", "\"c\"");
        assert!(read(&elsewhere).expect_err("no root").to_string().contains("\"c\""));
    }
}

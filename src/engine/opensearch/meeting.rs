//! Runs that write at one time: what is left of one beside those that were finished since it began.
//!
//! Each run reads its files and writes their articles by itself; only when it is finished does it look
//! at what others did. Where two of them noted the same file, the reading of the run with the higher
//! number stands, whichever was finished first, with its articles and its entry in the ledger. So a
//! file always has the articles that its entry names; and where that entry is older than the file, the
//! next run reads it again.

use std::collections::BTreeSet;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde_json::json;

use super::changes::Changes;
use super::mapping::kind;
use super::place;
use super::portion::Portion;
use super::searcher::decode;
use super::standing::Standing;
use super::writer::ClusterWriter;
use crate::engine::{Corrected, FileEntry, IndexedRoot, State};
use crate::error::Result;

/// What runs did that were finished since another one began.
#[derive(Debug, Default)]
pub(super) struct Others {
    /// The files that they noted, each with the number of the run.
    pub(super) files: Vec<(u64, FileEntry)>,
    /// Articles that those of higher numbers wrote.
    pub(super) newer: BTreeSet<String>,
}

impl ClusterWriter {
    /// Takes back what does not stand beside what others did since this run began, and returns what
    /// the index is to remember of its archive.
    pub(super) fn meet(
        &self,
        changes: &mut Changes,
        now: &Standing,
        state: &State,
    ) -> Result<State> {
        if now.shows(&self.before.standing) {
            return Ok(state.clone());
        }
        let merged = merged(&self.before.standing.archive, state, &now.archive);
        let merged = merged.map_err(|why| self.client.error(why))?;
        let back = changes.beside(self.run, &self.others(now)?);
        let bulk = self.bulk();
        for (group, passages) in &back {
            let mut records = Portion::default();
            self.unwrite(group, 0..=*passages, &mut records);
            bulk.add(records)?;
        }
        bulk.finish()?;
        place::refresh(&self.client, &self.index)?;
        Ok(merged)
    }

    fn others(&self, now: &Standing) -> Result<Others> {
        let mut others = Others::default();
        let since = self.before.standing.since();
        let of = |kind: &str| {
            let kind = json!({ "term": { "kind": kind } });
            json!({ "bool": { "filter": [kind, since, now.visible(&self.index)] } })
        };
        let mut unreadable = None;
        self.each(&of(kind::FILE), &["from", "data"], |source| match decode(&source["data"]) {
            Ok(entry) => {
                others.files.push((source["from"].as_u64().unwrap_or(0), entry));
            }
            Err(error) => unreadable = Some(error),
        })?;
        if let Some(error) = unreadable {
            return Err(error);
        }
        let newer = json!({ "range": { "from": { "gt": self.run } } });
        let newer = json!({ "bool": { "filter": [of(kind::ARTICLE), newer] } });
        self.each(&newer, &["group"], |source| {
            others.newer.extend(source["group"].as_str().map(str::to_owned));
        })?;
        Ok(others)
    }
}

impl Changes {
    /// Keeps what stands of this run beside what others did; returns the articles that are to be
    /// taken back, with the number of their passages.
    fn beside(&mut self, run: u64, others: &Others) -> Vec<(Arc<str>, u32)> {
        // Ids that files account for whose entries by others stand, and those of our own that do not.
        let (mut theirs, mut lost) = (FxHashSet::default(), FxHashSet::default());
        for (number, entry) in &others.files {
            let own = self.files.get_mut(&entry.key);
            let Some(own) = own.filter(|_| *number < run) else {
                theirs.extend(entry.ids().cloned());
                let own = self.files.remove(&entry.key).flatten();
                lost.extend(own.iter().flat_map(FileEntry::ids).cloned());
                continue;
            };
            let ids: FxHashSet<&String> = own.iter().flat_map(FileEntry::ids).collect();
            for id in entry.ids().filter(|id| !ids.contains(id)) {
                self.articles.entry(id.as_str().into()).or_insert(None);
            }
            // What was there unchanged when this run looked may be gone since.
            let written = |id: &String| matches!(self.articles.get(id.as_str()), Some(Some(_)));
            let known: FxHashSet<&String> = entry.ids().collect();
            let doubtful = ids.iter().any(|id| !known.contains(*id) && !written(id));
            if let Some(own) = own.as_mut().filter(|_| doubtful) {
                own.hash = None;
            }
        }
        let entries = self.files.values().flatten();
        let kept: FxHashSet<&String> = entries.flat_map(FileEntry::ids).collect();
        let mut back = Vec::new();
        self.articles.retain(|id, passages| {
            let name = id.to_string();
            let stands = kept.contains(&name) || !theirs.contains(&name) && !lost.contains(&name);
            if stands && !others.newer.contains(&name) {
                return true;
            }
            back.extend(passages.map(|passages| (Arc::clone(id), passages)));
            false
        });
        self.recount |= !back.is_empty();
        back.sort_unstable();
        back
    }
}

/// What an index remembers that was `before` when a run began, is `own` by that run, and was changed to
/// `now` by others meanwhile.
fn merged(before: &State, own: &State, now: &State) -> std::result::Result<State, String> {
    let mut merged = now.clone();
    for root in own.roots.iter().filter(|root| !before.roots.contains(root)) {
        let name = &root.root.name;
        let Some(there) = merged.roots.iter_mut().find(|there| there.root.name == *name) else {
            merged.roots.push(root.clone());
            continue;
        };
        if there.root.path != root.root.path {
            let (one, other) = (there.root.path.display(), root.root.path.display());
            return Err(format!(
                "two runs at one time gave the name {name:?} to {one} and to {other}; run again, \
                 with --name; nothing of this run can be seen"
            ));
        }
        let only = both(there, root);
        *there = IndexedRoot { root: root.root.clone(), only };
    }
    if now.corrected == before.corrected {
        merged.corrected = own.corrected.clone();
    } else if own.corrected != now.corrected && own.corrected != before.corrected {
        // Each corrected what it wrote; the next run corrects the rest.
        merged.corrected =
            Corrected { digest: Corrected::PARTLY.to_owned(), ..own.corrected.clone() };
    }
    Ok(merged)
}

/// The parts of a root that one of two asks for; none stands for all of it.
fn both(one: &IndexedRoot, other: &IndexedRoot) -> Vec<String> {
    if one.only.is_empty() || other.only.is_empty() {
        return Vec::new();
    }
    let new = other.only.iter().filter(|part| !one.only.contains(part));
    one.only.iter().chain(new).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Root;
    use crate::engine::FileKey;

    fn key(path: &str) -> FileKey {
        FileKey { root: String::new(), path: path.to_owned() }
    }

    fn entry(path: &str, ids: &[&str]) -> FileEntry {
        let articles = ids.iter().map(|id| (*id).to_owned()).collect();
        FileEntry { articles, hash: Some([0; 32]), ..FileEntry::unread(key(path)) }
    }

    fn changes(files: &[(&str, &[&str])], removed: &[&str]) -> Changes {
        let mut changes = Changes::default();
        for (path, ids) in files {
            changes.files.insert(key(path), Some(entry(path, ids)));
            changes.articles.extend(ids.iter().map(|id| ((*id).into(), Some(2))));
        }
        changes.articles.extend(removed.iter().map(|id| ((*id).into(), None)));
        changes
    }

    fn left(changes: &Changes) -> (Vec<&str>, Vec<String>) {
        let mut articles: Vec<String> = changes
            .articles
            .iter()
            .map(|(id, passages)| format!("{}{id}", if passages.is_some() { "" } else { "-" }))
            .collect();
        articles.sort_unstable();
        (changes.files.keys().map(|key| key.path.as_str()).collect(), articles)
    }

    fn strings(all: &[&str]) -> Vec<String> {
        all.iter().map(|one| (*one).to_owned()).collect()
    }

    #[test]
    fn of_two_readings_of_a_file_that_of_the_higher_number_stands() {
        let theirs = |number| Others {
            files: vec![(number, entry("a", &["x", "z"])), (number, entry("b", &["w"]))],
            newer: if number > 5 {
                strings(&["x", "z", "w"]).into_iter().collect()
            } else {
                BTreeSet::new()
            },
        };
        // Theirs is newer: of ours only what is our own is left.
        let mut one = changes(&[("a", &["x", "y"]), ("c", &["v"])], &["z", "w", "u"]);
        let back = one.beside(5, &theirs(6));
        assert_eq!(back, [("x".into(), 2), ("y".into(), 2)]);
        assert_eq!(left(&one), (vec!["c"], strings(&["-u", "v"])));
        assert!(one.recount);
        // Ours is newer: what theirs had beside it goes, but not what they wrote of other files.
        let mut one = changes(&[("a", &["x", "y"]), ("c", &["v"])], &["w", "u"]);
        assert_eq!(one.beside(5, &theirs(4)), []);
        assert_eq!(left(&one), (vec!["a", "c"], strings(&["-u", "-z", "v", "x", "y"])));
        assert!(one.files[&key("a")].as_ref().is_some_and(|entry| entry.hash.is_some()));
    }

    #[test]
    fn what_was_annotated_again_gives_way_to_what_was_read_again() {
        let mut one = changes(&[], &[]);
        one.articles.insert("x".into(), Some(1));
        let others = Others { files: vec![(4, entry("a", &["x"]))], newer: BTreeSet::new() };
        assert_eq!(one.beside(5, &others), [("x".into(), 1)]);
        assert_eq!(left(&one), (vec![], vec![]));
    }

    #[test]
    fn a_file_whose_articles_may_be_gone_is_read_again() {
        let mut one = changes(&[("a", &["x"])], &[]);
        one.articles.clear();
        let others = Others { files: vec![(4, entry("a", &["z"]))], newer: BTreeSet::new() };
        assert_eq!(one.beside(5, &others), []);
        assert_eq!(left(&one), (vec!["a"], strings(&["-z"])));
        assert!(one.files[&key("a")].as_ref().is_some_and(|entry| entry.hash.is_none()));
    }

    #[test]
    fn roots_of_all_runs_are_remembered_under_different_names() {
        let root = |name: &str, path: &str, only: &[&str]| IndexedRoot {
            root: Root { name: name.to_owned(), path: path.into(), ..Root::default() },
            only: strings(only),
        };
        let state = |roots: &[IndexedRoot]| State { roots: roots.to_vec(), ..State::default() };
        let none = State::default();
        let (a, b) = (root("", "/a", &[]), root("b", "/b", &[]));
        let both =
            merged(&none, &state(std::slice::from_ref(&b)), &state(std::slice::from_ref(&a)));
        assert_eq!(both, Ok(state(&[a.clone(), b])));
        let parts = |only: &[&str]| state(&[root("", "/a", only)]);
        assert_eq!(
            merged(&none, &parts(&["1", "2"]), &parts(&["3", "1"])),
            Ok(parts(&["3", "1", "2"]))
        );
        assert_eq!(merged(&none, &parts(&["1"]), &parts(&[])), Ok(parts(&[])));
        let told =
            merged(&none, &state(&[root("", "/c", &[])]), &state(&[a])).expect_err("two folders");
        assert!(told.contains("/a and to /c") && told.contains("--name"), "{told}");
    }

    #[test]
    fn an_index_that_two_corrected_otherwise_is_looked_at_again() {
        let corrected = |digest: &str| State {
            corrected: Corrected { digest: digest.to_owned(), ..Corrected::default() },
            ..State::default()
        };
        let digest = |before: &str, own: &str, now: &str| {
            let merged = merged(&corrected(before), &corrected(own), &corrected(now));
            merged.expect("a state").corrected.digest
        };
        assert_eq!(digest("a", "b", "a"), "b");
        assert_eq!(digest("a", "a", "b"), "b");
        assert_eq!(digest("a", "b", "b"), "b");
        assert_eq!(digest("a", "b", "c"), Corrected::PARTLY);
    }
}

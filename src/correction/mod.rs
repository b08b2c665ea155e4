//! What people say of speakers and names, in plain files → what is changed in annotations.
//!
//! `people.toml` says who is who across the archive, `corrections.toml` who says some words of one
//! article. Both are read whole or not at all. They are applied when an article is annotated, so
//! an index holds what they say, and taking them out is annotating again without them.

mod articles;
mod due;
mod file;
mod fix;
mod people;
mod words;
mod write;

use std::path::Path;

use serde::Serialize;

pub use due::{Unfit, due, unfit};
pub use file::{FIXES, PEOPLE, Place};
pub use fix::{Fix, block};
pub use people::{Alias, Merge, People, Rename, Split};
pub use write::{Change, append};

use crate::annotate::{Annotations, Attribution, Mention};
use crate::article::Article;
use crate::error::Result;
use crate::facet::{Entry, Facets, NameRef, facets_of, key};
use crate::span::Span;
use articles::Articles;
use words::Words;

/// The rule of statements that a correction made; what it is to others follows their own rule.
const RULE: &str = "correction";

/// What follows the rule of an annotation that a correction changed.
const MARK: &str = "+correction";

/// All corrections of an archive.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    people: People,
    fixes: Vec<Fix>,
    /// The articles that fixes name.
    fixed: Articles,
}

/// What corrections changed in one article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Changed {
    /// Names as they were found, each with the one it became; in order.
    names: Vec<(String, String)>,
    /// Words, folded, and who says them, in the order of the file.
    fixes: Vec<(Vec<String>, Option<String>)>,
}

impl Changed {
    /// What differs between two ways in which an article was corrected; empty where it was not.
    #[must_use]
    pub fn print(&self) -> String {
        if *self == Self::default() { String::new() } else { print(self) }
    }
}

impl Corrections {
    /// Reads the files in a folder; those that are not there correct nothing.
    ///
    /// # Errors
    ///
    /// When one cannot be read, or says something that cannot be meant: with line and column.
    pub fn read(folder: &Path) -> Result<Self> {
        let people = file::people(folder)?;
        let fixes = file::fixes(folder)?;
        Ok(Self::new(people, fixes))
    }

    fn new(people: People, fixes: Vec<Fix>) -> Self {
        let articles = Articles::new(fixes.iter().map(|fix| fix.article.as_str()));
        Self { people, fixes, fixed: articles }
    }

    /// Whether nothing is corrected.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty() && self.fixes.is_empty()
    }

    /// What differs between two sets of corrections that do not do the same; empty where nothing
    /// is corrected.
    #[must_use]
    pub fn digest(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let fixes = self.fixes.iter().map(|fix| (&fix.article, &fix.words, &fix.speaker));
        print(&(self.people.said(), fixes.collect::<Vec<_>>()))
    }

    /// Takes beginnings of ids for articles: one that begins several of these ids is none.
    #[must_use]
    pub fn among<'i>(mut self, ids: impl Iterator<Item = &'i String>) -> Self {
        let mut ids: Vec<&str> = ids.map(String::as_str).collect();
        ids.sort_unstable();
        self.fixed.settle(&ids);
        self.people.settle(&ids);
        self
    }

    /// Takes only whole ids for articles: all there are is not known.
    #[must_use]
    pub fn by_whole_ids(mut self) -> Self {
        self.fixed.whole_only();
        self.people.whole_only();
        self
    }

    /// Whether beginnings of ids stand for articles.
    #[must_use]
    pub fn has_beginnings(&self) -> bool {
        self.fixed.has_beginnings() || self.people.has_beginnings()
    }

    /// Whether one of the beginnings of ids that were taken for one article begins another, too.
    #[must_use]
    pub fn is_doubtful<'i>(&self, ids: impl Iterator<Item = &'i String> + Clone) -> bool {
        self.fixed.is_doubtful(ids.clone()) || self.people.is_doubtful(ids)
    }

    /// Extra names of people, each behind the key that the person has in the end.
    #[must_use]
    pub fn aliases(&self) -> Vec<(String, String)> {
        self.people.extra_names()
    }

    /// The fixes of an article whose words stand in it once, with the place of these.
    fn fitting(&self, article: &Article) -> Vec<(&Fix, Span)> {
        let own: Vec<&Fix> = self.fixed.of(&article.id).map(|i| &self.fixes[i]).collect();
        if own.is_empty() {
            return Vec::new();
        }
        let words = Words::new(&article.body);
        own.into_iter().filter_map(|fix| Some((fix, words.only(&fix.words)?))).collect()
    }

    /// Says who speaks as the fixes of an article have it.
    pub fn fix(&self, article: &Article, notes: &mut Annotations) -> Changed {
        let fitting = self.fitting(article);
        fix::apply(article, &fitting, notes);
        Changed { fixes: told(&fitting), ..Changed::default() }
    }

    /// Gives everybody named in the passages of an article the name that they have in the archive.
    pub fn rename(
        &self,
        article: &Article,
        entries: &mut [Entry],
        notes: &mut Annotations,
        changed: &mut Changed,
    ) {
        if self.people.is_empty() {
            return;
        }
        let mut found: Vec<&str> = entries
            .iter()
            .flat_map(|entry| in_facets(&entry.facets))
            .map(|name| name.label.as_str())
            .collect();
        found.sort_unstable();
        found.dedup();
        let names = self.people.names_in(&article.id, found.into_iter());
        if names.is_empty() {
            return;
        }
        let renames = Renames(&names);
        renames.in_notes(notes);
        for entry in entries.iter_mut() {
            if !renames.in_notes(&mut entry.notes) {
                continue;
            }
            entry.facets = facets_of(article, &entry.passage, &entry.notes);
            let keys: Vec<&str> = in_facets(&entry.facets).map(|name| name.key.as_str()).collect();
            let replaced = names.iter().filter(|(_, now)| keys.contains(&key(now).as_str()));
            entry.facets.corrected = replaced.map(|(was, now)| (key(now), was.clone())).collect();
        }
        changed.names = names;
    }
}

/// The people and bodies of a passage.
fn in_facets(facets: &Facets) -> impl Iterator<Item = &NameRef> {
    facets.speakers.iter().chain(&facets.people).chain(&facets.bodies)
}

fn told(fitting: &[(&Fix, Span)]) -> Vec<(Vec<String>, Option<String>)> {
    fitting.iter().map(|(fix, _)| (fix.words.clone(), fix.speaker.clone())).collect()
}

/// A short hash of what a value says.
fn print(value: &impl Serialize) -> String {
    // Plain data always encodes.
    let bytes = postcard::to_stdvec(value).unwrap_or_default();
    blake3::hash(&bytes).to_hex()[..16].to_owned()
}

/// Names to be given other ones, in order.
struct Renames<'r>(&'r [(String, String)]);

impl Renames<'_> {
    /// The name that another one becomes.
    fn of(&self, name: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|(was, _)| was.as_str().cmp(name)).ok()?;
        Some(&self.0[at].1)
    }

    /// Replaces a name; tells whether it did.
    fn replace(&self, name: &mut String) -> bool {
        let Some(now) = self.of(name) else { return false };
        now.clone_into(name);
        true
    }

    /// Replaces names in annotations; tells whether there were any.
    fn in_notes(&self, notes: &mut Annotations) -> bool {
        let mut any = false;
        for mention in notes.mentions.iter_mut().filter(|mention| is_facet(mention)) {
            if self.replace(&mut mention.name) {
                mark(&mut mention.rule);
                any = true;
            }
        }
        for attribution in &mut notes.attributions {
            if self.in_attribution(attribution) {
                mark(&mut attribution.rule);
                any = true;
            }
        }
        any
    }

    fn in_attribution(&self, attribution: &mut Attribution) -> bool {
        let singles = attribution.speaker.iter_mut().chain(&mut attribution.reporter);
        let several = attribution.speakers.iter_mut().map(|speaker| &mut speaker.name);
        let mut any = false;
        for name in singles.chain(several) {
            any |= self.replace(name);
        }
        if any {
            // Two names of one person speak once.
            let mut seen: Vec<String> = Vec::new();
            attribution.speakers.retain(|speaker| {
                let new = !seen.contains(&key(&speaker.name));
                seen.push(key(&speaker.name));
                new
            });
        }
        any
    }
}

/// Whether a mention is one of a person or body.
fn is_facet(mention: &Mention) -> bool {
    use crate::annotate::NameKind::{Organisation, Person};
    matches!(mention.kind, Person | Organisation)
}

/// Adds to a rule that a correction changed what it made.
fn mark(rule: &mut String) {
    if !is_marked(rule) {
        rule.push_str(MARK);
    }
}

/// Whether a correction made or changed what has this rule.
#[must_use]
pub fn is_marked(rule: &str) -> bool {
    rule == RULE || rule.ends_with(MARK)
}

/// Whether a correction made or changed any of these annotations.
#[must_use]
pub fn is_corrected(notes: &Annotations) -> bool {
    notes.attributions.iter().any(|attribution| is_marked(&attribution.rule))
        || notes.mentions.iter().any(|mention| is_marked(&mention.rule))
}

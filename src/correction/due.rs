//! Which articles of an index other corrections apply to now, and which corrections fit nothing.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::articles::Articles;
use super::file::{FIXES, PEOPLE, Place};
use super::people::Split;
use super::words::Words;
use super::{Changed, Corrections, told};
use crate::engine::Memory;
use crate::error::Result;
use crate::facet::key;
use crate::span::Span;

/// The articles that were corrected otherwise than they are to be. `stored` is what is remembered
/// of how each was corrected: what [`Changed::print`] gave.
pub fn due<'s>(
    memory: &(impl Memory + ?Sized),
    corrections: &Corrections,
    stored: impl Iterator<Item = (&'s String, &'s str)>,
) -> Result<FxHashSet<String>> {
    let by_article = memory.names_in_articles(&corrections.people.keys())?;
    let nothing = BTreeSet::new();
    let mut out = FxHashSet::default();
    for (id, before) in stored {
        let names = by_article.get(id).unwrap_or(&nothing);
        let is_fixed = corrections.fixed.of(id).next().is_some();
        if before.is_empty() && names.is_empty() && !is_fixed {
            continue;
        }
        let names = names.iter().map(String::as_str);
        let mut changed =
            Changed { names: corrections.people.names_in(id, names), ..Changed::default() };
        if is_fixed && let Some(stored) = memory.article(id)? {
            changed.fixes = told(&corrections.fitting(&stored.article));
        }
        if changed.print() != before {
            out.insert(id.clone());
        }
    }
    Ok(out)
}

/// A correction that fits nothing in an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The name of its file.
    pub file: &'static str,
    /// Where it stands there.
    pub place: Place,
    /// The article it names, when that is in the archive.
    pub article: Option<String>,
    /// The name that nobody has.
    pub nobody: Option<String>,
    /// What is wrong with it.
    pub detail: String,
}

/// The corrections that fit nothing in an archive, which has articles of these ids.
pub fn unfit<'i>(
    memory: &(impl Memory + ?Sized),
    corrections: &Corrections,
    ids: impl Iterator<Item = &'i String>,
) -> Result<Vec<Unfit>> {
    if corrections.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids: Vec<&str> = ids.map(String::as_str).collect();
    ids.sort_unstable();
    let named = memory.names_in_articles(&corrections.people.keys())?;
    let mut look = Look { corrections, ids, named, known: BTreeSet::new(), out: Vec::new() };
    look.follow();
    look.names();
    look.splits();
    look.fixes(memory)?;
    Ok(look.out)
}

struct Look<'l> {
    corrections: &'l Corrections,
    /// All articles, in order.
    ids: Vec<&'l str>,
    /// The names in question by article, as they were found.
    named: FxHashMap<String, BTreeSet<String>>,
    /// The keys that somebody has or comes by.
    known: BTreeSet<String>,
    out: Vec<Unfit>,
}

impl Look<'_> {
    /// Finds every key that somebody has, or has on the way to the name they are listed under.
    fn follow(&mut self) {
        let people = &self.corrections.people;
        let named: BTreeMap<&String, &BTreeSet<String>> = self.named.iter().collect();
        for (id, names) in named {
            let splits = people.splits_of(id);
            for name in names {
                self.known.extend(people.way(name, &splits).unwrap_or_default());
            }
        }
    }

    fn say(&mut self, file: &'static str, place: Place, article: Option<&str>, detail: String) {
        let article = article.map(str::to_owned);
        self.out.push(Unfit { file, place, article, nobody: None, detail });
    }

    /// Says that nobody has a name, if nobody does.
    fn name(&mut self, place: Place, name: &str) {
        if !self.known.contains(&key(name)) {
            let detail = format!("nobody in the archive is called {name}");
            let nobody = Some(name.to_owned());
            self.out.push(Unfit { file: PEOPLE, place, article: None, nobody, detail });
        }
    }

    fn names(&mut self) {
        let people = &self.corrections.people;
        for merge in people.merges() {
            for name in &merge.names {
                self.name(merge.place, name);
            }
        }
        for rename in people.renames() {
            self.name(rename.place, &rename.name);
        }
        for alias in people.aliases() {
            self.name(alias.place, &alias.name);
        }
    }

    /// The article that a correction names; says why when it names none.
    fn article(&mut self, file: &'static str, place: Place, name: &str) -> Option<String> {
        let meant = Articles::meant(name, &self.ids);
        match meant.as_slice() {
            [id] => return Some((*id).to_owned()),
            [] => self.say(file, place, None, format!("{name}: no such article in the index")),
            ids => {
                let detail = format!("{name}: begins the ids of {} articles", ids.len());
                self.say(file, place, None, detail);
            }
        }
        None
    }

    fn splits(&mut self) {
        for split in self.corrections.people.splits() {
            for name in &split.articles {
                if let Some(id) = self.article(PEOPLE, split.place, name)
                    && !self.splits_in(&id, split)
                {
                    let detail = format!("nobody in this article is called {}", split.name);
                    self.say(PEOPLE, split.place, Some(&id), detail);
                }
            }
        }
    }

    /// Whether an article names whom a split is about.
    fn splits_in(&self, id: &str, split: &Split) -> bool {
        let people = &self.corrections.people;
        let splits = people.splits_of(id);
        let names = self.named.get(id).into_iter().flatten();
        let mut ways = names.filter_map(|name| people.way(name, &splits));
        ways.any(|way| way.contains(&key(&split.name)))
    }

    fn fixes(&mut self, memory: &(impl Memory + ?Sized)) -> Result<()> {
        for fix in &self.corrections.fixes {
            let Some(id) = self.article(FIXES, fix.place, &fix.article) else { continue };
            let Some(stored) = memory.article(&id)? else { continue };
            let words = Words::new(&stored.article.body);
            let is_said =
                |words: Span| stored.passages.iter().any(|passage| passage.span.overlaps(words));
            let detail = match words.count(&fix.words) {
                1 if words.only(&fix.words).is_some_and(is_said) => continue,
                1 => format!("“{}” is a heading, which nobody says", fix.exact.trim()),
                0 => format!("“{}” does not stand in the article", fix.exact.trim()),
                n => format!("“{}” stands in the article {n} times", fix.exact.trim()),
            };
            self.say(FIXES, fix.place, Some(&id), detail);
        }
        Ok(())
    }
}

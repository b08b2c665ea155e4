//! The one interface to whatever stores and searches passages.
//!
//! An engine keeps articles with their passages and finds candidates for a [`Request`]; it knows
//! nothing of highlights, of the final order, or of printing.

mod asked;
mod compile;
pub mod embedded;
mod facets;
mod ledger;
mod names;
pub mod opensearch;
mod record;
mod scoring;
mod sizes;
mod terms;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::civil::Date;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

pub use ledger::{FileEntry, FileKey, FileOutcome, SidecarEntry, Stamp};
pub use sizes::{FieldSize, Sizes, StoredSizes};

use crate::annotate::Annotations;
use crate::article::{Article, Root};
use crate::error::Result;
use crate::facet::Entry;
use crate::hit::{Candidate, Explanation, Found, Person, Stored, StoredArticle, Support};
use crate::query::{Evidence, Field, NameValue, Request};
use crate::text::Form;

/// Everything an engine stores of one article.
#[derive(Clone, Debug)]
pub struct Record {
    /// The article.
    pub article: Article,
    /// Its passages with their facets and notes.
    pub entries: Vec<Entry>,
    /// All that was found in it, headings included.
    pub notes: Annotations,
    /// What the article was made from: source, options and annotator.
    pub fingerprint: String,
}

/// The facet keys that the names in a request stand for.
#[derive(Clone, Debug, Default)]
pub struct NameKeys(FxHashMap<(Field, NameValue), Vec<String>>);

impl NameKeys {
    /// Keeps the keys of a name asked for.
    pub fn insert(&mut self, field: Field, asked: &NameValue, keys: Vec<String>) {
        self.0.insert((field, asked.clone()), keys);
    }

    /// The keys of a name asked for; none when it fits nobody.
    #[must_use]
    pub fn of(&self, field: Field, asked: &NameValue) -> &[String] {
        self.0.get(&(field, asked.clone())).map_or(&[], Vec::as_slice)
    }
}

/// What an index holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Stats {
    /// Articles.
    pub articles: u64,
    /// Passages.
    pub passages: u64,
    /// Bytes of all bodies.
    pub text_bytes: u64,
    /// Bytes of the index.
    pub index_bytes: u64,
    /// People and bodies in the list of names.
    pub names: u64,
    /// Earliest and latest publication date.
    pub published: Option<(Date, Date)>,
    /// Passages in which nobody speaks, by what is missing (`none`, `group`, `unknown`).
    pub without_speaker: BTreeMap<String, u64>,
    /// Passages that mention no calendar date.
    pub without_date: u64,
    /// Articles without a publication date.
    pub undated: u64,
    /// Articles in a language without annotation rules.
    pub not_annotated: u64,
}

/// What was searched, so that "not found" is not taken for "never said".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// All articles.
    pub articles: u64,
    /// All passages.
    pub passages: u64,
    /// Passages in which nobody speaks.
    pub speaker_none: u64,
    /// Passages with a speaker who could not be named.
    pub speaker_unknown: u64,
    /// Passages in which several unnamed people speak.
    pub speaker_group: u64,
    /// Passages that mention no calendar date.
    pub mentioned_none: u64,
    /// Passages of articles without a publication date.
    pub published_none: u64,
}

/// A word and how often it occurs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordCount {
    /// The word, folded and not stemmed.
    pub word: String,
    /// Passages whose text holds it.
    pub passages: u64,
}

/// What an index remembers of its archive, kept with each commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The folders and files it was made from.
    pub roots: Vec<IndexedRoot>,
    /// How it was corrected.
    #[serde(default, skip_serializing_if = "Corrected::is_nothing")]
    pub corrected: Corrected,
}

/// What an index remembers of the corrections that it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Corrected {
    /// What tells these corrections from others; empty where there are none.
    pub digest: String,
    /// The folder of their files, relative to the one that holds the index where possible; `None`
    /// for that one.
    pub folder: Option<PathBuf>,
    /// Extra names, each behind the key of whom it names.
    pub aliases: Vec<(String, String)>,
}

impl Corrected {
    /// The digest of an index of which only a part was corrected.
    pub const PARTLY: &str = "partly";

    fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

/// A root as an index remembers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndexedRoot {
    /// The root; its path is relative to the folder that holds the index where possible.
    pub root: Root,
    /// The files below it that were asked for; none for all of it.
    pub only: Vec<String>,
}

/// An article that an engine would not take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// Its id.
    pub id: String,
    /// The file that it is from.
    #[serde(flatten)]
    pub file: FileKey,
    /// Number of its passages.
    pub passages: u64,
    /// Why.
    pub reason: String,
}

/// A store of passages that can be searched.
pub trait Engine {
    /// The best `depth` candidates, with exact totals and facet counts over all hits.
    ///
    /// Where newer articles are to count more, they do so among all hits.
    fn find(&self, request: &Request, names: &NameKeys, depth: usize) -> Result<Found>;

    /// What speaks for some candidates, each with the evidence found for it.
    fn support(&self, evidence: &[Evidence], candidates: &[Candidate])
    -> Result<Vec<Vec<Support>>>;

    /// All passages that match, and nothing else.
    fn count(&self, request: &Request, names: &NameKeys) -> Result<u64>;

    /// How the candidates of a request came to the scores of their words, before what their age
    /// does to these, in their order.
    fn explain(
        &self,
        request: &Request,
        names: &NameKeys,
        candidates: &[Candidate],
    ) -> Result<Vec<Explanation>>;

    /// The passages of some candidates, in their order.
    fn fetch(&self, candidates: &[Candidate]) -> Result<Vec<Stored>>;

    /// The article of each candidate by its id, and the number of its passage there.
    ///
    /// By [`fetch`](Self::fetch), unless the engine knows without reading passages.
    fn addresses(&self, candidates: &[Candidate]) -> Result<Vec<(String, u32)>> {
        let stored = self.fetch(candidates)?;
        Ok(stored.into_iter().map(|stored| (stored.head.id, stored.n)).collect())
    }

    /// An article with its passages.
    fn article(&self, id: &str) -> Result<Option<StoredArticle>>;

    /// The ids of articles that begin with `prefix`, at most `limit`, in order.
    fn ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>>;

    /// The values of a facet that holds no names or dates, in order.
    fn values(&self, field: Field) -> Result<Vec<String>>;

    /// The people and bodies whose name and aliases together hold all of these folded words.
    fn names_with(&self, words: &[String]) -> Result<Vec<Person>>;

    /// The people and bodies whose name or alias has a word at most `edits` (0 to 2) edits from this
    /// folded word; of a compound, the word written as one or one of its parts.
    fn names_near(&self, word: &str, edits: u8) -> Result<Vec<Person>>;

    /// Whether a word stands in the text, headline or section of any passage, in any inflection.
    fn has_word(&self, form: &Form) -> Result<bool>;

    /// The words of passages at most `edits` (1 or 2) edits from this folded word, in order of the
    /// alphabet. An edit inserts, deletes or changes a letter, or swaps two neighbours.
    fn words_near(&self, word: &str, edits: u8) -> Result<Vec<WordCount>>;

    /// The most frequent words of passages that begin with this folded one, at most `limit`, most
    /// frequent first.
    fn words_beginning(&self, word: &str, limit: usize) -> Result<Vec<WordCount>>;

    /// The people and bodies of whose name and aliases one word, or part of a compound, begins with
    /// the last of these folded words, and others are those before it; without words everybody.
    fn names_beginning(&self, words: &[String]) -> Result<Vec<Person>>;

    /// The values of a facet that holds no names or dates, in order, each with its passages.
    fn value_counts(&self, field: Field) -> Result<Vec<(String, u64)>>;

    /// The entry of a facet value.
    fn person(&self, key: &str) -> Result<Option<Person>>;

    /// The entries of some facet values, by key; one after the other, unless the engine knows better.
    fn people_of(&self, keys: &BTreeSet<&str>) -> Result<Vec<Person>> {
        keys.iter().filter_map(|key| self.person(key).transpose()).collect()
    }

    /// The whole list of names, by key.
    fn people(&self) -> Result<Vec<Person>>;

    /// What there is to search.
    fn coverage(&self) -> Result<Coverage>;

    /// What the index holds.
    fn stats(&self) -> Result<Stats>;

    /// What takes how much of it; reads every record.
    fn sizes(&self) -> Result<Sizes>;

    /// What it remembers of its archive.
    fn state(&self) -> Result<State>;

    /// The fingerprint of every article, by id.
    fn fingerprints(&self) -> Result<FxHashMap<String, String>>;

    /// The people and bodies of some keys by article, as they were found: a name that a correction
    /// replaced is among them. Where the one in its place is one of these keys, that is, too.
    fn names_in_articles(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<FxHashMap<String, BTreeSet<String>>>;

    /// What became of every file, in the order of their keys.
    fn ledger(&self) -> Result<Vec<FileEntry>>;

    /// Calls `each` with the id of every article and what is stored of it, or why that cannot be
    /// read.
    fn each_article(&self, each: &mut dyn FnMut(&str, Result<StoredArticle>)) -> Result<()>;
}

/// What an index remembers of its archive, which the next run builds on: an [`Engine`], or what can
/// be read of a damaged one.
pub trait Memory {
    /// Where it was made from.
    fn state(&self) -> Result<State>;

    /// The fingerprint of every article, by id.
    fn fingerprints(&self) -> Result<FxHashMap<String, String>>;

    /// The people and bodies of some keys by article, as [`Engine::names_in_articles`] has them.
    fn names_in_articles(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<FxHashMap<String, BTreeSet<String>>>;

    /// What became of every file, in the order of their keys.
    fn ledger(&self) -> Result<Vec<FileEntry>>;

    /// An article with its passages.
    fn article(&self, id: &str) -> Result<Option<StoredArticle>>;
}

impl<E: Engine + ?Sized> Memory for E {
    fn state(&self) -> Result<State> {
        Engine::state(self)
    }

    fn fingerprints(&self) -> Result<FxHashMap<String, String>> {
        Engine::fingerprints(self)
    }

    fn names_in_articles(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<FxHashMap<String, BTreeSet<String>>> {
        Engine::names_in_articles(self, keys)
    }

    fn ledger(&self) -> Result<Vec<FileEntry>> {
        Engine::ledger(self)
    }

    fn article(&self, id: &str) -> Result<Option<StoredArticle>> {
        Engine::article(self, id)
    }
}

/// Adds, replaces and removes articles; nothing is visible before [`finish`](Self::finish).
pub trait Writer: Sync {
    /// Adds an article, in place of the one with its id.
    fn insert(&self, record: Record) -> Result<()>;

    /// Removes an article.
    fn remove(&self, id: &str) -> Result<()>;

    /// Remembers what became of a file, in place of what was remembered of it.
    fn note_file(&self, entry: &FileEntry) -> Result<()>;

    /// Remembers nothing of a file any more. Its articles are removed by themselves.
    fn forget_file(&self, key: &FileKey) -> Result<()>;

    /// Makes all that was inserted and removed visible and durable at once; tells which articles the
    /// engine would not take. Of these it holds what it held before.
    fn finish(self, state: &State) -> Result<Vec<Refused>>;
}

//! A file → its articles, each accounted for: read, skipped or failed.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use rustc_hash::FxHashSet;

use super::decode::{LARGEST_FILE, clean, decode};
use super::draft::Draft;
use super::walk::{SkipReason, Skipped, SourceFile};
use super::{Article, Format, Root, text};
use crate::error::{Error, Result};

/// What becomes of a file or of one of its records.
#[derive(Debug)]
pub enum Outcome {
    /// An article.
    Article(Box<ReadArticle>),
    /// A record that holds none.
    Skipped(Skipped),
    /// A file or record that cannot be read; the error names the place.
    Failed(Error),
}

/// An article as read, before anything is made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadArticle {
    /// The article.
    pub article: Article,
    /// What was refused on the way, one line each: it cost the article a value, not itself.
    pub warnings: Vec<String>,
}

/// Reads a file whole. Every article, skipped record and failure is in the result.
#[must_use]
pub fn read(file: &SourceFile, root: &Root) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    read_each(file, root, &mut |outcome| outcomes.push(outcome));
    outcomes
}

/// [`read`], handing over each outcome as it comes: a file of many records is never held as
/// articles all at once.
pub fn read_each(file: &SourceFile, root: &Root, each: &mut dyn FnMut(Outcome)) {
    match load(&file.path) {
        Ok(bytes) => read_bytes(bytes, file, root, each),
        Err(error) => each(Outcome::Failed(error)),
    }
}

/// [`read_each`] for the bytes of a file that are at hand.
pub fn read_bytes(bytes: Vec<u8>, file: &SourceFile, root: &Root, each: &mut dyn FnMut(Outcome)) {
    let mut desk = Desk { file, root, each, keys: FxHashSet::default() };
    let read = match file.format {
        Format::Text => decode(bytes)
            .map(|source| desk.only(text::read(clean(source), root.options.paragraphs))),
    };
    if let Err(detail) = read {
        desk.fail(&detail);
    }
}

/// Where the drafts of one file become outcomes.
pub(super) struct Desk<'a> {
    file: &'a SourceFile,
    root: &'a Root,
    each: &'a mut dyn FnMut(Outcome),
    /// Ids of the records so far.
    keys: FxHashSet<String>,
}

impl Desk<'_> {
    /// Takes the one article of a file.
    pub(super) fn only(&mut self, draft: Draft) {
        match draft.finish(self.file, self.root, false) {
            Some(article) => (self.each)(Outcome::Article(Box::new(article))),
            None => self.skip(None),
        }
    }

    /// Takes record `n`, counted from 1, of a file of many. `place` says where it stands.
    pub(super) fn record(&mut self, draft: Draft, n: usize, place: &str) {
        let Some(read) = draft.finish(self.file, self.root, true) else {
            return self.skip(Some(n));
        };
        if self.keys.insert(read.article.id.clone()) {
            (self.each)(Outcome::Article(Box::new(read)));
        } else {
            self.fail(&format!("{place}: its id or text is that of an earlier record"));
        }
    }

    /// Reports what cannot be read, with its place within the file.
    pub(super) fn fail(&mut self, detail: &str) {
        (self.each)(Outcome::Failed(Error::article(&self.file.path, detail)));
    }

    fn skip(&mut self, record: Option<usize>) {
        let path = self.file.path.clone();
        (self.each)(Outcome::Skipped(Skipped { path, record, reason: SkipReason::Empty }));
    }
}

/// The bytes of a file, unless there are too many.
fn load(path: &Path) -> Result<Vec<u8>> {
    let too_large = || Error::article(path, "larger than 1 GiB");
    let file = File::open(path).map_err(|error| Error::io(path, error))?;
    let len = file.metadata().map_err(|error| Error::io(path, error))?.len();
    if len > LARGEST_FILE {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0) + 1);
    // A file can grow while it is read.
    let read: io::Result<usize> = file.take(LARGEST_FILE + 1).read_to_end(&mut bytes);
    let read = read.map_err(|error| Error::io(path, error))?;
    if read as u64 > LARGEST_FILE { Err(too_large()) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use jiff::civil::date;

    use super::*;
    use crate::article::{BlockKind, PublishedFrom, ReadOptions};

    fn file(name: &str) -> SourceFile {
        let format = Format::of(Path::new(name)).unwrap();
        SourceFile { path: name.into(), relative: name.into(), format }
    }

    fn outcomes(name: &str, bytes: &[u8], options: ReadOptions) -> Vec<Outcome> {
        let root = Root { options, ..Root::default() };
        let mut out = Vec::new();
        read_bytes(bytes.to_vec(), &file(name), &root, &mut |outcome| out.push(outcome));
        out
    }

    #[track_caller]
    fn article(name: &str, text: &str) -> Article {
        match &outcomes(name, text.as_bytes(), ReadOptions::default())[..] {
            [Outcome::Article(read)] => read.article.clone(),
            other => panic!("not one article: {other:?}"),
        }
    }

    #[test]
    fn plain_text_gives_headline_byline_and_date() {
        let article = article(
            "news/dam.txt",
            "Dam holds through the night\r\nBy Mary Cole\r\nOctober 13, 2025\r\n\r\nThe dam held, engineers said.\r\n",
        );
        assert_eq!(article.headline.as_deref(), Some("Dam holds through the night"));
        assert_eq!(article.byline, ["Mary Cole"]);
        assert_eq!(article.published, Some(date(2025, 10, 13)));
        assert_eq!(article.published_from, Some(PublishedFrom::Text));
        assert_eq!(article.path.as_deref(), Some("news/dam.txt"));
        assert_eq!(article.language, None);
        assert!(!article.body.contains('\r'));
        assert_eq!(article.blocks[0].kind, BlockKind::Headline);
    }

    #[test]
    fn options_fill_what_a_file_does_not_say() {
        let options = ReadOptions {
            published: Some(date(2025, 1, 2)),
            outlet: Some("Daily Post".to_owned()),
            ..ReadOptions::default()
        };
        let outcomes = outcomes("a.txt", b"The dam held.", options);
        let [Outcome::Article(read)] = &outcomes[..] else { panic!("{outcomes:?}") };
        assert_eq!(read.article.outlet.as_deref(), Some("Daily Post"));
        assert_eq!(read.article.published_from, Some(PublishedFrom::Given));
    }

    #[test]
    fn a_file_without_text_is_skipped_and_a_broken_one_fails() {
        let shown = |bytes: &[u8]| -> String {
            match &outcomes("a.txt", bytes, ReadOptions::default())[..] {
                [Outcome::Skipped(skipped)] => skipped.reason.to_string(),
                [Outcome::Failed(error)] => error.to_string(),
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(shown(b" \n\t\r\n"), "neither headline nor text");
        assert_eq!(shown(b"The d\xe9m"), "a.txt: invalid UTF-8 at byte 5");
    }

    #[test]
    fn a_file_is_read_from_the_disk_or_fails_with_its_path() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        fs::write(&path, "The dam held.").unwrap();
        let mut source = SourceFile { path, ..file("a.txt") };
        assert!(matches!(&read(&source, &Root::default())[..], [Outcome::Article(_)]));
        source.path = folder.path().join("gone.txt");
        let outcomes = read(&source, &Root::default());
        let [Outcome::Failed(error)] = &outcomes[..] else { panic!("{outcomes:?}") };
        assert!(error.to_string().contains("gone.txt"), "{error}");
    }

    #[test]
    fn editing_a_file_keeps_its_id() {
        assert_eq!(article("a.txt", "The dam held.").id, article("a.txt", "The dam broke.").id);
        assert_ne!(article("a.txt", "The dam held.").id, article("b.txt", "The dam held.").id);
    }
}

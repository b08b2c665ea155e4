//! A file → its articles, each accounted for: read, skipped or failed.

use rustc_hash::FxHashSet;

use super::charset::{self, Decoded};
use super::decode::{clean, decode_lines};
use super::draft::Draft;
use super::json_lines::Lines;
use super::load::{load, too_large};
use super::packing::Packing;
use super::walk::{SkipReason, Skipped, SourceFile};
use super::{
    Article, FieldMap, Format, Limits, Root, epub, feed, html, json, json_lines, markdown, pages,
    sidecar, transcript,
};
use crate::error::Error;

/// What a PDF begins with, by whatever name it goes.
pub(super) const PDF_MARK: &[u8] = b"%PDF-";

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
/// articles all at once, and one with a record a line is never held whole. A sidecar that cannot be read is a failure of its own, which names it.
pub fn read_each(file: &SourceFile, root: &Root, each: &mut dyn FnMut(Outcome)) {
    let most = root.options.limits.file_size;
    let sidecar = file.sidecar.as_deref().map(|path| load(path, most));
    let sidecar = sidecar.and_then(|read| read.map_err(|error| each(Outcome::Failed(error))).ok());
    let by_lines = if file.format == Format::JsonLines {
        json_lines::open(&file.path, root.options.limits)
    } else {
        Ok(None)
    };
    match by_lines {
        Ok(Some(lines)) => {
            let mut desk = Desk::new(file, root, sidecar, each);
            if let Err(error) = json_lines::read(lines, &mut desk) {
                each(Outcome::Failed(Error::io(&file.path, error)));
            }
        }
        Ok(None) => match load(&file.path, most) {
            Ok(bytes) => read_bytes(bytes, sidecar, file, root, each),
            Err(error) => each(Outcome::Failed(error)),
        },
        Err(error) => each(Outcome::Failed(error)),
    }
}

/// [`read_each`] for the bytes of a file that are at hand, and those of its sidecar.
pub fn read_bytes(
    bytes: Vec<u8>,
    sidecar: Option<Vec<u8>>,
    file: &SourceFile,
    root: &Root,
    each: &mut dyn FnMut(Outcome),
) {
    let limits = root.options.limits;
    let mut desk = Desk::new(file, root, sidecar, each);
    let unpacked = match Packing::of(&file.path) {
        _ if file.format != Format::JsonLines && bytes.len() as u64 > limits.file_size => {
            Err(too_large(limits.file_size))
        }
        Some(packing) => packing.unpack(&bytes, limits.unpacked),
        None => Ok(bytes),
    };
    let read = unpacked.and_then(|bytes| desk.read(bytes));
    if let Err(detail) = read {
        desk.fail(&detail);
    }
}

/// Where the drafts of one file become outcomes.
pub(super) struct Desk<'a> {
    file: &'a SourceFile,
    root: &'a Root,
    each: &'a mut dyn FnMut(Outcome),
    /// What the sidecar says of the file.
    sidecar: Option<Draft>,
    /// Ids of the records so far.
    keys: FxHashSet<String>,
    /// What was lost when the file was decoded; its first article bears it.
    warning: Option<String>,
}

impl<'a> Desk<'a> {
    /// A desk for a file with the bytes of its sidecar, which fails by itself.
    fn new(
        file: &'a SourceFile,
        root: &'a Root,
        sidecar: Option<Vec<u8>>,
        each: &'a mut dyn FnMut(Outcome),
    ) -> Self {
        let sidecar = sidecar.map(|bytes| sidecar::read(bytes, root.options.limits.nesting));
        let sidecar = sidecar.and_then(|read| {
            let path = file.sidecar.as_deref().unwrap_or(&file.path);
            read.map_err(|detail| each(Outcome::Failed(Error::article(path, detail)))).ok()
        });
        Self { file, root, each, sidecar, keys: FxHashSet::default(), warning: None }
    }

    /// The names that the root gives to fields of JSON.
    pub(super) fn map(&self) -> &'a FieldMap {
        &self.root.options.map
    }

    /// What reading may cost.
    pub(super) fn limits(&self) -> Limits {
        self.root.options.limits
    }

    fn read(&mut self, bytes: Vec<u8>) -> Result<(), String> {
        if bytes.starts_with(PDF_MARK) {
            self.skip(None, SkipReason::Pdf);
            return Ok(());
        }
        match self.file.format {
            Format::Text => {
                let draft = pages::read(self.decode(bytes, false)?);
                self.only(draft);
            }
            Format::Markdown => {
                let draft = markdown::read(&clean(self.decode(bytes, false)?))?;
                self.only(draft);
            }
            Format::Json => json::read(&self.decode(bytes, false)?, self),
            Format::JsonLines => {
                let (lines, start) = decode_lines(bytes)?;
                let lines = Lines::new(&lines[start..], start);
                json_lines::read(lines, self).map_err(|error| error.to_string())?;
            }
            Format::Html => {
                let draft = html::read(&self.decode(bytes, true)?, self.limits().nesting)?;
                self.only(draft);
            }
            Format::Feed => {
                let xml = self.decode(bytes, true)?;
                if feed::is_feed(&xml) {
                    feed::read(&xml, self);
                } else {
                    self.skip(None, SkipReason::UnsupportedKind);
                }
            }
            Format::Transcript => {
                let draft = transcript::read(&clean(self.decode(bytes, false)?));
                self.only(draft);
            }
            Format::Epub => {
                let (draft, failed) = epub::read(&bytes, self.limits())?;
                for detail in &failed {
                    self.fail(detail);
                }
                self.only(draft);
            }
        }
        Ok(())
    }

    /// Decodes a text in any charset.
    fn decode(&mut self, bytes: Vec<u8>, declares: bool) -> Result<String, String> {
        let Decoded { text, warning } = charset::text(bytes, declares)?;
        self.warning = warning;
        Ok(text)
    }

    /// A draft with what the sidecar says.
    fn described(&self, draft: Draft, record: bool) -> Draft {
        match &self.sidecar {
            Some(sidecar) => draft.described_by(sidecar, record),
            None => draft,
        }
    }

    /// Hands over an article.
    fn hand_over(&mut self, mut read: ReadArticle) {
        read.warnings.extend(self.warning.take());
        (self.each)(Outcome::Article(Box::new(read)));
    }

    /// Takes the one article of a file.
    pub(super) fn only(&mut self, mut draft: Draft) {
        let unknown = unknown(&mut draft);
        let draft = self.described(draft, false);
        match (draft.finish(self.file, self.root, false), unknown) {
            (Some(mut read), unknown) => {
                read.warnings.extend(unknown);
                self.hand_over(read);
            }
            (None, Some(unknown)) => self.fail(&unknown),
            (None, None) => self.skip(None, SkipReason::Empty),
        }
    }

    /// Takes record `n`, counted from 1, of a file of many. `place` says where it stands.
    pub(super) fn record(&mut self, mut draft: Draft, n: usize, place: &str) {
        let unknown = unknown(&mut draft);
        let draft = self.described(draft, true);
        let Some(mut read) = draft.finish(self.file, self.root, true) else {
            return match unknown {
                Some(unknown) => self.fail(&format!("{place}: {unknown}")),
                None => self.skip(Some(n), SkipReason::Empty),
            };
        };
        if self.keys.insert(read.article.id.clone()) {
            read.warnings.extend(unknown);
            for warning in &mut read.warnings {
                *warning = format!("{place}: {warning}");
            }
            self.hand_over(read);
        } else {
            self.fail(&format!("{place}: its id or text is that of an earlier record"));
        }
    }

    /// Reports what cannot be read, with its place within the file.
    pub(super) fn fail(&mut self, detail: &str) {
        (self.each)(Outcome::Failed(Error::article(&self.file.path, detail)));
    }

    fn skip(&mut self, record: Option<usize>, reason: SkipReason) {
        let path = self.file.path.clone();
        (self.each)(Outcome::Skipped(Skipped { path, record, reason }));
    }
}

/// What to say of a record whose text is under no known name.
fn unknown(draft: &mut Draft) -> Option<String> {
    let names = std::mem::take(&mut draft.unknown);
    (!names.is_empty()).then(|| {
        let first = &names[0];
        format!("no known name of a text; long ones: {} (--map body={first})", names.join(", "))
    })
}

#[cfg(test)]
mod tests;

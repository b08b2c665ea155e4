//! The threads that annotate: articles as read or as stored, handed to the writer.

use std::sync::Mutex;
use std::sync::mpsc::Receiver;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Before, CORRECTION, Report, corrected, fingerprint, lock};
use crate::article::{Article, DateStyle};
use crate::correction::Corrections;
use crate::engine::Writer;
use crate::error::{ErrorKind, Result};

/// What a worker is to do.
pub(super) enum Job {
    /// Annotate an article as read, which is known by another path when it was moved.
    Read { article: Box<Article>, moved: bool },
    /// Annotate an article as stored.
    Stored { id: String, counted: bool },
}

/// What the workers share.
pub(super) struct Desk<'d, W> {
    pub(super) before: Before<'d>,
    pub(super) writer: Option<&'d W>,
    pub(super) prints: &'d FxHashMap<String, String>,
    /// How the articles of each root tell their dates.
    pub(super) styles: FxHashMap<String, DateStyle>,
    /// What the fingerprint of an article begins with that today's rules annotated.
    pub(super) current: String,
    pub(super) corrections: &'d Corrections,
    /// The articles that were corrected otherwise than they are to be.
    pub(super) due: &'d FxHashSet<String>,
    pub(super) report: &'d Mutex<Report>,
}

impl<W: Writer> Desk<'_, W> {
    pub(super) fn take(&self, job: Job) -> Result<()> {
        match job {
            Job::Read { article, moved } => self.read(*article, moved),
            Job::Stored { id, counted } => {
                let stored = match self.before {
                    Some(engine) => engine.article(&id)?,
                    None => None,
                };
                let stored = stored.ok_or_else(|| ErrorKind::IndexCorrupt {
                    path: "index".into(),
                    detail: format!("article {id} is not there"),
                })?;
                lock(self.report).articles.reannotated += u64::from(counted);
                let mut article = stored.article;
                article.date_style = self.styles.get(&article.root).copied().unwrap_or_default();
                let print = fingerprint(&article);
                self.write(article, print)
            }
        }
    }

    fn read(&self, article: Article, moved: bool) -> Result<()> {
        let print = fingerprint(&article);
        let before = self.prints.get(&article.id);
        {
            let mut report = lock(self.report);
            let counts = &mut report.articles;
            match before {
                None if moved => counts.moved += 1,
                None => counts.added += 1,
                Some(before) if self.is_current(&article.id, before, &print) => {
                    counts.same += 1;
                    return Ok(());
                }
                Some(before) if source_of(before) == source_of(&print) => counts.reannotated += 1,
                Some(_) => counts.changed += 1,
            }
        }
        self.write(article, print)
    }

    /// Whether an article of this fingerprint is what the index holds, corrections included.
    fn is_current(&self, id: &str, before: &str, print: &str) -> bool {
        let bare = before.split(CORRECTION).next().unwrap_or(before);
        bare == print && !self.due.contains(id)
    }

    fn write(&self, article: Article, print: String) -> Result<()> {
        let Some(writer) = self.writer else { return Ok(()) };
        let bytes = article.body.len() as u64;
        let record = corrected(article, print, self.corrections);
        let passages = record.entries.len() as u64;
        writer.insert(record)?;
        let mut report = lock(self.report);
        report.passages += passages;
        report.bytes += bytes;
        Ok(())
    }
}

/// The part of a fingerprint that names the source.
fn source_of(fingerprint: &str) -> &str {
    let source = fingerprint.rsplit('.').next().unwrap_or(fingerprint);
    source.split(CORRECTION).next().unwrap_or(source)
}

/// The next thing to do; `None` when there will be nothing more.
pub(super) fn next(receiver: &Mutex<Receiver<Job>>) -> Option<Job> {
    lock(receiver).recv().ok()
}

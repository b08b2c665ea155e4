//! What can go wrong below the command line, each kind with the path or the words it concerns.

use std::io;
use std::path::{Path, PathBuf};

use crate::span::Span;

/// Result of the library's fallible calls.
pub type Result<T> = std::result::Result<T, Error>;

/// An error of the library: one line, lower case, naming the file or the part of the query.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct Error {
    kind: Box<ErrorKind>,
}

/// The kinds of [`Error`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or folder could not be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said. It is no source of its own: it stands in the message.
        error: io::Error,
    },
    /// A file or one of its records is not a readable article.
    #[error("{}: {detail}", path.display())]
    Article {
        /// The file.
        path: PathBuf,
        /// What is wrong and where in the file.
        detail: String,
    },
    /// A file of corrections says something that cannot be meant.
    #[error("{}: line {line}, column {column}: {detail}", path.display())]
    Correction {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// Column in code points, from 1.
        column: usize,
        /// What is wrong there.
        detail: String,
    },
    /// A file of synonyms holds a line that cannot be meant.
    #[error("{}: line {line}: {detail}", path.display())]
    Synonyms {
        /// The file.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What is wrong there.
        detail: String,
    },
    /// A query or a filter cannot be read.
    #[error("{detail}\n  {query}\n  {}", caret(query, *span))]
    Query {
        /// The query as typed.
        query: String,
        /// The part that cannot be read, in bytes of `query`.
        span: Span,
        /// What was expected.
        detail: String,
    },
    /// Another process is writing to the index.
    #[error("{}: locked by another writer{}", path.display(), holder.as_deref().map(|h| format!(" ({h})")).unwrap_or_default())]
    Locked {
        /// The index.
        path: PathBuf,
        /// Who holds the lock, when known.
        holder: Option<String>,
    },
    /// The index was written by another version.
    #[error("{}: {detail}", path.display())]
    IndexVersion {
        /// The index.
        path: PathBuf,
        /// Which version was found and what to do.
        detail: String,
    },
    /// Bytes of the index are not what was written.
    #[error("{}: damaged: {detail}", path.display())]
    IndexCorrupt {
        /// The index or its damaged file.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// Articles would be removed that may not be meant to go.
    #[error("nothing was removed: {0}")]
    Refused(String),
    /// Something is not the address of an index in a cluster.
    #[error("--index: {0}")]
    Address(String),
    /// A cluster refused, or could not be reached.
    #[error("{address}: {detail}")]
    Cluster {
        /// The index.
        address: String,
        /// What was asked of whom, and what came of it. Never holds a secret.
        detail: String,
    },
    /// The engine refused or failed.
    #[error("search engine: {0}")]
    Engine(String),
}

impl Error {
    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    pub(crate) fn io(path: impl AsRef<Path>, error: io::Error) -> Self {
        ErrorKind::Io { path: path.as_ref().to_owned(), error }.into()
    }

    pub(crate) fn article(path: impl AsRef<Path>, detail: impl Into<String>) -> Self {
        ErrorKind::Article { path: path.as_ref().to_owned(), detail: detail.into() }.into()
    }

    pub(crate) fn query(query: &str, span: Span, detail: impl Into<String>) -> Self {
        ErrorKind::Query { query: query.to_owned(), span, detail: detail.into() }.into()
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind: Box::new(kind) }
    }
}

/// A line that puts carets under `span` of `query`, one per code point.
pub(crate) fn caret(query: &str, span: Span) -> String {
    let before = query.get(..span.start).unwrap_or(query).chars().count();
    let under = query.get(span.start..span.end).unwrap_or("").chars().count().max(1);
    format!("{}{}", " ".repeat(before), "^".repeat(under))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_error_puts_a_caret_under_the_part() {
        let error = Error::query("é date:20x3", Span::new(3, 12), "not a date: 20x3");
        assert_eq!(error.to_string(), "not a date: 20x3\n  é date:20x3\n    ^^^^^^^^^");
    }
}

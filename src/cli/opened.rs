//! An index that is open, whichever engine keeps it.

use std::ops::Deref;
use std::path::Path;

use anyhow::Context as _;

use super::args::Cli;
use super::home::{Cluster, Home};
use super::index::THREADS;
use crate::engine::embedded::{self, EmbeddedEngine, EmbeddedWriter};
use crate::engine::opensearch::{self, ClusterEngine, ClusterWriter, Spread};
use crate::engine::{Engine, FileEntry, FileKey, Memory, Record, Refused, State, Writer};
use crate::error::Result;

/// An index that is open for reading.
pub(super) struct Opened {
    engine: Kept,
    home: Home,
}

enum Kept {
    Folder(Box<EmbeddedEngine>),
    Cluster(Box<ClusterEngine>),
}

impl Opened {
    /// Opens the index that a command reads.
    pub(super) fn of(cli: &Cli) -> anyhow::Result<Self> {
        Self::at(&Home::of(cli)?)
    }

    /// Opens the index at a home.
    pub(super) fn at(home: &Home) -> anyhow::Result<Self> {
        let engine = match home {
            Home::Folder(path) => {
                let engine = embedded::open(path);
                let engine = engine.with_context(|| format!("{}", path.display()))?;
                Kept::Folder(Box::new(engine))
            }
            Home::Cluster(cluster) => Kept::Cluster(Box::new(open(cluster)?)),
        };
        Ok(Self { engine, home: home.clone() })
    }

    pub(super) fn home(&self) -> &Home {
        &self.home
    }

    /// Version of the layout of the index.
    pub(super) fn format(&self) -> u32 {
        match self.engine {
            Kept::Folder(_) => embedded::FORMAT,
            Kept::Cluster(_) => opensearch::FORMAT,
        }
    }

    /// What a run builds on.
    pub(super) fn memory(&self) -> &(dyn Memory + Sync) {
        match &self.engine {
            Kept::Folder(engine) => &**engine,
            Kept::Cluster(engine) => &**engine,
        }
    }
}

fn open(Cluster { address, access }: &Cluster) -> anyhow::Result<ClusterEngine> {
    Ok(opensearch::open(address, access)?)
}

impl Deref for Opened {
    type Target = dyn Engine;

    fn deref(&self) -> &Self::Target {
        match &self.engine {
            Kept::Folder(engine) => &**engine,
            Kept::Cluster(engine) => &**engine,
        }
    }
}

/// An index that is open for writing.
pub(super) enum OpenedWriter {
    Folder(Box<EmbeddedWriter>),
    Cluster(Box<ClusterWriter>),
}

impl OpenedWriter {
    /// Opens the index at a home for writing; makes it when there is none.
    pub(super) fn at(home: &Home, spread: Option<Spread>) -> Result<Self> {
        match home {
            Home::Folder(path) => Self::folder(path),
            Home::Cluster(cluster) => {
                let writer = opensearch::write(&cluster.address, &cluster.access, spread)?;
                Ok(Self::Cluster(Box::new(writer)))
            }
        }
    }

    /// Opens the index in a folder for writing.
    pub(super) fn folder(path: &Path) -> Result<Self> {
        Ok(Self::Folder(Box::new(embedded::write(path, THREADS)?)))
    }
}

impl Writer for OpenedWriter {
    fn insert(&self, record: Record) -> Result<()> {
        match self {
            Self::Folder(writer) => writer.insert(record),
            Self::Cluster(writer) => writer.insert(record),
        }
    }

    fn remove(&self, id: &str) -> Result<()> {
        match self {
            Self::Folder(writer) => writer.remove(id),
            Self::Cluster(writer) => writer.remove(id),
        }
    }

    fn note_file(&self, entry: &FileEntry) -> Result<()> {
        match self {
            Self::Folder(writer) => writer.note_file(entry),
            Self::Cluster(writer) => writer.note_file(entry),
        }
    }

    fn forget_file(&self, key: &FileKey) -> Result<()> {
        match self {
            Self::Folder(writer) => writer.forget_file(key),
            Self::Cluster(writer) => writer.forget_file(key),
        }
    }

    fn finish(self, state: &State) -> Result<Vec<Refused>> {
        match self {
            Self::Folder(writer) => writer.finish(state),
            Self::Cluster(writer) => writer.finish(state),
        }
    }
}

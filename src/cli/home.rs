//! Where an index is: in a folder, or in a cluster.

use std::fmt;
use std::path::{Path, PathBuf, absolute};

use super::args::Cli;
use super::{access, locate};
use crate::engine::embedded;
use crate::engine::opensearch::{self, Access, Address};

/// Where an index is.
#[derive(Clone, Debug)]
pub(super) enum Home {
    /// In this folder, whose path is absolute.
    Folder(PathBuf),
    /// In a cluster.
    Cluster(Box<Cluster>),
}

/// An index of a cluster, and how it is asked.
#[derive(Clone, Debug)]
pub(super) struct Cluster {
    pub(super) address: Address,
    pub(super) access: Access,
}

impl Home {
    /// An index in a folder.
    pub(super) fn folder(path: &Path) -> anyhow::Result<Self> {
        Ok(Self::Folder(absolute(path)?))
    }

    /// The cluster that `--index` names, if it names one.
    pub(super) fn cluster(cli: &Cli) -> anyhow::Result<Option<Self>> {
        let Some(asked) = cli.index.as_deref().and_then(Path::to_str) else { return Ok(None) };
        if !Address::is_one(asked) {
            return Ok(None);
        }
        let address = Address::parse(asked)?;
        let access = access::read(cli.ca.as_deref())?;
        Ok(Some(Self::Cluster(Box::new(Cluster { address, access }))))
    }

    /// The index that a command reads.
    pub(super) fn of(cli: &Cli) -> anyhow::Result<Self> {
        match Self::cluster(cli)? {
            Some(cluster) => Ok(cluster),
            None => Self::folder(&locate::path(cli)?),
        }
    }

    /// Whether there is an index.
    pub(super) fn holds_index(&self) -> anyhow::Result<bool> {
        Ok(match self {
            Self::Folder(path) => embedded::is_index(path),
            Self::Cluster(cluster) => opensearch::is_index(&cluster.address, &cluster.access)?,
        })
    }

    /// Where no index was found.
    pub(super) fn place(&self) -> String {
        match self {
            Self::Folder(_) => "here or in a folder above".to_owned(),
            Self::Cluster(cluster) => format!("at {}", cluster.address),
        }
    }

    /// What the paths of roots are relative to. The index of a cluster is beside no folder, so
    /// its roots are remembered from the top.
    pub(super) fn base(&self) -> &Path {
        self.beside().unwrap_or(Path::new("/"))
    }

    /// The folder whose files of corrections and synonyms belong to the index.
    pub(super) fn beside(&self) -> Option<&Path> {
        match self {
            Self::Folder(path) => Some(path.parent().unwrap_or(Path::new("/"))),
            Self::Cluster(_) => None,
        }
    }
}

impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => write!(f, "{}", path.display()),
            Self::Cluster(cluster) => write!(f, "{}", cluster.address),
        }
    }
}

//! The command line as plain data.

mod measure;
mod reading;

use std::num::NonZeroU32;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

pub(crate) use self::measure::{
    CollectionArgs, EvalArgs, EvalTask, GoldDatesArgs, GoldSpeakersArgs, MissesArgs, TrainArgs,
};
pub(crate) use self::reading::{DateStyleArg, ParagraphsArg, ReadingArgs};
use crate::complete::Completed;
use crate::query::Field;

/// Search engine for the public record: who said what, when.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, about, max_term_width = 100, disable_help_subcommand = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// The index: a .onrecord folder, a folder that holds one, or the address of one in a cluster
    /// (`opensearch+http://HOST:9200/NAME`; for Elasticsearch as well) [default: the nearest .onrecord in this folder or a
    /// parent]
    #[arg(long, global = true, env = "ONRECORD_INDEX", hide_env_values = true, value_name = "PATH", value_hint = ValueHint::DirPath)]
    pub(crate) index: Option<PathBuf>,
    /// Certificates (PEM) of the authority that a cluster's are signed by [default: the system's]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) ca: Option<PathBuf>,
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub(crate) color: Colour,
    /// Say more on stderr: which index, how the query was read, how long it took
    #[arg(long, short, global = true)]
    pub(crate) verbose: bool,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read articles, cut them into passages, annotate and index them
    Index(IndexArgs),
    /// Find passages
    Search(SearchArgs),
    /// Count hits by speaker, date, outlet and more
    Facets(FacetsArgs),
    /// List who speaks in the archive, how often, from when to when
    People(PeopleArgs),
    /// Show a passage in its article, with the evidence for speakers and dates
    Show(ShowArgs),
    /// Print speakers, names and dates of articles as JSON lines, without an index
    Annotate(AnnotateArgs),
    /// Print sizes, counts and coverage of the index
    Stats(StatsArgs),
    /// Say whether the index agrees with its files, with itself and with its corrections
    Check(CheckArgs),
    /// Measure accuracy on articles that people annotated
    Eval(EvalArgs),
    /// Learn the weights of attribution from articles that people annotated
    #[command(hide = true)]
    Train(TrainArgs),
    /// Print what the beginning of a word or name may become, the most frequent first
    Complete(CompleteArgs),
    /// Print a completion script for a shell; in bash, zsh and fish names come from the index
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page of this program or of one command
    Man {
        /// The command
        command: Option<String>,
    },
}

/// The file of refused articles where none is named.
const REFUSED: &str = "onrecord-refused.ndjson";

#[derive(Debug, Default, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct IndexArgs {
    /// Folders and files to read [default: all that the index was made from]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Name of the root in article ids, when the index has several [default: empty for the first,
    /// else the last part of its path]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
    /// The folder of people.toml and corrections.toml, from now on [default: the one that holds
    /// the index]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) corrections: Option<PathBuf>,
    /// Compare files by content, also where size and time are the same
    #[arg(long)]
    pub(crate) hash: bool,
    /// Remove articles whose file is gone
    #[arg(long)]
    pub(crate) prune: bool,
    /// Prune even when a folder is absent or empty, or more than a fifth of the articles would go
    #[arg(long, requires = "prune")]
    pub(crate) force: bool,
    /// Say what would be done, and do nothing
    #[arg(long, conflicts_with = "rebuild")]
    pub(crate) dry_run: bool,
    /// Make the index anew; articles whose file is gone are taken over
    #[arg(long)]
    pub(crate) rebuild: bool,
    /// In a cluster: keep the old index beside the new one
    #[arg(long, requires = "rebuild")]
    pub(crate) keep_old: bool,
    /// In a cluster: parts of a new index [default: one for each node that holds data]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024))]
    pub(crate) shards: Option<u32>,
    /// In a cluster: copies of each part of a new index [default: 1 where there are several nodes]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=64))]
    pub(crate) replicas: Option<u32>,
    /// Read the files again whose articles are listed in this file as refused
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "rebuild"], value_hint = ValueHint::FilePath)]
    pub(crate) retry: Option<PathBuf>,
    /// Where the articles are listed that a cluster refused: a name that ends in .ndjson
    #[arg(long, value_name = "FILE", default_value = REFUSED, value_parser = super::refused::named, value_hint = ValueHint::FilePath)]
    pub(crate) refused: PathBuf,
    /// Exit with 2 when any file failed
    #[arg(long)]
    pub(crate) strict: bool,
    /// Print the report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct QueryArgs {
    /// What to find; several arguments are joined by spaces [default: every passage]
    pub(crate) query: Vec<String>,
    /// Find passages with any of the words, best first
    #[arg(long)]
    pub(crate) any: bool,
    /// Read everything in the query as words
    #[arg(long)]
    pub(crate) plain: bool,
    /// Find the words only in what somebody says; with --speaker, in what they say
    #[arg(long)]
    pub(crate) said: bool,
    /// A file of words that stand for each other, a group a line [default: synonyms.txt beside the
    /// index, where there is one]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) synonyms: Option<PathBuf>,
    /// Find only what was typed, also where there is a file of synonyms
    #[arg(long, conflicts_with = "synonyms")]
    pub(crate) no_synonyms: bool,
    #[command(flatten)]
    pub(crate) filters: FilterArgs,
}

/// Filters. A flag given twice is an alternative; different flags all hold.
#[derive(Debug, Args)]
pub(crate) struct FilterArgs {
    /// Who speaks in the passage; none, unknown or group for what is missing
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Vec<String>,
    /// A person mentioned or speaking
    #[arg(long, value_name = "NAME")]
    pub(crate) person: Vec<String>,
    /// A body mentioned or speaking
    #[arg(long, value_name = "NAME")]
    pub(crate) org: Vec<String>,
    /// What the passage is about: 2025-10-11, 2025-10, 2025, 2025-Q3, 2020s, 2024..2025-03, none
    #[arg(long, value_name = "DATES")]
    pub(crate) date: Vec<String>,
    /// A date the passage mentions
    #[arg(long, value_name = "DATES")]
    pub(crate) mentioned: Vec<String>,
    /// When the article was in print
    #[arg(long, value_name = "DATES")]
    pub(crate) published: Vec<String>,
    /// Let dates wider than the range count when they overlap it
    #[arg(long)]
    pub(crate) date_overlap: bool,
    /// Who published the article
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Vec<String>,
    /// Who wrote the article
    #[arg(long, value_name = "NAME")]
    pub(crate) byline: Vec<String>,
    /// The heading above the passage
    #[arg(long, value_name = "WORDS")]
    pub(crate) section: Vec<String>,
    /// Language of the article (en, de, …)
    #[arg(long, value_name = "CODE")]
    pub(crate) lang: Vec<String>,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct SearchArgs {
    #[command(flatten)]
    pub(crate) query: QueryArgs,
    /// Most hits on a page
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Which page
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) page: u32,
    /// Every hit
    #[arg(long, conflicts_with_all = ["limit", "page"])]
    pub(crate) all: bool,
    /// Order of the hits
    #[arg(long, value_enum, default_value_t = SortArg::Relevance, value_name = "ORDER")]
    pub(crate) sort: SortArg,
    /// Let newer articles count more: what is gained by being new halves every so many days
    #[arg(long, value_name = "DAYS", num_args = 0..=1, require_equals = true, default_missing_value = "30")]
    pub(crate) recent: Option<NonZeroU32>,
    /// Let the best passages add words that count in the order of the hits
    #[arg(long)]
    pub(crate) expand: bool,
    /// Only the best passage of each article
    #[arg(long)]
    pub(crate) collapse: bool,
    /// Say how each hit came to its score, how the query was read, and where the time went
    #[arg(long)]
    pub(crate) explain: bool,
    /// Count these facets as well (see facets --by)
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub(crate) facets: Vec<String>,
    /// Answer every query of a file with lines of id, tab, query
    #[arg(long, value_name = "QUERIES.tsv", value_hint = ValueHint::FilePath, conflicts_with_all = ["query", "json"])]
    pub(crate) batch: Option<PathBuf>,
    /// How the answers to a file of queries are printed
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = BatchFormat::Trec, requires = "batch")]
    pub(crate) format: BatchFormat,
    /// Print JSON lines
    #[arg(long)]
    pub(crate) json: bool,
}

/// How the answers to a file of queries are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum BatchFormat {
    /// A TREC run: query, Q0, passage (or article, with --collapse), rank, score, onrecord
    Trec,
    /// JSON lines, each with `query_id`
    Json,
}

/// Order of the hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum SortArg {
    /// Best first
    Relevance,
    /// Latest publication first
    Newest,
    /// Earliest publication first
    Oldest,
}

#[derive(Debug, Args)]
pub(crate) struct FacetsArgs {
    #[command(flatten)]
    pub(crate) query: QueryArgs,
    /// Fields to count: speaker, person, org, outlet, byline, section, lang, date, mentioned,
    /// published; dates as date:year, date:month, date:day; a*b counts combinations
    #[arg(long, value_name = "FIELDS", value_delimiter = ',', default_value = "speaker,date")]
    pub(crate) by: Vec<String>,
    /// Every value, not only the most frequent
    #[arg(long)]
    pub(crate) all: bool,
    /// Print JSON lines
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print CSV
    #[arg(long)]
    pub(crate) csv: bool,
}

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    disable_help_subcommand = true,
    subcommand_value_name = "CORRECTION"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct PeopleArgs {
    #[command(subcommand)]
    pub(crate) change: Option<PeopleChange>,
    /// Only those who go by this name; behind -- also one that is called like a correction
    pub(crate) name: Vec<String>,
    /// Everybody named, also those who say nothing
    #[arg(long)]
    pub(crate) mentioned: bool,
    /// Everybody, not only the most frequent
    #[arg(long)]
    pub(crate) all: bool,
    /// Print JSON lines
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print CSV
    #[arg(long)]
    pub(crate) csv: bool,
}

/// What people.toml can say of names.
#[derive(Debug, Subcommand)]
pub(crate) enum PeopleChange {
    /// Say that several names are one person or body, listed under the first
    Merge {
        /// The name that stays
        into: String,
        /// Its other names
        #[arg(required = true)]
        names: Vec<String>,
    },
    /// Say that a name is somebody else in some articles
    Split {
        /// The name
        name: String,
        /// Who it is in these articles, such as "John Smith (senator)"
        #[arg(long = "as", value_name = "NEW")]
        into: String,
        /// Ids of the articles; unique beginnings of 4 characters or more are enough
        #[arg(required = true)]
        articles: Vec<String>,
    },
    /// Say that somebody is found under one more name
    Alias {
        /// The name
        name: String,
        /// The other one
        alias: String,
    },
    /// Say under which name somebody is to be shown
    Rename {
        /// The name
        name: String,
        /// The one to be shown
        new: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// Id of an article or passage as search prints it (ARTICLE or ARTICLE/N); a unique beginning
    /// of 4 characters or more is enough
    pub(crate) id: String,
    /// Passages on either side, or all
    #[arg(long, value_name = "N", default_value = "1")]
    pub(crate) context: String,
    /// Print for each statement what decided, and the block of corrections.toml that says who speaks
    #[arg(long, conflicts_with = "json")]
    pub(crate) explain: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AnnotateArgs {
    /// Files to read; - is standard input
    #[arg(required = true, value_hint = ValueHint::AnyPath)]
    pub(crate) files: Vec<PathBuf>,
    /// The files hold lines of JSON with id, text and published
    #[arg(long)]
    pub(crate) jsonl: bool,
    /// Apply people.toml and corrections.toml of this folder; articles are named by whole ids
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) corrections: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reading: ReadingArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CompleteArgs {
    /// The beginning of a word or name; speaker:NAME begins a value of that field [default: none,
    /// the most frequent of all]
    #[arg(default_value = "", hide_default_value = true)]
    pub(crate) prefix: String,
    /// What to complete [default: speakers, people, bodies, outlets and words]
    #[arg(long, value_enum, value_name = "FIELD")]
    pub(crate) field: Option<CompletedArg>,
    /// Most completions
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Print JSON lines
    #[arg(long)]
    pub(crate) json: bool,
}

/// What is completed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum CompletedArg {
    /// Who speaks
    Speaker,
    /// People mentioned or speaking
    Person,
    /// Bodies mentioned or speaking
    Org,
    /// Publishers
    Outlet,
    /// Authors
    Byline,
    /// Headings
    Section,
    /// Words of passages
    Words,
}

impl From<CompletedArg> for Completed {
    fn from(asked: CompletedArg) -> Self {
        Self::Values(match asked {
            CompletedArg::Speaker => Field::Speaker,
            CompletedArg::Person => Field::Person,
            CompletedArg::Org => Field::Org,
            CompletedArg::Outlet => Field::Outlet,
            CompletedArg::Byline => Field::Byline,
            CompletedArg::Section => Field::Section,
            CompletedArg::Words => return Self::Words,
        })
    }
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// Also print what takes how much of the index
    #[arg(long)]
    pub(crate) sizes: bool,
    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct CheckArgs {
    /// Folders and files to compare [default: all that the index was made from]
    #[arg(value_hint = ValueHint::AnyPath)]
    pub(crate) paths: Vec<PathBuf>,
    /// Bring the index up to date with its files; make it anew when it is damaged. Articles whose
    /// file is gone stay
    #[arg(long, conflicts_with = "paths")]
    pub(crate) repair: bool,
    /// List files and records that could not be read
    #[arg(long)]
    pub(crate) failed: bool,
    /// List articles with the url or the text of another
    #[arg(long)]
    pub(crate) duplicates: bool,
    /// List where publication dates come from, and the articles that have none
    #[arg(long)]
    pub(crate) dates: bool,
    /// Print JSON lines
    #[arg(long)]
    pub(crate) json: bool,
}

//! Arguments of what measures and learns: gold data and what is told of them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::DateStyleArg;
use crate::annotate::AttributionKind;
use crate::annotate::lesson::Settings;

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    #[command(subcommand)]
    pub(crate) task: EvalTask,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EvalTask {
    /// Date expressions: strict, relaxed, type and value F1, and what a date filter sees
    Dates(GoldDatesArgs),
    /// Attributions: what was said and who said it, what a speaker filter sees, and whether
    /// confidence can be relied on
    Speakers(GoldSpeakersArgs),
    /// Ranking: whole articles by their best passages, for queries with documents that people
    /// judged
    Ranking(CollectionArgs),
}

#[derive(Debug, Args)]
pub(crate) struct GoldDatesArgs {
    /// Lines of JSON, an article each: id, text, published, and timexes with start, end (code
    /// points), type and value
    #[arg(value_name = "GOLD.jsonl", value_hint = ValueHint::FilePath)]
    pub(crate) gold: PathBuf,
    /// What dates without a year are counted from
    #[arg(long, value_enum, value_name = "STYLE", default_value_t = DateStyleArg::Auto)]
    pub(crate) date_style: DateStyleArg,
    #[command(flatten)]
    pub(crate) show: MissesArgs,
}

#[derive(Debug, Args)]
pub(crate) struct GoldSpeakersArgs {
    /// Lines of JSON, an article each: id, text, and quotes with start, end or spans (code points),
    /// type, cue and speaker, as the README shows them
    #[arg(value_name = "GOLD.jsonl", value_hint = ValueHint::FilePath)]
    pub(crate) gold: PathBuf,
    /// Count only statements of these kinds: direct, indirect, mixed, turn
    #[arg(long, value_name = "KINDS", value_delimiter = ',', value_parser = attribution_kind)]
    pub(crate) types: Vec<AttributionKind>,
    /// Count only reported speech: what is quoted, or has a cue of speech
    #[arg(long, conflicts_with = "types")]
    pub(crate) speech: bool,
    #[command(flatten)]
    pub(crate) show: MissesArgs,
}

fn attribution_kind(text: &str) -> Result<AttributionKind, String> {
    let kind = AttributionKind::ALL.into_iter().find(|kind| kind.name() == text);
    kind.ok_or_else(|| "expected direct, indirect, mixed or turn".to_owned())
}

/// How figures are printed.
#[derive(Debug, Args)]
pub(crate) struct MissesArgs {
    /// List what was not found as marked, by the rule that found something else
    #[arg(long)]
    pub(crate) errors: bool,
    /// Print JSON lines
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CollectionArgs {
    /// A folder with corpus.jsonl (lines of JSON, an article each: id, title, text, published),
    /// queries.tsv (lines of id, tab, words) and qrels.txt (lines of query, 0, article, grade)
    #[arg(value_name = "COLLECTION", value_hint = ValueHint::DirPath)]
    pub(crate) collection: PathBuf,
    /// Write what was found into this file, in the format of a TREC run
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) run: Option<PathBuf>,
    /// Let the best passages add words that count in the order of the articles
    #[arg(long)]
    pub(crate) expand: bool,
    /// Print the figures of each query, too
    #[arg(long)]
    pub(crate) queries: bool,
    /// Print JSON lines
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Lines of JSON, an article each: text, and quotes with spans and cue (code points)
    #[arg(value_name = "GOLD.jsonl", required = true, value_hint = ValueHint::FilePath)]
    pub(crate) gold: Vec<PathBuf>,
    /// Write the weights into this folder
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: Option<PathBuf>,
    /// Passes over the articles
    #[arg(long, value_name = "N", default_value_t = Settings::default().rounds)]
    pub(crate) rounds: usize,
    /// How strongly weights are drawn to zero
    #[arg(long, value_name = "SHARE", default_value_t = Settings::default().decay)]
    pub(crate) decay: f32,
    /// Leave out features of fewer decisions
    #[arg(long, value_name = "N", default_value_t = Settings::default().seen)]
    pub(crate) seen: usize,
    /// Measure what was learned on these articles
    #[arg(long, value_name = "GOLD.jsonl", value_hint = ValueHint::FilePath)]
    pub(crate) test: Vec<PathBuf>,
}

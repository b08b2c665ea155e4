//! `annotate`: speakers, names and dates of articles as JSON lines, without an index.

use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use anyhow::{Context as _, anyhow};
use jiff::civil::Date;
use serde::Deserialize;

use super::args::AnnotateArgs;
use super::output::Output;
use super::roots::options;
use super::search::print_line;
use super::{Outcome, corrections};
use crate::article::{
    Article, DateStyle, Format, Outcome as Read, Paragraphs, PublishedFrom, ReadOptions, Root,
    SourceFile, beside, blocks, read_bytes, read_each,
};
use crate::correction::Corrections;
use crate::engine::Record;
use crate::index::corrected;
use crate::passage::Passage;
use crate::render::annotated_line;

/// A line of `annotate --jsonl`.
#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    published: Option<String>,
}

pub(super) fn run(args: &AnnotateArgs, output: &mut Output) -> anyhow::Result<Outcome> {
    let corrections = match &args.corrections {
        Some(folder) => Corrections::read(&corrections::named(folder)?)?.by_whole_ids(),
        None => Corrections::default(),
    };
    let mut failed = 0u64;
    for path in &args.files {
        let read = if args.jsonl {
            lines(path, args, &corrections, output)
        } else {
            file(path, args, &corrections, output)
        };
        match read {
            Ok(errors) => failed += errors,
            Err(error) if super::is_broken_pipe(&error) => return Err(error),
            Err(error) => {
                output.note(&format!("{error:#}"));
                failed += 1;
            }
        }
    }
    Ok(if failed == 0 { Outcome::Found } else { Outcome::Failed })
}

/// Annotates lines; returns how many could not be read.
fn lines(
    path: &Path,
    args: &AnnotateArgs,
    corrections: &Corrections,
    output: &mut Output,
) -> anyhow::Result<u64> {
    let shown = path.display();
    let reader: Box<dyn BufRead> = if path == Path::new("-") {
        Box::new(BufReader::new(io::stdin()))
    } else {
        Box::new(BufReader::new(std::fs::File::open(path).with_context(|| format!("{shown}"))?))
    };
    let mut failed = 0;
    for (number, line) in (1..).zip(reader.lines()) {
        let line = line.with_context(|| format!("{shown}: line {number}"))?;
        if line.trim().is_empty() {
            continue;
        }
        match article_of(&line) {
            Ok(mut article) => {
                article.date_style =
                    args.reading.date_style.map_or_else(DateStyle::default, DateStyle::from);
                print(article, corrections, output)?;
            }
            Err(error) => {
                output.note(&format!("{shown}: line {number}: {error:#}"));
                failed += 1;
            }
        }
    }
    Ok(failed)
}

fn article_of(line: &str) -> anyhow::Result<Article> {
    let Line { id, text, published } = serde_json::from_str(line)?;
    let published = day(published.as_deref())?;
    let published_from = published.map(|_| PublishedFrom::Record);
    Ok(Article { id, published, published_from, ..bare(text) })
}

/// An article of which nothing is known: the text is the body as it is; every line break ends a
/// paragraph.
pub(super) fn bare(text: String) -> Article {
    Article {
        blocks: blocks(&text, Paragraphs::Line),
        language: Some("en".to_owned()),
        body: text,
        ..Article::default()
    }
}

/// The day of a `published` field; what follows the day is ignored.
pub(super) fn day(published: Option<&str>) -> anyhow::Result<Option<Date>> {
    let published = published.filter(|published| !published.is_empty());
    let day = published.map(|published| published.get(..10).unwrap_or(published).parse());
    day.transpose().map_err(|_| anyhow!("published: expected YYYY-MM-DD"))
}

fn file(
    path: &Path,
    args: &AnnotateArgs,
    corrections: &Corrections,
    output: &mut Output,
) -> anyhow::Result<u64> {
    let mut articles = Vec::new();
    let mut errors = Vec::new();
    let mut take = |outcome| match outcome {
        Read::Article(read) => articles.push(read),
        Read::Skipped(skipped) => errors.push(format!("{}: {}", path.display(), skipped.reason)),
        Read::Failed(error) => errors.push(error.to_string()),
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let relative = name.unwrap_or_else(|| "-".to_owned());
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let root = Root {
        name: String::new(),
        path: folder,
        options: options(&args.reading, &ReadOptions::default()),
    };
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        // One byte more than what is read, so that too many show.
        let most = root.options.limits.file_size + 1;
        io::stdin().take(most).read_to_end(&mut bytes).context("standard input")?;
        let file =
            SourceFile { path: path.to_owned(), relative, format: Format::Text, sidecar: None };
        read_bytes(bytes, None, &file, &root, &mut take);
    } else {
        let format = Format::of(path)
            .with_context(|| format!("{}: unsupported kind of file", path.display()))?;
        let file = SourceFile { path: path.to_owned(), relative, format, sidecar: beside(path) };
        read_each(&file, &root, &mut take);
    }
    for mut read in articles {
        // Files of one name in several folders are told apart.
        read.article.path = Some(path.to_string_lossy().into_owned());
        for warning in &read.warnings {
            output.note(&format!("warning: {}: {warning}", path.display()));
        }
        print(read.article, corrections, output)?;
    }
    for error in &errors {
        output.note(error);
    }
    Ok(errors.len() as u64)
}

fn print(article: Article, corrections: &Corrections, output: &mut Output) -> anyhow::Result<()> {
    let Record { article, entries, notes, .. } = corrected(article, String::new(), corrections);
    let passages: Vec<Passage> = entries.into_iter().map(|entry| entry.passage).collect();
    print_line(output, &annotated_line(&article, &passages, &notes))
}

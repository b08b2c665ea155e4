//! Arguments of what reads files.

use clap::{Args, ValueEnum};
use jiff::civil::Date;

use crate::article::{DateStyle, FieldMap, Limits};

#[derive(Debug, Default, Args)]
pub(crate) struct ReadingArgs {
    /// What separates paragraphs of plain text [default: auto]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) paragraphs: Option<ParagraphsArg>,
    /// Publication date of articles that give none (YYYY-MM-DD)
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<Date>,
    /// Publication date of all articles, whatever they give
    #[arg(long, value_name = "DATE")]
    pub(crate) published_override: Option<Date>,
    /// What dates without a year are counted from: the publication date (news), the date told
    /// before (narrative) [default: auto, as the article suggests]
    #[arg(long, value_enum, value_name = "STYLE")]
    pub(crate) date_style: Option<DateStyleArg>,
    /// Outlet of articles that give none
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Names of fields in JSON that are not known ones: body=KEY, headline, published, byline,
    /// outlet, url, language, id; a.b is member b of a
    #[arg(long, value_name = "FIELD=KEY,…")]
    pub(crate) map: Option<FieldMap>,
    /// Follow links to folders
    #[arg(long)]
    pub(crate) follow: bool,
    /// Largest file that is read, in bytes or with K, M, G; of JSON Lines, the longest line; at most
    /// 1G [default: 256M]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_file_size: Option<u64>,
    /// Most bytes that a compressed file may become, at most 1G [default: 200 times the file, and
    /// 1G unless it is JSON Lines]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    pub(crate) max_unpacked: Option<u64>,
    /// Deepest nesting of JSON and of pages that is followed, at most 127 [default: 127]
    #[arg(long, value_name = "N", value_parser = nesting)]
    pub(crate) max_nesting: Option<usize>,
}

fn nesting(text: &str) -> Result<usize, String> {
    let most = Limits::LARGEST_NESTING;
    let depth = text.parse().ok().filter(|depth| (1..=most).contains(depth));
    depth.ok_or_else(|| format!("expected a number from 1 to {most}"))
}

/// A number of bytes: "300", "64K", "100M", "1G".
fn size(text: &str) -> Result<u64, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = text[digits.len()..].to_ascii_uppercase();
    let shift = match unit.trim_end_matches('B').trim_end_matches('I') {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        _ => return Err("expected a number of bytes, or one with K, M or G".to_owned()),
    };
    let number: u64 = digits.parse().map_err(|_| "expected a number of bytes".to_owned())?;
    let bytes = number.checked_mul(1 << shift).filter(|bytes| *bytes <= Limits::LARGEST_SIZE);
    bytes.ok_or_else(|| "at most 1G can be read".to_owned())
}

/// What dates without a year are counted from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DateStyleArg {
    /// Whichever the article suggests
    Auto,
    /// The publication date
    News,
    /// The date told before
    Narrative,
}

impl From<DateStyleArg> for DateStyle {
    fn from(style: DateStyleArg) -> Self {
        match style {
            DateStyleArg::Auto => Self::Auto,
            DateStyleArg::News => Self::News,
            DateStyleArg::Narrative => Self::Narrative,
        }
    }
}

/// What separates paragraphs of plain text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ParagraphsArg {
    /// Blank lines in hard-wrapped text, else every line end
    Auto,
    /// Every line end
    Line,
    /// Blank lines
    Blank,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [
            ("300", 300),
            ("64k", 64 << 10),
            ("100M", 100 << 20),
            ("1GiB", 1 << 30),
            ("2MB", 2 << 20),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "M", "1.5M", "2G", "-1", "1T", "99999999999999999999"] {
            assert!(size(text).is_err(), "{text}");
        }
    }
}

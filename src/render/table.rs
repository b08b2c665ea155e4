//! Facets, people and sizes as tables for people.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::layout::{bytes, grouped, pad, percent};
use super::safe::safe;
use super::text::Text;
use crate::engine::{FieldSize, Sizes, Stats};
use crate::hit::{FacetCounts, Person};

impl Text {
    /// One facet as a table.
    #[must_use]
    pub fn facet(&self, facet: &FacetCounts) -> String {
        let mut out = String::new();
        let label = |value: &[String]| -> String {
            let parts: Vec<String> = value.iter().map(|part| safe(part).into_owned()).collect();
            parts.join(" × ")
        };
        let title = facet.fields.join(" × ");
        let widest =
            facet.values.iter().map(|value| label(&value.label).width()).max().unwrap_or(0);
        let width = widest.max(title.width()).min(self.style.width.saturating_sub(24));
        let title = pad(&title, width);
        let _ = writeln!(out, "{}", self.bold(&format!("{title}  passages  articles")));
        for value in &facet.values {
            let mark = if value.selected { " ✓" } else { "" };
            let name = label(&value.label);
            let _ = writeln!(
                out,
                "{}  {:>8}  {:>8}{mark}",
                pad(&name, width),
                grouped(value.passages),
                grouped(value.articles)
            );
        }
        if facet.estimated {
            let _ = writeln!(out, "{}", self.dim("numbers of articles are estimates"));
        }
        if facet.truncated {
            let _ = writeln!(out, "{}", self.dim("more values: --all"));
        }
        out
    }

    /// The list of names as a table.
    #[must_use]
    pub fn people(&self, people: &[Person], hidden: usize) -> String {
        let mut out = String::new();
        let width = people.iter().map(|person| safe(&person.label).width()).max().unwrap_or(0);
        let width = width.max(4).min(self.style.width.saturating_sub(50));
        let title =
            format!("{}  passages  articles  named in  first       last", pad("name", width));
        let _ = writeln!(out, "{}", self.bold(&title));
        for person in people {
            let day = |day: Option<jiff::civil::Date>| {
                day.map_or_else(|| "-".to_owned(), |day| day.to_string())
            };
            let aliases: Vec<String> =
                person.aliases.iter().take(3).map(|alias| safe(alias).into_owned()).collect();
            let aliases = if aliases.is_empty() {
                String::new()
            } else {
                format!("  also: {}", aliases.join(", "))
            };
            let _ = writeln!(
                out,
                "{}  {:>8}  {:>8}  {:>8}  {:<10}  {:<10}{}",
                pad(&safe(&person.label), width),
                grouped(person.passages),
                grouped(person.articles),
                grouped(person.mentioned),
                day(person.first),
                day(person.last),
                self.dim(&aliases)
            );
        }
        if hidden > 0 {
            let _ =
                writeln!(out, "{}", self.dim(&format!("{} more: --all", grouped(hidden as u64))));
        }
        out
    }

    /// Sizes and counts of an index.
    #[must_use]
    pub fn stats(&self, stats: &Stats) -> String {
        let mut out = String::new();
        let mut row = |name: &str, value: String| {
            let _ = writeln!(out, "{name:<28}{value}");
        };
        row("articles", grouped(stats.articles));
        row("passages", grouped(stats.passages));
        row("text", bytes(stats.text_bytes));
        let share = percent(stats.index_bytes, stats.text_bytes);
        row("index", format!("{} ({share} of the text)", bytes(stats.index_bytes)));
        row("people and bodies", grouped(stats.names));
        if let Some((first, last)) = stats.published {
            row("published", format!("{first} to {last}"));
        }
        row("articles without date", grouped(stats.undated));
        row("articles not annotated", grouped(stats.not_annotated));
        for (missing, count) in &stats.without_speaker {
            let share = percent(*count, stats.passages);
            row(&format!("passages speaker:{missing}"), format!("{} ({share})", grouped(*count)));
        }
        let share = percent(stats.without_date, stats.passages);
        row("passages mentioned:none", format!("{} ({share})", grouped(stats.without_date)));
        out
    }

    /// What takes how much of an index, by part and by field.
    #[must_use]
    pub fn sizes(&self, sizes: &Sizes) -> String {
        let mut out = String::new();
        let mut row = |name: &str, size: u64, share: String| {
            let _ = writeln!(out, "{name:<28}{:>10}{share:>7}", bytes(size));
        };
        let part = |size| percent(size, sizes.index);
        let sum = |part: fn(&FieldSize) -> u64| sizes.fields.iter().map(part).sum::<u64>();
        row("index", sizes.index, String::new());
        row("records", sizes.store, part(sizes.store));
        for (name, size) in [
            ("terms", sum(|field| field.terms)),
            ("postings", sum(|field| field.postings)),
            ("positions", sum(|field| field.positions)),
            ("lengths", sum(|field| field.norms)),
            ("columns", sum(|field| field.column)),
            ("removed records", sizes.removed),
            ("checksums, lists of files", sizes.rest),
        ] {
            row(name, size, part(size));
        }
        let stored = &sizes.stored;
        row("\nrecords before compression", stored.total(), String::new());
        for (name, size) in [
            ("text", stored.text),
            ("annotations", stored.annotations),
            ("places of passages", stored.passages),
            ("articles", stored.articles),
            ("names", stored.names),
            ("files", stored.files),
        ] {
            row(name, size, percent(size, stored.total()));
        }
        if !sizes.shards.is_empty() {
            let all = sizes.shards.iter().sum();
            row("\nshards with their copies", all, String::new());
            for (number, size) in sizes.shards.iter().enumerate() {
                row(&format!("shard {number}"), *size, percent(*size, all));
            }
        }
        let title =
            ["field", "terms", "postings", "positions", "lengths", "column", "all", "of index"];
        let line = |cells: [&str; 8]| {
            let [field, sizes @ ..] = cells;
            let mut line = format!("{field:<18}");
            for size in sizes {
                let _ = write!(line, "{size:>11}");
            }
            line
        };
        let _ = writeln!(out, "\n{}", self.bold(&line(title)));
        for field in &sizes.fields {
            let parts = [field.terms, field.postings, field.positions, field.norms, field.column]
                .map(|size| if size == 0 { String::new() } else { bytes(size) });
            let [terms, postings, positions, norms, column] = parts.each_ref().map(String::as_str);
            let (all, share) = (bytes(field.total()), part(field.total()));
            let cells = [&field.field, terms, postings, positions, norms, column, &all, &share];
            let _ = writeln!(out, "{}", line(cells));
        }
        if let Some(untold) = &sizes.untold {
            let _ = writeln!(out, "{untold}");
        }
        out
    }
}

//! Facets, people and sizes as tables for people.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::layout::{bytes, grouped, pad, percent};
use super::safe::safe;
use super::text::Text;
use crate::engine::Stats;
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
}

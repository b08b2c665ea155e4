//! Figures of accuracy as tables for people.

use std::fmt::Write as _;

use super::layout::grouped;
use super::safe::safe;
use super::text::Text;
use crate::eval::{DateScores, Measures, Miss, MissKind, Rates};

impl Text {
    /// How good the dates are: precision, recall and F1 in per cent.
    #[must_use]
    pub fn date_scores(&self, scores: &DateScores) -> String {
        let mut out = String::new();
        let title = format!(
            "{:<12} {:>7} {:>7}  {:<17} {:<17} {:<17} {:<17}",
            "P R F1", "gold", "found", "strict", "relaxed", "type", "value"
        );
        let _ = writeln!(out, "{}", self.bold(title.trim_end()));
        for (name, measures) in
            [("all", scores.all), ("DATE", scores.date), ("DATE, TIME", scores.date_and_time)]
        {
            let Measures { strict, relaxed, r#type, value } = measures;
            let of = [strict, relaxed, r#type, value].map(percents).join(" ");
            let (gold, found) = (grouped(strict.gold), grouped(strict.found));
            let _ = writeln!(out, "{name:<12} {gold:>7} {found:>7}  {}", of.trim_end());
        }
        for (name, rates) in [
            ("facet", scores.facet),
            ("facet-day", scores.facet_day),
            ("facet-month", scores.facet_month),
            ("facet-year", scores.facet_year),
        ] {
            let (gold, found) = (grouped(rates.gold), grouped(rates.found));
            let _ = writeln!(
                out,
                "{name:<12} {gold:>7} {found:>7}  {:54}{}",
                "",
                percents(rates).trim_end()
            );
        }
        let _ = writeln!(out, "{} articles", grouped(scores.articles));
        out
    }

    /// One miss on a line.
    #[must_use]
    pub fn miss(&self, miss: &Miss) -> String {
        let rule = if miss.rule.is_empty() { "no rule" } else { &miss.rule };
        let gold = format!("“{}” {}", safe(&miss.gold), safe(&miss.gold_value));
        let found = format!("“{}” {}", safe(&miss.found), safe(&miss.found_value));
        let what = match miss.kind {
            MissKind::Value => format!("{found}, not {gold}"),
            MissKind::Missed => format!("missed {gold}"),
            MissKind::Spurious => format!("spurious {found}"),
        };
        format!("{rule}: {what}  {}", self.dim(&safe(&miss.id)))
    }
}

/// `81.1  79.2  80.1 `, 17 columns wide.
fn percents(rates: Rates) -> String {
    let [p, r, f] = [rates.precision(), rates.recall(), rates.f1()].map(|rate| rate * 100.0);
    format!("{p:>5.1} {r:>5.1} {f:>5.1}")
}

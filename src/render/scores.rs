//! Figures of accuracy as tables for people.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::layout::{counted, grouped};
use super::safe::safe;
use super::text::Text;
use crate::eval::{
    DateScores, Measures, Miss, MissKind, QueryScores, RankingScores, Rates, Share, SpeakerScores,
};

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

    /// How good the attributions are: rates, shares and reliability, in per cent.
    #[must_use]
    pub fn speaker_scores(&self, scores: &SpeakerScores) -> String {
        let mut out = String::new();
        let title = format!("{:<12} {:>9} {:>9}", "P R F1", "gold", "found");
        let _ = writeln!(out, "{}", self.bold(&title));
        for (name, rates) in [
            ("overlap", scores.overlap),
            ("strict", scores.strict),
            ("char", scores.letters),
            ("joint", scores.joint),
            ("passage", scores.passage),
            ("ggt30", scores.ggt30),
            ("ggt80", scores.ggt80),
        ] {
            let (gold, found) = (grouped(rates.gold), grouped(rates.found));
            let _ = writeln!(out, "{name:<12} {gold:>9} {found:>9}  {}", percents(rates));
        }
        let title = |name| self.bold(&format!("{name:<12} {:>9} {:>9} {:>6}", "of", "right", "%"));
        let _ = writeln!(out, "\n{}", title("recall"));
        for (kind, share) in &scores.recall_by_type {
            let _ = writeln!(out, "{:<12} {}", kind.name(), share_of(*share));
        }
        let _ = writeln!(out, "\n{}", title("speaker"));
        let shares = [("name", scores.name), ("lenient", scores.lenient), ("span", scores.span)];
        for (name, share) in shares {
            let _ = writeln!(out, "{name:<12} {}", share_of(share));
        }
        for (kind, names) in &scores.by_kind {
            let share = share_of(Share { right: names.right, of: names.found });
            let (kind, gold) = (safe(kind), grouped(names.gold));
            let _ = writeln!(out, "{kind:<12} {share}  {gold} marked");
        }
        let title = format!(
            "{:<12} {:>9} {:>9} {:>6} {:>9} {:>9} {:>6}",
            "reliability", "of", "marked", "%", "named", "right", "%"
        );
        let _ = writeln!(out, "\n{}", self.bold(&title));
        for (from, to, band) in scores.reliability.bands() {
            let (from, to) = (f64::from(from) / 10.0, f64::from(to) / 10.0);
            let (marked, speaker) = (share_of(band.marked), share_of(band.speaker));
            let _ = writeln!(out, "{from:.1} to {to:.1}   {marked} {speaker}");
        }
        let (articles, words) = (counted(scores.articles, "article"), grouped(scores.words));
        let _ = writeln!(out, "\n{articles}, {words} words");
        out
    }

    /// How good a ranking of some articles is, and where `each` is asked for, for each query:
    /// shares with four decimals, as others print them.
    #[must_use]
    pub fn ranking_scores(&self, queries: &[QueryScores], articles: u64, each: bool) -> String {
        let mean = RankingScores::mean(queries.iter().map(|one| &one.scores));
        let names = mean.named().map(|(name, _)| format!("{name:>8}"));
        let title = format!("{:<12} {}", "mean", names.join(" "));
        let mut out = format!("{}\n{}\n", self.bold(&title), shares_of("all", &mean));
        for one in queries.iter().filter(|_| each) {
            let _ = writeln!(out, "{}", shares_of(&safe(&one.query), &one.scores));
        }
        let (queries, articles) = (grouped(queries.len() as u64), counted(articles, "article"));
        let _ = writeln!(out, "queries: {queries}; {articles}");
        out
    }

    /// One miss on a line.
    #[must_use]
    pub fn miss(&self, miss: &Miss) -> String {
        let rule = if miss.rule.is_empty() { "no rule" } else { &miss.rule };
        let words = |words: &str| format!("“{}”", ends_of(safe(words).trim_matches(QUOTES)));
        let (gold, found) = (words(&miss.gold), words(&miss.found));
        let (gold_value, found_value) = (safe(&miss.gold_value), safe(&miss.found_value));
        let what = match miss.kind {
            MissKind::Value => format!("{found} {found_value}, not {gold} {gold_value}"),
            MissKind::Speaker if found_value.is_empty() => {
                format!("nobody, not {gold_value}: {found}")
            }
            MissKind::Speaker => format!("{found_value}, not {gold_value}: {found}"),
            MissKind::Extent => format!("{found}, not {gold}"),
            MissKind::Missed => format!("missed {gold} {gold_value}"),
            MissKind::Spurious => format!("spurious {found} {found_value}"),
        };
        format!("{rule}: {}  {}", what.trim_end(), self.dim(&safe(&miss.id)))
    }
}

/// Marks that may stand around the words of a miss, which get their own.
const QUOTES: [char; 3] = ['"', '“', '”'];

/// Longest words shown whole, in characters.
const WHOLE: usize = 72;

/// Words, or the two ends of many.
fn ends_of(words: &str) -> Cow<'_, str> {
    let count = words.chars().count();
    if count <= WHOLE {
        return Cow::Borrowed(words);
    }
    let half = WHOLE / 2 - 1;
    let head: String = words.chars().take(half).collect();
    let tail: String = words.chars().skip(count - half).collect();
    Cow::Owned(format!("{} … {}", head.trim_end(), tail.trim_start()))
}

/// `      395       297   75.2`: of how many, how many, per cent.
fn share_of(share: Share) -> String {
    let (of, right) = (grouped(share.of), grouped(share.right));
    format!("{of:>9} {right:>9} {:>6.1}", share.share() * 100.0)
}

/// `all            0.6771   0.5730`: a name and its measures.
fn shares_of(name: &str, scores: &RankingScores) -> String {
    let scores = scores.named().map(|(_, score)| format!("{score:>8.4}"));
    format!("{name:<12} {}", scores.join(" "))
}

/// `81.1  79.2  80.1 `, 17 columns wide.
fn percents(rates: Rates) -> String {
    let [p, r, f] = [rates.precision(), rates.recall(), rates.f1()].map(|rate| rate * 100.0);
    format!("{p:>5.1} {r:>5.1} {f:>5.1}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_words_are_shown_by_their_ends() {
        assert_eq!(ends_of("The pier is new."), "The pier is new.");
        let long = format!("É{} and so on", " one after the other".repeat(9));
        let shown = ends_of(&long);
        assert!(shown.chars().count() <= WHOLE + 1, "{shown}");
        assert!(shown.starts_with("É one after") && shown.ends_with("and so on"), "{shown}");
    }
}

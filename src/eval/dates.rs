//! Date expressions against gold data.
//!
//! The measures of TempEval-3 (`UzZaman` et al. 2013): an expression is found when it overlaps a
//! marked one, strictly when both cover the same words; type and value must then be equal. `facet`
//! is what a reader who filters by date sees: for each paragraph the set of its distinct calendar
//! values.

use std::collections::BTreeSet;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::miss::{Miss, MissKind};
use super::rates::Rates;
use crate::annotate::{Timex, TimexKind};
use crate::span::{CodePoints, Span};

/// An article with the expressions that people marked.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldDates {
    /// Its id.
    pub id: String,
    /// Its text; every line break ends a paragraph.
    pub text: String,
    /// When it was published, `YYYY-MM-DD`; what follows the day is ignored.
    #[serde(default)]
    pub published: Option<String>,
    /// The expressions.
    pub timexes: Vec<GoldDate>,
}

/// An expression that people marked.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldDate {
    /// First code point.
    pub start: usize,
    /// Code point behind the last.
    pub end: usize,
    /// Its words.
    #[serde(default)]
    pub text: String,
    /// TIMEX3 type.
    #[serde(rename = "type")]
    pub kind: TimexKind,
    /// TIMEX3 value.
    pub value: String,
}

/// Rates over some articles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DateScores {
    /// Articles.
    pub articles: u64,
    /// All expressions.
    pub all: Measures,
    /// Those of type DATE.
    pub date: Measures,
    /// Those of type DATE or TIME.
    #[serde(rename = "date+time")]
    pub date_and_time: Measures,
    /// Distinct calendar values of each paragraph.
    pub facet: Rates,
    /// The same, days alone.
    #[serde(rename = "facet-day")]
    pub facet_day: Rates,
    /// The same, cut to months.
    #[serde(rename = "facet-month")]
    pub facet_month: Rates,
    /// The same, cut to years.
    #[serde(rename = "facet-year")]
    pub facet_year: Rates,
}

/// Rates by what must be right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Measures {
    /// Both cover the same words.
    pub strict: Rates,
    /// They overlap.
    pub relaxed: Rates,
    /// They overlap, and the type is right.
    pub r#type: Rates,
    /// They overlap, and the value is right.
    pub value: Rates,
}

/// Compares what was found in one article with what people marked in it; adds to `scores` and
/// `misses`.
pub fn score_dates(
    gold: &GoldDates,
    found: &[Timex],
    scores: &mut DateScores,
    misses: &mut Vec<Miss>,
) {
    let marked: Vec<Mark<'_>> = gold.timexes.iter().map(Mark::from).collect();
    let points = CodePoints::new(&gold.text);
    let found: Vec<Mark<'_>> =
        found.iter().map(|timex| Mark::found(timex, points.span(timex.span), &gold.text)).collect();
    scores.articles += 1;
    let pairs = scores.all.add(&marked, &found);
    list_misses(&gold.id, &marked, &found, &pairs, misses);
    let date = [TimexKind::Date];
    scores.date.add(&of(&marked, &date), &of(&found, &date));
    let calendar = [TimexKind::Date, TimexKind::Time];
    let (marked, found) = (of(&marked, &calendar), of(&found, &calendar));
    scores.date_and_time.add(&marked, &found);
    for paragraph in paragraphs(&gold.text) {
        let values = |marks: &[Mark<'_>]| -> BTreeSet<String> {
            let here = marks.iter().filter(|mark| paragraph.contains(&mark.start));
            here.filter_map(|mark| calendar_part(mark.value)).map(str::to_owned).collect()
        };
        let (marked, found) = (values(&marked), values(&found));
        scores.facet += common(&marked, &found, Some);
        scores.facet_day += common(&marked, &found, day);
        scores.facet_month += common(&marked, &found, month);
        scores.facet_year += common(&marked, &found, year);
    }
}

/// Values in common when each is cut to what a facet shows.
fn common<'v>(
    marked: &'v BTreeSet<String>,
    found: &'v BTreeSet<String>,
    cut: impl Fn(&'v str) -> Option<&'v str>,
) -> Rates {
    let cut_all = |values: &'v BTreeSet<String>| -> BTreeSet<&'v str> {
        values.iter().filter_map(|value| cut(value)).collect()
    };
    let (marked, found) = (cut_all(marked), cut_all(found));
    Rates {
        right: marked.intersection(&found).count() as u64,
        found: found.len() as u64,
        gold: marked.len() as u64,
    }
}

fn of<'t>(marks: &[Mark<'t>], kinds: &[TimexKind]) -> Vec<Mark<'t>> {
    marks.iter().filter(|mark| kinds.contains(&mark.kind)).copied().collect()
}

/// An expression, marked or found; offsets in code points.
#[derive(Clone, Copy)]
struct Mark<'t> {
    start: usize,
    end: usize,
    kind: TimexKind,
    value: &'t str,
    text: &'t str,
    rule: &'t str,
}

impl<'t> From<&'t GoldDate> for Mark<'t> {
    fn from(gold: &'t GoldDate) -> Self {
        let GoldDate { start, end, text, kind, value } = gold;
        Self { start: *start, end: *end, kind: *kind, value, text, rule: "" }
    }
}

impl<'t> Mark<'t> {
    fn found(timex: &'t Timex, points: Span, text: &'t str) -> Self {
        Self {
            start: points.start,
            end: points.end,
            kind: timex.kind,
            value: &timex.value,
            text: timex.span.of(text),
            rule: &timex.rule,
        }
    }
}

fn same_words(a: &Mark<'_>, b: &Mark<'_>) -> bool {
    a.start == b.start && a.end == b.end
}

impl Measures {
    /// Adds one article; returns which marked expression is which that was found.
    fn add(&mut self, marked: &[Mark<'_>], found: &[Mark<'_>]) -> Vec<(usize, usize)> {
        let pairs = pair(marked, found);
        let rates = |holds: fn(&Mark<'_>, &Mark<'_>) -> bool| Rates {
            right: pairs.iter().filter(|(i, j)| holds(&marked[*i], &found[*j])).count() as u64,
            found: found.len() as u64,
            gold: marked.len() as u64,
        };
        self.strict += rates(same_words);
        self.relaxed += rates(|_, _| true);
        self.r#type += rates(|a, b| a.kind == b.kind);
        self.value += rates(|a, b| a.value == b.value);
        pairs
    }
}

/// One to one: those that cover the same words first, then the largest overlaps.
fn pair(marked: &[Mark<'_>], found: &[Mark<'_>]) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, a) in marked.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            let overlap = a.end.min(b.end).saturating_sub(a.start.max(b.start));
            if overlap > 0 {
                candidates.push((!same_words(a, b), usize::MAX - overlap, i, j));
            }
        }
    }
    candidates.sort_unstable();
    let (mut marked_taken, mut found_taken) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, _, i, j) in candidates {
        if !marked_taken.contains(&i) && !found_taken.contains(&j) {
            marked_taken.insert(i);
            found_taken.insert(j);
            pairs.push((i, j));
        }
    }
    pairs
}

fn list_misses(
    id: &str,
    marked: &[Mark<'_>],
    found: &[Mark<'_>],
    pairs: &[(usize, usize)],
    misses: &mut Vec<Miss>,
) {
    let mut miss = |kind, gold: Option<&Mark<'_>>, other: Option<&Mark<'_>>| {
        let text =
            |mark: Option<&Mark<'_>>| mark.map_or(String::new(), |mark| mark.text.to_owned());
        let value =
            |mark: Option<&Mark<'_>>| mark.map_or(String::new(), |mark| mark.value.to_owned());
        misses.push(Miss {
            kind,
            id: id.to_owned(),
            rule: other.map_or(String::new(), |mark| mark.rule.to_owned()),
            gold: text(gold),
            gold_value: value(gold),
            found: text(other),
            found_value: value(other),
        });
    };
    for (i, j) in pairs {
        if marked[*i].value != found[*j].value {
            miss(MissKind::Value, Some(&marked[*i]), Some(&found[*j]));
        }
    }
    for (i, mark) in marked.iter().enumerate() {
        if pairs.iter().all(|(paired, _)| *paired != i) {
            miss(MissKind::Missed, Some(mark), None);
        }
    }
    for (j, mark) in found.iter().enumerate() {
        if pairs.iter().all(|(_, paired)| *paired != j) {
            miss(MissKind::Spurious, None, Some(mark));
        }
    }
}

/// The lines of a text, in code points.
fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    let lines = text.split('\n').map(|line| {
        let line = start..start + line.chars().count();
        start = line.end + 1;
        line
    });
    lines.collect()
}

/// The calendar part of a DATE or TIME value; `None` for what names no stretch of the calendar.
fn calendar_part(value: &str) -> Option<&str> {
    let value = value.split_once('T').map_or(value, |(date, _)| date);
    // The decade 199X is written 199 as well, the century 19XX also 19.
    let value = match value.as_bytes() {
        [_, _, _, b'X'] => value.trim_end_matches('X'),
        _ => value,
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (year, rest) = match value.split_once('-') {
        Some((year, rest)) => (year, Some(rest)),
        None => (value, None),
    };
    let known = digits(year)
        && match rest {
            None => (2..=4).contains(&year.len()),
            Some(rest) => year.len() == 4 && is_part_of_year(rest),
        };
    known.then_some(value)
}

/// What may stand behind the year: `10`, `10-11`, `W41`, `W41-WE`, `W41-3`, `Q3`, `H1`, `SU`.
fn is_part_of_year(part: &str) -> bool {
    let is = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_digit);
    match part.as_bytes() {
        [b'Q', b'1'..=b'4'] | [b'H', b'1' | b'2'] | b"SP" | b"SU" | b"FA" | b"WI" => true,
        [b'W', week @ ..] => match week {
            [a, b] | [a, b, b'-', b'W', b'E'] => is(&[*a, *b]),
            [a, b, b'-', day] => is(&[*a, *b, *day]),
            _ => false,
        },
        [a, b] => is(&[*a, *b]),
        [a, b, b'-', c, d] => is(&[*a, *b, *c, *d]),
        _ => false,
    }
}

fn day(value: &str) -> Option<&str> {
    (value.len() == 10 && month(value).is_some()).then_some(value)
}

fn month(value: &str) -> Option<&str> {
    let month = value.get(..7)?;
    month
        .bytes()
        .enumerate()
        .all(|(i, b)| if i == 4 { b == b'-' } else { b.is_ascii_digit() })
        .then_some(month)
}

fn year(value: &str) -> Option<&str> {
    value.get(..4).filter(|year| year.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gold(text: &str, marks: &[(&str, TimexKind, &str)]) -> GoldDates {
        let timexes = marks.iter().map(|(words, kind, value)| {
            let start =
                text[..text.find(words).expect("the words stand in the text")].chars().count();
            GoldDate {
                start,
                end: start + words.chars().count(),
                text: (*words).to_owned(),
                kind: *kind,
                value: (*value).to_owned(),
            }
        });
        let (id, timexes) = ("a".to_owned(), timexes.collect());
        GoldDates { id, text: text.to_owned(), published: None, timexes }
    }

    fn found(text: &str, words: &str, kind: TimexKind, value: &str) -> Timex {
        let start = text.find(words).expect("the words stand in the text");
        let span = Span::new(start, start + words.len());
        Timex { span, kind, value: value.to_owned(), rule: "made".to_owned() }
    }

    #[test]
    fn spans_types_values_and_misses_are_told_apart() {
        let text = "É: on Monday, two days ago, in May.\nIn 2011.";
        let gold = gold(
            text,
            &[
                ("Monday", TimexKind::Date, "2025-10-06"),
                ("two days ago", TimexKind::Date, "2025-10-11"),
                ("2011", TimexKind::Date, "2011"),
            ],
        );
        let found = [
            found(text, "Monday", TimexKind::Date, "2025-10-13"),
            found(text, "two days", TimexKind::Duration, "P2D"),
            found(text, "May", TimexKind::Date, "2025-05"),
            found(text, "2011", TimexKind::Date, "2011"),
        ];
        let (mut scores, mut misses) = (DateScores::default(), Vec::new());
        score_dates(&gold, &found, &mut scores, &mut misses);
        let right = |rates: Rates| (rates.right, rates.found, rates.gold);
        assert_eq!(right(scores.all.strict), (2, 4, 3));
        assert_eq!(right(scores.all.relaxed), (3, 4, 3));
        assert_eq!(right(scores.all.r#type), (2, 4, 3));
        assert_eq!(right(scores.all.value), (1, 4, 3));
        assert_eq!(right(scores.date.relaxed), (2, 3, 3));
        assert_eq!(right(scores.facet), (1, 3, 3));
        assert_eq!(right(scores.facet_year), (2, 2, 2));
        let kinds: Vec<_> = misses.iter().map(|miss| (miss.kind, miss.found.as_str())).collect();
        assert_eq!(
            kinds,
            [
                (MissKind::Value, "Monday"),
                (MissKind::Value, "two days"),
                (MissKind::Spurious, "May"),
            ]
        );
    }

    #[test]
    fn calendar_parts_leave_out_what_names_no_stretch() {
        for (value, part) in [
            ("2025-10-11T10:30", Some("2025-10-11")),
            ("2025-W41-WE", Some("2025-W41-WE")),
            ("2025-Q3", Some("2025-Q3")),
            ("2025-SU", Some("2025-SU")),
            ("2025-WI", Some("2025-WI")),
            ("199X", Some("199")),
            ("19XX", Some("19")),
            ("19", Some("19")),
            ("P3D", None),
            ("PRESENT_REF", None),
            ("XXXX-10", None),
            ("2025-10-XX", None),
            ("2025-10-1", None),
            ("T10:30", None),
        ] {
            assert_eq!(calendar_part(value), part, "{value}");
        }
    }
}

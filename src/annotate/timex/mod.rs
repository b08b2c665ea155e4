//! Date expressions → TIMEX3 values, anchored at the publication date.
//!
//! Tokens of a paragraph become atoms; the rules of `detect` read from them what an expression says
//! by itself, a value; `resolve` anchors it with the direction that the tense of the sentence gives.
//! Expressions never overlap and never leave their paragraph.
//!
//! The ends of a stretch ("from March to June 2019") are two expressions, as TIMEX3 has it, named
//! `range-start` and `range-end`; [`calendar_spans`] joins them.

mod ahead;
mod aside;
mod atoms;
mod calendar;
mod called;
mod detect;
mod direction;
mod form;
mod part;
mod range;
mod report;
mod resolve;
mod series;
mod tense;
#[cfg(test)]
mod testing;
mod value;
mod vocabulary;
mod words;

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use range::calendar_spans;

use self::atoms::Atoms;
use self::called::Called;
use self::detect::{Found, Reading};
use self::direction::Direction;
use self::resolve::{Resolved, Resolver, Style};
use self::value::{Anchor, Part, Value, Which};
use self::words::Word;
use super::story::{Paragraph, Story};
use crate::article::DateStyle;
use crate::span::Span;

/// A date expression with its TIMEX3 type and value (`TimeML` 1.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timex {
    /// The words.
    pub span: Span,
    /// TIMEX3 `type`.
    #[serde(rename = "type")]
    pub kind: TimexKind,
    /// TIMEX3 `value`: `2025-10-11`, `2025-W41`, `2025-Q3`, `P3D`, `PRESENT_REF`, …
    pub value: String,
    /// The rule that found it.
    pub rule: String,
}

/// TIMEX3 types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TimexKind {
    /// A calendar date of any grain.
    Date,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// A repeated time.
    Set,
}

/// The date expressions of `text`, in text order, anchored at `published`.
///
/// Every line is a paragraph. Linear in the length of the text; never panics.
///
/// # Examples
///
/// ```
/// use onrecord::timex::timexes;
///
/// let published = "2025-10-13".parse().ok();
/// let found = timexes("The minister spoke on Saturday.", published);
/// assert_eq!(found[0].value, "2025-10-11");
/// ```
#[must_use]
pub fn timexes(text: &str, published: Option<Date>) -> Vec<Timex> {
    timexes_told(text, published, DateStyle::Auto)
}

/// [`timexes`] of a text that tells its dates in the way given.
///
/// # Examples
///
/// ```
/// use onrecord::{DateStyle, timex::timexes_told};
///
/// let text = "They met in May 1942. He returned in July.";
/// let found = timexes_told(text, "2009-12-19".parse().ok(), DateStyle::Narrative);
/// assert_eq!(found[1].value, "1942-07");
/// ```
#[must_use]
pub fn timexes_told(text: &str, published: Option<Date>, style: DateStyle) -> Vec<Timex> {
    timexes_in(&Story { date_style: style, ..Story::plain(text, published) })
}

pub(super) fn timexes_in(story: &Story<'_>) -> Vec<Timex> {
    let mut expressions = expressions(story);
    let style = match story.date_style {
        DateStyle::Auto => style(&expressions, story.published),
        DateStyle::News => Style::News,
        DateStyle::Narrative => Style::Narrative,
    };
    match style {
        Style::Narrative => aside::mark_asides(&mut expressions),
        Style::News => expressions.iter_mut().for_each(Expression::lead_ahead),
    }
    let mut resolver = Resolver::new(story.published, style);
    let mut out = Vec::with_capacity(expressions.len());
    let mut rest = expressions.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        match behind.split_first() {
            Some((last, behind)) if first.opens_range => {
                let [first, last] = ends(&resolver, *first, *last);
                out.push(first.resolve(&mut resolver));
                out.push(last.resolve(&mut resolver));
                rest = behind;
            }
            _ => {
                out.push(first.resolve(&mut resolver));
                rest = behind;
            }
        }
    }
    out
}

/// An expression as found: what it says by itself, and what its sentence adds.
#[derive(Clone, Copy, Debug)]
struct Expression {
    span: Span,
    reading: Reading,
    direction: Direction,
    /// Whether it and the next one are the ends of one stretch.
    opens_range: bool,
    /// The time that it leads to, if it is a length that leads to one in news.
    ahead: Option<Value>,
    /// Whether it is named in passing, so that the dates behind it do not go on from it.
    aside: bool,
}

impl Expression {
    /// Takes a length that leads to a time for that time.
    fn lead_ahead(&mut self) {
        if let Some(value) = self.ahead {
            self.reading.value = value;
            self.reading.rule = ahead::RULE;
        }
    }

    fn resolve(self, resolver: &mut Resolver) -> Timex {
        let Reading { value, clock, rule, .. } = self.reading;
        let Resolved { kind, value } = resolver.resolve(value, clock, self.direction, self.aside);
        Timex { span: self.span, kind, value, rule: rule.to_owned() }
    }
}

/// All expressions of a story, in text order.
fn expressions(story: &Story<'_>) -> Vec<Expression> {
    let mut atoms = Atoms::of_people(Called::of(&story.tokens));
    let mut found = Vec::new();
    let mut out = Vec::new();
    let numbered = has_numbered_questions(story);
    for paragraph in &story.paragraphs {
        let mut tokens = paragraph.tokens.clone();
        tokens.start += usize::from(numbered && question_number(story, paragraph).is_some());
        atoms.read(&story.tokens, tokens);
        found.clear();
        detect::detect(&atoms, &mut found);
        series::share_years(&atoms, &mut found);
        let mut closes = false;
        for (i, this) in found.iter().enumerate() {
            let direction = direction_of(story, paragraph, &atoms, this);
            if this.reading.rule == detect::SOON && direction == Direction::Past {
                continue;
            }
            let next = found.get(i + 1).filter(|_| !closes);
            let opens_range = next.is_some_and(|next| range::is_range(&atoms, this, next));
            closes = opens_range;
            out.push(Expression {
                span: atoms.cover(this.first, this.reading.end),
                reading: this.reading,
                direction,
                opens_range,
                ahead: sentence_of(paragraph, &atoms, this)
                    .and_then(|sentence| ahead::ahead(&story.tokens, sentence, &atoms, this)),
                aside: aside::in_passing(&atoms, this),
            });
        }
    }
    out
}

/// Whether paragraphs begin with the numbers of questions, "Q5 Chair:"; no year has five quarters.
fn has_numbered_questions(story: &Story<'_>) -> bool {
    let mut numbers = story.paragraphs.iter().filter_map(|cut| question_number(story, cut));
    numbers.any(|number| number > 4)
}

/// The number of the question that a paragraph begins with.
fn question_number(story: &Story<'_>, paragraph: &Paragraph) -> Option<u32> {
    let first = paragraph.tokens.start;
    let number = story.tokens.word_at(first).strip_prefix('Q')?;
    number.parse().ok().filter(|_| story.tokens.is_capitalised(first + 1))
}

fn direction_of(
    story: &Story<'_>,
    paragraph: &Paragraph,
    atoms: &Atoms,
    found: &Found,
) -> Direction {
    // "Wednesday's ruling" is no time of the verb; what is spoken of so is known already.
    let weekday = matches!(found.reading.value, Value::Part { part: Part::Weekday(_), .. });
    if weekday && atoms.word(found.reading.end) == Word::Possessive {
        return Direction::Unknown;
    }
    let tokens = token(atoms, found.first)..token(atoms, found.reading.end - 1) + 1;
    sentence_of(paragraph, atoms, found).map_or(Direction::Unknown, |sentence| {
        direction::direction(&story.tokens, sentence, &tokens)
    })
}

/// The token of an atom.
fn token(atoms: &Atoms, i: usize) -> usize {
    atoms.get(i).map_or(0, |atom| atom.token)
}

/// The sentence that an expression stands in.
fn sentence_of<'p>(
    paragraph: &'p Paragraph,
    atoms: &Atoms,
    found: &Found,
) -> Option<&'p Range<usize>> {
    let first = token(atoms, found.first);
    let at = paragraph.sentences.partition_point(|sentence| sentence.end <= first);
    paragraph.sentences.get(at)
}

/// Expressions that name a year long past before an article counts as a narrative.
const OLD_YEARS: usize = 6;

/// A narrative names old years at least this many times as often as recent dates.
const OLD_TO_RECENT: usize = 3;

/// How an article tells its dates: from the day of publication, or one after the other.
fn style(expressions: &[Expression], published: Option<Date>) -> Style {
    let recent_year = published.map_or(i16::MAX, |published| published.year() - 1);
    let (mut old, mut recent) = (0, 0);
    for expression in expressions {
        match expression.reading.value {
            Value::Fixed(calendar) if calendar.year().is_none_or(|year| year < recent_year) => {
                old += 1;
            }
            Value::Turn { which: Which::Last | Which::This | Which::Next, .. }
            | Value::Shift { from: Anchor::Publication, .. }
            | Value::Part { part: Part::Weekday(_), .. } => recent += 1,
            _ => {}
        }
    }
    if old >= OLD_YEARS && old > OLD_TO_RECENT * recent { Style::Narrative } else { Style::News }
}

/// Lets the two ends of a stretch share their year.
fn ends(resolver: &Resolver, mut first: Expression, mut last: Expression) -> [Expression; 2] {
    range::share_year(&mut first.reading.value, &mut last.reading.value);
    if let Some(calendar) = resolver.calendar(last.reading.value, last.direction) {
        range::run_up_to(&mut first.reading.value, calendar);
        if let Some(begin) = resolver.calendar(first.reading.value, first.direction) {
            let ends = [&mut first.reading.value, &mut last.reading.value];
            range::run_through_weekend(ends, [begin, calendar], last.direction);
        }
    }
    first.reading.rule = range::START;
    last.reading.rule = range::END;
    [first, last]
}

impl Timex {
    /// The first and the last day of a calendar value, both included; `None` for durations, sets,
    /// vague references and values without a year.
    ///
    /// Weeks are those of ISO 8601, a weekend is their Saturday and Sunday, and seasons are
    /// counted in whole months: spring March to May, …, winter December to February, named after
    /// the year it begins in. An interval (`2011/2014`) runs from its first end to its last.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        match self.kind {
            TimexKind::Date | TimexKind::Time => calendar::days_of(&self.value),
            TimexKind::Duration | TimexKind::Set => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Text made of words that the rules know.
    pub(super) fn dated_text() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "the",
            "a",
            "last",
            "next",
            "this",
            "of",
            "October",
            "May",
            "11",
            "31",
            "2025",
            "1990s",
            "'80s",
            "Tuesday",
            "week",
            "years",
            "ago",
            "later",
            "earlier",
            "from",
            "to",
            "-",
            "/",
            "10:30",
            "a.m.",
            "noon",
            "night",
            "third",
            "quarter",
            "half",
            "second",
            "two",
            "hundred",
            "thousand",
            "ninety-nine",
            "9999",
            "99999",
            "year-ago",
            "six-month",
            "BC",
            "mid-1996",
            "31 May-1 June",
            "Q3",
            "every",
            "per",
            "end",
            "'s",
            ",",
            ".",
            "été",
            "2025-10-11",
            "99",
            "summer",
            "decade",
            "century",
            "21st",
            "weekend",
            "same",
            "that",
            "previous",
            "\n",
        ]);
        prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
    }

    #[test]
    fn numbers_of_questions_are_no_quarters() {
        let hearing = "Q1 Chair: Is it open?\nMs Lind: It is.\nQ5 Chair: Since Q2?";
        let found: Vec<String> =
            timexes(hearing, None).iter().map(|timex| timex.span.of(hearing).to_owned()).collect();
        assert_eq!(found, ["Q2"]);
        let report = "Q1 Revenue: up.\nQ2 Revenue: down.";
        assert_eq!(timexes(report, None).len(), 2);
    }

    proptest! {
        #[test]
        fn expressions_lie_in_order_on_character_boundaries(
            text in prop_oneof![dated_text(), "\\PC{0,80}"],
            day in prop::option::of((-9999i16..=9999, 1i8..=12, 1i8..=28)),
        ) {
            let published = day.and_then(|(year, month, day)| Date::new(year, month, day).ok());
            let found = timexes(&text, published);
            let mut at = 0;
            for timex in &found {
                prop_assert!(timex.span.start >= at);
                prop_assert!(!timex.span.of(&text).is_empty());
                if let Some((first, last)) = timex.days() {
                    prop_assert!(first <= last);
                }
                at = timex.span.end;
            }
            for (first, last) in calendar_spans(&found) {
                prop_assert!(first <= last);
            }
        }
    }
}

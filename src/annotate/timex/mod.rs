//! Date expressions → TIMEX3 values, anchored at the publication date.
//!
//! Tokens of a paragraph become [`atoms`]; the rules of [`detect`] read from them what an
//! expression says by itself, a [`value`]; [`resolve`] anchors it with the [`direction`] that the
//! tense of the sentence gives. Expressions never overlap and never leave their paragraph.

mod atoms;
mod calendar;
mod detect;
mod direction;
mod range;
mod resolve;
mod value;
mod words;

use std::ops::Range;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use range::calendar_spans;

use self::atoms::Atoms;
use self::detect::Found;
use self::direction::Direction;
use self::resolve::Resolver;
use super::story::{Paragraph, Story};
use crate::span::Span;

/// A date expression with its TIMEX3 type and value (TimeML 1.2.1).
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
    timexes_in(&Story::plain(text, published))
}

pub(super) fn timexes_in(story: &Story<'_>) -> Vec<Timex> {
    let mut reader = Reader {
        story,
        atoms: Atoms::default(),
        found: Vec::new(),
        resolver: Resolver::new(story.published),
        out: Vec::new(),
    };
    for paragraph in &story.paragraphs {
        reader.paragraph(paragraph);
    }
    reader.out
}

/// Walks through one story; its buffers serve every paragraph.
struct Reader<'s, 'a> {
    story: &'s Story<'a>,
    atoms: Atoms,
    found: Vec<Found>,
    resolver: Resolver,
    out: Vec<Timex>,
}

impl Reader<'_, '_> {
    fn paragraph(&mut self, paragraph: &Paragraph) {
        self.atoms.read(&self.story.tokens, paragraph.tokens.clone());
        self.found.clear();
        detect::detect(&self.atoms, &mut self.found);
        let mut i = 0;
        while i < self.found.len() {
            let from = self.found[i];
            match self.found.get(i + 1).copied() {
                Some(to) if range::is_range(&self.atoms, &from, &to) => {
                    self.range(paragraph, from, to);
                    i += 2;
                }
                _ => {
                    self.resolve(paragraph, from);
                    i += 1;
                }
            }
        }
    }

    fn range(&mut self, paragraph: &Paragraph, mut from: Found, mut to: Found) {
        range::share_year(&mut from.reading.value, &mut to.reading.value);
        let direction = self.direction(paragraph, &to);
        if let Some(last) = self.resolver.calendar(to.reading.value, direction) {
            range::run_up_to(&mut from.reading.value, last);
        }
        from.reading.rule = range::START;
        to.reading.rule = range::END;
        self.resolve(paragraph, from);
        self.resolve(paragraph, to);
    }

    fn resolve(&mut self, paragraph: &Paragraph, found: Found) {
        let reading = found.reading;
        let direction = self.direction(paragraph, &found);
        let resolved = self.resolver.resolve(reading.value, reading.clock, direction);
        self.out.push(Timex {
            span: self.atoms.cover(found.first, reading.end),
            kind: resolved.kind,
            value: resolved.value,
            rule: reading.rule.to_owned(),
        });
    }

    fn direction(&self, paragraph: &Paragraph, found: &Found) -> Direction {
        let tokens = self.tokens(found);
        let sentence = paragraph.sentences.iter().find(|range| range.contains(&tokens.start));
        sentence.map_or(Direction::Unknown, |sentence| {
            direction::direction(&self.story.tokens, sentence, &tokens)
        })
    }

    /// Indices of the tokens that an expression lies in.
    fn tokens(&self, found: &Found) -> Range<usize> {
        let token = |i: usize| self.atoms.get(i).map_or(0, |atom| atom.token);
        token(found.first)..token(found.reading.end - 1) + 1
    }
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

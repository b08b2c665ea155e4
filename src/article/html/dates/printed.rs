//! The dates that a page prints, each with what its words and elements say that it is and how far
//! it is from the headline.

use std::ops::Range;

use super::super::lines::{Line, Lines, Marks};
use super::super::words::{
    MODIFIED_LABELS, OTHER_LABELS, PUBLISHED_LABELS, last_of, tells_nothing,
};
use super::declared::read;
use super::{Candidate, Clock, Witness, one_day};
use crate::article::PublishedFrom;
use crate::article::calendar::{Order, Style, Written, find_day_in, is_weekday};
use crate::article::line::{ends_sentence, head, tail};
use crate::text::fold;

/// Fewest digits of a line with a date.
const FEWEST_DIGITS: usize = 4;

/// Longest label beside a date, and longest line that is one for the next, in bytes.
const LONGEST_LABEL: usize = 60;
const LONGEST_LABEL_LINE: usize = 40;

/// Bytes at the start of a paragraph in which the date of its dateline begins.
const DATELINE: usize = 40;

/// Most dates of a page that are looked at: a page of more is a list.
const MOST: usize = 500;

/// Longest headline, in bytes, and the shortest part of it that is told for it.
const LONGEST_HEADLINE: usize = 300;
const SHORTEST_PART: usize = 12;

/// Lines among which the headline is looked for when no heading has its words.
const FIRST_LINES: usize = 300;

/// What a date has for being a `<time>`, and for being none.
const TIME: i32 = 4;
const TEXT: i32 = 3;

/// What a date gains from what its elements say.
const MARKED_PUBLISHED: i32 = 3;
const MARKED_DATE: i32 = 1;
const MARKED_OTHER: i32 = -3;

/// What it gains from the words before it.
const LABELLED_PUBLISHED: i32 = 3;
const LABELLED_OTHER: i32 = -4;

/// What a date loses that stands in the middle of a sentence, when nothing marks it.
const IN_SENTENCE: i32 = -6;

/// What it loses for where it stands: among what readers say, among other articles, in a link.
const IN_COMMENT: i32 = -8;
const IN_OTHER: i32 = -4;
const IN_LINK: i32 = -1;

/// What a date gains that is the only one of its page.
const ALONE: i32 = 2;

/// What a date gains by its lines below and above the headline: up to a number of lines, so much.
const BELOW: &[(usize, i32)] = &[(4, 4), (8, 3), (15, 1), (60, -1), (usize::MAX, -2)];
const ABOVE: &[(usize, i32)] = &[(3, 3), (6, 1), (usize::MAX, -2)];

/// What a page prints.
pub(super) fn candidates(
    lines: &Lines,
    headline: Option<&str>,
    order: Option<Order>,
) -> Vec<Candidate> {
    let at = headline_line(lines, headline);
    let mut print = Print {
        headline: at.and_then(|at| lines.lines.get(at)),
        style: Style { order, short_years: true },
        lines,
        found: Vec::new(),
    };
    for (n, line) in lines.lines.iter().enumerate() {
        let digits = line.text.bytes().filter(u8::is_ascii_digit).count();
        if digits < FEWEST_DIGITS && line.pieces.iter().all(|piece| piece.value.is_none()) {
            continue;
        }
        if print.found.len() >= MOST {
            break;
        }
        let above = n.checked_sub(1).map(|n| lines.lines[n].text.trim());
        let label = above.filter(|text| is_label(text)).unwrap_or_default();
        print.read(line, label, distance(n, at));
    }
    alone(print.found)
}

/// Adds to the weights when all dates are one day.
fn alone(mut found: Vec<Candidate>) -> Vec<Candidate> {
    let mut days = found.iter().filter_map(|found| one_day(found.written));
    let first = days.next();
    if days.all(|day| Some(day) == first) {
        for candidate in &mut found {
            candidate.weight += ALONE;
        }
    }
    found
}

/// Whether a line says what the next one is.
fn is_label(text: &str) -> bool {
    text.len() <= LONGEST_LABEL_LINE
        && !text.bytes().any(|byte| byte.is_ascii_digit())
        && (text.ends_with(':') || text.split(' ').count() <= 3)
}

/// The line of the headline: the heading that has its words, else the first of the first level.
fn headline_line(lines: &Lines, headline: Option<&str>) -> Option<usize> {
    let headline = headline.map(fold).unwrap_or_default();
    let same = |line: &Line| {
        let text = line.text.trim();
        if headline.is_empty() || text.is_empty() || text.len() > LONGEST_HEADLINE {
            return false;
        }
        let text = fold(text);
        text == headline || text.len() > SHORTEST_PART && headline.contains(&text)
    };
    let lines = &lines.lines;
    let home = |line: &Line| line.around(0).is_none();
    let heading =
        |test: &dyn Fn(&Line) -> bool| lines.iter().position(|line| line.heading > 0 && test(line));
    heading(&|line| line.heading == 1 && same(line))
        .or_else(|| heading(&|line| home(line) && same(line)))
        .or_else(|| heading(&|line| line.heading == 1 && home(line)))
        .or_else(|| heading(&same))
        .or_else(|| lines.iter().take(FIRST_LINES).position(same))
        .or_else(|| heading(&|line| line.heading == 2 && home(line)))
}

/// What a date on line `n` gains by how far it is from the headline.
fn distance(n: usize, headline: Option<usize>) -> i32 {
    let Some(at) = headline else { return 0 };
    let steps = if n >= at { BELOW } else { ABOVE };
    steps.iter().find(|(most, _)| n.abs_diff(at) <= *most).map_or(0, |(_, gain)| *gain)
}

/// A date on a line.
struct Found {
    range: Range<usize>,
    written: Written,
    clock: Clock,
    marks: Marks,
}

/// A page whose dates are read.
struct Print<'a> {
    lines: &'a Lines,
    headline: Option<&'a Line>,
    style: Style,
    found: Vec<Candidate>,
}

impl Print<'_> {
    /// Reads the dates of a line, which `label` may stand above.
    fn read(&mut self, line: &Line, label: &str, place: i32) {
        let dates = dates(line, self.style);
        let others = other_letters(line, &dates);
        let mut from = 0;
        for (n, date) in dates.iter().enumerate() {
            let before = &line.text[from.min(date.range.start)..date.range.start];
            let next = dates.get(n + 1).map_or(line.text.len(), |next| next.range.start);
            let after = &line.text[date.range.end..next.max(date.range.end)];
            from = date.range.end;
            let bare = before.trim().is_empty();
            let before = if bare && n == 0 { label } else { tail(before, LONGEST_LABEL) };
            let before = before.to_lowercase();
            let published = last_of(&before, PUBLISHED_LABELS);
            let other = last_of(&before, OTHER_LABELS);
            let changed = last_of(&before, MODIFIED_LABELS) > published.max(other)
                || before.trim().is_empty() && {
                    let after = head(after, LONGEST_LABEL).to_lowercase();
                    last_of(&after, MODIFIED_LABELS).is_some()
                };
            let label = match (published, other) {
                (Some(_), _) if published >= other => LABELLED_PUBLISHED,
                (_, Some(_)) => LABELLED_OTHER,
                _ => 0,
            };
            let marks = date.marks;
            self.found.push(Candidate {
                written: date.written,
                from: if marks.any(Marks::TIME) {
                    PublishedFrom::Time
                } else {
                    PublishedFrom::Text
                },
                witness: Witness::Printed,
                weight: of_marks(marks)
                    + label
                    + place
                    + self.of_surroundings(line, date)
                    + if label <= 0 { of_sentence(line, date) } else { 0 }
                    + of_other_letters(others, marks, is_dateline(line, date)),
                clock: date.clock,
                modified: changed || marks.any(Marks::MODIFIED) && published.is_none(),
            });
        }
    }

    /// What a date loses for what it stands among.
    fn of_surroundings(&self, line: &Line, date: &Found) -> i32 {
        let strange = match self.lines.strange(line, date.range.start, self.headline) {
            Some(strange) if strange.comment => IN_COMMENT,
            Some(_) => IN_OTHER,
            None => 0,
        };
        strange + if line.link { IN_LINK } else { 0 }
    }
}

fn of_marks(marks: Marks) -> i32 {
    let element = if marks.any(Marks::TIME) { TIME } else { TEXT };
    let other =
        if marks.any(Marks::OTHER) && !marks.any(Marks::PUBLISHED) { MARKED_OTHER } else { 0 };
    let date = if marks.any(Marks::DATE) { MARKED_DATE } else { 0 };
    element + other + if marks.any(Marks::PUBLISHED) { MARKED_PUBLISHED } else { date }
}

/// What a date loses for the letters beside it: a sentence tells of any day.
fn of_other_letters(letters: usize, marks: Marks, dateline: bool) -> i32 {
    match letters {
        0..=20 => 0,
        21..=60 => -1,
        _ if marks.any(Marks::TIME) || marks.any(Marks::PUBLISHED) || dateline => -2,
        61..=150 => -4,
        _ => -6,
    }
}

/// What a date loses between words of a sentence.
fn of_sentence(line: &Line, date: &Found) -> i32 {
    let (before, after) = (&line.text[..date.range.start], &line.text[date.range.end..]);
    let tells = |word: &&str| !word.is_empty() && !tells_nothing(&word.to_lowercase());
    let split = |c: char| !c.is_alphanumeric();
    let lower = |word: Option<&str>| word.is_some_and(|word| word.starts_with(char::is_lowercase));
    let between = lower(before.split(split).rfind(tells)) && lower(after.split(split).find(tells));
    let marked = date.marks.any(Marks::PUBLISHED) || date.marks.any(Marks::TIME);
    if between && !marked && ends_sentence(line.text.trim()) { IN_SENTENCE } else { 0 }
}

/// Whether a date begins its paragraph: a place and an agency at most before it, and a mark
/// between them and the text.
fn is_dateline(line: &Line, date: &Found) -> bool {
    let before = line.text[..date.range.start].trim();
    let after = line.text[date.range.end..].trim_start();
    let mut words = before.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    before.is_empty()
        || before.len() <= DATELINE
            && after.starts_with(['-', '–', '—', ':', '.', ',', ')', '(', '/', '|'])
            && words.all(|word| {
                word.starts_with(char::is_uppercase) || tells_nothing(&word.to_lowercase())
            })
}

/// The dates of a line: those that attributes give and those of its text.
fn dates(line: &Line, style: Style) -> Vec<Found> {
    let mut found: Vec<Found> = Vec::new();
    for piece in &line.pieces {
        let Some((written, clock)) = piece.value.as_deref().map(read) else { continue };
        if written != Written::Nothing {
            let marks = marks(line, &piece.range, piece.marks);
            found.push(Found { range: piece.range.clone(), written, clock, marks });
        }
    }
    let mut at = 0;
    while let Some((written, range)) = find_day_in(&line.text[at..], style) {
        let range = at + range.start..at + range.end;
        at = range.end;
        let marks = marks(line, &range, Marks::default());
        found.push(Found { range, written, clock: Clock::Local, marks });
    }
    found.sort_by_key(|found| found.range.start);
    found
}

/// `own` and the marks of all pieces around a range of a line.
fn marks(line: &Line, range: &Range<usize>, own: Marks) -> Marks {
    let around = |piece: &Range<usize>| piece.start <= range.start && piece.end >= range.end;
    let pieces = line.pieces.iter().filter(|piece| around(&piece.range));
    pieces.fold(own, |marks, piece| marks.and(piece.marks))
}

/// Letters of a line beside its dates, without words that tell nothing of them.
fn other_letters(line: &Line, found: &[Found]) -> usize {
    let words = line.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let start = |word: &str| word.as_ptr() as usize - line.text.as_ptr() as usize;
    let dated = |word: &str| found.iter().any(|found| found.range.contains(&start(word)));
    words
        .filter(|word| !dated(word) && !is_weekday(word) && !tells_nothing(&word.to_lowercase()))
        .map(|word| word.chars().filter(|c| c.is_alphabetic()).count())
        .sum()
}

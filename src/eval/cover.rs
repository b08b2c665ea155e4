//! What a statement covers: its letters and digits.
//!
//! Marks and spaces never count, so it does not matter on which side of a quotation mark a span
//! ends. The letters of a text are numbered, and a [`Cover`] is a set of such numbers.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::span::Span;

/// Whether a character counts; a mark upon a letter is part of it.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_combining_mark(c)
}

/// The letters and digits of a text.
pub(super) struct Letters<'t> {
    text: &'t str,
    /// The byte at which each begins.
    at: Vec<usize>,
}

impl<'t> Letters<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        let letters = text.char_indices().filter(|(_, c)| is_letter(*c));
        Self { text, at: letters.map(|(at, _)| at).collect() }
    }

    /// The numbers of those within a span.
    pub(super) fn within(&self, span: Span) -> Range<usize> {
        let rank = |byte: usize| self.at.partition_point(|at| *at < byte);
        rank(span.start)..rank(span.end)
    }

    /// What the spans of a statement cover, without the conjunction "that" at its head.
    pub(super) fn cover(&self, spans: &[Span]) -> Cover {
        let cover = Cover::new(spans.iter().map(|span| self.within(*span)));
        match cover.first() {
            Some(first) if self.is_that(first) => cover.without(first..first + "that".len()),
            _ => cover,
        }
    }

    fn is_that(&self, letter: usize) -> bool {
        let rest = &self.text.as_bytes()[self.at[letter]..];
        rest.split_first_chunk().is_some_and(|(word, behind): (&[u8; 4], _)| {
            word.eq_ignore_ascii_case(b"that") && matches!(behind, [b' ' | b'\n', ..])
        })
    }
}

/// A set of letters: ranges in text order that neither overlap nor touch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cover(Vec<Range<usize>>);

impl Cover {
    /// All letters of some ranges.
    pub(super) fn new(ranges: impl IntoIterator<Item = Range<usize>>) -> Self {
        let mut ranges: Vec<_> = ranges.into_iter().filter(|range| !range.is_empty()).collect();
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
        let mut joined: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
        for range in ranges {
            match joined.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => joined.push(range),
            }
        }
        Self(joined)
    }

    /// The letters that any of some covers has.
    pub(super) fn union<'c>(covers: impl IntoIterator<Item = &'c Self>) -> Self {
        Self::new(covers.into_iter().flat_map(|cover| cover.0.iter().cloned()))
    }

    fn without(&self, gone: Range<usize>) -> Self {
        let parts = self.0.iter().flat_map(|range| {
            [range.start..range.end.min(gone.start), range.start.max(gone.end)..range.end]
        });
        Self::new(parts)
    }

    fn first(&self) -> Option<usize> {
        self.0.first().map(|range| range.start)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many letters.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(ExactSizeIterator::len).sum()
    }

    /// How many of them lie in a range.
    pub(super) fn within(&self, range: &Range<usize>) -> usize {
        let common =
            |own: &Range<usize>| own.end.min(range.end).saturating_sub(own.start.max(range.start));
        self.0.iter().map(common).sum()
    }

    /// How many letters two covers share.
    pub(super) fn shared(&self, other: &Self) -> usize {
        self.0.iter().map(|range| other.within(range)).sum()
    }

    /// How alike two covers are, 0 to 1: the letters they share, of the longer one's.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        part(self.shared(other), self.len().max(other.len()))
    }

    /// How much of this one another shares, 0 to 1.
    pub(super) fn found_by(&self, other: &Self) -> f64 {
        part(self.shared(other), self.len())
    }

    /// 1 when both have the same letters, else 0.
    pub(super) fn sameness(&self, other: &Self) -> f64 {
        f64::from(u8::from(self == other))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a text has far fewer than 2^53 letters")]
fn part(some: usize, all: usize) -> f64 {
    if all == 0 { 0.0 } else { some as f64 / all as f64 }
}

/// Which marked cover is which that was found: one to one, the best first, and of equal ones
/// those that stand first. None is paired whose measure is below `least`, or that shares nothing.
pub(super) fn pair(
    marked: &[&Cover],
    found: &[&Cover],
    measure: impl Fn(&Cover, &Cover) -> f64,
    least: f64,
) -> Vec<(usize, usize)> {
    let mut candidates = Vec::new();
    for (i, a) in marked.iter().enumerate() {
        for (j, b) in found.iter().enumerate() {
            if a.shared(b) > 0 {
                candidates.push((measure(a, b), i, j));
            }
        }
    }
    candidates.retain(|(measure, ..)| *measure >= least);
    // The sort is stable: candidates stand in the order of the text already.
    candidates.sort_by(|(a, ..), (b, ..)| b.total_cmp(a));
    let (mut marked_taken, mut found_taken) = (BTreeSet::new(), BTreeSet::new());
    let mut pairs = Vec::new();
    for (_, i, j) in candidates {
        if !marked_taken.contains(&i) && !found_taken.contains(&j) {
            marked_taken.insert(i);
            found_taken.insert(j);
            pairs.push((i, j));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn cover(text: &str, words: &[&str]) -> Cover {
        let spans: Vec<Span> = words
            .iter()
            .map(|words| {
                let start = text.find(words).expect("the words stand in the text");
                Span::new(start, start + words.len())
            })
            .collect();
        Letters::new(text).cover(&spans)
    }

    #[test]
    fn marks_spaces_and_that_do_not_count() {
        let text = "She said that “the pier, too, is 90 metres long”. That is so.";
        assert_eq!(cover(text, &["“the pier, too,"]), cover(text, &["the pier, too"]));
        assert_eq!(cover(text, &["that “the pier"]), cover(text, &["the pier"]));
        assert_eq!(cover(text, &["That is"]).len(), 2);
        assert_eq!(cover(text, &["90"]).len(), 2);
        assert_eq!(cover(text, &["“", ". "]).len(), 0);
        assert_eq!(cover("thatch burns", &["thatch"]).len(), 6);
        assert_eq!(cover("so is that", &["that"]).len(), 4);
        assert_eq!(cover("é e\u{301}", &["é e\u{301}"]).len(), 2);
    }

    #[test]
    fn the_best_pairs_come_first_and_of_equals_the_earliest() {
        let range = |range: Range<usize>| Cover::new([range]);
        let (a, b, c) = (range(0..10), range(10..20), range(0..20));
        let pairs = |marked: &[&Cover], found: &[&Cover]| pair(marked, found, Cover::likeness, 0.5);
        assert_eq!(pairs(&[&c], &[&a, &b]), [(0, 0)]);
        assert_eq!(pairs(&[&a, &b], &[&c]), [(0, 0)]);
        assert_eq!(pairs(&[&a, &c], &[&c, &a]), [(0, 1), (1, 0)]);
        assert_eq!(pairs(&[&range(0..9)], &[&c]), []);
    }

    proptest! {
        #[test]
        fn covers_are_sets(
            a in prop::collection::vec((0usize..40, 0usize..9), 0..5),
            b in prop::collection::vec((0usize..40, 0usize..9), 0..5),
            gone in (0usize..40, 0usize..9),
        ) {
            let ranges = |list: &[(usize, usize)]| -> Vec<Range<usize>> {
                list.iter().map(|(start, len)| *start..start + len).collect()
            };
            let set = |list: &[(usize, usize)]| -> BTreeSet<usize> {
                ranges(list).into_iter().flatten().collect()
            };
            let (x, y) = (Cover::new(ranges(&a)), Cover::new(ranges(&b)));
            prop_assert_eq!(x.len(), set(&a).len());
            prop_assert_eq!(x.shared(&y), set(&a).intersection(&set(&b)).count());
            prop_assert_eq!(x == y, set(&a) == set(&b));
            prop_assert_eq!(Cover::union([&x, &y]).len(), set(&a).union(&set(&b)).count());
            let left = set(&a).difference(&set(&[gone])).count();
            prop_assert_eq!(x.without(gone.0..gone.0 + gone.1).len(), left);
        }
    }
}

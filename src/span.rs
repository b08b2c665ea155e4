//! Half-open byte ranges, and the one place where they become code points, and code points bytes.
//!
//! Inside the program every offset is a byte index into a body. What leaves it as JSON counts
//! Unicode code points, as the W3C Web Annotation `TextPositionSelector` does.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A half-open range of bytes, on character boundaries of the text it belongs to.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// Makes the span `start..end`.
    ///
    /// # Panics
    ///
    /// In debug builds, when `start > end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "span {start}..{end} runs backwards");
        Self { start, end }
    }

    /// Length in bytes.
    #[must_use]
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether the span holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly within this span.
    #[must_use]
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the byte at `offset` lies within this span.
    #[must_use]
    pub fn holds(self, offset: usize) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether the two spans share at least one byte.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The bytes both spans share, if any.
    #[must_use]
    pub fn intersect(self, other: Self) -> Option<Self> {
        self.overlaps(other)
            .then(|| Self { start: self.start.max(other.start), end: self.end.min(other.end) })
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The span moved `by` bytes towards the end of the text.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// The text of the span.
    ///
    /// # Panics
    ///
    /// When the span does not lie on character boundaries of `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start..self.end]
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// Distance in bytes between two remembered offsets of a [`CodePoints`].
const STRIDE: usize = 256;

/// Converts byte offsets of one text to code points and back, in constant time per offset.
#[derive(Debug)]
pub struct CodePoints<'t> {
    text: &'t str,
    /// Code points before byte `i * STRIDE`; empty when the text is ASCII.
    checkpoints: Vec<usize>,
}

impl<'t> CodePoints<'t> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, checkpoints: Vec::new() };
        }
        let mut checkpoints = Vec::with_capacity(text.len() / STRIDE + 1);
        let mut seen = 0;
        for (i, byte) in text.bytes().enumerate() {
            if i % STRIDE == 0 {
                checkpoints.push(seen);
            }
            seen += usize::from(starts_char(byte));
        }
        if text.len().is_multiple_of(STRIDE) {
            checkpoints.push(seen);
        }
        Self { text, checkpoints }
    }

    /// Number of code points before byte `offset`.
    ///
    /// # Panics
    ///
    /// When `offset` lies beyond the end of the text.
    #[must_use]
    pub fn at(&self, offset: usize) -> usize {
        assert!(offset <= self.text.len(), "offset {offset} lies beyond the text");
        if self.checkpoints.is_empty() {
            return offset;
        }
        let block = offset / STRIDE;
        let bytes = &self.text.as_bytes()[block * STRIDE..offset];
        self.checkpoints[block] + bytes.iter().filter(|byte| starts_char(**byte)).count()
    }

    /// The span counted in code points.
    ///
    /// # Panics
    ///
    /// When the span lies beyond the end of the text.
    #[must_use]
    pub fn span(&self, span: Span) -> Span {
        Span::new(self.at(span.start), self.at(span.end))
    }

    /// The byte at which code point number `point` begins; the end of the text for those beyond.
    #[must_use]
    pub fn byte(&self, point: usize) -> usize {
        if self.checkpoints.is_empty() {
            return point.min(self.text.len());
        }
        let block = self.checkpoints.partition_point(|before| *before <= point).saturating_sub(1);
        let start = block * STRIDE;
        let bytes = self.text.as_bytes()[start..].iter().enumerate();
        let mut starts = bytes.filter(|(_, byte)| starts_char(**byte)).map(|(at, _)| start + at);
        starts.nth(point - self.checkpoints[block]).unwrap_or(self.text.len())
    }
}

fn starts_char(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn code_points_equal_a_count_of_chars(text in "(\\PC|é|😀|Ж){0,900}") {
            let points = CodePoints::new(&text);
            for (count, (offset, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(points.at(offset), count);
                prop_assert_eq!(points.byte(count), offset);
            }
            let count = text.chars().count();
            prop_assert_eq!(points.at(text.len()), count);
            prop_assert_eq!((points.byte(count), points.byte(count + 9)), (text.len(), text.len()));
        }
    }
}

//! Scores of words in passages and in the headlines and sections above them, from the postings of
//! a segment.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::{DocId, Score, SegmentReader};

use super::occurrences::{Counts, Places};
use crate::engine::scoring::{B, HEAD, K1};

/// Average length of passages, headline and section weighed.
#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
pub(super) fn average_length(
    places: Places,
    statistics: &dyn Bm25StatisticsProvider,
) -> tantivy::Result<Score> {
    let text = statistics.total_num_tokens(places.text)? as Score;
    let head = statistics.total_num_tokens(places.head)? as Score;
    Ok(((text + HEAD * head) / statistics.total_num_docs()? as Score).max(1.0))
}

/// Lengths of the passages of a segment, as BM25 takes them.
pub(super) struct Lengths {
    text: FieldNormReader,
    head: FieldNormReader,
    /// The part of `k1 * (1 - b + b * dl / avgdl)` that is told by each stored length.
    text_part: Box<[Score; 256]>,
    head_part: Box<[Score; 256]>,
}

impl Lengths {
    pub(super) fn open(
        reader: &SegmentReader,
        places: Places,
        average: Score,
    ) -> tantivy::Result<Self> {
        let part = |weight: Score, fixed: Score| {
            let mut part = Box::new([0.0; 256]);
            for (id, part) in (0..=u8::MAX).zip(part.iter_mut()) {
                *part = fixed + K1 * B * weight * stored_length(id) / average;
            }
            part
        };
        Ok(Self {
            text: reader.get_fieldnorms_reader(places.text)?,
            head: reader.get_fieldnorms_reader(places.head)?,
            text_part: part(1.0, K1 * (1.0 - B)),
            head_part: part(HEAD, 0.0),
        })
    }

    /// `k1 * (1 - b + b * dl / avgdl)`.
    #[inline]
    pub(super) fn damping(&self, doc: DocId) -> Score {
        self.text_part[usize::from(self.text.fieldnorm_id(doc))]
            + self.head_part[usize::from(self.head.fieldnorm_id(doc))]
    }

    /// What the text alone gives to it.
    #[inline]
    pub(super) fn text_damping(&self, doc: DocId) -> Score {
        self.text_part[usize::from(self.text.fieldnorm_id(doc))]
    }

    pub(super) fn length(&self, doc: DocId) -> Score {
        stored_length(self.text.fieldnorm_id(doc))
            + HEAD * stored_length(self.head.fieldnorm_id(doc))
    }
}

/// The length that a byte stands for.
#[expect(clippy::cast_precision_loss, reason = "lengths are rounded anyway")]
pub(super) fn stored_length(id: u8) -> Score {
    FieldNormReader::id_to_fieldnorm(id) as Score
}

/// Occurrences in both places as those of one field.
#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
pub(super) fn frequency(counts: Counts) -> Score {
    counts.text as Score + HEAD * counts.head as Score
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::scoring;

    #[test]
    fn lengths_are_rounded_as_everywhere() {
        for words in (0..5000).chain([60_000, 1_000_000]) {
            let id = FieldNormReader::fieldnorm_to_id(words);
            let expected = FieldNormReader::id_to_fieldnorm(id);
            assert_eq!(scoring::stored_length(words), expected, "{words}");
        }
    }
}

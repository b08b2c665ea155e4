//! Scores of words in passages and in the headlines and sections above them.
//!
//! Headline, section and text count as one field: occurrences are added, those of the head with a
//! weight, before they saturate, and so are lengths (BM25F as Robertson, Zaragoza and Taylor give
//! it, "Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004).

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::{DocId, Score, SegmentReader};

use super::occurrences::{Counts, Places};

/// How soon more occurrences of a word add little.
pub(super) const K1: Score = 1.2;

/// How much long passages are held back; 0 not at all, 1 by their length.
pub(super) const B: Score = 0.65;

/// Occurrences in the text that one in headline or section is worth.
pub(super) const HEAD: Score = 2.5;

/// Power of the rarity of words: a little more than theirs is due to the rare words of a question.
const RARITY: Score = 1.15;

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

/// The weight of a word that `frequency` of `passages` hold: Lucene's, which is never negative, to
/// the power of 1.15.
#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
pub(super) fn idf(frequency: u64, passages: u64) -> Score {
    let without = passages.saturating_sub(frequency) as Score;
    (1.0 + (without + 0.5) / (frequency as Score + 0.5)).ln().powf(RARITY)
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

//! How much words count: what every engine computes scores from.
//!
//! Headline, section and text count as one field: occurrences are added, those of the head with a
//! weight, before they saturate, and so are lengths (BM25F as Robertson, Zaragoza and Taylor give
//! it, "Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004).

/// How soon more occurrences of a word add little.
pub(super) const K1: f32 = 1.2;

/// How much long passages are held back; 0 not at all, 1 by their length.
pub(super) const B: f32 = 0.65;

/// Occurrences in the text that one in headline or section is worth.
pub(super) const HEAD: f32 = 2.5;

/// Power of the rarity of words: a little more than theirs is due to the rare words of a question.
const RARITY: f32 = 1.15;

/// Weight of a phrase or part of a word in headline or section beside the same in the passage.
/// Chosen to order passages of one article by their own words first; not tuned.
pub(super) const HEAD_WEIGHT: f32 = 0.5;

/// The weight of a word that `frequency` of `passages` hold: Lucene's, which is never negative, to
/// the power of 1.15.
pub(super) fn idf(frequency: u64, passages: u64) -> f32 {
    plain_idf(frequency, passages).powf(RARITY)
}

/// Lucene's weight of a term that `frequency` of `passages` hold; phrases are the sum of theirs.
#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
fn plain_idf(frequency: u64, passages: u64) -> f32 {
    let without = passages.saturating_sub(frequency) as f32;
    (1.0 + (without + 0.5) / (frequency as f32 + 0.5)).ln()
}

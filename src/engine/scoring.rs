//! How much words count: what every engine computes scores from.
//!
//! Headline, section and text count as one field: occurrences are added, those of the head with a
//! weight, before they saturate, and so are lengths (BM25F as Robertson, Zaragoza and Taylor give
//! it, "Simple BM25 Extension to Multiple Weighted Fields", CIKM 2004).

/// How soon more occurrences of a word add little.
pub(super) const K1: f32 = 1.2;

/// How much long passages are held back; 0 not at all, 1 by their length.
pub(super) const B: f32 = 0.65;

/// The same for single terms and phrases outside of words.
pub(super) const PHRASE_B: f32 = 0.75;

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
pub(super) fn plain_idf(frequency: u64, passages: u64) -> f32 {
    let without = passages.saturating_sub(frequency) as f32;
    (1.0 + (without + 0.5) / (frequency as f32 + 0.5)).ln()
}

/// The length that counts for one of `words` words: exact for short texts, rounded down to three
/// significant bits beyond, as Lucene and tantivy keep lengths in a byte.
pub(super) fn stored_length(words: u32) -> u32 {
    let Some(beyond) = words.checked_sub(EXACT_LENGTHS).filter(|beyond| *beyond >= 16) else {
        return words;
    };
    let shift = beyond.ilog2() - 3;
    EXACT_LENGTHS + ((beyond >> shift) << shift)
}

/// Lengths below it, and some beyond, have a byte each.
const EXACT_LENGTHS: u32 = 24;

/// How many times the headline counts among the words of an article as a whole: as often as above a
/// passage.
pub(super) const HEADLINE_TIMES: u8 = 2;

/// Average length of whole articles, from the words of texts and of what stands above passages.
#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
pub(super) fn average_article(text: u64, head: u64, passages: u64, articles: u64) -> f32 {
    let (text, head) = (text as f32 / articles as f32, head as f32 / passages as f32);
    (text + f32::from(HEADLINE_TIMES) * head).max(1.0)
}

/// Positions from a word to its neighbour.
const NEAR: [u32; 2] = [1, 2];

/// How often one of the later positions is near behind one of the earlier; both rise.
pub(super) fn meetings(before: &[u32], after: &[u32]) -> f32 {
    let meets = |at: &&u32| NEAR.iter().any(|step| after.binary_search(&(**at + step)).is_ok());
    before.iter().filter(meets).fold(0.0, |times, _| times + 1.0)
}

#[cfg(test)]
mod tests {
    use super::meetings;

    #[test]
    fn neighbours_meet_in_order_and_at_most_a_word_apart() {
        let times = |before: &[u32], after: &[u32]| meetings(before, after).to_bits();
        assert_eq!(times(&[1, 7, 20], &[2, 9, 30]), 2.0_f32.to_bits());
        assert_eq!(times(&[2, 9], &[1, 6]), 0.0_f32.to_bits());
        assert_eq!(times(&[], &[1]), 0.0_f32.to_bits());
    }
}

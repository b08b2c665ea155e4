//! The words that an analyzer has seen, and where it keeps what it made of them.

use std::ops::Range;

use rustc_hash::FxHashMap;

/// Words with the numbers of their pieces. Short words, which nearly all are, are numbers of their
/// own, compared at once where they stand.
#[derive(Default)]
pub(super) struct Seen {
    short: FxHashMap<u128, Range<u32>>,
    long: FxHashMap<Box<str>, Range<u32>>,
}

impl Seen {
    /// Number of words.
    pub(super) fn len(&self) -> usize {
        self.short.len() + self.long.len()
    }

    pub(super) fn get(&self, word: &str) -> Option<Range<u32>> {
        match short(word) {
            Some(number) => self.short.get(&number).cloned(),
            None => self.long.get(word).cloned(),
        }
    }

    pub(super) fn insert(&mut self, word: &str, pieces: Range<u32>) {
        match short(word) {
            Some(number) => self.short.insert(number, pieces),
            None => self.long.insert(word.into(), pieces),
        };
    }

    pub(super) fn clear(&mut self) {
        self.short.clear();
        self.long.clear();
    }
}

/// The bytes of a word of at most 15 bytes, with their number in the uppermost byte.
fn short(word: &str) -> Option<u128> {
    let bytes = word.as_bytes();
    if bytes.len() > 15 {
        return None;
    }
    // Two reads that overlap where they must: the bits that both have are the same.
    let shift = |width: usize| 8 * (bytes.len() - width);
    let number = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => {
            u128::from(u64::from_le_bytes(*first))
                | (u128::from(u64::from_le_bytes(*last)) << shift(8))
        }
        _ => match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(first), Some(last)) => {
                u128::from(u32::from_le_bytes(*first))
                    | (u128::from(u32::from_le_bytes(*last)) << shift(4))
            }
            _ => bytes.iter().rev().fold(0, |number, byte| (number << 8) | u128::from(*byte)),
        },
    };
    Some(number | ((bytes.len() as u128) << 120))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_words_are_numbers_of_their_own() {
        let letters = "abcdefghijklmno";
        for end in 0..=letters.len() {
            let mut bytes = [0; 16];
            bytes[..end].copy_from_slice(&letters.as_bytes()[..end]);
            bytes[15] = u8::try_from(end).expect("a short word");
            assert_eq!(short(&letters[..end]), Some(u128::from_le_bytes(bytes)), "{end}");
        }
        assert_eq!(short("abcdefghijklmnop"), None);
        assert_ne!(short("a"), short("a\0"));
    }

    #[test]
    fn short_and_long_words_are_found_again() {
        let words =
            ["", "a", "talks", "fifteen-letters", "sixteen-letterss", "counterrevolutionary"];
        let mut seen = Seen::default();
        for (number, word) in (0..).zip(words) {
            assert_eq!(seen.get(word), None);
            seen.insert(word, number..number + 1);
        }
        assert_eq!(seen.len(), words.len());
        for (number, word) in (0..).zip(words) {
            assert_eq!(seen.get(word), Some(number..number + 1), "{word}");
        }
        seen.clear();
        assert_eq!((seen.len(), seen.get("talks")), (0, None));
    }
}

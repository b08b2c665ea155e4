//! Checksums of what the engine writes: one for each block of a file, one for each small text.
//!
//! A file is followed by a trailer of its own: the CRC-32 of every block, then the length of the
//! file, the CRC-32 of the trailer so far, and a mark. So a file and its checksums are written,
//! made durable, copied and removed as one. CRC-32 finds every change within 32 neighbouring bits,
//! and another with a chance of all but 1 in 4 billion; it guards against decay, not against intent.

use std::fmt::Write as _;
use std::ops::Range;

/// Bytes of a block, the unit of testing.
///
/// As large as a block of the engine's store, so that reading one record tests two blocks at most;
/// the checksums are 0.024 % of a file.
pub(super) const BLOCK: usize = 16 << 10;

/// The last bytes of a trailer.
const MARK: [u8; 4] = *b"ORcs";

/// Bytes of a trailer after the checksums of the blocks: length, checksum, mark.
const TAIL: usize = 8 + 4 + 4;

/// What stands before the checksum of a text.
const SEAL: &str = "crc32 ";

/// Adds up the checksums of a file as it is written.
#[derive(Debug, Default)]
pub(super) struct Sums {
    trailer: Vec<u8>,
    block: crc32fast::Hasher,
    /// Bytes of the block that is being filled.
    filled: usize,
    length: u64,
}

impl Sums {
    /// Adds the next bytes of the file.
    pub(super) fn add(&mut self, mut bytes: &[u8]) {
        self.length += bytes.len() as u64;
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(BLOCK - self.filled));
            self.block.update(now);
            self.filled += now.len();
            if self.filled == BLOCK {
                self.end_block();
            }
            bytes = rest;
        }
    }

    fn end_block(&mut self) {
        let sum = std::mem::take(&mut self.block).finalize();
        self.trailer.extend(sum.to_le_bytes());
        self.filled = 0;
    }

    /// The trailer of the file; `self` is ready for another file.
    pub(super) fn finish(&mut self) -> Vec<u8> {
        if self.filled > 0 {
            self.end_block();
        }
        let Self { mut trailer, length, .. } = std::mem::take(self);
        trailer.extend(length.to_le_bytes());
        let sum = crc32fast::hash(&trailer);
        trailer.extend(sum.to_le_bytes());
        trailer.extend(MARK);
        trailer
    }
}

/// Where the parts of a file with its trailer are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Bytes of the file without its trailer.
    pub(super) length: usize,
    /// Place of the checksums of its blocks.
    sums: Range<usize>,
}

impl Layout {
    /// Reads the trailer of a file.
    ///
    /// # Errors
    ///
    /// What is wrong with it, in words.
    pub(super) fn read(file: &[u8]) -> Result<Self, String> {
        let cut = || format!("its end is missing or damaged ({} bytes are left)", file.len());
        let body = file.strip_suffix(&MARK).ok_or_else(cut)?;
        let (body, sum) = body.split_last_chunk().ok_or_else(cut)?;
        let (_, length) = body.split_last_chunk().ok_or_else(cut)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| cut())?;
        let sums =
            length.div_ceil(BLOCK).checked_mul(4).and_then(|bytes| bytes.checked_add(length));
        let whole = sums.and_then(|end| end.checked_add(TAIL));
        let (Some(end), true) = (sums, whole == Some(file.len())) else {
            return Err(format!(
                "{} bytes are there, which is not what was written of {length} bytes",
                file.len()
            ));
        };
        // `length` is below the end of the body: its whole length was just compared.
        if crc32fast::hash(&body[length..]) != u32::from_le_bytes(*sum) {
            return Err("its checksums are damaged".to_owned());
        }
        Ok(Self { length, sums: length..end })
    }

    /// Where the parts of a file are whose trailer is damaged, as far as its size tells. Each block
    /// still has to be what its checksum says.
    pub(super) fn guess(file: &[u8]) -> Option<Self> {
        let held = file.len().checked_sub(TAIL)?;
        // Each begun block takes 4 bytes more than itself.
        let blocks = held.div_ceil(BLOCK + 4);
        let length = held.checked_sub(blocks * 4)?;
        (length.div_ceil(BLOCK) == blocks).then_some(Self { length, sums: length..held })
    }

    /// Number of blocks.
    pub(super) fn blocks(&self) -> usize {
        self.length.div_ceil(BLOCK)
    }

    /// The bytes of a block.
    pub(super) fn block(&self, n: usize) -> Range<usize> {
        n * BLOCK..((n + 1) * BLOCK).min(self.length)
    }

    /// Whether a block of `file` is as it was written; false when there is no such block.
    pub(super) fn holds(&self, file: &[u8], n: usize) -> bool {
        file.get(self.block(n)).is_some_and(|block| self.fits(file, n, block))
    }

    /// Whether these are the bytes that were written as a block of `file`.
    pub(super) fn fits(&self, file: &[u8], n: usize, block: &[u8]) -> bool {
        let sum = file.get(self.sums.clone()).and_then(|sums| sums.get(n * 4..)?.first_chunk());
        sum.is_some_and(|sum| crc32fast::hash(block) == u32::from_le_bytes(*sum))
    }
}

/// What stands in a sealed text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unsealed<'t> {
    /// The text, as it was sealed.
    Whole(&'t [u8]),
    /// The text has no seal.
    Without,
    /// The text is not the one that was sealed.
    Damaged,
}

/// A text with a last line that holds its checksum.
pub(super) fn seal(text: &[u8]) -> Vec<u8> {
    let mut line = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(line, "\n{SEAL}{:08x}", crc32fast::hash(text));
    [text, line.as_bytes()].concat()
}

/// The text that was sealed.
pub(super) fn unseal(sealed: &[u8]) -> Unsealed<'_> {
    let whole = sealed.strip_suffix(b"\n").unwrap_or(sealed);
    let Some(end) = whole.iter().rposition(|byte| *byte == b'\n') else {
        return Unsealed::Without;
    };
    let (text, line) = (&whole[..end], &whole[end + 1..]);
    let Some(sum) = line.strip_prefix(SEAL.as_bytes()) else { return Unsealed::Without };
    if sealed.len() == whole.len() + 1 && sum == format!("{:08x}", crc32fast::hash(text)).as_bytes()
    {
        Unsealed::Whole(text)
    } else {
        Unsealed::Damaged
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(bytes: &[u8]) -> Vec<u8> {
        let mut sums = Sums::default();
        sums.add(bytes);
        [bytes, &sums.finish()].concat()
    }

    /// Whether all of a file is as it was written.
    fn whole(file: &[u8]) -> bool {
        Layout::read(file).is_ok_and(|layout| (0..layout.blocks()).all(|n| layout.holds(file, n)))
    }

    #[test]
    fn files_of_any_length_are_whole() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
            let file = written(&vec![7; length]);
            let layout = Layout::read(&file).expect("a trailer");
            assert_eq!(layout.length, length);
            assert!(whole(&file), "{length}");
        }
    }

    #[test]
    fn the_size_of_a_file_tells_where_its_blocks_are() {
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
            let mut file = written(&vec![7; length]);
            assert_eq!(Layout::guess(&file), Layout::read(&file).ok(), "{length}");
            let last = file.len() - 1;
            file[last] ^= 1;
            let layout = Layout::guess(&file).expect("a layout");
            assert!((0..layout.blocks()).all(|n| layout.holds(&file, n)), "{length}");
            let cut = Layout::guess(&file[..last]);
            assert!(!cut.is_some_and(|cut| (0..cut.blocks()).any(|n| cut.holds(&file[..last], n))));
        }
        assert_eq!(Layout::guess(b"short"), None);
    }

    #[test]
    fn a_damaged_block_is_told_from_the_others() {
        let mut file = written(&vec![7; 3 * BLOCK]);
        file[BLOCK] ^= 1;
        let layout = Layout::read(&file).expect("a trailer");
        assert_eq!([0, 1, 2, 3].map(|n| layout.holds(&file, n)), [true, false, true, false]);
    }

    #[test]
    fn a_text_keeps_its_seal() {
        let sealed = seal(b"{\"a\": 1}\n");
        assert_eq!(unseal(&sealed), Unsealed::Whole(b"{\"a\": 1}\n"));
        assert_eq!(unseal(b"{\"a\": 1}\n"), Unsealed::Without);
        assert_eq!(unseal(b""), Unsealed::Without);
    }

    proptest! {
        #[test]
        fn the_trailer_does_not_depend_on_how_it_was_written(
            bytes in proptest::collection::vec(any::<u8>(), 0..3 * BLOCK),
            piece in 1..2 * BLOCK,
        ) {
            let mut sums = Sums::default();
            bytes.chunks(piece).for_each(|bytes| sums.add(bytes));
            prop_assert_eq!(written(&bytes), [&bytes[..], &sums.finish()].concat());
        }

        #[test]
        fn no_flipped_bit_and_no_cut_goes_unseen(
            length in 0..2 * BLOCK,
            at in any::<prop::sample::Index>(),
            bit in 0..8_u8,
        ) {
            let file = written(&vec![7; length]);
            let at = at.index(file.len());
            let mut flipped = file.clone();
            flipped[at] ^= 1_u8 << bit;
            prop_assert!(!whole(&flipped));
            prop_assert!(!whole(&file[..at]));
        }

        #[test]
        fn no_change_of_a_sealed_text_goes_unseen(at in any::<prop::sample::Index>(), bit in 0..8_u8) {
            let sealed = seal(b"{\"segments\": [], \"opstamp\": 12}");
            let at = at.index(sealed.len());
            let mut flipped = sealed.clone();
            flipped[at] ^= 1_u8 << bit;
            prop_assert!(!matches!(unseal(&flipped), Unsealed::Whole(_)));
            prop_assert!(!matches!(unseal(&sealed[..at]), Unsealed::Whole(_)));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = whole(&[&bytes[..], &MARK].concat());
            let _ = unseal(&bytes);
        }
    }
}

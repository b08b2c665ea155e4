//! A file of the engine that is open for reading: each block is tested when it is first asked for.

use std::fmt;
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use tantivy::HasLen;
use tantivy::directory::{FileHandle, OwnedBytes};

use super::checksum::{BLOCK, Layout};
use super::damage::Damage;

/// Bytes from which on a range is copied where the file is read from front to back.
const LARGE: usize = 1 << 20;

/// A file that is open for reading.
pub(super) struct EngineFile {
    path: PathBuf,
    /// The file with its trailer.
    bytes: OwnedBytes,
    layout: Layout,
    /// One bit for each block, set when it was found to be whole.
    tested: Box<[AtomicU64]>,
    /// Whether large ranges are copied out of the file rather than mapped: what is mapped stays in
    /// memory until the file is closed, a copy goes when it was used.
    copied: bool,
}

impl fmt::Debug for EngineFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EngineFile").field("path", &self.path).finish_non_exhaustive()
    }
}

impl EngineFile {
    /// A file with its trailer. Where that is damaged, `guess` takes the blocks to be where the size
    /// of the file puts them.
    ///
    /// # Errors
    ///
    /// When its end is not what was written.
    pub(super) fn new(path: PathBuf, bytes: OwnedBytes, guess: bool) -> Result<Self, Damage> {
        let layout = match Layout::read(&bytes) {
            Ok(layout) => layout,
            Err(detail) => {
                let guessed = Layout::guess(&bytes).filter(|_| guess);
                guessed.ok_or_else(|| Damage::new(&path, detail))?
            }
        };
        let tested = (0..layout.blocks().div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        Ok(Self { path, bytes, layout, tested, copied: false })
    }

    /// The same file, of which large ranges are copied.
    pub(super) fn copied(self) -> Self {
        Self { copied: true, ..self }
    }

    fn copy(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        let blocks = range.start / BLOCK..range.end.div_ceil(BLOCK);
        let start = blocks.start * BLOCK;
        let mut bytes = vec![0; (blocks.end * BLOCK).min(self.len()) - start];
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(start as u64))?;
        file.read_exact(&mut bytes)?;
        for (n, block) in blocks.zip(bytes.chunks(BLOCK)) {
            if !self.layout.fits(&self.bytes, n, block) {
                return Err(self.damaged(n).into());
            }
        }
        Ok(OwnedBytes::new(bytes).slice(range.start - start..range.end - start))
    }

    /// The first damage of the file, with the number of damaged blocks.
    pub(super) fn damage(&self) -> Option<Damage> {
        let blocks = self.layout.blocks();
        let mut damaged = (0..blocks).filter(|n| !self.layout.holds(&self.bytes, *n));
        let first = damaged.next()?;
        let others = damaged.count();
        let Damage { file, detail } = self.damaged(first);
        let others = match others {
            0 => String::new(),
            1 => "; 1 more block is damaged".to_owned(),
            others => format!("; {others} more blocks are damaged"),
        };
        Some(Damage { file, detail: detail + &others })
    }

    /// Whether its last block is what was written.
    pub(super) fn ends_whole(&self) -> bool {
        self.layout.blocks().checked_sub(1).is_none_or(|last| self.test(last).is_ok())
    }

    fn damaged(&self, n: usize) -> Damage {
        let Range { start, end } = self.layout.block(n);
        let detail = format!("bytes {start} to {end} of {} are not what was written", self.len());
        Damage::new(&self.path, detail)
    }

    /// Tests a block that was not tested before.
    fn test(&self, n: usize) -> Result<(), Damage> {
        let Some(word) = self.tested.get(n / 64) else { return Err(self.damaged(n)) };
        let bit = 1 << (n % 64);
        // Two threads may test a block at once, with the same outcome; the bytes never change.
        if word.load(Ordering::Relaxed) & bit != 0 {
            return Ok(());
        }
        if !self.layout.holds(&self.bytes, n) {
            return Err(self.damaged(n));
        }
        word.fetch_or(bit, Ordering::Relaxed);
        Ok(())
    }
}

impl HasLen for EngineFile {
    fn len(&self) -> usize {
        self.layout.length
    }
}

impl FileHandle for EngineFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.len() {
            let Range { start, end } = range;
            let detail = format!("bytes {start} to {end} were asked of {}", self.len());
            return Err(Damage::new(&self.path, detail).into());
        }
        if self.copied && range.len() >= LARGE {
            return self.copy(range);
        }
        for n in range.start / BLOCK..range.end.div_ceil(BLOCK) {
            self.test(n)?;
        }
        Ok(self.bytes.slice(range))
    }
}

#[cfg(test)]
mod tests {
    use super::super::checksum::Sums;
    use super::*;

    fn file(change: impl Fn(&mut Vec<u8>), guess: bool) -> Result<EngineFile, Damage> {
        let mut bytes = vec![7; 2 * BLOCK + 100];
        let mut sums = Sums::default();
        sums.add(&bytes);
        bytes.extend(sums.finish());
        change(&mut bytes);
        EngineFile::new("a.pos".into(), OwnedBytes::new(bytes), guess)
    }

    #[test]
    fn a_block_is_tested_once() {
        let file = file(|_| {}, false).expect("a whole file");
        assert!(file.read_bytes(BLOCK..BLOCK + 1).is_ok());
        assert_eq!(file.tested[0].load(Ordering::Relaxed), 0b10);
        assert!(file.read_bytes(0..2 * BLOCK + 100).is_ok());
        assert_eq!(file.tested[0].load(Ordering::Relaxed), 0b111);
        assert_eq!(file.damage(), None);
    }

    #[test]
    fn what_is_copied_is_what_is_mapped_and_tested_too() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.store");
        let mut bytes: Vec<u8> =
            (0..2 * LARGE + 5).map(|i: usize| i.to_le_bytes()[i % 3]).collect();
        let mut sums = Sums::default();
        sums.add(&bytes);
        bytes.extend(sums.finish());
        std::fs::write(&path, &bytes).expect("a file");
        let open = || {
            let mapped = OwnedBytes::new(bytes.clone());
            EngineFile::new(path.clone(), mapped, false).expect("a whole file").copied()
        };
        for range in [0..2 * LARGE + 5, 7..LARGE + 7, BLOCK..BLOCK + LARGE, 3..9] {
            let read = open().read_bytes(range.clone()).expect("bytes");
            assert_eq!(read.as_slice(), &bytes[range]);
        }
        let mut changed = bytes.clone();
        changed[LARGE] ^= 1;
        std::fs::write(&path, &changed).expect("a file");
        assert!(open().read_bytes(5..LARGE + 1).is_ok_and(|read| read.len() == LARGE - 4));
        assert!(open().read_bytes(1..LARGE + 1).is_err());
        assert!(open().read_bytes(LARGE + BLOCK..2 * LARGE + BLOCK + 1).is_err());
    }

    #[test]
    fn blocks_are_read_without_a_trailer_only_on_request_and_tested_then_too() {
        let change = |bytes: &mut Vec<u8>| {
            bytes[BLOCK] ^= 1;
            *bytes.last_mut().expect("a byte") ^= 1;
        };
        assert!(file(change, false).is_err());
        let file = file(change, true).expect("a guess");
        assert!(file.read_bytes(0..BLOCK).is_ok());
        assert!(file.read_bytes(BLOCK..BLOCK + 1).is_err());
        assert!(file.ends_whole());
    }

    #[test]
    fn a_file_whose_last_block_is_damaged_does_not_end_whole() {
        let file = file(|bytes| bytes[2 * BLOCK + 99] ^= 1, false).expect("a trailer");
        assert!(!file.ends_whole());
        assert!(file.damage().is_some());
    }
}

//! A compressed file → the bytes it holds.

use std::ffi::OsStr;
use std::io::{self, BufRead, Read as _};
use std::path::Path;

use super::Limits;
use super::load::size;

/// Most bytes that one compressed byte may become. Text shrinks to a fifth or tenth, log files to
/// a hundredth; a file that exceeds it is made to exhaust its reader.
const LARGEST_RATIO: u64 = 200;

/// Bytes that any file may become, whatever the ratio.
const SMALL: u64 = 1 << 20;

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// RFC 1952, one member or several.
    Gzip,
    /// RFC 8878, one frame or several.
    Zstd,
}

/// Endings of file names, lower case.
const EXTENSIONS: &[(&str, Packing)] = &[
    ("gz", Packing::Gzip),
    ("gzip", Packing::Gzip),
    ("zst", Packing::Zstd),
    ("zstd", Packing::Zstd),
];

impl Packing {
    /// How the file at `path` is compressed, by the ending of its name.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let extension = path.extension().and_then(OsStr::to_str)?;
        EXTENSIONS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(extension))
            .map(|(_, packing)| *packing)
    }

    /// The bytes that a compressed file holds, at most `most` of them; without, as many as a file
    /// of its size can be meant to hold.
    ///
    /// # Errors
    ///
    /// Says that they are damaged or too many.
    pub(super) fn unpack(self, bytes: &[u8], most: Option<u64>) -> Result<Vec<u8>, String> {
        let most = most.unwrap_or_else(|| most_of(bytes.len() as u64));
        let read = self.unpacked(bytes).and_then(|unpacked| at_most(unpacked, most));
        let out = read.map_err(|error| self.damaged(&error))?;
        if out.len() as u64 > most {
            return Err(too_many(most));
        }
        Ok(out)
    }

    /// What `packed` holds, to be read from its start.
    ///
    /// # Errors
    ///
    /// When there is no memory to unpack it.
    pub(super) fn unpacked<'r>(
        self,
        packed: impl BufRead + 'r,
    ) -> io::Result<Box<dyn io::Read + 'r>> {
        Ok(match self {
            Self::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(packed)),
            Self::Zstd => Box::new(zstd::stream::read::Decoder::with_buffer(packed)?),
        })
    }

    /// That a file is damaged, in words.
    pub(super) fn damaged(self, error: &io::Error) -> String {
        format!("damaged {self:?} data: {error}")
    }
}

/// The most bytes that `packed` compressed ones can be meant to hold.
pub(super) fn most_of(packed: u64) -> u64 {
    most_by_ratio(packed).min(Limits::LARGEST_SIZE)
}

/// The same where they are not held all at once.
pub(super) fn most_by_ratio(packed: u64) -> u64 {
    packed.saturating_mul(LARGEST_RATIO).max(SMALL)
}

/// That more than `most` bytes would be unpacked, in words.
pub(super) fn too_many(most: u64) -> String {
    format!("expands to more than {} (--max-unpacked)", size(most))
}

/// Reads one byte more than `most`, so that too many show.
fn at_most(reader: impl io::Read, most: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    reader.take(most + 1).read_to_end(&mut out)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn the_ending_tells_the_packing() {
        assert_eq!(Packing::of(Path::new("a.txt.GZ")), Some(Packing::Gzip));
        assert_eq!(Packing::of(Path::new("a.jsonl.zst")), Some(Packing::Zstd));
        assert_eq!(Packing::of(Path::new("a.txt")), None);
    }

    #[test]
    fn packed_bytes_come_back() {
        let text = b"The dam held.".repeat(50);
        let two = [gzip(&text), gzip(b"It rained.")].concat();
        assert_eq!(Packing::Gzip.unpack(&two, None), Ok([&text[..], b"It rained."].concat()));
        let packed = zstd::stream::encode_all(&text[..], 3).unwrap();
        assert_eq!(Packing::Zstd.unpack(&packed, None), Ok(text));
    }

    #[test]
    fn the_size_of_what_is_unpacked_can_be_limited_or_allowed() {
        let packed = gzip(&vec![0; 3 << 20]);
        assert!(Packing::Gzip.unpack(&packed, None).is_err());
        assert!(Packing::Gzip.unpack(&packed, Some(3 << 20)).is_ok());
        let error = Packing::Gzip.unpack(&packed, Some(1000)).unwrap_err();
        assert_eq!(error, "expands to more than 1000 bytes (--max-unpacked)");
    }

    #[test]
    fn damaged_and_exploding_files_are_refused() {
        let mut packed = gzip(b"The dam held.");
        packed.truncate(packed.len() - 6);
        assert!(Packing::Gzip.unpack(&packed, None).unwrap_err().starts_with("damaged Gzip data"));
        assert!(
            Packing::Zstd.unpack(b"nothing", None).unwrap_err().starts_with("damaged Zstd data")
        );
        let zeros = vec![0; 20 << 20];
        let bombs = [
            (Packing::Gzip, gzip(&zeros)),
            (Packing::Zstd, zstd::stream::encode_all(&zeros[..], 3).unwrap()),
        ];
        for (packing, bomb) in bombs {
            assert!(packing.unpack(&bomb, None).unwrap_err().starts_with("expands to more than"));
        }
    }
}

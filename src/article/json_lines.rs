//! JSON, one object a line, read line by line: such a file may be an archive of its own.

use std::io::{self, BufRead, BufReader, Read, Seek as _};
use std::path::Path;

use super::decode::{may_be_utf16, utf8_start};
use super::json::{Wrong, parse};
use super::packing::{Packing, most_by_ratio, too_many};
use super::read::{Desk, PDF_MARK};
use super::{Limits, PublishedFrom, fields, load};
use crate::error::Error;

/// Bytes that are read at a time.
const CHUNK: usize = 64 << 10;

/// Bytes by which a file that is no UTF-8 may be told from its start.
const START: usize = 5;

/// The lines of a file, in UTF-8 without a byte order mark.
pub(super) struct Lines<R> {
    reader: R,
    /// The byte of the file with which they begin.
    start: usize,
}

impl<R: BufRead> Lines<R> {
    /// Lines that begin at byte `start` of their file.
    pub(super) fn new(reader: R, start: usize) -> Self {
        Self { reader, start }
    }
}

/// What a first look at a file tells of it; nothing of the file is kept.
struct Look {
    /// Bytes that it holds, unpacked.
    len: u64,
    /// The first of them.
    start: Vec<u8>,
    /// Whether one of them is zero.
    zero: bool,
}

impl Look {
    /// Reads `most` bytes and one more, so that too many show.
    fn at(reader: impl Read, most: u64) -> io::Result<Self> {
        let mut look = Self { len: 0, start: Vec::with_capacity(START), zero: false };
        let mut reader = BufReader::with_capacity(CHUNK, reader.take(most + 1));
        loop {
            let chunk = match reader.fill_buf() {
                Ok([]) => return Ok(look),
                Ok(chunk) => chunk,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            let missing = START - look.start.len();
            look.start.extend(chunk.iter().take(missing));
            look.zero = look.zero || chunk.contains(&0);
            look.len += chunk.len() as u64;
            let read = chunk.len();
            reader.consume(read);
        }
    }

    /// Whether the file can be read line by line: whether bytes are UTF-16 only all of them tell.
    fn has_lines(&self) -> bool {
        !may_be_utf16(&self.start, self.zero) && !self.start.starts_with(PDF_MARK)
    }
}

/// Opens a file to read its lines; `None` when it must be read whole to tell what it is.
///
/// The file may be of any size: what is bounded is a line, and how much a compressed one expands. All
/// of it is read once before, so that a damaged one fails without giving some of its records.
///
/// # Errors
///
/// When it cannot be read or its limits forbid it.
pub(super) fn open(
    path: &Path,
    limits: Limits,
) -> Result<Option<Lines<impl BufRead + use<>>>, Error> {
    let failed = |error| Error::io(path, error);
    let mut file = load::open(path).map_err(failed)?;
    let len = file.metadata().map_err(failed)?.len();
    let packing = Packing::of(path);
    let most = match packing {
        None => len,
        Some(_) => limits.unpacked.unwrap_or_else(|| most_by_ratio(len)),
    };
    let damaged = |error: io::Error| match packing {
        // What the system says is of the file, the rest of what is in it.
        Some(packing) if error.raw_os_error().is_none() => {
            Error::article(path, packing.damaged(&error))
        }
        _ => failed(error),
    };
    let look = unpacked(packing, &file).and_then(|bytes| Look::at(bytes, most)).map_err(damaged)?;
    // A file can grow while it is read; that is seen the next time.
    let len = look.len.min(most);
    if packing.is_some() && look.len > most {
        return Err(Error::article(path, too_many(most)));
    }
    if !look.has_lines() {
        return Ok(None);
    }
    file.rewind().map_err(failed)?;
    let start = utf8_start(&look.start);
    let mut bytes = unpacked(packing, file).map_err(damaged)?.take(len);
    bytes.read_exact(&mut [0; START][..start]).map_err(damaged)?;
    Ok(Some(Lines::new(BufReader::with_capacity(CHUNK, bytes), start)))
}

fn unpacked<'f>(packing: Option<Packing>, file: impl Read + 'f) -> io::Result<Box<dyn Read + 'f>> {
    match packing {
        None => Ok(Box::new(file)),
        Some(packing) => packing.unpacked(BufReader::with_capacity(CHUNK, file)),
    }
}

/// Reads a line of at most `most` bytes, its end apart, and passes over the rest of a longer one;
/// returns the bytes that it has. A `line` without its end but with more than `most` bytes was cut.
fn next_line(reader: &mut impl BufRead, most: u64, line: &mut Vec<u8>) -> io::Result<usize> {
    line.clear();
    let mut read = reader.by_ref().take(most + 1).read_until(b'\n', line)?;
    if !line.ends_with(b"\n") && line.len() as u64 > most {
        read += reader.skip_until(b'\n')?;
    }
    Ok(read)
}

/// Reads lines with an object each; one that is none costs nothing else.
///
/// # Errors
///
/// When the lines cannot be read to their end.
pub(super) fn read<R: BufRead>(lines: Lines<R>, desk: &mut Desk<'_>) -> io::Result<()> {
    let map = desk.map();
    let Limits { nesting, file_size: most, .. } = desk.limits();
    let Lines { mut reader, start: mut next } = lines;
    let (mut number, mut records) = (0, 0);
    let mut line = Vec::new();
    loop {
        let read = next_line(&mut reader, most, &mut line)?;
        if read == 0 {
            return Ok(());
        }
        let start = next;
        next += read;
        number += 1;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        records += 1;
        let place = format!("record {records}, line {number}");
        if line.len() as u64 > most {
            desk.fail(&format!("{place}: {}", load::too_large(most)));
            continue;
        }
        match str::from_utf8(line) {
            Err(error) => {
                let byte = start + error.valid_up_to();
                desk.fail(&format!("{place}: invalid UTF-8 at byte {byte}"));
            }
            Ok(line) => match parse(line, nesting) {
                Ok(object) => {
                    desk.record(fields::draft(object, PublishedFrom::Record, map), records, &place);
                }
                Err(Wrong::Syntax { column, detail, .. }) => {
                    desk.fail(&format!("{place}, column {column}: {detail}"));
                }
                Err(Wrong::Kind) => desk.fail(&format!("{place}: not an object")),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::article::{Format, Outcome, Root, SourceFile, read_bytes, read_each};

    /// What is told of a file in `folder` that is read from there, and of its bytes at hand.
    fn both(folder: &Path, name: &str, bytes: &[u8], limits: Limits) -> [Vec<String>; 2] {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file");
        let file =
            SourceFile { path, relative: name.into(), format: Format::JsonLines, sidecar: None };
        let mut root = Root::default();
        root.options.limits = limits;
        let (mut from_disk, mut from_bytes) = (Vec::new(), Vec::new());
        let told = |outcome: Outcome| match outcome {
            Outcome::Failed(error) => error.to_string(),
            other => format!("{other:?}"),
        };
        read_each(&file, &root, &mut |outcome| from_disk.push(told(outcome)));
        read_bytes(bytes.to_vec(), None, &file, &root, &mut |outcome| {
            from_bytes.push(told(outcome));
        });
        [from_disk, from_bytes]
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn lines_in_any_charset_and_packing_tell_the_same_as_their_bytes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let text = "{\"text\": \"It rained, Güler said.\"}\n\n{\"text\": 1}\r\n[]\n{\"te";
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = ["\u{feff}".as_bytes(), text.as_bytes(), b"\n\xff"].concat();
        let limits = Limits { file_size: 200, unpacked: Some(300), ..Limits::default() };
        let large = text.repeat(5);
        let mut damaged = gzip(text.as_bytes());
        damaged.truncate(damaged.len() - 6);
        for (name, bytes) in [
            ("a.jsonl", text.as_bytes()),
            ("a.jsonl", &utf16),
            ("a.jsonl", &[&b"\xff\xfe"[..], &utf16].concat()),
            ("a.jsonl", &marked),
            ("a.jsonl", b"\xef\xbb"),
            ("a.jsonl", b"%PDF-1.4"),
            ("a.jsonl", large.as_bytes()),
            ("a.jsonl.gz", &gzip(&marked)),
            ("a.jsonl.gz", &gzip(&utf16)),
            ("a.jsonl.gz", &gzip(large.as_bytes())),
            ("a.jsonl.gz", &damaged),
            ("a.jsonl.zst", &zstd::stream::encode_all(&marked[..], 3).expect("memory")),
            ("a.jsonl.zst", b"nothing"),
        ] {
            let [from_disk, from_bytes] = both(folder.path(), name, bytes, limits);
            assert!(!from_disk.is_empty(), "{name}: {bytes:?}");
            assert_eq!(from_disk, from_bytes, "{name}: {bytes:?}");
        }
    }

    #[test]
    fn a_file_may_be_of_any_size_and_a_line_may_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let short = "{\"text\": \"It rained.\", \"id\": 1}";
        let long = format!("{{\"text\": \"{}\"}}", "It rained. ".repeat(4));
        let limits = Limits { file_size: short.len() as u64, ..Limits::default() };
        let last = short.replace("1}", "2}");
        let text = format!("{short}\n{long}\n{last}");
        for (name, bytes) in
            [("a.jsonl", text.as_bytes().to_vec()), ("a.jsonl.gz", gzip(text.as_bytes()))]
        {
            let told = both(folder.path(), name, &bytes, limits);
            for told in told {
                let [first, second, third] = &told[..] else { panic!("{name}: {told:?}") };
                assert!(first.contains("It rained") && third.contains("It rained"), "{told:?}");
                let refused = format!("record 2, line 2: {}", load::too_large(limits.file_size));
                assert!(second.ends_with(&refused), "{told:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn lines_are_cut_where_they_are_too_long_and_nowhere_else(
            lines in prop::collection::vec("[ab]{0,6}", 1..8), most in 0_u64..6,
        ) {
            let text = lines.join("\n");
            let (mut reader, mut line, mut read) = (text.as_bytes(), Vec::new(), 0);
            for (n, whole) in lines.iter().enumerate() {
                let end = usize::from(n + 1 < lines.len());
                let now = next_line(&mut reader, most, &mut line).expect("memory");
                prop_assert_eq!(now, whole.len() + end);
                read += now;
                let kept = line.strip_suffix(b"\n").unwrap_or(&line);
                prop_assert_eq!(kept.len() as u64 > most, whole.len() as u64 > most);
                prop_assert!(whole.len() as u64 > most || kept == whole.as_bytes());
            }
            prop_assert_eq!(read, text.len());
        }

        #[test]
        fn any_bytes_tell_the_same_from_the_disk(
            lines in prop::collection::vec(
                prop_oneof![
                    "\\{\"text\": \"[a-zé]{0,3}\"\\}".prop_map(String::into_bytes),
                    prop::collection::vec(any::<u8>(), 0..6),
                ],
                0..8,
            ),
            end in prop_oneof![Just(&b"\n"[..]), Just(&b"\r\n"[..]), Just(&b"\0\n"[..])],
        ) {
            let folder = tempfile::tempdir().expect("a temporary folder");
            let bytes = lines.join(end);
            let [from_disk, from_bytes] =
                both(folder.path(), "a.jsonl", &bytes, Limits::default());
            prop_assert_eq!(from_disk, from_bytes);
        }
    }
}

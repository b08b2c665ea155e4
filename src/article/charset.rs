//! Bytes of a text in any charset → the text.
//!
//! A byte order mark decides, then what the file says of itself, then valid UTF-8, then the bytes
//! themselves: a charset that is guessed never replaces UTF-8 in which little is broken.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::Encoding;

use super::Limits;
use super::decode::{decode, is_told};

/// Bytes at the start of a page or feed in which it names its charset, as browsers look for it.
const PRESCAN: usize = 1024;

/// A text and what was lost on the way to it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decoded {
    pub(super) text: String,
    /// That characters were replaced, in words.
    pub(super) warning: Option<String>,
}

/// Decodes a text. `has_name` tells that its format can name its charset in its first bytes.
///
/// # Errors
///
/// Says why the bytes are no text.
pub(super) fn text(bytes: Vec<u8>, has_name: bool) -> Result<Decoded, String> {
    if is_told(&bytes) || str::from_utf8(&bytes).is_ok() {
        return decode(bytes).map(|text| Decoded { text, warning: None });
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(format!("not a text: byte {at} is 0"));
    }
    let charset = match declared(&bytes).filter(|_| has_name) {
        Some(charset) => charset,
        None if is_broken_utf8(&bytes) => encoding_rs::UTF_8,
        None => guessed(&bytes),
    };
    let (text, _, replaced) = charset.decode(&bytes);
    if text.len() as u64 > Limits::LARGEST_SIZE {
        return Err("larger than 1 GiB as UTF-8".to_owned());
    }
    let warning = replaced.then(|| {
        let count = text.matches(char::REPLACEMENT_CHARACTER).count();
        format!("{count} characters replaced, their bytes are not {}", charset.name())
    });
    Ok(Decoded { text: text.into_owned(), warning })
}

/// The charset that the first bytes name: `<meta charset="…">`, `content="text/html; charset=…"`,
/// `<?xml encoding="…"?>`. UTF-16 so named is UTF-8, since its name could be read.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes[..bytes.len().min(PRESCAN)].to_ascii_lowercase();
    [&b"charset="[..], b"encoding="].iter().find_map(|name| {
        let at = head.windows(name.len()).position(|window| window == *name)? + name.len();
        let label = head[at..].trim_ascii_start();
        let label = label.strip_prefix(b"\"").or_else(|| label.strip_prefix(b"'")).unwrap_or(label);
        let end = label
            .iter()
            .position(|byte| matches!(byte, b'"' | b'\'' | b' ' | b';' | b'>' | b'/' | b'?'))?;
        let charset = Encoding::for_label(&label[..end])?;
        Some(charset.output_encoding())
    })
}

/// Whether bytes are UTF-8 with a few wrong ones among them: more characters of several bytes are
/// right than sequences are wrong. In text of another charset hardly any is right.
fn is_broken_utf8(bytes: &[u8]) -> bool {
    let (mut right, mut wrong) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    right > wrong
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8], declares: bool) -> (String, bool) {
        let decoded = text(bytes.to_vec(), declares).unwrap();
        (decoded.text, decoded.warning.is_some())
    }

    #[test]
    fn the_charset_is_told_from_the_bytes() {
        let latin = "Le maire a déclaré à la presse que l'été sera très sec.";
        let (bytes, ..) = encoding_rs::WINDOWS_1252.encode(latin);
        assert_eq!(read(&bytes, false), (latin.to_owned(), false));
        let russian = "Мэр сообщил, что мост закроют на ремонт до осени.";
        for charset in [encoding_rs::WINDOWS_1251, encoding_rs::KOI8_R, encoding_rs::UTF_8] {
            let (bytes, ..) = charset.encode(russian);
            assert_eq!(read(&bytes, false), (russian.to_owned(), false), "{}", charset.name());
        }
    }

    #[test]
    fn what_a_page_says_of_itself_goes_before_a_guess() {
        for head in [
            "<meta charset=windows-1251>",
            "<meta http-equiv='Content-Type' content='text/html; charset=windows-1251'>",
            "<?xml version=\"1.0\" encoding='WINDOWS-1251'?>",
        ] {
            let text = format!("{head}Жы");
            let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&text);
            assert_eq!(read(&bytes, true).0, text);
        }
        assert_eq!(read(b"<meta charset=nonsense>caf\xe9", true).0, "<meta charset=nonsense>café");
    }

    #[test]
    fn utf8_with_a_wrong_byte_stays_utf8_with_a_warning() {
        let mut bytes = "Müller, Güler, Žižek".as_bytes().to_vec();
        bytes.push(0xe9);
        let decoded = text(bytes, false).unwrap();
        assert_eq!(decoded.text, "Müller, Güler, Žižek\u{fffd}");
        assert_eq!(
            decoded.warning.as_deref(),
            Some("1 characters replaced, their bytes are not UTF-8")
        );
    }

    #[test]
    fn binary_files_are_no_text() {
        assert!(text(b"\x89PNG\0\0\xff".to_vec(), false).is_err());
    }
}

//! Bytes of a file → text, and text → the form in which a body is fixed.

use super::Limits;

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";
const UTF16_LE_BOM: &[u8] = b"\xff\xfe";
const UTF16_BE_BOM: &[u8] = b"\xfe\xff";

/// Whether bytes begin with a byte order mark.
pub(super) fn has_mark(bytes: &[u8]) -> bool {
    [UTF8_BOM, UTF16_LE_BOM, UTF16_BE_BOM].iter().any(|mark| bytes.starts_with(mark))
}

/// Decodes UTF-8, with a byte order mark or without, and UTF-16 with one.
///
/// # Errors
///
/// Says at which byte of the file the first wrong sequence begins.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    if let Some(units) = bytes.strip_prefix(UTF16_LE_BOM) {
        return decode_utf16(units, u16::from_le_bytes);
    }
    if let Some(units) = bytes.strip_prefix(UTF16_BE_BOM) {
        return decode_utf16(units, u16::from_be_bytes);
    }
    let mut text = String::from_utf8(bytes)
        .map_err(|error| format!("invalid UTF-8 at byte {}", error.utf8_error().valid_up_to()))?;
    if text.as_bytes().starts_with(UTF8_BOM) {
        text.drain(..UTF8_BOM.len());
    }
    Ok(text)
}

/// [`decode`] for a file whose lines are judged one by one: UTF-8 stays as it is. Also returns the
/// first byte behind the byte order mark.
pub(super) fn decode_lines(bytes: Vec<u8>) -> Result<(Vec<u8>, usize), String> {
    if bytes.starts_with(UTF16_LE_BOM) || bytes.starts_with(UTF16_BE_BOM) {
        return decode(bytes).map(|text| (text.into_bytes(), 0));
    }
    let start = if bytes.starts_with(UTF8_BOM) { UTF8_BOM.len() } else { 0 };
    Ok((bytes, start))
}

fn decode_utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
    // The byte order mark takes the first two bytes of the file.
    let mut at = 2;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| unit(*pair))) {
        let c = decoded.map_err(|_| format!("invalid UTF-16 at byte {at}"))?;
        text.push(c);
        at += 2 * c.len_utf16();
    }
    if !rest.is_empty() {
        return Err(format!("half a UTF-16 unit at byte {at}"));
    }
    // Three bytes of UTF-8 can come of two.
    if text.len() as u64 > Limits::LARGEST_SIZE {
        return Err("larger than 1 GiB as UTF-8".to_owned());
    }
    Ok(text)
}

/// Line ends become `\n`; other control characters, tabs apart, become spaces.
pub(super) fn clean(text: String) -> String {
    if !text.bytes().any(|byte| is_control(byte) || byte == 0xc2) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                chars.next_if_eq(&'\n');
                out.push('\n');
            }
            '\n' | '\t' => out.push(c),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn is_control(byte: u8) -> bool {
    byte.is_ascii_control() && byte != b'\n' && byte != b'\t'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn byte_order_marks_tell_the_encoding() {
        assert_eq!(decode(b"\xef\xbb\xbfG\xc3\xbcler".to_vec()), Ok("Güler".to_owned()));
        assert_eq!(decode(b"\xff\xfeG\0\xfc\0=\xd8\0\xde".to_vec()), Ok("Gü😀".to_owned()));
        assert_eq!(decode(b"\xfe\xff\0G\0\xfc".to_vec()), Ok("Gü".to_owned()));
        assert_eq!(decode("Güler".as_bytes().to_vec()), Ok("Güler".to_owned()));
    }

    #[test]
    fn wrong_bytes_are_named_by_their_place() {
        assert_eq!(decode(b"abc\xe9t".to_vec()), Err("invalid UTF-8 at byte 3".to_owned()));
        assert_eq!(
            decode(b"\xff\xfea\0\0\xdca\0".to_vec()),
            Err("invalid UTF-16 at byte 4".into())
        );
        assert_eq!(decode(b"\xff\xfea\0b".to_vec()), Err("half a UTF-16 unit at byte 4".into()));
    }

    #[test]
    fn line_ends_and_control_characters_are_unified() {
        assert_eq!(clean("a\r\nb\rc\n\td".into()), "a\nb\nc\n\td");
        assert_eq!(clean("a\0b\u{c}c\u{85}d\u{a0}é".into()), "a b c d\u{a0}é");
        assert_eq!(clean("a\n\tb".into()), "a\n\tb");
    }
}

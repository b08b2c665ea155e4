//! Bytes of a file → text, and text → the form in which a body is fixed.

use super::Limits;

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";
const UTF16_LE_BOM: &[u8] = b"\xff\xfe";
const UTF16_BE_BOM: &[u8] = b"\xfe\xff";

/// How two bytes make a unit of UTF-16.
type Order = fn([u8; 2]) -> u16;

/// In text that is no UTF-16 fewer than one byte in this many is a control character.
const FEWEST_CONTROLS: usize = 8;

/// At least one character in this many is a space, a line end, a comma or stop, or ASCII. Chinese
/// has the fewest: some sentences a line.
const FEWEST_MARKS: usize = 64;

/// Whether bytes that begin so can be UTF-16, whatever the rest is; `zero` tells that one of them is
/// zero.
pub(super) fn may_be_utf16(start: &[u8], zero: bool) -> bool {
    zero || start.starts_with(UTF16_LE_BOM) || start.starts_with(UTF16_BE_BOM)
}

/// The first byte behind the byte order mark of UTF-8 where there is one.
pub(super) fn utf8_start(bytes: &[u8]) -> usize {
    if bytes.starts_with(UTF8_BOM) { UTF8_BOM.len() } else { 0 }
}

/// Whether bytes are UTF-8 with a byte order mark, or UTF-16 with or without one.
pub(super) fn is_told(bytes: &[u8]) -> bool {
    bytes.starts_with(UTF8_BOM) || utf16(bytes).is_some()
}

/// Decodes UTF-8 and UTF-16, both with a byte order mark or without.
///
/// # Errors
///
/// Says at which byte of the file the first wrong sequence begins.
pub(super) fn decode(bytes: Vec<u8>) -> Result<String, String> {
    if let Some((start, order)) = utf16(&bytes) {
        return decode_utf16(&bytes[start..], start, order);
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
    if utf16(&bytes).is_some() {
        return decode(bytes).map(|text| (text.into_bytes(), 0));
    }
    let start = utf8_start(&bytes);
    Ok((bytes, start))
}

/// Where UTF-16 begins in bytes and how they make its units; `None` when they are something else.
fn utf16(bytes: &[u8]) -> Option<(usize, Order)> {
    const BIG: Order = u16::from_be_bytes;
    const LITTLE: Order = u16::from_le_bytes;
    if bytes.starts_with(UTF16_LE_BOM) {
        return Some((UTF16_LE_BOM.len(), LITTLE));
    }
    if bytes.starts_with(UTF16_BE_BOM) {
        return Some((UTF16_BE_BOM.len(), BIG));
    }
    // Without a mark, half of each space and line end is a zero byte, which no other text has.
    if !bytes.contains(&0) {
        return None;
    }
    let control = |byte: &&u8| byte.is_ascii_control() && !matches!(byte, b'\n' | b'\r');
    let controls = bytes.iter().filter(control).count();
    if controls * FEWEST_CONTROLS < bytes.len() && str::from_utf8(bytes).is_ok() {
        return None;
    }
    let (order, marks) = [LITTLE, BIG]
        .into_iter()
        .filter_map(|order| Some((order, marks(bytes, order)?)))
        .max_by_key(|(_, marks)| *marks)?;
    (marks * FEWEST_MARKS >= bytes.len() / 2 && marks > 0).then_some((0, order))
}

/// Number of characters that any text has many of; `None` when bytes are no text in this order.
fn marks(bytes: &[u8], order: Order) -> Option<usize> {
    let (pairs, _) = bytes.as_chunks::<2>();
    let mut marks = 0;
    for decoded in char::decode_utf16(pairs.iter().map(|pair| order(*pair))) {
        let c = decoded.ok()?;
        if c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}') {
            return None;
        }
        marks += usize::from(c.is_ascii() || matches!(c, '\u{3000}'..='\u{3002}' | '\u{ff0c}'));
    }
    Some(marks)
}

/// Decodes units of UTF-16, which begin at byte `at` of the file.
fn decode_utf16(bytes: &[u8], mut at: usize, unit: Order) -> Result<String, String> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text = String::with_capacity(bytes.len());
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

    fn both_orders(text: &str) -> [Vec<u8>; 2] {
        [
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ]
    }

    #[test]
    fn utf16_is_told_without_a_mark() {
        for text in [
            "The dam held, Güler said.\r\n",
            "Dam",
            "Мэр сообщил, что мост закроют.\n",
            "市長は水曜日、橋を一年間閉鎖すると述べた。一部の住民は反対している。\n",
            "{\"text\": \"大坝一夜未决堤\"}",
            "Ο δήμαρχος είπε 😀 ότι θα κλείσει.",
            "मेयर ने कहा कि पुल बंद रहेगा।\n",
        ] {
            for bytes in both_orders(text) {
                assert_eq!(decode(bytes), Ok(text.to_owned()));
            }
        }
        let [mut cut, _] = both_orders("The dam held.");
        cut.pop();
        assert_eq!(decode(cut), Err("half a UTF-16 unit at byte 24".to_owned()));
    }

    #[test]
    fn zero_bytes_alone_make_no_utf16() {
        for bytes in [&b"The dam\0held all night."[..], b"a\0\0b\0\0c", b"\0\0\0\0", b"Th\0"] {
            let text = String::from_utf8(bytes.to_vec()).unwrap();
            assert_eq!(decode(bytes.to_vec()), Ok(text));
        }
        for bytes in [
            &b"PK\x03\x04\0\xff"[..],
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\x80",
            b"\x7fELF\x02\x01\x01\0\0\xfe",
        ] {
            assert!(utf16(bytes).is_none(), "{bytes:?}");
        }
    }

    #[test]
    fn line_ends_and_control_characters_are_unified() {
        assert_eq!(clean("a\r\nb\rc\n\td".into()), "a\nb\nc\n\td");
        assert_eq!(clean("a\0b\u{c}c\u{85}d\u{a0}é".into()), "a b c d\u{a0}é");
        assert_eq!(clean("a\n\tb".into()), "a\n\tb");
    }
}

//! Lines, columns and numbers.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Cuts text into lines of at most `width` columns; escape sequences take no room.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut used = 0;
    for word in text.split_whitespace() {
        let columns = visible(word);
        if used > 0 && used + 1 + columns > width {
            lines.push(std::mem::take(&mut current));
            used = 0;
        }
        if used > 0 {
            current.push(' ');
            used += 1;
        }
        current.push_str(word);
        used += columns;
    }
    if !current.is_empty() {
        lines.push(current);
    }
    lines
}

/// Columns of a word without its escape sequences.
pub(super) fn visible(word: &str) -> usize {
    let mut columns = 0;
    for (i, part) in word.split('\x1b').enumerate() {
        let part = if i == 0 { part } else { part.split_once('m').map_or("", |(_, rest)| rest) };
        columns += part.width();
    }
    columns
}

pub(super) fn pad(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let columns = c.width().unwrap_or(0);
        if used + columns > width {
            break;
        }
        out.push(c);
        used += columns;
    }
    out.push_str(&" ".repeat(width - used));
    out
}

/// "1 passage", "4,312 passages".
pub(super) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(count))
}

/// "4,312".
pub(super) fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub(super) fn percent(part: u64, whole: u64) -> String {
    format!("{} %", (part * 100 + whole / 2).checked_div(whole).unwrap_or(0))
}

pub(super) fn bytes(count: u64) -> String {
    let units = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "kB")];
    let unit = units.iter().find(|(size, _)| count >= *size);
    match unit {
        None => format!("{count} bytes"),
        Some((size, name)) => {
            let tenths = (count * 10 + size / 2) / size;
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(4312), "4,312");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_000_000), "1,000,000");
        assert_eq!(bytes(1_550_000), "1.6 MB");
        assert_eq!(percent(1, 3), "33 %");
    }
}

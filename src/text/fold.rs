//! Folding: the form under which spellings of one word meet.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds case, accents and compatibility forms: "Güler", "GÜLER" and "guler" become "guler".
///
/// Unicode NFKD without combining marks, lower case, curly apostrophes straightened, soft hyphens
/// and zero-width characters dropped; letters that do not decompose (ø, ł, ß, ı, …) are spelled
/// out as readers of English type them.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// [`fold`] into a buffer of the caller's; what it holds stays in front.
pub(super) fn fold_into(text: &str, out: &mut String) {
    if text.is_ascii() {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    for c in text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase) {
        match c {
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ł' => out.push('l'),
            'ħ' => out.push('h'),
            'ı' => out.push('i'),
            'ŋ' => out.push('n'),
            '’' | '‘' | 'ʼ' | 'ʻ' => out.push('\''),
            '‐' | '‑' | '–' | '—' | '−' => out.push('-'),
            '“' | '”' | '«' | '»' => out.push('"'),
            '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{feff}' => {}
            c if is_combining_mark(c) => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        for (written, folded) in [
            ("Güler", "guler"),
            ("GÜLER", "guler"),
            ("Erdoğan", "erdogan"),
            ("İstanbul", "istanbul"),
            ("Łódź", "lodz"),
            ("Straße", "strasse"),
            ("O’Neil", "o'neil"),
            ("ﬁne", "fine"),
        ] {
            assert_eq!(fold(written), folded);
        }
    }
}

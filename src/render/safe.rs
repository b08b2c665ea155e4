//! Text that is safe to print: nothing in an article can move the cursor or change a terminal.

use std::borrow::Cow;

/// `text` without control characters and without marks that change the direction of text; line
/// ends and tabs become spaces.
pub(super) fn safe(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let replace = |c: char| match c {
        '\n' | '\t' | '\r' | '\u{2028}' | '\u{2029}' => ' ',
        c if is_unsafe(c) => '\u{fffd}',
        c => c,
    };
    Cow::Owned(text.chars().map(replace).collect())
}

fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_never_get_through() {
        assert_eq!(safe("a\u{1b}[31mred\u{7}\u{202e}x\ny"), "a\u{fffd}[31mred\u{fffd}\u{fffd}x y");
        assert!(matches!(safe("plain — “text”"), Cow::Borrowed(_)));
    }
}

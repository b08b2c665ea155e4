//! What a line of plain text is: list item, turn, or line of prose, and how it ends.

use super::byline::PARTICLES;

/// Marks that begin a list item when a space follows.
const BULLETS: &[char] = &['•', '*', '-', '–', '—', '▪', '●', '◦', '‣', '·'];

/// Words in lower case within the names of offices.
const OFFICE_WORDS: &[&str] = &["and", "for", "of", "the"];

/// Most words of a name before the colon of a turn.
const LONGEST_NAME: usize = 6;

/// Whether a line begins a list item: a bullet or a number, then a space.
pub(super) fn is_item(line: &str) -> bool {
    let marker = line.split_whitespace().next().unwrap_or("");
    if marker.len() == line.len() {
        return false;
    }
    let mut chars = marker.chars();
    if chars.next().is_some_and(|c| BULLETS.contains(&c)) && chars.next().is_none() {
        return true;
    }
    let number = marker.strip_prefix('(').unwrap_or(marker);
    let Some(number) = number.strip_suffix(['.', ')']) else { return false };
    let is_number = number.len() <= 2 && number.bytes().all(|b| b.is_ascii_digit());
    let is_letter = number.len() == 1 && marker.ends_with(')');
    !number.is_empty() && (is_number || is_letter)
}

/// The name before the colon when a line is what somebody says in a transcript: `NAME: words`.
pub(super) fn turn_name(line: &str) -> Option<&str> {
    let colon = line.find(':')?;
    let (name, said) = (&line[..colon], &line[colon + 1..]);
    let capitalised = |word: &str| {
        word.trim_start_matches(['(', '"', '“']).starts_with(|c: char| c.is_uppercase())
    };
    let is_name = !name.is_empty()
        && name.len() <= 60
        && name.split_whitespace().count() <= LONGEST_NAME
        && name.starts_with(char::is_alphabetic)
        && name.split_whitespace().all(|word| {
            capitalised(word) || PARTICLES.contains(&word) || OFFICE_WORDS.contains(&word)
        });
    (is_name && (said.is_empty() || said.starts_with(char::is_whitespace))).then_some(name)
}

/// Whether a line is all a turn is certain to be: its name is in capitals, or it ends as a
/// sentence does.
pub(super) fn is_turn(line: &str) -> bool {
    turn_name(line).is_some_and(|name| {
        !name.chars().any(char::is_lowercase) || line.ends_with(':') || ends_in_punctuation(line)
    })
}

/// Whether a line ends in a punctuation mark, closing quotation marks and brackets apart.
///
/// A line that is one quotation from end to end counts as ended.
pub(super) fn ends_in_punctuation(line: &str) -> bool {
    let inner = without_closing_marks(line);
    if inner.ends_with([',', ';', ':', '-', '–', '—']) || ends_sentence(line) {
        return true;
    }
    let closed_at_the_end = inner.len() < line.len();
    let opened = line.chars().next().filter(|c| matches!(c, '"' | '“' | '‘' | '«' | '(' | '['));
    // A line that is a mark and nothing else has no inside.
    let inside = opened.and_then(|open| inner.get(open.len_utf8()..));
    closed_at_the_end
        && inside.is_some_and(|inside| !inside.contains(['"', '“', '”', '»', '(', ')', '[', ']']))
}

/// Whether a line ends as a sentence does.
pub(super) fn ends_sentence(line: &str) -> bool {
    without_closing_marks(line).ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

fn without_closing_marks(line: &str) -> &str {
    line.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']'])
}

/// The start of a text, at most `len` bytes of it.
pub(super) fn head(text: &str, len: usize) -> &str {
    let mut end = text.len().min(len);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The end of a text, at most `len` bytes of it.
pub(super) fn tail(text: &str, len: usize) -> &str {
    let mut start = text.len().saturating_sub(len);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_begin_with_a_bullet_or_a_number() {
        for line in ["- one", "• two", "3. three", "12) twelve", "(a) first", "* x"] {
            assert!(is_item(line), "{line}");
        }
        for line in ["-5 degrees", "2025. The year", "A. Smith", "-", "3.5 percent", "– "] {
            assert!(!is_item(line.trim()), "{line}");
        }
    }

    #[test]
    fn a_line_of_marks_alone_has_not_ended() {
        for line in ["\"", "”", "\"\"", "(", ")"] {
            assert!(!ends_in_punctuation(line), "{line}");
        }
    }

    #[test]
    fn turns_begin_with_a_name_and_a_colon() {
        assert_eq!(turn_name("MR. PRICE: Thank you."), Some("MR. PRICE"));
        assert_eq!(turn_name("Q: When?"), Some("Q"));
        assert_eq!(turn_name("Minister of Trade: We agreed."), Some("Minister of Trade"));
        assert_eq!(turn_name("He said: we agreed."), None);
        assert_eq!(turn_name("At 10:30 they met"), None);
        assert!(is_turn("Mary Cole: It rained."));
        assert!(!is_turn("Flood relief: what is known"));
    }

    #[test]
    fn punctuation_is_seen_behind_closing_marks() {
        for line in ["It rained.", "He said “no.”", "(By our staff)", "“We will go”", "So:", "Why?"]
        {
            assert!(ends_in_punctuation(line), "{line}");
        }
        for line in ["Harbour reopens", "Harbour (north) reopens", "Mayor calls plan “unfair”", ""]
        {
            assert!(!ends_in_punctuation(line), "{line}");
        }
    }
}

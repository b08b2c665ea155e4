//! A JSON list or object → the places of its elements, without parsing them.
//!
//! What is wrong inside one element costs no other: each is parsed on its own, and a list may be
//! far larger than what is held parsed.

use std::ops::Range;

/// The elements of one list or object.
#[derive(Debug)]
pub(super) struct Elements<'t> {
    text: &'t str,
    /// The byte that is read next.
    at: usize,
    /// The bracket that closes the list or object.
    close: u8,
    /// Whether a comma must come before the next element.
    comma: bool,
    done: bool,
}

/// One element of a list, or one member of an object.
#[derive(Debug)]
pub(super) struct Element<'t> {
    /// The member's name as written between its quotation marks; empty in a list.
    pub(super) name: &'t str,
    /// Bytes of the text that hold the value. They may hold no valid one.
    pub(super) value: Range<usize>,
}

/// What is wrong between elements, and at which byte.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) at: usize,
    pub(super) detail: &'static str,
}

impl<'t> Elements<'t> {
    /// The elements of the list or object whose opening bracket is the byte at `open`.
    pub(super) fn of(text: &'t str, open: usize) -> Self {
        let close = if text.as_bytes().get(open) == Some(&b'{') { b'}' } else { b']' };
        Self { text, at: open + 1, close, comma: false, done: false }
    }

    /// The byte behind what has been read: behind the closing bracket, at the end.
    pub(super) fn end(&self) -> usize {
        self.at.min(self.text.len())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        self.at = skip_space(self.text, self.at);
    }

    /// What is wrong at the byte that is read next; `last` when nothing can be read after it.
    fn broken(&mut self, detail: &'static str, last: bool) -> Broken {
        self.done |= last;
        Broken { at: self.at, detail }
    }
}

impl<'t> Iterator for Elements<'t> {
    type Item = Result<Element<'t>, Broken>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        self.skip_space();
        if self.comma && self.peek() == Some(b',') {
            self.at += 1;
            self.comma = false;
            self.skip_space();
        }
        match self.peek() {
            None if self.close == b']' => {
                return Some(Err(self.broken("the list does not end", true)));
            }
            None => return Some(Err(self.broken("the object does not end", true))),
            Some(close @ (b']' | b'}')) => {
                self.done = true;
                if close != self.close {
                    let broken = self.broken("closed by the wrong bracket", true);
                    self.at += 1;
                    return Some(Err(broken));
                }
                self.at += 1;
                return None;
            }
            Some(_) if self.comma => {
                // The element is read as if the comma were there.
                self.comma = false;
                return Some(Err(self.broken("a comma is missing", false)));
            }
            Some(_) => {}
        }
        let mut name = "";
        if self.close == b'}' {
            if self.peek() != Some(b'"') {
                return Some(Err(self.broken("a name in quotation marks is missing", true)));
            }
            let end = string_end(self.text.as_bytes(), self.at);
            name = self.text.get(self.at + 1..end.saturating_sub(1)).unwrap_or("");
            self.at = skip_space(self.text, end);
            if self.peek() != Some(b':') {
                return Some(Err(self.broken("a colon is missing", true)));
            }
            self.at += 1;
            self.skip_space();
        }
        let start = self.at;
        self.at = value_end(self.text, start);
        self.comma = true;
        Some(Ok(Element { name, value: start..self.at }))
    }
}

/// The first byte at or after `at` that is no JSON white space.
pub(super) fn skip_space(text: &str, at: usize) -> usize {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count()
}

/// The byte behind the value that begins at `at`: behind its closing bracket, or the comma or
/// bracket that ends a value without any.
pub(super) fn value_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = at;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return at + depth,
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// The first bracket that opens more than `most` lists and objects within one another.
pub(super) fn deeper_than(text: &str, most: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at = string_end(bytes, at);
                continue;
            }
            b'{' | b'[' if depth == most => return Some(at),
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

/// The byte behind the closing quotation mark of the string that begins at `at`.
fn string_end(bytes: &[u8], at: usize) -> usize {
    let mut at = at + 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<String> {
        let mut elements = Elements::of(text, 0);
        let mut out: Vec<String> = elements
            .by_ref()
            .map(|element| match element {
                Ok(element) => format!("{}={}", element.name, &text[element.value]),
                Err(broken) => format!("{} at {}", broken.detail, broken.at),
            })
            .collect();
        out.push(text[elements.end()..].to_owned());
        out
    }

    #[test]
    fn elements_are_found_through_strings_and_brackets() {
        assert_eq!(
            shown(r#"[{"a":"]"}, 2 ,[3,[4]]] x"#),
            [r#"={"a":"]"}"#, "=2 ", "=[3,[4]]", " x"]
        );
        assert_eq!(shown(r#"{"a\"":"}","b":[1]}"#), [r#"a\"="}""#, "b=[1]", ""]);
        assert_eq!(shown("[]"), [""]);
    }

    #[test]
    fn what_is_wrong_between_elements_is_said_and_the_rest_is_read() {
        assert_eq!(shown("[{} {}]"), ["={}", "a comma is missing at 4", "={}", ""]);
        assert_eq!(shown("[1,2"), ["=1", "=2", "the list does not end at 4", ""]);
        assert_eq!(shown("{a:1}"), ["a name in quotation marks is missing at 1", "a:1}"]);
        assert_eq!(shown("[1}"), ["=1", "closed by the wrong bracket at 2", ""]);
    }

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        assert_eq!(deeper_than(r#"{"a": [1, [2]], "[[[": "]]"}"#, 3), None);
        assert_eq!(deeper_than(r#"{"a": [1, [2]]}"#, 2), Some(10));
        assert_eq!(deeper_than("[][][]", 1), None);
    }

    proptest! {
        #[test]
        fn no_text_panics_or_goes_on_for_ever(text in "[\\[{]([\\[\\]{}\",:\\\\ é😀a1]|\"a\":|\\PC){0,60}") {
            let mut elements = Elements::of(&text, 0);
            for element in elements.by_ref().take(1000).flatten() {
                prop_assert!(text.get(element.value).is_some());
            }
            prop_assert!(elements.done);
        }
    }
}

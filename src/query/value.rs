//! Text → the value of a field, in queries and in flags alike.

use super::date::parse_date_value;
use super::{Field, NameValue, Value};
use crate::text::word_form;

/// Reads a value of `field` as a flag or a query gives it, without quotation marks.
///
/// `none` (no value), for speakers also `unknown` and `group`, are reserved in any case of
/// letters; `=John Smith` is exactly the entry of that name, also where the name is a reserved
/// word; `Jon Smyth~` is whoever has the nearest name.
///
/// # Errors
///
/// A line that says what was expected, when the text holds no letter or digit or is no date.
///
/// # Examples
///
/// ```
/// use onrecord::query::{Field, Value, parse_value};
///
/// assert_eq!(parse_value(Field::Speaker, "none"), Ok(Value::None));
/// assert_eq!(parse_value(Field::Date, "2025-10").unwrap().to_string(), "2025-10");
/// assert!(parse_value(Field::Date, "20x3").is_err());
/// ```
pub fn parse_value(field: Field, text: &str) -> Result<Value, String> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || is_quote(c));
    let exact = text.starts_with('=');
    if !exact && let Some(reserved) = reserved(field, text) {
        return Ok(reserved);
    }
    if field.is_date() {
        return parse_date_value(text).map(Value::Date);
    }
    let mut near = false;
    let name: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || is_quote(c))
        .map(|word| {
            let word = word.trim_start_matches('=');
            if exact || field == Field::Id {
                return word;
            }
            let bare = word.trim_end_matches('~');
            near |= bare.len() < word.len();
            bare
        })
        .filter(|word| !word.is_empty())
        .collect();
    let name = name.join(" ");
    if word_form(&name).is_empty() {
        return Err(format!("{}: expected a value with a letter or digit", field.name()));
    }
    Ok(Value::Name(NameValue { text: name, exact, near, variants: Vec::new() }))
}

fn reserved(field: Field, text: &str) -> Option<Value> {
    let is = |word: &str| text.eq_ignore_ascii_case(word);
    if is("none") {
        Some(Value::None)
    } else if field == Field::Speaker && is("unknown") {
        Some(Value::Unknown)
    } else if field == Field::Speaker && is("group") {
        Some(Value::Group)
    } else {
        None
    }
}

/// Whether `c` is a double quotation mark, straight or curly.
pub(super) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '‟' | '«' | '»')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn name(given: &str, text: &str, exact: bool) {
        let near = given.ends_with('~');
        let expected = NameValue { text: text.to_owned(), exact, near, ..NameValue::default() };
        assert_eq!(parse_value(Field::Speaker, given), Ok(Value::Name(expected)));
    }

    #[test]
    fn names_lose_white_space_and_quotation_marks() {
        name(" Hakan  Fidan ", "Hakan Fidan", false);
        name("=“John Smith”", "John Smith", true);
        name("= none", "none", true);
        name("Jon Smyth~", "Jon Smyth", false);
        name("Jon Smyth ~", "Jon Smyth", false);
        name("none~", "none", false);
    }

    #[test]
    fn reserved_words_are_no_names() {
        assert_eq!(parse_value(Field::Speaker, "None"), Ok(Value::None));
        assert_eq!(parse_value(Field::Speaker, "unknown"), Ok(Value::Unknown));
        assert_eq!(parse_value(Field::Speaker, "group"), Ok(Value::Group));
        assert_eq!(parse_value(Field::Published, "none"), Ok(Value::None));
        assert!(matches!(parse_value(Field::Org, "group"), Ok(Value::Name(_))));
    }

    #[test]
    fn a_value_without_letters_is_refused() {
        assert!(parse_value(Field::Outlet, "  ").is_err());
        assert!(parse_value(Field::Speaker, "=").is_err());
        assert!(parse_value(Field::Date, "unknown").is_err());
    }
}

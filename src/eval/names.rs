//! When two names are the same: by their last names, without case and accents.
//!
//! The folding is narrower than the index's, so that figures are those of other scorers: a letter
//! that is none of a to z parts a name.

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::canonical_combining_class;

use super::cover::is_letter;

/// What may follow a last name.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv", "esq"];

/// Marks behind which no name goes on: "Ana Ruiz, minister of trade".
const BREAKS: &[char] = &[',', ';', '(', '['];

/// Words behind which no name goes on: "the Ministry of Trade", "a man who came".
const JOINTS: &[&str] =
    &["who", "whose", "which", "of", "for", "from", "at", "in", "on", "and", "to", "with"];

/// Pronouns, which no speaker filter offers.
const PRONOUNS: &[&str] = &["he", "she", "they", "it", "i", "we", "who", "his", "her"];

/// The last name, folded; empty when there is none.
pub(super) fn last_name(name: &str) -> String {
    let folded = fold(name);
    let name = before_joint(folded.split(BREAKS).next().unwrap_or_default());
    let last = words(name).into_iter().rfind(|word| !SUFFIXES.contains(&word.as_str()));
    last.unwrap_or_default()
}

/// Whether a last name stands anywhere in a name.
pub(super) fn holds(name: &str, last: &str) -> bool {
    words(name).iter().any(|word| word == last)
}

/// Whether words name somebody, as those do that a speaker filter offers.
pub(super) fn is_name(words: &str) -> bool {
    words.bytes().any(|byte| byte.is_ascii_uppercase())
        && !PRONOUNS.contains(&words.trim().to_lowercase().as_str())
}

fn fold(name: &str) -> String {
    let letters = name.nfkd().filter(|c| canonical_combining_class(*c) == 0);
    letters.collect::<String>().to_lowercase().replace('’', "'")
}

/// What stands before the first joint that has space on both sides.
fn before_joint(name: &str) -> &str {
    let mut start = 0;
    let mut spaced = false;
    for word in name.split(char::is_whitespace) {
        let end = start + word.len();
        if spaced && end < name.len() && JOINTS.contains(&word) {
            return &name[..start];
        }
        spaced = true;
        let space = name[end..].chars().next().map_or(0, char::len_utf8);
        start = end + space;
    }
    name
}

/// The words of a name, folded, without possessive endings and the marks around them.
fn words(name: &str) -> Vec<String> {
    let name = without_possessives(&fold(name));
    let marks = ['.', '\'', '-'];
    let is_inside = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || marks.contains(&c);
    let words = name.split(|c| !is_inside(c)).map(|word| word.trim_matches(marks));
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Leaves out `'s`, and the apostrophe at the end of a word.
fn without_possessives(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut rest = folded;
    while let Some((before, behind)) = rest.split_once('\'') {
        out.push_str(before);
        rest = behind;
        let ends = |text: &str| !text.starts_with(|c| is_letter(c) || c == '_');
        if let Some(behind) = behind.strip_prefix('s').filter(|behind| ends(behind)) {
            rest = behind;
        } else if !behind.is_empty() && !behind.starts_with(char::is_whitespace) {
            out.push('\'');
        }
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_names_meet_whatever_stands_around_them() {
        for (name, last) in [
            ("Olena Kravets", "kravets"),
            ("Mayor Kravets's", "kravets"),
            ("José Ibáñez Jr.", "ibanez"),
            ("Henry Cole III", "cole"),
            ("the Coles’", "coles"),
            ("Siobhan O’Neil", "o'neil"),
            ("Ana Ruiz-Lund, minister of trade", "ruiz-lund"),
            ("Ministry of Trade", "ministry"),
            ("Ruiz and Cole", "ruiz"),
            ("of Trade", "trade"),
            ("a place to", "to"),
            ("Cole  of  Trade", "cole"),
            ("Cole of", "of"),
            ("Ana Ruiz (Trade)", "ruiz"),
            ("U.S.", "u.s"),
            ("Bjørn", "rn"),
            ("Јован", ""),
            ("(Ruiz)", ""),
            ("Jr.", ""),
            ("", ""),
        ] {
            assert_eq!(last_name(name), last, "{name}");
        }
    }

    #[test]
    fn a_last_name_may_stand_anywhere() {
        assert!(holds("Ruiz of the Ministry", "ruiz"));
        assert!(holds("Ibáñez, a mayor", "ibanez"));
        assert!(!holds("Ruizes", "ruiz"));
        assert!(!holds("", ""));
    }

    #[test]
    fn possessive_endings_are_left_out() {
        for (folded, without) in [
            ("cole's", "cole"),
            ("cole's-house", "cole-house"),
            ("cole'sx", "cole'sx"),
            ("the coles' pier", "the coles pier"),
            ("o'neil", "o'neil"),
            ("'", ""),
            ("''s", "'"),
        ] {
            assert_eq!(without_possessives(folded), without);
        }
    }

    #[test]
    fn pronouns_and_words_in_lower_case_are_no_names() {
        assert!(is_name("Olena Kravets"));
        assert!(!is_name("officials"));
        assert!(!is_name(" She "));
        assert!(!is_name("I"));
    }
}

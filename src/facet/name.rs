//! Names as facet values: a key under which spellings meet, and a label.

use serde::{Deserialize, Serialize};

use crate::annotate::NameKind;
use crate::text::fold;

/// A person or body as a facet value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NameRef {
    /// Folded full name: Erdogan and Erdoğan are one value.
    pub key: String,
    /// The name as this article spells it.
    pub label: String,
    /// Person or organisation.
    pub kind: NameKind,
}

impl NameRef {
    /// The facet value of a canonical name.
    #[must_use]
    pub fn new(name: &str, kind: NameKind) -> Self {
        Self { key: key(name), label: name.to_owned(), kind }
    }
}

/// Values of the speaker facet that are no names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Reserved {
    /// Nobody speaks.
    None,
    /// Several unnamed people speak.
    Group,
    /// Somebody speaks who could not be named.
    Unknown,
}

impl Reserved {
    /// As users write and read it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Group => "group",
            Self::Unknown => "unknown",
        }
    }
}

/// The key of a name: folded words, one space apart.
#[must_use]
pub(crate) fn key(name: &str) -> String {
    words(name).join(" ")
}

/// The folded words of a name.
pub(crate) fn words(name: &str) -> Vec<String> {
    fold(name)
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '"' | '(' | ')'))
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .map(|word| word.replace(['.', '\''], ""))
        .collect()
}

/// Whether all of `asked` stands in `words` in this order.
pub(crate) fn in_order(asked: &[String], words: &[String]) -> bool {
    let mut rest = words.iter();
    !asked.is_empty() && asked.iter().all(|word| rest.any(|other| other == word))
}

/// Whether `mention` calls `name` by words its full form does not hold ("SDF").
pub(super) fn is_other_name(mention: &str, name: &NameRef) -> bool {
    let own = words(&name.label);
    let called = words(mention);
    !called.is_empty() && !in_order(&called, &own)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet_in_one_key() {
        assert_eq!(key("Recep Tayyip Erdoğan"), "recep tayyip erdogan");
        assert_eq!(key("J. K. O’Neil"), "j k oneil");
        assert_eq!(key("St. John’s  Ambulance"), "st johns ambulance");
    }

    #[test]
    fn whole_words_match_in_order() {
        let name = words("Recep Tayyip Erdoğan");
        assert!(in_order(&words("recep erdogan"), &name));
        assert!(!in_order(&words("erdogan recep"), &name));
        assert!(!in_order(&words("erdo"), &name));
        assert!(!in_order(&[], &name));
    }
}

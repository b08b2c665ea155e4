//! Names in capitals → names in ordinary letters: `SIOBHAN McBRIDE` is `Siobhan McBride`.

use rustc_hash::FxHashMap;

use super::lexicon::{Senses, senses};
use crate::text::fold;

/// What stands behind "Mac" in surnames that keep a capital there; "Macron" and "Macey" do not.
const BEHIND_MAC: &[&str] = &[
    "allister", "alpine", "arthur", "aulay", "bride", "cormack", "donald", "donnell", "dougall",
    "duff", "farlane", "gregor", "innes", "intosh", "intyre", "kay", "kenna", "kenzie", "kinnon",
    "lachlan", "laren", "lean", "leod", "lennan", "millan", "naughton", "neil", "neill", "phail",
    "pherson", "rae", "sweeney", "taggart", "tavish",
];

/// How the article writes words where it does not write them in capitals.
pub(super) struct Letters<'f>(FxHashMap<String, &'f str>);

impl<'f> Letters<'f> {
    /// Gathers the words of names as they are spelled.
    pub(super) fn of(names: impl Iterator<Item = &'f str> + Clone) -> Self {
        // Most articles have no name in capitals and need no table.
        if !names.clone().any(|name| name.split(' ').any(is_upper)) {
            return Self(FxHashMap::default());
        }
        let words = names.flat_map(|name| name.split(' ')).filter(|word| !is_upper(word));
        Self(words.map(|word| (fold(word), word)).collect())
    }

    /// A name in ordinary letters: as the article writes its words elsewhere, else as names are
    /// written.
    pub(super) fn lowered(&self, name: &str) -> String {
        let mut out = String::with_capacity(name.len());
        for (number, word) in name.split(' ').enumerate() {
            if number > 0 {
                out.push(' ');
            }
            match self.0.get(&fold(word)) {
                Some(known) => out.push_str(known),
                None if is_upper(word) => lower_word(word, number == 0, &mut out),
                None => out.push_str(word),
            }
        }
        out
    }
}

/// Whether a person's name is written in capitals: every word of two or more, or the one word
/// that a label has.
pub(super) fn is_upper_name(name: &str, label: bool) -> bool {
    let words = || name.split(' ').filter(|word| word.chars().count() > 1);
    (label || name.contains(' '))
        && words().any(is_upper)
        && words().all(|word| is_upper(word) || is_particle(word) || word.ends_with('.'))
}

/// Whether a word of two letters or more is in capitals, but for the front of `McBRIDE`.
fn is_upper(word: &str) -> bool {
    let tail = word.rsplit(['\'', '’', '-']).next().unwrap_or(word);
    let tail = if tail.chars().count() > 1 { tail } else { word };
    let upper = tail.chars().rev().take_while(|c| c.is_uppercase()).count();
    upper > 1
        && (upper == tail.chars().count() || tail.chars().next().is_some_and(char::is_uppercase))
}

fn is_particle(word: &str) -> bool {
    senses(&word.to_lowercase()).has(Senses::PARTICLE)
}

/// Writes one word, with the parts of a double name each for itself.
fn lower_word(word: &str, first: bool, out: &mut String) {
    if !first && is_lower_particle(&word.to_lowercase()) {
        out.push_str(&word.to_lowercase());
        return;
    }
    // "DJ Roe", "J.K. Roe": initials stay.
    let vowel = |c: char| "AEIOUYÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØÙÚÛÜÝ".contains(c);
    if first && word.chars().count() == 2 && !word.contains(vowel) || word.contains('.') {
        out.push_str(word);
        return;
    }
    let mut parts = word.split('-').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            lower_part(part, out);
        } else if matches!(part, "AL" | "EL" | "UL") {
            out.push_str(&part.to_lowercase());
            out.push('-');
        } else {
            lower_part(part, out);
            out.push('-');
        }
    }
}

/// Particles that names in English text write small behind a forename.
fn is_lower_particle(lower: &str) -> bool {
    matches!(
        lower,
        "van"
            | "von"
            | "der"
            | "den"
            | "ter"
            | "ten"
            | "zu"
            | "bin"
            | "ibn"
            | "bint"
            | "de"
            | "del"
            | "da"
            | "dos"
            | "das"
            | "do"
            | "du"
            | "la"
            | "y"
            | "af"
            | "av"
    )
}

/// Writes a part of a word: its first letter stays, and so do those behind "Mc", "Mac" and "O'".
fn lower_part(part: &str, out: &mut String) {
    if let Some(at) = part.find(['\'', '’']) {
        let (front, rest) = part.split_at(at);
        let mark = rest.chars().next().map_or(0, char::len_utf8);
        let tail = &rest[mark..];
        // "O'BRIEN", "D'ARCY"; the mark of "AYO'" ends a word.
        if front.chars().count() < 3 && tail.chars().count() > 1 {
            capitalised(front, out);
            out.push_str(&rest[..mark]);
            lower_part(tail, out);
            return;
        }
    }
    let lower = part.to_lowercase();
    let front = if lower.starts_with("mc") && lower.len() > 4 {
        2
    } else if lower.strip_prefix("mac").is_some_and(|rest| BEHIND_MAC.contains(&rest)) {
        3
    } else {
        // "DeSANTIS": what is small already ends the front.
        part.rfind(char::is_lowercase)
            .map_or(0, |i| i + part[i..].chars().next().map_or(1, char::len_utf8))
    };
    match (part.get(..front), part.get(front..)) {
        (Some(front), Some(rest)) if !front.is_empty() && !rest.is_empty() => {
            capitalised(front, out);
            capitalised(rest, out);
        }
        _ => capitalised(part, out),
    }
}

/// Writes a word with its first letter as it is and the rest small.
fn capitalised(word: &str, out: &mut String) {
    let mut chars = word.chars();
    out.extend(chars.next());
    out.push_str(&chars.as_str().to_lowercase());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn reads(upper: &str, expected: &str) {
        let letters = Letters::of([upper].into_iter());
        let label = !upper.contains(' ');
        let found = if is_upper_name(upper, label) { letters.lowered(upper) } else { upper.into() };
        assert_eq!(found, expected);
    }

    #[test]
    fn names_in_capitals_are_written_as_names() {
        reads("EVA LIND", "Eva Lind");
        reads("LIND-ROE", "Lind-Roe");
        reads("ŁUCJA ŻAK", "Łucja Żak");
        reads("NÓRA Ó DÁLAIGH", "Nóra Ó Dálaigh");
        reads("Eva Lind", "Eva Lind");
        reads("AOL", "Aol");
        reads("J. LIND", "J. Lind");
        reads("DJ LIND", "DJ Lind");
    }

    #[test]
    fn particles_and_fronts_of_surnames_keep_their_form() {
        reads("EVA VAN DER MOSS", "Eva van der Moss");
        reads("VAN DER MOSS", "Van der Moss");
        reads("SALMA BINT HAMAD AL-KAABI", "Salma bint Hamad al-Kaabi");
        reads("AL LIND", "Al Lind");
        reads("HAMAD AL KAABI", "Hamad Al Kaabi");
        reads("MARY MCBRIDE", "Mary McBride");
        reads("MARY McBRIDE", "Mary McBride");
        reads("MARY MACBRIDE", "Mary MacBride");
        reads("MARY MACHADO", "Mary Machado");
        reads("TOM O'DALY", "Tom O'Daly");
        reads("TOM O’DALY-ROE", "Tom O’Daly-Roe");
        reads("TOM DeWITT", "Tom DeWitt");
        reads("TOM DeWITT ROE", "Tom DeWitt Roe");
    }

    proptest! {
        #[test]
        fn no_letter_is_added_or_lost(name in "[A-ZÀ-ÖØ-Þa-z'’. -]{0,40}") {
            let letters = Letters::of([&*name].into_iter());
            prop_assert_eq!(fold(&letters.lowered(&name)), fold(&name));
        }
    }

    #[test]
    fn the_spelling_of_the_article_goes_first() {
        let letters = Letters::of(["MARY MACHADO", "MacHado", "Mary"].into_iter());
        assert_eq!(letters.lowered("MARY MACHADO"), "Mary MacHado");
    }

    #[test]
    fn one_word_in_capitals_is_a_name_in_labels_only() {
        assert!(is_upper_name("LIND", true));
        assert!(!is_upper_name("LIND", false));
        assert!(is_upper_name("EVA LIND", false));
        assert!(!is_upper_name("EVA Lind", true));
    }
}

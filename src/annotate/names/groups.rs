//! Whether two names can be one body's: shortened, turned around, or as an acronym.

use super::forms::Form;
use super::lexicon::{Senses, senses};

/// Heads of bodies that every country has, so that its name may be left out.
const OF_COUNTRIES: &[&str] = &[
    "ministry",
    "parliament",
    "army",
    "government",
    "embassy",
    "agency",
    "police",
    "bank",
    "court",
    "forces",
    "force",
    "guard",
    "council",
    "assembly",
    "cabinet",
    "department",
    "authority",
    "commission",
    "presidency",
    "office",
];

/// Heads of bodies that may be called by their first word alone: "Pew", "Toyota".
const CALLED_BY_FRONT: &[&str] = &[
    "news",
    "network",
    "networks",
    "media",
    "magazine",
    "group",
    "inc",
    "corp",
    "co",
    "ltd",
    "llc",
    "plc",
    "partners",
    "university",
    "college",
    "institute",
    "institution",
    "holdings",
    "capital",
    "center",
    "centre",
    "bank",
    "motor",
    "motors",
    "airlines",
    "airways",
    "press",
    "corporation",
    "company",
    "foundation",
    "electric",
    "technologies",
    "systems",
    "industries",
    "agency",
    "front",
    "enterprises",
    "studios",
    "pharmaceuticals",
    "securities",
    "energy",
    "grid",
    "air",
    "foods",
    "rail",
    "logistics",
    "telecom",
];

/// Spellings of one word.
fn spelled_alike(word: &str) -> &str {
    match word {
        "defence" => "defense",
        "labour" => "labor",
        "centre" => "center",
        "organisation" => "organization",
        word => word,
    }
}

fn is_small(word: &str) -> bool {
    matches!(
        word,
        "of" | "for" | "and" | "on" | "the" | "in" | "&" | "'s" | "'" | "de" | "la" | "affairs"
    )
}

/// The word a body's name turns on: "ministry" in "Ministry of Defense" and "Defense Ministry".
pub(super) fn head(form: &Form) -> Option<&str> {
    let words = &form.words;
    let of = words.iter().position(|word| matches!(&**word, "of" | "for" | "on"));
    let head = match of {
        Some(of) if of > 0 => &words[of - 1],
        _ => words.last()?,
    };
    (senses(head).has(Senses::BODY) || senses(head).has(Senses::OFFICE))
        .then_some(spelled_alike(head))
}

/// Whether `short` names the body `long` with fewer or turned words.
///
/// All words of `short` occur in `long`, whose further words tell of which country it is.
pub(super) fn is_short_for(short: &Form, long: &Form) -> bool {
    let has = |form: &Form, wanted: &str| {
        form.words.iter().any(|word| spelled_alike(word) == spelled_alike(wanted))
    };
    short.words.iter().filter(|word| !is_small(word)).all(|word| has(long, word))
        && long
            .words
            .iter()
            .filter(|word| !is_small(word) && !has(short, word))
            .all(|word| senses(word).has(Senses::PEOPLE.with(Senses::PLACE)))
}

/// The name of the land that an adjective may be made of: "kenya" for "kenyan".
pub(super) fn land_of(adjective: &str) -> Option<&str> {
    const SHORTEST: usize = 5;
    adjective.strip_suffix('n').filter(|land| land.len() >= SHORTEST && land.ends_with('a'))
}

/// Whether the country may be left out of a body's name: "the Defense Ministry".
pub(super) fn is_of_country(form: &Form) -> bool {
    head(form).is_some_and(|head| OF_COUNTRIES.contains(&head))
}

/// Whether a body may be called by its first word alone.
pub(super) fn is_called_by_front(form: &Form) -> bool {
    form.words.last().is_some_and(|head| CALLED_BY_FRONT.contains(&&**head))
}

/// The acronyms a name of two words or more may have: with and without its small words.
pub(super) fn acronyms(form: &Form) -> [String; 2] {
    let letters = |with_small: bool| {
        form.words
            .iter()
            .filter(|word| with_small || !is_small(word))
            .filter(|word| !matches!(&***word, "'s" | "'" | "&"))
            .flat_map(|word| word.split('-').filter_map(|part| part.chars().next()))
            .collect()
    };
    [letters(false), letters(true)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::NameKind;
    use crate::annotate::names::evidence::Evidence;

    fn form(words: &str) -> Form {
        Form {
            words: words.split(' ').map(Box::from).collect(),
            suffix: None,
            spelled: words.to_owned(),
            evidence: Evidence::default(),
            kind: NameKind::Organisation,
            sure: true,
            acronym: false,
            in_headline: 0,
            tail: false,
            gender: None,
        }
    }

    #[test]
    fn a_body_is_known_by_its_head_and_content_words() {
        assert_eq!(head(&form("syrian ministry of defense")), Some("ministry"));
        assert_eq!(head(&form("health ministry")), Some("ministry"));
        assert!(is_short_for(&form("defence ministry"), &form("syrian ministry of defense")));
        assert!(is_short_for(&form("ministry of health"), &form("health ministry")));
        assert!(!is_short_for(&form("ministry of health"), &form("syrian ministry of defense")));
        assert!(!is_short_for(&form("national bank"), &form("national bank of commerce")));
        assert!(is_of_country(&form("syrian ministry of defense")));
        assert!(!is_of_country(&form("labor party")));
    }

    #[test]
    fn adjectives_of_lands_tell_the_land() {
        assert_eq!(land_of("zorvelan"), Some("zorvela"));
        assert_eq!(land_of("nolan"), None);
        assert_eq!(land_of("morrison"), None);
    }

    #[test]
    fn companies_and_schools_are_called_by_their_first_word() {
        assert!(is_called_by_front(&form("moss motors")));
        assert!(is_called_by_front(&form("lind university")));
        assert!(!is_called_by_front(&form("senate finance committee")));
    }

    #[test]
    fn acronyms_are_made_with_and_without_small_words() {
        assert_eq!(acronyms(&form("syrian democratic forces"))[0], "sdf");
        assert_eq!(acronyms(&form("department of justice")), ["dj", "doj"].map(String::from));
    }
}

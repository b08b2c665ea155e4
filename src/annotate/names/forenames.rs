//! Forenames and the sex they tell.

use super::lexicon::Senses;

/// From the 1990 US census; the file names its source.
const UNITED_STATES: &str = include_str!("data/forenames-us.txt");
/// Of other languages, folded.
const WORLD: &str = include_str!("data/forenames-world.txt");

/// All forenames, folded; a name that several languages have comes once for each.
///
/// A name that men bear in one language and women in another tells no sex, because it gets both.
pub(super) fn all() -> impl Iterator<Item = (&'static str, Senses)> {
    UNITED_STATES.lines().chain(WORLD.lines()).filter(|line| !line.starts_with('#')).flat_map(
        |line| {
            let mut words = line.split_ascii_whitespace();
            let sex = match words.next() {
                Some("m") => Senses::MALE,
                Some("f") => Senses::FEMALE,
                _ => Senses::MALE.with(Senses::FEMALE),
            };
            words.map(move |word| (word, sex.with(Senses::FORENAME)))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::senses;
    use super::*;
    use crate::annotate::names::Gender;
    use crate::text::fold;

    #[test]
    fn every_name_is_folded_and_more_than_a_letter() {
        for (name, _) in all() {
            assert_eq!(name, fold(name));
            assert!(name.len() > 1, "{name}");
        }
        assert!(all().count() > 3000);
    }

    #[test]
    fn a_name_of_both_sexes_tells_none() {
        assert_eq!(senses("yasar").gender(), Some(Gender::Male));
        assert_eq!(senses("andrea").gender(), None);
        assert_eq!(senses("jamie").gender(), None);
    }
}

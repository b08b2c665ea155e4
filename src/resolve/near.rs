//! Names that are near to one asked for.

use std::cmp::Reverse;

use crate::engine::Engine;
use crate::error::Result;
use crate::facet::words;
use crate::hit::Person;
use crate::text::within_edits;

/// Letters from which on a word of a name may have one edit, and two.
const EDITED: [usize; 2] = [3, 6];

/// What a word that fits nothing weighs, in edits; more than any other may have.
const UNFIT: usize = 3;

/// How far a name is from one asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Distance {
    /// Whether some of the words asked for fit none of its words; such names count only where no
    /// other fits.
    partly: bool,
    /// Edits of the others; a last word that does not fit, which is the surname, weighs double.
    edits: usize,
}

impl Distance {
    /// Whether all words asked for fit.
    pub(super) fn is_whole(self) -> bool {
        !self.partly
    }
}

/// The people and bodies near to a name, each with its distance; `count` says how often somebody
/// occurs. Nearest first, then the most frequent; those of whom some words fit only where nobody
/// has all.
pub(super) fn near(
    engine: &dyn Engine,
    asked: &str,
    count: impl Fn(&Person) -> u64,
) -> Result<Vec<(Distance, Person)>> {
    let parts = parts(asked);
    let mut people = Vec::new();
    for part in &parts {
        people.extend(engine.names_near(part, edits(part))?);
        // A space or hyphen may be missing.
        for (at, _) in part.char_indices().skip(2) {
            let (first, second) = part.split_at(at);
            people.extend(engine.names_with(&[first.to_owned(), second.to_owned()])?);
        }
    }
    let mut out: Vec<(Distance, Person)> = people
        .into_iter()
        .filter(|person| count(person) > 0)
        .filter_map(|person| {
            let names = std::iter::once(&person.label).chain(&person.aliases);
            let nearest = names.filter_map(|name| distance(&parts, name)).min()?;
            Some((nearest, person))
        })
        .collect();
    out.sort_by(|(near, a), (far, b)| {
        (near, Reverse(count(a)), &a.key).cmp(&(far, Reverse(count(b)), &b.key))
    });
    out.dedup_by(|(_, a), (_, b)| a.key == b.key);
    if out.first().is_some_and(|(nearest, _)| nearest.is_whole()) {
        out.retain(|(distance, _)| distance.is_whole());
    }
    Ok(out)
}

/// How far a name or value is from the words asked for; `None` where no word fits.
pub(super) fn distance_to(asked: &str, name: &str) -> Option<Distance> {
    distance(&parts(asked), name)
}

fn distance(asked: &[String], name: &str) -> Option<Distance> {
    let own = parts(name);
    if let Some(edits) = placed(asked, &own, false) {
        return Some(Distance { partly: false, edits });
    }
    let nothing_fits: usize =
        (1..=asked.len()).map(|left| unfit(&asked[asked.len() - left..])).sum();
    let edits = placed(asked, &own, true)?;
    (edits < nothing_fits).then_some(Distance { partly: true, edits })
}

/// The words of a name, compounds in their parts.
fn parts(name: &str) -> Vec<String> {
    let words = words(name);
    let parts = words.iter().flat_map(|word| word.split('-'));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Edits that a word may have.
fn edits(word: &str) -> u8 {
    let letters = word.chars().count();
    if word.contains(char::is_numeric) || letters < EDITED[0] {
        0
    } else if letters < EDITED[1] {
        1
    } else {
        2
    }
}

/// The fewest edits by which the words asked for stand in order among the words of a name, two of
/// either written as one, too; `None` where they do not. Some may be left out when `partly`.
///
/// Works from the last words to the first, so that each pair of words is looked at once.
fn placed(asked: &[String], own: &[String], partly: bool) -> Option<usize> {
    let both = |words: &[String]| words.get(1).map(|second| format!("{}{second}", words[0]));
    // For each number of own words passed: the best way to place what follows of those asked for.
    // Behind the last one asked for there is nothing to place.
    let mut behind = [vec![Some(0); own.len() + 1], vec![None; own.len() + 1]];
    for i in (0..asked.len()).rev() {
        let (rest, joined) = (&asked[i..], both(&asked[i..]));
        let mut here = vec![None; own.len() + 1];
        for j in (0..=own.len()).rev() {
            let mut ways = Vec::new();
            if partly {
                ways.push(plus(behind[0][j], Some(unfit(rest))));
            }
            if let Some(word) = own.get(j) {
                ways.push(here[j + 1]);
                ways.push(plus(behind[0][j + 1], edited(&rest[0], word)));
                if let Some(own) = both(&own[j..]) {
                    ways.push(plus(behind[0][j + 2], edited(&rest[0], &own)));
                }
                if let Some(joined) = &joined {
                    ways.push(plus(behind[1][j + 1], edited(joined, word)));
                }
            }
            here[j] = ways.into_iter().flatten().min();
        }
        let [next, _] = behind;
        behind = [here, next];
    }
    behind[0][0]
}

fn plus(a: Option<usize>, b: Option<usize>) -> Option<usize> {
    Some(a? + b?)
}

/// What the first of these words weighs when it fits nothing.
fn unfit(asked: &[String]) -> usize {
    if asked.len() == 1 { 2 * UNFIT } else { UNFIT }
}

/// Edits between two words, where they are no more than the first may have.
fn edited(word: &str, other: &str) -> Option<usize> {
    (0..=usize::from(edits(word))).find(|most| within_edits(word, other, *most))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As [`placed`] by the definition, way by way.
    fn by_definition(asked: &[String], own: &[String], partly: bool) -> Option<usize> {
        let Some(first) = asked.first() else { return Some(0) };
        let mut ways = Vec::new();
        if partly {
            ways.push(plus(by_definition(&asked[1..], own, partly), Some(unfit(asked))));
        }
        if let Some(word) = own.first() {
            ways.push(by_definition(asked, &own[1..], partly));
            let rest = by_definition(&asked[1..], &own[1..], partly);
            ways.push(plus(rest, edited(first, word)));
            if let [second, third, ..] = own {
                let rest = by_definition(&asked[1..], &own[2..], partly);
                ways.push(plus(rest, edited(first, &format!("{second}{third}"))));
            }
            if let [first, second, ..] = asked {
                let rest = by_definition(&asked[2..], &own[1..], partly);
                ways.push(plus(rest, edited(&format!("{first}{second}"), word)));
            }
        }
        ways.into_iter().flatten().min()
    }

    proptest! {
        #[test]
        fn words_are_placed_as_by_the_definition(
            asked in prop::collection::vec("[ab]{1,4}", 0..5),
            own in prop::collection::vec("[ab]{1,4}", 0..6),
            partly in any::<bool>(),
        ) {
            prop_assert_eq!(placed(&asked, &own, partly), by_definition(&asked, &own, partly));
        }
    }

    #[track_caller]
    fn whole(asked: &str, name: &str, edits: usize) {
        assert_eq!(distance_to(asked, name), Some(Distance { partly: false, edits }), "{asked}");
    }

    #[test]
    fn slips_in_any_word_are_counted() {
        whole("Fiddan", "Hakan Fidan", 1);
        whole("Hakkan Fidan", "Hakan Fidan", 1);
        whole("Hakkan Fiddan", "Hakan Fidan", 2);
        whole("hakan fiadn", "Hakan Fidan", 1);
        whole("Gulr", "Yaşar Güler", 1);
        whole("FIDAN", "Hakan Fidan", 0);
    }

    #[test]
    fn hyphens_and_spaces_may_be_missing() {
        whole("Sharaa", "Ahmed al-Sharaa", 0);
        whole("al Sharaa", "Ahmed al-Sharaa", 0);
        whole("alSharaa", "Ahmed al-Sharaa", 0);
        whole("Abu-Qasra", "Murhaf Abu Qasra", 0);
        whole("Abuqasra", "Murhaf Abu Qasra", 0);
        whole("Kara Han", "Deniz Karahan", 0);
    }

    #[test]
    fn a_name_of_which_one_word_fits_is_further_than_any_other() {
        let partly = distance_to("Jon Fidan", "Hakan Fidan").expect("one word fits");
        assert!(!partly.is_whole());
        assert!(partly > distance_to("Hakkan Fiddan", "Hakan Fidan").expect("both fit"));
        // The surname tells more.
        let forename = distance_to("Olena Smith", "Olena Kravets").expect("one word fits");
        assert!(distance_to("Olena Smith", "Adam Smith").expect("one word fits") < forename);
    }

    /// Ways to place words grow beyond count where each is looked at.
    #[test]
    fn long_names_take_no_longer_than_they_are() {
        let asked = "spokeswoman ".repeat(200);
        assert_eq!(distance_to(&asked, &"ministry ".repeat(200)), None);
        let near = distance_to(&asked, &"spokesman spokeswoman ".repeat(200));
        assert_eq!(near.map(Distance::is_whole), Some(true));
    }

    #[test]
    fn other_names_are_not_near() {
        for (asked, name) in [
            ("Fidan", "Elena Novak"),
            ("Li", "Lu Wei"),
            ("Fidan Hakan", "Lena Berg"),
            ("Berlin 2024", "Berlim 2025 Forum"),
        ] {
            assert!(distance_to(asked, name).is_none_or(|near| !near.is_whole()), "{asked}");
        }
        assert_eq!(distance_to("Fidan", "Elena Novak"), None);
    }
}

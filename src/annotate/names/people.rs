//! Whether two names can be one person's.

use super::forms::{Form, bare};

/// Short forms of English forenames, each with the names it stands for.
const SHORT: &[(&str, &[&str])] = &[
    ("abe", &["abraham"]),
    ("al", &["albert", "alan", "alfred"]),
    ("alex", &["alexander", "alexandra", "alexis"]),
    ("andy", &["andrew"]),
    ("barb", &["barbara"]),
    ("ben", &["benjamin"]),
    ("bernie", &["bernard"]),
    ("beth", &["elizabeth"]),
    ("bill", &["william"]),
    ("bob", &["robert"]),
    ("bobby", &["robert"]),
    ("charlie", &["charles"]),
    ("chris", &["christopher", "christine", "christian"]),
    ("chuck", &["charles"]),
    ("cindy", &["cynthia"]),
    ("dan", &["daniel"]),
    ("dave", &["david"]),
    ("debbie", &["deborah"]),
    ("dick", &["richard"]),
    ("don", &["donald"]),
    ("ed", &["edward", "edwin"]),
    ("fred", &["frederick"]),
    ("greg", &["gregory"]),
    ("jack", &["john"]),
    ("jeff", &["jeffrey"]),
    ("jim", &["james"]),
    ("jimmy", &["james"]),
    ("joe", &["joseph"]),
    ("jon", &["jonathan"]),
    ("josh", &["joshua"]),
    ("kate", &["katherine", "catherine"]),
    ("kathy", &["kathleen", "katherine"]),
    ("ken", &["kenneth"]),
    ("larry", &["lawrence"]),
    ("liz", &["elizabeth"]),
    ("maggie", &["margaret"]),
    ("matt", &["matthew"]),
    ("meg", &["margaret", "megan"]),
    ("mike", &["michael"]),
    ("nick", &["nicholas"]),
    ("pam", &["pamela"]),
    ("pat", &["patrick", "patricia"]),
    ("peggy", &["margaret"]),
    ("pete", &["peter"]),
    ("phil", &["philip", "phillip"]),
    ("ray", &["raymond"]),
    ("rick", &["richard"]),
    ("rob", &["robert"]),
    ("ron", &["ronald"]),
    ("rudy", &["rudolph"]),
    ("sam", &["samuel", "samantha"]),
    ("steve", &["steven", "stephen"]),
    ("sue", &["susan"]),
    ("ted", &["edward", "theodore"]),
    ("tim", &["timothy"]),
    ("tom", &["thomas"]),
    ("tony", &["anthony"]),
    ("vince", &["vincent"]),
    ("will", &["william"]),
];

/// Whether two names of two words or more can be one person's.
///
/// Same last word, same suffix, no contradicting sex, and the words before the last of the
/// shorter name all found in order in the longer, an initial or short form standing for its word.
pub(super) fn same_person(a: &Form, b: &Form) -> bool {
    if a.last() != b.last() || a.suffix != b.suffix {
        return false;
    }
    if let (Some(x), Some(y)) = (a.gender, b.gender)
        && x != y
    {
        return false;
    }
    let (short, long) = if a.words.len() <= b.words.len() { (a, b) } else { (b, a) };
    let (Some((_, short)), Some((_, long))) = (short.words.split_last(), long.words.split_last())
    else {
        return false;
    };
    // "George W. Roe" is not "George H. W. Roe".
    let middles = |words: &[Box<str>]| -> String {
        words.iter().skip(1).filter_map(|word| word.chars().next()).collect()
    };
    let initials = short.len() > 1 && short[1..].iter().all(|word| word.chars().count() == 1);
    if initials && middles(short) != middles(long) {
        return false;
    }
    let mut rest = long.iter();
    short.iter().all(|word| rest.any(|other| same_word(word, other)))
}

/// Whether two words before the last name can be the same: equal, initial, or short form.
fn same_word(a: &str, b: &str) -> bool {
    let (a, b) = (bare(a), bare(b));
    a == b || is_initial_of(a, b) || is_initial_of(b, a) || is_short_for(a, b) || is_short_for(b, a)
}

fn is_initial_of(initial: &str, word: &str) -> bool {
    initial.chars().count() == 1 && word.starts_with(initial)
}

fn is_short_for(short: &str, full: &str) -> bool {
    SHORT
        .binary_search_by_key(&short, |(short, _)| short)
        .is_ok_and(|at| SHORT[at].1.contains(&full))
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
            kind: NameKind::Person,
            sure: true,
            acronym: false,
            in_headline: 0,
            tail: false,
            gender: None,
        }
    }

    #[test]
    fn short_forms_are_sorted() {
        assert!(SHORT.is_sorted_by_key(|(short, _)| *short));
    }

    #[test]
    fn initials_short_forms_and_missing_words_are_one_person() {
        for (a, b) in [
            ("abu qasra", "muharram abu qasra"),
            ("recep tayyip erdogan", "tayyip erdogan"),
            ("j k doe", "john kirk doe"),
            ("bill moss", "william moss"),
            ("bashar al-assad", "bashar assad"),
        ] {
            assert!(same_person(&form(a), &form(b)), "{a} / {b}");
        }
    }

    #[test]
    fn other_forenames_or_surnames_are_other_people() {
        for (a, b) in [
            ("john doe", "jane doe"),
            ("john doe", "john roe"),
            ("r doe", "john doe"),
            ("george w roe", "george h w roe"),
        ] {
            assert!(!same_person(&form(a), &form(b)), "{a} / {b}");
        }
    }
}

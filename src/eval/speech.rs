//! Which cues report speech, and not a belief, a wish or a finding.

use super::cover::is_letter;

/// Words that do, as they stand.
const WORDS: &str = "\
    add adds added adding ask asks asked asking call calls called calling cites cited citing \
    denied denies deny denying notes noted noting report reports reported reporting said say \
    says saying spoke stated states stating tell tells telling told write writes writing wrote";

/// Words that do, whatever ending they have.
const STEMS: &str = "\
    admit agree allege answer assert blast boast claim comment complain confirm demand discuss \
    express insist mention predict question quip recall remark repeat shout slam speak stress \
    suggest talk tout tweet vow warn yell";

/// Beginnings of words that do; each needs an ending.
const BEGINNINGS: &str = "\
    accus acknowledg announc argu conced conclud conten continu critici declar describ emphasi \
    expla jok pledg prais promis propos reiterat repl respon testif urg";

/// Whether a cue holds a word of speech, or is nothing but marks, as the colon before a quotation.
pub(super) fn is_cue_of_speech(cue: &str) -> bool {
    let cue = cue.to_lowercase();
    let is_part = |c: char| is_letter(c) || c == '_';
    if !cue.contains(is_part) {
        return !cue.is_empty();
    }
    let words: Vec<&str> = cue.split(|c| !is_part(c)).collect();
    words.iter().any(|word| is_word_of_speech(word)) || holds_phrase(&cue, is_part)
}

fn is_word_of_speech(word: &str) -> bool {
    let mut beginnings = BEGINNINGS.split(' ').filter_map(|stem| word.strip_prefix(stem));
    WORDS.split(' ').any(|known| word == known)
        || STEMS.split(' ').any(|stem| word.starts_with(stem))
        || beginnings.any(|ending| !ending.is_empty())
}

/// "pointed out", "according to".
fn holds_phrase(cue: &str, is_part: impl Fn(char) -> bool) -> bool {
    let words: Vec<&str> = cue.split(' ').collect();
    words.windows(2).any(|pair| {
        // Marks may stand before the first word and behind the second, but not between them.
        let first = pair[0].rsplit(|c| !is_part(c)).next().unwrap_or_default();
        let second = pair[1].split(|c| !is_part(c)).next().unwrap_or_default();
        first == "according" && second == "to" || first.starts_with("point") && second == "out"
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stems_and_phrases_of_speech_are_known() {
        for cue in [
            "said",
            "has been telling",
            "Writes",
            "tweeted",
            "tweets",
            "argued",
            "replied",
            "urges",
            "pointed out",
            "points out",
            "According to",
            "— according to,",
            ":",
            "… ,",
            "didn't say",
            "in a report … said",
            "denies",
        ] {
            assert!(is_cue_of_speech(cue), "{cue}");
        }
    }

    #[test]
    fn other_cues_are_not() {
        for cue in [
            "",
            "believes",
            "wants",
            "noteworthy",
            "pointed",
            "points  out",
            "point, out",
            "point outside",
            "according",
            "according  to",
            "urg",
            "soothsaying",
            "essay",
            "denial",
            "say_so",
            "saidé",
        ] {
            assert!(!is_cue_of_speech(cue), "{cue}");
        }
    }
}

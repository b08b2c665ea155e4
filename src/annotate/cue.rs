//! Cue words: verbs, adjectives and nouns that show that something was said, found, believed or
//! wished, with what may stand beside them.

mod table;

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use self::table::{ADJECTIVES, DOUBLED, IRREGULAR, NOUNS, VERBS};
use super::{Act, Polarity};

/// What a cue takes as its content; several may hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Frames(u8);

impl Frames {
    const CLAUSE: u8 = 1;
    const THAT: u8 = 1 << 1;
    const NOUN: u8 = 1 << 2;
    const INFINITIVE: u8 = 1 << 3;
    const ADDRESSEE: u8 = 1 << 4;
    const QUOTE: u8 = 1 << 5;
    const NOUN_TOO: u8 = 1 << 6;

    /// Reads letters: c clause, h clause with that, n noun phrase, t infinitive, a addressee,
    /// q quote, x also a noun.
    const fn read(letters: &str) -> Self {
        let bytes = letters.as_bytes();
        let mut set = 0;
        let mut i = 0;
        while i < bytes.len() {
            set |= match bytes[i] {
                b'c' => Self::CLAUSE,
                b'h' => Self::THAT,
                b'n' => Self::NOUN,
                b't' => Self::INFINITIVE,
                b'a' => Self::ADDRESSEE,
                b'q' => Self::QUOTE,
                _ => Self::NOUN_TOO,
            };
            i += 1;
        }
        Self(set)
    }

    const fn has(self, frame: u8) -> bool {
        self.0 & frame != 0
    }

    /// A clause, with or without "that": "said (that) it rained".
    pub(super) const fn clause(self) -> bool {
        self.has(Self::CLAUSE)
    }

    /// A clause, but only with "that" or a quotation mark: "pledged that it would rain".
    pub(super) const fn that(self) -> bool {
        self.has(Self::THAT)
    }

    /// A noun phrase: "criticised the plan".
    pub(super) const fn noun(self) -> bool {
        self.has(Self::NOUN)
    }

    /// An infinitive: "vowed to fight".
    pub(super) const fn infinitive(self) -> bool {
        self.has(Self::INFINITIVE)
    }

    /// The person spoken to comes first: "told reporters that …".
    pub(super) const fn addressee(self) -> bool {
        self.has(Self::ADDRESSEE)
    }

    /// Speech may come first or be interrupted: "…, said X".
    pub(super) const fn quote(self) -> bool {
        self.has(Self::QUOTE)
    }

    /// The base form and the form in -s are nouns as often ("claims", "reports").
    pub(super) const fn noun_too(self) -> bool {
        self.has(Self::NOUN_TOO)
    }
}

/// One sense of a cue: its lemma, the words that must follow, what it reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cue {
    /// Dictionary form.
    pub(super) lemma: &'static str,
    /// Words that belong to it ("out" of "point out"), in lower case.
    pub(super) tail: &'static [&'static str],
    /// What kind of act it reports.
    pub(super) act: Act,
    /// What may be its content.
    pub(super) frames: Frames,
    /// Whether its own meaning denies or asks.
    pub(super) polarity: Polarity,
}

/// Inflection of a cue verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// say
    Base,
    /// says
    Third,
    /// said, written
    Past,
    /// saying
    Ing,
}

/// All forms of all cues.
struct Table {
    /// Senses by the form of their first word; those with the longest tail first.
    verbs: FxHashMap<String, Vec<(&'static Cue, Form)>>,
    adjectives: FxHashMap<&'static str, Vec<&'static Cue>>,
    nouns: FxHashMap<String, Act>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut verbs: FxHashMap<String, Vec<(&'static Cue, Form)>> = FxHashMap::default();
    for cue in VERBS {
        for (form, word) in inflect(cue.lemma) {
            let senses = verbs.entry(word).or_default();
            if !senses.contains(&(cue, form)) {
                senses.push((cue, form));
                senses.sort_by_key(|(cue, form)| (std::cmp::Reverse(cue.tail.len()), *form));
            }
        }
    }
    let mut adjectives: FxHashMap<&'static str, Vec<&'static Cue>> = FxHashMap::default();
    for cue in ADJECTIVES {
        let senses = adjectives.entry(cue.lemma).or_default();
        senses.push(cue);
        senses.sort_by_key(|cue| std::cmp::Reverse(cue.tail.len()));
    }
    let mut nouns = FxHashMap::default();
    for (noun, act) in NOUNS {
        nouns.insert((*noun).to_owned(), *act);
        nouns.insert(third(noun), *act);
    }
    Table { verbs, adjectives, nouns }
});

/// The senses of a verb form in lower case, those with the longest tail first.
pub(super) fn verb_senses(word: &str) -> &'static [(&'static Cue, Form)] {
    TABLE.verbs.get(word).map_or(&[], Vec::as_slice)
}

/// The senses of an adjective in lower case.
pub(super) fn adjective_senses(word: &str) -> &'static [&'static Cue] {
    TABLE.adjectives.get(word).map_or(&[], Vec::as_slice)
}

/// The act a noun reports when a clause with "that" follows.
pub(super) fn noun_act(word: &str) -> Option<Act> {
    TABLE.nouns.get(word).copied()
}

/// All forms of a verb.
fn inflect(lemma: &str) -> Vec<(Form, String)> {
    let mut out = vec![(Form::Base, lemma.to_owned()), (Form::Third, third(lemma))];
    let doubled = DOUBLED.contains(&lemma);
    let last = lemma.chars().next_back().unwrap_or_default();
    let stem = if doubled {
        format!("{lemma}{last}")
    } else if let Some(stem) = lemma.strip_suffix('e').filter(|_| !lemma.ends_with("ee")) {
        stem.to_owned()
    } else {
        lemma.to_owned()
    };
    out.push((Form::Ing, if lemma == "see" { "seeing".to_owned() } else { format!("{stem}ing") }));
    if let Some((_, forms)) = IRREGULAR.iter().find(|(irregular, _)| *irregular == lemma) {
        out.extend(forms.iter().map(|form| (Form::Past, (*form).to_owned())));
    } else if let Some(stem) = y_stem(lemma) {
        out.push((Form::Past, format!("{stem}ied")));
    } else if lemma.ends_with('e') && !doubled {
        out.push((Form::Past, format!("{lemma}d")));
    } else {
        out.push((Form::Past, format!("{stem}ed")));
    }
    out
}

/// The form in -s.
fn third(lemma: &str) -> String {
    if let Some(stem) = y_stem(lemma) {
        format!("{stem}ies")
    } else if lemma.ends_with(['s', 'x', 'o']) || lemma.ends_with("ch") || lemma.ends_with("sh") {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    }
}

/// The stem of a word in consonant + y.
fn y_stem(word: &str) -> Option<&str> {
    let stem = word.strip_suffix('y')?;
    (!stem.ends_with(['a', 'e', 'o', 'u'])).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(word: &str, lemma: &str, form: Form) -> bool {
        verb_senses(word).iter().any(|(cue, found)| cue.lemma == lemma && *found == form)
    }

    #[test]
    fn verbs_are_known_in_all_forms() {
        for (word, lemma, form) in [
            ("says", "say", Form::Third),
            ("said", "say", Form::Past),
            ("denied", "deny", Form::Past),
            ("denies", "deny", Form::Third),
            ("admitting", "admit", Form::Ing),
            ("criticized", "criticize", Form::Past),
            ("arguing", "argue", Form::Ing),
            ("agreed", "agree", Form::Past),
            ("agreeing", "agree", Form::Ing),
            ("echoes", "echo", Form::Third),
            ("stresses", "stress", Form::Third),
        ] {
            assert!(is(word, lemma, form), "{word}");
        }
    }

    #[test]
    fn the_longest_tail_comes_first() {
        let senses = verb_senses("called");
        assert!(senses[0].0.tail.len() >= senses[senses.len() - 1].0.tail.len());
        assert!(senses.iter().any(|(cue, _)| cue.tail == ["for"]));
    }

    #[test]
    fn other_words_are_no_cues() {
        assert!(verb_senses("walked").is_empty());
        assert!(noun_act("table").is_none());
        assert!(adjective_senses("green").is_empty());
    }

    #[test]
    fn nouns_have_plurals_and_acts() {
        assert_eq!(noun_act("claims"), Some(Act::Speech));
        assert_eq!(noun_act("worries"), Some(Act::Belief));
        assert_eq!(noun_act("conclusion"), Some(Act::Finding));
    }
}

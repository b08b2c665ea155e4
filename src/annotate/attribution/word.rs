//! Classes of words that the rules of grammar ask for.
//!
//! Closed classes are listed; open classes are told by their endings or not at all.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// A set of word classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class(u32);

impl Class {
    /// the, a, this, some, every
    pub(super) const DETERMINER: Self = Self(1);
    /// he, she, they, who
    pub(super) const SUBJECT: Self = Self(1 << 1);
    /// him, her, them, it, reporters
    pub(super) const OBJECT: Self = Self(1 << 2);
    /// his, their
    pub(super) const POSSESSIVE: Self = Self(1 << 3);
    /// is, was, been
    pub(super) const BE: Self = Self(1 << 4);
    /// has, have, had
    pub(super) const HAVE: Self = Self(1 << 5);
    /// will, could, did
    pub(super) const MODAL: Self = Self(1 << 6);
    /// not, n't, never
    pub(super) const NEGATION: Self = Self(1 << 7);
    /// also, later, repeatedly
    pub(super) const ADVERB: Self = Self(1 << 8);
    /// of, in, with
    pub(super) const PREPOSITION: Self = Self(1 << 9);
    /// and, or, but
    pub(super) const CONJUNCTION: Self = Self(1 << 10);
    /// that, because, while
    pub(super) const SUBORDINATOR: Self = Self(1 << 11);
    /// what, how, whether
    pub(super) const QUESTION: Self = Self(1 << 12);
    /// Tuesday, yesterday, last
    pub(super) const TIME: Self = Self(1 << 13);
    /// met, led, gave: pasts that are not told by their ending
    pub(super) const PAST: Self = Self(1 << 14);
    /// to
    pub(super) const TO: Self = Self(1 << 15);

    /// Whether a class of `other` is in this set.
    pub(super) fn is(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Both sets.
    pub(super) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The classes of a word in lower case.
    pub(super) fn of(word: &str) -> Self {
        let listed = LISTED.get(word).copied().unwrap_or_default();
        if listed == Self::default() && is_ly_adverb(word) { Self::ADVERB } else { listed }
    }
}

/// Auxiliaries of every kind.
pub(super) const AUXILIARY: Class = Class::BE.or(Class::HAVE).or(Class::MODAL);

/// What begins a noun phrase for certain.
pub(super) const OPENS_PHRASE: Class = Class::DETERMINER.or(Class::POSSESSIVE);

const LISTS: &[(Class, &str)] = &[
    (
        Class::DETERMINER,
        "the a an this that these those some any no every each all both another many several few \
         most two three four five six seven eight nine ten more other such one its",
    ),
    (
        Class::SUBJECT,
        "he she they it we i you who everyone everybody nobody somebody someone anyone which there",
    ),
    (
        Class::OBJECT,
        "him her them it us me you himself herself themselves itself reporters everyone people \
         voters supporters delegates journalists lawmakers attendees viewers listeners",
    ),
    (Class::POSSESSIVE, "his her its their our my your whose"),
    (Class::BE, "is are was were be been being am 's 're 'm isn't aren't wasn't weren't"),
    (Class::HAVE, "has have had having 've 'd"),
    (
        Class::MODAL,
        "do does did will would can could may might must should shall 'll ca wo cannot ought",
    ),
    (Class::NEGATION, "not n't never neither nor hardly"),
    (
        Class::ADVERB,
        "also then later now still once often again just even ever already soon always instead \
         further not n't never meanwhile however moreover thus therefore perhaps maybe indeed \
         sometimes yet only simply rather quite very too first long flatly at-large nevertheless \
         nonetheless afterward afterwards earlier ago though so more much well almost",
    ),
    (
        Class::PREPOSITION,
        "of in on at by for from with to about into over after before under during against between \
         among through throughout without within amid since until till across behind near toward \
         towards despite via upon per like than off around outside inside beyond above below \
         regarding concerning alongside including",
    ),
    (Class::CONJUNCTION, "and or but nor &"),
    (
        Class::SUBORDINATOR,
        "that because while when if although though as whether since unless whereas where until \
         once after before whenever wherever than",
    ),
    (Class::QUESTION, "what how whether why where when who which if whom whose"),
    (
        Class::TIME,
        "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight \
         january february march april may june july august september october november december \
         jan feb mar apr jun jul aug sept sep oct nov dec recently earlier later week month year \
         morning afternoon evening night last next mon. tues. early late ago weekend",
    ),
    (
        Class::PAST,
        "met led made took came went gave left held began won lost got sent kept put ran set stood \
         brought bought built caught chose drew fell flew fought grew heard hit became came cut \
         drove knew meant paid read rose sat sold shot spent struck taught threw thought told \
         understood wore said saw found felt broke beat let does has plans remains comes goes \
         makes takes gets gives looks needs seems appears leads runs keeps won",
    ),
    (Class::TO, "to"),
];

static LISTED: LazyLock<FxHashMap<&'static str, Class>> = LazyLock::new(|| {
    let mut words: FxHashMap<&'static str, Class> = FxHashMap::default();
    for (class, list) in LISTS {
        for word in list.split_whitespace() {
            let entry = words.entry(word).or_default();
            *entry = entry.or(*class);
        }
    }
    words
});

fn is_ly_adverb(word: &str) -> bool {
    const NOUNS: &[&str] = &[
        "family", "reply", "assembly", "italy", "supply", "rely", "apply", "ally", "imply",
        "monopoly", "rally", "comply", "bully", "emily", "kelly", "billy", "sally", "reilly",
        "weekly", "daily", "monthly", "elderly", "friendly", "likely", "unlikely",
    ];
    word.len() > 4 && word.ends_with("ly") && !NOUNS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_their_classes() {
        assert!(Class::of("she").is(Class::SUBJECT));
        assert!(Class::of("repeatedly").is(Class::ADVERB));
        assert!(Class::of("her").is(Class::OBJECT) && Class::of("her").is(Class::POSSESSIVE));
        assert!(!Class::of("family").is(Class::ADVERB));
        assert!(!Class::of("minister").is(AUXILIARY));
    }
}

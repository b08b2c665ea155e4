//! Words that tell the tense around a date, and how each tells it.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// How a word tells a tense.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// It points ahead: "will", "deadline".
    Ahead,
    /// It points ahead, and back behind "had": "due", "had been due".
    Planned,
    /// It points ahead before "to", "for" and what is planned: "plans a march for".
    Plans,
    /// It points ahead before an infinitive: "agreed to meet".
    Agreed,
    /// It points ahead between "is" and an infinitive: "is supposed to end".
    Supposed,
    /// A verb of a timetable, whose present tells what is to come: "the trial begins".
    Timetable,
    /// It points ahead behind "is": "is to meet".
    To,
    /// A past form.
    Past,
}

/// Words that point ahead.
const AHEAD: &[&str] = &[
    "will",
    "'ll",
    "wo",
    "shall",
    "would",
    "should",
    "may",
    "must",
    "might",
    "planning",
    "hoping",
    "intends",
    "expects",
    "expect",
    "forecasts",
    "predicts",
    "until",
    "upcoming",
    "tomorrow",
    "deadline",
    "going",
    "projected",
    "anticipated",
    "payable",
    "effective",
];

/// Participles that point ahead, and back behind "had".
const PLANNED: &[&str] = &["scheduled", "expected", "due", "slated"];

/// Words that point ahead before "to" and "for": "set to resume", "planned for".
const PLANS: &[&str] = &[
    "plans", "plan", "planned", "hopes", "hope", "set", "aims", "aim", "wants", "want", "needs",
    "need",
];

/// Past forms that look ahead before an infinitive: "agreed to meet Friday".
const AGREED: &[&str] =
    &["agreed", "promised", "vowed", "pledged", "threatened", "voted", "decided", "opted"];

/// Participles that make an infinitive behind them a duty: "is supposed to end by Friday".
const SUPPOSED: &[&str] = &["supposed", "required", "obliged", "obligated", "meant", "intended"];

/// Verbs of a timetable in the present.
const TIMETABLE: &[&str] = &[
    "begins", "starts", "opens", "resumes", "arrives", "expires", "ends", "meets", "convenes",
    "meet", "resume", "takes", "take",
];

/// Past forms that do not end in -ed, and other words that point back.
const PAST: &[&str] = &[
    "was",
    "were",
    "had",
    "did",
    "been",
    "said",
    "told",
    "began",
    "came",
    "went",
    "took",
    "made",
    "met",
    "held",
    "won",
    "lost",
    "fell",
    "rose",
    "sold",
    "bought",
    "gave",
    "got",
    "saw",
    "left",
    "led",
    "spoke",
    "wrote",
    "became",
    "brought",
    "found",
    "grew",
    "kept",
    "knew",
    "paid",
    "ran",
    "sent",
    "shot",
    "stood",
    "struck",
    "thought",
    "threw",
    "drew",
    "flew",
    "hit",
    "cut",
    "broke",
    "built",
    "caught",
    "chose",
    "drove",
    "fought",
    "heard",
    "hurt",
    "laid",
    "lay",
    "rang",
    "sank",
    "sat",
    "sought",
    "spent",
    "swore",
    "taught",
    "wore",
    "died",
    "since",
    "yesterday",
    "sued",
];

/// Words in -ed that are no past forms.
const NOT_PAST: &[&str] = &[
    "indeed", "hundred", "speed", "red", "bed", "feed", "united", "proceed", "succeed", "bleed",
    "exceed",
];

static SENSES: LazyLock<FxHashMap<&'static str, Option<Sense>>> = LazyLock::new(|| {
    [
        (AHEAD, Some(Sense::Ahead)),
        (PLANNED, Some(Sense::Planned)),
        (PLANS, Some(Sense::Plans)),
        (AGREED, Some(Sense::Agreed)),
        (SUPPOSED, Some(Sense::Supposed)),
        (TIMETABLE, Some(Sense::Timetable)),
        (&["to"], Some(Sense::To)),
        (PAST, Some(Sense::Past)),
        (NOT_PAST, None),
    ]
    .iter()
    .flat_map(|(words, sense)| words.iter().map(|word| (*word, *sense)))
    .collect()
});

/// How a word in lower case tells a tense, if it does.
pub(super) fn sense(word: &str) -> Option<Sense> {
    match SENSES.get(word) {
        Some(sense) => *sense,
        None => (word.len() > 3 && word.ends_with("ed")).then_some(Sense::Past),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_tells_in_one_way() {
        let tables = [AHEAD, PLANNED, PLANS, AGREED, SUPPOSED, TIMETABLE, PAST, NOT_PAST];
        assert_eq!(SENSES.len(), 1 + tables.iter().map(|table| table.len()).sum::<usize>());
    }

    #[test]
    fn regular_past_forms_end_in_ed() {
        assert_eq!(sense("walked"), Some(Sense::Past));
        assert_eq!(sense("hundred"), None);
        assert_eq!(sense("red"), None);
        assert_eq!(sense("walks"), None);
    }
}

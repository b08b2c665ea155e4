//! Cue words: verbs, adjectives and nouns that show that something was said, found, believed or
//! wished, with what may stand beside them.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

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

const SAID: Polarity = Polarity::Said;
const NOT: Polarity = Polarity::NotSaid;
const ASKED: Polarity = Polarity::Asked;

const fn verb(
    lemma: &'static str,
    tail: &'static [&'static str],
    act: Act,
    letters: &str,
    polarity: Polarity,
) -> Cue {
    Cue { lemma, tail, act, frames: Frames::read(letters), polarity }
}

const fn speech(lemma: &'static str, letters: &str) -> Cue {
    verb(lemma, &[], Act::Speech, letters, SAID)
}

const fn phrasal(lemma: &'static str, tail: &'static [&'static str], letters: &str) -> Cue {
    verb(lemma, tail, Act::Speech, letters, SAID)
}

const fn finding(lemma: &'static str, letters: &str) -> Cue {
    verb(lemma, &[], Act::Finding, letters, SAID)
}

const fn belief(lemma: &'static str, letters: &str) -> Cue {
    verb(lemma, &[], Act::Belief, letters, SAID)
}

const fn wish(lemma: &'static str, letters: &str) -> Cue {
    verb(lemma, &[], Act::Wish, letters, SAID)
}

/// Cue verbs. Which verbs are here was decided by how often each is part of a cue in annotated
/// news (`PolNeAR`, training part): a third of its uses or more.
const VERBS: &[Cue] = &[
    speech("say", "cq"),
    phrasal("go", &["on", "to", "say"], "cq"),
    speech("tell", "caq"),
    speech("add", "cq"),
    speech("write", "cq"),
    speech("note", "cqx"),
    speech("argue", "cq"),
    speech("claim", "cqxt"),
    speech("state", "cqx"),
    speech("declare", "cqn"),
    speech("announce", "cqn"),
    speech("explain", "cqn"),
    speech("insist", "cq"),
    speech("suggest", "cqn"),
    speech("acknowledge", "cqn"),
    speech("admit", "cqn"),
    speech("concede", "cqn"),
    speech("warn", "caq"),
    phrasal("warn", &["of"], "n"),
    phrasal("warn", &["against"], "n"),
    phrasal("warn", &["about"], "n"),
    speech("caution", "cqx"),
    phrasal("caution", &["against"], "n"),
    speech("reply", "cqx"),
    speech("respond", "cq"),
    speech("answer", "cqx"),
    speech("retort", "cqx"),
    speech("counter", "cqx"),
    speech("tweet", "cqx"),
    speech("retweet", "nx"),
    speech("post", "qx"),
    speech("email", "qx"),
    speech("continue", "q"),
    speech("conclude", "cqn"),
    speech("proclaim", "cqn"),
    speech("assert", "cqn"),
    speech("allege", "cqn"),
    speech("contend", "cq"),
    speech("maintain", "hq"),
    speech("reiterate", "cqn"),
    speech("repeat", "cqn"),
    speech("stress", "cqnx"),
    speech("emphasize", "cqn"),
    speech("emphasise", "cqn"),
    speech("underscore", "cn"),
    speech("underline", "cn"),
    speech("highlight", "nx"),
    speech("observe", "cq"),
    speech("remark", "cqx"),
    speech("comment", "qx"),
    phrasal("comment", &["on"], "n"),
    speech("recall", "cqn"),
    speech("recount", "cqn"),
    speech("remember", "cqn"),
    speech("quip", "cqx"),
    speech("joke", "cqx"),
    phrasal("joke", &["about"], "n"),
    speech("muse", "cq"),
    speech("lament", "cqn"),
    speech("bemoan", "cqn"),
    speech("complain", "cq"),
    phrasal("complain", &["about"], "n"),
    phrasal("complain", &["of"], "n"),
    speech("boast", "cq"),
    phrasal("boast", &["of"], "n"),
    phrasal("boast", &["about"], "n"),
    phrasal("brag", &["about"], "n"),
    speech("brag", "cq"),
    speech("testify", "cq"),
    speech("confess", "cqn"),
    speech("confirm", "cqn"),
    speech("reveal", "cqn"),
    speech("disclose", "cqn"),
    speech("confide", "cq"),
    speech("mention", "cnx"),
    speech("report", "cqx"),
    speech("predict", "cqn"),
    speech("forecast", "cnx"),
    speech("estimate", "cqx"),
    speech("promise", "htqnx"),
    speech("vow", "htqx"),
    speech("pledge", "htqx"),
    speech("threaten", "t"),
    speech("swear", "htq"),
    speech("urge", "nq"),
    speech("exhort", "n"),
    speech("implore", "n"),
    speech("advise", "nhq"),
    speech("recommend", "hnq"),
    speech("propose", "hnt"),
    speech("demand", "cnx"),
    speech("order", "nx"),
    speech("request", "cnx"),
    speech("call", "nx"),
    phrasal("call", &["for"], "n"),
    phrasal("call", &["on"], "n"),
    phrasal("call", &["upon"], "n"),
    phrasal("call", &["out"], "n"),
    speech("describe", "n"),
    speech("portray", "n"),
    speech("characterize", "n"),
    speech("liken", "n"),
    speech("brand", "nx"),
    speech("label", "nx"),
    speech("dub", "n"),
    speech("accuse", "n"),
    speech("blame", "nx"),
    speech("criticize", "n"),
    speech("criticise", "n"),
    speech("denounce", "n"),
    speech("condemn", "n"),
    speech("decry", "n"),
    speech("deride", "n"),
    speech("mock", "n"),
    speech("slam", "n"),
    speech("blast", "nx"),
    speech("lambast", "n"),
    speech("assail", "n"),
    speech("attack", "nx"),
    speech("rebuke", "nx"),
    speech("chide", "n"),
    speech("rip", "n"),
    phrasal("rail", &["against"], "n"),
    phrasal("lash", &["out", "at"], "n"),
    phrasal("lash", &["out", "against"], "n"),
    phrasal("hit", &["back", "at"], "n"),
    phrasal("fire", &["back"], "cq"),
    phrasal("shoot", &["back"], "cq"),
    phrasal("chime", &["in"], "cq"),
    speech("interject", "cq"),
    speech("challenge", "nx"),
    speech("question", "cnx"),
    speech("dismiss", "n"),
    speech("reject", "n"),
    speech("defend", "n"),
    speech("praise", "nx"),
    speech("laud", "n"),
    speech("hail", "n"),
    speech("tout", "n"),
    speech("applaud", "n"),
    speech("welcome", "nx"),
    speech("congratulate", "n"),
    speech("thank", "n"),
    speech("endorse", "n"),
    speech("champion", "nx"),
    speech("echo", "n"),
    speech("voice", "nx"),
    speech("express", "nx"),
    phrasal("raise", &["concerns", "about"], "n"),
    phrasal("raise", &["questions", "about"], "n"),
    phrasal("weigh", &["in", "on"], "n"),
    phrasal("sound", &["off", "on"], "n"),
    speech("cite", "n"),
    speech("quote", "nx"),
    speech("invoke", "n"),
    speech("reference", "nx"),
    phrasal("refer", &["to"], "n"),
    phrasal("allude", &["to"], "n"),
    phrasal("point", &["out"], "cqn"),
    phrasal("point", &["to"], "n"),
    phrasal("hint", &["at"], "n"),
    speech("hint", "cx"),
    speech("imply", "cn"),
    speech("indicate", "cqn"),
    speech("signal", "cnx"),
    phrasal("make", &["clear"], "cq"),
    phrasal("make", &["it", "clear"], "cq"),
    phrasal("talk", &["about"], "n"),
    phrasal("talk", &["of"], "n"),
    phrasal("speak", &["about"], "n"),
    phrasal("speak", &["of"], "n"),
    phrasal("speak", &["out", "against"], "n"),
    phrasal("write", &["about"], "n"),
    phrasal("write", &["of"], "n"),
    speech("discuss", "n"),
    speech("address", "nx"),
    speech("assure", "caq"),
    speech("remind", "caq"),
    speech("inform", "ca"),
    speech("notify", "ca"),
    speech("convince", "ca"),
    speech("shout", "cqnx"),
    speech("yell", "cqn"),
    speech("chant", "qnx"),
    speech("scream", "cqx"),
    speech("whisper", "cqx"),
    speech("exclaim", "cq"),
    speech("cry", "q"),
    speech("opine", "cq"),
    speech("reason", "qx"),
    speech("affirm", "cqn"),
    speech("reaffirm", "cn"),
    speech("clarify", "cqn"),
    speech("elaborate", "q"),
    speech("summarize", "qn"),
    phrasal("lay", &["out"], "n"),
    speech("outline", "nx"),
    speech("detail", "nx"),
    speech("list", "nx"),
    speech("tease", "qn"),
    speech("deny", "cqn"),
    speech("refute", "n"),
    speech("disavow", "n"),
    phrasal("apologize", &["for"], "n"),
    phrasal("apologise", &["for"], "n"),
    phrasal("take", &["issue", "with"], "n"),
    speech("agree", "htq"),
    phrasal("agree", &["with"], "n"),
    speech("compare", "nx"),
    speech("credit", "nx"),
    speech("encourage", "n"),
    phrasal("advocate", &["for"], "n"),
    speech("advocate", "nx"),
    speech("attribute", "nx"),
    speech("plead", "q"),
    speech("rule", "cqx"),
    speech("speculate", "cq"),
    speech("theorize", "cq"),
    speech("stipulate", "c"),
    speech("specify", "cn"),
    speech("guarantee", "cn"),
    speech("certify", "c"),
    phrasal("issue", &["a", "statement", "saying"], "cq"),
    phrasal("release", &["a", "statement", "saying"], "cq"),
    verb("ask", &[], Act::Speech, "cqan", ASKED),
    verb("ask", &["about"], Act::Speech, "n", ASKED),
    verb("ask", &["for"], Act::Speech, "n", SAID),
    verb("wonder", &[], Act::Speech, "cq", ASKED),
    verb("inquire", &[], Act::Speech, "cq", ASKED),
    verb("decline", &["to", "comment", "on"], Act::Speech, "n", NOT),
    verb("decline", &["to", "say"], Act::Speech, "c", NOT),
    verb("decline", &[], Act::Speech, "t", NOT),
    verb("refuse", &["to", "say"], Act::Speech, "c", NOT),
    verb("refuse", &["to", "comment", "on"], Act::Speech, "n", NOT),
    verb("refuse", &[], Act::Wish, "t", SAID),
    finding("find", "c"),
    finding("show", "cnx"),
    finding("determine", "hn"),
    finding("discover", "h"),
    finding("project", "cx"),
    finding("demonstrate", "c"),
    finding("document", "hx"),
    finding("learn", "h"),
    belief("believe", "cq"),
    belief("think", "cq"),
    belief("feel", "h"),
    belief("know", "c"),
    belief("fear", "cnx"),
    belief("expect", "ht"),
    belief("suspect", "cx"),
    belief("doubt", "cnx"),
    belief("assume", "c"),
    belief("worry", "cx"),
    phrasal_belief("worry", &["about"]),
    belief("imagine", "cn"),
    belief("realize", "cn"),
    belief("realise", "cn"),
    belief("recognize", "hn"),
    belief("understand", "h"),
    belief("deem", "n"),
    belief("see", "n"),
    belief("view", "nx"),
    belief("decide", "h"),
    belief("anticipate", "hn"),
    belief("envision", "n"),
    belief("support", "nx"),
    belief("back", "nx"),
    belief("oppose", "n"),
    belief("favor", "nx"),
    belief("favour", "nx"),
    belief("prefer", "nt"),
    belief("seem", "t"),
    belief("appear", "t"),
    wish("want", "nt"),
    wish("hope", "ctx"),
    phrasal_wish("hope", &["for"]),
    wish("wish", "ctx"),
    wish("seek", "nt"),
    wish("plan", "tx"),
    wish("aim", "tx"),
    wish("desire", "tx"),
    phrasal_wish("look", &["for"]),
    phrasal_wish("push", &["for"]),
    phrasal_wish("push", &["to"]),
];

const fn phrasal_belief(lemma: &'static str, tail: &'static [&'static str]) -> Cue {
    verb(lemma, tail, Act::Belief, "n", SAID)
}

const fn phrasal_wish(lemma: &'static str, tail: &'static [&'static str]) -> Cue {
    verb(lemma, tail, Act::Wish, "n", SAID)
}

/// Past forms and participles that are not made by rule.
const IRREGULAR: &[(&str, &[&str])] = &[
    ("say", &["said"]),
    ("go", &["went", "gone"]),
    ("tell", &["told"]),
    ("write", &["wrote", "written"]),
    ("swear", &["swore", "sworn"]),
    ("speak", &["spoke", "spoken"]),
    ("make", &["made"]),
    ("take", &["took", "taken"]),
    ("shoot", &["shot"]),
    ("hit", &["hit"]),
    ("lay", &["laid"]),
    ("find", &["found"]),
    ("show", &["showed", "shown"]),
    ("think", &["thought"]),
    ("feel", &["felt"]),
    ("know", &["knew", "known"]),
    ("understand", &["understood"]),
    ("see", &["saw", "seen"]),
    ("seek", &["sought"]),
    ("forecast", &["forecast", "forecasted"]),
    ("plead", &["pleaded", "pled"]),
    ("learn", &["learned", "learnt"]),
];

/// Verbs that double their last letter.
const DOUBLED: &[&str] = &["admit", "quip", "dub", "slam", "rip", "brag", "plan", "refer"];

/// Adjectives that take what somebody thinks ("is confident that …") or wishes ("is eager to …").
const ADJECTIVES: &[Cue] = &[
    belief("confident", "c"),
    belief("sure", "c"),
    belief("certain", "c"),
    belief("convinced", "c"),
    belief("aware", "c"),
    belief("worried", "c"),
    belief("concerned", "c"),
    belief("hopeful", "c"),
    belief("optimistic", "c"),
    belief("afraid", "c"),
    belief("skeptical", "c"),
    belief("glad", "c"),
    belief("adamant", "c"),
    belief("proud", "c"),
    phrasal_belief("concerned", &["about"]),
    phrasal_belief("worried", &["about"]),
    phrasal_belief("skeptical", &["of"]),
    phrasal_belief("critical", &["of"]),
    phrasal_belief("wary", &["of"]),
    wish("eager", "t"),
    wish("willing", "t"),
    wish("reluctant", "t"),
    wish("unwilling", "t"),
];

/// Nouns whose content is a clause with "that": "the claim that it rained".
const NOUNS: &[(&str, Act)] = &[
    ("claim", Act::Speech),
    ("statement", Act::Speech),
    ("allegation", Act::Speech),
    ("assertion", Act::Speech),
    ("accusation", Act::Speech),
    ("argument", Act::Speech),
    ("announcement", Act::Speech),
    ("assurance", Act::Speech),
    ("acknowledgment", Act::Speech),
    ("admission", Act::Speech),
    ("complaint", Act::Speech),
    ("contention", Act::Speech),
    ("criticism", Act::Speech),
    ("declaration", Act::Speech),
    ("demand", Act::Speech),
    ("denial", Act::Speech),
    ("insistence", Act::Speech),
    ("pledge", Act::Speech),
    ("prediction", Act::Speech),
    ("promise", Act::Speech),
    ("report", Act::Speech),
    ("rumor", Act::Speech),
    ("rumour", Act::Speech),
    ("speculation", Act::Speech),
    ("suggestion", Act::Speech),
    ("warning", Act::Speech),
    ("word", Act::Speech),
    ("conclusion", Act::Finding),
    ("revelation", Act::Finding),
    ("estimate", Act::Finding),
    ("assumption", Act::Belief),
    ("belief", Act::Belief),
    ("concern", Act::Belief),
    ("confidence", Act::Belief),
    ("conviction", Act::Belief),
    ("doubt", Act::Belief),
    ("expectation", Act::Belief),
    ("fear", Act::Belief),
    ("feeling", Act::Belief),
    ("idea", Act::Belief),
    ("notion", Act::Belief),
    ("opinion", Act::Belief),
    ("perception", Act::Belief),
    ("sense", Act::Belief),
    ("suspicion", Act::Belief),
    ("view", Act::Belief),
    ("worry", Act::Belief),
    ("hope", Act::Wish),
];

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

//! A tree → the cluster's own query language.
//!
//! The cluster counts how often a term or phrase stands somewhere; a script makes that the score of
//! the embedded engine, from numbers that are sent along.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::statistics::{Key, Totals, stems};
use super::tree::Query;
use crate::engine::compile::{Part, Scope, Target};
use crate::engine::scoring::{B, HEAD, K1, PHRASE_B, idf, plain_idf};
use crate::query::{Match, Word};

/// Values that one clause may list; the cluster allows 65,536.
const LISTED: usize = 60_000;

/// Terms that are looked for, at most, for the score of words any of which may match. The cluster
/// allows 1,024 clauses in a query; of a pasted page, the words that tell most count.
const SCORED: usize = 800;

/// The score of a word in text and head.
const WORD: &str = "double times = _score; \
    double length = doc['text_length'].value + params.head * doc['head_length'].value; \
    if (explanation != null) { explanation.set(params.part + ' ' + times + ' ' + length); } \
    return params.most * times / (times + params.base + params.slope * length);";

/// The score of a term or phrase in one place. A phrase whose words are moved counts as one that
/// stands there as asked, which the cluster gives less the further they are.
const RUN: &str = "double times = Math.ceil(_score / params.terms - 0.001); \
    double length = doc[params.field].value; \
    if (explanation != null) { explanation.set(params.part + ' ' + times + ' ' + length); } \
    return params.most * times / (times + params.base + params.slope * length);";

/// A beginning or a near spelling: a word that fits counts 1.
const FITS: &str = "if (explanation != null) { explanation.set(params.part + ' 1 0'); } return 1;";

/// What a part of a score is computed from.
#[derive(Clone, Debug)]
pub(super) enum Scored {
    /// A word, and the passages with it.
    Word(Word, u64),
    /// A term or phrase: how rare its terms are together, and the average length of where it is
    /// looked for.
    Run { rarity: f32, average: f32 },
    /// A beginning or a near spelling.
    Fitting,
    /// A word that counts too little among too many others.
    Passed,
}

/// Writes queries out.
pub(super) struct Wire<'c> {
    totals: Totals,
    counts: &'c FxHashMap<Key, u64>,
    /// Whether scores are wanted.
    scored: bool,
    /// What each scored part is computed from, by the number that its script tells.
    pub(super) parts: Vec<Scored>,
    /// Whether scores are to be explained.
    pub(super) explained: bool,
}

impl<'c> Wire<'c> {
    pub(super) fn scored(totals: Totals, counts: &'c FxHashMap<Key, u64>) -> Self {
        Self { totals, counts, scored: true, parts: Vec::new(), explained: false }
    }

    pub(super) fn totals(&self) -> Totals {
        self.totals
    }

    /// The query without scores.
    pub(super) fn filter(query: &Query) -> Value {
        let counts = FxHashMap::default();
        let totals = Totals::default();
        let mut wire = Wire { scored: false, ..Wire::scored(totals, &counts) };
        wire.query(query, &FxHashMap::default())
    }

    /// The query with the scores of its words.
    pub(super) fn write(&mut self, query: &Query) -> Value {
        self.query(query, &FxHashMap::default())
    }

    /// `blended` holds the counts of terms that are as frequent as others.
    fn query(&mut self, query: &Query, blended: &FxHashMap<Key, u64>) -> Value {
        match query {
            Query::Every(Scope::Passage) => self.plain(json!({ "match_all": {} })),
            Query::Every(Scope::Said) => self.plain(json!({ "exists": { "field": "said.by" } })),
            Query::Words { words, mode, grounded } => self.words(words, *mode, *grounded),
            Query::Run { target, terms, slop } => self.run(*target, terms, *slop, blended),
            Query::Prefix(target, beginning) => {
                let begins = json!({ "prefix": { exact(*target): { "value": beginning } } });
                self.fitting(begins)
            }
            Query::Fuzzy(target, word, distance) => {
                self.fitting(fuzzy(exact(*target), word, *distance))
            }
            Query::Values(field, values) => self.plain(values_in(field, values)),
            Query::Days { field, from, to, overlap } => {
                let relation = if *overlap { "intersects" } else { "within" };
                let range = json!({ "gte": from, "lte": to, "relation": relation });
                self.plain(json!({ "range": { field: range } }))
            }
            Query::Number(n) => self.plain(json!({ "term": { "n": n } })),
            Query::PassagesOf(said) => {
                let mode = if self.scored { "max" } else { "none" };
                let said = self.query(said, blended);
                json!({ "nested": { "path": "said", "query": said, "score_mode": mode } })
            }
            Query::Best(alternatives) => self.best(alternatives),
            Query::Any(queries) => {
                let queries = queries.iter().map(|query| self.query(query, blended)).collect();
                any(queries)
            }
            Query::All(parts) => self.all(parts, blended),
            Query::Boosted(inner, by) => {
                let inner = self.query(inner, blended);
                if self.scored {
                    json!({ "bool": { "must": [inner], "boost": by } })
                } else {
                    inner
                }
            }
            Query::Unscored(inner) => {
                let inner = self.unscored(inner);
                self.plain(inner)
            }
            Query::Named(inner, _) => self.query(inner, blended),
        }
    }

    /// Words that count 1 each; only an explanation must know which of them were found.
    fn fitting(&mut self, query: Value) -> Value {
        if !(self.scored && self.explained) {
            return query;
        }
        let part = self.parts.len();
        self.parts.push(Scored::Fitting);
        scripted(&query, FITS, &json!({ "part": part }))
    }

    /// What a query matches.
    fn unscored(&mut self, query: &Query) -> Value {
        let scored = std::mem::replace(&mut self.scored, false);
        let value = self.query(query, &FxHashMap::default());
        self.scored = scored;
        value
    }

    /// Adds nothing to a score.
    fn plain(&self, query: Value) -> Value {
        if self.scored {
            json!({ "constant_score": { "filter": query, "boost": 0.0 } })
        } else {
            query
        }
    }

    fn all(&mut self, parts: &[Part<Query>], blended: &FxHashMap<Key, u64>) -> Value {
        let (mut must, mut should) = (Vec::new(), Vec::new());
        let (mut filter, mut not) = (Vec::new(), Vec::new());
        for part in parts {
            match part {
                Part::Must(Query::Unscored(inner)) => filter.push(self.unscored(inner)),
                Part::Must(query) => {
                    let query = self.query(query, blended);
                    if self.scored { must.push(query) } else { filter.push(query) }
                }
                Part::Should(query) if self.scored => should.push(self.query(query, blended)),
                Part::Should(_) => {}
                Part::Not(query) => not.push(self.unscored(query)),
            }
        }
        json!({ "bool": {
            "must": must, "should": should, "filter": filter, "must_not": not,
            "minimum_should_match": 0,
        } })
    }

    fn words(&mut self, words: &[Word], mode: Match, grounded: bool) -> Value {
        let all: Vec<String> = words.iter().flat_map(|word| word.stems.clone()).collect();
        let in_text = values_in("text", &all);
        let any_of_several = mode == Match::Any && words.len() > 1;
        if !self.scored && grounded && (any_of_several || words.len() == 1) {
            return in_text;
        }
        if !self.scored && any_of_several {
            return either(&all);
        }
        let mut filter: Vec<Value> = Vec::new();
        if grounded {
            filter.push(in_text);
        }
        if !self.scored {
            filter.extend(words.iter().map(|word| either(&word.stems)));
            return json!({ "bool": { "filter": filter } });
        }
        if !any_of_several {
            let words: Vec<Value> = words.iter().map(|word| self.word(word)).collect();
            return json!({ "bool": { "must": words, "filter": filter } });
        }
        let mut scored = Vec::new();
        for (word, tells) in words.iter().zip(self.telling(words)) {
            if tells {
                scored.push(self.word(word));
            } else {
                self.parts.push(Scored::Passed);
            }
        }
        if !grounded {
            filter.push(either(&all));
        }
        json!({ "bool": { "should": scored, "minimum_should_match": 0, "filter": filter } })
    }

    /// Which of several words count, any of which may match: those that tell most, as many as a query
    /// can hold.
    fn telling(&self, words: &[Word]) -> Vec<bool> {
        let mut order: Vec<usize> = (0..words.len()).collect();
        order.sort_by(|a, b| self.most(&words[*b]).total_cmp(&self.most(&words[*a])));
        let mut telling = vec![false; words.len()];
        let mut left = SCORED;
        for i in order {
            let clauses = 2 * words[i].stems.len();
            telling[i] = clauses <= left;
            left = left.saturating_sub(clauses);
        }
        telling
    }

    /// What a word adds to a score at most.
    fn most(&self, word: &Word) -> f32 {
        word.weight * idf(self.frequency(word), self.totals.passages) * (K1 + 1.0)
    }

    fn word(&mut self, word: &Word) -> Value {
        let part = self.parts.len();
        self.parts.push(Scored::Word(word.clone(), self.frequency(word)));
        let params = json!({
            "part": part, "most": self.most(word), "head": HEAD,
            "base": K1 * (1.0 - B), "slope": K1 * B / self.totals.average(),
        });
        scripted(&occurrences(&word.stems), WORD, &params)
    }

    /// Passages with a word, as far as the place tells that knows most of them.
    fn frequency(&self, word: &Word) -> u64 {
        let keys = word.stems.iter().flat_map(|stem| ["text", "head"].map(|field| (field, stem)));
        let count = |(field, stem): (&'static str, &String)| self.count(&(field, stem.clone()));
        keys.map(count).max().unwrap_or(0)
    }

    fn count(&self, key: &Key) -> u64 {
        self.counts.get(key).copied().unwrap_or(0).min(self.totals.passages)
    }

    fn run(
        &mut self,
        target: Target,
        terms: &[String],
        slop: u32,
        blended: &FxHashMap<Key, u64>,
    ) -> Value {
        let (field, length) = stems(target);
        let query = match terms {
            [term] => json!({ "term": { field: { "value": term } } }),
            terms => {
                let words = terms.join(" ");
                json!({ "match_phrase": { field: { "query": words, "slop": slop } } })
            }
        };
        if !self.scored {
            return query;
        }
        let rarity = |term: &String| {
            let key = (field, term.clone());
            let blended = blended.get(&key).filter(|_| terms.len() == 1).copied();
            plain_idf(blended.unwrap_or_else(|| self.count(&key)), self.totals.passages)
        };
        let rarity: f32 = terms.iter().map(rarity).sum();
        let average = self.totals.average_in(target).max(f32::MIN_POSITIVE);
        let part = self.parts.len();
        self.parts.push(Scored::Run { rarity, average });
        let params = json!({
            "part": part, "most": rarity * (K1 + 1.0), "terms": terms.len(), "field": length,
            "base": K1 * (1.0 - PHRASE_B), "slope": K1 * PHRASE_B / average,
        });
        scripted(&query, RUN, &params)
    }

    fn best(&mut self, alternatives: &[(Query, bool)]) -> Value {
        let mut words: Vec<Key> = Vec::new();
        for (query, _) in alternatives.iter().filter(|(_, is_word)| *is_word) {
            query.each_scored(&mut |query| {
                if let Query::Run { target, terms, .. } = query
                    && let [term] = terms.as_slice()
                {
                    words.push((stems(*target).0, term.clone()));
                }
            });
        }
        let most = |field: &str| {
            let same = words.iter().filter(|(own, _)| *own == field);
            same.map(|key| self.count(key)).max().unwrap_or(0)
        };
        let blended = words.iter().map(|key| (key.clone(), most(key.0))).collect();
        let queries: Vec<Value> =
            alternatives.iter().map(|(query, _)| self.query(query, &blended)).collect();
        json!({ "dis_max": { "queries": queries, "tie_breaker": 0.0 } })
    }
}

/// One of some stems, in the text or in the head.
fn either(stems: &[String]) -> Value {
    any(["text", "head"].map(|field| values_in(field, stems)).to_vec())
}

/// Number of clauses of a query, as the cluster counts them.
pub(super) fn clauses(query: &Value) -> usize {
    const LEAVES: [&str; 8] =
        ["term", "terms", "match_phrase", "prefix", "fuzzy", "range", "exists", "ids"];
    match query {
        Value::Array(parts) => parts.iter().map(clauses).sum(),
        Value::Object(parts) => parts
            .iter()
            .map(|(name, part)| if LEAVES.contains(&name.as_str()) { 1 } else { clauses(part) })
            .sum(),
        _ => 0,
    }
}

/// How often one of some stems stands in text and head, weighed.
pub(super) fn occurrences(stems: &[String]) -> Value {
    let text = stems.iter().map(|stem| json!({ "term": { "text": { "value": stem } } }));
    let head =
        stems.iter().map(|stem| json!({ "term": { "head": { "value": stem, "boost": HEAD } } }));
    any(text.chain(head).collect())
}

/// A query whose score a script makes.
pub(super) fn scripted(query: &Value, script: &str, params: &Value) -> Value {
    json!({ "script_score": { "query": query, "script": { "source": script, "params": params } } })
}

/// A word of a field at most so many edits away; a swap of neighbours is one.
pub(super) fn fuzzy(field: &str, word: &str, distance: u8) -> Value {
    json!({ "fuzzy": { field: {
        "value": word, "fuzziness": distance, "prefix_length": 0, "transpositions": true,
        "rewrite": "constant_score",
    } } })
}

/// One of some queries; nothing where there are none.
pub(super) fn any(mut queries: Vec<Value>) -> Value {
    match queries.len() {
        0 => json!({ "match_none": {} }),
        1 => queries.remove(0),
        _ => json!({ "bool": { "should": queries, "minimum_should_match": 1 } }),
    }
}

/// One of some values of a field.
pub(super) fn values_in(field: &str, values: &[String]) -> Value {
    match values {
        [value] => json!({ "term": { field: value } }),
        values => {
            any(values.chunks(LISTED).map(|some| json!({ "terms": { field: some } })).collect())
        }
    }
}

fn exact(target: Target) -> &'static str {
    match target {
        Target::Text => "text_exact",
        Target::Head => "head_exact",
        Target::Said => "said.exact",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Analyzer, Language};

    fn word(typed: &str) -> Word {
        let word = crate::query::Ast::Clause(crate::query::Clause::Word(typed.to_owned()));
        Word::of(&word, &mut Analyzer::new(Language::English)).expect("a word")
    }

    #[test]
    fn of_too_many_words_those_count_that_tell_most() {
        let words: Vec<Word> = (0..600).map(|i| word(&format!("word{i}"))).collect();
        let rare = words.iter().skip(500);
        let keys = rare.map(|word| (("text", word.stems[0].clone()), 1));
        let mut counts: FxHashMap<Key, u64> = keys.collect();
        for word in words.iter().take(500) {
            counts.insert(("text", word.stems[0].clone()), 900);
        }
        let totals = Totals { passages: 1000, articles: 10, ..Totals::default() };
        let query = Query::Words { words, mode: Match::Any, grounded: true };
        let mut wire = Wire::scored(totals, &counts);
        let written = wire.write(&query);
        assert!(clauses(&written) <= SCORED + 10, "{}", clauses(&written));
        assert_eq!(wire.parts.len(), 600);
        let counts = |part: &Scored| matches!(part, Scored::Word(..));
        assert!(wire.parts[500..].iter().all(counts));
    }

    #[test]
    fn nothing_matches_where_there_are_no_alternatives() {
        assert_eq!(any(Vec::new()), json!({ "match_none": {} }));
        assert_eq!(values_in("speaker", &[]), json!({ "match_none": {} }));
        let query = Query::Any(vec![Query::Values("speaker".to_owned(), Vec::new())]);
        assert_eq!(clauses(&Wire::filter(&query)), 0);
    }
}

//! Questions: words of which any may match, without those that say nothing.

use super::{Ast, Clause};
use crate::text::{Analyzer, Language, word_form};

/// Words that stand in almost every passage, or only hold a sentence together.
const FUNCTION_WORDS: &str = " a about above after again against all also am an and any are as at \
    be because been before being below between both but by can could did do does doing down during \
    each few for from further had has have having he her here hers herself him himself his how i \
    if in into is it its itself just me more most my myself no nor not now of off on once only or \
    other our ours ourselves out over own same shall she should so some such than that the their \
    theirs them themselves then there these they this those through to too under until up upon \
    very was we were what when where whether which while who whom whose why will with would you \
    your yours yourself yourselves ";

/// Words with which documents are asked for, and not what they are about.
const ASKING_WORDS: &str = " anything article articles available concerning deal dealing deals \
    describe described describes describing description discuss discussed discusses discussing \
    discussion document documents especially exist existing exists find finding give information \
    interested known list paper papers particular particularly regarding relate related relating \
    something various work works written ";

/// How many times such a word counts.
const ASKING_WEIGHT: f32 = 0.3;

/// How many times a compound counts beside its parts, which have told most of it.
const COMPOUND_WEIGHT: f32 = 0.3;

/// Fewest other words of a question that does not ask by single words.
const LONG: usize = 4;

impl Ast {
    /// The query as a question, any of whose words may match: function words ("the", "of") are left
    /// out where others are asked for, and in a question of several words those that only ask for
    /// documents ("articles that deal with …") count less. Compounds are looked for in their parts,
    /// too. Words in capitals that are not function
    /// words everywhere ("WHO") stay where the rest is not in capitals.
    ///
    /// Where all words must match, nothing is left out: whoever asks for them wants them there.
    #[must_use]
    pub fn question(self) -> Self {
        let parts = match self {
            Self::And(parts) => parts,
            Self::Said(inner) => return Self::Said(Box::new(inner.question())),
            other => return other,
        };
        let shouted = parts.iter().filter_map(typed).all(is_capital);
        let is_function = |part: &Self| {
            typed(part).is_some_and(|word| {
                is_function_word(word) && (shouted || word.len() < 2 || !is_capital(word))
            })
        };
        let asking = |part: &Self| typed(part).is_some_and(|word| is_among(ASKING_WORDS, word));
        let said = |part: &&Self| part.has_words() && !is_function(part);
        if !parts.iter().any(|part| said(&part)) {
            return Self::And(parts);
        }
        let told = parts.iter().filter(said).filter(|part| !asking(part)).count();
        let parts = parts.into_iter().filter(|part| !is_function(part)).flat_map(with_its_parts);
        let weighed = parts.map(|part| {
            if told >= LONG && asking(&part) { part.boosted(ASKING_WEIGHT) } else { part }
        });
        Self::and(weighed.map(Self::question).collect())
    }
}

/// A word; a compound ("mine-clearance") behind the words that it is made of.
fn with_its_parts(part: Ast) -> Vec<Ast> {
    let compound = typed(&part).filter(|word| word.contains(|c: char| !c.is_alphanumeric()));
    let variants = compound.map(|word| Analyzer::new(Language::English).variants(word));
    let forms = variants.into_iter().flatten().next().filter(|forms| forms.len() > 1);
    let words = forms.into_iter().flatten().map(|form| form.exact.to_string());
    let words = words.filter(|word| word.chars().count() > 1 && !is_function_word(word));
    let words: Vec<Ast> = words.map(|word| Ast::Clause(Clause::Word(word))).collect();
    if words.is_empty() {
        return vec![part];
    }
    words.into_iter().chain(std::iter::once(part.boosted(COMPOUND_WEIGHT))).collect()
}

/// Whether a word stands in almost every passage, or only holds a sentence together.
#[must_use]
pub fn is_function_word(word: &str) -> bool {
    is_among(FUNCTION_WORDS, word)
}

fn typed(part: &Ast) -> Option<&str> {
    match part {
        Ast::Clause(Clause::Word(word)) => Some(word),
        _ => None,
    }
}

fn is_capital(word: &str) -> bool {
    !word.contains(char::is_lowercase)
}

/// Whether one of these words, each between spaces, is `word`.
fn is_among(words: &str, word: &str) -> bool {
    let form = word_form(word);
    !form.is_empty() && words.contains(&format!(" {form} "))
}

#[cfg(test)]
mod tests {
    use crate::query::{ParseOptions, parse};

    #[track_caller]
    fn reads(query: &str, expected: &str) {
        let ast = parse(query, &ParseOptions::default()).expect(query).ast;
        assert_eq!(ast.question().to_string(), expected, "{query}");
    }

    #[test]
    fn function_words_are_left_out_where_others_are_asked_for() {
        reads("who spoke of the flood", "spoke flood");
        reads("the “state of the union” of them", "\"state of the union\"");
        reads("is there a bridge -toll", "bridge -toll");
    }

    #[test]
    fn function_words_alone_stay() {
        reads("to be or not to be", "to be or not to be");
        reads("the", "the");
        reads("the speaker:Fidan", "the speaker:Fidan");
    }

    #[test]
    fn compounds_are_looked_for_in_their_parts_too() {
        reads("a mine-clearance team", "mine clearance mine-clearance^0.3 team");
        reads("O’Neil of the board", "neil O’Neil^0.3 board");
        reads("don’t panic", "don’t panic");
    }

    #[test]
    fn what_is_to_be_said_is_a_question_too() {
        reads("said:(who closed the weir) speaker:Fidan", "said:(closed weir) speaker:Fidan");
        reads("said:(the weir)", "said:(weir)");
    }

    #[test]
    fn capitals_among_others_are_names() {
        reads("the WHO on masks", "WHO masks");
        reads("THE WHO ON MASKS", "MASKS");
    }

    #[test]
    fn words_that_ask_for_documents_count_less_in_long_questions() {
        reads(
            "articles that describe the closure of the old steel mill",
            "articles^0.3 describe^0.3 closure old steel mill",
        );
        reads("trade deal", "trade deal");
        reads("peace deal vote", "peace deal vote");
    }
}

//! What speaks for a passage beyond its single words.

use std::fmt;

use super::{Ast, Clause, Word, is_function_word};
use crate::text::{Analyzer, Form};

/// Something that raises the score of a passage, by how much its parts count in BM25.
///
/// An engine finds it for the few best candidates, in its own postings or in their text. None of it
/// is ever taken off a score.
#[derive(Clone, Debug, PartialEq)]
pub enum Evidence {
    /// The article as a whole is about the words.
    Article {
        /// The words, their weights those that they have here.
        words: Vec<Word>,
    },
    /// A word stands in the spelling in which it was typed, and not in another inflection.
    Spelling {
        /// The word.
        form: Form,
        /// How many times it counts.
        weight: f32,
    },
    /// Two neighbours of the query follow each other in the text, at most one word between them.
    Neighbours {
        /// Stem of the first word.
        first: String,
        /// Stem of the second.
        second: String,
        /// How many times they count.
        weight: f32,
    },
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Article { .. } => f.write_str("the article as a whole"),
            Self::Spelling { form, .. } => write!(f, "spelled as typed: {}", form.exact),
            Self::Neighbours { first, second, .. } => {
                write!(f, "next to each other: {first} {second}")
            }
        }
    }
}

/// How much the article as a whole counts beside the passage. Of passages as short as paragraphs it
/// tells more than any other evidence.
const ARTICLE: f32 = 2.0;

/// How much the spelling counts beside the word in any inflection.
const SPELLING: f32 = 0.2;

/// How much neighbours count beside the words alone.
const NEIGHBOURS: f32 = 0.2;

/// Most words of a query that are looked at; longer ones are pasted texts.
const MOST_WORDS: usize = 32;

/// What would speak for a passage that matches `ast`; nothing where no words are asked for.
#[must_use]
pub fn evidence(ast: &Ast, analyzer: &mut Analyzer) -> Vec<Evidence> {
    let parts = match ast {
        Ast::And(parts) => parts.as_slice(),
        single => std::slice::from_ref(single),
    };
    let mut out = Vec::new();
    let mut words: Vec<Word> = Vec::new();
    let mut before: Option<Word> = None;
    for part in parts {
        if is_passed_over(part) {
            continue;
        }
        let Some(word) = Word::of(part, analyzer) else {
            before = None;
            continue;
        };
        if words.len() == MOST_WORDS {
            break;
        }
        if let Some(first) = before.filter(|first| first.form.stem != word.form.stem) {
            let pair = Evidence::Neighbours {
                first: first.form.stem.to_string(),
                second: word.form.stem.to_string(),
                weight: NEIGHBOURS * word.weight.min(first.weight),
            };
            if !out.contains(&pair) {
                out.push(pair);
            }
        }
        let spelling =
            Evidence::Spelling { form: word.form.clone(), weight: SPELLING * word.weight };
        if !out.contains(&spelling) {
            out.push(spelling);
        }
        let weight = ARTICLE * word.weight;
        match words.iter_mut().find(|known| known.stems == word.stems) {
            Some(known) => known.weight += weight,
            None => words.push(Word { weight, ..word.clone() }),
        }
        before = Some(word);
    }
    if !words.is_empty() {
        out.insert(0, Evidence::Article { words });
    }
    out
}

/// Whether a part is a function word, which only stands between its neighbours.
fn is_passed_over(part: &Ast) -> bool {
    matches!(part, Ast::Clause(Clause::Word(typed)) if is_function_word(typed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};
    use crate::text::Language;

    #[track_caller]
    fn speaks(query: &str, expected: &[&str]) {
        let ast = parse(query, &ParseOptions::default()).expect(query).ast;
        let found = evidence(&ast, &mut Analyzer::new(Language::English));
        let shown: Vec<String> = found.iter().map(ToString::to_string).collect();
        assert_eq!(shown, expected, "{query}");
    }

    #[test]
    fn words_speak_alone_and_with_their_neighbours() {
        speaks(
            "bridge closures",
            &[
                "the article as a whole",
                "spelled as typed: bridge",
                "next to each other: bridg closur",
                "spelled as typed: closures",
            ],
        );
        speaks(
            "ministry of defence",
            &[
                "the article as a whole",
                "spelled as typed: ministry",
                "next to each other: ministri defenc",
                "spelled as typed: defence",
            ],
        );
    }

    #[test]
    fn what_is_no_word_parts_neighbours() {
        speaks(
            "bridge \"toll road\" closed",
            &["the article as a whole", "spelled as typed: bridge", "spelled as typed: closed"],
        );
        speaks("speaker:Fidan", &[]);
        speaks("-bridge", &[]);
        speaks("to be or not to be", &[]);
    }

    #[test]
    fn repeated_words_count_again() {
        let ast = parse("bank to bank^2", &ParseOptions::default()).expect("a query").ast;
        let found = evidence(&ast, &mut Analyzer::new(Language::English));
        let Some(Evidence::Article { words }) = found.first() else { panic!("{found:?}") };
        assert_eq!(words.len(), 1);
        assert!((words[0].weight - 3.0 * ARTICLE).abs() < 1e-6, "{words:?}");
    }
}

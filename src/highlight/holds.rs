//! Whether a passage satisfies a query, by the definition: what every engine is tested against.

use crate::query::{Ast, Clause, Field, Value};
use crate::text::{Analyzer, Form, Term, within_edits, word_form};

/// The terms of one passage.
#[derive(Clone, Copy, Debug, Default)]
pub struct PassageTerms<'a> {
    /// The passage itself.
    pub text: &'a [Term],
    /// The heading above it.
    pub section: &'a [Term],
    /// The article's headline.
    pub headline: &'a [Term],
    /// What each (selected) speaker says in the passage: the terms of each statement.
    pub speakers: &'a [Vec<Vec<Term>>],
}

/// In which ways a part of a query holds. A query with words holds only when one of the words
/// that must be found is found in the text, whatever the headline and section hold.
#[derive(Clone, Copy, Debug, Default)]
struct Ways {
    /// Without a word being asked for.
    wordless: bool,
    /// With words that all stand outside the text.
    outside: bool,
    /// With a word in the text.
    inside: bool,
}

impl Ways {
    fn any(self) -> bool {
        self.wordless || self.outside || self.inside
    }

    fn and(self, other: Self) -> Self {
        Self {
            wordless: self.wordless && other.wordless,
            outside: (self.outside && (other.outside || other.wordless))
                || (self.wordless && other.outside),
            inside: (self.inside && other.any()) || (other.inside && self.any()),
        }
    }

    fn or(self, other: Self) -> Self {
        Self {
            wordless: self.wordless || other.wordless,
            outside: self.outside || other.outside,
            inside: self.inside || other.inside,
        }
    }
}

/// Whether a passage satisfies `ast` when all words must match.
///
/// Each word or phrase must stand in the text, the section or the headline, and one of them in
/// the text; phrases cross neither these nor statements. `field` decides the clauses on fields;
/// inside `said:(…)` it is also given the index of the speaker whose words are looked at.
///
/// The plain definition, in time proportional to query and passage; searching goes through an
/// engine.
pub fn holds(
    ast: &Ast,
    passage: &PassageTerms<'_>,
    analyzer: &mut Analyzer,
    field: &mut dyn FnMut(Field, &Value, Option<usize>) -> bool,
) -> bool {
    let mut evaluation = Evaluation { analyzer, field };
    let outside = [passage.section, passage.headline];
    let ways = evaluation.ways(ast, &[passage.text], &outside, passage.speakers, None);
    ways.wordless || ways.inside
}

struct Evaluation<'a> {
    analyzer: &'a mut Analyzer,
    field: &'a mut dyn FnMut(Field, &Value, Option<usize>) -> bool,
}

impl Evaluation<'_> {
    fn ways(
        &mut self,
        ast: &Ast,
        text: &[&[Term]],
        outside: &[&[Term]],
        speakers: &[Vec<Vec<Term>>],
        speaker: Option<usize>,
    ) -> Ways {
        let wordless = |holds| Ways { wordless: holds, ..Ways::default() };
        match ast {
            Ast::All => wordless(true),
            Ast::Clause(Clause::Field { field, value }) => {
                wordless((self.field)(*field, value, speaker))
            }
            Ast::Clause(clause) => Ways {
                wordless: false,
                outside: outside.iter().any(|terms| occurs(clause, terms, self.analyzer)),
                inside: text.iter().any(|terms| occurs(clause, terms, self.analyzer)),
            },
            Ast::And(parts) => parts.iter().fold(wordless(true), |ways, part| {
                ways.and(self.ways(part, text, outside, speakers, speaker))
            }),
            Ast::Or(parts) | Ast::Alike(parts) => {
                parts.iter().fold(Ways::default(), |ways, part| {
                    ways.or(self.ways(part, text, outside, speakers, speaker))
                })
            }
            Ast::Not(inner) => wordless(!self.ways(inner, text, outside, speakers, speaker).any()),
            Ast::Said(inner) => {
                let inside = speakers.iter().enumerate().any(|(i, statements)| {
                    let statements: Vec<&[Term]> = statements.iter().map(Vec::as_slice).collect();
                    self.ways(inner, &statements, &[], &[], Some(i)).any()
                });
                Ways { inside, ..Ways::default() }
            }
            Ast::Boost(inner, _) => self.ways(inner, text, outside, speakers, speaker),
        }
    }
}

/// Whether a word or phrase stands among the terms of one field.
pub(super) fn occurs(clause: &Clause, terms: &[Term], analyzer: &mut Analyzer) -> bool {
    match clause {
        Clause::Word(words) => {
            analyzer.variants(words).iter().any(|variant| stands(variant, 0, terms))
        }
        Clause::Phrase { words, slop } => {
            analyzer.variants(words).iter().any(|variant| stands(variant, *slop, terms))
        }
        Clause::Prefix(word) => {
            let word = word_form(word);
            terms.iter().any(|term| term.form.exact.starts_with(&word))
        }
        Clause::Fuzzy { word, distance } => {
            let word = word_form(word);
            let mut exact = terms.iter().map(|term| &*term.form.exact);
            exact.any(|exact| !exact.is_empty() && within_edits(&word, exact, (*distance).into()))
        }
        Clause::Field { .. } => false,
    }
}

/// Whether words of these stems stand in the text, their moves differing by at most `slop`: some
/// start of the phrase lets each word find a position of its own no further than `slop` behind
/// the place the phrase gives it.
fn stands(words: &[Form], slop: u32, terms: &[Term]) -> bool {
    let last = terms.iter().map(|term| i64::from(term.position)).max().unwrap_or(-1);
    let width = i64::try_from(words.len()).unwrap_or(i64::MAX);
    (-width..=last).any(|start| {
        let mut taken: Vec<(&str, i64)> = Vec::new();
        words.iter().zip(start..).all(|(word, place)| {
            let position = (place..=place + i64::from(slop)).find(|position| {
                !taken.contains(&(&word.stem, *position))
                    && terms.iter().any(|term| {
                        i64::from(term.position) == *position && term.form.stem == word.stem
                    })
            });
            position.is_some_and(|position| {
                taken.push((&word.stem, position));
                true
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};
    use crate::text::Language;

    const TEXT: &str = "The ministry cleared mines near the river. “No gas, no talks,” Fidan said.";

    #[track_caller]
    fn check(query: &str, expected: bool) {
        let mut analyzer = Analyzer::new(Language::English);
        let mut terms = |text: &str| analyzer.terms(text);
        let text = terms(TEXT);
        let section = terms("Energy");
        let headline = terms("Talks on gas stall in Ankara");
        let speakers =
            [vec![terms("No gas, no talks")], vec![terms("mines near"), terms("the river")]];
        let passage = PassageTerms {
            text: &text,
            section: &section,
            headline: &headline,
            speakers: &speakers,
        };
        let ast = parse(query, &ParseOptions::default()).expect(query).ast;
        let held = holds(&ast, &passage, &mut analyzer, &mut |field, value, speaker| {
            field == Field::Speaker
                && value.to_string() == "Fidan"
                && speaker.is_none_or(|i| i == 0)
        });
        assert_eq!(held, expected, "{query}");
    }

    #[test]
    fn words_stand_in_text_section_or_headline_and_one_in_the_text() {
        check("", true);
        check("mine clearing energy Ankara", true);
        check("energy Ankara", false);
        check("gas", true);
        check("oil gas", false);
        check("minist* rivr~ -oil", true);
        check("-gas", false);
        check("-oil", true);
        check("mines -energy", false);
    }

    #[test]
    fn an_alternative_without_words_needs_none_in_the_text() {
        check("Ankara OR speaker:Fidan", true);
        check("Ankara speaker:Fidan", false);
        check("(Ankara OR speaker:Fidan) gas", true);
        check("(Ankara OR oil) energy", false);
        check("speaker:Lavrov", false);
    }

    #[test]
    fn phrases_do_not_cross_fields() {
        check("\"mines near the river\"", true);
        check("\"river gas\"~1", true);
        check("\"gas talks\"~1", true);
        check("\"talks gas\"~3", true);
        check("\"talks gas\"~2", false);
        check("\"river ministry\"~5", false);
        check("\"said energy\"~9", false);
    }

    #[test]
    fn one_speaker_says_it_all() {
        check("said:(gas talks)", true);
        check("said:(gas river)", false);
        check("said:(mine river)", true);
        check("said:\"near the\"", false);
        check("said:(gas -river)", true);
        check("said:(-gas -river)", false);
        check("said:(gas speaker:Fidan)", true);
        check("said:(river speaker:Fidan)", false);
        check("said:Ankara", false);
    }
}

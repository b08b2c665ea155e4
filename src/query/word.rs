//! Words of a query that are one term each.

use super::{Ast, Clause};
use crate::text::{Analyzer, Form};

/// A word asked for that is one term in each of its spellings, or several that stand for each other.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// As typed; alternatives with "or" between them.
    pub typed: String,
    /// The forms of what was typed.
    pub form: Form,
    /// The terms that stand for it where texts are stemmed and where they are not. A passage that
    /// holds several of them holds the word so many times.
    pub stems: Vec<String>,
    /// How many times it counts.
    pub weight: f32,
}

impl Word {
    /// The word that a part of a query is; `None` where it is none, or is more than one term.
    #[must_use]
    pub fn of(part: &Ast, analyzer: &mut Analyzer) -> Option<Self> {
        match part {
            Ast::Clause(Clause::Word(typed)) => Self::typed(typed, analyzer),
            Ast::Alike(parts) => {
                let mut words = parts.iter().map(|part| Self::of(part, analyzer));
                let mut alike = words.next()??;
                for word in words {
                    let word = word?;
                    alike.typed = format!("{} or {}", alike.typed, word.typed);
                    for stem in word.stems {
                        alike.add(&stem);
                    }
                }
                Some(alike)
            }
            Ast::Boost(inner, by) => {
                let word = Self::of(inner, analyzer)?;
                Some(Self { weight: word.weight * by, ..word })
            }
            _ => None,
        }
    }

    fn typed(typed: &str, analyzer: &mut Analyzer) -> Option<Self> {
        let variants = analyzer.variants(typed);
        let form = variants.first()?.first()?.clone();
        let mut word = Self { typed: typed.to_owned(), form, stems: Vec::new(), weight: 1.0 };
        for variant in &variants {
            let [form] = variant.as_slice() else { return None };
            word.add(&form.stem);
            // Articles in other languages are indexed unstemmed.
            word.add(&form.exact);
        }
        Some(word)
    }

    fn add(&mut self, stem: &str) {
        if !self.stems.iter().any(|known| known == stem) {
            self.stems.push(stem.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn word(typed: &str) -> Ast {
        Ast::Clause(Clause::Word(typed.to_owned()))
    }

    #[test]
    fn words_have_the_terms_of_their_spellings() {
        let mut analyzer = Analyzer::new(Language::English);
        let mut stems = |part: Ast| Word::of(&part, &mut analyzer).map(|word| word.stems);
        assert_eq!(stems(word("talks")), Some(vec!["talk".to_owned(), "talks".to_owned()]));
        assert_eq!(stems(word("talk")), Some(vec!["talk".to_owned()]));
        let alike = Ast::Alike(vec![word("truce"), word("ceasefire")]);
        let alike = stems(alike).unwrap_or_default();
        assert_eq!(alike, ["truce", "ceasefir", "ceasefire"]);
        let phrase = Clause::Phrase { words: "end of war".to_owned(), slop: 0 };
        assert_eq!(stems(Ast::Alike(vec![word("truce"), Ast::Clause(phrase)])), None);
        assert_eq!(stems(word("mine-clearance")), None);
        assert_eq!(stems(word("…")), None);
    }

    #[test]
    fn weights_multiply() {
        let part = Ast::Boost(Box::new(Ast::Boost(Box::new(word("port")), 2.0)), 3.0);
        let word = Word::of(&part, &mut Analyzer::new(Language::English)).expect("a word");
        assert_eq!(word.weight.to_bits(), 6.0_f32.to_bits());
    }
}

//! Words that stand for each other, from a plain file, and queries that ask for them all.
//!
//! The format is that of Solr and Elasticsearch: a group a line, its members separated by commas;
//! `a => b` means that who asks for `a` means `b`, too, and not the other way round. Unlike there,
//! what was typed is always among what is asked for. Nothing in the index depends on it.

use std::path::Path;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::scan;
use super::{Ast, Clause, Field, NameValue, Request, Value};
use crate::error::{Error, ErrorKind, Result};
use crate::span::Span;
use crate::text::{Analyzer, Language, Term};

/// Most members of one group; a query asks for all of them.
const MOST_MEMBERS: usize = 100;

/// Most ways in which one phrase or name is asked for.
const MOST_WAYS: usize = 16;

/// Words that stand for each other.
#[derive(Debug, Default)]
pub struct Synonyms {
    entries: Vec<Entry>,
    /// The entries of the same stemmed words; plain words match in any inflection.
    stemmed: FxHashMap<Forms, Vec<usize>>,
    /// The entries of the very same words; names have no inflections.
    exact: FxHashMap<Forms, Vec<usize>>,
    /// Words of the longest entry.
    longest: usize,
}

type Forms = Vec<Arc<str>>;

/// A word or several, and what they stand for, too.
#[derive(Debug)]
struct Entry {
    /// The words, one space apart.
    text: String,
    stems: Forms,
    /// Other entries.
    also: Vec<usize>,
}

/// How words are compared.
#[derive(Clone, Copy)]
enum By {
    Stems,
    Letters,
}

impl By {
    fn form(self, term: &Term) -> Arc<str> {
        match self {
            Self::Stems => Arc::clone(&term.form.stem),
            Self::Letters => Arc::clone(&term.form.exact),
        }
    }
}

impl Synonyms {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or holds a line that says nothing that can be meant; with its
    /// number.
    pub fn read(path: &Path) -> Result<Self> {
        let bytes = std::fs::read(path).map_err(|error| Error::io(path, error))?;
        let error = |line, detail| ErrorKind::Synonyms { path: path.to_owned(), line, detail };
        let text = String::from_utf8(bytes).map_err(|invalid| {
            let valid = &invalid.as_bytes()[..invalid.utf8_error().valid_up_to()];
            let line = String::from_utf8_lossy(valid).matches('\n').count() + 1;
            error(line, "expected UTF-8".to_owned())
        })?;
        Self::parse(&text).map_err(|(line, detail)| error(line, detail).into())
    }

    /// Reads the text of a file; fails with the number of a line and what is wrong there.
    fn parse(text: &str) -> std::result::Result<Self, (usize, String)> {
        let mut analyzer = Analyzer::new(Language::English);
        let mut out = Self::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            out.add_line(line, &mut analyzer).map_err(|detail| (number, detail))?;
        }
        Ok(out)
    }

    fn add_line(&mut self, line: &str, analyzer: &mut Analyzer) -> std::result::Result<(), String> {
        let mut sides = line.split("=>");
        let (asked, meant) = (sides.next().unwrap_or_default(), sides.next());
        if sides.next().is_some() {
            return Err("expected one => in a line".to_owned());
        }
        let mut members = |side: &str| -> std::result::Result<Vec<usize>, String> {
            side.split(',').map(|member| self.member(member, analyzer)).collect()
        };
        let asked = members(asked)?;
        let meant = meant.map(members).transpose()?;
        let count = asked.len() + meant.as_ref().map_or(0, Vec::len);
        if count > MOST_MEMBERS {
            return Err(format!("a group has at most {MOST_MEMBERS} members"));
        }
        if count < 2 {
            return Err("expected several words, separated by commas".to_owned());
        }
        let meant = meant.as_ref().unwrap_or(&asked);
        for &entry in &asked {
            for &other in meant {
                let also = &mut self.entries[entry].also;
                if other != entry && !also.contains(&other) {
                    also.push(other);
                }
            }
        }
        Ok(())
    }

    /// The entry of a member; a new one where there is none that is written so.
    fn member(
        &mut self,
        text: &str,
        analyzer: &mut Analyzer,
    ) -> std::result::Result<usize, String> {
        let text = scan::words(text).join(" ");
        let terms = parts(analyzer.terms(&text));
        if terms.is_empty() {
            return Err("expected a word before and behind each comma and =>".to_owned());
        }
        let exact: Forms = terms.iter().map(|term| By::Letters.form(term)).collect();
        let known = self.exact.get(&exact).into_iter().flatten();
        if let Some(&entry) = known.into_iter().find(|entry| self.entries[**entry].text == text) {
            return Ok(entry);
        }
        let entry = self.entries.len();
        let stems: Forms = terms.iter().map(|term| By::Stems.form(term)).collect();
        self.longest = self.longest.max(terms.len());
        self.stemmed.entry(stems.clone()).or_default().push(entry);
        self.exact.entry(exact).or_default().push(entry);
        self.entries.push(Entry { text, stems, also: Vec::new() });
        Ok(entry)
    }

    /// Has a request ask for synonyms, too: of its words and phrases, and of the names in its
    /// filters.
    pub fn apply(&self, request: &mut Request) {
        if self.entries.is_empty() {
            return;
        }
        let mut reader = Reader { synonyms: self, analyzer: Analyzer::new(Language::English) };
        request.ast = reader.node(&request.ast);
        for filter in &mut request.filters {
            for value in &mut filter.values {
                reader.value(filter.field, value);
            }
        }
    }

    /// What is meant, too, by words that are an entry; each once, and none that differs from them
    /// in accents or inflection alone.
    fn also(&self, forms: &[Arc<str>], by: By) -> Vec<&Entry> {
        let map = match by {
            By::Stems => &self.stemmed,
            By::Letters => &self.exact,
        };
        let entries = map.get(forms).into_iter().flatten();
        let own: Vec<&Forms> = entries.clone().map(|entry| &self.entries[*entry].stems).collect();
        let mut out: Vec<&Entry> = Vec::new();
        for other in entries.flat_map(|entry| &self.entries[*entry].also) {
            let other = &self.entries[*other];
            let is_new = !own.contains(&&other.stems)
                && out.iter().all(|before| before.stems != other.stems);
            if is_new {
                out.push(other);
            }
        }
        out
    }
}

/// The terms of words without those that stand for several.
fn parts(mut terms: Vec<Term>) -> Vec<Term> {
    terms.retain(|term| !term.joined);
    terms
}

/// An entry as a query asks for it: a word, or several in order.
fn asked(text: &str) -> Ast {
    let text = text.to_owned();
    Ast::Clause(if text.contains(' ') {
        Clause::Phrase { words: text, slop: 0 }
    } else {
        Clause::Word(text)
    })
}

/// Expands one request.
struct Reader<'s> {
    synonyms: &'s Synonyms,
    analyzer: Analyzer,
}

impl Reader<'_> {
    fn node(&mut self, ast: &Ast) -> Ast {
        match ast {
            Ast::Clause(Clause::Field { field, value }) => {
                let mut value = value.clone();
                self.value(*field, &mut value);
                Ast::Clause(Clause::Field { field: *field, value })
            }
            Ast::Clause(Clause::Phrase { words, slop }) => self.phrase(words, *slop),
            Ast::Clause(Clause::Word(_)) => Ast::and(self.sequence(std::slice::from_ref(ast))),
            Ast::All | Ast::Alike(_) | Ast::Clause(_) => ast.clone(),
            Ast::And(parts) => Ast::and(self.sequence(parts)),
            Ast::Or(parts) => Ast::or(parts.iter().map(|part| self.node(part)).collect()),
            Ast::Not(inner) => self.node(inner).negated(),
            Ast::Said(inner) => Ast::Said(Box::new(self.node(inner))),
            Ast::Boost(inner, times) => self.node(inner).boosted(*times),
        }
    }

    /// Operands side by side, of which several words may be one entry; the longest counts.
    fn sequence(&mut self, parts: &[Ast]) -> Vec<Ast> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < parts.len() {
            if let Some((words, also)) = self.entry_at(&parts[at..]) {
                let typed = Ast::and(parts[at..at + words].to_vec());
                out.push(Ast::Alike([vec![typed], also].concat()));
                at += words;
            } else {
                out.push(match &parts[at] {
                    word @ Ast::Clause(Clause::Word(_)) => word.clone(),
                    other => self.node(other),
                });
                at += 1;
            }
        }
        out
    }

    /// The longest entry that some operands begin with: how many operands it takes, and what else
    /// is meant.
    fn entry_at(&mut self, parts: &[Ast]) -> Option<(usize, Vec<Ast>)> {
        let mut forms: Forms = Vec::new();
        let mut found = None;
        for (n, part) in (1..).zip(parts) {
            let Ast::Clause(Clause::Word(word)) = part else { break };
            let terms = self::parts(self.analyzer.terms(word));
            forms.extend(terms.iter().map(|term| By::Stems.form(term)));
            if forms.len() > self.synonyms.longest {
                break;
            }
            let also = self.synonyms.also(&forms, By::Stems);
            if !also.is_empty() {
                found = Some((n, also.into_iter().map(|entry| asked(&entry.text)).collect()));
            }
        }
        found
    }

    /// A phrase in each way in which the entries in it can be written.
    fn phrase(&mut self, words: &str, slop: u32) -> Ast {
        let ways = self.ways(words, By::Stems);
        let phrase = |words: &String| Ast::Clause(Clause::Phrase { words: words.clone(), slop });
        match ways.len() {
            1 => phrase(&ways[0]),
            _ => Ast::Alike(ways.iter().map(phrase).collect()),
        }
    }

    /// Adds to a name how else it is written.
    fn value(&mut self, field: Field, value: &mut Value) {
        if let Value::Name(name) = value
            && !name.exact
            && !matches!(field, Field::Id | Field::Lang)
        {
            let NameValue { text, variants, .. } = name;
            *variants = self.ways(text, By::Letters).split_off(1);
        }
    }

    /// A text in each way in which the entries in it can be written; first as it is.
    fn ways(&mut self, text: &str, by: By) -> Vec<String> {
        let terms = parts(self.analyzer.terms(text));
        let mut ways = vec![String::new()];
        // Up to where the text was taken over.
        let mut copied = 0;
        let mut at = 0;
        while at < terms.len() {
            let longest = self.synonyms.longest.min(terms.len() - at);
            let entry = (1..=longest).rev().find_map(|n| {
                let forms: Forms = terms[at..at + n].iter().map(|term| by.form(term)).collect();
                let also = self.synonyms.also(&forms, by);
                (!also.is_empty()).then_some((n, also))
            });
            let Some((n, also)) = entry else {
                at += 1;
                continue;
            };
            let span = Span::new(terms[at].span.start, terms[at + n - 1].span.end);
            let before = &text[copied..span.start];
            let written = std::iter::once(span.of(text)).chain(also.iter().map(|e| &*e.text));
            ways = written
                .flat_map(|written| ways.iter().map(move |way| format!("{way}{before}{written}")))
                .take(MOST_WAYS)
                .collect();
            copied = span.end;
            at += n;
        }
        for way in &mut ways {
            way.push_str(&text[copied..]);
        }
        ways
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{Filter, ParseOptions, parse, parse_value};

    const FILE: &str = "\u{feff}# spellings\nZelensky, Zelenskyy, Selenskyj\n\n\
        truce, ceasefire\n  United Nations, UN\nPM => prime minister\nKyiv, Kiev\n";

    #[track_caller]
    fn expands(query: &str, expected: &str) {
        let synonyms = Synonyms::parse(FILE).expect("a file");
        let read = parse(query, &ParseOptions::default()).expect(query);
        let mut request = Request::new(read.ast);
        synonyms.apply(&mut request);
        assert_eq!(request.ast.to_string(), expected, "{query}");
    }

    #[test]
    fn words_mean_what_stands_with_them() {
        expands("Zelensky", "Zelensky OR Zelenskyy OR Selenskyj");
        expands("truces hold", "(truces OR ceasefire) hold");
        expands("a -kiev", "a -(kiev OR Kyiv)");
        expands("gas OR truce", "gas OR (truce OR ceasefire)");
        expands("said:(truce)^2", "said:(truce OR ceasefire)^2");
        expands("budget talks", "budget talks");
    }

    #[test]
    fn several_words_are_one_entry_where_they_stand_together() {
        expands("united nations envoy", "((united nations) OR UN) envoy");
        expands("un envoy", "(un OR \"United Nations\") envoy");
        expands("united envoy nations", "united envoy nations");
        expands(
            "\"UN envoy to Kiev\"",
            "\"UN envoy to Kiev\" OR \"United Nations envoy to Kiev\" OR \"UN envoy to Kyiv\" OR \"United Nations envoy to Kyiv\"",
        );
        expands("\"nations united\"", "\"nations united\"");
    }

    #[test]
    fn an_arrow_points_one_way() {
        expands("PM", "PM OR \"prime minister\"");
        expands("prime minister", "prime minister");
    }

    #[test]
    fn beginnings_and_near_spellings_stay() {
        expands("truc* truce~1", "truc* truce~1");
    }

    #[test]
    fn names_are_found_in_each_spelling() {
        let synonyms = Synonyms::parse(FILE).expect("a file");
        let variants = |given: &str| {
            let mut request = Request::new(Ast::All);
            let value = parse_value(Field::Speaker, given).expect(given);
            request.filters.push(Filter { field: Field::Speaker, values: vec![value] });
            synonyms.apply(&mut request);
            match request.filters.remove(0).values.remove(0) {
                Value::Name(name) => name.variants,
                other => panic!("{other:?}"),
            }
        };
        assert_eq!(variants("Volodymyr Zelensky"), ["Volodymyr Zelenskyy", "Volodymyr Selenskyj"]);
        assert!(variants("=Zelensky").is_empty());
        assert!(variants("Truces").is_empty());
        assert_eq!(variants("UN"), ["United Nations"]);
    }

    #[test]
    fn spellings_that_fold_to_one_are_asked_for_once() {
        let synonyms = Synonyms::parse("Erdoğan, Erdogan, erdogan\n").expect("a file");
        let mut request = Request::new(asked("Erdogan"));
        synonyms.apply(&mut request);
        assert_eq!(request.ast.to_string(), "Erdogan");
    }

    #[test]
    fn what_cannot_be_meant_is_told_with_its_line() {
        let line_of = |text: &str| Synonyms::parse(text).expect_err(text).0;
        assert_eq!(line_of("a, b\n\nlonely\n"), 3);
        assert_eq!(line_of("a,, b"), 1);
        assert_eq!(line_of("# x\na => b => c"), 2);
        assert_eq!(line_of("=> b"), 1);
        assert_eq!(line_of("a =>"), 1);
        assert_eq!(line_of(&"a,".repeat(200)), 1);
    }
}

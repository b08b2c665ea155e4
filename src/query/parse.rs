//! Query text → [`Ast`].

use super::lex::{DEEPEST, Kind, Lexeme, lex};
use super::scan;
use super::value::parse_value;
use super::warning::{Warning, excerpt};
use super::{Ast, Clause, Field};
use crate::error::{Error, Result};
use crate::span::Span;

/// Longest query in bytes: some 1,200 words, more than any passage holds.
pub const LONGEST_QUERY: usize = 8 * 1024;

/// How a query is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ParseOptions {
    /// Everything is words; there are no operators.
    pub plain: bool,
}

/// A query as read, and what may have been meant otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed {
    /// What the query asks for, in normal form.
    pub ast: Ast,
    /// What was read as text, in the order of the query.
    pub warnings: Vec<Warning>,
}

/// Reads a query.
///
/// All operands must hold. `OR` binds more tightly than that: `gas (oil OR coal)` may be written
/// `gas oil OR coal`. Operators count only in operator position, so a pasted sentence reads as its
/// words. Neighbouring bare words inside `speaker:(…)` are one name.
///
/// Time and memory are linear in the length of the query.
///
/// # Errors
///
/// [`ErrorKind::Query`](crate::ErrorKind::Query), with the part it concerns: a query longer than
/// [`LONGEST_QUERY`], parentheses nested more than 32 deep, or a value that its field cannot have.
///
/// # Examples
///
/// ```
/// use onrecord::query::{ParseOptions, parse};
///
/// let parsed = parse("“safe zone” speaker:Fidan -Idlib", &ParseOptions::default())?;
/// assert_eq!(parsed.ast.to_string(), "\"safe zone\" speaker:Fidan -Idlib");
/// assert!(parsed.warnings.is_empty());
/// # Ok::<(), onrecord::Error>(())
/// ```
pub fn parse(input: &str, options: &ParseOptions) -> Result<Parsed> {
    if input.len() > LONGEST_QUERY {
        let detail = format!("a query is at most {LONGEST_QUERY} bytes long");
        return Err(error(input, Span::new(LONGEST_QUERY, input.len()), detail));
    }
    if options.plain {
        let words = scan::words(input).into_iter().map(|word| Ast::Clause(Clause::Word(word)));
        let ast = Ast::and(words.collect());
        return Ok(Parsed { ast, warnings: Vec::new() });
    }
    let lexed = lex(input);
    if let Some(span) = lexed.too_deep {
        let detail = format!("parentheses are nested at most {DEEPEST} deep");
        return Err(error(input, span, detail));
    }
    let mut parser = Parser { input, lexemes: lexed.lexemes, at: 0 };
    let ast = parser.sequence(None)?;
    Ok(Parsed { ast, warnings: lexed.warnings })
}

fn error(input: &str, span: Span, detail: String) -> Error {
    let (line, span) = excerpt(input, span);
    Error::query(&line, span, detail)
}

/// Reads well-formed lexemes; recursion is as deep as the parentheses.
struct Parser<'q> {
    input: &'q str,
    lexemes: Vec<Lexeme>,
    at: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Kind> {
        self.lexemes.get(self.at).map(|lexeme| &lexeme.kind)
    }

    /// Operands up to the closing parenthesis or the end; inside a group of values, `field` is
    /// what they are values of.
    fn sequence(&mut self, field: Option<Field>) -> Result<Ast> {
        let mut all: Vec<Vec<Ast>> = Vec::new();
        let mut alternative = false;
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Close => break,
                Kind::Or => {
                    self.at += 1;
                    alternative = true;
                }
                _ => {
                    let operand = self.operand(field)?;
                    let last = all.last_mut().filter(|_| alternative);
                    match (operand, last) {
                        // Empty parentheses ask for nothing.
                        (Ast::All, _) => {}
                        (operand, Some(alternatives)) => alternatives.push(operand),
                        (operand, None) => all.push(vec![operand]),
                    }
                    alternative = false;
                }
            }
        }
        Ok(Ast::and(all.into_iter().map(Ast::or).collect()))
    }

    /// An operand with the sign before it and the boost behind it; `All` when it is empty.
    fn operand(&mut self, field: Option<Field>) -> Result<Ast> {
        if self.peek() == Some(&Kind::Minus) {
            self.at += 1;
            return Ok(match self.operand(field)? {
                Ast::All => Ast::All,
                operand => operand.negated(),
            });
        }
        let operand = self.bare_operand(field)?;
        if let Some(&Kind::Boost(times)) = self.peek() {
            self.at += 1;
            return Ok(operand.boosted(times));
        }
        Ok(operand)
    }

    fn bare_operand(&mut self, field: Option<Field>) -> Result<Ast> {
        let Some(Lexeme { kind, span }) = self.lexemes.get(self.at).cloned() else {
            return Ok(Ast::All);
        };
        self.at += 1;
        let clause = match kind {
            Kind::Open => {
                let group = self.sequence(field)?;
                // The lexer gives every parenthesis its partner.
                self.at += 1;
                return Ok(group);
            }
            Kind::Said => return Ok(self.bare_operand(None)?.said()),
            Kind::Field(field) => return self.bare_operand(Some(field)),
            Kind::Value(text, quoted) => return self.value(field, text, quoted, span),
            Kind::Word(word) if field.is_some() => return self.value(field, word, false, span),
            Kind::Word(word) => Clause::Word(word),
            Kind::Prefix(word) => Clause::Prefix(word),
            Kind::Fuzzy(word, distance) => Clause::Fuzzy { word, distance },
            Kind::Phrase(words, slop) => Clause::Phrase { words, slop },
            // None of these begins an operand.
            Kind::Close | Kind::Or | Kind::Minus | Kind::Boost(_) => return Ok(Ast::All),
        };
        Ok(Ast::Clause(clause))
    }

    /// A value with the bare words that follow it in a group of names.
    fn value(
        &mut self,
        field: Option<Field>,
        mut text: String,
        quoted: bool,
        mut span: Span,
    ) -> Result<Ast> {
        // The lexer makes values only behind a field.
        let Some(field) = field else { return Ok(Ast::All) };
        while !quoted
            && !field.is_date()
            && let Some(Lexeme { kind: Kind::Value(more, false), span: next }) =
                self.lexemes.get(self.at)
            && Span::new(span.end, next.start).of(self.input).chars().all(char::is_whitespace)
            && !more.starts_with('=')
        {
            text.push(' ');
            text.push_str(more);
            span = span.cover(*next);
            self.at += 1;
        }
        match parse_value(field, &text) {
            Ok(value) => Ok(Ast::Clause(Clause::Field { field, value })),
            Err(detail) => Err(error(self.input, span, detail)),
        }
    }
}

#[cfg(test)]
mod tests;

//! [`Ast`] → the query that reads the same.

use std::fmt::{self, Display, Formatter, Write};

use super::{Ast, Clause, NameValue, Value};

/// Prints the query; [`parse`](super::parse) reads it back as the same [`Ast`] when that is in
/// normal form and its texts are such as the parser makes. What stands for each other is printed as
/// alternatives.
impl Display for Ast {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => Ok(()),
            Self::Clause(clause) => clause.fmt(f),
            Self::And(parts) => joined(f, parts, " "),
            Self::Or(parts) | Self::Alike(parts) => joined(f, parts, " OR "),
            Self::Not(inner) => {
                let operand = operand(inner);
                // Before a digit the sign is a minus.
                if operand.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '(')) {
                    write!(f, "-{operand}")
                } else {
                    write!(f, "-({operand})")
                }
            }
            Self::Said(inner) => write!(f, "said:({inner})"),
            Self::Boost(inner, times) => match **inner {
                Self::Boost(..) | Self::Not(_) => write!(f, "({inner})^{times}"),
                _ => write!(f, "{}^{times}", operand(inner)),
            },
        }
    }
}

fn joined(f: &mut Formatter<'_>, parts: &[Ast], separator: &str) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(separator)?;
        }
        f.write_str(&operand(part))?;
    }
    Ok(())
}

/// A part as it stands beside others.
fn operand(part: &Ast) -> String {
    match part {
        Ast::And(_) | Ast::Or(_) | Ast::Alike(_) => format!("({part})"),
        _ => part.to_string(),
    }
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Word(word) => f.write_str(word),
            Self::Prefix(word) => write!(f, "{word}*"),
            Self::Fuzzy { word, distance } => write!(f, "{word}~{distance}"),
            Self::Phrase { words, slop: 0 } => write!(f, "\"{words}\""),
            Self::Phrase { words, slop } => write!(f, "\"{words}\"~{slop}"),
            Self::Field { field, value } => write!(f, "{}:{value}", field.name()),
        }
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(name) => name.fmt(f),
            Self::Date(date) => date.fmt(f),
            Self::None => f.write_str("none"),
            Self::Unknown => f.write_str("unknown"),
            Self::Group => f.write_str("group"),
        }
    }
}

impl Display for NameValue {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.exact {
            f.write_char('=')?;
        }
        let bare = self.text.starts_with(char::is_alphanumeric)
            && self.text.ends_with(char::is_alphanumeric)
            && self.text.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '/'));
        let tilde = if self.near { "~" } else { "" };
        if bare { write!(f, "{}{tilde}", self.text) } else { write!(f, "\"{}{tilde}\"", self.text) }
    }
}

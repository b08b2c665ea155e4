//! Tokens → sentences.

use std::ops::Range;

use super::{TokenKind, Tokens};
use crate::span::Span;

/// Words whose full stop does not end a sentence when a name or number follows.
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "gen", "col", "lt", "sgt", "capt", "maj", "adm", "gov", "sen",
    "rep", "rev", "hon", "pres", "st", "sr", "jr", "messrs", "mme", "cmdr", "cpl", "pvt", "insp",
    "supt", "amb", "sec", "no", "nos", "vs", "v", "fig", "art", "vol", "pp", "ft", "mt",
];

/// Abbreviations that end a sentence only when the next word cannot go on with it.
const ABBREVIATIONS: &[&str] = &[
    "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "mon",
    "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "co", "corp", "inc", "ltd",
    "bros", "dept", "univ", "assn", "ave", "blvd", "rd", "etc", "al", "approx", "est", "ca", "cf",
    "calif", "fla", "mass", "mich", "minn", "pa", "tex", "va", "wash", "wis", "ill", "ind", "conn",
];

/// Cuts the tokens within `span` into sentences: ranges of token indices, in order, without gaps.
///
/// A sentence ends after `.`, `!`, `?` or `…` and the quotation marks and brackets that close
/// behind it, when the next token can begin a sentence. An abbreviation, an initial or a number
/// ends none; nor does a mark inside a quotation that the same sentence goes on after ("…!" she
/// said).
#[must_use]
pub fn sentences(tokens: &Tokens<'_>, span: Span) -> Vec<Range<usize>> {
    let all = tokens.within(span);
    let mut out = Vec::new();
    let mut first = all.start;
    let mut i = all.start;
    while i < all.end {
        let next = i + 1;
        if ends_sentence(tokens, i) {
            let mut end = next;
            while end < all.end && closes(tokens, end) {
                end += 1;
            }
            if end >= all.end || begins_sentence(tokens, end) {
                out.push(first..end);
                first = end;
            }
            i = end;
        } else {
            i = next;
        }
    }
    if first < all.end {
        out.push(first..all.end);
    }
    out
}

fn ends_sentence(tokens: &Tokens<'_>, i: usize) -> bool {
    let word = tokens.word_at(i);
    match word {
        "!" | "?" | "…" | "..." | "...." => true,
        "." => i == 0 || !is_abbreviation(tokens, i - 1),
        // The last point of "U.S." or "a.m." may end the sentence as well.
        _ => {
            tokens.kind(i) == Some(TokenKind::Word)
                && word.ends_with('.')
                && word.len() > 2
                && begins_strongly(tokens, i + 1)
        }
    }
}

fn is_abbreviation(tokens: &Tokens<'_>, i: usize) -> bool {
    if tokens.kind(i) != Some(TokenKind::Word)
        || tokens.all()[i].span.end != tokens.all()[i + 1].span.start
    {
        return false;
    }
    let word = tokens.lower(i);
    // Parliaments write "the hon. Member".
    if TITLES.contains(&word) && (tokens.is_capitalised(i) || word == "hon") {
        return true;
    }
    if matches!(word, "no" | "nos" | "vs" | "v" | "pp") {
        return tokens.kind(i + 2) == Some(TokenKind::Number) || matches!(word, "vs" | "v");
    }
    ABBREVIATIONS.contains(&word) && tokens.is_capitalised(i) && !begins_strongly(tokens, i + 2)
}

/// Closing marks behind the end of a sentence belong to it; an opening one does not.
fn closes(tokens: &Tokens<'_>, i: usize) -> bool {
    let word = tokens.word_at(i);
    match word {
        "”" | "’" | ")" | "]" | "»" => true,
        // A straight mark closes when nothing separates it from the sentence.
        "\"" | "'" => i > 0 && tokens.all()[i - 1].span.end == tokens.all()[i].span.start,
        _ => false,
    }
}

fn begins_sentence(tokens: &Tokens<'_>, i: usize) -> bool {
    match tokens.kind(i) {
        Some(TokenKind::Word) => {
            tokens.is_capitalised(i) || !tokens.word_at(i).chars().any(char::is_lowercase)
        }
        Some(TokenKind::Number) => true,
        Some(TokenKind::Mark) => matches!(
            tokens.word_at(i),
            "“" | "‘" | "\"" | "'" | "(" | "[" | "«" | "—" | "–" | "--" | "-" | "•" | "*"
        ),
        _ => false,
    }
}

/// A function word in upper case begins a sentence even behind an abbreviation.
fn begins_strongly(tokens: &Tokens<'_>, i: usize) -> bool {
    const OPENERS: &[&str] = &[
        "the",
        "a",
        "an",
        "he",
        "she",
        "it",
        "they",
        "we",
        "i",
        "this",
        "that",
        "these",
        "those",
        "in",
        "on",
        "at",
        "but",
        "and",
        "for",
        "his",
        "her",
        "their",
        "its",
        "there",
        "however",
        "according",
        "as",
        "when",
        "while",
        "after",
        "before",
        "if",
        "so",
        "you",
        "our",
        "my",
    ];
    match tokens.kind(i) {
        None => true,
        Some(TokenKind::Word) => tokens.is_capitalised(i) && OPENERS.contains(&tokens.lower(i)),
        Some(TokenKind::Mark) => matches!(tokens.word_at(i), "“" | "‘"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn cut(text: &str, expected: &[&str]) {
        let tokens = Tokens::new(text);
        let found: Vec<&str> = sentences(&tokens, Span::new(0, text.len()))
            .into_iter()
            .map(|range| tokens.cover(range.start, range.end - 1).of(text))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn sentences_end_at_stops_that_are_no_abbreviations() {
        cut("Mr. Smith left. He went home.", &["Mr. Smith left.", "He went home."]);
        cut(
            "Sen. J. K. Doe met U.S. officials. “Yes.” She left!",
            &["Sen. J. K. Doe met U.S. officials.", "“Yes.”", "She left!"],
        );
        cut(
            "It fell 3.5 percent on Oct. 11. The bank said so.",
            &["It fell 3.5 percent on Oct. 11.", "The bank said so."],
        );
        cut(
            "She moved to the U.S. The rest stayed.",
            &["She moved to the U.S.", "The rest stayed."],
        );
        cut("It is now 5 p.m. in Ankara.", &["It is now 5 p.m. in Ankara."]);
        cut("Will the hon. Lady wait? No.", &["Will the hon. Lady wait?", "No."]);
    }

    #[test]
    fn a_quotation_inside_a_sentence_does_not_end_it() {
        cut("“Are you sure?” she asked.", &["“Are you sure?” she asked."]);
        cut("He said no. And left.", &["He said no.", "And left."]);
    }
}

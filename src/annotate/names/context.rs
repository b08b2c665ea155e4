//! What the words behind and in front of a name show it to be.

use super::bodies;
use super::lexicon::Senses;
use super::reader::Reader;
use crate::text::TokenKind;

/// Whether a verb of saying follows, behind an adverb or an insertion at most.
pub(super) fn says_soon(reader: &Reader<'_, '_>, next: usize, end: usize) -> bool {
    let mut at = next;
    if reader.is_mark(at, ",") {
        // ", meanwhile, reiterated"
        match (at + 1..end.min(at + 5)).find(|&i| reader.is_mark(i, ",")) {
            Some(close) => at = close + 1,
            None => return false,
        }
    }
    (at..end.min(at + 3))
        .take_while(|&i| i == at || reader.tokens.kind(i) == Some(TokenKind::Word))
        .enumerate()
        .any(|(skipped, i)| {
            let senses = reader.senses(i);
            !reader.tokens.is_capitalised(i)
                && senses.has(Senses::SAYS)
                && (skipped == 0 || is_between(reader, i - 1))
        })
}

/// Whether a pronoun of a person follows before any other name: "Doe and his men".
///
/// Who says the whole sentence (", he said") is not told by it.
pub(super) fn has_pronoun(reader: &Reader<'_, '_>, next: usize, end: usize) -> bool {
    (next..end.min(next + 12)).take_while(|&i| !reader.tokens.is_capitalised(i)).any(|i| {
        match reader.tokens.lower(i) {
            "his" | "him" | "himself" | "her" | "herself" => true,
            "he" | "she" => {
                !(reader.tokens.kind(i - 1) == Some(TokenKind::Mark)
                    && reader.senses(i + 1).has(Senses::SAYS))
            }
            _ => false,
        }
    })
}

/// Whether an apposition behind the comma `comma` tells of a body: ", a maker of pianos,".
pub(super) fn is_body_behind(reader: &Reader<'_, '_>, comma: usize, end: usize) -> bool {
    const REACH: usize = 6;
    if !matches!(reader.tokens.lower(comma + 1), "a" | "an" | "the" | "its" | "their") {
        return false;
    }
    let last = (comma + 2..end.min(comma + 2 + REACH))
        .take_while(|&i| {
            reader.tokens.kind(i) != Some(TokenKind::Mark)
                && !matches!(
                    reader.tokens.lower(i),
                    "of" | "for" | "in" | "that" | "which" | "based" | "from" | "with" | "behind"
                )
        })
        .last();
    last.is_some_and(|last| {
        // "a group of Senators" is nobody's apposition.
        let of = reader.tokens.lower(last + 1) == "of";
        let noun = reader.tokens.lower(last);
        bodies::is_noun(noun)
            && !reader.tokens.is_capitalised(last)
            && !(of
                && matches!(noun, "group" | "team" | "band" | "party" | "chain" | "army" | "body"))
    })
}

/// Whether a name stands in a quotation that is the title of something: two words or more,
/// without a comma or verb, and not said by anybody: “Cold Water of the North”.
pub(super) fn is_quoted_title(
    reader: &Reader<'_, '_>,
    name: &std::ops::Range<usize>,
    start: usize,
) -> bool {
    const REACH: usize = 6;
    let ends = |i: &usize| reader.tokens.kind(*i) == Some(TokenKind::Mark) || !in_title(reader, *i);
    let Some(open) = (start + 1..name.start).rev().take(REACH).find(ends) else { return false };
    let Some(close) = (name.end..name.end + REACH).find(ends) else { return false };
    // "said, “Fire Roe”"; but "his memoirs, “Tea with Roe”"
    let comma = reader.is_mark(open - 1, ",");
    let says = open > 1 && reader.senses(open - 2).has(Senses::SAYS);
    let said = (comma && says) || reader.is_mark(open - 1, ":");
    matches!(reader.tokens.lower(open), "“" | "\"" | "‘")
        && matches!(reader.tokens.lower(close), "”" | "\"" | "’")
        && close > open + 2
        && reader.tokens.is_capitalised(open + 1)
        && !said
        && !reader.senses(open + 1).has(Senses::FORENAME)
}

/// Whether token `i` may stand in the title of a work behind its first words.
fn in_title(reader: &Reader<'_, '_>, i: usize) -> bool {
    reader.tokens.is_capitalised(i)
        || matches!(
            reader.tokens.lower(i),
            "of" | "the" | "and" | "in" | "for" | "a" | "to" | "on" | "with" | "at" | "from"
        )
}

/// Whether the "of" at token `of` stands behind an office that is held over something, never
/// over a person: "the chairman of".
pub(super) fn is_ruled(reader: &Reader<'_, '_>, of: usize) -> bool {
    of > 0
        && matches!(
            reader.tokens.lower(of - 1),
            "president"
                | "minister"
                | "governor"
                | "director"
                | "chairman"
                | "chairwoman"
                | "chair"
                | "head"
                | "chief"
                | "mayor"
                | "king"
                | "queen"
                | "founder"
                | "owner"
        )
}

/// Words between a subject and its verb: "also said", "has denied", "later told".
fn is_between(reader: &Reader<'_, '_>, i: usize) -> bool {
    let lower = reader.tokens.lower(i);
    lower.ends_with("ly")
        || matches!(
            lower,
            "also"
                | "has"
                | "had"
                | "have"
                | "later"
                | "then"
                | "himself"
                | "herself"
                | "once"
                | "even"
                | "again"
                | "just"
                | "never"
                | "always"
                | "often"
        )
}

/// Whether the "of" at token `of` stands behind a word that goes with places: "the city of".
pub(super) fn of_place(reader: &Reader<'_, '_>, of: usize) -> bool {
    const BEFORE: &[&str] = &[
        "city",
        "town",
        "village",
        "suburb",
        "port",
        "capital",
        "province",
        "region",
        "district",
        "island",
        "north",
        "south",
        "east",
        "west",
        "outskirts",
        "streets",
        "mayor",
        "resident",
        "residents",
        "coast",
        "outside",
    ];
    of > 0 && BEFORE.contains(&reader.tokens.lower(of - 1))
}

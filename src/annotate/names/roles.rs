//! Roles and relations given with a name: "intelligence chief Kalin", "Doe, a spokeswoman for".

use super::Gender;
use super::find::Reader;
use super::lexicon::{Senses, senses};
use crate::text::TokenKind;

/// Furthest token behind the comma at which the head of an apposition is looked for.
const REACH: usize = 10;

/// A role found beside a name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Role {
    /// First token of its words.
    pub(super) from: usize,
    /// The role in lower case: "intelligence chief".
    pub(super) words: String,
}

/// The sex a title or role tells by its last word.
pub(super) fn gender_of(role: &str) -> Option<Gender> {
    let senses = role.rsplit(' ').next().map(senses)?;
    match (senses.has(Senses::OF_MEN), senses.has(Senses::OF_WOMEN)) {
        (true, false) => Some(Gender::Male),
        (false, true) => Some(Gender::Female),
        _ => None,
    }
}

/// Whether a title is a form of address.
pub(super) fn is_address(title: &str) -> bool {
    title.rsplit(' ').next().is_some_and(|word| senses(word).has(Senses::ADDRESS))
}

/// The lower-case role right in front of the name at `first`: "spokesman", "Syrian counterpart".
pub(super) fn in_front(reader: &Reader<'_, '_>, first: usize, start: usize) -> Option<Role> {
    let head = first.checked_sub(1).filter(|&i| i >= start)?;
    if !reader.senses(head).has(Senses::OFFICE.with(Senses::RELATION))
        || reader.tokens.is_capitalised(head)
        || is_generic_noun(reader.tokens.lower(head))
    {
        return None;
    }
    let mut from = head;
    while from > start {
        let senses = reader.senses(from - 1);
        let goes_with = Senses::OF_OFFICE.with(Senses::PEOPLE).with(Senses::OFFICE);
        if !senses.has(goes_with) || (senses.has(Senses::SAYS) && !senses.has(Senses::OF_OFFICE)) {
            break;
        }
        from -= 1;
    }
    Some(Role { from, words: words(reader, from, head) })
}

/// Nouns that also stand before names they are no title of: "the judge Smith cited" stays rare,
/// "opposition Smith faces" does not.
fn is_generic_noun(lower: &str) -> bool {
    matches!(
        lower,
        "opposition"
            | "general"
            | "private"
            | "model"
            | "star"
            | "second"
            | "fellow"
            | "host"
            | "boss"
            | "head"
            | "pilot"
            | "coach"
            | "guard"
            | "st"
            | "rival"
    )
}

/// The role in an apposition whose comma is token `comma`: ", head of the agency,".
pub(super) fn behind(reader: &Reader<'_, '_>, comma: usize, end: usize) -> Option<Role> {
    let tokens = reader.tokens;
    if !reader.is_mark(comma, ",") {
        return None;
    }
    let mut at = comma + 1;
    while at < end
        && matches!(
            tokens.lower(at),
            "the"
                | "a"
                | "an"
                | "its"
                | "his"
                | "her"
                | "their"
                | "who"
                | "also"
                | "now"
                | "then"
                | "himself"
                | "herself"
                | "is"
                | "was"
                | "one"
                | "of"
        )
    {
        if matches!(tokens.lower(at), "who" | "is" | "was")
            && !matches!(tokens.lower(at + 1), "the" | "a" | "an" | "is" | "was")
        {
            return None;
        }
        at += 1;
    }
    let from = at;
    let mut head = None;
    while at < end.min(comma + REACH) {
        let senses = reader.senses(at);
        match tokens.kind(at) {
            Some(TokenKind::Clitic) => {}
            Some(TokenKind::Word) => {
                if senses.has(Senses::OFFICE.with(Senses::RELATION)) {
                    head = Some(at);
                } else if head.is_some()
                    || (senses.has(Senses::ORDINARY) && !senses.has(Senses::OF_OFFICE))
                    || senses.has(Senses::SAYS)
                {
                    break;
                }
            }
            _ => break,
        }
        at += 1;
    }
    let head = head?;
    // The role goes on with "of", "for", "at", a relative clause, or ends at a mark.
    let goes_on = matches!(
        tokens.lower(head + 1),
        "of" | "for"
            | "at"
            | "in"
            | "with"
            | "to"
            | "on"
            | "from"
            | "who"
            | "and"
            | "under"
            | "by"
            | "based"
            | "turned"
            | "since"
            | "during"
            | "whose"
            | ""
    ) || tokens.kind(head + 1) == Some(TokenKind::Mark);
    if !goes_on || (tokens.is_capitalised(head) && reader.is_name_word(head + 1)) {
        return None;
    }
    let from = possessor_end(reader, from, head);
    Some(Role { from, words: words(reader, from, head) })
}

/// The first token behind a possessive within `from..head`: "the agency's head".
fn possessor_end(reader: &Reader<'_, '_>, from: usize, head: usize) -> usize {
    (from..head)
        .rev()
        .find(|&i| reader.tokens.kind(i) == Some(TokenKind::Clitic))
        .map_or(from, |i| i + 1)
}

fn words(reader: &Reader<'_, '_>, from: usize, head: usize) -> String {
    let mut words = String::new();
    for i in from..=head {
        let senses = reader.senses(i);
        if words.is_empty() && i < head && senses.has(Senses::PEOPLE) {
            continue;
        }
        if reader.tokens.kind(i) == Some(TokenKind::Mark) {
            continue;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(reader.tokens.lower(i).trim_end_matches('.'));
    }
    words
}

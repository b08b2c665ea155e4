//! Roles and relations given with a name: "intelligence chief Kalin", "Doe, a spokeswoman for".

use super::{Gender, split};
use std::ops::Range;

use super::lexicon::{Senses, senses};
use super::reader::Reader;
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
        || (is_generic_noun(reader.tokens.lower(head)) && !is_ranked(reader, head, first, start))
    {
        return None;
    }
    let mut from = head;
    while from > start {
        let senses = reader.senses(from - 1);
        let goes_with = Senses::OF_OFFICE.with(Senses::PEOPLE).with(Senses::OFFICE);
        if !senses.has(goes_with)
            || (senses.has(Senses::SAYS) && !senses.has(Senses::OF_OFFICE))
            || opens(reader, from - 1)
        {
            break;
        }
        from -= 1;
    }
    // "White House spokesman": what belongs to a name in front is not cut off from it.
    while from > start
        && from < head
        && reader.tokens.is_capitalised(from)
        && reader.tokens.is_capitalised(from - 1)
    {
        from += 1;
    }
    Some(Role { from, words: words(reader, from..head + 1) })
}

/// Puts lower-case words that go with a title in front of it: "former" President; returns where
/// the title then begins.
pub(super) fn with_modifiers(
    reader: &Reader<'_, '_>,
    from: usize,
    start: usize,
    title: &mut String,
) -> usize {
    let mut first = from;
    while first > start
        && reader.senses(first - 1).has(Senses::OF_OFFICE)
        && !reader.senses(first - 1).has(Senses::OFFICE)
        && !opens(reader, first - 1)
    {
        first -= 1;
    }
    if first < from {
        *title = format!("{} {title}", words(reader, first..from));
    }
    first
}

/// Whether token `i` is an adverb that opens a sentence rather than part of a role: "Then".
fn opens(reader: &Reader<'_, '_>, i: usize) -> bool {
    reader.tokens.is_capitalised(i)
        && reader.senses(i).has(Senses::ORDINARY)
        && reader.tokens.lower(i) != "former"
}

/// The role in front of a name between commas: "its governor, Ana Souza,", "The Minister of Trade,
/// Chief Ana Souza,". `name` begins with the title.
pub(super) fn before_comma(
    reader: &Reader<'_, '_>,
    name: &Range<usize>,
    sentence: &Range<usize>,
) -> Option<String> {
    let tokens = reader.tokens;
    let mut comma = name.start.checked_sub(1).filter(|&i| i > sentence.start)?;
    if tokens.lower(comma) == "the" && comma > sentence.start + 1 {
        comma -= 1;
    }
    let closed = name.end >= sentence.end || tokens.kind(name.end) == Some(TokenKind::Mark);
    if !reader.is_mark(comma, ",") || !closed {
        return None;
    }
    let first = sentence.start.max(comma.saturating_sub(REACH));
    let mut head = None;
    for i in (first..comma).rev() {
        let senses = reader.senses(i);
        let office = senses.has(Senses::OFFICE.with(Senses::RELATION));
        if office && (i + 1 == comma || matches!(tokens.lower(i + 1), "of" | "for" | "at" | "in")) {
            head = Some(i);
            break;
        }
        if tokens.kind(i) != Some(TokenKind::Word) || senses.has(Senses::SAYS) {
            return None;
        }
    }
    let head = head?;
    let mut from = head;
    while from > first {
        let before = reader.senses(from - 1);
        let part = Senses::OF_OFFICE.with(Senses::PEOPLE).with(Senses::OFFICE);
        let part = part.with(Senses::PORTFOLIO).with(Senses::KNOWN_BODY);
        if !before.has(part) || tokens.is_capitalised(head) != tokens.is_capitalised(from - 1) {
            break;
        }
        from -= 1;
    }
    // "its branch chairman": one more noun may stand behind the article.
    let article = |i: usize| {
        tokens.kind(i) == Some(TokenKind::Clitic)
            || matches!(
                tokens.lower(i),
                "the" | "a" | "an" | "its" | "his" | "her" | "their" | "my" | "our"
            )
    };
    let introduced = from == sentence.start
        || article(from - 1)
        || (from > sentence.start + 1
            && tokens.kind(from - 1) == Some(TokenKind::Word)
            && article(from - 2));
    let mut last = head;
    if tokens.lower(head + 1) == "of" && split::takes_portfolio(tokens.lower(head)) {
        last = (head + 2..comma)
            .take_while(|&i| reader.senses(i).has(Senses::PORTFOLIO.with(Senses::OF_OFFICE)))
            .last()
            .unwrap_or(head);
    }
    introduced.then(|| words(reader, from..last + 1))
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

/// Whether a noun that also stands beside names it is no title of is one here: "head coach Roe",
/// "coach Ana Roe".
fn is_ranked(reader: &Reader<'_, '_>, head: usize, name: usize, start: usize) -> bool {
    let coach = matches!(reader.tokens.lower(head), "coach" | "pilot" | "guard" | "general");
    let ranked = head > start
        && matches!(reader.tokens.lower(head - 1), "head" | "assistant" | "chief" | "deputy")
        && !reader.tokens.is_capitalised(head - 1);
    let full = reader.senses(name).has(Senses::FORENAME) && reader.tokens.is_capitalised(name + 1);
    coach && (ranked || full)
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
    let mut last = head;
    if tokens.lower(head + 1) == "of" && split::takes_portfolio(tokens.lower(head)) {
        // "secretary of state"
        let behind =
            (head + 2..end).take_while(|&i| reader.senses(i).has(Senses::PORTFOLIO)).last();
        last = behind.unwrap_or(head);
    }
    Some(Role { from, words: words(reader, from..last + 1) })
}

/// The office that the sentence of a subject, which ends at `from`, gives it: "was sworn in as
/// finance minister", "became mayor".
pub(super) fn taken_up(reader: &Reader<'_, '_>, from: usize, end: usize) -> Option<Role> {
    const FURTHEST: usize = 40;
    let tokens = reader.tokens;
    let reach = end.min(from + FURTHEST);
    let others = |i: &usize| {
        let says = reader.senses(*i).has(Senses::SAYS) && !tokens.is_capitalised(*i);
        !says && tokens.lower(*i) != "that"
    };
    let cue = (from..reach).take_while(others).find(|&i| {
        let before = |back: usize| i.checked_sub(back).map_or("", |i| tokens.lower(i));
        match tokens.lower(i) {
            "became" | "becomes" => true,
            "as" => {
                matches!(before(1), "serves" | "served" | "elected" | "appointed" | "office")
                    || (before(1) == "in" && before(2) == "sworn")
                    || (before(1) == "over" && before(2) == "took")
            }
            _ => false,
        }
    })?;
    let mut first = cue + 1;
    while first < end && matches!(tokens.lower(first), "the" | "a" | "an" | "its" | "new") {
        first += 1;
    }
    let part = Senses::OFFICE.with(Senses::OF_OFFICE).with(Senses::PEOPLE);
    let head = (first..end)
        .take_while(|&i| reader.senses(i).has(part))
        .filter(|&i| reader.senses(i).has(Senses::OFFICE))
        .last()?;
    // "became President Roe's aide" is read as the title of Roe.
    let titled = tokens.is_capitalised(head) && tokens.is_capitalised(head + 1);
    (!titled && tokens.kind(head + 1) != Some(TokenKind::Clitic))
        .then(|| Role { from: first, words: words(reader, first..head + 1) })
}

/// The first token behind a possessive within `from..head`: "the agency's head".
fn possessor_end(reader: &Reader<'_, '_>, from: usize, head: usize) -> usize {
    (from..head)
        .rev()
        .find(|&i| reader.tokens.kind(i) == Some(TokenKind::Clitic))
        .map_or(from, |i| i + 1)
}

/// The words a bearer of a role is called by: "defense minister", "minister".
///
/// What follows "of" goes last ("secretary of state", "secretary"); who is a deputy or former
/// bearer is not called by the office alone.
pub(super) fn endings(role: &str) -> impl Iterator<Item = &str> {
    const NOT_QUITE: &[&str] = &[
        "vice",
        "deputy",
        "prime",
        "assistant",
        "former",
        "ex",
        "then",
        "acting",
        "under",
        "late",
    ];
    let head_end = role.find(" of ").unwrap_or(role.len());
    let (head, tail) = role.split_at(head_end);
    let mut starts = vec![0];
    let mut at = 0;
    for word in head.split(' ') {
        at += word.len() + 1;
        if NOT_QUITE.contains(&word) || at > head.len() {
            break;
        }
        starts.push(at);
    }
    let short = !tail.is_empty();
    starts
        .into_iter()
        .flat_map(move |start| [Some(&role[start..]), short.then(|| &role[start..head_end])])
        .flatten()
}

/// A role in lower case: demonyms and places in front and points left out, abbreviations written out.
pub(super) fn words(reader: &Reader<'_, '_>, tokens: Range<usize>) -> String {
    let mut words = String::new();
    let end = tokens.end;
    for i in tokens {
        let country = Senses::PEOPLE.with(Senses::PLACE);
        let whose = words.is_empty() && i + 1 < end && reader.senses(i).has(country);
        if whose || reader.tokens.kind(i) == Some(TokenKind::Mark) {
            continue;
        }
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(singular(written_out(reader.tokens.lower(i).trim_end_matches('.'))));
    }
    words
}

/// One bearer's word for an office in the plural: "presidents Roe and Doe".
fn singular(word: &str) -> &str {
    word.strip_suffix('s')
        .filter(|one| senses(one).has(Senses::OFFICE) && !senses(word).has(Senses::OF_OFFICE))
        .unwrap_or(word)
}

/// The office an abbreviation stands for; other words as they are.
fn written_out(word: &str) -> &str {
    match word {
        "sen" => "senator",
        "sens" => "senators",
        "rep" => "representative",
        "gov" => "governor",
        "pres" => "president",
        "gen" => "general",
        "col" => "colonel",
        "maj" => "major",
        "capt" => "captain",
        "lt" => "lieutenant",
        "sgt" => "sergeant",
        "cllr" => "councillor",
        "insp" => "inspector",
        "adm" => "admiral",
        "cmdr" | "cdr" => "commander",
        word => word,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Cast;
    use super::*;
    use crate::annotate::story::Story;

    /// The roles of everybody in `text`, by order of entities.
    fn roles(text: &str) -> Vec<(String, Vec<String>)> {
        let cast = Cast::read(&Story::plain(text, None));
        cast.entities().iter().map(|one| (one.name.clone(), one.roles.clone())).collect()
    }

    #[track_caller]
    fn gives(text: &str, name: &str, expected: &[&str]) {
        let roles = roles(text);
        let found = roles.iter().find(|(one, _)| one == name).map(|(_, roles)| roles.as_slice());
        assert_eq!(found.unwrap_or_default(), expected, "{text}: {roles:?}");
    }

    #[test]
    fn roles_in_lower_case_stand_in_front() {
        gives("In Rome police chief Kari Lind spoke.", "Kari Lind", &["police chief"]);
        gives("Its former presidents Bo Roe and Al Moss met.", "Bo Roe", &["former president"]);
        gives(
            "Then presidential candidate Sen. Bo Roe spoke.",
            "Bo Roe",
            &["senator", "presidential candidate"],
        );
        gives("The president Tuesday met Bo Roe.", "Bo Roe", &[]);
        gives("The club dismissed head coach Bo Roe.", "Bo Roe", &["head coach"]);
        gives("The coach Roe hired left.", "Roe", &[]);
    }

    #[test]
    fn appositions_give_roles() {
        gives("On Friday Bo Roe, head of the agency, spoke.", "Bo Roe", &["head"]);
        gives(
            "On Friday Bo Roe, the agency's deputy director, spoke.",
            "Bo Roe",
            &["deputy director"],
        );
        gives(
            "On Friday Bo Roe, the secretary of state, spoke.",
            "Bo Roe",
            &["secretary of state"],
        );
        gives("On Friday Bo Roe, who is a lawyer in Rome, spoke.", "Bo Roe", &["lawyer"]);
        gives("On Friday Bo Roe, speaking to a lawyer, left.", "Bo Roe", &[]);
        gives("On Friday Bo Roe, the senator said, left.", "Bo Roe", &[]);
    }

    #[test]
    fn a_sentence_tells_the_office_its_subject_takes_up() {
        gives("Bo Roe, a lawyer, became the mayor of Rome.", "Bo Roe", &["mayor", "lawyer"]);
        gives("Bo Roe was sworn in as finance minister.", "Bo Roe", &["finance minister"]);
        gives("Bo Roe said that rain became the mayor.", "Bo Roe", &[]);
        gives("Bo Roe became President Moss's friend.", "Bo Roe", &[]);
    }

    #[test]
    fn roles_stand_in_front_between_commas() {
        gives("The head of the agency, Bo Roe, spoke.", "Bo Roe", &["head"]);
        gives("The town's first mayor, Bo Roe, spoke.", "Bo Roe", &["first mayor"]);
        gives(
            "The Minister of Trade, Chief Bo Roe, spoke.",
            "Bo Roe",
            &["chief", "minister of trade"],
        );
        gives("Its branch chairman, Comrade Bo Roe, spoke.", "Bo Roe", &["chairman"]);
        gives("The vicar, the Rev. Bo Roe, spoke.", "Bo Roe", &["vicar"]);
        gives("After a talk with the mayor, Bo Roe left.", "Bo Roe", &[]);
    }

    fn called(role: &str) -> Vec<&str> {
        endings(role).collect()
    }

    #[test]
    fn a_bearer_is_called_by_the_last_words_of_the_role() {
        assert_eq!(called("defense minister"), ["defense minister", "minister"]);
        assert_eq!(called("secretary of state"), ["secretary of state", "secretary"]);
        assert_eq!(called("mayor"), ["mayor"]);
    }

    #[test]
    fn deputies_and_former_bearers_are_not_called_by_the_office() {
        assert_eq!(called("vice president"), ["vice president"]);
        assert_eq!(called("prime minister"), ["prime minister"]);
        assert_eq!(called("former prime minister"), ["former prime minister"]);
        assert_eq!(
            called("former secretary of state"),
            ["former secretary of state", "former secretary"]
        );
    }
}

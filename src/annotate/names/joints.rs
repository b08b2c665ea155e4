//! Words on which the name of a body goes on where other names end: "Centre for", "Bakers' Union",
//! "Justice First".

/// Words in front of "for" and "on" inside the name of a body.
const WITH_PURPOSE: &[&str] = &[
    "center",
    "centre",
    "institute",
    "council",
    "committee",
    "commission",
    "fund",
    "foundation",
    "association",
    "alliance",
    "coalition",
    "organization",
    "organisation",
    "observatory",
    "society",
    "union",
    "agency",
    "bureau",
    "office",
    "school",
    "department",
    "ministry",
    "authority",
    "partnership",
    "initiative",
    "project",
    "academy",
    "federation",
    "campaign",
    "women",
    "veterans",
    "citizens",
    "doctors",
    "reporters",
    "students",
    "mothers",
    "americans",
    "movement",
    "network",
    "conference",
    "secretary",
    "minister",
];

/// Plurals and founders whose possessive stays inside a name: "Workers' Party", "Women's March".
const POSSESSIVE: &[&str] = &[
    "people", "workers", "women", "men", "children", "veterans", "nurses", "teachers", "farmers",
    "students", "patriots", "citizens", "king", "queen", "moody", "mcdonald", "lloyd", "macy",
    "sotheby", "christie", "attorney", "sheriff",
];

/// Heads of bodies that people of one trade make: "Bakers' Union".
const OF_TRADES: &[&str] = &[
    "union",
    "federation",
    "association",
    "party",
    "guild",
    "league",
    "society",
    "council",
    "confederation",
    "alliance",
    "cooperative",
    "co-operative",
    "front",
    "institute",
    "fund",
    "forum",
    "congress",
    "network",
    "club",
    "movement",
    "board",
];

/// Words that end names and begin sentences: "Democracy Now", "Justice First".
const ENDS_SLOGAN: &[&str] = &["now", "first", "together", "forward"];

/// Whether the possessive of a word stays inside a name: "Workers' Party".
pub(super) fn keeps_possessive(lower: &str) -> bool {
    POSSESSIVE.contains(&lower)
}

/// Whether a word in the plural is by its ending one for people of a trade: "bakers".
pub(super) fn is_trade(lower: &str) -> bool {
    ["ers", "ors", "ists", "ants", "ents", "ees", "ians", "men"]
        .iter()
        .any(|ending| lower.len() > ending.len() + 2 && lower.ends_with(ending))
}

/// Whether a word is the head of a body that people of one trade make: "union".
pub(super) fn is_of_trades(lower: &str) -> bool {
    OF_TRADES.contains(&lower)
}

/// Whether a word may stand before "for" and "on" inside the name of a body.
pub(super) fn has_purpose(lower: &str) -> bool {
    WITH_PURPOSE.contains(&lower)
}

/// Whether a word may end the name of a body as it begins sentences: "Democracy Now".
pub(super) fn is_slogan_end(lower: &str) -> bool {
    ENDS_SLOGAN.contains(&lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trades_are_known_by_their_endings() {
        assert!(["bakers", "dentists", "fishermen", "students"].iter().all(|word| is_trade(word)));
        assert!(["her", "ants", "roofs", "women’s"].iter().all(|word| !is_trade(word)));
    }
}

//! What may be meant by words that no passage holds, as lines for people.

use super::layout::grouped;
use super::safe::safe;
use crate::suggest::Suggestion;

/// "no passage has “ceasfire”; did you mean: ceasefire talks (12)?", a line for all whole queries;
/// where there are none, one for each word.
#[must_use]
pub fn did_you_mean(suggestions: &[Suggestion]) -> Vec<String> {
    let mut told = Vec::new();
    let mut whole: Vec<String> = Vec::new();
    for suggestion in suggestions {
        let passages = grouped(suggestion.passages);
        if let Some(query) = &suggestion.query {
            whole.push(format!("{} ({passages})", safe(&query.to_string())));
        } else {
            let meant: Vec<&str> = suggestion.words.iter().map(|(_, meant)| &**meant).collect();
            let (strays, meant) = (strays(suggestion), meant.join(" "));
            told.push(format!("{strays}did you mean {} ({passages})?", safe(&meant)));
        }
    }
    if let Some(first) = suggestions.iter().find(|suggestion| suggestion.query.is_some()) {
        told.push(format!("{}did you mean: {}?", strays(first), whole.join(" or ")));
    }
    told
}

fn strays(suggestion: &Suggestion) -> String {
    let words: Vec<String> =
        suggestion.words.iter().map(|(word, _)| format!("“{}”", safe(word))).collect();
    match words.as_slice() {
        [] => String::new(),
        words => format!("no passage has {}; ", words.join(" or ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::{ParseOptions, parse};

    fn suggestion(words: &[(&str, &str)], query: Option<&str>, passages: u64) -> Suggestion {
        let own = |(word, instead): &(&str, &str)| ((*word).to_owned(), (*instead).to_owned());
        let read = |query| parse(query, &ParseOptions::default()).expect(query).ast;
        Suggestion { words: words.iter().map(own).collect(), query: query.map(read), passages }
    }

    #[test]
    fn whole_queries_share_a_line() {
        let told = did_you_mean(&[
            suggestion(&[("pierr", "pier")], Some("pier talks"), 1200),
            suggestion(&[], Some("piertalks"), 3),
        ]);
        let expected = "no passage has “pierr”; did you mean: pier talks (1,200) or piertalks (3)?";
        assert_eq!(told, [expected]);
        assert!(did_you_mean(&[]).is_empty());
    }

    #[test]
    fn single_words_have_lines_of_their_own() {
        let told = did_you_mean(&[
            suggestion(&[("pierr", "pier")], None, 4),
            suggestion(&[("wagges", "wages")], None, 2),
        ]);
        assert_eq!(told[0], "no passage has “pierr”; did you mean pier (4)?");
        assert_eq!(told.len(), 2);
    }
}

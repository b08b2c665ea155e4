//! Names in headlines and headings, where capitals tell nothing.

use rustc_hash::FxHashSet;

use super::super::NameKind;
use super::super::story::{Paragraph, Story};
use super::evidence::Evidence;
use super::find::Candidate;
use super::forms::{Forms, bare};
use super::lexicon::Senses;
use super::reader::Reader;
use crate::text::{TokenKind, fold};

/// Longest heading in tokens; a longer paragraph is running text.
const LONGEST: usize = 40;
/// Longest known name looked for, in tokens.
const LONGEST_NAME: usize = 7;

/// Words that titles write in lower case.
const SMALL: &[&str] = &[
    "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "it", "nor",
    "of", "on", "or", "over", "per", "the", "to", "up", "via", "vs", "with",
];

/// Whether the words of a paragraph are capitalised whatever they are.
///
/// So it is when it has three words that titles do not write small, and all but one in six of
/// these are capitalised; all of five or more when it ends like a sentence.
pub(super) fn is_capitalised(story: &Story<'_>, paragraph: &Paragraph) -> bool {
    if paragraph.tokens.len() > LONGEST {
        return false;
    }
    let tokens = &story.tokens;
    let (mut words, mut capitals, mut upper) = (0, 0, 0);
    for i in paragraph.tokens.clone() {
        if tokens.kind(i) == Some(TokenKind::Word) && !SMALL.contains(&tokens.lower(i)) {
            words += 1;
            capitals += usize::from(tokens.is_capitalised(i));
            upper += usize::from(!tokens.word_at(i).contains(char::is_lowercase));
        }
    }
    if words > 0 && words == upper {
        return true;
    }
    let last = paragraph.tokens.clone().next_back().map_or("", |i| tokens.word_at(i));
    if !paragraph.heading && matches!(last, "." | "!" | "?" | "”" | "\"") {
        return words > 4 && words == capitals;
    }
    let fewest = if paragraph.heading { 1 } else { 3 };
    words >= fewest && (words - capitals) * 6 <= words
}

/// Surnames of the people whom running text names in full.
pub(super) fn surnames(forms: &Forms) -> FxHashSet<&str> {
    forms
        .all()
        .iter()
        .filter(|form| form.kind == NameKind::Person && !form.is_bare())
        .map(super::forms::Form::last)
        .collect()
}

/// Finds names that the running text knows, and people called by a known forename.
pub(super) fn candidates(
    reader: &Reader<'_, '_>,
    paragraph: &Paragraph,
    forms: &mut Forms,
    surnames: &FxHashSet<String>,
    out: &mut Vec<Candidate>,
) {
    let mut at = paragraph.tokens.start;
    while at < paragraph.tokens.end {
        let limit = paragraph.tokens.end.min(at + LONGEST_NAME);
        let Some(end) = name_end(reader, at, limit, forms, surnames) else {
            at += 1;
            continue;
        };
        let known = forms.find(reader, at..end).is_some();
        let evidence =
            if known { Evidence::default() } else { Evidence::of_words(reader, &(at..end)) };
        out.push(Candidate {
            tokens: at..end,
            from: at,
            title: None,
            lead: None,
            gender: None,
            doubtful: false,
            located: false,
            subject: false,
            evidence,
        });
        at = end;
    }
}

/// One past the longest name that begins at `at`.
fn name_end(
    reader: &Reader<'_, '_>,
    at: usize,
    limit: usize,
    forms: &mut Forms,
    surnames: &FxHashSet<String>,
) -> Option<usize> {
    if !reader.is_name_word(at) {
        return None;
    }
    let known = (at + 1..=limit).rev().find(|&end| {
        forms.find(reader, at..end).is_some_and(|number| {
            let form = &forms.all()[number];
            form.sure && (end > at + 1 || form.kind != NameKind::Other)
        })
    });
    if known.is_some() {
        return known;
    }
    let senses = reader.senses(at);
    let word = |i: usize| {
        let generic = Senses::ORDINARY
            .with(Senses::CALENDAR)
            .with(Senses::OFFICE)
            .with(Senses::BODY)
            .with(Senses::SAYS);
        reader.is_name_word(i) && !reader.senses(i).has(generic) && !reader.is_common(i)
    };
    if senses.has(Senses::FORENAME)
        && !senses.has(Senses::PLACE.with(Senses::ORDINARY).with(Senses::CALENDAR))
        && at + 1 < limit
        && word(at + 1)
        && !reader.is_upper(at + 1)
        && !reader.is_common(at)
    {
        return Some(at + 2);
    }
    let lower = reader.tokens.lower(at);
    let folded = if lower.is_ascii() { None } else { Some(fold(lower)) };
    let surname = surnames.contains(bare(folded.as_deref().unwrap_or(lower)));
    let place = senses.has(Senses::PLACE) && !senses.has(Senses::ORDINARY);
    (surname || place).then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::super::Cast;
    use super::*;

    #[track_caller]
    fn capitalised(line: &str, expected: bool) {
        let story = Story::plain(line, None);
        assert_eq!(is_capitalised(&story, &story.paragraphs[0]), expected, "{line}");
    }

    #[test]
    fn headlines_are_known_by_their_capitals() {
        capitalised("Mayor of Lima Wins Vote After Long Night", true);
        capitalised("MAYOR WINS", true);
        capitalised("Mayor of Lima wins vote after long night", false);
        capitalised("Ana Souza met Maria Lopez in Lima.", false);
    }

    /// The words that are named in the first line of `text`.
    fn first_line(text: &str) -> Vec<&str> {
        let cast = Cast::read(&Story::plain(text, None));
        let line = text.find('\n').unwrap_or(text.len());
        cast.mentions()
            .iter()
            .filter(|named| named.span.end <= line)
            .map(|named| named.span.of(text))
            .collect()
    }

    #[test]
    fn a_headline_names_what_the_text_names() {
        let body = "\nOn Friday Maria Lopez won in Lima, the Council on Fisheries said.";
        assert_eq!(first_line(&format!("Lopez Wins Lima Vote Again{body}")), ["Lopez", "Lima"]);
        assert_eq!(
            first_line(&format!("Council on Fisheries Praises Brave Lopez{body}")),
            ["Council on Fisheries", "Lopez"]
        );
        assert!(first_line(&format!("Brave Woman Wins Vote Again{body}")).is_empty());
    }

    #[test]
    fn a_headline_names_people_by_forename_and_surname() {
        assert_eq!(
            first_line("Maria Lopez Wins Vote Again\nIt was a long night."),
            ["Maria Lopez"]
        );
        assert!(first_line("Brave Lopez Wins Vote Again\nIt was a long night.").is_empty());
    }
}

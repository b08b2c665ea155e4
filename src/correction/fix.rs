//! Who says some words of an article, said by hand.

use std::fmt::Write as _;

use super::file::Place;
use super::words::Words;
use super::write::quoted;
use super::{RULE, mark};
use crate::annotate::{
    Act, Annotations, Attribution, AttributionKind, NameKind, Polarity, Speaker, SpeakerKind,
    annotate,
};
use crate::article::{Article, Paragraphs, blocks};
use crate::facet::key;
use crate::passage::passages;
use crate::span::Span;

/// Who says some words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// The id of the article, or the beginning of it.
    pub article: String,
    /// Words of what is said, which stand in the article once.
    pub exact: String,
    /// These words, folded.
    pub(super) words: Vec<String>,
    /// Who says them; `None` for nobody.
    pub speaker: Option<String>,
    /// Why.
    pub note: Option<String>,
    /// Where it stands in its file.
    pub place: Place,
}

/// Applies fixes whose words stand at these places. The last one for a statement counts.
pub(super) fn apply(article: &Article, fixes: &[(&Fix, Span)], notes: &mut Annotations) {
    let is_in = |attribution: &Attribution, words: Span| {
        attribution.content.iter().any(|content| content.overlaps(words))
    };
    let mut made: Vec<Attribution> = Vec::new();
    for (i, (fix, words)) in fixes.iter().enumerate() {
        let found = notes.attributions.iter().any(|attribution| is_in(attribution, *words));
        let kept = fixes[i + 1..].iter().all(|(_, later)| !later.overlaps(*words));
        if !found
            && kept
            && let Some(name) = &fix.speaker
        {
            let speaker = speaker(article, notes, name);
            made.push(statement(&article.body, *words, speaker));
        }
    }
    for i in 0..notes.attributions.len() {
        let last = fixes.iter().rfind(|(_, words)| is_in(&notes.attributions[i], *words));
        let Some((fix, _)) = last else { continue };
        let speaker = fix.speaker.as_ref().map(|name| speaker(article, notes, name));
        say(&mut notes.attributions[i], speaker);
    }
    if !made.is_empty() {
        notes.attributions.append(&mut made);
        notes
            .attributions
            .sort_by_key(|attribution| attribution.content.first().map_or(0, |span| span.start));
    }
}

/// Gives a statement its speaker; without one, nobody said it.
fn say(attribution: &mut Attribution, speaker: Option<Speaker>) {
    attribution.confidence = 1.0;
    attribution.reporter = None;
    mark(&mut attribution.rule);
    attribution.speaker = speaker.as_ref().map(|speaker| speaker.name.clone());
    attribution.speaker_kind =
        speaker.as_ref().map_or(SpeakerKind::Unknown, |speaker| speaker.kind);
    if speaker.is_none() {
        attribution.polarity = Polarity::NotSaid;
    }
    attribution.speakers = speaker.into_iter().collect();
}

/// A statement that no rule found.
fn statement(body: &str, words: Span, speaker: Speaker) -> Attribution {
    Attribution {
        kind: if is_quoted(body, words) {
            AttributionKind::Direct
        } else {
            AttributionKind::Indirect
        },
        act: Act::Speech,
        polarity: Polarity::Said,
        rule: RULE.to_owned(),
        confidence: 1.0,
        source: None,
        cue: None,
        content: vec![words],
        speaker: Some(speaker.name.clone()),
        speaker_kind: speaker.kind,
        speakers: vec![speaker],
        reporter: None,
    }
}

/// Whether quotation marks stand right before and behind some words.
fn is_quoted(body: &str, words: Span) -> bool {
    let is_mark = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'');
    let is_stop = |c: char| matches!(c, '.' | ',' | '!' | '?' | '…');
    let before = body[..words.start].chars().next_back();
    let behind = body[words.end..].chars().find(|c| !is_stop(*c));
    before.is_some_and(is_mark) && behind.is_some_and(is_mark)
}

/// A speaker of this name: a person or a body as the article has it, else as the rules take the
/// name by itself.
fn speaker(article: &Article, notes: &Annotations, name: &str) -> Speaker {
    let wanted = key(name);
    let known = notes.mentions.iter().find(|mention| {
        matches!(mention.kind, NameKind::Person | NameKind::Organisation)
            && key(&mention.name) == wanted
    });
    let kind = known.map_or_else(|| kind_of(article, name), |mention| mention.kind);
    let kind = match kind {
        NameKind::Organisation => SpeakerKind::Organisation,
        _ => SpeakerKind::Person,
    };
    Speaker { name: name.to_owned(), kind }
}

/// What the rules take a name for where it says something.
fn kind_of(article: &Article, name: &str) -> NameKind {
    let body = format!("{name} said so.");
    let blocks = blocks(&body, Paragraphs::Line);
    let alone = Article { body, blocks, language: article.language.clone(), ..Article::default() };
    let notes = annotate(&alone, &passages(&alone));
    let whole = notes.mentions.iter().find(|mention| mention.span.len() + 4 >= name.len());
    whole.map_or(NameKind::Person, |mention| mention.kind)
}

/// Words at first taken for a fix.
const FIRST: usize = 6;

/// Most words taken from around a statement whose own stand in its article more than once.
const AROUND: usize = 12;

/// The block that gives a statement of an article another speaker, to be pasted into the file of
/// fixes: with words that stand in the article once and, where that can be, in no other statement.
#[must_use]
pub fn block(article: &Article, all: &[Attribution], attribution: &Attribution) -> String {
    let words = Words::new(&article.body);
    let Some((others, span)) = telling(&words, all, attribution) else {
        return "# its words stand in the article more than once: no fix can tell them apart\n"
            .to_owned();
    };
    let mut out = match others {
        0 => String::new(),
        1 => "# these words are part of another statement as well, which gets the speaker too\n"
            .to_owned(),
        n => format!("# these words are part of {n} other statements, which get the speaker too\n"),
    };
    let exact = span.of(&article.body).split_whitespace().collect::<Vec<_>>().join(" ");
    let speaker = attribution.speaker.as_deref().unwrap_or("none");
    out.push_str("[[fix]]\n");
    for (name, value) in [("article", &*article.id), ("exact", &*exact), ("speaker", speaker)] {
        // Writing to a string does not fail.
        let _ = writeln!(out, "{name} = {}", quoted(value));
    }
    out
}

/// Words of a statement that stand in the text once, and of how many other statements they are.
fn telling(words: &Words, all: &[Attribution], attribution: &Attribution) -> Option<(usize, Span)> {
    let others = |span: Span| {
        let touches = |other: &&Attribution| {
            other.content != attribution.content
                && other.content.iter().any(|content| content.overlaps(span))
        };
        all.iter().filter(touches).count()
    };
    let mut best: Option<(usize, Span)> = None;
    for content in &attribution.content {
        let range = words.within(*content);
        let mut length = FIRST.min(range.len());
        // Longer ones are part of at least as many statements.
        while best.is_none() && length > 0 {
            for first in range.start..=range.end - length {
                let Some(span) = words.once(first..first + length) else { continue };
                let count = others(span);
                if best.is_none_or(|(least, _)| count < least) {
                    best = Some((count, span));
                }
                if count == 0 {
                    break;
                }
            }
            length = if length == range.len() { 0 } else { (2 * length).min(range.len()) };
        }
    }
    let around = attribution.content.iter().flat_map(|content| {
        let range = words.within(*content);
        (1..=AROUND).map(move |more| range.start.saturating_sub(more)..range.end + more)
    });
    let mut around = around.filter_map(|range| words.once(range));
    best.or_else(|| around.next().map(|span| (others(span), span)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::correction::words::folded;

    fn article(body: &str) -> Article {
        Article {
            id: "a".repeat(16),
            body: body.to_owned(),
            blocks: blocks(body, Paragraphs::Line),
            ..Article::default()
        }
    }

    /// Speakers and rules of an article's statements after fixes of words and speakers.
    fn fixed(body: &str, fixes: &[(&str, Option<&str>)]) -> Vec<(Option<String>, String)> {
        let article = article(body);
        let mut notes = annotate(&article, &passages(&article));
        let fixes: Vec<Fix> = fixes
            .iter()
            .map(|(exact, speaker)| Fix {
                article: article.id.clone(),
                exact: (*exact).to_owned(),
                words: folded(exact),
                speaker: speaker.map(str::to_owned),
                note: None,
                place: Place::default(),
            })
            .collect();
        let words = Words::new(&article.body);
        let fitting: Vec<(&Fix, Span)> =
            fixes.iter().filter_map(|fix| Some((fix, words.only(&fix.words)?))).collect();
        apply(&article, &fitting, &mut notes);
        notes.attributions.into_iter().map(|found| (found.speaker, found.rule)).collect()
    }

    const BODY: &str = "Mayor Olena Kravets said the pier would open in May.\nThe gates were shut.";

    #[test]
    fn a_statement_gets_its_speaker() {
        let found = fixed(BODY, &[("pier would open", Some("Ann Lee"))]);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].0.as_deref(), Some("Ann Lee"));
        assert!(found[0].1.ends_with("+correction"), "{found:?}");
    }

    #[test]
    fn nobody_says_what_nobody_said() {
        let found = fixed(BODY, &[("pier would open", None)]);
        assert_eq!((found.len(), &found[0].0), (1, &None));
    }

    #[test]
    fn a_statement_is_made_where_there_is_none() {
        let found = fixed(BODY, &[("the gates were shut", Some("Ann Lee"))]);
        assert_eq!(found.len(), 2);
        assert_eq!(found[1], (Some("Ann Lee".to_owned()), RULE.to_owned()));
        assert_eq!(fixed(BODY, &[("the gates were shut", None)]).len(), 1);
    }

    #[test]
    fn of_two_fixes_the_last_counts() {
        let pairs = [("pier would", Some("Ann Lee")), ("open in May", Some("Bo Ek"))];
        assert_eq!(fixed(BODY, &pairs)[0].0.as_deref(), Some("Bo Ek"));
        let made = [("the gates were", Some("Ann Lee")), ("gates were shut", Some("Bo Ek"))];
        let found = fixed(BODY, &made);
        assert_eq!((found.len(), found[1].0.as_deref()), (2, Some("Bo Ek")));
    }

    #[test]
    fn words_that_are_elsewhere_change_nothing() {
        let before = fixed(BODY, &[]);
        assert_eq!(fixed(BODY, &[("the", Some("Ann Lee")), ("a boat", Some("Bo Ek"))]), before);
    }

    #[test]
    fn a_body_is_told_from_a_person_by_its_name() {
        let article = article(BODY);
        assert_eq!(kind_of(&article, "Harbour Workers Union"), NameKind::Organisation);
        assert_eq!(kind_of(&article, "Ann Lee"), NameKind::Person);
    }

    #[test]
    fn a_block_to_paste_fits_once() {
        let body = "Mayor Olena Kravets said the pier would open in May.\n\
            “The \"pier\" would open in May,” said Bo Ek. “It is\nwhat we want,” he said.";
        let article = article(body);
        let notes = annotate(&article, &passages(&article));
        let words = Words::new(body);
        let mut fitting = 0;
        for attribution in &notes.attributions {
            let block = block(&article, &notes.attributions, attribution);
            if let Some(exact) = block.lines().find_map(|line| line.strip_prefix("exact = ")) {
                let exact: toml::Value =
                    format!("x = {exact}").parse::<toml::Table>().unwrap()["x"].clone();
                assert_eq!(words.count(&folded(exact.as_str().unwrap())), 1, "{block}");
                fitting += 1;
            }
        }
        assert_eq!(fitting, notes.attributions.len(), "{notes:?}");
    }
}

//! Content before its source and cue: "…, X said", "…, said X", "…, X said, …".

use std::ops::Range;

use super::extent::Shape;
use super::reported::Clause;
use super::scene::Scene;
use super::statement::Statement;
use super::verb::{Group, group_at};
use super::word::{AUXILIARY, Class, OPENS_PHRASE};
use super::{extent, subject};
use crate::annotate::Polarity;
use crate::annotate::quotation::Quotation;

impl Clause<'_, '_> {
    /// A statement before its source and cue, which take the tokens `first..last`.
    pub(super) fn preceded(
        &mut self,
        group: &Group,
        source: Range<usize>,
        first: usize,
        last: usize,
    ) -> Option<Statement> {
        let scene = self.scene;
        let end = self.unit.tokens.end;
        let mut behind = last.max(group.tokens.end);
        if group.cue.frames.addressee() && last == group.tokens.end {
            behind = addressee_end(scene, behind, end);
        }
        let behind = adjunct_end(scene, behind, end);
        let inverted = first == group.tokens.start;
        let closed = behind >= end
            || scene.is_stop(behind)
            || scene.is_comma(behind)
            || scene.is_dash(behind)
            || matches!(scene.lower(behind), ":" | ";" | ")")
            || scene.quotations.opening_at(behind).is_some()
            || (inverted && scene.lower(behind) == "who")
            || matches!(scene.lower(behind), "and" | "but" | "as" | "after" | "when" | "while");
        let quoted = scene.quotations.closing_at(first - 1).is_some();
        if !closed && !quoted {
            return None;
        }
        let introduces = (scene.is_comma(behind) || scene.lower(behind) == ":")
            && scene.quotations.opening_at(behind + 1).is_some();
        let opens_here = introduces || scene.quotations.opening_at(behind).is_some();
        let last_words = behind >= end || scene.is_stop(behind);
        let content = self.content_before(first - 1, last_words)?;
        let title = scene.quotations.closing_at(first - 1).filter(|quotation| {
            content.start < quotation.outer.start && is_title(scene, quotation)
        });
        let has_quote = title.is_none() && content.clone().any(|i| scene.quotations.covers(i));
        // "The “It” jokes Roe made": a comma would part them.
        // "Critics, he said, “have had their day.”": the subject of what is quoted.
        if introduces && title.is_none() && !has_quote && self.is_subject(&content) {
            let quotation = scene.quotations.opening_at(behind + 1)?;
            if !scene.tokens().is_capitalised(quotation.inner.start) {
                self.taken = quotation.outer.end;
                return Some(
                    Self::statement("content-cue-source", source, group)
                        .with_content(content)
                        .with_content(quotation.outer.clone()),
                );
            }
        }
        let joined = title.is_some_and(|title| !scene.is_comma(title.inner.end - 1));
        if (opens_here && !has_quote) || joined {
            return None;
        }
        if !has_quote && is_adjunct(scene, &content) {
            if inverted {
                return None;
            }
            // "In 2008, he said, prices fell": the circumstance belongs to what is said.
            let rest = (behind + 1 < end && scene.is_comma(behind))
                .then(|| self.rest(behind + 1))
                .flatten()?;
            self.taken = rest.end;
            return Some(
                Self::statement("content-cue-source", source, group)
                    .with_content(content)
                    .with_content(rest),
            );
        }
        let rule = if inverted { "inverted" } else { "content-cue-source" };
        let mut statement = Self::statement(rule, source, group).with_content(content.clone());
        if scene.is_comma(behind) || scene.is_dash(behind) {
            // "The plan, he said, is dead."; behind an inverted name stands an apposition.
            let predicate = inverted.then(|| self.predicate(&content, behind)).flatten();
            let rest = match predicate {
                Some(at) => self.rest(at),
                None => self.continued(behind + 1, has_quote, inverted),
            };
            statement.content.extend(rest);
        } else if let Some(quotation) = scene.quotations.opening_at(behind) {
            statement.content.push(quotation.outer.clone());
        }
        self.taken = statement.content.last().map_or(last, |range| range.end).max(last);
        if statement.polarity == Polarity::NotSaid {
            statement.polarity = Polarity::Said;
        }
        Some(statement)
    }

    /// The content that ends before the mark at `mark`. Source and cue that are the `last_words` of
    /// a sentence say all of it, thoughts and wishes told in it included.
    fn content_before(&self, mark: usize, last_words: bool) -> Option<Range<usize>> {
        let scene = self.scene;
        let start = self.unit.tokens.start;
        let from = if last_words && !self.said { start } else { self.taken.max(start) };
        let end = if scene.quotations.covers(mark) { mark + 1 } else { mark };
        let mut start = from;
        // "- “…,” he said": what stands before the dash is not his.
        if let Some(quotation) = scene.quotations.closing_at(mark) {
            let opening = quotation.outer.start;
            let apart = opening > from
                && (scene.is_dash(opening - 1) || matches!(scene.lower(opening - 1), ":" | ";"));
            if apart {
                start = opening;
            }
        }
        while start < end
            && !scene.quotations.covers(start)
            && (scene.is_mark(start) || scene.is(start, Class::CONJUNCTION))
        {
            start += 1;
        }
        (start < end && scene.weight(start..end) > 1).then_some(start..end)
    }

    /// The rest of content that source and cue interrupt.
    fn continued(&self, at: usize, quoted: bool, inverted: bool) -> Option<Range<usize>> {
        let scene = self.scene;
        let end = self.unit.tokens.end;
        if let Some(quotation) = scene.quotations.opening_at(at) {
            return Some(quotation.outer.clone());
        }
        if quoted {
            // "“…,” said X, a farmer, “…”": the next quotation behind a comma, no cue between.
            let opening = (at..end).find(|i| scene.quotations.opening_at(*i).is_some())?;
            let cue = (at..opening).any(|i| group_at(scene, i, at, end).is_some());
            return (scene.is_comma(opening - 1) && !cue)
                .then(|| scene.quotations.opening_at(opening))
                .flatten()
                .map(|quotation| quotation.outer.clone());
        }
        if inverted || at >= end {
            return None;
        }
        let own = scene.reads(at, &["according", "to"])
            || scene.is(at, Class::CONJUNCTION)
            || matches!(scene.lower(at), "who" | "which" | "while" | "though" | "although")
            || group_at(scene, at, at, end).is_some();
        if own {
            return None;
        }
        self.rest(at)
    }

    /// Content from `at` on.
    fn rest(&self, at: usize) -> Option<Range<usize>> {
        let stop = extent::end_of(self.scene, at, self.unit.tokens.end, Shape::CLAUSE);
        (stop > at).then_some(at..stop)
    }

    /// Whether content is no clause and no circumstance, but what a clause is about.
    fn is_subject(&self, content: &Range<usize>) -> bool {
        let scene = self.scene;
        let opener = Class::PREPOSITION.or(Class::TIME).or(Class::ADVERB).or(Class::SUBORDINATOR);
        !scene.is(content.start, opener)
            && !content.clone().any(|i| is_verb(scene, i) || scene.is_comma(i))
    }

    /// Where the clause goes on whose subject stands before an inverted source and its
    /// apposition, which end at the comma `behind`: "The port, said Roe, a pilot, is closed."
    fn predicate(&self, content: &Range<usize>, behind: usize) -> Option<usize> {
        let scene = self.scene;
        if content.clone().any(|i| is_verb(scene, i)) {
            return None;
        }
        let commas = (behind..self.unit.tokens.end).filter(|i| scene.is_comma(*i)).take(3);
        commas.map(|comma| comma + 1).find(|at| is_verb(scene, *at))
    }
}

/// Whether token `i` is a finite verb.
fn is_verb(scene: &Scene<'_>, i: usize) -> bool {
    !scene.quotations.covers(i) && (subject::is_finite(scene, i) || subject::is_past(scene, i))
}

/// The end of the noun phrase at `at` that names who was told: "the court", "a crowd", "staff".
fn addressee_end(scene: &Scene<'_>, at: usize, end: usize) -> usize {
    let other = Class::PREPOSITION.or(Class::TIME).or(Class::ADVERB).or(Class::SUBJECT);
    if scene.is(at, other) && !scene.is(at, OPENS_PHRASE) {
        return at;
    }
    subject::after(scene, at, end).map_or(at, |phrase| phrase.end)
}

/// The end of "on Tuesday", "in an interview", "to reporters" behind source and cue.
pub(super) fn adjunct_end(scene: &Scene<'_>, at: usize, end: usize) -> usize {
    let mut i = at;
    let circumstance = scene
        .is(i, Class::PREPOSITION.or(Class::TIME).or(Class::ADVERB).or(Class::OBJECT))
        || scene.name_end(i).is_some();
    if !circumstance {
        return at;
    }
    while i < end && i < at + 25 {
        // "on NBC's “Meet the Press”": a title belongs to the circumstance.
        if let Some(quotation) = scene.quotations.opening_at(i).filter(|_| i > at)
            && is_title(scene, quotation)
        {
            i = quotation.outer.end;
            continue;
        }
        if let Some(name_end) = scene.name_end(i) {
            i = name_end.max(i + 1);
            continue;
        }
        if scene.quotations.covers(i) || scene.is_stop(i) {
            return i;
        }
        if scene.is_mark(i) && !matches!(scene.lower(i), "(" | ")" | "$") {
            return i;
        }
        let clause = (scene.is(i, AUXILIARY) && !scene.is_genitive(i))
            || scene.lower(i) == "that"
            || (scene.is(i, Class::SUBJECT) && !scene.is(i, Class::OBJECT));
        if clause {
            return at;
        }
        i += 1;
    }
    i
}

/// What titles write in lower case.
const FUNCTION_WORD: Class = Class::DETERMINER.or(Class::PREPOSITION).or(Class::CONJUNCTION);

/// Whether all words of a quotation but function words are capitalised.
pub(super) fn is_title(scene: &Scene<'_>, quotation: &Quotation) -> bool {
    let mut long = quotation
        .inner
        .clone()
        .filter(|i| scene.is_word(*i) && !scene.is(*i, FUNCTION_WORD))
        .peekable();
    long.peek().is_some() && long.all(|i| scene.tokens().is_capitalised(i))
}

/// Whether words before a comma only say when, where or whereof: "In Ankara on Monday".
fn is_adjunct(scene: &Scene<'_>, content: &Range<usize>) -> bool {
    let first = content.start;
    let opener = scene
        .is(first, Class::PREPOSITION.or(Class::TIME).or(Class::ADVERB).or(Class::SUBORDINATOR))
        && !scene.is(first, Class::DETERMINER.or(Class::SUBJECT))
        || scene.lower(first).ends_with("ing");
    let verb = content
        .clone()
        .any(|i| scene.is(i, AUXILIARY.or(Class::PAST)) || subject::is_past(scene, i));
    let subordinate =
        scene.is(first, Class::SUBORDINATOR) && !content.clone().any(|i| scene.is_comma(i));
    // "Jane Roe, 56": what is left of a subject.
    let name = scene.name_end(first).is_some_and(|name_end| {
        (name_end..content.end).all(|i| scene.is_mark(i) || scene.lower(i).parse::<u8>().is_ok())
    });
    name || (opener && (!verb || subordinate)) || (!verb && content.len() < 3)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    #[test]
    fn content_precedes_source_and_cue() {
        let rule = "content-cue-source";
        finds(rule, "“It rained,” Karen Holm said.", "Karen Holm", "It rained");
        finds(rule, "It rained, Karen Holm said.", "Karen Holm", "It rained");
        finds(rule, "The port, Karen Holm said, is closed.", "Karen Holm", "The port … is closed");
        finds(
            rule,
            "“It rained,” she said, “and nobody came.”",
            "she",
            "It rained … and nobody came.",
        );
        finds(rule, "“Who came?” Karen Holm asked.", "Karen Holm", "Who came?");
        lacks(rule, "On Monday, Karen Holm said it rained.");
    }

    #[test]
    fn a_paper_reports_within_a_clause() {
        finds(
            "content-cue-source",
            "Seagrass covers ten hectares, the journal Coastal Letters reports, twice as much as before.",
            "the journal Coastal Letters",
            "Seagrass covers ten hectares … twice as much as before",
        );
    }

    #[test]
    fn a_clause_goes_on_behind_its_source() {
        finds(
            "inverted",
            "The contrast with the old port, said Karen Holm and others, would be clear.",
            "Karen Holm and others",
            "The contrast with the old port … would be clear",
        );
        finds(
            "inverted",
            "The trouble with cranes, says Karen Holm, a pilot from Malmo, is that they rust.",
            "Karen Holm",
            "The trouble with cranes … is that they rust",
        );
        finds(
            "content-cue-source",
            "Critics, Karen Holm said, “have had their day.”",
            "Karen Holm",
            "Critics … have had their day.",
        );
        finds("inverted", "It rained, said Karen Holm, who was there.", "Karen Holm", "It rained");
    }

    #[test]
    fn the_last_words_say_all_of_a_sentence() {
        finds(
            "content-cue-source",
            "The crews want higher pay and expect a long strike, Karen Holm said.",
            "Karen Holm",
            "The crews want higher pay and expect a long strike",
        );
        lacks(
            "content-cue-source",
            "The crews want higher pay and expect a long strike, she left.",
        );
    }

    #[test]
    fn who_was_told_may_be_any_phrase() {
        let rule = "content-cue-source";
        finds(
            rule,
            "The pier was not safe, Karen Holm told the court in May.",
            "Karen Holm",
            "The pier was not safe",
        );
        finds(
            rule,
            "The pier will be closed, its owner, Karen Holm, told staff on Thursday.",
            "its owner, Karen Holm",
            "The pier will be closed",
        );
        lacks(rule, "The pier was old, Karen Holm told the court that she had left.");
    }

    #[test]
    fn a_title_may_end_what_is_said() {
        finds(
            "content-cue-source",
            "The crews were fans of “Harbour Nights,” Karen Holm said.",
            "Karen Holm",
            "The crews were fans of … Harbour Nights",
        );
    }

    #[test]
    fn verb_and_subject_may_be_inverted() {
        finds("inverted", "“It rained,” said Karen Holm.", "Karen Holm", "It rained");
        finds(
            "inverted",
            "It rained, said Karen Holm, a pilot from Malmo.",
            "Karen Holm",
            "It rained",
        );
        finds("inverted", "“It rained,” jokes Karen Holm.", "Karen Holm", "It rained");
        finds("inverted", "“Rain?” answers Karen Holm.", "Karen Holm", "Rain?");
        lacks("inverted", "The “It” jokes Karen Holm made were old.");
        lacks("inverted", "“It rained,” Karen Holm told a crowd.");
        lacks("inverted", "Karen Holm, a pilot, said he and others were tired.");
    }
}

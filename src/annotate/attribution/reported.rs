//! Cue verbs with their subject: "X said (that) …", "…, X said", "…, said X", "…, warning that …".

use std::ops::Range;

use super::scene::{Scene, Unit};
use super::statement::{Source, Statement};
use super::verb::{Group, Mood, group_at};
use super::word::{AUXILIARY, Class};
use super::{complement, noun, subject};
use crate::annotate::quotation::Quotation;
use crate::annotate::{Act, Polarity};

/// The statements of one unit that a cue verb shows, in text order.
pub(super) fn find(scene: &Scene<'_>, unit: &Unit, out: &mut Vec<Statement>) {
    let mut clause = Clause { scene, unit, last: None, taken: unit.tokens.start };
    let mut i = unit.tokens.start;
    while i < unit.tokens.end {
        if let Some(quotation) = scene.quotations.at(i) {
            i = quotation.outer.end.max(i + 1);
            continue;
        }
        let group = (scene.named_at(i).is_none())
            .then(|| group_at(scene, i, unit.tokens.start, unit.tokens.end))
            .flatten();
        let Some(group) = group else {
            i += 1;
            continue;
        };
        if let Some(statement) = clause.read(&group) {
            if let Source::Words(words) = &statement.source {
                clause.last = Some(words.clone());
            }
            out.push(statement);
        }
        i = group.tokens.end.max(i + 1);
    }
}

/// What is known of a unit while its cues are read from left to right.
struct Clause<'s, 'a> {
    scene: &'s Scene<'a>,
    unit: &'s Unit,
    /// Source of the last cue.
    last: Option<Range<usize>>,
    /// End of what earlier statements took.
    taken: usize,
}

impl Clause<'_, '_> {
    fn read(&mut self, group: &Group) -> Option<Statement> {
        match group.mood {
            Mood::Finite => self.finite(group),
            Mood::Participle => self.participle(group),
            Mood::Passive => super::passive::read(self.scene, self.unit, group),
            Mood::Infinitive => None,
        }
    }

    fn statement(
        rule: &'static str,
        confidence: f32,
        source: Range<usize>,
        group: &Group,
    ) -> Statement {
        let mut statement =
            Statement::said(rule, confidence, Source::Words(source)).with_cue(group.tokens.clone());
        statement.act = group.cue.act;
        statement.polarity = group.polarity;
        statement
    }

    fn finite(&mut self, group: &Group) -> Option<Statement> {
        let (start, end) = (self.unit.tokens.start, self.unit.tokens.end);
        let first = group.tokens.start;
        let inverted = group.cue.frames.quote()
            && group.tokens.start == group.verb
            && first > start
            && self.follows_speech(first);
        if inverted {
            let source = subject::after(self.scene, group.tokens.end, end)
                .filter(|source| self.may_invert(source, first));
            if let Some(source) = source
                && let Some(statement) = self.preceded(group, source.clone(), first, source.end)
            {
                return Some(statement);
            }
        }
        if let Some(statement) = self.introduced(group) {
            return Some(statement);
        }
        if let Some(source) = subject::before(self.scene, first, start) {
            if group.cue.frames.quote()
                && source.start > start
                && self.follows_speech(source.start)
                && !matches!(self.scene.lower(source.start), "who" | "which" | "that")
            {
                let statement =
                    self.preceded(group, source.clone(), source.start, group.tokens.end);
                if statement.is_some() {
                    return statement;
                }
            }
            // "- as X has said -" repeats what stands around it.
            let content = complement::after(self.scene, group, self.clause_end(&source))?;
            let apart = content.start > group.tokens.end + 1;
            if apart && source.start > start && self.scene.lower(source.start - 1) == "as" {
                return None;
            }
            self.taken = content.end;
            if matches!(group.cue.lemma, "seem" | "appear") {
                // What somebody seems to do is said of him by nobody named.
                let mut seeming = Self::statement("seeming", 0.5, source.clone(), group)
                    .with_content(source)
                    .with_content(content);
                seeming.source = Source::Nobody;
                return Some(seeming);
            }
            let rule = if group.cue.frames.noun() && !group.cue.frames.clause() {
                "source-cue-object"
            } else {
                "source-cue-content"
            };
            return Some(Self::statement(rule, 0.9, source, group).with_content(content));
        }
        // "… but criticized …": the subject of the verb before.
        let before = first.checked_sub(1).filter(|before| *before >= start);
        if group.cue.polarity == Polarity::Asked
            && let Some(asked) = self.asked(group, before)
        {
            return Some(asked);
        }
        let before = before?;
        // "but in a later interview said"
        let adjunct = (start.max(first.saturating_sub(9))..first)
            .rev()
            .find(|i| self.scene.is_mark(*i) || self.scene.is(*i, Class::CONJUNCTION))
            .is_some_and(|i| {
                self.scene.is(i, Class::CONJUNCTION) && self.scene.is(i + 1, Class::PREPOSITION)
            });
        let conjoined = adjunct
            || self.scene.is(before, Class::CONJUNCTION)
            || (self.scene.is_comma(before) && self.last.is_some());
        if !conjoined {
            return None;
        }
        let source =
            self.last.clone().or_else(|| subject::main_clause(self.scene, start, before))?;
        let content = complement::after(self.scene, group, end)?;
        self.taken = content.end;
        Some(Self::statement("shared-subject", 0.8, source, group).with_content(content))
    }

    /// A cue before a colon whose quotation is the next paragraph: "He wrote:", and "Said Smith:"
    /// with the quotation behind it.
    fn introduced(&self, group: &Group) -> Option<Statement> {
        let scene = self.scene;
        let Range { start, end } = self.unit.tokens;
        if group.tokens.start == start && group.cue.frames.quote() {
            let source = subject::after(scene, group.tokens.end, end)?;
            let colon = matches!(scene.lower(source.end), ":" | ",");
            let quotation = scene.quotations.opening_at(source.end + 1).filter(|_| colon)?;
            return Some(
                Self::statement("inverted", 0.9, source, group)
                    .with_content(quotation.outer.clone()),
            );
        }
        let takes_quote = group.cue.frames.quote() || group.cue.frames.clause();
        let last = end - 1;
        if !takes_quote || scene.lower(last) != ":" || scene.quotations.covers(last) {
            return None;
        }
        let adjunct =
            (group.tokens.end..last).all(|i| !scene.is_mark(i)) && last - group.tokens.end < 12;
        let ends = scene.story.paragraphs[self.unit.paragraph].tokens.end == end;
        let next = scene.story.paragraphs.get(self.unit.paragraph + 1)?;
        let quotation = scene.quotations.opening_at(next.tokens.start)?;
        if !(adjunct && ends) {
            return None;
        }
        let source = subject::before(scene, group.tokens.start, start)?;
        Some(
            Self::statement("source-cue-content", 0.85, source, group)
                .with_content(quotation.outer.clone()),
        )
    }

    /// "Asked whether …, X said", "when asked about …": nobody is named who asks.
    fn asked(&self, group: &Group, before: Option<usize>) -> Option<Statement> {
        let scene = self.scene;
        let alone = before.is_none_or(|before| {
            scene.is_mark(before) || matches!(scene.lower(before), "when" | "if" | "after" | "and")
        });
        if !alone {
            return None;
        }
        let end = self.unit.tokens.end;
        let at = group.tokens.end;
        let comma =
            (at..end).find(|i| scene.is_comma(*i) && !scene.quotations.covers(*i)).unwrap_or(end);
        // "asked on Tuesday about …"
        let content = complement::after(scene, group, comma).or_else(|| {
            let topic = (at..comma.min(at + 10))
                .find(|i| scene.is(*i, Class::QUESTION) || scene.lower(*i) == "about")?;
            let start = topic + usize::from(scene.lower(topic) == "about");
            (start < comma).then(|| start..complement::extent(scene, start, comma, true, false))
        })?;
        let mut statement = Statement::said("asked", 0.8, Source::Nobody)
            .with_cue(group.tokens.clone())
            .with_content(content);
        statement.polarity = Polarity::Asked;
        Some(statement)
    }

    /// The end of the clause of a subject: in "When X said …, he …" and "X, who said …, left" a
    /// comma ends it.
    fn clause_end(&self, source: &Range<usize>) -> usize {
        let scene = self.scene;
        let Range { start, end } = self.unit.tokens;
        let before = source.start.checked_sub(1).filter(|before| *before >= start);
        let relative = matches!(scene.lower(source.start), "who" | "which")
            && before.is_some_and(|before| scene.is_comma(before));
        let subordinate = before.is_some_and(|before| {
            matches!(scene.lower(before), "when" | "after" | "if" | "while" | "because" | "as")
        }) && before == Some(start);
        if !relative && !subordinate {
            return end;
        }
        let mut i = source.end;
        while i < end {
            if let Some(quotation) = scene.quotations.opening_at(i) {
                i = quotation.outer.end.max(i + 1);
                let closing = scene.is_comma(i.saturating_sub(2));
                if closing && i < end {
                    return i;
                }
                continue;
            }
            if scene.is_comma(i) && scene.quotations.opening_at(i + 1).is_none() {
                return i;
            }
            i += 1;
        }
        end
    }

    fn participle(&mut self, group: &Group) -> Option<Statement> {
        let (start, end) = (self.unit.tokens.start, self.unit.tokens.end);
        let frames = group.cue.frames;
        if matches!(group.cue.act, Act::Belief | Act::Finding)
            && !(frames.clause() || frames.that())
        {
            return None;
        }
        let content = complement::after(self.scene, group, end)?;
        let first = group.tokens.start;
        let before = first.checked_sub(1).filter(|before| *before >= start);
        let Some(before) = before else {
            // "Speaking of X, he …": the subject follows the comma.
            let comma = (content.end < end && self.scene.is_comma(content.end))
                .then_some(content.end + 1)?;
            let source = subject::after(self.scene, comma, end)?;
            return Some(Self::statement("participle", 0.6, source, group).with_content(content));
        };
        let detached = self.scene.is_mark(before)
            || self.scene.is(before, Class::CONJUNCTION.or(Class::PREPOSITION))
            || self.scene.is(before, Class::SUBORDINATOR)
            || self.scene.quotations.covers(before);
        if !detached {
            // "a statement saying", "people calling for": the phrase it belongs to.
            let source = subject::before(self.scene, first, start)?;
            // "Smith unleashed a series of posts saying …"
            let verb = source.clone().any(|i| subject::is_past(self.scene, i));
            let source = if verb && source.start == start {
                subject::main_clause(self.scene, start, before)?
            } else {
                source
            };
            return Some(Self::statement("participle", 0.6, source, group).with_content(content));
        }
        let source =
            self.last.clone().or_else(|| subject::main_clause(self.scene, start, before))?;
        Some(Self::statement("participle", 0.75, source, group).with_content(content))
    }

    /// Whether a phrase behind a cue is its subject: behind a quotation any, else only a name or
    /// role, when the phrase is not itself followed by a verb or preceded by a subject.
    fn may_invert(&self, source: &Range<usize>, first: usize) -> bool {
        let scene = self.scene;
        if scene.quotations.closing_at(first - 1).is_some() {
            return true;
        }
        let named = scene.name_end(source.start).is_some()
            || source.clone().any(|i| noun::kind(scene.lower(i)).is_some())
            || noun::is_plural(scene.lower(source.end - 1));
        let followed = scene.is(source.end, AUXILIARY.or(Class::PAST).or(Class::ADVERB))
            || scene.lower(source.end) == "to";
        named
            && !followed
            && subject::before(scene, first, self.unit.tokens.start)
                .is_none_or(|before| before.start > self.unit.tokens.start)
    }

    /// Whether a clause that begins at `i` stands behind speech: after a comma, dash or closing
    /// mark.
    fn follows_speech(&self, i: usize) -> bool {
        let before = i - 1;
        self.scene.is_comma(before)
            || self.scene.is_dash(before)
            || self.scene.quotations.closing_at(before).is_some()
    }

    /// A statement before its source and cue, which take the tokens `first..last`.
    fn preceded(
        &mut self,
        group: &Group,
        source: Range<usize>,
        first: usize,
        last: usize,
    ) -> Option<Statement> {
        let scene = self.scene;
        let end = self.unit.tokens.end;
        let behind = adjunct_end(scene, last.max(group.tokens.end), end);
        let closed = behind >= end
            || scene.is_stop(behind)
            || scene.is_comma(behind)
            || scene.is_dash(behind)
            || matches!(scene.lower(behind), ":" | ";" | ")")
            || scene.quotations.opening_at(behind).is_some()
            || matches!(scene.lower(behind), "and" | "but" | "as" | "after" | "when" | "while");
        let quoted = scene.quotations.closing_at(first - 1).is_some();
        if !closed && !quoted {
            return None;
        }
        let introduces = (scene.is_comma(behind) || scene.lower(behind) == ":")
            && scene.quotations.opening_at(behind + 1).is_some();
        let opens_here = introduces || scene.quotations.opening_at(behind).is_some();
        let content = self.content_before(first - 1)?;
        let title = scene.quotations.closing_at(first - 1).is_some_and(|quotation| {
            content.start < quotation.outer.start && is_title(scene, quotation)
        });
        let has_quote = !title && content.clone().any(|i| scene.quotations.covers(i));
        if (opens_here && !has_quote) || title {
            return None;
        }
        let inverted = first == group.tokens.start;
        if !has_quote && is_adjunct(scene, &content) {
            if inverted {
                return None;
            }
            // "In 2008, he said, prices fell": the circumstance belongs to what is said.
            let rest = (behind + 1 < end && scene.is_comma(behind))
                .then(|| self.continued(behind + 1, false, false))
                .flatten()?;
            self.taken = rest.end;
            return Some(
                Self::statement("content-cue-source", 0.75, source, group)
                    .with_content(content)
                    .with_content(rest),
            );
        }
        let rule = if first == group.tokens.start { "inverted" } else { "content-cue-source" };
        let confidence = if quoted { 0.95 } else { 0.85 };
        let mut statement =
            Self::statement(rule, confidence, source, group).with_content(content.clone());
        if scene.is_comma(behind) || scene.is_dash(behind) {
            // "The plan, he said, is dead."; behind an inverted name stands an apposition.
            if let Some(rest) = self.continued(behind + 1, has_quote, inverted) {
                statement.content.push(rest);
            }
        } else if let Some(quotation) = scene.quotations.opening_at(behind) {
            statement.content.push(quotation.outer.clone());
        }
        self.taken = statement.content.last().map_or(last, |range| range.end).max(last);
        if statement.polarity == Polarity::NotSaid {
            statement.polarity = Polarity::Said;
        }
        Some(statement)
    }

    /// The content that ends before the mark at `mark`.
    fn content_before(&self, mark: usize) -> Option<Range<usize>> {
        let scene = self.scene;
        let from = self.taken.max(self.unit.tokens.start);
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
        let stop = complement::extent(scene, at, end, true, false);
        (stop > at).then_some(at..stop)
    }
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
        let clause = scene.is(i, AUXILIARY)
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
    (opener && (!verb || subordinate)) || (!verb && content.len() < 3)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks, read};
    use crate::annotate::Polarity;

    #[test]
    fn content_follows_source_and_cue() {
        let rule = "source-cue-content";
        finds(rule, "Karen Holm said the port was closed.", "Karen Holm", "the port was closed");
        finds(rule, "Karen Holm said that it rained.", "Karen Holm", "it rained");
        finds(rule, "Karen Holm said on Monday that it rained.", "Karen Holm", "it rained");
        finds(
            rule,
            "Karen Holm, a pilot, told reporters in Malmo that it rained.",
            "Karen Holm, a pilot",
            "it rained",
        );
        finds(rule, "Karen Holm said: “It rained.”", "Karen Holm", "It rained.");
        finds(rule, "He wrote:\n“It rained.”", "He", "It rained.");
        finds(rule, "Karen Holm went on to say that it rained.", "Karen Holm", "it rained");
        lacks(rule, "Karen Holm said nothing.\nShe left.");
        lacks(rule, "The 384 pledged delegates left.");
    }

    #[test]
    fn objects_are_content() {
        let rule = "source-cue-object";
        finds(rule, "Karen Holm criticized the plan.", "Karen Holm", "the plan");
        finds(
            rule,
            "Karen Holm described the plan as a joke in an interview.",
            "Karen Holm",
            "the plan as a joke",
        );
        lacks(rule, "The criticized plan was dropped.");
    }

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
    fn verb_and_subject_may_be_inverted() {
        finds("inverted", "“It rained,” said Karen Holm.", "Karen Holm", "It rained");
        finds(
            "inverted",
            "It rained, said Karen Holm, a pilot from Malmo.",
            "Karen Holm",
            "It rained",
        );
        lacks("inverted", "Karen Holm, a pilot, said he and others were tired.");
    }

    #[test]
    fn a_second_cue_shares_the_subject() {
        finds(
            "shared-subject",
            "Karen Holm said the port was safe but criticized the new rules.",
            "Karen Holm",
            "the new rules",
        );
        finds(
            "shared-subject",
            "Karen Holm praised the crews and said they were tired.",
            "Karen Holm",
            "they were tired",
        );
        lacks("shared-subject", "Karen Holm praised the crews and left.");
    }

    #[test]
    fn participles_have_the_subject_of_the_clause() {
        finds(
            "participle",
            "Karen Holm left early, warning that the port was full.",
            "Karen Holm",
            "the port was full",
        );
        finds(
            "participle",
            "Karen Holm answered the critics, calling for more cranes.",
            "Karen Holm",
            "more cranes",
        );
        lacks("participle", "Karen Holm signed a memorandum of understanding.");
    }

    #[test]
    fn nobody_is_named_who_asks() {
        let found =
            finds("asked", "Asked whether it rained, Karen Holm smiled.", "", "whether it rained");
        assert_eq!(found.polarity, Polarity::Asked);
        finds("asked", "She smiled when asked about the rain.", "", "the rain");
        lacks("asked", "The rain asked nobody.");
    }

    #[test]
    fn several_sources_are_all_named() {
        let all = read("Karen Holm and Nils Berg said the port was closed.");
        let names: Vec<&str> = all[0].speakers.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Karen Holm", "Nils Berg"]);
    }
}

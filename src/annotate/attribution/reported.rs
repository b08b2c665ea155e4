//! Cue verbs with their subject: "X said (that) …", "…, X said", "…, said X", "…, warning that …".

use std::ops::Range;

use super::extent::Shape;
use super::scene::{Scene, Unit};
use super::statement::{Source, Statement};
use super::verb::{Group, Mood, group_at};
use super::word::{AUXILIARY, Class};
use super::{complement, extent, noun, subject};
use crate::annotate::{Act, Polarity};

/// The statements of one unit that a cue verb shows, in text order.
pub(super) fn find(scene: &Scene<'_>, unit: &Unit, out: &mut Vec<Statement>) {
    let mut clause = Clause { scene, unit, last: None, taken: unit.tokens.start, said: false };
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
        if let Some(reporter) = out.last().and_then(|last| clause.reporter(&group, last)) {
            if let Some(last) = out.last_mut() {
                last.reporter = Some(reporter);
            }
        } else if let Some(statement) = clause.read(&group) {
            clause.said = group.cue.frames.quote();
            if let Source::Words(words) = &statement.source {
                clause.last = Some(words.clone());
            }
            out.push(statement);
        }
        i = group.tokens.end.max(i + 1);
    }
}

/// What is known of a unit while its cues are read from left to right.
pub(super) struct Clause<'s, 'a> {
    pub(super) scene: &'s Scene<'a>,
    pub(super) unit: &'s Unit,
    /// Source of the last cue.
    last: Option<Range<usize>>,
    /// End of what earlier statements took.
    pub(super) taken: usize,
    /// Whether the cue of the last of them is one of saying.
    pub(super) said: bool,
}

impl Clause<'_, '_> {
    fn read(&mut self, group: &Group) -> Option<Statement> {
        match group.mood {
            Mood::Finite => self.finite(group),
            Mood::Participle => self.participle(group),
            // "was asked about the plan": nobody is named who asks.
            Mood::Passive => super::passive::read(self.scene, self.unit, group).or_else(|| {
                (group.cue.polarity == Polarity::Asked).then(|| self.question(group)).flatten()
            }),
            Mood::Infinitive => self.infinitive(group),
        }
    }

    /// Who reports the statement before: "“…,” Smith said, the newspaper reported."
    fn reporter(&self, group: &Group, last: &Statement) -> Option<Range<usize>> {
        let scene = self.scene;
        let Range { start, end } = self.unit.tokens;
        let (Source::Words(source), Some(cue)) = (&last.source, &last.cue) else { return None };
        let said = cue.end.max(source.end);
        let closed = group.tokens.end >= end || scene.is_mark(group.tokens.end);
        let reports = group.cue.lemma == "report" && group.mood == Mood::Finite && closed;
        if !reports || cue.start < start {
            return None;
        }
        let reporter = subject::before(scene, group.tokens.start, start)?;
        let trailing = last.content.iter().all(|range| range.end <= cue.start)
            && scene.is_comma(reporter.start.checked_sub(1)?)
            && said < reporter.start
            && (said..reporter.start - 1).all(|i| !scene.is_mark(i));
        trailing.then_some(reporter)
    }

    pub(super) fn statement(rule: &'static str, source: Range<usize>, group: &Group) -> Statement {
        let mut statement =
            Statement::said(rule, Source::Words(source)).with_cue(group.tokens.clone());
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
            // Behind "told" stands whom it was told.
            && group.cue.lemma != "tell"
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
                let mut seeming = Self::statement("seeming", source.clone(), group)
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
            return Some(Self::statement(rule, source, group).with_content(content));
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
        Some(Self::statement("shared-subject", source, group).with_content(content))
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
                Self::statement("inverted", source, group).with_content(quotation.outer.clone()),
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
            Self::statement("source-cue-content", source, group)
                .with_content(quotation.outer.clone()),
        )
    }

    /// "Asked whether …, X said", "when asked about …": nobody is named who asks.
    fn asked(&self, group: &Group, before: Option<usize>) -> Option<Statement> {
        let scene = self.scene;
        let alone = before.is_none_or(|before| {
            scene.is_mark(before) || matches!(scene.lower(before), "when" | "if" | "after" | "and")
        });
        if alone { self.question(group) } else { None }
    }

    /// What is asked behind a cue whose source is not named.
    fn question(&self, group: &Group) -> Option<Statement> {
        let scene = self.scene;
        let end = self.unit.tokens.end;
        let at = group.tokens.end;
        let comma =
            (at..end).find(|i| scene.is_comma(*i) && !scene.quotations.covers(*i)).unwrap_or(end);
        // "asked on Tuesday about …"
        let content = complement::after(scene, group, comma).or_else(|| {
            let topic = (at..comma.min(at + 10))
                .find(|i| scene.is(*i, Class::QUESTION) || scene.lower(*i) == "about")?;
            let start = topic + usize::from(scene.lower(topic) == "about");
            (start < comma).then(|| start..extent::end_of(scene, start, comma, Shape::CLAUSE))
        })?;
        let mut statement = Statement::said("asked", Source::Nobody)
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
            return Some(Self::statement("participle", source, group).with_content(content));
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
            return Some(Self::statement("participle", source, group).with_content(content));
        }
        let source =
            self.last.clone().or_else(|| subject::main_clause(self.scene, start, before))?;
        Some(Self::statement("participle", source, group).with_content(content))
    }

    /// "X went on to say …", "X used the visit to warn that …": the subject of the verb before.
    fn infinitive(&mut self, group: &Group) -> Option<Statement> {
        let Range { start, end } = self.unit.tokens;
        let (_, clause) = complement::begin(self.scene, group.cue.frames, group, end)?;
        let content = complement::after(self.scene, group, end).filter(|_| clause)?;
        let source = subject::main_clause(self.scene, start, group.tokens.start)?;
        self.taken = content.end;
        Some(Self::statement("infinitive", source, group).with_content(content))
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
        lacks(rule, "The twenty pledged ships left.");
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
    fn who_reports_is_not_who_says() {
        let all = read("“It rained,” Karen Holm said, Ritzau News Agency reported.");
        assert_eq!(all.len(), 1, "{all:#?}");
        assert_eq!(all[0].speaker.as_deref(), Some("Karen Holm"));
        assert_eq!(all[0].reporter.as_deref(), Some("Ritzau News Agency"));
        let all = read("“It rained,” Karen Holm said on Monday, Reuters reported.");
        assert_eq!(all.len(), 1, "{all:#?}");
        let all = read("It rained, Ritzau News Agency reported.");
        assert_eq!(all[0].reporter, None);
    }

    #[test]
    fn what_somebody_seems_to_do_has_no_source() {
        let text = "Karen Holm seemed to agree that the port was closed.";
        finds("seeming", text, "", "Karen Holm … to agree that the port was closed");
        finds("seeming", "The port appears to be closed.", "", "The port … to be closed");
        lacks("seeming", "Karen Holm appeared at noon.");
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
    fn an_infinitive_has_the_subject_of_the_verb_before() {
        let rule = "infinitive";
        finds(rule, "Karen Holm continued to say that it rained.", "Karen Holm", "it rained");
        lacks(rule, "It was too early to say.");
        lacks(rule, "The law forced the crews to announce a strike.");
    }

    #[test]
    fn who_is_asked_is_no_source() {
        finds("asked", "Karen Holm was asked about the plan.", "", "the plan");
        finds("asked", "Karen Holm was asked whether it rained.", "", "whether it rained");
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

//! A statement as a rule finds it, in tokens, before its speaker is known.

use std::ops::Range;

use crate::annotate::{Act, Polarity};

/// Who a rule says the source is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// These words.
    Words(Range<usize>),
    /// These words, which stand for this entity whatever they are.
    Entity(Range<usize>, usize),
    /// Whoever made the statement before.
    Previous,
    /// Nobody is named.
    Nobody,
}

/// A source, a cue and a content.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Statement {
    /// Name of the rule.
    pub(super) rule: &'static str,
    /// How likely it is right, 0 to 1, where its form alone tells; else it is weighed.
    pub(super) likely: Option<f32>,
    /// Who says it.
    pub(super) source: Source,
    /// The words that show it.
    pub(super) cue: Option<Range<usize>>,
    /// What is said; marks may stand at the ends.
    pub(super) content: Vec<Range<usize>>,
    /// What kind of act it is.
    pub(super) act: Act,
    /// Whether it was said.
    pub(super) polarity: Polarity,
    /// Whether it is a turn of a transcript.
    pub(super) turn: bool,
    /// Who reports it, when somebody else said it.
    pub(super) reporter: Option<Range<usize>>,
}

impl Statement {
    /// Something said.
    pub(super) fn said(rule: &'static str, source: Source) -> Self {
        Self {
            rule,
            likely: None,
            source,
            cue: None,
            content: Vec::new(),
            act: Act::Speech,
            polarity: Polarity::Said,
            turn: false,
            reporter: None,
        }
    }

    /// Told by its form alone, which is right this often, 0 to 1.
    pub(super) fn by_form(mut self, likely: f32) -> Self {
        self.likely = Some(likely);
        self
    }

    /// With these words as its content.
    pub(super) fn with_content(mut self, content: Range<usize>) -> Self {
        self.content.push(content);
        self
    }

    /// With these words as its cue.
    pub(super) fn with_cue(mut self, cue: Range<usize>) -> Self {
        self.cue = Some(cue);
        self
    }

    /// First token of content, cue or source in the text.
    pub(super) fn start(&self) -> usize {
        let content = self.content.iter().map(|range| range.start).min().unwrap_or(usize::MAX);
        self.cue.as_ref().map_or(content, |cue| cue.start.min(content))
    }
}

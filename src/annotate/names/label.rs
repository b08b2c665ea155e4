//! What may stand in front of a turn: "ROE:", "JANE ROE (North) (Ind.):", "Q1 Chair:", "Q."
//!
//! Whether the words are a name or a role is told by themselves and by what the article calls so
//! elsewhere; whether a label is one at all, by all of them together ([`super::labels`]).

use std::ops::Range;

use super::find::Candidate;
use super::reader::Reader;
use super::roles;
use super::split;

/// Points that a name in capitals in a label has for being a person's.
const UPPER: i32 = 4;

/// What stands in front of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::annotate) struct Label {
    /// All its tokens; the speech begins behind them.
    pub(in crate::annotate) tokens: Range<usize>,
    /// The words that tell who speaks; what stands in brackets behind a name is not among them.
    pub(in crate::annotate) words: Range<usize>,
    /// Whom it calls to speak.
    pub(in crate::annotate) who: Who,
    /// First token of the title in front of a name, else of the name.
    pub(super) from: usize,
    /// The office it gives with a name: "Minister for the Sea" in "JANE ROE (Minister for the
    /// Sea)".
    pub(super) office: Option<Range<usize>>,
}

/// Whom a label calls to speak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::annotate) enum Who {
    /// A person or body by name: its tokens, the title left out.
    Name(Range<usize>),
    /// Somebody by a role: "NEWSREADER", "Mr Speaker".
    Role,
    /// Somebody by initials: "JR" where the article names Jane Roe.
    Initials,
    /// Several: "HON. MEMBERS".
    Group,
    /// "Q.": whoever asks.
    Question,
    /// "A.": whoever is asked.
    Answer,
    /// "Note": nobody.
    Note,
}

impl Label {
    /// The name it holds, as a candidate, and those in its brackets.
    pub(super) fn candidates(&self, reader: &Reader<'_, '_>, out: &mut Vec<Candidate>) -> bool {
        let Who::Name(name) = &self.who else { return false };
        let Some(part) = split::split(reader, self.from..name.end).pop() else { return false };
        let mut found = reader.candidate(part, true, &(self.from..name.end));
        found.doubtful = false;
        found.subject = true;
        found.evidence.person += if reader.is_upper(name.start) { UPPER } else { 1 };
        if let Some(office) = &self.office {
            let over = office.clone().find(|&i| matches!(reader.tokens.lower(i), "for" | "of"));
            found.lead = Some(roles::words(reader, office.start..over.unwrap_or(office.end)));
        }
        out.push(found);
        let mut rest = self.words.end..self.tokens.end;
        if let Some(office) = self.office.as_ref().filter(|office| rest.contains(&office.start)) {
            reader.candidates(&(rest.start..office.start), out);
            rest.start = office.end;
        }
        reader.candidates(&rest, out);
        true
    }
}

/// What ends a label.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    Colon,
    /// A dash or full stop, as in some records.
    Other,
}

/// What follows a label.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Speech {
    /// Something in quotation marks.
    Quoted,
    /// A question, or words about "I", "we" or "you".
    Talk,
    /// Anything else.
    Plain,
}

/// A possible label and what speaks for it.
pub(super) struct Found {
    /// As it is read.
    pub(super) label: Label,
    /// What tells one speaker from another: the last word of the name or role, in lower case.
    pub(super) key: String,
    /// What ends it.
    pub(super) stop: Stop,
    /// Whether its own words show that somebody is meant.
    pub(super) sure: bool,
    /// Whether it is written in capitals.
    pub(super) upper: bool,
    /// What follows it.
    pub(super) speech: Speech,
}

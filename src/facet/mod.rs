//! An annotated article → what a filter or a facet can see of each passage.
//!
//! Engines store and count what stands here; they never look at annotations themselves, so all
//! engines agree about what a passage's speaker and date are.

mod days;
mod name;

use jiff::civil::Date;

pub(crate) use days::ordinal;
pub use days::{DayRange, Node};
pub use name::{NameRef, Reserved};
pub(crate) use name::{in_order, key, words};

use crate::annotate::timex::calendar_spans;
use crate::annotate::{Act, Annotations, Attribution, Mention, NameKind, Polarity, SpeakerKind};
use crate::article::Article;
use crate::passage::Passage;
use crate::span::Span;

/// Fewest letters or digits of an attribution's content that make it belong to a passage.
pub const LEAST_CONTENT: usize = 8;

/// What filters and facets see of one passage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facets {
    /// Who speaks, without doubles, in text order.
    pub speakers: Vec<NameRef>,
    /// What is missing about the speakers.
    pub missing: Vec<Reserved>,
    /// People mentioned or speaking.
    pub people: Vec<NameRef>,
    /// Bodies mentioned or speaking.
    pub bodies: Vec<NameRef>,
    /// Shorter names by which people and bodies go here, each with the key it stands for.
    pub aliases: Vec<(String, String)>,
    /// Names that corrections replaced, each with the key of the one in its place.
    pub corrected: Vec<(String, String)>,
    /// The calendar values mentioned.
    pub mentioned: Vec<DayRange>,
    /// What the passage is about: `mentioned`, else the publication date.
    pub about: Vec<DayRange>,
    /// What each speaker says, in text order of their first words.
    pub said: Vec<Said>,
}

/// What one speaker says in one passage.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Who; several names share a record only when they say the very same.
    pub speaker: Speaking,
    /// The words, one run an attribution; phrases do not cross runs.
    pub runs: Vec<Vec<Span>>,
}

/// Who a [`Said`] record belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speaking {
    /// The speaker of this key.
    Named(String),
    /// Somebody without a name.
    Unnamed(Reserved),
}

/// One passage with all that belongs to it.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The passage.
    pub passage: Passage,
    /// What filters and facets see.
    pub facets: Facets,
    /// Attributions, mentions and dates of the passage; spans absolute in the body.
    pub notes: Annotations,
}

/// Sorts annotations into passages and derives their facets.
///
/// An attribution belongs to every passage with at least [`LEAST_CONTENT`] letters or digits of
/// its content, and to the one that holds most of it. What stands in headings belongs to none.
#[must_use]
pub fn entries(article: &Article, passages: Vec<Passage>, notes: &Annotations) -> Vec<Entry> {
    let mut own: Vec<Annotations> = passages.iter().map(|_| Annotations::default()).collect();
    for attribution in &notes.attributions {
        for i in holders(&article.body, &passages, attribution) {
            own[i].attributions.push(attribution.clone());
        }
    }
    for mention in &notes.mentions {
        if let Some(i) = holder(&passages, mention.span) {
            own[i].mentions.push(mention.clone());
        }
    }
    for timex in &notes.timexes {
        if let Some(i) = holder(&passages, timex.span) {
            own[i].timexes.push(timex.clone());
        }
    }
    passages
        .into_iter()
        .zip(own)
        .map(|(passage, notes)| {
            let facets = facets_of(article, &passage, &notes);
            Entry { passage, facets, notes }
        })
        .collect()
}

/// Index of the passage that holds the start of `span`.
fn holder(passages: &[Passage], span: Span) -> Option<usize> {
    let i = passages.partition_point(|passage| passage.span.end <= span.start);
    passages.get(i).filter(|passage| passage.span.holds(span.start)).map(|_| i)
}

/// Indices of the passages an attribution belongs to.
fn holders(body: &str, passages: &[Passage], attribution: &Attribution) -> Vec<usize> {
    let mut shares: Vec<(usize, usize)> = Vec::new();
    for span in &attribution.content {
        let first = passages.partition_point(|passage| passage.span.end <= span.start);
        for (i, passage) in passages.iter().enumerate().skip(first) {
            let Some(common) = passage.span.intersect(*span) else { break };
            let letters = common.of(body).chars().filter(|c| c.is_alphanumeric()).count();
            match shares.last_mut() {
                Some((last, sum)) if *last == i => *sum += letters,
                _ => shares.push((i, letters)),
            }
        }
    }
    let most = shares.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let first_with_most = shares.iter().find(|(_, count)| *count == most).map(|(i, _)| *i);
    shares
        .into_iter()
        .filter(|(i, count)| *count >= LEAST_CONTENT || Some(*i) == first_with_most)
        .map(|(i, _)| i)
        .collect()
}

/// What filters and facets see of a passage with these annotations.
pub(crate) fn facets_of(article: &Article, passage: &Passage, notes: &Annotations) -> Facets {
    let mut out = Facets::default();
    for attribution in notes.attributions.iter().filter(|attribution| is_said(attribution)) {
        let speakers = named_speakers(attribution);
        if speakers.is_empty() {
            let reserved = match attribution.speaker_kind {
                SpeakerKind::Group => Reserved::Group,
                _ => Reserved::Unknown,
            };
            push_new(&mut out.missing, reserved);
            out.said.push(Said {
                speaker: Speaking::Unnamed(reserved),
                runs: vec![words_in(passage, attribution)],
            });
        }
        for speaker in speakers {
            add_said(&mut out.said, &speaker.key, words_in(passage, attribution));
            let list = match speaker.kind {
                NameKind::Organisation => &mut out.bodies,
                _ => &mut out.people,
            };
            push_new(list, speaker.clone());
            push_new(&mut out.speakers, speaker);
        }
    }
    if out.speakers.is_empty() && out.missing.is_empty() {
        out.missing.push(Reserved::None);
    }
    for mention in &notes.mentions {
        add_mention(&mut out, &article.body, mention);
    }
    for (first, last) in calendar_spans(&notes.timexes) {
        push_new(&mut out.mentioned, DayRange::new(first, last));
    }
    out.about = if out.mentioned.is_empty() {
        article.published.map(DayRange::day).into_iter().collect()
    } else {
        out.mentioned.clone()
    };
    out
}

/// Whether a statement counts for the speaker facet.
#[must_use]
pub fn is_said(attribution: &Attribution) -> bool {
    matches!(attribution.act, Act::Speech | Act::Finding) && attribution.polarity == Polarity::Said
}

/// The named speakers of a statement: `speakers`, else `speaker` alone.
#[must_use]
pub fn named_speakers(attribution: &Attribution) -> Vec<NameRef> {
    if attribution.speakers.is_empty() {
        attribution
            .speaker
            .iter()
            .map(|name| NameRef::new(name, kind_of(attribution.speaker_kind)))
            .collect()
    } else {
        attribution
            .speakers
            .iter()
            .map(|speaker| NameRef::new(&speaker.name, kind_of(speaker.kind)))
            .collect()
    }
}

fn kind_of(kind: SpeakerKind) -> NameKind {
    if kind == SpeakerKind::Organisation { NameKind::Organisation } else { NameKind::Person }
}

/// The part of the content that stands in the passage.
fn words_in(passage: &Passage, attribution: &Attribution) -> Vec<Span> {
    attribution.content.iter().filter_map(|span| passage.span.intersect(*span)).collect()
}

fn add_said(said: &mut Vec<Said>, key: &str, words: Vec<Span>) {
    let same =
        |record: &&mut Said| matches!(&record.speaker, Speaking::Named(named) if named == key);
    match said.iter_mut().find(same) {
        Some(record) => record.runs.push(words),
        None => said.push(Said { speaker: Speaking::Named(key.to_owned()), runs: vec![words] }),
    }
}

fn add_mention(out: &mut Facets, body: &str, mention: &Mention) {
    let list = match mention.kind {
        NameKind::Person => &mut out.people,
        NameKind::Organisation => &mut out.bodies,
        NameKind::Place | NameKind::Other => return,
    };
    let name = NameRef::new(&mention.name, mention.kind);
    let words = mention.span.of(body);
    if name::is_other_name(words, &name) {
        push_new(&mut out.aliases, (name.key.clone(), words.to_owned()));
    }
    push_new(list, name);
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}

/// The publication date as a range of one day.
#[must_use]
pub fn published(article: &Article) -> Option<DayRange> {
    article.published.map(|day: Date| DayRange::day(day))
}

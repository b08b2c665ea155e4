//! Attributions against gold data: what was said, and who said it.
//!
//! A statement is found when it and a marked one share at least half of the longer one's letters,
//! strictly when both have the same. Speakers are compared by their last names, where the gold
//! data know one: the head of a named source, or whom a pronoun stands for. `joint` wants both
//! right; `passage` is what a reader who filters by speaker sees: the speakers of each paragraph.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::cover::{Cover, Letters, pair};
use super::miss::{Miss, MissKind};
use super::names::{holds, is_name, last_name};
use super::rates::{Rates, Share};
use super::reliability::Reliability;
use super::speech::is_cue_of_speech;
use crate::annotate::{Attribution, AttributionKind};
use crate::span::{CodePoints, Span};

/// Share of the longer statement's letters from which on two are the same statement.
const ALIKE: f64 = 0.5;

/// Letters of a statement from which on a paragraph holds it.
const LEAST_LETTERS: usize = 8;

/// An article with the attributions that people marked.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldSpeakers {
    /// Its id.
    pub id: String,
    /// Its text; every line break ends a paragraph.
    pub text: String,
    /// The attributions.
    #[serde(rename = "quotes")]
    pub attributions: Vec<GoldAttribution>,
}

/// An attribution that people marked; offsets in code points.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldAttribution {
    /// First of the content.
    pub start: usize,
    /// Code point behind the last of the content.
    pub end: usize,
    /// The parts of the content, when there are several.
    pub spans: Option<Vec<(usize, usize)>>,
    /// How the content is given.
    #[serde(rename = "type")]
    pub kind: Option<AttributionKind>,
    /// The words that show that something was said.
    pub cue: Option<String>,
    /// First of these words.
    pub cue_start: Option<usize>,
    /// Code point behind the last of these words.
    pub cue_end: Option<usize>,
    /// The words that name the source.
    pub speaker: Option<String>,
    /// First of these words.
    pub speaker_start: Option<usize>,
    /// Code point behind the last of these words.
    pub speaker_end: Option<usize>,
    /// What the source is: person, pronoun, …
    pub speaker_kind: Option<String>,
    /// The name in these words.
    pub speaker_name: Option<String>,
    /// The name of whom a pronoun stands for.
    pub speaker_resolved: Option<String>,
}

/// Which of the marked attributions count.
///
/// Where some do not, what was found of those counts neither as right nor as wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Counted {
    /// All.
    #[default]
    All,
    /// Those of some kinds.
    Kinds(Vec<AttributionKind>),
    /// Reported speech: what is quoted, or has a cue of speech.
    Speech,
}

/// Rates over some articles.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SpeakerScores {
    /// Articles.
    pub articles: u64,
    /// Their words.
    pub words: u64,
    /// Statements that share half of the longer one's letters.
    pub overlap: Rates,
    /// Statements with the same letters.
    pub strict: Rates,
    /// Statements that share 0.3 of the marked one's letters (Gender Gap Tracker's measure).
    pub ggt30: Rates,
    /// Statements that share 0.8 of the marked one's letters.
    pub ggt80: Rates,
    /// Letters of all statements, however these are cut.
    #[serde(rename = "char")]
    pub letters: Rates,
    /// Overlapping statements with the right speaker; what was found of a statement whose speaker
    /// has no known name does not count.
    pub joint: Rates,
    /// Speakers of each paragraph.
    pub passage: Rates,
    /// Statements found, by kind.
    pub recall_by_type: BTreeMap<AttributionKind, Share>,
    /// Right last names, of the statements found whose speaker has a known name.
    pub name: Share,
    /// Names that hold the right last name, of the same.
    pub lenient: Share,
    /// Right words for the source, of the statements found that have a source.
    pub span: Share,
    /// Right last names by kind of source.
    pub by_kind: BTreeMap<String, Names>,
    /// Right speakers by confidence.
    pub reliability: Reliability,
}

/// Statements whose speaker has a known name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Names {
    /// Found, with the right last name.
    pub right: u64,
    /// Found.
    pub found: u64,
    /// Marked by people.
    pub gold: u64,
}

impl GoldAttribution {
    /// The name of the speaker, when it is known.
    fn name(&self) -> Option<&str> {
        given(self.speaker_resolved.as_ref()).or(given(self.speaker_name.as_ref()))
    }

    /// What the source of a known name is.
    fn kind_of_source(&self) -> Option<&str> {
        if given(self.speaker_resolved.as_ref()).is_some() {
            return Some("pronoun");
        }
        given(self.speaker_kind.as_ref())
    }

    /// The bytes of the content.
    #[must_use]
    pub fn content(&self, points: &CodePoints<'_>) -> Vec<Span> {
        let whole = [(self.start, self.end)];
        let parts = self.spans.as_deref().filter(|parts| !parts.is_empty()).unwrap_or(&whole);
        parts.iter().map(|(start, end)| bytes(points, *start, *end)).collect()
    }

    /// The bytes of the cue.
    #[must_use]
    pub fn cue(&self, points: &CodePoints<'_>) -> Option<Span> {
        Some(bytes(points, self.cue_start?, self.cue_end?))
    }
}

/// A range of code points in bytes; an end before the start counts as empty.
fn bytes(points: &CodePoints<'_>, start: usize, end: usize) -> Span {
    let start = points.byte(start);
    Span::new(start, points.byte(end).max(start))
}

fn given(text: Option<&String>) -> Option<&str> {
    text.map(String::as_str).filter(|text| !text.is_empty())
}

impl Counted {
    fn holds(&self, gold: &GoldAttribution) -> bool {
        match self {
            Self::All => true,
            Self::Kinds(kinds) => gold.kind.is_some_and(|kind| kinds.contains(&kind)),
            Self::Speech => {
                matches!(gold.kind, Some(AttributionKind::Direct | AttributionKind::Mixed))
                    || gold.cue.as_deref().is_some_and(is_cue_of_speech)
            }
        }
    }
}

/// A marked attribution, read for comparison.
struct Marked<'g> {
    gold: &'g GoldAttribution,
    content: Vec<Span>,
    source: Option<Span>,
    /// The last name of the speaker, when it is known.
    name: Option<String>,
    cover: Cover,
}

impl<'g> Marked<'g> {
    fn new(gold: &'g GoldAttribution, points: &CodePoints<'_>, letters: &Letters<'_>) -> Self {
        let content = gold.content(points);
        let source = given(gold.speaker.as_ref())
            .and_then(|_| Some(bytes(points, gold.speaker_start?, gold.speaker_end?)));
        let cover = letters.cover(&content);
        Self { gold, content, source, name: gold.name().map(last_name), cover }
    }
}

/// An attribution that was found, read for comparison.
struct Found<'f> {
    attribution: &'f Attribution,
    cover: Cover,
}

impl<'f> Found<'f> {
    fn speaker(&self) -> &'f str {
        self.attribution.speaker.as_deref().unwrap_or_default()
    }

    /// Whether a last name is the speaker's; none is nobody's.
    fn is_by(&self, last: &str) -> bool {
        !last.is_empty() && last_name(self.speaker()) == last
    }
}

/// Compares what was found in one article with what people marked in it; adds to `scores` and
/// `misses`.
pub fn score_speakers(
    gold: &GoldSpeakers,
    found: &[Attribution],
    counted: &Counted,
    scores: &mut SpeakerScores,
    misses: &mut Vec<Miss>,
) {
    let letters = Letters::new(&gold.text);
    let points = CodePoints::new(&gold.text);
    let marked = gold.attributions.iter().map(|gold| Marked::new(gold, &points, &letters));
    let (marked, others): (Vec<_>, Vec<_>) = marked.partition(|marked| counted.holds(marked.gold));
    let is_of_others =
        |cover: &Cover| others.iter().any(|other| other.cover.likeness(cover) >= ALIKE);
    let found: Vec<Found<'_>> = found
        .iter()
        .map(|attribution| Found { attribution, cover: letters.cover(&attribution.content) })
        .filter(|found| !found.cover.is_empty() && !is_of_others(&found.cover))
        .collect();
    let pairs = scores.add_statements(&marked, &found);
    scores.add_speakers(&marked, &found, &pairs);
    scores.passage += passages(&gold.text, &letters, &marked, &found);
    scores.articles += 1;
    scores.words += gold.text.split_whitespace().count() as u64;
    list_misses(gold, &marked, &found, &pairs, misses);
}

impl SpeakerScores {
    /// Adds what was found of one article; returns which marked statement is which found one.
    fn add_statements(
        &mut self,
        marked: &[Marked<'_>],
        found: &[Found<'_>],
    ) -> Vec<(usize, usize)> {
        let marked_covers: Vec<&Cover> = marked.iter().map(|marked| &marked.cover).collect();
        let found_covers: Vec<&Cover> = found.iter().map(|found| &found.cover).collect();
        let pairs = |measure: fn(&Cover, &Cover) -> f64, least: f64| {
            pair(&marked_covers, &found_covers, measure, least)
        };
        let rates = |pairs: &[(usize, usize)]| Rates {
            right: pairs.len() as u64,
            found: found.len() as u64,
            gold: marked.len() as u64,
        };
        let overlapping = pairs(Cover::likeness, ALIKE);
        self.overlap += rates(&overlapping);
        self.strict += rates(&pairs(Cover::sameness, 1.0));
        self.ggt30 += rates(&pairs(Cover::found_by, 0.3));
        self.ggt80 += rates(&pairs(Cover::found_by, 0.8));
        let (all_marked, all_found) = (Cover::union(marked_covers), Cover::union(found_covers));
        self.letters += Rates {
            right: all_marked.shared(&all_found) as u64,
            found: all_found.len() as u64,
            gold: all_marked.len() as u64,
        };
        for (i, marked) in marked.iter().enumerate() {
            if let Some(kind) = marked.gold.kind {
                let is_found = overlapping.iter().any(|(paired, _)| *paired == i);
                self.recall_by_type.entry(kind).or_default().add(is_found);
            }
        }
        overlapping
    }

    /// Adds who speaks in the statements found of one article.
    fn add_speakers(
        &mut self,
        marked: &[Marked<'_>],
        found: &[Found<'_>],
        pairs: &[(usize, usize)],
    ) {
        self.joint.found += found.len() as u64;
        for marked in marked.iter().filter(|marked| marked.name.is_some()) {
            self.joint.gold += 1;
            if let Some(kind) = marked.gold.kind_of_source() {
                self.by_kind.entry(kind.to_owned()).or_default().gold += 1;
            }
        }
        for (i, j) in pairs {
            let (marked, found) = (&marked[*i], &found[*j]);
            if let Some(source) = marked.source {
                let words = found.attribution.source;
                self.span.add(words.is_some_and(|words| words.overlaps(source)));
            }
            let Some(last) = &marked.name else {
                self.joint.found -= 1;
                continue;
            };
            let right = found.is_by(last);
            self.joint.right += u64::from(right);
            self.name.add(right);
            self.lenient.add(holds(found.speaker(), last));
            if let Some(kind) = marked.gold.kind_of_source() {
                let names = self.by_kind.entry(kind.to_owned()).or_default();
                names.found += 1;
                names.right += u64::from(right);
            }
        }
        for (j, found) in found.iter().enumerate() {
            if found.attribution.speaker.is_some() {
                let paired = pairs.iter().find(|(_, paired)| *paired == j);
                let last = paired.and_then(|(i, _)| marked[*i].name.as_deref());
                let right = last.map(|last| found.is_by(last));
                self.reliability.add(found.attribution.confidence, paired.is_some(), right);
            }
        }
    }
}

/// The speakers of each paragraph.
fn passages(
    text: &str,
    letters: &Letters<'_>,
    marked: &[Marked<'_>],
    found: &[Found<'_>],
) -> Rates {
    let paragraphs = paragraphs(text, letters);
    let speak = |statements: &mut dyn Iterator<Item = (&Cover, String)>| {
        let mut speakers: BTreeSet<(usize, String)> = BTreeSet::new();
        for (cover, name) in statements.filter(|(_, name)| !name.is_empty()) {
            for (n, paragraph) in paragraphs.iter().enumerate() {
                if cover.within(paragraph) >= LEAST_LETTERS {
                    speakers.insert((n, name.clone()));
                }
            }
        }
        speakers
    };
    let marked = speak(&mut marked.iter().filter_map(|marked| {
        let name = marked.name.clone()?;
        Some((&marked.cover, name))
    }));
    let named = found.iter().filter(|found| is_name(found.speaker()));
    let found = speak(&mut named.map(|found| (&found.cover, last_name(found.speaker()))));
    Rates {
        right: marked.intersection(&found).count() as u64,
        found: found.len() as u64,
        gold: marked.len() as u64,
    }
}

/// The letters of each line of a text.
fn paragraphs(text: &str, letters: &Letters<'_>) -> Vec<Range<usize>> {
    let mut start = 0;
    let lines = text.split('\n').map(|line| {
        let line = Span::new(start, start + line.len());
        start = line.end + 1;
        letters.within(line)
    });
    lines.collect()
}

fn list_misses(
    gold: &GoldSpeakers,
    marked: &[Marked<'_>],
    found: &[Found<'_>],
    pairs: &[(usize, usize)],
    misses: &mut Vec<Miss>,
) {
    let words = |content: &[Span]| -> String {
        content.iter().map(|span| span.of(&gold.text)).collect::<Vec<_>>().join(" … ")
    };
    let mut miss = |kind, marked: Option<&Marked<'_>>, found: Option<&Found<'_>>| {
        let speaker = |marked: &Marked<'_>| {
            let words = marked.gold.name().or(marked.gold.speaker.as_deref());
            words.unwrap_or_default().to_owned()
        };
        misses.push(Miss {
            kind,
            id: gold.id.clone(),
            rule: found.map(|found| found.attribution.rule.clone()).unwrap_or_default(),
            gold: marked.map(|marked| words(&marked.content)).unwrap_or_default(),
            gold_value: marked.map(speaker).unwrap_or_default(),
            found: found.map(|found| words(&found.attribution.content)).unwrap_or_default(),
            found_value: found.map(|found| found.speaker().to_owned()).unwrap_or_default(),
        });
    };
    for (i, j) in pairs {
        let (marked, found) = (&marked[*i], &found[*j]);
        if marked.name.as_ref().is_some_and(|last| !found.is_by(last)) {
            miss(MissKind::Speaker, Some(marked), Some(found));
        }
        if marked.cover != found.cover {
            miss(MissKind::Extent, Some(marked), Some(found));
        }
    }
    for (i, marked) in marked.iter().enumerate() {
        if pairs.iter().all(|(paired, _)| *paired != i) {
            miss(MissKind::Missed, Some(marked), None);
        }
    }
    for (j, found) in found.iter().enumerate() {
        if pairs.iter().all(|(_, paired)| *paired != j) {
            miss(MissKind::Spurious, None, Some(found));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::{Act, Polarity, SpeakerKind};

    fn found(text: &str, content: &str, rule: &str, speaker: Option<&str>) -> Attribution {
        let start = text.find(content).expect("the words stand in the text");
        Attribution {
            kind: AttributionKind::Indirect,
            act: Act::Speech,
            polarity: Polarity::Said,
            rule: rule.to_owned(),
            confidence: 0.8,
            source: None,
            cue: None,
            content: vec![Span::new(start, start + content.len())],
            speaker: speaker.map(str::to_owned),
            speaker_kind: SpeakerKind::Unknown,
            speakers: Vec::new(),
            reporter: None,
        }
    }

    fn score(gold: &serde_json::Value, found: &[Attribution]) -> (SpeakerScores, Vec<Miss>) {
        let gold = serde_json::from_value(gold.clone()).expect("gold");
        let (mut scores, mut misses) = (SpeakerScores::default(), Vec::new());
        score_speakers(&gold, found, &Counted::All, &mut scores, &mut misses);
        (scores, misses)
    }

    #[test]
    fn wrong_speakers_extents_missed_and_spurious_statements_are_told_apart() {
        let text = "Ö: Ruiz said it rained hard. Cole said it snowed. Lund said no.";
        let gold = serde_json::json!({"id": "a", "text": text, "quotes": [
            {"start": 13, "end": 27, "speaker": "Ruiz", "speaker_name": "Ana Ruiz"},
            {"start": 39, "end": 48, "speaker": "Cole"},
            {"start": 60, "end": 62, "speaker": "Lund", "speaker_name": "Lund"},
        ]});
        let found = [
            found(text, "it rained", "clause", None),
            found(text, "it snowed", "clause", Some("Lund")),
            found(text, "Lund said", "other", Some("Cole")),
        ];
        let (scores, misses) = score(&gold, &found);
        let told: Vec<_> = misses
            .iter()
            .map(|miss| (miss.kind, miss.rule.as_str(), &*miss.gold_value, &*miss.found_value))
            .collect();
        assert_eq!(
            told,
            [
                (MissKind::Speaker, "clause", "Ana Ruiz", ""),
                (MissKind::Extent, "clause", "Ana Ruiz", ""),
                (MissKind::Missed, "", "Lund", ""),
                (MissKind::Spurious, "other", "", "Cole"),
            ]
        );
        assert_eq!((&*misses[1].gold, &*misses[1].found), ("it rained hard", "it rained"));
        assert_eq!(scores.joint, Rates { right: 0, found: 2, gold: 2 });
    }

    #[test]
    fn offsets_that_make_no_sense_cover_nothing() {
        let gold = serde_json::json!({"id": "a", "text": "Ruiz spoke. É!", "quotes": [
            {"start": 5, "end": 2, "speaker": "Ruiz", "speaker_start": 4, "speaker_end": 0},
            {"start": 90, "end": 99, "speaker": "Ruiz", "speaker_start": 4},
            {"start": 0, "end": 0, "spans": []},
        ]});
        let (scores, misses) = score(&gold, &[found("Ruiz spoke.", "spoke", "clause", None)]);
        assert_eq!(scores.overlap, Rates { right: 0, found: 1, gold: 3 });
        assert_eq!(misses.len(), 4);
    }
}

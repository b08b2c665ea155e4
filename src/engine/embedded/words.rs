//! Words of a query, looked for in passages and in the headlines and sections above them at once.
//!
//! One scorer goes through all words, so that it also knows at no cost whether one of them stands
//! in the text.

use tantivy::query::{Bm25StatisticsProvider, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::bm25f::{Lengths, average_length, frequency};
use super::explain::no_match;
use super::occurrences::{Counts, Occurrences, Places};
use crate::engine::scoring::{B, HEAD, K1, idf};
use crate::query::{Match, Word};

/// Finds passages by words.
#[derive(Clone, Debug)]
pub(super) struct WordsQuery {
    pub(super) places: Places,
    pub(super) words: Vec<Word>,
    pub(super) mode: Match,
    pub(super) grounded: bool,
}

impl WordsQuery {
    /// All or any of the words; with `grounded`, one of them in the text.
    pub(super) fn new(places: Places, words: Vec<Word>, mode: Match, grounded: bool) -> Self {
        Self { places, words, mode, grounded }
    }
}

impl Query for WordsQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let measures = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                Some(Measures::new(self.places, &self.words, statistics_provider)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(WordsWeight { query: self.clone(), measures }))
    }

    fn query_terms<'a>(&'a self, _: &mut dyn FnMut(&'a Term, bool)) {}
}

/// What scores are computed from, for all segments.
#[derive(Clone, Debug)]
struct Measures {
    passages: u64,
    average: Score,
    /// Of each word: passages with it, and its score where it saturates.
    words: Vec<(u64, Score)>,
}

impl Measures {
    fn new(
        places: Places,
        words: &[Word],
        statistics: &dyn Bm25StatisticsProvider,
    ) -> tantivy::Result<Self> {
        let passages = statistics.total_num_docs()?;
        let frequency = |word: &Word| -> tantivy::Result<u64> {
            let mut most = 0;
            for field in [places.text, places.head] {
                for stem in &word.stems {
                    most = most.max(statistics.doc_freq(&Term::from_field_text(field, stem))?);
                }
            }
            Ok(most)
        };
        let measured = words
            .iter()
            .map(|word| {
                let frequency = frequency(word)?;
                Ok((frequency, word.weight * idf(frequency, passages) * (K1 + 1.0)))
            })
            .collect::<tantivy::Result<_>>()?;
        let average = average_length(places, statistics)?;
        Ok(Self { passages, average, words: measured })
    }
}

struct WordsWeight {
    query: WordsQuery,
    /// `None` when no scores are wanted.
    measures: Option<Measures>,
}

impl WordsWeight {
    fn words(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Vec<ScoredWord>> {
        let WordsQuery { places, words, mode, grounded } = &self.query;
        // Where only one word can match, the passages that hold it in the text are all there are.
        let grounded = *grounded && (words.len() == 1 && *mode == Match::All);
        (0..)
            .zip(words)
            .map(|(i, word)| {
                let scored = self.measures.is_some();
                let most = self.measures.as_ref().and_then(|measures| measures.words.get(i));
                Ok(ScoredWord {
                    at: Occurrences::open(reader, *places, &word.stems, grounded, scored)?,
                    most: most.map_or(0.0, |(_, most)| boost * most),
                })
            })
            .collect()
    }

    fn lengths(&self, reader: &SegmentReader) -> tantivy::Result<Option<Lengths>> {
        let measures = self.measures.as_ref();
        let open = |measures: &Measures| Lengths::open(reader, self.query.places, measures.average);
        measures.map(open).transpose()
    }

    fn any(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<AnyWords> {
        let lengths = self.lengths(reader)?;
        Ok(AnyWords::new(self.words(reader, boost)?, lengths, self.query.grounded))
    }

    fn all(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<AllWords> {
        let lengths = self.lengths(reader)?;
        Ok(AllWords::new(self.words(reader, boost)?, lengths, self.query.grounded))
    }
}

impl Weight for WordsWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.query.mode {
            Match::Any if self.query.words.len() > 1 => Box::new(self.any(reader, boost)?),
            _ => Box::new(self.all(reader, boost)?),
        })
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        match self.query.mode {
            Match::Any if self.query.words.len() > 1 => each(self.any(reader, 1.0)?, callback),
            _ => each(self.all(reader, 1.0)?, callback),
        }
        Ok(())
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let (Some(measures), Some(lengths)) = (&self.measures, self.lengths(reader)?) else {
            return Ok(Explanation::new("matches", 0.0));
        };
        let mut parts = Vec::new();
        for ((mut word, asked), (frequency, _)) in
            self.words(reader, 1.0)?.into_iter().zip(&self.query.words).zip(&measures.words)
        {
            if word.at.seek(doc) == doc {
                let counts = word.at.counts();
                parts.push(explained(asked, counts, *frequency, doc, measures, &lengths));
            }
        }
        match parts.len() {
            0 => Err(no_match(doc)),
            1 => Ok(parts.remove(0)),
            _ => {
                let sum = parts.iter().map(Explanation::value).sum();
                let mut explained = Explanation::new("sum", sum);
                for part in parts {
                    explained.add_detail(part);
                }
                Ok(explained)
            }
        }
    }
}

/// How a word came to its score.
#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
fn explained(
    word: &Word,
    counts: Counts,
    passages_with: u64,
    doc: DocId,
    measures: &Measures,
    lengths: &Lengths,
) -> Explanation {
    let rarity = idf(passages_with, measures.passages);
    let times = frequency(counts);
    let tf = times / (times + lengths.damping(doc));
    let value = word.weight * (K1 + 1.0) * rarity * tf;
    let description =
        format!("{} (indexed as {}): BM25F, product", word.typed, word.stems.join(" or "));
    let mut explained = Explanation::new_with_string(description, value);
    if word.weight.to_bits() != 1.0_f32.to_bits() {
        explained.add_const("weight", word.weight);
    }
    explained.add_const("k1 + 1", K1 + 1.0);
    let mut idf = Explanation::new("idf, log(1 + (N - n + 0.5) / (n + 0.5)) ^ 1.15", rarity);
    idf.add_const("n, passages with the word", passages_with as Score);
    idf.add_const("N, all passages", measures.passages as Score);
    explained.add_detail(idf);
    let mut saturation = Explanation::new("tf, freq / (freq + k1 * (1 - b + b * dl / avgdl))", tf);
    let mut freq =
        Explanation::new("freq, in the text and, weighed, in headline or section", times);
    freq.add_const("times in the text", counts.text as Score);
    freq.add_const("times in headline or section", counts.head as Score);
    freq.add_const("weight of headline and section", HEAD);
    saturation.add_detail(freq);
    saturation.add_const("k1", K1);
    saturation.add_const("b", B);
    saturation.add_const(
        "dl, words of text, headline and section, weighed and rounded",
        lengths.length(doc),
    );
    saturation.add_const("avgdl, average of dl", measures.average);
    explained.add_detail(saturation);
    explained
}

/// A word of a query within a segment.
struct ScoredWord {
    at: Occurrences,
    /// Its score if it stood there without end.
    most: Score,
}

impl ScoredWord {
    #[inline]
    fn score(&mut self, damping: Score) -> Score {
        let times = frequency(self.at.counts());
        self.most * times / (times + damping)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "scores are 32 bits wide")]
fn narrow(sum: f64) -> Score {
    sum as Score
}

fn each(mut words: impl Scorer, callback: &mut dyn FnMut(DocId, Score)) {
    let mut doc = words.doc();
    while doc != TERMINATED {
        callback(doc, words.score());
        doc = words.advance();
    }
}

/// Documents with all words.
struct AllWords {
    /// The rarest first.
    words: Vec<ScoredWord>,
    lengths: Option<Lengths>,
    grounded: bool,
    doc: DocId,
}

impl AllWords {
    fn new(mut words: Vec<ScoredWord>, lengths: Option<Lengths>, grounded: bool) -> Self {
        words.sort_by_key(|word| word.at.cost());
        let mut all = Self { words, lengths, grounded, doc: TERMINATED };
        if let Some(first) = all.words.first().map(|word| word.at.doc()) {
            all.find(first);
        }
        all
    }

    /// Goes to the first document from `target` on that holds all words.
    fn find(&mut self, mut target: DocId) -> DocId {
        'next: while target < TERMINATED {
            for word in &mut self.words {
                let doc = word.at.seek(target);
                if doc > target {
                    target = doc;
                    continue 'next;
                }
            }
            if !self.grounded || self.words.iter().any(|word| word.at.is_in_text()) {
                break;
            }
            target += 1;
        }
        self.doc = target.min(TERMINATED);
        self.doc
    }
}

impl DocSet for AllWords {
    fn advance(&mut self) -> DocId {
        let next = self.words.first_mut().map_or(TERMINATED, |rarest| rarest.at.advance());
        self.find(next)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target { self.doc } else { self.find(target) }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.words.first().map_or(0, |rarest| rarest.at.cost())
    }
}

impl Scorer for AllWords {
    fn score(&mut self) -> Score {
        let Some(lengths) = &self.lengths else { return 1.0 };
        let damping = lengths.damping(self.doc);
        // 64 bits wide, so that the sum does not depend on the order of the words.
        let sum: f64 = self.words.iter_mut().map(|word| f64::from(word.score(damping))).sum();
        narrow(sum)
    }
}

/// Documents looked at together.
const WINDOW: u32 = 2048;

/// Documents with any of several words.
///
/// Goes through one word after the other within a window of documents, which is faster than going
/// from document to document; so do most engines.
struct AnyWords {
    words: Vec<ScoredWord>,
    lengths: Option<Lengths>,
    grounded: bool,
    /// First document of the window.
    start: DocId,
    /// Documents of the window that match and are still to come, 64 a number.
    matches: Box<[u64; WINDOW as usize / 64]>,
    scores: Box<[f64; WINDOW as usize]>,
    doc: DocId,
}

impl AnyWords {
    fn new(words: Vec<ScoredWord>, lengths: Option<Lengths>, grounded: bool) -> Self {
        let mut any = Self {
            words,
            lengths,
            grounded,
            start: 0,
            matches: Box::new([0; WINDOW as usize / 64]),
            scores: Box::new([0.0; WINDOW as usize]),
            doc: 0,
        };
        any.fill();
        any
    }

    /// Looks at the next window that holds a match.
    fn fill(&mut self) -> DocId {
        loop {
            let Some(start) = self.words.iter().map(|word| word.at.doc()).min() else {
                self.doc = TERMINATED;
                return self.doc;
            };
            if start == TERMINATED {
                self.doc = TERMINATED;
                return self.doc;
            }
            self.start = start;
            self.matches.fill(0);
            if self.lengths.is_some() {
                self.scores.fill(0.0);
            }
            let end = start.saturating_add(WINDOW).min(TERMINATED);
            for word in &mut self.words {
                let mut doc = word.at.doc();
                while doc < end {
                    // Within the window, so it fits.
                    let place = (doc - start) as usize;
                    if !self.grounded || word.at.is_in_text() {
                        self.matches[place / 64] |= 1 << (place % 64);
                    }
                    if let Some(lengths) = &self.lengths {
                        self.scores[place] += f64::from(word.score(lengths.damping(doc)));
                    }
                    doc = word.at.advance();
                }
            }
            if self.next(0) {
                return self.doc;
            }
        }
    }

    /// Goes to the first match of the window from `place` on.
    fn next(&mut self, place: usize) -> bool {
        let mut from = place;
        while from < WINDOW as usize {
            let left = self.matches[from / 64] & (u64::MAX << (from % 64));
            if left != 0 {
                let found = (from / 64) * 64 + left.trailing_zeros() as usize;
                self.doc = self.start + u32::try_from(found).unwrap_or(0);
                return true;
            }
            from = (from / 64 + 1) * 64;
        }
        false
    }
}

impl DocSet for AnyWords {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED || self.next((self.doc - self.start) as usize + 1) {
            return self.doc;
        }
        self.fill()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        let place = target - self.start;
        if place < WINDOW && self.next(place as usize) {
            return self.doc;
        }
        for word in &mut self.words {
            word.at.seek(target);
        }
        self.fill()
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.words.iter().fold(0, |sum, word| sum.saturating_add(word.at.cost()))
    }
}

impl Scorer for AnyWords {
    fn score(&mut self) -> Score {
        if self.lengths.is_none() {
            return 1.0;
        }
        narrow(
            self.scores.get((self.doc.wrapping_sub(self.start)) as usize).copied().unwrap_or(0.0),
        )
    }
}

#[cfg(test)]
mod tests;

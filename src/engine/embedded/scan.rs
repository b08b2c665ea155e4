//! Requests for words and values, answered from posting lists alone.
//!
//! All that is asked of every hit (whether it matches, its article, the values of facets) needs no
//! score, and a score is only needed of what may be among the best. So hits are found first, then
//! counted, then the best of them are looked for.

mod best;
mod hits;
mod like;
mod placed;
mod runs;
mod walk;

use std::io;
use std::sync::Arc;

use tantivy::collector::{Collector as _, SegmentCollector as _};
use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::query::{EnableScoring, Query, TermQuery, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, Score, Searcher, SegmentOrdinal, SegmentReader, TantivyError, Term};

pub(super) use self::best::{Best, ScoredWord};
pub(super) use self::hits::Hits;
use self::hits::Part;
pub(super) use self::like::LikeQuery;
use self::like::{Like, SCORES};
use self::runs::Runs;
pub(super) use self::runs::RunsQuery;
use self::walk::Walk;
use super::bm25f::{Lengths, average_length};
use super::collect::{self, Collect, Collected};
use super::dates::{DaysQuery, Wider};
use super::occurrences::Places;
use super::segments;
use super::statistics::{Statistics, documents};
use super::top::Floor;
use super::words::WordsQuery;
use crate::engine::scoring::{K1, idf};
use crate::query::{Match, Word};

/// Postings that are gone through in the time that the values of one passage in a facet take.
const VALUES: u64 = 4;

/// Passages with words and values.
#[derive(Debug)]
pub(super) struct PassagesQuery {
    /// Finds the passages that all of the others find, with the scores of the words.
    pub(super) whole: Box<dyn Query>,
    pub(super) asked: Asked,
    pub(super) values: Vec<Box<dyn Query>>,
    pub(super) dates: Vec<Box<dyn Query>>,
    /// What tells how many more passages there are for dates wider than asked for.
    pub(super) wider: Option<Wider>,
}

/// What is asked for beside values.
#[derive(Clone, Debug)]
pub(super) enum Asked {
    /// All passages.
    All,
    Words(WordsQuery),
    Runs(RunsQuery),
    Like(LikeQuery),
}

impl PassagesQuery {
    /// What `collect` wants of the passages.
    pub(super) fn collect(
        &self,
        searcher: &Searcher,
        statistics: &Statistics<'_>,
        collect: &Collect,
    ) -> tantivy::Result<Collected> {
        let scan = Scan::new(self, searcher, statistics, collect)?;
        let floor = Arc::new(Floor::default());
        let collected = segments::each(searcher, scan.work(searcher), |segment, reader| {
            scan.segment(segment, reader, &floor)
        });
        collect.merge_fruits(collected)
    }
}

impl Clone for PassagesQuery {
    fn clone(&self) -> Self {
        let cloned =
            |queries: &[Box<dyn Query>]| queries.iter().map(|one| one.box_clone()).collect();
        Self {
            whole: self.whole.box_clone(),
            asked: self.asked.clone(),
            values: cloned(&self.values),
            dates: cloned(&self.dates),
            wider: self.wider.as_ref().map(|wider| Wider {
                edges: wider.edges.clone(),
                overlapping: cloned(&wider.overlapping),
            }),
        }
    }
}

impl Query for PassagesQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        self.whole.weight(scoring)
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.whole.query_terms(visitor);
    }
}

/// A query with what was looked up for all segments.
struct Scan<'s> {
    collect: &'s Collect,
    asked: Looked,
    values: Vec<Narrowing>,
    dates: Vec<Narrowing>,
    /// The edges of the dates, and what overlaps them.
    wider: Option<(Narrowing, Vec<Narrowing>)>,
}

/// What is asked for, looked up.
enum Looked {
    All,
    Words(Words),
    Runs(Runs),
    Like(Like),
}

/// The words of a query.
struct Words {
    mode: Match,
    /// Whether one of them must stand in the text.
    grounded: bool,
    text: Field,
    head: Field,
    average: Score,
    found: Vec<FoundWord>,
}

/// A word with where its lists are.
struct FoundWord {
    /// Its score if it stood there without end.
    most: Score,
    /// Of each segment, the spellings that stand in the text.
    text: Vec<Vec<TermInfo>>,
    /// In headline and section.
    head: Vec<Vec<TermInfo>>,
}

/// What values leave of the passages.
enum Narrowing {
    /// Any of these.
    Terms(Vec<Term>),
    Days(DaysQuery),
    Others(Box<dyn Weight>),
}

impl Narrowing {
    fn of(query: &dyn Query, searcher: &Searcher) -> tantivy::Result<Self> {
        if let Some(query) = query.downcast_ref::<TermQuery>() {
            return Ok(Self::Terms(vec![query.term().clone()]));
        }
        if let Some(query) = query.downcast_ref::<DaysQuery>() {
            return Ok(Self::Days(query.clone()));
        }
        let scoring = EnableScoring::disabled_from_searcher(searcher);
        Ok(Self::Others(query.weight(scoring)?))
    }

    fn part(&self, reader: &SegmentReader) -> tantivy::Result<Part> {
        Ok(match self {
            Self::Terms(terms) => {
                let mut lists = Vec::with_capacity(terms.len());
                for term in terms {
                    let index = reader.inverted_index(term.field())?;
                    lists.extend(index.read_block_postings(term, IndexRecordOption::Basic)?);
                }
                Part::Lists(lists)
            }
            Self::Days(days) => Part::Told(Box::new(days.of(reader)?)),
            Self::Others(weight) => Part::Others(weight.scorer(reader, 1.0)?),
        })
    }
}

impl<'s> Scan<'s> {
    fn new(
        query: &PassagesQuery,
        searcher: &Searcher,
        statistics: &Statistics<'_>,
        collect: &'s Collect,
    ) -> tantivy::Result<Self> {
        let asked = match &query.asked {
            Asked::All => Looked::All,
            Asked::Words(words) => Looked::Words(Words::find(words, searcher, statistics)?),
            Asked::Runs(runs) => Looked::Runs(Runs::new(runs, searcher, statistics)?),
            Asked::Like(like) => Looked::Like(Like::new(like, searcher)?),
        };
        let of = |queries: &[Box<dyn Query>]| {
            let each = queries.iter().map(|query| Narrowing::of(&**query, searcher));
            each.collect::<tantivy::Result<Vec<_>>>()
        };
        let wider = query.wider.as_ref().filter(|_| collect.wider).map(|wider| {
            Ok::<_, TantivyError>((Narrowing::Terms(wider.edges.clone()), of(&wider.overlapping)?))
        });
        Ok(Self {
            collect,
            asked,
            values: of(&query.values)?,
            dates: of(&query.dates)?,
            wider: wider.transpose()?,
        })
    }

    /// About how many postings are gone through in the same time.
    fn work(&self, searcher: &Searcher) -> u64 {
        let find = match &self.asked {
            Looked::Words(words) => words.postings(),
            Looked::Runs(runs) => runs.work(),
            Looked::All | Looked::Like(_) => searcher.num_docs(),
        };
        find.saturating_mul(1 + VALUES * self.collect.facets.len() as u64)
    }

    fn segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        floor: &Arc<Floor>,
    ) -> tantivy::Result<collect::Part> {
        let documents = reader.max_doc();
        let in_text = match &self.asked {
            Looked::Runs(runs) => runs.in_text(segment, reader, &self.collect.columns)?,
            _ => Vec::new(),
        };
        let mut parts = self.parts(segment, reader, &in_text)?;
        for dates in &self.dates {
            parts.push(dates.part(reader)?);
        }
        let mut hits = Hits::of(parts, documents);
        if let Some(alive) = reader.alive_bitset() {
            hits.retain(|doc| alive.is_alive(doc));
        }
        let mut collecting = self.collect.within(segment, reader, Arc::clone(floor))?;
        collecting.wider = self.wider(segment, reader, &in_text, &hits)?;
        if hits.is_empty() {
            return collecting.harvest();
        }
        collecting.count(&hits, documents);
        match &self.asked {
            Looked::Words(words) if self.collect.ranks() => {
                let (scored, postings) = words.scored(segment, reader)?;
                let lengths = Lengths::open(reader, words.places(), words.average)?;
                collecting.best(scored, &lengths, &hits, postings, documents);
            }
            Looked::Runs(runs) if self.collect.ranks() => {
                let columns = &self.collect.columns;
                let scored = runs.scored(&in_text, (segment, reader), columns, &hits)?;
                collecting.scored(&scored, &hits);
            }
            Looked::Like(like) if self.collect.ranks() => {
                let [alone, above] = SCORES;
                let in_head = like.in_head(reader)?;
                let score = |doc| if in_head.contains(doc) { above } else { alone };
                collecting.by(score, &hits, documents);
            }
            _ => collecting.all(&hits, documents),
        }
        collecting.harvest()
    }

    fn parts(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        in_text: &[(DocId, Score)],
    ) -> tantivy::Result<Vec<Part>> {
        let mut parts = Vec::new();
        match &self.asked {
            Looked::All => {
                let passages = self.collect.columns.passages(reader, &self.collect.passage)?;
                parts.push(Part::Bits(passages));
            }
            Looked::Words(words) => words.parts(segment, reader, &mut parts)?,
            Looked::Runs(_) => {
                parts.push(Part::Docs(in_text.iter().map(|(doc, _)| *doc).collect()));
            }
            Looked::Like(like) => parts.push(like.in_text(reader)?),
        }
        for value in &self.values {
            parts.push(value.part(reader)?);
        }
        Ok(parts)
    }

    /// How many passages there are beside `hits` for dates wider than asked for.
    fn wider(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        in_text: &[(DocId, Score)],
        hits: &Hits,
    ) -> tantivy::Result<u64> {
        let Some((edges, overlapping)) = &self.wider else { return Ok(0) };
        let mut parts = self.parts(segment, reader, in_text)?;
        parts.push(edges.part(reader)?);
        let mut wide = Hits::of(parts, reader.max_doc());
        wide.subtract(hits);
        for dates in overlapping {
            dates.part(reader)?.narrow(&mut wide, reader.max_doc());
        }
        if let Some(alive) = reader.alive_bitset() {
            wide.retain(|doc| alive.is_alive(doc));
        }
        Ok(u64::from(wide.len()))
    }
}

impl Words {
    fn find(
        query: &WordsQuery,
        searcher: &Searcher,
        statistics: &Statistics<'_>,
    ) -> tantivy::Result<Self> {
        let WordsQuery { places, words, mode, grounded } = query;
        let found = words.iter().map(|word| FoundWord::find(word, query, searcher, statistics));
        Ok(Self {
            mode: *mode,
            grounded: *grounded,
            text: places.text,
            head: places.head,
            average: average_length(*places, statistics)?,
            found: found.collect::<tantivy::Result<_>>()?,
        })
    }

    fn postings(&self) -> u64 {
        let lists = self.found.iter().flat_map(|word| word.text.iter().chain(&word.head));
        lists.flatten().map(|info| u64::from(info.doc_freq)).sum()
    }

    fn places(&self) -> Places {
        Places { text: self.text, head: self.head }
    }

    /// What a passage must hold.
    fn parts(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        parts: &mut Vec<Part>,
    ) -> tantivy::Result<()> {
        let (text, head) = (reader.inverted_index(self.text)?, reader.inverted_index(self.head)?);
        let open = |index: &InvertedIndexReader, infos: &[TermInfo]| {
            let open =
                |info| index.read_block_postings_from_terminfo(info, IndexRecordOption::Basic);
            infos.iter().map(open).collect::<io::Result<Vec<_>>>()
        };
        let in_text = |word: &FoundWord| open(&text, of(&word.text, segment));
        let in_head = |word: &FoundWord| open(&head, of(&word.head, segment));
        let any_in_text = || {
            let lists = self.found.iter().map(in_text).collect::<io::Result<Vec<_>>>()?;
            Ok::<_, io::Error>(Part::Lists(lists.into_iter().flatten().collect()))
        };
        if self.grounded && (self.mode == Match::Any || self.found.len() == 1) {
            parts.push(any_in_text()?);
            return Ok(());
        }
        let mut lists = Vec::new();
        let mut elsewhere = true;
        for word in &self.found {
            let head = in_head(word)?;
            elsewhere &= !head.is_empty();
            lists.extend(in_text(word)?);
            lists.extend(head);
            if self.mode == Match::All {
                parts.push(Part::Lists(std::mem::take(&mut lists)));
            }
        }
        if self.mode == Match::Any {
            parts.push(Part::Lists(lists));
        } else if self.grounded && elsewhere {
            parts.push(any_in_text()?);
        }
        Ok(())
    }

    /// The words where they stand in a segment, and how many documents their lists have.
    fn scored(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<(Vec<ScoredWord>, u32)> {
        let (text, head) = (reader.inverted_index(self.text)?, reader.inverted_index(self.head)?);
        let mut postings = 0_u32;
        let mut open = |index: &InvertedIndexReader, infos: &[TermInfo]| {
            let open = |info: &TermInfo| {
                postings = postings.saturating_add(info.doc_freq);
                let option = IndexRecordOption::WithFreqs;
                index.read_block_postings_from_terminfo(info, option).map(Walk::new)
            };
            infos.iter().map(open).collect::<io::Result<Vec<_>>>()
        };
        let mut words = Vec::with_capacity(self.found.len());
        for word in &self.found {
            let text = open(&text, of(&word.text, segment))?;
            let head = open(&head, of(&word.head, segment))?;
            if !text.is_empty() || !head.is_empty() {
                words.push(ScoredWord { most: word.most, text, head });
            }
        }
        Ok((words, postings))
    }
}

fn of(infos: &[Vec<TermInfo>], segment: SegmentOrdinal) -> &[TermInfo] {
    infos.get(segment as usize).map_or(&[], Vec::as_slice)
}

impl FoundWord {
    fn find(
        word: &Word,
        query: &WordsQuery,
        searcher: &Searcher,
        statistics: &Statistics<'_>,
    ) -> tantivy::Result<Self> {
        let mut most = 0;
        let mut find = |field: Field| {
            let mut infos = vec![Vec::new(); searcher.segment_readers().len()];
            for stem in &word.stems {
                let term = Term::from_field_text(field, stem);
                let mut frequency = 0;
                for (reader, infos) in searcher.segment_readers().iter().zip(&mut infos) {
                    if let Some(info) = reader.inverted_index(field)?.get_term_info(&term)? {
                        frequency += documents(reader, field, &info)?;
                        infos.push(info);
                    }
                }
                most = most.max(frequency);
            }
            Ok::<_, TantivyError>(infos)
        };
        let (text, head) = (find(query.places.text)?, find(query.places.head)?);
        let rarity = idf(most.min(statistics.total()), statistics.total());
        Ok(Self { most: word.weight * rarity * (K1 + 1.0), text, head })
    }
}

#[cfg(test)]
mod tests;

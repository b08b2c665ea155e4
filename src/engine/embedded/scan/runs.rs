//! Words that stand side by side, found in all documents of a segment at once.
//!
//! Words as frequent as those of "of the" stand together in most passages. To look for both at
//! each of these takes longer than to go through their lists from end to end, so that is what is
//! done unless one of the words is rare.

use std::{io, slice};

use tantivy::postings::TermInfo;
use tantivy::query::{Bm25Weight, EnableScoring, PhraseQuery, Query as _, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{
    DocId, DocSet as _, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, TantivyError,
    Term,
};

use super::super::columns::OpenColumns;
use super::super::occurrences::Places;
use super::super::statistics::Statistics;
use super::hits::Hits;
use super::placed::Placed;
use super::walk::Walk;
use crate::engine::scoring::HEAD_WEIGHT;

/// A word is rare beside one that stands in so many times as many documents.
const RARE: u32 = 4;

/// Postings that are gone through in the time that the places of one take.
const PLACES: u64 = 8;

/// Words in order, in any of some spellings: passages hold them in the text; the same in headline
/// or section adds to the score.
#[derive(Clone, Debug)]
pub(in super::super) struct RunsQuery {
    places: Places,
    runs: Vec<Vec<String>>,
}

impl RunsQuery {
    pub(in super::super) fn new(places: Places, runs: Vec<Vec<String>>) -> Self {
        Self { places, runs }
    }
}

/// The same with what scores are computed from.
pub(super) struct Runs {
    text: Vec<Run>,
    head: Vec<Run>,
}

/// Documents in their order, with scores.
type Scored = Vec<(DocId, Score)>;

impl Runs {
    pub(super) fn new(
        query: &RunsQuery,
        searcher: &Searcher,
        statistics: &Statistics<'_>,
    ) -> tantivy::Result<Self> {
        let runs = |field, boost| {
            let runs = query.runs.iter().filter(|terms| !terms.is_empty());
            let runs = runs.map(|terms| Run::new(field, terms, boost, searcher, statistics));
            runs.collect::<tantivy::Result<_>>()
        };
        Ok(Self {
            text: runs(query.places.text, 1.0)?,
            head: runs(query.places.head, HEAD_WEIGHT)?,
        })
    }

    /// About how many postings without places could be gone through instead.
    pub(super) fn work(&self) -> u64 {
        PLACES * self.text.iter().chain(&self.head).map(Run::documents).sum::<u64>()
    }

    /// The documents with one of the runs in their text, and what these score.
    pub(super) fn in_text(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        columns: &OpenColumns,
    ) -> tantivy::Result<Scored> {
        in_any(&self.text, |run| run.find(segment, reader, columns))
    }

    /// The scores of `hits`, all of which are among those found in the text.
    pub(super) fn scored(
        &self,
        in_text: &[(DocId, Score)],
        (segment, reader): (SegmentOrdinal, &SegmentReader),
        columns: &OpenColumns,
        hits: &Hits,
    ) -> tantivy::Result<Scored> {
        let in_head = in_any(&self.head, |run| match &run.by_rarest {
            Some(weight) if matches!(hits, Hits::Few(_)) => {
                let mut found = weight.scorer(reader, run.boost)?;
                let mut scored = Scored::new();
                hits.each(reader.max_doc(), |doc| {
                    if found.doc() < doc {
                        found.seek(doc);
                    }
                    if found.doc() == doc {
                        scored.push((doc, found.score()));
                    }
                });
                Ok(scored)
            }
            _ => run.find(segment, reader, columns),
        })?;
        let (mut text, mut head) = (in_text.iter(), in_head.iter());
        let mut scored = Vec::with_capacity(hits.len() as usize);
        hits.each(reader.max_doc(), |doc| {
            scored.push((doc, score_of(&mut text, doc) + score_of(&mut head, doc)));
        });
        Ok(scored)
    }
}

/// The score of a document, which is asked for in rising order; 0 where it has none.
#[inline]
fn score_of(scored: &mut slice::Iter<'_, (DocId, Score)>, doc: DocId) -> Score {
    while let Some((found, score)) = scored.as_slice().first()
        && *found <= doc
    {
        scored.next();
        if *found == doc {
            return *score;
        }
    }
    0.0
}

/// What is found by any of some runs.
fn in_any(
    runs: &[Run],
    mut find: impl FnMut(&Run) -> tantivy::Result<Scored>,
) -> tantivy::Result<Scored> {
    let mut all = Scored::new();
    for run in runs {
        let found = find(run)?;
        if all.is_empty() {
            all = found;
        } else if !found.is_empty() {
            all.extend(found);
            all.sort_by_key(|(doc, _)| *doc);
            all.dedup_by(|later, first| {
                let same = later.0 == first.0;
                first.1 += if same { later.1 } else { 0.0 };
                same
            });
        }
    }
    Ok(all)
}

/// Words in order in one spelling, in one place.
struct Run {
    field: Field,
    /// The lists of the words in each segment; none where it lacks one of them.
    lists: Vec<Option<Vec<TermInfo>>>,
    weight: Bm25Weight,
    /// What looks for the others at each document of the rarest; none for a single word.
    by_rarest: Option<Box<dyn Weight>>,
    boost: Score,
}

impl Run {
    fn new(
        field: Field,
        terms: &[String],
        boost: Score,
        searcher: &Searcher,
        statistics: &Statistics<'_>,
    ) -> tantivy::Result<Self> {
        let terms: Vec<Term> =
            terms.iter().map(|term| Term::from_field_text(field, term)).collect();
        let scoring = EnableScoring::enabled_from_statistics_provider(statistics, searcher);
        let lists = searcher.segment_readers().iter().map(|reader| {
            let index = reader.inverted_index(field)?;
            let infos = terms.iter().map(|term| index.get_term_info(term));
            Ok(infos.collect::<io::Result<Option<Vec<TermInfo>>>>()?)
        });
        let by_rarest = (terms.len() > 1).then(|| PhraseQuery::new(terms.clone()).weight(scoring));
        Ok(Self {
            field,
            lists: lists.collect::<tantivy::Result<_>>()?,
            weight: Bm25Weight::for_terms(statistics, &terms)?.boost_by(boost),
            by_rarest: by_rarest.transpose()?,
            boost,
        })
    }

    /// Documents that are looked at for their places.
    fn documents(&self) -> u64 {
        let documents = self.lists.iter().flatten().map(|infos| match has_rare(infos) {
            Some(least) => u64::from(least) * infos.len() as u64,
            None => infos.iter().map(|info| u64::from(info.doc_freq)).sum(),
        });
        documents.sum()
    }

    fn find(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
        columns: &OpenColumns,
    ) -> tantivy::Result<Scored> {
        let mut scored = Scored::new();
        let Some(Some(infos)) = self.lists.get(segment as usize) else { return Ok(scored) };
        let index = reader.inverted_index(self.field)?;
        if let (Some(weight), Some(_)) = (&self.by_rarest, has_rare(infos)) {
            let mut found = weight.scorer(reader, self.boost)?;
            while found.doc() != TERMINATED {
                scored.push((found.doc(), found.score()));
                found.advance();
            }
            return Ok(scored);
        }
        let lengths = reader.get_fieldnorms_reader(self.field)?;
        let mut take = |doc: DocId, times: u32| {
            scored.push((doc, self.weight.score(lengths.fieldnorm_id(doc), times)));
        };
        if let [info] = infos.as_slice() {
            let option = IndexRecordOption::WithFreqs;
            let list = index.read_block_postings_from_terminfo(info, option)?;
            Walk::new(list).until(TERMINATED, take);
            return Ok(scored);
        }
        let file = columns.positions(reader)?;
        let positions = file.open_read(self.field);
        let positions = positions.ok_or_else(|| {
            TantivyError::InternalError("a field of words has no positions".to_owned())
        })?;
        let lists = infos.iter().map(|info| Placed::open(&index, info, &positions));
        meetings(&mut lists.collect::<Result<Vec<_>, _>>()?, &mut take);
        Ok(scored)
    }
}

/// The documents of the rarest of some words, where it is rare beside another.
fn has_rare(infos: &[TermInfo]) -> Option<u32> {
    let documents = || infos.iter().map(|info| info.doc_freq);
    let (least, most) = (documents().min()?, documents().max()?);
    (least < most / RARE).then_some(least)
}

/// Calls `each` with the documents in which the words of some lists stand side by side in order,
/// and how often they do.
fn meetings(lists: &mut [Placed], each: &mut impl FnMut(DocId, u32)) {
    let rarest = (0..lists.len()).min_by_key(|i| lists[*i].documents());
    let Some(rarest) = rarest else { return };
    let mut side_by_side = SideBySide::default();
    let mut doc = lists[rarest].seek(0);
    'next: while doc != TERMINATED {
        for list in lists.iter_mut() {
            let found = list.seek(doc);
            if found != doc {
                doc = lists[rarest].seek(found);
                continue 'next;
            }
        }
        let times = side_by_side.count(lists);
        if times > 0 {
            each(doc, times);
        }
        doc = lists[rarest].seek(doc + 1);
    }
}

/// Counts how often words stand side by side in a document.
#[derive(Default)]
struct SideBySide {
    /// A bit for each place at which the next word must stand.
    wanted: Vec<u64>,
    /// The places of these bits.
    places: Vec<u32>,
    /// Where the words so far do stand.
    found: Vec<u32>,
}

impl SideBySide {
    /// In the current document of the lists, one list for each word.
    fn count(&mut self, lists: &mut [Placed]) -> u32 {
        let Some((last, firsts)) = lists.split_last_mut() else { return 0 };
        for (i, list) in firsts.iter_mut().enumerate() {
            let mut place = 0;
            self.found.clear();
            for step in list.steps() {
                place += step;
                if i == 0 || self.is_wanted(place) {
                    self.found.push(place);
                }
            }
            self.want_next();
            if self.places.is_empty() {
                return 0;
            }
        }
        let (mut times, mut place) = (0, 0);
        for step in last.steps() {
            place += step;
            times += u32::from(self.is_wanted(place));
        }
        times
    }

    #[inline]
    fn is_wanted(&self, place: u32) -> bool {
        self.wanted.get(place as usize / 64).is_some_and(|bits| bits >> (place % 64) & 1 == 1)
    }

    /// Wants the places behind those that were found, and no others.
    fn want_next(&mut self) {
        for place in self.places.drain(..) {
            self.wanted[place as usize / 64] = 0;
        }
        for place in &self.found {
            let next = place + 1;
            let at = next as usize / 64;
            if at >= self.wanted.len() {
                self.wanted.resize(at + 1, 0);
            }
            self.wanted[at] |= 1 << (next % 64);
            self.places.push(next);
        }
    }
}

//! What speaks for a few candidates beyond the words that found them.
//!
//! Each piece of evidence is looked up at the candidates alone, in order of their documents, so the
//! work does not depend on how many passages match.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::Bm25StatisticsProvider as _;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use super::bm25f::{Lengths, average_length};
use super::engine_error;
use super::occurrences::Places;
use super::searcher::{EmbeddedEngine, address, segment};
use super::starts::Starts;
use super::statistics::{Statistics, documents};
use super::whole::{self, Articles};
use crate::engine::scoring::{HEAD, K1, average_article, idf, meetings};
use crate::error::Result;
use crate::hit::{Candidate, Support};
use crate::query::{Evidence, Word};

impl EmbeddedEngine {
    pub(super) fn read_support(
        &self,
        evidence: &[Evidence],
        candidates: &[Candidate],
    ) -> Result<Vec<Vec<Support>>> {
        let mut order: Vec<_> = (0..)
            .zip(candidates)
            .map(|(place, candidate)| (address(candidate.handle), place))
            .collect();
        order.sort_unstable();
        let mut out = vec![Vec::new(); candidates.len()];
        let searcher = self.searcher();
        let lookup = Lookup::new(self, &searcher).map_err(engine_error)?;
        let clues = evidence.iter().map(|evidence| lookup.clue(evidence));
        let clues = clues.collect::<tantivy::Result<Vec<_>>>().map_err(engine_error)?;
        for group in order.chunk_by(|(a, _), (b, _)| a.segment_ord == b.segment_ord) {
            let here = group[0].0;
            let docs: Vec<DocId> = group.iter().map(|(address, _)| address.doc_id).collect();
            let reader = segment(&searcher, here)?;
            let values = lookup.values(&clues, reader, here.segment_ord, &docs);
            for (number, values) in values.map_err(engine_error)?.into_iter().enumerate() {
                for ((_, place), value) in group.iter().zip(values) {
                    if value > 0.0 {
                        out[*place].push(Support { evidence: number, value });
                    }
                }
            }
        }
        Ok(out)
    }
}

/// A term in every segment.
struct Clue {
    field: Field,
    infos: Vec<Option<TermInfo>>,
    /// Passages or articles with it.
    frequency: u64,
}

/// A piece of evidence with the terms it is made of.
enum Clues {
    /// Each word in its spellings, these in the two places, and the most it adds.
    Article(Vec<(Vec<[Clue; 2]>, Score)>),
    /// The spelling in the two places, the stem in the two places, and the most they add.
    Spelling([Clue; 2], [Clue; 2], Score),
    Neighbours([Clue; 2], Score),
}

/// Looks terms up, for one list of candidates.
struct Lookup<'s> {
    searcher: &'s Searcher,
    engine: &'s EmbeddedEngine,
    places: Places,
    passages: Statistics<'s>,
    /// Average length of passages.
    average: Score,
    /// Number of articles.
    articles: u64,
    /// Average length of whole articles.
    average_article: Score,
}

impl<'s> Lookup<'s> {
    fn new(engine: &'s EmbeddedEngine, searcher: &'s Searcher) -> tantivy::Result<Self> {
        let fields = &engine.fields;
        let places = Places { text: fields.text, head: fields.head };
        let passages = Statistics::of_passages(searcher, &engine.shares, fields.kind)?;
        let articles = Statistics::of_articles(searcher, &engine.shares, fields.kind)?;
        Ok(Self {
            searcher,
            engine,
            places,
            average: average_length(places, &passages)?,
            articles: articles.total(),
            average_article: average_article(
                passages.total_num_tokens(places.text)?,
                passages.total_num_tokens(places.head)?,
                passages.total(),
                articles.total(),
            ),
            passages,
        })
    }

    fn clue(&self, evidence: &Evidence) -> tantivy::Result<Clues> {
        let fields = &self.engine.fields;
        let both = |text, head, term: &str| -> tantivy::Result<[Clue; 2]> {
            Ok([self.term(text, term)?, self.term(head, term)?])
        };
        Ok(match evidence {
            Evidence::Article { words } => {
                let clues = |word: &Word| {
                    let stems = word.stems.iter();
                    let clues = stems.map(|stem| both(fields.text, fields.head, stem));
                    let clues = clues.collect::<tantivy::Result<Vec<_>>>()?;
                    let mut frequency = 0;
                    for stem in &word.stems {
                        frequency = frequency.max(self.articles_with(stem)?);
                    }
                    let most = word.weight * idf(frequency, self.articles) * (K1 + 1.0);
                    Ok((clues, most))
                };
                Clues::Article(words.iter().map(clues).collect::<tantivy::Result<_>>()?)
            }
            Evidence::Spelling { form, weight } => {
                let exact = both(fields.text_exact, fields.head_exact, &form.exact)?;
                let stem = both(fields.text, fields.head, &form.stem)?;
                let frequency = exact[0].frequency.max(exact[1].frequency);
                let most = weight * idf(frequency, self.passages.total()) * (K1 + 1.0);
                Clues::Spelling(exact, stem, most)
            }
            Evidence::Neighbours { first, second, weight } => {
                let first = self.term(fields.text, first)?;
                let second = self.term(fields.text, second)?;
                let rarer = idf(first.frequency.min(second.frequency), self.passages.total());
                Clues::Neighbours([first, second], weight * rarer * (K1 + 1.0))
            }
        })
    }

    fn term(&self, field: Field, text: &str) -> tantivy::Result<Clue> {
        let term = Term::from_field_text(field, text);
        let (mut infos, mut frequency) = (Vec::new(), 0);
        for reader in self.searcher.segment_readers() {
            let info = reader.inverted_index(field)?.get_term_info(&term)?;
            frequency += info.as_ref().map_or(Ok(0), |info| documents(reader, field, info))?;
            infos.push(info);
        }
        Ok(Clue { field, infos, frequency: frequency.min(self.passages.total()) })
    }

    /// The articles with a stem in their text.
    fn articles_with(&self, stem: &str) -> tantivy::Result<u64> {
        let term = Term::from_field_text(self.places.text, stem);
        let mut articles = 0;
        for reader in self.searcher.segment_readers() {
            articles += whole::count(&term, reader, &*self.starts(reader)?)?;
        }
        Ok(articles)
    }

    fn starts(&self, reader: &SegmentReader) -> tantivy::Result<Arc<Starts>> {
        self.engine.columns.starts(reader, &self.engine.article_term())
    }

    /// What each piece of evidence adds to each document; the documents rise.
    fn values(
        &self,
        clues: &[Clues],
        reader: &SegmentReader,
        segment: SegmentOrdinal,
        docs: &[DocId],
    ) -> tantivy::Result<Vec<Vec<Score>>> {
        let lengths = Lengths::open(reader, self.places, self.average)?;
        let open = |clue: &Clue, option| postings(reader, segment, clue, option);
        let mut out = Vec::with_capacity(clues.len());
        for clues in clues {
            let mut values = vec![0.0; docs.len()];
            match clues {
                Clues::Article(words) => {
                    let starts = self.starts(reader)?;
                    let columns = self.engine.columns.of(reader)?;
                    let articles = Articles::of(docs, &columns, &starts, self.average_article);
                    for (clues, most) in words {
                        let counted = |clue: &Clue| open(clue, IndexRecordOption::WithFreqs);
                        let both = |[text, head]: &[Clue; 2]| Ok([counted(text)?, counted(head)?]);
                        let mut stems =
                            clues.iter().map(both).collect::<tantivy::Result<Vec<_>>>()?;
                        articles.add(&mut stems, *most, &mut values);
                    }
                }
                Clues::Spelling(exact, stem, most) => {
                    let basic = |clue| open(clue, IndexRecordOption::Basic);
                    let counted = |clue| open(clue, IndexRecordOption::WithFreqs);
                    let [mut text, mut head] = [basic(&exact[0])?, basic(&exact[1])?];
                    let [mut in_text, mut in_head] = [counted(&stem[0])?, counted(&stem[1])?];
                    for (value, doc) in values.iter_mut().zip(docs) {
                        if holds(&mut text, *doc) || holds(&mut head, *doc) {
                            let times = in_text.as_mut().map_or(0.0, |word| times_at(word, *doc))
                                + HEAD * in_head.as_mut().map_or(0.0, |word| times_at(word, *doc));
                            *value = most * times / (times + lengths.damping(*doc));
                        }
                    }
                }
                Clues::Neighbours([first, second], most) => {
                    let placed = |clue| open(clue, IndexRecordOption::WithFreqsAndPositions);
                    if let (Some(mut first), Some(mut second)) = (placed(first)?, placed(second)?) {
                        let (mut before, mut after) = (Vec::new(), Vec::new());
                        for (value, doc) in values.iter_mut().zip(docs) {
                            if is_at(&mut first, *doc) && is_at(&mut second, *doc) {
                                first.positions(&mut before);
                                second.positions(&mut after);
                                let times = meetings(&before, &after);
                                *value = most * times / (times + lengths.damping(*doc));
                            }
                        }
                    }
                }
            }
            out.push(values);
        }
        Ok(out)
    }
}

fn postings(
    reader: &SegmentReader,
    segment: SegmentOrdinal,
    clue: &Clue,
    option: IndexRecordOption,
) -> tantivy::Result<Option<SegmentPostings>> {
    let info = usize::try_from(segment).ok().and_then(|i| clue.infos.get(i));
    let Some(Some(info)) = info else { return Ok(None) };
    let index = reader.inverted_index(clue.field)?;
    Ok(Some(index.read_postings_from_terminfo(info, option)?))
}

/// Whether the postings hold `doc`; they are asked about rising documents.
fn is_at(postings: &mut SegmentPostings, doc: DocId) -> bool {
    if postings.doc() < doc {
        postings.seek(doc);
    }
    postings.doc() == doc
}

fn holds(postings: &mut Option<SegmentPostings>, doc: DocId) -> bool {
    postings.as_mut().is_some_and(|postings| is_at(postings, doc))
}

#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
fn times_at(postings: &mut SegmentPostings, doc: DocId) -> Score {
    if is_at(postings, doc) { postings.term_freq() as Score } else { 0.0 }
}

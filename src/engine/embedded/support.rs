//! What speaks for a few candidates beyond the words that found them.
//!
//! Each piece of evidence is looked up at the candidates alone, in order of their documents, so the
//! work does not depend on how many passages match.

use std::sync::Arc;

use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::query::Bm25StatisticsProvider as _;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, Term};

use super::bm25f::{Lengths, average_length, frequency};
use super::engine_error;
use super::occurrences::Places;
use super::searcher::{EmbeddedEngine, address, segment};
use super::starts::Starts;
use super::statistics::{Statistics, documents};
use super::whole::{self, Articles, Standing};
use crate::engine::scoring::{K1, average_article, idf, meetings};
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
        let mut stems = Vec::new();
        let clues = evidence.iter().map(|evidence| lookup.clue(evidence, &mut stems));
        let clues = clues.collect::<tantivy::Result<Vec<_>>>().map_err(engine_error)?;
        for group in order.chunk_by(|(a, _), (b, _)| a.segment_ord == b.segment_ord) {
            let here = group[0].0;
            let docs: Vec<DocId> = group.iter().map(|(address, _)| address.doc_id).collect();
            let reader = segment(&searcher, here)?;
            let values = lookup.values(&clues, &stems, reader, here.segment_ord, &docs);
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

/// A stem with its terms in texts and in heads.
struct Stem {
    written: String,
    text: Clue,
    head: Clue,
}

/// A piece of evidence with the terms it is made of; stems by their places among all of them.
enum Clues {
    /// Each word in its spellings, and the most it adds.
    Article(Vec<(Vec<usize>, Score)>),
    /// The spelling in the two places, the stem, and the most they add.
    Spelling([Clue; 2], usize, Score),
    Neighbours([usize; 2], Score),
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

    /// The terms of a piece of evidence; its stems are added to `stems` where they are not known.
    fn clue(&self, evidence: &Evidence, stems: &mut Vec<Stem>) -> tantivy::Result<Clues> {
        let fields = &self.engine.fields;
        Ok(match evidence {
            Evidence::Article { words } => {
                let mut clues = |word: &Word| {
                    let (mut places, mut frequency) = (Vec::new(), 0);
                    for stem in &word.stems {
                        let place = self.stem(stem, stems)?;
                        frequency = frequency.max(self.articles_with(&stems[place].text)?);
                        places.push(place);
                    }
                    let most = word.weight * idf(frequency, self.articles) * (K1 + 1.0);
                    Ok((places, most))
                };
                Clues::Article(words.iter().map(&mut clues).collect::<tantivy::Result<_>>()?)
            }
            Evidence::Spelling { form, weight } => {
                let text = self.term(fields.text_exact, &form.exact)?;
                let head = self.term(fields.head_exact, &form.exact)?;
                let frequency = text.frequency.max(head.frequency);
                let most = weight * idf(frequency, self.passages.total()) * (K1 + 1.0);
                Clues::Spelling([text, head], self.stem(&form.stem, stems)?, most)
            }
            Evidence::Neighbours { first, second, weight } => {
                let both = [self.stem(first, stems)?, self.stem(second, stems)?];
                let [first, second] = both.map(|place| stems[place].text.frequency);
                let rarer = idf(first.min(second), self.passages.total());
                Clues::Neighbours(both, weight * rarer * (K1 + 1.0))
            }
        })
    }

    /// The place of a stem among those that are known.
    fn stem(&self, stem: &str, stems: &mut Vec<Stem>) -> tantivy::Result<usize> {
        if let Some(place) = stems.iter().position(|known| known.written == stem) {
            return Ok(place);
        }
        let (text, head) = (self.term(self.places.text, stem)?, self.term(self.places.head, stem)?);
        stems.push(Stem { written: stem.to_owned(), text, head });
        Ok(stems.len() - 1)
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

    /// The articles with a term in their text.
    fn articles_with(&self, clue: &Clue) -> tantivy::Result<u64> {
        let mut articles = 0;
        for (reader, info) in self.searcher.segment_readers().iter().zip(&clue.infos) {
            if let Some(info) = info {
                let index = reader.inverted_index(clue.field)?;
                let basic = IndexRecordOption::Basic;
                let list = index.read_block_postings_from_terminfo(info, basic)?;
                articles += whole::count(list, reader, &*self.starts(reader)?);
            }
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
        stems: &[Stem],
        reader: &SegmentReader,
        segment: SegmentOrdinal,
        docs: &[DocId],
    ) -> tantivy::Result<Vec<Vec<Score>>> {
        let lengths = Lengths::open(reader, self.places, self.average)?;
        let damping: Vec<Score> = docs.iter().map(|doc| lengths.damping(*doc)).collect();
        let open = |clue: &Clue, option| postings(reader, segment, clue, option);
        let (starts, columns) = (self.starts(reader)?, self.engine.columns.of(reader)?);
        let articles = Articles::of(docs, &columns, &starts, self.average_article);
        let standing = |stem: &Stem| {
            let counted = |clue| open(clue, IndexRecordOption::WithFreqs);
            Ok(articles.standing(counted(&stem.text)?, counted(&stem.head)?))
        };
        let standing = stems.iter().map(standing).collect::<tantivy::Result<Vec<Standing>>>()?;
        let mut out = Vec::with_capacity(clues.len());
        for clues in clues {
            let mut values = vec![0.0; docs.len()];
            match clues {
                Clues::Article(words) => {
                    for (stems, most) in words {
                        let stems: Vec<&Standing> =
                            stems.iter().map(|place| &standing[*place]).collect();
                        articles.add(&stems, *most, &mut values);
                    }
                }
                Clues::Spelling([text, head], stem, most) => {
                    let basic = |clue| open(clue, IndexRecordOption::Basic);
                    let (mut text, mut head) = (basic(text)?, basic(head)?);
                    let stem = &standing[*stem];
                    for (i, (value, doc)) in values.iter_mut().zip(docs).enumerate() {
                        if (stem.texts[i] > 0 && holds(&mut text, *doc))
                            || (stem.heads[i] > 0 && holds(&mut head, *doc))
                        {
                            let times = frequency(stem.counts(i));
                            *value = most * times / (times + damping[i]);
                        }
                    }
                }
                Clues::Neighbours([first, second], most) => {
                    let placed = |place: &usize| {
                        open(&stems[*place].text, IndexRecordOption::WithFreqsAndPositions)
                    };
                    let [first_at, second_at] = [&standing[*first], &standing[*second]];
                    if let (Some(mut first), Some(mut second)) = (placed(first)?, placed(second)?) {
                        let (mut before, mut after) = (Vec::new(), Vec::new());
                        for (i, (value, doc)) in values.iter_mut().zip(docs).enumerate() {
                            let together = first_at.texts[i] > 0 && second_at.texts[i] > 0;
                            if together && is_at(&mut first, *doc) && is_at(&mut second, *doc) {
                                first.positions(&mut before);
                                second.positions(&mut after);
                                let times = meetings(&before, &after);
                                *value = most * times / (times + damping[i]);
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

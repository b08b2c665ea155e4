//! Which passages match.

use std::sync::Arc;

use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Scorer;
use tantivy::{COLLECT_BLOCK_BUFFER_LEN, DocId, DocSet as _};

use super::super::bits::Bits;
use super::super::starts::Starts;
use super::walk::Walk;

/// From one hit in so many documents on, bits are quicker than a list.
const SPARSE: u32 = 64;

/// Documents of a list that are gone through in the time of one search in it.
const SEEK: u32 = 16;

/// The documents of a segment that match.
pub(in super::super) enum Hits {
    /// In order.
    Few(Vec<DocId>),
    Many(Bits),
}

/// What all hits are among.
pub(super) enum Part {
    /// The documents of any of some lists, which nobody has gone through yet.
    Lists(Vec<BlockSegmentPostings>),
    /// These, in order.
    Docs(Vec<DocId>),
    Bits(Arc<Bits>),
    /// Those it says so of.
    Told(Box<dyn Fn(DocId) -> bool>),
    Others(Box<dyn Scorer>),
}

impl Part {
    /// Documents that it may take to go through it.
    fn cost(&self) -> u32 {
        match self {
            Self::Lists(lists) => {
                lists.iter().fold(0, |sum, list| sum.saturating_add(list.doc_freq()))
            }
            Self::Docs(docs) => u32::try_from(docs.len()).unwrap_or(u32::MAX),
            Self::Bits(_) | Self::Told(_) => u32::MAX,
            Self::Others(docs) => docs.size_hint(),
        }
    }

    fn hits(self, documents: u32) -> Hits {
        let few = self.cost() < documents / SPARSE;
        match self {
            Self::Lists(lists) if few => {
                let (mut docs, one) = (Vec::new(), lists.len() == 1);
                for mut list in lists {
                    while !list.docs().is_empty() {
                        docs.extend_from_slice(list.docs());
                        list.advance();
                    }
                }
                if !one {
                    #[expect(clippy::stable_sort_primitive, reason = "merges what is in order")]
                    docs.sort();
                    docs.dedup();
                }
                Hits::Few(docs)
            }
            Self::Lists(lists) => Hits::Many(bits(lists, documents)),
            Self::Docs(docs) if few => Hits::Few(docs),
            Self::Docs(docs) => Hits::Many(Bits::of(&docs, documents)),
            Self::Bits(bits) => Hits::Many(Bits::clone(&bits)),
            Self::Told(holds) => Hits::Few((0..documents).filter(|doc| holds(*doc)).collect()),
            Self::Others(mut others) => {
                let mut hits = if few {
                    Hits::Few(Vec::with_capacity(others.size_hint() as usize))
                } else {
                    Hits::Many(Bits::new(documents))
                };
                let mut some = [0; COLLECT_BLOCK_BUFFER_LEN];
                loop {
                    let count = others.fill_buffer(&mut some);
                    match &mut hits {
                        Hits::Few(docs) => docs.extend_from_slice(&some[..count]),
                        Hits::Many(bits) => some[..count].iter().for_each(|doc| bits.insert(*doc)),
                    }
                    if count < some.len() {
                        return hits;
                    }
                }
            }
        }
    }

    /// Leaves those of `hits` that it holds, too.
    pub(super) fn narrow(self, hits: &mut Hits, documents: u32) {
        match self {
            Self::Lists(lists) => {
                let cost = lists.iter().map(|list| u64::from(list.doc_freq())).sum::<u64>();
                if cost < u64::from(SEEK) * u64::from(hits.len()) {
                    hits.intersect(&bits(lists, documents));
                } else {
                    let mut lists: Vec<Walk> = lists.into_iter().map(Walk::new).collect();
                    hits.retain(|doc| lists.iter_mut().any(|list| list.seek(doc) == doc));
                }
            }
            Self::Docs(docs) => hits.intersect(&Bits::of(&docs, documents)),
            Self::Bits(bits) => hits.intersect(&bits),
            Self::Told(holds) => hits.retain(holds),
            Self::Others(mut others) => hits.retain(|doc| {
                let at = others.doc();
                (if at < doc { others.seek(doc) } else { at }) == doc
            }),
        }
    }
}

fn bits(lists: Vec<BlockSegmentPostings>, documents: u32) -> Bits {
    let mut bits = Bits::new(documents);
    for mut list in lists {
        bits.insert_all(&mut list);
    }
    bits
}

impl Hits {
    /// The documents of a list that nobody has gone through yet.
    pub(in super::super) fn listed(list: BlockSegmentPostings, documents: u32) -> Self {
        Part::Lists(vec![list]).hits(documents)
    }

    /// The documents that all parts hold.
    pub(super) fn of(mut parts: Vec<Part>, documents: u32) -> Self {
        parts.sort_by_key(Part::cost);
        let mut parts = parts.into_iter();
        let mut hits = parts.next().map_or(Self::Few(Vec::new()), |part| part.hits(documents));
        for part in parts {
            if !hits.is_empty() {
                part.narrow(&mut hits, documents);
            }
        }
        hits
    }

    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Few(docs) => docs.is_empty(),
            Self::Many(bits) => bits.is_empty(),
        }
    }

    pub(in super::super) fn len(&self) -> u32 {
        match self {
            Self::Few(docs) => u32::try_from(docs.len()).unwrap_or(u32::MAX),
            Self::Many(bits) => bits.len(),
        }
    }

    /// Leaves out those that `other` has, too.
    pub(super) fn subtract(&mut self, other: &Self) {
        match other {
            Self::Few(docs) => {
                let mut docs = docs.iter().peekable();
                self.retain(|doc| {
                    while docs.next_if(|other| **other < doc).is_some() {}
                    docs.peek() != Some(&&doc)
                });
            }
            Self::Many(bits) => self.retain(|doc| !bits.contains(doc)),
        }
    }

    fn intersect(&mut self, other: &Bits) {
        match self {
            Self::Few(docs) => docs.retain(|doc| other.contains(*doc)),
            Self::Many(bits) => bits.intersect(other),
        }
    }

    pub(super) fn contains(&self, doc: DocId) -> bool {
        match self {
            Self::Few(docs) => docs.binary_search(&doc).is_ok(),
            Self::Many(bits) => bits.contains(doc),
        }
    }

    /// Keeps the documents for which `kept` says so, which is asked in their order.
    pub(in super::super) fn retain(&mut self, mut kept: impl FnMut(DocId) -> bool) {
        match self {
            Self::Few(docs) => docs.retain(|doc| kept(*doc)),
            Self::Many(bits) => bits.retain(kept),
        }
    }

    /// How many articles they are of.
    pub(in super::super) fn articles(&self, starts: &Starts) -> u32 {
        match self {
            Self::Few(docs) => {
                let (mut count, mut last) = (0, None);
                for doc in docs {
                    let article = Some(starts.article(*doc));
                    count += u32::from(article != last);
                    last = article;
                }
                count
            }
            Self::Many(bits) => starts.articles(bits),
        }
    }

    /// How many of them are in a range.
    pub(in super::super) fn within(&self, range: std::ops::Range<DocId>) -> usize {
        match self {
            Self::Few(docs) => {
                let before = |end| docs.partition_point(|doc| *doc < end);
                before(range.end) - before(range.start)
            }
            Self::Many(bits) => bits.docs(range).count(),
        }
    }

    /// Calls `each` with all of them in order.
    #[inline]
    pub(in super::super) fn each(&self, documents: u32, mut each: impl FnMut(DocId)) {
        match self {
            Self::Few(docs) => docs.iter().for_each(|doc| each(*doc)),
            Self::Many(bits) => bits.docs(0..documents).for_each(each),
        }
    }

    /// Calls `each` with runs of them in order.
    pub(in super::super) fn runs(
        &self,
        documents: u32,
        most: usize,
        mut each: impl FnMut(&[DocId]),
    ) {
        match self {
            Self::Few(docs) => docs.chunks(most).for_each(each),
            Self::Many(bits) => {
                let mut run = Vec::with_capacity(most);
                for doc in bits.docs(0..documents) {
                    run.push(doc);
                    if run.len() == most {
                        each(&run);
                        run.clear();
                    }
                }
                each(&run);
            }
        }
    }
}

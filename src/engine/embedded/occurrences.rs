//! Where one word stands: in the passages of a segment and in the headlines and sections above
//! them.

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED, Term};

/// The two fields in which words of passages are counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places {
    /// The passage itself.
    pub(super) text: Field,
    /// Headline and section.
    pub(super) head: Field,
}

/// How often a word stands in a passage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// In the passage itself.
    pub(super) text: u32,
    /// In headline and section.
    pub(super) head: u32,
}

/// The passages that hold a word, in order, with how often they do.
pub(super) struct Occurrences {
    text: Spellings,
    head: Spellings,
    /// Whether only what stands in the text counts as holding the word.
    grounded: bool,
    doc: DocId,
}

impl Occurrences {
    /// The occurrences of a word with these stems. With `grounded`, in documents that hold it in
    /// the text; else in those that hold it in either place.
    pub(super) fn open(
        reader: &SegmentReader,
        places: Places,
        stems: &[String],
        grounded: bool,
        scored: bool,
    ) -> tantivy::Result<Self> {
        let option = if scored { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        let text = Spellings::open(reader, places.text, stems, option)?;
        let head = if grounded && !scored { &[] } else { stems };
        let head = Spellings::open(reader, places.head, head, option)?;
        let mut all = Self { text, head, grounded, doc: TERMINATED };
        all.settle();
        Ok(all)
    }

    #[inline]
    pub(super) fn doc(&self) -> DocId {
        self.doc
    }

    /// Documents that may be gone through, counted twice where both places hold the word.
    pub(super) fn cost(&self) -> u32 {
        let head = if self.grounded { 0 } else { self.head.cost() };
        self.text.cost().saturating_add(head)
    }

    #[inline]
    pub(super) fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        if !self.grounded && self.head.doc == self.doc {
            self.head.advance();
        }
        if self.text.doc == self.doc {
            self.text.advance();
        }
        self.settle()
    }

    /// Goes to `target`, or to the first document behind it.
    pub(super) fn seek(&mut self, target: DocId) -> DocId {
        if self.doc >= target {
            return self.doc;
        }
        self.text.seek(target);
        if !self.grounded {
            self.head.seek(target);
        }
        self.settle()
    }

    /// How often the current document holds the word.
    #[inline]
    pub(super) fn counts(&mut self) -> Counts {
        if self.grounded {
            self.head.seek(self.doc);
        }
        let times = |place: &Spellings| if place.doc == self.doc { place.times() } else { 0 };
        Counts { text: times(&self.text), head: times(&self.head) }
    }

    /// Whether the current document holds the word in the text.
    #[inline]
    pub(super) fn is_in_text(&self) -> bool {
        self.text.doc == self.doc
    }

    #[inline]
    fn settle(&mut self) -> DocId {
        self.doc = if self.grounded { self.text.doc } else { self.text.doc.min(self.head.doc) };
        self.doc
    }
}

/// The documents that hold one of several terms in one field; almost always there is one term.
struct Spellings {
    postings: Vec<SegmentPostings>,
    doc: DocId,
}

impl Spellings {
    fn open(
        reader: &SegmentReader,
        field: Field,
        terms: &[String],
        option: IndexRecordOption,
    ) -> tantivy::Result<Self> {
        let index = reader.inverted_index(field)?;
        let mut postings = Vec::with_capacity(terms.len());
        for term in terms {
            postings.extend(index.read_postings(&Term::from_field_text(field, term), option)?);
        }
        let mut all = Self { postings, doc: TERMINATED };
        all.settle();
        Ok(all)
    }

    fn cost(&self) -> u32 {
        self.postings.iter().fold(0, |sum, one| sum.saturating_add(one.size_hint()))
    }

    #[inline]
    fn advance(&mut self) {
        if let [one] = self.postings.as_mut_slice() {
            self.doc = one.advance();
            return;
        }
        for one in &mut self.postings {
            if one.doc() == self.doc {
                one.advance();
            }
        }
        self.settle();
    }

    #[inline]
    fn seek(&mut self, target: DocId) {
        if self.doc >= target {
            return;
        }
        for one in &mut self.postings {
            if one.doc() < target {
                one.seek(target);
            }
        }
        self.settle();
    }

    /// How often the current document holds one of the terms.
    #[inline]
    fn times(&self) -> u32 {
        if let [one] = self.postings.as_slice() {
            return one.term_freq();
        }
        let here = self.postings.iter().filter(|one| one.doc() == self.doc);
        here.fold(0, |sum, one| sum.saturating_add(one.term_freq()))
    }

    #[inline]
    fn settle(&mut self) {
        self.doc = self.postings.iter().map(DocSet::doc).min().unwrap_or(TERMINATED);
    }
}

//! The best of the passages that match, by their words.
//!
//! All hits are known already, so only those that may be among the best are scored. Sums are 64
//! bits wide, which scores of 32 bits fill nowhere near: they do not depend on the order in which
//! words are added.

use tantivy::{DocId, Score};

use super::super::bits::Bits;
use super::super::bm25f::Lengths;
use super::super::starts::Starts;
use super::super::top::{Contender, Top};
use super::hits::Hits;
use super::walk::Walk;
use crate::engine::scoring::HEAD;

/// Hits that are scored together.
const RUN: usize = 512;

/// Documents that are looked at together.
const WINDOW: u32 = 2048;

/// What rounding may add to a bound.
const ROUNDING: f64 = 1.0 + 1e-6;

/// A word in one segment.
pub(in super::super) struct ScoredWord {
    /// Its score if it stood there without end.
    pub(super) most: Score,
    /// The lists of its spellings in the text.
    pub(super) text: Vec<Walk>,
    /// In headline and section.
    pub(super) head: Vec<Walk>,
}

impl ScoredWord {
    fn lists(&mut self) -> impl Iterator<Item = (&mut Walk, Score)> {
        let text = self.text.iter_mut().map(|list| (list, 1.0));
        text.chain(self.head.iter_mut().map(|list| (list, HEAD)))
    }

    #[inline]
    fn score(&self, times: Score, damping: Score) -> f64 {
        f64::from(self.most * times / (times + damping))
    }

    /// For a score of `need` where it stands in the text alone, damping may be at most so much for
    /// each time.
    fn slack(&self, need: f64) -> Score {
        if need <= 0.0 {
            return Score::INFINITY;
        }
        // `most * t / (t + damping) >= need`, solved for the damping.
        narrow((f64::from(self.most) / need * ROUNDING - 1.0) * ROUNDING)
    }

    /// How often it stands in a document, as if it were one field.
    fn times(&mut self, doc: DocId) -> Score {
        let mut sum = 0.0;
        for (list, weight) in self.lists() {
            if list.seek(doc) == doc {
                sum += weight * times(list.times());
            }
        }
        sum
    }
}

#[expect(clippy::cast_precision_loss, reason = "scores are 32 bits wide")]
#[inline]
fn times(count: u32) -> Score {
    count as Score
}

#[expect(clippy::cast_possible_truncation, reason = "scores are 32 bits wide")]
#[inline]
fn narrow(sum: f64) -> Score {
    sum as Score
}

/// Finds the best hits of one segment.
pub(in super::super) struct Best<'s> {
    pub(in super::super) starts: &'s Starts,
    pub(in super::super) top: &'s mut Top,
    /// Whether only the best passage of an article counts.
    pub(in super::super) collapse: bool,
    /// The best passage of the current article, and the number of the article.
    pub(in super::super) pending: Option<(Contender, u32)>,
}

impl Best<'_> {
    /// Goes through `hits`, of which there are `count` and all hold one of the words.
    pub(in super::super) fn find(
        mut self,
        mut words: Vec<ScoredWord>,
        lengths: &Lengths,
        hits: &Hits,
        count: u32,
        postings: u32,
        documents: u32,
    ) {
        let lists = words.iter_mut().map(|word| word.lists().count()).sum::<usize>();
        match hits {
            Hits::Many(bits) if count as usize * lists >= postings as usize / 2 => {
                self.many(words, lengths, bits, documents);
            }
            hits => hits.runs(documents, RUN, |run| self.run(&mut words, lengths, run)),
        }
        self.finish();
    }

    /// Takes hits with their scores, in their order.
    pub(in super::super) fn take(mut self, scored: &[(DocId, Score)]) {
        for (doc, score) in scored {
            self.offer(*doc, f64::from(*score));
        }
        self.finish();
    }

    /// Takes hits with the scores that `score` tells, which is asked in their order.
    pub(in super::super) fn take_by(
        mut self,
        mut score: impl FnMut(DocId) -> Score,
        hits: &Hits,
        documents: u32,
    ) {
        hits.each(documents, |doc| self.offer(doc, f64::from(score(doc))));
        self.finish();
    }

    fn finish(self) {
        if let Some((hit, article)) = self.pending {
            self.top.offer(hit, article);
        }
    }

    /// Takes a hit with its score.
    fn offer(&mut self, doc: DocId, score: f64) {
        let score = narrow(score);
        if score < self.top.floor() {
            return;
        }
        let article = self.starts.article(doc);
        let hit = self.top.contender(doc, score, article);
        if !self.collapse {
            self.top.offer(hit, article);
            return;
        }
        self.pending = Some(match self.pending {
            Some((best, of)) if of == article => {
                (if self.top.place(&hit, &best).is_lt() { hit } else { best }, article)
            }
            before => {
                if let Some((best, of)) = before {
                    self.top.offer(best, of);
                }
                (hit, article)
            }
        });
    }

    /// Scores some hits by looking for each word at each of them.
    fn run(&mut self, words: &mut [ScoredWord], lengths: &Lengths, run: &[DocId]) {
        let Some(last) = run.last() else { return };
        let mut sums = [0.0; RUN];
        let mut damping = [0.0; RUN];
        let mut counts = [0.0; RUN];
        for (damping, doc) in damping.iter_mut().zip(run) {
            *damping = lengths.damping(*doc);
        }
        for word in words {
            let mut here = false;
            for (list, weight) in word.lists().filter(|(list, _)| list.doc() <= *last) {
                here = true;
                for (count, doc) in counts.iter_mut().zip(run) {
                    if list.seek(*doc) == *doc {
                        *count += weight * times(list.times());
                    }
                }
            }
            if here {
                let counts = counts.iter_mut().zip(&damping).zip(&mut sums).take(run.len());
                for ((count, damping), sum) in counts {
                    *sum += word.score(*count, *damping);
                    *count = 0.0;
                }
            }
        }
        for (doc, sum) in run.iter().zip(sums) {
            self.offer(*doc, sum);
        }
    }

    /// Goes through the lists of the words that can lift a hit among the best, a window of
    /// documents after the other, and looks for the others where it then matters (`MaxScore`; Turtle
    /// and Flood, "Query Evaluation: Strategies and Optimizations", IP&M 1995).
    fn many(&mut self, mut words: Vec<ScoredWord>, lengths: &Lengths, hits: &Bits, documents: u32) {
        words.sort_by(|a, b| b.most.total_cmp(&a.most));
        let mut rest = vec![0.0; words.len() + 1];
        for (i, word) in words.iter().enumerate().rev() {
            rest[i] = rest[i + 1] + f64::from(word.most);
        }
        let mut window = Window::new();
        let places = (WINDOW / 64) as usize;
        for (start, hits) in
            (0..documents).step_by(WINDOW as usize).zip(hits.words().chunks(places))
        {
            if hits.iter().all(|word| *word == 0) {
                continue;
            }
            let floor = f64::from(self.top.floor());
            let Some(walked) =
                rest.iter().position(|rest| rest * ROUNDING < floor).or(Some(words.len()))
            else {
                return;
            };
            if walked == 0 {
                return;
            }
            let (walked_words, others) = words.split_at_mut(walked);
            for word in walked_words {
                // What a hit must have of this word, if it has all that the others can give.
                let need = floor - (rest[0] - f64::from(word.most));
                window.add(word, lengths, (start, hits), need);
            }
            let others_most = &rest[walked..];
            window.each(start, hits, |doc, sum| {
                let floor = f64::from(self.top.floor());
                let mut sum = sum;
                let mut damping = None;
                for (other, most) in others.iter_mut().zip(others_most) {
                    if (sum + most) * ROUNDING < floor {
                        return;
                    }
                    let times = other.times(doc);
                    if times > 0.0 {
                        let damping = *damping.get_or_insert_with(|| lengths.damping(doc));
                        sum += other.score(times, damping);
                    }
                }
                if sum * ROUNDING >= floor {
                    self.offer(doc, sum);
                }
            });
        }
    }
}

/// Sums of some documents that stand side by side.
struct Window {
    /// Documents with a sum, 64 a number.
    touched: [u64; WINDOW as usize / 64],
    sums: Box<[f64; WINDOW as usize]>,
    /// Documents with the current word.
    held: [u64; WINDOW as usize / 64],
    /// How often the current word stands there.
    times: Box<[Score; WINDOW as usize]>,
}

impl Window {
    fn new() -> Self {
        Self {
            touched: [0; WINDOW as usize / 64],
            sums: Box::new([0.0; WINDOW as usize]),
            held: [0; WINDOW as usize / 64],
            times: Box::new([0.0; WINDOW as usize]),
        }
    }

    /// Adds the scores of a word in the window that begins with `start`.
    ///
    /// Where a score below `need` cannot make a hit one of the best, it may be left out.
    fn add(
        &mut self,
        word: &mut ScoredWord,
        lengths: &Lengths,
        (start, hits): (DocId, &[u64]),
        need: f64,
    ) {
        let end = start.saturating_add(WINDOW);
        let most = word.most;
        let slack = word.slack(need);
        let score = |times: Score, damping: Score| f64::from(most * times / (times + damping));
        let place = |doc: DocId| (doc - start) as usize % WINDOW as usize;
        let mut in_head = false;
        for list in &mut word.head {
            in_head |= list.seek(start) < end;
            list.until(end, |doc, count| {
                let place = place(doc);
                if hits.get(place / 64).is_some_and(|hits| hits >> (place % 64) & 1 == 1) {
                    self.held[place / 64] |= 1 << (place % 64);
                    self.times[place] += HEAD * times(count);
                }
            });
        }
        if let ([list], false) = (word.text.as_mut_slice(), in_head) {
            list.seek(start);
            list.until(end, |doc, count| {
                if lengths.text_damping(doc) <= slack * times(count) {
                    let place = place(doc);
                    self.touched[place / 64] |= 1 << (place % 64);
                    self.sums[place] += score(times(count), lengths.damping(doc));
                }
            });
            return;
        }
        let alone = word.text.len() == 1;
        for list in &mut word.text {
            list.seek(start);
            list.until(end, |doc, count| {
                let place = place(doc);
                let held = self.held[place / 64] >> (place % 64) & 1 == 1;
                if alone && !held && lengths.text_damping(doc) > slack * times(count) {
                    return;
                }
                self.held[place / 64] |= 1 << (place % 64);
                self.times[place] += times(count);
            });
        }
        for (i, held) in self.held.iter_mut().enumerate() {
            let mut left = std::mem::take(held);
            self.touched[i] |= left;
            while left != 0 {
                let place = i * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                let count = std::mem::take(&mut self.times[place]);
                #[expect(clippy::cast_possible_truncation, reason = "less than a window")]
                let doc = start + place as u32;
                self.sums[place] += score(count, lengths.damping(doc));
            }
        }
    }

    /// Calls `each` with the documents that have a sum and are among `hits`, and empties it.
    fn each(&mut self, start: DocId, hits: &[u64], mut each: impl FnMut(DocId, f64)) {
        for (i, touched) in self.touched.iter_mut().enumerate() {
            let hits = hits.get(i).copied().unwrap_or(0);
            let mut left = std::mem::take(touched);
            while left != 0 {
                let bit = left.trailing_zeros();
                left &= left - 1;
                let place = i * 64 + bit as usize;
                let sum = std::mem::take(&mut self.sums[place]);
                if hits >> bit & 1 == 1 {
                    #[expect(clippy::cast_possible_truncation, reason = "less than a window")]
                    each(start + place as u32, sum);
                }
            }
        }
    }
}

//! The segments of an index, gone through side by side.

use std::cmp::Reverse;
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::thread;

use tantivy::{Searcher, SegmentOrdinal, SegmentReader};

/// Postings that are gone through in the time that it takes to start a thread and to wait for it,
/// twice: where virtual cores have to be woken, up to 150 µs. Less than this for each of two
/// threads is done sooner by one.
const WORTH: u64 = if cfg!(test) { 1 } else { 65_536 };

/// What `each` makes of every segment, in their order. `work` is about how many postings are gone
/// through in the same time; where that is worth it, several cores share the segments.
pub(super) fn each<T: Send>(
    searcher: &Searcher,
    work: u64,
    each: impl Fn(SegmentOrdinal, &SegmentReader) -> T + Sync,
) -> Vec<T> {
    let segments = || (0..).zip(searcher.segment_readers());
    let share = usize::try_from(work / WORTH).unwrap_or(usize::MAX);
    let most = share.min(searcher.segment_readers().len());
    let threads = if most > 1 { most.min(cores()) } else { 1 };
    if threads == 1 {
        return segments().map(|(segment, reader)| each(segment, reader)).collect();
    }
    // The largest first, so that no core is left alone with it at the end.
    let mut order: Vec<(SegmentOrdinal, &SegmentReader)> = segments().collect();
    order.sort_by_key(|(_, reader)| Reverse(reader.max_doc()));
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(order.len())));
    let share = || {
        while let Some((segment, reader)) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let made = each(*segment, reader);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((*segment, made));
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where the system has no thread left, this one does it all.
            let _started = thread::Builder::new().spawn_scoped(scope, share);
        }
        share();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(segment, _)| *segment);
    done.into_iter().map(|(_, made)| made).collect()
}

/// Cores that this process may use; asking the system takes some 30 µs.
fn cores() -> usize {
    static CORES: OnceLock<usize> = OnceLock::new();
    *CORES.get_or_init(|| thread::available_parallelism().map_or(1, NonZero::get))
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::thread;

    use tantivy::indexer::NoMergePolicy;
    use tantivy::schema::{STRING, Schema};
    use tantivy::{Index, TantivyDocument};

    use super::*;

    /// A searcher of segments with so many documents.
    fn searcher(sizes: &[u32]) -> Searcher {
        let mut schema = Schema::builder();
        let field = schema.add_text_field("field", STRING);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).expect("a writer");
        writer.set_merge_policy(Box::new(NoMergePolicy));
        for size in sizes {
            for _ in 0..*size {
                let mut doc = TantivyDocument::new();
                doc.add_text(field, "word");
                writer.add_document(doc).expect("a document");
            }
            writer.commit().expect("a commit");
        }
        index.reader().expect("a reader").searcher()
    }

    #[test]
    fn what_was_made_of_segments_comes_in_their_order() {
        let searcher = searcher(&[3, 9, 1, 27, 4]);
        let wanted: Vec<_> = (0..).zip(searcher.segment_readers()).collect();
        let wanted: Vec<_> = wanted.iter().map(|(n, reader)| (*n, reader.max_doc())).collect();
        for work in [0, 1, 2, 1 << 40] {
            let made = each(&searcher, work, |n, reader| (n, reader.max_doc()));
            assert_eq!(made, wanted, "{work}");
        }
    }

    #[test]
    fn little_work_is_done_by_one_and_much_by_several() {
        let searcher = searcher(&[1, 1]);
        let here = thread::current().id();
        assert_eq!(each(&searcher, 1, |_, _| thread::current().id()), [here, here]);
        if cores() > 1 {
            // Neither goes on before the other has begun.
            let both = Barrier::new(2);
            let made = each(&searcher, 2, |_, _| {
                both.wait();
                thread::current().id()
            });
            assert_ne!(made[0], made[1]);
        }
    }
}

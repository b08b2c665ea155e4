//! Which segments are merged.

use rustc_hash::FxHashMap;
use tantivy::SegmentMeta;
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Most records of a segment that is made by merging.
///
/// A merge maps all that it reads and writes into memory, so its size is what bounds the memory of
/// a run, however large the archive; half a million records of news take some 150 MB.
const LARGEST: u32 = 500_000;

/// Fewest segments that are worth a merge where [`LARGEST`] leaves some out: two or three large
/// ones cost much and save little.
const FEWEST: usize = 4;

/// The engine's own policy, without merges beyond [`LARGEST`].
#[derive(Debug, Default)]
pub(super) struct BoundedMerges(LogMergePolicy);

impl MergePolicy for BoundedMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let records: FxHashMap<_, _> =
            segments.iter().map(|segment| (segment.id(), segment.num_docs())).collect();
        let candidates = self.0.compute_merge_candidates(segments).into_iter();
        candidates.filter_map(|candidate| bounded(candidate, |id| records[id])).collect()
    }
}

/// As many of the smallest segments as fit; `None` when too few are left for a merge.
fn bounded(
    MergeCandidate(mut segments): MergeCandidate,
    records: impl Fn(&tantivy::index::SegmentId) -> u32,
) -> Option<MergeCandidate> {
    let wanted = segments.len();
    segments.sort_by_key(&records);
    let mut sum = 0_u32;
    segments.retain(|id| {
        sum = sum.saturating_add(records(id));
        sum <= LARGEST
    });
    let enough = segments.len() == wanted || segments.len() >= FEWEST;
    enough.then_some(MergeCandidate(segments))
}

#[cfg(test)]
mod tests {
    use tantivy::index::SegmentId;

    use super::*;

    #[test]
    fn a_merge_takes_the_smallest_segments_as_far_as_they_fit() {
        let sizes = [300_000, 90_000, 100_000, 100_000, 150_000];
        let ids: Vec<SegmentId> = sizes.iter().map(|_| SegmentId::generate_random()).collect();
        let records = |id: &SegmentId| {
            sizes[ids.iter().position(|known| known == id).expect("a segment of these")]
        };
        let merged = |ids: &[SegmentId]| {
            bounded(MergeCandidate(ids.to_vec()), records).map(|MergeCandidate(ids)| ids)
        };
        assert_eq!(merged(&ids), Some(vec![ids[1], ids[2], ids[3], ids[4]]));
        assert_eq!(merged(&[ids[0], ids[3]]), Some(vec![ids[3], ids[0]]));
        // Three of four would be left.
        assert_eq!(merged(&[ids[0], ids[1], ids[2], ids[4]]), None);
    }
}

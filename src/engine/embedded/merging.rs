//! Which segments are merged.
//!
//! None while records come in, when memory is full of them. What a run wrote is merged at its end,
//! once; what earlier runs wrote only when many small segments have come together.

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::SegmentMeta;
use tantivy::index::SegmentId;
use tantivy::indexer::{LogMergePolicy, MergeCandidate, MergePolicy};

/// Merges at a time: as many as keep two cores busy when nothing else is left to do.
pub(super) const AT_A_TIME: usize = 2;

/// Most records of a segment that is made by merging.
///
/// A merge maps what it reads but for the stored records, and [`AT_A_TIME`] of them run together,
/// so its size is what bounds the memory at the end of a run, however large the archive.
const LARGEST: u32 = 400_000;

/// From so many records on, what a run wrote becomes two segments at least: they are made side by
/// side, and searched side by side.
const SHARED: u32 = 100_000;

/// Fewest segments that are worth a merge where [`LARGEST`] leaves some out: two or three large
/// ones cost much and save little.
const FEWEST: usize = 4;

/// Merges at the end of a run.
#[derive(Debug, Default)]
pub(super) struct LastMerges {
    /// The segments that the run found.
    found: FxHashSet<SegmentId>,
    /// The engine's own policy, for all that does not become one with others that the run wrote.
    usual: LogMergePolicy,
}

impl LastMerges {
    /// Merges at the end of a run that found these segments.
    pub(super) fn new(found: impl Iterator<Item = SegmentId>) -> Self {
        Self { found: found.collect(), usual: LogMergePolicy::default() }
    }
}

impl MergePolicy for LastMerges {
    fn compute_merge_candidates(&self, segments: &[SegmentMeta]) -> Vec<MergeCandidate> {
        let records: FxHashMap<SegmentId, u32> =
            segments.iter().map(|segment| (segment.id(), segment.num_docs())).collect();
        let of = |id: &SegmentId| records.get(id).copied().unwrap_or(0);
        let written = segments.iter().map(SegmentMeta::id);
        let written: Vec<SegmentId> = written.filter(|id| !self.found.contains(id)).collect();
        let mut candidates = packed(written, of);
        let taken: FxHashSet<SegmentId> =
            candidates.iter().flat_map(|MergeCandidate(ids)| ids).copied().collect();
        let rest: Vec<SegmentMeta> =
            segments.iter().filter(|segment| !taken.contains(&segment.id())).cloned().collect();
        let usual = self.usual.compute_merge_candidates(&rest).into_iter();
        candidates.extend(usual.filter_map(|candidate| bounded(candidate, of)));
        candidates
    }
}

/// Segments that are merged, and their records.
type Group = (u32, Vec<SegmentId>);

/// Segments in groups of at most [`LARGEST`] records, few of them and of even size; no two of
/// more than two groups fit into one. Those that stay alone are left out.
fn packed(
    mut segments: Vec<SegmentId>,
    records: impl Fn(&SegmentId) -> u32,
) -> Vec<MergeCandidate> {
    segments.sort_by_key(|id| std::cmp::Reverse(records(id)));
    let mut groups = filled(&segments, &records);
    let records_of = |groups: &[Group]| groups.iter().map(|(sum, _)| *sum).collect::<Vec<_>>();
    if groups.len() > 1 || records_of(&groups).iter().any(|sum| *sum >= SHARED) {
        let even = spread(&segments, &records, groups.len().max(AT_A_TIME));
        let mut sums = records_of(&even);
        sums.sort_unstable();
        let fit = sums.last().is_some_and(|largest| *largest <= LARGEST);
        let few = groups.len() == 1 || sums[0].saturating_add(sums[1]) > LARGEST;
        if fit && few {
            groups = even;
        }
    }
    let groups = groups.into_iter().map(|(_, group)| group).filter(|group| group.len() > 1);
    groups.map(MergeCandidate).collect()
}

/// Each segment, the largest first, in the first group in which it still fits.
fn filled(segments: &[SegmentId], records: impl Fn(&SegmentId) -> u32) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for id in segments {
        let own = records(id);
        match groups.iter_mut().find(|(sum, _)| sum.saturating_add(own) <= LARGEST) {
            Some((sum, group)) => {
                *sum += own;
                group.push(*id);
            }
            None => groups.push((own, vec![*id])),
        }
    }
    groups
}

/// Each segment, the largest first, in the smallest of `count` groups.
fn spread(segments: &[SegmentId], records: impl Fn(&SegmentId) -> u32, count: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = vec![(0, Vec::new()); count];
    for id in segments {
        if let Some((sum, group)) = groups.iter_mut().min_by_key(|(sum, _)| *sum) {
            *sum = sum.saturating_add(records(id));
            group.push(*id);
        }
    }
    groups
}

/// As many of the smallest segments as fit; `None` when too few are left for a merge.
fn bounded(
    MergeCandidate(mut segments): MergeCandidate,
    records: impl Fn(&SegmentId) -> u32,
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
    use proptest::prelude::*;

    use super::*;

    fn ids(sizes: &[u32]) -> Vec<SegmentId> {
        sizes.iter().map(|_| SegmentId::generate_random()).collect()
    }

    #[test]
    fn a_merge_takes_the_smallest_segments_as_far_as_they_fit() {
        let sizes = [60, 18, 20, 20, 30].map(|percent| LARGEST / 100 * percent);
        let ids = ids(&sizes);
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

    proptest! {
        #[test]
        fn what_a_run_wrote_is_packed_once(sizes in prop::collection::vec(1..700_000_u32, 0..20)) {
            let ids = ids(&sizes);
            let mut records: FxHashMap<SegmentId, u32> = ids.iter().copied().zip(sizes).collect();
            for MergeCandidate(group) in packed(ids, |id| records[id]) {
                let sum = group.iter().map(|id| records.remove(id).expect("once")).sum();
                prop_assert!(group.len() > 1 && sum <= LARGEST);
                records.insert(SegmentId::generate_random(), sum);
            }
            // Nothing is merged again.
            let merged: Vec<SegmentId> = records.keys().copied().collect();
            prop_assert!(packed(merged, |id| records[id]).is_empty());
        }

        #[test]
        fn what_a_run_wrote_becomes_two_segments_of_even_size(
            sizes in prop::collection::vec(10_000..20_000_u32, 10..20),
        ) {
            let ids = ids(&sizes);
            let records: FxHashMap<SegmentId, u32> = ids.iter().copied().zip(sizes).collect();
            let groups = packed(ids, |id| records[id]);
            let sums: Vec<u32> = groups
                .iter()
                .map(|MergeCandidate(group)| group.iter().map(|id| records[id]).sum())
                .collect();
            let [one, other] = sums[..] else { panic!("{sums:?}") };
            prop_assert!(one.abs_diff(other) <= 20_000, "{sums:?}");
        }
    }
}

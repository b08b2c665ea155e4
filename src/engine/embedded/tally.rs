//! What segments counted of the values of a facet, added up.

use std::cmp::Reverse;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tantivy::columnar::StrColumn;
use tantivy::index::SegmentId;

use super::columns::OpenColumns;
use super::counter::{Count, Counter, Counting, Values};
use super::numbers::Numbers;
use crate::engine::facets::{Counts, Row, Rows};

/// From one counted value in so many on, all values of a facet get their numbers, which later
/// queries take.
const SHARE: usize = 4;

/// The values that all segments counted, the most frequent ones.
pub(super) fn tally(
    counting: &Counting,
    counters: Vec<Counter>,
    known: &OpenColumns,
) -> tantivy::Result<Rows> {
    let mut values = Vec::new();
    let mut crossed = None;
    for counter in counters {
        match counter {
            Counter::Empty => {}
            Counter::One(counted) => values.push(counted),
            Counter::Crossed { columns, counts } => {
                add_crossed(&columns, counts, crossed.get_or_insert_with(Counts::default))?;
            }
        }
    }
    match crossed {
        Some(counts) => Ok(Rows::of(counts, counting.limit)),
        None => most(&values, counting, known),
    }
}

/// The most frequent values of one column.
fn most(values: &[Values], counting: &Counting, known: &OpenColumns) -> tantivy::Result<Rows> {
    let columns: Vec<(SegmentId, &StrColumn)> =
        values.iter().map(|values| (values.segment, &values.column)).collect();
    let used: Vec<Vec<u64>> = values.iter().map(Values::used).collect();
    let all = values.iter().map(|values| values.counts.len()).sum::<usize>();
    let many = used.iter().map(Vec::len).sum::<usize>() >= all.div_ceil(SHARE);
    let name = counting.columns.first().map(String::as_str).unwrap_or_default();
    let segments: Vec<SegmentId> = columns.iter().map(|(segment, _)| *segment).collect();
    let whole = match known.numbers(name, &segments) {
        None if many => {
            let every = |values: &Values| (0..values.counts.len() as u64).collect();
            let every: Vec<Vec<u64>> = values.iter().map(every).collect();
            let numbers = Arc::new(Numbers::of(&columns, &every)?);
            known.keep_numbers(name, Arc::clone(&numbers));
            Some(numbers)
        }
        whole => whole,
    };
    let (numbers, is_whole) = match whole {
        Some(numbers) => (numbers, true),
        None => (Arc::new(Numbers::of(&columns, &used)?), false),
    };
    let mut sums = vec![(0_u64, 0_u64); numbers.from.len()];
    for ((values, used), numbers) in values.iter().zip(&used).zip(&numbers.of) {
        for (place, ordinal) in used.iter().enumerate() {
            let ordinal = usize::try_from(*ordinal).unwrap_or(usize::MAX);
            let count = &values.counts[ordinal];
            let sum = &mut sums[numbers[if is_whole { ordinal } else { place }] as usize];
            *sum = (sum.0 + u64::from(count.passages), sum.1 + u64::from(count.articles));
        }
    }
    let mut reserved = Vec::new();
    for number in &numbers.reserved {
        let sum = std::mem::take(&mut sums[*number as usize]);
        reserved.push((Reverse(sum), *number as usize));
    }
    let found = |(sum, _): &(Reverse<(u64, u64)>, usize)| sum.0.0 > 0;
    reserved.retain(found);
    reserved.sort_unstable();
    // Numbers are in the order of values, which decides between equals.
    let mut order: Vec<_> = sums.into_iter().map(Reverse).zip(0..).filter(found).collect();
    let truncated = order.len() > counting.limit;
    if truncated && counting.limit > 0 {
        order.select_nth_unstable(counting.limit - 1);
    }
    order.truncate(counting.limit);
    order.sort_unstable();
    Ok(Rows {
        most: rows(&order, &numbers, &columns)?,
        missing: rows(&reserved, &numbers, &columns)?,
        truncated,
    })
}

/// The values of some numbers, with their sums.
fn rows(
    chosen: &[(Reverse<(u64, u64)>, usize)],
    numbers: &Numbers,
    columns: &[(SegmentId, &StrColumn)],
) -> tantivy::Result<Vec<Row>> {
    let mut rows: Vec<Row> = chosen.iter().map(|(sum, _)| (Vec::new(), sum.0)).collect();
    for (segment, (_, column)) in columns.iter().enumerate() {
        let from = chosen.iter().zip(0..).map(|((_, number), row)| (numbers.from[*number], row));
        let own = from.filter(|((of, _), _)| *of == segment);
        let mut own: Vec<(u64, usize)> = own.map(|((_, ordinal), row)| (ordinal, row)).collect();
        own.sort_unstable();
        let (ordinals, places): (Vec<u64>, Vec<usize>) = own.into_iter().unzip();
        let mut places = places.into_iter();
        column.dictionary().sorted_ords_to_term_cb(&ordinals, |term| {
            if let Some(place) = places.next() {
                rows[place].0.push(text(term));
            }
        })?;
    }
    Ok(rows)
}

fn text(value: &[u8]) -> String {
    String::from_utf8_lossy(value).into_owned()
}

/// Adds combinations of values.
fn add_crossed(
    columns: &[StrColumn],
    counted: FxHashMap<Vec<u64>, Count>,
    all: &mut Counts,
) -> tantivy::Result<()> {
    let counted: Vec<_> = counted.into_iter().collect();
    let mut keys: Vec<Vec<String>> = vec![Vec::new(); counted.len()];
    for (i, column) in columns.iter().enumerate() {
        let mut used: Vec<u64> = counted.iter().map(|(key, _)| key[i]).collect();
        used.sort_unstable();
        used.dedup();
        let mut names = Vec::with_capacity(used.len());
        column.dictionary().sorted_ords_to_term_cb(&used, |term| names.push(text(term)))?;
        for (key, (ordinals, _)) in keys.iter_mut().zip(&counted) {
            // Every ordinal of a key is among those looked up.
            if let Ok(at) = used.binary_search(&ordinals[i]) {
                key.push(names[at].clone());
            }
        }
    }
    for (key, (_, count)) in keys.into_iter().zip(counted) {
        let entry = all.entry(key).or_default();
        entry.0 += u64::from(count.passages);
        entry.1 += u64::from(count.articles);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;
    use tantivy::schema::{FAST, STRING, Schema};
    use tantivy::{Index, TantivyDocument};

    use super::super::starts::Starts;
    use super::*;

    /// The values of each document of each segment.
    type Archive = Vec<Vec<BTreeSet<u8>>>;

    fn value(value: u8) -> String {
        if value < 2 { format!("\u{1}{value}") } else { format!("value {value:02}") }
    }

    fn counted(archive: &Archive, limit: usize, every: usize) -> Rows {
        let mut sums: BTreeMap<u8, (u64, u64)> = BTreeMap::new();
        for segment in archive {
            let mut here: BTreeMap<u8, (u64, u64)> = BTreeMap::new();
            for value in segment.iter().step_by(every).flatten() {
                let sum = here.entry(*value).or_insert((0, 1));
                sum.0 += 1;
            }
            for (value, (passages, articles)) in here {
                let sum = sums.entry(value).or_default();
                *sum = (sum.0 + passages, sum.1 + articles);
            }
        }
        Rows::of(sums.into_iter().map(|(of, sum)| (vec![value(of)], sum)), limit)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn counts_are_those_of_a_plain_count(
            archive in prop::collection::vec(
                prop::collection::vec(prop::collection::btree_set(0_u8..40, 0..4), 1..30),
                1..4,
            ),
            limit in 0_usize..12,
        ) {
            let mut schema = Schema::builder();
            let field = schema.add_text_field("who", STRING | FAST);
            let index = Index::create_in_ram(schema.build());
            let mut writer = index.writer_with_num_threads(1, 20_000_000).expect("a writer");
            writer.set_merge_policy(Box::new(tantivy::merge_policy::NoMergePolicy));
            for segment in &archive {
                for values in segment {
                    let mut doc = TantivyDocument::new();
                    for of in values {
                        doc.add_text(field, value(*of));
                    }
                    writer.add_document(doc).expect("a record");
                }
                writer.commit().expect("a segment");
            }
            let searcher = index.reader().expect("a reader").searcher();
            let counting = Counting { columns: vec!["who".to_owned()], limit };
            let known = OpenColumns::default();
            // Few values at first, then so many that they get their numbers, then by those.
            for every in [7, 1, 7, 1] {
                let mut counters = Vec::new();
                for reader in searcher.segment_readers() {
                    let docs: Vec<_> = (0..reader.max_doc()).step_by(every).collect();
                    let mut counter = Counter::open(reader, &counting).expect("a column");
                    // To a segment without articles all is one.
                    counter.add(&docs, &Starts::default());
                    counters.push(counter);
                }
                let rows = tally(&counting, counters, &known).expect("counts");
                prop_assert_eq!(rows, counted(&archive, limit, every));
            }
        }
    }

    #[test]
    fn numbers_are_of_the_segments_they_were_made_of() {
        let known = OpenColumns::default();
        let one = SegmentId::generate_random();
        let of = |segments| {
            Arc::new(Numbers { segments, of: Vec::new(), from: Vec::new(), reserved: Vec::new() })
        };
        known.keep_numbers("who", of(vec![one]));
        assert!(known.numbers("who", &[one]).is_some());
        assert!(known.numbers("whom", &[one]).is_none());
        assert!(known.numbers("who", &[one, SegmentId::generate_random()]).is_none());
    }
}

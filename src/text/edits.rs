//! How many edits one word is away from another.

/// Whether `word` becomes `other` by at most `most` edits: insert, delete or change a character,
/// or swap two neighbours.
///
/// The optimal string alignment distance: no part of a word is edited twice (Boytsov, "Indexing
/// methods for approximate dictionary searching", JEA 2011, section 2.2). Time is the product of
/// the lengths, and constant when they differ by more than `most`.
#[must_use]
pub fn within_edits(word: &str, other: &str, most: usize) -> bool {
    if word == other {
        return true;
    }
    let a: Vec<char> = word.chars().collect();
    let b: Vec<char> = other.chars().collect();
    if a.len().abs_diff(b.len()) > most {
        return false;
    }
    let mut before = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let change = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = change.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        if row.iter().chain(&last).all(|edits| *edits > most) {
            return false;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    last[b.len()] <= most
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_edit_counts_once() {
        for (a, b, edits) in [
            ("fidan", "fidan", 0),
            ("fidan", "fiddan", 1),
            ("fidan", "fidn", 1),
            ("fidan", "vidan", 1),
            ("fidan", "fiadn", 1),
            ("fidan", "ifdna", 2),
            ("", "ab", 2),
            ("жук", "жку", 1),
            ("ca", "abc", 3),
        ] {
            assert!(within_edits(a, b, edits), "{a} {b}");
            assert!(edits == 0 || !within_edits(a, b, edits - 1), "{a} {b}");
        }
    }

    /// The definition, without tables.
    fn edits(a: &[char], b: &[char]) -> usize {
        let (Some((x, shorter_a)), Some((y, shorter_b))) = (a.split_last(), b.split_last()) else {
            return a.len().max(b.len());
        };
        let change = edits(shorter_a, shorter_b) + usize::from(x != y);
        let mut least = change.min(edits(shorter_a, b) + 1).min(edits(a, shorter_b) + 1);
        if let ([head_a @ .., w, x], [head_b @ .., y, z]) = (a, b)
            && w == z
            && x == y
        {
            least = least.min(edits(head_a, head_b) + 1);
        }
        least
    }

    proptest! {
        #[test]
        fn the_table_equals_the_definition(a in "[abж]{0,5}", b in "[abж]{0,5}", most in 0..4usize) {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(within_edits(&a, &b, most), edits(&x, &y) <= most);
        }
    }
}

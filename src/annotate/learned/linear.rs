//! Logistic regression over named features.

use std::hash::Hasher as _;

use rustc_hash::{FxHashMap, FxHasher};

/// Takes the features of one decision. A feature is a name with values: `add("next", &["the"])`.
pub(crate) trait Sink {
    /// One feature that holds.
    fn add(&mut self, name: &'static str, values: &[&str]);
}

/// Weights of features, and how likely a decision is by them.
#[derive(Debug, Default)]
pub(crate) struct Linear {
    /// By the hash of a feature.
    weights: FxHashMap<u64, f32>,
}

/// What separates the parts of a feature and its weight in the file; no word holds it.
pub(super) const BETWEEN: char = '\t';

impl Linear {
    /// Reads lines of a feature's name, its values and its weight; others are no weights.
    pub(crate) fn read(file: &str) -> Self {
        let weights = file.lines().filter_map(|line| {
            let (feature, weight) = line.rsplit_once(BETWEEN)?;
            let hash = feature.split(BETWEEN).fold(START, with);
            Some((hash, weight.parse().ok()?))
        });
        Self { weights: weights.collect() }
    }

    /// How likely the decision that `describe` tells is right, 0 to 1.
    pub(crate) fn probability(&self, describe: impl FnOnce(&mut Sum<'_>)) -> f32 {
        let mut sum = Sum { model: self, total: 0.0 };
        sum.add("always", &[]);
        describe(&mut sum);
        logistic(sum.total)
    }
}

/// The probability that belongs to a sum of weights.
pub(super) fn logistic(sum: f32) -> f32 {
    1.0 / (1.0 + (-sum).exp())
}

/// Adds up the weights of the features of one decision.
#[derive(Debug)]
pub(crate) struct Sum<'m> {
    model: &'m Linear,
    total: f32,
}

impl Sink for Sum<'_> {
    fn add(&mut self, name: &'static str, values: &[&str]) {
        let hash = values.iter().copied().fold(with(START, name), with);
        self.total += self.model.weights.get(&hash).copied().unwrap_or(0.0);
    }
}

/// The hash of a feature without parts.
const START: u64 = 0;

/// The hash of a feature with one part more.
fn with(hash: u64, part: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(part.as_bytes());
    // An odd number with its bits well mixed, as of a multiplicative hash (Knuth, TAOCP 6.4).
    (hash.rotate_left(23) ^ hasher.finish()).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_features_that_hold_are_added() {
        let model = Linear::read("always\t-1\nnext\tthe\t2.5\nnext\ta\tb\t9\nno weight\n");
        let likely = model.probability(|sink| sink.add("next", &["the"]));
        assert!((likely - logistic(1.5)).abs() < 1e-6);
        let both = model.probability(|sink| sink.add("next", &["a", "b"]));
        assert!((both - logistic(8.0)).abs() < 1e-6);
        let unknown = model.probability(|sink| sink.add("next", &["b", "a"]));
        assert!((unknown - logistic(-1.0)).abs() < 1e-6);
    }
}

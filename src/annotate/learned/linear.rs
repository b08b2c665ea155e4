//! Logistic regression over named features.

use rustc_hash::FxHashMap;

/// Takes the features of one decision. A feature is a name with values: `add("next", &["the"])`.
pub(crate) trait Sink {
    /// One feature that holds.
    fn add(&mut self, name: &'static str, values: &[&str]);
}

/// Weights of features, and how likely a decision is by them.
#[derive(Debug, Default)]
pub(crate) struct Linear {
    /// By the hash of a feature as it is written in the file.
    weights: FxHashMap<u64, f32>,
}

/// What separates the values of a feature in the file.
pub(super) const BETWEEN: &str = "|";
/// What separates name and values.
pub(super) const IS: &str = "=";

impl Linear {
    /// Reads lines of a feature, a tab and its weight; others are no weights.
    pub(crate) fn read(file: &str) -> Self {
        let weights = file
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(feature, weight)| {
                Some((Hash::START.with(feature).0, weight.parse().ok()?))
            })
            .collect();
        Self { weights }
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
        let mut hash = Hash::START.with(name);
        for (i, value) in values.iter().enumerate() {
            hash = hash.with(if i == 0 { IS } else { BETWEEN }).with(value);
        }
        self.total += self.model.weights.get(&hash.0).copied().unwrap_or(0.0);
    }
}

/// FNV-1a, 64 bits: the same for the parts of a feature as for the whole.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    const START: Self = Self(0xcbf2_9ce4_8422_2325);

    fn with(self, text: &str) -> Self {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        Self(text.bytes().fold(self.0, step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_features_that_hold_are_added() {
        let model = Linear::read("always\t-1\nnext=the\t2.5\nnext=a|b\t9\nno weight\n");
        let likely = model.probability(|sink| sink.add("next", &["the"]));
        assert!((likely - logistic(1.5)).abs() < 1e-6);
        let both = model.probability(|sink| sink.add("next", &["a", "b"]));
        assert!((both - logistic(8.0)).abs() < 1e-6);
        let unknown = model.probability(|sink| sink.add("next", &["an"]));
        assert!((unknown - logistic(-1.0)).abs() < 1e-6);
    }
}

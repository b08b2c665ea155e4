//! Weights from examples: logistic regression by stochastic gradient descent with a step of its
//! own for each feature (`AdaGrad`; Duchi, Hazan and Singer, JMLR 2011).
//!
//! Deterministic: the same examples in the same order give the same file.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Sink;
use super::linear::{BETWEEN, logistic};

/// First step of a weight.
const STEP: f32 = 0.2;
/// Weights smaller than this are not written.
const LEAST: f32 = 0.02;

/// How to learn.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings {
    /// Passes over the examples.
    pub(crate) rounds: usize,
    /// How strongly a weight is drawn to zero by each example that has its feature.
    pub(crate) decay: f32,
    /// Features seen in fewer examples are not learned.
    pub(crate) seen: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 3, decay: 0.01, seen: 3 }
    }
}

/// A decision told by its features, and whether it was right.
#[derive(Clone, Debug, Default)]
pub(crate) struct Example {
    features: Vec<String>,
    /// Whether it was right.
    pub(crate) right: bool,
}

impl Example {
    /// The decision that `describe` tells.
    pub(crate) fn of(right: bool, describe: impl FnOnce(&mut Self)) -> Self {
        let mut example = Self { features: Vec::new(), right };
        example.add("always", &[]);
        describe(&mut example);
        example
    }
}

impl Sink for Example {
    fn add(&mut self, name: &'static str, values: &[&str]) {
        let mut feature = name.to_owned();
        for value in values {
            feature.push(BETWEEN);
            feature.push_str(value);
        }
        self.features.push(feature);
    }
}

/// A weight and the squares of its steps so far.
#[derive(Clone, Copy, Default)]
struct Weight {
    value: f32,
    squares: f32,
}

/// The lines of the model that tells right from wrong examples best.
pub(crate) fn train(examples: &[Example], settings: Settings) -> String {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for feature in examples.iter().flat_map(|example| &example.features) {
        *seen.entry(feature).or_default() += 1;
    }
    seen.retain(|_, count| *count >= settings.seen);
    let names: Vec<&str> = seen.keys().copied().collect();
    let number: BTreeMap<&str, usize> =
        names.iter().enumerate().map(|(i, name)| (*name, i)).collect();
    let coded: Vec<(Vec<usize>, bool)> = examples
        .iter()
        .map(|example| {
            let known = example.features.iter().filter_map(|name| number.get(&**name).copied());
            (known.collect(), example.right)
        })
        .collect();
    let mut weights = vec![Weight::default(); names.len()];
    let mut order: Vec<usize> = (0..coded.len()).collect();
    let mut random = Shuffler(1);
    for _ in 0..settings.rounds {
        random.shuffle(&mut order);
        for (features, right) in order.iter().filter_map(|i| coded.get(*i)) {
            step(&mut weights, features, *right, settings.decay);
        }
    }
    let mut out = String::new();
    for (name, weight) in names.iter().zip(&weights) {
        if weight.value.abs() >= LEAST {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{name}{BETWEEN}{:.2}", weight.value);
        }
    }
    out
}

fn step(weights: &mut [Weight], features: &[usize], right: bool, decay: f32) {
    let sum = features.iter().filter_map(|i| weights.get(*i)).map(|weight| weight.value).sum();
    let error = f32::from(u8::from(right)) - logistic(sum);
    for i in features {
        let Some(weight) = weights.get_mut(*i) else { continue };
        let slope = error - decay * weight.value;
        weight.squares += slope * slope;
        weight.value += STEP * slope / (weight.squares.sqrt() + 1e-6);
    }
}

/// Fisher–Yates with a linear congruential generator (Knuth's MMIX), so that every run and every
/// machine draws the same order.
struct Shuffler(u64);

impl Shuffler {
    fn shuffle(&mut self, order: &mut [usize]) {
        for last in (1..order.len()).rev() {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let draw = (self.0 >> 33) % (last as u64 + 1);
            order.swap(last, usize::try_from(draw).unwrap_or(0));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::learned::Linear;

    fn example(word: &str, length: &str, right: bool) -> Example {
        Example::of(right, |sink| {
            sink.add("word", &[word]);
            sink.add("length", &[length]);
        })
    }

    #[test]
    fn what_tells_right_from_wrong_is_learned_and_what_does_not_is_not() {
        let examples: Vec<Example> = (0..200)
            .map(|i| {
                let right = i % 2 == 0;
                example(if right { "said" } else { "sang" }, ["long", "short"][i / 2 % 2], right)
            })
            .collect();
        let file = train(&examples, Settings::default());
        assert_eq!(file, train(&examples, Settings::default()));
        let model = Linear::read(&file);
        let likely = |word| model.probability(|sink| sink.add("word", &[word]));
        assert!(likely("said") > 0.9 && likely("sang") < 0.1, "{file}");
        let long = model.probability(|sink| sink.add("length", &["long"]));
        assert!((long - likely("unknown")).abs() < 0.1, "{file}");
    }

    #[test]
    fn probabilities_are_shares() {
        let examples: Vec<Example> =
            (0..1000).map(|i| example("said", "long", i % 4 != 0)).collect();
        let model = Linear::read(&train(&examples, Settings::default()));
        let likely = model.probability(|sink| {
            sink.add("word", &["said"]);
            sink.add("length", &["long"]);
        });
        assert!((likely - 0.75).abs() < 0.05, "{likely}");
    }
}

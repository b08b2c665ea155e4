//! How much newer articles count.

use std::num::NonZeroU32;

/// A wish for newer articles: scores are multiplied by a factor that falls with age.
///
/// The factor goes from 1 to one half, so that no article is lost for its age: one that fits twice
/// as well comes first however old it is. Age is counted from the newest article of the index and
/// not from today, so that an archive of any year can be asked for what is recent in it, and a
/// query has the same answer tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recency {
    /// Days in which what an article gains by being new halves.
    pub half_life: NonZeroU32,
}

impl Recency {
    /// What scores are multiplied by; an unknown age, in days, counts as the greatest.
    #[must_use]
    pub fn factor(self, age: Option<f64>) -> f32 {
        let Some(age) = age else { return 0.5 };
        let gain = (-age.max(0.0) / f64::from(self.half_life.get())).exp2();
        #[expect(clippy::cast_possible_truncation, reason = "scores are 32 bits wide")]
        let factor = 0.5f64.mul_add(gain, 0.5) as f32;
        factor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn counts(age: Option<f64>, expected: f32) {
        let recency = Recency { half_life: NonZeroU32::new(30).expect("not zero") };
        let factor = recency.factor(age);
        assert!((factor - expected).abs() < 1e-6, "{age:?}: {factor}, not {expected}");
    }

    #[test]
    fn what_is_gained_halves_with_each_half_life() {
        counts(Some(0.0), 1.0);
        counts(Some(30.0), 0.75);
        counts(Some(60.0), 0.625);
    }

    #[test]
    fn nothing_counts_less_than_half_or_more_than_once() {
        counts(Some(1e9), 0.5);
        counts(None, 0.5);
        counts(Some(-3.0), 1.0);
    }
}

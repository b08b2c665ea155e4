//! Precision, recall, F1, and simple shares.

use std::ops::AddAssign;

use serde::Serialize;
use serde::ser::{SerializeStruct as _, Serializer};

/// Counts that rates are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rates {
    /// Found and right.
    pub right: u64,
    /// Found.
    pub found: u64,
    /// Marked by people.
    pub gold: u64,
}

impl Rates {
    /// Share of what was found that is right, 0 to 1; 0 when nothing was found.
    #[must_use]
    pub fn precision(self) -> f64 {
        share(self.right, self.found)
    }

    /// Share of what people marked that was found, 0 to 1; 0 when they marked nothing.
    #[must_use]
    pub fn recall(self) -> f64 {
        share(self.right, self.gold)
    }

    /// Harmonic mean of precision and recall, 0 to 1.
    #[must_use]
    pub fn f1(self) -> f64 {
        share(2 * self.right, self.found + self.gold)
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of annotations are far below 2^53")]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

impl AddAssign for Rates {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.found += other.found;
        self.gold += other.gold;
    }
}

/// Counts and rates, the rates rounded to 4 decimals.
impl Serialize for Rates {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Rates", 6)?;
        out.serialize_field("right", &self.right)?;
        out.serialize_field("found", &self.found)?;
        out.serialize_field("gold", &self.gold)?;
        out.serialize_field("precision", &rounded(self.precision()))?;
        out.serialize_field("recall", &rounded(self.recall()))?;
        out.serialize_field("f1", &rounded(self.f1()))?;
        out.end()
    }
}

/// How many of some are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that are right.
    pub right: u64,
    /// All of them.
    pub of: u64,
}

impl Share {
    /// Counts one more.
    pub(super) fn add(&mut self, right: bool) {
        self.right += u64::from(right);
        self.of += 1;
    }

    /// 0 to 1; 0 when there are none.
    #[must_use]
    pub fn share(self) -> f64 {
        share(self.right, self.of)
    }
}

/// Counts and their share, rounded to 4 decimals.
impl Serialize for Share {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Share", 3)?;
        out.serialize_field("right", &self.right)?;
        out.serialize_field("of", &self.of)?;
        out.serialize_field("share", &rounded(self.share()))?;
        out.end()
    }
}

/// A rate with 4 decimals.
pub(super) fn rounded(rate: f64) -> f64 {
    (rate * 1e4).round() / 1e4
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_of_nothing_are_zero() {
        let none = Rates::default();
        assert!(none.precision() + none.recall() + none.f1() == 0.0);
    }

    #[test]
    fn shares_count_what_is_right() {
        let mut share = Share::default();
        assert!(share.share() == 0.0);
        for right in [true, false, true] {
            share.add(right);
        }
        let json = serde_json::json!({"right": 2, "of": 3, "share": 0.6667});
        assert_eq!(serde_json::to_value(share).expect("JSON"), json);
    }

    #[test]
    fn f1_is_the_harmonic_mean() {
        let mut rates = Rates { right: 2, found: 4, gold: 3 };
        rates += Rates { right: 1, found: 2, gold: 3 };
        assert!((rates.precision() - 0.5).abs() < 1e-12);
        assert!((rates.recall() - 0.5).abs() < 1e-12);
        assert!((rates.f1() - 0.5).abs() < 1e-12);
    }
}

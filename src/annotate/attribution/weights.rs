//! What was learned of attribution, as it is shipped.

use std::sync::LazyLock;

use crate::annotate::learned::Linear;

/// The models of attribution.
#[derive(Debug, Default)]
pub(crate) struct Weights {
    /// How likely content ends at a place, when it has not ended before.
    pub(super) ends: Linear,
    /// How likely a statement that a rule found is one.
    pub(super) statements: Linear,
}

static SHIPPED: LazyLock<Weights> = LazyLock::new(|| {
    Weights::read(include_str!("weights/ends.tsv"), include_str!("weights/statements.tsv"))
});

impl Weights {
    /// Those of the program.
    pub(super) fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads both files.
    pub(super) fn read(ends: &str, statements: &str) -> Self {
        Self { ends: Linear::read(ends), statements: Linear::read(statements) }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_line_of_the_files_is_a_weight() {
        for file in [include_str!("weights/ends.tsv"), include_str!("weights/statements.tsv")] {
            assert!(file.lines().count() > 1000);
            for line in file.lines() {
                let weight = line.rsplit_once('\t').and_then(|(_, weight)| weight.parse().ok());
                assert!(weight.is_some_and(f32::is_finite), "{line}");
            }
        }
    }
}

//! Whether attributions are right as often as their confidence says.

use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer};

use super::rates::Share;

/// Attributions with a speaker, by bands of confidence that are 0.1 wide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reliability {
    bands: [Band; 10],
}

/// Attributions of like confidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Band {
    /// Those that people marked too, of all.
    pub marked: Share,
    /// Those whose speaker is right, of the marked ones whose speaker has a known name.
    pub speaker: Share,
}

impl Reliability {
    /// Counts an attribution with a speaker; `right` is `None` when it cannot be told.
    pub(super) fn add(&mut self, confidence: f32, marked: bool, right: Option<bool>) {
        let band = (1u8..10).filter(|tenth| confidence >= f32::from(*tenth) / 10.0).count();
        let band = &mut self.bands[band];
        band.marked.add(marked);
        if let Some(right) = right {
            band.speaker.add(right);
        }
    }

    /// Bands that hold something, the lowest first, with their lower and upper ends in tenths.
    pub fn bands(&self) -> impl Iterator<Item = (u8, u8, Band)> {
        let bands = (0u8..).zip(self.bands).map(|(tenth, band)| (tenth, tenth + 1, band));
        bands.filter(|(_, _, band)| band.marked.of > 0)
    }
}

impl Serialize for Reliability {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Line {
            from: f64,
            to: f64,
            attributions: u64,
            marked: Share,
            speaker: Share,
        }
        let mut out = serializer.serialize_seq(None)?;
        for (from, to, Band { marked, speaker }) in self.bands() {
            let (from, to) = (f64::from(from) / 10.0, f64::from(to) / 10.0);
            out.serialize_element(&Line { from, to, attributions: marked.of, marked, speaker })?;
        }
        out.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_begin_at_whole_tenths() {
        for (confidence, tenth) in [
            (0.0, 0),
            (0.09, 0),
            (0.1, 1),
            (0.3, 3),
            (0.6, 6),
            (0.699, 6),
            (0.7, 7),
            (0.9, 9),
            (1.0, 9),
            (f32::NAN, 0),
            (-1.0, 0),
        ] {
            let mut reliability = Reliability::default();
            reliability.add(confidence, true, None);
            let bands: Vec<_> = reliability.bands().map(|(from, ..)| from).collect();
            assert_eq!(bands, [tenth], "{confidence}");
        }
    }

    #[test]
    fn only_known_speakers_count_as_right_or_wrong() {
        let mut reliability = Reliability::default();
        reliability.add(0.85, true, Some(true));
        reliability.add(0.8, true, Some(false));
        reliability.add(0.89, true, None);
        reliability.add(0.82, false, None);
        let json = serde_json::to_value(reliability).expect("JSON");
        assert_eq!(
            json,
            serde_json::json!([{
                "from": 0.8, "to": 0.9, "attributions": 4,
                "marked": {"right": 3, "of": 4, "share": 0.75},
                "speaker": {"right": 1, "of": 2, "share": 0.5},
            }])
        );
    }
}

//! What was found, compared with what people marked.

mod cover;
mod dates;
mod miss;
mod names;
mod rates;
mod reliability;
mod speakers;
mod speech;

pub use dates::{DateScores, GoldDate, GoldDates, Measures, score_dates};
pub use miss::{Miss, MissKind};
pub use rates::{Rates, Share};
pub use reliability::{Band, Reliability};
pub use speakers::{Counted, GoldAttribution, GoldSpeakers, Names, SpeakerScores, score_speakers};

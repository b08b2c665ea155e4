//! What was found, compared with what people marked.

mod cover;
mod dates;
mod miss;
mod names;
mod ranking;
mod rates;
mod reliability;
mod speakers;
mod speech;
mod trec;

pub use dates::{DateScores, GoldDate, GoldDates, Measures, score_dates};
pub use miss::{Miss, MissKind};
pub use ranking::{QueryScores, RankingScores, score_ranking, score_run};
pub use rates::{Rates, Share};
pub use reliability::{Band, Reliability};
pub use speakers::{Counted, GoldAttribution, GoldSpeakers, Names, SpeakerScores, score_speakers};
pub use trec::{Grades, Listed, Qrels, Run, RunLine, is_trec_id, topic};

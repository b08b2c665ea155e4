//! What was found, compared with what people marked.

mod dates;
mod miss;
mod rates;

pub use dates::{DateScores, GoldDate, GoldDates, Measures, score_dates};
pub use miss::{Miss, MissKind};
pub use rates::Rates;

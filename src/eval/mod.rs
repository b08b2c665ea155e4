//! What was found, compared with what people marked.

mod dates;
mod rates;

pub use dates::{DateMiss, DateScores, GoldDate, GoldDates, Measures, MissKind, score_dates};
pub use rates::Rates;

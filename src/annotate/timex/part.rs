//! Parts of a year → the one that is meant: "October 11", "the third quarter", "Easter".

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::calendar::{Calendar, Season};
use super::direction::Direction;
use super::value::{Feast, Part, Which};

/// The part of one year.
pub(super) fn in_year(part: Part, year: i16) -> Option<Calendar> {
    Some(match part {
        Part::Month(month) => Calendar::Month { year, month },
        Part::MonthDay(month, day) => Calendar::Day(Date::new(year, month, day).ok()?),
        Part::Quarter(quarter) => Calendar::Quarter { year, quarter },
        Part::Half(half) => Calendar::Half { year, half },
        Part::Season(season) => Calendar::Season { year, season },
        Part::Nth { month, nth, weekday } => {
            Calendar::Day(Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()?)
        }
        Part::Feast(feast, days) => {
            let nth = |month, nth, weekday| {
                Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok()
            };
            let day = match feast {
                Feast::Easter => easter(year)?,
                Feast::Thanksgiving => nth(11, 4, Weekday::Thursday)?,
                Feast::Labor => nth(9, 1, Weekday::Monday)?,
                Feast::Memorial => nth(5, -1, Weekday::Monday)?,
            };
            Calendar::Day(day.checked_add(i64::from(days).days()).ok()?)
        }
        Part::Weekday(_) => return None,
    })
}

/// Easter Sunday of the Gregorian calendar, after the anonymous method in Meeus, "Astronomical
/// Algorithms", chapter 8.
fn easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (golden, century, rest) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (leaps, skipped) = (century.div_euclid(4), century.rem_euclid(4));
    let correction = (century - (century + 8).div_euclid(25) + 1).div_euclid(3);
    let moon = (19 * golden + century - leaps - correction + 15).rem_euclid(30);
    let weekday =
        (32 + 2 * skipped + 2 * rest.div_euclid(4) - moon - rest.rem_euclid(4)).rem_euclid(7);
    let late = (golden + 11 * moon + 22 * weekday).div_euclid(451);
    let days = moon + weekday - 7 * late + 114;
    Date::new(year, i8::try_from(days / 31).ok()?, i8::try_from(days % 31 + 1).ok()?).ok()
}

/// Days from one date to another.
pub(super) fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// Days from today within which a day is the nearest one even where the tense points the other
/// way; 60 and 90 gave the most right values on `TimeBank` and AQUAINT, 120 and 150 fewer.
const AGAINST_TENSE: i64 = 60;

/// Days ahead within which a day without a tense is the nearest one; news names days further ahead
/// with a word that looks ahead, while "the March 10 agreement" in October is of this year.
const AHEAD_WITHOUT_TENSE: i64 = 120;

/// The part of the year that is meant on the day `today`, among those of five years.
pub(super) fn nearest(
    part: Part,
    which: Which,
    direction: Direction,
    today: Date,
) -> Option<Calendar> {
    let year = today.year();
    let candidates = || {
        (-2..=2).filter_map(move |by: i16| {
            let calendar = in_year(part, year.checked_add(by)?)?;
            let (first, last) = calendar.days()?;
            Some((calendar, first, last))
        })
    };
    let begun = || candidates().rfind(|(_, first, _)| *first <= today);
    let not_over = || candidates().find(|(.., last)| *last >= today);
    // Days between today and the stretch; 0 within it.
    let gap = |first: Date, last: Date| {
        if first > today { days(today, first) } else { days(last, today).max(0) }
    };
    let closest = || candidates().min_by_key(|(_, first, last)| gap(*first, *last));
    let found = match which {
        Which::Last | Which::Previous => candidates().rfind(|(.., last)| *last < today),
        // The day may have begun where the article was written.
        Which::Over => candidates().rfind(|(_, first, _)| days(today, *first) <= 1),
        Which::Next | Which::Following => candidates().find(|(_, first, _)| *first > today),
        Which::This | Which::Same => {
            let winter = part == Part::Season(Season::Winter) && today.month() <= 2;
            return in_year(part, year - i16::from(winter));
        }
        Which::Open => match (part, direction) {
            (Part::MonthDay(..) | Part::Nth { .. } | Part::Feast(..), Direction::Past)
            | (Part::Quarter(_) | Part::Half(_), Direction::Past | Direction::Unknown) => closest()
                .filter(|(_, first, last)| *first <= today || gap(*first, *last) <= AGAINST_TENSE)
                .or_else(begun),
            (
                Part::MonthDay(..)
                | Part::Nth { .. }
                | Part::Feast(..)
                | Part::Quarter(_)
                | Part::Half(_),
                Direction::Future,
            ) => closest()
                .filter(|(_, first, last)| *last >= today || gap(*first, *last) <= AGAINST_TENSE)
                .or_else(not_over),
            (Part::MonthDay(..) | Part::Nth { .. } | Part::Month(_), Direction::Unknown) => {
                closest()
                    .filter(|(_, first, _)| days(today, *first) <= AHEAD_WITHOUT_TENSE)
                    .or_else(begun)
            }
            (_, Direction::Unknown) => closest(),
            (_, Direction::Past) => begun(),
            (_, Direction::Future) => not_over(),
        },
    };
    found.map(|(calendar, ..)| calendar)
}

/// Days that a narrative goes back for a part of an unnamed year before it goes on to the next one.
/// On `WikiWars` 150 gives the most right values, 90 to 180 nearly as many, 30 and 240 far fewer.
const BACK_IN_STORY: i64 = 150;

/// The part of the year that a narrative means after it told of the day `told`.
pub(super) fn going_on(part: Part, told: Date) -> Option<Calendar> {
    (-2..=2).filter_map(|by: i16| in_year(part, told.year().checked_add(by)?)).find(|calendar| {
        calendar.days().is_some_and(|(_, last)| days(told, last) >= -BACK_IN_STORY)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_moves() {
        for (year, day) in [(1961, "1961-04-02"), (2000, "2000-04-23"), (2024, "2024-03-31")] {
            assert_eq!(easter(year).map(|date| date.to_string()).as_deref(), Some(day));
        }
    }

    #[test]
    fn a_narrative_goes_on_rather_than_back() {
        let told = Date::constant(1917, 9, 3);
        let found = |part| going_on(part, told).map(|found| found.to_string());
        assert_eq!(found(Part::MonthDay(2, 1)).as_deref(), Some("1918-02-01"));
        assert_eq!(found(Part::Month(4)).as_deref(), Some("1917-04"));
        assert_eq!(found(Part::Month(3)).as_deref(), Some("1918-03"));
        assert_eq!(found(Part::MonthDay(12, 31)).as_deref(), Some("1917-12-31"));
    }

    #[test]
    fn the_tense_moves_a_part_unless_it_is_near() {
        let today = Date::constant(2025, 10, 13);
        let found = |part, direction| {
            nearest(part, Which::Open, direction, today).map(|found| found.to_string())
        };
        let day = Part::MonthDay(1, 30);
        assert_eq!(found(day, Direction::Unknown).as_deref(), Some("2026-01-30"));
        assert_eq!(found(day, Direction::Past).as_deref(), Some("2025-01-30"));
        assert_eq!(found(Part::Month(1), Direction::Unknown).as_deref(), Some("2026-01"));
        assert_eq!(found(Part::Month(3), Direction::Unknown).as_deref(), Some("2025-03"));
        let near = Part::MonthDay(11, 3);
        assert_eq!(found(near, Direction::Past).as_deref(), Some("2025-11-03"));
        assert_eq!(found(Part::Month(10), Direction::Future).as_deref(), Some("2025-10"));
        // What has been earned lies behind, even where a fiscal year has begun with it.
        assert_eq!(found(Part::Quarter(1), Direction::Past).as_deref(), Some("2025-Q1"));
        assert_eq!(found(Part::Quarter(1), Direction::Unknown).as_deref(), Some("2025-Q1"));
        assert_eq!(found(Part::Quarter(1), Direction::Future).as_deref(), Some("2026-Q1"));
        assert_eq!(found(Part::Half(1), Direction::Past).as_deref(), Some("2025-H1"));
    }
}

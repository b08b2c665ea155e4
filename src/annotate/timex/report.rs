//! What a report on earnings is about: the quarter that later words such as "the quarter" and "a
//! year earlier" go back to.

use jiff::ToSpan;
use jiff::civil::Date;

use super::calendar::{Calendar, Unit};
use super::direction::Direction;

/// Days from the middle of a quarter to its last day.
const HALF_QUARTER: i64 = 45;

/// The quarter that an article reports on.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// The latest quarter told of, but for those that it is compared with.
    quarter: Option<(i16, i8)>,
    /// Whether months were told of behind it: "for the nine months".
    of_months: bool,
}

impl Report {
    /// Takes note of a quarter named by the article published on `today`.
    ///
    /// A report on it would be news: it is over, but not for long. Fiscal quarters end months before
    /// those of the calendar, so the present one is taken when the first quarter named is that one
    /// and nobody looks ahead to it. A quarter before the one reported is named for comparison.
    pub(super) fn names(&mut self, quarter: Calendar, direction: Direction, today: Option<Date>) {
        let Calendar::Quarter { year, quarter: number } = quarter else { return };
        self.of_months = false;
        let present = self.quarter.is_none() && direction != Direction::Future;
        let is_news = today.is_none_or(|today| {
            let told = |(first, last)| last < today || (present && first <= today);
            year >= today.year() - 1 && quarter.days().is_some_and(told)
        });
        if is_news && self.quarter.is_none_or(|reported| reported < (year, number)) {
            self.quarter = Some((year, number));
        }
    }

    /// Takes note of a length in months, such as "the first nine months".
    pub(super) fn counts_months(&mut self) {
        self.of_months = true;
    }

    /// "the quarter", "the latest period"; the one that has ended when none was named.
    pub(super) fn latest(&self, today: Option<Date>) -> Option<Calendar> {
        match self.quarter {
            Some((year, quarter)) => Some(Calendar::Quarter { year, quarter }),
            None => Calendar::containing(Unit::Quarter, today?).step(-1),
        }
    }

    /// "the 1988 period": the quarter reported, or what months were counted of, in another year.
    pub(super) fn of_year(&self, year: i16) -> Calendar {
        match self.quarter {
            Some((_, quarter)) if !self.of_months => Calendar::Quarter { year, quarter },
            _ => Calendar::Year(year),
        }
    }

    /// What the report compares with: the same quarter of the year before, or the year when the
    /// article counted months since; `None` when it reports on no quarter.
    pub(super) fn year_before(&self) -> Option<Calendar> {
        let (year, _) = self.quarter?;
        Some(self.of_year(year.checked_sub(1)?))
    }
}

/// The quarter of the calendar in which a fiscal quarter with this last day has its middle.
pub(super) fn quarter_to(last: Date) -> Option<Calendar> {
    Some(Calendar::containing(Unit::Quarter, last.checked_sub(HALF_QUARTER.days()).ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::testing::finds;

    #[test]
    fn the_latest_quarter_named_is_the_one_reported() {
        finds(
            "Third-quarter profit rose, after a loss in the second quarter, from a year earlier.",
            &[
                ("Third-quarter", "2025-Q3", "quarter"),
                ("the second quarter", "2025-Q2", "quarter"),
                ("a year earlier", "2024-Q3", "distance"),
            ],
        );
    }

    #[test]
    fn a_fiscal_quarter_may_be_reported_before_the_calendar_ends_it() {
        finds(
            "Fourth-quarter profit fell. In the latest quarter it was below that of a year earlier.",
            &[
                ("Fourth-quarter", "2025-Q4", "quarter"),
                ("the latest quarter", "2025-Q4", "relative-unit"),
                ("a year earlier", "2024-Q4", "distance"),
            ],
        );
        finds(
            "It expects a fourth-quarter loss. Profit in the latest quarter fell.",
            &[
                ("fourth-quarter", "2025-Q4", "quarter"),
                ("the latest quarter", "2025-Q3", "relative-unit"),
            ],
        );
    }

    #[test]
    fn months_are_compared_with_those_of_the_year_before() {
        finds(
            "Third-quarter profit fell. For the nine months it rose from a year earlier.",
            &[
                ("Third-quarter", "2025-Q3", "quarter"),
                ("the nine months", "P9M", "duration"),
                ("a year earlier", "2024", "distance"),
            ],
        );
    }
}

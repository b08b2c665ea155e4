//! Years that a narrative names in passing: what follows goes on where it stood before.
//!
//! "The largest cavalry battle since 1813", "the clergy law (1790)", "documents found in 2004": the
//! next "on 6 September" belongs to none of these years.

use super::Expression;
use super::atoms::Atoms;
use super::detect::Found;
use super::value::Value;
use super::words::Word;

/// Whether the words around a date say that it is no step of the story.
pub(super) fn in_passing(atoms: &Atoms, found: &Found) -> bool {
    if !matches!(found.reading.value, Value::Fixed(_)) {
        return false;
    }
    let bracketed =
        atoms.before(found.first) == Word::Open && atoms.word(found.reading.end) == Word::Close;
    bracketed || atoms.before(found.first) == Word::Since
}

/// Years that no story leaps: what a later generation found or built is told in passing.
const GENERATION: u16 = 30;

/// Marks the dates of another year than the one told before them, when the next date that names a
/// year goes back, or when none follows and the year lies a generation away.
pub(super) fn mark_asides(expressions: &mut [Expression]) {
    let named: Vec<(usize, i16)> = expressions
        .iter()
        .enumerate()
        .filter(|(_, expression)| !expression.aside)
        .filter_map(|(i, expression)| match expression.reading.value {
            Value::Fixed(calendar) => Some((i, calendar.year()?)),
            _ => None,
        })
        .collect();
    let mut told: Option<i16> = None;
    for (n, &(i, year)) in named.iter().enumerate() {
        let next = named.get(n + 1).map(|(_, next)| *next);
        let goes_back = told.is_some_and(|told| match next {
            Some(next) => next.abs_diff(told) < next.abs_diff(year),
            None => year.abs_diff(told) > GENERATION,
        });
        if goes_back {
            expressions[i].aside = true;
        } else {
            told = Some(year);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::finds;

    /// Enough years for a narrative, in order.
    const HISTORY: &str = "The mill was planned in 1871, begun in 1874, opened in 1878, burnt in \
                           1880, rebuilt in 1883 and sold in 1890.";

    #[track_caller]
    fn goes_on(behind: &str, words: &str, value: &str) {
        let text = format!("{HISTORY} {behind} It closed in 1892.");
        let found = super::super::timexes(&text, "2025-10-13".parse().ok());
        let timex = found.iter().rfind(|timex| timex.span.of(&text) == words);
        assert_eq!(timex.map(|timex| timex.value.as_str()), Some(value), "{behind}");
    }

    #[test]
    fn a_year_named_in_passing_moves_nothing() {
        goes_on("The owners (1874) met on May 3.", "May 3", "1890-05-03");
        goes_on("It was the worst flood since 1813. On May 3 they met.", "May 3", "1890-05-03");
        goes_on("Papers found in 2004 tell why. On May 3 they met.", "May 3", "1890-05-03");
        goes_on("It paid as in the previous year. On May 3 they met.", "May 3", "1890-05-03");
    }

    #[test]
    fn that_year_is_the_one_named_last_also_in_passing() {
        goes_on(
            "It had burnt in 1884. In June of that year he left.",
            "June of that year",
            "1884-06",
        );
    }

    #[test]
    fn a_decade_is_no_step_of_a_story() {
        goes_on("It was the pride of the 1880s. On May 3 they met.", "May 3", "1890-05-03");
    }

    #[test]
    fn the_last_year_named_is_in_passing_when_it_lies_a_generation_away() {
        for (year, value) in [("1977", "1890-05-03"), ("1893", "1893-05-03")] {
            let text = format!("{HISTORY} A shaft was dug in {year}. On May 3 they met.");
            let found = super::super::timexes(&text, "2025-10-13".parse().ok());
            assert_eq!(found.last().map(|timex| timex.value.as_str()), Some(value), "{text}");
        }
    }

    #[test]
    fn a_year_that_the_story_stays_with_moves_it() {
        goes_on("The strike began in 1891. On May 3 they met.", "May 3", "1891-05-03");
    }

    #[test]
    fn news_goes_on_from_the_day_of_publication() {
        finds(
            "It was the worst flood since 1813. On May 3 they met.",
            &[("1813", "1813", "year"), ("May 3", "2025-05-03", "month-day")],
        );
    }
}

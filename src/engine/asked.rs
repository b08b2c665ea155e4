//! What a request asks of any engine, read off it.

use super::NameKeys;
use super::compile::needs_word;
use super::facets::reserved;
use crate::facet::{DayRange, Reserved};
use crate::hit::Explanation;
use crate::query::{Ast, Clause, DateValue, Field, Grain, Request, Sort, Value};

/// Whether the words of a request give scores. Without words there is nothing to rank by, so the
/// newest come first.
pub(super) fn is_scored(request: &Request) -> bool {
    request.sort == Sort::Relevance && needs_word(&request.ast)
}

/// What explains the score of a hit whose words give none.
pub(super) fn unranked() -> Explanation {
    Explanation::leaf(0.0, "not ranked: it can match without its words")
}

/// The stored values of the speakers that the filters of a request ask for; `None` without such a
/// filter. Of passages in which nobody speaks nothing is said.
pub(super) fn speakers(request: &Request, names: &NameKeys) -> Option<Vec<String>> {
    let filters = request.filters.iter().filter(|filter| filter.field == Field::Speaker);
    let values: Vec<&Value> = filters.flat_map(|filter| &filter.values).collect();
    let speaking = values.iter().filter(|value| !matches!(value, Value::None));
    (!values.is_empty()).then(|| speaking.flat_map(|value| speaker_keys(names, value)).collect())
}

/// The stored values of a speaker asked for.
pub(super) fn speaker_keys(names: &NameKeys, value: &Value) -> Vec<String> {
    match value {
        Value::Name(name) => names.of(Field::Speaker, name).to_vec(),
        Value::None => vec![reserved(Reserved::None)],
        Value::Group => vec![reserved(Reserved::Group)],
        Value::Unknown => vec![reserved(Reserved::Unknown)],
        Value::Date(_) => Vec::new(),
    }
}

/// The one node of the tree of dates that holds the values asked for and no others, where there is
/// one.
pub(super) fn node(asked: DateValue) -> Option<(Grain, String)> {
    match asked {
        DateValue::NoYear => Some((Grain::Year, "XXXX".to_owned())),
        DateValue::NoMonth { year } => Some((Grain::Month, format!("{year:04}-XX"))),
        DateValue::NoDay { year, month } => Some((Grain::Day, format!("{year:04}-{month:02}-XX"))),
        DateValue::Range { from: Some(from), to: Some(to) } => {
            let range = DayRange { first: from, last: to };
            let grain = if from == to {
                Grain::Day
            } else if from == from.first_of_month() && to == from.last_of_month() {
                Grain::Month
            } else if from == from.first_of_year() && to == from.last_of_year() {
                Grain::Year
            } else {
                return None;
            };
            Some((grain, range.node(grain)))
        }
        DateValue::Range { .. } => None,
    }
}

/// The nodes, by day, of values that hold a day at an end of the range asked for, and the day
/// beyond it: of a whole month or year none of its own, whose values all lie within it.
pub(super) fn edges(value: &Value) -> Vec<String> {
    let Value::Date(asked @ DateValue::Range { from, to }) = value else { return Vec::new() };
    let nodes = from.iter().chain(to).flat_map(|day| {
        let month = DayRange { first: day.first_of_month(), last: day.last_of_month() };
        let year = DayRange { first: day.first_of_year(), last: day.last_of_year() };
        [month, year]
    });
    let crossing = nodes.filter(|days| !days.lies_in(*asked)).map(|days| days.node(Grain::Day));
    crossing.chain(std::iter::once("XXXX".to_owned())).collect()
}

/// Whether dates are asked for within the query.
pub(super) fn has_dates(ast: &Ast) -> bool {
    let is_date =
        |clause: &Clause| matches!(clause, Clause::Field { field, .. } if field.is_date());
    ast.clauses().iter().any(|placed| is_date(placed.clause))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn only_nodes_that_reach_beyond_a_range_are_at_its_edges() {
        let at = |from, to| edges(&Value::Date(DateValue::Range { from, to }));
        let day = |year, month, day| Some(date(year, month, day));
        assert_eq!(at(day(2003, 1, 1), day(2003, 12, 31)), ["XXXX"]);
        assert_eq!(at(day(2003, 2, 1), day(2003, 2, 28)), ["2003-XX", "2003-XX", "XXXX"]);
        let some_days = ["2003-02-XX", "2003-XX", "2004-XX", "XXXX"];
        assert_eq!(at(day(2003, 2, 5), day(2004, 3, 31)), some_days);
        assert_eq!(at(day(2003, 1, 1), None), ["XXXX"]);
    }
}

//! Candidates → days, the likeliest first.

use std::cmp::Reverse;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Candidate, Clock, Witness, one_day};
use crate::article::PublishedFrom;
use crate::article::calendar::{Order, Written};
use crate::article::published::Stamp;

/// Least weight of a day that is named, and of the day of a change when no other is.
const THRESHOLD: i32 = 3;
const THRESHOLD_OF_CHANGE: i32 = 0;

/// Witnesses, each of which adds its best to the weight of a day.
const WITNESSES: &[Witness] = &[
    Witness::JsonLd,
    Witness::Meta,
    Witness::Script,
    Witness::Printed,
    Witness::Address,
    Witness::Picture,
];

/// The latest hour in Greenwich at which it is the day before in Los Angeles, and the earliest at
/// which it is the day after in Auckland.
const LAST_OF_YESTERDAY: i8 = 7;
const FIRST_OF_TOMORROW: i8 = 11;

/// A day and what speaks for it.
#[derive(Clone, Copy, Debug)]
struct Weighed {
    day: Date,
    weight: i32,
    from: PublishedFrom,
}

/// The days that can be that of publication, the likeliest first; before them a date that is
/// ambiguous when it weighs more, so that it is said why it does not count.
pub(super) fn ranked(
    mut candidates: Vec<Candidate>,
    order: Option<Order>,
) -> Vec<(PublishedFrom, Stamp)> {
    settle_order(&mut candidates, order);
    settle_zone(&mut candidates);
    let (changed, published): (Vec<_>, Vec<_>) =
        candidates.into_iter().partition(|candidate| candidate.modified);
    let mut days = weigh(&published, THRESHOLD);
    if days.is_empty() {
        days = weigh(&changed, THRESHOLD_OF_CHANGE);
    }
    let ambiguous = published
        .iter()
        .filter(|found| matches!(found.written, Written::Ambiguous(..)))
        .filter(|found| found.weight >= THRESHOLD)
        .max_by_key(|found| found.weight)
        .filter(|found| days.first().is_none_or(|best| found.weight > best.weight));
    let refused = ambiguous.map(|found| (found.from, Stamp::Weighed(found.written)));
    let named = days.iter().map(|day| (day.from, Stamp::Weighed(Written::Day(day.day))));
    refused.into_iter().chain(named).collect()
}

/// The days whose weight is enough. Of two that weigh the same the first on the page is the
/// likelier.
fn weigh(candidates: &[Candidate], threshold: i32) -> Vec<Weighed> {
    let mut days: Vec<Date> = Vec::new();
    for day in candidates.iter().filter_map(|found| one_day(found.written)) {
        if !days.contains(&day) {
            days.push(day);
        }
    }
    let weighed = |day: Date| {
        let of_day = || candidates.iter().filter(move |found| one_day(found.written) == Some(day));
        let best = |witness: &Witness| {
            let weights = of_day().filter(|found| found.witness == *witness);
            weights.map(|found| found.weight).max()
        };
        let weight = WITNESSES.iter().filter_map(best).sum();
        // The first source in the order in which sources are asked.
        let from = of_day().map(|found| found.from).min_by_key(|from| *from as u8)?;
        (weight >= threshold).then_some(Weighed { day, weight, from })
    };
    let mut days: Vec<Weighed> = days.into_iter().filter_map(weighed).collect();
    days.sort_by_key(|day| Reverse(day.weight));
    days
}

/// Decides between day and month where numbers could be either: by a day that others name, else
/// by the language of the page.
fn settle_order(candidates: &mut [Candidate], order: Option<Order>) {
    let days: Vec<Date> = candidates.iter().filter_map(|found| one_day(found.written)).collect();
    for candidate in candidates {
        let Written::Ambiguous(day_first, month_first) = candidate.written else { continue };
        let order = match (days.contains(&day_first), days.contains(&month_first)) {
            (true, false) => Some(Order::DayFirst),
            (false, true) => Some(Order::MonthFirst),
            _ => order,
        };
        let day = match order {
            Some(Order::DayFirst) => day_first,
            Some(Order::MonthFirst) => month_first,
            None => continue,
        };
        candidate.written = Written::Day(day);
    }
}

/// Moves a day that was told in Greenwich to the one beside it, when local dates of the page say
/// that one and it can be that at the place of the article, by the hour.
fn settle_zone(candidates: &mut [Candidate]) {
    let local: Vec<(Date, i32)> = candidates
        .iter()
        .filter(|found| found.clock == Clock::Local && !found.modified)
        .filter(|found| found.witness != Witness::Picture)
        .filter_map(|found| Some((one_day(found.written)?, found.weight)))
        .collect();
    let weight = |day: Date| {
        let weights = local.iter().filter(|(known, _)| *known == day);
        weights.map(|(_, weight)| *weight).max().unwrap_or(0)
    };
    for candidate in candidates {
        let (Some(day), Clock::Utc(hour)) = (one_day(candidate.written), candidate.clock) else {
            continue;
        };
        let before = day.checked_sub(1.day()).ok().filter(|_| hour <= LAST_OF_YESTERDAY);
        let after = day.checked_add(1.day()).ok().filter(|_| hour >= FIRST_OF_TOMORROW);
        let beside = before.into_iter().chain(after).max_by_key(|day| weight(*day));
        let enough = |beside: &Date| weight(*beside) > weight(day).max(THRESHOLD - 1);
        if let Some(beside) = beside.filter(enough) {
            candidate.written = Written::Day(beside);
        }
    }
}

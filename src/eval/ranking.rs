//! How good a ranking is, by the measures that retrieval is compared with.
//!
//! The definitions are those of `trec_eval`, which `ir-measures` prints: documents stand in the
//! order of their scores, equal ones by id from z to a; what was not judged is not relevant; the
//! mean is over all queries that were judged, those without an answer and those without a relevant
//! document included, which count 0. Queries that were not judged do not count.

use std::cmp::Ordering;

use serde::{Serialize, Serializer};

use super::rates::rounded;
use super::trec::{Grades, Listed, Qrels, Run};

/// How good a list is, each 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct RankingScores {
    /// Discounted cumulated gain of the first ten, as a share of the best there could be. The gain
    /// is the grade (Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques",
    /// TOIS 2002), the discount the binary logarithm of the rank plus one.
    #[serde(rename = "nDCG@10", serialize_with = "four_decimals")]
    pub ndcg_10: f64,
    /// Mean of the precisions at each relevant document; 0 for one that is not listed.
    #[serde(rename = "AP", serialize_with = "four_decimals")]
    pub ap: f64,
    /// Share of the relevant documents among the first hundred.
    #[serde(rename = "R@100", serialize_with = "four_decimals")]
    pub r_100: f64,
    /// Relevant documents among the first five, of five.
    #[serde(rename = "P@5", serialize_with = "four_decimals")]
    pub p_5: f64,
    /// One by the rank of the first relevant document; 0 when none is listed.
    #[serde(rename = "RR", serialize_with = "four_decimals")]
    pub rr: f64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn four_decimals<S: Serializer>(score: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(rounded(*score))
}

impl RankingScores {
    /// The measures by their usual names, in the order in which they are told.
    #[must_use]
    pub fn named(&self) -> [(&'static str, f64); 5] {
        [
            ("nDCG@10", self.ndcg_10),
            ("AP", self.ap),
            ("R@100", self.r_100),
            ("P@5", self.p_5),
            ("RR", self.rr),
        ]
    }

    /// Mean over some queries; 0 over none.
    #[must_use]
    pub fn mean<'s>(all: impl IntoIterator<Item = &'s Self>) -> Self {
        let mut sum = Self::default();
        let mut count = 0.0;
        for one in all {
            sum.ndcg_10 += one.ndcg_10;
            sum.ap += one.ap;
            sum.r_100 += one.r_100;
            sum.p_5 += one.p_5;
            sum.rr += one.rr;
            count += 1.0;
        }
        let mean = |sum| ratio(sum, count);
        Self {
            ndcg_10: mean(sum.ndcg_10),
            ap: mean(sum.ap),
            r_100: mean(sum.r_100),
            p_5: mean(sum.p_5),
            rr: mean(sum.rr),
        }
    }
}

/// Scores of one query.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QueryScores {
    /// The query.
    pub query: String,
    /// How good its list is.
    #[serde(flatten)]
    pub scores: RankingScores,
}

/// Scores a run: each query that was judged, in order of their ids.
#[must_use]
pub fn score_run(run: &Run, qrels: &Qrels) -> Vec<QueryScores> {
    let scored = |(query, grades): (&str, &Grades)| {
        let scores = score_ranking(run.of(query), grades);
        QueryScores { query: query.to_owned(), scores }
    };
    qrels.queries().map(scored).collect()
}

/// Scores the list of one query.
#[must_use]
pub fn score_ranking(listed: &[Listed], grades: &Grades) -> RankingScores {
    let mut listed: Vec<&Listed> = listed.iter().collect();
    listed.sort_by(|a, b| place(a, b));
    let grades_listed: Vec<i64> =
        listed.iter().map(|listed| grades.get(&listed.document).copied().unwrap_or(0)).collect();
    let mut best: Vec<i64> = grades.values().copied().collect();
    best.sort_unstable_by(|a, b| b.cmp(a));
    let relevant = count(best.iter().copied());
    let mut found = 0.0;
    let mut precisions = 0.0;
    let mut rr = 0.0;
    for (rank, grade) in ranks().zip(&grades_listed) {
        if *grade > 0 {
            found += 1.0;
            precisions += found / rank;
            rr = f64::max(rr, 1.0 / rank);
        }
    }
    let first = |n| count(grades_listed.iter().copied().take(n));
    RankingScores {
        ndcg_10: ratio(gain(&grades_listed, 10), gain(&best, 10)),
        ap: ratio(precisions, relevant),
        r_100: ratio(first(100), relevant),
        p_5: first(5) / 5.0,
        rr,
    }
}

/// `Less` comes first.
fn place(a: &Listed, b: &Listed) -> Ordering {
    b.score.total_cmp(&a.score).then_with(|| b.document.cmp(&a.document))
}

/// 1, 2, 3, …
fn ranks() -> impl Iterator<Item = f64> {
    std::iter::successors(Some(1.0), |rank| Some(rank + 1.0))
}

/// How many of some grades are of relevant documents.
fn count(grades: impl Iterator<Item = i64>) -> f64 {
    grades.filter(|grade| *grade > 0).fold(0.0, |count, _| count + 1.0)
}

/// Discounted cumulated gain of the first `depth`.
#[expect(clippy::cast_precision_loss, reason = "grades are small numbers")]
fn gain(grades: &[i64], depth: usize) -> f64 {
    let first = ranks().zip(grades).take(depth);
    let gains = first.map(|(rank, grade)| (*grade).max(0) as f64 / (rank + 1.0).log2());
    // The sum of no floating-point numbers is -0, which would be printed so.
    gains.fold(0.0, |sum, gain| sum + gain)
}

fn ratio(part: f64, whole: f64) -> f64 {
    if whole > 0.0 { part / whole } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn grades(of: &[(&str, i64)]) -> Grades {
        of.iter().map(|(document, grade)| ((*document).to_owned(), *grade)).collect()
    }

    fn listed(of: &[(&str, f32)]) -> Vec<Listed> {
        of.iter()
            .map(|(document, score)| Listed { document: (*document).to_owned(), score: *score })
            .collect()
    }

    #[track_caller]
    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-9, "{found}, not {expected}");
    }

    #[test]
    fn equal_scores_stand_by_id_from_z_to_a() {
        let judged = grades(&[("a", 1)]);
        close(score_ranking(&listed(&[("a", 1.0), ("b", 1.0)]), &judged).rr, 0.5);
        close(score_ranking(&listed(&[("b", 0.5), ("a", 1.0)]), &judged).rr, 1.0);
    }

    #[test]
    fn gains_are_grades_and_those_below_zero_are_none() {
        let judged = grades(&[("a", 3), ("b", 1), ("c", -1)]);
        let scores = score_ranking(&listed(&[("c", 3.0), ("a", 2.0), ("b", 1.0)]), &judged);
        let best = 3.0 + 1.0 / 3_f64.log2();
        close(scores.ndcg_10, (3.0 / 3_f64.log2() + 0.5) / best);
        close(scores.ap, f64::midpoint(1.0 / 2.0, 2.0 / 3.0));
        close(scores.p_5, 0.4);
    }

    #[test]
    fn without_anything_relevant_or_listed_all_is_zero() {
        let nothing = RankingScores::default();
        assert_eq!(score_ranking(&listed(&[("a", 1.0)]), &grades(&[("a", 0)])), nothing);
        assert_eq!(score_ranking(&[], &grades(&[("a", 1)])), nothing);
        assert_eq!(RankingScores::mean([]), nothing);
    }

    #[test]
    fn the_mean_is_over_queries_that_were_judged() {
        let mut qrels = Qrels::default();
        for line in ["1 0 a 1", "2 0 a 1", "3 0 a 0"] {
            qrels.read_line(line).expect("a judgment");
        }
        let mut run = Run::default();
        for query in ["1", "not judged"] {
            run.insert(query, listed(&[("a", 1.0)]));
        }
        let each = score_run(&run, &qrels);
        assert_eq!(each.iter().map(|one| one.query.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
        close(RankingScores::mean(each.iter().map(|one| &one.scores)).rr, 1.0 / 3.0);
    }

    proptest! {
        #[test]
        fn measures_are_shares_and_do_not_depend_on_the_order_of_lines(
            documents in prop::collection::btree_map("[a-d]{1,2}", (0_u8..4, -1_i64..4), 0..20),
        ) {
            let judged: Grades =
                documents.iter().map(|(id, (_, grade))| (id.clone(), *grade)).collect();
            let mut list: Vec<Listed> = documents
                .iter()
                .map(|(id, (score, _))| Listed { document: id.clone(), score: f32::from(*score) })
                .collect();
            let scores = score_ranking(&list, &judged);
            for (name, score) in scores.named() {
                prop_assert!((0.0..=1.0 + 1e-12).contains(&score), "{name} {score}");
            }
            list.reverse();
            prop_assert_eq!(score_ranking(&list, &judged), scores);
        }

        #[test]
        fn the_best_order_is_perfect(grades in prop::collection::vec(1_i64..4, 1..30)) {
            let judged: Grades =
                grades.iter().enumerate().map(|(i, grade)| (i.to_string(), *grade)).collect();
            let list: Vec<Listed> = judged
                .iter()
                .map(|(id, grade)| Listed {
                    document: id.clone(),
                    score: f32::from(u8::try_from(*grade).unwrap_or(0)),
                })
                .collect();
            let scores = score_ranking(&list, &judged);
            for score in [scores.ndcg_10, scores.ap, scores.r_100, scores.rr] {
                prop_assert!((score - 1.0).abs() < 1e-9);
            }
        }
    }
}

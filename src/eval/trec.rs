//! The two formats of TREC: runs (`query Q0 document rank score tag`) and judgments, called qrels
//! (`query 0 document grade`).
//!
//! Both are read line by line, so that a bad line can be named and costs nothing else.

use std::collections::BTreeMap;
use std::fmt;

/// A document that a run lists for a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its id.
    pub document: String,
    /// Its score, larger is better; as fine as `trec_eval` reads it.
    pub score: f32,
}

/// What a system lists for each query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run(BTreeMap<String, Vec<Listed>>);

impl Run {
    /// What is listed for a query, in the order of its lines; scores alone rank.
    #[must_use]
    pub fn of(&self, query: &str) -> &[Listed] {
        self.0.get(query).map_or(&[], Vec::as_slice)
    }

    /// Takes what is listed for a query, best first.
    pub fn insert(&mut self, query: &str, listed: Vec<Listed>) {
        self.0.insert(query.to_owned(), listed);
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// When it has other fields than a run, a score that is no number, or a document that is
    /// listed for the query before.
    pub fn read_line(&mut self, line: &str) -> Result<(), String> {
        let [query, _, document, _, score, _] = fields(line)?;
        let score = score.parse().ok().filter(|score: &f32| !score.is_nan());
        let score = score.ok_or("the score is no number")?;
        let listed = self.0.entry(query.to_owned()).or_default();
        if listed.iter().any(|listed| listed.document == document) {
            return Err(twice(document, query));
        }
        listed.push(Listed { document: document.to_owned(), score });
        Ok(())
    }
}

/// The lines of the run, queries in order of their ids.
impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (query, listed) in &self.0 {
            for (rank, Listed { document, score }) in (1..).zip(listed) {
                writeln!(f, "{}", RunLine { query, document, rank, score: *score })?;
            }
        }
        Ok(())
    }
}

/// How people judged documents for each query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qrels(BTreeMap<String, Grades>);

/// How documents were judged for one query: above 0 is relevant, more is better.
pub type Grades = BTreeMap<String, i64>;

impl Qrels {
    /// All queries with their judgments, in order of their ids.
    pub fn queries(&self) -> impl Iterator<Item = (&str, &Grades)> {
        self.0.iter().map(|(query, grades)| (query.as_str(), grades))
    }

    /// Reads a line.
    ///
    /// # Errors
    ///
    /// When it has other fields than a judgment, a grade that is no whole number, or a document
    /// that was judged for the query before.
    pub fn read_line(&mut self, line: &str) -> Result<(), String> {
        let [query, _, document, grade] = fields(line)?;
        let grade = grade.parse().map_err(|_| "the grade is no whole number")?;
        let grades = self.0.entry(query.to_owned()).or_default();
        if grades.contains_key(document) {
            return Err(twice(document, query));
        }
        grades.insert(document.to_owned(), grade);
        Ok(())
    }
}

fn fields<const N: usize>(line: &str) -> Result<[&str; N], String> {
    let fields: Vec<&str> = line.split_ascii_whitespace().collect();
    <[&str; N]>::try_from(fields)
        .map_err(|fields| format!("expected {N} fields, found {}", fields.len()))
}

fn twice(document: &str, query: &str) -> String {
    format!("{document} stands twice for query {query}")
}

/// The name of the system in the runs that it writes.
const TAG: &str = "onrecord";

/// A line of a run.
#[derive(Clone, Copy, Debug)]
pub struct RunLine<'a> {
    /// The query.
    pub query: &'a str,
    /// The document.
    pub document: &'a str,
    /// Its place, from 1.
    pub rank: usize,
    /// Its score.
    pub score: f32,
}

impl fmt::Display for RunLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { query, document, rank, score } = self;
        write!(f, "{query} Q0 {document} {rank} {score} {TAG}")
    }
}

/// Whether a word can be an id in these formats.
#[must_use]
pub fn is_trec_id(id: &str) -> bool {
    !id.is_empty() && !id.contains(|c: char| c.is_whitespace() || c.is_control())
}

/// Reads `id<TAB>query`; white space around both does not count.
///
/// # Errors
///
/// When there is no tab, or the id could not stand in a run.
pub fn topic(line: &str) -> Result<(&str, &str), String> {
    let (id, query) = line.split_once('\t').ok_or("no tab between the id and the query")?;
    let id = id.trim();
    if is_trec_id(id) { Ok((id, query.trim())) } else { Err(format!("{id:?} is no id of a query")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_run_reads_back() {
        let line = RunLine { query: "q1", document: "a/1", rank: 1, score: 2.25 }.to_string();
        assert_eq!(line, "q1 Q0 a/1 1 2.25 onrecord");
        let mut run = Run::default();
        assert_eq!(run.read_line(&line), Ok(()));
        assert_eq!(run.of("q1"), [Listed { document: "a/1".to_owned(), score: 2.25 }]);
        assert!(run.of("q2").is_empty());
        assert_eq!(run.to_string(), line + "\n");
    }

    #[test]
    fn what_is_wrong_with_a_line_is_told() {
        let mut run = Run::default();
        let mut read = |line| run.read_line(line).map_err(|detail| detail.clone());
        assert_eq!(read("q1 Q0 d1 1 2.5 me"), Ok(()));
        for (line, detail) in [
            ("q1 Q0 d1 2 1.5 me", "d1 stands twice for query q1"),
            ("q1 Q0 d2 2 high me", "the score is no number"),
            ("q1 Q0 d2 2 NaN me", "the score is no number"),
            ("q1 d2 2 1.5", "expected 6 fields, found 4"),
        ] {
            assert_eq!(read(line), Err(detail.to_owned()), "{line}");
        }
        let mut qrels = Qrels::default();
        let mut read = |line| qrels.read_line(line).map_err(|detail| detail.clone());
        assert_eq!(read("q1\t0\td1\t-1"), Ok(()));
        for (line, detail) in [
            ("q1 0 d1 1", "d1 stands twice for query q1"),
            ("q1 0 d2 0.5", "the grade is no whole number"),
            ("q1 0 d2", "expected 4 fields, found 3"),
        ] {
            assert_eq!(read(line), Err(detail.to_owned()), "{line}");
        }
    }

    #[test]
    fn topics_have_an_id_and_a_query() {
        assert_eq!(topic("7\tharbour  talks\r"), Ok(("7", "harbour  talks")));
        assert_eq!(topic(" 7 \ta\tb"), Ok(("7", "a\tb")));
        assert_eq!(topic("7\t"), Ok(("7", "")));
        for line in ["harbour talks", "\tharbour", "a b\tharbour"] {
            assert!(topic(line).is_err(), "{line}");
        }
    }
}

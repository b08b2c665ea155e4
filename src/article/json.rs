//! JSON: one article, a list of them, or an object that holds one such list.

use serde_json::{Map, Value};

use super::elements::{Element, Elements, deeper_than, skip_space, value_end};
use super::fields;
use super::read::Desk;
use super::{FieldMap, PublishedFrom};

/// Names under which an object keeps its list of articles, when it holds several lists.
const LISTS: &[&str] = &[
    "articles",
    "items",
    "data",
    "results",
    "docs",
    "documents",
    "hits",
    "records",
    "news",
    "posts",
    "entries",
    "stories",
    "@graph",
];

/// Reads a file of JSON.
///
/// Lists and objects that follow one another without being in a list are read too, as the lines
/// of a file with the wrong ending are.
pub(super) fn read(text: &str, desk: &mut Desk<'_>) {
    let mut reader = Reader { places: Places::new(text), desk, records: 0 };
    let mut at = skip_space(text, 0);
    while at < text.len() {
        let end = match text.as_bytes()[at] {
            b'[' => reader.list(at),
            b'{' => {
                let end = value_end(text, at);
                let only = reader.records == 0 && skip_space(text, end) == text.len();
                reader.object(at..end, only);
                end
            }
            _ => {
                let place = reader.places.of(at);
                reader.desk.fail(&format!("{place}: neither a list nor an object begins here"));
                return;
            }
        };
        at = skip_space(text, end);
    }
}

struct Reader<'a, 'd> {
    places: Places<'a>,
    desk: &'a mut Desk<'d>,
    /// Records so far.
    records: usize,
}

impl Reader<'_, '_> {
    /// Reads the records of the list that opens at `at`; returns its end.
    fn list(&mut self, at: usize) -> usize {
        let mut elements = Elements::of(self.places.text, at);
        for element in elements.by_ref() {
            match element {
                Ok(element) => self.record(element.value),
                Err(broken) => {
                    let place = self.places.of(broken.at);
                    self.desk.fail(&format!("{place}: {}", broken.detail));
                }
            }
        }
        elements.end()
    }

    /// Reads an object: an article, or the list that it holds.
    fn object(&mut self, value: std::ops::Range<usize>, only: bool) {
        let text = self.places.text;
        match list_in(text, value.start, self.desk.map()) {
            Err(names) => {
                let place = self.places.of(value.start);
                self.desk.fail(&format!(
                    "{place}: several lists that could be the articles: {}",
                    names.join(", ")
                ));
            }
            Ok(Some(list)) => {
                self.list(list);
            }
            Ok(None) if only => match self.parse(value) {
                Ok(object) => {
                    let map = self.desk.map();
                    self.desk.only(fields::draft(object, PublishedFrom::Record, map));
                }
                Err(detail) => self.desk.fail(&detail),
            },
            Ok(None) => self.record(value),
        }
    }

    fn record(&mut self, value: std::ops::Range<usize>) {
        self.records += 1;
        let place = format!("record {}, {}", self.records, self.places.of(value.start));
        match self.parse(value) {
            Ok(object) => {
                let map = self.desk.map();
                let draft = fields::draft(object, PublishedFrom::Record, map);
                self.desk.record(draft, self.records, &place);
            }
            Err(detail) => self.desk.fail(&format!("record {}, {detail}", self.records)),
        }
    }

    /// Parses one object; an error begins with its place in the file.
    fn parse(&mut self, value: std::ops::Range<usize>) -> Result<Map<String, Value>, String> {
        let start = value.start;
        let (line, column) = self.places.at(start);
        parse(&self.places.text[value], self.desk.limits().nesting).map_err(|error| match error {
            Wrong::Syntax { line: 1, column: within, detail } => {
                format!("line {line}, column {}: {detail}", column + within.saturating_sub(1))
            }
            Wrong::Syntax { line: within, column, detail } => {
                format!("line {}, column {column}: {detail}", line + within - 1)
            }
            Wrong::Kind => format!("line {line}, column {column}: not an object"),
        })
    }
}

/// Why a text is no JSON object.
pub(super) enum Wrong {
    /// It cannot be parsed, at this place of it, both numbers from 1.
    Syntax { line: usize, column: usize, detail: String },
    /// It is another value.
    Kind,
}

/// Parses one object that nests at most `nesting` deep.
pub(super) fn parse(text: &str, nesting: usize) -> Result<Map<String, Value>, Wrong> {
    if let Some(at) = deeper_than(text, nesting) {
        let (line, column) = Places::new(text).at(at);
        return Err(Wrong::Syntax {
            line,
            column,
            detail: format!("nested deeper than {nesting} (--max-nesting)"),
        });
    }
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(Wrong::Kind),
        Err(error) => {
            let mut detail = error.to_string();
            // The place is told in terms of the file.
            if let Some(place) = detail.rfind(" at line ") {
                detail.truncate(place);
            }
            Err(Wrong::Syntax { line: error.line().max(1), column: error.column(), detail })
        }
    }
}

/// The opening bracket of the one list of objects that the object at `open` holds in place of an
/// article; the names of the lists when there are several.
///
/// An object with a text is an article whatever lists it holds, and so is one with a headline
/// unless the name of the list tells otherwise.
fn list_in<'t>(text: &'t str, open: usize, map: &FieldMap) -> Result<Option<usize>, Vec<&'t str>> {
    let members: Vec<Element<'_>> = Elements::of(text, open).filter_map(Result::ok).collect();
    let value = |member: &Element<'_>| &text[member.value.clone()];
    if members.iter().any(|member| fields::is_text(member.name, map) && value(member) != "null") {
        return Ok(None);
    }
    let has_headline = members.iter().any(|member| fields::is_headline(member.name));
    let is_known = |name: &str| LISTS.iter().any(|known| known.eq_ignore_ascii_case(name));
    let lists: Vec<&Element<'_>> = members
        .iter()
        .filter(|member| {
            let value = value(member);
            value.starts_with('[')
                && value[skip_space(value, 1)..].starts_with('{')
                && !fields::is_field(member.name)
                && (!has_headline || is_known(member.name))
        })
        .collect();
    let known: Vec<&&Element<'_>> = lists.iter().filter(|list| is_known(list.name)).collect();
    match (&lists[..], &known[..]) {
        ([], _) => Ok(None),
        ([list], _) => Ok(Some(list.value.start)),
        (_, [list]) => Ok(Some(list.value.start)),
        (lists, _) => Err(lists.iter().map(|list| list.name).collect()),
    }
}

/// Lines and columns of places that are asked for in order.
struct Places<'t> {
    text: &'t str,
    /// The last place.
    last: usize,
    /// Its line, from 1.
    line: usize,
    /// The first byte of its line.
    line_start: usize,
}

impl<'t> Places<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, last: 0, line: 1, line_start: 0 }
    }

    /// Line and column of the byte `at`, both from 1, the column in bytes.
    fn at(&mut self, at: usize) -> (usize, usize) {
        debug_assert!(at >= self.last, "places are asked for in order");
        let passed = self.text.get(self.last..at).unwrap_or_default();
        self.line += passed.matches('\n').count();
        if let Some(newline) = passed.rfind('\n') {
            self.line_start = self.last + newline + 1;
        }
        self.last = at;
        (self.line, at - self.line_start + 1)
    }

    /// [`Places::at`] in words.
    fn of(&mut self, at: usize) -> String {
        let (line, column) = self.at(at);
        format!("line {line}, column {column}")
    }
}

//! Facets and people as CSV (RFC 4180), with the names of the JSON fields.

use std::fmt::Write as _;

use crate::hit::{FacetCounts, Person};

/// One row for each value of each facet.
#[must_use]
pub fn facets(facets: &[FacetCounts]) -> String {
    let mut out = String::from("field,value,label,passages,articles,selected\r\n");
    for facet in facets {
        for value in &facet.values {
            let _ = write!(
                out,
                "{},{},{},{},{},{}\r\n",
                cell(&facet.fields.join("*")),
                cell(&value.value.join("*")),
                cell(&value.label.join(" * ")),
                value.passages,
                value.articles,
                value.selected
            );
        }
    }
    out
}

/// One row for each person or body.
#[must_use]
pub fn people(people: &[Person]) -> String {
    let mut out =
        String::from("value,label,kind,aliases,passages,articles,mentioned,first,last\r\n");
    for person in people {
        let day =
            |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let kind = format!("{:?}", person.kind).to_lowercase();
        let _ = write!(
            out,
            "{},{},{kind},{},{},{},{},{},{}\r\n",
            cell(&person.key),
            cell(&person.label),
            cell(&person.aliases.join("; ")),
            person.passages,
            person.articles,
            person.mentioned,
            day(person.first),
            day(person.last)
        );
    }
    out
}

/// Quotes what needs it. A cell that a spreadsheet would take for a formula gets an apostrophe.
fn cell(text: &str) -> String {
    let text = super::safe::safe(text);
    let text =
        if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.into() };
    if text.contains(['"', ',', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_and_harmless() {
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("=SUM(A1)"), "'=SUM(A1)");
    }
}

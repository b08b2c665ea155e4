//! A run of capitalised words → title and name.

use std::ops::Range;

use super::lexicon::Senses;
use super::reader::Reader;
use super::{roles, titles};

/// Offices that keep an "of": "Secretary of State", "Chief of Staff".
const WITH_PORTFOLIO: &[&str] = &[
    "secretary",
    "minister",
    "undersecretary",
    "chairman",
    "director",
    "head",
    "speaker",
    "chief",
];

/// Whether "of" and a portfolio behind this office belong to the title.
pub(super) fn takes_portfolio(office: &str) -> bool {
    WITH_PORTFOLIO.contains(&office)
}

/// A name within a run.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// Its tokens.
    pub(super) name: Range<usize>,
    /// First token of its title, else of the name.
    pub(super) from: usize,
    /// Its title.
    pub(super) title: Option<String>,
}

/// Senses of words that may stand in a title but name nobody alone.
const GENERIC: Senses = Senses::OFFICE
    .with(Senses::ADDRESS)
    .with(Senses::OF_OFFICE)
    .with(Senses::PORTFOLIO)
    .with(Senses::RELATION);

/// Cuts a run into the names it holds, in text order.
pub(super) fn split(reader: &Reader<'_, '_>, run: Range<usize>) -> Vec<Part> {
    let mut parts = Vec::new();
    if let Some(part) = after_portfolio(reader, &run) {
        parts.push(part);
        return parts;
    }
    if is_acronym_before_name(reader, &run) {
        parts.extend(plain(reader, run.start..run.start + 1));
        parts.extend(plain(reader, run.start + 1..run.end));
        return parts;
    }
    let Some(title_end) = title_end(reader, &run) else {
        parts.extend(plain(reader, run));
        return parts;
    };
    let from = run.start;
    let portfolio = reader.tokens.lower(title_end.office + 1) == "of"
        || reader.tokens.lower(title_end.office + 2) == "of";
    let behind = if portfolio { title_end.name } else { title_end.office + 1 };
    let title = roles::words(reader, from..behind);
    parts.extend(employer(reader, from..title_end.office));
    if title_end.name < run.end {
        let rest = title_end.name..run.end;
        let addressed = reader.senses(title_end.office).has(Senses::ADDRESS);
        // "Mr. English" is no language.
        let name = plain(reader, rest.clone())
            .map(|part| part.name)
            .or_else(|| (addressed && rest.len() == 1).then_some(rest));
        parts.extend(name.map(|name| Part { name, from, title: Some(title) }));
    }
    parts
}

/// Whether a run is an acronym and somebody's full name: "CNN Jane Roe".
fn is_acronym_before_name(reader: &Reader<'_, '_>, run: &Range<usize>) -> bool {
    run.len() > 2
        && reader.is_acronym(run.start)
        && !reader.senses(run.start).has(Senses::FORENAME.with(Senses::OFFICE))
        && reader.senses(run.start + 1).has(Senses::FORENAME)
        && !reader.is_upper(run.start + 1)
        && !reader.senses(run.end - 1).has(Senses::BODY.with(Senses::THING))
}

/// The name behind a portfolio whose office is in lower case: "secretary of State Jane Doe".
fn after_portfolio(reader: &Reader<'_, '_>, run: &Range<usize>) -> Option<Part> {
    let name = run.start + 1;
    let office = run.start.checked_sub(2)?;
    let fits = run.len() > 1
        && reader.senses(run.start).has(Senses::PORTFOLIO)
        && reader.senses(name).has(Senses::FORENAME)
        && reader.tokens.lower(office + 1) == "of"
        && takes_portfolio(reader.tokens.lower(office));
    let title = || Some(roles::words(reader, office..name));
    fits.then(|| Part { name: name..run.end, from: office, title: title() })
}

/// Where a title ends and the name begins.
struct TitleEnd {
    /// The last word that is an office or form of address.
    office: usize,
    /// The first word of the name.
    name: usize,
}

/// Finds the title at the beginning of a run.
fn title_end(reader: &Reader<'_, '_>, run: &Range<usize>) -> Option<TitleEnd> {
    let head = Senses::OFFICE.with(Senses::ADDRESS);
    let office = run.clone().rev().find(|&i| {
        let senses = reader.senses(i);
        senses.has(head) && is_title(reader, run, i)
    })?;
    let mut name = office + 1;
    if reader.is_mark(name, ".") {
        name += 1;
    }
    if name < run.end && reader.tokens.lower(name) == "of" {
        name += 1;
        while name < run.end
            && (reader.tokens.lower(name) == "the"
                || reader.senses(name).has(Senses::PORTFOLIO.with(Senses::OF_OFFICE)))
        {
            name += 1;
        }
    }
    Some(TitleEnd { office, name: name.min(run.end) })
}

/// Whether the office at `i` is a title of what follows, or the run is nothing but a title.
fn is_title(reader: &Reader<'_, '_>, run: &Range<usize>, i: usize) -> bool {
    let before = run.start..i;
    let after = i + 1..run.end;
    let not_name =
        Senses::BODY.with(Senses::LEGAL_FORM).with(Senses::THING).with(Senses::PLACE_HEAD);
    // "Mr. King": a form of address right in front makes the office a surname.
    let addressed = before.clone().rev().find(|&k| !reader.is_mark(k, ".")).is_some_and(|k| {
        reader.senses(k).has(Senses::OF_MEN.with(Senses::OF_WOMEN))
            && reader.senses(k).has(Senses::ADDRESS)
    });
    if after.is_empty() && addressed && titles::is_surname_too(reader.tokens.lower(i)) {
        return false;
    }
    // "Sultan bin Roe": the particle of descent follows a forename.
    if matches!(reader.tokens.lower(i + 1), "bin" | "ibn" | "bint") {
        return false;
    }
    if after.is_empty() {
        // "Stephen King" is a name, "Prime Minister" is not.
        return before.clone().all(|k| {
            let senses = reader.senses(k);
            senses.has(GENERIC.with(Senses::PEOPLE).with(Senses::PLACE).with(Senses::KNOWN_BODY))
                || reader.is_acronym(k)
                || reader.is_mark(k, ".")
        }) && !(before.is_empty() && reader.senses(i).has(Senses::FORENAME));
    }
    if after.clone().all(|k| reader.senses(k).has(Senses::SUFFIX) || reader.is_mark(k, ",")) {
        return false;
    }
    if let Some(first) = before.clone().next() {
        let senses = reader.senses(first);
        let person = senses.has(Senses::FORENAME)
            && !senses.has(GENERIC.with(Senses::PEOPLE).with(Senses::PLACE));
        if person && before.len() == 1 {
            return false;
        }
    } else if reader.senses(i).has(Senses::FORENAME) {
        // "Dean Smith" is called Dean; "Dean John Smith" is one.
        return reader.senses(i + 1).has(Senses::FORENAME);
    }
    if reader.tokens.lower(i + 1) == "of" {
        return takes_portfolio(reader.tokens.lower(i));
    }
    // "Justice Department", "General Electric", "General Assembly"
    !reader.senses(run.end - 1).has(not_name)
        || after.clone().any(|k| reader.senses(k).has(Senses::FORENAME))
}

/// The name of a body or place inside a title: "FBI" in "FBI Director".
fn employer(reader: &Reader<'_, '_>, front: Range<usize>) -> Option<Part> {
    let mut name = front;
    let body =
        |range: &Range<usize>| range.len() > 1 && reader.senses(range.end - 1).has(Senses::BODY);
    while !name.is_empty() {
        let senses = reader.senses(name.end - 1);
        let loose = senses.has(GENERIC.with(Senses::PEOPLE).with(Senses::ORDINARY))
            || reader.is_mark(name.end - 1, ".");
        let solid = senses.has(Senses::KNOWN_BODY.with(Senses::PLACE));
        if !loose || solid || (body(&name) && !senses.has(Senses::OF_OFFICE)) {
            break;
        }
        name.end -= 1;
    }
    let part = plain(reader, name)?;
    let senses = reader.senses(part.name.start);
    let known = reader.is_acronym(part.name.start)
        || senses.has(Senses::KNOWN_BODY.with(Senses::PLACE))
        || body(&part.name);
    known.then_some(part)
}

/// The name in a run without title: demonyms and generic words around it left out.
fn plain(reader: &Reader<'_, '_>, run: Range<usize>) -> Option<Part> {
    let name = trimmed(reader, run);
    let nameless = name.clone().all(|i| is_nameless(reader, i, name.len()));
    (!nameless).then_some(Part { from: name.start, name, title: None })
}

/// A run without the demonyms, parties and full stops around its name.
fn trimmed(reader: &Reader<'_, '_>, mut name: Range<usize>) -> Range<usize> {
    // "House Republicans", "Clinton Democrats"; but "Bryan English"
    while name.len() > 1
        && reader.senses(name.end - 1).has(Senses::PEOPLE)
        && !matches!(reader.tokens.lower(name.end - 2), "of" | "for" | "on" | "and")
        && (reader.tokens.lower(name.end - 1).ends_with('s')
            || !reader.senses(name.end - 2).has(Senses::FORENAME))
    {
        name.end -= 1;
    }
    while name.len() > 1
        && matches!(reader.tokens.lower(name.start), "former" | "late" | "then" | "ex" | "longtime")
    {
        name.start += 1;
    }
    while name.len() > 1 && is_stripped(reader, &name) {
        name.start += 1;
    }
    while !name.is_empty() && reader.is_mark(name.end - 1, ".") {
        name.end -= 1;
    }
    name
}

/// Whether the first word of a run is a demonym or party that is no part of the name.
fn is_stripped(reader: &Reader<'_, '_>, name: &Range<usize>) -> bool {
    let first = reader.senses(name.start);
    let second = reader.senses(name.start + 1);
    if !first.has(Senses::PEOPLE) || (first.has(Senses::FORENAME) && !second.has(Senses::FORENAME))
    {
        return false;
    }
    let group = Senses::BODY
        .with(Senses::THING)
        .with(Senses::PLACE_HEAD)
        .with(Senses::LEGAL_FORM)
        .with(Senses::KNOWN_BODY);
    let groupless = name.clone().all(|i| !reader.senses(i).has(group));
    let personal = second.has(Senses::FORENAME.with(Senses::PEOPLE).with(GENERIC));
    let partisan = is_partisan(reader.tokens.lower(name.start));
    let chamber = name.len() == 2 && second.has(Senses::KNOWN_BODY);
    (personal && groupless) || (partisan && (groupless || chamber))
}

/// Whether a word of a name of `len` tokens names nobody.
fn is_nameless(reader: &Reader<'_, '_>, i: usize, len: usize) -> bool {
    let senses = reader.senses(i);
    if senses.has(Senses::KNOWN_BODY.with(Senses::PLACE)) || reader.is_surname_may(i) {
        return false;
    }
    let generic = GENERIC
        .with(Senses::PEOPLE)
        .with(Senses::ORDINARY)
        .with(Senses::CALENDAR)
        .with(Senses::PLACE_FRONT)
        .with(Senses::SUFFIX)
        .with(Senses::THING);
    if len > 1 {
        return senses.has(generic) && !senses.has(Senses::BODY.with(Senses::FORENAME));
    }
    let heads = Senses::BODY.with(Senses::PLACE_HEAD).with(Senses::LEGAL_FORM);
    let forename = senses.has(Senses::FORENAME)
        && !senses.has(Senses::CALENDAR.with(Senses::PEOPLE).with(Senses::ORDINARY));
    senses.has(generic.with(heads)) && !forename
}

/// Words for party members in front of names: "Republican Jane Doe", "Democratic Senate".
fn is_partisan(lower: &str) -> bool {
    matches!(
        lower,
        "republican" | "democrat" | "democratic" | "libertarian" | "conservative" | "tory"
    )
}

#[cfg(test)]
mod tests {
    use super::super::reader::common_words;
    use super::*;
    use crate::text::Tokens;

    #[track_caller]
    fn cut(run: &str, expected: &[(&str, Option<&str>)]) {
        let tokens = Tokens::new(run);
        let common = common_words(&tokens);
        let reader = Reader::new(&tokens, &common);
        let parts = split(&reader, 0..tokens.len());
        let found: Vec<(&str, Option<&str>)> = parts
            .iter()
            .map(|part| {
                let span = tokens.cover(part.name.start, part.name.end - 1);
                (span.of(run), part.title.as_deref())
            })
            .collect();
        assert_eq!(found, expected, "{run}");
    }

    #[test]
    fn titles_are_cut_off() {
        cut("Defense Minister Kari Lind", &[("Kari Lind", Some("defense minister"))]);
        cut("Lt. Col. Ib Friis", &[("Ib Friis", Some("lieutenant colonel"))]);
        cut("Turkish President Demirel", &[("Demirel", Some("president"))]);
        cut("Secretary of State Jane Roe", &[("Jane Roe", Some("secretary of state"))]);
        cut("Mr. English", &[("English", Some("mr"))]);
        cut("Shri Harin Lal", &[("Harin Lal", Some("shri"))]);
        cut("Health CS Ana Otieno", &[("Ana Otieno", Some("health cs"))]);
        cut("CSP Musa Bello", &[("Musa Bello", Some("csp"))]);
        cut(
            "Revenue and Disaster Management Minister D. Roe",
            &[("D. Roe", Some("revenue and disaster management minister"))],
        );
    }

    #[test]
    fn a_title_may_be_the_name_itself() {
        cut("Mr. King", &[("King", Some("mr"))]);
        cut("Mr. Speaker", &[]);
        cut("Sheikh Sultan bin Hamad", &[("Sultan bin Hamad", Some("sheikh"))]);
        cut("Sultan Hamad", &[("Hamad", Some("sultan"))]);
    }

    #[test]
    fn titles_alone_and_bodies_are_no_titled_names() {
        cut("Prime Minister", &[]);
        cut("Supreme Court Justice", &[]);
        cut("Justice Department", &[("Justice Department", None)]);
        cut("Stephen King", &[("Stephen King", None)]);
        cut("Dean Moss", &[("Dean Moss", None)]);
    }

    #[test]
    fn a_title_may_hold_the_name_of_a_body_or_place() {
        cut("FBI Director Jane Roe", &[("FBI", None), ("Jane Roe", Some("fbi director"))]);
        cut("Ohio Governor Ib Friis", &[("Ohio", None), ("Ib Friis", Some("governor"))]);
        cut("CNN Jane Roe", &[("CNN", None), ("Jane Roe", None)]);
        cut("CNN Jane Roe Show", &[("CNN Jane Roe Show", None)]);
        cut("Defense Secretary Jane Roe", &[("Jane Roe", Some("defense secretary"))]);
    }

    #[test]
    fn demonyms_and_parties_are_cut_off() {
        cut("Republican Jane Roe", &[("Jane Roe", None)]);
        cut("Democratic Senate", &[("Senate", None)]);
        cut("Turkish Airlines", &[("Turkish Airlines", None)]);
        cut("Republicans", &[]);
        cut("German", &[]);
        cut("Ministry of Labour", &[("Ministry of Labour", None)]);
    }
}

//! The fields of a record or of front matter → a draft.
//!
//! Names are those of schema.org and their usual aliases, read without regard to case,
//! underscores and hyphens.

use serde_json::{Map, Value};

use super::byline;
use super::decode::clean;
use super::draft::{Draft, one_line};
use super::published::Stamp;
use super::{Block, FieldMap, PublishedFrom, html};

const HEADLINE: &[&str] = &["headline", "title"];
/// The headline of what has a text or a date; without them, the name of anything.
const NAME: &[&str] = &["name"];
const PUBLISHED: &[&str] = &[
    "datepublished",
    "date",
    "published",
    "publishedat",
    "publisheddate",
    "publishedon",
    "pubdate",
    "publishdate",
    "publicationdate",
    "datecreated",
    "createdat",
];
const AUTHOR: &[&str] = &["author", "byline", "authors", "creator"];
const TEXT: &[&str] = &["articlebody", "text", "body", "content", "fulltext"];
const OUTLET: &[&str] = &["publisher", "outlet", "source", "site", "sitename"];
const URL: &[&str] = &["url", "link", "canonical", "canonicalurl"];
const LANGUAGE: &[&str] = &["inlanguage", "language", "lang"];
const KEY: &[&str] = &["id", "@id", "guid"];

/// Where an object keeps its text: names of people and bodies, and the wrappings of feeds and
/// databases.
const WRAPPED: &[&str] = &["name", "rendered", "@value", "$date", "value", "#text", "text"];

/// Fewest bytes of a text that may be an article under an unknown name.
const LONG_TEXT: usize = 200;

/// Whether `name` is the text of an article, or holds it.
pub(super) fn is_text(name: &str, map: &FieldMap) -> bool {
    let mapped = map.body.as_deref().and_then(|path| path.split('.').next());
    TEXT.contains(&&*plain(name)) || mapped.is_some_and(|mapped| plain(mapped) == plain(name))
}

/// Whether `name` is the headline of an article.
pub(super) fn is_headline(name: &str) -> bool {
    HEADLINE.contains(&&*plain(name))
}

/// Whether `name` is any field of an article.
pub(super) fn is_field(name: &str) -> bool {
    let name = plain(name);
    [HEADLINE, NAME, PUBLISHED, AUTHOR, TEXT, OUTLET, URL, LANGUAGE, KEY]
        .iter()
        .any(|aliases| aliases.contains(&&*name))
}

/// A name in lower case, without the marks between its words.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
}

/// Reads the fields of an object. `from` is what its publication date is said to come from, `map`
/// the names that this archive gives to fields.
pub(super) fn draft(object: Map<String, Value>, from: PublishedFrom, map: &FieldMap) -> Draft {
    let mapped = mapped(&object, map);
    let mut fields =
        Fields(object.into_iter().map(|(name, value)| (plain(&name), value)).collect());
    for (aliases, value) in mapped {
        fields.replace(aliases, value);
    }
    let (body, blocks) = rendered(fields.first(TEXT, body).unwrap_or_default());
    let stamps: Vec<_> =
        fields.all(PUBLISHED, stamp).into_iter().map(|stamp| (from, stamp)).collect();
    let mut headline = fields.first(HEADLINE, line);
    if headline.is_none() && !(body.is_empty() && stamps.is_empty()) {
        headline = fields.first(NAME, line);
    }
    Draft {
        headline: headline.map(|headline| html::line(&headline)),
        byline: fields.first(AUTHOR, names).unwrap_or_default(),
        outlet: fields.first(OUTLET, outlet),
        url: fields.first(URL, line),
        language: fields.first(LANGUAGE, line),
        key: fields.first(KEY, line),
        stamps,
        unknown: if body.is_empty() { fields.long_texts() } else { Vec::new() },
        body,
        blocks,
        title: None,
    }
}

/// A text as body, and its blocks when it is HTML.
pub(super) fn rendered(text: String) -> (String, Option<Vec<Block>>) {
    if html::is_html(&text)
        && let Ok((body, blocks)) = html::fragment(&text)
    {
        return (body, Some(blocks));
    }
    (clean(text), None)
}

/// The names in a text of authors.
pub(super) fn authors(text: &str) -> Vec<String> {
    names(Value::String(text.to_owned())).unwrap_or_default()
}

/// The values that a map names, with the aliases of the fields that they are.
fn mapped(object: &Map<String, Value>, map: &FieldMap) -> Vec<(&'static [&'static str], Value)> {
    let fields = [
        (&map.body, TEXT),
        (&map.headline, HEADLINE),
        (&map.published, PUBLISHED),
        (&map.byline, AUTHOR),
        (&map.outlet, OUTLET),
        (&map.url, URL),
        (&map.language, LANGUAGE),
        (&map.id, KEY),
    ];
    let value = |path: &Option<String>| at(object, path.as_deref()?);
    fields.into_iter().filter_map(|(path, aliases)| Some((aliases, value(path)?))).collect()
}

/// The value at a path of names with stops between them; a name can have stops of its own.
fn at(object: &Map<String, Value>, path: &str) -> Option<Value> {
    let member = |name: &str| {
        let found = object.get(name);
        let mut others = object.iter().filter(|(known, _)| plain(known) == plain(name));
        found.or_else(|| others.next().map(|(_, value)| value))
    };
    if let Some(value) = member(path) {
        return Some(value.clone()).filter(|value| !value.is_null());
    }
    path.match_indices('.').find_map(|(stop, _)| match member(&path[..stop])? {
        Value::Object(inner) => at(inner, &path[stop + 1..]),
        _ => None,
    })
}

/// The members of an object under their plain names.
struct Fields(Vec<(String, Value)>);

impl Fields {
    /// What `read` makes of the first of `aliases` that it makes something of.
    fn first<T>(&mut self, aliases: &[&str], read: fn(Value) -> Option<T>) -> Option<T> {
        aliases.iter().find_map(|alias| self.read(alias, read))
    }

    /// What `read` makes of each of `aliases`, in their order.
    fn all<T>(&mut self, aliases: &[&str], read: fn(Value) -> Option<T>) -> Vec<T> {
        aliases.iter().filter_map(|alias| self.read(alias, read)).collect()
    }

    /// Puts a value in the place of all members that are the same field.
    fn replace(&mut self, aliases: &[&str], value: Value) {
        self.0.retain(|(name, _)| !aliases.contains(&&**name));
        self.0.push((aliases[0].to_owned(), value));
    }

    /// Names of members that could hold an article's text.
    fn long_texts(&self) -> Vec<String> {
        let long = |value: &Value| value.as_str().is_some_and(|text| text.len() >= LONG_TEXT);
        self.0.iter().filter(|(_, value)| long(value)).map(|(name, _)| name.clone()).collect()
    }

    /// A member is read once: no name is an alias of two fields.
    fn read<T>(&mut self, alias: &str, read: fn(Value) -> Option<T>) -> Option<T> {
        self.0
            .iter_mut()
            .filter(|(name, _)| name == alias)
            .find_map(|(_, value)| read(value.take()))
    }
}

/// The text of a value: itself, that of an object's wrapped member, or of the first of a list
/// that has any.
fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => wrapped(object).and_then(text),
        Value::Array(values) => values.into_iter().find_map(text),
        _ => None,
    }
}

fn wrapped(mut object: Map<String, Value>) -> Option<Value> {
    WRAPPED.iter().find_map(|name| object.remove(*name)).filter(|value| !value.is_null())
}

fn line(value: Value) -> Option<String> {
    text(value).map(|text| one_line(&text)).filter(|text| !text.is_empty())
}

/// A publisher; a source that is a web address is none.
fn outlet(value: Value) -> Option<String> {
    line(value).filter(|name| !name.contains("://"))
}

/// A body; a list is one of paragraphs.
fn body(value: Value) -> Option<String> {
    match value {
        Value::Array(parts) => {
            let parts: Vec<String> = parts.into_iter().filter_map(text).collect();
            (!parts.is_empty()).then(|| parts.join("\n\n"))
        }
        value => text(value),
    }
}

/// Names of authors: a list of them, or one text that may hold several.
fn names(value: Value) -> Option<Vec<String>> {
    let names = match value {
        Value::Array(authors) => {
            authors.into_iter().filter_map(line).map(|name| unmarked(&name)).collect()
        }
        author => {
            let list = unmarked(&line(author)?);
            let names = byline::split(&list);
            if names.is_empty() { vec![list] } else { names }
        }
    };
    (!names.is_empty()).then_some(names)
}

/// A name without the "By" before it.
fn unmarked(name: &str) -> String {
    let by = name.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "));
    name[if by { 3 } else { 0 }..].trim().to_owned()
}

fn stamp(value: Value) -> Option<Stamp> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(Stamp::Text(one_line(&text))),
        // Fractions of a second are no matter.
        Value::Number(number) => number
            .as_i64()
            .map(Stamp::Number)
            .or_else(|| number.to_string().split('.').next()?.parse().ok().map(Stamp::Number)),
        Value::Object(object) => wrapped(object).and_then(stamp),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Draft {
        let Value::Object(object) = value else { panic!("no object") };
        draft(object, PublishedFrom::Record, &FieldMap::default())
    }

    #[test]
    fn schema_org_names_are_read() {
        let draft = read(json!({
            "@id": "https://example.org/#1",
            "headline": "Dam  holds",
            "datePublished": "2025-10-13T08:00:00+02:00",
            "author": {"@type": "Person", "name": "Mary Cole"},
            "publisher": {"name": "Daily Post"},
            "articleBody": "The dam held.\r\nIt rained.",
            "url": "https://example.org/dam",
            "inLanguage": "en-GB",
        }));
        assert_eq!(draft.key.as_deref(), Some("https://example.org/#1"));
        assert_eq!(draft.headline.as_deref(), Some("Dam holds"));
        assert_eq!(
            draft.stamps,
            [(PublishedFrom::Record, Stamp::Text("2025-10-13T08:00:00+02:00".into()))]
        );
        assert_eq!(draft.byline, ["Mary Cole"]);
        assert_eq!(draft.outlet.as_deref(), Some("Daily Post"));
        assert_eq!(draft.body, "The dam held.\nIt rained.");
        assert_eq!(draft.url.as_deref(), Some("https://example.org/dam"));
        assert_eq!(draft.language.as_deref(), Some("en-GB"));
    }

    #[test]
    fn a_map_names_fields_at_any_depth() {
        let map: FieldMap =
            "body=story.paragraphs,headline=Slug,published=meta.day".parse().unwrap();
        let value = json!({
            "story": {"paragraphs": ["The dam held.", "It rained."]},
            "slug": "Dam holds", "title": "x", "text": "teaser", "meta.day": "2025-10-13",
        });
        let Value::Object(object) = value else { panic!("no object") };
        let draft = draft(object, PublishedFrom::Record, &map);
        assert_eq!(draft.body, "The dam held.\n\nIt rained.");
        assert_eq!(draft.headline.as_deref(), Some("Dam holds"));
        assert_eq!(draft.stamps.len(), 1);
    }

    #[test]
    fn html_in_a_field_is_rendered() {
        let draft = read(json!({
            "title": "Dam &amp; bridge",
            "content": "<h2>Roads</h2><p>The dam <b>held</b>&nbsp;on.<br>It rained.</p><ul><li>One<li>Two</ul>",
        }));
        assert_eq!(draft.headline.as_deref(), Some("Dam & bridge"));
        assert_eq!(draft.body, "Roads\n\nThe dam held\u{a0}on.\nIt rained.\n\nOne\n\nTwo");
        assert_eq!(draft.blocks.map(|blocks| blocks.len()), Some(4));
        assert_eq!(read(json!({"text": "x < y > z <b>"})).blocks, None);
    }

    #[test]
    fn a_long_text_under_an_unknown_name_is_told() {
        let long = "It rained. ".repeat(30);
        assert_eq!(read(json!({"story": long, "note": "short"})).unknown, ["story"]);
        assert!(read(json!({"story": long, "text": "The dam held."})).unknown.is_empty());
    }

    #[test]
    fn aliases_are_read_in_any_case() {
        let draft = read(json!({
            "ID": 17,
            "Title": {"rendered": "Dam holds"},
            "published_at": 1_760_313_600,
            "pub-date": "13 October 2025",
            "Authors": ["By Mary Cole", {"name": "John Hill"}],
            "source": {"id": null, "name": "Daily Post"},
            "Full_Text": ["The dam held.", "It rained."],
            "link": "https://example.org/dam",
            "lang": "en",
        }));
        assert_eq!(draft.key.as_deref(), Some("17"));
        assert_eq!(draft.headline.as_deref(), Some("Dam holds"));
        assert_eq!(
            draft.stamps.into_iter().map(|(_, stamp)| stamp).collect::<Vec<_>>(),
            [Stamp::Number(1_760_313_600), Stamp::Text("13 October 2025".into())]
        );
        assert_eq!(draft.byline, ["Mary Cole", "John Hill"]);
        assert_eq!(draft.outlet.as_deref(), Some("Daily Post"));
        assert_eq!(draft.body, "The dam held.\n\nIt rained.");
    }

    #[test]
    fn empty_fields_give_way_to_the_next_alias() {
        let draft = read(
            json!({"headline": " ", "title": null, "text": "It rained.", "name": "Dam holds", "author": []}),
        );
        assert_eq!(draft.headline.as_deref(), Some("Dam holds"));
        assert!(draft.byline.is_empty());
        let draft = read(json!({"source": "https://example.org/dam", "site": "Daily Post"}));
        assert_eq!(draft.outlet.as_deref(), Some("Daily Post"));
    }

    #[test]
    fn a_name_is_a_headline_only_of_what_has_a_text_or_a_date() {
        let headline = |value| read(value).headline;
        assert_eq!(headline(json!({"name": "left-pad", "version": "1.3.0"})), None);
        assert_eq!(headline(json!({"name": "Dam", "date": "2025-10-13"})).as_deref(), Some("Dam"));
        assert_eq!(headline(json!({"name": "Dam", "text": "It rained."})).as_deref(), Some("Dam"));
    }

    #[test]
    fn one_text_can_name_several_authors_or_a_body() {
        let names = |author: &str| read(json!({"author": author})).byline;
        assert_eq!(names("Mary Cole and John Hill"), ["Mary Cole", "John Hill"]);
        assert_eq!(names("By Mary Cole, Senior Editor"), ["Mary Cole"]);
        assert_eq!(names("Office of the Mayor"), ["Office of the Mayor"]);
    }
}

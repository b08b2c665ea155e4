//! What a page says of its article outside the text: `<meta>`, `<link>`, `<time>`, `<html lang>`.

use trafilatura::dom::Document;

use super::spacing::HELD;
use crate::article::draft::one_line;

/// Names of `<meta>` elements, lower case, the most telling first.
const HEADLINE: &[&str] = &["og:title", "twitter:title", "dc.title", "parsely-title", "title"];
const AUTHOR: &[&str] =
    &["author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl"];
const OUTLET: &[&str] = &["og:site_name", "application-name", "dc.publisher", "publisher"];
const URL: &[&str] = &["og:url", "twitter:url"];
const LANGUAGE: &[&str] = &["og:locale", "content-language", "language", "dc.language"];

/// What was found outside the text of a page.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub(super) headline: Option<String>,
    pub(super) author: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    /// All headlines that the page gives, in whatever element.
    pub(super) titles: Vec<String>,
    /// Names and values of the `<meta>` elements, names in lower case.
    pub(super) metas: Vec<(String, String)>,
    /// The texts of the scripts that hold schema.org data.
    pub(super) scripts: Vec<String>,
}

/// Reads a page in one pass over its elements.
pub(super) fn read(doc: &Document) -> Head {
    let elements = doc.iter(doc.root(), &[]);
    let mut metas: Vec<(String, String)> = Vec::new();
    let mut head = Head::default();
    let (mut title, mut h1s) = (None, Vec::new());
    let attribute = |id, name| doc.get_attribute(id, name).map(|value| one_line(&value));
    for id in elements {
        match doc.tag_name(id) {
            "html" => head.language = attribute(id, "lang").or_else(|| attribute(id, "xml:lang")),
            "meta" => {
                // In the body `itemprop` can be of any object that the page shows.
                let in_head = doc.parent(id).is_some_and(|above| doc.tag_name(above) == "head");
                let keys = ["property", "name", "http-equiv", "itemprop"];
                let name =
                    keys[..if in_head { 4 } else { 3 }].iter().find_map(|key| attribute(id, key));
                if let (Some(name), Some(value)) = (name, attribute(id, "content"))
                    && !value.is_empty()
                {
                    metas.push((name.to_lowercase(), value));
                }
            }
            "link"
                if attribute(id, "rel")
                    .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
            {
                head.url = head.url.or_else(|| attribute(id, "href").filter(|url| is_address(url)));
            }
            "script" => {
                let kind = attribute(id, "type").unwrap_or_default();
                if kind.to_ascii_lowercase().starts_with("application/ld+json") {
                    head.scripts.push(doc.text_content(id));
                }
            }
            // Pictures have titles too, in the page's body.
            "title" if title.is_none() => title = Some(one_line(&doc.text_content(id))),
            "h1" => h1s.push(id),
            _ => {}
        }
    }
    let meta = |names: &[&str]| -> Vec<String> {
        let mut values = Vec::new();
        for name in names {
            let found = metas.iter().filter(|(known, _)| known == name);
            values.extend(found.map(|(_, value)| value.clone()));
        }
        values
    };
    let first = |names: &[&str]| meta(names).into_iter().next();
    let h1_texts = h1s.iter().map(|id| doc.text_content(*id).replace(HELD, " "));
    let given = meta(HEADLINE).into_iter().chain(h1_texts).chain(title.clone());
    let h1 = match h1s[..] {
        [at] => {
            Some(one_line(&doc.text_content(at).replace(HELD, " "))).filter(|text| !text.is_empty())
        }
        _ => None,
    };
    let given: Vec<String> = given.map(|text| one_line(&text)).collect();
    head.outlet = first(OUTLET).filter(|name| !is_address(name));
    let headline = first(HEADLINE).or(h1).or(title).filter(|text| !text.is_empty());
    head.headline = headline.map(|text| without_outlet(&text, head.outlet.as_deref()));
    head.titles = given.iter().map(|text| without_outlet(text, head.outlet.as_deref())).collect();
    head.author = meta(AUTHOR).into_iter().find(|name| !is_address(name));
    head.url = head.url.or_else(|| meta(URL).into_iter().find(|url| is_address(url)));
    head.language = head.language.filter(|code| !code.is_empty()).or_else(|| first(LANGUAGE));
    head.metas = metas;
    head
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

/// A headline without the name of its outlet at the end: "Dam holds | Daily Post".
fn without_outlet(headline: &str, outlet: Option<&str>) -> String {
    let cut = outlet.and_then(|outlet| {
        let rest = headline.strip_suffix(outlet)?.trim_end();
        Some(rest.strip_suffix(['|', '-', '–', '—', '•', '·', ':'])?.trim_end())
    });
    cut.filter(|rest| !rest.is_empty()).unwrap_or(headline).to_owned()
}

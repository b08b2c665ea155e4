//! schema.org data in a page: which of its objects is the article.

use serde_json::{Map, Value};

/// Types of articles, most telling first; a page is asked last, for the date that it may bear.
const ARTICLES: &[&str] = &[
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BackgroundNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "LiveBlogPosting",
    "Article",
    "BlogPosting",
    "SocialMediaPosting",
    "Report",
    "ScholarlyArticle",
    "TechArticle",
    "AdvertiserContentArticle",
    "SatiricalArticle",
    "Review",
    "CreativeWork",
    "WebPage",
    "ItemPage",
];

/// Members in which an article stands within another object.
const HOLDERS: &[&str] = &["@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"];

/// Deepest that articles are looked for.
const DEEPEST: usize = 5;

/// Objects of a type that can be the article of the page, the most telling first. `scripts` are
/// the texts of its `application/ld+json` elements.
pub(super) fn articles(scripts: &[String]) -> Vec<Map<String, Value>> {
    let mut found = Vec::new();
    for script in scripts {
        if let Some(value) = parse(script) {
            collect(value, 0, &mut found);
        }
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, object)| object).collect()
}

/// Parses a script. Some wrap it in comments, or leave line ends in its strings.
fn parse(script: &str) -> Option<Value> {
    let text = script.trim().trim_start_matches("<!--").trim_end_matches("-->");
    let text = text.trim().trim_start_matches("//<![CDATA[").trim_end_matches("//]]>");
    let text = text.trim().trim_end_matches(';');
    serde_json::from_str(text).ok().or_else(|| {
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&plain).ok()
    })
}

fn collect(value: Value, depth: usize, found: &mut Vec<(usize, Map<String, Value>)>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(values) => {
            for value in values {
                collect(value, depth, found);
            }
        }
        Value::Object(mut object) => {
            let rank = rank(&object);
            for holder in HOLDERS {
                if matches!(object.get(*holder), Some(Value::Array(_) | Value::Object(_)))
                    && let Some(held) = object.remove(*holder)
                {
                    collect(held, depth + 1, found);
                }
            }
            if let Some(rank) = rank {
                found.push((rank, object));
            }
        }
        _ => {}
    }
}

/// The place of an object's type among those of articles.
fn rank(object: &Map<String, Value>) -> Option<usize> {
    let name = |value: &Value| -> Option<usize> {
        let name = value.as_str()?;
        let name = name.rsplit(['/', ':']).next().unwrap_or(name);
        ARTICLES.iter().position(|known| known.eq_ignore_ascii_case(name))
    };
    match object.get("@type")? {
        Value::Array(types) => types.iter().filter_map(name).min(),
        one => name(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headlines(scripts: &[&str]) -> Vec<String> {
        let scripts: Vec<String> = scripts.iter().map(|&script| script.to_owned()).collect();
        articles(&scripts)
            .iter()
            .map(|article| article["headline"].as_str().unwrap_or("").to_owned())
            .collect()
    }

    #[test]
    fn articles_are_found_in_objects_lists_and_graphs() {
        assert_eq!(headlines(&[r#"{"@type": "NewsArticle", "headline": "A"}"#]), ["A"]);
        assert_eq!(
            headlines(&[r#"[{"@type": "Person"}, {"@type": ["Article"], "headline": "A"}]"#]),
            ["A"]
        );
        assert_eq!(
            headlines(&[
                r#"{"@graph": [{"@type": "WebPage", "headline": "P"}, {"@type": "http://schema.org/ReportageNewsArticle", "headline": "A"}]}"#
            ]),
            ["A", "P"]
        );
        assert_eq!(
            headlines(&[
                r#"{"@type": "WebPage", "headline": "P", "mainEntity": {"@type": "Article", "headline": "A"}}"#
            ]),
            ["A", "P"]
        );
    }

    #[test]
    fn broken_and_other_scripts_are_passed_over() {
        assert_eq!(headlines(&["{", r#"{"@type": "Organization"}"#]).len(), 0);
        assert_eq!(
            headlines(&["<!-- {\"@type\": \"Article\", \"headline\": \"A\nB\"}; -->"]),
            ["A B"]
        );
        assert_eq!(headlines(&[&"[".repeat(100_000)]).len(), 0);
    }
}

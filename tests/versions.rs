//! Archives whose files tell their versions, and which of these an index holds.

use std::collections::BTreeMap;

use onrecord::engine::{Engine, FileOutcome};

/// Which version of each file there is.
pub(crate) type Versions = BTreeMap<String, u64>;

/// The version of each file that an index holds, by its text, by its ledger, and by what it counts.
pub(crate) fn versions(engine: &dyn Engine) -> Versions {
    let mut versions = Versions::new();
    let mut passages = 0;
    let each = &mut |_: &str, stored: onrecord::Result<onrecord::StoredArticle>| {
        let stored = stored.expect("an article");
        passages += stored.passages.len() as u64;
        let (_, after) = stored.article.body.split_once("version").expect("a version");
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        let file = stored.article.path.expect("a path");
        let before = versions.insert(file, digits.parse().expect("a number"));
        assert_eq!(before, None, "an article is there once");
    };
    engine.each_article(each).expect("articles");
    let coverage = engine.coverage().expect("counts");
    assert_eq!((coverage.articles, coverage.passages), (versions.len() as u64, passages));
    let ledger = engine.ledger().expect("a ledger");
    for entry in &ledger {
        assert_eq!(entry.outcome, FileOutcome::Indexed, "{entry:?}");
    }
    let files: Vec<&String> = ledger.iter().map(|entry| &entry.key.path).collect();
    assert_eq!(files, versions.keys().collect::<Vec<_>>());
    let people = engine.people().expect("people");
    let kravets = people.iter().find(|person| person.label == "Olena Kravets");
    assert_eq!(kravets.map_or(0, |person| person.articles), versions.len() as u64);
    versions
}

//! Whole articles, and what is told of all of them.

use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use super::mapping::kind;
use super::searcher::{ClusterEngine, decode};
use super::view::{MOST_HITS, hits};
use super::wire::values_in;
use crate::engine::record::{ArticleData, PassageData, corrupt, join};
use crate::error::Result;
use crate::hit::StoredArticle;

/// Who takes articles, each with its id.
type EachArticle<'e> = dyn FnMut(&str, Result<StoredArticle>) -> Result<()> + 'e;

impl ClusterEngine {
    pub(super) fn read_article(&self, id: &str) -> Result<Option<StoredArticle>> {
        let mut found = None;
        let own = json!({ "term": { "group": id } });
        self.articles_that(&own, &mut |_, article| {
            found = Some(article);
            Ok(())
        })?;
        found.transpose()
    }

    pub(super) fn read_ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let begins = json!({ "prefix": { "group": { "value": prefix } } });
        let body = json!({
            "size": limit.min(MOST_HITS), "query": self.view.that(kind::ARTICLE, &begins),
            "sort": [{ "group": "asc" }], "_source": ["group"],
        });
        let found: Value = self.view.search(body)?;
        let ids = hits(&found).iter().filter_map(|hit| hit["_source"]["group"].as_str());
        Ok(ids.map(str::to_owned).collect())
    }

    pub(super) fn read_fingerprints(&self) -> Result<FxHashMap<String, String>> {
        let mut out = FxHashMap::default();
        let keys = json!([{ "group": "asc" }]);
        let parts = json!(["group", "fingerprint"]);
        let articles = self.view.of_kind(kind::ARTICLE);
        self.view.each(&articles, &keys, &parts, &mut |source| {
            let text = |name: &str| source[name].as_str().map(str::to_owned);
            out.extend(text("group").zip(text("fingerprint")));
            Ok(())
        })?;
        Ok(out)
    }

    pub(super) fn read_articles(
        &self,
        each: &mut dyn FnMut(&str, Result<StoredArticle>),
    ) -> Result<()> {
        self.articles_that(&json!({ "match_all": {} }), &mut |id, article| {
            each(id, article);
            Ok(())
        })
    }

    /// Calls `each` with the articles that a filter finds, in the order of their ids.
    fn articles_that(&self, query: &Value, each: &mut EachArticle<'_>) -> Result<()> {
        let kinds = values_in("kind", &[kind::ARTICLE.to_owned(), kind::PASSAGE.to_owned()]);
        let visible = self.view.standing().visible(self.view.index());
        let query = json!({ "bool": { "filter": [query, kinds, visible] } });
        // The record of an article has the number 0.
        let keys = json!([{ "group": "asc" }, { "n": "asc" }]);
        let mut open: Option<(String, Result<ArticleData>, Vec<Result<PassageData>>)> = None;
        let close = |open: Option<(String, Result<ArticleData>, Vec<_>)>,
                     each: &mut EachArticle<'_>| {
            let Some((id, article, passages)) = open else { return Ok(()) };
            let passages: Result<Vec<PassageData>> = passages.into_iter().collect();
            each(&id, article.and_then(|article| join(article, passages?)))
        };
        self.view.each(&query, &keys, &json!(["kind", "group", "data"]), &mut |source| {
            let group = source["group"].as_str().unwrap_or_default();
            let data = &source["data"];
            if source["kind"] == kind::ARTICLE {
                close(open.take(), each)?;
                open = Some((group.to_owned(), decode(data), Vec::new()));
                return Ok(());
            }
            match &mut open {
                Some((id, _, passages)) if id == group => passages.push(decode(data)),
                _ => {
                    close(open.take(), each)?;
                    let without = Err(corrupt("a passage without its article"));
                    open = Some((group.to_owned(), without, Vec::new()));
                }
            }
            Ok(())
        })?;
        close(open, each)
    }
}

//! Searching the index.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::collector::{Collector, Count, DocSetCollector};
use tantivy::columnar::StrColumn;
use tantivy::directory::OwnedBytes;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, TermQuery, TermSetQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, Index, IndexReader, ReloadPolicy, Searcher, SegmentReader, Term};

use super::collect::{Collect, Collected};
use super::columns::OpenColumns;
use super::compile::Queries;
use super::decay::Decay;
use super::explain::explanation;
use super::scan::PassagesQuery;
use super::schema::{Fields, kind};
use super::segments;
use super::statistics::{Shares, Statistics};
use super::terms::{TERMS, TermTokenizer};
use super::top::Ranked;
use super::{engine_error, state_of, stored};
use crate::engine::asked::{is_scored, speakers, unranked};
use crate::engine::compile::Compiler;
use crate::engine::facets::narrows;
use crate::engine::record::{ArticleData, PassageData, corrupt, decode, head, join};
use crate::engine::{Coverage, Engine, FileEntry, NameKeys, Sizes, State, Stats, WordCount};
use crate::error::Result;
use crate::facet::DayRange;
use crate::hit::{Candidate, Explanation, Found, Person, Stored, StoredArticle, Support};
use crate::query::{self, Evidence, Filter, Grain, Request};
use crate::text::Form;

/// An index opened for searching; sees the commit that was last when it was opened.
pub struct EmbeddedEngine {
    pub(super) path: PathBuf,
    index: Index,
    pub(super) fields: Fields,
    reader: IndexReader,
    pub(super) columns: Arc<OpenColumns>,
    pub(super) shares: Shares,
    coverage: OnceLock<Coverage>,
}

impl fmt::Debug for EmbeddedEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmbeddedEngine").field("path", &self.path).finish_non_exhaustive()
    }
}

impl EmbeddedEngine {
    pub(super) fn new(path: &Path, index: Index) -> Result<Self> {
        let (schema, fields) = Fields::build();
        if index.schema() != schema {
            return Err(corrupt("its fields are not those of this format"));
        }
        index.tokenizers().register(TERMS, TermTokenizer::default());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(engine_error)?;
        Ok(Self {
            path: path.to_owned(),
            index,
            fields,
            reader,
            columns: Arc::default(),
            shares: Shares::default(),
            coverage: OnceLock::new(),
        })
    }

    /// The folder of the index.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn index(&self) -> &Index {
        &self.index
    }

    pub(super) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Sees the last commit from here on.
    pub(super) fn reload(&self) -> Result<()> {
        self.reader.reload().map_err(engine_error)
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Calls `each` with every role string of the articles that are not among `skipped`: whether
    /// it is the first of its article, the role, and the publication date.
    pub(super) fn each_role(
        &self,
        skipped: &FxHashSet<String>,
        mut each: impl FnMut(bool, &str, Option<Date>),
    ) -> Result<()> {
        for reader in self.searcher().segment_readers() {
            let fast = reader.fast_fields();
            let Some(groups) = fast.str("group").map_err(engine_error)? else { continue };
            let Some(roles) = fast.str("roles").map_err(engine_error)? else { continue };
            let published = fast.u64("day").map_err(engine_error)?;
            let names = all_values(&roles)?;
            let group_names = all_values(&groups)?;
            let mut last = None;
            for doc in reader.doc_ids_alive() {
                let Some(group) = groups.term_ords(doc).next() else { continue };
                let skip = usize::try_from(group)
                    .ok()
                    .and_then(|i| group_names.get(i))
                    .is_none_or(|name| skipped.contains(name));
                if skip {
                    continue;
                }
                let day = published.first(doc).and_then(DayRange::unpack).map(|range| range.first);
                for role in roles.term_ords(doc) {
                    if let Some(role) = usize::try_from(role).ok().and_then(|i| names.get(i)) {
                        each(last != Some(group), role, day);
                        last = Some(group);
                    }
                }
            }
        }
        Ok(())
    }

    /// What the records of articles hold, and no others.
    pub(super) fn article_term(&self) -> Term {
        Term::from_field_text(self.fields.kind, kind::ARTICLE)
    }

    /// What the records of passages hold, and no others.
    pub(super) fn passage_term(&self) -> Term {
        Term::from_field_text(self.fields.kind, kind::PASSAGE)
    }

    /// The article record of a passage.
    fn article_of(&self, reader: &SegmentReader, doc: DocId) -> Result<DocId> {
        let back = self.columns.of(reader).map_err(engine_error)?.back;
        back.first(doc)
            .and_then(|distance| DocId::try_from(distance).ok())
            .and_then(|distance| doc.checked_sub(distance))
            .ok_or_else(|| corrupt("a passage without its article"))
    }

    pub(super) fn statistics<'s>(&self, searcher: &'s Searcher) -> Result<Statistics<'s>> {
        Statistics::of_passages(searcher, &self.shares, self.fields.kind).map_err(engine_error)
    }

    pub(super) fn run<C: Collector>(
        &self,
        searcher: &Searcher,
        query: &dyn Query,
        collector: &C,
    ) -> Result<C::Fruit> {
        let statistics = self.statistics(searcher)?;
        let scoring = if collector.requires_scoring() {
            EnableScoring::enabled_from_statistics_provider(&statistics, searcher)
        } else {
            EnableScoring::disabled_from_searcher(searcher)
        };
        let weight = query.weight(scoring).map_err(engine_error)?;
        let parts = segments::each(searcher, searcher.num_docs(), |segment, reader| {
            collector.collect_segment(&*weight, segment, reader)
        });
        let parts = parts.into_iter().collect::<tantivy::Result<Vec<_>>>().map_err(engine_error)?;
        collector.merge_fruits(parts).map_err(engine_error)
    }

    pub(super) fn compiler<'i>(
        &'i self,
        request: &'i Request,
        names: &'i NameKeys,
        scored: bool,
    ) -> Compiler<'i, Queries<'i>> {
        let date_overlap = request.date_overlap;
        let queries = Queries { fields: &self.fields, names, date_overlap, explained: false };
        Compiler::new(queries, request, speakers(request, names), scored)
    }

    fn bytes_at(&self, searcher: &Searcher, address: DocAddress) -> Result<OwnedBytes> {
        let store = self.columns.store(segment(searcher, address)?).map_err(engine_error)?;
        stored::data(&store, self.fields.data, address.doc_id)
            .map_err(engine_error)?
            .ok_or_else(|| corrupt("a record without data"))
    }

    fn people_of(&self, query: &dyn Query) -> Result<Vec<Person>> {
        let searcher = self.searcher();
        let mut people = docs(&searcher, query)?
            .into_iter()
            .map(|address| decode::<Person>(&self.bytes_at(&searcher, address)?))
            .collect::<Result<Vec<_>>>()?;
        people.sort_unstable_by(|a, b| a.key.cmp(&b.key));
        Ok(people)
    }
}

impl Engine for EmbeddedEngine {
    fn find(&self, request: &Request, names: &NameKeys, depth: usize) -> Result<Found> {
        let searcher = self.searcher();
        let filters: Vec<&Filter> = request.filters.iter().collect();
        let scored = depth > 0 && is_scored(request);
        let query = self.compiler(request, names, scored).compile(&request.ast, &filters);
        let shared: Vec<usize> = (0..request.facets.len())
            .filter(|i| !request.filters.iter().any(|filter| narrows(filter, &request.facets[*i])))
            .collect();
        let decay = request.recent.filter(|_| scored);
        let decay = decay.map(|recency| Decay::new(recency, &searcher, &self.columns));
        let decay = decay.transpose().map_err(engine_error)?;
        let collect = Collect {
            depth,
            sort: request.sort,
            scored,
            decay,
            collapse: request.collapse,
            facets: shared.iter().map(|i| self.counting(&searcher, &request.facets[*i])).collect(),
            article: self.article_term(),
            wider: true,
            passage: self.passage_term(),
            columns: Arc::clone(&self.columns),
        };
        let collected: Collected = collect.search(self, &searcher, &*query)?;
        let facets = self.facets(&searcher, request, names, &shared, collected.facets)?;
        let wider_dates = if query.is::<PassagesQuery>() {
            collected.wider
        } else {
            self.wider_dates(&searcher, request, names, collected.passages)?
        };
        Ok(Found {
            candidates: collected.best.iter().map(|ranked| candidate(ranked, decay)).collect(),
            passages: collected.passages,
            articles: collected.articles,
            estimated: false,
            wider_dates,
            facets,
        })
    }

    fn support(
        &self,
        evidence: &[Evidence],
        candidates: &[Candidate],
    ) -> Result<Vec<Vec<Support>>> {
        self.read_support(evidence, candidates)
    }

    fn count(&self, request: &Request, names: &NameKeys) -> Result<u64> {
        let filters: Vec<&Filter> = request.filters.iter().collect();
        let query = self.compiler(request, names, false).compile(&request.ast, &filters);
        Ok(self.searcher().search(&*query, &Count).map_err(engine_error)? as u64)
    }

    fn explain(
        &self,
        request: &Request,
        names: &NameKeys,
        candidates: &[Candidate],
    ) -> Result<Vec<Explanation>> {
        if !is_scored(request) {
            return Ok(vec![unranked(); candidates.len()]);
        }
        let searcher = self.searcher();
        let filters: Vec<&Filter> = request.filters.iter().collect();
        let mut compiler = self.compiler(request, names, true);
        compiler.dialect.explained = true;
        let query = compiler.compile(&request.ast, &filters);
        let statistics = self.statistics(&searcher)?;
        let scoring = EnableScoring::enabled_from_statistics_provider(&statistics, &searcher);
        let weight = query.weight(scoring).map_err(engine_error)?;
        candidates
            .iter()
            .map(|candidate| {
                let address = address(candidate.handle);
                let reader = segment(&searcher, address)?;
                explanation(&weight.explain(reader, address.doc_id).map_err(engine_error)?)
            })
            .collect()
    }

    fn fetch(&self, candidates: &[Candidate]) -> Result<Vec<Stored>> {
        let searcher = self.searcher();
        candidates
            .iter()
            .map(|candidate| {
                let address = address(candidate.handle);
                let reader = segment(&searcher, address)?;
                let passage = self.bytes_at(&searcher, address)?;
                let passage: PassageData = decode(&passage)?;
                let article =
                    DocAddress::new(address.segment_ord, self.article_of(reader, address.doc_id)?);
                let head = head(&self.bytes_at(&searcher, article)?)?;
                passage.stored(head)
            })
            .collect()
    }

    fn article(&self, id: &str) -> Result<Option<StoredArticle>> {
        let searcher = self.searcher();
        let group = term(self.fields.group, id);
        let of = |kind: &str| -> BooleanQuery {
            let kind: Box<dyn Query> = Box::new(term(self.fields.kind, kind));
            BooleanQuery::new(vec![(Occur::Must, Box::new(group.clone())), (Occur::Must, kind)])
        };
        let Some(head) = docs(&searcher, &of(kind::ARTICLE))?.into_iter().next() else {
            return Ok(None);
        };
        let data: ArticleData = decode(&self.bytes_at(&searcher, head)?)?;
        let passages = docs(&searcher, &of(kind::PASSAGE))?
            .into_iter()
            .map(|address| decode::<PassageData>(&self.bytes_at(&searcher, address)?))
            .collect::<Result<Vec<_>>>()?;
        join(data, passages).map(Some)
    }

    fn ids(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        let mut ids = BTreeSet::new();
        for reader in self.searcher().segment_readers() {
            let index = reader.inverted_index(self.fields.group).map_err(engine_error)?;
            let range = index.terms().range().ge(prefix.as_bytes());
            let mut terms = range.into_stream().map_err(|error| engine_error(error.into()))?;
            let mut taken = 0;
            while taken <= limit && terms.advance() {
                let id = String::from_utf8_lossy(terms.key()).into_owned();
                if !id.starts_with(prefix) {
                    break;
                }
                // A term may be left of an article that is gone.
                if count_of(&self.searcher(), self.fields.group, &id)? > 0 {
                    ids.insert(id);
                    taken += 1;
                }
            }
        }
        Ok(ids.into_iter().take(limit).collect())
    }

    fn values(&self, field: query::Field) -> Result<Vec<String>> {
        Ok(self.value_counts(field)?.into_iter().map(|(value, _)| value).collect())
    }

    fn names_with(&self, words: &[String]) -> Result<Vec<Person>> {
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let words = words.iter().map(|word| {
            (Occur::Must, Box::new(term(self.fields.name_words, word)) as Box<dyn Query>)
        });
        self.people_of(&BooleanQuery::new(words.collect()))
    }

    fn names_near(&self, word: &str, edits: u8) -> Result<Vec<Person>> {
        let field = self.fields.name_words;
        let words = self.name_words_near(word, edits)?;
        let terms = words.iter().map(|word| Term::from_field_text(field, word));
        self.people_of(&TermSetQuery::new(terms))
    }

    fn has_word(&self, form: &Form) -> Result<bool> {
        self.knows(form)
    }

    fn words_near(&self, word: &str, edits: u8) -> Result<Vec<WordCount>> {
        self.read_words_near(word, edits)
    }

    fn words_beginning(&self, word: &str, limit: usize) -> Result<Vec<WordCount>> {
        self.read_words_beginning(word, limit)
    }

    fn names_beginning(&self, words: &[String]) -> Result<Vec<Person>> {
        let Some((last, before)) = words.split_last() else { return self.people() };
        let field = self.fields.name_words;
        let begun = self.name_words_beginning(last)?;
        let begun = begun.iter().map(|word| Term::from_field_text(field, word));
        let begun: Box<dyn Query> = Box::new(TermSetQuery::new(begun));
        let whole = before.iter().map(|word| -> Box<dyn Query> { Box::new(term(field, word)) });
        let all = whole.chain([begun]).map(|query| (Occur::Must, query));
        self.people_of(&BooleanQuery::new(all.collect()))
    }

    fn value_counts(&self, field: query::Field) -> Result<Vec<(String, u64)>> {
        self.read_value_counts(self.fields.facet(field, Grain::Year))
    }

    fn person(&self, key: &str) -> Result<Option<Person>> {
        Ok(self.people_of(&term(self.fields.name_key, key))?.into_iter().next())
    }

    fn people(&self) -> Result<Vec<Person>> {
        self.people_of(&term(self.fields.kind, kind::NAME))
    }

    fn coverage(&self) -> Result<Coverage> {
        if let Some(coverage) = self.coverage.get() {
            return Ok(coverage.clone());
        }
        let coverage = self.read_coverage()?;
        Ok(self.coverage.get_or_init(|| coverage).clone())
    }

    fn stats(&self) -> Result<Stats> {
        self.read_stats()
    }

    fn sizes(&self) -> Result<Sizes> {
        self.read_sizes()
    }

    fn state(&self) -> Result<State> {
        state_of(&self.index)
    }

    fn names_in_articles(
        &self,
        keys: &BTreeSet<String>,
    ) -> Result<FxHashMap<String, BTreeSet<String>>> {
        self.read_names_in_articles(keys)
    }

    fn ledger(&self) -> Result<Vec<FileEntry>> {
        self.read_ledger()
    }

    fn each_article(&self, each: &mut dyn FnMut(&str, Result<StoredArticle>)) -> Result<()> {
        self.read_articles(each)
    }

    fn fingerprints(&self) -> Result<FxHashMap<String, String>> {
        let mut out = FxHashMap::default();
        for reader in self.searcher().segment_readers() {
            out.extend(fingerprints_of(reader)?);
        }
        Ok(out)
    }
}

/// Id and fingerprint of every article of a segment.
pub(super) fn fingerprints_of(reader: &SegmentReader) -> Result<Vec<(String, String)>> {
    let fast = reader.fast_fields();
    let prints = fast.str("fingerprint").map_err(engine_error)?;
    let groups = fast.str("group").map_err(engine_error)?;
    let (Some(prints), Some(groups)) = (prints, groups) else { return Ok(Vec::new()) };
    let (print_names, group_names) = (all_values(&prints)?, all_values(&groups)?);
    let at = |doc: DocId, column: &StrColumn, names: &[String]| {
        let ordinal = usize::try_from(column.term_ords(doc).next()?).ok()?;
        names.get(ordinal).cloned()
    };
    let both = |doc| Some((at(doc, &groups, &group_names)?, at(doc, &prints, &print_names)?));
    Ok(reader.doc_ids_alive().filter_map(both).collect())
}

fn candidate(ranked: &Ranked, decay: Option<Decay>) -> Candidate {
    Candidate {
        score: ranked.score,
        recency: decay.map_or(1.0, |decay| decay.factor(ranked.published)),
        published: DayRange::unpack(ranked.published).map(|range| range.first),
        handle: (u64::from(ranked.address.segment_ord) << 32) | u64::from(ranked.address.doc_id),
        more: ranked.more,
        supports: Vec::new(),
    }
}

pub(super) fn address(handle: u64) -> DocAddress {
    // Both halves were 32 bits wide.
    let low = |bits: u64| u32::try_from(bits & 0xffff_ffff).unwrap_or(u32::MAX);
    DocAddress::new(low(handle >> 32), low(handle))
}

/// The segment that a candidate stands in.
pub(super) fn segment(searcher: &Searcher, address: DocAddress) -> Result<&SegmentReader> {
    usize::try_from(address.segment_ord)
        .ok()
        .and_then(|i| searcher.segment_readers().get(i))
        .ok_or_else(|| corrupt("a candidate of another index"))
}

pub(super) fn all_values(column: &StrColumn) -> Result<Vec<String>> {
    let ordinals: Vec<u64> = (0..column.num_terms() as u64).collect();
    let mut out = Vec::with_capacity(ordinals.len());
    column
        .dictionary()
        .sorted_ords_to_term_cb(&ordinals, |term| {
            out.push(String::from_utf8_lossy(term).into_owned());
        })
        .map_err(|error| engine_error(error.into()))?;
    Ok(out)
}

pub(super) fn term(field: Field, text: &str) -> TermQuery {
    TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::Basic)
}

/// The documents that match, in order.
pub(super) fn docs(searcher: &Searcher, query: &dyn Query) -> Result<Vec<DocAddress>> {
    let found = searcher.search(query, &DocSetCollector).map_err(engine_error)?;
    let mut found: Vec<DocAddress> = found.into_iter().collect();
    found.sort_unstable();
    Ok(found)
}

/// Number of documents that hold `value` in `field`.
pub(super) fn count_of(searcher: &Searcher, field: Field, value: &str) -> Result<u64> {
    Ok(searcher.search(&term(field, value), &Count).map_err(engine_error)? as u64)
}

//! An index as one makes it with tantivy alone: its own English tokenizer, its own query parser,
//! its own collectors.

use std::path::Path;

use onrecord::facet::Facets;
use onrecord::query::{Field as Facet, Grain};
use rustc_hash::FxHashMap;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector, AggregationLimitsGuard};
use tantivy::collector::{Collector, Count, SegmentCollector, TopDocs};
use tantivy::columnar::StrColumn;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, FuzzyTermQuery, Occur, Query, QueryParser, RegexQuery,
    TermQuery,
};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
    Value as _,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::{
    DocAddress, DocId, Index, IndexReader, IndexWriter, Order, Score, Searcher, SegmentOrdinal,
    SegmentReader, TantivyDocument, Term,
};

use crate::asks::{Ask, Words};

/// Weight of headline and section; the same as ours.
const HEAD_WEIGHT: Score = 0.5;

const MEMORY: usize = 128 << 20;

#[derive(Clone, Copy)]
struct Fields {
    text: Field,
    head: Field,
    /// Unstemmed words, for prefixes and fuzzy words.
    text_exact: Field,
    head_exact: Field,
    article: Field,
    speaker: Field,
    year: Field,
    day: Field,
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    /// In the passage alone.
    Text,
    /// In the passage, its headline and its section.
    TextAndHead,
}

/// Whether hits are counted while the best are collected, or by a search of its own, which lets
/// the other one leave out what cannot be among the best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passes {
    One,
    Two,
}

/// A plain index, filled.
pub(crate) struct Plain {
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

/// A plain index while it is filled.
pub(crate) struct Filling {
    index: Index,
    writer: IndexWriter,
    fields: Fields,
}

/// What was found.
pub(crate) struct Found {
    pub(crate) hits: usize,
    pub(crate) texts: Vec<String>,
    query: Box<dyn Query>,
}

impl Filling {
    pub(crate) fn create(folder: &Path) -> Self {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("en_stem")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let words = TextOptions::default().set_indexing_options(indexing);
        let exact = TextFieldIndexing::default().set_tokenizer("default");
        let exact = TextOptions::default().set_indexing_options(exact);
        let fields = Fields {
            text: schema.add_text_field("text", words.clone() | STORED),
            head: schema.add_text_field("head", words),
            text_exact: schema.add_text_field("text_exact", exact.clone()),
            head_exact: schema.add_text_field("head_exact", exact),
            article: schema.add_text_field("article", STRING | FAST),
            speaker: schema.add_text_field("speaker", STRING | FAST),
            year: schema.add_text_field("year", STRING | FAST),
            day: schema.add_u64_field("day", FAST),
        };
        std::fs::create_dir_all(folder).expect("a folder");
        let index = Index::create_in_dir(folder, schema.build()).expect("an index");
        let writer = index.writer_with_num_threads(2, MEMORY).expect("a writer");
        Self { index, writer, fields }
    }

    pub(crate) fn add(&self, article: &str, text: &str, head: &str, facets: &Facets, day: u64) {
        let f = &self.fields;
        let mut doc = TantivyDocument::new();
        doc.add_text(f.text, text);
        doc.add_text(f.head, head);
        doc.add_text(f.text_exact, text);
        doc.add_text(f.head_exact, head);
        doc.add_text(f.article, article);
        for speaker in &facets.speakers {
            doc.add_text(f.speaker, &speaker.key);
        }
        let mut years: Vec<_> = facets.about.iter().map(|day| day.node(Grain::Year)).collect();
        years.sort_unstable();
        years.dedup();
        for year in years {
            doc.add_text(f.year, year);
        }
        doc.add_u64(f.day, day);
        self.writer.add_document(doc).expect("a document");
    }

    pub(crate) fn finish(mut self) -> Plain {
        self.writer.commit().expect("a commit");
        self.writer.wait_merging_threads().expect("merges");
        let reader = self.index.reader().expect("a reader");
        Plain { index: self.index, reader, fields: self.fields }
    }
}

impl Plain {
    /// Segments of the index.
    pub(crate) fn segments(&self) -> usize {
        self.reader.searcher().segment_readers().len()
    }

    /// The best ten with their texts, and how many there are.
    pub(crate) fn find(&self, ask: &Ask, place: Where, passes: Passes) -> Found {
        let searcher = self.reader.searcher();
        let query = self.query(ask, place);
        let top = TopDocs::with_limit(10).and_offset(ask.offset);
        let (hits, best): (usize, Vec<DocAddress>) = if ask.collapse {
            searcher.search(&query, &Collapse).expect("hits")
        } else if ask.words == Words::None {
            let top = top.order_by_fast_field::<u64>("day", Order::Desc);
            let (hits, best) = both(&searcher, &query, self.counts(ask).as_ref(), &top, passes);
            (hits, best.into_iter().map(|(_, address)| address).collect())
        } else {
            let top = top.order_by_score();
            let (hits, best) = both(&searcher, &query, self.counts(ask).as_ref(), &top, passes);
            (hits, best.into_iter().map(|(_, address)| address).collect())
        };
        let texts = best.into_iter().map(|address| self.text(&searcher, address)).collect();
        Found { hits, texts, query }
    }

    /// The snippets of what was found.
    pub(crate) fn snippets(&self, found: &Found) -> usize {
        let searcher = self.reader.searcher();
        let generator = SnippetGenerator::create(&searcher, &found.query, self.fields.text);
        let generator = generator.expect("a generator");
        found.texts.iter().map(|text| generator.snippet(text).highlighted().len()).sum()
    }

    fn text(&self, searcher: &Searcher, address: DocAddress) -> String {
        let doc: TantivyDocument = searcher.doc(address).expect("a document");
        let text =
            doc.get_first(self.fields.text).and_then(|value| value.as_str().map(str::to_owned));
        text.expect("a text")
    }

    fn query(&self, ask: &Ask, place: Where) -> Box<dyn Query> {
        let f = &self.fields;
        let unstemmed = matches!(ask.words, Words::Prefix | Words::Fuzzy);
        let mut fields = if unstemmed { vec![f.text_exact] } else { vec![f.text] };
        if place == Where::TextAndHead {
            fields.push(if unstemmed { f.head_exact } else { f.head });
        }
        let words: Box<dyn Query> = match ask.words {
            Words::None => Box::new(AllQuery),
            Words::Prefix | Words::Fuzzy => {
                let mut parts: Vec<Box<dyn Query>> = Vec::new();
                for field in fields {
                    let part: Box<dyn Query> = if ask.words == Words::Prefix {
                        let pattern = format!("{}.*", ask.text);
                        Box::new(RegexQuery::from_pattern(&pattern, field).expect("a pattern"))
                    } else {
                        let term = Term::from_field_text(field, &ask.text);
                        Box::new(FuzzyTermQuery::new(term, 1, true))
                    };
                    let weight = if field == f.head_exact { HEAD_WEIGHT } else { 1.0 };
                    parts.push(Box::new(BoostQuery::new(part, weight)));
                }
                Box::new(BooleanQuery::union(parts))
            }
            Words::All | Words::Any | Words::Phrase => {
                let mut parser = QueryParser::for_index(&self.index, fields);
                parser.set_field_boost(f.head, HEAD_WEIGHT);
                if ask.words == Words::All {
                    parser.set_conjunction_by_default();
                }
                let typed = match ask.words {
                    Words::Phrase => format!("\"{}\"", ask.text),
                    _ => ask.text.to_lowercase(),
                };
                parser.parse_query(&typed).expect("a readable query")
            }
        };
        let mut parts: Vec<(Occur, Box<dyn Query>)> = vec![(Occur::Must, words)];
        let mut narrow = |field, value: &str| {
            let term = Term::from_field_text(field, value);
            parts.push((Occur::Must, Box::new(TermQuery::new(term, IndexRecordOption::Basic))));
        };
        if let Some((key, _)) = &ask.speaker {
            narrow(f.speaker, key);
        }
        if let Some(year) = ask.year {
            narrow(f.year, &format!("{year:04}"));
        }
        if parts.len() == 1 { parts.remove(0).1 } else { Box::new(BooleanQuery::new(parts)) }
    }

    /// Counts the values of facets.
    fn counts(&self, ask: &Ask) -> Option<AggregationCollector> {
        let asked: serde_json::Map<String, serde_json::Value> = ask
            .facets
            .iter()
            .map(|facet| {
                let field = if *facet == Facet::Speaker { "speaker" } else { "year" };
                (field.to_owned(), serde_json::json!({"terms": {"field": field, "size": 20}}))
            })
            .collect();
        (!asked.is_empty()).then(|| {
            let asked: Aggregations = serde_json::from_value(asked.into()).expect("aggregations");
            let context = AggContextParams::new(
                AggregationLimitsGuard::default(),
                self.index.tokenizers().clone(),
            );
            AggregationCollector::from_aggs(asked, context)
        })
    }
}

/// The number of hits and the best of them, with facets counted, too.
fn both<T: Collector>(
    searcher: &Searcher,
    query: &dyn Query,
    facets: Option<&AggregationCollector>,
    top: &T,
    passes: Passes,
) -> (usize, T::Fruit) {
    let top = Borrowed(top);
    match (passes, facets.map(Borrowed)) {
        (Passes::One, None) => searcher.search(query, &(Count, top)).expect("hits"),
        (Passes::One, Some(facets)) => {
            let (hits, best, counts) = searcher.search(query, &(Count, top, facets)).expect("hits");
            std::hint::black_box(counts);
            (hits, best)
        }
        (Passes::Two, facets) => {
            let best = searcher.search(query, top.0).expect("hits");
            let hits = match facets {
                None => searcher.search(query, &Count).expect("a count"),
                Some(facets) => {
                    let (hits, counts) = searcher.search(query, &(Count, facets)).expect("counts");
                    std::hint::black_box(counts);
                    hits
                }
            };
            (hits, best)
        }
    }
}

/// A borrowed collector.
struct Borrowed<'c, C>(&'c C);

impl<C: Collector> Collector for Borrowed<'_, C> {
    type Fruit = C::Fruit;
    type Child = C::Child;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<C::Child> {
        self.0.for_segment(segment, reader)
    }

    fn requires_scoring(&self) -> bool {
        self.0.requires_scoring()
    }

    fn merge_fruits(
        &self,
        fruits: Vec<<C::Child as SegmentCollector>::Fruit>,
    ) -> tantivy::Result<C::Fruit> {
        self.0.merge_fruits(fruits)
    }
}

/// The best passage of each article: tantivy has nothing of its own for it.
struct Collapse;

struct SegmentCollapse {
    segment: SegmentOrdinal,
    articles: StrColumn,
    best: FxHashMap<u64, (Score, DocId)>,
}

impl Collector for Collapse {
    type Fruit = (usize, Vec<DocAddress>);
    type Child = SegmentCollapse;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<SegmentCollapse> {
        let articles = reader.fast_fields().str("article")?.expect("a column");
        Ok(SegmentCollapse { segment, articles, best: FxHashMap::default() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(
        &self,
        fruits: Vec<Vec<(Score, DocAddress)>>,
    ) -> tantivy::Result<(usize, Vec<DocAddress>)> {
        let mut all: Vec<_> = fruits.into_iter().flatten().collect();
        let hits = all.len();
        all.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        Ok((hits, all.into_iter().take(10).map(|(_, address)| address).collect()))
    }
}

impl SegmentCollector for SegmentCollapse {
    type Fruit = Vec<(Score, DocAddress)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        let article = self.articles.term_ords(doc).next().unwrap_or(0);
        let best = self.best.entry(article).or_insert((score, doc));
        if score > best.0 {
            *best = (score, doc);
        }
    }

    fn harvest(self) -> Self::Fruit {
        let address = |doc| DocAddress::new(self.segment, doc);
        self.best.into_values().map(|(score, doc)| (score, address(doc))).collect()
    }
}

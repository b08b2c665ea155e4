//! What is asked, in classes, from the words of the passages themselves.

use onrecord::facet::Facets;
use onrecord::query::{
    Ast, DateValue, Facet, Field, Filter, Grain, Match, NameValue, ParseOptions, Request, Value,
    parse,
};

/// How the words of an [`Ask`] are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Words {
    /// Every passage.
    None,
    All,
    Any,
    Phrase,
    Prefix,
    /// One edit away.
    Fuzzy,
}

/// One query, as both engines are asked it.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) text: String,
    pub(crate) words: Words,
    /// Key and label of who speaks.
    pub(crate) speaker: Option<(String, String)>,
    /// The year that the passage is about.
    pub(crate) year: Option<i16>,
    /// Facets to count: speakers, years.
    pub(crate) facets: Vec<Field>,
    /// How many values of each facet are listed.
    pub(crate) values: usize,
    pub(crate) collapse: bool,
    /// Hits passed over.
    pub(crate) offset: usize,
}

/// Queries of one kind.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: &'static str,
    pub(crate) asks: Vec<Ask>,
}

/// A passage that queries are made from.
#[derive(Debug)]
pub(crate) struct Sample {
    pub(crate) text: String,
    pub(crate) facets: Facets,
}

/// Words between others: what stands in phrases and long questions only.
const SHORT: usize = 3;

const ASKS: usize = 200;

/// Values listed of a facet.
const VALUES: usize = 20;

impl Ask {
    fn new(words: Words, text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            words,
            speaker: None,
            year: None,
            facets: Vec::new(),
            values: VALUES,
            collapse: false,
            offset: 0,
        }
    }

    /// The query as a user types it.
    fn typed(&self) -> String {
        match self.words {
            Words::None => String::new(),
            Words::All | Words::Any => self.text.clone(),
            Words::Phrase => format!("\"{}\"", self.text),
            Words::Prefix => format!("{}*", self.text),
            Words::Fuzzy => format!("{}~1", self.text),
        }
    }

    /// The request as the program makes it of what is typed.
    pub(crate) fn request(&self) -> Request {
        let ast = match self.words {
            Words::None => Ast::All,
            _ => parse(&self.typed(), &ParseOptions::default()).expect("a readable query").ast,
        };
        let mut request = Request::new(ast);
        if self.words == Words::Any {
            request.mode = Match::Any;
        }
        if let Some((_, label)) = &self.speaker {
            let name = NameValue { text: label.clone(), exact: true, ..NameValue::default() };
            request.filters.push(Filter { field: Field::Speaker, values: vec![Value::Name(name)] });
        }
        if let Some(year) = self.year {
            let from = jiff::civil::date(year, 1, 1);
            let range = DateValue::Range { from: Some(from), to: Some(from.last_of_year()) };
            request.filters.push(Filter { field: Field::Date, values: vec![Value::Date(range)] });
        }
        for field in &self.facets {
            request.facets.push(Facet { fields: vec![(*field, Grain::Year)], limit: self.values });
        }
        request.collapse = self.collapse;
        request.page.offset = self.offset;
        request
    }
}

/// The queries of each class.
pub(crate) fn classes(samples: &[Sample]) -> Vec<Class> {
    let of = |name, make: &dyn Fn(&Sample, usize) -> Option<Ask>| {
        let asks = samples.iter().enumerate().filter_map(|(i, sample)| make(sample, i));
        Class { name, asks: asks.take(ASKS).collect() }
    };
    let long = |sample: &Sample, i: usize, count: usize| -> Option<String> {
        let words = words(&sample.text).into_iter().filter(|word| word.len() > SHORT);
        let words: Vec<&str> = words.collect();
        (words.len() > 20).then(|| {
            let picked = (0..count).map(|k| words[(i * 7 + k * 5) % words.len()]);
            picked.collect::<Vec<_>>().join(" ")
        })
    };
    let run = |sample: &Sample, i: usize, count: usize| -> Option<String> {
        let words = words(&sample.text);
        let places = words.len().checked_sub(count + 1)?;
        let at = (i * 13) % (places + 1);
        Some(words[at..at + count].join(" "))
    };
    let few = |i: usize| 2 + i % 2;
    vec![
        of("term", &|sample, i| Some(Ask::new(Words::All, long(sample, i, 1)?))),
        of("2-3 words, any", &|sample, i| Some(Ask::new(Words::Any, long(sample, i, few(i))?))),
        of("2-3 words, all", &|sample, i| Some(Ask::new(Words::All, long(sample, i, few(i))?))),
        of("long question, any", &|sample, i| {
            Some(Ask::new(Words::Any, run(sample, i, 8 + i % 5)?))
        }),
        of("phrase", &|sample, i| {
            let text = run(sample, i, 2 + i % 3)?;
            sample.text.contains(&text).then(|| Ask::new(Words::Phrase, text))
        }),
        of("prefix", &|sample, i| {
            let word = long(sample, i, 1)?.to_lowercase();
            let most = word.char_indices().nth(4).map_or(word.len(), |(at, _)| at);
            Some(Ask::new(Words::Prefix, &word[..most]))
        }),
        of("fuzzy, 1 edit", &|sample, i| {
            let mut letters: Vec<char> = long(sample, i, 1)?.to_lowercase().chars().collect();
            (letters.len() > 5).then(|| {
                letters[3] = 'q';
                Ask::new(Words::Fuzzy, letters.into_iter().collect::<String>())
            })
        }),
        of("term, speaker, year", &|sample, i| {
            let speaker = sample.facets.speakers.first()?;
            let day = sample.facets.about.first()?;
            (day.first.year() == day.last.year()).then_some(())?;
            let speaker = (speaker.key.clone(), speaker.label.clone());
            let ask = Ask::new(Words::All, long(sample, i, 1)?);
            Some(Ask { speaker: Some(speaker), year: Some(day.first.year()), ..ask })
        }),
        of("term, year", &|sample, i| {
            let day = sample.facets.about.first()?;
            (day.first.year() == day.last.year()).then_some(())?;
            let ask = Ask::new(Words::All, long(sample, i, 1)?);
            Some(Ask { year: Some(day.first.year()), ..ask })
        }),
        of("term, 2 facets", &|sample, i| {
            let facets = vec![Field::Speaker, Field::Date];
            Some(Ask { facets, ..Ask::new(Words::All, long(sample, i, 1)?) })
        }),
        Class { name: "all, facet speaker", asks: counted(Field::Speaker) },
        Class { name: "all, facet year", asks: counted(Field::Date) },
        of("2-3 words, collapse", &|sample, i| {
            Some(Ask { collapse: true, ..Ask::new(Words::Any, long(sample, i, few(i))?) })
        }),
        of("2-3 words, page 100", &|sample, i| {
            Some(Ask { offset: 990, ..Ask::new(Words::Any, long(sample, i, few(i))?) })
        }),
    ]
}

/// One facet of every passage, each time with one value more.
fn counted(field: Field) -> Vec<Ask> {
    let ask = |i| Ask { facets: vec![field], values: VALUES + i, ..Ask::new(Words::None, "") };
    (0..ASKS / 4).map(ask).collect()
}

/// The words of a text that are letters alone, as both tokenizers cut them.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 1).collect()
}

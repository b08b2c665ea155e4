//! What an index holds, and how much of it has a speaker or a date.

use std::collections::BTreeMap;

use tantivy::SegmentReader;
use tantivy::columnar::Column;

use super::schema::kind;
use super::searcher::{EmbeddedEngine, count_of};
use super::{engine_error, size_of};
use crate::engine::facets::{RESERVED, reserved};
use crate::engine::{Coverage, Stats};
use crate::error::Result;
use crate::facet::{DayRange, Reserved};

impl EmbeddedEngine {
    pub(super) fn read_coverage(&self) -> Result<Coverage> {
        let searcher = self.searcher();
        let f = &self.fields;
        let missing = |field, missing| count_of(&searcher, field, &reserved(missing));
        Ok(Coverage {
            articles: count_of(&searcher, f.kind, kind::ARTICLE)?,
            passages: count_of(&searcher, f.kind, kind::PASSAGE)?,
            speaker_none: missing(f.speaker, Reserved::None)?,
            speaker_unknown: missing(f.speaker, Reserved::Unknown)?,
            speaker_group: missing(f.speaker, Reserved::Group)?,
            mentioned_none: missing(f.mentioned.year, Reserved::None)?,
            published_none: missing(f.published.year, Reserved::None)?,
        })
    }

    pub(super) fn read_stats(&self) -> Result<Stats> {
        let searcher = self.searcher();
        let mut stats = Stats {
            articles: count_of(&searcher, self.fields.kind, kind::ARTICLE)?,
            passages: count_of(&searcher, self.fields.kind, kind::PASSAGE)?,
            names: count_of(&searcher, self.fields.kind, kind::NAME)?,
            index_bytes: size_of(&self.path),
            without_date: count_of(
                &searcher,
                self.fields.mentioned.year,
                &reserved(Reserved::None),
            )?,
            ..Stats::default()
        };
        for missing in [Reserved::None, Reserved::Group, Reserved::Unknown] {
            let count = count_of(&searcher, self.fields.speaker, &reserved(missing))?;
            stats.without_speaker.insert(missing.name().to_owned(), count);
        }
        let mut languages: BTreeMap<String, u64> = BTreeMap::new();
        for reader in searcher.segment_readers() {
            scan_articles(reader, &mut stats, &mut languages).map_err(engine_error)?;
        }
        let english = languages.get("en").copied().unwrap_or(0);
        let untold = languages.get("").copied().unwrap_or(0);
        stats.not_annotated = languages.values().sum::<u64>() - english - untold;
        Ok(stats)
    }
}

/// Adds what only articles and their first passages tell.
fn scan_articles(
    reader: &SegmentReader,
    stats: &mut Stats,
    languages: &mut BTreeMap<String, u64>,
) -> tantivy::Result<()> {
    let fast = reader.fast_fields();
    let bytes: Column<u64> = fast.u64("bytes")?;
    let published: Column<u64> = fast.u64("day")?;
    let back: Column<u64> = fast.u64("back")?;
    let languages_column = fast.str("lang")?;
    for doc in reader.doc_ids_alive() {
        if let Some(length) = bytes.first(doc) {
            stats.text_bytes += length;
        } else if back.first(doc) == Some(1)
            && let Some(column) = &languages_column
            && let Some(ordinal) = column.term_ords(doc).next()
        {
            let mut language = String::new();
            column.ord_to_str(ordinal, &mut language)?;
            let language = language.trim_start_matches(RESERVED);
            let language = if language == Reserved::None.name() { "" } else { language };
            *languages.entry(language.to_owned()).or_default() += 1;
            match published.first(doc).and_then(DayRange::unpack) {
                None => stats.undated += 1,
                Some(day) => {
                    let (first, last) = stats.published.unwrap_or((day.first, day.first));
                    stats.published = Some((first.min(day.first), last.max(day.first)));
                }
            }
        }
    }
    Ok(())
}

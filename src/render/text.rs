//! Answers as text for people. It may change; programs read JSON.

use std::fmt::Write as _;

use super::layout::{counted, grouped, wrap};
use super::safe::safe;
use super::snippet::part;
use super::suggestion::did_you_mean;
use crate::annotate::{Attribution, Polarity, Timex};
use crate::correction::is_corrected;
use crate::engine::Coverage;
use crate::facet::{is_said, named_speakers};
use crate::hit::{Explanation, Head, Hit, NameReading, Place, Stored};
use crate::query::Field;
use crate::search::{Nothing, Response};
use crate::span::Span;

/// How text looks.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Whether to use colours; else matches stand in `[[ ]]`.
    pub colour: bool,
    /// Columns to fill.
    pub width: usize,
}

/// Writes answers as text.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub(super) style: Style,
}

/// Columns before the lines of a hit.
const INDENT: usize = 4;

impl Text {
    /// Text in this style.
    #[must_use]
    pub fn new(style: Style) -> Self {
        Self { style }
    }

    /// One hit: headline, outlet, dates, speakers, section, passage, id. `asked` are the speakers
    /// that filters asked for.
    #[must_use]
    pub fn hit(&self, hit: &Hit, asked: &[NameReading]) -> String {
        let head = &hit.stored.head;
        let mut out = String::new();
        let spans = places(hit, Place::Headline);
        let headline = head.headline.as_deref().map_or_else(
            || self.bold(&safe(head.path.as_deref().unwrap_or("(no headline)"))),
            |headline| self.bold(&self.marked(headline, &spans)),
        );
        let _ = writeln!(out, "{:>3} {headline}", hit.rank);
        line(&mut out, &self.dim(&Self::facts(&hit.stored)));
        if let Some(speakers) = self.speakers(hit, asked) {
            line(&mut out, &speakers);
        }
        if let Some(section) = &hit.stored.section {
            let section = self.marked(section, &places(hit, Place::Section));
            line(&mut out, &self.dim(&format!("in “{section}”")));
        }
        let start = hit.stored.span.start;
        let spans: Vec<Span> = places(hit, Place::Text)
            .into_iter()
            .map(|span| Span::new(span.start - start, span.end - start))
            .collect();
        self.passage(&mut out, &hit.stored.text, &spans);
        let more = match hit.more {
            0 => String::new(),
            1 => "  (1 more passage of this article)".to_owned(),
            n => format!("  ({n} more passages of this article)"),
        };
        line(&mut out, &format!("{}{}", self.id(&hit.id()), self.dim(&more)));
        if let Some(explanation) = &hit.explanation {
            self.explanation(&mut out, explanation, 0);
        }
        out
    }

    /// A score as a tree, one part a line.
    fn explanation(&self, out: &mut String, explanation: &Explanation, depth: usize) {
        let Explanation { value, description, details } = explanation;
        let whole = value.fract() == 0.0;
        let value = if whole { format!("{value}") } else { format!("{value:.4}") };
        let part = format!("{:indent$}{value}  {}", "", safe(description), indent = 2 * depth);
        line(out, &self.dim(&part));
        for part in details {
            self.explanation(out, part, depth + 1);
        }
    }

    /// How a query was read, how its best `reranked` hits were put in order, and where the time
    /// went.
    #[must_use]
    pub fn explained(&self, response: &Response, read: &str, reranked: usize) -> String {
        let read = if read.is_empty() { "every passage" } else { read };
        let mut out = format!("read as: {}\n", safe(read));
        if !response.expansion.is_empty() {
            let words: Vec<String> = response.expansion.iter().map(ToString::to_string).collect();
            let _ = writeln!(out, "expanded by: {}", safe(&words.join(" ")));
        }
        if response.hits.iter().any(|hit| hit.said.is_some()) {
            let _ = writeln!(
                out,
                "order: of the best {reranked}, those whose words the speaker says come first"
            );
        }
        let stages = response.stages.iter();
        let times: Vec<String> = stages
            .map(|(stage, time)| format!("{stage} {:.2} ms", time.as_secs_f64() * 1e3))
            .collect();
        let _ = writeln!(out, "time: {}", times.join(", "));
        out
    }

    /// Outlet, publication date, what the passage is about, and whether it was corrected.
    fn facts(stored: &Stored) -> String {
        let mut facts = outlet_and_date(&stored.head);
        let about = dates(&stored.notes.timexes);
        if !about.is_empty() {
            facts.push(format!("about {}", about.join(", ")));
        }
        if is_corrected(&stored.notes) {
            facts.push("corrected".to_owned());
        }
        facts.join(" · ")
    }

    fn speakers(&self, hit: &Hit, asked: &[NameReading]) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for attribution in hit.attributions().iter().filter(|attribution| is_said(attribution)) {
            let mut own: Vec<String> =
                named_speakers(attribution).into_iter().map(|name| name.label).collect();
            if own.is_empty()
                && let Some(source) = attribution.source
            {
                own.extend(words(&hit.stored, source).map(|source| format!("“{source}”")));
            }
            for name in own {
                let name = safe(&name).into_owned();
                if !names.contains(&name) {
                    names.push(name);
                }
            }
        }
        if names.is_empty() {
            return None;
        }
        let said = hit.said.map_or_else(String::new, |said| said_by(hit, asked, said));
        Some(format!("{}{}{}", self.dim("says: "), self.strong(&names.join(", ")), self.dim(&said)))
    }

    fn passage(&self, out: &mut String, text: &str, spans: &[Span]) {
        let shown = part(text, spans);
        let before = if shown.start > 0 { "… " } else { "" };
        let after = if shown.end < text.len() { " …" } else { "" };
        let within: Vec<Span> = spans
            .iter()
            .filter(|span| shown.contains(**span))
            .map(|span| Span::new(span.start - shown.start, span.end - shown.start))
            .collect();
        let marked = format!("{before}{}{after}", self.marked(shown.of(text), &within));
        for wrapped in wrap(&marked, self.style.width - INDENT) {
            line(out, &wrapped);
        }
    }

    /// `text`, made safe, with its highlights marked.
    fn marked(&self, text: &str, spans: &[Span]) -> String {
        let mut out = String::with_capacity(text.len() + spans.len() * 8);
        let mut at = 0;
        for span in spans.iter().filter(|span| span.end <= text.len()) {
            if span.start < at {
                continue;
            }
            out.push_str(&safe(&text[at..span.start]));
            out.push_str(&self.mark(&safe(span.of(text))));
            at = span.end;
        }
        out.push_str(&safe(&text[at..]));
        out
    }

    /// A whole answer.
    #[must_use]
    pub fn response(&self, response: &Response, first: u64, paged: bool) -> String {
        let mut out = String::new();
        for hit in &response.hits {
            out.push_str(&self.hit(hit, &response.names));
            out.push('\n');
        }
        for facet in &response.facets {
            out.push_str(&self.facet(facet));
            out.push('\n');
        }
        let shown = response.hits.len() as u64;
        let totals = self.totals(response);
        let _ = if response.more {
            let last = first + shown;
            let from =
                if first == 0 { format!("{shown}") } else { format!("{}–{last}", first + 1) };
            let next = if paged { "next: --page, all: --all" } else { "--all" };
            writeln!(out, "{from} of {totals} ({next})")
        } else {
            writeln!(out, "{totals}")
        };
        if response.wider_dates > 0 {
            let _ = writeln!(
                out,
                "{} more dated only more widely (--date-overlap)",
                grouped(response.wider_dates)
            );
        }
        out
    }

    /// "3 passages in 2 articles".
    #[must_use]
    pub fn totals(&self, response: &Response) -> String {
        format!(
            "{} in {}{}",
            counted(response.passages, "passage"),
            if response.estimated { "about " } else { "" },
            counted(response.articles, "article")
        )
    }

    /// What is said when nothing was found.
    #[must_use]
    pub fn nothing(
        &self,
        response: &Response,
        read: &str,
        nothing: &Nothing,
        state: &str,
    ) -> String {
        let mut out = String::from("nothing found\n");
        let read = if read.is_empty() { "every passage" } else { read };
        line(&mut out, &format!("read as: {}", safe(read)));
        for told in did_you_mean(&response.suggestions) {
            line(&mut out, &told);
        }
        for reading in &response.names {
            let label = safe(&reading.label);
            let count = counted(reading.count, "passage");
            line(
                &mut out,
                &format!("{} {}: {label} ({count})", reading.field.name(), reading.asked),
            );
        }
        for (filter, count) in &nothing.without {
            line(&mut out, &format!("without {}: {}", safe(filter), counted(*count, "passage")));
        }
        for (word, count) in &nothing.words {
            line(&mut out, &format!("{} alone: {}", safe(word), counted(*count, "passage")));
        }
        if let Some(any) = nothing.any {
            line(&mut out, &format!("with any of the words (--any): {}", counted(any, "passage")));
        }
        if nothing.no_speaker > 0 || nothing.no_date > 0 {
            let speaker = counted(nothing.no_speaker, "passage");
            let date = counted(nothing.no_date, "passage");
            line(
                &mut out,
                &format!(
                    "with the words: {speaker} without a named speaker, {date} without a date"
                ),
            );
        }
        line(&mut out, &format!("searched: {}{state}", searched(&response.coverage)));
        out
    }

    /// The head of an article as `show` prints it.
    #[must_use]
    pub fn head(&self, head: &Head) -> String {
        let mut out = String::new();
        let headline = head.headline.as_deref().unwrap_or("(no headline)");
        let _ = writeln!(out, "{}", self.bold(&safe(headline)));
        let mut facts = outlet_and_date(head);
        if let Some(from) = head.published_from {
            facts.push(format!("date from: {from}"));
        }
        if !head.byline.is_empty() {
            facts.push(format!("by {}", safe(&head.byline.join(", "))));
        }
        let _ = writeln!(out, "{}", self.dim(&facts.join(" · ")));
        let places = head.url.iter().chain(&head.path).map(|place| safe(place).into_owned());
        for place in places {
            let _ = writeln!(out, "{}", self.dim(&place));
        }
        let _ = writeln!(out, "{}", self.id(&head.id));
        out
    }

    /// A passage in its article, with evidence when `evidence` is set.
    #[must_use]
    pub fn shown(&self, stored: &Stored, section: Option<&str>, evidence: bool) -> String {
        let mut out = String::new();
        if let Some(section) = section {
            let _ = writeln!(out, "\n{}", self.bold(&safe(section)));
        }
        let _ = writeln!(out);
        let text =
            if evidence { self.marked(&stored.text, &[]) } else { safe(&stored.text).into() };
        for (i, wrapped) in wrap(&text, self.style.width - INDENT).into_iter().enumerate() {
            let number = if i == 0 { format!("{:>3} ", stored.n) } else { " ".repeat(INDENT) };
            let number = if evidence { self.strong(&number) } else { self.dim(&number) };
            let _ = writeln!(out, "{number}{wrapped}");
        }
        if evidence {
            for attribution in &stored.notes.attributions {
                hang(&mut out, &self.statement(stored, attribution), self.style.width);
            }
            for timex in &stored.notes.timexes {
                let words = words(stored, timex.span).unwrap_or_default();
                let value = self.strong(&timex.value);
                let rule = self.dim(&format!("(rule {})", timex.rule));
                line(&mut out, &format!("{} “{words}” = {value} {rule}", self.dim("date:")));
            }
        }
        out
    }

    fn statement(&self, stored: &Stored, attribution: &Attribution) -> String {
        let name = match (&attribution.speaker, attribution.speakers.len()) {
            (Some(_), 2..) => attribution
                .speakers
                .iter()
                .map(|speaker| safe(&speaker.name).into_owned())
                .collect::<Vec<_>>()
                .join(" and "),
            (Some(name), _) => safe(name).into_owned(),
            (None, _) => format!("({})", kind_name(attribution)),
        };
        let act = match attribution.polarity {
            Polarity::Said => format!("{:?}", attribution.act).to_lowercase(),
            Polarity::NotSaid => "not said".to_owned(),
            Polarity::Asked => "asked".to_owned(),
        };
        let part = |label: &str, span: Option<Span>| {
            span.and_then(|span| words(stored, span))
                .map(|words| format!("{label} “{words}”, "))
                .unwrap_or_default()
        };
        let parts = attribution.content.iter().filter_map(|span| words(stored, *span));
        let content = shortened(&parts.collect::<Vec<_>>().join(" … "), 60);
        let reporter = attribution
            .reporter
            .as_deref()
            .map(|name| format!("reported by {}, ", safe(name)))
            .unwrap_or_default();
        let evidence = format!(
            "({}{}{reporter}rule {}, confidence {:.2})",
            part("source", attribution.source),
            part("cue", attribution.cue),
            attribution.rule,
            attribution.confidence
        );
        format!(
            "{} {} — “{content}” {}",
            self.dim(&format!("{act}:")),
            self.strong(&name),
            self.dim(&evidence)
        )
    }

    fn mark(&self, text: &str) -> String {
        if self.style.colour { format!("\x1b[1;33m{text}\x1b[0m") } else { format!("[[{text}]]") }
    }

    pub(super) fn bold(&self, text: &str) -> String {
        self.painted("1", text)
    }

    pub(super) fn strong(&self, text: &str) -> String {
        self.painted("36", text)
    }

    pub(super) fn dim(&self, text: &str) -> String {
        self.painted("2", text)
    }

    fn id(&self, text: &str) -> String {
        self.painted("32", text)
    }

    fn painted(&self, code: &str, text: &str) -> String {
        if self.style.colour && !text.is_empty() {
            // A mark inside ends all colours; take this one up again behind it.
            let again = text.replace("\x1b[0m", &format!("\x1b[0m\x1b[{code}m"));
            format!("\x1b[{code}m{again}\x1b[0m")
        } else {
            text.to_owned()
        }
    }
}

fn places(hit: &Hit, place: Place) -> Vec<Span> {
    let highlights = hit.highlights.iter().filter(|highlight| highlight.place == place);
    highlights.map(|highlight| highlight.span).collect()
}

/// Whether the words stand in what the speakers asked for say.
fn said_by(hit: &Hit, asked: &[NameReading], said: bool) -> String {
    let speaking = |key: &str| {
        hit.attributions().iter().any(|attribution| {
            is_said(attribution) && named_speakers(attribution).iter().any(|name| name.key == key)
        })
    };
    let mut names: Vec<String> = Vec::new();
    for reading in asked.iter().filter(|reading| reading.field == Field::Speaker) {
        let name = safe(&reading.label).into_owned();
        if speaking(&reading.value) && !names.contains(&name) {
            names.push(name);
        }
    }
    let who = if names.is_empty() { "they".to_owned() } else { names.join(" or ") };
    let verb = if names.len() == 1 { "says" } else { "say" };
    let not = if said { "" } else { "not " };
    format!(" (the words are {not}in what {who} {verb})")
}

fn outlet_and_date(head: &Head) -> Vec<String> {
    let mut facts: Vec<String> =
        head.outlet.iter().map(|outlet| safe(outlet).into_owned()).collect();
    facts.push(match head.published {
        Some(day) => format!("published {day}"),
        None => "publication date unknown".to_owned(),
    });
    facts
}

/// The calendar values of a passage, each once.
fn dates(timexes: &[Timex]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for timex in timexes.iter().filter(|timex| timex.days().is_some()) {
        // Of a time of day its day is enough here.
        let day = timex.value.split('T').next().unwrap_or(&timex.value);
        if !out.iter().any(|seen| seen == day) {
            out.push(day.to_owned());
        }
    }
    out
}

/// The words of a span that lies in the passage.
fn words(stored: &Stored, span: Span) -> Option<String> {
    let within = stored.span.intersect(span)?;
    let start = within.start - stored.span.start;
    let words = stored.text.get(start..start + within.len())?;
    Some(safe(words).into_owned())
}

fn kind_name(attribution: &Attribution) -> &'static str {
    use crate::annotate::SpeakerKind;
    match attribution.speaker_kind {
        SpeakerKind::Person => "a person without a name",
        SpeakerKind::Organisation => "a body without a name",
        SpeakerKind::Group => "a group",
        SpeakerKind::Unknown => "unknown",
    }
}

fn searched(coverage: &Coverage) -> String {
    format!(
        "{} in {}",
        counted(coverage.passages, "passage"),
        counted(coverage.articles, "article")
    )
}

fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            let cut = text[..end].rfind(' ').unwrap_or(end);
            format!("{} …", &text[..cut])
        }
    }
}

/// A paragraph whose lines after the first stand further in.
fn hang(out: &mut String, text: &str, width: usize) {
    for (i, wrapped) in wrap(text, width - INDENT - 2).into_iter().enumerate() {
        line(out, &if i == 0 { wrapped } else { format!("  {wrapped}") });
    }
}

fn line(out: &mut String, text: &str) {
    out.push_str(&" ".repeat(INDENT));
    out.push_str(text);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_does_not_count_escape_sequences() {
        let text = Text::new(Style { colour: true, width: 80 });
        let marked = text.marked("one two three", &[Span::new(4, 7)]);
        assert_eq!(wrap(&marked, 7).len(), 2);
        let plain = Text::new(Style { colour: false, width: 80 });
        assert_eq!(plain.marked("one two three", &[Span::new(4, 7)]), "one [[two]] three");
    }
}

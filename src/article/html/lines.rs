//! The elements of a page → its lines as a reader sees them, each with what its elements say of
//! it.

use std::ops::Range;

use ego_tree::NodeId;
use rustc_hash::FxHashMap;
use trafilatura::dom::Document;

use super::content::INLINE;
use super::spacing::parts_words;
use super::words::{
    AROUND_MARKS, COMMENT_MARKS, DATE_MARKS, MODIFIED_MARKS, OTHER_MARKS, PUBLISHED_MARKS, UNMARKED,
};
use crate::article::line::head;

/// Elements of which no reader sees the text.
const UNSEEN: &[&str] = &[
    "audio", "canvas", "head", "iframe", "noscript", "object", "option", "script", "style", "svg",
    "template", "textarea", "video",
];

/// Attributes that hold a date, in the order in which they are asked.
const VALUES: &[&str] =
    &["datetime", "content", "data-datetime", "data-date", "data-timestamp", "data-utime", "title"];

/// Generations down to which the marks of an element hold.
const GENERATIONS: usize = 3;

/// Longest text of a line that is kept, in bytes.
const LONGEST: usize = 1000;

/// Shortest line that is a paragraph for sure, in bytes.
const SHORTEST_PARAGRAPH: usize = 100;

/// Most marked parts of a line that are kept.
const MOST_PIECES: usize = 50;

/// Fewest digits of a value that is a date, and its longest, in bytes.
const FEWEST_DIGITS: usize = 5;
const LONGEST_VALUE: usize = 80;

/// What the elements around a date say that it is: a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks(u8);

impl Marks {
    /// The date of publication.
    pub(super) const PUBLISHED: Self = Self(1);
    /// A date.
    pub(super) const DATE: Self = Self(2);
    /// The day of a change.
    pub(super) const MODIFIED: Self = Self(4);
    /// The date of something else.
    pub(super) const OTHER: Self = Self(8);
    /// A `<time>`.
    pub(super) const TIME: Self = Self(16);

    /// These marks and those of `others`.
    pub(super) fn and(self, others: Self) -> Self {
        Self(self.0 | others.0)
    }

    /// Whether any of `marks` is among these.
    pub(super) fn any(self, marks: Self) -> bool {
        self.0 & marks.0 != 0
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// `marks` when `condition` holds, else none.
    fn when(condition: bool, marks: Self) -> Self {
        if condition { marks } else { Self::default() }
    }
}

/// A part of a line that an element marks.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) range: Range<usize>,
    pub(super) marks: Marks,
    /// The date that an attribute gives.
    pub(super) value: Option<String>,
}

/// A line of a page.
#[derive(Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    /// The level of a heading; 0 for other lines.
    pub(super) heading: u8,
    /// Where its texts begin, each with the innermost element around it that holds what is not of
    /// the article, by its number in [`Lines::strange`].
    texts: Vec<(usize, Option<usize>)>,
    /// Whether all of it is a link.
    pub(super) link: bool,
}

/// The texts of the lines of a page, with whether they stand only in links, and only outside of
/// the article.
pub(super) struct Foreign<'l>(FxHashMap<&'l str, (bool, bool)>);

impl Foreign<'_> {
    /// Whether a text stands only in links.
    pub(super) fn linked(&self, text: &str) -> bool {
        self.0.get(text).is_some_and(|(link, _)| *link)
    }

    /// Whether a text stands only outside of the article.
    pub(super) fn outside(&self, text: &str) -> bool {
        self.0.get(text).is_some_and(|(_, outside)| *outside)
    }
}

impl Line {
    /// The innermost element around the byte `at` that holds what is not of the article.
    pub(super) fn around(&self, at: usize) -> Option<usize> {
        let before = self.texts.iter().rev().find(|(start, _)| *start <= at);
        before.or_else(|| self.texts.first()).and_then(|(_, around)| *around)
    }
}

/// An element of what is not of the article.
#[derive(Clone, Copy, Debug)]
pub(super) struct Strange {
    /// The next one around it.
    within: Option<usize>,
    /// Whether it holds what readers say; else it is about other articles.
    pub(super) comment: bool,
}

/// The lines of a page, in its order.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    strange: Vec<Strange>,
}

impl Lines {
    /// Bytes of the lines that look like paragraphs of the article, as far as lines are kept.
    pub(super) fn prose(&self) -> usize {
        let paragraph = |line: &&Line| {
            let text = line.heading == 0 && !line.link && line.around(0).is_none();
            text && line.text.len() >= SHORTEST_PARAGRAPH
        };
        self.lines.iter().filter(paragraph).map(|line| line.text.len()).sum()
    }

    /// The texts of lines that stand only in links, or only outside of the article.
    pub(super) fn foreign(&self) -> Foreign<'_> {
        let mut texts: FxHashMap<&str, (bool, bool)> = FxHashMap::default();
        for line in &self.lines {
            let here = (line.link, line.around(0).is_some());
            let all = texts.entry(line.text.trim()).or_insert(here);
            *all = (all.0 && here.0, all.1 && here.1);
        }
        Foreign(texts)
    }

    /// What is strange around the byte `at` of a line and not around the line `home` of the
    /// headline too: the names of a page's outer elements tell nothing of the article in them.
    pub(super) fn strange(&self, line: &Line, at: usize, home: Option<&Line>) -> Option<Strange> {
        let of_home: Vec<usize> = self.chain(home.and_then(|line| line.around(0))).collect();
        let mut own = self.chain(line.around(at)).filter(|at| !of_home.contains(at));
        let innermost = own.next()?;
        let comment = self.strange[innermost].comment || own.any(|at| self.strange[at].comment);
        Some(Strange { comment, ..self.strange[innermost] })
    }

    fn chain(&self, from: Option<usize>) -> impl Iterator<Item = usize> {
        std::iter::successors(from, |at| self.strange[*at].within)
    }
}

/// An element that is open.
struct Open {
    /// Where it begins in the line that is open.
    start: usize,
    marks: Marks,
    generation: usize,
    value: Option<String>,
    strange: Option<usize>,
    link: bool,
    heading: u8,
    inline: bool,
}

enum Step {
    Enter(NodeId),
    Leave,
}

/// The lines of a page.
pub(super) fn lines(doc: &Document) -> Lines {
    let mut maker = Maker::default();
    let top = doc.body().unwrap_or_else(|| doc.root());
    let mut steps = vec![Step::Enter(top)];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(id) if doc.is_text(id) => maker.push(&doc.text_content(id)),
            Step::Enter(id) => match doc.tag_name(id) {
                // Comments have no name.
                tag if UNSEEN.contains(&tag) || tag.is_empty() && id != top => {}
                "br" | "hr" => maker.close(),
                tag => {
                    if matches!(tag, "td" | "th") {
                        maker.push(" ");
                    }
                    maker.open(doc, id, tag);
                    steps.push(Step::Leave);
                    steps.extend(doc.child_nodes(id).into_iter().rev().map(Step::Enter));
                }
            },
            Step::Leave => maker.leave(),
        }
    }
    maker.close();
    maker.made
}

/// What a name in an attribute says.
#[derive(Clone, Copy, Default)]
struct Named {
    marks: Marks,
    around: bool,
    comment: bool,
}

/// Reads a name in lower case.
fn named(name: &str) -> Named {
    let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
    let published = has(PUBLISHED_MARKS);
    let changed = !published && has(MODIFIED_MARKS);
    let marks = Marks::when(published, Marks::PUBLISHED)
        .and(Marks::when(!changed && has(DATE_MARKS), Marks::DATE))
        .and(Marks::when(changed, Marks::MODIFIED))
        .and(Marks::when(has(OTHER_MARKS), Marks::OTHER));
    Named {
        marks: Marks::when(!has(UNMARKED) || has(&["date"]), marks),
        around: has(AROUND_MARKS),
        comment: !published && has(COMMENT_MARKS),
    }
}

#[derive(Default)]
struct Maker {
    made: Lines,
    line: Line,
    open: Vec<Open>,
    /// Whether a text outside of links stands in the open line.
    beside_links: bool,
    /// Names that have been read: a page has few of them, many times.
    names: FxHashMap<String, Named>,
}

impl Maker {
    fn push(&mut self, text: &str) {
        if text.starts_with(parts_words) {
            self.space();
        }
        let words = text.split(parts_words).filter(|word| !word.is_empty());
        let mut words = words.peekable();
        if words.peek().is_none() || self.line.text.len() > LONGEST {
            return;
        }
        let top = self.open.last();
        self.line.texts.push((self.line.text.len(), top.and_then(|open| open.strange)));
        let above = self.open.iter().rev().take(GENERATIONS);
        let heading = above.map(|open| open.heading).max().unwrap_or(0);
        self.line.heading = self.line.heading.max(heading);
        self.beside_links |= !top.is_some_and(|open| open.link);
        while let Some(word) = words.next()
            && self.line.text.len() <= LONGEST
        {
            self.line.text.push_str(head(word, LONGEST));
            if words.peek().is_some() || text.ends_with(parts_words) {
                self.space();
            }
        }
    }

    fn space(&mut self) {
        if !self.line.text.is_empty() && !self.line.text.ends_with(' ') {
            self.line.text.push(' ');
        }
    }

    fn open(&mut self, doc: &Document, id: NodeId, tag: &str) {
        let inline = INLINE.contains(&tag) || matches!(tag, "td" | "th" | "meta" | "link");
        if !inline {
            self.close();
        }
        let said = self.said(doc, id, tag);
        let above = self.open.last();
        let within = above.and_then(|open| open.strange);
        let inherits = |open: &&Open| open.generation < GENERATIONS && said.marks.is_empty();
        let (marks, generation) = above
            .filter(inherits)
            .map_or((said.marks, 0), |open| (open.marks, open.generation + 1));
        let strange = if said.around || said.comment {
            self.made.strange.push(Strange { within, comment: said.comment });
            Some(self.made.strange.len() - 1)
        } else {
            within
        };
        self.open.push(Open {
            start: self.line.text.len(),
            marks,
            generation,
            value: value(doc, id, tag),
            strange,
            link: tag == "a" || above.is_some_and(|open| open.link),
            heading: match tag {
                "h1" => 1,
                "h2" => 2,
                "h3" | "h4" | "h5" | "h6" => 3,
                _ => 0,
            },
            inline,
        });
    }

    /// What the attributes of an element say of it.
    fn said(&mut self, doc: &Document, id: NodeId, tag: &str) -> Named {
        let mut said = Named::default();
        for attribute in ["class", "id", "itemprop", "property"] {
            let Some(mut names) = doc.get_attribute(id, attribute) else { continue };
            names.make_ascii_lowercase();
            for name in names.split_ascii_whitespace() {
                let known = self.names.get(name).copied().unwrap_or_else(|| {
                    let known = named(name);
                    self.names.insert(name.to_owned(), known);
                    known
                });
                said.marks = said.marks.and(known.marks);
                said.around |= known.around;
                said.comment |= known.comment;
            }
        }
        let pubdate = doc.get_attribute(id, "pubdate").is_some();
        said.marks = said.marks.and(Marks::when(pubdate, Marks::PUBLISHED));
        // Microformats call the day of publication the one of the last change.
        if said.marks.any(Marks::PUBLISHED.and(Marks::DATE)) {
            said.marks.0 &= !Marks::MODIFIED.0;
        }
        said.marks = said.marks.and(Marks::when(tag == "time", Marks::TIME));
        said.around |= matches!(tag, "aside" | "footer" | "nav");
        // The body bears names of what the page has, not of what it is.
        if tag == "body" { Named::default() } else { said }
    }

    fn leave(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        self.piece(&mut open);
        if !open.inline {
            self.close();
        }
    }

    /// Marks what an element holds of the open line.
    fn piece(&mut self, open: &mut Open) {
        let value = open.value.take();
        let range = open.start.min(self.line.text.len())..self.line.text.len();
        let empty = range.is_empty() || open.marks.is_empty();
        if value.is_none() && empty || self.line.pieces.len() >= MOST_PIECES {
            return;
        }
        if self.line.texts.is_empty() {
            self.line.texts.push((0, open.strange));
        }
        self.line.pieces.push(Piece { range, marks: open.marks, value });
    }

    /// Ends the open line.
    fn close(&mut self) {
        let mut open = std::mem::take(&mut self.open);
        for open in open.iter_mut().rev() {
            self.piece(open);
            open.start = 0;
        }
        self.open = open;
        let mut line = std::mem::take(&mut self.line);
        line.link = !std::mem::take(&mut self.beside_links);
        if !line.text.trim().is_empty() || line.pieces.iter().any(|piece| piece.value.is_some()) {
            self.made.lines.push(line);
        }
    }
}

/// The date that an attribute of an element gives, or what looks like one.
fn value(doc: &Document, id: NodeId, tag: &str) -> Option<String> {
    // The title of a picture is that of its file.
    if tag == "img" {
        return None;
    }
    VALUES.iter().find_map(|name| {
        let value = doc.get_attribute(id, name)?;
        let short = value.len() <= LONGEST_VALUE;
        let path = value.contains("://") || value.starts_with('/');
        let digits = value.bytes().filter(u8::is_ascii_digit).count();
        (short && !path && digits >= FEWEST_DIGITS).then_some(value)
    })
}

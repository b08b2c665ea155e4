//! Text converted from pages → one text: headers and footers that repeat, and page numbers, are
//! left out, and what runs over the end of a page goes on.
//!
//! Pages end at form feeds, else at lines that count them.

use rustc_hash::{FxHashMap, FxHashSet};

use super::PublishedFrom;
use super::calendar::find_day;
use super::decode::clean;
use super::draft::Draft;
use super::line::ends_sentence;
use super::published::{Stamp, is_date_line};

/// Most lines of a header or footer.
const MOST_LINES: usize = 4;

/// Longest line of a header or footer, in bytes.
const LONGEST: usize = 200;

/// Fewest pages of which a line, or a number alone, is taken to count them.
const FEWEST_COUNTED: usize = 3;

/// Fewest lines of text between two lines that count pages: a list of pages has none.
const FEWEST_BETWEEN: usize = 3;

/// Words before the number of a page.
const PAGE_WORDS: &[&str] = &["page", "pg", "p"];

/// A text without pages.
#[derive(Debug, Default, PartialEq, Eq)]
struct Joined {
    /// The text, with line ends and control characters as a body has them.
    text: String,
    /// The lines that were left out above the text of the first page.
    header: Vec<String>,
}

/// The lines of a page, or what is left of them.
type Page<'a, 't> = &'a [&'t str];

/// An end of a page.
#[derive(Clone, Copy)]
enum Edge {
    Top,
    Bottom,
}

/// Reads plain text, which may have been converted from pages.
///
/// What their header says is said of the article: a running title is its headline when the text
/// has none of its own, a date is that of its publication.
pub(super) fn read(text: String) -> Draft {
    let Joined { text: body, header } = joined(text);
    let title = header.first().filter(|line| {
        line.contains(char::is_alphabetic) && !line.contains(|c: char| c.is_ascii_digit())
    });
    let day = header.iter().find(|line| is_date_line(line));
    let day = day.and_then(|line| Some(line[find_day(line)?.1].to_owned()));
    Draft {
        title: title.cloned(),
        stamps: day.into_iter().map(|day| (PublishedFrom::Text, Stamp::Text(day))).collect(),
        body,
        ..Draft::default()
    }
}

/// Joins the pages of a text.
fn joined(text: String) -> Joined {
    let has_feeds = text.contains('\u{c}');
    let parts: Vec<String> = if has_feeds {
        text.split('\u{c}').map(|page| clean(page.to_owned())).collect()
    } else {
        vec![clean(text)]
    };
    let lines: Vec<Vec<&str>> = parts.iter().map(|part| part.split('\n').collect()).collect();
    let pages: Option<Vec<Page<'_, '_>>> = match &lines[..] {
        [lines] if !has_feeds => counted_pages(lines),
        pages => Some(pages.iter().map(Vec::as_slice).collect()),
    };
    if let Some(mut pages) = pages {
        let header = strip(&mut pages);
        return Joined { text: join(&pages), header };
    }
    Joined { text: parts.into_iter().next().unwrap_or_default(), header: Vec::new() }
}

/// Takes headers and footers from pages; returns the header of the first.
///
/// Where most lines seem to be headers, as in forms filled in page by page, none is.
fn strip(pages: &mut Vec<Page<'_, '_>>) -> Vec<String> {
    for page in pages.iter_mut() {
        *page = trimmed(page);
    }
    pages.retain(|page| !page.is_empty());
    let whole = pages.clone();
    let (tops, bottoms) = (running(pages, Edge::Top), running(pages, Edge::Bottom));
    let runs = |line: &str, known: &FxHashSet<String>| {
        line.len() <= LONGEST && known.contains(&form(line).0)
    };
    let mut header = Vec::new();
    for (number, page) in pages.iter_mut().enumerate() {
        for _ in 0..MOST_LINES {
            let Some((line, rest)) = page.split_first().filter(|(line, _)| runs(line, &tops))
            else {
                break;
            };
            *page = trimmed(rest);
            if number == 0 {
                header.push(line.trim().to_owned());
            }
        }
        for _ in 0..MOST_LINES {
            let last = page.split_last().filter(|(line, _)| runs(line, &bottoms));
            let Some((_, rest)) = last else { break };
            *page = trimmed(rest);
        }
    }
    if 2 * filled_lines(pages) < filled_lines(&whole) {
        *pages = whole;
        return Vec::new();
    }
    pages.retain(|page| !page.is_empty());
    header
}

fn filled_lines(pages: &[Page<'_, '_>]) -> usize {
    pages.iter().flat_map(|page| page.iter()).filter(|line| !line.trim().is_empty()).count()
}

fn trimmed<'a, 't>(page: Page<'a, 't>) -> Page<'a, 't> {
    let filled = |line: &&str| !line.trim().is_empty();
    match (page.iter().position(filled), page.iter().rposition(filled)) {
        (Some(first), Some(last)) => &page[first..=last],
        _ => &[],
    }
}

/// The forms of the lines that repeat at an edge of pages.
fn running(pages: &[Page<'_, '_>], edge: Edge) -> FxHashSet<String> {
    let mut places: FxHashMap<String, Vec<(usize, Vec<u64>)>> = FxHashMap::default();
    let mut see = |page: usize, line: &str| {
        if line.len() > LONGEST {
            return;
        }
        let (form, numbers) = form(line);
        let places = places.entry(form).or_default();
        if places.last().is_none_or(|(last, _)| *last != page) {
            places.push((page, numbers));
        }
    };
    for (number, page) in pages.iter().enumerate() {
        let filled = page.iter().filter(|line| !line.trim().is_empty());
        match edge {
            Edge::Top => filled.take(MOST_LINES).for_each(|line| see(number, line)),
            Edge::Bottom => filled.rev().take(MOST_LINES).for_each(|line| see(number, line)),
        }
    }
    places.retain(|_, places| is_running(places, pages.len()));
    places.into_keys().collect()
}

/// Whether a line that stands on these of `pages` pages, with these numbers, is one of their
/// headers or footers: on most pages, on most left or right ones, or one that counts its pages.
fn is_running(places: &[(usize, Vec<u64>)], pages: usize) -> bool {
    let on = places.len();
    let (first, numbers) = match places {
        [(first, numbers), _, ..] => (*first, numbers),
        _ => return false,
    };
    let one_side = on > 2 && places.iter().all(|(page, _)| page % 2 == first % 2);
    let counts = |k: usize| {
        places.iter().all(|(page, other)| {
            other
                .get(k)
                .and_then(|n| n.checked_sub(*page as u64))
                .is_some_and(|ahead| numbers[k].checked_sub(first as u64) == Some(ahead))
        })
    };
    on * 2 > pages
        || one_side && on * 4 > pages
        || on >= FEWEST_COUNTED && (0..numbers.len()).any(counts)
}

/// What lines that differ in their numbers alone have in common, and the numbers.
fn form(line: &str) -> (String, Vec<u64>) {
    let mut out = String::with_capacity(line.len());
    let mut numbers = Vec::new();
    for word in line.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut rest = word;
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            out.extend(rest[..at].chars().flat_map(char::to_lowercase));
            let len = rest[at..].bytes().take_while(u8::is_ascii_digit).count();
            numbers.push(rest[at..at + len].parse().unwrap_or(u64::MAX));
            out.push('#');
            rest = &rest[at + len..];
        }
        out.extend(rest.chars().flat_map(char::to_lowercase));
    }
    // The pages before the first are often counted in Roman numbers.
    if !out.is_empty() && out.chars().all(|c| matches!(c, 'i' | 'v' | 'x' | 'l')) {
        "#".clone_into(&mut out);
        numbers.push(u64::MAX);
    }
    (out, numbers)
}

/// The pages of a text whose lines count them; `None` when none do.
fn counted_pages<'a, 't>(lines: &'a [&'t str]) -> Option<Vec<Page<'a, 't>>> {
    let counters = counters(lines)?;
    let mut pages = Vec::with_capacity(counters.len() + 1);
    let mut from = 0;
    for at in counters {
        pages.push(&lines[from..at]);
        from = at + 1;
    }
    pages.push(&lines[from..]);
    Some(pages)
}

/// A line that may count pages.
struct Counter {
    line: usize,
    number: u64,
    /// The one before, with the number below, and how many they are.
    before: Option<usize>,
    len: usize,
    /// Whether nothing but the number tells that it counts pages.
    bare: bool,
}

/// The longest run of lines of one form whose numbers count up.
fn counters(lines: &[&str]) -> Option<Vec<usize>> {
    let mut found: Vec<Counter> = Vec::new();
    let mut latest: FxHashMap<(String, u64), usize> = FxHashMap::default();
    // Filled lines so far, above each line that was found.
    let mut filled = 0;
    let mut above: Vec<usize> = Vec::new();
    for (line, text) in lines.iter().enumerate() {
        if let Some((number, bare)) = page_number(text) {
            let (form, _) = form(text);
            let before =
                number.checked_sub(1).and_then(|n| latest.get(&(form.clone(), n)).copied());
            let before = before.filter(|before| filled - above[*before] > FEWEST_BETWEEN);
            let len = before.map_or(1, |before| found[before].len + 1);
            let rival = latest.get(&(form.clone(), number));
            if rival.is_none_or(|rival| found[*rival].len <= len) {
                latest.insert((form, number), found.len());
            }
            found.push(Counter { line, number, before, len, bare });
            above.push(filled);
        }
        filled += usize::from(!text.trim().is_empty());
    }
    let last = found.iter().rev().max_by_key(|counter| counter.len)?;
    let mut run = vec![last.line];
    let mut before = last.before;
    while let Some(counter) = before.map(|before| &found[before]) {
        debug_assert!(counter.number < last.number, "numbers count up");
        run.push(counter.line);
        before = counter.before;
    }
    run.reverse();
    let enough = if last.bare {
        run.len() >= FEWEST_COUNTED && break_pages(lines, &run)
    } else {
        run.len() > 1
    };
    enough.then_some(run)
}

/// Whether numbers that stand alone are those of pages rather than of chapters: text runs on
/// behind one in three, or most have the same line above or below.
fn break_pages(lines: &[&str], run: &[usize]) -> bool {
    let filled = |line: &&&str| !line.trim().is_empty();
    let mut runs_on = 0;
    let mut neighbours: [FxHashMap<String, usize>; 2] = Default::default();
    for &at in run {
        let above = lines[..at].iter().rfind(filled);
        let below = lines[at + 1..].iter().find(filled);
        if let (Some(above), Some(below)) = (above, below) {
            let goes_on = below.trim_start().starts_with(char::is_lowercase);
            runs_on += usize::from(goes_on && !ends_sentence(above.trim_end()));
        }
        for (seen, line) in neighbours.iter_mut().zip([above, below]) {
            if let Some(line) = line.filter(|line| line.len() <= LONGEST) {
                *seen.entry(form(line).0).or_default() += 1;
            }
        }
    }
    let repeated = neighbours.iter().flat_map(FxHashMap::values).any(|count| count * 2 > run.len());
    runs_on * 3 >= run.len() || repeated
}

/// The number of a line that may count pages, and whether it stands there without a word:
/// "Page 3", "Harbour Report | page 3 of 12", "3 / 12", "- 3 -".
fn page_number(line: &str) -> Option<(u64, bool)> {
    let has_number = line.contains(|c: char| c.is_ascii_digit());
    if line.len() > LONGEST || !has_number || ends_sentence(line.trim_end()) {
        return None;
    }
    let words: Vec<&str> =
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |word: &&str| word.parse::<u64>().ok();
    let of = |rest: &[&str]| match rest {
        [] => true,
        ["of", all] | [all] => number(all).is_some(),
        _ => false,
    };
    if let Some(first) = words.first().and_then(number) {
        return match &words[1..] {
            [] => Some((first, true)),
            [all] | ["of", all] if number(all).is_some_and(|all| all >= first) => {
                Some((first, false))
            }
            _ => None,
        };
    }
    let at = words
        .iter()
        .position(|word| PAGE_WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))?;
    let page = words.get(at + 1).and_then(number)?;
    (at == 0 || of(&words[at + 2..])).then_some((page, false))
}

/// Puts pages one below another: a paragraph that does not end with its page goes on.
fn join(pages: &[Page<'_, '_>]) -> String {
    // Without blank lines between its paragraphs a text has none between its pages.
    let has_gaps = pages.iter().any(|page| page.iter().any(|line| line.trim().is_empty()));
    let mut out = String::new();
    for page in pages {
        if !out.is_empty() {
            let ended = ends_sentence(out.trim_end());
            out.push_str(if has_gaps && ended { "\n\n" } else { "\n" });
        }
        for (i, line) in page.iter().enumerate() {
            if i > 0 {
                out.push('\n');
            }
            out.push_str(line);
        }
    }
    out
}

#[cfg(test)]
mod tests;

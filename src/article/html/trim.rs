//! The main text of a page → the same text without the lines that are no part of the article.
//!
//! What finds the main text takes what stands among its paragraphs: links to other articles,
//! requests to subscribe, and the headline, which a page has apart.

use rustc_hash::FxHashSet;

use super::lines::Lines;
use super::words::{ALONE, LEADING};
use crate::article::line::{ends_sentence, head};
use crate::article::rendered::Rendered;
use crate::article::{Block, BlockKind};
use crate::text::fold;

/// Blocks at the top of a body among which its headline stands.
const FIRST_BLOCKS: usize = 3;

/// Longest line that one of the words of [`LEADING`] begins, in bytes.
const LONGEST_LED: usize = 250;

/// Longest line in which an address of a reporter stands, in bytes.
const LONGEST_ADDRESS: usize = 250;

/// The part of a text, one in so many, of which less may be dropped for where it stands.
const LEAST_OF_TEXT: usize = 4;

/// The text without the lines that are no part of the article. `titles` are the headlines that the
/// page declares.
pub(super) fn trimmed(
    body: &str,
    blocks: &[Block],
    lines: &Lines,
    titles: &[String],
) -> (String, Vec<Block>) {
    let titles: FxHashSet<String> = titles.iter().map(|title| fold(title)).collect();
    let foreign = lines.foreign();
    let paragraph = |block: &&Block| block.kind != BlockKind::Heading;
    // What would cost much of the text is no mark of what is foreign to it.
    let few = |test: &dyn Fn(&str) -> bool| {
        let texts = blocks.iter().filter(paragraph).map(|block| block.span.of(body));
        let bytes: usize = texts.filter(|text| test(text)).map(str::len).sum();
        bytes * LEAST_OF_TEXT < body.len()
    };
    let linked = |text: &str| !ends_sentence(text) && foreign.linked(text);
    let outside = |text: &str| foreign.outside(text);
    let (drop_linked, drop_outside) = (few(&linked), few(&outside));
    let mut kept: Vec<&Block> = Vec::new();
    for (n, block) in blocks.iter().enumerate() {
        let text = block.span.of(body);
        let headline = n < FIRST_BLOCKS && titles.contains(&fold(text));
        let strange =
            paragraph(&block) && (drop_linked && linked(text) || drop_outside && outside(text));
        if !headline && !strange && !is_beside(text) {
            kept.push(block);
        }
    }
    // Headings at the end head nothing: they are those of other articles.
    while kept.last().is_some_and(|block| block.kind == BlockKind::Heading) {
        kept.pop();
    }
    if kept.iter().all(|block| block.kind == BlockKind::Heading) || kept.len() == blocks.len() {
        return (body.to_owned(), blocks.to_vec());
    }
    let mut text = Rendered::default();
    for block in kept {
        if block.kind == BlockKind::Heading {
            text.heading();
        }
        text.push(block.span.of(body));
        text.close();
    }
    text.finish()
}

/// Whether a line is no sentence of an article, by its words alone.
fn is_beside(text: &str) -> bool {
    let line = head(text, LONGEST_LED).to_lowercase();
    let bare = line.trim_matches(|c: char| !c.is_alphanumeric() && c != '©');
    if ALONE.contains(&bare) {
        return true;
    }
    if text.len() > LONGEST_LED {
        return false;
    }
    let led = |words: &&str| {
        bare.strip_prefix(*words).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    // A notice has a year; a sentence about rights need not.
    let years = || bare.split(|c: char| !c.is_ascii_digit()).any(|digits| digits.len() == 4);
    let notice = bare.starts_with("copyright") && years();
    notice || LEADING.iter().any(led) || is_address(bare)
}

/// Whether a line is where its author can be reached.
fn is_address(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let alone = words.next().is_none();
    let address = |word: &str| word.contains('@') || word.starts_with("http");
    alone && (address(first) || first.starts_with("twitter.com/"))
        || line.len() <= LONGEST_ADDRESS
            && ["email", "e-mail", "write to", "follow", "reach", "contact"]
                .iter()
                .any(|verb| line.starts_with(verb))
            && (line.contains('@') || line.contains("twitter"))
}

#[cfg(test)]
mod tests {
    use trafilatura::dom::Document;

    use super::*;
    use crate::article::html::{fragment, lines::lines};

    const PROSE: &str = "<p>The dam above the town held through the night, and the river fell by \
                         more than a metre before noon, as the engineers had hoped it would.</p>\
                         <p>A second wave is expected on Friday, when the snow in the hills melts; \
                         the council has asked everybody near the river to be ready to leave.</p>";

    /// The lines that are left of a text that was found in a page.
    fn left(found: &str, page: &str) -> Vec<String> {
        let (body, blocks) = fragment(found).unwrap();
        let doc = Document::parse(page);
        let titles = ["Dam holds".to_owned()];
        let (body, blocks) = trimmed(&body, &blocks, &lines(&doc), &titles);
        let prose = fragment(PROSE).unwrap().0;
        let lines = blocks.iter().map(|block| block.span.of(&body).to_owned());
        lines.filter(|line| !prose.contains(line)).collect()
    }

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        let found = format!("{line}{PROSE}{line}{PROSE}");
        assert_eq!(left(&found, &found), expected, "{line}");
    }

    #[test]
    fn lines_that_ask_or_lead_elsewhere_are_dropped() {
        for line in [
            "Advertisement",
            "[Related: Bridges of the north]",
            "Read more: Bridges of the north",
            "Lesen Sie auch: Brücken des Nordens",
            "Sign up for our newsletter",
            "This website uses cookies to improve your visit.",
            "© 2025 Daily Post. All rights reserved.",
            "Copyright Daily Post 2025",
            "Follow Mary Cole on Twitter @example",
            "mary.cole@daily.example",
            "https://daily.example/dam",
        ] {
            check(&format!("<p>{line}</p>"), &[]);
        }
    }

    #[test]
    fn sentences_with_the_same_words_are_kept() {
        for line in [
            "Related costs rose by a tenth.",
            "“More,” he said.",
            "Reading more books helps, she said.",
            "Follow the river to the dam.",
            "Copyright means that nobody may copy the plans of the dam.",
        ] {
            check(&format!("<p>{line}</p>"), &[line, line]);
        }
    }

    #[test]
    fn the_headline_and_headings_of_nothing_are_dropped() {
        let found = format!(
            "<h1>Dam holds</h1>{PROSE}<h2>Next</h2>{PROSE}<h2>Most read</h2><h3>Ten tips</h3>"
        );
        assert_eq!(left(&found, &found), ["Next"]);
        let far = format!("{PROSE}{PROSE}<h2>Dam holds</h2>{PROSE}");
        assert_eq!(left(&far, &far), ["Dam holds"]);
        assert_eq!(left("<h1>Dam holds</h1>", ""), ["Dam holds"]);
    }

    #[test]
    fn what_the_page_has_in_links_or_elsewhere_is_dropped() {
        let found = format!(
            "{PROSE}<p>Ten bridges of the north</p>{PROSE}<p>Mary Cole is our reporter</p>"
        );
        let page = format!(
            "<h1>Dam holds</h1>{PROSE}<p><a href=x>Ten bridges of the north</a></p>{PROSE}\
             <aside>Mary Cole is our reporter</aside>"
        );
        assert!(left(&found, &page).is_empty());
        assert_eq!(left(&found, &found).len(), 2);
        // Marks that would cost much of the text are wrong.
        let all = format!("<h1>Dam holds</h1><div class=related>{found}</div>");
        assert_eq!(left(&found, &all).len(), 2);
    }
}

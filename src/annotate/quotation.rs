//! Tokens → quotations: which words stand inside quotation marks.
//!
//! Pairing never crosses a paragraph: a mark that is not closed quotes the rest of its paragraph,
//! when the next paragraph opens with a mark of its own (the convention of the press for speech
//! that runs over paragraphs), and is no quotation otherwise. So a stray mark costs at most its
//! own paragraph.

use std::ops::Range;

use super::story::{Paragraph, Story};
use crate::text::{TokenKind, Tokens};

/// Words in one pair of outermost marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quotation {
    /// Tokens from the opening mark to the closing mark, both included.
    pub(super) outer: Range<usize>,
    /// Tokens between the marks.
    pub(super) inner: Range<usize>,
    /// Index of its paragraph.
    pub(super) paragraph: usize,
    /// Whether no mark closes it because the next paragraph carries it on.
    pub(super) carries_on: bool,
}

/// All quotations of a story.
#[derive(Debug)]
pub(super) struct Quotations {
    all: Vec<Quotation>,
    /// For each token one more than the index of the quotation it belongs to, marks included.
    covering: Vec<u32>,
}

impl Quotations {
    /// Pairs the marks of all paragraphs.
    pub(super) fn read(story: &Story<'_>) -> Self {
        let tokens = &story.tokens;
        let mut all = Vec::new();
        for (number, paragraph) in story.paragraphs.iter().enumerate() {
            let next = story.paragraphs.get(number + 1);
            pair(tokens, number, paragraph, next, &mut all);
        }
        let mut covering = vec![0; tokens.len()];
        for (quotation, number) in all.iter().zip(1u32..) {
            covering[quotation.outer.clone()].fill(number);
        }
        Self { all, covering }
    }

    /// The quotations, in text order, without overlaps.
    pub(super) fn all(&self) -> &[Quotation] {
        &self.all
    }

    /// Index of the quotation that token `i` belongs to, its marks included.
    pub(super) fn index_at(&self, i: usize) -> Option<usize> {
        let number = *self.covering.get(i)?;
        (number as usize).checked_sub(1)
    }

    /// The quotation that token `i` belongs to, its marks included.
    pub(super) fn at(&self, i: usize) -> Option<&Quotation> {
        self.index_at(i).map(|index| &self.all[index])
    }

    /// Whether token `i` is quoted or a mark.
    pub(super) fn covers(&self, i: usize) -> bool {
        self.covering.get(i).is_some_and(|number| *number > 0)
    }

    /// The quotation whose opening mark is token `i`.
    pub(super) fn opening_at(&self, i: usize) -> Option<&Quotation> {
        self.at(i).filter(|quotation| quotation.outer.start == i)
    }

    /// The quotation whose closing mark is token `i`.
    pub(super) fn closing_at(&self, i: usize) -> Option<&Quotation> {
        self.at(i).filter(|quotation| quotation.outer.end == i + 1)
    }
}

/// Which side of a quotation a mark is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Opens(char),
    Closes(char),
}

/// Pairs the outermost marks of one paragraph.
fn pair(
    tokens: &Tokens<'_>,
    number: usize,
    paragraph: &Paragraph,
    next: Option<&Paragraph>,
    out: &mut Vec<Quotation>,
) {
    let mut i = paragraph.tokens.start;
    let end = paragraph.tokens.end;
    while i < end {
        let Some((Side::Opens(style), width)) = side(tokens, i, &paragraph.tokens, None) else {
            i += 1;
            continue;
        };
        let inner = i + width;
        if let Some((close, after)) = closing(tokens, inner, &paragraph.tokens, style) {
            if close > inner {
                out.push(Quotation {
                    outer: i..after,
                    inner: inner..close,
                    paragraph: number,
                    carries_on: false,
                });
            }
            i = after.max(inner);
        } else {
            let carried = next.is_some_and(|next| {
                style != '\''
                    && side(tokens, next.tokens.start, &next.tokens, None)
                        .is_some_and(|(side, _)| side == Side::Opens(style))
            });
            if carried && inner < end {
                out.push(Quotation {
                    outer: i..end,
                    inner: inner..end,
                    paragraph: number,
                    carries_on: true,
                });
                return;
            }
            i = inner;
        }
    }
}

/// The mark that closes a quotation of `style` opened before `from`, with the token after it.
///
/// Marks of the other kind in between are a quotation within; a second opening curly mark starts
/// anew, so the first was stray.
fn closing(
    tokens: &Tokens<'_>,
    from: usize,
    within: &Range<usize>,
    style: char,
) -> Option<(usize, usize)> {
    let mut depth = 0usize;
    let mut i = from;
    while i < within.end {
        match side(tokens, i, within, Some(style)) {
            Some((Side::Closes(closed), width)) if closed == style => {
                if depth == 0 {
                    return Some((i, i + width));
                }
                depth -= 1;
                i += width;
            }
            Some((Side::Opens(opened), width)) if opened == style => {
                // Some write “…“ for “…”: a mark glued to the word before it closes.
                if i > 0 && style == '"' && glued_left(tokens, i) && !glued_right(tokens, i) {
                    return Some((i, i + width));
                }
                depth += 1;
                i += width;
            }
            _ => i += 1,
        }
    }
    // What was taken for a nested opening may have been the second half of a stray pair.
    (depth > 0).then(|| last_closing(tokens, from, within, style)).flatten()
}

fn last_closing(
    tokens: &Tokens<'_>,
    from: usize,
    within: &Range<usize>,
    style: char,
) -> Option<(usize, usize)> {
    (from..within.end).rev().find_map(|i| match side(tokens, i, within, Some(style)) {
        Some((Side::Closes(closed), width)) if closed == style => Some((i, i + width)),
        _ => None,
    })
}

/// What the token is as a quotation mark, with the number of tokens it takes; `open` is the style
/// of the quotation that is open, if any.
///
/// Double marks of every shape have the style `"`, single ones `'`, guillemets `«`.
fn side(
    tokens: &Tokens<'_>,
    i: usize,
    within: &Range<usize>,
    open: Option<char>,
) -> Option<(Side, usize)> {
    if i >= within.end || tokens.kind(i) == Some(TokenKind::Word) {
        return None;
    }
    let doubled = |mark: &str| {
        i + 1 < within.end
            && tokens.word_at(i + 1) == mark
            && tokens.all()[i].span.end == tokens.all()[i + 1].span.start
    };
    let straight = |style: char, width: usize| {
        let last = i + width - 1;
        let left = i > within.start && glued_left(tokens, i);
        let right = last + 1 < within.end && glued_right(tokens, last);
        let closes = match (left, right) {
            (true, false) => true,
            (false, true) => false,
            // Between two words or between two spaces the state decides.
            _ => open == Some(style),
        };
        if closes { Side::Closes(style) } else { Side::Opens(style) }
    };
    match tokens.word_at(i) {
        "“" | "„" | "‟" => Some((Side::Opens('"'), 1)),
        // Some write ”…” for “…”.
        "”" if open != Some('"') && glued_right(tokens, i) && !glued_left(tokens, i) => {
            Some((Side::Opens('"'), 1))
        }
        "”" => Some((Side::Closes('"'), 1)),
        "«" => Some((Side::Opens('«'), 1)),
        "»" => Some((Side::Closes('«'), 1)),
        "\"" => Some((straight('"', 1), 1)),
        // "''they call it 'a case,'''": the first of three closes the quotation within.
        "'" if open == Some('"') && doubled("'") && tripled(tokens, i, within) => None,
        "'" if doubled("'") => Some((straight('"', 2), 2)),
        "`" if doubled("`") => Some((Side::Opens('"'), 2)),
        "’" if doubled("’") => Some((Side::Closes('"'), 2)),
        "‘" if doubled("‘") => Some((Side::Opens('"'), 2)),
        "‘" => opens_single(tokens, i).then_some((Side::Opens('\''), 1)),
        "'" if open != Some('\'') => opens_single(tokens, i).then_some((Side::Opens('\''), 1)),
        "’" | "'"
            if tokens.kind(i) == Some(TokenKind::Clitic) && closes_later(tokens, i, within) =>
        {
            None
        }
        "’" | "'" if open == Some('\'') => {
            (i > within.start && glued_left(tokens, i)).then_some((Side::Closes('\''), 1))
        }
        _ => None,
    }
}

/// Whether a single mark that can only close follows "ministers’" at `i`, so that this one is a
/// possessive.
fn closes_later(tokens: &Tokens<'_>, i: usize, within: &Range<usize>) -> bool {
    (i + 1..within.end).any(|k| {
        tokens.kind(k) == Some(TokenKind::Mark)
            && matches!(tokens.word_at(k), "’" | "'")
            && glued_left(tokens, k)
            && !glued_right(tokens, k)
    })
}

/// Whether three straight single marks stand together from `i` on.
fn tripled(tokens: &Tokens<'_>, i: usize, within: &Range<usize>) -> bool {
    i + 2 < within.end
        && tokens.word_at(i + 2) == "'"
        && tokens.all()[i + 1].span.end == tokens.all()[i + 2].span.start
}

/// Whether a single mark before a word opens a quotation: not the apostrophe of "’90s", "’em".
fn opens_single(tokens: &Tokens<'_>, i: usize) -> bool {
    const CLIPPED: &[&str] = &["em", "til", "tis", "twas", "cause", "n", "bout", "round", "cuz"];
    !glued_left_to_word(tokens, i)
        && glued_right(tokens, i)
        && (tokens.word_at(i) == "‘" || tokens.kind(i + 1) != Some(TokenKind::Number))
        && !CLIPPED.contains(&tokens.lower(i + 1))
}

fn glued_left(tokens: &Tokens<'_>, i: usize) -> bool {
    i > 0 && tokens.all()[i - 1].span.end == tokens.all()[i].span.start && {
        let before = tokens.word_at(i - 1);
        !matches!(before, "(" | "[" | "—" | "–" | "--" | "-" | "/" | "“" | "‘" | "«" | ":")
    }
}

fn glued_left_to_word(tokens: &Tokens<'_>, i: usize) -> bool {
    glued_left(tokens, i) && tokens.kind(i - 1) != Some(TokenKind::Mark)
}

fn glued_right(tokens: &Tokens<'_>, i: usize) -> bool {
    i + 1 < tokens.len()
        && tokens.all()[i].span.end == tokens.all()[i + 1].span.start
        && (tokens.kind(i + 1) != Some(TokenKind::Mark)
            || matches!(
                tokens.word_at(i + 1),
                "(" | "[" | "$" | "£" | "€" | "…" | "..." | "‘" | "'" | "“" | "\"" | "#" | "@"
            ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn quoted(text: &str) -> Vec<String> {
        let story = Story::plain(text, None);
        Quotations::read(&story)
            .all()
            .iter()
            .map(|q| story.tokens.cover(q.inner.start, q.inner.end - 1).of(text).to_owned())
            .collect()
    }

    #[test]
    fn marks_of_every_shape_pair() {
        assert_eq!(quoted("He said “we agree” and left."), ["we agree"]);
        assert_eq!(quoted("He said \"we agree\" and left."), ["we agree"]);
        assert_eq!(quoted("He said ‘we agree’ and left."), ["we agree"]);
        assert_eq!(quoted("He said 'we agree' and left."), ["we agree"]);
        assert_eq!(quoted("He said «we agree» and left."), ["we agree"]);
        assert_eq!(quoted("He said ''we agree'' and left."), ["we agree"]);
        assert_eq!(quoted("\"No,\" she said. \"Never.\""), ["No,", "Never."]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        assert!(quoted("The ministers' plans of the '90s weren't Turkey's.").is_empty());
        assert_eq!(
            quoted("‘The ministers’ plan isn’t ours,’ she said."),
            ["The ministers’ plan isn’t ours,"]
        );
        assert!(quoted("Give ’em hell, rock ’n’ roll.").is_empty());
    }

    #[test]
    fn a_nested_quotation_belongs_to_the_outer_one() {
        assert_eq!(
            quoted("“He told me ‘go home’ and I did,” she said."),
            ["He told me ‘go home’ and I did,"]
        );
        assert_eq!(
            quoted("“They call it “peace” there,” he said."),
            ["They call it “peace” there,"]
        );
    }

    #[test]
    fn speech_over_paragraphs_runs_to_each_end() {
        assert_eq!(
            quoted("“We begin here.\n“We end here,” he said."),
            ["We begin here.", "We end here,"]
        );
    }

    #[test]
    fn an_unclosed_mark_swallows_nothing() {
        assert_eq!(quoted("The “stray mark stays open.\nNext he said “yes” to it."), ["yes"]);
        assert!(quoted("A 6\" pipe broke.\nNothing else.").is_empty());
    }

    proptest! {
        #[test]
        fn quotations_are_in_order_and_inside(text in "([a-z]{1,4}|[“”‘’'\"«»,.\\n ]){0,120}") {
            let story = Story::plain(&text, None);
            let quotations = Quotations::read(&story);
            let mut at = 0;
            for quotation in quotations.all() {
                prop_assert!(quotation.outer.start >= at);
                prop_assert!(quotation.inner.start > quotation.outer.start);
                prop_assert!(!quotation.inner.is_empty());
                prop_assert!(quotation.inner.end <= quotation.outer.end);
                at = quotation.outer.end;
            }
        }
    }
}

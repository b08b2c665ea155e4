//! A long passage → the part of it that shows why it matched.

use crate::span::Span;

/// Longest passage shown whole, in bytes.
const WHOLE: usize = 700;

/// Length aimed at for a part, in bytes.
const PART: usize = 480;

/// The part of `text` to show: all of it when it is short, else the stretch with most highlights,
/// from one space to another.
pub(super) fn part(text: &str, highlights: &[Span]) -> Span {
    if text.len() <= WHOLE {
        return Span::new(0, text.len());
    }
    let best = highlights
        .iter()
        .enumerate()
        .max_by_key(|(i, first)| {
            let within = |span: &&Span| span.end <= first.start + PART;
            (highlights[*i..].iter().filter(within).count(), std::cmp::Reverse(*i))
        })
        .map_or(0, |(_, first)| first.start);
    let last = highlights
        .iter()
        .filter(|span| span.start >= best && span.end <= best + PART)
        .map(|span| span.end)
        .max()
        .unwrap_or(best);
    let room = PART.saturating_sub(last - best) / 2;
    let start = forward(text, best.saturating_sub(room).min(text.len().saturating_sub(PART)));
    let end = backward(text, (start + PART).max(last).min(text.len()), last);
    Span::new(start, end)
}

/// The first word that begins at or after `at`.
fn forward(text: &str, at: usize) -> usize {
    if at == 0 {
        return 0;
    }
    let at = (at..=text.len()).find(|i| text.is_char_boundary(*i)).unwrap_or(text.len());
    text[at..].find(char::is_whitespace).filter(|gap| *gap < 60).map_or(at, |gap| {
        let rest = &text[at + gap..];
        at + gap + (rest.len() - rest.trim_start().len())
    })
}

/// The last end of a word at or before `at`, but not before `least`.
fn backward(text: &str, at: usize, least: usize) -> usize {
    let at = (0..=at).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    if at == text.len() {
        return at;
    }
    text[..at].rfind(char::is_whitespace).filter(|gap| *gap >= least).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn parts_lie_on_characters_and_hold_a_highlight(
            words in proptest::collection::vec("[a-zé😀]{1,12}", 1..400),
            chosen in proptest::collection::vec(0usize..400, 0..5),
        ) {
            let text = words.join(" ");
            let mut at = 0;
            let mut spans = Vec::new();
            for (i, word) in words.iter().enumerate() {
                if chosen.contains(&i) {
                    spans.push(Span::new(at, at + word.len()));
                }
                at += word.len() + 1;
            }
            let part = part(&text, &spans);
            prop_assert!(text.is_char_boundary(part.start) && text.is_char_boundary(part.end));
            prop_assert!(spans.is_empty() || spans.iter().any(|span| part.contains(*span)));
        }
    }
}

//! Marks as cues: "Fidan: “…”", "“…” — Fidan", and headlines of the form "Fidan: talks go on".

use std::ops::Range;

use super::scene::{Scene, Unit};
use super::statement::{Source, Statement};
use super::{noun, subject};

/// Longest source before a colon, in tokens.
const LONGEST: usize = 10;

/// "“…” — Fidan": a paragraph, begun by this unit, that is a signed quotation.
pub(super) fn signed(scene: &Scene<'_>, unit: &Unit, out: &mut Vec<Statement>) {
    let Range { start, end } = scene.story.paragraphs[unit.paragraph].tokens;
    if unit.tokens.start != start {
        return;
    }
    let Some(quotation) = scene.quotations.opening_at(start) else { return };
    let dash = quotation.outer.end;
    let mut last = end;
    while last > dash && scene.is_stop(last - 1) {
        last -= 1;
    }
    let named = scene.is_dash(dash)
        && dash + 1 < last
        && last - dash <= LONGEST
        && (dash + 1..last)
            .all(|i| scene.tokens().is_capitalised(i) || scene.is_comma(i) || !scene.is_word(i));
    if named {
        out.push(
            Statement::said("signed", Source::Words(dash + 1..last))
                .by_form(0.9)
                .with_cue(dash..dash + 1)
                .with_content(quotation.outer.clone()),
        );
    }
}

/// The statement of one unit that a colon marks, when its words before the colon are all source.
pub(super) fn find(scene: &Scene<'_>, unit: &Unit, headline: bool, out: &mut Vec<Statement>) {
    let Range { start, end } = unit.tokens;
    let Some(colon) = (start + 1..end.min(start + LONGEST + 1)).find(|i| scene.lower(*i) == ":")
    else {
        return;
    };
    if colon + 1 >= end || (start..colon).any(|i| scene.quotations.covers(i)) {
        return;
    }
    let quoted = scene.quotations.opening_at(colon + 1).is_some();
    let named = scene.name_end(start).is_some();
    let noun = scene.lower(colon - 1);
    let known = headline && (noun::kind(noun).is_some() || noun::is_plural(noun));
    if !(named && (quoted || headline) || known) {
        return;
    }
    let bracket = (start + 1..colon).find(|i| scene.lower(*i) == "(").unwrap_or(colon);
    if subject::after(scene, start, colon) != Some(start..bracket) {
        return;
    }
    let stop = if quoted {
        scene.quotations.at(colon + 1).map_or(end, |quotation| quotation.outer.end)
    } else {
        end
    };
    out.push(
        Statement::said("source-colon", Source::Words(start..colon))
            .by_form(0.85)
            .with_cue(colon..colon + 1)
            .with_content(colon + 1..stop),
    );
}

#[cfg(test)]
mod tests {
    use super::super::tests::{finds, lacks};

    #[test]
    fn a_name_and_a_colon_introduce_a_quotation() {
        finds("source-colon", "Karen Holm: “We close at noon.”", "Karen Holm", "We close at noon.");
        finds(
            "source-colon",
            "Karen Holm: Port stays shut\nThe port stays shut, it was decided.",
            "Karen Holm",
            "Port stays shut",
        );
    }

    #[test]
    fn a_dash_and_a_name_sign_a_quotation() {
        finds("signed", "“We close at noon.” — Karen Holm", "Karen Holm", "We close at noon.");
        finds("signed", "“The sea is ours.” ― Nils Berg", "Nils Berg", "The sea is ours.");
        lacks("signed", "“The sea is ours” — a slogan of the old days — was painted over.");
    }

    #[test]
    fn a_list_is_no_statement() {
        lacks("source-colon", "Prices fell.\nThere were three reasons: rain, wind and fog.");
        lacks("source-colon", "Prices fell.\nThe result: nobody came.");
    }
}

//! Any text can be cut into passages and annotated; every span lies on characters of the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::{Article, Paragraphs, annotate, blocks, passages};

fuzz_target!(|text: &str| {
    for paragraphs in [Paragraphs::Auto, Paragraphs::Line] {
        let article = Article {
            body: text.to_owned(),
            blocks: blocks(text, paragraphs),
            published: Some(jiff::civil::date(2024, 4, 18)),
            ..Article::default()
        };
        let passages = passages(&article);
        let notes = annotate(&article, &passages);
        let spans = notes
            .mentions
            .iter()
            .map(|mention| mention.span)
            .chain(notes.timexes.iter().map(|timex| timex.span))
            .chain(notes.attributions.iter().flat_map(|attribution| {
                attribution
                    .content
                    .iter()
                    .chain(&attribution.source)
                    .chain(&attribution.cue)
                    .copied()
            }));
        for span in spans {
            assert!(text.get(span.start..span.end).is_some_and(|words| !words.is_empty()));
        }
        for timex in &notes.timexes {
            let _ = timex.days();
        }
        let _ = onrecord::facet::entries(&article, passages, &notes);
    }
});

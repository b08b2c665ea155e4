//! Nothing panics, and nothing hangs.

use proptest::prelude::*;

use crate::harness::Archive;
use onrecord::query::{ParseOptions, parse};
use onrecord::{Article, Block, BlockKind, Span, annotate, passages};

fn article(body: String) -> Article {
    let end = body.trim_end().len();
    let start = body.len() - body.trim_start().len();
    let blocks = if start < end {
        vec![Block { kind: BlockKind::Paragraph, span: Span::new(start, end) }]
    } else {
        Vec::new()
    };
    Article { id: "a".to_owned(), body, blocks, ..Article::default() }
}

proptest! {
    #[test]
    fn any_query_reads_or_errs(query in "\\PC{0,200}") {
        let _ = parse(&query, &ParseOptions::default());
    }

    #[test]
    fn any_text_can_be_annotated(text in "(\\PC|said|“|”|\"|According to|Mr\\. | on May |he |[A-Z][a-z]{2,8} |\\. |\\n){0,80}") {
        let article = article(text);
        let passages = passages(&article);
        let notes = annotate(&article, &passages);
        for attribution in &notes.attributions {
            for span in attribution.content.iter().chain(&attribution.source).chain(&attribution.cue) {
                prop_assert!(article.body.get(span.start..span.end).is_some(), "{:?}", span);
            }
        }
        for timex in &notes.timexes {
            prop_assert!(article.body.get(timex.span.start..timex.span.end).is_some());
        }
    }
}

#[test]
fn long_lines_and_random_bytes_are_read_or_refused() {
    let mut noise: Vec<u8> = Vec::new();
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    for _ in 0..20_000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        noise.push(state.to_le_bytes()[0]);
    }
    let archive = Archive::new()
        .file("line.txt", "word ".repeat(200_000))
        .file("unbroken.txt", "x".repeat(1_000_000))
        .file("quotes.txt", "“".repeat(300_000))
        .file("names.txt", "Anna Berg said “yes”, Omar said. ".repeat(30_000))
        .file("deep.json", "[".repeat(100_000))
        .file("noise.txt", &noise)
        .file("noise.json", &noise)
        .file("noise.jsonl", &noise)
        .file("noise.md", &noise);
    let ran = archive.run(&["index", ".", "--json"]).success();
    assert_eq!(ran.json()[0]["files"]["indexed"], 4, "{}", ran.stderr);
    let _ = archive.run(&["search", "word"]).success();
}

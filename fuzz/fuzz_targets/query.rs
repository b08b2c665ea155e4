//! Any text reads as a query or errs, and what was read prints back to the same query.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::highlight::Matcher;
use onrecord::query::{ParseOptions, parse};
use onrecord::text::{Analyzer, Language};

fuzz_target!(|text: &str| {
    for plain in [false, true] {
        let Ok(parsed) = parse(text, &ParseOptions { plain }) else { continue };
        if !plain {
            let printed = parsed.ast.to_string();
            if let Ok(again) = parse(&printed, &ParseOptions::default()) {
                assert_eq!(again.ast, parsed.ast, "{printed}");
            }
        }
        for warning in &parsed.warnings {
            let _ = warning.render(text);
        }
        let mut analyzer = Analyzer::new(Language::English);
        let matcher = Matcher::new(&parsed.ast, &mut analyzer);
        let terms = analyzer.terms(text);
        for found in matcher.find(&terms) {
            assert!(text.get(found.span.start..found.span.end).is_some());
        }
    }
});

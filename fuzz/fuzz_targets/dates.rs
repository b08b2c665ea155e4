//! Any text, on any day, told in any way: dates lie in order on its characters.
#![no_main]

use jiff::civil::Date;
use libfuzzer_sys::fuzz_target;
use onrecord::DateStyle;
use onrecord::timex::{calendar_spans, timexes_told};

fuzz_target!(|input: (i16, u8, u8, u8, &str)| {
    let (year, month, day, style, text) = input;
    let day = |year| Date::new(year, (month % 12 + 1) as i8, (day % 28 + 1) as i8).ok();
    let published = (-9999..=9999).contains(&year).then(|| day(year)).flatten();
    let style = [DateStyle::Auto, DateStyle::News, DateStyle::Narrative][usize::from(style % 3)];
    let found = timexes_told(text, published, style);
    let mut at = 0;
    for timex in &found {
        assert!(timex.span.start >= at && !timex.span.of(text).is_empty());
        assert!(timex.days().is_none_or(|(first, last)| first <= last));
        at = timex.span.end;
    }
    assert!(calendar_spans(&found).into_iter().all(|(first, last)| first <= last));
});

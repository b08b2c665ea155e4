use proptest::prelude::*;

use super::super::holds::occurs;
use super::*;
use crate::query::{ParseOptions, parse};
use crate::text::Language;

fn matcher(query: &str, analyzer: &mut Analyzer) -> (Ast, Matcher) {
    let ast = parse(query, &ParseOptions::default()).expect(query).ast;
    let matcher = Matcher::new(&ast, analyzer);
    (ast, matcher)
}

/// The text with `[` and `]` around what is found, `{` and `}` where only `said:` asks for it.
fn marked(query: &str, text: &str) -> String {
    let mut analyzer = Analyzer::new(Language::English);
    let (_, matcher) = matcher(query, &mut analyzer);
    let terms = analyzer.terms(text);
    let mut out = String::new();
    let mut at = 0;
    for Found { span, said } in matcher.find(&terms) {
        out.push_str(&text[at..span.start]);
        let (open, close) = if said { ('{', '}') } else { ('[', ']') };
        out.push(open);
        out.push_str(span.of(text));
        out.push(close);
        at = span.end;
    }
    out + &text[at..]
}

#[track_caller]
fn finds(query: &str, expected: &str) {
    let text: String = expected.chars().filter(|c| !"[]{}".contains(*c)).collect();
    assert_eq!(marked(query, &text), expected, "{query}");
}

#[test]
fn words_are_found_in_any_inflection() {
    finds("talk", "[Talks] about the [talk] were [talked] over.");
    finds("güler", "[Güler] and GULERIN and [GÜLER]’s");
    finds("gas oil", "[gas], [oil] and coal");
    finds("gas OR oil", "only [oil]");
    finds("gas", "gasoline");
}

#[test]
fn what_must_not_stand_there_is_not_marked() {
    finds("gas -oil -(coal wood) -\"the gas\"", "the [gas], oil, coal and wood");
    finds("speaker:Fidan gas", "Fidan on [gas]");
    finds("", "gas");
}

#[test]
fn compounds_are_found_as_parts_and_as_one() {
    finds("mine-clearance", "[mine clearance], [mine-clearance] and [mineclearance], mine");
    finds("clearance", "mine-[clearance]");
    finds("minefields", "a [mine-field]");
    finds("didn't", "he [didn’t] and did");
    finds("did", "he [did]n’t");
}

#[test]
fn prefixes_and_fuzzy_words_compare_the_folded_form() {
    finds("negotiat*", "[Negotiations] by [négotiators], not negation");
    finds("mine-clear*", "[mine-clearing] of a mine");
    finds("Erdogan~", "[Erdoğan], [Erdogna], [Ergan], Erga");
    finds("gas~", "[gs] [gass] [gaas]? glass");
    finds("gas*^2", "[gas]");
}

#[test]
fn phrases_are_marked_only_as_a_whole() {
    finds("\"safe zone\"", "a [safe zone], [safe, zones], a zone safe, safe");
    finds("\"safe zone\" zone", "a [safe zone] and a [zone]");
    finds("\"a b c\"", "a b [a b c] c");
    finds("\"a a b\"", "a [a a b]");
    finds("\"mine-clearance team\"", "[mine clearance teams]; [mineclearance team]; mine team");
}

#[test]
fn near_phrases_are_marked_word_by_word() {
    finds("\"safe zone\"~1", "[safe] border [zone]; safe at the zone");
    finds("\"safe zone\"~2", "[safe] at the [zone]; x x x x [zone] [safe]");
    finds("\"safe zone\"~1", "zone safe");
    finds("\"gas oil coal\"~2", "[gas] and [oil] or [coal]; x x x x gas oil x x x x coal");
    finds("\"very very good\"~1", "x very good x x x [very] [very] so [good]");
    finds("\"safe zone\"~3", "x [zone] [safe] [zone] x x x x x x zone");
}

#[test]
fn what_only_said_asks_for_is_told_apart() {
    finds("said:(gas) oil", "{gas} and [oil]");
    finds("said:(gas) gas", "[gas]");
    finds("said:\"gas talks\" gas", "[gas] and oil");
    finds("said:zone \"safe zone\"", "a [safe zone], a {zone}");
    finds("-said:(gas) oil", "gas and [oil]");
}

#[test]
fn occurrences_tell_clause_and_form() {
    let mut analyzer = Analyzer::new(Language::English);
    let (_, matcher) = matcher("talk -oil \"gas talks\" ga*", &mut analyzer);
    assert_eq!(matcher.clauses(), 3);
    let terms = analyzer.terms("Gas talk");
    let shown: Vec<(usize, usize, u32, bool)> = matcher
        .occurrences(&terms)
        .iter()
        .map(|found| (found.span.start, found.clause, found.position, found.exact))
        .collect();
    assert_eq!(shown, [(0, 2, 0, false), (0, 1, 0, false), (4, 0, 1, true)]);
}

#[test]
fn the_longest_near_phrase_ends_soon() {
    let mut analyzer = Analyzer::new(Language::English);
    let (_, matcher) = matcher(&format!("\"{}\"~200", "a ".repeat(300)), &mut analyzer);
    let terms = analyzer.terms(&"a b ".repeat(250));
    assert!(matcher.find(&terms).is_empty());
    let terms = analyzer.terms(&"b b a ".repeat(250));
    assert!(matcher.find(&terms).is_empty());
    let terms = analyzer.terms(&"a ".repeat(600));
    assert_eq!(matcher.find(&terms).len(), 600);
}

const WORDS: [&str; 12] = [
    "gas",
    "talks",
    "mine-field",
    "minefield",
    "Güler’s",
    "didn't",
    "a",
    "b",
    "東京",
    "U.S.",
    "zones",
    "safe",
];

fn text() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        8 => (0..WORDS.len()).prop_map(|i| WORDS[i].to_owned()),
        1 => "\\PC{1,4}",
    ];
    let gap = prop_oneof![4 => Just(" "), 1 => Just(", "), 1 => Just("\n"), 1 => Just("-")];
    proptest::collection::vec((word, gap), 0..24)
        .prop_map(|parts| parts.into_iter().map(|(word, gap)| word + gap).collect())
}

fn query(slop: bool) -> impl Strategy<Value = String> {
    let word = || (0..WORDS.len()).prop_map(|i| WORDS[i].to_owned());
    let phrase = proptest::collection::vec(word(), 1..4).prop_map(|words| words.join(" "));
    let clause = prop_oneof![
        3 => word(),
        1 => word().prop_map(|word| word + "~1"),
        1 => word().prop_map(|word| word + "*"),
        3 => (phrase, 0..5u32).prop_map(move |(words, near)| {
            if slop { format!("\"{words}\"~{near}") } else { format!("\"{words}\"") }
        }),
    ];
    proptest::collection::vec(clause, 1..4).prop_map(|clauses| clauses.join(" "))
}

proptest! {
    #[test]
    fn places_lie_in_order_on_characters_of_the_text(query in query(true), text in text()) {
        let mut analyzer = Analyzer::new(Language::English);
        let (_, matcher) = matcher(&format!("{query} said:({query})"), &mut analyzer);
        let found = matcher.find(&analyzer.terms(&text));
        let mut at = 0;
        for Found { span, said } in found {
            prop_assert!(text.get(span.start..span.end).is_some_and(|part| !part.is_empty()));
            prop_assert!(span.start >= at && !said);
            at = span.end;
        }
    }

    #[test]
    fn a_clause_is_marked_exactly_when_it_occurs(query in query(true), text in text()) {
        let mut analyzer = Analyzer::new(Language::English);
        let (ast, matcher) = matcher(&query, &mut analyzer);
        let terms = analyzer.terms(&text);
        let found = matcher.occurrences(&terms);
        for (i, placed) in ast.clauses().iter().enumerate() {
            let occurs = occurs(placed.clause, &terms, &mut analyzer);
            prop_assert_eq!(found.iter().any(|found| found.clause == i), occurs, "{}", placed.clause);
        }
        prop_assert!(found.len() <= terms.len() * matcher.clauses());
    }

    #[test]
    fn what_is_marked_matches_by_itself(query in query(false), text in text()) {
        let mut analyzer = Analyzer::new(Language::English);
        let (ast, matcher) = matcher(&query, &mut analyzer);
        for found in matcher.occurrences(&analyzer.terms(&text)) {
            let part = analyzer.terms(found.span.of(&text));
            let clause = ast.clauses()[found.clause].clause.clone();
            prop_assert!(occurs(&clause, &part, &mut analyzer), "{} in {:?}", clause, found.span.of(&text));
        }
    }
}

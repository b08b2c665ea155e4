use proptest::prelude::*;

use super::*;
use crate::query::{NameValue, Value};

fn read(query: &str) -> Parsed {
    parse(query, &ParseOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

/// The structure of a query, free of how it prints.
fn shape(ast: &Ast) -> String {
    let all = |parts: &[Ast]| parts.iter().map(shape).collect::<Vec<_>>().join(" ");
    match ast {
        Ast::All => "all".to_owned(),
        Ast::And(parts) => format!("(and {})", all(parts)),
        Ast::Or(parts) => format!("(or {})", all(parts)),
        Ast::Alike(parts) => format!("(alike {})", all(parts)),
        Ast::Not(inner) => format!("(not {})", shape(inner)),
        Ast::Said(inner) => format!("(said {})", shape(inner)),
        Ast::Boost(inner, times) => format!("(boost {} {times})", shape(inner)),
        Ast::Clause(Clause::Word(word)) => word.clone(),
        Ast::Clause(Clause::Prefix(word)) => format!("(prefix {word})"),
        Ast::Clause(Clause::Fuzzy { word, distance }) => format!("(fuzzy {word} {distance})"),
        Ast::Clause(Clause::Phrase { words, slop }) => format!("(phrase {words} | {slop})"),
        Ast::Clause(Clause::Field { field, value }) => match value {
            Value::Name(NameValue { text, exact: true, .. }) => {
                format!("[{} = {text}]", field.name())
            }
            Value::Name(NameValue { text, near: true, .. }) => {
                format!("[{} ~ {text}]", field.name())
            }
            Value::Name(NameValue { text, .. }) => format!("[{} {text}]", field.name()),
            other => format!("[{} {other:?}]", field.name()),
        },
    }
}

#[track_caller]
fn reads(query: &str, expected: &str) {
    let parsed = read(query);
    assert_eq!(shape(&parsed.ast), expected, "{query}");
    assert!(parsed.warnings.is_empty(), "{query}: {:?}", parsed.warnings);
    assert_eq!(read(&parsed.ast.to_string()).ast, parsed.ast, "{query} → {}", parsed.ast);
}

#[track_caller]
fn warns(query: &str, expected: &str, part: &str, message: &str) {
    let parsed = read(query);
    assert_eq!(shape(&parsed.ast), expected, "{query}");
    let found = parsed.warnings.iter().find(|warning| warning.message.contains(message));
    let found = found.unwrap_or_else(|| panic!("{query}: {:?}", parsed.warnings));
    assert_eq!(found.span.of(query), part, "{query}");
    assert_eq!(read(&parsed.ast.to_string()).ast, parsed.ast, "{query} → {}", parsed.ast);
}

#[track_caller]
fn fails(query: &str, message: &str) {
    let error = parse(query, &ParseOptions::default()).expect_err(query);
    assert!(error.to_string().starts_with(message), "{error}");
}

#[test]
fn words_all_hold() {
    reads("", "all");
    reads(" \n\t ", "all");
    reads("ceasefire", "ceasefire");
    reads("gas pipeline talks", "(and gas pipeline talks)");
    reads("Turkey’s co-operation didn't", "(and Turkey’s co-operation didn't)");
    reads("C++ what? 10:30 1,000.50", "(and C what 10 30 1,000.50)");
    reads("the ministers' talks", "(and the ministers talks)");
    reads("joint manu-\n  facture", "(and joint manu-facture)");
}

#[test]
fn quotation_marks_make_phrases() {
    reads("\"safe zone\"", "(phrase safe zone | 0)");
    reads("“safe  zone” Idlib", "(and (phrase safe zone | 0) Idlib)");
    reads("„safe zone“", "(phrase safe zone | 0)");
    reads("\"zone safe\"~3", "(phrase zone safe | 3)");
    reads("\" zone (safe \" x", "(and (phrase zone (safe | 0) x)");
    reads("\"?!\" gas \"\"", "gas");
    reads("\"\u{200b}safe\u{200b} zone\"", "(phrase safe\u{200b} zone | 0)");
    reads("\"gas\"~ oil", "(and (phrase gas | 0) oil)");
}

#[test]
fn a_dash_negates_before_a_letter_quotation_or_group() {
    reads("gas -oil", "(and gas (not oil))");
    reads("gas −oil –coal", "(and gas (not oil) (not coal))");
    reads("-\"crude oil\"", "(not (phrase crude oil | 0))");
    reads("gas -(oil coal)", "(and gas (not (and oil coal)))");
    reads("gas -speaker:Fidan", "(and gas (not [speaker Fidan]))");
    reads("-(-gas)", "gas");
    reads("-oil*", "(not (prefix oil))");
    reads("gas - oil", "(and gas oil)");
    reads("gas-oil", "gas-oil");
    reads("--oil —coal", "(and oil coal)");
    reads("minus -5 degrees", "(and minus 5 degrees)");
    reads("-(2025)", "(not 2025)");
    reads("-\"?\" gas -()", "gas");
}

#[test]
fn or_joins_its_neighbours() {
    reads("(gas OR oil) talks", "(and (or gas oil) talks)");
    reads("gas OR oil OR coal", "(or gas oil coal)");
    reads("talks gas OR oil", "(and talks (or gas oil))");
    reads("(gas talks) OR (oil talks)", "(or (and gas talks) (and oil talks))");
    reads("gas OR -oil", "(or gas (not oil))");
    reads("gas or oil", "(and gas or oil)");
    reads("((gas))", "gas");
    reads("gas (oil (coal wood))", "(and gas oil coal wood)");
    reads("() gas", "gas");
}

#[test]
fn prefixes_and_fuzzy_words_end_in_their_sign() {
    reads(
        "negotiat* Erdogan~ gas~ Fiddan~1",
        "(and (prefix negotiat) (fuzzy Erdogan 2) (fuzzy gas 1) (fuzzy Fiddan 1))",
    );
    reads("mine-clear*", "(prefix mine-clear)");
    reads("Kılıç~", "(fuzzy Kılıç 1)");
    reads("5*3 a~b * ~", "(and 5 3 a b)");
    reads("this is *very* important", "(and this is very important)");
    warns("gas~7", "(fuzzy gas 2)", "7", "1 or 2 edits");
}

#[test]
fn fields_have_values() {
    reads("speaker:Fidan", "[speaker Fidan]");
    reads("speaker:Fiddan~", "[speaker ~ Fiddan]");
    reads("speaker:Fiddan~, gas", "(and [speaker ~ Fiddan] gas)");
    reads("speaker:“Hakkan Fidan~” gas", "(and [speaker ~ Hakkan Fidan] gas)");
    reads("speaker:(Hakkan~ Fidan)", "[speaker ~ Hakkan Fidan]");
    reads("speaker:Jr.~", "[speaker ~ Jr.]");
    reads("speaker:=Fidan~ id:abc~", "(and [speaker = Fidan] [id abc])");
    reads("speaker:“Hakan Fidan”, gas", "(and [speaker Hakan Fidan] gas)");
    reads("speaker:=“John Smith”", "[speaker = John Smith]");
    reads("speaker:=Smith", "[speaker = Smith]");
    reads("speaker:none", "[speaker None]");
    reads("speaker:unknown OR speaker:group", "(or [speaker Unknown] [speaker Group])");
    reads("speaker:=none", "[speaker = none]");
    reads("outlet:nytimes.com id:abcd2345/7", "(and [outlet nytimes.com] [id abcd2345/7])");
    reads("(speaker:Fidan)", "[speaker Fidan]");
    reads("section:\"the (third) part\"", "[section the (third) part]");
}

#[test]
fn a_field_may_have_a_group_of_values() {
    reads("speaker:(Fidan OR Lavrov) gas", "(and (or [speaker Fidan] [speaker Lavrov]) gas)");
    reads(
        "speaker:(Hakan Fidan OR Sergey Lavrov)",
        "(or [speaker Hakan Fidan] [speaker Sergey Lavrov])",
    );
    reads("speaker:(\"Fidan\" \"Lavrov\")", "(and [speaker Fidan] [speaker Lavrov])");
    reads("speaker:(Fidan, Lavrov)", "(and [speaker Fidan] [speaker Lavrov])");
    reads(
        "speaker:(Fidan OR (-Lavrov =Smith))",
        "(or [speaker Fidan] (and (not [speaker Lavrov]) [speaker = Smith]))",
    );
    reads("speaker:()", "all");
    assert_eq!(read("date:(2024.. OR ..1999-05)").ast.to_string(), "date:2024.. OR date:..1999-05");
    assert_eq!(read("date:(2024 2025)").ast.to_string(), "date:2024 date:2025");
}

#[test]
fn dates_are_read_as_days() {
    for (query, expected) in [
        ("date:2025-10", "date:2025-10"),
        ("date:2024..2025-03", "date:2024..2025-03"),
        ("published:2024..", "published:2024.."),
        ("mentioned:..2024, gas", "mentioned:..2024 gas"),
        ("in date:2024.", "in date:2024"),
        ("date:2024...", "date:2024.."),
        ("date:none", "date:none"),
        ("date:2025-10-XX", "date:2025-10-XX"),
        ("-date:2020s", "-date:2020s"),
        ("date:“2025-Q3”", "date:2025-Q3"),
        ("date:2025-01-01..2025-12-31^2", "date:2025^2"),
    ] {
        let parsed = read(query);
        assert_eq!(parsed.ast.to_string(), expected, "{query}");
        assert!(parsed.warnings.is_empty(), "{query}: {:?}", parsed.warnings);
    }
}

#[test]
fn said_takes_a_word_a_phrase_or_a_group() {
    reads("said:(gas -oil) talks", "(and (said (and gas (not oil))) talks)");
    reads("said:gas* x", "(and (said (prefix gas)) x)");
    reads("said:“safe zone”~2", "(said (phrase safe zone | 2))");
    reads("-said:(gas)", "(not (said gas))");
    reads("said:(gas said:(oil coal))", "(said (and gas oil coal))");
    reads("said:(gas speaker:Fidan)", "(said (and gas [speaker Fidan]))");
    reads("he said: gas", "(and he said gas)");
    reads("said:() said:\"?\"", "all");
}

#[test]
fn a_boost_counts_in_the_score() {
    reads("gas^2 oil", "(and (boost gas 2) oil)");
    reads("(gas OR oil)^0.5", "(boost (or gas oil) 0.5)");
    reads("\"safe zone\"~2^3", "(boost (phrase safe zone | 2) 3)");
    reads(
        "speaker:Fidan^2 gas*^1.5 oil~1^4",
        "(and (boost [speaker Fidan] 2) (boost (prefix gas) 1.5) (boost (fuzzy oil 1) 4))",
    );
    reads("-gas^2", "(not (boost gas 2))");
    reads("(-gas)^2", "(boost (not gas) 2)");
    reads("(gas^2)^3", "(boost (boost gas 2) 3)");
    reads("gas^1", "gas");
    reads("gas ^2 oil^ 3 x^y 5^0", "(and gas 2 oil 3 x y 5 0)");
}

#[test]
fn capitals_that_are_no_operators_are_words_with_a_warning() {
    warns("gas AND oil", "(and gas and oil)", "AND", "all words must match anyway");
    warns("gas NOT oil", "(and gas not oil)", "NOT", "write -word");
    warns("OR gas", "(and or gas)", "OR", "does not stand between");
    warns("gas OR", "(and gas or)", "OR", "does not stand between");
    warns("(gas OR) oil", "(and gas or oil)", "OR", "does not stand between");
    warns("gas OR OR oil", "(and gas (or or oil))", "OR", "does not stand between");
    reads("NATO AND-gate", "(and NATO AND-gate)");
}

#[test]
fn unclosed_and_stray_marks_are_text_with_a_warning() {
    warns("gas \"safe zone", "(and gas safe zone)", "\"", "quotation mark without");
    warns("gas (oil", "(and gas oil)", "(", "parenthesis without");
    warns("gas oil)", "(and gas oil)", ")", "parenthesis without");
    warns("we go,\" he said", "(and we go he said)", "\"", "quotation mark without");
    warns("5\" guns, 7\" guns", "(and 5 guns 7 guns)", "\"", "quotation mark without");
    warns("-(oil", "oil", "(", "parenthesis without");
    warns("speaker:\"Fidan", "(and speaker Fidan)", "\"", "quotation mark without");
    warns("speaker:(Fidan", "(and speaker Fidan)", "(", "parenthesis without");
    warns("yes :)", "yes", ")", "parenthesis without");
}

#[test]
fn an_unknown_field_is_text_with_a_warning_that_names_the_nearest() {
    warns(
        "speeker:Fidan gas",
        "(and speeker Fidan gas)",
        "speeker:Fidan",
        "did you mean speaker:?",
    );
    warns("Speaker:Fidan", "(and Speaker Fidan)", "Speaker:Fidan", "did you mean speaker:?");
    warns("dat:“2025”", "(and dat (phrase 2025 | 0))", "dat:“2025”", "did you mean date:?");
    let parsed = read("gas speeker:Fidan");
    assert_eq!(
        parsed.warnings[0].render("gas speeker:Fidan"),
        "no field is called speeker, so this is read as words; did you mean speaker:?\n  \
         gas speeker:Fidan\n      ^^^^^^^^^^^^^"
    );
}

#[test]
fn what_a_field_cannot_have_is_an_error_with_a_caret() {
    fails("date:20x3", "not a date: 20x3; expected 2025-10-11");
    fails(
        "gas date:03/04/2020",
        "ambiguous date: 03/04/2020; write 2020-03-04 or 2020-04-03\n  gas date:03/04/2020\n           ^^^^^^^^^^",
    );
    fails("date:unknown", "not a date");
    fails("speaker:\"?\"", "speaker: expected a value");
    fails("date:(2024 OR May)", "not a date");
}

#[test]
fn length_and_nesting_are_capped() {
    fails(&"gas ".repeat(LONGEST_QUERY), "a query is at most 8192 bytes long");
    fails(&format!("{}a{}", "(".repeat(10_000), ")".repeat(10_000)), "a query is at most");
    fails(
        &format!("{}a{}", "(".repeat(4000), ")".repeat(4000)),
        "parentheses are nested at most 32",
    );
    fails(&format!("{}a{}", "-(".repeat(33), ")".repeat(33)), "parentheses are nested at most 32");
    let deepest = format!("{}a{}", "(b OR -(c ".repeat(16), "))".repeat(16));
    let parsed = read(&deepest);
    assert_eq!(read(&parsed.ast.to_string()).ast, parsed.ast);
    assert_eq!(read(&"(".repeat(8000)).ast, Ast::All);
    assert_eq!(read(&"[".repeat(8000)).ast, Ast::All);
    assert_eq!(shape(&read(&"said:".repeat(4)).ast), "(and (said said) said said)");
    read(&"said:".repeat(1600));
    read(&"\"".repeat(8000));
    read(&"- ".repeat(4000));
}

#[test]
fn plain_queries_have_no_operators() {
    let plain = |query| parse(query, &ParseOptions { plain: true }).expect(query);
    let parsed = plain("-gas (oil OR \"coal\" date:20x3 wood* it's");
    assert_eq!(shape(&parsed.ast), "(and gas oil or coal date 20x3 wood it's)");
    assert!(parsed.warnings.is_empty());
    assert_eq!(plain("?!").ast, Ast::All);
    assert!(parse(&"a".repeat(9000), &ParseOptions { plain: true }).is_err());
}

/// Sentences as they are pasted from news, chats and mails; each reads as its words.
const PASTED: &[(&str, &str)] = &[
    ("The minister said: we will not wait.", "The minister said we will not wait"),
    ("Breaking: talks fail at 10:30", "Breaking talks fail at 10 30"),
    ("It's the state's last offer", "It's the state's last offer"),
    ("They don’t know, do they?", "They don’t know do they"),
    ("A well-known, state-of-the-art radar", "A well-known state-of-the-art radar"),
    (
        "see https://example.org/news/2025/10/11?id=7&x=y",
        "see https example.org news 2025 10 11 id 7&x y",
    ),
    ("mail press@example.org today", "mail press example.org today"),
    ("written in C++ and C#", "written in C and C"),
    ("what? why! how…", "what why how"),
    ("inflation rose 3.5% in Q3", "inflation rose 3.5 in Q3"),
    ("prices fell -2.4 percent", "prices fell 2.4 percent"),
    ("the talks – long delayed – began", "the talks long delayed began"),
    ("the talks—long delayed—began", "the talks long delayed began"),
    ("the talks -- long delayed -- began", "the talks long delayed began"),
    ("U.S. Secretary J. Smith, Jr., left", "U.S. Secretary J. Smith Jr left"),
    ("Israel's and Iran’s envoys", "Israel's and Iran’s envoys"),
    ("‘We agreed,’ he told us", "We agreed he told us"),
    ("ministers' and mayors' offices", "ministers and mayors offices"),
    ("AT&T and P&G cut jobs", "AT&T and P&G cut jobs"),
    ("$1,000.50 for a barrel", "1,000.50 for a barrel"),
    ("£5m or €6m", "5m or 6m"),
    ("50/50 chance, he/she said", "50 50 chance he she said"),
    ("@ministry #ceasefire now", "ministry ceasefire now"),
    ("• first point; second point", "first point second point"),
    ("1. The first; 2. the second", "1 The first 2 the second"),
    ("ANKARA, Oct. 11 (Agency) - The army", "ANKARA Oct 11 Agency The army"),
    ("Smith (R-Ohio) voted no", "Smith R-Ohio voted no"),
    ("the SDF (Syrian Democratic Forces) withdrew", "the SDF Syrian Democratic Forces withdrew"),
    ("the member(s) of the panel", "the member s of the panel"),
    ("[Editor's note] corrected {twice}", "Editor's note corrected twice"),
    ("read <b>more</b> here", "read b more b here"),
    ("E = mc² or so", "E mc² or so"),
    ("x = y ^ z ~ w * v", "x y z w v"),
    ("back\\slash and |pipe|", "back slash and pipe"),
    ("file_name.txt v2.0-beta", "file_name.txt v2.0-beta"),
    ("10am-11am, 9–17 May", "10am-11am 9 17 May"),
    ("Gazprom: +5%; Rosneft: -3%", "Gazprom 5 Rosneft 3"),
    ("Q: who decides? A: nobody", "Q who decides A nobody"),
    ("date: unknown; section: four", "date unknown section four"),
    ("the id: a number", "the id a number"),
    ("Erdoğan, Güler’in, Łódź", "Erdoğan Güler’in Łódź"),
    ("Путин сказал: «нет", "Путин сказал нет"),
    ("東京で会談", "東京で会談"),
    ("good 👍 news 🎉", "good news"),
    ("wait... what?!", "wait what"),
    ("line one\nline two\r\nline three", "line one line two line three"),
    ("a * b ** c *** d", "a b c d"),
    ("not here or there and so on", "not here or there and so on"),
    ("5'11\" tall", "5 11 tall"),
    ("rock 'n' roll", "rock n roll"),
];

#[test]
fn a_pasted_sentence_reads_as_its_words() {
    assert!(PASTED.len() >= 40);
    for (sentence, expected) in PASTED {
        let ast = read(sentence).ast;
        let clauses = ast.clauses();
        let words: Vec<&str> = clauses
            .iter()
            .map(|placed| match placed.clause {
                Clause::Word(word) if !placed.negated => word.as_str(),
                other => panic!("{sentence}: {other:?}"),
            })
            .collect();
        assert_eq!(words.join(" "), *expected);
        assert!(matches!(ast, Ast::And(_) | Ast::Clause(_)), "{sentence}: {ast:?}");
    }
}

#[test]
fn a_pasted_quotation_reads_as_phrases_and_words() {
    reads(
        "“We will act,” the minister said, “and soon.”",
        "(and (phrase We will act, | 0) the minister said (phrase and soon. | 0))",
    );
    reads("\"No,\" she said.", "(and (phrase No, | 0) she said)");
    reads("«Нет», сказал он", "(and (phrase Нет | 0) сказал он)");
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé]{1,8}",
        "[A-Z][a-z]{1,6}",
        "[0-9]{1,4}",
        "[a-z]{2,4}-[a-z]{2,4}",
        "[a-z]{2,4}'s",
        Just("said".to_owned()),
        Just("date".to_owned()),
        Just("or".to_owned()),
        Just("U.S.".to_owned()),
        Just("Ж東".to_owned()),
    ]
}

fn clause() -> impl Strategy<Value = Ast> {
    let sign = prop::sample::select(vec![("", ""), ("=", ""), ("", "~")]);
    let name = (proptest::collection::vec(word(), 1..3), sign);
    let named = (0..Field::ALL.len(), name).prop_filter_map("a date", |(field, (words, sign))| {
        let field = Field::ALL[field];
        let text = format!("{}{}{}", sign.0, words.join(" "), sign.1);
        parse_value(field, &text).ok().map(|value| Clause::Field { field, value })
    });
    let date = prop_oneof![
        Just("2025-10"),
        Just("2024..2025-03"),
        Just("..1999"),
        Just("2020s.."),
        Just("2025-W41"),
        Just("XXXX"),
        Just("none"),
    ];
    let dated = date.prop_filter_map("a value", |text| {
        let field = Field::Mentioned;
        parse_value(field, text).ok().map(|value| Clause::Field { field, value })
    });
    prop_oneof![
        4 => word().prop_map(Clause::Word),
        1 => word().prop_map(Clause::Prefix),
        1 => (word(), 1..=2u8).prop_map(|(word, distance)| Clause::Fuzzy { word, distance }),
        2 => (proptest::collection::vec(word(), 1..4), 0..3u32)
            .prop_map(|(words, slop)| Clause::Phrase { words: words.join(" "), slop }),
        2 => named,
        1 => dated,
    ]
    .prop_map(Ast::Clause)
}

fn tree() -> impl Strategy<Value = Ast> {
    clause().prop_recursive(5, 40, 4, |inner| {
        let parts = || proptest::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            parts().prop_map(Ast::and),
            parts().prop_map(Ast::or),
            inner.clone().prop_map(Ast::negated),
            inner.clone().prop_map(Ast::said),
            (inner.clone(), 1..40u8).prop_map(|(ast, times)| ast.boosted(f32::from(times) / 4.0)),
        ]
    })
}

proptest! {
    #[test]
    fn a_query_in_normal_form_prints_back(ast in tree()) {
        let printed = ast.to_string();
        let parsed = parse(&printed, &ParseOptions::default());
        prop_assert_eq!(&parsed.map(|parsed| parsed.ast).ok(), &Some(ast), "{}", printed);
    }

    #[test]
    fn any_text_reads_and_prints_back(
        text in "(\\PC|[a-zA-Z0-9 ]|[\"“”()^~*:=.…–—-]| OR |said:|speaker:|date:|2025|\\n|\u{200b}|'){0,40}",
    ) {
        for plain in [false, true] {
            if let Ok(parsed) = parse(&text, &ParseOptions { plain }) {
                let printed = parsed.ast.to_string();
                let again = parse(&printed, &ParseOptions::default());
                let again = again.map(|again| again.ast).ok();
                prop_assert_eq!(again, Some(parsed.ast), "{:?} → {}", text, printed);
                for warning in &parsed.warnings {
                    prop_assert!(text.get(warning.span.start..warning.span.end).is_some());
                    prop_assert!(!warning.render(&text).is_empty());
                }
            }
        }
    }

    #[test]
    fn nothing_panics(text in "\\PC{0,400}") {
        let _ = parse(&text, &ParseOptions::default());
    }
}

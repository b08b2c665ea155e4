//! Slips of the keyboard: what is said of them, and what completes words and names.

use onrecord::highlight::{PassageTerms, holds};
use onrecord::query::{Ast, Clause, Request, Synonyms};
use onrecord::text::{Analyzer, Language};
use proptest::prelude::*;

use crate::harness::Archive;

/// Passages with words that slips are near to.
fn harbour() -> Archive {
    Archive::new()
        .file(
            "a.txt",
            "The ceasefire agreement holds.\nThe ceasefire was broken near the harbour.\n\
             Ceasefires seldom last.\nA fire broke out in the harbour. They cease to hope.\n",
        )
        .indexed()
}

#[test]
fn a_word_that_no_passage_holds_is_told_with_the_nearest() {
    let archive = harbour();
    let _ = archive
        .run(&["search", "ceasfire agreement"])
        .ends(1)
        .prints("no passage has “ceasfire”; did you mean: ceasefire agreement (1)?");
    // Neighbours swapped, in a phrase, and two slips at once.
    let _ = archive
        .run(&["search", "\"the caesefire\""])
        .ends(1)
        .prints("did you mean: \"the ceasefire\" (2)?");
    let _ = archive.run(&["search", "Agrement"]).ends(1).prints("did you mean: Agreement (1)?");
    let _ = archive
        .run(&["search", "cesefire agrement"])
        .ends(1)
        .prints("no passage has “cesefire” or “agrement”; did you mean: ceasefire agreement (1)?");
}

#[test]
fn nothing_is_said_where_all_words_are_held() {
    let archive = harbour();
    for query in [&["ceasefire harbour"][..], &["agreement broken"], &["--any", "fire hope"]] {
        let ran = archive.run(&[&["search"], query].concat());
        assert!(!format!("{ran}").contains("did you mean"), "{ran}");
    }
    // Short words, numbers, prefixes and fuzzy words are left alone.
    for query in ["teh", "2o24", "harbuor*", "harxbouxrx~"] {
        let ran = archive.run(&["search", query]).ends(1);
        assert!(!ran.stdout.contains("did you mean"), "{ran}");
    }
}

#[test]
fn a_query_with_hits_is_never_changed() {
    let archive = harbour();
    let ran = archive.run(&["search", "--any", "ceasfire harbour"]).success();
    let ran = ran.notes("no passage has “ceasfire”; did you mean: ceasefire harbour (4)?");
    assert!(ran.stdout.contains("2 passages in 1 article"), "{ran}");
    assert!(!ran.stdout.contains("[[ceasefire]]"), "{ran}");
    let end = archive.run(&["search", "--json", "--any", "ceasfire harbour"]).success().json();
    let end = &end[end.len() - 1];
    assert_eq!(end["suggestions"][0]["query"], "ceasefire harbour");
    assert_eq!(end["suggestions"][0]["words"][0]["instead"], "ceasefire");
    assert_eq!(end["suggestions"][0]["passages"], 4);
}

#[test]
fn spaces_too_many_or_too_few_are_told() {
    let archive = harbour();
    let _ = archive
        .run(&["search", "ceasefireagreement"])
        .ends(1)
        .prints("did you mean: ceasefire agreement (1)?");
    let _ = archive
        .run(&["search", "cease fire agreement"])
        .ends(1)
        .prints("did you mean: ceasefire agreement (1)?");
}

#[test]
fn where_the_whole_query_finds_nothing_the_word_is_told_alone() {
    let archive = harbour();
    let _ = archive
        .run(&["search", "agrement", "--date", "1990"])
        .ends(1)
        .prints("no passage has “agrement”; did you mean agreement (1)?");
}

#[test]
fn words_of_articles_that_were_replaced_are_not_meant() {
    let archive = harbour();
    archive.write("a.txt", "The armistice agreement holds.\n");
    let _ = archive.run(&["index"]).success();
    let ran = archive.run(&["search", "ceasfire"]).ends(1);
    assert!(!ran.stdout.contains("did you mean"), "{ran}");
    let _ = archive.run(&["search", "armstice"]).ends(1).prints("did you mean: armistice (1)?");
}

/// People and outlets with names that slips are near to.
fn gulf() -> Archive {
    let article = |outlet: &str, text: &str| {
        serde_json::json!({"headline": "Talks", "outlet": outlet, "text": text}).to_string()
    };
    Archive::new()
        .file(
            "a.json",
            article(
                "The Harbour Gazette",
                "Foreign Minister Deniz Karahan said the talks went well.\n\n\
                 “We agreed,” Deniz Karahan said.\n\n\
                 Defence Minister Samir al-Hadi said the road was open.",
            ),
        )
        .file(
            "b.json",
            article("Northern Wire", "Minister Denis Karahanov said the price would rise."),
        )
        .indexed()
}

#[test]
fn slips_in_names_are_told_nearest_first() {
    let archive = gulf();
    let told = |flag: &str, name: &str, expected: &str| {
        let _ = archive.run(&["search", flag, name]).ends(1).notes(expected);
    };
    told("--speaker", "Karahna", "nobody called Karahna; did you mean Deniz Karahan (2)");
    told("--speaker", "Denniz Karahan", "did you mean Deniz Karahan (2)");
    told("--speaker", "Samir Karahan", "did you mean Deniz Karahan (2) or Denis Karahanov (1) or");
    told("--speaker", "Deniz Kara Han", "did you mean Deniz Karahan (2)");
    told("--speaker", "Hadi", "did you mean Samir al-Hadi (1)?");
    told("--person", "alHadi", "did you mean Samir al-Hadi (1)?");
    told("--outlet", "gazete", "no outlet called gazete; did you mean The Harbour Gazette (3)?");
    told("--outlet", "Norhtern Wire", "did you mean Northern Wire (1)?");
    let told = "nobody found; did you mean Deniz Karahan?";
    let _ = archive.run(&["people", "Karahna"]).ends(1).prints(told);
    let ran = archive.run(&["search", "--speaker", "Zoltan Berg"]).ends(1);
    assert!(ran.stderr.contains("nobody called Zoltan Berg\n"), "{ran}");
}

#[test]
fn a_tilde_takes_the_nearest_names_and_tells_them() {
    let archive = gulf();
    let told = "nobody called Karahna; “Karahna~” is read as:\n  Deniz Karahan (2)  \
                --speaker '=Deniz Karahan'";
    let _ = archive.run(&["search", "--speaker", "Karahna~"]).success().notes(told);
    let ran = archive.run(&["search", "--json", "speaker:Karahna~"]).success().notes(told);
    let meta = &ran.json()[0];
    assert_eq!(meta["names"][0]["how"], "near");
    assert_eq!(meta["names"][0]["value"], "deniz karahan");
    assert_eq!(archive.found(&["--speaker", "Karahna~"]).len(), 2);
    assert_eq!(archive.found(&["--speaker", "Denis Karahnov~"]), ["b.json#1"]);
    assert_eq!(archive.found(&["--outlet", "gazete~"]).len(), 3);
    let _ =
        archive.run(&["search", "--outlet", "gazete~"]).notes("no outlet called gazete; “gazete~”");
    // A name that somebody has is that one, and one that nobody is near to finds nothing.
    let ran = archive.run(&["search", "--speaker", "Karahan~"]).success();
    assert!(!ran.stderr.contains("read as"), "{ran}");
    assert_eq!(archive.found(&["--speaker", "Karahan~"]).len(), 2);
    let _ = archive.run(&["search", "--speaker", "Zoltan~"]).ends(1).notes("nobody called Zoltan");
}

/// What `complete` prints, a value and its count a line.
fn completed(archive: &Archive, args: &[&str]) -> String {
    archive.run(&[&["complete"], args].concat()).stdout
}

#[test]
fn words_and_names_are_completed_most_frequent_first() {
    let archive = gulf();
    assert_eq!(
        completed(&archive, &["kara", "--field", "speaker"]),
        "Deniz Karahan\t2\nDenis Karahanov\t1\n"
    );
    assert_eq!(completed(&archive, &["deniz k", "--field", "person"]), "Deniz Karahan\t2\n");
    assert_eq!(completed(&archive, &["gaz", "--field", "outlet"]), "The Harbour Gazette\t3\n");
    assert_eq!(completed(&archive, &["SAI", "--field", "words"]), "said\t4\n");
    assert_eq!(completed(&archive, &["speaker:deniz"]), "speaker:\"Deniz Karahan\"\t2\n");
    assert_eq!(completed(&archive, &["-outlet:nor"]), "-outlet:\"Northern Wire\"\t1\n");
    // Without a field all kinds, each value once.
    let all = completed(&archive, &["t", "--limit", "3"]);
    assert_eq!(all, "The Harbour Gazette\t3\nthe\t3\ntalks\t1\n");
    let _ = archive.run(&["complete", "zzz"]).ends(1);
}

#[test]
fn completions_count_what_is_found() {
    let archive = Archive::corpus().indexed();
    for (field, begun) in [("speaker", "nov"), ("outlet", "the"), ("words", "min"), ("org", "min")]
    {
        let lines = archive.run(&["complete", begun, "--json", "--limit", "3", "--field", field]);
        let lines = lines.success().json();
        assert!(!lines.is_empty(), "{field}");
        for line in lines {
            let value = line["value"].as_str().expect("a value");
            let flag = format!("--{field}");
            let exact = format!("={value}");
            // A word counts in its very form, of which there is no query but `word*`.
            let query: &[&str] = if field == "words" { continue } else { &[&flag, &exact] };
            let ran = archive.run(&[&["search", "--json", "--limit", "1"], query].concat()).json();
            assert_eq!(ran[ran.len() - 1]["passages"], line["passages"], "{line}");
        }
    }
}

#[test]
fn what_is_gone_is_not_completed() {
    let archive = harbour();
    archive.write("a.txt", "The armistice holds.\n");
    let _ = archive.run(&["index"]).success();
    let _ = archive.run(&["complete", "ceas", "--field", "words"]).ends(1);
    assert_eq!(completed(&archive, &["armi"]), "armistice\t1\n");
}

/// What bash is offered for a command line, with its last word begun.
fn offered(archive: &Archive, words: &str) -> Option<String> {
    use std::process::Command;
    let script = archive.run(&["completions", "bash"]).stdout;
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_onrecord"));
    let path =
        format!("{}:{}", program.parent()?.display(), std::env::var("PATH").unwrap_or_default());
    let asked = format!(
        "{script}\nCOMP_WORDS=({words})\nCOMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n\
         _onrecord_values onrecord \"${{COMP_WORDS[COMP_CWORD]}}\" \
         \"${{COMP_WORDS[COMP_CWORD-1]}}\"\nprintf '%s|' \"${{COMPREPLY[@]}}\""
    );
    let bash = Command::new("bash")
        .args(["--norc", "-c", &asked])
        .current_dir(archive.path())
        .env("PATH", path)
        .env_remove("ONRECORD_INDEX")
        .output();
    // A system without bash has nothing to test here.
    let bash = bash.ok()?;
    assert!(bash.status.success(), "{}", String::from_utf8_lossy(&bash.stderr));
    Some(String::from_utf8_lossy(&bash.stdout).into_owned())
}

#[test]
fn bash_completes_names_from_the_index() {
    let archive = gulf();
    for (line, expected) in [
        ("onrecord search --speaker deniz", "Deniz Karahan|"),
        ("onrecord search --speaker 'Deniz\\ Kar'", "Deniz Karahan|"),
        ("onrecord search --outlet '\"The Harb'", "The Harbour Gazette|"),
        ("onrecord search --outlet = north", "Northern Wire|"),
        ("onrecord facets --person had", "Samir al-Hadi|"),
        ("onrecord search --coll", "--collapse|"),
        // Neither begins with what was typed, which therefore stays.
        ("onrecord search --speaker karah", "Deniz Karahan|Denis Karahanov|karah|"),
    ] {
        if let Some(offered) = offered(&archive, line) {
            assert_eq!(offered, expected, "{line}");
        }
    }
}

/// Two spellings of a name, and two words for one thing.
fn envoys() -> Archive {
    Archive::new()
        .file(
            "a.txt",
            "President Mykola Velensky said the truce would last all of the winter.\n\
             The ceasefire was broken in the north after four days of quiet there.\n",
        )
        .file(
            "b.txt",
            "President Mykola Velenskyy said the road was open to all of the convoys.\n\
             The truce, a ceasefire in name only, was broken after three days of quiet.\n\
             The Harbour Workers Union met again on the pier in the evening.\n",
        )
        .file(
            "synonyms.txt",
            "# names\nVelensky, Velenskyy\n\ntruce, ceasefire\nHWU => Harbour Workers Union\n",
        )
        .indexed()
}

#[test]
fn synonyms_are_found_and_highlighted() {
    let archive = envoys();
    assert_eq!(archive.found(&["ceasefire"]).len(), 3);
    let _ = archive
        .run(&["search", "ceasefires broken"])
        .success()
        .prints("The [[ceasefire]] was [[broken]]")
        .prints("The [[truce]], a [[ceasefire]] in name only, was [[broken]]");
    assert_eq!(archive.found(&["\"a truce in name\""]), ["b.txt#2"]);
    assert_eq!(archive.found(&["HWU evening"]), ["b.txt#3"]);
    assert_eq!(archive.found(&["-ceasefire", "quiet"]), [""; 0]);
    let meta = &archive.run(&["search", "--json", "ceasefire quiet"]).json()[0];
    assert_eq!(meta["query"]["read"], "(ceasefire OR truce) quiet");
    let counted = archive.run(&["facets", "ceasefire", "--by", "outlet"]).success();
    let _ = counted.prints("3 passages in 2 articles");
    archive.write("queries.tsv", "q1\tceasefire\n");
    let run = archive.run(&["search", "--batch", "queries.tsv"]).success();
    assert_eq!(run.stdout.lines().count(), 3, "{run}");
}

#[test]
fn synonyms_can_be_left_out_or_be_others() {
    let archive = envoys();
    assert_eq!(archive.found(&["ceasefire", "--no-synonyms"]).len(), 2);
    archive.write("other.txt", "ceasefire, quiet\n");
    assert_eq!(archive.found(&["ceasefire", "--synonyms", "other.txt"]).len(), 2);
    let ran = archive.run(&["search", "x", "--synonyms", "none.txt"]).ends(2).notes("none.txt: ");
    assert_eq!(ran.stderr.matches("os error").count(), 1, "{ran}");
    archive.write("synonyms.txt", "truce, ceasefire\n\nlonely\n");
    let wrong = "synonyms.txt: line 3: expected several words";
    let _ = archive.run(&["search", "truce"]).ends(2).notes(wrong);
    let _ = archive.run(&["search", "truce", "--no-synonyms"]).success();
}

#[test]
fn synonyms_count_as_one_word() {
    let archive = envoys();
    let hits = archive.hits(&["ceasefire"]);
    let _ = archive
        .run(&["search", "--explain", "ceasefire"])
        .success()
        .prints("ceasefire or truce (indexed as ")
        .prints("read as: ceasefire OR truce");
    // Either word counts the same in passages of this length, however rare; apart from the words, the
    // spelling and the article as a whole may count.
    let spread: Vec<f64> = hits.iter().filter_map(|hit| hit["score"].as_f64()).collect();
    let (most, least) = (spread[0], spread[spread.len() - 1]);
    assert!(most < 1.5 * least, "{spread:?}");
}

#[test]
fn synonyms_count_the_same_in_the_article_as_a_whole_and_beside_phrases() {
    let mut archive = Archive::new().file("synonyms.txt", "truce, ceasefire, end of fighting\n");
    for (i, word) in
        ["ceasefire", "ceasefire", "ceasefire", "ceasefire", "truce"].iter().enumerate()
    {
        let text = format!("Notes\n\nThe {word} held in the far north today.\n");
        archive = archive.file(&format!("{i}.txt"), text);
    }
    let archive = archive.indexed();
    for query in ["truce", "ceasefire"] {
        let bare = |hit: &serde_json::Value| -> f64 {
            let parts = hit["explanation"]["details"].as_array().expect("parts");
            let spelled = |part: &&serde_json::Value| {
                part["description"].as_str().is_some_and(|text| text.starts_with("spelled"))
            };
            parts.iter().filter(|part| !spelled(part)).filter_map(|p| p["value"].as_f64()).sum()
        };
        let explained = archive.hits(&["--explain", query]);
        let bare: Vec<f64> = explained.iter().map(bare).collect();
        assert_eq!(bare.len(), 5, "{query}");
        for one in &bare {
            assert!((one - bare[0]).abs() < 1e-4, "{query}: {bare:?}");
        }
    }
}

#[test]
fn synonyms_hold_for_names_and_are_told() {
    let archive = envoys();
    assert_eq!(archive.found(&["--speaker", "Velensky"]).len(), 2);
    let told = "“Velensky” is read, by synonyms, as:\n  Mykola Velenskyy (1)  \
                --speaker '=Mykola Velenskyy'";
    let ran = archive.run(&["search", "--json", "speaker:Velensky"]).success().notes(told);
    let names = &ran.json()[0]["names"];
    assert_eq!((&names[0]["how"], &names[1]["how"]), (&"name".into(), &"synonym".into()));
    assert_eq!(archive.found(&["--speaker", "Mykola Velenskyy"]).len(), 2);
    assert_eq!(archive.found(&["--speaker", "Velensky", "--no-synonyms"]).len(), 1);
    assert_eq!(archive.found(&["--speaker", "=Mykola Velensky"]).len(), 1);
    assert_eq!(archive.found(&["said:truce", "--speaker", "Velenskyy"]), ["a.txt#1"]);
}

/// Queries of words of which some stand for each other.
fn synonymous() -> impl Strategy<Value = Ast> {
    let word = || prop::sample::select(vec!["port", "harbour", "wall", "dyke", "sea"]);
    let leaf = prop_oneof![
        word().prop_map(|word| Ast::Clause(Clause::Word(word.to_owned()))),
        (word(), word())
            .prop_map(|(a, b)| Ast::Clause(Clause::Phrase { words: format!("{a} {b}"), slop: 0 })),
    ];
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Ast::and),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Ast::or),
            inner.clone().prop_map(Ast::negated),
            inner.prop_map(Ast::said),
        ]
    })
}

/// A text or query in which one word of each group stands for all.
fn settled(text: &str) -> String {
    text.replace("harbour", "port").replace("dyke", "wall")
}

proptest! {
    #[test]
    fn a_query_with_synonyms_holds_where_one_without_holds_of_the_same_words(
        ast in synonymous(),
        text in prop::collection::vec(prop::sample::select(vec!["port", "harbour", "wall", "dyke", "sea"]), 0..5),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("synonyms.txt");
        std::fs::write(&file, "port, harbour\nwall, dyke\n").expect("a file");
        let mut request = Request::new(ast.clone());
        Synonyms::read(&file).expect("synonyms").apply(&mut request);
        prop_assert_eq!(&request.ast.as_typed(), &ast);
        let mut analyzer = Analyzer::new(Language::English);
        let mut held = |ast: &Ast, text: &str| {
            let terms = analyzer.terms(text);
            let speakers = [vec![terms.clone()]];
            let passage = PassageTerms { text: &terms, speakers: &speakers, ..PassageTerms::default() };
            holds(ast, &passage, &mut analyzer, &mut |_, _, _| true)
        };
        let text = text.join(" ");
        let plain = ast.changed(&mut |placed| Ast::Clause(match placed.clause {
            Clause::Word(word) => Clause::Word(settled(word)),
            Clause::Phrase { words, slop } => Clause::Phrase { words: settled(words), slop: *slop },
            other => other.clone(),
        }));
        prop_assert_eq!(held(&request.ast, &text), held(&plain, &settled(&text)), "{} in {}", request.ast, text);
    }
}

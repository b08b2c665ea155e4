//! Slips of the keyboard: what is said of them, and what completes words and names.

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
    told("--speaker", "Deniz Kara Han", "did you mean Deniz Karahan (2)");
    told("--speaker", "Hadi", "did you mean Samir al-Hadi (1)?");
    told("--person", "alHadi", "did you mean Samir al-Hadi (1)?");
    told("--outlet", "gazete", "no outlet called gazete; did you mean The Harbour Gazette (3)?");
    told("--outlet", "Norhtern Wire", "did you mean Northern Wire (1)?");
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

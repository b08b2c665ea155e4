//! The JSON contract of `annotate`.

use serde_json::{Value, json};

use crate::harness::{Archive, TALKS};

/// The text that a value's `start` and `end` name, counted in code points.
fn words(text: &str, value: &Value) -> String {
    let at = |name: &str| usize::try_from(value[name].as_u64().expect(name)).expect("an offset");
    text.chars().skip(at("start")).take(at("end") - at("start")).collect()
}

#[test]
fn lines_are_annotated_with_the_text_as_it_is() {
    let text = "Élodie Faß said the “naïve” plan — 日本 — was over.\nShe left on 3 May 2024.";
    let line = json!({"id": "a1", "text": text, "published": "2024-05-06"}).to_string();
    let archive = Archive::new().file("in.jsonl", line);
    let ran = archive.run(&["annotate", "--jsonl", "in.jsonl"]).success();
    let out = &ran.json()[0];
    assert_eq!((&out["id"], &out["text"]), (&json!("a1"), &json!(text)));
    assert_eq!(out["published"], "2024-05-06");
    assert_eq!(out["passages"].as_array().map(Vec::len), Some(2));
    let said = &out["attributions"][0];
    assert_eq!(words(text, &said["source"]), "Élodie Faß");
    assert_eq!(said["source"]["text"], "Élodie Faß");
    assert_eq!(words(text, &said["cue"]), "said");
    assert_eq!(said["speaker"], "Élodie Faß");
    assert_eq!(said["speakers"][0], json!({"name": "Élodie Faß", "kind": "person"}));
    assert_eq!(
        (&said["type"], &said["act"], &said["polarity"]),
        (&json!("mixed"), &json!("speech"), &json!("said"))
    );
    let timex = &out["timexes"][0];
    assert_eq!(words(text, timex), timex["text"].as_str().expect("text"));
    assert_eq!((&timex["type"], &timex["value"]), (&json!("DATE"), &json!("2024-05-03")));
    for mention in out["mentions"].as_array().expect("mentions") {
        assert_eq!(words(text, mention), mention["text"].as_str().expect("text"));
    }
}

#[test]
fn files_are_annotated_without_an_index() {
    let archive = Archive::new().file("2024-04-18-talks.txt", TALKS);
    let ran = archive.run(&["annotate", "2024-04-18-talks.txt"]).success();
    assert_eq!(ran.json()[0]["headline"], "Harbour talks reopen");
    assert_eq!(ran.json()[0]["path"], "2024-04-18-talks.txt");
    let archive = archive.file("b/talks.txt", TALKS);
    let ran = archive.run(&["annotate", "b/talks.txt"]).success();
    assert_eq!(ran.json()[0]["path"], "b/talks.txt");
    let _ = archive.run(&["annotate", "nowhere.txt"]).ends(2).notes("nowhere.txt");
    let _ = archive.run(&["annotate", "picture.png"]).ends(2).notes("unsupported");
}

#[test]
fn a_line_that_cannot_be_read_costs_only_itself() {
    let lines = "{\"id\": \"a\", \"text\": \"One.\"}\nnot json\n{\"id\": \"b\", \"text\": \"Two.\", \"published\": \"soon\"}\n{\"id\": \"c\", \"text\": \"Three.\"}\n";
    let archive = Archive::new().file("in.jsonl", lines);
    let ran = archive.run(&["annotate", "--jsonl", "in.jsonl"]).ends(2);
    assert_eq!(ran.json().len(), 2, "{ran}");
    let _ = ran.notes("in.jsonl: line 2").notes("in.jsonl: line 3: published");
}

#[test]
fn turns_of_a_debate_are_those_of_its_speakers() {
    let debate = "# Oral questions: the pier\n\n\
        **The Speaker (Sir BO LIND):** Order.\n\n\
        **EVA McBRIDE (Long Quay) (Ind.):** When will it open? I asked in May.\n\n\
        (Laughter.)\n\n\
        **Q2 Chair:** Yes\n\n\
        **AL VAN DER MOSS (Minister for the Coast):** In June. My officials told me so.\n\n\
        **HON. MEMBERS:** Which June?\n\n\
        **EVA McBRIDE:** I thank him.\n\n\
        The House divided at noon.\n";
    let archive = Archive::new().file("debate.md", debate);
    let ran = archive.run(&["annotate", "debate.md"]).success();
    let out = &ran.json()[0];
    let text = out["text"].as_str().expect("text");
    let turns: Vec<(Option<String>, String)> = out["attributions"]
        .as_array()
        .expect("attributions")
        .iter()
        .filter(|found| found["type"] == "turn")
        .map(|found| {
            let content = found["content"].as_array().expect("content");
            let said: Vec<String> = content.iter().map(|part| words(text, part)).collect();
            (found["speaker"].as_str().map(str::to_owned), said.join(" … "))
        })
        .collect();
    let expected = [
        (Some("Bo Lind"), "Order."),
        (Some("Eva McBride"), "When will it open? I asked in May."),
        (None, "Yes"),
        (Some("Al van der Moss"), "In June. My officials told me so."),
        (None, "Which June?"),
        (Some("Eva McBride"), "I thank him."),
    ];
    let expected = expected.map(|(who, said)| (who.map(str::to_owned), said.to_owned()));
    assert_eq!(turns, expected);
}

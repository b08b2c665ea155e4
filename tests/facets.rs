//! Counts over all hits, and the list of names.

use crate::harness::Archive;

#[test]
fn a_node_of_the_date_tree_counts_what_its_filter_finds() {
    let archive = Archive::corpus().indexed();
    for by in ["date:year", "date:month", "date:day", "mentioned:month", "published:month"] {
        let ran = archive.run(&["facets", "--by", by, "--json"]).success();
        let facet = ran.json().into_iter().find(|line| line["type"] == "facet").expect("a facet");
        let flag = format!("--{}", by.split(':').next().unwrap_or(""));
        let values = facet["values"].as_array().expect("values");
        assert!(values.len() > 5, "{ran}");
        for value in values.iter().step_by(values.len() / 6) {
            let asked = value["value"].as_str().expect("a value");
            let found = archive.run(&["search", &flag, asked, "--json", "--limit", "0"]);
            let end = found.json().pop().expect("an end");
            assert_eq!(end["passages"], value["passages"], "{by} {asked}");
            assert_eq!(end["articles"], value["articles"], "{by} {asked}");
        }
    }
}

#[test]
fn a_facet_leaves_out_its_own_filter_and_marks_what_is_selected() {
    let archive = Archive::talks();
    let ran =
        archive.run(&["facets", "--by", "speaker", "--speaker", "Kravets", "--json"]).success();
    let facet = ran.json().into_iter().find(|line| line["type"] == "facet").expect("a facet");
    let values = facet["values"].as_array().expect("values");
    let of = |label: &str| values.iter().find(|value| value["label"] == label).expect(label);
    assert_eq!(of("Olena Kravets")["selected"], true);
    assert_eq!(of("Harbour Workers Union")["selected"], false);
    let in_query =
        archive.run(&["facets", "speaker:Kravets", "--by", "speaker", "--json"]).success();
    assert_eq!(ran.json()[1], in_query.json()[1]);
    let negated = archive.run(&["facets", "--by", "speaker", "-speaker:Kravets"]).success();
    assert!(!negated.stdout.contains("Kravets"), "{negated}");
}

#[test]
fn facets_can_be_crossed_and_printed_as_csv() {
    let archive = Archive::talks();
    let ran = archive.run(&["facets", "--by", "speaker*date:month", "--csv"]).success();
    let _ = ran
        .prints("field,value,label,passages,articles,selected")
        .prints("speaker*date:month,olena kravets*2024-05,Olena Kravets * 2024-05,1,1,false");
    let ran = archive.run(&["facets", "--by", "color"]).ends(2);
    let _ = ran.notes("color: no facet of that name");
}

#[test]
fn people_lists_who_speaks_and_with_a_flag_who_is_mentioned() {
    let archive = Archive::new()
        .file(
            "2024-04-18-a.txt",
            "Anna Berg said the pier was safe. She thanked Omar Haddad for the help.\n",
        )
        .indexed();
    let speaking = archive.run(&["people"]).success().prints("Anna Berg").prints("2024-04-18");
    assert!(!speaking.stdout.contains("Haddad"), "{speaking}");
    let _ = archive.run(&["people", "--mentioned"]).success().prints("Omar Haddad");
    let named = archive.run(&["people", "haddad", "--json"]).success();
    assert_eq!(named.json()[0]["value"], "omar haddad");
    let _ = archive.run(&["people", "Nobody"]).ends(1);
}

#[test]
fn stats_count_what_is_there_and_what_is_missing() {
    let archive = Archive::talks();
    let ran = archive.run(&["stats", "--json"]).success();
    let stats = &ran.json()[0];
    assert_eq!((&stats["articles"], &stats["passages"]), (&1.into(), &4.into()));
    assert_eq!(stats["undated"], 0);
    let _ = archive.run(&["stats"]).success().prints("published");
}

#[test]
fn the_parts_of_an_index_add_up_to_its_size() {
    let archive = Archive::talks();
    let ran = archive.run(&["stats", "--sizes", "--json"]).success();
    let sizes = &ran.json()[0]["sizes"];
    let of = |value: &serde_json::Value| value.as_u64().expect("bytes");
    let parts = ["terms", "postings", "positions", "norms", "column"];
    let fields = sizes["fields"].as_array().expect("fields").iter();
    let fields: u64 = fields.flat_map(|field| parts.map(|part| of(&field[part]))).sum();
    let others: u64 = ["store", "removed", "rest"].map(|part| of(&sizes[part])).iter().sum();
    assert_eq!(fields + others, of(&sizes["index"]));
    assert_eq!(sizes["index"], ran.json()[0]["index_bytes"]);
    assert!(of(&sizes["stored"]["text"]) <= of(&ran.json()[0]["text_bytes"]), "{ran}");
    assert!(of(&sizes["stored"]["annotations"]) > 0, "{ran}");
    let _ = archive.run(&["stats", "--sizes"]).success().prints("text_exact");
}

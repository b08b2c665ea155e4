//! Sentences through all steps.

use proptest::prelude::*;

use super::*;

/// Reads `text`; each line is a paragraph.
fn read(text: &str) -> Cast {
    Cast::read(&Story::plain(text, None))
}

/// What `text` names: words, name, kind.
fn named(text: &str) -> Vec<(String, String, NameKind)> {
    let cast = read(text);
    cast.mentions()
        .iter()
        .map(|named| {
            let entity = &cast.entities()[named.entity];
            (named.span.of(text).to_owned(), entity.name.clone(), entity.kind)
        })
        .collect()
}

#[track_caller]
fn names(text: &str, expected: &[(&str, &str, NameKind)]) {
    let found = named(text);
    let found: Vec<(&str, &str, NameKind)> =
        found.iter().map(|(words, name, kind)| (words.as_str(), name.as_str(), *kind)).collect();
    assert_eq!(found, expected, "{text}");
}

#[track_caller]
fn entity<'c>(cast: &'c Cast, name: &str) -> &'c Entity {
    let at = cast.by_alias(name).unwrap_or_else(|| panic!("{name} in {:?}", cast.entities()));
    &cast.entities()[at]
}

use NameKind::{Organisation, Person, Place};

#[test]
fn a_title_is_split_from_the_name_and_kept_as_a_role() {
    let cast = read("In Oslo, Defense Minister Kari Abu Lind met Sen. J. K. Doe and Mr. Brandt.");
    let lind = entity(&cast, "Kari Abu Lind");
    assert_eq!(lind.roles, ["defense minister"]);
    assert_eq!(entity(&cast, "J. K. Doe").roles, ["senator"]);
    let brandt = entity(&cast, "Brandt");
    assert_eq!((brandt.gender, brandt.roles.len()), (Some(Gender::Male), 0));
}

#[test]
fn a_title_alone_names_nobody() {
    names(
        "The Prime Minister met the Secretary of State on Monday in Rome.",
        &[("Rome", "Rome", Place)],
    );
}

#[test]
fn words_that_open_a_sentence_are_no_names() {
    names(
        "Officials said talks went on. Yesterday Maria Lopez left. Talks ended.",
        &[("Maria Lopez", "Maria Lopez", Person)],
    );
}

#[test]
fn a_surname_means_the_person_named_in_full() {
    names(
        "Yasar Demirel spoke. Later Demirel left with Olga Petrova. “No,” Petrova said.",
        &[
            ("Yasar Demirel", "Yasar Demirel", Person),
            ("Demirel", "Yasar Demirel", Person),
            ("Olga Petrova", "Olga Petrova", Person),
            ("Petrova", "Olga Petrova", Person),
        ],
    );
}

#[test]
fn a_surname_that_several_share_means_the_one_just_named() {
    names(
        "Ana Moss met Bo Moss in Rome. Bo Moss laughed. Later Moss left.",
        &[
            ("Ana Moss", "Ana Moss", Person),
            ("Bo Moss", "Bo Moss", Person),
            ("Rome", "Rome", Place),
            ("Bo Moss", "Bo Moss", Person),
            ("Moss", "Bo Moss", Person),
        ],
    );
}

#[test]
fn a_surname_that_several_share_means_the_one_named_most_else_the_first() {
    let long = "It rained for many days and nothing else was seen or heard of in the valley. ";
    let text = format!(
        "Ana Moss, a niece of the painter Olga Moss, spoke. {long}{long}{long}Later Moss left."
    );
    assert_eq!(named(&text).last().map(|(_, name, _)| name.as_str()), Some("Ana Moss"));
    let text = format!(
        "An aunt, Olga Moss, came. Ana Moss spoke. Ana Moss sang. {long}{long}{long}Later Moss left."
    );
    assert_eq!(named(&text).last().map(|(_, name, _)| name.as_str()), Some("Ana Moss"));
    // Who is never named in full is nobody else.
    let text = format!("Moss sang. {long}On Friday Bo Roe left. Later Moss left.");
    assert_eq!(named(&text).last().map(|(_, name, _)| name.as_str()), Some("Moss"));
}

#[test]
fn a_surname_keeps_its_particles() {
    for surname in ["van der Dam", "VAN DER DAM", "Van der Dam"] {
        let text = format!("On Friday Eva van der Dam met Piet van der Dam. {surname}: I left.");
        let found = named(&text);
        let last = found.last().map(|(words, name, _)| (words.as_str(), name.as_str()));
        assert_eq!(last, Some((surname, "Eva van der Dam")));
    }
    // A forename that is also a particle begins a full name.
    names(
        "On Friday Van Moss met Ana Moss.",
        &[("Van Moss", "Van Moss", Person), ("Ana Moss", "Ana Moss", Person)],
    );
}

#[test]
fn labels_of_an_interview_are_no_initials() {
    names(
        "Q. Do you sing?\nA. Eva Lind sings.\nQ. Why?\nA. No idea.",
        &[("Eva Lind", "Eva Lind", Person)],
    );
    names("Q. Lind met Bo Roe.", &[("Q. Lind", "Q. Lind", Person), ("Bo Roe", "Bo Roe", Person)]);
}

#[test]
fn bodies_of_one_trade_keep_their_possessive() {
    names(
        "On Friday the Bakers' Union and the Fishermen’s Guild of Rome met.",
        &[
            ("Bakers' Union", "Bakers' Union", Organisation),
            ("Fishermen’s Guild of Rome", "Fishermen’s Guild of Rome", Organisation),
        ],
    );
    let found = named("On Friday Bo Anders' Union card and the drivers' Union Street were seen.");
    assert!(found.iter().all(|(words, _, _)| !words.contains('\'')), "{found:?}");
}

#[test]
fn a_verb_of_saying_makes_no_person_of_a_body() {
    let found = named("Lind Holdings fell. Lind said it would rise. Lind said nothing else.");
    assert!(found.iter().all(|(_, name, _)| name == "Lind Holdings"), "{found:?}");
    let found = named("Lind Holdings fell. Mr. Lind said it would rise.");
    assert_eq!(found.last().map(|(_, name, _)| name.as_str()), Some("Lind"));
}

#[test]
fn a_surname_may_come_before_the_full_name() {
    let text = "On Friday Petrova resigned.\nThe mayor, Olga Petrova, gave no reason.";
    assert!(named(text).iter().all(|(_, name, _)| name == "Olga Petrova"));
}

#[test]
fn namesakes_are_kept_apart() {
    let text = "John Adler and Jane Adler spoke. Then Mrs. Adler left, and Adler said no.";
    let cast = read(text);
    let all: Vec<&str> =
        cast.mentions().iter().map(|n| cast.entities()[n.entity].name.as_str()).collect();
    assert_eq!(all, ["John Adler", "Jane Adler", "Jane Adler", "Jane Adler"]);
}

#[test]
fn accents_do_not_part_names_and_the_accented_spelling_wins() {
    let cast = read("Minister Yasar Guler arrived. Later Yaşar Güler spoke, and Guler left.");
    assert_eq!(cast.entities().len(), 1);
    assert_eq!(cast.entities()[0].name, "Yaşar Güler");
}

#[test]
fn an_acronym_means_the_body_it_stands_for() {
    let cast = read(
        "The Northern Farmers Union (NFU) agreed. The NFU said so. So did the World Trade \
         Council, and the WTC paid.",
    );
    assert_eq!(entity(&cast, "NFU").name, "Northern Farmers Union");
    assert_eq!(entity(&cast, "WTC").name, "World Trade Council");
}

#[test]
fn a_shortened_body_means_the_full_one() {
    let cast = read("The Norwegian Ministry of Health paid. The Health Ministry said so.");
    assert_eq!(cast.entities().len(), 1);
    assert_eq!(cast.entities()[0].kind, Organisation);
    assert_eq!(cast.find_organisation("ministry", usize::MAX), Some(0));
}

#[test]
fn an_apposition_gives_a_role() {
    let cast = read("Ana Souza, a spokeswoman for the Health Ministry, met Ib Friis, 45, there.");
    let souza = entity(&cast, "Ana Souza");
    assert_eq!(souza.roles, ["spokeswoman"]);
    assert_eq!(souza.gender, Some(Gender::Female));
    assert_eq!(cast.with_role("spokeswoman", usize::MAX), cast.by_alias("Ana Souza"));
    assert_eq!(entity(&cast, "Ib Friis").kind, Person);
}

#[test]
fn a_role_in_lower_case_goes_with_the_name() {
    let text = "Turkish intelligence chief Kalyon met spokesman Ibrahim Celik.";
    let cast = read(text);
    assert_eq!(entity(&cast, "Kalyon").roles, ["intelligence chief"]);
    assert_eq!(entity(&cast, "Ibrahim Celik").roles, ["spokesman"]);
    assert_eq!(cast.mentions()[0].from, 0);
}

#[test]
fn a_pronoun_tells_the_sex() {
    let cast = read("On Monday Xolani Mbeki resigned. She gave no reason.");
    assert_eq!(entity(&cast, "Xolani Mbeki").gender, Some(Gender::Female));
    let cast = read("On Monday Xolani Mbeki met Qiu Wenlan. She gave no reason.");
    assert_eq!(entity(&cast, "Xolani Mbeki").gender, None);
}

#[test]
fn demonyms_months_and_weekdays_are_not_named() {
    names("On Friday, Turkish and American soldiers met in March. Republicans agreed.", &[]);
}

#[test]
fn headlines_name_those_the_text_names() {
    names(
        "Lopez Wins Vote After Long Night in Lima\nMaria Lopez won the vote in Lima on Sunday.",
        &[
            ("Lopez", "Maria Lopez", Person),
            ("Lima", "Lima", Place),
            ("Maria Lopez", "Maria Lopez", Person),
            ("Lima", "Lima", Place),
        ],
    );
}

#[test]
fn a_surname_that_is_a_month_is_a_name_where_somebody_is_called_so() {
    let cast = read("Theresa May spoke in May. On Monday May said no; May 5 was no day for it.");
    let words: Vec<Range<usize>> = cast.mentions().iter().map(|n| n.tokens.clone()).collect();
    assert_eq!(words, [0..2, 8..9]);
}

#[test]
fn a_headline_outside_the_body_gives_full_names() {
    let article = crate::Article {
        headline: Some("Olga Petrova Resigns as Mayor".to_owned()),
        body: "On Friday Petrova resigned.".to_owned(),
        blocks: vec![crate::Block { kind: crate::BlockKind::Paragraph, span: Span::new(0, 27) }],
        ..crate::Article::default()
    };
    let passages = crate::passages(&article);
    let cast = Cast::read(&Story::new(&article, &passages));
    assert_eq!(cast.entities().len(), 1);
    assert_eq!(cast.entities()[0].name, "Olga Petrova");
}

#[test]
fn particles_belong_to_surnames() {
    let cast = read("On Friday Omar bin Tariq met Eva van Dam. Later bin Tariq and van Dam ate.");
    assert_eq!(cast.entities().len(), 2);
    let names: Vec<usize> = cast.mentions().iter().map(|named| named.entity).collect();
    assert_eq!(names, [0, 1, 0, 1]);
}

#[test]
fn companies_councils_and_their_complements_are_bodies() {
    let cast = read(
        "On Friday Moss & Daughters Ltd sued the Department of Health and Human Services, the \
         Council on Foreign Affairs and the Kurdistan Workers' Party.",
    );
    let names: Vec<&str> = cast.entities().iter().map(|entity| entity.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "Moss & Daughters Ltd",
            "Department of Health and Human Services",
            "Council on Foreign Affairs",
            "Kurdistan Workers' Party"
        ]
    );
    assert!(cast.entities().iter().all(|entity| entity.kind == Organisation));
}

#[test]
fn and_parts_people_and_bodies() {
    let cast =
        read("On Friday the Ministry of Defense and President Kari Lind met Anna and Bo Roe.");
    assert!(cast.by_alias("Ministry of Defense").is_some());
    assert!(cast.by_alias("Kari Lind").is_some());
    assert!(cast.by_alias("Bo Roe").is_some());
}

#[test]
fn a_body_without_country_is_the_one_named_last() {
    let cast = read(
        "On Friday the Norwegian Ministry of Defence and the Danish Ministry of Defence spoke. \
         The Defence Ministry agreed.",
    );
    let last = cast.mentions().last().map(|named| named.entity);
    assert_eq!(last, cast.by_alias("Danish Ministry of Defence"));
    assert_eq!(cast.find_organisation("ministry", usize::MAX), last);
    assert_eq!(cast.find_organisation("party", usize::MAX), None);
}

#[test]
fn a_company_is_called_by_its_first_word_and_a_committee_is_not() {
    let cast = read("On Friday Zorvane Motors fell. Its owner sold Zorvane to Lind.");
    assert_eq!(cast.by_alias("Zorvane"), cast.by_alias("Zorvane Motors"));
    let cast = read("On Friday the Senate Finance Committee met. Then the Senate met.");
    assert_ne!(cast.by_alias("Senate"), cast.by_alias("Senate Finance Committee"));
}

#[test]
fn a_surname_keeps_its_person_when_a_relative_is_named_later() {
    let cast = read("John Adler spoke. Adler said no. His son John Adler Jr. left. Adler stayed.");
    let names: Vec<usize> = cast.mentions().iter().map(|named| named.entity).collect();
    assert_eq!(names[0], names[1]);
    assert_ne!(names[0], names[2]);
    assert_eq!(names[0], names[3]);
}

#[test]
fn a_couple_is_two_people() {
    let cast = read("On Friday Mr. Lind and his wife Anna left. Anna said Lind was ill.");
    let names: Vec<usize> = cast.mentions().iter().map(|named| named.entity).collect();
    assert_eq!(names, [0, 1, 1, 0]);
    assert_eq!(entity(&cast, "Anna").gender, Some(Gender::Female));
    assert_eq!(entity(&cast, "Anna").roles, ["wife"]);
}

#[test]
fn turns_in_capitals_are_the_people_named_in_the_text() {
    let cast =
        read("On Friday Bo Tamm met Ana Souza.\nTAMM: Is it true?\nSOUZA: Yes.\nTAMM: Good.");
    let names: Vec<usize> = cast.mentions().iter().map(|named| named.entity).collect();
    assert_eq!(names, [0, 1, 0, 1, 0]);
    assert_eq!(cast.entities()[0].name, "Bo Tamm");
}

#[test]
fn a_country_is_no_forename_and_a_surname_no_country() {
    let cast = read("On Friday Israel Moss left. It rained in Israel, and Moss said so.");
    let names: Vec<usize> = cast.mentions().iter().map(|named| named.entity).collect();
    assert_ne!(names[0], names[1]);
    assert_eq!(names[0], names[2]);
}

#[test]
fn a_role_between_commas_goes_with_the_name() {
    let cast = read("The state and its governor, Ana Souza, agreed. His wife, Eva Moss, left.");
    assert_eq!(entity(&cast, "Ana Souza").roles, ["governor"]);
    assert_eq!(entity(&cast, "Eva Moss").roles, ["wife"]);
    let cast = read("After the talks with the president, Ana Souza left.");
    assert!(entity(&cast, "Ana Souza").roles.is_empty());
}

#[test]
fn the_president_is_whoever_was_last_named_with_the_role() {
    let cast = read("President Ana Souza met Vice President Ib Friis. Then the president spoke.");
    let souza = cast.by_alias("Ana Souza");
    assert_eq!(cast.with_role("president", usize::MAX), souza);
    assert_eq!(cast.with_role("vice president", usize::MAX), cast.by_alias("Ib Friis"));
    assert_eq!(cast.with_role("president", 0), None);
}

proptest! {
    #[test]
    fn any_text_is_read_and_mentions_do_not_overlap(
        text in "((Mr\\.|Dr\\.|President|Minister|of|the|and|,|\\.|\\(|\\)|\"|’s|van|Doe|J\\.|SDF|Bank|Syrian|said|\\PC|\\n) ?){0,60}"
    ) {
        let story = Story::plain(&text, None);
        let cast = Cast::read(&story);
        let mut at = 0;
        for named in cast.mentions() {
            prop_assert!(at <= named.span.start && named.span.start < named.span.end);
            prop_assert!(text.is_char_boundary(named.span.start));
            prop_assert!(text.is_char_boundary(named.span.end));
            prop_assert!(named.from <= named.tokens.start);
            prop_assert!(named.entity < cast.entities().len());
            prop_assert_eq!(
                cast.named_at(named.tokens.start).map(|found| found.span),
                Some(named.span)
            );
            at = named.span.end;
        }
    }
}

#[test]
fn two_people_share_the_surname_of_the_second() {
    names(
        "On Friday Anna and Peter Zorvane met. Later Anna left.",
        &[
            ("Anna", "Anna Zorvane", Person),
            ("Peter Zorvane", "Peter Zorvane", Person),
            ("Anna", "Anna Zorvane", Person),
        ],
    );
    let cast = read("On Friday Maria Kelly left. Kelly and Peter Zorvane met.");
    assert!(cast.by_alias("Kelly Zorvane").is_none());
    let cast = read("On Friday Moss, Anna and Peter Zorvane met.");
    assert!(cast.by_alias("Anna Zorvane").is_none());
}

#[test]
fn a_shared_surname_goes_to_whoever_was_named_in_full_since() {
    let text = "Ulo Zorvane spoke. “No,” Zorvane said. Her cousin, Pia Zorvane, left. “Yes,” \
                Zorvane said.";
    let cast = read(text);
    let last = cast.mentions().last().map(|named| &*cast.entities()[named.entity].name);
    assert_eq!(last, Some("Pia Zorvane"));
}

#[test]
fn a_form_of_address_picks_the_namesake_of_that_sex() {
    let text = "Maria Zorvane met Peter Zorvane. He spoke. He spoke again. Ms. Zorvane left.";
    let cast = read(text);
    let last = cast.mentions().last().map(|named| &*cast.entities()[named.entity].name);
    assert_eq!(last, Some("Maria Zorvane"));
}

#[test]
fn an_adjective_of_a_land_of_the_article_is_no_name() {
    names(
        "Envoys stayed in Zorvela. With his Zorvelan counterpart, Maria Lopez spoke.",
        &[("Zorvela", "Zorvela", Place), ("Maria Lopez", "Maria Lopez", Person)],
    );
    names("On Monday the Zorvelan left.", &[("Zorvelan", "Zorvelan", NameKind::Other)]);
}

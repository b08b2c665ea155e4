//! What the words of a name and the words around it say of its kind.

use std::ops::Range;

use super::super::NameKind;
use super::lexicon::Senses;
use super::reader::Reader;
use super::{bodies, context, joints, places, roles};
use crate::text::TokenKind;

/// Points for each kind.
///
/// The weights order the cues: a form of address or legal form (8) decides over the head of a
/// body or a known place (5), that over a forename (4), that over the words around the name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Evidence {
    /// For one person.
    pub(super) person: i32,
    /// For a body.
    pub(super) body: i32,
    /// For a place.
    pub(super) place: i32,
    /// For an event, law, work.
    pub(super) thing: i32,
}

/// The words around a name.
pub(super) struct Surroundings<'a> {
    /// Its sentence.
    pub(super) sentence: Range<usize>,
    /// Its title or role in front.
    pub(super) title: Option<&'a str>,
    /// Whether a role stands in front with a comma.
    pub(super) role: bool,
    /// Whether it opens the sentence or a quotation.
    pub(super) opening: bool,
}

impl Evidence {
    /// Adds the points of another mention; sums stay small enough for any article.
    pub(super) fn add(&mut self, other: Self) {
        self.person = self.person.saturating_add(other.person);
        self.body = self.body.saturating_add(other.body);
        self.place = self.place.saturating_add(other.place);
        self.thing = self.thing.saturating_add(other.thing);
    }

    /// The kind with the most points; without any, `Other`.
    pub(super) fn kind(self) -> NameKind {
        let most = self.person.max(self.body).max(self.place).max(self.thing);
        if most <= 0 || self.thing == most {
            NameKind::Other
        } else if self.body == most {
            NameKind::Organisation
        } else if self.place == most {
            NameKind::Place
        } else {
            NameKind::Person
        }
    }

    /// Weighs one name where it stands.
    pub(super) fn weigh(
        reader: &Reader<'_, '_>,
        name: &Range<usize>,
        around: &Surroundings<'_>,
    ) -> Self {
        let mut points = Self::default();
        points.weigh_title(around.title);
        points.person += if around.role { 4 } else { 0 };
        points.weigh_words(reader, name);
        points.weigh_context(reader, name, around);
        points
    }

    /// Weighs the words of a name alone.
    pub(super) fn of_words(reader: &Reader<'_, '_>, name: &Range<usize>) -> Self {
        let mut points = Self::default();
        points.weigh_words(reader, name);
        points
    }

    fn weigh_title(&mut self, title: Option<&str>) {
        if let Some(title) = title {
            self.person += if roles::is_address(title) { 8 } else { 7 };
        }
    }

    /// What the words themselves tell.
    fn weigh_words(&mut self, reader: &Reader<'_, '_>, name: &Range<usize>) {
        let first = reader.senses(name.start);
        let last = reader.senses(name.end - 1);
        let single = name.len() == 1;
        if !single && places::is_place_phrase(&phrase(reader, name)) {
            self.place += 8;
            return;
        }
        if single && last.has(Senses::PLACE) {
            self.place += 5;
        }
        if single {
            self.weigh_word(reader, name.start);
            return;
        }
        let of = name
            .clone()
            .skip(1)
            .find(|&i| matches!(reader.tokens.lower(i), "of" | "for" | "on" | "at"));
        let head = of.map_or(last, |of| reader.senses(of - 1));
        let forename = first.has(Senses::FORENAME);
        // "Anita Hill", "Robert Post"
        let surname = forename
            && name.len() == 2
            && bodies::is_surname_too(reader.tokens.lower(name.end - 1));
        if matches!(
            reader.tokens.lower(name.start),
            "hurricane" | "typhoon" | "cyclone" | "storm" | "operation" | "tropical"
        ) {
            self.thing += 7;
        } else if head.has(Senses::LEGAL_FORM) {
            self.body += 8;
        } else if surname {
            self.person += 4;
        } else if head.has(Senses::BODY) || bodies::is_front(reader.tokens.lower(name.start)) {
            self.body += 6;
        } else if joints::is_slogan_end(reader.tokens.lower(name.end - 1)) {
            self.body += 4;
        } else if head.has(Senses::THING) {
            self.thing += 5;
        } else if head.has(Senses::PLACE_HEAD) {
            self.place += 5;
        } else if of.is_some_and(|of| joints::has_purpose(reader.tokens.lower(of - 1))) {
            self.body += 5;
        } else if of.is_some() {
            self.thing += 2;
        } else {
            if first.has(Senses::PLACE_FRONT) && !forename {
                self.place += 2;
            }
            if last.has(Senses::KNOWN_BODY) {
                self.body += 3;
            }
            if forename && !first.has(Senses::PEOPLE) {
                self.person += 4;
            } else if places::is_quarter(reader.tokens.lower(name.end - 1)) {
                self.place += 4;
            } else if reader.tokens.lower(name.end - 1).ends_with("works") {
                self.body += 4;
            }
            // "Peadar Mac an Bhaird"
            let clan = name.clone().skip(1).any(|i| is_clan(reader.tokens.lower(i)));
            self.person += 3 * i32::from(clan);
            let initial = name.clone().any(|i| {
                is_initial(reader.tokens.word_at(i)) && !reader.senses(i).has(Senses::PLACE)
            });
            let suffix = last.has(Senses::SUFFIX) && (forename || name.len() > 2);
            let particle = name.clone().skip(1).any(|i| is_particle(reader, i))
                || is_particle(reader, name.start);
            self.person += 3 * i32::from(initial) + 5 * i32::from(suffix) + 2 * i32::from(particle);
            // Two or three words that tell nothing are most often somebody.
            let told = Senses::PEOPLE
                .with(Senses::PLACE)
                .with(Senses::BODY)
                .with(Senses::KNOWN_BODY)
                .with(Senses::OF_OFFICE)
                .with(Senses::ORDINARY)
                .with(Senses::PORTFOLIO);
            let plain = name.clone().all(|i| {
                !is_abstract(reader.tokens.lower(i))
                    && !reader.senses(i).has(told)
                    && !reader.is_upper(i)
                    && !reader.is_common(i)
            });
            if plain && name.len() <= 4 {
                self.person += 2;
            } else if name.clone().any(|i| reader.is_acronym(i)) {
                self.body += 2;
            }
        }
        if name.clone().any(|i| reader.is_mark(i, "&"))
            || reader.senses(name.end - 1).has(Senses::LEGAL_FORM)
        {
            self.body += 6;
        }
    }

    fn weigh_word(&mut self, reader: &Reader<'_, '_>, i: usize) {
        let senses = reader.senses(i);
        if places::is_state_abbreviation(reader.tokens.lower(i)) && reader.is_mark(i + 1, ".") {
            self.place += 5;
        } else if senses.has(Senses::KNOWN_BODY) {
            self.body += 5;
        } else if reader.is_acronym(i) && !senses.has(Senses::PLACE) {
            self.body += 3;
        } else if senses.has(Senses::FORENAME) && !senses.has(Senses::PLACE) {
            self.person += 2;
        }
        if is_particle(reader, i) {
            self.person += 3;
        }
        if !senses.has(Senses::FORENAME) && places::ends_as_town(reader.tokens.lower(i)) {
            self.place += 2;
        }
        let site =
            reader.tokens.word_at(i).rsplit_once('.').is_some_and(|(_, end)| {
                end.len() > 1 && end.chars().all(|c| c.is_ascii_lowercase())
            });
        if site || has_inner_capital(reader.tokens.word_at(i)) {
            self.body += 3;
        }
    }

    /// What stands in front of and behind the name.
    fn weigh_context(
        &mut self,
        reader: &Reader<'_, '_>,
        name: &Range<usize>,
        around: &Surroundings<'_>,
    ) {
        let tokens = reader.tokens;
        let end = around.sentence.end;
        let owns = name.end < end && tokens.kind(name.end) == Some(TokenKind::Clitic);
        if name.start > around.sentence.start {
            match tokens.lower(name.start - 1) {
                "the" if !around.opening => {
                    self.person -= 3;
                }
                "in" | "near" | "across" | "outside" | "throughout" if !owns => self.place += 2,
                "of" if context::of_place(reader, name.start - 1) => self.place += 3,
                "of" if context::is_ruled(reader, name.start - 1) => self.person -= 4,
                before
                    if !reader.tokens.is_capitalised(name.start - 1)
                        && bodies::is_thing(before) =>
                {
                    self.thing += 6;
                }
                before
                    if !reader.tokens.is_capitalised(name.start - 1)
                        && bodies::is_noun(before)
                        && !reader.senses(name.start).has(Senses::FORENAME) =>
                {
                    self.body += 5;
                }
                "from" | "into" | "visit" | "visited" if !owns => self.place += 1,
                _ => {}
            }
        }
        if context::is_quoted_title(reader, name, around.sentence.start) {
            self.thing += 5;
        }
        let next = name.end;
        if next >= end {
            return;
        }
        // "ROE: I disagree." in a transcript
        let turn = name.start == around.sentence.start && reader.is_mark(next, ":");
        if turn && reader.is_upper(name.start) {
            self.person += 4;
        }
        if reader.is_mark(next, "(") && reader.is_acronym(next + 1) && reader.is_mark(next + 2, ")")
        {
            self.body += if name.len() > 1 { 4 } else { 0 };
        }
        if reader.is_mark(next, ",") {
            if is_age(tokens.word_at(next + 1)) && reader.is_mark(next + 2, ",") {
                self.person += 6;
            } else if matches!(tokens.lower(next + 1), "who" | "whose") {
                self.person += 3;
            } else if roles::behind(reader, next, end).is_some() {
                self.person += 5;
            } else if context::is_body_behind(reader, next, end) {
                self.body += 5;
            } else if reader.senses(next + 1).has(Senses::PLACE)
                && tokens.is_capitalised(next + 1)
                && tokens.kind(next + 2) != Some(TokenKind::Clitic)
            {
                self.place += 2;
            }
        }
        if matches!(tokens.lower(next), "who" | "himself" | "herself") {
            self.person += 3;
        } else if context::says_soon(reader, next, end) {
            self.person += 2;
        }
        if name.len() == 1 && reader.senses(name.start) == Senses::default() {
            self.person += 2 * i32::from(context::has_pronoun(reader, next, end));
        }
    }
}

/// Whether a word is written as companies write themselves, a capital inside; "Mc" and its
/// like are left out.
fn has_inner_capital(word: &str) -> bool {
    const FRONTS: &[&str] =
        &["Mc", "Mac", "De", "Di", "Du", "Da", "La", "Le", "Van", "Von", "Fitz", "Del", "St", "O"];
    let inner = word
        .char_indices()
        .skip(1)
        .find(|&(at, c)| c.is_uppercase() && word[..at].ends_with(char::is_lowercase));
    inner.is_some_and(|(at, _)| !FRONTS.contains(&&word[..at]))
}

/// Whether a word ends as nouns do that are nobody's name: "resilience", "engagement".
fn is_abstract(lower: &str) -> bool {
    lower.len() > 6
        && [
            "tion", "ment", "ness", "ism", "ity", "ship", "logy", "tics", "ience", "hood", "ing",
            "ed",
        ]
        .iter()
        .any(|ending| lower.ends_with(ending))
}

fn is_age(word: &str) -> bool {
    matches!(word.len(), 1..=3) && word.bytes().all(|b| b.is_ascii_digit())
}

/// Whether a word is one or more initials: "J.", "H.W.".
pub(super) fn is_initial(word: &str) -> bool {
    word.ends_with('.') && word.split_terminator('.').all(|part| part.chars().count() == 1)
}

/// Whether a word stands between a forename and the name of a clan: "Mac", "Ní".
fn is_clan(lower: &str) -> bool {
    matches!(lower, "mac" | "nic" | "mhic" | "ní" | "uí" | "ó")
}

fn is_particle(reader: &Reader<'_, '_>, i: usize) -> bool {
    let word = reader.tokens.word_at(i);
    let lower = reader.tokens.lower(i);
    let joined = lower.split_once('-').is_some_and(|(front, rest)| {
        matches!(front, "al" | "el" | "ul" | "ad" | "as" | "ar" | "abd" | "bin") && rest.len() > 1
    });
    joined
        || (reader.senses(i).has(Senses::PARTICLE)
            && (word.starts_with(char::is_lowercase)
                || matches!(lower, "abu" | "bin" | "ibn" | "van" | "von")))
}

/// The words of a name in lower case, single spaces between them, points at their ends left out.
fn phrase(reader: &Reader<'_, '_>, name: &Range<usize>) -> String {
    let mut words = String::new();
    for i in name.clone().filter(|&i| !reader.is_mark(i, ".")) {
        if !words.is_empty() {
            words.push(' ');
        }
        words.push_str(reader.tokens.lower(i).trim_end_matches('.'));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::super::Cast;
    use crate::annotate::NameKind::{self, Organisation, Other, Person, Place};
    use crate::annotate::story::Story;

    #[track_caller]
    fn kind(text: &str, name: &str, expected: NameKind) {
        let cast = Cast::read(&Story::plain(text, None));
        let found = cast.by_alias(name).map(|at| cast.entities()[at].kind);
        assert_eq!(found, Some(expected), "{text}: {:?}", cast.entities());
    }

    #[test]
    fn people_are_known_by_titles_forenames_and_context() {
        kind("On Friday Dr. Zorvane left.", "Zorvane", Person);
        kind("On Friday Maria Zorvane left.", "Maria Zorvane", Person);
        kind("On Friday Zorvane said no.", "Zorvane", Person);
        kind("On Friday Zorvane, meanwhile, denied it.", "Zorvane", Person);
        kind("On Friday Ulo Zorvane, 45, left.", "Ulo Zorvane", Person);
        kind("On Friday Anita Hill left.", "Anita Hill", Person);
        kind("On Friday Zorvane lost his keys.", "Zorvane", Person);
        kind("ZORVA: I disagree.", "ZORVA", Person);
        kind("On Friday the Zorvane sank.", "Zorvane", Other);
        kind("On Friday an old man, Ulo Mac an Zorv, left.", "Ulo Mac an Zorv", Person);
    }

    #[test]
    fn bodies_are_known_by_their_heads_and_acronyms() {
        kind("On Friday Zorvane University said no.", "Zorvane University", Organisation);
        kind("On Friday the Bank of Zorvane said no.", "Bank of Zorvane", Organisation);
        kind("On Friday Zorvane Inc. fell.", "Zorvane Inc", Organisation);
        kind("On Friday Zorvane Shipworks said no.", "Zorvane Shipworks", Organisation);
        kind("On Friday Zorvane Air, which is old, said no.", "Zorvane Air", Organisation);
        kind("On Friday the ZVU said no.", "ZVU", Organisation);
        kind("On Friday Citizens for Zorvane said no.", "Citizens for Zorvane", Organisation);
        kind("On Friday ZorvaneTube fell.", "ZorvaneTube", Organisation);
        kind("On Friday Zorvane.com fell.", "Zorvane.com", Organisation);
        kind("On Friday presidential front-runner GOP chiefs left.", "GOP", Organisation);
        kind("On Friday McAdam said no.", "McAdam", Person);
        kind("On Friday Zorvane River rose.", "Zorvane River", Place);
        kind("On Friday Statistics Zorvane said no.", "Statistics Zorvane", Organisation);
        kind("On Friday Clean Zorvane Now said no.", "Clean Zorvane Now", Organisation);
    }

    #[test]
    fn bodies_are_known_by_the_noun_beside_them() {
        kind("On Friday the charity Zorvane Pilk said no.", "Zorvane Pilk", Organisation);
        kind("On Friday Zorvane Pilk, a maker of pianos, said no.", "Zorvane Pilk", Organisation);
        kind("On Friday the company Ulo Zorvane, 45, left fell.", "Ulo Zorvane", Person);
        kind("On Friday Anita Zorvane, a group leader, left.", "Anita Zorvane", Person);
    }

    #[test]
    fn who_has_a_president_is_no_person() {
        kind("On Friday the president of Zorvane, who is old, left.", "Zorvane", Other);
        kind("On Friday a friend of Zorvane, who is old, left.", "Zorvane", Person);
    }

    #[test]
    fn a_pronoun_that_speaks_tells_nothing() {
        kind("On Friday Zorvane rule was over, he said.", "Zorvane", Other);
        kind("On Friday Zorvane knew what he said.", "Zorvane", Person);
    }

    #[test]
    fn places_are_known_by_tables_heads_and_prepositions() {
        kind("On Friday it rained in Zorvane.", "Zorvane", Place);
        kind("On Friday it rained in New York.", "New York", Place);
        kind("On Friday Ankara said no.", "Ankara", Place);
        kind("On Friday Ulo Roe (Reform, Zorvane East) said no.", "Zorvane East", Place);
        kind("On Friday Anita West said no.", "Anita West", Person);
        kind("On Friday they put Zorvaneport ahead, he said.", "Zorvaneport", Place);
        kind("On Friday a resident of Zorvane left.", "Zorvane", Place);
        kind("On Friday the New York Times said no.", "New York Times", Organisation);
        kind("On Friday they believed in Zorvane's words, Zorvane said.", "Zorvane", Person);
    }

    #[test]
    fn events_and_laws_are_things() {
        kind("On Friday the Zorvane Summit began.", "Zorvane Summit", Other);
        kind("On Friday Hurricane Maria hit.", "Hurricane Maria", Other);
        kind("On Friday the ferry Zorvane sank, said her owner.", "Zorvane", Other);
        kind("On Friday she sang “Pilk Zorvane” again.", "Pilk Zorvane", Other);
        kind("On Friday she wrote “Tea with Zorvane” at last.", "Zorvane", Other);
        kind("On Friday he sold his book, “Tea with Zorvane”.", "Zorvane", Other);
        kind("On Friday she said, “Tea with Zorvane”. Zorvane, 45, left.", "Zorvane", Person);
        kind("On Friday she sang. “Anita Zorvane!” they said.", "Anita Zorvane", Person);
        kind("On Friday the Clean Zorvane Act passed.", "Clean Zorvane Act", Other);
    }
}

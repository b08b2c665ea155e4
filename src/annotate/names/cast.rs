//! The steps from a story to its cast.

use std::borrow::Cow;
use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::NameKind;
use super::super::story::{Paragraph, Story};
use super::capitals::{self, Letters};
use super::find::Candidate;
use super::forms::{Forms, bare};
use super::label::Label;
use super::labels;
use super::lexicon::{Senses, senses};
use super::reader::{Reader, common_words};
use super::resolve::{Draft, Place, resolve};
use super::{Cast, Entity, Named, groups, headings, roles, sexes};
use crate::text::{TokenKind, fold};

/// Reads all names of a story.
pub(super) fn read(story: &Story<'_>) -> Cast {
    let common = common_words(&story.tokens);
    let reader = Reader::new(&story.tokens, &common);
    let labels = labels::read(story, &reader);
    let paragraphs: Vec<Cow<'_, Paragraph>> =
        story.paragraphs.iter().map(|paragraph| unlabelled(paragraph, &labels)).collect();
    let capitalised: Vec<bool> =
        paragraphs.iter().map(|paragraph| headings::is_capitalised(story, paragraph)).collect();
    let mut found = Vec::new();
    for (paragraph, _) in paragraphs.iter().zip(&capitalised).filter(|(_, capital)| !**capital) {
        for sentence in &paragraph.sentences {
            reader.candidates(sentence, &mut found);
        }
    }
    let mut forms = Forms::default();
    if let Some(headline) = story.headline {
        read_headline(headline, &common, &mut forms);
    }
    let mut places: Vec<Place> =
        found.into_iter().map(|candidate| place(&reader, &mut forms, candidate)).collect();
    let labelled = read_labels(&reader, &labels, &mut forms, &mut places);
    forms.decide();
    join_couples(&reader, &mut forms, &mut places);
    drop_doubtful(&forms, &mut places);
    drop_demonyms(&reader, &forms, &mut places);
    read_headings(&reader, &paragraphs, &capitalised, &mut forms, &mut places);
    places.sort_by_key(|place| place.candidate.tokens.start);
    let mut drafts = resolve(&reader, &forms, &mut places);
    read_appositions(story, &reader, &mut places, &mut drafts);
    sexes::from_pronouns(story, &places, &mut drafts);
    let cast = finish(story, &forms, places, &drafts, &labelled);
    Cast { labels, ..cast }
}

/// Gives the first of two people who share a surname the surname of the second: "Nino and Tamar
/// Roe".
///
/// The first must be a forename that nobody bears as surname in this article.
fn join_couples(reader: &Reader<'_, '_>, forms: &mut Forms, places: &mut [Place]) {
    let mut joined = Vec::new();
    for at in 1..places.len() {
        let (one, other) = (&places[at - 1].candidate, &places[at].candidate);
        let and = one.tokens.end;
        let adjoin = reader.tokens.lower(and) == "and" && other.from == and + 1;
        let word = reader.senses(one.tokens.start);
        let forename = one.tokens.len() == 1
            && word.has(Senses::FORENAME)
            && !word.has(Senses::PLACE.with(Senses::KNOWN_BODY));
        let bare = one.title.is_none() && other.title.is_none();
        // "Moss, Nino and Tamar Roe" are three.
        let listed = one.from > 0 && reader.is_mark(one.from - 1, ",");
        let full = other.tokens.len() > 1
            && reader.senses(other.tokens.start).has(Senses::FORENAME)
            && forms.all()[places[at].form].kind == NameKind::Person;
        if adjoin && forename && bare && !listed && full {
            joined.push(at);
        }
    }
    if joined.is_empty() {
        return;
    }
    let full = forms.all().iter().filter(|form| !form.is_bare());
    let surnames: FxHashSet<Box<str>> =
        full.flat_map(|form| [form.words[0].clone(), form.last().into()]).collect();
    let titled: FxHashSet<usize> = places
        .iter()
        .filter(|place| place.candidate.title.is_some())
        .map(|place| place.form)
        .collect();
    for at in joined {
        let (first, second) = (places[at - 1].form, places[at].form);
        if !surnames.contains(&forms.all()[first].words[0])
            && !titled.contains(&first)
            && let Some(form) = forms.add_couple(first, second)
        {
            places[at - 1].form = form;
        }
    }
}

/// A paragraph without the labels of turns.
fn unlabelled<'p>(paragraph: &'p Paragraph, labels: &[Label]) -> Cow<'p, Paragraph> {
    let from = labels.partition_point(|label| label.tokens.end <= paragraph.tokens.start);
    let own = labels[from..].iter().take_while(|label| label.tokens.start < paragraph.tokens.end);
    let mut out = Cow::Borrowed(paragraph);
    for Range { start, end } in own.map(|label| label.tokens.clone()) {
        let spoken = out.to_mut();
        if spoken.tokens.start == start {
            spoken.tokens.start = end.min(spoken.tokens.end);
        }
        spoken.sentences = spoken
            .sentences
            .iter()
            .flat_map(|cut| [cut.start..cut.end.min(start), cut.start.max(end)..cut.end])
            .filter(|cut| cut.start < cut.end)
            .collect();
    }
    out
}

/// Takes in the names of labels; returns their forms.
fn read_labels(
    reader: &Reader<'_, '_>,
    labels: &[Label],
    forms: &mut Forms,
    places: &mut Vec<Place>,
) -> FxHashSet<usize> {
    let mut labelled = FxHashSet::default();
    for label in labels {
        let mut found = Vec::new();
        let named = label.candidates(reader, &mut found);
        for (number, candidate) in found.into_iter().enumerate() {
            if named && number == 0 {
                labelled.insert(forms.add_label(reader, &candidate));
            }
            places.push(place(reader, forms, candidate));
        }
    }
    labelled
}

/// Takes in the full names of a headline that is no part of the body.
///
/// They have no place in the body, but whoever the body calls by surname only may be one of them.
fn read_headline(headline: &str, common: &FxHashSet<&str>, forms: &mut Forms) {
    let story = Story::plain(headline, None);
    let reader = Reader::new(&story.tokens, common);
    let mut found = Vec::new();
    for paragraph in &story.paragraphs {
        if headings::is_capitalised(&story, paragraph) {
            headings::candidates(&reader, paragraph, forms, &FxHashSet::default(), &mut found);
        } else {
            for sentence in &paragraph.sentences {
                reader.candidates(sentence, &mut found);
            }
        }
    }
    for candidate in found.iter().filter(|candidate| candidate.tokens.len() > 1) {
        forms.add_headline(&reader, candidate);
    }
}

fn place(reader: &Reader<'_, '_>, forms: &mut Forms, candidate: Candidate) -> Place {
    let form = forms.add(reader, &candidate);
    Place { candidate, form, entity: 0, rule: "name" }
}

/// Drops words that only the beginning of a sentence makes look like a name.
fn drop_doubtful(forms: &Forms, places: &mut Vec<Place>) {
    let several = || forms.all().iter().filter(|form| !form.is_bare());
    let people = several().filter(|form| form.kind == NameKind::Person);
    let bodies = several()
        .filter(|form| form.kind == NameKind::Organisation && groups::is_called_by_front(form));
    let known: FxHashSet<&str> = people
        .flat_map(|form| form.words.iter().map(|word| bare(word)))
        .chain(bodies.filter_map(|form| form.words.first().map(|word| &**word)))
        .collect();
    places.retain(|place| {
        let form = &forms.all()[place.form];
        !place.candidate.doubtful || form.sure || known.contains(form.last())
    });
}

/// Drops adjectives made of the name of a place in the article: "Zorvan" beside "Zorva".
fn drop_demonyms(reader: &Reader<'_, '_>, forms: &Forms, places: &mut Vec<Place>) {
    let lands: FxHashSet<&str> = forms
        .all()
        .iter()
        .filter(|form| form.words.len() == 1 && form.kind != NameKind::Person)
        .map(|form| &*form.words[0])
        .collect();
    places.retain(|place| {
        let form = &forms.all()[place.form];
        let next = place.candidate.tokens.end;
        let adjective = form.words.len() == 1
            && place.candidate.title.is_none()
            && reader.tokens.kind(next) == Some(TokenKind::Word)
            && !reader.tokens.is_capitalised(next)
            && groups::land_of(form.last()).is_some_and(|land| lands.contains(land));
        !adjective
    });
}

/// Reads headlines and headings against the names of the running text.
fn read_headings(
    reader: &Reader<'_, '_>,
    paragraphs: &[Cow<'_, Paragraph>],
    capitalised: &[bool],
    forms: &mut Forms,
    places: &mut Vec<Place>,
) {
    if !capitalised.contains(&true) {
        return;
    }
    let surnames: FxHashSet<String> =
        headings::surnames(forms).into_iter().map(str::to_owned).collect();
    let mut found = Vec::new();
    let paragraphs = paragraphs.iter().zip(capitalised).filter(|(_, capital)| **capital);
    for (paragraph, _) in paragraphs {
        headings::candidates(reader, paragraph, forms, &surnames, &mut found);
    }
    places.extend(found.into_iter().map(|candidate| place(reader, forms, candidate)));
    forms.decide();
}

/// Adds the roles of appositions behind names.
fn read_appositions(
    story: &Story<'_>,
    reader: &Reader<'_, '_>,
    places: &mut [Place],
    drafts: &mut [Draft],
) {
    let mut sentences = story.paragraphs.iter().flat_map(|paragraph| &paragraph.sentences);
    let mut end = 0;
    for place in places {
        let draft = &mut drafts[place.entity];
        while end < place.candidate.tokens.end {
            let Some(sentence) = sentences.next() else { return };
            end = sentence.end;
        }
        if draft.kind != NameKind::Person {
            continue;
        }
        if place.candidate.subject
            && let Some(role) = roles::taken_up(reader, place.candidate.tokens.end, end)
        {
            draft.add_role(&role.words);
        }
        if let Some(role) = roles::behind(reader, place.candidate.tokens.end, end) {
            draft.gender = draft.gender.or_else(|| roles::gender_of(&role.words));
            draft.add_role(&role.words);
            if place.candidate.title.is_none() {
                place.rule = "apposition";
            }
        }
    }
}

/// Makes entities and mentions out of drafts and places.
fn finish(
    story: &Story<'_>,
    forms: &Forms,
    places: Vec<Place>,
    drafts: &[Draft],
    labelled: &FxHashSet<usize>,
) -> Cast {
    let accented = accented_words(forms);
    let letters = Letters::of(forms.all().iter().map(|form| &*form.spelled));
    // A form that always turned out to mean somebody else leaves an entity that nothing names.
    let mut kept = vec![0; drafts.len()];
    let mut entities = Vec::with_capacity(drafts.len());
    for (number, draft) in drafts.iter().enumerate().filter(|(_, draft)| draft.seen.is_some()) {
        kept[number] = entities.len();
        let mut entity = entity(forms, draft, &accented);
        let label = draft.forms.iter().any(|form| labelled.contains(form));
        if draft.kind == NameKind::Person && capitals::is_upper_name(&entity.name, label) {
            entity.name = letters.lowered(&entity.name);
        }
        entities.push(entity);
    }
    let mut cast = Cast { entities, ..Cast::default() };
    let mut end = 0;
    for place in places {
        let tokens = place.candidate.tokens;
        // Candidates of one run never overlap; a mention is dropped rather than doubled.
        if tokens.start < end || tokens.is_empty() {
            continue;
        }
        end = tokens.end;
        cast.mentions.push(Named {
            span: story.tokens.cover(tokens.start, tokens.end - 1),
            tokens,
            from: place.candidate.from,
            entity: kept[place.entity],
            rule: place.rule,
        });
    }
    index(&mut cast);
    cast
}

/// Spellings with accents, by folded word.
fn accented_words(forms: &Forms) -> FxHashMap<String, &str> {
    forms
        .all()
        .iter()
        .filter(|form| !form.spelled.is_ascii())
        .flat_map(|form| form.spelled.split(' '))
        .filter(|word| !word.is_ascii() && word.chars().any(char::is_lowercase))
        .map(|word| (fold(word), word))
        .collect()
}

fn entity(forms: &Forms, draft: &Draft, accented: &FxHashMap<String, &str>) -> Entity {
    let mut name = forms.all()[draft.fullest].spelled.clone();
    if draft.kind == NameKind::Person && !accented.is_empty() {
        let words: Vec<&str> = name
            .split(' ')
            .map(|word| {
                let plain = word.is_ascii().then(|| accented.get(&word.to_ascii_lowercase()));
                plain.flatten().copied().unwrap_or(word)
            })
            .collect();
        name = words.join(" ");
    }
    let mut aliases: Vec<String> = Vec::new();
    for form in draft.forms.iter().map(|&form| &forms.all()[form]) {
        if form.spelled != name && !aliases.contains(&form.spelled) {
            aliases.push(form.spelled.clone());
        }
    }
    Entity { name, kind: draft.kind, gender: draft.gender, roles: draft.roles.clone(), aliases }
}

/// Fills the look-up tables of a cast.
fn index(cast: &mut Cast) {
    for (number, entity) in cast.entities.iter().enumerate() {
        for words in std::iter::once(&entity.name).chain(&entity.aliases) {
            cast.by_alias
                .entry(fold(words))
                .and_modify(|known| *known = known.filter(|known| *known == number))
                .or_insert(Some(number));
        }
    }
    for (number, entity) in cast.entities.iter().enumerate() {
        match entity.kind {
            NameKind::Person => {
                for word in entity.roles.iter().flat_map(|role| role.split(' ')) {
                    cast.by_word_of_role
                        .entry(word.to_owned())
                        .and_modify(|known| *known = known.filter(|known| *known == number))
                        .or_insert(Some(number));
                }
            }
            NameKind::Organisation => {
                let last = entity.name.rsplit(' ').next().unwrap_or_default().to_lowercase();
                let joined = last.ends_with("works") && last != "works";
                let last = if joined { "works".to_owned() } else { last };
                cast.by_ending.entry(last).or_default().push(number);
            }
            NameKind::Place | NameKind::Other => {}
        }
    }
    cast.first_named = vec![usize::MAX; cast.entities.len()];
    for (at, named) in cast.mentions.iter().enumerate() {
        let first = &mut cast.first_named[named.entity];
        *first = named.tokens.start.min(*first);
        let entity = &cast.entities[named.entity];
        match entity.kind {
            NameKind::Person => {
                for role in entity.roles.iter().flat_map(|role| roles::endings(role)) {
                    push(&mut cast.by_role, role, at);
                }
            }
            NameKind::Organisation => {
                let words = entity.name.split(' ').map(str::to_lowercase);
                for word in words.filter(|word| senses(word).has(Senses::BODY)) {
                    push(&mut cast.by_head, &word, at);
                }
            }
            NameKind::Place | NameKind::Other => {}
        }
    }
}

fn push(index: &mut FxHashMap<String, Vec<usize>>, word: &str, at: usize) {
    if let Some(mentions) = index.get_mut(word) {
        if mentions.last() != Some(&at) {
            mentions.push(at);
        }
    } else {
        index.insert(word.to_owned(), vec![at]);
    }
}

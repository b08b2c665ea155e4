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
use crate::text::fold;

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
    drop_doubtful(&forms, &mut places);
    read_headings(&reader, &paragraphs, &capitalised, &mut forms, &mut places);
    places.sort_by_key(|place| place.candidate.tokens.start);
    let mut drafts = resolve(&reader, &forms, &mut places);
    read_appositions(story, &reader, &mut places, &mut drafts);
    sexes::from_pronouns(story, &places, &mut drafts);
    let cast = finish(story, &forms, places, &drafts, &labelled);
    Cast { labels, ..cast }
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
    for (at, named) in cast.mentions.iter().enumerate() {
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

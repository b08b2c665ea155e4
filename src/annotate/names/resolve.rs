//! Who is who: the forms of an article → entities, and for every place the entity meant.
//!
//! Full names are joined first, whatever their order; then the places of short forms are read in
//! text order, so that a surname can mean whoever was introduced so far. Every comparison goes
//! through an index by word and looks at the latest [`MOST_NAMESAKES`] entries only, so the cost
//! stays linear in the number of names.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::NameKind;
use super::find::Candidate;
use super::forms::{Form, Forms, bare, forename_gender};
use super::lexicon::{Senses, senses};
use super::namesakes::speaks;
use super::reader::Reader;
use super::{Gender, groups, people, roles};

/// Entities of one surname or head word that a name is compared with.
pub(super) const MOST_NAMESAKES: usize = 16;

/// What being named as a subject or in the headline adds to a mention when several people share a surname.
pub(super) const SUBJECT: usize = 2;

/// Points that one verb of saying gives a name for being a person's.
const SPEAKS: i32 = 2;

/// Forms of one entity that are kept; a real name has far fewer.
const MOST_FORMS: usize = 64;

/// A place with its form, and in the end its entity.
#[derive(Debug)]
pub(super) struct Place {
    /// The candidate.
    pub(super) candidate: Candidate,
    /// Number of its form.
    pub(super) form: usize,
    /// Index of its entity.
    pub(super) entity: usize,
    /// How the entity was found.
    pub(super) rule: &'static str,
}

/// An entity in the making.
#[derive(Debug)]
pub(super) struct Draft {
    /// Numbers of its forms, the one that made it first; at most [`MOST_FORMS`].
    pub(super) forms: Vec<usize>,
    /// Number of its fullest form.
    pub(super) fullest: usize,
    /// What it is.
    pub(super) kind: NameKind,
    /// Sex, if known.
    pub(super) gender: Option<Gender>,
    /// Titles and roles.
    pub(super) roles: Vec<String>,
    /// Number of the place where it was last named; `None` before it is introduced.
    pub(super) seen: Option<usize>,
    /// Number of the place where it was last named in full.
    pub(super) full: Option<usize>,
    /// Whether it spoke, by a verb of saying beside its name.
    pub(super) spoke: bool,
    /// End in tokens of the last name that is a subject.
    pub(super) until: Option<usize>,
    /// How often it was named so far, as a subject [`SUBJECT`] times more.
    pub(super) times: usize,
}

/// The state of resolving one article.
pub(super) struct Resolver<'f> {
    forms: &'f Forms,
    pub(super) drafts: Vec<Draft>,
    /// The entity of a form that always means the same.
    fixed: Vec<Option<usize>>,
    /// Persons by every word of their names.
    pub(super) people: FxHashMap<&'f str, Vec<usize>>,
    /// Bodies by head word.
    bodies: FxHashMap<&'f str, Vec<usize>>,
    /// Bodies by first word.
    fronts: FxHashMap<&'f str, Vec<usize>>,
    /// Bodies by possible and declared acronym; `None` when several bodies share it.
    acronyms: FxHashMap<String, Option<usize>>,
    /// Who a bare surname has meant before.
    pub(super) meant: FxHashMap<usize, usize>,
    /// Entities of bare names that fit nobody or several: one, or one for each sex told.
    pub(super) own: FxHashMap<usize, Vec<usize>>,
}

/// Finds the entities; sets entity and rule of every place.
pub(super) fn resolve(reader: &Reader<'_, '_>, forms: &Forms, places: &mut [Place]) -> Vec<Draft> {
    let mut resolver = Resolver {
        forms,
        drafts: Vec::new(),
        fixed: vec![None; forms.all().len()],
        people: FxHashMap::default(),
        bodies: FxHashMap::default(),
        fronts: FxHashMap::default(),
        acronyms: FxHashMap::default(),
        meant: FxHashMap::default(),
        own: FxHashMap::default(),
    };
    resolver.join_people();
    resolver.join_bodies();
    resolver.declare_acronyms(reader, places);
    for (at, place) in places.iter_mut().enumerate() {
        let (entity, rule) = resolver.entity_at(reader, place);
        place.entity = entity;
        place.rule = rule;
        let draft = &mut resolver.drafts[entity];
        draft.seen = Some(at);
        if !forms.all()[place.form].is_bare() {
            draft.full = Some(at);
        }
        draft.times += 1;
        draft.spoke |= speaks(reader, &place.candidate);
        if place.candidate.subject {
            draft.times += SUBJECT;
            draft.until = Some(place.candidate.tokens.end);
        }
        draft.take_in(place, forms);
    }
    resolver.drafts
}

impl Draft {
    fn new(form: usize, kind: NameKind, gender: Option<Gender>) -> Self {
        Self {
            forms: vec![form],
            fullest: form,
            kind,
            gender,
            roles: Vec::new(),
            seen: None,
            full: None,
            spoke: false,
            until: None,
            times: 0,
        }
    }

    /// Adds a form unless it is known.
    fn add_form(&mut self, number: usize, forms: &Forms) {
        let forms = forms.all();
        if forms[number].fullness() > forms[self.fullest].fullness() {
            self.fullest = number;
        }
        if self.forms.len() < MOST_FORMS && !self.forms.contains(&number) {
            self.forms.push(number);
        }
    }

    /// Takes in what a place of the entity tells.
    fn take_in(&mut self, place: &Place, forms: &Forms) {
        self.add_form(place.form, forms);
        self.gender = self.gender.or(place.candidate.gender);
        if let Some(title) = &place.candidate.title {
            self.add_role(title);
        }
        if let Some(lead) = &place.candidate.lead {
            self.add_role(lead);
        }
    }

    /// Adds a role; forms of address are none.
    pub(super) fn add_role(&mut self, role: &str) {
        const MOST_ROLES: usize = 12;
        if self.roles.len() < MOST_ROLES
            && !role.is_empty()
            && !roles::is_address(role)
            && !self.roles.iter().any(|known| known == role)
        {
            self.roles.push(role.to_owned());
        }
    }
}

impl<'f> Resolver<'f> {
    pub(super) fn form(&self, number: usize) -> &'f Form {
        &self.forms.all()[number]
    }

    /// The fullest form of an entity so far.
    pub(super) fn fullest(&self, entity: usize) -> &'f Form {
        self.form(self.drafts[entity].fullest)
    }

    /// Joins full names of people, whatever their order.
    fn join_people(&mut self) {
        for (number, form) in self.forms.all().iter().enumerate() {
            if form.kind != NameKind::Person || form.is_bare() {
                continue;
            }
            let namesakes = self.people.get(form.last()).map_or(&[][..], Vec::as_slice);
            let mut fitting =
                latest(namesakes).filter(|&entity| people::same_person(form, self.fullest(entity)));
            let known = fitting.next().filter(|_| fitting.next().is_none());
            drop(fitting);
            let entity = if let Some(entity) = known {
                let draft = &mut self.drafts[entity];
                draft.add_form(number, self.forms);
                draft.gender = draft.gender.or(form.gender);
                entity
            } else {
                self.drafts.push(Draft::new(number, NameKind::Person, form.gender));
                self.drafts.len() - 1
            };
            self.fixed[number] = Some(entity);
            for word in &form.words {
                if senses(word).has(Senses::PARTICLE) {
                    continue;
                }
                note(&mut self.people, bare(word), entity);
            }
        }
    }

    /// Joins names of bodies, places and things of two words or more.
    fn join_bodies(&mut self) {
        for (number, form) in self.forms.all().iter().enumerate() {
            if form.kind == NameKind::Person || form.is_bare() {
                continue;
            }
            let body = form.kind == NameKind::Organisation;
            let head = groups::head(form).filter(|_| body);
            let known = head.and_then(|head| self.bodies.get(head));
            let mut fitting = latest(known.map_or(&[][..], Vec::as_slice)).filter(|&entity| {
                let other = self.form(self.drafts[entity].forms[0]);
                groups::is_short_for(form, other) && groups::is_short_for(other, form)
            });
            let entity = fitting.next();
            drop(fitting);
            let entity = entity.unwrap_or_else(|| {
                self.drafts.push(Draft::new(number, form.kind, None));
                self.drafts.len() - 1
            });
            self.fixed[number] = Some(entity);
            if let Some(head) = head {
                note(&mut self.bodies, head, entity);
            }
            if form.kind != NameKind::Place {
                note(&mut self.fronts, &form.words[0], entity);
                for acronym in groups::acronyms(form) {
                    if acronym.len() > 2 {
                        self.acronyms
                            .entry(acronym)
                            .and_modify(|known| *known = known.filter(|known| *known == entity))
                            .or_insert(Some(entity));
                    }
                }
            }
        }
    }

    /// Reads acronyms in brackets: "Syrian Democratic Forces (SDF)".
    fn declare_acronyms(&mut self, reader: &Reader<'_, '_>, places: &[Place]) {
        for pair in places.windows(2) {
            let (name, short) = (&pair[0], &pair[1]);
            let Range { start, end } = short.candidate.tokens;
            let declared = end == start + 1
                && name.candidate.tokens.end + 1 == start
                && reader.is_mark(start - 1, "(")
                && reader.is_mark(end, ")")
                && reader.is_acronym(start);
            let form = self.form(name.form);
            if declared
                && form.kind != NameKind::Person
                && form.kind != NameKind::Place
                && let Some(entity) = self.fixed[name.form]
            {
                self.fixed[short.form] = Some(entity);
            }
        }
    }

    /// The entity meant at a place, and the rule that says so.
    fn entity_at(&mut self, reader: &Reader<'_, '_>, place: &Place) -> (usize, &'static str) {
        let form = self.form(place.form);
        if let Some(entity) = self.fixed[place.form] {
            let entity = self.of_country(form, entity);
            return (entity, self.rule_of(place, form, entity));
        }
        if let Some(entity) = self.person_called(reader, place, form) {
            let last = self.fullest(entity).last() == form.last();
            let rule = match (&place.candidate.title, last) {
                (Some(_), _) => "title-name",
                (None, true) => "surname-of",
                (None, false) => "part-of-name",
            };
            return (entity, rule);
        }
        let common = reader.is_common(place.candidate.tokens.start);
        if let Some(entity) = self.body_called(form).filter(|_| form.acronym || !common) {
            return (entity, if form.acronym { "acronym-of" } else { "short-body" });
        }
        // A surname that fits several people is still somebody's.
        let shared = form.is_bare()
            && self.people.get(form.last()).is_some_and(|known| {
                latest(known).any(|entity| self.fullest(entity).last() == form.last())
            });
        let person = (shared && form.kind == NameKind::Other) || place.candidate.title.is_some();
        let kind = if person { NameKind::Person } else { form.kind };
        let gender = place.candidate.gender;
        let person = kind == NameKind::Person;
        let told = gender
            .or(form.gender)
            .or_else(|| {
                form.words.first().and_then(|word| forename_gender(word)).filter(|_| !shared)
            })
            .filter(|_| person);
        let own = self.own.entry(place.form).or_default();
        let fitting = own.iter().copied().find(|&entity| {
            let known = self.drafts[entity].gender;
            known == told || told.is_none() || (known.is_none() && own.len() == 1)
        });
        let entity = fitting.unwrap_or_else(|| {
            self.drafts.push(Draft::new(place.form, kind, told));
            own.push(self.drafts.len() - 1);
            self.drafts.len() - 1
        });
        if person {
            self.drafts[entity].kind = NameKind::Person;
        }
        (entity, self.rule_of(place, form, entity))
    }

    fn rule_of(&self, place: &Place, form: &Form, entity: usize) -> &'static str {
        match self.drafts[entity].kind {
            NameKind::Person if place.candidate.title.is_some() => "title-name",
            NameKind::Person if form.is_bare() => "name",
            NameKind::Person => "full-name",
            NameKind::Organisation
                if form.acronym && self.drafts[entity].forms[0] != place.form =>
            {
                "acronym-of"
            }
            NameKind::Organisation => "body",
            NameKind::Place => "place",
            NameKind::Other => "name",
        }
    }

    /// The body of some country that a name without country means: the one named last.
    fn of_country(&self, form: &Form, entity: usize) -> usize {
        let bodily = form.kind == NameKind::Organisation && !form.is_bare();
        if !bodily || !groups::is_of_country(form) {
            return entity;
        }
        let Some(known) = groups::head(form).and_then(|head| self.bodies.get(head)) else {
            return entity;
        };
        let longer = |other: &usize| {
            let long = self.fullest(*other);
            long.words.len() > form.words.len() && groups::is_short_for(form, long)
        };
        let mut fitting = latest(known).filter(longer);
        let last_seen = latest(known).filter(longer).max_by_key(|&other| self.drafts[other].seen);
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => only,
            (Some(_), Some(_)) => {
                last_seen.filter(|&other| self.drafts[other].seen.is_some()).unwrap_or(entity)
            }
            _ => entity,
        }
    }

    /// The body whose acronym or first words a form is.
    fn body_called(&self, form: &Form) -> Option<usize> {
        if !form.is_bare() {
            return None;
        }
        let word = &*form.words[0];
        if form.acronym && !senses(word).has(Senses::PLACE) {
            return self.acronyms.get(word).copied().flatten();
        }
        let other = Senses::PLACE.with(Senses::FORENAME).with(Senses::PEOPLE);
        // Bodies speak as people do, so a verb of saying alone makes nobody a person.
        let human = form.kind == NameKind::Person && form.evidence.person > SPEAKS * 2;
        if senses(word).has(other) || human || form.kind == NameKind::Place {
            return None;
        }
        let known = self.fronts.get(word)?;
        let mut bodies = latest(known).filter(|&entity| {
            self.drafts[entity].kind == NameKind::Organisation
                && groups::is_called_by_front(self.fullest(entity))
        });
        bodies.next().filter(|_| bodies.next().is_none())
    }
}

/// The latest entries of a list, latest first.
pub(super) fn latest(entities: &[usize]) -> impl Iterator<Item = usize> {
    entities.iter().rev().take(MOST_NAMESAKES).copied()
}

/// Notes an entity under a word once.
fn note<'f>(index: &mut FxHashMap<&'f str, Vec<usize>>, word: &'f str, entity: usize) {
    let entities = index.entry(word).or_default();
    if !latest(entities).any(|known| known == entity) {
        entities.push(entity);
    }
}

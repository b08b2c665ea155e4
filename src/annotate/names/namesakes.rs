//! Whom a bare name means of those who bear it.

use super::context;
use super::find::Candidate;
use super::forms::Form;
use super::lexicon::{Senses, senses};
use super::reader::Reader;
use super::resolve::{MOST_NAMESAKES, Place, Resolver, SUBJECT, latest};

/// Tokens behind a subject within which a shared surname means it.
const JUST_NAMED: usize = 40;

/// Tokens behind a subject named in full within which it takes over a surname that meant another.
const SUPPLANTS: usize = 30;

impl Resolver<'_> {
    /// The person whose full name holds a bare name, if one person fits.
    pub(super) fn person_called(
        &mut self,
        reader: &Reader<'_, '_>,
        place: &Place,
        form: &Form,
    ) -> Option<usize> {
        if !form.is_bare() {
            return None;
        }
        let strong =
            senses(&form.words[0]).has(Senses::KNOWN_BODY) && place.candidate.title.is_none();
        let is_place = senses(&form.words[0]).has(Senses::PLACE);
        if strong || (is_place && place.candidate.located) {
            return None;
        }
        let known = self.people.get(form.last())?;
        let gender = place.candidate.gender;
        let fits = |entity: usize| match (gender, self.drafts[entity].gender) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        let all = known.len().min(MOST_NAMESAKES);
        let namesakes: Vec<usize> = latest(known).filter(|&entity| fits(entity)).collect();
        let surname = |entity: &usize| self.fullest(*entity).last() == form.last();
        let plain = |entity: &usize| self.fullest(*entity).suffix == form.suffix;
        let introduced = |entity: &usize| self.drafts[*entity].seen.is_some();
        let by_role =
            place.candidate.title.as_ref().and_then(|title| self.with_role(&namesakes, title));
        let told = |entity: &usize| surname(entity) && self.drafts[*entity].gender == gender;
        let by_sex = gender.and_then(|_| only(&namesakes, |entity| told(entity) && plain(entity)));
        let before = self.meant.get(&place.form).copied();
        let before = before
            .filter(|before| namesakes.contains(before))
            .map(|before| self.supplanter(before, &namesakes, place, form).unwrap_or(before));
        // Who was introduced goes before who comes later, a surname before a forename.
        let found = by_role.or(by_sex).or(before).or_else(|| {
            if is_place || namesakes.iter().any(surname) {
                only(&namesakes, |entity| surname(entity) && plain(entity) && introduced(entity))
                    .or_else(|| only(&namesakes, |entity| surname(entity) && plain(entity)))
                    .or_else(|| only(&namesakes, surname).filter(|_| form.suffix.is_none()))
                    .or_else(|| self.first_to_come(&namesakes, form))
                    .or_else(|| self.principal(reader, place, &namesakes, form))
            } else if form.suffix.is_some() {
                None
            } else {
                only(&namesakes, introduced).or_else(|| only(&namesakes, |_| true))
            }
        });
        if let Some(entity) = found.filter(|_| namesakes.len() == all) {
            self.meant.insert(place.form, entity);
        }
        found
    }

    /// Who bears the surname as well and was just named in full, as a subject, since it last meant
    /// a person.
    fn supplanter(
        &self,
        meant: usize,
        namesakes: &[usize],
        place: &Place,
        form: &Form,
    ) -> Option<usize> {
        let at = place.candidate.tokens.start;
        let seen = self.drafts[meant].seen;
        only(namesakes, |&other| {
            let (full, draft) = (self.fullest(other), &self.drafts[other]);
            other != meant
                && full.last() == form.last()
                && full.suffix == form.suffix
                && draft.full > seen
                && draft.until.is_some_and(|end| end + SUPPLANTS > at)
        })
    }

    /// Whom a headline or lead means by a surname before anybody of that name is introduced: the
    /// one introduced first.
    fn first_to_come(&self, namesakes: &[usize], form: &Form) -> Option<usize> {
        let alike = |entity: &usize| {
            let full = self.fullest(*entity);
            full.last() == form.last() && full.suffix == form.suffix
        };
        let introduced = namesakes.iter().any(|&entity| self.drafts[entity].seen.is_some());
        // Drafts are made in the order in which their full names stand in the text.
        namesakes.iter().copied().filter(alike).min().filter(|_| !introduced)
    }

    /// Whom a surname means that several introduced people share: the only one of them just
    /// named, else of one who speaks the only one who spoke before, else the one named most often,
    /// of equals the first.
    fn principal(
        &self,
        reader: &Reader<'_, '_>,
        place: &Place,
        namesakes: &[usize],
        form: &Form,
    ) -> Option<usize> {
        if self.own.contains_key(&place.form) {
            // The name already means somebody whom the article never names in full.
            return None;
        }
        let at = place.candidate.tokens.start;
        let mut alike = namesakes.iter().copied().filter(|&entity| {
            let full = self.fullest(entity);
            let draft = &self.drafts[entity];
            full.last() == form.last() && full.suffix == form.suffix && draft.seen.is_some()
        });
        let near =
            |entity: &usize| self.drafts[*entity].until.is_some_and(|end| end + JUST_NAMED > at);
        let all: Vec<usize> = alike.by_ref().collect();
        let in_headline = |entity: usize| {
            self.drafts[entity].forms.iter().any(|&form| self.form(form).in_headline > 0)
        };
        let weight = |entity: usize| {
            self.drafts[entity].times + if in_headline(entity) { SUBJECT } else { 0 }
        };
        let spoke = |entity: &usize| self.drafts[*entity].spoke;
        let heaviest = || {
            all.iter().copied().max_by_key(|&entity| (weight(entity), std::cmp::Reverse(entity)))
        };
        let speaker = || {
            let heads = all.iter().any(|&entity| in_headline(entity));
            let asks = !heads && speaks(reader, &place.candidate);
            asks.then(|| only(&all, spoke)).flatten()
        };
        only(&all, near).or_else(speaker).or_else(heaviest)
    }

    /// The one among several people who bears a title's last word among the roles.
    fn with_role(&self, entities: &[usize], title: &str) -> Option<usize> {
        let office = title.rsplit(' ').next()?;
        let mut bearers = entities.iter().copied().filter(|&entity| {
            self.drafts[entity].roles.iter().any(|role| role.rsplit(' ').next() == Some(office))
        });
        bearers.next().filter(|_| bearers.next().is_none())
    }
}

/// Whether a verb of saying follows a name or stands in front of it.
pub(super) fn speaks(reader: &Reader<'_, '_>, candidate: &Candidate) -> bool {
    const REACH: usize = 10;
    let next = candidate.tokens.end;
    context::says_soon(reader, next, reader.tokens.len().min(next + REACH))
        || (candidate.from > 0 && reader.senses(candidate.from - 1).has(Senses::SAYS))
}

/// The only entity that fits; `None` when none or several do.
fn only(entities: &[usize], fits: impl Fn(&usize) -> bool) -> Option<usize> {
    let mut fitting = entities.iter().copied().filter(|entity| fits(entity));
    fitting.next().filter(|_| fitting.next().is_none())
}

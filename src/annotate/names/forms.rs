//! The distinct spellings of names in an article, and what all their places say together.

use rustc_hash::{FxHashMap, FxHashSet};

use super::super::NameKind;
use super::Gender;
use super::evidence::{Evidence, is_initial};
use super::find::Candidate;
use super::lexicon::{Senses, senses};
use super::reader::Reader;
use crate::text::fold;

/// One spelling of a name, accents and case aside.
#[derive(Clone, Debug)]
pub(super) struct Form {
    /// Its words, folded, without points, "the" and suffixes.
    pub(super) words: Vec<Box<str>>,
    /// "jr", "iii", if it ends in one.
    pub(super) suffix: Option<Box<str>>,
    /// The best spelling found: accents before none, mixed case before capitals.
    pub(super) spelled: String,
    /// The points of all its places.
    pub(super) evidence: Evidence,
    /// What it names, by those points.
    pub(super) kind: NameKind,
    /// Whether some place shows it to be a name beyond doubt.
    pub(super) sure: bool,
    /// Whether it is an acronym: one word in capitals.
    pub(super) acronym: bool,
    /// How often a headline that is no part of the body names it.
    pub(super) in_headline: usize,
    /// Whether it is the end of a longer name, from a particle on.
    pub(super) tail: bool,
    /// The sex that titles and forename tell.
    pub(super) gender: Option<Gender>,
}

impl Form {
    /// The last word without an article in front: "al-Assad" is "assad".
    pub(super) fn last(&self) -> &str {
        self.words.last().map_or("", |word| bare(word))
    }

    /// The surname with its particles, if a forename stands in front of one: "van der Moss".
    fn tail(&self) -> Option<Box<[Box<str>]>> {
        let (_, front) = self.words.split_last()?;
        let first = front.iter().skip(1).position(|word| senses(word).has(Senses::PARTICLE))? + 1;
        let led = front[first..].iter().all(|word| senses(word).has(Senses::PARTICLE));
        led.then(|| self.words[first..].into())
    }

    /// Orders the forms of one entity: acronyms last, more words, then more letters.
    pub(super) fn fullness(&self) -> (bool, usize, usize) {
        let words = self.words.len() + usize::from(self.suffix.is_some());
        (!self.acronym, words, self.words.iter().map(|word| word.len()).sum())
    }

    /// Whether it is one word, or the surname of a full name with its particles: "van der Moss".
    pub(super) fn is_bare(&self) -> bool {
        self.words.len() == 1 || self.tail
    }
}

/// A word without an Arabic article in front.
pub(super) fn bare(word: &str) -> &str {
    for front in ["al-", "el-", "ul-", "as-", "ar-", "ad-", "an-"] {
        if let Some(rest) = word.strip_prefix(front).filter(|rest| rest.len() > 2) {
            return rest;
        }
    }
    word
}

/// All forms of an article.
#[derive(Debug, Default)]
pub(super) struct Forms {
    list: Vec<Form>,
    /// Numbers by key: the folded words with single spaces between them.
    by_key: FxHashMap<String, usize>,
    /// The key last written; kept for its memory.
    key: String,
}

impl Forms {
    /// All forms; a form's index is its number.
    pub(super) fn all(&self) -> &[Form] {
        &self.list
    }

    /// The number of the form written with these tokens, if it is known.
    pub(super) fn find(
        &mut self,
        reader: &Reader<'_, '_>,
        tokens: std::ops::Range<usize>,
    ) -> Option<usize> {
        self.write_key(reader, tokens);
        self.by_key.get(&self.key).copied()
    }

    /// Takes in a place of a name; returns the number of its form.
    pub(super) fn add(&mut self, reader: &Reader<'_, '_>, candidate: &Candidate) -> usize {
        let range = candidate.tokens.clone();
        let spelled = spelling(reader, &range);
        let number = if let Some(number) = self.find(reader, range.clone()) {
            let form = &mut self.list[number];
            if is_better(&spelled, &form.spelled) {
                form.spelled = spelled;
            }
            number
        } else {
            let mut words: Vec<Box<str>> = self.key.split(' ').map(Box::from).collect();
            let suffix = words
                .last()
                .filter(|word| words.len() > 1 && senses(word).has(Senses::SUFFIX))
                .cloned();
            if suffix.is_some() {
                words.pop();
            }
            let gender =
                words.first().filter(|_| words.len() > 1).and_then(|first| forename_gender(first));
            let number = self.list.len();
            self.list.push(Form {
                words,
                suffix,
                spelled,
                evidence: Evidence::default(),
                kind: NameKind::Other,
                sure: false,
                acronym: range.len() == 1 && reader.is_acronym(range.start),
                in_headline: 0,
                tail: false,
                gender,
            });
            self.by_key.insert(self.key.clone(), number);
            number
        };
        let form = &mut self.list[number];
        form.evidence.add(candidate.evidence);
        form.sure |= !candidate.doubtful;
        if form.words.len() > 1 {
            form.gender = candidate.gender.or(form.gender);
        }
        number
    }

    /// Takes in a name of a transcript's label, whose capitals make no acronym; returns the
    /// number of its form.
    pub(super) fn add_label(&mut self, reader: &Reader<'_, '_>, candidate: &Candidate) -> usize {
        let number = self.add(reader, candidate);
        self.list[number].acronym = false;
        number
    }

    /// Takes in a name of a headline that is no part of the body.
    pub(super) fn add_headline(&mut self, reader: &Reader<'_, '_>, candidate: &Candidate) {
        let number = self.add(reader, candidate);
        self.list[number].in_headline += 1;
    }

    /// Takes in the first of two people who share a surname, "Nino" in "Nino and Tamar Roe", by
    /// the full name of the second; returns the number of the form.
    ///
    /// `None` when the second has no surname to share.
    pub(super) fn add_couple(&mut self, first: usize, second: usize) -> Option<usize> {
        let full = &self.list[second];
        let one = &self.list[first];
        let particle = full.words.get(1).is_some_and(|word| senses(word).has(Senses::PARTICLE));
        let given = if particle { 1 } else { full.words.len().checked_sub(1)? };
        let surname = full.words.get(given..).filter(|surname| !surname.is_empty())?;
        let words: Vec<Box<str>> = one.words.iter().chain(surname).cloned().collect();
        let key = words.join(" ");
        if let Some(number) = self.by_key.get(&key) {
            return Some(*number);
        }
        let tail: Vec<&str> = full.spelled.split(' ').skip(given).collect();
        let form = Form {
            words,
            spelled: format!("{} {}", one.spelled, tail.join(" ")),
            gender: one.words.first().and_then(|word| forename_gender(word)),
            ..full.clone()
        };
        let number = self.list.len();
        self.list.push(form);
        self.by_key.insert(key, number);
        Some(number)
    }

    /// Decides the kind of every form by its points, and which are ends of others.
    pub(super) fn decide(&mut self) {
        let tails: FxHashSet<Box<[Box<str>]>> = self.list.iter().filter_map(Form::tail).collect();
        for form in &mut self.list {
            form.kind = form.evidence.kind();
            form.tail = form.words.len() > 1 && tails.contains(form.words.as_slice());
        }
    }

    fn write_key(&mut self, reader: &Reader<'_, '_>, tokens: std::ops::Range<usize>) {
        self.key.clear();
        let single = tokens.len() == 1;
        for i in tokens {
            let lower = reader.tokens.lower(i);
            if matches!(lower, "." | "," | "the") {
                continue;
            }
            if !self.key.is_empty() {
                self.key.push(' ');
            }
            let word = lower.trim_end_matches('.');
            let dotted =
                word.contains('.') && word.split('.').all(|part| part.chars().count() == 1);
            // "J.K. Doe" is "J. K. Doe", "G.O.P." is "GOP".
            let joint = if single { "" } else { " " };
            match (dotted, word.is_ascii()) {
                (false, true) => self.key.push_str(word),
                (false, false) => self.key.push_str(&fold(word)),
                (true, _) => self.key.push_str(&fold(&word.replace('.', joint))),
            }
        }
    }
}

/// The sex a forename tells; of a double forename ("Jean-Luc"), its first part.
pub(super) fn forename_gender(word: &str) -> Option<Gender> {
    let found = senses(word);
    let found = match word.split_once('-') {
        Some((front, _)) if !found.has(Senses::FORENAME) => senses(front),
        _ => found,
    };
    if found.has(Senses::FORENAME) { found.gender() } else { None }
}

/// The words of a name as written, single spaces where white space was.
fn spelling(reader: &Reader<'_, '_>, tokens: &std::ops::Range<usize>) -> String {
    let text = reader.tokens.cover(tokens.start, tokens.end - 1).of(reader.tokens.text());
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Whether a spelling shows more than another of the same words.
fn is_better(new: &str, old: &str) -> bool {
    let capitals = |text: &str| {
        text.split([' ', '-']).filter(|word| word.len() > 3 && !is_initial(word)).any(|word| {
            word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase)
        })
    };
    match (capitals(old), capitals(new)) {
        (true, false) => true,
        (false, true) => false,
        _ => !new.is_ascii() && old.is_ascii(),
    }
}

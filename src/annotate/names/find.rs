//! Sentences → candidates: runs of capitalised words, cut into titles and names.

use std::ops::Range;

use super::Gender;
use super::evidence::{Evidence, Surroundings};
use super::joints;
use super::lexicon::{Senses, senses};
use super::reader::Reader;
use super::roles;
use super::split::{self, Part};
use crate::text::TokenKind;

/// Longest name in tokens; what runs on is read as a further name.
const LONGEST: usize = 14;

/// Tokens of a description that opens a sentence, the name behind its comma: "Her brother, ".
const DESCRIBED: usize = 8;

/// A possible name with its title.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The name's tokens.
    pub(super) tokens: Range<usize>,
    /// First token of the title, else of the name.
    pub(super) from: usize,
    /// The title in lower case, without demonyms and points.
    pub(super) title: Option<String>,
    /// A further role in front: "candidate" in "candidate Sen. Doe", "wife" in "his wife, Ana,".
    pub(super) lead: Option<String>,
    /// The sex the title tells.
    pub(super) gender: Option<Gender>,
    /// Whether only its place at the beginning of a sentence makes it look like a name.
    pub(super) doubtful: bool,
    /// Whether a preposition of place stands in front.
    pub(super) located: bool,
    /// Whether it looks like the subject of its sentence.
    pub(super) subject: bool,
    /// What speaks for which kind.
    pub(super) evidence: Evidence,
}

impl Reader<'_, '_> {
    /// Whether a word that opens something would be capitalised at token `i` anyway.
    fn opens(&self, i: usize, sentence: &Range<usize>) -> bool {
        i == sentence.start
            || (self.tokens.kind(i - 1) == Some(TokenKind::Mark)
                && matches!(
                    self.tokens.word_at(i - 1),
                    "“" | "\"" | "‘" | "'" | "(" | "[" | ":" | "—" | "–" | "--" | "-" | "•" | "*"
                ))
    }

    fn begins_name(&self, i: usize, end: usize) -> bool {
        if !self.is_name_word(i) {
            return false;
        }
        let word = self.tokens.word_at(i);
        let senses = self.senses(i);
        let upper = self.is_upper(i);
        if i > 0 && (self.is_mark(i - 1, "@") || self.is_mark(i - 1, "#")) {
            return false;
        }
        if upper && senses.has(Senses::PLACE.with(Senses::KNOWN_BODY)) {
            return word != "IT";
        }
        if senses.has(Senses::ORDINARY) {
            let front = senses.has(Senses::PLACE_FRONT.with(Senses::OF_OFFICE));
            return front && i + 1 < end && self.tokens.is_capitalised(i + 1);
        }
        if self.is_surname_may(i) {
            return true;
        }
        if senses.has(Senses::CALENDAR) && !senses.has(Senses::FORENAME) {
            return false;
        }
        // Emphasis: "a HUGE win".
        if upper && self.is_common(i) || is_compound_adjective(word) {
            return false;
        }
        !is_affiliation(word)
    }

    /// One past the last token of the run that begins at `first`.
    fn run_end(&self, first: usize, end: usize) -> usize {
        let end = end.min(first + LONGEST);
        let mut at = first + 1;
        while at < end {
            let Some(next) = self.step(first, at, end) else { break };
            at = next;
        }
        at
    }

    /// One past the next word of the run `first..at`, if it goes on.
    fn step(&self, first: usize, at: usize, end: usize) -> Option<usize> {
        let lower = self.tokens.lower(at);
        let senses = self.senses(at);
        let last = self.senses(at - 1);
        if self.is_name_word(at) {
            let proper = Senses::PLACE_FRONT
                .with(Senses::BODY)
                .with(Senses::FORENAME)
                .with(Senses::OF_OFFICE)
                .with(Senses::PARTICLE);
            let plain = senses.has(Senses::ORDINARY) && !senses.has(proper);
            let date = senses.has(Senses::CALENDAR)
                && !(lower == "may" || lower == "april" || lower == "june" || lower == "spring");
            let stressed = self.is_upper(at) && self.is_common(at) && !senses.has(Senses::PARTICLE);
            let adjective = is_compound_adjective(self.tokens.word_at(at));
            // "Justice First": behind two capitals the word is no beginning of anything.
            let slogan = joints::is_slogan_end(lower)
                && !self.tokens.is_capitalised(at + 1)
                && self.tokens.kind(at + 1) != Some(TokenKind::Number);
            if slogan {
                return Some(at + 1);
            }
            return (!plain && !date && !stressed && !adjective).then_some(at + 1);
        }
        let capital = |i: usize| i < end && self.begins_name(i, end);
        match self.tokens.kind(at)? {
            TokenKind::Mark => match lower {
                "." if last.has(Senses::ABBREVIATED) && self.is_glued(at) => {
                    capital(at + 1).then_some(at + 1)
                }
                "," if at + 1 < end => {
                    let behind = self.senses(at + 1);
                    (self.tokens.is_capitalised(at + 1)
                        && behind.has(Senses::SUFFIX.with(Senses::LEGAL_FORM))
                        && !matches!(self.tokens.lower(at + 1), "phd" | "md" | "esq" | "ag" | "sa"))
                    .then_some(at + 2)
                }
                "&" => capital(at + 1).then_some(at + 2),
                "'" | "’" if self.is_glued(at) => {
                    let kept = joints::keeps_possessive(self.tokens.lower(at - 1));
                    let body = kept && capital(at + 1) && self.senses(at + 1).has(Senses::BODY);
                    (body || self.is_of_trade(first, at, end)).then_some(at + 2)
                }
                _ => None,
            },
            TokenKind::Clitic => {
                let kept = joints::keeps_possessive(self.tokens.lower(at - 1));
                (kept && capital(at + 1) || self.is_of_trade(first, at, end)).then_some(at + 2)
            }
            TokenKind::Word => self.step_over_word(first, at, end, &capital),
            TokenKind::Number => None,
        }
    }

    /// Whether the possessive ending `at` stands inside the name of a body of one trade:
    /// "Bakers' Union", "Fishermen's Co-operative Society".
    fn is_of_trade(&self, first: usize, at: usize, end: usize) -> bool {
        let owner = at - 1;
        let surname = owner > first && self.senses(owner - 1).has(Senses::FORENAME);
        joints::is_trade(self.tokens.lower(owner))
            && !surname
            && !self.senses(owner).has(Senses::FORENAME.with(Senses::PEOPLE))
            && (at + 1..end.min(at + 4))
                .take_while(|&i| self.tokens.is_capitalised(i))
                .any(|i| joints::is_of_trades(self.tokens.lower(i)))
    }

    /// A lower-case word inside a name: a particle, or "of", "for", "on", "and" of a body.
    fn step_over_word(
        &self,
        first: usize,
        at: usize,
        end: usize,
        capital: &dyn Fn(usize) -> bool,
    ) -> Option<usize> {
        let lower = self.tokens.lower(at);
        let last = self.senses(at - 1);
        if self.senses(at).has(Senses::PARTICLE) {
            let next = (at + 1..end.min(at + 4)).find(|&i| {
                !self.senses(i).has(Senses::PARTICLE) || self.tokens.is_capitalised(i)
            })?;
            return (self.is_name_word(next) && capital(next)).then_some(next + 1);
        }
        let body = (first..at).any(|i| self.senses(i).has(Senses::BODY));
        let purpose = || (first..at).any(|i| joints::has_purpose(self.tokens.lower(i)));
        let behind = if self.tokens.lower(at + 1) == "the" { at + 2 } else { at + 1 };
        if !capital(behind) {
            return None;
        }
        // "Mac an Bhaird"
        if matches!(lower, "an" | "na") {
            let clan = matches!(self.tokens.lower(at - 1), "mac" | "nic" | "mhic" | "uí");
            return (clan && behind == at + 1).then_some(behind + 1);
        }
        let next = self.senses(behind);
        let office = next.has(Senses::ADDRESS)
            || (next.has(Senses::OFFICE) && !next.has(Senses::PORTFOLIO.with(Senses::BODY)));
        match lower {
            "of" if last.has(Senses::OFFICE) && !last.has(Senses::BODY) => {
                let offices = split::takes_portfolio(self.tokens.lower(at - 1));
                let portfolio = next.has(Senses::PORTFOLIO.with(Senses::OF_OFFICE));
                (offices && portfolio).then_some(behind + 1)
            }
            "of" => {
                let things = last.has(Senses::BODY.with(Senses::THING).with(Senses::PLACE_HEAD));
                (things && !office).then_some(behind + 1)
            }
            "for" | "on" => {
                (purpose() && !office && !next.has(Senses::FORENAME)).then_some(behind + 1)
            }
            "and" => {
                let barred = Senses::PLACE
                    .with(Senses::FORENAME)
                    .with(Senses::PEOPLE)
                    .with(Senses::KNOWN_BODY)
                    .with(Senses::PLACE_FRONT);
                if last.has(Senses::PORTFOLIO) && self.is_portfolio(behind, end) {
                    return Some(behind + 1);
                }
                if office || next.has(barred) || self.is_acronym(behind) || behind > at + 1 {
                    return None;
                }
                let open = (first..at).any(|i| matches!(self.tokens.lower(i), "of" | "for" | "on"));
                // "Department of Health and Human Services"
                let complement = body && open && purpose() && !next.has(Senses::BODY);
                // "Food and Drug Administration"
                let pair = at == first + 1
                    && !last.has(barred.with(Senses::OFFICE))
                    && (behind + 1..end.min(behind + 3))
                        .any(|i| self.tokens.is_capitalised(i) && self.senses(i).has(Senses::BODY));
                (complement || pair).then_some(behind + 1)
            }
            _ => None,
        }
    }

    /// Whether the words from `first` on are the rest of a double portfolio with its office:
    /// "Disaster Management Minister" behind "Revenue and".
    fn is_portfolio(&self, first: usize, end: usize) -> bool {
        let part = Senses::PORTFOLIO.with(Senses::OF_OFFICE);
        let office = (first..end).find(|&i| !self.senses(i).has(part));
        office.is_some_and(|office| {
            office > first
                && self.tokens.is_capitalised(office)
                && split::takes_portfolio(self.tokens.lower(office))
        })
    }

    /// The candidates of one sentence, in text order.
    pub(super) fn candidates(&self, sentence: &Range<usize>, out: &mut Vec<Candidate>) {
        let mut at = sentence.start;
        while at < sentence.end {
            if !self.begins_name(at, sentence.end) && !self.is_leading_particle(at, sentence) {
                at += 1;
                continue;
            }
            let end = self.run_end(at, sentence.end);
            self.read_run(at..end, sentence, out);
            at = end;
        }
    }

    /// Whether token `i` is a particle in lower case in front of a surname: "von der Leyen".
    fn is_leading_particle(&self, i: usize, sentence: &Range<usize>) -> bool {
        let leads = |i: usize| {
            matches!(
                self.tokens.lower(i),
                "van" | "von" | "de" | "da" | "di" | "dos" | "bin" | "ibn" | "abu" | "der" | "del"
            )
        };
        if !leads(i) || (i > sentence.start && matches!(self.tokens.lower(i - 1), "a" | "the")) {
            return false;
        }
        let next = (i + 1..sentence.end.min(i + 3)).find(|&i| !leads(i));
        next.is_some_and(|next| {
            self.tokens.is_capitalised(next) && self.begins_name(next, sentence.end)
        })
    }

    /// Cuts a run into names and weighs them.
    fn read_run(&self, run: Range<usize>, sentence: &Range<usize>, out: &mut Vec<Candidate>) {
        let opening = self.opens(run.start, sentence);
        let mut run = run;
        if opening && run.len() > 1 && self.is_opener(&run) {
            run.start += 1;
        }
        let parts = split::split(self, run);
        let last = parts.len().saturating_sub(1);
        for (number, part) in parts.into_iter().enumerate() {
            out.push(self.candidate(part, number == last, sentence));
        }
    }

    /// Weighs a name where it stands; `last` tells that no titled name follows in its run.
    pub(super) fn candidate(&self, part: Part, last: bool, sentence: &Range<usize>) -> Candidate {
        let first = part.name.start;
        let senses = self.senses(first);
        let known = Senses::FORENAME.with(Senses::PLACE).with(Senses::KNOWN_BODY);
        let doubtful = part.title.is_none()
            && part.name.len() == 1
            && self.opens(first, sentence)
            && !senses.has(known)
            && (self.is_common(first) || !self.is_upper(first));
        // "candidate Texas Senator Doe", "front-runner GOP": no role of a place or body.
        let impersonal = part.name.len() == 1
            && senses.has(Senses::PLACE.with(Senses::KNOWN_BODY))
            && !senses.has(Senses::FORENAME);
        let (mut from, mut title, mut lead) = (part.from, part.title, None);
        if let Some(title) = &mut title {
            from = roles::with_modifiers(self, from, sentence.start, title);
            if let Some(role) = roles::in_front(self, from, sentence.start) {
                from = role.from;
                lead = Some(role.words);
            }
        } else if last
            && !impersonal
            && let Some(role) = roles::in_front(self, first, sentence.start)
        {
            from = role.from;
            title = Some(role.words);
        }
        if last && lead.is_none() && !impersonal {
            let titled = if title.is_some() { from } else { first };
            lead = roles::before_comma(self, &(titled..part.name.end), sentence);
        }
        let gender_of = |role: &Option<String>| role.as_deref().and_then(roles::gender_of);
        let gender = gender_of(&title).or_else(|| gender_of(&lead));
        let around = Surroundings {
            sentence: sentence.clone(),
            title: title.as_deref(),
            role: lead.is_some(),
            opening: self.opens(first, sentence),
        };
        let evidence = Evidence::weigh(self, &part.name, &around);
        let located = first > sentence.start
            && matches!(
                self.tokens.lower(first - 1),
                "in" | "from" | "to" | "near" | "at" | "across" | "outside" | "into" | "around"
            );
        let next = part.name.end;
        // "Her brother, Bo Roe, …": the description in front opens the sentence.
        let described =
            lead.is_some() && self.is_mark(from - 1, ",") && from <= sentence.start + DESCRIBED;
        let subject = self.tokens.kind(next) != Some(TokenKind::Clitic)
            && (from == sentence.start || described || self.senses(next).has(Senses::SAYS));
        Candidate {
            tokens: part.name,
            subject,
            from,
            title,
            lead,
            gender,
            doubtful,
            located,
            evidence,
        }
    }

    /// Whether the first word of an opening run is an ordinary word in front of a name.
    fn is_opener(&self, run: &Range<usize>) -> bool {
        let meant = Senses::OFFICE
            .with(Senses::ADDRESS)
            .with(Senses::OF_OFFICE)
            .with(Senses::BODY)
            .with(Senses::KNOWN_BODY)
            .with(Senses::FORENAME)
            .with(Senses::PLACE)
            .with(Senses::PLACE_FRONT)
            .with(Senses::PARTICLE)
            .with(Senses::PEOPLE);
        let second = run.start + 1;
        let third = second + 1 < run.end && self.tokens.is_capitalised(second + 1);
        if third
            && self.senses(run.start) == Senses::default()
            && self.senses(second).has(Senses::FORENAME)
        {
            // "Follow Jane Doe"
            return true;
        }
        if self.senses(run.start).has(meant) || !self.tokens.is_capitalised(second) {
            return false;
        }
        let body = self.senses(run.end - 1).has(Senses::BODY.with(Senses::THING));
        let inflected = {
            let lower = self.tokens.lower(run.start);
            lower.len() > 5
                && !lower.contains('-')
                && (lower.ends_with("ing") || lower.ends_with("ed"))
        };
        !body && (self.is_common(run.start) || inflected)
    }
}

/// "R-Ohio", "D-N.Y."
fn is_affiliation(word: &str) -> bool {
    matches!(word.as_bytes(), [b'R' | b'D' | b'I', b'-', ..]) || word == "R" || word == "D"
}

/// "Senate-passed", "Cuba-born", "Spanish-language": a name made into an adjective.
fn is_compound_adjective(word: &str) -> bool {
    let Some((front, ending)) = word.rsplit_once('-') else { return false };
    let front = senses(&front.to_lowercase());
    let people = front.has(Senses::PEOPLE) || senses(&ending.to_lowercase()).has(Senses::PEOPLE);
    if people && !front.has(Senses::FORENAME) {
        return true;
    }
    ending.ends_with("ed")
        || matches!(
            ending,
            "born"
                | "led"
                | "held"
                | "run"
                | "wide"
                | "style"
                | "era"
                | "made"
                | "like"
                | "only"
                | "area"
                | "bound"
                | "friendly"
                | "leaning"
                | "speaking"
                | "controlled"
                | "level"
                | "related"
                | "type"
                | "themed"
                | "heavy"
                | "free"
                | "owned"
                | "based"
                | "area's"
        )
}

#[cfg(test)]
mod tests {
    use super::super::reader::common_words;
    use super::*;
    use crate::annotate::story::Story;

    #[track_caller]
    fn finds(text: &str, expected: &[&str]) {
        let story = Story::plain(text, None);
        let common = common_words(&story.tokens);
        let reader = Reader::new(&story.tokens, &common);
        let mut found = Vec::new();
        for sentence in story.paragraphs.iter().flat_map(|paragraph| &paragraph.sentences) {
            reader.candidates(sentence, &mut found);
        }
        let words: Vec<&str> = found
            .iter()
            .filter(|candidate| !candidate.doubtful)
            .map(|candidate| {
                let tokens = &candidate.tokens;
                story.tokens.cover(tokens.start, tokens.end - 1).of(text)
            })
            .collect();
        assert_eq!(words, expected, "{text}");
    }

    #[test]
    fn initials_particles_hyphens_and_suffixes_stay_inside() {
        finds("Then J. K. Roe met Ludwig van der Dam.", &["J. K. Roe", "Ludwig van der Dam"]);
        finds("Then Ali al-Hadi met Jean-Luc O’Neil.", &["Ali al-Hadi", "Jean-Luc O’Neil"]);
        finds("Then Bo Roe, Jr., met Ib Friis III.", &["Bo Roe, Jr", "Ib Friis III"]);
        finds("Then Eoin Mac an Bhaird met an Ost.", &["Eoin Mac an Bhaird", "Ost"]);
    }

    #[test]
    fn commas_verbs_and_clitics_part_names() {
        finds("Then Roe, Friis and Lind’s Moss ate.", &["Roe", "Friis", "Lind", "Moss"]);
        finds("Then the House of Roe met Bo of Rome.", &["House of Roe", "Bo", "Rome"]);
    }

    #[test]
    fn words_capitalised_for_other_reasons_are_left_out() {
        finds("The talks were in March, on a Friday, with French help.", &[]);
        finds("It was a HUGE, huge win for Syrian-backed men.", &[]);
        finds("Sen. Bo Roe, R-Ohio, and @Roe met.", &["Bo Roe"]);
        finds("Follow Bo Roe there.", &["Bo Roe"]);
        finds("Asked Bo Roe there. Xue-Ming Roe left.", &["Bo Roe", "Xue-Ming Roe"]);
    }

    #[test]
    fn and_joins_the_parts_of_one_body_only() {
        finds("The Food and Drug Administration acted.", &["Food and Drug Administration"]);
        finds(
            "The Department of Health and Human Services acted.",
            &["Department of Health and Human Services"],
        );
        finds("The Bank of Rome and Harvard acted.", &["Bank of Rome", "Harvard"]);
    }
}

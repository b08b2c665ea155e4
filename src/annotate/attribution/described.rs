//! Sources that are described, not named: "the ministry", "her lawyer, Jane Roe", "a study by X".

use std::ops::Range;

use super::noun::{self, Noun};
use super::pronoun;
use super::speaker::{Person, Resolved, Resolver};
use super::subject;
use super::word::Class;
use crate::annotate::{NameKind, Speaker, SpeakerKind};
use crate::text::fold;

/// Tokens behind "a study" within which "by" tells whose it is.
const FURTHEST: usize = 7;

impl Resolver<'_, '_> {
    /// A phrase whose head is a common noun.
    pub(super) fn described(&self, head: &Range<usize>, end: usize, depth: usize) -> Resolved {
        let scene = self.scene;
        // "her lawyer, Jane Roe,": the name is the apposition.
        if let Some(comma) = (head.end..end).find(|i| scene.is_comma(*i))
            && let Some(named) = self.apposition(head, comma + 1, end)
        {
            return named;
        }
        if let Some(named) = self.called(&(head.end..end)) {
            return named;
        }
        // "said the judge, Jane Roe.": behind a source that ends its clause.
        if head.end == end
            && scene.is_comma(end)
            && let Some(name_end) = self.name_behind(end + 1)
            && (scene.is_comma(name_end) || scene.is_stop(name_end))
            && let Some(named) = self.apposition(head, end + 1, name_end)
            && named.kind == SpeakerKind::Person
        {
            return named;
        }
        // "the 41-year-old", "the 41-year-old pilot"
        let aged = |i: usize| scene.lower(i).ends_with("year-old");
        if scene.lower(head.start) == "the"
            && head.clone().any(aged)
            && let Some(entity) = self.last_subject(head.start)
        {
            return Resolved::one(self.person(entity), 0.65);
        }
        let Some(last) = head.end.checked_sub(1).filter(|last| *last >= head.start) else {
            return Resolved::nobody(SpeakerKind::Unknown);
        };
        let word = scene.lower(last);
        // "her brother": the only one the article tells of.
        if scene.is(head.start, Class::POSSESSIVE)
            && head.len() == 2
            && noun::is_relative(word)
            && let Some(entity) = scene.cast.only_with_role(word)
            && self.is_relative_of(entity, head.start, depth)
        {
            return Resolved::one(self.person(entity), 0.7);
        }
        // "His Excellency": the only one who is styled so.
        if scene.is(head.start, Class::POSSESSIVE)
            && head.len() == 2
            && noun::is_style(word)
            && let Some(entity) = scene.cast.only_with_role(word)
        {
            return Resolved::one(self.person(entity), 0.9);
        }
        match noun::kind(word) {
            Some(Noun::Document) => self.document(head, end, depth),
            Some(Noun::Body) => self.body(head, last),
            Some(Noun::Role) => self.role(head, last),
            Some(Noun::Group) => Resolved::nobody(SpeakerKind::Group),
            None if noun::is_plural(word) => Resolved::nobody(SpeakerKind::Group),
            None => Resolved::nobody(SpeakerKind::Unknown),
        }
    }

    /// The name that somebody gives or is known by: "a man who gave his name only as Roe", "one of
    /// them, known as Abu Roe".
    fn called(&self, words: &Range<usize>) -> Option<Resolved> {
        let scene = self.scene;
        let start = words.start;
        let at = words.clone().find(|i| {
            let before = (start.max(i.saturating_sub(3))..*i).any(|k| {
                matches!(scene.lower(k), "name" | "known" | "identified" | "himself" | "herself")
            });
            scene.lower(*i) == "as" && before
        })?;
        let name_end = scene.name_end(at + 1).filter(|name_end| *name_end <= words.end)?;
        let named = scene.named_at(name_end - 1)?;
        let person = scene.cast.entities()[named.entity].kind != NameKind::Organisation;
        person.then(|| Resolved::one(self.person(named.entity), 0.8))
    }

    /// Whether a relative told of may be meant by "her brother" at token `at`: another person than
    /// she, and one of her surname or one just named.
    fn is_relative_of(&self, relative: usize, at: usize, depth: usize) -> bool {
        let scene = self.scene;
        let owner = pronoun::resolve(self, at, scene.lower(at), None, depth + 1);
        let owner = owner.named.first().and_then(|owner| owner.entity);
        let surname = |entity: usize| scene.cast.entities()[entity].name.rsplit(' ').next();
        let mentions = scene.cast.mentions();
        let first = mentions.partition_point(|named| named.tokens.start < self.window(at, 1));
        let last = mentions.partition_point(|named| named.tokens.start < at);
        let near = mentions[first.min(last)..last].iter().any(|named| named.entity == relative);
        let kin = owner.is_some_and(|owner| surname(owner) == surname(relative));
        owner != Some(relative) && (kin || near)
    }

    /// The person who was the last subject in this paragraph and the two before it.
    fn last_subject(&self, at: usize) -> Option<usize> {
        let scene = self.scene;
        let mentions = scene.cast.mentions();
        let last = mentions.partition_point(|named| named.tokens.end <= at);
        let from = self.window(at, 2);
        mentions[..last]
            .iter()
            .rev()
            .take_while(|named| named.tokens.start >= from)
            .find(|named| {
                scene.cast.entities()[named.entity].kind == NameKind::Person
                    && !scene.quotations.covers(named.tokens.start)
                    && !self.is_reported(named.tokens.start)
                    && self.is_subject(named.from, named.tokens.end)
            })
            .map(|named| named.entity)
    }

    /// The name behind the comma of a description: a person's, or a body's behind the noun of a
    /// body ("their company, Roe Motors") and behind "one of".
    pub(super) fn apposition(
        &self,
        head: &Range<usize>,
        at: usize,
        end: usize,
    ) -> Option<Resolved> {
        let scene = self.scene;
        let name_end = self.name_behind(at).filter(|name_end| *name_end <= end)?;
        let named = scene.named_at(name_end - 1)?;
        let fits = match scene.cast.entities()[named.entity].kind {
            NameKind::Person => true,
            NameKind::Place => false,
            NameKind::Organisation | NameKind::Other => {
                matches!(scene.lower(head.start), "one" | "the")
                    || noun::kind(scene.lower(head.end - 1)) == Some(Noun::Body)
            }
        };
        fits.then(|| Resolved::one(self.person(named.entity), 0.9))
    }

    /// The end of the name that begins at token `at`, behind "the" at most: "the Rev. Ana Roe".
    fn name_behind(&self, at: usize) -> Option<usize> {
        let article = usize::from(self.scene.lower(at) == "the");
        self.scene.name_end(at + article)
    }

    /// "a statement from the ministry", "Smith's letter": whose words it is.
    fn document(&self, head: &Range<usize>, end: usize, depth: usize) -> Resolved {
        let scene = self.scene;
        // "a study published in May by the institute"
        let by = (head.end..end).find(|i| {
            matches!(scene.lower(*i), "from" | "by") || (*i == head.end && scene.lower(*i) == "of")
        });
        if let Some(by) = by.filter(|by| by + 1 < end) {
            let maker = self.words(&(by + 1..end), depth + 1);
            if maker.kind != SpeakerKind::Unknown {
                return maker;
            }
        }
        // "a study published in May by the institute" of which the rule took "a study" alone
        if by.is_none()
            && head.end == end
            && subject::is_past(scene, end)
            && let Some(by) = (end + 1..end + FURTHEST).find(|i| scene.lower(*i) == "by")
            && let Some(name_end) = self.name_behind(by + 1)
        {
            return self.words(&(by + 1..name_end), depth + 1);
        }
        let genitive = head.clone().rev().find(|i| scene.is_genitive(*i));
        if let Some(genitive) = genitive.filter(|genitive| *genitive > head.start) {
            return self.words(&(head.start..genitive), depth + 1);
        }
        if scene.is(head.start, Class::POSSESSIVE) && scene.lower(head.start) != "its" {
            return pronoun::resolve(self, head.start, scene.lower(head.start), None, depth);
        }
        // "a Reuters report": the body in front.
        let body = (head.start..head.end).find_map(|i| scene.named_at(i));
        if let Some(named) = body
            && scene.cast.entities()[named.entity].kind == NameKind::Organisation
        {
            return Resolved::one(self.person(named.entity), 0.7);
        }
        Resolved::nobody(SpeakerKind::Unknown)
    }

    /// "the ministry", "the Smith campaign".
    fn body(&self, head: &Range<usize>, last: usize) -> Resolved {
        let scene = self.scene;
        let unnamed = Resolved::nobody(SpeakerKind::Organisation);
        if last > head.start
            && let Some(named) = scene.named_at(last - 1)
            && named.tokens.end == last
        {
            let name = scene.tokens().cover(named.tokens.start, last).of(scene.story.text);
            let speaker = Speaker { name: name.to_owned(), kind: SpeakerKind::Organisation };
            return Resolved::one(Person { entity: None, speaker }, 0.75);
        }
        if !matches!(scene.lower(head.start), "the" | "that" | "this") || head.len() > 3 {
            return unnamed;
        }
        let word = scene.lower(last);
        let names_it = |entity: usize| {
            let found = &scene.cast.entities()[entity];
            found.kind == NameKind::Organisation
                && fold(&found.name).split(' ').any(|part| part == word)
        };
        let spoken = self
            .spoken
            .iter()
            .rev()
            .take(12)
            .flat_map(|spoken| &spoken.resolved.named)
            .filter_map(|person| person.entity)
            .find(|entity| names_it(*entity));
        if let Some(entity) = spoken {
            return Resolved::one(self.person(entity), 0.9);
        }
        if let Some(entity) = scene.cast.find_organisation(word, head.start) {
            return Resolved::one(self.person(entity), 0.8);
        }
        if let Some(entity) = self.only_of_kind(word, head.start).filter(|_| head.len() == 2) {
            return Resolved::one(self.person(entity), 0.75);
        }
        // Of companies, the one named as companies are goes before other bodies.
        let alike = self.of_kind(word);
        let any = |entity: usize| {
            scene.cast.entities()[entity].kind == NameKind::Organisation
                && (alike.is_empty() || alike.contains(&entity))
        };
        if noun::is_any_body(word)
            && head.len() == 2
            && let Some(entity) = self.mentioned_before(head.start, any)
        {
            return Resolved::one(self.person(entity), 0.55);
        }
        unnamed
    }

    /// The only body of the article whose name ends as those of a kind do, if it is named before
    /// token `at`: "the airline" for Moss Air.
    fn only_of_kind(&self, noun: &str, at: usize) -> Option<usize> {
        match self.of_kind(noun).as_slice() {
            [only] if self.scene.cast.is_named_before(*only, at) => Some(*only),
            _ => None,
        }
    }

    /// The first bodies of the article whose names end as those of a kind do.
    fn of_kind(&self, noun: &str) -> Vec<usize> {
        const MOST: usize = 16;
        let cast = self.scene.cast;
        let alike = noun::endings(noun).iter().flat_map(|ending| cast.ending_in(ending));
        alike.take(MOST).copied().collect()
    }

    /// "the minister": the last person mentioned whom the article gives that role.
    pub(super) fn role(&self, head: &Range<usize>, last: usize) -> Resolved {
        let scene = self.scene;
        let unnamed = Resolved::nobody(SpeakerKind::Person);
        if scene.lower(head.start) != "the" {
            return unnamed;
        }
        let word = scene.lower(last);
        // "the new minister" bears the role without "new".
        let phrase: Vec<&str> = (head.start + 1..head.end)
            .map(|i| scene.lower(i))
            .filter(|word| !matches!(*word, "new" | "current" | "incoming" | "outgoing"))
            .collect();
        let phrase = phrase.join(" ");
        if let Some(entity) = scene.cast.with_role(&phrase, head.start) {
            return Resolved::one(self.person(entity), 0.8);
        }
        // Everybody in a debate knows who the minister is, whoever has spoken so far.
        let known = || scene.cast.only_with_role(word).filter(|_| !scene.cast.labels().is_empty());
        let loose =
            scene.cast.with_role(word, head.start).or_else(known).filter(|_| head.len() <= 3);
        if let Some(entity) = loose {
            return Resolved::one(self.person(entity), 0.65);
        }
        // "the spokesman" who spoke just before.
        let before = self.spoken.last().filter(|spoken| {
            spoken.resolved.kind == SpeakerKind::Person && noun::is_spokesperson(word)
        });
        before.map_or(unnamed, |spoken| Resolved { confidence: 0.6, ..spoken.resolved.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::speaks;
    use crate::annotate::SpeakerKind::{Organisation, Person, Unknown};

    #[test]
    fn bodies_are_found_again_by_their_noun() {
        let text = "The Danish Ministry of Transport closed the port. The ministry said it rained.";
        speaks(text, "it", Some("Danish Ministry of Transport"), Organisation);
        speaks("The ministry said it rained.", "it", None, Organisation);
    }

    #[test]
    fn the_only_body_of_a_kind_is_meant() {
        let text = "Holm Air met the Port Workers' Federation. The airline said it rained.";
        speaks(text, "it rained", Some("Holm Air"), Organisation);
        let text = "Holm Air met the Port Workers' Federation. The union said it rained.";
        speaks(text, "it rained", Some("Port Workers' Federation"), Organisation);
        let text = "Holm Air met Lund Airways. The airline said it rained.";
        speaks(text, "it rained", None, Organisation);
        let text = "The airline said it rained. Holm Air was late.";
        speaks(text, "it rained", None, Organisation);
    }

    #[test]
    fn a_document_speaks_for_its_maker() {
        speaks(
            "The port is closed, according to a statement from the Danish Ministry of Transport.",
            "The port",
            Some("Danish Ministry of Transport"),
            Organisation,
        );
        speaks("The port is closed, according to a report.", "The port", None, Unknown);
    }

    #[test]
    fn a_document_made_by_somebody_later_in_the_phrase_is_theirs() {
        let text = "A study published last year by the Danish Ministry of Transport found that \
                    it rained.";
        speaks(text, "it rained", Some("Danish Ministry of Transport"), Organisation);
        let text = "An inquiry by the Danish Ministry of Transport found that it rained.";
        speaks(text, "it rained", Some("Danish Ministry of Transport"), Organisation);
        speaks("A study published last year found that it rained.", "it rained", None, Unknown);
        let text = "It rained, according to a study published on Tuesday by the Danish Ministry of \
                    Transport.";
        speaks(text, "It rained", Some("Danish Ministry of Transport"), Organisation);
    }

    #[test]
    fn a_name_that_somebody_gives_is_theirs() {
        let text = "A man in the queue, who gave his name only as Olaf, said it rained.";
        speaks(text, "it rained", Some("Olaf"), Person);
        let text = "A man in the queue, who stood there as Olaf Lund left, said it rained.";
        speaks(text, "it rained", None, Person);
    }

    #[test]
    fn a_style_means_its_only_bearer() {
        let text = "His Excellency Sheikh Hamad bin Said came. His Excellency said it rained.";
        speaks(text, "it rained", Some("Hamad bin Said"), Person);
        speaks("His Excellency said it rained.", "it rained", None, Person);
    }

    #[test]
    fn a_name_behind_a_description_tells_who_it_is() {
        let text = "Their company, Holm Motors, said it rained.";
        speaks(text, "it rained", Some("Holm Motors"), Organisation);
        speaks("“It rained,” said one of them, Nils Berg, 40.", "It", Some("Nils Berg"), Person);
        speaks("“It rained,” said her lawyer, Nils Berg.", "It", Some("Nils Berg"), Person);
        speaks("“It rained,” said her lawyer, Nils Berg's friend.", "It", None, Person);
        speaks("The vicar, the Rev. Nils Berg, said it rained.", "it", Some("Nils Berg"), Person);
        speaks("The Dracon, Nils Berg, said it rained.", "it", Some("Nils Berg"), Person);
        let text = "The contractor, Holm Motors, said it rained.";
        speaks(text, "it rained", Some("Holm Motors"), Organisation);
    }

    #[test]
    fn the_only_relative_of_a_kind_is_meant() {
        let text = "Karen Holm left. Her brother, Nils Berg, stayed. That, her brother said, was \
                    unwise.";
        speaks(text, "That", Some("Nils Berg"), Person);
        let text = "Karen Holm left. Her brother, Nils Berg, and his brother, Olaf Lund, stayed. \
                    That, her brother said, was unwise.";
        speaks(text, "That", None, Person);
        speaks("Karen Holm left. That, her brother said, was unwise.", "That", None, Person);
    }

    #[test]
    fn an_age_means_the_last_subject() {
        let text = "Karen Holm met Nils Berg. The 41-year-old pilot said it rained.";
        speaks(text, "it rained", Some("Karen Holm"), Person);
        let text = "Karen Holm left. “It rained,” the 41-year-old said.";
        speaks(text, "It rained", Some("Karen Holm"), Person);
        speaks("Karen Holm left. A 41-year-old coach said it rained.", "it", None, Person);
    }

    #[test]
    fn a_new_minister_is_the_one_who_became_it() {
        let text = "Karen Holm was sworn in as transport minister. Prime Minister Ana Lund came. \
                    The new minister said it rained.";
        speaks(text, "it rained", Some("Karen Holm"), Person);
        let text = "Prime Minister Ana Lund came. The minister said it rained.";
        speaks(text, "it rained", None, Person);
    }

    #[test]
    fn in_a_debate_a_minister_may_be_meant_who_speaks_later() {
        let text = "BERG: The minister said it rained.\nLIND: Did she?\nBERG: Yes.\n\
                    KAREN HOLM (Minister for the Coast): I did not.";
        speaks(text, "it rained", Some("Karen Holm"), Person);
        let text = "The minister said it rained.\nTransport Minister Karen Holm arrived.";
        speaks(text, "it rained", None, Person);
    }

    #[test]
    fn roles_stand_for_those_who_have_them() {
        let text = "Transport Minister Karen Holm arrived at noon. The minister said it rained.";
        speaks(text, "it", Some("Karen Holm"), Person);
        speaks("A senior official said it rained.", "it", None, Person);
    }
}

//! Subtitles (`WebVTT`, `SubRip`) → the paragraphs of a transcript, one turn after another.
//!
//! Cues are joined until the speaker changes; times, settings and styles are dropped.

use super::draft::Draft;
use super::line::{ends_sentence, turn_name};
use super::rendered::Rendered;

/// Bytes after which a turn goes on in a new paragraph, at the end of a sentence.
const LONG_TURN: usize = 700;

/// First words of the blocks that hold no cue.
const NO_CUES: &[&str] = &["NOTE", "STYLE", "REGION", "WEBVTT"];

/// Reads a file of subtitles, with line ends as a body has them.
pub(super) fn read(source: &str) -> Draft {
    let mut transcript = Transcript::default();
    let mut language = None;
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let first = line.split_whitespace().next().unwrap_or("");
        if NO_CUES.contains(&first) {
            for line in lines.by_ref().take_while(|line| !line.trim().is_empty()) {
                let value = line.strip_prefix("Language:").map(|code| code.trim().to_owned());
                language = language.or(value.filter(|_| first == "WEBVTT"));
            }
        } else if line.contains("-->") {
            transcript.cue();
            for line in lines.by_ref().take_while(|line| !line.trim().is_empty()) {
                transcript.line(line);
            }
        }
    }
    let (body, blocks) = transcript.text.finish();
    Draft { language, body, blocks: Some(blocks), ..Draft::default() }
}

#[derive(Default)]
struct Transcript {
    text: Rendered,
    /// Who speaks, as last said.
    speaker: Option<String>,
    /// The last line: running captions repeat it in the next cue.
    last: String,
    /// Whether the next words are the first of a cue.
    first_of_cue: bool,
}

impl Transcript {
    fn cue(&mut self) {
        self.first_of_cue = true;
    }

    /// Takes a line of a cue.
    fn line(&mut self, line: &str) {
        let mut rest = line;
        // A voice holds until the next, or the end of its cue.
        while let Some((before, name, after)) = voice(rest) {
            self.words(before);
            self.turn(Some(name));
            rest = after;
        }
        self.words(rest);
    }

    fn words(&mut self, marked: &str) {
        let words = plain(marked);
        let mut words = words.trim();
        if words.is_empty() || words == self.last {
            return;
        }
        self.last = words.to_owned();
        // ">>" and, at the start of a cue, "-" mark that somebody else speaks.
        let others =
            words.strip_prefix(">>").map(|rest| rest.trim_start_matches('>')).or_else(|| {
                words
                    .strip_prefix(['-', '–'])
                    .filter(|_| self.first_of_cue || self.is_dialogue(words))
            });
        if let Some(rest) = others {
            words = rest.trim_start();
            self.turn(None);
        }
        self.first_of_cue = false;
        if let Some(name) = turn_name(words) {
            let said = words[name.len() + 1..].trim_start();
            if self.speaker.as_deref() != Some(name) {
                self.turn(Some(name.to_owned()));
            }
            words = said;
        }
        if words.is_empty() {
            return;
        }
        if self.text.open_len() > LONG_TURN && ends_sentence(self.text.text()) {
            self.text.close();
        }
        if self.text.open_len() > 0 && !self.text.text().ends_with(char::is_whitespace) {
            self.text.push(" ");
        }
        self.text.push_folded(words);
    }

    /// Whether a line that begins with a dash is one of a dialogue: the dash stands alone or right
    /// before a capital.
    fn is_dialogue(&self, line: &str) -> bool {
        let rest = line.trim_start_matches(['-', '–']).trim_start();
        ends_sentence(self.text.text()) && rest.starts_with(char::is_uppercase)
    }

    /// Somebody begins to speak; `None` when it is not said who.
    fn turn(&mut self, speaker: Option<String>) {
        if speaker.is_some() && speaker == self.speaker {
            return;
        }
        self.text.close();
        if let Some(name) = &speaker {
            self.text.push_folded(&format!("{name}: "));
        }
        self.speaker = speaker;
    }
}

/// The first voice tag of a line, `<v.loud Mary Cole>`: what stands before it, the name, what
/// stands behind it.
fn voice(line: &str) -> Option<(&str, String, &str)> {
    let start = line.find("<v")?;
    let tag = &line[start + 2..];
    let end = tag.find('>')?;
    let (classes, name) = tag[..end].split_once([' ', '\t'])?;
    let name = plain(name).trim().to_owned();
    let is_voice = (classes.is_empty() || classes.starts_with('.')) && !name.is_empty();
    is_voice.then(|| (&line[..start], name, &tag[end + 1..]))
}

/// A line without tags and the braces of styles (`{\an8}`), its character references replaced.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    // Where the last of each mark is that ends a tag or a style: none is looked for behind it.
    let (last_tag, last_style) = (line.rfind('>'), line.rfind('}'));
    while let Some(at) = rest.find(['<', '{', '&']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let from = line.len() - rest.len();
        let is_tag = rest[1..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
        let skipped = match rest.as_bytes()[0] {
            b'<' if is_tag && last_tag > Some(from) => rest.find('>'),
            b'{' if rest.starts_with("{\\") && last_style > Some(from) => rest.find('}'),
            _ => None,
        };
        if let Some(end) = skipped {
            rest = &rest[end + 1..];
            continue;
        }
        let known = REFERENCES.iter().find(|(name, _)| rest.starts_with(name));
        let (name, c) = known.copied().unwrap_or((&rest[..1], &rest[..1]));
        out.push_str(c);
        rest = &rest[name.len()..];
    }
    out.push_str(rest);
    out
}

/// The character references of `WebVTT`; marks of direction are dropped.
const REFERENCES: &[(&str, &str)] = &[
    ("&amp;", "&"),
    ("&gt;", ">"),
    ("&lrm;", ""),
    ("&lt;", "<"),
    ("&nbsp;", " "),
    ("&quot;", "\""),
    ("&rlm;", ""),
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn paragraphs(source: &str) -> Vec<String> {
        let draft = read(source);
        let blocks = draft.blocks.unwrap();
        blocks.iter().map(|block| block.span.of(&draft.body).to_owned()).collect()
    }

    #[test]
    fn voices_make_the_turns() {
        let source = "WEBVTT - talks\nLanguage: en\n\nNOTE made\nby hand\n\n1\n00:01.000 --> 00:04.000 align:start\n\
            <v Mary Cole>We closed &amp; opened\n<i>two</i> bridges.\n\n00:04.000 --> 00:05.000\n<v Mary Cole>Then it rained.\n\n\
            00:05.000 --> 00:06.000\n<v.loud John Hill>When?</v>\n";
        assert_eq!(
            paragraphs(source),
            ["Mary Cole: We closed & opened two bridges. Then it rained.", "John Hill: When?"]
        );
        assert_eq!(read(source).language.as_deref(), Some("en"));
    }

    #[test]
    fn names_and_marks_make_the_turns_of_subtitles() {
        let source = "1\n00:00:01,000 --> 00:00:04,000\n{\\an8}MAYOR: The dam held.\n\n2\n00:00:04,500 --> 00:00:06,000\n\
            It will hold.\n\n3\n00:00:07,000 --> 00:00:08,000\n>> Will it?\n\n4\n00:00:08,000 --> 00:00:09,000\n- It will.\n- Good.\n";
        assert_eq!(
            paragraphs(source),
            ["MAYOR: The dam held. It will hold.", "Will it?", "It will.", "Good."]
        );
    }

    #[test]
    fn running_captions_are_taken_once() {
        let source = "00:01.000 --> 00:02.000\nthe dam held\n\n00:02.000 --> 00:03.000\nthe dam held\nthrough the night\n";
        assert_eq!(paragraphs(source), ["the dam held through the night"]);
    }

    #[test]
    fn a_long_turn_goes_on_in_a_new_paragraph() {
        let cues = "00:01.000 --> 00:02.000\nThe dam held through the night, he said.\n\n"
            .to_owned()
            + "00:01.000 --> 00:02.000\nThen it rained and it rained.\n\n";
        let paragraphs = paragraphs(&cues.repeat(30));
        assert!(paragraphs.len() > 1 && paragraphs.iter().all(|text| text.ends_with('.')));
    }

    #[test]
    fn marks_that_never_end_stay_and_cost_no_time() {
        let marks = "<a{\\".repeat(300_000);
        assert_eq!(plain(&marks), marks);
        assert_eq!(plain("<a<i>x"), "x");
        assert_eq!(plain("{\\an8}x{\\y"), "x{\\y");
    }

    proptest! {
        #[test]
        fn no_text_panics(source in "(-->|\n|<v|<v Ann>|</v>|>>|- |Ann: |\\{\\\\|&amp;|&|<|\\PC|😀){0,80}") {
            let _ = read(&source);
            let _ = read(&format!("-->\n{source}"));
        }
    }
}

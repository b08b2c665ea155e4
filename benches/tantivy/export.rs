//! Passages and queries as other engines can read them.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::PathBuf;

use crate::asks::{Ask, Class, Sample, Words};

/// Writes `passages.jsonl` and `queries.tsv` (class, what its words are, words).
pub(crate) struct Export {
    folder: PathBuf,
    passages: BufWriter<File>,
}

impl Export {
    /// Where `EXPORT` says; none when it says nothing.
    pub(crate) fn wanted() -> Option<Self> {
        let folder = PathBuf::from(std::env::var_os("EXPORT")?);
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = File::create(folder.join("passages.jsonl")).expect("a file");
        Some(Self { folder, passages: BufWriter::new(file) })
    }

    pub(crate) fn passage(&mut self, passage: &Sample) {
        let line = serde_json::json!({ "text": passage.text });
        writeln!(self.passages, "{line}").expect("a line");
    }

    /// The queries of words alone.
    pub(crate) fn queries(mut self, classes: &[Class]) {
        self.passages.flush().expect("the passages");
        let mut file = File::create(self.folder.join("queries.tsv")).expect("a file");
        for class in classes {
            let bare = class.asks.iter().filter(|ask| ask.is_words_alone());
            for ask in bare {
                let (name, words, text) = (class.name, ask.words, &ask.text);
                writeln!(file, "{name}\t{words:?}\t{text}").expect("a line");
            }
        }
    }
}

impl Ask {
    /// Whether it asks for words and for the first ten hits, and for nothing else.
    fn is_words_alone(&self) -> bool {
        let narrowed = self.speaker.is_some() || self.year.is_some();
        let more = !self.facets.is_empty() || self.collapse || self.offset > 0;
        self.words != Words::None && !narrowed && !more
    }
}

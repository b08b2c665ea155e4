//! The name of an article within its archive.

use data_encoding::{Encoding, Specification};
use std::sync::LazyLock;

/// Bytes of the hash that make up an id: 80 bits are 16 characters, and two of a million
/// articles meet with a chance below 10⁻¹².
const HASH_BYTES: usize = 10;

/// RFC 4648 base32 in lower case.
static BASE32: LazyLock<Encoding> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification.symbols.push_str("abcdefghijklmnopqrstuvwxyz234567");
    // The symbols are 32 distinct ASCII characters, all that an encoding asks for.
    specification.encoding().expect("base32 is a valid encoding")
});

/// Names the article that the record `key` of the file at `path` below the root `root` holds.
///
/// `key` is empty for a file that is one article. Neither text nor url is part of the id, so an
/// edited article keeps it.
pub(crate) fn article_id(root: &str, path: &str, key: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [root, "\0", path, "\0", key] {
        hasher.update(part.as_bytes());
    }
    BASE32.encode(&hasher.finalize().as_bytes()[..HASH_BYTES])
}

/// Whether this is how ids look.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == HASH_BYTES * 8 / 5 && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'))
}

/// The key of a record that has no `id`: the hash of its text.
pub(super) fn text_key(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_sixteen_lower_case_characters() {
        let id = article_id("", "news/a.txt", "");
        assert_eq!(id.len(), 16);
        assert!(id.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7')), "{id}");
        assert_eq!(id, article_id("", "news/a.txt", ""));
    }

    #[test]
    fn root_path_and_key_all_tell_articles_apart() {
        let ids = [
            article_id("", "a.jsonl", "1"),
            article_id("", "a.jsonl", "2"),
            article_id("", "b.jsonl", "1"),
            article_id("press", "a.jsonl", "1"),
            article_id("", "a.jsonl", &text_key("text")),
        ];
        for (i, id) in ids.iter().enumerate() {
            assert!(!ids[..i].contains(id));
        }
    }
}

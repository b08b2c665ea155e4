//! Where a file is ↔ the path below its root by which an index knows it: text, with `/` between the
//! parts.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::path::{Component, Path, PathBuf};

/// The path below the root, or the file's name when it is the root itself.
pub(crate) fn relative(path: &Path, base: &Path) -> String {
    let below = path.strip_prefix(base).unwrap_or(path);
    let parts: Vec<String> = below
        .components()
        .filter_map(|part| match part {
            Component::Normal(part) => Some(spelled(part)),
            _ => None,
        })
        .collect();
    if parts.is_empty() {
        path.file_name().map(spelled).unwrap_or_default()
    } else {
        parts.join("/")
    }
}

/// Where the file is that [`relative`] names so.
pub(crate) fn located(base: &Path, relative: &str) -> PathBuf {
    let plain = base.join(relative);
    if !relative.contains("\\x") || plain.symlink_metadata().is_ok() {
        return plain;
    }
    unspelled(relative).map_or(plain, |name| base.join(name))
}

/// The name that [`spelled`] makes this of.
#[cfg(unix)]
fn unspelled(name: &str) -> Option<OsString> {
    let mut out = Vec::with_capacity(name.len());
    let mut parts = name.split("\\x");
    out.extend_from_slice(parts.next()?.as_bytes());
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(byte) = byte.filter(|byte| !byte.is_ascii()) {
            out.push(byte);
            out.extend_from_slice(&part.as_bytes()[2..]);
        } else {
            out.extend_from_slice(b"\\x");
            out.extend_from_slice(part.as_bytes());
        }
    }
    Some(std::os::unix::ffi::OsStringExt::from_vec(out))
}

/// Names are text elsewhere.
#[cfg(not(unix))]
fn unspelled(_: &str) -> Option<OsString> {
    None
}

/// A file name as text. Bytes that are none become `\xNN`, so that two names stay two.
fn spelled(name: &OsStr) -> String {
    let mut out = String::with_capacity(name.len());
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string does not fail.
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_stay_apart() {
        use std::os::unix::ffi::OsStrExt;

        for bytes in
            [&b"caf\xe9.txt"[..], b"\xff\xfe", b"a\\x41.txt", b"a\\xzz\xe9\\x", "\\xé".as_bytes()]
        {
            let name = OsStr::from_bytes(bytes);
            assert_eq!(unspelled(&spelled(name)).unwrap(), name);
        }
        assert_eq!(spelled(OsStr::from_bytes(b"caf\xe9.txt")), "caf\\xe9.txt");
    }
}

//! A path → the bytes of the file there, whatever has come to stand in its place.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _};
use std::path::Path;

use crate::error::Error;

/// Opens a file for reading; what is no regular file is refused.
///
/// A pipe that has come to stand in the place of a file is not waited for.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(&mut options, libc::O_NONBLOCK);
    let file = options.open(path)?;
    if file.metadata()?.is_file() {
        Ok(file)
    } else {
        Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"))
    }
}

/// The bytes of a file, unless there are more than `most`.
pub(super) fn load(path: &Path, most: u64) -> Result<Vec<u8>, Error> {
    let failed = |error| Error::io(path, error);
    let too_large = || Error::article(path, too_large(most));
    let file = open(path).map_err(failed)?;
    let len = file.metadata().map_err(failed)?.len();
    if len > most {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or(0) + 1);
    // A file can grow while it is read.
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most { Err(too_large()) } else { Ok(bytes) }
}

/// That a file is larger than `most` bytes, in words.
pub(crate) fn too_large(most: u64) -> String {
    format!("larger than {} (--max-file-size)", size(most))
}

/// A number of bytes as people write it: "256 MiB", "1000 bytes".
pub(super) fn size(bytes: u64) -> String {
    let units = [(30, "GiB"), (20, "MiB"), (10, "KiB")];
    let unit = units.into_iter().find(|(shift, _)| bytes > 0 && bytes.is_multiple_of(1 << shift));
    unit.map_or_else(
        || format!("{bytes} bytes"),
        |(shift, name)| format!("{} {name}", bytes >> shift),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn too_large_files_and_what_is_no_file_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        std::fs::write(&path, "The dam held.").unwrap();
        assert_eq!(load(&path, 13).unwrap(), b"The dam held.");
        let error = load(&path, 12).unwrap_err().to_string();
        assert!(error.ends_with("a.txt: larger than 12 bytes (--max-file-size)"), "{error}");
        let error = load(folder.path(), 12).unwrap_err().to_string();
        assert!(error.ends_with("not a regular file"), "{error}");
        assert!(load(&folder.path().join("gone"), 12).is_err());
    }

    #[test]
    fn sizes_are_told_in_the_largest_unit_that_fits() {
        assert_eq!(size(256 << 20), "256 MiB");
        assert_eq!(size(1 << 30), "1 GiB");
        assert_eq!(size(1000), "1000 bytes");
        assert_eq!(size(0), "0 bytes");
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_is_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.txt");
        let made = std::process::Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        assert!(open(&path).unwrap_err().to_string().contains("not a regular file"));
    }
}

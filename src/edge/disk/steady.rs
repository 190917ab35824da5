//! A file is read as it was at one moment, or not at all.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use super::system;
use crate::edge::Failure;
use crate::edge::failure::quoted;

/// How often a file is tried that changes under our hands.
const TRIES: usize = 6;
/// An empty file younger than this is likely to be between an editor's truncation and its writing.
const SETTLING: Duration = Duration::from_millis(40);

/// What was found under a path.
pub(super) enum Found {
    Bytes(Vec<u8>),
    /// Over the limit, with its size; not read.
    Oversize(u64),
    /// It went away since its folder was listed.
    Gone,
    /// A pipe, socket or device took its place.
    Special,
}

enum Attempt {
    Done(Found),
    Changed,
}

/// The bytes of a file; `None` when there is none.
///
/// # Errors
/// When it cannot be read, or does not hold still.
pub fn read_file(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    match read_steady(path, u64::MAX)? {
        Found::Bytes(bytes) => Ok(Some(bytes)),
        Found::Gone => Ok(None),
        Found::Oversize(_) | Found::Special => Err(Failure::machine(format!("{} is not a file", quoted(path)))),
    }
}

/// Reads up to `limit` bytes; length and time of change are the same before and after, or it is read again.
pub(super) fn read_steady(path: &Path, limit: u64) -> Result<Found, Failure> {
    for attempt in 0..TRIES {
        if attempt > 0 {
            sleep(SETTLING / 4);
        }
        match try_read(path, limit, attempt + 1 == TRIES) {
            Ok(Attempt::Done(found)) => return Ok(found),
            Ok(Attempt::Changed) => {}
            // Editors take the old file away before they put the new one in its place.
            Err(error) if error.kind() == io::ErrorKind::NotFound && attempt + 1 < TRIES => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Gone),
            Err(error) => return Err(Failure::io("read", path, &error)),
        }
    }
    Err(Failure::machine(format!("changed while reading {}", quoted(path))).help("build again when it is saved"))
}

fn try_read(path: &Path, limit: u64, last: bool) -> io::Result<Attempt> {
    // Without waiting: a pipe that took the file's place would else hold us forever.
    let mut file = system::without_waiting(OpenOptions::new().read(true)).open(path)?;
    let before = file.metadata()?;
    if !before.is_file() {
        return Ok(Attempt::Done(Found::Special));
    }
    if before.len() > limit {
        return Ok(Attempt::Done(Found::Oversize(before.len())));
    }
    let bytes = read_all(&mut file, before.len())?;
    let after = file.metadata()?;
    let same =
        before.len() == after.len() && bytes.len() as u64 == after.len() && modified(&before) == modified(&after);
    if !same || (bytes.is_empty() && !last && is_young(&after)) {
        return Ok(Attempt::Changed);
    }
    Ok(Attempt::Done(Found::Bytes(bytes)))
}

fn read_all(file: &mut File, length: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0).saturating_add(1));
    // One byte more shows a file that grew, without reading all of an endless one.
    file.take(length.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn modified(metadata: &Metadata) -> Option<SystemTime> {
    metadata.modified().ok()
}

fn is_young(metadata: &Metadata) -> bool {
    modified(metadata).and_then(|at| at.elapsed().ok()).is_some_and(|age| age < SETTLING)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use std::fs;

    use super::*;

    #[test]
    fn what_is_there_is_read_and_what_is_not_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        assert_eq!(read_file(&path).unwrap(), None);
        fs::write(&path, "abc").unwrap();
        assert_eq!(read_file(&path).unwrap().as_deref(), Some(&b"abc"[..]));
        assert!(matches!(read_steady(&path, 3).unwrap(), Found::Bytes(_)));
        assert!(matches!(read_steady(&path, 2).unwrap(), Found::Oversize(3)));
        assert_eq!(read_file(folder.path()).unwrap_err().message, format!("{} is not a file", folder.path().display()));
    }

    /// Empties a file, writes it again soon after, and reads it meanwhile; `None` when the machine was
    /// too busy to write it soon.
    fn read_while_written() -> Option<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "").unwrap();
        let began = Instant::now();
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| {
                sleep(SETTLING / 4);
                fs::write(&path, "abc").unwrap();
                began.elapsed()
            });
            let read = read_file(&path).unwrap();
            (writing.join().unwrap() < SETTLING / 2).then(|| read.unwrap_or_default())
        })
    }

    #[test]
    fn a_file_that_is_emptied_and_written_again_is_read_whole() {
        let read = (0..200).find_map(|_| read_while_written());
        assert_eq!(read.as_deref(), Some(&b"abc"[..]));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_file_that_never_holds_still_is_named() {
        // Its length is always given as 0, and there is always something to read.
        let failure = read_file(Path::new("/proc/version")).unwrap_err();
        assert_eq!(failure.message, "changed while reading /proc/version");
    }
}

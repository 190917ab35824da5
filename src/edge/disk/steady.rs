//! A file is read as it was at one moment, or not at all.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use rayon::prelude::*;

use super::stamp::Stamp;
use super::system;
use crate::base::Content;
use crate::edge::Failure;
use crate::edge::failure::quoted;

/// How often a file is tried that changes under our hands.
const TRIES: usize = 6;
/// An empty file younger than this is likely to be between an editor's truncation and its writing.
const SETTLING: Duration = Duration::from_millis(40);
/// A buffer for longer files is not kept, in bytes.
const KEPT_BUFFER: usize = 1 << 20;

/// What was found under a path.
pub(super) enum Found {
    Content(Content, Stamp),
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
    match read_files(&[(path, u64::MAX)])?.pop() {
        Some(Found::Content(Content::Bytes(bytes), _)) => Ok(Some(bytes.to_vec())),
        Some(Found::Gone) | None => Ok(None),
        Some(Found::Content(Content::Oversize(_), _) | Found::Special) => {
            Err(Failure::machine(format!("{} is not a file", quoted(path))))
        }
    }
}

/// Reads files, each up to its limit in bytes, and says what was found in the same order.
pub(super) fn read_files(files: &[(&Path, u64)]) -> Result<Vec<Found>, Failure> {
    let read = files.par_iter().map_init(Vec::new, |buffer, (path, limit)| read_steady(path, *limit, buffer));
    // First all, then the first failure in order: which one is told does not depend on the threads.
    let mut found = read.collect::<Vec<_>>().into_iter().collect::<Result<Vec<_>, Failure>>()?;
    // Editors take the old file away before they put the new one in its place. However many are gone, all wait together.
    for _ in 1..TRIES {
        if !found.iter().any(|found| matches!(found, Found::Gone)) {
            break;
        }
        sleep(SETTLING / 4);
        for (found, (path, limit)) in found.iter_mut().zip(files).filter(|(found, _)| matches!(found, Found::Gone)) {
            *found = read_steady(path, *limit, &mut Vec::new())?;
        }
    }
    Ok(found)
}

/// Reads up to `limit` bytes; the stamp is the same before and after, or it is read again.
fn read_steady(path: &Path, limit: u64, buffer: &mut Vec<u8>) -> Result<Found, Failure> {
    for attempt in 0..TRIES {
        if attempt > 0 {
            sleep(SETTLING / 4);
        }
        match try_read(path, limit, buffer, attempt + 1 == TRIES) {
            Ok(Attempt::Done(found)) => return Ok(found),
            Ok(Attempt::Changed) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Gone),
            Err(error) => return Err(Failure::io("read", path, &error)),
        }
    }
    Err(Failure::machine(format!("changed while reading {}", quoted(path))).help("build again when it is saved"))
}

fn try_read(path: &Path, limit: u64, buffer: &mut Vec<u8>, last: bool) -> io::Result<Attempt> {
    // Without waiting: a pipe that took the file's place would else hold us forever.
    let mut file = system::without_waiting(OpenOptions::new().read(true)).open(path)?;
    let before = file.metadata()?;
    let stamp = Stamp::of(&before);
    if !before.is_file() {
        return Ok(Attempt::Done(Found::Special));
    }
    if before.len() > limit {
        return Ok(Attempt::Done(Found::Content(Content::Oversize(before.len()), stamp)));
    }
    let bytes = read_all(&mut file, before.len(), buffer)?;
    let after = file.metadata()?;
    let same = bytes.len() as u64 == after.len() && Stamp::of(&after) == stamp;
    if !same || (bytes.is_empty() && !last && is_young(&after)) {
        return Ok(Attempt::Changed);
    }
    let content = Content::Bytes(Arc::from(bytes));
    if buffer.len() > KEPT_BUFFER {
        *buffer = Vec::new();
    }
    Ok(Attempt::Done(Found::Content(content, stamp)))
}

/// The bytes of a file of `length` bytes, by one call where the system gives all at once: that nothing follows them
/// is what its length says afterwards. One byte more is asked for, which shows a file whose length is always given as 0.
fn read_all<'a>(file: &mut File, length: u64, buffer: &'a mut Vec<u8>) -> io::Result<&'a [u8]> {
    let length = usize::try_from(length).map_err(|_| io::ErrorKind::FileTooLarge)?;
    if buffer.len() <= length {
        buffer.resize(length.saturating_add(1), 0);
    }
    let (space, mut filled) = (&mut buffer[..=length], 0);
    loop {
        match file.read(&mut space[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
        if filled >= length {
            break;
        }
    }
    Ok(&buffer[..filled])
}

fn is_young(metadata: &Metadata) -> bool {
    metadata.modified().ok().and_then(|at: SystemTime| at.elapsed().ok()).is_some_and(|age| age < SETTLING)
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
        for (limit, content) in [(3, Content::Bytes(Arc::from(*b"abc"))), (2, Content::Oversize(3))] {
            let found = read_files(&[(&path, limit)]).unwrap().pop();
            assert!(matches!(found, Some(Found::Content(found, _)) if found == content), "{limit}");
        }
        assert_eq!(read_file(folder.path()).unwrap_err().message, format!("{} is not a file", folder.path().display()));
    }

    #[test]
    fn long_and_short_files_share_a_buffer() {
        let folder = tempfile::tempdir().unwrap();
        let mut buffer = Vec::new();
        for length in [0, 5, KEPT_BUFFER + 9, 1, 3_000, 0] {
            let path = folder.path().join("a");
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            fs::write(&path, &bytes).unwrap();
            let Found::Content(Content::Bytes(read), _) = read_steady(&path, u64::MAX, &mut buffer).unwrap() else {
                panic!("{length} bytes were not read");
            };
            assert!(*read == *bytes, "{length}");
        }
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

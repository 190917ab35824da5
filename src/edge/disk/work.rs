//! The folder beside the output in which a site is made, and the lock that keeps builds apart.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::stamp::{Moment, Stamp};
use super::system;
use crate::edge::failure::{quoted, reason};
use crate::edge::{Failure, signals};

/// How long a build waits for another one of the same output folder.
const PATIENCE: Duration = Duration::from_secs(10);

/// A clock is looked at that often, with that much in between: the coarsest clock of a Linux kernel moves a hundred
/// times a second. File systems with coarser clocks are not waited for.
const TICKS: usize = 15;
const TICK: Duration = Duration::from_millis(1);

/// A locked folder. The lock ends when this is dropped, or with the process.
#[derive(Debug)]
pub(super) struct Work {
    path: PathBuf,
    folder: File,
}

impl Work {
    /// Makes and locks `path`. When another build has it, `waiting` is called once and then it is waited for.
    pub(super) fn take(path: PathBuf, out: &Path, waiting: &dyn Fn()) -> Result<Self, Failure> {
        Self::take_within(PATIENCE, path, out, waiting)
    }

    fn take_within(patience: Duration, path: PathBuf, out: &Path, waiting: &dyn Fn()) -> Result<Self, Failure> {
        let began = Instant::now();
        let mut told = false;
        loop {
            let mut begun = signals::hold();
            let taken = Self::try_take(&path);
            if let Ok(Some(folder)) = taken {
                begun.folder = Some(path.clone());
                return Ok(Self { path, folder });
            }
            drop(begun);
            match taken {
                Ok(None) if began.elapsed() > patience => {
                    return Err(Failure::machine(format!("another build is writing {}", quoted(out)))
                        .help("wait for it to end, or choose another folder with --output"));
                }
                Ok(None) if !told => {
                    told = true;
                    waiting();
                }
                Ok(_) => sleep(Duration::from_millis(50)),
                Err(error) => {
                    let how = format!("cannot make and lock {}", quoted(&path));
                    let told = format!("cannot write to {}: {how}: {}", quoted(out), reason(&error));
                    return Err(Failure::machine(told));
                }
            }
        }
    }

    /// `None` when another has it, or has just removed it.
    fn try_take(path: &Path) -> io::Result<Option<File>> {
        match fs::create_dir(path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
        let folder = match system::open_folder(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            folder => folder?,
        };
        let locked = system::try_lock(&folder).inspect_err(|_| {
            // A file system without locks: nobody can be at work in it.
            let _ = fs::remove_dir(path);
        });
        if !locked? {
            return Ok(None);
        }
        // Whoever had it may have removed it between our opening and our locking.
        let (locked, named) = (folder.metadata()?, fs::symlink_metadata(path));
        let is_same = named.is_ok_and(|named| (named.dev(), named.ino()) == (locked.dev(), locked.ino()));
        Ok(is_same.then_some(folder))
    }

    /// The site that is being made; after the switch, the one that it replaced.
    pub(super) fn new_site(&self) -> PathBuf {
        self.path.join("new")
    }

    /// Where the old site waits while two renames stand for an exchange.
    pub(super) fn old_site(&self) -> PathBuf {
        self.path.join("old")
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts all that was written on the disk itself.
    pub(super) fn sync(&self) -> io::Result<()> {
        system::sync(&self.folder)
    }

    /// Whether the clock of the file system has passed `moment`. It is waited for, a step of the clock at most.
    pub(super) fn passes(&self, moment: Moment) -> bool {
        (0..TICKS).any(|tick| {
            if tick > 0 {
                sleep(TICK);
            }
            let now = system::touch(&self.folder).and_then(|()| self.folder.metadata());
            now.is_ok_and(|found| Stamp::of(&found).modified > moment)
        })
    }

    /// Removes the folder, which must be empty by now.
    pub(super) fn remove(self) -> io::Result<()> {
        fs::remove_dir(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(path: &Path) -> Result<Work, Failure> {
        Work::take_within(Duration::ZERO, path.to_owned(), Path::new("out"), &|| {})
    }

    #[test]
    fn a_lock_is_one_build_s_until_it_ends() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("work");
        let first = take(&path).unwrap();
        assert_eq!(take(&path).unwrap_err().message, "another build is writing out");
        // As one that dies leaves it: the folder stays, the lock does not.
        drop(first);
        take(&path).unwrap().remove().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_work_folder_is_not_looked_for_behind_a_link() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("work");
        std::os::unix::fs::symlink(home.path(), &path).unwrap();
        let failure = take(&path).unwrap_err();
        assert!(failure.message.starts_with("cannot write to out: cannot make and lock "), "{failure:?}");
    }
}

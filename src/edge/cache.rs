//! A place for what may be lost: records in the user's cache folder, each in a slot of its own.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::{env, process};

use crate::base::Digest;

/// How many hexadecimal digits of its key choose a slot: at most 4,096 records of a kind are ever kept, and
/// where two keys meet, the later record takes the place of the other.
const SLOT: usize = 3;
/// In bytes. A longer file is none of ours.
const LONGEST: u64 = 16 << 20;
/// In bytes: the digest in front of a record, and the end of its line.
const HEAD: u64 = 33;

/// What is kept; each kind is a folder.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Build,
    Highlights,
}

/// Records by their keys. Whatever goes wrong with one, it is as if it had never been kept.
#[derive(Debug, Clone)]
pub struct Cache {
    folder: PathBuf,
}

impl Cache {
    /// In `TIDINGS_CACHE_DIR`, else in `tidings/` of the user's cache folder (`XDG_CACHE_HOME` or `~/.cache`, by
    /// <https://specifications.freedesktop.org/basedir-spec/0.8/>); `None` when the variable is set and empty, or there
    /// is no home.
    pub fn find() -> Option<Self> {
        let own = env::var_os("TIDINGS_CACHE_DIR").map(PathBuf::from);
        let of_user = || {
            let named = env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
            let folder = named.or_else(|| Some(env::home_dir()?.join(".cache")))?;
            folder.is_absolute().then(|| folder.join("tidings"))
        };
        let folder = own.or_else(of_user).filter(|folder| !folder.as_os_str().is_empty())?;
        Some(Self { folder })
    }

    /// The record with this key, or whichever took its place; `None` when there is none or it is damaged.
    pub fn read(&self, kind: Kind, key: Digest) -> Option<Vec<u8>> {
        let path = self.slot(kind, key);
        let found = fs::symlink_metadata(&path).ok()?;
        if !found.is_file() || found.len() > LONGEST {
            return None;
        }
        let mut bytes = fs::read(path).ok()?;
        let end = bytes.iter().position(|byte| *byte == b'\n')?;
        let record = bytes.split_off(end + 1);
        (bytes.trim_ascii_end() == Digest::of(&record).to_string().as_bytes()).then_some(record)
    }

    /// Keeps a record, whole or not at all; one that is too long to be read again is not kept.
    pub fn write(&self, kind: Kind, key: Digest, record: &[u8]) {
        if record.len() as u64 + HEAD > LONGEST {
            return;
        }
        let path = self.slot(kind, key);
        // Of two programs at once each writes a file of its own.
        let new = path.with_extension(format!("{}.new", process::id()));
        if self.try_write(&new, record).and_then(|()| fs::rename(&new, &path)).is_err() {
            let _ = fs::remove_file(new);
        }
    }

    fn try_write(&self, path: &Path, record: &[u8]) -> io::Result<()> {
        // It may hold lines of the user's texts.
        DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap_or(&self.folder))?;
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        file.write_all(format!("{}\n", Digest::of(record)).as_bytes())?;
        file.write_all(record)
    }

    fn slot(&self, kind: Kind, key: Digest) -> PathBuf {
        let kind = match kind {
            Kind::Build => "builds",
            Kind::Highlights => "highlights",
        };
        self.folder.join(kind).join(&key.to_string()[..SLOT])
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn cache() -> (tempfile::TempDir, Cache) {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("far/away");
        (home, Cache { folder })
    }

    #[test]
    fn a_record_is_read_as_it_was_kept() {
        let (_home, cache) = cache();
        let key = Digest::of("key");
        assert_eq!(cache.read(Kind::Build, key), None);
        for record in ["one", "", "two\nlines\n"] {
            cache.write(Kind::Build, key, record.as_bytes());
            assert_eq!(cache.read(Kind::Build, key).as_deref(), Some(record.as_bytes()));
        }
        assert_eq!(cache.read(Kind::Highlights, key), None);
        let names: Vec<_> = fs::read_dir(cache.folder.join("builds")).unwrap().collect();
        assert_eq!(names.len(), 1, "{names:?}");
        assert_eq!(fs::metadata(cache.slot(Kind::Build, key)).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_record_is_none() {
        let (_home, cache) = cache();
        let key = Digest::of("key");
        cache.write(Kind::Build, key, b"{\"a\":1}");
        let whole = fs::read(cache.slot(Kind::Build, key)).unwrap();
        for length in 0..whole.len() {
            fs::write(cache.slot(Kind::Build, key), &whole[..length]).unwrap();
            assert_eq!(cache.read(Kind::Build, key), None, "{length}");
            let mut turned = whole.clone();
            turned[length] ^= 1;
            fs::write(cache.slot(Kind::Build, key), turned).unwrap();
            assert_eq!(cache.read(Kind::Build, key), None, "{length}");
        }
    }

    #[test]
    fn what_would_be_too_long_to_read_is_not_kept() {
        let (_home, cache) = cache();
        let key = Digest::of("key");
        for (length, is_kept) in [(LONGEST - HEAD, true), (LONGEST - HEAD + 1, false)] {
            let record = vec![0; length as usize];
            cache.write(Kind::Highlights, key, &record);
            assert_eq!(cache.read(Kind::Highlights, key) == Some(record), is_kept, "{length}");
        }
    }

    #[test]
    fn where_nothing_can_be_kept_nothing_is() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "mine").unwrap();
        let cache = Cache { folder: file.clone() };
        cache.write(Kind::Build, Digest::of("key"), b"record");
        assert_eq!(cache.read(Kind::Build, Digest::of("key")), None);
        assert_eq!(fs::read_to_string(file).unwrap(), "mine");
    }
}

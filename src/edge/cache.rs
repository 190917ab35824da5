//! A place for what may be lost: small records in the user's cache folder, each in a slot of its own.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::{env, process};

use crate::base::Digest;

/// How many hexadecimal digits of its key choose a slot: at most 4,096 records are ever kept, and where two keys meet,
/// the later record takes the place of the other.
const SLOT: usize = 3;
/// A longer file is none of ours.
const LONGEST: u64 = 16 << 20;

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
    pub fn read(&self, key: Digest) -> Option<String> {
        let path = self.slot(key);
        let found = fs::symlink_metadata(&path).ok()?;
        if !found.is_file() || found.len() > LONGEST {
            return None;
        }
        let text = fs::read_to_string(path).ok()?;
        let (digest, record) = text.split_once('\n')?;
        (digest == Digest::of(record).to_string()).then(|| record.to_owned())
    }

    /// Keeps a record, whole or not at all.
    pub fn write(&self, key: Digest, record: &str) {
        let path = self.slot(key);
        // Of two programs at once each writes a file of its own.
        let new = path.with_extension(format!("{}.new", process::id()));
        if self.try_write(&new, record).and_then(|()| fs::rename(&new, &path)).is_err() {
            let _ = fs::remove_file(new);
        }
    }

    fn try_write(&self, path: &Path, record: &str) -> io::Result<()> {
        // It holds lines of the user's texts.
        DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap_or(&self.folder))?;
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
        file.write_all(format!("{}\n{record}", Digest::of(record)).as_bytes())
    }

    fn slot(&self, key: Digest) -> PathBuf {
        self.folder.join("builds").join(&key.to_string()[..SLOT])
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
        assert_eq!(cache.read(key), None);
        for record in ["one", "", "two\nlines\n"] {
            cache.write(key, record);
            assert_eq!(cache.read(key).as_deref(), Some(record));
        }
        let names: Vec<_> = fs::read_dir(cache.folder.join("builds")).unwrap().collect();
        assert_eq!(names.len(), 1, "{names:?}");
        assert_eq!(fs::metadata(cache.slot(key)).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_record_is_none() {
        let (_home, cache) = cache();
        let key = Digest::of("key");
        cache.write(key, "{\"a\":1}");
        let whole = fs::read(cache.slot(key)).unwrap();
        for length in 0..whole.len() {
            fs::write(cache.slot(key), &whole[..length]).unwrap();
            assert_eq!(cache.read(key), None, "{length}");
            let mut turned = whole.clone();
            turned[length] ^= 1;
            fs::write(cache.slot(key), turned).unwrap();
            assert_eq!(cache.read(key), None, "{length}");
        }
    }

    #[test]
    fn where_nothing_can_be_kept_nothing_is() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("file");
        fs::write(&file, "mine").unwrap();
        let cache = Cache { folder: file.clone() };
        cache.write(Digest::of("key"), "record");
        assert_eq!(cache.read(Digest::of("key")), None);
        assert_eq!(fs::read_to_string(file).unwrap(), "mine");
    }
}

//! Changes to content: files are created or replaced, all or none, and nothing that nobody knows of is overwritten.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::publication::make_parents;
use crate::base::Change;
use crate::edge::Failure;
use crate::edge::failure::quoted;

/// Takes the steps in the folder `root`, which is made when it is not there.
///
/// # Errors
/// Refuses when a file to be created is there already, or one to be replaced is not what it was, and names all that
/// are. When a step fails, those before it are taken back.
pub fn apply(changes: &[Change], root: &Path) -> Result<(), Failure> {
    let there = paths(changes, root, |change, path| match change {
        Change::Create { .. } => fs::symlink_metadata(path).is_ok(),
        Change::Replace { .. } => false,
    });
    if !there.is_empty() {
        return Err(Failure::refused(format!("refusing to overwrite {}", there.join(", "))));
    }
    let changed = paths(changes, root, |change, path| match change {
        Change::Create { .. } => false,
        Change::Replace { old, .. } => fs::read(path).map_or(true, |bytes| bytes != *old),
    });
    if !changed.is_empty() {
        let message = format!("refusing to overwrite what changed a moment ago: {}", changed.join(", "));
        return Err(Failure::refused(message).help("run the command again"));
    }
    let mut made = Made::default();
    for change in changes {
        let path = root.join(change.path().as_str());
        let (verb, done) = match change {
            Change::Create { bytes, .. } => ("create", made.create(&path, bytes)),
            Change::Replace { old, bytes, .. } => ("write", made.replace(&path, old, bytes)),
        };
        done.map_err(|error| Failure::io(verb, &path, &error))?;
    }
    made.keep();
    Ok(())
}

/// The files of the changes that are so, named for people.
fn paths(changes: &[Change], root: &Path, is_so: impl Fn(&Change, &Path) -> bool) -> Vec<String> {
    let paths = changes.iter().map(|change| (change, root.join(change.path().as_str())));
    paths.filter(|(change, path)| is_so(change, path)).map(|(_, path)| quoted(&path)).collect()
}

/// What was made so far; dropped, it is taken back.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    /// Files that were replaced, with what they held.
    replaced: Vec<(PathBuf, Vec<u8>)>,
    /// The innermost first within each step.
    folders: Vec<Vec<PathBuf>>,
}

impl Made {
    fn create(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            self.folders.push(make_parents(folder)?);
        }
        let mut file = File::create_new(path)?;
        self.files.push(path.to_owned());
        file.write_all(bytes)?;
        file.sync_all()
    }

    fn replace(&mut self, path: &Path, old: &[u8], bytes: &[u8]) -> io::Result<()> {
        exchange(path, bytes)?;
        self.replaced.push((path.to_owned(), old.to_owned()));
        Ok(())
    }

    fn keep(mut self) {
        self.files.clear();
        self.replaced.clear();
        self.folders.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.replaced.iter().rev().for_each(|(path, old)| drop(exchange(path, old)));
        self.files.iter().for_each(|path| drop(fs::remove_file(path)));
        self.folders.iter().rev().flatten().for_each(|path| drop(fs::remove_dir(path)));
    }
}

/// Puts a file with these bytes into the place of another: whoever reads finds one or the other, whole.
fn exchange(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}~", std::process::id()));
    let write = || {
        let mut file = File::create_new(&beside)?;
        file.write_all(bytes)?;
        file.set_permissions(fs::metadata(path)?.permissions())?;
        file.sync_all()?;
        fs::rename(&beside, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&beside)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SitePath;

    fn create(path: &str) -> Change {
        Change::Create { path: SitePath::new(path).unwrap(), bytes: b"new".to_vec() }
    }

    #[test]
    fn nothing_is_overwritten_and_all_that_is_there_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "old").unwrap();
        fs::write(folder.path().join("b"), "old").unwrap();
        let failure = apply(&[create("a"), create("x/y"), create("b")], folder.path()).unwrap_err();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        assert_eq!(failure.message, format!("refusing to overwrite {}, {}", a.display(), b.display()));
        assert!(!folder.path().join("x").exists());
        assert_eq!(fs::read_to_string(a).unwrap(), "old");
    }

    #[test]
    fn what_is_replaced_is_what_was_seen() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let replace = |name: &str, old: &str| Change::Replace {
            path: SitePath::new(name).unwrap(),
            old: old.into(),
            bytes: b"new".to_vec(),
        };
        fs::write(file("a"), "old").unwrap();
        fs::write(file("b"), "edited").unwrap();
        let failure = apply(&[replace("a", "old"), replace("b", "old")], folder.path()).unwrap_err();
        assert!(failure.message.ends_with(&format!("a moment ago: {}", file("b").display())), "{}", failure.message);
        assert_eq!(fs::read_to_string(file("a")).unwrap(), "old");
        assert!(apply(&[replace("a", "old"), create("c"), create("c/d")], folder.path()).is_err());
        assert_eq!(fs::read_to_string(file("a")).unwrap(), "old");
        apply(&[replace("a", "old")], folder.path()).unwrap();
        assert_eq!(fs::read_to_string(file("a")).unwrap(), "new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_step_that_fails_takes_the_others_back() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        let failure = apply(&[create("x/y"), create("x/y/z")], &root).unwrap_err();
        assert!(failure.message.starts_with("cannot create "), "{}", failure.message);
        assert!(!root.exists());
    }
}

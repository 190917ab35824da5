//! Changes to content: files are created, all or none, and nothing is ever overwritten.

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
/// Refuses when a file to be created is there already, and names all that are. When a step fails, those before it
/// are taken back.
pub fn apply(changes: &[Change], root: &Path) -> Result<(), Failure> {
    let files: Vec<(PathBuf, &[u8])> =
        changes.iter().map(|Change::Create { path, bytes }| (root.join(path.as_str()), bytes.as_slice())).collect();
    let there: Vec<String> =
        files.iter().filter(|(path, _)| fs::symlink_metadata(path).is_ok()).map(|(path, _)| quoted(path)).collect();
    if !there.is_empty() {
        return Err(Failure::refused(format!("refusing to overwrite {}", there.join(", "))));
    }
    let mut made = Made::default();
    for (path, bytes) in files {
        made.create(&path, bytes).map_err(|error| Failure::io("create", &path, &error))?;
    }
    made.keep();
    Ok(())
}

/// What was made so far; dropped, it is taken back.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
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

    fn keep(mut self) {
        self.files.clear();
        self.folders.clear();
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        self.files.iter().for_each(|path| drop(fs::remove_file(path)));
        self.folders.iter().rev().flatten().for_each(|path| drop(fs::remove_dir(path)));
    }
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
    fn a_step_that_fails_takes_the_others_back() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        let failure = apply(&[create("x/y"), create("x/y/z")], &root).unwrap_err();
        assert!(failure.message.starts_with("cannot create "), "{}", failure.message);
        assert!(!root.exists());
    }
}

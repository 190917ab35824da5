//! Changes to content: all of them, or none; and nothing is ever overwritten that is not what it is thought to be.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::publication::make_parents;
use crate::base::Change;
use crate::edge::Failure;
use crate::edge::failure::quoted;

/// Takes the steps in the folder `root`, which is made when it is not there.
///
/// New files are written first, those that take another's place beside it; only when all stand are names exchanged, and
/// old files go only when all of that was done.
///
/// # Errors
/// Refuses when a file to be created is there already, and names all that are; refuses when a file is not what the
/// change takes it for. When a step fails, those before it are taken back: the very files that were there stand again
/// under their names.
pub fn apply(changes: &[Change], root: &Path) -> Result<(), Failure> {
    refuse(changes, root)?;
    let mut made = Made::default();
    for change in changes {
        let path = root.join(change.path().as_str());
        let written = match change {
            Change::Create { bytes, .. } => made.create(&path, bytes, None),
            Change::Move { from, bytes, .. } => made.create(&path, bytes, Some(&root.join(from.as_str()))),
            Change::Replace { bytes, .. } => made.stage(&followed(path.clone()), bytes),
        };
        written.map_err(|error| Failure::io("write", &path, &error))?;
    }
    for change in changes {
        let (path, done) = match change {
            Change::Create { .. } => continue,
            Change::Replace { path, old, .. } => {
                let path = followed(root.join(path.as_str()));
                let done = made.replace(&path, old);
                (path, done)
            }
            Change::Move { from, old, .. } => {
                let path = root.join(from.as_str());
                let done = made.remove(&path, old);
                (path, done)
            }
        };
        done.map_err(|error| Failure::io("change", &path, &error))?;
    }
    made.keep()?;
    for change in changes {
        if let Change::Move { from, .. } = change {
            // A folder that nothing is left in has no use; one that still holds something stays.
            let _ = from.folder().map(|folder| fs::remove_dir(root.join(folder)));
        }
    }
    Ok(())
}

/// Refuses what would lose something.
fn refuse(changes: &[Change], root: &Path) -> Result<(), Failure> {
    let new = changes.iter().filter(|change| !matches!(change, Change::Replace { .. }));
    let new = new.map(|change| root.join(change.path().as_str()));
    let there: Vec<String> = new.filter(|path| fs::symlink_metadata(path).is_ok()).map(|path| quoted(&path)).collect();
    if !there.is_empty() {
        return Err(Failure::refused(format!("refusing to overwrite {}", there.join(", "))));
    }
    let mut changed = Vec::new();
    for change in changes {
        let (path, old) = match change {
            Change::Create { .. } => continue,
            Change::Replace { path, old, .. } | Change::Move { from: path, old, .. } => (root.join(path.as_str()), old),
        };
        if fs::read(&path).map_or(true, |bytes| bytes != *old) {
            changed.push(quoted(&path));
        }
    }
    match changed.is_empty() {
        true => Ok(()),
        false => {
            Err(Failure::refused(format!("refusing to overwrite what changed a moment ago: {}", changed.join(", ")))
                .help("run the command again"))
        }
    }
}

/// What was made so far; dropped, it is taken back.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    /// The innermost first within each step.
    folders: Vec<Vec<PathBuf>>,
    /// Files that are changed or gone, and where they are kept.
    before: Vec<(PathBuf, PathBuf)>,
}

impl Made {
    fn create(&mut self, path: &Path, bytes: &[u8], like: Option<&Path>) -> io::Result<()> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            self.folders.push(make_parents(folder)?);
        }
        let mut file = File::create_new(path)?;
        self.files.push(path.to_owned());
        if let Some(like) = like {
            file.set_permissions(fs::metadata(like)?.permissions())?;
        }
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Writes beside `path` what is to take its place.
    fn stage(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.create(&beside(path), bytes, Some(path))
    }

    /// The file has both names for a moment, so that there is one at its place at any time; where no file can have two
    /// names, it is away in between.
    fn replace(&mut self, path: &Path, old: &[u8]) -> io::Result<()> {
        still(path, old)?;
        let kept = self.kept_as(path)?;
        match fs::hard_link(path, &kept) {
            // Somebody else took the name a moment ago.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
            Err(_) => fs::rename(path, &kept)?,
            Ok(()) => {}
        }
        self.before.push((path.to_owned(), kept));
        fs::rename(beside(path), path)
    }

    fn remove(&mut self, path: &Path, old: &[u8]) -> io::Result<()> {
        still(path, old)?;
        let kept = self.kept_as(path)?;
        fs::rename(path, &kept)?;
        self.before.push((path.to_owned(), kept));
        Ok(())
    }

    /// Where the file at `path` is kept meanwhile: beside it, hidden, and short, since its own name may be as long as
    /// names can be. Nothing has that name yet: in containers, a run that was killed had the same number.
    fn kept_as(&self, path: &Path) -> io::Result<PathBuf> {
        for number in self.before.len().. {
            let kept = path.with_file_name(format!(".tidings.{}.{number}~", std::process::id()));
            match fs::symlink_metadata(&kept) {
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(kept),
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// All of it stays. Where old files cannot be removed, nothing does: the first one shows it.
    fn keep(mut self) -> Result<(), Failure> {
        if let Some((path, kept)) = self.before.first() {
            fs::remove_file(kept).map_err(|error| Failure::io("change", path, &error))?;
        }
        self.before.drain(..).skip(1).for_each(|(_, kept)| drop(fs::remove_file(kept)));
        self.files.clear();
        self.folders.clear();
        Ok(())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        for (path, kept) in self.before.iter().rev() {
            // Of two names of one file, this leaves both.
            let _ = fs::rename(kept, path).and_then(|()| fs::remove_file(kept));
        }
        self.files.iter().for_each(|path| drop(fs::remove_file(path)));
        self.folders.iter().rev().flatten().for_each(|path| drop(fs::remove_dir(path)));
    }
}

/// Where a file is that is to be replaced: behind a link, which stays one.
fn followed(path: PathBuf) -> PathBuf {
    match fs::symlink_metadata(&path).is_ok_and(|about| about.is_symlink()) {
        true => fs::canonicalize(&path).unwrap_or(path),
        false => path,
    }
}

/// Whether the file is what it was before all others were written, which may have taken a while.
fn still(path: &Path, old: &[u8]) -> io::Result<()> {
    match fs::read(path)? == old {
        true => Ok(()),
        false => Err(io::Error::other("it changed a moment ago")),
    }
}

/// Where a file is written that is to take the place of `path`; hidden, so that nobody takes it for content.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}~", std::process::id()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::SitePath;

    fn path(path: &str) -> SitePath {
        SitePath::new(path).unwrap()
    }

    fn create(to: &str) -> Change {
        Change::Create { path: path(to), bytes: b"new".to_vec() }
    }

    fn replace(at: &str) -> Change {
        Change::Replace { path: path(at), old: b"old".to_vec(), bytes: b"new".to_vec() }
    }

    fn carry(from: &str, to: &str) -> Change {
        Change::Move { from: path(from), to: path(to), old: b"old".to_vec(), bytes: b"new".to_vec() }
    }

    /// A folder in which these files say `old`.
    fn folder(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            fs::create_dir_all(folder.path().join(file).parent().unwrap()).unwrap();
            fs::write(folder.path().join(file), "old").unwrap();
        }
        folder
    }

    fn told(folder: &Path) -> Vec<String> {
        let files = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
        let shown = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
        files
            .skip(1)
            .map(|file| match fs::read_to_string(file.path()) {
                Ok(text) => format!("{}: {text}", shown(file.path())),
                Err(_) => shown(file.path()),
            })
            .collect()
    }

    #[test]
    fn nothing_is_overwritten_and_all_that_is_there_is_named() {
        let folder = folder(&["a", "b"]);
        let failure = apply(&[create("a"), create("x/y"), create("b")], folder.path()).unwrap_err();
        let (a, b) = (folder.path().join("a"), folder.path().join("b"));
        assert_eq!(failure.message, format!("refusing to overwrite {}, {}", a.display(), b.display()));
        assert_eq!(told(folder.path()), ["a: old", "b: old"]);
    }

    #[test]
    fn a_step_that_fails_takes_the_others_back() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        let failure = apply(&[create("x/y"), create("x/y/z")], &root).unwrap_err();
        assert!(failure.message.starts_with("cannot write "), "{}", failure.message);
        assert!(!root.exists());
    }

    #[test]
    fn files_move_change_and_appear_together() {
        let folder = folder(&["waiting/a", "waiting/b", "gone/c", "config"]);
        let changes = [carry("waiting/a", "1.0/a"), carry("gone/c", "1.0/c"), replace("config"), create("1.0/release")];
        apply(&changes, folder.path()).unwrap();
        let expected =
            ["1.0", "1.0/a: new", "1.0/c: new", "1.0/release: new", "config: new", "waiting", "waiting/b: old"];
        assert_eq!(told(folder.path()), expected);
    }

    #[test]
    fn what_a_killed_run_left_is_not_written_over() {
        let folder = folder(&["a", "b"]);
        let left = format!(".tidings.{}.0~", std::process::id());
        fs::write(folder.path().join(&left), "precious").unwrap();
        apply(&[replace("a"), carry("b", "c")], folder.path()).unwrap();
        assert_eq!(told(folder.path()), [format!("{left}: precious"), "a: new".to_owned(), "c: new".to_owned()]);
    }

    #[test]
    fn a_failure_in_the_middle_puts_everything_back() {
        let files = ["waiting/a", "waiting/b", "config"];
        for last in [carry("waiting/a", "1.0/again"), create("1.0/a/b"), replace("config")] {
            let folder = folder(&files);
            let before = told(folder.path());
            // The last step cannot be taken any more, or not together with the others.
            let changes = [carry("waiting/a", "1.0/a"), replace("config"), carry("waiting/b", "1.0/b"), last.clone()];
            apply(&changes, folder.path()).unwrap_err();
            assert_eq!(told(folder.path()), before, "{last:?}");
        }
    }

    #[test]
    fn what_changes_while_others_are_written_is_put_back_as_it_was() {
        let folder = folder(&["config"]);
        let before = told(folder.path());
        // The second step finds what the first one has made of the file.
        let failure = apply(&[replace("config"), carry("config", "1.0/config")], folder.path()).unwrap_err();
        assert!(failure.message.ends_with(": it changed a moment ago"), "{}", failure.message);
        assert_eq!(told(folder.path()), before);
    }

    #[cfg(unix)]
    #[test]
    fn what_is_put_back_is_the_very_file() {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
        let folder = folder(&["waiting/script", "waiting/target", "config", "behind"]);
        let at = |path: &str| folder.path().join(path);
        for (path, mode) in [("waiting/script", 0o755), ("config", 0o600), ("behind", 0o640)] {
            fs::set_permissions(at(path), fs::Permissions::from_mode(mode)).unwrap();
        }
        symlink("target", at("waiting/link")).unwrap();
        symlink("behind", at("linked")).unwrap();
        let told = || {
            let files = ["waiting/script", "waiting/target", "waiting/link", "config", "behind", "linked"];
            files.map(|path| {
                let about = fs::symlink_metadata(at(path)).unwrap();
                let link = fs::read_link(at(path)).ok();
                (about.ino(), about.mode(), about.mtime_nsec(), fs::read_to_string(at(path)).unwrap(), link)
            })
        };
        let before = told();
        let names = || super::tests::told(folder.path());
        let names_before = names();
        let steps = [
            carry("waiting/script", "1.0/script"),
            carry("waiting/link", "1.0/link"),
            replace("config"),
            replace("linked"),
            // What is at its place is not what was there any more.
            carry("config", "1.0/config"),
        ];
        apply(&steps, folder.path()).unwrap_err();
        assert_eq!((told(), names()), (before, names_before));
    }

    #[cfg(unix)]
    #[test]
    fn rights_stay_and_nothing_is_left_behind() {
        use std::os::unix::fs::PermissionsExt;
        let long = "n".repeat(255);
        let folder = folder(&[&format!("waiting/{long}"), "config"]);
        let mode = |path: &str| fs::metadata(folder.path().join(path)).unwrap().permissions().mode() & 0o777;
        for (path, mode) in [(format!("waiting/{long}").as_str(), 0o755), ("config", 0o600)] {
            fs::set_permissions(folder.path().join(path), fs::Permissions::from_mode(mode)).unwrap();
        }
        let to = format!("1.0/{long}");
        apply(&[carry(&format!("waiting/{long}"), &to), replace("config")], folder.path()).unwrap();
        assert_eq!(told(folder.path()), ["1.0", &format!("{to}: new"), "config: new"]);
        assert_eq!((mode(&to), mode("config")), (0o755, 0o600));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_stays_one_and_what_it_leads_to_changes() {
        let folder = folder(&["docs/a"]);
        let link = folder.path().join("a");
        std::os::unix::fs::symlink("docs/a", &link).unwrap();
        apply(&[replace("a")], folder.path()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(folder.path().join("docs/a")).unwrap(), "new");
    }

    #[test]
    fn a_file_that_somebody_edited_meanwhile_is_left_alone() {
        let folder = folder(&["a", "b"]);
        fs::write(folder.path().join("b"), "edited").unwrap();
        let failure = apply(&[replace("a"), carry("b", "c")], folder.path()).unwrap_err();
        let b = folder.path().join("b");
        assert_eq!(failure.message, format!("refusing to overwrite what changed a moment ago: {}", b.display()));
        assert_eq!(told(folder.path()), ["a: old", "b: edited"]);
    }
}

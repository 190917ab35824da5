//! Where a site may be published, and where never.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::manifest::{self, Manifest};
use super::root::FOLDERS;
use super::system;
use crate::edge::Failure;
use crate::edge::failure::{quoted, shell_word};

/// An output folder that nothing speaks against.
#[derive(Debug)]
pub(super) struct Place {
    /// Where it is, free of symbolic links.
    pub(super) target: PathBuf,
    /// As it was asked for.
    pub(super) shown: PathBuf,
}

/// What stands at the place now.
#[derive(Debug)]
pub(super) enum Standing {
    Nothing,
    Folder(Manifest),
}

impl Place {
    /// # Errors
    /// Refuses `/`, home, and what holds the site of `root` or lies in its content.
    pub(super) fn find(out: &Path, root: &Path) -> Result<Self, Failure> {
        let place = Self { target: resolve(out)?, shown: out.to_owned() };
        let root = resolve(root)?;
        match place.fault(&root, std::env::home_dir().and_then(|home| resolve(&home).ok())) {
            Some(fault) => Err(place.refusal(&fault).help("choose another folder with --output")),
            None => Ok(place),
        }
    }

    fn fault(&self, root: &Path, home: Option<PathBuf>) -> Option<String> {
        let target = &self.target;
        if target.parent().is_none() {
            return Some("is the root of the file system".to_owned());
        }
        if root.starts_with(target) {
            return Some("holds the site itself".to_owned());
        }
        if home.is_some_and(|home| home.starts_with(target)) {
            return Some("holds the home folder".to_owned());
        }
        FOLDERS.iter().find_map(|name| {
            let folder = resolve(&root.join(name)).unwrap_or_else(|_| root.join(name));
            if target.starts_with(&folder) {
                Some(format!("lies in the site's {name}/"))
            } else if folder.starts_with(target) {
                Some(format!("holds the site's {name}/"))
            } else {
                None
            }
        })
    }

    /// # Errors
    /// Refuses what Tidings did not make: a file, a foreign folder with something in it.
    pub(super) fn inspect(&self) -> Result<Standing, Failure> {
        match fs::symlink_metadata(&self.target) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Standing::Nothing),
            Err(error) => return Err(Failure::io("look at", &self.shown, &error)),
            Ok(metadata) if !metadata.is_dir() => return Err(self.refusal("is not a folder")),
            Ok(_) => {}
        }
        system::may_change(&self.target).map_err(|error| Failure::io("write into", &self.shown, &error))?;
        if let Some(manifest) =
            Manifest::read(&self.target).map_err(|error| Failure::io("read", &self.shown, &error))?
        {
            return Ok(Standing::Folder(manifest));
        }
        match self.first_stranger().map_err(|error| Failure::io("read", &self.shown, &error))? {
            None => Ok(Standing::Folder(Manifest::default())),
            Some(stranger) => {
                let shown = quoted(&self.shown.join(&stranger));
                let list = shell_word(&self.shown.join(manifest::NAME));
                let help = format!(
                    "choose another folder with --output; to hand this one over, with all that is in it kept, \
                     put an empty list of files into it: touch {list}"
                );
                Err(self.refusal(&format!("has files that Tidings did not write (such as {shown})")).help(help))
            }
        }
    }

    /// The first name in the folder; `.git`, where there is one, says most.
    fn first_stranger(&self) -> io::Result<Option<PathBuf>> {
        let names = fs::read_dir(&self.target)?.map(|entry| Ok(PathBuf::from(entry?.file_name())));
        let names = names.collect::<io::Result<Vec<_>>>()?;
        Ok(names.into_iter().min_by_key(|name| (name != Path::new(".git"), name.clone())))
    }

    pub(super) fn refusal(&self, fault: &str) -> Failure {
        Failure::refused(format!("refusing: {} {fault}", quoted(&self.shown)))
    }
}

/// Where `path` leads, whether or not it is there: symbolic links followed, `..` taken as the system does.
pub(super) fn resolve(path: &Path) -> Result<PathBuf, Failure> {
    let failure = |error: io::Error| Failure::io("look at", path, &error);
    let mut found = std::path::absolute(Path::new("/")).map_err(failure)?;
    let whole = std::env::current_dir().map_err(failure)?.join(path);
    for part in whole.components() {
        match part {
            Component::ParentDir => drop(found.pop()),
            Component::Normal(name) => {
                found.push(name);
                match fs::canonicalize(&found) {
                    Ok(real) => found = real,
                    Err(error) if error.kind() == io::ErrorKind::NotFound && !found.is_symlink() => {}
                    Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                        return Err(Failure::refused(format!("refusing: {} lies below a file", quoted(path))));
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {
                        let fault = format!("refusing: {} is a symbolic link that leads nowhere", quoted(&found));
                        return Err(Failure::refused(fault));
                    }
                    Err(error) => return Err(failure(error)),
                }
            }
            Component::RootDir | Component::Prefix(_) | Component::CurDir => {}
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_path_is_followed_as_the_system_would() {
        let folder = tempfile::tempdir().unwrap();
        let top = folder.path().canonicalize().unwrap();
        fs::create_dir_all(top.join("a/b")).unwrap();
        symlink(top.join("a/b"), top.join("link")).unwrap();
        for (path, target) in [
            ("a/b", "a/b"),
            ("a/b/..", "a"),
            ("link", "a/b"),
            ("link/..", "a"),
            ("link/new", "a/b/new"),
            ("new/../a", "a"),
            ("new/deep", "new/deep"),
        ] {
            assert_eq!(resolve(&top.join(path)).unwrap(), top.join(target), "{path}");
        }
        symlink("nowhere", top.join("dangling")).unwrap();
        assert!(
            resolve(&top.join("dangling"))
                .unwrap_err()
                .message
                .ends_with("dangling is a symbolic link that leads nowhere")
        );
    }
}

//! Where a site is: the folder with its configuration, and the folders of it that are read.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::base::Digest;
use crate::edge::Failure;
use crate::edge::failure::{quoted, shell_word};

/// The file that makes a folder a site.
pub(in crate::edge) const CONFIG: &str = "tidings.toml";
/// The folders of a site that are read.
pub(in crate::edge) const FOLDERS: [&str; 6] = ["changelog", "roadmap", "static", "templates", "themes", "i18n"];

/// The nearest folder with a `tidings.toml`, `from` or above it.
///
/// # Errors
/// Refuses when there is none; fails when a folder cannot be looked at.
pub fn find_root(from: &Path) -> Result<PathBuf, Failure> {
    let start = fs::canonicalize(from).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Failure::refused(format!("there is no folder {}", quoted(from))),
        _ => Failure::io("look at", from, &error),
    })?;
    for folder in start.ancestors() {
        if is_root(folder)? {
            return Ok(folder.to_owned());
        }
    }
    Err(Failure::refused(format!("no {CONFIG} in {} or above it", quoted(&start)))
        .help(one_below(&start, Path::new("")).unwrap_or_else(|| "start a site with `tidings init`".to_owned())))
}

/// The sites in the folders of `folder` and in theirs, to be named instead of `called`; `None` when there are none.
fn one_below(folder: &Path, called: &Path) -> Option<String> {
    let near = folders(folder);
    let far = near.iter().flat_map(|near| folders(near));
    let mut sites: Vec<PathBuf> = near.iter().cloned().chain(far).filter(|it| is_root(it).unwrap_or(false)).collect();
    sites.sort();
    let flags = sites.iter().filter_map(|site| site.strip_prefix(folder).ok());
    let flags: Vec<String> = flags.map(|site| format!("`--root {}`", shell_word(&called.join(site)))).collect();
    match flags.split_last()? {
        (last, []) => Some(format!("there is a site below: name it by {last}")),
        (last, others) => Some(format!("there are sites below: name one by {} or {last}", others.join(", "))),
    }
}

/// How many folders of one folder are looked at.
const MOST_FOLDERS: usize = 100;

/// The folders in a folder that may hold a site: hidden ones do not, and what cannot be read does not matter.
fn folders(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    let seen = found.filter(|it| !it.file_name().to_string_lossy().starts_with('.'));
    seen.filter(|it| it.file_type().is_ok_and(|it| it.is_dir())).map(|it| it.path()).take(MOST_FOLDERS).collect()
}

/// That `folder` itself has a `tidings.toml`.
///
/// # Errors
/// Refuses when it has none, or is none; fails when it cannot be looked at.
pub fn check_root(folder: &Path) -> Result<(), Failure> {
    if is_root(folder)? {
        return Ok(());
    }
    let shown = quoted(folder);
    Err(match folder.is_dir() {
        true => Failure::refused(format!("no {CONFIG} in {shown}")).help(
            one_below(folder, folder)
                .unwrap_or_else(|| format!("start a site there: tidings init {}", shell_word(folder))),
        ),
        false => Failure::refused(format!("there is no folder {shown}")),
    })
}

/// The folder itself, however it was called: what is kept about it is kept by this key. `None` when it cannot be
/// looked at.
pub fn key(folder: &Path) -> Option<Digest> {
    fs::canonicalize(folder).ok().map(|real| key_of(&real))
}

/// The same of a path that is free of links.
pub(super) fn key_of(real: &Path) -> Digest {
    Digest::of(real.as_os_str().as_encoded_bytes())
}

fn is_root(folder: &Path) -> Result<bool, Failure> {
    match fs::metadata(folder.join(CONFIG)) {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(false),
        Err(error) => Err(Failure::io("look at", &folder.join(CONFIG), &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_is_found_from_below() {
        let site = tempfile::tempdir().unwrap();
        let below = site.path().join("changelog/1.0");
        fs::create_dir_all(&below).unwrap();
        fs::write(site.path().join(CONFIG), "").unwrap();
        let root = find_root(&below).unwrap();
        assert_eq!(root, site.path().canonicalize().unwrap());
        let failure = find_root(&site.path().join("nowhere")).unwrap_err();
        assert!(failure.message.starts_with("there is no folder "), "{}", failure.message);
    }
}

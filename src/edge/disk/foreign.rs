//! A file or folder that is no site's: what somebody else's program wrote.

use std::fs;
use std::path::{Path, PathBuf};

use super::steady::{Found, read_files};
use crate::base::{SitePath, Tree};
use crate::edge::Failure;
use crate::edge::failure::quoted;

/// How deep folders are followed; fragments of changes lie two or three deep.
const DEEPEST: usize = 8;
/// The most files that a folder may have, far more than there are fragments anywhere.
const MOST_FILES: usize = 50_000;

/// The file at `path` by its name alone, or the files in the folder by their paths in it; `.git`, what was
/// installed or built, and links are left alone. What has more than `limit` bytes is named, but not read.
///
/// # Errors
/// Refuses what is not there, and folders that are too large; fails when something cannot be read.
pub fn read_foreign(path: &Path, limit: u64) -> Result<Tree, Failure> {
    let about = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Failure::refused(format!("there is no {}", quoted(path))),
        _ => Failure::io("look at", path, &error),
    })?;
    let mut files = Vec::new();
    if about.is_dir() {
        gather(path, "", DEEPEST, &mut files)?;
    } else {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        files.push((name, path.to_owned()));
    }
    files.sort();
    let wanted: Vec<(&Path, u64)> = files.iter().map(|(_, path)| (path.as_path(), limit)).collect();
    let found = read_files(&wanted)?;
    let mut tree = Tree::new();
    for ((name, path), found) in files.into_iter().zip(found) {
        let name = SitePath::new(&name)
            .map_err(|_| Failure::refused(format!("{} has a name that cannot be told", quoted(&path))))?;
        match found {
            Found::Content(crate::base::Content::Bytes(bytes), _) => tree.insert(name, bytes),
            Found::Content(crate::base::Content::Oversize(size), _) => tree.insert_oversize(name, size),
            Found::Gone | Found::Special => return Err(Failure::refused(format!("{} is not a file", quoted(&path)))),
        }
    }
    Ok(tree)
}

pub(super) fn gather(
    folder: &Path,
    name: &str,
    depth: usize,
    files: &mut Vec<(String, PathBuf)>,
) -> Result<(), Failure> {
    let listing = fs::read_dir(folder).map_err(|error| Failure::io("read", folder, &error))?;
    for item in listing {
        let item = item.map_err(|error| Failure::io("read", folder, &error))?;
        let kind = item.file_type().map_err(|error| Failure::io("look at", &item.path(), &error))?;
        let own = item.file_name().to_string_lossy().into_owned();
        let name = if name.is_empty() { own.clone() } else { format!("{name}/{own}") };
        if kind.is_file() {
            files.push((name, item.path()));
        } else if kind.is_dir() && depth > 0 && !matches!(own.as_str(), ".git" | "node_modules" | "target") {
            gather(&item.path(), &name, depth - 1, files)?;
        }
        if files.len() > MOST_FILES {
            return Err(Failure::refused(format!("{} has more than {MOST_FILES} files", quoted(folder))));
        }
    }
    Ok(())
}

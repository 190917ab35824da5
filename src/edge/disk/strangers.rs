//! Files in an output folder that Tidings did not write: they are carried into the new site.

use std::fs::{self, FileType, Metadata};
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::manifest::Manifest;
use crate::edge::Failure;
use crate::edge::failure::quoted;

/// Carries every stranger from the site at `from` into the one at `into`: the same file under a second name
/// where the system can, a copy where not.
///
/// # Errors
/// Refuses when the new site has something of its own at a stranger's place.
pub(super) fn carry(from: &Path, manifest: &Manifest, into: &Path, shown: &Path) -> Result<(), Failure> {
    let mut folders = Vec::new();
    for Stranger { path, kind } in strangers(from, manifest).map_err(|error| Failure::io("read", shown, &error))? {
        let (source, target) = (from.join(&path), into.join(&path));
        let failure = |error: io::Error| match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => collision(&shown.join(&path)),
            _ => Failure::io("keep", &shown.join(&path), &error),
        };
        make_folders(from, into, &path, &mut folders).map_err(failure)?;
        match kind.is_dir() {
            true => make_folder(&source, &target, &mut folders),
            false => double(&source, &target, kind),
        }
        .map_err(failure)?;
    }
    // Last, and the innermost first: a folder that forbids writing would keep its own files out.
    for (folder, metadata) in folders.iter().rev() {
        fs::set_permissions(folder, metadata.permissions()).map_err(|error| Failure::io("keep", folder, &error))?;
    }
    Ok(())
}

/// Moves what came into the replaced site at `from` after its strangers had been carried over.
pub(super) fn rescue(from: &Path, manifest: &Manifest, into: &Path) -> io::Result<()> {
    let mut folders = Vec::new();
    for Stranger { path, kind } in strangers(from, manifest)? {
        if !kind.is_dir() && fs::symlink_metadata(into.join(&path)).is_err() {
            make_folders(from, into, &path, &mut folders)?;
            fs::rename(from.join(&path), into.join(&path))?;
        }
    }
    Ok(())
}

/// A file or folder of a site.
struct Stranger {
    /// Below the site's folder.
    path: PathBuf,
    kind: FileType,
}

/// The files that are not ours, and the folders that hold nothing of ours, outer ones first, in order. Links are not
/// followed.
fn strangers(site: &Path, manifest: &Manifest) -> io::Result<Vec<Stranger>> {
    let (mut strangers, mut level) = (Vec::new(), vec![PathBuf::new()]);
    // A site of many pages is one of many folders: those of one depth are looked through at once.
    while !level.is_empty() {
        let found = level.into_par_iter().with_min_len(16).map(|folder| names(site, &folder));
        let found: Vec<Stranger> = found.collect::<io::Result<Vec<_>>>()?.into_iter().flatten().collect();
        level = found.iter().filter(|it| it.kind.is_dir()).map(|it| it.path.clone()).collect();
        let is_ours = |it: &Stranger| match it.kind.is_dir() {
            true => manifest.owns_folder(&it.path),
            false => manifest.owns(&it.path),
        };
        strangers.extend(found.into_iter().filter(|it| !is_ours(it)));
    }
    strangers.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(strangers)
}

/// Everything in one folder of the site, ours or not.
fn names(site: &Path, folder: &Path) -> io::Result<Vec<Stranger>> {
    let entries = fs::read_dir(site.join(folder))?;
    entries
        .map(|entry| entry.and_then(|it| Ok(Stranger { path: folder.join(it.file_name()), kind: it.file_type()? })))
        .collect()
}

/// The folders above `path`, as they are in `from`.
fn make_folders(from: &Path, into: &Path, path: &Path, made: &mut Vec<(PathBuf, Metadata)>) -> io::Result<()> {
    let Some(parent) = path.parent() else { return Ok(()) };
    if parent.as_os_str().is_empty() || fs::symlink_metadata(into.join(parent)).is_ok_and(|found| found.is_dir()) {
        return Ok(());
    }
    make_folders(from, into, parent, made)?;
    make_folder(&from.join(parent), &into.join(parent), made)
}

/// One folder; open to us until [`carry`] gives it the permissions of its model.
fn make_folder(model: &Path, folder: &Path, made: &mut Vec<(PathBuf, Metadata)>) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => return Ok(()),
        done => done?,
    }
    made.push((folder.to_owned(), fs::symlink_metadata(model)?));
    Ok(())
}

/// A second name for the same file. Links are not followed.
fn double(source: &Path, target: &Path, kind: FileType) -> io::Result<()> {
    let linked = fs::hard_link(source, target);
    match linked {
        Err(error) if matches!(error.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory) => Err(error),
        Err(_) if kind.is_symlink() => symlink(fs::read_link(source)?, target),
        Err(_) if kind.is_file() => fs::copy(source, target).map(drop),
        linked => linked,
    }
}

fn collision(path: &Path) -> Failure {
    Failure::refused(format!("refusing: {} is in the way of a page, and Tidings did not write it", quoted(path)))
        .help("move it away, or give the page another address")
}

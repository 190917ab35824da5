//! What stands beside a site's folder and is read with it: files that the configuration names, and no others.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::foreign::gather;
use super::listing::{Listed, Listing, special};
use super::litter::is_litter;
use crate::base::{BESIDE, Beside, Diagnostic, Place, SitePath, nearest};
use crate::edge::Failure;

/// Folders that make the one they are in a repository.
const REPOSITORIES: [&str; 3] = [".git", ".hg", ".jj"];
/// How deep folders are followed; fragments of changes lie two or three deep.
const DEEPEST: usize = 8;

/// Adds what is asked for beside the site in `root`, a path that is free of symbolic links.
///
/// # Errors
/// When a folder cannot be read, or is too large.
pub(super) fn add_beside(root: &Path, asked: &Beside, listing: &mut Listing) -> Result<(), Failure> {
    let written = root.join(&asked.path);
    let real = match fs::canonicalize(&written) {
        Ok(real) => real,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            // What is named is waited for.
            listing.targets.extend(awaited(&written));
            listing.diagnostics.push(missing(asked, &written, root));
            return Ok(());
        }
        Err(error) => return Err(Failure::io("read", &written, &error)),
    };
    listing.targets.insert(real.clone());
    if let Some((fault, help)) = fault(root, &real) {
        let fault = Diagnostic::error("source-out-of-reach", format!("{} {fault}", asked.path));
        listing.diagnostics.push(fault.at(asked.asked.clone()).help(help));
        return Ok(());
    }
    let mut files = Vec::new();
    if real.is_dir() {
        gather(&real, "", DEEPEST, &mut files)?;
    } else if real.is_file() {
        files.push((String::new(), real));
    } else {
        listing.diagnostics.push(Diagnostic { place: Some(asked.asked.clone()), ..special(&asked.path) });
    }
    let known: BTreeSet<SitePath> =
        listing.files.iter().map(|(path, _)| path).filter(|path| path.is_below(BESIDE)).cloned().collect();
    for (name, file) in files.into_iter().filter(|(name, _)| !name.split('/').any(|part| is_litter(part, ""))) {
        let path = if name.is_empty() { Ok(asked.at.clone()) } else { SitePath::new(&format!("{}/{name}", asked.at)) };
        match path {
            // Two may be asked for that are the same, or lie in one another.
            Ok(path) if known.contains(&path) => {}
            Ok(path) => listing.files.push((path, Listed { file, is_plain: false })),
            Err(fault) => {
                let path = format!("{}/{name}", asked.path);
                let told = Diagnostic::error("file-name", format!("the path {path} {fault}"));
                listing.diagnostics.push(told.at(Place::file(path)).help("rename it"));
            }
        }
    }
    Ok(())
}

/// Why what is really there may not be read. A configuration is content, which anybody may have sent: it names what
/// its own repository holds, nothing else of the machine.
fn fault(root: &Path, real: &Path) -> Option<(&'static str, &'static str)> {
    let reach = reach(root);
    let Ok(inside) = real.strip_prefix(&reach) else {
        let help = "read what lies in the repository that the site is in, or, when it is in none, in the folder above";
        return Some(("leads out of the repository", help));
    };
    let mut parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    if parts.any(|part| REPOSITORIES.contains(&&*part)) || (name.starts_with('.') && !real.is_dir()) {
        return Some(("is hidden, and may hold what nobody is to see", "name a file without a dot in front"));
    }
    root.starts_with(real).then_some(("holds the site itself", "name the file, or the folder, that is meant alone"))
}

/// The folder whose files may be read: the repository around the site, else the folder above it.
fn reach(root: &Path) -> PathBuf {
    let is_repository = |folder: &&Path| REPOSITORIES.iter().any(|name| folder.join(name).exists());
    let around = root.ancestors().find(is_repository);
    around.or(root.parent()).unwrap_or(root).to_owned()
}

/// What is named and not there: wrong where it is a file, and usual where fragments come and go.
fn missing(asked: &Beside, written: &Path, root: &Path) -> Diagnostic {
    let names: Vec<String> = written
        .parent()
        .and_then(|folder| fs::canonicalize(folder).ok().filter(|real| real.starts_with(reach(root))))
        .and_then(|folder| fs::read_dir(folder).ok())
        .into_iter()
        .flatten()
        .filter_map(|item| item.ok()?.file_name().into_string().ok())
        .collect();
    let name = written.file_name().unwrap_or_default().to_string_lossy();
    let mut names: Vec<&str> = names.iter().map(String::as_str).collect();
    names.sort_unstable();
    let other_case = names.iter().find(|other| other.eq_ignore_ascii_case(&name)).copied();
    let (message, near) = (format!("there is no {}", asked.path), other_case.or(nearest(&name, names)));
    let told = match asked.may_be_missing {
        true => Diagnostic::warning("missing-source", message),
        false => Diagnostic::error("missing-source", message),
    };
    told.at(asked.asked.clone()).help(match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => "a path is seen from the site's folder: ../CHANGELOG.md is beside it".to_owned(),
    })
}

/// The place at which something that is not there yet will come to be, or the first folder in the way to it.
fn awaited(written: &Path) -> Option<PathBuf> {
    written.ancestors().find_map(|at| Some(fs::canonicalize(at.parent()?).ok()?.join(at.file_name()?)))
}

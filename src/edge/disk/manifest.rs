//! The list of the files that Tidings wrote into an output folder, kept in that folder.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use crate::base::SitePath;

/// The list's own name in the output folder.
pub(super) const NAME: &str = "tidings-manifest.txt";
/// The first line: whose file it is, and in which form (1).
const HEADER: &str = "# tidings 1: the files that Tidings wrote here and may replace or remove; all others are kept\n";

/// What Tidings wrote; everything else in the folder is a stranger.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    files: HashSet<SitePath>,
    folders: HashSet<String>,
}

impl Manifest {
    /// The list in `folder`; `None` when there is none, and so nothing there is ours.
    pub(super) fn read(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(NAME);
        match fs::symlink_metadata(&path) {
            Ok(metadata) if metadata.is_file() => Ok(Some(Self::parse(&String::from_utf8_lossy(&fs::read(&path)?)))),
            Ok(_) => Ok(None),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Lines that are no path claim nothing: what cannot be read stays a stranger's.
    fn parse(text: &str) -> Self {
        let files: HashSet<SitePath> =
            text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| SitePath::new(line).ok()).collect();
        let folders = files.iter().flat_map(|path| parents(path.as_str())).map(str::to_owned).collect();
        Self { files, folders }
    }

    /// Its text: one path a line.
    /// `files` are in order.
    pub(super) fn render<'a>(files: impl Iterator<Item = &'a SitePath>) -> String {
        let mut text = HEADER.to_owned();
        for path in files {
            text.push_str(path.as_str());
            text.push('\n');
        }
        text
    }

    /// In no order, and without the list itself.
    pub(super) fn files(&self) -> impl Iterator<Item = &SitePath> {
        self.files.iter()
    }

    /// The folders that hold something of ours, in no order.
    pub(super) fn folders(&self) -> impl Iterator<Item = &str> {
        self.folders.iter().map(String::as_str)
    }

    /// All files in order, and the list itself.
    pub(super) fn in_order(&self) -> Vec<SitePath> {
        let mut files: Vec<SitePath> = self.files.iter().cloned().collect();
        files.par_sort_unstable();
        files.extend(SitePath::new(NAME));
        files
    }

    pub(super) fn owns(&self, path: &Path) -> bool {
        path.to_str().and_then(|text| SitePath::new(text).ok()).is_some_and(|path| self.has(&path))
    }

    pub(super) fn has(&self, path: &SitePath) -> bool {
        path.as_str() == NAME || self.files.contains(path)
    }

    /// Whether something of ours lies below the folder.
    pub(super) fn owns_folder(&self, path: &Path) -> bool {
        path.to_str().is_some_and(|text| self.folders.contains(text))
    }
}

/// The folders above a path, the nearest first.
pub(super) fn parents(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/').map(|(folder, _)| folder), |folder| {
        folder.rsplit_once('/').map(|(folder, _)| folder)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let files = ["a.html", "b/c/index.html"].map(|path| SitePath::new(path).unwrap());
        let text = Manifest::render(files.iter());
        assert!(text.ends_with("\na.html\nb/c/index.html\n"), "{text}");
        let manifest = Manifest::parse(&text);
        for ours in ["a.html", "b/c/index.html", NAME] {
            assert!(manifest.owns(Path::new(ours)), "{ours}");
        }
        assert!(!manifest.owns(Path::new("b/c")) && !manifest.owns(Path::new("CNAME")));
        let in_order: Vec<String> = manifest.in_order().iter().map(ToString::to_string).collect();
        assert_eq!(in_order, ["a.html", "b/c/index.html", NAME]);
        assert!(manifest.owns_folder(Path::new("b/c")) && manifest.owns_folder(Path::new("b")));
    }

    #[test]
    fn a_list_that_was_tampered_with_claims_nothing_outside() {
        let manifest = Manifest::parse("../x\n/etc/passwd\n\n..\nok.html\n");
        assert_eq!(manifest.files.len(), 1);
    }
}

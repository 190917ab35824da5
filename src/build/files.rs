//! The files of the output by path, no two at places that one file system would take for the same.

use std::collections::{HashMap, HashSet};

use rayon::prelude::*;

use super::output::File;
use crate::base::{Diagnostic, Place, SitePath};

/// Files in the order in which they were planned: of two at one place the first stays.
pub struct Files {
    planned: Vec<(SitePath, File)>,
}

impl Files {
    pub fn for_about(count: usize) -> Self {
        Self { planned: Vec::with_capacity(count) }
    }

    pub fn contains(&self, path: &str) -> bool {
        self.planned.iter().any(|(known, _)| known.as_str() == path)
    }

    pub fn add(&mut self, path: SitePath, file: File) {
        self.planned.push((path, file));
    }

    pub fn add_at(&mut self, address: &str, file: File, diagnostics: &mut Vec<Diagnostic>) {
        match SitePath::published(address.trim_start_matches('/')) {
            Ok(path) => self.add(path, file),
            Err(fault) => {
                let error = Diagnostic::error("bad-address", format!("no file can be at {address}: it {fault}"));
                diagnostics.push(error.help("choose another name"));
            }
        }
    }

    /// The files in the order of their paths; those that are in each other's way are told.
    pub fn in_order(self, diagnostics: &mut Vec<Diagnostic>) -> Vec<(SitePath, File)> {
        let mut files = match self.are_apart() {
            true => self.planned,
            false => apart(self.planned, diagnostics),
        };
        // They come in a few runs that are in order.
        files.sort_by(|(a, _), (b, _)| a.cmp(b));
        files
    }

    /// Whether none is in another's way, as nearly always: seen without a table of all folders.
    fn are_apart(&self) -> bool {
        let mut folded: Vec<SitePath> = self.planned.par_iter().map(|(path, _)| path.folded()).collect();
        folded.sort();
        // What begins like a path stands right behind it, and of that what is the same or below it.
        let is_alone = |(at, path): (usize, &SitePath)| {
            let behind = &folded[at + 1..];
            let alike = behind.iter().take_while(|other| other.as_str().starts_with(path.as_str()));
            !alike.into_iter().any(|other| other == path || other.is_below(path.as_str()))
        };
        folded.par_iter().enumerate().all(is_alone)
    }
}

/// The same without those that come where another already is.
fn apart(planned: Vec<(SitePath, File)>, diagnostics: &mut Vec<Diagnostic>) -> Vec<(SitePath, File)> {
    let mut taken = Taken::default();
    for (path, file) in planned {
        match taken.in_the_way(&path.folded()) {
            Some(first) => diagnostics.push(double(first, (&path, &file))),
            None => taken.add(path, file),
        }
    }
    taken.files
}

/// Files that have their places.
#[derive(Default)]
struct Taken {
    files: Vec<(SitePath, File)>,
    /// Where each is in `files`, by its path in small letters.
    folded: HashMap<SitePath, usize>,
    /// The folders that the files are in, in small letters.
    folders: HashSet<String>,
}

impl Taken {
    fn add(&mut self, path: SitePath, file: File) {
        let folded = path.folded();
        for folder in above(&folded) {
            if self.folders.contains(folder) {
                break;
            }
            self.folders.insert(folder.to_owned());
        }
        self.folded.insert(folded, self.files.len());
        self.files.push((path, file));
    }

    /// The file that is at `path`, or needs a folder there, or is where `path` needs one.
    fn in_the_way(&self, path: &SitePath) -> Option<&(SitePath, File)> {
        let at = |path: &str| self.folded.get(path).and_then(|at| self.files.get(*at));
        let below = || self.files.iter().rfind(|(other, _)| other.folded().is_below(path.as_str()));
        let needs_folder = || self.folders.contains(path.as_str()).then(below).flatten();
        // Where a folder is known to be, there is no file, nor above it.
        let unknown = || above(path).take_while(|folder| !self.folders.contains(*folder));
        at(path.as_str()).or_else(needs_folder).or_else(|| unknown().filter_map(at).last())
    }
}

/// The folders that the file at `path` is in, the innermost first.
fn above(path: &SitePath) -> impl Iterator<Item = &str> {
    path.as_str().rmatch_indices('/').map(|(at, _)| &path.as_str()[..at])
}

/// The complaint about a second file where a first one is. It stands at what lies in `static/`.
fn double((first, there): &(SitePath, File), (path, file): (&SitePath, &File)) -> Diagnostic {
    let copied =
        |file: &File, path: &SitePath| matches!(file, File::Static(_)).then(|| Place::file(format!("static/{path}")));
    let message = format!("two files would be at /{path}: {} and {}", there.noun(), file.noun());
    let error = Diagnostic::error("duplicate-address", message);
    let error = error.help("rename the file in `static/`, or give the page another `slug`");
    let mut places = copied(file, path).into_iter().chain(copied(there, first));
    let place = places.next();
    Diagnostic { place, related: places.collect(), ..error }
}

//! Which folders the system is asked to watch, and that they are still the ones that were meant.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use notify::{RecursiveMode, Watcher};

use super::limits::{Limits, reason_to_poll};
use super::scope::Scope;
use crate::edge::disk::FOLDERS;

/// The folders that are watched, by their paths, which are free of symbolic links.
#[derive(Debug, Default)]
pub(super) struct Places {
    watched: BTreeMap<PathBuf, Place>,
}

/// A folder as it was when the system was asked to watch it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Device and inode; `None` when that may have changed.
    identity: Option<(u64, u64)>,
    /// With all that is below.
    is_deep: bool,
}

impl Places {
    /// The site's scope and the folders that have to be watched for it, as the disk is now; none when there is no root.
    pub(super) fn wanted(root: &Path, also: Vec<PathBuf>) -> (Scope, BTreeMap<PathBuf, Place>) {
        let mut scope = Scope { root: root.to_owned(), folders: Vec::new(), also };
        let mut wanted = Wanted(BTreeMap::new());
        if let Ok(real) = fs::canonicalize(root) {
            wanted.add(&real, false);
            let real_folder = |top: &'static str| Some((fs::canonicalize(real.join(top)).ok()?, top));
            // What leads out of the site is not read.
            let inside = |(folder, _): &(PathBuf, &str)| folder.starts_with(&real) && *folder != real;
            scope.folders = FOLDERS.into_iter().filter_map(real_folder).filter(inside).collect();
            scope.root = real;
        }
        scope.folders.iter().for_each(|(folder, _)| wanted.add(folder, true));
        for also in &scope.also {
            match (also.is_dir(), also.parent()) {
                (true, _) => wanted.add(also, true),
                (false, Some(parent)) => wanted.add(parent, false),
                (false, None) => {}
            }
        }
        (scope, wanted.0)
    }

    /// Has `wanted` watched and nothing else; what was replaced is watched anew, or all of it if `afresh`. Whether
    /// anything changed.
    ///
    /// # Errors
    /// When the system cannot.
    pub(super) fn follow(
        &mut self,
        watcher: &mut impl Watcher,
        wanted: BTreeMap<PathBuf, Place>,
        afresh: bool,
    ) -> notify::Result<bool> {
        let mut is_new = false;
        let gone: Vec<PathBuf> = self
            .watched
            .iter()
            .filter(|(path, place)| wanted.get(*path) != Some(place))
            .map(|it| it.0.clone())
            .collect();
        for path in gone {
            is_new = true;
            self.watched.remove(&path);
            // The system forgets folders that are removed, and then knows of no watch.
            drop(watcher.unwatch(&path));
        }
        for (path, place) in wanted {
            let is_known = self.watched.contains_key(&path);
            if is_known && !afresh {
                continue;
            }
            is_new |= !is_known;
            let mode = if place.is_deep { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
            match watcher.watch(&path, mode) {
                Ok(()) => drop(self.watched.insert(path, place)),
                Err(error) if reason_to_poll(&error, Limits::read()).is_some() => return Err(error),
                // It went away just now, which is an event of its own.
                Err(_) => {}
            }
        }
        Ok(is_new)
    }

    /// Something happened to a path: a folder that it is, or that lies below it, may be another one now.
    pub(super) fn doubt(&mut self, path: &Path) {
        for (_, place) in self.watched.iter_mut().filter(|(watched, _)| watched.starts_with(path)) {
            place.identity = None;
        }
    }
}

struct Wanted(BTreeMap<PathBuf, Place>);

impl Wanted {
    fn add(&mut self, folder: &Path, is_deep: bool) {
        let is_covered = self.0.iter().any(|(other, place)| place.is_deep && folder.starts_with(other));
        let Some(metadata) = fs::metadata(folder).ok().filter(|it| it.is_dir() && !is_covered) else { return };
        if is_deep {
            self.0.retain(|other, _| !other.starts_with(folder));
        }
        self.0.entry(folder.to_owned()).or_insert(Place { identity: Some((metadata.dev(), metadata.ino())), is_deep });
    }
}

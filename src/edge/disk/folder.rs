//! The folder of a site, read again and again: only what may have changed is read.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::mem;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use rayon::prelude::*;

use super::listing::{Listed, Listing, special};
use super::litter::is_litter;
use super::root::FOLDERS;
use super::stamp::{Stamp, has_one_name, identity};
use super::steady::{Found, read_files};
use crate::base::{BESIDE, Content, Diagnostic, Extent, Reported, SitePath, Tree};
use crate::edge::Failure;

/// The most bytes of a file beside the site (a changelog of many years has less than one million).
const LONGEST_BESIDE: u64 = 64 << 20;

/// Where something may have changed since the last look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hint {
    /// Something happened to these files or folders, and to nothing else; absolute, or relative to the site's folder.
    Paths(BTreeSet<PathBuf>),
    /// Anywhere.
    Anything,
}

/// Reads the site in `root`: its configuration and its content folders, what is asked for beside them, nothing else.
///
/// # Errors
/// When a file cannot be read or does not hold still.
pub fn read_tree(root: &Path, extent: Extent) -> Result<Reported<Tree>, Failure> {
    let mut folder = Folder::new(root, extent);
    folder.refresh(&Hint::Anything)?;
    Ok(Reported::new(folder.tree, folder.diagnostics))
}

/// The folder of a site, and what was read of it.
#[derive(Debug)]
pub struct Folder {
    root: PathBuf,
    extent: Extent,
    place: Option<Root>,
    tree: Tree,
    /// All files of the tree.
    pub(super) seen: BTreeMap<SitePath, Seen>,
    diagnostics: Vec<Diagnostic>,
    /// What symbolic links lead to.
    targets: BTreeSet<PathBuf>,
    /// What a read that failed was asked to look at.
    owed: Option<Hint>,
}

/// Which folder the root's path led to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Root {
    /// Free of symbolic links.
    path: PathBuf,
    identity: (u64, u64),
}

#[derive(Debug)]
pub(super) struct Seen {
    pub(super) stamp: Stamp,
    /// Every change after the file was read shows in its stamp.
    pub(super) is_settled: bool,
    pub(super) is_plain: bool,
}

/// What is to be done about one path that something happened to.
enum Need {
    Read(SitePath, PathBuf),
    Nothing,
    Walk,
}

impl Folder {
    /// The site in `root`, of which nothing is read yet.
    pub fn new(root: &Path, extent: Extent) -> Self {
        Self {
            root: root.to_owned(),
            extent,
            place: None,
            tree: Tree::new(),
            seen: BTreeMap::new(),
            diagnostics: Vec::new(),
            targets: BTreeSet::new(),
            owed: None,
        }
    }

    /// The site as it is now, the same as [`read_tree`] gives. The bytes of files that did not change are those that
    /// were there before.
    ///
    /// # Errors
    /// When the folder or a file in it cannot be read or does not hold still. The next call looks at it again, whatever
    /// its hint.
    pub fn read(&mut self, hint: &Hint) -> Result<Reported<&Tree>, Failure> {
        self.refresh(hint)?;
        Ok(Reported::new(&self.tree, self.diagnostics.clone()))
    }

    /// Where symbolic links lead outside of the content folders: files and folders that matter too. They need not be
    /// there, as the last step of a link that leads nowhere is not.
    pub fn linked(&self) -> Vec<PathBuf> {
        self.targets.iter().filter(|target| !self.is_in_content(target)).cloned().collect()
    }

    fn is_in_content(&self, path: &Path) -> bool {
        let inside = self.place.as_ref().and_then(|root| path.strip_prefix(&root.path).ok()).and_then(Path::to_str);
        let Some((top, below)) = inside.and_then(|inside| inside.split_once('/')) else { return false };
        FOLDERS.contains(&top) && !below.split('/').any(|part| is_litter(part, top))
    }

    fn refresh(&mut self, hint: &Hint) -> Result<(), Failure> {
        let hint = match self.owed.take() {
            Some(owed) => owed.and(hint),
            None => hint.clone(),
        };
        let done = self.look(&hint);
        if done.is_err() {
            self.owed = Some(hint);
        }
        done
    }

    fn look(&mut self, hint: &Hint) -> Result<(), Failure> {
        let place = Root::at(&self.root).map_err(|error| Failure::io("read", &self.root, &error))?;
        let is_same = self.place.as_ref() == Some(&place);
        let hinted = match hint {
            Hint::Paths(paths) if is_same => {
                let paths: BTreeSet<PathBuf> = paths.iter().map(|path| self.absolute(path, &place)).collect();
                if self.read_again(&paths, &place)? {
                    return Ok(());
                }
                paths
            }
            _ => BTreeSet::new(),
        };
        self.walk(&place, &hinted)?;
        self.place = Some(place);
        Ok(())
    }

    /// A path in the root as it really is, when it was given by way of the root's own name.
    fn absolute(&self, path: &Path, place: &Root) -> PathBuf {
        place.path.join(path.strip_prefix(&self.root).unwrap_or(path))
    }

    /// Reads these files alone. `false` when that is not enough, and nothing was changed.
    fn read_again(&mut self, paths: &BTreeSet<PathBuf>, place: &Root) -> Result<bool, Failure> {
        let mut files = Vec::new();
        for path in paths {
            match self.need(path, place) {
                Need::Read(name, file) => files.push((name, file)),
                Need::Nothing => {}
                Need::Walk => return Ok(false),
            }
        }
        let began = SystemTime::now();
        let wanted: Vec<_> = files.iter().map(|(name, file)| (file.as_path(), self.limit(name))).collect();
        let found = read_files(&wanted)?;
        if !found.iter().all(|found| matches!(found, Found::Content(..))) {
            return Ok(false);
        }
        for ((name, _), found) in files.into_iter().zip(found) {
            if let Found::Content(content, stamp) = found {
                keep(&mut self.tree, &name, content, true);
                let seen = Seen { stamp, is_settled: stamp.tells_changes_since(began), is_plain: true };
                self.seen.insert(name, seen);
            }
        }
        Ok(true)
    }

    /// What has to be done about a path below the root for the tree to be right again.
    fn need(&self, path: &Path, place: &Root) -> Need {
        // Another name may lead to the same bytes.
        if self.targets.iter().any(|target| path.starts_with(target) || target.starts_with(path)) {
            return Need::Walk;
        }
        let name = path.strip_prefix(&place.path).ok().and_then(Path::to_str).and_then(|name| {
            // Where it is written differently, there may be two of them.
            SitePath::new(name).ok().filter(|path| path.as_str() == name)
        });
        let Some(name) = name else { return Need::Walk };
        match fs::symlink_metadata(path) {
            Ok(metadata) => {
                let is_known = self.seen.get(&name).is_some_and(|seen| seen.is_plain);
                let is_one = metadata.is_file() && has_one_name(&metadata);
                match is_known && is_one && fs::canonicalize(path).is_ok_and(|real| real == path) {
                    true => Need::Read(name, path.to_owned()),
                    false => Need::Walk,
                }
            }
            // It came and went, such as the file that an editor then renames to the one that is meant.
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.was_never_there(&name) => Need::Nothing,
            Err(_) => Need::Walk,
        }
    }

    /// Whether the tree is the same without anything at this path: a file in a content folder, or below.
    fn was_never_there(&self, name: &SitePath) -> bool {
        let is_content = name.folder().is_some() && FOLDERS.iter().any(|folder| name.is_below(folder));
        let is_empty = !self.tree.contains(name.as_str()) && self.tree.below(name.as_str()).next().is_none();
        is_content && is_empty && self.diagnostics.is_empty()
    }

    /// Lists all of the site, and reads what is new, what has another stamp, and what is hinted at.
    fn walk(&mut self, place: &Root, hinted: &BTreeSet<PathBuf>) -> Result<(), Failure> {
        let began = SystemTime::now();
        let Listing { files, mut diagnostics, targets } = Listing::of(&place.path, &self.extent.beside)?;
        let hinted: BTreeSet<_> =
            hinted.iter().filter_map(|path| fs::metadata(path).ok()).map(|it| identity(&it)).collect();
        let is_known = |(path, listed): &(SitePath, Listed)| {
            let seen = self.seen.get(path).filter(|seen| seen.is_settled && !hinted.contains(&seen.stamp.identity()));
            seen.is_some_and(|seen| fs::metadata(&listed.file).is_ok_and(|now| Stamp::of(&now) == seen.stamp))
        };
        let known: Vec<bool> = match self.seen.is_empty() {
            true => vec![false; files.len()],
            false => files.par_iter().map(is_known).collect(),
        };
        let unread = files.iter().zip(&known).filter(|(_, is_known)| !**is_known).map(|(file, _)| file);
        let wanted: Vec<_> = unread.map(|(path, listed)| (listed.file.as_path(), self.limit(path))).collect();
        let mut found = read_files(&wanted)?.into_iter();
        // Both are in the same order.
        let mut before = mem::take(&mut self.seen).into_iter().peekable();
        let mut seen = Vec::with_capacity(files.len());
        for ((path, listed), is_known) in files.into_iter().zip(known) {
            while let Some((gone, _)) = before.next_if(|(old, _)| *old < path) {
                self.tree.remove(gone.as_str());
            }
            let old = before.next_if(|(old, _)| *old == path).map(|(_, old)| old);
            let is_plain = listed.is_plain;
            match (old, is_known) {
                (Some(old), true) => seen.push((path, Seen { is_plain, ..old })),
                (old, _) => match found.next() {
                    Some(Found::Content(content, stamp)) => {
                        keep(&mut self.tree, &path, content, old.is_some());
                        seen.push((path, Seen { stamp, is_settled: stamp.tells_changes_since(began), is_plain }));
                    }
                    other => {
                        self.tree.remove(path.as_str());
                        diagnostics.extend(matches!(other, Some(Found::Special)).then(|| special(path.as_str())));
                    }
                },
            }
        }
        before.for_each(|(gone, _)| drop(self.tree.remove(gone.as_str())));
        self.seen = seen.into_iter().collect();
        (self.diagnostics, self.targets) = (diagnostics, targets);
        Ok(())
    }

    /// How many bytes of a file are read.
    fn limit(&self, path: &SitePath) -> u64 {
        match path {
            path if is_content(path) => self.extent.longest_text,
            path if path.is_below(BESIDE) => LONGEST_BESIDE,
            _ => u64::MAX,
        }
    }
}

impl Hint {
    /// What either of two hints says.
    fn and(self, other: &Self) -> Self {
        match (self, other) {
            (Self::Paths(mut paths), Self::Paths(more)) => {
                paths.extend(more.iter().cloned());
                Self::Paths(paths)
            }
            _ => Self::Anything,
        }
    }
}

impl Root {
    fn at(root: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(root)?;
        let identity = identity(&fs::metadata(&path)?);
        Ok(Self { path, identity })
    }
}

/// Puts what was read into the tree; the same bytes as before stay where they are.
fn keep(tree: &mut Tree, path: &SitePath, content: Content, is_known: bool) {
    match content {
        Content::Bytes(bytes) if is_known && tree.bytes(path.as_str()).is_some_and(|old| *old == bytes) => {}
        Content::Bytes(bytes) => tree.insert(path.clone(), bytes),
        Content::Oversize(size) => tree.insert_oversize(path.clone(), size),
    }
}

/// Whether it is read as content; markdown elsewhere, as in `static/`, is a file like any other.
fn is_content(path: &SitePath) -> bool {
    let is_markdown = matches!(path.extension().as_str(), "md" | "markdown");
    is_markdown && (path.is_below("changelog") || path.is_below("roadmap"))
}

//! A site on its way to the output folder, which changes whole or not at all.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;

use super::clear::clear;
use super::manifest::{self, Manifest};
use super::output::{Place, Standing};
use super::root::key_of;
use super::seal::seal;
use super::stamp::{Moment, Stamp};
use super::work::Work;
use super::{strangers, system};
use crate::base::{Digest, SitePath, locked};
use crate::edge::failure::{quoted, reason};
use crate::edge::{Failure, signals};

/// A whole new site is written beside the output folder; [`Publication::commit`] exchanges the two. Dropped
/// before that, it leaves everything as it was.
#[derive(Debug)]
pub struct Publication {
    place: Place,
    work: Option<Work>,
    /// The folder in which the new site is made.
    site: PathBuf,
    /// What the last build wrote; `None` when nothing stands at the place.
    last: Option<Manifest>,
    /// Folders above the output folder that were made for it, the innermost first.
    made: Vec<PathBuf>,
    folders: Mutex<HashSet<String>>,
    written: Mutex<Vec<Written>>,
    /// When the folder of the new site was made.
    begun: Option<Moment>,
}

/// A file of the new site.
#[derive(Debug)]
struct Written {
    path: SitePath,
    size: u64,
    /// A second name for the file that the last build wrote with the same bytes.
    is_old: bool,
}

/// What a publication did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    pub files: usize,
    /// Files that were already there with the same bytes.
    pub unchanged: usize,
    /// Whether the two sites were exchanged in one step; else there was a moment without any, between two renames.
    pub in_one_step: bool,
    /// What went wrong after the new site stood; the next build tries again.
    pub warnings: Vec<String>,
    /// The seal on the site that now stands: while [`Publication::seal`] of a later build is the same, every file is
    /// as it was written. `None` when that cannot be promised.
    pub seal: Option<Digest>,
}

impl Publication {
    /// Prepares to publish the site of `root` at `out`. Leftovers of a build that died are cleared. When another
    /// build is at it, `waiting` is called and the build waits for some seconds.
    ///
    /// # Errors
    /// Refuses a place that is not Tidings' own (nothing is touched then); fails when the disk does.
    pub fn begin(out: &Path, root: &Path, waiting: &dyn Fn()) -> Result<Self, Failure> {
        let place = Place::find(out, root)?;
        let parent = place.target.parent().unwrap_or(&place.target);
        // Looked at twice: before anything is touched, and again when no other build can change it.
        place.inspect()?;
        let name = place.target.file_name().unwrap_or_default().to_string_lossy();
        let made = {
            let mut begun = signals::hold();
            let made = make_parents(parent).map_err(|error| {
                let how = format!("cannot make {}", quoted(parent));
                Failure::machine(format!("cannot write to {}: {how}: {}", quoted(out), reason(&error)))
            })?;
            begun.parents.clone_from(&made);
            made
        };
        let work = Work::take(parent.join(format!(".{name}.tidings")), out, waiting);
        let work = work.inspect_err(|_| made.iter().for_each(|folder| drop(fs::remove_dir(folder))))?;
        let mut publication = Self {
            site: work.new_site(),
            work: Some(work),
            last: None,
            made,
            folders: Mutex::default(),
            written: Mutex::default(),
            begun: None,
            place,
        };
        publication.start()?;
        Ok(publication)
    }

    fn start(&mut self) -> Result<(), Failure> {
        self.repair()?;
        self.last = match self.place.inspect()? {
            Standing::Nothing => None,
            Standing::Folder(manifest) => Some(manifest),
        };
        fs::create_dir(&self.site).map_err(|error| self.failure(Path::new(""), &error))?;
        self.begun = fs::metadata(&self.site).ok().map(|made| Stamp::of(&made).modified);
        Ok(())
    }

    /// The output folder itself, however it was called: what is kept about it is kept by this key.
    pub fn key(&self) -> Digest {
        key_of(&self.place.target)
    }

    /// The seal on the site that stands; `None` when there is none, or something of it is missing.
    pub fn seal(&self) -> Option<Digest> {
        let files = self.last.as_ref()?.in_order();
        seal(&self.place.target, &files.iter().collect::<Vec<_>>(), |_, _| true)
    }

    /// Brings back a site that a dying build had set aside, and clears what else it left.
    fn repair(&self) -> Result<(), Failure> {
        let Some(work) = &self.work else { return Ok(()) };
        let (target, old) = (&self.place.target, work.old_site());
        if !target.exists() && old.exists() {
            fs::rename(&old, target).map_err(|error| Failure::io("bring back", &self.place.shown, &error))?;
        }
        for leftover in [old, work.new_site()] {
            clear(&leftover, target).map_err(|error| Failure::io("clear", &leftover, &error))?;
        }
        Ok(())
    }

    /// Writes one file of the new site. May be called from several threads.
    ///
    /// # Errors
    /// When the disk is full or fails; refuses the name of the list of files itself.
    pub fn write(&self, path: &SitePath, bytes: &[u8]) -> Result<(), Failure> {
        if signals::stopped() {
            return Err(Failure::stopped());
        }
        if path.as_str() == manifest::NAME {
            return Err(Failure::refused(format!("refusing: the name {path} is kept for the list of written files")));
        }
        let target = self.site.join(path.as_str());
        let failure = |error: io::Error| self.failure(Path::new(path.as_str()), &error);
        path.folder().map_or(Ok(()), |folder| self.make_folder(folder)).map_err(failure)?;
        let is_old =
            self.is_published(path, bytes) && fs::hard_link(self.place.target.join(path.as_str()), &target).is_ok();
        if !is_old {
            File::create_new(&target).and_then(|mut file| file.write_all(bytes)).map_err(failure)?;
        }
        let written = Written { path: path.clone(), size: bytes.len() as u64, is_old };
        locked(&self.written).push(written);
        Ok(())
    }

    fn make_folder(&self, folder: &str) -> io::Result<()> {
        let folders = || locked(&self.folders);
        if folders().contains(folder) {
            return Ok(());
        }
        // Not under the lock: making a folder may wait for the disk.
        fs::create_dir_all(self.site.join(folder))?;
        folders().extend(std::iter::once(folder).chain(manifest::parents(folder)).map(str::to_owned));
        Ok(())
    }

    /// Whether the last build wrote the same bytes there. Such a file gets a second name instead of being written:
    /// an order of magnitude less work for ext4, and its time of change stays for rsync and caches.
    fn is_published(&self, path: &SitePath, bytes: &[u8]) -> bool {
        self.last.as_ref().is_some_and(|last| last.has(path))
            && holds(&self.place.target.join(path.as_str()), bytes).unwrap_or(false)
    }

    /// Makes the new site the published one.
    ///
    /// # Errors
    /// The old site then still stands, whole.
    pub fn commit(mut self) -> Result<Commit, Failure> {
        let mut written = std::mem::take(&mut *locked(&self.written));
        let (files, unchanged) = (written.len(), written.iter().filter(|file| file.is_old).count());
        let target = &self.place.target;
        if let Some(last) = &self.last {
            strangers::carry(target, last, &self.site, &self.place.shown)?;
            let model = fs::metadata(target).map_err(|error| Failure::io("look at", &self.place.shown, &error))?;
            fs::set_permissions(&self.site, model.permissions())
                .map_err(|error| self.failure(Path::new(""), &error))?;
        }
        let listed = self.list(&mut written).map_err(|error| self.failure(Path::new(manifest::NAME), &error))?;
        let mut settled = None;
        if let Some(work) = &self.work {
            // A power cut after the switch must not find pages that are still in memory only.
            work.sync().map_err(|error| self.failure(Path::new(""), &error))?;
            settled = listed.filter(|listed| work.passes(*listed));
        }
        let mut hold = signals::hold();
        if signals::stopped() {
            return Err(Failure::stopped());
        }
        let in_one_step = self.switch()?;
        let (warnings, seal) = self.finish(|it| it.sealed(&written, settled?));
        hold.end();
        Ok(Commit { files, unchanged, in_one_step, warnings, seal })
    }

    /// Writes the list of files, and puts it in order; when that was.
    fn list(&self, written: &mut Vec<Written>) -> io::Result<Option<Moment>> {
        written.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
        let path = self.site.join(manifest::NAME);
        let list = Manifest::render(written.iter().map(|file| &file.path));
        fs::write(&path, &list)?;
        let name = SitePath::new(manifest::NAME).expect("the name is a path");
        written.push(Written { path: name, size: list.len() as u64, is_old: false });
        Ok(fs::metadata(path).ok().map(|found| Stamp::of(&found).modified))
    }

    /// The seal on the site that has just been published, if every file is beyond doubt what was written: the new ones
    /// have not changed since the list was, the others not since the build began. The clock had moved on before the
    /// site could be seen, so that no change since then has a time as early as these.
    fn sealed(&self, written: &[Written], listed: Moment) -> Option<Digest> {
        let begun = self.begun?;
        let files: Vec<&SitePath> = written.iter().map(|file| &file.path).collect();
        seal(&self.place.target, &files, |index, stamp| {
            written.get(index).is_some_and(|file| {
                let is_as_written = match file.is_old {
                    true => stamp.modified < begun,
                    false => stamp.modified <= listed && stamp.changed <= listed,
                };
                is_as_written && stamp.size == file.size
            })
        })
    }

    /// Whether it took one step only.
    fn switch(&self) -> Result<bool, Failure> {
        let target = &self.place.target;
        let failure = |error: io::Error| {
            let failure = Failure::io("replace", &self.place.shown, &error);
            match error.kind() {
                io::ErrorKind::ResourceBusy | io::ErrorKind::CrossesDevices => {
                    failure.help("a place where a file system is mounted cannot be replaced: publish to a folder in it")
                }
                _ => failure,
            }
        };
        let old = self.work.as_ref().map(Work::old_site).filter(|_| self.last.is_some());
        let Some(old) = old else {
            return fs::rename(&self.site, target).map(|()| true).map_err(failure);
        };
        if system::exchange(&self.site, target).map_err(failure)? {
            return Ok(true);
        }
        fs::rename(target, &old).map_err(failure)?;
        fs::rename(&self.site, target).map(|()| false).map_err(|error| {
            let back = fs::rename(&old, target);
            let failed = failure(error);
            match back {
                Ok(()) => failed,
                Err(_) => failed.help("the old site is kept; the next build brings it back"),
            }
        })
    }

    /// After the switch nothing can fail any more; what stays behind is told and cleared by the next build. The seal is
    /// made when the old names of files are gone, and while no other build can be at work.
    fn finish(&mut self, make_seal: impl FnOnce(&Self) -> Option<Digest>) -> (Vec<String>, Option<Digest>) {
        let Some(work) = self.work.take() else { return (Vec::new(), None) };
        let mut warnings = Vec::new();
        let mut tell = |path: &Path, result: io::Result<()>| {
            if let Err(error) = result {
                warnings.push(format!(
                    "the new site stands, but {} could not be cleared: {}; the next build tries again",
                    quoted(path),
                    reason(&error)
                ));
            }
            warnings.is_empty()
        };
        // The switch itself is to last before the old site goes.
        let settled = self.place.target.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all());
        let path = work.path().to_owned();
        if tell(&path, settled)
            && tell(&path, clear(&work.new_site(), &self.place.target))
            && tell(&path, clear(&work.old_site(), &self.place.target))
        {
            let seal = make_seal(self);
            tell(&path, work.remove());
            return (warnings, seal);
        }
        (warnings, None)
    }

    /// As seen by who asked for the output folder: the path in it, not in the folder of our own.
    fn failure(&self, path: &Path, error: &io::Error) -> Failure {
        let path = quoted(&self.place.shown.join(path));
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Failure::machine(format!("no space left while writing {path}"))
            }
            _ => Failure::machine(format!("cannot write {path}: {}", reason(error))),
        }
        .help("the published site is untouched")
    }
}

/// What was begun and not committed leaves nothing behind.
impl Drop for Publication {
    fn drop(&mut self) {
        // The signal's own clean-up is under way, and the process about to end.
        if signals::stopped() {
            return;
        }
        if let Some(work) = self.work.take() {
            let _ = fs::remove_dir_all(&self.site);
            let _ = work.remove();
            self.made.iter().for_each(|folder| drop(fs::remove_dir(folder)));
            signals::hold().end();
        }
    }
}

/// Makes the folders that are missing down to `folder`; returns them, the innermost first.
pub(super) fn make_parents(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let missing: Vec<PathBuf> = folder
        .ancestors()
        .take_while(|path| !path.as_os_str().is_empty() && !path.exists())
        .map(Path::to_owned)
        .collect();
    for (index, path) in missing.iter().enumerate().rev() {
        if let Err(error) = fs::create_dir(path) {
            missing[index + 1..].iter().for_each(|made| drop(fs::remove_dir(made)));
            return Err(error);
        }
    }
    Ok(missing)
}

/// Whether the file, not a link, holds exactly `bytes`.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let metadata = fs::symlink_metadata(path)?;
    if !metadata.is_file() || metadata.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut file = File::open(path)?;
    let mut piece = [0; 32 << 10];
    let mut rest = bytes;
    loop {
        let count = file.read(&mut piece)?;
        match rest.split_at_checked(count) {
            Some((same, after)) if count > 0 && piece.get(..count) == Some(same) => rest = after,
            _ => return Ok(count == 0 && rest.is_empty()),
        }
    }
}

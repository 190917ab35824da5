//! A seal on published files: what the system tells of each, by which a later build sees that nobody touched them.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::path::Path;

use rayon::prelude::*;

use super::manifest::parents;
use super::stamp::{Stamp, identity};
use crate::base::{Digest, SitePath};

/// The seal on the `files` below `site`, which are in order; `None` when one of them is not there, is no file, or does
/// not fit. A folder that became a link to another breaks it too.
pub(super) fn seal(site: &Path, files: &[&SitePath], fits: impl Fn(usize, &Stamp) -> bool + Sync) -> Option<Digest> {
    let file = |(index, path): (usize, &&SitePath)| {
        let found = fs::symlink_metadata(site.join(path.as_str())).ok().filter(Metadata::is_file)?;
        let stamp = Stamp::of(&found);
        let mut text = stamp.bytes();
        text.extend(path.as_str().as_bytes());
        fits(index, &stamp).then_some(text)
    };
    let folder = |path: &&str| {
        let found = fs::symlink_metadata(site.join(path)).ok().filter(Metadata::is_dir)?;
        let (device, inode) = identity(&found);
        Some([device, inode].map(u64::to_le_bytes).concat())
    };
    let folders = folders(files);
    let files: Option<Vec<Vec<u8>>> = files.par_iter().enumerate().with_min_len(64).map(file).collect();
    let folders: Option<Vec<Vec<u8>>> = folders.par_iter().with_min_len(64).map(folder).collect();
    Some(Digest::parts(files?.iter().chain(&folders?).map(Vec::as_slice)))
}

/// The folders that the files are in, in the order in which they are first met.
fn folders<'a>(files: &[&'a SitePath]) -> Vec<&'a str> {
    let mut known = HashSet::new();
    // A folder that is known brought those above it along.
    files
        .iter()
        .flat_map(|path| parents(path.as_str()).take_while(|it| known.insert(*it)).collect::<Vec<_>>())
        .collect()
}

/// The running program as a file: another version of it, or the same one built anew, is another. `None` when that
/// cannot be told, as after it was replaced.
pub fn program() -> Option<Digest> {
    let path = std::env::current_exe().ok()?;
    let stamp = Stamp::of(&fs::metadata(&path).ok()?);
    Some(Digest::parts([path.as_os_str().as_encoded_bytes(), &stamp.bytes()]))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::time::{Duration, SystemTime};

    use super::*;

    #[test]
    fn a_seal_breaks_with_any_touch_of_any_file() {
        type Touch = fn(&Path);
        let touches: [(&str, Touch); 8] = [
            ("same size", |site| fs::write(site.join("a/b/index.html"), "two").unwrap()),
            ("removed", |site| fs::remove_file(site.join("a/b/index.html")).unwrap()),
            ("another in its place", |site| {
                fs::write(site.join("new"), "one").unwrap();
                fs::rename(site.join("new"), site.join("a/b/index.html")).unwrap();
            }),
            ("the same bytes with the time set back", |site| {
                let file = fs::File::options().write(true).open(site.join("a/b/index.html")).unwrap();
                let modified = file.metadata().unwrap().modified().unwrap();
                std::thread::sleep(Duration::from_millis(30));
                fs::write(site.join("a/b/index.html"), "two").unwrap();
                file.set_modified(modified).unwrap();
            }),
            ("a link to it", |site| {
                fs::rename(site.join("a/b/index.html"), site.join("real")).unwrap();
                symlink("../../real", site.join("a/b/index.html")).unwrap();
            }),
            ("a link to its folder", |site| {
                fs::rename(site.join("a"), site.join("real")).unwrap();
                symlink("real", site.join("a")).unwrap();
            }),
            ("a copy of its folder", |site| {
                fs::rename(site.join("a/b"), site.join("a/c")).unwrap();
                fs::create_dir(site.join("a/b")).unwrap();
                fs::copy(site.join("a/c/index.html"), site.join("a/b/index.html")).unwrap();
            }),
            ("another time", |site| {
                let file = fs::File::options().write(true).open(site.join("a/b/index.html")).unwrap();
                file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
            }),
        ];
        for (name, touch) in touches {
            let home = tempfile::tempdir().unwrap();
            let site = home.path();
            fs::create_dir_all(site.join("a/b")).unwrap();
            fs::write(site.join("a/b/index.html"), "one").unwrap();
            fs::write(site.join("index.html"), "one").unwrap();
            let files = ["a/b/index.html", "index.html"].map(|path| SitePath::new(path).unwrap());
            let files: Vec<&SitePath> = files.iter().collect();
            let before = seal(site, &files, |_, _| true);
            assert!(before.is_some() && before == seal(site, &files, |_, _| true));
            fs::write(site.join("stranger"), "mine").unwrap();
            assert_eq!(before, seal(site, &files, |_, _| true), "a stranger does not matter");
            // The clock of the file system moves in steps.
            std::thread::sleep(Duration::from_millis(30));
            touch(site);
            assert_ne!(before, seal(site, &files, |_, _| true), "{name}");
        }
    }

    #[test]
    fn what_does_not_fit_is_not_sealed() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("a"), "one").unwrap();
        let path = SitePath::new("a").unwrap();
        assert_eq!(seal(home.path(), &[&path], |_, stamp| stamp.size == 4), None);
        assert!(seal(home.path(), &[&path], |_, stamp| stamp.size == 3).is_some());
    }

    #[test]
    fn each_folder_is_met_once() {
        let files = ["a/b/c/x", "a/b/y", "a/z", "b/x", "w"].map(|path| SitePath::new(path).unwrap());
        assert_eq!(folders(&files.iter().collect::<Vec<_>>()), ["a/b/c", "a/b", "a", "b"]);
    }

    #[test]
    fn the_program_is_known_by_its_file() {
        assert!(program().is_some() && program() == program());
    }
}

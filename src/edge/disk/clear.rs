//! A site that was replaced or never finished goes away; what is not ours in it moves to the one that stands.

use std::fs;
use std::io;
use std::path::Path;

use rayon::prelude::*;

use super::manifest::{self, Manifest};
use super::strangers;

/// Removes the site in the folder `site` of our own, and brings its strangers to the one at `target`.
pub(super) fn clear(site: &Path, target: &Path) -> io::Result<()> {
    match fs::symlink_metadata(site) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        found => found?,
    };
    // Without a list it was never finished, or is half removed already: then its strangers have been seen to.
    if let Some(manifest) = Manifest::read(site)? {
        remove_ours(site, &manifest);
        strangers::rescue(site, &manifest, target)?;
        fs::remove_file(site.join(manifest::NAME))?;
    }
    fs::remove_dir_all(site)
}

/// Removes what the list names, without looking into a single folder: then there is little left to be looked through.
/// Whatever does not go here stays for that.
fn remove_ours(site: &Path, manifest: &Manifest) {
    let mut folders: Vec<&str> = manifest.folders().collect();
    // Behind a link lie files of others, under the same names perhaps.
    let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| !found.is_dir());
    if is_link(site) || folders.par_iter().with_min_len(64).any(|folder| is_link(&site.join(folder))) {
        return;
    }
    let files: Vec<_> = manifest.files().collect();
    files.par_iter().with_min_len(64).for_each(|path| drop(fs::remove_file(site.join(path.as_str()))));
    let depth = |folder: &&str| folder.matches('/').count();
    folders.par_sort_unstable_by_key(|folder| (std::cmp::Reverse(depth(folder)), *folder));
    // The innermost first; a folder goes only if nothing is left in it.
    for level in folders.chunk_by(|a, b| depth(a) == depth(b)) {
        level.par_iter().with_min_len(64).for_each(|folder| drop(fs::remove_dir(site.join(folder))));
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::path::PathBuf;

    use super::*;

    struct Lab(tempfile::TempDir);

    impl Lab {
        /// An old site of three files, and the site that replaced it.
        fn new() -> Self {
            let lab = Self(tempfile::tempdir().unwrap());
            for path in ["old/index.html", "old/a/index.html", "old/a/b/index.html", "site/index.html"] {
                lab.write(path, "ours");
            }
            lab.write("old/tidings-manifest.txt", "index.html\na/index.html\na/b/index.html\n");
            lab
        }

        fn path(&self, path: &str) -> PathBuf {
            self.0.path().join(path)
        }

        fn write(&self, path: &str, text: &str) {
            fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
            fs::write(self.path(path), text).unwrap();
        }

        /// What is left, once the old site has gone.
        fn cleared(&self) -> Vec<String> {
            clear(&self.path("old"), &self.path("site")).unwrap();
            let walk = walkdir::WalkDir::new(self.0.path()).sort_by_file_name().into_iter().map(Result::unwrap);
            let files = walk.filter(|entry| !entry.file_type().is_dir());
            files.map(|entry| entry.path().strip_prefix(self.0.path()).unwrap().display().to_string()).collect()
        }
    }

    #[test]
    fn a_site_goes_with_all_its_folders() {
        let lab = Lab::new();
        assert_eq!(lab.cleared(), ["site/index.html"]);
        assert!(!lab.path("old").exists());
        assert_eq!(lab.cleared(), ["site/index.html"], "nothing is there to be cleared");
    }

    #[test]
    fn what_is_not_ours_moves_to_the_site_that_stands() {
        let lab = Lab::new();
        lab.write("old/a/b/mine.txt", "mine");
        lab.write("old/.git/HEAD", "mine");
        lab.write("old/index.txt", "mine");
        assert_eq!(lab.cleared(), ["site/.git/HEAD", "site/a/b/mine.txt", "site/index.html", "site/index.txt"]);
    }

    #[test]
    fn a_site_that_is_half_removed_is_removed() {
        let lab = Lab::new();
        fs::remove_dir_all(lab.path("old/a/b")).unwrap();
        fs::remove_file(lab.path("old/a/index.html")).unwrap();
        lab.write("old/a/late.txt", "mine");
        assert_eq!(lab.cleared(), ["site/a/late.txt", "site/index.html"]);
    }

    #[test]
    fn files_behind_a_link_are_never_touched() {
        for link in ["old/a", "old/a/b"] {
            let lab = Lab::new();
            lab.write("elsewhere/index.html", "mine");
            lab.write("elsewhere/b/index.html", "mine");
            fs::remove_dir_all(lab.path(link)).unwrap();
            symlink(lab.path("elsewhere"), lab.path(link)).unwrap();
            let left = lab.cleared();
            assert!(
                left.starts_with(&["elsewhere/b/index.html".to_owned(), "elsewhere/index.html".to_owned()]),
                "{left:?}"
            );
            assert!(fs::read_link(lab.path(&link.replace("old", "site"))).is_ok(), "the link itself is kept: {left:?}");
        }
    }
}

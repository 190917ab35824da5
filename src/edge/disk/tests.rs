//! What holds for an output folder, whatever happens to a build.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use super::*;
use crate::base::SitePath;
use crate::edge::{Cause, Failure};

struct Lab(tempfile::TempDir);

impl Lab {
    /// A home with a site in `site/`.
    fn new() -> Self {
        let lab = Self(tempfile::tempdir().unwrap());
        for folder in ["changelog", "static"] {
            fs::create_dir_all(lab.path("site").join(folder)).unwrap();
        }
        lab
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn begin(&self, out: &str) -> Result<Publication, Failure> {
        Publication::begin(&self.path(out), &self.path("site"), &|| {})
    }

    fn publish(&self, out: &str, files: &[(&str, &str)]) -> Result<Commit, Failure> {
        let publication = self.begin(out)?;
        for (path, text) in files {
            publication.write(&SitePath::new(path).unwrap(), text.as_bytes())?;
        }
        publication.commit()
    }

    /// Every file of the home by path, without the list of written files; folders only when empty.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(self.0.path()).min_depth(1) {
            let entry = entry.unwrap();
            let path = entry.path().strip_prefix(self.0.path()).unwrap().to_str().unwrap().to_owned();
            if entry.file_type().is_file() && entry.file_name() != "tidings-manifest.txt" {
                files.insert(path, fs::read_to_string(entry.path()).unwrap());
            } else if entry.file_type().is_dir() && fs::read_dir(entry.path()).unwrap().next().is_none() {
                files.insert(path + "/", String::new());
            }
        }
        files
    }

    fn paths(&self) -> Vec<String> {
        self.files().into_keys().filter(|path| !path.starts_with("site/")).collect()
    }
}

#[test]
fn a_build_replaces_the_last_one_and_leaves_nothing_else() {
    let lab = Lab::new();
    let commit = lab.publish("out", &[("index.html", "1"), ("old/index.html", "1"), ("same.txt", "s")]).unwrap();
    assert_eq!(commit, Commit { files: 3, unchanged: 0, in_one_step: true, warnings: vec![], seal: commit.seal });
    let commit = lab.publish("out", &[("index.html", "2"), ("new/index.html", "2"), ("same.txt", "s")]).unwrap();
    assert_eq!(commit, Commit { files: 3, unchanged: 1, in_one_step: true, warnings: vec![], seal: commit.seal });
    assert_eq!(lab.paths(), ["out/index.html", "out/new/index.html", "out/same.txt"]);
    assert_eq!(fs::read_to_string(lab.path("out/index.html")).unwrap(), "2");
}

#[test]
fn a_build_that_is_given_up_leaves_everything_as_it_was() {
    let lab = Lab::new();
    lab.publish("out", &[("index.html", "1")]).unwrap();
    let before = lab.files();
    let publication = lab.begin("out").unwrap();
    publication.write(&SitePath::new("a/b/index.html").unwrap(), b"2").unwrap();
    drop(publication);
    drop(lab.begin("far/away/out").unwrap());
    assert_eq!(lab.files(), before);
}

#[test]
fn strangers_stay_with_their_permissions() {
    let lab = Lab::new();
    lab.publish("out", &[("index.html", "1"), ("blog/index.html", "1")]).unwrap();
    fs::create_dir_all(lab.path("out/.git/objects/aa")).unwrap();
    fs::create_dir_all(lab.path("out/.git/empty")).unwrap();
    fs::write(lab.path("out/.git/objects/aa/bb"), "object").unwrap();
    fs::write(lab.path("out/CNAME"), "example.org").unwrap();
    fs::write(lab.path("out/blog/mine.txt"), "mine").unwrap();
    symlink("nowhere", lab.path("out/link")).unwrap();
    fs::set_permissions(lab.path("out/.git/objects"), fs::Permissions::from_mode(0o750)).unwrap();
    fs::set_permissions(lab.path("out"), fs::Permissions::from_mode(0o711)).unwrap();
    lab.publish("out", &[("index.html", "2")]).unwrap();
    assert_eq!(
        lab.paths(),
        ["out/.git/empty/", "out/.git/objects/aa/bb", "out/CNAME", "out/blog/mine.txt", "out/index.html"]
    );
    assert_eq!(fs::read_link(lab.path("out/link")).unwrap(), Path::new("nowhere"));
    for (path, mode) in [("out/.git/objects", 0o750), ("out", 0o711)] {
        assert_eq!(fs::metadata(lab.path(path)).unwrap().mode() & 0o777, mode, "{path}");
    }
}

#[test]
fn a_stranger_in_the_way_of_a_page_is_named_and_kept() {
    for (stranger, page) in [("out/about.html", "about.html"), ("out/about", "about/index.html"), ("out/a/b", "a")] {
        let lab = Lab::new();
        lab.publish("out", &[("index.html", "1")]).unwrap();
        fs::create_dir_all(lab.path(stranger).parent().unwrap()).unwrap();
        fs::write(lab.path(stranger), "mine").unwrap();
        let before = lab.files();
        let failure = lab.publish("out", &[("index.html", "2"), (page, "2")]).unwrap_err();
        assert_eq!(failure.cause, Cause::Refused, "{stranger}: {failure:?}");
        assert!(failure.message.ends_with("is in the way of a page, and Tidings did not write it"), "{failure:?}");
        assert_eq!(lab.files(), before, "{stranger}");
    }
}

#[test]
fn what_arrives_during_the_switch_is_kept() {
    let lab = Lab::new();
    lab.publish("out", &[("index.html", "1")]).unwrap();
    // As a build leaves it that died right after the switch, a stranger having come at the last moment.
    fs::create_dir_all(lab.path(".out.tidings/new/deep")).unwrap();
    fs::copy(lab.path("out/tidings-manifest.txt"), lab.path(".out.tidings/new/tidings-manifest.txt")).unwrap();
    fs::write(lab.path(".out.tidings/new/index.html"), "0").unwrap();
    fs::write(lab.path(".out.tidings/new/deep/late.txt"), "late").unwrap();
    lab.publish("out", &[("index.html", "2")]).unwrap();
    assert_eq!(lab.paths(), ["out/deep/late.txt", "out/index.html"]);
    assert_eq!(fs::read_to_string(lab.path("out/index.html")).unwrap(), "2");
}

#[test]
fn a_site_set_aside_by_a_dying_build_comes_back() {
    let lab = Lab::new();
    lab.publish("out", &[("index.html", "1")]).unwrap();
    fs::write(lab.path("out/CNAME"), "example.org").unwrap();
    fs::create_dir_all(lab.path(".out.tidings/new")).unwrap();
    fs::write(lab.path(".out.tidings/new/half.html"), "half").unwrap();
    fs::rename(lab.path("out"), lab.path(".out.tidings/old")).unwrap();
    drop(lab.begin("out").unwrap());
    assert_eq!(lab.paths(), ["out/CNAME", "out/index.html"]);
}

#[test]
fn places_that_are_not_ours_are_refused_untouched() {
    let lab = Lab::new();
    for (path, text) in [("foreign/x.txt", "x"), ("clone/.git/HEAD", "ref"), ("file", "x"), ("site/static/a.css", "x")]
    {
        fs::create_dir_all(lab.path(path).parent().unwrap()).unwrap();
        fs::write(lab.path(path), text).unwrap();
    }
    symlink("site/changelog", lab.path("link")).unwrap();
    let before = lab.files();
    for (out, fault) in [
        ("site", "holds the site itself"),
        (".", "holds the site itself"),
        ("site/../site", "holds the site itself"),
        ("site/changelog", "lies in the site's changelog/"),
        ("site/changelog/x", "lies in the site's changelog/"),
        ("site/themes/mine", "lies in the site's themes/"),
        ("link", "lies in the site's changelog/"),
        ("link/new", "lies in the site's changelog/"),
        ("site/public/../static", "lies in the site's static/"),
        ("foreign", "foreign/x.txt)"),
        ("clone", "clone/.git)"),
        ("file", "is not a folder"),
        ("file/out", "lies below a file"),
    ] {
        let failure = lab.begin(out).unwrap_err();
        assert_eq!(failure.cause, Cause::Refused, "{out}: {failure:?}");
        assert!(failure.message.starts_with("refusing: ") && failure.message.ends_with(fault), "{out}: {failure:?}");
        assert_eq!(lab.files(), before, "{out}");
    }
    let failure = Publication::begin(Path::new("/"), &lab.path("site"), &|| {}).unwrap_err();
    assert_eq!(failure.message, "refusing: / is the root of the file system");
}

#[test]
fn a_foreign_folder_can_be_handed_over() {
    let lab = Lab::new();
    fs::create_dir(lab.path("out")).unwrap();
    fs::write(lab.path("out/mine.txt"), "mine").unwrap();
    fs::write(lab.path("out/tidings-manifest.txt"), "").unwrap();
    lab.publish("out", &[("index.html", "1")]).unwrap();
    assert_eq!(lab.paths(), ["out/index.html", "out/mine.txt"]);
}

#[test]
fn an_output_that_is_a_link_stays_one() {
    let lab = Lab::new();
    fs::create_dir(lab.path("real")).unwrap();
    symlink("real", lab.path("out")).unwrap();
    lab.publish("out", &[("index.html", "1")]).unwrap();
    lab.publish("out", &[("index.html", "2")]).unwrap();
    assert_eq!(fs::read_link(lab.path("out")).unwrap(), Path::new("real"));
    assert_eq!(fs::read_to_string(lab.path("real/index.html")).unwrap(), "2");
}

#[test]
fn the_second_build_waits_for_the_first() {
    let lab = Lab::new();
    let first = lab.begin("out").unwrap();
    let told = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| {
            let waiting = || told.store(true, std::sync::atomic::Ordering::SeqCst);
            Publication::begin(&lab.path("out"), &lab.path("site"), &waiting).and_then(Publication::commit)
        });
        first.write(&SitePath::new("index.html").unwrap(), b"1").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(120));
        first.commit().unwrap();
        second.join().unwrap().unwrap();
    });
    assert!(told.into_inner());
    assert_eq!(lab.paths(), ["out/"; 0]);
}

#[test]
fn the_same_site_gives_the_same_list() {
    let lab = Lab::new();
    lab.publish("one", &[("a", "1"), ("b/c", "2")]).unwrap();
    lab.publish("two", &[("b/c", "2"), ("a", "1")]).unwrap();
    assert_eq!(
        fs::read(lab.path("one/tidings-manifest.txt")).unwrap(),
        fs::read(lab.path("two/tidings-manifest.txt")).unwrap()
    );
}

#[test]
fn the_name_of_the_list_is_not_a_page_name() {
    let lab = Lab::new();
    let failure = lab.publish("out", &[("tidings-manifest.txt", "x")]).unwrap_err();
    assert_eq!(failure.cause, Cause::Refused);
    assert_eq!(lab.paths(), [""; 0]);
}

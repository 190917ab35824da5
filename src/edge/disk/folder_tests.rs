//! A folder that is read again and again equals one that is read for the first time, whatever was done to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;

use super::{Folder, Hint, read_tree};
use crate::base::{Extent, Tree};

const LIMIT: u64 = 40;

struct Site(tempfile::TempDir);

impl Site {
    fn new(files: &[&str]) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        files.iter().for_each(|file| site.write(file, file));
        site
    }

    fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.path(path).parent().unwrap()).unwrap();
        fs::write(self.path(path), text).unwrap();
    }

    fn folder(&self) -> Folder {
        Folder::new(self.0.path(), Extent::alone(LIMIT))
    }
}

fn paths(paths: &[&str]) -> Hint {
    Hint::Paths(paths.iter().map(PathBuf::from).collect())
}

/// The folder, read again, says what a fresh look says.
fn assert_fresh(folder: &mut Folder, site: &Site, hint: &Hint) {
    let again = folder.read(hint).unwrap().map(Tree::clone);
    let fresh = read_tree(site.0.path(), Extent::alone(LIMIT)).unwrap();
    assert_eq!(again, fresh, "{hint:?}");
}

fn text(folder: &mut Folder, hint: &Hint, path: &str) -> Option<String> {
    let tree = folder.read(hint).unwrap().value;
    tree.bytes(path).map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
}

#[test]
fn what_did_not_change_is_shared() {
    let site = Site::new(&["tidings.toml", "changelog/a.md", "changelog/b.md", "static/c"]);
    let mut folder = site.folder();
    let before = folder.read(&Hint::Anything).unwrap().value.clone();
    site.write("changelog/a.md", "new");
    for hint in [paths(&["changelog/a.md"]), Hint::Anything] {
        let after = folder.read(&hint).unwrap().value;
        for path in ["tidings.toml", "changelog/b.md", "static/c"] {
            assert!(Arc::ptr_eq(before.bytes(path).unwrap(), after.bytes(path).unwrap()), "{path}");
        }
        assert_eq!(&**after.bytes("changelog/a.md").unwrap(), b"new");
    }
}

#[test]
fn a_change_that_hides_behind_the_same_stamp_is_found() {
    let site = Site::new(&["tidings.toml", "changelog/a.md"]);
    let mut folder = site.folder();
    for count in 0..300 {
        let new = format!("{count:09}");
        site.write("changelog/a.md", &new);
        assert_eq!(text(&mut folder, &Hint::Anything, "changelog/a.md"), Some(new));
    }
}

#[test]
fn a_file_with_a_known_stamp_is_read_when_it_is_hinted_at() {
    let site = Site::new(&["tidings.toml", "changelog/a.md", "changelog/b.md"]);
    let mut folder = site.folder();
    folder.read(&Hint::Anything).unwrap();
    for (new, hint, read) in [
        ("1", Hint::Anything, "changelog/a.md"),
        ("2", paths(&["changelog/b.md"]), "changelog/a.md"),
        ("3", paths(&["changelog/a.md"]), "3"),
        ("4", paths(&["changelog/a.md", "changelog/folder"]), "4"),
    ] {
        site.write("changelog/a.md", new);
        site.write("changelog/folder/new.md", new);
        // As if the stamp of the last text were that of the new one, too.
        let seen = folder.seen.get_mut("changelog/a.md").unwrap();
        seen.stamp = super::stamp::Stamp::of(&fs::metadata(site.path("changelog/a.md")).unwrap());
        seen.is_settled = true;
        assert_eq!(text(&mut folder, &hint, "changelog/a.md").as_deref(), Some(read), "{hint:?}");
    }
}

#[test]
fn the_root_itself_may_be_replaced() {
    let home = tempfile::tempdir().unwrap();
    let (one, two, link) = (home.path().join("one"), home.path().join("two"), home.path().join("link"));
    for (root, text) in [(&one, "one"), (&two, "two")] {
        fs::create_dir_all(root.join("changelog")).unwrap();
        fs::write(root.join("changelog/a.md"), text).unwrap();
        fs::write(root.join("tidings.toml"), "").unwrap();
    }
    symlink("one", &link).unwrap();
    let (mut folder, mut linked) = (Folder::new(&one, Extent::alone(LIMIT)), Folder::new(&link, Extent::alone(LIMIT)));
    assert_eq!(text(&mut folder, &Hint::Anything, "changelog/a.md").as_deref(), Some("one"));
    assert_eq!(text(&mut linked, &Hint::Anything, "changelog/a.md").as_deref(), Some("one"));
    fs::rename(&one, home.path().join("old")).unwrap();
    assert!(folder.read(&paths(&[])).is_err() && linked.read(&paths(&[])).is_err());
    fs::rename(&two, &one).unwrap();
    assert_eq!(text(&mut folder, &paths(&[]), "changelog/a.md").as_deref(), Some("two"));
    assert_eq!(text(&mut linked, &paths(&[]), "changelog/a.md").as_deref(), Some("two"));
    fs::remove_file(&link).unwrap();
    symlink("old", &link).unwrap();
    assert_eq!(text(&mut linked, &paths(&[]), "changelog/a.md").as_deref(), Some("one"));
}

#[test]
fn what_a_failed_read_was_to_look_at_is_looked_at_next() {
    let site = Site::new(&["tidings.toml", "changelog/a.md", "changelog/b.md"]);
    let mut folder = site.folder();
    folder.read(&Hint::Anything).unwrap();
    site.write("changelog/a.md", "changed");
    let moved = site.0.path().with_extension("moved");
    fs::rename(site.0.path(), &moved).unwrap();
    let failure = folder.read(&paths(&["changelog/a.md"])).unwrap_err();
    assert!(failure.message.starts_with("cannot read "), "{failure:?}");
    fs::rename(&moved, site.0.path()).unwrap();
    assert_eq!(text(&mut folder, &paths(&["changelog/b.md"]), "changelog/a.md").as_deref(), Some("changed"));
}

#[test]
fn an_unreadable_file_fails_until_it_can_be_read() {
    let site = Site::new(&["tidings.toml", "changelog/a.md"]);
    let locked = site.path("changelog/a.md");
    let mut folder = site.folder();
    folder.read(&Hint::Anything).unwrap();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o0)).unwrap();
    // The superuser may read everything.
    if fs::read(&locked).is_err() {
        assert!(folder.read(&paths(&["changelog/a.md"])).is_err());
        assert!(folder.read(&Hint::Anything).is_err());
    }
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o644)).unwrap();
    assert_fresh(&mut folder, &site, &paths(&[]));
}

#[test]
fn what_links_lead_to_outside_the_content_is_named() {
    let site = Site::new(&["tidings.toml", "changelog/a.md", "docs/notes/x.md", "README.md", "themes/t/theme.toml"]);
    symlink("../docs/notes", site.path("changelog/notes")).unwrap();
    symlink("../README.md", site.path("changelog/readme.md")).unwrap();
    symlink("../step", site.path("changelog/steps.md")).unwrap();
    symlink("docs/notes/x.md", site.path("step")).unwrap();
    symlink("../docs/later.md", site.path("changelog/later.md")).unwrap();
    symlink("../themes/t", site.path("changelog/inside")).unwrap();
    symlink("/etc/passwd", site.path("changelog/outside.md")).unwrap();
    let mut folder = site.folder();
    folder.read(&Hint::Anything).unwrap();
    let root = site.0.path().canonicalize().unwrap();
    let linked = ["README.md", "docs/later.md", "docs/notes", "docs/notes/x.md", "step"].map(|path| root.join(path));
    assert_eq!(folder.linked(), linked);
    // Written through its other name, it is seen at both.
    for (path, hint) in [("docs/notes/x.md", "docs/notes/x.md"), ("themes/t/theme.toml", "themes/t/theme.toml")] {
        site.write(path, "changed");
        assert_fresh(&mut folder, &site, &paths(&[hint]));
    }
}

#[test]
fn both_names_of_one_file_change() {
    let site = Site::new(&["tidings.toml", "changelog/a.md"]);
    fs::hard_link(site.path("changelog/a.md"), site.path("changelog/b.md")).unwrap();
    let mut folder = site.folder();
    folder.read(&Hint::Anything).unwrap();
    site.write("changelog/a.md", "changed");
    assert_fresh(&mut folder, &site, &paths(&["changelog/a.md"]));
}

/// Something that people and their tools do to the files of a site.
#[derive(Debug, Clone)]
enum Edit {
    Write(usize, u8),
    Truncate(usize),
    Rename(usize, usize),
    Replace(usize, u8),
    Remove(usize),
    MakeFolder(usize),
    Link(usize, usize),
    HardLink(usize, usize),
}

/// Files, folders, and files below what may be a file; one is over the limit of texts when it is long, some are no
/// content.
const PLACES: [&str; 15] = [
    "tidings.toml",
    "changelog",
    "changelog/a.md",
    "changelog/b.md",
    "changelog/1.0",
    "changelog/1.0/a.md",
    "changelog/1.0/deep/a.md",
    "changelog/.#a.md",
    "changelog/x\u{7}.md",
    "changelogs",
    "roadmap/a.md",
    "static/a",
    "static",
    "docs/a.md",
    "docs",
];

impl Edit {
    /// Does it as far as it can be done.
    fn apply(&self, root: &Path) -> std::io::Result<()> {
        let place = |index: &usize| root.join(PLACES[*index]);
        match self {
            Self::Write(at, byte) => make_way(&place(at)).and_then(|()| fs::write(place(at), text_of(*byte))),
            Self::Truncate(at) => fs::OpenOptions::new().write(true).open(place(at))?.set_len(1),
            Self::Rename(from, to) => make_way(&place(to)).and_then(|()| fs::rename(place(from), place(to))),
            Self::Replace(at, byte) => {
                let temporary = root.join("changelog/sedXyZ");
                make_way(&temporary)?;
                fs::write(&temporary, text_of(*byte))?;
                fs::rename(&temporary, place(at)).or_else(|_| fs::remove_file(&temporary))
            }
            Self::Remove(at) => fs::remove_file(place(at)).or_else(|_| fs::remove_dir_all(place(at))),
            Self::MakeFolder(at) => fs::create_dir_all(place(at)),
            Self::Link(to, at) => make_way(&place(at)).and_then(|()| symlink(place(to), place(at))),
            Self::HardLink(to, at) => make_way(&place(at)).and_then(|()| fs::hard_link(place(to), place(at))),
        }
    }
}

fn make_way(path: &Path) -> std::io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Never empty, as a young empty file is waited for; of two lengths, one over the limit.
fn text_of(byte: u8) -> Vec<u8> {
    vec![b'a' + byte % 26; if byte > 200 { 50 } else { 9 }]
}

fn edit() -> impl Strategy<Value = Edit> {
    let at = || 0..PLACES.len();
    prop_oneof![
        4 => (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Write(at, byte)),
        1 => at().prop_map(Edit::Truncate),
        2 => (at(), at()).prop_map(|(from, to)| Edit::Rename(from, to)),
        2 => (at(), any::<u8>()).prop_map(|(at, byte)| Edit::Replace(at, byte)),
        2 => at().prop_map(Edit::Remove),
        1 => at().prop_map(Edit::MakeFolder),
        1 => (at(), at()).prop_map(|(to, at)| Edit::Link(to, at)),
        1 => (at(), at()).prop_map(|(to, at)| Edit::HardLink(to, at)),
    ]
}

/// Every path below the root, and what lies there without following links.
fn state(root: &Path) -> BTreeMap<PathBuf, String> {
    let walk = walkdir::WalkDir::new(root).min_depth(1).into_iter().filter_map(Result::ok);
    let shown = |entry: walkdir::DirEntry| {
        let metadata = fs::symlink_metadata(entry.path()).unwrap();
        let bytes = if metadata.is_file() { fs::read(entry.path()).unwrap() } else { Vec::new() };
        let stamp = if metadata.is_dir() { None } else { Some(super::stamp::Stamp::of(&metadata)) };
        (entry.path().to_owned(), format!("{:?} {stamp:?} {bytes:?}", metadata.file_type()))
    };
    walk.map(shown).collect()
}

/// What an honest system would report.
fn changes(before: &BTreeMap<PathBuf, String>, after: &BTreeMap<PathBuf, String>) -> BTreeSet<PathBuf> {
    let paths = before.keys().chain(after.keys());
    paths.filter(|path| before.get(*path) != after.get(*path)).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn read_again_equals_read_afresh(steps in prop::collection::vec((prop::collection::vec(edit(), 1..4), 0..4_u8), 1..12)) {
        let site = Site::new(&["tidings.toml", "changelog/a.md", "changelog/1.0/a.md", "static/a"]);
        let root = site.0.path().canonicalize().unwrap();
        let mut folder = site.folder();
        folder.read(&Hint::Anything).unwrap();
        let mut before = state(&root);
        let mut told = BTreeSet::new();
        for (edits, kind) in steps {
            edits.iter().for_each(|edit| drop(edit.apply(&root)));
            let after = state(&root);
            let mut hint = changes(&before, &after);
            // A name that came and went, and a report that comes twice.
            hint.insert(root.join("changelog/sedXyZ"));
            if kind == 1 {
                hint.extend(told.clone());
            }
            let hint = if kind == 0 { Hint::Anything } else { Hint::Paths(hint.clone()) };
            match (folder.read(&hint).map(|read| read.map(Tree::clone)), read_tree(&root, Extent::alone(LIMIT))) {
                (Ok(again), Ok(fresh)) => prop_assert_eq!(again, fresh, "after {:?}, told {:?}", edits, hint),
                (Err(again), Err(fresh)) => prop_assert_eq!(again, fresh),
                (again, fresh) => prop_assert!(false, "{:?} or {:?}", again, fresh),
            }
            told = changes(&before, &after);
            before = after;
        }
    }
}

//! What editors and programs really do to files, seen through the system's own events.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::*;
use crate::base::{Extent, Tree};
use crate::edge::disk::{Folder, read_tree};

/// So long nothing takes, however busy the machine is: what takes longer hangs.
const HANGS: Duration = Duration::from_secs(60);
const PAGE: &str = "changelog/a.md";

/// A site that is watched and read as `tidings serve` does.
struct Site {
    home: tempfile::TempDir,
    folder: Folder,
    watch: Watch,
    hints: Vec<Hint>,
}

impl Site {
    fn new() -> Self {
        Self::watched(How::Events)
    }

    fn watched(how: How) -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = home.path().join("site");
        for path in ["tidings.toml", PAGE, "changelog/b.md", "docs/notes/n.md", "public/index.html", ".git/HEAD"] {
            write(&root.join(path), "old");
        }
        let watch = Watch::start(&root, how).unwrap();
        let mut site = Self { folder: Folder::new(&root, Extent::alone(1000)), home, watch, hints: Vec::new() };
        site.turn();
        site
    }

    fn path(&self, path: &str) -> PathBuf {
        self.home.path().join("site").join(path)
    }

    fn write(&self, path: &str, text: &str) {
        write(&self.path(path), text);
    }

    /// Waits for one hint and reads what it says.
    fn turn(&mut self) -> Option<Tree> {
        let hint = self.watch.next(Some(Instant::now() + HANGS)).expect("a hint comes");
        let tree = self.folder.read(&hint).ok().map(|read| read.value.clone());
        self.hints.push(hint);
        self.watch.also(&self.folder.linked());
        tree
    }

    /// Waits until the site that is shown is the one on disk, and has `text` at `path`.
    fn shows(&mut self, path: &str, text: Option<&str>) {
        let began = Instant::now();
        loop {
            assert!(began.elapsed() < HANGS, "{path} never shows {text:?}; hints: {:?}", self.hints);
            let Some(tree) = self.turn() else { continue };
            let shown = tree.bytes(path).map(|bytes| bytes.to_vec());
            let is_right = shown.as_deref() == text.map(str::as_bytes);
            if is_right && read_tree(&self.path(""), Extent::alone(1000)).is_ok_and(|fresh| fresh.value == tree) {
                return;
            }
        }
    }

    /// Does something, and gives the hints that come of it when nothing holds the machine up.
    fn hints_of(&mut self, act: impl FnOnce(&Self)) -> Vec<Hint> {
        act(self);
        self.write("changelog/mark.md", "mark");
        let Means::Events { inbox, .. } = &self.watch.means else { panic!("events are expected") };
        let mut burst = Burst::default();
        let at = Instant::now();
        loop {
            match inbox.recv_timeout(HANGS).expect("the mark is told").1 {
                News::Happened(events) => {
                    for (path, what) in events {
                        if path.ends_with("mark.md") && what == What::Closed {
                            return std::iter::from_fn(|| burst.due().and_then(|due| burst.end(due, lies))).collect();
                        }
                        if !path.ends_with("mark.md") && self.watch.scope.matter(&path) == Matter::Yes {
                            burst.note(at, path, what);
                        }
                    }
                }
                news => panic!("{news:?}"),
            }
        }
    }
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn beside(path: &Path, name: &str) -> PathBuf {
    path.with_file_name(name)
}

/// How a program saves a text at a path where there is one.
type Save = fn(&Path, &str);

const EDITORS: [(&str, Save); 10] = [
    ("vim", |path, text| {
        let (probe, swap, backup) = (beside(path, "4913"), beside(path, ".a.md.swp"), beside(path, "a.md~"));
        fs::write(&swap, "swap").unwrap();
        File::create(&probe).unwrap();
        fs::remove_file(&probe).unwrap();
        fs::rename(path, &backup).unwrap();
        fs::write(path, text).unwrap();
        fs::remove_file(&backup).unwrap();
        fs::remove_file(&swap).unwrap();
    }),
    ("emacs", |path, text| {
        let (lock, autosave, backup) = (beside(path, ".#a.md"), beside(path, "#a.md#"), beside(path, "a.md~"));
        symlink("me@host.123:456", &lock).unwrap();
        fs::write(&autosave, "half").unwrap();
        fs::copy(path, &backup).unwrap();
        fs::write(path, text).unwrap();
        fs::remove_file(&autosave).unwrap();
        fs::remove_file(&lock).unwrap();
    }),
    ("emacs, by rename", |path, text| {
        fs::rename(path, beside(path, "a.md~")).unwrap();
        fs::write(path, text).unwrap();
    }),
    ("VS Code", |path, text| {
        let mut file = File::create(path).unwrap();
        text.as_bytes().chunks(1).for_each(|bytes| file.write_all(bytes).unwrap());
    }),
    ("JetBrains", |path, text| {
        let (new, old) = (beside(path, "a.md___jb_tmp___"), beside(path, "a.md___jb_old___"));
        fs::write(&new, text).unwrap();
        fs::rename(path, &old).unwrap();
        fs::rename(&new, path).unwrap();
        fs::remove_file(&old).unwrap();
    }),
    ("sed -i", |path, text| {
        let new = beside(path, "sedAbCdEf");
        fs::write(&new, text).unwrap();
        fs::rename(&new, path).unwrap();
    }),
    ("a coding agent", |path, text| {
        let new = beside(path, "a.md.tmp.1234.5678");
        let mut file = File::create(&new).unwrap();
        file.write_all(text.as_bytes()).unwrap();
        file.sync_all().unwrap();
        fs::rename(&new, path).unwrap();
    }),
    ("delete and create", |path, text| {
        fs::remove_file(path).unwrap();
        fs::write(path, text).unwrap();
    }),
    ("write, then set the time", |path, text| {
        fs::write(path, text).unwrap();
        File::options().write(true).open(path).unwrap().set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
    }),
    ("twice the same", |path, text| {
        fs::write(path, text).unwrap();
        fs::write(path, text).unwrap();
    }),
];

#[test]
fn each_save_is_one_hint_that_shows_the_last_text() {
    for (editor, save) in EDITORS {
        let mut site = Site::new();
        let hints = site.hints_of(|site| save(&site.path(PAGE), editor));
        let [hint @ Hint::Paths(paths)] = &hints[..] else { panic!("{editor}: {hints:?}") };
        assert!(paths.iter().any(|path| path.ends_with(PAGE)) && paths.len() <= 2, "{editor}: {paths:?}");
        site.write("changelog/mark.md", "mark");
        fs::remove_file(site.path("changelog/mark.md")).unwrap();
        let read = site.folder.read(hint).unwrap().map(Tree::clone);
        assert_eq!(read, read_tree(&site.path(""), Extent::alone(1000)).unwrap(), "{editor}");
        assert_eq!(&**read.value.bytes(PAGE).unwrap(), editor.as_bytes());
    }
}

#[test]
fn fifty_saves_by_each_editor_all_show() {
    let mut site = Site::new();
    for round in 0..5 {
        for (editor, save) in EDITORS {
            let text = format!("{editor} {round}");
            save(&site.path(PAGE), &text);
            site.shows(PAGE, Some(&text));
        }
    }
}

#[test]
fn reading_and_building_are_no_changes() {
    let mut site = Site::new();
    let hints = site.hints_of(|site| {
        for _ in 0..3 {
            read_tree(&site.path(""), Extent::alone(1000)).unwrap();
        }
        site.write(".public.tidings/new/changelog/a.md", "new");
        fs::rename(site.path("public"), site.path(".public.tidings/old")).unwrap();
        fs::rename(site.path(".public.tidings/new"), site.path("public")).unwrap();
        fs::remove_dir_all(site.path(".public.tidings")).unwrap();
        site.write(".git/index.lock", "x");
        site.write("tidings.toml~", "x");
        for litter in ["4913", ".a.md.swp", "a.md~", "#a.md#", ".#a.md", "a.tmp"] {
            site.write(&format!("changelog/{litter}"), "x");
        }
    });
    assert_eq!(hints, []);
}

#[test]
fn new_nested_folders_are_seen_with_what_is_in_them() {
    let mut site = Site::new();
    for round in 0..3 {
        for (index, path) in ["changelog/1/2/3/a.md", "roadmap/x/y/b.md", "static/img/c.svg"].into_iter().enumerate() {
            let path = format!("{path}{round}");
            site.write(&path, "new");
            site.shows(&path, Some("new"));
            site.write(&path, "newer");
            site.shows(&path, Some("newer"));
            if index == 0 {
                fs::remove_dir_all(site.path("changelog/1")).unwrap();
                site.shows(&path, None);
            }
        }
    }
}

#[test]
fn folders_are_followed_when_they_move_in_around_and_out() {
    let mut site = Site::new();
    site.write("../far/deep/x.md", "moved");
    fs::rename(site.path("../far"), site.path("changelog/near")).unwrap();
    site.shows("changelog/near/deep/x.md", Some("moved"));
    site.write("changelog/near/deep/x.md", "edited");
    site.shows("changelog/near/deep/x.md", Some("edited"));
    fs::rename(site.path("changelog/near"), site.path("changelog/nearer")).unwrap();
    site.shows("changelog/nearer/deep/x.md", Some("edited"));
    site.write("changelog/nearer/deep/x.md", "again");
    site.shows("changelog/nearer/deep/x.md", Some("again"));
    fs::rename(site.path("changelog/nearer"), site.path("../out")).unwrap();
    site.shows("changelog/nearer/deep/x.md", None);
    site.write(PAGE, "last");
    site.shows(PAGE, Some("last"));
}

#[test]
fn content_folders_and_the_configuration_come_and_go() {
    let mut site = Site::new();
    for round in 0..5 {
        fs::remove_dir_all(site.path("changelog")).unwrap();
        site.shows(PAGE, None);
        let text = format!("{round}");
        site.write(PAGE, &text);
        site.shows(PAGE, Some(&text));
        fs::rename(site.path("changelog"), site.path("aside")).unwrap();
        fs::rename(site.path("aside"), site.path("changelog")).unwrap();
        site.write(PAGE, "back");
        site.shows(PAGE, Some("back"));
        fs::remove_file(site.path("tidings.toml")).unwrap();
        site.shows("tidings.toml", None);
        site.write("tidings.toml", &text);
        site.shows("tidings.toml", Some(&text));
    }
}

#[test]
fn a_misspelt_folder_is_told_when_it_comes() {
    let mut site = Site::new();
    fs::rename(site.path("changelog"), site.path("changelogs")).unwrap();
    let began = Instant::now();
    loop {
        assert!(began.elapsed() < HANGS);
        let hint = site.watch.next(Some(Instant::now() + HANGS)).unwrap();
        if site.folder.read(&hint).unwrap().diagnostics.iter().any(|it| it.code == "unknown-folder") {
            return;
        }
    }
}

#[test]
fn the_root_may_be_replaced_under_its_name() {
    let mut site = Site::new();
    for round in ["one", "two"] {
        fs::rename(site.path(""), site.path("../old").with_extension(round)).unwrap();
        site.write("tidings.toml", round);
        site.write(PAGE, round);
        site.shows(PAGE, Some(round));
        site.write(PAGE, "edited");
        site.shows(PAGE, Some("edited"));
    }
}

#[test]
fn a_link_to_the_root_may_be_switched() {
    let mut site = Site::new();
    let [one, two, link] = ["one", "two", "site"].map(|name| site.home.path().join(name));
    fs::rename(&link, &one).unwrap();
    write(&two.join("tidings.toml"), "two");
    write(&two.join(PAGE), "two");
    symlink("one", &link).unwrap();
    write(&one.join(PAGE), "one");
    site.shows(PAGE, Some("one"));
    fs::remove_file(&link).unwrap();
    symlink("two", &link).unwrap();
    site.shows(PAGE, Some("two"));
    write(&two.join(PAGE), "edited");
    site.shows(PAGE, Some("edited"));
}

#[test]
fn what_links_lead_to_is_watched_too() {
    let mut site = Site::new();
    symlink("../docs/notes", site.path("changelog/notes")).unwrap();
    symlink("../README.md", site.path("changelog/readme.md")).unwrap();
    symlink("../docs/later.md", site.path("changelog/later.md")).unwrap();
    site.shows("changelog/notes/n.md", Some("old"));
    for (path, place) in [
        ("changelog/notes/n.md", "docs/notes/n.md"),
        ("changelog/notes/deep/m.md", "docs/notes/deep/m.md"),
        ("changelog/readme.md", "README.md"),
        ("changelog/later.md", "docs/later.md"),
    ] {
        for text in ["first", "second"] {
            site.write(place, text);
            site.shows(path, Some(text));
        }
    }
    fs::remove_file(site.path("changelog/notes")).unwrap();
    site.shows("changelog/notes/n.md", None);
}

#[test]
fn a_content_folder_may_be_a_link() {
    let mut site = Site::new();
    symlink("docs/notes", site.path("roadmap")).unwrap();
    site.shows("roadmap/n.md", Some("old"));
    site.write("docs/notes/n.md", "new");
    site.shows("roadmap/n.md", Some("new"));
}

#[test]
fn thousands_of_files_in_a_burst_are_told_whole() {
    let mut site = Site::new();
    let hints = site.hints_of(|site| (0..2000).for_each(|index| site.write(&format!("changelog/{index}.md"), "x")));
    assert_eq!(hints, [Hint::Anything, Hint::Anything]);
    (0..3000).for_each(|index| site.write(&format!("changelog/{}/{index}.md", index % 60), "y"));
    site.shows("changelog/59/2999.md", Some("y"));
}

#[test]
fn what_the_system_lost_is_found() {
    let mut site = Site::new();
    // As if its queue had been full: these events are never seen.
    let silenced = site.hints_of(|site| site.write("changelog/lost/a.md", "x"));
    assert_eq!(silenced, [Hint::Anything, Hint::Anything]);
    let overflow = notify::Event::new(EventKind::Other).set_flag(notify::event::Flag::Rescan);
    let (outbox, inbox) = channel();
    post(&outbox, Ok(overflow));
    let (at, news) = inbox.recv().unwrap();
    site.watch.learn(at, news);
    site.shows("changelog/lost/a.md", Some("x"));
}

#[test]
fn at_the_limit_files_are_looked_at_and_that_is_said() {
    let mut site = Site::new();
    assert_eq!(site.watch.notice(), None);
    let error = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
    let (outbox, inbox) = channel();
    post(&outbox, Err(error));
    let (at, news) = inbox.recv().unwrap();
    site.watch.learn(at, news);
    let notice = site.watch.notice().unwrap();
    assert!(notice.starts_with("looking for changes every second: the system lets no more folders be watched"));
    assert!(notice.contains("sudo sysctl fs.inotify.max_user_watches="), "{notice}");
    assert_eq!(site.watch.notice(), None);
    for text in ["polled", "polled again"] {
        site.write(PAGE, text);
        site.shows(PAGE, Some(text));
    }
}

#[test]
fn who_asks_for_it_is_polled_for() {
    let mut site = Site::watched(How::Poll(Duration::from_millis(30)));
    for (path, text) in [(PAGE, "one"), (PAGE, "two"), ("changelog/new/folder/x.md", "three")] {
        site.write(path, text);
        site.shows(path, Some(text));
    }
    assert!(site.hints.iter().all(|hint| *hint == Hint::Anything));
    assert_eq!(site.watch.notice(), None);
}

#[test]
fn a_deadline_is_kept_and_loses_nothing() {
    let mut site = Site::new();
    assert_eq!(site.watch.next(Some(Instant::now())), None);
    site.write(PAGE, "new");
    while site.watch.next(Some(Instant::now())).is_none() {
        std::thread::yield_now();
    }
}

#[test]
fn a_folder_that_is_not_there_cannot_be_watched() {
    let failure = Watch::start(Path::new("/no/where"), How::Events).unwrap_err();
    assert!(failure.message.starts_with("cannot watch /no/where: "), "{failure:?}");
}
